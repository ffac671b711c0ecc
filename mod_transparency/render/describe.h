/* SPDX-License-Identifier: Apache-2.0 */
/*
 * describe.h - what machines are told about the data: one file each.
 *
 *     terms, statuses, resources, parameters ──> CSVW | JSON Schema | OpenAPI | Data Package
 *
 * Nothing is listed here that has its table elsewhere; what a column may hold
 * is said once (tr_column_words, tr_column_pattern) and written in the syntax
 * of each standard.
 */
#ifndef TR_RENDER_DESCRIBE_H
#define TR_RENDER_DESCRIBE_H

#include "render/facts.h"
#include "render/json_writer.h"

/* X.csv-metadata.json: CSV on the Web (W3C), of exactly the CSV of the same address and query. */
apr_status_t tr_describe_csvw(const tr_render *render, tr_out *out);

/* X.schema.json: JSON Schema 2020-12 of exactly the JSON of the same address and query. */
apr_status_t tr_describe_answer(const tr_render *render, tr_out *out);

/* /schema.json: of every kind of rows, of meta and of problems. */
apr_status_t tr_describe_schema(const tr_render *render, tr_out *out);

/* /openapi.json: OpenAPI 3.1. */
apr_status_t tr_describe_openapi(const tr_render *render, tr_out *out);

/* /datapackage.json: Data Package v2 of the whole-record CSVs. */
apr_status_t tr_describe_package(const tr_render *render, tr_out *out);

/* meta.format of every JSON answer. */
#define TR_JSON_FORMAT "transparency-report-1"

/*
 * The members of `meta`, in their order: json.c writes each, describe_schema.c
 * has the schema of each.  X(name, always there, "what it is")
 */
#define TR_META(X)                                                                      \
    X(format, 1, "the format of the answer and its version")                            \
    X(resource, 1, "the path without format")                                           \
    X(query, 1, "the query in its canonical form")                                      \
    X(kind, 1, "of the rows")                                                           \
    X(edition, 1, "instant of the newest edition that is included")                     \
    X(complete, 1, "false: files of the record have errors and were left out")          \
    X(files_left_out, 1, "how many")                                                    \
    X(problems, 0, "which files were left out, and why")                                \
    X(rows, 1, "number of rows")                                                        \
    X(licence, 1, "under which the figures of the record are published")                \
    X(links, 1, "other forms of the same answer, relative to its address")              \
    X(columns, 1, "names of the columns, in their order")

/* The same of a problem document (RFC 9457): problem_json.c and describe_schema.c. */
#define TR_PROBLEM_MEMBERS(X)                                                           \
    X(type, 0, "address of what the kind of error means")                               \
    X(title, 1, "the kind in words; without a type, the phrase of the status")          \
    X(status, 1, "the status of HTTP")                                                  \
    X(code, 0, "stays the same over versions")                                          \
    X(detail, 0, "a sentence in English, which may change")                             \
    X(parameter, 0, "which parameter of the query is meant")                            \
    X(value, 0, "what was asked for")                                                   \
    X(nearest, 0, "what was probably meant")                                            \
    X(allowed_values, 0, "what would be accepted, sixty at most")                       \
    X(withdrawn, 0, "instant of the edition that took it out")                          \
    X(reason, 0, "why, in the words of the publisher")                                  \
    X(language, 0, "of the reason and the order")                                       \
    X(last_version, 0, "address of the last version")                                   \
    X(order, 0, "what demands that it is withheld")                                     \
    X(blocked_by, 0, "address of who carries the order out")

/*
 * Members of "$defs", written into the object that is open: meta, a row of each
 * kind (by the name of the kind), an answer of each kind, and problem.  They
 * refer to each other at `definitions`, e.g. "#/$defs/".
 */
void tr_describe_definitions(tr_json *json, const tr_render *render,
                             const char *definitions);

/* The name of the definition of an answer with rows of a kind (tr_fact_kind): "answer-cells". */
const char *tr_answer_definition(int kind, apr_pool_t *pool);

/* ---- What a column may hold ---- */

/*
 * The closed list of which the values of a column are (const char *), or NULL.
 * Of an open dimension: the terms built in and those the record has.  `kind`
 * is the resource whose entities a row can be of, NULL: any.
 */
apr_array_header_t *tr_column_words(const tr_gen *gen, const tr_column_def *column,
                                    const char *resource, apr_pool_t *pool);

/*
 * A regular expression (ECMAScript and XPath alike) that one value matches, in
 * a list one word, without its ^( )$; NULL: anything.
 */
const char *tr_column_pattern(const tr_gen *gen, const tr_column_def *column,
                              const char *resource, apr_pool_t *pool);

/* The same for a code of a dimension, as a parameter of a query may have it. */
const char *tr_dim_pattern(tr_dim dim);

/* The built-in terms of a dimension and those of the record (const char *); NULL where it is not open. */
apr_array_header_t *tr_dim_words(const tr_gen *gen, tr_dim dim, apr_pool_t *pool);

/* The title of a column of rows of this kind; catalog NULL: English. */
const char *tr_column_title(const tr_catalog *catalog, const char *kind,
                            const tr_column_def *column, apr_pool_t *pool);

/* ---- Addresses ---- */

/* The last segment of the target's path with a format and the canonical query: a link from its other forms. */
const char *tr_relative_form(const tr_target *target, tr_format format, apr_pool_t *pool);

/* Instant of the newest edition shown, or NULL. */
const char *tr_edition_text(const tr_gen *gen, apr_pool_t *pool);

#endif
