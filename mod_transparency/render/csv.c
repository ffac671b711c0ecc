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

/*
 * What was written last, with the comma before it.  Most codes repeat from row
 * to row, and so does the number where value, min and max are one: where the
 * pointer or the number is the same, nothing of it is looked at again.
 */
typedef struct written {
    const char *text;           /* NULL: nothing yet, or a number */
    int64_t number;
    apr_size_t length;          /* with the comma; 0: nothing yet, or longer than `bytes` */
    char bytes[33];
} written;

enum { COPIED = 32 };           /* bytes; a size the compiler knows needs no call */

static void remember(written *last, const char *text, apr_size_t length)
{
    last->length = length < COPIED ? length + 1 : 0;
    last->bytes[0] = ',';
    if (last->length)
        memcpy(last->bytes + 1, text, length);
}

/* `first`: 1 in the first column, where there is no comma. */
static inline void repeat(tr_out *out, const written *last, int first)
{
    if (out->size - out->used < COPIED) {
        tr_out_bytes(out, last->bytes + first, last->length - (apr_size_t)first);
        return;
    }
    memcpy(out->buffer + out->used, last->bytes + first, COPIED);
    out->used += last->length - (apr_size_t)first;
    out->total += last->length - (apr_size_t)first;
}

static inline void write_code(tr_out *out, const char *text, written *last,
                              int first)
{
    if (last->text != text) {
        last->text = text;
        remember(last, text, strlen(text));
    }
    if (last->length) {
        repeat(out, last, first);
        return;
    }
    if (!first)
        tr_out_char(out, ',');
    tr_out_text(out, text);
}

static inline void write_number(tr_out *out, int64_t number, written *last,
                                int first)
{
    if (!last->length || number != last->number) {
        char digits[TR_OUT_DIGITS], *end = digits + sizeof digits;
        const char *from = tr_out_digits(end, number);
        last->number = number;
        remember(last, from, (apr_size_t)(end - from));
    }
    repeat(out, last, first);
}

static void write_row(tr_out *out, const tr_field *fields, int count,
                      written *codes, written *number, int spreadsheet)
{
    for (int i = 0; i < count; i++) {
        const tr_field *field = &fields[i];
        if (field->kind == TR_FIELD_NUMBER) {
            write_number(out, field->number, number, i == 0);
            continue;
        }
        if (field->kind == TR_FIELD_TEXT && field->code) {
            write_code(out, field->text, &codes[i], i == 0);
            continue;
        }
        if (i)
            tr_out_char(out, ',');
        if (field->kind == TR_FIELD_TEXT)
            tr_out_csv(out, field->text, spreadsheet);
    }
    tr_out_bytes(out, "\r\n", 2);
}

apr_status_t tr_render_csv(const tr_render *render, tr_out *out)
{
    tr_facts *facts = tr_facts_open(render);
    tr_field fields[TR_FACT_COLUMNS_MAX];
    written codes[TR_FACT_COLUMNS_MAX], number = { .text = NULL };
    int spreadsheet = render->target->query.spreadsheet;

    for (int i = 0; i < facts->column_count; i++)
        codes[i].text = NULL;
    if (spreadsheet)
        tr_out_bytes(out, "\xef\xbb\xbf", 3);
    write_header(facts, out);
    while (out->status == APR_SUCCESS && tr_facts_next(facts, fields))
        write_row(out, fields, facts->column_count, codes, &number, spreadsheet);
    return out->status;
}
