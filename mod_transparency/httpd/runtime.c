/* SPDX-License-Identifier: Apache-2.0 */
/* Starting in the parent, joining in each child; see runtime.h. */
#include "httpd/runtime.h"

#include <apr_strings.h>
#include <ap_mpm.h>
#include <http_core.h>
#include <scoreboard.h>
#include <libxml/parser.h>

#include "httpd/build_id.h"
#include "httpd/log.h"
#include "httpd/past.h"
#include "httpd/scratch.h"
#include "store/process.h"
#include "store/reap.h"
#include "version.h"

APLOG_USE_MODULE(transparency);

/* All servers share the runtime of the process; only the pointer is theirs. */
typedef struct server_conf { tr_runtime *runtime; } server_conf;

void *tr_server_conf_create(apr_pool_t *pool, server_rec *server)
{
    (void)server;
    return apr_pcalloc(pool, sizeof(server_conf));
}

tr_runtime *tr_runtime_of(server_rec *server)
{
    server_conf *conf = ap_get_module_config(server->module_config,
                                             &transparency_module);
    return conf->runtime;
}

void tr_runtime_start(apr_pool_t *pconf, server_rec *main_server)
{
    tr_runtime *runtime = apr_pcalloc(pconf, sizeof *runtime);

    runtime->pool = pconf;
    xmlInitParser();            /* not reentrant: before there are threads */
    tr_build_id_digest(runtime->build);
    tr_themes_start(runtime, main_server);
    tr_segments_start(runtime, main_server);
    for (server_rec *server = main_server; server; server = server->next) {
        server_conf *conf = ap_get_module_config(server->module_config,
                                                 &transparency_module);
        conf->runtime = runtime;
    }
}

#if OPENSSL_VERSION_MAJOR >= 3
static apr_status_t free_digest(void *digest)
{
    EVP_MD_free(digest);
    return APR_SUCCESS;
}

static const EVP_MD *find_sha256(apr_pool_t *pool)
{
    EVP_MD *found = EVP_MD_fetch(NULL, "SHA256", NULL);
    if (found)
        apr_pool_cleanup_register(pool, found, free_digest,
                                  apr_pool_cleanup_null);
    return found ? found : EVP_sha256();
}
#else
static const EVP_MD *find_sha256(apr_pool_t *pool)
{
    (void)pool;
    return EVP_sha256();
}
#endif

static void make_face(void *runtime, server_rec *server, const tr_conf *conf)
{
    tr_face_of(runtime, conf, server);
}

void tr_runtime_join(apr_pool_t *pchild, server_rec *server)
{
    tr_runtime *runtime = tr_runtime_of(server);
    int threads = 0;
    apr_status_t status;

    if (!runtime || !runtime->served_count)
        return;
    ap_mpm_query(AP_MPMQ_MAX_THREADS, &threads);
    apr_pool_create(&runtime->pool, pchild);
    apr_thread_mutex_create(&runtime->mutex, APR_THREAD_MUTEX_DEFAULT,
                            runtime->pool);
    runtime->scratch = tr_scratch_make(runtime->pool);
    runtime->pasts = tr_pasts_make(threads, runtime->pool);
    for (int i = 0; i < runtime->served_count; i++) {
        if (!runtime->served[i]->segment.base)
            continue;
        status = tr_segment_join(&runtime->served[i]->segment);
        if (status != APR_SUCCESS)
            ap_log_error(APLOG_MARK, APLOG_WARNING, status, server,
                         TR_LOGNO(0012) "%s: no place for this process in the "
                         "shared memory: it serves copies, which is slower",
                         runtime->served[i]->directory);
    }
    runtime->sha256 = find_sha256(runtime->pool);
    /* ICU's data is opened in the children: the parent must not hold it when our code is unloaded at a reload */
    tr_speeches_load(&runtime->speeches, tr_look_log, server, runtime->pool);
    tr_mounts_each(server, runtime->pool, make_face, runtime);
}

typedef struct nameless {
    const tr_mount *first;          /* mount without TransparencyCanonicalURL */
    int others;
} nameless;

static void find_nameless(void *baton, server_rec *server, const tr_conf *conf)
{
    nameless *found = baton;

    (void)server;
    if (conf->set.canonical_url)
        return;
    if (found->first)
        found->others++;
    else
        found->first = conf->mount;
}

/* Once a start, however many mounts: it is a hint, not a fault. */
static void tell_nameless(server_rec *server, apr_pool_t *pool)
{
    nameless found = { NULL, 0 };

    tr_mounts_each(server, pool, find_nameless, &found);
    if (found.first)
        ap_log_error(APLOG_MARK, APLOG_NOTICE, 0, server, TR_LOGNO(0035)
                     "%s: without TransparencyCanonicalURL there is no sitemap, "
                     "no catalog and no api-catalog of this record (and of %d "
                     "others): they consist of absolute addresses",
                     found.first->where, found.others);
}

typedef struct mounts {
    int count;
    apr_int64_t bytes;
} mounts;

static void count_mount(void *baton, server_rec *server, const tr_conf *conf)
{
    (void)server;
    (void)conf;
    ((mounts *)baton)->count++;
}

/* What each record holds is said when it has been read (TR0026). */
static void tell_start(server_rec *server, apr_pool_t *pool)
{
    const tr_runtime *runtime = tr_runtime_of(server);
    mounts found = { 0, 0 };

    tr_mounts_each(server, pool, count_mount, &found);
    for (int i = 0; i < runtime->served_count; i++)
        found.bytes += (apr_int64_t)runtime->served[i]->segment.size;
    if (found.count)
        ap_log_error(APLOG_MARK, APLOG_NOTICE, 0, server, TR_LOGNO(0038)
                     "mod_transparency %s serves %d records at %d places, with "
                     "at most %" APR_INT64_T_FMT " bytes of shared memory",
                     TR_VERSION, runtime->served_count, found.count, found.bytes);
}

static int post_config(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp,
                       server_rec *server)
{
    (void)plog;
    if (ap_state_query(AP_SQ_MAIN_STATE) == AP_SQ_MS_CREATE_PRE_CONFIG)
        return OK;              /* the preflight: no segments, no threads */
    tr_runtime_start(pconf, server);
    tell_start(server, ptemp);
    tell_nameless(server, ptemp);
    return OK;
}

static void child_init(apr_pool_t *pchild, server_rec *server)
{
    tr_runtime_join(pchild, server);
}

/* In the parent: what a dead child pinned, claimed or wrote is freed before its pid can be another's. */
static void child_status(server_rec *server, pid_t pid, ap_generation_t generation,
                         int slot, mpm_child_status state)
{
    tr_runtime *runtime = tr_runtime_of(server);

    (void)generation;
    (void)slot;
    if (state != MPM_CHILD_EXITED || !runtime)
        return;
    for (int i = 0; i < runtime->served_count; i++)
        if (runtime->served[i]->segment.base)
            tr_segment_reap(&runtime->served[i]->segment, (uint32_t)pid);
}

void tr_runtime_register_hooks(apr_pool_t *pool)
{
    (void)pool;
    ap_hook_post_config(post_config, NULL, NULL, APR_HOOK_MIDDLE);
    /* before mod_watchdog's, which starts the writer's thread: that needs the faces */
    ap_hook_child_init(child_init, NULL, NULL, APR_HOOK_REALLY_FIRST);
    ap_hook_child_status(child_status, NULL, NULL, APR_HOOK_MIDDLE);
}
