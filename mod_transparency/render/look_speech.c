/* SPDX-License-Identifier: Apache-2.0 */
/* The languages of a look, and words put in place of ours; see look.h. */
#include <apr_cstr.h>
#include <apr_strings.h>
#include <string.h>

#include "intl/builtin.h"
#include "render/look_private.h"

void tr_speeches_load(tr_speeches *out, tr_look_tell tell, void *baton, apr_pool_t *pool)
{
    int count = 0;

    while (tr_builtin_catalogs[count].tag)
        count++;
    out->speech = apr_pcalloc(pool, sizeof *out->speech * (size_t)count);
    out->count = 0;
    for (int i = 0; i < count; i++) {
        const tr_builtin_catalog *source = &tr_builtin_catalogs[i];
        tr_locale *locale;
        tr_catalog *catalog;
        const char *error;

        if (tr_locale_create(&locale, source->tag, pool, &error)
            || tr_catalog_load(&catalog, source->xml, strlen(source->xml),
                               source->tag, pool, &error)) {
            tell(baton, TR_LOOK_SPEECH, apr_pstrcat(
                pool, source->tag, " is not offered: ", error, NULL));
            continue;
        }
        out->speech[out->count++] = (tr_speech){ source->tag, locale, catalog };
    }
}

static const tr_speech *speech_find(const tr_speeches *speeches, const char *tag)
{
    for (int i = 0; i < speeches->count; i++)
        if (!apr_cstr_casecmp(speeches->speech[i].tag, tag))
            return &speeches->speech[i];
    return NULL;
}

/* The number of the language of a catalog among those offered, or -1. */
static int language_of(const tr_look *look, const tr_catalog *catalog)
{
    for (size_t i = 0; i < look->language_count; i++)
        if (!apr_cstr_casecmp(look->speech[i]->tag, tr_catalog_language(catalog)))
            return (int)i;
    return -1;
}

/* Puts the words of a file in place of ours; NULL or why it cannot be used. */
static const char *replace_words(const tr_look *look, const tr_speech **speech,
                                 const tr_theme *theme, apr_pool_t *pool)
{
    const char *error, *unknown;
    tr_catalog *over;
    tr_speech *own;
    int language;

    if (tr_catalog_load(&over, theme->bytes, theme->length, theme->path, pool,
                        &error))
        return error;
    language = language_of(look, over);
    if (language < 0)
        return apr_pstrcat(pool, theme->path, ": the language ",
                           tr_catalog_language(over), " is not offered", NULL);
    own = apr_pmemdup(pool, speech[language], sizeof *own);
    own->catalog = tr_catalog_replace(own->catalog, over, pool, &unknown);
    if (unknown)
        return apr_pstrcat(pool, theme->path, ": there is no message ", unknown,
                           NULL);
    speech[language] = own;
    return NULL;
}

static void set_words(const tr_making *making, const tr_speech **speech)
{
    const char *const *files = making->settings->strings;

    for (int i = 0; files && files[i]; i++) {
        const tr_theme *theme = tr_theme_find(making->themes, files[i]);
        const char *error = theme && theme->bytes
            ? replace_words(making->look, speech, theme, making->pool) : NULL;
        if (error)
            making->tell(making->baton, TR_LOOK_STRINGS, error);
    }
}

static void set_catalogs(tr_look *look, apr_pool_t *pool)
{
    const tr_catalog **catalogs = apr_palloc(pool, look->language_count
                                                   * sizeof *catalogs);

    for (size_t i = 0; i < look->language_count; i++)
        catalogs[i] = look->speech[i]->catalog;
    look->catalogs = catalogs;
}

/* Those asked for, or all; at least one. */
static void choose_languages(const tr_making *making, const char **tags, const tr_speech **speech)
{
    const tr_speeches *all = making->speeches;
    const char *const *wanted = making->settings->languages;
    tr_look *look = making->look;

    for (int i = 0; wanted ? wanted[i] != NULL : i < all->count; i++) {
        const tr_speech *found = wanted ? speech_find(all, wanted[i]) : &all->speech[i];
        if (!found) {
            making->tell(making->baton, TR_LOOK_LANGUAGE, wanted[i]);
            continue;
        }
        tags[look->language_count] = found->tag;
        speech[look->language_count++] = found;
    }
    if (!look->language_count) {
        tags[0] = all->speech[0].tag;
        speech[0] = &all->speech[0];
        look->language_count = 1;
    }
}

void tr_look_speech(const tr_making *making)
{
    const char *fallback = making->settings->default_language;
    size_t room = (size_t)making->speeches->count + 1;
    const char **tags = apr_pcalloc(making->pool, room * sizeof *tags);
    const tr_speech **speech = apr_pcalloc(making->pool, room * sizeof *speech);
    tr_look *look = making->look;

    choose_languages(making, tags, speech);
    for (size_t i = 0; fallback && i < look->language_count; i++)
        if (!apr_cstr_casecmp(tags[i], fallback))
            look->default_language = i;
    look->site.languages = tags;
    look->site.default_language = tags[look->default_language];
    look->speech = speech;
    set_words(making, speech);
    set_catalogs(look, making->pool);
}
