/* SPDX-License-Identifier: Apache-2.0 */
/*
 * encoding.h - from the bytes of a published file to UTF-8.
 *
 * Nothing is guessed: a file is UTF-8 unless it begins with the byte-order
 * mark of UTF-16 or somebody declared what it is.  Bytes that are not in the
 * encoding are errors, never replaced.
 */
#ifndef TR_IMPORT_ENCODING_H
#define TR_IMPORT_ENCODING_H

#include <apr_pools.h>

#include "record/diagnostic.h"

/* A file as text: UTF-8 without byte-order mark, NUL-ended. */
typedef struct tr_source {
    const char *name;           /* for messages */
    const char *text;
    apr_size_t length;
} tr_source;

/* Whether `name` can be declared: utf-8, utf-16, utf-16le, utf-16be, windows-1252, iso-8859-1, macintosh. */
int tr_encoding_known(const char *name);

/*
 * Decodes `length` bytes into `out`, whose name must be set.  `encoding` NULL
 * is UTF-8 or what a byte-order mark says.  Returns 0 after telling `diags`
 * where the first byte stands that does not belong.
 */
int tr_decode(tr_source *out, const char *bytes, apr_size_t length,
              const char *encoding, tr_diags *diags, apr_pool_t *pool);

/* Line and column (both from 1, columns in bytes) of an offset. A line ends with LF, CR or CR LF. */
void tr_source_place(const char *text, apr_size_t offset, int *line, int *column);

/* The `line`-th line without its end; NULL when there is none. */
const char *tr_source_line(const tr_source *source, int line, apr_pool_t *pool);

/*
 * Whether UTF-8 text looks as if it had been decoded wrongly before it was
 * published: it holds U+FFFD, or characters that are UTF-8 again when they are
 * written as windows-1252 ("Ã´" for "ô").
 */
int tr_looks_mangled(const char *text);

#endif
