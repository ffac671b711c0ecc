/* SPDX-License-Identifier: Apache-2.0 */
/* The distinct words of a file; see words.h. */
#include "record/words.h"

#include <apr_general.h>
#include <apr_strings.h>
#include <apr_time.h>
#include <string.h>

enum { FIRST_SLOTS = 1024 };

void tr_hash_seed(uint64_t seed[2])
{
    if (apr_generate_random_bytes((unsigned char *)seed, 2 * sizeof *seed)
        != APR_SUCCESS) {
        /* guessable, but still different every time */
        seed[0] = (uint64_t)apr_time_now() * UINT64_C(0x9e3779b97f4a7c15);
        seed[1] = (uint64_t)(uintptr_t)seed ^ seed[0] >> 7;
    }
}

static uint64_t mix(uint64_t a, uint64_t b)
{
    unsigned __int128 product = (unsigned __int128)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static uint64_t eight(const unsigned char *bytes)
{
    uint64_t all;
    memcpy(&all, bytes, sizeof all);
    return all;
}

static uint64_t four(const unsigned char *bytes)
{
    uint32_t all;
    memcpy(&all, bytes, sizeof all);
    return all;
}

/* The last 1 to 16 bytes as two numbers, without reading beyond them. */
static uint64_t last(const unsigned char *bytes, size_t length, uint64_t *second)
{
    if (length >= 8) {
        *second = eight(bytes + length - 8);
        return eight(bytes);
    }
    *second = 0;
    if (length >= 4)
        return four(bytes) << 32 | four(bytes + length - 4);
    return (uint64_t)bytes[0] << 16 | (uint64_t)bytes[length / 2] << 8
         | bytes[length - 1];
}

uint64_t tr_hash(const uint64_t seed[2], const void *data, size_t length)
{
    const unsigned char *bytes = data;
    uint64_t hash = seed[0] ^ length, first, second = 0;

    for (; length > 16; bytes += 16, length -= 16)
        hash = mix(eight(bytes) ^ seed[1], eight(bytes + 8) ^ hash);
    first = length ? last(bytes, length, &second) : 0;
    hash = mix(first ^ seed[1], second ^ hash);
    return mix(hash ^ seed[0], UINT64_C(0x9e3779b97f4a7c15));
}

static void set_slots(tr_words *words, uint32_t count)
{
    words->slot_memory.count = 0;
    words->slots = tr_vector_add(&words->slot_memory, count);
    memset(words->slots, 0, count * sizeof *words->slots);
    words->mask = count - 1;
}

static void insert(tr_words *words, uint32_t index)
{
    uint32_t at = tr_words_at(words, index)->hash & words->mask;
    while (words->slots[at])
        at = (at + 1) & words->mask;
    words->slots[at] = index + 1;
}

void tr_words_init(tr_words *words, apr_pool_t *pool, apr_pool_t *scratch)
{
    words->pool = pool;
    tr_vector_init(&words->list, sizeof(tr_word), scratch);
    tr_vector_init(&words->slot_memory, sizeof(uint32_t), scratch);
    tr_hash_seed(words->seed);
    set_slots(words, FIRST_SLOTS);
    *(tr_word *)tr_vector_add(&words->list, 1) = (tr_word){ .text = "" };
}

static uint32_t find(const tr_words *words, const char *text, size_t length,
                     uint32_t hash)
{
    for (uint32_t at = hash & words->mask; words->slots[at];
         at = (at + 1) & words->mask) {
        const tr_word *word = tr_words_at(words, words->slots[at] - 1);
        if (word->hash == hash && word->length == length
            && memcmp(word->text, text, length) == 0)
            return words->slots[at] - 1;
    }
    return 0;
}

uint32_t tr_words_find(const tr_words *words, const char *text, size_t length)
{
    return length
        ? find(words, text, length, (uint32_t)tr_hash(words->seed, text, length))
        : 0;
}

static void grow(tr_words *words)
{
    set_slots(words, 2 * (words->mask + 1));
    for (uint32_t i = 1; i < words->list.count; i++)
        insert(words, i);
}

uint32_t tr_words_add(tr_words *words, const char *text, size_t length)
{
    if (length == 0)
        return 0;

    uint32_t hash = (uint32_t)tr_hash(words->seed, text, length);
    uint32_t index = find(words, text, length, hash);
    if (index)
        return index;
    if (2 * (words->list.count + 1) > words->mask)
        grow(words);
    index = (uint32_t)words->list.count;
    *(tr_word *)tr_vector_add(&words->list, 1) = (tr_word){
        .text = apr_pstrmemdup(words->pool, text, length),
        .length = (uint32_t)length, .hash = hash };
    insert(words, index);
    return index;
}

const char **tr_words_array(const tr_words *words, apr_pool_t *pool)
{
    const char **array = apr_palloc(pool, words->list.count * sizeof *array);
    for (uint32_t i = 0; i < words->list.count; i++)
        array[i] = tr_words_text(words, i);
    return array;
}
