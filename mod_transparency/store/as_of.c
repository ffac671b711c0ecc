/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The generation that an earlier edition was.
 *
 *   whole generation ── files, versions, rows that were there ──> builder
 *                    ── the steps of a build ─────────────────> generation
 *
 * Nothing of the newest edition can leak into an earlier one when there is
 * nothing of it left: codes, their trees and orders, what blocks say and what
 * is due are made again, by the steps that make them for every generation, of
 * what was published by then.  Rows, nodes and texts are taken as they are.
 */
#include <stdlib.h>
#include <string.h>

#include "store/build_private.h"

typedef struct past {
    const tr_gen *gen;
    builder *b;
    uint16_t edition;
    uint16_t *file;                     /* new index, by old one */
    uint32_t *entity;
    uint16_t *code[TR_DIM_COUNT];
    uint32_t *context, *range, *annot;  /* new index + 1; 0: not taken yet */
    int reordered;                      /* codes of some cell dimension are in another order now */
} past;

/* ---- Files ---- */

static int is_there(const past *p, int64_t published)
{
    return published <= TR_GEN_ROWS(p->gen, int64_t, instants)[p->edition];
}

static void take_files(past *p)
{
    const tr_gen_file *rows = TR_GEN_ROWS(p->gen, tr_gen_file, files);
    uint32_t count = p->gen->head->files.count;
    builder *b = p->b;

    b->files = apr_pcalloc(b->pool, (count + 1u) * sizeof *b->files);
    p->file = apr_pcalloc(b->pool, (count + 1u) * sizeof *p->file);
    for (uint32_t i = 0; i < count; i++) {
        tr_file *file;
        if (!is_there(p, rows[i].published))
            continue;
        file = apr_pcalloc(b->pool, sizeof *file);
        file->name = tr_gen_string(p->gen, rows[i].name);
        memcpy(file->digest, rows[i].digest, sizeof file->digest);
        file->published = rows[i].published;
        p->file[i] = (uint16_t)b->file_count;
        b->files[b->file_count].refused = !rows[i].usable;
        b->files[b->file_count++].file = file;
    }
}

/* What is wrong with a file is known as soon as there is the file; the rest belongs to every edition. */
static void take_problems(past *p)
{
    const tr_gen_file *files = TR_GEN_ROWS(p->gen, tr_gen_file, files);
    const tr_gen_problem *rows = TR_GEN_ROWS(p->gen, tr_gen_problem, problems);
    apr_hash_t *later = apr_hash_make(p->b->pool);

    for (uint32_t i = 0; i < p->gen->head->files.count; i++)
        if (!is_there(p, files[i].published))
            apr_hash_set(later, &files[i].name, sizeof files[i].name, "");
    for (uint32_t i = 0; i < p->gen->head->problems.count; i++)
        if (!apr_hash_get(later, &rows[i].file, sizeof rows[i].file))
            *(tr_gen_problem *)tr_build_rows_add(&p->b->problems, 1) = rows[i];
}

/* ---- Texts and the narrative, which are taken whole ---- */

static void take_rows(past *p, build_rows *to, const tr_section *from)
{
    if (from->count)
        memcpy(tr_build_rows_add(to, from->count), (const char *)p->gen->head + from->off,
               from->count * to->size);
}

/* They keep their places; what is looked up by its text is found there. */
static void know_string(past *p, tr_off offset)
{
    if (offset)
        apr_hash_set(p->b->string_offsets, tr_gen_string(p->gen, offset), APR_HASH_KEY_STRING,
                     (void *)(uintptr_t)offset);
}

static void take_texts(past *p)
{
    const tr_gen_head *head = p->gen->head;

    take_rows(p, &p->b->strings, &head->strings);
    take_rows(p, &p->b->nodes, &head->nodes);
    take_rows(p, &p->b->attrs, &head->attrs);
    for (int dim = 0; dim < TR_DIM_COUNT; dim++)
        for (uint32_t i = 1; i < head->codes[dim].count; i++)
            know_string(p, tr_gen_codes(p->gen, (tr_dim)dim)[i].code);
    for (uint32_t i = 0; i < head->files.count; i++)
        know_string(p, TR_GEN_ROWS(p->gen, tr_gen_file, files)[i].name);
    for (uint32_t i = 0; i < head->entities.count; i++)
        know_string(p, TR_GEN_ROWS(p->gen, tr_gen_entity, entities)[i].id);
}

/* ---- Entities and their versions ---- */

/* The root with its attributes: all that the dictionaries are made of. */
static tr_element *root_of(const past *p, uint32_t node)
{
    const tr_gen_node *row = TR_GEN_ROWS(p->gen, tr_gen_node, nodes) + node;
    const tr_gen_attr *attrs = TR_GEN_ROWS(p->gen, tr_gen_attr, attrs) + row->first_attr;
    tr_element *root = apr_pcalloc(p->b->pool, sizeof *root);
    size_t count = 0;

    root->def = &tr_elements[row->element];
    while (root->def->attrs[count].name)
        count++;
    root->attrs = apr_pcalloc(p->b->pool, (count + 1) * sizeof *root->attrs);
    for (uint16_t i = 0; i < row->attr_count; i++)
        root->attrs[attrs[i].attr] = tr_gen_string(p->gen, attrs[i].value);
    return root;
}

static const tr_table *table_of(const past *p, const tr_gen_version *version)
{
    const tr_gen_table *row = TR_GEN_ROWS(p->gen, tr_gen_table, tables) + version->table - 1;
    tr_table *table;

    if (!version->table)
        return NULL;
    table = apr_pcalloc(p->b->pool, sizeof *table);
    table->period = tr_gen_codes(p->gen, TR_DIM_PERIOD)[row->period].period;
    table->report = tr_gen_attr_named(p->gen, version->root, "report");
    return table;
}

static void take_version(past *p, const tr_gen_entity *entity, const tr_gen_version *row)
{
    builder *b = p->b;
    build_version *version = &b->versions[b->version_count++];
    tr_entity *said = apr_pcalloc(b->pool, sizeof *said);

    said->kind = entity->kind;
    said->id = tr_gen_string(p->gen, entity->id);
    said->withdrawn = row->withdrawn;
    said->root = root_of(p, row->root);
    said->table = table_of(p, row);
    version->entity = said;
    version->file = &b->files[p->file[row->file]];
    version->since = row->since;
    version->until = row->until > p->edition ? TR_FOREVER : row->until;
    version->differs = row->differs;
}

static void take_entities(past *p)
{
    const tr_gen_head *head = p->gen->head;
    const tr_gen_entity *rows = TR_GEN_ROWS(p->gen, tr_gen_entity, entities);
    builder *b = p->b;

    b->entities = apr_pcalloc(b->pool, (head->entities.count + 1u) * sizeof *b->entities);
    b->versions = apr_pcalloc(b->pool, (head->versions.count + 1u) * sizeof *b->versions);
    p->entity = apr_palloc(b->pool, (head->entities.count + 1u) * sizeof *p->entity);
    for (uint32_t i = 0; i < head->entities.count; i++) {
        const tr_gen_version *versions =
            TR_GEN_ROWS(p->gen, tr_gen_version, versions) + rows[i].first_version;
        build_entity *entity = &b->entities[b->entity_count];
        p->entity[i] = b->entity_count;
        entity->kind = rows[i].kind;
        entity->id = tr_gen_string(p->gen, rows[i].id);
        entity->first = b->version_count;
        for (uint16_t v = 0; v < rows[i].version_count && versions[v].since <= p->edition; v++)
            take_version(p, &rows[i], &versions[v]);
        entity->count = b->version_count - entity->first;
        b->entity_count += entity->count > 0;
    }
}

static uint32_t add_table(past *p, const tr_gen_table *from)
{
    tr_gen_table *row = tr_build_rows_add(&p->b->tables, 1);

    *row = *from;
    row->service = p->code[TR_DIM_SERVICE][from->service];
    row->publisher = p->code[TR_DIM_PUBLISHER][from->publisher];
    row->report = p->code[TR_DIM_REPORT][from->report];
    row->period = p->code[TR_DIM_PERIOD][from->period];
    return p->b->tables.count;
}

/* The rows of the versions taken, when the codes have their numbers. */
static void add_versions(past *p)
{
    const tr_gen_version *rows = TR_GEN_ROWS(p->gen, tr_gen_version, versions);
    const tr_gen_table *tables = TR_GEN_ROWS(p->gen, tr_gen_table, tables);
    uint32_t taken = 0;

    for (uint32_t i = 0; i < p->gen->head->versions.count; i++) {
        tr_gen_version *row;
        if (rows[i].since > p->edition)
            continue;
        row = tr_build_rows_add(&p->b->gen_versions, 1);
        *row = rows[i];
        row->until = p->b->versions[taken++].until;
        row->publisher = p->code[TR_DIM_PUBLISHER][row->publisher];
        row->file = p->file[rows[i].file];
        row->table = rows[i].table ? add_table(p, &tables[rows[i].table - 1]) : 0;
    }
}

/* ---- Codes ---- */

/* Countries, ways and periods are codes as soon as a figure names them. */
static void add_codes_of_figures(past *p)
{
    static const tr_dim dims[] = { TR_DIM_COUNTRY, TR_DIM_VIA, TR_DIM_PERIOD };

    for (size_t d = 0; d < sizeof dims / sizeof dims[0]; d++) {
        const tr_gen_code *codes = tr_gen_codes(p->gen, dims[d]);
        for (uint32_t i = 1; i < p->gen->head->codes[dims[d]].count; i++) {
            const char *code = tr_gen_string(p->gen, codes[i].code);
            if (codes[i].since > p->edition)
                continue;
            if (dims[d] == TR_DIM_COUNTRY)
                tr_build_code_country(p->b, code, codes[i].since);
            else if (dims[d] == TR_DIM_VIA)
                tr_build_code_add(p->b, TR_DIM_VIA, code, codes[i].since);
            else
                tr_build_code_period(p->b, &codes[i].period, codes[i].since);
        }
    }
}

static void map_codes(past *p, tr_dim dim)
{
    uint32_t count = p->gen->head->codes[dim].count;
    uint16_t last = 0;

    p->code[dim] = apr_pcalloc(p->b->pool, count * sizeof *p->code[dim]);
    for (uint32_t i = 1; i < count; i++) {
        uint16_t now = tr_build_ordinal(p->b, dim, tr_gen_code_text(p->gen, dim, (uint16_t)i));
        p->code[dim][i] = now;
        if (now && dim >= TR_DIM_CELL_FIRST)
            p->reordered |= now < last;
        last = now ? now : last;
    }
}

static void take_codes(past *p)
{
    tr_build_codes(p->b);
    add_codes_of_figures(p);
    tr_build_code_order(p->b);
    for (int dim = 0; dim < TR_DIM_COUNT; dim++)
        map_codes(p, (tr_dim)dim);
}

/* ---- What rows refer to, in the order of their use ---- */

static uint32_t take_context(past *p, uint32_t old)
{
    const tr_gen_context *from = TR_GEN_ROWS(p->gen, tr_gen_context, contexts) + old;
    tr_gen_context *row;

    if (p->context[old])
        return p->context[old] - 1;
    row = tr_build_rows_add(&p->b->contexts, 1);
    row->via = p->code[TR_DIM_VIA][from->via];
    row->channel = p->code[TR_DIM_CHANNEL][from->channel];
    row->authority = p->code[TR_DIM_AUTHORITY][from->authority];
    row->requester = p->code[TR_DIM_REQUESTER][from->requester];
    row->identifier = p->code[TR_DIM_IDENTIFIER][from->identifier];
    row->basis = p->code[TR_DIM_BASIS][from->basis];
    row->notice = p->code[TR_DIM_NOTICE][from->notice];
    p->context[old] = p->b->contexts.count;
    return p->context[old] - 1;
}

static uint32_t take_range(past *p, uint32_t old)
{
    tr_gen_range *row;

    if (p->range[old])
        return p->range[old] - 1;
    row = tr_build_rows_add(&p->b->ranges, 1);
    *row = TR_GEN_ROWS(p->gen, tr_gen_range, ranges)[old];
    row->percent_of = p->code[TR_DIM_MEASURE][row->percent_of];
    p->range[old] = p->b->ranges.count;
    return p->range[old] - 1;
}

static uint32_t take_annot(past *p, uint32_t old)
{
    if (!p->annot[old]) {
        *(tr_gen_annot *)tr_build_rows_add(&p->b->annots, 1) =
            TR_GEN_ROWS(p->gen, tr_gen_annot, annots)[old];
        p->annot[old] = p->b->annots.count;
    }
    return p->annot[old] - 1;
}

/* The first of each is what is said when there is nothing to add. */
static void start_references(past *p)
{
    const tr_gen_head *head = p->gen->head;

    p->context = apr_pcalloc(p->b->pool, (head->contexts.count + 1u) * sizeof *p->context);
    p->range = apr_pcalloc(p->b->pool, (head->ranges.count + 1u) * sizeof *p->range);
    p->annot = apr_pcalloc(p->b->pool, (head->annots.count + 1u) * sizeof *p->annot);
    take_context(p, 0);
    take_range(p, 0);
    take_annot(p, 0);
}

/* ---- Figures ---- */

static uint16_t code_then(const past *p, tr_dim dim, uint32_t row)
{
    return p->code[dim][tr_gen_ordinal(tr_gen_column_of(p->gen, dim), row)];
}

static void take_row(past *p, uint32_t row)
{
    const tr_gen *gen = p->gen;
    build_cell *cell = tr_build_rows_add(&p->b->cells, 1);
    uint16_t until = TR_GEN_ROWS(gen, uint16_t, until)[row];

    cell->status = TR_GEN_ROWS(gen, uint8_t, status)[row];
    cell->value = TR_GEN_ROWS(gen, uint64_t, value)[row];
    if (cell->status != TR_STATUS_REPORTED && cell->status != TR_STATUS_ZERO_IMPLIED)
        cell->value = take_range(p, (uint32_t)cell->value);
    cell->country = code_then(p, TR_DIM_COUNTRY, row);
    cell->demand = code_then(p, TR_DIM_DEMAND, row);
    cell->data = code_then(p, TR_DIM_DATA, row);
    cell->context = (uint16_t)take_context(p, tr_gen_ordinal(tr_gen_context_column(gen), row));
    cell->annot = take_annot(p, TR_GEN_ROWS(gen, uint32_t, annot)[row]);
    cell->since = TR_GEN_ROWS(gen, uint16_t, since)[row];
    cell->until = until > p->edition ? TR_FOREVER : until;
    cell->flags = TR_GEN_ROWS(gen, uint8_t, flags)[row];
    cell->kind = TR_GEN_ROWS(gen, uint8_t, kind)[row];
}

static int is_percentage(const builder *b, const build_cell *cell)
{
    return cell->status != TR_STATUS_REPORTED && cell->status != TR_STATUS_ZERO_IMPLIED
        && BUILD_ROW(&b->ranges, tr_gen_range, cell->value)->percent_of != 0;
}

/* The order of rows in a block, see generation.h. */
static int compare_cells(const void *x, const void *y, void *data)
{
    const build_cell *one = x, *other = y;
    const builder *b = data;
    int order = 0;

    for (int dim = TR_DIM_CELL_FIRST; !order && dim < TR_DIM_COUNT; dim++)
        order = (int)tr_build_cell_code(b, one, dim) - (int)tr_build_cell_code(b, other, dim);
    if (!order)
        order = is_percentage(b, one) - is_percentage(b, other);
    return order ? order : (int)one->since - (int)other->since;
}

static void take_block(past *p, const tr_gen_block *from)
{
    const uint16_t *since = TR_GEN_ROWS(p->gen, uint16_t, since);
    builder *b = p->b;
    tr_gen_block *block;
    uint32_t first = b->cells.count;

    for (uint32_t row = from->first; row < from->first + from->count; row++)
        if (since[row] <= p->edition)
            take_row(p, row);
    if (b->cells.count == first)
        return;
    if (p->reordered)
        qsort_r(BUILD_ROW(&b->cells, build_cell, first), b->cells.count - first,
                sizeof(build_cell), compare_cells, b);
    block = tr_build_rows_add(&b->blocks, 1);
    block->publisher = p->code[TR_DIM_PUBLISHER][from->publisher];
    block->service = p->code[TR_DIM_SERVICE][from->service];
    block->report = p->code[TR_DIM_REPORT][from->report];
    block->table = p->code[TR_DIM_TABLE][from->table];
    block->period = p->code[TR_DIM_PERIOD][from->period];
    block->measure = p->code[TR_DIM_MEASURE][from->measure];
    block->unit = p->code[TR_DIM_UNIT][from->unit];
    block->entity = p->entity[from->entity];
    block->additivity = tr_build_additivity(b, &b->entities[block->entity], block->unit);
    block->first = first;
    block->count = b->cells.count - first;
}

/* Sums are made when they are asked for. */
static void drop_totals(builder *b)
{
    for (uint32_t i = 0; i < b->blocks.count; i++) {
        tr_gen_block *block = BUILD_ROW(&b->blocks, tr_gen_block, i);
        block->first_total = block->total_count = 0;
    }
    b->total_count = 0;
}

static void take_figures(past *p)
{
    const tr_gen_block *blocks = TR_GEN_ROWS(p->gen, tr_gen_block, blocks);

    start_references(p);
    tr_build_rows_reserve(&p->b->cells, p->gen->head->value.count);
    for (uint32_t i = 0; i < p->gen->head->blocks.count; i++)
        take_block(p, &blocks[i]);
    tr_build_blocks(p->b);
    drop_totals(p->b);
}

/* ---- The whole ---- */

static tr_gen_head *make_past(past *p, apr_pool_t *pool)
{
    builder *b = p->b;
    int64_t next;
    tr_gen_head *head;

    tr_build_init(b);
    b->instants = apr_pmemdup(b->pool, TR_GEN_ROWS(p->gen, int64_t, instants),
                              (p->edition + 1u) * sizeof *b->instants);
    b->instant_count = p->edition + 1u;
    take_files(p);
    take_problems(p);
    take_texts(p);
    take_entities(p);
    take_codes(p);
    add_versions(p);
    take_figures(p);
    head = tr_build_blob(b, pool);
    if (!head)
        return NULL;
    head->valid_until = INT64_MAX;
    tr_build_due(head, &next, &head->passed);
    return tr_build_digest(head, b->pool) == 0 ? head : NULL;
}

int tr_gen_edition_at(const tr_gen *gen, int64_t instant)
{
    const int64_t *instants = TR_GEN_ROWS(gen, int64_t, instants);
    uint32_t low = 0, high = gen->head->instants.count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (instants[middle] <= instant)
            low = middle + 1;
        else
            high = middle;
    }
    return (int)low - 1;
}

/* Whether a generation says what it said when its newest edition was published. */
static int is_as_published(const tr_gen *gen)
{
    const tr_gen_file *files = TR_GEN_ROWS(gen, tr_gen_file, files);
    int64_t last = TR_GEN_ROWS(gen, int64_t, instants)[gen->head->instants.count - 1];

    for (uint32_t i = 0; i < gen->head->files.count; i++)
        if (files[i].published > last)          /* of no edition: it has errors */
            return 0;
    return gen->head->passed <= last;
}

int tr_gen_is_as_of(const tr_gen *gen, int64_t instant)
{
    uint32_t count = gen->head->instants.count;

    return count && tr_gen_edition_at(gen, instant) + 1 == (int)count && is_as_published(gen);
}

apr_status_t tr_gen_as_of(tr_gen *out, const tr_gen *gen, int64_t instant, apr_pool_t *pool)
{
    int edition = tr_gen_edition_at(gen, instant);
    tr_build_options options = { .served_until = INT64_MIN,
                                 .minimum_cell = gen->head->minimum_cell };
    builder b = { .options = &options };
    past p = { .gen = gen, .b = &b, .edition = (uint16_t)edition };
    tr_gen_head *head;
    apr_status_t status;

    if (edition < 0)
        return APR_NOTFOUND;
    if (tr_gen_is_as_of(gen, instant))
        return tr_gen_open(out, gen->head, gen->head->size);
    options.now = TR_GEN_ROWS(gen, int64_t, instants)[edition];
    apr_pool_create(&b.pool, pool);
    b.diags = tr_diags_make(b.pool);
    head = make_past(&p, pool);
    apr_pool_destroy(b.pool);
    if (!head)
        return APR_EGENERAL;
    status = tr_gen_open(out, head, head->size);
    out->past = 1;
    return status;
}
