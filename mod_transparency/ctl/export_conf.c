/* SPDX-License-Identifier: Apache-2.0 */
/*
 * export_conf.c - the .htaccess of a mirror, made from the tables the module
 * answers by: formats, resources, languages, header fields.
 *
 *     requests             ─┐ rewritten to one of these, by what the reader prefers
 *     requests.html        <┘─┐
 *     requests.html.gz, .br   <┘ where they are there and accepted
 *     requests.html?country=GB   needs the server: 404
 */
#include <apr_strings.h>
#include <string.h>

#include "ctl/export.h"
#include "http/policy.h"

typedef struct text {
    apr_array_header_t *parts;
    apr_pool_t *pool;
} text;

static void add(text *out, const char *part)
{
    APR_ARRAY_PUSH(out->parts, const char *) = part;
}

__attribute__((format(printf, 2, 3)))
static void addf(text *out, const char *format, ...)
{
    va_list values;

    va_start(values, format);
    add(out, apr_pvsprintf(out->pool, format, values));
    va_end(values);
}

/* As part of a regular expression. */
static const char *escaped(const char *word, apr_pool_t *pool)
{
    char *out = apr_palloc(pool, 2 * strlen(word) + 1), *to = out;

    for (; *word; word++) {
        if (strchr(".+*?()[]{}|^$\\", *word))
            *to++ = '\\';
        *to++ = *word;
    }
    *to = '\0';
    return out;
}

/* A value between quotation marks. */
static const char *quoted(const char *value, apr_pool_t *pool)
{
    char *out = apr_palloc(pool, 2 * strlen(value) + 3), *to = out;

    *to++ = '"';
    for (; *value; value++) {
        if (*value == '"' || *value == '\\')
            *to++ = '\\';
        *to++ = *value;
    }
    *to++ = '"';
    *to = '\0';
    return out;
}

static void add_fields(text *out, const tr_policy_field *fields, const char *indent)
{
    for (; fields->name; fields++)
        addf(out, "%sHeader set %s %s\n", indent, fields->name, quoted(fields->value, out->pool));
}

/* ---- Types ---- */

static void open_files(text *out, const char *expression)
{
    addf(out, "<FilesMatch \"%s(\\.(gz|br))?$\">\n", expression);
}

static void add_type(text *out, const char *type)
{
    addf(out, "    ForceType %s\n", quoted(type, out->pool));
}

/* Files with the extension of a format, anywhere. */
static void add_format(text *out, const tr_front *front, tr_format format)
{
    const tr_format_def *def = &tr_formats[format];

    open_files(out, apr_pstrcat(out->pool, "\\.", escaped(def->extension, out->pool), NULL));
    add_type(out, def->media_type);
    if (def->localised)
        addf(out, "    DefaultLanguage %s\n", front->look.site.default_language);
    if (format == TR_FORMAT_HTML)
        addf(out, "    Header set Content-Security-Policy %s\n"
             "    Header set Cross-Origin-Resource-Policy %s\n",
             quoted(tr_policy_page, out->pool), tr_policy_same_origin);
    else if (tr_settings_cors(&front->settings))
        add_fields(out, tr_policy_cors, "    ");
    add(out, "</FilesMatch>\n");
}

/* Whether a file below some folder has this name too. */
static int is_ambiguous(const tr_mirror *mirror, const char *name)
{
    size_t length = strlen(name);

    for (int i = 0; i < mirror->order->nelts; i++) {
        const char *path = APR_ARRAY_IDX(mirror->order, i, const char *);
        size_t size = strlen(path);
        if (size > length && path[size - length - 1] == '/' && !strcmp(path + size - length, name))
            return 1;
    }
    return 0;
}

/*
 * What describes the record often shares its extension with other formats: it
 * goes by its name.  An item may have that name too; then the type of the
 * extension is right for both.
 */
static void add_descriptions(text *out, const tr_mirror *mirror, unsigned common)
{
    for (int i = 0; i < TR_RES_COUNT; i++) {
        const tr_resource_def *resource = &tr_resources[i];
        for (int format = 0; format < TR_FORMAT_COUNT; format++) {
            const char *name = apr_pstrcat(out->pool, resource->path, ".",
                                           tr_formats[format].extension, NULL);
            if (tr_resource_is_record((tr_resource)i) || !(resource->formats & 1u << format)
                || common & 1u << format || is_ambiguous(mirror, name))
                continue;
            open_files(out, apr_pstrcat(out->pool, "^", escaped(name, out->pool), NULL));
            add_type(out, tr_formats[format].media_type);
            add(out, "</FilesMatch>\n");
        }
    }
}

/* Formats that go by their extension: the first that has it. Longer extensions come last, and so win. */
static unsigned add_formats(text *out, const tr_front *front)
{
    unsigned common = 0;

    for (int dotted = 0; dotted <= 1; dotted++)
        for (int format = 0; format < TR_FORMAT_COUNT; format++) {
            const char *extension = tr_formats[format].extension;
            int taken = format == TR_FORMAT_LINKS || (strchr(extension, '.') != NULL) != dotted;
            for (int i = 0; i < format && !taken; i++)
                taken = !strcmp(tr_formats[i].extension, extension);
            if (taken)
                continue;
            add_format(out, front, (tr_format)format);
            common |= 1u << format;
        }
    return common;
}

static void add_assets(text *out, const tr_look *look)
{
    for (int i = 0; i < TR_ASSET_COUNT; i++) {
        const tr_asset *asset = &look->assets[i];

        open_files(out, apr_pstrcat(out->pool, "^", escaped(asset->name, out->pool), NULL));
        add_type(out, asset->type);
        addf(out, "    Header set Cache-Control %s\n"
             "    Header set Cross-Origin-Resource-Policy %s\n"
             "    Header unset Access-Control-Allow-Origin\n</FilesMatch>\n",
             quoted(tr_policy_immutable, out->pool), tr_policy_same_origin);
    }
}

static void add_headers(text *out, const tr_front *front, const tr_gen *gen)
{
    add(out, "\n# --- headers and types ---\n"
        "AddDefaultCharset Off\nFileETag MTime Size\n"
        "AddEncoding gzip .gz\nAddEncoding br .br\nRemoveLanguage .gz .br\n");
    for (int i = 0; front->look.site.languages[i]; i++)
        addf(out, "AddLanguage %s .%s\n", front->look.site.languages[i],
             front->look.site.languages[i]);
    add_fields(out, tr_policy_always, "");
    addf(out, "Header set Content-Security-Policy %s\n"
         "Header set Cross-Origin-Resource-Policy %s\n"
         "Header set Cache-Control %s\n"
         "Header set Cache-Control %s env=REDIRECT_negotiated\n"
         "Header merge Vary Accept-Encoding\n"
         "Header merge Vary Accept env=REDIRECT_negotiated\n"
         "Header merge Vary Accept-Language env=REDIRECT_negotiated\n",
         quoted(tr_policy_data, out->pool), tr_policy_cross_origin,
         quoted(tr_settings_freshness(&front->settings, 0, out->pool), out->pool),
         quoted(tr_settings_freshness(&front->settings, 1, out->pool), out->pool));
    if (gen->head->incomplete)
        addf(out, "Header set Transparency-Incomplete %u\n", gen->head->incomplete);
}

/* ---- Addresses ---- */

/* A rule for NAME without a format, where the file NAME`suffix` is there. */
static void add_choice(text *out, const char *suffix, const char *field, const char *word)
{
    addf(out, "RewriteCond %%{REQUEST_FILENAME} !-f\n"
         "RewriteCond %%{REQUEST_FILENAME}%s -f\n", suffix);
    if (field)
        addf(out, "RewriteCond %%{HTTP:%s} \"^\\s*%s(?:[-,;\\s]|$)\" [NC]\n", field,
             escaped(word, out->pool));
    addf(out, "RewriteRule ^(.+)$ $1%s [E=negotiated:1]\n", suffix);
}

/* As the reader likes it best; what else he likes is not looked at. */
static void add_choices(text *out, const tr_look *look)
{
    const tr_site *site = &look->site;

    add(out, "\n# addresses that leave format and language open\n"
        "RewriteRule ^(version/[0-9]{14}/)?$ $1index\n");
    for (int i = 0; i < TR_FORMAT_COUNT; i++)
        if (i != TR_FORMAT_HTML && site->formats & TR_RECORD_FORMATS & 1u << i)
            add_choice(out, apr_pstrcat(out->pool, ".", tr_formats[i].extension, NULL), "Accept",
                       apr_pstrmemdup(out->pool, tr_formats[i].accept,
                                      strcspn(tr_formats[i].accept, ";")));
    for (int i = 0; site->languages[i]; i++)
        add_choice(out, apr_pstrcat(out->pool, ".", site->languages[i], ".html", NULL),
                   "Accept-Language", site->languages[i]);
    for (int i = 0; i < TR_FORMAT_COUNT; i++)
        if (site->formats & TR_RECORD_FORMATS & 1u << i)
            add_choice(out, apr_pstrcat(out->pool, ".", tr_formats[i].extension, NULL), NULL, NULL);
    for (int i = 0; i < TR_RES_COUNT; i++)
        for (int format = 0; format < TR_FORMAT_COUNT; format++)
            if (!tr_resource_is_record((tr_resource)i) && tr_resources[i].formats & 1u << format)
                addf(out, "RewriteRule ^%s$ %s.%s [E=negotiated:1]\n", tr_resources[i].path,
                     tr_resources[i].path, tr_formats[format].extension);
}

/* Whoever says q=0 does not want it (RFC 9110, 12.5.3). */
static void add_codings(text *out)
{
    static const char *const names[][2] = { { "br", "br" }, { "gzip", "gz" } };

    add(out, "\n# files that are compressed already\n");
    for (int i = 0; i < 2; i++)
        addf(out, "RewriteCond %%{HTTP:Accept-Encoding} \"(?:^|,)\\s*%s\\s*"
             "(?:;\\s*q=(?!0(?:\\.0*)?\\s*(?:,|$))[0-9.]+\\s*)?(?:,|$)\" [NC]\n"
             "RewriteCond %%{REQUEST_FILENAME}.%s -f\n"
             "RewriteRule ^(.+)$ $1.%s [END]\n", names[i][0], names[i][1], names[i][1]);
}

static void add_rules(text *out, const tr_front *front, int precompressed)
{
    const char *url = front->look.canonical_url;

    addf(out, "\n# --- addresses ---\nRewriteEngine On\nDirectorySlash Off\n"
         "ErrorDocument 404 \"There is no such file in this mirror of a transparency record. "
         "Filters, lists of versions and comparisons are answered by the server of the "
         "record%s%s only.\"\n", url ? ": " : "", url ? url : "");
    add(out, "RewriteRule (^|/)\\. - [R=404,END]\n"
        "RewriteRule \\.(gz|br)$ - [R=404,END]\n"
        "# a question answered with the whole would be a wrong answer\n"
        "RewriteCond %{QUERY_STRING} .\n"
        "RewriteRule ^ - [R=404,END]\n");
    add_choices(out, &front->look);
    if (precompressed)
        add_codings(out);
    add(out, "\nRewriteCond %{REQUEST_FILENAME} !-f\nRewriteRule ^ - [R=404,END]\n");
}

const char *tr_export_conf(const tr_front *front, const tr_gen *gen, const tr_mirror *mirror,
                           int precompressed, apr_pool_t *pool)
{
    text out = { apr_array_make(pool, 256, sizeof(const char *)), pool };

    add(&out, "# Written by transparencyctl export, and anew by the next.\n"
        "# For Apache httpd with mod_headers, mod_mime and mod_rewrite, where AllowOverride\n"
        "# has FileInfo and Indexes, and Options FollowSymLinks or SymLinksIfOwnerMatch.\n"
        "# Without AllowOverride: Include this file in the <Directory> of the mirror.\n");
    add_headers(&out, front, gen);
    add_descriptions(&out, mirror, add_formats(&out, front));
    add_assets(&out, &front->look);
    add_rules(&out, front, precompressed);
    return apr_array_pstrcat(pool, out.parts, '\0');
}
