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

/*
 * Formats, in the server's order of preference.
 * X(NAME, "extension", "Content-Type", "type in Accept and Link", "label" for readers, localised, describes)
 *
 * localised: differs by language.  Those of TR_RECORD_FORMATS are offered where
 * the URI leaves the format open; the others describe one of those, which is
 * then named, or are the only form of what they are.  Several may share an
 * extension, when no resource has two of them.
 */
#define TR_FORMATS(X)                                                            \
    X(HTML, "html", "text/html; charset=utf-8", "text/html", "HTML", 1, NONE)    \
    X(LINKS, "link", "application/link-format", "application/link-format",       \
      "TimeMap", 0, NONE)                                                        \
    X(JSON, "json", "application/json", "application/json", "JSON", 0, NONE)     \
    X(CSV, "csv", "text/csv; charset=utf-8; header=present",                     \
      "text/csv;header=present", "CSV", 0, NONE)                                 \
    X(MARKDOWN, "md", "text/markdown; charset=utf-8", "text/markdown",           \
      "Markdown", 1, NONE)                                                       \
    X(NDJSON, "ndjson", "application/x-ndjson", "application/x-ndjson",          \
      "NDJSON", 0, NONE)                                                         \
    X(CSVW, "csv-metadata.json", "application/csvm+json",                        \
      "application/csvm+json", "CSVW", 0, CSV)                                   \
    X(ANSWER_SCHEMA, "schema.json", "application/schema+json",                   \
      "application/schema+json", "JSON Schema", 0, JSON)                         \
    X(SCHEMA, "json", "application/schema+json", "application/schema+json",      \
      "JSON Schema", 0, JSON)                                                    \
    X(ATOM, "atom", "application/atom+xml; charset=utf-8",                       \
      "application/atom+xml", "Atom", 1, NONE)                                   \
    X(SITEMAP, "xml", "application/xml", "application/xml", "XML", 0, NONE)      \
    X(LINKSET, "json", "application/linkset+json; "                              \
      "profile=\"https://www.rfc-editor.org/info/rfc9727\"",                     \
      "application/linkset+json", "JSON", 0, NONE)\
    X(OPENAPI, "json", "application/vnd.oai.openapi+json;version=3.1",           \
      "application/vnd.oai.openapi+json;version=3.1", "OpenAPI", 0, NONE)        \
    X(DATAPACKAGE, "json", "application/vnd.datapackage+json",                   \
      "application/vnd.datapackage+json", "Data Package", 0, CSV) \
    X(JSONLD, "jsonld", "application/ld+json", "application/ld+json", "JSON-LD", 0, NONE) \
    X(MANIFEST, "json", "application/json", "application/json", "JSON", 0, NONE)

typedef enum tr_format {
#define X(name, extension, type, accept, label, localised, describes) TR_FORMAT_##name,
    TR_FORMATS(X)
#undef X
    TR_FORMAT_COUNT,
    TR_FORMAT_NONE = TR_FORMAT_COUNT
} tr_format;

#define TR_FORMAT_BIT(name) (1u << TR_FORMAT_##name)

/* The forms of a resource of the record. */
#define TR_RECORD_FORMATS                                                        \
    (TR_FORMAT_BIT(HTML) | TR_FORMAT_BIT(JSON) | TR_FORMAT_BIT(CSV)              \
     | TR_FORMAT_BIT(MARKDOWN) | TR_FORMAT_BIT(NDJSON))

/* The same with what describes them. */
#define TR_DESCRIBED_FORMATS                                                     \
    (TR_RECORD_FORMATS | TR_FORMAT_BIT(CSVW) | TR_FORMAT_BIT(ANSWER_SCHEMA))

/*
 * X(NAME, "path", has items below it, dimension of the items or -1, entity kind of the items or NULL,
 *   formats, formats that items have besides)
 *
 * A resource without HTML is not part of the record but describes it: it has no
 * versions and is not in the navigation.
 */
#define TR_RESOURCES(X)                                                                  \
    X(OVERVIEW,    "",            0, -1, NULL, TR_DESCRIBED_FORMATS, 0)                  \
    X(REQUESTS,    "requests",    0, -1, NULL, TR_DESCRIBED_FORMATS, 0)                  \
    X(COUNTRIES,   "countries",   1, TR_DIM_COUNTRY, NULL, TR_DESCRIBED_FORMATS,         \
      TR_FORMAT_BIT(ATOM))                                                               \
    X(PERIODS,     "periods",     1, TR_DIM_PERIOD, NULL, TR_DESCRIBED_FORMATS, 0)       \
    X(SERVICES,    "services",    1, TR_DIM_SERVICE, "service", TR_DESCRIBED_FORMATS, 0) \
    X(PUBLISHERS,  "publishers",  1, TR_DIM_PUBLISHER, "publisher", TR_DESCRIBED_FORMATS, \
      TR_FORMAT_BIT(ATOM))                                                               \
    X(REPORTS,     "reports",     1, TR_DIM_REPORT, NULL, TR_DESCRIBED_FORMATS, 0)       \
    X(INVENTORY,   "inventory",   0, -1, "inventory", TR_DESCRIBED_FORMATS, 0)           \
    X(EXPOSURE,    "exposure",    0, -1, "exposure", TR_DESCRIBED_FORMATS, 0)            \
    X(PARTNERS,    "partners",    0, -1, "partner", TR_DESCRIBED_FORMATS, 0)             \
    X(LAW,         "law",         0, -1, "law", TR_DESCRIBED_FORMATS, 0)                 \
    X(STATEMENTS,  "statements",  0, -1, "statement", TR_DESCRIBED_FORMATS, 0)           \
    X(QUESTIONS,   "questions",   0, -1, "question", TR_DESCRIBED_FORMATS, 0)            \
    X(CANARIES,    "canaries",    0, -1, "canary", TR_DESCRIBED_FORMATS, 0)              \
    X(CORRECTIONS, "corrections", 0, -1, NULL, TR_DESCRIBED_FORMATS, 0)                  \
    X(DEFINITIONS, "definitions", 0, -1, "definition", TR_DESCRIBED_FORMATS, 0)          \
    X(ABOUT,       "about",       0, -1, NULL, TR_DESCRIBED_FORMATS, 0)                  \
    X(SCHEMA,      "schema",      0, -1, NULL, TR_FORMAT_BIT(SCHEMA), 0)                 \
    X(FEED,        "feed",        0, -1, NULL, TR_FORMAT_BIT(ATOM), 0)                   \
    X(SITEMAP,     "sitemap",     0, -1, NULL, TR_FORMAT_BIT(SITEMAP), 0)                \
    X(API_CATALOG, "api-catalog", 0, -1, NULL, TR_FORMAT_BIT(LINKSET), 0)            \
    X(OPENAPI,     "openapi",     0, -1, NULL, TR_FORMAT_BIT(OPENAPI), 0)                \
    X(DATAPACKAGE, "datapackage", 0, -1, NULL, TR_FORMAT_BIT(DATAPACKAGE), 0) \
    X(CATALOG,     "catalog",     0, -1, NULL, TR_FORMAT_BIT(JSONLD), 0)                 \
    X(MANIFEST,    "manifest",    0, -1, NULL, TR_FORMAT_BIT(MANIFEST), 0)

typedef enum tr_resource {
#define X(name, path, items, dim, kind, formats, item_formats) TR_RES_##name,
    TR_RESOURCES(X)
#undef X
    TR_RES_COUNT
} tr_resource;

typedef struct tr_resource_def {
    const char *path;
    int items;
    int dim;
    const char *kind;
    unsigned formats, item_formats;     /* bit per tr_format */
} tr_resource_def;

extern const tr_resource_def tr_resources[TR_RES_COUNT];

typedef struct tr_format_def {
    const char *extension;      /* "html", "json", "csv", "md", "ndjson" */
    const char *media_type;     /* with the parameters of our own, e.g. text/csv; charset=utf-8; header=present */
    const char *accept;         /* for negotiation: without charset */
    const char *label;          /* its name for readers */
    unsigned localised : 1;     /* HTML and Markdown differ by language */
    tr_format describes;        /* the format it describes, or TR_FORMAT_NONE */
} tr_format_def;

extern const tr_format_def tr_formats[TR_FORMAT_COUNT];

/* Whether a resource is part of the record: something people read, with versions. */
static inline int tr_resource_is_record(tr_resource resource)
{
    return (tr_resources[resource].formats & TR_FORMAT_BIT(HTML)) != 0;
}

/* The formats, bit per tr_format, that a resource (or an item below it) has where `site` offers them. */
static inline unsigned tr_resource_formats(tr_resource resource, int is_item, unsigned site)
{
    return site & (tr_resources[resource].formats
                   | (is_item ? tr_resources[resource].item_formats : 0));
}

/* Whether it is made of all data: nobody makes it while somebody else does. */
static inline int tr_resource_is_costly(tr_resource resource)
{
    return resource == TR_RES_MANIFEST || resource == TR_RES_CATALOG;
}

/* Whether it consists of absolute addresses: without TransparencyCanonicalURL there is none. */
static inline int tr_resource_is_absolute(tr_resource resource)
{
    return resource == TR_RES_SITEMAP || resource == TR_RES_API_CATALOG
           || resource == TR_RES_CATALOG;
}

/*
 * All that a site offers which is configured to offer the forms `record`: with
 * these, what describes them, and what describes none of them in particular.
 */
unsigned tr_formats_with_descriptions(unsigned record);

#endif
