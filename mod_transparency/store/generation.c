/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a generation; the layout is drawn in generation.h. */
#include "store/generation.h"

#include <apr_strings.h>
#include <strings.h>
#include <string.h>

#include "record/record.h"
#include "record/vocabulary.h"
#include "store/code_index.h"

_Static_assert((int)TR_MARK_PROVISIONAL == (int)TR_FLAG_PROVISIONAL
               && (int)TR_MARK_RESTATED == (int)TR_FLAG_RESTATED
               && (int)TR_MARK_BREAK == (int)TR_FLAG_BREAK
               && (int)TR_MARK_INCLUDES_OTHER == (int)TR_FLAG_INCLUDES,
               "the marks that sums carry along are the flags of values");

/* ---- Opening ---- */

static int section_fits(const tr_gen_head *head, const tr_section *section,
                        size_t row, size_t alignment)
{
    if (section->count == 0)
        return 1;
    return section->off >= sizeof *head && section->off % alignment == 0
        && section->off <= head->size
        && section->count <= (head->size - section->off) / row;
}

#define FITS(head, name, type) \
    section_fits(head, &(head)->name, sizeof(type), _Alignof(type))

static int dictionaries_fit(const tr_gen_head *head)
{
    for (int dim = 0; dim < TR_DIM_COUNT; dim++) {
        const tr_section *codes = &head->codes[dim];
        if (codes->count == 0 || codes->count > UINT16_MAX
            || !section_fits(head, codes, sizeof(tr_gen_code),
                             _Alignof(tr_gen_code)))
            return 0;
    }
    return FITS(head, instants, int64_t) && head->instants.count > 0
        && head->instants.count < TR_FOREVER
        && FITS(head, files, tr_gen_file)
        && FITS(head, problems, tr_gen_problem);
}

static int narrative_fits(const tr_gen_head *head)
{
    return FITS(head, entities, tr_gen_entity)
        && FITS(head, versions, tr_gen_version)
        && FITS(head, tables, tr_gen_table)
        && FITS(head, nodes, tr_gen_node)
        && FITS(head, attrs, tr_gen_attr);
}

/* `count`: see tr_gen_is_wide. */
static int column_fits(const tr_gen_head *head, const tr_section *section, uint32_t count)
{
    size_t row = tr_gen_is_wide(count) ? sizeof(uint16_t) : sizeof(uint8_t);
    return section_fits(head, section, row, row) && section->count == head->value.count;
}

static int columns_fit(const tr_gen_head *head)
{
    uint32_t rows = head->value.count;

    return FITS(head, value, uint64_t)
        && column_fits(head, &head->country, head->codes[TR_DIM_COUNTRY].count)
        && column_fits(head, &head->demand, head->codes[TR_DIM_DEMAND].count)
        && column_fits(head, &head->data, head->codes[TR_DIM_DATA].count)
        && column_fits(head, &head->context, head->contexts.count)
        && FITS(head, annot, uint32_t) && head->annot.count == rows
        && FITS(head, since, uint16_t) && head->since.count == rows
        && FITS(head, until, uint16_t) && head->until.count == rows
        && FITS(head, status, uint8_t) && head->status.count == rows
        && FITS(head, flags, uint8_t) && head->flags.count == rows
        && FITS(head, kind, uint8_t) && head->kind.count == rows;
}

static int figures_fit(const tr_gen_head *head)
{
    return columns_fit(head) && FITS(head, blocks, tr_gen_block)
        && FITS(head, contexts, tr_gen_context)
        && FITS(head, ranges, tr_gen_range)
        && FITS(head, annots, tr_gen_annot)
        && FITS(head, totals, tr_gen_total);
}

static int strings_fit(const tr_gen_head *head)
{
    const char *base = (const char *)head;

    return head->strings.count > 0 && FITS(head, strings, char)
        && head->string_bytes == head->strings.count
        && base[head->strings.off + head->strings.count - 1] == '\0';
}

apr_status_t tr_gen_open(tr_gen *out, const void *base, apr_size_t size)
{
    const tr_gen_head *head = base;

    if (!base || (uintptr_t)base % _Alignof(tr_gen_head) || size < sizeof *head
        || memcmp(head->magic, TR_GEN_MAGIC, sizeof head->magic) != 0
        || head->layout != TR_GEN_LAYOUT || head->size < sizeof *head
        || head->size > size)
        return APR_EINVAL;
    if (!strings_fit(head) || !dictionaries_fit(head) || !narrative_fits(head)
        || !figures_fit(head))
        return APR_EINVAL;
    *out = tr_gen_newest(base);
    return APR_SUCCESS;
}

/* ---- Codes ---- */

int tr_gen_code_find(const tr_gen *gen, tr_dim dim, const char *code,
                     size_t length)
{
    uint16_t found;

    if (length == 0 || memchr(code, '\0', length))
        return -1;
    found = tr_code_index_find(gen, dim, code, length);
    return found && tr_gen_code_exists(gen, &tr_gen_codes(gen, dim)[found]) ? (int)found : -1;
}

/* ---- Entities ---- */

static int compare_entity(const tr_gen *gen, const tr_gen_entity *entity,
                          int kind, const char *id, size_t length)
{
    const char *own = tr_gen_string(gen, entity->id);
    int order;

    if (entity->kind != kind)
        return entity->kind < kind ? -1 : 1;
    order = strncmp(own, id, length);
    return order ? order : own[length] != '\0';
}

const tr_gen_entity *tr_gen_entity_find(const tr_gen *gen, int kind,
                                        const char *id, size_t length)
{
    const tr_gen_entity *entities = TR_GEN_ROWS(gen, tr_gen_entity, entities);
    uint32_t low = 0, high = gen->head->entities.count;

    if (memchr(id, '\0', length))
        return NULL;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = compare_entity(gen, &entities[middle], kind, id, length);
        if (order == 0)
            return &entities[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

const tr_gen_version *tr_gen_version_of(const tr_gen *gen,
                                        const tr_gen_entity *entity)
{
    const tr_gen_version *versions =
        TR_GEN_ROWS(gen, tr_gen_version, versions) + entity->first_version;

    for (uint16_t i = 0; i < entity->version_count; i++)
        if (tr_gen_valid(gen, versions[i].since, versions[i].until))
            return &versions[i];
    return NULL;
}

uint32_t tr_gen_kind(const tr_gen *gen, int kind, uint32_t *count)
{
    const tr_gen_entity *entities = TR_GEN_ROWS(gen, tr_gen_entity, entities);
    uint32_t total = gen->head->entities.count, first = 0, end;

    while (first < total && entities[first].kind < kind)
        first++;
    for (end = first; end < total && entities[end].kind == kind; end++)
        ;
    *count = end - first;
    return first;
}

uint32_t tr_gen_kind_count(const tr_gen *gen, const char *kind)
{
    uint32_t count = 0;

    tr_gen_kind(gen, tr_element_find(kind, strlen(kind)), &count);
    return count;
}

/* ---- Nodes ---- */

const char *tr_gen_attr_at(const tr_gen *gen, uint32_t node, int attr)
{
    const tr_gen_node *row = TR_GEN_ROWS(gen, tr_gen_node, nodes) + node;
    const tr_gen_attr *attrs =
        TR_GEN_ROWS(gen, tr_gen_attr, attrs) + row->first_attr;

    for (uint16_t i = 0; i < row->attr_count; i++)
        if ((int)attrs[i].attr == attr)
            return tr_gen_string(gen, attrs[i].value);
    return NULL;
}

const char *tr_gen_attr_named(const tr_gen *gen, uint32_t node,
                              const char *name)
{
    const tr_gen_node *row = TR_GEN_ROWS(gen, tr_gen_node, nodes) + node;
    int attr = tr_attr_find(&tr_elements[row->element], name, strlen(name));

    return attr < 0 ? NULL : tr_gen_attr_at(gen, node, attr);
}

/* RFC 4647 lookup: 3 the same tag, 2 the child's is a prefix of the wanted one
 * ("zh" for "zh-Hans"), 1 both begin with the same language, 0 otherwise. */
static int language_fit(const char *own, const char *wanted)
{
    size_t own_length = strlen(own), primary = strcspn(wanted, "-");

    if (strcasecmp(own, wanted) == 0)
        return 3;
    if (strncasecmp(own, wanted, own_length) == 0 && wanted[own_length] == '-')
        return 2;
    return strcspn(own, "-") == primary
        && strncasecmp(own, wanted, primary) == 0;
}

/* The language whose sibling counts when none fits: authoritative= or the first. */
static int is_authoritative(const tr_gen *gen, uint32_t node, const char *lang)
{
    const char *named = tr_gen_attr_named(gen, node, "authoritative");
    return named && strcasecmp(named, lang) == 0;
}

const tr_gen_node *tr_gen_child(const tr_gen *gen, uint32_t node,
                                const char *name, const char *lang)
{
    const tr_gen_node *nodes = TR_GEN_ROWS(gen, tr_gen_node, nodes);
    const tr_gen_node *best = NULL, *fallback = NULL;
    int best_fit = 0, element = tr_element_find(name, strlen(name));

    for (uint32_t i = nodes[node].child; i; i = nodes[i - 1].next) {
        const tr_gen_node *child = &nodes[i - 1];
        const char *own = tr_gen_string(gen, child->lang);
        int fit = lang ? language_fit(own, lang) : 0;
        if (child->element != element)
            continue;
        if (fit > best_fit) {
            best_fit = fit;
            best = child;
        }
        if (!fallback || (is_authoritative(gen, node, own)
                          && !is_authoritative(gen, node, tr_gen_string(gen, fallback->lang))))
            fallback = child;
    }
    return best ? best : fallback;
}

/* ---- Cells ---- */

static void cell_codes(const tr_gen *gen, const tr_gen_block *block,
                       uint32_t row, uint16_t *code)
{
    const tr_gen_context *context =
        TR_GEN_ROWS(gen, tr_gen_context, contexts)
        + tr_gen_ordinal(tr_gen_context_column(gen), row);

    code[TR_DIM_PUBLISHER] = block->publisher;
    code[TR_DIM_SERVICE] = block->service;
    code[TR_DIM_REPORT] = block->report;
    code[TR_DIM_TABLE] = block->table;
    code[TR_DIM_PERIOD] = block->period;
    code[TR_DIM_MEASURE] = block->measure;
    code[TR_DIM_UNIT] = block->unit;
    code[TR_DIM_COUNTRY] = tr_gen_ordinal(tr_gen_column_of(gen, TR_DIM_COUNTRY), row);
    code[TR_DIM_DEMAND] = tr_gen_ordinal(tr_gen_column_of(gen, TR_DIM_DEMAND), row);
    code[TR_DIM_DATA] = tr_gen_ordinal(tr_gen_column_of(gen, TR_DIM_DATA), row);
    code[TR_DIM_VIA] = context->via;
    code[TR_DIM_CHANNEL] = context->channel;
    code[TR_DIM_AUTHORITY] = context->authority;
    code[TR_DIM_REQUESTER] = context->requester;
    code[TR_DIM_IDENTIFIER] = context->identifier;
    code[TR_DIM_BASIS] = context->basis;
    code[TR_DIM_NOTICE] = context->notice;
}

/* The range of a row that has one: no exact number, and not plainly missing. */
static const tr_gen_range *range_of(const tr_gen *gen, uint8_t status, uint64_t stored)
{
    return status != TR_STATUS_REPORTED && status != TR_STATUS_ZERO_IMPLIED && stored
        ? TR_GEN_ROWS(gen, tr_gen_range, ranges) + stored : NULL;
}

tr_value tr_gen_value(const tr_gen *gen, uint32_t row)
{
    uint8_t status = TR_GEN_ROWS(gen, uint8_t, status)[row];
    uint8_t flags = TR_GEN_ROWS(gen, uint8_t, flags)[row];
    uint64_t stored = TR_GEN_ROWS(gen, uint64_t, value)[row];
    const tr_gen_range *range = range_of(gen, status, stored);
    tr_value value = { 0, TR_UNBOUNDED, status,
                       flags & (TR_FLAG_PROVISIONAL | TR_FLAG_RESTATED | TR_FLAG_BREAK
                                | TR_FLAG_INCLUDES) };

    if (status == TR_STATUS_REPORTED || status == TR_STATUS_ZERO_IMPLIED)
        value.min = value.max = (int64_t)stored;
    else if (range && tr_status_has_number(status)) {
        value.min = range->min;
        value.max = range->max;
    }
    if (status == TR_STATUS_ESTIMATED)
        value.flags |= TR_FLAG_ESTIMATED;
    return value;
}

void tr_gen_cell_get(const tr_gen *gen, uint32_t block, uint32_t row,
                     tr_gen_cell *out)
{
    uint32_t annot = TR_GEN_ROWS(gen, uint32_t, annot)[row];

    out->row = row;
    out->block = block;
    out->since = TR_GEN_ROWS(gen, uint16_t, since)[row];
    out->until = TR_GEN_ROWS(gen, uint16_t, until)[row];
    out->flags = TR_GEN_ROWS(gen, uint8_t, flags)[row];
    out->kind = TR_GEN_ROWS(gen, uint8_t, kind)[row];
    out->annot = annot ? TR_GEN_ROWS(gen, tr_gen_annot, annots) + annot : NULL;
    cell_codes(gen, TR_GEN_ROWS(gen, tr_gen_block, blocks) + block, row,
               out->code);
    out->value = tr_gen_value(gen, row);
    out->range = range_of(gen, out->value.status, TR_GEN_ROWS(gen, uint64_t, value)[row]);
}

int tr_gen_is_percentage(const tr_gen *gen, uint32_t row)
{
    uint8_t status = TR_GEN_ROWS(gen, uint8_t, status)[row];
    uint64_t stored = TR_GEN_ROWS(gen, uint64_t, value)[row];

    return status != TR_STATUS_REPORTED && status != TR_STATUS_ZERO_IMPLIED && stored
        && TR_GEN_ROWS(gen, tr_gen_range, ranges)[stored].percent_of;
}

/* The service of the table as of the row's first edition, so that the id of a
 * cell stays what it was. */
static uint16_t table_service(const tr_gen *gen, const tr_gen_cell *cell)
{
    const tr_gen_block *block =
        TR_GEN_ROWS(gen, tr_gen_block, blocks) + cell->block;
    const tr_gen_entity *entity =
        TR_GEN_ROWS(gen, tr_gen_entity, entities) + block->entity;
    tr_gen then = tr_gen_at(gen, cell->since);
    const tr_gen_version *version = tr_gen_version_of(&then, entity);

    if (!version || !version->table)
        return 0;
    return TR_GEN_ROWS(gen, tr_gen_table, tables)[version->table - 1].service;
}

static char *lower(char *text)
{
    for (char *c = text; *c; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c - 'A' + 'a');
    return text;
}

const char *tr_gen_cell_id(const tr_gen *gen, const tr_gen_cell *cell,
                           apr_pool_t *pool)
{
    const uint16_t *code = cell->code;
    const char *country = tr_gen_code_text(gen, TR_DIM_COUNTRY, code[TR_DIM_COUNTRY]);
    char *id = apr_pstrcat(pool,
        tr_gen_code_text(gen, TR_DIM_TABLE, code[TR_DIM_TABLE]), ".",
        tr_gen_code_text(gen, TR_DIM_PERIOD, code[TR_DIM_PERIOD]), ".",
        *country ? country : "all", ".",
        tr_gen_code_text(gen, TR_DIM_MEASURE, code[TR_DIM_MEASURE]), ".",
        tr_gen_code_text(gen, TR_DIM_UNIT, code[TR_DIM_UNIT]), NULL);

    if (code[TR_DIM_SERVICE] != table_service(gen, cell))
        id = apr_pstrcat(pool, id, ".service:",
            tr_gen_code_text(gen, TR_DIM_SERVICE, code[TR_DIM_SERVICE]), NULL);
    for (int dim = TR_DIM_COUNTRY + 1; dim < TR_DIM_COUNT; dim++)
        if (code[dim])
            id = apr_pstrcat(pool, id, ".", tr_dims[dim].code, ":",
                             tr_gen_code_text(gen, (tr_dim)dim, code[dim]), NULL);
    if (cell->range && cell->range->percent_of)
        id = apr_pstrcat(pool, id, ".percentage", NULL);
    return lower(id);
}
