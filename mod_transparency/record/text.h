/* SPDX-License-Identifier: Apache-2.0 */
/*
 * text.h - running text, rebuilt from what the parser reports.
 *
 * Nothing of the author's markup passes through: every tag, attribute and
 * escape of the result is written here, so the result is safe to stand in an
 * HTML or XHTML page.  The canonical form:
 *
 *   - elements of tr_inline_elements only, without namespace, properly nested:
 *     lists hold items, paragraphs hold no blocks, links hold no links;
 *   - attributes: lang (from xml:lang), href of a, cite of q and blockquote,
 *     title of abbr, datetime of time, in that order, in double quotes;
 *   - "&", "<", ">" and in attributes also '"' as named references, all else
 *     as UTF-8;
 *   - white space is one space, none at the edges of blocks.
 *
 * A label is one line of the same without any markup and without escapes.
 */
#ifndef TR_RECORD_TEXT_H
#define TR_RECORD_TEXT_H

#include <apr_pools.h>
#include <stddef.h>

#include "record/attribute.h"
#include "record/vector.h"

enum { TR_INLINE_DEPTH = 16 };

/* An attribute as SAX2 gives it. */
typedef struct tr_sax_attr {
    const char *name, *prefix, *uri, *value, *end;
} tr_sax_attr;

typedef struct tr_text {
    tr_vector out;              /* char */
    int rich;                   /* markup is allowed and text is escaped */
    int space;                  /* white space is due before the next character */
    int edge;                   /* at the edge of a block: none is due */
    int depth;
    int open[TR_INLINE_DEPTH];  /* what is open, indexes into the inline elements */
    int told;                   /* a character was refused: once is enough */
    int visible;                /* it holds something to read */
    char cut[4];                /* first bytes of a character that is still to come */
    int cut_length;
} tr_text;

void tr_text_init(tr_text *text, apr_pool_t *pool);

/* Starts a text (rich) or a label. */
void tr_text_begin(tr_text *text, int rich);

/* Adds characters; returns 0 when the text became longer than `max` bytes. */
int tr_text_add(tr_text *text, const char *bytes, size_t length, size_t max,
                const tr_spot *spot);

/* Whether `name` is inline markup. */
int tr_text_knows(const char *name);

/*
 * Opens an inline element; tells what is wrong and returns 0 when it may not
 * stand here (its content is then to be skipped). `pool` is for scratch.
 */
int tr_text_open(tr_text *text, const char *name, const tr_sax_attr *attrs,
                 int count, const tr_spot *spot, apr_pool_t *pool);

/* Closes what was opened last. */
void tr_text_close(tr_text *text);

/* The text, copied to `pool`; NULL when there is nothing to read in it. */
const char *tr_text_end(tr_text *text, apr_pool_t *pool);

#endif
