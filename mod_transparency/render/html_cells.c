/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The list of figures.
 *
 * In canonical order the rows of one block (table, service, period, measure,
 * unit) follow one another and stand below one heading, so that a row holds
 * only what differs.  Sorted by figure every row says all of it.
 */
#include "render/html.h"

typedef struct cell_list {
    tr_gen_cell *cells;
    int count;
    unsigned varies;            /* bit per tr_dim: differs within the page */
    unsigned said;              /* bit per tr_dim: some row says it */
    int flat;                   /* every row says all: sorted, or few rows a block */
    tr_dim column[TR_DIM_COUNT];
    int columns;
} cell_list;

/* ---- Pages of 200 rows ---- */

/* From the page's own query: what an index is grouped by is no part of its address. */
static void put_page_link(tr_html *h, uint32_t page, const char *rel,
                          const char *key)
{
    tr_html_raw(h, "<a");
    tr_html_attr(h, "href", tr_html_self(h, tr_query_with_page(h->query, page,
                                                               h->pool)));
    tr_html_attr(h, "rel", rel);
    tr_html_raw(h, ">");
    tr_html_say(h, key);
    tr_html_raw(h, "</a> ");
}

/* The same once more below the table is no second landmark. */
static void begin_pager(tr_html *h)
{
    if (h->pagers++) {
        tr_html_raw(h, "<div class=\"pager\">");
        return;
    }
    tr_html_raw(h, "<nav class=\"pager\"");
    tr_html_attr(h, "aria-label", tr_catalog_text(h->render->catalog,
                                                  "nav.pages"));
    tr_html_raw(h, ">");
}

void tr_html_pager(tr_html *h, const tr_query *query, uint64_t total)
{
    uint64_t first = (uint64_t)(query->page - 1) * TR_PAGE_ROWS;
    uint64_t last = first + TR_PAGE_ROWS < total ? first + TR_PAGE_ROWS : total;

    if (!total)
        return;
    begin_pager(h);
    tr_html_raw(h, "<p>");
    if (first >= total)
        tr_html_put(h, tr_catalog_fill(h->pool, tr_catalog_text(
            h->render->catalog, "rows.beyond"), "total",
            tr_html_number(h, (int64_t)total), NULL));
    else
        tr_html_put(h, tr_catalog_fill(h->pool, tr_catalog_text(
            h->render->catalog, "rows.range"),
            "first", tr_html_number(h, (int64_t)first + 1),
            "last", tr_html_number(h, (int64_t)last),
            "total", tr_html_number(h, (int64_t)total), NULL));
    tr_html_raw(h, "</p>");
    if (total > TR_PAGE_ROWS || first) {
        uint32_t pages = (uint32_t)((total + TR_PAGE_ROWS - 1) / TR_PAGE_ROWS);
        tr_html_raw(h, "<p>");
        if (query->page > 1)
            put_page_link(h, first >= total ? pages : query->page - 1,
                          "prev", "nav.previous");
        if (query->page < pages)
            put_page_link(h, query->page + 1, "next", "nav.next");
        tr_html_raw(h, "</p>");
    }
    tr_html_raw(h, h->pagers == 1 ? "</nav>\n" : "</div>\n");
}

/* ---- Sorting ---- */

/* The unit a sort link is about: the one sorted by, or the first there is. */
static uint16_t sort_unit(const tr_html *h, const tr_query *query)
{
    const tr_facet_value *values;
    uint32_t count;

    if (query->sort)
        return query->sort_unit;
    values = tr_facet(h->gen, query, TR_DIM_UNIT, &count, h->pool);
    return count ? values[0].code : 0;
}

static void put_sort_link(tr_html *h, const tr_query *query, uint16_t unit,
                          int descending)
{
    tr_label label = tr_html_code_label(h, TR_DIM_UNIT, unit);

    tr_html_raw(h, "<a class=\"sort\"");
    tr_html_attr(h, "href", tr_html_self(h, tr_query_with_sort(query, unit,
                                                descending, h->pool)));
    if (query->sort && query->sort_descending == descending)
        tr_html_raw(h, " aria-current=\"true\"");
    tr_html_attr(h, "aria-label", apr_pstrcat(h->pool, label.text,
                 tr_html_mark_text(h, "between.colon"), tr_catalog_text(h->render->catalog, descending
                                 ? "sort.descending" : "sort.ascending"),
                 NULL));
    tr_html_raw(h, descending ? ">↓</a>" : ">↑</a> ");
}

void tr_html_figure_head(tr_html *h, const tr_query *query)
{
    uint16_t unit = tr_html_has_filter(h->render->target)
                    ? sort_unit(h, query) : 0;

    tr_html_raw(h, "<th scope=\"col\" class=\"n\"");
    if (query->sort)
        tr_html_attr(h, "aria-sort", query->sort_descending ? "descending"
                                                            : "ascending");
    tr_html_raw(h, ">");
    tr_html_say(h, "column.value");
    tr_html_raw(h, " ");
    if (unit) {
        tr_html_raw(h, "<span class=\"sorts\">");
        put_sort_link(h, query, unit, 0);
        put_sort_link(h, query, unit, 1);
        tr_html_raw(h, "</span>");
    }
    tr_html_raw(h, "</th>");
}

/* ---- What the rows have in common ---- */

static void read_cells(tr_html *h, cell_list *list, tr_cells *cells,
                       const tr_query *query)
{
    list->cells = apr_palloc(h->pool, TR_PAGE_ROWS * sizeof *list->cells);
    tr_cells_seek(cells, (uint64_t)(query->page - 1) * TR_PAGE_ROWS);
    while (list->count < TR_PAGE_ROWS
           && tr_cells_next(cells, &list->cells[list->count]))
        list->count++;
    for (int i = 0; i < list->count; i++)
        for (int dim = 0; dim < TR_DIM_COUNT; dim++) {
            uint16_t code = list->cells[i].code[dim];
            if (code)
                list->said |= 1u << dim;
            if (code != list->cells[0].code[dim])
                list->varies |= 1u << dim;
        }
}

static int in_heading(tr_dim dim)
{
    return dim == TR_DIM_TABLE || dim == TR_DIM_SERVICE || dim == TR_DIM_PERIOD
           || dim == TR_DIM_MEASURE || dim == TR_DIM_UNIT
           || dim == TR_DIM_PUBLISHER || dim == TR_DIM_REPORT;
}

static int is_flat(const cell_list *list, int sorted)
{
    int blocks = 0;

    for (int i = 0; i < list->count; i++)
        blocks += !i || list->cells[i].block != list->cells[i - 1].block;
    return sorted || blocks * 3 > list->count;
}

static void choose_columns(cell_list *list, unsigned by_path)
{
    static const tr_dim order[] = {
        TR_DIM_COUNTRY, TR_DIM_PERIOD, TR_DIM_SERVICE, TR_DIM_VIA,
        TR_DIM_CHANNEL, TR_DIM_AUTHORITY, TR_DIM_REQUESTER, TR_DIM_DEMAND,
        TR_DIM_IDENTIFIER, TR_DIM_DATA, TR_DIM_BASIS,
        TR_DIM_NOTICE, TR_DIM_MEASURE, TR_DIM_UNIT
    };
    for (unsigned i = 0; i < sizeof order / sizeof order[0]; i++) {
        tr_dim dim = order[i];
        int always = (dim == TR_DIM_COUNTRY && !(by_path & 1u << dim))
                     || (list->flat && (dim == TR_DIM_PERIOD
                                        || dim == TR_DIM_MEASURE
                                        || dim == TR_DIM_UNIT));
        if (!list->flat && in_heading(dim))
            continue;
        if (always || (list->varies & 1u << dim))
            list->column[list->columns++] = dim;
    }
}

/* What every row of the page says and no column or heading repeats. */
static void put_common(tr_html *h, const cell_list *list)
{
    unsigned shown = 0, open = 0;

    for (int i = 0; i < list->columns; i++)
        shown |= 1u << list->column[i];
    for (int dim = 0; dim < TR_DIM_COUNT; dim++) {
        if (!(list->said & 1u << dim) || (list->varies & 1u << dim)
            || (shown & 1u << dim)
            || (!list->flat && in_heading((tr_dim)dim)
                && dim != TR_DIM_PUBLISHER && dim != TR_DIM_REPORT))
            continue;
        if (!open++)
            tr_html_raw(h, "<dl class=\"common\">");
        tr_html_raw(h, "<div><dt>");
        tr_html_put(h, tr_html_message(h, "dimension", tr_dims[dim].code, ""));
        tr_html_raw(h, "</dt><dd>");
        tr_html_code(h, (tr_dim)dim, list->cells[0].code[dim]);
        tr_html_raw(h, "</dd></div>");
    }
    if (open)
        tr_html_raw(h, "</dl>\n");
}

/* ---- Rows ---- */

static void put_table_link(tr_html *h, const tr_gen_cell *cell)
{
    tr_html_raw(h, " <small>");
    tr_html_link(h, tr_html_href(h, "requests", apr_pstrcat(h->pool, "table=",
                 tr_gen_code_text(h->gen, TR_DIM_TABLE,
                                  cell->code[TR_DIM_TABLE]), NULL), ""),
                 tr_html_code_label(h, TR_DIM_TABLE, cell->code[TR_DIM_TABLE]));
    tr_html_raw(h, "</small>");
}

/* Titles of tables are long: they come last. */
static int has_table_column(const cell_list *list)
{
    return list->flat && list->varies & 1u << TR_DIM_TABLE;
}

static void put_block_heading(tr_html *h, const tr_gen_cell *cell, int columns)
{
    static const tr_dim parts[] = { TR_DIM_SERVICE, TR_DIM_PERIOD,
                                    TR_DIM_MEASURE, TR_DIM_UNIT };

    tr_html_raw(h, apr_psprintf(h->pool, "<tr class=\"block\"><th "
                                "scope=\"rowgroup\" colspan=\"%d\"><div>", columns));
    for (unsigned i = 0; i < 4; i++) {
        if (!cell->code[parts[i]])
            continue;
        if (i < 2)              /* the table below the heading is the link */
            tr_html_label(h, tr_html_code_label(h, parts[i], cell->code[parts[i]]));
        else
            tr_html_code(h, parts[i], cell->code[parts[i]]);
        tr_html_raw(h, i < 3 ? " · " : "");
    }
    tr_html_raw(h, " ");
    put_table_link(h, cell);
    tr_html_raw(h, "</div></th></tr>\n");
}

static void put_code(tr_html *h, const tr_gen_cell *cell, tr_dim dim)
{
    if (dim == TR_DIM_COUNTRY && !cell->code[dim])
        tr_html_put(h, tr_html_message(h, "kind", cell->kind
                                       ? "stated-total" : "published", ""));
    else
        tr_html_code(h, dim, cell->code[dim]);
}

/* What stands in the columns between the first two and the figure: on a telephone the figure lies upon them, and says it itself. */
static const char *hidden_words(const tr_html *h, const cell_list *list,
                                const tr_gen_cell *cell)
{
    const char *text = NULL;

    for (int i = 2; i < list->columns; i++) {
        uint16_t code = cell->code[list->column[i]];
        if (code)
            text = apr_pstrcat(h->pool, text ? text : "", text ? " · " : "",
                               tr_html_code_label(h, list->column[i], code).text,
                               NULL);
    }
    return text;
}

static void put_cell(tr_html *h, const cell_list *list, const tr_gen_cell *cell)
{
    const char *hidden = hidden_words(h, list, cell);

    tr_html_raw(h, "<tr");
    tr_html_attr(h, "id", tr_gen_cell_id(h->gen, cell, h->pool));
    tr_html_raw(h, cell->kind ? " class=\"total\">" : ">");
    for (int i = 0; i < list->columns; i++) {
        tr_html_raw(h, i ? "<td>" : "<th scope=\"row\">");
        put_code(h, cell, list->column[i]);
        tr_html_raw(h, i ? "</td>" : "</th>");
    }
    tr_html_raw(h, has_table_column(list) ? "<td class=\"n one\"" : "<td class=\"n\"");
    if (hidden)
        tr_html_attr(h, "data-of", hidden);
    tr_html_raw(h, ">");
    tr_html_cell_value(h, cell);
    if (has_table_column(list)) {
        tr_html_raw(h, "</td><td>");
        put_table_link(h, cell);
    }
    tr_html_raw(h, "</td></tr>\n");
}

static void put_rows(tr_html *h, const cell_list *list)
{
    tr_html_raw(h, "<tbody>\n");
    for (int i = 0; i < list->count; i++) {
        const tr_gen_cell *cell = &list->cells[i];
        if (!list->flat && (!i || cell->block != cell[-1].block)) {
            tr_html_raw(h, i ? "</tbody>\n<tbody>\n" : "");
            put_block_heading(h, cell, list->columns + 1);
        }
        put_cell(h, list, cell);
    }
    tr_html_raw(h, "</tbody>");
}

void tr_html_cells(tr_html *h, const tr_query *query)
{
    tr_cells *cells = tr_cells_open(h->gen, query, h->pool);
    uint64_t total = tr_cells_count(cells);
    cell_list list = { 0 };

    read_cells(h, &list, cells, query);
    tr_html_pager(h, query, total);
    if (!list.count) {
        if (!total) {
            tr_html_raw(h, "<p>");
            tr_html_say(h, "refusal.no-cells");
            tr_html_raw(h, "</p>\n");
        }
        return;
    }
    list.flat = is_flat(&list, query->sort);
    choose_columns(&list, query->by_path);
    put_common(h, &list);
    tr_html_table_begin(h, tr_html_pattern(h, "page.figures"));
    tr_html_raw(h, "<thead><tr>");
    for (int i = 0; i < list.columns; i++) {
        tr_html_raw(h, "<th scope=\"col\">");
        tr_html_put(h, tr_html_message(h, "dimension",
                                       tr_dims[list.column[i]].code, ""));
        tr_html_raw(h, "</th>");
    }
    tr_html_figure_head(h, query);
    if (has_table_column(&list)) {
        tr_html_raw(h, "<th scope=\"col\">");
        tr_html_say(h, "dimension.table");
        tr_html_raw(h, "</th>");
    }
    tr_html_raw(h, "</tr></thead>\n");
    put_rows(h, &list);
    tr_html_table_end(h);
    if (total > TR_PAGE_ROWS)
        tr_html_pager(h, query, total);
}
