/* SPDX-License-Identifier: Apache-2.0 */
/* Grouped answers: one row a group, with its share and what is missing in it. */
#include "render/html.h"

/* The largest figure of each unit, against which bars are drawn. */
static int64_t *largest(const tr_html *h, const tr_groups *groups)
{
    uint32_t units = h->gen->head->codes[TR_DIM_UNIT].count;
    int64_t *most = apr_pcalloc(h->pool, (units + 1) * sizeof *most);

    for (uint64_t i = 0; i < groups->count; i++) {
        int64_t *top = &most[groups->rows[i].code[TR_DIM_UNIT]];
        *top = tr_html_reach(&groups->rows[i].value, *top);
    }
    return most;
}

static int is_column(const tr_groups *groups, tr_dim dim)
{
    for (int i = 0; i < groups->key_count; i++)
        if (groups->key[i] == dim)
            return 1;
    return 0;
}

static void put_head(tr_html *h, const tr_query *query, const tr_groups *groups)
{
    tr_html_raw(h, "<thead><tr>");
    for (int i = 0; i < groups->key_count; i++) {
        if (groups->key[i] == TR_DIM_UNIT || groups->key[i] == TR_DIM_MEASURE)
            continue;
        tr_html_raw(h, "<th scope=\"col\">");
        tr_html_put(h, tr_html_message(h, "dimension",
                                       tr_dims[groups->key[i]].code, ""));
        tr_html_raw(h, "</th>");
    }
    tr_html_raw(h, "<th scope=\"col\">");
    tr_html_say(h, "dimension.measure");
    tr_html_raw(h, "</th>");
    tr_html_figure_head(h, query);
    tr_html_raw(h, "<th scope=\"col\" class=\"n\">");
    tr_html_share_head(h);
    tr_html_raw(h, "</th><th scope=\"col\">");
    tr_html_say(h, "page.made-of");
    tr_html_raw(h, "</th></tr></thead>\n");
}

static void put_keys(tr_html *h, const tr_groups *groups, const tr_group *group)
{
    int first = 1;

    for (int i = 0; i < groups->key_count; i++) {
        tr_dim dim = groups->key[i];
        if (dim == TR_DIM_UNIT || dim == TR_DIM_MEASURE)
            continue;
        tr_html_raw(h, first ? "<th scope=\"row\">" : "<td>");
        tr_html_code(h, dim, group->code[dim]);
        tr_html_raw(h, first ? "</th>" : "</td>");
        first = 0;
    }
    tr_html_raw(h, first ? "<th scope=\"row\">" : "<td>");
    tr_html_code(h, TR_DIM_MEASURE, group->code[TR_DIM_MEASURE]);
    tr_html_raw(h, " <small>");
    tr_html_code(h, TR_DIM_UNIT, group->code[TR_DIM_UNIT]);
    if (groups->by_granularity && !is_column(groups, TR_DIM_PERIOD)) {
        tr_html_mark(h, "between.comma");
        tr_html_put(h, tr_html_word(h, "granularity", tr_granularity_code(
                                        group->granularity)).text);
    }
    tr_html_raw(h, first ? "</small></th>" : "</small></td>");
}

static void put_figure(tr_html *h, const tr_group *group, const int64_t *most)
{
    tr_html_raw(h, "<td class=\"n\">");
    tr_html_value(h, &group->value);
    tr_html_drawing(h, "bar", &group->value, most[group->code[TR_DIM_UNIT]]);
    if (group->refused)
        tr_html_refusal(h, group->refused);
    if (group->computed_differs) {
        tr_html_raw(h, " <small>");
        tr_html_say(h, "page.computed-differs");
        tr_html_raw(h, " ");
        tr_html_value(h, &group->computed);
        tr_html_raw(h, "</small>");
    }
    tr_html_raw(h, "</td>");
}

static void put_share(tr_html *h, const tr_group *group)
{
    tr_html_raw(h, "<td class=\"n share\">");
    if (group->has_share) {
        tr_html_share(h, group);
        tr_html_raw(h, " <small>");
        tr_html_put(h, tr_html_message(h, "share", group->share_of, ""));
        tr_html_raw(h, "</small>");
    }
    else if (group->share_refused) {
        tr_html_raw(h, "<span class=\"s\">");
        tr_html_label(h, tr_html_word(h, "rate", group->share_refused));
        tr_html_raw(h, "</span>");
    }
    else {
        tr_html_raw(h, "<span class=\"s\">");
        tr_html_say(h, "value.no-share");
        tr_html_raw(h, "</span>");
    }
    tr_html_raw(h, "</td>");
}

void tr_html_reasons(tr_html *h, const tr_group *group)
{
    for (unsigned i = 0; group->missing && i < TR_STATUS_COUNT; i++) {
        if (!group->missing[i])
            continue;
        tr_html_raw(h, " <small>");
        tr_html_put(h, tr_html_message(h, "status", tr_status_code(i), ""));
        tr_html_mark(h, "between.colon");
        tr_html_put(h, tr_html_number(h, group->missing[i]));
        tr_html_raw(h, "</small>");
    }
    for (unsigned bit = 0; bit < TR_LIMIT_COUNT; bit++) {
        if (!(group->limits & (1u << bit)))
            continue;
        tr_html_raw(h, " <small>");
        tr_html_put(h, tr_html_message(h, "limit", tr_limit_code(bit), ""));
        tr_html_raw(h, "</small>");
    }
}

static void put_made_of(tr_html *h, const tr_group *group)
{
    static const char *const kinds[] = { "published", "stated-total",
                                         "computed" };

    tr_html_raw(h, "<td>");
    tr_html_put(h, tr_html_message(h, "kind", kinds[group->kind % 3], ""));
    tr_html_raw(h, " <small>");
    tr_html_say_count(h, "cells.count", group->cells);
    tr_html_raw(h, "</small>");
    tr_html_reasons(h, group);
    tr_html_raw(h, "</td>");
}

static const char *caption(tr_html *h, const tr_query *query)
{
    const char *names[TR_BY_MAX];

    for (int i = 0; i < query->by_count; i++)
        names[i] = tr_html_message(h, "dimension", tr_dims[query->by[i]].code, "");
    return tr_catalog_fill(h->pool, tr_html_pattern(h, "page.grouped-by"),
                           "list", tr_html_escape(h, tr_locale_list(
                               h->render->locale, TR_LIST_AND, names,
                               query->by_count, h->pool)), NULL);
}

void tr_html_groups(tr_html *h, const tr_query *query)
{
    const tr_groups *groups = tr_group_answer(h->gen, query, h->pool);
    int *from_totals = h->render->from_totals;
    const int64_t *most = largest(h, groups);
    uint64_t first = (uint64_t)(query->page - 1) * TR_PAGE_ROWS;

    if (from_totals)
        *from_totals = groups->from_totals;
    if (groups->refused) {
        tr_html_raw(h, "<p>");
        tr_html_refusal(h, groups->refused);
        tr_html_raw(h, "</p>\n");
        return;
    }
    tr_html_compared(h, query, groups);
    tr_html_pager(h, query, groups->count);
    if (first >= groups->count) {
        if (!groups->count) {
            tr_html_raw(h, "<p>");
            tr_html_say(h, "refusal.no-cells");
            tr_html_raw(h, "</p>\n");
        }
        return;
    }
    tr_html_table_begin_as(h, "bars", caption(h, query));
    put_head(h, query, groups);
    tr_html_raw(h, "<tbody>\n");
    for (uint64_t i = first; i < groups->count && i < first + TR_PAGE_ROWS; i++) {
        tr_html_raw(h, "<tr>");
        put_keys(h, groups, &groups->rows[i]);
        put_figure(h, &groups->rows[i], most);
        put_share(h, &groups->rows[i]);
        put_made_of(h, &groups->rows[i]);
        tr_html_raw(h, "</tr>\n");
    }
    tr_html_raw(h, "</tbody>");
    tr_html_table_end(h);
    if (groups->count > TR_PAGE_ROWS)
        tr_html_pager(h, query, groups->count);
}
