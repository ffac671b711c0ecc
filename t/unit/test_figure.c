/* SPDX-License-Identifier: Apache-2.0 */
/* The grammar of a figure: what it accepts, what it prints, what it says. */
#include "tap.h"

#include <stdlib.h>

#include "model/figure.h"

static void is_figure(const char *text, int64_t min, int64_t max,
                      const char *status)
{
    tr_figure figure;
    char printed[TR_FIGURE_TEXT];

    memset(&figure, 0, sizeof(figure));
    if (!ok(tr_figure_parse(text, strlen(text), &figure, NULL), "%s", text))
        return;
    ok(figure.value.min == min && figure.value.max == max
       && tr_value_is_valid(&figure.value), "%s has its bounds", text);
    is_str(tr_status_code(figure.value.status), status, text);
    is_str(tr_figure_print(&figure, printed), text, "it prints as written");
}

static void is_fault(const char *text, const char *fault, size_t at,
                     const char *meant)
{
    tr_figure figure;
    tr_figure_error error;
    char *copy = malloc(strlen(text) + 1);  /* so that ASan sees the end */

    memset(&figure, 0x55, sizeof(figure));
    memcpy(copy, text, strlen(text));
    if (!ok(!tr_figure_parse(copy, strlen(text), &figure, &error),
            "refused: %s", text)) {
        free(copy);
        return;
    }
    free(copy);
    is_str(tr_figure_fault_code(error.fault), fault, text);
    is_int((long long)error.at, (long long)at, "at its byte");
    is_str(error.meant, meant, "with what was meant");
    ok(error.message[0] != '\0'
       && (!meant[0] || strstr(error.message, meant)), "says: %s", error.message);
    is_int(figure.kind, 0x55, "and no value is touched");
}

static void accepted(void)
{
    is_figure("0", 0, 0, "reported");
    is_figure("1268", 1268, 1268, "reported");
    is_figure("999999999999999999", 999999999999999999, 999999999999999999,
              "reported");
    is_figure("8..499", 8, 499, "band");
    is_figure("0..999999999999999999", 0, 999999999999999999, "band");
    is_figure("<10", 0, 9, "below");
    is_figure("<2", 0, 1, "below");
    is_figure("35800000\xC2\xB1" "50000", 35750000, 35850000, "approximate");
    is_figure("5\xC2\xB1" "9", 0, 14, "approximate");
    is_figure("999999999999999999\xC2\xB1" "999999999999999999", 0,
              1999999999999999998, "approximate");
    is_figure("~35800000", 0, TR_UNBOUNDED, "approximate");
    is_figure("88%", 0, TR_UNBOUNDED, "percentage");
    is_figure("88.5%", 0, TR_UNBOUNDED, "percentage");
    is_figure("79.00%", 0, TR_UNBOUNDED, "percentage");
    is_figure("0.0001%", 0, TR_UNBOUNDED, "percentage");
    is_figure("0%", 0, TR_UNBOUNDED, "percentage");
    is_figure("100%", 0, TR_UNBOUNDED, "percentage");
    is_figure("100.0000%", 0, TR_UNBOUNDED, "percentage");
    is_figure("zero-implied", 0, 0, "zero-implied");
    is_figure("not-reported", 0, TR_UNBOUNDED, "not-reported");
    is_figure("not-collected", 0, TR_UNBOUNDED, "not-collected");
    is_figure("not-applicable", 0, TR_UNBOUNDED, "not-applicable");
    is_figure("withheld-law", 0, TR_UNBOUNDED, "withheld-law");
    is_figure("withheld-policy", 0, TR_UNBOUNDED, "withheld-policy");
    is_figure("withheld-order", 0, TR_UNBOUNDED, "withheld-order");
    is_figure("elsewhere", 0, TR_UNBOUNDED, "elsewhere");
    is_figure("merged", 0, TR_UNBOUNDED, "merged");
    is_figure("pending", 0, TR_UNBOUNDED, "pending");
    is_figure("unknown", 0, TR_UNBOUNDED, "unknown");
}

static void refused(void)
{
    is_fault("", "empty", 0, "");
    is_fault("  ", "empty", 0, "");
    is_fault("1,234", "separator", 1, "1234");
    is_fault("1.234", "separator", 1, "1234");
    is_fault("1'234", "separator", 1, "1234");
    is_fault("1\xE2\x80\x99" "234", "separator", 1, "1234");
    is_fault("1 234", "separator", 1, "1234");
    is_fault("1\xC2\xA0" "234", "separator", 1, "1234");
    is_fault("1\xE2\x80\xAF" "234", "separator", 1, "1234");
    is_fault("1_234", "separator", 1, "1234");
    is_fault("12,345,678", "separator", 2, "12345678");
    is_fault("12.345.678", "separator", 2, "12345678");
    is_fault("11,000 - 12,000", "separator", 2, "11000..12000");
    is_fault("1,508 - 1,999", "separator", 1, "1508..1999");
    is_fault("1e3", "exponent", 1, "1000");
    is_fault("1E+3", "exponent", 1, "1000");
    is_fault("1e999", "exponent", 1, "");
    is_fault("1.5e3", "exponent", 1, "");
    is_fault("12.5", "decimal", 2, "");
    is_fault("12.0", "decimal", 2, "");
    is_fault("12,5", "decimal", 2, "");
    is_fault("+5", "sign", 0, "5");
    is_fault("-5", "sign", 0, "");
    is_fault("\xE2\x88\x92" "5", "sign", 0, "");
    is_fault("007", "leading-zero", 0, "7");
    is_fault("00", "leading-zero", 0, "0");
    is_fault("8..0499", "leading-zero", 3, "8..499");
    is_fault(" 5", "space", 0, "5");
    is_fault("5 ", "space", 1, "5");
    is_fault("5\n", "space", 1, "5");
    is_fault("88 %", "space", 2, "88%");
    is_fault("8 .. 499", "space", 1, "8..499");
    is_fault("< 10", "space", 1, "<10");
    is_fault("500..8", "backwards", 5, "8..500");
    is_fault("5..5", "one-number", 3, "5");
    is_fault("5\xC2\xB1" "0", "one-number", 3, "5");
    is_fault("<1", "one-number", 0, "0");
    is_fault("<0", "limit", 0, "");
    is_fault("<=9", "limit", 0, "0..9");
    is_fault("\xE2\x89\xA4" "9", "limit", 0, "0..9");
    is_fault("..9", "limit", 0, "0..9");
    is_fault("0-499", "dash", 1, "0..499");
    is_fault("8\xE2\x80\x93" "499", "dash", 1, "8..499");
    is_fault("8...499", "dash", 1, "8..499");
    is_fault("8\xE2\x80\xA6" "499", "dash", 1, "8..499");
    is_fault(">5", "open", 0, "");
    is_fault(">=5", "open", 0, "");
    is_fault("5+", "open", 1, "");
    is_fault("5..", "open", 3, "");
    is_fault("5+/-2", "plus-minus", 1, "5\xC2\xB1" "2");
    is_fault("5+-2", "plus-minus", 1, "5\xC2\xB1" "2");
    is_fault("101%", "percent-range", 0, "");
    is_fault("100.01%", "percent-range", 0, "");
    is_fault("88.%", "percent-form", 3, "");
    is_fault("8..9%", "percent-form", 4, "");
    is_fault("88.12345%", "percent-form", 7, "");
    is_fault("88,5%", "percent-form", 2, "88.5%");
    is_fault("8%..9%", "percent-form", 2, "");
    is_fault("\xEF\xBC\x91\xEF\xBC\x92", "script", 0, "12");
    is_fault("\xD9\xA1\xD9\xA2\xD9\xA3", "script", 0, "123");
    is_fault("1\xDB\xB2", "script", 1, "12");
    is_fault("12.345 %", "space", 6, "12.345%");
    is_fault("12,345%", "percent-form", 2, "12.345%");
    is_fault("123,456", "separator", 3, "123456");
    is_fault("1234,567", "decimal", 4, "");
    is_fault("1e17", "exponent", 1, "100000000000000000");
    is_fault("1e18", "exponent", 1, "");
    is_fault("\xEF\xBC\x90", "script", 0, "0");
    is_fault("5\xEF\xBC\x85", "script", 1, "5%");
    is_fault("\xEF\xBD\x9E" "5", "script", 0, "~5");
    is_fault("  <=9", "space", 0, "0..9");
    is_fault("  >=5", "space", 0, "");
    is_fault("  -5", "space", 0, "");
    is_fault("5+x2", "unknown", 1, "");
    is_fault("ZERO-IMPLIED ", "word-spelling", 0, "zero-implied");
    is_fault("embargoed", "computed", 0, "");
    is_fault("at-least", "computed", 0, "");
    is_fault("refused", "computed", 0, "");
    is_fault("reported", "not-a-word", 0, "");
    is_fault("band", "not-a-word", 0, "");
    is_fault("below", "not-a-word", 0, "");
    is_fault("approximate", "not-a-word", 0, "");
    is_fault("estimated", "not-a-word", 0, "");
    is_fault("percentage", "not-a-word", 0, "");
    is_fault("unset", "unknown", 0, "");
    is_fault("Not reported", "word-spelling", 0, "not-reported");
    is_fault("WITHHELD_LAW", "word-spelling", 0, "withheld-law");
    is_fault("unknwon", "word-unknown", 0, "unknown");
    is_fault("Not reportd", "word-unknown", 0, "not-reported");
    is_fault("-", "no-reason", 0, "");
    is_fault(" -", "no-reason", 0, "");
    is_fault("\xE2\x80\x94", "no-reason", 0, "");
    is_fault("N/A", "no-reason", 0, "");
    is_fault("null", "no-reason", 0, "");
    is_fault("1*", "unknown", 1, "");
    is_fault("0x10", "unknown", 1, "");
    is_fault("twelve", "unknown", 0, "");
    is_fault("5..6..7", "unknown", 4, "");
    is_fault("1\xFF", "unknown", 1, "");
    is_fault("1\xC2", "unknown", 1, "");
    is_fault("<", "unknown", 1, "");
    is_fault("~", "unknown", 1, "");
    is_fault("%", "unknown", 0, "");
    is_fault("1000000000000000000", "too-large", 18, "");
    is_fault("3,353 (2,440)", "unknown", 1, "");
}

static void long_input(void)
{
    char digits[401];

    memset(digits, '7', 400);
    digits[400] = '\0';
    is_fault(digits, "too-large", 18, "");
    for (int i = 1; i < 100; i += 4)
        digits[i] = ',';
    digits[99] = '\0';
    is_fault(digits, "unknown", 1, "");
    memset(digits, ' ', 400);
    is_fault(digits, "empty", 0, "");
    memset(digits, 'x', 400);
    is_fault(digits, "unknown", 0, "");
}

static void nul_inside(void)
{
    tr_figure figure;
    tr_figure_error error;

    ok(!tr_figure_parse("12\0003", 4, &figure, &error), "a NUL is no figure");
    is_int(error.fault, TR_FIGURE_UNKNOWN, "and is nothing else either");
}

/* Every text of up to four characters of an alphabet that holds all signs. */
static void short_texts(void)
{
    static const char alphabet[] = "0159.<~%-e, +";
    const int n = (int)sizeof(alphabet) - 1;
    int accepted_count = 0, not_printed_back = 0, invalid = 0, bad_meaning = 0;

    for (int i = 0; i < n * n * n * n; i++) {
        const char text[] = { alphabet[i % n], alphabet[i / n % n],
                              alphabet[i / n / n % n],
                              alphabet[i / n / n / n % n] };
        for (size_t length = 1; length <= 4; length++) {
            tr_figure figure;
            tr_figure_error error;
            char printed[TR_FIGURE_TEXT];
            if (!tr_figure_parse(text, length, &figure, &error)) {
                if (error.meant[0])
                    bad_meaning += !tr_figure_parse(error.meant,
                                                    strlen(error.meant),
                                                    &figure, NULL);
                continue;
            }
            accepted_count++;
            tr_figure_print(&figure, printed);
            not_printed_back += strlen(printed) != length
                || memcmp(printed, text, length) != 0;
            invalid += !tr_value_is_valid(&figure.value);
        }
    }
    ok(accepted_count > 1000, "%d short texts are figures", accepted_count);
    is_int(not_printed_back, 0, "all print back as written");
    is_int(invalid, 0, "all are valid values");
    is_int(bad_meaning, 0, "all that is suggested is a figure");
}

static tr_figure parsed(const char *text)
{
    tr_figure figure;
    memset(&figure, 0, sizeof(figure));
    tr_figure_parse(text, strlen(text), &figure, NULL);
    return figure;
}

static void details(void)
{
    tr_figure f = parsed("88.5%");

    ok(f.percent == 885000 && f.decimals == 1, "88.5%% in 1/10000 percent");
    f = parsed("~35800000");
    is_int(f.stated, 35800000, "a bare approximation keeps what was stated");
    ok(!tr_value_is_bounded(&f.value), "and bounds nothing");
    f = parsed("35800000\xC2\xB1" "50000");
    ok(f.stated == 35800000 && f.margin == 50000, "N and its margin");
    f = parsed("<10");
    is_int(f.stated, 10, "acid 23: <10 keeps its limit");
    ok(f.value.min == 0 && f.value.max == 9, "acid 23: <10 is 0 to 9");
}

static void estimates(void)
{
    tr_figure f = parsed("500");
    char text[TR_FIGURE_TEXT];

    tr_figure_set_estimated(&f);
    ok(f.value.status == TR_STATUS_ESTIMATED && f.value.min == 500
       && !tr_value_is_exact(&f.value), "an estimate is never exact");
    is_str(tr_figure_print(&f, text), "500", "it prints as written");
    f = parsed("unknown");
    tr_figure_set_estimated(&f);
    is_int(f.value.status, TR_STATUS_UNKNOWN, "a word is no estimate");
}

static void resolving(void)
{
    tr_figure f = parsed("79.00%"), n = parsed("5");
    tr_value whole = tr_value_interval(11000, 12000, TR_STATUS_BAND);
    tr_value unknown = tr_value_missing(TR_STATUS_UNKNOWN);
    char text[TR_FIGURE_TEXT];

    is_int(tr_figure_resolve(&f, &whole, TR_ROUNDING_HALF), TR_PERCENT_OK,
           "79.00% of 11,000..12,000");
    ok(f.value.min == 8690 && f.value.max == 9480, "with its two decimals");
    is_str(tr_figure_print(&f, text), "79.00%", "it prints as written");
    f = parsed("79%");
    tr_figure_resolve(&f, &whole, TR_ROUNDING_HALF);
    ok(f.value.min == 8635 && f.value.max == 9540,
       "acid 5: 79%% of 11,000..12,000");
    is_int(f.value.status, TR_STATUS_PERCENTAGE, "it stays a percentage");
    f = parsed("79%");
    f.value.flags = TR_FLAG_RESTATED;
    tr_figure_set_estimated(&f);
    tr_figure_resolve(&f, &whole, TR_ROUNDING_HALF);
    ok(f.value.status == TR_STATUS_ESTIMATED && f.value.max == 9540
       && f.value.flags == (TR_FLAG_ESTIMATED | TR_FLAG_RESTATED),
       "an estimated percentage stays an estimate and keeps its flags");
    tr_figure_resolve(&n, &whole, TR_ROUNDING_HALF);
    is_int(n.value.max, 5, "a number is left alone");
    f = parsed("0%");
    is_int(tr_figure_resolve(&f, &unknown, TR_ROUNDING_HALF),
           TR_PERCENT_OF_UNKNOWN, "0% of unknown");
    ok(!tr_value_is_bounded(&f.value), "bounds nothing");
}

int main(void)
{
    accepted();
    refused();
    long_input();
    nul_inside();
    short_texts();
    details();
    estimates();
    resolving();
    return tap_done();
}
