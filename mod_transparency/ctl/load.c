/* SPDX-License-Identifier: Apache-2.0 */
#include "ctl/command.h"

#include <apr_strings.h>
#include <apr_time.h>
#include <string.h>

#include "record/read.h"
#include "store/build.h"

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
    else if (tr_read_file(&file, record->directory, entry, wanted, 0, &record->limits,
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

/* A record that was saved under other names looks like an empty one. */
static void tell_others(const tr_loaded *record, int count, int others)
{
    if (others)
        tr_diags_add(record->diags, TR_DIAG_NOTICE, ".", 0, 0, "other-files",
                     "%d files that do not end in .xml are not part of the record", others);
    if (!count)
        tr_diags_add(record->diags, TR_DIAG_ERROR, ".", 0, 0, "no-files",
                     "there is no file that ends in .xml");
}

static apr_status_t read_files(tr_loaded *record, tr_progress *progress)
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
    tell_others(record, count, others);
    tr_sums_load(&sums, &present, record->directory, record->diags,
                 record->pool);
    for (int i = 0; i < count; i++) {
        tr_progress_at(progress, "reading", (uint64_t)i, (uint64_t)count);
        record->files[record->file_count++]
            = read_one(record, &listing[i], present, sums);
    }
    return APR_SUCCESS;
}

apr_status_t tr_load(tr_loaded *out, const char *directory, const tr_settings *settings,
                     tr_progress *progress, apr_pool_t *pool)
{
    return tr_load_after(out, directory, settings, NULL, progress, pool);
}

int tr_load_served(tr_loaded *out, const char *directory, const tr_settings *settings,
                   tr_progress *progress, apr_pool_t *pool)
{
    if (tr_load(out, directory, settings, progress, pool) == APR_SUCCESS && out->blob)
        return TR_EXIT_OK;
    fprintf(stderr, "transparencyctl: nothing can be served from %s: see "
            "'transparencyctl check %s'\n", directory, directory);
    return TR_EXIT_SYSTEM;
}

apr_status_t tr_load_after(tr_loaded *out, const char *directory, const tr_settings *settings,
                           const tr_gen *served, tr_progress *progress, apr_pool_t *pool)
{
    const tr_limits limits = {
        .file_size = (uint64_t)tr_settings_max_file_size(settings),
        .cells = (uint64_t)tr_settings_max_cells(settings),
        .depth = (int)tr_settings_max_depth(settings)
    };
    tr_build_options options = {
        .now = apr_time_sec(apr_time_now()), .served = served,
        .served_until = served ? TR_GEN_ROWS(served, int64_t, instants)[served->edition]
                               : INT64_MIN,
        .minimum_cell = tr_settings_minimum_cell(settings), .limits = limits
    };
    apr_status_t status;

    memset(out, 0, sizeof *out);
    out->pool = pool;
    out->directory = directory;
    out->limits = limits;
    out->diags = tr_diags_make(pool);
    status = read_files(out, progress);
    tr_progress_end(progress);
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
        .now = apr_time_sec(apr_time_now()), .served_until = INT64_MIN, .limits = record->limits,
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
