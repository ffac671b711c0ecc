/* SPDX-License-Identifier: Apache-2.0 */
/*
 * match.h - which of many rows have the codes wanted: one bit a row.
 *
 *     column   07 03 07 07 01 ...          16 bytes at a time, of two columns
 *     flags    ff 00 ff ff 00 ...          ff where both have the code wanted
 *     bits      1  0  1  1  0 ...          the first row lowest
 */
#ifndef TR_STORE_MATCH_H
#define TR_STORE_MATCH_H

#include <stdint.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum { TR_MATCH_ROWS = 64, TR_MATCH_STEP = 16 };

typedef uint8_t tr_match_flags __attribute__((vector_size(TR_MATCH_STEP)));

/* Of the byte n of a word its bit n, all of them added up in the highest byte. */
static inline unsigned tr_match_bits_of_word(uint64_t flags)
{
    const uint64_t diagonal = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
        ? UINT64_C(0x8040201008040201) : UINT64_C(0x0102040810204080);

    return (unsigned)((flags & diagonal) * UINT64_C(0x0101010101010101) >> 56);
}

/* For any processor. */
static inline unsigned tr_match_bits_plain(tr_match_flags flags)
{
    uint64_t words[2];

    memcpy(words, &flags, sizeof words);
    return tr_match_bits_of_word(words[0]) | tr_match_bits_of_word(words[1]) << 8;
}

/* Bytes that are all ones or all zeros become bits. */
static inline unsigned tr_match_bits(tr_match_flags flags)
{
#ifdef __SSE2__
    return (unsigned)_mm_movemask_epi8((__m128i)flags);
#else
    return tr_match_bits_plain(flags);
#endif
}

static inline tr_match_flags tr_match_equal(const uint8_t *column, uint8_t wanted)
{
    tr_match_flags codes;

    memcpy(&codes, column, sizeof codes);
    return (tr_match_flags)(codes == wanted);
}

/* Of TR_MATCH_STEP rows of two columns. */
static inline uint64_t tr_match_step(const uint8_t *one, uint8_t wanted_one,
                                     const uint8_t *other, uint8_t wanted_other)
{
    return tr_match_bits(tr_match_equal(one, wanted_one)
                         & tr_match_equal(other, wanted_other));
}

/* Of TR_MATCH_ROWS rows of them. */
static inline uint64_t tr_match_bytes(const uint8_t *one, uint8_t wanted_one,
                                      const uint8_t *other, uint8_t wanted_other)
{
    return tr_match_step(one, wanted_one, other, wanted_other)
        | tr_match_step(one + 16, wanted_one, other + 16, wanted_other) << 16
        | tr_match_step(one + 32, wanted_one, other + 32, wanted_other) << 32
        | tr_match_step(one + 48, wanted_one, other + 48, wanted_other) << 48;
}

#endif
