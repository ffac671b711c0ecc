/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import.h - from published CSV files and a map to files of a record.
 *
 *   bytes ─ encoding ─> text ─ csv ─> rows ─ row, make ─> entities
 *        ─ editions ─> what is new ─ write ─> XML ─ the record's own reader ─> checked
 *
 * Nothing here touches the file system.  All that is wrong is told at once.
 */
#ifndef TR_IMPORT_IMPORT_H
#define TR_IMPORT_IMPORT_H

#include "import/known.h"
#include "import/made.h"
#include "record/record.h"

typedef struct tr_import_input {
    const char *path;           /* as given, for messages */
    const char *bytes;
    apr_size_t length;
    const char *published;      /* NULL: the map says it */
    const char *encoding;       /* NULL: the map says it */
} tr_import_input;

typedef struct tr_import_output {
    const char *name;           /* "export-2014.xml" */
    const char *from;           /* path of the file it was made of */
    const char *published;
    tr_written written;         /* text NULL: nothing new was said, there is no file */
    uint64_t rows, cells;       /* read, written */
    int notices;                /* that the record's reader had */
    tr_source source;           /* the decoded text, for messages */
} tr_import_output;

/* Told, unless NULL, how far it is: so many of so many steps. */
typedef void (*tr_import_watch)(void *baton, int done, int total);

/*
 * Imports the files in the order of their `published`.  `out` gets one for
 * each input, in that order; it holds the sources also when something was
 * wrong.  `known` is what the directory says already, or NULL; its `own` is set.
 * Returns 0 when something was wrong, which was then told.
 */
int tr_import(tr_import_output **out, const tr_map *map, const tr_import_input *inputs,
              int count, tr_known *known, const tr_limits *limits, tr_diags *diags,
              tr_import_watch watch, void *baton, apr_pool_t *pool);

#endif
