/* SPDX-License-Identifier: Apache-2.0 */
/*
 * catalog_load.c - reads a message catalog, strictly.
 *
 * SAX2 with every callback ours, so that libxml2 neither builds a tree nor
 * follows anything; the first fault stops the parser and is the error.
 */
#include <stdlib.h>
#include <string.h>

#include <apr_hash.h>
#include <apr_strings.h>
#include <apr_tables.h>
#include <libxml/parser.h>
#include <libxml/SAX2.h>
#include <unicode/utf8.h>

#include "intl/catalog_private.h"

#define XML_NAMESPACE "http://www.w3.org/XML/1998/namespace"

/* Where we are in the file. */
typedef enum { OUTSIDE, IN_CATALOG, IN_MESSAGE, IN_PLURAL } place;

typedef struct {
    xmlParserCtxtPtr parser;
    const char *file;
    apr_pool_t *pool;
    const char *error;
    const char *language;
    apr_array_header_t *messages; /* of tr_message */
    apr_hash_t *keys;
    place where;
    tr_message message;
    int category;          /* of the open plural */
    int has_plurals;
    char text[TR_CATALOG_MAX_TEXT];
    apr_size_t length;
    int gap;               /* white space is waiting for the next character */
} loader;

static void fail_at(loader *l, int line, int column, const char *what)
{
    if (l->error)
        return;
    l->error = apr_psprintf(l->pool, "%s:%d:%d: %s", l->file, line, column,
                            what);
    xmlStopParser(l->parser);
}

static void fail(loader *l, const char *what)
{
    fail_at(l, xmlSAX2GetLineNumber(l->parser),
            xmlSAX2GetColumnNumber(l->parser), what);
}

/* ------------------------------------------------------------- text ---- */

static int is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void start_text(loader *l)
{
    l->length = 0;
    l->gap = 0;
}

static void add_text(loader *l, const xmlChar *bytes, int count)
{
    int i;
    for (i = 0; i < count; i++) {
        char c = (char)bytes[i];
        if (is_space(c)) {
            l->gap = l->length > 0;
            continue;
        }
        if (l->where != IN_PLURAL
            && (l->where != IN_MESSAGE || l->has_plurals)) {
            fail(l, "text is only allowed in a message without plural, or in "
                    "a plural");
            return;
        }
        if (l->length + 3 > sizeof l->text) {
            fail(l, "the text is too long");
            return;
        }
        if (l->gap)
            l->text[l->length++] = ' ';
        l->gap = 0;
        l->text[l->length++] = c;
    }
}

/* The text collected, after a check of its places; NULL after a fault. */
static const char *finish_text(loader *l)
{
    const char *text = apr_pstrmemdup(l->pool, l->text, l->length);
    const char *rest = text, *name;
    apr_size_t length;
    int found;
    if (l->length == 0) {
        fail(l, "the text is empty");
        return NULL;
    }
    while ((found = tr_catalog_next_place(rest, &name, &length)) == 1)
        rest = name + length + 1;
    if (found < 0) {
        fail(l, "a brace that is not part of a {name}");
        return NULL;
    }
    return text;
}

/* ----------------------------------------------------------- places ---- */

static int has_place(const char *text, const char *place_name,
                     apr_size_t place_length)
{
    const char *name;
    apr_size_t length;
    while (tr_catalog_next_place(text, &name, &length) == 1) {
        if (length == place_length && memcmp(name, place_name, length) == 0)
            return 1;
        text = name + length + 1;
    }
    return 0;
}

/* The first place of `text` that `other` has not, else NULL. */
static const char *missing_place(const char *text, const char *other,
                                 apr_pool_t *pool)
{
    const char *name;
    apr_size_t length;
    while (tr_catalog_next_place(text, &name, &length) == 1) {
        if (!has_place(other, name, length))
            return apr_pstrmemdup(pool, name, length);
        text = name + length + 1;
    }
    return NULL;
}

static void compare_places(loader *l, const tr_message *message)
{
    const tr_message *english = tr_catalog_find(&tr_catalog_built_in,
                                                message->key);
    const char *lost, *strange = NULL;
    int i;
    if (!english)
        return;
    lost = missing_place(english->text[TR_PLURAL_OTHER],
                         message->text[TR_PLURAL_OTHER], l->pool);
    if (lost)
        fail(l, apr_psprintf(l->pool, "message '%s' lacks {%s}, which the "
                             "English one has", message->key, lost));
    for (i = 0; i < TR_PLURAL_COUNT && !strange; i++) {
        if (message->text[i])
            strange = missing_place(message->text[i],
                                    english->text[TR_PLURAL_OTHER], l->pool);
    }
    if (strange)
        fail(l, apr_psprintf(l->pool, "message '%s' has {%s}, which the "
                             "English one has not", message->key, strange));
}

/* --------------------------------------------------------- elements ---- */

/* The five pointers libxml2 gives for an attribute. */
enum { NAME, PREFIX, URI, VALUE, END, PER_ATTRIBUTE };

/* The only attribute allowed and required; NULL after a fault. */
static const char *only_attribute(loader *l, const char *name, const char *uri,
                                  int count, const xmlChar **attributes)
{
    const char *found = NULL;
    int i;
    for (i = 0; i < count; i++, attributes += PER_ATTRIBUTE) {
        const char *given = (const char *)attributes[URI];
        if (strcmp((const char *)attributes[NAME], name) != 0
            || strcmp(given ? given : "", uri) != 0) {
            fail(l, apr_psprintf(l->pool, "unknown attribute '%s'",
                                 (const char *)attributes[NAME]));
            return NULL;
        }
        found = apr_pstrmemdup(l->pool, (const char *)attributes[VALUE],
                               (apr_size_t)(attributes[END]
                                            - attributes[VALUE]));
    }
    if (!found)
        fail(l, apr_psprintf(l->pool, "the attribute '%s%s' is missing",
                             *uri ? "xml:" : "", name));
    return found;
}

static int is_id(const char *id)
{
    apr_size_t length = strlen(id);
    return length > 0 && length <= TR_CATALOG_MAX_ID
           && strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789.-_") == length;
}

static void open_catalog(loader *l, int count, const xmlChar **attributes)
{
    l->language = only_attribute(l, "lang", XML_NAMESPACE, count, attributes);
    if (l->language && (l->language[0] == '\0' || strlen(l->language) > 64))
        fail(l, "xml:lang is empty or too long");
    l->where = IN_CATALOG;
}

static void open_message(loader *l, int count, const xmlChar **attributes)
{
    const char *id = only_attribute(l, "id", "", count, attributes);
    if (!id)
        return;
    if (!is_id(id))
        fail(l, apr_psprintf(l->pool, "'%s' is no id: a-z 0-9 . - _, at most "
                             "%d", id, TR_CATALOG_MAX_ID));
    else if (apr_hash_get(l->keys, id, APR_HASH_KEY_STRING))
        fail(l, apr_psprintf(l->pool, "message '%s' is given twice", id));
    else if (l->messages->nelts >= TR_CATALOG_MAX_MESSAGES)
        fail(l, "too many messages");
    apr_hash_set(l->keys, id, APR_HASH_KEY_STRING, id);
    memset(&l->message, 0, sizeof l->message);
    l->message.key = id;
    l->has_plurals = 0;
    l->where = IN_MESSAGE;
    start_text(l);
}

static void open_plural(loader *l, int count, const xmlChar **attributes)
{
    const char *word = only_attribute(l, "category", "", count, attributes);
    int i;
    if (!word)
        return;
    if (!l->has_plurals && l->length > 0)
        fail(l, "a message has text or plurals, not both");
    for (i = 0; i < TR_PLURAL_COUNT; i++) {
        if (strcmp(word, tr_plural_name((tr_plural)i)) == 0)
            break;
    }
    if (i == TR_PLURAL_COUNT)
        fail(l, apr_psprintf(l->pool, "unknown category '%s': zero, one, two, "
                             "few, many or other", word));
    else if (l->message.text[i])
        fail(l, apr_psprintf(l->pool, "the category '%s' is given twice",
                             word));
    l->category = i;
    l->has_plurals = 1;
    l->where = IN_PLURAL;
    start_text(l);
}

static void start_element(void *data, const xmlChar *name,
                          const xmlChar *prefix, const xmlChar *uri,
                          int namespaces, const xmlChar **declared, int count,
                          int defaulted, const xmlChar **attributes)
{
    static const struct {
        place inside;
        const char *name;
        void (*open)(loader *l, int count, const xmlChar **attributes);
    } allowed[] = {{OUTSIDE, "catalog", open_catalog},
                   {IN_CATALOG, "message", open_message},
                   {IN_MESSAGE, "plural", open_plural}};
    loader *l = data;
    apr_size_t i;
    for (i = 0; i < sizeof allowed / sizeof *allowed; i++) {
        if (allowed[i].inside == l->where && uri
            && strcmp((const char *)uri, TR_CATALOG_NAMESPACE) == 0
            && strcmp((const char *)name, allowed[i].name) == 0) {
            allowed[i].open(l, count, attributes);
            return;
        }
    }
    fail(l, apr_psprintf(l->pool, "the element '%s' of namespace '%s' is not "
                         "allowed here", (const char *)name,
                         uri ? (const char *)uri : ""));
}

static void close_message(loader *l)
{
    if (!l->has_plurals)
        l->message.text[TR_PLURAL_OTHER] = finish_text(l);
    if (!l->message.text[TR_PLURAL_OTHER]) {
        fail(l, apr_psprintf(l->pool, "message '%s' has no plural of the "
                             "category 'other'", l->message.key));
        return;
    }
    compare_places(l, &l->message);
    APR_ARRAY_PUSH(l->messages, tr_message) = l->message;
}

static void end_element(void *data, const xmlChar *name,
                        const xmlChar *prefix, const xmlChar *uri)
{
    loader *l = data;
    if (l->error)
        return;
    switch (l->where) {
    case IN_PLURAL:
        l->message.text[l->category] = finish_text(l);
        l->where = IN_MESSAGE;
        break;
    case IN_MESSAGE:
        close_message(l);
        l->where = IN_CATALOG;
        break;
    default:
        l->where = OUTSIDE;
    }
}

/* ----------------------------------------------------------- parser ---- */

static void characters(void *data, const xmlChar *bytes, int count)
{
    loader *l = data;
    if (!l->error)
        add_text(l, bytes, count);
}

static void doctype(void *data, const xmlChar *name, const xmlChar *external,
                    const xmlChar *system)
{
    fail(data, "a DOCTYPE is not allowed");
}

static void start_document(void *data)
{
    loader *l = data;
    const xmlChar *encoding = l->parser->input->encoding
                                  ? l->parser->input->encoding
                                  : l->parser->encoding;
    if (encoding && xmlStrcasecmp(encoding, BAD_CAST "UTF-8") != 0)
        fail(l, "the encoding must be UTF-8");
}

static void parser_error(void *data, xmlErrorPtr error)
{
    loader *l = data;
    char *what;
    if (error->level < XML_ERR_ERROR || l->error)
        return;
    what = apr_pstrdup(l->pool, error->message ? error->message
                                               : "not well-formed");
    what[strcspn(what, "\r\n")] = '\0';
    fail_at(l, error->line, error->int2, what);
}

static void parse(loader *l, const char *bytes, int length)
{
    xmlSAXHandler sax;
    memset(&sax, 0, sizeof sax);
    sax.initialized = XML_SAX2_MAGIC;
    sax.startDocument = start_document;
    sax.internalSubset = doctype;
    sax.startElementNs = start_element;
    sax.endElementNs = end_element;
    sax.characters = characters;
    sax.ignorableWhitespace = characters;
    sax.cdataBlock = characters;
    sax.serror = parser_error;
    l->parser = xmlCreatePushParserCtxt(&sax, l, NULL, 0, NULL);
    if (!l->parser) {
        l->error = apr_psprintf(l->pool, "%s: out of memory", l->file);
        return;
    }
    xmlCtxtUseOptions(l->parser, XML_PARSE_NONET);
    xmlParseChunk(l->parser, bytes, length, 0);
    if (!l->error)
        xmlParseChunk(l->parser, NULL, 0, 1);
    if (!l->error && !l->parser->wellFormed)
        fail(l, "not well-formed");
    xmlFreeParserCtxt(l->parser);
    l->parser = NULL;
}

/* The line of the first byte that is no UTF-8, or 0. */
static int broken_line(const unsigned char *text, int32_t length)
{
    int32_t at = 0;
    int line = 1;
    while (at < length) {
        UChar32 c;
        U8_NEXT(text, at, length, c);
        if (c < 0)
            return line;
        if (c == '\n')
            line++;
    }
    return 0;
}

static int by_key(const void *left, const void *right)
{
    return strcmp(((const tr_message *)left)->key,
                  ((const tr_message *)right)->key);
}

apr_status_t tr_catalog_load(tr_catalog **out, const char *bytes,
                             apr_size_t length, const char *file,
                             apr_pool_t *pool, const char **error)
{
    loader *l = apr_pcalloc(pool, sizeof *l);
    int line;
    *out = NULL;
    l->file = file;
    l->pool = pool;
    l->messages = apr_array_make(pool, 512, sizeof(tr_message));
    l->keys = apr_hash_make(pool);
    if (length > TR_CATALOG_MAX_BYTES)
        l->error = apr_psprintf(pool, "%s: larger than %d bytes", file,
                                TR_CATALOG_MAX_BYTES);
    else if ((line = broken_line((const unsigned char *)bytes,
                                 (int32_t)length)) != 0)
        l->error = apr_psprintf(pool, "%s:%d:1: not UTF-8", file, line);
    else
        parse(l, bytes, (int)length);
    if (l->error) {
        *error = l->error;
        return APR_EINVAL;
    }
    qsort(l->messages->elts, (apr_size_t)l->messages->nelts,
          sizeof(tr_message), by_key);
    *out = apr_pcalloc(pool, sizeof **out);
    (*out)->language = l->language;
    (*out)->count = (apr_size_t)l->messages->nelts;
    (*out)->messages = (const tr_message *)l->messages->elts;
    return APR_SUCCESS;
}
