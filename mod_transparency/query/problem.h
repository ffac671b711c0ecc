/* SPDX-License-Identifier: Apache-2.0 */
/*
 * problem.h - kind errors: what is wrong with a URL and what would be right.
 */
#ifndef TR_QUERY_PROBLEM_H
#define TR_QUERY_PROBLEM_H

#include "query/query.h"

enum { TR_ALLOWED_MAX = 60 };

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
