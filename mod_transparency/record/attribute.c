/* SPDX-License-Identifier: Apache-2.0 */
/* The values of attributes; see attribute.h. */
#include "record/attribute.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>

#include "intl/countries.h"
#include "model/date.h"
#include "model/duration.h"
#include "record/characters.h"
#include "record/instant.h"
#include "record/url.h"

enum { EXCERPT_MAX = 60, NEAREST_WORDS = 160 };

const char *tr_excerpt(const char *value, size_t length, char buf[80])
{
    size_t kept = length < EXCERPT_MAX ? length : EXCERPT_MAX;

    while (kept > 0 && kept < length && (value[kept] & 0xc0) == 0x80)
        kept--;
    memcpy(buf, value, kept);
    memcpy(buf + kept, kept < length ? "..." : "", kept < length ? 4 : 1);
    return buf;
}

void tr_suggest_word(const tr_spot *spot, const char *words, char separator,
                     const char *value, size_t length)
{
    const char *list[NEAREST_WORDS];
    const char separators[] = { separator, '\0' };
    size_t count = 0;
    apr_pool_t *pool;
    char *state, *copy;

    if (!spot->diags->suggestible || length > TR_ID_MAX)
        return;
    apr_pool_create(&pool, spot->diags->pool);
    copy = apr_pstrdup(pool, words);
    for (char *word = apr_strtok(copy, separators, &state);
         word && count < NEAREST_WORDS; word = apr_strtok(NULL, separators, &state))
        list[count++] = word;
    tr_diags_suggest(spot->diags,
                     tr_nearest(apr_pstrmemdup(pool, value, length), list, count));
    apr_pool_destroy(pool);
}

void tr_suggest_term(const tr_spot *spot, tr_dim dim, const char *value,
                     size_t length)
{
    const char *list[NEAREST_WORDS];
    char word[TR_ID_MAX + 1];
    size_t count = 0;

    if (length > TR_ID_MAX)
        return;
    memcpy(word, value, length);
    word[length] = '\0';
    for (size_t i = 0; i < tr_term_count && count < NEAREST_WORDS; i++)
        if (tr_terms[i].dim == dim)
            list[count++] = tr_terms[i].code;
    tr_diags_suggest(spot->diags, tr_nearest(word, list, count));
}

/* --- ids and codes ------------------------------------------------------- */

int tr_is_id(const char *value, size_t length)
{
    int after_hyphen = 1;

    for (size_t i = 0; i < length; i++) {
        char c = value[i];
        if (c == '-' ? after_hyphen
                     : !((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')))
            return 0;
        after_hyphen = c == '-';
    }
    return length > 0 && length <= TR_ID_MAX && !after_hyphen;
}

/* The id that was probably meant: lower case, hyphens for all else. */
static void suggest_id(const tr_spot *spot, const char *value, size_t length)
{
    char meant[TR_ID_MAX + 1];
    size_t out = 0;

    for (size_t i = 0; i < length && out < TR_ID_MAX; i++) {
        unsigned char c = (unsigned char)value[i];
        if (c >= 0x80)
            return;
        if (apr_isalnum(c))
            meant[out++] = (char)apr_tolower(c);
        else if (out > 0 && meant[out - 1] != '-')
            meant[out++] = '-';
    }
    while (out > 0 && meant[out - 1] == '-')
        out--;
    meant[out] = '\0';
    tr_diags_suggest(spot->diags, meant);
}

int tr_check_id(const char *name, const char *value, size_t length,
                const tr_spot *spot)
{
    char excerpt[80];

    if (tr_is_id(value, length))
        return 1;
    if (length > TR_ID_MAX) {
        tr_error(spot, "bad-id", "%s=\"%s\" of <%s> is longer than %d characters",
                 name, tr_excerpt(value, length, excerpt), spot->element, TR_ID_MAX);
        return 0;
    }
    tr_error(spot, "bad-id", "%s=\"%s\" of <%s> is not an id: lower-case letters "
             "a-z, digits and single hyphens", name,
             tr_excerpt(value, length, excerpt), spot->element);
    suggest_id(spot, value, length);
    return 0;
}

int tr_check_country(const char *name, const char *value, size_t length,
                     const tr_spot *spot, apr_pool_t *pool)
{
    char excerpt[80];
    const char *error = NULL;
    tr_country_kind kind;

    if (length > TR_ID_MAX)
        return tr_check_id(name, value, length, spot);
    kind = tr_country_check(value, length, &error, pool);
    if (kind == TR_COUNTRY_ALL) {
        tr_error(spot, "country-all", "%s=\"x-all\" of <%s>: a figure of all "
                 "countries together stands in <total>", name, spot->element);
        return 0;
    }
    if (kind != TR_COUNTRY_INVALID)
        return 1;
    if (length > 2 && memcmp(value, "x-", 2) == 0 && tr_is_id(value, length))
        return 1;           /* the record's own; its <code> is looked for later */
    tr_error(spot, "bad-country", "%s=\"%s\" of <%s>: %s", name,
             tr_excerpt(value, length, excerpt), spot->element,
             error ? error : "not a country code");
    if (length == 2 && memcmp(value, "UK", 2) == 0)
        tr_diags_suggest(spot->diags, "GB");
    else if (length == 2 && memcmp(value, "EL", 2) == 0)
        tr_diags_suggest(spot->diags, "GR");
    return 0;
}

/* A code of a dimension: those of open ones may be defined in another file. */
static int check_code(const char *name, const char *argument, const char *value,
                      size_t length, const tr_spot *spot, apr_pool_t *pool)
{
    int dim = tr_dim_find(argument, strlen(argument));
    char excerpt[80];

    if (dim == TR_DIM_COUNTRY)
        return tr_check_country(name, value, length, spot, pool);
    if (!tr_check_id(name, value, length, spot))
        return 0;
    if (dim < 0 || tr_dims[dim].open || tr_dims[dim].entity
        || tr_term_find((tr_dim)dim, value, length))
        return 1;
    tr_error(spot, "unknown-code", "%s=\"%s\" of <%s> is no code of %s", name,
             tr_excerpt(value, length, excerpt), spot->element, argument);
    tr_suggest_term(spot, (tr_dim)dim, value, length);
    return 0;
}

/* --- words --------------------------------------------------------------- */

static int among(const char *words, const char *value, size_t length)
{
    for (;;) {
        size_t size = strcspn(words, "|");
        if (size == length && memcmp(words, value, length) == 0)
            return 1;
        if (!words[size])
            return 0;
        words += size + 1;
    }
}

static int check_word(const char *name, const char *argument, const char *value,
                      size_t length, const tr_spot *spot)
{
    char excerpt[80];

    if (among(argument, value, length))
        return 1;
    tr_error(spot, "unknown-word", "%s=\"%s\" of <%s>: allowed are %s", name,
             tr_excerpt(value, length, excerpt), spot->element, argument);
    tr_suggest_word(spot, argument, '|', value, length);
    return 0;
}

/* --- lists ---------------------------------------------------------------- */

static int check_item(const tr_attr_def *def, const char *value, size_t length,
                      const tr_spot *spot, apr_pool_t *pool)
{
    switch (def->type) {
    case TR_ATTR_WORDS:
        return check_word(def->name, def->argument, value, length, spot);
    case TR_ATTR_CODES:
        return check_code(def->name, def->argument, value, length, spot, pool);
    default:
        return tr_check_id(def->name, value, length, spot);
    }
}

/* Whether `list` (single spaces) holds the item. */
static int holds(const char *list, const char *item, size_t length)
{
    while (*list) {
        size_t size = strcspn(list, " ");
        if (size == length && memcmp(list, item, length) == 0)
            return 1;
        list += size + (list[size] == ' ');
    }
    return 0;
}

static const char *check_list(const tr_attr_def *def, const char *value,
                              size_t length, const tr_spot *spot,
                              apr_pool_t *pool)
{
    char *list = apr_palloc(pool, length + 1), *out = list, excerpt[80];
    size_t at = 0, size;

    *out = '\0';
    for (;; at += size) {
        while (at < length && apr_isspace(value[at]))
            at++;
        if (at == length)
            break;
        for (size = 0; at + size < length && !apr_isspace(value[at + size]);)
            size++;
        if (!check_item(def, value + at, size, spot, pool))
            return NULL;
        if (holds(list, value + at, size)) {
            tr_error(spot, "repeated-word", "%s of <%s> names \"%s\" twice",
                     def->name, spot->element,
                     tr_excerpt(value + at, size, excerpt));
            return NULL;
        }
        if (out > list)
            *out++ = ' ';
        memcpy(out, value + at, size);
        out += size;
        *out = '\0';
    }
    if (out > list)
        return list;
    tr_error(spot, "empty-attribute", "%s of <%s> is empty; leave it out",
             def->name, spot->element);
    return NULL;
}

const char *tr_check_ids(const char *name, const char *value, size_t length,
                         const tr_spot *spot, apr_pool_t *pool)
{
    const tr_attr_def def = { name, TR_ATTR_REFS, NULL, 0 };
    return check_list(&def, value, length, spot, pool);
}

/* --- text ----------------------------------------------------------------- */

/* libxml2 leaves "&" of attributes as "&#38;" when entities are not replaced. */
static size_t plain(char *out, const char *value, size_t length)
{
    static const char reference[] = "&#38;";
    const size_t size = sizeof reference - 1;
    size_t used = 0;

    for (size_t at = 0; at < length;) {
        int found = length - at >= size && memcmp(value + at, reference, size) == 0;
        out[used++] = value[at];
        at += found ? size : 1;
    }
    return used;
}

const char *tr_check_text(const char *name, const char *value, size_t length,
                          const tr_spot *spot, apr_pool_t *pool)
{
    char *text = apr_palloc(pool, length + 1);
    size_t size = plain(text, value, length);
    uint32_t refused;

    text[size] = '\0';
    refused = tr_text_refused(text, size);
    if (!refused)
        return text;
    tr_error(spot, "forbidden-character", "%s of <%s> holds the character U+%04X, "
             "which is not allowed in text", name, spot->element,
             (unsigned)refused);
    return NULL;
}

static const char *check_url(const char *name, const char *value, size_t length,
                             const tr_spot *spot, apr_pool_t *pool)
{
    const char *text = tr_check_text(name, value, length, spot, pool);
    const char *fault, *url;
    char excerpt[80];

    if (!text)
        return NULL;
    url = tr_url_check(text, strlen(text), &fault, pool);
    if (!url)
        tr_error(spot, "bad-url", "%s=\"%s\" of <%s> is not accepted: %s", name,
                 tr_excerpt(text, strlen(text), excerpt), spot->element, fault);
    return url;
}

/* One subtag in its usual case: en, Hans, GB. */
static int copy_subtag(char *out, const char *tag, size_t length, int first)
{
    int letters = 1;

    for (size_t i = 0; i < length; i++) {
        if (!apr_isalnum(tag[i]))
            return 0;
        letters &= apr_isalpha(tag[i]) != 0;
        out[i] = (char)apr_tolower(tag[i]);
    }
    if (first)
        return letters && (length >= 2 || out[0] == 'x' || out[0] == 'i');
    if (letters && length == 2)
        for (size_t i = 0; i < 2; i++)
            out[i] = (char)apr_toupper(out[i]);
    else if (letters && length == 4)
        out[0] = (char)apr_toupper(out[0]);
    return 1;
}

const char *tr_check_lang(const char *name, const char *value, size_t length,
                          const tr_spot *spot, apr_pool_t *pool)
{
    char *out = apr_palloc(pool, length + 1), excerpt[80];
    size_t at = 0, size;
    int good = length > 0 && length <= TR_ID_MAX, private = 0;

    memcpy(out, value, length);
    out[length] = '\0';
    for (; good && at <= length; at += size + 1) {
        size = strcspn(out + at, "-");
        good = size >= 1 && size <= 8;
        /* what follows a singleton is not a script or a region */
        if (good && !private)
            good = copy_subtag(out + at, value + at, size, at == 0);
        private |= size == 1;
    }
    if (good)
        return out;
    tr_error(spot, "bad-language", "%s=\"%s\" of <%s> is not a language tag such "
             "as en, uk or zh-Hans", name, tr_excerpt(value, length, excerpt),
             spot->element);
    return NULL;
}

/* --- figures and time ------------------------------------------------------ */

int tr_check_figure(const char *name, const char *value, size_t length,
                    tr_figure *out, const tr_spot *spot)
{
    tr_figure_error error;
    char excerpt[80];

    if (tr_figure_parse(value, length, out, &error))
        return 1;
    tr_error(spot, "bad-figure", "%s=\"%s\" of <%s>: %s", name,
             tr_excerpt(value, length, excerpt), spot->element, error.message);
    tr_diags_suggest(spot->diags, error.meant);
    return 0;
}

int tr_check_period(const char *name, const char *value, size_t length,
                    tr_period *out, const tr_spot *spot)
{
    tr_period_error error;
    char excerpt[80];

    if (tr_period_parse(value, length, out, &error))
        return 1;
    tr_error(spot, "bad-period", "%s=\"%s\" of <%s>: %s", name,
             tr_excerpt(value, length, excerpt), spot->element,
             tr_period_fault_text(error.fault));
    tr_diags_suggest(spot->diags, error.meant);
    return 0;
}

static int bad_date(const char *name, const char *value, size_t length,
                    const char *expected, const tr_spot *spot)
{
    char excerpt[80];
    tr_error(spot, "bad-date", "%s=\"%s\" of <%s>: %s", name,
             tr_excerpt(value, length, excerpt), spot->element, expected);
    return 0;
}

/* yyyy, yyyy-mm or yyyy-mm-dd: completed to a date, it must be in the calendar */
static int check_partial(const char *name, const char *value, size_t length,
                         const tr_spot *spot)
{
    static const char first[] = "0000-01-01";
    char date[sizeof first];
    int32_t day;

    memcpy(date, first, sizeof first);
    if (length == 4 || length == 7 || length == 10)
        memcpy(date, value, length);
    if (tr_date_parse(date, 10, &day))
        return 1;
    return bad_date(name, value, length, "not a date of the calendar; write "
                    "2013, 2013-03 or 2013-03-21, as far as it is known", spot);
}

static const char *check_instant(const char *name, const char *value,
                                 size_t length, const tr_spot *spot,
                                 apr_pool_t *pool)
{
    int64_t seconds;
    const char *fault = tr_edition_parse(value, length, &seconds);

    if (fault) {
        bad_date(name, value, length, fault, spot);
        return NULL;
    }
    if (length == TR_DATE_TEXT - 1)
        return apr_pstrmemdup(pool, value, length);
    return tr_edition_format(seconds, apr_palloc(pool, TR_INSTANT_TEXT));
}

static const char *check_duration(const char *name, const char *value,
                                  size_t length, const tr_spot *spot,
                                  apr_pool_t *pool)
{
    tr_duration duration;
    const char *fault = tr_duration_parse(value, length, &duration);
    char excerpt[80];

    if (!fault)
        return tr_duration_format(&duration, apr_palloc(pool, TR_DURATION_TEXT));
    tr_error(spot, "bad-duration", "%s=\"%s\" of <%s>: %s", name,
             tr_excerpt(value, length, excerpt), spot->element, fault);
    return NULL;
}

/* Types whose canonical text is what was written. */
static int check_verbatim(const tr_attr_def *def, const char *value,
                          size_t length, const tr_spot *spot, apr_pool_t *pool)
{
    tr_figure figure;
    int32_t day;

    switch (def->type) {
    case TR_ATTR_WORD:
        return check_word(def->name, def->argument, value, length, spot);
    case TR_ATTR_CODE:
        return check_code(def->name, def->argument, value, length, spot, pool);
    case TR_ATTR_DATE:
        return tr_date_parse(value, length, &day)
            || bad_date(def->name, value, length,
                        "not a date of the calendar; write 2013-03-21", spot);
    case TR_ATTR_PARTIAL:
        return check_partial(def->name, value, length, spot);
    case TR_ATTR_FIGURE:
        return tr_check_figure(def->name, value, length, &figure, spot);
    default:
        return tr_check_id(def->name, value, length, spot);
    }
}

const char *tr_attr_check(const tr_attr_def *def, const char *value,
                          size_t length, const tr_spot *spot, apr_pool_t *pool)
{
    tr_period period;

    switch (def->type) {
    case TR_ATTR_TEXT:
        return tr_check_text(def->name, value, length, spot, pool);
    case TR_ATTR_URL:
        return check_url(def->name, value, length, spot, pool);
    case TR_ATTR_LANG:
        return tr_check_lang(def->name, value, length, spot, pool);
    case TR_ATTR_WORDS:
    case TR_ATTR_REFS:
    case TR_ATTR_CODES:
        return check_list(def, value, length, spot, pool);
    case TR_ATTR_INSTANT:
        return check_instant(def->name, value, length, spot, pool);
    case TR_ATTR_DURATION:
        return check_duration(def->name, value, length, spot, pool);
    case TR_ATTR_PERIOD:
        if (!tr_check_period(def->name, value, length, &period, spot))
            return NULL;
        return tr_period_format(&period, apr_palloc(pool, TR_PERIOD_TEXT));
    default:
        if (!check_verbatim(def, value, length, spot, pool))
            return NULL;
        return apr_pstrmemdup(pool, value, length);
    }
}
