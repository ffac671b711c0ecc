/* SPDX-License-Identifier: Apache-2.0 */
/* Entities that other files of the directory state; see known.h. */
#include "import/known.h"

#include <string.h>

static int same_text(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static int same_attrs(const tr_element *a, const tr_element *b)
{
    for (int i = 0; a->def->attrs[i].name; i++)
        if (!same_text(a->attrs ? a->attrs[i] : NULL, b->attrs ? b->attrs[i] : NULL))
            return 0;
    return 1;
}

static int same_element(const tr_element *a, const tr_element *b)
{
    const tr_element *x = a->children, *y = b->children;

    if (a->def != b->def || !same_text(a->lang, b->lang) || !same_text(a->text, b->text)
        || !same_attrs(a, b))
        return 0;
    for (; x && y; x = x->next, y = y->next)
        if (!same_element(x, y))
            return 0;
    return !x && !y;
}

static const tr_entity *find(const tr_file *file, const tr_entity *wanted)
{
    for (const tr_entity *entity = file->entities; entity; entity = entity->next)
        if (entity->kind == wanted->kind && !entity->withdrawn
            && strcmp(entity->id, wanted->id) == 0)
            return entity;
    return NULL;
}

int tr_known_says(const tr_known *known, const tr_entity *entity, const char *name,
                  int64_t instant)
{
    int said = 0;

    for (int i = 0; known && i < known->count; i++) {
        const tr_file *file = known->files[i];
        const tr_entity *other = find(file, entity);
        if (!other || !file->usable)
            continue;
        if (strcmp(file->name, name) == 0)
            return 0;
        said |= !apr_hash_get(known->own, file->name, APR_HASH_KEY_STRING)
            && file->published <= instant && same_element(entity->root, other->root);
    }
    return said;
}
