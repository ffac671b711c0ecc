/* SPDX-License-Identifier: Apache-2.0 */
/*
 * face.c - how one configuration shows a record.
 *
 * A face is immutable once made.  There are as many as combinations of
 * configuration sections, so a small table that only grows is enough: found by
 * one probe, added to under a mutex with a release store.
 */
#include "httpd/runtime.h"

#include <apr_strings.h>
#include <http_core.h>

#include "httpd/log.h"
#include "httpd/say.h"

APLOG_USE_MODULE(transparency);

void tr_look_log(void *server, tr_look_fault fault, const char *text)
{
    server_rec *s = server;

    switch (fault) {
    case TR_LOOK_SPEECH:
        ap_log_error(APLOG_MARK, APLOG_ERR, 0, s, TR_LOGNO(0011)
                     "the language %s", text);
        break;
    case TR_LOOK_LANGUAGE:
        ap_log_error(APLOG_MARK, APLOG_WARNING, 0, s, TR_LOGNO(0008)
                     "TransparencyLanguages: there is no catalog for %s; it is "
                     "not offered", text);
        break;
    case TR_LOOK_SHELL:
        ap_log_error(APLOG_MARK, APLOG_ERR, 0, s, TR_LOGNO(0009)
                     "TransparencyShell %s: the built-in shell is shown", text);
        break;
    case TR_LOOK_LOGO:
        ap_log_error(APLOG_MARK, APLOG_ERR, 0, s, TR_LOGNO(0036)
                     "TransparencyLogo %s: no logo is shown", text);
        break;
    case TR_LOOK_STRINGS:
        ap_log_error(APLOG_MARK, APLOG_ERR, 0, s, TR_LOGNO(0037)
                     "TransparencyStrings: %s: the built-in words are shown", text);
        break;
    }
}

static tr_face *make_face(const tr_runtime *runtime, const tr_conf *conf,
                          server_rec *server, apr_pool_t *pool)
{
    tr_face *face = apr_pcalloc(pool, sizeof *face);

    face->identity = conf->identity;
    face->conf = apr_pmemdup(pool, conf, sizeof *conf);
    face->served = tr_served_of(runtime, conf);
    face->sha256 = runtime->sha256;
    face->mount = ap_os_escape_path(pool, conf->mount->path, 1);
    tr_look_make(&face->look, &face->conf->set, &runtime->speeches, &runtime->themes,
                 tr_look_log, server, pool);
    face->cache_fixed = tr_settings_freshness(&face->conf->set, 0, pool);
    face->cache_negotiated = tr_settings_freshness(&face->conf->set, 1, pool);
    return face;
}

/* The face, or the slot where it belongs; NULL: the table is full. */
static _Atomic(tr_face *) *face_slot(tr_runtime *runtime, uint64_t identity)
{
    for (unsigned i = 0; i < TR_FACES_MAX; i++) {
        _Atomic(tr_face *) *slot
            = &runtime->faces[(identity + i) % TR_FACES_MAX];
        const tr_face *face = atomic_load_explicit(slot, memory_order_acquire);
        if (!face || face->identity == identity)
            return slot;
    }
    return NULL;
}

/* Under the mutex, which guards the pool. */
static void tell_full(tr_runtime *runtime, server_rec *server)
{
    const char *more = tr_say(runtime, TR_SAID_FACES, runtime->pool);

    if (more)
        ap_log_error(APLOG_MARK, APLOG_ERR, 0, server, TR_LOGNO(0010)
                     "more than %d combinations of configuration sections "
                     "show a record: use fewer <If> and nested <Location> "
                     "sections below it%s", TR_FACES_MAX, more);
}

static const tr_face *add_face(tr_runtime *runtime, const tr_conf *conf,
                               server_rec *server)
{
    _Atomic(tr_face *) *slot;
    tr_face *face = NULL;

    apr_thread_mutex_lock(runtime->mutex);
    slot = face_slot(runtime, conf->identity);
    if (slot) {
        face = atomic_load_explicit(slot, memory_order_acquire);
        if (!face) {
            face = make_face(runtime, conf, server, runtime->pool);
            atomic_store_explicit(slot, face, memory_order_release);
        }
    }
    else
        tell_full(runtime, server);
    apr_thread_mutex_unlock(runtime->mutex);
    return face;
}

const tr_face *tr_face_of(tr_runtime *runtime, const tr_conf *conf,
                          server_rec *server)
{
    _Atomic(tr_face *) *slot;
    const tr_face *face;

    if (!conf->mount)
        return NULL;
    slot = face_slot(runtime, conf->identity);
    face = slot ? atomic_load_explicit(slot, memory_order_acquire) : NULL;
    return face ? face : add_face(runtime, conf, server);
}
