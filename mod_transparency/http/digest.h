/* SPDX-License-Identifier: Apache-2.0 */
/*
 * digest.h - digest fields (RFC 9530).
 */
#ifndef TR_HTTP_DIGEST_H
#define TR_HTTP_DIGEST_H

#include <apr_pools.h>

enum {
    TR_SHA256_SIZE = 32,
    TR_SHA512_SIZE = 64
};

/* What Want-Repr-Digest or Want-Content-Digest asks for. */
enum tr_want {
    TR_WANT_UNSAID,      /* no field, or one that is malformed */
    TR_WANT_NONE,        /* nothing we have: unknown algorithms, or weight 0 */
    TR_WANT_SHA256,
    TR_WANT_SHA512
};

/* The value of Repr-Digest or Content-Digest: "sha-256=:…:, sha-512=:…:" from
 * the digests' bytes, of which either may be NULL.  Allocated in `pool`; NULL
 * if both are NULL. */
const char *tr_digest_field(apr_pool_t *pool, const unsigned char *sha256,
                            const unsigned char *sha512);

/* Which of our algorithms the field (a Dictionary of Integers 0..10, RFC 9530
 * section 4, RFC 9651) prefers; equal weights give sha-256.  Keys with another
 * kind of value, or a number beyond 10, are passed over; a field that is no
 * Dictionary is ignored.  `have_sha512` tells whether that one can be sent. */
enum tr_want tr_want_digest(const char *value, int have_sha512);

#endif
