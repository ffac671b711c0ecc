/* SPDX-License-Identifier: Apache-2.0 */
#include "model/duration.h"

#include <stdio.h>
#include <string.h>

#define DAYS_PER_WEEK 7

/* Reads a number without leading zeros; returns how many bytes, 0 if none. */
static size_t read_number(const char *text, size_t length, int32_t *n)
{
    size_t i = 0;

    *n = 0;
    while (i < length && text[i] >= '0' && text[i] <= '9') {
        *n = *n * 10 + (text[i++] - '0');
        if (*n > TR_DURATION_MAX)
            return 0;
    }
    return i > 1 && text[0] == '0' ? 0 : i;
}

/* Puts n where its designator says.  Returns the designator's rank, which
 * must grow from one to the next, or 0 if it is none of ours. */
static int store(tr_duration *d, char designator, int32_t n)
{
    switch (designator) {
    case 'Y':
        d->years = n;
        return 1;
    case 'M':
        d->months = n;
        return 2;
    case 'D':
        d->days = n;
        return 3;
    case 'W':
        d->days = n * DAYS_PER_WEEK;
        return 4;
    default:
        return 0;
    }
}

static const char *fault_of_designator(char c)
{
    if (c == 'T')
        return "a duration has years, months and days, but no hours";
    if (c == 'y' || c == 'm' || c == 'd' || c == 'w')
        return "write the letters of a duration in upper case, as in P30D";
    return "expected Y, M, W or D after the number, as in P30D";
}

const char *tr_duration_parse(const char *text, size_t length,
                              tr_duration *out)
{
    tr_duration d = { 0, 0, 0 };
    int rank = 0, last = 0;
    size_t i = 1;

    if (length == 0 || text[0] != 'P')
        return "a duration begins with P, as in P30D, P6M or P1Y";
    if (length == 1)
        return "a duration needs a number and a letter after P, as in P30D";
    while (i < length) {
        int32_t n;
        size_t used = read_number(text + i, length - i, &n);
        if (used == 0)
            return text[i] == 'T' ? fault_of_designator('T')
                : "expected a number from 0 to 99999 without leading zeros";
        i += used;
        if (i == length)
            return "a duration ends with a letter: Y, M, W or D";
        rank = store(&d, text[i], n);
        if (rank == 0)
            return fault_of_designator(text[i]);
        if (rank <= last || (rank == 4 && last != 0))
            return "years, months and days come once each and in this order; "
                   "weeks stand alone";
        last = rank;
        i++;
    }
    if (d.days > TR_DURATION_MAX)
        return "a duration has at most 99999 days";
    *out = d;
    return NULL;
}

static int is_part(int32_t n)
{
    return n >= 0 && n <= TR_DURATION_MAX;
}

char *tr_duration_format(const tr_duration *d, char *buf)
{
    const int32_t parts[] = { d->years, d->months, d->days };
    size_t used = 1;

    buf[0] = '\0';
    if (!is_part(d->years) || !is_part(d->months) || !is_part(d->days))
        return buf;
    strcpy(buf, "P");
    for (int i = 0; i < 3; i++)
        if (parts[i] != 0)
            used += (size_t)snprintf(buf + used, TR_DURATION_TEXT - used,
                                     "%d%c", (int)parts[i], "YMD"[i]);
    if (used == 1)
        strcpy(buf, "P0D");
    return buf;
}
