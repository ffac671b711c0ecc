/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which country a name means: what the map says, else what countries.h knows.
 * Nothing is guessed: a name that is not known is an error with candidates.
 */
#include <apr_strings.h>
#include <string.h>

#include "import/row.h"
#include "intl/countries.h"
#include "record/attribute.h"

enum { CANDIDATES = 3 };

static const char *by_alias(const tr_map *map, const char *name)
{
    for (const tr_alias *alias = map->aliases; alias; alias = alias->next)
        if (strcmp(alias->name, name) == 0)
            return alias->country;
    return NULL;
}

/* The code that a text means, as code or as name; NULL: none. */
static const char *resolve(const tr_view *view, const char *text)
{
    const char *code = by_alias(view->map, text);

    if (code)
        return code;
    if (tr_country_kind_of(text) != TR_COUNTRY_INVALID)
        return text;
    return tr_country_lookup(text, strlen(text));
}

static int unknown(const tr_view *view, const tr_column *column,
                   const tr_csv_field *field, const char *text)
{
    const char *near[CANDIDATES], *list = "";
    int count = tr_country_nearest(text, near, CANDIDATES);
    char excerpt[80];

    for (int i = 0; i < count; i++)
        list = apr_pstrcat(view->pool, list, i ? ", " : "; nearest are ", near[i], " (",
                           tr_country_name(near[i], APR_INT64_MAX), ")", NULL);
    return tr_view_wrong(view, field, "unknown-country", "\"%s\" in column \"%s\" is no "
                         "country that is known%s; say in the map which one it is: "
                         "<alias name=\"%s\" country=\"..\"/>",
                         tr_excerpt(text, strlen(text), excerpt), column->name, list,
                         excerpt);
}

/* The code in the column that `code=` names; NULL: empty or none. Sets *wrong after telling. */
static const char *code_beside(const tr_view *view, const tr_column *column, int *wrong)
{
    const tr_column *other = column->code ? tr_map_column(view->file, column->code) : NULL;
    const char *text = other ? tr_view_raw(view, other) : "", *error;

    if (!*text || tr_country_kind_of(text) != TR_COUNTRY_INVALID)
        return *text ? text : NULL;
    tr_country_check(text, strlen(text), &error, view->pool);
    *wrong = 1;
    tr_view_wrong(view, tr_view_field(view, other), "unknown-country", "column \"%s\": %s",
                  other->name, error);
    return NULL;
}

/* The publisher's label is kept where it is not the name of that time. */
static void keep_label(tr_said *out, const tr_view *view, const char *text)
{
    const char *name = tr_country_name(out->text, view->has_period
                                       ? view->period.end_day : APR_INT64_MAX);
    if (strcmp(text, out->text) != 0 && (!name || strcmp(name, text) != 0))
        out->printed = text;
}

int tr_say_country(tr_said *out, const tr_view *view, const tr_column *column,
                   const tr_csv_field *field, const char *text)
{
    int wrong = 0;
    const char *code = code_beside(view, column, &wrong);
    const char *named = resolve(view, text);

    if (wrong)
        return 0;
    if (code && named && strcmp(code, named) != 0)
        return tr_view_wrong(view, field, "countries-differ", "\"%s\" is %s, but column "
                             "\"%s\" says %s", text, named, column->code, code);
    if (!code && !named)
        return unknown(view, column, field, text);
    out->text = code ? code : named;
    keep_label(out, view, text);
    return 1;
}
