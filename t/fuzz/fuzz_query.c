/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_query.c - every path and query string that a stranger can send us.
 *
 * The first line of the input is the path below a mount, the second the query
 * string.  Besides what the sanitizers find: the status is one of a few; what
 * is answered has a canonical form that is answered too and is its own
 * canonical form; a redirect leads to an answer or an honest refusal, never to
 * another redirect; and the answer can be counted, grouped or compared.
 */
#include <apr_general.h>
#include <apr_strings.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "query/answer.h"
#include "query/change_rows.h"
#include "query/memento.h"
#include "record/read.h"
#include "store/build.h"

#define MUST(condition) ((condition) ? (void)0 : broken(#condition, __LINE__))

enum { INPUT_MAX = 2048 };

static const char record[] =
    "<transparency xmlns=\"urn:transparency-report:1\" xml:lang=\"en\" published=\"2013-03-21\">"
    "<publisher id=\"acme\"><name>Acme</name></publisher>"
    "<service id=\"mail\" publisher=\"acme\"><name>Mail</name></service>"
    "<requests id=\"mail-2012\" publisher=\"acme\" service=\"mail\" period=\"2012\" absent=\"none\" partition=\"demand\">"
    "<from country=\"GB\"><received demand=\"subpoena\" requests=\"12\"/>"
    "<received demand=\"emergency\" requests=\"88\"/><disclosed demand=\"subpoena\" requests=\"50%\"/></from>"
    "<from country=\"US\"><received demand=\"nsl\" requests=\"8..499\"/></from></requests>"
    "<requests id=\"mail-2013-h1\" publisher=\"acme\" service=\"mail\" period=\"2013-H1\" absent=\"not-reported\">"
    "<total><received requests=\"7\"/></total>"
    "<from country=\"x-un\"><received accounts=\"1\" requests=\"not-reported\"/></from></requests>"
    "</transparency>";

/* Later: a figure and a text differ, a country is gone, a claim is new. */
static const char correction[] =
    "<transparency xmlns=\"urn:transparency-report:1\" xml:lang=\"en\" published=\"2014-01-01T12:00:00Z\">"
    "<service id=\"mail\" publisher=\"acme\"><name>Post</name></service>"
    "<requests id=\"mail-2013-h1\" publisher=\"acme\" service=\"mail\" period=\"2013-H1\" absent=\"not-reported\">"
    "<total><received requests=\"8\"/></total></requests>"
    "<statement id=\"s\" date=\"2008\"><text>x</text><about service=\"mail\"/></statement>"
    "</transparency>";

static const char *const languages[] = { "en", "ar", "zh-Hans", NULL };
static const tr_site site = { languages, "en", (1u << TR_FORMAT_COUNT) - 1, 0 };
static tr_gen gen;
static apr_pool_t *global;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void broken(const char *promise, int line)
{
    fprintf(stderr, "fuzz_query.c:%d: broken promise: %s\n", line, promise);
    abort();
}

static tr_file *read_record(const char *name, const char *text)
{
    static const tr_limits limits = TR_LIMITS_DEFAULT;
    tr_reader *reader = tr_reader_make(name, &limits, global);
    tr_file *file;

    tr_reader_feed(reader, text, strlen(text));
    file = tr_reader_end(reader);
    MUST(file->usable);
    return file;
}

static void start(void)
{
    tr_build_options options = { .now = INT64_C(1893456000), .served_until = INT64_MIN,
                                 .limits = TR_LIMITS_DEFAULT };
    tr_file *files[2];
    void *blob;
    apr_size_t length;

    apr_initialize();
    apr_pool_create(&global, NULL);
    files[0] = read_record("record.xml", record);
    files[1] = read_record("correction.xml", correction);
    MUST(tr_build(&blob, &length, files, 2, &options, tr_diags_make(global), global) == APR_SUCCESS);
    MUST(tr_gen_open(&gen, blob, length) == APR_SUCCESS);
    MUST(gen.head->incomplete == 0);
    MUST(gen.head->instants.count == 2);
    tr_file_destroy(files[0]);
    tr_file_destroy(files[1]);
}

static int is_status(int status)
{
    return status == 0 || status == 301 || status == 302 || status == 400 || status == 404 || status == 410;
}

/* A canonical address is its own canonical address. */
static void check_canonical(const tr_target *target, const char *path, apr_pool_t *pool)
{
    tr_target again;
    tr_problem problem;

    MUST(tr_resolve(&again, &problem, &gen, &site, path, target->query_string, pool) == 0);
    MUST(!strcmp(again.query_string, target->query_string));
    MUST(again.resource == target->resource && again.query.by_count == target->query.by_count);
}

/* Every row can be written down, and both its editions are there. */
static void check_changes(const tr_target *target, apr_pool_t *pool)
{
    const tr_change_rows *answer = tr_change_answer(&gen, &target->query, pool);

    for (uint32_t i = 0; i < answer->count; i++) {
        const tr_change_row *row = &answer->rows[i];
        MUST(*tr_change_word(row) && row->edition <= gen.edition);
        MUST(tr_change_old_edition(answer, row) < tr_change_new_edition(answer, row));
        MUST(tr_change_new_path(&gen, answer, row, pool));
        MUST(!row->cell || row->cell->old_row != row->cell->new_row);
    }
}

static void check_answer(const tr_target *target, apr_pool_t *pool)
{
    if (target->resource == TR_RES_CORRECTIONS)
        check_changes(target, pool);
    else if (target->query.by_count) {
        const tr_groups *groups = tr_group_answer(&gen, &target->query, pool);
        for (uint64_t i = 0; i < groups->count; i++)
            MUST(groups->rows[i].value.status == TR_STATUS_REFUSED
                 || tr_value_is_valid(&groups->rows[i].value));
    }
    else {
        tr_cells *cells = tr_cells_open(&gen, &target->query, pool);
        uint64_t count = tr_cells_count(cells), seen = 0;
        tr_gen_cell cell;
        while (tr_cells_next(cells, &cell))
            seen++;
        MUST(seen == count);
    }
}

static void check_redirect(const char *location, apr_pool_t *pool)
{
    char *path = apr_pstrcat(pool, "/", location, NULL);
    char *args = strchr(path, '?');
    tr_gen view;
    tr_target target;
    tr_problem problem;

    if (args)
        *args++ = '\0';
    MUST(tr_route(&target, &problem, &view, &gen, NULL, &site, path, args, pool) != 301);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    apr_pool_t *pool;
    tr_gen view;
    tr_target target;
    tr_problem problem;
    char *path, *args;
    int status;

    if (!global)
        start();
    if (size > INPUT_MAX)
        return 0;
    apr_pool_create(&pool, global);
    path = apr_pstrmemdup(pool, (const char *)data, size);
    args = strchr(path, '\n');
    if (args)
        *args++ = '\0';
    status = tr_route(&target, &problem, &view, &gen, NULL, &site, path, args, pool);
    MUST(is_status(status));
    MUST(!status || problem.status == status);
    if (status == 301 || status == 302)
        check_redirect(problem.location, pool);
    if (status == 0 && target.mementos) {
        MUST(target.mementos->nelts > 0 && target.original);
        MUST(tr_memento_at(target.mementos, INT64_MIN)
             == (const tr_memento *)target.mementos->elts);
    }
    else if (status == 0 && target.access == TR_ACCESS_ORIGINAL) {
        check_canonical(&target, path, pool);
        check_answer(&target, pool);
    }
    apr_pool_destroy(pool);
    return 0;
}
