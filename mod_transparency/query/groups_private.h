/* SPDX-License-Identifier: Apache-2.0 */
/*
 * groups_private.h - between the parts of a grouped answer.
 *
 *   groups.c         the request, the rows as groups, their order
 *   groups_totals.c  the same rows from the precomputed totals
 *   groups_share.c   shares of what was received
 */
#ifndef TR_QUERY_GROUPS_PRIVATE_H
#define TR_QUERY_GROUPS_PRIVATE_H

#include "query/answer.h"

/* What only outcomes have: what was received is not divided by it. */
#define TR_OUTCOME_DIMS (UINT32_C(1) << TR_DIM_DATA | UINT32_C(1) << TR_DIM_BASIS \
                         | UINT32_C(1) << TR_DIM_NOTICE)

typedef struct tr_group_work {
    const tr_gen *gen;
    const tr_query *query;
    apr_pool_t *pool;           /* for the work only; the answer is in the pool of whoever asked */
    tr_period span;
    tr_rollup_request request;
    tr_rollup rolled;           /* rows[i] is the group number i, until groups are sorted */
} tr_group_work;

/*
 * The request for what `query` asks: its filters and keys, those of dimensions
 * in `drop` left out of both.  `blocks`: see tr_rollup_request.
 */
void tr_group_request(tr_group_work *work, tr_rollup_request *out,
                      const uint32_t *blocks, uint32_t block_count,
                      uint32_t drop);

/* The blocks of the query, whatever their cells are; filters of dimensions in `except` left out. */
const uint32_t *tr_group_blocks(const tr_group_work *work, uint32_t except,
                                uint32_t *count);

/* Answers a request from the totals. 1, or 0 when they do not answer it exactly as the cells would. */
int tr_group_totals(tr_rollup *out, const tr_gen *gen,
                    const tr_rollup_request *request, apr_pool_t *pool);

/* Fills the shares of groups[i] for each row i of work->rolled. Whether one was due. */
int tr_group_shares(tr_group_work *work, tr_group *groups);

#endif
