/* SPDX-License-Identifier: Apache-2.0 */
/*
 * segment_support.h - what the tests of the segment share: a small one, with room
 * for a few generations of WORDS words.
 */
#ifndef TR_SEGMENT_SUPPORT_H
#define TR_SEGMENT_SUPPORT_H

#include "store_support.h"
#include "tap.h"

enum { WORDS = 1024 };

static void make(tr_segment_t *segment, uint32_t slots)
{
    uint64_t size = tr_segment_size_for(WORDS * 8, 64, 65536, slots);

    if (tr_segment_create(segment, size, slots, test_key) != APR_SUCCESS) {
        ok(0, "segment made");
        exit(1);
    }
}

#endif
