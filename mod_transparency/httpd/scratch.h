/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scratch.h - working memory for computed answers, used again while it is warm.
 *
 *     [ pool ][ pool ][ pool ] <- the one given back last is taken first
 *
 * An answer needs some hundred kilobytes until it is made, and if it is small
 * until it is passed on: a few microseconds.  From the request's own pool they
 * would come from another place for every connection, each of them cold; half of
 * an answer's time went there.
 */
#ifndef TR_HTTPD_SCRATCH_H
#define TR_HTTPD_SCRATCH_H

#include <apr_pools.h>

typedef struct tr_scratch tr_scratch;

/* An empty stack; its own memory from pool. NULL when there is no mutex. */
tr_scratch *tr_scratch_make(apr_pool_t *pool);

/* An empty pool for one thread, to be given back. `fallback` when there is none. */
apr_pool_t *tr_scratch_take(tr_scratch *scratch, apr_pool_t *fallback);

/* Clears the pool and keeps it for the next. A fallback is left alone. */
void tr_scratch_give(tr_scratch *scratch, apr_pool_t *taken, const apr_pool_t *fallback);

#endif
