/* SPDX-License-Identifier: Apache-2.0 */
/* api_catalog.c - where the interface of the record is described (RFC 9727, RFC 9264). */
#include "render/sitemap.h"

#include <apr_strings.h>

static void put_href(const tr_render *render, tr_out *out, const char *path,
                     const char *type)
{
    tr_out_text(out, "{\"href\": ");
    tr_out_json(out, apr_pstrcat(render->pool, render->canonical_base, "/",
                                 path, NULL));
    if (type) {
        tr_out_text(out, ", \"type\": ");
        tr_out_json(out, type);
    }
    tr_out_char(out, '}');
}

static void put_relation(const tr_render *render, tr_out *out,
                         const char *relation, const char *path,
                         const char *type)
{
    tr_out_format(out, ",\n   \"%s\": [", relation);
    put_href(render, out, path, type);
    tr_out_char(out, ']');
}

static void put_anchor(const tr_render *render, tr_out *out, const char *path)
{
    tr_out_text(out, "  {\"anchor\": ");
    tr_out_json(out, apr_pstrcat(render->pool, render->canonical_base, "/",
                                 path, NULL));
}

apr_status_t tr_render_api_catalog(const tr_render *render, tr_out *out)
{
    tr_out_text(out, "{\n \"linkset\": [\n");
    put_anchor(render, out, "api-catalog");
    put_relation(render, out, "item", "", NULL);
    tr_out_text(out, "},\n");
    put_anchor(render, out, "");
    put_relation(render, out, "service-desc", "openapi.json", NULL);
    put_relation(render, out, "service-meta", "catalog.jsonld",
                 "application/ld+json");
    put_relation(render, out, "status", "manifest.json", "application/json");
    tr_out_text(out, "}\n ]\n}\n");
    return out->status;
}
