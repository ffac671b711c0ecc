/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether an edition takes back something the one before it said.
 *
 * Adding is not taking back: an edition says all that the former said when the
 * former tree can be laid over it: every element on one of the same name,
 * language and text, every attribute on an equal one, siblings in their order.
 */
#include <string.h>

#include "store/build_private.h"

static int same_text(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static int lies_on(const tr_element *before, const tr_element *now);

static int children_lie_on(const tr_element *before, const tr_element *now,
                           const tr_element *skip)
{
    const tr_element *place = now->children;

    for (const tr_element *child = before->children; child; child = child->next) {
        if (child == skip)
            continue;
        while (place && !lies_on(child, place))
            place = place->next;
        if (!place)
            return 0;
        place = place->next;
    }
    return 1;
}

static int attrs_lie_on(const tr_element *before, const tr_element *now)
{
    for (int i = 0; before->def->attrs[i].name; i++)
        if (before->attrs && before->attrs[i]
            && !same_text(before->attrs[i], now->attrs ? now->attrs[i] : NULL))
            return 0;
    return 1;
}

static int lies_on(const tr_element *before, const tr_element *now)
{
    return before->def == now->def && same_text(before->lang, now->lang)
        && same_text(before->text, now->text) && attrs_lie_on(before, now)
        && children_lie_on(before, now, NULL);
}

static int table_differs(const tr_table *before, const tr_table *now)
{
    if (!before || !now)
        return before != now;
    return before->absent_none != now->absent_none || before->outcomes != now->outcomes
        || memcmp(before->relation, now->relation, sizeof before->relation) != 0
        || !same_text(before->publisher, now->publisher);
}

int tr_build_narrative_differs(const tr_entity *before, const tr_entity *now)
{
    if (table_differs(before->table, now->table))
        return 1;
    return !attrs_lie_on(before->root, now->root)
        || !same_text(before->root->text, now->root->text)
        || !children_lie_on(before->root, now->root, before->correction);
}
