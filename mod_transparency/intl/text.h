/* SPDX-License-Identifier: Apache-2.0 */
/*
 * text.h - phrases that need both a catalog (words) and a locale (numerals).
 * The two should be of the same language.  All text is UTF-8, not escaped.
 */
#ifndef TR_INTL_TEXT_H
#define TR_INTL_TEXT_H

#include "intl/catalog.h"
#include "intl/locale.h"

/**
 * A plural message for a number: the category's text with {count} filled.
 * @param key e.g. "rows.count"
 */
const char *tr_text_count(const tr_catalog *catalog, const tr_locale *locale,
                          const char *key, apr_int64_t count,
                          apr_pool_t *pool);

/** "at least 8". */
const char *tr_text_at_least(const tr_catalog *catalog,
                             const tr_locale *locale, apr_int64_t min,
                             apr_pool_t *pool);

/**
 * The name of a jurisdiction as shown to a visitor: countries by ICU,
 * the x- codes by the catalog (keys "country.x-un" ...), a subdivision as
 * "country (code)", anything else as the code itself.
 */
const char *tr_text_country(const tr_catalog *catalog,
                            const tr_locale *locale, const char *code,
                            apr_pool_t *pool);

#endif
