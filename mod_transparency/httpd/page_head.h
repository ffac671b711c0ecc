/* SPDX-License-Identifier: Apache-2.0 */
/*
 * page_head.h - what is kept beside a page's body: ready-made header values, so
 * that a hit only has to point at them.
 *
 *   ┌───────────────┬──────────┬──────┬──────────┬─────────┬─────────┬─────────┐
 *   │ tr_page_head  │ selector │ link │ filename │ history │ history │ history │
 *   │ offsets, size │ ...\0    │ ...\0│ ...\0    │ [0]  \0 │ [1]  \0 │ [2]  \0 │
 *   └───────────────┴──────────┴──────┴──────────┴─────────┴─────────┴─────────┘
 *
 * A page has up to three addresses, which lead to its versions each by addresses
 * of their own: what `Link` says of these is `history`, of each address, to be
 * put behind `link`, which is what all of them have in common.
 */
#ifndef TR_HTTPD_PAGE_HEAD_H
#define TR_HTTPD_PAGE_HEAD_H

#include <apr_pools.h>
#include <stdint.h>

/* How an address names what is at it: /requests, /requests.html, /requests.fr.html. */
typedef enum tr_form {
    TR_FORM_NEGOTIATED, TR_FORM_FIXED, TR_FORM_LANGUAGE, TR_FORM_COUNT
} tr_form;

typedef struct tr_page_head {
    char etag[32];              /* with its quotes */
    char digest[64];            /* Repr-Digest, or "" */
    char length[24];
    char last_modified[32];
    int64_t last_modified_seconds;
    uint32_t selector, link, filename;      /* offsets of texts from the start of this, 0: none */
    uint32_t history[TR_FORM_COUNT];
    uint32_t size;              /* of this with its texts */
} tr_page_head;

/* The texts of a head; NULL: none. */
typedef struct tr_page_texts {
    const char *selector;       /* what was asked for, since the key under which a page is found is only a hash */
    const char *link, *filename;
    const char *history[TR_FORM_COUNT];
} tr_page_texts;

/* A head with these texts and the date `last_modified` (seconds); the tag, the digest and the length are still empty. */
tr_page_head *tr_page_head_make(const tr_page_texts *texts, int64_t last_modified,
                                apr_pool_t *pool);

/* The tag that stands for a SHA-256: the first 144 bits of it, in quotes. */
void tr_page_head_etag(tr_page_head *head, const unsigned char digest[32]);

/* A text by its offset, or NULL. */
static inline const char *tr_page_head_text(const tr_page_head *head, uint32_t offset)
{
    return offset ? (const char *)head + offset : NULL;
}

#endif
