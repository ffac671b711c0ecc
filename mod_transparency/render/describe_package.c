/* SPDX-License-Identifier: Apache-2.0 */
/*
 * describe_package.c - /datapackage.json: Data Package v2, all files that
 * together are the whole record.
 *
 * Bytes and digest are those of the CSV that is served: it is rendered once
 * more, into a digest.  `fieldsMatch` is left out: its default, exact, is meant,
 * and the profile of 2.0 asks for another type than its text.
 */
#include "render/describe.h"

#include <apr_strings.h>

#include "render/data.h"
#include "render/licences.h"
#include "render/manifest.h"

#define PACKAGE_PROFILE "https://datapackage.org/profiles/2.0/datapackage.json"

/* ---- Bytes ---- */

/* Writes how many bytes the CSV has and what their digest is. */
static apr_status_t put_bytes(tr_json *json, const tr_render *csv)
{
    char hex[TR_SHA256_HEX];
    uint64_t bytes;
    apr_status_t status = tr_render_digest(csv, &bytes, hex);

    if (status != APR_SUCCESS)
        return status;
    tr_json_int(json, "bytes", (int64_t)bytes);
    tr_json_text(json, "hash", apr_pstrcat(csv->pool, "sha256:", hex, NULL));
    return APR_SUCCESS;
}

/* ---- Fields ---- */

static const char *type_of(tr_column_type type)
{
    switch (type) {
    case TR_COL_DATE:    return "date";
    case TR_COL_INSTANT: return "datetime";
    case TR_COL_INTEGER: return "integer";
    case TR_COL_DECIMAL: return "number";
    case TR_COL_WORDS:   return "list";
    default:             return "string";
    }
}

static void put_constraints(tr_json *json, const tr_render *csv, const tr_column_def *column)
{
    const char *resource = tr_resources[csv->target->resource].path;
    const apr_array_header_t *words = tr_column_words(csv->gen, column, resource, csv->pool);
    const char *pattern = tr_column_pattern(csv->gen, column, resource, csv->pool);

    tr_json_object(json, "constraints");
    tr_json_bool(json, "required", column->always);
    if (column->type == TR_COL_INTEGER || column->type == TR_COL_DECIMAL)
        tr_json_int(json, "minimum", 0);
    if (words && column->type != TR_COL_WORDS)
        tr_json_texts(json, "enum", (const char *const *)words->elts, (size_t)words->nelts);
    else if (pattern && column->type != TR_COL_WORDS)
        tr_json_text(json, "pattern", apr_pstrcat(csv->pool, "^(", pattern, ")$", NULL));
    tr_json_end(json);
}

static void put_field(tr_json *json, const tr_render *csv, const char *kind,
                      const tr_column_def *column)
{
    tr_json_object_flat(json, NULL);
    tr_json_text(json, "name", column->name);
    tr_json_text(json, "title", tr_column_title(NULL, kind, column, csv->pool));
    tr_json_text(json, "type", type_of(column->type));
    if (column->type == TR_COL_WORDS)
        tr_json_text(json, "delimiter", " ");
    put_constraints(json, csv, column);
    tr_json_end(json);
}

static void put_missing(tr_json *json)
{
    tr_json_array(json, "missingValues");
    tr_json_object_flat(json, NULL);
    tr_json_text(json, "value", "");
    tr_json_text(json, "label", "no value; never 0: of figures, status says why");
    tr_json_end(json);
    tr_json_end(json);
}

static void put_schema(tr_json *json, const tr_render *csv)
{
    tr_facts *facts = tr_facts_open(csv);
    const char *key = tr_facts_key(facts);

    tr_json_object(json, "schema");
    tr_json_array(json, "fields");
    for (int i = 0; i < facts->column_count; i++)
        put_field(json, csv, facts->kind, &facts->column[i]);
    tr_json_end(json);
    put_missing(json);
    if (key)
        tr_json_texts(json, "primaryKey", &key, 1);
    tr_json_end(json);
}

/* ---- Files ---- */

static apr_status_t put_file(tr_json *json, const tr_render *render, tr_resource resource)
{
    tr_target target = { .resource = resource, .fixed = 1, .format = TR_FORMAT_CSV,
                         .path = tr_resources[resource].path, .query_string = "",
                         .prefix = "", .query.page = 1 };
    tr_render csv = *render;
    const char *type = tr_formats[TR_FORMAT_CSV].accept;
    apr_status_t status;

    csv.target = &target;
    csv.format = TR_FORMAT_CSV;
    tr_json_object(json, NULL);
    tr_json_text(json, "name", target.path);
    tr_json_text(json, "title", tr_catalog_text(NULL, apr_pstrcat(render->pool, "resource.",
                                                                  target.path, NULL)));
    tr_json_text(json, "type", "table");
    tr_json_text(json, "path", tr_relative_form(&target, TR_FORMAT_CSV, render->pool));
    tr_json_text(json, "format", tr_formats[TR_FORMAT_CSV].extension);
    tr_json_text(json, "mediatype", apr_pstrmemdup(render->pool, type, strcspn(type, ";")));
    tr_json_text(json, "encoding", "utf-8");
    status = put_bytes(json, &csv);
    put_schema(json, &csv);
    tr_json_end(json);
    return status;
}

/* Sums follow from the figures, so their files are no part of the whole. */
static int is_part(const tr_render *render, int resource)
{
    unsigned sums = 1u << TR_FACT_GROUPS;

    return tr_resource_is_record((tr_resource)resource)
           && tr_facts_kinds((tr_resource)resource, 0) != sums
           && tr_resource_formats((tr_resource)resource, 0, render->site->formats)
              & TR_FORMAT_BIT(CSV);
}

static void put_licences(tr_json *json, const tr_render *render)
{
    const apr_array_header_t *urls = tr_licences_stated(render->gen, render->pool);

    if (!urls->nelts)
        return;
    tr_json_array(json, "licenses");
    for (int i = 0; i < urls->nelts; i++)
        tr_json_pair(json, NULL, "path", APR_ARRAY_IDX(urls, i, const char *));
    tr_json_end(json);
}

apr_status_t tr_describe_package(const tr_render *render, tr_out *out)
{
    apr_status_t status = APR_SUCCESS;
    tr_json json;

    tr_json_start(&json, out);
    tr_json_object(&json, NULL);
    tr_json_text(&json, "$schema", PACKAGE_PROFILE);
    tr_json_text(&json, "name", "transparency-record");
    tr_json_text_if(&json, "title", render->title);
    tr_json_text_if(&json, "created", tr_edition_text(render->gen, render->pool));
    tr_json_bool(&json, "complete", !render->gen->head->incomplete);
    tr_json_int(&json, "files_left_out", render->gen->head->incomplete);
    put_licences(&json, render);
    tr_json_array(&json, "resources");
    for (int i = 0; i < TR_RES_COUNT && status == APR_SUCCESS; i++)
        if (is_part(render, i))
            status = put_file(&json, render, (tr_resource)i);
    if (status != APR_SUCCESS)
        tr_out_fail(out, status);
    tr_json_end_to(&json, 0);
    return out->status;
}
