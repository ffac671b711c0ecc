/* SPDX-License-Identifier: Apache-2.0 */
/*
 * facts_changes.c - what was published and is now different: one row a changed
 * cell, and one a changed entity that has no cells to show.
 */
#include "render/facts.h"

#include <apr_strings.h>
#include <string.h>

#include "record/vocabulary.h"
#include "store/changes.h"

static const tr_column_def change_columns[] = {
    { "edition", TR_COL_INSTANT }, { "kind", TR_COL_WORD },
    { "entity", TR_COL_ID }, { "change", TR_COL_WORD }, { "cell", TR_COL_ID },
    { "old_value", TR_COL_INTEGER }, { "old_min", TR_COL_INTEGER },
    { "old_max", TR_COL_INTEGER }, { "old_status", TR_COL_WORD },
    { "new_value", TR_COL_INTEGER }, { "new_min", TR_COL_INTEGER },
    { "new_max", TR_COL_INTEGER }, { "new_status", TR_COL_WORD },
    { "reason", TR_COL_WORD }, { "text", TR_COL_TEXT },
    { "backdated", TR_COL_WORD }
};

enum {
    COLUMNS = sizeof change_columns / sizeof change_columns[0],
    OLD = 5, NEW = 9, REASON = 13
};

typedef struct row {
    uint32_t change;
    uint32_t cell;              /* into changes.cells, TR_NO_ROW: the entity itself */
} row;

typedef struct changes_baton {
    const tr_gen *gen;
    tr_changes changes;
    apr_array_header_t *rows;
    uint64_t at;
} changes_baton;

static const char *change_word(const tr_change *change)
{
    switch (change->kind) {
    case TR_CHANGE_WITHDRAWN: return "withdrawn";
    case TR_CHANGE_RESTORED: return "restored";
    default: return "replaced";
    }
}

static const char *cell_word(const tr_change_cell *cell)
{
    switch (cell->change) {
    case TR_CHANGED_ADDED: return "added";
    case TR_CHANGED_REMOVED: return "removed";
    case TR_CHANGED_VALUE: return "value";
    default: return "detail";
    }
}

static void fill_cell(const tr_gen *gen, const tr_change_cell *changed,
                      tr_field *fields, apr_pool_t *pool)
{
    tr_gen_cell cell;

    if (changed->old_row != TR_NO_ROW) {
        tr_gen_cell_get(gen, changed->block, changed->old_row, &cell);
        tr_fact_value(fields + OLD, &cell.value);
    }
    if (changed->new_row != TR_NO_ROW) {
        tr_gen_cell_get(gen, changed->block, changed->new_row, &cell);
        tr_fact_value(fields + NEW, &cell.value);
    }
    fields[3] = tr_field_text(cell_word(changed));
    fields[4] = tr_field_text(tr_gen_cell_id(gen, &cell, pool));
}

/* A correction's word and text; a withdrawal gives its own. */
static void fill_reason(const tr_gen *gen, const tr_change *change,
                        tr_field *fields, apr_pool_t *pool)
{
    const tr_gen_version *version;
    const tr_gen_node *nodes = TR_GEN_ROWS(gen, tr_gen_node, nodes);
    uint32_t node;

    fields[REASON] = tr_field_text("no reason given");
    if (change->new_version == UINT32_MAX)
        return;
    version = TR_GEN_ROWS(gen, tr_gen_version, versions) + change->new_version;
    if (!version->correction && !version->withdrawn)
        return;
    node = version->withdrawn ? version->root : version->correction - 1;
    if (tr_gen_attr_named(gen, node, "reason"))
        fields[REASON] = tr_field_text(tr_gen_attr_named(gen, node, "reason"));
    if (nodes[node].text)
        fields[REASON + 1] = tr_field_text(tr_fact_plain(
            tr_gen_string(gen, nodes[node].text), pool));
    if (version->backdated)
        fields[REASON + 2] = tr_field_text(
            tr_gen_string(gen, version->backdated_reason));
}

static int next_change(tr_facts *facts, tr_field *fields)
{
    changes_baton *baton = facts->baton;
    const tr_gen *gen = baton->gen;
    const tr_gen_entity *entity;
    const tr_change *change;
    const row *current;

    if (baton->at >= (uint64_t)baton->rows->nelts)
        return 0;
    current = &APR_ARRAY_IDX(baton->rows, (int)baton->at, row);
    baton->at++;
    change = &baton->changes.changes[current->change];
    entity = TR_GEN_ROWS(gen, tr_gen_entity, entities) + change->entity;
    memset(fields, 0, sizeof *fields * COLUMNS);
    fields[0] = tr_field_text(tr_fact_instant(
        TR_GEN_ROWS(gen, int64_t, instants)[change->edition], facts->row_pool));
    fields[1] = tr_field_text(tr_elements[entity->kind].name);
    fields[2] = tr_field_text(tr_gen_string(gen, entity->id));
    fields[3] = tr_field_text(change_word(change));
    if (current->cell != TR_NO_ROW)
        fill_cell(gen, &baton->changes.cells[current->cell], fields,
                  facts->row_pool);
    fill_reason(gen, change, fields, facts->row_pool);
    return 1;
}

static void seek_change(tr_facts *facts, uint64_t index)
{
    changes_baton *baton = facts->baton;
    baton->at = index;
}

/* Newest first: what a reader comes for. */
static void list_rows(changes_baton *baton)
{
    for (uint32_t i = baton->changes.count; i-- > 0; ) {
        const tr_change *change = &baton->changes.changes[i];
        if (!change->differs && change->kind != TR_CHANGE_RESTORED)
            continue;
        if (!change->cell_count)
            *(row *)apr_array_push(baton->rows) = (row){ i, TR_NO_ROW };
        for (uint32_t j = 0; j < change->cell_count; j++)
            *(row *)apr_array_push(baton->rows)
                = (row){ i, change->first_cell + j };
    }
}

void tr_facts_changes(tr_facts *facts, const tr_render *render)
{
    changes_baton *baton = apr_pcalloc(render->pool, sizeof *baton);

    baton->gen = render->gen;
    baton->rows = apr_array_make(render->pool, 64, sizeof(row));
    tr_changes_all(&baton->changes, render->gen, -1, render->pool);
    list_rows(baton);
    facts->kind = "changes";
    facts->column_count = COLUMNS;
    memcpy(facts->column, change_columns, sizeof change_columns);
    facts->count = (uint64_t)baton->rows->nelts;
    facts->next = next_change;
    facts->seek = seek_change;
    facts->baton = baton;
}
