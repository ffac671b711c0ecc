/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What libxml2's SAX2 push parser reports, and what is refused of XML.
 *
 * No global of libxml2 is touched: errors come to this context's own handler.
 * A DOCTYPE stops the parser before anything in it is read, so there are no
 * entities but the predefined ones, and nothing is ever opened.  After
 * xmlStopParser wellFormed stays 1 and no error is raised, therefore
 * reader->stopped and the return codes decide, not wellFormed alone.
 */
#include <string.h>

#include "record/reader.h"

void tr_reader_stop(tr_reader *reader)
{
    if (!reader->stopped && reader->xml)
        xmlStopParser(reader->xml);
    reader->stopped = 1;
}

/* Reading on after very many errors helps nobody. */
static void stop_if_hopeless(tr_reader *reader)
{
    if (!reader->stopped && reader->file->diags->errors >= TR_ERRORS_MAX)
        tr_reader_stop(reader);
}

/* --- where we are ---------------------------------------------------------------- */

static uint64_t offset_of(const tr_reader *reader, const xmlChar *at)
{
    const xmlParserInput *input = reader->xml->input;
    return (uint64_t)input->consumed + (uint64_t)(at - input->base);
}

static void set_spot(tr_reader *reader, const xmlChar *at)
{
    tr_lines_find(&reader->lines, offset_of(reader, at), &reader->spot.line,
                  &reader->spot.column);
}

/* A start tag is in memory as a whole when it is reported, and holds one "<". */
static void set_spot_of_tag(tr_reader *reader)
{
    const xmlParserInput *input = reader->xml->input;
    const xmlChar *tag = memrchr(input->base, '<', (size_t)(input->cur - input->base));

    set_spot(reader, tag ? tag : input->cur);
}

void tr_reader_spot_here(tr_reader *reader)
{
    if (reader->xml && reader->xml->input && reader->xml->input->cur)
        set_spot(reader, reader->xml->input->cur);
}

/* --- elements ------------------------------------------------------------------------ */

static int is_ours(tr_reader *reader, const xmlChar *uri)
{
    const char *given = (const char *)uri;

    if (given == reader->ours)
        return given != NULL;
    if (!given || strcmp(given, TR_NAMESPACE) != 0)
        return 0;
    reader->ours = given;
    return 1;
}

static void foreign(tr_reader *reader, const char *name, const xmlChar *uri)
{
    char excerpt[80];

    if (uri)
        tr_error(&reader->spot, "foreign-element", "<%s> is of the namespace "
                 "\"%s\"; only elements of \"%s\" are allowed", name,
                 tr_excerpt((const char *)uri, strlen((const char *)uri), excerpt),
                 TR_NAMESPACE);
    else
        tr_error(&reader->spot, "no-namespace", "<%s> is of no namespace; write "
                 "<transparency xmlns=\"%s\">", name, TR_NAMESPACE);
}

/* Copies the attributes out of libxml2's array; 0 when they exceed a limit. */
static int take_attributes(tr_reader *reader, const char *name,
                           const xmlChar **given, int count, tr_sax_attr *attrs)
{
    if (count > TR_ATTRS_MAX) {
        tr_error(&reader->spot, "too-many-attributes", "<%s> has %d attributes, "
                 "more than %d", name, count, TR_ATTRS_MAX);
        return 0;
    }
    for (int i = 0; i < count; i++, given += 5) {
        attrs[i] = (tr_sax_attr){ (const char *)given[0], (const char *)given[1],
                                  (const char *)given[2], (const char *)given[3],
                                  (const char *)given[4] };
        if (given[4] - given[3] > TR_ATTR_LENGTH_MAX) {
            tr_error(&reader->spot, "attribute-too-long", "%s of <%s> is longer "
                     "than %d bytes", attrs[i].name, name, TR_ATTR_LENGTH_MAX);
            return 0;
        }
    }
    return 1;
}

static void start_inline(tr_reader *reader, const tr_frame *parent,
                         tr_frame *frame, const char *name,
                         const tr_sax_attr *attrs, int count)
{
    apr_pool_t *pool;

    reader->spot.element = parent->element->def->name;
    if (parent->kind == TR_FRAME_LABEL) {
        tr_error(&reader->spot, "misplaced-element", "<%s> inside <%s>, which is "
                 "one line of plain text", name, parent->element->def->name);
        return;
    }
    if (!tr_text_knows(name)) {
        tr_error(&reader->spot, "unknown-element", "<%s> is not markup of text; "
                 "allowed are p ul ol li dl dt dd em strong a q blockquote cite "
                 "abbr code time", name);
        return;
    }
    apr_pool_create(&pool, reader->scratch);
    if (tr_text_open(&reader->text, name, attrs, count, &reader->spot, pool))
        frame->kind = TR_FRAME_INLINE;
    apr_pool_destroy(pool);
}

static void unknown_measure(tr_reader *reader, const tr_frame *parent,
                            const char *name)
{
    tr_error(&reader->spot, "unknown-element", "<%s> inside <%s> is no measure; "
             "a measure of your own is written <figure measure=\"%s\" unit=\"...\" "
             "value=\"...\"/>", name, parent->name, name);
    tr_suggest_term(&reader->spot, TR_DIM_MEASURE, name, strlen(name));
}

static void start_cell(tr_reader *reader, const tr_frame *parent,
                       tr_frame *frame, tr_name *name,
                       const tr_sax_attr *attrs, int count)
{
    int is_figure = !name->measure && strcmp(name->name, "figure") == 0;

    if (!name->measure && !is_figure) {
        unknown_measure(reader, parent, name->name);
        return;
    }
    frame->kind = TR_FRAME_CELL;
    if (tr_figures_cells(&reader->figures, is_figure ? NULL : name, attrs, count,
                         &reader->spot) < 0)
        tr_reader_stop(reader);
}

static void start_child(tr_reader *reader, tr_frame *parent, tr_frame *frame,
                        const char *local, const tr_sax_attr *attrs, int count)
{
    tr_name *name = tr_names_get(&reader->names, local);

    switch (parent->kind) {
    case TR_FRAME_TABLE:
        if (name->element >= 0
            && tr_elements[name->element].flags & TR_EL_FIGURES
            && tr_elements[name->element].children[0]) {
            frame->kind = TR_FRAME_ROW;
            tr_figures_row(&reader->figures, strcmp(local, "total") == 0, attrs,
                           count, &reader->spot);
            return;
        }
        /* fall through */
    case TR_FRAME_NODE:
        tr_narrative_start(reader, parent, frame, name, attrs, count);
        break;
    case TR_FRAME_LABEL:
    case TR_FRAME_TEXT:
    case TR_FRAME_INLINE:
        start_inline(reader, parent, frame, local, attrs, count);
        break;
    case TR_FRAME_ROW:
        start_cell(reader, parent, frame, name, attrs, count);
        break;
    case TR_FRAME_CELL:
        tr_error(&reader->spot, "misplaced-element", "<%s> inside <%s>, which is "
                 "always empty", local, parent->name);
        break;
    case TR_FRAME_SKIP:
        break;
    }
}

/* A frame for the element, to be skipped until more is known; NULL: stopped. */
static tr_frame *push(tr_reader *reader, const char *name)
{
    tr_frame *frame;

    if (reader->depth == reader->limits.depth) {
        tr_error(&reader->spot, "too-deep", "<%s> is nested more than %d deep; "
                 "TransparencyMaxDepth is the limit", name, reader->limits.depth);
        tr_reader_stop(reader);
        return NULL;
    }
    if (++reader->elements > TR_ELEMENTS_MAX) {
        tr_error(&reader->spot, "too-many-elements", "more than %d elements in "
                 "one file", TR_ELEMENTS_MAX);
        tr_reader_stop(reader);
        return NULL;
    }
    frame = &reader->stack[reader->depth];
    *frame = (tr_frame){ .kind = TR_FRAME_SKIP, .name = name,
                         .element = reader->depth ? frame[-1].element : NULL };
    reader->depth++;
    return frame;
}

static void on_start(void *context, const xmlChar *local, const xmlChar *prefix,
                     const xmlChar *uri, int namespace_count,
                     const xmlChar **namespaces, int count, int defaulted,
                     const xmlChar **given)
{
    tr_reader *reader = context;
    const char *name = (const char *)local;
    tr_sax_attr attrs[TR_ATTRS_MAX];
    tr_frame *frame;

    if (reader->stopped)
        return;
    set_spot_of_tag(reader);
    reader->spot.element = name;
    frame = push(reader, name);
    if (!frame)
        return;
    if (reader->depth > 1 && frame[-1].kind == TR_FRAME_SKIP)
        return;
    if (!is_ours(reader, uri)) {
        foreign(reader, name, uri);
        if (reader->depth == 1)
            tr_reader_stop(reader);
    }
    else if (take_attributes(reader, name, given, count, attrs)) {
        if (reader->depth == 1)
            tr_narrative_root(reader, name, attrs, count);
        else
            start_child(reader, frame - 1, frame, name, attrs, count);
    }
    stop_if_hopeless(reader);
}

static void on_end(void *context, const xmlChar *local, const xmlChar *prefix,
                   const xmlChar *uri)
{
    tr_reader *reader = context;
    tr_frame *frame;

    if (reader->stopped || reader->depth == 0)
        return;
    frame = &reader->stack[--reader->depth];
    reader->root_ended = reader->depth == 0;
    switch (frame->kind) {
    case TR_FRAME_INLINE:
        tr_text_close(&reader->text);
        break;
    case TR_FRAME_NODE:
    case TR_FRAME_LABEL:
    case TR_FRAME_TEXT:
    case TR_FRAME_TABLE:
        reader->spot.element = frame->name;
        tr_narrative_end(reader, frame);
        stop_if_hopeless(reader);
        break;
    default:
        break;
    }
}

/* --- text ------------------------------------------------------------------------------ */

static int is_blank(const xmlChar *text, int length)
{
    for (int i = 0; i < length; i++)
        if (text[i] != ' ' && text[i] != '\n' && text[i] != '\t' && text[i] != '\r')
            return 0;
    return 1;
}

static void stray_text(tr_reader *reader, tr_frame *frame)
{
    const char *where = frame->kind == TR_FRAME_CELL || frame->kind == TR_FRAME_ROW
        ? "; figures are attributes, such as requests=\"12\"" : "";

    if (frame->told++)
        return;
    tr_reader_spot_here(reader);
    tr_error(&reader->spot, "unexpected-text", "text inside <%s>%s", frame->name,
             where);
    stop_if_hopeless(reader);
}

static void on_text(void *context, const xmlChar *text, int length)
{
    tr_reader *reader = context;
    tr_frame *frame;

    if (reader->stopped || reader->depth == 0)
        return;
    frame = &reader->stack[reader->depth - 1];
    switch (frame->kind) {
    case TR_FRAME_LABEL:
    case TR_FRAME_TEXT:
    case TR_FRAME_INLINE:
        tr_reader_spot_here(reader);
        reader->spot.element = frame->element->def->name;
        if (!tr_text_add(&reader->text, (const char *)text, (size_t)length,
                         TR_TEXT_MAX, &reader->spot)) {
            tr_error(&reader->spot, "text-too-long", "the text of <%s> is longer "
                     "than %d bytes", reader->spot.element, TR_TEXT_MAX);
            tr_reader_stop(reader);
        }
        break;
    case TR_FRAME_SKIP:
        break;
    default:
        if (!is_blank(text, length))
            stray_text(reader, frame);
    }
}

/* --- what is refused ---------------------------------------------------------------------- */

static void on_doctype(void *context, const xmlChar *name, const xmlChar *external,
                       const xmlChar *system)
{
    tr_reader *reader = context;

    if (reader->stopped)
        return;
    tr_reader_spot_here(reader);
    tr_error(&reader->spot, "doctype", "a DOCTYPE is not allowed; remove the line "
             "<!DOCTYPE ...>");
    tr_reader_stop(reader);
}

static int is_utf8(const char *encoding)
{
    return xmlStrcasecmp((const xmlChar *)encoding, (const xmlChar *)"UTF-8") == 0
        || xmlStrcasecmp((const xmlChar *)encoding, (const xmlChar *)"US-ASCII") == 0;
}

/* Comes right after the XML declaration, before anything is decoded by it. */
static void on_document(void *context)
{
    tr_reader *reader = context;
    const char *encoding = (const char *)reader->xml->encoding;
    char excerpt[80];

    if (!encoding)
        encoding = (const char *)reader->xml->input->encoding;
    if (reader->stopped || !encoding || is_utf8(encoding))
        return;
    reader->spot.line = reader->spot.column = 1;
    tr_error(&reader->spot, "not-utf8", "the file says that it is %s; only UTF-8 "
             "is read", tr_excerpt(encoding, strlen(encoding), excerpt));
    tr_reader_stop(reader);
}

/* libxml2's messages end in a line end. */
static int message_length(const char *message)
{
    size_t length = message ? strlen(message) : 0;

    while (length > 0 && strchr("\n\r ", message[length - 1]))
        length--;
    return (int)(length < 300 ? length : 300);
}

/* What to write instead, for the slips that people make; "" for others. */
static const char *advice(int code)
{
    switch (code) {
    case XML_ERR_LT_IN_ATTRIBUTE:
        return "; write &lt; for <, as in requests=\"&lt;10\"";
    case XML_ERR_NAME_REQUIRED:
    case XML_ERR_ENTITYREF_SEMICOL_MISSING:
        return "; write &amp; for &";
    case XML_ERR_ATTRIBUTE_NOT_STARTED:
        return "; values stand between straight quotation marks, as in id=\"mail\"";
    case XML_ERR_TAG_NAME_MISMATCH:
        return "; what begins with <...> ends with </...>, what is alone is written <.../>";
    default:
        return "";
    }
}

static void on_error(void *context, xmlErrorPtr error)
{
    tr_reader *reader = context;

    if (reader->stopped || error->level < XML_ERR_ERROR)
        return;
    tr_reader_spot_here(reader);
    if (error->code == XML_ERR_DOCUMENT_END && reader->depth > 0)
        tr_error(&reader->spot, "not-xml", "the file ends too early: <%s> is still "
                 "open", reader->stack[reader->depth - 1].name);
    else
        tr_error(&reader->spot, "not-xml", "not well-formed XML: %.*s%s",
                 message_length(error->message),
                 error->message ? error->message : "", advice(error->code));
    /* what follows the first such error is guesswork */
    tr_reader_stop(reader);
}

static apr_status_t free_parser(void *data)
{
    tr_reader *reader = data;
    xmlFreeParserCtxt(reader->xml);
    reader->xml = NULL;
    return APR_SUCCESS;
}

void tr_reader_make_parser(tr_reader *reader)
{
    xmlSAXHandler sax = {
        .initialized = XML_SAX2_MAGIC,
        .startDocument = on_document,
        .startElementNs = on_start, .endElementNs = on_end,
        .characters = on_text, .ignorableWhitespace = on_text,
        .cdataBlock = on_text,
        .internalSubset = on_doctype, .serror = on_error
    };

    reader->xml = xmlCreatePushParserCtxt(&sax, reader, NULL, 0, NULL);
    if (!reader->xml) {
        tr_error(&reader->spot, "out-of-memory", "there was no memory to read it");
        reader->stopped = 1;
        return;
    }
    apr_pool_cleanup_register(reader->scratch, reader, free_parser,
                              apr_pool_cleanup_null);
    xmlCtxtUseOptions(reader->xml, XML_PARSE_NONET);
}
