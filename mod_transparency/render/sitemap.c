/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sitemap.c - the canonical pages, for search engines (sitemaps.org 0.9), each
 * with its languages and the instant at which what it shows last changed.
 *
 * A record of more pages than SITEMAP_URLS has an index, and its parts are
 * ?page=2, ?page=3 ... .
 */
#include "render/sitemap.h"

#include <apr_strings.h>
#include <string.h>

#include "record/vocabulary.h"
#include "render/facts.h"

enum { SITEMAP_URLS = 10000 };      /* with 11 languages about 14 MB, below the 50 MB allowed */

typedef struct sitemap {
    const tr_render *render;
    tr_out *out;
    uint16_t *newest[TR_DIM_COUNT];     /* by code: edition of the newest change of what it means */
    uint32_t at, first, end;            /* number of the page visited, and which are wanted */
} sitemap;

/* ---- When something last changed ---- */

static void raise_to(uint16_t *newest, uint16_t edition)
{
    if (edition > *newest)
        *newest = edition;
}

/* A figure changes when it comes and when it goes. */
static uint16_t change_of_row(const tr_gen *gen, uint32_t row)
{
    uint16_t since = TR_GEN_ROWS(gen, uint16_t, since)[row];
    uint16_t until = TR_GEN_ROWS(gen, uint16_t, until)[row];

    if (until <= gen->edition)
        return until;
    return since <= gen->edition ? since : 0;
}

static void add_block(sitemap *s, const tr_gen_block *block)
{
    const tr_gen *gen = s->render->gen;
    tr_gen_column country = tr_gen_column_of(gen, TR_DIM_COUNTRY);
    uint16_t newest = 0;

    for (uint32_t row = block->first; row < block->first + block->count; row++) {
        uint16_t change = change_of_row(gen, row);
        raise_to(&newest, change);
        raise_to(&s->newest[TR_DIM_COUNTRY][tr_gen_ordinal(country, row)], change);
    }
    for (int dim = 0; dim < TR_DIM_CELL_FIRST; dim++)
        raise_to(&s->newest[dim][tr_gen_block_code(block, dim)], newest);
}

static uint16_t change_of_entity(const tr_gen *gen, uint32_t number)
{
    const tr_gen_entity *entity = TR_GEN_ROWS(gen, tr_gen_entity, entities)
                                  + number;
    const tr_gen_version *version = tr_gen_version_of(gen, entity);

    return version ? version->since : 0;
}

/* Codes stand before those below them, so that backwards all is summed up. */
static void sum_up(sitemap *s, tr_dim dim)
{
    const tr_gen_code *codes = tr_gen_codes(s->render->gen, dim);

    for (uint32_t i = s->render->gen->head->codes[dim].count; i-- > 1;) {
        if (codes[i].entity)
            raise_to(&s->newest[dim][i],
                     change_of_entity(s->render->gen, codes[i].entity - 1));
        raise_to(&s->newest[dim][codes[i].parent], s->newest[dim][i]);
    }
}

static void find_changes(sitemap *s)
{
    const tr_gen *gen = s->render->gen;
    const tr_gen_block *blocks = TR_GEN_ROWS(gen, tr_gen_block, blocks);

    for (int dim = 0; dim < TR_DIM_COUNT; dim++)
        s->newest[dim] = apr_pcalloc(s->render->pool, sizeof(uint16_t)
                                     * (gen->head->codes[dim].count + 1u));
    for (uint32_t b = 0; b < gen->head->blocks.count; b++)
        add_block(s, &blocks[b]);
    for (int dim = 0; dim < TR_DIM_COUNT; dim++)
        sum_up(s, (tr_dim)dim);
}

/* Of the entities a page lists; all other pages change with every edition. */
static uint16_t change_of_kinds(const tr_gen *gen, const char *path)
{
    uint16_t newest = 0;
    int any = 0;

    for (size_t kind = 1; kind < tr_element_count; kind++) {
        uint32_t count, first;
        if (!tr_elements[kind].resource || strcmp(tr_elements[kind].resource, path))
            continue;
        any = 1;
        first = tr_gen_kind(gen, (int)kind, &count);
        for (uint32_t i = first; i < first + count; i++)
            raise_to(&newest, change_of_entity(gen, i));
    }
    return any ? newest : gen->edition;
}

static uint16_t change_of(const sitemap *s, tr_resource resource, const char *path)
{
    const tr_gen *gen = s->render->gen;
    const char *slash = strchr(path, '/');
    tr_dim dim = (tr_dim)tr_resources[resource].dim;
    tr_target target;
    tr_problem problem;

    if (slash) {
        tr_resolve(&target, &problem, gen, s->render->site,
                   apr_pstrcat(s->render->pool, "/", path, NULL), NULL,
                   s->render->pool);
        return s->newest[dim][target.item_code];
    }
    if (resource == TR_RES_OVERVIEW || resource == TR_RES_ABOUT
        || tr_resources[resource].items)
        return gen->edition;
    return change_of_kinds(gen, path);
}

/* ---- Pages ---- */

static void put_alternate(sitemap *s, const char *tag, const char *path,
                          const char *ending)
{
    tr_out_text(s->out, "<xhtml:link rel=\"alternate\" hreflang=\"");
    tr_out_html(s->out, tag);
    tr_out_text(s->out, "\" href=\"");
    tr_out_html(s->out, s->render->canonical_base);
    tr_out_char(s->out, '/');
    tr_out_html(s->out, path);
    tr_out_html(s->out, ending);
    tr_out_text(s->out, "\"/>\n");
}

static void put_page(sitemap *s, tr_resource resource, const char *path)
{
    const tr_render *render = s->render;
    const char *const *tags = render->site->languages;
    const char *stem = *path ? path : "index";

    tr_out_text(s->out, "<url>\n<loc>");
    tr_out_html(s->out, render->canonical_base);
    tr_out_char(s->out, '/');
    tr_out_html(s->out, path);
    tr_out_text(s->out, "</loc>\n<lastmod>");
    tr_out_text(s->out, tr_fact_instant(
        TR_GEN_ROWS(render->gen, int64_t, instants)
        [change_of(s, resource, path)], render->pool));
    tr_out_text(s->out, "</lastmod>\n");
    for (int i = 0; tags[0] && tags[1] && tags[i]; i++)
        put_alternate(s, tags[i], stem, apr_pstrcat(render->pool, ".", tags[i],
                                                    ".html", NULL));
    put_alternate(s, "x-default", path, "");
    tr_out_text(s->out, "</url>\n");
}

static void visit_page(void *baton, tr_resource resource, const char *path)
{
    sitemap *s = baton;

    if (s->at >= s->first && s->at < s->end)
        put_page(s, resource, path);
    s->at++;
}

static void count_page(void *baton, tr_resource resource, const char *path)
{
    (void)resource;
    (void)path;
    ++*(uint32_t *)baton;
}

static void put_index(sitemap *s, uint32_t pages)
{
    const tr_gen *gen = s->render->gen;

    tr_out_text(s->out, "<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/"
                "sitemap/0.9\">\n");
    for (uint32_t page = 2; page < pages + 2; page++) {
        tr_out_text(s->out, "<sitemap>\n<loc>");
        tr_out_html(s->out, s->render->canonical_base);
        tr_out_format(s->out, "/sitemap.xml?page=%u</loc>\n<lastmod>", page);
        tr_out_text(s->out, tr_fact_instant(
            TR_GEN_ROWS(gen, int64_t, instants)[gen->edition],
            s->render->pool));
        tr_out_text(s->out, "</lastmod>\n</sitemap>\n");
    }
    tr_out_text(s->out, "</sitemapindex>\n");
}

apr_status_t tr_render_sitemap(const tr_render *render, tr_out *out)
{
    sitemap s = { .render = render, .out = out };
    uint32_t page = render->target->query.page, count = 0;

    tr_out_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    tr_each_resource(render->gen, count_page, &count, render->pool);
    if (page == 1 && count > SITEMAP_URLS) {
        put_index(&s, (count + SITEMAP_URLS - 1) / SITEMAP_URLS);
        return out->status;
    }
    s.first = page == 1 ? 0 : page - 2 < count ? (page - 2) * SITEMAP_URLS
                                               : count;
    s.end = s.first + SITEMAP_URLS;
    find_changes(&s);
    tr_out_text(out, "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/"
                "0.9\" xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n");
    tr_each_resource(render->gen, visit_page, &s, render->pool);
    tr_out_text(out, "</urlset>\n");
    return out->status;
}
