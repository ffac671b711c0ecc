/* SPDX-License-Identifier: Apache-2.0 */
#include "query/memento.h"

#include <apr_strings.h>
#include <string.h>

#include "http/httpdate.h"
#include "query/problem.h"

enum { STAMP_DIGITS = TR_STAMP_SIZE - 1 };

const char *tr_version_prefix(int64_t instant, apr_pool_t *pool)
{
    char stamp[TR_STAMP_SIZE];

    tr_stamp_format(stamp, apr_time_from_sec(instant));
    return apr_pstrcat(pool, "version/", stamp, "/", NULL);
}

static int64_t instant_of(const tr_gen *view)
{
    return TR_GEN_ROWS(view, int64_t, instants)[view->edition];
}

int tr_has_versions(const tr_target *target)
{
    return tr_resource_is_record(target->resource)
           && !(target->fixed && target->format == TR_FORMAT_ATOM);
}

/* ---- One version ---- */

/* Names some versions there are; which one is asked for is not repeated. */
static int no_such_version(tr_target *target, tr_problem *problem,
                           const tr_gen *gen, const char *rest,
                           const char *detail, apr_pool_t *pool)
{
    const int64_t *instants = TR_GEN_ROWS(gen, int64_t, instants);
    uint32_t count = gen->head->instants.count;
    uint32_t shown = count < TR_ALLOWED_MAX ? count : TR_ALLOWED_MAX;
    const char **stamps = apr_palloc(pool, (shown + 1) * sizeof *stamps);

    for (uint32_t i = 0; i < shown; i++) {
        char *stamp = apr_palloc(pool, TR_STAMP_SIZE);
        tr_stamp_format(stamp, apr_time_from_sec(instants[count - shown + i]));
        stamps[i] = stamp;
    }
    tr_target_take_format(target, rest);
    tr_problem_set(problem, 404, "no-such-version", detail, NULL, NULL);
    tr_problem_allow(problem, stamps, shown, pool);
    return 404;
}

/* A redirection within a tree of addresses stays in it. */
static void stay_below(tr_target *target, tr_problem *problem,
                       const char *prefix, apr_pool_t *pool)
{
    target->prefix = problem->target.prefix = prefix;
    if (problem->location)
        problem->location = apr_pstrcat(pool, prefix, problem->location, NULL);
}

static int move_to(tr_target *target, tr_problem *problem, const char *location)
{
    tr_problem_set(problem, 302, "other-version", "There is no publication of "
                   "this instant; the one before it is meant.", NULL, NULL);
    problem->location = location;
    problem->target = *target;
    return 302;
}

static int past_busy(tr_problem *problem)
{
    return tr_problem_set(problem, 503, "past-busy", "Others are reading earlier "
                          "editions of this large record: try again in a moment.",
                          NULL, NULL);
}

static apr_status_t as_of(const tr_archive *archive, tr_gen *view,
                          const tr_gen *gen, int64_t instant, apr_pool_t *pool)
{
    return archive ? archive->as_of(archive->baton, view, gen, instant, pool)
                   : tr_gen_as_of(view, gen, instant, pool);
}

/* `rest` begins behind "/version/". */
static int route_version(tr_target *target, tr_problem *problem, tr_gen *view,
                         const tr_gen *gen, const tr_archive *archive,
                         const tr_site *site, const char *rest,
                         const char *args, apr_pool_t *pool)
{
    size_t length = strcspn(rest, "/");
    apr_time_t asked;
    apr_status_t found;
    int status;

    if (length != STAMP_DIGITS
        || !tr_stamp_parse(apr_pstrmemdup(pool, rest, length), &asked))
        return no_such_version(target, problem, gen, rest,
                               "A version is named by the instant of its "
                               "publication, as YYYYMMDDhhmmss.", pool);
    found = as_of(archive, view, gen, apr_time_sec(asked), pool);
    if (found == APR_EBUSY) {
        tr_target_take_format(target, rest);
        return past_busy(problem);
    }
    if (found != APR_SUCCESS)
        return no_such_version(target, problem, gen, rest, "Nothing had been "
                               "published at that instant.", pool);
    status = tr_resolve(target, problem, view, site, rest + length, args, pool);
    target->access = problem->target.access = TR_ACCESS_VERSION;
    stay_below(target, problem, tr_version_prefix(instant_of(view), pool), pool);
    if (!status && !tr_has_versions(target))
        return tr_problem_set(problem, 404, "no-such-resource", "This describes "
                              "the record as it is now; it has no versions.",
                              NULL, target->path);
    if (instant_of(view) == apr_time_sec(asked) || (status && status != 301))
        return status;
    return move_to(target, problem, problem->location ? problem->location
                   : apr_pstrcat(pool, target->prefix,
                                 tr_target_uri(target, pool), NULL));
}

/* ---- All versions ---- */

apr_array_header_t *tr_mementos(const tr_gen *gen, const tr_site *site,
                                const char *path, const char *args,
                                const char **original, apr_pool_t *pool)
{
    const int64_t *instants = TR_GEN_ROWS(gen, int64_t, instants);
    apr_array_header_t *mementos = apr_array_make(pool, 16, sizeof(tr_memento));
    apr_pool_t *one;            /* there may be thousands: what each takes does not add up */

    apr_pool_create(&one, pool);
    for (uint32_t i = 0; i < gen->head->instants.count; i++) {
        tr_gen view = tr_gen_at(gen, (uint16_t)i);     /* all that names need */
        tr_target target;
        tr_problem problem;
        const char *uri;

        apr_pool_clear(one);
        if (tr_resolve(&target, &problem, &view, site, path, args, one)
            || !tr_has_versions(&target))
            continue;
        uri = apr_pstrcat(pool, tr_version_prefix(instants[i], one),
                          tr_target_uri(&target, one), NULL);
        if (original)
            *original = uri + strlen(tr_version_prefix(instants[i], one));
        APR_ARRAY_PUSH(mementos, tr_memento) = (tr_memento){ instants[i], uri };
    }
    apr_pool_destroy(one);
    return mementos;
}

const tr_memento *tr_memento_at(const apr_array_header_t *mementos, int64_t instant)
{
    const tr_memento *found = (const tr_memento *)mementos->elts;

    for (int i = 1; i < mementos->nelts; i++)
        if (APR_ARRAY_IDX(mementos, i, tr_memento).instant <= instant)
            found = &APR_ARRAY_IDX(mementos, i, tr_memento);
    return found;
}

/* ---- TimeGate and TimeMap ---- */

/* Whether `path` begins with the directory `name`; if so *rest begins at its slash, or is "". */
static int is_below(const char *path, const char *name, const char **rest)
{
    size_t length = strlen(name);

    if (strncmp(path, name, length) || (path[length] && path[length] != '/'))
        return 0;
    *rest = path + length;
    return 1;
}

/*
 * The original may be gone now: then what the record says of it now does not
 * matter, as long as there are versions.  What it cannot even name now it could
 * never name, since codes and instants stay: no version need be tried.
 */
static int route_history(tr_target *target, tr_problem *problem, const tr_gen *gen,
                         const tr_site *site, const char *rest,
                         const char *args, tr_access access, const char *prefix,
                         apr_pool_t *pool)
{
    int status = tr_resolve(target, problem, gen, site, rest, args, pool);

    if (status == 400 || status == 404) {
        target->access = problem->target.access = access;
        stay_below(target, problem, prefix, pool);
        return status;
    }
    target->mementos = tr_mementos(gen, site, rest, args, &target->original, pool);
    target->access = problem->target.access = access;
    stay_below(target, problem, prefix, pool);
    if (!status && !target->mementos->nelts)
        return tr_problem_set(problem, 404, "no-such-resource", "This describes "
                              "the record as it is now; it has no versions.",
                              NULL, target->path);
    if (status == 301 || !target->mementos->nelts)
        return status;
    memset(problem, 0, sizeof *problem);
    return 0;
}

/* The form of a TimeMap may stand before the path it is of. */
static const char *take_form(const char *rest, const char **prefix, int *format)
{
    const char *behind;

    *prefix = "timemap/";
    *format = -1;
    if (is_below(rest, "/link", &behind)) {
        *prefix = "timemap/link/";
        *format = TR_FORMAT_LINKS;
        return behind;
    }
    if (is_below(rest, "/json", &behind)) {
        *prefix = "timemap/json/";
        *format = TR_FORMAT_JSON;
        return behind;
    }
    return rest;
}

static int route_timemap(tr_target *target, tr_problem *problem,
                         const tr_gen *gen, const tr_site *site,
                         const char *rest, const char *args, apr_pool_t *pool)
{
    const char *prefix;
    int format, status;

    rest = take_form(rest, &prefix, &format);
    status = route_history(target, problem, gen, site, rest, args,
                           TR_ACCESS_TIMEMAP, prefix, pool);
    if (!status) {
        target->fixed = format >= 0;
        if (format >= 0)
            target->format = (tr_format)format;
    }
    return status;
}

int tr_route(tr_target *target, tr_problem *problem, tr_gen *view,
             const tr_gen *gen, const tr_archive *archive, const tr_site *site,
             const char *path, const char *args, apr_pool_t *pool)
{
    const char *rest;
    int status;

    *view = *gen;
    memset(target, 0, sizeof *target);
    memset(problem, 0, sizeof *problem);
    target->path = target->query_string = target->prefix = "";
    if (is_below(path, "/version", &rest))
        status = route_version(target, problem, view, gen, archive, site,
                               rest + (*rest == '/'), args, pool);
    else if (is_below(path, "/timegate", &rest))
        status = route_history(target, problem, gen, site, rest, args,
                               TR_ACCESS_TIMEGATE, "timegate/", pool);
    else if (is_below(path, "/timemap", &rest))
        status = route_timemap(target, problem, gen, site, rest, args, pool);
    else
        return tr_resolve(target, problem, gen, site, path, args, pool);
    problem->target = *target;
    problem->depth = 0;
    for (const char *c = *path ? path + 1 : path; *c; c++)
        problem->depth += *c == '/';
    return status;
}
