/* SPDX-License-Identifier: Apache-2.0 */
/*
 * outcomes="partition": the outcomes must add up to what was received.
 *
 * For each figure of "received", the outcomes with the same dimensions, unit
 * and period are added: the stated figure of an outcome, else its parts by
 * data, basis or notice when the table says that these partition it.  What is
 * missing, or may overlap, leaves the sum open upwards.  The sum is held
 * against `received` from above only when it can be whole: when at least two
 * outcomes are used and all that the table uses for this unit are given
 * (pending requests apart: who leaves them out must say so).
 */
#include <apr_strings.h>
#include <string.h>

#include "record/rules.h"

enum { OUTCOMES_MAX = 16, UNITS_MAX = 64 };

/* What is known of an outcome from its parts. */
typedef struct part {
    tr_identity identity;       /* of the whole outcome; first, see identify_part */
    int64_t sum_min, sum_max, greatest;
    int open;                   /* the parts are not certainly all, or overlap */
    int dim;                    /* by which it is divided */
} part;

typedef struct outcomes {
    tr_figures *figures;
    const tr_spot *spot;
    uint32_t word[OUTCOMES_MAX];        /* measures below received */
    int count, pending;
    uint32_t received;
    struct { uint32_t unit, used; } unit[UNITS_MAX];
    int units;
    int percentages;            /* some figure is one */
    int others;                 /* measures of the record's own: may be outcomes */
    tr_vector parts;
    tr_index by_identity;       /* of parts */
    apr_pool_t *pool;
} outcomes;

static void identify_part(const void *row, tr_identity *out)
{
    *out = ((const part *)row)->identity;
}

static void find_outcomes(outcomes *all)
{
    const tr_words *words = &all->figures->words;

    all->received = tr_words_find(words, "received", 8);
    all->pending = -1;
    for (size_t i = 0; i < tr_term_count && all->count < OUTCOMES_MAX; i++) {
        const tr_term *term = &tr_terms[i];
        if (term->dim != TR_DIM_MEASURE || !term->parent
            || strcmp(term->parent, "received") != 0)
            continue;
        if (strcmp(term->code, "pending") == 0)
            all->pending = all->count;
        all->word[all->count++] = tr_words_find(words, term->code, strlen(term->code));
    }
}

static int outcome_of(const outcomes *all, uint32_t measure)
{
    for (int i = 0; i < all->count; i++)
        if (all->word[i] == measure)
            return i;
    return -1;
}

/* The set of outcomes used with a unit; NULL when there are too many units. */
static uint32_t *used_with(outcomes *all, uint32_t unit)
{
    for (int i = 0; i < all->units; i++)
        if (all->unit[i].unit == unit)
            return &all->unit[i].used;
    if (all->units == UNITS_MAX)
        return NULL;
    all->unit[all->units].unit = unit;
    all->unit[all->units].used = 0;
    return &all->unit[all->units++].used;
}

/* The one dimension that divides the outcome further, 0 for none, -1 for several. */
static int dividing_dimension(const tr_cell *cell)
{
    static const int dims[] = { TR_DIM_DATA, TR_DIM_BASIS, TR_DIM_NOTICE };
    int found = 0;

    for (int i = 0; i < 3; i++)
        if (cell->code[dims[i] - TR_DIM_CELL_FIRST])
            found = found ? -1 : dims[i];
    return found;
}

/* A code below another one would be counted twice; of our own we do not know. */
static int is_top_code(const outcomes *all, const tr_cell *cell, int dim)
{
    const char *code = tr_words_text(&all->figures->words,
                                     cell->code[dim - TR_DIM_CELL_FIRST]);
    const tr_term *term = tr_term_find((tr_dim)dim, code, strlen(code));
    return term && !term->parent;
}

static int64_t plus(int64_t a, int64_t b)
{
    return a > TR_UNBOUNDED - b ? TR_UNBOUNDED : a + b;
}

static part *part_of(outcomes *all, const tr_identity *identity, int dim)
{
    uint32_t row = tr_index_add(&all->by_identity, all->parts.bytes, identity,
                                (uint32_t)all->parts.count);
    part *new;

    if (row != TR_NO_ROW)
        return (part *)all->parts.bytes + row;
    new = tr_vector_add(&all->parts, 1);
    *new = (part){ .identity = *identity, .dim = dim };
    all->by_identity.rows = all->parts.bytes;
    return new;
}

static void add_part(outcomes *all, const tr_cell *cell)
{
    int dim = dividing_dimension(cell);
    const tr_value *value = &cell->figure.value;
    tr_identity identity;
    part *held;

    /* of parts that are not declared to be all, the sum would say nothing */
    if (dim == 0
        || (dim > 0 && all->figures->table->relation[dim] != TR_REL_PARTITION))
        return;
    tr_cell_identify(cell, &identity);
    tr_rules_whole(&identity);
    identity.part[TR_ID_PERCENT] = 0;
    held = part_of(all, &identity, dim);
    if (dim < 0 || dim != held->dim || cell->figure.kind == TR_FIGURE_PERCENT
        || !is_top_code(all, cell, dim) || !tr_value_is_bounded(value))
        held->open = 1;
    if (tr_value_is_bounded(value)) {
        held->sum_min = plus(held->sum_min, value->min);
        held->sum_max = plus(held->sum_max, value->max);
        if (value->min > held->greatest)
            held->greatest = value->min;
    }
}

/* One pass: which outcomes are used with which unit, and their parts. */
static void survey(outcomes *all)
{
    const tr_cell *cells = all->figures->cells.items;
    uint32_t last = 0;

    for (size_t i = 0; i < all->figures->cells.count; i++) {
        int outcome = outcome_of(all, cells[i].measure);
        all->percentages |= cells[i].figure.kind == TR_FIGURE_PERCENT;
        if (outcome >= 0) {
            uint32_t *used = used_with(all, cells[i].unit);
            if (used)
                *used |= UINT32_C(1) << outcome;
            add_part(all, &cells[i]);
        }
        else if (cells[i].measure != last) {
            const char *code = tr_words_text(&all->figures->words, cells[i].measure);
            last = cells[i].measure;
            all->others |= !tr_term_find(TR_DIM_MEASURE, code, strlen(code));
        }
    }
}

/* --- one figure of "received" ---------------------------------------------- */

typedef struct added {
    int64_t min, max;
    uint32_t given;             /* outcomes that were found */
} added;

static void add(added *sum, int outcome, int64_t min, int64_t max)
{
    sum->given |= UINT32_C(1) << outcome;
    sum->min = plus(sum->min, min);
    sum->max = plus(sum->max, max);
}

/* A stated outcome; words that take no part in sums add nothing. */
static void add_stated(added *sum, int outcome, const tr_cell *cell,
                       const tr_cell *received)
{
    tr_figure figure = cell->figure;

    if (figure.kind == TR_FIGURE_PERCENT && !cell->percent_of)
        tr_figure_resolve(&figure, &received->figure.value, cell->rounding);
    if (figure.value.status == TR_STATUS_NOT_APPLICABLE)
        add(sum, outcome, 0, 0);
    else
        add(sum, outcome, figure.value.min, figure.value.max);
}

static void add_outcome(outcomes *all, added *sum, int outcome,
                        tr_identity identity, const tr_cell *received)
{
    const tr_cell *cell;
    uint32_t row;

    identity.part[TR_ID_MEASURE] = all->word[outcome];
    cell = tr_rules_find(all->figures, &identity, received);
    if (!cell && all->percentages) {
        identity.part[TR_ID_PERCENT] = 1;
        cell = tr_rules_find(all->figures, &identity, received);
        identity.part[TR_ID_PERCENT] = 0;
    }
    if (cell) {
        add_stated(sum, outcome, cell, received);
        return;
    }
    row = all->parts.count ? tr_index_find(&all->by_identity, &identity) : TR_NO_ROW;
    if (row != TR_NO_ROW) {
        const part *held = (const part *)all->parts.bytes + row;
        add(sum, outcome, held->open ? held->greatest : held->sum_min,
            held->open ? TR_UNBOUNDED : held->sum_max);
    }
}

static int can_be_whole(outcomes *all, const added *sum, uint32_t unit)
{
    const uint32_t *used = used_with(all, unit);
    uint32_t required;

    if (!used || all->others || (sum->given & (sum->given - 1)) == 0)
        return 0;
    required = *used;
    if (all->pending >= 0)
        required &= ~(UINT32_C(1) << all->pending);
    return (sum->given & required) == required;
}

static const char *given_list(const outcomes *all, const added *sum)
{
    const char *list = "";

    for (int i = 0; i < all->count; i++)
        if (sum->given >> i & 1)
            list = apr_pstrcat(all->pool, list, *list ? ", " : "",
                               tr_words_text(&all->figures->words, all->word[i]), NULL);
    return list;
}

static void tell(outcomes *all, const tr_cell *received, const added *sum)
{
    const tr_value *value = &received->figure.value;
    tr_spot spot = tr_rules_spot(all->spot, received);

    tr_error(&spot, "outcomes-differ", "%s of %s: the outcomes (%s) add up to %s, "
             "but %s were received; state what is missing, such as pending, or "
             "declare outcomes=\"overlapping\" or \"partial\"",
             tr_words_text(&all->figures->words, received->unit),
             tr_rules_about(all->figures, received, all->pool),
             given_list(all, sum), tr_rules_bounds(sum->min, sum->max, all->pool),
             tr_rules_bounds(value->min, value->max, all->pool));
}

static void check_received(outcomes *all, const tr_cell *received)
{
    const tr_value *value = &received->figure.value;
    added sum = { 0 };
    tr_identity identity;

    tr_cell_identify(received, &identity);
    for (int i = 0; i < all->count; i++)
        if (all->word[i])
            add_outcome(all, &sum, i, identity, received);
    if (sum.given == 0)
        return;
    if (!can_be_whole(all, &sum, received->unit))
        sum.max = TR_UNBOUNDED;
    if (sum.min > value->max || sum.max < value->min)
        tell(all, received, &sum);
}

void tr_rules_outcomes(tr_figures *figures, const tr_spot *spot)
{
    const tr_cell *cells = figures->cells.items;
    apr_pool_t *pool;
    outcomes *all;

    apr_pool_create(&pool, figures->scratch);
    all = apr_pcalloc(pool, sizeof *all);
    all->figures = figures;
    all->spot = spot;
    all->pool = pool;
    tr_vector_init(&all->parts, sizeof(part), pool);
    tr_index_init(&all->by_identity, pool);
    tr_index_reset(&all->by_identity, sizeof(part), 0, identify_part);
    find_outcomes(all);
    survey(all);
    for (size_t i = 0; i < figures->cells.count; i++)
        if (cells[i].measure == all->received
            && cells[i].figure.kind != TR_FIGURE_PERCENT
            && tr_value_is_bounded(&cells[i].figure.value))
            check_received(all, &cells[i]);
    apr_pool_destroy(pool);
}
