/* SPDX-License-Identifier: Apache-2.0 */
#include "render/coding.h"

#include <brotli/encode.h>
#include <string.h>
#include <zlib.h>

enum { GZIP_WINDOW = 15 + 16, GZIP_OS_UNKNOWN = 255 };

static apr_status_t encode_gzip(const char **out, apr_size_t *out_length,
                                int level, const char *body, apr_size_t length,
                                apr_pool_t *pool)
{
    z_stream stream;
    gz_header header;
    unsigned char *bytes;
    uLong bound;
    int status;

    if (length > UINT32_MAX / 2)
        return APR_ENOSPC;          /* zlib counts in 32 bits */
    memset(&stream, 0, sizeof stream);
    memset(&header, 0, sizeof header);
    header.os = GZIP_OS_UNKNOWN;
    if (deflateInit2(&stream, level, Z_DEFLATED, GZIP_WINDOW, 9,
                     Z_DEFAULT_STRATEGY) != Z_OK)
        return APR_ENOMEM;
    deflateSetHeader(&stream, &header);
    bound = deflateBound(&stream, (uLong)length);
    bytes = apr_palloc(pool, bound);
    stream.next_in = (z_const Bytef *)body;
    stream.avail_in = (uInt)length;
    stream.next_out = bytes;
    stream.avail_out = (uInt)bound;
    status = deflate(&stream, Z_FINISH);
    *out = (const char *)bytes;
    *out_length = bound - stream.avail_out;
    deflateEnd(&stream);
    return status == Z_STREAM_END ? APR_SUCCESS : APR_EGENERAL;
}

static apr_status_t encode_brotli(const char **out, apr_size_t *out_length,
                                  int quality, const char *body,
                                  apr_size_t length, apr_pool_t *pool)
{
    size_t bound = BrotliEncoderMaxCompressedSize(length);
    uint8_t *bytes;

    if (!bound)
        return APR_ENOSPC;
    bytes = apr_palloc(pool, bound);
    if (!BrotliEncoderCompress(quality, BROTLI_DEFAULT_WINDOW,
                               BROTLI_MODE_TEXT, length, (const uint8_t *)body,
                               &bound, bytes))
        return APR_EGENERAL;
    *out = (const char *)bytes;
    *out_length = bound;
    return APR_SUCCESS;
}

/* Large bodies get less effort: the first reader waits for them. */
static int brotli_quality(tr_effort effort, apr_size_t length)
{
    if (effort == TR_EFFORT_EACH)
        return 1;
    return length > (4u << 20) ? 4 : length > (256u << 10) ? 6 : 9;
}

apr_status_t tr_encode(const char **out, apr_size_t *out_length,
                       enum tr_coding coding, tr_effort effort,
                       const char *body, apr_size_t length, apr_pool_t *pool)
{
    switch (coding) {
    case TR_CODING_GZIP:
        return encode_gzip(out, out_length, effort == TR_EFFORT_EACH ? 1 : 6,
                           body, length, pool);
    case TR_CODING_BR:
        return encode_brotli(out, out_length, brotli_quality(effort, length),
                             body, length, pool);
    default:
        *out = body;
        *out_length = length;
        return APR_SUCCESS;
    }
}
