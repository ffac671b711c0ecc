/* SPDX-License-Identifier: Apache-2.0 */
/* A small XML file as a tree, by libxml2's SAX2; see tree.h. */
#include "import/tree.h"

#include <apr_strings.h>
#include <libxml/parser.h>
#include <string.h>

#include "import/encoding.h"
#include "record/lines.h"
#include "record/vector.h"

enum { DEPTH_MAX = 32, NODES_MAX = 100000 };

typedef struct growing {
    const char *file, *bytes, *space;
    apr_size_t length;
    tr_diags *diags;
    apr_pool_t *pool;
    xmlParserCtxt *xml;
    tr_node *root, *open;
    tr_lines lines;
    tr_vector text;             /* char: what the parser gave since the last tag */
    int depth, nodes, stopped;
} growing;

static apr_size_t offset(const growing *g)
{
    const xmlParserInput *input = g->xml->input;
    apr_size_t at = (apr_size_t)input->consumed + (apr_size_t)(input->cur - input->base);

    return at < g->length ? at : g->length;
}

/* A start tag is in memory as a whole when it is reported, and holds one "<". */
static void place_of_tag(growing *g, int *line, int *column)
{
    apr_size_t at = offset(g);

    while (at > 0 && g->bytes[at] != '<')
        at--;
    tr_lines_find(&g->lines, at, line, column);
}

static void give_up_at(growing *g, int line, int column, const char *code,
                       const char *text)
{
    if (g->stopped)
        return;
    tr_diags_add(g->diags, TR_DIAG_ERROR, g->file, line, column, code, "%s", text);
    g->stopped = 1;
    xmlStopParser(g->xml);
}

static void give_up(growing *g, const char *code, const char *text)
{
    int line, column;

    tr_source_place(g->bytes, offset(g), &line, &column);
    give_up_at(g, line, column, code, text);
}

static void append(growing *g, tr_node *node)
{
    node->parent = g->open;
    if (!g->open)
        g->root = node;
    else if (g->open->last_child)
        g->open->last_child->next = node;
    else
        g->open->children = node;
    if (g->open)
        g->open->last_child = node;
}

static const char *attr_name(growing *g, const xmlChar *local, const xmlChar *prefix)
{
    return prefix ? apr_pstrcat(g->pool, (const char *)prefix, ":",
                                (const char *)local, NULL)
                  : apr_pstrdup(g->pool, (const char *)local);
}

/* SAX2 gives attributes in five: name, prefix, URI, value, end of the value. */
static void take_attrs(growing *g, tr_node *node, const xmlChar **given, int count)
{
    node->attr_count = count;
    node->attrs = apr_pcalloc(g->pool, sizeof *node->attrs * (apr_size_t)(count + 1));
    for (int i = 0; i < count; i++, given += 5)
        node->attrs[i] = (tr_node_attr){
            attr_name(g, given[0], given[1]),
            apr_pstrmemdup(g->pool, (const char *)given[3],
                           (apr_size_t)(given[4] - given[3])) };
}

/* Text between two tags is one node. */
static void flush_text(growing *g)
{
    tr_node *node;

    if (!g->open || g->text.count == 0)
        return;
    node = apr_pcalloc(g->pool, sizeof *node);
    node->text = apr_pstrmemdup(g->pool, g->text.bytes, g->text.count);
    append(g, node);
    g->text.count = 0;
}

static void on_start(void *context, const xmlChar *local, const xmlChar *prefix,
                     const xmlChar *uri, int namespace_count,
                     const xmlChar **namespaces, int count, int defaulted,
                     const xmlChar **given)
{
    growing *g = context;
    int line, column;
    tr_node *node;

    if (g->stopped)
        return;
    place_of_tag(g, &line, &column);
    if (!uri || strcmp((const char *)uri, g->space) != 0) {
        give_up_at(g, line, column, "foreign-element", apr_psprintf(g->pool, "<%s> is not of the "
                "namespace \"%s\"; write xmlns=\"%s\" in the first element",
                (const char *)local, g->space, g->space));
        return;
    }
    if (++g->depth > DEPTH_MAX || ++g->nodes > NODES_MAX) {
        give_up(g, "too-deep", "too many elements, or nested too deep");
        return;
    }
    flush_text(g);
    node = apr_pcalloc(g->pool, sizeof *node);
    node->name = apr_pstrdup(g->pool, (const char *)local);
    node->line = line;
    node->column = column;
    take_attrs(g, node, given, count);
    append(g, node);
    g->open = node;
}

static void on_end(void *context, const xmlChar *local, const xmlChar *prefix,
                   const xmlChar *uri)
{
    growing *g = context;

    if (g->stopped || !g->open)
        return;
    flush_text(g);
    g->depth--;
    g->open = g->open->parent;
}

static void on_text(void *context, const xmlChar *text, int length)
{
    growing *g = context;

    if (!g->stopped && g->open)
        memcpy(tr_vector_add(&g->text, (size_t)length), text, (size_t)length);
}

static void on_doctype(void *context, const xmlChar *name, const xmlChar *external,
                       const xmlChar *system)
{
    give_up(context, "doctype", "a DOCTYPE is not allowed");
}

static void on_error(void *context, xmlErrorPtr error)
{
    growing *g = context;
    char *text;

    if (g->stopped || error->level < XML_ERR_ERROR)
        return;
    text = apr_pstrcat(g->pool, "not well-formed XML: ", error->message, NULL);
    text[strcspn(text, "\n")] = '\0';
    give_up(g, "not-xml", text);
}

static void parse(growing *g, xmlSAXHandler *sax)
{
    g->xml = xmlCreatePushParserCtxt(sax, g, NULL, 0, NULL);
    if (!g->xml) {
        g->stopped = 1;
        return;
    }
    xmlCtxtUseOptions(g->xml, XML_PARSE_NONET | XML_PARSE_NOENT);
    if (g->length)
        xmlParseChunk(g->xml, g->bytes, (int)g->length, 0);
    if (!g->stopped)
        xmlParseChunk(g->xml, NULL, 0, 1);
    if (!g->stopped && !g->root)
        give_up(g, "not-xml", "there is nothing in it");
    xmlFreeParserCtxt(g->xml);
}

tr_node *tr_tree_read(const char *name, const char *bytes, apr_size_t length,
                      const char *space, tr_diags *diags, apr_pool_t *pool)
{
    xmlSAXHandler sax = {
        .initialized = XML_SAX2_MAGIC,
        .startElementNs = on_start, .endElementNs = on_end,
        .characters = on_text, .ignorableWhitespace = on_text, .cdataBlock = on_text,
        .internalSubset = on_doctype, .serror = on_error
    };
    tr_source source = { .name = name };
    growing g = { .file = name, .space = space, .diags = diags, .pool = pool };
    apr_pool_t *scratch;

    if (!tr_decode(&source, bytes, length, NULL, diags, pool))
        return NULL;
    g.bytes = source.text;
    g.length = source.length;
    apr_pool_create(&scratch, pool);
    tr_lines_init(&g.lines, scratch);
    tr_lines_note(&g.lines, g.bytes, g.length);
    tr_vector_init(&g.text, 1, scratch);
    parse(&g, &sax);
    apr_pool_destroy(scratch);
    return g.stopped ? NULL : g.root;
}

const char *tr_node_attr_get(const tr_node *node, const char *name)
{
    for (int i = 0; i < node->attr_count; i++)
        if (strcmp(node->attrs[i].name, name) == 0)
            return node->attrs[i].value;
    return NULL;
}

static apr_size_t text_length(const tr_node *node)
{
    apr_size_t length = node->name ? 0 : strlen(node->text);

    for (const tr_node *child = node->children; child; child = child->next)
        length += text_length(child);
    return length;
}

static char *put_text(char *to, const tr_node *node)
{
    if (!node->name)
        to = apr_cpystrn(to, node->text, strlen(node->text) + 1);
    for (const tr_node *child = node->children; child; child = child->next)
        to = put_text(to, child);
    return to;
}

const char *tr_node_text(const tr_node *node, apr_pool_t *pool)
{
    char *text = apr_palloc(pool, text_length(node) + 1);

    *put_text(text, node) = '\0';
    return text;
}
