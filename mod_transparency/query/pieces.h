/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pieces.h - a text that is put together piece by piece.
 *
 *     text ┌────────────────┬───┬──────────────┐
 *          │ pieces so far  │NUL│ room for more│     twice as large when it is full
 *          └────────────────┴───┴──────────────┘
 */
#ifndef TR_QUERY_PIECES_H
#define TR_QUERY_PIECES_H

#include <apr_pools.h>
#include <stddef.h>

typedef struct tr_pieces {
    apr_pool_t *pool;
    char *text;                 /* NUL-terminated; moves while it grows; NULL: nothing yet */
    size_t length, room;
} tr_pieces;

/* An empty text, whose memory will come from the pool. */
static inline tr_pieces tr_pieces_make(apr_pool_t *pool)
{
    return (tr_pieces){ .pool = pool };
}

void tr_pieces_add(tr_pieces *to, const char *piece);

/* All of them so far. */
static inline const char *tr_pieces_text(const tr_pieces *pieces)
{
    return pieces->text ? pieces->text : "";
}

#endif
