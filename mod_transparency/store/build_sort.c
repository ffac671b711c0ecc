/* SPDX-License-Identifier: Apache-2.0 */
/* Least significant digit first, only over digits that differ; see build_sort.h. */
#include "store/build_sort.h"

#include <string.h>

enum { DIGIT = 11, DIGITS = 1 << DIGIT };

static int in_order(const tr_build_key *keys, size_t count, tr_build_key *varies)
{
    int sorted = 1;

    memset(varies, 0, sizeof *varies);
    for (size_t i = 1; i < count; i++) {
        const tr_build_key *a = &keys[i - 1], *b = &keys[i];
        if (b->hi < a->hi || (b->hi == a->hi && b->lo < a->lo))
            sorted = 0;
        varies->hi |= a->hi ^ b->hi;
        varies->lo |= a->lo ^ b->lo;
    }
    return sorted;
}

static size_t digit(const tr_build_key *key, int high, int shift)
{
    return ((high ? key->hi : key->lo) >> shift) & (DIGITS - 1);
}

static void one_pass(const tr_build_key *from, tr_build_key *to, size_t count,
                     int high, int shift)
{
    size_t start[DIGITS] = { 0 }, sum = 0;

    for (size_t i = 0; i < count; i++)
        start[digit(&from[i], high, shift)]++;
    for (size_t d = 0; d < DIGITS; d++) {
        size_t here = start[d];
        start[d] = sum;
        sum += here;
    }
    for (size_t i = 0; i < count; i++)
        to[start[digit(&from[i], high, shift)]++] = from[i];
}

int tr_build_sort(tr_build_key *keys, size_t count, apr_pool_t *pool)
{
    tr_build_key varies, *from = keys, *to;

    if (in_order(keys, count, &varies))
        return 0;
    to = apr_palloc(pool, sizeof *to * count);
    for (int high = 0; high < 2; high++)
        for (int shift = 0; shift < 64; shift += DIGIT)
            if (digit(&varies, high, shift)) {
                tr_build_key *swap = from;
                one_pass(from, to, count, high, shift);
                from = to;
                to = swap;
            }
    if (from != keys)
        memcpy(keys, from, sizeof *keys * count);
    return 1;
}
