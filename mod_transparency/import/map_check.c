/* SPDX-License-Identifier: Apache-2.0 */
/* Whether the parts of a <file> of a map fit together. */
#include <apr_strings.h>
#include <string.h>

#include "import/map.h"
#include "import/row.h"
#include "model/terms.h"

static tr_node place_of(const tr_column *column)
{
    return (tr_node){ .line = column->line, .column = column->column };
}

/* --- columns ------------------------------------------------------------------- */

static void check_header(tr_map_reading *reading, const tr_map_file *file,
                         const tr_column *column, const char *header)
{
    tr_node at = place_of(column);

    for (const tr_column *other = file->columns; other != column; other = other->next)
        if (tr_texts_has(&other->headers, header))
            tr_map_wrong(reading, &at, "twice", "a second <column> called \"%s\"", header);
    if (strpbrk(header, "{}"))
        tr_map_wrong(reading, &at, "bad-name", "a column called \"%s\" could not be named "
                     "in a template, where names stand in { }", header);
}

/* A column that another one mentions must be there. */
static void check_other(tr_map_reading *reading, const tr_map_file *file,
                        const tr_column *column, const char *attribute, const char *name)
{
    tr_node at = place_of(column);

    if (name && !tr_map_column(file, name))
        tr_map_wrong(reading, &at, "no-such-column", "%s=\"%s\" of column \"%s\": no "
                     "<column> has this name", attribute, name, column->name);
}

static void check_columns(tr_map_reading *reading, const tr_map_file *file)
{
    for (const tr_column *column = file->columns; column; column = column->next) {
        for (int i = 0; i < column->headers.count; i++)
            check_header(reading, file, column, column->headers.items[i]);
        check_other(reading, file, column, "of", column->of);
        check_other(reading, file, column, "code", column->code);
        for (const tr_rule *rule = column->rules; rule; rule = rule->next)
            check_other(reading, file, column, "where", rule->where);
    }
}

/* --- templates ------------------------------------------------------------------ */

static int is_named(const tr_map_file *file, const char *name)
{
    if (tr_map_column(file, name) || strcmp(name, "file") == 0
        || strcmp(name, "line") == 0)
        return 1;
    for (int i = 0; i < file->names.count; i++)
        if (!tr_pattern_names(file->names.items[i], name))
            return 0;
    return 1;
}

static void suggest_name(tr_map_reading *reading, const tr_map_file *file,
                         const char *name)
{
    const char **names;
    size_t count = 0;

    for (const tr_column *column = file->columns; column; column = column->next)
        count++;
    names = apr_palloc(reading->pool, sizeof *names * (count + 1));
    count = 0;
    for (const tr_column *column = file->columns; column; column = column->next)
        names[count++] = column->name;
    tr_diags_suggest(reading->diags, tr_nearest(name, names, count));
}

static void check_text(tr_map_reading *reading, const tr_map_file *file,
                       const tr_node *node, const char *text)
{
    const char *open, *close;

    while ((open = strchr(text, '{'))) {
        close = strchr(open, '}');
        if (!close) {
            tr_map_wrong(reading, node, "open-brace", "\"%s\": { is never closed", open);
            return;
        }
        const char *name = apr_pstrmemdup(reading->pool, open + 1,
                                          (apr_size_t)(close - open - 1));
        if (!is_named(file, name)) {
            tr_map_wrong(reading, node, "no-such-column", "{%s}: no <column> has this "
                         "name, nor has every name= of the file such a piece", name);
            suggest_name(reading, file, name);
        }
        text = close + 1;
    }
}

static void check_rows(tr_map_reading *reading, const tr_map_file *file,
                       const tr_node *node)
{
    const char *where = tr_node_attr_get(node, "where");

    tr_map_allow(reading, node, "where is in");
    if (where && !tr_map_column(file, where))
        tr_map_wrong(reading, node, "no-such-column", "where=\"%s\": no <column> has this "
                     "name", where);
    if (!where != !tr_node_attr_get(node, "is"))
        tr_map_wrong(reading, node, "where-is", "where= names a column and is= what it "
                     "holds; one does not go without the other");
    if (!where && !tr_node_attr_get(node, "in"))
        tr_map_wrong(reading, node, "says-nothing", "<rows> says nothing: add where= and "
                     "is=, or in=");
}

static void check_template(tr_map_reading *reading, const tr_map_file *file,
                           const tr_node *node)
{
    if (!node->name) {
        check_text(reading, file, node->parent, node->text);
        return;
    }
    if (strcmp(node->name, "rows") == 0)
        check_rows(reading, file, node);
    else
        for (int i = 0; i < node->attr_count; i++)
            check_text(reading, file, node, node->attrs[i].value);
    for (const tr_node *child = node->children; child; child = child->next)
        check_template(reading, file, child);
}

/* Children of <table>: entities, perhaps below <rows>. */
static void check_entities(tr_map_reading *reading, const tr_node *node)
{
    for (const tr_node *child = node->children; child; child = child->next) {
        if (!child->name)
            continue;
        if (strcmp(child->name, "rows") == 0)
            check_entities(reading, child);
        else if (!tr_node_attr_get(child, "id"))
            tr_map_wrong(reading, child, "no-id", "<%s> needs an id, for instance "
                         "id=\"mail-{Period}\"", child->name);
    }
}

void tr_map_check_file(tr_map_reading *reading, const tr_map_file *file)
{
    check_columns(reading, file);
    for (const tr_node *child = file->table->children; child; child = child->next)
        check_template(reading, file, child);
    check_entities(reading, file->table);
}
