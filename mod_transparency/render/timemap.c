/* SPDX-License-Identifier: Apache-2.0 */
/*
 * timemap.c - the list of a resource's versions (RFC 7089 section 5), as links
 * (RFC 6690) or in the JSON form that archives exchange.
 */
#include "render/data.h"

#include <apr_strings.h>
#include <string.h>

#include "http/httpdate.h"
#include "query/memento.h"

typedef struct timemap {
    const tr_target *target;
    const char *base;           /* before addresses below the mount: absolute where it is configured */
    const tr_memento *memento;
    int count;
    tr_out *out;
    apr_pool_t *pool;
} timemap;

const char *tr_path_up(const char *path, apr_pool_t *pool)
{
    const char *up = "";

    for (; *path && *path != '?'; path++)
        if (*path == '/')
            up = apr_pstrcat(pool, "../", up, NULL);
    return up;
}

static const char *http_date(const timemap *map, int i)
{
    char *text = apr_palloc(map->pool, TR_HTTPDATE_SIZE);

    tr_httpdate_format(text, apr_time_from_sec(map->memento[i].instant));
    return text;
}

static const char *address(const timemap *map, const char *tree, const char *uri)
{
    return apr_pstrcat(map->pool, map->base, tree, uri, NULL);
}

/* ---- Links ---- */

static void put_link(const timemap *map, const char *uri, const char *rel,
                     const char *attributes)
{
    tr_out_text(map->out, "<");
    tr_out_text(map->out, uri);
    tr_out_text(map->out, ">; rel=\"");
    tr_out_text(map->out, rel);
    tr_out_text(map->out, "\"");
    tr_out_text(map->out, attributes);
}

static const char *relation(const timemap *map, int i)
{
    int last = i == map->count - 1;

    if (i == 0)
        return last ? "first last memento" : "first memento";
    return last ? "last memento" : "memento";
}

static void put_links(const timemap *map)
{
    const char *original = map->target->original;

    put_link(map, address(map, "", original), "original", ",\n");
    put_link(map, address(map, "timegate/", original), "timegate", ",\n");
    put_link(map, address(map, "timemap/link/", original), "self", apr_psprintf(
        map->pool, "; type=\"application/link-format\"; from=\"%s\"; until=\"%s\"",
        http_date(map, 0), http_date(map, map->count - 1)));
    for (int i = 0; i < map->count; i++) {
        tr_out_text(map->out, ",\n");
        put_link(map, address(map, "", map->memento[i].uri), relation(map, i),
                 apr_psprintf(map->pool, "; datetime=\"%s\"", http_date(map, i)));
    }
    tr_out_text(map->out, "\n");
}

/* ---- JSON ---- */

static void put_member(const timemap *map, const char *before, const char *name,
                       const char *value)
{
    tr_out_text(map->out, before);
    tr_out_json(map->out, name);
    tr_out_text(map->out, ": ");
    tr_out_json(map->out, value);
}

static void put_memento(const timemap *map, int i)
{
    char instant[TR_INSTANT_SIZE];

    tr_instant_format(instant, apr_time_from_sec(map->memento[i].instant));
    put_member(map, "{", "datetime", instant);
    put_member(map, ", ", "uri", address(map, "", map->memento[i].uri));
    tr_out_text(map->out, "}");
}

static void put_json(const timemap *map)
{
    const char *original = map->target->original;

    put_member(map, "{\n ", "original_uri", address(map, "", original));
    put_member(map, ",\n ", "timegate_uri", address(map, "timegate/", original));
    put_member(map, ",\n \"timemap_uri\": {\n  ", "link_format",
               address(map, "timemap/link/", original));
    put_member(map, ",\n  ", "json_format",
               address(map, "timemap/json/", original));
    tr_out_text(map->out, "\n },\n \"mementos\": {\n  \"first\": ");
    put_memento(map, 0);
    tr_out_text(map->out, ",\n  \"last\": ");
    put_memento(map, map->count - 1);
    tr_out_text(map->out, ",\n  \"list\": [");
    for (int i = 0; i < map->count; i++) {
        tr_out_text(map->out, i ? ",\n   " : "\n   ");
        put_memento(map, i);
    }
    tr_out_text(map->out, "\n  ]\n }\n}\n");
}

apr_status_t tr_render_timemap(const tr_render *render, tr_out *out)
{
    const tr_target *target = render->target;
    const char *base = render->canonical_base;
    timemap map = {
        .target = target, .out = out, .pool = render->pool,
        .memento = (const tr_memento *)target->mementos->elts,
        .count = target->mementos->nelts
    };

    map.base = base ? apr_pstrcat(map.pool, base, "/", NULL)
                    : tr_path_up(apr_pstrcat(map.pool, target->prefix,
                                             target->original, NULL), map.pool);
    if (render->format == TR_FORMAT_JSON)
        put_json(&map);
    else
        put_links(&map);
    return out->status;
}
