/* SPDX-License-Identifier: Apache-2.0 */
/*
 * select.h - the rows that the filters of a query leave, as of the view's edition.
 *
 *     filters ──> blocks that may hold a row ──> chunks of at most 256 rows, one mask byte a row
 *
 * A filter is compiled into one test a dimension: a run of ordinals where the
 * wanted codes are one run (what one code means always is), else a map
 * with one byte an ordinal.  The dimensions without a column of their own
 * become one test on the context.
 */
#ifndef TR_QUERY_SELECT_H
#define TR_QUERY_SELECT_H

#include "query/query.h"

enum { TR_SELECT_CHUNK = 256 };

typedef struct tr_select_test {
    const uint8_t *in;          /* by ordinal: 1 wanted; NULL: everything is */
    uint16_t low, size;         /* size > 0: wanted are [low, low + size) */
} tr_select_test;

typedef struct tr_select {
    const tr_gen *gen;
    const uint32_t *blocks;     /* ascending: those that may hold a row */
    uint32_t block_count;
    tr_select_test block[TR_DIM_CELL_FIRST];
    tr_select_test country, demand, data, context;
    uint32_t filtered;          /* bit d: cell dimension TR_DIM_CELL_FIRST+d is filtered */
} tr_select;

/*
 * Compiles the filters of `query`, those of dimensions whose bit is set in
 * `except` left out.  Memory comes from `pool`.
 */
void tr_select_make(tr_select *out, const tr_gen *gen, const tr_query *query,
                    uint32_t except, apr_pool_t *pool);

/* One byte an ordinal of `dim`: 1 where the query's filter leaves it; NULL: everything is left. */
const uint8_t *tr_select_map(const tr_gen *gen, const tr_query *query, tr_dim dim, apr_pool_t *pool);

/* Whether every row of this block (one of select->blocks) is wanted, without looking at them. */
int tr_select_whole(const tr_select *select, const tr_gen_block *block);

/*
 * mask[i] = 1 if row + i is wanted, else 0, for `count` <= TR_SELECT_CHUNK rows
 * of one of select->blocks.  Returns how many are.
 */
uint32_t tr_select_mask(const tr_select *select, uint32_t row, uint32_t count,
                        uint8_t *mask);

/* How many rows of a block (one of select->blocks) are wanted. */
uint32_t tr_select_count(const tr_select *select, const tr_gen_block *block);

/* Whether any is; looks no further than the first one found. */
int tr_select_any(const tr_select *select, const tr_gen_block *block);

#endif
