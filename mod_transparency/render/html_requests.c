/* SPDX-License-Identifier: Apache-2.0 */
/* The figures, and pages of one country, period, service, publisher or report. */
#include "render/html.h"

static void put_answer(tr_html *h, const tr_query *query)
{
    if (query->by_count)
        tr_html_groups(h, query);
    else
        tr_html_cells(h, query);
    tr_html_notes(h);
    tr_html_key(h);
}

void tr_html_requests(tr_html *h)
{
    tr_html_filter(h, h->query, 0);
    put_answer(h, h->query);
}

/* ---- One item ---- */

/* What the record says of the item in words. */
static void put_description(tr_html *h)
{
    const tr_target *target = h->render->target;
    tr_dim dim = (tr_dim)tr_resources[target->resource].dim;
    const tr_gen_code *code = &tr_gen_codes(h->gen, dim)[target->item_code];
    const tr_gen_entity *entity;
    const tr_gen_version *version;

    if (!code->entity)
        return;
    entity = TR_GEN_ROWS(h->gen, tr_gen_entity, entities) + code->entity - 1;
    version = tr_html_current(h, entity);
    if (!version)
        return;
    tr_html_raw(h, "<div class=\"entity\"");
    tr_html_attr(h, "id", tr_html_entity_fragment(
        h, entity->kind, tr_gen_string(h->gen, entity->id)));
    tr_html_raw(h, ">\n");
    tr_html_entity_body(h, version->root);
    tr_html_raw(h, "</div>\n");
}

/* Filters of an item page that the path does not say. */
static int is_plain(const tr_query *query)
{
    for (int dim = 0; dim < TR_DIM_COUNT; dim++)
        if (query->filter[dim].count && !(query->by_path & 1u << dim))
            return 0;
    return !query->by_count && !query->sort && query->page == 1;
}

/* Rows of the summary: what matters beside the item itself. */
static void summary_rows(tr_pivot *pivot, tr_dim item)
{
    static const tr_dim places[] = { TR_DIM_SERVICE, TR_DIM_PERIOD,
                                     TR_DIM_COUNTRY };

    for (unsigned i = 0; i < 3; i++) {
        if (places[i] == item)
            continue;
        if (places[i] == TR_DIM_COUNTRY
            && (item == TR_DIM_SERVICE || item == TR_DIM_PUBLISHER))
            continue;
        pivot->row[pivot->row_count++] = places[i];
    }
}

static void put_summary(tr_html *h)
{
    tr_dim item = (tr_dim)tr_resources[h->render->target->resource].dim;
    tr_query *query = apr_pmemdup(h->pool, h->query, sizeof *query);
    tr_pivot pivot = { 0 };

    summary_rows(&pivot, item);
    pivot.column_count = 2;
    pivot.column[0] = TR_DIM_MEASURE;
    pivot.column[1] = TR_DIM_UNIT;
    query->by_count = pivot.row_count;
    memcpy(query->by, pivot.row, sizeof pivot.row);
    pivot.groups = tr_group_answer(h->gen, query, h->pool);
    pivot.rows = TR_PAGE_ROWS;
    if (!pivot.groups->count)
        return;
    tr_html_raw(h, "<section><h2>");
    tr_html_say(h, "page.summary");
    tr_html_raw(h, "</h2>\n");
    if (tr_html_pivot(h, &pivot, tr_html_pattern(h, "page.summary-caption"))
        > TR_PAGE_ROWS) {
        tr_html_raw(h, "<p><a");
        tr_html_attr(h, "href", tr_html_self(h, query));
        tr_html_raw(h, ">");
        tr_html_say(h, "page.all-rows");
        tr_html_raw(h, "</a></p>\n");
    }
    tr_html_raw(h, "</section>\n");
}

/* The answer by service and period, of the item itself and not of its parts. */
static tr_groups *ask_own(const tr_html *h, tr_dim item)
{
    static const tr_dim by[] = { TR_DIM_PUBLISHER, TR_DIM_SERVICE,
                                 TR_DIM_PERIOD };
    tr_query *query = apr_pmemdup(h->pool, h->query, sizeof *query);
    tr_groups *own;
    const tr_groups *all;
    tr_group *rows;

    query->by_count = 3;
    memcpy(query->by, by, sizeof by);
    if (item != TR_DIM_PUBLISHER && item != TR_DIM_SERVICE
        && item != TR_DIM_PERIOD)
        query->by[query->by_count++] = item;
    all = tr_group_answer(h->gen, query, h->pool);
    own = apr_pmemdup(h->pool, all, sizeof *own);
    rows = apr_palloc(h->pool, (all->count + 1) * sizeof *rows);
    own->rows = rows;
    own->count = 0;
    for (uint64_t i = 0; i < all->count; i++)
        if (all->rows[i].code[item] == h->render->target->item_code)
            rows[own->count++] = all->rows[i];
    return own;
}

/* What was received lately, in a sentence, as bars, period by period. */
static void put_lead(tr_html *h)
{
    tr_dim item = (tr_dim)tr_resources[h->render->target->resource].dim;
    const tr_groups *groups = ask_own(h, item);
    const tr_group *lead = tr_html_newest(h, groups, 0);

    if (!lead)
        return;
    tr_html_lead(h, groups, lead);
    tr_html_outcomes(h, groups, lead);
    tr_html_trend(h, groups, lead, lead->code[TR_DIM_SERVICE]
                  ? TR_DIM_SERVICE : TR_DIM_PUBLISHER,
                  tr_html_pattern(h, "trend.caption"));
    if (item != TR_DIM_COUNTRY)
        tr_html_top_countries(h, lead);
}

void tr_html_item(tr_html *h)
{
    int plain = is_plain(h->query);

    if (plain)
        put_lead(h);
    put_description(h);
    if (plain) {
        tr_html_corrections_here(h);
        tr_html_compare_form(h);
        put_summary(h);
    }
    tr_html_raw(h, "<section><h2>");
    tr_html_say(h, "page.figures");
    tr_html_raw(h, "</h2>\n");
    tr_html_filter(h, h->query, 0);
    put_answer(h, h->query);
    tr_html_raw(h, "</section>\n");
}
