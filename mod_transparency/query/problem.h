/* SPDX-License-Identifier: Apache-2.0 */
/*
 * problem.h - kind errors: what is wrong with a URL and what would be right.
 */
#ifndef TR_QUERY_PROBLEM_H
#define TR_QUERY_PROBLEM_H

#include "query/query.h"

enum { TR_ALLOWED_MAX = 60 };

/*
 * Every kind of problem.  X(status of HTTP, "code", "title" or NULL, "when")
 *
 * The code is for programs and stays; the title says in English what kind it
 * is, whatever the occasion.  Where there is one, message problem.CODE of the
 * catalogs explains it, /about lists it, and its type is the address of that
 * (RFC 9457).  Without a title the status says all there is to say.  A test
 * compares the list with the places that set one.
 */
#define TR_PROBLEM_CODES(X)                                                          \
    X(301, "moved", NULL, "the address is spelt differently")                        \
    X(302, "other-version", NULL, "nothing was published at this instant")           \
    X(400, "unknown-parameter", "Unknown parameter", "")                             \
    X(400, "unknown-value", "Unknown value",                                         \
       "not in this record, which does not mean zero")                               \
    X(400, "bad-range", "No range of periods", "a range of periods that is none")    \
    X(400, "bad-number", "No page number", "a page that is no number")               \
    X(400, "bad-encoding", "Wrong encoding",                                         \
       "the query is not percent-encoded UTF-8")                                     \
    X(400, "bad-datetime", "No date", "a date of another form than that of HTTP")    \
    X(400, "bad-instant", "No date or instant", "neither a date nor an instant")     \
    X(400, "given-twice", "Given twice", "")                                         \
    X(400, "missing-parameter", "Another parameter is missing",                      \
       "a parameter that goes with another")                                         \
    X(400, "not-together", "Not possible together",                                  \
       "parameters of which only one can be asked for")                              \
    X(400, "too-many-values", "Too many values", "")                                 \
    X(400, "too-many-parameters", "Too many parameters", "")                         \
    X(400, "fixed-by-path", "Already said by the path",                              \
       "the path says already what the query asks for")                              \
    X(400, "not-here", "Not possible in this format",                                \
       "for=spreadsheet without .csv, for=embed without .html")                                               \
    X(401, "unauthorized", NULL, "the server wants to know who reads")               \
    X(403, "forbidden", NULL, "")                                                    \
    X(404, "no-such-resource", "No such resource", "")                               \
    X(404, "no-such-item", "Nothing of this name",                                   \
       "not in this record, which does not mean zero")                               \
    X(404, "no-such-format", "No such format", "the resource has no such form")      \
    X(404, "no-canonical-url", "The server is not told its own address",             \
      "TransparencyCanonicalURL is not set")                                         \
    X(404, "no-such-version", "No such version", "")                                 \
    X(405, "method-not-allowed", NULL, "only GET, HEAD and OPTIONS")                 \
    X(406, "not-acceptable", "No acceptable format", "")                             \
    X(406, "no-acceptable-coding", "No acceptable coding",                           \
       "the client refuses to take it uncompressed, too")                            \
    X(408, "request-timeout", NULL, "")                                              \
    X(410, "withdrawn", "Withdrawn", "was published and has been withdrawn")         \
    X(412, "precondition-failed", NULL, "")                                          \
    X(413, "content-too-large", NULL, "a request needs no body")                     \
    X(416, "range-not-satisfiable", NULL, "")                                        \
    X(451, "withheld-by-order", "Withheld by order",                                 \
       "was published, and an order demands that it is no more")                     \
    X(500, "internal-error", NULL, "")                                               \
    X(501, "unknown-method", NULL, "a method nobody knows")                          \
    X(503, "starting", "The record is being read",                                   \
       "the record is being read for the first time")                                \
    X(503, "past-busy", "Too many readers of earlier editions",                      \
      "others are reading earlier editions of a large record")                       \
    X(503, "readers-slow", "Too many slow readers", "too many slow readers")         \
    X(503, "being-made", "Being made",                                               \
      "this is made once of all data, and is just being made for another")

typedef struct tr_problem_def {
    const char *code;
    int status;
    const char *title;          /* NULL: the status says it */
} tr_problem_def;

extern const tr_problem_def tr_problems[];
extern const size_t tr_problem_count;

/* The kind called `code`, or NULL. */
const tr_problem_def *tr_problem_find(const char *code);

/* The kind that `status` has when nothing more is known than the status, or NULL. */
const tr_problem_def *tr_problem_of_status(int status);

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
