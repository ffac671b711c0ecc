/* SPDX-License-Identifier: Apache-2.0 */
/* Whether every reference of every row of a generation points at something. */
#include <string.h>

#include "record/vocabulary.h"
#include "store/code_index.h"
#include "store/generation.h"

static int string_ok(const tr_gen *gen, tr_off off)
{
    const tr_section *strings = &gen->head->strings;
    return off == 0 || (off >= strings->off && off < strings->off + strings->count);
}

static const char *check_codes(const tr_gen *gen, tr_dim dim)
{
    const tr_gen_code *codes = tr_gen_codes(gen, dim);
    uint32_t count = gen->head->codes[dim].count;

    for (uint32_t i = 0; i < count; i++)
        if (!string_ok(gen, codes[i].code) || codes[i].size == 0 || codes[i].size > count - i
            || (i && codes[i].parent >= i) || codes[i].entity > gen->head->entities.count)
            return "a code";
    return tr_code_index_ok(gen, dim) ? NULL : "the order of the codes";
}

static const char *check_dictionaries(const tr_gen *gen)
{
    const int64_t *instants = TR_GEN_ROWS(gen, int64_t, instants);
    const tr_gen_file *files = TR_GEN_ROWS(gen, tr_gen_file, files);
    const tr_gen_problem *problems = TR_GEN_ROWS(gen, tr_gen_problem, problems);
    const char *wrong = NULL;

    for (int dim = 0; dim < TR_DIM_COUNT && !wrong; dim++)
        wrong = check_codes(gen, (tr_dim)dim);
    for (uint32_t i = 1; i < gen->head->instants.count; i++)
        if (instants[i] <= instants[i - 1])
            return "the instants";
    for (uint32_t i = 0; i < gen->head->files.count; i++)
        if (!string_ok(gen, files[i].name))
            return "a file";
    for (uint32_t i = 0; i < gen->head->problems.count; i++)
        if (!string_ok(gen, problems[i].file) || !string_ok(gen, problems[i].code)
            || !string_ok(gen, problems[i].text))
            return "a problem";
    return wrong;
}

static int version_ok(const tr_gen *gen, const tr_gen_version *version)
{
    const tr_gen_head *head = gen->head;

    return version->root < head->nodes.count && version->correction <= head->nodes.count
        && version->since < head->instants.count && version->since < version->until
        && (version->until == TR_FOREVER || version->until < head->instants.count)
        && version->file < head->files.count && version->table <= head->tables.count
        && version->publisher < head->codes[TR_DIM_PUBLISHER].count
        && string_ok(gen, version->backdated_reason);
}

static const char *check_entities(const tr_gen *gen)
{
    const tr_gen_entity *entities = TR_GEN_ROWS(gen, tr_gen_entity, entities);
    const tr_gen_version *versions = TR_GEN_ROWS(gen, tr_gen_version, versions);
    uint32_t count = gen->head->versions.count;

    for (uint32_t i = 0; i < gen->head->entities.count; i++)
        if (!string_ok(gen, entities[i].id) || entities[i].kind >= tr_element_count
            || entities[i].first_version > count
            || entities[i].version_count > count - entities[i].first_version)
            return "an entity";
    for (uint32_t i = 0; i < count; i++)
        if (!version_ok(gen, &versions[i]))
            return "a version";
    return NULL;
}

static uint32_t attr_count(uint16_t element)
{
    uint32_t count = 0;

    while (tr_elements[element].attrs[count].name)
        count++;
    return count;
}

/* Children come after their parents, so that no walk can go in circles. */
static const char *check_nodes(const tr_gen *gen)
{
    const tr_gen_node *nodes = TR_GEN_ROWS(gen, tr_gen_node, nodes);
    const tr_gen_attr *attrs = TR_GEN_ROWS(gen, tr_gen_attr, attrs);
    uint32_t count = gen->head->nodes.count, attr_rows = gen->head->attrs.count;

    for (uint32_t i = 0; i < count; i++) {
        const tr_gen_node *node = &nodes[i];
        if (node->element >= tr_element_count || node->parent > i
            || (node->child && (node->child <= i + 1 || node->child > count))
            || (node->next && (node->next <= i + 1 || node->next > count))
            || !string_ok(gen, node->text) || !string_ok(gen, node->lang)
            || node->first_attr > attr_rows || node->attr_count > attr_rows - node->first_attr)
            return "a node";
        for (uint16_t a = 0; a < node->attr_count; a++)
            if (attrs[node->first_attr + a].attr >= attr_count(node->element)
                || !string_ok(gen, attrs[node->first_attr + a].value))
                return "an attribute";
    }
    return NULL;
}

static int code_ok(const tr_gen *gen, tr_dim dim, uint16_t code)
{
    return code < gen->head->codes[dim].count;
}

static int block_ok(const tr_gen *gen, const tr_gen_block *block, uint32_t next)
{
    return block->first == next && block->count > 0
        && block->count <= gen->head->value.count - next
        && block->entity < gen->head->entities.count
        && block->first_total <= gen->head->totals.count
        && block->total_count <= gen->head->totals.count - block->first_total
        && code_ok(gen, TR_DIM_PUBLISHER, block->publisher)
        && code_ok(gen, TR_DIM_SERVICE, block->service)
        && code_ok(gen, TR_DIM_REPORT, block->report)
        && code_ok(gen, TR_DIM_TABLE, block->table)
        && code_ok(gen, TR_DIM_PERIOD, block->period)
        && code_ok(gen, TR_DIM_MEASURE, block->measure)
        && code_ok(gen, TR_DIM_UNIT, block->unit);
}

static const char *check_blocks(const tr_gen *gen)
{
    const tr_gen_block *blocks = TR_GEN_ROWS(gen, tr_gen_block, blocks);
    const tr_gen_total *totals = TR_GEN_ROWS(gen, tr_gen_total, totals);
    uint32_t next = 0;

    for (uint32_t i = 0; i < gen->head->blocks.count; i++) {
        if (!block_ok(gen, &blocks[i], next))
            return "a block";
        next += blocks[i].count;
    }
    if (next != gen->head->value.count)
        return "the blocks";
    for (uint32_t i = 0; i < gen->head->totals.count; i++)
        if (totals[i].dim != 0xff
            && (totals[i].dim >= TR_DIM_COUNT
                || !code_ok(gen, (tr_dim)totals[i].dim, totals[i].code)))
            return "a total";
    return NULL;
}

static int uses_range(uint8_t status)
{
    return status != TR_STATUS_REPORTED && status != TR_STATUS_ZERO_IMPLIED;
}

static int cell_code_ok(const tr_gen *gen, tr_dim dim, uint32_t row)
{
    return code_ok(gen, dim, tr_gen_ordinal(tr_gen_column_of(gen, dim), row));
}

static int row_ok(const tr_gen *gen, uint32_t row)
{
    const tr_gen_head *head = gen->head;
    uint8_t status = TR_GEN_ROWS(gen, uint8_t, status)[row];
    uint64_t value = TR_GEN_ROWS(gen, uint64_t, value)[row];
    uint16_t since = TR_GEN_ROWS(gen, uint16_t, since)[row];
    uint16_t until = TR_GEN_ROWS(gen, uint16_t, until)[row];

    return cell_code_ok(gen, TR_DIM_COUNTRY, row) && cell_code_ok(gen, TR_DIM_DEMAND, row)
        && cell_code_ok(gen, TR_DIM_DATA, row)
        && tr_gen_ordinal(tr_gen_context_column(gen), row) < head->contexts.count
        && TR_GEN_ROWS(gen, uint32_t, annot)[row] < head->annots.count
        && status < TR_STATUS_COUNT
        && (uses_range(status) ? value < head->ranges.count : value <= TR_NUMBER_MAX)
        && since < head->instants.count && since < until
        && (until == TR_FOREVER || until < head->instants.count);
}

static int context_ok(const tr_gen *gen, const tr_gen_context *context)
{
    return code_ok(gen, TR_DIM_VIA, context->via)
        && code_ok(gen, TR_DIM_CHANNEL, context->channel)
        && code_ok(gen, TR_DIM_AUTHORITY, context->authority)
        && code_ok(gen, TR_DIM_REQUESTER, context->requester)
        && code_ok(gen, TR_DIM_IDENTIFIER, context->identifier)
        && code_ok(gen, TR_DIM_BASIS, context->basis)
        && code_ok(gen, TR_DIM_NOTICE, context->notice);
}

static const char *check_rows(const tr_gen *gen)
{
    const tr_gen_annot *annots = TR_GEN_ROWS(gen, tr_gen_annot, annots);

    for (uint32_t i = 0; i < gen->head->value.count; i++)
        if (!row_ok(gen, i))
            return "a figure";
    for (uint32_t i = 0; i < gen->head->contexts.count; i++)
        if (!context_ok(gen, TR_GEN_ROWS(gen, tr_gen_context, contexts) + i))
            return "a context";
    for (uint32_t i = 0; i < gen->head->annots.count; i++)
        if (!string_ok(gen, annots[i].printed) || !string_ok(gen, annots[i].country_printed)
            || !string_ok(gen, annots[i].reason) || !string_ok(gen, annots[i].source)
            || !string_ok(gen, annots[i].notes))
            return "an annotation";
    return NULL;
}

const char *tr_gen_verify(const tr_gen *gen)
{
    const char *wrong = check_dictionaries(gen);

    if (!wrong)
        wrong = check_entities(gen);
    if (!wrong)
        wrong = check_nodes(gen);
    if (!wrong)
        wrong = check_blocks(gen);
    return wrong ? wrong : check_rows(gen);
}
