/* SPDX-License-Identifier: Apache-2.0 */
/*
 * exchange.h - one request and the answer being made for it.
 *
 *     handler  resolve URL ─> choose variant ─> page ─> headers ─> send
 *
 * An exchange lives in the request's pool and is passed along that line; each
 * step fills in its part.
 */
#ifndef TR_HTTPD_EXCHANGE_H
#define TR_HTTPD_EXCHANGE_H

#include <httpd.h>

#include "http/accept.h"
#include "http/precondition.h"
#include "http/range.h"
#include "httpd/page_head.h"
#include "httpd/runtime.h"
#include "query/query.h"
#include "store/pages.h"

typedef enum tr_cache_state {
    TR_CACHE_HIT, TR_CACHE_STORED, TR_CACHE_MISS, TR_CACHE_AGGREGATE,
    TR_CACHE_COMPUTED
} tr_cache_state;

typedef struct tr_exchange {
    request_rec *r;
    const tr_face *face;
    tr_pin_t pin;               /* until the request's pool goes */
    uint64_t generation;        /* number of what is pinned, for logs */
    tr_gen gen;
    tr_target target;
    tr_problem problem;         /* .status 0: none */
    int is_asset;
    int negotiated;             /* the URI leaves the format open */
    tr_format format;
    size_t language;            /* into face->look.speech */
    enum tr_coding coding;
    tr_cache_state cache;
    const tr_page_head *head;   /* of a ready page, else NULL */
    const char *body;           /* of a ready page or a small answer */
    apr_uint64_t length;        /* of the body as sent (coded) */
    uint64_t offset;            /* of the body in the segment's descriptor; 0: not there */
    apr_pool_t *work;           /* where the body of a small computed answer is, see tr_page_done; or NULL */
    int streamed;               /* no body: it is formatted while it is sent */
    int copied;                 /* buffers are scarce: nothing of the answer stays in the segment */
} tr_exchange;

/* The path of a target without format, "index" for the overview: what fixed URIs are made of. */
const char *tr_stem(const tr_target *target);

/* handler.c: the exchange of a request that our handler got, or NULL: it was refused before. */
const tr_exchange *tr_exchange_of(const request_rec *r);

/* A render of the exchange's variant. */
void tr_exchange_render(const tr_exchange *exchange, tr_render *render, apr_pool_t *pool);

/* choose.c: format, language and coding; sets .problem (406) when nothing fits. */
void tr_choose_variant(tr_exchange *exchange);

/*
 * choose.c: HTML or JSON (a problem document), for an error at an address that names `format`, or, where it
 * is -1, leaves the choice to the client.
 */
tr_format tr_choose_problem_format(const request_rec *r, int format);

/* page.c: a kept page from the segment, or made and kept; or a computed answer. 0, or a status for an error without page. */
int tr_page_get(tr_exchange *exchange);

/* page.c: gives back ->work, if there is any, for others to use: the body was sent or copied. */
void tr_page_done(tr_exchange *exchange);

/* Makes, without a request, a page of the generation being written; for the writer. */
apr_status_t tr_page_prerender(const tr_face *face, const tr_pin_t *pin, const tr_target *target,
                               tr_format format, size_t language, enum tr_coding coding, apr_pool_t *pool);

/* headers.c: the fields that may choose among the variants of an address, for Vary. */
const char *tr_headers_vary(const tr_target *target);

/* headers.c: whether the request asks, in Want-Repr-Digest or Want-Content-Digest, for a digest that we make. */
int tr_exchange_wants(const tr_exchange *exchange, const char *field);

/* headers.c: every header of a 200. */
void tr_headers_set(tr_exchange *exchange);

/* headers.c: those of a 304; what else describes the answer caches keep from the 200 (RFC 9110 section 15.4.5). */
void tr_headers_set_unchanged(tr_exchange *exchange);

/*
 * The Cache-Control `value`; for who had to log in, `private` in place of
 * `public`: no shared cache may hand it to others (RFC 9111 section 3.5).  Lives
 * as long as r->pool and `value`.
 */
const char *tr_headers_freshness(const request_rec *r, const char *value);

/* Headers every answer of ours carries, errors included. */
void tr_headers_common(tr_exchange *exchange);

/* What lets scripts of other sites read an answer and its headers, into `table`; nothing where CORS is off. */
void tr_headers_cors(apr_table_t *table, const tr_conf *conf);

/*
 * headers.c: the other forms of a target and what describes it, as value of a
 * Link field, or NULL; `gen` NULL: without what depends on the figures, its licence.
 */
const char *tr_headers_link(const tr_face *face, const tr_gen *gen, const tr_target *target,
                            tr_format format, const char *stem, apr_pool_t *pool);

/* headers.c: the same with all that does not depend on how an address names the target: feed, canonical address. */
const char *tr_headers_link_common(const tr_face *face, const tr_gen *gen, const tr_target *target,
                                   tr_format format, apr_pool_t *pool);

/* headers.c: two values of a Link field as one; each may be NULL. */
const char *tr_headers_join(const char *link, const char *more, apr_pool_t *pool);

/* send.c: what the request's conditions say of exchange->head, and whether its Range applies (RFC 9110 section 13). */
enum tr_verdict tr_exchange_check(const tr_exchange *exchange, bool *use_range);

/* send.c: preconditions, ranges, body. Returns what the handler returns. */
int tr_send(tr_exchange *exchange);

/* problem.c: sends exchange->problem. */
int tr_send_problem(tr_exchange *exchange);

/* memento.c: sets .problem (400) when Accept-Datetime is there and is no date. */
void tr_check_datetime(tr_exchange *exchange);

/* memento.c: redirects to the version of the moment that Accept-Datetime names (RFC 7089 section 4). */
int tr_send_timegate(tr_exchange *exchange);

/* memento.c: the links of an original, a version or a TimeMap to one another; NULL: it has no versions. */
const char *tr_memento_links(const tr_target *target, apr_pool_t *pool);

/* memento.c: whether the answer will be these bytes for ever. */
int tr_memento_is_frozen(const tr_exchange *exchange);

/* "/transparency/" and `location`, as a path of the server. */
const char *tr_exchange_absolute(const tr_exchange *exchange, const char *location);

/*
 * error.c: errors that httpd answers below a mount (authorisation, limits, and
 * what a handler of ours returns) come as problem documents where the client
 * takes no HTML.  `code`: of tr_problems, says more than the status does.
 */
void tr_error_explain(request_rec *r, const char *code, const char *detail);
void tr_error_register_hooks(apr_pool_t *pool);

#endif
