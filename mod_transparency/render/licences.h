/* SPDX-License-Identifier: Apache-2.0 */
/*
 * licences.h - under which licences the record is published.
 *
 * A table (<requests>) has the licence it states, else that of its report.
 */
#ifndef TR_RENDER_LICENCES_H
#define TR_RENDER_LICENCES_H

#include <apr_tables.h>

#include "query/query.h"

/*
 * The URLs (const char *, in the generation) of all licences that reports and
 * tables state as of the view's edition, each once, in the order of the record.
 */
const apr_array_header_t *tr_licences_stated(const tr_gen *gen, apr_pool_t *pool);

/*
 * The URL of the one licence under which every figure of the target's answer is
 * published, in the generation.  NULL where there are several, where a table
 * has none, or where the target shows no figures.
 */
const char *tr_licence_of_target(const tr_gen *gen, const tr_target *target,
                                 apr_pool_t *pool);

#endif
