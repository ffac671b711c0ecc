/* SPDX-License-Identifier: Apache-2.0 */
/*
 * duration.h - how long something is kept: ISO 8601 durations of whole years,
 * months and days (P1Y, P6M, P30D, P1Y6M, P0D).
 *
 * Months are not days: P1M and P30D differ, and nothing converts them.
 * Weeks (P2W) are read as days, which they always are.
 */
#ifndef TR_MODEL_DURATION_H
#define TR_MODEL_DURATION_H

#include <stddef.h>
#include <stdint.h>

typedef struct tr_duration {
    int32_t years, months, days;        /* each 0..TR_DURATION_MAX */
} tr_duration;

#define TR_DURATION_MAX  99999
#define TR_DURATION_TEXT 24             /* "P99999Y99999M99999D" and NUL */

/* Parses length bytes.  Returns NULL and fills *out, or a sentence that says
 * what is wrong (static storage) and leaves *out alone. */
const char *tr_duration_parse(const char *text, size_t length,
                              tr_duration *out);

/* Writes the canonical text and NUL into buf[TR_DURATION_TEXT]; returns buf.
 * A part out of range gives "". */
char *tr_duration_format(const tr_duration *duration, char *buf);

#endif
