/* SPDX-License-Identifier: Apache-2.0 */
/* What is printed for the user: a line of a file, the lines of a summary. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ctl/command.h"
#include "record/file.h"
#include "render/manifest.h"

enum { SHOWN_WIDTH = 160 };

/* A hostile file must not write to the terminal as it likes. */
static void tame(char *line)
{
    for (; *line; line++)
        if ((unsigned char)*line < 0x20 || *line == 0x7f)
            *line = *line == '\t' ? ' ' : '?';
}

/* Where to begin so that the column is seen: between two characters. */
static size_t first_shown(const char *line, int column)
{
    size_t first = column > SHOWN_WIDTH - 20 ? (size_t)column - SHOWN_WIDTH / 2 : 0;

    if (first >= strlen(line))
        return 0;
    while (first > 0 && ((unsigned char)line[first] & 0xc0) == 0x80)
        first--;
    return first;
}

void tr_print_line(FILE *stream, char *line, int column)
{
    size_t first = first_shown(line, column), width;

    tame(line);
    line += first;
    width = strlen(line) < SHOWN_WIDTH ? strlen(line) : SHOWN_WIDTH;
    while (width > 0 && ((unsigned char)line[width] & 0xc0) == 0x80)
        width--;
    fprintf(stream, "    %.*s\n", (int)width, line);
    column -= (int)first;
    if (column > 0 && column <= SHOWN_WIDTH)
        fprintf(stream, "    %*s\n", column, "^");
}

int tr_coloured(FILE *stream)
{
    const char *no = getenv("NO_COLOR"), *terminal = getenv("TERM");

    return isatty(fileno(stream)) && !(no && *no)
        && terminal && strcmp(terminal, "dumb") != 0;
}

void tr_print_text(const char *name, const char *text)
{
    printf("%-20s %s\n", name, text);
}

void tr_print_number(const char *name, uint64_t number)
{
    printf("%-20s %" PRIu64 "\n", name, number);
}

void tr_print_digest(const char *name, const unsigned char digest[32])
{
    char hex[TR_SHA256_HEX];

    tr_digest_hex(digest, hex);
    tr_print_text(name, hex);
}
