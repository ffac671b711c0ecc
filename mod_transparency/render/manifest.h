/* SPDX-License-Identifier: Apache-2.0 */
/* manifest.h - what a server holds, to be compared with another or with a mirror. */
#ifndef TR_RENDER_MANIFEST_H
#define TR_RENDER_MANIFEST_H

#include "render/render.h"

/* SHA-256 of the source files of everything below httpd/, in hex: equal ids make equal data of equal files. */
extern const char tr_source_id[];

enum { TR_SHA256_HEX = 65 };

/* Renders into nothing: how many bytes, and their SHA-256. Memory does not grow with the body. */
apr_status_t tr_render_digest(const tr_render *render, uint64_t *bytes, char hex[TR_SHA256_HEX]);

/* Every data file of every resource with its length and SHA-256. Takes time in proportion to all of them. */
apr_status_t tr_render_manifest(const tr_render *render, tr_out *out);

/* The record as a dataset with its versions: DCAT 3 and schema.org in JSON-LD (render->canonical_base must be set); catalog_jsonld.c. */
apr_status_t tr_render_catalog(const tr_render *render, tr_out *out);

/* What the catalogue says of the record itself, for the page that a search engine reads; the same file. */
void tr_render_dataset(const tr_render *render, const char *title, tr_out *out);

#endif
