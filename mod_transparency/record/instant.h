/* SPDX-License-Identifier: Apache-2.0 */
/*
 * instant.h - instants of publication, in whole seconds.
 *
 * Written as a date (00:00:00Z of that day) or as RFC 3339 with an offset.
 */
#ifndef TR_RECORD_INSTANT_H
#define TR_RECORD_INSTANT_H

#include <stddef.h>
#include <stdint.h>

#define TR_INSTANT_TEXT 21      /* "2013-03-21T00:00:00Z" and NUL */

/*
 * Parses length bytes. Returns NULL and sets *seconds since 1970-01-01T00:00:00Z,
 * or a sentence that says what is wrong (static storage). Fractions of seconds
 * and leap seconds are refused: an edition has one instant, to the second.
 */
const char *tr_edition_parse(const char *text, size_t length, int64_t *seconds);

/* Writes "yyyy-mm-ddThh:mm:ssZ" and NUL into buf[TR_INSTANT_TEXT]; returns buf. */
char *tr_edition_format(int64_t seconds, char *buf);

#endif
