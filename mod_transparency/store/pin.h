/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pin.h - readers: hold a generation still without a lock.
 *
 *   reader   c = current; pins[me][buffer(c)]++; if current != c: undo, again
 *            ... use ...  pins[me][buffer]--
 *   writer   fills only a buffer that is not current and that nobody pins
 *   parent   clears the pins of a dead child (store/reap.h)
 *
 * Both sides are sequentially consistent: either the writer sees the pin or
 * the reader sees that `current` has moved on.  The generation number inside
 * `current` keeps a reader from taking a recycled buffer for the old one.
 */
#ifndef TR_STORE_PIN_H
#define TR_STORE_PIN_H

#include "store/segment.h"

/* A pinned generation; a small value, free to be copied into a bucket, but
 * each tr_pin_acquire and tr_pin_again needs exactly one tr_pin_release. */
typedef struct tr_pin {
    const tr_segment_t *segment;
    const unsigned char *data;      /* the generation's data */
    uint64_t data_size;             /* bytes */
    uint64_t generation;            /* 1, 2, 3 ... */
    uint32_t buffer;                /* 0 .. TR_BUFFERS-1 */
    uint32_t kind;                  /* see tr_pin_must_copy */
} tr_pin_t;

/*
 * Pins the current generation.  On APR_SUCCESS everything reachable through
 * *pin stays as it is until the release.
 *
 * APR_NOTFOUND: nothing has been published yet.
 * APR_EAGAIN:   this process has no slot and the guests' places are taken.
 * APR_EGENERAL: the segment is damaged (counted in TR_COUNT_FAULTS).
 */
apr_status_t tr_pin_acquire(const tr_segment_t *segment, tr_pin_t *pin);

/*
 * Another pin of the same generation, to be released on its own: `pin` must
 * be held meanwhile.  APR_EAGAIN: as above, only where tr_pin_must_copy(pin).
 */
apr_status_t tr_pin_again(const tr_pin_t *pin, tr_pin_t *another);

/* Gives the pin back and empties *pin; an empty pin is left alone. */
void tr_pin_release(tr_pin_t *pin);

/*
 * True for a process without a slot, whose pin takes one of a few places
 * shared by all such processes: copy what is sent and release at once.
 */
int tr_pin_must_copy(const tr_pin_t *pin);

/*
 * True while fewer than two buffers are free: copy what is sent and release at
 * once, so that slow readers cannot stop publication.  One load when there is
 * no pressure, else a scan of all pins.
 */
int tr_segment_pressed(const tr_segment_t *segment);

/* Pins held on `buffer` now, by all processes; exact only for the writer's
 * question whether it is 0. */
uint64_t tr_segment_pins(const tr_segment_t *segment, uint32_t buffer);

#endif
