/* SPDX-License-Identifier: Apache-2.0 */
/* problem_json.c - errors as problem documents (RFC 9457). */
#include "render/data.h"

#include <apr_strings.h>

static const char *title_of(int status)
{
    switch (status) {
    case 301: return "Moved Permanently";
    case 302: return "Found";
    case 400: return "Bad Request";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 406: return "Not Acceptable";
    case 410: return "Gone";
    case 412: return "Precondition Failed";
    case 416: return "Range Not Satisfiable";
    case 501: return "Not Implemented";
    default: return "Error";
    }
}

static void member(tr_out *out, const char *name, const char *value)
{
    if (!value)
        return;
    tr_out_text(out, ",\n ");
    tr_out_json(out, name);
    tr_out_text(out, ": ");
    tr_out_json(out, value);
}

/* What would be accepted instead: values of the parameter, or the formats of the resource. */
static void allowed_values(const tr_problem *problem, tr_out *out)
{
    if (!problem->allowed)
        return;
    tr_out_text(out, ",\n \"allowed_values\": [");
    for (int i = 0; i < problem->allowed->nelts; i++) {
        if (i)
            tr_out_text(out, ", ");
        tr_out_json(out, APR_ARRAY_IDX(problem->allowed, i, const char *));
    }
    tr_out_text(out, "]");
}

static void allowed_formats(const tr_render *render, tr_out *out)
{
    const tr_target *target = render->target;
    unsigned formats = tr_target_negotiated(render->site, target);
    int first = 1;

    tr_out_text(out, ",\n \"allowed_values\": [");
    for (int i = 0; i < TR_FORMAT_COUNT; i++) {
        if (!(formats & 1u << i))
            continue;
        if (!first)
            tr_out_text(out, ", ");
        first = 0;
        tr_out_json(out, tr_formats[i].accept);
    }
    tr_out_text(out, "]");
}

apr_status_t tr_render_problem_json(const tr_render *render,
                                    const tr_problem *problem, tr_out *out)
{
    tr_out_text(out, "{\n \"title\": ");
    tr_out_json(out, title_of(problem->status));
    tr_out_text(out, ",\n \"status\": ");
    tr_out_int(out, problem->status);
    member(out, "code", problem->code);
    member(out, "detail", problem->detail);
    member(out, "parameter", problem->parameter);
    member(out, "value", problem->value);
    member(out, "nearest", problem->nearest);
    allowed_values(problem, out);
    if (problem->status == 406)
        allowed_formats(render, out);
    tr_out_text(out, "\n}\n");
    return out->status;
}
