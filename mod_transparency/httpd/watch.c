/* SPDX-License-Identifier: Apache-2.0 */
/*
 * watch.c - the watchdog that drives the writers.
 *
 * mod_watchdog runs one callback in one unprivileged child at a time (a
 * singleton).  It is not shut down politely: a reload cuts it off wherever it
 * is, and the watchdogs of the old and new server generation overlap.  Hence
 * everything that matters is in the segment and becomes visible by one store.
 */
#include "httpd/watch.h"

#include <apr_strings.h>
#include <http_core.h>
#include <mod_watchdog.h>

#include "httpd/log.h"
#include "httpd/writer.h"
#include "store/reap.h"

APLOG_USE_MODULE(transparency);

/* Looks more often than any record asks for, so that short intervals, embargoes and the first generation are in time. */
static const apr_interval_time_t tick = APR_USEC_PER_SEC / 4;

typedef struct watch_state {
    apr_pool_t *pool;
    tr_writer **writers;
    int count;
} watch_state;

static watch_state *watch_start(tr_runtime *runtime)
{
    apr_pool_t *pool;
    watch_state *state;

    apr_pool_create_unmanaged_ex(&pool, NULL, NULL);   /* of this thread alone */
    state = apr_pcalloc(pool, sizeof *state);
    state->pool = pool;
    state->writers = apr_palloc(pool, sizeof(tr_writer *)
                                * (size_t)(runtime->served_count + 1));
    for (int i = 0; i < runtime->served_count; i++)
        if (runtime->served[i]->segment.base)
            state->writers[state->count++]
                = tr_writer_make(runtime, runtime->served[i], pool);
    return state;
}

static void watch_stop(watch_state *state)
{
    for (int i = 0; i < state->count; i++)
        tr_writer_close(state->writers[i]);
    apr_pool_destroy(state->pool);
}

/* Always APR_SUCCESS: anything else would stop the watchdog for good. */
static apr_status_t watch(int state, void *data, apr_pool_t *pool)
{
    server_rec *server = data;
    tr_runtime *runtime = tr_runtime_of(server);
    watch_state **own = (watch_state **)&runtime->watch;

    (void)pool;
    if (state == AP_WATCHDOG_STATE_STOPPING) {
        if (*own)
            watch_stop(*own);
        *own = NULL;
        return APR_SUCCESS;
    }
    if (!*own)
        *own = watch_start(runtime);
    for (int i = 0; i < (*own)->count; i++)
        tr_writer_round((*own)->writers[i]);
    return APR_SUCCESS;
}

static int post_config(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp,
                       server_rec *server)
{
    APR_OPTIONAL_FN_TYPE(ap_watchdog_get_instance) *get_instance
        = APR_RETRIEVE_OPTIONAL_FN(ap_watchdog_get_instance);
    APR_OPTIONAL_FN_TYPE(ap_watchdog_register_callback) *register_callback
        = APR_RETRIEVE_OPTIONAL_FN(ap_watchdog_register_callback);
    tr_runtime *runtime = tr_runtime_of(server);
    ap_watchdog_t *watchdog;
    apr_status_t status;

    (void)plog;
    (void)ptemp;
    if (!runtime || !runtime->served_count || !get_instance || !register_callback)
        return OK;
    status = get_instance(&watchdog, "_transparency_", 0, 1, pconf);
    if (status == APR_SUCCESS)
        status = register_callback(watchdog, tick, server, watch);
    if (status != APR_SUCCESS)
        ap_log_error(APLOG_MARK, APLOG_CRIT, status, server, TR_LOGNO(0020)
                     "no watchdog: changed files will not be noticed");
    return OK;
}

void tr_watch_register_hooks(apr_pool_t *pool)
{
    (void)pool;
    /* after ours in runtime.c has made the runtime, before mod_watchdog's (LAST) starts the threads */
    ap_hook_post_config(post_config, NULL, NULL, APR_HOOK_LAST - 1);
}
