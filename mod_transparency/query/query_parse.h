/* SPDX-License-Identifier: Apache-2.0 */
/* query_parse.h - the query string; used by resolve.c and its tests. */
#ifndef TR_QUERY_QUERY_PARSE_H
#define TR_QUERY_QUERY_PARSE_H

#include "query/query.h"

/* Which parameters a resource understands. */
typedef enum tr_query_scope {
    TR_SCOPE_NONE,          /* none */
    TR_SCOPE_FOR,           /* for: the overview */
    TR_SCOPE_PAGE,          /* page, for: a long index */
    TR_SCOPE_CHANGES,       /* corrections: filters on what a change concerns, since, from, to, page, for */
    TR_SCOPE_FULL           /* filters, by, sort, page, for */
} tr_query_scope;

/* What a resource, or an item of it, understands. */
tr_query_scope tr_query_scope_of(tr_resource resource, int is_item);

/* The dimensions that are parameters, bit per tr_dim: of corrections what they concern, not every detail of a figure. */
unsigned tr_query_dims(tr_query_scope scope);

#define TR_SCOPE_BIT(name) (1u << TR_SCOPE_##name)
#define TR_SCOPE_ANY (TR_SCOPE_BIT(FULL) | TR_SCOPE_BIT(PAGE) | TR_SCOPE_BIT(CHANGES))

/*
 * Parameters that are no dimension, in the order of the canonical form.
 * X(name, in which scopes)
 */
#define TR_QUERY_SPECIALS(X)                                                 \
    X(by, TR_SCOPE_BIT(FULL))                                                \
    X(sort, TR_SCOPE_BIT(FULL))                                              \
    X(since, TR_SCOPE_BIT(CHANGES))                                          \
    X(from, TR_SCOPE_BIT(CHANGES))                                           \
    X(to, TR_SCOPE_BIT(CHANGES))                                             \
    X(page, TR_SCOPE_ANY)                                                    \
    X(for, TR_SCOPE_ANY | TR_SCOPE_BIT(FOR))

typedef enum tr_query_special {
#define X(name, scopes) TR_QUERY_##name,
    TR_QUERY_SPECIALS(X)
#undef X
    TR_QUERY_SPECIAL_COUNT
} tr_query_special;

typedef struct tr_query_special_def {
    const char *name;
    unsigned scopes;            /* bit per tr_query_scope */
} tr_query_special_def;

extern const tr_query_special_def tr_query_specials[TR_QUERY_SPECIAL_COUNT];

/* Limits of a query: values of one filter, parameters, the last page. */
enum {
    TR_QUERY_VALUES_MAX = 64, TR_QUERY_PARAMETERS_MAX = 64,
    TR_QUERY_PAGE_MAX = 9999999         /* times TR_PAGE_ROWS it fits into 32 bits */
};

/* The values of for=. */
#define TR_FOR_SPREADSHEET "spreadsheet"
#define TR_FOR_EMBED "embed"

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
