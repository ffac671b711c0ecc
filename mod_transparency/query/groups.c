/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Grouped answers; see answer.h.
 *
 *     query ──> blocks + request ──> totals or roll-up ──> groups ──> shares ──> order
 *
 * Every block that the filters of block dimensions leave is handed to the
 * roll-up, also one that does not say the dimensions filtered by: that it is
 * silent may be the reason why a sum is only "at least".
 */
#include "query/groups_private.h"

#include <apr_strings.h>
#include <string.h>

#include "query/order.h"
#include "query/select.h"

static const uint32_t cell_dims =
    ((UINT32_C(1) << TR_DIM_COUNT) - 1) & ~((UINT32_C(1) << TR_DIM_CELL_FIRST) - 1);

static int is_by(const tr_query *query, tr_dim dim)
{
    for (int i = 0; i < query->by_count; i++)
        if (query->by[i] == dim)
            return 1;
    return 0;
}

/* ---- The request ---- */

const uint32_t *tr_group_blocks(const tr_group_work *work, uint32_t except,
                                uint32_t *count)
{
    tr_select select;

    tr_select_make(&select, work->gen, work->query, except | cell_dims,
                   work->pool);
    *count = select.block_count;
    return select.blocks;
}

/* A code below another one that is asked for adds nothing. */
static void fill_axis(tr_axis *axis, const tr_gen *gen, tr_dim dim,
                      const tr_filter *filter, apr_pool_t *pool)
{
    const tr_gen_code *codes = tr_gen_codes(gen, dim);
    uint16_t *kept;
    uint32_t end = 0;

    if (!filter->count)
        return;
    kept = apr_palloc(pool, filter->count * sizeof *kept);
    for (uint16_t i = 0; i < filter->count; i++)
        if (filter->codes[i] >= end) {
            kept[axis->count++] = filter->codes[i];
            end = (uint32_t)filter->codes[i] + codes[filter->codes[i]].size;
        }
    axis->codes = kept;
}

void tr_group_request(tr_group_work *work, tr_rollup_request *out,
                      const uint32_t *blocks, uint32_t block_count,
                      uint32_t drop)
{
    const tr_query *query = work->query;

    memset(out, 0, sizeof *out);
    out->blocks = blocks;
    out->block_count = block_count;
    out->max_rows = TR_GROUPS_MAX;
    if (work->span.end_day > work->span.start_day)
        out->span = &work->span;
    out->by[TR_DIM_MEASURE] = out->by[TR_DIM_UNIT] = 1;
    for (int i = 0; i < query->by_count; i++)
        if (query->by[i] < TR_DIM_CELL_FIRST)
            out->by[query->by[i]] = 1;
    for (int dim = TR_DIM_CELL_FIRST; dim < TR_DIM_COUNT; dim++) {
        tr_axis *axis = &out->axis[dim - TR_DIM_CELL_FIRST];
        if (drop & (UINT32_C(1) << dim))
            continue;
        axis->grouped = (uint8_t)is_by(query, (tr_dim)dim);
        fill_axis(axis, work->gen, (tr_dim)dim, &query->filter[dim], work->pool);
    }
}

/* The time a sum over periods is about: the one period or the range that the
 * query names.  A list of periods has no other end than what there is. */
static void find_span(tr_group_work *work)
{
    const tr_query *query = work->query;
    const tr_filter *filter = &query->filter[TR_DIM_PERIOD];
    const char *text = query->period_text;
    tr_period_range range;

    if (is_by(query, TR_DIM_PERIOD) || !filter->count)
        return;
    if (text && *text) {
        if (tr_period_parse_range(text, strlen(text), &range, NULL))
            tr_period_make(range.first.start_day, range.last.end_day, &work->span);
    }
    else if (filter->count == 1)
        work->span = tr_gen_codes(work->gen, TR_DIM_PERIOD)[filter->codes[0]].period;
}

/* ---- Rows as groups ---- */

static const char *table_of(const tr_gen *gen, uint32_t block)
{
    const tr_gen_block *blocks = TR_GEN_ROWS(gen, tr_gen_block, blocks);
    return tr_gen_code_text(gen, TR_DIM_TABLE, blocks[block].table);
}

static const char *refusal_text(const tr_gen *gen, const tr_rolled *row,
                                apr_pool_t *pool)
{
    const char *code = tr_refusal_code(row->refusal);
    const char *sentence = tr_refusal_sentence(row->refusal);

    if (row->refused[0] == UINT32_MAX || row->refused[1] == UINT32_MAX)
        return apr_pstrcat(pool, code, ": ", sentence, NULL);
    return apr_pstrcat(pool, code, ": ", sentence, " (",
                       table_of(gen, row->refused[0]), ", ",
                       table_of(gen, row->refused[1]), ")", NULL);
}

_Static_assert((int)TR_GROUP_PUBLISHED == (int)TR_ROLLED_PUBLISHED
               && (int)TR_GROUP_STATED == (int)TR_ROLLED_STATED
               && (int)TR_GROUP_COMPUTED == (int)TR_ROLLED_COMPUTED, "kinds have the same numbers");

static void fill_gaps(tr_group *group, const tr_gen *gen, const tr_rolled *row,
                      apr_pool_t *pool)
{
    if (row->detail && tr_sum_missing(row->detail))
        group->missing = apr_pmemdup(pool, row->detail->missing,
                                     sizeof row->detail->missing);
    if (row->refusal)
        group->refused = refusal_text(gen, row, pool);
}

/* Whether there may be more to say than a value. */
static int fill_group(tr_group *group, const tr_gen *gen, const tr_rolled *row,
                      apr_pool_t *pool)
{
    memcpy(group->code, row->code, sizeof group->code);
    group->granularity = row->granularity;
    group->kind = row->kind;
    group->value = row->value;
    group->has_share = 0;
    group->share_min = group->share_max = 0;
    group->share_of = group->share_refused = NULL;
    group->cells = row->cells;
    group->missing = NULL;
    group->refused = NULL;
    group->computed_differs = row->has_computed;
    group->computed = row->computed;
    group->limits = row->limits;
    if (row->detail || row->refusal)
        fill_gaps(group, gen, row, pool);
    return row->detail || row->refusal || row->has_computed || row->limits;
}

static const tr_group *fill_groups(tr_group_work *work, tr_groups *answer, apr_pool_t *pool)
{
    tr_group *groups = apr_palloc(pool, (work->rolled.count + 1) * sizeof *groups);
    int more = 0;

    for (uint32_t i = 0; i < work->rolled.count; i++)
        more |= fill_group(&groups[i], work->gen, &work->rolled.rows[i], pool);
    more |= tr_group_shares(work, groups);
    answer->count = work->rolled.count;
    answer->plain = !more;
    return groups;
}

/* ---- Order ---- */

/* Bits that hold every ordinal of a dimension. */
static int width_of(const tr_gen *gen, tr_dim dim)
{
    uint32_t last = gen->head->codes[dim].count;
    int width = 1;

    while (last >> width)
        width++;
    return width;
}

/* Keys side by side in the two numbers that are sorted by, the last one lowest. */
typedef struct packing {
    tr_order_entry *entries;
    uint32_t count;
    int in_max;                 /* which of the two is being filled */
    int used;                   /* bits of it */
} packing;

enum { PACKED_BITS = 63 };      /* of a number that is never negative */

static void sort_packed(packing *to, apr_pool_t *pool)
{
    tr_order_sort(to->entries, to->count, 0, pool);
    for (uint32_t i = 0; i < to->count; i++)
        to->entries[i].max = to->entries[i].min = 0;
    to->in_max = to->used = 0;
}

/* Adds a key above those already packed; when there is no room, they are sorted by first. */
static void pack(packing *to, int width, const tr_group *groups, int dim,
                 apr_pool_t *pool)
{
    if (to->used + width > PACKED_BITS) {
        if (to->in_max)
            sort_packed(to, pool);
        else {
            to->in_max = 1;
            to->used = 0;
        }
    }
    for (uint32_t i = 0; i < to->count; i++) {
        tr_order_entry *entry = &to->entries[i];
        const tr_group *group = &groups[entry->index];
        int64_t code = dim < 0 ? group->granularity : group->code[dim];
        *(to->in_max ? &entry->max : &entry->min) |= code << to->used;
    }
    to->used += width;
}

static void sort_by_keys(tr_order_entry *entries, const tr_group *groups,
                         uint32_t count, const tr_gen *gen,
                         const tr_groups *answer, apr_pool_t *pool)
{
    packing to = { entries, count, 0, 0 };

    for (uint32_t i = 0; i < count; i++)
        entries[i] = (tr_order_entry){ 0, 0, i, 0 };
    pack(&to, 8, groups, -1, pool);
    pack(&to, width_of(gen, TR_DIM_UNIT), groups, TR_DIM_UNIT, pool);
    pack(&to, width_of(gen, TR_DIM_MEASURE), groups, TR_DIM_MEASURE, pool);
    for (int i = answer->key_count - 1; i >= 0; i--)
        pack(&to, width_of(gen, answer->key[i]), groups, (int)answer->key[i], pool);
    sort_packed(&to, pool);
}

/* Figures of the unit, then what has no bounds, then the other units. */
static int figure_class(const tr_group *group, const tr_query *query)
{
    if (group->code[TR_DIM_UNIT] != query->sort_unit)
        return 2;
    return tr_value_is_bounded(&group->value) ? 0 : 1;
}

static void sort_by_figure(tr_order_entry *entries, const tr_group *groups,
                           uint32_t count, const tr_query *query,
                           apr_pool_t *pool)
{
    tr_order_entry *parted = apr_palloc(pool, (count + 1) * sizeof *parted);
    uint32_t done = 0, figures = 0;

    for (int class = 0; class < 3; class++) {
        for (uint32_t i = 0; i < count; i++) {
            const tr_group *group = &groups[entries[i].index];
            if (figure_class(group, query) != class)
                continue;
            parted[done++] = (tr_order_entry){ group->value.max,
                                               group->value.min,
                                               entries[i].index, 0 };
        }
        if (class == 0)
            figures = done;
    }
    tr_order_sort(parted, figures, query->sort_descending, pool);
    memcpy(entries, parted, count * sizeof *entries);
}

static int compare_keys(const tr_group *a, const tr_group *b,
                        const tr_groups *answer)
{
    int order = 0;

    for (int i = 0; !order && i < answer->key_count; i++)
        order = a->code[answer->key[i]] - b->code[answer->key[i]];
    if (!order)
        order = a->code[TR_DIM_MEASURE] - b->code[TR_DIM_MEASURE];
    if (!order)
        order = a->code[TR_DIM_UNIT] - b->code[TR_DIM_UNIT];
    return order ? order : a->granularity - b->granularity;
}

/* Rows come in the order of dimensions, which is mostly that of the keys. */
static int are_in_order(const tr_group *groups, const tr_groups *answer)
{
    for (uint64_t i = 1; i < answer->count; i++)
        if (compare_keys(&groups[i - 1], &groups[i], answer) > 0)
            return 0;
    return 1;
}

static const tr_group *in_order(const tr_group_work *work,
                                const tr_group *groups, const tr_groups *answer,
                                apr_pool_t *pool)
{
    uint32_t count = (uint32_t)answer->count;
    tr_group *sorted;
    tr_order_entry *entries;

    if (!work->query->sort && are_in_order(groups, answer))
        return groups;
    sorted = apr_palloc(pool, (count + 1) * sizeof *sorted);
    entries = apr_palloc(work->pool, (count + 1) * sizeof *entries);
    sort_by_keys(entries, groups, count, work->gen, answer, work->pool);
    if (work->query->sort)
        sort_by_figure(entries, groups, count, work->query, work->pool);
    for (uint32_t i = 0; i < count; i++)
        sorted[i] = groups[entries[i].index];
    return sorted;
}

/* ---- The answer ---- */

static int is_one_code(const tr_group_work *work, tr_dim dim)
{
    const tr_filter *filter = &work->query->filter[dim];
    return filter->count == 1 && (tr_filter_is_exact(dim)
        || tr_gen_codes(work->gen, dim)[filter->codes[0]].size == 1);
}

static void fill_keys(const tr_group_work *work, tr_groups *answer)
{
    const tr_query *query = work->query;

    for (int i = 0; i < query->by_count && i < TR_BY_MAX; i++)
        answer->key[answer->key_count++] = query->by[i];
    if (!is_by(query, TR_DIM_MEASURE) && !is_one_code(work, TR_DIM_MEASURE))
        answer->key[answer->key_count++] = TR_DIM_MEASURE;
    answer->by_granularity = !is_by(query, TR_DIM_PERIOD)
        && !is_one_code(work, TR_DIM_PERIOD);
}

static apr_status_t roll_up(tr_group_work *work, tr_groups *answer)
{
    uint32_t count;
    const uint32_t *blocks = tr_group_blocks(work, 0, &count);

    find_span(work);
    tr_group_request(work, &work->request, blocks, count, 0);
    answer->from_totals = tr_group_totals(&work->rolled, work->gen,
                                          &work->request, work->pool);
    return answer->from_totals ? APR_SUCCESS
        : tr_rollup_make(&work->rolled, work->gen, &work->request, work->pool);
}

/* Everything but the answer is given back, for whoever writes it down to use: memory that
 * was just used is in the cache. */
const tr_groups *tr_group_answer(const tr_gen *gen, const tr_query *query,
                                 apr_pool_t *pool)
{
    tr_groups *answer = apr_pcalloc(pool, sizeof *answer);
    tr_group_work work = { .gen = gen, .query = query };

    apr_pool_create(&work.pool, pool);
    fill_keys(&work, answer);
    if (roll_up(&work, answer) != APR_SUCCESS) {
        apr_pool_destroy(work.pool);
        answer->refused = "too-many-groups: the answer has more rows than can "
            "be given at once; group by fewer dimensions or filter more";
        return answer;
    }
    answer->rows = in_order(&work, fill_groups(&work, answer, pool), answer, pool);
    apr_pool_destroy(work.pool);
    return answer;
}
