/* SPDX-License-Identifier: Apache-2.0 */
/* shell.h - the pieces of a page shell; for shell.c and html.c. */
#ifndef TR_RENDER_SHELL_H
#define TR_RENDER_SHELL_H

#include "render/render.h"

typedef enum tr_slot {
    TR_SLOT_HTML, TR_SLOT_HEAD, TR_SLOT_SKIP, TR_SLOT_SITE, TR_SLOT_NAV,
    TR_SLOT_NOTICE, TR_SLOT_MAIN, TR_SLOT_TOOLS, TR_SLOT_FOOTER, TR_SLOT_COUNT
} tr_slot;

typedef struct tr_shell_piece {
    const char *text;
    size_t length;
    int slot;                   /* that follows the text, or -1 at the end */
} tr_shell_piece;

struct tr_shell {
    int count;
    tr_shell_piece piece[TR_SLOT_COUNT + 1];
};

#endif
