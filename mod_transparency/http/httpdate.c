/* SPDX-License-Identifier: Apache-2.0 */
/*
 * httpdate.c - see httpdate.h
 *
 * One small pattern language serves every form, both ways of reading it:
 *
 *     %a Sun   %A Sunday   %b Nov   %Y 1994   %y 94   %m 11   %d 06
 *     %e " 6"  %H 08   %M 49   %S 37   all else stands for itself
 */

#include "http/httpdate.h"

#include <stdint.h>
#include <string.h>

/* A date and time of day as written. */
struct civil {
    int year;        /* 1994, or 94 where two digits are written */
    int month;       /* 1..12 */
    int day;         /* 1..31 */
    int hour;
    int minute;
    int second;      /* 60 in a leap second */
    int weekday;     /* 0 = Sunday; -1 where none is written */
};

static const char IMF[] = "%a, %d %b %Y %H:%M:%S GMT";
static const char RFC850[] = "%A, %d-%b-%y %H:%M:%S GMT";
static const char ASCTIME[] = "%a %b %e %H:%M:%S %Y";
static const char STAMP[] = "%Y%m%d%H%M%S";

static const char months[12][4] = {
    "Jan", "Feb", "Mar", "Apr", "May", "Jun",
    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
};
static const char weekdays[7][10] = {
    "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday",
    "Saturday"
};

static bool is_leap(int64_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int days_in_month(int64_t year, int month)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

/* Days since 1970-01-01 in the proleptic Gregorian calendar.  Years begin in
 * March here, so that the leap day is the last of its year. */
static int64_t days_of(int64_t year, int month, int day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    return y * 365 + y / 4 - y / 100 + y / 400 + day_of_year - 719468;
}

static int weekday_of(int64_t days)
{
    return (int)(((days + 4) % 7 + 7) % 7);      /* 1970-01-01 was a Thursday */
}

/* Read exactly `digits` digits. */
static bool read_digits(const char **at, int digits, int *number)
{
    *number = 0;
    for (int i = 0; i < digits; i++, ++*at) {
        if (**at < '0' || **at > '9')
            return false;
        *number = *number * 10 + (**at - '0');
    }
    return true;
}

static bool read_month(const char **at, int *month)
{
    for (*month = 1; *month <= 12; ++*month)
        if (strncmp(*at, months[*month - 1], 3) == 0) {
            *at += 3;
            return true;
        }
    return false;
}

static bool read_weekday(const char **at, bool whole, int *weekday)
{
    for (*weekday = 0; *weekday < 7; ++*weekday) {
        size_t length = whole ? strlen(weekdays[*weekday]) : 3;
        if (strncmp(*at, weekdays[*weekday], length) == 0) {
            *at += length;
            return true;
        }
    }
    return false;
}

static bool read_part(const char **at, char what, struct civil *civil)
{
    switch (what) {
    case 'a': return read_weekday(at, false, &civil->weekday);
    case 'A': return read_weekday(at, true, &civil->weekday);
    case 'b': return read_month(at, &civil->month);
    case 'Y': return read_digits(at, 4, &civil->year);
    case 'y': return read_digits(at, 2, &civil->year);
    case 'm': return read_digits(at, 2, &civil->month);
    case 'd': return read_digits(at, 2, &civil->day);
    case 'H': return read_digits(at, 2, &civil->hour);
    case 'M': return read_digits(at, 2, &civil->minute);
    case 'S': return read_digits(at, 2, &civil->second);
    case 'e':
        if (**at != ' ')
            return read_digits(at, 2, &civil->day) && civil->day >= 10;
        ++*at;
        return read_digits(at, 1, &civil->day);
    default:
        return false;
    }
}

/* Read what the pattern describes from the front of *at. */
static bool read_pattern(const char **at, const char *pattern,
                         struct civil *civil)
{
    *civil = (struct civil){ .weekday = -1 };
    for (; *pattern != '\0'; pattern++) {
        if (*pattern == '%') {
            if (!read_part(at, *++pattern, civil))
                return false;
        } else if (*(*at)++ != *pattern) {
            return false;
        }
    }
    return true;
}

static bool read_whole(const char *text, const char *pattern,
                       struct civil *civil)
{
    return read_pattern(&text, pattern, civil) && *text == '\0';
}

/* The instant of a civil time that is `offset` minutes ahead of UTC; false if
 * there is no such time. */
static bool to_instant(const struct civil *civil, int offset,
                       apr_time_t *instant)
{
    if (civil->year < 1 || civil->month < 1 || civil->month > 12
        || civil->day < 1
        || civil->day > days_in_month(civil->year, civil->month)
        || civil->hour > 23 || civil->minute > 59 || civil->second > 60)
        return false;
    int64_t days = days_of(civil->year, civil->month, civil->day);
    if (civil->weekday >= 0 && civil->weekday != weekday_of(days))
        return false;
    int64_t minutes = days * 1440 + civil->hour * 60 + civil->minute - offset;
    int64_t of_day = (minutes % 1440 + 1440) % 1440;
    if (civil->second == 60 && of_day != 1439)
        return false;
    int64_t seconds = minutes * 60 + civil->second;
    if (seconds < days_of(1, 1, 1) * 86400
        || seconds >= days_of(10000, 1, 1) * 86400)
        return false;
    *instant = apr_time_from_sec(seconds);
    return true;
}

/* The civil time of an instant; false outside the years 1 to 9999. */
static bool from_instant(apr_time_t instant, struct civil *civil)
{
    int64_t seconds = instant / APR_USEC_PER_SEC;
    if (instant % APR_USEC_PER_SEC < 0)
        seconds--;
    if (seconds < days_of(1, 1, 1) * 86400
        || seconds >= days_of(10000, 1, 1) * 86400)
        return false;
    int64_t of_day = (seconds % 86400 + 86400) % 86400;
    int64_t days = (seconds - of_day) / 86400;
    int64_t year = 1970 + days / 366;            /* some years off at most */
    while (days_of(year + 1, 1, 1) <= days)
        year++;
    while (days_of(year, 1, 1) > days)
        year--;
    int64_t left = days - days_of(year, 1, 1);
    int month = 1;
    for (; left >= days_in_month(year, month); month++)
        left -= days_in_month(year, month);
    *civil = (struct civil){ (int)year, month, (int)left + 1,
        (int)(of_day / 3600), (int)(of_day / 60 % 60), (int)(of_day % 60),
        weekday_of(days) };
    return true;
}

/* A number that grows with the time within a year, for comparing. */
static int within_year(const struct civil *c)
{
    return (((c->month * 32 + c->day) * 24 + c->hour) * 60 + c->minute) * 61
        + c->second;
}

/* RFC 9110 section 5.6.7: a two-digit year that seems to be more than 50 years
 * ahead is the latest past year with these digits. */
static bool add_century(struct civil *civil, apr_time_t now)
{
    struct civil today;
    if (!from_instant(now, &today))
        return false;
    int limit = today.year + 50;
    int year = limit - limit % 100 + civil->year;
    if (year > limit
        || (year == limit && within_year(civil) > within_year(&today)))
        year -= 100;
    civil->year = year;
    return true;
}

bool tr_httpdate_parse_imf(const char *text, apr_time_t *instant)
{
    struct civil civil;
    return read_whole(text, IMF, &civil) && to_instant(&civil, 0, instant);
}

bool tr_httpdate_parse(const char *text, apr_time_t now, apr_time_t *instant)
{
    struct civil civil;
    if (tr_httpdate_parse_imf(text, instant))
        return true;
    if (read_whole(text, RFC850, &civil))
        return add_century(&civil, now) && to_instant(&civil, 0, instant);
    return read_whole(text, ASCTIME, &civil) && to_instant(&civil, 0, instant);
}

/* "Z" or "+01:30", as minutes. */
static bool read_offset(const char *text, int *offset)
{
    int hours, minutes;
    char sign = *text++;
    *offset = 0;
    if (sign == 'Z' || sign == 'z')
        return *text == '\0';
    if ((sign != '+' && sign != '-') || !read_digits(&text, 2, &hours)
        || *text++ != ':' || !read_digits(&text, 2, &minutes)
        || *text != '\0' || hours > 23 || minutes > 59)
        return false;
    *offset = (sign == '-' ? -1 : 1) * (hours * 60 + minutes);
    return true;
}

bool tr_instant_parse(const char *text, apr_time_t *instant)
{
    struct civil day, time;
    int offset;
    if (!read_pattern(&text, "%Y-%m-%d", &day))
        return false;
    if (*text != 'T' && *text != 't')
        return false;
    text++;
    if (!read_pattern(&text, "%H:%M:%S", &time) || !read_offset(text, &offset))
        return false;
    day.hour = time.hour;
    day.minute = time.minute;
    day.second = time.second;
    return to_instant(&day, offset, instant);
}

bool tr_stamp_parse(const char *text, apr_time_t *instant)
{
    struct civil civil;
    return read_whole(text, STAMP, &civil) && to_instant(&civil, 0, instant);
}

/* Write `number` in `digits` digits. */
static char *put(char *at, int number, int digits)
{
    for (int i = digits - 1; i >= 0; i--) {
        at[i] = (char)('0' + number % 10);
        number /= 10;
    }
    return at + digits;
}

/* The writing half of the pattern language, for the parts that we write. */
static bool format(char *buffer, const char *pattern, apr_time_t instant)
{
    struct civil civil;
    *buffer = '\0';
    if (!from_instant(instant, &civil))
        return false;
    for (; *pattern != '\0'; pattern++) {
        if (*pattern != '%') {
            *buffer++ = *pattern;
            continue;
        }
        switch (*++pattern) {
        case 'a':
            memcpy(buffer, weekdays[civil.weekday], 3);
            buffer += 3;
            break;
        case 'b':
            memcpy(buffer, months[civil.month - 1], 3);
            buffer += 3;
            break;
        case 'Y': buffer = put(buffer, civil.year, 4); break;
        case 'm': buffer = put(buffer, civil.month, 2); break;
        case 'd': buffer = put(buffer, civil.day, 2); break;
        case 'H': buffer = put(buffer, civil.hour, 2); break;
        case 'M': buffer = put(buffer, civil.minute, 2); break;
        case 'S': buffer = put(buffer, civil.second, 2); break;
        }
    }
    *buffer = '\0';
    return true;
}

bool tr_httpdate_format(char buffer[TR_HTTPDATE_SIZE], apr_time_t instant)
{
    return format(buffer, IMF, instant);
}

bool tr_instant_format(char buffer[TR_INSTANT_SIZE], apr_time_t instant)
{
    return format(buffer, "%Y-%m-%dT%H:%M:%SZ", instant);
}

bool tr_stamp_format(char buffer[TR_STAMP_SIZE], apr_time_t instant)
{
    return format(buffer, STAMP, instant);
}
