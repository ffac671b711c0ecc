/* SPDX-License-Identifier: Apache-2.0 */
/*
 * face.c - how one configuration shows a record.
 *
 * A face is immutable once made.  There are as many as combinations of
 * configuration sections, so a small table that only grows is enough: found by
 * one probe, added to under a mutex with a release store.
 */
#include "httpd/runtime.h"

#include <apr_strings.h>
#include <http_core.h>
#include <openssl/evp.h>

#include "httpd/log.h"
#include "httpd/say.h"

APLOG_USE_MODULE(transparency);

static void hash_text(EVP_MD_CTX *hash, const char *text)
{
    if (text)
        EVP_DigestUpdate(hash, text, strlen(text));
    EVP_DigestUpdate(hash, text ? "\1" : "\2", 1);
}

/* Everything but the data that can change a byte of a representation. */
static void make_fingerprint(tr_face *face, const tr_runtime *runtime,
                             const char *shell, apr_size_t shell_length)
{
    EVP_MD_CTX *hash = EVP_MD_CTX_new();
    unsigned formats = tr_conf_formats(face->conf);

    EVP_DigestInit_ex(hash, EVP_sha256(), NULL);
    EVP_DigestUpdate(hash, runtime->build, sizeof runtime->build);
    EVP_DigestUpdate(hash, shell, shell_length);
    EVP_DigestUpdate(hash, "\0", 1);
    for (int i = 0; i < TR_ASSET_COUNT; i++) {
        EVP_DigestUpdate(hash, &face->assets[i].length,
                         sizeof face->assets[i].length);
        EVP_DigestUpdate(hash, face->assets[i].bytes, face->assets[i].length);
    }
    EVP_DigestUpdate(hash, &formats, sizeof formats);
    for (size_t i = 0; i < face->language_count; i++)
        hash_text(hash, face->site.languages[i]);
    hash_text(hash, face->site.default_language);
    for (int i = 0; face->conf->strings && face->conf->strings[i]; i++) {
        const tr_theme *theme = tr_theme_find(runtime, face->conf->strings[i]);
        hash_text(hash, theme ? theme->bytes : NULL);
    }
    hash_text(hash, face->conf->title);
    hash_text(hash, face->conf->canonical_url);
    EVP_DigestFinal_ex(hash, face->fingerprint, NULL);
    EVP_MD_CTX_free(hash);
}

static const tr_speech *speech_find(const tr_runtime *runtime, const char *tag)
{
    for (int i = 0; i < runtime->speech_count; i++)
        if (!ap_cstr_casecmp(runtime->speech[i].tag, tag))
            return &runtime->speech[i];
    return NULL;
}

/* The number of the language of a catalog among those offered, or -1. */
static int language_of(const tr_face *face, const tr_catalog *catalog)
{
    for (size_t i = 0; i < face->language_count; i++)
        if (!ap_cstr_casecmp(face->speech[i]->tag, tr_catalog_language(catalog)))
            return (int)i;
    return -1;
}

/* Puts the words of a file in place of ours; NULL or why it cannot be used. */
static const char *replace_words(const tr_face *face, const tr_speech **speech,
                                 const tr_theme *theme, apr_pool_t *pool)
{
    const char *error, *unknown;
    tr_catalog *over;
    tr_speech *own;
    int language;

    if (tr_catalog_load(&over, theme->bytes, theme->length, theme->path, pool,
                        &error))
        return error;
    language = language_of(face, over);
    if (language < 0)
        return apr_pstrcat(pool, theme->path, ": the language ",
                           tr_catalog_language(over), " is not offered", NULL);
    own = apr_pmemdup(pool, speech[language], sizeof *own);
    own->catalog = tr_catalog_replace(own->catalog, over, pool, &unknown);
    if (unknown)
        return apr_pstrcat(pool, theme->path, ": there is no message ", unknown,
                           NULL);
    speech[language] = own;
    return NULL;
}

static void set_words(tr_face *face, const tr_speech **speech,
                      const tr_runtime *runtime, server_rec *server,
                      apr_pool_t *pool)
{
    const char *const *files = face->conf->strings;

    for (int i = 0; files && files[i]; i++) {
        const tr_theme *theme = tr_theme_find(runtime, files[i]);
        const char *error = theme && theme->bytes
            ? replace_words(face, speech, theme, pool) : NULL;
        if (error)
            ap_log_error(APLOG_MARK, APLOG_ERR, 0, server, TR_LOGNO(0037)
                         "TransparencyStrings: %s: the built-in words are shown",
                         error);
    }
}

static void set_catalogs(tr_face *face, apr_pool_t *pool)
{
    const tr_catalog **catalogs = apr_palloc(pool, face->language_count
                                                   * sizeof *catalogs);

    for (size_t i = 0; i < face->language_count; i++)
        catalogs[i] = face->speech[i]->catalog;
    face->catalogs = catalogs;
}

static void set_languages(tr_face *face, const tr_runtime *runtime,
                          server_rec *server, apr_pool_t *pool)
{
    const char *const *wanted = face->conf->languages;
    const char *fallback = face->conf->default_language;
    size_t room = (size_t)runtime->speech_count + 1;
    const char **tags = apr_pcalloc(pool, room * sizeof *tags);
    const tr_speech **speech = apr_pcalloc(pool, room * sizeof *speech);

    for (int i = 0; wanted ? wanted[i] != NULL : i < runtime->speech_count; i++) {
        const tr_speech *found = wanted ? speech_find(runtime, wanted[i])
                                        : &runtime->speech[i];
        if (!found) {
            ap_log_error(APLOG_MARK, APLOG_WARNING, 0, server, TR_LOGNO(0008)
                         "TransparencyLanguages: there is no catalog for %s; "
                         "it is not offered", wanted[i]);
            continue;
        }
        tags[face->language_count] = found->tag;
        speech[face->language_count++] = found;
    }
    if (!face->language_count) {
        tags[0] = runtime->speech[0].tag;
        speech[0] = &runtime->speech[0];
        face->language_count = 1;
    }
    for (size_t i = 0; fallback && i < face->language_count; i++)
        if (!ap_cstr_casecmp(tags[i], fallback))
            face->default_language = i;
    face->site.languages = tags;
    face->site.default_language = tags[face->default_language];
    face->speech = speech;
    set_words(face, speech, runtime, server, pool);
    set_catalogs(face, pool);
}

static void set_asset(tr_face *face, int which, const char *bytes,
                      apr_size_t length, apr_pool_t *pool)
{
    static const char *const names[TR_ASSET_COUNT][3] = {
        { "transparency", "css", "text/css; charset=utf-8" },
        { "icon", "png", "image/png" }
    };
    tr_asset *asset = &face->assets[which];
    unsigned char digest[32];

    EVP_Digest(bytes, length, digest, NULL, EVP_sha256(), NULL);
    asset->bytes = bytes;
    asset->length = length;
    asset->type = names[which][2];
    asset->name = apr_psprintf(pool, "%s.%02x%02x%02x%02x%02x%02x.%s",
                               names[which][0], digest[0], digest[1], digest[2],
                               digest[3], digest[4], digest[5], names[which][1]);
}

/* A theme may say what is different only: the line that imports ours is replaced by it. */
static const char *with_builtin(const char *css, apr_pool_t *pool)
{
    static const char line[] = "@import \"transparency.css\";";
    const char *at = strstr(css, line);

    if (!at)
        return css;
    return apr_pstrcat(pool, apr_pstrmemdup(pool, css, (apr_size_t)(at - css)),
                       tr_builtin_css, at + sizeof line - 1, NULL);
}

static void set_stylesheet(tr_face *face, const tr_runtime *runtime,
                           apr_pool_t *pool)
{
    const tr_theme *theme = tr_theme_find(runtime, face->conf->stylesheet);
    const char *css = theme && theme->bytes ? with_builtin(theme->bytes, pool)
                                            : tr_builtin_css;

    set_asset(face, TR_ASSET_STYLESHEET, css, strlen(css), pool);
}

/* A number of four bytes, the most significant first. */
static unsigned big_endian(const char *bytes)
{
    const unsigned char *b = (const unsigned char *)bytes;

    return (unsigned)b[0] << 24 | (unsigned)b[1] << 16 | (unsigned)b[2] << 8 | b[3];
}

/* The size of a picture as its first chunk says it (PNG, 11.2.1); 0: this is none. */
static int read_png(const tr_theme *theme, unsigned *width, unsigned *height)
{
    static const char begin[] = "\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR";

    if (theme->length < 24 || memcmp(theme->bytes, begin, 16))
        return 0;
    *width = big_endian(theme->bytes + 16);
    *height = big_endian(theme->bytes + 20);
    return *width && *height && *width <= 4096 && *height <= 4096;
}

/* The icon, or the logo in its place, which then stands beside the title too. */
static void set_icon(tr_face *face, const tr_runtime *runtime,
                     server_rec *server, apr_pool_t *pool)
{
    const tr_theme *theme = tr_theme_find(runtime, face->conf->logo);

    if (theme && theme->bytes) {
        if (read_png(theme, &face->logo_width, &face->logo_height)) {
            set_asset(face, TR_ASSET_ICON, theme->bytes, theme->length, pool);
            return;
        }
        face->logo_width = face->logo_height = 0;
        ap_log_error(APLOG_MARK, APLOG_ERR, 0, server, TR_LOGNO(0036)
                     "TransparencyLogo %s is no PNG picture of at most 4096 x "
                     "4096 points: no logo is shown", theme->path);
    }
    set_asset(face, TR_ASSET_ICON, (const char *)tr_builtin_icon,
              sizeof tr_builtin_icon, pool);
}

static const char *set_shell(tr_face *face, const tr_runtime *runtime,
                             server_rec *server, apr_pool_t *pool)
{
    const tr_theme *theme = tr_theme_find(runtime, face->conf->shell);
    const char *html = tr_builtin_shell, *error;

    if (theme && theme->bytes) {
        face->shell = tr_shell_parse(theme->bytes, theme->length, &error, pool);
        if (face->shell)
            return theme->bytes;
        ap_log_error(APLOG_MARK, APLOG_ERR, 0, server, TR_LOGNO(0009)
                     "TransparencyShell %s: %s: the built-in shell is shown",
                     theme->path, error);
    }
    face->shell = tr_shell_parse(html, strlen(html), &error, pool);
    return html;
}

/* Two tiers (RFC 9111): a cache that ignores Vary must not keep negotiated answers. */
static void set_cache_control(tr_face *face, apr_pool_t *pool)
{
    int shared = tr_conf_shared_cache(face->conf);
    int age = (int)apr_time_sec(tr_conf_max_age(face->conf));
    const char *fixed = apr_psprintf(pool, "public, max-age=%d, "
                                     "stale-while-revalidate=%d, "
                                     "stale-if-error=86400", age, age);
    face->cache_fixed = fixed;
    if (shared == TR_SHARED_ON)
        face->cache_negotiated = fixed;
    else if (shared == TR_SHARED_OFF)
        face->cache_negotiated = "no-store";
    else
        face->cache_negotiated = apr_psprintf(pool, "private, max-age=%d", age);
}

static tr_face *make_face(const tr_runtime *runtime, const tr_conf *conf,
                          server_rec *server, apr_pool_t *pool)
{
    tr_face *face = apr_pcalloc(pool, sizeof *face);
    const char *shell;

    face->identity = conf->identity;
    face->conf = apr_pmemdup(pool, conf, sizeof *conf);
    face->served = tr_served_of(runtime, conf);
    face->sha256 = runtime->sha256;
    face->site.has_address = conf->canonical_url != NULL;
    face->mount = ap_os_escape_path(pool, conf->mount->path, 1);
    face->site.formats = tr_formats_with_descriptions(tr_conf_formats(conf));
    set_languages(face, runtime, server, pool);
    set_stylesheet(face, runtime, pool);
    set_icon(face, runtime, server, pool);
    shell = set_shell(face, runtime, server, pool);
    set_cache_control(face, pool);
    make_fingerprint(face, runtime, shell, strlen(shell));
    return face;
}

/* The face, or the slot where it belongs; NULL: the table is full. */
static _Atomic(tr_face *) *face_slot(tr_runtime *runtime, uint64_t identity)
{
    for (unsigned i = 0; i < TR_FACES_MAX; i++) {
        _Atomic(tr_face *) *slot
            = &runtime->faces[(identity + i) % TR_FACES_MAX];
        const tr_face *face = atomic_load_explicit(slot, memory_order_acquire);
        if (!face || face->identity == identity)
            return slot;
    }
    return NULL;
}

/* Under the mutex, which guards the pool. */
static void tell_full(tr_runtime *runtime, server_rec *server)
{
    const char *more = tr_say(runtime, TR_SAID_FACES, runtime->pool);

    if (more)
        ap_log_error(APLOG_MARK, APLOG_ERR, 0, server, TR_LOGNO(0010)
                     "more than %d combinations of configuration sections "
                     "show a record: use fewer <If> and nested <Location> "
                     "sections below it%s", TR_FACES_MAX, more);
}

static const tr_face *add_face(tr_runtime *runtime, const tr_conf *conf,
                               server_rec *server)
{
    _Atomic(tr_face *) *slot;
    tr_face *face = NULL;

    apr_thread_mutex_lock(runtime->mutex);
    slot = face_slot(runtime, conf->identity);
    if (slot) {
        face = atomic_load_explicit(slot, memory_order_acquire);
        if (!face) {
            face = make_face(runtime, conf, server, runtime->pool);
            atomic_store_explicit(slot, face, memory_order_release);
        }
    }
    else
        tell_full(runtime, server);
    apr_thread_mutex_unlock(runtime->mutex);
    return face;
}

const tr_face *tr_face_of(tr_runtime *runtime, const tr_conf *conf,
                          server_rec *server)
{
    _Atomic(tr_face *) *slot;
    const tr_face *face;

    if (!conf->mount)
        return NULL;
    slot = face_slot(runtime, conf->identity);
    face = slot ? atomic_load_explicit(slot, memory_order_acquire) : NULL;
    return face ? face : add_face(runtime, conf, server);
}
