/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The page shell: an HTML file cut at its slots.
 *
 *   text ─ slot ─ text ─ slot ─ ... ─ text
 *
 * A slot is <!--slot:NAME-->, each at most once:
 *   html       the <html> tag with language and direction   required
 *   head       title, stylesheet, links                     required
 *   skip       link to the content
 *   site       name of the record, linked to its overview
 *   nav        links to the resources
 *   notice     says when the record is incomplete or old    required
 *   main       <main> with the heading and the content      required
 *   tools      formats and languages of this page
 *   footer     edition, licence, how to cite                required
 */
#include "render/shell.h"

#include <apr_strings.h>
#include <string.h>

static const struct { const char *name; int required; } slots[] = {
    { "html", 1 }, { "head", 1 }, { "skip", 0 }, { "site", 0 }, { "nav", 0 },
    { "notice", 1 }, { "main", 1 }, { "tools", 0 }, { "footer", 1 }
};

static const char slot_begin[] = "<!--slot:", slot_end[] = "-->";

static int line_of(const char *html, const char *at)
{
    int line = 1;

    for (; html < at; html++)
        line += *html == '\n';
    return line;
}

static int find_slot(const char *name, size_t length)
{
    for (int i = 0; i < TR_SLOT_COUNT; i++)
        if (strlen(slots[i].name) == length
            && !memcmp(slots[i].name, name, length))
            return i;
    return -1;
}

static void add_piece(tr_shell *shell, const char *text, size_t length, int slot)
{
    shell->piece[shell->count].text = text;
    shell->piece[shell->count].length = length;
    shell->piece[shell->count++].slot = slot;
}

/* Takes the slot at `at`; the place after it, or NULL with *error. */
static const char *take_slot(tr_shell *shell, const char *html, const char *at,
                             const char *text, unsigned *seen,
                             const char **error, apr_pool_t *pool)
{
    const char *name = at + sizeof slot_begin - 1;
    const char *end = strstr(name, slot_end);
    int slot = end ? find_slot(name, (size_t)(end - name)) : -1;

    if (!end || slot < 0) {
        *error = apr_psprintf(pool, "line %d: there is no slot \"%.*s\"",
                              line_of(html, at), end ? (int)(end - name) : 20,
                              name);
        return NULL;
    }
    if (*seen & 1u << slot) {
        *error = apr_psprintf(pool, "line %d: the slot \"%s\" is there twice",
                              line_of(html, at), slots[slot].name);
        return NULL;
    }
    *seen |= 1u << slot;
    add_piece(shell, text, (size_t)(at - text), slot);
    return end + sizeof slot_end - 1;
}

const tr_shell *tr_shell_parse(const char *html, apr_size_t length,
                               const char **error, apr_pool_t *pool)
{
    const char *copy = apr_pstrmemdup(pool, html, length), *text = copy, *at;
    tr_shell *shell = apr_pcalloc(pool, sizeof *shell);
    unsigned seen = 0;

    *error = NULL;
    if (strlen(copy) != length) {
        *error = apr_psprintf(pool, "line %d: there is a NUL byte",
                              line_of(copy, copy + strlen(copy)));
        return NULL;
    }
    while ((at = strstr(text, slot_begin))) {
        text = take_slot(shell, copy, at, text, &seen, error, pool);
        if (!text)
            return NULL;
    }
    add_piece(shell, text, strlen(text), -1);
    for (int i = 0; i < TR_SLOT_COUNT; i++)
        if (slots[i].required && !(seen & 1u << i)) {
            *error = apr_psprintf(pool, "the slot <!--slot:%s--> is missing",
                                  slots[i].name);
            return NULL;
        }
    return shell;
}
