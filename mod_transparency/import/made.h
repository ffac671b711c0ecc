/* SPDX-License-Identifier: Apache-2.0 */
/*
 * made.h - entities of the record, made of templates and rows.
 *
 *   tr_made_file ──< tr_made        one entity: <requests id="mail-2012" ...>
 *                      ├── head     its attributes, as they will be written
 *                      ├── intro    what stands inside once: title, notes ...
 *                      └──< tr_made_row   what one row of the file added
 *
 * All texts are XML already, indented, each line ended by LF.
 */
#ifndef TR_IMPORT_MADE_H
#define TR_IMPORT_MADE_H

#include <apr_hash.h>

#include "import/row.h"

typedef struct tr_made_row {
    const char *text;
    int line;                   /* of the file it came from */
} tr_made_row;

typedef struct tr_made {
    struct tr_made *next;
    const char *key;            /* "requests mail-2012" */
    const char *kind;
    const char *head, *intro;
    tr_vector rows;             /* tr_made_row */
    int line;                   /* of the first row it came from; 0: from the map */
    int correct;                /* it differs from an earlier file: the correction is written */
    int told;                   /* said by an earlier file already: not written */
} tr_made;

typedef struct tr_made_file {
    tr_made *first, *last;
    apr_hash_t *by_key;
    apr_pool_t *pool;
} tr_made_file;

void tr_made_init(tr_made_file *out, apr_pool_t *pool);

/* Adds what the templates make of the row at hand. Returns 0 after telling what is wrong. */
int tr_make_row(tr_made_file *out, tr_view *view);

/* Adds the entities that stand in the map. */
void tr_make_entities(tr_made_file *out, const tr_map *map, apr_pool_t *pool);

/* --- element.c ------------------------------------------------------------------ */

/* An attribute with what its text says; text NULL: left out. */
typedef struct tr_filled {
    const char *name;
    tr_said said;
} tr_filled;

/* Text for an attribute or between tags. */
const char *tr_xml_escape(const char *text, apr_pool_t *pool);

/* ' name="value"' */
const char *tr_xml_attr(const char *name, const char *value, apr_pool_t *pool);

/*
 * The attributes of an element of a template, filled from the row; node->attr_count
 * of them. NULL after telling what is wrong.
 */
tr_filled *tr_fill(const tr_view *view, const tr_node *node);

/* Whether an element of this name is a measure or <figure>. */
int tr_is_measure(const char *name);

/* A measure as one or several lines; "" when it has no figure, NULL after telling. */
const char *tr_write_measure(const tr_view *view, const tr_node *node, int depth);

/* An element and all inside it, filled from the row; NULL after telling. */
const char *tr_write_element(const tr_view *view, const tr_node *node, int depth);

/* The same of an element of the map that has nothing to fill. */
const char *tr_write_plain(const tr_node *node, int depth, apr_pool_t *pool);

/* --- write.c -------------------------------------------------------------------- */

/* A file of the record. */
typedef struct tr_written {
    const char *text;
    apr_size_t length;
    int *lines;                 /* of the source, by line (from 1) of the text; 0: none */
    int line_count;
} tr_written;

/* Writes what is not told already. `correction` is that of the map, or NULL. */
void tr_write_file(tr_written *out, const tr_made_file *made, const tr_map *map,
                   const char *published, const char *comment,
                   const tr_node *correction, apr_pool_t *pool);

/* --- editions.c ----------------------------------------------------------------- */

/*
 * Compares what a file says with what earlier ones said (`said`: key to
 * tr_made) and takes it down there: what is the same is marked as told, what
 * says something else as to be corrected.  Returns the first that must be
 * corrected, or NULL.
 */
const tr_made *tr_editions_compare(tr_made_file *made, apr_hash_t *said);

#endif
