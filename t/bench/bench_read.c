/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What reading a record costs: the files of a directory parsed by libxml2 with
 * nothing done (SAX2, the same chunks), read and checked by us, and joined into
 * a generation; and what is to be done again when one of them has changed.
 * Prints medians of CPU milliseconds, one figure a line; times are of the machine.
 *
 *     bench_read DIRECTORY [RUNS]
 */
#include <apr_file_info.h>
#include <apr_general.h>
#include <libxml/parser.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "record/read.h"
#include "store/build.h"

enum { CHUNK = 64 * 1024, RUNS_MAX = 101 };

typedef struct source {
    const char *name;
    char *bytes;
    apr_size_t length;
} source;

static apr_pool_t *pool;
static const tr_limits limits = { UINT64_C(1) << 32, 20000000, 5000 };

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static void give_up(const char *what)
{
    fprintf(stderr, "bench_read: %s\n", what);
    exit(1);
}

static source *load(const char *directory, int *count)
{
    tr_diags *diags = tr_diags_make(pool);
    tr_listing_entry *entries;
    source *sources;
    int others;

    if (tr_list(&entries, count, &others, directory, diags, pool) != APR_SUCCESS || !*count)
        give_up("there are no files");
    sources = apr_palloc(pool, sizeof *sources * (apr_size_t)*count);
    for (int i = 0; i < *count; i++) {
        char *path;
        apr_file_t *file;
        sources[i].name = entries[i].name;
        sources[i].length = (apr_size_t)entries[i].signature.size;
        sources[i].bytes = apr_palloc(pool, sources[i].length);
        if (apr_filepath_merge(&path, directory, entries[i].name, 0, pool) != APR_SUCCESS
            || apr_file_open(&file, path, APR_FOPEN_READ, APR_FPROT_OS_DEFAULT, pool) != APR_SUCCESS
            || apr_file_read_full(file, sources[i].bytes, sources[i].length, NULL) != APR_SUCCESS)
            give_up("a file cannot be read");
        apr_file_close(file);
    }
    return sources;
}

/* ---- Nothing but parsing ---- */

static void ignore_start(void *c, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                         int spaces, const xmlChar **space, int attributes, int defaulted,
                         const xmlChar **attribute)
{
    (void)c, (void)name, (void)prefix, (void)uri, (void)spaces, (void)space;
    (void)attributes, (void)defaulted, (void)attribute;
}

static void ignore_end(void *c, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    (void)c, (void)name, (void)prefix, (void)uri;
}

static void ignore_text(void *c, const xmlChar *text, int length)
{
    (void)c, (void)text, (void)length;
}

static void parse(const source *from)
{
    xmlSAXHandler handler = { .initialized = XML_SAX2_MAGIC, .startElementNs = ignore_start,
                              .endElementNs = ignore_end, .characters = ignore_text };
    xmlParserCtxtPtr parser = xmlCreatePushParserCtxt(&handler, NULL, NULL, 0, from->name);

    for (apr_size_t at = 0; at < from->length; at += CHUNK)
        xmlParseChunk(parser, from->bytes + at, (int)(from->length - at < CHUNK
                                                      ? from->length - at : CHUNK), 0);
    if (xmlParseChunk(parser, "", 0, 1))
        give_up("a file is no XML");
    xmlFreeParserCtxt(parser);
}

/* ---- Ours ---- */

static tr_file *read_one(const source *from)
{
    tr_reader *reader = tr_reader_make(from->name, &limits, pool);
    tr_file *file;

    for (apr_size_t at = 0; at < from->length; at += CHUNK)
        tr_reader_feed(reader, from->bytes + at, from->length - at < CHUNK
                                                 ? from->length - at : CHUNK);
    file = tr_reader_end(reader);
    if (!file->usable)
        give_up("a file is refused");
    return file;
}

/* Returns the bytes of the generation a figure. */
static double build(tr_file *const *files, int count)
{
    tr_build_options options = { .now = INT64_C(1893456000), .served_until = INT64_MIN,
                                 .limits = limits };
    apr_pool_t *own;
    apr_size_t size;
    void *blob;
    tr_gen gen;
    double bytes;

    apr_pool_create(&own, pool);
    if (tr_build(&blob, &size, files, count, &options, tr_diags_make(own), own) != APR_SUCCESS
        || tr_gen_open(&gen, blob, size) != APR_SUCCESS)
        give_up("nothing can be built");
    bytes = (double)size / gen.head->value.count;
    apr_pool_destroy(own);
    return bytes;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *times, int count)
{
    qsort(times, (size_t)count, sizeof *times, compare);
    return times[count / 2];
}

static void measure(const source *sources, int count, int runs)
{
    static double parsing[RUNS_MAX], reading[RUNS_MAX], building[RUNS_MAX], again[RUNS_MAX];
    tr_file **files = apr_palloc(pool, sizeof *files * (apr_size_t)count);
    int changed = count / 2;
    double bytes = 0, began;

    for (int run = 0; run < runs; run++) {
        began = now();
        for (int i = 0; i < count; i++)
            parse(&sources[i]);
        parsing[run] = now() - began;
        began = now();
        for (int i = 0; i < count; i++)
            files[i] = read_one(&sources[i]);
        reading[run] = now() - began;
        began = now();
        bytes = build(files, count);
        building[run] = now() - began;
        tr_file_destroy(files[changed]);
        began = now();
        files[changed] = read_one(&sources[changed]);
        again[run] = now() - began;
        for (int i = 0; i < count; i++)
            tr_file_destroy(files[i]);
    }
    printf("files %d\nparse %.3f\nread %.3f\nbuild %.3f\nagain %.3f\nbytes %.1f\n", count,
           median(parsing, runs), median(reading, runs), median(building, runs),
           median(again, runs), bytes);
}

int main(int argc, char **argv)
{
    int runs = argc > 2 ? atoi(argv[2]) : 5, count;
    source *sources;

    if (argc < 2 || runs < 1 || runs > RUNS_MAX)
        give_up("usage: bench_read DIRECTORY [RUNS]");
    apr_initialize();
    xmlInitParser();
    apr_pool_create(&pool, NULL);
    sources = load(argv[1], &count);
    measure(sources, count, runs);
    apr_terminate();
    return 0;
}
