/* SPDX-License-Identifier: Apache-2.0 */
/*
 * attribute.h - the values of attributes, checked by type and made canonical.
 */
#ifndef TR_RECORD_ATTRIBUTE_H
#define TR_RECORD_ATTRIBUTE_H

#include <apr_pools.h>
#include <stddef.h>

#include "model/figure.h"
#include "model/period.h"
#include "model/terms.h"
#include "record/diagnostic.h"
#include "record/vocabulary.h"

enum { TR_ID_MAX = 64 };

/* Where something stands, and who is to be told what is wrong with it. */
typedef struct tr_spot {
    tr_diags *diags;
    const char *file;
    const char *element;        /* name, for messages */
    int line, column;
} tr_spot;

/* tr_error(spot, "code", "format", ...) and its milder forms. */
#define tr_say(spot, severity, ...)                                            \
    tr_diags_add((spot)->diags, severity, (spot)->file, (spot)->line,          \
                 (spot)->column, __VA_ARGS__)
#define tr_error(spot, ...)   tr_say(spot, TR_DIAG_ERROR, __VA_ARGS__)
#define tr_warning(spot, ...) tr_say(spot, TR_DIAG_WARNING, __VA_ARGS__)
#define tr_notice(spot, ...)  tr_say(spot, TR_DIAG_NOTICE, __VA_ARGS__)

/* A value for a message: at most 60 bytes of it, whole characters. */
const char *tr_excerpt(const char *value, size_t length, char buf[80]);

/*
 * Checks the value of an attribute by the type of `def` and returns its
 * canonical text from `pool`; NULL when it is wrong, which was then told.
 * `value` is as SAX gives it: not NUL-ended, "&" still written "&#38;".
 */
const char *tr_attr_check(const tr_attr_def *def, const char *value,
                          size_t length, const tr_spot *spot,
                          apr_pool_t *pool);

/* The checks by themselves; each returns 1, or 0 after telling what is wrong. */
int tr_check_id(const char *name, const char *value, size_t length,
                const tr_spot *spot);
int tr_check_country(const char *name, const char *value, size_t length,
                     const tr_spot *spot, apr_pool_t *pool);
int tr_check_figure(const char *name, const char *value, size_t length,
                    tr_figure *out, const tr_spot *spot);
int tr_check_period(const char *name, const char *value, size_t length,
                    tr_period *out, const tr_spot *spot);

/* Free text: "&" made plain, refused characters refused. NULL when it is wrong. */
const char *tr_check_text(const char *name, const char *value, size_t length,
                          const tr_spot *spot, apr_pool_t *pool);

/* A language tag (BCP 47) in its usual case, or NULL. */
const char *tr_check_lang(const char *name, const char *value, size_t length,
                          const tr_spot *spot, apr_pool_t *pool);

/* Several ids separated by blanks, as one text with single spaces; or NULL. */
const char *tr_check_ids(const char *name, const char *value, size_t length,
                         const tr_spot *spot, apr_pool_t *pool);

/* Whether the text is an id: [a-z0-9]+(-[a-z0-9]+)*, at most TR_ID_MAX. */
int tr_is_id(const char *value, size_t length);

/* Suggests for the error told last the nearest of `words`, which `separator` divides. */
void tr_suggest_word(const tr_spot *spot, const char *words, char separator,
                     const char *value, size_t length);

/* Suggests the nearest of the built-in codes of a dimension. */
void tr_suggest_term(const tr_spot *spot, tr_dim dim, const char *value,
                     size_t length);

#endif
