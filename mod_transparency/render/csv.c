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

/* Bytes of a field copied at once, a size the compiler knows and needs no call for; of a row of such fields. */
enum { COPIED = 32, LINE = (TR_FACT_COLUMNS_MAX + 2) * COPIED };

/*
 * The code that a column was written as last: most repeat from row to row, and
 * where the pointer is the same, nothing of it is looked at again.
 */
typedef struct written {
    const char *code;           /* NULL: none yet */
    apr_size_t length;          /* with the comma behind it; 0: written once, not yet remembered */
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
    char text[(TR_FACT_COLUMNS_MAX + 1) * COPIED];      /* of the parts */
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
    uint64_t text = ',';
    apr_size_t length = 1;
    unsigned rest = (unsigned)number;

    do {
        text = text << 8 | ('0' + rest % 10);
        rest /= 10;
        length++;
    } while (rest);
    w->number = number;
    w->digits = text;
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
    memcpy(to, from, (apr_size_t)(end - from));
    to += end - from;
    *to++ = ',';
    return to;
}

/* Copies whole steps: what is behind `length` is written over by what comes next. */
static inline char *put_steps(char *to, const char *from, apr_size_t length)
{
    apr_size_t done = 0;

    do {
        memcpy(to + done, from + done, COPIED);
    } while ((done += COPIED) < length);
    return to + length;
}

/* A code; NULL: too long. Most are of two letters: calls would take longer. */
static inline char *put_code(char *to, const char *code)
{
    int i = 0;

    for (; i < COPIED - 1 && code[i]; i++)
        to[i] = code[i];
    to[i] = ',';
    return code[i] ? NULL : to + i + 1;
}

/* The code before once more: from the second time on it is copied as a whole. */
__attribute__((noinline))
static char *put_again(char *to, written *last)
{
    char *end = to;

    if (last->length)
        return put_steps(to, last->bytes, last->length);
    if ((end = put_code(to, last->code))) {
        last->length = (apr_size_t)(end - to);
        memcpy(last->bytes, to, last->length);
    }
    return end;
}

/* A text of less than COPIED bytes that needs no quotes; NULL: another one. */
static inline char *put_plain(char *to, const char *text)
{
    int i = 0;

    for (; i < COPIED - 1 && !tr_out_csv_stops[(unsigned char)text[i]]; i++)
        to[i] = text[i];
    if (text[i] || text[0] == ' ' || text[i - 1] == ' ')        /* no text is empty */
        return NULL;
    to[i] = ',';
    return to + i + 1;
}

/* Writes a field with the comma behind it; NULL: it is long or has to be quoted. */
__attribute__((always_inline))          /* a call costs as much as most fields */
static inline char *put_field(writer *w, char *to, const tr_field *field, int column)
{
    written *last = &w->columns[column];

    switch (field->kind) {
    case TR_FIELD_NUMBER:
        return put_number(w, to, field->number);
    case TR_FIELD_CODE:
        if (field->text == last->code)
            return put_again(to, last);
        last->code = field->text;
        last->length = 0;
        return put_code(to, field->text);
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

/* A row as it is put together: in the buffer, or, where that has no room for the longest, beside it. */
typedef struct line {
    char *begin, *to;
    char beside[LINE];
} line;

static inline void begin_line(const writer *w, line *l)
{
    char *room = tr_out_room(w->out, LINE);
    l->begin = l->to = room ? room : l->beside;
}

static inline void end_line(const writer *w, const line *l)
{
    apr_size_t length = (apr_size_t)(l->to - l->begin);

    if (l->begin == l->beside)
        tr_out_bytes(w->out, l->beside, length);
    else
        tr_out_took(w->out, length);
}

static void put_long(const writer *w, line *l, const char *text)
{
    end_line(w, l);
    tr_out_csv(w->out, text, w->spreadsheet);
    begin_line(w, l);
    *l->to++ = ',';
}

static void write_row(writer *w, const tr_field *row)
{
    line l;

    begin_line(w, &l);
    for (int i = 0; i < w->part_count; i++) {
        int column = w->parts[i].column;
        char *end = column < 0 ? put_steps(l.to, w->parts[i].text, w->parts[i].length)
                               : put_field(w, l.to, &row[column], column);
        if (end)
            l.to = end;
        else
            put_long(w, &l, row[column].text);
    }
    l.to[-1] = '\r';            /* no comma behind the last column */
    *l.to++ = '\n';
    end_line(w, &l);
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
