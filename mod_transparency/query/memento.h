/* SPDX-License-Identifier: Apache-2.0 */
/*
 * memento.h - the record as it was: versions over HTTP (RFC 7089, with a TimeGate
 * of its own, so that originals never vary by date).
 *
 *   /PATH                          the original, as it is now
 *   /version/YYYYMMDDhhmmss/PATH   a memento: the resource as published then
 *   /timegate/PATH                 redirects to the memento of a moment
 *   /timemap/PATH                  lists the mementos; also timemap/link/PATH
 *                                  and timemap/json/PATH
 *
 * A version is named by the instant of its publication (UTC) and nothing else;
 * another instant is redirected to the publication before it.
 */
#ifndef TR_QUERY_MEMENTO_H
#define TR_QUERY_MEMENTO_H

#include "query/query.h"

/* One version of a resource. */
typedef struct tr_memento {
    int64_t instant;            /* of its publication, seconds */
    const char *uri;            /* below the mount: "version/20130321000000/requests.csv" */
} tr_memento;

/* Where earlier editions come from: as tr_gen_as_of, APR_EBUSY when they cannot be had now. */
typedef struct tr_archive {
    apr_status_t (*as_of)(void *baton, tr_gen *out, const tr_gen *gen,
                          int64_t instant, apr_pool_t *pool);
    void *baton;
} tr_archive;

/*
 * Resolves any path of a record: tr_resolve for originals, the record as of a
 * version for mementos.  *view is the view to answer from: of the newest edition
 * of `gen`, or of the version.  For a TimeGate or TimeMap, target->original says
 * what it is of.  Returns 0, or the status as tr_resolve does; also 302 and
 * 503.  `archive` may be NULL: earlier editions are made each time.
 */
int tr_route(tr_target *target, tr_problem *problem, tr_gen *view,
             const tr_gen *gen, const tr_archive *archive, const tr_site *site,
             const char *path, const char *args, apr_pool_t *pool);

/* Whether a target has versions: a feed tells of what changed up to now, whoever's page it stands beside. */
int tr_has_versions(const tr_target *target);

/*
 * Every version in which the resource at `path` (as for tr_resolve) has an
 * answer: an array of tr_memento, oldest first.  Their spelling is the canonical
 * one; `original`, unless NULL, is given it without the version.
 */
apr_array_header_t *tr_mementos(const tr_gen *gen, const tr_site *site,
                                const char *path, const char *args,
                                const char **original, apr_pool_t *pool);

/* Of mementos, the last one published by `instant` (seconds), or the first of all. */
const tr_memento *tr_memento_at(const apr_array_header_t *mementos, int64_t instant);

/* "version/20130321000000/": what stands before the paths of a version. */
const char *tr_version_prefix(int64_t instant, apr_pool_t *pool);

#endif
