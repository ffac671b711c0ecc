/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any entity of the record, by the table of the vocabulary: attributes with
 * their labels, then children in the order of their names; texts in the page's
 * language where there is one, else in the authoritative one, and said so.
 */
#include "render/html.h"

enum { HEADING_MAX = 6 };

const tr_gen_version *tr_html_current(const tr_html *h,
                                      const tr_gen_entity *entity)
{
    const tr_gen_version *version = tr_gen_version_of(h->gen, entity);

    return version && !version->withdrawn ? version : NULL;
}

const char *tr_html_entity_fragment(const tr_html *h, int kind, const char *id)
{
    return apr_pstrcat(h->pool, tr_elements[kind].name, "-", id, NULL);
}

/* ---- References ---- */

static int dimension_of_kind(const char *kind)
{
    int dim = tr_dim_find(kind, strlen(kind));

    return dim >= 0 && tr_dims[dim].entity ? dim : -1;
}

const char *tr_html_entity_href(const tr_html *h, int kind, const char *id)
{
    const char *name = tr_elements[kind].name;
    const char *resource = tr_elements[kind].resource;
    int dim = dimension_of_kind(name);

    if (!strcmp(name, "requests"))
        return tr_html_href(h, "requests",
                            apr_pstrcat(h->pool, "table=", id, NULL), "");
    if (dim >= 0) {
        int ordinal = tr_gen_code_find(h->gen, (tr_dim)dim, id, strlen(id));
        const char *path = ordinal > 0
            ? tr_html_code_path(h, (tr_dim)dim, (uint16_t)ordinal) : NULL;
        if (path)
            return tr_html_href(h, path, "", "");
    }
    return resource ? tr_html_href(h, resource, "",
                                   tr_html_entity_fragment(h, kind, id)) : NULL;
}

void tr_html_reference(tr_html *h, const char *kind, const char *id)
{
    int index = tr_element_find(kind, strlen(kind));
    const tr_gen_entity *entity = index < 0 ? NULL
        : tr_gen_entity_find(h->gen, index, id, strlen(id));
    const tr_gen_version *version = entity ? tr_html_current(h, entity) : NULL;
    const char *href = version ? tr_html_entity_href(h, index, id) : NULL;

    if (href)
        tr_html_link(h, href, tr_html_node_label(h, version->root));
    else
        tr_html_label(h, (tr_label){ id, "zxx" });
}

/* ---- Attributes ---- */

static void put_code_word(tr_html *h, const char *dimension, const char *word)
{
    int dim = tr_dim_find(dimension, strlen(dimension));
    int ordinal = dim < 0 ? -1
        : tr_gen_code_find(h->gen, (tr_dim)dim, word, strlen(word));
    const char *key;

    if (ordinal > 0) {
        tr_html_code(h, (tr_dim)dim, (uint16_t)ordinal);
        return;
    }
    if (!strcmp(dimension, "country")) {
        tr_html_label(h, tr_html_country_label(h, word));
        return;
    }
    key = tr_html_message(h, dimension, word, "");
    tr_html_label(h, strchr(key, '.') ? (tr_label){ word, "zxx" }
                                      : (tr_label){ key, NULL });
}

static void put_words(tr_html *h, const tr_attr_def *attr, const char *value)
{
    char *rest = apr_pstrdup(h->pool, value), *word, *save;
    int first = 1;

    for (word = apr_strtok(rest, " ", &save); word;
         word = apr_strtok(NULL, " ", &save), first = 0) {
        if (!first)
            tr_html_mark(h, "between.comma");
        if (attr->type == TR_ATTR_REFS || attr->type == TR_ATTR_REF)
            tr_html_reference(h, attr->argument, word);
        else if (attr->type == TR_ATTR_CODES || attr->type == TR_ATTR_CODE)
            put_code_word(h, attr->argument, word);
        else
            tr_html_label(h, tr_html_word(h, attr->name, word));
    }
}

static const char *plural_days(const tr_html *h, const char *key, int32_t count)
{
    return tr_catalog_fill(h->pool,
                           tr_catalog_plural(h->render->catalog, key,
                               tr_locale_plural(h->render->locale, count)),
                           "count", tr_html_number(h, count), NULL);
}

static void put_duration(tr_html *h, const char *value)
{
    static const char *const keys[] = { "duration.years", "duration.months",
                                        "duration.days" };
    tr_duration duration;
    const char *parts[3];
    int32_t counts[3];
    int count = 0;

    if (tr_duration_parse(value, strlen(value), &duration)) {
        tr_html_put(h, value);
        return;
    }
    counts[0] = duration.years;
    counts[1] = duration.months;
    counts[2] = duration.days;
    for (int i = 0; i < 3; i++)
        if (counts[i] || (i == 2 && !count))
            parts[count++] = plural_days(h, keys[i], counts[i]);
    tr_html_raw(h, "<time");
    tr_html_attr(h, "datetime", value);
    tr_html_raw(h, ">");
    tr_html_put(h, tr_locale_list(h->render->locale, TR_LIST_AND, parts, count,
                                  h->pool));
    tr_html_raw(h, "</time>");
}

static void put_figure(tr_html *h, const char *value)
{
    tr_figure figure;

    if (!tr_figure_parse(value, strlen(value), &figure, NULL))
        tr_html_put(h, value);
    else if (figure.kind == TR_FIGURE_PERCENT)
        tr_html_put(h, tr_locale_percent(h->render->locale, figure.percent,
                                         figure.decimals, TR_SHORTEN_NEAREST,
                                         h->pool));
    else if (figure.kind == TR_FIGURE_ABOUT || figure.kind == TR_FIGURE_MARGIN)
        tr_html_put(h, tr_catalog_fill(h->pool, tr_catalog_text(
            h->render->catalog, "value.about"), "count",
            tr_html_number(h, figure.stated), NULL));
    else
        tr_html_value(h, &figure.value);
}

static void put_period(tr_html *h, const char *value)
{
    tr_period period;

    if (tr_period_parse(value, strlen(value), &period, NULL))
        tr_html_label(h, tr_html_period_label(h, &period));
    else
        tr_html_put(h, value);
}

void tr_html_attribute(tr_html *h, const tr_attr_def *attr,
                       const char *value, const char *lang)
{
    switch (attr->type) {
    case TR_ATTR_WORD: case TR_ATTR_WORDS: case TR_ATTR_REF: case TR_ATTR_REFS:
    case TR_ATTR_CODE: case TR_ATTR_CODES:
        put_words(h, attr, value);
        break;
    case TR_ATTR_DATE: case TR_ATTR_PARTIAL: case TR_ATTR_INSTANT:
        tr_html_raw(h, tr_html_date(h, value));
        break;
    case TR_ATTR_PERIOD:
        put_period(h, value);
        break;
    case TR_ATTR_DURATION:
        put_duration(h, value);
        break;
    case TR_ATTR_FIGURE:
        put_figure(h, value);
        break;
    case TR_ATTR_URL:
        tr_html_outward(h, value, value, NULL);
        break;
    case TR_ATTR_LANG:
        tr_html_label(h, (tr_label){ tr_html_language_name(h, value), value });
        break;
    default:
        tr_html_label(h, (tr_label){ value, tr_html_same_language(
                          lang, h->render->lang) ? NULL : lang });
    }
}

/* What the heading or a link of its own says already. */
static int is_silent(const char *name)
{
    return !strcmp(name, "id") || !strcmp(name, "name")
           || !strcmp(name, "authoritative");
}

static void put_attributes(tr_html *h, uint32_t node)
{
    const tr_gen_node *row = TR_GEN_ROWS(h->gen, tr_gen_node, nodes) + node;
    const tr_gen_attr *attrs = TR_GEN_ROWS(h->gen, tr_gen_attr, attrs)
                               + row->first_attr;
    const tr_attr_def *defs = tr_elements[row->element].attrs;
    int open = 0;

    for (uint16_t i = 0; i < row->attr_count; i++) {
        const tr_attr_def *def = &defs[attrs[i].attr];
        if (is_silent(def->name))
            continue;
        tr_html_raw(h, open++ ? "" : "<dl class=\"facts\">\n");
        tr_html_raw(h, "<div><dt>");
        tr_html_label(h, tr_html_word(h, "attr", def->name));
        tr_html_raw(h, "</dt><dd>");
        tr_html_attribute(h, def, tr_gen_string(h->gen, attrs[i].value),
                          tr_gen_string(h->gen, row->lang));
        tr_html_raw(h, "</dd></div>\n");
    }
    if (open)
        tr_html_raw(h, "</dl>\n");
}

/* ---- Texts ---- */

/* Says that a text is in another language than the page. */
static void put_language_note(tr_html *h, const char *lang)
{
    const char *own = lang;

    if (tr_html_same_language(lang, h->render->lang))
        return;
    tr_html_raw(h, " <small class=\"lang\">");
    tr_html_put(h, tr_catalog_fill(h->pool, tr_catalog_text(
        h->render->catalog, "text.other-language"), "language",
        tr_html_language_name(h, own), NULL));
    tr_html_raw(h, "</small>");
}

static int holds_blocks(const char *markup)
{
    static const char *const blocks[] = { "<p", "<ul", "<ol", "<dl",
                                          "<blockquote" };
    for (unsigned i = 0; i < sizeof blocks / sizeof blocks[0]; i++)
        if (strstr(markup, blocks[i]))
            return 1;
    return 0;
}

void tr_html_node_text(tr_html *h, const tr_gen_node *node)
{
    const char *text = tr_gen_string(h->gen, node->text);
    const char *lang = tr_gen_string(h->gen, node->lang);
    int rich = (tr_elements[node->element].flags & TR_EL_TEXT) != 0;
    const char *tag = rich && holds_blocks(text) ? "div" : "p";

    if (!*text)
        return;
    tr_html_raw(h, "<");
    tr_html_raw(h, tag);
    if (*lang && strcmp(lang, h->render->lang))
        tr_html_attr(h, "lang", lang);
    tr_html_attr(h, "dir", tr_html_direction(lang));
    tr_html_raw(h, ">");
    if (rich)
        tr_html_raw(h, text);       /* rebuilt by the reader, safe as it is */
    else
        tr_html_put(h, text);
    tr_html_raw(h, "</");
    tr_html_raw(h, tag);
    tr_html_raw(h, ">");
    put_language_note(h, lang);
    tr_html_raw(h, "\n");
}

/* ---- Sources ---- */

static void put_source_link(tr_html *h, uint32_t node, const char *attr,
                            const char *text, const char *lang)
{
    const char *url = tr_gen_attr_named(h->gen, node, attr);

    if (url)
        tr_html_outward(h, url, text, lang);
    else
        tr_html_label(h, (tr_label){ text, lang });
}

int tr_html_is_element(const tr_html *h, uint32_t node, const char *name)
{
    const tr_gen_node *row = TR_GEN_ROWS(h->gen, tr_gen_node, nodes) + node;

    return !strcmp(tr_elements[row->element].name, name);
}

const tr_attr_def *tr_html_find_attribute(const tr_html *h, uint32_t node,
                                          const char *name, const char **value)
{
    const tr_gen_node *row = TR_GEN_ROWS(h->gen, tr_gen_node, nodes) + node;
    const tr_element_def *element = &tr_elements[row->element];
    int index = tr_attr_find(element, name, strlen(name));

    *value = tr_gen_attr_named(h->gen, node, name);
    return *value && index >= 0 ? &element->attrs[index] : NULL;
}

static void put_source_fact(tr_html *h, uint32_t node, const char *attr)
{
    const char *value;
    const tr_attr_def *def = tr_html_find_attribute(h, node, attr, &value);

    if (!def)
        return;
    tr_html_mark(h, "between.semicolon");
    tr_html_label(h, tr_html_word(h, "attr", attr));
    tr_html_mark(h, "between.colon");
    tr_html_attribute(h, def, value, "zxx");
}

/* One line: what it is, linked, and when. */
static void put_source(tr_html *h, uint32_t node)
{
    static const char *const facts[] = { "document", "place", "date",
                                         "retrieved", "archive", "licence" };
    const tr_gen_node *row = TR_GEN_ROWS(h->gen, tr_gen_node, nodes) + node;
    const char *text = tr_gen_string(h->gen, row->text);
    const char *lang = tr_gen_string(h->gen, row->lang);
    const char *url = tr_gen_attr_named(h->gen, node, "href");

    tr_html_raw(h, "<li>");
    put_source_link(h, node, "href", *text ? text : url ? url : "",
                    tr_html_same_language(lang, h->render->lang) ? NULL : lang);
    for (unsigned i = 0; i < sizeof facts / sizeof facts[0]; i++)
        put_source_fact(h, node, facts[i]);
    tr_html_raw(h, "</li>\n");
}

/* ---- Children ---- */

static int is_source(const char *name)
{
    return !strcmp(name, "source");
}

/* Siblings of one name in several languages are one text; rows and sources are each their own. */
static int is_shown(const tr_html *h, const tr_gen_node *child,
                    const tr_gen_node *chosen)
{
    unsigned flags = tr_elements[child->element].flags;

    if (!(flags & (TR_EL_LABEL | TR_EL_TEXT)) || flags & TR_EL_ROW
        || is_source(tr_elements[child->element].name))
        return 1;
    return !strcmp(tr_gen_string(h->gen, child->lang),
                   tr_gen_string(h->gen, chosen->lang));
}

static void put_child(tr_html *h, const tr_gen_node *child)
{
    const tr_element_def *def = &tr_elements[child->element];
    uint32_t index = (uint32_t)(child - TR_GEN_ROWS(h->gen, tr_gen_node, nodes));
    const char *kind;

    if (is_source(def->name)) {
        put_source(h, index);
        return;
    }
    kind = tr_gen_attr_named(h->gen, index, "kind");
    tr_html_raw(h, "<div");
    tr_html_attr(h, "class", apr_pstrcat(h->pool, "part ", def->name,
                 kind ? " is-" : "", kind ? kind : "", NULL));
    tr_html_raw(h, ">");
    tr_html_node_text(h, child);
    tr_html_entity_body(h, index);
    tr_html_raw(h, "</div>\n");
}

/* Its words, and below them when, and what it rests on. */
void tr_html_evidence(tr_html *h, uint32_t node)
{
    static const char *const facts[] = { "date", "statement", "document",
                                         "released", "href", "archive" };
    const tr_gen_node *row = TR_GEN_ROWS(h->gen, tr_gen_node, nodes) + node;
    int open = 0;

    tr_html_node_text(h, row);
    for (unsigned i = 0; i < sizeof facts / sizeof facts[0]; i++) {
        const char *value;
        const tr_attr_def *def = tr_html_find_attribute(h, node, facts[i], &value);
        if (!def)
            continue;
        if (open++)
            tr_html_mark(h, "between.semicolon");
        else
            tr_html_raw(h, "<p class=\"rests\">");
        tr_html_attribute(h, def, value, "zxx");
    }
    tr_html_raw(h, open ? "</p>\n" : "");
}

int tr_html_is_against(const tr_html *h, uint32_t node)
{
    const char *kind = tr_html_is_element(h, node, "evidence")
                       ? tr_gen_attr_named(h->gen, node, "kind") : NULL;

    return kind && !strcmp(kind, "contradicts");
}

/* The main text of an entity needs no heading of its own. */
static int speaks_for_itself(const char *name)
{
    return !strcmp(name, "text") || !strcmp(name, "description");
}

/* All children of one name below one heading. */
void tr_html_parts(tr_html *h, uint32_t node, const char *name)
{
    const tr_gen_node *nodes = TR_GEN_ROWS(h->gen, tr_gen_node, nodes);
    const tr_gen_node *chosen = tr_gen_child(h->gen, node, name,
                                             h->render->lang);
    int list = is_source(name);

    if (!chosen)
        return;
    tr_html_raw(h, "<div class=\"parts\">");
    if (!speaks_for_itself(name)) {
        tr_html_raw(h, "<p class=\"h\">");
        tr_html_label(h, tr_html_word(h, "element", name));
        tr_html_raw(h, "</p>\n");
    }
    tr_html_raw(h, list ? "<ul>\n" : "");
    for (uint32_t i = nodes[node].child; i; i = nodes[i - 1].next)
        if (nodes[i - 1].element == chosen->element
            && is_shown(h, &nodes[i - 1], chosen))
            put_child(h, &nodes[i - 1]);
    tr_html_raw(h, list ? "</ul></div>\n" : "</div>\n");
}

static int is_heading(const char *name, size_t length)
{
    return (length == 5 && !memcmp(name, "title", 5))
           || (length == 4 && !memcmp(name, "name", 4));
}

/* An entity has a heading of its own, made by who writes it; a part of one has not. */
static void put_part_heading(tr_html *h, uint32_t node, const char *name)
{
    const tr_gen_node *heading = tr_gen_child(h->gen, node, name,
                                              h->render->lang);

    if (heading)
        tr_html_node_text(h, heading);
}

void tr_html_entity_body(tr_html *h, uint32_t node)
{
    const tr_gen_node *row = TR_GEN_ROWS(h->gen, tr_gen_node, nodes) + node;
    const char *word = tr_elements[row->element].children;
    size_t length;

    if (row->parent) {
        put_part_heading(h, node, "title");
        put_part_heading(h, node, "name");
    }
    put_attributes(h, node);
    for (; row->child && *word; word += length + (word[length] == ' ')) {
        length = strcspn(word, " ");
        if (!is_heading(word, length))
            tr_html_parts(h, node, apr_pstrmemdup(h->pool, word, length));
    }
}

void tr_html_entity(tr_html *h, const tr_gen_entity *entity, int level)
{
    const tr_gen_version *version = tr_html_current(h, entity);
    const char *id = tr_gen_string(h->gen, entity->id);

    if (!version)
        return;
    level = level > HEADING_MAX ? HEADING_MAX : level;
    tr_html_raw(h, "<article class=\"entity\"");
    tr_html_attr(h, "id", tr_html_entity_fragment(h, entity->kind, id));
    tr_html_raw(h, apr_psprintf(h->pool, ">\n<h%d>", level));
    tr_html_label(h, tr_html_node_label(h, version->root));
    tr_html_raw(h, apr_psprintf(h->pool, "</h%d>\n", level));
    tr_html_entity_body(h, version->root);
    tr_html_raw(h, "</article>\n");
}
