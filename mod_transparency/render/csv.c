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
    uint64_t digits;            /* of a short number */
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

/* All of `bytes` is copied: a size the compiler knows needs no call. */
static inline char *repeat(char *to, const written *last, int first)
{
    memcpy(to, last->bytes + first, COPIED);
    return to + last->length - first;
}

/* Writes a code for the first time; what was just remembered could not be loaded at once. */
static char *put_code(char *to, const char *text, written *last, int first)
{
    apr_size_t length = strlen(text);

    last->text = text;
    remember(last, text, length);
    if (!last->length)
        return NULL;            /* too long for us */
    if (!first)
        *to++ = ',';
    memcpy(to, text, length);
    return to + length;
}

/*
 * A number of up to seven digits with its comma is put together in a register,
 * the first byte lowest: bytes stored one by one could not be loaded together
 * again without waiting for them.
 */
static inline uint64_t short_number(int64_t number, apr_size_t *length)
{
    uint64_t text = 0;
    unsigned rest = (unsigned)number;

    *length = 1;
    do {
        text = text << 8 | ('0' + rest % 10);
        rest /= 10;
        ++*length;
    } while (rest);
    return text << 8 | ',';
}

static const int64_t short_end = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? 10000000 : 0;

static inline char *put_number(char *to, int64_t number, written *last, int first)
{
    char digits[TR_OUT_DIGITS], *end = digits + sizeof digits;
    const char *from;
    uint64_t text;

    if (number >= 0 && number < short_end) {
        if (!last->length || number != last->number)
            last->digits = short_number(number, &last->length);
        last->number = number;
        text = last->digits >> (first ? 8 : 0);
        memcpy(to, &text, sizeof text);
        return to + last->length - first;
    }
    if (!first)
        *to++ = ',';
    from = tr_out_digits(end, number);
    memcpy(to, from, (apr_size_t)(end - from));
    return to + (end - from);
}

/* A code, or NULL when it is too long for a line. */
static inline char *put_known(char *to, const char *text, written *last, int first)
{
    if (last->text == text)
        return last->length ? repeat(to, last, first) : NULL;
    return put_code(to, text, last, first);
}

/* What is short is put together in a line of our own, where there is always room. */
static void write_row(tr_out *out, const tr_field *fields, int count,
                      written *codes, written *number, int spreadsheet)
{
    char line[(TR_FACT_COLUMNS_MAX + 1) * COPIED], *to = line, *end;

    for (int i = 0; i < count; i++) {
        const tr_field *field = &fields[i];
        if (field->kind == TR_FIELD_NUMBER) {
            to = put_number(to, field->number, number, i == 0);
            continue;
        }
        if (field->kind == TR_FIELD_TEXT && field->code
            && (end = put_known(to, field->text, &codes[i], i == 0))) {
            to = end;
            continue;
        }
        if (i)
            *to++ = ',';
        if (field->kind == TR_FIELD_TEXT) {
            tr_out_bytes(out, line, (apr_size_t)(to - line));
            tr_out_csv(out, field->text, spreadsheet);
            to = line;
        }
    }
    *to++ = '\r';
    *to++ = '\n';
    tr_out_bytes(out, line, (apr_size_t)(to - line));
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
