/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Dates in the record that change what it says when they pass.
 */
#include <string.h>

#include "record/vocabulary.h"
#include "store/build_private.h"

enum { DAY = 86400 };

/* Attributes after whose last day, or from whose first day, things differ. */
static const struct {
    const char *name;
    int begins;
} dated[] = {
    { "until", 0 }, { "next-due", 0 }, { "to", 0 }, { "ended", 0 },
    { "from", 1 }, { "launched", 1 },
};

static int digits(const char *text, size_t count)
{
    int number = 0;

    for (size_t i = 0; i < count; i++) {
        if (text[i] < '0' || text[i] > '9')
            return -1;
        number = number * 10 + text[i] - '0';
    }
    return number;
}

/* First and last day of yyyy, yyyy-mm or yyyy-mm-dd (the date of an instant). */
static int days_of(const char *text, int32_t *first, int32_t *last)
{
    size_t length = strcspn(text, "T");
    int year = length >= 4 ? digits(text, 4) : -1;
    int month = length >= 7 ? digits(text + 5, 2) : 1;
    int last_month = length >= 7 ? month : 12;

    if (length == 10) {
        if (!tr_date_parse(text, length, first))
            return 0;
        *last = *first;
        return 1;
    }
    if ((length != 4 && length != 7) || !tr_date_exists(year, month, 1))
        return 0;
    *first = tr_date_make(year, month, 1);
    *last = tr_date_make(year, last_month, tr_date_month_length(year, last_month));
    return 1;
}

typedef struct due {
    int64_t now, next, passed;
} due;

static void note_instant(due *d, int64_t instant)
{
    if (instant > d->now && instant < d->next)
        d->next = instant;
    if (instant <= d->now && instant > d->passed)
        d->passed = instant;
}

static void note_attr(due *d, const tr_attr_def *attr, const char *value)
{
    int32_t first, last;

    if (attr->type != TR_ATTR_DATE && attr->type != TR_ATTR_PARTIAL
        && attr->type != TR_ATTR_INSTANT)
        return;
    for (size_t i = 0; i < sizeof dated / sizeof dated[0]; i++)
        if (strcmp(attr->name, dated[i].name) == 0 && days_of(value, &first, &last))
            note_instant(d, dated[i].begins ? (int64_t)first * DAY
                                            : ((int64_t)last + 1) * DAY);
}

static void note_node(due *d, const tr_gen *gen, uint32_t node)
{
    const tr_gen_node *nodes = TR_GEN_ROWS(gen, tr_gen_node, nodes);
    const tr_gen_attr *attrs = TR_GEN_ROWS(gen, tr_gen_attr, attrs) + nodes[node].first_attr;
    const tr_element_def *def = &tr_elements[nodes[node].element];

    for (uint16_t i = 0; i < nodes[node].attr_count; i++)
        note_attr(d, &def->attrs[attrs[i].attr], tr_gen_string(gen, attrs[i].value));
    for (uint32_t child = nodes[node].child; child; child = nodes[child - 1].next)
        note_node(d, gen, child - 1);
}

void tr_build_due(const tr_gen_head *head, int64_t *next, int64_t *passed)
{
    const tr_gen gen = { .head = head };
    const tr_gen_version *versions = TR_GEN_ROWS(&gen, tr_gen_version, versions);
    due d = { head->instant, INT64_MAX, INT64_MIN };

    for (uint32_t i = 0; i < head->versions.count; i++)
        if (versions[i].until == TR_FOREVER && !versions[i].withdrawn)
            note_node(&d, &gen, versions[i].root);
    *next = d.next;
    *passed = d.passed;
}
