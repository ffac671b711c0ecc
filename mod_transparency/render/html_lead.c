/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a reader wants to know first: who asked for how much, what was given,
 * what was refused, in a sentence; then the outcomes and the countries as bars.
 */
#include "render/html.h"

enum { TOP_COUNTRIES = 10 };

/* Outcomes worth a bar of their own, in this order. */
static const char *const outcomes[] = {
    "received", "disclosed", "partial", "no-data", "rejected", "challenged",
    "redirected", "withdrawn", "unanswered", "pending"
};

/* The group of another measure beside `lead`: of the same publisher, service, period and unit. */
static const tr_group *beside(const tr_html *h, const tr_groups *groups,
                              const tr_group *lead, const char *measure)
{
    int code = tr_gen_code_find(h->gen, TR_DIM_MEASURE, measure, strlen(measure));

    for (uint64_t i = 0; code > 0 && i < groups->count; i++) {
        const tr_group *group = &groups->rows[i];
        int same = group->code[TR_DIM_MEASURE] == code
                   && group->granularity == lead->granularity;
        for (int k = 0; same && k < groups->key_count; k++)
            same = groups->key[k] == TR_DIM_MEASURE
                   || group->code[groups->key[k]] == lead->code[groups->key[k]];
        if (same && group->code[TR_DIM_UNIT] == lead->code[TR_DIM_UNIT])
            return group;
    }
    return NULL;
}

static const char *code_markup(const tr_html *h, tr_dim dim, uint16_t code)
{
    const char *label = tr_html_label_markup(h, tr_html_code_label(h, dim, code));
    const char *path = tr_html_code_path(h, dim, code);

    if (!path)
        return label;
    return apr_pstrcat(h->pool, "<a href=\"", tr_html_escape(
        h, tr_html_href(h, path, "", "")), "\">", label, "</a>", NULL);
}

/* "Skype · January – June 2013": whose figures these are; in a caption without links. */
static const char *whose(const tr_html *h, const tr_group *lead, int linked)
{
    const tr_dim dims[] = { TR_DIM_PUBLISHER, TR_DIM_SERVICE, TR_DIM_COUNTRY,
                            TR_DIM_PERIOD };
    const char *markup = "";

    for (unsigned i = 0; i < 4; i++)
        if (lead->code[dims[i]] && !(dims[i] == TR_DIM_PUBLISHER
                                     && lead->code[TR_DIM_SERVICE]))
            markup = apr_pstrcat(h->pool, markup, *markup ? " · " : "",
                                 linked ? code_markup(h, dims[i],
                                                      lead->code[dims[i]])
                                 : tr_html_label_markup(h, tr_html_code_label(
                                     h, dims[i], lead->code[dims[i]])), NULL);
    return markup;
}

void tr_html_whose(tr_html *h, const tr_group *lead)
{
    tr_html_raw(h, whose(h, lead, 1));
}

/* ---- The sentence ---- */

/* The sentence of a key, `slot` filled with the markup that `value` makes. */
static void put_filled(tr_html *h, const char *key, const char *slot,
                       const tr_group *group)
{
    const char *pattern = tr_html_pattern(h, key);
    const char *mark = apr_pstrcat(h->pool, "{", slot, "}", NULL);
    const char *at = strstr(pattern, mark);

    tr_html_raw(h, " ");
    if (!at) {
        tr_html_raw(h, pattern);
        return;
    }
    tr_html_raw(h, apr_pstrmemdup(h->pool, pattern, (apr_size_t)(at - pattern)));
    tr_html_raw(h, "<strong>");
    tr_html_plain_value(h, &group->value);
    tr_html_raw(h, "</strong>");
    tr_html_raw(h, at + strlen(mark));
}

/* "35,083 requests ...", or "Received: 66,539 (Accounts)". */
static void put_received(tr_html *h, const tr_group *lead)
{
    uint16_t unit = lead->code[TR_DIM_UNIT];

    if (!strcmp(tr_gen_code_text(h->gen, TR_DIM_UNIT, unit), "requests")) {
        put_filled(h, "lead.received", "count", lead);
        return;
    }
    put_filled(h, "lead.received-other", "count", lead);
    tr_html_raw(h, " (");
    tr_html_label(h, tr_html_code_label(h, TR_DIM_UNIT, unit));
    tr_html_raw(h, ").");
}

static void put_share_sentence(tr_html *h, const tr_group *disclosed)
{
    const char *share;

    if (!disclosed || !disclosed->has_share) {
        tr_html_raw(h, " ");
        tr_html_say(h, "lead.no-share");
        return;
    }
    share = tr_locale_percent_interval(h->render->locale, disclosed->share_min,
                                       disclosed->share_max, 1, h->pool);
    tr_html_raw(h, " ");
    tr_html_raw(h, tr_catalog_fill(h->pool, tr_html_pattern(h, "lead.disclosed"),
                "share", apr_pstrcat(h->pool, "<strong>", tr_html_escape(
                    h, share), "</strong>", NULL), NULL));
}

void tr_html_lead(tr_html *h, const tr_groups *groups, const tr_group *lead)
{
    const tr_group *rejected = beside(h, groups, lead, "rejected");

    tr_html_raw(h, "<p class=\"lead\"><span class=\"whose\">");
    tr_html_raw(h, whose(h, lead, 1));
    tr_html_raw(h, "</span>");
    put_received(h, lead);
    put_share_sentence(h, beside(h, groups, lead, "disclosed"));
    if (rejected && tr_html_is_drawn(&rejected->value))
        put_filled(h, "lead.rejected", "count", rejected);
    else {
        tr_html_raw(h, " ");
        tr_html_say(h, "lead.no-rejected");
    }
    tr_html_raw(h, "</p>\n");
}

/* ---- Outcomes ---- */

static void put_share(tr_html *h, const tr_group *group)
{
    tr_html_raw(h, "<td class=\"n share\">");
    if (group->has_share) {
        tr_html_share(h, group);
    }
    else {
        tr_html_raw(h, "<span class=\"s\">");
        if (group->share_refused)
            tr_html_label(h, tr_html_word(h, "rate", group->share_refused));
        else
            tr_html_say(h, "value.no-share");
        tr_html_raw(h, "</span>");
    }
    tr_html_raw(h, "</td>");
}

static void put_outcome(tr_html *h, const tr_group *group, int64_t top)
{
    tr_html_raw(h, "<tr><th scope=\"row\">");
    tr_html_code(h, TR_DIM_MEASURE, group->code[TR_DIM_MEASURE]);
    tr_html_raw(h, "</th><td class=\"n\">");
    tr_html_value(h, &group->value);
    tr_html_drawing(h, "bar", &group->value, top);
    if (group->refused)
        tr_html_refusal(h, group->refused);
    tr_html_reasons(h, group);
    tr_html_raw(h, "</td>");
    put_share(h, group);
    tr_html_raw(h, "</tr>\n");
}

void tr_html_outcomes(tr_html *h, const tr_groups *groups, const tr_group *lead)
{
    int64_t top = 0;

    for (unsigned i = 0; i < sizeof outcomes / sizeof outcomes[0]; i++) {
        const tr_group *group = beside(h, groups, lead, outcomes[i]);
        if (group)
            top = tr_html_reach(&group->value, top);
    }
    tr_html_table_begin_as(h, "bars", tr_catalog_fill(h->pool, tr_html_pattern(
        h, "lead.outcomes"), "whose", whose(h, lead, 0), NULL));
    tr_html_raw(h, "<thead><tr><th scope=\"col\">");
    tr_html_say(h, "dimension.measure");
    tr_html_raw(h, "</th><th scope=\"col\" class=\"n\">");
    tr_html_label(h, tr_html_code_label(h, TR_DIM_UNIT, lead->code[TR_DIM_UNIT]));
    tr_html_raw(h, "</th><th scope=\"col\" class=\"n\">");
    tr_html_share_head(h);
    tr_html_raw(h, "</th></tr></thead>\n<tbody>\n");
    for (unsigned i = 0; i < sizeof outcomes / sizeof outcomes[0]; i++) {
        const tr_group *group = beside(h, groups, lead, outcomes[i]);
        if (group)
            put_outcome(h, group, top);
    }
    tr_html_raw(h, "</tbody>");
    tr_html_table_end(h);
}

/* ---- Countries ---- */

static const tr_filter *one_code(const tr_html *h, uint16_t code)
{
    uint16_t *codes = apr_pmemdup(h->pool, &code, sizeof code);
    tr_filter *filter = apr_palloc(h->pool, sizeof *filter);

    *filter = (tr_filter){ code ? 1 : 0, codes };
    return filter;
}

/* The question behind the countries of a lead: by service and country, largest first. */
static tr_query *ask_countries(const tr_html *h, const tr_group *lead)
{
    static const tr_dim kept[] = { TR_DIM_PUBLISHER, TR_DIM_SERVICE,
                                   TR_DIM_PERIOD, TR_DIM_MEASURE, TR_DIM_UNIT };
    tr_query *query = apr_pcalloc(h->pool, sizeof *query);

    query->page = 1;
    for (unsigned i = 0; i < sizeof kept / sizeof kept[0]; i++)
        query->filter[kept[i]] = *one_code(h, lead->code[kept[i]]);
    query->by[query->by_count++] = TR_DIM_SERVICE;
    query->by[query->by_count++] = TR_DIM_COUNTRY;
    query->sort = 1;
    query->sort_unit = lead->code[TR_DIM_UNIT];
    query->sort_descending = 1;
    return query;
}

const tr_group *tr_html_countries_of(const tr_html *h, const tr_group *lead,
                                     uint32_t *count)
{
    const tr_groups *groups = tr_group_answer(h->gen, ask_countries(h, lead),
                                              h->pool);
    tr_group *own = apr_palloc(h->pool, (groups->count + 1) * sizeof *own);

    *count = 0;
    for (uint64_t i = 0; i < groups->count; i++)
        if (groups->rows[i].code[TR_DIM_COUNTRY]
            && groups->rows[i].code[TR_DIM_SERVICE] == lead->code[TR_DIM_SERVICE])
            own[(*count)++] = groups->rows[i];
    return own;
}

static void put_countries(tr_html *h, const tr_group *groups, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        tr_html_raw(h, "<tr><th scope=\"row\">");
        tr_html_code(h, TR_DIM_COUNTRY, groups[i].code[TR_DIM_COUNTRY]);
        tr_html_raw(h, "</th><td class=\"n first\">");
        tr_html_value(h, &groups[i].value);
        tr_html_drawing(h, "bar", &groups[i].value,
                        tr_html_reach(&groups[0].value, 0));
        tr_html_raw(h, "</td></tr>\n");
    }
}

void tr_html_top_countries(tr_html *h, const tr_group *lead)
{
    uint32_t count, shown;
    const tr_group *groups = tr_html_countries_of(h, lead, &count);

    shown = count < TOP_COUNTRIES ? count : TOP_COUNTRIES;
    if (!count || !tr_html_is_drawn(&groups[0].value))
        return;
    tr_html_raw(h, "<section><h2>");
    tr_html_say(h, "lead.countries");
    tr_html_raw(h, "</h2>\n");
    tr_html_table_begin_as(h, "bars", tr_catalog_fill(h->pool, tr_html_pattern(
        h, "lead.countries-caption"), "whose", whose(h, lead, 0), NULL));
    tr_html_raw(h, "<thead><tr><th scope=\"col\">");
    tr_html_say(h, "dimension.country");
    tr_html_raw(h, "</th><th scope=\"col\" class=\"n\">");
    tr_html_label(h, tr_html_code_label(h, TR_DIM_UNIT, lead->code[TR_DIM_UNIT]));
    tr_html_raw(h, "</th></tr></thead>\n<tbody>\n");
    put_countries(h, groups, shown);
    tr_html_raw(h, "</tbody>");
    tr_html_table_end(h);
    tr_html_raw(h, "<p class=\"more\"><a");
    tr_html_attr(h, "href", tr_html_href(h, "requests", tr_query_string(
        h->gen, ask_countries(h, lead), h->pool), ""));
    tr_html_raw(h, ">");
    tr_html_put(h, tr_catalog_fill(h->pool, tr_catalog_text(
        h->render->catalog, "lead.all-countries"), "count",
        tr_html_number(h, count), NULL));
    tr_html_raw(h, "</a></p>\n</section>\n");
}
