/* SPDX-License-Identifier: Apache-2.0 */
/*
 * against.h - what was published before and is now gone or different under the
 * same date: the silent change that a correction should have been.
 *
 * An edition is known by kind, id and instant.  What files it stands in, and
 * where, does not matter; what it says does: every text, every attribute, every
 * figure.
 */
#ifndef TR_CTL_AGAINST_H
#define TR_CTL_AGAINST_H

#include "ctl/command.h"

/* Adds an error for every difference to `diags`; places are in the files of `now`. */
void tr_against(tr_diags *diags, const tr_loaded *old, const tr_loaded *now, apr_pool_t *pool);

/* ---- against_edition.c ---- */

/* Adds an error for everything in which two editions of one entity differ. */
void tr_against_edition(tr_diags *diags, const tr_entity *old, const tr_entity *now, apr_pool_t *pool);

/* ---- against_manifest.c ---- */

typedef struct tr_manifest tr_manifest;

/* Reads /manifest.json of a server from a file ("-": standard input). NULL with *fault: it cannot be read, or is none. */
const tr_manifest *tr_manifest_read(const char *path, const char **fault, apr_pool_t *pool);

/* When the newest edition that it shows was published, seconds. */
int64_t tr_manifest_instant(const tr_manifest *manifest);

/*
 * Adds an error for everything in which `document` differs from it: the manifest of the record as of
 * tr_manifest_instant, or NULL when there is nothing that could be served.
 */
void tr_against_manifest(tr_diags *diags, const tr_manifest *old, const char *document, apr_pool_t *pool);

#endif
