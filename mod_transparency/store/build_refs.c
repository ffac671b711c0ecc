/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Codes and references that no single file can check.  A file may name what is
 * published by its own date: what comes later neither mends nor breaks it, so
 * that an edition stays what it was.
 */
#include <string.h>

#include "intl/countries.h"
#include "store/build_private.h"

typedef struct place {
    builder *b;
    build_file *file;
    int line, column;
    const char *where;          /* attribute, or what the figure says */
} place;

/* Said to whoever wrote the file; not shown with the record, which does not know the future. */
static void tell_later(const place *at, const char *what, const char *id, size_t length)
{
    tr_diags_add(at->b->diags, TR_DIAG_NOTICE, at->file->file->name, at->line, at->column,
                 "published-later", "%s: %s \"%.*s\" is published later than this file; "
                 "publish it by the same date, or this file again", at->where, what,
                 (int)length, id);
}

static int is_known(const place *at, tr_dim dim, const char *code, size_t length)
{
    const build_code *known = tr_build_code_find(at->b, dim, code, length);
    return known && known->since <= at->file->edition;
}

static void refuse_code(const place *at, tr_dim dim, const char *code, size_t length)
{
    if (tr_build_code_find(at->b, dim, code, length))
        tell_later(at, tr_dims[dim].code, code, length);
    tr_build_refuse(at->b, at->file, at->line, at->column, "unknown-code",
                    "%s: there is no %s \"%.*s\"", at->where, tr_dims[dim].code,
                    (int)length, code);
    tr_diags_suggest(at->b->diags,
                     tr_build_code_nearest(at->b, dim, apr_pstrmemdup(at->b->pool, code, length),
                                           at->file->edition));
}

/* ---- Countries ---- */

/* A jurisdiction of the closed list, or one that the record adds. */
static int check_country(const place *at, const char *code, size_t length)
{
    const char *error = NULL;
    tr_country_kind kind;

    if (is_known(at, TR_DIM_COUNTRY, code, length))
        return 1;
    kind = tr_country_check(code, length, &error, at->b->pool);
    if (kind != TR_COUNTRY_INVALID && kind != TR_COUNTRY_ALL)
        return 1;
    if (tr_build_code_find(at->b, TR_DIM_COUNTRY, code, length))
        tell_later(at, "country", code, length);
    tr_build_refuse(at->b, at->file, at->line, at->column, "unknown-code", "%s: %s",
                    at->where, kind == TR_COUNTRY_ALL
                        ? "\"x-all\" is written <total>"
                        : error ? error : "no such country");
    return 0;
}

/* ---- Narrative ---- */

static void check_code(const place *at, tr_dim dim, const char *code, size_t length)
{
    if (dim == TR_DIM_COUNTRY) {
        check_country(at, code, length);
        return;
    }
    if (!is_known(at, dim, code, length))
        refuse_code(at, dim, code, length);
}

/* The edition in which an entity was first published. */
static uint16_t first_edition(const builder *b, const build_entity *entity)
{
    return b->versions[entity->first].since;
}

static const char *nearest_id(const builder *b, int kind, const char *id, uint16_t edition)
{
    const char **ids = apr_palloc(b->pool, sizeof *ids * (b->entity_count + 1));
    size_t count = 0;

    for (uint32_t i = 0; i < b->entity_count; i++)
        if (b->entities[i].kind == kind && first_edition(b, &b->entities[i]) <= edition)
            ids[count++] = b->entities[i].id;
    return tr_nearest(id, ids, count);
}

static void check_reference(const place *at, const char *kind_name, const char *id, size_t length)
{
    int kind = tr_element_find(kind_name, strlen(kind_name));
    uint32_t known = kind < 0 ? BUILD_NONE : tr_build_entity_find(at->b, kind, id, length);

    if (kind < 0 || (known != BUILD_NONE && first_edition(at->b, &at->b->entities[known])
                                                <= at->file->edition))
        return;
    if (known != BUILD_NONE)
        tell_later(at, kind_name, id, length);
    tr_build_refuse(at->b, at->file, at->line, at->column, "unknown-reference",
                    "%s: there is no %s \"%.*s\"", at->where, kind_name, (int)length, id);
    tr_diags_suggest(at->b->diags,
                     nearest_id(at->b, kind, apr_pstrmemdup(at->b->pool, id, length),
                                at->file->edition));
}

static void check_one(const place *at, const tr_attr_def *attr, const char *word, size_t length)
{
    if (attr->type == TR_ATTR_REF || attr->type == TR_ATTR_REFS)
        check_reference(at, attr->argument, word, length);
    else {
        int dim = tr_dim_find(attr->argument, strlen(attr->argument));
        if (dim >= 0)
            check_code(at, (tr_dim)dim, word, length);
    }
}

static void check_attr(place *at, const tr_attr_def *attr, const char *value)
{
    at->where = attr->name;
    if (attr->type == TR_ATTR_REF || attr->type == TR_ATTR_CODE)
        check_one(at, attr, value, strlen(value));
    else if (attr->type == TR_ATTR_REFS || attr->type == TR_ATTR_CODES)
        for (const char *word = value; *word;) {
            size_t length = strcspn(word, " ");
            if (length)
                check_one(at, attr, word, length);
            word += length + (word[length] == ' ');
        }
}

static void check_element(builder *b, build_file *file, const tr_element *element)
{
    place at = { b, file, element->line, element->column, NULL };

    for (int i = 0; element->attrs && element->def->attrs[i].name; i++)
        if (element->attrs[i])
            check_attr(&at, &element->def->attrs[i], element->attrs[i]);
    for (const tr_element *child = element->children; child; child = child->next)
        check_element(b, file, child);
}

static const char *named(const tr_element *element, const char *name)
{
    int index = tr_attr_find(element->def, name, strlen(name));
    return index < 0 || !element->attrs ? NULL : element->attrs[index];
}

/* References whose kind or dimension is said by another attribute. */
static void check_indirect(builder *b, build_file *file, const tr_entity *entity)
{
    const tr_element *root = entity->root;
    place at = { b, file, root->line, root->column, NULL };
    const char *kind = tr_elements[entity->kind].name;

    if (strcmp(kind, "translation") == 0 && named(root, "of") && named(root, "kind")) {
        at.where = "of";
        check_reference(&at, named(root, "kind"), named(root, "of"), strlen(named(root, "of")));
    }
    if (strcmp(kind, "definition") == 0 && named(root, "code") && named(root, "dimension")) {
        int dim = tr_dim_find(named(root, "dimension"), strlen(named(root, "dimension")));
        at.where = "code";
        if (dim >= 0)
            check_code(&at, (tr_dim)dim, named(root, "code"), strlen(named(root, "code")));
    }
}

/* ---- Figures ---- */

/* Bits of what has been looked at already, by word: one for each dimension. */
typedef struct seen {
    uint32_t *words;
    const tr_entity **notes;    /* by word: the table whose notes it was looked up in */
    const tr_entity *table;
    tr_period last;
} seen;

enum { SEEN_OF = 29 };

static int first_time(seen *s, uint32_t word, int bit)
{
    uint32_t mask = UINT32_C(1) << bit;

    if (word == 0 || (s->words[word] & mask))
        return 0;
    s->words[word] |= mask;
    return 1;
}

static void check_cell_code(place *at, seen *s, tr_dim dim, uint32_t word, int bit)
{
    const char *code = at->file->file->words[word];

    if (!first_time(s, word, bit))
        return;
    at->where = tr_dims[dim].code;
    if (dim == TR_DIM_COUNTRY || dim == TR_DIM_VIA) {
        if (!check_country(at, code, strlen(code)))
            return;
        if (dim == TR_DIM_COUNTRY)
            tr_build_code_country(at->b, code, at->file->edition);
        else
            tr_build_code_add(at->b, TR_DIM_VIA, code, at->file->edition);
        return;
    }
    check_code(at, dim, code, strlen(code));
}

/* A note inside a table holds for that table. */
static int own_note(const tr_entity *table, const char *id, size_t length)
{
    for (const tr_element *child = table->root->children; child; child = child->next) {
        const char *own = strcmp(child->def->name, "note") == 0 ? named(child, "id") : NULL;
        if (own && strlen(own) == length && memcmp(own, id, length) == 0)
            return 1;
    }
    return 0;
}

static void check_notes(place *at, seen *s, uint32_t word)
{
    const char *id = at->file->file->words[word];

    if (word == 0 || s->notes[word] == s->table)
        return;
    s->notes[word] = s->table;
    at->where = "note";
    while (*id) {
        size_t length = strcspn(id, " ");
        if (length && !own_note(s->table, id, length))
            check_reference(at, "note", id, length);
        id += length + (id[length] == ' ');
    }
}

/* What the cell before says, too, has been looked at. */
static void check_cell(builder *b, build_file *file, seen *s, const tr_cell *cell,
                       const tr_cell *before)
{
    place at = { b, file, cell->line, cell->column, NULL };

    for (int i = 0; i < TR_DIM_CELL_COUNT; i++)
        if (cell->code[i] != before->code[i])
            check_cell_code(&at, s, (tr_dim)(TR_DIM_CELL_FIRST + i), cell->code[i],
                            TR_DIM_CELL_FIRST + i);
    check_cell_code(&at, s, TR_DIM_SERVICE, cell->service, TR_DIM_SERVICE);
    check_cell_code(&at, s, TR_DIM_MEASURE, cell->measure, TR_DIM_MEASURE);
    check_cell_code(&at, s, TR_DIM_MEASURE, cell->percent_of, SEEN_OF);
    check_cell_code(&at, s, TR_DIM_UNIT, cell->unit, TR_DIM_UNIT);
    check_notes(&at, s, cell->notes);
    if (!tr_period_equal(&cell->period, &s->last)) {
        tr_build_code_period(b, &cell->period, file->edition);
        s->last = cell->period;
    }
}

static void check_entity(builder *b, build_file *file, const tr_entity *entity, seen *s)
{
    static const tr_cell nothing;

    check_element(b, file, entity->root);
    if (entity->withdrawn)
        return;
    check_indirect(b, file, entity);
    if (entity->table && entity->table->publisher && !named(entity->root, "publisher")) {    /* its file's */
        place at = { b, file, entity->line, entity->column, "publisher" };
        check_reference(&at, "publisher", entity->table->publisher,
                        strlen(entity->table->publisher));
    }
    s->table = entity;
    for (uint32_t i = 0; i < entity->cell_count; i++)
        check_cell(b, file, s, &entity->cells[i], i ? &entity->cells[i - 1] : &nothing);
}

/* The limit holds for all figures of all editions together. */
static void count_cells(builder *b)
{
    uint64_t cells = 0, limit = b->options->limits.cells;

    for (int i = 0; i < b->file_count; i++) {
        build_file *file = &b->files[i];
        if (file->refused)
            continue;
        cells += file->file->cell_count;
        if (limit && cells > limit) {
            tr_build_refuse(b, file, 0, 0, "too-many-cells",
                            "with this file the record has more than %" APR_UINT64_T_FMT " figures",
                            limit);
            return;
        }
    }
}

void tr_build_refs(builder *b)
{
    count_cells(b);
    for (int i = 0; i < b->file_count; i++) {
        build_file *file = &b->files[i];
        seen s = { NULL, NULL, NULL, { 0, 0, 0 } };
        if (file->refused)
            continue;
        s.words = apr_pcalloc(b->pool, sizeof *s.words * (file->file->word_count + 1));
        s.notes = apr_pcalloc(b->pool, sizeof *s.notes * (file->file->word_count + 1));
        for (const tr_entity *e = file->file->entities; e; e = e->next)
            check_entity(b, file, e, &s);
    }
}
