/* SPDX-License-Identifier: Apache-2.0 */
/*
 * export.c - the fixed URIs of a record as files.
 *
 * The resources are gone through twice, in the same order: first to plan the
 * files, then to write them.  What has no fixed URI (questions, TimeGate and
 * TimeMaps) has no file.
 */
#include <apr_strings.h>
#include <stdio.h>
#include <string.h>

#include "ctl/command.h"
#include "ctl/export.h"
#include "ctl/options.h"
#include "http/accept.h"
#include "query/memento.h"
#include "render/coding.h"
#include "render/facts.h"

enum { OPTION_CONF, OPTION_PRECOMPRESS, OPTION_VERSIONS };      /* as in options.c */

typedef struct export {
    tr_loaded record;
    tr_front front;
    tr_mirror mirror;
    tr_progress progress;
    int precompress, versions;
    int writing;                /* the second time */
    uint64_t done;              /* resources written */
    const tr_gen *view;         /* of the edition gone through */
    const char *prefix;         /* "version/STAMP/"; "" for the record as it is */
    apr_pool_t *each;           /* of one resource */
    int failed;
} export;

static const struct { const char *extension; enum tr_coding coding; } codings[] = {
    { ".gz", TR_CODING_GZIP }, { ".br", TR_CODING_BR }
};

/* ---- One file ---- */

/* A file and its coded forms, as a server with room to keep them would send them. */
static void take_body(export *x, const char *path, const char *body, apr_size_t length,
                      int is_coded)
{
    if (!tr_mirror_put(&x->mirror, path, body, length))
        x->failed = TR_EXIT_SYSTEM;
    for (int i = 0; i < 2 && is_coded && x->precompress && !x->failed; i++) {
        const char *coded;
        apr_size_t coded_length;

        if (tr_encode(&coded, &coded_length, codings[i].coding, TR_EFFORT_ONCE, body, length,
                      x->each) != APR_SUCCESS
            || !tr_mirror_put(&x->mirror, apr_pstrcat(x->each, path, codings[i].extension, NULL),
                              coded, coded_length))
            x->failed = TR_EXIT_SYSTEM;
    }
}

static void plan_body(export *x, const char *path, int is_coded)
{
    tr_mirror_plan(&x->mirror, path);
    for (int i = 0; i < 2 && is_coded && x->precompress; i++)
        tr_mirror_plan(&x->mirror, apr_pstrcat(x->each, path, codings[i].extension, NULL));
}

static void write_target(export *x, const char *path, const tr_gen *view,
                         const tr_target *target, int is_coded)
{
    int language = target->lang ? tr_look_language(&x->front.look, target->lang) : -1;
    tr_render render;
    tr_out out;
    apr_size_t length;
    const char *body;

    tr_look_render(&render, &x->front.look, view, target, target->format, language >= 0
                   ? (size_t)language : x->front.look.default_language, x->each);
    tr_out_memory(&out, (apr_size_t)1 << 31, x->each);
    tr_render_target(&render, &out);
    if (tr_out_end(&out) != APR_SUCCESS) {
        fprintf(stderr, "transparencyctl: export: %s cannot be made\n", path);
        x->failed = TR_EXIT_SYSTEM;
        return;
    }
    body = tr_out_body(&out, &length);
    take_body(x, path, body, length, is_coded);
}

/* Each edition is made once, not once a file. */
static apr_status_t view_at_hand(void *baton, tr_gen *out, const tr_gen *gen, int64_t instant,
                                 apr_pool_t *pool)
{
    (void)gen;
    (void)instant;
    (void)pool;
    *out = *((const export *)baton)->view;
    return APR_SUCCESS;
}

/* The file of one fixed URI; nothing where the server has no such answer. */
static void take_path(export *x, const char *name)
{
    const tr_archive archive = { view_at_hand, x };
    const char *path = apr_pstrcat(x->each, x->prefix, name, NULL);
    tr_target target;
    tr_problem problem;
    tr_gen view;
    int is_coded;

    if (x->failed || tr_route(&target, &problem, &view, &x->record.gen, &archive,
                              &x->front.look.site, apr_pstrcat(x->each, "/", path, NULL), NULL,
                              x->each))
        return;
    is_coded = !tr_resource_is_costly(target.resource);
    if (!x->writing) {
        plan_body(x, path, is_coded);
        return;
    }
    write_target(x, path, &view, &target, is_coded);
    tr_progress_at(&x->progress, "exporting", x->mirror.written + x->mirror.unchanged,
                   (uint64_t)x->mirror.order->nelts);
}

/* ---- All of them ---- */

/* A resource in all its formats and languages. */
static void take_resource(void *data, tr_resource resource, const char *path)
{
    export *x = data;
    const tr_site *site = &x->front.look.site;
    const char *stem = *path ? path : "index";
    unsigned formats = tr_resource_formats(resource, strchr(path, '/') != NULL, site->formats);

    for (int format = 0; format < TR_FORMAT_COUNT; format++) {
        const char *extension = tr_formats[format].extension;

        if (!(formats & 1u << format))
            continue;
        take_path(x, apr_pstrcat(x->each, stem, ".", extension, NULL));
        for (int i = 0; tr_formats[format].localised && site->languages[i]; i++)
            take_path(x, apr_pstrcat(x->each, stem, ".", site->languages[i], ".", extension,
                                     NULL));
        apr_pool_clear(x->each);
    }
}

/* Every edition, as it was. */
static void take_versions(export *x)
{
    const tr_gen *gen = &x->record.gen;
    const int64_t *instants = TR_GEN_ROWS(gen, int64_t, instants);
    apr_pool_t *pool;
    tr_gen view;

    apr_pool_create(&pool, x->record.pool);
    for (uint32_t i = 0; i < gen->head->instants.count && !x->failed; i++) {
        if (tr_gen_as_of(&view, gen, instants[i], pool) != APR_SUCCESS)
            x->failed = TR_EXIT_SYSTEM;
        else {
            x->view = &view;
            x->prefix = tr_version_prefix(instants[i], pool);
            tr_each_resource(&view, take_resource, x, pool);
        }
        apr_pool_clear(pool);
    }
    apr_pool_destroy(pool);
}

static void take_assets(export *x)
{
    for (int i = 0; i < TR_ASSET_COUNT && !x->failed; i++) {
        const tr_asset *asset = &x->front.look.assets[i];
        const char *path = apr_pstrcat(x->record.pool, "assets/", asset->name, NULL);

        if (x->writing)
            take_body(x, path, asset->bytes, asset->length, asset->is_coded);
        else
            plan_body(x, path, asset->is_coded);
    }
}

/* What others point to comes first. */
static void take_all(export *x)
{
    apr_pool_t *pool = x->record.pool;

    take_assets(x);
    if (x->versions)
        take_versions(x);
    x->view = &x->record.gen;
    x->prefix = "";
    tr_each_resource(&x->record.gen, take_resource, x, pool);
    for (int i = 0; i < TR_RES_COUNT; i++)
        if (!tr_resource_is_record((tr_resource)i))
            take_resource(x, (tr_resource)i, tr_resources[i].path);
}

static int write_all(export *x)
{
    const char *conf;

    x->writing = 0;
    take_all(x);
    tr_mirror_plan(&x->mirror, ".htaccess");
    if (x->failed || !tr_mirror_begin(&x->mirror))
        return TR_EXIT_SYSTEM;
    conf = tr_export_conf(&x->front, &x->record.gen, &x->mirror, x->precompress, x->record.pool);
    x->writing = 1;
    if (!tr_mirror_put(&x->mirror, ".htaccess", conf, strlen(conf)))
        return TR_EXIT_SYSTEM;
    take_all(x);
    tr_progress_end(&x->progress);
    return x->failed || !tr_mirror_end(&x->mirror) ? TR_EXIT_SYSTEM : TR_EXIT_OK;
}

/* ---- The command ---- */

static void print_summary(const export *x)
{
    const tr_gen_head *head = x->record.gen.head;

    tr_print_number("files", (uint64_t)x->mirror.order->nelts);
    tr_print_number("written", x->mirror.written);
    tr_print_number("unchanged", x->mirror.unchanged);
    tr_print_number("removed", x->mirror.removed);
    tr_print_number("bytes", x->mirror.bytes);
    tr_print_digest("generation", head->digest);
    tr_print_digest("render", x->front.look.fingerprint);
    tr_print_text("valid_until", head->valid_until == INT64_MAX ? "-"
                  : tr_fact_instant(head->valid_until, x->record.pool));
    tr_print_number("files_left_out", head->incomplete);
}

int tr_command_export(int argc, const char *const argv[], apr_pool_t *pool)
{
    export *x = apr_pcalloc(pool, sizeof *x);
    tr_arguments given;
    int failed;

    if (!tr_arguments_read(&given, tr_command_find("export"), argc, argv, pool))
        return TR_EXIT_USAGE;
    x->precompress = given.value[OPTION_PRECOMPRESS] != NULL;
    x->versions = given.value[OPTION_VERSIONS] != NULL;
    apr_pool_create(&x->each, pool);
    tr_progress_begin(&x->progress, 0);
    failed = tr_front_open(&x->front, &x->record, given.operands[0], given.value[OPTION_CONF],
                           NULL, &x->progress, pool);
    if (failed)
        return failed;
    failed = tr_mirror_open(&x->mirror, given.operands[1], pool) ? write_all(x) : TR_EXIT_SYSTEM;
    tr_progress_end(&x->progress);
    tr_mirror_close(&x->mirror);
    if (failed)
        return failed;
    print_summary(x);
    return x->record.gen.head->incomplete ? TR_EXIT_FAULTS : TR_EXIT_OK;
}
