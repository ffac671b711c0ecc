/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inventory, exposure, partners, law, statements, questions, canaries,
 * definitions: every kind of entity that the vocabulary places on the page.
 * Statements come in order of time with what contradicts them beside them.
 */
#include "render/html.h"

#include <stdlib.h>

typedef struct dated {
    const tr_gen_entity *entity;
    const char *date;
} dated;

/* ---- Order ---- */

static const char *date_of(const tr_html *h, uint32_t root)
{
    static const char *const names[] = { "date", "asked", "asserted", "since",
                                         "from", "released", "assessed" };
    for (unsigned i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *date = tr_gen_attr_named(h->gen, root, names[i]);
        if (date)
            return date;
    }
    return "";
}

static int by_date(const void *a, const void *b)
{
    const dated *left = a, *right = b;
    int order = strcmp(left->date, right->date);

    return order ? order : left->entity < right->entity ? -1
                           : left->entity > right->entity;
}

/* Entities of a kind that are part of the record, in order of time. */
static dated *list_kind(const tr_html *h, int kind, uint32_t *count)
{
    uint32_t total, first = tr_gen_kind(h->gen, kind, &total);
    dated *list = apr_palloc(h->pool, (total + 1) * sizeof *list);

    *count = 0;
    for (uint32_t i = 0; i < total; i++) {
        const tr_gen_entity *entity = TR_GEN_ROWS(h->gen, tr_gen_entity,
                                                  entities) + first + i;
        const tr_gen_version *version = tr_html_current(h, entity);
        if (!version)
            continue;
        list[*count].entity = entity;
        list[(*count)++].date = date_of(h, version->root);
    }
    qsort(list, *count, sizeof *list, by_date);
    return list;
}

/* ---- Canaries ---- */

/* A fact with its date; never an age. */
static void put_canary_state(tr_html *h, const tr_gen_entity *entity)
{
    const char *until = tr_gen_attr_named(h->gen, tr_html_current(h, entity)->root,
                                          "until");
    if (!until)
        return;
    tr_html_raw(h, "<p class=\"state\">");
    tr_html_raw(h, tr_catalog_fill(h->pool, tr_html_pattern(
        h, tr_html_passed(h, until) ? "canary.lapsed" : "canary.valid"),
        "date", tr_html_date(h, until), NULL));
    tr_html_raw(h, "</p>\n");
}

/* ---- The page ---- */

static void put_explanation(tr_html *h)
{
    tr_html_raw(h, "<p class=\"explain\">");
    tr_html_say(h, "timeline.explain");
    tr_html_raw(h, "</p>\n");
}

static void put_kind(tr_html *h, int kind, int with_heading)
{
    uint32_t count;
    dated *list = list_kind(h, kind, &count);
    const char *name = tr_elements[kind].name;
    int statement = !strcmp(name, "statement");

    if (!count)
        return;
    tr_html_raw(h, with_heading ? "<section>" : "<div>");
    if (with_heading) {
        tr_html_raw(h, "<h2");
        tr_html_attr(h, "id", name);
        tr_html_raw(h, ">");
        tr_html_label(h, tr_html_word(h, "entity", name));
        tr_html_raw(h, "</h2>\n");
    }
    if (statement)
        put_explanation(h);
    else if (!strcmp(name, "inventory"))
        tr_html_retention(h);
    for (uint32_t i = 0; i < count; i++) {
        if (statement)
            tr_html_statement(h, list[i].entity, with_heading ? 3 : 2);
        else
            tr_html_entity(h, list[i].entity, with_heading ? 3 : 2);
        if (!strcmp(name, "canary"))
            put_canary_state(h, list[i].entity);
    }
    tr_html_raw(h, with_heading ? "</section>\n" : "</div>\n");
}

static int kind_count(const tr_html *h, int kind)
{
    uint32_t count;

    list_kind(h, kind, &count);
    return (int)count;
}

void tr_html_narrative(tr_html *h)
{
    const char *path = tr_resources[h->render->target->resource].path;
    int kinds = 0, entities = 0;

    for (size_t i = 0; i < tr_element_count; i++)
        if (tr_elements[i].flags & TR_EL_ENTITY && tr_elements[i].resource
            && !strcmp(tr_elements[i].resource, path)) {
            int count = kind_count(h, (int)i);
            kinds += count > 0;
            entities += count;
        }
    if (!entities) {
        tr_html_raw(h, "<p>");
        tr_html_say(h, "page.nothing");
        tr_html_raw(h, "</p>\n");
    }
    for (size_t i = 0; i < tr_element_count; i++)
        if (tr_elements[i].flags & TR_EL_ENTITY && tr_elements[i].resource
            && !strcmp(tr_elements[i].resource, path))
            put_kind(h, (int)i, kinds > 1);
    if (h->render->target->resource == TR_RES_DEFINITIONS)
        tr_html_glossary(h);
    tr_html_key(h);
}
