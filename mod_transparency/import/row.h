/* SPDX-License-Identifier: Apache-2.0 */
/*
 * row.h - one row of a file, and what the map makes of its cells.
 *
 *   tr_view   file, its columns, the row at hand
 *      └─ tr_say_cell() ──> tr_said   text for the record, and what goes with it
 *             └─ tr_say_text() ──>    the same for a text with {columns} in it
 */
#ifndef TR_IMPORT_ROW_H
#define TR_IMPORT_ROW_H

#include "import/csv.h"
#include "import/map.h"

/* What a cell, or a text made of cells, says. */
typedef struct tr_said {
    const char *text;           /* NULL: nothing, the attribute is left out */
    const char *printed;        /* as published, where it says more than text; or NULL */
    const char *notes, *flags;  /* or NULL */
    int is_word;                /* a reason instead of a number */
    int is_share;               /* of a column of percentages */
    int is_total;               /* country: not a country but the total */
} tr_said;

typedef struct tr_view {
    const tr_map *map;
    const tr_map_file *file;
    const tr_source *source;
    const tr_capture *captures;
    const int *index;           /* of a column's field in a row, by number; -1: not there */
    const tr_csv_row *row;
    const tr_csv_field *fields;
    tr_period period;           /* of the table at hand */
    int has_period;
    tr_diags *diags;
    apr_pool_t *pool;           /* lasts as long as the row */
} tr_view;

/* Tells what is wrong with a field (NULL: with the row). Returns 0. */
__attribute__((format(printf, 4, 5)))
int tr_view_wrong(const tr_view *view, const tr_csv_field *field, const char *code,
                  const char *format, ...);

/* The field of a column in the row, or NULL when the file has no such column. */
const tr_csv_field *tr_view_field(const tr_view *view, const tr_column *column);

/* Its text without blanks around it; "" when there is none. */
const char *tr_view_raw(const tr_view *view, const tr_column *column);

/* Whether a named column of the row holds one of the texts. */
int tr_view_holds(const tr_view *view, const char *column, const tr_texts *texts);

/* What the cell of a column says. Returns 0 after telling what is wrong. */
int tr_say_cell(tr_said *out, const tr_view *view, const tr_column *column);

/* What a text with {columns} says; `as_id`: what they give is made part of an id. */
int tr_say_text(tr_said *out, const tr_view *view, const char *text, int as_id);

/* --- parts of tr_say_cell: text is not empty, without blanks around it ---------- */

/* figure.c */
int tr_say_figure(tr_said *out, const tr_view *view, const tr_column *column,
                  const tr_csv_field *field, const char *text);
int tr_say_percent(tr_said *out, const tr_view *view, const tr_column *column,
                   const tr_csv_field *field, const char *text);

/* place.c */
int tr_say_country(tr_said *out, const tr_view *view, const tr_column *column,
                   const tr_csv_field *field, const char *text);

/* when.c */
int tr_say_when(tr_said *out, const tr_view *view, const tr_column *column,
                const tr_csv_field *field, const char *text);

#endif
