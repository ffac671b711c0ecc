/* SPDX-License-Identifier: Apache-2.0 */
/* Which blocks may be added to one another; the rules are in rollup.h. */
#include <string.h>

#include "record/vocabulary.h"
#include "store/rollup_private.h"

/* ---- Overlap ---- */

/* Neither is below the other, nor both below one whose parts overlap. */
static int are_disjoint_codes(const tr_gen_code *codes, uint16_t a, uint16_t b)
{
    uint16_t above = a;

    if (roll_is_at_or_below(codes, a, b) || roll_is_at_or_below(codes, b, a))
        return 0;
    while (!roll_is_at_or_below(codes, b, above))
        above = codes[above].parent;
    return codes[above].relation != TR_REL_OVERLAPPING;
}

/* The end of all codes that are not disjoint from this one or from one before it. */
static uint32_t end_of_overlap(const tr_gen_code *codes, uint16_t code)
{
    uint16_t top = code;

    for (uint16_t above = code; above; above = codes[above].parent)
        if (codes[codes[above].parent].relation == TR_REL_OVERLAPPING)
            top = codes[above].parent;
    return (uint32_t)top + codes[top].size;
}

/* The demands a block's cells say, as far as they are asked for. */
static void demands_of(rolling *r, roll_place *p)
{
    const tr_gen *gen = r->gen;
    uint32_t codes = gen->head->codes[TR_DIM_DEMAND].count;
    tr_gen_column demand = tr_gen_column_of(gen, TR_DIM_DEMAND);
    uint8_t *said = apr_pcalloc(r->scratch, codes);

    for (uint32_t i = p->row->first; i < p->row->first + p->row->count; i++) {
        uint16_t code = tr_gen_ordinal(demand, i);
        if (roll_is_current(gen, i) && (!r->demand_filter || r->demand_filter[code]))
            said[code] = 1;
    }
    p->demands = apr_palloc(r->scratch, sizeof *p->demands * (codes + 1u));
    for (uint32_t c = 0; c < codes; c++)
        if (said[c])
            p->demands[p->demand_count++] = (uint16_t)c;
}

static int demands_disjoint(rolling *r, roll_place *a, roll_place *b)
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
static int may_overlap(rolling *r, roll_place *a, roll_place *b)
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

/* Whether a list of codes names one that shares something with `code`. */
static int lists(const rolling *r, const char *words, tr_dim dim, uint16_t code)
{
    const tr_gen_code *codes = tr_gen_codes(r->gen, dim);

    for (const char *at = words; *at; at += strspn(at, " ")) {
        size_t length = strcspn(at, " ");
        int named = tr_gen_code_find(r->gen, dim, at, length);
        if (named >= 0 && !are_disjoint_codes(codes, (uint16_t)named, code))
            return 1;
        at += length;
    }
    return 0;
}

/* A list that is not given concerns everything. */
static int concerns(const rolling *r, uint32_t node, const char *attr, tr_dim dim, uint16_t code)
{
    const char *words = tr_gen_attr_named(r->gen, node, attr);
    return !words || lists(r, words, dim, code);
}

/* Outcomes lie below what was received without being a part of its series. */
static int concerns_measure(const rolling *r, uint32_t node, uint16_t measure)
{
    const char *words = tr_gen_attr_named(r->gen, node, "measures");
    const char *own = tr_gen_code_text(r->gen, TR_DIM_MEASURE, measure);
    size_t length = strlen(own);

    for (const char *at = words; at && *at; at += strspn(at, " ")) {
        size_t here = strcspn(at, " ");
        if (here == length && memcmp(at, own, length) == 0)
            return 1;
        at += here;
    }
    return !words;
}

static int concerns_demand(rolling *r, uint32_t node, roll_place *p)
{
    const char *words = tr_gen_attr_named(r->gen, node, "demands");

    if (!words)
        return 1;
    if (!p->demands)
        demands_of(r, p);
    for (uint32_t i = 0; i < p->demand_count; i++)
        if (lists(r, words, TR_DIM_DEMAND, p->demands[i]))
            return 1;
    return 0;
}

static int break_concerns(rolling *r, uint32_t node, roll_place *p)
{
    return concerns(r, node, "publisher", TR_DIM_PUBLISHER, p->row->publisher)
        && concerns(r, node, "services", TR_DIM_SERVICE, p->row->service)
        && concerns_measure(r, node, p->row->measure)
        && concerns(r, node, "units", TR_DIM_UNIT, p->row->unit)
        && concerns_demand(r, node, p);
}

/* One of the two lies before the break, the other begins in or after its period. */
static int lies_between(const tr_period *at, const roll_place *a, const roll_place *b)
{
    return (a->period.end_day < at->start_day && b->period.start_day >= at->start_day)
        || (b->period.end_day < at->start_day && a->period.start_day >= at->start_day);
}

static int is_broken(rolling *r, roll_place *a, roll_place *b)
{
    for (uint32_t i = 0; i < r->break_count; i++) {
        const roll_break *at = &r->breaks[i];
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
        roll_break *at = &r->breaks[r->break_count];
        const char *text;
        if (!version || version->withdrawn)
            continue;
        at->node = version->root;
        text = tr_gen_attr_named(r->gen, version->root, "period");
        if (text && tr_period_parse(text, strlen(text), &at->period, NULL))
            r->break_count++;
    }
}

unsigned tr_roll_why_not(rolling *r, roll_place *a, roll_place *b)
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
static int find_overlap(rolling *r, roll_bucket *b)
{
    const tr_gen_code *codes = tr_gen_codes(r->gen, TR_DIM_PUBLISHER);

    for (uint32_t i = 0; i < b->count; i++) {
        const roll_place *one = &b->places[i];
        uint32_t end = end_of_overlap(codes, one->row->publisher);
        for (uint32_t j = i + 1; j < b->count && b->places[j].row->publisher < end;) {
            /* A holder's periods are in order: the rest of them is later, too. */
            if (b->places[j].period.start_day > one->period.end_day)
                j = b->places[j].holder_end;
            else if (may_overlap(r, &b->places[i], &b->places[j]))
                return 1;
            else
                j++;
        }
    }
    return 0;
}

static int find_break(rolling *r, roll_bucket *b)
{
    for (uint32_t i = 0; i < r->break_count; i++) {
        const roll_break *at = &r->breaks[i];
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

int tr_roll_suspicious(rolling *r, roll_bucket *b)
{
    for (uint32_t i = 1; i < b->count; i++)
        if (strcmp(b->places[i].definitions, b->places[0].definitions) != 0)
            return 1;
    return b->count > 1 && (find_overlap(r, b) || find_break(r, b));
}

/* ---- Holders ---- */

int tr_roll_same_holder(const roll_place *a, const roll_place *b)
{
    return a->row->publisher == b->row->publisher && a->row->service == b->row->service;
}

static int may_share(const rolling *r, const roll_place *a, const roll_place *b)
{
    return !are_disjoint_codes(tr_gen_codes(r->gen, TR_DIM_PUBLISHER), a->row->publisher,
                               b->row->publisher)
        && !are_disjoint_codes(tr_gen_codes(r->gen, TR_DIM_SERVICE), a->row->service,
                               b->row->service);
}

static void renumber(roll_bucket *b, uint32_t count, uint32_t from, uint32_t to)
{
    for (uint32_t i = 0; i < count; i = b->places[i].holder_end)
        if (b->places[i].holders == from)
            b->places[i].holders = to;
}

void tr_roll_number_holders(const rolling *r, roll_bucket *b)
{
    for (uint32_t i = 0; i < b->count; i = b->places[i].holder_end) {
        b->places[i].holders = i;
        for (uint32_t j = 0; j < i; j = b->places[j].holder_end)
            if (b->places[j].holders != b->places[i].holders
                && may_share(r, &b->places[j], &b->places[i]))
                renumber(b, i + 1, b->places[j].holders, b->places[i].holders);
    }
    for (uint32_t i = 1; i < b->count; i++)
        if (tr_roll_same_holder(&b->places[i - 1], &b->places[i]))
            b->places[i].holders = b->places[i - 1].holders;
}

/* ---- Time ---- */

static int covers_span(const tr_period *span, int32_t start, int32_t end)
{
    return !span || (start <= span->start_day && end >= span->end_day);
}

int tr_roll_gap(const rolling *r, const roll_bucket *b)
{
    int32_t start = 0, end = 0;

    if (r->request->by[TR_DIM_PERIOD])
        return 0;
    for (uint32_t i = 0; i < b->count; i++) {
        const roll_place *p = &b->places[i];
        if (i == 0 || !tr_roll_same_holder(p - 1, p)) {
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

/* ---- Before all ---- */

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

void tr_roll_tables_prepare(rolling *r)
{
    prepare_demands(r);
    find_breaks(r);
}
