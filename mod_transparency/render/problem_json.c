/* SPDX-License-Identifier: Apache-2.0 */
/* problem_json.c - errors as problem documents (RFC 9457). */
#include <apr_strings.h>

#include "query/problem.h"
#include "render/data.h"
#include "render/describe.h"

static const char *phrase_of(int status)
{
    switch (status) {
    case 301: return "Moved Permanently";
    case 302: return "Found";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 406: return "Not Acceptable";
    case 408: return "Request Timeout";
    case 410: return "Gone";
    case 412: return "Precondition Failed";
    case 413: return "Content Too Large";
    case 416: return "Range Not Satisfiable";
    case 451: return "Unavailable For Legal Reasons";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 503: return "Service Unavailable";
    default: return status < 500 ? "Client Error" : "Server Error";
    }
}

/* An address of ours as a full path, since a type is compared as it stands. */
static const char *address(const tr_render *render, const char *path)
{
    const char *base = render->canonical_base ? render->canonical_base
                                              : render->mount;
    return base ? apr_pstrcat(render->pool, base, "/", path, NULL) : NULL;
}

/* Help is on a page, so that there is a type only where there are pages. */
static const char *type_of(const tr_render *render, const tr_problem *problem)
{
    const tr_problem_def *def = tr_problem_find(problem->code);

    if (!def || !def->title || !render->site
        || !(render->site->formats & TR_FORMAT_BIT(HTML)))
        return NULL;
    return address(render, apr_pstrcat(render->pool, "about#problem-",
                                       def->code, NULL));
}

/* ---- One function a member of TR_PROBLEM_MEMBERS ---- */

static void put_type(tr_json *json, const tr_render *render, const tr_problem *problem)
{
    tr_json_text_if(json, "type", type_of(render, problem));
}

static void put_title(tr_json *json, const tr_render *render, const tr_problem *problem)
{
    tr_json_text(json, "title", type_of(render, problem)
                 ? tr_problem_find(problem->code)->title
                 : phrase_of(problem->status));
}

static void put_status(tr_json *json, const tr_render *render, const tr_problem *problem)
{
    (void)render;
    tr_json_int(json, "status", problem->status);
}

static void put_code(tr_json *json, const tr_render *render, const tr_problem *problem)
{
    (void)render;
    tr_json_text_if(json, "code", problem->code);
}

static void put_detail(tr_json *json, const tr_render *render, const tr_problem *problem)
{
    (void)render;
    tr_json_text_if(json, "detail", problem->detail);
}

static void put_parameter(tr_json *json, const tr_render *render, const tr_problem *problem)
{
    (void)render;
    tr_json_text_if(json, "parameter", problem->parameter);
}

static void put_value(tr_json *json, const tr_render *render, const tr_problem *problem)
{
    (void)render;
    tr_json_text_if(json, "value", problem->value);
}

static void put_nearest(tr_json *json, const tr_render *render, const tr_problem *problem)
{
    (void)render;
    tr_json_text_if(json, "nearest", problem->nearest);
}

static void put_formats(tr_json *json, const tr_render *render)
{
    unsigned formats = tr_target_negotiated(render->site, render->target);

    tr_json_array_flat(json, "allowed_values");
    for (int i = 0; i < TR_FORMAT_COUNT; i++)
        if (formats & 1u << i)
            tr_json_text(json, NULL, tr_formats[i].accept);
    tr_json_end(json);
}

/* What would be accepted instead: values of the parameter, or the formats of the resource. */
static void put_allowed_values(tr_json *json, const tr_render *render,
                               const tr_problem *problem)
{
    if (problem->allowed)
        tr_json_texts(json, "allowed_values",
                      (const char *const *)problem->allowed->elts,
                      (size_t)problem->allowed->nelts);
    else if (problem->status == 406)
        put_formats(json, render);
}

static void put_withdrawn(tr_json *json, const tr_render *render, const tr_problem *problem)
{
    if (problem->withdrawal)
        tr_json_text(json, "withdrawn", tr_fact_instant(
            problem->withdrawal->since, render->pool));
}

static void put_reason(tr_json *json, const tr_render *render, const tr_problem *problem)
{
    (void)render;
    if (problem->withdrawal)
        tr_json_text_if(json, "reason", problem->withdrawal->reason);
}

static void put_language(tr_json *json, const tr_render *render, const tr_problem *problem)
{
    (void)render;
    if (problem->withdrawal)
        tr_json_text_if(json, "language", problem->withdrawal->lang);
}

static void put_last_version(tr_json *json, const tr_render *render, const tr_problem *problem)
{
    if (problem->withdrawal && problem->withdrawal->last)
        tr_json_text_if(json, "last_version",
                        address(render, problem->withdrawal->last));
}

static void put_order(tr_json *json, const tr_render *render, const tr_problem *problem)
{
    (void)render;
    if (problem->withdrawal)
        tr_json_text_if(json, "order", problem->withdrawal->order);
}

static void put_blocked_by(tr_json *json, const tr_render *render, const tr_problem *problem)
{
    const tr_withdrawal *known = problem->withdrawal;

    if (known && known->order)
        tr_json_text_if(json, "blocked_by", known->blocked_by
                        ? known->blocked_by : address(render, "about"));
}

apr_status_t tr_render_problem_json(const tr_render *render,
                                    const tr_problem *problem, tr_out *out)
{
    tr_json json;

    tr_json_start(&json, out);
    tr_json_object(&json, NULL);
#define X(name, always, text) put_##name(&json, render, problem);
    TR_PROBLEM_MEMBERS(X)
#undef X
    tr_json_end(&json);
    return out->status;
}
