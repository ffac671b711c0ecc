/* SPDX-License-Identifier: Apache-2.0 */
/*
 * theme.c - reads what an administrator put in place of our shell, stylesheet,
 * logo and words.
 *
 * Read once by the parent, so that all children show the same.  A theme that
 * cannot be used never takes the page down: ours is shown and the log says why.
 */
#include "httpd/runtime.h"

#include <http_core.h>

#include "httpd/log.h"

APLOG_USE_MODULE(transparency);

static void tell(void *server, const char *path, apr_status_t status)
{
    ap_log_error(APLOG_MARK, APLOG_ERR | APLOG_STARTUP, status,
                 (server_rec *)server, TR_LOGNO(0007)
                 "%s cannot be used (a regular file of at most 1 MiB is "
                 "wanted): the built-in one is shown", path);
}

static void read_themes(tr_runtime *runtime, ap_conf_vector_t *vector,
                        server_rec *server)
{
    const tr_conf *conf = ap_get_module_config(vector, &transparency_module);

    if (conf)
        tr_themes_read(&runtime->themes, &conf->set, tell, server, runtime->pool);
}

void tr_themes_start(tr_runtime *runtime, server_rec *main_server)
{
    for (server_rec *server = main_server; server; server = server->next) {
        core_server_config *core = ap_get_core_module_config(server->module_config);
        ap_conf_vector_t **sections = (ap_conf_vector_t **)core->sec_url->elts;
        read_themes(runtime, server->lookup_defaults, server);
        for (int i = 0; i < core->sec_url->nelts; i++)
            read_themes(runtime, sections[i], server);
    }
}
