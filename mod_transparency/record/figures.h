/* SPDX-License-Identifier: Apache-2.0 */
/*
 * figures.h - from the elements inside <requests> to cells.
 *
 *   <requests demand="civil">            defaults.table
 *     <from country="GB">                defaults.row     = table + its own
 *       <received requests="12"          a cell for each unit, = row + its own
 *                 accounts="20"/>
 */
#ifndef TR_RECORD_FIGURES_H
#define TR_RECORD_FIGURES_H

#include "record/attribute.h"
#include "record/cells.h"
#include "record/identity.h"
#include "record/names.h"
#include "record/record.h"
#include "record/text.h"

/* What an inner element takes over unless it says otherwise. */
typedef struct tr_defaults {
    uint32_t code[TR_DIM_CELL_COUNT];
    uint32_t service, notes, source, country_printed;
    uint32_t flags;
    tr_period period;
    uint8_t rounding;
    uint8_t wrong;          /* an error was told: no cells are made of it */
} tr_defaults;

enum { TR_RECENT = 64 };

typedef struct tr_figures {
    tr_file *file;
    uint64_t cell_limit;
    tr_words words;
    uint32_t recent[TR_RECENT];     /* words found lately, see checked_word */
    tr_names *names;
    tr_cells cells;         /* of the table being read */
    tr_index index;         /* of these; see tr_rules_index */
    int indexed;            /* it is made */
    tr_table *table;        /* NULL: outside <requests> */
    tr_defaults of_table, of_row;
    int has_period;         /* the table's is known */
    uint8_t row_kind;       /* tr_cell_kind */
    apr_pool_t *scratch;
} tr_figures;

/* Memory of the file comes from its pool, all else from `scratch`. */
void tr_figures_init(tr_figures *figures, tr_file *file, uint64_t cell_limit,
                     tr_names *names, apr_pool_t *scratch);

/* <requests ...>: fills entity->table from the checked attributes of its root. */
void tr_figures_begin(tr_figures *figures, tr_entity *entity,
                      const tr_spot *spot);

/* <from ...> and <total ...>. */
void tr_figures_row(tr_figures *figures, int total, const tr_sax_attr *attrs,
                    int count, const tr_spot *spot);

/*
 * An element inside them: a measure, or <figure> when `measure` is NULL.
 * Returns -1 when the file holds more cells than the record may.
 */
int tr_figures_cells(tr_figures *figures, tr_name *measure,
                     const tr_sax_attr *attrs, int count, const tr_spot *spot);

/* </requests>: the rules of one table; hands the cells to the entity. */
void tr_figures_end(tr_figures *figures, tr_entity *entity,
                    const tr_spot *spot);

#endif
