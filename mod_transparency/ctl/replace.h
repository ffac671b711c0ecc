/* SPDX-License-Identifier: Apache-2.0 */
/*
 * replace.h - writing several files so that none is ever seen half.
 *
 * Each is written to a temporary file beside its place (hidden, so that a
 * server which watches the directory does not read it); only when all are
 * there and on the disk do they get their names.
 */
#ifndef TR_CTL_REPLACE_H
#define TR_CTL_REPLACE_H

#include <apr_pools.h>

typedef struct tr_new_file {
    const char *path;
    const char *text;
    apr_size_t length;
    int exists;                 /* set by tr_compare_files: 1 the same, 2 another */
    const char *temporary;
} tr_new_file;

/* Looks what is there already. Returns 0, or an errno with *failed set. */
int tr_compare_files(tr_new_file *files, int count, const char **failed, apr_pool_t *pool);

/* Writes those that are not there in the same bytes. Returns 0, or an errno with *failed set. */
int tr_write_files(tr_new_file *files, int count, const char **failed, apr_pool_t *pool);

/* write(2) until all is written. 0, or -1 with errno. */
int tr_write_all(int descriptor, const char *bytes, apr_size_t length);

/* Whether an open file has exactly these bytes; -1 with errno. */
int tr_has_bytes(int descriptor, const char *bytes, apr_size_t length);

#endif
