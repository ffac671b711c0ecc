/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How long answers take that were never asked before: a record of 4,000 cells
 * and one of 1,000,000.  Prints the median of many runs of each question; not
 * part of "make check", because times are of the machine.
 *
 *     bench_groups [RUNS]
 */
#include <apr_general.h>
#include <apr_strings.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "query/answer.h"
#include "record/read.h"
#include "store/build.h"

static apr_pool_t *pool;

static const char *const countries[] = {
    "AT", "AU", "BE", "BR", "CA", "CH", "CL", "CZ", "DE", "DK", "ES", "FI", "FR", "GB", "GR",
    "HK", "HU", "IE", "IL", "IN", "IT", "JP", "KR", "LT", "LU", "MX", "NL", "NO", "NZ", "PL",
    "PT", "RO", "SE", "SG", "SI", "SK", "TR", "TW", "US", "ZA"
};
static const char *const demands[] = {
    "subpoena", "search-warrant", "court-order", "police-request", "other-legal", "civil",
    "emergency", "preservation", "diplomatic", "informal"
};
static const char *const data[] = { "content", "subscriber", "traffic", "location", "billing" };

enum { COUNTRIES = 40, DEMANDS = 10, DATA = 5 };

/* One table of 40 countries × `demand_count` demands × `data_count` data × 2 measures. */
static void feed_table(tr_reader *reader, int number, const char *period, int demand_count,
                       int data_count)
{
    char line[400];
    uint32_t random = (uint32_t)number * 2654435761u + 1;

#define FEED(...) tr_reader_feed(reader, line, (apr_size_t)snprintf(line, sizeof line, __VA_ARGS__))
    FEED("<requests id=\"t-%d\" publisher=\"acme\" service=\"s-%d\" period=\"%s\" absent=\"none\" "
         "partition=\"demand data\">\n", number, number % 10, period);
    for (int i = 0; i < COUNTRIES * demand_count * data_count; i++) {
        random = random * 1664525u + 1013904223u;
        FEED("<from country=\"%s\" demand=\"%s\" data=\"%s\"><received requests=\"%u\"/>"
             "<disclosed requests=\"%u\"/></from>\n", countries[i / (demand_count * data_count)],
             demands[i / data_count % demand_count], data[i % data_count],
             100 + random % 1000, random % 100);
    }
    FEED("</requests>\n");
}

static tr_gen make_record(int tables, int demand_count, int data_count)
{
    static const tr_limits limits = { UINT64_C(1) << 32, 2000000, 16 };
    tr_build_options options = { .now = INT64_C(1893456000), .served_until = INT64_MIN,
                                 .limits = limits };
    tr_reader *reader = tr_reader_make("bench.xml", &limits, pool);
    tr_diags *diags = tr_diags_make(pool);
    char line[400];
    tr_file *file;
    void *blob;
    apr_size_t size;
    tr_gen gen;

    FEED("<transparency xmlns=\"urn:transparency-report:1\" xml:lang=\"en\" "
         "published=\"2025-01-01\"><publisher id=\"acme\" name=\"Acme\"/>\n");
    for (int i = 0; i < 10; i++)
        FEED("<service id=\"s-%d\" name=\"Service %d\"/>\n", i, i);
    for (int i = 0; i < tables; i++) {
        char period[16];
        snprintf(period, sizeof period, "%d-H%d", 1990 + i / 20, 1 + i / 10 % 2);
        feed_table(reader, i, period, demand_count, data_count);
    }
    FEED("</transparency>\n");
    file = tr_reader_end(reader);
    for (tr_diag *diag = file->diags->first; diag; diag = diag->next)
        fprintf(stderr, "%s\n", tr_diag_line(diag, pool));
    if (tr_build(&blob, &size, &file, 1, &options, diags, pool) != APR_SUCCESS
        || tr_gen_open(&gen, blob, size) != APR_SUCCESS) {
        for (tr_diag *diag = diags->first; diag; diag = diag->next)
            fprintf(stderr, "%s\n", tr_diag_line(diag, pool));
        exit(1);
    }
    printf("# %u cells in %u blocks, %.1f MiB\n", gen.head->value.count, gen.head->blocks.count,
           (double)size / (1 << 20));
    return gen;
}

static void add_filter(tr_query *query, const tr_gen *gen, tr_dim dim, const char *code)
{
    uint16_t *ordinal = apr_palloc(pool, sizeof *ordinal);
    *ordinal = (uint16_t)tr_gen_code_find(gen, dim, code, strlen(code));
    query->filter[dim] = (tr_filter){ 1, ordinal };
}

/* "demand=civil data=content by=country": one code a filter, one `by` a word. */
static tr_query *ask(const tr_gen *gen, const char *text)
{
    tr_query *query = apr_pcalloc(pool, sizeof *query);
    char *copy = apr_pstrdup(pool, text), *state, *word;

    for (word = apr_strtok(copy, " ", &state); word; word = apr_strtok(NULL, " ", &state)) {
        char *value = strchr(word, '=') + 1;
        if (strncmp(word, "by=", 3) == 0)
            query->by[query->by_count++] = (tr_dim)tr_dim_find(value, strlen(value));
        else if (strncmp(word, "sort=", 5) == 0) {
            query->sort = query->sort_descending = 1;
            query->sort_unit = (uint16_t)tr_gen_code_find(gen, TR_DIM_UNIT, value, strlen(value));
        }
        else
            add_filter(query, gen, (tr_dim)tr_dim_find(word, (size_t)(value - word - 1)), value);
    }
    return query;
}

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

static int compare_times(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Rows of the answer. */
static uint64_t answer(const tr_gen *gen, const tr_query *query, apr_pool_t *scratch, int *totals)
{
    const tr_groups *groups;
    tr_cells *cells;
    tr_gen_cell cell;

    if (query->by_count) {
        groups = tr_group_answer(gen, query, scratch);
        *totals = groups->from_totals;
        return groups->count;
    }
    cells = tr_cells_open(gen, query, scratch);
    tr_cells_seek(cells, tr_cells_count(cells) / 2);
    for (int i = 0; i < TR_PAGE_ROWS && tr_cells_next(cells, &cell); i++)
        ;
    return tr_cells_count(cells);
}

static void measure(const tr_gen *gen, const char *question, int runs)
{
    const tr_query *query = ask(gen, question);
    double *times = apr_palloc(pool, (apr_size_t)runs * sizeof *times);
    uint64_t rows = 0;
    int totals = 0;
    apr_pool_t *scratch;

    apr_pool_create(&scratch, pool);
    for (int i = 0; i < runs; i++) {
        double start = now();
        rows = answer(gen, query, scratch, &totals);
        times[i] = now() - start;
        apr_pool_clear(scratch);
    }
    qsort(times, (size_t)runs, sizeof *times, compare_times);
    printf("%9.1f us  %8lu rows  %s%s\n", times[runs / 2], (unsigned long)rows, question,
           totals ? "  (totals)" : "");
    apr_pool_destroy(scratch);
}

static void measure_all(const tr_gen *gen, int runs)
{
    static const char *const questions[] = {
        "by=country demand=civil data=content measure=received", "by=country demand=civil data=content",
        "by=country demand=civil data=content period=1990-H1",
        "by=country", "by=period", "by=period by=service", "by=country by=period service=s-1",
        "by=country by=demand service=s-1", "by=country sort=requests", "", "country=DE",
        "demand=civil data=content", "sort=requests", "sort=requests country=DE"
    };

    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++)
        measure(gen, questions[i], runs);
}

int main(int argc, char **argv)
{
    int runs = argc > 1 ? atoi(argv[1]) : 51;
    tr_gen gen;

    apr_initialize();
    apr_pool_create(&pool, NULL);
    gen = make_record(5, 10, 1);
    measure_all(&gen, runs);
    gen = make_record(250, DEMANDS, DATA);
    measure_all(&gen, runs > 11 ? runs / 5 : runs);
    apr_terminate();
    return 0;
}
