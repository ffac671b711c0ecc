/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sums by column scan, for blocks whose cells can simply be added: 64 rows at
 * a time are compared with the codes asked for, and only hits are looked at.
 */
#include <string.h>

#include "store/match.h"
#include "store/rollup_private.h"

enum { ROWS = TR_MATCH_ROWS, FOUND = 128, DENSE_MAX = 1 << 18, COLUMNS = 3 };

static const int column_dims[COLUMNS] = {
    TR_DIM_COUNTRY - TR_DIM_CELL_FIRST, TR_DIM_DEMAND - TR_DIM_CELL_FIRST,
    TR_DIM_DATA - TR_DIM_CELL_FIRST
};

static int column_of(int dim)
{
    for (int i = 0; i < COLUMNS; i++)
        if (column_dims[i] == dim)
            return i;
    return -1;
}

/* ---- Keys ---- */

static size_t used_bytes(const roll_dense *dense)
{
    return roll_dense_words(dense) * sizeof *dense->used;
}

void tr_roll_dense_make(roll_dense *dense, const roll_work *work, apr_pool_t *pool)
{
    uint64_t count = 1;

    memset(dense, 0, sizeof *dense);
    for (int dim = TR_DIM_CELL_COUNT - 1; dim >= 0; dim--)
        if (work->axis[dim].grouped) {
            if (column_of(dim) < 0)
                return;
            dense->stride[dim] = (uint32_t)count;
            count *= work->gen->head->codes[TR_DIM_CELL_FIRST + dim].count;
            if (count > DENSE_MAX)
                return;
        }
    for (int dim = 0; dim < TR_DIM_CELL_COUNT; dim++)
        if (dense->stride[dim])
            dense->key[dense->keys++] = (uint8_t)dim;
    dense->count = (uint32_t)count;
    dense->sums = apr_palloc(pool, sizeof *dense->sums * dense->count);
    dense->used = apr_palloc(pool, used_bytes(dense));
}

void tr_roll_dense_clear(roll_dense *dense)
{
    memset(dense->used, 0, used_bytes(dense));
}

/* ---- Which blocks ---- */

/* Several codes simply add when none has parts or is one, and their whole is divided by them. */
static int can_name(const roll_work *work, const tr_gen_table *table, int dim)
{
    const tr_axis *axis = &work->axis[dim];
    const tr_gen_code *codes = tr_gen_codes(work->gen, (tr_dim)(TR_DIM_CELL_FIRST + dim));
    unsigned relation = table->relation[TR_DIM_CELL_FIRST + dim];

    for (uint16_t i = 0; i < axis->count; i++)
        if (codes[axis->codes[i]].size > 1 || codes[axis->codes[i]].parent)
            return 0;
    return table->absent_none
        && (relation == TR_REL_PARTITION || relation == TR_REL_PARTIAL);
}

static int can_roll_up(const roll_work *work, const tr_gen_table *table, int dim)
{
    const tr_axis *axis = &work->axis[dim];
    unsigned relation = table->relation[TR_DIM_CELL_FIRST + dim];

    if (axis->count == 1)
        return tr_gen_codes(work->gen, (tr_dim)(TR_DIM_CELL_FIRST + dim))[axis->codes[0]].size == 1;
    if (axis->count > 1)
        return can_name(work, table, dim);
    return relation == TR_REL_PARTIAL
        || (relation == TR_REL_PARTITION
            && (table->absent_none || dim == TR_DIM_COUNTRY - TR_DIM_CELL_FIRST));
}

/* See rollup_silent.c: whether that makes a sum "at least" has to be looked at. */
static int rolls_up_silence(const roll_work *work, const tr_gen_block *block, int dim)
{
    return block->silent && dim == TR_DIM_COUNTRY - TR_DIM_CELL_FIRST
        && work->axis[dim].count != 1;
}

int tr_roll_can_scan(const roll_work *work, uint32_t block_number)
{
    const tr_gen_block *block = TR_GEN_ROWS(work->gen, tr_gen_block, blocks) + block_number;
    const tr_gen_table *table;

    if (!work->gen->current || !block->flat || !block->exact || block->additivity == TR_ADD_NONE)
        return 0;
    table = tr_roll_table(work->gen, block);
    if (!table)
        return 0;
    for (int dim = 0; dim < TR_DIM_CELL_COUNT; dim++)
        if (block->varies & (1u << dim) && !work->axis[dim].grouped
            && (!can_roll_up(work, table, dim) || rolls_up_silence(work, block, dim)))
            return 0;
    return 1;
}

/* Why sums of the block are "at least": the same for all of its keys. */
static uint8_t block_limits(const roll_work *work, const tr_gen_block *block,
                            const tr_gen_table *table)
{
    unsigned limits = 0;

    for (int dim = 0; dim < TR_DIM_CELL_COUNT; dim++) {
        if (!(block->varies & (1u << dim)) || work->axis[dim].grouped || work->axis[dim].count)
            continue;
        if (table->relation[TR_DIM_CELL_FIRST + dim] == TR_REL_PARTIAL)
            limits |= TR_LIMIT_PARTIAL;
        else if (!table->absent_none)
            limits |= TR_LIMIT_ABSENT;
    }
    return (uint8_t)limits;
}

static int is_rolled_up(const roll_work *work, const tr_gen_block *block)
{
    for (int dim = 0; dim < TR_DIM_CELL_COUNT; dim++)
        if (block->varies & (1u << dim) && !work->axis[dim].grouped && work->axis[dim].count != 1)
            return 1;
    return 0;
}

/* ---- Scanning ---- */

typedef struct scan {
    const roll_work *work;
    const tr_gen_block *block;
    tr_gen_column column[COLUMNS];
    tr_gen_column context;
    const uint64_t *value;
    tr_gen_column equal[2];         /* columns that must have ... */
    uint16_t wanted[2];             /* ... these codes */
    int equals;
    const uint8_t *allowed[COLUMNS];    /* by code, for several codes or subtrees; or NULL */
    const uint8_t *contexts;        /* by context, or NULL: all */
    int looked_up;                  /* some of both is not NULL */
    tr_gen_column key[COLUMNS];     /* the grouped columns ... */
    uint32_t stride[COLUMNS];       /* ... and what a code of them is worth in an index */
    int keys;
    uint32_t block_number, node;
    uint8_t limits;
    int rolled_up;                  /* sums are made of parts, however few */
    const roll_dense *dense;
    int overflow;
} scan;

static const uint8_t *allow_codes(const roll_work *work, int dim, apr_pool_t *scratch)
{
    const tr_gen_code *codes = tr_gen_codes(work->gen, (tr_dim)(TR_DIM_CELL_FIRST + dim));
    uint8_t *allowed = apr_pcalloc(scratch, work->gen->head->codes[TR_DIM_CELL_FIRST + dim].count);

    for (uint16_t i = 0; i < work->axis[dim].count; i++) {
        uint16_t code = work->axis[dim].codes[i];
        memset(allowed + code, 1, codes[code].size);
    }
    return allowed;
}

static uint16_t context_field(const tr_gen_context *context, int dim)
{
    const uint16_t fields[TR_DIM_CELL_COUNT] = {
        [TR_DIM_VIA - TR_DIM_CELL_FIRST] = context->via,
        [TR_DIM_CHANNEL - TR_DIM_CELL_FIRST] = context->channel,
        [TR_DIM_AUTHORITY - TR_DIM_CELL_FIRST] = context->authority,
        [TR_DIM_REQUESTER - TR_DIM_CELL_FIRST] = context->requester,
        [TR_DIM_IDENTIFIER - TR_DIM_CELL_FIRST] = context->identifier,
        [TR_DIM_BASIS - TR_DIM_CELL_FIRST] = context->basis,
        [TR_DIM_NOTICE - TR_DIM_CELL_FIRST] = context->notice,
    };
    return fields[dim];
}

static const uint8_t *allow_contexts(const roll_work *work, apr_pool_t *scratch)
{
    const tr_gen_context *contexts = TR_GEN_ROWS(work->gen, tr_gen_context, contexts);
    uint32_t count = work->gen->head->contexts.count;
    uint8_t *allowed = NULL;

    for (int dim = 0; dim < TR_DIM_CELL_COUNT; dim++) {
        const uint8_t *codes;
        if (!work->axis[dim].count || column_of(dim) >= 0)
            continue;
        codes = allow_codes(work, dim, scratch);
        if (!allowed) {
            allowed = apr_palloc(scratch, count);
            memset(allowed, 1, count);
        }
        for (uint32_t c = 0; c < count; c++)
            allowed[c] &= codes[context_field(&contexts[c], dim)];
    }
    return allowed;
}

/* Filters become at most two comparisons of columns; the rest are looked up for hits only. */
static void plan_filters(scan *s, apr_pool_t *scratch)
{
    for (int i = 0; i < COLUMNS; i++) {
        const tr_axis *axis = &s->work->axis[column_dims[i]];
        const tr_gen_code *codes =
            tr_gen_codes(s->work->gen, (tr_dim)(TR_DIM_CELL_FIRST + column_dims[i]));
        if (!axis->count)
            continue;
        if (axis->count == 1 && codes[axis->codes[0]].size == 1 && s->equals < 2) {
            s->equal[s->equals] = s->column[i];
            s->wanted[s->equals++] = axis->codes[0];
        }
        else
            s->allowed[i] = allow_codes(s->work, column_dims[i], scratch);
        s->looked_up |= s->allowed[i] != NULL;
    }
    s->contexts = allow_contexts(s->work, scratch);
    s->looked_up |= s->contexts != NULL;
}

static inline void first_value(const scan *s, roll_sum *sum, int64_t value, uint32_t row)
{
    *sum = (roll_sum){
        .sum = value, .max = value, .cells = 1, .positive = value > 0,
        .nodes = 1, .last_node = s->node, .limits = s->limits,
        .row = s->rolled_up ? ROLL_NO_ROW : s->block->first + row, .block = s->block_number
    };
}

static inline void next_value(const scan *s, roll_sum *sum, int64_t value)
{
    if (sum->last_node != s->node) {
        sum->limits |= s->limits;
        sum->last_node = s->node;
        sum->nodes++;
    }
    if (__builtin_add_overflow(sum->sum, value, &sum->sum))
        sum->sum = INT64_MAX;
    if (value > sum->max)
        sum->max = value;
    sum->positive += value > 0;
    sum->cells++;
}

static inline void add_value(scan *s, uint32_t index, uint32_t row)
{
    int64_t value = (int64_t)s->value[row];
    roll_sum *sum = &s->dense->sums[index];
    uint64_t *used = &s->dense->used[index / 64], bit = UINT64_C(1) << index % 64;

    if (*used & bit)
        next_value(s, sum, value);
    else
        first_value(s, sum, value, row);
    *used |= bit;
    s->overflow |= sum->sum > TR_NUMBER_MAX;
}

static int is_allowed(const scan *s, uint32_t row)
{
    for (int i = 0; i < COLUMNS; i++)
        if (s->allowed[i] && !s->allowed[i][tr_gen_ordinal(s->column[i], row)])
            return 0;
    return !s->contexts || s->contexts[tr_gen_ordinal(s->context, row)];
}

static inline void add_row(scan *s, uint32_t row)
{
    uint32_t index = 0;

    if (s->looked_up && !is_allowed(s, row))
        return;
    for (int i = 0; i < s->keys; i++)
        index += s->stride[i] * tr_gen_ordinal(s->key[i], row);
    add_value(s, index, row);
}

/*
 * Rows found, not yet added.  Their values are far apart: by the time that they
 * are needed they have come from memory.
 */
typedef struct found {
    uint32_t count;
    uint32_t rows[FOUND + ROWS];
} found;

static inline void note_row(const scan *s, found *to, uint32_t row)
{
    __builtin_prefetch(&s->value[row]);
    to->rows[to->count++] = row;
}

static void add_found(scan *s, found *from)
{
    if (s->keys == 1 && !s->looked_up)      /* most questions; its stride is 1 */
        for (uint32_t i = 0; i < from->count; i++)
            add_value(s, tr_gen_ordinal(s->key[0], from->rows[i]), from->rows[i]);
    else
        for (uint32_t i = 0; i < from->count; i++)
            add_row(s, from->rows[i]);
    from->count = 0;
}

/* Rows of two columns of bytes, ROWS at a time; gives the first of those that are left over. */
static uint32_t scan_bytes(scan *s, found *to)
{
    const uint8_t *one = s->equal[0].rows, *other = s->equal[1].rows;
    uint8_t wanted_one = (uint8_t)s->wanted[0], wanted_other = (uint8_t)s->wanted[1];
    uint32_t row = 0, count = s->block->count;

    for (; row + ROWS <= count; row += ROWS) {
        uint64_t hits = tr_match_bytes(one + row, wanted_one, other + row, wanted_other);
        for (; hits; hits &= hits - 1)
            note_row(s, to, row + (uint32_t)__builtin_ctzll(hits));
        if (to->count >= FOUND)
            add_found(s, to);
    }
    return row;
}

static void scan_filtered(scan *s)
{
    uint32_t row = 0;
    found to;

    to.count = 0;
    if (s->equals == 1) {
        s->equal[1] = s->equal[0];
        s->wanted[1] = s->wanted[0];
    }
    if (!s->equal[0].wide && !s->equal[1].wide)
        row = scan_bytes(s, &to);
    for (; row < s->block->count; row++) {
        if (tr_gen_ordinal(s->equal[0], row) == s->wanted[0]
            && tr_gen_ordinal(s->equal[1], row) == s->wanted[1])
            note_row(s, &to, row);
        if (to.count == FOUND)
            add_found(s, &to);
    }
    add_found(s, &to);
}

static int filters_can_match(const roll_work *work, const tr_gen_block *block)
{
    for (int dim = 0; dim < TR_DIM_CELL_COUNT; dim++)
        if (work->axis[dim].count && !(block->varies & (1u << dim)))
            return 0;
    return 1;
}

int tr_roll_scan(const roll_work *work, uint32_t block_number, uint32_t node, roll_dense *dense,
              apr_pool_t *scratch)
{
    const tr_gen *gen = work->gen;
    scan s = { .work = work, .block = TR_GEN_ROWS(gen, tr_gen_block, blocks) + block_number,
               .block_number = block_number, .node = node + 1, .dense = dense };
    uint32_t first = s.block->first;

    if (!filters_can_match(work, s.block))
        return 1;
    for (int i = 0; i < COLUMNS; i++)
        s.column[i] = tr_gen_column_from(tr_gen_column_of(gen, column_dims[i] + TR_DIM_CELL_FIRST),
                                         first);
    s.context = tr_gen_column_from(tr_gen_context_column(gen), first);
    s.value = TR_GEN_ROWS(gen, uint64_t, value) + first;
    for (int i = 0; i < COLUMNS; i++)
        if (dense->stride[column_dims[i]]) {
            s.key[s.keys] = s.column[i];
            s.stride[s.keys++] = dense->stride[column_dims[i]];
        }
    s.limits = block_limits(work, s.block, tr_roll_table(gen, s.block));
    s.rolled_up = is_rolled_up(work, s.block);
    plan_filters(&s, scratch);
    if (s.equals)
        scan_filtered(&s);
    else
        for (uint32_t row = 0; row < s.block->count; row++)
            add_row(&s, row);
    return !s.overflow;
}

void tr_roll_sum_part(const roll_sum *sum, unsigned additivity, roll_part *part)
{
    tr_roll_part_init(part, additivity);
    part->limits = sum->limits;
    part->row = sum->cells == 1 ? sum->row : ROLL_NO_ROW;
    part->sum.min = additivity == TR_ADD_DISTINCT ? sum->max : sum->sum;
    part->sum.max = sum->sum;
    part->sum.cells = part->sum.numbers = sum->cells;
    part->sum.positive = sum->positive;
}
