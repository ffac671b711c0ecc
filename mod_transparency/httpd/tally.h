/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tally.h - what is counted of the answers, and what access logs are told.
 *
 *     log_transaction ─┬─> counters in the segment   (metrics.c shows them)
 *                      └─> notes of the request      (%{transparency-format}n …)
 *
 * Counted is how often, never by whom or for what: formats, states of our
 * cache and status codes are closed lists.
 */
#ifndef TR_HTTPD_TALLY_H
#define TR_HTTPD_TALLY_H

#include <httpd.h>

#include "httpd/runtime.h"

/* Called for each counter: its name as in the metrics, its labels ready to print, its value. */
typedef void (*tr_tally_visit)(void *baton, const char *labels, uint64_t value);

/* By format and state of the cache; each combination that has occurred. Their sum is the number of requests. */
void tr_tally_requests(const tr_served *served, tr_tally_visit visit, void *baton, apr_pool_t *pool);

/* By status code; each that has occurred. Their sum is the same. */
void tr_tally_statuses(const tr_served *served, tr_tally_visit visit, void *baton, apr_pool_t *pool);

void tr_tally_register_hooks(apr_pool_t *pool);

#endif
