/* SPDX-License-Identifier: Apache-2.0 */
/* status.h - the section of mod_status's page. */
#ifndef TR_HTTPD_STATUS_H
#define TR_HTTPD_STATUS_H

#include <apr_pools.h>

void tr_status_register_hooks(apr_pool_t *pool);

#endif
