/* SPDX-License-Identifier: Apache-2.0 */
/*
 * against_manifest.c - a record and the manifest of a server that serves it.
 *
 * The record is taken as it was at the edition of the manifest, its own manifest
 * is made, and both are compared: the digest of the whole first, then that of
 * every CSV and NDJSON file, whose bytes depend on nothing that is configured.
 */
#include "ctl/against.h"

#include <apr_file_io.h>
#include <apr_hash.h>
#include <apr_strings.h>
#include <stdio.h>
#include <string.h>

#include "ctl/json_reader.h"
#include "record/instant.h"
#include "render/manifest.h"

enum { MANIFEST_BYTES_MAX = 256 << 20 };

struct tr_manifest {
    const char *name;
    const char *edition, *generation, *source;
    int64_t instant;            /* of the edition, seconds */
    apr_hash_t *digests;        /* path -> SHA-256 in hex */
    apr_array_header_t *paths;  /* const char *, in the order of the manifest */
};

/* ---- Reading ---- */

static void read_resource(tr_manifest *manifest, tr_json_reader *reader)
{
    const char *key, *path = NULL, *digest = NULL;

    tr_json_enter(reader, '{');
    while ((key = tr_json_key(reader))) {
        if (!strcmp(key, "path"))
            path = tr_json_string(reader);
        else if (!strcmp(key, "sha256"))
            digest = tr_json_string(reader);
        else
            tr_json_skip(reader);
    }
    if (path && digest) {
        if (!apr_hash_get(manifest->digests, path, APR_HASH_KEY_STRING))
            APR_ARRAY_PUSH(manifest->paths, const char *) = path;
        apr_hash_set(manifest->digests, path, APR_HASH_KEY_STRING, digest);
    }
    else if (!reader->fault)
        reader->fault = "a resource has no path or no sha256";
}

static void read_members(tr_manifest *manifest, tr_json_reader *reader)
{
    const char *key;

    tr_json_enter(reader, '{');
    while ((key = tr_json_key(reader))) {
        if (!strcmp(key, "edition"))
            manifest->edition = tr_json_string(reader);
        else if (!strcmp(key, "generation"))
            manifest->generation = tr_json_string(reader);
        else if (!strcmp(key, "source"))
            manifest->source = tr_json_string(reader);
        else if (!strcmp(key, "resources")) {
            tr_json_enter(reader, '[');
            while (tr_json_more(reader))
                read_resource(manifest, reader);
        }
        else
            tr_json_skip(reader);
    }
    tr_json_finish(reader);
}

static tr_manifest *parse(const char *name, const char *text, const char **fault,
                          apr_pool_t *pool)
{
    tr_manifest *manifest = apr_pcalloc(pool, sizeof *manifest);
    tr_json_reader reader = { .at = text, .pool = pool };

    manifest->name = name;
    manifest->digests = apr_hash_make(pool);
    manifest->paths = apr_array_make(pool, 64, sizeof(const char *));
    read_members(manifest, &reader);
    *fault = reader.fault;
    if (!*fault && (!manifest->edition || !manifest->generation || !manifest->source))
        *fault = "edition, generation or source is missing";
    if (!*fault)
        *fault = tr_edition_parse(manifest->edition, strlen(manifest->edition),
                                  &manifest->instant);
    return *fault ? NULL : manifest;
}

static const char *read_stream(FILE *stream, const char **fault, apr_pool_t *pool)
{
    size_t size = 1 << 20, used = 0, got;
    char *text = apr_palloc(pool, size);

    while ((got = fread(text + used, 1, size - used - 1, stream)) > 0) {
        used += got;
        if (used < size - 1)
            continue;
        if (size >= MANIFEST_BYTES_MAX) {
            *fault = "it is too large for a manifest";
            return NULL;
        }
        char *more = apr_palloc(pool, size * 2);
        memcpy(more, text, used);
        text = more;
        size *= 2;
    }
    text[used] = '\0';
    *fault = ferror(stream) ? "it cannot be read"
             : strlen(text) != used ? "it has a NUL byte" : NULL;
    return *fault ? NULL : text;
}

const tr_manifest *tr_manifest_read(const char *path, const char **fault, apr_pool_t *pool)
{
    FILE *stream = strcmp(path, "-") ? fopen(path, "r") : stdin;
    const char *text;

    *fault = "it cannot be opened";
    if (!stream)
        return NULL;
    text = read_stream(stream, fault, pool);
    if (stream != stdin)
        fclose(stream);
    return text ? parse(strcmp(path, "-") ? path : "standard input", text, fault, pool) : NULL;
}

int64_t tr_manifest_instant(const tr_manifest *manifest)
{
    return manifest->instant;
}

/* ---- Comparing ---- */

static int depends_on_nothing(const char *path)
{
    const char *end = strrchr(path, '.');

    return end && (!strcmp(end, ".csv") || !strcmp(end, ".ndjson"));
}

static const char *digest_of(const tr_manifest *manifest, const char *path)
{
    return apr_hash_get(manifest->digests, path, APR_HASH_KEY_STRING);
}

/* A server may be configured to offer no CSV or no NDJSON at all. */
static int offers(const tr_manifest *manifest, const char *path, apr_pool_t *pool)
{
    return digest_of(manifest, apr_pstrcat(pool, "index", strrchr(path, '.'), NULL)) != NULL;
}

static void say(tr_diags *diags, const tr_manifest *old, const char *path, const char *how)
{
    tr_diags_add(diags, TR_DIAG_ERROR, old->name, 0, 0, "published-changed",
                 "%s, as of %s, %s. What was published is corrected by a later "
                 "edition with a <correction>", path, old->edition, how);
}

/* Whether anything was found. */
static int compare_digests(tr_diags *diags, const tr_manifest *old, const tr_manifest *now,
                           apr_pool_t *pool)
{
    int before = diags->errors;

    if (now->instant != old->instant)
        say(diags, old, "the edition itself", "is gone");

    for (int i = 0; i < old->paths->nelts; i++) {
        const char *path = APR_ARRAY_IDX(old->paths, i, const char *);
        const char *digest = digest_of(now, path);
        if (!depends_on_nothing(path))
            continue;
        if (!digest)
            say(diags, old, path, "is gone");
        else if (strcmp(digest, digest_of(old, path)))
            say(diags, old, path, "is different");
    }
    for (int i = 0; i < now->paths->nelts; i++) {
        const char *path = APR_ARRAY_IDX(now->paths, i, const char *);
        if (depends_on_nothing(path) && offers(old, path, pool) && !digest_of(old, path))
            say(diags, old, path, "was not there");
    }
    return diags->errors > before;
}

void tr_against_manifest(tr_diags *diags, const tr_manifest *old, const char *document,
                         apr_pool_t *pool)
{
    const char *fault;
    const tr_manifest *now = document ? parse("", document, &fault, pool) : NULL;

    if (!now)
        say(diags, old, "everything", "is gone: there is nothing that could be served");
    else if (!strcmp(now->generation, old->generation) && now->instant == old->instant)
        return;
    else if (strcmp(now->source, old->source))
        tr_diags_add(diags, TR_DIAG_ERROR, old->name, 0, 0, "other-version",
                     "the record as of %s has another digest, but the server is "
                     "of another version: what differs can only be found with the same",
                     old->edition);
    else if (!compare_digests(diags, old, now, pool))
        tr_diags_add(diags, TR_DIAG_WARNING, old->name, 0, 0, "other-digest",
                     "the record as of %s has another digest although no CSV or "
                     "NDJSON file differs: a date may have passed since, or files "
                     "are left out on one side", old->edition);
}
