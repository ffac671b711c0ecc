/* SPDX-License-Identifier: Apache-2.0 */
/*
 * describe_openapi.h - between the two halves of the OpenAPI document: paths
 * (describe_openapi.c) refer to components (describe_components.c).
 */
#ifndef TR_RENDER_DESCRIBE_OPENAPI_H
#define TR_RENDER_DESCRIBE_OPENAPI_H

#include "render/describe.h"

typedef struct tr_openapi {
    tr_json json;
    const tr_render *render;
    apr_pool_t *pool;
} tr_openapi;

/* How an address is composed: of original or version, resource or item, form, language. */
typedef struct tr_address {
    tr_resource resource;
    int is_item;
    int format;                 /* tr_format, or -1: negotiated */
    int with_language;
} tr_address;

/* The member "components". */
void tr_openapi_components(tr_openapi *api);

/* {"$ref": "#/components/GROUP/NAME"} */
void tr_openapi_ref(tr_openapi *api, const char *member, const char *group, const char *name);

/* The name of the parameter for= of HTML. */
#define TR_OPENAPI_EMBED "for-embed"

/* The name among the responses of what an address answers with 200. */
const char *tr_openapi_answer(const tr_openapi *api, const tr_address *address);

/* The name among the responses of problems of a status: "problem-404". */
const char *tr_openapi_problem(const tr_openapi *api, int status);

/* Calls `visit` with each status that problems have, once, but that of other methods than GET. */
void tr_openapi_statuses(tr_openapi *api, void (*visit)(tr_openapi *api, int status, void *baton),
                         void *baton);

/* The name among the parameters of an item of a resource in the path: "path-country". */
const char *tr_openapi_item(const tr_openapi *api, tr_resource resource);

/* Name among the parameters of a header field of requests: "header-If-None-Match". */
const char *tr_openapi_field(const tr_openapi *api, const char *name);

/* Fields of requests: X("Name", in the TimeGate only, "what it is"). */
#define TR_REQUEST_FIELDS(X)                                                             \
    X("If-None-Match", 0, "a tag one has: 304 if nothing changed")                       \
    X("If-Modified-Since", 0, "the same by date; the tag is better")                     \
    X("Range", 0, "a part of the body")                                                  \
    X("Want-Repr-Digest", 0, "sha-256=1: a digest, also of what is computed")            \
    X("Accept-Datetime", 1, "the moment asked for, as a date of HTTP")

#endif
