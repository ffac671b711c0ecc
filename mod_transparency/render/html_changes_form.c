/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What corrections can be asked for: the difference between two editions, and
 * what they concern, with how many concern it.  Keeps what was asked.
 */
#include "render/html.h"

#include "http/httpdate.h"
#include "query/change_rows.h"
#include "query/query_parse.h"

enum { EDITIONS_MAX = 500 };    /* of a list to choose from: the newest; older ones by their address */

/* ---- Editions ---- */

static const char *edition_date(const tr_html *h, int64_t seconds)
{
    const tr_locale *locale = h->render->locale;

    return seconds % 86400
        ? tr_locale_instant(locale, apr_time_from_sec(seconds), h->pool)
        : tr_locale_date(locale, seconds / 86400, TR_DATE_LONG, h->pool);
}

static void put_edition(tr_html *h, uint32_t edition, int selected)
{
    int64_t seconds = TR_GEN_ROWS(h->gen, int64_t, instants)[edition];
    char stamp[TR_STAMP_SIZE];

    tr_stamp_format(stamp, apr_time_from_sec(seconds));
    tr_html_option(h, stamp, edition_date(h, seconds), selected);
}

/* `chosen` is an ordinal + 1. */
static void put_editions(tr_html *h, const char *name, const char *label,
                         const char *none, uint32_t chosen)
{
    uint32_t shown = 0;

    tr_html_select_begin(h, name, tr_catalog_text(h->render->catalog, label));
    tr_html_option(h, "", tr_catalog_text(h->render->catalog, none), !chosen);
    for (uint32_t i = h->gen->edition + 1u; i > 0 && shown < EDITIONS_MAX;
         i--, shown++)
        put_edition(h, i - 1, chosen == i);
    if (chosen && h->gen->edition + 1u - chosen >= EDITIONS_MAX)
        put_edition(h, chosen - 1, 1);
    tr_html_select_end(h);
}

static void put_since(tr_html *h, const tr_query *query)
{
    char instant[TR_INSTANT_SIZE];

    if (!query->has_since
        || !tr_instant_format(instant, apr_time_from_sec(query->since)))
        return;
    tr_html_raw(h, "<p><label for=\"f-since\">");
    tr_html_say(h, "change.since");
    tr_html_raw(h, "</label> <input id=\"f-since\" name=\"since\"");
    tr_html_attr(h, "value", instant);
    tr_html_raw(h, "></p>\n");
}

/* ---- What they concern ---- */

static uint32_t *count_codes(const tr_html *h, const tr_change_rows *all,
                             tr_dim dim)
{
    uint32_t *count = apr_pcalloc(h->pool, sizeof *count
                                  * (h->gen->head->codes[dim].count + 1u));

    for (uint32_t i = 0; i < all->count; i++)
        count[tr_change_code(&all->rows[i], dim)]++;
    return count;
}

static void put_codes(tr_html *h, const tr_query *query, tr_dim dim,
                      const uint32_t *count)
{
    const tr_filter *filter = &query->filter[dim];
    int range = dim == TR_DIM_PERIOD && query->period_text
                && strstr(query->period_text, "..");
    int found = !filter->count && !range;

    tr_html_select_begin(h, tr_dims[dim].code,
                         tr_html_message(h, "dimension", tr_dims[dim].code, ""));
    tr_html_option(h, "", tr_catalog_text(h->render->catalog, "filter.all"),
                   found);
    for (uint32_t i = 1; i < h->gen->head->codes[dim].count; i++) {
        int selected = !range && filter->count == 1 && filter->codes[0] == i;
        tr_label label;
        if (!count[i])
            continue;
        found |= selected;
        label = tr_html_code_label(h, dim, (uint16_t)i);
        label.text = apr_pstrcat(h->pool, label.text, " (",
                                 tr_html_number(h, count[i]), ")", NULL);
        tr_html_option_in(h, tr_gen_code_text(h->gen, dim, (uint16_t)i), label,
                          selected);
    }
    if (!found)
        tr_html_option_several(h, dim, query);
    tr_html_select_end(h);
}

static void put_dimensions(tr_html *h, const tr_query *query)
{
    tr_query *all = apr_pmemdup(h->pool, query, sizeof *query);
    const tr_change_rows *rows;

    memset(all->filter, 0, sizeof all->filter);
    all->period_text = NULL;
    if (all->to && all->from >= all->to)
        all->from = all->to = 0;        /* refused: what there is to choose from all the same */
    rows = tr_change_answer(h->gen, all, h->pool);
    for (int dim = 0; dim < TR_DIM_COUNT; dim++) {
        const uint32_t *count;
        uint32_t kinds = 0;
        if (!(TR_CHANGE_DIMS & 1u << dim))
            continue;
        count = count_codes(h, rows, (tr_dim)dim);
        for (uint32_t i = 1; i < h->gen->head->codes[dim].count; i++)
            kinds += count[i] != 0;
        if (kinds > 1 || query->filter[dim].count)
            put_codes(h, query, (tr_dim)dim, count);
    }
}

void tr_html_changes_form(tr_html *h, const tr_query *query)
{
    const char *action = tr_html_href(h, tr_resources[TR_RES_CORRECTIONS].path,
                                      "", "");
    int filled = *tr_query_string(h->gen, query, h->pool) != '\0';

    if (!h->gen->head->instants.count)
        return;
    tr_html_raw(h, filled ? "<details class=\"filter\" open><summary>"
                          : "<details class=\"filter\"><summary>");
    tr_html_say(h, "change.form");
    tr_html_raw(h, "</summary>\n<form method=\"get\"");
    tr_html_attr(h, "action", action);
    tr_html_raw(h, ">\n");
    put_editions(h, "from", "change.from", "change.every", query->from);
    put_editions(h, "to", "change.to", "change.newest", query->to);
    put_since(h, query);
    put_dimensions(h, query);
    tr_html_raw(h, "<p><button type=\"submit\">");
    tr_html_say(h, "filter.apply");
    tr_html_raw(h, "</button> ");
    if (filled) {
        tr_html_raw(h, "<a");
        tr_html_attr(h, "href", action);
        tr_html_raw(h, ">");
        tr_html_say(h, "filter.clear");
        tr_html_raw(h, "</a>");
    }
    tr_html_raw(h, "</p></form></details>\n");
}
