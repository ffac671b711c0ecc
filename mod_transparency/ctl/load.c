/* SPDX-License-Identifier: Apache-2.0 */
#include "ctl/command.h"

#include <apr_strings.h>
#include <apr_time.h>
#include <string.h>

#include "record/read.h"
#include "store/build.h"

static const tr_limits limits = TR_LIMITS_DEFAULT;

/* As the server takes it: what cannot be read, or is not as SHA256SUMS says, is a faulty file. */
static tr_file *read_one(const tr_loaded *record, const tr_listing_entry *entry,
                         int has_sums, const tr_sums *sums)
{
    const unsigned char *wanted = sums ? tr_sums_find(sums, entry->name) : NULL;
    tr_diags *diags = tr_diags_make(record->pool);
    tr_file *file = NULL;

    if (has_sums && !wanted)
        tr_diags_add(diags, TR_DIAG_ERROR, entry->name, 0, 0, "not-in-sums",
                     "is not named in SHA256SUMS; it is not read until it is");
    else if (tr_read_file(&file, record->directory, entry, wanted, 0, &limits,
                          NULL, NULL, diags, record->pool) == APR_EAGAIN
             && !diags->first)
        tr_diags_add(diags, TR_DIAG_ERROR, entry->name, 0, 0, "changing",
                     "changed while it was read; try again");
    return file ? file : tr_file_stand_in(entry->name, diags, record->pool);
}

/* What the listing could not show is part of the record too. */
static void add_unlisted(tr_loaded *record)
{
    const tr_diags *none = tr_diags_make(record->pool);

    for (const tr_diag *diag = record->diags->first; diag; diag = diag->next)
        if (diag->severity == TR_DIAG_ERROR)
            record->files[record->file_count++]
                = tr_file_stand_in(diag->file, none, record->pool);
}

static apr_status_t read_files(tr_loaded *record)
{
    tr_listing_entry *listing;
    tr_sums *sums = NULL;
    int count, others, present = 0;
    apr_status_t status = tr_list(&listing, &count, &others, record->directory,
                                  record->diags, record->pool);
    if (status != APR_SUCCESS)
        return status;
    record->files = apr_palloc(record->pool, sizeof *record->files
                               * (size_t)(count + record->diags->errors + 1));
    add_unlisted(record);
    tr_sums_load(&sums, &present, record->directory, record->diags,
                 record->pool);
    for (int i = 0; i < count; i++)
        record->files[record->file_count++]
            = read_one(record, &listing[i], present, sums);
    return APR_SUCCESS;
}

int tr_minimum_cell(const char *text, int64_t *out)
{
    char *end;

    *out = 0;
    if (!text)
        return 1;
    *out = apr_strtoi64(text, &end, 10);
    if (*text && !*end && *out >= 0 && *out <= 1000000)
        return 1;
    fprintf(stderr, "transparencyctl: --minimum-cell wants a number from 0 to 1000000, not '%s'\n", text);
    return 0;
}

apr_status_t tr_load(tr_loaded *out, const char *directory, int64_t minimum_cell,
                     apr_pool_t *pool)
{
    return tr_load_after(out, directory, minimum_cell, NULL, pool);
}

apr_status_t tr_load_after(tr_loaded *out, const char *directory, int64_t minimum_cell,
                           const tr_gen *served, apr_pool_t *pool)
{
    tr_build_options options = {
        .now = apr_time_sec(apr_time_now()), .served = served,
        .served_until = served ? TR_GEN_ROWS(served, int64_t, instants)[served->edition]
                               : INT64_MIN,
        .minimum_cell = minimum_cell, .limits = limits
    };
    apr_status_t status;

    memset(out, 0, sizeof *out);
    out->pool = pool;
    out->directory = directory;
    out->diags = tr_diags_make(pool);
    status = read_files(out);
    if (status != APR_SUCCESS)
        return status;
    status = tr_build(&out->blob, &out->size, out->files, out->file_count,
                      &options, out->diags, pool);
    if (status == APR_SUCCESS)
        status = tr_gen_open(&out->gen, out->blob, out->size);
    if (status != APR_SUCCESS)
        out->blob = NULL;
    return APR_SUCCESS;
}

apr_status_t tr_load_until(tr_gen *out, const tr_loaded *record, int64_t until, apr_pool_t *pool)
{
    tr_build_options options = {
        .now = apr_time_sec(apr_time_now()), .served_until = INT64_MIN, .limits = limits,
        .minimum_cell = record->blob ? record->gen.head->minimum_cell : 0
    };
    tr_file **files = apr_palloc(pool, sizeof *files * ((size_t)record->file_count + 1));
    apr_size_t size;
    int count = 0;
    void *blob;
    apr_status_t status;

    for (int i = 0; i < record->file_count; i++)
        if (!record->files[i]->usable || record->files[i]->published <= until)
            files[count++] = record->files[i];
    status = tr_build(&blob, &size, files, count, &options, tr_diags_make(pool), pool);
    return status == APR_SUCCESS ? tr_gen_open(out, blob, size) : status;
}
