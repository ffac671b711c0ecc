/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json.c - an envelope with `meta` and `rows`, and the same rows line by line.
 *
 * Rows have exactly the CSV's columns, null where the CSV is empty.  Integers
 * beyond 2^53 are strings, since common readers would round them (RFC 8259).
 */
#include "render/data.h"
#include "render/describe.h"
#include "render/licences.h"

#include <apr_strings.h>
#include <string.h>

static const int64_t safe_integer = INT64_C(1) << 53;

static void write_field(tr_out *out, const tr_field *field)
{
    if (field->kind == TR_FIELD_NONE)
        tr_out_text(out, "null");
    else if (tr_field_is_text(field))
        tr_out_json(out, field->text);
    else if (field->number > safe_integer || field->number < -safe_integer) {
        tr_out_bytes(out, "\"", 1);
        tr_out_int(out, field->number);
        tr_out_bytes(out, "\"", 1);
    }
    else
        tr_out_int(out, field->number);
}

static void write_row(const tr_facts *facts, const tr_field *fields,
                      tr_out *out)
{
    tr_out_bytes(out, "{", 1);
    for (int i = 0; i < facts->column_count; i++) {
        if (i)
            tr_out_bytes(out, ",", 1);
        tr_out_json(out, facts->column[i].name);
        tr_out_bytes(out, ":", 1);
        write_field(out, &fields[i]);
    }
    tr_out_bytes(out, "}", 1);
}

/* ---- meta: one function a member of TR_META ---- */

static void put_format(tr_json *json, const tr_render *render, const tr_facts *facts)
{
    (void)render;
    (void)facts;
    tr_json_text(json, "format", TR_JSON_FORMAT);
}

static void put_resource(tr_json *json, const tr_render *render, const tr_facts *facts)
{
    const char *path = render->target->path;

    (void)facts;
    tr_json_text(json, "resource", path[0] ? path : "index");
}

static void put_query(tr_json *json, const tr_render *render, const tr_facts *facts)
{
    const char *query = render->target->query_string;

    (void)facts;
    tr_json_text(json, "query", query[0] ? query : NULL);
}

static void put_kind(tr_json *json, const tr_render *render, const tr_facts *facts)
{
    (void)render;
    tr_json_text(json, "kind", facts->kind);
}

static void put_edition(tr_json *json, const tr_render *render, const tr_facts *facts)
{
    (void)facts;
    tr_json_text(json, "edition", tr_edition_text(render->gen, render->pool));
}

static void put_complete(tr_json *json, const tr_render *render, const tr_facts *facts)
{
    (void)facts;
    tr_json_bool(json, "complete", !render->gen->head->incomplete);
}

static void put_files_left_out(tr_json *json, const tr_render *render, const tr_facts *facts)
{
    (void)facts;
    tr_json_int(json, "files_left_out", render->gen->head->incomplete);
}

/* Only of files that were left out, since other diagnostics are the publisher's affair. */
static void put_problems(tr_json *json, const tr_render *render, const tr_facts *facts)
{
    const tr_gen *gen = render->gen;
    const tr_gen_problem *problems = TR_GEN_ROWS(gen, tr_gen_problem, problems);

    (void)facts;
    if (!gen->head->incomplete)
        return;
    tr_json_array(json, "problems");
    for (uint32_t i = 0; i < gen->head->problems.count; i++) {
        tr_json_object_flat(json, NULL);
        tr_json_text(json, "file", tr_gen_string(gen, problems[i].file));
        tr_json_int(json, "line", problems[i].line);
        tr_json_text(json, "code", tr_gen_string(gen, problems[i].code));
        tr_json_text(json, "text", tr_gen_string(gen, problems[i].text));
        tr_json_end(json);
    }
    tr_json_end(json);
}

static void put_rows(tr_json *json, const tr_render *render, const tr_facts *facts)
{
    (void)render;
    tr_json_int(json, "rows", (int64_t)facts->count);
}

static void put_licence(tr_json *json, const tr_render *render, const tr_facts *facts)
{
    const apr_array_header_t *urls = tr_licences_stated(render->gen, render->pool);

    (void)facts;
    tr_json_texts(json, "licence", (const char *const *)urls->elts,
                  (size_t)urls->nelts);
}

/* A link is known by the extension of what it leads to, without a second one: "schema" of schema.json. */
static const char *link_name(int format, apr_pool_t *pool)
{
    const char *extension = tr_formats[format].extension;
    const char *dot = strchr(extension, '.');

    if (format == TR_FORMAT_JSON)
        return "self";
    return dot ? apr_pstrmemdup(pool, extension, (apr_size_t)(dot - extension))
               : extension;
}

/* Relative, so that they are true wherever the answer is kept, and below every version of the record. */
static void put_links(tr_json *json, const tr_render *render, const tr_facts *facts)
{
    const tr_target *target = render->target;
    unsigned formats = tr_resource_formats(target->resource, target->item != NULL,
                                           render->site->formats);

    (void)facts;
    tr_json_object(json, "links");
    for (int i = 0; i < TR_FORMAT_COUNT; i++)
        if (formats & 1u << i && i != TR_FORMAT_ATOM)  /* no form of the same, and none in versions */
            tr_json_text(json, link_name(i, render->pool),
                         tr_relative_form(target, (tr_format)i, render->pool));
    tr_json_end(json);
}

static void put_columns(tr_json *json, const tr_render *render, const tr_facts *facts)
{
    (void)render;
    tr_json_array_flat(json, "columns");
    for (int i = 0; i < facts->column_count; i++)
        tr_json_text(json, NULL, facts->column[i].name);
    tr_json_end(json);
}

apr_status_t tr_render_json(const tr_render *render, tr_out *out)
{
    tr_facts *facts = tr_facts_open(render);
    const tr_field *fields;
    tr_json json;

    tr_json_start(&json, out);
    tr_json_object(&json, NULL);
    tr_json_object(&json, "meta");
#define X(name, always, text) put_##name(&json, render, facts);
    TR_META(X)
#undef X
    tr_json_end(&json);
    tr_json_array(&json, "rows");
    while (out->status == APR_SUCCESS && (fields = tr_facts_next(facts))) {
        tr_json_next(&json, NULL);
        write_row(facts, fields, out);
    }
    tr_json_end_to(&json, 0);
    return out->status;
}

apr_status_t tr_render_ndjson(const tr_render *render, tr_out *out)
{
    tr_facts *facts = tr_facts_open(render);
    const tr_field *fields;

    while (out->status == APR_SUCCESS && (fields = tr_facts_next(facts))) {
        write_row(facts, fields, out);
        tr_out_bytes(out, "\n", 1);
    }
    return out->status;
}
