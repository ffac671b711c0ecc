/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a map; see map.h. */
#include <apr_strings.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "import/encoding.h"
#include "import/map.h"
#include "intl/countries.h"
#include "record/instant.h"

enum { MAP_BYTES_MAX = 1 << 20, MESSAGE_MAX = 600 };

void tr_map_wrong(tr_map_reading *reading, const tr_node *at, const char *code,
                  const char *format, ...)
{
    char text[MESSAGE_MAX];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    tr_diags_add(reading->diags, TR_DIAG_ERROR, reading->map->name, at->line,
                 at->column, code, "%s", text);
    reading->wrong = 1;
}

static int is_among(const char *words, const char *name)
{
    apr_size_t length = strlen(name);

    for (const char *at = words; (at = strstr(at, name)); at += length)
        if ((at == words || at[-1] == ' ') && (at[length] == ' ' || !at[length]))
            return 1;
    return 0;
}

void tr_map_allow(tr_map_reading *reading, const tr_node *node, const char *allowed)
{
    for (int i = 0; i < node->attr_count; i++)
        if (!is_among(allowed, node->attrs[i].name))
            tr_map_wrong(reading, node, "unknown-attribute", "<%s> has no attribute %s; "
                         "there are: %s", node->name, node->attrs[i].name, allowed);
}

const char *tr_map_need(tr_map_reading *reading, const tr_node *node, const char *name)
{
    const char *value = tr_node_attr_get(node, name);

    if (!value || !*value)
        tr_map_wrong(reading, node, "missing-attribute", "<%s> needs %s=\"...\"",
                     node->name, name);
    return value ? value : "";
}

static void unknown(tr_map_reading *reading, const tr_node *node, const char *there_are)
{
    tr_map_wrong(reading, node, "unknown-element", "<%s> inside <%s>; there are: %s",
                 node->name, node->parent ? node->parent->name : "the file", there_are);
}

/* --- aliases ---------------------------------------------------------------------- */

static void read_alias(tr_map_reading *reading, const tr_node *node)
{
    tr_alias *alias = apr_pcalloc(reading->pool, sizeof *alias);
    tr_alias **end = &reading->map->aliases;
    const char *error = NULL;

    tr_map_allow(reading, node, "name country");
    alias->name = tr_map_need(reading, node, "name");
    alias->country = tr_map_need(reading, node, "country");
    /* codes of the record's own are checked with the record */
    if (*alias->country && strncmp(alias->country, "x-", 2) != 0
        && !tr_country_check(alias->country, strlen(alias->country), &error,
                             reading->pool))
        tr_map_wrong(reading, node, "unknown-country", "%s", error);
    /* those of the map itself come first, and count */
    while (*end)
        end = &(*end)->next;
    *end = alias;
}

static void read_aliases(tr_map_reading *reading, const tr_node *node)
{
    tr_map_allow(reading, node, "from");
    if (tr_node_attr_get(node, "from"))
        reading->map->aliases_from = tr_node_attr_get(node, "from");
    for (const tr_node *child = node->children; child; child = child->next) {
        if (!child->name)
            continue;
        if (strcmp(child->name, "alias") == 0)
            read_alias(reading, child);
        else
            unknown(reading, child, "alias");
    }
}

/* --- <file> ----------------------------------------------------------------------- */

static void read_encoding(tr_map_reading *reading, const tr_node *node, const char **out)
{
    *out = tr_node_attr_get(node, "encoding");
    if (*out && !tr_encoding_known(*out))
        tr_map_wrong(reading, node, "unknown-encoding", "encoding=\"%s\": there are utf-8 "
                     "utf-16 utf-16le utf-16be windows-1252 iso-8859-1 macintosh", *out);
}

static void check_pattern(tr_map_reading *reading, const tr_node *node,
                          const char *pattern)
{
    const char *fault = tr_pattern_fault(pattern);

    if (fault)
        tr_map_wrong(reading, node, "bad-name", "name=\"%s\" %s", pattern, fault);
}

static tr_edition *read_edition(tr_map_reading *reading, const tr_node *node)
{
    tr_edition *edition = apr_pcalloc(reading->pool, sizeof *edition);
    int64_t instant;

    tr_map_allow(reading, node, "name published encoding");
    edition->name = tr_map_need(reading, node, "name");
    check_pattern(reading, node, edition->name);
    edition->published = tr_node_attr_get(node, "published");
    edition->line = node->line;
    edition->column = node->column;
    read_encoding(reading, node, &edition->encoding);
    if (edition->published && tr_edition_parse(edition->published,
                                               strlen(edition->published), &instant))
        tr_map_wrong(reading, node, "bad-instant", "published=\"%s\": write a day, "
                     "2013-03-21, or an instant, 2013-03-21T15:00:00Z",
                     edition->published);
    return edition;
}

static void read_separator(tr_map_reading *reading, const tr_node *node,
                           tr_map_file *file)
{
    const char *text = tr_node_attr_get(node, "separator");

    file->separator = ',';
    if (!text)
        return;
    if (strcmp(text, "tab") == 0)
        file->separator = '\t';
    else if (strlen(text) == 1 && strchr(";|", *text))
        file->separator = *text;
    else if (strcmp(text, ",") != 0)
        tr_map_wrong(reading, node, "bad-separator", "separator=\"%s\": there are , ; | "
                     "and tab", text);
}

static void read_header_row(tr_map_reading *reading, const tr_node *node,
                            tr_map_file *file)
{
    const char *text = tr_node_attr_get(node, "header-row");

    file->header_row = 1;
    if (!text)
        return;
    if (strspn(text, "0123456789") != strlen(text) || strlen(text) > 3
        || (file->header_row = atoi(text)) < 1)
        tr_map_wrong(reading, node, "bad-row", "header-row=\"%s\": the number of the row "
                     "that names the columns, 1 or more", text);
}

typedef struct file_ends {
    int columns;
    tr_column **column;
    tr_edition **edition;
} file_ends;

static void read_part(tr_map_reading *reading, tr_map_file *file, file_ends *ends,
                      const tr_node *part)
{
    if (strcmp(part->name, "column") == 0) {
        *ends->column = tr_map_read_column(reading, part);
        (*ends->column)->number = ends->columns++;
        ends->column = &(*ends->column)->next;
    }
    else if (strcmp(part->name, "edition") == 0) {
        *ends->edition = read_edition(reading, part);
        ends->edition = &(*ends->edition)->next;
    }
    else if (strcmp(part->name, "table") == 0) {
        tr_map_allow(reading, part, "");
        if (file->table)
            tr_map_wrong(reading, part, "twice", "a second <table>; one holds all "
                         "templates of the file");
        file->table = part;
    }
    else if (strcmp(part->name, "correction") == 0)
        file->correction = part;
    else
        unknown(reading, part, "edition column table correction");
}

static tr_map_file *read_file(tr_map_reading *reading, const tr_node *node)
{
    tr_map_file *file = apr_pcalloc(reading->pool, sizeof *file);
    file_ends ends = { 0, &file->columns, &file->editions };

    tr_map_allow(reading, node, "name encoding separator header-row");
    file->names = tr_texts_split(tr_map_need(reading, node, "name"), reading->pool);
    for (int i = 0; i < file->names.count; i++)
        check_pattern(reading, node, file->names.items[i]);
    file->line = node->line;
    file->column = node->column;
    read_encoding(reading, node, &file->encoding);
    read_separator(reading, node, file);
    read_header_row(reading, node, file);
    for (const tr_node *part = node->children; part; part = part->next)
        if (part->name)
            read_part(reading, file, &ends, part);
    if (!file->table)
        tr_map_wrong(reading, node, "no-table", "<file> has no <table>: what its rows "
                     "become");
    else
        tr_map_check_file(reading, file);
    return file;
}

/* --- <map> ------------------------------------------------------------------------ */

static void read_map(tr_map_reading *reading, const tr_node *root)
{
    tr_map_file **end = &reading->map->files;

    tr_map_allow(reading, root, "publisher xml:lang");
    reading->map->publisher = tr_node_attr_get(root, "publisher");
    reading->map->language = tr_node_attr_get(root, "xml:lang");
    for (const tr_node *child = root->children; child; child = child->next) {
        if (!child->name || strcmp(child->name, "about") == 0)
            continue;
        if (strcmp(child->name, "entities") == 0)
            reading->map->entities = child;
        else if (strcmp(child->name, "aliases") == 0)
            read_aliases(reading, child);
        else if (strcmp(child->name, "file") == 0) {
            *end = read_file(reading, child);
            end = &(*end)->next;
        }
        else
            unknown(reading, child, "about entities aliases file");
    }
    if (!reading->map->files)
        tr_map_wrong(reading, root, "no-file", "the map has no <file>");
}

/* The root element of that name, or NULL after telling. */
static const tr_node *read_root(tr_map_reading *reading, const char *name,
                                const char *bytes, apr_size_t length, const char *wanted)
{
    const tr_node *root;

    if (length > MAP_BYTES_MAX) {
        tr_diags_add(reading->diags, TR_DIAG_ERROR, name, 0, 0, "too-large",
                     "a map of more than 1 MiB");
        return NULL;
    }
    root = tr_tree_read(name, bytes, length, TR_MAP_SPACE, reading->diags, reading->pool);
    if (!root || strcmp(root->name, wanted) == 0)
        return root;
    tr_map_wrong(reading, root, "not-a-map", "the first element is <%s>, not <%s>",
                 root->name, wanted);
    return NULL;
}

tr_map *tr_map_read(const char *name, const char *bytes, apr_size_t length,
                    tr_diags *diags, apr_pool_t *pool)
{
    tr_map *map = apr_pcalloc(pool, sizeof *map);
    tr_map_reading reading = { map, diags, pool, 0 };
    const tr_node *root;

    map->name = name;
    root = read_root(&reading, name, bytes, length, "map");
    if (!root)
        return NULL;
    read_map(&reading, root);
    return reading.wrong ? NULL : map;
}

int tr_map_add_aliases(tr_map *map, const char *name, const char *bytes,
                       apr_size_t length, tr_diags *diags, apr_pool_t *pool)
{
    const char *own_name = map->name;
    tr_map_reading reading = { map, diags, pool, 0 };
    const tr_node *root;

    map->name = name;
    root = read_root(&reading, name, bytes, length, "aliases");
    if (root)
        read_aliases(&reading, root);
    map->name = own_name;
    return root && !reading.wrong;
}

const tr_column *tr_map_column(const tr_map_file *file, const char *name)
{
    for (const tr_column *column = file->columns; column; column = column->next)
        if (strcmp(column->name, name) == 0)
            return column;
    return NULL;
}
