/* SPDX-License-Identifier: Apache-2.0 */
#include "model/period.h"

#include <stdio.h>
#include <string.h>

#define DATE_LENGTH 10

static const char *const codes[TR_GRANULARITY_COUNT] = {
    [TR_GRANULARITY_YEAR] = "year", [TR_GRANULARITY_HALF] = "half",
    [TR_GRANULARITY_QUARTER] = "quarter", [TR_GRANULARITY_MONTH] = "month",
    [TR_GRANULARITY_DAYS] = "days"
};

/* Months in a named period; a span of days has no fixed number. */
static const int months[TR_GRANULARITY_COUNT] = { 12, 6, 3, 1, 0 };

const char *tr_granularity_code(unsigned granularity)
{
    return granularity < TR_GRANULARITY_COUNT ? codes[granularity] : "";
}

int tr_granularity_find(const char *code, size_t length, tr_granularity *out)
{
    for (unsigned i = 0; i < TR_GRANULARITY_COUNT; i++)
        if (strlen(codes[i]) == length && memcmp(codes[i], code, length) == 0) {
            *out = (tr_granularity)i;
            return 1;
        }
    return 0;
}

/* --- making ------------------------------------------------------------- */

static tr_granularity granularity_of(int32_t start, int32_t end)
{
    int y1, m1, d1, y2, m2, d2;

    tr_date_split(start, &y1, &m1, &d1);
    tr_date_split(end, &y2, &m2, &d2);
    if (y1 != y2 || d1 != 1 || d2 != tr_date_month_length(y2, m2))
        return TR_GRANULARITY_DAYS;
    for (unsigned g = 0; g < TR_GRANULARITY_DAYS; g++)
        if (m2 - m1 + 1 == months[g] && (m1 - 1) % months[g] == 0)
            return (tr_granularity)g;
    return TR_GRANULARITY_DAYS;
}

int tr_period_make(int32_t start_day, int32_t end_day, tr_period *out)
{
    if (start_day > end_day || !tr_date_in_range(start_day)
        || !tr_date_in_range(end_day))
        return 0;
    out->start_day = start_day;
    out->end_day = end_day;
    out->granularity = (uint8_t)granularity_of(start_day, end_day);
    return 1;
}

/* The index-th (from 0) period of a granularity in a year. */
static void make_named(int year, tr_granularity granularity, int index,
                       tr_period *out)
{
    int first = index * months[granularity] + 1;
    int last = first + months[granularity] - 1;

    out->start_day = tr_date_make(year, first, 1);
    out->end_day = tr_date_make(year, last, tr_date_month_length(year, last));
    out->granularity = (uint8_t)granularity;
}

/* --- reading ------------------------------------------------------------ */

/* What a parser leaves behind: a fault at a byte, and what was meant. */
typedef struct reader {
    const char *text;
    size_t length;
    tr_period_error error;
} reader;

static int fail(reader *r, tr_period_fault fault, size_t at)
{
    r->error.fault = fault;
    r->error.at = at;
    return 0;
}

/* The count digits from byte at on as a number, or -1. */
static int digits(const reader *r, size_t at, size_t count)
{
    int n = 0;

    if (at + count > r->length)
        return -1;
    for (size_t i = at; i < at + count; i++) {
        if (r->text[i] < '0' || r->text[i] > '9')
            return -1;
        n = n * 10 + (r->text[i] - '0');
    }
    return n;
}

static int is_date_shape(const reader *r, size_t at)
{
    return digits(r, at, 4) >= 0 && digits(r, at + 5, 2) >= 0
        && digits(r, at + 8, 2) >= 0 && r->text[at + 4] == '-'
        && r->text[at + 7] == '-';
}

static int read_date(reader *r, size_t at, int32_t *date)
{
    int year = digits(r, at, 4);

    if (tr_date_parse(r->text + at, DATE_LENGTH, date))
        return 1;
    return year < TR_YEAR_MIN || year > TR_YEAR_MAX
        ? fail(r, TR_PERIOD_YEAR, at) : fail(r, TR_PERIOD_DATE, at);
}

/* yyyy-mm-dd, a separator, yyyy-mm-dd. */
static int read_days(reader *r, size_t separator, tr_period *out)
{
    int32_t start, end;
    size_t second = DATE_LENGTH + separator;

    if (!is_date_shape(r, second) || r->length != second + DATE_LENGTH)
        return fail(r, TR_PERIOD_SHAPE, second);
    if (!read_date(r, 0, &start) || !read_date(r, second, &end))
        return 0;
    if (!tr_period_make(start, end, out)) {
        snprintf(r->error.meant, sizeof(r->error.meant), "%.*s--%.*s",
                 DATE_LENGTH, r->text + second, DATE_LENGTH, r->text);
        return fail(r, TR_PERIOD_BACKWARDS, second);
    }
    return 1;
}

static int read_from_date(reader *r, tr_period *out)
{
    if (r->length == DATE_LENGTH) {
        int32_t date;
        if (!read_date(r, 0, &date))
            return 0;
        snprintf(r->error.meant, sizeof(r->error.meant), "%.*s--%.*s",
                 DATE_LENGTH, r->text, DATE_LENGTH, r->text);
        return fail(r, TR_PERIOD_ONE_DATE, 0);
    }
    if (r->text[DATE_LENGTH] == '/')
        return read_days(r, 1, out);
    if (r->length > DATE_LENGTH + 1
        && memcmp(r->text + DATE_LENGTH, "--", 2) == 0)
        return read_days(r, 2, out);
    return fail(r, TR_PERIOD_SHAPE, DATE_LENGTH);
}

/* 2012-H1, 2012-S1, 2012-Q3. */
static int read_lettered(reader *r, int year, tr_period *out)
{
    char letter = r->text[5];
    int upper = letter & ~0x20;
    tr_granularity g = upper == 'Q' ? TR_GRANULARITY_QUARTER
                                    : TR_GRANULARITY_HALF;
    int part = digits(r, 6, 1);

    if (r->length != 7 || part < 0
        || (upper != 'H' && upper != 'S' && upper != 'Q'))
        return fail(r, TR_PERIOD_SHAPE, 5);
    if (part < 1 || part > 12 / months[g])
        return fail(r, TR_PERIOD_PART, 6);
    make_named(year, g, part - 1, out);
    if (letter == upper)
        return 1;
    tr_period_format(out, r->error.meant);
    return fail(r, TR_PERIOD_CASE, 5);
}

static int read_in_year(reader *r, int year, tr_period *out)
{
    int month = digits(r, 5, 2);

    if (r->length < 7 || r->text[4] != '-')
        return fail(r, TR_PERIOD_SHAPE, 4);
    if (month < 0)
        return read_lettered(r, year, out);
    if (r->length != 7)
        return fail(r, TR_PERIOD_SHAPE, 7);
    if (month < 1 || month > 12)
        return fail(r, TR_PERIOD_PART, 5);
    make_named(year, TR_GRANULARITY_MONTH, month - 1, out);
    return 1;
}

static int read_period(reader *r, tr_period *out)
{
    int year = digits(r, 0, 4);

    if (r->length == 0)
        return fail(r, TR_PERIOD_EMPTY, 0);
    if (year < 0)
        return fail(r, TR_PERIOD_SHAPE, 0);
    if (is_date_shape(r, 0))
        return read_from_date(r, out);
    if (r->length > 4 && r->text[4] != '-')
        return fail(r, TR_PERIOD_SHAPE, 4);
    if (year < TR_YEAR_MIN || year > TR_YEAR_MAX)
        return fail(r, TR_PERIOD_YEAR, 0);
    if (r->length > 4)
        return read_in_year(r, year, out);
    make_named(year, TR_GRANULARITY_YEAR, 0, out);
    return 1;
}

int tr_period_parse(const char *text, size_t length, tr_period *out,
                    tr_period_error *error)
{
    reader r = { text, length, { TR_PERIOD_OK, 0, "" } };
    tr_period period;
    int good = read_period(&r, &period);

    if (good)
        *out = period;
    else if (error)
        *error = r.error;
    return good;
}

/* The first ".." or the length. */
static size_t find_dots(const char *text, size_t length)
{
    for (size_t i = 0; i + 1 < length; i++)
        if (text[i] == '.' && text[i + 1] == '.')
            return i;
    return length;
}

/* Neither order is, of a year and a month within it. */
static int is_forward(const tr_period *first, const tr_period *last)
{
    return last->start_day >= first->start_day
        && last->end_day >= first->end_day;
}

static int read_range(const char *text, size_t length, tr_period_range *range,
                      tr_period_error *error)
{
    size_t dots = find_dots(text, length);

    if (!tr_period_parse(text, dots, &range->first, error))
        return 0;
    range->last = range->first;
    if (dots == length)
        return 1;
    if (!tr_period_parse(text + dots + 2, length - dots - 2, &range->last,
                         error)) {
        error->at += dots + 2;
        return 0;
    }
    if (!is_forward(&range->first, &range->last)) {
        const tr_period_range swapped = { range->last, range->first };
        error->fault = TR_PERIOD_BACKWARDS;
        error->at = dots + 2;
        if (is_forward(&range->last, &range->first))
            tr_period_format_range(&swapped, error->meant);
        return 0;
    }
    return 1;
}

/* meant of one side is not a spelling of the whole range. */
static void complete_meaning(const char *text, size_t length,
                             tr_period_error *error)
{
    size_t dots = find_dots(text, length);
    char side[TR_PERIOD_RANGE_TEXT];
    int is_first = error->at < dots;

    if (error->meant[0] == '\0' || error->fault == TR_PERIOD_BACKWARDS
        || dots == length)
        return;
    memcpy(side, error->meant, sizeof(side));
    error->meant[0] = '\0';
    if (length - dots < TR_PERIOD_TEXT + 1 && dots < TR_PERIOD_TEXT) {
        char whole[3 * TR_PERIOD_RANGE_TEXT];
        int n = is_first
            ? snprintf(whole, sizeof(whole), "%s%.*s", side,
                       (int)(length - dots), text + dots)
            : snprintf(whole, sizeof(whole), "%.*s%s", (int)dots + 2, text,
                       side);
        tr_period_range range;
        tr_period_error again;
        if (read_range(whole, (size_t)n, &range, &again))
            tr_period_format_range(&range, error->meant);
    }
}

int tr_period_parse_range(const char *text, size_t length,
                          tr_period_range *out, tr_period_error *error)
{
    tr_period_error mine = { TR_PERIOD_OK, 0, "" };
    tr_period_range range;

    if (read_range(text, length, &range, &mine)) {
        *out = range;
        return 1;
    }
    if (error) {
        complete_meaning(text, length, &mine);
        *error = mine;
    }
    return 0;
}

const char *tr_period_fault_text(tr_period_fault fault)
{
    static const char *const texts[TR_PERIOD_FAULT_COUNT] = {
        [TR_PERIOD_OK] = "",
        [TR_PERIOD_EMPTY] = "a period is missing, as in 2012 or 2012-H1",
        [TR_PERIOD_SHAPE] = "write a period as 2012, 2012-H1, 2012-Q3, "
            "2012-07 or 2012-07-01--2012-12-31",
        [TR_PERIOD_CASE] = "write H and Q in upper case, as in 2012-H1",
        [TR_PERIOD_PART] = "a year has halves H1 and H2, quarters Q1 to Q4 "
            "and months 01 to 12",
        [TR_PERIOD_DATE] = "there is no such day in the calendar",
        [TR_PERIOD_YEAR] = "the year is not between 1900 and 2199",
        [TR_PERIOD_BACKWARDS] = "the period ends before it starts",
        [TR_PERIOD_ONE_DATE] = "a period needs its first and its last day, as "
            "in 2012-07-01--2012-12-31"
    };
    return (unsigned)fault < TR_PERIOD_FAULT_COUNT ? texts[fault] : "";
}

/* --- writing ------------------------------------------------------------ */

static char *format_days(const tr_period *period, char *buf)
{
    tr_date_format(period->start_day, buf);
    memcpy(buf + DATE_LENGTH, "--", 2);
    tr_date_format(period->end_day, buf + DATE_LENGTH + 2);
    return buf;
}

char *tr_period_format(const tr_period *period, char *buf)
{
    int year, month;
    unsigned g = period->granularity;

    buf[0] = '\0';
    if (!tr_date_in_range(period->start_day)
        || !tr_date_in_range(period->end_day))
        return buf;
    if (g >= TR_GRANULARITY_DAYS)
        return format_days(period, buf);
    /* Four characters of year and as much of the rest as there is. */
    tr_date_format(period->start_day, buf);
    tr_date_split(period->start_day, &year, &month, NULL);
    if (g == TR_GRANULARITY_YEAR)
        buf[4] = '\0';
    else if (g == TR_GRANULARITY_MONTH)
        buf[7] = '\0';
    else {
        buf[5] = g == TR_GRANULARITY_HALF ? 'H' : 'Q';
        buf[6] = (char)('1' + (month - 1) / months[g]);
        buf[7] = '\0';
    }
    return buf;
}

char *tr_period_format_range(const tr_period_range *range, char *buf)
{
    tr_period_format(&range->first, buf);
    if (!tr_period_equal(&range->first, &range->last)) {
        strcat(buf, "..");
        tr_period_format(&range->last, buf + strlen(buf));
    }
    return buf;
}

/* --- relations ---------------------------------------------------------- */

int tr_period_equal(const tr_period *a, const tr_period *b)
{
    return a->start_day == b->start_day && a->end_day == b->end_day;
}

int tr_period_compare(const tr_period *a, const tr_period *b)
{
    if (a->start_day != b->start_day)
        return a->start_day < b->start_day ? -1 : 1;
    return (a->end_day < b->end_day) - (a->end_day > b->end_day);
}

int tr_period_inside(const tr_period *inner, const tr_period *outer)
{
    return inner->start_day >= outer->start_day
        && inner->end_day <= outer->end_day;
}

int tr_period_in_range(const tr_period *period, const tr_period_range *range)
{
    return period->start_day >= range->first.start_day
        && period->end_day <= range->last.end_day;
}

int tr_period_overlaps(const tr_period *a, const tr_period *b)
{
    return a->start_day <= b->end_day && b->start_day <= a->end_day;
}

int tr_period_disjoint(const tr_period *a, const tr_period *b)
{
    return !tr_period_overlaps(a, b);
}

int tr_period_abuts(const tr_period *a, const tr_period *b)
{
    return b->start_day == a->end_day + 1;
}

int32_t tr_period_length(const tr_period *period)
{
    return period->end_day - period->start_day + 1;
}

/* --- the tree ----------------------------------------------------------- */

int tr_period_parent(const tr_period *period, tr_period *out)
{
    unsigned g = period->granularity;
    int year, month;

    if (g == TR_GRANULARITY_YEAR || g >= TR_GRANULARITY_DAYS)
        return 0;
    tr_date_split(period->start_day, &year, &month, NULL);
    make_named(year, (tr_granularity)(g - 1), (month - 1) / months[g - 1], out);
    return 1;
}

int tr_period_child_count(const tr_period *period, tr_granularity of)
{
    unsigned g = period->granularity;

    if ((unsigned)of >= TR_GRANULARITY_DAYS || g >= (unsigned)of)
        return 0;
    return months[g] / months[of];
}

int tr_period_child(const tr_period *period, tr_granularity of, int index,
                    tr_period *out)
{
    int year, month;

    if (index < 0 || index >= tr_period_child_count(period, of))
        return 0;
    tr_date_split(period->start_day, &year, &month, NULL);
    make_named(year, of, (month - 1) / months[of] + index, out);
    return 1;
}

int tr_period_tiled_by(const tr_period *whole, const tr_period *parts,
                       size_t count)
{
    if (count == 0 || parts[0].start_day != whole->start_day
        || parts[count - 1].end_day != whole->end_day)
        return 0;
    for (size_t i = 1; i < count; i++)
        if (!tr_period_abuts(&parts[i - 1], &parts[i]))
            return 0;
    return 1;
}

int tr_period_step(const tr_period *period, int step, tr_period *out)
{
    unsigned g = period->granularity;
    int year, month, index;

    if (g >= TR_GRANULARITY_DAYS || (step != 1 && step != -1))
        return 0;
    tr_date_split(period->start_day, &year, &month, NULL);
    index = year * 12 / months[g] + (month - 1) / months[g] + step;
    year = index * months[g] / 12;
    if (year < TR_YEAR_MIN || year > TR_YEAR_MAX)
        return 0;
    make_named(year, (tr_granularity)g, index % (12 / months[g]), out);
    return 1;
}
