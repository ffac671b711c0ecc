/* SPDX-License-Identifier: Apache-2.0 */
/*
 * out.h - where every representation is written to.
 *
 *     bytes ──> [ buffer of the caller's size ] ──full──> flush(baton)
 *
 * The same renderer counts (flush NULL: bytes are only counted), fills one
 * growing body, or streams chunks: it cannot tell which, so all three are the
 * same bytes.  A failed flush makes every later write a no-op and is found in
 * `status` at the end; nobody has to check each write.
 */
#ifndef TR_RENDER_OUT_H
#define TR_RENDER_OUT_H

#include <apr_errno.h>
#include <apr_pools.h>
#include <stdint.h>
#include <string.h>

typedef struct tr_out tr_out;
typedef apr_status_t (*tr_flush_fn)(tr_out *out, void *baton);

struct tr_out {
    char *buffer;
    apr_size_t size, used;      /* equal after a failure: nothing fits any more */
    uint64_t total;             /* bytes written since the start, buffered ones included */
    tr_flush_fn flush;
    void *baton;
    apr_status_t status;
};

/* Counts only; uses a small buffer of its own from pool. */
void tr_out_counting(tr_out *out, apr_pool_t *pool);

/* Collects everything in memory of the pool, growing; see tr_out_body. At most `limit` bytes, then status APR_ENOSPC. */
void tr_out_memory(tr_out *out, apr_size_t limit, apr_pool_t *pool);
const char *tr_out_body(const tr_out *out, apr_size_t *length);

/* Chunks of `size` bytes to `flush`. */
void tr_out_chunks(tr_out *out, apr_size_t size, tr_flush_fn flush, void *baton, apr_pool_t *pool);

/* Flushes what is buffered; returns status. */
apr_status_t tr_out_end(tr_out *out);

/* Makes every later write a no-op; `status` says why. */
void tr_out_fail(tr_out *out, apr_status_t status);

/* What does not fit into the buffer as it is. */
void tr_out_beyond(tr_out *out, const char *bytes, apr_size_t length);

/* Inlined, since most writes are a few bytes: a third less of all instructions of a CSV answer. */
static inline void tr_out_bytes(tr_out *out, const char *bytes, apr_size_t length)
{
    if (length > out->size - out->used) {
        tr_out_beyond(out, bytes, length);
        return;
    }
    memcpy(out->buffer + out->used, bytes, length);
    out->used += length;
    out->total += length;
}

/* Where `length` bytes can be put without asking again, or NULL: there is no room; tell it with tr_out_took. */
static inline char *tr_out_room(const tr_out *out, apr_size_t length)
{
    return length <= out->size - out->used ? out->buffer + out->used : NULL;
}

static inline void tr_out_took(tr_out *out, apr_size_t length)
{
    out->used += length;
    out->total += length;
}

static inline void tr_out_char(tr_out *out, char byte)
{
    if (out->used == out->size) {
        tr_out_beyond(out, &byte, 1);
        return;
    }
    out->buffer[out->used++] = byte;
    out->total++;
}

static inline void tr_out_text(tr_out *out, const char *text)      /* as it is */
{
    tr_out_bytes(out, text, strlen(text));
}

void tr_out_int(tr_out *out, int64_t number);               /* ASCII decimal */
enum { TR_OUT_DIGITS = 24 };
char *tr_out_digits(char *end, int64_t number);             /* the same, before `end`: where it begins */

/*
 * Eight digits of a number below 100,000,000, a byte each, the first lowest and
 * not yet ASCII: halves of four digits, these of two, these of one, all at once.
 * To divide is to multiply and to shift, exactly for numbers as small as these.
 */
static inline uint64_t tr_out_eight_digits(uint32_t number)
{
    uint64_t four = number / 10000 | (uint64_t)(number % 10000) << 32;
    uint64_t high = (four * 10486 >> 20) & UINT64_C(0x0000007f0000007f);        /* / 100 */
    uint64_t two = high | (four - high * 100) << 16;
    uint64_t tens = (two * 103 >> 10) & UINT64_C(0x000f000f000f000f);           /* / 10 */

    return tens | (two - tens * 10) << 8;
}

__attribute__((format(printf, 2, 3)))
void tr_out_format(tr_out *out, const char *format, ...);   /* rare places only: slow */

/* Escaping, one function a syntax. */
void tr_out_html(tr_out *out, const char *text);            /* text and double-quoted attributes */
void tr_out_json(tr_out *out, const char *text);            /* with the quotes; < > & U+2028 U+2029 escaped */
void tr_out_csv(tr_out *out, const char *text, int spreadsheet);    /* RFC 4180, quoted only where needed */
extern const char tr_out_csv_stops[256];                    /* by byte: 1: ends a text, or it has to be quoted; so has one with a blank at an end */
void tr_out_markdown(tr_out *out, const char *text);        /* inside a table cell or paragraph */
void tr_out_url(tr_out *out, const char *text);             /* percent-encoding for a query value or path segment */

#endif
