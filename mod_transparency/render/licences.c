/* SPDX-License-Identifier: Apache-2.0 */
/* Licences of the record, and of what one answer shows; see licences.h. */
#include "render/licences.h"

#include <string.h>

#include "query/select.h"
#include "record/vocabulary.h"

/* The version of an entity that is shown, or NULL. */
static const tr_gen_version *shown(const tr_gen *gen, const tr_gen_entity *entity)
{
    const tr_gen_version *version = tr_gen_version_of(gen, entity);
    return version && !version->withdrawn ? version : NULL;
}

static const char *stated(const tr_gen *gen, const tr_gen_entity *entity)
{
    const tr_gen_version *version = shown(gen, entity);
    return version ? tr_gen_attr_named(gen, version->root, "licence") : NULL;
}

/* ---- All of the record ---- */

static void add_once(apr_array_header_t *urls, const char *url)
{
    for (int i = 0; i < urls->nelts; i++)
        if (!strcmp(APR_ARRAY_IDX(urls, i, const char *), url))
            return;
    APR_ARRAY_PUSH(urls, const char *) = url;
}

const apr_array_header_t *tr_licences_stated(const tr_gen *gen, apr_pool_t *pool)
{
    static const char *const kinds[] = { "report", "requests" };
    const tr_gen_entity *entities = TR_GEN_ROWS(gen, tr_gen_entity, entities);
    apr_array_header_t *urls = apr_array_make(pool, 4, sizeof(const char *));

    for (int k = 0; k < 2; k++) {
        uint32_t count, first = tr_gen_kind(gen, tr_element_find(
                                    kinds[k], strlen(kinds[k])), &count);
        for (uint32_t i = first; i < first + count; i++) {
            const char *url = stated(gen, &entities[i]);
            if (url)
                add_once(urls, url);
        }
    }
    return urls;
}

/* ---- Of one answer ---- */

static const char *licence_of_table(const tr_gen *gen,
                                    const tr_gen_entity *table)
{
    const tr_gen_entity *entities = TR_GEN_ROWS(gen, tr_gen_entity, entities);
    const tr_gen_version *version = shown(gen, table);
    const char *own = version ? tr_gen_attr_named(gen, version->root, "licence")
                              : NULL;
    uint16_t report;
    uint32_t entity;

    if (own || !version || !version->table)
        return own;
    report = TR_GEN_ROWS(gen, tr_gen_table, tables)[version->table - 1].report;
    entity = tr_gen_codes(gen, TR_DIM_REPORT)[report].entity;
    return report && entity ? stated(gen, &entities[entity - 1]) : NULL;
}

/* Of all tables that have blocks none states a licence, nor does its report: most records say it nowhere. */
static int states_none(const tr_gen *gen)
{
    const tr_gen_block *blocks = TR_GEN_ROWS(gen, tr_gen_block, blocks);
    const tr_gen_entity *entities = TR_GEN_ROWS(gen, tr_gen_entity, entities);

    for (uint32_t i = 0; i < gen->head->blocks.count; i++)
        if ((!i || blocks[i - 1].entity != blocks[i].entity)
            && licence_of_table(gen, &entities[blocks[i].entity]))
            return 0;
    return 1;
}

static int has_figures(const tr_target *target)
{
    return target->resource == TR_RES_OVERVIEW
           || target->resource == TR_RES_REQUESTS
           || tr_resources[target->resource].items;
}

/* Blocks of one table stand together, so each licence is looked up once. */
const char *tr_licence_of_target(const tr_gen *gen, const tr_target *target,
                                 apr_pool_t *pool)
{
    const tr_gen_block *blocks = TR_GEN_ROWS(gen, tr_gen_block, blocks);
    const tr_gen_entity *entities = TR_GEN_ROWS(gen, tr_gen_entity, entities);
    const char *common = NULL, *licence = NULL;
    const tr_gen_block *before = NULL;
    int any = 0;
    tr_select select;

    if (!has_figures(target) || states_none(gen))
        return NULL;
    tr_select_make(&select, gen, &target->query, 0, pool);
    for (uint32_t i = 0; i < select.block_count; i++) {
        const tr_gen_block *block = &blocks[select.blocks[i]];
        if (!before || before->entity != block->entity)
            licence = licence_of_table(gen, &entities[block->entity]);
        before = block;
        if (any && licence == common)
            continue;           /* it would change nothing */
        if (any && licence && common && !strcmp(licence, common))
            continue;
        if (!tr_select_any(&select, block))
            continue;
        if (any || !licence)
            return NULL;
        common = licence;
        any = 1;
    }
    return common;
}
