/* SPDX-License-Identifier: Apache-2.0 */
/*
 * link.h - the value of a Link field (RFC 8288).
 */
#ifndef TR_HTTP_LINK_H
#define TR_HTTP_LINK_H

#include <apr_pools.h>
#include <stdbool.h>
#include <stddef.h>

/* A longer field is refused by common proxies; what does not fit belongs into
 * a link set (RFC 9264). */
#define TR_LINK_MAX 8000

typedef struct tr_links tr_links;

/* A target attribute: type, hreflang, title, datetime, anchor, ... */
struct tr_link_attribute {
    const char *name;        /* a token; NULL ends the list */
    const char *value;       /* UTF-8; an attribute with NULL is left out */
};

/* An empty value, which lives in `pool`. */
tr_links *tr_links_make(apr_pool_t *pool);

/* Append `<target>; rel="rel"; name="value"...`.
 *
 * In the target everything that may not stand in a URI is percent-encoded; an
 * existing %XX stays.  Values are quoted; a title that is not ASCII is written
 * as title*=UTF-8''... (RFC 8187).  Add one link for each relation, since
 * several parsers do not split a list of them.
 *
 * False, and nothing is added, when a value holds a control character, one
 * other than the title is not ASCII, a name is no token, or the whole would be
 * longer than TR_LINK_MAX bytes. */
bool tr_link_add(tr_links *links, const char *target, const char *rel,
                 const struct tr_link_attribute *attributes);

/* The same for a target of our own, given in pieces up to NULL: a URI as it is.
 * `rel` and `type` (may be NULL) are of our own, too; no byte is looked at. */
bool tr_link_add_own(tr_links *links, const char *const *target, const char *rel,
                     const char *type);

/* The value so far, terminated, valid until the next tr_link_add(); NULL while
 * there is no link in it. */
const char *tr_links_value(const tr_links *links);

#endif
