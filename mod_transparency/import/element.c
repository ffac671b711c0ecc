/* SPDX-License-Identifier: Apache-2.0 */
/* Elements of templates, filled and written as XML. */
#include <apr_strings.h>
#include <string.h>

#include "import/made.h"
#include "model/terms.h"

/* --- text --------------------------------------------------------------------------- */

static const char *replacement(char c)
{
    switch (c) {
    case '&':  return "&amp;";
    case '<':  return "&lt;";
    case '>':  return "&gt;";
    case '"':  return "&quot;";
    case '\t': return "&#9;";
    case '\n': return "&#10;";
    case '\r': return "&#13;";
    default:   return NULL;
    }
}

const char *tr_xml_escape(const char *text, apr_pool_t *pool)
{
    apr_size_t length = 0;
    const char *with;
    char *out, *to;

    if (!strpbrk(text, "&<>\"\t\n\r"))
        return text;
    for (const char *at = text; *at; at++)
        length += (with = replacement(*at)) ? strlen(with) : 1;
    to = out = apr_palloc(pool, length + 1);
    for (const char *at = text; *at; at++) {
        if ((with = replacement(*at)))
            to = apr_cpystrn(to, with, strlen(with) + 1);
        else
            *to++ = *at;
    }
    *to = '\0';
    return out;
}

const char *tr_xml_attr(const char *name, const char *value, apr_pool_t *pool)
{
    return apr_pstrcat(pool, " ", name, "=\"", tr_xml_escape(value, pool), "\"", NULL);
}

static const char *indent(int depth)
{
    static const char blanks[] = "                                        ";
    int width = 2 * depth < (int)sizeof blanks - 1 ? 2 * depth : (int)sizeof blanks - 1;
    return blanks + sizeof blanks - 1 - width;
}

/* One line of text: blanks and line ends as a map is indented become one blank. */
static const char *one_line(const char *text, apr_pool_t *pool)
{
    char *out = apr_palloc(pool, strlen(text) + 2), *to = out;

    for (; *text; text++) {
        if (!strchr(" \t\r\n", *text))
            *to++ = *text;
        else if (to == out || to[-1] != ' ')
            *to++ = ' ';
    }
    *to = '\0';
    return out;
}

/* --- attributes --------------------------------------------------------------------- */

static int is_figure_attr(const tr_node *node, const char *name)
{
    return tr_is_measure(node->name)
        && (tr_term_find(TR_DIM_UNIT, name, strlen(name)) != NULL
            || strcmp(name, "value") == 0);
}

static void canonical_period(tr_said *said, apr_pool_t *pool)
{
    char buf[TR_PERIOD_TEXT];
    tr_period period;

    if (said->text && tr_period_parse(said->text, strlen(said->text), &period, NULL))
        said->text = apr_pstrdup(pool, tr_period_format(&period, buf));
}

/* "5..5" is 5. */
static void canonical_band(tr_said *said, apr_pool_t *pool)
{
    const char *dots = said->text ? strstr(said->text, "..") : NULL;

    if (dots && strlen(dots + 2) == (apr_size_t)(dots - said->text)
        && strncmp(said->text, dots + 2, strlen(dots + 2)) == 0)
        said->text = apr_pstrdup(pool, dots + 2);
}

tr_filled *tr_fill(const tr_view *view, const tr_node *node)
{
    tr_filled *filled = apr_pcalloc(view->pool, sizeof *filled
                                    * (apr_size_t)(node->attr_count + 1));
    int good = 1;

    for (int i = 0; i < node->attr_count; i++) {
        const char *name = node->attrs[i].name;
        int as_id = strcmp(name, "id") == 0 || strcmp(name, "report") == 0;

        filled[i].name = name;
        good &= tr_say_text(&filled[i].said, view, node->attrs[i].value, as_id);
        if (strcmp(name, "period") == 0)
            canonical_period(&filled[i].said, view->pool);
        if (is_figure_attr(node, name))
            canonical_band(&filled[i].said, view->pool);
    }
    return good ? filled : NULL;
}

/* --- measures -------------------------------------------------------------------------- */

int tr_is_measure(const char *name)
{
    return strcmp(name, "figure") == 0
        || tr_term_find(TR_DIM_MEASURE, name, strlen(name)) != NULL;
}

/* What a figure has of its own, beside what the template says for all. */
static const char *joined(const char *ours, const char *own, apr_pool_t *pool)
{
    return !ours ? own : !own ? ours : apr_pstrcat(pool, ours, " ", own, NULL);
}

/* The attributes that all figures of the element share, but for note and flags. */
static const char *common_attrs(const tr_node *node, const tr_filled *filled,
                                const char **note, const char **flags,
                                apr_pool_t *pool)
{
    const char *out = "";

    *note = *flags = NULL;
    for (int i = 0; i < node->attr_count; i++) {
        const char *name = filled[i].name, *text = filled[i].said.text;
        if (!text || is_figure_attr(node, name))
            continue;
        if (strcmp(name, "note") == 0)
            *note = text;
        else if (strcmp(name, "flags") == 0)
            *flags = text;
        else
            out = apr_pstrcat(pool, out, tr_xml_attr(name, text, pool), NULL);
    }
    return out;
}

static const char *one_measure(const tr_node *node, const char *figures,
                               const char *common, const char *note,
                               const char *flags, const char *printed, int depth,
                               apr_pool_t *pool)
{
    return apr_pstrcat(pool, indent(depth), "<", node->name, figures, common,
                       printed ? tr_xml_attr("printed", printed, pool) : "",
                       note ? tr_xml_attr("note", note, pool) : "",
                       flags ? tr_xml_attr("flags", flags, pool) : "", "/>\n", NULL);
}

static int is_same_text(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

/* Whether all that says what a figure is about is the same in two templates. */
static int same_about(const tr_node *a, const tr_node *b)
{
    for (int i = 0; i < a->attr_count; i++) {
        const char *name = a->attrs[i].name;
        if (!is_figure_attr(a, name) && strcmp(name, "note") != 0
            && strcmp(name, "flags") != 0 && strcmp(name, "source") != 0
            && strcmp(name, "rounding") != 0
            && !is_same_text(a->attrs[i].value, tr_node_attr_get(b, name)))
            return 0;
    }
    return 1;
}

/*
 * A percentage that is none ("0%" of 0) beside the count itself would state one
 * figure twice: whether the count stands in the row; -1 after telling.
 */
static int is_counted(const tr_view *view, const tr_node *node, const char *unit)
{
    for (const tr_node *other = node->parent->children; other; other = other->next) {
        const char *count = other->name && other != node
            && strcmp(other->name, node->name) == 0 ? tr_node_attr_get(other, unit) : NULL;
        tr_said said;
        if (!count || !same_about(node, other) || !same_about(other, node))
            continue;
        if (!tr_say_text(&said, view, count, 0))
            return -1;
        if (said.text && !said.is_share)
            return 1;
    }
    return 0;
}

/* Leaves out percentages that are no numbers where the count is stated. 0 after telling. */
static int drop_shares(const tr_view *view, const tr_node *node, tr_filled *filled)
{
    for (int i = 0; i < node->attr_count; i++) {
        tr_said *said = &filled[i].said;
        int counted = said->text && said->is_word && said->is_share
            ? is_counted(view, node, filled[i].name) : 0;
        if (counted < 0)
            return 0;
        if (counted)
            said->text = NULL;
    }
    return 1;
}

/* What all figures of an element share. */
typedef struct measure {
    const tr_node *node;
    const char *common, *note, *flags;
    int depth;
    apr_pool_t *pool;
} measure;

static const char *flush(const measure *m, const char *lines, const char **figures)
{
    const char *own = *figures;

    *figures = "";
    return !*own ? lines
        : apr_pstrcat(m->pool, lines, one_measure(m->node, own, m->common, m->note, m->flags,
                                                  NULL, m->depth, m->pool), NULL);
}

/* A figure with something of its own stands alone. */
static const char *alone(const measure *m, const char *lines, const char *figure,
                         const tr_said *said)
{
    return apr_pstrcat(m->pool, lines,
                       one_measure(m->node, figure, m->common,
                                   joined(m->note, said->notes, m->pool),
                                   joined(m->flags, said->flags, m->pool), said->printed,
                                   m->depth, m->pool), NULL);
}

const char *tr_write_measure(const tr_view *view, const tr_node *node, int depth)
{
    measure m = { .node = node, .depth = depth, .pool = view->pool };
    tr_filled *filled = tr_fill(view, node);
    const char *lines = "", *together = "";

    if (!filled || !drop_shares(view, node, filled))
        return NULL;
    m.common = common_attrs(node, filled, &m.note, &m.flags, m.pool);
    for (int i = 0; i < node->attr_count; i++) {
        const tr_said *said = &filled[i].said;
        const char *attr;
        if (!said->text || !is_figure_attr(node, filled[i].name))
            continue;
        attr = tr_xml_attr(filled[i].name, said->text, m.pool);
        if (said->printed || said->notes || said->flags)
            lines = alone(&m, flush(&m, lines, &together), attr, said);
        else
            together = apr_pstrcat(m.pool, together, attr, NULL);
    }
    return flush(&m, lines, &together);
}

/* --- other elements ----------------------------------------------------------------------- */

/* Elements of running text stay on their line, as blanks count there. */
static int holds_text(const tr_node *node)
{
    for (const tr_node *child = node->children; child; child = child->next)
        if (!child->name && strspn(child->text, " \t\r\n") != strlen(child->text))
            return 1;
    return 0;
}

static const char *say(const tr_view *view, const char *text, apr_pool_t *pool)
{
    tr_said said;

    if (!view)
        return text;
    if (!tr_say_text(&said, view, text, 0))
        return NULL;
    return said.text ? apr_pstrdup(pool, said.text) : "";
}

static const char *write_attrs(const tr_view *view, const tr_node *node,
                               apr_pool_t *pool)
{
    tr_filled *filled = view ? tr_fill(view, node) : NULL;
    const char *out = "";

    if (view && !filled)
        return NULL;
    for (int i = 0; i < node->attr_count; i++) {
        const char *text = view ? filled[i].said.text : node->attrs[i].value;
        if (text)
            out = apr_pstrcat(pool, out, tr_xml_attr(node->attrs[i].name, text, pool), NULL);
    }
    return out;
}

static const char *write_inline(const tr_view *view, const tr_node *node,
                                apr_pool_t *pool)
{
    const char *out, *attrs;

    if (!node->name) {
        const char *text = say(view, node->text, pool);
        return text ? tr_xml_escape(one_line(text, pool), pool) : NULL;
    }
    attrs = write_attrs(view, node, pool);
    if (!attrs)
        return NULL;
    out = apr_pstrcat(pool, "<", node->name, attrs, ">", NULL);
    for (const tr_node *child = node->children; child; child = child->next) {
        const char *inner = write_inline(view, child, pool);
        if (!inner)
            return NULL;
        out = apr_pstrcat(pool, out, inner, NULL);
    }
    return apr_pstrcat(pool, out, "</", node->name, ">", NULL);
}

static const char *write_node(const tr_view *view, const tr_node *node, int depth,
                              apr_pool_t *pool)
{
    const char *out, *attrs;

    if (!node->name)
        return "";
    if (holds_text(node)) {
        out = write_inline(view, node, pool);
        return out ? apr_pstrcat(pool, indent(depth), out, "\n", NULL) : NULL;
    }
    attrs = write_attrs(view, node, pool);
    if (!attrs)
        return NULL;
    out = "";
    for (const tr_node *child = node->children; child; child = child->next) {
        const char *inner = write_node(view, child, depth + 1, pool);
        if (!inner)
            return NULL;
        out = apr_pstrcat(pool, out, inner, NULL);
    }
    if (!*out)
        return apr_pstrcat(pool, indent(depth), "<", node->name, attrs, "/>\n", NULL);
    return apr_pstrcat(pool, indent(depth), "<", node->name, attrs, ">\n", out,
                       indent(depth), "</", node->name, ">\n", NULL);
}

const char *tr_write_element(const tr_view *view, const tr_node *node, int depth)
{
    return write_node(view, node, depth, view->pool);
}

const char *tr_write_plain(const tr_node *node, int depth, apr_pool_t *pool)
{
    return write_node(NULL, node, depth, pool);
}
