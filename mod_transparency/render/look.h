/* SPDX-License-Identifier: Apache-2.0 */
/*
 * look.h - how a record is shown: languages, words, shell, stylesheet, icon.
 *
 *     tr_speeches ──< tr_speech      every language there is
 *     tr_themes   ──< tr_theme       files put in place of ours
 *     tr_settings                    directives
 *          └────────> tr_look ──────> tr_render of any page
 *
 * A look is immutable once made.  Its fingerprint is of everything but the data
 * that can change a byte of a representation: who has the same fingerprint and
 * the same generation serves the same bytes, be it a server or a mirror.
 */
#ifndef TR_RENDER_LOOK_H
#define TR_RENDER_LOOK_H

#include "render/render.h"
#include "render/settings.h"
#include "render/theme.h"

typedef struct tr_speech {
    const char *tag;
    const tr_locale *locale;
    const tr_catalog *catalog;
} tr_speech;

typedef struct tr_speeches {
    tr_speech *speech;
    int count;
} tr_speeches;

/* What is not as it should be; `text` says more. Something of ours is shown in its place. */
typedef enum tr_look_fault {
    TR_LOOK_SPEECH,             /* a language of ours cannot be had: "TAG is not offered: why" */
    TR_LOOK_LANGUAGE,           /* a language that was asked for is none */
    TR_LOOK_SHELL,
    TR_LOOK_LOGO,
    TR_LOOK_STRINGS
} tr_look_fault;
typedef void (*tr_look_tell)(void *baton, tr_look_fault fault, const char *text);

/* Loads every language that has a catalog; they live as long as pool. */
void tr_speeches_load(tr_speeches *out, tr_look_tell tell, void *baton, apr_pool_t *pool);

/* What is served below assets/. */
typedef struct tr_asset {
    const char *name;               /* NAME.HASH.EXTENSION */
    const char *type;               /* media type */
    const char *bytes;
    apr_size_t length;
    int is_coded;                   /* it gets smaller by a coding */
} tr_asset;

enum { TR_ASSET_STYLESHEET, TR_ASSET_ICON, TR_ASSET_COUNT };

typedef struct tr_look {
    const char *title, *canonical_url;  /* or NULL */
    unsigned char fingerprint[32];
    tr_site site;
    const tr_speech *const *speech;     /* as site.languages */
    const tr_catalog *const *catalogs;  /* of speech */
    size_t language_count, default_language;
    const tr_shell *shell;
    tr_asset assets[TR_ASSET_COUNT];
    unsigned logo_width, logo_height;   /* of a logo that was put in place of the icon; else 0 */
} tr_look;

/* Makes the look of `settings`; everything given must live as long as it does. */
void tr_look_make(tr_look *out, const tr_settings *settings, const tr_speeches *speeches,
                  const tr_themes *themes, tr_look_tell tell, void *baton, apr_pool_t *pool);

/* The number of the language with exactly this tag among those offered, or -1. */
int tr_look_language(const tr_look *look, const char *tag);

/* A render of one variant; what is of the caller (mount, from_totals) is not set. */
void tr_look_render(tr_render *out, const tr_look *look, const tr_gen *gen, const tr_target *target,
                    tr_format format, size_t language, apr_pool_t *pool);

#endif
