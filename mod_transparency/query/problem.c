/* SPDX-License-Identifier: Apache-2.0 */
#include "query/problem.h"

#include <string.h>

#include "http/httpdate.h"

const tr_problem_def tr_problems[] = {
#define X(status, code, title, when) { code, status, title },
    TR_PROBLEM_CODES(X)
#undef X
};
const size_t tr_problem_count = sizeof tr_problems / sizeof *tr_problems;

const tr_problem_def *tr_problem_find(const char *code)
{
    for (size_t i = 0; code && i < tr_problem_count; i++)
        if (!strcmp(tr_problems[i].code, code))
            return &tr_problems[i];
    return NULL;
}

const tr_problem_def *tr_problem_of_status(int status)
{
    for (size_t i = 0; i < tr_problem_count; i++)
        if (tr_problems[i].status == status && !tr_problems[i].title)
            return &tr_problems[i];
    return NULL;
}

int tr_problem_set(tr_problem *problem, int status, const char *code,
                   const char *detail, const char *parameter,
                   const char *value)
{
    problem->status = status;
    problem->code = code;
    problem->detail = detail;
    problem->parameter = parameter;
    problem->value = value;
    return status;
}

void tr_problem_allow(tr_problem *problem, const char *const *words,
                      size_t count, apr_pool_t *pool)
{
    if (problem->value)
        problem->nearest = tr_nearest(problem->value, words, count);
    if (count > TR_ALLOWED_MAX)
        count = TR_ALLOWED_MAX;
    problem->allowed = apr_array_make(pool, (int)count, sizeof(const char *));
    for (size_t i = 0; i < count; i++)
        *(const char **)apr_array_push(problem->allowed) = words[i];
}

void tr_problem_allow_codes(tr_problem *problem, const tr_gen *gen, tr_dim dim,
                            apr_pool_t *pool)
{
    uint32_t count = gen->head->codes[dim].count;
    const char **words = apr_palloc(pool, (count + 1) * sizeof *words);
    size_t there = 0;

    for (uint32_t i = 1; i < count; i++)
        if (tr_gen_code_exists(gen, &tr_gen_codes(gen, dim)[i]))
            words[there++] = tr_gen_code_text(gen, dim, (uint16_t)i);
    if (there)
        tr_problem_allow(problem, words, there, pool);
}

void tr_problem_allow_editions(tr_problem *problem, const tr_gen *gen,
                               apr_pool_t *pool)
{
    const int64_t *instants = TR_GEN_ROWS(gen, int64_t, instants);
    const char *words[TR_ALLOWED_MAX];
    size_t count = 0;

    if (!gen->head->instants.count)
        return;
    for (uint32_t i = gen->edition + 1u; i-- && count < TR_ALLOWED_MAX; ) {
        char *stamp = apr_palloc(pool, TR_STAMP_SIZE);
        tr_stamp_format(stamp, apr_time_from_sec(instants[i]));
        words[count++] = stamp;
    }
    tr_problem_allow(problem, words, count, pool);
    problem->nearest = NULL;
}
