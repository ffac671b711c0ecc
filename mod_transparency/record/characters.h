/* SPDX-License-Identifier: Apache-2.0 */
/*
 * characters.h - UTF-8, and the characters that no text of a record may hold.
 *
 * Refused are control characters (C0 but for tab and line ends, DEL, C1), the
 * controls that reorder text (U+202A..U+202E, U+2066..U+2069: what is read
 * would not be what is stored) and the noncharacters of Unicode.  The marks
 * U+200E, U+200F and U+061C, which correct Arabic and Hebrew need, are allowed.
 */
#ifndef TR_RECORD_CHARACTERS_H
#define TR_RECORD_CHARACTERS_H

#include <apr_pools.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Decodes one character of at most `length` (> 0) bytes.  Returns its length in
 * bytes, 0 when it is not UTF-8 (RFC 3629), -1 when it is cut off.
 */
int tr_utf8_decode(const char *bytes, size_t length, uint32_t *character);

/*
 * The number of leading bytes that are whole characters of UTF-8 other than
 * NUL.  *cut is set when the rest (at most 3 bytes) is the beginning of one.
 */
size_t tr_utf8_span(const char *bytes, size_t length, int *cut);

/* Whether a character may not stand in a text. */
int tr_character_refused(uint32_t character);

/* The first refused character of valid UTF-8, or 0. */
uint32_t tr_text_refused(const char *text, size_t length);

/* A copy of text with everything replaced that could forge a line of a log. */
const char *tr_text_printable(const char *text, apr_pool_t *pool);

#endif
