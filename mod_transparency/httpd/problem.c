/* SPDX-License-Identifier: Apache-2.0 */
/*
 * problem.c - answers that are not 200: redirects and errors, in HTML or as
 * problem documents (RFC 9457), with an explicit, short freshness.
 */
#include "httpd/exchange.h"

#include <apr_strings.h>
#include <http_protocol.h>

#include "http/link.h"
#include "httpd/log.h"

APLOG_USE_MODULE(transparency);

enum { PROBLEM_MAX = 1 << 20 };

/* Headers of the answer that this one replaces. */
static void forget_representation(request_rec *r)
{
    static const char *const names[] = {
        "ETag", "Last-Modified", "Content-Location", "Repr-Digest",
        "Content-Disposition", "Content-Encoding", "Accept-Ranges",
        "Content-Length", "Cache-Status", "Content-Language", "Link", NULL
    };
    for (int i = 0; names[i]; i++)
        apr_table_unset(r->headers_out, names[i]);
}

const char *tr_exchange_absolute(const tr_exchange *exchange,
                                 const char *location)
{
    return apr_pstrcat(exchange->r->pool, exchange->face->mount, "/", location,
                       NULL);
}

/* Where else to look: other formats, the last version and all before, who withholds it (RFC 5829, RFC 7089, RFC 7725). */
static const char *links(const tr_exchange *exchange)
{
    apr_pool_t *pool = exchange->r->pool;
    const tr_withdrawal *withdrawal = exchange->problem.withdrawal;
    tr_links *links = tr_links_make(pool);

    if (exchange->problem.status == HTTP_NOT_ACCEPTABLE)
        return tr_headers_link(exchange->face, NULL, &exchange->target,
                               exchange->format, tr_stem(&exchange->target),
                               pool);
    if (withdrawal && withdrawal->last) {
        tr_link_add(links, tr_exchange_absolute(exchange, withdrawal->last),
                    "predecessor-version", NULL);
        return tr_headers_join(tr_links_value(links), tr_memento_links(
                                   &exchange->target, pool), pool);
    }
    if (withdrawal && withdrawal->order)
        tr_link_add(links, withdrawal->blocked_by ? withdrawal->blocked_by
                    : tr_exchange_absolute(exchange, "about"), "blocked-by", NULL);
    return tr_links_value(links);
}

/* What depends on more of the request than Vary names must not answer the next one. */
static const char *cache_control(const tr_exchange *exchange)
{
    switch (exchange->problem.status) {
    case HTTP_METHOD_NOT_ALLOWED:
    case HTTP_NOT_IMPLEMENTED:
    case HTTP_PRECONDITION_FAILED:
    case HTTP_RANGE_NOT_SATISFIABLE:
    case HTTP_SERVICE_UNAVAILABLE:
        return "no-store";
    case HTTP_MOVED_PERMANENTLY:
        if (exchange->target.fixed)
            return tr_headers_freshness(exchange->r, exchange->face->cache_fixed);
        break;
    default:
        break;
    }
    return "private, max-age=60";
}

static void set_headers(tr_exchange *exchange)
{
    request_rec *r = exchange->r;
    const tr_problem *problem = &exchange->problem;
    const char *length = apr_psprintf(r->pool, "%" APR_UINT64_T_FMT,
                                      exchange->length);
    const char *link = links(exchange);

    forget_representation(r);
    tr_headers_common(exchange);
    if (problem->location)
        apr_table_setn(r->headers_out, "Location",
                       tr_exchange_absolute(exchange, problem->location));
    if (link)
        apr_table_setn(r->headers_out, "Link", link);
    if (problem->status == HTTP_SERVICE_UNAVAILABLE)
        apr_table_setn(r->headers_out, "Retry-After", "1");
    apr_table_setn(r->headers_out, "Cache-Control", cache_control(exchange));
    apr_table_setn(r->headers_out, "Content-Length", length);
    apr_table_setn(r->headers_out, "Content-Language",
                   exchange->format == TR_FORMAT_HTML
                   ? exchange->face->look.site.languages[exchange->language] : "en");
    ap_set_content_type(r, exchange->format == TR_FORMAT_HTML
                           ? "text/html; charset=utf-8"
                           : "application/problem+json");
}

int tr_send_problem(tr_exchange *exchange)
{
    request_rec *r = exchange->r;
    apr_bucket_brigade *brigade = apr_brigade_create(r->pool,
                                                     r->connection->bucket_alloc);
    tr_render render;
    tr_out out;
    apr_size_t length;
    const char *body;

    if (r->main || r->status != HTTP_OK)
        return exchange->problem.status;    /* no part of a page, nor the page of another error */
    if (exchange->format != TR_FORMAT_HTML)
        exchange->format = TR_FORMAT_JSON;
    exchange->is_asset = 0;
    tr_exchange_render(exchange, &render, r->pool);
    tr_out_memory(&out, PROBLEM_MAX, r->pool);
    tr_render_problem(&render, &exchange->problem, &out);
    if (tr_out_end(&out) != APR_SUCCESS)
        return exchange->problem.status;
    body = tr_out_body(&out, &length);
    tr_pin_release(&exchange->pin);     /* all that is sent is in the request's memory */
    exchange->length = length;
    r->status = exchange->problem.status;
    apr_table_unset(r->headers_in, "Range");
    set_headers(exchange);
    APR_BRIGADE_INSERT_TAIL(brigade, apr_bucket_pool_create(
        body, length, r->pool, brigade->bucket_alloc));
    APR_BRIGADE_INSERT_TAIL(brigade, apr_bucket_eos_create(brigade->bucket_alloc));
    ap_pass_brigade(r->output_filters, brigade);
    return OK;
}
