/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sorting by figure; see order.h.
 *
 * Radix sort, least significant byte first, which keeps equal ones in place.
 * A byte in which all agree costs no pass, and figures rarely fill more than
 * three of their eight.
 */
#include "query/order.h"

#include <string.h>

typedef struct byte_counts {
    uint32_t of[sizeof(int64_t)][256];
} byte_counts;

/* Descending is ascending by the complement: equal ones stay in place. */
static uint64_t key_of(const tr_order_entry *entry, int by_max, int descending)
{
    uint64_t key = (uint64_t)(by_max ? entry->max : entry->min);
    return descending ? ~key : key;
}

static void count_bytes(byte_counts *counts, const tr_order_entry *entries,
                        uint32_t count, int by_max, int descending)
{
    memset(counts, 0, sizeof *counts);
    for (uint32_t i = 0; i < count; i++) {
        uint64_t key = key_of(&entries[i], by_max, descending);
        for (size_t byte = 0; byte < sizeof key; byte++)
            counts->of[byte][(key >> (8 * byte)) & 0xff]++;
    }
}

static int all_agree(const uint32_t *counts, uint32_t count)
{
    for (int i = 0; i < 256; i++)
        if (counts[i])
            return counts[i] == count;
    return 1;
}

static void one_pass(tr_order_entry *to, const tr_order_entry *from,
                     uint32_t count, const uint32_t *counts, size_t byte,
                     int by_max, int descending)
{
    uint32_t at[256], sum = 0;

    for (int i = 0; i < 256; i++) {
        at[i] = sum;
        sum += counts[i];
    }
    for (uint32_t i = 0; i < count; i++)
        to[at[(key_of(&from[i], by_max, descending) >> (8 * byte)) & 0xff]++] =
            from[i];
}

/* Sorts by one of the two; the result is in the array it returns. */
static tr_order_entry *sort_by(tr_order_entry *entries, tr_order_entry *other,
                               uint32_t count, int by_max, int descending)
{
    byte_counts counts;

    count_bytes(&counts, entries, count, by_max, descending);
    for (size_t byte = 0; byte < sizeof(int64_t); byte++) {
        tr_order_entry *swap = entries;
        if (all_agree(counts.of[byte], count))
            continue;
        one_pass(other, entries, count, counts.of[byte], byte, by_max, descending);
        entries = other;
        other = swap;
    }
    return entries;
}

void tr_order_sort(tr_order_entry *entries, uint32_t count, int descending,
                   apr_pool_t *pool)
{
    tr_order_entry *other, *sorted;

    if (count < 2)
        return;
    other = apr_palloc(pool, count * sizeof *other);
    sorted = sort_by(entries, other, count, 0, descending);
    sorted = sort_by(sorted, sorted == entries ? other : entries, count, 1,
                     descending);
    if (sorted != entries)
        memcpy(entries, sorted, count * sizeof *entries);
}
