/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Feeds any map, and any file to it: what stands before the first line "----" is
 * the map, the rest the CSV file.  What must hold: what is refused was told of;
 * what is accepted is a file that the record's reader takes (the importer asks
 * it), with a source for each line, and is the same when it is made again.
 */
#include <apr_general.h>
#include <apr_strings.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "import/import.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MUST(condition)                                                       \
    do {                                                                      \
        if (!(condition)) {                                                   \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);   \
            abort();                                                          \
        }                                                                     \
    } while (0)

enum { SIZE_MAX_BYTES = 16 << 10 };

static const tr_limits limits = { 1 << 20, 20000, 16 };

/* The XML, or NULL when something was wrong. */
static const char *import(const char *map_bytes, size_t map_length, const char *csv,
                          size_t csv_length, apr_pool_t *pool)
{
    tr_diags *diags = tr_diags_make(pool);
    tr_map *map = tr_map_read("fuzz.xml", map_bytes, map_length, diags, pool);
    tr_import_input input = { "fuzz.csv", csv, csv_length, "2014-01-01", NULL };
    tr_import_output *out;

    MUST(map || diags->errors);
    if (!map)
        return NULL;
    tr_map_add_aliases(map, "fuzz.xml", map_bytes, map_length, tr_diags_make(pool), pool);
    if (!tr_import(&out, map, &input, 1, NULL, &limits, diags, NULL, NULL, pool)) {
        MUST(diags->errors);
        return NULL;
    }
    MUST(!diags->errors);
    for (int i = 0; i < out->written.line_count; i++)
        MUST(out->written.lines[i] >= 0);
    return out->written.text ? out->written.text : "";
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static int started;
    const char *bytes = (const char *)data, *between, *csv, *first, *second;
    apr_pool_t *pool;
    size_t map_length;

    if (size > SIZE_MAX_BYTES)
        return 0;
    if (!started++)
        apr_initialize();
    between = memmem(bytes, size, "\n----\n", 6);
    map_length = between ? (size_t)(between - bytes) : size;
    csv = between ? between + 6 : "";
    apr_pool_create(&pool, NULL);
    first = import(bytes, map_length, csv, between ? size - map_length - 6 : 0, pool);
    second = import(bytes, map_length, csv, between ? size - map_length - 6 : 0, pool);
    MUST(!first == !second && (!first || strcmp(first, second) == 0));
    apr_pool_destroy(pool);
    return 0;
}
