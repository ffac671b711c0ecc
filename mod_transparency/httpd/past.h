/* SPDX-License-Identifier: Apache-2.0 */
/*
 * past.h - earlier editions, made once for several requests.
 *
 *     [ digest, edition | generation | users ] x 4     in each process
 *
 * What an earlier edition was is made again from the newest generation, in time
 * proportional to its size.  Who reads a version reads more of it, so the last
 * few stay; and of large records no more than a few are made at the same time or
 * held by slow readers, so that nobody can keep the server busy with the past or
 * fill its memory with it.
 */
#ifndef TR_HTTPD_PAST_H
#define TR_HTTPD_PAST_H

#include "query/memento.h"

typedef struct tr_pasts tr_pasts;

/* None yet, for a process of so many threads; their table from pool. NULL when there is no mutex. */
tr_pasts *tr_pasts_make(int threads, apr_pool_t *pool);

/*
 * As tr_gen_as_of; *out stays until `pool` is cleared.  APR_EBUSY when others
 * are being made or read: to be tried again in a second.
 */
apr_status_t tr_past_get(void *pasts, tr_gen *out, const tr_gen *gen,
                         int64_t instant, apr_pool_t *pool);

#endif
