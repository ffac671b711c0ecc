/* SPDX-License-Identifier: Apache-2.0 */
/* Where one can go from a page: its other forms and languages, the parts of the record. */
#include "render/html.h"

/* ---- Representations of this page ---- */

/* "requests.fr.html?country=GB", relative to this page. */
const char *tr_html_variant(const tr_html *h, const char *lang,
                           const char *extension, int with_page)
{
    tr_query *query = apr_pmemdup(h->pool, h->query, sizeof *query);
    const char *text;

    if (!with_page)
        query->page = 1;
    text = tr_query_string(h->gen, query, h->pool);
    return apr_pstrcat(h->pool, h->name, lang ? "." : "", lang ? lang : "", ".",
                       extension, *text ? "?" : "", text, NULL);
}

static void put_languages(tr_html *h)
{
    const tr_site *site = h->render->site;

    if (!site->languages[0] || !site->languages[1])
        return;
    tr_html_raw(h, "<nav class=\"languages\"");
    tr_html_attr(h, "aria-label", tr_catalog_text(h->render->catalog,
                                                  "nav.languages"));
    tr_html_raw(h, "><ul>\n");
    for (int i = 0; site->languages[i]; i++) {
        const char *tag = site->languages[i];
        tr_html_raw(h, "<li><a");
        tr_html_attr(h, "href", tr_html_variant(h, tag, "html", 1));
        tr_html_attr(h, "hreflang", tag);
        tr_html_attr(h, "lang", tag);
        if (!strcmp(tag, h->render->lang))
            tr_html_raw(h, " aria-current=\"true\"");
        tr_html_raw(h, " rel=\"alternate\"><bdi>");
        tr_html_put(h, tr_html_language_name(h, tag));
        tr_html_raw(h, "</bdi></a></li>\n");
    }
    tr_html_raw(h, "</ul></nav>\n");
}

int tr_html_offers(const tr_html *h, int format)
{
    return format != TR_FORMAT_HTML
           && tr_target_negotiated(h->render->site, h->render->target)
              & 1u << format;
}

const char *tr_html_format_href(const tr_html *h, int format)
{
    return tr_html_variant(h, tr_formats[format].localised ? h->render->lang : NULL,
                   tr_formats[format].extension,
                   format == TR_FORMAT_MARKDOWN);
}

static void put_embed_link(tr_html *h)
{
    tr_query *query = apr_pmemdup(h->pool, h->query, sizeof *query);

    query->embed = 1;
    tr_html_raw(h, "<li><a");
    tr_html_attr(h, "href", apr_pstrcat(h->pool, h->name, ".", h->render->lang,
                 ".html?", tr_query_string(h->gen, query, h->pool), NULL));
    tr_html_raw(h, ">");
    tr_html_say(h, "embed.link");
    tr_html_raw(h, "</a></li>\n");
}

static void put_formats(tr_html *h)
{
    int count = 0;

    for (int i = 0; i < TR_FORMAT_COUNT; i++) {
        if (!tr_html_offers(h, i))
            continue;
        if (!count++) {
            tr_html_raw(h, "<nav class=\"formats\"");
            tr_html_attr(h, "aria-label", tr_catalog_text(h->render->catalog,
                                                          "nav.download"));
            tr_html_raw(h, "><ul>\n");
        }
        tr_html_raw(h, "<li><a rel=\"alternate\"");
        tr_html_attr(h, "href", tr_html_format_href(h, i));
        tr_html_attr(h, "type", tr_formats[i].accept);
        tr_html_raw(h, ">");
        tr_html_raw(h, tr_formats[i].label);
        tr_html_raw(h, "</a></li>\n");
    }
    if (count)
        put_embed_link(h);
    if (count)
        tr_html_raw(h, "</ul></nav>\n");
}

void tr_html_tools(tr_html *h)
{
    put_formats(h);
    put_languages(h);
}

/* ---- The record ---- */

static void put_nav_link(tr_html *h, tr_resource resource,
                         const tr_problem *problem)
{
    const char *path = tr_resources[resource].path;

    tr_html_raw(h, "<li><a");
    tr_html_attr(h, "href", tr_html_href(h, path, "", ""));
    if (!problem && h->render->target->resource == resource)
        tr_html_attr(h, "aria-current", h->render->target->item ? "true"
                                                                : "page");
    tr_html_raw(h, ">");
    tr_html_put(h, tr_html_message(h, "menu", *path ? path : "overview", ""));
    tr_html_raw(h, "</a></li>\n");
}

/* Three groups: the demands, what became of them, where to look things up. */
void tr_html_nav(tr_html *h, const tr_problem *problem)
{
    static const struct { const char *class; tr_resource resource[8]; } groups[] = {
        { "demands", { TR_RES_OVERVIEW, TR_RES_REQUESTS, TR_RES_INVENTORY,
                       TR_RES_EXPOSURE, TR_RES_PARTNERS, TR_RES_LAW,
                       TR_RES_COUNT } },
        { "claims",  { TR_RES_STATEMENTS, TR_RES_QUESTIONS, TR_RES_CANARIES,
                       TR_RES_CORRECTIONS, TR_RES_COUNT } },
        { "indexes", { TR_RES_COUNTRIES, TR_RES_PERIODS, TR_RES_SERVICES,
                       TR_RES_PUBLISHERS, TR_RES_REPORTS, TR_RES_DEFINITIONS,
                       TR_RES_ABOUT, TR_RES_COUNT } }
    };

    tr_html_raw(h, "<nav class=\"main\"");
    tr_html_attr(h, "aria-label", tr_catalog_text(h->render->catalog,
                                                  "nav.main"));
    tr_html_raw(h, ">\n");
    for (unsigned i = 0; i < sizeof groups / sizeof groups[0]; i++) {
        tr_html_raw(h, "<ul");
        tr_html_attr(h, "class", groups[i].class);
        tr_html_raw(h, ">\n");
        for (const tr_resource *r = groups[i].resource; *r != TR_RES_COUNT; r++)
            put_nav_link(h, *r, problem);
        tr_html_raw(h, "</ul>\n");
    }
    tr_html_raw(h, "</nav>\n");
}
