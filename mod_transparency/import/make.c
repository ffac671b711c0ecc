/* SPDX-License-Identifier: Apache-2.0 */
/* What templates make of a row; see made.h. */
#include <apr_strings.h>
#include <string.h>

#include "import/made.h"

void tr_made_init(tr_made_file *out, apr_pool_t *pool)
{
    *out = (tr_made_file){ .by_key = apr_hash_make(pool), .pool = pool };
}

static tr_made *add(tr_made_file *out, const char *key, const char *kind, int line)
{
    tr_made *made = apr_pcalloc(out->pool, sizeof *made);

    made->key = apr_pstrdup(out->pool, key);
    made->kind = kind;
    made->head = made->intro = "";
    made->line = line;
    tr_vector_init(&made->rows, sizeof(tr_made_row), out->pool);
    apr_hash_set(out->by_key, made->key, APR_HASH_KEY_STRING, made);
    if (out->last)
        out->last->next = made;
    else
        out->first = made;
    out->last = made;
    return made;
}

static void add_row(tr_made *made, const char *text, int line)
{
    apr_pool_t *pool = made->rows.pool;
    tr_made_row *row;

    if (!*text)
        return;
    row = tr_vector_add(&made->rows, 1);
    *row = (tr_made_row){ apr_pstrdup(pool, text), line };
}

/* --- rows of a table -------------------------------------------------------------------- */

static int is_row_element(const tr_node *node)
{
    return strcmp(node->name, "from") == 0 || strcmp(node->name, "total") == 0
        || strcmp(node->name, "rows") == 0;
}

/* Whether <rows where= is= in=> is about the row. */
static int takes(const tr_view *view, const tr_node *rows)
{
    const char *where = tr_node_attr_get(rows, "where"), *in = tr_node_attr_get(rows, "in");
    tr_period_range range;
    tr_texts texts;

    if (where) {
        texts = tr_texts_split(tr_node_attr_get(rows, "is"), view->pool);
        if (!tr_view_holds(view, where, &texts))
            return 0;
    }
    return !in || (tr_period_parse_range(in, strlen(in), &range, NULL) && view->has_period
                   && tr_period_in_range(&view->period, &range));
}

/* The attributes of <from>; sets *total when the country says so. */
static const char *row_attrs(const tr_view *view, const tr_node *node, int *total)
{
    tr_filled *filled = tr_fill(view, node);
    const char *out = "", *printed = NULL, *note = NULL;
    apr_pool_t *pool = view->pool;

    if (!filled)
        return NULL;
    for (int i = 0; i < node->attr_count; i++) {
        const tr_said *said = &filled[i].said;
        *total |= said->is_total;
        if (strcmp(filled[i].name, "country") == 0 && !said->is_total)
            printed = said->printed;
        if (said->notes)
            note = note ? apr_pstrcat(pool, note, " ", said->notes, NULL) : said->notes;
        if (strcmp(filled[i].name, "note") == 0 && said->text)
            note = note ? apr_pstrcat(pool, said->text, " ", note, NULL) : said->text;
        else if (said->text)
            out = apr_pstrcat(pool, out, tr_xml_attr(filled[i].name, said->text, pool), NULL);
    }
    if (printed && !tr_node_attr_get(node, "country-printed"))
        out = apr_pstrcat(pool, out, tr_xml_attr("country-printed", printed, pool), NULL);
    return note ? apr_pstrcat(pool, out, tr_xml_attr("note", note, pool), NULL) : out;
}

/* <from> or <total> with its measures; "" when there is no figure, NULL after telling. */
static const char *write_row(const tr_view *view, const tr_node *node)
{
    const char *measures = "", *attrs, *name;
    int total = 0, wrong = 0;

    attrs = row_attrs(view, node, &total);
    for (const tr_node *child = node->children; child; child = child->next) {
        const char *text = child->name ? tr_write_measure(view, child, 3) : "";
        if (text)
            measures = apr_pstrcat(view->pool, measures, text, NULL);
        else
            wrong = 1;
    }
    if (!attrs || wrong)
        return NULL;
    if (!*measures)
        return "";
    name = total ? "total" : node->name;
    return apr_pstrcat(view->pool, "    <", name, attrs, ">\n", measures, "    </", name,
                       ">\n", NULL);
}

/* Adds the rows of a template or of <rows>; how many took the row, -1 after telling. */
static int add_rows(tr_made *made, const tr_view *view, const tr_node *parent)
{
    int taken = 0, wrong = 0;

    for (const tr_node *child = parent->children; child; child = child->next) {
        if (!child->name || !is_row_element(child))
            continue;
        if (strcmp(child->name, "rows") == 0) {
            int inner = takes(view, child) ? add_rows(made, view, child) : 0;
            taken += inner > 0 ? inner : 0;
            wrong |= inner < 0;
        }
        else {
            const char *text = write_row(view, child);
            taken++;
            if (text)
                add_row(made, text, view->row->line);
            else
                wrong = 1;
        }
    }
    return wrong ? -1 : taken;
}

/* --- entities --------------------------------------------------------------------------- */

static const char *find_said(const tr_node *node, const tr_filled *filled,
                             const char *name)
{
    for (int i = 0; i < node->attr_count; i++)
        if (strcmp(filled[i].name, name) == 0)
            return filled[i].said.text;
    return NULL;
}

static void set_period(tr_view *view, const char *period)
{
    view->has_period = period
        && tr_period_parse(period, strlen(period), &view->period, NULL);
}

static const char *head_of(const tr_node *node, const tr_filled *filled, apr_pool_t *pool)
{
    const char *out = "";

    for (int i = 0; i < node->attr_count; i++)
        if (filled[i].said.text)
            out = apr_pstrcat(pool, out, tr_xml_attr(filled[i].name, filled[i].said.text,
                                                     pool), NULL);
    return out;
}

/* What stands in the entity once. */
static const char *intro_of(const tr_view *view, const tr_node *node)
{
    const char *out = "";

    for (const tr_node *child = node->children; child; child = child->next) {
        const char *text = !child->name || is_row_element(child) ? ""
            : tr_write_element(view, child, 2);
        if (!text)
            return NULL;
        out = apr_pstrcat(view->pool, out, text, NULL);
    }
    return out;
}

/* The entity of the template that the row belongs to, made if need be; NULL after telling. */
static tr_made *entity_for(tr_made_file *out, tr_view *view, const tr_node *node)
{
    tr_filled *filled = tr_fill(view, node);
    const char *id = filled ? find_said(node, filled, "id") : NULL, *key, *head;
    int table = strcmp(node->name, "requests") == 0;
    tr_made *made;

    if (!filled)
        return NULL;
    if (!id || !*id) {
        tr_view_wrong(view, NULL, "no-id", "nothing of this row can be made an id of <%s>",
                      node->name);
        return NULL;
    }
    set_period(view, find_said(node, filled, "period"));
    key = apr_pstrcat(view->pool, node->name, " ", id, NULL);
    head = head_of(node, filled, view->pool);
    made = apr_hash_get(out->by_key, key, APR_HASH_KEY_STRING);
    if (made && !table)
        tr_view_wrong(view, NULL, "same-id", "a second <%s> with the id %s; line %d was the "
                      "first", node->name, id, made->line);
    else if (made && strcmp(made->head, head) != 0)
        tr_view_wrong(view, NULL, "two-tables", "table %s was begun by line %d as%s; this row "
                      "says%s", id, made->line, made->head, head);
    else if (!made) {
        const char *intro = intro_of(view, node);
        made = intro ? add(out, key, node->name, view->row->line) : NULL;
        if (made) {
            made->head = apr_pstrdup(out->pool, head);
            made->intro = apr_pstrdup(out->pool, intro);
        }
        return made;
    }
    else
        return made;
    return NULL;
}

/* How many templates took the row, -1 after telling. */
static int make_templates(tr_made_file *out, tr_view *view, const tr_node *parent)
{
    int taken = 0, wrong = 0, inner;

    for (const tr_node *child = parent->children; child; child = child->next) {
        tr_made *made;
        if (!child->name)
            continue;
        if (strcmp(child->name, "rows") == 0) {
            view->has_period = 0;
            inner = takes(view, child) ? make_templates(out, view, child) : 0;
        }
        else if (!(made = entity_for(out, view, child)))
            inner = -1;
        else
            inner = strcmp(child->name, "requests") == 0 ? add_rows(made, view, child) : 1;
        wrong |= inner < 0;
        taken += inner > 0 ? inner : 0;
    }
    return wrong ? -1 : taken;
}

int tr_make_row(tr_made_file *out, tr_view *view)
{
    int taken = make_templates(out, view, view->file->table);

    if (taken == 0)
        tr_view_wrong(view, NULL, "row-not-used", "no part of the map takes this row; add a "
                      "<rows> for it");
    return taken > 0;
}

void tr_make_entities(tr_made_file *out, const tr_map *map, apr_pool_t *pool)
{
    for (const tr_node *node = map->entities ? map->entities->children : NULL; node;
         node = node->next) {
        const char *id = node->name ? tr_node_attr_get(node, "id") : NULL;
        tr_made *made;
        if (!node->name)
            continue;
        made = add(out, apr_pstrcat(pool, node->name, " ", id ? id : "", NULL), node->name, 0);
        made->intro = tr_write_plain(node, 1, pool);
    }
}
