/* SPDX-License-Identifier: Apache-2.0 */
/*
 * build_hide.h - hiding small figures before a generation is made of them.
 *
 *   policies ─> small figures, and what is hidden with them   build_hide.c
 *            ─> every other figure they could be made out of  build_hide_sums.c
 *            ─> rows that say no more than what is shown      build_hide_rows.c
 *
 * A figure is the number of things of a region: a product of one subtree of
 * each dimension, all editions alike.  Nothing exact is left whose region
 * meets that of a hidden figure (0 apart), so no equation between exact figures
 * holds anything hidden.  A total over hidden figures becomes what is left of
 * it without them, and their intervals; where that cannot be said without
 * saying more, it has no bounds.
 */
#ifndef TR_STORE_BUILD_HIDE_H
#define TR_STORE_BUILD_HIDE_H

#include "store/build_private.h"

/* What is hidden of one publisher: directive and rules together, the stricter of each. */
typedef struct hide_policy {
    int64_t limit;              /* figures below it are hidden; 0: none are */
    int64_t min, max;           /* what is shown for them */
    uint8_t zero;               /* 1: 0 is hidden too */
    uint8_t scopes;             /* bits of hide_scope: what is hidden together */
    const char *reason;         /* names the strictest */
} hide_policy;

typedef enum hide_scope {
    HIDE_CELL, HIDE_ROW, HIDE_COLUMN, HIDE_DEMAND, HIDE_TABLE, HIDE_SCOPE_COUNT
} hide_scope;

typedef enum hide_state {
    HIDE_NOT,
    HIDE_SMALL,                 /* it, or what it is hidden with, is small */
    HIDE_OVER                   /* it tells of a small one */
} hide_state;

/* What a figure counts.  0 is the whole of a dimension. */
typedef struct hide_region {
    uint16_t publisher, unit, measure, service, period;
    uint16_t code[TR_DIM_CELL_COUNT];
} hide_region;

typedef struct hiding {
    builder *b;
    apr_pool_t *pool;           /* of the step */
    uint32_t *block;            /* by row: its block */
    uint8_t *state;             /* by row: hide_state */
    int64_t *min, *max;         /* by row: what is shown, once it is hidden */
    uint8_t *percent;           /* by row: 1: it was a percentage */
    uint32_t *small;            /* rows in HIDE_SMALL */
    uint32_t small_count;
} hiding;

/* What a row says, before it is hidden. */
tr_value tr_hide_truth(const hiding *h, uint32_t row);
const tr_gen_range *tr_hide_range(const hiding *h, uint32_t row);
int tr_hide_is_percentage(const hiding *h, uint32_t row);
/* What it counts. */
void tr_hide_region(const hiding *h, uint32_t row, hide_region *out);
/* The block of a row. */
const tr_gen_block *tr_hide_block(const hiding *h, uint32_t row);

/* Puts what tells of hidden figures into HIDE_OVER. */
void tr_hide_sums(hiding *h);
/* Makes the rows say what is shown and drops the ranges and texts that said more. */
void tr_hide_rows(hiding *h);

#endif
