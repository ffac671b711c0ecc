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
enum { COPIED = TR_COUNTRY_NAME_ROOM, LINE = (TR_FACT_COLUMNS_MAX + 2) * COPIED };

/*
 * The code that a column was written as last: most repeat from row to row, and
 * where the pointer is the same, nothing of it is looked at again.
 */
typedef struct written {
    const char *code;           /* NULL: none yet */
    apr_size_t length;          /* with the comma behind it; 0: written once, not yet remembered */
    char bytes[COPIED];
} written;

/* A piece of each row: a column, and its neighbours behind it that are the same in every row. */
typedef struct part {
    const tr_field *field;      /* NULL: of the head, which has no column */
    written *last;              /* of the column */
    const char *text;           /* of the neighbours, with their commas */
    apr_size_t length;
} part;

typedef struct writer {
    tr_out *out;
    int spreadsheet;
    int part_count;
    part head;                  /* what is the same at the beginning */
    part parts[TR_FACT_COLUMNS_MAX];
    int made;                   /* the parts */
    char text[(TR_FACT_COLUMNS_MAX + 1) * COPIED];      /* of the parts */
    written columns[TR_FACT_COLUMNS_MAX];
    int64_t number;             /* the short one written last: value, min and max are mostly one */
    apr_size_t digits_length;
    char digits[8];
} writer;

/*
 * Numbers of up to eight digits are put together in a register: bytes stored
 * one by one could not be loaded together again without waiting for them, and
 * how many there are is what no processor can foresee.
 */
static const uint64_t short_end = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? 100000000 : 0;

static void set_number(writer *w, uint32_t number)
{
    uint64_t digits = tr_out_eight_digits(number);
    unsigned zeros = (unsigned)__builtin_ctzll(digits | UINT64_C(1) << 56) / 8;     /* before the first digit */

    digits = (digits | UINT64_C(0x3030303030303030)) >> 8 * zeros;
    memcpy(w->digits, &digits, sizeof w->digits);
    w->digits_length = 8 - zeros;
    w->number = number;
}

__attribute__((noinline))
static char *put_long_number(char *to, int64_t number)
{
    char digits[TR_OUT_DIGITS], *end = digits + sizeof digits;
    const char *from = tr_out_digits(end, number);

    memcpy(to, from, (apr_size_t)(end - from));
    to += end - from;
    *to++ = ',';
    return to;
}

static inline char *put_number(writer *w, char *to, int64_t number)
{
    if (number != w->number) {
        if ((uint64_t)number >= short_end)
            return put_long_number(to, number);
        set_number(w, (uint32_t)number);
    }
    memcpy(to, w->digits, sizeof w->digits);
    to += w->digits_length;
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

static inline char *put_name(char *to, const tr_field *field)
{
    memcpy(to, field->text, COPIED);
    to += field->length;
    *to++ = ',';
    return to;
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
static inline char *put_field(writer *w, char *to, const tr_field *field, written *last)
{
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
    case TR_FIELD_NAME:
        return put_name(to, field);
    default:
        *to = ',';
        return to + 1;
    }
}

/* `row` is the first, and where all are: what is the same in all is written once, what is too long for that each time. */
static void make_parts(writer *w, const tr_facts *facts, const tr_field *row)
{
    char *to = w->text, *end;
    part *last = &w->head;

    *last = (part){ .text = to };
    for (int i = 0; i < facts->column_count; i++) {
        end = facts->constant >> i & 1 ? put_field(w, to, &row[i], &w->columns[i]) : NULL;
        if (!end) {
            last = &w->parts[w->part_count++];
            *last = (part){ .field = &row[i], .last = &w->columns[i], .text = to };
            continue;
        }
        last->length += (apr_size_t)(end - to);
        to = end;
    }
    w->made = 1;
}

/* Where a row is put together: in the buffer, or, where that has no room for the longest, beside it. */
typedef struct line {
    char *begin;
    char beside[LINE];
} line;

static inline char *begin_line(const writer *w, line *l)
{
    char *room = tr_out_room(w->out, LINE);
    return l->begin = room ? room : l->beside;
}

static inline void end_line(const writer *w, const line *l, const char *end)
{
    apr_size_t length = (apr_size_t)(end - l->begin);

    if (l->begin == l->beside)
        tr_out_bytes(w->out, l->beside, length);
    else
        tr_out_took(w->out, length);
}

__attribute__((noinline))
static char *put_long(const writer *w, line *l, const char *to, const char *text)
{
    end_line(w, l, to);
    tr_out_csv(w->out, text, w->spreadsheet);
    begin_line(w, l)[0] = ',';
    return l->begin + 1;
}

static void write_row(writer *w)
{
    const part *end = w->parts + w->part_count;
    line l;
    char *to = begin_line(w, &l);

    if (w->head.length)
        to = put_steps(to, w->head.text, w->head.length);
    for (const part *p = w->parts; p < end; p++) {
        char *next = put_field(w, to, p->field, p->last);
        to = next ? next : put_long(w, &l, to, p->field->text);
        if (p->length)
            to = put_steps(to, p->text, p->length);
    }
    to[-1] = '\r';              /* no comma behind the last column */
    *to++ = '\n';
    end_line(w, &l, to);
}

static writer *make_writer(const tr_render *render, tr_out *out)
{
    writer *w = apr_palloc(render->pool, sizeof *w);

    w->out = out;
    w->spreadsheet = render->target->query.spreadsheet;
    w->part_count = w->made = 0;
    for (int i = 0; i < TR_FACT_COLUMNS_MAX; i++)
        w->columns[i].code = NULL;
    w->number = 0;
    w->digits_length = 1;
    w->digits[0] = '0';
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
        if (!w->made)
            make_parts(w, facts, row);
        write_row(w);
    }
    return out->status;
}
