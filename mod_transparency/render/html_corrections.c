/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What changed: before and after side by side, when, and why or that no reason
 * was given.
 *
 *     edition ──< report ──< entity ──< figures, then texts
 *
 * The rows and their order are those of the data formats; pages of 200.  What
 * is gone stands in <del>, what is new in <ins>, and the head of the column says
 * which is which.
 */
#include "render/html.h"

#include <stdlib.h>

#include "query/change_rows.h"

enum { NO_TABLE, FIGURES, TEXTS };

typedef struct changes_page {
    const tr_change_rows *answer;
    uint32_t first, end;        /* rows of this page */
    int open;                   /* the table that is open */
    int edition;                /* whose heading was written; -1: none */
    const tr_change *change;
    uint16_t report;
} changes_page;

static int64_t instant_of(const tr_html *h, int edition)
{
    return TR_GEN_ROWS(h->gen, int64_t, instants)[edition];
}

/* The record as of an edition; notes below the page may still need it. */
static const tr_gen *view_of(const tr_html *h, int edition)
{
    tr_gen then = tr_gen_at(h->gen, (uint16_t)edition);

    return edition == h->gen->edition ? h->gen
                                      : apr_pmemdup(h->pool, &then, sizeof then);
}

static void close_table(tr_html *h, changes_page *page)
{
    if (page->open != NO_TABLE) {
        tr_html_raw(h, "</tbody>");
        tr_html_table_end(h);
    }
    page->open = NO_TABLE;
}

static void put_head(tr_html *h, const char *key, int is_figure)
{
    tr_html_raw(h, is_figure ? "<th scope=\"col\" class=\"n\">"
                             : "<th scope=\"col\">");
    tr_html_say(h, key);
    tr_html_raw(h, "</th>");
}

static void open_table(tr_html *h, changes_page *page, int kind)
{
    if (page->open == kind)
        return;
    close_table(h, page);
    page->open = kind;
    tr_html_table_begin(h, tr_html_pattern(h, kind == FIGURES
                                           ? "change.caption"
                                           : "change.texts"));
    tr_html_raw(h, "<thead><tr>");
    put_head(h, kind == FIGURES ? "change.figure" : "change.property", 0);
    put_head(h, "change.old", kind == FIGURES);
    put_head(h, "change.new", kind == FIGURES);
    if (kind == FIGURES)
        put_head(h, "change.difference", 1);
    tr_html_raw(h, "</tr></thead>\n<tbody>\n");
}

/* ---- Headings ---- */

static void put_between(tr_html *h, const tr_change_rows *answer)
{
    tr_html_raw(h, "<h2>");
    tr_html_raw(h, tr_catalog_fill(h->pool, tr_html_pattern(h, "change.between"),
        "from", tr_html_instant(h, instant_of(h, answer->from)),
        "to", tr_html_instant(h, instant_of(h, answer->to)), NULL));
    tr_html_raw(h, "</h2>\n");
}

/* Corrections are not all an edition brought: a link to the rest. */
static void put_whole(tr_html *h, uint16_t edition)
{
    tr_query *query = apr_pcalloc(h->pool, sizeof *query);

    if (!edition)
        return;
    query->page = 1;
    query->from = edition;              /* ordinals + 1: the one before */
    query->to = edition + 1u;
    tr_html_raw(h, "<p><a");
    tr_html_attr(h, "href", tr_html_self(h, query));
    tr_html_raw(h, ">");
    tr_html_say(h, "change.whole");
    tr_html_raw(h, "</a></p>\n");
}

static void put_edition(tr_html *h, changes_page *page, const tr_change_row *row)
{
    if (page->answer->between || page->edition == row->edition)
        return;
    page->edition = row->edition;
    page->report = 0;
    tr_html_raw(h, apr_psprintf(h->pool, "<h2 id=\"edition-%u\">", row->edition));
    tr_html_raw(h, tr_html_instant(h, instant_of(h, row->edition)));
    tr_html_raw(h, "</h2>\n");
    put_whole(h, row->edition);
}

static int is_table(const tr_html *h, const tr_change_row *row)
{
    const tr_gen_entity *entity = TR_GEN_ROWS(h->gen, tr_gen_entity, entities)
                                  + row->change->entity;

    return !strcmp(tr_elements[entity->kind].name, "requests");
}

static void put_report(tr_html *h, changes_page *page, const tr_change_row *row)
{
    uint16_t report = tr_change_code(row, TR_DIM_REPORT);

    if (!is_table(h, row) || report == page->report)
        return;
    page->report = report;
    tr_html_raw(h, "<h3 class=\"report\">");
    tr_html_put(h, tr_html_message(h, "dimension", "report", ""));
    tr_html_mark(h, "between.colon");
    tr_html_code(h, TR_DIM_REPORT, report);
    tr_html_raw(h, "</h3>\n");
}

/* ---- Why ---- */

static void put_backdated(tr_html *h, const tr_gen_version *version)
{
    if (!version->backdated)
        return;
    tr_html_raw(h, "<p class=\"warn\">");
    tr_html_say(h, "change.backdated");
    tr_html_raw(h, " <bdi>");
    tr_html_put(h, tr_gen_string(h->gen, version->backdated_reason));
    tr_html_raw(h, "</bdi></p>\n");
}

static void put_version_reason(tr_html *h, const tr_gen_version *version,
                               int dated)
{
    const char *reason = version->withdrawn
        ? tr_gen_attr_named(h->gen, version->root, "reason") : NULL;

    if (dated && (version->correction || reason)) {
        tr_html_raw(h, "<p class=\"h\">");
        tr_html_raw(h, tr_html_instant(h, instant_of(h, version->since)));
        tr_html_raw(h, "</p>\n");
    }
    if (version->correction) {
        tr_html_entity_body(h, version->correction - 1);
        tr_html_node_text(h, TR_GEN_ROWS(h->gen, tr_gen_node, nodes)
                             + version->correction - 1);
    }
    else if (reason) {
        tr_html_raw(h, "<p dir=\"auto\">");
        tr_html_put(h, reason);
        tr_html_raw(h, "</p>\n");
    }
    put_backdated(h, version);
}

void tr_html_change_reason(tr_html *h, const tr_change *change)
{
    if (change->differs && !change->reason_given) {
        tr_html_raw(h, "<p class=\"warn\">");
        tr_html_say(h, "change.no-reason");
        tr_html_raw(h, "</p>\n");
    }
    put_version_reason(h, TR_GEN_ROWS(h->gen, tr_gen_version, versions)
                          + change->new_version, 0);
}

/* Whether a row of this change has a reason that was due and not given. */
static int lacks_reason(const tr_html *h, const changes_page *page,
                        const tr_change *change)
{
    const tr_gen_version *versions = TR_GEN_ROWS(h->gen, tr_gen_version, versions);

    for (uint32_t i = 0; i < page->answer->count; i++) {
        const tr_change_row *row = &page->answer->rows[i];
        const tr_gen_version *version = versions + row->version;
        if (row->change == change && row->reason_due && !version->correction
            && !version->withdrawn)
            return 1;
    }
    return 0;
}

static void put_reasons(tr_html *h, const changes_page *page, const tr_change_row *row)
{
    const tr_gen_version *versions = TR_GEN_ROWS(h->gen, tr_gen_version, versions);
    const tr_gen_entity *entity = TR_GEN_ROWS(h->gen, tr_gen_entity, entities)
                                  + row->change->entity;
    uint32_t first = row->change->new_version;

    if (lacks_reason(h, page, row->change)) {
        tr_html_raw(h, "<p class=\"warn\">");
        tr_html_say(h, "change.no-reason");
        tr_html_raw(h, "</p>\n");
    }
    if (page->answer->between)
        first = row->change->kind == TR_CHANGE_FIRST ? entity->first_version
                                                     : row->change->old_version + 1;
    for (uint32_t i = first; i <= row->change->new_version; i++)
        put_version_reason(h, versions + i, page->answer->between);
}

/* ---- An entity ---- */

const char *tr_html_change_word(const tr_change *change)
{
    switch (change->kind) {
    case TR_CHANGE_FIRST:     return "first";
    case TR_CHANGE_WITHDRAWN: return "withdrawn";
    case TR_CHANGE_RESTORED:  return "restored";
    default:                  return change->differs ? "replaced" : "extended";
    }
}

/* A path as of an edition stands below the mount, also on the page of another version. */
static const char *version_href(const tr_html *h, const char *path,
                                const char *query, const char *fragment)
{
    return apr_pstrcat(h->pool, h->root, path, h->suffix, *query ? "?" : "",
                       query, *fragment ? "#" : "", fragment, NULL);
}

static void put_version_link(tr_html *h, const char *path, int edition,
                             const char *key)
{
    const char *date;

    if (!path)
        return;
    date = tr_html_instant(h, instant_of(h, edition));
    tr_html_raw(h, " <a");
    tr_html_attr(h, "href", version_href(h, path, "", ""));
    tr_html_raw(h, ">");
    tr_html_raw(h, tr_catalog_fill(h->pool, tr_html_pattern(h, key), "date",
                                   date, NULL));
    tr_html_raw(h, "</a>");
}

static void put_versions(tr_html *h, const changes_page *page, const tr_change_row *row)
{
    tr_html_raw(h, "<p class=\"versions\">");
    put_version_link(h, tr_change_old_path(h->gen, page->answer, row, h->pool),
                     tr_change_old_edition(page->answer, row),
                     "change.page-before");
    put_version_link(h, tr_change_new_path(h->gen, page->answer, row, h->pool),
                     tr_change_new_edition(page->answer, row),
                     "change.page-after");
    tr_html_raw(h, "</p>\n");
}

const char *tr_html_change_fragment(const tr_html *h, const tr_change *change)
{
    const tr_gen_entity *entity = TR_GEN_ROWS(h->gen, tr_gen_entity, entities)
                                  + change->entity;

    return apr_psprintf(h->pool, "change-%u-%s-%s", change->edition,
                        tr_elements[entity->kind].name,
                        tr_gen_string(h->gen, entity->id));
}

static void put_change(tr_html *h, changes_page *page, const tr_change_row *row)
{
    const tr_change *change = row->change;
    const tr_gen_entity *entity = TR_GEN_ROWS(h->gen, tr_gen_entity, entities)
                                  + change->entity;
    const char *kind = tr_elements[entity->kind].name;
    const char *id = tr_gen_string(h->gen, entity->id);
    int in_report = is_table(h, row);

    if (page->change == change)
        return;
    close_table(h, page);
    put_edition(h, page, row);
    put_report(h, page, row);
    page->change = change;
    tr_html_raw(h, "<div class=\"change\"");
    tr_html_attr(h, "id", tr_html_change_fragment(h, change));
    tr_html_raw(h, in_report ? "><h4>" : "><h3>");
    tr_html_label(h, tr_html_word(h, "entity", kind));
    tr_html_mark(h, "between.colon");
    tr_html_reference(h, kind, id);
    tr_html_raw(h, in_report ? "</h4>\n<p>" : "</h3>\n<p>");
    tr_html_put(h, tr_html_message(h, "change", tr_html_change_word(change), ""));
    tr_html_raw(h, "</p>\n");
    put_reasons(h, page, row);
    put_versions(h, page, row);
    tr_html_raw(h, "</div>\n");
}

/* ---- Its figures ---- */

void tr_html_cell_where(tr_html *h, const tr_gen_cell *cell)
{
    int first = 1;

    for (int dim = TR_DIM_PERIOD; dim < TR_DIM_COUNT; dim++) {
        if (!cell->code[dim])
            continue;
        tr_html_raw(h, first ? "" : " · ");
        tr_html_label(h, tr_html_code_label(h, (tr_dim)dim, cell->code[dim]));
        first = 0;
    }
}

/* The figure in the list of its like; what is gone, as of the edition that had it. */
static const char *cell_href(const tr_html *h, const changes_page *page,
                             const tr_change_row *row, const tr_gen_cell *cell)
{
    static const tr_dim said[] = { TR_DIM_TABLE, TR_DIM_PERIOD, TR_DIM_MEASURE,
                                   TR_DIM_UNIT, TR_DIM_COUNTRY };
    const char *id = tr_gen_cell_id(h->gen, cell, h->pool), *asked;
    tr_query *query = apr_pcalloc(h->pool, sizeof *query);
    int edition;

    for (size_t i = 0; i < sizeof said / sizeof said[0]; i++)
        if (cell->code[said[i]])
            query = tr_query_with_filter(query, said[i], cell->code[said[i]],
                                         h->pool);
    asked = tr_query_string(h->gen, query, h->pool);
    if (tr_gen_valid(h->gen, cell->since, cell->until))
        return tr_html_href(h, "requests", asked, id);
    edition = row->cell->new_row == TR_NO_ROW
        ? tr_change_old_edition(page->answer, row)
        : tr_change_new_edition(page->answer, row);
    return version_href(h, tr_change_path(h->gen, (uint16_t)edition, "requests",
                                          h->pool), asked, id);
}

/* One side as of its own edition, whose notes may say something else. */
static void put_side(tr_html *h, const tr_change_row *row, uint32_t number,
                     int edition, const char *tag)
{
    const tr_gen *now = h->gen;
    tr_gen_cell cell;

    tr_html_raw(h, "<td class=\"n\">");
    if (number == TR_NO_ROW) {
        tr_html_raw(h, "<span class=\"s\">");
        tr_html_say(h, "change.absent");
        tr_html_raw(h, "</span></td>");
        return;
    }
    h->gen = view_of(h, edition);
    tr_gen_cell_get(h->gen, row->cell->block, number, &cell);
    if (*tag)
        tr_html_raw(h, apr_pstrcat(h->pool, "<", tag, ">", NULL));
    tr_html_cell_value(h, &cell);
    if (*tag)
        tr_html_raw(h, apr_pstrcat(h->pool, "</", tag, ">", NULL));
    h->gen = now;
    tr_html_raw(h, "</td>");
}

/* Only between two exact numbers. */
static const char *difference(const tr_html *h, const tr_change_cell *cell)
{
    tr_gen_cell before, now;
    int64_t more;

    switch (cell->change) {
    case TR_CHANGED_ADDED:   return tr_html_pattern(h, "change.added");
    case TR_CHANGED_REMOVED: return tr_html_pattern(h, "change.removed");
    case TR_CHANGED_DETAIL:  return tr_html_pattern(h, "change.detail");
    default:                 break;
    }
    tr_gen_cell_get(h->gen, cell->block, cell->old_row, &before);
    tr_gen_cell_get(h->gen, cell->block, cell->new_row, &now);
    if (!tr_value_is_exact(&before.value) || !tr_value_is_exact(&now.value))
        return tr_html_pattern(h, "change.unclear");
    more = now.value.min - before.value.min;
    return apr_pstrcat(h->pool, "<bdi>", more > 0 ? "+" : "",
                       tr_html_escape(h, tr_html_number(h, more)), "</bdi>",
                       NULL);
}

static void put_cell(tr_html *h, changes_page *page, const tr_change_row *row)
{
    const tr_change_cell *changed = row->cell;
    int differs = changed->change != TR_CHANGED_DETAIL;
    tr_gen_cell cell;

    open_table(h, page, FIGURES);
    tr_gen_cell_get(h->gen, changed->block, changed->new_row != TR_NO_ROW
                    ? changed->new_row : changed->old_row, &cell);
    tr_html_raw(h, "<tr");
    tr_html_attr(h, "id", apr_psprintf(h->pool, "e%u.%s", row->edition,
                                       tr_gen_cell_id(h->gen, &cell, h->pool)));
    tr_html_raw(h, "><th scope=\"row\"><a");
    tr_html_attr(h, "href", cell_href(h, page, row, &cell));
    tr_html_raw(h, ">");
    tr_html_cell_where(h, &cell);
    tr_html_raw(h, "</a></th>");
    put_side(h, row, changed->old_row, tr_change_old_edition(page->answer, row),
             differs ? "del" : "");
    put_side(h, row, changed->new_row, tr_change_new_edition(page->answer, row),
             differs ? "ins" : "");
    tr_html_raw(h, "<td class=\"n d\">");
    tr_html_raw(h, difference(h, changed));
    tr_html_raw(h, "</td></tr>\n");
}

/* ---- Its texts ---- */

/* "note.2/text.1" and an attribute in words: "Note 2 › Text › …". */
static void put_property(tr_html *h, const tr_change_text *text)
{
    char *path = apr_pstrdup(h->pool, text->path), *step, *save;

    for (step = apr_strtok(path, "/", &save); step;
         step = apr_strtok(NULL, "/", &save)) {
        char *dot = strrchr(step, '.');
        if (step != path)
            tr_html_raw(h, " · ");
        *dot = '\0';
        tr_html_label(h, tr_html_word(h, "element", step));
        if (strcmp(dot + 1, "1")) {
            tr_html_raw(h, " ");
            tr_html_put(h, tr_html_number(h, atoi(dot + 1)));
        }
    }
    if (text->attr) {
        tr_html_raw(h, *text->path ? " · " : "");
        tr_html_label(h, tr_html_word(h, "attr", text->name));
    }
    if (!*text->path && !text->attr)
        tr_html_label(h, tr_html_word(h, "element", text->name));
}

static void put_text_side(tr_html *h, const tr_change_text *text, tr_off off,
                          const char *tag, int edition)
{
    const tr_gen *now = h->gen;
    const char *words = tr_gen_string(h->gen, off);

    tr_html_raw(h, "<td class=\"t\">");
    if (!off || edition < 0) {
        tr_html_raw(h, "<span class=\"s\">");
        tr_html_say(h, "change.absent");
        tr_html_raw(h, "</span></td>");
        return;
    }
    h->gen = view_of(h, edition);
    tr_html_raw(h, apr_pstrcat(h->pool, "<", tag, NULL));
    if (*text->lang && strcmp(text->lang, h->render->lang))
        tr_html_attr(h, "lang", text->lang);
    tr_html_raw(h, " dir=\"auto\">");
    if (text->attr)
        tr_html_attribute(h, text->attr, words, h->render->lang);
    else if (text->markup)
        tr_html_raw(h, words);      /* rebuilt by the reader, safe as it is */
    else
        tr_html_put(h, words);
    tr_html_raw(h, apr_pstrcat(h->pool, "</", tag, "></td>", NULL));
    h->gen = now;
}

static void put_text(tr_html *h, changes_page *page, const tr_change_row *row)
{
    open_table(h, page, TEXTS);
    tr_html_raw(h, "<tr><th scope=\"row\">");
    put_property(h, row->text);
    tr_html_raw(h, "</th>");
    put_text_side(h, row->text, row->text->old_text, "del",
                  tr_change_old_edition(page->answer, row));
    put_text_side(h, row->text, row->text->new_text, "ins",
                  tr_change_new_edition(page->answer, row));
    tr_html_raw(h, "</tr>\n");
}

/* ---- The page ---- */

static void put_rows(tr_html *h, changes_page *page)
{
    for (uint32_t i = page->first; i < page->end; i++) {
        const tr_change_row *row = &page->answer->rows[i];
        put_change(h, page, row);
        if (row->cell)
            put_cell(h, page, row);
        else if (row->text)
            put_text(h, page, row);
    }
    close_table(h, page);
}

static void put_unexplained(tr_html *h, const tr_change_rows *answer)
{
    const tr_gen_version *versions = TR_GEN_ROWS(h->gen, tr_gen_version, versions);
    int64_t count = 0;

    for (uint32_t i = 0; i < answer->count; i++) {
        const tr_gen_version *version = versions + answer->rows[i].version;
        count += answer->rows[i].reason_due && !version->correction
                 && !version->withdrawn;
    }
    if (!count)
        return;
    tr_html_raw(h, "<p class=\"warn\">");
    tr_html_put(h, tr_catalog_fill(h->pool, tr_catalog_text(h->render->catalog,
        "change.unexplained"), "count", tr_html_number(h, count), NULL));
    tr_html_raw(h, "</p>\n");
}

static void put_nothing(tr_html *h, const tr_change_rows *answer)
{
    const char *key = answer->between ? "change.same"
        : *h->render->target->query_string ? "change.no-match" : "change.none";

    tr_html_raw(h, "<p>");
    tr_html_say(h, key);
    tr_html_raw(h, "</p>\n");
}

void tr_html_corrections(tr_html *h)
{
    changes_page page = { .edition = -1 };
    uint64_t first = (uint64_t)(h->query->page - 1) * TR_PAGE_ROWS;

    page.answer = tr_change_answer(h->gen, h->query, h->pool);
    page.first = first < page.answer->count ? (uint32_t)first : page.answer->count;
    page.end = page.answer->count - page.first < TR_PAGE_ROWS
               ? page.answer->count : page.first + TR_PAGE_ROWS;
    tr_html_raw(h, "<p>");
    tr_html_say(h, "change.intro");
    tr_html_raw(h, "</p>\n");
    tr_html_changes_form(h, h->query);
    if (page.answer->between)
        put_between(h, page.answer);
    if (!page.answer->count)
        put_nothing(h, page.answer);
    put_unexplained(h, page.answer);
    tr_html_pager(h, h->query, page.answer->count);
    put_rows(h, &page);
    if (page.answer->count > TR_PAGE_ROWS)
        tr_html_pager(h, h->query, page.answer->count);
    tr_html_notes(h);
    tr_html_key(h);
}

void tr_html_corrections_here(tr_html *h)
{
    const tr_target *target = h->render->target;
    tr_dim dim = (tr_dim)tr_resources[target->resource].dim;
    tr_query *query = apr_pcalloc(h->pool, sizeof *query);
    const tr_change_rows *answer;

    query->page = 1;
    query = tr_query_with_filter(query, dim, target->item_code, h->pool);
    answer = tr_change_answer(h->gen, query, h->pool);
    if (!answer->count)
        return;
    tr_html_raw(h, "<p class=\"corrections\"><a");
    tr_html_attr(h, "href", tr_html_href(h, tr_resources[TR_RES_CORRECTIONS].path,
                                         tr_query_string(h->gen, query, h->pool),
                                         ""));
    tr_html_raw(h, ">");
    tr_html_put(h, tr_catalog_fill(h->pool, tr_catalog_text(h->render->catalog,
        "change.here"), "count", tr_html_number(h, answer->count), NULL));
    tr_html_raw(h, "</a></p>\n");
}
