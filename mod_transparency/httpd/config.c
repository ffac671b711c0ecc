/* SPDX-License-Identifier: Apache-2.0 */
/* The directive table, creation and merging; see config.h. */
#include "httpd/config.h"

#include <apr_fnmatch.h>
#include <apr_lib.h>
#include <apr_strings.h>
#include <http_core.h>

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
    tr_settings_init(&conf->set);
    return conf;
}

void *tr_conf_merge(apr_pool_t *pool, void *base_conf, void *add_conf)
{
    const tr_conf *base = base_conf, *add = add_conf;
    tr_conf *conf = apr_palloc(pool, sizeof *conf);

    conf->identity = mix(base->identity, add->identity);
    conf->mount = add->mount ? add->mount : base->mount;
    conf->handler = add->handler ? add->handler : base->handler;
    tr_settings_merge(&conf->set, &base->set, &add->set);
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

static const char *from_server_root(void *cmd, const char *path, apr_pool_t *pool)
{
    (void)cmd;
    return ap_server_root_relative(pool, path);
}

/* `info` of a command is the row of its setting. */
static const char *set_many(cmd_parms *cmd, void *config, int argc, char *const argv[])
{
    const tr_setting_given given = { argc, argv, from_server_root, cmd };

    return tr_setting_set(&((tr_conf *)config)->set,
                          (tr_setting)((const tr_setting_def *)cmd->info - tr_setting_defs),
                          &given, cmd->pool);
}

static const char *set_one(cmd_parms *cmd, void *config, const char *arg)
{
    char *const words[] = { (char *)arg, NULL };
    return set_many(cmd, config, 1, words);
}

static const char *set_flag(cmd_parms *cmd, void *config, int on)
{
    return set_one(cmd, config, on ? "on" : "off");
}

/* httpd's own directive, listened to: what it sets is an expression whose text cannot be read back. */
static const char *note_handler(cmd_parms *cmd, void *conf, const char *arg)
{
    ((tr_conf *)conf)->handler = apr_pstrdup(cmd->pool, arg);
    return NULL;
}

#define WHERE (RSRC_CONF | ACCESS_CONF)
#define COMMAND_ONE(name, row, help) AP_INIT_TAKE1(name, set_one, row, WHERE, help)
#define COMMAND_MANY(name, row, help) AP_INIT_TAKE_ARGV(name, set_many, row, WHERE, help)
#define COMMAND_FLAG(name, row, help) AP_INIT_FLAG(name, set_flag, row, WHERE, help)
#define COMMAND_NUMBER COMMAND_ONE
#define COMMAND_TIME COMMAND_ONE
#define COMMAND_WORD COMMAND_ONE
#define COMMAND_TEXT COMMAND_ONE
#define COMMAND_URL COMMAND_ONE
#define COMMAND_FILE COMMAND_ONE
#define COMMAND_LANGUAGE COMMAND_ONE
#define COMMAND_FILES COMMAND_MANY
#define COMMAND_LANGUAGES COMMAND_MANY
#define COMMAND_FORMATS COMMAND_MANY

const command_rec tr_directives[] = {
    AP_INIT_TAKE1("TransparencyRecord", set_record, NULL, ACCESS_CONF,
                  "the directory of XML files served at this Location"),
#define X(name, kind, type, member, unset, value, least, most, help)        \
    COMMAND_##kind(name, (void *)&tr_setting_defs[TR_SETTING_##member], help),
    TR_SETTINGS(X)
#undef X
    AP_INIT_TAKE1("SetHandler", note_handler, NULL, OR_FILEINFO,
                  "a handler name"),
    { NULL, { NULL }, NULL, 0, RAW_ARGS, NULL }
};
