/* SPDX-License-Identifier: Apache-2.0 */
/*
 * words.h - the distinct words of one file, each stored once.
 *
 *   slot[hash & mask] -> index+1          open addressing, at most half full
 *   list[index]       -> "GB"             NUL-ended, in the file's pool
 *   known[index]      =  TR_WORD_CODE...  what the word was already checked to be
 *
 * Index 0 is "", "not said".  The hash is seeded from the operating system, so
 * that no file can be written to make its words collide.
 */
#ifndef TR_RECORD_WORDS_H
#define TR_RECORD_WORDS_H

#include <apr_pools.h>
#include <stddef.h>
#include <stdint.h>

#include "record/vector.h"

/* What a word is known to be, so that it is checked once and not a million times. */
enum {
    TR_WORD_CODE    = 1 << 0,   /* syntax of a code */
    TR_WORD_COUNTRY = 1 << 1,   /* a jurisdiction */
    TR_WORD_IDS     = 1 << 2,   /* ids separated by one space */
    TR_WORD_TEXT    = 1 << 3    /* no refused characters */
};

typedef struct tr_word {
    const char *text;
    uint32_t length;
    uint32_t hash;
    uint32_t known;
} tr_word;

typedef struct tr_words {
    apr_pool_t *pool;           /* of the strings */
    tr_vector list;             /* tr_word */
    uint32_t *slots;            /* index + 1; 0: free */
    uint32_t mask;
    uint64_t seed[2];
    tr_vector slot_memory;
} tr_words;

/* An empty list (index 0 only): strings live in `pool`, the rest in `scratch`. */
void tr_words_init(tr_words *words, apr_pool_t *pool, apr_pool_t *scratch);

/* The index of a word, which is added when it is new; 0 for "". */
uint32_t tr_words_add(tr_words *words, const char *text, size_t length);

/* The index of a word, or 0 when it is not there. */
uint32_t tr_words_find(const tr_words *words, const char *text, size_t length);

static inline tr_word *tr_words_at(const tr_words *words, uint32_t index)
{
    return (tr_word *)words->list.bytes + index;
}

static inline const char *tr_words_text(const tr_words *words, uint32_t index)
{
    return tr_words_at(words, index)->text;
}

/* The list as an array of strings from `pool`. */
const char **tr_words_array(const tr_words *words, apr_pool_t *pool);

/* A seeded hash of `length` bytes; also used by the identities of cells. */
uint64_t tr_hash(const uint64_t seed[2], const void *bytes, size_t length);

/* Fills a seed from the operating system. */
void tr_hash_seed(uint64_t seed[2]);

#endif
