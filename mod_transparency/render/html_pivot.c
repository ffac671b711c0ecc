/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Summaries: groups laid out as a matrix.
 *
 *              column key 1   column key 2
 *   row key 1  value          value
 *   row key 2  "no figure"    value
 *
 * A key is a tuple of codes.  Rows and columns stand in the order of their
 * codes; where a place has no group the table says so in words.
 */
#include "render/html.h"

#include <stdlib.h>

enum { KEY_MAX = 4 };

typedef struct pivot_key {
    uint16_t code[KEY_MAX];
} pivot_key;

typedef struct pivot_axis {
    pivot_key *keys;
    uint32_t count;
} pivot_axis;

/* ---- Tables ---- */

void tr_html_table_begin(tr_html *h, const char *caption_markup)
{
    tr_html_table_begin_as(h, NULL, caption_markup);
}

void tr_html_table_begin_as(tr_html *h, const char *class,
                            const char *caption_markup)
{
    int number = ++h->tables;

    tr_html_raw(h, apr_psprintf(h->pool, "<div class=\"scroll\" role=\"group\""
                " aria-labelledby=\"table-%d\" tabindex=\"0\">\n<table",
                number));
    if (class)
        tr_html_attr(h, "class", class);
    tr_html_raw(h, apr_psprintf(h->pool, "><caption id=\"table-%d\">", number));
    tr_html_raw(h, caption_markup);
    tr_html_raw(h, "</caption>\n");
}

void tr_html_table_end(tr_html *h)
{
    tr_html_raw(h, "</table></div>\n");
}

/* ---- Keys ---- */

static int compare_keys(const void *a, const void *b)
{
    const pivot_key *left = a, *right = b;

    for (int i = 0; i < KEY_MAX; i++)
        if (left->code[i] != right->code[i])
            return left->code[i] < right->code[i] ? -1 : 1;
    return 0;
}

static pivot_key key_of(const tr_group *group, const tr_dim *dims, int count)
{
    pivot_key key = { { 0 } };

    for (int i = 0; i < count; i++)
        key.code[i] = group->code[dims[i]];
    return key;
}

static pivot_axis make_axis(const tr_html *h, const tr_groups *groups,
                            const tr_dim *dims, int count)
{
    pivot_axis axis = { NULL, 0 };
    uint32_t kept = 0;

    axis.keys = apr_palloc(h->pool, (groups->count + 1) * sizeof *axis.keys);
    for (uint64_t i = 0; i < groups->count; i++)
        axis.keys[i] = key_of(&groups->rows[i], dims, count);
    qsort(axis.keys, groups->count, sizeof *axis.keys, compare_keys);
    for (uint64_t i = 0; i < groups->count; i++)
        if (!kept || compare_keys(&axis.keys[kept - 1], &axis.keys[i]))
            axis.keys[kept++] = axis.keys[i];
    axis.count = kept;
    return axis;
}

/* Groups by their place: cell[row * columns + column], NULL where there is none. */
static const tr_group **make_cells(const tr_html *h, const tr_pivot *pivot,
                                   const pivot_axis *rows,
                                   const pivot_axis *columns)
{
    const tr_group **cells = apr_pcalloc(h->pool, ((size_t)rows->count
                                         * columns->count + 1) * sizeof *cells);

    for (uint64_t i = 0; i < pivot->groups->count; i++) {
        const tr_group *group = &pivot->groups->rows[i];
        pivot_key row = key_of(group, pivot->row, pivot->row_count);
        pivot_key column = key_of(group, pivot->column, pivot->column_count);
        const pivot_key *r = bsearch(&row, rows->keys, rows->count,
                                     sizeof row, compare_keys);
        const pivot_key *c = bsearch(&column, columns->keys, columns->count,
                                     sizeof column, compare_keys);
        if (r && c)
            cells[(size_t)(r - rows->keys) * columns->count
                  + (size_t)(c - columns->keys)] = group;
    }
    return cells;
}

/* Keeps the last rows of each first code: periods are in order of time. */
static void keep_newest(pivot_axis *rows, uint32_t newest)
{
    uint32_t kept = 0;

    if (!newest)
        return;
    for (uint32_t i = 0; i < rows->count; i++) {
        uint32_t after = i;
        while (after + 1 < rows->count
               && rows->keys[after + 1].code[0] == rows->keys[i].code[0])
            after++;
        if (after - i < newest)
            rows->keys[kept++] = rows->keys[i];
    }
    rows->count = kept;
}

/* ---- Output ---- */

static const char *key_markup(const tr_html *h, const pivot_key *key,
                              const tr_dim *dims, int count)
{
    const char *markup = "";

    for (int i = 0; i < count; i++)
        markup = apr_pstrcat(h->pool, markup, i ? "<br>" : "",
                             tr_html_code_markup(h, dims[i], key->code[i]), NULL);
    return markup;
}

static void put_head(tr_html *h, const tr_pivot *pivot,
                     const pivot_axis *columns)
{
    tr_html_raw(h, "<thead><tr>");
    for (int i = 0; i < pivot->row_count; i++) {
        tr_html_raw(h, "<th scope=\"col\">");
        tr_html_put(h, tr_html_message(h, "dimension",
                                       tr_dims[pivot->row[i]].code, ""));
        tr_html_raw(h, "</th>");
    }
    for (uint32_t i = 0; i < columns->count; i++) {
        tr_html_raw(h, "<th scope=\"col\" class=\"n\">");
        tr_html_raw(h, key_markup(h, &columns->keys[i], pivot->column,
                                  pivot->column_count));
        tr_html_raw(h, "</th>");
    }
    tr_html_raw(h, "</tr></thead>\n<tbody>\n");
}

/* The largest figure of the same measure and unit. */
static int64_t top_of(const tr_groups *groups, const tr_group *like)
{
    int64_t top = 0;

    for (uint64_t i = 0; i < groups->count; i++)
        if (groups->rows[i].code[TR_DIM_UNIT] == like->code[TR_DIM_UNIT])
            top = tr_html_reach(&groups->rows[i].value, top);
    return top;
}

static void put_group(tr_html *h, const tr_pivot *pivot, const tr_group *group)
{
    tr_html_raw(h, "<td class=\"n\">");
    if (!group) {
        tr_html_raw(h, "<span class=\"s\">");
        tr_html_say(h, "value.none");
        tr_html_raw(h, "</span></td>");
        return;
    }
    tr_html_value(h, &group->value);
    if (pivot->drawn)
        tr_html_drawing(h, "bar", &group->value, top_of(pivot->groups, group));
    if (group->refused)
        tr_html_refusal(h, group->refused);
    tr_html_reasons(h, group);
    tr_html_raw(h, "</td>");
}

static void put_row(tr_html *h, const tr_pivot *pivot, const pivot_key *key,
                    const tr_group **cells, uint32_t columns)
{
    tr_html_raw(h, "<tr>");
    for (int i = 0; i < pivot->row_count; i++) {
        tr_html_raw(h, i ? "<td>" : "<th scope=\"row\">");
        tr_html_code(h, pivot->row[i], key->code[i]);
        tr_html_raw(h, i ? "</td>" : "</th>");
    }
    for (uint32_t i = 0; i < columns; i++)
        put_group(h, pivot, cells[i]);
    tr_html_raw(h, "</tr>\n");
}

uint32_t tr_html_pivot(tr_html *h, const tr_pivot *pivot,
                       const char *caption_markup)
{
    pivot_axis rows = make_axis(h, pivot->groups, pivot->row, pivot->row_count);
    pivot_axis columns = make_axis(h, pivot->groups, pivot->column,
                                   pivot->column_count);
    const tr_group **cells;
    uint32_t end;

    if (pivot->newest_columns && columns.count > pivot->newest_columns) {
        columns.keys += columns.count - pivot->newest_columns;
        columns.count = pivot->newest_columns;
    }
    keep_newest(&rows, pivot->newest_rows);
    if (!rows.count)
        return 0;
    cells = make_cells(h, pivot, &rows, &columns);
    end = pivot->rows && pivot->first_row + pivot->rows < rows.count
          ? pivot->first_row + pivot->rows : rows.count;
    tr_html_table_begin_as(h, pivot->drawn ? "compare" : NULL, caption_markup);
    put_head(h, pivot, &columns);
    for (uint32_t i = pivot->first_row; i < end; i++)
        put_row(h, pivot, &rows.keys[i], cells + (size_t)i * columns.count,
                columns.count);
    tr_html_raw(h, "</tbody>");
    tr_html_table_end(h);
    return rows.count;
}
