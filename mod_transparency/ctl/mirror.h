/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mirror.h - a directory that holds the files of a mirror and knows which they are.
 *
 *     OUT/.transparency-export       first line TR_MIRROR_MARK, then one path a line
 *     OUT/.transparency-export.new   the file being written
 *     OUT/...                        the files
 *
 * A file gets its name when all of it is there, and is left alone when it has
 * these bytes already.  Before the first is written, the list names all that
 * were and all that will be; so a run that is interrupted leaves nothing that
 * the next does not know.  Nothing outside the directory is touched, whatever
 * links were put into it, and nothing in it that is not on the list.
 */
#ifndef TR_CTL_MIRROR_H
#define TR_CTL_MIRROR_H

#include <apr_hash.h>
#include <apr_pools.h>
#include <apr_tables.h>
#include <stdint.h>

#define TR_MIRROR_LIST ".transparency-export"
#define TR_MIRROR_MARK "transparency-export 1"

typedef struct tr_mirror {
    const char *path;
    int root;                       /* descriptor */
    apr_hash_t *before;             /* paths that the list had; values are the keys */
    apr_hash_t *planned;            /* paths that it will have */
    apr_array_header_t *order;      /* const char *: planned, as they came */
    uint64_t written, unchanged, removed, bytes;
    apr_pool_t *pool;
} tr_mirror;

/*
 * Opens the directory, which is made if need be, for this process alone.  It must
 * be empty or a mirror.  Each of these: 1, or 0 after saying on standard error
 * what is wrong.
 */
int tr_mirror_open(tr_mirror *out, const char *path, apr_pool_t *pool);

/* `path` (relative, copied) will be there. */
void tr_mirror_plan(tr_mirror *mirror, const char *path);

/* All is planned: what is written from now on is ours. */
int tr_mirror_begin(tr_mirror *mirror);

/* Writes a file that was planned. */
int tr_mirror_put(tr_mirror *mirror, const char *path, const char *bytes, apr_size_t length);

/* All is written: what is no longer planned goes. */
int tr_mirror_end(tr_mirror *mirror);

/* In any case, at last. */
void tr_mirror_close(tr_mirror *mirror);

#endif
