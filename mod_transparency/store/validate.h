/* SPDX-License-Identifier: Apache-2.0 */
/* validate.h - are the segment's invariants all right? */
#ifndef TR_STORE_VALIDATE_H
#define TR_STORE_VALIDATE_H

#include "store/segment.h"

/*
 * Checks header, slots, the current generation and every page of it.  NULL, or
 * what is wrong in a few words (static text).  Meant for tests and status
 * pages: exact while nobody publishes or dies, and linear in the index.
 */
const char *tr_segment_validate(const tr_segment_t *segment);

#endif
