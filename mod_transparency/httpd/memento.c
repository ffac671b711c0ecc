/* SPDX-License-Identifier: Apache-2.0 */
/*
 * memento.c - versions of a resource over HTTP (RFC 7089): the TimeGate's
 * redirection, and the links between an original, its versions and their list.
 */
#include "httpd/exchange.h"

#include <apr_strings.h>
#include <http_protocol.h>

#include "http/httpdate.h"
#include "http/link.h"
#include "query/memento.h"

/* ---- TimeGate ---- */

/* The moment asked for: without a field the newest there is. */
static int64_t asked_for(const tr_exchange *exchange)
{
    const char *field = apr_table_get(exchange->r->headers_in, "Accept-Datetime");
    apr_time_t instant;

    return field && tr_httpdate_parse_imf(field, &instant)
           ? apr_time_sec(instant) : INT64_MAX;
}

void tr_check_datetime(tr_exchange *exchange)
{
    const char *field = apr_table_get(exchange->r->headers_in, "Accept-Datetime");
    apr_time_t instant;

    if (!field || tr_httpdate_parse_imf(field, &instant))
        return;
    exchange->problem.status = HTTP_BAD_REQUEST;
    exchange->problem.code = "bad-datetime";
    exchange->problem.detail = "Accept-Datetime wants a date such as "
                               "Thu, 21 Mar 2013 00:00:00 GMT.";
    exchange->problem.target = exchange->target;
}

static void add_memento(tr_links *links, const char *up, const tr_memento *memento,
                        const char *rel, apr_pool_t *pool)
{
    char *date = apr_palloc(pool, TR_HTTPDATE_SIZE);
    const struct tr_link_attribute datetime[] = {
        { "datetime", date }, { NULL, NULL }
    };

    tr_httpdate_format(date, apr_time_from_sec(memento->instant));
    tr_link_add(links, apr_pstrcat(pool, up, memento->uri, NULL), rel, datetime);
}

/* The chosen version, its neighbours, the first and the last. */
static void add_mementos(const tr_target *target, tr_links *links, const char *up,
                         const tr_memento *chosen, apr_pool_t *pool)
{
    const apr_array_header_t *all = target->mementos;
    const tr_memento *first = (const tr_memento *)all->elts;
    const tr_memento *last = first + all->nelts - 1;

    for (const tr_memento *m = first; m <= last; m++)
        if (m == first || m == last || (m >= chosen - 1 && m <= chosen + 1))
            add_memento(links, up, m, apr_pstrcat(
                pool, m == first ? "first " : "",
                m == last ? "last " : "", m == chosen - 1 ? "prev " : "",
                m == chosen + 1 ? "next " : "", "memento", NULL), pool);
}

static void add(tr_links *links, const char *up, const char *tree, const char *uri,
                const char *rel)
{
    tr_link_add_own(links, (const char *[]){ up, tree, uri, NULL }, rel,
                    strcmp(rel, "timemap") ? NULL : "application/link-format");
}

/* The way from the address asked for up to the mount. */
static const char *way_up(const tr_target *target, const char *uri, apr_pool_t *pool)
{
    return tr_path_up(apr_pstrcat(pool, target->prefix, uri, NULL), pool);
}

int tr_send_timegate(tr_exchange *exchange)
{
    request_rec *r = exchange->r;
    const tr_target *target = &exchange->target;
    const tr_memento *chosen = tr_memento_at(target->mementos,
                                             asked_for(exchange));
    const char *up = way_up(target, target->original, r->pool);
    tr_links *links = tr_links_make(r->pool);

    tr_headers_common(exchange);
    add(links, up, "", target->original, "original");
    add(links, up, "timemap/link/", target->original, "timemap");
    add_mementos(target, links, up, chosen, r->pool);
    apr_table_setn(r->headers_out, "Link", tr_links_value(links));
    apr_table_setn(r->headers_out, "Location",
                   tr_exchange_absolute(exchange, chosen->uri));
    apr_table_setn(r->headers_out, "Cache-Control", tr_headers_freshness(
        r, exchange->face->cache_negotiated));
    ap_set_content_length(r, 0);
    r->status = HTTP_MOVED_TEMPORARILY;
    return OK;
}

/* ---- Originals and versions ---- */

const char *tr_memento_links(const tr_target *target, apr_pool_t *pool)
{
    const char *uri, *up;
    tr_links *links;

    if (!tr_has_versions(target))
        return NULL;
    uri = target->original ? target->original : tr_target_uri(target, pool);
    up = way_up(target, uri, pool);
    links = tr_links_make(pool);
    if (target->access != TR_ACCESS_ORIGINAL)
        add(links, up, "", uri, "original");
    add(links, up, "timegate/", uri, "timegate");
    if (target->access != TR_ACCESS_TIMEMAP)
        add(links, up, "timemap/link/", uri, "timemap");
    return tr_links_value(links);
}

/*
 * Data without a coding: not HTML and Markdown, whose words may be improved, nor
 * coded forms, since compressors change.  While files are left out because of
 * errors, the answer says so, and will not when they are mended.
 */
int tr_memento_is_frozen(const tr_exchange *exchange)
{
    return exchange->target.access == TR_ACCESS_VERSION && exchange->target.fixed
           && !tr_formats[exchange->format].localised
           && exchange->coding == TR_CODING_IDENTITY
           && !exchange->gen.head->incomplete;
}
