/* SPDX-License-Identifier: Apache-2.0 */
/* A text that is put together piece by piece; see pieces.h. */
#include "query/pieces.h"

#include <string.h>

enum { ROOM = 128 };            /* enough for most */

static void grow(tr_pieces *to, size_t needed)
{
    size_t room = to->room ? to->room * 2 : ROOM;
    char *text;

    while (room < needed)
        room *= 2;
    text = apr_palloc(to->pool, room);
    if (to->length)
        memcpy(text, to->text, to->length);
    to->text = text;
    to->room = room;
}

void tr_pieces_add(tr_pieces *to, const char *piece)
{
    size_t length = strlen(piece);

    if (to->length + length >= to->room)
        grow(to, to->length + length + 1);
    memcpy(to->text + to->length, piece, length + 1);
    to->length += length;
}
