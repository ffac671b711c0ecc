/* SPDX-License-Identifier: Apache-2.0 */
/* Narrative elements: from the start and end of tags to trees of tr_element. */
#include <apr_strings.h>
#include <string.h>

#include "record/instant.h"
#include "record/reader.h"

#define NO_LANGUAGE "und"       /* ISO 639-2: nobody said which language it is */

void tr_narrative_init(tr_reader *reader)
{
    size_t count = tr_element_count;

    reader->allowed = apr_pcalloc(reader->scratch, count * count);
    reader->attr_count = apr_pcalloc(reader->scratch, count * sizeof(int));
    for (size_t i = 0; i < count; i++)
        while (tr_elements[i].attrs[reader->attr_count[i]].name)
            reader->attr_count[i]++;
    reader->requests = tr_element_find("requests", 8);
    tr_words_init(&reader->seen, reader->scratch, reader->scratch);
    tr_vector_init(&reader->seen_lines, sizeof(int), reader->scratch);
    *(int *)tr_vector_add(&reader->seen_lines, 1) = 0;
}

static int index_of(const tr_element_def *def)
{
    return (int)(def - tr_elements);
}

/* Whether an element may stand in another; the table is asked once for a pair. */
static int allows(tr_reader *reader, const tr_element_def *parent,
                  const tr_element_def *child)
{
    signed char *known = &reader->allowed[(size_t)index_of(parent)
                                          * tr_element_count
                                          + (size_t)index_of(child)];
    if (!*known)
        *known = tr_element_allows(parent, child->name) ? 1 : -1;
    return *known > 0;
}

/* --- what may be said once ---------------------------------------------------- */

/* The line in which `key` was said before, or 0, and then it is said now. */
static int said_before(tr_reader *reader, const char *key)
{
    size_t length = strlen(key), before = reader->seen.list.count;
    uint32_t word = tr_words_add(&reader->seen, key, length);

    if (reader->seen.list.count == before)
        return ((int *)reader->seen_lines.bytes)[word];
    *(int *)tr_vector_add(&reader->seen_lines, 1) = reader->spot.line;
    return 0;
}

static const char *attr(const tr_element *element, const char *name)
{
    int index = tr_attr_find(element->def, name, strlen(name));
    return index < 0 ? NULL : element->attrs[index];
}

/* Ids of entities are unique for their kind, others within their entity. */
static void check_unique(tr_reader *reader, const tr_element *element, int kind,
                         int is_entity)
{
    const char *id = attr(element, "id");
    const char *dimension = kind >= 0 && strcmp(tr_elements[kind].name, "code") == 0
        ? attr(element, "dimension") : NULL;
    char key[256];
    int line;

    if (!id || kind < 0)
        return;
    apr_snprintf(key, sizeof key, "id %d %u %.64s %s", kind,
                 is_entity ? 0 : reader->entities, dimension ? dimension : "", id);
    line = said_before(reader, key);
    if (line)
        tr_error(&reader->spot, "duplicate-id", "%s \"%s\" was already stated in "
                 "line %d", tr_elements[kind].name, id, line);
}

/* One text in two languages is a translation; twice in one is a mistake. */
static void check_language(tr_reader *reader, const tr_element *element)
{
    char key[256];
    int line;

    if (reader->attr_count[index_of(element->def)] != 0 || !element->parent)
        return;
    apr_snprintf(key, sizeof key, "lang %d %d %d %s", element->parent->line,
                 element->parent->column, index_of(element->def), element->lang);
    line = said_before(reader, key);
    if (line)
        tr_error(&reader->spot, "same-language", "<%s> was already given in "
                 "language \"%s\" in line %d; a translation has another xml:lang",
                 element->def->name, element->lang, line);
}

/* --- attributes ---------------------------------------------------------------- */

static void unknown_attribute(tr_reader *reader, const tr_element_def *def,
                              const tr_sax_attr *given)
{
    apr_pool_t *pool;
    const char *names = "";

    if (given->prefix) {
        tr_error(&reader->spot, "foreign-attribute", "<%s> has the attribute "
                 "%s:%s of another namespace", def->name, given->prefix,
                 given->name);
        return;
    }
    tr_error(&reader->spot, "unknown-attribute", "<%s> has no attribute %s",
             def->name, given->name);
    apr_pool_create(&pool, reader->scratch);
    for (const tr_attr_def *known = def->attrs; known->name; known++)
        names = apr_pstrcat(pool, names, known->name, "|", NULL);
    tr_suggest_word(&reader->spot, names, '|', given->name, strlen(given->name));
    apr_pool_destroy(pool);
}

static int is_xml_lang(const tr_sax_attr *given)
{
    return given->uri && strcmp(given->name, "lang") == 0
        && strcmp(given->uri, (const char *)XML_XML_NAMESPACE) == 0;
}

static void set_attr(tr_reader *reader, tr_element *element,
                     const tr_sax_attr *given)
{
    size_t length = (size_t)(given->end - given->value);
    int index;

    if (is_xml_lang(given)) {
        const char *lang = tr_check_lang("xml:lang", given->value, length,
                                         &reader->spot, reader->file->pool);
        if (lang)
            element->lang = lang;
        return;
    }
    index = given->prefix ? -1 : tr_attr_find(element->def, given->name,
                                              strlen(given->name));
    if (index < 0)
        unknown_attribute(reader, element->def, given);
    else
        element->attrs[index] = tr_attr_check(&element->def->attrs[index],
                                              given->value, length, &reader->spot,
                                              reader->file->pool);
}

static int is_given(const char *name, const tr_sax_attr *attrs, int count)
{
    for (int i = 0; i < count; i++)
        if (!attrs[i].prefix && strcmp(attrs[i].name, name) == 0)
            return 1;
    return 0;
}

static void check_required(tr_reader *reader, const tr_element_def *def,
                           const tr_sax_attr *attrs, int count)
{
    for (const tr_attr_def *attr_def = def->attrs; attr_def->name; attr_def++)
        if (attr_def->required && !is_given(attr_def->name, attrs, count))
            tr_error(&reader->spot, "missing-attribute", "<%s> needs the "
                     "attribute %s%s%s", def->name, attr_def->name,
                     attr_def->type == TR_ATTR_WORD ? ": one of " : "",
                     attr_def->type == TR_ATTR_WORD ? attr_def->argument : "");
}

static tr_element *make_element(tr_reader *reader, const tr_element_def *def,
                                tr_element *parent, const tr_sax_attr *attrs,
                                int count)
{
    apr_pool_t *pool = reader->file->pool;
    int attr_count = reader->attr_count[index_of(def)];
    tr_element *element = apr_pcalloc(pool, sizeof *element);

    element->def = def;
    element->attrs = apr_pcalloc(pool, (size_t)(attr_count + 1)
                                       * sizeof *element->attrs);
    element->lang = parent ? parent->lang : NO_LANGUAGE;
    element->line = reader->spot.line;
    element->column = reader->spot.column;
    for (int i = 0; i < count; i++)
        set_attr(reader, element, &attrs[i]);
    check_required(reader, def, attrs, count);
    return element;
}

static void append_child(tr_element *parent, tr_element *child)
{
    child->parent = parent;
    if (parent->last_child)
        parent->last_child->next = child;
    else
        parent->children = child;
    parent->last_child = child;
}

/* --- the root and the entities ---------------------------------------------------- */

static void set_published(tr_reader *reader, const tr_element *root)
{
    const char *published = attr(root, "published");

    if (published)
        tr_edition_parse(published, strlen(published), &reader->file->published);
}

void tr_narrative_root(tr_reader *reader, const char *name,
                       const tr_sax_attr *attrs, int count)
{
    tr_frame *frame = &reader->stack[reader->depth - 1];
    tr_element *root;

    if (strcmp(name, tr_elements[0].name) != 0) {
        tr_error(&reader->spot, "not-a-record", "the outermost element is <%s>, "
                 "not <%s>", name, tr_elements[0].name);
        tr_reader_stop(reader);
        return;
    }
    root = make_element(reader, &tr_elements[0], NULL, attrs, count);
    *frame = (tr_frame){ TR_FRAME_NODE, 0, root, tr_elements[0].name };
    reader->file->publisher = attr(root, "publisher");
    reader->file->backdated = attr(root, "backdated");
    reader->file->lang = root->lang;
    set_published(reader, root);
}

static int kind_named(const char *name)
{
    return name ? tr_element_find(name, strlen(name)) : -1;
}

/* Who withholds something is known only where an order demands it. */
static void check_order(tr_reader *reader, const tr_element *element)
{
    if (attr(element, "blocked-by") && !attr(element, "order"))
        tr_error(&reader->spot, "blocked-without-order", "<%s> has the attribute "
                 "blocked-by but no order: say what demands it",
                 element->def->name);
}

/* An entity, or the <withdrawn> of one. */
static tr_entity *make_entity(tr_reader *reader, tr_element *element)
{
    tr_entity *entity = apr_pcalloc(reader->file->pool, sizeof *entity);

    entity->file = reader->file;
    entity->root = element;
    entity->id = attr(element, "id");
    entity->withdrawn = !(element->def->flags & TR_EL_ENTITY);
    if (entity->withdrawn)
        check_order(reader, element);
    entity->kind = entity->withdrawn ? kind_named(attr(element, "kind"))
                                     : index_of(element->def);
    entity->line = element->line;
    entity->column = element->column;
    reader->entities++;
    check_unique(reader, element, entity->kind, 1);
    return entity;
}

static void end_entity(tr_reader *reader)
{
    tr_entity *entity = reader->entity;
    tr_file *file = reader->file;

    for (tr_element *child = entity->root->children; child; child = child->next)
        if (strcmp(child->def->name, "correction") == 0) {
            if (entity->correction) {
                reader->spot.line = child->line;
                reader->spot.column = child->column;
                tr_error(&reader->spot, "two-corrections", "an entity holds one "
                         "<correction>; the first is in line %d",
                         entity->correction->line);
                break;
            }
            entity->correction = child;
        }
    if (file->last_entity)
        file->last_entity->next = entity;
    else
        file->entities = entity;
    file->last_entity = entity;
    reader->entity = NULL;
}

/* --- elements -------------------------------------------------------------------- */

static void misplaced(tr_reader *reader, const tr_element_def *parent,
                      const tr_name *name)
{
    const char *known = name->element >= 0 ? "may not stand" : "is unknown";

    if (!*parent->children)
        tr_error(&reader->spot, "misplaced-element", "<%s> inside <%s>, which "
                 "holds no elements", name->name, parent->name);
    else
        tr_error(&reader->spot, name->element >= 0 ? "misplaced-element"
                                                   : "unknown-element",
                 "<%s> %s inside <%s>; allowed there are %s", name->name, known,
                 parent->name, parent->children);
    tr_suggest_word(&reader->spot, parent->children, ' ', name->name,
                    strlen(name->name));
}

static tr_frame_kind kind_of(const tr_reader *reader, const tr_element_def *def)
{
    if (def->flags & TR_EL_TEXT)
        return TR_FRAME_TEXT;
    if (def->flags & TR_EL_LABEL)
        return TR_FRAME_LABEL;
    return index_of(def) == reader->requests ? TR_FRAME_TABLE : TR_FRAME_NODE;
}

static void note_language(tr_reader *reader, const tr_element *element)
{
    if (strcmp(element->lang, NO_LANGUAGE) != 0 || reader->language_told++)
        return;
    tr_notice(&reader->spot, "no-language", "<%s> is text, and no xml:lang says "
              "in which language; say it once on <transparency>",
              element->def->name);
}

static void start_text(tr_reader *reader, tr_frame *frame)
{
    tr_text_begin(&reader->text, frame->kind == TR_FRAME_TEXT);
    note_language(reader, frame->element);
    check_language(reader, frame->element);
}

void tr_narrative_start(tr_reader *reader, tr_frame *parent, tr_frame *frame,
                        tr_name *name, const tr_sax_attr *attrs, int count)
{
    const tr_element_def *parent_def = parent->element->def, *def;
    int at_top = parent->element->def == &tr_elements[0];

    def = name->element >= 0 ? &tr_elements[name->element] : NULL;
    if (!def || !allows(reader, parent_def, def)) {
        misplaced(reader, parent_def, name);
        return;                 /* the frame stays TR_FRAME_SKIP */
    }
    frame->kind = kind_of(reader, def);
    frame->element = make_element(reader, def, parent->element, attrs, count);
    if (at_top) {
        frame->element->parent = NULL;
        reader->entity = make_entity(reader, frame->element);
    }
    else {
        append_child(parent->element, frame->element);
        check_unique(reader, frame->element, index_of(def), 0);
    }
    if (frame->kind == TR_FRAME_TEXT || frame->kind == TR_FRAME_LABEL)
        start_text(reader, frame);
    else if (frame->kind == TR_FRAME_TABLE)
        tr_figures_begin(&reader->figures, reader->entity, &reader->spot);
}

static void end_text(tr_reader *reader, tr_element *element)
{
    element->text = tr_text_end(&reader->text, reader->file->pool);
    if (element->text)
        return;
    reader->spot.line = element->line;
    reader->spot.column = element->column;
    tr_error(&reader->spot, "empty-text", "<%s> is empty; leave it out",
             element->def->name);
}

void tr_narrative_end(tr_reader *reader, tr_frame *frame)
{
    if (frame->kind == TR_FRAME_TEXT || frame->kind == TR_FRAME_LABEL)
        end_text(reader, frame->element);
    if (frame->kind == TR_FRAME_TABLE)
        tr_figures_end(&reader->figures, reader->entity, &reader->spot);
    if (reader->entity && frame->element == reader->entity->root)
        end_entity(reader);
}
