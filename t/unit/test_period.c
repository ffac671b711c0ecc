/* SPDX-License-Identifier: Apache-2.0 */
/* Days, durations and periods. */
#include "tap.h"

#include <stdlib.h>
#include <time.h>

#include "model/period.h"

static tr_period period(const char *text)
{
    tr_period p;
    memset(&p, 0, sizeof(p));
    tr_period_parse(text, strlen(text), &p, NULL);
    return p;
}

static void is_period(const char *text, const char *id, const char *start,
                      const char *end, tr_granularity granularity)
{
    tr_period p;
    char buf[TR_PERIOD_TEXT];

    memset(&p, 0, sizeof(p));
    ok(tr_period_parse(text, strlen(text), &p, NULL), "%s is a period", text);
    is_str(tr_period_format(&p, buf), id, "its id");
    is_str(tr_date_format(p.start_day, buf), start, "its first day");
    is_str(tr_date_format(p.end_day, buf), end, "its last day");
    is_str(tr_granularity_code(p.granularity),
           tr_granularity_code(granularity), "its granularity");
}

static void accepted(void)
{
    is_period("2012", "2012", "2012-01-01", "2012-12-31", TR_GRANULARITY_YEAR);
    is_period("2012-H1", "2012-H1", "2012-01-01", "2012-06-30",
              TR_GRANULARITY_HALF);
    is_period("2012-S2", "2012-H2", "2012-07-01", "2012-12-31",
              TR_GRANULARITY_HALF);
    is_period("2012-Q3", "2012-Q3", "2012-07-01", "2012-09-30",
              TR_GRANULARITY_QUARTER);
    is_period("2012-02", "2012-02", "2012-02-01", "2012-02-29",
              TR_GRANULARITY_MONTH);
    is_period("2012-07-01--2012-12-31", "2012-H2", "2012-07-01", "2012-12-31",
              TR_GRANULARITY_HALF);
    is_period("2012-07-01/2012-12-31", "2012-H2", "2012-07-01", "2012-12-31",
              TR_GRANULARITY_HALF);
    is_period("2012-07-15/2013-02-28", "2012-07-15--2013-02-28", "2012-07-15",
              "2013-02-28", TR_GRANULARITY_DAYS);
    is_period("2012-02-01--2012-04-30", "2012-02-01--2012-04-30",
              "2012-02-01", "2012-04-30", TR_GRANULARITY_DAYS);
    is_period("2012-01-01--2013-12-31", "2012-01-01--2013-12-31",
              "2012-01-01", "2013-12-31", TR_GRANULARITY_DAYS);
    is_period("2012-07-01--2012-07-01", "2012-07-01--2012-07-01",
              "2012-07-01", "2012-07-01", TR_GRANULARITY_DAYS);
    is_period("1900", "1900", "1900-01-01", "1900-12-31",
              TR_GRANULARITY_YEAR);
    is_period("2199-12", "2199-12", "2199-12-01", "2199-12-31",
              TR_GRANULARITY_MONTH);
}

static void is_fault(const char *text, tr_period_fault fault, size_t at,
                     const char *meant)
{
    tr_period p;
    tr_period_error error = { TR_PERIOD_OK, 0, "" };
    char *copy = malloc(strlen(text) + 1);  /* so that ASan sees the end */

    memcpy(copy, text, strlen(text));
    ok(!tr_period_parse(copy, strlen(text), &p, &error), "refused: %s", text);
    free(copy);
    is_str(tr_period_fault_text(error.fault), tr_period_fault_text(fault),
           text);
    is_int((long long)error.at, (long long)at, "at its byte");
    is_str(error.meant, meant, "with what was meant");
}

static void refused(void)
{
    is_fault("", TR_PERIOD_EMPTY, 0, "");
    is_fault("12", TR_PERIOD_SHAPE, 0, "");
    is_fault("20l2", TR_PERIOD_SHAPE, 0, "");
    is_fault("20125", TR_PERIOD_SHAPE, 4, "");
    is_fault("2012-", TR_PERIOD_SHAPE, 4, "");
    is_fault("2012-1", TR_PERIOD_SHAPE, 4, "");
    is_fault("2012/13", TR_PERIOD_SHAPE, 4, "");
    is_fault("2012-h1", TR_PERIOD_CASE, 5, "2012-H1");
    is_fault("2012-s2", TR_PERIOD_CASE, 5, "2012-H2");
    is_fault("2012-q4", TR_PERIOD_CASE, 5, "2012-Q4");
    is_fault("2012-H3", TR_PERIOD_PART, 6, "");
    is_fault("2012-H0", TR_PERIOD_PART, 6, "");
    is_fault("2012-Q5", TR_PERIOD_PART, 6, "");
    is_fault("2012-13", TR_PERIOD_PART, 5, "");
    is_fault("2012-00", TR_PERIOD_PART, 5, "");
    is_fault("2012-H11", TR_PERIOD_SHAPE, 5, "");
    is_fault("2012-X1", TR_PERIOD_SHAPE, 5, "");
    is_fault("2012-Hx", TR_PERIOD_SHAPE, 5, "");
    is_fault("1900-02-29/1900-03-01", TR_PERIOD_DATE, 0, "");
    is_fault("2199-02-29/2199-03-01", TR_PERIOD_DATE, 0, "");
    is_fault("2012-07x01/2012-07-02", TR_PERIOD_SHAPE, 7, "");
    is_fault("0000", TR_PERIOD_YEAR, 0, "");
    is_fault("2012-W05", TR_PERIOD_SHAPE, 5, "");
    is_fault("2012-072", TR_PERIOD_SHAPE, 7, "");
    is_fault("1899", TR_PERIOD_YEAR, 0, "");
    is_fault("2200-Q1", TR_PERIOD_YEAR, 0, "");
    is_fault("2012-07-01", TR_PERIOD_ONE_DATE, 0, "2012-07-01--2012-07-01");
    is_fault("2013-02-29/2013-03-01", TR_PERIOD_DATE, 0, "");
    is_fault("2013-02-01--2013-02-30", TR_PERIOD_DATE, 12, "");
    is_fault("2199-01-01--2200-01-01", TR_PERIOD_YEAR, 12, "");
    is_fault("2012-07-02--2012-07-01", TR_PERIOD_BACKWARDS, 12,
             "2012-07-01--2012-07-02");
    is_fault("2012-07-01-2012-07-02", TR_PERIOD_SHAPE, 10, "");
    is_fault("2012-07-01--2012-07-0", TR_PERIOD_SHAPE, 12, "");
    is_fault("2012-07-01--2012-07-011", TR_PERIOD_SHAPE, 12, "");
    is_fault("2012-07-01/", TR_PERIOD_SHAPE, 11, "");
    is_fault("2012-07-01--", TR_PERIOD_SHAPE, 12, "");
    is_fault("2012 ", TR_PERIOD_SHAPE, 4, "");
    is_fault("\xD9\xA2\xD9\xA0\xD9\xA1\xD9\xA2", TR_PERIOD_SHAPE, 0, "");
}

static void is_range(const char *text, const char *id)
{
    tr_period_range range;
    char buf[TR_PERIOD_RANGE_TEXT];

    if (ok(tr_period_parse_range(text, strlen(text), &range, NULL),
           "%s is a range", text))
        is_str(tr_period_format_range(&range, buf), id, "its canonical form");
}

static void is_range_fault(const char *text, tr_period_fault fault, size_t at,
                           const char *meant)
{
    tr_period_range range;
    tr_period_error error = { TR_PERIOD_OK, 0, "" };

    ok(!tr_period_parse_range(text, strlen(text), &range, &error),
       "refused: %s", text);
    is_int(error.fault, fault, text);
    is_int((long long)error.at, (long long)at, "at its byte");
    is_str(error.meant, meant, "with what was meant");
}

static void ranges(void)
{
    tr_period_range range;
    tr_period p;

    is_range("2012..2014", "2012..2014");
    is_range("2012", "2012");
    is_range("2012..2012", "2012");
    is_range("2012-S1..2013-02", "2012-H1..2013-02");
    is_range("2012-01-15--2012-02-20..2012-03-01--2012-05-20",
             "2012-01-15--2012-02-20..2012-03-01--2012-05-20");
    is_range("2012..2012-H2", "2012..2012-H2");
    is_range_fault("2014..2012", TR_PERIOD_BACKWARDS, 6, "2012..2014");
    is_range_fault("2012..2012-11", TR_PERIOD_BACKWARDS, 6, "");
    is_range_fault("2012.2013", TR_PERIOD_SHAPE, 4, "");
    is_range_fault("2012..", TR_PERIOD_EMPTY, 6, "");
    is_range_fault("..2012", TR_PERIOD_EMPTY, 0, "");
    is_range_fault("2012..2013..2014", TR_PERIOD_SHAPE, 10, "");
    is_range_fault("2012-h1..2013", TR_PERIOD_CASE, 5, "2012-H1..2013");
    is_range_fault("2012..2013-h1", TR_PERIOD_CASE, 11, "2012..2013-H1");
    is_range_fault("2012-h1", TR_PERIOD_CASE, 5, "2012-H1");
    is_range_fault("2012-h1..2013-h1", TR_PERIOD_CASE, 5, "");

    tr_period_parse_range("2012-H2..2013", 13, &range, NULL);
    p = period("2012-H2");
    ok(tr_period_in_range(&p, &range), "2012-H2 is in 2012-H2..2013");
    p = period("2013-Q4");
    ok(tr_period_in_range(&p, &range), "2013-Q4 is");
    p = period("2012");
    ok(!tr_period_in_range(&p, &range), "2012 only half is, so it is not");
    p = period("2014-01");
    ok(!tr_period_in_range(&p, &range), "2014-01 is not");
}

/* Every day, against the C library's calendar. */
static void days(void)
{
    int wrong = 0, count = 0;
    char text[TR_DATE_TEXT], expected[32];

    for (int32_t day = tr_date_make(1900, 1, 1); tr_date_in_range(day); day++) {
        time_t when = (time_t)day * 86400;
        struct tm tm;
        int32_t back = 0;
        gmtime_r(&when, &tm);
        strftime(expected, sizeof(expected), "%Y-%m-%d", &tm);
        tr_date_format(day, text);
        wrong += strcmp(text, expected) != 0;
        wrong += !tr_date_parse(text, 10, &back) || back != day;
        count++;
    }
    is_int(wrong, 0, "every day is that of the C library, and parses back");
    is_int(count, 109573, "300 years have 109,573 days");
    is_int(tr_date_make(1970, 1, 1), 0, "day 0 is 1970-01-01");
    is_str(tr_date_format(tr_date_make(2199, 12, 31) + 1, text), "",
           "what is out of range has no text");
}

static void strict_dates(void)
{
    static const char *const bad[] = {
        "2012-2-01", "2012-02-1", "2012-02/01", "2012/02-01", "20!2-02-01",
        "2012-0:-01", "2012/02/01", "20120201", "2012-02-30",
        "2013-02-29", "1900-02-29", "2100-02-29", "2012-00-01", "2012-01-00",
        "2012-13-01", "2012-04-31", "1899-12-31", "2200-01-01", "2012-02-01 ",
        " 2012-02-01", "2012-02-0a", "+012-02-01", "2012-02-01T", ""
    };
    int32_t day = 12345;

    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
        ok(!tr_date_parse(bad[i], strlen(bad[i]), &day) && day == 12345,
           "no date: \"%s\"", bad[i]);
    ok(tr_date_parse("2000-02-29", 10, &day), "2000 was a leap year");
    ok(tr_date_parse("2012-02-29", 10, &day), "2012 was a leap year");
}

/* Every named period there is. */
static void all_named(void)
{
    int wrong = 0, count = 0;

    for (int year = TR_YEAR_MIN; year <= TR_YEAR_MAX; year++) {
        char text[TR_PERIOD_TEXT];
        tr_period whole, part, parts[12], up, again;
        snprintf(text, sizeof(text), "%d", year);
        whole = period(text);
        for (unsigned g = TR_GRANULARITY_HALF; g < TR_GRANULARITY_DAYS; g++) {
            int n = tr_period_child_count(&whole, (tr_granularity)g);
            for (int i = 0; i < n; i++) {
                wrong += !tr_period_child(&whole, (tr_granularity)g, i, &part);
                parts[i] = part;
                tr_period_format(&part, text);
                again = period(text);
                wrong += memcmp(&again.start_day, &part.start_day, 8) != 0
                    || again.granularity != g || part.granularity != g;
                wrong += !tr_period_parent(&part, &up)
                    || up.granularity != g - 1
                    || !tr_period_inside(&part, &up);
                count++;
            }
            wrong += !tr_period_tiled_by(&whole, parts, (size_t)n);
            wrong += tr_period_tiled_by(&whole, parts, (size_t)n - 1);
            wrong += tr_period_tiled_by(&whole, parts + 1, (size_t)n - 1);
        }
    }
    is_int(wrong, 0, "named periods print, parse, nest and tile");
    is_int(count, 300 * (2 + 4 + 12), "all of them");
}

/* Overlap and the like, by looking at each day of short spans. */
static void relations(void)
{
    int wrong = 0;
    int32_t zero = tr_date_make(2012, 2, 25);

    for (int a = 0; a < 8; a++)
    for (int b = a; b < 8; b++)
    for (int c = 0; c < 8; c++)
    for (int d = c; d < 8; d++) {
        tr_period p, q;
        int shared = 0;
        tr_period_make(zero + a, zero + b, &p);
        tr_period_make(zero + c, zero + d, &q);
        for (int day = 0; day < 8; day++)
            shared += day >= a && day <= b && day >= c && day <= d;
        wrong += tr_period_overlaps(&p, &q) != (shared > 0);
        wrong += tr_period_disjoint(&p, &q) != (shared == 0);
        wrong += tr_period_inside(&p, &q) != (shared == b - a + 1);
        wrong += tr_period_abuts(&p, &q) != (c == b + 1);
        wrong += tr_period_equal(&p, &q) != (a == c && b == d);
        wrong += (tr_period_compare(&p, &q) == 0) != tr_period_equal(&p, &q);
        wrong += tr_period_compare(&p, &q) != -tr_period_compare(&q, &p);
        wrong += tr_period_length(&p) != b - a + 1;
    }
    is_int(wrong, 0, "relations are what the days say");
}

static void making(void)
{
    const int32_t first = tr_date_make(1900, 1, 1);
    const int32_t last = tr_date_make(2199, 12, 31);
    tr_period p = { first - 1, last, TR_GRANULARITY_DAYS };
    char buf[TR_PERIOD_TEXT];

    is_str(tr_period_format(&p, buf), "", "before 1900 has no text");
    p.start_day = first;
    p.end_day = last + 1;
    is_str(tr_period_format(&p, buf), "", "nor has what ends after 2199");
    ok(!tr_period_make(first, last + 1, &p)
       && !tr_period_make(first - 1, last, &p)
       && !tr_period_make(5, 4, &p), "nor is it made, nor one backwards");
    ok(tr_period_make(first, last, &p), "three hundred years are");
}

static void codes(void)
{
    tr_granularity g;
    int all = 1;

    for (unsigned i = 0; i < TR_GRANULARITY_COUNT; i++) {
        const char *code = tr_granularity_code(i);
        all &= tr_granularity_find(code, strlen(code), &g) && g == i;
    }
    ok(all, "each code of granularity finds its granularity");
    ok(!tr_granularity_find("mont", 4, &g)
       && !tr_granularity_find("yeer", 4, &g), "what is like one finds none");
    is_str(tr_granularity_code(TR_GRANULARITY_COUNT), "", "out of the table");
    is_str(tr_period_fault_text(TR_PERIOD_FAULT_COUNT), "", "nor has it text");
}

static void trees(void)
{
    tr_period y = period("2012"), h = period("2012-H2"), q = period("2012-Q3");
    tr_period d = period("2012-07-15--2012-08-01"), p;
    tr_period mixed[] = { period("2012-H1"), q, period("2012-10"),
                          period("2012-11-01--2012-12-31") };
    tr_period twice[] = { period("2012-H1"), period("2012-H1") };
    char buf[TR_PERIOD_TEXT];

    is_int(tr_period_child_count(&y, TR_GRANULARITY_QUARTER), 4, "quarters");
    is_int(tr_period_child_count(&h, TR_GRANULARITY_MONTH), 6, "months");
    is_int(tr_period_child_count(&q, TR_GRANULARITY_HALF), 0,
           "a quarter has no halves");
    is_int(tr_period_child_count(&q, TR_GRANULARITY_QUARTER), 0,
           "nor itself as a child");
    is_int(tr_period_child_count(&y, TR_GRANULARITY_DAYS), 0,
           "days are not in the tree");
    is_int(tr_period_child_count(&d, TR_GRANULARITY_MONTH), 0,
           "nor has a span of days a place in it");
    ok(!tr_period_child(&y, TR_GRANULARITY_HALF, 2, &p), "no third half");
    ok(!tr_period_child(&y, TR_GRANULARITY_HALF, -1, &p), "nor one before");
    ok(tr_period_child(&h, TR_GRANULARITY_QUARTER, 1, &p), "second quarter");
    is_str(tr_period_format(&p, buf), "2012-Q4", "of the second half");
    ok(!tr_period_parent(&y, &p) && !tr_period_parent(&d, &p),
       "years and spans of days have no parent");
    ok(tr_period_tiled_by(&y, mixed, 4), "mixed parts may tile a year");
    ok(!tr_period_tiled_by(&y, twice, 2), "the same half twice does not");
    ok(!tr_period_tiled_by(&y, mixed, 0), "nothing covers nothing");
    ok(tr_period_compare(&y, &twice[0]) < 0, "a year sorts before its halves");
    ok(tr_period_step(&h, 1, &p), "after 2012-H2");
    is_str(tr_period_format(&p, buf), "2013-H1", "comes 2013-H1");
    p = period("2012-01");
    ok(tr_period_step(&p, -1, &p), "before 2012-01");
    is_str(tr_period_format(&p, buf), "2011-12", "is 2011-12");
    p = period("1901");
    ok(tr_period_step(&p, -1, &p) && !tr_period_step(&p, -1, &p),
       "1900 is the first year");
    p = period("2198");
    ok(tr_period_step(&p, 1, &p), "2199 is the last");
    ok(!tr_period_step(&p, 1, &p) && !tr_period_step(&d, 1, &p),
       "no step beyond the years we know, nor from a span of days");
}

static void is_duration(const char *text, const char *canonical)
{
    tr_duration d = { -1, -1, -1 };
    char buf[TR_DURATION_TEXT];
    const char *fault = tr_duration_parse(text, strlen(text), &d);

    if (ok(fault == NULL, "%s is a duration", text))
        is_str(tr_duration_format(&d, buf), canonical, "its canonical form");
}

static void durations(void)
{
    static const char *const bad[] = {
        "", "P", "30D", "P30", "PD", "P030D", "p30d", "P30d", "PT1H", "P1DT1H",
        "P1D1M", "P1M1M", "P1Y1W", "P1W1D", "P-1D", "P1.5Y", "P100000D",
        "P99999W", "P1D ", " P1D", "P9999999999999999999D", "P1X"
    };
    tr_duration d = { 7, 7, 7 };

    is_duration("P30D", "P30D");
    is_duration("P6M", "P6M");
    is_duration("P1Y", "P1Y");
    is_duration("P12M", "P12M");
    is_duration("P1Y6M10D", "P1Y6M10D");
    is_duration("P2W", "P14D");
    is_duration("P0D", "P0D");
    is_duration("P0Y", "P0D");
    is_duration("P99999Y99999M99999D", "P99999Y99999M99999D");
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        const char *fault = tr_duration_parse(bad[i], strlen(bad[i]), &d);
        ok(fault != NULL && d.days == 7, "\"%s\": %s", bad[i],
           fault ? fault : "accepted");
    }
}

static void says(const char *text, const char *word)
{
    tr_duration d;
    const char *fault = tr_duration_parse(text, strlen(text), &d);
    ok(fault && strstr(fault, word), "\"%s\" speaks of %s", text, word);
}

static void duration_faults(void)
{
    const tr_duration out_of_range[] = {
        { -1, 0, 0 }, { 0, -1, 0 }, { 0, 0, -1 }, { TR_DURATION_MAX + 1, 0, 0 }
    };
    char buf[TR_DURATION_TEXT], digits[] = { 'P', '3', '0', 'D' };
    tr_duration d;

    says("P1y", "upper case");
    says("P1m", "upper case");
    says("P1d", "upper case");
    says("P1w", "upper case");
    says("P1X", "expected Y");
    says("PT1H", "no hours");
    says("P1T", "no hours");
    says("PX", "number");
    ok(tr_duration_parse(digits, 3, &d) != NULL,
       "nothing is read beyond the end");
    for (size_t i = 0; i < 4; i++)
        is_str(tr_duration_format(&out_of_range[i], buf), "",
               "out of range has no text");
}

int main(void)
{
    accepted();
    refused();
    ranges();
    days();
    strict_dates();
    all_named();
    relations();
    making();
    codes();
    trees();
    durations();
    duration_faults();
    return tap_done();
}
