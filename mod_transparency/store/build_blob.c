/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lays the sections one after the other and copies the rows into them.
 */
#include <string.h>

#include "intl/countries.h"
#include "store/build_private.h"
#include "store/code_index.h"

enum { ALIGN = 8 };

typedef struct plan {
    uint64_t end;               /* bytes so far */
} plan;

static void place(plan *p, tr_section *section, uint64_t count, size_t size)
{
    p->end = (p->end + ALIGN - 1) / ALIGN * ALIGN;
    section->off = p->end > UINT32_MAX ? 0 : (uint32_t)p->end;
    section->count = (uint32_t)count;
    p->end += count * size;
}

/* See tr_gen_column. */
static void place_ordinals(plan *p, tr_section *section, uint32_t rows, uint32_t count)
{
    place(p, section, rows, tr_gen_is_wide(count) ? sizeof(uint16_t) : sizeof(uint8_t));
}

/* The dictionaries have their places already. */
static void place_columns(plan *p, tr_gen_head *head, uint32_t rows, uint32_t contexts)
{
    place(p, &head->value, rows, sizeof(uint64_t));
    place(p, &head->annot, rows, sizeof(uint32_t));
    place_ordinals(p, &head->country, rows, head->codes[TR_DIM_COUNTRY].count);
    place_ordinals(p, &head->demand, rows, head->codes[TR_DIM_DEMAND].count);
    place_ordinals(p, &head->data, rows, head->codes[TR_DIM_DATA].count);
    place_ordinals(p, &head->context, rows, contexts);
    place(p, &head->since, rows, sizeof(uint16_t));
    place(p, &head->until, rows, sizeof(uint16_t));
    place(p, &head->status, rows, sizeof(uint8_t));
    place(p, &head->flags, rows, sizeof(uint8_t));
    place(p, &head->kind, rows, sizeof(uint8_t));
}

static void place_sections(plan *p, const builder *b, tr_gen_head *head)
{
    place(p, &head->strings, b->strings.count, 1);
    head->string_bytes = b->strings.count;
    for (int dim = 0; dim < TR_DIM_COUNT; dim++)
        place(p, &head->codes[dim], (uint64_t)b->dims[dim].codes->nelts + 1, sizeof(tr_gen_code));
    place(p, &head->instants, b->instant_count, sizeof(int64_t));
    place(p, &head->files, (uint64_t)(b->file_count + b->unusable_count), sizeof(tr_gen_file));
    place(p, &head->problems, b->problems.count, sizeof(tr_gen_problem));
    place(p, &head->entities, b->entity_count, sizeof(tr_gen_entity));
    place(p, &head->versions, b->gen_versions.count, sizeof(tr_gen_version));
    place(p, &head->tables, b->tables.count, sizeof(tr_gen_table));
    place(p, &head->nodes, b->nodes.count, sizeof(tr_gen_node));
    place(p, &head->attrs, b->attrs.count, sizeof(tr_gen_attr));
    place(p, &head->blocks, b->block_count, sizeof(tr_gen_block));
    place_columns(p, head, b->cells.count, b->contexts.count);
    place(p, &head->contexts, b->contexts.count, sizeof(tr_gen_context));
    place(p, &head->ranges, b->ranges.count, sizeof(tr_gen_range));
    place(p, &head->annots, b->annots.count, sizeof(tr_gen_annot));
    place(p, &head->totals, b->total_count, sizeof(tr_gen_total));
}

#define AT(head, type, section) ((type *)(void *)((char *)(head) + (head)->section.off))

static void copy_rows(tr_gen_head *head, const tr_section *section, const build_rows *rows)
{
    if (rows->count)
        memcpy((char *)head + section->off, rows->rows, (size_t)rows->count * rows->size);
}

/* ---- Dictionaries ---- */

static void copy_codes(builder *b, tr_gen_head *head, int dim)
{
    const build_dim *set = &b->dims[dim];
    tr_gen_code *rows = AT(head, tr_gen_code, codes[dim]);

    rows[0].size = (uint16_t)(set->codes->nelts + 1);
    rows[0].relation = (uint8_t)tr_dims[dim].relation;
    for (int i = 0; i < set->codes->nelts; i++) {
        const build_code *code = &APR_ARRAY_IDX(set->codes, (int)set->order[i], build_code);
        tr_gen_code *row = &rows[i + 1];
        row->code = tr_build_string(b, code->code);
        row->parent = code->up
            ? APR_ARRAY_IDX(set->codes, (int)code->up - 1, build_code).ordinal : 0;
        row->size = code->size;
        row->relation = code->relation;
        row->additivity = code->additivity;
        row->extension = code->extension;
        row->since = code->since;
        row->entity = code->entity;
        /* by its members: what lies between them would differ from build to build */
        row->period.start_day = code->period.start_day;
        row->period.end_day = code->period.end_day;
        row->period.granularity = code->period.granularity;
        if (dim == TR_DIM_COUNTRY)
            row->country = (uint16_t)(tr_country_index(code->code) + 1);
    }
    tr_code_index_fill(head, (tr_dim)dim, b->pool);
}

static void copy_file(builder *b, tr_gen_file *row, const tr_file *file, int usable)
{
    row->name = tr_build_string(b, file->name);
    memcpy(row->digest, file->digest, sizeof row->digest);
    row->published = file->published;
    row->usable = (uint8_t)usable;
}

static void copy_dictionaries(builder *b, tr_gen_head *head)
{
    tr_gen_file *files = AT(head, tr_gen_file, files);

    for (int dim = 0; dim < TR_DIM_COUNT; dim++)
        copy_codes(b, head, dim);
    memcpy(AT(head, int64_t, instants), b->instants, b->instant_count * sizeof(int64_t));
    for (int i = 0; i < b->file_count; i++) {
        copy_file(b, files++, b->files[i].file, !b->files[i].refused);
        head->incomplete += b->files[i].refused != 0;
    }
    for (int i = 0; i < b->unusable_count; i++, head->incomplete++)
        copy_file(b, files++, b->unusable[i], 0);
    copy_rows(head, &head->problems, &b->problems);
}

/* ---- Narrative ---- */

static void copy_narrative(builder *b, tr_gen_head *head)
{
    tr_gen_entity *rows = AT(head, tr_gen_entity, entities);

    for (uint32_t i = 0; i < b->entity_count; i++) {
        rows[i].id = tr_build_string(b, b->entities[i].id);
        rows[i].kind = (uint16_t)b->entities[i].kind;
        rows[i].version_count = (uint16_t)b->entities[i].count;
        rows[i].first_version = b->entities[i].first;
    }
    copy_rows(head, &head->versions, &b->gen_versions);
    copy_rows(head, &head->tables, &b->tables);
    copy_rows(head, &head->nodes, &b->nodes);
    copy_rows(head, &head->attrs, &b->attrs);
}

/* ---- Figures ---- */

static void put_ordinal(tr_gen_head *head, const tr_section *section, uint32_t count,
                        uint32_t row, uint16_t ordinal)
{
    void *rows = (char *)head + section->off;

    if (tr_gen_is_wide(count))
        ((uint16_t *)rows)[row] = ordinal;
    else
        ((uint8_t *)rows)[row] = (uint8_t)ordinal;
}

static void copy_cells(tr_gen_head *head, const build_cell *rows, uint32_t first, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        AT(head, uint64_t, value)[first + i] = rows[i].value;
        AT(head, uint32_t, annot)[first + i] = rows[i].annot;
        put_ordinal(head, &head->country, head->codes[TR_DIM_COUNTRY].count, first + i,
                    rows[i].country);
        put_ordinal(head, &head->demand, head->codes[TR_DIM_DEMAND].count, first + i,
                    rows[i].demand);
        put_ordinal(head, &head->data, head->codes[TR_DIM_DATA].count, first + i, rows[i].data);
        put_ordinal(head, &head->context, head->contexts.count, first + i, rows[i].context);
        AT(head, uint16_t, since)[first + i] = rows[i].since;
        AT(head, uint16_t, until)[first + i] = rows[i].until;
        AT(head, uint8_t, status)[first + i] = rows[i].status;
        AT(head, uint8_t, flags)[first + i] = rows[i].flags;
        AT(head, uint8_t, kind)[first + i] = rows[i].kind;
    }
}

static void copy_figures(builder *b, tr_gen_head *head)
{
    tr_gen_block *blocks = AT(head, tr_gen_block, blocks);
    uint32_t first = 0, total = 0;

    for (uint32_t i = 0; i < b->block_count; i++) {
        blocks[i] = *BUILD_ROW(&b->blocks, tr_gen_block, b->block_order[i]);
        copy_cells(head, BUILD_ROW(&b->cells, build_cell, blocks[i].first), first,
                   blocks[i].count);
        blocks[i].first = first;
        blocks[i].first_total = total;
        first += blocks[i].count;
        total += blocks[i].total_count;
    }
    copy_rows(head, &head->contexts, &b->contexts);
    copy_rows(head, &head->ranges, &b->ranges);
    copy_rows(head, &head->annots, &b->annots);
}

/* Every string of the sections below must be known before the strings are laid out. */
static void intern_all(builder *b)
{
    for (int dim = 0; dim < TR_DIM_COUNT; dim++)
        for (int i = 0; i < b->dims[dim].codes->nelts; i++)
            tr_build_string(b, APR_ARRAY_IDX(b->dims[dim].codes,
                                             (int)b->dims[dim].order[i], build_code).code);
    for (int i = 0; i < b->file_count; i++)
        tr_build_string(b, b->files[i].file->name);
    for (int i = 0; i < b->unusable_count; i++)
        tr_build_string(b, b->unusable[i]->name);
    for (uint32_t i = 0; i < b->entity_count; i++)
        tr_build_string(b, b->entities[i].id);
    tr_build_rows_add(&b->strings, 1);          /* ends with a NUL even when empty */
}

tr_gen_head *tr_build_blob(builder *b, apr_pool_t *pool)
{
    tr_gen_head plan_head, *head;
    plan p = { sizeof plan_head };

    memset(&plan_head, 0, sizeof plan_head);
    intern_all(b);
    place_sections(&p, b, &plan_head);
    if (p.end > UINT32_MAX) {
        tr_diags_add(b->diags, TR_DIAG_ERROR, NULL, 0, 0, "too-large",
                     "the record needs more than 4 GiB of memory");
        b->failed = 1;
        return NULL;
    }
    head = apr_pcalloc(pool, (apr_size_t)p.end);
    *head = plan_head;
    memcpy(head->magic, TR_GEN_MAGIC, sizeof head->magic);
    head->layout = TR_GEN_LAYOUT;
    head->size = (uint32_t)p.end;
    head->instant = b->options->now;
    head->minimum_cell = b->options->minimum_cell;
    copy_rows(head, &head->strings, &b->strings);
    copy_dictionaries(b, head);
    copy_narrative(b, head);
    copy_figures(b, head);
    return head;
}
