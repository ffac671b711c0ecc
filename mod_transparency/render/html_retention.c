/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How long data are kept, one row a rule: in words, drawn to one scale, and the
 * evidence that contradicts it beside it.
 *
 *   Chat history   At most: 30 days   ▨▨▨▨▨▨     Chats of 2007 were produced in 2012.
 *   Address book   no duration is stated  ┌ ─ ┐  none in this record
 */
#include "render/html.h"

static const tr_gen_node *nodes_of(const tr_html *h)
{
    return TR_GEN_ROWS(h->gen, tr_gen_node, nodes);
}

/* ---- Durations ---- */

/* Days, for drawing: a month counts 30.44. -1: not said. */
static int64_t days_of(const tr_html *h, uint32_t rule, const char *attr)
{
    const char *text = tr_gen_attr_named(h->gen, rule, attr);
    tr_duration duration;

    if (!text || tr_duration_parse(text, strlen(text), &duration))
        return -1;
    return (INT64_C(36525) * duration.years + INT64_C(3044) * duration.months) / 100
           + duration.days;
}

/* What the rule says as bounds in days; status unset: nothing. */
static tr_value bounds_of(const tr_html *h, uint32_t rule)
{
    int64_t min = days_of(h, rule, "min"), max = days_of(h, rule, "max");
    tr_value value = { .min = min < 0 ? 0 : min,
                       .max = max < 0 ? TR_UNBOUNDED : max,
                       .status = TR_STATUS_BAND };

    if (min < 0 && max < 0)
        value.status = TR_STATUS_UNSET;
    if (max >= 0 && value.min > max)
        value.min = max;
    return value;
}

typedef void (*rule_visit)(tr_html *h, void *baton, const tr_gen_entity *item,
                           uint32_t rule, int has_rule);

/* Every rule of every item; an item without one counts as one that says nothing. */
static void each_rule(tr_html *h, rule_visit visit, void *baton)
{
    uint32_t count, first = tr_gen_kind(h->gen, tr_element_find("inventory", 9),
                                        &count);
    const tr_gen_entity *items = TR_GEN_ROWS(h->gen, tr_gen_entity, entities)
                                 + first;

    for (uint32_t i = 0; i < count; i++) {
        const tr_gen_version *version = tr_html_current(h, &items[i]);
        int rules = 0;
        if (!version)
            continue;
        for (uint32_t n = nodes_of(h)[version->root].child; n;
             n = nodes_of(h)[n - 1].next)
            if (tr_html_is_element(h, n - 1, "retention")) {
                visit(h, baton, &items[i], n - 1, 1);
                rules++;
            }
        if (!rules)
            visit(h, baton, &items[i], version->root, 0);
    }
}

static void find_longest(tr_html *h, void *baton, const tr_gen_entity *item,
                         uint32_t rule, int has_rule)
{
    int64_t *longest = baton;
    tr_value value = bounds_of(h, rule);

    (void)item;
    if (has_rule && value.status != TR_STATUS_UNSET)
        *longest = tr_html_reach(&value, *longest);
}

/* ---- A row ---- */

static int put_part(tr_html *h, uint32_t node, const char *name)
{
    const char *value;
    const tr_attr_def *def = tr_html_find_attribute(h, node, name, &value);

    if (!def)
        return 0;
    tr_html_label(h, tr_html_word(h, "attr", name));
    tr_html_mark(h, "between.colon");
    tr_html_attribute(h, def, value, tr_gen_string(h->gen, nodes_of(h)[node].lang));
    return 1;
}

static void put_small(tr_html *h, uint32_t node, const char *name)
{
    if (!tr_gen_attr_named(h->gen, node, name))
        return;
    tr_html_raw(h, " <small>");
    put_part(h, node, name);
    tr_html_raw(h, "</small>");
}

static void put_stated(tr_html *h, uint32_t rule, int has_rule, int64_t longest)
{
    tr_value value = has_rule ? bounds_of(h, rule)
                              : (tr_value){ .status = TR_STATUS_UNSET };
    int said = value.status != TR_STATUS_UNSET;

    tr_html_raw(h, "<td class=\"n\">");
    if (!said) {
        tr_html_raw(h, "<span class=\"s\">");
        tr_html_say(h, "retention.unsaid");
        tr_html_raw(h, "</span>");
    }
    else {
        int two = put_part(h, rule, "min")
                  && tr_gen_attr_named(h->gen, rule, "max");
        tr_html_raw(h, two ? "<br>" : "");
        put_part(h, rule, "max");
    }
    tr_html_drawing(h, "bar", said ? &value : NULL, longest);
    if (has_rule) {
        put_small(h, rule, "after");
        put_small(h, rule, "backups");
        put_small(h, rule, "stated");
        put_small(h, rule, "state");
    }
    tr_html_raw(h, "</td>");
}

static int put_evidence_of(tr_html *h, uint32_t parent)
{
    int count = 0;

    for (uint32_t n = nodes_of(h)[parent].child; n; n = nodes_of(h)[n - 1].next)
        if (tr_html_is_against(h, n - 1)) {
            tr_html_evidence(h, n - 1);
            count++;
        }
    return count;
}

static void put_row(tr_html *h, void *baton, const tr_gen_entity *item,
                    uint32_t rule, int has_rule)
{
    const int64_t *longest = baton;
    uint32_t root = tr_html_current(h, item)->root;
    int found = 0;

    tr_html_raw(h, "<tr><th scope=\"row\">");
    tr_html_reference(h, "inventory", tr_gen_string(h->gen, item->id));
    tr_html_raw(h, "</th>");
    put_stated(h, rule, has_rule, *longest);
    tr_html_raw(h, "<td class=\"t\">");
    if (has_rule)
        found = put_evidence_of(h, rule);
    found += put_evidence_of(h, root);
    if (!found) {
        tr_html_raw(h, "<span class=\"s\">");
        tr_html_say(h, "retention.no-evidence");
        tr_html_raw(h, "</span>");
    }
    tr_html_raw(h, "</td></tr>\n");
}

void tr_html_retention(tr_html *h)
{
    static const char *const heads[] = { "word.inventory", "retention.stated",
                                         "timeline.against" };
    int64_t longest = 0;

    each_rule(h, find_longest, &longest);
    tr_html_raw(h, "<section><h2>");
    tr_html_say(h, "retention.heading");
    tr_html_raw(h, "</h2>\n");
    tr_html_table_begin_as(h, "bars retention", tr_html_pattern(h, "retention.caption"));
    tr_html_raw(h, "<thead><tr>");
    for (unsigned i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        tr_html_raw(h, "<th scope=\"col\">");
        tr_html_say(h, heads[i]);
        tr_html_raw(h, "</th>");
    }
    tr_html_raw(h, "</tr></thead>\n<tbody>\n");
    each_rule(h, put_row, &longest);
    tr_html_raw(h, "</tbody>");
    tr_html_table_end(h);
    tr_html_raw(h, "</section>\n");
}
