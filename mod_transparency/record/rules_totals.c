/* SPDX-License-Identifier: Apache-2.0 */
/* Stated totals against the sums over countries; see rules.h. */
#include <apr_strings.h>
#include <string.h>

#include "record/rules.h"

typedef struct total {
    uint32_t row;           /* of the stated total, ascending */
    int parts_left_out;     /* a part of a country: it may be in there twice */
    tr_sum sum;
} total;

static int is_total(const tr_cell *cell)
{
    return cell->kind == TR_CELL_STATED_TOTAL && cell->figure.kind != TR_FIGURE_PERCENT
        && tr_value_is_bounded(&cell->figure.value);
}

/* Things that may recur in several countries are lawfully fewer than the sum. */
static int adds_up(const tr_figures *figures, const tr_cell *cell)
{
    const char *unit = tr_words_text(&figures->words, cell->unit);
    const tr_term *term = tr_term_find(TR_DIM_UNIT, unit, strlen(unit));
    size_t length = strlen(unit);
    const char *list;

    for (list = figures->table->sum; list && *list; list += strcspn(list, " "),
                                                     list += *list == ' ')
        if (strncmp(list, unit, length) == 0
            && (list[length] == ' ' || !list[length]))
            return 1;
    for (list = figures->table->distinct; list && *list; list += strcspn(list, " "),
                                                          list += *list == ' ')
        if (strncmp(list, unit, length) == 0
            && (list[length] == ' ' || !list[length]))
            return 0;
    return term && term->additivity == TR_ADD_SUM;
}

static void collect(const tr_figures *figures, tr_vector *totals)
{
    const tr_cell *cells = figures->cells.items;

    for (uint32_t i = 0; i < figures->cells.count; i++)
        if (is_total(&cells[i]) && adds_up(figures, &cells[i])) {
            total *new = tr_vector_add(totals, 1);
            new->row = i;
            new->parts_left_out = 0;
            tr_sum_init(&new->sum, TR_SUM_COUNTS);
        }
}

static total *of_row(const tr_vector *totals, uint32_t row)
{
    total *all = totals->bytes;
    size_t low = 0, high = totals->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (all[middle].row < row)
            low = middle + 1;
        else
            high = middle;
    }
    return low < totals->count && all[low].row == row ? &all[low] : NULL;
}

/* ISO 3166-2 codes; the x- codes and countries stand beside each other. */
static int is_part_of_country(const char *code)
{
    return code[0] != 'x' && strchr(code, '-') != NULL;
}

static void add_to_total(tr_figures *figures, const tr_vector *totals,
                         const tr_cell *cell)
{
    tr_identity identity;
    uint32_t row;
    total *found;

    tr_cell_identify(cell, &identity);
    identity.part[TR_ID_CODE] = 0;
    row = tr_index_find(tr_rules_index(figures), &identity);
    found = row == TR_NO_ROW ? NULL : of_row(totals, row);
    if (!found)
        return;
    if (is_part_of_country(tr_words_text(&figures->words, cell->code[0])))
        found->parts_left_out = 1;
    else
        tr_sum_add(&found->sum, &cell->figure.value);
}

static void compare(const tr_figures *figures, const total *checked,
                    const tr_spot *table)
{
    const tr_cell *cell = figures->cells.items + checked->row;
    const tr_value *stated = &cell->figure.value;
    tr_spot spot = tr_rules_spot(table, cell);
    tr_value sum = tr_sum_value(&checked->sum);
    int complete = figures->table->absent_none && !checked->parts_left_out
        && figures->table->relation[TR_DIM_COUNTRY] != TR_REL_PARTIAL;
    apr_pool_t *pool;

    if (!tr_value_is_bounded(&sum))
        return;
    if (!complete)
        sum.max = TR_UNBOUNDED;
    if (sum.min <= stated->max && sum.max >= stated->min)
        return;
    apr_pool_create(&pool, figures->scratch);
    tr_notice(&spot, "total-differs", "%s %s of %s: stated as %s, the countries "
              "add up to %s; both are shown",
              tr_words_text(&figures->words, cell->measure),
              tr_words_text(&figures->words, cell->unit),
              tr_rules_about(figures, cell, pool),
              tr_rules_bounds(stated->min, stated->max, pool),
              tr_rules_bounds(sum.min, sum.max, pool));
    apr_pool_destroy(pool);
}

void tr_rules_totals(tr_figures *figures, const tr_spot *spot)
{
    const tr_cell *cells = figures->cells.items;
    tr_vector totals;
    apr_pool_t *pool;

    if (figures->table->relation[TR_DIM_COUNTRY] == TR_REL_OVERLAPPING)
        return;
    apr_pool_create(&pool, figures->scratch);
    tr_vector_init(&totals, sizeof(total), pool);
    collect(figures, &totals);
    if (totals.count)
        for (size_t i = 0; i < figures->cells.count; i++)
            if (cells[i].code[0] && cells[i].figure.kind != TR_FIGURE_PERCENT)
                add_to_total(figures, &totals, &cells[i]);
    for (size_t i = 0; i < totals.count; i++)
        compare(figures, (const total *)totals.bytes + i, spot);
    apr_pool_destroy(pool);
}
