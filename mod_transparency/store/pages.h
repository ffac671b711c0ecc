/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pages.h - finished pages kept beside the generation they were made from.
 *
 * A page is found by a key of TR_KEY_SIZE bytes, a SHA-256 the caller makes
 * over render fingerprint, resource, format, language and coding.  It has two
 * parts: `meta`, whose form is the caller's (ready-made headers, digests), and
 * `body`.  Pages never change, move or go while their generation lives.
 *
 * Everybody calls tr_page_find; who finds nothing calls tr_page_claim, and who
 * gets the claim renders, then tr_page_fill.  All the others render for
 * themselves without keeping, nobody waits.
 */
#ifndef TR_STORE_PAGES_H
#define TR_STORE_PAGES_H

#include "store/pin.h"

/* A ready page; the memory is the segment's and good while the pin is held. */
typedef struct tr_page {
    const unsigned char *meta;      /* 64-byte aligned */
    uint64_t meta_size;             /* bytes */
    const unsigned char *body;      /* 8-byte aligned */
    uint64_t body_size;             /* bytes */
    uint64_t body_offset;           /* of the body in tr_segment_body_fd */
} tr_page_t;

typedef enum tr_claim_result {
    TR_CLAIM_OURS,                  /* render and fill, or abandon */
    TR_CLAIM_READY,                 /* it has just become ready: find it */
    TR_CLAIM_BUSY,                  /* somebody is at it: render, do not keep */
    TR_CLAIM_FULL                   /* no room, or a guest: as BUSY */
} tr_claim_result_t;

/* The right to make one page; belongs to one thread. */
typedef struct tr_claim {
    tr_pin_t pin;                   /* the caller's pin, not another one */
    struct tr_entry *entry;
    uint64_t state;                 /* our CLAIMED state of the entry */
    unsigned char *meta;            /* after tr_page_take: to be written */
    unsigned char *body;
    uint64_t offset;
    uint64_t meta_size;
    uint64_t body_size;
    unsigned char key[TR_KEY_SIZE];
} tr_claim_t;

/* Looks `key` up in the pinned generation: 1 and *page, or 0. */
int tr_page_find(const tr_pin_t *pin, const unsigned char *key,
                 tr_page_t *page);

/*
 * Tries to get the right to make the page `key`.  On TR_CLAIM_OURS the pin
 * must be held until the claim ends in tr_page_ready, tr_page_fill or
 * tr_page_abandon; if the process dies first, the parent frees the claim.
 */
tr_claim_result_t tr_page_claim(const tr_pin_t *pin, const unsigned char *key,
                                tr_claim_t *claim);

/*
 * Takes room for a page of exactly this many bytes, to be written at
 * claim->meta and claim->body.  APR_ENOSPC (region full) and APR_ENOMEM (the
 * system is short of memory) end the claim: the page is not kept.  APR_EINVAL:
 * not a claim, or called twice.
 */
apr_status_t tr_page_take(tr_claim_t *claim, uint64_t meta_size,
                          uint64_t body_size);

/* Publishes the page written after tr_page_take and describes it in *page
 * (may be NULL).  APR_EGENERAL: the claim was not ours any more. */
apr_status_t tr_page_ready(tr_claim_t *claim, tr_page_t *page);

/* tr_page_take, copy, tr_page_ready in one; errors of both. */
apr_status_t tr_page_fill(tr_claim_t *claim,
                          const void *meta, uint64_t meta_size,
                          const void *body, uint64_t body_size,
                          tr_page_t *page);

/* Gives the claim up; somebody else may claim the page.  A claim that is over
 * is left alone. */
void tr_page_abandon(tr_claim_t *claim);

/* Frees the claims a process that is gone held in the pinned generation, by
 * the ticket of its slot; how many.  For store/reap.c. */
uint32_t tr_pages_reap(const tr_pin_t *pin, uint32_t ticket);

/* Bytes of the page region taken and in all; for status. */
void tr_pages_usage(const tr_pin_t *pin, uint64_t *taken, uint64_t *total);

#endif
