/* SPDX-License-Identifier: Apache-2.0 */
/* html_support.h - a strict reader of pages, for the tests of pages. */
#ifndef TR_HTML_SUPPORT_H
#define TR_HTML_SUPPORT_H

#include "render_support.h"

/* ---- A strict reader of what we write ---- */

typedef struct tags {
    const char *open[64];
    int depth;
    apr_hash_t *ids;
    const char *wrong;          /* the first thing found */
    int cells, links;
} tags;

static void wrong(tags *t, const char *what, const char *at)
{
    if (!t->wrong)
        t->wrong = apr_psprintf(test_pool, "%s near: %.80s", what, at);
}

static int is_void(const char *name)
{
    return !strcmp(name, "meta") || !strcmp(name, "link")
           || !strcmp(name, "img") || !strcmp(name, "base") || !strcmp(name, "br") || !strcmp(name, "input");
}

static const char *attribute(const char *tag, const char *name)
{
    const char *at = strstr(tag, apr_pstrcat(test_pool, " ", name, "=\"", NULL));
    const char *end;

    if (!at)
        return NULL;
    at += strlen(name) + 3;
    end = strchr(at, '"');
    return end ? apr_pstrmemdup(test_pool, at, (apr_size_t)(end - at)) : NULL;
}

static void check_href(tags *t, const char *tag, const char *at)
{
    const char *href = attribute(tag, "href");

    if (!href)
        return;
    t->links++;
    if (!*href)
        wrong(t, "an empty link", at);
    if (href[0] == '/')
        wrong(t, "a link that is not relative", at);
    if (strstr(href, "://") && !strstr(tag, "nofollow"))
        wrong(t, "a link outward without nofollow", at);
}

static void open_tag(tags *t, const char *name, const char *tag, const char *at)
{
    const char *id = attribute(tag, "id");

    if (strstr(tag, " style=") || strstr(tag, " onclick="))
        wrong(t, "inline style or script", at);
    if (!strcmp(name, "script") || !strcmp(name, "svg"))
        wrong(t, "script or SVG", at);
    if (id && apr_hash_get(t->ids, id, APR_HASH_KEY_STRING))
        wrong(t, "an id twice", at);
    if (id)
        apr_hash_set(t->ids, id, APR_HASH_KEY_STRING, "");
    if (!strcmp(name, "th") && !strstr(tag, " scope="))
        wrong(t, "th without scope", at);
    check_href(t, tag, at);
    if (is_void(name))
        return;
    if (t->depth == 64)
        wrong(t, "too deep", at);
    else
        t->open[t->depth++] = name;
}

static void close_tag(tags *t, const char *name, const char *at)
{
    if (!t->depth || strcmp(t->open[--t->depth], name))
        wrong(t, apr_pstrcat(test_pool, "unexpected </", name, ">", NULL), at);
}

/* Whether a cell or a term that begins after `at` holds nothing. */
static void check_empty(tags *t, const char *name, const char *tag,
                        const char *after)
{
    static const char *const filled[] = { "td", "th", "dd", "dt", "caption",
        "a", "option", "h1", "h2", "h3", "li", "title", "summary", "span",
        "small" };

    for (unsigned i = 0; i < sizeof filled / sizeof filled[0]; i++)
        if (!strcmp(name, filled[i]) && !strstr(tag, "aria-hidden")) {
            t->cells++;
            if (!strncmp(after, "</", 2)
                || (!strncmp(after, "<bdi>", 5) && !strncmp(after + 5, "</", 2)))
                wrong(t, apr_pstrcat(test_pool, "an empty ", name, NULL), after);
        }
}

static void read_tag(tags *t, const char **at)
{
    const char *begin = *at, *end = strchr(begin, '>');
    const char *name = begin + 1 + (begin[1] == '/');
    const char *tag;

    if (!end) {
        wrong(t, "an open tag", begin);
        *at = begin + strlen(begin);
        return;
    }
    tag = apr_pstrmemdup(test_pool, begin, (apr_size_t)(end - begin));
    name = apr_pstrmemdup(test_pool, name, strcspn(name, " >"));
    *at = end + 1;
    if (begin[1] == '!')
        return;
    if (begin[1] == '/')
        close_tag(t, name, begin);
    else {
        open_tag(t, name, tag, begin);
        check_empty(t, name, tag, *at);
    }
}

static void check_fragments(tags *t, const char *html)
{
    const char *at = html;

    while ((at = strstr(at, "href=\"#"))) {
        const char *id = apr_pstrmemdup(test_pool, at + 7,
                                        strcspn(at + 7, "\""));
        if (!apr_hash_get(t->ids, id, APR_HASH_KEY_STRING))
            wrong(t, "a fragment that is not there", at);
        at += 7;
    }
}

/* NULL, or what is wrong with a page. */
static const char *check(const char *html, int *cells)
{
    tags t = { .ids = apr_hash_make(test_pool) };
    const char *at = html;

    while ((at = strchr(at, '<')))
        read_tag(&t, &at);
    if (t.depth)
        wrong(&t, "something stays open", t.open[t.depth - 1]);
    if (count_of(html, "<h1>") != 1)
        wrong(&t, "not one h1", html);
    if (count_of(html, "</table>") != count_of(html, "<caption"))
        wrong(&t, "a table without caption", html);
    check_fragments(&t, html);
    if (cells)
        *cells += t.cells;
    return t.wrong;
}

/* Whether `then` comes after `first`. */
__attribute__((unused))
static int in_order(const char *html, const char *first, const char *then)
{
    const char *at = strstr(html, first);

    return at && strstr(at, then);
}

#endif
