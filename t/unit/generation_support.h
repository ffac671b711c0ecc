/* SPDX-License-Identifier: Apache-2.0 */
/*
 * generation_support.h - what the tests of generations share: records written
 * as strings, questions and answers written as strings.
 */
#ifndef TR_GENERATION_SUPPORT_H
#define TR_GENERATION_SUPPORT_H

#include <apr_general.h>
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#include "record/read.h"
#include "store/build.h"
#include "store/changes.h"
#include "store/rollup.h"
#include "tap.h"

enum { RECORD_FILES = 40 };

typedef struct record {
    apr_pool_t *pool;
    tr_file *files[RECORD_FILES];
    int count;
    int64_t now, served_until;
    const tr_gen *served;
    int64_t minimum_cell;
    tr_diags *diags;
    apr_status_t status;
    void *blob;
    apr_size_t size;
    tr_gen gen;
} record;

#define NOW_2030 INT64_C(1893456000)

static apr_pool_t *test_pool;

__attribute__((unused))
static void start_tests(void)
{
    apr_initialize();
    apr_pool_create(&test_pool, NULL);
}

/* Gives everything back and ends the test. */
__attribute__((unused))
static int end_tests(void)
{
    apr_pool_destroy(test_pool);
    apr_terminate();
    return tap_done();
}

__attribute__((unused))
static void record_init(record *r)
{
    memset(r, 0, sizeof *r);
    apr_pool_create(&r->pool, test_pool);
    r->now = NOW_2030;
    r->served_until = INT64_MIN;
    r->diags = tr_diags_make(r->pool);
}

__attribute__((unused))
static tr_file *read_text(record *r, const char *name, const char *text)
{
    static const tr_limits limits = TR_LIMITS_DEFAULT;
    tr_reader *reader = tr_reader_make(name, &limits, r->pool);

    tr_reader_feed(reader, text, strlen(text));
    return tr_reader_end(reader);
}

/* A file; `attrs` of <transparency> after xmlns, e.g. published="2013-03-21". */
__attribute__((unused))
static tr_file *add_file(record *r, const char *name, const char *attrs, const char *body)
{
    const char *text = apr_pstrcat(r->pool,
        "<transparency xmlns=\"urn:transparency-report:1\" xml:lang=\"en\" ", attrs, ">\n",
        body, "\n</transparency>\n", NULL);
    tr_file *file = read_text(r, name, text);

    if (!file->usable)
        for (tr_diag *diag = file->diags->first; diag; diag = diag->next)
            printf("# %s\n", tr_diag_line(diag, r->pool));
    return r->files[r->count++] = file;
}

__attribute__((unused))
static void show_diags(const record *r)
{
    for (tr_diag *diag = r->diags->first; diag; diag = diag->next)
        printf("# %s\n", tr_diag_line(diag, r->pool));
}

__attribute__((unused))
static apr_status_t build(record *r)
{
    tr_build_options options = { r->now, r->served_until, r->served, r->minimum_cell, TR_LIMITS_DEFAULT };

    r->diags = tr_diags_make(r->pool);
    r->status = tr_build(&r->blob, &r->size, r->files, r->count, &options, r->diags, r->pool);
    if (r->status == APR_SUCCESS && tr_gen_open(&r->gen, r->blob, r->size) != APR_SUCCESS)
        r->status = APR_EGENERAL;
    if (r->status == APR_SUCCESS) {
        const char *wrong = tr_gen_verify(&r->gen);
        if (wrong) {
            printf("# verify: %s\n", wrong);
            r->status = APR_EGENERAL;
        }
    }
    return r->status;
}

/* One file, built. */
__attribute__((unused))
static void one_file(record *r, const char *body)
{
    record_init(r);
    add_file(r, "a.xml", "published=\"2013-03-21\"", body);
    if (build(r) != APR_SUCCESS)
        show_diags(r);
}

__attribute__((unused))
static const tr_diag *find_diag(const record *r, const char *code)
{
    for (const tr_diag *diag = r->diags->first; diag; diag = diag->next)
        if (strcmp(diag->code, code) == 0)
            return diag;
    return NULL;
}

__attribute__((unused))
static int count_diags(const record *r, const char *code)
{
    int count = 0;

    for (const tr_diag *diag = r->diags->first; diag; diag = diag->next)
        count += strcmp(diag->code, code) == 0;
    return count;
}

/* ---- Values as text ---- */

__attribute__((unused))
static const char *value_text(const tr_value *value)
{
    if (!tr_status_has_number(value->status))
        return tr_status_code(value->status);
    if (value->status == TR_STATUS_REPORTED)
        return apr_psprintf(test_pool, "%ld", (long)value->min);
    if (value->status == TR_STATUS_AT_LEAST)
        return apr_psprintf(test_pool, "at-least %ld", (long)value->min);
    if (value->max == TR_UNBOUNDED)
        return apr_psprintf(test_pool, "%s %ld..", tr_status_code(value->status),
                            (long)value->min);
    return apr_psprintf(test_pool, "%s %ld..%ld", tr_status_code(value->status),
                        (long)value->min, (long)value->max);
}

/* "value", "refused REASON", with "+LIMIT" for each limit and "/COMPUTED" beside. */
__attribute__((unused))
static const char *rolled_text(const tr_rolled *row)
{
    const char *text = row->refusal
        ? apr_pstrcat(test_pool, "refused ", tr_refusal_code(row->refusal), NULL)
        : value_text(&row->value);

    for (unsigned bit = 0; bit < TR_LIMIT_COUNT; bit++)
        if (!row->refusal && row->limits & (1u << bit))
            text = apr_pstrcat(test_pool, text, "+", tr_limit_code(bit), NULL);
    if (row->has_computed)
        text = apr_pstrcat(test_pool, text, "/", value_text(&row->computed), NULL);
    return text;
}

/* ---- Questions as text ---- */

typedef struct asked {
    tr_rollup_request request;
    uint32_t *blocks;
    uint16_t codes[TR_DIM_CELL_COUNT][16];
    tr_period span;
} asked;

static int block_matches(const tr_gen *gen, const tr_gen_block *block, int dim, const char *code)
{
    uint16_t own = dim == TR_DIM_PUBLISHER ? block->publisher
        : dim == TR_DIM_SERVICE ? block->service : dim == TR_DIM_REPORT ? block->report
        : dim == TR_DIM_TABLE ? block->table : dim == TR_DIM_PERIOD ? block->period
        : dim == TR_DIM_MEASURE ? block->measure : block->unit;
    return strcmp(tr_gen_code_text(gen, (tr_dim)dim, own), code) == 0;
}

static void filter_blocks(asked *q, const tr_gen *gen, int dim, const char *code)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < q->request.block_count; i++)
        if (block_matches(gen, TR_GEN_ROWS(gen, tr_gen_block, blocks) + q->blocks[i], dim, code))
            q->blocks[kept++] = q->blocks[i];
    q->request.block_count = kept;
}

static int compare_ordinals(const void *a, const void *b)
{
    return *(const uint16_t *)a - *(const uint16_t *)b;
}

static void add_filter(asked *q, const tr_gen *gen, int dim, char *codes)
{
    tr_axis *axis = &q->request.axis[dim - TR_DIM_CELL_FIRST];
    uint16_t *list = q->codes[dim - TR_DIM_CELL_FIRST];
    char *state, *code;

    for (code = apr_strtok(codes, ",", &state); code; code = apr_strtok(NULL, ",", &state)) {
        int ordinal = tr_gen_code_find(gen, (tr_dim)dim, code, strlen(code));
        if (ordinal < 0) {
            printf("Bail out! no code %s\n", code);
            exit(1);
        }
        list[axis->count++] = (uint16_t)ordinal;
    }
    qsort(list, axis->count, sizeof *list, compare_ordinals);
    axis->codes = list;
}

/* "country=GB,US by=demand measure=received span=2012": as in a query string. */
static void parse_question(asked *q, const tr_gen *gen, const char *text)
{
    char *copy = apr_pstrdup(test_pool, text), *state, *word;

    memset(q, 0, sizeof *q);
    q->request.block_count = gen->head->blocks.count;
    q->request.blocks = q->blocks = apr_palloc(test_pool, sizeof *q->blocks
                                               * (gen->head->blocks.count + 1u));
    for (uint32_t i = 0; i < gen->head->blocks.count; i++)
        q->blocks[i] = i;
    for (word = apr_strtok(copy, " ", &state); word; word = apr_strtok(NULL, " ", &state)) {
        char *value = strchr(word, '=') + 1;
        int by = strncmp(word, "by=", 3) == 0;
        int dim = by ? tr_dim_find(value, strlen(value))
                     : tr_dim_find(word, (size_t)(value - word - 1));
        if (strncmp(word, "span=", 5) == 0) {
            tr_period_parse(value, strlen(value), &q->span, NULL);
            q->request.span = &q->span;
        }
        else if (by && dim < TR_DIM_CELL_FIRST)
            q->request.by[dim] = 1;
        else if (by)
            q->request.axis[dim - TR_DIM_CELL_FIRST].grouped = 1;
        else if (dim < TR_DIM_CELL_FIRST)
            filter_blocks(q, gen, dim, value);
        else
            add_filter(q, gen, dim, value);
    }
}

__attribute__((unused))
static tr_rollup ask(const tr_gen *gen, const char *text)
{
    asked q;
    tr_rollup answer;

    parse_question(&q, gen, text);
    tr_rollup_make(&answer, gen, &q.request, test_pool);
    return answer;
}

/* The answer as text: rows by "; ", each "KEYS: VALUE" where keys are grouped. */
__attribute__((unused))
static const char *answer(const tr_gen *gen, const char *text)
{
    tr_rollup rolled;
    const char *out = "";

    if (!gen->head)
        return "not built";
    rolled = ask(gen, text);
    for (uint32_t i = 0; i < rolled.count; i++) {
        const char *keys = "";
        for (int dim = 0; dim < TR_DIM_COUNT; dim++)
            if (dim != TR_DIM_MEASURE && dim != TR_DIM_UNIT && rolled.rows[i].code[dim])
                keys = apr_pstrcat(test_pool, keys, *keys ? "," : "",
                                   tr_gen_code_text(gen, (tr_dim)dim, rolled.rows[i].code[dim]),
                                   NULL);
        out = apr_pstrcat(test_pool, out, i ? "; " : "", keys, *keys ? ": " : "",
                          rolled_text(&rolled.rows[i]), NULL);
    }
    return out;
}

#endif
