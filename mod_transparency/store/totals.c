/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The totals kept in a generation: made by the same roll-up that answers
 * queries, one block at a time.
 *
 * What is hidden (build_hide.h) is hidden before tr_totals_fill is called: totals
 * are sums of what the columns hold and know nothing else.
 */
#include <string.h>

#include "store/build_private.h"
#include "store/rollup_private.h"

typedef struct filling {
    const tr_gen *gen;
    const tr_gen_block *block;
    uint32_t number;
    tr_gen_total *totals;       /* of the block */
    uint32_t count;
    uint8_t *said;              /* by code: 1 a cell says it, 2 it is above one */
    apr_pool_t *pool;
} filling;

static void set_total(tr_gen_total *total, uint8_t dim, uint16_t code, const tr_rolled *rolled)
{
    uint32_t missing = rolled->detail ? tr_sum_missing(rolled->detail) : 0;

    memset(total, 0, sizeof *total);
    total->min = rolled->value.min;
    total->max = rolled->value.max;
    total->cells = rolled->cells;
    total->missing = missing;
    total->code = code;
    total->dim = dim;
    total->status = rolled->value.status;
    total->flags = rolled->value.flags;
    total->reason = rolled->refusal;
    total->limits = rolled->limits;
}

static apr_status_t roll(const filling *f, int dim, int grouped, const uint16_t *code,
                         tr_rollup *out, apr_pool_t *pool)
{
    tr_rollup_request request;

    memset(&request, 0, sizeof request);
    request.blocks = &f->number;
    request.block_count = 1;
    if (dim >= 0) {
        tr_axis *axis = &request.axis[dim - TR_DIM_CELL_FIRST];
        axis->grouped = (uint8_t)grouped;
        axis->count = code != NULL;
        axis->codes = code;
    }
    return tr_rollup_make(out, f->gen, &request, pool);
}

static void find_said(filling *f, int dim)
{
    const tr_gen_code *codes = tr_gen_codes(f->gen, (tr_dim)dim);
    uint32_t count = f->gen->head->codes[dim].count;
    const uint16_t *until = TR_GEN_ROWS(f->gen, uint16_t, until);
    tr_gen_column column = tr_gen_column_of(f->gen, dim);

    memset(f->said, 0, count);
    for (uint32_t row = f->block->first; row < f->block->first + f->block->count; row++)
        if (until[row] == TR_FOREVER)
            f->said[roll_code_in(f->gen, column, dim - TR_DIM_CELL_FIRST, row)] |= 1;
    for (uint32_t c = count - 1; c > 0; c--)
        if (f->said[c])
            f->said[codes[c].parent] |= 2;
}

/* A code with nothing below it has the value of its own group. */
static apr_status_t fill_dim(filling *f, int dim, apr_pool_t *pool)
{
    uint32_t row = 0;
    tr_rollup groups;
    apr_status_t status = roll(f, dim, 1, NULL, &groups, pool);

    if (status != APR_SUCCESS)
        return status;
    find_said(f, dim);
    for (uint32_t c = 1; c < f->gen->head->codes[dim].count; c++) {
        uint16_t code = (uint16_t)c;
        tr_rollup one;
        if (!f->said[c])
            continue;
        while (row < groups.count && groups.rows[row].code[dim] < c)
            row++;
        if (f->said[c] == 1) {
            set_total(&f->totals[f->count++], (uint8_t)dim, code, &groups.rows[row]);
            continue;
        }
        status = roll(f, dim, 0, &code, &one, pool);
        if (status != APR_SUCCESS)
            return status;
        set_total(&f->totals[f->count++], (uint8_t)dim, code, &one.rows[0]);
    }
    return APR_SUCCESS;
}

static apr_status_t fill_block(filling *f, apr_pool_t *pool)
{
    tr_rollup whole;
    apr_status_t status = roll(f, -1, 0, NULL, &whole, pool);

    if (status != APR_SUCCESS)
        return status;
    set_total(&f->totals[f->count++], 0xff, 0, &whole.rows[0]);
    for (int dim = TR_DIM_CELL_FIRST; dim < TR_DIM_COUNT && status == APR_SUCCESS; dim++)
        if (f->block->varies & (1u << (dim - TR_DIM_CELL_FIRST)))
            status = fill_dim(f, dim, pool);
    return status;
}

apr_status_t tr_totals_fill(tr_gen_head *head, apr_pool_t *pool)
{
    tr_gen gen;
    apr_pool_t *scratch;
    apr_status_t status = tr_gen_open(&gen, head, head->size);
    filling f = { .gen = &gen, .pool = pool };

    if (status != APR_SUCCESS)
        return status;
    f.said = apr_palloc(pool, UINT16_MAX + 1u);
    apr_pool_create(&scratch, pool);
    for (uint32_t i = 0; i < head->blocks.count && status == APR_SUCCESS; i++) {
        f.block = TR_GEN_ROWS(&gen, tr_gen_block, blocks) + i;
        f.number = i;
        f.count = 0;
        f.totals = (tr_gen_total *)(void *)((char *)head + head->totals.off)
            + f.block->first_total;
        if (f.block->total_count)
            status = fill_block(&f, scratch);
        if (status == APR_SUCCESS && f.count != f.block->total_count)
            status = APR_EGENERAL;
        apr_pool_clear(scratch);
    }
    return status;
}

const tr_gen_total *tr_total_find(const tr_gen *gen, uint32_t block, int dim, uint16_t code)
{
    const tr_gen_block *row = TR_GEN_ROWS(gen, tr_gen_block, blocks) + block;
    const tr_gen_total *totals = TR_GEN_ROWS(gen, tr_gen_total, totals) + row->first_total;
    uint32_t low = 1, high = row->total_count;

    if (!gen->current || row->total_count == 0)
        return NULL;
    if (dim < 0)
        return totals;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const tr_gen_total *total = &totals[middle];
        if (total->dim == dim && total->code == code)
            return total;
        if (total->dim < dim || (total->dim == dim && total->code < code))
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}
