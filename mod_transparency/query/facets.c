/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What could be filtered next: cells a value, under the other filters; see answer.h.
 *
 *     rows ──> counts[ordinal], of the code they say ──> added up the tree, where
 *              a filter means what is below a code, too ──> values
 */
#include "query/answer.h"

#include "query/select.h"

/* Where a row's code of the dimension is found. */
typedef struct facet_column {
    tr_gen_column column;           /* ordinals, or indexes into `of_context` */
    const uint16_t *of_context;     /* NULL: the column holds ordinals */
} facet_column;

static facet_column column_of(const tr_gen *gen, tr_dim dim, apr_pool_t *pool)
{
    const tr_gen_context *contexts = TR_GEN_ROWS(gen, tr_gen_context, contexts);
    uint32_t count = gen->head->contexts.count;
    facet_column found = { tr_gen_column_of(gen, (int)dim), NULL };
    uint16_t *codes;

    if (found.column.rows)
        return found;
    codes = apr_palloc(pool, (count + 1) * sizeof *codes);
    for (uint32_t i = 0; i < count; i++)
        codes[i] = tr_gen_context_code(&contexts[i], dim);
    found.column = tr_gen_context_column(gen);
    found.of_context = codes;
    return found;
}

static void count_rows(const tr_select *select, const tr_gen_block *block,
                       const facet_column *from, uint64_t *counts)
{
    uint32_t end = block->first + block->count, size;
    uint8_t mask[TR_SELECT_CHUNK];

    for (uint32_t row = block->first; row < end; row += size) {
        size = end - row < TR_SELECT_CHUNK ? end - row : TR_SELECT_CHUNK;
        if (!tr_select_mask(select, row, size, mask))
            continue;
        for (uint32_t i = 0; i < size; i++) {
            uint16_t code = tr_gen_ordinal(from->column, row + i);
            if (from->of_context)
                code = from->of_context[code];
            counts[code] += mask[i];
        }
    }
}

static void count_all(const tr_select *select, tr_dim dim, uint64_t *counts,
                      apr_pool_t *pool)
{
    const tr_gen_block *blocks = TR_GEN_ROWS(select->gen, tr_gen_block, blocks);
    int in_cells = dim >= TR_DIM_CELL_FIRST;
    facet_column from = { { NULL, 0 }, NULL };

    if (in_cells)
        from = column_of(select->gen, dim, pool);
    for (uint32_t i = 0; i < select->block_count; i++) {
        const tr_gen_block *block = &blocks[select->blocks[i]];
        if (!in_cells)
            counts[tr_gen_block_code(block, dim)] += tr_select_count(select, block);
        else if (block->varies & (1u << (dim - TR_DIM_CELL_FIRST)))
            count_rows(select, block, &from, counts);
    }
}

const tr_facet_value *tr_facet(const tr_gen *gen, const tr_query *query,
                               tr_dim dim, uint32_t *count, apr_pool_t *pool)
{
    const tr_gen_code *codes = tr_gen_codes(gen, dim);
    uint32_t code_count = gen->head->codes[dim].count;
    uint64_t *counts = apr_pcalloc(pool, (code_count + 1) * sizeof *counts);
    tr_facet_value *values;
    tr_select select;

    tr_select_make(&select, gen, query, UINT32_C(1) << dim, pool);
    count_all(&select, dim, counts, pool);
    *count = 0;
    /* Preorder: whatever is below a code comes after it. */
    for (uint32_t i = code_count; i-- > 1;) {
        if (!tr_filter_is_exact(dim))
            counts[codes[i].parent] += counts[i];
        *count += counts[i] > 0;
    }
    values = apr_palloc(pool, (*count + 1) * sizeof *values);
    *count = 0;
    for (uint32_t i = 1; i < code_count; i++)
        if (counts[i])
            values[(*count)++] = (tr_facet_value){ (uint16_t)i, counts[i] };
    return values;
}
