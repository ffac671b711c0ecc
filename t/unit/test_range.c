/* SPDX-License-Identifier: Apache-2.0 */
/* Byte ranges. */

#include "http/range.h"

#include "tap.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

struct range_case {
    const char *value;
    uint64_t length;
    const char *expected;    /* "whole", "416", or the ranges */
};

#define TINY_16 "0-0,100-100,200-200,300-300,400-400,500-500,600-600,700-700," \
    "800-800,900-900,1000-1000,1100-1100,1200-1200,1300-1300,1400-1400,"      \
    "1500-1500"

static const struct range_case cases[] = {
    { NULL, 1000, "whole" },
    /* one range */
    { "bytes=0-499", 1000, "0-499" },
    { "bytes=500-999", 1000, "500-999" },
    { "bytes=500-", 1000, "500-999" },
    { "bytes=0-", 1000, "0-999" },
    { "bytes=0-0", 1000, "0-0" },
    { "bytes=999-999", 1000, "999-999" },
    { "bytes=-500", 1000, "500-999" },
    { "bytes=-1", 1000, "999-999" },
    { "bytes=-1000", 1000, "0-999" },
    { "bytes=-5000", 1000, "0-999" },
    { "bytes=900-5000", 1000, "900-999" },
    { "bytes=0-99999999999999999999999999", 1000, "0-999" },
    { "bytes=-99999999999999999999999999", 1000, "0-999" },
    { "bytes=0-18446744073709551615", 1000, "0-999" },
    { "bytes=0-18446744073709551617", 1000, "0-999" },
    { "BYTES=0-9", 1000, "0-9" },
    { "bytes= 0-9", 1000, "0-9" },
    { "bytes=0-9 ", 1000, "0-9" },
    { "bytes=,0-9,", 1000, "0-9" },
    { "bytes=00000000000000000000000000001-2", 1000, "1-2" },
    { "bytes=0-0", 1, "0-0" },
    { "bytes=0-", UINT64_MAX, "0-18446744073709551614" },
    /* unsatisfiable */
    { "bytes=1000-", 1000, "416" },
    { "bytes=1000-1001", 1000, "416" },
    { "bytes=999999999-", 1000, "416" },
    { "bytes=99999999999999999999999999-", 1000, "416" },
    { "bytes=18446744073709551617-", 1000, "416" },
    { "bytes=-0", 1000, "416" },
    { "bytes=0-", 0, "416" },
    { "bytes=0-0", 0, "416" },
    { "bytes=-0", 0, "416" },
    { "bytes=1000-,2000-,-0", 1000, "416" },
    { "bytes=-5", 0, "whole" },
    /* ignored */
    { "", 1000, "whole" },
    { "bytes", 1000, "whole" },
    { "bytes=", 1000, "whole" },
    { "bytes=,", 1000, "whole" },
    { "bytes=-", 1000, "whole" },
    { "bytes=9-0", 1000, "whole" },
    { "bytes=9-0,0-1", 1000, "whole" },
    { "bytes=0-1,9-0", 1000, "whole" },
    { "bytes=5000-1,0-1", 1000, "whole" },
    { "bytes=a-b", 1000, "whole" },
    { "bytes=0", 1000, "whole" },
    { "bytes=0-9-", 1000, "whole" },
    { "bytes=0--9", 1000, "whole" },
    { "bytes=--9", 1000, "whole" },
    { "bytes=+0-9", 1000, "whole" },
    { "bytes=0 - 9", 1000, "whole" },
    { "bytes=0-9;", 1000, "whole" },
    { "bytes=0x0-9", 1000, "whole" },
    { "bytes=\"0-9\"", 1000, "whole" },
    { "bytes 0-9", 1000, "whole" },
    { "bytes =0-9", 1000, "whole" },
    { "rows=0-9", 1000, "whole" },
    { "none=0-9", 1000, "whole" },
    { "byte=0-9", 1000, "whole" },
    /* several */
    { "bytes=0-9,500-509", 1000, "0-9 500-509" },
    { "bytes=500-509, 0-9", 1000, "500-509 0-9" },
    { "bytes=0-9\t,\t,-10", 1000, "0-9 990-999" },
    { "bytes=0-9,1000-", 1000, "0-9" },
    { "bytes=0-9,10-19", 1000, "0-19" },
    { "bytes=0-9,5-19", 1000, "0-19" },
    { "bytes=10-19,0-9", 1000, "0-19" },
    { "bytes=0-9,89-99", 1000, "0-99" },
    { "bytes=0-9,90-99", 1000, "0-9 90-99" },
    { "bytes=0-9,300-309,80-89", 1000, "0-89 300-309" },
    { "bytes=0-9,160-169,85-90", 1000, "0-169" },
    { "bytes=0-499,500-999", 1000, "0-999" },
    { "bytes=0-0,-1", 2, "0-1" },
    { "bytes=0-9,0-9", 1000, "0-9" },
    { "bytes=0-9,200-209,5-7", 1000, "0-9 200-209" },
    /* more than two that overlap, or too many */
    { "bytes=0-9,0-9,0-9", 1000, "whole" },
    { "bytes=0-,0-,0-", 1000, "whole" },
    { "bytes=0-500,200-600,400-900,300-350", 1000, "whole" },
    { "bytes=" TINY_16, 2000, "0-0 100-100 200-200 300-300 400-400 500-500 "
      "600-600 700-700 800-800 900-900 1000-1000 1100-1100 1200-1200 1300-1300 "
      "1400-1400 1500-1500" },
    { "bytes=" TINY_16 ",1600-1600", 2000, "whole" },
    { "bytes=" TINY_16 ",9999-", 2000, "whole" },
};

static void describe(enum tr_range_kind kind, const struct tr_ranges *ranges,
                     char *text, size_t size)
{
    size_t used = 0;
    if (kind != TR_RANGE_PARTIAL) {
        snprintf(text, size, kind == TR_RANGE_WHOLE ? "whole" : "416");
        return;
    }
    text[0] = '\0';
    for (size_t i = 0; i < ranges->count; i++)
        used += (size_t)snprintf(text + used, size - used, "%s%llu-%llu",
                                 i > 0 ? " " : "",
                                 (unsigned long long)ranges->range[i].first,
                                 (unsigned long long)ranges->range[i].last);
}

/* Whatever was asked, every byte that a range names is sent, and only bytes of
 * the body: compare with a naive map of it, for all pairs of a small body. */
static void test_all_pairs(void)
{
    int wrong = 0;
    for (unsigned n = 0; n < 6 * 6 * 6 * 6; n++) {
        unsigned a = n % 6, b = n / 6 % 6, c = n / 36 % 6, d = n / 216;
        char value[60];
        struct tr_ranges ranges;
        snprintf(value, sizeof value, "bytes=%u-%u,%u-%u", a, b, c, d);
        enum tr_range_kind kind = tr_range_parse(value, 4, &ranges);
        if (b < a || d < c) {
            wrong += kind != TR_RANGE_WHOLE;
            continue;
        }
        if (a >= 4 && c >= 4) {
            wrong += kind != TR_RANGE_UNSATISFIABLE;
            continue;
        }
        unsigned asked_first = a < c ? a : c, asked_last = b > d ? b : d;
        if (a >= 4 || c >= 4)
            asked_last = a >= 4 ? d : b;
        if (asked_last > 3)
            asked_last = 3;
        wrong += kind != TR_RANGE_PARTIAL || ranges.count != 1
            || ranges.range[0].first != asked_first
            || ranges.range[0].last != asked_last;
    }
    is_int(wrong, 0, "all pairs of ranges over four bytes");
}

int main(void)
{
    char text[600], name[300];
    struct tr_ranges ranges;
    for (size_t i = 0; i < COUNT(cases); i++) {
        enum tr_range_kind kind = tr_range_parse(cases[i].value,
                                                 cases[i].length, &ranges);
        describe(kind, &ranges, text, sizeof text);
        snprintf(name, sizeof name, "Range: %s of %llu",
                 cases[i].value ? cases[i].value : "-",
                 (unsigned long long)cases[i].length);
        is_str(text, cases[i].expected, name);
    }
    test_all_pairs();
    char buffer[TR_CONTENT_RANGE_SIZE];
    struct tr_range huge = { UINT64_MAX - 1, UINT64_MAX - 1 };
    is_str(tr_content_range(buffer, (struct tr_range){ 42, 1233 }, 1234),
           "bytes 42-1233/1234", "Content-Range");
    is_str(tr_content_range(buffer, huge, UINT64_MAX),
           "bytes 18446744073709551614-18446744073709551614/"
           "18446744073709551615", "the longest Content-Range");
    is_str(tr_content_range_none(buffer, 1234), "bytes */1234",
           "Content-Range of 416");
    return tap_done();
}
