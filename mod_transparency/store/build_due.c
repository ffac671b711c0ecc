/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Dates in the record that change what it says when they pass.
 */
#include <string.h>

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

static void note_element(due *d, const tr_element *element)
{
    for (int i = 0; element->attrs && element->def->attrs[i].name; i++)
        if (element->attrs[i])
            note_attr(d, &element->def->attrs[i], element->attrs[i]);
    for (const tr_element *child = element->children; child; child = child->next)
        note_element(d, child);
}

void tr_build_due(const builder *b, int64_t *next, int64_t *passed)
{
    due d = { b->options->now, INT64_MAX, INT64_MIN };

    for (uint32_t i = 0; i < b->version_count; i++)
        if (b->versions[i].until == TR_FOREVER && !b->versions[i].entity->withdrawn)
            note_element(&d, b->versions[i].entity->root);
    *next = d.next;
    *passed = d.passed;
}
