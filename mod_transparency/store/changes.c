/* SPDX-License-Identifier: Apache-2.0 */
/* What changed between editions; see changes.h. */
#include "store/changes.h"

#include <apr_tables.h>
#include <string.h>


#define NO_VERSION UINT32_MAX

typedef struct differ {
    const tr_gen *gen;
    apr_array_header_t *changes, *cells;
    uint32_t *first_block, *block_count;    /* by entity: its run in `order` */
    uint32_t *order;                        /* blocks sorted by entity */
} differ;

/* ---- Blocks of an entity ---- */

static void index_blocks(differ *d, apr_pool_t *pool)
{
    const tr_gen_block *blocks = TR_GEN_ROWS(d->gen, tr_gen_block, blocks);
    uint32_t count = d->gen->head->blocks.count, sum = 0;
    uint32_t entities = d->gen->head->entities.count;
    uint32_t *next;

    d->first_block = apr_pcalloc(pool, sizeof *d->first_block * (entities + 1u));
    d->block_count = apr_pcalloc(pool, sizeof *d->block_count * (entities + 1u));
    d->order = apr_palloc(pool, sizeof *d->order * (count + 1u));
    next = apr_palloc(pool, sizeof *next * (entities + 1u));
    for (uint32_t i = 0; i < count; i++)
        d->block_count[blocks[i].entity]++;
    for (uint32_t e = 0; e < entities; e++) {
        d->first_block[e] = next[e] = sum;
        sum += d->block_count[e];
    }
    for (uint32_t i = 0; i < count; i++)
        d->order[next[blocks[i].entity]++] = i;
}

/* ---- Cells ---- */

static int same_ordinal(tr_gen_column column, uint32_t a, uint32_t b)
{
    return tr_gen_ordinal(column, a) == tr_gen_ordinal(column, b);
}

/* A percentage beside a count is a figure of its own. */
static int same_figure(const tr_gen *gen, uint32_t a, uint32_t b)
{
    return tr_gen_is_percentage(gen, a) == tr_gen_is_percentage(gen, b)
        && same_ordinal(tr_gen_column_of(gen, TR_DIM_COUNTRY), a, b)
        && same_ordinal(tr_gen_column_of(gen, TR_DIM_DEMAND), a, b)
        && same_ordinal(tr_gen_column_of(gen, TR_DIM_DATA), a, b)
        && same_ordinal(tr_gen_context_column(gen), a, b);
}

static int valid_at(const tr_gen *gen, uint32_t row, uint16_t edition)
{
    return TR_GEN_ROWS(gen, uint16_t, since)[row] <= edition
        && edition < TR_GEN_ROWS(gen, uint16_t, until)[row];
}

static uint8_t kind_of_change(const tr_gen *gen, uint32_t old_row, uint32_t new_row)
{
    if (old_row == TR_NO_ROW)
        return TR_CHANGED_ADDED;
    if (new_row == TR_NO_ROW)
        return TR_CHANGED_REMOVED;
    return TR_GEN_ROWS(gen, uint64_t, value)[old_row] == TR_GEN_ROWS(gen, uint64_t, value)[new_row]
        && TR_GEN_ROWS(gen, uint8_t, status)[old_row] == TR_GEN_ROWS(gen, uint8_t, status)[new_row]
        ? TR_CHANGED_DETAIL : TR_CHANGED_VALUE;
}

static void add_cell(differ *d, uint32_t block, uint32_t old_row, uint32_t new_row)
{
    tr_change_cell *cell;

    if (old_row == new_row)
        return;
    cell = apr_array_push(d->cells);
    cell->block = block;
    cell->old_row = old_row;
    cell->new_row = new_row;
    cell->change = kind_of_change(d->gen, old_row, new_row);
}

/* Rows that say the same of every dimension stand together, oldest first. */
static void compare_block(differ *d, uint32_t number, uint16_t from, uint16_t to)
{
    const tr_gen_block *block = TR_GEN_ROWS(d->gen, tr_gen_block, blocks) + number;
    uint32_t end = block->first + block->count;

    for (uint32_t row = block->first; row < end;) {
        uint32_t first = row, old_row = TR_NO_ROW, new_row = TR_NO_ROW;
        for (; row < end && same_figure(d->gen, first, row); row++) {
            if (valid_at(d->gen, row, from))
                old_row = row;
            if (valid_at(d->gen, row, to))
                new_row = row;
        }
        add_cell(d, number, old_row, new_row);
    }
}

static int cells_differ(const differ *d, uint32_t first)
{
    for (int i = (int)first; i < d->cells->nelts; i++) {
        uint8_t change = APR_ARRAY_IDX(d->cells, i, tr_change_cell).change;
        if (change == TR_CHANGED_VALUE || change == TR_CHANGED_REMOVED)
            return 1;
    }
    return 0;
}

/* ---- Entities ---- */

static uint32_t version_at(const tr_gen *gen, const tr_gen_entity *entity, uint16_t edition)
{
    tr_gen then = tr_gen_at(gen, edition);
    const tr_gen_version *version = tr_gen_version_of(&then, entity);

    return version ? (uint32_t)(version - TR_GEN_ROWS(gen, tr_gen_version, versions)) : NO_VERSION;
}

static uint8_t kind_of(const tr_gen_version *before, const tr_gen_version *now)
{
    if (now->withdrawn)
        return TR_CHANGE_WITHDRAWN;
    if (!before)
        return TR_CHANGE_FIRST;
    return before->withdrawn ? TR_CHANGE_RESTORED : TR_CHANGE_REPLACED;
}

/* A difference of any step between the two is one of the whole. */
static int steps_differ(const tr_gen_version *versions, uint32_t before, uint32_t now)
{
    for (uint32_t i = before + 1; i <= now; i++)
        if (versions[i].differs)
            return 1;
    return 0;
}

static void compare_entity(differ *d, uint32_t number, int64_t from, uint16_t to)
{
    const tr_gen_entity *entity = TR_GEN_ROWS(d->gen, tr_gen_entity, entities) + number;
    const tr_gen_version *versions = TR_GEN_ROWS(d->gen, tr_gen_version, versions);
    uint32_t before = from < 0 ? NO_VERSION : version_at(d->gen, entity, (uint16_t)from);
    uint32_t now = version_at(d->gen, entity, to);
    tr_change *change;

    if (now == NO_VERSION || now == before)
        return;
    change = apr_array_push(d->changes);
    memset(change, 0, sizeof *change);
    change->entity = number;
    change->old_version = before;
    change->new_version = now;
    change->edition = versions[now].since;
    change->kind = kind_of(before == NO_VERSION ? NULL : &versions[before], &versions[now]);
    change->backdated = versions[now].backdated;
    change->reason_given = versions[now].correction || versions[now].withdrawn;
    change->first_cell = (uint32_t)d->cells->nelts;
    if (before == NO_VERSION)
        return;
    for (uint32_t i = 0; i < d->block_count[number]; i++)
        compare_block(d, d->order[d->first_block[number] + i], (uint16_t)from, to);
    change = &APR_ARRAY_IDX(d->changes, d->changes->nelts - 1, tr_change);
    change->cell_count = (uint32_t)d->cells->nelts - change->first_cell;
    change->differs = (uint8_t)(change->kind == TR_CHANGE_WITHDRAWN
        || (change->kind == TR_CHANGE_REPLACED
            && (steps_differ(versions, before, now) || cells_differ(d, change->first_cell))));
}

/* ---- Answers ---- */

static void start(differ *d, const tr_gen *gen, apr_pool_t *pool)
{
    d->gen = gen;
    d->changes = apr_array_make(pool, 16, sizeof(tr_change));
    d->cells = apr_array_make(pool, 64, sizeof(tr_change_cell));
    index_blocks(d, pool);
}

static void hand_over(const differ *d, tr_changes *out)
{
    out->changes = (tr_change *)(void *)d->changes->elts;
    out->count = (uint32_t)d->changes->nelts;
    out->cells = (tr_change_cell *)(void *)d->cells->elts;
    out->cell_count = (uint32_t)d->cells->nelts;
}

static void compare_all(differ *d, int64_t entity, int64_t from, uint16_t to)
{
    uint32_t count = d->gen->head->entities.count;

    if (entity >= 0) {
        compare_entity(d, (uint32_t)entity, from, to);
        return;
    }
    for (uint32_t i = 0; i < count; i++)
        compare_entity(d, i, from, to);
}

apr_status_t tr_changes_of_edition(tr_changes *out, const tr_gen *gen, uint16_t edition,
                                   apr_pool_t *pool)
{
    differ d;

    if (edition > gen->edition)
        return APR_EINVAL;
    start(&d, gen, pool);
    compare_all(&d, -1, (int64_t)edition - 1, edition);
    hand_over(&d, out);
    return APR_SUCCESS;
}

apr_status_t tr_changes_all(tr_changes *out, const tr_gen *gen, int64_t entity, apr_pool_t *pool)
{
    differ d;

    if (entity >= (int64_t)gen->head->entities.count)
        return APR_EINVAL;
    start(&d, gen, pool);
    for (uint32_t edition = 0; edition <= gen->edition; edition++)
        compare_all(&d, entity, (int64_t)edition - 1, (uint16_t)edition);
    hand_over(&d, out);
    return APR_SUCCESS;
}

/* One byte an edition: 1 where something came with an earlier date. */
static char *backdated_editions(const tr_gen *gen, apr_pool_t *pool)
{
    const tr_gen_version *versions = TR_GEN_ROWS(gen, tr_gen_version, versions);
    char *found = apr_pcalloc(pool, gen->edition + 1u);

    for (uint32_t i = 0; i < gen->head->versions.count; i++)
        if (versions[i].backdated && versions[i].since <= gen->edition)
            found[versions[i].since] = 1;
    return found;
}

apr_status_t tr_changes_since(tr_changes *out, const tr_gen *gen, int64_t since, apr_pool_t *pool)
{
    const int64_t *instants = TR_GEN_ROWS(gen, int64_t, instants);
    const char *backdated = backdated_editions(gen, pool);
    differ d;

    start(&d, gen, pool);
    for (uint32_t edition = 0; edition <= gen->edition; edition++)
        if (instants[edition] >= since || backdated[edition])
            compare_all(&d, -1, (int64_t)edition - 1, (uint16_t)edition);
    hand_over(&d, out);
    return APR_SUCCESS;
}

apr_status_t tr_changes_between(tr_changes *out, const tr_gen *gen, uint16_t from, uint16_t to,
                                apr_pool_t *pool)
{
    differ d;

    if (from >= to || to > gen->edition)
        return APR_EINVAL;
    start(&d, gen, pool);
    compare_all(&d, -1, from, to);
    hand_over(&d, out);
    return APR_SUCCESS;
}
