/* SPDX-License-Identifier: Apache-2.0 */
/*
 * show.c - renders resources of a record to standard output, as the server
 * would.
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

#include "ctl/front.h"
#include "ctl/options.h"
#include "query/memento.h"
#include "render/facts.h"
#include "render/render.h"

enum { OPTION_MINIMUM_CELL, OPTION_CONF };      /* as in options.c */
enum { CHUNK = 64 * 1024, BODY_MAX = 1 << 30 };

static apr_status_t print_chunk(tr_out *out, void *stream)
{
    return fwrite(out->buffer, 1, out->used, stream) == out->used
           ? APR_SUCCESS : APR_EGENERAL;
}

/* What a client gets that takes anything. */
static tr_format first_format(const tr_look *look, const tr_target *target)
{
    unsigned formats = tr_target_negotiated(&look->site, target);
    int format = 0;

    while (!(formats & 1u << format))
        format++;
    return (tr_format)format;
}

typedef struct shown {
    const tr_look *look;
    tr_gen view;                /* of the newest edition, or of the version asked for */
    tr_target target;
    tr_problem problem;
    tr_render render;
    int status;                 /* 0: there is a target; else the HTTP status of a problem */
} shown;

/* Resolves PATH[?QUERY]; the slash before it may be left out. */
static void prepare(shown *out, const tr_look *look, const tr_gen *gen, const char *url,
                    apr_pool_t *pool)
{
    char *path = apr_pstrcat(pool, *url == '/' ? "" : "/", url, NULL), *args = strchr(path, '?');
    const tr_target *target = &out->target;
    size_t language = look->default_language;
    tr_format format;

    if (args)
        *args++ = '\0';
    out->look = look;
    out->status = tr_route(&out->target, &out->problem, &out->view, gen, NULL,
                           &look->site, path, args, pool);
    if (target->access == TR_ACCESS_TIMEGATE)
        out->target.access = TR_ACCESS_TIMEMAP;     /* here nothing redirects: all there are */
    if (out->status)
        target = &out->problem.target;
    else if (target->lang)
        language = (size_t)tr_look_language(look, target->lang);
    format = out->status ? TR_FORMAT_JSON
             : target->fixed ? target->format
             : target->access == TR_ACCESS_TIMEMAP ? TR_FORMAT_LINKS : first_format(look, target);
    tr_look_render(&out->render, look, &out->view, target, format, language, pool);
}

static apr_status_t write_body(const shown *what, tr_out *out)
{
    if (what->status)
        tr_render_problem(&what->render, &what->problem, out);
    else
        tr_render_target(&what->render, out);
    return tr_out_end(out);
}

static int show_one(const tr_look *look, const tr_gen *gen, const char *url, apr_pool_t *pool)
{
    shown what;
    tr_out out;

    prepare(&what, look, gen, url, pool);
    tr_out_chunks(&out, CHUNK, print_chunk, what.status ? stderr : stdout,
                  pool);
    if (write_body(&what, &out) != APR_SUCCESS || fflush(stdout))
        return TR_EXIT_SYSTEM;
    return what.status ? TR_EXIT_FAULTS : TR_EXIT_OK;
}

tr_facts *tr_show_facts(const tr_look *look, const tr_gen *gen, const char *url, const char **fault,
                        apr_pool_t *pool)
{
    shown *what = apr_pcalloc(pool, sizeof *what);

    prepare(what, look, gen, url, pool);
    *fault = what->problem.detail;
    return what->status ? NULL : tr_facts_open(&what->render);
}

const char *tr_show_body(const tr_look *look, const tr_gen *gen, const char *url, apr_size_t *length,
                         apr_pool_t *pool)
{
    const char *body;
    shown what;
    tr_out out;

    prepare(&what, look, gen, url, pool);
    if (what.status)
        return NULL;
    tr_out_memory(&out, BODY_MAX, pool);
    if (write_body(&what, &out) != APR_SUCCESS)
        return NULL;
    body = tr_out_body(&out, length);
    return apr_pstrmemdup(pool, body, *length);
}

static int show_next(const tr_look *look, const tr_gen *gen, const char *url, apr_pool_t *pool)
{
    const char *body;
    apr_size_t length;
    shown what;
    tr_out out;

    prepare(&what, look, gen, url, pool);
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

static int show_all(const tr_look *look, const tr_gen *gen, int count,
                    const char *const urls[], apr_pool_t *pool)
{
    int worst = TR_EXIT_OK;
    apr_pool_t *each;

    apr_pool_create(&each, pool);
    for (int i = 0; i < count && worst != TR_EXIT_SYSTEM; i++) {
        int exit_code = show_next(look, gen, urls[i], each);
        worst = exit_code > worst ? exit_code : worst;
        apr_pool_clear(each);
    }
    return fflush(stdout) ? TR_EXIT_SYSTEM : worst;
}

int tr_command_show(int argc, const char *const argv[], apr_pool_t *pool)
{
    tr_loaded record;
    tr_arguments given;
    tr_front front;
    int failed;

    if (!tr_arguments_read(&given, tr_command_find("show"), argc, argv, pool))
        return TR_EXIT_USAGE;
    failed = tr_front_open(&front, &record, given.operands[0], given.value[OPTION_CONF],
                           given.value[OPTION_MINIMUM_CELL], NULL, pool);
    if (failed)
        return failed;
    return given.operand_count == 2
        ? show_one(&front.look, &record.gen, given.operands[1], pool)
        : show_all(&front.look, &record.gen, given.operand_count - 1, given.operands + 1, pool);
}
