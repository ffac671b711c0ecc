/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers, dates, periods, lists, plurals and collation of languages. */
#include <stdint.h>

#include <apr_general.h>
#include <apr_strings.h>
#include <apr_thread_proc.h>
#include <unicode/uloc.h>
#include <unicode/unumberformatter.h>
#include <unicode/ustring.h>

#include "intl/countries.h"
#include "intl/locale.h"
#include "tap.h"

static apr_pool_t *pool;

#define NNBSP "\xE2\x80\xAF"    /* narrow no-break space */
#define NBSP "\xC2\xA0"
#define THIN "\xE2\x80\x89"     /* thin space */
#define DASH "\xE2\x80\x93"

/* 2012: 1 January, 1 July, 31 December, as days since 1970-01-01 */
enum { Y2012 = 15340, JULY = 15522, END_2012 = 15705 };

static const tr_locale *locale(const char *tag)
{
    tr_locale *made;
    const char *error = NULL;
    if (tr_locale_create(&made, tag, pool, &error) != APR_SUCCESS)
        ok(0, "%s", error);
    return made;
}

static void is_integer(const char *tag, apr_int64_t value, const char *text)
{
    is_str(tr_locale_integer(locale(tag), value, pool), text,
           apr_psprintf(pool, "%s: %" APR_INT64_T_FMT, tag, value));
}

static void integers(void)
{
    is_integer("en", 0, "0");
    is_integer("en", 1268, "1,268");
    is_integer("en", -1234567, "-1,234,567");
    is_integer("en", INT64_MAX, "9,223,372,036,854,775,807");
    is_integer("en", INT64_MIN, "-9,223,372,036,854,775,808");
    is_integer("de", 1234567, "1.234.567");
    is_integer("fr", 1234567, "1" NNBSP "234" NNBSP "567");
    is_integer("uk", 1234567, "1" NBSP "234" NBSP "567");
    is_integer("es", 1234, "1234");
    is_integer("es", 12345, "12.345");
    is_integer("pl", 1234, "1234");
    is_integer("hi-IN", 1234567, "12,34,567");
    is_integer("en-IN", 123456789, "12,34,56,789");
    is_integer("ar-EG", 1268, "\xD9\xA1\xD9\xAC\xD9\xA2\xD9\xA6\xD9\xA8");
    is_integer("fa", 1268, "\xDB\xB1\xD9\xAC\xDB\xB2\xDB\xB6\xDB\xB8");
    is_integer("de-CH", 1234567, "1\xE2\x80\x99" "234\xE2\x80\x99" "567");
    is_integer("zh-Hans", 1234567, "1,234,567");
    is_integer("th-TH-u-nu-thai", 12, "\xE0\xB9\x91\xE0\xB9\x92");
}

static const char *by_icu(const char *tag, apr_int64_t value)
{
    UErrorCode status = U_ZERO_ERROR;
    char id[ULOC_FULLNAME_CAPACITY], *out = apr_palloc(pool, 512);
    UNumberFormatter *formatter;
    UFormattedNumber *result = unumf_openResult(&status);
    UChar wide[256];
    uloc_forLanguageTag(tag, id, sizeof id, NULL, &status);
    formatter = unumf_openForSkeletonAndLocale(u"", 0, id, &status);
    unumf_formatInt(formatter, value, result, &status);
    unumf_resultToString(result, wide, 256, &status);
    u_strToUTF8(out, 512, NULL, wide, -1, &status);
    unumf_closeResult(result);
    unumf_close(formatter);
    return U_SUCCESS(status) ? out : "(failed)";
}

/* Every locale that ICU has can be made and writes as ICU does. */
static void all_locales(void)
{
    static const apr_int64_t values[] = {7, 1000, 31415, 271828182,
                                         -1000, -31415, INT64_MIN};
    int32_t i;
    apr_size_t v;
    int unmade = 0, wrong = 0;
    for (i = 0; i < uloc_countAvailable(); i += 7) {
        UErrorCode status = U_ZERO_ERROR;
        char tag[ULOC_FULLNAME_CAPACITY];
        const char *error = NULL;
        tr_locale *made;
        uloc_toLanguageTag(uloc_getAvailable(i), tag, sizeof tag, 1, &status);
        if (tr_locale_create(&made, tag, pool, &error) != APR_SUCCESS) {
            printf("# %s\n", error);
            unmade++;
            continue;
        }
        for (v = 0; v < sizeof values / sizeof *values; v++) {
            const char *text = tr_locale_integer(made, values[v], pool);
            if (strcmp(text, by_icu(tag, values[v])) != 0) {
                printf("# %s: %s\n", tag, text);
                wrong++;
            }
        }
    }
    is_int(unmade, 0, "every seventh locale of ICU can be made");
    is_int(wrong, 0, "and writes integers as ICU does");
}

static void intervals(void)
{
    is_str(tr_locale_interval(locale("en"), 8, 1499, pool),
           "8" DASH "1,499", "en: an interval");
    is_str(tr_locale_interval(locale("en"), 5, 5, pool), "5",
           "an interval of one number is that number");
    is_str(tr_locale_interval(locale("fa"), 8, 499, pool),
           "\xDB\xB8" DASH "\xDB\xB4\xDB\xB9\xDB\xB9", "fa: an interval");
    is_str(tr_locale_interval(locale("es"), 0, 999, pool), "0-999",
           "es: an interval");
    is_str(tr_locale_interval(locale("en"), -5, 3, pool),
           "-5 " DASH " 3", "en: an interval below zero");
}

static const char *percent(const char *tag, apr_int64_t value, int digits,
                           tr_shorten how)
{
    return tr_locale_percent(locale(tag), value, digits, how, pool);
}

static void percentages(void)
{
    is_str(percent("en", 880000, 1, TR_SHORTEN_NEAREST), "88%", "en: 88 %");
    is_str(percent("fr", 858159, 1, TR_SHORTEN_NEAREST),
           "85,8" NBSP "%", "fr: 85.8 %");
    is_str(percent("tr", 858159, 2, TR_SHORTEN_NEAREST), "%85,82",
           "tr: the sign stands before");
    is_str(percent("ar-EG", 880000, 0, TR_SHORTEN_NEAREST),
           "\xD9\xA8\xD9\xA8\xD9\xAA\xD8\x9C", "ar-EG: digits and sign");
    is_str(percent("en", 999999, 1, TR_SHORTEN_DOWN), "99.9%",
           "a lower bound never becomes 100 %");
    is_str(percent("en", 1, 1, TR_SHORTEN_UP), "0.1%",
           "an upper bound above 0 never becomes 0");
    is_str(percent("en", 5000, 0, TR_SHORTEN_NEAREST), "1%",
           "half is rounded away from zero");
    is_str(percent("en", -5000, 0, TR_SHORTEN_NEAREST), "-1%",
           "also below it");
    is_str(percent("en", -4999, 0, TR_SHORTEN_NEAREST), "0%",
           "less than half below zero is 0, without a sign");
    is_str(percent("en", -12345, 4, TR_SHORTEN_NEAREST), "-1.2345%",
           "four decimals");
    is_str(percent("en", -12345, 1, TR_SHORTEN_DOWN), "-1.3%",
           "down is towards minus infinity");
    is_str(percent("en", INT64_MIN, 4, TR_SHORTEN_NEAREST),
           "-922,337,203,685,477.5808%", "the least value does not overflow");
    is_str(tr_locale_percent_interval(locale("de"), 210666, 220333, 1, pool),
           "21" DASH "22,1" NBSP "%",
           "de: an interval, rounded outwards");
    is_str(tr_locale_percent_interval(locale("en"), 880000, 880000, 1, pool),
           "88%", "an interval of one percentage");
}

static void is_period(const char *tag, apr_int64_t first, apr_int64_t last,
                      const char *text)
{
    is_str(tr_locale_period(locale(tag), first, last, pool), text,
           apr_psprintf(pool, "%s: %s", tag, text));
}

static void periods(void)
{
    is_period("en", Y2012, END_2012, "2012");
    is_period("en", Y2012, JULY - 1, "January" THIN DASH THIN "June 2012");
    is_period("en", JULY, END_2012, "July" THIN DASH THIN "December 2012");
    is_period("en", Y2012, Y2012 + 90, "1st quarter 2012");
    is_period("en", JULY, JULY + 30, "July 2012");
    is_period("en", Y2012, Y2012 + 273, "January" THIN DASH THIN
              "September 2012");
    is_period("en", Y2012, END_2012 + 365, "2012" THIN DASH THIN "2013");
    is_period("en", JULY, END_2012 + 31, "July 2012" THIN DASH THIN
              "January 2013");
    is_period("en", JULY + 14, END_2012, "Jul 15, 2012" THIN DASH THIN
              "Dec 31, 2012");
    is_period("en", JULY, JULY, "Jul 1, 2012");
    is_period("en", JULY, JULY - 1, "2012-07-01 " DASH " 2012-06-30");
    is_period("de", Y2012, JULY - 1, "Januar" DASH "Juni 2012");
    is_period("zh-Hans", Y2012, JULY - 1,
              "2012\xE5\xB9\xB4" "1\xE6\x9C\x88\xE8\x87\xB3" "6\xE6\x9C\x88");
    is_period("fa", Y2012, JULY - 1,
              "\xDA\x98\xD8\xA7\xD9\x86\xD9\x88\xDB\x8C\xD9\x87\xD9\x94 "
              "\xDB\xB2\xDB\xB0\xDB\xB1\xDB\xB2 \xD8\xAA\xD8\xA7 "
              "\xDA\x98\xD9\x88\xD8\xA6\xD9\x86 "
              "\xDB\xB2\xDB\xB0\xDB\xB1\xDB\xB2");
}

/* Whoever reads the name of a half-year must be able to tell which it is. */
static void halves_differ(void)
{
    static const char *const tags[] = {"en", "uk", "fr", "es", "de", "pt",
        "ru", "ar", "fa", "tr", "zh-Hans", "he", "hi", "pl", "ja", "th"};
    apr_size_t i;
    for (i = 0; i < sizeof tags / sizeof *tags; i++) {
        const tr_locale *l = locale(tags[i]);
        const char *first = tr_locale_period(l, Y2012, JULY - 1, pool);
        const char *second = tr_locale_period(l, JULY, END_2012, pool);
        const char *five = tr_locale_period(l, Y2012, JULY - 31, pool);
        const char *later = tr_locale_period(l, JULY + 366 - 1, END_2012 + 365,
                                             pool);
        ok(strcmp(first, second) && strcmp(first, five)
               && strcmp(second, later),
           "%s: names of halves differ by months and year", tags[i]);
    }
}

static void dates(void)
{
    const tr_locale *en = locale("en"), *uk = locale("uk");
    is_str(tr_locale_date(en, 0, TR_DATE_MEDIUM, pool), "Jan 1, 1970",
           "day 0");
    is_str(tr_locale_date(en, -1, TR_DATE_LONG, pool), "December 31, 1969",
           "day -1");
    is_str(tr_locale_date(en, 11016, TR_DATE_LONG, pool), "February 29, 2000",
           "a leap day");
    is_str(tr_locale_date(en, -141428, TR_DATE_LONG, pool),
           "October 14, 1582", "Gregorian before 1582, too");
    is_str(tr_locale_date(en, -719162, TR_DATE_LONG, pool), "January 1, 1",
           "the first day of year 1");
    is_str(tr_locale_date(en, 2932896, TR_DATE_LONG, pool),
           "December 31, 9999", "the last day of year 9999");
    is_str(tr_locale_date(en, 2932897, TR_DATE_LONG, pool),
           "1970-01-01+2932897d", "a day beyond is said in numbers");
    is_str(tr_locale_date(en, INT64_MIN, TR_DATE_LONG, pool),
           "1970-01-01-9223372036854775808d", "and so is any other");
    is_str(tr_locale_date(uk, JULY, TR_DATE_LONG, pool),
           "1 \xD0\xBB\xD0\xB8\xD0\xBF\xD0\xBD\xD1\x8F 2012" NNBSP
           "\xD1\x80.", "uk: the month is in the genitive");
    is_str(tr_locale_date(locale("fa"), JULY, TR_DATE_MEDIUM, pool),
           "\xDB\xB1 \xDA\x98\xD9\x88\xD8\xA6\xDB\x8C\xD9\x87 "
           "\xDB\xB2\xDB\xB0\xDB\xB1\xDB\xB2",
           "fa: own digits, Gregorian calendar");
    is_str(tr_locale_instant(en, apr_time_from_sec(1363824000), pool),
           "Mar 21, 2013, 00:00 UTC", "an instant");
    is_str(tr_locale_instant(en, apr_time_from_sec(1363824000) - 1, pool),
           "Mar 20, 2013, 23:59 UTC", "a microsecond before");
    is_str(tr_locale_instant(en, -1, pool), "Dec 31, 1969, 23:59 UTC",
           "a microsecond before 1970");
}

static void lists(void)
{
    static const char *const items[] = {"a", "b", "c"};
    const tr_locale *de = locale("de");
    is_str(tr_locale_list(de, TR_LIST_AND, items, 3, pool), "a, b und c",
           "three");
    is_str(tr_locale_list(de, TR_LIST_OR, items, 2, pool), "a oder b", "two");
    is_str(tr_locale_list(de, TR_LIST_AND, items, 1, pool), "a", "one");
    is_str(tr_locale_list(de, TR_LIST_AND, items, 0, pool), "", "none");
}

static void is_plural(const char *tag, apr_int64_t count, const char *word)
{
    is_str(tr_plural_name(tr_locale_plural(locale(tag), count)), word,
           apr_psprintf(pool, "%s: %" APR_INT64_T_FMT " is %s", tag, count,
                        word));
}

static void plurals(void)
{
    is_plural("en", 1, "one");
    is_plural("en", 0, "other");
    is_plural("uk", 1, "one");
    is_plural("uk", 22, "few");
    is_plural("uk", 11, "many");
    is_plural("uk", 9000000000000000021, "one");
    is_plural("uk", INT64_MAX, "many");
    is_plural("ar", 0, "zero");
    is_plural("ar", 2, "two");
    is_plural("ar", 103, "few");
    is_plural("ar", 11, "many");
    is_plural("ar", 100, "other");
    is_plural("fr", 1000000, "many");
    is_plural("zh-Hans", 1, "other");
    is_int(tr_locale_plurals(locale("ar")), 63, "Arabic has all six");
    is_int(tr_locale_plurals(locale("en")),
           1 << TR_PLURAL_ONE | 1 << TR_PLURAL_OTHER, "English has two");
}

static void is_before(const char *tag, const char *left, const char *right)
{
    const tr_locale *l = locale(tag);
    apr_size_t a, b;
    const char *key = tr_locale_sort_key(l, left, pool, &a);
    const char *other = tr_locale_sort_key(l, right, pool, &b);
    ok(tr_locale_compare(l, left, right) < 0, "%s: %s before %s", tag, left,
       right);
    ok(tr_locale_compare(l, right, left) > 0, "and not the other way round");
    ok(strcmp(key, other) < 0 && strlen(key) == a && strlen(other) == b,
       "so are their keys");
}

static void collation(void)
{
    is_before("en", "\xC3\x85land Islands", "Albania");
    is_before("sv", "Albania", "\xC3\x85land");
    is_before("de", "\xC3\x96sterreich", "Polen");
    is_before("uk", "\xD0\x86\xD0\xBD\xD0\xB4\xD1\x96\xD1\x8F",
              "\xD0\x99\xD0\xBE\xD1\x80\xD0\xB4\xD0\xB0\xD0\xBD\xD1\x96\xD1"
              "\x8F");
    is_int(tr_locale_compare(locale("en"), "a", "a"), 0, "equal");
}

static void names(void)
{
    const tr_locale *ar = locale("ar");
    int i, all = 1;
    is_str(tr_locale_own_name(locale("fr")), "Fran\xC3\xA7" "ais", "fr");
    is_str(tr_locale_own_name(locale("zh-Hans")),
           "\xE7\xAE\x80\xE4\xBD\x93\xE4\xB8\xAD\xE6\x96\x87", "zh-Hans");
    is_str(tr_locale_tag(ar), "ar", "the tag as given");
    is_str(tr_locale_direction(ar), "rtl", "ar is written from the right");
    is_str(tr_locale_direction(locale("fa")), "rtl", "and fa");
    is_str(tr_locale_direction(locale("zh-Hans")), "ltr", "zh-Hans is not");
    is_str(tr_locale_country(locale("de"), "CZ"), "Tschechien", "de: CZ");
    is_str(tr_locale_country(locale("en"), "XK"), "Kosovo", "en: XK");
    ok(strcmp(tr_locale_country(locale("de"), "KR"),
              tr_locale_country(locale("de"), "KP")) != 0,
       "acid 13: the two Koreas differ");
    ok(tr_locale_country(ar, "x-un") == NULL, "acid 15: x-un is no country");
    ok(tr_locale_country(ar, "UK") == NULL, "nor is UK");
    for (i = 0; i < tr_country_count(); i++) {
        const char *code = tr_country_code(i);
        const char *name = tr_locale_country(ar, code);
        all &= (name != NULL) == (code[0] != 'x')
               && (!name || strcmp(name, code) != 0);
    }
    ok(all, "ar: every country has a name that is not its code");
}

static void is_refused(const char *tag, apr_status_t expected)
{
    tr_locale *made;
    const char *error = NULL;
    apr_status_t rv = tr_locale_create(&made, tag, pool, &error);
    ok(rv == expected && made == NULL && error && strstr(error, tag),
       "'%s' is refused: %s", tag, error ? error : "(accepted)");
}

static void refusals(void)
{
    is_refused("", APR_EINVAL);
    is_refused("en_US", APR_EINVAL);
    is_refused("e", APR_EINVAL);
    is_refused("en-", APR_EINVAL);
    is_refused("english language", APR_EINVAL);
    is_refused("xx", APR_NOTFOUND);
    is_refused("tlh", APR_NOTFOUND);
    is_refused("und", APR_NOTFOUND);
}

/* ---------------------------------------------------------- threads ---- */

enum { THREADS = 4, ROUNDS = 300 };

/* All that a page asks of a locale, as one text. */
static const char *everything(const tr_locale *l, apr_int64_t n,
                              apr_pool_t *p)
{
    const char *items[] = {"a", "b", "c"};
    apr_size_t length;
    return apr_pstrcat(
        p, tr_locale_integer(l, n * 7919, p), "|",
        tr_locale_interval(l, n, n * 3, p), "|",
        tr_locale_interval(l, -n - 1, n, p), "|",
        tr_locale_percent(l, n * 12345, 2, TR_SHORTEN_UP, p), "|",
        tr_locale_percent_interval(l, n, n * 4321, 1, p), "|",
        tr_locale_date(l, n * 37, TR_DATE_LONG, p), "|",
        tr_locale_instant(l, apr_time_from_sec(n * 99991), p), "|",
        tr_locale_period(l, Y2012, JULY - 1 + n, p), "|",
        tr_locale_list(l, TR_LIST_AND, items, 3, p), "|",
        tr_plural_name(tr_locale_plural(l, n)), "|",
        tr_locale_country(l, "UA"), "|",
        tr_locale_sort_key(l, n % 2 ? "odd" : "even", p, &length),
        tr_locale_compare(l, "a", "B") < 0 ? "<" : ">", NULL);
}

static const tr_locale *shared;
static const char *expected[ROUNDS];

static void *APR_THREAD_FUNC run(apr_thread_t *thread, void *data)
{
    apr_pool_t *own;
    intptr_t wrong = 0;
    int i;
    apr_pool_create_unmanaged(&own);
    for (i = 0; i < 4 * ROUNDS; i++) {
        wrong += strcmp(everything(shared, i % ROUNDS, own),
                        expected[i % ROUNDS]) != 0;
        apr_pool_clear(own);
    }
    apr_pool_destroy(own);
    *(intptr_t *)data = wrong;
    return NULL;
}

static void threads(const char *tag)
{
    apr_thread_t *thread[THREADS];
    intptr_t wrong[THREADS], sum = 0;
    apr_status_t rv;
    int i;
    shared = locale(tag);
    for (i = 0; i < ROUNDS; i++)
        expected[i] = everything(shared, i, pool);
    for (i = 0; i < THREADS; i++) {
        wrong[i] = -1;
        apr_thread_create(&thread[i], NULL, run, &wrong[i], pool);
    }
    for (i = 0; i < THREADS; i++) {
        apr_thread_join(&rv, thread[i]);
        sum += wrong[i] != 0;
    }
    is_int(sum, 0, apr_psprintf(pool, "%s: four threads share a locale", tag));
}

int main(void)
{
    apr_initialize();
    apr_pool_create(&pool, NULL);
    integers();
    all_locales();
    intervals();
    percentages();
    periods();
    halves_differ();
    dates();
    lists();
    plurals();
    collation();
    names();
    refusals();
    threads("fa");
    threads("ee"); /* integers through ICU */
    apr_pool_destroy(pool);
    apr_terminate();
    return tap_done();
}
