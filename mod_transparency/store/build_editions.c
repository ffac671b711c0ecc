/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which files take part, and the editions of each entity.
 */
#include <stdlib.h>
#include <string.h>

#include "store/build_private.h"

/* ---- Files ---- */

/* What is published later does not exist yet, whether or not it is in order. */
static int is_embargoed(const tr_file *file, int64_t now)
{
    return file->published > now;
}

/* By what is in the files, so that names decide only between equal ones. */
static int compare_files(const void *a, const void *b)
{
    const tr_file *x = ((const build_file *)a)->file;
    const tr_file *y = ((const build_file *)b)->file;
    int order;

    if (x->published != y->published)
        return x->published < y->published ? -1 : 1;
    order = memcmp(x->digest, y->digest, sizeof x->digest);
    return order ? order : strcmp(x->name, y->name);
}

static int compare_names(const void *a, const void *b)
{
    return strcmp((*(tr_file *const *)a)->name, (*(tr_file *const *)b)->name);
}

void tr_build_select(builder *b, tr_file *const *files, int count)
{
    size_t room = (size_t)(count > 0 ? count : 1);

    b->files = apr_pcalloc(b->pool, sizeof *b->files * room);
    b->unusable = apr_pcalloc(b->pool, sizeof *b->unusable * room);
    for (int i = 0; i < count; i++)
        if (files[i] && !is_embargoed(files[i], b->options->now)) {
            if (files[i]->usable)
                b->files[b->file_count++].file = files[i];
            else
                b->unusable[b->unusable_count++] = files[i];
        }
    qsort(b->files, (size_t)b->file_count, sizeof *b->files, compare_files);
    qsort(b->unusable, (size_t)b->unusable_count, sizeof *b->unusable, compare_names);
}

int64_t tr_build_next(tr_file *const *files, int file_count, int64_t now)
{
    int64_t next = INT64_MAX;

    for (int i = 0; i < file_count; i++)
        if (files[i] && is_embargoed(files[i], now) && files[i]->published < next)
            next = files[i]->published;
    return next;
}

/* ---- Versions ---- */

static int compare_versions(const void *a, const void *b)
{
    const build_version *x = a, *y = b;
    int64_t published_x = x->file->file->published;
    int64_t published_y = y->file->file->published;
    int order;

    if (x->entity->kind != y->entity->kind)
        return x->entity->kind < y->entity->kind ? -1 : 1;
    order = strcmp(x->entity->id, y->entity->id);
    if (order)
        return order;
    if (published_x != published_y)
        return published_x < published_y ? -1 : 1;
    return (x->file > y->file) - (x->file < y->file);
}

static int same_entity(const build_version *a, const build_version *b)
{
    return a->entity->kind == b->entity->kind
        && strcmp(a->entity->id, b->entity->id) == 0;
}

static void gather(builder *b)
{
    uint32_t count = 0;

    for (int i = 0; i < b->file_count; i++)
        if (!b->files[i].refused)
            for (tr_entity *e = b->files[i].file->entities; e; e = e->next)
                count++;
    b->versions = apr_pcalloc(b->pool, sizeof *b->versions * (count + 1));
    for (int i = 0; i < b->file_count; i++)
        if (!b->files[i].refused)
            for (tr_entity *e = b->files[i].file->entities; e; e = e->next) {
                build_version *version = &b->versions[b->version_count++];
                version->entity = e;
                version->file = &b->files[i];
            }
    qsort(b->versions, b->version_count, sizeof *b->versions, compare_versions);
}

static void refuse_twin(builder *b, build_version *one, build_version *other)
{
    tr_build_refuse(b, one->file, one->entity->line, one->entity->column,
                    "same-instant",
                    "%s \"%s\" is published at the same instant in %s, line %d; "
                    "neither edition is taken",
                    tr_elements[one->entity->kind].name, one->entity->id,
                    other->file->file->name, other->entity->line);
}

static void find_twins(builder *b)
{
    for (uint32_t i = 1; i < b->version_count; i++) {
        build_version *one = &b->versions[i - 1], *other = &b->versions[i];
        if (same_entity(one, other)
            && one->file->file->published == other->file->file->published) {
            refuse_twin(b, one, other);
            refuse_twin(b, other, one);
        }
    }
}

/* ---- Backdating ---- */

static int was_served(const tr_gen *served, const tr_entity *entity, int64_t published)
{
    const int64_t *instants = TR_GEN_ROWS(served, int64_t, instants);
    const tr_gen_version *versions = TR_GEN_ROWS(served, tr_gen_version, versions);
    const tr_gen_entity *known = tr_gen_entity_find(served, entity->kind, entity->id,
                                                    strlen(entity->id));

    if (!known)
        return 0;
    for (uint16_t i = 0; i < known->version_count; i++)
        if (instants[versions[known->first_version + i].since] == published)
            return 1;
    return 0;
}

static void check_backdated(builder *b, build_file *file)
{
    const tr_gen *served = b->options->served;
    const tr_file *source = file->file;

    if (!served || source->backdated || source->returned
        || source->published >= b->options->served_until)
        return;
    for (tr_entity *e = source->entities; e; e = e->next)
        if (!was_served(served, e, source->published)) {
            tr_build_refuse(b, file, e->line, e->column, "backdated",
                            "%s \"%s\" is published before what is already served; "
                            "say why with backdated=\"reason\" on <transparency>",
                            tr_elements[e->kind].name, e->id);
            return;
        }
}

/* ---- Instants ---- */

static void number_instants(builder *b)
{
    b->instants = apr_palloc(b->pool, sizeof *b->instants * (size_t)(b->file_count + 1));
    for (int i = 0; i < b->file_count; i++) {
        build_file *file = &b->files[i];
        if (file->refused || !file->file->entities)
            continue;
        if (!b->instant_count
            || b->instants[b->instant_count - 1] != file->file->published)
            b->instants[b->instant_count++] = file->file->published;
        file->edition = (uint16_t)(b->instant_count - 1);
    }
    if (b->instant_count >= TR_FOREVER) {
        tr_diags_add(b->diags, TR_DIAG_ERROR, NULL, 0, 0, "too-many-editions",
                     "the record has %u publication instants, more than %u",
                     b->instant_count, TR_FOREVER - 1u);
        b->failed = 1;
    }
}

static void close_version(builder *b, build_entity *entity, uint32_t index)
{
    build_version *version = &b->versions[index];
    int last = index + 1 == entity->first + entity->count;

    version->since = version->file->edition;
    version->until = last ? TR_FOREVER : b->versions[index + 1].file->edition;
    if (index == entity->first) {
        if (version->entity->withdrawn)
            tr_build_refuse(b, version->file, version->entity->line,
                            version->entity->column, "unknown-reference",
                            "there is no %s \"%s\" to withdraw",
                            tr_elements[entity->kind].name, entity->id);
        return;
    }
    version->differs = version->entity->withdrawn
        || (!version[-1].entity->withdrawn
            && tr_build_narrative_differs(version[-1].entity, version->entity));
}

static void gather_entities(builder *b)
{
    b->entities = apr_pcalloc(b->pool, sizeof *b->entities * (b->version_count + 1));
    for (uint32_t i = 0; i < b->version_count; i++) {
        build_entity *entity;
        if (i == 0 || !same_entity(&b->versions[i - 1], &b->versions[i])) {
            entity = &b->entities[b->entity_count++];
            entity->kind = b->versions[i].entity->kind;
            entity->id = b->versions[i].entity->id;
            entity->first = i;
        }
        b->entities[b->entity_count - 1].count++;
    }
    for (uint32_t i = 0; i < b->entity_count; i++)
        for (uint32_t v = 0; v < b->entities[i].count; v++)
            close_version(b, &b->entities[i], b->entities[i].first + v);
}

static int too_many_files(builder *b)
{
    int64_t count = (int64_t)b->file_count + b->unusable_count;

    if (count <= UINT16_MAX)
        return 0;
    tr_diags_add(b->diags, TR_DIAG_ERROR, NULL, 0, 0, "too-many-files",
                 "the record has more than %d files", UINT16_MAX);
    b->failed = 1;
    return 1;
}

void tr_build_editions(builder *b)
{
    if (too_many_files(b))
        return;
    for (int i = 0; i < b->file_count; i++)
        if (!b->files[i].refused)
            check_backdated(b, &b->files[i]);
    gather(b);
    find_twins(b);
    number_instants(b);
    if (!b->failed)
        gather_entities(b);
}

uint32_t tr_build_entity_find(const builder *b, int kind, const char *id, size_t length)
{
    uint32_t low = 0, high = b->entity_count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const build_entity *entity = &b->entities[middle];
        int order = entity->kind - kind;
        if (!order)
            order = strncmp(entity->id, id, length);
        if (!order)
            order = entity->id[length] != '\0';
        if (!order)
            return middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return BUILD_NONE;
}
