/* SPDX-License-Identifier: Apache-2.0 */
/*
 * handler.c - one request: resolve, choose, fetch or make the page, send.
 *
 * Requests below a mount never touch the file system: translate_name marks
 * them when the first location walk names a record, map_to_storage answers for
 * marked ones only, so httpd walks no directories.  Authorisation by
 * <Location> works as everywhere; <Directory> and .htaccess do not apply to a
 * resource that is no file.
 */
#include "httpd/handler.h"

#include <apr_strings.h>
#include <http_core.h>
#include <http_protocol.h>
#include <http_request.h>

#include "httpd/exchange.h"
#include "httpd/log.h"
#include "httpd/metrics.h"
#include "httpd/past.h"
#include "query/memento.h"

APLOG_USE_MODULE(transparency);

static const char virtual_name[] = "transparency-record";

/* Below a mount another section may have given a path back to files or to a proxy. */
static int is_ours(const tr_conf *conf)
{
    return conf && conf->mount && conf->handler
           && !ap_cstr_casecmp(conf->handler, "transparency");
}

/* A rule of mod_rewrite may have led elsewhere since the location walk. */
static int is_below(const request_rec *r, const tr_mount *mount)
{
    size_t length = strlen(mount->path);
    return !strncmp(r->uri, mount->path, length)
           && (r->uri[length] == '/' || r->uri[length] == '\0');
}

static int translate_name(request_rec *r)
{
    const tr_conf *conf = ap_get_module_config(r->per_dir_config,
                                               &transparency_module);

    if (is_ours(conf) ? !is_below(r, conf->mount) : !tr_is_metrics(conf))
        return DECLINED;
    ap_set_module_config(r->request_config, &transparency_module,
                         (void *)virtual_name);
    r->filename = apr_pstrdup(r->pool, virtual_name);
    return OK;
}

const tr_exchange *tr_exchange_of(const request_rec *r)
{
    const void *mark = ap_get_module_config(r->request_config,
                                            &transparency_module);
    return mark == virtual_name ? NULL : mark;
}

/* Here per_dir_config has been reset and the handler is not yet set: the mark is all there is. */
static int map_to_storage(request_rec *r)
{
    return ap_get_module_config(r->request_config, &transparency_module)
           ? OK : DECLINED;
}

/* ---- Methods ---- */

static int is_known_method(const char *method)
{
    return ap_method_number_of(method) != M_INVALID;
}

static int answer_options(request_rec *r, const tr_conf *conf)
{
    apr_table_setn(r->headers_out, "Allow", "GET, HEAD, OPTIONS");
    apr_table_setn(r->headers_out, "Cache-Control", "no-store");
    tr_headers_cors(r->headers_out, conf);
    if (tr_settings_cors(&conf->set)
        && apr_table_get(r->headers_in, "Access-Control-Request-Method")) {
        apr_table_setn(r->headers_out, "Access-Control-Allow-Methods",
                       "GET, HEAD, OPTIONS");
        apr_table_setn(r->headers_out, "Access-Control-Allow-Headers",
                       "If-None-Match, If-Modified-Since, If-Match, "
                       "If-Unmodified-Since, If-Range, Range, Accept-Datetime, "
                       "Want-Repr-Digest, Want-Content-Digest");
        apr_table_setn(r->headers_out, "Access-Control-Max-Age", "86400");
    }
    r->status = HTTP_NO_CONTENT;
    return OK;
}

/* ---- The generation ---- */

static apr_status_t release_pin(void *data)
{
    tr_pin_t *pin = data;
    tr_pin_release(pin);
    return APR_SUCCESS;
}

enum { FIRST_WAITS = 40 };
static const apr_interval_time_t first_wait = 50000;
static const apr_interval_time_t starting = 10 * APR_USEC_PER_SEC;

/* Whether the first generation may still be in the making; an empty directory must not tie up all workers. */
static int is_starting(const tr_exchange *exchange)
{
    return exchange->r->request_time - exchange->face->served->started
           < starting;
}

/* Generations do not change: the first request for each looks whether it is whole. */
static apr_status_t open_generation(tr_exchange *exchange)
{
    const tr_pin_t *pin = &exchange->pin;
    _Atomic uint64_t *opened = &exchange->face->served->opened;
    apr_status_t status;

    if (atomic_load_explicit(opened, memory_order_relaxed) == pin->generation) {
        exchange->gen = tr_gen_newest(pin->data);
        return APR_SUCCESS;
    }
    status = tr_gen_open(&exchange->gen, pin->data, pin->data_size);
    if (status == APR_SUCCESS)
        atomic_store_explicit(opened, pin->generation, memory_order_relaxed);
    return status;
}

/* Before the first generation exists a request waits for it a little. */
static apr_status_t pin_current(tr_exchange *exchange)
{
    tr_segment_t *segment = &exchange->face->served->segment;
    apr_status_t status = APR_NOTFOUND;

    if (!segment->base)
        return APR_ENOMEM;
    for (int i = 0; i < FIRST_WAITS; i++) {
        status = tr_pin_acquire(segment, &exchange->pin);
        if (status != APR_EAGAIN
            && (status != APR_NOTFOUND || !is_starting(exchange)))
            break;
        apr_sleep(first_wait);
    }
    if (status != APR_SUCCESS)
        return status;
    exchange->generation = exchange->pin.generation;
    apr_pool_cleanup_register(exchange->r->pool, &exchange->pin, release_pin,
                              apr_pool_cleanup_null);
    return open_generation(exchange);
}

static int unavailable(tr_exchange *exchange, apr_status_t status)
{
    request_rec *r = exchange->r;
    ap_log_rerror(APLOG_MARK, APLOG_DEBUG, status, r, TR_LOGNO(0013)
                  "nothing published yet from %s",
                  exchange->face->conf->mount->directory);
    apr_table_setn(r->err_headers_out, "Retry-After", "2");
    tr_error_explain(r, "starting", "The record is being read for the first "
                     "time; try again in a moment.");
    return HTTP_SERVICE_UNAVAILABLE;
}

/* ---- The steps ---- */

static int is_asset(const char *path)
{
    return !strncmp(path, "/assets/", 8);
}

/* The number of the asset of this name, from 1; 0: there is none. */
static int find_asset(const tr_face *face, const char *name)
{
    for (int i = 0; i < TR_ASSET_COUNT; i++)
        if (!strcmp(face->look.assets[i].name, name))
            return i + 1;
    return 0;
}

/* The path below the mount, as httpd decoded it. */
static const char *path_below(const request_rec *r, const tr_mount *mount)
{
    return is_below(r, mount) ? r->uri + strlen(mount->path) : r->uri;
}

static void resolve(tr_exchange *exchange)
{
    request_rec *r = exchange->r;
    const char *path = path_below(r, exchange->face->conf->mount);
    const tr_archive archive = { tr_past_get, tr_runtime_of(r->server)->pasts };
    tr_gen newest;

    if (is_asset(path)) {
        exchange->is_asset = find_asset(exchange->face, path + 8);
        exchange->target.fixed = 1;
        exchange->target.path = path + 1;
        exchange->target.query_string = exchange->target.prefix = "";
        if (!exchange->is_asset || r->args) {
            exchange->problem.status = HTTP_NOT_FOUND;
            exchange->problem.depth = 1;
            exchange->problem.code = "no-such-resource";
            exchange->problem.detail = "There is no such file.";
            exchange->is_asset = 0;
        }
        return;
    }
    exchange->problem.status = 0;
    newest = exchange->gen;
    tr_route(&exchange->target, &exchange->problem, &exchange->gen, &newest,
             archive.baton ? &archive : NULL, &exchange->face->look.site, path, r->args, r->pool);
    if (exchange->problem.status)
        exchange->target = exchange->problem.target;
    else if (exchange->target.access == TR_ACCESS_TIMEGATE)
        tr_check_datetime(exchange);
}

/*
 * What others set for files does not apply to what we make.  mod_deflate and
 * mod_brotli are told to stay away: where a reader weighs identity above gzip
 * they would code all the same, and make an ETag that never matches.
 */
static void reset_variant(request_rec *r)
{
    apr_table_setn(r->subprocess_env, "no-gzip", "1");
    apr_table_setn(r->subprocess_env, "no-brotli", "1");
    r->content_encoding = NULL;
    r->content_languages = NULL;
    r->no_local_copy = 1;
    r->no_cache = 0;
}

/*
 * What a page includes (mod_include) must be whole and plain: the client's
 * conditions, ranges and codings are about that page.  The table is shared with
 * it.
 */
static void forget_client(request_rec *r)
{
    static const char *const about_whole[] = {
        "Accept-Encoding", "Range", "If-Range", "If-Match", "If-None-Match",
        "If-Modified-Since", "If-Unmodified-Since", NULL
    };

    r->headers_in = apr_table_copy(r->pool, r->headers_in);
    for (int i = 0; about_whole[i]; i++)
        apr_table_unset(r->headers_in, about_whole[i]);
}

static int handle(request_rec *r)
{
    const tr_conf *conf;
    tr_exchange *exchange;
    apr_status_t status;
    int result;

    if (!r->handler || strcmp(r->handler, "transparency"))
        return DECLINED;
    conf = ap_get_module_config(r->per_dir_config, &transparency_module);
    if (!conf->mount)
        return DECLINED;
    r->allowed |= (AP_METHOD_BIT << M_GET) | (AP_METHOD_BIT << M_OPTIONS);
    if ((result = ap_discard_request_body(r)) != OK)
        return result;
    if (r->method_number == M_OPTIONS)
        return answer_options(r, conf);

    exchange = apr_pcalloc(r->pool, sizeof *exchange);
    exchange->r = r;
    ap_set_module_config(r->request_config, &transparency_module, exchange);
    exchange->face = tr_face_of(tr_runtime_of(r->server), conf, r->server);
    if (!exchange->face || !exchange->face->served)
        return HTTP_INTERNAL_SERVER_ERROR;
    if ((status = pin_current(exchange)) != APR_SUCCESS)
        return unavailable(exchange, status);
    reset_variant(r);
    if (r->main)
        forget_client(r);
    resolve(exchange);
    if (r->method_number != M_GET) {
        exchange->problem = (tr_problem){
            .status = is_known_method(r->method) ? HTTP_METHOD_NOT_ALLOWED
                                                 : HTTP_NOT_IMPLEMENTED,
            .code = is_known_method(r->method) ? "method-not-allowed"
                                               : "unknown-method",
            .detail = "Only GET, HEAD and OPTIONS are answered.",
            .target = exchange->target
        };
        apr_table_setn(r->headers_out, "Allow", "GET, HEAD, OPTIONS");
    }
    tr_choose_variant(exchange);
    if (exchange->problem.status)
        return tr_send_problem(exchange);
    if (exchange->target.access == TR_ACCESS_TIMEGATE)
        return r->main ? HTTP_MOVED_TEMPORARILY : tr_send_timegate(exchange);
    result = tr_page_get(exchange);
    if (result == OK)
        result = tr_send(exchange);
    tr_page_done(exchange);
    return result;
}

void tr_handler_register_hooks(apr_pool_t *pool)
{
    /* early, to spare the directory walk; but what an administrator redirects, for instance to https, comes before */
    static const char *const before[] = { "mod_rewrite.c", "mod_alias.c", NULL };

    ap_hook_translate_name(translate_name, before, NULL, APR_HOOK_FIRST);
    ap_hook_map_to_storage(map_to_storage, NULL, NULL, APR_HOOK_FIRST);
    ap_hook_handler(handle, NULL, NULL, APR_HOOK_MIDDLE);
    tr_error_register_hooks(pool);
}
