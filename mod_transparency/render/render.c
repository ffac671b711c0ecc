/* SPDX-License-Identifier: Apache-2.0 */
/* From a target to a format; each format has its own file. */
#include "render/render.h"

#include <string.h>

#include "query/pieces.h"
#include "render/data.h"
#include "render/describe.h"
#include "render/feed.h"
#include "render/sitemap.h"
#include "render/html.h"
#include "render/manifest.h"

enum { FILENAME_MAX_BYTES = 120 };

apr_status_t tr_render_target(const tr_render *render, tr_out *out)
{
    if (render->target->access == TR_ACCESS_TIMEMAP)
        return tr_render_timemap(render, out);
    switch (render->format) {
    case TR_FORMAT_HTML:     return tr_html_page(render, out);
    case TR_FORMAT_JSON:     return tr_render_json(render, out);
    case TR_FORMAT_CSV:      return tr_render_csv(render, out);
    case TR_FORMAT_MARKDOWN: return tr_render_markdown(render, out);
    case TR_FORMAT_NDJSON:   return tr_render_ndjson(render, out);
    case TR_FORMAT_CSVW:     return tr_describe_csvw(render, out);
    case TR_FORMAT_ANSWER_SCHEMA: return tr_describe_answer(render, out);
    case TR_FORMAT_SCHEMA:   return tr_describe_schema(render, out);
    case TR_FORMAT_OPENAPI:  return tr_describe_openapi(render, out);
    case TR_FORMAT_DATAPACKAGE: return tr_describe_package(render, out);
    case TR_FORMAT_ATOM:     return tr_render_atom(render, out);
    case TR_FORMAT_JSONLD:   return tr_render_catalog(render, out);
    case TR_FORMAT_MANIFEST: return tr_render_manifest(render, out);
    case TR_FORMAT_SITEMAP:  return tr_render_sitemap(render, out);
    case TR_FORMAT_LINKSET:  return tr_render_api_catalog(render, out);
    default:
        out->status = APR_ENOTIMPL;
        return out->status;
    }
}

apr_status_t tr_render_problem(const tr_render *render,
                               const tr_problem *problem, tr_out *out)
{
    if (render->format == TR_FORMAT_HTML)
        return tr_html_error(render, problem, out);
    return tr_render_problem_json(render, problem, out);
}

uint64_t tr_render_rows(const tr_render *render)
{
    return tr_facts_open(render)->count;
}

/* The publisher's id where there is one only. */
static const char *publisher_id(const tr_gen *gen)
{
    return gen->head->codes[TR_DIM_PUBLISHER].count == 2
           ? tr_gen_code_text(gen, TR_DIM_PUBLISHER, 1) : "transparency";
}

/* What may stand in a file name of any system: letters, digits, dot and dash. */
static const char safe[256] = {
    ['a' ... 'z'] = 1, ['A' ... 'Z'] = 1, ['0' ... '9'] = 1, ['.'] = 1, ['-'] = 1
};

static void make_safe(tr_pieces *name)        /* of one piece at least */
{
    if (name->length > FILENAME_MAX_BYTES)
        name->text[name->length = FILENAME_MAX_BYTES] = '\0';
    for (char *c = name->text; *c; c++)
        if (!safe[(unsigned char)*c])
            *c = '-';
}

static void add_filter(tr_pieces *name, const tr_render *render, tr_dim dim)
{
    const tr_query *query = &render->target->query;
    const tr_filter *filter = &query->filter[dim];
    int is_range = dim == TR_DIM_PERIOD && query->period_text;

    if (!filter->count || query->by_path & 1u << dim)
        return;
    tr_pieces_add(name, "-");
    tr_pieces_add(name, is_range ? query->period_text
                        : tr_gen_code_text(render->gen, dim, filter->codes[0]));
    if (filter->count > 1 && dim != TR_DIM_PERIOD)
        tr_pieces_add(name, "-etc");
}

static int is_data(tr_format format)
{
    return format == TR_FORMAT_CSV || format == TR_FORMAT_JSON || format == TR_FORMAT_NDJSON;
}

const char *tr_render_filename(const tr_render *render, apr_pool_t *pool)
{
    const tr_target *target = render->target;
    tr_pieces name;

    if (target->access == TR_ACCESS_TIMEMAP || !is_data(render->format))
        return NULL;
    name = tr_pieces_make(pool);
    tr_pieces_add(&name, publisher_id(render->gen));
    tr_pieces_add(&name, "-");
    tr_pieces_add(&name, target->path[0] ? target->path : "overview");
    for (int dim = 0; dim < TR_DIM_COUNT; dim++)
        add_filter(&name, render, (tr_dim)dim);
    for (int i = 0; i < target->query.by_count; i++) {
        tr_pieces_add(&name, i ? "-" : "-by-");
        tr_pieces_add(&name, tr_dims[target->query.by[i]].code);
    }
    make_safe(&name);
    tr_pieces_add(&name, ".");
    tr_pieces_add(&name, tr_formats[render->format].extension);
    return tr_pieces_text(&name);
}
