/* SPDX-License-Identifier: Apache-2.0 */
/* watch.h - noticing that files changed, and publishing what they say now. */
#ifndef TR_HTTPD_WATCH_H
#define TR_HTTPD_WATCH_H

#include <apr_pools.h>

void tr_watch_register_hooks(apr_pool_t *pool);

#endif
