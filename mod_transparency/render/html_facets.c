/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What could be asked next, as plain links: the values of each dimension, with
 * how many figures a click leaves.  The most frequent ones only; the form above
 * has them all.
 */
#include "render/html.h"

#include <stdlib.h>

enum { LINKS_MAX = 24 };

static int by_cells(const void *a, const void *b)
{
    const tr_facet_value *left = *(const tr_facet_value *const *)a;
    const tr_facet_value *right = *(const tr_facet_value *const *)b;

    if (left->cells != right->cells)
        return left->cells > right->cells ? -1 : 1;
    return (int)left->code - (int)right->code;
}

/* The least that a value among the LINKS_MAX largest has, of those the last code. */
static tr_facet_value last_shown(const tr_html *h, const tr_facet_set *set)
{
    const tr_facet_value **order = apr_palloc(h->pool, (set->count + 1)
                                              * sizeof *order);

    for (uint32_t i = 0; i < set->count; i++)
        order[i] = &set->values[i];
    qsort(order, set->count, sizeof *order, by_cells);
    return *order[set->count < LINKS_MAX ? set->count - 1 : LINKS_MAX - 1];
}

static void put_link(tr_html *h, const tr_query *query, tr_dim dim, int code,
                     int current, const char *text, const char *lang)
{
    /* each question leads to many others: none of them is for robots */
    tr_html_raw(h, "<li><a rel=\"nofollow\"");
    tr_html_attr(h, "href", tr_html_self(h, tr_query_with_filter(
                                         query, dim, code, h->pool)));
    if (current)
        tr_html_raw(h, " aria-current=\"true\"");
    tr_html_raw(h, ">");
    tr_html_label(h, (tr_label){ text, lang });
    tr_html_raw(h, "</a>");
}

static void put_value(tr_html *h, const tr_query *query, tr_dim dim,
                      const tr_facet_value *value)
{
    const tr_filter *filter = &query->filter[dim];
    tr_label label = tr_html_code_label(h, dim, value->code);
    int current = 0;

    for (uint16_t i = 0; i < filter->count; i++)
        current |= filter->codes[i] == value->code;
    put_link(h, query, dim, value->code, current, label.text, label.lang);
    tr_html_raw(h, " (");
    tr_html_put(h, tr_html_number(h, (int64_t)value->cells));
    tr_html_raw(h, ")</li>\n");
}

static void put_dimension(tr_html *h, const tr_query *query, tr_dim dim,
                          const tr_facet_set *set)
{
    tr_facet_value last = last_shown(h, set);
    const tr_facet_value *end = &last;
    uint32_t shown = 0;

    tr_html_raw(h, "<div><dt>");
    tr_html_put(h, tr_html_message(h, "dimension", tr_dims[dim].code, ""));
    tr_html_raw(h, "</dt><dd><ul>\n");
    put_link(h, query, dim, -1, !query->filter[dim].count,
             tr_catalog_text(h->render->catalog, "filter.all"), NULL);
    tr_html_raw(h, "</li>\n");
    for (uint32_t i = 0; i < set->count; i++) {
        const tr_facet_value *value = &set->values[i];
        if (by_cells(&value, &end) > 0)
            continue;
        put_value(h, query, dim, value);
        shown++;
    }
    if (shown < set->count) {
        tr_html_raw(h, "<li>");
        tr_html_say_count(h, "facets.more", set->count - shown);
        tr_html_raw(h, "</li>\n");
    }
    tr_html_raw(h, "</ul></dd></div>\n");
}

void tr_html_facets(tr_html *h, const tr_query *query,
                    const tr_facet_set sets[TR_DIM_COUNT])
{
    int open = 0;

    for (int dim = 0; dim < TR_DIM_COUNT; dim++) {
        if (sets[dim].count < 2 && !(sets[dim].count && query->filter[dim].count))
            continue;
        if (!open++) {
            tr_html_raw(h, "<div class=\"facets\"><h2>");
            tr_html_say(h, "facets.heading");
            tr_html_raw(h, "</h2>\n<p>");
            tr_html_say(h, "facets.explain");
            tr_html_raw(h, "</p>\n<dl>\n");
        }
        put_dimension(h, query, (tr_dim)dim, &sets[dim]);
    }
    tr_html_raw(h, open ? "</dl></div>\n" : "");
}
