/* SPDX-License-Identifier: Apache-2.0 */
/* What a figure becomes: percentages as counts, ranges and annotations stored once. */
#include <string.h>

#include "store/build_cells.h"

/* ---- Percentages ---- */

static const tr_cell *find_cell(const table_run *run, const tr_build_key *keys,
                                const tr_build_key *wanted)
{
    size_t low = 0, high = run->version->entity->cell_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const tr_build_key *key = &keys[middle];
        if (tr_build_same_key(key, wanted))
            return &run->version->entity->cells[key->row];
        if (key->hi < wanted->hi || (key->hi == wanted->hi && key->lo < wanted->lo))
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static uint16_t measure_of_whole(table_run *run, const tr_cell *cell)
{
    if (!cell->percent_of)
        return tr_build_ordinal(run->b, TR_DIM_MEASURE, "received");
    return tr_build_map(run->b, run->version->file, TR_DIM_MEASURE, cell->percent_of);
}

/* What is said of the same dimensions: the count, else the percentage, else NULL. */
static const tr_cell *find_about(table_run *run, const tr_build_key *keys, const tr_cell *about,
                                 uint16_t measure)
{
    tr_cell other = *about;
    const tr_cell *found;
    tr_build_key key;

    other.figure.kind = TR_FIGURE_NUMBER;
    key = tr_build_cell_key(run, &other, measure);
    found = find_cell(run, keys, &key);
    if (found)
        return found;
    other.figure.kind = TR_FIGURE_PERCENT;
    key = tr_build_cell_key(run, &other, measure);
    return find_cell(run, keys, &key);
}

/* The figure a percentage refers to: the same in all dimensions, or else the
 * same but for what only outcomes have. */
static const tr_cell *whole_of(table_run *run, const tr_build_key *keys, const tr_cell *cell)
{
    static const int outcome_dims[] = { TR_DIM_DATA, TR_DIM_BASIS, TR_DIM_NOTICE };
    tr_cell other = *cell;
    uint16_t measure = measure_of_whole(run, cell);
    const tr_cell *whole = find_about(run, keys, cell, measure);

    if (whole)
        return whole;
    for (size_t i = 0; i < sizeof outcome_dims / sizeof outcome_dims[0]; i++)
        other.code[outcome_dims[i] - TR_DIM_CELL_FIRST] = 0;
    return find_about(run, keys, &other, measure);
}

/* A percentage stands right behind the count it was made of. */
static int is_derived(const tr_cell *cell, const tr_build_key *keys, const tr_build_key *key)
{
    return cell->figure.kind == TR_FIGURE_PERCENT && key > keys && key[-1].hi == key->hi
        && key[-1].lo == key->lo - 1;
}

static void warn_impossible(table_run *run, const tr_cell *cell, const tr_cell *whole)
{
    char text[TR_FIGURE_TEXT], of[TR_FIGURE_TEXT];

    tr_diags_add(run->b->warnings, TR_DIAG_WARNING, run->version->file->file->name, cell->line,
                 cell->column, "impossible-percentage", "no number of %s makes %s of them",
                 tr_figure_print(&whole->figure, of), tr_figure_print(&cell->figure, text));
}

static tr_value resolve(table_run *run, const tr_build_key *keys, const tr_cell *cell)
{
    tr_figure figure = cell->figure;
    const tr_cell *whole;

    if (figure.kind != TR_FIGURE_PERCENT)
        return figure.value;
    whole = whole_of(run, keys, cell);
    if (!whole || whole->figure.kind == TR_FIGURE_PERCENT || whole == cell)
        return figure.value;
    /* who marked it as unusual has seen it */
    if (tr_figure_resolve(&figure, &whole->figure.value, (tr_rounding)cell->rounding)
        == TR_PERCENT_IMPOSSIBLE && !(cell->flags & TR_MARK_UNUSUAL))
        warn_impossible(run, cell, whole);
    return figure.value;
}

/* ---- Rows ---- */

static uint64_t store_value(table_run *run, const tr_cell *cell, const tr_value *value)
{
    tr_gen_range range;

    if (value->status == TR_STATUS_REPORTED || value->status == TR_STATUS_ZERO_IMPLIED)
        return (uint64_t)value->min;
    if (!tr_status_has_number(value->status) && cell->figure.kind != TR_FIGURE_PERCENT)
        return 0;
    memset(&range, 0, sizeof range);
    range.min = value->min;
    range.max = value->max;
    range.stated = cell->figure.stated;
    if (cell->figure.kind == TR_FIGURE_PERCENT) {
        range.percent = (uint32_t)cell->figure.percent;
        range.decimals = cell->figure.decimals;
        range.rounding = cell->rounding;
        range.percent_of = measure_of_whole(run, cell);
    }
    return tr_build_intern(run->b, &run->b->ranges, run->b->range_index, &range, sizeof range);
}

static int is_annotated_like(const tr_cell *cell, const tr_cell *other)
{
    return cell->printed == other->printed && cell->country_printed == other->country_printed
        && cell->reason == other->reason && cell->source == other->source
        && cell->notes == other->notes;
}

static uint32_t add_annot(table_run *run, const tr_cell *cell)
{
    build_file *file = run->version->file;
    tr_gen_annot annot;

    memset(&annot, 0, sizeof annot);
    annot.printed = tr_build_printed(run->b, file, cell->printed);
    annot.country_printed = tr_build_word(run->b, file, cell->country_printed);
    annot.reason = tr_build_word(run->b, file, cell->reason);
    annot.source = tr_build_word(run->b, file, cell->source);
    annot.notes = tr_build_word(run->b, file, cell->notes);
    annot.line = cell->line;
    return tr_build_intern(run->b, &run->b->annots, run->b->annot_index, &annot,
                           offsetof(tr_gen_annot, line));
}

/* Often it is that of the cell before. */
static uint32_t store_annot(table_run *run, const tr_cell *cell)
{
    if (!(cell->printed | cell->country_printed | cell->reason | cell->source | cell->notes))
        return 0;
    if (!run->last_annotated || !is_annotated_like(cell, run->last_annotated)) {
        run->last_annot = add_annot(run, cell);
        run->last_annotated = cell;
    }
    return run->last_annot;
}

static uint16_t store_context(table_run *run, const uint16_t *code)
{
    tr_gen_context context;
    uint32_t index;

    memset(&context, 0, sizeof context);
    context.via = code[TR_DIM_VIA - TR_DIM_CELL_FIRST];
    context.channel = code[TR_DIM_CHANNEL - TR_DIM_CELL_FIRST];
    context.authority = code[TR_DIM_AUTHORITY - TR_DIM_CELL_FIRST];
    context.requester = code[TR_DIM_REQUESTER - TR_DIM_CELL_FIRST];
    context.identifier = code[TR_DIM_IDENTIFIER - TR_DIM_CELL_FIRST];
    context.basis = code[TR_DIM_BASIS - TR_DIM_CELL_FIRST];
    context.notice = code[TR_DIM_NOTICE - TR_DIM_CELL_FIRST];
    if (run->b->contexts.count
        && memcmp(BUILD_ROW(&run->b->contexts, tr_gen_context, 0), &context, sizeof context) == 0)
        return 0;
    index = tr_build_intern(run->b, &run->b->contexts, run->b->context_index, &context,
                            sizeof context);
    if (index < UINT16_MAX)
        return (uint16_t)index;
    if (!run->b->failed)
        tr_diags_add(run->b->diags, TR_DIAG_ERROR, run->version->file->file->name, 0, 0,
                     "too-many-codes", "the record combines its codes in too many ways");
    run->b->failed = 1;
    return 0;
}

void tr_build_make_cell(table_run *run, const tr_build_key *keys, const tr_build_key *key,
                      build_cell *out)
{
    const tr_cell *cell = &run->version->entity->cells[key->row];
    tr_value value = resolve(run, keys, cell);
    uint16_t code[TR_DIM_CELL_COUNT];

    memset(out, 0, sizeof *out);
    tr_build_key_codes(run, key, code);
    out->country = code[TR_DIM_COUNTRY - TR_DIM_CELL_FIRST];
    out->demand = code[TR_DIM_DEMAND - TR_DIM_CELL_FIRST];
    out->data = code[TR_DIM_DATA - TR_DIM_CELL_FIRST];
    out->context = store_context(run, code);
    out->value = store_value(run, cell, &value);
    out->annot = store_annot(run, cell);
    out->since = run->version->since;
    out->until = TR_FOREVER;
    out->status = value.status;
    out->flags = (uint8_t)(cell->flags | (is_derived(cell, keys, key) ? TR_MARK_DERIVED : 0));
    out->kind = cell->kind;
}
