/* SPDX-License-Identifier: Apache-2.0 */
/*
 * error.c - errors that httpd itself answers below a mount.
 *
 *     authorisation, limits, a status a handler returned
 *         └─> ap_die ─> insert_error_filter ─> headers; and, for who takes no
 *                                              HTML, a filter with our body
 *
 * An ErrorDocument of the administrator goes before ours, and to browsers
 * httpd's own page goes as it is: nothing here needs the record.
 */
#include "httpd/exchange.h"

#include <apr_strings.h>
#include <http_core.h>
#include <http_protocol.h>
#include <mod_core.h>
#include <util_filter.h>

#include "query/problem.h"

static const char filter_name[] = "TRANSPARENCY-PROBLEM";
static const char code_note[] = "transparency-problem";
static const char detail_note[] = "transparency-problem-detail";

void tr_error_explain(request_rec *r, const char *code, const char *detail)
{
    apr_table_setn(r->notes, code_note, code);
    apr_table_setn(r->notes, detail_note, detail);
}

static const char *detail_of(int status)
{
    switch (status) {
    case HTTP_UNAUTHORIZED: return "Only who is known to this server may read this.";
    case HTTP_FORBIDDEN: return "This may not be read.";
    case HTTP_REQUEST_TIME_OUT: return "The request did not come to its end in time.";
    case HTTP_REQUEST_ENTITY_TOO_LARGE: return "A request needs no body, and this one is too long.";
    case HTTP_INTERNAL_SERVER_ERROR: return "The server made a mistake; its log has the reason.";
    default: return NULL;
    }
}

/* ---- The body ---- */

static const char *make_body(request_rec *r, apr_size_t *length)
{
    const tr_conf *conf = ap_get_module_config(r->per_dir_config,
                                               &transparency_module);
    const tr_face *face = tr_face_of(tr_runtime_of(r->server), conf, r->server);
    const tr_problem_def *def = tr_problem_of_status(r->status);
    tr_problem problem = {
        .status = r->status,
        .code = apr_table_get(r->notes, code_note),
        .detail = apr_table_get(r->notes, detail_note)
    };
    tr_render render = { .format = TR_FORMAT_JSON, .pool = r->pool };
    tr_out out;

    if (!problem.code && def)
        problem.code = def->code;
    if (!problem.detail)
        problem.detail = detail_of(r->status);
    if (face) {
        render.site = &face->look.site;
        render.canonical_base = face->conf->set.canonical_url;
        render.mount = face->mount;
    }
    tr_out_memory(&out, HUGE_STRING_LEN, r->pool);
    tr_render_problem(&render, &problem, &out);
    return tr_out_end(&out) == APR_SUCCESS ? tr_out_body(&out, length) : NULL;
}

static void drop_data(apr_bucket_brigade *brigade)
{
    apr_bucket *next;

    for (apr_bucket *b = APR_BRIGADE_FIRST(brigade);
         b != APR_BRIGADE_SENTINEL(brigade); b = next) {
        next = APR_BUCKET_NEXT(b);
        if (!APR_BUCKET_IS_METADATA(b))
            apr_bucket_delete(b);
    }
}

/* httpd's page goes in, a problem document comes out. */
static apr_status_t replace_body(ap_filter_t *filter, apr_bucket_brigade *brigade)
{
    request_rec *r = filter->r;
    apr_size_t length;
    const char *body = filter->ctx ? NULL : make_body(r, &length);

    if (!filter->ctx && !body) {
        ap_remove_output_filter(filter);
        return ap_pass_brigade(filter->next, brigade);
    }
    drop_data(brigade);
    if (body) {
        filter->ctx = filter;
        ap_set_content_type(r, "application/problem+json");
        ap_set_content_length(r, (apr_off_t)length);
        apr_table_setn(r->headers_out, "Content-Language", "en");
        APR_BRIGADE_INSERT_HEAD(brigade, apr_bucket_pool_create(
            body, length, r->pool, brigade->bucket_alloc));
    }
    return ap_pass_brigade(filter->next, brigade);
}

/* ---- The head ---- */

/* Whether the location walk gave the request to us; authorisation fails before there is a handler. */
static const tr_conf *ours(const request_rec *r)
{
    const tr_conf *conf = ap_get_module_config(r->per_dir_config,
                                               &transparency_module);
    return ap_get_module_config(r->request_config, &transparency_module)
           && conf && conf->mount ? conf : NULL;
}

static void set_default(apr_table_t *table, const char *name, const char *value)
{
    if (!apr_table_get(table, name))
        apr_table_setn(table, name, value);
}

static int is_timegate(const request_rec *r, const tr_mount *mount)
{
    static const char timegate[] = "/timegate/";
    return !strncmp(r->uri + strlen(mount->path), timegate, sizeof timegate - 1);
}

static void insert_problem(request_rec *r)
{
    const tr_conf *conf = ours(r);
    tr_target target = { 0 };
    int format;

    if (!conf || r->status < HTTP_BAD_REQUEST)
        return;
    format = tr_path_format(r->uri);
    target.fixed = format >= 0;
    if (is_timegate(r, conf->mount))
        target.access = TR_ACCESS_TIMEGATE;
    set_default(r->err_headers_out, "Cache-Control", "no-store");
    set_default(r->err_headers_out, "Vary", tr_headers_vary(&target));
    set_default(r->err_headers_out, "X-Content-Type-Options", "nosniff");
    tr_headers_cors(r->err_headers_out, conf);
    if (!ap_response_code_string(r, ap_index_of_response(r->status))
        && tr_choose_problem_format(r, format) != TR_FORMAT_HTML)
        ap_add_output_filter(filter_name, NULL, r, r->connection);
}

void tr_error_register_hooks(apr_pool_t *pool)
{
    (void)pool;
    ap_hook_insert_error_filter(insert_problem, NULL, NULL, APR_HOOK_MIDDLE);
    ap_register_output_filter(filter_name, replace_body, NULL, AP_FTYPE_RESOURCE);
}
