/* SPDX-License-Identifier: Apache-2.0 */
/*
 * query.h - between URLs and questions.
 *
 *     path + query string ⇄ tr_target { resource, item, format, language, tr_query }
 *
 * One canonical form for every question: parameters in the order of
 * tr_dim, then by, sort, since, from, to, page, for; values sorted, without repeats; defaults
 * dropped.  It is the rel=canonical and part of every ETag.
 */
#ifndef TR_QUERY_QUERY_H
#define TR_QUERY_QUERY_H

#include <apr_pools.h>
#include <apr_tables.h>

#include "query/resource.h"
#include "store/generation.h"

enum { TR_BY_MAX = 6, TR_PAGE_ROWS = 200 };

/*
 * A filter on one dimension: cells at or below any of these ordinals; of
 * measure and unit (tr_filter_is_exact) those at them only.  Outcomes lie below
 * what was received, but what was disclosed is no part of "measure=received".
 */
typedef struct tr_filter {
    uint16_t count;             /* 0: no filter */
    const uint16_t *codes;      /* ordinals, ascending, without repeats */
} tr_filter;

/* Whether a filter on the dimension means exactly its codes, not what is below them. */
static inline int tr_filter_is_exact(tr_dim dim)
{
    return dim == TR_DIM_MEASURE || dim == TR_DIM_UNIT;
}

typedef struct tr_query {
    tr_filter filter[TR_DIM_COUNT];     /* period ranges are already resolved to codes */
    const char *period_text;    /* canonical text of the period filter (may be a range) */
    int by_count;               /* 0: list cells */
    tr_dim by[TR_BY_MAX];       /* in the order asked for */
    int sort;                   /* 0: canonical order; 1: by figure */
    uint16_t sort_unit;         /* ordinal of the unit sorted by */
    int sort_descending;
    uint32_t page;              /* 1.. ; HTML and Markdown */
    int spreadsheet;            /* for=spreadsheet: CSV with BOM, formula-safe */
    int embed;                  /* for=embed: HTML without what stands around the figures */
    int has_since;              /* corrections: only what was published at `since` or later */
    int64_t since;              /* seconds */
    uint32_t from, to;          /* corrections: the two editions to compare, ordinals + 1; 0: not given.
                                   Without `to` it is the newest */
    unsigned by_path;           /* bit per tr_dim: the filter comes from the path, not the query string */
} tr_query;

/* How a resource is asked for; see query/memento.h. */
typedef enum tr_access {
    TR_ACCESS_ORIGINAL, TR_ACCESS_VERSION, TR_ACCESS_TIMEGATE, TR_ACCESS_TIMEMAP
} tr_access;

typedef struct tr_target {
    tr_resource resource;
    const char *item;           /* canonical id as in the path ("gb", "2012-H1", "skype-2012"), or NULL */
    uint16_t item_code;         /* ordinal of the item in its dimension */
    int fixed;                  /* the path names a format */
    tr_format format;           /* when fixed */
    const char *lang;           /* when the path names a language, else NULL */
    tr_query query;
    const char *path;           /* canonical path below the mount without format: "requests", "countries/gb", "" */
    const char *query_string;   /* canonical, "" if none */
    tr_access access;
    const char *prefix;         /* what stands before `path` below the mount: "", "version/20130321000000/" ... */
    const char *original;       /* of a TimeGate or TimeMap: what it is of, below the mount: "requests.csv?country=GB" */
    apr_array_header_t *mementos;       /* tr_memento: of a TimeGate or TimeMap, never none */
} tr_target;

/* What is configured for a mount that matters to URLs. */
typedef struct tr_site {
    const char *const *languages;       /* exact spellings, NULL-terminated */
    const char *default_language;
    unsigned formats;                   /* bit per tr_format; tr_formats_with_descriptions */
    int has_address;                    /* the canonical address is known: absolute links can be made */
} tr_site;

/* What is known of something that was published and is gone: 410, or 451 where an order demands it. */
typedef struct tr_withdrawal {
    int64_t since;              /* instant (seconds) of the edition that withdrew it */
    const char *reason;         /* as published, in `lang` */
    const char *lang;
    const char *last;           /* 410: path of its last version, relative to the mount; NULL: none */
    const char *order;          /* 451: what demands it, in `lang`; else NULL */
    const char *blocked_by;     /* 451: URL of who withholds it, or NULL */
} tr_withdrawal;

/* Why a URL is not answered with 200; becomes problem+json or an HTML error page. */
typedef struct tr_problem {
    int status;                 /* 301, 302, 400, 404, 410, 451 ... */
    const char *location;       /* 301: canonical path and query, relative to the mount ("" = mount/) */
    const char *code;           /* stable word: "unknown-parameter", "unknown-value", "no-such-resource" ... */
    const char *detail;         /* one English sentence */
    const char *parameter;      /* offending parameter, or NULL */
    const char *value;          /* offending value as given (escape it!), or NULL */
    const char *nearest;        /* probably meant, or NULL */
    const char *given;          /* what stood behind an unknown parameter, or NULL */
    apr_array_header_t *allowed;        /* const char *: allowed names or values, or NULL */
    const tr_withdrawal *withdrawal;    /* 410, 451 */
    int depth;                  /* directories between the mount and the path asked for: what relative links go up */
    tr_target target;           /* what could be understood: the form stays filled, the format is the asked-for one */
} tr_problem;

/*
 * Resolves a path below the mount (begins with '/', still %-decoded by httpd; "" is the
 * mount without slash → 301) and a raw query string (may be NULL).
 * Returns 0 with *target, or the HTTP status with *problem. Pure; allocates from pool.
 */
int tr_resolve(tr_target *target, tr_problem *problem, const tr_gen *gen,
               const tr_site *site, const char *path, const char *args,
               apr_pool_t *pool);

/* The format that the end of a path names, or -1: the client chooses. */
int tr_path_format(const char *path);

/* Notes it in the target, so that an error at a path that leads nowhere has the form asked for. */
void tr_target_take_format(tr_target *target, const char *path);

/* The canonical query string of a query, without '?'; "" when everything is default. */
const char *tr_query_string(const tr_gen *gen, const tr_query *query, apr_pool_t *pool);

/* The canonical query of `target` as its form in `format` takes it: for=spreadsheet is of CSV alone, for=embed of frames alone. */
const char *tr_query_of_form(const tr_target *target, tr_format format, apr_pool_t *pool);

/* The path of an item, "countries/gb"; NULL: this dimension has no pages of its own. */
const char *tr_item_path(const tr_gen *gen, tr_dim dim, uint16_t ordinal, apr_pool_t *pool);

/* The same question with one thing changed, for links; each returns a new query from pool. */
tr_query *tr_query_with_filter(const tr_query *query, tr_dim dim, int ordinal /* -1: remove */, apr_pool_t *pool);
tr_query *tr_query_with_sort(const tr_query *query, int unit, int descending, apr_pool_t *pool);
tr_query *tr_query_with_page(const tr_query *query, uint32_t page, apr_pool_t *pool);

/*
 * Calls `visit` with the path (without format) of every resource of the record that exists in this
 * generation: overview, indexes, items. The finite set whose pages are kept.
 */
typedef void (*tr_resource_visit)(void *baton, tr_resource resource, const char *path);
void tr_each_resource(const tr_gen *gen, tr_resource_visit visit, void *baton, apr_pool_t *pool);

/* "requests.ar.html?country=GB": the canonical address of a target below the mount, or below its version. */
const char *tr_target_uri(const tr_target *target, apr_pool_t *pool);

/*
 * The formats, bit per tr_format, among which a client may choose at the target's
 * negotiated URI.  Never none: what has no form to choose from has the only one.
 */
unsigned tr_target_negotiated(const tr_site *site, const tr_target *target);

/* Whether a target is canonical and kept: no query, or none but defaults. */
int tr_target_kept(const tr_target *target);

#endif
