/* SPDX-License-Identifier: Apache-2.0 */
/* Which entries a feed has; see feed.h. */
#include "render/feed.h"

#include <apr_hash.h>
#include <apr_strings.h>
#include <string.h>

#include "http/httpdate.h"
#include "record/vocabulary.h"

/* What a feed is about, and what is known of each change while it is put together. */
typedef struct gather {
    const tr_gen *gen;
    const tr_changes *changes;
    tr_resource resource;       /* COUNTRIES, PUBLISHERS, or anything else: the whole record */
    uint16_t low, size;         /* codes of the item and below it */
    apr_hash_t *published;      /* country: edition and entity of every figure's first appearance */
    apr_array_header_t *entries;        /* tr_feed_entry, oldest first */
    apr_pool_t *pool;
} gather;

static int inside(const gather *g, uint16_t code)
{
    return code >= g->low && code - g->low < g->size;
}

/* ---- Countries ---- */

static uint64_t *appearance(uint64_t *key, uint32_t entity, uint16_t edition)
{
    *key = (uint64_t)entity << 16 | edition;
    return key;
}

/* Changes do not list the cells of what is new: these are found once for all. */
static void list_appearances(gather *g)
{
    const tr_gen_block *blocks = TR_GEN_ROWS(g->gen, tr_gen_block, blocks);
    tr_gen_column country = tr_gen_column_of(g->gen, TR_DIM_COUNTRY);
    const uint16_t *since = TR_GEN_ROWS(g->gen, uint16_t, since);
    uint64_t key;

    g->published = apr_hash_make(g->pool);
    for (uint32_t b = 0; b < g->gen->head->blocks.count; b++)
        for (uint32_t row = blocks[b].first;
             row < blocks[b].first + blocks[b].count; row++) {
            if (!inside(g, tr_gen_ordinal(country, row)))
                continue;
            appearance(&key, blocks[b].entity, since[row]);
            if (!apr_hash_get(g->published, &key, sizeof key))
                apr_hash_set(g->published, apr_pmemdup(g->pool, &key, sizeof key),
                             sizeof key, "");
        }
}

/* Whether any word of an attribute is a code of the feed's country. */
static int names_country(const gather *g, const char *value)
{
    char *rest, *words = apr_pstrdup(g->pool, value);

    for (char *word = apr_strtok(words, " ", &rest); word;
         word = apr_strtok(NULL, " ", &rest)) {
        int code = tr_gen_code_find(g->gen, TR_DIM_COUNTRY, word, strlen(word));
        if (code > 0 && inside(g, (uint16_t)code))
            return 1;
    }
    return 0;
}

/* Whether an entity says of itself that it is about the country: a law's, a partner's. */
static int is_of_country(const gather *g, const tr_gen_version *version)
{
    const tr_gen_node *root = TR_GEN_ROWS(g->gen, tr_gen_node, nodes)
                              + version->root;
    const tr_attr_def *attrs = tr_elements[root->element].attrs;

    for (int i = 0; attrs && attrs[i].name; i++) {
        const char *value;
        if ((attrs[i].type != TR_ATTR_CODE && attrs[i].type != TR_ATTR_CODES)
            || strcmp(attrs[i].argument, "country"))
            continue;
        value = tr_gen_attr_at(g->gen, version->root, i);
        if (value && names_country(g, value))
            return 1;
    }
    return 0;
}

static int concerns_country(const gather *g, const tr_feed_entry *entry,
                            const tr_gen_version *version)
{
    uint64_t key;

    if (entry->cell_count)
        return 1;
    if (entry->change->kind == TR_CHANGE_FIRST
        && apr_hash_get(g->published, appearance(&key, entry->change->entity,
                                                 entry->change->edition),
                        sizeof key))
        return 1;
    return is_of_country(g, version);
}

/* ---- Entries ---- */

/* The version a change is about: of a withdrawal what was withdrawn. */
static const tr_gen_version *version_of(const gather *g, const tr_change *change)
{
    uint32_t index = change->kind == TR_CHANGE_WITHDRAWN
                     && change->old_version != UINT32_MAX
                     ? change->old_version : change->new_version;
    return TR_GEN_ROWS(g->gen, tr_gen_version, versions) + index;
}

static void take_cells(const gather *g, tr_feed_entry *entry)
{
    const tr_change *change = entry->change;
    tr_gen_column country = tr_gen_column_of(g->gen, TR_DIM_COUNTRY);

    entry->cells = apr_palloc(g->pool, (change->cell_count + 1u)
                                       * sizeof *entry->cells);
    for (uint32_t i = 0; i < change->cell_count; i++) {
        const tr_change_cell *cell = &g->changes->cells[change->first_cell + i];
        uint32_t row = cell->new_row != TR_NO_ROW ? cell->new_row
                                                  : cell->old_row;
        if (g->resource != TR_RES_COUNTRIES || inside(g, tr_gen_ordinal(country, row)))
            entry->cells[entry->cell_count++] = cell;
    }
}

static void add_entry(gather *g, const tr_change *change)
{
    const tr_gen_version *version = version_of(g, change);
    tr_feed_entry entry = { .change = change, .publisher = version->publisher };

    if (g->resource == TR_RES_PUBLISHERS && !inside(g, version->publisher))
        return;
    take_cells(g, &entry);
    if (g->resource != TR_RES_COUNTRIES || concerns_country(g, &entry, version))
        *(tr_feed_entry *)apr_array_push(g->entries) = entry;
}

static void gather_entries(gather *g, const tr_target *target)
{
    g->entries = apr_array_make(g->pool, 64, sizeof(tr_feed_entry));
    g->resource = target->item ? target->resource : TR_RES_FEED;
    if (target->item) {
        g->low = target->item_code;
        g->size = tr_gen_codes(g->gen, (tr_dim)tr_resources[target->resource].dim)
                  [target->item_code].size;
    }
    if (g->resource == TR_RES_COUNTRIES)
        list_appearances(g);
    for (uint32_t i = 0; i < g->changes->count; i++)
        add_entry(g, &g->changes->changes[i]);
}

/* ---- Pages ---- */

/* Takes the entries numbered [first, end) of those that are not backdated, and all backdated ones if `backdated`. */
static void take_page(tr_feed *out, const gather *g, uint32_t first,
                      uint32_t end, int backdated)
{
    uint32_t count = (uint32_t)g->entries->nelts, at = 0, taken = 0;

    out->entries = apr_palloc(g->pool, (count + 1u) * sizeof *out->entries);
    for (uint32_t i = 0; i < count; i++) {
        const tr_feed_entry *entry = &APR_ARRAY_IDX(g->entries, (int)i,
                                                    tr_feed_entry);
        int late = entry->change->backdated;
        if (late ? backdated : at >= first && at < end)
            out->entries[taken++] = entry;
        at += !late;
    }
    out->count = taken;
    for (uint32_t i = 0; i < taken / 2; i++) {
        const tr_feed_entry *swapped = out->entries[i];
        out->entries[i] = out->entries[taken - 1 - i];
        out->entries[taken - 1 - i] = swapped;
    }
    out->edition = taken ? out->entries[0]->change->edition : 0;
}

static uint32_t count_in_order(const gather *g)
{
    uint32_t count = 0;

    for (int i = 0; i < g->entries->nelts; i++)
        count += !APR_ARRAY_IDX(g->entries, i, tr_feed_entry).change->backdated;
    return count;
}

apr_status_t tr_feed_open(tr_feed *out, const tr_render *render)
{
    gather g = { .gen = render->gen, .changes = &out->changes,
                 .pool = render->pool };
    apr_status_t status;
    uint64_t first;
    uint32_t count;

    memset(out, 0, sizeof *out);
    status = tr_changes_all(&out->changes, render->gen, -1, render->pool);
    if (status != APR_SUCCESS)
        return status;
    gather_entries(&g, render->target);
    count = count_in_order(&g);
    out->page = render->target->query.page;
    out->last_full = count / TR_FEED_PAGE ? count / TR_FEED_PAGE + 1 : 0;
    if (out->page == 1) {
        out->complete = count <= TR_FEED_PAGE;
        take_page(out, &g, out->complete ? 0 : count - TR_FEED_PAGE, count, 1);
        return APR_SUCCESS;
    }
    first = (uint64_t)(out->page - 2) * TR_FEED_PAGE;
    if (first > count)
        first = count;
    take_page(out, &g, (uint32_t)first, (uint32_t)first + TR_FEED_PAGE, 0);
    return APR_SUCCESS;
}

/* ---- Ids ---- */

static const char *stamp_text(const tr_gen *gen, uint16_t edition, apr_pool_t *pool)
{
    char *stamp = apr_palloc(pool, TR_STAMP_SIZE);

    tr_stamp_format(stamp, apr_time_from_sec(
        TR_GEN_ROWS(gen, int64_t, instants)[edition]));
    return stamp;
}

static const char *publisher_text(const tr_gen *gen, uint16_t publisher)
{
    return publisher ? tr_gen_code_text(gen, TR_DIM_PUBLISHER, publisher) : "-";
}

/* Who is named first in the first edition: later ones cannot change it. */
static uint16_t first_publisher(const tr_gen *gen)
{
    const tr_gen_version *versions = TR_GEN_ROWS(gen, tr_gen_version, versions);

    for (uint32_t i = 0; i < gen->head->versions.count; i++)
        if (!versions[i].since && versions[i].publisher)
            return versions[i].publisher;
    return 0;
}

static const char *country_part(const tr_target *target, apr_pool_t *pool)
{
    return target->item && target->resource == TR_RES_COUNTRIES
           ? apr_pstrcat(pool, ":country:", target->item, NULL) : "";
}

const char *tr_feed_id(const tr_render *render, apr_pool_t *pool)
{
    const tr_gen *gen = render->gen;
    const tr_target *target = render->target;
    const char *part = country_part(target, pool);

    if (target->item && target->resource == TR_RES_PUBLISHERS)
        part = apr_pstrcat(pool, ":publisher:", target->item, NULL);
    return apr_pstrcat(pool, TR_NAMESPACE ":",
                       publisher_text(gen, first_publisher(gen)), ":feed:",
                       stamp_text(gen, 0, pool), part, NULL);
}

const char *tr_feed_entry_id(const tr_render *render,
                             const tr_feed_entry *entry, apr_pool_t *pool)
{
    const tr_gen *gen = render->gen;
    const tr_gen_entity *entity = TR_GEN_ROWS(gen, tr_gen_entity, entities)
                                  + entry->change->entity;

    return apr_pstrcat(pool, TR_NAMESPACE ":",
                       publisher_text(gen, entry->publisher), ":",
                       tr_elements[entity->kind].name, ":",
                       tr_gen_string(gen, entity->id), ":",
                       stamp_text(gen, entry->change->edition, pool),
                       country_part(render->target, pool), NULL);
}
