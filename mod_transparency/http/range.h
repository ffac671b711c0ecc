/* SPDX-License-Identifier: Apache-2.0 */
/*
 * range.h - byte ranges (RFC 9110 section 14).
 */
#ifndef TR_HTTP_RANGE_H
#define TR_HTTP_RANGE_H

#include <stddef.h>
#include <stdint.h>

/* A request for more ranges than this gets the whole. */
#define TR_RANGE_MAX 16

/* Ranges nearer to each other than this are sent as one: the frame of a part
 * of multipart/byteranges is longer. */
#define TR_RANGE_GAP 80

/* Enough for every Content-Range value, terminator included. */
#define TR_CONTENT_RANGE_SIZE 80

enum tr_range_kind {
    TR_RANGE_WHOLE,           /* ignore the field, send 200 */
    TR_RANGE_PARTIAL,         /* 206 */
    TR_RANGE_UNSATISFIABLE    /* 416, with tr_content_range_none() */
};

/* Bytes first..last of the body, both included, first <= last < length. */
struct tr_range {
    uint64_t first;
    uint64_t last;
};

/* At TR_RANGE_PARTIAL, `count` disjoint ranges in the order of the request;
 * one range must be sent plainly and not as multipart (section 15.3.7). */
struct tr_ranges {
    size_t count;
    struct tr_range range[TR_RANGE_MAX];
};

/* Evaluate a Range value (NULL: not sent) against a body of `length` bytes as
 * it would be sent with 200, coding included.  An unknown unit, a malformed
 * set, more than TR_RANGE_MAX ranges, or more than two that overlap, are
 * ignored; ranges that touch, overlap or nearly touch are joined. */
enum tr_range_kind tr_range_parse(const char *value, uint64_t length,
                                  struct tr_ranges *ranges);

/* Write "bytes 0-99/1234" for a part, or "bytes * / 1234" (without the blanks)
 * for 416.  Gives the buffer. */
const char *tr_content_range(char buffer[TR_CONTENT_RANGE_SIZE],
                             struct tr_range range, uint64_t length);
const char *tr_content_range_none(char buffer[TR_CONTENT_RANGE_SIZE],
                                  uint64_t length);

#endif
