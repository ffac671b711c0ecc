/* SPDX-License-Identifier: Apache-2.0 */
/* Growing arrays and interned strings of the builder. */
#include <stdlib.h>
#include <string.h>

#include "record/vector.h"
#include "store/build_private.h"

static apr_status_t free_rows(void *data)
{
    build_rows *rows = data;
    free(rows->rows);
    rows->rows = NULL;
    return APR_SUCCESS;
}

void tr_build_rows_init(build_rows *rows, size_t size, apr_pool_t *pool)
{
    memset(rows, 0, sizeof *rows);
    rows->size = size;
    apr_pool_cleanup_register(pool, rows, free_rows, apr_pool_cleanup_null);
}

/* httpd's pools abort when memory is short; so do we. */
static void resize(build_rows *rows, uint64_t wanted, uint64_t room)
{
    if (room > UINT32_MAX)
        room = UINT32_MAX;
    rows->rows = wanted > room ? NULL : realloc(rows->rows, (size_t)room * rows->size);
    if (!rows->rows)
        abort();
    rows->room = (uint32_t)room;
}

static void grow(build_rows *rows, uint64_t wanted)
{
    uint64_t room = rows->room ? rows->room : 64;

    while (room < wanted)
        room += room / 2;
    resize(rows, wanted, room);
}

void tr_build_rows_reserve(build_rows *rows, size_t count)
{
    uint64_t wanted = (uint64_t)rows->count + count;

    if (wanted <= rows->room)
        return;
    if (!rows->rows && wanted <= UINT32_MAX)    /* else there is something to be kept */
        rows->rows = tr_large_alloc((size_t)wanted * rows->size);
    resize(rows, wanted, wanted);
}

void *tr_build_rows_add(build_rows *rows, uint32_t count)
{
    uint64_t wanted = (uint64_t)rows->count + count;
    char *first;

    if (wanted > rows->room)
        grow(rows, wanted);
    first = rows->rows + (size_t)rows->count * rows->size;
    memset(first, 0, (size_t)count * rows->size);
    rows->count = (uint32_t)wanted;
    return first;
}

/* Strings follow the head, whose size is a multiple of 8. */
_Static_assert(sizeof(tr_gen_head) % 8 == 0, "the strings begin after the head");

tr_off tr_build_string(builder *b, const char *text)
{
    size_t length;
    void *known;
    tr_off offset;

    if (!text || !*text)
        return 0;
    known = apr_hash_get(b->string_offsets, text, APR_HASH_KEY_STRING);
    if (known)
        return (tr_off)(uintptr_t)known;
    length = strlen(text) + 1;
    if (length > UINT32_MAX / 4)
        abort();
    offset = (tr_off)(sizeof(tr_gen_head) + b->strings.count);
    memcpy(tr_build_rows_add(&b->strings, (uint32_t)length), text, length);
    apr_hash_set(b->string_offsets, text, (apr_ssize_t)length - 1,
                 (void *)(uintptr_t)offset);
    return offset;
}

tr_off tr_build_word(builder *b, build_file *file, uint32_t word)
{
    if (word == 0)
        return 0;
    if (!file->strings)
        file->strings = apr_pcalloc(b->pool, file->file->word_count * sizeof(tr_off));
    if (!file->strings[word])
        file->strings[word] = tr_build_string(b, file->file->words[word]);
    return file->strings[word];
}

tr_off tr_build_printed(builder *b, build_file *file, uint32_t word)
{
    const char *text = file->file->words[word];
    apr_hash_t *shared = b->string_offsets;
    tr_off offset;

    if (!b->policies || !word)
        return tr_build_word(b, file, word);
    b->string_offsets = b->printed_offsets;
    offset = tr_build_string(b, text);
    b->string_offsets = shared;
    return offset;
}

uint32_t tr_build_intern(builder *b, build_rows *rows, apr_hash_t *index,
                         const void *row, size_t key)
{
    void *known = apr_hash_get(index, row, (apr_ssize_t)key);
    uint32_t at;

    if (known)
        return (uint32_t)(uintptr_t)known - 1;
    at = rows->count;
    memcpy(tr_build_rows_add(rows, 1), row, rows->size);
    apr_hash_set(index, apr_pmemdup(b->pool, row, key), (apr_ssize_t)key,
                 (void *)((uintptr_t)at + 1));
    return at;
}
