/* SPDX-License-Identifier: Apache-2.0 */
/*
 * describe_components.c - what paths of the OpenAPI document refer to:
 * parameters, headers, responses, and the schemas of JSON answers.
 */
#include "render/describe_openapi.h"

#include <apr_strings.h>

#include "query/problem.h"
#include "query/query_parse.h"

#define LOWER_COUNTRY_PATTERN "[a-z]{2}(-[a-z0-9]{1,3})?|x(-[a-z0-9]+)+"
#define INSTANT_PATTERN "^([0-9]{14}|[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9:.]+(Z|[+-][0-9:]+))?)$"

/*
 * Fields of answers.  X("Name", "what it is")
 * A test compares them with those of real answers.
 */
#define RESPONSE_FIELDS(X)                                                               \
    X("ETag", "strong; differs by form, language and coding")                            \
    X("Last-Modified", "instant of the newest edition shown")                            \
    X("Cache-Control", "how long the answer may be kept")                                \
    X("Vary", "the same for every answer of an address")                                 \
    X("Content-Location", "the fixed address of a negotiated answer")                    \
    X("Content-Language", "of HTML and Markdown")                                        \
    X("Content-Encoding", "gzip or br, where it was asked for")                          \
    X("Content-Disposition", "a file name for fixed data")                               \
    X("Repr-Digest", "SHA-256 of the whole body as it is sent")                          \
    X("Content-Digest", "on request: of the bytes of this answer")                       \
    X("Accept-Ranges", "bytes; none for what is made while it is sent")                  \
    X("Content-Range", "of a part")                                                      \
    X("Cache-Status", "what the cache of the server itself did")                         \
    X("Link", "other forms, descriptions, licence, versions")                            \
    X("Memento-Datetime", "of a version: when it was published")                         \
    X("Transparency-Incomplete", "only where files of the record were left out: how many")

void tr_openapi_ref(tr_openapi *api, const char *member, const char *group,
                    const char *name)
{
    tr_json_pair(&api->json, member, "$ref", apr_pstrcat(api->pool, "#/components/",
                                                         group, "/", name, NULL));
}

/* ---- Parameters ---- */

static void open_parameter(tr_openapi *api, const char *component, const char *name,
                           const char *in, const char *text)
{
    tr_json_object(&api->json, component);
    tr_json_text(&api->json, "name", name);
    tr_json_text(&api->json, "in", in);
    tr_json_text(&api->json, "description", text);
}

static void put_words(tr_openapi *api, const apr_array_header_t *words,
                      const char *pattern)
{
    tr_json_text(&api->json, "type", "string");
    if (words)
        tr_json_texts(&api->json, "enum", (const char *const *)words->elts,
                      (size_t)words->nelts);
    else
        tr_json_text(&api->json, "pattern", pattern);
}

/* A list of values separated by commas. */
static void put_list(tr_openapi *api, const apr_array_header_t *words,
                     const char *pattern, int most)
{
    tr_json_text(&api->json, "style", "form");
    tr_json_bool(&api->json, "explode", 0);
    tr_json_object_flat(&api->json, "schema");
    tr_json_text(&api->json, "type", "array");
    tr_json_int(&api->json, "maxItems", most);
    tr_json_object(&api->json, "items");
    put_words(api, words, pattern);
    tr_json_end(&api->json);
    tr_json_end(&api->json);
}

static const char *dimension_title(tr_dim dim, apr_pool_t *pool)
{
    return tr_catalog_text(NULL, apr_pstrcat(pool, "dimension.", tr_dims[dim].code, NULL));
}

/* Values that are written in another way than the canonical one are understood, but not described. */
static void put_dimension(tr_openapi *api, tr_dim dim)
{
    const char *one = apr_pstrcat(api->pool, "(", tr_dim_pattern(dim), ")", NULL);
    const char *pattern = dim == TR_DIM_PERIOD
        ? apr_pstrcat(api->pool, "^", one, "(\\.\\.", one, ")?$", NULL)
        : apr_pstrcat(api->pool, "^", one, "$", NULL);

    open_parameter(api, tr_dims[dim].code, tr_dims[dim].code, "query",
                   apr_pstrcat(api->pool, dimension_title(dim, api->pool),
                               ": only these", NULL));
    put_list(api, tr_dim_words(api->render->gen, dim, api->pool), pattern,
             TR_QUERY_VALUES_MAX);
    tr_json_end(&api->json);
}

static void put_pattern(tr_openapi *api, const char *pattern)
{
    tr_json_object_flat(&api->json, "schema");
    tr_json_text(&api->json, "type", "string");
    tr_json_text(&api->json, "pattern", pattern);
    tr_json_end(&api->json);
}

static void special_by(tr_openapi *api)
{
    apr_array_header_t *dims = apr_array_make(api->pool, TR_DIM_COUNT, sizeof(const char *));

    for (int dim = 0; dim < TR_DIM_COUNT; dim++)
        if (tr_dims[dim].groupable)
            APR_ARRAY_PUSH(dims, const char *) = tr_dims[dim].code;
    tr_json_text(&api->json, "description", "sums instead of figures, by these dimensions");
    put_list(api, dims, NULL, TR_BY_MAX);
}

static void special_sort(tr_openapi *api)
{
    const apr_array_header_t *units = tr_dim_words(api->render->gen, TR_DIM_UNIT, api->pool);

    tr_json_text(&api->json, "description", "by the figures of a unit; with -, the largest first");
    put_pattern(api, apr_pstrcat(api->pool, "^-?(", apr_array_pstrcat(api->pool, units, '|'),
                                 ")$", NULL));
}

static void special_since(tr_openapi *api)
{
    tr_json_text(&api->json, "description", "only what was changed after this instant");
    put_pattern(api, INSTANT_PATTERN);
}

static void special_from(tr_openapi *api)
{
    tr_json_text(&api->json, "description", "the difference from the edition of this instant");
    put_pattern(api, INSTANT_PATTERN);
}

static void special_to(tr_openapi *api)
{
    tr_json_text(&api->json, "description", "to the edition of this one");
    put_pattern(api, INSTANT_PATTERN);
}

static void special_page(tr_openapi *api)
{
    tr_json_text(&api->json, "description", apr_psprintf(api->pool,
                 "HTML and Markdown: which %d rows", TR_PAGE_ROWS));
    tr_json_object_flat(&api->json, "schema");
    tr_json_text(&api->json, "type", "integer");
    tr_json_int(&api->json, "minimum", 1);
    tr_json_int(&api->json, "maximum", TR_QUERY_PAGE_MAX);
    tr_json_end(&api->json);
}

static void special_for(tr_openapi *api)
{
    tr_json_text(&api->json, "description", "a form of the CSV for opening by hand, not for programs");
    tr_json_object_flat(&api->json, "schema");
    tr_json_text(&api->json, "type", "string");
    tr_json_texts(&api->json, "enum", (const char *const[]){ TR_FOR_SPREADSHEET }, 1);
    tr_json_end(&api->json);
}

/* The same parameter has another value where the form is HTML. */
static void put_for_embed(tr_openapi *api)
{
    tr_json_object(&api->json, TR_OPENAPI_EMBED);
    tr_json_text(&api->json, "name", "for");
    tr_json_text(&api->json, "in", "query");
    tr_json_text(&api->json, "description", "the figures alone, to be shown in a frame on another site");
    tr_json_object_flat(&api->json, "schema");
    tr_json_text(&api->json, "type", "string");
    tr_json_texts(&api->json, "enum", (const char *const[]){ TR_FOR_EMBED }, 1);
    tr_json_end(&api->json);
    tr_json_end(&api->json);
}

static void put_specials(tr_openapi *api)
{
#define X(special, scopes)                                   \
    tr_json_object(&api->json, #special);                    \
    tr_json_text(&api->json, "name", #special);              \
    tr_json_text(&api->json, "in", "query");                 \
    special_##special(api);                                  \
    tr_json_end(&api->json);
    TR_QUERY_SPECIALS(X)
#undef X
    put_for_embed(api);
}

const char *tr_openapi_item(const tr_openapi *api, tr_resource resource)
{
    return apr_pstrcat(api->pool, "path-", tr_dims[tr_resources[resource].dim].code, NULL);
}

static void put_in_path(tr_openapi *api, const char *component, const char *name,
                        const char *text, const char *pattern)
{
    open_parameter(api, component, name, "path", text);
    tr_json_bool(&api->json, "required", 1);
    if (pattern)
        put_pattern(api, apr_pstrcat(api->pool, "^(", pattern, ")$", NULL));
}

static void put_path_parameters(tr_openapi *api)
{
    for (int i = 0; i < TR_RES_COUNT; i++) {
        tr_dim dim = (tr_dim)tr_resources[i].dim;
        if (!tr_resources[i].items)
            continue;
        put_in_path(api, tr_openapi_item(api, (tr_resource)i), tr_dims[dim].code,
                    dimension_title(dim, api->pool), dim == TR_DIM_COUNTRY
                    ? LOWER_COUNTRY_PATTERN : tr_dim_pattern(dim));
        tr_json_end(&api->json);
    }
    put_in_path(api, "path-version", "version", "instant of the publication, in UTC",
                "[0-9]{14}");
    tr_json_end(&api->json);
    put_in_path(api, "path-language", "language", "of the answer", NULL);
    tr_json_object_flat(&api->json, "schema");
    tr_json_text(&api->json, "type", "string");
    tr_json_array(&api->json, "enum");
    for (int i = 0; api->render->site->languages[i]; i++)
        tr_json_text(&api->json, NULL, api->render->site->languages[i]);
    tr_json_end(&api->json);
    tr_json_end(&api->json);
    tr_json_end(&api->json);
}

const char *tr_openapi_field(const tr_openapi *api, const char *name)
{
    return apr_pstrcat(api->pool, "header-", name, NULL);
}

static void put_request_field(tr_openapi *api, const char *name, const char *text)
{
    open_parameter(api, tr_openapi_field(api, name), name, "header", text);
    tr_json_pair(&api->json, "schema", "type", "string");
    tr_json_end(&api->json);
}

static void put_parameters(tr_openapi *api)
{
    tr_json_object(&api->json, "parameters");
    for (int dim = 0; dim < TR_DIM_COUNT; dim++)
        put_dimension(api, (tr_dim)dim);
    put_specials(api);
    put_path_parameters(api);
#define X(name, timegate, text) put_request_field(api, name, text);
    TR_REQUEST_FIELDS(X)
#undef X
    tr_json_end(&api->json);
}

/* ---- Headers ---- */

static void put_headers(tr_openapi *api)
{
    tr_json_object(&api->json, "headers");
#define X(name, text)                                        \
    tr_json_object_flat(&api->json, name);                   \
    tr_json_text(&api->json, "description", text);           \
    tr_json_pair(&api->json, "schema", "type", "string");    \
    tr_json_end(&api->json);
    RESPONSE_FIELDS(X)
#undef X
    tr_json_end(&api->json);
}

static void put_header_refs(tr_openapi *api)
{
    tr_json_object_flat(&api->json, "headers");
#define X(name, text) tr_openapi_ref(api, name, "headers", name);
    RESPONSE_FIELDS(X)
#undef X
    tr_json_end(&api->json);
}

/* ---- Responses ---- */

static const char *kinds_name(const tr_openapi *api, unsigned kinds)
{
    const char *name = "";

    for (int i = 0; i < TR_FACT_KIND_COUNT; i++)
        if (kinds & 1u << i)
            name = apr_pstrcat(api->pool, name, "-", tr_fact_kinds[i], NULL);
    return name;
}

/* The name of a format in names of components: "csv-metadata-json". */
static char *format_name(const tr_openapi *api, int format)
{
    char *name = apr_pstrdup(api->pool, tr_formats[format].extension);

    for (char *c = name; *c; c++)
        if (*c == '.')
            *c = '-';
    return name;
}

const char *tr_openapi_answer(const tr_openapi *api, const tr_address *address)
{
    unsigned kinds = tr_facts_kinds(address->resource, address->is_item);

    if (!tr_resource_is_record(address->resource))
        return tr_resources[address->resource].path;
    if (address->format < 0)
        return apr_pstrcat(api->pool, "any", kinds_name(api, kinds), NULL);
    if (address->format == TR_FORMAT_JSON)
        return apr_pstrcat(api->pool, "json", kinds_name(api, kinds), NULL);
    return format_name(api, address->format);
}

static void put_json_schema(tr_openapi *api, unsigned kinds)
{
    tr_json_object(&api->json, "schema");
    tr_json_array(&api->json, "anyOf");
    for (int i = 0; i < TR_FACT_KIND_COUNT; i++)
        if (kinds & 1u << i)
            tr_openapi_ref(api, NULL, "schemas", tr_answer_definition(i, api->pool));
    tr_json_end(&api->json);
    tr_json_end(&api->json);
}

static int is_json(int format)
{
    return strstr(tr_formats[format].accept, "json") && format != TR_FORMAT_NDJSON;
}

static void put_media(tr_openapi *api, int format, unsigned kinds)
{
    const char *type = tr_formats[format].accept;

    tr_json_object_flat(&api->json, apr_pstrmemdup(api->pool, type, strcspn(type, ";")));
    if (format == TR_FORMAT_JSON)
        put_json_schema(api, kinds);
    else
        tr_json_pair(&api->json, "schema", "type", is_json(format) ? "object" : "string");
    tr_json_end(&api->json);
}

static void begin_answer(tr_openapi *api, const char *name)
{
    tr_json_object(&api->json, name);
    tr_json_text(&api->json, "description", "The answer. With a range, status 206 and a part of it.");
    put_header_refs(api);
    tr_json_object(&api->json, "content");
}

static void put_answer(tr_openapi *api, const char *name, unsigned formats, unsigned kinds)
{
    begin_answer(api, name);
    for (int i = 0; i < TR_FORMAT_COUNT; i++)
        if (formats & 1u << i)
            put_media(api, i, kinds);
    tr_json_end(&api->json);
    tr_json_end(&api->json);
}

static void put_timemap(tr_openapi *api, const char *name, int links, int json)
{
    begin_answer(api, name);
    if (links)
        put_media(api, TR_FORMAT_LINKS, 0);
    if (json) {
        tr_json_object_flat(&api->json, tr_formats[TR_FORMAT_JSON].accept);
        tr_openapi_ref(api, "schema", "schemas", "timemap");
        tr_json_end(&api->json);
    }
    tr_json_end(&api->json);
    tr_json_end(&api->json);
}

/* Whether an answer of this name is written for an earlier resource. */
static int is_first(tr_openapi *api, const tr_address *address)
{
    const char *name = tr_openapi_answer(api, address);

    for (int i = 0; i <= (int)address->resource; i++)
        for (int item = 0; item <= tr_resources[i].items; item++) {
            const tr_address other = { (tr_resource)i, item, address->format, 0 };
            unsigned formats = tr_resource_formats(other.resource, item, api->render->site->formats);
            if (i == (int)address->resource && item == address->is_item)
                return 1;
            if ((address->format < 0 || formats & 1u << address->format)
                && !strcmp(tr_openapi_answer(api, &other), name))
                return 0;
        }
    return 1;
}

static void put_answers_of(tr_openapi *api, tr_resource resource, int is_item)
{
    unsigned formats = tr_resource_formats(resource, is_item, api->render->site->formats);
    unsigned kinds = tr_facts_kinds(resource, is_item);
    tr_address address = { resource, is_item, -1, 0 };

    if (tr_resource_is_record(resource) && is_first(api, &address))
        put_answer(api, tr_openapi_answer(api, &address), formats & TR_RECORD_FORMATS, kinds);
    for (int i = 0; i < TR_FORMAT_COUNT; i++) {
        address.format = i;
        if (formats & 1u << i && is_first(api, &address))
            put_answer(api, tr_openapi_answer(api, &address), 1u << i, kinds);
    }
}

const char *tr_openapi_problem(const tr_openapi *api, int status)
{
    return apr_psprintf(api->pool, "problem-%d", status);
}

void tr_openapi_statuses(tr_openapi *api, void (*visit)(tr_openapi *api, int status, void *baton),
                         void *baton)
{
    static const int statuses[] = {
#define X(status, code, title, when) status,
        TR_PROBLEM_CODES(X)
#undef X
    };
    size_t count = sizeof statuses / sizeof *statuses;

    for (size_t i = 0; i < count; i++) {
        size_t first = 0;
        while (statuses[first] != statuses[i])
            first++;
        if (first == i && statuses[i] != 405)
            visit(api, statuses[i], baton);
    }
}

static const char *codes_text(tr_openapi *api, int status)
{
    const char *text = "";

#define X(of, code, title, when)                                                    \
    if (of == status)                                                               \
        text = apr_pstrcat(api->pool, text, *text ? "; " : "", code,                \
                           *when ? ": " : "", when, NULL);
    TR_PROBLEM_CODES(X)
#undef X
    return text;
}

static void put_problem(tr_openapi *api, int status, void *baton)
{
    (void)baton;
    tr_json_object(&api->json, tr_openapi_problem(api, status));
    tr_json_text(&api->json, "description", codes_text(api, status));
    tr_json_object(&api->json, "content");
    tr_json_object_flat(&api->json, "application/problem+json");
    tr_openapi_ref(api, "schema", "schemas", "problem");
    tr_json_end(&api->json);
    tr_json_object_flat(&api->json, "text/html");
    tr_json_pair(&api->json, "schema", "type", "string");
    tr_json_end(&api->json);
    tr_json_end(&api->json);
    tr_json_end(&api->json);
}

static void put_bare(tr_openapi *api, const char *name, const char *text)
{
    tr_json_object_flat(&api->json, name);
    tr_json_text(&api->json, "description", text);
    tr_json_end(&api->json);
}

static void put_responses(tr_openapi *api)
{
    tr_json_object(&api->json, "responses");
    for (int i = 0; i < TR_RES_COUNT; i++)
        for (int item = 0; item <= tr_resources[i].items; item++)
            put_answers_of(api, (tr_resource)i, item);
    put_timemap(api, "timemap", 1, 1);
    put_timemap(api, "timemap-link", 1, 0);
    put_timemap(api, "timemap-json", 0, 1);
    put_bare(api, "timegate", "To the version of that moment, see Location.");
    put_bare(api, "not-modified", "Nothing has changed.");
    tr_openapi_statuses(api, put_problem, NULL);
    tr_json_end(&api->json);
}

void tr_openapi_components(tr_openapi *api)
{
    tr_json_object(&api->json, "components");
    tr_json_object(&api->json, "schemas");
    tr_describe_definitions(&api->json, api->render, "#/components/schemas/");
    tr_json_end(&api->json);
    put_parameters(api);
    put_headers(api);
    put_responses(api);
    tr_json_end(&api->json);
}
