/* SPDX-License-Identifier: Apache-2.0 */
/* handler.h - the request path. */
#ifndef TR_HTTPD_HANDLER_H
#define TR_HTTPD_HANDLER_H

#include <apr_pools.h>

void tr_handler_register_hooks(apr_pool_t *pool);

#endif
