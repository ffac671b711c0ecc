/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which figures tell of hidden ones, and what may be left of them.
 *
 *   T  a figure, H  a hidden one; their regions are
 *      apart            T says nothing of H
 *      T over H         T - H is said, and the interval of H added to it
 *      T across H       nothing is said, unless what they share is known: it is
 *                       a figure of its own, which is 0 or hidden
 *      T below H        nothing is said
 *
 * T - H may be said because what it counts is no part of H; it is said only
 * when H is one and the same as long as T is there, and the hidden figures of T
 * do not share anything.  Then every number that is shown for H is possible,
 * whatever the other figures say, of any edition.  An H that is not there while
 * T is, but in an earlier edition or a later one, counts all the same, unless a
 * figure of its region is there with T: then T tells of that one.
 *
 *   shape       dimensions that a region names, as bits
 *   index       hidden figures of one shape, by the largest codes of the
 *               dimensions that they and the figures looked for both name,
 *               and by the spans of time that they touch
 */
#include <stdlib.h>
#include <string.h>

#include "store/build_hide.h"

enum { SPAN = 366, BEFORE_ALL = 1000000 };     /* days */
enum { SERVICE_BIT = TR_DIM_CELL_COUNT, SHAPES = 1 << (TR_DIM_CELL_COUNT + 1) };

typedef enum relation { APART, SAME, OVER, BELOW, ACROSS } relation;

typedef struct shape_index {
    unsigned common;
    apr_hash_t *rows;               /* hide_region of tops -> array of rows */
} shape_index;

/* Hidden figures of one shape. */
typedef struct shape {
    unsigned bits;
    apr_array_header_t *rows;       /* uint32_t */
    apr_array_header_t *indexes;    /* shape_index */
} shape;

typedef struct adding {
    hiding *h;
    builder *b;
    uint16_t *top[TR_DIM_COUNT], *size[TR_DIM_COUNT];   /* by ordinal */
    tr_period *periods;             /* by ordinal */
    apr_array_header_t *shapes;     /* shape */
    apr_hash_t *regions;            /* hide_region -> array of rows; NULL: not made yet */
    apr_array_header_t **over, **across;    /* by place in h->small: rows of hidden figures */
    uint32_t *place;                /* by row: place in h->small */
    apr_array_header_t *inside;     /* of the figure looked at: hidden ones below it */
    int unsayable;
} adding;

/* ---- Codes ---- */

static void read_codes(adding *a, int dim)
{
    const build_dim *set = &a->b->dims[dim];
    uint32_t count = (uint32_t)set->codes->nelts + 1;

    a->top[dim] = apr_pcalloc(a->h->pool, count * sizeof(uint16_t));
    a->size[dim] = apr_pcalloc(a->h->pool, count * sizeof(uint16_t));
    for (uint32_t c = 1; c < count; c++) {
        const build_code *code = &APR_ARRAY_IDX(set->codes, (int)set->order[c - 1], build_code);
        uint16_t up = code->up
            ? APR_ARRAY_IDX(set->codes, (int)code->up - 1, build_code).ordinal : 0;
        a->size[dim][c] = code->size;
        a->top[dim][c] = up ? a->top[dim][up] : (uint16_t)c;
    }
    if (dim != TR_DIM_PERIOD)
        return;
    a->periods = apr_pcalloc(a->h->pool, count * sizeof *a->periods);
    for (uint32_t c = 1; c < count; c++)
        a->periods[c] = APR_ARRAY_IDX(set->codes, (int)set->order[c - 1], build_code).period;
}

static int is_at_or_below(const adding *a, int dim, uint16_t code, uint16_t above)
{
    return !above || (code >= above && code < above + a->size[dim][above]);
}

/* ---- Regions ---- */

static int relate(int inside, int around)
{
    return inside && around ? SAME : around ? OVER : inside ? BELOW : APART;
}

static relation relate_codes(const adding *a, int dim, uint16_t one, uint16_t other)
{
    return (relation)relate(is_at_or_below(a, dim, one, other), is_at_or_below(a, dim, other, one));
}

static relation relate_periods(const adding *a, uint16_t one, uint16_t other)
{
    const tr_period *x = &a->periods[one], *y = &a->periods[other];
    int found = relate(tr_period_inside(x, y), tr_period_inside(y, x));

    return found == APART && tr_period_overlaps(x, y) ? ACROSS : (relation)found;
}

static relation both(relation one, relation other)
{
    if (one == APART || other == APART)
        return APART;
    if (one == SAME || one == other)
        return other;
    return other == SAME ? one : ACROSS;
}

/* How the region `one` lies to the other. */
static relation compare(const adding *a, const hide_region *one, const hide_region *other)
{
    relation found;

    if (one->publisher != other->publisher || one->unit != other->unit)
        return APART;
    found = relate_codes(a, TR_DIM_MEASURE, one->measure, other->measure);
    if (found != APART)
        found = both(found, relate_codes(a, TR_DIM_SERVICE, one->service, other->service));
    for (int d = 0; d < TR_DIM_CELL_COUNT && found != APART; d++)
        found = both(found, relate_codes(a, TR_DIM_CELL_FIRST + d, one->code[d], other->code[d]));
    return found == APART ? APART : both(found, relate_periods(a, one->period, other->period));
}

static unsigned shape_of(const hide_region *region)
{
    unsigned bits = (unsigned)(region->service != 0) << SERVICE_BIT;

    for (int d = 0; d < TR_DIM_CELL_COUNT; d++)
        bits |= (unsigned)(region->code[d] != 0) << d;
    return bits;
}

/* The largest codes that hold the region, of the dimensions in `common`. */
static void tops_of(const adding *a, const hide_region *region, unsigned common, hide_region *out)
{
    memset(out, 0, sizeof *out);
    out->publisher = region->publisher;
    out->unit = region->unit;
    out->measure = a->top[TR_DIM_MEASURE][region->measure];
    if (common & 1u << SERVICE_BIT)
        out->service = a->top[TR_DIM_SERVICE][region->service];
    for (int d = 0; d < TR_DIM_CELL_COUNT; d++)
        if (common & 1u << d)
            out->code[d] = a->top[TR_DIM_CELL_FIRST + d][region->code[d]];
}

/* The spans of time that a period touches: a key has one in place of the period. */
static uint16_t first_span(const adding *a, uint16_t period)
{
    return (uint16_t)((a->periods[period].start_day + BEFORE_ALL) / SPAN);
}

static uint16_t last_span(const adding *a, uint16_t period)
{
    return (uint16_t)((a->periods[period].end_day + BEFORE_ALL) / SPAN);
}

/* ---- Looking up ---- */

static void add_to(adding *a, apr_hash_t *rows, const hide_region *key, uint32_t row)
{
    apr_array_header_t *list = apr_hash_get(rows, key, sizeof *key);

    if (!list) {
        list = apr_array_make(a->h->pool, 4, sizeof(uint32_t));
        apr_hash_set(rows, apr_pmemdup(a->h->pool, key, sizeof *key), sizeof *key, list);
    }
    APR_ARRAY_PUSH(list, uint32_t) = row;
}

static apr_hash_t *index_for(adding *a, shape *of, unsigned common)
{
    shape_index *made;

    for (int i = 0; i < of->indexes->nelts; i++)
        if (APR_ARRAY_IDX(of->indexes, i, shape_index).common == common)
            return APR_ARRAY_IDX(of->indexes, i, shape_index).rows;
    made = apr_array_push(of->indexes);
    made->common = common;
    made->rows = apr_hash_make(a->h->pool);
    for (int i = 0; i < of->rows->nelts; i++) {
        uint32_t row = APR_ARRAY_IDX(of->rows, i, uint32_t);
        hide_region region, key;
        tr_hide_region(a->h, row, &region);
        tops_of(a, &region, common, &key);
        key.period = first_span(a, region.period);
        for (; key.period <= last_span(a, region.period); key.period++)
            add_to(a, made->rows, &key, row);
    }
    return made->rows;
}

static void add_shape(adding *a, uint32_t row, int16_t *known)
{
    hide_region region;
    unsigned bits;
    shape *found;

    tr_hide_region(a->h, row, &region);
    bits = shape_of(&region);
    if (!known[bits]) {
        found = apr_array_push(a->shapes);
        found->bits = bits;
        found->rows = apr_array_make(a->h->pool, 16, sizeof(uint32_t));
        found->indexes = apr_array_make(a->h->pool, 4, sizeof(shape_index));
        known[bits] = (int16_t)a->shapes->nelts;
    }
    APR_ARRAY_PUSH(APR_ARRAY_IDX(a->shapes, known[bits] - 1, shape).rows, uint32_t) = row;
}

static const build_cell *cell_at(const adding *a, uint32_t row)
{
    return BUILD_ROW(&a->b->cells, build_cell, row);
}

static int live_together(const adding *a, uint32_t one, uint32_t other)
{
    const build_cell *x = cell_at(a, one), *y = cell_at(a, other);
    return x->since < y->until && y->since < x->until;
}

static void index_regions(adding *a)
{
    a->regions = apr_hash_make(a->h->pool);
    for (uint32_t row = 0; row < a->b->cells.count; row++) {
        hide_region region;
        if (tr_hide_is_percentage(a->h, row))
            continue;
        tr_hide_region(a->h, row, &region);
        add_to(a, a->regions, &region, row);
    }
}

static int is_exact_or_hidden(const adding *a, uint32_t row)
{
    tr_value value = tr_hide_truth(a->h, row);
    return a->h->state[row] == HIDE_SMALL
        || (tr_status_has_number(value.status) && value.min == value.max);
}

/* Whether this region has figures of its own, exact or hidden, in each edition in which `row` is there. */
static int is_counted_anew(adding *a, const hide_region *region, uint32_t row)
{
    const build_cell *cell = cell_at(a, row);
    const apr_array_header_t *list;
    uint32_t edition = cell->since;
    int i = 0;

    if (!a->regions)
        index_regions(a);
    list = apr_hash_get(a->regions, region, sizeof *region);
    while (list && edition < cell->until && i < list->nelts) {
        const build_cell *other = cell_at(a, APR_ARRAY_IDX(list, i, uint32_t));
        i++;
        if (other->since > edition || other->until <= edition
            || !is_exact_or_hidden(a, APR_ARRAY_IDX(list, i - 1, uint32_t)))
            continue;
        edition = other->until;
        i = 0;
    }
    return edition >= cell->until;
}

typedef void (*visit_fn)(adding *a, uint32_t row, uint32_t hidden, relation how);

/* Of two periods that touch several spans together only the first one counts. */
static void visit_list(adding *a, uint32_t row, const hide_region *region, uint16_t span,
                       const apr_array_header_t *list, visit_fn visit)
{
    hide_region other;

    for (int i = 0; list && i < list->nelts; i++) {
        uint32_t hidden = APR_ARRAY_IDX(list, i, uint32_t);
        relation how;
        if (hidden == row)
            continue;
        tr_hide_region(a->h, hidden, &other);
        if (span != first_span(a, region->period) && span != first_span(a, other.period))
            continue;
        how = compare(a, region, &other);
        if (how != APART && (live_together(a, row, hidden) || !is_counted_anew(a, &other, row)))
            visit(a, row, hidden, how);
    }
}

/* Every hidden figure that `region`, of which a figure tells, is not apart from. */
static void visit_hidden(adding *a, uint32_t row, const hide_region *region, visit_fn visit)
{
    for (int s = 0; s < a->shapes->nelts; s++) {
        shape *of = &APR_ARRAY_IDX(a->shapes, s, shape);
        unsigned common = of->bits & shape_of(region);
        apr_hash_t *rows = index_for(a, of, common);
        hide_region key;
        tops_of(a, region, common, &key);
        key.period = first_span(a, region->period);
        for (; key.period <= last_span(a, region->period); key.period++)
            visit_list(a, row, region, key.period, apr_hash_get(rows, &key, sizeof key), visit);
    }
}

/* ---- What two figures share ---- */

static uint16_t lower(uint16_t one, uint16_t other)
{
    return one > other ? one : other;       /* of two codes, one at or below the other: preorder */
}

/* 0 when no figure can be just what the two share. */
static int meet(const adding *a, const hide_region *x, const hide_region *y, hide_region *out)
{
    relation periods = relate_periods(a, x->period, y->period);

    *out = *x;
    out->measure = lower(x->measure, y->measure);
    out->service = lower(x->service, y->service);
    for (int d = 0; d < TR_DIM_CELL_COUNT; d++)
        out->code[d] = lower(x->code[d], y->code[d]);
    if (periods == OVER)
        out->period = y->period;
    return periods != ACROSS;
}

static int is_zero(const adding *a, uint32_t row)
{
    tr_value value = tr_hide_truth(a->h, row);
    return tr_status_has_number(value.status) && value.max == 0 && !a->h->state[row];
}

/* Whether what two figures share is a figure that is 0, or (`or_hidden`) hidden, as long as both are there. */
static int shares_known(adding *a, uint32_t one, uint32_t other, int or_hidden)
{
    const build_cell *x = cell_at(a, one), *y = cell_at(a, other);
    uint16_t since = x->since > y->since ? x->since : y->since;
    uint16_t until = x->until < y->until ? x->until : y->until;
    hide_region first, second, common;
    const apr_array_header_t *list;

    if (!live_together(a, one, other))
        return 0;
    if (!a->regions)
        index_regions(a);
    tr_hide_region(a->h, one, &first);
    tr_hide_region(a->h, other, &second);
    if (!meet(a, &first, &second, &common))
        return 0;
    list = apr_hash_get(a->regions, &common, sizeof common);
    for (int i = 0; list && i < list->nelts; i++) {
        uint32_t row = APR_ARRAY_IDX(list, i, uint32_t);
        const build_cell *cell = cell_at(a, row);
        if (cell->since <= since && cell->until >= until
            && (is_zero(a, row) || (or_hidden && a->h->state[row] == HIDE_SMALL)))
            return 1;
    }
    return 0;
}

/* ---- Hidden figures among themselves ---- */

static void push_row(adding *a, apr_array_header_t **list, uint32_t row)
{
    if (!*list)
        *list = apr_array_make(a->h->pool, 4, sizeof(uint32_t));
    APR_ARRAY_PUSH(*list, uint32_t) = row;
}

static void note_hidden(adding *a, uint32_t row, uint32_t hidden, relation how)
{
    if (how == BELOW)
        push_row(a, &a->over[a->place[row]], hidden);
    else if (how == ACROSS && !shares_known(a, row, hidden, 0))
        push_row(a, &a->across[a->place[row]], hidden);
}

static void note_all(adding *a, uint32_t row)
{
    hide_region region;

    tr_hide_region(a->h, row, &region);
    visit_hidden(a, row, &region, note_hidden);
}

/* ---- What is left of a total ---- */

static void note_inside(adding *a, uint32_t row, uint32_t hidden, relation how)
{
    if (how == OVER || how == SAME)
        APR_ARRAY_PUSH(a->inside, uint32_t) = hidden;
    else if (how == BELOW || !shares_known(a, row, hidden, 1))
        a->unsayable = 1;
}

static int holds(const adding *a, const hide_region *total, uint32_t hidden)
{
    hide_region region;
    relation how;

    tr_hide_region(a->h, hidden, &region);
    how = compare(a, total, &region);
    return how == OVER || how == SAME;
}

/* Whether the total holds one of the rows; only of those that are `there` with it, or of all. */
static int holds_any(const adding *a, uint32_t row, const hide_region *total,
                     const apr_array_header_t *rows, int there)
{
    for (int i = 0; rows && i < rows->nelts; i++) {
        uint32_t hidden = APR_ARRAY_IDX(rows, i, uint32_t);
        if ((!there || live_together(a, row, hidden)) && holds(a, total, hidden))
            return 1;
    }
    return 0;
}

static int compare_regions(const void *x, const void *y, void *data)
{
    const hiding *h = data;
    hide_region one, other;
    int order;

    tr_hide_region(h, *(const uint32_t *)x, &one);
    tr_hide_region(h, *(const uint32_t *)y, &other);
    order = memcmp(&one, &other, sizeof one);
    return order ? order : (*(const uint32_t *)x > *(const uint32_t *)y) - 1;
}

/* Hidden figures that no other one inside the total holds. 0: some of them share something, or come or go. */
static int keep_largest(adding *a, uint32_t row)
{
    const build_cell *cell = cell_at(a, row);
    uint32_t *rows = (uint32_t *)(void *)a->inside->elts;
    hide_region total;
    int kept = 0;

    tr_hide_region(a->h, row, &total);
    for (int i = 0; i < a->inside->nelts; i++) {
        const build_cell *hidden = cell_at(a, rows[i]);
        uint32_t place = a->place[rows[i]];
        if (hidden->since > cell->since || hidden->until < cell->until)
            return 0;
        if (holds_any(a, row, &total, a->over[place], 1))
            continue;
        if (holds_any(a, row, &total, a->across[place], 0))
            return 0;
        rows[kept++] = rows[i];
    }
    a->inside->nelts = kept;
    qsort_r(rows, (size_t)kept, sizeof *rows, compare_regions, a->h);
    return 1;
}

typedef struct rest {
    int64_t left, min, max;
} rest;

/* Takes a hidden figure out. 0: it cannot be taken out. */
static int take_out(const adding *a, uint32_t hidden, rest *r)
{
    tr_value value = tr_hide_truth(a->h, hidden);

    if (value.min != value.max || a->h->max[hidden] == TR_UNBOUNDED || value.min > r->left)
        return 0;
    r->left -= value.min;
    r->min += a->h->min[hidden];
    r->max += a->h->max[hidden];
    return r->max <= TR_NUMBER_MAX / 2;
}

/* Two tables may give the same figure. 0: they give different ones. */
static int is_repeated(const adding *a, uint32_t one, uint32_t other, int *differs)
{
    hide_region x, y;
    tr_value first = tr_hide_truth(a->h, one), second = tr_hide_truth(a->h, other);

    tr_hide_region(a->h, one, &x);
    tr_hide_region(a->h, other, &y);
    if (memcmp(&x, &y, sizeof x))
        return 0;
    *differs |= first.min != second.min || first.max != second.max;
    return 1;
}

static int say_rest(adding *a, uint32_t row)
{
    const uint32_t *rows = (const uint32_t *)(const void *)a->inside->elts;
    tr_value total = tr_hide_truth(a->h, row);
    rest r = { total.min, 0, 0 };
    int differs = 0;

    if (total.min != total.max || tr_hide_is_percentage(a->h, row) || !keep_largest(a, row))
        return 0;
    for (int i = 0; i < a->inside->nelts; i++)
        if ((!i || !is_repeated(a, rows[i - 1], rows[i], &differs))
            && !take_out(a, rows[i], &r))
            return 0;
    if (differs || r.left > TR_NUMBER_MAX / 2)
        return 0;
    a->h->min[row] = r.left + r.min;
    a->h->max[row] = r.left + r.max;
    return 1;
}

/* A percentage tells of what it is a share of. */
static void to_whole(const hiding *h, uint32_t row, hide_region *region)
{
    region->measure = tr_hide_range(h, row)->percent_of;
    region->code[TR_DIM_DATA - TR_DIM_CELL_FIRST] = 0;
    region->code[TR_DIM_BASIS - TR_DIM_CELL_FIRST] = 0;
    region->code[TR_DIM_NOTICE - TR_DIM_CELL_FIRST] = 0;
}

static void note_any(adding *a, uint32_t row, uint32_t hidden, relation how)
{
    (void)row, (void)hidden, (void)how;
    a->unsayable = 1;
}

static void judge(adding *a, uint32_t row)
{
    hide_region region;
    tr_value value = tr_hide_truth(a->h, row);

    if (a->h->state[row] || !tr_status_has_number(value.status) || value.max == 0)
        return;
    a->inside->nelts = 0;
    a->unsayable = 0;
    tr_hide_region(a->h, row, &region);
    visit_hidden(a, row, &region, note_inside);
    if (tr_hide_is_percentage(a->h, row)) {
        to_whole(a->h, row, &region);
        visit_hidden(a, row, &region, note_any);
    }
    if (!a->unsayable && !a->inside->nelts)
        return;
    a->h->state[row] = HIDE_OVER;
    if (!a->unsayable && say_rest(a, row))
        return;
    a->h->min[row] = 0;
    a->h->max[row] = TR_UNBOUNDED;
}

/* ---- The step ---- */

static void prepare(adding *a)
{
    hiding *h = a->h;
    int16_t *known = apr_pcalloc(h->pool, SHAPES * sizeof *known);

    read_codes(a, TR_DIM_SERVICE);
    read_codes(a, TR_DIM_PERIOD);
    read_codes(a, TR_DIM_MEASURE);
    for (int d = TR_DIM_CELL_FIRST; d < TR_DIM_COUNT; d++)
        read_codes(a, d);
    a->shapes = apr_array_make(h->pool, 16, sizeof(shape));
    a->inside = apr_array_make(h->pool, 64, sizeof(uint32_t));
    a->over = apr_pcalloc(h->pool, h->small_count * sizeof(apr_array_header_t *));
    a->across = apr_pcalloc(h->pool, h->small_count * sizeof(apr_array_header_t *));
    a->place = apr_palloc(h->pool, (a->b->cells.count + 1u) * sizeof *a->place);
    for (uint32_t i = 0; i < h->small_count; i++) {
        a->place[h->small[i]] = i;
        add_shape(a, h->small[i], known);
    }
}

void tr_hide_sums(hiding *h)
{
    adding a = { .h = h, .b = h->b };

    prepare(&a);
    for (uint32_t i = 0; i < h->small_count; i++)
        note_all(&a, h->small[i]);
    for (uint32_t row = 0; row < h->b->cells.count; row++)
        judge(&a, row);
}
