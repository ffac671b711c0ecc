/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two or a few countries, periods, services ... beside one another: a form on the
 * page of each, and columns where an answer is grouped by what it is filtered by.
 */
#include "render/html.h"

enum { COMPARED_MAX = 6, ROWS_MAX = 4 };

/* The dimension that an answer compares: filtered to a few codes and grouped by. */
static int compared_dim(const tr_query *query)
{
    for (int i = 0; i < query->by_count; i++) {
        tr_dim dim = query->by[i];
        if (query->filter[dim].count > 1 && dim != TR_DIM_MEASURE
            && dim != TR_DIM_UNIT && query->filter[dim].count <= COMPARED_MAX)
            return (int)dim;
    }
    return -1;
}

void tr_html_compared(tr_html *h, const tr_query *query, const tr_groups *groups)
{
    int dim = compared_dim(query);
    tr_pivot pivot = { .groups = groups, .column_count = 1, .drawn = 1,
                       .rows = TR_PAGE_ROWS };

    if (dim < 0 || query->by_count + 1 > ROWS_MAX || !groups->count)
        return;
    pivot.column[0] = (tr_dim)dim;
    for (int i = 0; i < query->by_count; i++)
        if (query->by[i] != (tr_dim)dim && query->by[i] != TR_DIM_MEASURE
            && query->by[i] != TR_DIM_UNIT)
            pivot.row[pivot.row_count++] = query->by[i];
    pivot.row[pivot.row_count++] = TR_DIM_MEASURE;
    pivot.row[pivot.row_count++] = TR_DIM_UNIT;
    tr_html_raw(h, "<section><h2>");
    tr_html_say(h, "compare.heading");
    tr_html_raw(h, "</h2>\n");
    tr_html_pivot(h, &pivot, tr_html_pattern(h, "compare.caption"));
    tr_html_raw(h, "</section>\n");
}

/* ---- The form ---- */

static void put_hidden(tr_html *h, const char *name, const char *value)
{
    tr_html_raw(h, "<input type=\"hidden\"");
    tr_html_attr(h, "name", name);
    tr_html_attr(h, "value", value);
    tr_html_raw(h, ">");
}

/* What the answer is grouped by beside the item itself. */
static const char *grouping(const tr_html *h, tr_dim item)
{
    if (item == TR_DIM_COUNTRY)
        return "country,service,period";
    if (item == TR_DIM_SERVICE)
        return "service,period";
    return apr_pstrcat(h->pool, tr_dims[item].code, ",service", NULL);
}

static void put_others(tr_html *h, tr_dim dim, uint16_t own)
{
    uint32_t count;
    tr_query *any = apr_pcalloc(h->pool, sizeof *any);
    const tr_facet_value *values;

    any->page = 1;
    values = tr_facet(h->gen, any, dim, &count, h->pool);
    for (uint32_t i = 0; i < count; i++) {
        uint16_t code = values[i].code;
        if (code && code != own)
            tr_html_option_in(h, tr_gen_code_text(h->gen, dim, code),
                              tr_html_code_label(h, dim, code), 0);
    }
}

void tr_html_compare_form(tr_html *h)
{
    const tr_target *target = h->render->target;
    tr_dim dim = (tr_dim)tr_resources[target->resource].dim;

    if (h->gen->head->codes[dim].count < 3 || target->query.embed)
        return;                 /* nothing else is there, or no place for a form */
    tr_html_raw(h, "<form class=\"compare\" method=\"get\"");
    tr_html_attr(h, "action", tr_html_href(h, "requests", "", ""));
    tr_html_raw(h, "><p><label for=\"with\">");
    tr_html_say(h, "compare.with");
    tr_html_raw(h, "</label> ");
    put_hidden(h, tr_dims[dim].code, tr_gen_code_text(h->gen, dim,
                                                      target->item_code));
    put_hidden(h, "by", grouping(h, dim));
    tr_html_raw(h, "<select id=\"with\"");
    tr_html_attr(h, "name", tr_dims[dim].code);
    tr_html_raw(h, ">");
    put_others(h, dim, target->item_code);
    tr_html_raw(h, "</select> <button type=\"submit\">");
    tr_html_say(h, "compare.go");
    tr_html_raw(h, "</button></p></form>\n");
}
