/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/prerender.h"

#include <apr_strings.h>

#include "httpd/exchange.h"

enum { SLOTS_MAX = 1 << 18, PRERENDER_DATA_MAX = 200000 };

static void count_resource(void *baton, tr_resource resource, const char *path)
{
    (void)resource;
    (void)path;
    ++*(uint32_t *)baton;
}

uint32_t tr_prerender_slots(const tr_runtime *runtime, const tr_served *served,
                            const tr_gen *gen, apr_pool_t *pool)
{
    uint32_t resources = 0, variants = 0;
    uint64_t slots;

    (void)served;
    tr_each_resource(gen, count_resource, &resources, pool);
    for (int i = 0; i < TR_FORMAT_COUNT; i++)
        if (TR_DESCRIBED_FORMATS & 1u << i)
            variants += 3u * (tr_formats[i].localised ? (uint32_t)runtime->speeches.count : 1u);
    slots = (uint64_t)resources * variants * 2;     /* half full at most: probing stays short */
    return slots > SLOTS_MAX ? SLOTS_MAX : slots < 1024 ? 1024 : (uint32_t)slots;
}

typedef struct prerender_baton {
    const tr_face *face;
    const tr_pin_t *view;
    const tr_gen *gen;
    apr_pool_t *pool;
} prerender_baton;

static void prerender_one(const prerender_baton *baton, const char *path,
                          tr_format format)
{
    apr_pool_t *pool;
    tr_target target;
    tr_problem problem;

    if (!(baton->face->look.site.formats & (1u << format)))
        return;
    apr_pool_create(&pool, baton->pool);
    if (!tr_resolve(&target, &problem, baton->gen, &baton->face->look.site,
                    apr_pstrcat(pool, "/", path, NULL), NULL, pool))
        tr_page_prerender(baton->face, baton->view, &target, format,
                          baton->face->look.default_language, TR_CODING_IDENTITY,
                          pool);
    apr_pool_destroy(pool);
}

/* Items are left to their first reader: there may be thousands. */
static void prerender_index(void *data, tr_resource resource, const char *path)
{
    const prerender_baton *baton = data;
    int too_large = baton->gen->head->value.count > PRERENDER_DATA_MAX;

    if (strchr(path, '/'))
        return;
    prerender_one(baton, path, TR_FORMAT_HTML);
    if (resource == TR_RES_REQUESTS && !too_large) {
        prerender_one(baton, path, TR_FORMAT_CSV);
        prerender_one(baton, path, TR_FORMAT_JSON);
        prerender_one(baton, path, TR_FORMAT_NDJSON);
    }
}

void tr_prerender(const tr_runtime *runtime, const tr_served *served,
                  const tr_pin_t *view, apr_pool_t *pool)
{
    tr_gen gen;

    if (tr_gen_open(&gen, view->data, view->data_size) != APR_SUCCESS)
        return;
    for (int i = 0; i < TR_FACES_MAX; i++) {
        prerender_baton baton = {
            atomic_load_explicit(&runtime->faces[i], memory_order_acquire),
            view, &gen, pool
        };
        if (baton.face && baton.face->served == served)
            tr_each_resource(&gen, prerender_index, &baton, pool);
    }
}
