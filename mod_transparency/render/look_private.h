/* SPDX-License-Identifier: Apache-2.0 */
/* look_private.h - what the files that make a look share. */
#ifndef TR_RENDER_LOOK_PRIVATE_H
#define TR_RENDER_LOOK_PRIVATE_H

#include "render/look.h"

/* A look in the making, and what it is made of. */
typedef struct tr_making {
    tr_look *look;
    const tr_settings *settings;
    const tr_speeches *speeches;
    const tr_themes *themes;
    tr_look_tell tell;
    void *baton;
    apr_pool_t *pool;
} tr_making;

/* Languages, the default one, and the words of each; look_speech.c. */
void tr_look_speech(const tr_making *making);

#endif
