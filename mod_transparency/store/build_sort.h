/* SPDX-License-Identifier: Apache-2.0 */
/* build_sort.h - sorts figures by 128-bit keys in linear time, keeping the order of equal ones. */
#ifndef TR_STORE_BUILD_SORT_H
#define TR_STORE_BUILD_SORT_H

#include <apr_pools.h>
#include <stdint.h>

typedef struct tr_build_key {
    uint64_t hi, lo;
    uint32_t row;
} tr_build_key;

/* Returns 0 if the keys were in order already. Needs room for as many keys again from the pool. */
int tr_build_sort(tr_build_key *keys, size_t count, apr_pool_t *pool);

#endif
