/* SPDX-License-Identifier: Apache-2.0 */
/*
 * vector.h - an array that grows, outside pools so that growing gives the old
 * memory back.
 *
 *   bytes -> [ item | item | ... | item | room ]
 *             0                   count   capacity      (items of `width` bytes)
 *
 * The vector itself must live as long as its pool, which frees the items.  Running out of memory calls the pool's abort
 * function, as a pool's own allocations do.
 */
#ifndef TR_RECORD_VECTOR_H
#define TR_RECORD_VECTOR_H

#include <apr_pools.h>
#include <stddef.h>

typedef struct tr_vector {
    apr_pool_t *pool;
    void *bytes;
    size_t count, capacity, width;
} tr_vector;

/* Prepares an empty vector of items of `width` bytes. */
void tr_vector_init(tr_vector *vector, size_t width, apr_pool_t *pool);

/* Gives the memory back and leaves the vector empty. */
void tr_vector_free(tr_vector *vector);

/* Makes room for `more` further items, without counting them. */
void tr_vector_reserve(tr_vector *vector, size_t more);

/* Appends `more` uninitialised items and returns the first of them. */
static inline void *tr_vector_add(tr_vector *vector, size_t more)
{
    if (vector->capacity - vector->count < more)
        tr_vector_reserve(vector, more);
    vector->count += more;
    return (char *)vector->bytes + (vector->count - more) * vector->width;
}

/*
 * Hands the items to `pool` and leaves the vector empty: a copy when they are
 * few, the memory itself when they are many.  NULL when there are none.
 */
void *tr_vector_take(tr_vector *vector, apr_pool_t *pool);

/*
 * Uninitialised memory for very many items, to be freed with free(); NULL: there is none.  Much of it comes in huge
 * pages where the system has them, because a fault for every 4 KiB costs more than reading what is in them.
 */
void *tr_large_alloc(size_t bytes);

#endif
