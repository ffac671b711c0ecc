/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json_reader.h - reads JSON (RFC 8259) value by value, as far as a manifest needs it.
 *
 *     if (tr_json_enter(&r, '{'))
 *         while ((key = tr_json_key(&r)))
 *             ... tr_json_string(&r) or tr_json_skip(&r) ...
 *
 * The first fault ends everything: every function then says "nothing", and
 * `fault` is what was wrong.
 */
#ifndef TR_CTL_JSON_READER_H
#define TR_CTL_JSON_READER_H

#include <apr_pools.h>

typedef struct tr_json_reader {
    const char *at;             /* NUL-terminated text */
    const char *fault;          /* NULL: none so far */
    int begun;                  /* the container entered last has had nothing yet */
    apr_pool_t *pool;
} tr_json_reader;

/* Enters the object or array that begins here; otherwise a fault. */
int tr_json_enter(tr_json_reader *reader, char bracket);

/* The name of the next member; NULL: the object has ended. */
const char *tr_json_key(tr_json_reader *reader);

/* Whether the array has another value. */
int tr_json_more(tr_json_reader *reader);

/* The text that stands here; NULL and a fault: none does. Escapes of characters beyond ASCII are a fault. */
const char *tr_json_string(tr_json_reader *reader);

/* Passes over one value of any kind. */
void tr_json_skip(tr_json_reader *reader);

/* Nothing but blanks may be left. */
void tr_json_finish(tr_json_reader *reader);

#endif
