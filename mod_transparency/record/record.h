/* SPDX-License-Identifier: Apache-2.0 */
/*
 * record.h - the files of a record as read, in private memory.
 *
 *     tr_file ──< tr_entity ──  tr_element tree (narrative)
 *                      └──────< tr_cell array   (figures)
 *
 * A tr_file is a function of its bytes and the limits alone: codes and
 * references to other files are still strings, and what was read once is kept
 * until the file changes.  store/build.h joins the files of a record into one
 * generation.  Each file owns a pool (with an allocator of its own, so that
 * dropping it gives the memory back); everything hangs off it.
 */
#ifndef TR_RECORD_RECORD_H
#define TR_RECORD_RECORD_H

#include <apr_pools.h>
#include <stdint.h>

#include "model/figure.h"
#include "model/period.h"
#include "model/terms.h"
#include "record/diagnostic.h"
#include "record/vocabulary.h"

typedef struct tr_element tr_element;
typedef struct tr_entity tr_entity;
typedef struct tr_file tr_file;

/* A narrative element. */
struct tr_element {
    const tr_element_def *def;
    const char **attrs;         /* by index in def->attrs; NULL: not given */
    const char *text;           /* LABEL: plain text; TEXT: canonical inline markup; else NULL */
    const char *lang;           /* language in force (xml:lang), never NULL */
    tr_element *parent, *children, *last_child, *next;
    int line, column;
};

/* Whether a cell is a published figure of a breakdown or a stated total. */
typedef enum tr_cell_kind { TR_CELL_PUBLISHED, TR_CELL_STATED_TOTAL } tr_cell_kind;

/*
 * One figure.  Codes are indexes into the file's word list (tr_file.words),
 * 0 meaning "not said": the whole of that dimension.
 *
 * No two cells of a table are about the same thing, with one exception: a
 * percentage may stand beside the count it was made of.  It then carries
 * TR_MARK_DERIVED, and only the count may be added to anything.
 */
typedef struct tr_cell {
    tr_figure figure;           /* value as written; percentages not yet resolved */
    uint32_t code[TR_DIM_CELL_COUNT];   /* by dim - TR_DIM_CELL_FIRST */
    uint32_t service;           /* word, 0: the table's */
    uint32_t measure, unit;     /* words, never 0 */
    uint32_t reason;            /* word: law or policy cited for a missing value */
    uint32_t notes;             /* word: note ids separated by one space */
    uint32_t source;            /* word */
    uint32_t printed;           /* word: the cell as printed by the publisher */
    uint32_t country_printed;   /* word */
    uint32_t percent_of;        /* word: measure a percentage refers to, default received */
    uint32_t flags;             /* TR_MARK_* */
    tr_period period;           /* own or the table's; never unset */
    uint8_t kind;               /* tr_cell_kind */
    uint8_t rounding;           /* tr_rounding */
    int32_t line, column;
} tr_cell;

/* How a table says its breakdowns add up; index by dimension. */
typedef struct tr_table {
    tr_period period;
    const char *service, *publisher, *report;   /* ids; report NULL: itself */
    int absent_none;            /* absent="none": unlisted countries are zero */
    tr_relation outcomes;       /* of outcomes to received */
    tr_relation relation[TR_DIM_COUNT];     /* TR_REL_UNSTATED: not declared */
    const char *distinct;       /* units declared distinct=, space separated, or NULL */
    const char *sum;            /* units declared sum=, or NULL */
} tr_table;

/* One edition of one entity, as one file states it. */
struct tr_entity {
    tr_file *file;
    tr_entity *next;
    int kind;                   /* index into tr_elements */
    const char *id;
    int withdrawn;              /* a <withdrawn>; root tells why */
    tr_element *root;
    tr_element *correction;     /* its <correction>, or NULL */
    const tr_table *table;      /* <requests> only */
    const tr_cell *cells;
    uint32_t cell_count;
    int line, column;
};

struct tr_file {
    apr_pool_t *pool;
    const char *name;           /* path relative to the record's directory */
    unsigned char digest[32];   /* SHA-256 of the bytes */
    uint64_t size;
    int64_t published;          /* seconds since the epoch */
    const char *publisher;      /* default publisher, or NULL */
    const char *lang;           /* the file's xml:lang */
    const char *backdated;      /* reason, or NULL */
    tr_entity *entities, *last_entity;
    const char **words;         /* word list; [0] is "" */
    uint32_t word_count;
    uint64_t cell_count;
    tr_diags *diags;
    int usable;                 /* no error: may be part of a generation */
    int returned;               /* set by a writer: these bytes were served, were gone, and are back: not backdated */
};

typedef struct tr_limits {
    uint64_t file_size;         /* bytes; TransparencyMaxFileSize */
    uint64_t cells;             /* in the record; TransparencyMaxCells */
    int depth;                  /* TransparencyMaxDepth */
} tr_limits;

#define TR_LIMITS_DEFAULT { UINT64_C(64) << 20, 2000000, 16 }

/* Limits that no directive changes: a record far below them is already odd. */
enum {
    TR_ATTRS_MAX = 64,                  /* attributes of an element */
    TR_ATTR_LENGTH_MAX = 64 << 10,      /* bytes of an attribute's value */
    TR_TEXT_MAX = 1 << 20,              /* bytes of a text or a label */
    TR_ELEMENTS_MAX = 5000000,          /* elements of a file */
    TR_ERRORS_MAX = 100                 /* after these, reading on helps nobody */
};

#endif
