/* SPDX-License-Identifier: Apache-2.0 */
/* page_head.c - see page_head.h */
#include "httpd/page_head.h"

#include <string.h>

#include "http/httpdate.h"

static size_t size_of(const char *text)
{
    return text ? strlen(text) + 1 : 0;
}

/* Appends a text to a head that has room for it. */
static uint32_t put(tr_page_head *head, const char *text)
{
    uint32_t offset = head->size;

    if (!text)
        return 0;
    memcpy((char *)head + offset, text, size_of(text));
    head->size += (uint32_t)size_of(text);
    return offset;
}

tr_page_head *tr_page_head_make(const tr_page_texts *texts, int64_t last_modified,
                                apr_pool_t *pool)
{
    size_t size = sizeof(tr_page_head) + size_of(texts->selector)
                  + size_of(texts->link) + size_of(texts->filename);
    tr_page_head *head;

    for (int i = 0; i < TR_FORM_COUNT; i++)
        size += size_of(texts->history[i]);
    head = apr_palloc(pool, size);
    memset(head, 0, sizeof *head);
    head->size = (uint32_t)sizeof *head;
    head->selector = put(head, texts->selector);
    head->link = put(head, texts->link);
    head->filename = put(head, texts->filename);
    for (int i = 0; i < TR_FORM_COUNT; i++)
        head->history[i] = put(head, texts->history[i]);
    head->last_modified_seconds = last_modified;
    tr_httpdate_format(head->last_modified, apr_time_from_sec(last_modified));
    return head;
}

void tr_page_head_etag(tr_page_head *head, const unsigned char digest[32])
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                   "abcdefghijklmnopqrstuvwxyz0123456789-_";
    char *to = head->etag;

    *to++ = '"';
    for (int i = 0; i < 18; i += 3) {
        unsigned bits = (unsigned)digest[i] << 16
                        | (unsigned)digest[i + 1] << 8 | digest[i + 2];
        for (int shift = 18; shift >= 0; shift -= 6)
            *to++ = alphabet[bits >> shift & 63];
    }
    *to++ = '"';
    *to = '\0';
}
