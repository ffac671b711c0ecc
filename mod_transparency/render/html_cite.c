/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is needed to quote a page: the edition, the address that goes on showing
 * exactly this, a sentence to copy, the licence, digests of data and record.
 */
#include "render/html.h"

#include "query/memento.h"
#include "record/file.h"
#include "render/licences.h"
#include "render/manifest.h"

/* Up to so many rows, and for questions of records up to so many figures, the digest is computed with the page. */
enum { DIGEST_ROWS = 5000, DIGEST_CELLS = 100000 };

static void put_licences(tr_html *h)
{
    const apr_array_header_t *urls = tr_licences_stated(h->gen, h->pool);

    tr_html_raw(h, "<div><dt>");
    tr_html_label(h, tr_html_word(h, "attr", "licence"));
    tr_html_raw(h, "</dt><dd>");
    for (int i = 0; i < urls->nelts; i++) {
        tr_html_raw(h, i ? "<br>" : "");
        tr_html_outward(h, APR_ARRAY_IDX(urls, i, const char *),
                        APR_ARRAY_IDX(urls, i, const char *), NULL);
    }
    if (!urls->nelts)
        tr_html_say(h, "footer.no-licence");
    tr_html_raw(h, "</dd></div>\n");
}

static const char *digest_text(const tr_html *h)
{
    char hex[TR_SHA256_HEX];

    tr_digest_hex(h->gen->head->digest, hex);
    return apr_pstrcat(h->pool, "<code class=\"digest\">", hex, "</code>", NULL);
}

/* "version/20130321000000/requests": what goes on showing exactly this; `extension` "": in the form that is asked for. */
static const char *version_uri(const tr_html *h, const char *extension)
{
    const tr_target *target = h->render->target;
    const int64_t *instants = TR_GEN_ROWS(h->gen, int64_t, instants);
    const char *query = *extension ? tr_query_string(h->gen, tr_query_with_page(
        h->query, 1, h->pool), h->pool) : target->query_string;

    return apr_pstrcat(h->pool, tr_version_prefix(instants[h->gen->edition],
                                                  h->pool),
                       *target->path || !*extension ? target->path : "index",
                       extension, *query ? "?" : "", query, NULL);
}

/* Absolute where the server is told its address. */
static const char *whole_address(const tr_html *h, const char *uri)
{
    const char *base = h->render->canonical_base;

    return apr_pstrcat(h->pool, base ? base : "", base ? "/" : "", uri, NULL);
}

static void put_addresses(tr_html *h)
{
    const tr_target *target = h->render->target;
    const char *base = h->render->canonical_base;
    const char *uri = version_uri(h, "");

    if (base)
        tr_html_fact(h, "footer.address", apr_pstrcat(h->pool,
                 "<code dir=\"ltr\">",
                 tr_html_escape(h, apr_pstrcat(h->pool, base, "/", target->path,
                 target->query_string[0] ? "?" : "", target->query_string,
                 NULL)), "</code>", NULL));
    tr_html_fact(h, "footer.version", apr_pstrcat(h->pool, "<a href=\"",
             tr_html_escape(h, apr_pstrcat(h->pool, h->root, uri, NULL)),
             "\"><code dir=\"ltr\">", tr_html_escape(h, whole_address(h, uri)),
             "</code></a>", NULL));
}

/* Who answers for it, what, of when, where: ready to be copied. */
static void put_sentence(tr_html *h)
{
    const int64_t *instants = TR_GEN_ROWS(h->gen, int64_t, instants);
    int one = h->gen->head->codes[TR_DIM_PUBLISHER].count == 2;
    tr_label who = h->render->title || !one ? tr_html_site_title(h)
                   : tr_html_code_label(h, TR_DIM_PUBLISHER, 1);
    tr_label what = tr_html_page_title(h, NULL);

    if (h->render->target->resource == TR_RES_OVERVIEW)
        what = (tr_label){ tr_html_message(h, "resource", "overview", ""), NULL };
    tr_html_fact(h, "cite.text", apr_pstrcat(h->pool, "<span class=\"citation\">",
             tr_catalog_fill(h->pool, tr_html_pattern(h, "cite.sentence"),
             "publisher", tr_html_label_markup(h, who),
             "title", tr_html_label_markup(h, what),
             "date", tr_html_instant(h, instants[h->gen->edition]),
             "address", apr_pstrcat(h->pool, "<code dir=\"ltr\">", tr_html_escape(
                 h, whole_address(h, version_uri(h, ""))), "</code>", NULL),
             NULL), "</span>", NULL));
}

/* ---- The digest of the data of the page ---- */

/* Whether writing the CSV costs little beside the page: a question of a large record is computed each time. */
static int is_short(const tr_render *csv)
{
    int asked = csv->target->query_string[0] != '\0';

    return !(asked && csv->gen->head->status.count > DIGEST_CELLS)
           && tr_render_rows(csv) <= DIGEST_ROWS;
}

static const char *manifest_link(const tr_html *h)
{
    return apr_pstrcat(h->pool, tr_html_pattern(h, "cite.large"), " <a href=\"",
                       h->root, tr_resources[TR_RES_MANIFEST].path, ".json\">",
                       tr_html_pattern(h, "cite.manifest"), "</a>", NULL);
}

/* Whether dates have passed since, so that the page may say what its version does not: that a canary has lapsed. */
static int is_outdated(const tr_html *h)
{
    const tr_target *target = h->render->target;
    const int64_t *instants = TR_GEN_ROWS(h->gen, int64_t, instants);

    return target->access == TR_ACCESS_ORIGINAL && target->resource == TR_RES_CANARIES
           && !tr_gen_is_as_of(h->gen, instants[h->gen->edition]);
}

/* Of the CSV of this version, as its server says in Repr-Digest, in hex. */
static void put_data_digest(tr_html *h)
{
    tr_render csv = *h->render;
    tr_target target = *h->render->target;
    char hex[TR_SHA256_HEX];
    const char *uri = version_uri(h, ".csv");
    uint64_t bytes;
    int is_known;

    if (!tr_html_offers(h, TR_FORMAT_CSV) || !tr_has_versions(&target) || is_outdated(h))
        return;
    target.query = *tr_query_with_page(h->query, 1, h->pool);
    csv.target = &target;
    csv.format = TR_FORMAT_CSV;
    csv.from_totals = NULL;
    apr_pool_create(&csv.pool, h->pool);
    is_known = is_short(&csv) && !tr_render_digest(&csv, &bytes, hex);
    apr_pool_destroy(csv.pool);
    if (is_known)
        tr_html_fact(h, "cite.digest", apr_pstrcat(h->pool, "<a href=\"",
                 tr_html_escape(h, apr_pstrcat(h->pool, h->root, uri, NULL)),
                 "\"><code class=\"digest\">", hex, "</code></a>", NULL));
    else if (!target.query_string[0] && target.access == TR_ACCESS_ORIGINAL)
        tr_html_fact(h, "cite.digest", manifest_link(h));
}

void tr_html_cite(tr_html *h, const tr_problem *problem)
{
    const int64_t *instants = TR_GEN_ROWS(h->gen, int64_t, instants);

    if (problem && problem->location)
        return;
    tr_html_raw(h, "<section class=\"cite\"");
    tr_html_attr(h, "aria-label", tr_catalog_text(h->render->catalog,
                                                  "footer.cite"));
    tr_html_raw(h, "><h2>");
    tr_html_say(h, "footer.cite");
    tr_html_raw(h, "</h2>\n<dl class=\"facts\">\n");
    tr_html_fact(h, "column.edition", tr_html_instant(h, instants[h->gen->edition]));
    if (!problem) {
        put_addresses(h);
        put_sentence(h);
        put_data_digest(h);
    }
    tr_html_fact(h, "footer.complete", tr_html_pattern(
        h, h->gen->head->incomplete ? "footer.left-out" : "footer.whole"));
    put_licences(h);
    tr_html_fact(h, "footer.digest", digest_text(h));
    tr_html_raw(h, "</dl></section>\n");
}
