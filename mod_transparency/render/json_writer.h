/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json_writer.h - JSON documents whose commas, lines and escapes are right by
 * construction.
 *
 *     tr_json ──> level of nesting (bracket to close, whether it has anything yet)
 *
 * A document is one value.  Inside an object every value has a name, inside an
 * array none (NULL).  A container stands with one member a line, or all of it
 * on one line (the _flat ones, and what is inside of them).
 */
#ifndef TR_RENDER_JSON_WRITER_H
#define TR_RENDER_JSON_WRITER_H

#include "render/out.h"

enum { TR_JSON_DEPTH = 24 };

typedef struct tr_json {
    tr_out *out;
    int depth;                  /* containers that are open */
    struct {
        char close;             /* '}' or ']' */
        char flat;              /* on one line */
        char filled;
    } level[TR_JSON_DEPTH];
} tr_json;

/* A document to be written to `out`, which must outlive it. */
void tr_json_start(tr_json *json, tr_out *out);

void tr_json_object(tr_json *json, const char *name);
void tr_json_array(tr_json *json, const char *name);
void tr_json_object_flat(tr_json *json, const char *name);
void tr_json_array_flat(tr_json *json, const char *name);

/* Closes the innermost container; behind the outermost the last line ends. */
void tr_json_end(tr_json *json);
/* Closes all but `depth` of them: tr_json_end_to(json, 0) ends the document. */
void tr_json_end_to(tr_json *json, int depth);

void tr_json_text(tr_json *json, const char *name, const char *value);      /* NULL: null */
void tr_json_text_if(tr_json *json, const char *name, const char *value);   /* NULL: nothing at all */
void tr_json_int(tr_json *json, const char *name, int64_t value);
void tr_json_bool(tr_json *json, const char *name, int value);

/* Several texts on one line. */
void tr_json_texts(tr_json *json, const char *name, const char *const *values, size_t count);

/* A member that is an object with one text: {"$ref": "#/..."} . */
void tr_json_pair(tr_json *json, const char *name, const char *key, const char *value);

/* What must stand before the next value: comma, line, name. The value itself is the caller's. */
void tr_json_next(tr_json *json, const char *name);

#endif
