/* SPDX-License-Identifier: Apache-2.0 */
/* sitemap.h - what leads others to the record's pages and interfaces; absolute addresses only. */
#ifndef TR_RENDER_SITEMAP_H
#define TR_RENDER_SITEMAP_H

#include "render/render.h"

/* sitemap.xml: every canonical page (render->canonical_base must be set). */
apr_status_t tr_render_sitemap(const tr_render *render, tr_out *out);

/* The catalog of programming interfaces (RFC 9727) as a linkset (RFC 9264); api_catalog.c. */
apr_status_t tr_render_api_catalog(const tr_render *render, tr_out *out);

#endif
