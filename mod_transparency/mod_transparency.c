/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mod_transparency - transparency reports in XML, served as negotiated HTML,
 * JSON, CSV and Markdown out of shared memory.
 *
 * This file only wires; each part registers its own hooks.
 */
#include <httpd.h>
#include <http_config.h>

#include "httpd/config.h"
#include "httpd/handler.h"
#include "httpd/metrics.h"
#include "httpd/runtime.h"
#include "httpd/status.h"
#include "httpd/tally.h"
#include "httpd/watch.h"

static void register_hooks(apr_pool_t *pool)
{
    tr_config_register_hooks(pool);
    tr_runtime_register_hooks(pool);
    tr_watch_register_hooks(pool);
    tr_handler_register_hooks(pool);
    tr_tally_register_hooks(pool);
    tr_status_register_hooks(pool);
    tr_metrics_register_hooks(pool);
}

AP_DECLARE_MODULE(transparency) = {
    STANDARD20_MODULE_STUFF,
    tr_conf_create,
    tr_conf_merge,
    tr_server_conf_create,
    NULL,                       /* servers share one runtime: nothing to merge */
    tr_directives,
    register_hooks,
    0
};
