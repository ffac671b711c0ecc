/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lines.h - from the offset of a byte to its line and column.
 *
 * Line ends are noted as bytes come in and forgotten as the parser passes
 * them, so what is kept is at most what the parser has not yet consumed:
 *
 *   passed ... | at[first] ... at[ends.count) | to come
 *              line, start: of the last offset asked for
 *
 * Lines count from 1 (LF, or CR LF), columns count bytes from 1.
 */
#ifndef TR_RECORD_LINES_H
#define TR_RECORD_LINES_H

#include "record/vector.h"

#include <stdint.h>

typedef struct tr_lines {
    tr_vector ends;             /* uint64_t: offsets of line ends */
    size_t first;
    uint64_t start;             /* offset at which `line` begins */
    uint64_t noted;             /* bytes seen */
    int line;
} tr_lines;

void tr_lines_init(tr_lines *lines, apr_pool_t *pool);

/* Notes the line ends of the next bytes of the file. */
void tr_lines_note(tr_lines *lines, const char *bytes, size_t length);

/* Line and column of an offset; offsets must not decrease by more than a line. */
void tr_lines_find(tr_lines *lines, uint64_t offset, int *line, int *column);

#endif
