/* SPDX-License-Identifier: Apache-2.0 */
/*
 * problem.h - kind errors: what is wrong with a URL and what would be right.
 */
#ifndef TR_QUERY_PROBLEM_H
#define TR_QUERY_PROBLEM_H

#include "query/query.h"

enum { TR_ALLOWED_MAX = 60 };

/*
 * Every `code` of a problem there is: X(status of HTTP, "code", "when").
 * A test compares the list with the places that set one.
 */
#define TR_PROBLEM_CODES(X)                                                             \
    X(301, "moved", "the address is spelt differently")                                 \
    X(302, "other-version", "nothing was published at this instant")                    \
    X(400, "unknown-parameter", "")                                                     \
    X(400, "unknown-value", "not in this record, which does not mean zero")             \
    X(400, "bad-range", "a range of periods that is none")                              \
    X(400, "bad-number", "a page that is no number")                                    \
    X(400, "bad-encoding", "the query is not percent-encoded UTF-8")                    \
    X(400, "given-twice", "")                                                           \
    X(400, "too-many-values", "")                                                       \
    X(400, "too-many-parameters", "")                                                   \
    X(400, "fixed-by-path", "the path says already what the query asks for")            \
    X(400, "not-here", "for=spreadsheet without .csv")                                  \
    X(400, "bad-instant", "neither a date nor an instant")                              \
    X(400, "missing-parameter", "a parameter that goes with another")                   \
    X(400, "not-together", "parameters of which only one can be asked for")             \
    X(400, "bad-datetime", "a date of another form than that of HTTP")                  \
    X(404, "no-such-version", "")                                                       \
    X(404, "no-such-resource", "")                                                      \
    X(404, "no-such-item", "not in this record, which does not mean zero")              \
    X(404, "no-canonical-url", "the server is not told its own address")                \
    X(404, "no-such-format", "the resource has no such form")                           \
    X(405, "method-not-allowed", "only GET, HEAD and OPTIONS")                          \
    X(406, "not-acceptable", "")                                                        \
    X(406, "no-acceptable-coding", "the client refuses to take it uncompressed, too")   \
    X(410, "withdrawn", "was published and has been withdrawn")                         \
    X(412, "precondition-failed", "")                                                   \
    X(416, "range-not-satisfiable", "")                                                 \
    X(503, "too-busy", "others are reading earlier editions of a large record")

/* Fills the problem (keeping .target) and returns `status`. `parameter` and `value` may be NULL. */
int tr_problem_set(tr_problem *problem, int status, const char *code,
                   const char *detail, const char *parameter,
                   const char *value);

/*
 * Names what would be allowed: all of it when it is at most TR_ALLOWED_MAX
 * words, the first ones otherwise, and the word that was probably meant.
 */
void tr_problem_allow(tr_problem *problem, const char *const *words,
                      size_t count, apr_pool_t *pool);

/* The same for the codes of a dimension that have figures. */
void tr_problem_allow_codes(tr_problem *problem, const tr_gen *gen, tr_dim dim,
                            apr_pool_t *pool);

/* The same for editions, as yyyymmddhhmmss, the newest first. */
void tr_problem_allow_editions(tr_problem *problem, const tr_gen *gen,
                               apr_pool_t *pool);

#endif
