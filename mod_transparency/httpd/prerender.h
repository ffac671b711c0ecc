/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prerender.h - the pages a generation is published with: overview and
 * indexes in each face's default language, and the whole record as data.
 */
#ifndef TR_HTTPD_PRERENDER_H
#define TR_HTTPD_PRERENDER_H

#include "httpd/runtime.h"
#include "store/pin.h"

/* Entries for the page index: room for every variant of every canonical resource. */
uint32_t tr_prerender_slots(const tr_runtime *runtime, const tr_served *served,
                            const tr_gen *gen, apr_pool_t *pool);

/* Renders into the generation being written; what does not fit is rendered on request. */
void tr_prerender(const tr_runtime *runtime, const tr_served *served,
                  const tr_pin_t *view, apr_pool_t *pool);

#endif
