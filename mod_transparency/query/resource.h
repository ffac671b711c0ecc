/* SPDX-License-Identifier: Apache-2.0 */
/*
 * resource.h - the resources of a record and their paths (design 4).
 *
 * One table: path, what an id below it means, which entities the page shows.
 * The URL parser, the navigation, the sitemap of links and the list of
 * canonical pages are all made from it.
 */
#ifndef TR_QUERY_RESOURCE_H
#define TR_QUERY_RESOURCE_H

#include "model/terms.h"
#include "store/generation.h"

/* X(NAME, "path", has items below it, dimension of the items or -1, entity kind of the items or NULL) */
#define TR_RESOURCES(X)                                              \
    X(OVERVIEW,    "",            0, -1, NULL)                       \
    X(REQUESTS,    "requests",    0, -1, NULL)                       \
    X(COUNTRIES,   "countries",   1, TR_DIM_COUNTRY, NULL)           \
    X(PERIODS,     "periods",     1, TR_DIM_PERIOD, NULL)            \
    X(SERVICES,    "services",    1, TR_DIM_SERVICE, "service")      \
    X(PUBLISHERS,  "publishers",  1, TR_DIM_PUBLISHER, "publisher")  \
    X(REPORTS,     "reports",     1, TR_DIM_REPORT, NULL)            \
    X(INVENTORY,   "inventory",   0, -1, "inventory")                \
    X(EXPOSURE,    "exposure",    0, -1, "exposure")                 \
    X(PARTNERS,    "partners",    0, -1, "partner")                  \
    X(LAW,         "law",         0, -1, "law")                      \
    X(STATEMENTS,  "statements",  0, -1, "statement")                \
    X(QUESTIONS,   "questions",   0, -1, "question")                 \
    X(CANARIES,    "canaries",    0, -1, "canary")                   \
    X(CORRECTIONS, "corrections", 0, -1, NULL)                       \
    X(DEFINITIONS, "definitions", 0, -1, "definition")               \
    X(ABOUT,       "about",       0, -1, NULL)

typedef enum tr_resource {
#define X(name, path, items, dim, kind) TR_RES_##name,
    TR_RESOURCES(X)
#undef X
    TR_RES_COUNT
} tr_resource;

typedef struct tr_resource_def {
    const char *path;
    int items;
    int dim;
    const char *kind;
} tr_resource_def;

extern const tr_resource_def tr_resources[TR_RES_COUNT];

typedef enum tr_format {
    TR_FORMAT_HTML, TR_FORMAT_JSON, TR_FORMAT_CSV, TR_FORMAT_MARKDOWN,
    TR_FORMAT_NDJSON, TR_FORMAT_COUNT
} tr_format;

typedef struct tr_format_def {
    const char *extension;      /* "html", "json", "csv", "md", "ndjson" */
    const char *media_type;     /* with the parameters of our own, e.g. text/csv; charset=utf-8; header=present */
    const char *accept;         /* for negotiation: without charset */
    unsigned localised : 1;     /* HTML and Markdown differ by language */
    unsigned negotiated : 1;    /* offered on negotiated URIs */
} tr_format_def;

extern const tr_format_def tr_formats[TR_FORMAT_COUNT];

#endif
