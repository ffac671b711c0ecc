/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One figure in words: a number where there is one, else why not; never an
 * empty cell.  The bracket code stands beside whatever is not an exact count,
 * and the key below the table explains it.
 */
#include "render/html.h"

#include "intl/text.h"

typedef struct tr_html_note {
    const char *id;
    uint32_t entity;            /* of the table it is said in */
    const tr_gen *gen;          /* as of the edition the figure is of */
} tr_html_note;

static const char *fill_count(const tr_html *h, const char *key, int64_t number)
{
    return tr_catalog_fill(h->pool, tr_catalog_text(h->render->catalog, key),
                           "count", tr_html_number(h, number), NULL);
}

static void put_status_name(tr_html *h, unsigned status)
{
    tr_html_put(h, tr_html_message(h, "status", tr_status_code(status), ""));
}

/* Words that the key at the end of the page explains lead there. */
static void begin_explained(tr_html *h, unsigned status)
{
    h->statuses |= 1u << status;
    if (h->has_key)
        tr_html_raw(h, apr_pstrcat(h->pool, "<a class=\"x\" href=\"#status-",
                                   tr_status_code(status), "\">", NULL));
}

static void end_explained(tr_html *h)
{
    tr_html_raw(h, h->has_key ? "</a>" : "");
}

static void put_bracket(tr_html *h, unsigned status)
{
    const char *bracket = tr_status_describe(status)->bracket;

    h->statuses |= 1u << status;
    if (!*bracket)
        return;
    tr_html_raw(h, " <span class=\"b\">[");
    tr_html_put(h, bracket);
    tr_html_raw(h, "]</span>");
}

/* The status in words and its code. */
static void put_words(tr_html *h, unsigned status)
{
    tr_html_raw(h, "<span class=\"s\">");
    begin_explained(h, status);
    put_status_name(h, status);
    end_explained(h);
    tr_html_raw(h, "</span>");
    put_bracket(h, status);
}

/* Of a number: the code, and what it means where the number itself does not say it. */
static void put_mark(tr_html *h, unsigned status)
{
    put_bracket(h, status);
    if (status != TR_STATUS_ESTIMATED && status != TR_STATUS_PERCENTAGE
        && status != TR_STATUS_SUPPRESSED)
        return;
    tr_html_raw(h, " <small>");
    begin_explained(h, status);
    put_status_name(h, status);
    end_explained(h);
    tr_html_raw(h, "</small>");
}

static const char *interval(const tr_html *h, const tr_value *value)
{
    if (value->max == TR_UNBOUNDED)
        return tr_text_at_least(h->render->catalog, h->render->locale,
                                value->min, h->pool);
    return tr_locale_interval(h->render->locale, value->min, value->max,
                              h->pool);
}

static int says_nothing(const tr_value *value)
{
    return !tr_status_has_number(value->status)
           || (value->min == 0 && value->max == TR_UNBOUNDED);
}

void tr_html_plain_value(tr_html *h, const tr_value *value)
{
    if (says_nothing(value))
        tr_html_put(h, tr_html_message(h, "status", tr_status_code(value->status),
                                       ""));
    else if (value->status == TR_STATUS_BELOW && value->min == 0
             && value->max < TR_NUMBER_MAX)
        tr_html_put(h, fill_count(h, "value.below", value->max + 1));
    else
        tr_html_put(h, interval(h, value));
}

void tr_html_value(tr_html *h, const tr_value *value)
{
    if (says_nothing(value)) {
        put_words(h, value->status);
        return;
    }
    tr_html_plain_value(h, value);
    put_mark(h, value->status);
}

void tr_html_refusal(tr_html *h, const char *refused)
{
    size_t length = strcspn(refused, ":");
    const char *code = apr_pstrmemdup(h->pool, refused, length);
    const char *key = apr_pstrcat(h->pool, "refusal.", code, NULL);
    const char *text = tr_catalog_text(h->render->catalog, key);

    tr_html_raw(h, text == key ? " <small lang=\"en\">" : " <small>");
    tr_html_put(h, text == key ? refused : text);
    tr_html_raw(h, "</small>");
}

/* ---- Cells ---- */

/* "88%", and what it is a share of. */
static const char *percent_words(const tr_html *h, const tr_gen_range *range)
{
    const char *percent = tr_locale_percent(h->render->locale, range->percent,
                                            range->decimals,
                                            TR_SHORTEN_NEAREST, h->pool);
    tr_label whole = tr_html_code_label(h, TR_DIM_MEASURE, range->percent_of);

    return tr_catalog_fill(h->pool,
                           tr_catalog_text(h->render->catalog,
                                           "value.percent-of"),
                           "percent", percent, "measure", whole.text, NULL);
}

static void put_percentage(tr_html *h, const tr_gen_cell *cell)
{
    tr_html_put(h, percent_words(h, cell->range));
    tr_html_raw(h, "<br>");
    if (says_nothing(&cell->value)) {
        put_words(h, cell->value.status);
        return;
    }
    tr_html_put(h, interval(h, &cell->value));
    put_mark(h, cell->value.status);
}

static void put_approximate(tr_html *h, const tr_gen_cell *cell)
{
    tr_html_put(h, fill_count(h, "value.about", cell->range->stated));
    if (cell->value.max != TR_UNBOUNDED) {
        tr_html_raw(h, " (");
        tr_html_put(h, interval(h, &cell->value));
        tr_html_raw(h, ")");
    }
    put_mark(h, cell->value.status);
}

/* N±M that is an estimate: the number lies between its bounds. */
static int is_rounded_estimate(const tr_gen_cell *cell)
{
    int64_t stated = cell->range->stated;

    return cell->value.status == TR_STATUS_ESTIMATED && stated
           && cell->value.min < cell->value.max
           && cell->value.max != TR_UNBOUNDED
           && cell->value.min <= stated && stated <= cell->value.max;
}

void tr_html_cell_number(tr_html *h, const tr_gen_cell *cell)
{
    const tr_gen_range *range = cell->range;

    if (range && range->percent_of)
        put_percentage(h, cell);
    else if (range && (cell->value.status == TR_STATUS_APPROXIMATE
                       || is_rounded_estimate(cell)))
        put_approximate(h, cell);
    else if (range && says_nothing(&cell->value) && range->stated) {
        tr_html_put(h, fill_count(h, "value.about", range->stated));
        put_mark(h, cell->value.status);
    }
    else
        tr_html_value(h, &cell->value);
}

static void put_marks(tr_html *h, unsigned marks)
{
    for (int i = 0; i < TR_MARK_COUNT; i++) {
        if (!(marks & 1u << i))
            continue;
        tr_html_raw(h, " <small>");
        tr_html_put(h, tr_html_message(h, "mark", tr_mark_codes[i], ""));
        tr_html_raw(h, "</small>");
    }
}

static void put_named(tr_html *h, const char *key, tr_off text)
{
    if (!text)
        return;
    tr_html_raw(h, " <small>");
    tr_html_say(h, key);
    tr_html_raw(h, ": <bdi>");
    tr_html_put(h, tr_gen_string(h->gen, text));
    tr_html_raw(h, "</bdi></small>");
}

static int is_web(const char *text)
{
    return !strncmp(text, "https://", 8) || !strncmp(text, "http://", 7);
}

static void put_source(tr_html *h, tr_off source)
{
    const char *text = tr_gen_string(h->gen, source);

    if (!source)
        return;
    if (!is_web(text)) {
        put_named(h, "column.source", source);
        return;
    }
    tr_html_raw(h, " <small>");
    tr_html_outward(h, text, tr_catalog_text(h->render->catalog,
                                             "column.source"), NULL);
    tr_html_raw(h, "</small>");
}

/* The number of a note below the table; it is listed when it was not yet. */
static int note_number(tr_html *h, const char *id, uint32_t entity)
{
    tr_html_note *notes, *note;

    if (!h->notes)
        h->notes = apr_array_make(h->pool, 8, sizeof(tr_html_note));
    notes = (tr_html_note *)h->notes->elts;
    for (int i = 0; i < h->notes->nelts; i++)
        if (notes[i].entity == entity && !strcmp(notes[i].id, id)
            && notes[i].gen->edition == h->gen->edition)
            return i + 1;
    note = apr_array_push(h->notes);
    note->id = id;
    note->entity = entity;
    note->gen = h->gen;
    return h->notes->nelts;
}

static void put_notes(tr_html *h, const tr_gen_cell *cell)
{
    char *rest, *id, *save;
    uint32_t entity = TR_GEN_ROWS(h->gen, tr_gen_block, blocks)
                          [cell->block].entity;

    if (!cell->annot->notes)
        return;
    rest = apr_pstrdup(h->pool, tr_gen_string(h->gen, cell->annot->notes));
    tr_html_raw(h, " <small>");
    for (id = apr_strtok(rest, " ", &save); id; id = apr_strtok(NULL, " ", &save)) {
        int number = note_number(h, id, entity);
        tr_html_raw(h, apr_psprintf(h->pool, "<a href=\"#note-%d\">", number));
        tr_html_put(h, tr_catalog_fill(h->pool,
                    tr_catalog_text(h->render->catalog, "note.number"),
                    "number", tr_html_number(h, number), NULL));
        tr_html_raw(h, "</a> ");
    }
    tr_html_raw(h, "</small>");
}

void tr_html_cell_value(tr_html *h, const tr_gen_cell *cell)
{
    tr_html_cell_number(h, cell);
    put_marks(h, cell->flags);
    tr_html_why(h, cell);
    if (!cell->annot)
        return;
    put_named(h, "column.text_published", cell->annot->printed);
    put_named(h, "column.country_published", cell->annot->country_printed);
    put_notes(h, cell);
    put_source(h, cell->annot->source);
}

/* ---- Below the table ---- */

void tr_html_key(tr_html *h)
{
    uint32_t shown = h->statuses & ~(1u << TR_STATUS_REPORTED);

    h->statuses = 0;
    if (!shown)
        return;
    tr_html_raw(h, "<section class=\"key\"><h2>");
    tr_html_say(h, "page.key");
    tr_html_raw(h, "</h2>\n<dl>\n");
    for (unsigned i = 0; i < TR_STATUS_COUNT; i++) {
        if (!(shown & 1u << i))
            continue;
        tr_html_raw(h, apr_pstrcat(h->pool, "<div id=\"status-",
                    tr_status_code(i), "\"><dt><span class=\"s\">", NULL));
        put_status_name(h, i);
        tr_html_raw(h, "</span>");
        put_bracket(h, i);
        tr_html_raw(h, "</dt><dd>");
        tr_html_put(h, tr_html_message(h, "status", tr_status_code(i),
                                       ".explain"));
        tr_html_raw(h, "</dd></div>\n");
    }
    tr_html_raw(h, "</dl></section>\n");
    h->statuses = 0;
}

/* A note is an entity, or stands inside the table that uses it. */
static const tr_gen_node *find_note(const tr_html *h, const tr_html_note *note)
{
    const tr_gen_node *nodes = TR_GEN_ROWS(h->gen, tr_gen_node, nodes);
    int kind = tr_element_find("note", 4);
    const tr_gen_entity *entity = TR_GEN_ROWS(h->gen, tr_gen_entity, entities)
                                  + note->entity;
    const tr_gen_version *version = tr_gen_version_of(note->gen, entity);

    if (version)
        for (uint32_t i = nodes[version->root].child; i; i = nodes[i - 1].next) {
            const char *id = tr_gen_attr_named(h->gen, i - 1, "id");
            if (nodes[i - 1].element == kind && id && !strcmp(id, note->id))
                return &nodes[i - 1];
        }
    entity = tr_gen_entity_find(h->gen, kind, note->id, strlen(note->id));
    version = entity ? tr_gen_version_of(note->gen, entity) : NULL;
    return version && !version->withdrawn ? &nodes[version->root] : NULL;
}

void tr_html_notes(tr_html *h)
{
    const tr_html_note *notes;

    if (!h->notes)
        return;
    notes = (const tr_html_note *)h->notes->elts;
    tr_html_raw(h, "<section class=\"notes\"><h2>");
    tr_html_say(h, "page.notes");
    tr_html_raw(h, "</h2>\n<ol>\n");
    for (int i = 0; i < h->notes->nelts; i++) {
        const tr_gen_node *node = find_note(h, &notes[i]);
        tr_html_raw(h, apr_psprintf(h->pool, "<li id=\"note-%d\">", i + 1));
        if (node)
            tr_html_entity_body(h, (uint32_t)(node
                                - TR_GEN_ROWS(h->gen, tr_gen_node, nodes)));
        else
            tr_html_put(h, notes[i].id);
        tr_html_raw(h, "</li>\n");
    }
    tr_html_raw(h, "</ol></section>\n");
    h->notes = NULL;
}
