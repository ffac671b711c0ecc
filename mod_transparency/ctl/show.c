/* SPDX-License-Identifier: Apache-2.0 */
/*
 * show.c - renders one resource of a record to standard output, as the server
 * with its built-in shell would.
 */
#include "ctl/command.h"

#include <apr_strings.h>
#include <stdio.h>
#include <string.h>

#include "render/render.h"

enum { LANGUAGES_MAX = 64, CHUNK = 64 * 1024 };

static apr_status_t print_chunk(tr_out *out, void *stream)
{
    return fwrite(out->buffer, 1, out->used, stream) == out->used
           ? APR_SUCCESS : APR_EGENERAL;
}

static int load_language(tr_render *render, const char *tag, apr_pool_t *pool)
{
    const char *error;
    tr_locale *locale;
    tr_catalog *catalog;

    for (const tr_builtin_catalog *c = tr_builtin_catalogs; c->tag; c++) {
        if (strcmp(c->tag, tag))
            continue;
        if (tr_locale_create(&locale, c->tag, pool, &error)
            || tr_catalog_load(&catalog, c->xml, strlen(c->xml), c->tag, pool,
                               &error))
            return 0;
        render->lang = c->tag;
        render->locale = locale;
        render->catalog = catalog;
        return 1;
    }
    return 0;
}

static void set_site(tr_site *site, const char **tags)
{
    int count = 0;

    while (tr_builtin_catalogs[count].tag && count < LANGUAGES_MAX - 1) {
        tags[count] = tr_builtin_catalogs[count].tag;
        count++;
    }
    tags[count] = NULL;
    site->languages = tags;
    site->default_language = tags[0];
    site->formats = (1u << TR_FORMAT_COUNT) - 1;
}

static int show(const tr_gen *gen, const char *path, const char *args,
                apr_pool_t *pool)
{
    const char *tags[LANGUAGES_MAX], *error;
    tr_site site;
    tr_target target;
    tr_problem problem;
    tr_render render = { .gen = gen, .site = &site, .target = &target,
                         .stylesheet = "transparency.css", .pool = pool };
    tr_out out;
    int status;

    set_site(&site, tags);
    status = tr_resolve(&target, &problem, gen, &site, path, args, pool);
    render.format = target.fixed ? target.format : TR_FORMAT_HTML;
    render.shell = tr_shell_parse(tr_builtin_shell, strlen(tr_builtin_shell),
                                  &error, pool);
    if (!load_language(&render, target.lang ? target.lang : tags[0], pool))
        return TR_EXIT_SYSTEM;
    tr_out_chunks(&out, CHUNK, print_chunk, status ? stderr : stdout, pool);
    if (status) {
        render.target = &problem.target;
        render.format = TR_FORMAT_JSON;
        tr_render_problem(&render, &problem, &out);
        tr_out_end(&out);
        return TR_EXIT_FAULTS;
    }
    tr_render_target(&render, &out);
    return tr_out_end(&out) == APR_SUCCESS && !fflush(stdout) ? TR_EXIT_OK
                                                              : TR_EXIT_SYSTEM;
}

int tr_command_show(int argc, const char *const argv[], apr_pool_t *pool)
{
    tr_loaded record;
    char *path, *args;

    if (argc != 2)
        return TR_EXIT_USAGE;
    if (tr_load(&record, argv[0], pool) != APR_SUCCESS || !record.blob) {
        fprintf(stderr, "transparencyctl: nothing can be served from %s: see "
                "'transparencyctl check %s'\n", argv[0], argv[0]);
        return TR_EXIT_SYSTEM;
    }
    path = apr_pstrdup(pool, argv[1]);
    args = strchr(path, '?');
    if (args)
        *args++ = '\0';
    return show(&record.gen, path, args, pool);
}
