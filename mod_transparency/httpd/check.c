/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check.c - what configtest can find out: mounts without handler, handlers
 * without record, directories that are missing or that User could not read.
 *
 * Faults of the configuration end the start.  Faults of the data never do,
 * since a reload must not take the whole server down: they are errors in a
 * configtest (which apachectl runs before each reload) and log lines otherwise.
 */
#include "httpd/config.h"

#include <apr_file_info.h>
#include <apr_strings.h>
#include <http_core.h>
#include <mod_watchdog.h>
#include <unixd.h>

#include <grp.h>
#include <pwd.h>
#include <unistd.h>

#include "httpd/log.h"

APLOG_USE_MODULE(transparency);

static tr_conf *conf_of(ap_conf_vector_t *vector)
{
    return ap_get_module_config(vector, &transparency_module);
}

static int is_ours(const tr_conf *conf)
{
    return conf && conf->handler
           && !ap_cstr_casecmp(conf->handler, "transparency");
}

/* Whether a request for `path` is inside the section of a plain Location. */
static int covers(const char *section, const char *path)
{
    size_t length = section ? strlen(section) : 0;
    while (length && section[length - 1] == '/')
        length--;
    return section && !strncmp(section, path, length)
           && (path[length] == '\0' || path[length] == '/');
}

static const char *section_path(ap_conf_vector_t *section)
{
    core_dir_config *core = ap_get_core_module_config(section);
    return core->r || core->d_is_fnmatch ? NULL : core->d;
}

/*
 * The configuration in force at `path`.  The Locations that cover it are merged
 * first, then into the server's, as httpd's location walk does: only so is the
 * identity the same as that of a request.
 */
static const tr_conf *conf_at(server_rec *server, const char *path,
                              apr_pool_t *pool)
{
    core_server_config *core = ap_get_core_module_config(server->module_config);
    ap_conf_vector_t **sections = (ap_conf_vector_t **)core->sec_url->elts;
    tr_conf *conf = NULL;

    for (int i = 0; i < core->sec_url->nelts; i++) {
        if (!covers(section_path(sections[i]), path))
            continue;
        if (conf_of(sections[i]))
            conf = conf ? tr_conf_merge(pool, conf, conf_of(sections[i]))
                        : conf_of(sections[i]);
    }
    return conf ? tr_conf_merge(pool, conf_of(server->lookup_defaults), conf)
                : conf_of(server->lookup_defaults);
}

/* Whether a section in force at `path` names our handler, though a nested one or a virtual host may take it back. */
static int handled_at(server_rec *server, const char *path)
{
    core_server_config *core = ap_get_core_module_config(server->module_config);
    ap_conf_vector_t **sections = (ap_conf_vector_t **)core->sec_url->elts;

    for (int i = 0; i < core->sec_url->nelts; i++)
        if (covers(section_path(sections[i]), path)
            && is_ours(conf_of(sections[i])))
            return 1;
    return 0;
}

void tr_mounts_each(server_rec *main_server, apr_pool_t *pool,
                    tr_mount_visit visit, void *baton)
{
    for (server_rec *server = main_server; server; server = server->next) {
        core_server_config *core = ap_get_core_module_config(server->module_config);
        ap_conf_vector_t **sections = (ap_conf_vector_t **)core->sec_url->elts;
        for (int i = 0; i < core->sec_url->nelts; i++) {
            const tr_conf *section = conf_of(sections[i]);
            if (section && section->mount)
                visit(baton, server, conf_at(server, section->mount->path,
                                             pool));
        }
    }
}

/* ---- Can User read it? ---- */

static int in_group(gid_t gid)
{
    gid_t groups[128];
    int count = 128;
    const struct passwd *user = getpwuid(ap_unixd_config.user_id);

    if (gid == ap_unixd_config.group_id)
        return 1;
    if (!user || getgrouplist(user->pw_name, ap_unixd_config.group_id,
                              groups, &count) < 0)
        return 0;
    for (int i = 0; i < count; i++)
        if (groups[i] == gid)
            return 1;
    return 0;
}

/* By the mode bits, since a configtest runs as root, to whom all is open. */
static int user_may(const apr_finfo_t *info, int execute)
{
    apr_fileperms_t user = APR_FPROT_UREAD | (execute ? APR_FPROT_UEXECUTE : 0);
    apr_fileperms_t group = APR_FPROT_GREAD | (execute ? APR_FPROT_GEXECUTE : 0);
    apr_fileperms_t world = APR_FPROT_WREAD | (execute ? APR_FPROT_WEXECUTE : 0);

    if (geteuid() != 0)
        return 1;                   /* the writer finds out for sure */
    if (info->user == ap_unixd_config.user_id)
        return (info->protection & user) == user;
    if (in_group(info->group))
        return (info->protection & group) == group;
    return (info->protection & world) == world;
}

static const char *unreadable_file(const char *directory, apr_pool_t *pool)
{
    apr_dir_t *dir;
    apr_finfo_t info;
    const char *found = NULL;
    apr_status_t status = apr_dir_open(&dir, directory, pool);

    if (status != APR_SUCCESS)
        return apr_psprintf(pool, "the directory %s cannot be opened: %pm",
                            directory, &status);
    while (!found && apr_dir_read(&info, APR_FINFO_NAME, dir) == APR_SUCCESS) {
        size_t length = strlen(info.name);
        const char *path = apr_pstrcat(pool, directory, "/", info.name, NULL);
        if (length < 4 || strcmp(info.name + length - 4, ".xml"))
            continue;
        if (apr_stat(&info, path, APR_FINFO_NORM, pool) != APR_SUCCESS
            || !user_may(&info, 0))
            found = apr_psprintf(pool, "the file %s cannot be read by User and "
                                 "Group (give them read permission)", path);
    }
    apr_dir_close(dir);
    return found;
}

static const char *data_fault(const char *directory, apr_pool_t *pool)
{
    apr_finfo_t info;
    apr_status_t status = apr_stat(&info, directory, APR_FINFO_NORM, pool);

    if (status != APR_SUCCESS)
        return apr_psprintf(pool, "the directory %s is not there: %pm",
                            directory, &status);
    if (info.filetype != APR_DIR)
        return apr_psprintf(pool, "%s is not a directory", directory);
    if (!user_may(&info, 1))
        return apr_psprintf(pool, "the directory %s cannot be read by User and "
                            "Group (it needs read and search permission)",
                            directory);
    return unreadable_file(directory, pool);
}

/* ---- The hook ---- */

typedef struct check_baton {
    apr_pool_t *pool, *temp;
    int faults, data_faults;
} check_baton;

static void check_mount(void *data, server_rec *server, const tr_conf *conf)
{
    check_baton *baton = data;
    const tr_mount *mount = conf->mount;
    const char *fault;

    if (!handled_at(server, mount->path)) {
        ap_log_error(APLOG_MARK, APLOG_CRIT | APLOG_STARTUP, 0, server,
                     TR_LOGNO(0001) "%s: TransparencyRecord without "
                     "'SetHandler transparency' in <Location \"%s\">: add it",
                     mount->where, mount->path);
        baton->faults++;
    }
    fault = tr_settings_fault(&conf->set, baton->temp);
    if (fault) {
        ap_log_error(APLOG_MARK, APLOG_CRIT | APLOG_STARTUP, 0, server,
                     TR_LOGNO(0002) "%s: %s", mount->where, fault);
        baton->faults++;
    }
    fault = data_fault(mount->directory, baton->temp);
    if (fault) {
        ap_log_error(APLOG_MARK, APLOG_ERR | APLOG_STARTUP, 0, server,
                     TR_LOGNO(0003) "%s: %s", mount->where, fault);
        baton->data_faults++;
    }
}

/* SetHandler transparency where no record is in force. */
static void check_handlers(check_baton *baton, server_rec *server)
{
    core_server_config *core = ap_get_core_module_config(server->module_config);
    ap_conf_vector_t **sections = (ap_conf_vector_t **)core->sec_url->elts;

    for (int i = 0; i < core->sec_url->nelts; i++) {
        const char *path = section_path(sections[i]);
        if (!path || !is_ours(conf_of(sections[i]))
            || conf_at(server, path, baton->temp)->mount)
            continue;
        ap_log_error(APLOG_MARK, APLOG_CRIT | APLOG_STARTUP, 0, server,
                     TR_LOGNO(0004) "'SetHandler transparency' without "
                     "TransparencyRecord in <Location \"%s\">: name the "
                     "directory of the XML files", path);
        baton->faults++;
    }
}

static int check_config(apr_pool_t *pconf, apr_pool_t *plog,
                        apr_pool_t *ptemp, server_rec *main_server)
{
    check_baton baton = { pconf, ptemp, 0, 0 };
    (void)plog;

    tr_mounts_each(main_server, ptemp, check_mount, &baton);
    for (server_rec *server = main_server; server; server = server->next)
        check_handlers(&baton, server);
    if (!APR_RETRIEVE_OPTIONAL_FN(ap_watchdog_get_instance)) {
        ap_log_error(APLOG_MARK, APLOG_CRIT | APLOG_STARTUP, 0, main_server,
                     TR_LOGNO(0005) "mod_watchdog is not loaded: add "
                     "'LoadModule watchdog_module modules/mod_watchdog.so'");
        baton.faults++;
    }
    if (ap_state_query(AP_SQ_RUN_MODE) == AP_SQ_RM_CONFIG_TEST)
        baton.faults += baton.data_faults;
    return baton.faults ? HTTP_INTERNAL_SERVER_ERROR : OK;
}

void tr_config_register_hooks(apr_pool_t *pool)
{
    (void)pool;
    ap_hook_check_config(check_config, NULL, NULL, APR_HOOK_MIDDLE);
}
