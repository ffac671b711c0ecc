/* SPDX-License-Identifier: Apache-2.0 */
/*
 * coding.h - gzip (RFC 1952) and brotli (RFC 7932) codings of a finished body.
 *
 * Deterministic: the same library version gives the same bytes everywhere (no
 * time, name or operating system in the gzip header).
 */
#ifndef TR_RENDER_CODING_H
#define TR_RENDER_CODING_H

#include <apr_errno.h>
#include <apr_pools.h>

#include "http/accept.h"

typedef enum tr_effort {
    TR_EFFORT_ONCE,         /* kept: made once, read often */
    TR_EFFORT_EACH          /* made for one answer */
} tr_effort;

/*
 * Encodes `length` bytes into pool memory. APR_ENOMEM, or APR_EGENERAL when
 * the library fails; TR_CODING_IDENTITY gives the body itself.
 */
apr_status_t tr_encode(const char **out, apr_size_t *out_length,
                       enum tr_coding coding, tr_effort effort,
                       const char *body, apr_size_t length, apr_pool_t *pool);

#endif
