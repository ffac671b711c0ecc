/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/scratch.h"

#include <apr_allocator.h>
#include <apr_thread_mutex.h>

enum { SCRATCH_MAX = 64, SCRATCH_KEPT_BYTES = 4 << 20 };

struct tr_scratch {
    apr_thread_mutex_t *mutex;
    int count;
    apr_pool_t *pool[SCRATCH_MAX];
};

tr_scratch *tr_scratch_make(apr_pool_t *pool)
{
    tr_scratch *scratch = apr_pcalloc(pool, sizeof *scratch);

    if (apr_thread_mutex_create(&scratch->mutex, APR_THREAD_MUTEX_DEFAULT,
                                pool) != APR_SUCCESS)
        return NULL;
    return scratch;
}

/* Out of memory it ends the process as the request's own pool would. */
static apr_pool_t *make_pool(apr_abortfunc_t out_of_memory)
{
    apr_pool_t *pool;

    if (apr_pool_create_unmanaged_ex(&pool, out_of_memory, NULL) != APR_SUCCESS)
        return NULL;
    apr_allocator_max_free_set(apr_pool_allocator_get(pool),
                               SCRATCH_KEPT_BYTES);
    return pool;
}

apr_pool_t *tr_scratch_take(tr_scratch *scratch, apr_pool_t *fallback)
{
    apr_pool_t *pool = NULL;

    if (!scratch)
        return fallback;
    apr_thread_mutex_lock(scratch->mutex);
    if (scratch->count)
        pool = scratch->pool[--scratch->count];
    apr_thread_mutex_unlock(scratch->mutex);
    if (!pool)
        pool = make_pool(apr_pool_abort_get(fallback));
    return pool ? pool : fallback;
}

void tr_scratch_give(tr_scratch *scratch, apr_pool_t *taken,
                     const apr_pool_t *fallback)
{
    if (taken == fallback)
        return;
    apr_pool_clear(taken);
    apr_thread_mutex_lock(scratch->mutex);
    if (scratch->count < SCRATCH_MAX) {
        scratch->pool[scratch->count++] = taken;
        taken = NULL;
    }
    apr_thread_mutex_unlock(scratch->mutex);
    if (taken)
        apr_pool_destroy(taken);
}
