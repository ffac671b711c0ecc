/* SPDX-License-Identifier: Apache-2.0 */
/* range.c - see range.h */

#include "http/range.h"

#include "http/field.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum spec { SPEC_BAD, SPEC_UNSATISFIABLE, SPEC_GOOD };

/* Digits from *at on to `end`.  A number too large for 64 bits is as good as
 * the largest one: no body is that long. */
static bool read_number(const char **at, const char *end, uint64_t *number)
{
    const char *start = *at;
    *number = 0;
    for (; *at < end && **at >= '0' && **at <= '9'; ++*at) {
        uint64_t digit = (uint64_t)(**at - '0');
        *number = *number > (UINT64_MAX - digit) / 10
            ? UINT64_MAX : *number * 10 + digit;
    }
    return *at > start;
}

/* "-500": the last 500 bytes, or all if there are fewer.  The end of an empty
 * body exists but no 206 can say so; it is sent whole. */
static enum spec read_suffix(const char *at, const char *end, uint64_t length,
                             struct tr_range *range)
{
    uint64_t suffix;
    if (!read_number(&at, end, &suffix) || at != end)
        return SPEC_BAD;
    if (suffix == 0)
        return SPEC_UNSATISFIABLE;
    if (length == 0)
        return SPEC_BAD;
    range->first = suffix < length ? length - suffix : 0;
    range->last = length - 1;
    return SPEC_GOOD;
}

/* "0-499", "500-" or "-500". */
static enum spec read_spec(tr_span text, uint64_t length,
                           struct tr_range *range)
{
    const char *at = text.at, *end = text.at + text.length;
    if (*at == '-')
        return read_suffix(at + 1, end, length, range);
    if (!read_number(&at, end, &range->first) || at == end || *at++ != '-')
        return SPEC_BAD;
    range->last = UINT64_MAX;
    if (at != end && (!read_number(&at, end, &range->last) || at != end))
        return SPEC_BAD;
    if (range->last < range->first)
        return SPEC_BAD;
    if (range->first >= length)
        return SPEC_UNSATISFIABLE;
    if (range->last >= length)
        range->last = length - 1;
    return SPEC_GOOD;
}

static bool overlap(const struct tr_range *a, const struct tr_range *b)
{
    return a->first <= b->last && b->first <= a->last;
}

static bool near(const struct tr_range *a, const struct tr_range *b)
{
    if (overlap(a, b))
        return true;
    uint64_t gap = a->last < b->first ? b->first - a->last : a->first - b->last;
    return gap <= TR_RANGE_GAP;
}

static unsigned count_overlaps(const struct tr_ranges *ranges)
{
    unsigned overlaps = 0;
    for (size_t i = 0; i < ranges->count; i++)
        for (size_t j = 0; j < i; j++)
            overlaps += overlap(&ranges->range[i], &ranges->range[j]);
    return overlaps;
}

/* Join range i with one after it; false if none is near. */
static bool join_one(struct tr_ranges *ranges, size_t i)
{
    struct tr_range *a = &ranges->range[i];
    for (size_t j = i + 1; j < ranges->count; j++) {
        struct tr_range *b = &ranges->range[j];
        if (!near(a, b))
            continue;
        if (b->first < a->first)
            a->first = b->first;
        if (b->last > a->last)
            a->last = b->last;
        ranges->count--;
        memmove(b, b + 1, (ranges->count - j) * sizeof *b);
        return true;
    }
    return false;
}

/* A joined range may have come near to one that was looked at before, so all
 * are looked at again until nothing moves; there are at most TR_RANGE_MAX. */
static void join(struct tr_ranges *ranges)
{
    bool again = true;
    while (again) {
        again = false;
        for (size_t i = 0; i < ranges->count; i++)
            while (join_one(ranges, i))
                again = true;
    }
}

/* What follows "bytes=", or NULL for another unit. */
static const char *bytes_set(const char *value)
{
    const char *equals = strchr(value, '=');
    if (equals == NULL
        || !tr_span_is((tr_span){ value, (size_t)(equals - value) }, "bytes"))
        return NULL;
    return equals + 1;
}

enum tr_range_kind tr_range_parse(const char *value, uint64_t length,
                                  struct tr_ranges *ranges)
{
    const char *set = value != NULL ? bytes_set(value) : NULL;
    size_t specs = 0;
    tr_span text;
    ranges->count = 0;
    while (set != NULL && tr_list_next(&set, &text)) {
        struct tr_range range = { 0, 0 };
        enum spec spec = read_spec(text, length, &range);
        if (spec == SPEC_BAD || ++specs > TR_RANGE_MAX)
            return TR_RANGE_WHOLE;
        if (spec == SPEC_GOOD)
            ranges->range[ranges->count++] = range;
    }
    if (specs == 0 || count_overlaps(ranges) > 2)
        return TR_RANGE_WHOLE;
    if (ranges->count == 0)
        return TR_RANGE_UNSATISFIABLE;
    join(ranges);
    return TR_RANGE_PARTIAL;
}

const char *tr_content_range(char buffer[TR_CONTENT_RANGE_SIZE],
                             struct tr_range range, uint64_t length)
{
    snprintf(buffer, TR_CONTENT_RANGE_SIZE,
             "bytes %" PRIu64 "-%" PRIu64 "/%" PRIu64,
             range.first, range.last, length);
    return buffer;
}

const char *tr_content_range_none(char buffer[TR_CONTENT_RANGE_SIZE],
                                  uint64_t length)
{
    snprintf(buffer, TR_CONTENT_RANGE_SIZE, "bytes */%" PRIu64, length);
    return buffer;
}
