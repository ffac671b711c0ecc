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
#include "query/pieces.h"
#include "query/query_parse.h"

static void add_name(tr_pieces *to, const char *name)
{
    if (to->length)
        tr_pieces_add(to, "&");
    tr_pieces_add(to, name);
    tr_pieces_add(to, "=");
}

static void add(tr_pieces *to, const char *name, const char *value)
{
    add_name(to, name);
    tr_pieces_add(to, value);
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/*
 * Codes are letters, digits and "-": safe in a query as they are; "," separates
 * them.  In the order of their letters: that of the tree changes with editions.
 */
static void add_codes(tr_pieces *to, const tr_gen *gen, tr_dim dim, const tr_filter *filter)
{
    const char **codes = apr_palloc(to->pool, filter->count * sizeof *codes);

    for (uint16_t i = 0; i < filter->count; i++)
        codes[i] = tr_gen_code_text(gen, dim, filter->codes[i]);
    if (filter->count > 1)
        qsort(codes, filter->count, sizeof *codes, compare_texts);
    for (uint16_t i = 0; i < filter->count; i++) {
        if (i)
            tr_pieces_add(to, ",");
        tr_pieces_add(to, codes[i]);
    }
}

static void add_filter(tr_pieces *to, const tr_gen *gen, const tr_query *query, tr_dim dim)
{
    const tr_filter *filter = &query->filter[dim];

    if (!filter->count || query->by_path & 1u << dim)
        return;
    if (dim == TR_DIM_PERIOD && query->period_text) {
        add(to, "period", query->period_text);
        return;
    }
    add_name(to, tr_dims[dim].code);
    add_codes(to, gen, dim, filter);
}

static void add_by(tr_pieces *to, const tr_query *query)
{
    for (int i = 0; i < query->by_count; i++) {
        if (i)
            tr_pieces_add(to, ",");
        else
            add_name(to, "by");
        tr_pieces_add(to, tr_dims[query->by[i]].code);
    }
}

static void add_sort(tr_pieces *to, const tr_gen *gen, const tr_query *query)
{
    add(to, "sort", query->sort_descending ? "-" : "");
    tr_pieces_add(to, tr_gen_code_text(gen, TR_DIM_UNIT, query->sort_unit));
}

static void add_edition(tr_pieces *to, const char *name, const tr_gen *gen, uint32_t edition)
{
    char text[TR_STAMP_SIZE];

    tr_stamp_format(text, apr_time_from_sec(
        TR_GEN_ROWS(gen, int64_t, instants)[edition]));
    add(to, name, text);
}

static void add_editions(tr_pieces *to, const tr_gen *gen, const tr_query *query)
{
    char instant[TR_INSTANT_SIZE];

    if (query->has_since
        && tr_instant_format(instant, apr_time_from_sec(query->since)))
        add(to, "since", instant);
    if (query->from)
        add_edition(to, "from", gen, query->from - 1);
    if (query->to)
        add_edition(to, "to", gen, query->to - 1);
}

const char *tr_query_string(const tr_gen *gen, const tr_query *query,
                            apr_pool_t *pool)
{
    tr_pieces text = tr_pieces_make(pool);

    for (int dim = 0; dim < TR_DIM_COUNT; dim++)
        add_filter(&text, gen, query, (tr_dim)dim);
    add_by(&text, query);
    if (query->sort)
        add_sort(&text, gen, query);
    add_editions(&text, gen, query);
    if (query->page > 1)
        add(&text, "page", apr_psprintf(pool, "%u", query->page));
    if (query->spreadsheet)
        add(&text, "for", TR_FOR_SPREADSHEET);
    if (query->embed)
        add(&text, "for", TR_FOR_EMBED);
    return tr_pieces_text(&text);
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
