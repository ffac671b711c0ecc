/* SPDX-License-Identifier: Apache-2.0 */
/*
 * facts_entities.c - what a record says besides figures, one property a row.
 *
 *     id, kind, edition, path, property, language, value
 *
 * `path` is "" for the entity itself and names elements inside it with their
 * number, e.g. "retention.1/evidence.2"; `property` is an attribute, or "text"
 * for what an element holds.  So every entity of the vocabulary, also one that
 * is added later, has the same seven columns, and nothing is lost.
 */
#include "render/facts.h"

#include <apr_strings.h>
#include <string.h>

#include "model/date.h"
#include "record/vocabulary.h"

const tr_column_def tr_property_columns[] = {
    { "id", TR_COL_ID, TR_OF_ANYTHING, 1 },
    { "kind", TR_COL_WORD, TR_OF_ENTITY_KIND, 1 },
    { "edition", TR_COL_INSTANT, TR_OF_ANYTHING, 1 },
    { "path", TR_COL_TEXT, TR_OF_ANYTHING, 0 },
    { "property", TR_COL_WORD, TR_OF_ANYTHING, 1 },
    { "language", TR_COL_WORD, TR_OF_LANGUAGE, 0 },
    { "value", TR_COL_TEXT, TR_OF_ANYTHING, 0 }
};

enum { COLUMNS = sizeof tr_property_columns / sizeof tr_property_columns[0] };
const int tr_property_column_count = COLUMNS;

typedef struct property {
    const char *id, *kind, *edition, *path, *name, *language, *value;
} property;

typedef struct entities_baton {
    const tr_gen *gen;
    apr_pool_t *pool;
    apr_array_header_t *rows;       /* property */
    uint64_t at;
} entities_baton;

static void add(entities_baton *baton, const property *entity,
                const char *path, const char *name, const char *language,
                const char *value)
{
    property *row = apr_array_push(baton->rows);
    *row = *entity;
    row->path = path;
    row->name = name;
    row->language = language;
    row->value = value;
}

/* Which of the siblings of its name a child is, from 1. */
static int number_of(const tr_gen_node *nodes, uint32_t first, uint32_t child)
{
    int number = 0;
    for (uint32_t i = first; i; i = nodes[i - 1].next) {
        number += nodes[i - 1].element == nodes[child - 1].element;
        if (i == child)
            break;
    }
    return number;
}

static void add_node(entities_baton *baton, const property *entity,
                     uint32_t node, const char *path)
{
    const tr_gen *gen = baton->gen;
    const tr_gen_node *nodes = TR_GEN_ROWS(gen, tr_gen_node, nodes);
    const tr_gen_attr *attrs = TR_GEN_ROWS(gen, tr_gen_attr, attrs);
    const tr_gen_node *self = &nodes[node];
    const tr_element_def *def = &tr_elements[self->element];

    for (uint16_t i = 0; i < self->attr_count; i++) {
        const tr_gen_attr *attr = &attrs[self->first_attr + i];
        const char *name = def->attrs[attr->attr].name;
        if (*path || strcmp(name, "id"))
            add(baton, entity, path, name, "", tr_gen_string(gen, attr->value));
    }
    if (self->text)
        add(baton, entity, path, "text", tr_gen_string(gen, self->lang),
            def->flags & TR_EL_TEXT
            ? tr_fact_plain(tr_gen_string(gen, self->text), baton->pool)
            : tr_gen_string(gen, self->text));
    for (uint32_t i = self->child; i; i = nodes[i - 1].next)
        add_node(baton, entity, i - 1,
                 apr_psprintf(baton->pool, "%s%s%s.%d", path, *path ? "/" : "",
                              tr_elements[nodes[i - 1].element].name,
                              number_of(nodes, self->child, i)));
}

/* What follows from a date alone: nobody has to edit a canary for it to lapse. */
static void add_state(entities_baton *baton, const property *entity,
                      uint32_t root)
{
    const char *until = tr_gen_attr_named(baton->gen, root, "until");
    int32_t day;

    if (strcmp(entity->kind, "canary") || !until
        || !tr_date_parse(until, strlen(until), &day))
        return;
    add(baton, entity, "", "state", "",
        baton->gen->head->instant >= ((int64_t)day + 1) * 86400 ? "lapsed"
                                                                 : "valid");
}

static void add_kind(entities_baton *baton, int kind)
{
    const tr_gen *gen = baton->gen;
    const tr_gen_entity *entities = TR_GEN_ROWS(gen, tr_gen_entity, entities);
    uint32_t count, first = tr_gen_kind(gen, kind, &count);

    for (uint32_t i = first; i < first + count; i++) {
        const tr_gen_version *version = tr_gen_version_of(gen, &entities[i]);
        property entity = { .id = tr_gen_string(gen, entities[i].id),
                            .kind = tr_elements[kind].name };
        if (!version || version->withdrawn)
            continue;
        entity.edition = tr_fact_instant(
            TR_GEN_ROWS(gen, int64_t, instants)[version->since], baton->pool);
        add_node(baton, &entity, version->root, "");
        add_state(baton, &entity, version->root);
    }
}

static int next_property(tr_facts *facts, tr_field *fields)
{
    entities_baton *baton = facts->baton;
    const property *row;

    if (baton->at >= (uint64_t)baton->rows->nelts)
        return 0;
    row = &APR_ARRAY_IDX(baton->rows, (int)baton->at, property);
    baton->at++;
    fields[0] = tr_field_text(row->id);
    fields[1] = tr_field_text(row->kind);
    fields[2] = tr_field_text(row->edition);
    fields[3] = tr_field_text(row->path);
    fields[4] = tr_field_text(row->name);
    fields[5] = tr_field_text(row->language);
    fields[6] = tr_field_text(row->value);
    return 1;
}

static void seek_property(tr_facts *facts, uint64_t index)
{
    entities_baton *baton = facts->baton;
    baton->at = index;
}

void tr_facts_entities(tr_facts *facts, const tr_render *render)
{
    entities_baton *baton = apr_palloc(render->pool, sizeof *baton);
    const char *path = tr_resources[render->target->resource].path;

    baton->gen = render->gen;
    baton->pool = render->pool;
    baton->rows = apr_array_make(render->pool, 256, sizeof(property));
    baton->at = 0;
    for (size_t kind = 1; kind < tr_element_count; kind++)
        if (tr_elements[kind].resource
            && !strcmp(tr_elements[kind].resource, path))
            add_kind(baton, (int)kind);
    facts->kind = tr_fact_kinds[TR_FACT_PROPERTIES];
    facts->column_count = COLUMNS;
    memcpy(facts->column, tr_property_columns, sizeof tr_property_columns);
    facts->count = (uint64_t)baton->rows->nelts;
    facts->next = next_property;
    facts->seek = seek_property;
    facts->baton = baton;
}
