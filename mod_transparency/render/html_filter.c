/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The filter form: what could be asked next, with how many figures that has.
 * It keeps what was asked, also when that was wrong.
 */
#include "render/html.h"

#include "intl/text.h"

int tr_html_has_filter(const tr_target *target)
{
    return target->resource == TR_RES_REQUESTS || target->item != NULL;
}

void tr_html_option_in(tr_html *h, const char *value, tr_label label,
                       int selected)
{
    tr_html_raw(h, "<option");
    tr_html_attr(h, "value", value);
    if (label.lang)
        tr_html_attr(h, "lang", label.lang);
    tr_html_raw(h, selected ? " selected>" : ">");
    tr_html_put(h, label.text);
    tr_html_raw(h, "</option>");
}

void tr_html_option(tr_html *h, const char *value, const char *text,
                    int selected)
{
    tr_html_option_in(h, value, (tr_label){ text, NULL }, selected);
}

void tr_html_select_begin(tr_html *h, const char *name, const char *label)
{
    tr_html_raw(h, "<p><label");
    tr_html_attr(h, "for", apr_pstrcat(h->pool, "f-", name, NULL));
    tr_html_raw(h, ">");
    tr_html_put(h, label);
    tr_html_raw(h, "</label> <select");
    tr_html_attr(h, "id", apr_pstrcat(h->pool, "f-", name, NULL));
    tr_html_attr(h, "name", name);
    tr_html_raw(h, ">");
}

void tr_html_select_end(tr_html *h)
{
    tr_html_raw(h, "</select></p>\n");
}

/* ---- Dimensions ---- */

static tr_label value_label(const tr_html *h, tr_dim dim,
                            const tr_facet_value *value)
{
    tr_label label = tr_html_code_label(h, dim, value->code);
    const char *text = apr_pstrcat(h->pool, label.text, " (",
                                   tr_html_number(h, (int64_t)value->cells),
                                   ")", NULL);
    int depth = 0;

    for (uint16_t up = tr_gen_codes(h->gen, dim)[value->code].parent; up;
         up = tr_gen_codes(h->gen, dim)[up].parent)
        depth++;
    while (depth-- > 0)
        text = apr_pstrcat(h->pool, "\xc2\xa0\xc2\xa0", text, NULL);
    return (tr_label){ text, label.lang };
}

/* Several values, or a range of periods: one option that keeps them. */
void tr_html_option_several(tr_html *h, tr_dim dim, const tr_query *query)
{
    const tr_filter *filter = &query->filter[dim];
    const char *value = "", *text = "";

    for (uint16_t i = 0; i < filter->count; i++) {
        value = apr_pstrcat(h->pool, value, i ? "," : "",
                            tr_gen_code_text(h->gen, dim, filter->codes[i]),
                            NULL);
        if (i < 8)
            text = apr_pstrcat(h->pool, text, i ? tr_html_mark_text(h, "between.comma") : "",
                               tr_html_code_label(h, dim,
                                                  filter->codes[i]).text, NULL);
        else if (i == 8)
            text = apr_pstrcat(h->pool, text, " …", NULL);
    }
    if (dim == TR_DIM_PERIOD && query->period_text) {
        value = query->period_text;
        if (strstr(value, ".."))
            text = value;
    }
    tr_html_option(h, value, text, 1);
}

static void put_dimension(tr_html *h, const tr_query *query, tr_dim dim,
                          const tr_facet_set *set)
{
    const tr_filter *filter = &query->filter[dim];
    int single = filter->count == 1
                 && !(dim == TR_DIM_PERIOD && query->period_text
                      && strstr(query->period_text, ".."));
    const tr_facet_value *values = set->values;
    int found = 0;

    if (query->by_path & 1u << dim || (set->count < 2 && !filter->count))
        return;
    tr_html_select_begin(h, tr_dims[dim].code,
                 tr_html_message(h, "dimension", tr_dims[dim].code, ""));
    tr_html_option(h, "", tr_catalog_text(h->render->catalog, "filter.all"),
               !filter->count);
    for (uint32_t i = 0; i < set->count; i++) {
        int selected = single && filter->codes[0] == values[i].code;
        found |= selected;
        tr_html_option_in(h, tr_gen_code_text(h->gen, dim, values[i].code),
                          value_label(h, dim, &values[i]), selected);
    }
    if (filter->count && !found)
        tr_html_option_several(h, dim, query);
    tr_html_select_end(h);
}

/* ---- by and sort ---- */

static const char *by_value(const tr_html *h, const tr_dim *by, int count)
{
    const char *text = "";

    for (int i = 0; i < count; i++)
        text = apr_pstrcat(h->pool, text, i ? "," : "", tr_dims[by[i]].code,
                           NULL);
    return text;
}

static const char *by_name(const tr_html *h, const tr_dim *by, int count)
{
    const char *names[TR_BY_MAX];

    for (int i = 0; i < count; i++)
        names[i] = tr_html_message(h, "dimension", tr_dims[by[i]].code, "");
    return tr_locale_list(h->render->locale, TR_LIST_AND, names, count,
                          h->pool);
}

static void put_by(tr_html *h, const tr_query *query)
{
    static const struct { tr_dim by[2]; int count; } choices[] = {
        { { TR_DIM_COUNTRY }, 1 }, { { TR_DIM_PERIOD }, 1 },
        { { TR_DIM_SERVICE }, 1 }, { { TR_DIM_PUBLISHER }, 1 },
        { { TR_DIM_DEMAND }, 1 }, { { TR_DIM_DATA }, 1 },
        { { TR_DIM_BASIS }, 1 },
        { { TR_DIM_SERVICE, TR_DIM_PERIOD }, 2 },
        { { TR_DIM_COUNTRY, TR_DIM_PERIOD }, 2 },
    };
    const char *own = by_value(h, query->by, query->by_count);
    int found = !query->by_count;

    tr_html_select_begin(h, "by", tr_catalog_text(h->render->catalog, "filter.by"));
    tr_html_option(h, "", tr_catalog_text(h->render->catalog, "filter.not-grouped"),
               found);
    for (unsigned i = 0; i < sizeof choices / sizeof choices[0]; i++) {
        const char *value = by_value(h, choices[i].by, choices[i].count);
        int selected = !strcmp(value, own);
        found |= selected;
        tr_html_option(h, value, by_name(h, choices[i].by, choices[i].count),
                   selected);
    }
    if (!found)
        tr_html_option(h, own, by_name(h, query->by, query->by_count), 1);
    tr_html_select_end(h);
}

static void put_sort(tr_html *h, const tr_query *query, const tr_facet_set *units)
{
    tr_html_select_begin(h, "sort", tr_catalog_text(h->render->catalog, "filter.sort"));
    tr_html_option(h, "", tr_catalog_text(h->render->catalog, "filter.usual-order"),
               !query->sort);
    for (uint32_t i = 0; i < units->count; i++)
        for (int down = 1; down >= 0; down--) {
            uint16_t unit = units->values[i].code;
            const char *code = tr_gen_code_text(h->gen, TR_DIM_UNIT, unit);
            tr_html_option(h, apr_pstrcat(h->pool, down ? "-" : "", code, NULL),
                       apr_pstrcat(h->pool, tr_html_code_label(
                           h, TR_DIM_UNIT, unit).text,
                           tr_html_mark_text(h, "between.colon"),
                           tr_catalog_text(h->render->catalog, down
                               ? "sort.descending" : "sort.ascending"), NULL),
                       query->sort && query->sort_unit == unit
                       && query->sort_descending == down);
        }
    tr_html_select_end(h);
}

/* What each dimension that a page can be filtered by still has; tables only where one was asked for. */
static void find_facets(const tr_html *h, const tr_query *query,
                        tr_facet_set sets[TR_DIM_COUNT])
{
    for (int dim = 0; dim < TR_DIM_COUNT; dim++) {
        sets[dim] = (tr_facet_set){ NULL, 0 };
        if ((dim != TR_DIM_TABLE || query->filter[dim].count)
            && !(query->by_path & 1u << dim))
            sets[dim].values = tr_facet(h->gen, query, (tr_dim)dim,
                                        &sets[dim].count, h->pool);
    }
}

static void put_form(tr_html *h, const tr_query *query,
                     const tr_facet_set sets[TR_DIM_COUNT], int filled)
{
    const char *here = tr_html_href(h, h->render->target->path, "", "");

    tr_html_raw(h, "<form method=\"get\"");
    tr_html_attr(h, "action", here);
    tr_html_raw(h, ">\n");
    for (int dim = 0; dim < TR_DIM_COUNT; dim++)
        if (dim != TR_DIM_TABLE || query->filter[dim].count)
            put_dimension(h, query, (tr_dim)dim, &sets[dim]);
    put_by(h, query);
    put_sort(h, query, &sets[TR_DIM_UNIT]);
    tr_html_raw(h, "<p><button type=\"submit\">");
    tr_html_say(h, "filter.apply");
    tr_html_raw(h, "</button> ");
    if (filled) {
        tr_html_raw(h, "<a");
        tr_html_attr(h, "href", here);
        tr_html_raw(h, ">");
        tr_html_say(h, "filter.clear");
        tr_html_raw(h, "</a>");
    }
    tr_html_raw(h, "</p></form>\n");
}

void tr_html_filter(tr_html *h, const tr_query *query, int open)
{
    int filled = *tr_query_string(h->gen, query, h->pool) != '\0';
    tr_facet_set sets[TR_DIM_COUNT];

    if (h->render->target->query.embed)
        return;
    find_facets(h, query, sets);
    tr_html_raw(h, open || filled ? "<details class=\"filter\" open><summary>"
                        : "<details class=\"filter\"><summary>");
    tr_html_say(h, "filter.title");
    tr_html_raw(h, "</summary>\n");
    put_form(h, query, sets, filled);
    if (h->render->target->resource == TR_RES_REQUESTS)
        tr_html_facets(h, query, sets);
    tr_html_raw(h, "</details>\n");
}
