/* SPDX-License-Identifier: Apache-2.0 */
/* Reading comma-separated values; see csv.h. */
#include "import/csv.h"

#include <apr_strings.h>
#include <string.h>

typedef struct reading {
    tr_csv *csv;
    const tr_source *source;
    tr_diags *diags;
    const char *at, *end;
    const char *line_start;
    int line;
    char separator;
    int wrong;
} reading;

static void tell(reading *r, const char *at, const char *line_start, int line,
                 const char *code, const char *text)
{
    tr_diags_add(r->diags, TR_DIAG_ERROR, r->source->name, line,
                 (int)(at - line_start) + 1, code, "%s", text);
    r->wrong = 1;
}

static int at_line_end(const reading *r)
{
    return r->at == r->end || *r->at == '\n' || *r->at == '\r';
}

/* Steps over one line end, if there is one. */
static void next_line(reading *r)
{
    if (r->at == r->end)
        return;
    if (*r->at == '\r' && r->at + 1 < r->end && r->at[1] == '\n')
        r->at++;
    r->at++;
    r->line++;
    r->line_start = r->at;
}

static char *add_field(reading *r, const char *text, apr_size_t length, int line,
                       int column)
{
    tr_csv_field *field = tr_vector_add(&r->csv->fields, 1);
    char *copy = apr_pstrmemdup(r->csv->pool, text, length);

    *field = (tr_csv_field){ copy, line, column };
    return copy;
}

static void read_plain(reading *r)
{
    const char *start = r->at;

    while (!at_line_end(r) && *r->at != r->separator) {
        if (*r->at == '"')
            tell(r, r->at, r->line_start, r->line, "stray-quote",
                 "a quotation mark inside a field that does not begin with one; "
                 "the whole field is put in quotes, and quotes inside are doubled");
        r->at++;
    }
    add_field(r, start, (apr_size_t)(r->at - start), r->line,
              (int)(start - r->line_start) + 1);
}

/* Doubled quotes become one; in place. */
static void halve_quotes(char *text)
{
    char *to = text;

    for (const char *from = text; *from; from++) {
        *to++ = *from;
        if (*from == '"' && from[1] == '"')
            from++;
    }
    *to = '\0';
}

/* To the closing quote; 0 when there is none. */
static int find_close(reading *r)
{
    while (r->at < r->end) {
        if (*r->at == '"') {
            if (r->at + 1 == r->end || r->at[1] != '"')
                return 1;
            r->at += 2;
        }
        else if (at_line_end(r))
            next_line(r);
        else
            r->at++;
    }
    return 0;
}

static void read_quoted(reading *r)
{
    const char *open = r->at, *line_start = r->line_start;
    int line = r->line;

    r->at++;
    if (!find_close(r))
        tell(r, open, line_start, line, "open-quote",
             "this quotation mark is never closed");
    halve_quotes(add_field(r, open + 1, (apr_size_t)(r->at - open - 1), line,
                           (int)(open - line_start) + 1));
    if (r->at < r->end)
        r->at++;
    if (!at_line_end(r) && *r->at != r->separator) {
        tell(r, r->at, r->line_start, r->line, "after-quote",
             "after the closing quotation mark a field ends; quotes inside are "
             "doubled");
        while (!at_line_end(r) && *r->at != r->separator)
            r->at++;
    }
}

static void read_field(reading *r)
{
    const char *start = r->at;
    int line = r->line;

    if (r->at < r->end && *r->at == '"')
        read_quoted(r);
    else
        read_plain(r);
    if (r->at - start > TR_CSV_FIELD_BYTES_MAX)
        tell(r, r->line == line ? start : r->line_start, r->line_start, r->line,
             "field-too-long", "a field of more than 64 KiB");
}

static void read_row(reading *r)
{
    tr_csv_row *row = tr_vector_add(&r->csv->rows, 1);
    apr_size_t first = r->csv->fields.count;
    int line = r->line, count = 0;

    for (;;) {
        read_field(r);
        count++;
        if (at_line_end(r))
            break;
        r->at++;
        if (count == TR_CSV_FIELDS_MAX) {
            tell(r, r->at, r->line_start, r->line, "too-many-fields",
                 "more than 4096 fields in a row");
            r->at = r->end;
        }
    }
    *row = (tr_csv_row){ first, count, line };
    next_line(r);
}

int tr_csv_read(tr_csv *out, const tr_source *source, char separator,
                tr_diags *diags, apr_pool_t *pool)
{
    reading r = { .csv = out, .source = source, .diags = diags,
                  .at = source->text, .end = source->text + source->length,
                  .line_start = source->text, .line = 1, .separator = separator };

    out->pool = pool;
    tr_vector_init(&out->rows, sizeof(tr_csv_row), pool);
    tr_vector_init(&out->fields, sizeof(tr_csv_field), pool);
    while (r.at < r.end) {
        if (at_line_end(&r)) {
            next_line(&r);
            continue;
        }
        if (out->rows.count == TR_CSV_ROWS_MAX) {
            tell(&r, r.at, r.line_start, r.line, "too-many-rows",
                 "more than 1,000,000 rows");
            break;
        }
        read_row(&r);
    }
    return !r.wrong;
}
