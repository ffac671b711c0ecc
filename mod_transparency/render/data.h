/* SPDX-License-Identifier: Apache-2.0 */
/* data.h - the formats made from facts alone, one file each. */
#ifndef TR_RENDER_DATA_H
#define TR_RENDER_DATA_H

#include "render/facts.h"

/* RFC 4180: CRLF at every end, header once, quotes only where needed. */
apr_status_t tr_render_csv(const tr_render *render, tr_out *out);

/* {"meta": {...}, "rows": [...]} with exactly the CSV's columns; null for no value. */
apr_status_t tr_render_json(const tr_render *render, tr_out *out);

/* One row a line; no meta, so that lines can be concatenated. */
apr_status_t tr_render_ndjson(const tr_render *render, tr_out *out);

/* CommonMark with a pipe table, in pages of TR_PAGE_ROWS rows. */
apr_status_t tr_render_markdown(const tr_render *render, tr_out *out);

/* The versions of render->target, in TR_FORMAT_LINKS or TR_FORMAT_JSON. */
apr_status_t tr_render_timemap(const tr_render *render, tr_out *out);

/* RFC 9457. */
apr_status_t tr_render_problem_json(const tr_render *render, const tr_problem *problem, tr_out *out);

#endif
