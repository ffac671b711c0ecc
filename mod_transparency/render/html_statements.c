/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A claim in the line of time: when, who, what; beside it what contradicts it,
 * from the record's own relations and from the evidence on what it is about.
 *
 *   when
 *   ┌ what was said, its source ┐ ┌ contradicted by: who, when, what ┐
 *   └ who, in which role        ┘ └ evidence against what it is about┘
 *   clarified by ..., answers ...
 *
 * In the source both stand one after the other, so the order is right without
 * style and on narrow screens.
 */
#include "render/html.h"

static const tr_gen_node *nodes_of(const tr_html *h)
{
    return TR_GEN_ROWS(h->gen, tr_gen_node, nodes);
}

static int has_kind(const tr_html *h, uint32_t node, const char *kind)
{
    const char *own = tr_gen_attr_named(h->gen, node, "kind");

    return own && !strcmp(own, kind);
}

static uint32_t root_of(const tr_html *h, const tr_gen_entity *entity)
{
    return tr_html_current(h, entity)->root;
}

static const char *id_of(const tr_html *h, const tr_gen_entity *entity)
{
    return tr_gen_string(h->gen, entity->id);
}

/* ---- Who and when ---- */

static void put_date(tr_html *h, uint32_t node)
{
    const char *date = tr_gen_attr_named(h->gen, node, "date");

    if (date)
        tr_html_raw(h, tr_html_date(h, date));
}

static void put_attr(tr_html *h, uint32_t node, const char *name,
                     const char *before)
{
    const char *value;
    const tr_attr_def *def = tr_html_find_attribute(h, node, name, &value);

    if (!def)
        return;
    tr_html_raw(h, before);
    tr_html_attribute(h, def, value, tr_gen_string(h->gen, nodes_of(h)[node].lang));
}

/* Who speaks; nobody by name: of which kind, or that it is not known. */
static void put_who(tr_html *h, uint32_t root)
{
    int by = tr_gen_attr_named(h->gen, root, "by") != NULL;

    if (by || tr_gen_attr_named(h->gen, root, "kind"))
        put_attr(h, root, by ? "by" : "kind", "");
    else
        tr_html_label(h, tr_html_word(h, "word", "unknown"));
    put_attr(h, root, "role", tr_html_mark_text(h, "between.comma"));
}

static void put_facts(tr_html *h, uint32_t root)
{
    static const char *const facts[] = { "publisher", "kind", "medium", "claim",
                                         "status" };

    tr_html_raw(h, "<dl class=\"inline\">");
    for (unsigned i = 0; i < sizeof facts / sizeof facts[0]; i++) {
        if (!tr_gen_attr_named(h->gen, root, facts[i]))
            continue;
        tr_html_raw(h, "<div><dt>");
        tr_html_label(h, tr_html_word(h, "attr", facts[i]));
        tr_html_raw(h, "</dt><dd>");
        put_attr(h, root, facts[i], "");
        tr_html_raw(h, "</dd></div>");
    }
    tr_html_raw(h, "</dl>\n");
}

/* ---- Relations ---- */

/* The statement that a relation names, if it is one and still there. */
static const tr_gen_entity *relation_to(const tr_html *h, uint32_t node)
{
    const char *to = tr_html_is_element(h, node, "relation")
                     ? tr_gen_attr_named(h->gen, node, "to") : NULL;
    const tr_gen_entity *other = to ? tr_gen_entity_find(
        h->gen, tr_element_find("statement", 9), to, strlen(to)) : NULL;

    return other && tr_html_current(h, other) ? other : NULL;
}

/* What another statement says of one. */
typedef struct incoming {
    const tr_gen_entity *from;
    uint32_t relation;              /* node */
} incoming;

static void note_relations(tr_html *h, const tr_gen_entity *all,
                           const tr_gen_entity *from)
{
    const tr_gen_node *nodes = nodes_of(h);

    for (uint32_t n = nodes[root_of(h, from)].child; n; n = nodes[n - 1].next) {
        const tr_gen_entity *to = relation_to(h, n - 1);
        apr_array_header_t **list = to ? &h->relations[to - all] : NULL;
        if (list && !*list)
            *list = apr_array_make(h->pool, 2, sizeof(incoming));
        if (list)
            APR_ARRAY_PUSH(*list, incoming) = (incoming){ from, n - 1 };
    }
}

/* What others say of the statement, or NULL; looked for once a page. */
static const apr_array_header_t *relations_from(tr_html *h,
                                                const tr_gen_entity *entity)
{
    uint32_t count, first = tr_gen_kind(h->gen, entity->kind, &count);
    const tr_gen_entity *all = TR_GEN_ROWS(h->gen, tr_gen_entity, entities) + first;

    if (!h->relations) {
        h->relations = apr_pcalloc(h->pool, count * sizeof *h->relations);
        for (uint32_t i = 0; i < count; i++)
            if (tr_html_current(h, &all[i]))
                note_relations(h, all, &all[i]);
    }
    return h->relations[entity - all];
}

typedef void (*relation_visit)(tr_html *h, void *baton, const char *family,
                               uint32_t relation, const tr_gen_entity *other);

/* Relations from the statement, then those of others to it. */
static void each_relation(tr_html *h, const tr_gen_entity *entity,
                          relation_visit visit, void *baton)
{
    const tr_gen_node *nodes = nodes_of(h);
    const apr_array_header_t *others = relations_from(h, entity);

    for (uint32_t n = nodes[root_of(h, entity)].child; n; n = nodes[n - 1].next) {
        const tr_gen_entity *other = relation_to(h, n - 1);
        if (other)
            visit(h, baton, "relation", n - 1, other);
    }
    for (int i = 0; others && i < others->nelts; i++) {
        const incoming *from = &APR_ARRAY_IDX(others, i, incoming);
        visit(h, baton, "relation-from", from->relation, from->from);
    }
}

static void put_relation_name(tr_html *h, const char *family, uint32_t relation,
                              const tr_gen_entity *other)
{
    tr_html_label(h, tr_html_word(h, family, tr_gen_attr_named(h->gen, relation,
                                                               "kind")));
    tr_html_mark(h, "between.colon");
    tr_html_reference(h, "statement", id_of(h, other));
}

static void put_relation_text(tr_html *h, uint32_t relation)
{
    const tr_gen_node *text = tr_gen_child(h->gen, relation, "text",
                                           h->render->lang);

    if (text)
        tr_html_node_text(h, text);
}

static void put_quotation(tr_html *h, uint32_t root)
{
    const tr_gen_node *node = tr_gen_child(h->gen, root, "quote",
                                           h->render->lang);

    if (!node)
        node = tr_gen_child(h->gen, root, "text", h->render->lang);
    tr_html_raw(h, "<blockquote>");
    if (node)
        tr_html_node_text(h, node);
    tr_html_raw(h, "<footer>");
    put_who(h, root);
    tr_html_raw(h, ", ");
    put_date(h, root);
    tr_html_raw(h, "</footer></blockquote>\n");
}

static void put_contradiction(tr_html *h, void *baton, const char *family,
                              uint32_t relation, const tr_gen_entity *other)
{
    (void)baton;
    if (!has_kind(h, relation, "contradicts"))
        return;
    tr_html_raw(h, "<div class=\"relation\"><p class=\"h\">");
    put_relation_name(h, family, relation, other);
    tr_html_raw(h, "</p>\n");
    put_quotation(h, root_of(h, other));
    put_relation_text(h, relation);
    tr_html_raw(h, "</div>\n");
}

static void put_other_relation(tr_html *h, void *baton, const char *family,
                               uint32_t relation, const tr_gen_entity *other)
{
    (void)baton;
    if (has_kind(h, relation, "contradicts"))
        return;
    tr_html_raw(h, "<li>");
    put_relation_name(h, family, relation, other);
    tr_html_raw(h, ", ");
    put_date(h, root_of(h, other));
    put_relation_text(h, relation);
    tr_html_raw(h, "</li>\n");
}

/* ---- Evidence on what a statement is about ---- */

static int contradicts(const tr_html *h, const tr_gen_entity *from,
                       const tr_gen_entity *to)
{
    const tr_gen_node *nodes = nodes_of(h);

    for (uint32_t n = nodes[root_of(h, from)].child; n; n = nodes[n - 1].next)
        if (relation_to(h, n - 1) == to && has_kind(h, n - 1, "contradicts"))
            return 1;
    return 0;
}

static int contradict_each_other(const tr_html *h, const tr_gen_entity *entity,
                                 const char *id)
{
    const tr_gen_entity *other = tr_gen_entity_find(h->gen, entity->kind, id,
                                                    strlen(id));

    return other && tr_html_current(h, other)
           && (contradicts(h, entity, other) || contradicts(h, other, entity));
}

/* What speaks against a thing, but for the statement itself and what stands there already. */
static int is_against(const tr_html *h, const tr_gen_entity *entity, uint32_t node)
{
    const char *statement = tr_gen_attr_named(h->gen, node, "statement");

    return tr_html_is_against(h, node)
           && !(statement && (!strcmp(statement, id_of(h, entity))
                              || contradict_each_other(h, entity, statement)));
}

static void put_evidence(tr_html *h, const char *kind, const char *id,
                         uint32_t node)
{
    tr_html_raw(h, "<div class=\"relation\"><p class=\"h\">");
    tr_html_say(h, "timeline.evidence");
    tr_html_mark(h, "between.colon");
    tr_html_reference(h, kind, id);
    tr_html_raw(h, "</p>\n");
    tr_html_evidence(h, node);
    tr_html_raw(h, "</div>\n");
}

/* Of an entity and all in it; where `shown` is 0 it only counts. */
static int walk_evidence(tr_html *h, const tr_gen_entity *entity, const char *kind,
                         const char *id, uint32_t node, int shown)
{
    const tr_gen_node *nodes = nodes_of(h);
    int count = 0;

    for (uint32_t n = nodes[node].child; n; n = nodes[n - 1].next) {
        if (is_against(h, entity, n - 1)) {
            count++;
            if (shown)
                put_evidence(h, kind, id, n - 1);
        }
        count += walk_evidence(h, entity, kind, id, n - 1, shown);
    }
    return count;
}

static int evidence(tr_html *h, const tr_gen_entity *entity, int shown)
{
    static const char *const kinds[] = { "inventory", "exposure", "partner",
                                         "interpretation", "policy" };
    const tr_gen_node *nodes = nodes_of(h);
    int count = 0;

    for (uint32_t n = nodes[root_of(h, entity)].child; n; n = nodes[n - 1].next)
        for (unsigned k = 0; k < sizeof kinds / sizeof kinds[0]
                             && tr_html_is_element(h, n - 1, "about"); k++) {
            const char *id = tr_gen_attr_named(h->gen, n - 1, kinds[k]);
            const tr_gen_entity *thing = id ? tr_gen_entity_find(
                h->gen, tr_element_find(kinds[k], strlen(kinds[k])), id,
                strlen(id)) : NULL;
            if (thing && tr_html_current(h, thing))
                count += walk_evidence(h, entity, kinds[k], id,
                                       root_of(h, thing), shown);
        }
    return count;
}

/* ---- The statement ---- */

typedef struct counts {
    int against, others;
} counts;

static void count_relation(tr_html *h, void *baton, const char *family,
                           uint32_t relation, const tr_gen_entity *other)
{
    counts *found = baton;

    (void)family;
    (void)other;
    if (has_kind(h, relation, "contradicts"))
        found->against++;
    else
        found->others++;
}

static void put_said(tr_html *h, uint32_t root, int level)
{
    static const char *const parts[] = { "quote", "text", "about", "source",
                                         "note", "correction" };

    tr_html_raw(h, apr_psprintf(h->pool, "<div class=\"said\"><h%d>", level));
    tr_html_label(h, tr_html_node_label(h, root));
    tr_html_raw(h, apr_psprintf(h->pool, "</h%d>\n<p class=\"who\">", level));
    put_who(h, root);
    tr_html_raw(h, "</p>\n");
    for (unsigned i = 0; i < sizeof parts / sizeof parts[0]; i++)
        tr_html_parts(h, root, parts[i]);
    put_facts(h, root);
    tr_html_raw(h, "</div>\n");
}

void tr_html_statement(tr_html *h, const tr_gen_entity *entity, int level)
{
    counts found = { 0, 0 };
    int against;

    each_relation(h, entity, count_relation, &found);
    against = found.against + evidence(h, entity, 0);
    tr_html_raw(h, "<article class=\"entity claim\"");
    tr_html_attr(h, "id", tr_html_entity_fragment(h, entity->kind,
                                                  id_of(h, entity)));
    tr_html_raw(h, ">\n<p class=\"when\">");
    put_date(h, root_of(h, entity));
    tr_html_raw(h, against ? "</p>\n<div class=\"beside\">" : "</p>\n");
    put_said(h, root_of(h, entity), level);
    if (against) {
        tr_html_raw(h, "<div class=\"against\"><p class=\"h\">");
        tr_html_say(h, "timeline.against");
        tr_html_raw(h, "</p>\n");
        each_relation(h, entity, put_contradiction, NULL);
        evidence(h, entity, 1);
        tr_html_raw(h, "</div></div>\n");
    }
    if (found.others) {
        tr_html_raw(h, "<ul class=\"relations\">\n");
        each_relation(h, entity, put_other_relation, NULL);
        tr_html_raw(h, "</ul>\n");
    }
    tr_html_raw(h, "</article>\n");
}
