/* SPDX-License-Identifier: Apache-2.0 */
/*
 * build_cells.h - one table while its figures are taken in.
 *
 *   build_cells.c   keys, blocks, editions over one another
 *   build_values.c  what a figure becomes as a row
 */
#ifndef TR_STORE_BUILD_CELLS_H
#define TR_STORE_BUILD_CELLS_H

#include "store/build_private.h"
#include "store/build_sort.h"

/* What tells the blocks of one table apart, by order of appearance. */
typedef struct block_key {
    uint16_t publisher, service, report, period, measure, unit;
} block_key;

/* What tells them apart in one file: words, and the ordinal of the measure. */
typedef struct block_words {
    uint32_t service, unit;
    tr_period period;
    uint16_t measure;
} block_words;

typedef struct table_run {
    builder *b;
    const build_entity *entity;
    build_version *version;
    const tr_gen_table *table;
    apr_hash_t *block_index;            /* block_key -> number + 1 */
    uint32_t first_block;               /* into b->blocks */
    block_words last;                   /* of this edition; unit 0: none yet */
    uint32_t last_block;                /* the block of these */
    const tr_cell *last_annotated;      /* of this edition; NULL: none yet */
    uint32_t last_annot;
    tr_period last_period;
    uint16_t last_period_code;
    int shift[TR_DIM_CELL_COUNT];       /* bits below each dimension in the key */
    int width[TR_DIM_CELL_COUNT];
    int said[TR_DIM_CELL_COUNT];        /* the dimensions that some cell says, */
    int said_count;                     /* the others take no bits */
    int percent_bits;                   /* 1: some figure is a percentage, which the lowest bit says */
    int block_shift;
    tr_build_key *live, *all;           /* cells valid now; cells of every edition */
    size_t live_count, all_count, all_room;
} table_run;

/* The key of a figure, of the measure given (an ordinal); row is 0. */
tr_build_key tr_build_cell_key(table_run *run, const tr_cell *cell, uint16_t measure);
int tr_build_same_key(const tr_build_key *a, const tr_build_key *b);
/* The codes of all cell dimensions in a key. */
void tr_build_key_codes(const table_run *run, const tr_build_key *key, uint16_t *code);

/* The row of a figure; `keys` are those of all figures of its edition, sorted, `key` one of them. */
void tr_build_make_cell(table_run *run, const tr_build_key *keys, const tr_build_key *key,
                        build_cell *out);

#endif
