/* SPDX-License-Identifier: Apache-2.0 */
/* The cells of a file; see cells.h. */
#include "record/cells.h"

#include <apr_errno.h>
#include <stdlib.h>
#include <string.h>

#include "record/vector.h"

enum { FIRST_CELLS = 64, LARGE_BYTES = 2 << 20, BLOCK_BYTES = 8 << 20 };

static apr_status_t release(void *block)
{
    free(block);
    return APR_SUCCESS;
}

static void out_of_memory(apr_pool_t *pool)
{
    apr_abortfunc_t give_up = apr_pool_abort_get(pool);
    if (give_up)
        give_up(APR_ENOMEM);
    abort();
}

void tr_cells_init(tr_cells *cells, apr_pool_t *pool)
{
    *cells = (tr_cells){ .pool = pool };
}

static size_t bytes_of(const tr_cells *cells, size_t count)
{
    if (count > SIZE_MAX / sizeof(tr_cell) / 2)
        out_of_memory(cells->pool);
    return count * sizeof(tr_cell);
}

/*
 * A block that begins with the cells of the table being read.  While all that
 * is in the present one is of this table, it can grow where it is.
 */
static tr_cell *make_block(tr_cells *cells, size_t bytes)
{
    tr_cell *old = cells->block, *block;
    int whole = old && cells->items == old;

    if (whole)
        apr_pool_cleanup_kill(cells->pool, old, release);
    if (whole && bytes < LARGE_BYTES)
        block = realloc(old, bytes);
    else {
        block = tr_large_alloc(bytes);
        if (block && cells->count)
            memcpy(block, cells->items, cells->count * sizeof *block);
        if (whole)
            free(old);
    }
    if (!block)
        out_of_memory(cells->pool);
    apr_pool_cleanup_register(cells->pool, block, release, apr_pool_cleanup_null);
    return block;
}

/* Double the last one, until blocks are large enough not to matter. */
static size_t next_size(const tr_cells *cells, size_t needed)
{
    size_t size = cells->block_cells ? 2 * cells->block_cells : FIRST_CELLS;

    if (size > BLOCK_BYTES / sizeof(tr_cell))
        size = BLOCK_BYTES / sizeof(tr_cell);
    return size < 2 * needed ? 2 * needed : size;
}

void tr_cells_reserve(tr_cells *cells, size_t more)
{
    size_t size = next_size(cells, cells->count + more);

    cells->block = cells->items = make_block(cells, bytes_of(cells, size));
    cells->block_cells = cells->capacity = size;
}

const tr_cell *tr_cells_take(tr_cells *cells)
{
    const tr_cell *taken = cells->count ? cells->items : NULL;

    if (cells->count) {
        cells->items += cells->count;
        cells->capacity -= cells->count;
        cells->count = 0;
    }
    return taken;
}
