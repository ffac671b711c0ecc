/* SPDX-License-Identifier: Apache-2.0 */
/*
 * countries.c - checks, names and looks up jurisdictions.
 *
 * Searches sorted constant tables (countries_data.c, countries_aliases.c);
 * keeps nothing.
 */
#include "intl/countries.h"

#include <string.h>

#include <apr_lib.h>
#include <apr_strings.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include "intl/countries_data.h"

/* Names longer than this are not in the table anyway. */
#define FOLD_MAX 256

/* ------------------------------------------------------------ codes ---- */

/* Two letters as a rule: a loop is a third of what a call of strncmp() takes. */
static int compare_code(const char *code, apr_size_t length, const char *row)
{
    apr_size_t i = 0;
    while (i < length && code[i] == row[i])
        i++;
    if (i < length)
        return (unsigned char)code[i] - (unsigned char)row[i];
    return row[length] == '\0' ? 0 : -1;
}

/* The first two letters as one number, in the order of codes. */
static int letters(const char *code)
{
    return (unsigned char)code[0] << 8 | (unsigned char)code[1];
}

/* Rows of two letters that begin like `code`, which are most of what is looked for. */
static int find_short_row(const char *code)
{
    int low = 0, high = tr_country_row_count - 1;
    int wanted = letters(code);
    while (low <= high) {
        int middle = low + (high - low) / 2;
        const char *row = tr_country_rows[middle].code;
        int here = letters(row);
        if (here == wanted && row[2] == '\0')
            return middle;
        if (wanted <= here)
            high = middle - 1;
        else
            low = middle + 1;
    }
    return -1;
}

static int find_row(const char *code, apr_size_t length)
{
    int low = 0, high = tr_country_row_count - 1;
    if (memchr(code, '\0', length))
        return -1;
    if (length == 2)
        return find_short_row(code);
    while (low <= high) {
        int middle = low + (high - low) / 2;
        int order = compare_code(code, length, tr_country_rows[middle].code);
        if (order == 0)
            return middle;
        if (order < 0)
            high = middle - 1;
        else
            low = middle + 1;
    }
    return -1;
}

static int is_upper_or_digit(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* ISO 3166-2: the country's code, a hyphen, one to three of A-Z 0-9. */
static int is_subdivision(const char *code, apr_size_t length)
{
    apr_size_t i;
    if (length < 4 || length > 6 || code[2] != '-' || code[0] == 'x'
        || find_row(code, 2) < 0)
        return 0;
    for (i = 3; i < length; i++) {
        if (!is_upper_or_digit(code[i]))
            return 0;
    }
    return 1;
}

/* Of two letters in either case. */
static const tr_country_misuse *find_misuse(const char *code)
{
    int i;
    for (i = 0; i < tr_country_misuse_count; i++) {
        const char *row = tr_country_misuses[i].code;
        if (apr_toupper(code[0]) == row[0] && apr_toupper(code[1]) == row[1])
            return &tr_country_misuses[i];
    }
    return NULL;
}

/* ------------------------------------------------- what was meant ------ */

static const char *by_case(const char *code, apr_pool_t *pool)
{
    char *other = apr_pstrdup(pool, code), *c;
    int index;
    for (c = other; *c; c++)
        *c = (char)apr_toupper(*c);
    index = find_row(other, strlen(other));
    if (index < 0 && is_subdivision(other, strlen(other)))
        return other;
    if (index < 0) {
        for (c = other; *c; c++)
            *c = (char)apr_tolower(*c);
        index = find_row(other, strlen(other));
    }
    return index < 0 ? NULL : tr_country_rows[index].code;
}

static const char *by_alpha3(const char *code)
{
    int i;
    for (i = 0; strlen(code) == 3 && i < tr_country_row_count; i++) {
        if (apr_strnatcasecmp(code, tr_country_rows[i].alpha3) == 0)
            return tr_country_rows[i].code;
    }
    return NULL;
}

/* One letter wrong, missing, too many, or two swapped. */
static int is_near(const char *a, const char *b)
{
    apr_size_t i = 0, la = strlen(a), lb = strlen(b);
    if (strcmp(a, b) == 0)
        return 1;
    while (a[i] && a[i] == b[i])
        i++;
    if (la == lb)
        return strcmp(a + i + 1, b + i + 1) == 0
               || (a[i + 1] && a[i] == b[i + 1] && a[i + 1] == b[i]
                   && strcmp(a + i + 2, b + i + 2) == 0);
    if (la == lb + 1)
        return strcmp(a + i + 1, b + i) == 0;
    return lb == la + 1 && strcmp(a + i, b + i + 1) == 0;
}

/* For two letters only the swapped pair: one letter off hits dozens. */
static const char *by_nearness(const char *code)
{
    char swapped[3] = {0};
    int i;
    if (strlen(code) == 2) {
        swapped[0] = code[1];
        swapped[1] = code[0];
        i = find_row(swapped, 2);
        return i < 0 ? NULL : tr_country_rows[i].code;
    }
    for (i = 0; i < tr_country_row_count; i++) {
        const char *row = tr_country_rows[i].code;
        if (row[0] == 'x' && (is_near(code, row) || is_near(code, row + 2)))
            return row;
    }
    return NULL;
}

static const char *what_was_meant(const char *code, apr_pool_t *pool)
{
    const char *found = by_case(code, pool);
    if (!found)
        found = by_alpha3(code);
    if (!found)
        found = tr_country_lookup(code, strlen(code));
    return found ? found : by_nearness(code);
}

/* The country part of a would-be ISO 3166-2 code that is misused or unknown. */
static const char *explain_subdivision(const char *code, apr_pool_t *pool)
{
    const tr_country_misuse *misuse = find_misuse(code);
    if (misuse && misuse->instead && misuse->instead[0] != 'x')
        return apr_psprintf(pool, "'%s' begins with '%.2s', which is no code "
                            "of ISO 3166-1: write '%s%s'", code, code,
                            misuse->instead, code + 2);
    return apr_psprintf(pool, "'%s' is no code of ISO 3166-2: two capital "
                        "letters of a country, '-', one to three capital "
                        "letters or digits", code);
}

const char *tr_country_meant(const char *code, apr_pool_t *pool)
{
    const tr_country_misuse *misuse = strlen(code) == 2 ? find_misuse(code)
                                                         : NULL;

    return misuse ? misuse->instead : what_was_meant(code, pool);
}

static const char *explain(const char *code, apr_pool_t *pool)
{
    const tr_country_misuse *misuse = strlen(code) == 2 ? find_misuse(code)
                                                         : NULL;
    const char *meant;
    if (misuse && misuse->instead)
        return apr_psprintf(pool, "'%s' is not used for a jurisdiction: "
                            "write '%s' (%s)", code, misuse->instead,
                            tr_country_name(misuse->instead, APR_INT64_MAX));
    if (misuse)
        return apr_psprintf(pool, "'%s' is not used for a jurisdiction: %s",
                            code, misuse->hint);
    meant = what_was_meant(code, pool);
    if (meant)
        return apr_psprintf(pool, "unknown jurisdiction '%s': did you mean "
                            "'%s'?", code, meant);
    if (strlen(code) > 2 && code[2] == '-')
        return explain_subdivision(code, pool);
    return apr_psprintf(pool, "unknown jurisdiction '%s': expected a code of "
                        "ISO 3166-1 (two capital letters), of ISO 3166-2, XK, "
                        "or x-un, x-interpol, x-europol, x-eu, x-unknown, "
                        "x-none, x-rest, x-all", code);
}

/* What was written, cut between characters if it is long. */
static const char *excerpt(const char *code, apr_size_t length,
                           apr_pool_t *pool)
{
    if (length > 64) {
        length = 64;
        while (length > 0 && ((unsigned char)code[length] & 0xC0) == 0x80)
            length--;
    }
    return apr_pstrndup(pool, code, length);
}

/* ----------------------------------------------------------- public ---- */

tr_country_kind tr_country_check(const char *code, apr_size_t length,
                                 const char **error, apr_pool_t *pool)
{
    int index = find_row(code, length);
    if (index >= 0)
        return tr_country_rows[index].kind;
    if (is_subdivision(code, length))
        return TR_COUNTRY_SUBNATIONAL;
    if (error && length == 0)
        *error = "the code of a jurisdiction is empty";
    else if (error)
        *error = explain(excerpt(code, length, pool), pool);
    return TR_COUNTRY_INVALID;
}

tr_country_kind tr_country_kind_of(const char *code)
{
    return tr_country_check(code, strlen(code), NULL, NULL);
}

int tr_country_on_map(const char *code)
{
    tr_country_kind kind = tr_country_kind_of(code);
    return kind == TR_COUNTRY_COUNTRY || kind == TR_COUNTRY_SUBNATIONAL;
}

const tr_country_text *tr_country_name_at(int index, apr_int64_t day)
{
    const tr_country_row *row = &tr_country_rows[index];

    for (int i = 0; row->renamed && i < tr_country_former_count; i++) {
        const tr_country_former *former = &tr_country_formers[i];
        if (memcmp(former->code, row->code, 2) == 0 && day < former->until)
            return &former->name;
    }
    return &row->name;
}

const char *tr_country_name(const char *code, apr_int64_t day)
{
    int index = tr_country_index(code);
    return index < 0 ? NULL : tr_country_name_at(index, day)->text;
}

int tr_country_count(void)
{
    return tr_country_row_count;
}

const char *tr_country_code(int index)
{
    return index >= 0 && index < tr_country_row_count
               ? tr_country_rows[index].code : NULL;
}

int tr_country_index(const char *code)
{
    return find_row(code, strlen(code));
}

/* ------------------------------------------------------------ names ---- */

/* Decomposed and case-folded; the length in UTF-16 units, or -1. */
static int32_t decompose(const char *name, apr_size_t length, UChar *out)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar wide[FOLD_MAX], folded[FOLD_MAX];
    int32_t count = 0;
    const UNormalizer2 *nfkd = unorm2_getNFKDInstance(&status);
    if (length >= FOLD_MAX)
        return -1;
    u_strFromUTF8(wide, FOLD_MAX, &count, name, (int32_t)length, &status);
    count = u_strFoldCase(folded, FOLD_MAX, wide, count, U_FOLD_CASE_DEFAULT,
                          &status);
    count = unorm2_normalize(nfkd, folded, count, out, FOLD_MAX, &status);
    return U_SUCCESS(status) && count < FOLD_MAX ? count : -1;
}

static int is_silent(UChar c)
{
    return u_charType(c) == U_NON_SPACING_MARK || c == '.' || c == '\''
           || c == '`' || c == 0x2018 || c == 0x2019;
}

static void drop_article(char *text)
{
    apr_size_t length = strlen(text);
    if (strncmp(text, "the ", 4) == 0) {
        memmove(text, text + 4, length - 3);
        length -= 4;
    }
    if (length > 4 && strcmp(text + length - 4, " the") == 0)
        text[length - 4] = '\0';
}

/*
 * Folds a name: no accents, lower case, "&" as "and", other punctuation as one
 * space, no article at either end.  Only ASCII letters and digits are in the
 * table, so that any other letter means that the name is not.
 */
static int fold(const char *name, apr_size_t length, char *out)
{
    UChar wide[FOLD_MAX];
    int32_t i, count = decompose(name, length, wide);
    apr_size_t used = 0;
    int gap = 0;
    for (i = 0; i < count; i++) {
        UChar c = wide[i];
        int word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (is_silent(c))
            continue;
        if (used + 6 > FOLD_MAX || (u_isalnum(c) && !word))
            return 0;
        if ((gap || c == '&') && used > 0 && (word || c == '&'))
            out[used++] = ' ';
        if (c == '&') {
            memcpy(out + used, "and", 3);
            used += 3;
        }
        else if (word)
            out[used++] = (char)c;
        gap = !word;
    }
    out[used] = '\0';
    drop_article(out);
    return out[0] != '\0';
}

const char *tr_country_lookup(const char *name, apr_size_t length)
{
    char folded[FOLD_MAX];
    int low = 0, high = tr_country_alias_count - 1;
    if (!fold(name, length, folded))
        return NULL;
    while (low <= high) {
        int middle = low + (high - low) / 2;
        int order = strcmp(folded, tr_country_aliases[middle].folded);
        if (order == 0)
            return tr_country_aliases[middle].code;
        if (order < 0)
            high = middle - 1;
        else
            low = middle + 1;
    }
    return NULL;
}
