/* SPDX-License-Identifier: Apache-2.0 */
/*
 * process.h - a process's place in the segment: its slot, descriptor, counters.
 */
#ifndef TR_STORE_PROCESS_H
#define TR_STORE_PROCESS_H

#include "store/segment.h"

/*
 * Claims a slot for this process.  To be called in every process after fork
 * (in httpd: child_init) before anything else of store/ is used there; again
 * is harmless, from several threads too, and all threads share the slot.  It
 * also opens the descriptor of tr_segment_body_fd.
 *
 * APR_EAGAIN: no slot is free.  The process can still read: it then pins as a
 * guest (store/pin.h: must copy), keeps no pages and cannot write.
 */
apr_status_t tr_segment_join(tr_segment_t *segment);

/*
 * A read-only descriptor of the segment, for sendfile; body_offset of a page
 * counts in it.  All threads of the process share its file offset: who may
 * read() opens it anew through /proc/self/fd.  -1 where there is none: use
 * memory then.  Owned by the handle.
 */
int tr_segment_body_fd(const tr_segment_t *segment);

/* Adds `amount` to a counter: one atomic addition, mostly in a cache line of this process alone. */
void tr_segment_count(const tr_segment_t *segment, tr_counter_t counter,
                      uint64_t amount);

/* A counter's sum over all processes, living and gone; it never falls. */
uint64_t tr_segment_counter(const tr_segment_t *segment, tr_counter_t counter);

/* What the writer found. */
void tr_segment_set_gauge(const tr_segment_t *segment, tr_gauge_t gauge,
                          uint64_t value);
uint64_t tr_segment_gauge(const tr_segment_t *segment, tr_gauge_t gauge);

/*
 * 1 to the first of all processes that asks with this `message`, a hash, and 0
 * to the others: what is said in the log is not said again by the next process
 * that finds the same.  Where very many messages are remembered, an old one is
 * forgotten and may be said again.
 */
int tr_segment_tell(const tr_segment_t *segment, uint64_t message);

/*
 * When process `pid` started, in clock ticks since boot as /proc tells; two
 * processes with the same pid differ in it.  0: unknown.
 */
uint64_t tr_process_birth(uint32_t pid);

/* Whether the process of this pid and birth (0: unknown) is certainly gone. */
int tr_process_gone(uint32_t pid, uint64_t birth);

#endif
