/* SPDX-License-Identifier: Apache-2.0 */
/* Errors that help: what is wrong, what is allowed, and the form still filled. */
#include "render/html.h"

#include "query/query_parse.h"

static void put_detail(tr_html *h, const tr_problem *problem)
{
    const char *key = apr_pstrcat(h->pool, "problem.",
                                  problem->code ? problem->code : "", NULL);
    const char *text = tr_catalog_text(h->render->catalog, key);
    const char *detail = problem->detail ? problem->detail : "";

    if (text != key) {
        tr_html_raw(h, "<p>");
        tr_html_put(h, text);
        tr_html_raw(h, "</p>\n");
    }
    /* the exact sentence is English only, so it is left out where it would only repeat */
    if (text == key || !tr_html_same_language(h->render->lang, "en")) {
        tr_html_raw(h, text == key ? "<p><bdi lang=\"en\">"
                                   : "<p class=\"detail\"><bdi lang=\"en\">");
        tr_html_put(h, detail);
        tr_html_raw(h, "</bdi></p>\n");
    }
    else if (strcmp(text, detail)) {
        tr_html_raw(h, "<p class=\"detail\">");
        tr_html_put(h, detail);
        tr_html_raw(h, "</p>\n");
    }
}

static void put_given(tr_html *h, const tr_problem *problem)
{
    if (!problem->parameter && !problem->value)
        return;
    tr_html_raw(h, "<p>");
    if (problem->parameter) {
        tr_html_raw(h, "<code>");
        tr_html_put(h, problem->parameter);
        tr_html_raw(h, problem->value ? "</code> = " : "</code>");
    }
    if (problem->value) {
        tr_html_raw(h, "<code><bdi>");
        tr_html_put(h, problem->value);
        tr_html_raw(h, "</bdi></code>");
    }
    tr_html_raw(h, "</p>\n");
}

static int ordinal_of(const tr_html *h, int dim, const char *word)
{
    return dim < 0 ? -1 : tr_gen_code_find(h->gen, (tr_dim)dim, word,
                                           strlen(word));
}

/* Another order or grouping; or another parameter with what was given for it. NULL: no such thing. */
static const char *question_href(const tr_html *h, const tr_problem *problem,
                                 const char *word, tr_label *label)
{
    const tr_query *query = &problem->target.query;
    const char *parameter = problem->parameter;
    int dim = tr_dim_find(word, strlen(word));
    int unit = ordinal_of(h, TR_DIM_UNIT, word + (*word == '-')), code;

    if (!strcmp(parameter, "sort") && unit > 0) {
        *label = tr_html_code_label(h, TR_DIM_UNIT, (uint16_t)unit);
        return tr_html_self(h, tr_query_with_sort(query, unit, *word == '-',
                                                  h->pool));
    }
    if (dim < 0)
        return NULL;
    *label = (tr_label){ tr_html_message(h, "dimension", word, ""), NULL };
    if (!strcmp(parameter, "by")) {
        tr_query *grouped = apr_pmemdup(h->pool, query, sizeof *grouped);
        grouped->by_count = 1;
        grouped->by[0] = (tr_dim)dim;
        return tr_html_self(h, grouped);
    }
    code = problem->given && *problem->given && problem->nearest
           && !strcmp(word, problem->nearest)
           ? tr_query_code(h->gen, (tr_dim)dim, problem->given, h->pool) : -1;
    if (code <= 0)
        return NULL;
    return tr_html_self(h, tr_query_with_filter(query, (tr_dim)dim, code, h->pool));
}

/* Where an allowed word leads; NULL: nowhere of its own. */
static const char *allowed_href(tr_html *h, const tr_problem *problem,
                                const char *word, tr_label *label)
{
    const tr_target *target = &problem->target;
    int dim = problem->parameter ? tr_dim_find(problem->parameter,
                                               strlen(problem->parameter)) : -1;
    int ordinal;

    if (problem->code && !strcmp(problem->code, "no-such-resource")) {
        const char *path = strcmp(word, "index") ? word : "";
        label->text = tr_html_message(h, "resource",
                                      *path ? path : "overview", "");
        label->lang = NULL;
        return tr_html_href(h, path, "", "");
    }
    if (problem->code && !strcmp(problem->code, "no-such-item"))
        dim = tr_resources[target->resource].dim;
    ordinal = ordinal_of(h, dim, word);
    if (ordinal <= 0)
        return problem->parameter ? question_href(h, problem, word, label) : NULL;
    *label = tr_html_code_label(h, (tr_dim)dim, (uint16_t)ordinal);
    if (!problem->parameter) {
        const char *path = tr_html_code_path(h, (tr_dim)dim, (uint16_t)ordinal);
        return path ? tr_html_href(h, path, "", "") : NULL;
    }
    return tr_html_self(h, tr_query_with_filter(&target->query, (tr_dim)dim,
                                                ordinal, h->pool));
}

static void put_word(tr_html *h, const tr_problem *problem, const char *word)
{
    tr_label label = { word, "zxx" };
    const char *href = allowed_href(h, problem, word, &label);

    tr_html_raw(h, "<code>");
    tr_html_put(h, word);
    tr_html_raw(h, "</code>");
    if (href) {
        tr_html_raw(h, " ");
        tr_html_link(h, href, label);
    }
}

static void put_allowed(tr_html *h, const tr_problem *problem)
{
    const char *const *words;

    if (problem->nearest) {
        tr_html_raw(h, "<p>");
        tr_html_say(h, "problem.meant");
        tr_html_raw(h, " ");
        put_word(h, problem, problem->nearest);
        tr_html_raw(h, "</p>\n");
    }
    if (!problem->allowed || !problem->allowed->nelts)
        return;
    words = (const char *const *)problem->allowed->elts;
    tr_html_raw(h, "<h2>");
    tr_html_say(h, "problem.allowed");
    tr_html_raw(h, "</h2>\n<ul class=\"allowed\">\n");
    for (int i = 0; i < problem->allowed->nelts; i++) {
        tr_html_raw(h, "<li>");
        put_word(h, problem, words[i]);
        tr_html_raw(h, "</li>\n");
    }
    tr_html_raw(h, "</ul>\n");
}

/* `path` below the mount, where its address says more than a name would. */
static void put_address(tr_html *h, const char *key, const char *path)
{
    const char *href = tr_html_escape(h, apr_pstrcat(h->pool, h->up, path, NULL));
    tr_html_fact(h, key, apr_pstrcat(h->pool, "<a href=\"", href, "\"><code>",
                                 tr_html_escape(h, path), "</code></a>", NULL));
}

static void put_withdrawal(tr_html *h, const tr_withdrawal *withdrawal)
{
    const char *lang = withdrawal->lang;

    tr_html_raw(h, "<dl class=\"facts\">\n");
    tr_html_fact(h, "problem.since", tr_html_instant(h, withdrawal->since));
    if (withdrawal->reason)
        tr_html_fact(h, "column.reason", tr_html_label_markup(
            h, (tr_label){ withdrawal->reason, lang }));
    if (withdrawal->order) {
        const char *who = withdrawal->blocked_by;
        tr_html_fact(h, "problem.order", tr_html_label_markup(
            h, (tr_label){ withdrawal->order, lang }));
        if (who) {
            tr_html_raw(h, "<div><dt>");
            tr_html_say(h, "problem.blocked-by");
            tr_html_raw(h, "</dt><dd>");
            tr_html_outward(h, who, who, NULL);
            tr_html_raw(h, "</dd></div>\n");
        }
        else
            put_address(h, "problem.blocked-by", "about");
    }
    if (withdrawal->last)
        put_address(h, "problem.last-version", withdrawal->last);
    tr_html_raw(h, "</dl>\n");
}

void tr_html_problem(tr_html *h, const tr_problem *problem)
{
    put_detail(h, problem);
    if (problem->location) {
        tr_html_raw(h, "<p><code>");
        tr_html_put(h, problem->location);
        tr_html_raw(h, "</code></p>\n");
        return;
    }
    put_given(h, problem);
    if (problem->withdrawal)
        put_withdrawal(h, problem->withdrawal);
    put_allowed(h, problem);
    if (problem->status == 400 && tr_html_has_filter(&problem->target))
        tr_html_filter(h, &problem->target.query, 1);
    if (problem->status == 400
        && problem->target.resource == TR_RES_CORRECTIONS)
        tr_html_changes_form(h, &problem->target.query);
}
