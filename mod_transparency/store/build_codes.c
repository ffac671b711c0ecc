/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The codes of every dimension and their trees.
 *
 * Terms that are built in, then what the record adds: <code>, <authority>, the
 * entities whose ids are codes, and the countries and periods of figures.
 */
#include <stdlib.h>
#include <string.h>

#include "intl/countries.h"
#include "store/build_private.h"

/* ---- Sets ---- */

build_code *tr_build_code_find(const builder *b, tr_dim dim, const char *code, size_t length)
{
    const build_dim *set = &b->dims[dim];
    void *known = apr_hash_get(set->by_code, code, (apr_ssize_t)length);

    if (!known)
        return NULL;
    return &APR_ARRAY_IDX(set->codes, (int)(uintptr_t)known - 1, build_code);
}

build_code *tr_build_code_add(builder *b, tr_dim dim, const char *code, uint16_t since)
{
    build_dim *set = &b->dims[dim];
    build_code *known = tr_build_code_find(b, dim, code, strlen(code));

    if (known) {
        if (since < known->since)
            known->since = since;
        return known;
    }
    known = apr_array_push(set->codes);
    memset(known, 0, sizeof *known);
    known->code = code;
    known->since = since;
    apr_hash_set(set->by_code, code, APR_HASH_KEY_STRING,
                 (void *)(uintptr_t)set->codes->nelts);
    return known;
}

void tr_build_code_period(builder *b, const tr_period *period, uint16_t since)
{
    char text[TR_PERIOD_TEXT];
    build_code *known;

    tr_period_format(period, text);
    known = tr_build_code_find(b, TR_DIM_PERIOD, text, strlen(text));
    known = tr_build_code_add(b, TR_DIM_PERIOD, known ? known->code : apr_pstrdup(b->pool, text),
                              since);
    known->period = *period;
    known->relation = TR_REL_PARTITION;
}

uint16_t tr_build_ordinal(const builder *b, tr_dim dim, const char *code)
{
    const build_code *known = code && *code ? tr_build_code_find(b, dim, code, strlen(code)) : NULL;
    return known ? known->ordinal : 0;
}

uint16_t tr_build_map_new(builder *b, build_file *file, tr_dim dim, uint32_t word)
{
    uint16_t *map = file->map[dim];

    if (!map) {
        map = file->map[dim] = apr_palloc(b->pool, file->file->word_count * sizeof *map);
        memset(map, 0xff, file->file->word_count * sizeof *map);
    }
    map[word] = tr_build_ordinal(b, dim, file->file->words[word]);
    return map[word];
}

const char *tr_build_code_nearest(builder *b, tr_dim dim, const char *code, uint16_t edition)
{
    const apr_array_header_t *codes = b->dims[dim].codes;
    const char **words = apr_palloc(b->pool, sizeof *words * (size_t)(codes->nelts + 1));
    size_t count = 0;

    for (int i = 0; i < codes->nelts; i++)
        if (APR_ARRAY_IDX(codes, i, build_code).since <= edition)
            words[count++] = APR_ARRAY_IDX(codes, i, build_code).code;
    return tr_nearest(code, words, count);
}

/* ---- What is built in and what entities add ---- */

static void add_terms(builder *b)
{
    for (size_t i = 0; i < tr_term_count; i++) {
        const tr_term *term = &tr_terms[i];
        build_code *code = tr_build_code_add(b, term->dim, term->code, 0);
        code->parent = term->parent;
        code->relation = (uint8_t)term->relation;
        code->additivity = (uint8_t)term->additivity;
    }
}

const char *tr_build_attr(const build_version *version, const char *name)
{
    const tr_element *root = version->entity->root;
    int index = tr_attr_find(root->def, name, strlen(name));

    return index < 0 || !root->attrs ? NULL : root->attrs[index];
}

static uint8_t relation_of(const char *word)
{
    if (!word)
        return TR_REL_UNSTATED;
    return strcmp(word, "partition") == 0 ? TR_REL_PARTITION
        : strcmp(word, "overlapping") == 0 ? TR_REL_OVERLAPPING
        : TR_REL_PARTIAL;
}

const build_version *tr_build_said(const builder *b, const build_entity *entity, uint16_t edition)
{
    const build_version *said = NULL;

    for (uint32_t i = 0; i < entity->count; i++) {
        const build_version *version = &b->versions[entity->first + i];
        if (version->since <= edition && !version->entity->withdrawn)
            said = version;
    }
    return said;
}

/* A code as this version says; a later one says all of it anew. */
static build_code *say(builder *b, tr_dim dim, const build_entity *entity,
                       const build_version *version)
{
    build_code *code = tr_build_code_add(b, dim, entity->id, version->since);

    code->entity = (uint32_t)(entity - b->entities) + 1;
    return code;
}

static void check_redefined(builder *b, const build_version *version, const tr_term *term)
{
    const char *parent = tr_build_attr(version, "parent");

    if (parent && (!term->parent || strcmp(parent, term->parent) != 0))
        tr_build_refuse(b, version->file, version->entity->line, version->entity->column,
                        "built-in-code", "%s \"%s\" is built in; its parent cannot be changed",
                        tr_dims[term->dim].code, term->code);
}

/* A subdivision that the record describes itself lies where the record says. */
void tr_build_code_country(builder *b, const char *code, uint16_t since)
{
    const build_code *known = tr_build_code_find(b, TR_DIM_COUNTRY, code, strlen(code));
    char *country;

    if (known && known->since <= since)
        return;
    if ((known && known->entity) || tr_country_kind_of(code) != TR_COUNTRY_SUBNATIONAL) {
        tr_build_code_add(b, TR_DIM_COUNTRY, code, since);
        return;
    }
    country = apr_pstrmemdup(b->pool, code, strcspn(code, "-"));
    tr_build_code_add(b, TR_DIM_COUNTRY, code, since)->parent = country;
    tr_build_code_country(b, country, since);
}

/* A jurisdiction of the closed list is there to be a part of, whether or not figures name it. */
static void add_parent(builder *b, tr_dim dim, const char *parent, uint16_t since)
{
    const char *error;
    tr_country_kind kind;

    if (!parent || (dim != TR_DIM_COUNTRY && dim != TR_DIM_VIA))
        return;
    kind = tr_country_check(parent, strlen(parent), &error, b->pool);
    if (kind == TR_COUNTRY_INVALID || kind == TR_COUNTRY_ALL)
        return;
    if (dim == TR_DIM_COUNTRY)
        tr_build_code_country(b, parent, since);
    else
        tr_build_code_add(b, dim, parent, since);
}

static void add_code_entity(builder *b, const build_entity *entity, const build_version *version)
{
    const char *dimension = tr_build_attr(version, "dimension");
    const char *children = tr_build_attr(version, "children");
    const char *adds = tr_build_attr(version, "adds");
    int dim = dimension ? tr_dim_find(dimension, strlen(dimension)) : -1;
    const tr_term *term;
    build_code *code;

    if (dim < 0 || !tr_dims[dim].open) {
        tr_build_refuse(b, version->file, version->entity->line, version->entity->column,
                        "closed-dimension", "a record cannot add codes to \"%s\"",
                        dimension ? dimension : "");
        return;
    }
    term = tr_term_find((tr_dim)dim, entity->id, strlen(entity->id));
    if (!term)
        add_parent(b, (tr_dim)dim, tr_build_attr(version, "parent"), version->since);
    code = say(b, (tr_dim)dim, entity, version);
    if (term)
        check_redefined(b, version, term);
    else
        code->parent = tr_build_attr(version, "parent");
    code->extension = !term;
    code->relation = children ? relation_of(children) : term ? (uint8_t)term->relation : 0;
    if (adds)
        code->additivity = strcmp(adds, "distinct") == 0 ? TR_ADD_DISTINCT
            : strcmp(adds, "none") == 0 ? TR_ADD_NONE : TR_ADD_SUM;
    else
        code->additivity = term ? (uint8_t)term->additivity : 0;
}

/* Entities whose ids are codes: kind, dimension, attribute that names the parent. */
static const struct {
    const char *kind;
    tr_dim dim;
    const char *parent, *children;
} coded_kinds[] = {
    { "publisher", TR_DIM_PUBLISHER, "parent", NULL },
    { "service", TR_DIM_SERVICE, "part-of", "children" },
    { "report", TR_DIM_REPORT, NULL, NULL },
    { "authority", TR_DIM_AUTHORITY, "kind", NULL },
    { "requests", TR_DIM_TABLE, NULL, NULL },
};

enum { CODED_KINDS = sizeof coded_kinds / sizeof coded_kinds[0] };

int tr_build_coded(const build_version *version, const char **parent)
{
    const char *kind = tr_elements[version->entity->kind].name;

    *parent = NULL;
    for (size_t i = 0; i < CODED_KINDS; i++)
        if (strcmp(kind, coded_kinds[i].kind) == 0) {
            if (coded_kinds[i].parent)
                *parent = tr_build_attr(version, coded_kinds[i].parent);
            return (int)coded_kinds[i].dim;
        }
    if (strcmp(kind, "code") == 0) {
        const char *dimension = tr_build_attr(version, "dimension");
        *parent = tr_build_attr(version, "parent");
        return dimension ? tr_dim_find(dimension, strlen(dimension)) : -1;
    }
    return -1;
}

static void add_coded(builder *b, const build_entity *entity, const build_version *version)
{
    const char *kind = tr_elements[entity->kind].name;

    for (size_t i = 0; i < CODED_KINDS; i++) {
        build_code *code;
        if (strcmp(kind, coded_kinds[i].kind) != 0)
            continue;
        code = say(b, coded_kinds[i].dim, entity, version);
        code->extension = coded_kinds[i].dim == TR_DIM_AUTHORITY;
        if (coded_kinds[i].parent)
            code->parent = tr_build_attr(version, coded_kinds[i].parent);
        if (coded_kinds[i].children)
            code->relation = relation_of(tr_build_attr(version, coded_kinds[i].children));
    }
    if (strcmp(kind, "code") == 0)
        add_code_entity(b, entity, version);
}

/* Every edition of a table has a period, and may be a report by itself. */
static void add_table(builder *b, const build_entity *entity, const build_version *version)
{
    const tr_table *table = version->entity->table;
    build_code *code;

    if (!table)
        return;
    tr_build_code_period(b, &table->period, version->since);
    if (table->report)
        return;
    code = tr_build_code_find(b, TR_DIM_REPORT, entity->id, strlen(entity->id));
    if (!code || !code->entity)
        say(b, TR_DIM_REPORT, entity, version);
    else
        tr_build_code_add(b, TR_DIM_REPORT, entity->id, version->since);
}

void tr_build_codes(builder *b)
{
    for (int dim = 0; dim < TR_DIM_COUNT; dim++) {
        b->dims[dim].by_code = apr_hash_make(b->pool);
        b->dims[dim].codes = apr_array_make(b->pool, 64, sizeof(build_code));
    }
    add_terms(b);
    for (uint32_t i = 0; i < b->entity_count; i++)
        for (uint32_t v = 0; v < b->entities[i].count; v++) {
            const build_version *version = &b->versions[b->entities[i].first + v];
            if (!version->entity->withdrawn)
                add_coded(b, &b->entities[i], version);
            add_table(b, &b->entities[i], version);
        }
}

/* ---- Trees ---- */

static int compare_codes(const build_code *a, const build_code *b)
{
    if (a->period.end_day || b->period.end_day)
        return tr_period_compare(&a->period, &b->period);
    return strcmp(a->code, b->code);
}

static int compare_indirect(const void *a, const void *b)
{
    return compare_codes(*(build_code *const *)a, *(build_code *const *)b);
}

/* Index + 1 of a code's parent; 0 for a top code. */
static uint32_t find_parent(const builder *b, tr_dim dim, const build_code *code)
{
    if (!code->parent)
        return 0;
    return (uint32_t)(uintptr_t)apr_hash_get(b->dims[dim].by_code, code->parent,
                                             APR_HASH_KEY_STRING);
}

/* A period lies below the one before it that holds it. */
static uint32_t enclosing(const build_code *codes, build_code *const *sorted, uint32_t at)
{
    uint32_t up = at ? (uint32_t)(sorted[at - 1] - codes) + 1 : 0;

    while (up && !tr_period_inside(&sorted[at]->period, &codes[up - 1].period))
        up = codes[up - 1].up;
    return up;
}

/* Links children to parents; `sorted` backwards, so that lists come out sorted. */
static uint32_t link_tree(builder *b, tr_dim dim, build_code **sorted, uint32_t count)
{
    build_code *codes = (build_code *)(void *)b->dims[dim].codes->elts;
    uint32_t top = 0;

    for (uint32_t i = 0; i < count; i++)
        sorted[i]->up = dim == TR_DIM_PERIOD ? enclosing(codes, sorted, i)
                                             : find_parent(b, dim, sorted[i]);
    for (uint32_t i = count; i > 0; i--) {
        build_code *code = sorted[i - 1];
        uint32_t *list = code->up ? &codes[code->up - 1].child : &top;
        code->next = *list;
        *list = (uint32_t)(code - codes) + 1;
    }
    return top;
}

/* Numbers in preorder without recursion; what is in a circle is never reached. */
static uint32_t number_tree(build_code *codes, uint32_t top)
{
    uint32_t at = top, ordinal = 0;

    while (at) {
        build_code *code = &codes[at - 1];
        code->ordinal = (uint16_t)++ordinal;
        code->size = 1;
        if (code->child) {
            at = code->child;
            continue;
        }
        while (at && !codes[at - 1].next) {
            uint32_t up = codes[at - 1].up;
            if (up)
                codes[up - 1].size = (uint16_t)(codes[up - 1].size + codes[at - 1].size);
            at = up;
        }
        if (at) {
            uint32_t up = codes[at - 1].up;
            if (up)
                codes[up - 1].size = (uint16_t)(codes[up - 1].size + codes[at - 1].size);
            at = codes[at - 1].next;
        }
    }
    return ordinal;
}

static void order_dim(builder *b, tr_dim dim)
{
    build_dim *set = &b->dims[dim];
    uint32_t count = (uint32_t)set->codes->nelts;
    build_code *codes = (build_code *)(void *)set->codes->elts;
    build_code **sorted = apr_palloc(b->pool, sizeof *sorted * (count + 1));

    if (count >= UINT16_MAX) {
        tr_diags_add(b->diags, TR_DIAG_ERROR, NULL, 0, 0, "too-many-codes",
                     "the record has %u codes of %s, more than %u", count,
                     tr_dims[dim].code, UINT16_MAX - 1u);
        b->failed = 1;
        return;
    }
    for (uint32_t i = 0; i < count; i++)
        sorted[i] = &codes[i];
    qsort(sorted, count, sizeof *sorted, compare_indirect);
    number_tree(codes, link_tree(b, dim, sorted, count));
    set->order = apr_pcalloc(b->pool, sizeof *set->order * (count + 1));
    for (uint32_t i = 0; i < count; i++)
        if (codes[i].ordinal)
            set->order[codes[i].ordinal - 1] = i;
}

void tr_build_code_order(builder *b)
{
    for (int dim = 0; dim < TR_DIM_COUNT; dim++)
        order_dim(b, (tr_dim)dim);
}
