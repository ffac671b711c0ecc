/* SPDX-License-Identifier: Apache-2.0 */
/* The directive table, creation and merging; see config.h. */
#include "httpd/config.h"

#include <apr_fnmatch.h>
#include <apr_lib.h>
#include <apr_strings.h>
#include <http_core.h>

#include "intl/builtin.h"
#include "query/resource.h"

#define X(type, name, unset, value)                                 \
    type tr_conf_##name(const tr_conf *conf)                        \
    {                                                               \
        return conf->name == unset ? value : conf->name;            \
    }
TR_CONF_MEMBERS(X)
#undef X

/* A mixer good enough to tell chains of addresses apart (splitmix64). */
static uint64_t mix(uint64_t a, uint64_t b)
{
    uint64_t z = a * UINT64_C(0x9e3779b97f4a7c15) + b;
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

void *tr_conf_create(apr_pool_t *pool, char *directory)
{
    tr_conf *conf = apr_pcalloc(pool, sizeof *conf);
    (void)directory;
    conf->identity = (uint64_t)(uintptr_t)conf;
#define X(type, name, unset, value) conf->name = unset;
    TR_CONF_MEMBERS(X)
#undef X
    return conf;
}

void *tr_conf_merge(apr_pool_t *pool, void *base_conf, void *add_conf)
{
    const tr_conf *base = base_conf, *add = add_conf;
    tr_conf *conf = apr_palloc(pool, sizeof *conf);

    conf->identity = mix(base->identity, add->identity);
    conf->mount = add->mount ? add->mount : base->mount;
#define X(type, name, unset, value) \
    conf->name = add->name == unset ? base->name : add->name;
    TR_CONF_MEMBERS(X)
#undef X
    return conf;
}

/* ---- Directives ---- */

static int is_plain_location(const cmd_parms *cmd)
{
    const ap_directive_t *section = cmd->directive->parent;
    return section && section->directive && section->args && cmd->path
           && cmd->path[0] == '/'
           && !ap_cstr_casecmp(section->directive, "<Location")
           && section->args[strspn(section->args, " \t")] != '~'
           && !apr_fnmatch_test(cmd->path);
}

static const char *set_record(cmd_parms *cmd, void *config, const char *arg)
{
    tr_conf *conf = config;
    tr_mount *mount;
    size_t length;

    if (!is_plain_location(cmd))
        return "TransparencyRecord belongs into a <Location \"/path\"> "
               "section: the Location's path is where the record is served "
               "(not LocationMatch, Directory or Files, and no wildcards)";
    if (conf->mount)
        return "TransparencyRecord is given twice in this <Location>";
    mount = apr_pcalloc(cmd->pool, sizeof *mount);
    mount->directory = ap_server_root_relative(cmd->pool, arg);
    if (!mount->directory)
        return apr_psprintf(cmd->pool, "TransparencyRecord: '%s' is not a "
                            "path to a directory", arg);
    length = strlen(cmd->path);
    while (length && cmd->path[length - 1] == '/')
        length--;
    mount->path = apr_pstrmemdup(cmd->pool, cmd->path, length);
    mount->where = apr_psprintf(cmd->pool, "%s:%d", cmd->directive->filename,
                                cmd->directive->line_num);
    conf->mount = mount;
    return NULL;
}

/* A number with an optional K, M or G. */
static const char *set_number(apr_int64_t *member, cmd_parms *cmd,
                              const char *arg, apr_int64_t least,
                              apr_int64_t most)
{
    char *end;
    apr_int64_t number;

    errno = 0;
    number = apr_strtoi64(arg, &end, 10);
    if (!errno && end != arg && *end && !end[1]) {
        int shift = *end == 'K' ? 10 : *end == 'M' ? 20 : *end == 'G' ? 30 : 0;
        if (shift && number >= 0 && number <= (INT64_MAX >> shift)) {
            number <<= shift;
            end++;
        }
    }
    if (errno || end == arg || *end || number < least || number > most)
        return apr_psprintf(cmd->pool, "%s wants a number from %"
                            APR_INT64_T_FMT " to %" APR_INT64_T_FMT
                            " (K, M or G may follow), not '%s'",
                            cmd->cmd->name, least, most, arg);
    *member = number;
    return NULL;
}

#define NUMBER_DIRECTIVE(member, least, most)                               \
    static const char *set_##member(cmd_parms *cmd, void *conf,             \
                                    const char *arg)                        \
    {                                                                       \
        return set_number(&((tr_conf *)conf)->member, cmd, arg, least, most); \
    }
NUMBER_DIRECTIVE(cache_size, INT64_C(4) << 20, INT64_C(1) << 40)
NUMBER_DIRECTIVE(max_file_size, 1024, INT64_C(1) << 32)
NUMBER_DIRECTIVE(max_cells, 1, 100000000)
NUMBER_DIRECTIVE(max_depth, 4, 256)
NUMBER_DIRECTIVE(minimum_cell, 0, 1000000)

/* ap_timeout_parameter_parse looks at the first letters only and takes "soon" for 0 seconds. */
static int is_time(const char *text)
{
    static const char *const units[] = { "", "ms", "s", "mi", "min", "h", NULL };
    size_t digits = strspn(text, "0123456789");
    int i = 0;
    while (units[i] && ap_cstr_casecmp(units[i], text + digits))
        i++;
    return digits > 0 && digits < 10 && units[i] != NULL;
}

static const char *set_time(apr_interval_time_t *member, cmd_parms *cmd,
                            const char *arg, apr_interval_time_t least,
                            apr_interval_time_t most)
{
    apr_interval_time_t time;
    if (!is_time(arg)
        || ap_timeout_parameter_parse(arg, &time, "s") != APR_SUCCESS
        || time < least || time > most)
        return apr_psprintf(cmd->pool, "%s wants a time from %d to %d seconds "
                            "such as 30, 500ms or 5min, not '%s'",
                            cmd->cmd->name, (int)apr_time_sec(least),
                            (int)apr_time_sec(most), arg);
    *member = time;
    return NULL;
}

static const char *set_check_interval(cmd_parms *cmd, void *conf,
                                      const char *arg)
{
    return set_time(&((tr_conf *)conf)->check_interval, cmd, arg,
                    apr_time_from_msec(100), apr_time_from_sec(86400));
}

static const char *set_max_age(cmd_parms *cmd, void *conf, const char *arg)
{
    return set_time(&((tr_conf *)conf)->max_age, cmd, arg, 0,
                    apr_time_from_sec(31536000));
}

/* One of a few words; their order gives the value, from 1. */
static const char *set_word(int *member, cmd_parms *cmd, const char *arg,
                            const char *const *words)
{
    for (int i = 0; words[i]; i++) {
        if (!ap_cstr_casecmp(words[i], arg)) {
            *member = i + 1;
            return NULL;
        }
    }
    return apr_psprintf(cmd->pool, "%s wants one of: %s; not '%s'",
                        cmd->cmd->name, cmd->cmd->errmsg, arg);
}

static const char *set_on_error(cmd_parms *cmd, void *conf, const char *arg)
{
    static const char *const words[] = { "keep", "refuse", NULL };
    return set_word(&((tr_conf *)conf)->on_error, cmd, arg, words);
}

static const char *set_shared_cache(cmd_parms *cmd, void *conf,
                                    const char *arg)
{
    static const char *const words[] = { "safe", "on", "off", NULL };
    return set_word(&((tr_conf *)conf)->shared_cache, cmd, arg, words);
}

static const char *set_formats(cmd_parms *cmd, void *config, int argc,
                               char *const argv[])
{
    tr_conf *conf = config;
    conf->formats = 0;
    for (int i = 0; i < argc; i++) {
        int format = 0;
        while (format < TR_FORMAT_COUNT
               && (!(TR_RECORD_FORMATS & 1u << format)
                   || ap_cstr_casecmp(tr_formats[format].extension, argv[i])))
            format++;
        if (format == TR_FORMAT_COUNT)
            return apr_psprintf(cmd->pool, "TransparencyFormats: '%s' is no "
                                "format; wanted are some of: html json csv md "
                                "ndjson", argv[i]);
        conf->formats |= 1u << format;
    }
    return conf->formats ? NULL : "TransparencyFormats wants at least one format";
}

/* The tag in the spelling of its catalog, or NULL. */
static const char *offered_tag(const char *tag)
{
    for (int i = 0; tr_builtin_catalogs[i].tag; i++)
        if (!ap_cstr_casecmp(tr_builtin_catalogs[i].tag, tag))
            return tr_builtin_catalogs[i].tag;
    return NULL;
}

static const char *unknown_language(cmd_parms *cmd, const char *tag)
{
    const char *known = "";
    for (int i = 0; tr_builtin_catalogs[i].tag; i++)
        known = apr_pstrcat(cmd->pool, known, i ? " " : "",
                            tr_builtin_catalogs[i].tag, NULL);
    return apr_psprintf(cmd->pool, "%s: there is no '%s'; the languages are: "
                        "%s", cmd->cmd->name, tag, known);
}

static const char *set_languages(cmd_parms *cmd, void *config, int argc,
                                 char *const argv[])
{
    const char **tags = apr_pcalloc(cmd->pool,
                                    ((size_t)argc + 1) * sizeof *tags);
    if (argc == 0)
        return "TransparencyLanguages wants at least one language tag";
    for (int i = 0; i < argc; i++) {
        const char *tag = offered_tag(argv[i]);
        if (!tag)
            return unknown_language(cmd, argv[i]);
        for (int j = 0; j < i; j++)
            if (tags[j] == tag)
                return apr_psprintf(cmd->pool, "TransparencyLanguages names "
                                    "'%s' twice", argv[i]);
        tags[i] = tag;
    }
    ((tr_conf *)config)->languages = tags;
    return NULL;
}

static const char *set_default_language(cmd_parms *cmd, void *config,
                                        const char *arg)
{
    ((tr_conf *)config)->default_language = offered_tag(arg);
    return offered_tag(arg) ? NULL : unknown_language(cmd, arg);
}

static const char *set_file(const char **member, cmd_parms *cmd,
                            const char *arg)
{
    *member = ap_server_root_relative(cmd->pool, arg);
    return *member ? NULL : apr_psprintf(cmd->pool, "%s: '%s' is not a path "
                                         "to a file", cmd->cmd->name, arg);
}

static const char *set_shell(cmd_parms *cmd, void *conf, const char *arg)
{
    return set_file(&((tr_conf *)conf)->shell, cmd, arg);
}

static const char *set_stylesheet(cmd_parms *cmd, void *conf, const char *arg)
{
    return set_file(&((tr_conf *)conf)->stylesheet, cmd, arg);
}

static const char *set_logo(cmd_parms *cmd, void *conf, const char *arg)
{
    return set_file(&((tr_conf *)conf)->logo, cmd, arg);
}

static const char *set_strings(cmd_parms *cmd, void *conf, int argc,
                               char *const argv[])
{
    const char **files = apr_pcalloc(cmd->pool, ((size_t)argc + 1) * sizeof *files);

    for (int i = 0; i < argc; i++) {
        const char *error = set_file(&files[i], cmd, argv[i]);
        if (error)
            return error;
    }
    ((tr_conf *)conf)->strings = files;
    return argc ? NULL : "TransparencyStrings wants the names of files";
}

static const char *set_title(cmd_parms *cmd, void *conf, const char *arg)
{
    ((tr_conf *)conf)->title = apr_pstrdup(cmd->pool, arg);
    return NULL;
}

static const char *set_canonical_url(cmd_parms *cmd, void *config,
                                     const char *arg)
{
    size_t length = strlen(arg);
    if ((strncmp(arg, "https://", 8) && strncmp(arg, "http://", 7))
        || strpbrk(arg, " \"<>\\^`{|}?#"))
        return apr_psprintf(cmd->pool, "TransparencyCanonicalURL wants an "
                            "absolute URL such as https://example.org/"
                            "transparency, without query, not '%s'", arg);
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)arg[i] <= ' ' || (unsigned char)arg[i] >= 0x7f)
            return "TransparencyCanonicalURL must be plain ASCII";
    while (length && arg[length - 1] == '/')
        length--;
    ((tr_conf *)config)->canonical_url = apr_pstrmemdup(cmd->pool, arg, length);
    return NULL;
}

static const char *set_cors(cmd_parms *cmd, void *conf, int on)
{
    (void)cmd;
    ((tr_conf *)conf)->cors = on;
    return NULL;
}

/* httpd's own directive, listened to: what it sets is an expression whose text cannot be read back. */
static const char *note_handler(cmd_parms *cmd, void *conf, const char *arg)
{
    ((tr_conf *)conf)->handler = apr_pstrdup(cmd->pool, arg);
    return NULL;
}

#define WHERE (RSRC_CONF | ACCESS_CONF)

const command_rec tr_directives[] = {
    AP_INIT_TAKE1("TransparencyRecord", set_record, NULL, ACCESS_CONF,
                  "the directory of XML files served at this Location"),
    AP_INIT_TAKE1("TransparencyCacheSize", set_cache_size, NULL, WHERE,
                  "most shared memory for a record and its pages, in bytes"),
    AP_INIT_TAKE1("TransparencyCheckInterval", set_check_interval, NULL, WHERE,
                  "how often to look for changed files"),
    AP_INIT_TAKE1("TransparencyOnError", set_on_error, NULL, WHERE,
                  "keep, refuse"),
    AP_INIT_TAKE_ARGV("TransparencyFormats", set_formats, NULL, WHERE,
                      "formats to offer: html json csv md ndjson"),
    AP_INIT_TAKE_ARGV("TransparencyLanguages", set_languages, NULL, WHERE,
                      "language tags to offer"),
    AP_INIT_TAKE1("TransparencyDefaultLanguage", set_default_language, NULL,
                  WHERE, "language for readers who ask for none of those offered"),
    AP_INIT_TAKE1("TransparencyShell", set_shell, NULL, WHERE,
                  "an HTML file to use as page shell"),
    AP_INIT_TAKE1("TransparencyStylesheet", set_stylesheet, NULL, WHERE,
                  "a CSS file to use instead of the built-in one"),
    AP_INIT_TAKE1("TransparencyLogo", set_logo, NULL, WHERE,
                  "a PNG picture to show beside the title and as icon"),
    AP_INIT_TAKE_ARGV("TransparencyStrings", set_strings, NULL, WHERE,
                      "catalogs with words to use in place of the built-in ones"),
    AP_INIT_TAKE1("TransparencyTitle", set_title, NULL, WHERE,
                  "the site's title on every page"),
    AP_INIT_TAKE1("TransparencyMaxAge", set_max_age, NULL, WHERE,
                  "how long answers may be reused without asking"),
    AP_INIT_TAKE1("TransparencySharedCache", set_shared_cache, NULL, WHERE,
                  "safe, on, off"),
    AP_INIT_TAKE1("TransparencyCanonicalURL", set_canonical_url, NULL, WHERE,
                  "the absolute URL of the mount, for links that must be absolute"),
    AP_INIT_FLAG("TransparencyCORS", set_cors, NULL, WHERE,
                 "on: scripts of other sites may read the data"),
    AP_INIT_TAKE1("TransparencyMaxFileSize", set_max_file_size, NULL, WHERE,
                  "largest XML file accepted, in bytes"),
    AP_INIT_TAKE1("TransparencyMaxCells", set_max_cells, NULL, WHERE,
                  "most figures accepted in a record"),
    AP_INIT_TAKE1("TransparencyMaxDepth", set_max_depth, NULL, WHERE,
                  "deepest nesting of elements accepted"),
    AP_INIT_TAKE1("TransparencyMinimumCell", set_minimum_cell, NULL, WHERE,
                  "figures from 1 to less than this one are hidden, in totals too"),
    AP_INIT_TAKE1("SetHandler", note_handler, NULL, OR_FILEINFO,
                  "a handler name"),
    { NULL, { NULL }, NULL, 0, RAW_ARGS, NULL }
};
