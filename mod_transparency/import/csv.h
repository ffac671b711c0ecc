/* SPDX-License-Identifier: Apache-2.0 */
/*
 * csv.h - a file of comma-separated values (RFC 4180), as rows of fields.
 *
 *   tr_csv ──< tr_csv_row (first, count, line) ──> tr_csv_field (text, line, column)
 *
 * A line may end with LF, CR or CR LF.  A field in quotes may hold line ends,
 * separators and doubled quotes.  Lines without anything are no rows; what
 * RFC 4180 does not allow is an error, told with its place.
 */
#ifndef TR_IMPORT_CSV_H
#define TR_IMPORT_CSV_H

#include "import/encoding.h"
#include "record/vector.h"

enum {
    TR_CSV_ROWS_MAX = 1000000,
    TR_CSV_FIELDS_MAX = 4096,           /* of a row */
    TR_CSV_FIELD_BYTES_MAX = 64 << 10
};

typedef struct tr_csv_field {
    const char *text;           /* without quotes, NUL-ended; blanks as they are */
    int line, column;
} tr_csv_field;

typedef struct tr_csv_row {
    apr_size_t first;           /* index of its first field */
    int count;
    int line;
} tr_csv_row;

typedef struct tr_csv {
    tr_vector rows;             /* tr_csv_row */
    tr_vector fields;           /* tr_csv_field */
    apr_pool_t *pool;           /* of the texts */
} tr_csv;

/*
 * Reads the whole of `source`.  Returns 0 when something was wrong, which was
 * then told; what was read is in `out` all the same.
 */
int tr_csv_read(tr_csv *out, const tr_source *source, char separator,
                tr_diags *diags, apr_pool_t *pool);

static inline const tr_csv_row *tr_csv_row_at(const tr_csv *csv, apr_size_t index)
{
    return (const tr_csv_row *)csv->rows.bytes + index;
}

/* The fields of a row, row->count of them. */
static inline const tr_csv_field *tr_csv_fields(const tr_csv *csv,
                                                const tr_csv_row *row)
{
    return (const tr_csv_field *)csv->fields.bytes + row->first;
}

#endif
