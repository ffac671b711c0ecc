/* SPDX-License-Identifier: Apache-2.0 */
/* Reading what stands after a directive; see settings.h. */
#include "render/settings.h"

#include <apr_cstr.h>
#include <apr_strings.h>
#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "intl/builtin.h"

/* Where a setting is kept. */
#define MEMBER(type) (*(type *)((char *)settings + def->offset))

/* ---- Each kind ---- */

/* A number with an optional K, M or G. */
static const char *set_NUMBER(tr_settings *settings, const tr_setting_def *def,
                              const tr_setting_given *given, apr_pool_t *pool)
{
    const char *word = given->words[0];
    char *end;
    apr_int64_t number;

    errno = 0;
    number = apr_strtoi64(word, &end, 10);
    if (!errno && end != word && *end && !end[1]) {
        int shift = *end == 'K' ? 10 : *end == 'M' ? 20 : *end == 'G' ? 30 : 0;
        if (shift && number >= 0 && number <= (INT64_MAX >> shift)) {
            number <<= shift;
            end++;
        }
    }
    if (errno || end == word || *end || number < def->least || number > def->most)
        return apr_psprintf(pool, "%s wants a number from %" APR_INT64_T_FMT
                            " to %" APR_INT64_T_FMT " (K, M or G may follow), "
                            "not '%s'", def->name, def->least, def->most, word);
    MEMBER(apr_int64_t) = number;
    return NULL;
}

/* A whole number and a unit as httpd takes them; -1: it is none. */
static apr_interval_time_t read_time(const char *text)
{
    static const struct { const char *name; apr_interval_time_t length; } units[] = {
        { "", APR_USEC_PER_SEC }, { "ms", 1000 }, { "s", APR_USEC_PER_SEC },
        { "mi", 60 * APR_USEC_PER_SEC }, { "min", 60 * APR_USEC_PER_SEC },
        { "h", 3600 * APR_USEC_PER_SEC }
    };
    size_t digits = strspn(text, "0123456789");

    if (!digits || digits >= 10)
        return -1;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (!apr_cstr_casecmp(units[i].name, text + digits))
            return apr_atoi64(text) * units[i].length;
    return -1;
}

static const char *set_TIME(tr_settings *settings, const tr_setting_def *def,
                            const tr_setting_given *given, apr_pool_t *pool)
{
    apr_interval_time_t time = read_time(given->words[0]);

    if (time < def->least || time > def->most)
        return apr_psprintf(pool, "%s wants a time from %d to %d seconds "
                            "such as 30, 500ms or 5min, not '%s'", def->name,
                            (int)apr_time_sec(def->least),
                            (int)apr_time_sec(def->most), given->words[0]);
    MEMBER(apr_interval_time_t) = time;
    return NULL;
}

/* One of a few words; their order gives the value, from 1. */
static const char *set_WORD(tr_settings *settings, const tr_setting_def *def,
                            const tr_setting_given *given, apr_pool_t *pool)
{
    const char *word = def->help;

    for (int value = 1; value <= def->most; value++) {
        size_t length = strcspn(word, ",");
        if (strlen(given->words[0]) == length
            && !apr_cstr_casecmpn(given->words[0], word, length)) {
            MEMBER(int) = value;
            return NULL;
        }
        word += length + strspn(word + length, ", ");
    }
    return apr_psprintf(pool, "%s wants one of: %s; not '%s'", def->name,
                        def->help, given->words[0]);
}

static const char *set_FLAG(tr_settings *settings, const tr_setting_def *def,
                            const tr_setting_given *given, apr_pool_t *pool)
{
    int on = !apr_cstr_casecmp(given->words[0], "on");

    if (!on && apr_cstr_casecmp(given->words[0], "off"))
        return apr_pstrcat(pool, def->name, " must be On or Off", NULL);
    MEMBER(int) = on;
    return NULL;
}

static const char *set_TEXT(tr_settings *settings, const tr_setting_def *def,
                            const tr_setting_given *given, apr_pool_t *pool)
{
    MEMBER(const char *) = apr_pstrdup(pool, given->words[0]);
    return NULL;
}

static const char *set_URL(tr_settings *settings, const tr_setting_def *def,
                           const tr_setting_given *given, apr_pool_t *pool)
{
    const char *url = given->words[0];
    size_t length = strlen(url);

    if ((strncmp(url, "https://", 8) && strncmp(url, "http://", 7))
        || strpbrk(url, " \"<>\\^`{|}?#"))
        return apr_psprintf(pool, "%s wants an absolute URL such as "
                            "https://example.org/transparency, without query, "
                            "not '%s'", def->name, url);
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)url[i] <= ' ' || (unsigned char)url[i] >= 0x7f)
            return apr_pstrcat(pool, def->name, " must be plain ASCII", NULL);
    while (length && url[length - 1] == '/')
        length--;
    MEMBER(const char *) = apr_pstrmemdup(pool, url, length);
    return NULL;
}

static const char *read_path(const char **path, const tr_setting_def *def,
                             const tr_setting_given *given, const char *word,
                             apr_pool_t *pool)
{
    *path = given->path(given->baton, word, pool);
    return *path ? NULL : apr_psprintf(pool, "%s: '%s' is not a path to a file",
                                       def->name, word);
}

static const char *set_FILE(tr_settings *settings, const tr_setting_def *def,
                            const tr_setting_given *given, apr_pool_t *pool)
{
    return read_path(&MEMBER(const char *), def, given, given->words[0], pool);
}

static const char *set_FILES(tr_settings *settings, const tr_setting_def *def,
                             const tr_setting_given *given, apr_pool_t *pool)
{
    const char **files = apr_pcalloc(pool, ((size_t)given->count + 1) * sizeof *files);

    for (int i = 0; i < given->count; i++) {
        const char *error = read_path(&files[i], def, given, given->words[i], pool);
        if (error)
            return error;
    }
    MEMBER(const char *const *) = files;
    return given->count ? NULL : apr_pstrcat(pool, def->name, " wants the names of files",
                                             NULL);
}

/* The tag in the spelling of its catalog, or NULL. */
static const char *offered_tag(const char *tag)
{
    for (int i = 0; tr_builtin_catalogs[i].tag; i++)
        if (!apr_cstr_casecmp(tr_builtin_catalogs[i].tag, tag))
            return tr_builtin_catalogs[i].tag;
    return NULL;
}

static const char *unknown_language(const tr_setting_def *def, const char *tag,
                                    apr_pool_t *pool)
{
    const char *known = "";

    for (int i = 0; tr_builtin_catalogs[i].tag; i++)
        known = apr_pstrcat(pool, known, i ? " " : "", tr_builtin_catalogs[i].tag, NULL);
    return apr_psprintf(pool, "%s: there is no '%s'; the languages are: %s",
                        def->name, tag, known);
}

static const char *set_LANGUAGE(tr_settings *settings, const tr_setting_def *def,
                                const tr_setting_given *given, apr_pool_t *pool)
{
    MEMBER(const char *) = offered_tag(given->words[0]);
    return MEMBER(const char *) ? NULL : unknown_language(def, given->words[0], pool);
}

static const char *set_LANGUAGES(tr_settings *settings, const tr_setting_def *def,
                                 const tr_setting_given *given, apr_pool_t *pool)
{
    const char **tags = apr_pcalloc(pool, ((size_t)given->count + 1) * sizeof *tags);

    if (!given->count)
        return apr_pstrcat(pool, def->name, " wants at least one language tag", NULL);
    for (int i = 0; i < given->count; i++) {
        tags[i] = offered_tag(given->words[i]);
        if (!tags[i])
            return unknown_language(def, given->words[i], pool);
        for (int j = 0; j < i; j++)
            if (tags[j] == tags[i])
                return apr_psprintf(pool, "%s names '%s' twice", def->name,
                                    given->words[i]);
    }
    MEMBER(const char *const *) = tags;
    return NULL;
}

static const char *set_FORMATS(tr_settings *settings, const tr_setting_def *def,
                               const tr_setting_given *given, apr_pool_t *pool)
{
    unsigned formats = 0;

    for (int i = 0; i < given->count; i++) {
        int format = 0;
        while (format < TR_FORMAT_COUNT
               && (!(TR_RECORD_FORMATS & 1u << format)
                   || apr_cstr_casecmp(tr_formats[format].extension, given->words[i])))
            format++;
        if (format == TR_FORMAT_COUNT)
            return apr_psprintf(pool, "%s: '%s' is no format; wanted are some "
                                "of: html json csv md ndjson", def->name,
                                given->words[i]);
        formats |= 1u << format;
    }
    MEMBER(unsigned) = formats;
    return formats ? NULL : apr_pstrcat(pool, def->name, " wants at least one format", NULL);
}

/* ---- All ---- */

enum {
    MANY_NUMBER, MANY_TIME = 0, MANY_WORD = 0, MANY_FLAG = 0, MANY_TEXT = 0, MANY_URL = 0,
    MANY_FILE = 0, MANY_LANGUAGE = 0, MANY_FILES = 1, MANY_LANGUAGES = 1, MANY_FORMATS = 1
};

const tr_setting_def tr_setting_defs[TR_SETTING_COUNT] = {
#define X(name, kind, type, member, unset, value, least, most, help) \
    { name, help, set_##kind, offsetof(tr_settings, member), MANY_##kind, least, most },
    TR_SETTINGS(X)
#undef X
};

#define X(name, kind, type, member, unset, value, least, most, help)    \
    type tr_settings_##member(const tr_settings *settings)              \
    {                                                                   \
        return settings->member == unset ? value : settings->member;    \
    }
TR_SETTINGS(X)
#undef X

void tr_settings_init(tr_settings *settings)
{
#define X(name, kind, type, member, unset, value, least, most, help) settings->member = unset;
    TR_SETTINGS(X)
#undef X
}

void tr_settings_merge(tr_settings *out, const tr_settings *base, const tr_settings *add)
{
#define X(name, kind, type, member, unset, value, least, most, help) \
    out->member = add->member == unset ? base->member : add->member;
    TR_SETTINGS(X)
#undef X
}

const char *tr_setting_set(tr_settings *settings, tr_setting which,
                           const tr_setting_given *given, apr_pool_t *pool)
{
    const tr_setting_def *def = &tr_setting_defs[which];

    return def->set(settings, def, given, pool);
}

int tr_setting_find(const char *name)
{
    for (int i = 0; i < TR_SETTING_COUNT; i++)
        if (!apr_cstr_casecmp(tr_setting_defs[i].name, name))
            return i;
    return -1;
}

const char *tr_settings_fault(const tr_settings *settings, apr_pool_t *pool)
{
    if (!settings->default_language || !settings->languages)
        return NULL;
    for (int i = 0; settings->languages[i]; i++)
        if (!strcmp(settings->languages[i], settings->default_language))
            return NULL;
    return apr_psprintf(pool, "TransparencyDefaultLanguage %s is not one of "
                        "TransparencyLanguages", settings->default_language);
}

const char *tr_settings_freshness(const tr_settings *settings, int negotiated, apr_pool_t *pool)
{
    int shared = tr_settings_shared_cache(settings);
    int age = (int)apr_time_sec(tr_settings_max_age(settings));

    if (!negotiated || shared == TR_SHARED_ON)
        return apr_psprintf(pool, "public, max-age=%d, stale-while-revalidate=%d, "
                            "stale-if-error=86400", age, age);
    if (shared == TR_SHARED_OFF)
        return "no-store";
    return apr_psprintf(pool, "private, max-age=%d", age);
}
