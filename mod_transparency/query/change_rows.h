/* SPDX-License-Identifier: Apache-2.0 */
/*
 * change_rows.h - what was published and is now different, row by row.
 *
 *     tr_query ──> tr_change_rows ──< tr_change_row ──> a figure   (tr_change_cell)
 *                   │                                 ├─> a text   (tr_change_text)
 *                   └─ tr_changes (store/changes.h)   └─> or the entity itself
 *
 * Every format and the feed are made of these rows, so they cannot differ.
 *
 * Without from= and to= a row is a correction: something that had been published
 * and was changed, taken back or put back by an edition; and what came with an
 * earlier date than the day it came.  With them the rows are the whole
 * difference between two editions, whatever lay between, new things included.
 *
 * What is published for the first time is one row, not one a figure.
 */
#ifndef TR_QUERY_CHANGE_ROWS_H
#define TR_QUERY_CHANGE_ROWS_H

#include "query/query.h"
#include "record/vocabulary.h"
#include "store/changes.h"

/* A property of an entity, before and after. */
typedef struct tr_change_text {
    const tr_attr_def *attr;    /* NULL: what the element holds, `name` is "text" */
    const char *path;           /* elements inside the entity with their number, "retention.1/evidence.2"; "" */
    const char *name;
    const char *lang;           /* of a text; "" */
    tr_off old_text, new_text;  /* 0: none */
    int markup;                 /* they are running text with its markup, see tr_fact_plain */
} tr_change_text;

typedef struct tr_change_row {
    const tr_change *change;
    const tr_change_cell *cell; /* of a figure; else NULL */
    const tr_change_text *text; /* of a property; else NULL */
    uint32_t version;           /* into versions: the one that brought it, of several the last */
    uint16_t edition;           /* when that was published */
    uint8_t reason_due;         /* something published before is different or gone */
    uint16_t code[TR_DIM_CELL_FIRST + 1];       /* what it concerns, see tr_change_code; 0: not said */
} tr_change_row;

typedef struct tr_change_rows {
    tr_changes changes;
    const tr_change_row *rows;  /* the newest edition first, then by report (what has none last), kind and id;
                                   between two editions only by the latter */
    uint32_t count;
    int between;                /* from= and to= were asked for: */
    uint16_t from, to;          /* ... the editions compared */
} tr_change_rows;

/* The rows of a query on corrections, its page= left aside.  Editions that are not there differ in nothing. */
const tr_change_rows *tr_change_answer(const tr_gen *gen, const tr_query *query, apr_pool_t *pool);

/*
 * What a row concerns: an ordinal of publisher, service, report, table, period, measure, unit or
 * country.  Of an entity without figures it is what it says of itself.
 */
uint16_t tr_change_code(const tr_change_row *row, tr_dim dim);

/* What has changed: of a figure, of a text, of an entity. */
#define TR_CHANGE_WORDS(X)                                                   \
    X(VALUE, "value")                                                        \
    X(ADDED, "added")                                                        \
    X(REMOVED, "removed")                                                    \
    X(DETAIL, "detail")         /* the number is the same */                 \
    X(TEXT, "text")                                                          \
    X(REPLACED, "replaced")                                                  \
    X(WITHDRAWN, "withdrawn")                                                \
    X(RESTORED, "restored")                                                  \
    X(FIRST, "first")

enum {
#define X(name, code) TR_CHANGE_WORD_##name,
    TR_CHANGE_WORDS(X)
#undef X
    TR_CHANGE_WORD_COUNT
};

extern const char *const tr_change_words[TR_CHANGE_WORD_COUNT];

const char *tr_change_word(const tr_change_row *row);

/*
 * Where the entity of a row is shown as of the edition before and as of its own:
 * "version/20130321000000/reports/skype-2012".  Before is NULL where there was nothing.
 */
const char *tr_change_old_path(const tr_gen *gen, const tr_change_rows *rows, const tr_change_row *row, apr_pool_t *pool);
const char *tr_change_new_path(const tr_gen *gen, const tr_change_rows *rows, const tr_change_row *row, apr_pool_t *pool);

/* Any path as of an edition: "version/20130321000000/requests". */
const char *tr_change_path(const tr_gen *gen, uint16_t edition, const char *path, apr_pool_t *pool);

/* The editions, as ordinals, that the two sides of a row are of; the first is -1 before the first edition. */
int tr_change_old_edition(const tr_change_rows *rows, const tr_change_row *row);
uint16_t tr_change_new_edition(const tr_change_rows *rows, const tr_change_row *row);

/* ---- change_texts.c ---- */

/*
 * The properties in which two versions of an entity differ, in the order of the new one; those that are
 * gone come last.  Corrections are not compared: they say why, not what.  An array of tr_change_text.
 */
apr_array_header_t *tr_change_texts(const tr_gen *gen, const tr_gen_version *before, const tr_gen_version *now,
                                    apr_pool_t *pool);

#endif
