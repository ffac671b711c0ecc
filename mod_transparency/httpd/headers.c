/* SPDX-License-Identifier: Apache-2.0 */
/*
 * headers.c - what is said about an answer.
 *
 * Values come from fixed tables, from the page's head or from the
 * configuration; nothing a client sent is repeated.
 */
#include "httpd/exchange.h"

#include <apr_strings.h>

#include <http_protocol.h>

#include "http/digest.h"
#include "http/httpdate.h"
#include "http/link.h"
#include "http/policy.h"
#include "render/describe.h"
#include "render/licences.h"

static void set(tr_exchange *exchange, const char *name, const char *value)
{
    apr_table_setn(exchange->r->headers_out, name, value);
}

/* Constant per URI. */
const char *tr_headers_vary(const tr_target *target)
{
    if (target->access == TR_ACCESS_TIMEGATE)
        return "Accept, Accept-Datetime, Accept-Language, Accept-Encoding";
    if (target->fixed)
        return "Accept-Encoding";
    return "Accept, Accept-Language, Accept-Encoding";
}

static void set_all(apr_table_t *table, const tr_policy_field *fields)
{
    for (; fields->name; fields++)
        apr_table_setn(table, fields->name, fields->value);
}

void tr_headers_cors(apr_table_t *table, const tr_conf *conf)
{
    if (!tr_settings_cors(&conf->set))
        return;
    set_all(table, tr_policy_cors);
}

int tr_exchange_wants(const tr_exchange *exchange, const char *field)
{
    const char *value = apr_table_get(exchange->r->headers_in, field);
    return value && tr_want_digest(value, 0) == TR_WANT_SHA256;
}

static int is_html(const tr_exchange *exchange)
{
    return exchange->format == TR_FORMAT_HTML && !exchange->is_asset;
}

static void set_cors(tr_exchange *exchange)
{
    if (exchange->problem.status || (!is_html(exchange) && !exchange->is_asset))
        tr_headers_cors(exchange->r->headers_out, exchange->face->conf);
}

void tr_headers_common(tr_exchange *exchange)
{
    int is_page = is_html(exchange);

    set(exchange, "Vary", tr_headers_vary(&exchange->target));
    set_all(exchange->r->headers_out, tr_policy_always);
    set(exchange, "Content-Security-Policy",
        !is_page ? tr_policy_data
        : exchange->target.query.embed && !exchange->problem.status ? tr_policy_embed
                                                                    : tr_policy_page);
    set(exchange, "Cross-Origin-Resource-Policy",
        is_page || exchange->is_asset ? tr_policy_same_origin : tr_policy_cross_origin);
    set_cors(exchange);
}

static const char *last_segment(const char *stem)
{
    const char *slash = strrchr(stem, '/');
    return slash ? slash + 1 : stem;
}

/* The fixed URI of exactly this variant, relative to the one asked for. */
static const char *content_location(const tr_exchange *exchange)
{
    const char *query = exchange->target.query_string;
    const char *original = exchange->target.original;
    int localised = tr_formats[exchange->format].localised;

    if (exchange->target.access == TR_ACCESS_TIMEMAP)
        return apr_pstrcat(exchange->r->pool,
                           tr_path_up(original, exchange->r->pool),
                           exchange->format == TR_FORMAT_JSON ? "json/" : "link/",
                           original, NULL);
    return apr_pstrcat(exchange->r->pool,
                       last_segment(tr_stem(&exchange->target)),
                       localised ? "." : "",
                       localised ? exchange->face->look.site.languages[exchange->language] : "",
                       ".", tr_formats[exchange->format].extension,
                       *query ? "?" : "", query, NULL);
}

static const char *cache_status(const tr_exchange *exchange)
{
    switch (exchange->cache) {
    case TR_CACHE_HIT:
        return "mod_transparency; hit";
    case TR_CACHE_STORED:
        return "mod_transparency; fwd=uri-miss; stored";
    case TR_CACHE_AGGREGATE:
        return "mod_transparency; fwd=uri-miss; detail=aggregate";
    default:
        return "mod_transparency; fwd=uri-miss";
    }
}

static void set_type(tr_exchange *exchange)
{
    const tr_format_def *format = &tr_formats[exchange->format];
    request_rec *r = exchange->r;
    const char *coding = tr_coding_name(exchange->coding);

    ap_set_content_type(r, exchange->is_asset
                        ? exchange->face->look.assets[exchange->is_asset - 1].type
                        : format->media_type);
    if (coding)
        set(exchange, "Content-Encoding", coding);
    if (!exchange->is_asset && format->localised)
        set(exchange, "Content-Language",
            exchange->face->look.site.languages[exchange->language]);
}

const char *tr_headers_freshness(const request_rec *r, const char *value)
{
    static const char everybody[] = "public";
    size_t length = sizeof everybody - 1;

    if (!r->user || strncmp(value, everybody, length))
        return value;
    return apr_pstrcat(r->pool, "private", value + length, NULL);
}

static const char *cache_control(const tr_exchange *exchange)
{
    if (exchange->is_asset || tr_memento_is_frozen(exchange))
        return tr_policy_immutable;
    return exchange->negotiated ? exchange->face->cache_negotiated
                                : exchange->face->cache_fixed;
}

/* Where the feed of what the target shows is, relative to it; NULL: it has none of its own. */
static const char *feed_of(const tr_target *target, apr_pool_t *pool)
{
    if (target->access != TR_ACCESS_ORIGINAL)
        return NULL;
    if (target->resource == TR_RES_OVERVIEW
        || target->resource == TR_RES_CORRECTIONS)
        return "feed.atom";
    if (target->item && tr_resources[target->resource].item_formats
                        & TR_FORMAT_BIT(ATOM))
        return apr_pstrcat(pool, last_segment(tr_stem(target)), ".atom", NULL);
    return NULL;
}

/* `link` (may be NULL) with a target of our own, which needs no escaping. */
static const char *one_more(const char *link, const char *target, const char *rel,
                            tr_format format, apr_pool_t *pool)
{
    return apr_pstrcat(pool, link ? link : "", link ? ", <" : "<",
                       target, ">; rel=\"", rel, "\"; type=\"",
                       tr_formats[format].accept, "\"", NULL);
}

const char *tr_headers_join(const char *link, const char *more, apr_pool_t *pool)
{
    return link && more ? apr_pstrcat(pool, link, ", ", more, NULL)
                        : link ? link : more;
}

const char *tr_headers_link_common(const tr_face *face, const tr_gen *gen,
                                   const tr_target *target, tr_format format,
                                   apr_pool_t *pool)
{
    const char *link = tr_headers_link(face, gen, target, format,
                                       tr_stem(target), pool);
    const char *base = face->conf->set.canonical_url;
    const char *query = tr_query_of_form(target, TR_FORMAT_HTML, pool), *feed;

    if ((feed = feed_of(target, pool)))
        link = one_more(link, feed, "alternate", TR_FORMAT_ATOM, pool);
    if (face->look.site.has_address && target->resource == TR_RES_OVERVIEW
        && target->access == TR_ACCESS_ORIGINAL)
        link = one_more(link, "catalog.jsonld", "describedby", TR_FORMAT_JSONLD,
                        pool);
    if (base && target->access != TR_ACCESS_TIMEMAP)
        link = apr_pstrcat(pool, link ? link : "",
                           link ? ", <" : "<", base, "/", target->prefix,
                           target->path, *query ? "?" : "", query,
                           ">; rel=\"canonical\"", NULL);
    return link;
}

/* That of the page, which is kept for all its addresses, with what is said of this one. */
static const char *link_value(const tr_exchange *exchange)
{
    const tr_page_head *head = exchange->head;
    const tr_target *target = &exchange->target;
    const char *link = tr_page_head_text(head, head->link);
    const char *history = tr_page_head_text(head, head->history[
        !target->fixed ? TR_FORM_NEGOTIATED : target->lang ? TR_FORM_LANGUAGE
                                                           : TR_FORM_FIXED]);
    apr_pool_t *pool = exchange->r->pool;

    if (!history)
        return link;
    if (target->access == TR_ACCESS_ORIGINAL)
        return tr_headers_join(link, history, pool);
    return tr_headers_join(tr_headers_link_common(exchange->face, &exchange->gen,
                                                  target, exchange->format, pool),
                           tr_memento_links(target, pool), pool);
}

/* A version's file says in its name which one it is. */
static const char *disposition(const tr_exchange *exchange, const char *filename)
{
    char stamp[TR_STAMP_SIZE];

    stamp[0] = '\0';
    if (exchange->target.access == TR_ACCESS_VERSION)
        tr_stamp_format(stamp, apr_time_from_sec(
            exchange->head->last_modified_seconds));
    return apr_pstrcat(exchange->r->pool, "inline; filename=\"", stamp,
                       *stamp ? "-" : "", filename, "\"", NULL);
}

/* CSV and NDJSON have no place for it: that files were left out must be seen all the same. */
static void set_incomplete(tr_exchange *exchange)
{
    uint32_t files = exchange->gen.head->incomplete;

    if (files && !exchange->is_asset)
        set(exchange, "Transparency-Incomplete",
            apr_psprintf(exchange->r->pool, "%" APR_UINT64_T_FMT,
                         (apr_uint64_t)files));
}

static void set_memento(tr_exchange *exchange)
{
    char *date = apr_palloc(exchange->r->pool, TR_HTTPDATE_SIZE);

    if (exchange->target.access != TR_ACCESS_VERSION)
        return;
    tr_httpdate_format(date, apr_time_from_sec(
        exchange->head->last_modified_seconds));
    set(exchange, "Memento-Datetime", date);
}

static void set_validators(tr_exchange *exchange)
{
    set(exchange, "ETag", exchange->head->etag);
    set(exchange, "Last-Modified", exchange->head->last_modified);
    set(exchange, "Cache-Control",
        tr_headers_freshness(exchange->r, cache_control(exchange)));
}

/* What caches may have to compare or to renew, and what lets scripts of other sites see it. */
void tr_headers_set_unchanged(tr_exchange *exchange)
{
    set(exchange, "Vary", tr_headers_vary(&exchange->target));
    set_cors(exchange);
    set_validators(exchange);
    set(exchange, "Cache-Status", cache_status(exchange));
    if (exchange->negotiated)
        set(exchange, "Content-Location", content_location(exchange));
    set_memento(exchange);
    set_incomplete(exchange);
}

/* As the page of an error (ErrorDocument) it stands at an address of which none of this is true. */
static void disown(request_rec *r)
{
    static const char *const names[] = {
        "ETag", "Last-Modified", "Accept-Ranges", "Content-Location", "Link",
        "Memento-Datetime", "Content-Disposition", NULL
    };
    for (int i = 0; names[i]; i++)
        apr_table_unset(r->headers_out, names[i]);
    apr_table_setn(r->headers_out, "Cache-Control", "no-store");
}

void tr_headers_set(tr_exchange *exchange)
{
    const tr_page_head *head = exchange->head;
    const char *link, *filename;

    tr_headers_common(exchange);
    set_type(exchange);
    set_validators(exchange);
    set(exchange, "Accept-Ranges", exchange->streamed ? "none" : "bytes");
    set(exchange, "Cache-Status", cache_status(exchange));
    if (exchange->negotiated)
        set(exchange, "Content-Location", content_location(exchange));
    if ((link = link_value(exchange)))
        set(exchange, "Link", link);
    set_memento(exchange);
    set_incomplete(exchange);
    if (head->digest[0])
        set(exchange, "Repr-Digest", head->digest);
    filename = tr_page_head_text(head, head->filename);
    if (filename && exchange->format != TR_FORMAT_HTML
        && exchange->target.fixed)
        set(exchange, "Content-Disposition",
            disposition(exchange, filename));
    if (exchange->r->status != HTTP_OK)
        disown(exchange->r);
}

/* To what describes this form of a resource, or, without its parameters, to what it describes. */
static void link_descriptions(tr_links *links, const tr_face *face,
                              const tr_target *target, tr_format format,
                              apr_pool_t *pool)
{
    unsigned formats = tr_resource_formats(target->resource, target->item != NULL,
                                           face->look.site.formats);

    for (int i = 0; i < TR_FORMAT_COUNT; i++) {
        const char *accept = tr_formats[i].accept;
        int describes = tr_formats[format].describes == (tr_format)i;
        const struct tr_link_attribute type[] = {
            { "type", describes ? apr_pstrmemdup(pool, accept, strcspn(accept, ";"))
                                : accept }, { NULL, NULL }
        };
        if ((describes || tr_formats[i].describes == format) && formats & 1u << i)
            tr_link_add(links, tr_relative_form(target, (tr_format)i, pool),
                        describes ? "describes" : "describedby", type);
    }
}

const char *tr_headers_link(const tr_face *face, const tr_gen *gen,
                            const tr_target *target, tr_format format,
                            const char *stem, apr_pool_t *pool)
{
    tr_links *links = tr_links_make(pool);
    const char *name = last_segment(stem);
    const char *licence = gen ? tr_licence_of_target(gen, target, pool) : NULL;
    unsigned formats = tr_target_negotiated(&face->look.site, target);

    if (target->access == TR_ACCESS_TIMEMAP)
        return NULL;
    for (int i = 0; i < TR_FORMAT_COUNT; i++) {
        const char *query;
        if (!(formats & 1u << i))
            continue;
        query = tr_query_of_form(target, (tr_format)i, pool);
        tr_link_add_own(links, (const char *[]){ name, ".", tr_formats[i].extension,
                                                 *query ? "?" : "", query, NULL },
                        "alternate", tr_formats[i].accept);
    }
    if (licence)
        tr_link_add(links, licence, "license", NULL);
    link_descriptions(links, face, target, format, pool);
    if (face->look.site.has_address && (target->resource == TR_RES_API_CATALOG
                                   || target->resource == TR_RES_OVERVIEW))
        tr_link_add(links, apr_pstrcat(pool, face->conf->set.canonical_url, "/",
                                       tr_resources[TR_RES_API_CATALOG].path,
                                       NULL), "api-catalog", NULL);
    return tr_links_value(links);
}
