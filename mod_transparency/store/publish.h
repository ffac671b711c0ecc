/* SPDX-License-Identifier: Apache-2.0 */
/*
 * publish.h - the writer: fill a free buffer, then make it current in one
 * store.  A writer that is cut off at any instruction leaves the generation
 * being served as it was.
 *
 *     tr_write_begin      take the right to write and a free buffer
 *     tr_write_reserve    memory for the data
 *     ... copy the data to write.data ...
 *     tr_write_layout     its size is known: lay the pages out behind it
 *     ... tr_page_claim and so on with tr_write_view, if wanted ...
 *     tr_write_publish    or tr_write_abandon
 */
#ifndef TR_STORE_PUBLISH_H
#define TR_STORE_PUBLISH_H

#include "store/pin.h"
#include "store/segment.h"

typedef struct tr_write {
    tr_segment_t *segment;
    unsigned char *data;            /* zeroed, 64-byte aligned */
    uint64_t capacity;              /* bytes for data and pages together */
    uint64_t generation;            /* the number it will have */
    uint64_t started;               /* `current` at the beginning */
    uint64_t right;                 /* our value of the write word */
    uint32_t buffer;
    int laid_out;
} tr_write_t;

/*
 * Takes the right to write, which at most one process and thread has, and a
 * buffer that is not current and that nobody pins.  The process must have a
 * slot; it is claimed here if it has none yet.  Every success is followed by
 * one tr_write_publish or tr_write_abandon.
 *
 * APR_EBUSY:  somebody else is writing: skip the round.
 * APR_EAGAIN: all buffers are pinned, or no process slot is free: skip the
 *             round, the last generation goes on being served.
 * Other errors: the buffer could not be emptied.
 */
apr_status_t tr_write_begin(tr_segment_t *segment, tr_write_t *write);

/*
 * Provides memory for the first `data_size` bytes of write->data.
 * APR_ENOSPC: they do not fit into the buffer (tr_segment_size_for tells the
 * size that would do).  APR_ENOMEM: the system is short of memory.
 */
apr_status_t tr_write_reserve(tr_write_t *write, uint64_t data_size);

/*
 * Declares the data, `data_size` bytes at write->data, complete and puts an
 * index of at least `page_slots` entries (rounded up to a power of two; 0: no
 * pages) and the page region behind it; the region has all that is left.
 * Index and region are empty afterwards.  Once per generation.
 * APR_ENOSPC: it does not fit.  APR_ENOMEM: the system is short of memory.
 * APR_EINVAL: called twice, or more than 2^24 entries.
 */
apr_status_t tr_write_layout(tr_write_t *write, uint64_t data_size,
                             uint32_t page_slots);

/* The generation being written as a pin for tr_page_claim and tr_page_find;
 * needs no release; good until publish or abandon. */
tr_pin_t tr_write_view(const tr_write_t *write);

/*
 * Makes the generation current and gives the right back.  APR_EAGAIN: the
 * right had been taken away or another generation was published meanwhile;
 * nothing changed.  APR_EINVAL: no tr_write_layout before.  *write is over in
 * every case.
 */
apr_status_t tr_write_publish(tr_write_t *write);

/* Gives the right back without publishing; a finished *write is left alone. */
void tr_write_abandon(tr_write_t *write);

/*
 * Gives the memory of retired, unpinned buffers back to the system; for a
 * regular call, nearly free when there is nothing to do.  Errors as
 * tr_write_begin; APR_SUCCESS also where the system cannot give memory back.
 */
apr_status_t tr_segment_trim(tr_segment_t *segment);

#endif
