/* SPDX-License-Identifier: Apache-2.0 */
/* query_parse.h - the query string; used by resolve.c and its tests. */
#ifndef TR_QUERY_QUERY_PARSE_H
#define TR_QUERY_QUERY_PARSE_H

#include "query/query.h"

/* Which parameters a resource understands. */
typedef enum tr_query_scope {
    TR_SCOPE_NONE,          /* none */
    TR_SCOPE_PAGE,          /* page: a long index */
    TR_SCOPE_CHANGES,       /* corrections: filters on what a change concerns, since, from, to, page, for */
    TR_SCOPE_FULL           /* filters, by, sort, page, for */
} tr_query_scope;

/*
 * Parses `args` (raw, may be NULL or "") into target->query, which already
 * holds what the path says (an item is a filter that may not be given again).
 * 0, or 400 with *problem saying which parameter, which value and what would
 * be allowed.  An empty value is "no filter": what a form sends for a field
 * left alone.
 */
int tr_query_parse(tr_target *target, tr_problem *problem, const tr_gen *gen,
                   tr_query_scope scope, const char *args, apr_pool_t *pool);

/* Decodes %XX and '+' strictly into UTF-8 without control characters; NULL when it is not that. */
const char *tr_query_decode(const char *bytes, size_t length, apr_pool_t *pool);

/* The text in upper or lower case, ASCII letters only. */
char *tr_query_case(const char *text, int upper, apr_pool_t *pool);

/* The ordinal of a code in any spelling a person might use, in a path or a query; -1: none. */
int tr_query_code(const tr_gen *gen, tr_dim dim, const char *value, apr_pool_t *pool);

/* The dimensions by which corrections are found, bit per tr_dim. */
#define TR_CHANGE_DIMS                                                          \
    (1u << TR_DIM_PUBLISHER | 1u << TR_DIM_SERVICE | 1u << TR_DIM_REPORT        \
     | 1u << TR_DIM_PERIOD | 1u << TR_DIM_COUNTRY)

/* Seconds of an instant: yyyy-mm-dd (00:00:00Z), RFC 3339 or yyyymmddhhmmss. 0: it is none of them. */
int tr_query_instant(const char *text, int64_t *seconds, apr_pool_t *pool);

/* Sets a filter on the codes `ordinals` (any order, repeats allowed). */
void tr_filter_set(tr_filter *filter, uint16_t *ordinals, uint16_t count);

#endif
