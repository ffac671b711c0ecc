/* SPDX-License-Identifier: Apache-2.0 */
/*
 * diagnostic.h - what is wrong with a record, said so that it can be mended.
 *
 * A list of at most TR_DIAG_MAX entries per file; a counter tells how many
 * more there were.  Everything is allocated from the list's pool.
 */
#ifndef TR_RECORD_DIAGNOSTIC_H
#define TR_RECORD_DIAGNOSTIC_H

#include <apr_pools.h>

enum { TR_DIAG_MAX = 20 };

typedef enum tr_severity { TR_DIAG_NOTICE, TR_DIAG_WARNING, TR_DIAG_ERROR } tr_severity;

typedef struct tr_diag {
    struct tr_diag *next;
    tr_severity severity;
    const char *file;       /* relative to the record's directory */
    int line, column;       /* 1-based; 0: about the file as a whole */
    const char *code;       /* stable word, e.g. "unknown-code" */
    const char *text;       /* one line: what is wrong, what was expected */
    const char *nearest;    /* the allowed word that was probably meant, or NULL */
} tr_diag;

typedef struct tr_diags {
    apr_pool_t *pool;
    tr_diag *first, *last;
    int errors, warnings, notices, suppressed;
    int held;               /* entries of the file of `last` */
    int suggestible;        /* the last one told was also kept */
} tr_diags;

tr_diags *tr_diags_make(apr_pool_t *pool);

/*
 * Adds one diagnostic; `format` is printf's, and what would not be safe on one
 * line of a log is replaced by "?". Past TR_DIAG_MAX of one file it is only
 * counted, but an error still takes the place of a notice or a warning.
 */
__attribute__((format(printf, 7, 8)))
void tr_diags_add(tr_diags *diags, tr_severity severity, const char *file,
                  int line, int column, const char *code,
                  const char *format, ...);

/* Sets `nearest` of the entry added last. NULL, "" and entries only counted are ignored. */
void tr_diags_suggest(tr_diags *diags, const char *nearest);

/* "file:line:column: error: text (did you mean "x"?) [code]" */
const char *tr_diag_line(const tr_diag *diag, apr_pool_t *pool);

#endif
