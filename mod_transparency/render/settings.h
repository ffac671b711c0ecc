/* SPDX-License-Identifier: Apache-2.0 */
/*
 * settings.h - the directives that are plain values: what each takes, and its default.
 *
 *     tr_setting_defs ──> tr_settings (one member each)
 *
 * One list: the module's directive table, its merge and the files that
 * "transparencyctl --conf" reads are made from it.
 */
#ifndef TR_RENDER_SETTINGS_H
#define TR_RENDER_SETTINGS_H

#include <apr_pools.h>
#include <apr_time.h>

#include "query/resource.h"

enum { TR_ON_ERROR_KEEP = 1, TR_ON_ERROR_REFUSE };
enum { TR_SHARED_SAFE = 1, TR_SHARED_ON, TR_SHARED_OFF };

/*
 * What stands after the name of a directive:
 *
 *   NUMBER     least..most; K, M or G may follow       apr_int64_t
 *   TIME       least..most microseconds; a unit may    apr_interval_time_t
 *   WORD       one of `help`, from 1                   int
 *   FLAG       on or off                               int
 *   TEXT       anything                                const char *
 *   URL        absolute, http or https                 const char *
 *   FILE       a path                                  const char *
 *   FILES      paths                                   const char *const *
 *   LANGUAGE   a tag that has a catalog                const char *
 *   LANGUAGES  such tags, without repeats              const char *const *
 *   FORMATS    extensions of TR_RECORD_FORMATS         unsigned
 *
 * X("directive", kind, type, member, unset, default, least, most, "help")
 *
 * `unset` is a value that no directive can give, so that a default can be set explicitly.
 */
#define TR_SETTINGS(X)                                                                          \
    X("TransparencyCacheSize", NUMBER, apr_int64_t, cache_size, -1, INT64_C(256) << 20,         \
      INT64_C(4) << 20, INT64_C(1) << 40,                                                       \
      "most shared memory for a record and its pages, in bytes")                                \
    X("TransparencyCheckInterval", TIME, apr_interval_time_t, check_interval, -1,               \
      apr_time_from_sec(2), apr_time_from_msec(100), apr_time_from_sec(86400),                  \
      "how often to look for changed files")                                                    \
    X("TransparencyOnError", WORD, int, on_error, 0, TR_ON_ERROR_KEEP, 1, 2, "keep, refuse")    \
    X("TransparencyFormats", FORMATS, unsigned, formats, 0, TR_RECORD_FORMATS, 0, 0,            \
      "formats to offer: html json csv md ndjson")                                              \
    X("TransparencyLanguages", LANGUAGES, const char *const *, languages, NULL, NULL, 0, 0,     \
      "language tags to offer")                                                                 \
    X("TransparencyDefaultLanguage", LANGUAGE, const char *, default_language, NULL, NULL,      \
      0, 0, "language for readers who ask for none of those offered")                           \
    X("TransparencyShell", FILE, const char *, shell, NULL, NULL, 0, 0,                         \
      "an HTML file to use as page shell")                                                      \
    X("TransparencyStylesheet", FILE, const char *, stylesheet, NULL, NULL, 0, 0,               \
      "a CSS file to use instead of the built-in one")                                          \
    X("TransparencyLogo", FILE, const char *, logo, NULL, NULL, 0, 0,                           \
      "a PNG picture to show beside the title and as icon")                                     \
    X("TransparencyStrings", FILES, const char *const *, strings, NULL, NULL, 0, 0,             \
      "catalogs with words to use in place of the built-in ones")                               \
    X("TransparencyTitle", TEXT, const char *, title, NULL, NULL, 0, 0,                         \
      "the site's title on every page")                                                         \
    X("TransparencyMaxAge", TIME, apr_interval_time_t, max_age, -1, apr_time_from_sec(300),     \
      0, apr_time_from_sec(31536000), "how long answers may be reused without asking")          \
    X("TransparencySharedCache", WORD, int, shared_cache, 0, TR_SHARED_SAFE, 1, 3,              \
      "safe, on, off")                                                                          \
    X("TransparencyCanonicalURL", URL, const char *, canonical_url, NULL, NULL, 0, 0,           \
      "the absolute URL of the mount, for links that must be absolute")                         \
    X("TransparencyCORS", FLAG, int, cors, -1, 1, 0, 1,                                         \
      "on: scripts of other sites may read the data")                                           \
    X("TransparencyMaxFileSize", NUMBER, apr_int64_t, max_file_size, -1, INT64_C(64) << 20,     \
      1024, INT64_C(1) << 32, "largest XML file accepted, in bytes")                            \
    X("TransparencyMaxCells", NUMBER, apr_int64_t, max_cells, -1, 2000000, 1, 100000000,        \
      "most figures accepted in a record")                                                      \
    X("TransparencyMaxDepth", NUMBER, apr_int64_t, max_depth, -1, 16, 4, 256,                   \
      "deepest nesting of elements accepted")                                                   \
    X("TransparencyMinimumCell", NUMBER, apr_int64_t, minimum_cell, -1, 0, 0, 1000000,          \
      "figures from 1 to less than this one are hidden, in totals too")

typedef struct tr_settings {
#define X(name, kind, type, member, unset, value, least, most, help) type member;
    TR_SETTINGS(X)
#undef X
} tr_settings;

typedef enum tr_setting {
#define X(name, kind, type, member, unset, value, least, most, help) TR_SETTING_##member,
    TR_SETTINGS(X)
#undef X
    TR_SETTING_COUNT
} tr_setting;

/* What stands after a directive, and what a path is relative to. */
typedef struct tr_setting_given {
    int count;
    char *const *words;
    const char *(*path)(void *baton, const char *path, apr_pool_t *pool);   /* absolute; NULL: it is none */
    void *baton;
} tr_setting_given;

typedef struct tr_setting_def {
    const char *name;           /* of the directive */
    const char *help;
    const char *(*set)(tr_settings *, const struct tr_setting_def *, const tr_setting_given *,
                       apr_pool_t *);   /* of its kind */
    apr_size_t offset;          /* of the member */
    int many;                   /* any number of words; else one */
    apr_int64_t least, most;
} tr_setting_def;

extern const tr_setting_def tr_setting_defs[TR_SETTING_COUNT];

/* Nothing is set. */
void tr_settings_init(tr_settings *settings);

/* What `add` sets, and what else `base` does; `out` may be `base`. */
void tr_settings_merge(tr_settings *out, const tr_settings *base, const tr_settings *add);

/*
 * Sets what a directive says; NULL, or a sentence saying what is wrong.  What is
 * kept of the words is copied to pool.
 */
const char *tr_setting_set(tr_settings *settings, tr_setting which,
                           const tr_setting_given *given, apr_pool_t *pool);

/* The directive of this name, in any case; -1: there is none. */
int tr_setting_find(const char *name);

/* NULL, or a sentence saying what in them does not go together. */
const char *tr_settings_fault(const tr_settings *settings, apr_pool_t *pool);

/*
 * Cache-Control (RFC 9111, RFC 5861) of addresses that leave something open to
 * be negotiated, or of fixed ones.  Two tiers: a cache that ignores Vary must
 * not keep negotiated answers.
 */
const char *tr_settings_freshness(const tr_settings *settings, int negotiated, apr_pool_t *pool);

/* The value of a member: what was set, or its default. */
#define X(name, kind, type, member, unset, value, least, most, help) \
    type tr_settings_##member(const tr_settings *settings);
TR_SETTINGS(X)
#undef X

#endif
