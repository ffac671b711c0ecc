/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Blocks in their order, what their cells say, and how many totals they need.
 */
#include <stdlib.h>
#include <string.h>

#include "intl/countries.h"
#include "store/build_private.h"

/* Which codes are used, for each cell dimension by ordinal. */
typedef struct used {
    uint8_t *codes[TR_DIM_CELL_COUNT];
    uint8_t *contexts;
} used;

typedef struct measuring {
    builder *b;
    used block, run;            /* current cells of the block, of its table with this service and period */
    uint8_t *listed;            /* countries of current cells of the table */
    unsigned *contexts;         /* the dimensions that each context says, as bits */
    uint16_t rest;              /* the code for all countries that are not listed; 0: nobody says it */
    uint16_t *parents[TR_DIM_CELL_COUNT];
    uint32_t count[TR_DIM_CELL_COUNT];
} measuring;

/* ---- Order ---- */

static int compare_blocks(const tr_gen_block *x, const tr_gen_block *y)
{
    const uint16_t a[] = { x->publisher, x->report, x->table, x->service, x->period,
                           x->measure, x->unit };
    const uint16_t b[] = { y->publisher, y->report, y->table, y->service, y->period,
                           y->measure, y->unit };

    for (size_t i = 0; i < sizeof a / sizeof a[0]; i++)
        if (a[i] != b[i])
            return a[i] < b[i] ? -1 : 1;
    return 0;
}

static int compare_places(const void *x, const void *y)
{
    const tr_gen_block *const *a = x, *const *b = y;
    return compare_blocks(*a, *b);
}

static void order_blocks(builder *b)
{
    const tr_gen_block *all = BUILD_ROW(&b->blocks, tr_gen_block, 0);
    const tr_gen_block **places = apr_palloc(b->pool, sizeof *places * (b->blocks.count + 1u));

    for (uint32_t i = 0; i < b->blocks.count; i++)
        if (all[i].count)
            places[b->block_count++] = &all[i];
    qsort(places, b->block_count, sizeof *places, compare_places);
    b->block_order = apr_palloc(b->pool, sizeof *b->block_order * (b->block_count + 1u));
    for (uint32_t i = 0; i < b->block_count; i++)
        b->block_order[i] = (uint32_t)(places[i] - all);
}

/* ---- What cells say ---- */

static void context_codes(const tr_gen_context *context, uint16_t *code)
{
    code[TR_DIM_VIA - TR_DIM_CELL_FIRST] = context->via;
    code[TR_DIM_CHANNEL - TR_DIM_CELL_FIRST] = context->channel;
    code[TR_DIM_AUTHORITY - TR_DIM_CELL_FIRST] = context->authority;
    code[TR_DIM_REQUESTER - TR_DIM_CELL_FIRST] = context->requester;
    code[TR_DIM_IDENTIFIER - TR_DIM_CELL_FIRST] = context->identifier;
    code[TR_DIM_BASIS - TR_DIM_CELL_FIRST] = context->basis;
    code[TR_DIM_NOTICE - TR_DIM_CELL_FIRST] = context->notice;
}

uint16_t tr_build_cell_code(const builder *b, const build_cell *row, int dim)
{
    switch (dim) {
    case TR_DIM_COUNTRY: return row->country;
    case TR_DIM_DEMAND:  return row->demand;
    case TR_DIM_DATA:    return row->data;
    default:
        return tr_gen_context_code(BUILD_ROW(&b->contexts, tr_gen_context, row->context), dim);
    }
}

static unsigned said_by_context(const tr_gen_context *context)
{
    uint16_t code[TR_DIM_CELL_COUNT] = { 0 };
    unsigned said = 0;

    context_codes(context, code);
    for (unsigned d = 0; d < TR_DIM_CELL_COUNT; d++)
        said |= (unsigned)(code[d] != 0) << d;
    return said;
}

static unsigned said_by(const measuring *m, const build_cell *row)
{
    return m->contexts[row->context]
        | (unsigned)(row->country != 0) << (TR_DIM_COUNTRY - TR_DIM_CELL_FIRST)
        | (unsigned)(row->demand != 0) << (TR_DIM_DEMAND - TR_DIM_CELL_FIRST)
        | (unsigned)(row->data != 0) << (TR_DIM_DATA - TR_DIM_CELL_FIRST);
}

static void note_codes(measuring *m, const build_cell *row)
{
    m->block.codes[TR_DIM_COUNTRY - TR_DIM_CELL_FIRST][row->country] = 1;
    m->block.codes[TR_DIM_DEMAND - TR_DIM_CELL_FIRST][row->demand] = 1;
    m->block.codes[TR_DIM_DATA - TR_DIM_CELL_FIRST][row->data] = 1;
    m->block.contexts[row->context] = 1;
}

static void spread_contexts(measuring *m)
{
    for (uint32_t c = 0; c < m->b->contexts.count; c++)
        if (m->block.contexts[c]) {
            uint16_t code[TR_DIM_CELL_COUNT] = { 0 };
            context_codes(BUILD_ROW(&m->b->contexts, tr_gen_context, c), code);
            for (int d = 0; d < TR_DIM_CELL_COUNT; d++)
                if (code[d])
                    m->block.codes[d][code[d]] = 1;
        }
}

static void clear(measuring *m, used *u)
{
    for (int d = 0; d < TR_DIM_CELL_COUNT; d++)
        memset(u->codes[d], 0, m->count[d]);
    memset(u->contexts, 0, m->b->contexts.count);
}

static void scan_block(measuring *m, tr_gen_block *block)
{
    const build_cell *rows = BUILD_ROW(&m->b->cells, build_cell, block->first);
    unsigned varies = 0, always = ~0u;
    int flat = 1, exact = 1;

    clear(m, &m->block);
    for (uint32_t i = 0; i < block->count; i++) {
        const build_cell *row = &rows[i];
        unsigned said = said_by(m, row);
        varies |= said;
        always &= said;
        flat &= row->until == TR_FOREVER;
        exact &= row->status == TR_STATUS_REPORTED && !(row->flags & 0x0f);
        if (row->until == TR_FOREVER)
            note_codes(m, row);
    }
    spread_contexts(m);
    block->varies = (uint16_t)varies;
    block->flat = (uint8_t)(flat && always == varies);
    block->exact = (uint8_t)exact;
}

/* ---- Totals ---- */

static int has_current(const builder *b, const tr_gen_block *block)
{
    const build_cell *rows = BUILD_ROW(&b->cells, build_cell, block->first);

    for (uint32_t i = 0; i < block->count; i++)
        if (rows[i].until == TR_FOREVER)
            return 1;
    return 0;
}

/* One for every code used and every code above one. */
static uint32_t count_nodes(measuring *m, int d)
{
    uint32_t nodes = 0;

    for (uint32_t c = m->count[d]; c-- > 1;)
        if (m->block.codes[d][c]) {
            nodes++;
            m->block.codes[d][m->parents[d][c]] = 1;
        }
    return nodes;
}

static void count_totals(measuring *m, tr_gen_block *block)
{
    builder *b = m->b;

    block->first_total = b->total_count;
    if (has_current(b, block)) {
        block->total_count = 1;
        for (int d = 0; d < TR_DIM_CELL_COUNT; d++)
            if (block->varies & (1u << d))
                block->total_count += count_nodes(m, d);
    }
    b->total_count += block->total_count;
}

/* ---- Tables ---- */

/* Codes in preorder: one that lies inside the last subtree is below its top. */
static int is_nested(const measuring *m, int d)
{
    const build_dim *set = &m->b->dims[TR_DIM_CELL_FIRST + d];
    uint32_t end = 0;

    for (uint32_t c = 1; c < m->count[d]; c++) {
        if (!m->run.codes[d][c])
            continue;
        if (c < end)
            return 1;
        end = c + APR_ARRAY_IDX(set->codes, (int)set->order[c - 1], build_code).size;
    }
    return 0;
}

static const int countries = TR_DIM_COUNTRY - TR_DIM_CELL_FIRST;

static void join_used(measuring *m)
{
    for (int d = 0; d < TR_DIM_CELL_COUNT; d++)
        for (uint32_t c = 1; c < m->count[d]; c++)
            m->run.codes[d][c] |= m->block.codes[d][c];
    for (uint32_t c = 1; c < m->count[countries]; c++)
        m->listed[c] |= m->block.codes[countries][c];
}

/* Cheap and never too optimistic: a country above or below would do, too. */
static int is_silent(measuring *m, const tr_gen_block *block)
{
    const build_cell *rows = BUILD_ROW(&m->b->cells, build_cell, block->first);
    uint8_t *said = m->block.codes[countries];

    memset(said, 0, m->count[countries]);
    for (uint32_t i = 0; i < block->count; i++)
        if (rows[i].until == TR_FOREVER)
            said[rows[i].country] = 1;
    return memcmp(said + 1, m->listed + 1, m->count[countries] - 1) != 0;
}

/* Where x-rest is listed, of no country that is not is it known that it stands for nothing. */
static void find_silent(measuring *m, uint32_t place, uint32_t end)
{
    int has_rest = m->rest && m->listed[m->rest];

    for (uint32_t i = place; i < end; i++) {
        tr_gen_block *block = BUILD_ROW(&m->b->blocks, tr_gen_block, m->b->block_order[i]);
        block->silent = (uint8_t)(block->varies & (1u << countries)
                                  && (has_rest || (end - place > 1 && is_silent(m, block))));
    }
}

static uint32_t measure_run(measuring *m, uint32_t place)
{
    builder *b = m->b;
    tr_gen_block *blocks = BUILD_ROW(&b->blocks, tr_gen_block, 0);
    tr_gen_block *first = &blocks[b->block_order[place]];
    uint32_t end = place;
    int nested = 0;

    clear(m, &m->run);
    for (; end < b->block_count && tr_gen_same_run(first, &blocks[b->block_order[end]]); end++) {
        tr_gen_block *block = &blocks[b->block_order[end]];
        scan_block(m, block);
        join_used(m);
        count_totals(m, block);
    }
    for (int d = 0; d < TR_DIM_CELL_COUNT; d++)
        nested |= is_nested(m, d);
    for (uint32_t i = place; nested && i < end; i++)
        blocks[b->block_order[i]].flat = 0;
    return end;
}

static uint32_t measure_table(measuring *m, uint32_t place)
{
    const tr_gen_block *blocks = BUILD_ROW(&m->b->blocks, tr_gen_block, 0);
    const uint32_t *order = m->b->block_order;
    uint32_t end = place;

    memset(m->listed, 0, m->count[countries]);
    while (end < m->b->block_count && tr_gen_same_table(&blocks[order[place]], &blocks[order[end]]))
        end = measure_run(m, end);
    find_silent(m, place, end);
    return end;
}

static void prepare(measuring *m, builder *b)
{
    m->b = b;
    m->rest = tr_build_ordinal(b, TR_DIM_COUNTRY, TR_COUNTRY_REST_CODE);
    m->contexts = apr_palloc(b->pool, (b->contexts.count + 1u) * sizeof *m->contexts);
    for (uint32_t c = 0; c < b->contexts.count; c++)
        m->contexts[c] = said_by_context(BUILD_ROW(&b->contexts, tr_gen_context, c));
    m->block.contexts = apr_palloc(b->pool, b->contexts.count + 1u);
    m->run.contexts = apr_palloc(b->pool, b->contexts.count + 1u);
    for (int d = 0; d < TR_DIM_CELL_COUNT; d++) {
        const build_dim *set = &b->dims[TR_DIM_CELL_FIRST + d];
        uint32_t count = m->count[d] = (uint32_t)set->codes->nelts + 1;
        m->block.codes[d] = apr_palloc(b->pool, count);
        m->run.codes[d] = apr_palloc(b->pool, count);
        m->parents[d] = apr_pcalloc(b->pool, count * sizeof *m->parents[d]);
        for (uint32_t c = 1; c < count; c++) {
            const build_code *code = &APR_ARRAY_IDX(set->codes, (int)set->order[c - 1], build_code);
            if (code->up)
                m->parents[d][c] =
                    APR_ARRAY_IDX(set->codes, (int)code->up - 1, build_code).ordinal;
        }
    }
    m->listed = apr_palloc(b->pool, m->count[countries]);
}

void tr_build_blocks(builder *b)
{
    measuring m;

    order_blocks(b);
    prepare(&m, b);
    for (uint32_t place = 0; place < b->block_count;)
        place = measure_table(&m, place);
}
