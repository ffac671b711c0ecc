/* SPDX-License-Identifier: Apache-2.0 */
/*
 * locale.h - numbers, dates, periods, lists, plurals and collation of one
 * language, by ICU (CLDR).
 *
 * A tr_locale is made once per process and language and is then read-only for
 * its users: every function below that takes a `const tr_locale *` may be
 * called from any number of threads at once.  What is asked for most
 * (integers, intervals, names of years, halves, quarters and months) is
 * written from templates taken from ICU when the locale is made; only dates
 * and arbitrary spans go through an ICU formatter, behind a lock.
 *
 * Text returned is UTF-8, lives in the pool given and is never NULL.  Should
 * ICU fail (no memory), the language-neutral form is given instead (1234,
 * 2012-07-01): less pretty, never wrong.
 *
 * Days are numbered from 1970-01-01 = 0 in the proleptic Gregorian calendar.
 * The calendar is Gregorian in every language, because the periods of a
 * record are.
 */
#ifndef TR_INTL_LOCALE_H
#define TR_INTL_LOCALE_H

#include <apr_pools.h>
#include <apr_time.h>

typedef struct tr_locale tr_locale;

/** CLDR plural categories, in the order of tr_plural_name(). */
typedef enum {
    TR_PLURAL_ZERO,
    TR_PLURAL_ONE,
    TR_PLURAL_TWO,
    TR_PLURAL_FEW,
    TR_PLURAL_MANY,
    TR_PLURAL_OTHER
} tr_plural;

#define TR_PLURAL_COUNT 6

/** How a value is shortened to the digits shown. */
typedef enum {
    TR_SHORTEN_NEAREST, /**< half away from zero */
    TR_SHORTEN_DOWN,    /**< towards minus infinity: for a lower bound */
    TR_SHORTEN_UP       /**< towards plus infinity: for an upper bound */
} tr_shorten;

typedef enum {
    TR_DATE_MEDIUM, /**< "1 Jul 2012" */
    TR_DATE_LONG    /**< "1 July 2012" */
} tr_date_style;

typedef enum {
    TR_LIST_AND, /**< "a, b and c" */
    TR_LIST_OR   /**< "a, b or c" */
} tr_list_kind;

/** Bytes that tr_locale_write_integer() may need at most, in any language. */
#define TR_LOCALE_INTEGER_MAX 192

/**
 * Makes the locale of a BCP 47 tag.
 * @param out   the locale; it lives as long as the pool, which closes it
 * @param tag   e.g. "en", "zh-Hans", "ar-EG"; any tag whose language ICU knows
 * @param pool  owner of the locale
 * @param error on failure a sentence naming the tag, from the pool
 * @return APR_SUCCESS; APR_EINVAL for a malformed tag; APR_NOTFOUND when ICU
 *         has no data for the language (it would silently answer in another);
 *         APR_EGENERAL when ICU fails
 */
apr_status_t tr_locale_create(tr_locale **out, const char *tag,
                              apr_pool_t *pool, const char **error);

/** The tag the locale was made from, as given. */
const char *tr_locale_tag(const tr_locale *locale);

/** The language's name in itself, as written in a menu: "Français". */
const char *tr_locale_own_name(const tr_locale *locale);

/** 1 if the language is written from right to left. */
int tr_locale_is_rtl(const tr_locale *locale);

/** "rtl" or "ltr", the value of the HTML attribute dir. */
const char *tr_locale_direction(const tr_locale *locale);

/**
 * Writes an integer with the language's digits, grouping and minus sign.
 * @param buffer at least TR_LOCALE_INTEGER_MAX bytes; not NUL-terminated
 * @return the number of bytes written
 */
apr_size_t tr_locale_write_integer(const tr_locale *locale, apr_int64_t value,
                                   char *buffer);

/** The same as a string. */
const char *tr_locale_integer(const tr_locale *locale, apr_int64_t value,
                              apr_pool_t *pool);

/**
 * A closed interval of integers, "8–499"; the integer alone if both are equal.
 */
const char *tr_locale_interval(const tr_locale *locale, apr_int64_t min,
                               apr_int64_t max, apr_pool_t *pool);

/**
 * A percentage.
 * @param value    ten-thousandths of a percent: 880000 is 88 %
 * @param digits   most decimals shown, 0 to 4; trailing zeros are dropped
 * @param how     how a value with more decimals is shortened
 */
const char *tr_locale_percent(const tr_locale *locale, apr_int64_t value,
                              int digits, tr_shorten how,
                              apr_pool_t *pool);

/** A closed interval of percentages, min rounded down and max up: "21–22%". */
const char *tr_locale_percent_interval(const tr_locale *locale,
                                       apr_int64_t min, apr_int64_t max,
                                       int digits, apr_pool_t *pool);

/** A day. */
const char *tr_locale_date(const tr_locale *locale, apr_int64_t day,
                           tr_date_style style, apr_pool_t *pool);

/** An instant in UTC to the minute, saying so: "21 Mar 2013, 00:00 UTC". */
const char *tr_locale_instant(const tr_locale *locale, apr_time_t instant,
                              apr_pool_t *pool);

/**
 * The name of a span of days, both inclusive: a year ("2012"), a half-year
 * ("January – June 2012"), a quarter ("1st quarter 2012"), a month ("July
 * 2012"), whole years or months ("2012 – 2014", "January – September 2012"),
 * otherwise the two days ("15 Jul – 31 Dec 2012").  If the last day lies
 * before the first, both are given as ISO dates.
 */
const char *tr_locale_period(const tr_locale *locale, apr_int64_t first_day,
                             apr_int64_t last_day, apr_pool_t *pool);

/** Items in a sentence; "" for none. */
const char *tr_locale_list(const tr_locale *locale, tr_list_kind kind,
                           const char *const *items, int count,
                           apr_pool_t *pool);

/** The plural category of a cardinal number. */
tr_plural tr_locale_plural(const tr_locale *locale, apr_int64_t count);

/** Bit (1 << category) set for each category the language has. */
unsigned tr_locale_plurals(const tr_locale *locale);

/** "zero", "one", "two", "few", "many" or "other". */
const char *tr_plural_name(tr_plural category);

/** Order of two UTF-8 strings in the language: < 0, 0 or > 0. */
int tr_locale_compare(const tr_locale *locale, const char *left,
                      const char *right);

/**
 * A key that memcmp() orders as tr_locale_compare() orders the texts.
 * @param length bytes of the key, its final NUL not counted
 * @return the key in the pool, NUL-terminated and without inner NUL, so that
 *         strcmp() works too
 */
const char *tr_locale_sort_key(const tr_locale *locale, const char *text,
                               apr_pool_t *pool, apr_size_t *length);

/**
 * The name of a country in the language.
 * @param code ISO 3166-1 alpha-2 upper case, or XK
 * @return text owned by the locale; NULL if the code is not one of these
 */
const char *tr_locale_country(const tr_locale *locale, const char *code);

#endif
