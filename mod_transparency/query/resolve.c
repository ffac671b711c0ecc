/* SPDX-License-Identifier: Apache-2.0 */
/*
 * resolve.c - from a path and a query string to a target (design 4).
 *
 * Routes come from one fixed table by exact match; the URL never names a file.
 * A path is read from the right: the last ".ext" is the format, before it an
 * optional ".lang".  What is merely spelt differently is redirected to its
 * canonical form, everything else is a kind 404.
 */
#include "query/query.h"

#include <apr_strings.h>
#include <string.h>
#include <strings.h>

#include "intl/countries.h"
#include "query/memento.h"
#include "query/problem.h"
#include "query/query_parse.h"

enum { PATH_MAX_BYTES = 512 };

typedef struct resolve {
    tr_target *target;
    tr_problem *problem;
    const tr_gen *gen;
    const tr_site *site;
    apr_pool_t *pool;
    int respelt;            /* the path is understood but not canonical */
} resolve;

/* ---- Format and language, from the right ---- */

static int ends_with_extension(const char *stem, size_t length, const char *extension)
{
    size_t tail = strlen(extension) + 1;

    return length > tail && stem[length - tail] == '.'
           && stem[length - tail - 1] != '/'
           && !strcasecmp(stem + length - tail + 1, extension);
}

/* That with the longest extension. */
int tr_path_format(const char *stem)
{
    size_t length = strlen(stem);
    int found = -1;

    for (int i = 0; i < TR_FORMAT_COUNT; i++)
        if (ends_with_extension(stem, length, tr_formats[i].extension)
            && (found < 0 || strlen(tr_formats[i].extension)
                             > strlen(tr_formats[found].extension)))
            found = i;
    return found;
}

void tr_target_take_format(tr_target *target, const char *path)
{
    int format = tr_path_format(path);

    target->fixed = format >= 0;
    if (format >= 0)
        target->format = (tr_format)format;
}

static const char *find_language(const tr_site *site, const char *tag,
                                 size_t length)
{
    for (int i = 0; site->languages[i]; i++)
        if (strlen(site->languages[i]) == length
            && !strncasecmp(site->languages[i], tag, length))
            return site->languages[i];
    return NULL;
}

/* Takes ".lang" off the end of `stem`, if there is one. */
static void take_language(resolve *state, char *stem)
{
    char *dot = strrchr(stem, '.');
    const char *tag;

    if (!dot || strchr(dot, '/'))
        return;
    tag = find_language(state->site, dot + 1, strlen(dot + 1));
    if (!tag)
        return;
    state->respelt |= strcmp(tag, dot + 1) != 0;
    if (tr_formats[state->target->format].localised)
        state->target->lang = tag;
    else
        state->respelt = 1;             /* data has no language: /requests.fr.csv */
    *dot = '\0';
}

static void take_format(resolve *state, char *stem)
{
    const char *extension = tr_formats[state->target->format].extension;
    char *dot;

    if (!state->target->fixed)
        return;
    dot = stem + strlen(stem) - strlen(extension) - 1;
    state->respelt |= strcmp(extension, dot + 1) != 0;
    *dot = '\0';
    take_language(state, stem);
}

/* Several formats may share an extension: which one is meant depends on the resource. */
static int check_format(resolve *state)
{
    tr_target *target = state->target;
    const char *extensions[TR_FORMAT_COUNT];
    const char *extension = tr_formats[target->format].extension;
    unsigned formats = tr_resource_formats(target->resource, target->item != NULL,
                                           state->site->formats);
    size_t count = 0;

    if (!target->fixed)
        return 0;
    for (int i = 0; i < TR_FORMAT_COUNT; i++) {
        if (!(formats & 1u << i))
            continue;
        extensions[count++] = tr_formats[i].extension;
        if (!strcmp(tr_formats[i].extension, extension)) {
            target->format = (tr_format)i;
            return 0;
        }
    }
    tr_problem_set(state->problem, 404, "no-such-format",
                   "This resource has no such form.", NULL, extension);
    tr_problem_allow(state->problem, extensions, count, state->pool);
    return 404;
}

/* ---- Resources and items ---- */

static int find_resource(const char *name)
{
    for (int i = 1; i < TR_RES_COUNT; i++)
        if (!strcasecmp(tr_resources[i].path, name))
            return i;
    return -1;
}

static int no_such_resource(resolve *state, const char *name)
{
    const char *paths[TR_RES_COUNT];

    for (int i = 0; i < TR_RES_COUNT; i++)
        paths[i] = i ? tr_resources[i].path : "index";
    tr_problem_set(state->problem, 404, "no-such-resource",
                   "There is no such resource in this record.", NULL, name);
    tr_problem_allow(state->problem, paths, TR_RES_COUNT, state->pool);
    return 404;
}

static int no_such_item(resolve *state, const char *name)
{
    const tr_resource_def *resource = &tr_resources[state->target->resource];
    const char *detail = "There is nothing of this name in this record.";

    if (resource->dim == TR_DIM_COUNTRY
        && tr_country_kind_of(tr_query_case(name, 1, state->pool))
           == TR_COUNTRY_COUNTRY)
        detail = "This record has no figures for this country. That it is "
                 "absent does not mean zero.";
    tr_problem_set(state->problem, 404, "no-such-item", detail, NULL, name);
    tr_problem_allow_codes(state->problem, state->gen, (tr_dim)resource->dim,
                           state->pool);
    if (resource->dim == TR_DIM_COUNTRY)
        state->problem->nearest = NULL;     /* edit distance would take UK for DK */
    return 404;
}

/* How an item is written in a path: countries in lower case, all others as they are. */
static const char *item_in_path(const tr_gen *gen, tr_dim dim, int ordinal,
                                apr_pool_t *pool)
{
    const char *text = tr_gen_code_text(gen, dim, (uint16_t)ordinal);
    return dim == TR_DIM_COUNTRY ? tr_query_case(text, 0, pool)
                                 : apr_pstrdup(pool, text);
}

const char *tr_item_path(const tr_gen *gen, tr_dim dim, uint16_t ordinal,
                         apr_pool_t *pool)
{
    for (int i = 0; i < TR_RES_COUNT && ordinal; i++)
        if (tr_resources[i].items && tr_resources[i].dim == (int)dim)
            return apr_pstrcat(pool, tr_resources[i].path, "/",
                               item_in_path(gen, dim, ordinal, pool), NULL);
    return NULL;
}

/* An item is a filter of its own dimension that the query string cannot change. */
static int take_item(resolve *state, const char *name)
{
    tr_target *target = state->target;
    tr_dim dim = (tr_dim)tr_resources[target->resource].dim;
    int ordinal = tr_query_code(state->gen, dim, name, state->pool);

    if (ordinal <= 0)
        return no_such_item(state, name);
    target->item = item_in_path(state->gen, dim, ordinal, state->pool);
    target->item_code = (uint16_t)ordinal;
    state->respelt |= strcmp(target->item, name) != 0;
    target->query.filter[dim].codes = apr_pmemdup(state->pool,
                                                  &target->item_code,
                                                  sizeof(uint16_t));
    target->query.filter[dim].count = 1;
    target->query.by_path = 1u << dim;
    return 0;
}

static int take_path(resolve *state, char *stem)
{
    tr_target *target = state->target;
    char *slash = strchr(stem, '/');
    const char *name = stem;
    int resource, status = 0;

    if (slash)
        *slash = '\0';
    if (!*name || (target->fixed && !strcasecmp(name, "index"))) {
        if (slash)
            return no_such_resource(state, name);
        if (target->fixed && !*name)
            return no_such_resource(state, name);
        state->respelt |= target->fixed && strcmp(name, "index") != 0;
        target->resource = TR_RES_OVERVIEW;
        target->path = "";
        return 0;
    }
    resource = find_resource(name);
    if (resource < 0)
        return no_such_resource(state, name);
    target->resource = (tr_resource)resource;
    state->respelt |= strcmp(tr_resources[resource].path, name) != 0;
    target->path = tr_resources[resource].path;
    if (slash && !slash[1])
        state->respelt = 1;                     /* a trailing slash */
    else if (slash) {
        if (!tr_resources[resource].items || strchr(slash + 1, '/'))
            return no_such_resource(state, apr_pstrcat(state->pool, name, "/",
                                                       slash + 1, NULL));
        status = take_item(state, slash + 1);
        if (!status)
            target->path = apr_pstrcat(state->pool, target->path, "/",
                                       target->item, NULL);
    }
    return status;
}

/* ---- The whole ---- */

/* A feed is of an item as it is, not of an answer about it. */
static tr_query_scope scope_of(const tr_target *target)
{
    return target->fixed && target->format == TR_FORMAT_ATOM ? TR_SCOPE_PAGE
           : tr_query_scope_of(target->resource, target->item != NULL);
}

static int has_no_address(resolve *state)
{
    if (!tr_resource_is_absolute(state->target->resource)
        || state->site->has_address)
        return 0;
    return tr_problem_set(state->problem, 404, "no-canonical-url",
                          "This consists of absolute addresses, and the server "
                          "is not told its own: the directive "
                          "TransparencyCanonicalURL is missing.", NULL, NULL);
}

static const char *canonical_path(const tr_target *target, apr_pool_t *pool)
{
    const char *stem = target->path[0] || !target->fixed ? target->path
                                                         : "index";
    if (!target->fixed)
        return stem;
    return apr_pstrcat(pool, stem, target->lang ? "." : "",
                       target->lang ? target->lang : "", ".",
                       tr_formats[target->format].extension, NULL);
}

const char *tr_target_uri(const tr_target *target, apr_pool_t *pool)
{
    return apr_pstrcat(pool, canonical_path(target, pool),
                       *target->query_string ? "?" : "", target->query_string,
                       NULL);
}

static int redirect(resolve *state, const char *args)
{
    tr_problem_set(state->problem, 301, "moved", "The canonical form of this "
                   "address is another.", NULL, NULL);
    state->problem->location = apr_pstrcat(
        state->pool, canonical_path(state->target, state->pool),
        args && *args ? "?" : "",
        args && *args ? state->target->query_string : "", NULL);
    return 301;
}

/* ---- What is gone ---- */

/* The address the last version of a withdrawn thing has: of the last edition that held it. */
static const char *last_version(const resolve *state, const tr_gen_version *version)
{
    const int64_t *instants = TR_GEN_ROWS(state->gen, int64_t, instants);

    if (!version->since)
        return NULL;
    return apr_pstrcat(state->pool,
                       tr_version_prefix(instants[version->since - 1], state->pool),
                       canonical_path(state->target, state->pool), NULL);
}

static int withdrawn(resolve *state, const tr_gen_version *version)
{
    const tr_gen *gen = state->gen;
    const tr_gen_node *root = TR_GEN_ROWS(gen, tr_gen_node, nodes) + version->root;
    tr_withdrawal *known = apr_pcalloc(state->pool, sizeof *known);

    known->since = TR_GEN_ROWS(gen, int64_t, instants)[version->since];
    known->reason = tr_gen_attr_named(gen, version->root, "reason");
    known->lang = tr_gen_string(gen, root->lang);
    known->order = tr_gen_attr_named(gen, version->root, "order");
    state->problem->withdrawal = known;
    if (known->order) {
        known->blocked_by = tr_gen_attr_named(gen, version->root, "blocked-by");
        return tr_problem_set(state->problem, 451, "withheld-by-order",
                              "This was published and is now withheld, because "
                              "an order demands it.", NULL, state->target->item);
    }
    known->last = last_version(state, version);
    return tr_problem_set(state->problem, 410, "withdrawn",
                          "This was published and has been withdrawn.", NULL,
                          state->target->item);
}

static int gone(resolve *state)
{
    const tr_gen_code *code;
    const tr_gen_version *version;
    int dim = tr_resources[state->target->resource].dim;

    if (!state->target->item || !tr_dims[dim].entity)
        return 0;
    code = &tr_gen_codes(state->gen, (tr_dim)dim)[state->target->item_code];
    if (!code->entity)
        return 0;
    version = tr_gen_version_of(state->gen,
                                TR_GEN_ROWS(state->gen, tr_gen_entity, entities)
                                + code->entity - 1);
    return version && version->withdrawn ? withdrawn(state, version) : 0;
}

static int resolve_path(resolve *state, const char *path)
{
    char *stem;
    int status;

    tr_target_take_format(state->target, path);
    if (strlen(path) > PATH_MAX_BYTES || path[0] != '/')
        return no_such_resource(state, "");
    stem = apr_pstrdup(state->pool, path + 1);
    for (const char *c = stem; *c; c++)
        if ((unsigned char)*c <= 0x20 || (unsigned char)*c >= 0x7f)
            return no_such_resource(state, "");     /* may not even be UTF-8: not repeated */
    take_format(state, stem);
    status = take_path(state, stem);
    if (!status)
        status = has_no_address(state);
    return status ? status : check_format(state);
}

int tr_resolve(tr_target *target, tr_problem *problem, const tr_gen *gen,
               const tr_site *site, const char *path, const char *args,
               apr_pool_t *pool)
{
    resolve state = { target, problem, gen, site, pool, 0 };
    int status = 0, query_status = 0;

    memset(target, 0, sizeof *target);
    memset(problem, 0, sizeof *problem);
    for (const char *c = *path ? path + 1 : path; *c; c++)
        problem->depth += *c == '/';
    target->query.page = 1;
    target->path = target->query_string = target->prefix = "";
    if (!*path)
        state.respelt = 1;                      /* the mount without its slash */
    else
        status = resolve_path(&state, path);
    if (!status) {
        query_status = tr_query_parse(target, problem, gen, scope_of(target),
                                      args, pool);
        target->query_string = tr_query_string(gen, &target->query, pool);
        status = gone(&state);
    }
    if (!status)
        status = query_status;
    if (!status && state.respelt)
        status = redirect(&state, args);
    problem->target = *target;
    return status;
}

unsigned tr_target_negotiated(const tr_site *site, const tr_target *target)
{
    unsigned formats = tr_resource_formats(target->resource,
                                           target->item != NULL, site->formats);

    if (target->access == TR_ACCESS_TIMEMAP)
        return TR_FORMAT_BIT(LINKS) | TR_FORMAT_BIT(JSON);
    return formats & TR_RECORD_FORMATS ? formats & TR_RECORD_FORMATS : formats;
}

int tr_target_kept(const tr_target *target)
{
    return !target->query_string[0];
}

static void visit_items(const tr_gen *gen, tr_resource resource,
                        tr_resource_visit visit, void *baton, apr_pool_t *pool)
{
    tr_dim dim = (tr_dim)tr_resources[resource].dim;
    uint32_t count = gen->head->codes[dim].count;

    for (uint32_t i = 1; i < count; i++)
        if (tr_gen_code_exists(gen, &tr_gen_codes(gen, dim)[i]))
            visit(baton, resource, apr_pstrcat(pool, tr_resources[resource].path,
                                               "/", item_in_path(gen, dim, (int)i,
                                                                 pool), NULL));
}

void tr_each_resource(const tr_gen *gen, tr_resource_visit visit, void *baton,
                      apr_pool_t *pool)
{
    for (int i = 0; i < TR_RES_COUNT; i++) {
        if (!tr_resource_is_record((tr_resource)i))
            continue;
        visit(baton, (tr_resource)i, tr_resources[i].path);
        if (tr_resources[i].items)
            visit_items(gen, (tr_resource)i, visit, baton, pool);
    }
}
