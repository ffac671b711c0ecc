/* SPDX-License-Identifier: Apache-2.0 */
/* The page around the content: the slots of the shell; see html.h. */
#include "render/html.h"

#include "render/manifest.h"
#include "render/shell.h"

/* ---- The page as a whole ---- */

static const char *resource_title(const tr_html *h, int resource)
{
    const char *path = tr_resources[resource].path;

    return tr_html_message(h, "resource", *path ? path : "overview", "");
}

tr_label tr_html_site_title(const tr_html *h)
{
    if (h->render->title)
        return (tr_label){ h->render->title, NULL };
    if (h->gen->head->codes[TR_DIM_PUBLISHER].count == 2) {
        tr_label name = tr_html_code_label(h, TR_DIM_PUBLISHER, 1);
        return (tr_label){ tr_catalog_fill(h->pool, tr_catalog_text(
            h->render->catalog, "site.of"), "publisher", name.text, NULL),
            NULL };
    }
    return (tr_label){ tr_catalog_text(h->render->catalog, "site.title"), NULL };
}

tr_label tr_html_page_title(const tr_html *h, const tr_problem *problem)
{
    const tr_target *target = h->render->target;

    if (problem) {
        const char *key = apr_psprintf(h->pool, "problem.%d", problem->status);
        const char *text = tr_catalog_text(h->render->catalog, key);
        return (tr_label){ text == key ? tr_catalog_text(
            h->render->catalog, "problem.other") : text, NULL };
    }
    if (target->item)
        return tr_html_code_label(h, (tr_dim)tr_resources[target->resource].dim,
                                  target->item_code);
    if (target->resource == TR_RES_OVERVIEW)
        return tr_html_site_title(h);
    return (tr_label){ resource_title(h, target->resource), NULL };
}

/* ---- Slots ---- */

static void put_html_tag(tr_html *h)
{
    tr_html_raw(h, "<html");
    tr_html_attr(h, "lang", h->render->lang);
    tr_html_attr(h, "dir", tr_locale_direction(h->render->locale));
    tr_html_raw(h, ">");
}

/* A block of data, not a script: nothing in it is executed, and the policy of the page needs no word for it. */
static void put_dataset(tr_html *h)
{
    if (!h->render->canonical_base || h->render->target->resource != TR_RES_OVERVIEW
        || h->render->target->access != TR_ACCESS_ORIGINAL)
        return;
    tr_html_raw(h, "<script type=\"application/ld+json\">\n");
    tr_render_dataset(h->render, tr_html_site_title(h).text, h->out);
    tr_html_raw(h, "</script>\n");
}

/* Search engines take the languages of a page only from whole addresses. */
static const char *language_href(const tr_html *h, const char *lang)
{
    const tr_target *target = h->render->target;
    const char *slash = strrchr(target->path, '/');
    const char *name = tr_html_variant(h, lang, "html", 1);

    if (!h->render->canonical_base)
        return name;
    return apr_pstrcat(h->pool, h->render->canonical_base, "/", target->prefix,
                       slash ? apr_pstrndup(h->pool, target->path, (apr_size_t)
                                            (slash + 1 - target->path)) : "",
                       name, NULL);
}

static void put_head_links(tr_html *h)
{
    const tr_site *site = h->render->site;

    if (h->render->canonical_base) {
        const char *query = h->render->target->query_string;
        tr_html_raw(h, "<link rel=\"canonical\"");
        tr_html_attr(h, "href", apr_pstrcat(h->pool, h->render->canonical_base,
                     "/", h->render->target->prefix, h->render->target->path,
                     *query ? "?" : "", query, NULL));
        tr_html_raw(h, ">\n");
    }
    for (int i = 0; site->languages[0] && site->languages[1]
                    && site->languages[i]; i++) {
        tr_html_raw(h, "<link rel=\"alternate\"");
        tr_html_attr(h, "hreflang", site->languages[i]);
        tr_html_attr(h, "href", language_href(h, site->languages[i]));
        tr_html_raw(h, ">\n");
    }
    for (int i = 0; i < TR_FORMAT_COUNT; i++) {
        if (!tr_html_offers(h, i))
            continue;
        tr_html_raw(h, "<link rel=\"alternate\"");
        tr_html_attr(h, "type", tr_formats[i].accept);
        tr_html_attr(h, "href", tr_html_format_href(h, i));
        tr_html_raw(h, ">\n");
    }
}

/* The feed of the record, and of this item where it has one: in the page's language. */
static void put_feed(tr_html *h, const char *href, tr_label label)
{
    tr_html_raw(h, "<link rel=\"alternate\"");
    tr_html_attr(h, "type", tr_formats[TR_FORMAT_ATOM].accept);
    tr_html_attr(h, "href", apr_pstrcat(h->pool, href, *h->suffix ? "." : "",
                 *h->suffix ? h->render->lang : "", ".atom", NULL));
    tr_html_attr(h, "title", tr_catalog_fill(h->pool, tr_catalog_text(
        h->render->catalog, "feed.title"), "title", label.text, NULL));
    tr_html_raw(h, ">\n");
}

static void put_feeds(tr_html *h)
{
    const tr_target *target = h->render->target;

    if (target->item && target->access == TR_ACCESS_ORIGINAL
        && tr_resources[target->resource].item_formats & TR_FORMAT_BIT(ATOM))
        put_feed(h, h->name, tr_html_page_title(h, NULL));
    put_feed(h, apr_pstrcat(h->pool, h->root, tr_resources[TR_RES_FEED].path,
                            NULL), tr_html_site_title(h));
}

static const char *asset(const tr_html *h, const char *name)
{
    return apr_pstrcat(h->pool, h->root, "assets/", name, NULL);
}

static void put_icon(tr_html *h)
{
    if (!h->render->icon)
        return;
    tr_html_raw(h, "<link rel=\"icon\" type=\"image/png\"");
    tr_html_attr(h, "href", asset(h, h->render->icon));
    tr_html_raw(h, ">\n");
}

/* Says nothing that the title beside it does not say. */
static void put_logo(tr_html *h)
{
    if (!h->render->logo)
        return;
    tr_html_raw(h, "<img class=\"logo\" alt=\"\"");
    tr_html_attr(h, "src", asset(h, h->render->logo));
    tr_html_raw(h, apr_psprintf(h->pool, " width=\"%u\" height=\"%u\">",
                                h->render->logo_width, h->render->logo_height));
}

/* Answers to questions are for people; a search engine needs the record itself. */
static void put_robots(tr_html *h)
{
    if (h->render->target->query_string[0])
        tr_html_raw(h, "<meta name=\"robots\" content=\"noindex, follow\">\n");
}

/* What a search engine shows below the title. */
static void put_description(tr_html *h, const char *title, const char *site)
{
    int64_t seconds = TR_GEN_ROWS(h->gen, int64_t, instants)[h->gen->edition];
    int64_t day = seconds / 86400 - (seconds % 86400 < 0);

    tr_html_raw(h, "<meta name=\"description\"");
    tr_html_attr(h, "content", apr_pstrcat(
        h->pool, title, strcmp(title, site) ? " · " : "",
        strcmp(title, site) ? site : "", " · ",
        tr_locale_date(h->render->locale, day, TR_DATE_LONG, h->pool), NULL));
    tr_html_raw(h, ">\n");
}

static void put_title(tr_html *h, const tr_problem *problem)
{
    const char *title = tr_html_page_title(h, problem).text;
    const char *site = tr_html_site_title(h).text;

    tr_html_raw(h, "<title>");
    tr_html_put(h, title);
    if (strcmp(title, site)) {
        tr_html_raw(h, " – ");
        tr_html_put(h, site);
    }
    tr_html_raw(h, "</title>\n");
}

static void put_style(tr_html *h)
{
    tr_html_raw(h, "<link rel=\"stylesheet\"");
    tr_html_attr(h, "href", asset(h, h->render->stylesheet));
    tr_html_raw(h, ">\n");
    put_icon(h);
}

static void put_head(tr_html *h, const tr_problem *problem)
{
    put_title(h, problem);
    if (problem && problem->location)
        return;
    put_style(h);
    if (problem)
        return;
    put_description(h, tr_html_page_title(h, problem).text, tr_html_site_title(h).text);
    put_robots(h);
    put_head_links(h);
    put_dataset(h);
    put_feeds(h);
}

static void put_skip(tr_html *h)
{
    tr_html_raw(h, "<a class=\"skip\" href=\"#main\">");
    tr_html_say(h, "nav.skip");
    tr_html_raw(h, "</a>");
}

static void put_site(tr_html *h)
{
    tr_html_raw(h, "<p class=\"site\">");
    put_logo(h);
    tr_html_link(h, tr_html_href(h, "", "", ""), tr_html_site_title(h));
    tr_html_raw(h, "</p>");
}

static void put_notice(tr_html *h)
{
    const int64_t *instants = TR_GEN_ROWS(h->gen, int64_t, instants);
    tr_html now = *h;

    if (h->render->target->access == TR_ACCESS_VERSION || h->gen->past) {
        tr_html_raw(h, "<aside class=\"old\"");
        tr_html_attr(h, "aria-label", tr_catalog_text(h->render->catalog,
                                                      "column.edition"));
        tr_html_raw(h, "><p>");
        tr_html_raw(h, tr_catalog_fill(h->pool, tr_html_pattern(
            h, "notice.as-of"), "date",
            tr_html_instant(h, instants[h->gen->edition]), NULL));
        tr_html_raw(h, " ");
        /* as other links: one page has the same bytes at each of its addresses */
        now.up = h->root;
        tr_html_link(h, tr_html_href(&now, h->render->target->path,
                                     h->render->target->query_string, ""),
                     (tr_label){ tr_catalog_text(h->render->catalog,
                                                 "notice.now"), NULL });
        tr_html_raw(h, "</p></aside>\n");
    }
    tr_html_incomplete(h);
}

static void put_content(tr_html *h)
{
    const tr_target *target = h->render->target;

    switch (target->resource) {
    case TR_RES_OVERVIEW:
        tr_html_overview(h);
        break;
    case TR_RES_REQUESTS:
        tr_html_requests(h);
        break;
    case TR_RES_CORRECTIONS:
        tr_html_corrections(h);
        break;
    case TR_RES_ABOUT:
        tr_html_about(h);
        break;
    default:
        if (target->item)
            tr_html_item(h);
        else if (tr_resources[target->resource].items)
            tr_html_index(h);
        else
            tr_html_narrative(h);
    }
}

static void put_main(tr_html *h, const tr_problem *problem)
{
    const tr_target *target = h->render->target;

    tr_html_raw(h, "<main id=\"main\">\n");
    if (!problem && target->item) {
        tr_html_raw(h, "<p class=\"crumb\">");
        tr_html_link(h, tr_html_href(h, tr_resources[target->resource].path,
                                     "", ""),
                     (tr_label){ resource_title(h, target->resource), NULL });
        tr_html_raw(h, "</p>\n");
    }
    tr_html_raw(h, "<h1>");
    tr_html_label(h, tr_html_page_title(h, problem));
    tr_html_raw(h, "</h1>\n");
    if (problem)
        tr_html_problem(h, problem);
    else
        put_content(h);
    tr_html_raw(h, "</main>\n");
}

static void put_slot(tr_html *h, int slot, const tr_problem *problem)
{
    int bare = problem && problem->location;    /* relative links would mislead */

    switch (slot) {
    case TR_SLOT_HTML:   put_html_tag(h); break;
    case TR_SLOT_HEAD:   put_head(h, problem); break;
    case TR_SLOT_SKIP:   put_skip(h); break;
    case TR_SLOT_SITE:   if (!bare) put_site(h); break;
    case TR_SLOT_NAV:    if (!bare) tr_html_nav(h, problem); break;
    case TR_SLOT_NOTICE: put_notice(h); break;
    case TR_SLOT_MAIN:   put_main(h, problem); break;
    case TR_SLOT_TOOLS:  if (!problem) tr_html_tools(h); break;
    case TR_SLOT_FOOTER: tr_html_cite(h, problem); break;
    default: break;
    }
}

/* The address of an error says nothing of where it belongs: its links are of the record as it is now. */
static void set_ways(tr_html *h, const tr_problem *problem)
{
    const tr_target *target = h->render->target;
    const char *prefix = target->prefix ? target->prefix : "";
    const char *up = "";

    h->up = tr_path_up(target->path, h->pool);
    h->root = apr_pstrcat(h->pool, tr_path_up(prefix, h->pool), h->up, NULL);
    if (!problem)
        return;
    for (int i = 0; i < problem->depth; i++)
        up = apr_pstrcat(h->pool, "../", up, NULL);
    h->up = h->root = up;
}

/* ---- For a frame on another site ---- */

/* Where the figures are from: the title leads to the whole page. */
static void put_source(tr_html *h)
{
    const int64_t *instants = TR_GEN_ROWS(h->gen, int64_t, instants);
    const char *title = apr_pstrcat(h->pool, "<a href=\"", tr_html_escape(
        h, tr_html_self(h, h->query)), "\">", tr_html_label_markup(
        h, tr_html_site_title(h)), "</a>", NULL);

    tr_html_raw(h, "<footer><p>");
    tr_html_raw(h, tr_catalog_fill(h->pool, tr_html_pattern(h, "embed.source"),
                "title", title, "date", tr_html_instant(
                    h, instants[h->gen->edition]), NULL));
    tr_html_raw(h, "</p></footer>\n");
}

/* Figures and their source, without shell and navigation; links open outside. */
static void put_embedded(tr_html *h)
{
    tr_html_raw(h, "<!DOCTYPE html>\n");
    put_html_tag(h);
    tr_html_raw(h, "\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
                "content=\"width=device-width, initial-scale=1\">\n"
                "<meta name=\"color-scheme\" content=\"light dark\">\n"
                "<base target=\"_top\">\n");
    put_title(h, NULL);
    put_style(h);
    put_robots(h);
    tr_html_raw(h, "</head>\n<body class=\"embed\">\n");
    put_notice(h);
    put_main(h, NULL);
    put_source(h);
    tr_html_raw(h, "</body>\n</html>\n");
}

static apr_status_t put_page(const tr_render *render,
                             const tr_problem *problem, tr_out *out)
{
    const char *path = render->target->path ? render->target->path : "";
    const char *slash = strrchr(path, '/');
    tr_html h = {
        .render = render, .gen = render->gen, .out = out,
        .pool = render->pool, .query = &render->target->query,
        .has_key = !problem
    };

    set_ways(&h, problem);
    h.name = slash ? slash + 1 : *path ? path : "index";
    h.suffix = strcmp(render->lang, render->site->default_language)
               ? apr_pstrcat(h.pool, ".", render->lang, ".html", NULL) : "";
    if (h.query->embed && !problem) {
        tr_query *whole = apr_pmemdup(h.pool, h.query, sizeof *whole);
        whole->embed = 0;       /* links lead to whole pages */
        h.query = whole;
        h.has_key = 0;          /* a link would leave the frame */
        put_embedded(&h);
        return out->status;
    }
    for (int i = 0; i < render->shell->count; i++) {
        const tr_shell_piece *piece = &render->shell->piece[i];
        tr_out_bytes(out, piece->text, piece->length);
        put_slot(&h, piece->slot, problem);
    }
    return out->status;
}

apr_status_t tr_html_page(const tr_render *render, tr_out *out)
{
    return put_page(render, NULL, out);
}

apr_status_t tr_html_error(const tr_render *render, const tr_problem *problem,
                           tr_out *out)
{
    tr_render copy = *render;
    tr_target target = problem->target;

    if (!target.path)
        target.path = "";
    if (!target.query_string)
        target.query_string = "";
    if (!target.prefix)
        target.prefix = "";
    if (!target.query.page)
        target.query.page = 1;
    copy.target = &target;
    return put_page(&copy, problem, out);
}
