/* SPDX-License-Identifier: Apache-2.0 */
/*
 * changes.h - what changed between editions, entity by entity and cell by cell.
 *
 *     tr_changes ──< tr_change (an entity) ──< tr_change_cell (old → new)
 *
 * Nothing of this is stored: it follows from `since` and `until` of versions
 * and cells.  A cell keeps its identity (see tr_gen_cell_id) as long as it
 * says the same of every dimension.
 */
#ifndef TR_STORE_CHANGES_H
#define TR_STORE_CHANGES_H

#include <apr_pools.h>

#include "store/generation.h"

#define TR_NO_ROW UINT32_MAX

typedef enum tr_change_kind {
    TR_CHANGE_FIRST,            /* not published before */
    TR_CHANGE_REPLACED,
    TR_CHANGE_WITHDRAWN,
    TR_CHANGE_RESTORED          /* published again after a withdrawal */
} tr_change_kind;

typedef enum tr_cell_change {
    TR_CHANGED_ADDED,
    TR_CHANGED_REMOVED,
    TR_CHANGED_VALUE,              /* bounds or status differ */
    TR_CHANGED_DETAIL              /* the same value; note, source, marks or text as printed differ */
} tr_cell_change;

typedef struct tr_change_cell {
    uint32_t block;
    uint32_t old_row, new_row;  /* for tr_gen_cell_get; TR_NO_ROW: none */
    uint8_t change;             /* tr_cell_change */
} tr_change_cell;

typedef struct tr_change {
    uint32_t entity;            /* into entities */
    uint32_t old_version, new_version;  /* into versions; UINT32_MAX: none */
    uint16_t edition;           /* at which new_version begins */
    uint8_t kind;               /* tr_change_kind */
    uint8_t differs;            /* 1: something published before is different or gone now */
    uint8_t reason_given;       /* the new version (or the withdrawal) gives a reason */
    uint8_t backdated;
    uint32_t first_cell, cell_count;    /* into cells; none for TR_CHANGE_FIRST */
} tr_change;

typedef struct tr_changes {
    tr_change *changes;         /* by edition, then entity */
    uint32_t count;
    tr_change_cell *cells;
    uint32_t cell_count;
} tr_changes;

/* What edition `edition` changed against the one before it. */
apr_status_t tr_changes_of_edition(tr_changes *out, const tr_gen *gen, uint16_t edition, apr_pool_t *pool);

/* Every edition's changes up to the view's edition, oldest first; `entity` < 0: of all entities. */
apr_status_t tr_changes_all(tr_changes *out, const tr_gen *gen, int64_t entity, apr_pool_t *pool);

/*
 * The changes of the editions published at `since` (seconds) or later, and of those before it that brought
 * something with an earlier date than the day it came: when it came is not known.
 */
apr_status_t tr_changes_since(tr_changes *out, const tr_gen *gen, int64_t since, apr_pool_t *pool);

/* The difference between two editions in one step (from < to). */
apr_status_t tr_changes_between(tr_changes *out, const tr_gen *gen, uint16_t from, uint16_t to, apr_pool_t *pool);

#endif
