/* SPDX-License-Identifier: Apache-2.0 */
/* Rules within one table; see rules.h. */
#include "record/rules.h"

#include <apr_strings.h>
#include <string.h>

enum { NEAR = 6 };      /* cells to look at before the index is asked */

tr_spot tr_rules_spot(const tr_spot *table, const tr_cell *cell)
{
    tr_spot spot = *table;
    spot.line = cell->line;
    spot.column = cell->column;
    return spot;
}

/* A cheap look at what nearly always differs, before the identity is made. */
static int is_cell(const tr_cell *cell, const tr_identity *wanted)
{
    tr_identity identity;

    if (cell->measure != wanted->part[TR_ID_MEASURE]
        || cell->unit != wanted->part[TR_ID_UNIT])
        return 0;
    tr_cell_identify(cell, &identity);
    return memcmp(&identity, wanted, sizeof identity) == 0;
}

tr_cell *tr_rules_find(tr_figures *figures, const tr_identity *identity,
                       const tr_cell *near)
{
    tr_cell *cells = figures->cells.items;
    size_t here = (size_t)(near - cells);
    uint32_t row;

    for (size_t step = 1; step <= NEAR; step++) {
        if (here + step < figures->cells.count && is_cell(&cells[here + step], identity))
            return &cells[here + step];
        if (here >= step && is_cell(&cells[here - step], identity))
            return &cells[here - step];
    }
    row = tr_index_find(tr_rules_index(figures), identity);
    return row == TR_NO_ROW ? NULL : cells + row;
}

const char *tr_rules_about(const tr_figures *figures, const tr_cell *cell,
                           apr_pool_t *pool)
{
    const char *text = cell->kind == TR_CELL_STATED_TOTAL
        ? "the total" : tr_words_text(&figures->words, cell->code[0]);

    for (int i = 1; i < TR_DIM_CELL_COUNT; i++)
        if (cell->code[i])
            text = apr_pstrcat(pool, text, ", ", tr_dims[TR_DIM_CELL_FIRST + i].code,
                               " ", tr_words_text(&figures->words, cell->code[i]),
                               NULL);
    return text;
}

const char *tr_rules_bounds(int64_t min, int64_t max, apr_pool_t *pool)
{
    if (max == TR_UNBOUNDED)
        return apr_psprintf(pool, "at least %" APR_INT64_T_FMT, (apr_int64_t)min);
    if (min == max)
        return apr_psprintf(pool, "%" APR_INT64_T_FMT, (apr_int64_t)min);
    return apr_psprintf(pool, "%" APR_INT64_T_FMT "..%" APR_INT64_T_FMT,
                        (apr_int64_t)min, (apr_int64_t)max);
}

static const char *bounds(const tr_value *value, apr_pool_t *pool)
{
    return tr_rules_bounds(value->min, value->max, pool);
}

void tr_rules_whole(tr_identity *identity)
{
    identity->part[TR_DIM_DATA - TR_DIM_CELL_FIRST] = 0;
    identity->part[TR_DIM_BASIS - TR_DIM_CELL_FIRST] = 0;
    identity->part[TR_DIM_NOTICE - TR_DIM_CELL_FIRST] = 0;
}

/* --- one figure, one statement --------------------------------------------- */

static void told_twice(const tr_figures *figures, const tr_cell *cell,
                       const tr_cell *first, const tr_spot *table)
{
    tr_spot spot = tr_rules_spot(table, cell);
    char period[TR_PERIOD_TEXT];
    apr_pool_t *pool;

    apr_pool_create(&pool, figures->scratch);
    tr_error(&spot, "duplicate-figure", "%s %s of %s in %s were already stated "
             "in line %d", tr_words_text(&figures->words, cell->measure),
             tr_words_text(&figures->words, cell->unit),
             tr_rules_about(figures, cell, pool),
             tr_period_format(&cell->period, period), (int)first->line);
    apr_pool_destroy(pool);
}

/*
 * Whether a cell comes after another in the order in which most tables are
 * written: words are numbered as they appear.  Any order would do.
 */
static int is_after(const tr_cell *cell, const tr_cell *before)
{
    for (int i = 0; i < TR_DIM_CELL_COUNT; i++)
        if (cell->code[i] != before->code[i])
            return cell->code[i] > before->code[i];
    if (cell->measure != before->measure)
        return cell->measure > before->measure;
    return cell->unit > before->unit;
}

/* Cells each of which comes after the one before are all different. */
static int are_in_order(const tr_figures *figures)
{
    const tr_cell *cells = figures->cells.items;

    for (size_t i = 1; i < figures->cells.count; i++)
        if (!is_after(&cells[i], &cells[i - 1]))
            return 0;
    return 1;
}

static void build_index(tr_figures *figures, const tr_spot *spot)
{
    const tr_cell *cells = figures->cells.items;
    uint32_t count = (uint32_t)figures->cells.count;

    tr_index_reset(&figures->index, sizeof *cells, count, tr_cell_identify);
    for (uint32_t i = 0; i < count; i++) {
        tr_identity identity;
        tr_cell_identify(&cells[i], &identity);
        uint32_t first = tr_index_add(&figures->index, cells, &identity, i);
        if (first != TR_NO_ROW)
            told_twice(figures, &cells[i], &cells[first], spot);
    }
    figures->indexed = 1;
}

static void check_twice(tr_figures *figures, const tr_spot *spot)
{
    figures->indexed = 0;
    if (!are_in_order(figures))
        build_index(figures, spot);
}

/* Without a place to tell of: cells without an index are in order. */
const tr_index *tr_rules_index(tr_figures *figures)
{
    if (!figures->indexed)
        build_index(figures, NULL);
    return &figures->index;
}

/* --- percentages ------------------------------------------------------------ */

const tr_cell *tr_rules_denominator(tr_figures *figures, const tr_cell *cell)
{
    tr_identity identity;
    const tr_cell *found;

    tr_cell_identify(cell, &identity);
    identity.part[TR_ID_PERCENT] = 0;
    identity.part[TR_ID_MEASURE] = cell->percent_of
        ? cell->percent_of : tr_words_find(&figures->words, "received", 8);
    if (identity.part[TR_ID_MEASURE] == cell->measure)
        return NULL;
    found = tr_rules_find(figures, &identity, cell);
    if (found)
        return found;
    tr_rules_whole(&identity);
    return tr_rules_find(figures, &identity, cell);
}

/* "85.8%" of exact numbers, "85.1% to 86.0%" of bounds. */
static const char *share(const tr_value *count, const tr_value *whole,
                         apr_pool_t *pool)
{
    double low = 100.0 * (double)count->min / (double)whole->max;
    double high = whole->min > 0
        ? 100.0 * (double)count->max / (double)whole->min : 100.0;

    if (tr_value_is_exact(count) && tr_value_is_exact(whole))
        return apr_psprintf(pool, "%.1f%%", low);
    return apr_psprintf(pool, "%.1f%% to %.1f%%", low, high > 100.0 ? 100.0 : high);
}

/* The count that a percentage was made of, or NULL. */
static const tr_cell *count_of(tr_figures *figures, const tr_cell *cell)
{
    tr_identity identity;

    tr_cell_identify(cell, &identity);
    identity.part[TR_ID_PERCENT] = 0;
    return tr_rules_find(figures, &identity, cell);
}

/* Who marked a figure as unusual has seen it. */
static tr_severity severity_of(const tr_cell *cell)
{
    return cell->flags & TR_MARK_UNUSUAL ? TR_DIAG_NOTICE : TR_DIAG_WARNING;
}

static void compare_share(tr_figures *figures, tr_cell *cell,
                          const tr_figure *resolved, const tr_value *whole,
                          const tr_spot *spot)
{
    const tr_cell *count = count_of(figures, cell);
    char published[TR_FIGURE_TEXT];
    apr_pool_t *pool;
    tr_order order;

    if (!count)
        return;
    cell->flags |= TR_MARK_DERIVED;
    order = tr_value_order(&count->figure.value, &resolved->value);
    if (order != TR_ORDER_LESS && order != TR_ORDER_GREATER)
        return;
    apr_pool_create(&pool, figures->scratch);
    tr_say(spot, severity_of(cell), "percentage-differs", "%s %s of %s: published as %s, but %s "
               "of %s is %s", tr_words_text(&figures->words, cell->measure),
               tr_words_text(&figures->words, cell->unit),
               tr_rules_about(figures, cell, pool),
               tr_figure_print(&cell->figure, published),
               bounds(&count->figure.value, pool), bounds(whole, pool),
               share(&count->figure.value, whole, pool));
    apr_pool_destroy(pool);
}

static void of_nothing(tr_figures *figures, const tr_cell *cell,
                       const char *printed, const tr_spot *spot)
{
    tr_severity severity = cell->figure.percent ? TR_DIAG_ERROR : TR_DIAG_WARNING;

    if (count_of(figures, cell))
        tr_say(spot, severity, "percentage-of-nothing", "%s of 0: there is no such share; "
               "leave it out, as the count itself is stated", printed);
    else
        tr_say(spot, severity, "percentage-of-nothing", "%s of 0: there is no such share; "
               "write not-applicable, and printed=\"%s\" for what was published", printed,
               printed);
}

static void check_percentage(tr_figures *figures, tr_cell *cell,
                             const tr_spot *table)
{
    const tr_cell *whole = tr_rules_denominator(figures, cell);
    tr_spot spot = tr_rules_spot(table, cell);
    tr_figure resolved = cell->figure;
    char printed[TR_FIGURE_TEXT], of[TR_FIGURE_TEXT];

    if (!whole || !tr_value_is_bounded(&whole->figure.value))
        return;
    tr_figure_print(&cell->figure, printed);
    tr_figure_print(&whole->figure, of);
    switch (tr_figure_resolve(&resolved, &whole->figure.value, cell->rounding)) {
    case TR_PERCENT_OK:
        compare_share(figures, cell, &resolved, &whole->figure.value, &spot);
        break;
    case TR_PERCENT_OF_NOTHING:
        of_nothing(figures, cell, printed, &spot);
        break;
    case TR_PERCENT_IMPOSSIBLE:
        tr_say(&spot, severity_of(cell), "percentage-impossible", "no count out of %s is %s, "
                   "however it was rounded", of, printed);
        break;
    default:
        break;
    }
}

/* --- people and requests ---------------------------------------------------- */

typedef struct people {
    uint32_t unit[3], requests;
} people;

static people find_people(const tr_words *words)
{
    return (people){
        { tr_words_find(words, "accounts", 8), tr_words_find(words, "users", 5),
          tr_words_find(words, "customers", 9) },
        tr_words_find(words, "requests", 8) };
}

static int is_people(const people *of, uint32_t unit)
{
    return unit == of->unit[0] || unit == of->unit[1] || unit == of->unit[2];
}

static void check_people(tr_figures *figures, tr_cell *cell, const people *of,
                         const tr_spot *table)
{
    tr_spot spot = tr_rules_spot(table, cell);
    const tr_cell *requests;
    tr_identity identity;
    apr_pool_t *pool;

    tr_cell_identify(cell, &identity);
    identity.part[TR_ID_UNIT] = of->requests;
    requests = tr_rules_find(figures, &identity, cell);
    if (!requests || tr_value_order(&cell->figure.value, &requests->figure.value)
                     != TR_ORDER_LESS)
        return;
    cell->flags |= TR_MARK_UNUSUAL;
    apr_pool_create(&pool, figures->scratch);
    tr_notice(&spot, "fewer-than-requests", "%s of %s: fewer %s (%s) than "
              "requests (%s); marked as unusual",
              tr_words_text(&figures->words, cell->measure),
              tr_rules_about(figures, cell, pool),
              tr_words_text(&figures->words, cell->unit),
              bounds(&cell->figure.value, pool),
              bounds(&requests->figure.value, pool));
    apr_pool_destroy(pool);
}

/* --- all of them -------------------------------------------------------------- */

void tr_rules_table(tr_figures *figures, const tr_spot *spot)
{
    tr_cell *cells = figures->cells.items;
    people of = find_people(&figures->words);

    if (figures->cells.count == 0)
        return;
    check_twice(figures, spot);
    for (size_t i = 0; i < figures->cells.count; i++) {
        if (cells[i].figure.kind == TR_FIGURE_PERCENT)
            check_percentage(figures, &cells[i], spot);
        else if (of.requests && is_people(&of, cells[i].unit))
            check_people(figures, &cells[i], &of, spot);
    }
    tr_rules_totals(figures, spot);
    if (figures->table->outcomes == TR_REL_PARTITION)
        tr_rules_outcomes(figures, spot);
}
