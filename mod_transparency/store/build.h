/* SPDX-License-Identifier: Apache-2.0 */
/*
 * build.h - joins the files of a record into one generation.
 *
 * What is checked here is what no single file can know: codes and references
 * across files, two editions at one instant, backdating, corrections that are
 * due, tables that overlap.  A file with an error of this kind is left out as
 * a whole and its diagnostics say why.
 */
#ifndef TR_STORE_BUILD_H
#define TR_STORE_BUILD_H

#include "record/record.h"
#include "store/generation.h"

typedef struct tr_build_options {
    int64_t now;                    /* seconds; what is published later does not exist yet */
    int64_t served_until;           /* newest edition instant already served, or INT64_MIN: a file
                                       published before it needs backdated="reason" ... */
    const tr_gen *served;           /* ... unless every edition in it is part of this generation, the
                                       one served last. NULL: served_until is not looked at */
    int64_t minimum_cell;           /* TransparencyMinimumCell, 0: none */
    tr_limits limits;
} tr_build_options;

/*
 * Builds the generation in memory from `pool`.  `files` may hold unusable ones
 * (they count as incomplete).  Diagnostics of the record as a whole, and of
 * files refused here, go to `diags`.
 * Returns APR_SUCCESS with *out and *size; APR_ENOMEM; APR_EINVAL when nothing
 * at all can be served (no usable file) - *out is then NULL.
 */
/*
 * Order of the files, their times and the host do not matter.  Files published
 * after `now` leave no trace but in valid_until.
 */
apr_status_t tr_build(void **out, apr_size_t *size,
                      tr_file *const *files, int file_count,
                      const tr_build_options *options, tr_diags *diags,
                      apr_pool_t *pool);

/* The next instant after `now` at which a file is published; INT64_MAX: none. For when nothing can be built yet. */
int64_t tr_build_next(tr_file *const *files, int file_count, int64_t now);

#endif
