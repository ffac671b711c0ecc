/* SPDX-License-Identifier: Apache-2.0 */
/* csv.c - RFC 4180: CRLF at every end, the last included; see data.h. */
#include "render/data.h"

#include <string.h>

static void write_header(const tr_facts *facts, tr_out *out)
{
    for (int i = 0; i < facts->column_count; i++) {
        if (i)
            tr_out_bytes(out, ",", 1);
        tr_out_text(out, facts->column[i].name);
    }
    tr_out_bytes(out, "\r\n", 2);
}

enum { COPIED = 32 };           /* bytes; a size the compiler knows needs no call */

/*
 * The code that a column was written as last, with the comma before it: most
 * repeat from row to row, and where the pointer is the same, nothing of it is
 * looked at again.
 */
typedef struct written {
    const char *code;           /* NULL: none yet */
    apr_size_t length;          /* with the comma; at most COPIED */
    char bytes[COPIED];
} written;

/* A piece of each row: one column, or neighbours that are the same in every row. */
typedef struct part {
    int column;                 /* -1: of all rows alike */
    const char *text;           /* ... and with its commas this */
    apr_size_t length;
} part;

typedef struct writer {
    tr_out *out;
    int spreadsheet;
    int part_count;
    part parts[TR_FACT_COLUMNS_MAX];
    char text[TR_FACT_COLUMNS_MAX * COPIED];    /* of the parts */
    written columns[TR_FACT_COLUMNS_MAX];
    int64_t number;             /* the short one written last: value, min and max are mostly one */
    uint64_t digits;            /* its text with the comma, the first byte lowest */
    apr_size_t digits_length;
} writer;

/*
 * A number of up to seven digits with its comma is put together in a register:
 * bytes stored one by one could not be loaded together again without waiting
 * for them.
 */
static const int64_t short_end = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? 10000000 : 0;

static void set_number(writer *w, int64_t number)
{
    uint64_t text = 0;
    apr_size_t length = 1;
    unsigned rest = (unsigned)number;

    do {
        text = text << 8 | ('0' + rest % 10);
        rest /= 10;
        length++;
    } while (rest);
    w->number = number;
    w->digits = text << 8 | ',';
    w->digits_length = length;
}

static inline char *put_number(writer *w, char *to, int64_t number)
{
    char digits[TR_OUT_DIGITS], *end = digits + sizeof digits, *from;

    if (number >= 0 && number < short_end) {
        if (number != w->number)
            set_number(w, number);
        memcpy(to, &w->digits, sizeof w->digits);
        return to + w->digits_length;
    }
    from = tr_out_digits(end, number);
    *to++ = ',';
    memcpy(to, from, (apr_size_t)(end - from));
    return to + (end - from);
}

/* A code that is not the one before; NULL: too long. Most are of two letters: calls would take longer. */
static char *put_code(char *to, const char *code, written *last)
{
    char *from = to;

    *to++ = ',';
    for (const char *c = code; *c; c++) {
        if (to == from + COPIED)
            return NULL;
        *to++ = *c;
    }
    last->code = code;
    last->length = (apr_size_t)(to - from);
    memcpy(last->bytes, from, last->length);
    return to;
}

/* A text of no more than COPIED bytes that needs no quotes; NULL: another one. */
static char *put_plain(char *to, const char *text)
{
    apr_ssize_t length = tr_out_csv_plain(text);

    if (length < 0 || length >= COPIED)
        return NULL;
    *to++ = ',';
    memcpy(to, text, (apr_size_t)length);
    return to + length;
}

/* Writes a field with the comma before it; NULL: it is long or has to be quoted. */
static inline char *put_field(writer *w, char *to, const tr_field *field, int column)
{
    written *last = &w->columns[column];

    switch (field->kind) {
    case TR_FIELD_NUMBER:
        return put_number(w, to, field->number);
    case TR_FIELD_CODE:
        if (field->text != last->code)
            return put_code(to, field->text, last);
        memcpy(to, last->bytes, COPIED);
        return to + last->length;
    case TR_FIELD_TEXT:
        return w->spreadsheet ? NULL : put_plain(to, field->text);
    default:
        *to = ',';
        return to + 1;
    }
}

/* `row` is the first: what is the same in all is written once, what is too long for that each time. */
static void make_parts(writer *w, const tr_facts *facts, const tr_field *row)
{
    char *to = w->text, *end;
    part *last = NULL;

    for (int i = 0; i < facts->column_count; i++) {
        end = facts->constant >> i & 1 ? put_field(w, to, &row[i], i) : NULL;
        if (!last || !end || last->column >= 0) {
            last = &w->parts[w->part_count++];
            *last = (part){ .column = end ? -1 : i, .text = to };
        }
        if (end) {
            last->length += (apr_size_t)(end - to);
            to = end;
        }
    }
}

/* A row is put together in a line of our own, where there is always room for what is short. */
static void write_row(writer *w, const tr_field *row)
{
    char line[(TR_FACT_COLUMNS_MAX + 1) * COPIED], *to = line, *end;
    const char *from = line + 1;        /* no comma before the first column */

    for (int i = 0; i < w->part_count; i++) {
        int column = w->parts[i].column;
        if (column < 0) {
            memcpy(to, w->parts[i].text, w->parts[i].length);
            to += w->parts[i].length;
        }
        else if ((end = put_field(w, to, &row[column], column)))
            to = end;
        else {
            *to++ = ',';
            tr_out_bytes(w->out, from, (apr_size_t)(to - from));
            tr_out_csv(w->out, row[column].text, w->spreadsheet);
            from = to = line;
        }
    }
    *to++ = '\r';
    *to++ = '\n';
    tr_out_bytes(w->out, from, (apr_size_t)(to - from));
}

static writer *make_writer(const tr_render *render, tr_out *out)
{
    writer *w = apr_palloc(render->pool, sizeof *w);

    w->out = out;
    w->spreadsheet = render->target->query.spreadsheet;
    w->part_count = 0;
    for (int i = 0; i < TR_FACT_COLUMNS_MAX; i++)
        w->columns[i].code = NULL;
    set_number(w, 0);
    return w;
}

apr_status_t tr_render_csv(const tr_render *render, tr_out *out)
{
    tr_facts *facts = tr_facts_open(render);
    const tr_field *row;
    writer *w = make_writer(render, out);

    if (w->spreadsheet)
        tr_out_bytes(out, "\xef\xbb\xbf", 3);
    write_header(facts, out);
    while (out->status == APR_SUCCESS && (row = tr_facts_next(facts))) {
        if (!w->part_count)
            make_parts(w, facts, row);
        write_row(w, row);
    }
    return out->status;
}
