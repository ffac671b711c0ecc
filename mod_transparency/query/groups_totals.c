/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Grouped answers from the precomputed totals of blocks.
 *
 * Used where they say exactly what the cells would:
 *   - the newest edition; every block flat and exact, so that nothing is
 *     missing, marked, or stated beside its own parts;
 *   - one block a row: adding blocks is the business of the roll-up;
 *   - at most one cell dimension that is grouped or filtered by one code.
 */
#include "query/groups_private.h"

#include <stdlib.h>
#include <string.h>

enum { WHOLE_BLOCK = -1 };

typedef struct totals_work {
    const tr_gen *gen;
    const tr_rollup_request *request;
    const tr_gen_block *blocks;
    tr_rollup *out;
    int dim;                    /* the cell dimension asked about, or WHOLE_BLOCK */
    apr_pool_t *pool;
} totals_work;

/* The only dimension grouped or filtered; -2: there are several. */
static int dimension_of(const tr_rollup_request *request)
{
    int found = WHOLE_BLOCK;

    for (int i = 0; i < TR_DIM_CELL_COUNT; i++) {
        const tr_axis *axis = &request->axis[i];
        if (!axis->grouped && !axis->count)
            continue;
        if (found != WHOLE_BLOCK || (!axis->grouped && axis->count > 1))
            return -2;
        found = TR_DIM_CELL_FIRST + i;
    }
    return found;
}

/* ---- One block a row ---- */

static int compare_blocks(const void *a, const void *b, void *baton)
{
    const totals_work *work = baton;
    const tr_gen_block *left = &work->blocks[*(const uint32_t *)a];
    const tr_gen_block *right = &work->blocks[*(const uint32_t *)b];

    for (int dim = 0; dim < TR_DIM_CELL_FIRST; dim++) {
        int order = work->request->by[dim]
            ? tr_gen_block_code(left, dim) - tr_gen_block_code(right, dim) : 0;
        if (order)
            return order;
    }
    return 0;
}

/* The blocks in the order of their keys; NULL: two have the same keys. */
static const uint32_t *order_blocks(totals_work *work, apr_pool_t *pool)
{
    uint32_t count = work->request->block_count;
    uint32_t *sorted = apr_palloc(pool, (count + 1) * sizeof *sorted);

    memcpy(sorted, work->request->blocks, count * sizeof *sorted);
    qsort_r(sorted, count, sizeof *sorted, compare_blocks, work);
    for (uint32_t i = 1; i < count; i++)
        if (compare_blocks(&sorted[i - 1], &sorted[i], work) == 0)
            return NULL;
    return sorted;
}

static int blocks_fit(const totals_work *work)
{
    const tr_period *span = work->request->span;

    for (uint32_t i = 0; i < work->request->block_count; i++) {
        const tr_gen_block *block = &work->blocks[work->request->blocks[i]];
        const tr_period *period =
            &tr_gen_codes(work->gen, TR_DIM_PERIOD)[block->period].period;
        if (!block->flat || !block->exact || !block->total_count)
            return 0;
        if (span && !tr_period_equal(span, period))
            return 0;
    }
    return work->request->block_count > 0;
}

/* ---- Rows ---- */

static int is_varied(const totals_work *work, const tr_gen_block *block)
{
    return work->dim != WHOLE_BLOCK
        && (block->varies & (1u << (work->dim - TR_DIM_CELL_FIRST)));
}

static int is_asked_for(const totals_work *work, uint16_t code)
{
    const tr_axis *axis = &work->request->axis[work->dim - TR_DIM_CELL_FIRST];
    const tr_gen_code *codes = tr_gen_codes(work->gen, (tr_dim)work->dim);

    for (uint16_t i = 0; i < axis->count; i++)
        if (code >= axis->codes[i]
            && code < axis->codes[i] + codes[axis->codes[i]].size)
            return 1;
    return axis->count == 0;
}

/* A total stands also for codes that no cell says but that lie above one. In a
 * flat block those are the ones followed by a code below them. */
static int is_said(const totals_work *work, const tr_gen_total *total,
                   const tr_gen_total *end)
{
    const tr_gen_code *codes = tr_gen_codes(work->gen, (tr_dim)work->dim);
    const tr_gen_total *next = total + 1;

    return next == end || next->dim != total->dim
        || next->code >= total->code + codes[total->code].size;
}

/* No more is known of what went into a total than its value and how many cells; all of these have a number. */
static const tr_sum *sum_of_total(const totals_work *work, uint32_t cells, const tr_value *value)
{
    tr_sum *sum = apr_palloc(work->pool, sizeof *sum);

    tr_sum_init(sum, TR_SUM_COUNTS);
    if (tr_status_has_number(value->status))
        tr_sum_add(sum, value);
    sum->cells = cells;
    return sum;
}

/* Fills a row; 0: one cell is all of it, which only the cells can tell more of. */
static int add_row(totals_work *work, uint32_t block_number, uint16_t code,
                   const tr_gen_total *total)
{
    const tr_gen_block *block = &work->blocks[block_number];
    tr_rolled *row = &work->out->rows[work->out->count++];

    if (total->cells < 2 || total->missing)
        return 0;
    memset(row, 0, sizeof *row);
    for (int dim = 0; dim < TR_DIM_CELL_FIRST; dim++)
        if (work->request->by[dim])
            row->code[dim] = tr_gen_block_code(block, dim);
    if (work->dim != WHOLE_BLOCK)
        row->code[work->dim] = code;
    row->granularity =
        tr_gen_codes(work->gen, TR_DIM_PERIOD)[block->period].period.granularity;
    row->kind = TR_ROLLED_COMPUTED;
    row->refusal = total->reason;
    row->limits = total->limits;
    row->value = (tr_value){ total->min, total->max, total->status, total->flags };
    row->cells = total->cells;
    row->detail = sum_of_total(work, total->cells, &row->value);
    row->row = row->refused[0] = row->refused[1] = UINT32_MAX;
    row->block = block_number;
    row->blocks = 1;
    return 1;
}

static int add_grouped(totals_work *work, uint32_t block_number)
{
    const tr_gen_block *block = &work->blocks[block_number];
    const tr_gen_total *totals = TR_GEN_ROWS(work->gen, tr_gen_total, totals);
    const tr_gen_total *total = totals + block->first_total;
    const tr_gen_total *end = total + block->total_count;

    for (; total < end; total++)
        if (total->dim == work->dim && is_said(work, total, end)
            && is_asked_for(work, total->code)
            && !add_row(work, block_number, total->code, total))
            return 0;
    return 1;
}

static int add_block(totals_work *work, uint32_t block_number)
{
    const tr_gen_block *block = &work->blocks[block_number];
    const tr_axis *axis = work->dim == WHOLE_BLOCK
        ? NULL : &work->request->axis[work->dim - TR_DIM_CELL_FIRST];
    const tr_gen_total *total;

    if (axis && axis->grouped && is_varied(work, block))
        return add_grouped(work, block_number);
    if (axis && axis->count) {
        /* What a block that does not say the dimension means is not in its totals. */
        if (axis->grouped || !is_varied(work, block))
            return 0;
        total = tr_total_find(work->gen, block_number, work->dim, axis->codes[0]);
        return total && add_row(work, block_number, 0, total);
    }
    total = tr_total_find(work->gen, block_number, WHOLE_BLOCK, 0);
    return total && add_row(work, block_number, 0, total);
}

static uint64_t rows_at_most(const totals_work *work)
{
    uint64_t rows = 0;

    for (uint32_t i = 0; i < work->request->block_count; i++)
        rows += work->blocks[work->request->blocks[i]].total_count;
    return rows;
}

int tr_group_totals(tr_rollup *out, const tr_gen *gen,
                    const tr_rollup_request *request, apr_pool_t *pool)
{
    totals_work work = { gen, request, TR_GEN_ROWS(gen, tr_gen_block, blocks),
                         out, dimension_of(request), pool };
    const uint32_t *order;
    uint64_t room;

    memset(out, 0, sizeof *out);
    if (!gen->current || work.dim < WHOLE_BLOCK || !blocks_fit(&work))
        return 0;
    order = order_blocks(&work, pool);
    room = rows_at_most(&work);
    if (!order || room > request->max_rows)
        return 0;
    out->rows = apr_palloc(pool, (room + 1) * sizeof *out->rows);
    for (uint32_t i = 0; i < request->block_count; i++)
        if (!add_block(&work, order[i])) {
            memset(out, 0, sizeof *out);
            return 0;
        }
    return 1;
}
