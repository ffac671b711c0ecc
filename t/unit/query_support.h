/* SPDX-License-Identifier: Apache-2.0 */
/*
 * query_support.h - what the tests of answers share: questions written like a
 * query string, answers written as text.
 */
#ifndef TR_QUERY_SUPPORT_H
#define TR_QUERY_SUPPORT_H

#include <apr_file_io.h>
#include <apr_general.h>
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#include "query/answer.h"
#include "record/read.h"
#include "store/build.h"
#include "tap.h"

enum { RECORD_FILES = 40 };

static apr_pool_t *test_pool;

__attribute__((unused))
static void start_tests(void)
{
    apr_initialize();
    atexit(apr_terminate);      /* gives everything back, so that what is left over is a leak */
    apr_pool_create(&test_pool, NULL);
}

static void bail_out(const char *why)
{
    printf("Bail out! %s\n", why);
    exit(1);
}

/* ---- Records ---- */

static tr_gen build_files(tr_file **files, int count)
{
    tr_build_options options = { .now = INT64_C(1893456000), .served_until = INT64_MIN,
                                 .limits = TR_LIMITS_DEFAULT };
    tr_diags *diags = tr_diags_make(test_pool);
    void *blob;
    apr_size_t size;
    tr_gen gen;
    apr_status_t status;

    for (int i = 0; i < count; i++)
        for (tr_diag *diag = files[i]->usable ? NULL : files[i]->diags->first; diag; diag = diag->next)
            printf("# %s\n", tr_diag_line(diag, test_pool));
    status = tr_build(&blob, &size, files, count, &options, diags, test_pool);
    if (status == APR_SUCCESS && tr_gen_open(&gen, blob, size) == APR_SUCCESS
        && !gen.head->incomplete)
        return gen;
    for (tr_diag *diag = diags->first; diag; diag = diag->next)
        printf("# %s\n", tr_diag_line(diag, test_pool));
    bail_out("the record cannot be built");
    abort();
}

static tr_file *read_text(const char *name, const char *text)
{
    static const tr_limits limits = TR_LIMITS_DEFAULT;
    tr_reader *reader = tr_reader_make(name, &limits, test_pool);

    tr_reader_feed(reader, text, strlen(text));
    return tr_reader_end(reader);
}

/* A file of a record; `body` without its <transparency>. */
static tr_file *file_text(const char *name, const char *published, const char *body)
{
    return read_text(name, apr_pstrcat(test_pool,
        "<transparency xmlns=\"urn:transparency-report:1\" xml:lang=\"en\" published=\"",
        published, "\">\n", body, "\n</transparency>\n", NULL));
}

__attribute__((unused))
static tr_gen record_text(const char *body)
{
    tr_file *file = file_text("a.xml", "2013-03-21", body);
    return build_files(&file, 1);
}

/* A directory below the top of the source, e.g. "t/fixtures/records/halves". */
__attribute__((unused))
static tr_gen record_directory(const char *path)
{
    static const tr_limits limits = TR_LIMITS_DEFAULT;
    const char *source = getenv("srcdir") ? getenv("srcdir")
                       : getenv("TR_SRCDIR") ? apr_pstrcat(test_pool, getenv("TR_SRCDIR"), "/t/unit", NULL)
                                             : "t/unit";
    const char *directory = apr_pstrcat(test_pool, source, "/../../", path, NULL);
    tr_diags *diags = tr_diags_make(test_pool);
    tr_listing_entry *entries;
    tr_file *files[RECORD_FILES];
    int count, others;

    if (tr_list(&entries, &count, &others, directory, diags, test_pool) != APR_SUCCESS
        || count == 0 || count > RECORD_FILES)
        bail_out(directory);
    for (int i = 0; i < count; i++)
        if (tr_read_file(&files[i], directory, &entries[i], NULL, 0, &limits, NULL, NULL,
                         diags, test_pool) != APR_SUCCESS)
            bail_out(entries[i].name);
    return build_files(files, count);
}

/* ---- Questions ---- */

static uint16_t code_named(const tr_gen *gen, tr_dim dim, const char *code)
{
    int ordinal = tr_gen_code_find(gen, dim, code, strlen(code));
    if (ordinal <= 0)
        bail_out(apr_pstrcat(test_pool, "no code ", code, NULL));
    return (uint16_t)ordinal;
}

static int compare_ordinals(const void *a, const void *b)
{
    return *(const uint16_t *)a - *(const uint16_t *)b;
}

static void parse_range(tr_query *query, const tr_gen *gen, const char *text, uint16_t *codes)
{
    tr_filter *filter = &query->filter[TR_DIM_PERIOD];
    tr_period_range range;

    if (!tr_period_parse_range(text, strlen(text), &range, NULL))
        bail_out(text);
    query->period_text = text;
    for (uint16_t i = 1; i < gen->head->codes[TR_DIM_PERIOD].count; i++)
        if (tr_period_in_range(&tr_gen_codes(gen, TR_DIM_PERIOD)[i].period, &range))
            codes[filter->count++] = i;
    filter->codes = codes;
}

static void parse_codes(tr_query *query, const tr_gen *gen, tr_dim dim, char *text)
{
    tr_filter *filter = &query->filter[dim];
    uint16_t *codes = apr_palloc(test_pool, 1000 * sizeof *codes);
    char *state, *code;

    if (strstr(text, "..")) {
        parse_range(query, gen, text, codes);
        return;
    }
    for (code = apr_strtok(text, ",", &state); code; code = apr_strtok(NULL, ",", &state))
        codes[filter->count++] = code_named(gen, dim, code);
    qsort(codes, filter->count, sizeof *codes, compare_ordinals);
    filter->codes = codes;
}

static void parse_sort(tr_query *query, const tr_gen *gen, const char *text)
{
    query->sort = 1;
    query->sort_descending = *text == '-';
    query->sort_unit = code_named(gen, TR_DIM_UNIT, text + (*text == '-'));
}

static void parse_by(tr_query *query, char *text)
{
    char *state, *word;

    for (word = apr_strtok(text, ",", &state); word; word = apr_strtok(NULL, ",", &state))
        query->by[query->by_count++] = (tr_dim)tr_dim_find(word, strlen(word));
}

/* "country=GB,US by=demand,period period=2012..2013 sort=-requests", in any order. */
static tr_query *ask(const tr_gen *gen, const char *text)
{
    tr_query *query = apr_pcalloc(test_pool, sizeof *query);
    char *copy = apr_pstrdup(test_pool, text), *state, *word;

    for (word = apr_strtok(copy, " ", &state); word; word = apr_strtok(NULL, " ", &state)) {
        char *value = strchr(word, '=') + 1;
        int dim = tr_dim_find(word, (size_t)(value - word - 1));
        if (strncmp(word, "by=", 3) == 0)
            parse_by(query, value);
        else if (strncmp(word, "sort=", 5) == 0)
            parse_sort(query, gen, value);
        else if (dim < 0)
            bail_out(word);
        else
            parse_codes(query, gen, (tr_dim)dim, value);
    }
    return query;
}

/* ---- Answers as text ---- */

static const char *value_text(const tr_value *value)
{
    if (!tr_status_has_number(value->status))
        return tr_status_code(value->status);
    if (value->status == TR_STATUS_REPORTED)
        return apr_psprintf(test_pool, "%ld", (long)value->min);
    if (value->max == TR_UNBOUNDED)
        return apr_psprintf(test_pool, "%s %ld", tr_status_code(value->status), (long)value->min);
    return apr_psprintf(test_pool, "%s %ld..%ld", tr_status_code(value->status),
                        (long)value->min, (long)value->max);
}

static const char *add_word(const char *text, const char *word)
{
    return apr_pstrcat(test_pool, text, *text ? " " : "", word, NULL);
}

static const char *share_text(const tr_group *group)
{
    if (group->share_refused)
        return apr_pstrcat(test_pool, "share!", group->share_refused, NULL);
    if (!group->has_share)
        return "";
    return apr_psprintf(test_pool, "%u..%u/%s", group->share_min, group->share_max,
                        group->share_of);
}

static const char *group_text(const tr_gen *gen, const tr_groups *groups, const tr_group *group)
{
    static const char *const kinds[] = { "published", "stated", "computed" };
    const char *text = "";

    for (int i = 0; i < groups->key_count; i++) {
        uint16_t code = group->code[groups->key[i]];
        text = add_word(text, code ? tr_gen_code_text(gen, groups->key[i], code) : "all");
    }
    if (groups->by_granularity)
        text = add_word(text, tr_granularity_code(group->granularity));
    text = add_word(text, tr_gen_code_text(gen, TR_DIM_UNIT, group->code[TR_DIM_UNIT]));
    text = add_word(text, group->refused ? group->refused : value_text(&group->value));
    if (group->computed_differs)
        text = apr_pstrcat(test_pool, text, "/", value_text(&group->computed), NULL);
    text = add_word(text, kinds[group->kind]);
    return *share_text(group) ? add_word(text, share_text(group)) : text;
}

/* One line a group, with a line end after each: KEYS UNIT VALUE KIND SHARE. */
__attribute__((unused))
static const char *groups_text(const tr_gen *gen, const char *question)
{
    const tr_groups *groups = tr_group_answer(gen, ask(gen, question), test_pool);
    const char *text = groups->refused ? groups->refused : "";

    for (uint64_t i = 0; i < groups->count; i++)
        text = apr_pstrcat(test_pool, text, group_text(gen, groups, &groups->rows[i]), "\n", NULL);
    return text;
}

/* The cells from number `first`: "ID VALUE", with a line end after each. */
__attribute__((unused))
static const char *cells_from(const tr_gen *gen, const char *question, uint64_t first)
{
    tr_cells *cells = tr_cells_open(gen, ask(gen, question), test_pool);
    const char *text = "";
    tr_gen_cell cell;

    if (first)
        tr_cells_seek(cells, first);
    while (tr_cells_next(cells, &cell))
        text = apr_pstrcat(test_pool, text, tr_gen_cell_id(gen, &cell, test_pool), " ",
                           value_text(&cell.value), "\n", NULL);
    return text;
}

__attribute__((unused))
static const char *facet_text(const tr_gen *gen, const char *question, const char *dim)
{
    int number = tr_dim_find(dim, strlen(dim));
    uint32_t count;
    const tr_facet_value *values =
        tr_facet(gen, ask(gen, question), (tr_dim)number, &count, test_pool);
    const char *text = "";

    for (uint32_t i = 0; i < count; i++)
        text = apr_psprintf(test_pool, "%s%s%s:%lu", text, i ? " " : "",
                            tr_gen_code_text(gen, (tr_dim)number, values[i].code),
                            (unsigned long)values[i].cells);
    return text;
}

#endif
