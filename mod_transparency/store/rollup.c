/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE 1
/*
 * Adding what blocks say, where they may be added; the rules are in rollup.h.
 *
 *   bucket   the blocks that one combination of block keys, measure, unit and
 *            granularity puts together, sorted by publisher, service, period
 *   node     the blocks of a bucket with equal publisher, service and period
 */
#include "store/rollup.h"

#include <stdlib.h>
#include <string.h>

#include "store/rollup_private.h"

/* ---- Rows ---- */

tr_sum tr_rolled_sum(const tr_rolled *row)
{
    tr_sum sum;

    if (row->detail)
        return *row->detail;
    tr_sum_init(&sum, TR_SUM_COUNTS);
    sum.min = sum.max = row->value.min;
    sum.cells = sum.numbers = row->cells;
    sum.positive = row->positive;
    return sum;
}

roll_contribution *tr_roll_list_add(roll_list *list)
{
    if (list->count == list->room) {
        uint32_t room = list->room ? list->room * 2 : 64;
        roll_contribution *items = apr_palloc(list->pool, sizeof *items * room);
        if (list->count)
            memcpy(items, list->items, sizeof *items * list->count);
        list->items = items;
        list->room = room;
    }
    memset(&list->items[list->count], 0, sizeof *list->items);
    return &list->items[list->count++];
}

/* Room for `more` rows; it is at least doubled when there is too little. */
static void reserve_rows(rolling *r, uint32_t more)
{
    tr_rollup *out = r->out;
    uint32_t room = out->count + more > 2 * r->room ? out->count + more : 2 * r->room;
    tr_rolled *rows;

    if (out->count + more <= r->room)
        return;
    rows = apr_palloc(r->pool, sizeof *rows * room);
    if (out->count)
        memcpy(rows, out->rows, sizeof *rows * out->count);
    out->rows = rows;
    r->room = room;
}

static tr_rolled *add_row(rolling *r)
{
    tr_rollup *out = r->out;
    tr_rolled *row;

    if (r->request->max_rows && out->count == r->request->max_rows) {
        r->full = 1;
        return NULL;
    }
    reserve_rows(r, 1);
    row = &out->rows[out->count++];
    memset(row, 0, sizeof *row);
    return row;
}

static int is_key(const tr_rollup_request *request, int dim)
{
    return dim == TR_DIM_MEASURE || dim == TR_DIM_UNIT || request->by[dim];
}

static void start_row(rolling *r, tr_rolled *row, const roll_place *first, const uint16_t *code)
{
    for (int dim = 0; dim < TR_DIM_CELL_FIRST; dim++)
        row->code[dim] = is_key(r->request, dim) ? tr_gen_block_code(first->row, dim) : 0;
    memcpy(row->code + TR_DIM_CELL_FIRST, code, sizeof *code * TR_DIM_CELL_COUNT);
    row->granularity = first->period.granularity;
    row->refused[0] = row->refused[1] = UINT32_MAX;
    row->row = UINT32_MAX;
}

static void refuse_tables(rolling *r, roll_bucket *b, const roll_contribution *items, uint32_t count,
                          tr_rolled *row, roll_part *whole)
{
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t j = i + 1; j < count; j++) {
            unsigned reason = tr_roll_why_not(r, &b->places[items[i].place], &b->places[items[j].place]);
            if (!reason)
                continue;
            whole->refusal = (uint8_t)reason;
            row->refused[0] = items[i].block;
            row->refused[1] = items[j].block;
            return;
        }
}

/* ---- Adding ---- */

/* Distinct things of those that have to do with the same ones, over their periods and tables. */
static void add_holders(const roll_bucket *b, const roll_contribution *items, uint32_t count,
                        uint32_t holders, roll_part *out)
{
    unsigned additivity = TR_ADD_SUM;

    for (uint32_t i = 0; i < count; i++)
        if (b->places[items[i].place].holders == holders
            && b->places[items[i].place].row->additivity == TR_ADD_DISTINCT)
            additivity = TR_ADD_DISTINCT;
    tr_roll_part_init(out, additivity);
    for (uint32_t i = 0; i < count; i++)
        if (b->places[items[i].place].holders == holders) {
            roll_part part = items[i].part;
            part.sum.mode = out->sum.mode;
            tr_roll_part_merge(out, &part);
        }
}

/* Over services and publishers everything adds. */
static void merge_holder(roll_part *whole, roll_part *part)
{
    if (part->sum.mode == TR_SUM_DISTINCT && part->sum.positive > 1)
        part->sum.flags |= TR_FLAG_MAY_OVERLAP;
    part->sum.mode = TR_SUM_COUNTS;
    tr_roll_part_merge(whole, part);
}

/* Whether none of the items before this one is of its holders. */
static int is_first(const roll_bucket *b, const roll_contribution *items, uint32_t at)
{
    for (uint32_t i = at; i-- > 0;)
        if (b->places[items[i].place].holders == b->places[items[at].place].holders)
            return 0;
    return 1;
}

static void add_contributions(const roll_bucket *b, const roll_contribution *items, uint32_t count,
                              roll_part *whole)
{
    uint32_t all = 1;

    while (all < count && !is_first(b, items, all))
        all++;
    if (all == count) {
        add_holders(b, items, count, b->places[items[0].place].holders, whole);
        return;
    }
    tr_roll_part_init(whole, TR_ADD_SUM);
    for (uint32_t i = 0; i < count; i++)
        if (is_first(b, items, i)) {
            roll_part part;
            add_holders(b, items, count, b->places[items[i].place].holders, &part);
            merge_holder(whole, &part);
        }
}

/* Whether a node that gives nothing to a key is more than an implied zero. */
static int is_missing(rolling *r, const roll_bucket *b, uint32_t first, uint32_t end,
                      const uint16_t *key)
{
    if (b->places[first].demanding)
        return 1;
    for (uint32_t i = first; i < end; i++)
        if ((b->uneven && tr_roll_leaves_open(&r->work, b->places[i].block, key))
            || (b->silent && tr_roll_asks_silent(&r->work, b->places[i].block, key)))
            return 1;
    return 0;
}

static uint8_t missing_nodes(rolling *r, const roll_bucket *b, const roll_contribution *items,
                             uint32_t count)
{
    uint32_t item = 0;

    if (!b->demanding && !b->uneven && !b->silent)
        return 0;
    for (uint32_t first = 0, end; first < b->count; first = end) {
        uint32_t node = b->places[first].node, before = item;
        for (end = first; end < b->count && b->places[end].node == node; end++)
            ;
        while (item < count && items[item].place < end)
            item++;
        if (item == before && is_missing(r, b, first, end, items[0].code))
            return TR_LIMIT_PART_MISSING;
    }
    return 0;
}

static void finish_row(const rolling *r, tr_rolled *row, const roll_part *part)
{
    row->cells = part->sum.cells;
    row->detail = apr_pmemdup(r->pool, &part->sum, sizeof part->sum);
    row->limits = part->limits;
    row->refusal = (uint8_t)tr_roll_part_refusal(part);
    row->value = tr_roll_part_value(part);
    row->kind = TR_ROLLED_COMPUTED;
    if (part->row == ROLL_NO_ROW || part->limits)
        return;
    row->row = part->row;
    row->refusal = TR_REFUSED_NONE;
    row->kind = TR_GEN_ROWS(r->gen, uint8_t, kind)[part->row] ? TR_ROLLED_STATED
                                                              : TR_ROLLED_PUBLISHED;
    row->has_computed = part->has_computed;
    row->computed = part->computed;
}

/* One cell is what it says, also where a sum of it would be refused. */
static void keep_cell_value(const rolling *r, tr_rolled *row)
{
    tr_gen_cell cell;

    if (row->row == UINT32_MAX)
        return;
    tr_gen_cell_get(r->gen, row->block, row->row, &cell);
    row->value = cell.value;
}

static void make_row(rolling *r, roll_bucket *b, const roll_contribution *items, uint32_t count)
{
    tr_rolled *row = add_row(r);
    roll_part whole;

    if (!row)
        return;
    start_row(r, row, &b->places[items[0].place], items[0].code);
    row->block = items[0].block;
    row->blocks = count;
    if (count == 1)
        whole = items[0].part;
    else {
        add_contributions(b, items, count, &whole);
        if (b->places[0].row->additivity == TR_ADD_NONE && !whole.refusal)
            whole.refusal = TR_REFUSED_UNIT_NOT_ADDITIVE;
        if (b->suspicious)
            refuse_tables(r, b, items, count, row, &whole);
    }
    if (b->gap)
        whole.limits |= TR_LIMIT_PERIOD_GAP;
    whole.limits |= missing_nodes(r, b, items, count);
    finish_row(r, row, &whole);
    keep_cell_value(r, row);
}

static int compare_items(const void *x, const void *y)
{
    const roll_contribution *a = x, *b = y;

    for (int dim = 0; dim < TR_DIM_CELL_COUNT; dim++)
        if (a->code[dim] != b->code[dim])
            return a->code[dim] < b->code[dim] ? -1 : 1;
    return (a->place > b->place) - (a->place < b->place);
}

static void dense_contributions(rolling *r, uint32_t block, roll_list *list)
{
    const tr_gen_block *row = TR_GEN_ROWS(r->gen, tr_gen_block, blocks) + block;

    for (uint32_t i = roll_dense_next(&r->dense, 0); i < r->dense.count; i = roll_dense_next(&r->dense, i + 1)) {
        roll_contribution *item = tr_roll_list_add(list);
        roll_dense_codes(&r->dense, i, item->code);
        item->block = block;
        tr_roll_sum_part(&r->dense.sums[i], row->additivity, &item->part);
    }
}

static void contribute(rolling *r, const roll_bucket *b, uint32_t at, roll_list *list)
{
    uint32_t block = b->places[at].block, before = list->count;
    apr_pool_t *scratch;

    apr_pool_create(&scratch, r->scratch);
    if (r->dense.count)
        tr_roll_dense_clear(&r->dense);
    if (r->dense.count && tr_roll_can_scan(&r->work, block)
        && tr_roll_scan(&r->work, block, 0, &r->dense, scratch)) {
        dense_contributions(r, block, list);
        r->out->fast_blocks++;
    }
    else
        tr_roll_block(&r->work, block, list, scratch);
    for (uint32_t i = before; i < list->count; i++)
        list->items[i].place = at;
    apr_pool_destroy(scratch);
}

static void roll_bucket_slowly(rolling *r, roll_bucket *b)
{
    roll_list list = { NULL, 0, 0, r->scratch };

    tr_roll_number_holders(r, b);
    for (uint32_t i = 0; i < b->count; i++)
        contribute(r, b, i, &list);
    if (b->count > 1 && list.count)
        qsort(list.items, list.count, sizeof *list.items, compare_items);
    for (uint32_t i = 0, end; i < list.count && !r->full; i = end) {
        for (end = i + 1; end < list.count
             && memcmp(list.items[i].code, list.items[end].code, sizeof list.items[i].code) == 0;
             end++)
            ;
        make_row(r, b, list.items + i, end - i);
    }
}

/* ---- Scanning a whole bucket into one set of sums ---- */

static int can_scan_all(const rolling *r, const roll_bucket *b)
{
    if (!r->dense.count || b->suspicious || b->uneven || b->silent)
        return 0;
    for (uint32_t i = 0; i < b->count; i++)
        if (b->places[i].row->additivity != TR_ADD_SUM
            || !tr_roll_can_scan(&r->work, b->places[i].block)
            || (b->count > 1 && !b->places[i].table->absent_none && b->demanding != b->nodes))
            return 0;
    return 1;
}

/* Scanned cells are exact: their sum is one number, and that of one cell is what the cell says. */
static void fill_scanned(const rolling *r, tr_rolled *row, const roll_sum *sum)
{
    row->cells = sum->cells;
    row->positive = sum->positive;
    row->kind = TR_ROLLED_COMPUTED;
    row->value.min = sum->sum;
    row->value.max = row->limits ? TR_UNBOUNDED : sum->sum;
    row->value.status = row->limits ? TR_STATUS_AT_LEAST : TR_STATUS_REPORTED;
    if (row->limits && sum->sum == 0) {
        row->value.status = TR_STATUS_REFUSED;
        row->refusal = TR_REFUSED_NO_BOUNDS;
    }
    if (sum->cells > 1 || sum->row == ROLL_NO_ROW || row->limits)
        return;
    row->row = sum->row;
    row->kind = TR_GEN_ROWS(r->gen, uint8_t, kind)[sum->row] ? TR_ROLLED_STATED
                                                             : TR_ROLLED_PUBLISHED;
}

/* `row` is filled as far as it is the same for the whole bucket. */
static inline void fill_row(const rolling *r, const roll_bucket *b, uint32_t index, tr_rolled *row)
{
    const roll_sum *sum = &r->dense.sums[index];

    roll_dense_codes(&r->dense, index, row->code + TR_DIM_CELL_FIRST);
    row->block = sum->block;
    row->blocks = sum->nodes;
    row->limits = sum->limits;
    if (b->gap)
        row->limits |= TR_LIMIT_PERIOD_GAP;
    if (b->demanding && sum->nodes < b->nodes)
        row->limits |= TR_LIMIT_PART_MISSING;
    fill_scanned(r, row, sum);
}

static uint32_t count_sums(const roll_dense *dense)
{
    uint32_t count = 0;

    for (uint32_t word = 0; word < roll_dense_words(dense); word++)
        count += (uint32_t)__builtin_popcountll(dense->used[word]);
    return count;
}

static void add_scanned(rolling *r, const roll_bucket *b)
{
    static const uint16_t no_codes[TR_DIM_CELL_COUNT];
    uint32_t count = count_sums(&r->dense), max = r->request->max_rows;
    tr_rolled first, *row;

    if (max && count > max - r->out->count) {
        r->full = 1;
        return;
    }
    memset(&first, 0, sizeof first);
    start_row(r, &first, &b->places[0], no_codes);
    reserve_rows(r, count);
    row = r->out->rows + r->out->count;
    r->out->count += count;
    for (uint32_t i = roll_dense_next(&r->dense, 0); i < r->dense.count; i = roll_dense_next(&r->dense, i + 1)) {
        *row = first;
        fill_row(r, b, i, row++);
    }
}

/* Each place is a node of its own here, as nothing overlaps; or all add zero when absent. */
static int scan_bucket(rolling *r, const roll_bucket *b)
{
    if (!can_scan_all(r, b) || (b->demanding && b->nodes != b->count))
        return 0;
    tr_roll_dense_clear(&r->dense);
    for (uint32_t i = 0; i < b->count; i++)
        if (!tr_roll_scan(&r->work, b->places[i].block, i, &r->dense, r->scratch))
            return 0;
    add_scanned(r, b);
    r->out->fast_blocks += b->count;
    return 1;
}

/* ---- Buckets ---- */

static int compare_keys(const rolling *r, const roll_place *a, const roll_place *b)
{
    for (int dim = 0; dim < TR_DIM_CELL_FIRST; dim++)
        if (is_key(r->request, dim)) {
            uint16_t x = tr_gen_block_code(a->row, dim), y = tr_gen_block_code(b->row, dim);
            if (x != y)
                return x < y ? -1 : 1;
        }
    return (a->period.granularity > b->period.granularity)
        - (a->period.granularity < b->period.granularity);
}

static int compare_places(const void *x, const void *y, void *context)
{
    const roll_place *a = x, *b = y;
    int order = compare_keys(context, a, b);

    if (order)
        return order;
    if (a->row->publisher != b->row->publisher)
        return a->row->publisher < b->row->publisher ? -1 : 1;
    if (a->row->service != b->row->service)
        return a->row->service < b->row->service ? -1 : 1;
    order = tr_period_compare(&a->period, &b->period);
    return order ? order : (a->block > b->block) - (a->block < b->block);
}

static void number_nodes(roll_bucket *b)
{
    uint32_t holder_end = b->count;

    for (uint32_t i = b->count; i-- > 0;) {
        if (i + 1 < b->count && !tr_roll_same_holder(&b->places[i], &b->places[i + 1]))
            holder_end = i + 1;
        b->places[i].holder_end = holder_end;
    }
    for (uint32_t i = 0, end; i < b->count; i = end) {
        uint8_t demanding = 0;
        for (end = i; end < b->count && tr_roll_same_holder(&b->places[i], &b->places[end])
             && b->places[end].row->period == b->places[i].row->period; end++)
            demanding |= !b->places[end].table->absent_none;
        for (uint32_t j = i; j < end; j++) {
            b->places[j].node = b->nodes;
            b->places[j].demanding = demanding;
        }
        b->demanding += demanding;
        b->nodes++;
    }
}

/* Whether what one place says of countries may be missing in another. */
static int is_silent(const rolling *r, const roll_bucket *b)
{
    for (uint32_t i = 0; b->count > 1 && i < b->count; i++)
        if (!r->gen->current || b->places[i].row->silent)
            return 1;
    return 0;
}

/* Whether all of it could be scanned. */
static int answer_bucket(rolling *r, roll_place *places, uint32_t count)
{
    roll_bucket b = { .places = places, .count = count };

    number_nodes(&b);
    b.gap = (uint8_t)tr_roll_gap(r, &b);
    b.suspicious = (uint8_t)tr_roll_suspicious(r, &b);
    b.uneven = (uint8_t)tr_roll_uneven(r, &b);
    b.silent = (uint8_t)is_silent(r, &b);
    if (scan_bucket(r, &b))
        return 1;
    roll_bucket_slowly(r, &b);
    return 0;
}

/* ---- The request ---- */

static int says_anything(const tr_gen *gen, const tr_gen_block *block)
{
    for (uint32_t i = block->first; i < block->first + block->count; i++)
        if (roll_is_current(gen, i))
            return 1;
    return 0;
}

static const char *definitions_of(const tr_gen *gen, const tr_gen_block *block)
{
    const tr_gen_version *version = tr_gen_version_of(
        gen, TR_GEN_ROWS(gen, tr_gen_entity, entities) + block->entity);
    const char *text = version ? tr_gen_attr_named(gen, version->root, "definitions") : NULL;

    return text ? text : "";
}

static uint32_t take_places(rolling *r, roll_place *places)
{
    const tr_gen_block *blocks = TR_GEN_ROWS(r->gen, tr_gen_block, blocks);
    uint32_t count = 0;

    for (uint32_t i = 0; i < r->request->block_count; i++) {
        roll_place *p = &places[count];
        p->block = r->request->blocks[i];
        p->row = &blocks[p->block];
        p->table = tr_roll_table(r->gen, p->row);
        if (!p->table || !says_anything(r->gen, p->row))
            continue;
        p->period = tr_gen_codes(r->gen, TR_DIM_PERIOD)[p->row->period].period;
        p->definitions = definitions_of(r->gen, p->row);
        count++;
    }
    qsort_r(places, count, sizeof *places, compare_places, r);
    return count;
}

static int compare_rolled(const void *x, const void *y)
{
    const tr_rolled *a = x, *b = y;

    for (int dim = 0; dim < TR_DIM_COUNT; dim++)
        if (a->code[dim] != b->code[dim])
            return a->code[dim] < b->code[dim] ? -1 : 1;
    return (a->granularity > b->granularity) - (a->granularity < b->granularity);
}

/* Buckets come in the order of their keys: there is often nothing to do. */
static void sort_rows(tr_rollup *out)
{
    uint32_t i = 1;

    while (i < out->count && compare_rolled(&out->rows[i - 1], &out->rows[i]) <= 0)
        i++;
    if (i < out->count)
        qsort(out->rows, out->count, sizeof *out->rows, compare_rolled);
}

apr_status_t tr_rollup_make(tr_rollup *out, const tr_gen *gen,
                            const tr_rollup_request *request, apr_pool_t *pool)
{
    rolling r = { .gen = gen, .request = request, .pool = pool, .out = out };
    roll_place *places;
    uint32_t count;
    int scanned = 0;

    memset(out, 0, sizeof *out);
    apr_pool_create(&r.scratch, pool);
    r.work.gen = gen;
    r.work.axis = request->axis;
    r.work.pool = r.scratch;
    tr_roll_dense_make(&r.dense, &r.work, r.scratch);
    tr_roll_tables_prepare(&r);
    places = apr_pcalloc(r.scratch, sizeof *places * (request->block_count + 1u));
    count = take_places(&r, places);
    for (uint32_t i = 0, end; i < count && !r.full; i = end) {
        for (end = i + 1; end < count && compare_keys(&r, &places[i], &places[end]) == 0; end++)
            ;
        scanned = answer_bucket(&r, places + i, end - i) && end - i == count;
    }
    apr_pool_destroy(r.scratch);
    if (r.full) {
        out->count = 0;
        return APR_ENOSPC;
    }
    if (!scanned)           /* by one scan they are in the order of their codes */
        sort_rows(out);
    return APR_SUCCESS;
}
