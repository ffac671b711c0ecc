/* SPDX-License-Identifier: Apache-2.0 */
/*
 * describe_csvw.c - X.csv-metadata.json: Metadata Vocabulary for Tabular Data
 * (W3C Recommendation, 2015).
 *
 * The names in the header of the CSV stand among the titles, in no language
 * ("und"): a validating processor compares the header with titles only.
 */
#include "render/describe.h"

#include <apr_strings.h>

#include "render/licences.h"

static const char *language_of(const tr_render *render, int i)
{
    return render->site->languages[i];
}

static const tr_catalog *catalog_of(const tr_render *render, int i)
{
    return render->catalogs ? render->catalogs[i] : NULL;
}

static void put_context(tr_json *json, const tr_render *render)
{
    tr_json_array_flat(json, "@context");
    tr_json_text(json, NULL, "http://www.w3.org/ns/csvw");
    tr_json_pair(json, NULL, "@language", render->site->default_language);
    tr_json_end(json);
}

static void put_title(tr_json *json, const tr_render *render)
{
    const char *path = tr_resources[render->target->resource].path;
    const char *key = apr_pstrcat(render->pool, "resource.",
                                  *path ? path : "overview", NULL);
    const char *item = render->target->item;

    tr_json_array(json, "dc:title");
    for (int i = 0; language_of(render, i); i++) {
        const char *title = tr_catalog_text(catalog_of(render, i), key);
        tr_json_object_flat(json, NULL);
        tr_json_text(json, "@value", item ? apr_pstrcat(render->pool, title, ": ",
                                                        item, NULL) : title);
        tr_json_text(json, "@language", language_of(render, i));
        tr_json_end(json);
    }
    tr_json_end(json);
}

static void put_licence(tr_json *json, const tr_render *render)
{
    const apr_array_header_t *urls = tr_licences_stated(render->gen, render->pool);

    if (!urls->nelts)
        return;
    tr_json_array_flat(json, "dc:license");
    for (int i = 0; i < urls->nelts; i++)
        tr_json_pair(json, NULL, "@id", APR_ARRAY_IDX(urls, i, const char *));
    tr_json_end(json);
}

static void put_modified(tr_json *json, const tr_render *render)
{
    const char *edition = tr_edition_text(render->gen, render->pool);

    if (!edition)
        return;
    tr_json_object_flat(json, "dc:modified");
    tr_json_text(json, "@value", edition);
    tr_json_text(json, "@type", "xsd:dateTime");
    tr_json_end(json);
}

static void put_note(tr_json *json, const char *text)
{
    tr_json_object_flat(json, NULL);
    tr_json_text(json, "type", "Annotation");
    tr_json_text(json, "body", text);
    tr_json_end(json);
}

/* What a CSV has no place for. */
static void put_notes(tr_json *json, const tr_render *render, const tr_facts *facts)
{
    uint32_t left_out = render->gen->head->incomplete;

    tr_json_int(json, "schema:numberOfItems", (int64_t)facts->count);
    tr_json_array(json, "notes");
    put_note(json, apr_psprintf(render->pool, "There are %" APR_UINT64_T_FMT
                                " rows behind the header: compare the number with "
                                "what was read.", facts->count));
    put_note(json, "An empty field means that there is no value; it never means 0.");
    if (left_out)
        put_note(json, apr_psprintf(render->pool, "The record is incomplete: %u of "
                                    "its files have errors and were left out.",
                                    left_out));
    tr_json_end(json);
}

/* ---- Columns ---- */

static void put_titles(tr_json *json, const tr_render *render, const tr_facts *facts,
                       const tr_column_def *column)
{
    tr_json_object_flat(json, "titles");
    tr_json_text(json, "und", column->name);
    for (int i = 0; language_of(render, i); i++)
        tr_json_text(json, language_of(render, i),
                     tr_column_title(catalog_of(render, i), facts->kind, column,
                                     render->pool));
    tr_json_end(json);
}

static const char *base_type(tr_column_type type)
{
    switch (type) {
    case TR_COL_DATE:    return "date";
    case TR_COL_INSTANT: return "dateTimeStamp";
    case TR_COL_INTEGER: return "integer";
    case TR_COL_DECIMAL: return "decimal";
    default:             return "string";
    }
}

static void put_datatype(tr_json *json, const tr_render *render,
                         const tr_column_def *column)
{
    int is_number = column->type == TR_COL_INTEGER || column->type == TR_COL_DECIMAL;
    const char *pattern = tr_column_pattern(
        render->gen, column, tr_resources[render->target->resource].path,
        render->pool);

    tr_json_object_flat(json, "datatype");
    tr_json_text(json, "base", base_type(column->type));
    if (is_number)
        tr_json_int(json, "minimum", 0);
    if (pattern)
        tr_json_text(json, "format", apr_pstrcat(render->pool, "^(", pattern, ")$",
                                                 NULL));
    tr_json_end(json);
}

static void put_column(tr_json *json, const tr_render *render, const tr_facts *facts,
                       const tr_column_def *column)
{
    tr_json_object(json, NULL);
    tr_json_text(json, "name", column->name);
    put_titles(json, render, facts, column);
    put_datatype(json, render, column);
    tr_json_bool(json, "required", column->always);
    tr_json_text(json, "null", "");
    if (column->type == TR_COL_WORDS)
        tr_json_text(json, "separator", " ");
    tr_json_end(json);
}

apr_status_t tr_describe_csvw(const tr_render *render, tr_out *out)
{
    tr_facts *facts = tr_facts_open(render);
    const char *key = tr_facts_key(facts);
    tr_json json;

    tr_json_start(&json, out);
    tr_json_object(&json, NULL);
    put_context(&json, render);
    tr_json_text(&json, "url", tr_relative_form(render->target, TR_FORMAT_CSV,
                                                render->pool));
    put_title(&json, render);
    put_licence(&json, render);
    put_modified(&json, render);
    put_notes(&json, render, facts);
    tr_json_object(&json, "tableSchema");
    tr_json_array(&json, "columns");
    for (int i = 0; i < facts->column_count; i++)
        put_column(&json, render, facts, &facts->column[i]);
    tr_json_end(&json);
    tr_json_text_if(&json, "primaryKey", key);
    tr_json_end_to(&json, 0);
    return out->status;
}
