/* SPDX-License-Identifier: Apache-2.0 */
/*
 * render_support.h - what the tests of pages share: records built from text or
 * a directory, pages rendered into memory, and a reader of tags.
 */
#ifndef TR_RENDER_SUPPORT_H
#define TR_RENDER_SUPPORT_H

#include <apr_general.h>
#include <apr_hash.h>
#include <apr_strings.h>
#include <stdlib.h>

#include "record/diagnostic.h"
#include "record/read.h"
#include "render/render.h"
#include "store/build.h"
#include "tap.h"

enum { FILES_MAX = 40, BODY_MAX = 64 << 20 };

static apr_pool_t *test_pool;
static const char *const test_languages[] = {
    "en", "ar", "de", "es", "fa", "fr", "pt", "ru", "tr", "uk", "zh-Hans", NULL
};
static const tr_site test_site = { test_languages, "en",
                                   (1u << TR_FORMAT_COUNT) - 1, 0 };

/* ---- Records ---- */

static tr_gen build_record(tr_file **files, int count, int64_t now)
{
    tr_build_options options = { .now = now, .served_until = INT64_MIN,
                                 .limits = TR_LIMITS_DEFAULT };
    tr_diags *diags = tr_diags_make(test_pool);
    void *blob;
    apr_size_t size;
    tr_gen gen;

    if (tr_build(&blob, &size, files, count, &options, diags, test_pool)
        || tr_gen_open(&gen, blob, size)) {
        printf("Bail out! the record cannot be built\n");
        exit(1);
    }
    return gen;
}

__attribute__((unused))
static tr_file *text_file(const char *name, const char *published,
                          const char *body)
{
    static const tr_limits limits = TR_LIMITS_DEFAULT;
    tr_reader *reader = tr_reader_make(name, &limits, test_pool);
    const char *text = apr_pstrcat(test_pool, "<transparency xmlns=\"urn:"
        "transparency-report:1\" xml:lang=\"en\" published=\"", published,
        "\">", body, "</transparency>", NULL);

    tr_reader_feed(reader, text, strlen(text));
    return tr_reader_end(reader);
}

__attribute__((unused))
static tr_gen directory_record(const char *path, int64_t now)
{
    static const tr_limits limits = TR_LIMITS_DEFAULT;
    const char *source = getenv("srcdir") ? getenv("srcdir") : "t/unit";
    const char *directory = apr_pstrcat(test_pool, source, "/../../", path,
                                        NULL);
    tr_diags *diags = tr_diags_make(test_pool);
    tr_listing_entry *entries;
    tr_file *files[FILES_MAX];
    int count = 0, others;

    if (tr_list(&entries, &count, &others, directory, diags, test_pool)
        || !count || count > FILES_MAX) {
        printf("Bail out! %s cannot be read\n", directory);
        exit(1);
    }
    for (int i = 0; i < count; i++)
        if (tr_read_file(&files[i], directory, &entries[i], NULL, 0, &limits,
                         NULL, NULL, diags, test_pool)) {
            printf("Bail out! %s cannot be read\n", entries[i].name);
            exit(1);
        }
    return build_record(files, count, now);
}

/* ---- Pages ---- */

static tr_render make_render(const tr_gen *gen, const tr_target *target,
                             const char *lang)
{
    static const tr_shell *shell;
    static apr_hash_t *locales, *catalogs;
    tr_render render = { .gen = gen, .site = &test_site, .target = target,
                         .lang = lang, .stylesheet = "s.css",
                         .pool = test_pool };
    const char *error;

    if (!shell) {
        shell = tr_shell_parse(tr_builtin_shell, strlen(tr_builtin_shell),
                               &error, test_pool);
        locales = apr_hash_make(test_pool);
        catalogs = apr_hash_make(test_pool);
    }
    if (!apr_hash_get(locales, lang, APR_HASH_KEY_STRING)) {
        tr_locale *locale;
        tr_catalog *catalog;
        tr_locale_create(&locale, lang, test_pool, &error);
        apr_hash_set(locales, lang, APR_HASH_KEY_STRING, locale);
        for (int i = 0; tr_builtin_catalogs[i].tag; i++)
            if (!strcmp(tr_builtin_catalogs[i].tag, lang)
                && !tr_catalog_load(&catalog, tr_builtin_catalogs[i].xml,
                                    strlen(tr_builtin_catalogs[i].xml), lang,
                                    test_pool, &error))
                apr_hash_set(catalogs, lang, APR_HASH_KEY_STRING, catalog);
    }
    render.shell = shell;
    render.locale = apr_hash_get(locales, lang, APR_HASH_KEY_STRING);
    render.catalog = apr_hash_get(catalogs, lang, APR_HASH_KEY_STRING);
    return render;
}

/* The page of "/requests?country=GB"; *status as tr_resolve gives it (may be NULL). */
__attribute__((unused))
static const char *page(const tr_gen *gen, const char *url, const char *lang,
                        int *status)
{
    char *path = apr_pstrdup(test_pool, url), *args = strchr(path, '?');
    tr_target *target = apr_pcalloc(test_pool, sizeof *target);
    tr_problem problem;
    tr_render render;
    tr_out out;
    apr_size_t length;
    const char *body;
    int result;

    if (args)
        *args++ = '\0';
    result = tr_resolve(target, &problem, gen, &test_site, path, args,
                        test_pool);
    render = make_render(gen, target, lang);
    if (result ? problem.target.fixed && problem.target.format != TR_FORMAT_HTML : target->fixed)
        render.format = result ? TR_FORMAT_JSON : target->format;
    tr_out_memory(&out, BODY_MAX, test_pool);
    if (result)
        tr_render_problem(&render, &problem, &out);
    else
        tr_render_target(&render, &out);
    if (status)
        *status = result;
    if (tr_out_end(&out))
        return "";
    body = tr_out_body(&out, &length);
    return apr_pstrmemdup(test_pool, body, length);
}

__attribute__((unused))
static int count_of(const char *text, const char *part)
{
    int count = 0;

    while ((text = strstr(text, part))) {
        count++;
        text += strlen(part);
    }
    return count;
}

#endif
