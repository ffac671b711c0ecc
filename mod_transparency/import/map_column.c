/* SPDX-License-Identifier: Apache-2.0 */
/* Reading <column>, <cell> and <mark> of a map. */
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#include "import/map.h"
#include "model/terms.h"

static const char *const kinds[] = {
#define X(name, code) code,
    TR_COLUMN_KINDS(X)
#undef X
};

const char *tr_column_kind_code(tr_column_kind kind)
{
    return kinds[kind];
}

tr_texts tr_texts_split(const char *text, apr_pool_t *pool)
{
    tr_texts list = { NULL, 1 };
    const char *at = text, *next;
    int i = 0;

    while ((at = strstr(at, " | "))) {
        list.count++;
        at += 3;
    }
    list.items = apr_palloc(pool, sizeof *list.items * (apr_size_t)list.count);
    for (at = text; (next = strstr(at, " | ")); at = next + 3)
        list.items[i++] = apr_pstrmemdup(pool, at, (apr_size_t)(next - at));
    list.items[i] = apr_pstrdup(pool, at);
    return list;
}

int tr_texts_has(const tr_texts *list, const char *text)
{
    for (int i = 0; i < list->count; i++)
        if (strcmp(list->items[i], text) == 0)
            return 1;
    return 0;
}

static tr_column_kind read_kind(tr_map_reading *reading, const tr_node *node)
{
    const char *is = tr_map_need(reading, node, "is"), *nearest;

    for (int i = 0; i < TR_COLUMN_KIND_COUNT; i++)
        if (strcmp(kinds[i], is) == 0)
            return (tr_column_kind)i;
    if (!*is)
        return TR_IS_TEXT;
    nearest = tr_nearest(is, kinds, TR_COLUMN_KIND_COUNT);
    tr_map_wrong(reading, node, "unknown-kind", "is=\"%s\": a column is one of %s",
                 is, "figure percent country date period end-of-month end-of-quarter "
                 "end-of-half-year end-of-year word text unused empty");
    tr_diags_suggest(reading->diags, nearest);
    return TR_IS_TEXT;
}

/* --- <cell> and <mark> ------------------------------------------------------------ */

static void read_range(tr_map_reading *reading, const tr_node *node, tr_rule *rule)
{
    const char *in = tr_node_attr_get(node, "in");
    tr_period_error error;

    if (!in)
        return;
    rule->ranged = 1;
    if (!tr_period_parse_range(in, strlen(in), &rule->in, &error))
        tr_map_wrong(reading, node, "bad-period", "in=\"%s\": %s; write in=\"2013-H1\" "
                     "or in=\"2009-H2..2010-H2\"", in, tr_period_fault_text(error.fault));
}

static tr_rule *read_rule(tr_map_reading *reading, const tr_node *node)
{
    tr_rule *rule = apr_pcalloc(reading->pool, sizeof *rule);
    const char *is = tr_node_attr_get(node, "is"), *has = tr_node_attr_get(node, "has");

    tr_map_allow(reading, node, "is means where has in note flags");
    if (is) {
        tr_texts *list = apr_palloc(reading->pool, sizeof *list);
        *list = tr_texts_split(is, reading->pool);
        rule->is = list;
    }
    rule->means = tr_node_attr_get(node, "means");
    rule->where = tr_node_attr_get(node, "where");
    rule->note = tr_node_attr_get(node, "note");
    rule->flags = tr_node_attr_get(node, "flags");
    if (!rule->where != !has)
        tr_map_wrong(reading, node, "where-has", "where= names a column and has= what "
                     "it holds; one does not go without the other");
    if (has)
        rule->has = tr_texts_split(has, reading->pool);
    if (!rule->means && !rule->note && !rule->flags)
        tr_map_wrong(reading, node, "says-nothing", "<cell> says nothing: add means=, "
                     "note= or flags=");
    read_range(reading, node, rule);
    return rule;
}

static tr_mark *read_mark(tr_map_reading *reading, const tr_node *node)
{
    tr_mark *mark = apr_pcalloc(reading->pool, sizeof *mark);

    tr_map_allow(reading, node, "text note");
    mark->text = tr_map_need(reading, node, "text");
    mark->note = tr_map_need(reading, node, "note");
    return mark;
}

static void read_children(tr_map_reading *reading, tr_column *column,
                          const tr_node *node)
{
    tr_rule **rule = &column->rules;
    tr_mark **mark = &column->marks;

    for (const tr_node *child = node->children; child; child = child->next) {
        if (child->name && strcmp(child->name, "cell") == 0) {
            *rule = read_rule(reading, child);
            rule = &(*rule)->next;
        }
        else if (child->name && strcmp(child->name, "mark") == 0) {
            *mark = read_mark(reading, child);
            mark = &(*mark)->next;
        }
        else if (child->name)
            tr_map_wrong(reading, child, "unknown-element", "<%s> inside <column>; "
                         "there is <cell> and <mark>", child->name);
    }
}

/* --- <column> --------------------------------------------------------------------- */

static int yes(tr_map_reading *reading, const tr_node *node, const char *name)
{
    const char *value = tr_node_attr_get(node, name);

    if (value && strcmp(value, "yes") != 0 && strcmp(value, "no") != 0)
        tr_map_wrong(reading, node, "not-yes-no", "%s=\"%s\": write yes or no", name, value);
    return value && strcmp(value, "yes") == 0;
}

static void read_decimals(tr_map_reading *reading, const tr_node *node,
                          tr_column *column)
{
    const char *text = tr_node_attr_get(node, "decimals");

    column->decimals = -1;
    if (!text)
        return;
    if (strlen(text) != 1 || *text < '0' || *text > '4')
        tr_map_wrong(reading, node, "bad-decimals", "decimals=\"%s\": 0 to 4", text);
    else
        column->decimals = *text - '0';
}

static void read_dates(tr_map_reading *reading, const tr_node *node, tr_column *column)
{
    static const char *const ways[] = { "yyyy-mm-dd", "m/d/yy", "d/m/yy", "m/d/yyyy",
                                        "d/m/yyyy", "d.m.yyyy" };
    const char *dates = tr_node_attr_get(node, "dates");

    column->dates = tr_texts_split(dates ? dates : "yyyy-mm-dd", reading->pool);
    for (int i = 0; i < column->dates.count; i++) {
        int known = 0;
        for (size_t j = 0; j < sizeof ways / sizeof ways[0]; j++)
            known |= strcmp(ways[j], column->dates.items[i]) == 0;
        if (!known)
            tr_map_wrong(reading, node, "bad-dates", "dates=\"%s\": there are yyyy-mm-dd "
                         "m/d/yy d/m/yy m/d/yyyy d/m/yyyy d.m.yyyy, separated by \" | \"",
                         dates);
    }
}

static void need_children(tr_map_reading *reading, const tr_node *node,
                          const tr_column *column)
{
    if (column->kind == TR_IS_WORD && !column->rules)
        tr_map_wrong(reading, node, "no-words", "a column of words lists them: <cell "
                     "is=\"Search Warrant\" means=\"search-warrant\"/>");
    if (column->kind == TR_IS_UNUSED && !tr_node_attr_get(node, "because"))
        tr_map_wrong(reading, node, "no-because", "because=\"...\" must say why the "
                     "column is not taken over");
}

tr_column *tr_map_read_column(tr_map_reading *reading, const tr_node *node)
{
    tr_column *column = apr_pcalloc(reading->pool, sizeof *column);

    tr_map_allow(reading, node, "name is optional blank dates thousands band below of "
                 "code decimals because");
    column->headers = tr_texts_split(tr_map_need(reading, node, "name"), reading->pool);
    column->name = column->headers.items[0];
    column->kind = read_kind(reading, node);
    column->optional = yes(reading, node, "optional");
    column->below = yes(reading, node, "below");
    column->blank = tr_node_attr_get(node, "blank");
    column->thousands = tr_node_attr_get(node, "thousands");
    column->band = tr_node_attr_get(node, "band");
    column->of = tr_node_attr_get(node, "of");
    column->code = tr_node_attr_get(node, "code");
    column->line = node->line;
    column->column = node->column;
    read_decimals(reading, node, column);
    read_dates(reading, node, column);
    read_children(reading, column, node);
    need_children(reading, node, column);
    return column;
}
