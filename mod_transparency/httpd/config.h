/* SPDX-License-Identifier: Apache-2.0 */
/*
 * config.h - the directives and where their values are kept.
 *
 *     server ─ virtual host ─ <Location> ─ nested <Location>
 *        tr_conf   merged into   tr_conf   merged into   tr_conf
 *
 * There is one structure, httpd's per-directory one, so that every directive
 * is inherited in the same way by virtual hosts and nested Locations.  One
 * list makes its members, their defaults and the merge; a member that is not
 * set has its `unset` value, which no directive can give it, so a Location can
 * set a default explicitly.
 */
#ifndef TR_HTTPD_CONFIG_H
#define TR_HTTPD_CONFIG_H

#include <httpd.h>
#include <http_config.h>
#include <stdint.h>

#include "query/resource.h"

extern module AP_MODULE_DECLARE_DATA transparency_module;

enum { TR_ON_ERROR_KEEP = 1, TR_ON_ERROR_REFUSE };
enum { TR_SHARED_SAFE = 1, TR_SHARED_ON, TR_SHARED_OFF };

/* X(type, name, unset, default) */
#define TR_CONF_MEMBERS(X)                                              \
    X(apr_int64_t, cache_size, -1, INT64_C(256) << 20)                  \
    X(apr_interval_time_t, check_interval, -1, apr_time_from_sec(2))    \
    X(int, on_error, 0, TR_ON_ERROR_KEEP)                               \
    X(unsigned, formats, 0, TR_RECORD_FORMATS)                          \
    X(const char *const *, languages, NULL, NULL)                       \
    X(const char *, default_language, NULL, NULL)                       \
    X(const char *, shell, NULL, NULL)                                  \
    X(const char *, stylesheet, NULL, NULL)                             \
    X(const char *, logo, NULL, NULL)                                   \
    X(const char *const *, strings, NULL, NULL)                         \
    X(const char *, title, NULL, NULL)                                  \
    X(apr_interval_time_t, max_age, -1, apr_time_from_sec(300))         \
    X(int, shared_cache, 0, TR_SHARED_SAFE)                             \
    X(const char *, canonical_url, NULL, NULL)                          \
    X(int, cors, -1, 1)                                                 \
    X(apr_int64_t, max_file_size, -1, INT64_C(64) << 20)                \
    X(apr_int64_t, max_cells, -1, 2000000)                              \
    X(apr_int64_t, max_depth, -1, 16)                                   \
    X(apr_int64_t, minimum_cell, -1, 0)                                 \
    X(const char *, handler, NULL, NULL)

/* A <Location> with TransparencyRecord. */
typedef struct tr_mount {
    const char *path;           /* the Location's, without trailing slash; "" for / */
    const char *directory;      /* absolute path of the record */
    const char *where;          /* "file:line" of the directive */
} tr_mount;

typedef struct tr_conf {
    const tr_mount *mount;      /* NULL: no record here */
    uint64_t identity;          /* equal for equal chains of configuration sections */
#define X(type, name, unset, value) type name;
    TR_CONF_MEMBERS(X)
#undef X
} tr_conf;

extern const command_rec tr_directives[];

void *tr_conf_create(apr_pool_t *pool, char *directory);
void *tr_conf_merge(apr_pool_t *pool, void *base, void *add);

/* The value of a member: what was set, or its default. */
#define X(type, name, unset, value) type tr_conf_##name(const tr_conf *conf);
TR_CONF_MEMBERS(X)
#undef X

/*
 * Every mount of every server with the configuration in force at it.
 * `visit` gets the server, the merged configuration (from pool).
 */
typedef void (*tr_mount_visit)(void *baton, server_rec *server, const tr_conf *conf);
void tr_mounts_each(server_rec *main_server, apr_pool_t *pool, tr_mount_visit visit, void *baton);

void tr_config_register_hooks(apr_pool_t *pool);

#endif
