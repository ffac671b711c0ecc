/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tree.h - a small XML file as a tree that knows its lines, for maps.
 *
 *   tr_node  element: name, attrs, children     text: name NULL, text
 *            └─ children ─> node ─ next ─> node
 *
 * No DOCTYPE, no entities but the five, nothing from outside the file.
 */
#ifndef TR_IMPORT_TREE_H
#define TR_IMPORT_TREE_H

#include <apr_pools.h>

#include "record/diagnostic.h"

typedef struct tr_node_attr {
    const char *name, *value;   /* name "xml:lang" with its prefix */
} tr_node_attr;

typedef struct tr_node {
    const char *name;           /* of an element; NULL: text */
    const char *text;
    tr_node_attr *attrs;
    int attr_count;
    struct tr_node *children, *last_child, *next, *parent;
    int line, column;
} tr_node;

/*
 * The root of the XML in `bytes`, whose elements must all be of `space`; NULL
 * when it cannot be read, which was then told.
 */
tr_node *tr_tree_read(const char *name, const char *bytes, apr_size_t length,
                      const char *space, tr_diags *diags, apr_pool_t *pool);

/* The value of an attribute, or NULL. */
const char *tr_node_attr_get(const tr_node *node, const char *name);

/* The text of a node and what is inside it. */
const char *tr_node_text(const tr_node *node, apr_pool_t *pool);

#endif
