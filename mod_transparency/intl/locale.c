/* SPDX-License-Identifier: Apache-2.0 */
/*
 * locale.c - makes a tr_locale, and what needs neither numbers nor dates:
 * names, lists, plurals, collation, countries.
 */
#include "intl/locale.h"

#include <string.h>

#include <apr_strings.h>
#include <unicode/uldnames.h>
#include <unicode/uloc.h>
#include <unicode/ustring.h>

#include "intl/countries.h"
#include "intl/locale_private.h"

static const char *const plural_names[TR_PLURAL_COUNT] = {
    "zero", "one", "two", "few", "many", "other"};

/* ------------------------------------------------------------- text ---- */

const char *tr_utf8(const UChar *text, int32_t length, UErrorCode *status,
                    apr_pool_t *pool)
{
    char *out;
    int32_t bytes = 0;
    if (U_FAILURE(*status))
        return NULL;
    out = apr_palloc(pool, 3 * (apr_size_t)length + 1);
    u_strToUTF8(out, 3 * length + 1, &bytes, text, length, status);
    return U_SUCCESS(*status) ? out : NULL;
}

UChar *tr_utf16(const char *text, int32_t *length, UErrorCode *status,
                apr_pool_t *pool)
{
    apr_size_t bytes = strlen(text);
    UChar *out;
    if (bytes > 0x1000000) {
        *status = U_BUFFER_OVERFLOW_ERROR;
        return NULL;
    }
    out = apr_palloc(pool, (bytes + 1) * sizeof *out);
    u_strFromUTF8WithSub(out, (int32_t)bytes + 1, length, text,
                         (int32_t)bytes, 0xFFFD, NULL, status);
    return out;
}

/* --------------------------------------------------------- the tag ---- */

/* ICU answers in another language rather than say it has none: so ask. */
static int icu_knows(const char *id)
{
    UErrorCode status = U_ZERO_ERROR;
    char language[ULOC_LANG_CAPACITY], other[ULOC_LANG_CAPACITY];
    int32_t i;
    if (uloc_getLanguage(id, language, sizeof language, &status) == 0)
        return 0;
    for (i = 0; i < uloc_countAvailable(); i++) {
        status = U_ZERO_ERROR;
        uloc_getLanguage(uloc_getAvailable(i), other, sizeof other, &status);
        if (U_SUCCESS(status) && strcmp(language, other) == 0)
            return 1;
    }
    return 0;
}

static apr_status_t read_tag(tr_locale *locale, const char *tag,
                             apr_pool_t *pool, const char **error)
{
    UErrorCode status = U_ZERO_ERROR;
    char id[ULOC_FULLNAME_CAPACITY];
    int32_t parsed = 0;
    uloc_forLanguageTag(tag, id, sizeof id, &parsed, &status);
    if (U_FAILURE(status) || status == U_STRING_NOT_TERMINATED_WARNING
        || parsed == 0 || (apr_size_t)parsed != strlen(tag)) {
        *error = apr_psprintf(pool, "'%s' is no BCP 47 language tag", tag);
        return APR_EINVAL;
    }
    if (!icu_knows(id)) {
        *error = apr_psprintf(pool, "no locale data for the language of '%s' "
                              "in this ICU (%s)", tag, U_ICU_VERSION);
        return APR_NOTFOUND;
    }
    uloc_setKeywordValue("calendar", "gregorian", id, sizeof id, &status);
    if (U_FAILURE(status)) {
        *error = apr_psprintf(pool, "the language tag '%s' is too long", tag);
        return APR_EINVAL;
    }
    locale->tag = apr_pstrdup(pool, tag);
    locale->id = apr_pstrdup(pool, id);
    locale->rtl = uloc_isRightToLeft(id);
    return APR_SUCCESS;
}

/* --------------------------------------------------------- creation ---- */

static apr_status_t close_locale(void *data)
{
    tr_locale *locale = data;
    tr_numbers_close(&locale->numbers);
    ulistfmt_close(locale->lists[TR_LIST_AND]);
    ulistfmt_close(locale->lists[TR_LIST_OR]);
    if (locale->plurals)
        uplrules_close(locale->plurals);
    if (locale->collator)
        ucol_close(locale->collator);
    return APR_SUCCESS;
}

/* The names of ICU are for the language's own locale, without the calendar. */
static void read_names(tr_locale *locale, UErrorCode *status,
                       apr_pool_t *pool)
{
    UDisplayContext context[] = {UDISPCTX_DIALECT_NAMES,
                                 UDISPCTX_CAPITALIZATION_FOR_UI_LIST_OR_MENU};
    char id[ULOC_FULLNAME_CAPACITY];
    UChar wide[256];
    ULocaleDisplayNames *names;
    int32_t length;
    int i;
    uloc_getBaseName(locale->id, id, sizeof id, status);
    names = uldn_openForContext(id, context, 2, status);
    length = uldn_localeDisplayName(names, id, wide, 256, status);
    locale->own_name = tr_utf8(wide, length, status, pool);
    uldn_close(names);
    context[1] = UDISPCTX_CAPITALIZATION_FOR_STANDALONE;
    names = uldn_openForContext(id, context, 2, status);
    locale->regions = apr_pcalloc(pool, (apr_size_t)tr_country_count()
                                            * sizeof *locale->regions);
    for (i = 0; i < tr_country_count() && U_SUCCESS(*status); i++) {
        const char *code = tr_country_code(i);
        if (tr_country_kind_of(code) != TR_COUNTRY_COUNTRY)
            continue;
        length = uldn_regionDisplayName(names, code, wide, 256, status);
        locale->regions[i] = tr_utf8(wide, length, status, pool);
    }
    uldn_close(names);
}

static void read_plurals(tr_locale *locale, UErrorCode *status)
{
    UEnumeration *keywords;
    const char *word;
    int i;
    locale->plurals = uplrules_openForType(locale->id, UPLURAL_TYPE_CARDINAL,
                                           status);
    keywords = uplrules_getKeywords(locale->plurals, status);
    while (U_SUCCESS(*status) && (word = uenum_next(keywords, NULL, status))) {
        for (i = 0; i < TR_PLURAL_COUNT; i++) {
            if (strcmp(word, plural_names[i]) == 0)
                locale->plural_set |= 1u << i;
        }
    }
    if (keywords)
        uenum_close(keywords);
}

static void open_parts(tr_locale *locale, UErrorCode *status,
                       apr_pool_t *pool)
{
    locale->lists[TR_LIST_AND] = ulistfmt_openForType(
        locale->id, ULISTFMT_TYPE_AND, ULISTFMT_WIDTH_WIDE, status);
    locale->lists[TR_LIST_OR] = ulistfmt_openForType(
        locale->id, ULISTFMT_TYPE_OR, ULISTFMT_WIDTH_WIDE, status);
    locale->collator = ucol_open(locale->id, status);
    read_plurals(locale, status);
    read_names(locale, status, pool);
    tr_numbers_open(locale, status, pool);
    if (U_SUCCESS(*status))
        tr_dates_fill(locale, status, pool);
}

apr_status_t tr_locale_create(tr_locale **out, const char *tag,
                              apr_pool_t *pool, const char **error)
{
    UErrorCode status = U_ZERO_ERROR;
    tr_locale *locale = apr_pcalloc(pool, sizeof *locale);
    apr_status_t rv = read_tag(locale, tag, pool, error);
    *out = NULL;
    if (rv != APR_SUCCESS)
        return rv;
    apr_pool_cleanup_register(pool, locale, close_locale,
                              apr_pool_cleanup_null);
    open_parts(locale, &status, pool);
    if (U_FAILURE(status)) {
        *error = apr_psprintf(pool, "ICU cannot write the language '%s': %s",
                              tag, u_errorName(status));
        return APR_EGENERAL;
    }
    *out = locale;
    return APR_SUCCESS;
}

/* ------------------------------------------------------- properties ---- */

const char *tr_locale_tag(const tr_locale *locale)
{
    return locale->tag;
}

const char *tr_locale_own_name(const tr_locale *locale)
{
    return locale->own_name;
}

int tr_locale_is_rtl(const tr_locale *locale)
{
    return locale->rtl;
}

const char *tr_locale_direction(const tr_locale *locale)
{
    return locale->rtl ? "rtl" : "ltr";
}

const char *tr_locale_country(const tr_locale *locale, const char *code)
{
    int index = tr_country_index(code);
    return index < 0 ? NULL : locale->regions[index];
}

/* ------------------------------------------------------------ lists ---- */

static const char *join_plainly(const char *const *items, int count,
                                apr_pool_t *pool)
{
    const char *text = items[0];
    int i;
    for (i = 1; i < count; i++)
        text = apr_pstrcat(pool, text, ", ", items[i], NULL);
    return text;
}

const char *tr_locale_list(const tr_locale *locale, tr_list_kind kind,
                           const char *const *items, int count,
                           apr_pool_t *pool)
{
    UErrorCode status = U_ZERO_ERROR;
    apr_size_t slots = count > 0 ? (apr_size_t)count : 0;
    const UChar **wide;
    int32_t *lengths, total = 0, size = 64;
    UChar *joined;
    int i;
    if (count <= 0)
        return "";
    if (count == 1)
        return apr_pstrdup(pool, items[0]);
    wide = apr_palloc(pool, slots * sizeof *wide);
    lengths = apr_palloc(pool, slots * sizeof *lengths);
    for (i = 0; i < count && U_SUCCESS(status); i++) {
        wide[i] = tr_utf16(items[i], &lengths[i], &status, pool);
        size += lengths[i] + 32;
    }
    if (U_FAILURE(status))
        return join_plainly(items, count, pool);
    joined = apr_palloc(pool, (apr_size_t)size * sizeof *joined);
    total = ulistfmt_format(locale->lists[kind == TR_LIST_OR], wide, lengths,
                            count, joined, size, &status);
    return U_SUCCESS(status) ? tr_utf8(joined, total, &status, pool)
                             : join_plainly(items, count, pool);
}

/* ---------------------------------------------------------- plurals ---- */

tr_plural tr_locale_plural(const tr_locale *locale, apr_int64_t count)
{
    UErrorCode status = U_ZERO_ERROR;
    const apr_uint64_t limit = 1000000000000000u;
    apr_uint64_t magnitude = count < 0 ? 0 - (apr_uint64_t)count
                                       : (apr_uint64_t)count;
    UChar wide[16];
    char word[16];
    int i;
    /* Rules look at the last digits; a double holds 15 of them exactly. */
    if (magnitude > limit)
        magnitude = limit + magnitude % limit;
    uplrules_select(locale->plurals, (double)magnitude, wide, 16, &status);
    if (U_FAILURE(status))
        return TR_PLURAL_OTHER;
    u_austrncpy(word, wide, (int32_t)sizeof word);
    for (i = 0; i < TR_PLURAL_COUNT; i++) {
        if (strncmp(word, plural_names[i], sizeof word) == 0)
            return (tr_plural)i;
    }
    return TR_PLURAL_OTHER;
}

unsigned tr_locale_plurals(const tr_locale *locale)
{
    return locale->plural_set;
}

const char *tr_plural_name(tr_plural category)
{
    return (unsigned)category < TR_PLURAL_COUNT ? plural_names[category]
                                                : "other";
}

/* -------------------------------------------------------- collation ---- */

int tr_locale_compare(const tr_locale *locale, const char *left,
                      const char *right)
{
    UErrorCode status = U_ZERO_ERROR;
    UCollationResult order = ucol_strcollUTF8(locale->collator, left, -1,
                                              right, -1, &status);
    return U_SUCCESS(status) ? (int)order : strcmp(left, right);
}

const char *tr_locale_sort_key(const tr_locale *locale, const char *text,
                               apr_pool_t *pool, apr_size_t *length)
{
    UErrorCode status = U_ZERO_ERROR;
    int32_t units = 0, size;
    UChar *wide = tr_utf16(text, &units, &status, pool);
    unsigned char *key;
    if (U_FAILURE(status)) {
        *length = strlen(text);
        return apr_pstrdup(pool, text);
    }
    size = ucol_getSortKey(locale->collator, wide, units, NULL, 0);
    key = apr_pcalloc(pool, (apr_size_t)size + 1);
    size = ucol_getSortKey(locale->collator, wide, units, key, size);
    *length = size > 0 ? (apr_size_t)size - 1 : 0;
    return (const char *)key;
}
