/* SPDX-License-Identifier: Apache-2.0 */
/* Running text; see text.h. */
#include "record/text.h"

#include <libxml/tree.h>
#include <string.h>

#include "record/characters.h"

/* What an element may hold, and where it may stand. */
typedef enum content { FLOW, PHRASING, ITEMS, TERMS } content;
typedef enum place { BLOCK, INLINE, ITEM, TERM } place;

typedef struct inline_def {
    const char *name;
    content holds;
    place stands;
    const char *attribute;      /* the one it may have besides xml:lang */
    tr_attr_type type;
    int required;
} inline_def;

static const inline_def inlines[] = {
    { "p", PHRASING, BLOCK, NULL, TR_ATTR_TEXT, 0 },
    { "ul", ITEMS, BLOCK, NULL, TR_ATTR_TEXT, 0 },
    { "ol", ITEMS, BLOCK, NULL, TR_ATTR_TEXT, 0 },
    { "li", FLOW, ITEM, NULL, TR_ATTR_TEXT, 0 },
    { "dl", TERMS, BLOCK, NULL, TR_ATTR_TEXT, 0 },
    { "dt", PHRASING, TERM, NULL, TR_ATTR_TEXT, 0 },
    { "dd", FLOW, TERM, NULL, TR_ATTR_TEXT, 0 },
    { "em", PHRASING, INLINE, NULL, TR_ATTR_TEXT, 0 },
    { "strong", PHRASING, INLINE, NULL, TR_ATTR_TEXT, 0 },
    { "a", PHRASING, INLINE, "href", TR_ATTR_URL, 1 },
    { "q", PHRASING, INLINE, "cite", TR_ATTR_URL, 0 },
    { "blockquote", FLOW, BLOCK, "cite", TR_ATTR_URL, 0 },
    { "cite", PHRASING, INLINE, NULL, TR_ATTR_TEXT, 0 },
    { "abbr", PHRASING, INLINE, "title", TR_ATTR_TEXT, 0 },
    { "code", PHRASING, INLINE, NULL, TR_ATTR_TEXT, 0 },
    { "time", PHRASING, INLINE, "datetime", TR_ATTR_PARTIAL, 0 },
};
enum { INLINE_COUNT = sizeof inlines / sizeof *inlines };

static int find(const char *name)
{
    for (int i = 0; i < INLINE_COUNT; i++)
        if (strcmp(inlines[i].name, name) == 0)
            return i;
    return -1;
}

int tr_text_knows(const char *name)
{
    return find(name) >= 0;
}

void tr_text_init(tr_text *text, apr_pool_t *pool)
{
    memset(text, 0, sizeof *text);
    tr_vector_init(&text->out, 1, pool);
}

void tr_text_begin(tr_text *text, int rich)
{
    text->out.count = 0;
    text->rich = rich;
    text->space = text->told = text->visible = 0;
    text->edge = 1;
    text->depth = text->cut_length = 0;
}

static void put(tr_text *text, const char *bytes, size_t length)
{
    memcpy(tr_vector_add(&text->out, length), bytes, length);
}

static void puts_text(tr_text *text, const char *string)
{
    put(text, string, strlen(string));
}

static void due_space(tr_text *text)
{
    if (text->space && !text->edge) {
        put(text, " ", 1);
        text->edge = 1;         /* a second one would be too many */
    }
    text->space = 0;
}

static void put_escaped(tr_text *text, const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++)
        switch (bytes[i]) {
        case '&': puts_text(text, "&amp;"); break;
        case '<': puts_text(text, "&lt;"); break;
        case '>': puts_text(text, "&gt;"); break;
        case '"': puts_text(text, "&quot;"); break;
        default:  put(text, bytes + i, 1);
        }
}

/* Text as such: a quotation mark needs no escape there. */
static void put_character(tr_text *text, const char *bytes, size_t length)
{
    due_space(text);
    text->edge = 0;
    text->visible = 1;
    if (text->rich && length == 1 && *bytes != '"')
        put_escaped(text, bytes, 1);
    else
        put(text, bytes, length);
}

static content holds_now(const tr_text *text)
{
    return text->depth ? inlines[text->open[text->depth - 1]].holds : FLOW;
}

static void add_character(tr_text *text, const char *bytes, size_t length,
                          uint32_t character, const tr_spot *spot)
{
    if (character == ' ' || character == '\t' || character == '\n'
        || character == '\r') {
        text->space = 1;
        return;
    }
    if (tr_character_refused(character)) {
        if (!text->told++)
            tr_error(spot, "forbidden-character", "the text of <%s> holds the "
                     "character U+%04X, which is not allowed in text",
                     spot->element, (unsigned)character);
        return;
    }
    if (text->rich && holds_now(text) != FLOW && holds_now(text) != PHRASING) {
        if (!text->told++)
            tr_error(spot, "unexpected-text", "text directly inside <%s>; it "
                     "belongs into %s", inlines[text->open[text->depth - 1]].name,
                     holds_now(text) == ITEMS ? "<li>" : "<dt> or <dd>");
        return;
    }
    put_character(text, bytes, length);
}

/* Completes a character that the parser reported in two parts. */
static size_t join_cut(tr_text *text, const char *bytes, size_t length,
                       const tr_spot *spot)
{
    uint32_t character;
    size_t used = 0;
    int step = -1;

    while (text->cut_length && used < length && step < 0 && text->cut_length < 4) {
        text->cut[text->cut_length++] = bytes[used++];
        step = tr_utf8_decode(text->cut, (size_t)text->cut_length, &character);
        if (step > 0)
            add_character(text, text->cut, (size_t)step, character, spot);
    }
    if (step >= 0)
        text->cut_length = 0;
    return used;
}

int tr_text_add(tr_text *text, const char *bytes, size_t length, size_t max,
                const tr_spot *spot)
{
    size_t at = join_cut(text, bytes, length, spot);

    while (at < length) {
        uint32_t character;
        int step = tr_utf8_decode(bytes + at, length - at, &character);
        if (step < 0) {
            text->cut_length = (int)(length - at);
            memcpy(text->cut, bytes + at, length - at);
            break;
        }
        if (step == 0)
            return 0;           /* the bytes were checked before: cannot be */
        add_character(text, bytes + at, (size_t)step, character, spot);
        at += (size_t)step;
    }
    return text->out.count <= max;
}

/* --- markup ---------------------------------------------------------------- */

static int may_stand(content where, place what)
{
    switch (where) {
    case FLOW:     return what == BLOCK || what == INLINE;
    case PHRASING: return what == INLINE;
    case ITEMS:    return what == ITEM;
    case TERMS:    return what == TERM;
    }
    return 0;
}

static int inside_itself(const tr_text *text, int index)
{
    for (int i = 0; i < text->depth; i++)
        if (text->open[i] == index)
            return 1;
    return 0;
}

static int placed_well(const tr_text *text, int index, const tr_spot *spot)
{
    const inline_def *def = &inlines[index];
    const char *parent = text->depth ? inlines[text->open[text->depth - 1]].name
                                     : spot->element;

    if (!may_stand(holds_now(text), def->stands)
        || (strcmp(def->name, "a") == 0 && inside_itself(text, index))) {
        tr_error(spot, "misplaced-element", "<%s> may not stand inside <%s>",
                 def->name, parent);
        return 0;
    }
    if (text->depth == TR_INLINE_DEPTH) {
        tr_error(spot, "too-deep", "markup is nested more than %d deep",
                 TR_INLINE_DEPTH);
        return 0;
    }
    return 1;
}

static void put_attribute(tr_text *text, const char *name, const char *value)
{
    puts_text(text, " ");
    puts_text(text, name);
    puts_text(text, "=\"");
    put_escaped(text, value, strlen(value));
    puts_text(text, "\"");
}

static int is_lang(const tr_sax_attr *attr)
{
    return attr->uri && strcmp(attr->uri, (const char *)XML_XML_NAMESPACE) == 0
        && strcmp(attr->name, "lang") == 0;
}

static int is_own(const tr_sax_attr *attr, const inline_def *def)
{
    return !attr->prefix && def->attribute
        && strcmp(attr->name, def->attribute) == 0;
}

static void put_attributes(tr_text *text, const inline_def *def,
                           const tr_sax_attr *attrs, int count,
                           const tr_spot *spot, apr_pool_t *pool)
{
    const tr_attr_def own = { def->attribute, def->type, NULL, def->required };
    const char *lang = NULL, *value = NULL;
    int given = 0;

    for (int i = 0; i < count; i++) {
        const tr_sax_attr *attr = &attrs[i];
        size_t length = (size_t)(attr->end - attr->value);
        if (is_lang(attr))
            lang = tr_check_lang("xml:lang", attr->value, length, spot, pool);
        else if (is_own(attr, def)) {
            value = tr_attr_check(&own, attr->value, length, spot, pool);
            given = 1;
        }
        else
            tr_error(spot, "unknown-attribute", "<%s> in text has no attribute "
                     "%s%s%s", def->name, attr->prefix ? attr->prefix : "",
                     attr->prefix ? ":" : "", attr->name);
    }
    if (def->required && !given)
        tr_error(spot, "missing-attribute", "<%s> needs the attribute %s",
                 def->name, def->attribute);
    if (lang)
        put_attribute(text, "lang", lang);
    if (value)
        put_attribute(text, def->attribute, value);
}

int tr_text_open(tr_text *text, const char *name, const tr_sax_attr *attrs,
                 int count, const tr_spot *spot, apr_pool_t *pool)
{
    int index = find(name);
    const inline_def *def;
    tr_spot here = *spot;

    if (index < 0 || !placed_well(text, index, spot))
        return 0;
    def = &inlines[index];
    here.element = def->name;
    if (def->stands == INLINE)
        due_space(text);
    else {
        text->space = 0;
        text->edge = 1;
    }
    text->open[text->depth++] = index;
    puts_text(text, "<");
    puts_text(text, def->name);
    put_attributes(text, def, attrs, count, &here, pool);
    puts_text(text, ">");
    return 1;
}

void tr_text_close(tr_text *text)
{
    const inline_def *def = &inlines[text->open[--text->depth]];

    puts_text(text, "</");
    puts_text(text, def->name);
    puts_text(text, ">");
    if (def->stands != INLINE) {
        text->space = 0;
        text->edge = 1;
    }
}

const char *tr_text_end(tr_text *text, apr_pool_t *pool)
{
    char *copy;

    if (!text->visible)
        return NULL;
    copy = apr_palloc(pool, text->out.count + 1);
    memcpy(copy, text->out.bytes, text->out.count);
    copy[text->out.count] = '\0';
    return copy;
}
