/* SPDX-License-Identifier: Apache-2.0 */
/* Instants as text. */

#include "http/httpdate.h"

#include <apr_general.h>
#include <time.h>

#include "tap.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* 2026-11-23T12:00:00Z, seconds */
#define NOW 1795435200LL

struct date_case {
    const char *text;
    long long seconds;
};

static const struct date_case good[] = {
    /* the three forms of one instant */
    { "Sun, 06 Nov 1994 08:49:37 GMT", 784111777 },
    { "Sunday, 06-Nov-94 08:49:37 GMT", 784111777 },
    { "Sun Nov  6 08:49:37 1994", 784111777 },
    { "Wed Nov 16 08:49:37 1994", 784975777 },
    { "Thu, 01 Jan 1970 00:00:00 GMT", 0 },
    { "Wed, 31 Dec 1969 23:59:59 GMT", -1 },
    { "Tue, 29 Feb 2000 12:00:00 GMT", 951825600 },
    { "Thu, 29 Feb 2024 00:00:00 GMT", 1709164800 },
    { "Mon, 01 Jan 0001 00:00:00 GMT", -62135596800 },
    { "Fri, 31 Dec 9999 23:59:59 GMT", 253402300799 },
    { "Sat, 31 Dec 2016 23:59:60 GMT", 1483228800 },
    /* two digits: at most 50 years ahead of 2026-11-23T12:00:00Z */
    { "Monday, 23-Nov-26 12:00:00 GMT", NOW },
    { "Friday, 01-Jan-27 00:00:00 GMT", 1798761600 },
    { "Wednesday, 01-Jan-70 00:00:00 GMT", 3155760000 },
    { "Monday, 23-Nov-76 12:00:00 GMT", 3373358400 },
    { "Tuesday, 23-Nov-76 12:00:01 GMT", 217598401 },
    { "Saturday, 01-Jan-77 00:00:00 GMT", 220924800 },
    { "Saturday, 01-Jan-00 00:00:00 GMT", 946684800 },
};

static const char *const bad[] = {
    "", " ", "0", "now", "Sun", "Sun, 06 Nov 1994 08:49:37",
    "Sun, 06 Nov 1994 08:49:37 UTC", "Sun, 06 Nov 1994 08:49:37 gmt",
    "Sun, 06 Nov 1994 08:49:37 +0000", "Sun, 06 Nov 1994 08:49:37 GMT ",
    " Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 6 Nov 1994 08:49:37 GMT",
    "Sun, 06 Nov 94 08:49:37 GMT", "Sun,06 Nov 1994 08:49:37 GMT",
    "sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 nov 1994 08:49:37 GMT",
    "Mon, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:00:00 GMT",
    "Sun, 06 Nov 1994 08:60:37 GMT", "Sun, 06 Nov 1994 08:49:61 GMT",
    "Sun, 06 Nov 1994 08:49:60 GMT", "Sun, 00 Nov 1994 08:49:37 GMT",
    "Wed, 31 Nov 1994 08:49:37 GMT", "Thu, 29 Feb 1900 00:00:00 GMT",
    "Wed, 29 Feb 2023 00:00:00 GMT", "Sat, 01 Jan 0000 00:00:00 GMT",
    "Fri, 31 Dec 9999 23:59:60 GMT",
    "Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 1994 08:49:37 GMT",
    "Sunday, 06-Nov-1994 08:49:37 GMT", "Sun, 06-Nov-94 08:49:37 GMT",
    "Thursday, 01-Jan-70 00:00:00 GMT" /* 2070, a Wednesday */,
    "Monday, 06-Nov-94 08:49:37 GMT", "Sunday, 06 Nov 94 08:49:37 GMT",
    "Sun Nov 6 08:49:37 1994", "Sun Nov 06 08:49:37 1994",
    "Sun Nov  6 08:49:37 1994 GMT", "Sun Nov  0 08:49:37 1994",
    "Mon Nov  6 08:49:37 1994", "Sun, 06 Nov 1994 8:49:37 GMT",
    "Sun, -6 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37Z",
};

static const struct date_case instants[] = {
    { "2013-03-21T10:00:00Z", 1363860000 },
    { "2013-03-21t10:00:00z", 1363860000 },
    { "2013-03-21T11:00:00+01:00", 1363860000 },
    { "2013-03-21T05:30:00-04:30", 1363860000 },
    { "2013-03-22T00:30:00+14:30", 1363860000 },
    { "2013-03-20T23:00:00-11:00", 1363860000 },
    { "2013-03-21T10:00:00-00:00", 1363860000 },
    { "1970-01-01T00:00:00Z", 0 },
    { "2000-02-29T00:00:00Z", 951782400 },
    { "2016-12-31T23:59:60Z", 1483228800 },
    { "2017-01-01T00:59:60+01:00", 1483228800 },
    { "0001-01-01T00:00:00Z", -62135596800 },
    { "9999-12-31T23:59:59Z", 253402300799 },
};

static const char *const bad_instants[] = {
    "", "2013", "2013-03-21", "2013-03-21T10:00Z", "2013-03-21T10:00:00",
    "2013-03-21 10:00:00Z", "2013-03-21T10:00:00.5Z", "2013-03-21T10:00:00,5Z",
    "2013-3-21T10:00:00Z", "2013-03-21T10:00:00+0100", "2013-03-21T10:00:00+01",
    "2013-03-21T10:00:00+24:00", "2013-03-21T10:00:00+01:60",
    "2013-03-21T10:00:00Z ", " 2013-03-21T10:00:00Z", "2013-02-29T10:00:00Z",
    "2013-13-01T10:00:00Z", "2013-00-01T10:00:00Z", "2013-03-21T24:00:00Z",
    "2016-12-31T23:59:60+01:00", "0000-01-01T00:00:00Z",
    "+2013-03-21T10:00:00Z", "0001-01-01T00:00:00+00:01",
    "9999-12-31T23:59:59-00:01", "2013-03-21T10:00:00ZZ",
    "20130321T100000Z", "2013-W12-4T10:00:00Z",
};

static void test_good(void)
{
    for (size_t i = 0; i < COUNT(good); i++) {
        apr_time_t got = -1;
        bool parsed = tr_httpdate_parse(good[i].text, apr_time_from_sec(NOW),
                                        &got);
        is_int(parsed ? got : -7, apr_time_from_sec(good[i].seconds),
               good[i].text);
    }
}

static void test_bad(void)
{
    apr_time_t got;
    for (size_t i = 0; i < COUNT(bad); i++)
        ok(!tr_httpdate_parse(bad[i], apr_time_from_sec(NOW), &got),
           "refused: '%s'", bad[i]);
    for (size_t i = 0; i < COUNT(bad_instants); i++)
        ok(!tr_instant_parse(bad_instants[i], &got), "refused: '%s'",
           bad_instants[i]);
    ok(tr_httpdate_parse_imf("Sun, 06 Nov 1994 08:49:37 GMT", &got)
       && !tr_httpdate_parse_imf("Sunday, 06-Nov-94 08:49:37 GMT", &got)
       && !tr_httpdate_parse_imf("Sun Nov  6 08:49:37 1994", &got),
       "IMF-fixdate only");
}

static void test_instants(void)
{
    apr_time_t got;
    for (size_t i = 0; i < COUNT(instants); i++)
        is_int(tr_instant_parse(instants[i].text, &got) ? got : -7,
               apr_time_from_sec(instants[i].seconds), instants[i].text);
    is_int(tr_stamp_parse("20130321000000", &got) ? got : -7,
           apr_time_from_sec(1363824000), "a version's address");
    ok(!tr_stamp_parse("2013032100000", &got), "13 digits");
    ok(!tr_stamp_parse("201303210000000", &got), "15 digits");
    ok(!tr_stamp_parse("20130229000000", &got), "no such day");
    ok(!tr_stamp_parse("2013032100000x", &got), "not a digit");
}

/* The C library's calendar is the witness: every day from 1890 to 2110, every
 * eleventh of the other years, at changing times of day. */
static void test_every_day(void)
{
    int wrong = 0;
    long long second = -62135596800;
    while (second < 253402300800) {
        time_t then = (time_t)second;
        struct tm tm;
        char expected[64], imf[TR_HTTPDATE_SIZE], instant[TR_INSTANT_SIZE],
             stamp[TR_STAMP_SIZE];
        apr_time_t time = apr_time_from_sec(second), a, b, c;
        gmtime_r(&then, &tm);
        bool good_day = tr_httpdate_format(imf, time)
            && tr_instant_format(instant, time) && tr_stamp_format(stamp, time)
            && tr_httpdate_parse_imf(imf, &a) && a == time
            && tr_instant_parse(instant, &b) && b == time
            && tr_stamp_parse(stamp, &c) && c == time;
        static const char *const day[] = { "Sun", "Mon", "Tue", "Wed", "Thu",
                                           "Fri", "Sat" };
        snprintf(expected, sizeof expected, "%04d-%02d-%02dT%02d:%02d:%02dZ",
                 tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour,
                 tm.tm_min, tm.tm_sec);
        wrong += !good_day || strcmp(instant, expected) != 0
            || strncmp(imf, day[tm.tm_wday], 3) != 0;
        bool near = tm.tm_year >= -10 && tm.tm_year <= 210;
        second += near ? 86400 + 1 : 11 * 86400 + 3601;
    }
    is_int(wrong, 0, "the days of the years 1 to 9999, both ways");
}

static void test_format(void)
{
    char imf[TR_HTTPDATE_SIZE], instant[TR_INSTANT_SIZE], stamp[TR_STAMP_SIZE];
    apr_time_t time = apr_time_from_sec(784111777);
    ok(tr_httpdate_format(imf, time), "IMF-fixdate");
    is_str(imf, "Sun, 06 Nov 1994 08:49:37 GMT", "as in the standard");
    ok(tr_instant_format(instant, time + 999999), "RFC 3339");
    is_str(instant, "1994-11-06T08:49:37Z", "rounded down");
    ok(tr_stamp_format(stamp, time), "14 digits");
    is_str(stamp, "19941106084937", "14 digits");
    ok(tr_instant_format(instant, -1), "before 1970");
    is_str(instant, "1969-12-31T23:59:59Z", "rounded down before 1970 too");
    ok(!tr_httpdate_format(imf, apr_time_from_sec(253402300800)), "year 10000");
    is_str(imf, "", "nothing written");
    ok(!tr_instant_format(instant, apr_time_from_sec(-62135596801)), "year 0");
    ok(!tr_stamp_format(stamp, APR_INT64_MIN), "the smallest instant");
    ok(!tr_stamp_format(stamp, APR_INT64_MAX), "the largest instant");
}

int main(void)
{
    test_good();
    test_bad();
    test_instants();
    test_format();
    test_every_day();
    return tap_done();
}
