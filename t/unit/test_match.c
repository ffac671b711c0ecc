/* SPDX-License-Identifier: Apache-2.0 */
/* Comparing columns, many rows at a time. */

#include "store/match.h"

#include <stdlib.h>

#include "tap.h"

/* Flags with the bits of `bits`, the first row lowest. */
static tr_match_flags flags_of(unsigned bits)
{
    tr_match_flags flags;

    for (int i = 0; i < TR_MATCH_STEP; i++)
        flags[i] = bits >> i & 1 ? 0xff : 0;
    return flags;
}

static void test_bits(void)
{
    int wrong = 0, wrong_plain = 0;

    for (unsigned bits = 0; bits < 1u << TR_MATCH_STEP; bits++) {
        wrong += tr_match_bits(flags_of(bits)) != bits;
        wrong_plain += tr_match_bits_plain(flags_of(bits)) != bits;
    }
    is_int(wrong, 0, "flags become bits");
    is_int(wrong_plain, 0, "on any processor");
}

/* As anybody would write it. */
static uint64_t slowly(const uint8_t *one, uint8_t wanted_one, const uint8_t *other,
                       uint8_t wanted_other)
{
    uint64_t bits = 0;

    for (int i = 0; i < TR_MATCH_ROWS; i++)
        if (one[i] == wanted_one && other[i] == wanted_other)
            bits |= UINT64_C(1) << i;
    return bits;
}

static void test_bytes(void)
{
    uint8_t one[TR_MATCH_ROWS], other[TR_MATCH_ROWS];
    int wrong = 0, found = 0;

    srand(1);
    for (int round = 0; round < 1000; round++) {
        for (int i = 0; i < TR_MATCH_ROWS; i++) {
            one[i] = (uint8_t)(rand() % 3 + 126);
            other[i] = (uint8_t)(rand() % 2 * 255);
        }
        found += tr_match_bytes(one, 128, other, 255) != 0;
        wrong += tr_match_bytes(one, 128, other, 255) != slowly(one, 128, other, 255);
        wrong += tr_match_bytes(one, 127, one, 127) != slowly(one, 127, one, 127);
    }
    is_int(wrong, 0, "rows with the codes wanted");
    ok(found > 900, "there are such rows: %d", found);
}

int main(void)
{
    test_bits();
    test_bytes();
    return tap_done();
}
