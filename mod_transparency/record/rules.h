/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rules.h - what the figures of one table say together.
 *
 *   error    one figure stated twice; outcomes declared to be a partition that
 *            do not add up to what was received; a percentage of nothing
 *   warning  a published percentage that its own counts contradict; a notice
 *            when its author marked it as unusual
 *   notice   fewer accounts than requests (and the cell is marked "unusual");
 *            a stated total that is not the sum of the countries
 *
 * Only what is certain is told: intervals must exclude each other, and where a
 * figure is missing the sum is "at least".  All rules are linear in the cells.
 */
#ifndef TR_RECORD_RULES_H
#define TR_RECORD_RULES_H

#include "record/figures.h"

/* Checks the cells read so far of the table being read. */
void tr_rules_table(tr_figures *figures, const tr_spot *spot);

/* --- shared by the files of rules ---------------------------------------- */

/* The spot of a cell. */
tr_spot tr_rules_spot(const tr_spot *table, const tr_cell *cell);

/* The cell with this identity, or NULL; it is looked for beside `near` first. */
tr_cell *tr_rules_find(tr_figures *figures, const tr_identity *identity,
                       const tr_cell *near);

/* The index of the table's cells, which is made when it is first asked for: most tables need none. */
const tr_index *tr_rules_index(tr_figures *figures);

/* "GB, demand nsl" - what the cell is about but for measure, unit and period. */
const char *tr_rules_about(const tr_figures *figures, const tr_cell *cell,
                           apr_pool_t *pool);

/* "12", "8..499", "at least 8" */
const char *tr_rules_bounds(int64_t min, int64_t max, apr_pool_t *pool);

/* Clears the dimensions by which outcomes are broken down further. */
void tr_rules_whole(tr_identity *identity);

/* The cell whose share a percentage states, or NULL. */
const tr_cell *tr_rules_denominator(tr_figures *figures, const tr_cell *cell);

/* outcomes="partition": they must add up to what was received. */
void tr_rules_outcomes(tr_figures *figures, const tr_spot *spot);

/* Stated totals against the sums over countries. */
void tr_rules_totals(tr_figures *figures, const tr_spot *spot);

#endif
