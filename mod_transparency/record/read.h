/* SPDX-License-Identifier: Apache-2.0 */
/*
 * read.h - from the bytes of a file, or a directory of files, to tr_file.
 */
#ifndef TR_RECORD_READ_H
#define TR_RECORD_READ_H

#include <apr_file_io.h>

#include "record/record.h"

/* Feeding bytes; a reader is used by one thread and for one file. */
typedef struct tr_reader tr_reader;

/* A reader for the file called `name` (for diagnostics). Never NULL. The file's memory comes from a pool of its own below `parent`. */
tr_reader *tr_reader_make(const char *name, const tr_limits *limits, apr_pool_t *parent);

/* Feeds bytes in any portions. Returns 0, or -1 once reading further is pointless. */
int tr_reader_feed(tr_reader *reader, const char *bytes, apr_size_t length);

/* Ends the file: the strict checks of the end, the rules of one file. Always returns a file; ->usable tells. Destroys the reader. */
tr_file *tr_reader_end(tr_reader *reader);

/* Gives the memory of a file back. */
void tr_file_destroy(tr_file *file);

/* Called between chunks of at most 64 KiB so that a writer can pace itself; may be NULL. */
typedef void (*tr_pace_fn)(void *baton);

/* What is known of a file without reading it. */
typedef struct tr_signature {
    uint64_t device, inode, size;
    int64_t mtime_ns, ctime_ns;
} tr_signature;

typedef struct tr_listing_entry {
    const char *name;           /* relative path */
    tr_signature signature;
} tr_listing_entry;

/*
 * Every *.xml below `directory`, sorted by name, plus (separately) the number of other files.
 * Symbolic links are not followed, hidden files and directories are skipped; only regular files
 * count, and an *.xml that is none is warned of. Diagnostics for what cannot be read go to `diags`.
 */
apr_status_t tr_list(tr_listing_entry **out, int *count, int *others,
                     const char *directory, tr_diags *diags, apr_pool_t *pool);

/*
 * Reads one file of a directory: open(O_RDONLY|O_NOFOLLOW|O_NONBLOCK|O_CLOEXEC), regular files only,
 * reads by descriptor twice when `careful` and compares digests (a file being written), checks that the
 * signature is still `expected` afterwards. APR_EAGAIN: it changed meanwhile, try later. Other errors:
 * errno of the open or read; the reason is in a diagnostic.
 * `wanted`: SHA-256 that the file must have (from SHA256SUMS), or NULL; otherwise APR_EAGAIN and a
 * warning. A file that was read but has errors is APR_SUCCESS; (*out)->usable and ->diags tell.
 */
apr_status_t tr_read_file(tr_file **out, const char *directory, const tr_listing_entry *entry,
                          const unsigned char *wanted, int careful, const tr_limits *limits,
                          tr_pace_fn pace, void *baton, tr_diags *diags, apr_pool_t *parent);

/*
 * A file without content that is not usable, in place of one that could not be read, so that the set it is
 * part of is not taken for complete. It has those of the diagnostics that name it. Memory as tr_reader_make.
 */
tr_file *tr_file_stand_in(const char *name, const tr_diags *why, apr_pool_t *parent);

/*
 * Digest that SHA256SUMS (sha256sum format) in `directory` names for each entry; *present 0 when there is no such file.
 * Lines that are none, and names that stand there twice, are errors in `diags`; of two digests none is right.
 * Other results: errno of the open or read, APR_EAGAIN while it is being written; *out is then NULL.
 */
typedef struct tr_sums tr_sums;
apr_status_t tr_sums_load(tr_sums **out, int *present, const char *directory, tr_diags *diags, apr_pool_t *pool);
const unsigned char *tr_sums_find(const tr_sums *sums, const char *name);

#endif
