/* SPDX-License-Identifier: Apache-2.0 */
/*
 * order.h - sorting by figure: by max, then min, equal ones as they were.
 */
#ifndef TR_QUERY_ORDER_H
#define TR_QUERY_ORDER_H

#include <apr_pools.h>
#include <stdint.h>

#include "model/value.h"

typedef struct tr_order_entry {
    int64_t max, min;           /* bounds, never negative */
    uint32_t index, block;      /* the caller's own */
} tr_order_entry;

/* Sorts in the order of tr_value_compare among bounded values, keeping equal ones in place. */
void tr_order_sort(tr_order_entry *entries, uint32_t count, int descending,
                   apr_pool_t *pool);

#endif
