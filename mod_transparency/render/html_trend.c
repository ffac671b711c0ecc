/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What was received, period by period: one row a service (or whatever is asked
 * for), one column a period, a drawing over each figure.
 *
 *               2012-H1   2012-H2 ╎ 2013-H1
 *               ▂         ▅       ╎ ▇           ╎ a break in the series
 *     Skype     1,268     2,010   ╎ 3,509
 *
 * Periods of different length never stand in one table, and each row is drawn
 * to a scale of its own.
 */
#include "render/html.h"

#include <stdlib.h>

typedef struct trend {
    const tr_groups *groups;
    const tr_group *any;        /* what the figures have in common: measure and unit */
    tr_dim dim;                 /* of the rows */
    unsigned granularity;
    uint16_t *rows, *periods;
    uint32_t row_count, period_count;
} trend;

static int compare_codes(const void *a, const void *b)
{
    return (int)*(const uint16_t *)a - (int)*(const uint16_t *)b;
}

/* Whether a group is of the trend: of its unit and of periods of its length. */
static int belongs(const trend *t, const tr_group *group)
{
    return group->code[TR_DIM_MEASURE] == t->any->code[TR_DIM_MEASURE]
           && group->code[TR_DIM_UNIT] == t->any->code[TR_DIM_UNIT]
           && group->granularity == t->granularity;
}

/* The codes that the figures have of a dimension, in order, each once. */
static uint16_t *list_codes(const tr_html *h, const trend *t, tr_dim dim,
                            uint32_t *count)
{
    uint16_t *codes = apr_palloc(h->pool, (t->groups->count + 1) * sizeof *codes);
    uint32_t found = 0, kept = 0;

    for (uint64_t i = 0; i < t->groups->count; i++)
        if (belongs(t, &t->groups->rows[i]))
            codes[found++] = t->groups->rows[i].code[dim];
    qsort(codes, found, sizeof *codes, compare_codes);
    for (uint32_t i = 0; i < found; i++)
        if (!kept || codes[kept - 1] != codes[i])
            codes[kept++] = codes[i];
    *count = kept;
    return codes;
}

static const tr_group *find(const trend *t, uint16_t row, uint16_t period)
{
    for (uint64_t i = 0; i < t->groups->count; i++) {
        const tr_group *group = &t->groups->rows[i];
        if (belongs(t, group) && group->code[t->dim] == row
            && group->code[TR_DIM_PERIOD] == period)
            return group;
    }
    return NULL;
}

/* Whether the record refuses to add two periods because the series breaks between them. */
static int is_broken(const tr_html *h, const trend *t, uint16_t row,
                     const uint16_t *two)
{
    tr_query *query = apr_pmemdup(h->pool, h->query, sizeof *query);
    uint16_t *codes = apr_pmemdup(h->pool, two, 2 * sizeof *codes);
    const tr_groups *sum;
    uint32_t breaks;

    tr_gen_kind(h->gen, tr_element_find("break", 5), &breaks);
    if (!breaks)
        return 0;
    query->by_count = 1;
    query->by[0] = t->dim;
    query->sort = 0;
    query->filter[TR_DIM_PERIOD] = (tr_filter){ 2, codes };
    query->period_text = NULL;
    sum = tr_group_answer(h->gen, query, h->pool);
    for (uint64_t i = 0; i < sum->count; i++)
        if (sum->rows[i].code[t->dim] == row && belongs(t, &sum->rows[i])
            && sum->rows[i].refused
            && !strncmp(sum->rows[i].refused, "series-break", 12))
            return 1;
    return 0;
}

static void put_figure(tr_html *h, const tr_group *group, int64_t top,
                       int broken)
{
    tr_html_raw(h, "<td class=\"n\">");
    tr_html_drawing(h, broken ? "bar col gap" : "bar col",
                    group ? &group->value : NULL, top);
    if (group)
        tr_html_value(h, &group->value);
    else {
        tr_html_raw(h, "<span class=\"s\">");
        tr_html_say(h, "value.none");
        tr_html_raw(h, "</span>");
    }
    if (broken) {
        tr_html_raw(h, " <small>");
        tr_html_say(h, "trend.break");
        tr_html_raw(h, "</small>");
    }
    tr_html_raw(h, "</td>");
}

static void put_row(tr_html *h, const trend *t, uint16_t row)
{
    const tr_group **found = apr_palloc(h->pool, t->period_count * sizeof *found);
    int64_t top = 0;

    for (uint32_t i = 0; i < t->period_count; i++) {
        found[i] = find(t, row, t->periods[i]);
        if (found[i])
            top = tr_html_reach(&found[i]->value, top);
    }
    tr_html_raw(h, "<tr><th scope=\"row\">");
    tr_html_code(h, t->dim, row);
    tr_html_raw(h, "</th>");
    for (uint32_t i = 0; i < t->period_count; i++)
        put_figure(h, found[i], top, i && found[i] && found[i - 1]
                   && is_broken(h, t, row, &t->periods[i - 1]));
    tr_html_raw(h, "</tr>\n");
}

static const tr_period *period_of(const tr_html *h, uint16_t code)
{
    return &tr_gen_codes(h->gen, TR_DIM_PERIOD)[code].period;
}

/* Whether time lies between two neighbours that nothing is known of. */
static int is_hole(const tr_html *h, uint16_t before, uint16_t after)
{
    return period_of(h, after)->start_day > period_of(h, before)->end_day + 1;
}

static void put_table(tr_html *h, const trend *t, const char *caption)
{
    tr_html_table_begin_as(h, "trend", apr_pstrcat(h->pool, caption, " ",
                           tr_html_pattern(h, "trend.scale"), NULL));
    tr_html_raw(h, "<thead><tr><th scope=\"col\">");
    tr_html_put(h, tr_html_message(h, "dimension", tr_dims[t->dim].code, ""));
    tr_html_raw(h, "</th>");
    for (uint32_t i = 0; i < t->period_count; i++) {
        tr_html_raw(h, "<th scope=\"col\" class=\"n\">");
        tr_html_code(h, TR_DIM_PERIOD, t->periods[i]);
        if (i && is_hole(h, t->periods[i - 1], t->periods[i])) {
            tr_html_raw(h, " <small>");
            tr_html_say(h, "trend.hole");
            tr_html_raw(h, "</small>");
        }
        tr_html_raw(h, "</th>");
    }
    tr_html_raw(h, "</tr></thead>\n<tbody>\n");
    for (uint32_t i = 0; i < t->row_count && i < TR_TREND_ROWS; i++)
        put_row(h, t, t->rows[i]);
    tr_html_raw(h, "</tbody>");
    tr_html_table_end(h);
}

int tr_html_trend(tr_html *h, const tr_groups *groups, const tr_group *like,
                  tr_dim dim, const char *caption_markup)
{
    int tables = 0;

    for (unsigned g = 0; g < TR_GRANULARITY_COUNT; g++) {
        trend t = { .groups = groups, .any = like, .dim = dim, .granularity = g };
        t.periods = list_codes(h, &t, TR_DIM_PERIOD, &t.period_count);
        if (t.period_count < 2)
            continue;           /* one period is no trend */
        if (t.period_count > TR_TREND_PERIODS) {
            t.periods += t.period_count - TR_TREND_PERIODS;
            t.period_count = TR_TREND_PERIODS;
        }
        t.rows = list_codes(h, &t, dim, &t.row_count);
        put_table(h, &t, caption_markup);
        tables++;
    }
    return tables;
}

/* ---- What was received ---- */

static const char *const units[] = { "requests", "orders", "letters", "times",
                                     "accounts", "users", "items" };

/* A group of what was received, of the first unit that there is; NULL: there is none. */
const tr_group *tr_html_received(const tr_html *h, const tr_groups *groups)
{
    int measure = tr_gen_code_find(h->gen, TR_DIM_MEASURE, "received", 8);

    for (unsigned u = 0; u < sizeof units / sizeof units[0]; u++) {
        int unit = tr_gen_code_find(h->gen, TR_DIM_UNIT, units[u],
                                    strlen(units[u]));
        for (uint64_t i = 0; unit > 0 && i < groups->count; i++)
            if (groups->rows[i].code[TR_DIM_MEASURE] == measure
                && groups->rows[i].code[TR_DIM_UNIT] == unit
                && tr_html_is_drawn(&groups->rows[i].value))
                return &groups->rows[i];
    }
    return NULL;
}

static int32_t end_of(const tr_html *h, const tr_group *group)
{
    return period_of(h, group->code[TR_DIM_PERIOD])->end_day;
}

const tr_group *tr_html_newest(const tr_html *h, const tr_groups *groups,
                               uint16_t publisher)
{
    const tr_group *like = tr_html_received(h, groups), *best = NULL;

    for (uint64_t i = 0; like && i < groups->count; i++) {
        const tr_group *group = &groups->rows[i];
        int32_t end = end_of(h, group);
        if (group->code[TR_DIM_MEASURE] != like->code[TR_DIM_MEASURE]
            || group->code[TR_DIM_UNIT] != like->code[TR_DIM_UNIT]
            || (publisher && group->code[TR_DIM_PUBLISHER] != publisher)
            || !group->code[TR_DIM_PERIOD] || !tr_html_is_drawn(&group->value))
            continue;
        if (!best || end > end_of(h, best)
            || (end == end_of(h, best)
                && tr_html_reach(&group->value, 0) > tr_html_reach(&best->value, 0)))
            best = group;
    }
    return best;
}
