/* SPDX-License-Identifier: Apache-2.0 */
/*
 * describe_openapi.c - /openapi.json: OpenAPI 3.1, every address there is.
 *
 * Addresses follow from the table of resources: each negotiated, in each of its
 * forms, in each language; the same below a version; its TimeGate and TimeMap.
 */
#include "render/describe_openapi.h"

#include <apr_strings.h>

#include "query/query_parse.h"
#include "render/licences.h"

/* ---- Addresses ---- */

static const char *stem_of(const tr_openapi *api, const tr_address *address)
{
    const char *path = tr_resources[address->resource].path;

    if (address->is_item)
        return apr_pstrcat(api->pool, path, "/{",
                           tr_dims[tr_resources[address->resource].dim].code, "}", NULL);
    return *path || address->format < 0 ? path : "index";
}

static const char *uri_of(const tr_openapi *api, const tr_address *address)
{
    const char *stem = stem_of(api, address);

    if (address->format < 0)
        return stem;
    return apr_pstrcat(api->pool, stem, address->with_language ? ".{language}" : "", ".",
                       tr_formats[address->format].extension, NULL);
}

/* "requests-csv", "countries-item-html-language": made of what does not change. */
static const char *operation_of(const tr_openapi *api, const char *tree,
                                const tr_address *address)
{
    const char *path = tr_resources[address->resource].path;
    char *id = apr_pstrcat(api->pool, tree, *path ? path : "index",
                           address->is_item ? "-item" : "",
                           address->format < 0 ? "" : "-",
                           address->format < 0 ? "" : tr_formats[address->format].extension,
                           address->with_language ? "-language" : "", NULL);

    for (char *c = id; *c; c++)
        if (*c == '.' || *c == '/')
            *c = '-';
    return id;
}

static const char *title_of(const tr_openapi *api, const tr_address *address)
{
    const char *path = tr_resources[address->resource].path;
    const char *title = tr_resource_is_record(address->resource)
        ? tr_catalog_text(NULL, apr_pstrcat(api->pool, "resource.", *path ? path : "overview", NULL))
        : apr_pstrcat(api->pool, path, " (", tr_formats[address->format].label, ")", NULL);

    return address->is_item ? apr_pstrcat(api->pool, title, ": one of them", NULL) : title;
}

/* ---- Parameters ---- */

/* A form of the CSV, only with that. */
static int takes(const tr_address *address, int special)
{
    unsigned scope = 1u << tr_query_scope_of(address->resource, address->is_item);

    if (special == TR_QUERY_for
        && (address->format < 0 || (address->format != TR_FORMAT_CSV
            && tr_formats[address->format].describes != TR_FORMAT_CSV)))
        return 0;
    return (tr_query_specials[special].scopes & scope) != 0;
}

static void put_query(tr_openapi *api, const tr_address *address)
{
    unsigned dims = tr_query_dims(tr_query_scope_of(address->resource, address->is_item));

    if (address->is_item)
        dims &= ~(1u << tr_resources[address->resource].dim);
    for (int dim = 0; dim < TR_DIM_COUNT; dim++)
        if (dims & 1u << dim)
            tr_openapi_ref(api, NULL, "parameters", tr_dims[dim].code);
    for (int i = 0; i < TR_QUERY_SPECIAL_COUNT; i++)
        if (takes(address, i))
            tr_openapi_ref(api, NULL, "parameters", tr_query_specials[i].name);
    if (address->format == TR_FORMAT_HTML
        && tr_query_scope_of(address->resource, address->is_item) != TR_SCOPE_NONE)
        tr_openapi_ref(api, NULL, "parameters", TR_OPENAPI_EMBED);
}

static void put_parameters(tr_openapi *api, const tr_address *address, const char *tree,
                           int is_timegate)
{
    tr_json_array_flat(&api->json, "parameters");
    if (strchr(tree, '{'))
        tr_openapi_ref(api, NULL, "parameters", "path-version");
    if (address->is_item)
        tr_openapi_ref(api, NULL, "parameters", tr_openapi_item(api, address->resource));
    if (address->with_language)
        tr_openapi_ref(api, NULL, "parameters", "path-language");
    put_query(api, address);
#define X(name, timegate, text)                                                     \
    if (timegate == is_timegate)                                                    \
        tr_openapi_ref(api, NULL, "parameters", tr_openapi_field(api, name));
    TR_REQUEST_FIELDS(X)
#undef X
    tr_json_end(&api->json);
}

/* ---- Operations ---- */

typedef struct operation {
    const tr_address *address;
    const char *tree;           /* before the address: "version/{version}/" */
    const char *id;
    const char *tag;
    const char *answer;         /* status 200; NULL: it redirects */
} operation;

/* What cannot follow: of items alone they are gone; a version is of another instant only there. */
static int can_follow(const operation *op, int status)
{
    if (status == 302)
        return strchr(op->tree, '{') != NULL;
    return status != 410 || op->address->is_item;
}

static void put_status(tr_openapi *api, int status, void *baton)
{
    const operation *op = baton;

    if (can_follow(op, status))
        tr_openapi_ref(api, apr_itoa(api->pool, status), "responses",
                       tr_openapi_problem(api, status));
}

static void put_operation(tr_openapi *api, operation *op, const char *summary,
                          const char *text)
{
    tr_json_object(&api->json, apr_pstrcat(api->pool, "/", op->tree,
                                           uri_of(api, op->address), NULL));
    tr_json_object(&api->json, "get");
    tr_json_text(&api->json, "operationId", op->id);
    tr_json_text(&api->json, "summary", summary);
    tr_json_text(&api->json, "description", text);
    tr_json_texts(&api->json, "tags", &op->tag, 1);
    put_parameters(api, op->address, op->tree, !op->answer);
    tr_json_object_flat(&api->json, "responses");
    if (op->answer) {
        tr_openapi_ref(api, "200", "responses", op->answer);
        tr_openapi_ref(api, "304", "responses", "not-modified");
    }
    else
        tr_openapi_ref(api, "302", "responses", "timegate");
    tr_openapi_statuses(api, put_status, op);
    tr_json_end(&api->json);
    tr_json_end(&api->json);
    tr_json_end(&api->json);
}

static const char *form_text(const tr_openapi *api, const tr_address *address)
{
    const char *label;

    if (address->format < 0)
        return "In the form and the language that Accept and Accept-Language ask for.";
    label = tr_formats[address->format].label;
    if (address->with_language)
        return apr_pstrcat(api->pool, "As ", label, ", in this language.", NULL);
    return apr_pstrcat(api->pool, "As ", label, ", whatever the client accepts.", NULL);
}

static void put_address(tr_openapi *api, const tr_address *address, const char *tree,
                        const char *prefix, const char *tag)
{
    operation op = { address, tree, operation_of(api, prefix, address), tag,
                     tr_openapi_answer(api, address) };

    put_operation(api, &op, title_of(api, address), form_text(api, address));
}

/* Tools take a path that ends with a slash for a mistake: below a tree the overview has only its fixed addresses. */
static int ends_in_name(const tr_openapi *api, const tr_address *address, const char *tree)
{
    return !*tree || *uri_of(api, address);
}

static void put_forms(tr_openapi *api, tr_resource resource, int is_item,
                      const char *tree, const char *prefix, const char *tag)
{
    unsigned formats = tr_resource_formats(resource, is_item, api->render->site->formats);
    tr_address address = { resource, is_item, -1, 0 };

    if (*tree)
        formats &= TR_DESCRIBED_FORMATS;        /* a feed has no versions */
    if (tr_resource_is_record(resource) && ends_in_name(api, &address, tree))
        put_address(api, &address, tree, prefix, tag);
    for (int i = 0; i < TR_FORMAT_COUNT; i++) {
        if (!(formats & 1u << i))
            continue;
        address.format = i;
        address.with_language = 0;
        put_address(api, &address, tree, prefix, tag);
        address.with_language = 1;
        if (tr_formats[i].localised)
            put_address(api, &address, tree, prefix, tag);
    }
}

/* ---- History ---- */

static void put_history(tr_openapi *api, tr_resource resource, int is_item)
{
    static const char *const maps[] = { "timemap/", "timemap/link/", "timemap/json/" };
    static const char *const answers[] = { "timemap", "timemap-link", "timemap-json" };
    const tr_address address = { resource, is_item, -1, 0 };
    operation op = { &address, "timegate/", operation_of(api, "timegate-", &address),
                     "history", NULL };

    put_forms(api, resource, is_item, "version/{version}/", "version-", "history");
    if (!ends_in_name(api, &address, op.tree))
        return;
    put_operation(api, &op, apr_pstrcat(api->pool, title_of(api, &address), ": TimeGate", NULL),
                  "Redirects to the version of the moment that Accept-Datetime names. "
                  "Every fixed address has one, too.");
    for (int i = 0; i < 3; i++) {
        op = (operation){ &address, maps[i], operation_of(api, maps[i], &address), "history",
                          answers[i] };
        put_operation(api, &op, apr_pstrcat(api->pool, title_of(api, &address), ": TimeMap", NULL),
                      "All versions of it. Every fixed address has one, too.");
    }
}

static void put_paths(tr_openapi *api)
{
    tr_json_object(&api->json, "paths");
    for (int i = 0; i < TR_RES_COUNT; i++)
        for (int item = 0; item <= tr_resources[i].items; item++) {
            int is_record = tr_resource_is_record((tr_resource)i);
            put_forms(api, (tr_resource)i, item, "", "", is_record ? "record" : "descriptions");
            if (is_record)
                put_history(api, (tr_resource)i, item);
        }
    tr_json_end(&api->json);
}

/* ---- The document ---- */

static void put_info(tr_openapi *api)
{
    const apr_array_header_t *urls = tr_licences_stated(api->render->gen, api->pool);
    const char *title = api->render->title ? api->render->title : "Transparency record";

    tr_json_object(&api->json, "info");
    tr_json_text(&api->json, "title", title);
    tr_json_text(&api->json, "version", strrchr(TR_JSON_FORMAT, '-') + 1);
    tr_json_text(&api->json, "description", "Requests of states for data of users, and what was "
                 "answered. An empty value is not 0: read min, max and status. HEAD and OPTIONS "
                 "are answered everywhere; no other method is.");
    tr_json_pair(&api->json, "contact", "name", title);
    if (urls->nelts) {
        tr_json_object_flat(&api->json, "license");
        tr_json_text(&api->json, "name", APR_ARRAY_IDX(urls, 0, const char *));
        tr_json_text(&api->json, "url", APR_ARRAY_IDX(urls, 0, const char *));
        tr_json_end(&api->json);
    }
    tr_json_end(&api->json);
}

static void put_tag(tr_openapi *api, const char *name, const char *text)
{
    tr_json_object_flat(&api->json, NULL);
    tr_json_text(&api->json, "name", name);
    tr_json_text(&api->json, "description", text);
    tr_json_end(&api->json);
}

/* The server is where the document is: it is the same under every name. */
static void put_server(tr_openapi *api)
{
    tr_json_array(&api->json, "servers");
    tr_json_pair(&api->json, NULL, "url", ".");
    tr_json_end(&api->json);
    tr_json_array_flat(&api->json, "security");
    tr_json_end(&api->json);
    tr_json_array(&api->json, "tags");
    put_tag(api, "record", "The record as it is now.");
    put_tag(api, "history", "The record as it was (RFC 7089).");
    put_tag(api, "descriptions", "Descriptions for machines.");
    tr_json_end(&api->json);
}

apr_status_t tr_describe_openapi(const tr_render *render, tr_out *out)
{
    tr_openapi api = { .render = render, .pool = render->pool };

    tr_json_start(&api.json, out);
    tr_json_object(&api.json, NULL);
    tr_json_text(&api.json, "openapi", "3.1.0");
    put_info(&api);
    put_server(&api);
    put_paths(&api);
    tr_openapi_components(&api);
    tr_json_end_to(&api.json, 0);
    return out->status;
}
