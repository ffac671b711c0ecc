/* SPDX-License-Identifier: Apache-2.0 */
/*
 * identity.h - what a figure is about, and a hash index of many figures by it.
 *
 *   identity  [ country via channel ... notice | service | start | end |
 *               measure | unit | is a percentage ]            16 numbers
 *
 *   slot[hash & mask] = { hash, row + 1 }    open addressing, at most half full
 *
 * Two figures of one table with one identity contradict each other.  A
 * percentage beside a count is no contradiction: it is the publisher's own
 * computation and is checked against the count.
 */
#ifndef TR_RECORD_IDENTITY_H
#define TR_RECORD_IDENTITY_H

#include "record/record.h"
#include "record/vector.h"

enum {
    TR_ID_CODE,             /* TR_DIM_CELL_COUNT of them */
    TR_ID_SERVICE = TR_DIM_CELL_COUNT,
    TR_ID_START,
    TR_ID_END,
    TR_ID_MEASURE,
    TR_ID_UNIT,
    TR_ID_PERCENT,
    TR_ID_PARTS
};

typedef struct tr_identity {
    uint32_t part[TR_ID_PARTS];
} tr_identity;

typedef struct tr_index_slot {
    uint32_t hash, row;     /* row + 1; 0: free */
} tr_index_slot;

typedef struct tr_index {
    const char *rows;
    size_t width;           /* bytes of a row */
    void (*identify)(const void *row, tr_identity *out);
    tr_vector slots;
    uint32_t mask, count;
    uint64_t seed[2];
} tr_index;

#define TR_NO_ROW UINT32_MAX

/* The identity of a cell. */
void tr_cell_identify(const void *cell, tr_identity *out);

void tr_index_init(tr_index *index, apr_pool_t *pool);

/* Empties the index and makes room for `count` rows of `width` bytes. */
void tr_index_reset(tr_index *index, size_t width, uint32_t count,
                    void (*identify)(const void *row, tr_identity *out));

/*
 * The row with this identity; when there is none, `row` takes its place and
 * TR_NO_ROW is returned.  `rows` is where all rows are now.
 */
uint32_t tr_index_add(tr_index *index, const void *rows,
                      const tr_identity *identity, uint32_t row);

/* The row with this identity, or TR_NO_ROW. */
uint32_t tr_index_find(const tr_index *index, const tr_identity *identity);

#endif
