/* SPDX-License-Identifier: Apache-2.0 */
/* Indexes of countries, periods, services, publishers and reports, each item with its figures. */
#include "render/facts.h"
#include "render/html.h"

#include <stdlib.h>

typedef struct index_item {
    uint16_t code;
    tr_label label;
    const char *key;            /* collation */
    uint64_t cells, missing;
} index_item;

typedef struct item_count {
    uint64_t cells, missing;
} item_count;

/* ---- Counting ---- */

static uint16_t row_code(const tr_gen *gen, const tr_gen_block *block,
                         uint32_t row, tr_dim dim)
{
    switch (dim) {
    case TR_DIM_PUBLISHER: return block->publisher;
    case TR_DIM_SERVICE:   return block->service;
    case TR_DIM_REPORT:    return block->report;
    case TR_DIM_PERIOD:    return block->period;
    default:               return tr_gen_ordinal(tr_gen_column_of(gen, TR_DIM_COUNTRY), row);
    }
}

/* Figures of each code itself, and how many of them have no number. */
static item_count *count_codes(const tr_html *h, tr_dim dim)
{
    const tr_gen *gen = h->gen;
    const tr_gen_block *blocks = TR_GEN_ROWS(gen, tr_gen_block, blocks);
    const uint16_t *since = TR_GEN_ROWS(gen, uint16_t, since);
    const uint16_t *until = TR_GEN_ROWS(gen, uint16_t, until);
    const uint8_t *status = TR_GEN_ROWS(gen, uint8_t, status);
    item_count *counts = apr_pcalloc(h->pool, (gen->head->codes[dim].count + 1)
                                              * sizeof *counts);

    for (uint32_t i = 0; i < gen->head->blocks.count; i++)
        for (uint32_t row = blocks[i].first;
             row < blocks[i].first + blocks[i].count; row++) {
            item_count *count;
            if (!tr_gen_valid(gen, since[row], until[row]))
                continue;
            count = &counts[row_code(gen, &blocks[i], row, dim)];
            count->cells++;
            count->missing += !tr_status_has_number(status[row]);
        }
    return counts;
}

/* ---- Order ---- */

static int by_collation(const void *a, const void *b)
{
    const index_item *left = a, *right = b;
    int order = strcmp(left->key, right->key);

    return order ? order : (int)left->code - (int)right->code;
}

static index_item *list_items(const tr_html *h, tr_dim dim, uint32_t *count)
{
    uint32_t total = h->gen->head->codes[dim].count;
    const item_count *counts = count_codes(h, dim);
    index_item *items = apr_palloc(h->pool, (total + 1) * sizeof *items);
    apr_size_t length;

    *count = 0;
    for (uint32_t i = 1; i < total; i++) {
        index_item *item = &items[(*count)++];
        item->code = (uint16_t)i;
        item->label = tr_html_code_label(h, dim, item->code);
        item->key = tr_locale_sort_key(h->render->locale, item->label.text,
                                       h->pool, &length);
        item->cells = counts[i].cells;
        item->missing = counts[i].missing;
    }
    if (dim != TR_DIM_PERIOD)
        qsort(items, *count, sizeof *items, by_collation);
    return items;
}

/* ---- Requests received, by period and service ---- */

enum { NEWEST = 6 };

static const tr_groups *received(const tr_html *h, tr_dim dim, tr_dim *column,
                                 int *columns)
{
    tr_query query = { .page = 1 };
    uint16_t *measure = apr_palloc(h->pool, 2 * sizeof *measure);
    int ordinal = tr_gen_code_find(h->gen, TR_DIM_MEASURE, "received", 8);
    int unit = tr_gen_code_find(h->gen, TR_DIM_UNIT, "requests", 8);

    if (ordinal <= 0 || unit <= 0)
        return NULL;
    measure[0] = (uint16_t)ordinal;
    measure[1] = (uint16_t)unit;
    query.filter[TR_DIM_MEASURE] = (tr_filter){ 1, measure };
    query.filter[TR_DIM_UNIT] = (tr_filter){ 1, measure + 1 };
    *columns = 0;
    query.by[query.by_count++] = dim;
    if (dim != TR_DIM_PERIOD)
        query.by[query.by_count++] = column[(*columns)++] = TR_DIM_PERIOD;
    if (dim != TR_DIM_SERVICE)
        query.by[query.by_count++] = column[(*columns)++] = TR_DIM_SERVICE;
    return tr_group_answer(h->gen, apr_pmemdup(h->pool, &query, sizeof query),
                           h->pool);
}

typedef struct column_key {
    uint16_t code[2];
} column_key;

static int compare_columns(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(column_key));
}

static column_key column_of(const tr_group *group, const tr_dim *dims, int count)
{
    column_key key = { { 0, 0 } };

    for (int i = 0; i < count; i++)     /* big-endian, so that memcmp() is the order of the codes */
        key.code[i] = (uint16_t)(group->code[dims[i]] << 8
                                 | group->code[dims[i]] >> 8);
    return key;
}

static column_key *list_columns(const tr_html *h, const tr_groups *groups,
                                const tr_dim *dims, int dim_count,
                                uint32_t *count)
{
    column_key *keys = apr_palloc(h->pool, (groups->count + 1) * sizeof *keys);
    uint32_t kept = 0;

    for (uint64_t i = 0; i < groups->count; i++)
        keys[i] = column_of(&groups->rows[i], dims, dim_count);
    qsort(keys, groups->count, sizeof *keys, compare_columns);
    for (uint64_t i = 0; i < groups->count; i++)
        if (!kept || compare_columns(&keys[kept - 1], &keys[i]))
            keys[kept++] = keys[i];
    *count = kept > NEWEST ? NEWEST : kept;
    return keys + (kept - *count);
}

typedef struct received_table {
    const tr_groups *groups;
    tr_dim dim, column[2];
    int columns;
    column_key *keys;
    uint32_t key_count;
    const tr_group **cells;     /* [code * key_count + column], NULL: no figure */
} received_table;

static uint16_t key_code(const column_key *key, int i)
{
    return (uint16_t)(key->code[i] << 8 | key->code[i] >> 8);
}

/* Each group in its place; of two granularities the one that comes first. */
static void place_groups(const tr_html *h, received_table *table)
{
    uint32_t codes = h->gen->head->codes[table->dim].count;

    table->cells = apr_pcalloc(h->pool, ((size_t)codes * table->key_count + 1)
                                        * sizeof *table->cells);
    for (uint64_t i = 0; i < table->groups->count; i++) {
        const tr_group *group = &table->groups->rows[i];
        column_key key = column_of(group, table->column, table->columns);
        const column_key *found = bsearch(&key, table->keys, table->key_count,
                                          sizeof key, compare_columns);
        size_t at = (size_t)group->code[table->dim] * table->key_count;
        if (found && !table->cells[at + (size_t)(found - table->keys)])
            table->cells[at + (size_t)(found - table->keys)] = group;
    }
}

static void put_received(tr_html *h, const received_table *table, uint16_t code)
{
    for (uint32_t i = 0; i < table->key_count; i++) {
        const tr_group *group = table->cells[(size_t)code * table->key_count + i];
        tr_html_raw(h, "<td class=\"n\">");
        if (group)
            tr_html_value(h, &group->value);
        else {
            tr_html_raw(h, "<span class=\"s\">");
            tr_html_say(h, "value.none");
            tr_html_raw(h, "</span>");
        }
        tr_html_raw(h, "</td>");
    }
}

/* ---- Output ---- */

static void put_head(tr_html *h, const received_table *table)
{
    tr_html_raw(h, "<thead><tr><th scope=\"col\">");
    tr_html_put(h, tr_html_message(h, "dimension", tr_dims[table->dim].code, ""));
    tr_html_raw(h, "</th><th scope=\"col\" class=\"n\">");
    tr_html_say(h, "column.cells");
    tr_html_raw(h, "</th><th scope=\"col\" class=\"n\">");
    tr_html_say(h, "page.without-number");
    tr_html_raw(h, "</th>");
    for (uint32_t i = 0; i < table->key_count; i++) {
        tr_html_raw(h, "<th scope=\"col\" class=\"n\">");
        for (int k = 0; k < table->columns; k++) {
            tr_html_raw(h, k ? "<br>" : "");
            tr_html_label(h, tr_html_code_label(h, table->column[k],
                                                key_code(&table->keys[i], k)));
        }
        tr_html_raw(h, "</th>");
    }
    tr_html_raw(h, "</tr></thead>\n<tbody>\n");
}

static void put_item(tr_html *h, const received_table *table,
                     const index_item *item)
{
    tr_html_raw(h, "<tr");
    tr_html_attr(h, "id", tr_gen_code_text(h->gen, table->dim, item->code));
    tr_html_raw(h, "><th scope=\"row\">");
    tr_html_code(h, table->dim, item->code);
    tr_html_raw(h, "</th><td class=\"n\">");
    tr_html_put(h, tr_html_number(h, (int64_t)item->cells));
    tr_html_raw(h, "</td><td class=\"n\">");
    tr_html_put(h, tr_html_number(h, (int64_t)item->missing));
    tr_html_raw(h, "</td>");
    put_received(h, table, item->code);
    tr_html_raw(h, "</tr>\n");
}

static received_table make_table(const tr_html *h, tr_dim dim)
{
    received_table table = { .dim = dim };

    table.groups = received(h, dim, table.column, &table.columns);
    if (table.groups) {
        table.keys = list_columns(h, table.groups, table.column,
                                  table.columns, &table.key_count);
        place_groups(h, &table);
    }
    return table;
}

static void put_world(tr_html *h)
{
    tr_query *query = apr_pcalloc(h->pool, sizeof *query);
    const tr_group *lead;

    query->page = 1;
    query->by_count = 3;
    query->by[0] = TR_DIM_PUBLISHER;
    query->by[1] = TR_DIM_SERVICE;
    query->by[2] = TR_DIM_PERIOD;
    lead = tr_html_newest(h, tr_group_answer(h->gen, query, h->pool), 0);
    if (lead)
        tr_html_tiles(h, lead);
}

void tr_html_index(tr_html *h)
{
    tr_dim dim = (tr_dim)tr_resources[h->render->target->resource].dim;
    received_table table = make_table(h, dim);
    uint32_t count, first = (h->query->page - 1) * (uint32_t)TR_PAGE_ROWS;
    index_item *items = list_items(h, dim, &count);

    if (dim == TR_DIM_COUNTRY && !first)
        put_world(h);
    if (count > TR_PAGE_ROWS)
        tr_html_pager(h, h->query, count);
    if (first < count) {
        tr_html_table_begin(h, tr_html_pattern(h, table.key_count
                                               ? "page.index-received"
                                               : "page.index"));
        put_head(h, &table);
        for (uint32_t i = first; i < count && i < first + TR_PAGE_ROWS; i++)
            put_item(h, &table, &items[i]);
        tr_html_raw(h, "</tbody>");
        tr_html_table_end(h);
    }
    tr_html_raw(h, "<section><h2>");
    tr_html_say(h, "page.sums");
    tr_html_raw(h, "</h2>\n");
    tr_html_groups(h, tr_facts_query(h->render));
    tr_html_raw(h, "</section>\n");
    tr_html_key(h);
}
