/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The figures of one table after the other: every edition's cells are sorted,
 * laid over those of the edition before, and stored once where nothing changed.
 *
 *   key   hi:lo = block of the table | ordinals of the cell dimensions | is a percentage
 *
 * The last bit is there only in tables with percentages: one may stand beside
 * the count it was made of, behind which it is then sorted.
 */
#include <stdlib.h>
#include <string.h>

#include "store/build_cells.h"

/* ---- Keys ---- */

static int bits_for(uint32_t count)
{
    int bits = 0;

    while (bits < 32 && (UINT64_C(1) << bits) < count)
        bits++;
    return bits;
}

static void find_said(table_run *run)
{
    uint32_t words[TR_DIM_CELL_COUNT] = { 0 };

    for (uint32_t v = 0; v < run->entity->count; v++) {
        const tr_entity *entity = run->b->versions[run->entity->first + v].entity;
        for (uint32_t c = 0; c < entity->cell_count; c++) {
            for (int i = 0; i < TR_DIM_CELL_COUNT; i++)
                words[i] |= entity->cells[c].code[i];
            run->percent_bits |= entity->cells[c].figure.kind == TR_FIGURE_PERCENT;
        }
    }
    for (int i = 0; i < TR_DIM_CELL_COUNT; i++)
        if (words[i])
            run->said[run->said_count++] = i;
}

/* Dimensions in their order, the first in the highest bits. */
static int plan_key(table_run *run)
{
    int shift;

    find_said(run);
    shift = run->percent_bits;
    for (int s = run->said_count - 1; s >= 0; s--) {
        int i = run->said[s];
        uint32_t codes = (uint32_t)run->b->dims[TR_DIM_CELL_FIRST + i].codes->nelts + 1;
        run->shift[i] = shift;
        run->width[i] = bits_for(codes);
        shift += run->width[i];
    }
    run->block_shift = shift;
    if (shift <= 96)
        return 1;
    tr_diags_add(run->b->diags, TR_DIAG_ERROR, NULL, 0, 0, "too-many-codes",
                 "the record has too many codes in all dimensions together");
    run->b->failed = 1;
    return 0;
}

static unsigned __int128 key_of(const table_run *run, uint32_t block, const uint16_t *code,
                                int percent)
{
    unsigned __int128 key = (unsigned __int128)block << run->block_shift | (unsigned)percent;

    for (int s = 0; s < run->said_count; s++)
        key |= (unsigned __int128)code[run->said[s]] << run->shift[run->said[s]];
    return key;
}

void tr_build_key_codes(const table_run *run, const tr_build_key *key, uint16_t *code)
{
    unsigned __int128 all = (unsigned __int128)key->hi << 64 | key->lo;

    memset(code, 0, sizeof *code * TR_DIM_CELL_COUNT);
    for (int s = 0; s < run->said_count; s++) {
        int i = run->said[s];
        code[i] = (uint16_t)((uint32_t)(all >> run->shift[i])
                             & ((UINT32_C(1) << run->width[i]) - 1));
    }
}

static uint32_t key_block(const table_run *run, const tr_build_key *key)
{
    return (uint32_t)(((unsigned __int128)key->hi << 64 | key->lo) >> run->block_shift);
}

/* ---- Blocks ---- */

static int has_word(const char *words, const char *word)
{
    size_t length = strlen(word);

    for (const char *at = words; at && *at; at += strspn(at, " ")) {
        size_t own = strcspn(at, " ");
        if (own == length && memcmp(at, word, own) == 0)
            return 1;
        at += own;
    }
    return 0;
}

uint8_t tr_build_additivity(const builder *b, const build_entity *table, uint16_t unit)
{
    const build_dim *units = &b->dims[TR_DIM_UNIT];
    const build_code *code = &APR_ARRAY_IDX(units->codes, (int)units->order[unit - 1], build_code);
    const build_version *said = tr_build_said(b, table, TR_FOREVER);

    if (said && has_word(tr_build_attr(said, "distinct"), code->code))
        return TR_ADD_DISTINCT;
    if (said && has_word(tr_build_attr(said, "sum"), code->code))
        return TR_ADD_SUM;
    return code->additivity;
}

static uint32_t add_block(table_run *run, const block_key *key)
{
    builder *b = run->b;
    tr_gen_block *block = tr_build_rows_add(&b->blocks, 1);
    uint32_t number = b->blocks.count - run->first_block;

    block->publisher = key->publisher;
    block->service = key->service;
    block->report = key->report;
    block->table = tr_build_ordinal(b, TR_DIM_TABLE, run->entity->id);
    block->period = key->period;
    block->measure = key->measure;
    block->unit = key->unit;
    block->entity = (uint32_t)(run->entity - b->entities);
    block->additivity = tr_build_additivity(b, run->entity, key->unit);
    apr_hash_set(run->block_index, apr_pmemdup(b->pool, key, sizeof *key), sizeof *key,
                 (void *)(uintptr_t)number);
    return number - 1;
}

static uint16_t period_code(table_run *run, const tr_period *period)
{
    char text[TR_PERIOD_TEXT];

    if (!run->last_period_code || !tr_period_equal(period, &run->last_period)) {
        run->last_period = *period;
        run->last_period_code = tr_build_ordinal(run->b, TR_DIM_PERIOD,
                                                 tr_period_format(period, text));
    }
    return run->last_period_code;
}

static uint32_t find_block(table_run *run, const tr_cell *cell, uint16_t measure)
{
    builder *b = run->b;
    build_file *file = run->version->file;
    block_key key;
    void *known;

    memset(&key, 0, sizeof key);
    key.publisher = run->table->publisher;
    key.report = run->table->report;
    key.service = cell->service ? tr_build_map(b, file, TR_DIM_SERVICE, cell->service)
                                : run->table->service;
    key.period = period_code(run, &cell->period);
    key.measure = measure;
    key.unit = tr_build_map(b, file, TR_DIM_UNIT, cell->unit);
    known = apr_hash_get(run->block_index, &key, sizeof key);
    return known ? (uint32_t)(uintptr_t)known - 1 : add_block(run, &key);
}

/* Mostly the block of the cell before. */
static uint32_t block_of(table_run *run, const tr_cell *cell, uint16_t measure)
{
    const block_words *last = &run->last;

    if (cell->unit != last->unit || measure != last->measure || cell->service != last->service
        || !tr_period_equal(&cell->period, &last->period)) {
        run->last_block = find_block(run, cell, measure);
        run->last = (block_words){ cell->service, cell->unit, cell->period, measure };
    }
    return run->last_block;
}

tr_build_key tr_build_cell_key(table_run *run, const tr_cell *cell, uint16_t measure)
{
    uint16_t code[TR_DIM_CELL_COUNT];
    unsigned __int128 all;
    tr_build_key result;

    for (int s = 0; s < run->said_count; s++)
        code[run->said[s]] = tr_build_map(run->b, run->version->file,
                                          (tr_dim)(TR_DIM_CELL_FIRST + run->said[s]),
                                          cell->code[run->said[s]]);
    all = key_of(run, block_of(run, cell, measure), code,
                 cell->figure.kind == TR_FIGURE_PERCENT);
    result.hi = (uint64_t)(all >> 64);
    result.lo = (uint64_t)all;
    result.row = 0;
    return result;
}

/* ---- One edition's cells ---- */

int tr_build_same_key(const tr_build_key *a, const tr_build_key *b)
{
    return a->hi == b->hi && a->lo == b->lo;
}

static void refuse_duplicate(table_run *run, uint32_t one, uint32_t other)
{
    const tr_cell *cells = run->version->entity->cells;
    const tr_cell *first = &cells[one < other ? one : other];
    const tr_cell *second = &cells[one < other ? other : one];

    tr_build_refuse(run->b, run->version->file, second->line, second->column,
                    "duplicate-figure", "the same figure is already given in line %d",
                    first->line);
}

static tr_build_key *sorted_cells(table_run *run, apr_pool_t *pool)
{
    const tr_entity *entity = run->version->entity;
    tr_build_key *keys = apr_palloc(pool, sizeof *keys * (entity->cell_count + 1));

    for (uint32_t i = 0; i < entity->cell_count; i++) {
        keys[i] = tr_build_cell_key(run, &entity->cells[i],
                           tr_build_map(run->b, run->version->file, TR_DIM_MEASURE,
                                        entity->cells[i].measure));
        keys[i].row = i;
    }
    tr_build_sort(keys, entity->cell_count, pool);
    for (uint32_t i = 1; i < entity->cell_count; i++)
        if (tr_build_same_key(&keys[i - 1], &keys[i]))
            refuse_duplicate(run, keys[i - 1].row, keys[i].row);
    return keys;
}

/* ---- Editions over one another ---- */

static int same_value(const build_cell *a, const build_cell *b)
{
    return a->value == b->value && a->status == b->status;
}

static int same_cell(const build_cell *a, const build_cell *b)
{
    return same_value(a, b) && a->annot == b->annot && a->kind == b->kind
        && ((a->flags ^ b->flags) & ~TR_MARK_RESTATED) == 0;
}

static uint32_t append(table_run *run, const tr_build_key *key, const build_cell *cell)
{
    build_cell *row = tr_build_rows_add(&run->b->cells, 1);
    tr_build_key *all = &run->all[run->all_count++];

    *row = *cell;
    *all = *key;
    all->row = run->b->cells.count - 1;
    return all->row;
}

static void close_cell(table_run *run, const tr_build_key *live)
{
    BUILD_ROW(&run->b->cells, build_cell, live->row)->until = run->version->since;
}

/* The figure was there before: keep its row, or end it and begin another. */
static uint32_t follow(table_run *run, const tr_build_key *live, const tr_build_key *key,
                       build_cell *cell)
{
    build_cell *before = BUILD_ROW(&run->b->cells, build_cell, live->row);

    if (!same_value(before, cell))
        run->version->differs = 1;
    if (!same_value(before, cell) || before->flags & TR_MARK_RESTATED) {
        cell->restated = !(cell->flags & TR_MARK_RESTATED);
        cell->flags |= TR_MARK_RESTATED;
    }
    if (same_cell(before, cell))
        return live->row;
    close_cell(run, live);
    return append(run, key, cell);
}

static int key_order(const tr_build_key *a, const tr_build_key *b)
{
    if (a->hi != b->hi)
        return a->hi < b->hi ? -1 : 1;
    return a->lo == b->lo ? 0 : a->lo < b->lo ? -1 : 1;
}

static void lay_over(table_run *run, const tr_build_key *keys, apr_pool_t *pool)
{
    size_t count = run->version->entity->cell_count, old = 0;
    tr_build_key *next = apr_palloc(pool, sizeof *next * (count + 1));

    for (size_t i = 0; i < count; i++) {
        build_cell cell;
        for (; old < run->live_count && key_order(&run->live[old], &keys[i]) < 0; old++) {
            close_cell(run, &run->live[old]);
            run->version->differs = 1;
        }
        tr_build_make_cell(run, keys, &keys[i], &cell);
        next[i] = keys[i];
        if (old < run->live_count && tr_build_same_key(&run->live[old], &keys[i]))
            next[i].row = follow(run, &run->live[old++], &keys[i], &cell);
        else
            next[i].row = append(run, &keys[i], &cell);
    }
    for (; old < run->live_count; old++) {
        close_cell(run, &run->live[old]);
        run->version->differs = 1;
    }
    run->live = next;
    run->live_count = count;
}

/* An added row where unlisted ones were zero takes a zero back. */
static void check_implied(table_run *run, size_t before)
{
    if (before && run->version->entity->table->absent_none && run->live_count > before)
        run->version->differs = 1;
}

static void add_edition(table_run *run, apr_pool_t *pool)
{
    size_t before = run->live_count;
    tr_build_key *keys;

    run->table = BUILD_ROW(&run->b->tables, tr_gen_table, run->version->table - 1);
    keys = sorted_cells(run, pool);
    if (run->b->refusals || run->b->failed)
        return;
    lay_over(run, keys, pool);
    check_implied(run, before);
    BUILD_ROW(&run->b->gen_versions, tr_gen_version,
              (uint32_t)(run->version - run->b->versions))->differs = run->version->differs;
}

static void withdraw(table_run *run)
{
    for (size_t i = 0; i < run->live_count; i++)
        close_cell(run, &run->live[i]);
    run->live_count = 0;
}

/* ---- One table ---- */

/* Puts the rows of the table into the order of (block, dimensions, since). */
static void order_rows(table_run *run, uint32_t first_row, apr_pool_t *pool)
{
    builder *b = run->b;
    build_cell *rows = BUILD_ROW(&b->cells, build_cell, first_row), *copy;

    if (!tr_build_sort(run->all, run->all_count, pool))
        return;                         /* they were in order */
    copy = apr_pmemdup(pool, rows, sizeof *rows * run->all_count);
    for (size_t i = 0; i < run->all_count; i++)
        rows[i] = copy[run->all[i].row - first_row];
}

static void bound_blocks(table_run *run, uint32_t first_row)
{
    for (size_t i = 0; i < run->all_count; i++) {
        tr_gen_block *block = BUILD_ROW(&run->b->blocks, tr_gen_block,
                                        run->first_block + key_block(run, &run->all[i]));
        if (block->count++ == 0)
            block->first = first_row + (uint32_t)i;
    }
}

static void add_table(builder *b, const build_entity *entity)
{
    table_run run = { .b = b, .entity = entity, .first_block = b->blocks.count };
    uint32_t first_row = b->cells.count;
    size_t cells = 0;
    apr_pool_t *pool;

    if (!plan_key(&run))
        return;
    apr_pool_create(&pool, b->pool);
    run.block_index = apr_hash_make(pool);
    for (uint32_t i = 0; i < entity->count; i++)
        cells += b->versions[entity->first + i].entity->cell_count;
    run.all = apr_palloc(pool, sizeof *run.all * (cells + 1));
    for (uint32_t i = 0; i < entity->count && !b->refusals && !b->failed; i++) {
        run.version = &b->versions[entity->first + i];
        run.last.unit = 0;
        run.last_annotated = NULL;
        if (run.version->entity->withdrawn)
            withdraw(&run);
        else
            add_edition(&run, pool);
    }
    if (!b->refusals && !b->failed) {
        order_rows(&run, first_row, pool);
        bound_blocks(&run, first_row);
    }
    apr_pool_destroy(pool);
}

/* Memory that is not touched costs nothing. */
static void reserve_cells(builder *b)
{
    size_t cells = 0;

    for (uint32_t i = 0; i < b->version_count; i++)
        cells += b->versions[i].entity->cell_count;
    tr_build_rows_reserve(&b->cells, cells);
}

void tr_build_cells(builder *b)
{
    int tables = tr_element_find("requests", 8);
    tr_gen_context plain;
    tr_gen_range range;
    tr_gen_annot annot;

    memset(&plain, 0, sizeof plain);
    memset(&range, 0, sizeof range);
    memset(&annot, 0, sizeof annot);
    reserve_cells(b);
    tr_build_intern(b, &b->contexts, b->context_index, &plain, sizeof plain);
    tr_build_intern(b, &b->ranges, b->range_index, &range, sizeof range);
    tr_build_intern(b, &b->annots, b->annot_index, &annot, offsetof(tr_gen_annot, line));
    for (uint32_t i = 0; i < b->entity_count && !b->refusals && !b->failed; i++)
        if (b->entities[i].kind == tables)
            add_table(b, &b->entities[i]);
}
