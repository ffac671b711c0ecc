/* SPDX-License-Identifier: Apache-2.0 */
/* code_index.c - see code_index.h */
#include "store/code_index.h"

#include <stdlib.h>
#include <string.h>

typedef struct named {
    const char *text;
    uint16_t ordinal;
} named;

static int compare_named(const void *a, const void *b)
{
    return strcmp(((const named *)a)->text, ((const named *)b)->text);
}

void tr_code_index_fill(tr_gen_head *head, tr_dim dim, apr_pool_t *pool)
{
    uint32_t count = head->codes[dim].count;
    tr_gen_code *codes = (tr_gen_code *)(void *)((char *)head + head->codes[dim].off);
    const tr_gen gen = { .head = head };
    named *all = apr_palloc(pool, count * sizeof *all);

    for (uint32_t i = 0; i < count; i++)
        all[i] = (named){ tr_gen_code_text(&gen, dim, (uint16_t)i), (uint16_t)i };
    qsort(all, count, sizeof *all, compare_named);
    for (uint32_t i = 0; i < count; i++)
        codes[i].by_text = all[i].ordinal;
}

static const char *text_at(const tr_gen *gen, tr_dim dim, uint32_t place)
{
    return tr_gen_code_text(gen, dim, tr_gen_codes(gen, dim)[place].by_text);
}

/* `text` against `length` bytes without a NUL. */
static int compare(const char *text, const char *code, size_t length)
{
    int order = strncmp(text, code, length);
    return order ? order : text[length] != '\0';
}

uint16_t tr_code_index_find(const tr_gen *gen, tr_dim dim, const char *code, size_t length)
{
    uint32_t low = 1, high = gen->head->codes[dim].count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = compare(text_at(gen, dim, middle), code, length);
        if (!order)
            return tr_gen_codes(gen, dim)[middle].by_text;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return 0;
}

int tr_code_index_ok(const tr_gen *gen, tr_dim dim)
{
    const tr_gen_code *codes = tr_gen_codes(gen, dim);
    uint32_t count = gen->head->codes[dim].count;

    for (uint32_t i = 0; i < count; i++)
        if (codes[i].by_text >= count
            || (i && strcmp(text_at(gen, dim, i - 1), text_at(gen, dim, i)) >= 0))
            return 0;
    return codes[0].by_text == 0;
}
