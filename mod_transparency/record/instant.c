/* SPDX-License-Identifier: Apache-2.0 */
/* Instants of publication; see instant.h. */
#include "record/instant.h"

#include "model/date.h"

enum { DAY = 86400, DATE_LENGTH = 10, TIME_LENGTH = 8, OFFSET_LENGTH = 6 };

/* Two digits below `limit`, or -1. */
static int two_digits(const char *text, int limit)
{
    if (text[0] < '0' || text[0] > '9' || text[1] < '0' || text[1] > '9')
        return -1;
    int number = (text[0] - '0') * 10 + (text[1] - '0');
    return number < limit ? number : -1;
}

/* "hh:mm:ss" as seconds of the day, or -1. */
static int time_of_day(const char *text)
{
    int hour = two_digits(text, 24), minute = two_digits(text + 3, 60);
    int second = two_digits(text + 6, 60);

    if (hour < 0 || minute < 0 || second < 0 || text[2] != ':' || text[5] != ':')
        return -1;
    return hour * 3600 + minute * 60 + second;
}

/* "Z" or "+hh:mm": sets *seconds east of UTC and returns 1, or 0. */
static int zone(const char *text, size_t length, int *seconds)
{
    *seconds = 0;
    if (length == 1 && (*text == 'Z' || *text == 'z'))
        return 1;
    if (length != OFFSET_LENGTH || (*text != '+' && *text != '-') || text[3] != ':')
        return 0;
    int hour = two_digits(text + 1, 24), minute = two_digits(text + 4, 60);
    if (hour < 0 || minute < 0)
        return 0;
    *seconds = (hour * 3600 + minute * 60) * (*text == '-' ? -1 : 1);
    return 1;
}

/* Rounds towards the past, as days before 1970 need. */
static int64_t day_of(int64_t seconds)
{
    return seconds / DAY - (seconds % DAY < 0);
}

const char *tr_edition_parse(const char *text, size_t length, int64_t *seconds)
{
    int32_t day;
    int time, east;

    if (length < DATE_LENGTH || !tr_date_parse(text, DATE_LENGTH, &day))
        return "not a date of the calendar; write 2013-03-21 or 2013-03-21T09:00:00Z";
    if (length == DATE_LENGTH) {
        *seconds = (int64_t)day * DAY;
        return NULL;
    }
    if (length < DATE_LENGTH + 1 + TIME_LENGTH + 1
        || (text[DATE_LENGTH] != 'T' && text[DATE_LENGTH] != 't'))
        return "not an instant; write 2013-03-21T09:00:00Z or 2013-03-21T09:00:00+01:00";
    time = time_of_day(text + DATE_LENGTH + 1);
    if (time < 0)
        return "no such time of day; it runs from 00:00:00 to 23:59:59";
    text += DATE_LENGTH + 1 + TIME_LENGTH;
    length -= DATE_LENGTH + 1 + TIME_LENGTH;
    if (*text == '.' || *text == ',')
        return "fractions of a second are not kept; write whole seconds";
    if (!zone(text, length, &east))
        return "after the time comes Z, or the offset from UTC such as +01:00";
    int64_t instant = (int64_t)day * DAY + time - east;
    if (!tr_date_in_range((int32_t)day_of(instant)))
        return "outside the years 1900 to 2199";
    *seconds = instant;
    return NULL;
}

static char *put_two(char *out, int number, char after)
{
    out[0] = (char)('0' + number / 10 % 10);
    out[1] = (char)('0' + number % 10);
    out[2] = after;
    return out + 3;
}

char *tr_edition_format(int64_t seconds, char *buf)
{
    int64_t day = day_of(seconds);
    int time = (int)(seconds - day * DAY);
    char *at = buf + DATE_LENGTH;

    if (day < INT32_MIN || day > INT32_MAX || !*tr_date_format((int32_t)day, buf)) {
        *buf = '\0';
        return buf;
    }
    *at++ = 'T';
    at = put_two(at, time / 3600, ':');
    at = put_two(at, time / 60 % 60, ':');
    at = put_two(at, time % 60, 'Z');
    *at = '\0';
    return buf;
}
