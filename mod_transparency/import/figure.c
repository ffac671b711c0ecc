/* SPDX-License-Identifier: Apache-2.0 */
/* Printed numbers: "1,204", "11,000 - 12,000", "<10", "83.00%". */
#include "model/figure.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>

#include "import/row.h"
#include "record/attribute.h"

/* The digits of a number without its separators of thousands; NULL when it is none. */
static const char *plain_number(const tr_column *column, const char *text,
                                apr_pool_t *pool)
{
    const char *separator = column->thousands;
    apr_size_t width = separator ? strlen(separator) : 0, lead;
    char *out = apr_palloc(pool, strlen(text) + 1), *to = out;

    lead = strspn(text, "0123456789");
    if (lead == 0)
        return NULL;
    to = apr_cpystrn(to, text, lead + 1);
    text += lead;
    while (*text) {
        if (!width || lead > 3 || strncmp(text, separator, width) != 0
            || strspn(text + width, "0123456789") != 3)
            return NULL;
        to = apr_cpystrn(to, text + width, 4);
        text += width + 3;
    }
    return out;
}

/* The number at both ends of a band; NULL when the text is none. */
static const char *plain_band(const tr_column *column, const char *text,
                              apr_pool_t *pool)
{
    const char *between = column->band ? strstr(text, column->band) : NULL;
    const char *low, *high;

    if (!between || between == text)
        return NULL;
    low = plain_number(column, apr_pstrmemdup(pool, text, (apr_size_t)(between - text)),
                       pool);
    high = plain_number(column, between + strlen(column->band), pool);
    if (!low || !high)
        return NULL;
    return strcmp(low, high) == 0 ? low : apr_pstrcat(pool, low, "..", high, NULL);
}

static const char *plain_below(const tr_column *column, const char *text,
                               apr_pool_t *pool)
{
    const char *limit;

    if (!column->below || *text != '<')
        return NULL;
    limit = plain_number(column, text + 1 + strspn(text + 1, " "), pool);
    return limit ? apr_pstrcat(pool, "<", limit, NULL) : NULL;
}

static const char *hint(const tr_column *column, const char *text)
{
    if (!column->thousands && strpbrk(text, ",.'") && apr_isdigit(*text))
        return "; if it separates thousands, say thousands=\",\" in the map";
    if (!column->band && strchr(text, '-') && apr_isdigit(*text))
        return "; if it is a band, say band=\" - \" in the map";
    if (!column->below && *text == '<')
        return "; if small figures are hidden so, say below=\"yes\" in the map";
    return "; if it stands for something, say <cell is=\"...\" means=\"...\"/> in the map";
}

int tr_say_figure(tr_said *out, const tr_view *view, const tr_column *column,
                  const tr_csv_field *field, const char *text)
{
    const char *plain = plain_number(column, text, view->pool);
    tr_figure_error error;
    tr_figure figure;
    char excerpt[80];

    if (!plain)
        plain = plain_band(column, text, view->pool);
    if (!plain)
        plain = plain_below(column, text, view->pool);
    tr_excerpt(text, strlen(text), excerpt);
    if (!plain)
        return tr_view_wrong(view, field, "not-a-figure", "\"%s\" in column \"%s\" is no "
                             "figure%s", excerpt, column->name, hint(column, text));
    if (!tr_figure_parse(plain, strlen(plain), &figure, &error))
        return tr_view_wrong(view, field, "not-a-figure", "\"%s\" in column \"%s\": %s",
                             excerpt, column->name, error.message);
    out->text = plain;
    if (strcmp(plain, text) != 0)
        out->printed = text;
    return 1;
}

/* --- percentages --------------------------------------------------------------------- */

/* As the record writes it, or NULL: digits, decimals as declared, "%". */
static const char *plain_percent(const tr_column *column, const char *text,
                                 apr_pool_t *pool)
{
    apr_size_t whole = strspn(text, "0123456789"), decimals = 0;
    const char *rest = text + whole;
    apr_size_t kept = whole;

    if (whole == 0)
        return NULL;
    if (*rest == '.') {
        decimals = strspn(rest + 1, "0123456789");
        rest += 1 + decimals;
        kept = whole + 1 + decimals;
    }
    if (column->decimals >= 0 && (apr_size_t)column->decimals < decimals) {
        kept = column->decimals ? whole + 1 + (apr_size_t)column->decimals : whole;
        for (const char *zero = text + kept + !column->decimals; zero < rest; zero++)
            if (*zero != '0')
                return NULL;
    }
    rest += strspn(rest, " ");
    if (*rest && strcmp(rest, "%") != 0)
        return NULL;
    return apr_pstrcat(pool, apr_pstrmemdup(pool, text, kept), "%", NULL);
}

/* Whether the percentage is one of nothing; -1 after telling that the cell is wrong. */
static int is_of_nothing(const tr_view *view, const tr_column *column)
{
    const tr_column *of = column->of ? tr_map_column(view->file, column->of) : NULL;
    tr_said whole;

    if (!of)
        return 0;
    if (!tr_say_cell(&whole, view, of))
        return -1;
    return whole.text && strcmp(whole.text, "0") == 0;
}

int tr_say_percent(tr_said *out, const tr_view *view, const tr_column *column,
                   const tr_csv_field *field, const char *text)
{
    const char *plain = plain_percent(column, text, view->pool);
    int nothing = plain ? is_of_nothing(view, column) : 0;
    tr_figure figure;
    char excerpt[80];

    if (nothing < 0)
        return 0;
    tr_excerpt(text, strlen(text), excerpt);
    if (!plain || !tr_figure_parse(plain, strlen(plain), &figure, NULL))
        return tr_view_wrong(view, field, "not-a-percentage", "\"%s\" in column \"%s\" is "
                             "no percentage%s", excerpt, column->name,
                             column->decimals >= 0 ? " of so many decimals" : "");
    if (nothing && figure.percent)
        return tr_view_wrong(view, field, "percentage-of-nothing", "%s of 0: there is no "
                             "such share; say in the map what to make of it", excerpt);
    out->text = nothing ? "not-applicable" : plain;
    out->is_word = nothing;
    if (nothing || (strcmp(plain, text) != 0
                    && strcmp(plain, apr_pstrcat(view->pool, text, "%", NULL)) != 0))
        out->printed = text;
    return 1;
}
