/* SPDX-License-Identifier: Apache-2.0 */
/*
 * feed.h - which entries a feed has, before any syntax.
 *
 *     changes of all editions ──> those that concern the feed ──> one page
 *
 *     page 1    the feed itself: the newest TR_FEED_PAGE entries, and every
 *               backdated one
 *     page 2 …  the archive, oldest first, TR_FEED_PAGE entries each: a full
 *               page does not change any more.  Backdated entries are in none,
 *               since they would push others from page to page
 *
 * A feed is of the whole record, or of one country or publisher (the item of
 * the target).  What an entry says follows from the editions alone, never from
 * a clock.
 */
#ifndef TR_RENDER_FEED_H
#define TR_RENDER_FEED_H

#include "render/render.h"
#include "store/changes.h"

enum { TR_FEED_PAGE = 100 };

typedef struct tr_feed_entry {
    const tr_change *change;
    const tr_change_cell **cells;       /* those that concern the feed */
    uint32_t cell_count;
    uint16_t publisher;                 /* ordinal; 0: nobody is named */
} tr_feed_entry;

typedef struct tr_feed {
    tr_changes changes;
    const tr_feed_entry **entries;      /* of the page, newest first */
    uint32_t count;
    uint32_t page;                      /* as above */
    uint32_t last_full;                 /* the newest full page of the archive; 0: none */
    int complete;                       /* the page is the whole feed */
    uint16_t edition;                   /* of the newest entry on the page */
} tr_feed;

/* The page render->target asks for. */
apr_status_t tr_feed_open(tr_feed *out, const tr_render *render);

/*
 * Permanent ids (RFC 4287 section 4.2.6), from pool:
 *   urn:transparency-report:1:PUBLISHER:feed:STAMP[:country:CODE|:publisher:ID]
 *   urn:transparency-report:1:PUBLISHER:KIND:ID:STAMP[:country:CODE]
 * STAMP is the publication instant, of a feed that of the first edition;
 * PUBLISHER is "-" where nobody is named.
 */
const char *tr_feed_id(const tr_render *render, apr_pool_t *pool);
const char *tr_feed_entry_id(const tr_render *render, const tr_feed_entry *entry, apr_pool_t *pool);

/* Writes it as Atom (RFC 4287, RFC 5005); atom.c. */
apr_status_t tr_render_atom(const tr_render *render, tr_out *out);

#endif
