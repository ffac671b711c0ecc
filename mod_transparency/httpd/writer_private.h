/* SPDX-License-Identifier: Apache-2.0 */
/*
 * writer_private.h - what a writer remembers between rounds; shared by
 * writer.c (building and publishing) and writer_files.c (looking and reading).
 *
 *     tr_writer ──< tr_watched    a name in the directory
 *                        └── tr_file   as last read, usable or not
 */
#ifndef TR_HTTPD_WRITER_PRIVATE_H
#define TR_HTTPD_WRITER_PRIVATE_H

#include <apr_hash.h>

#include "httpd/writer.h"
#include "record/read.h"

typedef struct tr_watched {
    const char *name;
    tr_signature signature;     /* of the file as last listed */
    apr_time_t seen;            /* when the signature was first seen */
    tr_signature read;          /* of the file as last read */
    unsigned char wanted[32];   /* digest that SHA256SUMS named then; no_sums or not_named */
    tr_file *file;              /* as last read, usable or not; NULL: never */
    apr_time_t waiting;         /* since when a change could not be read yet; 0: nothing waits */
    int told;                   /* that it waits for long */
    apr_time_t retry;           /* when to try again what could not be read; 0: never */
    apr_time_t missing;         /* since when it is not in the directory; 0: it is */
    int listed;                 /* in the current round */
} tr_watched;

struct tr_writer {
    tr_runtime *runtime;
    tr_served *served;
    apr_pool_t *pool;
    apr_hash_t *files;          /* name -> tr_watched */
    apr_hash_t *gone;           /* digest -> "": files that were published and deleted */
    apr_pool_t *good_pool;      /* of the array below */
    tr_file **good;             /* the last set that was published whole */
    int good_count;
    apr_time_t due;             /* of the next look at the directory */
    int64_t valid_until;        /* of the generation being served, seconds */
    uint64_t generation;        /* number of the one that says what our files say; 0: none yet */
    int64_t wake;               /* when the first of nothing but embargoed files is due, seconds */
    apr_time_t retry;           /* of the next try to publish what is due */
    apr_status_t failing;       /* the last publication's status: logged when it changes */
    int changed;                /* something to build */
    int others;                 /* files that are not XML, last time */
    int empty;                  /* there was no XML file last time */
    int sums_faults;            /* of SHA256SUMS: logged when their number changes */
    apr_status_t listing;       /* the last listing's status: logged when it changes */
};

/*
 * Diagnostics of a file or of joining files, into the log.  `state` is a hash
 * of what they were found in: for the same one each is said once a start of the
 * server, whichever process finds it.  0: said whenever it is found.
 */
void tr_writer_log(const tr_writer *writer, const tr_diags *diags, uint64_t state, apr_pool_t *pool);

/* `seed` mixed with some bytes (FNV-1a, 64 bits). */
uint64_t tr_writer_hash(uint64_t seed, const void *bytes, apr_size_t size);

/* The same of a file as last read. */
uint64_t tr_writer_hash_entry(const tr_watched *entry);

/* How many files of the directory cannot be used as they are. */
int tr_writer_faulty(const tr_writer *writer, apr_pool_t *pool);

/*
 * Looks at the directory and reads what changed; sets ->changed when there is something to build.
 * 1: everything is as the directory is now, or cannot be known; 0: something is still being written.
 */
int tr_writer_look(tr_writer *writer, apr_pool_t *pool);

/* Gives a file back unless the set that was published last still needs it. */
void tr_writer_drop(const tr_writer *writer, tr_file *file);

/* Whether the set that was published last needs this file. */
int tr_writer_needs(const tr_writer *writer, const tr_file *file);

#endif
