/* SPDX-License-Identifier: Apache-2.0 */
/*
 * period.h - reporting periods.
 *
 *   tr_period                       canonical ids
 *   +-----------+---------+-----+   year     2012
 *   | start_day | end_day | gra |   half     2012-H1
 *   | int32     | int32   | nul |   quarter  2012-Q3
 *   +-----------+---------+-----+   month    2012-07
 *   both inclusive, days since      days     2012-07-15--2012-12-31
 *   1970-01-01
 *
 * A span of days that equals a named period has the name as its id, so two
 * periods are the same exactly when their days are.  Named periods form a
 * tree: year > half > quarter > month.
 */
#ifndef TR_MODEL_PERIOD_H
#define TR_MODEL_PERIOD_H

#include "model/date.h"
#include "model/duration.h"

typedef enum tr_granularity {
    TR_GRANULARITY_YEAR,
    TR_GRANULARITY_HALF,
    TR_GRANULARITY_QUARTER,
    TR_GRANULARITY_MONTH,
    TR_GRANULARITY_DAYS,
    TR_GRANULARITY_COUNT
} tr_granularity;

typedef struct tr_period {
    int32_t start_day, end_day;
    uint8_t granularity;
} tr_period;

/* The periods named by first..last, both included. */
typedef struct tr_period_range {
    tr_period first, last;
} tr_period_range;

#define TR_PERIOD_TEXT 23               /* "2012-07-01--2012-12-31" and NUL */
#define TR_PERIOD_RANGE_TEXT 47

typedef enum tr_period_fault {
    TR_PERIOD_OK,
    TR_PERIOD_EMPTY,
    TR_PERIOD_SHAPE,        /* not written like any period */
    TR_PERIOD_CASE,         /* lower-case letter: 2012-h1 */
    TR_PERIOD_PART,         /* no such half, quarter or month: 2012-H3 */
    TR_PERIOD_DATE,         /* no such day: 2012-02-30 */
    TR_PERIOD_YEAR,         /* outside TR_YEAR_MIN..TR_YEAR_MAX */
    TR_PERIOD_BACKWARDS,    /* ends before it starts */
    TR_PERIOD_ONE_DATE,     /* a date alone; a period needs two */
    TR_PERIOD_FAULT_COUNT
} tr_period_fault;

typedef struct tr_period_error {
    tr_period_fault fault;
    size_t at;                          /* byte offset of the fault */
    char meant[TR_PERIOD_RANGE_TEXT];   /* the right spelling, if there can be
                                           no doubt about it; else "" */
} tr_period_error;

/* Parses a period: a canonical id, or 2012-S1 for 2012-H1, or two dates with
 * a slash (ISO 8601 interval).  Returns 1 and fills *out, or 0 and fills
 * *error (which may be NULL), leaving *out alone. */
int tr_period_parse(const char *text, size_t length, tr_period *out,
                    tr_period_error *error);

/* Parses "A..B", or "A" which is "A..A".  As tr_period_parse; B must not start
 * or end before A does. */
int tr_period_parse_range(const char *text, size_t length,
                          tr_period_range *out, tr_period_error *error);

/* A sentence that names the fault, static storage. */
const char *tr_period_fault_text(tr_period_fault fault);

/* The period of two days, inclusive, with its granularity found.  Returns 1,
 * or 0 (and leaves *out alone) when they are out of order or of range. */
int tr_period_make(int32_t start_day, int32_t end_day, tr_period *out);

/* Writes the canonical id and NUL into buf[TR_PERIOD_TEXT]; returns buf. */
char *tr_period_format(const tr_period *period, char *buf);

/* Writes "A..B", or "A" if they are the same, and NUL into
 * buf[TR_PERIOD_RANGE_TEXT]; returns buf. */
char *tr_period_format_range(const tr_period_range *range, char *buf);

/* "year", "half", "quarter", "month", "days". */
const char *tr_granularity_code(unsigned granularity);

/* Finds a granularity by its code; returns 1, or 0 if there is none. */
int tr_granularity_find(const char *code, size_t length, tr_granularity *out);

int tr_period_equal(const tr_period *a, const tr_period *b);

/* By start, then the longer first (a year comes before its halves). */
int tr_period_compare(const tr_period *a, const tr_period *b);

/* True if every day of inner is a day of outer (equal ones too). */
int tr_period_inside(const tr_period *inner, const tr_period *outer);

/* True if the period lies wholly between the range's first and last day. */
int tr_period_in_range(const tr_period *period, const tr_period_range *range);

/* True if they share a day; disjoint is the opposite. */
int tr_period_overlaps(const tr_period *a, const tr_period *b);
int tr_period_disjoint(const tr_period *a, const tr_period *b);

/* True if b starts on the day after a ends. */
int tr_period_abuts(const tr_period *a, const tr_period *b);

/* How many days, both ends included. */
int32_t tr_period_length(const tr_period *period);

/* The next larger named period that holds this one (month > quarter > half >
 * year).  Returns 1, or 0 for years and spans of days, which have none. */
int tr_period_parent(const tr_period *period, tr_period *out);

/* How many named periods of a granularity tile this one (a year: 2 halves,
 * 4 quarters, 12 months); 0 if they do not: same or larger granularity, and
 * always for spans of days. */
int tr_period_child_count(const tr_period *period, tr_granularity of);

/* The index-th (from 0) of them.  Returns 1, or 0 if there is none. */
int tr_period_child(const tr_period *period, tr_granularity of, int index,
                    tr_period *out);

/* True if the count parts, in order of time, cover the whole without gap or
 * overlap.  Works for spans of days too; no parts cover nothing. */
int tr_period_tiled_by(const tr_period *whole, const tr_period *parts,
                       size_t count);

/* The period of the same length named next (step 1) or before (step -1) for
 * named granularities; 0 for spans of days and beyond the years we know. */
int tr_period_step(const tr_period *period, int step, tr_period *out);

#endif
