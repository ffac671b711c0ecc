/* SPDX-License-Identifier: Apache-2.0 */
/*
 * config.h - the directives and where their values are kept.
 *
 *     server ─ virtual host ─ <Location> ─ nested <Location>
 *        tr_conf   merged into   tr_conf   merged into   tr_conf
 *
 * There is one structure, httpd's per-directory one, so that every directive
 * is inherited in the same way by virtual hosts and nested Locations.  One
 * list (render/settings.h) makes the directives, their members, defaults and
 * the merge.
 */
#ifndef TR_HTTPD_CONFIG_H
#define TR_HTTPD_CONFIG_H

#include <httpd.h>
#include <http_config.h>
#include <stdint.h>

#include "render/settings.h"

extern module AP_MODULE_DECLARE_DATA transparency_module;

/* A <Location> with TransparencyRecord. */
typedef struct tr_mount {
    const char *path;           /* the Location's, without trailing slash; "" for / */
    const char *directory;      /* absolute path of the record */
    const char *where;          /* "file:line" of the directive */
} tr_mount;

typedef struct tr_conf {
    const tr_mount *mount;      /* NULL: no record here */
    uint64_t identity;          /* equal for equal chains of configuration sections */
    const char *handler;        /* SetHandler; NULL: none */
    tr_settings set;
} tr_conf;

extern const command_rec tr_directives[];

void *tr_conf_create(apr_pool_t *pool, char *directory);
void *tr_conf_merge(apr_pool_t *pool, void *base, void *add);

/*
 * Every mount of every server with the configuration in force at it.
 * `visit` gets the server, the merged configuration (from pool).
 */
typedef void (*tr_mount_visit)(void *baton, server_rec *server, const tr_conf *conf);
void tr_mounts_each(server_rec *main_server, apr_pool_t *pool, tr_mount_visit visit, void *baton);

void tr_config_register_hooks(apr_pool_t *pool);

#endif
