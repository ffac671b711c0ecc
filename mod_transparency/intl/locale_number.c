/* SPDX-License-Identifier: Apache-2.0 */
/*
 * locale_number.c - integers, percentages and intervals of them.
 *
 * A page has thousands of integers, so they are written by rules read from
 * ICU once: ten digits, a separator, two group sizes, a sign.  The rules are
 * tried on a list of hard values against ICU itself; if one differs, every
 * integer of the language goes through ICU instead.
 */
#include <stdlib.h>
#include <string.h>

#include <apr_strings.h>
#include <unicode/unum.h>
#include <unicode/ustring.h>

#include "intl/locale_private.h"

/* Sign and 19 digits of an int64, or of one with a decimal point; NUL. */
#define PLAIN_MAX 32

/* A result object of ICU as UTF-8. */
static const char *value_text(const UFormattedValue *value,
                              UErrorCode *status, apr_pool_t *pool)
{
    int32_t length = 0;
    const UChar *text = NULL;
    if (U_SUCCESS(*status))
        text = ufmtval_getString(value, &length, status);
    return tr_utf8(text, length, status, pool);
}

static const char *icu_number(const UNumberFormatter *formatter,
                              const char *decimal, UErrorCode *status,
                              apr_pool_t *pool)
{
    UFormattedNumber *result = unumf_openResult(status);
    const char *text;
    unumf_formatDecimal(formatter, decimal, -1, result, status);
    text = value_text(unumf_resultAsValue(result, status), status, pool);
    unumf_closeResult(result);
    return text;
}

static const char *icu_range(const UNumberRangeFormatter *formatter,
                             const char *min, const char *max,
                             UErrorCode *status, apr_pool_t *pool)
{
    UFormattedNumberRange *result = unumrf_openResult(status);
    const char *text;
    unumrf_formatDecimalRange(formatter, min, -1, max, -1, result, status);
    text = value_text(unumrf_resultAsValue(result, status), status, pool);
    unumrf_closeResult(result);
    return text;
}

/* ------------------------------------------------------------ rules ---- */

static char *put(char *to, const char *text)
{
    apr_size_t length = strlen(text);
    memcpy(to, text, length);
    return to + length;
}

/* A separator belongs before the last `left` digits of a longer number. */
static int group_here(const tr_numbers *numbers, int left)
{
    if (left < numbers->primary)
        return 0;
    return (left - numbers->primary) % numbers->secondary == 0;
}

static apr_size_t write_by_rules(const tr_numbers *numbers, apr_int64_t value,
                                 char *buffer)
{
    char plain[PLAIN_MAX], *out = buffer;
    apr_uint64_t magnitude = value < 0 ? 0 - (apr_uint64_t)value
                                       : (apr_uint64_t)value;
    int count = 0, grouped;
    do {
        plain[count++] = (char)(magnitude % 10);
        magnitude /= 10;
    } while (magnitude);
    grouped = numbers->primary > 0
              && count >= numbers->primary + numbers->minimum;
    if (value < 0)
        out = put(out, numbers->negative[0]);
    while (count > 0) {
        out = put(out, numbers->digits[(int)plain[--count]]);
        if (grouped && count > 0 && group_here(numbers, count))
            out = put(out, numbers->group);
    }
    if (value < 0)
        out = put(out, numbers->negative[1]);
    return (apr_size_t)(out - buffer);
}

static const char *number_symbol(UNumberFormat *format,
                                 UNumberFormatSymbol which,
                                 UErrorCode *status, apr_pool_t *pool)
{
    UChar wide[16];
    int32_t length = unum_getSymbol(format, which, wide, 16, status);
    return tr_utf8(wide, length, status, pool);
}

static void read_rules(tr_numbers *numbers, const char *id,
                       UErrorCode *status, apr_pool_t *pool)
{
    UNumberFormat *format = unum_open(UNUM_DECIMAL, NULL, 0, id, NULL, status);
    int i;
    if (U_FAILURE(*status))
        return;
    numbers->digits[0] = number_symbol(format, UNUM_ZERO_DIGIT_SYMBOL, status,
                                       pool);
    for (i = 1; i < 10; i++)
        numbers->digits[i] =
            number_symbol(format, UNUM_ONE_DIGIT_SYMBOL + i - 1, status, pool);
    numbers->group = number_symbol(format, UNUM_GROUPING_SEPARATOR_SYMBOL,
                                   status, pool);
    numbers->primary = unum_getAttribute(format, UNUM_GROUPING_SIZE);
    numbers->secondary =
        unum_getAttribute(format, UNUM_SECONDARY_GROUPING_SIZE);
    if (numbers->secondary <= 0)
        numbers->secondary = numbers->primary;
    unum_close(format);
}

/* Splits a text at the only place where the word stands; 0 if there is none. */
static int split(const char *text, const char *word, const char *parts[2],
                 apr_pool_t *pool)
{
    const char *at = strstr(text, word);
    if (!at || strstr(at + 1, word))
        return 0;
    parts[0] = apr_pstrmemdup(pool, text, (apr_size_t)(at - text));
    parts[1] = apr_pstrdup(pool, at + strlen(word));
    return 1;
}

static void read_sign(tr_numbers *numbers, UErrorCode *status,
                      apr_pool_t *pool)
{
    const char *minus = icu_number(numbers->integer, "-1", status, pool);
    const char *four = icu_number(numbers->integer, "1000", status, pool);
    if (U_FAILURE(*status))
        return;
    if (!split(minus, numbers->digits[1], numbers->negative, pool))
        numbers->by_icu = 1;
    /* Spanish and Polish write 1000 and 10 000 */
    numbers->minimum = strstr(four, numbers->group) ? 1 : 2;
}

static void read_range(tr_numbers *numbers, UErrorCode *status,
                       apr_pool_t *pool)
{
    const char *outer[2], *inner[2] = {"", ""};
    const char *text = icu_range(numbers->integers, "1", "9", status, pool);
    if (U_FAILURE(*status))
        return;
    if (split(text, numbers->digits[1], outer, pool) && outer[0][0] == '\0'
        && split(outer[1], numbers->digits[9], inner, pool)
        && inner[1][0] == '\0')
        numbers->range = inner[0];
}

/* The rules hold if they write these as ICU does. */
static void try_rules(tr_numbers *numbers, UErrorCode *status,
                      apr_pool_t *pool)
{
    static const apr_int64_t hard[] = {0, 1, 12, 999, 1000, 4567, 10000, 99999,
        100000, 1234567, 12345678, 123456789, 9876543210, APR_INT64_MAX,
        APR_INT64_MIN, -1, -23, -1000, -10000, -7654321};
    apr_size_t i, length;
    for (i = 0; i < sizeof hard / sizeof *hard && !numbers->by_icu; i++) {
        char buffer[4 * TR_LOCALE_INTEGER_MAX];
        const char *icu = icu_number(
            numbers->integer, apr_psprintf(pool, "%" APR_INT64_T_FMT, hard[i]),
            status, pool);
        if (U_FAILURE(*status))
            return;
        length = write_by_rules(numbers, hard[i], buffer);
        if (length > TR_LOCALE_INTEGER_MAX || strlen(icu) != length
            || memcmp(icu, buffer, length) != 0)
            numbers->by_icu = 1;
    }
}

static int rules_are_short(const tr_numbers *numbers)
{
    int i;
    for (i = 0; i < 10; i++) {
        if (strlen(numbers->digits[i]) > 4)
            return 0;
    }
    return numbers->primary >= 0 && strlen(numbers->group) <= 8;
}

static UNumberRangeFormatter *open_ranges(const UChar *skeleton,
                                          UNumberRangeCollapse collapse,
                                          const char *id, UErrorCode *status)
{
    return unumrf_openForSkeletonWithCollapseAndIdentityFallback(
        skeleton, -1, collapse, UNUM_IDENTITY_FALLBACK_SINGLE_VALUE, id, NULL,
        status);
}

void tr_numbers_open(tr_locale *locale, UErrorCode *status, apr_pool_t *pool)
{
    tr_numbers *numbers = &locale->numbers;
    const char *id = locale->id;
    numbers->integer = unumf_openForSkeletonAndLocale(u"", 0, id, status);
    numbers->percent =
        unumf_openForSkeletonAndLocale(u"percent .####", -1, id, status);
    numbers->integers =
        open_ranges(u"", UNUM_RANGE_COLLAPSE_NONE, id, status);
    numbers->percents =
        open_ranges(u"percent .####", UNUM_RANGE_COLLAPSE_AUTO, id, status);
    read_rules(numbers, id, status, pool);
    if (U_FAILURE(*status))
        return;
    if (rules_are_short(numbers))
        read_sign(numbers, status, pool);
    else
        numbers->by_icu = 1;
    if (U_SUCCESS(*status))
        try_rules(numbers, status, pool);
    read_range(numbers, status, pool);
}

void tr_numbers_close(tr_numbers *numbers)
{
    unumf_close(numbers->integer);
    unumf_close(numbers->percent);
    unumrf_close(numbers->integers);
    unumrf_close(numbers->percents);
}

/* --------------------------------------------------------- integers ---- */

static apr_size_t write_by_icu(const tr_numbers *numbers, apr_int64_t value,
                               char *buffer)
{
    UErrorCode status = U_ZERO_ERROR;
    UFormattedNumber *result = unumf_openResult(&status);
    UChar wide[TR_LOCALE_INTEGER_MAX];
    int32_t length = 0;
    unumf_formatInt(numbers->integer, value, result, &status);
    length = unumf_resultToString(result, wide, TR_LOCALE_INTEGER_MAX,
                                  &status);
    u_strToUTF8(buffer, TR_LOCALE_INTEGER_MAX, &length, wide, length, &status);
    unumf_closeResult(result);
    if (U_FAILURE(status))
        length = apr_snprintf(buffer, TR_LOCALE_INTEGER_MAX,
                              "%" APR_INT64_T_FMT, value);
    return (apr_size_t)length;
}

apr_size_t tr_locale_write_integer(const tr_locale *locale, apr_int64_t value,
                                   char *buffer)
{
    return locale->numbers.by_icu
               ? write_by_icu(&locale->numbers, value, buffer)
               : write_by_rules(&locale->numbers, value, buffer);
}

const char *tr_locale_integer(const tr_locale *locale, apr_int64_t value,
                              apr_pool_t *pool)
{
    char buffer[TR_LOCALE_INTEGER_MAX];
    apr_size_t length = tr_locale_write_integer(locale, value, buffer);
    return apr_pstrmemdup(pool, buffer, length);
}

const char *tr_locale_interval(const tr_locale *locale, apr_int64_t min,
                               apr_int64_t max, apr_pool_t *pool)
{
    UErrorCode status = U_ZERO_ERROR;
    const char *low, *high, *text;
    if (min == max)
        return tr_locale_integer(locale, min, pool);
    /* with a minus sign some languages put spaces round the dash */
    if (locale->numbers.range && min >= 0 && max >= 0)
        return apr_pstrcat(pool, tr_locale_integer(locale, min, pool),
                           locale->numbers.range,
                           tr_locale_integer(locale, max, pool), NULL);
    low = apr_psprintf(pool, "%" APR_INT64_T_FMT, min);
    high = apr_psprintf(pool, "%" APR_INT64_T_FMT, max);
    text = icu_range(locale->numbers.integers, low, high, &status, pool);
    return text ? text : apr_pstrcat(pool, low, " \xE2\x80\x93 ", high, NULL);
}

/* ------------------------------------------------------ percentages ---- */

/* value ÷ 10^places, rounded as asked, without overflow. */
static apr_int64_t shorten(apr_int64_t value, int places,
                           tr_shorten how)
{
    apr_int64_t unit = 1, quotient, rest;
    while (places-- > 0)
        unit *= 10;
    quotient = value / unit;
    rest = value % unit;
    if (how == TR_SHORTEN_DOWN && rest < 0)
        quotient--;
    else if (how == TR_SHORTEN_UP && rest > 0)
        quotient++;
    else if (how == TR_SHORTEN_NEAREST && 2 * llabs(rest) >= unit
             && rest != 0)
        quotient += rest > 0 ? 1 : -1;
    return quotient;
}

/* A number of 10^-digits percent as a decimal: (885, 1) is "88.5". */
static const char *decimal(apr_int64_t value, int digits, tr_shorten how,
                           apr_pool_t *pool)
{
    apr_int64_t whole, unit = 1;
    int i;
    if (digits < 0 || digits > 4)
        digits = digits < 0 ? 0 : 4;
    value = shorten(value, 4 - digits, how);
    for (i = 0; i < digits; i++)
        unit *= 10;
    whole = value / unit;
    return apr_psprintf(pool, "%s%" APR_INT64_T_FMT ".%0*" APR_INT64_T_FMT,
                        value < 0 ? "-" : "", whole < 0 ? -whole : whole,
                        digits > 0 ? digits : 1,
                        value % unit < 0 ? -(value % unit) : value % unit);
}

const char *tr_locale_percent(const tr_locale *locale, apr_int64_t value,
                              int digits, tr_shorten how,
                              apr_pool_t *pool)
{
    UErrorCode status = U_ZERO_ERROR;
    const char *plain = decimal(value, digits, how, pool);
    const char *text = icu_number(locale->numbers.percent, plain, &status,
                                  pool);
    return text ? text : apr_pstrcat(pool, plain, "%", NULL);
}

const char *tr_locale_percent_interval(const tr_locale *locale,
                                       apr_int64_t min, apr_int64_t max,
                                       int digits, apr_pool_t *pool)
{
    UErrorCode status = U_ZERO_ERROR;
    const char *low, *high, *text;
    if (min == max)
        return tr_locale_percent(locale, min, digits, TR_SHORTEN_NEAREST, pool);
    low = decimal(min, digits, TR_SHORTEN_DOWN, pool);
    high = decimal(max, digits, TR_SHORTEN_UP, pool);
    text = icu_range(locale->numbers.percents, low, high, &status, pool);
    return text ? text
                : apr_pstrcat(pool, low, "% \xE2\x80\x93 ", high, "%", NULL);
}
