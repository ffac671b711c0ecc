/* SPDX-License-Identifier: Apache-2.0 */
#include "model/date.h"

/* Days before year since 1970-01-01 are counted from the year 1600, which
 * began one of the 400-year cycles of the calendar. */
#define DAYS_1600_TO_1970 135140

static int is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int tr_date_month_length(int year, int month)
{
    static const signed char length[] = { 31, 28, 31, 30, 31, 30,
                                          31, 31, 30, 31, 30, 31 };
    if (month < 1 || month > 12)
        return 0;
    return length[month - 1] + (month == 2 && is_leap(year));
}

static int32_t days_before_year(int year)
{
    int n = year - 1600;
    /* Years 1600..year-1: 365 each and one for each leap year among them. */
    return n * 365 + (n + 3) / 4 - (n + 99) / 100 + (n + 399) / 400
        - DAYS_1600_TO_1970;
}

int32_t tr_date_make(int year, int month, int day)
{
    int32_t days = days_before_year(year);
    for (int m = 1; m < month; m++)
        days += tr_date_month_length(year, m);
    return days + day - 1;
}

void tr_date_split(int32_t date, int *year, int *month, int *day)
{
    /* No year is longer than 366 days, so this starts at or before it. */
    int y = 1600 + (date + DAYS_1600_TO_1970) / 366, m = 1;
    int32_t rest;

    while (days_before_year(y + 1) <= date)
        y++;
    rest = date - days_before_year(y);
    while (rest >= tr_date_month_length(y, m))
        rest -= tr_date_month_length(y, m++);
    if (year)
        *year = y;
    if (month)
        *month = m;
    if (day)
        *day = rest + 1;
}

int tr_date_exists(int year, int month, int day)
{
    return year >= TR_YEAR_MIN && year <= TR_YEAR_MAX && day >= 1
        && day <= tr_date_month_length(year, month);
}

int tr_date_in_range(int32_t date)
{
    return date >= days_before_year(TR_YEAR_MIN)
        && date < days_before_year(TR_YEAR_MAX + 1);
}

/* The count digits at text as a number, or -1. */
static int digits(const char *text, int count)
{
    int n = 0;
    for (int i = 0; i < count; i++) {
        if (text[i] < '0' || text[i] > '9')
            return -1;
        n = n * 10 + (text[i] - '0');
    }
    return n;
}

int tr_date_parse(const char *text, size_t length, int32_t *date)
{
    int year, month, day;

    if (length != 10 || text[4] != '-' || text[7] != '-')
        return 0;
    year = digits(text, 4);
    month = digits(text + 5, 2);
    day = digits(text + 8, 2);
    if (!tr_date_exists(year, month, day))
        return 0;
    *date = tr_date_make(year, month, day);
    return 1;
}

static void put(char *at, int n, int count)
{
    while (count-- > 0) {
        at[count] = (char)('0' + n % 10);
        n /= 10;
    }
}

char *tr_date_format(int32_t date, char *buf)
{
    int year, month, day;

    buf[0] = '\0';
    if (!tr_date_in_range(date))
        return buf;
    tr_date_split(date, &year, &month, &day);
    put(buf, year, 4);
    buf[4] = '-';
    put(buf + 5, month, 2);
    buf[7] = '-';
    put(buf + 8, day, 2);
    buf[10] = '\0';
    return buf;
}
