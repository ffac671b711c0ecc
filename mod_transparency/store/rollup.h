/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rollup.h - which cells are summed (design 3).
 *
 *     blocks ── filter, group, roll up the cell dimensions ──> one value a block and key
 *            ── add the blocks that may be added ────────────> tr_rolled rows
 *
 * Inside one block every cell dimension is one of:
 *   grouped      kept as the cells say it; the whole (ordinal 0) is a key like any other
 *   filtered     the value of the named codes; with `grouped`: the keys at or below them
 *   rolled up    the value of the whole dimension
 *
 * The value of a node of a dimension is what its own cells say, if that is
 * complete; otherwise what its parts make, if they are complete; otherwise
 * what is known, own cells first.  A node and its descendants are never added
 * together.  What parts make:
 *   partition              their sum; a part that has no cell is zero when the
 *                          table says absent="none", else the sum is "at least".
 *                          A country of which the table says something else
 *                          (another measure, another unit) is not absent: "at
 *                          least", too (rollup_silent.c)
 *   partial                their sum, "at least"
 *   overlapping, unstated  one part: "at least" that part; several: refused
 * The parts of a whole dimension, where the table or the dimension says how
 * they relate, are the largest codes that the table uses (with this service
 * and period); elsewhere they are the children in the tree of codes.  Over
 * countries, absent="not-reported" makes every sum "at least".
 * Figures that are not divided as asked leave a sum "at least": US 50 without a
 * demand may hold demand=civil, whatever absent= says of codes that are not
 * listed.  So does a table that is silent about a dimension filtered or grouped
 * by, and a whole that is stated for some only of those whose parts are given.
 * So does a total that is made of its own parts where countries have figures of
 * others; how it is divided says nothing of how countries are.
 * What is 0 or not-applicable leaves nothing open.
 * Distinct things (accounts, users ...) make greatest min .. sum of max.
 * A "merged" cell counts as missing: a record does not say into which one.
 * "At least 0" says nothing: such a sum is refused (no-bounds), its limits and
 * missing cells are the reason.
 * Measures are never rolled up: outcomes and what was received stay apart.
 *
 * Tables are added when unit and measure are equal, no break of the series
 * lies between them, their lists of definitions are equal, and each two
 * differ in publisher, or are disjoint in service, period or the demands of
 * their cells (neither below the other, nor both parts of what
 * children="overlapping" is said of); else the row is refused and names two of them.  Periods of
 * different granularity are never in one row.  Where periods are rolled up,
 * those of each service must follow one another without a gap, and cover
 * `span` when one is asked for; otherwise the row is "at least" (a year is
 * made of halves only when both are there).  Distinct things are distinct over
 * the periods and tables of a service, and of services of which one is below
 * the other or that overlap, and add over other services and publishers.
 */
#ifndef TR_STORE_ROLLUP_H
#define TR_STORE_ROLLUP_H

#include <apr_pools.h>

#include "store/generation.h"
#include "store/refusal.h"

/* What is asked of one cell dimension. */
typedef struct tr_axis {
    uint8_t grouped;            /* 1: a key of the answer */
    uint16_t count;             /* codes filtered by; 0: no filter */
    const uint16_t *codes;      /* ordinals, ascending, never 0 */
} tr_axis;

typedef struct tr_rollup_request {
    const uint32_t *blocks;     /* ascending, without repeats: every block the answer is about */
    uint32_t block_count;
    uint8_t by[TR_DIM_CELL_FIRST];      /* 1: this block dimension is a key; measure and unit always are */
    tr_axis axis[TR_DIM_CELL_COUNT];    /* by dim - TR_DIM_CELL_FIRST */
    const tr_period *span;      /* the time the answer is about, or NULL: whatever there is */
    uint32_t max_rows;          /* 0: no limit */
} tr_rollup_request;

typedef enum tr_rolled_kind {
    TR_ROLLED_PUBLISHED,        /* one cell as published is the whole answer */
    TR_ROLLED_STATED,           /* a stated total, as published */
    TR_ROLLED_COMPUTED
} tr_rolled_kind;

typedef struct tr_rolled {
    uint16_t code[TR_DIM_COUNT];    /* of the keys; measure and unit always; else 0 */
    uint8_t granularity;        /* tr_granularity of the periods in it */
    uint8_t kind;               /* tr_rolled_kind */
    uint8_t refusal;            /* tr_refusal; value.status is then "refused" */
    uint8_t limits;             /* TR_LIMIT_*: why "at least" although no cell is missing */
    tr_value value;
    uint32_t cells;             /* what went into it. Also when refused: what was found */
    uint32_t positive;          /* of these, those above 0 (where detail is NULL) */
    const tr_sum *detail;       /* how: bands, missing by status; NULL: all are exact numbers, which most answers
                                   are made of: rows are read and written by the hundred */
    uint8_t has_computed;       /* the parts make a sum that does not contain what is stated: */
    uint8_t computed_refusal;   /* ... always TR_REFUSED_NONE: what cannot be computed is not set beside */
    tr_value computed;          /* ... that sum */
    uint32_t row;               /* of the cell, kinds published and stated; else UINT32_MAX */
    uint32_t block;             /* first block in it */
    uint32_t blocks;            /* number of blocks in it */
    uint32_t refused[2];        /* blocks named by a refusal between tables; else UINT32_MAX */
} tr_rolled;

typedef struct tr_rollup {
    tr_rolled *rows;            /* sorted by code[] in the order of tr_dim, then granularity */
    uint32_t count;
    uint32_t fast_blocks;       /* answered by column scan */
} tr_rollup;

/*
 * Answers the request from the cells.  Memory comes from `pool`.
 * APR_ENOSPC: more than max_rows rows (out->count is then 0).
 */
apr_status_t tr_rollup_make(tr_rollup *out, const tr_gen *gen,
                            const tr_rollup_request *request, apr_pool_t *pool);

/* What went into a row, as a sum. */
tr_sum tr_rolled_sum(const tr_rolled *row);

/*
 * The precomputed value of one node of one block, as tr_rollup_make would give
 * it: `dim` and `code` of a cell dimension, all others rolled up; or dim -1:
 * the whole block.  NULL: not precomputed (no such node, an older edition).
 */
const tr_gen_total *tr_total_find(const tr_gen *gen, uint32_t block, int dim, uint16_t code);

#endif
