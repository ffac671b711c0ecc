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

#include "record/vocabulary.h"
#include "store/rollup_private.h"

/* A block in its bucket. */
typedef struct place {
    uint32_t block;
    const tr_gen_block *row;
    const tr_gen_table *table;
    tr_period period;
    uint32_t node;
    uint16_t *demands;          /* codes its cells say, by demands_of(); NULL: not looked at */
    uint32_t demand_count;
    const char *definitions;    /* of its table, "" for none */
} place;

typedef struct bucket {
    place *places;
    uint32_t count, nodes;
    uint32_t demanding;         /* nodes whose unlisted codes are not zero */
    uint8_t gap, suspicious;    /* suspicious: some two of the places may not be added */
} bucket;

typedef struct series_break {
    tr_period period;
    uint32_t node;
} series_break;

typedef struct rolling {
    roll_work work;
    const tr_gen *gen;
    const tr_rollup_request *request;
    apr_pool_t *pool, *scratch;
    tr_rollup *out;
    uint32_t room;
    int full;
    roll_dense dense;
    uint8_t *demand_filter;     /* by code, or NULL */
    series_break *breaks;
    uint32_t break_count;
} rolling;

/* ---- Rows ---- */

roll_contribution *roll_list_add(roll_list *list)
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

static tr_rolled *add_row(rolling *r)
{
    tr_rollup *out = r->out;

    if (r->request->max_rows && out->count == r->request->max_rows) {
        r->full = 1;
        return NULL;
    }
    if (out->count == r->room) {
        uint32_t room = r->room ? r->room * 2 : 64;
        tr_rolled *rows = apr_palloc(r->pool, sizeof *rows * room);
        if (out->count)
            memcpy(rows, out->rows, sizeof *rows * out->count);
        out->rows = rows;
        r->room = room;
    }
    memset(&out->rows[out->count], 0, sizeof *out->rows);
    return &out->rows[out->count++];
}

static uint16_t block_code(const tr_gen_block *block, int dim)
{
    switch (dim) {
    case TR_DIM_PUBLISHER: return block->publisher;
    case TR_DIM_SERVICE:   return block->service;
    case TR_DIM_REPORT:    return block->report;
    case TR_DIM_TABLE:     return block->table;
    case TR_DIM_PERIOD:    return block->period;
    case TR_DIM_MEASURE:   return block->measure;
    default:               return block->unit;
    }
}

static int is_key(const tr_rollup_request *request, int dim)
{
    return dim == TR_DIM_MEASURE || dim == TR_DIM_UNIT || request->by[dim];
}

static void start_row(rolling *r, tr_rolled *row, const place *first, const uint16_t *code)
{
    for (int dim = 0; dim < TR_DIM_CELL_FIRST; dim++)
        row->code[dim] = is_key(r->request, dim) ? block_code(first->row, dim) : 0;
    memcpy(row->code + TR_DIM_CELL_FIRST, code, sizeof *code * TR_DIM_CELL_COUNT);
    row->granularity = first->period.granularity;
    row->refused[0] = row->refused[1] = UINT32_MAX;
    row->row = UINT32_MAX;
}

/* ---- Which blocks may be added ---- */

static int are_disjoint_codes(const tr_gen_code *codes, uint16_t a, uint16_t b)
{
    return a >= b + codes[b].size || b >= a + codes[a].size;
}

static int is_current(const tr_gen *gen, uint32_t row)
{
    return tr_gen_valid(gen, TR_GEN_ROWS(gen, uint16_t, since)[row],
                        TR_GEN_ROWS(gen, uint16_t, until)[row]);
}

/* The demands a block's cells say, as far as they are asked for. */
static void demands_of(rolling *r, place *p)
{
    const tr_gen *gen = r->gen;
    uint32_t codes = gen->head->codes[TR_DIM_DEMAND].count;
    const uint16_t *demand = TR_GEN_ROWS(gen, uint16_t, demand);
    uint8_t *said = apr_pcalloc(r->scratch, codes);

    for (uint32_t i = p->row->first; i < p->row->first + p->row->count; i++)
        if (is_current(gen, i) && (!r->demand_filter || r->demand_filter[demand[i]]))
            said[demand[i]] = 1;
    p->demands = apr_palloc(r->scratch, sizeof *p->demands * (codes + 1u));
    for (uint32_t c = 0; c < codes; c++)
        if (said[c])
            p->demands[p->demand_count++] = (uint16_t)c;
}

static int demands_disjoint(rolling *r, place *a, place *b)
{
    const tr_gen_code *codes = tr_gen_codes(r->gen, TR_DIM_DEMAND);

    if (r->request->axis[TR_DIM_DEMAND - TR_DIM_CELL_FIRST].grouped)
        return 0;
    if (!a->demands)
        demands_of(r, a);
    if (!b->demands)
        demands_of(r, b);
    for (uint32_t i = 0; i < a->demand_count; i++)
        for (uint32_t j = 0; j < b->demand_count; j++)
            if (!are_disjoint_codes(codes, a->demands[i], b->demands[j]))
                return 0;
    return 1;
}

/* Publisher 0 is "not said": it may be any. */
static int may_overlap(rolling *r, place *a, place *b)
{
    if (a->row->publisher && b->row->publisher
        && are_disjoint_codes(tr_gen_codes(r->gen, TR_DIM_PUBLISHER), a->row->publisher,
                              b->row->publisher))
        return 0;
    if (tr_period_disjoint(&a->period, &b->period))
        return 0;
    if (are_disjoint_codes(tr_gen_codes(r->gen, TR_DIM_SERVICE), a->row->service,
                           b->row->service))
        return 0;
    return !demands_disjoint(r, a, b);
}

/* ---- Breaks of series ---- */

static int lists(const char *words, const char *word)
{
    size_t length = strlen(word);

    for (const char *at = words; *at; at += strspn(at, " ")) {
        size_t own = strcspn(at, " ");
        if (own == length && memcmp(at, word, own) == 0)
            return 1;
        at += own;
    }
    return 0;
}

/* A list that is not given concerns everything. */
static int concerns(const rolling *r, uint32_t node, const char *attr, tr_dim dim, uint16_t code)
{
    const char *words = tr_gen_attr_named(r->gen, node, attr);
    return !words || lists(words, tr_gen_code_text(r->gen, dim, code));
}

static int concerns_demand(rolling *r, uint32_t node, place *p)
{
    const char *words = tr_gen_attr_named(r->gen, node, "demands");

    if (!words)
        return 1;
    if (!p->demands)
        demands_of(r, p);
    for (uint32_t i = 0; i < p->demand_count; i++)
        for (const char *at = words; *at; at += strspn(at, " ")) {
            size_t length = strcspn(at, " ");
            int code = tr_gen_code_find(r->gen, TR_DIM_DEMAND, at, length);
            if (code >= 0 && !are_disjoint_codes(tr_gen_codes(r->gen, TR_DIM_DEMAND),
                                                 (uint16_t)code, p->demands[i]))
                return 1;
            at += length;
        }
    return 0;
}

static int break_concerns(rolling *r, uint32_t node, place *p)
{
    return concerns(r, node, "publisher", TR_DIM_PUBLISHER, p->row->publisher)
        && concerns(r, node, "services", TR_DIM_SERVICE, p->row->service)
        && concerns(r, node, "measures", TR_DIM_MEASURE, p->row->measure)
        && concerns(r, node, "units", TR_DIM_UNIT, p->row->unit)
        && concerns_demand(r, node, p);
}

/* One of the two lies before the break, the other begins in or after its period. */
static int lies_between(const tr_period *at, const place *a, const place *b)
{
    return (a->period.end_day < at->start_day && b->period.start_day >= at->start_day)
        || (b->period.end_day < at->start_day && a->period.start_day >= at->start_day);
}

static int is_broken(rolling *r, place *a, place *b)
{
    for (uint32_t i = 0; i < r->break_count; i++) {
        const series_break *at = &r->breaks[i];
        if (lies_between(&at->period, a, b) && break_concerns(r, at->node, a)
            && break_concerns(r, at->node, b))
            return 1;
    }
    return 0;
}

static void find_breaks(rolling *r)
{
    uint32_t count, first = tr_gen_kind(r->gen, tr_element_find("break", 5), &count);

    r->breaks = apr_palloc(r->scratch, sizeof *r->breaks * (count + 1u));
    for (uint32_t i = 0; i < count; i++) {
        const tr_gen_version *version = tr_gen_version_of(
            r->gen, TR_GEN_ROWS(r->gen, tr_gen_entity, entities) + first + i);
        series_break *at = &r->breaks[r->break_count];
        const char *text;
        if (!version || version->withdrawn)
            continue;
        at->node = version->root;
        text = tr_gen_attr_named(r->gen, version->root, "period");
        if (text && tr_period_parse(text, strlen(text), &at->period, NULL))
            r->break_count++;
    }
}

static unsigned why_not(rolling *r, place *a, place *b)
{
    if (may_overlap(r, a, b))
        return TR_REFUSED_TABLES_OVERLAP;
    if (is_broken(r, a, b))
        return TR_REFUSED_SERIES_BREAK;
    if (strcmp(a->definitions, b->definitions) != 0)
        return TR_REFUSED_MIXED_DEFINITION;
    return TR_REFUSED_NONE;
}

/* Places are sorted by publisher: those after the last one below it cannot overlap. */
static int find_overlap(rolling *r, bucket *b)
{
    const tr_gen_code *codes = tr_gen_codes(r->gen, TR_DIM_PUBLISHER);

    for (uint32_t i = 0; i < b->count; i++) {
        uint16_t publisher = b->places[i].row->publisher;
        for (uint32_t j = i + 1; j < b->count
             && b->places[j].row->publisher < publisher + codes[publisher].size; j++)
            if (may_overlap(r, &b->places[i], &b->places[j]))
                return 1;
    }
    return 0;
}

static int find_break(rolling *r, bucket *b)
{
    for (uint32_t i = 0; i < r->break_count; i++) {
        const series_break *at = &r->breaks[i];
        int before = 0, after = 0;
        for (uint32_t j = 0; j < b->count; j++)
            if (break_concerns(r, at->node, &b->places[j])) {
                before |= b->places[j].period.end_day < at->period.start_day;
                after |= b->places[j].period.start_day >= at->period.start_day;
            }
        if (before && after)
            return 1;
    }
    return 0;
}

/* Cheap and never too optimistic: whether any two places may have to be refused. */
static int find_suspicion(rolling *r, bucket *b)
{
    for (uint32_t i = 1; i < b->count; i++)
        if (strcmp(b->places[i].definitions, b->places[0].definitions) != 0)
            return 1;
    return b->count > 1 && (find_overlap(r, b) || find_break(r, b));
}

static void refuse_tables(rolling *r, bucket *b, const roll_contribution *items, uint32_t count,
                          tr_rolled *row, roll_part *whole)
{
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t j = i + 1; j < count; j++) {
            unsigned reason = why_not(r, &b->places[items[i].place], &b->places[items[j].place]);
            if (!reason)
                continue;
            whole->refusal = (uint8_t)reason;
            row->refused[0] = items[i].block;
            row->refused[1] = items[j].block;
            return;
        }
}

/* ---- Adding ---- */

static int same_holder(const place *a, const place *b)
{
    return a->row->publisher == b->row->publisher && a->row->service == b->row->service;
}

/* Distinct things of one service over its periods and tables. */
static uint32_t holder_part(const bucket *b, const roll_contribution *items, uint32_t count,
                            roll_part *out)
{
    const place *first = &b->places[items[0].place];
    unsigned additivity = TR_ADD_SUM;
    uint32_t end = 0;

    for (; end < count && same_holder(first, &b->places[items[end].place]); end++)
        if (b->places[items[end].place].row->additivity == TR_ADD_DISTINCT)
            additivity = TR_ADD_DISTINCT;
    roll_part_init(out, additivity);
    for (uint32_t i = 0; i < end; i++) {
        roll_part part = items[i].part;
        part.sum.mode = out->sum.mode;
        roll_part_merge(out, &part);
    }
    return end;
}

/* Over services and publishers everything adds. */
static void merge_holder(roll_part *whole, roll_part *part)
{
    if (part->sum.mode == TR_SUM_DISTINCT && part->sum.positive > 1)
        part->sum.flags |= TR_FLAG_MAY_OVERLAP;
    part->sum.mode = TR_SUM_COUNTS;
    roll_part_merge(whole, part);
}

static void add_contributions(const bucket *b, const roll_contribution *items, uint32_t count,
                              roll_part *whole)
{
    uint32_t done = holder_part(b, items, count, whole);
    roll_part first = *whole;

    if (done == count)
        return;
    roll_part_init(whole, TR_ADD_SUM);
    merge_holder(whole, &first);
    while (done < count) {
        roll_part part;
        done += holder_part(b, items + done, count - done, &part);
        merge_holder(whole, &part);
    }
}

static uint8_t missing_nodes(const bucket *b, const roll_contribution *items, uint32_t count)
{
    uint32_t covered = 0, last = UINT32_MAX;

    for (uint32_t i = 0; i < count; i++) {
        const place *p = &b->places[items[i].place];
        if (p->node == last)
            continue;
        last = p->node;
        for (uint32_t j = 0; j < b->count; j++)
            if (b->places[j].node == last && !b->places[j].table->absent_none) {
                covered++;
                break;
            }
    }
    return covered < b->demanding ? TR_LIMIT_PART_MISSING : 0;
}

static void finish_row(const rolling *r, tr_rolled *row, const roll_part *part)
{
    row->sum = part->sum;
    row->limits = part->limits;
    row->refusal = (uint8_t)roll_part_refusal(part);
    row->value = roll_part_value(part);
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

static void make_row(rolling *r, bucket *b, const roll_contribution *items, uint32_t count)
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
    whole.limits |= missing_nodes(b, items, count);
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

    for (uint32_t i = 0; i < r->dense.count; i++)
        if (r->dense.sums[i].cells) {
            roll_contribution *item = roll_list_add(list);
            roll_dense_codes(&r->dense, i, item->code);
            item->block = block;
            roll_sum_part(&r->dense.sums[i], row->additivity, &item->part);
        }
}

static void contribute(rolling *r, const bucket *b, uint32_t at, roll_list *list)
{
    uint32_t block = b->places[at].block, before = list->count;
    apr_pool_t *scratch;

    apr_pool_create(&scratch, r->scratch);
    if (r->dense.count)
        roll_dense_clear(&r->dense);
    if (r->dense.count && roll_can_scan(&r->work, block)
        && roll_scan(&r->work, block, 0, &r->dense, scratch)) {
        dense_contributions(r, block, list);
        r->out->fast_blocks++;
    }
    else
        roll_block(&r->work, block, list, scratch);
    for (uint32_t i = before; i < list->count; i++)
        list->items[i].place = at;
    apr_pool_destroy(scratch);
}

static void roll_bucket_slowly(rolling *r, bucket *b)
{
    roll_list list = { NULL, 0, 0, r->scratch };

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

static int can_scan_all(const rolling *r, const bucket *b)
{
    if (!r->dense.count || b->suspicious)
        return 0;
    for (uint32_t i = 0; i < b->count; i++)
        if (b->places[i].row->additivity != TR_ADD_SUM
            || !roll_can_scan(&r->work, b->places[i].block)
            || (b->count > 1 && !b->places[i].table->absent_none && b->demanding != b->nodes))
            return 0;
    return 1;
}

static void scanned_row(rolling *r, const bucket *b, uint32_t index)
{
    const roll_sum *sum = &r->dense.sums[index];
    uint16_t code[TR_DIM_CELL_COUNT];
    tr_rolled *row = add_row(r);
    roll_part part;

    if (!row)
        return;
    roll_dense_codes(&r->dense, index, code);
    start_row(r, row, &b->places[0], code);
    row->block = sum->block;
    row->blocks = sum->nodes;
    roll_sum_part(sum, TR_ADD_SUM, &part);
    if (b->gap)
        part.limits |= TR_LIMIT_PERIOD_GAP;
    if (b->demanding && sum->nodes < b->nodes)
        part.limits |= TR_LIMIT_PART_MISSING;
    finish_row(r, row, &part);
    keep_cell_value(r, row);
}

/* Each place is a node of its own here, as nothing overlaps; or all add zero when absent. */
static int scan_bucket(rolling *r, const bucket *b)
{
    if (!can_scan_all(r, b) || (b->demanding && b->nodes != b->count))
        return 0;
    roll_dense_clear(&r->dense);
    for (uint32_t i = 0; i < b->count; i++)
        if (!roll_scan(&r->work, b->places[i].block, i, &r->dense, r->scratch))
            return 0;
    for (uint32_t i = 0; i < r->dense.count && !r->full; i++)
        if (r->dense.sums[i].cells)
            scanned_row(r, b, i);
    r->out->fast_blocks += b->count;
    return 1;
}

/* ---- Buckets ---- */

static int compare_keys(const rolling *r, const place *a, const place *b)
{
    for (int dim = 0; dim < TR_DIM_CELL_FIRST; dim++)
        if (is_key(r->request, dim)) {
            uint16_t x = block_code(a->row, dim), y = block_code(b->row, dim);
            if (x != y)
                return x < y ? -1 : 1;
        }
    return (a->period.granularity > b->period.granularity)
        - (a->period.granularity < b->period.granularity);
}

static int compare_places(const void *x, const void *y, void *context)
{
    const place *a = x, *b = y;
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

static void number_nodes(bucket *b)
{
    int needed = 0;

    for (uint32_t i = 0; i < b->count; i++) {
        place *p = &b->places[i];
        if (i == 0 || !same_holder(p - 1, p) || p->row->period != p[-1].row->period) {
            b->nodes++;
            needed = 0;
        }
        p->node = b->nodes - 1;
        if (!p->table->absent_none && !needed) {
            needed = 1;
            b->demanding++;
        }
    }
}

static int covers_span(const tr_period *span, int32_t start, int32_t end)
{
    return !span || (start <= span->start_day && end >= span->end_day);
}

/* Whether the periods of some service do not follow one another. */
static int find_gap(const rolling *r, const bucket *b)
{
    int32_t start = 0, end = 0;

    if (r->request->by[TR_DIM_PERIOD])
        return 0;
    for (uint32_t i = 0; i < b->count; i++) {
        const place *p = &b->places[i];
        if (i == 0 || !same_holder(p - 1, p)) {
            if (i && !covers_span(r->request->span, start, end))
                return 1;
            start = p->period.start_day;
            end = p->period.end_day;
        }
        else if (p->period.start_day > end + 1)
            return 1;
        else if (p->period.end_day > end)
            end = p->period.end_day;
    }
    return !covers_span(r->request->span, start, end);
}

static void roll_bucket(rolling *r, place *places, uint32_t count)
{
    bucket b = { .places = places, .count = count };

    number_nodes(&b);
    b.gap = (uint8_t)find_gap(r, &b);
    b.suspicious = (uint8_t)find_suspicion(r, &b);
    if (!scan_bucket(r, &b))
        roll_bucket_slowly(r, &b);
}

/* ---- The request ---- */

static int says_anything(const tr_gen *gen, const tr_gen_block *block)
{
    for (uint32_t i = block->first; i < block->first + block->count; i++)
        if (is_current(gen, i))
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

static uint32_t take_places(rolling *r, place *places)
{
    const tr_gen_block *blocks = TR_GEN_ROWS(r->gen, tr_gen_block, blocks);
    uint32_t count = 0;

    for (uint32_t i = 0; i < r->request->block_count; i++) {
        place *p = &places[count];
        p->block = r->request->blocks[i];
        p->row = &blocks[p->block];
        p->table = roll_table(r->gen, p->row);
        if (!p->table || !says_anything(r->gen, p->row))
            continue;
        p->period = tr_gen_codes(r->gen, TR_DIM_PERIOD)[p->row->period].period;
        p->definitions = definitions_of(r->gen, p->row);
        count++;
    }
    qsort_r(places, count, sizeof *places, compare_places, r);
    return count;
}

static void prepare_demands(rolling *r)
{
    const tr_axis *axis = &r->request->axis[TR_DIM_DEMAND - TR_DIM_CELL_FIRST];
    const tr_gen_code *codes = tr_gen_codes(r->gen, TR_DIM_DEMAND);

    if (!axis->count)
        return;
    r->demand_filter = apr_pcalloc(r->scratch, r->gen->head->codes[TR_DIM_DEMAND].count);
    for (uint16_t i = 0; i < axis->count; i++)
        memset(r->demand_filter + axis->codes[i], 1, codes[axis->codes[i]].size);
}

static int compare_rolled(const void *x, const void *y)
{
    const tr_rolled *a = x, *b = y;

    for (int dim = 0; dim < TR_DIM_COUNT; dim++)
        if (a->code[dim] != b->code[dim])
            return a->code[dim] < b->code[dim] ? -1 : 1;
    return (a->granularity > b->granularity) - (a->granularity < b->granularity);
}

apr_status_t tr_rollup_make(tr_rollup *out, const tr_gen *gen,
                            const tr_rollup_request *request, apr_pool_t *pool)
{
    rolling r = { .gen = gen, .request = request, .pool = pool, .out = out };
    place *places;
    uint32_t count;

    memset(out, 0, sizeof *out);
    apr_pool_create(&r.scratch, pool);
    r.work.gen = gen;
    r.work.axis = request->axis;
    r.work.pool = r.scratch;
    roll_dense_make(&r.dense, &r.work, r.scratch);
    prepare_demands(&r);
    find_breaks(&r);
    places = apr_pcalloc(r.scratch, sizeof *places * (request->block_count + 1u));
    count = take_places(&r, places);
    for (uint32_t i = 0, end; i < count && !r.full; i = end) {
        for (end = i + 1; end < count && compare_keys(&r, &places[i], &places[end]) == 0; end++)
            ;
        roll_bucket(&r, places + i, end - i);
    }
    apr_pool_destroy(r.scratch);
    if (r.full) {
        out->count = 0;
        return APR_ENOSPC;
    }
    if (out->count)
        qsort(out->rows, out->count, sizeof *out->rows, compare_rolled);
    return APR_SUCCESS;
}
