/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reap.h - clearing away what a dead process held: its pins, its page claims
 * and the right to write.
 */
#ifndef TR_STORE_REAP_H
#define TR_STORE_REAP_H

#include "store/segment.h"

/*
 * For the parent, when its child `pid` has died and before it forks again (in
 * httpd: the child_status hook).  The parent needs no slot.  May be called for
 * any child, also twice and for pids that were never here.  If this itself is
 * cut off, a later sweep finishes it.
 */
void tr_segment_reap(const tr_segment_t *segment, uint32_t pid);

/*
 * Does the same for every process that is certainly gone, for deaths nobody
 * reported; a pid that lives on in another process is told apart by its start
 * time.  For any process, now and then (in httpd: each round of the watchdog).
 */
void tr_segment_sweep(const tr_segment_t *segment);

#endif
