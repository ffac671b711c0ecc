/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The state of affairs in one page: the newest figures, what is withheld, what
 * was asked and not answered, what changed, what is due.
 */
#include "render/html.h"

#include "render/facts.h"
#include "store/changes.h"

enum { RECENT = 5, LEADS = 3, NEWEST_PERIODS = 2 };

static void heading(tr_html *h, const char *key)
{
    tr_html_raw(h, "<section><h2>");
    tr_html_say(h, key);
    tr_html_raw(h, "</h2>\n");
}

static void end_section(tr_html *h)
{
    tr_html_raw(h, "</section>\n");
}

static void put_more(tr_html *h, const char *path, const char *key)
{
    tr_html_raw(h, "<p class=\"more\"><a");
    tr_html_attr(h, "href", tr_html_href(h, path, "", ""));
    tr_html_raw(h, ">");
    tr_html_say(h, key);
    tr_html_raw(h, "</a></p>\n");
}

/* Calls `visit` with every entity of the kind that is part of the record. */
static void each(tr_html *h, const char *kind,
                 void (*visit)(tr_html *h, const tr_gen_entity *entity,
                               uint32_t root))
{
    uint32_t count, first = tr_gen_kind(h->gen, tr_element_find(
                                            kind, strlen(kind)), &count);

    for (uint32_t i = first; i < first + count; i++) {
        const tr_gen_entity *entity = TR_GEN_ROWS(h->gen, tr_gen_entity,
                                                  entities) + i;
        const tr_gen_version *version = tr_html_current(h, entity);
        if (version)
            visit(h, entity, version->root);
    }
}

static uint32_t count_kind(tr_html *h, const char *kind, const char *attr,
                           const char *value)
{
    uint32_t total, found = 0;
    uint32_t first = tr_gen_kind(h->gen, tr_element_find(kind, strlen(kind)),
                                 &total);

    for (uint32_t i = first; i < first + total; i++) {
        const tr_gen_version *version = tr_html_current(
            h, TR_GEN_ROWS(h->gen, tr_gen_entity, entities) + i);
        const char *own = version && attr
            ? tr_gen_attr_named(h->gen, version->root, attr) : NULL;
        found += version && (!attr || (own && !strcmp(own, value)));
    }
    return found;
}

/* ---- What is missing ---- */

static uint64_t *count_statuses(const tr_html *h, uint64_t *cells)
{
    const uint16_t *since = TR_GEN_ROWS(h->gen, uint16_t, since);
    const uint16_t *until = TR_GEN_ROWS(h->gen, uint16_t, until);
    const uint8_t *status = TR_GEN_ROWS(h->gen, uint8_t, status);
    uint64_t *counts = apr_pcalloc(h->pool, TR_STATUS_COUNT * sizeof *counts);

    *cells = 0;
    for (uint32_t row = 0; row < h->gen->head->status.count; row++)
        if (tr_gen_valid(h->gen, since[row], until[row])
            && status[row] < TR_STATUS_COUNT) {
            counts[status[row]]++;
            ++*cells;
        }
    return counts;
}

static void put_missing(tr_html *h)
{
    uint64_t cells, missing = 0;
    const uint64_t *counts = count_statuses(h, &cells);

    heading(h, "overview.missing");
    for (unsigned i = 0; i < TR_STATUS_COUNT; i++) {
        if (!counts[i] || tr_status_has_number(i))
            continue;
        tr_html_raw(h, missing ? "" : "<dl class=\"facts\">\n");
        missing += counts[i];
        tr_html_raw(h, "<div><dt>");
        tr_html_put(h, tr_html_message(h, "status", tr_status_code(i), ""));
        tr_html_raw(h, "</dt><dd>");
        tr_html_say_count(h, "cells.count", counts[i]);
        tr_html_raw(h, ". ");
        tr_html_put(h, tr_html_message(h, "status", tr_status_code(i),
                                       ".explain"));
        tr_html_raw(h, "</dd></div>\n");
    }
    tr_html_raw(h, missing ? "</dl>\n<p>" : "<p>");
    tr_html_put(h, tr_catalog_fill(h->pool, tr_catalog_text(
        h->render->catalog, missing ? "overview.missing-of"
                                    : "overview.none-missing"),
        "missing", tr_html_number(h, (int64_t)missing),
        "cells", tr_html_number(h, (int64_t)cells), NULL));
    tr_html_raw(h, "</p>\n");
    put_more(h, "about", "overview.coverage");
    end_section(h);
}

/* ---- Figures ---- */

/* Of each of the first publishers the newest figure of what was received. */
static int find_leads(tr_html *h, const tr_groups *groups, const tr_group **leads)
{
    uint32_t publishers = h->gen->head->codes[TR_DIM_PUBLISHER].count;
    int count = 0;

    for (uint16_t p = 1; p < publishers && count < LEADS; p++)
        if ((leads[count] = tr_html_newest(h, groups, p)))
            count++;
    if (!count && (leads[0] = tr_html_newest(h, groups, 0)))
        count = 1;
    return count;
}

static void put_trend(tr_html *h, const tr_groups *groups, const tr_group *like)
{
    heading(h, "trend.heading");
    if (!tr_html_trend(h, groups, like, like->code[TR_DIM_SERVICE]
                       ? TR_DIM_SERVICE : TR_DIM_PUBLISHER,
                       tr_html_pattern(h, "trend.caption"))) {
        tr_html_raw(h, "<p>");
        tr_html_say(h, "trend.none");
        tr_html_raw(h, "</p>\n");
    }
    put_more(h, "periods", "trend.all");
    end_section(h);
}

/* Where no sentence can be said, the table says what there is, and why it is no number. */
static void put_without_lead(tr_html *h, const tr_groups *groups)
{
    const tr_pivot pivot = {
        .groups = groups, .newest_rows = NEWEST_PERIODS,
        .row_count = 3, .row = { TR_DIM_PUBLISHER, TR_DIM_SERVICE, TR_DIM_PERIOD },
        .column_count = 2, .column = { TR_DIM_MEASURE, TR_DIM_UNIT }
    };

    if (tr_html_pivot(h, &pivot, tr_html_pattern(h, "overview.caption"))) {
        tr_html_key(h);
        return;
    }
    tr_html_raw(h, "<p>");
    tr_html_say(h, "refusal.no-cells");
    tr_html_raw(h, "</p>\n");
}

static void put_figures(tr_html *h)
{
    const tr_groups *groups = tr_group_answer(h->gen, tr_facts_query(h->render),
                                              h->pool);
    const tr_group *leads[LEADS];
    int count = find_leads(h, groups, leads);

    tr_html_raw(h, "<section class=\"newest\"><h2>");
    tr_html_say(h, "overview.figures");
    tr_html_raw(h, "</h2>\n");
    for (int i = 0; i < count; i++) {
        tr_html_lead(h, groups, leads[i]);
        tr_html_outcomes(h, groups, leads[i]);
    }
    if (!count)
        put_without_lead(h, groups);
    put_more(h, "requests", "overview.all-figures");
    end_section(h);
    put_missing(h);
    if (!count)
        return;
    put_trend(h, groups, leads[0]);
    tr_html_top_countries(h, leads[0]);
    tr_html_key(h);
}

/* ---- The five demands ---- */

static const char *const demands[][2] = {
    { "requests", "requests" }, { "inventory", "inventory" },
    { "exposure", "exposure" }, { "partners", "partner" },
    { "law", "law" }
};

/* "2 unanswered, 1 answered": the questions of one part by their state. */
static const char *question_states(tr_html *h, const char *part)
{
    static const char *const states[] = { "unanswered", "partly-answered",
                                          "answered", "refused" };
    const char *texts[4];
    int count = 0;
    uint32_t total, kind = (uint32_t)tr_element_find("question", 8);
    uint32_t first = tr_gen_kind(h->gen, (int)kind, &total);

    for (int s = 0; s < 4; s++) {
        uint32_t found = 0;
        for (uint32_t i = first; i < first + total; i++) {
            const tr_gen_version *version = tr_html_current(
                h, TR_GEN_ROWS(h->gen, tr_gen_entity, entities) + i);
            const char *own = version
                ? tr_gen_attr_named(h->gen, version->root, "part") : NULL;
            const char *state = version
                ? tr_gen_attr_named(h->gen, version->root, "state") : NULL;
            found += own && state && !strcmp(own, part)
                     && !strcmp(state, states[s]);
        }
        if (found)
            texts[count++] = apr_pstrcat(h->pool, tr_html_word(
                h, "word", states[s]).text, tr_html_mark_text(h, "between.colon"), tr_html_number(h, found),
                NULL);
    }
    return count ? tr_locale_list(h->render->locale, TR_LIST_AND, texts, count,
                                  h->pool)
                 : tr_catalog_text(h->render->catalog, "overview.not-asked");
}

static void put_demand(tr_html *h, int i)
{
    const char *path = demands[i][0], *kind = demands[i][1];

    tr_html_raw(h, "<tr><th scope=\"row\"><a");
    tr_html_attr(h, "href", tr_html_href(h, path, "", ""));
    tr_html_raw(h, ">");
    tr_html_put(h, tr_html_message(h, "resource", path, ""));
    tr_html_raw(h, "</a></th><td>");
    if (i == 0) {
        uint64_t cells;
        count_statuses(h, &cells);
        tr_html_say_count(h, "cells.count", cells);
    }
    else {
        uint32_t count = count_kind(h, kind, NULL, NULL);
        if (i == 4)
            count += count_kind(h, "interpretation", NULL, NULL)
                     + count_kind(h, "policy", NULL, NULL);
        tr_html_say_count(h, "entries.count", count);
        if (i == 1) {
            uint32_t open = count_kind(h, kind, "state", "not-stated");
            if (open) {
                tr_html_mark(h, "between.semicolon");
                tr_html_put(h, tr_html_word(h, "word", "not-stated").text);
                tr_html_mark(h, "between.colon");
                tr_html_put(h, tr_html_number(h, open));
            }
        }
    }
    tr_html_raw(h, "</td><td>");
    tr_html_put(h, question_states(h, path));
    tr_html_raw(h, "</td></tr>\n");
}

static void put_demands(tr_html *h)
{
    heading(h, "overview.demands");
    tr_html_table_begin(h, tr_html_pattern(h, "overview.demands-caption"));
    tr_html_raw(h, "<thead><tr><th scope=\"col\">");
    tr_html_say(h, "overview.demand");
    tr_html_raw(h, "</th><th scope=\"col\">");
    tr_html_say(h, "overview.published-so-far");
    tr_html_raw(h, "</th><th scope=\"col\">");
    tr_html_say(h, "overview.questions");
    tr_html_raw(h, "</th></tr></thead>\n<tbody>\n");
    for (int i = 0; i < 5; i++)
        put_demand(h, i);
    tr_html_raw(h, "</tbody>");
    tr_html_table_end(h);
    end_section(h);
}

/* ---- Questions, canaries, what is due ---- */

static void put_question(tr_html *h, const tr_gen_entity *entity, uint32_t root)
{
    const char *state = tr_gen_attr_named(h->gen, root, "state");
    const char *asked = tr_gen_attr_named(h->gen, root, "asked");

    tr_html_raw(h, "<li>");
    tr_html_reference(h, "question", tr_gen_string(h->gen, entity->id));
    tr_html_raw(h, "<br><span class=\"s\">");
    tr_html_label(h, tr_html_word(h, "word", state ? state : "unknown"));
    tr_html_raw(h, "</span>");
    tr_html_mark(h, "between.comma");
    tr_html_raw(h, tr_catalog_fill(h->pool, tr_html_pattern(
        h, "overview.asked"), "date", tr_html_date(h, asked ? asked : ""),
        NULL));
    tr_html_raw(h, "</li>\n");
}

static void put_canary(tr_html *h, const tr_gen_entity *entity, uint32_t root)
{
    const char *until = tr_gen_attr_named(h->gen, root, "until");

    tr_html_raw(h, "<li>");
    tr_html_reference(h, "canary", tr_gen_string(h->gen, entity->id));
    tr_html_mark(h, "between.colon");
    tr_html_raw(h, tr_catalog_fill(h->pool, tr_html_pattern(
        h, until && tr_html_passed(h, until) ? "canary.lapsed"
                                             : "canary.valid"),
        "date", tr_html_date(h, until ? until : ""), NULL));
    tr_html_raw(h, "</li>\n");
}

static void put_due(tr_html *h, const tr_gen_entity *entity, uint32_t root)
{
    const char *due = tr_gen_attr_named(h->gen, root, "next-due");

    if (!due)
        return;
    tr_html_raw(h, "<li>");
    tr_html_reference(h, tr_elements[entity->kind].name,
                      tr_gen_string(h->gen, entity->id));
    tr_html_mark(h, "between.colon");
    tr_html_raw(h, tr_catalog_fill(h->pool, tr_html_pattern(
        h, tr_html_passed(h, due) ? "overview.overdue" : "overview.due"),
        "date", tr_html_date(h, due), NULL));
    tr_html_raw(h, "</li>\n");
}

static int has_due(tr_html *h, const char *kind)
{
    uint32_t total, first = tr_gen_kind(h->gen, tr_element_find(kind,
                                                strlen(kind)), &total);

    for (uint32_t i = first; i < first + total; i++) {
        const tr_gen_version *version = tr_html_current(
            h, TR_GEN_ROWS(h->gen, tr_gen_entity, entities) + i);
        if (version && tr_gen_attr_named(h->gen, version->root, "next-due"))
            return 1;
    }
    return 0;
}

static void put_lists(tr_html *h)
{
    if (count_kind(h, "question", NULL, NULL)) {
        heading(h, "overview.questions");
        tr_html_raw(h, "<ul>\n");
        each(h, "question", put_question);
        tr_html_raw(h, "</ul>\n");
        end_section(h);
    }
    if (count_kind(h, "canary", NULL, NULL)) {
        heading(h, "resource.canaries");
        tr_html_raw(h, "<ul>\n");
        each(h, "canary", put_canary);
        tr_html_raw(h, "</ul>\n");
        end_section(h);
    }
    if (has_due(h, "publisher") || has_due(h, "report")) {
        heading(h, "overview.next");
        tr_html_raw(h, "<ul>\n");
        each(h, "publisher", put_due);
        each(h, "report", put_due);
        tr_html_raw(h, "</ul>\n");
        end_section(h);
    }
}

/* ---- Corrections ---- */

/* The kind of reason in a word, as the text may be long. */
static void put_reason(tr_html *h, const tr_change *change)
{
    const tr_gen_version *version = TR_GEN_ROWS(h->gen, tr_gen_version,
                                                versions) + change->new_version;
    const char *reason = version->correction
        ? tr_gen_attr_named(h->gen, version->correction - 1, "reason") : NULL;

    if (!reason)
        return;
    tr_html_raw(h, " – ");
    tr_html_label(h, tr_html_word(h, "word", reason));
}

/* Tables of a series often have one title. */
static void put_time_of(tr_html *h, const tr_gen_version *version)
{
    const char *period;
    const tr_attr_def *def = version ? tr_html_find_attribute(
        h, version->root, "period", &period) : NULL;

    if (!def)
        return;
    tr_html_raw(h, " · ");
    tr_html_attribute(h, def, period, "zxx");
}

static void put_correction(tr_html *h, const tr_change *change)
{
    const tr_gen_entity *entity = TR_GEN_ROWS(h->gen, tr_gen_entity, entities)
                                  + change->entity;
    const int64_t *instants = TR_GEN_ROWS(h->gen, int64_t, instants);

    tr_html_raw(h, "<li>");
    tr_html_raw(h, tr_html_instant(h, instants[change->edition]));
    tr_html_mark(h, "between.colon");
    tr_html_reference(h, tr_elements[entity->kind].name,
                      tr_gen_string(h->gen, entity->id));
    put_time_of(h, tr_html_current(h, entity));
    if (change->kind == TR_CHANGE_WITHDRAWN) {
        tr_html_raw(h, ". ");
        tr_html_say(h, "change.withdrawn");
    }
    put_reason(h, change);
    if (!change->reason_given) {
        tr_html_raw(h, " <span class=\"s\">");
        tr_html_say(h, "change.no-reason");
        tr_html_raw(h, "</span>");
    }
    tr_html_raw(h, "</li>\n");
}

static void put_corrections(tr_html *h)
{
    tr_changes changes;
    int shown = 0;

    if (tr_changes_all(&changes, h->gen, -1, h->pool) != APR_SUCCESS) {
        h->out->status = APR_ENOMEM;
        return;
    }
    heading(h, "overview.corrections");
    for (uint32_t i = changes.count; i-- && shown < RECENT;) {
        if (!changes.changes[i].differs)
            continue;
        tr_html_raw(h, shown++ ? "" : "<ul>\n");
        put_correction(h, &changes.changes[i]);
    }
    tr_html_raw(h, shown ? "</ul>\n" : "<p>");
    if (!shown) {
        tr_html_say(h, "change.none");
        tr_html_raw(h, "</p>\n");
    }
    put_more(h, "corrections", "overview.all-corrections");
    end_section(h);
}

static void put_publisher(tr_html *h, const tr_gen_entity *entity, uint32_t root)
{
    const tr_gen_node *text = tr_gen_child(h->gen, root, "description",
                                           h->render->lang);

    tr_html_raw(h, "<div class=\"publisher\"><p>");
    tr_html_reference(h, "publisher", tr_gen_string(h->gen, entity->id));
    tr_html_raw(h, "</p>\n");
    if (text)
        tr_html_node_text(h, text);
    tr_html_raw(h, "</div>\n");
}

void tr_html_overview(tr_html *h)
{
    if (count_kind(h, "publisher", NULL, NULL) <= 3)
        each(h, "publisher", put_publisher);
    put_figures(h);
    put_demands(h);
    put_corrections(h);
    put_lists(h);
}
