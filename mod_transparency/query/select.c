/* SPDX-License-Identifier: Apache-2.0 */
/* The rows that the filters of a query leave; see select.h. */
#include "query/select.h"

#include <string.h>

/* Where the ones of a map are one run, the run: two comparisons a row instead
 * of a look into memory, and the compiler does many rows at once. */
static tr_select_test make_test(const uint8_t *in, uint32_t count)
{
    tr_select_test test = { in, 0, 0 };
    uint32_t low = 0, end;

    while (low < count && !in[low])
        low++;
    for (end = low; end < count && in[end]; end++)
        ;
    if (low < count && !memchr(in + end, 1, count - end)) {
        test.low = (uint16_t)low;
        test.size = (uint16_t)(end - low);
    }
    return test;
}

/* One byte an ordinal: 1 at or below one of the codes, or only at it. */
static const uint8_t *make_map(const tr_gen *gen, tr_dim dim,
                               const tr_filter *filter, apr_pool_t *pool)
{
    const tr_gen_code *codes = tr_gen_codes(gen, dim);
    uint32_t count = gen->head->codes[dim].count;
    uint8_t *in = apr_pcalloc(pool, count + 1);

    for (uint16_t i = 0; i < filter->count; i++)
        if (filter->codes[i] < count)
            memset(in + filter->codes[i], 1,
                   tr_filter_is_exact(dim) ? 1 : codes[filter->codes[i]].size);
    return in;
}

const uint8_t *tr_select_map(const tr_gen *gen, const tr_query *query,
                             tr_dim dim, apr_pool_t *pool)
{
    const tr_filter *filter = &query->filter[dim];
    int empty_range = dim == TR_DIM_PERIOD && query->period_text
        && *query->period_text;

    /* A range of time without any period in it asks for nothing, not for all. */
    return filter->count || empty_range ? make_map(gen, dim, filter, pool) : NULL;
}

static const uint8_t *map_of(const tr_gen *gen, const tr_query *query,
                             tr_dim dim, uint32_t except, apr_pool_t *pool)
{
    return except & (UINT32_C(1) << dim) ? NULL
                                         : tr_select_map(gen, query, dim, pool);
}

static int context_wanted(const tr_gen_context *context,
                          const uint8_t *const *in)
{
    const struct { tr_dim dim; uint16_t code; } said[] = {
        { TR_DIM_VIA, context->via }, { TR_DIM_CHANNEL, context->channel },
        { TR_DIM_AUTHORITY, context->authority },
        { TR_DIM_REQUESTER, context->requester },
        { TR_DIM_IDENTIFIER, context->identifier },
        { TR_DIM_BASIS, context->basis }, { TR_DIM_NOTICE, context->notice }
    };

    for (size_t i = 0; i < sizeof said / sizeof *said; i++)
        if (in[said[i].dim] && !in[said[i].dim][said[i].code])
            return 0;
    return 1;
}

static const uint32_t column_dims = UINT32_C(1) << TR_DIM_COUNTRY
    | UINT32_C(1) << TR_DIM_DEMAND | UINT32_C(1) << TR_DIM_DATA;

static tr_select_test context_test(const tr_gen *gen, const uint8_t *const *in,
                                   uint32_t filtered, apr_pool_t *pool)
{
    const tr_gen_context *contexts = TR_GEN_ROWS(gen, tr_gen_context, contexts);
    uint32_t count = gen->head->contexts.count;
    tr_select_test none = { NULL, 0, 0 };
    uint8_t *wanted;

    if (!((filtered << TR_DIM_CELL_FIRST) & ~column_dims))
        return none;
    wanted = apr_pcalloc(pool, count + 1);
    for (uint32_t i = 0; i < count; i++)
        wanted[i] = (uint8_t)context_wanted(&contexts[i], in);
    return make_test(wanted, count);
}

static int block_wanted(const tr_gen_block *block, const tr_select *select)
{
    const uint16_t code[TR_DIM_CELL_FIRST] = {
        [TR_DIM_PUBLISHER] = block->publisher, [TR_DIM_SERVICE] = block->service,
        [TR_DIM_REPORT] = block->report, [TR_DIM_TABLE] = block->table,
        [TR_DIM_PERIOD] = block->period, [TR_DIM_MEASURE] = block->measure,
        [TR_DIM_UNIT] = block->unit
    };

    if (select->filtered & ~(uint32_t)block->varies)
        return 0;
    for (int dim = 0; dim < TR_DIM_CELL_FIRST; dim++)
        if (select->block[dim].in && !select->block[dim].in[code[dim]])
            return 0;
    return block->count > 0;
}

static void choose_blocks(tr_select *select, apr_pool_t *pool)
{
    const tr_gen_block *blocks = TR_GEN_ROWS(select->gen, tr_gen_block, blocks);
    uint32_t count = select->gen->head->blocks.count;
    uint32_t *chosen = apr_palloc(pool, (count + 1) * sizeof *chosen);

    for (uint32_t i = 0; i < count; i++)
        if (block_wanted(&blocks[i], select))
            chosen[select->block_count++] = i;
    select->blocks = chosen;
}

void tr_select_make(tr_select *out, const tr_gen *gen, const tr_query *query,
                    uint32_t except, apr_pool_t *pool)
{
    const uint8_t *in[TR_DIM_COUNT];
    tr_select_test test[TR_DIM_COUNT];

    memset(out, 0, sizeof *out);
    memset(test, 0, sizeof test);
    out->gen = gen;
    for (int dim = 0; dim < TR_DIM_COUNT; dim++) {
        in[dim] = map_of(gen, query, (tr_dim)dim, except, pool);
        if (!in[dim])
            continue;
        test[dim] = make_test(in[dim], gen->head->codes[dim].count);
        if (dim >= TR_DIM_CELL_FIRST)
            out->filtered |= UINT32_C(1) << (dim - TR_DIM_CELL_FIRST);
    }
    memcpy(out->block, test, sizeof out->block);
    out->country = test[TR_DIM_COUNTRY];
    out->demand = test[TR_DIM_DEMAND];
    out->data = test[TR_DIM_DATA];
    out->context = context_test(gen, in, out->filtered, pool);
    choose_blocks(out, pool);
}

int tr_select_whole(const tr_select *select, const tr_gen_block *block)
{
    return !select->filtered && block->flat && select->gen->current;
}

/* ---- Rows ---- */

#define ALWAYS_INLINE static inline __attribute__((always_inline))

/* For columns of each width: a run of codes by comparison, others by looking them up. */
#define KEEP_IN(name, type)                                             \
ALWAYS_INLINE void name(uint8_t *restrict mask,                         \
                        const type *restrict column, uint32_t count,    \
                        const tr_select_test *test)                     \
{                                                                       \
    const uint8_t *in = test->in;                                       \
    type low = (type)test->low, size = (type)test->size;                \
                                                                        \
    if (size)                                                           \
        for (uint32_t i = 0; i < count; i++)                            \
            mask[i] &= (uint8_t)((type)(column[i] - low) < size);       \
    else                                                                \
        for (uint32_t i = 0; i < count; i++)                            \
            mask[i] &= in[column[i]];                                   \
}

KEEP_IN(keep_in_bytes, uint8_t)
KEEP_IN(keep_in_words, uint16_t)

/* A run of all 256 codes of a byte would have the size 0: it is looked up. */
ALWAYS_INLINE void keep_in(uint8_t *restrict mask, tr_gen_column column,
                           uint32_t row, uint32_t count,
                           const tr_select_test *test)
{
    if (!test->in)
        return;
    if (column.wide)
        keep_in_words(mask, (const uint16_t *)column.rows + row, count, test);
    else
        keep_in_bytes(mask, (const uint8_t *)column.rows + row, count, test);
}

ALWAYS_INLINE void keep_valid(uint8_t *restrict mask,
                              const uint16_t *restrict since,
                              const uint16_t *restrict until, uint32_t count,
                              uint16_t edition)
{
    for (uint32_t i = 0; i < count; i++)
        mask[i] &= (uint8_t)((since[i] <= edition) & (edition < until[i]));
}

ALWAYS_INLINE uint32_t mask_rows(const tr_select *select, uint32_t row,
                                 uint32_t count, uint8_t *mask)
{
    const tr_gen *gen = select->gen;
    uint32_t wanted = 0;

    memset(mask, 1, count);
    keep_valid(mask, TR_GEN_ROWS(gen, uint16_t, since) + row,
               TR_GEN_ROWS(gen, uint16_t, until) + row, count, gen->edition);
    keep_in(mask, tr_gen_column_of(gen, TR_DIM_COUNTRY), row, count, &select->country);
    keep_in(mask, tr_gen_column_of(gen, TR_DIM_DEMAND), row, count, &select->demand);
    keep_in(mask, tr_gen_column_of(gen, TR_DIM_DATA), row, count, &select->data);
    keep_in(mask, tr_gen_context_column(gen), row, count, &select->context);
    for (uint32_t i = 0; i < count; i++)
        wanted += mask[i];
    return wanted;
}

uint32_t tr_select_mask(const tr_select *select, uint32_t row, uint32_t count,
                        uint8_t *mask)
{
    /* The constant lets the compiler do whole chunks sixteen rows at a time. */
    return count == TR_SELECT_CHUNK
        ? mask_rows(select, row, TR_SELECT_CHUNK, mask)
        : mask_rows(select, row, count, mask);
}

/* Wanted rows of a block, or only whether there are any. */
static uint32_t count_rows(const tr_select *select, const tr_gen_block *block,
                           int only_any)
{
    uint32_t end = block->first + block->count, wanted = 0;
    uint8_t mask[TR_SELECT_CHUNK];

    if (tr_select_whole(select, block))
        return block->count;
    for (uint32_t row = block->first; row < end && !(only_any && wanted);
         row += TR_SELECT_CHUNK) {
        uint32_t left = end - row;
        wanted += tr_select_mask(select, row,
                                 left < TR_SELECT_CHUNK ? left : TR_SELECT_CHUNK,
                                 mask);
    }
    return wanted;
}

uint32_t tr_select_count(const tr_select *select, const tr_gen_block *block)
{
    return count_rows(select, block, 0);
}

int tr_select_any(const tr_select *select, const tr_gen_block *block)
{
    return count_rows(select, block, 1) > 0;
}
