/* SPDX-License-Identifier: Apache-2.0 */
/*
 * send.c - preconditions, ranges and the body (RFC 9110 sections 13 and 14).
 *
 * httpd's own evaluation of conditions and ranges is not used: it answers 200
 * where If-None-Match matches but If-Modified-Since does not, and 416 without
 * a length.  Bodies go out of shared memory without a copy: as pinned memory,
 * or, where nobody but the core reads them, as a piece of the segment's
 * descriptor for sendfile.
 */
#include "httpd/exchange.h"

#include <apr_strings.h>
#include <http_connection.h>
#include <http_protocol.h>
#include <http_ssl.h>
#include <openssl/evp.h>
#include <util_filter.h>

#include "http/digest.h"
#include "httpd/bucket.h"
#include "httpd/log.h"
#include "httpd/say.h"
#include "store/process.h"

APLOG_USE_MODULE(transparency);

enum {
    FILE_BODY = 60 * 1024,      /* bytes; larger ones would block workers above FlushMaxThreshold */
    CHUNK = 64 * 1024
};

/* ---- Conditions ---- */

static const char *field(const request_rec *r, const char *name)
{
    return apr_table_get(r->headers_in, name);
}

enum tr_verdict tr_exchange_check(const tr_exchange *exchange, bool *use_range)
{
    const request_rec *r = exchange->r;
    struct tr_precondition given = {
        .method = r->header_only ? TR_METHOD_HEAD : TR_METHOD_GET,
        .if_match = field(r, "If-Match"),
        .if_none_match = field(r, "If-None-Match"),
        .if_modified_since = field(r, "If-Modified-Since"),
        .if_unmodified_since = field(r, "If-Unmodified-Since"),
        .if_range = field(r, "If-Range"),
        .range = field(r, "Range"),
        .plain_status = r->status,      /* not 200: the page of another error (ErrorDocument) */
        .etag = exchange->head->etag,
        .last_modified = apr_time_from_sec(exchange->head->last_modified_seconds),
        .date_is_weak = true,   /* files can change without a new edition */
        .now = r->request_time
    };
    return tr_precondition_check(&given, use_range);
}

/* ---- Where the bytes come from ---- */

/* Whether nobody between us and the core would read the body. */
static int only_core_filters(const request_rec *r)
{
    static const char *const harmless[] = {
        "byterange", "content_length", "http_header", "http_outerror",
        "core", "reqtimeout", "logio_out", "log_input_output", NULL
    };
    for (const ap_filter_t *f = r->output_filters; f; f = f->next) {
        int known = 0;
        for (int i = 0; harmless[i] && !known; i++)
            known = !ap_cstr_casecmp(f->frec->name, harmless[i]);
        if (!known)
            return 0;
    }
    return 1;
}

static int can_use_file(const tr_exchange *exchange, apr_uint64_t length)
{
    conn_rec *c = exchange->r->connection;
    return exchange->offset && !exchange->copied
           && length > FILE_BODY && !c->master
           && !ap_ssl_conn_is_ssl(c) && only_core_filters(exchange->r)
           && tr_segment_body_fd(exchange->pin.segment) >= 0;
}

/*
 * Appends a piece of the body as a piece of a file.  The descriptor is opened
 * anew: what sendfile leaves over, and what is too short for it, the core reads
 * with lseek() and read(), and the offset is that of all who share the opening.
 */
static apr_status_t append_file(tr_exchange *exchange, apr_bucket_brigade *out,
                                apr_uint64_t first, apr_uint64_t length)
{
    request_rec *r = exchange->r;
    const char *path = apr_psprintf(r->pool, "/proc/self/fd/%d",
                                    tr_segment_body_fd(exchange->pin.segment));
    apr_file_t *file;
    apr_status_t status = apr_file_open(&file, path, APR_FOPEN_READ
                                        | APR_FOPEN_SENDFILE_ENABLED,
                                        APR_FPROT_OS_DEFAULT, r->pool);
    if (status == APR_SUCCESS)
        apr_brigade_insert_file(out, file, (apr_off_t)(exchange->offset + first),
                                (apr_off_t)length, r->pool);
    return status;
}

static apr_status_t append_memory(tr_exchange *exchange,
                                  apr_bucket_brigade *out, apr_uint64_t first,
                                  apr_uint64_t length)
{
    apr_bucket_alloc_t *list = exchange->r->connection->bucket_alloc;
    const char *bytes = exchange->body + first;
    apr_bucket *bucket;
    tr_pin_t pin;

    if (exchange->work)             /* ours until it is passed on: who keeps some of it makes a copy */
        bucket = apr_bucket_transient_create(bytes, (apr_size_t)length, list);
    else if (!exchange->offset)     /* of the request's pool */
        bucket = apr_bucket_pool_create(bytes, (apr_size_t)length,
                                        exchange->r->pool, list);
    else if (exchange->copied
             || tr_pin_again(&exchange->pin, &pin) != APR_SUCCESS)
        bucket = apr_bucket_heap_create(bytes, (apr_size_t)length, NULL, list);
    else
        bucket = tr_bucket_pinned(bytes, (apr_size_t)length, pin, list);
    APR_BRIGADE_INSERT_TAIL(out, bucket);
    return APR_SUCCESS;
}

static apr_status_t append(tr_exchange *exchange, apr_bucket_brigade *out,
                           apr_uint64_t first, apr_uint64_t length)
{
    if (!length)
        return APR_SUCCESS;
    if (can_use_file(exchange, length)
        && append_file(exchange, out, first, length) == APR_SUCCESS)
        return APR_SUCCESS;
    return append_memory(exchange, out, first, length);
}

/* ---- Content-Digest (RFC 9530): of the bytes of this very answer ---- */

enum { DIGESTED_MAX = 1 << 20 };    /* bytes; more would cost every request too much */

static void set_content_digest(tr_exchange *exchange, EVP_MD_CTX *hash)
{
    unsigned char digest[TR_SHA256_SIZE];

    EVP_DigestFinal_ex(hash, digest, NULL);
    apr_table_setn(exchange->r->headers_out, "Content-Digest",
                   tr_digest_field(exchange->r->pool, digest, NULL));
}

/* A hash to be filled with `length` bytes, or NULL: nobody asks, or they are too many. */
static EVP_MD_CTX *content_hash(const tr_exchange *exchange, apr_uint64_t length)
{
    EVP_MD_CTX *hash;

    if (length > DIGESTED_MAX
        || !tr_exchange_wants(exchange, "Want-Content-Digest"))
        return NULL;
    hash = EVP_MD_CTX_new();
    if (hash)
        EVP_DigestInit_ex(hash, exchange->face->sha256, NULL);
    return hash;
}

/* Of bytes first.. of the body; of the whole it is the Repr-Digest, which kept pages have. */
static void digest_body(tr_exchange *exchange, apr_uint64_t first,
                        apr_uint64_t length)
{
    EVP_MD_CTX *hash;

    if (length == exchange->length && exchange->head->digest[0]) {
        if (tr_exchange_wants(exchange, "Want-Content-Digest"))
            apr_table_setn(exchange->r->headers_out, "Content-Digest",
                           exchange->head->digest);
        return;
    }
    hash = content_hash(exchange, length);
    if (!hash)
        return;
    EVP_DigestUpdate(hash, exchange->body + first, (size_t)length);
    set_content_digest(exchange, hash);
    EVP_MD_CTX_free(hash);
}

/* ---- Sending ---- */

/*
 * While buffers are scarce, or for want of a slot, nothing that a slow reader
 * takes his time over may hold one: what is said about the answer is copied
 * here, its body when it is appended, and then the generation is let go.
 */
static void decide_copying(tr_exchange *exchange)
{
    const tr_page_head *head = exchange->head;

    if (!exchange->offset || (!tr_pin_must_copy(&exchange->pin)
                              && !tr_segment_pressed(exchange->pin.segment)))
        return;
    exchange->copied = 1;
    exchange->head = apr_pmemdup(exchange->r->pool, head, head->size);
    tr_headers_set(exchange);   /* the same values, at their new places */
}

static int pass(tr_exchange *exchange, apr_bucket_brigade *out)
{
    request_rec *r = exchange->r;
    apr_status_t status;

    APR_BRIGADE_INSERT_TAIL(out, apr_bucket_eos_create(out->bucket_alloc));
    if (exchange->copied || !exchange->offset)
        tr_pin_release(&exchange->pin);
    status = ap_pass_brigade(r->output_filters, out);
    if (status != APR_SUCCESS && !r->connection->aborted)
        ap_log_rerror(APLOG_MARK, APLOG_DEBUG, status, r, TR_LOGNO(0015)
                      "the answer could not be sent to its end");
    return OK;
}

static int send_whole(tr_exchange *exchange, apr_bucket_brigade *out)
{
    apr_table_setn(exchange->r->headers_out, "Content-Length",
                   exchange->head->length);
    digest_body(exchange, 0, exchange->length);
    if (!exchange->r->header_only)
        append(exchange, out, 0, exchange->length);
    return pass(exchange, out);
}

static int send_part(tr_exchange *exchange, apr_bucket_brigade *out,
                     struct tr_range range)
{
    request_rec *r = exchange->r;
    char *value = apr_palloc(r->pool, TR_CONTENT_RANGE_SIZE);

    r->status = HTTP_PARTIAL_CONTENT;
    apr_table_setn(r->headers_out, "Content-Range",
                   tr_content_range(value, range, exchange->length));
    ap_set_content_length(r, (apr_off_t)(range.last - range.first + 1));
    digest_body(exchange, range.first, range.last - range.first + 1);
    append(exchange, out, range.first, range.last - range.first + 1);
    return pass(exchange, out);
}

/* A multipart body in the making, with its digest where that is asked for. */
typedef struct multipart {
    tr_exchange *exchange;
    apr_bucket_brigade *out;
    EVP_MD_CTX *hash;
    apr_uint64_t total;
} multipart;

static void append_text(multipart *parts, const char *text)
{
    size_t length = strlen(text);

    parts->total += length;
    if (parts->hash)
        EVP_DigestUpdate(parts->hash, text, length);
    APR_BRIGADE_INSERT_TAIL(parts->out, apr_bucket_pool_create(
        text, length, parts->exchange->r->pool, parts->out->bucket_alloc));
}

static void append_range(multipart *parts, struct tr_range range)
{
    apr_uint64_t length = range.last - range.first + 1;

    parts->total += length;
    if (parts->hash)
        EVP_DigestUpdate(parts->hash, parts->exchange->body + range.first,
                         (size_t)length);
    append(parts->exchange, parts->out, range.first, length);
}

static apr_uint64_t sum_of(const struct tr_ranges *ranges)
{
    apr_uint64_t sum = 0;

    for (size_t i = 0; i < ranges->count; i++)
        sum += ranges->range[i].last - ranges->range[i].first + 1;
    return sum;
}

static int send_parts(tr_exchange *exchange, apr_bucket_brigade *out,
                      const struct tr_ranges *ranges)
{
    request_rec *r = exchange->r;
    const char *boundary = apr_pstrmemdup(r->pool, exchange->head->etag + 1, 24);
    const char *type = r->content_type;
    multipart parts = { exchange, out, content_hash(exchange, sum_of(ranges)), 0 };

    for (size_t i = 0; i < ranges->count; i++) {
        struct tr_range range = ranges->range[i];
        char value[TR_CONTENT_RANGE_SIZE];
        append_text(&parts, apr_pstrcat(r->pool, "\r\n--", boundary,
                                        "\r\nContent-Type: ", type,
                                        "\r\nContent-Range: ",
                                        tr_content_range(value, range,
                                                         exchange->length),
                                        "\r\n\r\n", NULL));
        append_range(&parts, range);
    }
    append_text(&parts, apr_pstrcat(r->pool, "\r\n--", boundary, "--\r\n", NULL));
    if (parts.hash)
        set_content_digest(exchange, parts.hash);
    EVP_MD_CTX_free(parts.hash);
    r->status = HTTP_PARTIAL_CONTENT;
    ap_set_content_type(r, apr_pstrcat(r->pool, "multipart/byteranges; "
                                       "boundary=", boundary, NULL));
    ap_set_content_length(r, (apr_off_t)parts.total);
    return pass(exchange, out);
}

/*
 * Through the filters, as httpd's own handler of files does: mod_cache, which
 * asks on behalf of a reader without conditions, makes a whole answer of it.
 */
static int send_not_modified(tr_exchange *exchange, apr_bucket_brigade *out)
{
    tr_headers_set_unchanged(exchange);
    exchange->r->status = HTTP_NOT_MODIFIED;
    return pass(exchange, out);
}

static int send_unsatisfiable(tr_exchange *exchange)
{
    char *value = apr_palloc(exchange->r->pool, TR_CONTENT_RANGE_SIZE);
    apr_table_setn(exchange->r->headers_out, "Content-Range",
                   tr_content_range_none(value, exchange->length));
    exchange->problem.status = HTTP_RANGE_NOT_SATISFIABLE;
    exchange->problem.code = "range-not-satisfiable";
    exchange->problem.detail = "The range begins behind the end.";
    return tr_send_problem(exchange);
}

/* ---- Streaming what is formatted while it is sent ---- */

static apr_status_t flush_chunk(tr_out *out, void *data)
{
    tr_exchange *exchange = data;
    request_rec *r = exchange->r;
    apr_bucket_brigade *chunk = apr_brigade_create(r->pool,
                                                   r->connection->bucket_alloc);
    apr_status_t status;

    APR_BRIGADE_INSERT_TAIL(chunk, apr_bucket_transient_create(
        out->buffer, out->used, chunk->bucket_alloc));
    status = ap_pass_brigade(r->output_filters, chunk);
    apr_brigade_destroy(chunk);
    return r->connection->aborted ? APR_ECONNABORTED : status;
}

/* A body that cannot be finished is cut off visibly, never closed as if whole. */
static int abort_connection(tr_exchange *exchange, apr_status_t status)
{
    request_rec *r = exchange->r;
    const char *more = r->connection->aborted ? NULL
        : tr_say(tr_runtime_of(r->server), TR_SAID_BROKEN, r->pool);

    if (more)
        ap_log_rerror(APLOG_MARK, APLOG_ERR, status, r, TR_LOGNO(0016)
                      "an answer broke off half-way: the connection is closed%s",
                      more);
    r->connection->aborted = 1;
    r->connection->keepalive = AP_CONN_CLOSE;
    return AP_FILTER_ERROR;
}

/* It would hold the generation as long as the reader likes, and publication must go on. */
static int refuse_stream(request_rec *r)
{
    const char *more = tr_say(tr_runtime_of(r->server), TR_SAID_SLOW, r->pool);

    apr_table_setn(r->err_headers_out, "Retry-After", "30");
    tr_error_explain(r, "readers-slow", "Too many slow readers are here for another "
                     "long answer to begin; try again in a moment.");
    if (more)
        ap_log_rerror(APLOG_MARK, APLOG_INFO, 0, r, TR_LOGNO(0032)
                      "slow readers hold older generations: no long answer is "
                      "begun until one of them is done%s", more);
    return HTTP_SERVICE_UNAVAILABLE;
}

static int send_streamed(tr_exchange *exchange, apr_bucket_brigade *done)
{
    request_rec *r = exchange->r;
    tr_render render;
    tr_out out;
    apr_status_t status;

    if (!r->header_only && tr_segment_pressed(exchange->pin.segment))
        return refuse_stream(r);
    apr_table_setn(r->headers_out, "Content-Length", exchange->head->length);
    if (r->header_only)
        return pass(exchange, done);
    tr_exchange_render(exchange, &render, r->pool);
    tr_out_chunks(&out, CHUNK, flush_chunk, exchange, r->pool);
    tr_render_target(&render, &out);
    status = tr_out_end(&out);
    if (status != APR_SUCCESS || out.total != exchange->length)
        return abort_connection(exchange, status);
    return pass(exchange, done);
}

/* ---- ---- */

int tr_send(tr_exchange *exchange)
{
    request_rec *r = exchange->r;
    apr_bucket_brigade *out = apr_brigade_create(r->pool,
                                                 r->connection->bucket_alloc);
    struct tr_ranges ranges;
    bool use_range;
    enum tr_verdict verdict = tr_exchange_check(exchange, &use_range);

    if (verdict == TR_NOT_MODIFIED)
        return send_not_modified(exchange, out);
    tr_headers_set(exchange);
    if (verdict == TR_PRECONDITION_FAILED) {
        exchange->problem.status = HTTP_PRECONDITION_FAILED;
        exchange->problem.code = "precondition-failed";
        exchange->problem.detail = "The resource is not as the request requires.";
        return tr_send_problem(exchange);
    }
    if (exchange->streamed) {
        apr_table_unset(r->headers_in, "Range");
        return send_streamed(exchange, out);
    }
    if (use_range && !r->header_only)
        switch (tr_range_parse(field(r, "Range"), exchange->length, &ranges)) {
        case TR_RANGE_UNSATISFIABLE:
            return send_unsatisfiable(exchange);
        case TR_RANGE_PARTIAL:
            decide_copying(exchange);
            return ranges.count == 1 ? send_part(exchange, out, ranges.range[0])
                                     : send_parts(exchange, out, &ranges);
        case TR_RANGE_WHOLE:
            break;
        }
    apr_table_unset(r->headers_in, "Range");    /* decided: httpd's filter must not decide again */
    decide_copying(exchange);
    return send_whole(exchange, out);
}
