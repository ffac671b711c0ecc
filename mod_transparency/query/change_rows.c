/* SPDX-License-Identifier: Apache-2.0 */
/* What was published and is now different, row by row; see change_rows.h. */
#include "query/change_rows.h"

#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#include "query/memento.h"
#include "query/query_parse.h"
#include "query/select.h"
#include "record/vocabulary.h"

#define NO_VERSION UINT32_MAX

typedef struct lister {
    const tr_gen *gen;
    const tr_query *query;
    tr_change_rows *answer;
    apr_array_header_t *rows;
    const tr_gen_version *versions;
    const tr_gen_entity *entities;
    const int64_t *instants;
    int about;                  /* index of the element */
    const uint8_t *wanted[TR_DIM_CELL_FIRST + 1];   /* NULL: everything is */
    apr_pool_t *pool;
} lister;

/* ---- What an entity concerns ---- */

static const tr_gen_version *version_at(const tr_gen *gen, uint32_t entity, uint16_t edition)
{
    tr_gen then = tr_gen_at(gen, edition);

    return tr_gen_version_of(&then, TR_GEN_ROWS(gen, tr_gen_entity, entities) + entity);
}

/* The version that has something to say: what is withdrawn has not. */
static const tr_gen_version *speaking(const lister *l, const tr_change *change)
{
    const tr_gen_version *now = l->versions + change->new_version;

    return now->withdrawn && change->old_version != NO_VERSION
        ? l->versions + change->old_version : now;
}

static const char *join(const lister *l, const char *words, const char *more)
{
    if (!more)
        return words;
    return words ? apr_pstrcat(l->pool, words, " ", more, NULL) : more;
}

/*
 * What an entity says it is about, separated by blanks; NULL: nothing.  It says
 * so as "service" or, of several, as "services", or in an <about>.
 */
static const char *words_about(const lister *l, const tr_gen_version *version, tr_dim dim)
{
    const tr_gen_node *nodes = TR_GEN_ROWS(l->gen, tr_gen_node, nodes);
    const char *one = tr_dims[dim].code;
    const char *several = dim == TR_DIM_COUNTRY ? "countries" : apr_pstrcat(l->pool, one, "s", NULL);
    const char *words = join(l, tr_gen_attr_named(l->gen, version->root, one),
                             tr_gen_attr_named(l->gen, version->root, several));

    for (uint32_t i = nodes[version->root].child; i; i = nodes[i - 1].next)
        if (nodes[i - 1].element == l->about)
            words = join(l, words, tr_gen_attr_named(l->gen, i - 1, one));
    return words;
}

static uint16_t ordinal_of(const lister *l, tr_dim dim, const char *code, size_t length)
{
    int ordinal = tr_gen_code_find(l->gen, dim, code, length);

    return ordinal > 0 ? (uint16_t)ordinal : 0;
}

static uint16_t entity_code(const lister *l, const tr_change *change, tr_dim dim)
{
    const tr_gen_entity *entity = l->entities + change->entity;
    const tr_gen_version *version = speaking(l, change);
    const char *id = tr_gen_string(l->gen, entity->id), *words;

    if (version->table) {
        const tr_gen_table *table = TR_GEN_ROWS(l->gen, tr_gen_table, tables) + version->table - 1;
        switch (dim) {
        case TR_DIM_PUBLISHER: return table->publisher;
        case TR_DIM_SERVICE:   return table->service;
        case TR_DIM_REPORT:    return table->report;
        case TR_DIM_PERIOD:    return table->period;
        case TR_DIM_TABLE:     return ordinal_of(l, dim, id, strlen(id));
        default:               return 0;
        }
    }
    if (version->withdrawn)
        return 0;
    if (!strcmp(tr_elements[entity->kind].name, tr_dims[dim].code))
        return ordinal_of(l, dim, id, strlen(id));
    words = words_about(l, version, dim);
    return words && !strchr(words, ' ') ? ordinal_of(l, dim, words, strlen(words)) : 0;
}

/* Of several that an entity names, one that is wanted is enough. */
static int names_wanted(const lister *l, const tr_change *change, tr_dim dim)
{
    const tr_gen_version *version = speaking(l, change);
    const char *words = version->withdrawn ? NULL : words_about(l, version, dim);

    while (words && *words) {
        size_t length = strcspn(words, " ");
        uint16_t ordinal = ordinal_of(l, dim, words, length);
        if (ordinal && l->wanted[dim][ordinal])
            return 1;
        words += length + strspn(words + length, " ");
    }
    return 0;
}

static int is_wanted(const lister *l, const tr_change_row *row)
{
    for (int dim = 0; dim <= TR_DIM_COUNTRY; dim++)
        if (l->wanted[dim] && !l->wanted[dim][row->code[dim]]
            && (row->cell || !names_wanted(l, row->change, (tr_dim)dim)))
            return 0;
    return 1;
}

static void fill_codes(const lister *l, tr_change_row *row)
{
    tr_gen_cell cell;

    if (!row->cell) {
        for (int dim = 0; dim <= TR_DIM_COUNTRY; dim++)
            row->code[dim] = entity_code(l, row->change, (tr_dim)dim);
        return;
    }
    tr_gen_cell_get(l->gen, row->cell->block, row->cell->new_row != TR_NO_ROW
                    ? row->cell->new_row : row->cell->old_row, &cell);
    memcpy(row->code, cell.code, sizeof row->code);
}

/* ---- Which version brought it ---- */

/* Of several steps the last that changed this figure. */
static uint32_t version_of_cell(const lister *l, const tr_change *change,
                                const tr_change_cell *cell)
{
    uint16_t edition = cell->new_row != TR_NO_ROW
        ? TR_GEN_ROWS(l->gen, uint16_t, since)[cell->new_row]
        : TR_GEN_ROWS(l->gen, uint16_t, until)[cell->old_row];
    const tr_gen_version *version = version_at(l->gen, change->entity, edition);

    return version ? (uint32_t)(version - l->versions) : change->new_version;
}

/* Of several steps the last that gives a reason, or else the last that owes one. */
static uint32_t version_of_words(const lister *l, const tr_change *change)
{
    uint32_t first = l->entities[change->entity].first_version;
    uint32_t owing = change->new_version;
    int found = 0;

    if (change->kind == TR_CHANGE_FIRST)
        return first;
    if (change->kind != TR_CHANGE_REPLACED)
        return change->new_version;
    for (uint32_t i = change->new_version; i > change->old_version; i--) {
        if (l->versions[i].correction)
            return i;
        if (!found && l->versions[i].differs) {
            owing = i;
            found = 1;
        }
    }
    return owing;
}

static int is_reason_due(const lister *l, const tr_change_row *row)
{
    switch (row->change->kind) {
    case TR_CHANGE_WITHDRAWN: return 1;
    case TR_CHANGE_REPLACED:  break;
    default:                  return 0;
    }
    if (!l->answer->between)
        return row->change->differs;
    if (row->cell)
        return l->versions[row->version].differs
            || row->cell->change == TR_CHANGED_VALUE || row->cell->change == TR_CHANGED_REMOVED;
    return row->text && row->text->old_text;
}

/* ---- Rows ---- */

static void add_row(lister *l, const tr_change *change, const tr_change_cell *cell,
                    const tr_change_text *text)
{
    tr_change_row row = { .change = change, .cell = cell, .text = text };

    fill_codes(l, &row);
    row.version = !l->answer->between ? change->new_version
        : cell ? version_of_cell(l, change, cell) : version_of_words(l, change);
    row.edition = l->versions[row.version].since;
    row.reason_due = (uint8_t)is_reason_due(l, &row);
    if (l->query->has_since && l->instants[row.edition] < l->query->since
        && !l->versions[row.version].backdated)
        return;
    if (is_wanted(l, &row))
        *(tr_change_row *)apr_array_push(l->rows) = row;
}

static void add_texts(lister *l, const tr_change *change)
{
    apr_array_header_t *texts = tr_change_texts(l->gen, l->versions + change->old_version,
                                                l->versions + change->new_version, l->pool);

    for (int i = 0; i < texts->nelts; i++)
        add_row(l, change, NULL, &APR_ARRAY_IDX(texts, i, tr_change_text));
    if (!texts->nelts && !change->cell_count && !l->answer->between)
        add_row(l, change, NULL, NULL);
}

static void add_change(lister *l, const tr_change *change)
{
    if (change->kind != TR_CHANGE_REPLACED)
        add_row(l, change, NULL, NULL);
    for (uint32_t i = 0; i < change->cell_count; i++)
        add_row(l, change, &l->answer->changes.cells[change->first_cell + i], NULL);
    if (change->kind == TR_CHANGE_REPLACED)
        add_texts(l, change);
}

/* What was published and withdrawn between two editions is in neither. */
static int is_listed(const lister *l, const tr_change *change)
{
    if (!l->answer->between)
        return change->differs || change->kind == TR_CHANGE_RESTORED || change->backdated;
    return change->kind != TR_CHANGE_WITHDRAWN
        || (change->old_version != NO_VERSION && !l->versions[change->old_version].withdrawn);
}

/* ---- Order ---- */

typedef struct place {
    uint32_t edition, report, number;   /* edition: counted backwards */
} place;

static int compare_places(const void *a, const void *b)
{
    const place *x = a, *y = b;

    if (x->edition != y->edition)
        return x->edition < y->edition ? -1 : 1;
    if (x->report != y->report)
        return x->report < y->report ? -1 : 1;
    return (x->number > y->number) - (x->number < y->number);
}

/* Tables first, by their report. */
static uint32_t place_of_report(const lister *l, const tr_change *change)
{
    return speaking(l, change)->table ? entity_code(l, change, TR_DIM_REPORT) : UINT32_MAX;
}

static void list_rows(lister *l)
{
    const tr_changes *changes = &l->answer->changes;
    place *places = apr_palloc(l->pool, (changes->count + 1u) * sizeof *places);
    uint32_t count = 0;

    for (uint32_t i = 0; i < changes->count; i++) {
        const tr_change *change = &changes->changes[i];
        if (is_listed(l, change))
            places[count++] = (place){
                l->answer->between ? 0 : (uint32_t)(UINT16_MAX - change->edition),
                place_of_report(l, change), i
            };
    }
    qsort(places, count, sizeof *places, compare_places);
    for (uint32_t i = 0; i < count; i++)
        add_change(l, &changes->changes[places[i].number]);
}

/* ---- The answer ---- */

static void read_changes(const lister *l)
{
    const tr_query *query = l->query;
    tr_change_rows *answer = l->answer;

    if (query->from) {
        answer->between = 1;
        answer->from = (uint16_t)(query->from - 1);
        answer->to = query->to ? (uint16_t)(query->to - 1) : l->gen->edition;
        tr_changes_between(&answer->changes, l->gen, answer->from, answer->to, l->pool);
    }
    else if (query->has_since)
        tr_changes_since(&answer->changes, l->gen, query->since, l->pool);
    else
        tr_changes_all(&answer->changes, l->gen, -1, l->pool);
}

const tr_change_rows *tr_change_answer(const tr_gen *gen, const tr_query *query, apr_pool_t *pool)
{
    tr_change_rows *answer = apr_pcalloc(pool, sizeof *answer);
    lister l = {
        .gen = gen, .query = query, .answer = answer,
        .rows = apr_array_make(pool, 64, sizeof(tr_change_row)),
        .versions = TR_GEN_ROWS(gen, tr_gen_version, versions),
        .entities = TR_GEN_ROWS(gen, tr_gen_entity, entities),
        .instants = TR_GEN_ROWS(gen, int64_t, instants),
        .about = tr_element_find("about", 5), .pool = pool
    };

    if (!gen->head->instants.count)
        return answer;
    for (int dim = 0; dim <= TR_DIM_COUNTRY; dim++)
        if (TR_CHANGE_DIMS & 1u << dim)
            l.wanted[dim] = tr_select_map(gen, query, (tr_dim)dim, pool);
    read_changes(&l);
    list_rows(&l);
    answer->rows = (const tr_change_row *)(const void *)l.rows->elts;
    answer->count = (uint32_t)l.rows->nelts;
    return answer;
}

uint16_t tr_change_code(const tr_change_row *row, tr_dim dim)
{
    return row->code[dim];
}

const char *const tr_change_words[TR_CHANGE_WORD_COUNT] = {
#define X(name, code) code,
    TR_CHANGE_WORDS(X)
#undef X
};

const char *tr_change_word(const tr_change_row *row)
{
    static const int of_cells[] = {
        [TR_CHANGED_ADDED] = TR_CHANGE_WORD_ADDED,
        [TR_CHANGED_REMOVED] = TR_CHANGE_WORD_REMOVED,
        [TR_CHANGED_VALUE] = TR_CHANGE_WORD_VALUE,
        [TR_CHANGED_DETAIL] = TR_CHANGE_WORD_DETAIL
    };
    static const int of_entities[] = {
        [TR_CHANGE_FIRST] = TR_CHANGE_WORD_FIRST,
        [TR_CHANGE_REPLACED] = TR_CHANGE_WORD_REPLACED,
        [TR_CHANGE_WITHDRAWN] = TR_CHANGE_WORD_WITHDRAWN,
        [TR_CHANGE_RESTORED] = TR_CHANGE_WORD_RESTORED
    };

    return tr_change_words[row->cell ? of_cells[row->cell->change]
                           : row->text ? TR_CHANGE_WORD_TEXT
                           : of_entities[row->change->kind]];
}

/* ---- Where it is shown ---- */

int tr_change_old_edition(const tr_change_rows *rows, const tr_change_row *row)
{
    return rows->between ? rows->from : row->change->edition - 1;
}

uint16_t tr_change_new_edition(const tr_change_rows *rows, const tr_change_row *row)
{
    return rows->between ? rows->to : row->change->edition;
}

/* The page an entity is shown on; what is withdrawn is missing from the list of its kind. */
static const char *page_of(const tr_gen *gen, uint32_t number, const tr_gen_version *version,
                           apr_pool_t *pool)
{
    const tr_gen_entity *entity = TR_GEN_ROWS(gen, tr_gen_entity, entities) + number;
    const tr_element_def *def = &tr_elements[entity->kind];
    const char *id = tr_gen_string(gen, entity->id), *path = NULL;
    int dim = tr_dim_find(def->name, strlen(def->name));

    if (version->table)
        return tr_item_path(gen, TR_DIM_REPORT, TR_GEN_ROWS(gen, tr_gen_table, tables)
                            [version->table - 1].report, pool);
    if (dim >= 0 && tr_dims[dim].entity && !version->withdrawn) {
        int ordinal = tr_gen_code_find(gen, (tr_dim)dim, id, strlen(id));
        path = ordinal > 0 ? tr_item_path(gen, (tr_dim)dim, (uint16_t)ordinal, pool) : NULL;
    }
    if (path)
        return path;
    return def->resource ? def->resource : tr_resources[TR_RES_REQUESTS].path;
}

const char *tr_change_path(const tr_gen *gen, uint16_t edition, const char *path,
                           apr_pool_t *pool)
{
    return apr_pstrcat(pool, tr_version_prefix(TR_GEN_ROWS(gen, int64_t, instants)[edition], pool),
                       path, NULL);
}

static const char *path_at(const tr_gen *gen, const tr_change *change, uint32_t version,
                           uint16_t edition, apr_pool_t *pool)
{
    return tr_change_path(gen, edition,
                          page_of(gen, change->entity,
                                  TR_GEN_ROWS(gen, tr_gen_version, versions) + version, pool),
                          pool);
}

const char *tr_change_old_path(const tr_gen *gen, const tr_change_rows *rows,
                               const tr_change_row *row, apr_pool_t *pool)
{
    uint32_t version = row->change->old_version;
    int edition = tr_change_old_edition(rows, row);

    if (version == NO_VERSION || edition < 0
        || TR_GEN_ROWS(gen, tr_gen_version, versions)[version].withdrawn)
        return NULL;
    return path_at(gen, row->change, version, (uint16_t)edition, pool);
}

const char *tr_change_new_path(const tr_gen *gen, const tr_change_rows *rows,
                               const tr_change_row *row, apr_pool_t *pool)
{
    return path_at(gen, row->change, row->change->new_version, tr_change_new_edition(rows, row),
                   pool);
}
