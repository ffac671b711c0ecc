/* SPDX-License-Identifier: Apache-2.0 */
/* From offsets to lines and columns; see lines.h. */
#include "record/lines.h"

#include <limits.h>
#include <string.h>

void tr_lines_init(tr_lines *lines, apr_pool_t *pool)
{
    memset(lines, 0, sizeof *lines);
    tr_vector_init(&lines->ends, sizeof(uint64_t), pool);
    lines->line = 1;
}

/* Forgets what was passed, once that is most of what is kept. */
static void compact(tr_lines *lines)
{
    uint64_t *at = lines->ends.bytes;

    if (lines->first == 0 || lines->first < lines->ends.count / 2)
        return;
    lines->ends.count -= lines->first;
    memmove(at, at + lines->first, lines->ends.count * sizeof *at);
    lines->first = 0;
}

void tr_lines_note(tr_lines *lines, const char *bytes, size_t length)
{
    const char *at = bytes, *end = bytes + length;

    compact(lines);
    while (at < end && (at = memchr(at, '\n', (size_t)(end - at)))) {
        *(uint64_t *)tr_vector_add(&lines->ends, 1)
            = lines->noted + (uint64_t)(at - bytes);
        at++;
    }
    lines->noted += length;
}

void tr_lines_find(tr_lines *lines, uint64_t offset, int *line, int *column)
{
    const uint64_t *at = lines->ends.bytes;
    uint64_t distance;

    while (lines->first < lines->ends.count && at[lines->first] < offset) {
        lines->start = at[lines->first++] + 1;
        if (lines->line < INT_MAX)
            lines->line++;
    }
    distance = offset > lines->start ? offset - lines->start : 0;
    *line = lines->line;
    *column = distance < INT_MAX ? (int)distance + 1 : INT_MAX;
}
