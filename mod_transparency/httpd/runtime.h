/* SPDX-License-Identifier: Apache-2.0 */
/*
 * runtime.h - what exists while the server runs, apart from the configuration.
 *
 *     tr_runtime (one a server process)
 *       ├──< tr_served    a record directory and its shared segment
 *       ├──< tr_speech    a language: ICU locale and message catalog
 *       └──< tr_face      how one configuration shows a record: its look
 *                         (render/look.h), ready-made headers
 *
 * The parent makes the served records in post_config and their segments
 * outlive reloads: only descriptor, address and size are kept, in memory that
 * httpd retains, since this code is unloaded in between.  Children inherit the
 * mapping, claim their slot in child_init and make their faces there.
 */
#ifndef TR_HTTPD_RUNTIME_H
#define TR_HTTPD_RUNTIME_H

#include <stdatomic.h>

#include <openssl/evp.h>

#include "httpd/config.h"
#include "query/query.h"
#include "record/record.h"
#include "render/look.h"
#include "store/segment.h"

/* A record directory with everything that changes its data. */
typedef struct tr_served {
    unsigned char key[TR_KEY_SIZE];
    const char *directory;
    tr_limits limits;
    int64_t minimum_cell;
    apr_interval_time_t check_interval;
    int on_error;
    const tr_conf *conf;            /* of the first mount that shows it */
    server_rec *server;             /* whose log its messages go to */
    apr_time_t started;             /* of this server generation */
    tr_segment_t segment;           /* base NULL: there was no memory for it */
    _Atomic uint64_t opened;        /* the generation that a request of this process has found good */
} tr_served;

typedef struct tr_face {
    uint64_t identity;              /* of the configuration it was made from */
    const tr_conf *conf;
    tr_served *served;
    tr_look look;
    const char *mount;              /* the mount's path, escaped for a URL */
    const char *cache_negotiated, *cache_fixed;     /* Cache-Control values */
    const EVP_MD *sha256;           /* of the runtime */
} tr_face;

enum { TR_FACES_MAX = 256 };

/* Messages that requests can cause; see say.h. */
typedef enum tr_said {
    TR_SAID_UNMADE, TR_SAID_BROKEN, TR_SAID_SLOW, TR_SAID_FACES, TR_SAID_COUNT
} tr_said;

typedef struct tr_runtime {
    apr_pool_t *pool;               /* pconf in the parent, the process's own in a child */
    apr_thread_mutex_t *mutex;      /* around making a face */
    struct tr_scratch *scratch;     /* working memory of computed answers */
    struct tr_pasts *pasts;         /* earlier editions */
    tr_served **served;
    int served_count;
    tr_themes themes;
    tr_speeches speeches;
    unsigned char build[32];        /* digest of this module's code and libraries */
    const EVP_MD *sha256;           /* looked up once: doing it for every tag takes a lock of all threads */
    void *watch;                    /* of watch.c: this process's writers */
    _Atomic int writing;            /* a round is being made; see watch.c */
    _Atomic int leaving;            /* this process ends: no further round */
    _Atomic apr_time_t said[TR_SAID_COUNT];     /* when last; 0: never */
    _Atomic unsigned unsaid[TR_SAID_COUNT];     /* how often not since then */
    _Atomic(tr_face *) faces[TR_FACES_MAX];
} tr_runtime;

/* The runtime of this process; NULL in a preflight. */
tr_runtime *tr_runtime_of(server_rec *server);

/* Parent, post_config: served records and their segments, theme files. */
void tr_runtime_start(apr_pool_t *pconf, server_rec *server);

/* Child, child_init. */
void tr_runtime_join(apr_pool_t *pchild, server_rec *server);

/* The face for a configuration with a mount, made on first use; NULL: no record. Thread-safe. */
const tr_face *tr_face_of(tr_runtime *runtime, const tr_conf *conf, server_rec *server);

/* Parent: the theme files of every section (theme.c). */
void tr_themes_start(tr_runtime *runtime, server_rec *server);

/* Says in the log of a server what of a look is not as it should be (face.c). */
void tr_look_log(void *server, tr_look_fault fault, const char *text);

/* Parent: the segments of every mount (segments.c). */
void tr_segments_start(tr_runtime *runtime, server_rec *server);

/* The served record of a configuration, or NULL. */
tr_served *tr_served_of(const tr_runtime *runtime, const tr_conf *conf);

void *tr_server_conf_create(apr_pool_t *pool, server_rec *server);

void tr_runtime_register_hooks(apr_pool_t *pool);

#endif
