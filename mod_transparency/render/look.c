/* SPDX-License-Identifier: Apache-2.0 */
/* Shell, stylesheet, icon and fingerprint; see look.h. Languages are in look_speech.c. */
#include "render/look.h"

#include <apr_cstr.h>
#include <apr_strings.h>
#include <brotli/encode.h>
#include <openssl/evp.h>
#include <string.h>
#include <unicode/uversion.h>
#include <zlib.h>

#include "render/look_private.h"
#include "render/manifest.h"
#include "version.h"

/* ---- Stylesheet and icon ---- */

static void set_asset(tr_look *look, int which, const char *bytes,
                      apr_size_t length, apr_pool_t *pool)
{
    static const char *const names[TR_ASSET_COUNT][3] = {
        { "transparency", "css", "text/css; charset=utf-8" },
        { "icon", "png", "image/png" }      /* cannot get smaller */
    };
    tr_asset *asset = &look->assets[which];
    unsigned char digest[32];

    EVP_Digest(bytes, length, digest, NULL, EVP_sha256(), NULL);
    asset->bytes = bytes;
    asset->length = length;
    asset->type = names[which][2];
    asset->is_coded = which == TR_ASSET_STYLESHEET;
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

static void set_stylesheet(const tr_making *making)
{
    const tr_theme *theme = tr_theme_find(making->themes, making->settings->stylesheet);
    const char *css = theme && theme->bytes ? with_builtin(theme->bytes, making->pool)
                                            : tr_builtin_css;

    set_asset(making->look, TR_ASSET_STYLESHEET, css, strlen(css), making->pool);
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
static void set_icon(const tr_making *making)
{
    const tr_theme *theme = tr_theme_find(making->themes, making->settings->logo);
    tr_look *look = making->look;

    if (theme && theme->bytes) {
        if (read_png(theme, &look->logo_width, &look->logo_height)) {
            set_asset(look, TR_ASSET_ICON, theme->bytes, theme->length, making->pool);
            return;
        }
        look->logo_width = look->logo_height = 0;
        making->tell(making->baton, TR_LOOK_LOGO, apr_pstrcat(
            making->pool, theme->path, " is no PNG picture of at most 4096 x 4096 "
            "points", NULL));
    }
    set_asset(look, TR_ASSET_ICON, (const char *)tr_builtin_icon,
              sizeof tr_builtin_icon, making->pool);
}

/* The shell's text. */
static const char *set_shell(const tr_making *making)
{
    const tr_theme *theme = tr_theme_find(making->themes, making->settings->shell);
    tr_look *look = making->look;
    const char *html = tr_builtin_shell, *error;

    if (theme && theme->bytes) {
        look->shell = tr_shell_parse(theme->bytes, theme->length, &error, making->pool);
        if (look->shell)
            return theme->bytes;
        making->tell(making->baton, TR_LOOK_SHELL, apr_pstrcat(
            making->pool, theme->path, ": ", error, NULL));
    }
    look->shell = tr_shell_parse(html, strlen(html), &error, making->pool);
    return html;
}

/* ---- The fingerprint ---- */

static void hash_text(EVP_MD_CTX *hash, const char *text)
{
    if (text)
        EVP_DigestUpdate(hash, text, strlen(text));
    EVP_DigestUpdate(hash, text ? "\1" : "\2", 1);
}

/* Our code below httpd/, and the libraries that make bytes. */
static void hash_software(EVP_MD_CTX *hash)
{
    UVersionInfo icu;
    char icu_text[U_MAX_VERSION_STRING_LENGTH];
    uint32_t brotli = BrotliEncoderVersion();

    u_getVersion(icu);
    u_versionToString(icu, icu_text);
    hash_text(hash, TR_VERSION);
    hash_text(hash, tr_source_id);
    hash_text(hash, icu_text);
    hash_text(hash, zlibVersion());
    EVP_DigestUpdate(hash, &brotli, sizeof brotli);
}

/* Everything but the data that can change a byte of a representation. */
static void make_fingerprint(const tr_making *making, const char *shell)
{
    const tr_settings *settings = making->settings;
    tr_look *look = making->look;
    EVP_MD_CTX *hash = EVP_MD_CTX_new();
    unsigned formats = tr_settings_formats(settings);

    EVP_DigestInit_ex(hash, EVP_sha256(), NULL);
    hash_software(hash);
    hash_text(hash, shell);
    for (int i = 0; i < TR_ASSET_COUNT; i++) {
        EVP_DigestUpdate(hash, &look->assets[i].length, sizeof look->assets[i].length);
        EVP_DigestUpdate(hash, look->assets[i].bytes, look->assets[i].length);
    }
    EVP_DigestUpdate(hash, &formats, sizeof formats);
    for (size_t i = 0; i < look->language_count; i++)
        hash_text(hash, look->site.languages[i]);
    hash_text(hash, look->site.default_language);
    for (int i = 0; settings->strings && settings->strings[i]; i++) {
        const tr_theme *theme = tr_theme_find(making->themes, settings->strings[i]);
        hash_text(hash, theme ? theme->bytes : NULL);
    }
    hash_text(hash, look->title);
    hash_text(hash, look->canonical_url);
    EVP_DigestFinal_ex(hash, look->fingerprint, NULL);
    EVP_MD_CTX_free(hash);
}

/* ---- ---- */

void tr_look_make(tr_look *out, const tr_settings *settings, const tr_speeches *speeches,
                  const tr_themes *themes, tr_look_tell tell, void *baton, apr_pool_t *pool)
{
    const tr_making making = { out, settings, speeches, themes, tell, baton, pool };

    memset(out, 0, sizeof *out);
    out->title = settings->title;
    out->canonical_url = settings->canonical_url;
    out->site.has_address = settings->canonical_url != NULL;
    out->site.formats = tr_formats_with_descriptions(tr_settings_formats(settings));
    tr_look_speech(&making);
    set_stylesheet(&making);
    set_icon(&making);
    make_fingerprint(&making, set_shell(&making));
}

int tr_look_language(const tr_look *look, const char *tag)
{
    for (size_t i = 0; i < look->language_count; i++)
        if (!strcmp(look->site.languages[i], tag))
            return (int)i;
    return -1;
}

void tr_look_render(tr_render *out, const tr_look *look, const tr_gen *gen, const tr_target *target,
                    tr_format format, size_t language, apr_pool_t *pool)
{
    memset(out, 0, sizeof *out);
    out->gen = gen;
    out->site = &look->site;
    out->target = target;
    out->format = format;
    out->lang = look->site.languages[language];
    out->locale = look->speech[language]->locale;
    out->catalog = look->speech[language]->catalog;
    out->catalogs = look->catalogs;
    out->shell = look->shell;
    out->title = look->title;
    out->stylesheet = look->assets[TR_ASSET_STYLESHEET].name;
    out->icon = look->assets[TR_ASSET_ICON].name;
    out->logo = look->logo_width ? out->icon : NULL;
    out->logo_width = look->logo_width;
    out->logo_height = look->logo_height;
    out->canonical_base = look->canonical_url;
    out->fingerprint = look->fingerprint;
    out->pool = pool;
}
