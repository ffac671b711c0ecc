/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a code means, one link away: the record's own definition of it, else the
 * code that the record adds, else our words for it on the same page.
 *
 *     definitions#definition-ID  <definition dimension="measure" code="received">
 *     definitions#code-ID        <code dimension="measure" id="...">
 *     definitions#measure-CODE   the glossary
 */
#include "render/html.h"

static int says(const tr_html *h, uint32_t root, const char *attr,
                const char *value)
{
    const char *own = tr_gen_attr_named(h->gen, root, attr);

    return own && !strcmp(own, value);
}

/* The record's definition of a code, or NULL. */
static const tr_gen_entity *definition_of(const tr_html *h, tr_dim dim,
                                          const char *code)
{
    uint32_t count, first = tr_gen_kind(h->gen, tr_element_find("definition", 10),
                                        &count);
    const tr_gen_entity *all = TR_GEN_ROWS(h->gen, tr_gen_entity, entities) + first;

    for (uint32_t i = 0; i < count; i++) {
        const tr_gen_version *version = tr_html_current(h, &all[i]);
        if (version && says(h, version->root, "dimension", tr_dims[dim].code)
            && says(h, version->root, "code", code))
            return &all[i];
    }
    return NULL;
}

/* Our words for a built-in measure, or NULL. */
static const char *own_words(const tr_html *h, tr_dim dim, uint16_t ordinal)
{
    const char *key, *text;

    if (dim != TR_DIM_MEASURE || tr_gen_codes(h->gen, dim)[ordinal].extension)
        return NULL;
    key = apr_pstrcat(h->pool, "measure.", tr_gen_code_text(h->gen, dim, ordinal),
                      ".explain", NULL);
    text = tr_catalog_text(h->render->catalog, key);
    return text == key ? NULL : text;
}

static const char *entity_href(const tr_html *h, const tr_gen_entity *entity)
{
    return tr_html_href(h, tr_resources[TR_RES_DEFINITIONS].path, "",
                        tr_html_entity_fragment(h, entity->kind, tr_gen_string(
                                                h->gen, entity->id)));
}

const char *tr_html_meaning(const tr_html *h, tr_dim dim, uint16_t ordinal)
{
    const tr_gen_code *code = &tr_gen_codes(h->gen, dim)[ordinal];
    const char *text = tr_gen_code_text(h->gen, dim, ordinal);
    const tr_gen_entity *entity;

    if (!ordinal || ordinal >= h->gen->head->codes[dim].count || tr_dims[dim].entity)
        return NULL;
    entity = definition_of(h, dim, text);
    if (!entity && code->entity)
        entity = TR_GEN_ROWS(h->gen, tr_gen_entity, entities) + code->entity - 1;
    if (entity && tr_html_current(h, entity))
        return entity_href(h, entity);
    return own_words(h, dim, ordinal)
           ? tr_html_href(h, tr_resources[TR_RES_DEFINITIONS].path, "",
                          apr_pstrcat(h->pool, "measure-", text, NULL)) : NULL;
}

void tr_html_share_head(tr_html *h)
{
    tr_html_raw(h, "<a class=\"x\"");
    tr_html_attr(h, "href", tr_html_href(h, tr_resources[TR_RES_DEFINITIONS].path,
                                         "", "share"));
    tr_html_raw(h, ">");
    tr_html_say(h, "page.share");
    tr_html_raw(h, "</a>");
}

/* ---- The glossary ---- */

static void put_word(tr_html *h, const char *id, tr_label label, const char *text)
{
    tr_html_raw(h, "<div");
    tr_html_attr(h, "id", id);
    tr_html_raw(h, "><dt>");
    tr_html_label(h, label);
    tr_html_raw(h, "</dt><dd>");
    tr_html_put(h, text);
    tr_html_raw(h, "</dd></div>\n");
}

/* The measures that a record can have, and what else stands at the head of tables. */
void tr_html_glossary(tr_html *h)
{
    uint16_t count = (uint16_t)h->gen->head->codes[TR_DIM_MEASURE].count;

    tr_html_raw(h, "<section><h2 id=\"glossary\">");
    tr_html_say(h, "glossary.heading");
    tr_html_raw(h, "</h2>\n<dl class=\"facts\">\n");
    for (uint16_t i = 1; i < count; i++) {
        const char *text = own_words(h, TR_DIM_MEASURE, i);
        if (text)
            put_word(h, apr_pstrcat(h->pool, "measure-", tr_gen_code_text(
                     h->gen, TR_DIM_MEASURE, i), NULL),
                     tr_html_code_label(h, TR_DIM_MEASURE, i), text);
    }
    put_word(h, "share", (tr_label){ tr_catalog_text(h->render->catalog,
             "page.share"), NULL }, tr_catalog_text(h->render->catalog,
                                                    "glossary.share"));
    tr_html_raw(h, "</dl></section>\n");
}
