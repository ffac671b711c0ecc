/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rows that say no more than what is shown: what a row was before cannot be
 * found in what a generation is made of.
 *
 * Figures that were different and are shown alike become one row, so that
 * nothing tells when a hidden figure changed.  A percentage that is hidden is
 * left out beside the count it was made of, and is shown as a count elsewhere.
 */
#include <stdlib.h>
#include <string.h>

#include "store/build_hide.h"

/* The rows of one block that say the same of every dimension. */
typedef struct same {
    build_cell *counts, *percents;
    uint32_t count_count, percent_count;
} same;

/* ---- One row ---- */

static uint64_t range_of(hiding *h, int64_t min, int64_t max)
{
    tr_gen_range range;

    memset(&range, 0, sizeof range);
    range.min = min;
    range.max = max;
    return tr_build_intern(h->b, &h->b->ranges, h->b->range_index, &range, sizeof range);
}

/* Why it is hidden stands where a law would; what was printed is gone. */
static uint32_t annot_of(hiding *h, uint32_t row, uint32_t known)
{
    const char *reason = h->b->policies[tr_hide_block(h, row)->publisher].reason;
    tr_gen_annot annot = *BUILD_ROW(&h->b->annots, tr_gen_annot, known);

    annot.printed = 0;
    if (!annot.reason)
        annot.reason = tr_build_string(h->b, reason);
    return tr_build_intern(h->b, &h->b->annots, h->b->annot_index, &annot,
                           offsetof(tr_gen_annot, line));
}

static void hide_row(hiding *h, uint32_t row)
{
    build_cell *cell = BUILD_ROW(&h->b->cells, build_cell, row);

    if (!h->state[row])
        return;
    cell->status = TR_STATUS_SUPPRESSED;
    cell->value = range_of(h, h->min[row], h->max[row]);
    cell->annot = annot_of(h, row, cell->annot);
    cell->flags &= (uint8_t)~(TR_MARK_UNUSUAL | TR_MARK_DERIVED);
}

/* ---- Rows that say the same of every dimension ---- */

static int says_same(const build_cell *a, const build_cell *b)
{
    return a->country == b->country && a->demand == b->demand && a->data == b->data
        && a->context == b->context;
}

static int by_since(const void *x, const void *y)
{
    return (int)((const build_cell *)x)->since - (int)((const build_cell *)y)->since;
}

static int looks_same(const build_cell *a, const build_cell *b)
{
    return a->value == b->value && a->status == b->status && a->annot == b->annot
        && a->kind == b->kind && !((a->flags ^ b->flags) & ~TR_MARK_RESTATED);
}

/* Whether it differs from what was shown before; who says so himself is not asked. */
static void mark_restated(const build_cell *before, build_cell *cell)
{
    int differs = before && before->until == cell->since
        && (before->value != cell->value || before->status != cell->status
            || before->flags & TR_MARK_RESTATED);

    if (!cell->restated)
        return;
    cell->flags &= (uint8_t)~TR_MARK_RESTATED;
    if (differs)
        cell->flags |= TR_MARK_RESTATED;
}

static uint32_t join_alike(build_cell *rows, uint32_t count)
{
    uint32_t kept = 0;

    qsort(rows, count, sizeof *rows, by_since);
    for (uint32_t i = 0; i < count; i++) {
        build_cell *before = kept ? &rows[kept - 1] : NULL;
        build_cell cell = rows[i];
        mark_restated(before, &cell);
        if (before && before->until == cell.since && looks_same(before, &cell))
            before->until = cell.until;
        else
            rows[kept++] = cell;
    }
    return kept;
}

/* What is left of a hidden percentage where no count stands beside it. */
static void place_percentage(same *s, build_cell cell)
{
    for (uint32_t i = 0; i < s->count_count; i++)
        if (s->counts[i].since < cell.until && cell.since < s->counts[i].until)
            cell.since = s->counts[i].until;
    if (cell.since < cell.until)
        s->counts[s->count_count++] = cell;
}

static uint32_t put_same(hiding *h, uint32_t first, uint32_t end, uint32_t to, same *s)
{
    build_cell *cells = BUILD_ROW(&h->b->cells, build_cell, 0);
    int touched = 0;

    s->count_count = s->percent_count = 0;
    for (uint32_t row = first; row < end; row++) {
        touched |= h->state[row] != HIDE_NOT;
        if (!h->percent[row])
            s->counts[s->count_count++] = cells[row];
    }
    if (!touched) {
        memmove(&cells[to], &cells[first], (end - first) * sizeof *cells);
        return end - first;
    }
    for (uint32_t row = first; row < end; row++)
        if (h->percent[row] && h->state[row])
            place_percentage(s, cells[row]);
        else if (h->percent[row])
            s->percents[s->percent_count++] = cells[row];
    s->count_count = join_alike(s->counts, s->count_count);
    memcpy(&cells[to], s->counts, s->count_count * sizeof *cells);
    memcpy(&cells[to + s->count_count], s->percents, s->percent_count * sizeof *cells);
    return s->count_count + s->percent_count;
}

static uint32_t put_block(hiding *h, tr_gen_block *block, uint32_t to, same *s)
{
    const build_cell *cells = BUILD_ROW(&h->b->cells, build_cell, 0);
    uint32_t first = to, end = block->first + block->count;

    for (uint32_t row = block->first; row < end;) {
        uint32_t next = row + 1;
        while (next < end && says_same(&cells[row], &cells[next]))
            next++;
        to += put_same(h, row, next, to, s);
        row = next;
    }
    block->first = first;
    block->count = to - first;
    return to;
}

/* Blocks lie in the order of their rows. */
static void put_blocks(hiding *h)
{
    builder *b = h->b;
    same s;
    uint32_t to = 0;

    s.counts = apr_palloc(h->pool, (b->cells.count + 1u) * sizeof *s.counts);
    s.percents = apr_palloc(h->pool, (b->cells.count + 1u) * sizeof *s.percents);
    for (uint32_t i = 0; i < b->blocks.count; i++)
        to = put_block(h, BUILD_ROW(&b->blocks, tr_gen_block, i), to, &s);
    memset(BUILD_ROW(&b->cells, build_cell, to), 0, (b->cells.count - to) * sizeof(build_cell));
    b->cells.count = to;
}

/* ---- What no row refers to any more ---- */

static int has_range(const build_cell *cell)
{
    return cell->status != TR_STATUS_REPORTED && cell->status != TR_STATUS_ZERO_IMPLIED
        && cell->value;
}

static void drop_ranges(hiding *h)
{
    builder *b = h->b;
    uint32_t count = b->ranges.count, kept = 1;
    uint32_t *now = apr_pcalloc(h->pool, (count + 1u) * sizeof *now);
    tr_gen_range *ranges = BUILD_ROW(&b->ranges, tr_gen_range, 0);

    for (uint32_t row = 0; row < b->cells.count; row++)
        if (has_range(BUILD_ROW(&b->cells, build_cell, row)))
            now[BUILD_ROW(&b->cells, build_cell, row)->value] = 1;
    for (uint32_t i = 1; i < count; i++)
        if (now[i]) {
            ranges[kept] = ranges[i];
            now[i] = kept++;
        }
    for (uint32_t row = 0; row < b->cells.count; row++) {
        build_cell *cell = BUILD_ROW(&b->cells, build_cell, row);
        if (has_range(cell))
            cell->value = now[cell->value];
    }
    memset(&ranges[kept], 0, (count - kept) * sizeof *ranges);
    b->ranges.count = kept;
}

/* Texts of figures have places of their own. */
static void drop_printed(hiding *h)
{
    builder *b = h->b;
    const size_t before = sizeof(tr_gen_head);
    uint8_t *used = apr_pcalloc(h->pool, b->annots.count + 1u);
    uint8_t *kept = apr_pcalloc(h->pool, before + b->strings.count + 1u);
    tr_gen_annot *annots = BUILD_ROW(&b->annots, tr_gen_annot, 0);

    for (uint32_t row = 0; row < b->cells.count; row++)
        used[BUILD_ROW(&b->cells, build_cell, row)->annot] = 1;
    for (uint32_t i = 0; i < b->annots.count; i++)
        if (used[i])
            kept[annots[i].printed] = 1;
    for (uint32_t i = 0; i < b->annots.count; i++) {
        char *text = b->strings.rows + annots[i].printed - before;
        if (used[i] || !annots[i].printed)
            continue;
        if (!kept[annots[i].printed])
            memset(text, 0, strlen(text));
        annots[i].printed = 0;
    }
}

void tr_hide_rows(hiding *h)
{
    uint32_t count = h->b->cells.count;

    h->percent = apr_pcalloc(h->pool, count + 1u);
    for (uint32_t row = 0; row < count; row++)
        h->percent[row] = (uint8_t)tr_hide_is_percentage(h, row);
    for (uint32_t row = 0; row < count; row++)
        hide_row(h, row);
    put_blocks(h);
    drop_ranges(h);
    drop_printed(h);
}
