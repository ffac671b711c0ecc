/* SPDX-License-Identifier: Apache-2.0 */
/*
 * manifest.c - every current resource in every data format, with its length
 * and the SHA-256 of its uncompressed bytes.
 */
#include "render/manifest.h"

#include <apr_strings.h>
#include <openssl/evp.h>

#include "record/file.h"
#include "render/facts.h"
#include "render/json_writer.h"
#include "source_text.h"
#include "version.h"

enum { CHUNK = 64 * 1024 };

const char tr_source_id[] = TR_SOURCE_TEXT;

/* ---- One body ---- */

static apr_status_t hash_chunk(tr_out *out, void *hash)
{
    return EVP_DigestUpdate(hash, out->buffer, out->used) ? APR_SUCCESS
                                                          : APR_EGENERAL;
}

apr_status_t tr_render_digest(const tr_render *render, uint64_t *bytes,
                              char hex[TR_SHA256_HEX])
{
    EVP_MD_CTX *hash = EVP_MD_CTX_new();
    unsigned char digest[EVP_MAX_MD_SIZE];
    apr_status_t status;
    tr_out out;

    if (!hash || !EVP_DigestInit_ex(hash, EVP_sha256(), NULL)) {
        EVP_MD_CTX_free(hash);
        return APR_EGENERAL;
    }
    tr_out_chunks(&out, CHUNK, hash_chunk, hash, render->pool);
    tr_render_target(render, &out);
    status = tr_out_end(&out);
    EVP_DigestFinal_ex(hash, digest, NULL);
    EVP_MD_CTX_free(hash);
    *bytes = out.total;
    tr_digest_hex(digest, hex);
    return status;
}

/* ---- All of them ---- */

typedef struct manifest {
    const tr_render *render;
    tr_json json;
    tr_out *out;
    apr_pool_t *pool;           /* of one body */
} manifest;

static void put_file(manifest *m, const char *path, tr_format format)
{
    tr_render render = *m->render;
    tr_problem problem;
    tr_target target;
    uint64_t bytes;
    char hex[TR_SHA256_HEX];
    apr_status_t status;

    if (tr_resolve(&target, &problem, render.gen, render.site,
                   apr_pstrcat(m->pool, "/", *path ? path : "index", ".",
                               tr_formats[format].extension, NULL), NULL,
                   m->pool))
        return;                 /* withdrawn: there is nothing to compare */
    render.target = &target;
    render.format = format;
    render.pool = m->pool;
    status = tr_render_digest(&render, &bytes, hex);
    if (status != APR_SUCCESS) {
        m->out->status = status;
        return;
    }
    tr_json_object_flat(&m->json, NULL);
    tr_json_text(&m->json, "path", tr_target_uri(&target, m->pool));
    tr_json_int(&m->json, "bytes", (int64_t)bytes);
    tr_json_text(&m->json, "sha256", hex);
    tr_json_end(&m->json);
}

static void put_resource(void *baton, tr_resource resource, const char *path)
{
    static const tr_format formats[] = { TR_FORMAT_CSV, TR_FORMAT_JSON,
                                         TR_FORMAT_NDJSON };
    manifest *m = baton;

    (void)resource;
    for (int i = 0; i < 3; i++) {
        if (m->out->status == APR_SUCCESS
            && m->render->site->formats & 1u << formats[i])
            put_file(m, path, formats[i]);
        apr_pool_clear(m->pool);
    }
}

apr_status_t tr_render_manifest(const tr_render *render, tr_out *out)
{
    const tr_gen *gen = render->gen;
    manifest m = { .render = render, .out = out };
    char hex[TR_SHA256_HEX];

    apr_pool_create(&m.pool, render->pool);
    tr_digest_hex(gen->head->digest, hex);
    tr_json_start(&m.json, out);
    tr_json_object(&m.json, NULL);
    tr_json_text(&m.json, "format", "transparency-report-1");
    tr_json_text(&m.json, "edition", tr_fact_instant(
        TR_GEN_ROWS(gen, int64_t, instants)[gen->edition], render->pool));
    tr_json_text(&m.json, "generation", hex);
    tr_json_text(&m.json, "version", TR_VERSION);
    tr_json_text(&m.json, "source", tr_source_id);
    if (render->fingerprint) {
        tr_digest_hex(render->fingerprint, hex);
        tr_json_text(&m.json, "render", hex);
    }
    tr_json_bool(&m.json, "complete", !gen->head->incomplete);
    tr_json_int(&m.json, "files_left_out", gen->head->incomplete);
    tr_json_array(&m.json, "resources");
    tr_each_resource(gen, put_resource, &m, render->pool);
    tr_json_end_to(&m.json, 0);
    apr_pool_destroy(m.pool);
    return out->status;
}
