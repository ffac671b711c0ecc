/* SPDX-License-Identifier: Apache-2.0 */
/* export.h - what "transparencyctl export" writes beside the resources. */
#ifndef TR_CTL_EXPORT_H
#define TR_CTL_EXPORT_H

#include "ctl/front.h"
#include "ctl/mirror.h"
#include "store/generation.h"

/*
 * Directives with which httpd serves the mirror as the module serves the
 * record, as far as files can be: the text of its .htaccess.  `precompressed`:
 * there are files in gzip and brotli.
 */
const char *tr_export_conf(const tr_front *front, const tr_gen *gen, const tr_mirror *mirror,
                           int precompressed, apr_pool_t *pool);

#endif
