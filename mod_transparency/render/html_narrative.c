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

/* ---- Relations between statements ---- */

static void put_quotation(tr_html *h, uint32_t root)
{
    const tr_gen_node *node = tr_gen_child(h->gen, root, "quote",
                                           h->render->lang);
    const char *date = date_of(h, root);
    const char *by = tr_gen_attr_named(h->gen, root, "by");

    if (!node)
        node = tr_gen_child(h->gen, root, "text", h->render->lang);
    tr_html_raw(h, "<blockquote>");
    if (node)
        tr_html_node_text(h, node);
    tr_html_raw(h, "<footer>");
    if (by) {
        tr_html_raw(h, "<bdi>");
        tr_html_put(h, by);
        tr_html_raw(h, "</bdi>, ");
    }
    tr_html_raw(h, *date ? tr_html_date(h, date) : "");
    tr_html_raw(h, "</footer></blockquote>\n");
}

/* "contradicts" of one statement to another, with what both say. */
static void put_relation(tr_html *h, const char *family, const char *kind,
                         uint32_t own, const tr_gen_entity *other,
                         const tr_gen_node *relation)
{
    const tr_gen_version *version = tr_html_current(h, other);
    const char *id = tr_gen_string(h->gen, other->id);
    const tr_gen_node *text;

    if (!version)
        return;
    tr_html_raw(h, "<div class=\"relation\"><p class=\"h\">");
    tr_html_label(h, tr_html_word(h, family, kind));
    tr_html_raw(h, ": ");
    tr_html_reference(h, "statement", id);
    tr_html_raw(h, "</p>\n<div class=\"beside\">");
    put_quotation(h, own);
    put_quotation(h, version->root);
    tr_html_raw(h, "</div>\n");
    text = tr_gen_child(h->gen, (uint32_t)(relation - TR_GEN_ROWS(
                        h->gen, tr_gen_node, nodes)), "text", h->render->lang);
    if (text)
        tr_html_node_text(h, text);
    tr_html_raw(h, "</div>\n");
}

static const tr_gen_entity *relation_target(const tr_html *h, uint32_t node)
{
    const char *to = tr_gen_attr_named(h->gen, node, "to");

    return to ? tr_gen_entity_find(h->gen, tr_element_find("statement", 9), to,
                                   strlen(to)) : NULL;
}

/* What others say of this one. */
static void put_relations_from(tr_html *h, const dated *list, uint32_t count,
                               const tr_gen_entity *entity, uint32_t root)
{
    const tr_gen_node *nodes = TR_GEN_ROWS(h->gen, tr_gen_node, nodes);
    int element = tr_element_find("relation", 8);

    for (uint32_t i = 0; i < count; i++) {
        const tr_gen_version *version = tr_html_current(h, list[i].entity);
        for (uint32_t n = nodes[version->root].child; n; n = nodes[n - 1].next)
            if (nodes[n - 1].element == element
                && relation_target(h, n - 1) == entity)
                put_relation(h, "relation-from",
                             tr_gen_attr_named(h->gen, n - 1, "kind"), root,
                             list[i].entity, &nodes[n - 1]);
    }
}

static void put_relations(tr_html *h, const dated *list, uint32_t count,
                          const tr_gen_entity *entity)
{
    const tr_gen_node *nodes = TR_GEN_ROWS(h->gen, tr_gen_node, nodes);
    uint32_t root = tr_html_current(h, entity)->root;
    int element = tr_element_find("relation", 8);

    for (uint32_t n = nodes[root].child; n; n = nodes[n - 1].next) {
        const tr_gen_entity *other = NULL;
        if (nodes[n - 1].element == element)
            other = relation_target(h, n - 1);
        if (other)
            put_relation(h, "relation", tr_gen_attr_named(h->gen, n - 1, "kind"),
                         root, other, &nodes[n - 1]);
    }
    put_relations_from(h, list, count, entity, root);
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
    for (uint32_t i = 0; i < count; i++) {
        tr_html_entity(h, list[i].entity, with_heading ? 3 : 2);
        if (statement)
            put_relations(h, list, count, list[i].entity);
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
    tr_html_key(h);
}
