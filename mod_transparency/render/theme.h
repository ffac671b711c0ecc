/* SPDX-License-Identifier: Apache-2.0 */
/*
 * theme.h - files that an administrator put in place of ours: shells,
 * stylesheets, logos, words.
 *
 *     tr_themes ──< tr_theme (path, bytes)
 *
 * They are read at one time, so that all that use them show the same.
 */
#ifndef TR_RENDER_THEME_H
#define TR_RENDER_THEME_H

#include <apr_pools.h>

#include "render/settings.h"

typedef struct tr_theme {
    const char *path, *bytes;       /* bytes NULL: it could not be read; else ended by a NUL byte */
    apr_size_t length;
} tr_theme;

typedef struct tr_themes {
    tr_theme *theme;
    int count;
} tr_themes;

/*
 * Reads the files that `settings` name and that were not read before.  For each
 * that cannot be used (a regular file of at most 1 MiB is wanted) `tell` is
 * called; the file is then known without bytes.
 */
typedef void (*tr_theme_tell)(void *baton, const char *path, apr_status_t status);
void tr_themes_read(tr_themes *themes, const tr_settings *settings, tr_theme_tell tell,
                    void *baton, apr_pool_t *pool);

/* A file that was read, or NULL; `path` may be NULL. */
const tr_theme *tr_theme_find(const tr_themes *themes, const char *path);

#endif
