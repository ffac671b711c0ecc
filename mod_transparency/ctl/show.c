/* SPDX-License-Identifier: Apache-2.0 */
/*
 * show.c - renders resources of a record to standard output, as the server
 * with its built-in shell would.
 *
 * One resource is written as it is, an error to standard error.  Several are
 * written one after the other, each as
 *
 *     LENGTH STATUS PATH \n BODY \n
 *
 * with the number of bytes of BODY and the status HTTP would have.
 */
#include "ctl/command.h"

#include <apr_strings.h>
#include <stdio.h>
#include <string.h>

#include "ctl/options.h"
#include "query/memento.h"
#include "render/facts.h"
#include "render/render.h"

enum { LANGUAGES_MAX = 64, CHUNK = 64 * 1024, BODY_MAX = 1 << 30 };

static apr_status_t print_chunk(tr_out *out, void *stream)
{
    return fwrite(out->buffer, 1, out->used, stream) == out->used
           ? APR_SUCCESS : APR_EGENERAL;
}

static int load_catalog(const tr_catalog **out, const tr_builtin_catalog *c,
                        apr_pool_t *pool)
{
    const char *error;
    tr_catalog *catalog;

    if (tr_catalog_load(&catalog, c->xml, strlen(c->xml), c->tag, pool, &error))
        return 0;
    *out = catalog;
    return 1;
}

static int load_language(tr_render *render, const char *tag, apr_pool_t *pool)
{
    const char *error;
    tr_locale *locale;

    for (const tr_builtin_catalog *c = tr_builtin_catalogs; c->tag; c++) {
        if (strcmp(c->tag, tag))
            continue;
        if (tr_locale_create(&locale, c->tag, pool, &error)
            || !load_catalog(&render->catalog, c, pool))
            return 0;
        render->lang = c->tag;
        render->locale = locale;
        return 1;
    }
    return 0;
}

/* What describes the record has titles in all languages. */
static int load_all_languages(tr_render *render, apr_pool_t *pool)
{
    const tr_catalog **catalogs = apr_pcalloc(pool, LANGUAGES_MAX * sizeof *catalogs);

    for (int i = 0; render->site->languages[i]; i++)
        if (!load_catalog(&catalogs[i], &tr_builtin_catalogs[i], pool))
            return 0;
    render->catalogs = catalogs;
    return 1;
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
    site->formats = tr_formats_with_descriptions(TR_RECORD_FORMATS);
}

typedef struct shown {
    const char *tags[LANGUAGES_MAX];
    tr_site site;
    tr_gen view;                /* of the newest edition, or of the version asked for */
    tr_target target;
    tr_problem problem;
    tr_render render;
    int status;                 /* 0: there is a target; else the HTTP status of a problem */
} shown;

/* Resolves PATH[?QUERY]. 1, or 0 when the language cannot be had. */
static int prepare(shown *out, const tr_gen *gen, const char *url,
                   apr_pool_t *pool)
{
    char *path = apr_pstrdup(pool, url), *args = strchr(path, '?');
    const char *error;

    if (args)
        *args++ = '\0';
    set_site(&out->site, out->tags);
    out->status = tr_route(&out->target, &out->problem, &out->view, gen, NULL,
                           &out->site, path, args, pool);
    if (out->target.access == TR_ACCESS_TIMEGATE)
        out->target.access = TR_ACCESS_TIMEMAP;     /* here nothing redirects: all there are */
    out->render = (tr_render){
        .gen = &out->view, .site = &out->site, .stylesheet = "transparency.css",
        .icon = "icon.png",
        .pool = pool,
        .target = out->status ? &out->problem.target : &out->target };
    out->render.format = out->status ? TR_FORMAT_JSON
                         : out->target.access == TR_ACCESS_TIMEMAP
                           && !out->target.fixed ? TR_FORMAT_LINKS
                         : out->target.fixed ? out->target.format
                         : TR_FORMAT_HTML;
    out->render.shell = tr_shell_parse(tr_builtin_shell,
                                       strlen(tr_builtin_shell), &error, pool);
    if (!(TR_RECORD_FORMATS & 1u << out->render.format)
        && !load_all_languages(&out->render, pool))
        return 0;
    return load_language(&out->render, !out->status && out->target.lang
                         ? out->target.lang : out->tags[0], pool);
}

static apr_status_t write_body(const shown *what, tr_out *out)
{
    if (what->status)
        tr_render_problem(&what->render, &what->problem, out);
    else
        tr_render_target(&what->render, out);
    return tr_out_end(out);
}

static int show_one(const tr_gen *gen, const char *url, apr_pool_t *pool)
{
    shown what;
    tr_out out;

    if (!prepare(&what, gen, url, pool))
        return TR_EXIT_SYSTEM;
    tr_out_chunks(&out, CHUNK, print_chunk, what.status ? stderr : stdout,
                  pool);
    if (write_body(&what, &out) != APR_SUCCESS || fflush(stdout))
        return TR_EXIT_SYSTEM;
    return what.status ? TR_EXIT_FAULTS : TR_EXIT_OK;
}

tr_facts *tr_show_facts(const tr_gen *gen, const char *url, const char **fault,
                        apr_pool_t *pool)
{
    shown *what = apr_pcalloc(pool, sizeof *what);

    *fault = "no language can be had";
    if (!prepare(what, gen, url, pool))
        return NULL;
    *fault = what->problem.detail;
    return what->status ? NULL : tr_facts_open(&what->render);
}

const char *tr_show_body(const tr_gen *gen, const char *url, apr_size_t *length,
                         apr_pool_t *pool)
{
    const char *body;
    shown what;
    tr_out out;

    if (!prepare(&what, gen, url, pool) || what.status)
        return NULL;
    tr_out_memory(&out, BODY_MAX, pool);
    if (write_body(&what, &out) != APR_SUCCESS)
        return NULL;
    body = tr_out_body(&out, length);
    return apr_pstrmemdup(pool, body, *length);
}

static int show_next(const tr_gen *gen, const char *url, apr_pool_t *pool)
{
    const char *body;
    apr_size_t length;
    shown what;
    tr_out out;

    if (!prepare(&what, gen, url, pool))
        return TR_EXIT_SYSTEM;
    tr_out_memory(&out, BODY_MAX, pool);
    if (write_body(&what, &out) != APR_SUCCESS)
        return TR_EXIT_SYSTEM;
    body = tr_out_body(&out, &length);
    printf("%" APR_SIZE_T_FMT " %d %s\n", length,
           what.status ? what.status : 200, url);
    if (fwrite(body, 1, length, stdout) != length || putchar('\n') == EOF)
        return TR_EXIT_SYSTEM;
    return what.status ? TR_EXIT_FAULTS : TR_EXIT_OK;
}

static int show_all(const tr_gen *gen, int count, const char *const urls[],
                    apr_pool_t *pool)
{
    int worst = TR_EXIT_OK;
    apr_pool_t *each;

    apr_pool_create(&each, pool);
    for (int i = 0; i < count && worst != TR_EXIT_SYSTEM; i++) {
        int exit_code = show_next(gen, urls[i], each);
        worst = exit_code > worst ? exit_code : worst;
        apr_pool_clear(each);
    }
    return fflush(stdout) ? TR_EXIT_SYSTEM : worst;
}

int tr_command_show(int argc, const char *const argv[], apr_pool_t *pool)
{
    tr_loaded record;
    tr_arguments given;
    const char *directory;
    int64_t minimum_cell;

    if (!tr_arguments_read(&given, tr_command_find("show"), argc, argv, pool)
        || !tr_minimum_cell(given.value[0], &minimum_cell))
        return TR_EXIT_USAGE;
    directory = given.operands[0];
    if (tr_load(&record, directory, minimum_cell, pool) != APR_SUCCESS || !record.blob) {
        fprintf(stderr, "transparencyctl: nothing can be served from %s: see "
                "'transparencyctl check %s'\n", directory, directory);
        return TR_EXIT_SYSTEM;
    }
    return given.operand_count == 2
        ? show_one(&record.gen, given.operands[1], pool)
        : show_all(&record.gen, given.operand_count - 1, given.operands + 1, pool);
}
