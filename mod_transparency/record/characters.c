/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-8 and refused characters; see characters.h. */
#include "record/characters.h"

#include <apr_strings.h>
#include <string.h>

#define ONES  UINT64_C(0x0101010101010101)
#define HIGHS UINT64_C(0x8080808080808080)

/* Length of the sequence that a first byte begins; 0: none begins with it. */
static int sequence_length(unsigned char first)
{
    if (first < 0x80)
        return 1;
    if (first >= 0xc2 && first <= 0xdf)
        return 2;
    if ((first & 0xf0) == 0xe0)
        return 3;
    return first >= 0xf0 && first <= 0xf4 ? 4 : 0;
}

/* Whether the second byte is possible: no overlong form, surrogate, > 10FFFF. */
static int second_possible(unsigned char first, unsigned char second)
{
    switch (first) {
    case 0xe0: return second >= 0xa0 && second <= 0xbf;
    case 0xed: return second >= 0x80 && second <= 0x9f;
    case 0xf0: return second >= 0x90 && second <= 0xbf;
    case 0xf4: return second >= 0x80 && second <= 0x8f;
    default:   return second >= 0x80 && second <= 0xbf;
    }
}

int tr_utf8_decode(const char *bytes, size_t length, uint32_t *character)
{
    const unsigned char *at = (const unsigned char *)bytes;
    int need = sequence_length(at[0]);

    if (need <= 1) {
        *character = at[0];
        return need;
    }
    *character = at[0] & (0xffu >> (need + 1));
    for (int i = 1; i < need; i++) {
        if ((size_t)i >= length)
            return -1;
        if (i == 1 ? !second_possible(at[0], at[1]) : (at[i] & 0xc0) != 0x80)
            return 0;
        *character = *character << 6 | (at[i] & 0x3fu);
    }
    return need;
}

/* How many bytes, in whole blocks of 32, are ASCII other than NUL. */
static size_t ascii_span(const char *bytes, size_t length)
{
    size_t done = 0;

    for (; length - done >= 32; done += 32) {
        uint64_t word[4], bad = 0;
        memcpy(word, bytes + done, sizeof word);
        for (int i = 0; i < 4; i++)
            bad |= word[i] | ((word[i] - ONES) & ~word[i]);
        if (bad & HIGHS)
            break;
    }
    return done;
}

size_t tr_utf8_span(const char *bytes, size_t length, int *cut)
{
    size_t done = 0;

    *cut = 0;
    while (done < length) {
        uint32_t character;
        int step;
        size_t stop;

        done += ascii_span(bytes + done, length - done);
        /* one block by hand, then the fast way is tried again */
        for (stop = done + 32; done < stop && done < length; done += (size_t)step) {
            step = tr_utf8_decode(bytes + done, length - done, &character);
            if (step < 0)
                *cut = 1;
            if (step <= 0 || character == 0)
                return done;
        }
    }
    return done;
}

int tr_character_refused(uint32_t c)
{
    if (c < 0x20)
        return c != '\t' && c != '\n' && c != '\r';
    if (c < 0x7f)
        return 0;
    return c <= 0x9f
        || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069)
        || (c >= 0xfdd0 && c <= 0xfdef) || (c & 0xfffe) == 0xfffe;
}

uint32_t tr_text_refused(const char *text, size_t length)
{
    for (size_t at = 0; at < length;) {
        uint32_t character;
        int step = tr_utf8_decode(text + at, length - at, &character);
        if (step <= 0)
            return 0xfffd;
        if (tr_character_refused(character))
            return character;
        at += (size_t)step;
    }
    return 0;
}

const char *tr_text_printable(const char *text, apr_pool_t *pool)
{
    size_t length = strlen(text), out = 0;
    char *copy = apr_palloc(pool, length + 1);

    for (size_t at = 0; at < length;) {
        uint32_t character;
        int step = tr_utf8_decode(text + at, length - at, &character);
        if (step <= 0 || character < 0x20 || tr_character_refused(character)
            || character == 0x2028 || character == 0x2029) {
            copy[out++] = '?';
            at += step > 0 ? (size_t)step : 1;
        }
        else {
            memcpy(copy + out, text + at, (size_t)step);
            out += (size_t)step;
            at += (size_t)step;
        }
    }
    copy[out] = '\0';
    return copy;
}
