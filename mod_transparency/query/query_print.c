/* SPDX-License-Identifier: Apache-2.0 */
/*
 * query_print.c - the canonical form of a query, and queries that differ from
 * another in one thing.
 */
#include "query/query.h"

#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#include "http/httpdate.h"
#include "query/query_parse.h"

static const char *add(const char *text, const char *name, const char *value,
                       apr_pool_t *pool)
{
    return apr_pstrcat(pool, text, *text ? "&" : "", name, "=", value, NULL);
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/*
 * Codes are letters, digits and "-": safe in a query as they are; "," separates
 * them.  In the order of their letters: that of the tree changes with editions.
 */
static const char *codes_text(const tr_gen *gen, tr_dim dim,
                              const tr_filter *filter, apr_pool_t *pool)
{
    const char **codes = apr_palloc(pool, filter->count * sizeof *codes);
    const char *text = "";

    for (uint16_t i = 0; i < filter->count; i++)
        codes[i] = tr_gen_code_text(gen, dim, filter->codes[i]);
    qsort(codes, filter->count, sizeof *codes, compare_texts);
    for (uint16_t i = 0; i < filter->count; i++)
        text = apr_pstrcat(pool, text, i ? "," : "", codes[i], NULL);
    return text;
}

static const char *by_text(const tr_query *query, apr_pool_t *pool)
{
    const char *text = "";
    for (int i = 0; i < query->by_count; i++)
        text = apr_pstrcat(pool, text, i ? "," : "",
                           tr_dims[query->by[i]].code, NULL);
    return text;
}

static const char *add_filter(const char *text, const tr_gen *gen,
                              const tr_query *query, tr_dim dim,
                              apr_pool_t *pool)
{
    const tr_filter *filter = &query->filter[dim];

    if (!filter->count || query->by_path & 1u << dim)
        return text;
    if (dim == TR_DIM_PERIOD && query->period_text)
        return add(text, "period", query->period_text, pool);
    return add(text, tr_dims[dim].code, codes_text(gen, dim, filter, pool),
               pool);
}

static const char *stamp_text(const tr_gen *gen, uint32_t edition,
                              apr_pool_t *pool)
{
    char *text = apr_palloc(pool, TR_STAMP_SIZE);
    tr_stamp_format(text, apr_time_from_sec(
        TR_GEN_ROWS(gen, int64_t, instants)[edition]));
    return text;
}

static const char *add_editions(const char *text, const tr_gen *gen,
                                const tr_query *query, apr_pool_t *pool)
{
    char instant[TR_INSTANT_SIZE];

    if (query->has_since
        && tr_instant_format(instant, apr_time_from_sec(query->since)))
        text = add(text, "since", instant, pool);
    if (query->from)
        text = add(text, "from", stamp_text(gen, query->from - 1, pool), pool);
    if (query->to)
        text = add(text, "to", stamp_text(gen, query->to - 1, pool), pool);
    return text;
}

const char *tr_query_string(const tr_gen *gen, const tr_query *query,
                            apr_pool_t *pool)
{
    const char *text = "";

    for (int dim = 0; dim < TR_DIM_COUNT; dim++)
        text = add_filter(text, gen, query, (tr_dim)dim, pool);
    if (query->by_count)
        text = add(text, "by", by_text(query, pool), pool);
    if (query->sort)
        text = add(text, "sort", apr_pstrcat(pool,
                   query->sort_descending ? "-" : "",
                   tr_gen_code_text(gen, TR_DIM_UNIT, query->sort_unit), NULL),
                   pool);
    text = add_editions(text, gen, query, pool);
    if (query->page > 1)
        text = add(text, "page", apr_psprintf(pool, "%u", query->page), pool);
    if (query->spreadsheet)
        text = add(text, "for", TR_FOR_SPREADSHEET, pool);
    if (query->embed)
        text = add(text, "for", TR_FOR_EMBED, pool);
    return text;
}

const char *tr_query_of_form(const tr_target *target, tr_format format,
                             apr_pool_t *pool)
{
    const char *query = target->query_string, *last = strrchr(query, '&');

    if (!target->query.embed
        && (!target->query.spreadsheet || format == TR_FORMAT_CSV
            || tr_formats[format].describes == TR_FORMAT_CSV))
        return query;
    return apr_pstrmemdup(pool, query, last ? (size_t)(last - query) : 0);
}

tr_query *tr_query_with_filter(const tr_query *query, tr_dim dim, int ordinal,
                               apr_pool_t *pool)
{
    tr_query *changed = apr_pmemdup(pool, query, sizeof *query);
    tr_filter *filter = &changed->filter[dim];

    changed->page = 1;
    if (dim == TR_DIM_PERIOD)
        changed->period_text = NULL;
    if (ordinal < 0) {
        filter->count = 0;
        return changed;
    }
    filter->codes = apr_pmemdup(pool, &(uint16_t){ (uint16_t)ordinal },
                                sizeof(uint16_t));
    filter->count = 1;
    return changed;
}

tr_query *tr_query_with_sort(const tr_query *query, int unit, int descending,
                             apr_pool_t *pool)
{
    tr_query *changed = apr_pmemdup(pool, query, sizeof *query);

    changed->page = 1;
    changed->sort = unit > 0;
    changed->sort_unit = unit > 0 ? (uint16_t)unit : 0;
    changed->sort_descending = unit > 0 && descending;
    return changed;
}

tr_query *tr_query_with_page(const tr_query *query, uint32_t page,
                             apr_pool_t *pool)
{
    tr_query *changed = apr_pmemdup(pool, query, sizeof *query);

    changed->page = page;
    return changed;
}
