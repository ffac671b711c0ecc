/* SPDX-License-Identifier: Apache-2.0 */
/* text.c - phrases that need both words and numerals. */
#include "intl/text.h"

#include <string.h>

#include <apr_strings.h>

#include "intl/countries.h"

const char *tr_text_count(const tr_catalog *catalog, const tr_locale *locale,
                          const char *key, apr_int64_t count,
                          apr_pool_t *pool)
{
    const char *pattern = tr_catalog_plural(catalog, key,
                                            tr_locale_plural(locale, count));
    return tr_catalog_fill(pool, pattern, "count",
                           tr_locale_integer(locale, count, pool), NULL);
}

const char *tr_text_at_least(const tr_catalog *catalog,
                             const tr_locale *locale, apr_int64_t min,
                             apr_pool_t *pool)
{
    return tr_text_count(catalog, locale, "value.at-least", min, pool);
}

const char *tr_text_country(const tr_catalog *catalog,
                            const tr_locale *locale, const char *code,
                            apr_pool_t *pool)
{
    tr_country_kind kind = tr_country_kind_of(code);
    char country[3] = {0};
    if (kind == TR_COUNTRY_INVALID)
        return code;
    if (kind == TR_COUNTRY_COUNTRY)
        return tr_locale_country(locale, code);
    if (kind != TR_COUNTRY_SUBNATIONAL)
        return tr_catalog_text(catalog,
                               apr_pstrcat(pool, "country.", code, NULL));
    memcpy(country, code, 2);
    return tr_catalog_fill(pool, tr_catalog_text(catalog, "country.part"),
                           "country", tr_locale_country(locale, country),
                           "code", code, NULL);
}
