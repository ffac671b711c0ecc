/* SPDX-License-Identifier: Apache-2.0 */
/*
 * show_locale - what the module writes in a language, one fact a line, tabs
 * between the fields: tag, kind, what was asked, the text.  intl.mjs compares
 * it with another implementation.
 *
 *   show_locale TAG...
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <apr_general.h>

#include "intl/countries.h"
#include "intl/locale.h"

static const apr_int64_t numbers[] = {
    0, 1, 2, 3, 5, 7, 10, 11, 12, 21, 22, 42, 100, 101, 103, 111, 999, 1000, 1268, 9999, 10000, 12345, 100000,
    1000000, 1234567, 12345678, 123456789, 9007199254740993, INT64_MAX, -1, -1268, -1234567
};
static const apr_int64_t percents[] = { 0, 10000, 55000, 123400, 505000, 880000, 999900, 1000000, 12345000 };
static const apr_int64_t days[] = { 0, 11016, 15340, 15399, 15431, 15461, 15522, 15553, 15705, 16136, 20270 };

static void line(const tr_locale *locale, const char *kind, apr_int64_t asked, const char *text)
{
    printf("%s\t%s\t%" PRId64 "\t%s\n", tr_locale_tag(locale), kind, asked, text);
}

static void lists(const tr_locale *locale, apr_pool_t *pool)
{
    static const char *const items[] = { "AA", "BB", "CC", "DD" };

    for (int count = 1; count <= 4; count++) {
        line(locale, "and", count, tr_locale_list(locale, TR_LIST_AND, items, count, pool));
        line(locale, "or", count, tr_locale_list(locale, TR_LIST_OR, items, count, pool));
    }
}

static void countries(const tr_locale *locale)
{
    char code[3] = "";

    for (code[0] = 'A'; code[0] <= 'Z'; code[0]++)
        for (code[1] = 'A'; code[1] <= 'Z'; code[1]++) {
            const char *name = tr_locale_country(locale, code);
            if (name)
                printf("%s\tcountry\t%s\t%s\n", tr_locale_tag(locale), code, name);
        }
}

static void show(const tr_locale *locale, apr_pool_t *pool)
{
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        line(locale, "integer", numbers[i], tr_locale_integer(locale, numbers[i], pool));
        if (numbers[i] >= 0)
            line(locale, "plural", numbers[i], tr_plural_name(tr_locale_plural(locale, numbers[i])));
    }
    for (size_t i = 0; i < sizeof percents / sizeof *percents; i++)
        line(locale, "percent", percents[i], tr_locale_percent(locale, percents[i], 2, TR_SHORTEN_NEAREST, pool));
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        line(locale, "short", days[i], tr_locale_date(locale, days[i], TR_DATE_MEDIUM, pool));
        line(locale, "long", days[i], tr_locale_date(locale, days[i], TR_DATE_LONG, pool));
    }
    lists(locale, pool);
    countries(locale);
}

int main(int argc, char **argv)
{
    apr_pool_t *pool;

    if (apr_initialize() != APR_SUCCESS || apr_pool_create(&pool, NULL) != APR_SUCCESS)
        return 1;
    for (int i = 1; i < argc; i++) {
        const char *error = "";
        tr_locale *locale;
        if (tr_locale_create(&locale, argv[i], pool, &error) != APR_SUCCESS) {
            fprintf(stderr, "%s\n", error);
            return 1;
        }
        show(locale, pool);
    }
    apr_terminate();
    return 0;
}
