/* SPDX-License-Identifier: Apache-2.0 */
/*
 * facts_changes.c - what was published and is now different: one row a changed
 * figure or text, and one for what came, went or came back as a whole.
 */
#include "render/facts.h"

#include <apr_strings.h>
#include <string.h>

#include "query/change_rows.h"
#include "record/vocabulary.h"

typedef struct changes_baton {
    const tr_gen *gen;
    const tr_change_rows *answer;
    uint32_t at;
} changes_baton;

static void fill_cell(const tr_gen *gen, const tr_change_cell *changed,
                      tr_field *fields, apr_pool_t *pool)
{
    tr_gen_cell cell;

    if (changed->old_row != TR_NO_ROW) {
        tr_gen_cell_get(gen, changed->block, changed->old_row, &cell);
        tr_fact_value(fields + TR_CHANGE_COLUMN_OLD_VALUE, &cell.value);
    }
    if (changed->new_row != TR_NO_ROW) {
        tr_gen_cell_get(gen, changed->block, changed->new_row, &cell);
        tr_fact_value(fields + TR_CHANGE_COLUMN_NEW_VALUE, &cell.value);
    }
    fields[TR_CHANGE_COLUMN_CELL]
        = tr_field_text(tr_gen_cell_id(gen, &cell, pool));
}

static tr_field side(const tr_gen *gen, const tr_change_text *text, tr_off off,
                     apr_pool_t *pool)
{
    const char *words = tr_gen_string(gen, off);

    return tr_field_text(text->markup ? tr_fact_plain(words, pool) : words);
}

static void fill_text(const tr_gen *gen, const tr_change_text *text,
                      tr_field *fields, apr_pool_t *pool)
{
    fields[TR_CHANGE_COLUMN_PROPERTY] = tr_field_text(apr_pstrcat(
        pool, text->path, *text->path ? "/" : "", text->name, NULL));
    fields[TR_CHANGE_COLUMN_LANGUAGE] = tr_field_text(text->lang);
    fields[TR_CHANGE_COLUMN_OLD_TEXT] = side(gen, text, text->old_text, pool);
    fields[TR_CHANGE_COLUMN_NEW_TEXT] = side(gen, text, text->new_text, pool);
}

/* A correction's word and text; a withdrawal gives its own. */
static void fill_reason(const tr_gen *gen, const tr_change_row *row,
                        tr_field *fields, apr_pool_t *pool)
{
    const tr_gen_version *version = TR_GEN_ROWS(gen, tr_gen_version, versions)
                                    + row->version;
    const tr_gen_node *nodes = TR_GEN_ROWS(gen, tr_gen_node, nodes);
    const char *reason = row->reason_due ? "no reason given" : NULL;
    uint32_t node;

    if (version->backdated)
        fields[TR_CHANGE_COLUMN_BACKDATED] = tr_field_text(
            tr_gen_string(gen, version->backdated_reason));
    if (version->correction || version->withdrawn) {
        node = version->withdrawn ? version->root : version->correction - 1;
        if (tr_gen_attr_named(gen, node, "reason"))
            reason = tr_gen_attr_named(gen, node, "reason");
        if (nodes[node].text)
            fields[TR_CHANGE_COLUMN_TEXT] = tr_field_text(tr_fact_plain(
                tr_gen_string(gen, nodes[node].text), pool));
    }
    fields[TR_CHANGE_COLUMN_REASON] = tr_field_text(reason);
}

static void fill_places(const changes_baton *baton, const tr_change_row *row,
                        tr_field *fields, apr_pool_t *pool)
{
    static const struct { int column; tr_dim dim; } said[] = {
        { TR_CHANGE_COLUMN_REPORT, TR_DIM_REPORT },
        { TR_CHANGE_COLUMN_PUBLISHER, TR_DIM_PUBLISHER },
        { TR_CHANGE_COLUMN_SERVICE, TR_DIM_SERVICE },
        { TR_CHANGE_COLUMN_PERIOD, TR_DIM_PERIOD },
        { TR_CHANGE_COLUMN_COUNTRY, TR_DIM_COUNTRY }
    };
    const tr_gen *gen = baton->gen;

    for (size_t i = 0; i < sizeof said / sizeof said[0]; i++)
        fields[said[i].column] = tr_field_code(tr_gen_code_text(
            gen, said[i].dim, tr_change_code(row, said[i].dim)));
    fields[TR_CHANGE_COLUMN_OLD_VERSION] = tr_field_text(
        tr_change_old_path(gen, baton->answer, row, pool));
    fields[TR_CHANGE_COLUMN_NEW_VERSION] = tr_field_text(
        tr_change_new_path(gen, baton->answer, row, pool));
}

static int next_change(tr_facts *facts, tr_field *fields)
{
    changes_baton *baton = facts->baton;
    const tr_gen *gen = baton->gen;
    const tr_gen_entity *entity;
    const tr_change_row *row;

    if (baton->at >= facts->count)
        return 0;
    row = &baton->answer->rows[baton->at++];
    entity = TR_GEN_ROWS(gen, tr_gen_entity, entities) + row->change->entity;
    memset(fields, 0, sizeof *fields * TR_CHANGE_COLUMN_COUNT);
    fields[TR_CHANGE_COLUMN_EDITION] = tr_field_text(tr_fact_instant(
        TR_GEN_ROWS(gen, int64_t, instants)[row->edition], facts->row_pool));
    fields[TR_CHANGE_COLUMN_KIND] = tr_field_text(tr_elements[entity->kind].name);
    fields[TR_CHANGE_COLUMN_ENTITY] = tr_field_text(tr_gen_string(gen, entity->id));
    fields[TR_CHANGE_COLUMN_CHANGE] = tr_field_text(tr_change_word(row));
    if (row->cell)
        fill_cell(gen, row->cell, fields, facts->row_pool);
    if (row->text)
        fill_text(gen, row->text, fields, facts->row_pool);
    fill_reason(gen, row, fields, facts->row_pool);
    fill_places(baton, row, fields, facts->row_pool);
    return 1;
}

static void seek_change(tr_facts *facts, uint64_t index)
{
    changes_baton *baton = facts->baton;
    baton->at = (uint32_t)index;
}

void tr_facts_changes(tr_facts *facts, const tr_render *render)
{
    changes_baton *baton = apr_pcalloc(render->pool, sizeof *baton);

    baton->gen = render->gen;
    baton->answer = tr_change_answer(render->gen, &render->target->query,
                                     render->pool);
    facts->kind = tr_fact_kinds[TR_FACT_CHANGES];
    facts->column_count = TR_CHANGE_COLUMN_COUNT;
    memcpy(facts->column, tr_change_columns, sizeof tr_change_columns);
    facts->count = baton->answer->count;
    facts->next = next_change;
    facts->seek = seek_change;
    facts->baton = baton;
}
