/* SPDX-License-Identifier: Apache-2.0 */
/*
 * layout.h - what lies where in the shared segment.  Private to store/.
 *
 *        0  +--------------------------------------------------------------+
 *           | magic, layout version, sizes, key          never changes     |
 *           | current     generation << 8 | buffer       0: none yet       |
 *           | writer      epoch << 32 | pid              pid 0: free       |
 *           | pressure    generation << 8 | free buffers cached answer     |
 *           | slots_used, dirty buffers, next ticket                       |
 *           | counters[]  in stripes, each for some of the processes       |
 *           | gauges[]    what the writer found last                       |
 *           | told[]      hashes of messages that are in the log           |
 *           | guests[]    pid << 32 | buffer + 1         pins without slot |
 *           | slots[]     one process each, in a cache line of its own:    |
 *           |             owner, reaper, birth, pins[4]                    |
 *  header   +--------------------------------------------------------------+
 *    size   | buffer 0    head | data | page index | page region           |
 *           | buffer 1    ...                                              |
 *           | buffer 2                                                     |
 *           | buffer 3                                                     |
 *     size  +--------------------------------------------------------------+
 *
 * Counters never move and never shrink, also when a process goes: whoever reads
 * them twice sees sums that only grow.
 *
 * There are offsets only, no pointers: the segment may be mapped anywhere.
 * Buffers are equal and begin at multiples of TR_GRAIN.  A fresh segment and
 * a buffer that was given back read as zeros, and zero is a valid beginning
 * for everything above.
 *
 * Every child can write here and the parent may be root.  Sizes that bound an
 * access are therefore kept in the handle (private memory); whatever is read
 * from the segment is compared with them before use.
 */
#ifndef TR_STORE_LAYOUT_H
#define TR_STORE_LAYOUT_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "store/segment.h"

#define TR_MAGIC          UINT64_C(0x5452414e53504152)
#define TR_LAYOUT_VERSION 2u
#define TR_GRAIN          65536u    /* a multiple of every page size we meet */
#define TR_LINE           64u
#define TR_GUESTS         64u
#define TR_COUNTERS       192u     /* of a stripe */
#define TR_STRIPES        16u
#define TR_TOLD           256u

typedef struct tr_slot {
    _Alignas(TR_LINE)
    _Atomic uint64_t owner;             /* ticket << 32 | pid; 0: free */
    _Atomic uint64_t reaper;            /* pid of who is clearing this slot */
    _Atomic uint64_t birth;             /* start time of the process */
    _Atomic uint32_t pins[TR_BUFFERS];
} tr_slot_t;

typedef struct tr_stripe {
    _Alignas(TR_LINE) _Atomic uint64_t counters[TR_COUNTERS];
} tr_stripe_t;

typedef struct tr_header {
    uint64_t magic;
    uint32_t layout;
    uint32_t slot_count;
    uint64_t size;
    uint64_t header_size;
    uint64_t buffer_size;
    uint32_t punches;                   /* memory can be given back */
    unsigned char key[TR_KEY_SIZE];
    _Alignas(TR_LINE) _Atomic uint64_t current;
    _Alignas(TR_LINE) _Atomic uint64_t writer;
    _Alignas(TR_LINE) _Atomic uint64_t pressure;
    _Alignas(TR_LINE) _Atomic uint32_t slots_used;
    _Atomic uint32_t dirty;             /* bit b: buffer b was written to */
    _Atomic uint32_t next_ticket;
    tr_stripe_t stripes[TR_STRIPES];
    _Alignas(TR_LINE) _Atomic uint64_t gauges[TR_GAUGE_END];
    _Alignas(TR_LINE) _Atomic uint64_t told[TR_TOLD];
    _Alignas(TR_LINE) _Atomic uint64_t guests[TR_GUESTS];
    _Alignas(TR_LINE) tr_slot_t slots[];
} tr_header_t;

/* the beginning of a buffer; offsets count from here */
typedef struct tr_head {
    _Alignas(TR_LINE)
    uint64_t generation;
    uint64_t data_size;                 /* data begins at sizeof(tr_head_t) */
    uint64_t index_offset;
    uint64_t index_slots;               /* a power of two, or 0 */
    uint64_t region_offset;
    uint64_t region_end;
    _Alignas(TR_LINE)
    _Atomic uint64_t cursor;            /* first free byte of the region */
} tr_head_t;

/* one entry of the page index */
typedef struct tr_entry {
    _Alignas(TR_LINE)
    _Atomic uint64_t state;             /* ticket << 32 | tag << 2 | kind */
    unsigned char key[TR_KEY_SIZE];
    uint64_t offset;                    /* of the record, from the buffer */
    uint64_t body_size;
    uint64_t meta_size;
} tr_entry_t;

_Static_assert(ATOMIC_LLONG_LOCK_FREE == 2 && ATOMIC_INT_LOCK_FREE == 2,
               "processes share these words: no hidden locks");
_Static_assert(sizeof(_Atomic uint64_t) == 8 && sizeof(_Atomic uint32_t) == 4,
               "atomic words have the size of plain ones");
_Static_assert(sizeof(tr_slot_t) == TR_LINE, "slot layout");
_Static_assert(sizeof(tr_head_t) == 128, "buffer head layout");
_Static_assert(sizeof(tr_entry_t) == 64, "an entry is one cache line");
_Static_assert(offsetof(tr_header_t, slots) % TR_LINE == 0, "slot alignment");
_Static_assert(TR_COUNT_END <= TR_COUNTERS, "room for every counter");

static inline tr_header_t *tr_header(const tr_segment_t *segment)
{
    return (tr_header_t *)(void *)segment->base;
}

static inline uint64_t tr_buffer_offset(const tr_segment_t *segment,
                                        uint32_t buffer)
{
    return segment->header_size + segment->buffer_size * buffer;
}

static inline tr_head_t *tr_head(const tr_segment_t *segment, uint32_t buffer)
{
    return (tr_head_t *)(void *)(segment->base
                                 + tr_buffer_offset(segment, buffer));
}

/* the slot this process claimed, or NULL */
static inline tr_slot_t *tr_own_slot(const tr_segment_t *segment)
{
    uint32_t number = (uint32_t)atomic_load_explicit(&segment->joined,
                                                     memory_order_acquire);
    return number == 0 ? NULL : &tr_header(segment)->slots[number - 1];
}

static inline uint64_t tr_align(uint64_t value, uint64_t grain)
{
    return (value + grain - 1) / grain * grain;
}

#endif
