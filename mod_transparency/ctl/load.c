/* SPDX-License-Identifier: Apache-2.0 */
#include "ctl/command.h"

#include <apr_strings.h>
#include <apr_time.h>
#include <string.h>

#include "record/read.h"
#include "store/build.h"

static const tr_limits limits = TR_LIMITS_DEFAULT;

static apr_status_t read_files(tr_loaded *record)
{
    tr_listing_entry *listing;
    tr_sums *sums = NULL;
    int count, others, present = 0;
    apr_status_t status = tr_list(&listing, &count, &others, record->directory,
                                  record->diags, record->pool);
    if (status != APR_SUCCESS)
        return status;
    tr_sums_load(&sums, &present, record->directory, record->diags,
                 record->pool);
    record->files = apr_palloc(record->pool, sizeof *record->files
                               * ((size_t)count + 1));
    for (int i = 0; i < count; i++) {
        const unsigned char *wanted
            = present ? tr_sums_find(sums, listing[i].name) : NULL;
        tr_file *file = NULL;
        tr_read_file(&file, record->directory, &listing[i], wanted, 0, &limits,
                     NULL, NULL, record->diags, record->pool);
        if (file)
            record->files[record->file_count++] = file;
    }
    return APR_SUCCESS;
}

apr_status_t tr_load(tr_loaded *out, const char *directory, apr_pool_t *pool)
{
    tr_build_options options = {
        .now = apr_time_sec(apr_time_now()), .served_until = INT64_MIN,
        .limits = limits
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
