/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The cells of a query, one after the other; see answer.h.
 *
 *     canonical   blocks ──> chunks of 256 rows with a mask ──> cells
 *     by figure   [ unit, by figure | unit, nothing bounded | other units ] ──> cells
 *
 * Nothing of the columns is copied; sorting keeps eight bytes a cell.
 */
#include "query/answer.h"

#include "query/order.h"
#include "query/select.h"

typedef struct cell_place {
    uint32_t row, block;
} cell_place;

struct tr_cells {
    tr_select select;
    const tr_query *query;
    apr_pool_t *pool;
    uint64_t *before;           /* before[i]: cells in the blocks before the i-th selected; NULL: not counted */
    const cell_place *sorted;   /* all cells by figure; NULL: canonical order */
    uint64_t next_sorted;
    uint32_t slot;              /* index into select.blocks */
    uint32_t chunk, chunk_size; /* first row of the chunk in `mask` and its rows; 0: block not begun */
    uint32_t at;                /* next row to look at within the chunk */
    uint8_t mask[TR_SELECT_CHUNK];
};

static const tr_gen_block *block_at(const tr_cells *cells, uint32_t slot)
{
    return TR_GEN_ROWS(cells->select.gen, tr_gen_block, blocks)
        + cells->select.blocks[slot];
}

static void rewind_to_block(tr_cells *cells, uint32_t slot)
{
    cells->slot = slot;
    cells->chunk_size = cells->at = 0;
    if (slot < cells->select.block_count)
        cells->chunk = block_at(cells, slot)->first;
}

/* The next chunk of rows with its mask, of this block or the next one. 0: at the end. */
static int next_chunk(tr_cells *cells)
{
    const tr_gen_block *block;
    uint32_t left;

    cells->chunk += cells->chunk_size;
    cells->chunk_size = cells->at = 0;
    while (cells->slot < cells->select.block_count) {
        block = block_at(cells, cells->slot);
        left = block->first + block->count - cells->chunk;
        if (left) {
            cells->chunk_size = left < TR_SELECT_CHUNK ? left : TR_SELECT_CHUNK;
            tr_select_mask(&cells->select, cells->chunk, cells->chunk_size,
                           cells->mask);
            return 1;
        }
        rewind_to_block(cells, cells->slot + 1);
    }
    return 0;
}

static int next_place(tr_cells *cells, cell_place *place)
{
    do {
        while (cells->at < cells->chunk_size) {
            uint32_t at = cells->at++;
            if (cells->mask[at]) {
                place->row = cells->chunk + at;
                place->block = cells->select.blocks[cells->slot];
                return 1;
            }
        }
    } while (next_chunk(cells));
    return 0;
}

static void count_blocks(tr_cells *cells)
{
    uint32_t blocks = cells->select.block_count;

    if (cells->before)
        return;
    cells->before = apr_palloc(cells->pool, (blocks + 1) * sizeof *cells->before);
    cells->before[0] = 0;
    for (uint32_t i = 0; i < blocks; i++)
        cells->before[i + 1] = cells->before[i]
            + tr_select_count(&cells->select, block_at(cells, i));
}

uint64_t tr_cells_count(tr_cells *cells)
{
    count_blocks(cells);
    return cells->before[cells->select.block_count];
}

/* ---- By figure ---- */

/* The three parts of the sorted order while they are collected. */
typedef struct sorting {
    tr_order_entry *figures;
    cell_place *unbounded, *others;
    uint32_t figure_count, unbounded_count, other_count;
} sorting;

static void collect_one(const tr_cells *cells, sorting *parts,
                        const cell_place *place)
{
    tr_gen_cell cell;

    tr_gen_cell_get(cells->select.gen, place->block, place->row, &cell);
    if (cell.code[TR_DIM_UNIT] != cells->query->sort_unit)
        parts->others[parts->other_count++] = *place;
    else if (!tr_value_is_bounded(&cell.value))
        parts->unbounded[parts->unbounded_count++] = *place;
    else
        parts->figures[parts->figure_count++] = (tr_order_entry){
            cell.value.max, cell.value.min, place->row, place->block
        };
}

static cell_place *join(const sorting *parts, apr_pool_t *pool)
{
    uint64_t count = (uint64_t)parts->figure_count + parts->unbounded_count
        + parts->other_count;
    cell_place *all = apr_palloc(pool, (count + 1) * sizeof *all);
    cell_place *to = all;

    for (uint32_t i = 0; i < parts->figure_count; i++)
        *to++ = (cell_place){ parts->figures[i].index, parts->figures[i].block };
    for (uint32_t i = 0; i < parts->unbounded_count; i++)
        *to++ = parts->unbounded[i];
    for (uint32_t i = 0; i < parts->other_count; i++)
        *to++ = parts->others[i];
    return all;
}

static void sort_cells(tr_cells *cells)
{
    uint64_t count = tr_cells_count(cells);
    apr_pool_t *scratch;
    cell_place place;
    sorting parts = { 0 };

    apr_pool_create(&scratch, cells->pool);
    parts.figures = apr_palloc(scratch, (count + 1) * sizeof *parts.figures);
    parts.unbounded = apr_palloc(scratch, (count + 1) * sizeof *parts.unbounded);
    parts.others = apr_palloc(scratch, (count + 1) * sizeof *parts.others);
    rewind_to_block(cells, 0);
    while (next_place(cells, &place))
        collect_one(cells, &parts, &place);
    tr_order_sort(parts.figures, parts.figure_count,
                  cells->query->sort_descending, scratch);
    cells->sorted = join(&parts, cells->pool);
    apr_pool_destroy(scratch);
}

/* ---- Walking ---- */

tr_cells *tr_cells_open(const tr_gen *gen, const tr_query *query,
                        apr_pool_t *pool)
{
    tr_cells *cells = apr_pcalloc(pool, sizeof *cells);

    cells->query = query;
    cells->pool = pool;
    tr_select_make(&cells->select, gen, query, 0, pool);
    if (query->sort)
        sort_cells(cells);
    rewind_to_block(cells, 0);
    return cells;
}

/* The last block that begins at or before cell number `index`. */
static uint32_t slot_of(const tr_cells *cells, uint64_t index)
{
    uint32_t low = 0, high = cells->select.block_count;

    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (cells->before[middle] <= index)
            low = middle;
        else
            high = middle;
    }
    return low;
}

void tr_cells_seek(tr_cells *cells, uint64_t index)
{
    uint64_t count = tr_cells_count(cells);
    cell_place place;

    cells->next_sorted = index < count ? index : count;
    if (cells->sorted)
        return;
    if (index >= count) {
        rewind_to_block(cells, cells->select.block_count);
        return;
    }
    rewind_to_block(cells, slot_of(cells, index));
    for (uint64_t skip = index - cells->before[cells->slot]; skip > 0; skip--)
        next_place(cells, &place);
}

int tr_cells_next(tr_cells *cells, tr_gen_cell *cell)
{
    cell_place place;

    if (cells->sorted) {
        if (cells->next_sorted >= tr_cells_count(cells))
            return 0;
        place = cells->sorted[cells->next_sorted++];
    }
    else if (!next_place(cells, &place))
        return 0;
    tr_gen_cell_get(cells->select.gen, place.block, place.row, cell);
    return 1;
}
