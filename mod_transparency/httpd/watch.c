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

/* The parent kills who does not end in time; this is for a server without one. */
enum { LEAVE_WAITS = 6000 };
static const apr_interval_time_t leave_wait = 5000;

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

static apr_status_t watch_step(tr_runtime *runtime, int state)
{
    watch_state **own = (watch_state **)&runtime->watch;

    if (state == AP_WATCHDOG_STATE_STOPPING) {
        if (*own)
            watch_stop(*own);
        *own = NULL;
        return APR_SUCCESS;
    }
    if (!*own)
        *own = watch_start(runtime);
    for (int i = 0; i < (*own)->count && !atomic_load(&runtime->leaving); i++)
        tr_writer_round((*own)->writers[i]);
    return APR_SUCCESS;
}

/* Always APR_SUCCESS: anything else would stop the watchdog for good. */
static apr_status_t watch(int state, void *data, apr_pool_t *pool)
{
    tr_runtime *runtime = tr_runtime_of(data);

    (void)pool;
    atomic_store(&runtime->writing, 1);
    if (!atomic_load(&runtime->leaving))
        watch_step(runtime, state);
    atomic_store(&runtime->writing, 0);
    return APR_SUCCESS;
}

/*
 * Nobody joins the watchdog's thread before the process calls exit(), whose
 * handlers take OpenSSL and ICU away from under a round that is being made.
 * Signal handlers of prefork end up here too: hence no lock.
 */
static apr_status_t leave(void *data)
{
    tr_runtime *runtime = data;

    atomic_store(&runtime->leaving, 1);
    for (int i = 0; i < LEAVE_WAITS && atomic_load(&runtime->writing); i++)
        apr_sleep(leave_wait);
    return APR_SUCCESS;
}

/* Before the process's pools go, in which the faces are. */
static void child_init(apr_pool_t *pchild, server_rec *server)
{
    tr_runtime *runtime = tr_runtime_of(server);
    if (runtime)
        apr_pool_pre_cleanup_register(pchild, runtime, leave);
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
    ap_hook_child_init(child_init, NULL, NULL, APR_HOOK_REALLY_FIRST);
}
