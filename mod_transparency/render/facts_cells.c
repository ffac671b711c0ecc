/* SPDX-License-Identifier: Apache-2.0 */
/* facts_cells.c - published figures as rows: the columns of TR_CELL_COLUMNS. */
#include "render/facts.h"

#include <apr_strings.h>
#include <string.h>

#include "record/vocabulary.h"

typedef struct cells_baton {
    const tr_gen *gen;
    tr_cells *cells;
} cells_baton;

static const char *kind_word(const tr_gen_cell *cell)
{
    return tr_row_kind_codes[cell->kind ? TR_ROW_STATED : TR_ROW_PUBLISHED];
}

static const char *mark_words(uint8_t flags, apr_pool_t *pool)
{
    const char *text = NULL;
    for (int i = 0; flags && i < TR_MARK_COUNT; i++)
        if (flags & (1u << i))
            text = text ? apr_pstrcat(pool, text, " ", tr_mark_codes[i], NULL)
                        : tr_mark_codes[i];
    return text;
}

static const tr_gen_version *version_of_cell(const tr_gen *gen,
                                             const tr_gen_cell *cell)
{
    const tr_gen_block *block = TR_GEN_ROWS(gen, tr_gen_block, blocks)
                                + cell->block;
    return tr_gen_version_of(gen, TR_GEN_ROWS(gen, tr_gen_entity, entities)
                                  + block->entity);
}

static int word_is(const char *words, size_t length, const char *id)
{
    return strlen(id) == length && !memcmp(words, id, length);
}

/* The text of a note of the table in its authoritative language. */
static const char *note_text(const tr_gen *gen, uint32_t root, const char *id,
                             size_t length)
{
    const tr_gen_node *nodes = TR_GEN_ROWS(gen, tr_gen_node, nodes);
    int note = tr_element_find("note", 4);
    int kind = note;
    const tr_gen_entity *entity;
    const tr_gen_version *version;

    for (uint32_t i = nodes[root].child; i; i = nodes[i - 1].next) {
        const char *name;
        if (nodes[i - 1].element != (uint16_t)note)
            continue;
        name = tr_gen_attr_named(gen, i - 1, "id");
        if (name && word_is(id, length, name)) {
            const tr_gen_node *text = tr_gen_child(gen, i - 1, "text", "");
            return tr_gen_string(gen, text ? text->text : nodes[i - 1].text);
        }
    }
    entity = tr_gen_entity_find(gen, kind, id, length);
    version = entity ? tr_gen_version_of(gen, entity) : NULL;
    if (version && !version->withdrawn) {
        const tr_gen_node *text = tr_gen_child(gen, version->root, "text", "");
        if (text)
            return tr_gen_string(gen, text->text);
    }
    return NULL;
}

static const char *note_texts(const tr_gen *gen, const tr_gen_cell *cell,
                              const char *ids, apr_pool_t *pool)
{
    const tr_gen_version *version = version_of_cell(gen, cell);
    const char *all = NULL;

    while (version && *ids) {
        size_t length = strcspn(ids, " ");
        const char *text = note_text(gen, version->root, ids, length);
        if (text) {
            text = tr_fact_plain(text, pool);
            all = all ? apr_pstrcat(pool, all, " ", text, NULL) : text;
        }
        ids += length + (ids[length] == ' ');
    }
    return all;
}

static tr_field code_field(const tr_gen *gen, const tr_gen_cell *cell,
                           tr_dim dim)
{
    return tr_field_code(tr_gen_code_text(gen, dim, cell->code[dim]));
}

static void fill_codes(const tr_gen *gen, const tr_gen_cell *cell,
                       tr_field *fields)
{
    static const struct { tr_cell_column column; tr_dim dim; } coded[] = {
        { TR_COLUMN_PUBLISHER, TR_DIM_PUBLISHER },
        { TR_COLUMN_SERVICE, TR_DIM_SERVICE }, { TR_COLUMN_REPORT, TR_DIM_REPORT },
        { TR_COLUMN_TABLE, TR_DIM_TABLE }, { TR_COLUMN_PERIOD, TR_DIM_PERIOD },
        { TR_COLUMN_COUNTRY, TR_DIM_COUNTRY }, { TR_COLUMN_VIA, TR_DIM_VIA },
        { TR_COLUMN_CHANNEL, TR_DIM_CHANNEL },
        { TR_COLUMN_AUTHORITY, TR_DIM_AUTHORITY },
        { TR_COLUMN_REQUESTER, TR_DIM_REQUESTER },
        { TR_COLUMN_DEMAND, TR_DIM_DEMAND },
        { TR_COLUMN_IDENTIFIER, TR_DIM_IDENTIFIER },
        { TR_COLUMN_DATA, TR_DIM_DATA }, { TR_COLUMN_MEASURE, TR_DIM_MEASURE },
        { TR_COLUMN_BASIS, TR_DIM_BASIS }, { TR_COLUMN_NOTICE, TR_DIM_NOTICE },
        { TR_COLUMN_UNIT, TR_DIM_UNIT }
    };
    for (size_t i = 0; i < sizeof coded / sizeof coded[0]; i++)
        fields[coded[i].column] = code_field(gen, cell, coded[i].dim);
}

static void fill_value(const tr_gen *gen, const tr_gen_cell *cell,
                       tr_field *fields, apr_pool_t *pool)
{
    const tr_value *value = &cell->value;
    const tr_gen_range *range = cell->range;

    if (tr_value_is_exact(value))
        fields[TR_COLUMN_VALUE] = tr_field_number(value->min);
    if (tr_value_is_bounded(value)) {
        fields[TR_COLUMN_MIN] = tr_field_number(value->min);
        if (value->max != TR_UNBOUNDED)
            fields[TR_COLUMN_MAX] = tr_field_number(value->max);
    }
    fields[TR_COLUMN_STATUS] = tr_field_code(tr_status_describe(value->status)->code);
    if (range && range->percent_of) {
        fields[TR_COLUMN_PERCENT] = tr_field_text(
            tr_fact_percent(range->percent, range->decimals, pool));
        fields[TR_COLUMN_PERCENT_OF] = tr_field_code(
            tr_gen_code_text(gen, TR_DIM_MEASURE, range->percent_of));
        fields[TR_COLUMN_ROUNDING] = tr_field_code(tr_rounding_code(range->rounding));
    }
    /* what bounds do not tell: the number that was rounded */
    if (range && range->stated && value->min < value->max
        && value->min <= range->stated && range->stated <= value->max)
        fields[TR_COLUMN_STATED] = tr_field_number(range->stated);
}

static void fill_annotations(const tr_gen *gen, const tr_gen_cell *cell,
                             tr_field *fields, apr_pool_t *pool)
{
    const tr_gen_annot *annot = cell->annot;

    if (!annot)
        return;
    fields[TR_COLUMN_COUNTRY_PUBLISHED] = tr_field_text(
        tr_gen_string(gen, annot->country_printed));
    fields[TR_COLUMN_REASON] = tr_field_text(tr_gen_string(gen, annot->reason));
    fields[TR_COLUMN_SOURCE] = tr_field_text(tr_gen_string(gen, annot->source));
    if (annot->printed)
        fields[TR_COLUMN_TEXT_PUBLISHED] = tr_field_text(
            tr_gen_string(gen, annot->printed));
    if (annot->notes) {
        const char *ids = tr_gen_string(gen, annot->notes);
        fields[TR_COLUMN_NOTE_IDS] = tr_field_text(ids);
        fields[TR_COLUMN_NOTE] = tr_field_text(note_texts(gen, cell, ids, pool));
    }
}

static int next_cell(tr_facts *facts, tr_field *fields)
{
    const cells_baton *baton = facts->baton;
    const tr_gen *gen = baton->gen;
    apr_pool_t *pool = facts->row_pool;
    const tr_period *period;
    tr_gen_cell cell;

    if (!tr_cells_next(baton->cells, &cell))
        return 0;
    memset(fields, 0, sizeof *fields * TR_COLUMN_COUNT);
    period = &tr_gen_codes(gen, TR_DIM_PERIOD)[cell.code[TR_DIM_PERIOD]].period;
    fill_codes(gen, &cell, fields);
    fields[TR_COLUMN_ID] = tr_field_text(tr_gen_cell_id(gen, &cell, pool));
    fields[TR_COLUMN_KIND] = tr_field_code(kind_word(&cell));
    fields[TR_COLUMN_EDITION] = tr_field_text(tr_fact_instant(
        TR_GEN_ROWS(gen, int64_t, instants)[cell.since], pool));
    fields[TR_COLUMN_PERIOD_START] = tr_field_text(tr_fact_day(period->start_day, pool));
    fields[TR_COLUMN_PERIOD_END] = tr_field_text(tr_fact_day(period->end_day, pool));
    fields[TR_COLUMN_COUNTRY_NAME] = tr_fact_country(
        gen, cell.code[TR_DIM_COUNTRY], period->end_day);
    fields[TR_COLUMN_FLAGS] = tr_field_text(mark_words(cell.flags, pool));
    fill_value(gen, &cell, fields, pool);
    fill_annotations(gen, &cell, fields, pool);
    return 1;
}

static void seek_cell(tr_facts *facts, uint64_t index)
{
    const cells_baton *baton = facts->baton;
    tr_cells_seek(baton->cells, index);
}

void tr_facts_cells(tr_facts *facts, const tr_render *render)
{
    cells_baton *baton = apr_palloc(render->pool, sizeof *baton);

    baton->gen = render->gen;
    baton->cells = tr_cells_open(render->gen, &render->target->query,
                                 render->pool);
    facts->kind = tr_fact_kinds[TR_FACT_CELLS];
    facts->column_count = TR_COLUMN_COUNT;
    memcpy(facts->column, tr_cell_columns, sizeof tr_cell_columns);
    facts->count = tr_cells_count(baton->cells);
    facts->next = next_cell;
    facts->seek = seek_cell;
    facts->baton = baton;
}
