/* SPDX-License-Identifier: Apache-2.0 */
/* Printed days and periods: "6/30/13", "2013 H1", the last day of a half-year. */
#include <apr_lib.h>
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#include "import/row.h"
#include "record/attribute.h"

/* The number in 1 or 2 digits (4 when `year` is that long); -1: none. */
static int take_number(const char **at, int digits_min, int digits_max)
{
    int digits = (int)strspn(*at, "0123456789"), value;

    if (digits < digits_min || digits > digits_max)
        return -1;
    value = atoi(*at);
    *at += digits;
    return value;
}

/* Reads `text` in one way ("m/d/yy"); 1 when it is a day that exists. */
static int read_day(const char *way, const char *text, int32_t *day)
{
    int year = -1, month = -1, number = -1;

    while (*way) {
        apr_size_t width = strspn(way, (char[]){ *way, 0 });
        switch (*way) {
        case 'y':
            year = take_number(&text, (int)width, (int)width);
            if (width == 2 && year >= 0)
                year += 2000;
            break;
        case 'm':
            month = take_number(&text, width == 2 ? 2 : 1, 2);
            break;
        case 'd':
            number = take_number(&text, width == 2 ? 2 : 1, 2);
            break;
        default:
            if (*text++ != *way)
                return 0;
        }
        way += width;
    }
    if (*text || !tr_date_exists(year, month, number))
        return 0;
    *day = tr_date_make(year, month, number);
    return 1;
}

static tr_granularity granularity_of(tr_column_kind kind)
{
    switch (kind) {
    case TR_IS_MONTH_END:   return TR_GRANULARITY_MONTH;
    case TR_IS_QUARTER_END: return TR_GRANULARITY_QUARTER;
    case TR_IS_HALF_END:    return TR_GRANULARITY_HALF;
    case TR_IS_YEAR_END:    return TR_GRANULARITY_YEAR;
    default:                return TR_GRANULARITY_DAYS;
    }
}

/* The period of that size that ends on the day; 0: none does. */
static int period_ending(int32_t day, tr_granularity size, tr_period *out)
{
    static const int months[] = { 12, 6, 3, 1 };
    int year, month, number, first;

    tr_date_split(day, &year, &month, &number);
    first = month - months[size] + 1;
    return number == tr_date_month_length(year, month) && first >= 1
        && tr_period_make(tr_date_make(year, first, 1), day, out)
        && out->granularity == size;
}

/* The one day that the column's ways of writing give; 0 after telling. */
static int find_day(const tr_view *view, const tr_column *column,
                    const tr_csv_field *field, const char *text, int32_t *day)
{
    tr_granularity size = granularity_of(column->kind);
    char excerpt[80];
    int found = 0;

    tr_excerpt(text, strlen(text), excerpt);
    for (int i = 0; i < column->dates.count; i++) {
        int32_t other;
        tr_period period;
        if (!read_day(column->dates.items[i], text, &other)
            || (size != TR_GRANULARITY_DAYS && !period_ending(other, size, &period)))
            continue;
        if (found && other != *day)
            return tr_view_wrong(view, field, "ambiguous-date", "\"%s\" in column \"%s\" is "
                                 "one day as %s and another as %s", excerpt, column->name,
                                 column->dates.items[0], column->dates.items[i]);
        *day = other;
        found = 1;
    }
    if (!found)
        return tr_view_wrong(view, field, "not-a-date", "\"%s\" in column \"%s\" is no day "
                             "%swritten as %s", excerpt, column->name,
                             size == TR_GRANULARITY_DAYS ? ""
                             : "that ends such a period, ", column->dates.items[0]);
    return 1;
}

static int say_day(tr_said *out, const tr_view *view, const tr_column *column,
                   const tr_csv_field *field, const char *text)
{
    tr_granularity size = granularity_of(column->kind);
    char buf[TR_PERIOD_TEXT];
    tr_period period;
    int32_t day = 0;

    if (!find_day(view, column, field, text, &day))
        return 0;
    if (size == TR_GRANULARITY_DAYS)
        out->text = apr_pstrdup(view->pool, tr_date_format(day, buf));
    else {
        period_ending(day, size, &period);
        out->text = apr_pstrdup(view->pool, tr_period_format(&period, buf));
    }
    return 1;
}

/* "2013 H1", "2013_h1" and "H1 2013" as 2013-H1. */
static const char *tidy(const char *text, apr_pool_t *pool)
{
    char *copy = apr_pstrdup(pool, text), *blank = strpbrk(copy, " _");

    for (char *c = copy; *c; c++)
        *c = *c == ' ' || *c == '_' ? '-' : (char)apr_toupper(*c);
    if (blank && (*copy == 'H' || *copy == 'Q') && strlen(blank) == 5) {
        *blank = '\0';
        return apr_pstrcat(pool, blank + 1, "-", copy, NULL);
    }
    return copy;
}

static int say_period(tr_said *out, const tr_view *view, const tr_column *column,
                      const tr_csv_field *field, const char *text)
{
    const char *tidied = tidy(text, view->pool);
    char buf[TR_PERIOD_TEXT], excerpt[80];
    tr_period period;
    tr_period_error error;

    if (!tr_period_parse(tidied, strlen(tidied), &period, &error))
        return tr_view_wrong(view, field, "not-a-period", "\"%s\" in column \"%s\": %s",
                             tr_excerpt(text, strlen(text), excerpt), column->name,
                             tr_period_fault_text(error.fault));
    out->text = apr_pstrdup(view->pool, tr_period_format(&period, buf));
    return 1;
}

int tr_say_when(tr_said *out, const tr_view *view, const tr_column *column,
                const tr_csv_field *field, const char *text)
{
    return column->kind == TR_IS_PERIOD ? say_period(out, view, column, field, text)
                                        : say_day(out, view, column, field, text);
}
