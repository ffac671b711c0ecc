/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a later file says differently.  An edition that only adds takes nothing
 * back and needs no correction; one that says the same is none.
 */
#include <string.h>

#include "import/made.h"

static int same_frame(const tr_made *before, const tr_made *now)
{
    return strcmp(before->head, now->head) == 0 && strcmp(before->intro, now->intro) == 0;
}

static int same_rows(const tr_made *before, const tr_made *now)
{
    const tr_made_row *a = before->rows.bytes, *b = now->rows.bytes;

    if (before->rows.count != now->rows.count)
        return 0;
    for (size_t i = 0; i < now->rows.count; i++)
        if (strcmp(a[i].text, b[i].text) != 0)
            return 0;
    return 1;
}

/* Whether every row of `before` is still there. */
static int keeps_rows(const tr_made *before, const tr_made *now, apr_pool_t *pool)
{
    const tr_made_row *a = before->rows.bytes, *b = now->rows.bytes;
    apr_hash_t *there = apr_hash_make(pool);

    for (size_t i = 0; i < now->rows.count; i++)
        apr_hash_set(there, b[i].text, APR_HASH_KEY_STRING, "");
    for (size_t i = 0; i < before->rows.count; i++)
        if (!apr_hash_get(there, a[i].text, APR_HASH_KEY_STRING))
            return 0;
    return 1;
}

const tr_made *tr_editions_compare(tr_made_file *file, apr_hash_t *said)
{
    const tr_made *first = NULL;

    for (tr_made *made = file->first; made; made = made->next) {
        const tr_made *before = apr_hash_get(said, made->key, APR_HASH_KEY_STRING);
        if (before && same_frame(before, made) && same_rows(before, made))
            made->told = 1;
        else if (before && !(same_frame(before, made)
                             && keeps_rows(before, made, file->pool))) {
            made->correct = 1;
            first = first ? first : made;
        }
        apr_hash_set(said, made->key, APR_HASH_KEY_STRING, made);
    }
    return first;
}
