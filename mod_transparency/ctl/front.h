/* SPDX-License-Identifier: Apache-2.0 */
/*
 * front.h - the directives of a server, from a file, and the look they make.
 *
 * The file has the module's directives, one a line, as in httpd's
 * configuration; a server can Include the same file.
 */
#ifndef TR_CTL_FRONT_H
#define TR_CTL_FRONT_H

#include "ctl/command.h"
#include "render/look.h"

typedef struct tr_front {
    tr_settings settings;
    tr_themes themes;
    tr_speeches speeches;
    tr_look look;
} tr_front;

/*
 * What the file `conf` (NULL: none) sets, and the value of --minimum-cell
 * (NULL: not given), which goes first.  TR_EXIT_OK, or another exit code after
 * saying what is wrong, with file and line.
 */
int tr_front_settings(tr_settings *out, const char *conf, const char *minimum_cell,
                      apr_pool_t *pool);

/* The same, and the look.  A server shows ours in place of a file that cannot be used; this is an error here. */
int tr_front_load(tr_front *out, const char *conf, const char *minimum_cell, apr_pool_t *pool);

/* The same, and the record in `directory` under it, which can be served; `progress` may be NULL. */
int tr_front_open(tr_front *out, tr_loaded *record, const char *directory, const char *conf,
                  const char *minimum_cell, tr_progress *progress, apr_pool_t *pool);

#endif
