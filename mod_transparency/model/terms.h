/* SPDX-License-Identifier: Apache-2.0 */
/*
 * terms.h - the one table of terms of transparency reporting.
 *
 * Dimensions, measures, units, outcomes, bases of rejection and the columns of
 * every tabular format are listed here and nowhere else.  The reader checks
 * codes against it, the store builds its code trees from it, the query parser
 * takes its parameter names from it and the renderers their columns.
 *
 *     dimension ──< term (code, parent, how its children add up)
 *     column    ──> dimension, or a property of the value
 *
 * A record may add codes of its own to the dimensions marked `open`.
 */
#ifndef TR_MODEL_TERMS_H
#define TR_MODEL_TERMS_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/*
 * Dimensions.  The first group is the same for a whole block of cells (see
 * store/generation.h), the second differs from cell to cell.  The order of the
 * second group is the order in which sums are rolled up, outermost first.
 */
typedef enum tr_dim {
    TR_DIM_PUBLISHER,
    TR_DIM_SERVICE,
    TR_DIM_REPORT,
    TR_DIM_TABLE,
    TR_DIM_PERIOD,
    TR_DIM_MEASURE,
    TR_DIM_UNIT,
    TR_DIM_CELL_FIRST,
    TR_DIM_COUNTRY = TR_DIM_CELL_FIRST,
    TR_DIM_VIA,
    TR_DIM_CHANNEL,
    TR_DIM_AUTHORITY,
    TR_DIM_REQUESTER,
    TR_DIM_DEMAND,
    TR_DIM_IDENTIFIER,
    TR_DIM_DATA,
    TR_DIM_BASIS,
    TR_DIM_NOTICE,
    TR_DIM_COUNT
} tr_dim;

#define TR_DIM_CELL_COUNT (TR_DIM_COUNT - TR_DIM_CELL_FIRST)

/* What the children of a node say about the node itself (design 3). */
typedef enum tr_relation {
    TR_REL_UNSTATED,        /* nobody said: sums over the children are refused */
    TR_REL_PARTITION,       /* the children are the whole, without overlap */
    TR_REL_OVERLAPPING,     /* one thing may be counted in several children */
    TR_REL_PARTIAL          /* no overlap, but not the whole: sums are "at least" */
} tr_relation;

/* How figures of a unit add up over a dimension. */
typedef enum tr_additivity {
    TR_ADD_SUM,             /* events: they add */
    TR_ADD_DISTINCT,        /* things that may recur: max(min) .. sum(max) */
    TR_ADD_NONE             /* never added */
} tr_additivity;

typedef struct tr_dim_def {
    const char *code;       /* query parameter, CSV column and XML attribute */
    unsigned open : 1;      /* a record may add codes with <code> */
    unsigned entity : 1;    /* its codes are ids of entities of the record */
    unsigned groupable : 1; /* allowed in by= */
    tr_relation relation;   /* of all ⊃ codes, unless the table says otherwise */
} tr_dim_def;

typedef struct tr_term {
    tr_dim dim;
    const char *code;
    const char *parent;         /* code of the parent term, or NULL: a top term */
    tr_relation relation;       /* of this term's children to it */
    tr_additivity additivity;   /* units only */
} tr_term;

/* The type of a column, from which datatypes of every schema are made. */
typedef enum tr_column_type {
    TR_COL_CODE,            /* a code of a dimension */
    TR_COL_ID,              /* a stable identifier */
    TR_COL_DATE,            /* ISO 8601 date */
    TR_COL_INSTANT,         /* RFC 3339 instant */
    TR_COL_INTEGER,
    TR_COL_DECIMAL,         /* a percentage as printed */
    TR_COL_WORD,            /* one word of a closed list */
    TR_COL_WORDS,           /* words separated by one space */
    TR_COL_TEXT
} tr_column_type;

/*
 * What the values of a column are of, besides the codes of a dimension (its
 * tr_dim): one of the closed lists, each of which has its own table.
 */
enum {
    TR_OF_CELL_KIND = TR_DIM_COUNT,     /* TR_ROW_KINDS, without computed */
    TR_OF_GROUP_KIND,                   /* TR_ROW_KINDS */
    TR_OF_STATUS,
    TR_OF_MISSING,                      /* STATUS:NUMBER */
    TR_OF_MARK,
    TR_OF_ROUNDING,
    TR_OF_GRANULARITY,
    TR_OF_LIMIT,
    TR_OF_SHARE_BASE,
    TR_OF_CHANGE,
    TR_OF_ENTITY_KIND,
    TR_OF_CORRECTED_KIND,               /* an entity of any resource */
    TR_OF_ID,
    TR_OF_LANGUAGE,
    TR_OF_ANYTHING
};

/* Where a figure comes from. */
#define TR_ROW_KINDS(X)                                     \
    X(PUBLISHED, "published")       /* of a breakdown */    \
    X(STATED, "stated-total")       /* a total the publisher states */ \
    X(COMPUTED, "computed")

typedef enum tr_row_kind {
#define X(name, code) TR_ROW_##name,
    TR_ROW_KINDS(X)
#undef X
    TR_ROW_KIND_COUNT
} tr_row_kind;

extern const char *const tr_row_kind_codes[TR_ROW_KIND_COUNT];

/*
 * Columns of a published cell, in their order, frozen for ever (design 6).
 * X(NAME, "name", type, what its values are of, it has always a value)
 */
#define TR_CELL_COLUMNS(X)                          \
    X(ID, "id", TR_COL_ID, TR_OF_ANYTHING, 1)                                   \
    X(KIND, "kind", TR_COL_WORD, TR_OF_CELL_KIND, 1)                            \
    X(PUBLISHER, "publisher", TR_COL_CODE, TR_DIM_PUBLISHER, 0)                 \
    X(SERVICE, "service", TR_COL_CODE, TR_DIM_SERVICE, 0)                       \
    X(REPORT, "report", TR_COL_CODE, TR_DIM_REPORT, 0)                          \
    X(TABLE, "table", TR_COL_CODE, TR_DIM_TABLE, 1)                             \
    X(EDITION, "edition", TR_COL_INSTANT, TR_OF_ANYTHING, 1)                    \
    X(PERIOD, "period", TR_COL_CODE, TR_DIM_PERIOD, 1)                          \
    X(PERIOD_START, "period_start", TR_COL_DATE, TR_OF_ANYTHING, 1)             \
    X(PERIOD_END, "period_end", TR_COL_DATE, TR_OF_ANYTHING, 1)                 \
    X(COUNTRY, "country", TR_COL_CODE, TR_DIM_COUNTRY, 0)                       \
    X(COUNTRY_NAME, "country_name", TR_COL_TEXT, TR_OF_ANYTHING, 0)             \
    X(COUNTRY_PUBLISHED, "country_published", TR_COL_TEXT, TR_OF_ANYTHING, 0)   \
    X(VIA, "via", TR_COL_CODE, TR_DIM_VIA, 0)                                   \
    X(CHANNEL, "channel", TR_COL_CODE, TR_DIM_CHANNEL, 0)                       \
    X(AUTHORITY, "authority", TR_COL_CODE, TR_DIM_AUTHORITY, 0)                 \
    X(REQUESTER, "requester", TR_COL_CODE, TR_DIM_REQUESTER, 0)                 \
    X(DEMAND, "demand", TR_COL_CODE, TR_DIM_DEMAND, 0)                          \
    X(IDENTIFIER, "identifier", TR_COL_CODE, TR_DIM_IDENTIFIER, 0)              \
    X(DATA, "data", TR_COL_CODE, TR_DIM_DATA, 0)                                \
    X(MEASURE, "measure", TR_COL_CODE, TR_DIM_MEASURE, 1)                       \
    X(BASIS, "basis", TR_COL_CODE, TR_DIM_BASIS, 0)                             \
    X(NOTICE, "notice", TR_COL_CODE, TR_DIM_NOTICE, 0)                          \
    X(UNIT, "unit", TR_COL_CODE, TR_DIM_UNIT, 1)                                \
    X(VALUE, "value", TR_COL_INTEGER, TR_OF_ANYTHING, 0)                        \
    X(MIN, "min", TR_COL_INTEGER, TR_OF_ANYTHING, 0)                            \
    X(MAX, "max", TR_COL_INTEGER, TR_OF_ANYTHING, 0)                            \
    X(PERCENT, "percent", TR_COL_DECIMAL, TR_OF_ANYTHING, 0)                    \
    X(PERCENT_OF, "percent_of", TR_COL_CODE, TR_DIM_MEASURE, 0)                 \
    X(ROUNDING, "rounding", TR_COL_WORD, TR_OF_ROUNDING, 0)                     \
    X(STATUS, "status", TR_COL_WORD, TR_OF_STATUS, 1)                           \
    X(REASON, "reason", TR_COL_TEXT, TR_OF_ANYTHING, 0)                         \
    X(FLAGS, "flags", TR_COL_WORDS, TR_OF_MARK, 0)                              \
    X(TEXT_PUBLISHED, "text_published", TR_COL_TEXT, TR_OF_ANYTHING, 0)         \
    X(NOTE_IDS, "note_ids", TR_COL_WORDS, TR_OF_ID, 0)                          \
    X(NOTE, "note", TR_COL_TEXT, TR_OF_ANYTHING, 0)                             \
    X(SOURCE, "source", TR_COL_TEXT, TR_OF_ANYTHING, 0)                         \
    X(STATED, "stated", TR_COL_INTEGER, TR_OF_ANYTHING, 0) /* an approximate figure as rounded */

/* Columns of a grouped answer after those of its group keys (design 6). */
#define TR_GROUP_COLUMNS(X)                         \
    X(KIND, "kind", TR_COL_WORD, TR_OF_GROUP_KIND, 1)                           \
    X(MEASURE, "measure", TR_COL_CODE, TR_DIM_MEASURE, 0)                       \
    X(UNIT, "unit", TR_COL_CODE, TR_DIM_UNIT, 0)                                \
    X(VALUE, "value", TR_COL_INTEGER, TR_OF_ANYTHING, 0)                        \
    X(MIN, "min", TR_COL_INTEGER, TR_OF_ANYTHING, 0)                            \
    X(MAX, "max", TR_COL_INTEGER, TR_OF_ANYTHING, 0)                            \
    X(STATUS, "status", TR_COL_WORD, TR_OF_STATUS, 1)                           \
    X(SHARE_MIN, "share_min", TR_COL_DECIMAL, TR_OF_ANYTHING, 0)                \
    X(SHARE_MAX, "share_max", TR_COL_DECIMAL, TR_OF_ANYTHING, 0)                \
    X(SHARE_OF, "share_of", TR_COL_CODE, TR_OF_SHARE_BASE, 0)                   \
    X(CELLS, "cells", TR_COL_INTEGER, TR_OF_ANYTHING, 0)                        \
    X(MISSING_BY_STATUS, "missing_by_status", TR_COL_WORDS, TR_OF_MISSING, 0)   \
    X(REFUSED, "refused", TR_COL_TEXT, TR_OF_ANYTHING, 0)                       \
    X(COMPUTED_MIN, "computed_min", TR_COL_INTEGER, TR_OF_ANYTHING, 0) /* sum beside a stated total that differs */ \
    X(COMPUTED_MAX, "computed_max", TR_COL_INTEGER, TR_OF_ANYTHING, 0)          \
    X(LIMITS, "limits", TR_COL_WORDS, TR_OF_LIMIT, 0)   /* why "at least" although no cell is missing */

/* What a group key brings along, after the code of its dimension. */
#define TR_KEY_COLUMNS(X)                                                       \
    X(COUNTRY_NAME, "country_name", TR_COL_TEXT, TR_OF_ANYTHING, 0)             \
    X(PERIOD_START, "period_start", TR_COL_DATE, TR_OF_ANYTHING, 0)             \
    X(PERIOD_END, "period_end", TR_COL_DATE, TR_OF_ANYTHING, 0)                 \
    X(GRANULARITY, "granularity", TR_COL_WORD, TR_OF_GRANULARITY, 0)

/*
 * Columns of what was published and is now different: the figure or text before
 * and after, why, and where both editions are found.
 */
#define TR_CHANGE_COLUMNS(X)                        \
    X(EDITION, "edition", TR_COL_INSTANT, TR_OF_ANYTHING, 1)                    \
    X(KIND, "kind", TR_COL_WORD, TR_OF_CORRECTED_KIND, 1)                       \
    X(ENTITY, "entity", TR_COL_ID, TR_OF_ANYTHING, 1)                           \
    X(CHANGE, "change", TR_COL_WORD, TR_OF_CHANGE, 1)                           \
    X(CELL, "cell", TR_COL_ID, TR_OF_ANYTHING, 0)                               \
    X(OLD_VALUE, "old_value", TR_COL_INTEGER, TR_OF_ANYTHING, 0)                \
    X(OLD_MIN, "old_min", TR_COL_INTEGER, TR_OF_ANYTHING, 0)                    \
    X(OLD_MAX, "old_max", TR_COL_INTEGER, TR_OF_ANYTHING, 0)                    \
    X(OLD_STATUS, "old_status", TR_COL_WORD, TR_OF_STATUS, 0)                   \
    X(NEW_VALUE, "new_value", TR_COL_INTEGER, TR_OF_ANYTHING, 0)                \
    X(NEW_MIN, "new_min", TR_COL_INTEGER, TR_OF_ANYTHING, 0)                    \
    X(NEW_MAX, "new_max", TR_COL_INTEGER, TR_OF_ANYTHING, 0)                    \
    X(NEW_STATUS, "new_status", TR_COL_WORD, TR_OF_STATUS, 0)                   \
    X(REASON, "reason", TR_COL_TEXT, TR_OF_ANYTHING, 0)                         \
    X(TEXT, "text", TR_COL_TEXT, TR_OF_ANYTHING, 0)                             \
    X(BACKDATED, "backdated", TR_COL_TEXT, TR_OF_ANYTHING, 0)                   \
    X(REPORT, "report", TR_COL_CODE, TR_DIM_REPORT, 0)                          \
    X(OLD_VERSION, "old_version", TR_COL_TEXT, TR_OF_ANYTHING, 0)               \
    X(NEW_VERSION, "new_version", TR_COL_TEXT, TR_OF_ANYTHING, 0)               \
    X(PUBLISHER, "publisher", TR_COL_CODE, TR_DIM_PUBLISHER, 0)                 \
    X(SERVICE, "service", TR_COL_CODE, TR_DIM_SERVICE, 0)                       \
    X(PERIOD, "period", TR_COL_CODE, TR_DIM_PERIOD, 0)                          \
    X(COUNTRY, "country", TR_COL_CODE, TR_DIM_COUNTRY, 0)                       \
    X(PROPERTY, "property", TR_COL_TEXT, TR_OF_ANYTHING, 0)                     \
    X(LANGUAGE, "language", TR_COL_WORD, TR_OF_LANGUAGE, 0)                     \
    X(OLD_TEXT, "old_text", TR_COL_TEXT, TR_OF_ANYTHING, 0)                     \
    X(NEW_TEXT, "new_text", TR_COL_TEXT, TR_OF_ANYTHING, 0)

typedef enum tr_cell_column {
#define X(name, code, type, of, always) TR_COLUMN_##name,
    TR_CELL_COLUMNS(X)
#undef X
    TR_COLUMN_COUNT
} tr_cell_column;

typedef enum tr_group_column {
#define X(name, code, type, of, always) TR_GROUP_##name,
    TR_GROUP_COLUMNS(X)
#undef X
    TR_GROUP_COLUMN_COUNT
} tr_group_column;

typedef enum tr_change_column {
#define X(name, code, type, of, always) TR_CHANGE_COLUMN_##name,
    TR_CHANGE_COLUMNS(X)
#undef X
    TR_CHANGE_COLUMN_COUNT
} tr_change_column;

typedef enum tr_key_column {
#define X(name, code, type, of, always) TR_KEY_##name,
    TR_KEY_COLUMNS(X)
#undef X
    TR_KEY_COLUMN_COUNT
} tr_key_column;

typedef struct tr_column_def {
    const char *name;
    tr_column_type type;
    int of;                 /* what its values are of: a tr_dim or one of TR_OF_* */
    int always;             /* it has a value in every row */
} tr_column_def;

extern const tr_column_def tr_cell_columns[TR_COLUMN_COUNT];
extern const tr_column_def tr_group_columns[TR_GROUP_COLUMN_COUNT];
extern const tr_column_def tr_change_columns[TR_CHANGE_COLUMN_COUNT];
extern const tr_column_def tr_key_columns[TR_KEY_COLUMN_COUNT];
extern const tr_dim_def tr_dims[TR_DIM_COUNT];

/*
 * Marks a publisher puts on a cell, as words of the `flags` attribute; those that
 * matter to arithmetic become TR_FLAG_* of the value (model/value.h).
 */
#define TR_CELL_MARKS(X)                                                   \
    X(PROVISIONAL, "provisional")       /* the publisher expects to revise it */ \
    X(RESTATED, "restated")             /* differs from an earlier edition */ \
    X(BREAK, "break")                   /* not comparable with the period before */ \
    X(INCLUDES_OTHER, "includes-other") /* contains a part shown elsewhere too */ \
    X(UNUSUAL, "unusual")               /* e.g. fewer accounts than requests */ \
    X(SUB_PERIOD, "sub-period")         /* covers less than its table's period */ \
    X(DERIVED, "derived")               /* the publisher's own computation */ \
    X(DISPUTED, "disputed")             /* contradicted by another source */

typedef enum tr_cell_mark {
#define X(name, code) TR_MARK_BIT_##name,
    TR_CELL_MARKS(X)
#undef X
    TR_MARK_COUNT
} tr_cell_mark;

enum {
#define X(name, code) TR_MARK_##name = 1 << TR_MARK_BIT_##name,
    TR_CELL_MARKS(X)
#undef X
    TR_MARK_NONE = 0
};

extern const char *const tr_mark_codes[TR_MARK_COUNT];

/* The built-in terms, ordered by dimension, parents before their children. */
extern const tr_term tr_terms[];
extern const size_t tr_term_count;

/* Whether `text` (`length` bytes, not empty) is `word`. */
static inline int tr_is_word(const char *word, const char *text, size_t length)
{
    return length && *word == *text       /* which tells most apart without a call */
        && strlen(word) == length && memcmp(word, text, length) == 0;
}

/*
 * The dimension whose code is `code` (`length` bytes), or -1.
 */
int tr_dim_find(const char *code, size_t length);

/*
 * The built-in term `code` (`length` bytes) of `dim`, or NULL.
 */
const tr_term *tr_term_find(tr_dim dim, const char *code, size_t length);

/*
 * The allowed word nearest to `word` by edit distance, for error messages;
 * NULL when none of the `count` words is near enough to be what was meant.
 */
const char *tr_nearest(const char *word, const char *const *words,
                       size_t count);

#endif
