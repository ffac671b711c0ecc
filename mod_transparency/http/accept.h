/* SPDX-License-Identifier: Apache-2.0 */
/*
 * accept.h - which representation a request asks for (RFC 9110 section 12).
 *
 * Pure functions over the field value: NULL means that the request had no such
 * field; repeated fields are joined with ", " by the caller.  Nothing is
 * allocated.  A malformed member of a list is ignored and never the request.
 */
#ifndef TR_HTTP_ACCEPT_H
#define TR_HTTP_ACCEPT_H

#include <stddef.h>

/* More members than this are not weighed: no honest client sends them. */
#define TR_ACCEPT_MAX 64

/* Media type (Accept, section 12.5.1).
 *
 * `offers` are `count` media types in the order the server prefers them, with
 * their parameters ("text/csv;header=present"), well-formed.  A range with a parameter
 * that an offer does not have does not match the offer; everything here is
 * UTF-8, so charset=utf-8 matches each offer that names no charset.
 *
 * The most specific range that matches an offer weighs it.  The heaviest offer
 * is chosen; among equals the one asked for more specifically (JSON, when all
 * else is asked for only by a wildcard of the same weight), then the one named
 * earlier, then the server's order.  No field, a field without one usable range, or one with more than
 * TR_ACCEPT_MAX ranges, means no preference: the first offer.
 *
 * Gives the index of the offer, or -1 when none is acceptable (406).  `q`, if
 * not NULL, gets the weight of the chosen offer in thousandths, or 0. */
int tr_accept_type(const char *accept, const char *const *offers, size_t count,
                   int *q);

/* Language (Accept-Language, section 12.5.4; RFC 4647).
 *
 * `offers` are `count` language tags, `fallback` the index of the default one.
 * Ranges are tried by weight, then in their order; each finds, in this order:
 * the same tag; a longer one (filtering: zh finds zh-Hant, RFC 4647 3.3.1); a
 * shorter one (lookup: ar-EG finds ar, 3.4).  A range naming a Chinese region
 * but no script stands for the script written there: CN, MY, SG Hans; HK, MO,
 * TW Hant.  "*" stands for the default, or for the first offer that no other
 * range speaks of.  If nothing was found, an offer that shares the primary
 * language of a range is taken (pt-BR reads pt-PT), then the default.  What q=0
 * excludes is taken only if everything is excluded.
 *
 * Language never makes a request fail: gives an index in any case. */
size_t tr_accept_language(const char *accept_language,
                          const char *const *offers, size_t count,
                          size_t fallback);

/* Content codings, in the order in which the server prefers them. */
enum tr_coding {
    TR_CODING_BR,
    TR_CODING_GZIP,
    TR_CODING_IDENTITY,
    TR_CODING_COUNT
};

#define TR_CODING_BIT(coding) (1u << (coding))

/* Coding (Accept-Encoding, section 12.5.3).
 *
 * `available` is the set of TR_CODING_BIT()s in which the body exists.  No
 * field gives identity, the safe answer for simple programs; so does an empty
 * one.  Otherwise the heaviest available coding, among equals br, gzip,
 * identity; identity that is not named is acceptable but lighter than all.
 *
 * Gives an enum tr_coding, or -1 when none is acceptable (406). */
int tr_accept_encoding(const char *accept_encoding, unsigned available);

/* The name for Content-Encoding; NULL for identity, which is not sent. */
const char *tr_coding_name(enum tr_coding coding);

#endif
