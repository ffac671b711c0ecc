/* SPDX-License-Identifier: Apache-2.0 */
/*
 * answer.h - the facts of an answer, the same for every format.
 *
 *     tr_query ──> cells (tr_cells_next) or groups (tr_group_answer)
 */
#ifndef TR_QUERY_ANSWER_H
#define TR_QUERY_ANSWER_H

#include "query/query.h"
#include "store/rollup.h"

/* ---- Cells ---- */

/*
 * Walks the cells of a query in canonical order (or sorted), without copying the columns.
 * Canonical: by publisher, report, table, service, period, measure, unit, then by the codes of the
 * cell dimensions.  Sorting by figure keeps every cell: first those of query->sort_unit by max, then
 * min, then canonical order; then those of that unit without bounds; then those of other units.  Both
 * of the latter in canonical order, whatever the direction.
 * `query` must live as long as the walk.
 */
typedef struct tr_cells tr_cells;

tr_cells *tr_cells_open(const tr_gen *gen, const tr_query *query, apr_pool_t *pool);

/* Number of cells of the answer (counted once, then remembered). */
uint64_t tr_cells_count(tr_cells *cells);

/* Goes to the cell number `index` (0-based). */
void tr_cells_seek(tr_cells *cells, uint64_t index);

/* The next cell, or 0 at the end. */
int tr_cells_next(tr_cells *cells, tr_gen_cell *cell);

/* ---- Groups ---- */

/* What a share is a share of. */
#define TR_SHARE_BASES(X)                                                    \
    X(RECEIVED, "received")                                                  \
    X(DECIDED, "received-less-pending")

typedef enum tr_share_base {
#define X(name, code) TR_SHARE_OF_##name,
    TR_SHARE_BASES(X)
#undef X
    TR_SHARE_BASE_COUNT
} tr_share_base;

extern const char *const tr_share_base_codes[TR_SHARE_BASE_COUNT];

typedef struct tr_group {
    uint16_t code[TR_DIM_COUNT];        /* of the group keys; measure and unit always; 0 = whole */
    uint8_t granularity;                /* tr_granularity when periods are rolled up, else of the period */
    uint8_t kind;                       /* TR_GROUP_STATED | TR_GROUP_COMPUTED | TR_GROUP_PUBLISHED (one cell) */
    tr_value value;                     /* status reported, band, at-least, refused, or a missing status */
    int has_share;                      /* share of what was received, where that can be said */
    uint32_t share_min, share_max;      /* 1/10000 % */
    const char *share_of;               /* the denominator, of tr_share_base_codes */
    const char *share_refused;          /* reason code when a share was due and cannot be said, or NULL: of
                                           tr_rate_refusal_code, or "coverage-differs": what was received
                                           is given for other tables, services or periods */
    uint64_t cells;
    const uint32_t *missing;            /* TR_STATUS_COUNT numbers, by status; NULL: none is missing */
    const char *refused;                /* English sentence with its reason code first ("overlap: ..."), or NULL */
    int computed_differs;               /* a stated total differs from the computed sum: */
    tr_value computed;                  /* ... that sum */
    uint8_t limits;                     /* TR_LIMIT_*: why "at least" although no cell is missing */
} tr_group;

enum { TR_GROUP_PUBLISHED, TR_GROUP_STATED, TR_GROUP_COMPUTED };

typedef struct tr_groups {
    const tr_group *rows;
    uint64_t count;
    int key_count;              /* query's by, plus measure when not filtered to one; granularity below */
    tr_dim key[TR_BY_MAX + 2];
    int by_granularity;         /* periods are rolled up: rows of different granularity are apart */
    int plain;                  /* no row has a share, refusals, missing cells, limits or another sum beside its value */
    int from_totals;            /* answered from the precomputed totals */
    const char *refused;        /* the whole answer is refused: reason code first, as in tr_group; count is 0.
                                   To be shown instead of an empty table. NULL otherwise */
} tr_groups;

enum { TR_GROUPS_MAX = 200000 };        /* rows of one grouped answer */

/*
 * All groups of a query with by_count > 0, by the ordinals of their keys in the order asked for, then
 * measure, unit and granularity; or sorted by figure as tr_cells_open.
 *
 * Shares are given for measures below "received": of what was received in the group's other keys and
 * filters; where that is not divided by data, basis or notice, of all that was received.  Less what is
 * pending, where that is stated for all of it.
 */
const tr_groups *tr_group_answer(const tr_gen *gen, const tr_query *query, apr_pool_t *pool);

/* ---- Facets: what could be filtered next ---- */

typedef struct tr_facet_value {
    uint16_t code;
    uint64_t cells;             /* cells that a filter by it leaves of the answer without this dimension's filter */
} tr_facet_value;

/* Values of `dim` that have cells under the query's other filters, in code order. */
const tr_facet_value *tr_facet(const tr_gen *gen, const tr_query *query, tr_dim dim, uint32_t *count, apr_pool_t *pool);

#endif
