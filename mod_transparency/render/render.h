/* SPDX-License-Identifier: Apache-2.0 */
/*
 * render.h - from a target to the bytes of one representation.
 */
#ifndef TR_RENDER_RENDER_H
#define TR_RENDER_RENDER_H

#include "intl/builtin.h"
#include "intl/catalog.h"
#include "intl/locale.h"
#include "query/answer.h"
#include "render/out.h"

/* The page shell: an HTML file cut at its named slots. */
typedef struct tr_shell tr_shell;

/*
 * Cuts the shell in `html` (length bytes). Slots are HTML comments <!--slot:NAME--> with the
 * names listed in render/shell.c. Returns NULL with *error saying file-line and what is missing.
 */
const tr_shell *tr_shell_parse(const char *html, apr_size_t length, const char **error, apr_pool_t *pool);

/* The shell, stylesheet and icon compiled in, used when no directive names others. */
extern const char tr_builtin_shell[];
extern const char tr_builtin_css[];
enum { TR_BUILTIN_ICON_BYTES = 729 };
extern const unsigned char tr_builtin_icon[TR_BUILTIN_ICON_BYTES];      /* a PNG file */

typedef struct tr_render {
    const tr_gen *gen;
    const tr_site *site;
    const tr_target *target;
    tr_format format;
    const char *lang;                   /* chosen language, exact configured spelling */
    const tr_locale *locale;            /* of lang; NULL for formats that are not localised */
    const tr_catalog *catalog;          /* of lang; ditto */
    const tr_catalog *const *catalogs;  /* of all languages of the site, in their order; NULL: all in English */
    const tr_shell *shell;              /* HTML only */
    const char *title;                  /* TransparencyTitle, or NULL: the publisher's name */
    const char *stylesheet;             /* file name below assets/, e.g. "transparency.1f2e3d4c.css" */
    const char *icon;                   /* file name below assets/, a PNG; NULL: none */
    const char *logo;                   /* the same, shown beside the title; NULL: none */
    unsigned logo_width, logo_height;   /* in pixels */
    const char *canonical_base;         /* TransparencyCanonicalURL without trailing slash, or NULL */
    const char *mount;                  /* path of the record on the server, without trailing slash, ready for a URL;
                                           NULL: not known */
    const unsigned char *fingerprint;   /* 32 bytes, of everything but the data that can change a byte; NULL: not known */
    int *from_totals;                   /* set to 1 when the sums of the answer are precomputed; NULL: nobody asks */
    apr_pool_t *pool;
} tr_render;

/*
 * Writes the representation. Deterministic: the same arguments give the same bytes. Links are relative to the
 * target's path. Returns APR_SUCCESS or out->status.
 */
apr_status_t tr_render_target(const tr_render *render, tr_out *out);

/* Writes an error as a problem document (RFC 9457: JSON) or page (HTML), in render->format; CSV and Markdown askers get problem+json. */
apr_status_t tr_render_problem(const tr_render *render, const tr_problem *problem, tr_out *out);

/* The relative way from a path below the mount up to it: "../" for every slash before a '?'. */
const char *tr_path_up(const char *path, apr_pool_t *pool);

/* How many rows the representation holds in all (meta.rows), for logs and tests. */
uint64_t tr_render_rows(const tr_render *render);

/* Suggested file name of a fixed CSV or JSON, "PUBLISHER-requests-2012.csv": for Content-Disposition. */
const char *tr_render_filename(const tr_render *render, apr_pool_t *pool);

#endif
