/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cells.h - the cells of a file, written once where they stay.
 *
 *   block  [ taken: table 1 | taken: table 2 | items ...        | room ]
 *                                              0       count     capacity
 *
 * A table's cells are contiguous. When a block is full, it grows as long as
 * nothing of it was taken; otherwise only the cells of the table being read
 * move on to a larger one, and what was taken stays. Blocks live as long as
 * the file's pool; large ones are made by tr_large_alloc.
 */
#ifndef TR_RECORD_CELLS_H
#define TR_RECORD_CELLS_H

#include "record/record.h"

typedef struct tr_cells {
    apr_pool_t *pool;
    tr_cell *items;
    size_t count, capacity;
    void *block;            /* the present block */
    size_t block_cells;     /* its size */
} tr_cells;

/* No cells; blocks live in `pool`. */
void tr_cells_init(tr_cells *cells, apr_pool_t *pool);

/* Makes room for `more` further cells. */
void tr_cells_reserve(tr_cells *cells, size_t more);

/* Appends `more` uninitialised cells and returns the first. */
static inline tr_cell *tr_cells_add(tr_cells *cells, size_t more)
{
    if (cells->capacity - cells->count < more)
        tr_cells_reserve(cells, more);
    cells->count += more;
    return cells->items + cells->count - more;
}

/* The cells since the last time, which stay where they are; NULL for none. */
const tr_cell *tr_cells_take(tr_cells *cells);

#endif
