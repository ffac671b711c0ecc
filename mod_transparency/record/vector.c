/* SPDX-License-Identifier: Apache-2.0 */
/* An array that grows; see vector.h. */
#include "record/vector.h"

#include <apr_errno.h>
#include <apr_strings.h>
#include <stdlib.h>
#include <sys/mman.h>

enum { FIRST_BYTES = 1024, COPY_BYTES = 64 << 10, HUGE_PAGE = 2 << 20 };

static apr_status_t release(void *data)
{
    tr_vector *vector = data;
    free(vector->bytes);
    vector->bytes = NULL;
    return APR_SUCCESS;
}

static apr_status_t release_bytes(void *data)
{
    free(data);
    return APR_SUCCESS;
}

void *tr_large_alloc(size_t bytes)
{
    void *block;

    if (bytes < HUGE_PAGE)
        return malloc(bytes);
    if (posix_memalign(&block, HUGE_PAGE, bytes) != 0)
        return NULL;
#ifdef MADV_HUGEPAGE
    madvise(block, bytes, MADV_HUGEPAGE);   /* a wish: where it is not granted nothing is lost */
#endif
    return block;
}

void tr_vector_init(tr_vector *vector, size_t width, apr_pool_t *pool)
{
    *vector = (tr_vector){ .pool = pool, .width = width };
    apr_pool_cleanup_register(pool, vector, release, apr_pool_cleanup_null);
}

void tr_vector_free(tr_vector *vector)
{
    free(vector->bytes);
    vector->bytes = NULL;
    vector->count = vector->capacity = 0;
}

static void out_of_memory(apr_pool_t *pool)
{
    apr_abortfunc_t give_up = apr_pool_abort_get(pool);
    if (give_up)
        give_up(APR_ENOMEM);
    abort();
}

void tr_vector_reserve(tr_vector *vector, size_t more)
{
    size_t capacity = vector->capacity ? vector->capacity
                                       : FIRST_BYTES / vector->width + 1;
    void *bytes;

    if (more > SIZE_MAX / vector->width / 4 - vector->count)
        out_of_memory(vector->pool);
    while (capacity - vector->count < more)
        capacity *= 2;
    bytes = realloc(vector->bytes, capacity * vector->width);
    if (!bytes)
        out_of_memory(vector->pool);
    vector->bytes = bytes;
    vector->capacity = capacity;
}

void *tr_vector_take(tr_vector *vector, apr_pool_t *pool)
{
    size_t size = vector->count * vector->width;
    void *taken;

    if (size == 0)
        return NULL;
    if (size < COPY_BYTES) {
        taken = apr_pmemdup(pool, vector->bytes, size);
        vector->count = 0;
        return taken;
    }
    taken = realloc(vector->bytes, size);       /* shrinking */
    if (!taken)
        taken = vector->bytes;
    vector->bytes = NULL;
    vector->count = vector->capacity = 0;
    apr_pool_cleanup_register(pool, taken, release_bytes,
                              apr_pool_cleanup_null);
    return taken;
}
