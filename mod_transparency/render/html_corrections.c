/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What changed, newest first: old and new, when, and why or that no reason was
 * given.  A line is a changed entity or one of its figures; pages of 200.
 */
#include "render/html.h"

#include "store/changes.h"

typedef struct lines {
    uint64_t at, first, end;    /* of the page */
    int open;                   /* a table is open */
    uint16_t edition;           /* whose heading was written */
} lines;

static int wanted(const lines *page)
{
    return page->at >= page->first && page->at < page->end;
}

static void close_table(tr_html *h, lines *page)
{
    if (!page->open)
        return;
    tr_html_raw(h, "</tbody>");
    tr_html_table_end(h);
    page->open = 0;
}

static void put_edition(tr_html *h, lines *page, uint16_t edition)
{
    const int64_t *instants = TR_GEN_ROWS(h->gen, int64_t, instants);

    if (page->edition == edition)
        return;
    page->edition = edition;
    tr_html_raw(h, apr_psprintf(h->pool, "<h2 id=\"edition-%u\">", edition));
    tr_html_raw(h, tr_html_instant(h, instants[edition]));
    tr_html_raw(h, "</h2>\n");
}

/* ---- An entity ---- */

static void put_reason(tr_html *h, const tr_change *change)
{
    const tr_gen_version *version;
    const char *reason;

    if (!change->differs)
        return;
    version = TR_GEN_ROWS(h->gen, tr_gen_version, versions)
              + change->new_version;
    if (!change->reason_given) {
        tr_html_raw(h, "<p class=\"warn\">");
        tr_html_say(h, "change.no-reason");
        tr_html_raw(h, "</p>\n");
    }
    else if (version->correction) {
        const tr_gen_node *node = TR_GEN_ROWS(h->gen, tr_gen_node, nodes)
                                  + version->correction - 1;
        tr_html_entity_body(h, version->correction - 1);
        tr_html_node_text(h, node);
    }
    else if ((reason = tr_gen_attr_named(h->gen, version->root, "reason"))) {
        tr_html_raw(h, "<p dir=\"auto\">");
        tr_html_put(h, reason);
        tr_html_raw(h, "</p>\n");
    }
    if (change->backdated) {
        tr_html_raw(h, "<p class=\"warn\">");
        tr_html_say(h, "change.backdated");
        tr_html_raw(h, " <bdi>");
        tr_html_put(h, tr_gen_string(h->gen, version->backdated_reason));
        tr_html_raw(h, "</bdi></p>\n");
    }
}

static const char *change_word(const tr_change *change)
{
    switch (change->kind) {
    case TR_CHANGE_FIRST:     return "first";
    case TR_CHANGE_WITHDRAWN: return "withdrawn";
    case TR_CHANGE_RESTORED:  return "restored";
    default:                  return change->differs ? "replaced" : "extended";
    }
}

static void put_name(tr_html *h, const tr_change *change)
{
    const tr_gen_entity *entity = TR_GEN_ROWS(h->gen, tr_gen_entity, entities)
                                  + change->entity;

    tr_html_label(h, tr_html_word(h, "entity", tr_elements[entity->kind].name));
    tr_html_raw(h, ": ");
    tr_html_reference(h, tr_elements[entity->kind].name,
                      tr_gen_string(h->gen, entity->id));
}

static void put_change(tr_html *h, const tr_change *change)
{
    const tr_gen_entity *entity = TR_GEN_ROWS(h->gen, tr_gen_entity, entities)
                                  + change->entity;

    tr_html_raw(h, "<div class=\"change\"");
    tr_html_attr(h, "id", apr_psprintf(h->pool, "change-%u-%s-%s",
                 change->edition, tr_elements[entity->kind].name,
                 tr_gen_string(h->gen, entity->id)));
    tr_html_raw(h, "><h3>");
    put_name(h, change);
    tr_html_raw(h, "</h3>\n<p>");
    tr_html_put(h, tr_html_message(h, "change", change_word(change), ""));
    tr_html_raw(h, "</p>\n");
    put_reason(h, change);
    tr_html_raw(h, "</div>\n");
}

/* ---- Its figures ---- */

static void put_where(tr_html *h, const tr_gen_cell *cell)
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

/* One side as of its own edition, whose notes may say something else. */
static void put_side(tr_html *h, uint32_t block, uint32_t row, int edition)
{
    tr_gen *then = apr_pmemdup(h->pool, h->gen, sizeof *h->gen);
    const tr_gen *now = h->gen;
    tr_gen_cell cell;

    then->current = 0;
    then->edition = (uint16_t)edition;
    h->gen = edition == now->edition ? now : then;

    tr_html_raw(h, "<td class=\"n\">");
    if (row == TR_NO_ROW) {
        tr_html_raw(h, "<span class=\"s\">");
        tr_html_say(h, "change.absent");
        tr_html_raw(h, "</span>");
    }
    else {
        tr_gen_cell_get(h->gen, block, row, &cell);
        tr_html_cell_value(h, &cell);
    }
    h->gen = now;
    tr_html_raw(h, "</td>");
}

static void put_cell(tr_html *h, lines *page, const tr_change_cell *cell,
                     int edition)
{
    tr_gen_cell either;

    if (!page->open) {
        tr_html_table_begin(h, tr_html_pattern(h, "change.caption"));
        tr_html_raw(h, "<thead><tr><th scope=\"col\">");
        tr_html_say(h, "change.figure");
        tr_html_raw(h, "</th><th scope=\"col\" class=\"n\">");
        tr_html_say(h, "change.old");
        tr_html_raw(h, "</th><th scope=\"col\" class=\"n\">");
        tr_html_say(h, "change.new");
        tr_html_raw(h, "</th></tr></thead>\n<tbody>\n");
        page->open = 1;
    }
    tr_gen_cell_get(h->gen, cell->block, cell->new_row != TR_NO_ROW
                    ? cell->new_row : cell->old_row, &either);
    tr_html_raw(h, "<tr><th scope=\"row\">");
    put_where(h, &either);
    tr_html_raw(h, "</th>");
    put_side(h, cell->block, cell->old_row, edition - 1);
    put_side(h, cell->block, cell->new_row, edition);
    tr_html_raw(h, "</tr>\n");
}

static void put_with_cells(tr_html *h, lines *page, const tr_changes *changes,
                           const tr_change *change)
{
    if (wanted(page)) {
        put_edition(h, page, change->edition);
        put_change(h, change);
    }
    page->at++;
    for (uint32_t i = 0; i < change->cell_count; i++, page->at++)
        if (wanted(page)) {
            if (page->at == page->first) {      /* begun on the page before */
                put_edition(h, page, change->edition);
                put_change(h, change);
            }
            put_cell(h, page, &changes->cells[change->first_cell + i],
                     change->edition);
        }
    close_table(h, page);
}

/* ---- First publications: one short list an edition ---- */

static void put_first(tr_html *h, lines *page, const tr_change *change,
                      int *list)
{
    if (wanted(page)) {
        put_edition(h, page, change->edition);
        if (!*list) {
            tr_html_raw(h, "<p class=\"h\">");
            tr_html_say(h, "change.first");
            tr_html_raw(h, "</p>\n<ul>\n");
            *list = 1;
        }
        tr_html_raw(h, "<li>");
        put_name(h, change);
        tr_html_raw(h, "</li>\n");
    }
    page->at++;
}

/* The changes [from, to) are of one edition: what is new to readers of the former one comes first. */
static void put_one_edition(tr_html *h, lines *page, const tr_changes *changes,
                            uint32_t from, uint32_t to)
{
    int list = 0;

    for (uint32_t i = from; i < to; i++)
        if (changes->changes[i].kind != TR_CHANGE_FIRST)
            put_with_cells(h, page, changes, &changes->changes[i]);
    for (uint32_t i = from; i < to; i++)
        if (changes->changes[i].kind == TR_CHANGE_FIRST)
            put_first(h, page, &changes->changes[i], &list);
    if (list)
        tr_html_raw(h, "</ul>\n");
}

void tr_html_corrections(tr_html *h)
{
    lines page = { .first = (uint64_t)(h->query->page - 1) * TR_PAGE_ROWS,
                   .edition = UINT16_MAX };
    tr_changes changes;
    uint64_t total;

    if (tr_changes_all(&changes, h->gen, -1, h->pool) != APR_SUCCESS) {
        h->out->status = APR_ENOMEM;
        return;
    }
    total = (uint64_t)changes.count + changes.cell_count;
    page.end = page.first + TR_PAGE_ROWS;
    tr_html_raw(h, "<p>");
    tr_html_say(h, "change.intro");
    tr_html_raw(h, "</p>\n");
    tr_html_pager(h, h->query, total);
    for (uint32_t to = changes.count; to > 0;) {
        uint32_t from = to - 1;
        while (from && changes.changes[from - 1].edition
                       == changes.changes[to - 1].edition)
            from--;
        put_one_edition(h, &page, &changes, from, to);
        to = from;
    }
    if (total > TR_PAGE_ROWS)
        tr_html_pager(h, h->query, total);
    tr_html_notes(h);
    tr_html_key(h);
}
