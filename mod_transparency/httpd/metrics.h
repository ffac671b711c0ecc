/* SPDX-License-Identifier: Apache-2.0 */
/* metrics.h - `SetHandler transparency-metrics`. */
#ifndef TR_HTTPD_METRICS_H
#define TR_HTTPD_METRICS_H

#include <apr_pools.h>

#include "httpd/config.h"

/* Whether a section names the handler of the metrics. */
int tr_is_metrics(const tr_conf *conf);

void tr_metrics_register_hooks(apr_pool_t *pool);

#endif
