/* SPDX-License-Identifier: Apache-2.0 */
/*
 * theme.c - shells, stylesheets and logos an administrator put in place of ours.
 *
 * Read once by the parent, so that all children show the same.  A theme that
 * cannot be used never takes the page down: ours is shown and the log says why.
 */
#include "httpd/runtime.h"

#include <apr_strings.h>
#include <http_core.h>

#include "httpd/log.h"

APLOG_USE_MODULE(transparency);

enum { THEME_MAX_BYTES = 1 << 20 };

static apr_status_t read_theme(tr_theme *theme, apr_pool_t *pool)
{
    apr_file_t *file;
    apr_finfo_t info;
    char *bytes;
    apr_status_t status = apr_stat(&info, theme->path, APR_FINFO_NORM, pool);

    if (status != APR_SUCCESS)
        return status;
    if (info.filetype != APR_REG || info.size > THEME_MAX_BYTES)
        return APR_EINVAL;      /* a FIFO would hang the start */
    status = apr_file_open(&file, theme->path, APR_FOPEN_READ, 0, pool);
    if (status != APR_SUCCESS)
        return status;
    bytes = apr_palloc(pool, (apr_size_t)info.size + 1);
    status = apr_file_read_full(file, bytes, (apr_size_t)info.size,
                                &theme->length);
    apr_file_close(file);
    if (status == APR_SUCCESS) {
        bytes[theme->length] = '\0';
        theme->bytes = bytes;
    }
    return status;
}

static void add_theme(tr_runtime *runtime, const char *path, server_rec *server)
{
    tr_theme *themes = runtime->themes;
    apr_status_t status;

    if (!path || tr_theme_find(runtime, path))
        return;
    runtime->themes = apr_pcalloc(runtime->pool, sizeof *themes
                                  * ((size_t)runtime->theme_count + 1));
    if (themes)
        memcpy(runtime->themes, themes,
               sizeof *themes * (size_t)runtime->theme_count);
    themes = &runtime->themes[runtime->theme_count++];
    themes->path = path;
    status = read_theme(themes, runtime->pool);
    if (status != APR_SUCCESS)
        ap_log_error(APLOG_MARK, APLOG_ERR | APLOG_STARTUP, status, server,
                     TR_LOGNO(0007) "%s cannot be used (a regular file of at "
                     "most 1 MiB is wanted): the built-in one is shown", path);
}

static void add_themes(tr_runtime *runtime, ap_conf_vector_t *vector,
                       server_rec *server)
{
    const tr_conf *conf = ap_get_module_config(vector, &transparency_module);
    if (!conf)
        return;
    add_theme(runtime, conf->shell, server);
    add_theme(runtime, conf->stylesheet, server);
    add_theme(runtime, conf->logo, server);
    for (int i = 0; conf->strings && conf->strings[i]; i++)
        add_theme(runtime, conf->strings[i], server);
}

void tr_themes_start(tr_runtime *runtime, server_rec *main_server)
{
    for (server_rec *server = main_server; server; server = server->next) {
        core_server_config *core = ap_get_core_module_config(server->module_config);
        ap_conf_vector_t **sections = (ap_conf_vector_t **)core->sec_url->elts;
        add_themes(runtime, server->lookup_defaults, server);
        for (int i = 0; i < core->sec_url->nelts; i++)
            add_themes(runtime, sections[i], server);
    }
}

const tr_theme *tr_theme_find(const tr_runtime *runtime, const char *path)
{
    for (int i = 0; path && i < runtime->theme_count; i++)
        if (!strcmp(runtime->themes[i].path, path))
            return &runtime->themes[i];
    return NULL;
}
