/* SPDX-License-Identifier: Apache-2.0 */
/*
 * describe_schema.c - JSON Schema 2020-12: of one answer with exactly its
 * columns (X.schema.json), and of everything that can come (schema.json).
 */
#include "render/describe.h"

#include <apr_strings.h>

#include "query/problem.h"

#define DIALECT "https://json-schema.org/draft/2020-12/schema"

typedef struct schema {
    tr_json json;
    const tr_render *render;
    const char *resource;       /* whose entities rows are of; NULL: any */
    const char *definitions;    /* where they are: "#/$defs/" */
} schema;

static void start(schema *s, const tr_render *render, const char *resource, tr_out *out)
{
    tr_json_start(&s->json, out);
    s->render = render;
    s->resource = resource;
    s->definitions = "#/$defs/";
    tr_json_object(&s->json, NULL);
    tr_json_text(&s->json, "$schema", DIALECT);
}

/* ---- Columns ---- */

static void put_type(schema *s, const char *type, int always)
{
    const char *const types[] = { type, "null" };

    if (always)
        tr_json_text(&s->json, "type", type);
    else
        tr_json_texts(&s->json, "type", types, 2);
}

/* Beyond 2^53 an integer is written as a string. */
static void put_integer(schema *s, int always)
{
    tr_json_array(&s->json, "anyOf");
    tr_json_object(&s->json, NULL);
    put_type(s, "integer", always);
    tr_json_int(&s->json, "minimum", 0);
    tr_json_end(&s->json);
    tr_json_object(&s->json, NULL);
    tr_json_text(&s->json, "type", "string");
    tr_json_text(&s->json, "pattern", "^[0-9]+$");
    tr_json_end(&s->json);
    tr_json_end(&s->json);
}

static void put_enum(schema *s, const apr_array_header_t *words, int always)
{
    tr_json_array_flat(&s->json, "enum");
    for (int i = 0; i < words->nelts; i++)
        tr_json_text(&s->json, NULL, APR_ARRAY_IDX(words, i, const char *));
    if (!always)
        tr_json_text(&s->json, NULL, NULL);
    tr_json_end(&s->json);
}

static void put_pattern(schema *s, const tr_column_def *column)
{
    apr_pool_t *pool = s->render->pool;
    const char *one = tr_column_pattern(s->render->gen, column, s->resource, pool);

    if (column->type == TR_COL_DECIMAL)
        one = "[0-9]+(\\.[0-9]+)?";
    if (!one)
        return;
    tr_json_text(&s->json, "pattern", column->type == TR_COL_WORDS
                 ? apr_pstrcat(pool, "^(", one, ")( (", one, "))*$", NULL)
                 : apr_pstrcat(pool, "^(", one, ")$", NULL));
}

static void put_string(schema *s, const tr_column_def *column)
{
    const apr_array_header_t *words = tr_column_words(s->render->gen, column, s->resource,
                                                      s->render->pool);

    put_type(s, "string", column->always);
    if (words && column->type != TR_COL_WORDS) {
        put_enum(s, words, column->always);
        return;
    }
    if (column->type == TR_COL_DATE)
        tr_json_text(&s->json, "format", "date");
    else if (column->type == TR_COL_INSTANT)
        tr_json_text(&s->json, "format", "date-time");
    else
        put_pattern(s, column);
}

/* `kind` is of the rows, "groups". */
static void put_column(schema *s, const tr_column_def *column, const char *kind)
{
    tr_json_object_flat(&s->json, column->name);
    tr_json_text(&s->json, "title", tr_column_title(NULL, kind, column,
                                                    s->render->pool));
    if (column->type == TR_COL_INTEGER)
        put_integer(s, column->always);
    else
        put_string(s, column);
    tr_json_end(&s->json);
}

static void put_names(schema *s, const char *name, const tr_column_def *columns,
                      int count)
{
    tr_json_array_flat(&s->json, name);
    for (int i = 0; i < count; i++)
        tr_json_text(&s->json, NULL, columns[i].name);
    tr_json_end(&s->json);
}

/* A row has all of `columns`; with the `optional` ones open, it may have those, too. */
static void put_row(schema *s, const char *name, const char *kind,
                    const tr_column_def *columns, int count,
                    const tr_column_def *optional, int optional_count)
{
    tr_json_object(&s->json, name);
    tr_json_text(&s->json, "type", "object");
    tr_json_object(&s->json, "properties");
    for (int i = 0; i < optional_count; i++)
        put_column(s, &optional[i], kind);
    for (int i = 0; i < count; i++)
        put_column(s, &columns[i], kind);
    tr_json_end(&s->json);
    put_names(s, "required", columns, count);
    tr_json_bool(&s->json, "additionalProperties", 0);
    tr_json_end(&s->json);
}

/* ---- meta: one function a member of TR_META ---- */

static void meta_format(schema *s)
{
    tr_json_text(&s->json, "const", TR_JSON_FORMAT);
}

static void meta_resource(schema *s)
{
    tr_json_text(&s->json, "type", "string");
}

static void meta_query(schema *s)
{
    put_type(s, "string", 0);
}

static void meta_kind(schema *s)
{
    tr_json_texts(&s->json, "enum", tr_fact_kinds, TR_FACT_KIND_COUNT);
}

static void meta_edition(schema *s)
{
    put_type(s, "string", 0);
    tr_json_text(&s->json, "format", "date-time");
}

static void meta_complete(schema *s)
{
    tr_json_text(&s->json, "type", "boolean");
}

static void put_count(schema *s)
{
    tr_json_text(&s->json, "type", "integer");
    tr_json_int(&s->json, "minimum", 0);
}

static void meta_files_left_out(schema *s)
{
    put_count(s);
}

static void meta_rows(schema *s)
{
    put_count(s);
}

static void put_list(schema *s, const char *format)
{
    tr_json_text(&s->json, "type", "array");
    tr_json_object(&s->json, "items");
    tr_json_text(&s->json, "type", "string");
    tr_json_text_if(&s->json, "format", format);
    tr_json_end(&s->json);
}

static void meta_licence(schema *s)
{
    put_list(s, "uri");
}

static void meta_columns(schema *s)
{
    put_list(s, NULL);
}

static void meta_problems(schema *s)
{
    static const char *const members[] = { "file", "line", "code", "text" };

    tr_json_text(&s->json, "type", "array");
    tr_json_object(&s->json, "items");
    tr_json_text(&s->json, "type", "object");
    tr_json_texts(&s->json, "required", members, 4);
    tr_json_object(&s->json, "properties");
    for (int i = 0; i < 4; i++)
        tr_json_pair(&s->json, members[i], "type", i == 1 ? "integer" : "string");
    tr_json_end(&s->json);
    tr_json_end(&s->json);
}

static void meta_links(schema *s)
{
    tr_json_text(&s->json, "type", "object");
    tr_json_object(&s->json, "additionalProperties");
    tr_json_text(&s->json, "type", "string");
    tr_json_text(&s->json, "format", "uri-reference");
    tr_json_end(&s->json);
}

static void put_meta(schema *s)
{
    tr_json_object(&s->json, "meta");
    tr_json_text(&s->json, "type", "object");
    tr_json_object(&s->json, "properties");
#define X(name, always, text)                                \
    tr_json_object_flat(&s->json, #name);                    \
    tr_json_text(&s->json, "description", text);             \
    meta_##name(s);                                          \
    tr_json_end(&s->json);
    TR_META(X)
#undef X
    tr_json_end(&s->json);
    tr_json_array_flat(&s->json, "required");
#define X(name, always, text) if (always) tr_json_text(&s->json, NULL, #name);
    TR_META(X)
#undef X
    tr_json_end(&s->json);
    tr_json_end(&s->json);
}

/* ---- Answers ---- */

static const char *definition(const schema *s, const char *name)
{
    return apr_pstrcat(s->render->pool, s->definitions, name, NULL);
}

/* What meta says of exactly this answer, besides what it always has. */
static void put_own_meta(schema *s, const tr_facts *facts)
{
    const tr_target *target = s->render->target;
    const char *query = target->query_string;

    tr_json_text(&s->json, "type", "object");
    tr_json_object(&s->json, "properties");
    tr_json_pair(&s->json, "resource", "const", target->path[0] ? target->path : "index");
    tr_json_pair(&s->json, "query", "const", query[0] ? query : NULL);
    tr_json_pair(&s->json, "kind", "const", facts->kind);
    tr_json_object_flat(&s->json, "columns");
    put_names(s, "const", facts->column, facts->column_count);
    tr_json_end(&s->json);
    tr_json_end(&s->json);
}

/* An answer whose rows are described by `row` among the definitions; facts NULL: any such answer. */
static void put_answer(schema *s, const char *row, const tr_facts *facts)
{
    static const char *const members[] = { "meta", "rows" };

    tr_json_text(&s->json, "type", "object");
    tr_json_object(&s->json, "properties");
    tr_json_object(&s->json, "meta");
    tr_json_text(&s->json, "$ref", definition(s, "meta"));
    if (facts)
        put_own_meta(s, facts);
    tr_json_end(&s->json);
    tr_json_object(&s->json, "rows");
    tr_json_text(&s->json, "type", "array");
    tr_json_pair(&s->json, "items", "$ref", definition(s, row));
    tr_json_end(&s->json);
    tr_json_end(&s->json);
    tr_json_texts(&s->json, "required", members, 2);
}

apr_status_t tr_describe_answer(const tr_render *render, tr_out *out)
{
    tr_facts *facts = tr_facts_open(render);
    schema s;

    start(&s, render, tr_resources[render->target->resource].path, out);
    tr_json_text(&s.json, "title", tr_relative_form(render->target, TR_FORMAT_JSON,
                                                    render->pool));
    put_answer(&s, "row", facts);
    tr_json_object(&s.json, "$defs");
    put_meta(&s);
    put_row(&s, "row", facts->kind, facts->column, facts->column_count, NULL, 0);
    tr_json_end_to(&s.json, 0);
    return out->status;
}

/* ---- Everything ---- */

/* Sums have the columns of what they are grouped by, in addition. */
static void put_groups(schema *s)
{
    tr_column_def keys[TR_DIM_COUNT + TR_KEY_COLUMN_COUNT];
    int count = 0;

    for (int dim = 0; dim < TR_DIM_COUNT; dim++)
        if (dim != TR_DIM_MEASURE && dim != TR_DIM_UNIT)
            keys[count++] = (tr_column_def){ tr_dims[dim].code, TR_COL_CODE, dim, 0 };
    for (int i = 0; i < TR_KEY_COLUMN_COUNT; i++)
        keys[count++] = tr_key_columns[i];
    put_row(s, tr_fact_kinds[TR_FACT_GROUPS], tr_fact_kinds[TR_FACT_GROUPS],
            tr_group_columns, TR_GROUP_COLUMN_COUNT, keys, count);
}

static void put_rows(schema *s)
{
    put_row(s, tr_fact_kinds[TR_FACT_CELLS], tr_fact_kinds[TR_FACT_CELLS],
            tr_cell_columns, TR_COLUMN_COUNT, NULL, 0);
    put_groups(s);
    put_row(s, tr_fact_kinds[TR_FACT_PROPERTIES], tr_fact_kinds[TR_FACT_PROPERTIES],
            tr_property_columns, tr_property_column_count, NULL, 0);
    put_row(s, tr_fact_kinds[TR_FACT_CHANGES], tr_fact_kinds[TR_FACT_CHANGES],
            tr_change_columns, TR_CHANGE_COLUMN_COUNT, NULL, 0);
}

/* ---- Problems: one function a member of TR_PROBLEM_MEMBERS ---- */

static void problem_type(schema *s)
{
    tr_json_text(&s->json, "type", "string");
    tr_json_text(&s->json, "format", "uri-reference");
}

static void problem_title(schema *s)
{
    tr_json_text(&s->json, "type", "string");
}

static void problem_status(schema *s)
{
    tr_json_text(&s->json, "type", "integer");
    tr_json_int(&s->json, "minimum", 300);
    tr_json_int(&s->json, "maximum", 599);
}

static void problem_code(schema *s)
{
    static const char *const codes[] = {
#define X(status, code, title, when) code,
        TR_PROBLEM_CODES(X)
#undef X
    };
    tr_json_texts(&s->json, "enum", codes, sizeof codes / sizeof *codes);
}

static void problem_detail(schema *s)
{
    tr_json_text(&s->json, "type", "string");
}

static void problem_parameter(schema *s)
{
    tr_json_text(&s->json, "type", "string");
}

static void problem_value(schema *s)
{
    tr_json_text(&s->json, "type", "string");
}

static void problem_nearest(schema *s)
{
    tr_json_text(&s->json, "type", "string");
}

static void problem_allowed_values(schema *s)
{
    put_list(s, NULL);
    tr_json_int(&s->json, "maxItems", TR_ALLOWED_MAX);
}

static void problem_withdrawn(schema *s)
{
    tr_json_text(&s->json, "type", "string");
    tr_json_text(&s->json, "format", "date-time");
}

static void problem_reason(schema *s)
{
    tr_json_text(&s->json, "type", "string");
}

static void problem_language(schema *s)
{
    tr_json_text(&s->json, "type", "string");
}

static void problem_last_version(schema *s)
{
    tr_json_text(&s->json, "type", "string");
    tr_json_text(&s->json, "format", "uri-reference");
}

static void problem_order(schema *s)
{
    tr_json_text(&s->json, "type", "string");
}

static void problem_blocked_by(schema *s)
{
    tr_json_text(&s->json, "type", "string");
    tr_json_text(&s->json, "format", "uri-reference");
}

static void put_problem(schema *s)
{
    tr_json_object(&s->json, "problem");
    tr_json_text(&s->json, "type", "object");
    tr_json_object(&s->json, "properties");
#define X(name, always, text)                                \
    tr_json_object_flat(&s->json, #name);                    \
    tr_json_text(&s->json, "description", text);             \
    problem_##name(s);                                       \
    tr_json_end(&s->json);
    TR_PROBLEM_MEMBERS(X)
#undef X
    tr_json_end(&s->json);
    tr_json_array_flat(&s->json, "required");
#define X(name, always, text) if (always) tr_json_text(&s->json, NULL, #name);
    TR_PROBLEM_MEMBERS(X)
#undef X
    tr_json_end(&s->json);
    tr_json_end(&s->json);
}

/* ---- Versions ---- */

/* An object of texts only, all of them always there. */
static void put_texts(schema *s, const char *const *members, size_t count)
{
    tr_json_text(&s->json, "type", "object");
    tr_json_object_flat(&s->json, "properties");
    for (size_t i = 0; i < count; i++)
        tr_json_pair(&s->json, members[i], "type", "string");
    tr_json_end(&s->json);
    tr_json_texts(&s->json, "required", members, count);
}

static void put_memento(schema *s, const char *name)
{
    static const char *const members[] = { "datetime", "uri" };

    tr_json_object(&s->json, name);
    put_texts(s, members, 2);
    tr_json_end(&s->json);
}

static void put_mementos(schema *s)
{
    static const char *const parts[] = { "first", "last", "list" };

    tr_json_object(&s->json, "mementos");
    tr_json_text(&s->json, "type", "object");
    tr_json_object(&s->json, "properties");
    put_memento(s, "first");
    put_memento(s, "last");
    tr_json_object(&s->json, "list");
    tr_json_text(&s->json, "type", "array");
    put_memento(s, "items");
    tr_json_end(&s->json);
    tr_json_end(&s->json);
    tr_json_texts(&s->json, "required", parts, 3);
    tr_json_end(&s->json);
}

static void put_timemap(schema *s)
{
    static const char *const forms[] = { "link_format", "json_format" };
    static const char *const members[] = {
        "original_uri", "timegate_uri", "timemap_uri", "mementos"
    };

    tr_json_object(&s->json, "timemap");
    tr_json_text(&s->json, "type", "object");
    tr_json_object(&s->json, "properties");
    tr_json_pair(&s->json, members[0], "type", "string");
    tr_json_pair(&s->json, members[1], "type", "string");
    tr_json_object(&s->json, members[2]);
    put_texts(s, forms, 2);
    tr_json_end(&s->json);
    put_mementos(s);
    tr_json_end(&s->json);
    tr_json_texts(&s->json, "required", members, 4);
    tr_json_end(&s->json);
}

/* ---- All of it ---- */

const char *tr_answer_definition(int kind, apr_pool_t *pool)
{
    return apr_pstrcat(pool, "answer-", tr_fact_kinds[kind], NULL);
}

void tr_describe_definitions(tr_json *json, const tr_render *render,
                             const char *definitions)
{
    schema s = { *json, render, NULL, definitions };

    put_meta(&s);
    put_rows(&s);
    for (int i = 0; i < TR_FACT_KIND_COUNT; i++) {
        tr_json_object(&s.json, tr_answer_definition(i, render->pool));
        put_answer(&s, tr_fact_kinds[i], NULL);
        tr_json_end(&s.json);
    }
    put_problem(&s);
    put_timemap(&s);
    *json = s.json;
}

/* Any document of ours in JSON: an answer of one kind, or a problem. */
static void put_any(schema *s)
{
    tr_json_array(&s->json, "anyOf");
    for (int i = 0; i < TR_FACT_KIND_COUNT; i++)
        tr_json_pair(&s->json, NULL, "$ref", definition(s, tr_answer_definition(
                                                  i, s->render->pool)));
    tr_json_pair(&s->json, NULL, "$ref", definition(s, "problem"));
    tr_json_pair(&s->json, NULL, "$ref", definition(s, "timemap"));
    tr_json_end(&s->json);
}

apr_status_t tr_describe_schema(const tr_render *render, tr_out *out)
{
    schema s;

    start(&s, render, NULL, out);
    tr_json_text(&s.json, "title", "A transparency record in JSON");
    put_any(&s);
    tr_json_object(&s.json, "$defs");
    tr_describe_definitions(&s.json, render, s.definitions);
    tr_json_end_to(&s.json, 0);
    return out->status;
}
