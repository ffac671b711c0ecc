/* SPDX-License-Identifier: Apache-2.0 */
/*
 * url.h - the URLs that a record may point to.
 *
 * Absolute http and https URLs, mailto, and urn (RFC 3986, 6068, 8141).
 * Anything else, above all javascript: and data:, is refused, so that a page
 * made from a record never runs what somebody wrote into it.
 */
#ifndef TR_RECORD_URL_H
#define TR_RECORD_URL_H

#include <apr_pools.h>
#include <stddef.h>

/*
 * The canonical form of a URL: scheme in lower case, bytes beyond ASCII
 * percent-encoded; allocated from `pool`.  NULL when it is refused, and then
 * *fault is a sentence that says why (static storage).
 */
const char *tr_url_check(const char *text, size_t length, const char **fault,
                         apr_pool_t *pool);

#endif
