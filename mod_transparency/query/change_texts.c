/* SPDX-License-Identifier: Apache-2.0 */
/*
 * In which words two versions of an entity differ.
 *
 * Children are laid side by side: first those that are equal, then those of the
 * same element with the same id or, without ids, of the same language.  So a
 * paragraph that is put in front does not make all that follow it differ.
 */
#include "query/change_rows.h"

#include <apr_strings.h>
#include <string.h>

#include "record/vocabulary.h"

#define NONE UINT32_MAX

enum {
    WINDOW = 256        /* how far an equal child is looked for: what moved further is gone and new */
};

typedef struct texts {
    const tr_gen *gen;
    const tr_gen_node *nodes;
    apr_array_header_t *found;
    int correction;             /* index of the element */
    apr_pool_t *pool;
} texts;

/* Children of a node, and which child of the other side each belongs to. */
typedef struct children {
    uint32_t *node, *other;
    uint32_t count;
} children;

static int same(const tr_gen *gen, tr_off a, tr_off b)
{
    return a == b || (a && b && !strcmp(tr_gen_string(gen, a),
                                        tr_gen_string(gen, b)));
}

static tr_off attr_of(const texts *t, uint32_t node, uint32_t attr)
{
    const tr_gen_node *self = &t->nodes[node];
    const tr_gen_attr *attrs = TR_GEN_ROWS(t->gen, tr_gen_attr, attrs)
                               + self->first_attr;

    for (uint16_t i = 0; i < self->attr_count; i++)
        if (attrs[i].attr == attr)
            return attrs[i].value;
    return 0;
}

/* ---- Equal trees ---- */

static int attrs_equal(const texts *t, uint32_t a, uint32_t b)
{
    const tr_gen_attr *attrs = TR_GEN_ROWS(t->gen, tr_gen_attr, attrs);
    const tr_gen_node *x = &t->nodes[a], *y = &t->nodes[b];

    if (x->attr_count != y->attr_count)
        return 0;
    for (uint16_t i = 0; i < x->attr_count; i++)
        if (!same(t->gen, attrs[x->first_attr + i].value,
                  attr_of(t, b, attrs[x->first_attr + i].attr)))
            return 0;
    return 1;
}

static int equal(const texts *t, uint32_t a, uint32_t b)
{
    const tr_gen_node *x = &t->nodes[a], *y = &t->nodes[b];
    uint32_t i = x->child, j = y->child;

    if (x->element != y->element || !same(t->gen, x->lang, y->lang)
        || !same(t->gen, x->text, y->text) || !attrs_equal(t, a, b))
        return 0;
    for (; i && j; i = t->nodes[i - 1].next, j = t->nodes[j - 1].next)
        if (!equal(t, i - 1, j - 1))
            return 0;
    return i == j;
}

/* ---- Side by side ---- */

static children list_children(const texts *t, uint32_t node)
{
    children list = { NULL, NULL, 0 };
    uint32_t first = node == NONE ? 0 : t->nodes[node].child, count = 0;

    for (uint32_t i = first; i; i = t->nodes[i - 1].next)
        count++;
    list.node = apr_palloc(t->pool, (count + 1u) * sizeof *list.node);
    list.other = apr_palloc(t->pool, (count + 1u) * sizeof *list.other);
    for (uint32_t i = first; i; i = t->nodes[i - 1].next) {
        if (t->nodes[i - 1].element == t->correction)
            continue;
        list.node[list.count] = i - 1;
        list.other[list.count++] = NONE;
    }
    return list;
}

/* The same thing, whatever is said of it. */
static int alike(const texts *t, uint32_t a, uint32_t b)
{
    const tr_gen_node *x = &t->nodes[a], *y = &t->nodes[b];
    const char *id, *other;

    if (x->element != y->element || !same(t->gen, x->lang, y->lang))
        return 0;
    id = tr_gen_attr_named(t->gen, a, "id");
    other = tr_gen_attr_named(t->gen, b, "id");
    return id && other ? !strcmp(id, other) : id == other;
}

static void pair(const texts *t, children *before, children *now,
                 int (*fits)(const texts *, uint32_t, uint32_t))
{
    uint32_t start = 0;

    for (uint32_t i = 0; i < now->count; i++) {
        if (now->other[i] != NONE)
            continue;
        while (start < before->count && before->other[start] != NONE)
            start++;
        for (uint32_t j = start; j < before->count && j - start < WINDOW; j++)
            if (before->other[j] == NONE
                && fits(t, before->node[j], now->node[i])) {
                before->other[j] = i;
                now->other[i] = j;
                break;
            }
    }
}

/* ---- What differs ---- */

static void add_attr(texts *t, const char *path, const tr_attr_def *attr,
                     tr_off before, tr_off now)
{
    if (!same(t->gen, before, now))
        *(tr_change_text *)apr_array_push(t->found) = (tr_change_text){
            .attr = attr, .path = path, .name = attr->name, .lang = "",
            .old_text = before, .new_text = now
        };
}

static void add_text(texts *t, const char *path, const tr_gen_node *before,
                     const tr_gen_node *now)
{
    tr_change_text text = { .path = path, .name = "text" };
    const tr_gen_node *either = now ? now : before;

    text.lang = tr_gen_string(t->gen, either->lang);
    text.old_text = before ? before->text : 0;
    text.new_text = now ? now->text : 0;
    text.markup = (tr_elements[either->element].flags & TR_EL_TEXT) != 0;
    if (!same(t->gen, text.old_text, text.new_text))
        *(tr_change_text *)apr_array_push(t->found) = text;
}

static void compare_attrs(texts *t, uint32_t before, uint32_t now,
                          const char *path)
{
    const tr_element_def *def = &tr_elements[
        t->nodes[now != NONE ? now : before].element];

    for (uint32_t i = 0; def->attrs[i].name; i++)
        add_attr(t, path, &def->attrs[i],
                 before == NONE ? 0 : attr_of(t, before, i),
                 now == NONE ? 0 : attr_of(t, now, i));
}

/* The path of a child: its number is that among its siblings of the same name. */
static const char *child_path(const texts *t, const children *list,
                              uint32_t child, const char *path)
{
    uint16_t element = t->nodes[list->node[child]].element;
    int number = 0;

    for (uint32_t i = 0; i <= child; i++)
        number += t->nodes[list->node[i]].element == element;
    return apr_psprintf(t->pool, "%s%s%s.%d", path, *path ? "/" : "",
                        tr_elements[element].name, number);
}

static void compare(texts *t, uint32_t before, uint32_t now, const char *path)
{
    children was = list_children(t, before), is = list_children(t, now);

    compare_attrs(t, before, now, path);
    add_text(t, path, before == NONE ? NULL : &t->nodes[before],
             now == NONE ? NULL : &t->nodes[now]);
    pair(t, &was, &is, equal);
    pair(t, &was, &is, alike);
    for (uint32_t i = 0; i < is.count; i++) {
        uint32_t other = is.other[i] == NONE ? NONE : was.node[is.other[i]];
        if (other == NONE || !equal(t, other, is.node[i]))
            compare(t, other, is.node[i], child_path(t, &is, i, path));
    }
    for (uint32_t i = 0; i < was.count; i++)
        if (was.other[i] == NONE)
            compare(t, was.node[i], NONE, child_path(t, &was, i, path));
}

apr_array_header_t *tr_change_texts(const tr_gen *gen,
                                    const tr_gen_version *before,
                                    const tr_gen_version *now, apr_pool_t *pool)
{
    texts t = { gen, TR_GEN_ROWS(gen, tr_gen_node, nodes),
                apr_array_make(pool, 8, sizeof(tr_change_text)),
                tr_element_find("correction", 10), pool };

    compare(&t, before->root, now->root, "");
    return t.found;
}
