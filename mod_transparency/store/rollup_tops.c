/* SPDX-License-Identifier: Apache-2.0 */
/* The largest codes that a table uses with one service and period: the parts of a whole. */
#include <string.h>

#include "store/rollup_private.h"

void tr_roll_mark_said(const tr_gen *gen, const tr_gen_block *block, int dim, uint16_t *said)
{
    tr_gen_column column = tr_gen_column_of(gen, dim + TR_DIM_CELL_FIRST);

    if (!(block->varies & (1u << dim)))
        return;
    for (uint32_t row = block->first; row < block->first + block->count; row++)
        if (roll_is_current(gen, row))
            said[roll_code_in(gen, column, dim, row)] = 1;
}

/* Codes are in preorder: the first used one tops all of its subtree. */
static uint32_t spread_tops(const tr_gen_code *codes, uint32_t count, uint16_t *top)
{
    uint32_t found = 0;

    top[0] = 0;
    for (uint32_t c = 1; c < count;) {
        if (!top[c]) {
            c++;
            continue;
        }
        found++;
        for (uint32_t i = 0, size = codes[c].size; i < size; i++)
            top[c + i] = (uint16_t)c;
        c += codes[c].size;
    }
    return found;
}

static void find_around(const tr_gen *gen, uint32_t block,
                        int (*same)(const tr_gen_block *, const tr_gen_block *),
                        uint32_t *first, uint32_t *end)
{
    const tr_gen_block *blocks = TR_GEN_ROWS(gen, tr_gen_block, blocks);

    *first = *end = block;
    while (*first > 0 && same(&blocks[*first - 1], &blocks[block]))
        --*first;
    while (*end < gen->head->blocks.count && same(&blocks[*end], &blocks[block]))
        ++*end;
}

void tr_roll_run(const tr_gen *gen, uint32_t block, uint32_t *first, uint32_t *end)
{
    find_around(gen, block, tr_gen_same_run, first, end);
}

void tr_roll_blocks_of_table(const tr_gen *gen, uint32_t block, uint32_t *first, uint32_t *end)
{
    find_around(gen, block, tr_gen_same_table, first, end);
}

static void find_run(roll_work *work, uint32_t block)
{
    roll_tops *tops = &work->tops;

    tr_roll_run(work->gen, block, &tops->first, &tops->end);
    memset(tops->count, 0xff, sizeof tops->count);      /* none looked at yet */
}

void tr_roll_need_tops(roll_work *work, uint32_t block, int dim)
{
    const tr_gen *gen = work->gen;
    roll_tops *tops = &work->tops;
    uint32_t count = gen->head->codes[TR_DIM_CELL_FIRST + dim].count;

    if (block < tops->first || block >= tops->end)
        find_run(work, block);
    if (tops->count[dim] != UINT32_MAX)
        return;
    if (!tops->top[dim])
        tops->top[dim] = apr_palloc(work->pool, count * sizeof *tops->top[dim]);
    memset(tops->top[dim], 0, count * sizeof *tops->top[dim]);
    for (uint32_t i = tops->first; i < tops->end; i++)
        tr_roll_mark_said(gen, TR_GEN_ROWS(gen, tr_gen_block, blocks) + i, dim, tops->top[dim]);
    tops->count[dim] = spread_tops(tr_gen_codes(gen, (tr_dim)(TR_DIM_CELL_FIRST + dim)), count,
                                   tops->top[dim]);
}
