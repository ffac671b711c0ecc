/* SPDX-License-Identifier: Apache-2.0 */
/*
 * catalog.c - finding and filling messages.  catalog_load.c reads them.
 */
#include "intl/catalog.h"

#include <stdarg.h>
#include <string.h>

#include <apr_strings.h>

#include "intl/catalog_private.h"

const tr_message *tr_catalog_find(const tr_catalog *catalog, const char *key)
{
    apr_size_t low = 0, high = catalog->count;
    while (low < high) {
        apr_size_t middle = low + (high - low) / 2;
        int order = strcmp(key, catalog->messages[middle].key);
        if (order == 0)
            return &catalog->messages[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

const tr_catalog *tr_catalog_english(void)
{
    return &tr_catalog_built_in;
}

const char *tr_catalog_language(const tr_catalog *catalog)
{
    return catalog->language;
}

apr_size_t tr_catalog_count(const tr_catalog *catalog)
{
    return catalog->count;
}

const char *tr_catalog_key(const tr_catalog *catalog, apr_size_t index)
{
    return index < catalog->count ? catalog->messages[index].key : NULL;
}

int tr_catalog_has(const tr_catalog *catalog, const char *key)
{
    return tr_catalog_find(catalog, key) != NULL;
}

const char *tr_catalog_variant(const tr_catalog *catalog, const char *key,
                               tr_plural category)
{
    const tr_message *message = tr_catalog_find(catalog, key);
    return message && (unsigned)category < TR_PLURAL_COUNT
               ? message->text[category] : NULL;
}

const char *tr_catalog_plural(const tr_catalog *catalog, const char *key,
                              tr_plural category)
{
    const tr_message *message = catalog ? tr_catalog_find(catalog, key) : NULL;
    if (!message)
        message = tr_catalog_find(&tr_catalog_built_in, key);
    if (!message)
        return key;
    if ((unsigned)category < TR_PLURAL_COUNT && message->text[category])
        return message->text[category];
    return message->text[TR_PLURAL_OTHER];
}

const char *tr_catalog_text(const tr_catalog *catalog, const char *key)
{
    return tr_catalog_plural(catalog, key, TR_PLURAL_OTHER);
}

const tr_catalog *tr_catalog_replace(const tr_catalog *base,
                                     const tr_catalog *over, apr_pool_t *pool,
                                     const char **unknown)
{
    tr_catalog *both = apr_pmemdup(pool, base, sizeof *both);
    tr_message *messages = apr_palloc(pool, (base->count + 1) * sizeof *messages);

    *unknown = NULL;
    for (apr_size_t i = 0; i < over->count && !*unknown; i++)
        if (!tr_catalog_find(base, over->messages[i].key))
            *unknown = over->messages[i].key;
    if (*unknown)
        return NULL;
    for (apr_size_t i = 0; i < base->count; i++) {
        const tr_message *own = tr_catalog_find(over, base->messages[i].key);
        messages[i] = own ? *own : base->messages[i];
    }
    both->messages = messages;
    return both;
}

/* ----------------------------------------------------------- places ---- */

static int is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'
           || c == '_';
}

int tr_catalog_next_place(const char *text, const char **name,
                          apr_size_t *length)
{
    const char *open = strpbrk(text, "{}"), *end;
    if (!open)
        return 0;
    for (end = open + 1; is_name_char(*end); end++)
        ;
    if (*open == '}' || *end != '}' || end == open + 1)
        return -1;
    *name = open + 1;
    *length = (apr_size_t)(end - open - 1);
    return 1;
}

static const char *value_of(const char *name, apr_size_t length, va_list pairs)
{
    const char *found = NULL, *key;
    va_list copy;
    va_copy(copy, pairs);
    while (!found && (key = va_arg(copy, const char *))) {
        const char *value = va_arg(copy, const char *);
        if (strlen(key) == length && memcmp(key, name, length) == 0)
            found = value;
    }
    va_end(copy);
    return found;
}

const char *tr_catalog_fill(apr_pool_t *pool, const char *pattern, ...)
{
    const char *text = "", *name;
    apr_size_t length;
    va_list pairs;
    va_start(pairs, pattern);
    while (tr_catalog_next_place(pattern, &name, &length) == 1) {
        const char *value = value_of(name, length, pairs);
        apr_size_t before = (apr_size_t)(name - pattern) - 1;
        if (!value)
            value = apr_pstrmemdup(pool, name - 1, length + 2);
        text = apr_psprintf(pool, "%s%.*s%s", text, (int)before, pattern,
                            value);
        pattern = name + length + 1;
    }
    va_end(pairs);
    return apr_pstrcat(pool, text, pattern, NULL);
}
