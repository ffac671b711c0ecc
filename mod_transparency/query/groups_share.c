/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Shares of what was received; see answer.h.
 *
 *   side "same"    received and pending with the keys and filters of the query
 *   side "whole"   the same without what only outcomes have (data, basis, notice)
 *
 * A share is given only where both numbers are about the same tables, services
 * and periods: their coverage, a sum of one hash a block, must be equal.
 *
 *   coverage_table   open addressing, at most half full
 *   ┌──────────────────────────┬──────────┬───────┐
 *   │ code[] of the block keys │ hash sum │ used  │ × size (a power of two)
 *   └──────────────────────────┴──────────┴───────┘
 */
#include "query/groups_private.h"

#include <string.h>

const char *const tr_share_base_codes[TR_SHARE_BASE_COUNT] = {
#define X(name, code) code,
    TR_SHARE_BASES(X)
#undef X
};

typedef struct coverage {
    uint16_t code[TR_DIM_CELL_FIRST + 1];   /* block keys, then the granularity */
    uint64_t sum;
    int used;
} coverage;

typedef struct coverage_table {
    coverage *rows;
    uint32_t size;              /* 0: not made yet */
} coverage_table;

typedef struct share_side {
    const tr_rollup_request *request;
    const tr_rollup *rolled;
    coverage_table table;
    uint32_t hint;              /* row after the one found last */
    uint32_t drop;              /* dimensions without a key */
} share_side;

typedef struct share_work {
    tr_group_work *group;
    uint16_t received, pending;
    share_side main, same, whole;
    int has_whole;
    tr_rollup_request requests[2];
    tr_rollup rolled[2];
} share_work;

/* ---- Coverage ---- */

static uint64_t mix(uint64_t x)
{
    x += UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

/* What a block is about, measure and unit apart. */
static uint64_t block_hash(const tr_gen_block *block)
{
    uint64_t most = (uint64_t)block->publisher << 48
        | (uint64_t)block->service << 32 | (uint64_t)block->report << 16
        | block->table;
    return mix(mix(most) ^ block->period);
}

static int same_scope(const tr_gen_block *a, const tr_gen_block *b)
{
    return a->publisher == b->publisher && a->service == b->service
        && a->report == b->report && a->table == b->table
        && a->period == b->period;
}

static coverage *coverage_slot(const coverage_table *table, const uint16_t *code)
{
    uint64_t words[2];
    uint32_t at;

    memcpy(words, code, sizeof words);
    at = (uint32_t)mix(words[0] ^ mix(words[1])) & (table->size - 1);
    while (table->rows[at].used
           && memcmp(table->rows[at].code, code, sizeof table->rows[at].code) != 0)
        at = (at + 1) & (table->size - 1);
    return &table->rows[at];
}

static void block_keys(const tr_gen *gen, const tr_rollup_request *request,
                       const tr_gen_block *block, uint16_t *code)
{
    const uint16_t own[TR_DIM_CELL_FIRST] = {
        [TR_DIM_PUBLISHER] = block->publisher, [TR_DIM_SERVICE] = block->service,
        [TR_DIM_REPORT] = block->report, [TR_DIM_TABLE] = block->table,
        [TR_DIM_PERIOD] = block->period, [TR_DIM_MEASURE] = block->measure,
        [TR_DIM_UNIT] = block->unit
    };

    for (int dim = 0; dim < TR_DIM_CELL_FIRST; dim++)
        code[dim] = request->by[dim] ? own[dim] : 0;
    code[TR_DIM_CELL_FIRST] =
        tr_gen_codes(gen, TR_DIM_PERIOD)[block->period].period.granularity;
}

static void make_coverage(const share_work *work, share_side *side)
{
    const tr_gen *gen = work->group->gen;
    const tr_gen_block *blocks = TR_GEN_ROWS(gen, tr_gen_block, blocks);
    coverage_table *table = &side->table;

    for (table->size = 4; table->size < 2 * side->request->block_count;)
        table->size *= 2;
    table->rows = apr_pcalloc(work->group->pool, table->size * sizeof *table->rows);
    for (uint32_t i = 0; i < side->request->block_count; i++) {
        const tr_gen_block *block = &blocks[side->request->blocks[i]];
        uint16_t code[TR_DIM_CELL_FIRST + 1];
        coverage *slot;
        block_keys(gen, side->request, block, code);
        slot = coverage_slot(table, code);
        memcpy(slot->code, code, sizeof slot->code);
        slot->used = 1;
        slot->sum += block_hash(block);
    }
}

static uint64_t coverage_of(const share_work *work, share_side *side,
                            const tr_rolled *row)
{
    uint16_t code[TR_DIM_CELL_FIRST + 1];

    if (!side->table.size)
        make_coverage(work, side);
    memcpy(code, row->code, sizeof *code * TR_DIM_CELL_FIRST);
    code[TR_DIM_CELL_FIRST] = row->granularity;
    return coverage_slot(&side->table, code)->sum;
}

static int covers_same(const share_work *work, share_side *main,
                       const tr_rolled *a, share_side *side, const tr_rolled *b)
{
    const tr_gen_block *blocks =
        TR_GEN_ROWS(work->group->gen, tr_gen_block, blocks);

    if (a->blocks == 1 && b->blocks == 1)
        return same_scope(&blocks[a->block], &blocks[b->block]);
    return coverage_of(work, main, a) == coverage_of(work, side, b);
}

/* ---- Finding what was received ---- */

static int compare_key(const tr_rolled *row, const tr_rolled *key)
{
    for (int dim = 0; dim < TR_DIM_COUNT; dim++)
        if (row->code[dim] != key->code[dim])
            return row->code[dim] < key->code[dim] ? -1 : 1;
    return (row->granularity > key->granularity)
        - (row->granularity < key->granularity);
}

/* Both sides are in the same order, so it is mostly the row after the last one. */
static const tr_rolled *find_row(share_side *side, const tr_rolled *key)
{
    const tr_rolled *rows = side->rolled->rows;
    uint32_t low = 0, high = side->rolled->count;

    if (side->hint < high && compare_key(&rows[side->hint], key) == 0)
        return &rows[side->hint++];
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = compare_key(&rows[middle], key);
        if (order == 0) {
            side->hint = middle + 1;
            return &rows[middle];
        }
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static const tr_rolled *find_measure(share_side *side, const tr_rolled *row,
                                     uint16_t measure)
{
    tr_rolled key;

    memcpy(key.code, row->code, sizeof key.code);
    key.granularity = row->granularity;
    key.code[TR_DIM_MEASURE] = measure;
    for (int dim = TR_DIM_CELL_FIRST; dim < TR_DIM_COUNT; dim++)
        if (side->drop & (UINT32_C(1) << dim))
            key.code[dim] = 0;
    return find_row(side, &key);
}

/* ---- One share ---- */

/* A value that is "at least" for another reason than its cells is one number
 * without an upper bound.  Time that is not covered does not matter: it is the
 * same for both, and a share is about the time that is covered. */
static tr_sum sum_of(const tr_rolled *row)
{
    tr_sum sum;

    if (!(row->limits & ~TR_LIMIT_PERIOD_GAP))
        return tr_rolled_sum(row);
    tr_sum_init(&sum, TR_SUM_COUNTS);
    tr_sum_add(&sum, &row->value);
    return sum;
}

/* Whether it is counted how much was received, but in another unit. */
static int other_unit(const share_work *work, share_side *side,
                      const tr_rolled *row)
{
    const tr_gen_block *blocks =
        TR_GEN_ROWS(work->group->gen, tr_gen_block, blocks);
    tr_rolled key = *row;
    uint16_t last = row->code[TR_DIM_UNIT];

    for (uint32_t i = 0; i < side->request->block_count; i++) {
        const tr_gen_block *block = &blocks[side->request->blocks[i]];
        if (block->measure != work->received || block->unit == last
            || block->unit == row->code[TR_DIM_UNIT])
            continue;
        key.code[TR_DIM_UNIT] = last = block->unit;
        if (find_measure(side, &key, work->received))
            return 1;
    }
    return 0;
}

static tr_rate_refusal why_missing(share_work *work, const tr_rolled *row)
{
    return other_unit(work, &work->same, row)
        || (work->has_whole && other_unit(work, &work->whole, row))
        ? TR_RATE_UNITS_DIFFER : TR_RATE_DENOMINATOR_MISSING;
}

static const tr_rolled *find_pending(const share_work *work, share_side *side,
                                     const tr_rolled *received)
{
    const tr_rolled *pending;
    uint32_t hint = side->hint;

    if (!work->pending)
        return NULL;
    pending = find_measure(side, received, work->pending);
    side->hint = hint;
    return pending && !pending->refusal
        && covers_same(work, side, pending, side, received) ? pending : NULL;
}

/* The share that one cell prints as a percentage of what was received. 0: it does not. */
static int printed_share(const share_work *work, const tr_rolled *row,
                         int64_t *min, int64_t *max)
{
    static const int64_t below[TR_ROUNDING_COUNT] = { 2, 1, 0, 2 };
    static const int64_t above[TR_ROUNDING_COUNT] = { 2, 1, 2, 0 };
    int64_t half_unit = TR_SHARE_ONE / 200;     /* of a percentage without decimals */
    tr_gen_cell cell;

    if (row->row == UINT32_MAX || row->value.status != TR_STATUS_PERCENTAGE)
        return 0;
    tr_gen_cell_get(work->group->gen, row->block, row->row, &cell);
    if (!cell.range || cell.range->percent_of != work->received
        || cell.range->decimals > 4 || cell.range->rounding >= TR_ROUNDING_COUNT)
        return 0;
    /* With four decimals half a unit is less than we count in: take a whole one. */
    for (int i = 0; i < cell.range->decimals; i++)
        half_unit = half_unit > 10 ? half_unit / 10 : 1;
    *min = (int64_t)cell.range->percent - below[cell.range->rounding] * half_unit;
    *max = (int64_t)cell.range->percent + above[cell.range->rounding] * half_unit;
    *min = *min < 0 ? 0 : *min;
    *max = *max > TR_SHARE_ONE ? TR_SHARE_ONE : *max;
    return 1;
}

/* What is printed is the closer bound: a rate takes both numbers for independent. */
static void narrow(const share_work *work, tr_group *group, const tr_rolled *row)
{
    int64_t min, max;

    if (!printed_share(work, row, &min, &max) || min > group->share_max
        || max < group->share_min)
        return;
    if (min > group->share_min)
        group->share_min = (uint32_t)min;
    if (max < group->share_max)
        group->share_max = (uint32_t)max;
}

static void divide(const share_work *work, share_side *side, tr_group *group,
                   const tr_rolled *row, const tr_rolled *received)
{
    const tr_rolled *pending = row->code[TR_DIM_MEASURE] == work->pending
        ? NULL : find_pending(work, side, received);
    tr_sum complied = sum_of(row), all = sum_of(received), open;
    tr_rate rate;

    if (pending)
        open = sum_of(pending);
    rate = tr_rate_of(&complied, &all, pending ? &open : NULL);
    if (rate.refusal != TR_RATE_OK) {
        group->share_refused = tr_rate_refusal_code(rate.refusal);
        return;
    }
    group->has_share = 1;
    group->share_min = (uint32_t)rate.min;
    group->share_max = (uint32_t)rate.max;
    group->share_of = tr_share_base_codes[
        rate.denominator == TR_RATE_OF_DECIDED ? TR_SHARE_OF_DECIDED
                                               : TR_SHARE_OF_RECEIVED];
    if (rate.denominator == TR_RATE_OF_RECEIVED)
        narrow(work, group, row);
}

/* Of what some figures say is not applicable to them, the sum of the others is no share. */
static int leaves_out(const tr_rolled *row)
{
    return row->detail && row->detail->flags & TR_FLAG_LEFT_OUT;
}

static void fill_share(share_work *work, tr_group *group, const tr_rolled *row)
{
    share_side *side = &work->same;
    const tr_rolled *received;

    if (row->refusal) {
        group->share_refused = tr_rate_refusal_code(TR_RATE_NUMERATOR_MISSING);
        return;
    }
    if (row->value.status == TR_STATUS_NOT_APPLICABLE) {
        /* Whatever was received: there is nothing to divide. */
        group->share_refused =
            tr_rate_refusal_code(TR_RATE_NUMERATOR_NOT_APPLICABLE);
        return;
    }
    received = find_measure(side, row, work->received);
    if (!received && work->has_whole) {
        side = &work->whole;
        received = find_measure(side, row, work->received);
    }
    if (!received)
        group->share_refused = tr_rate_refusal_code(why_missing(work, row));
    else if (received->refusal)
        group->share_refused =
            tr_rate_refusal_code(TR_RATE_DENOMINATOR_MISSING);
    else if (leaves_out(row) || !covers_same(work, &work->main, row, side, received))
        group->share_refused = "coverage-differs";
    else
        divide(work, side, group, row, received);
}

/* ---- Sides ---- */

static int is_filtered(const tr_query *query, tr_dim dim)
{
    return query->filter[dim].count > 0;
}

static int uses_outcome_dims(const tr_query *query)
{
    for (int i = 0; i < query->by_count; i++)
        if (TR_OUTCOME_DIMS & (UINT32_C(1) << query->by[i]))
            return 1;
    return is_filtered(query, TR_DIM_DATA) || is_filtered(query, TR_DIM_BASIS)
        || is_filtered(query, TR_DIM_NOTICE);
}

/* The blocks of what was received and what is pending, under the other filters. */
static const uint32_t *denominator_blocks(const share_work *work, uint32_t *count)
{
    const tr_gen_block *blocks =
        TR_GEN_ROWS(work->group->gen, tr_gen_block, blocks);
    uint32_t all, *kept;
    const uint32_t *from =
        tr_group_blocks(work->group, UINT32_C(1) << TR_DIM_MEASURE, &all);

    kept = apr_palloc(work->group->pool, (all + 1) * sizeof *kept);
    *count = 0;
    for (uint32_t i = 0; i < all; i++) {
        uint16_t measure = blocks[from[i]].measure;
        if (measure == work->received || (work->pending && measure == work->pending))
            kept[(*count)++] = from[i];
    }
    return kept;
}

static int make_side(share_work *work, share_side *side, int number,
                     const uint32_t *blocks, uint32_t count, uint32_t drop)
{
    tr_group_work *group = work->group;
    tr_rollup *rolled = &work->rolled[number];
    tr_rollup_request *request = &work->requests[number];

    tr_group_request(group, request, blocks, count, drop);
    side->request = request;
    side->rolled = rolled;
    side->drop = drop;
    return tr_group_totals(rolled, group->gen, request, group->pool)
        || tr_rollup_make(rolled, group->gen, request, group->pool) == APR_SUCCESS;
}

static int make_sides(share_work *work)
{
    tr_group_work *group = work->group;
    int filtered = is_filtered(group->query, TR_DIM_MEASURE);
    const uint32_t *blocks = NULL;
    uint32_t count = 0;

    work->main.request = &group->request;
    work->main.rolled = &group->rolled;
    work->same = work->main;
    work->has_whole = uses_outcome_dims(group->query);
    if (filtered || work->has_whole)
        blocks = denominator_blocks(work, &count);
    if (filtered && !make_side(work, &work->same, 0, blocks, count, 0))
        return 0;
    return !work->has_whole
        || make_side(work, &work->whole, 1, blocks, count, TR_OUTCOME_DIMS);
}

static uint16_t measure_named(const tr_gen *gen, const char *code)
{
    int ordinal = tr_gen_code_find(gen, TR_DIM_MEASURE, code, strlen(code));
    return ordinal > 0 ? (uint16_t)ordinal : 0;
}

/* The measures below `received`: a run of codes. */
typedef struct outcomes {
    uint16_t first, end;
} outcomes;

static outcomes outcomes_of(const tr_gen *gen, uint16_t received)
{
    uint16_t size = tr_gen_codes(gen, TR_DIM_MEASURE)[received].size;

    return (outcomes){ (uint16_t)(received + 1), (uint16_t)(received + size) };
}

int tr_group_shares(tr_group_work *group, tr_group *groups)
{
    share_work work = { .group = group };
    const tr_rolled *rows = group->rolled.rows;
    outcomes below;
    int made = 0, possible = 1;

    work.received = measure_named(group->gen, "received");
    work.pending = measure_named(group->gen, "pending");
    if (!work.received)
        return 0;
    below = outcomes_of(group->gen, work.received);
    for (const tr_rolled *row = rows, *end = rows + group->rolled.count; row < end; row++) {
        uint16_t measure = row->code[TR_DIM_MEASURE];
        if (measure < below.first || measure >= below.end)
            continue;
        if (!made)
            possible = make_sides(&work);
        made = 1;
        if (possible)
            fill_share(&work, &groups[row - rows], row);
        else
            groups[row - rows].share_refused =
                tr_rate_refusal_code(TR_RATE_DENOMINATOR_MISSING);
    }
    return made;
}
