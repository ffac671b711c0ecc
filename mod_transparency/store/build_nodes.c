/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The narrative: trees of elements become rows, in preorder.
 */
#include <string.h>

#include "store/build_private.h"

static uint32_t add_attrs(builder *b, const tr_element *element, uint16_t *count)
{
    uint32_t first = b->attrs.count;

    for (uint32_t i = 0; element->attrs && element->def->attrs[i].name; i++)
        if (element->attrs[i]) {
            tr_gen_attr *attr = tr_build_rows_add(&b->attrs, 1);
            attr->attr = i;
            attr->value = tr_build_string(b, element->attrs[i]);
            ++*count;
        }
    return first;
}

/* Returns the node; the tree is no deeper than the reader's limit. */
static uint32_t add_node(builder *b, const tr_element *element, uint32_t parent,
                         const tr_element *wanted, uint32_t *found)
{
    uint32_t index = b->nodes.count, last = BUILD_NONE;
    tr_gen_node *node = tr_build_rows_add(&b->nodes, 1);
    uint16_t attrs = 0;

    node->element = (uint16_t)(element->def - tr_elements);
    node->parent = parent;
    node->line = element->line;
    node->text = tr_build_string(b, element->text);
    node->lang = tr_build_string(b, element->lang);
    node->first_attr = add_attrs(b, element, &attrs);
    node->attr_count = attrs;
    if (element == wanted)
        *found = index + 1;
    for (const tr_element *child = element->children; child; child = child->next) {
        uint32_t at = add_node(b, child, index + 1, wanted, found);
        if (last == BUILD_NONE)
            BUILD_ROW(&b->nodes, tr_gen_node, index)->child = at + 1;
        else
            BUILD_ROW(&b->nodes, tr_gen_node, last)->next = at + 1;
        last = at;
    }
    return index;
}

/* The publisher of a service when the table was published: who takes it over later did not publish that. */
static const char *service_publisher(const builder *b, const char *id, uint16_t edition)
{
    const build_code *service = tr_build_code_find(b, TR_DIM_SERVICE, id, strlen(id));
    const build_version *said = service && service->entity
        ? tr_build_said(b, &b->entities[service->entity - 1], edition) : NULL;

    return said ? tr_build_attr(said, "publisher") : NULL;
}

/* What a table says of its publisher, or its file does, or its service. */
static uint16_t table_publisher(const builder *b, const build_version *version)
{
    const tr_table *table = version->entity->table;
    const char *publisher = table->publisher ? table->publisher
                                             : version->file->file->publisher;

    if (!publisher && table->service)
        publisher = service_publisher(b, table->service, version->since);
    return tr_build_ordinal(b, TR_DIM_PUBLISHER, publisher);
}

/* Who published an entity that is no table. */
static uint16_t entity_publisher(const builder *b, const build_version *version)
{
    const tr_entity *entity = version->entity;
    const char *publisher = entity->withdrawn ? NULL : tr_build_attr(version, "publisher");
    const char *service = entity->withdrawn ? NULL : tr_build_attr(version, "service");

    if (!strcmp(entity->root->def->name, "publisher"))
        publisher = entity->id;
    if (!publisher)
        publisher = version->file->file->publisher;
    if (!publisher && service)
        publisher = service_publisher(b, service, version->since);
    return tr_build_ordinal(b, TR_DIM_PUBLISHER, publisher);
}

static uint32_t add_table(builder *b, const build_version *version)
{
    const tr_table *table = version->entity->table;
    tr_gen_table *row = tr_build_rows_add(&b->tables, 1);
    char period[TR_PERIOD_TEXT];

    row->service = tr_build_ordinal(b, TR_DIM_SERVICE, table->service);
    row->publisher = table_publisher(b, version);
    row->report = tr_build_ordinal(b, TR_DIM_REPORT,
                                   table->report ? table->report : version->entity->id);
    row->period = tr_build_ordinal(b, TR_DIM_PERIOD, tr_period_format(&table->period, period));
    row->absent_none = table->absent_none != 0;
    row->outcomes = (uint8_t)table->outcomes;
    for (int dim = 0; dim < TR_DIM_COUNT; dim++)
        row->relation[dim] = (uint8_t)(table->relation[dim] != TR_REL_UNSTATED
                                           ? table->relation[dim]
                                           : tr_dims[dim].relation);
    return b->tables.count;
}

static void add_version(builder *b, build_version *version)
{
    tr_gen_version *row;
    uint32_t correction = 0;
    uint32_t root = add_node(b, version->entity->root, 0, version->entity->correction,
                             &correction);

    if (version->entity->table && !version->entity->withdrawn)
        version->table = add_table(b, version);
    row = tr_build_rows_add(&b->gen_versions, 1);
    row->root = root;
    row->correction = correction;
    row->since = version->since;
    row->until = version->until;
    row->withdrawn = version->entity->withdrawn != 0;
    row->backdated = version->file->file->backdated != NULL;
    row->file = (uint16_t)(version->file - b->files);
    row->backdated_reason = tr_build_string(b, version->file->file->backdated);
    row->table = version->table;
    row->line = version->entity->line;
    row->differs = version->differs;
    row->publisher = version->entity->table && !version->entity->withdrawn
                     ? table_publisher(b, version) : entity_publisher(b, version);
}

/* Versions are sorted by entity already, so their rows are where they belong. */
void tr_build_nodes(builder *b)
{
    for (uint32_t i = 0; i < b->version_count; i++)
        add_version(b, &b->versions[i]);
}
