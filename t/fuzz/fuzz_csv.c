/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Feeds any bytes to the decoder and the reader of CSV.  The first byte chooses
 * encoding and separator.  What must hold: text that was accepted is UTF-8
 * without NUL; rows own all fields, one after the other; fields written again
 * in quotes read as the same fields; and reading twice gives the same.
 */
#include <apr_general.h>
#include <apr_strings.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "import/csv.h"
#include "record/characters.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MUST(condition)                                                       \
    do {                                                                      \
        if (!(condition)) {                                                   \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);   \
            abort();                                                          \
        }                                                                     \
    } while (0)

static const tr_csv_row *row_of(const tr_csv *csv, apr_size_t index)
{
    return tr_csv_row_at(csv, index);
}

static void check_rows(const tr_csv *csv, const tr_source *source)
{
    apr_size_t fields = 0;
    int line = 1;

    for (apr_size_t i = 0; i < csv->rows.count; i++) {
        const tr_csv_row *row = row_of(csv, i);
        MUST(row->first == fields && row->count > 0 && row->line >= line);
        for (int j = 0; j < row->count; j++) {
            const tr_csv_field *field = &tr_csv_fields(csv, row)[j];
            MUST(field->line >= row->line && field->column >= 1);
            MUST(strlen(field->text) <= source->length);
            tr_looks_mangled(field->text);
        }
        fields += (apr_size_t)row->count;
        line = row->line;
    }
    MUST(fields == csv->fields.count);
}

static const char *quoted(const tr_csv *csv, char separator, apr_pool_t *pool)
{
    tr_vector out;
    apr_pool_t *scratch;
    const char *text;

    apr_pool_create(&scratch, pool);
    tr_vector_init(&out, 1, scratch);
    for (apr_size_t i = 0; i < csv->rows.count; i++)
        for (int j = 0; j < row_of(csv, i)->count; j++) {
            const char *at = tr_csv_fields(csv, row_of(csv, i))[j].text;
            if (j)
                *(char *)tr_vector_add(&out, 1) = separator;
            *(char *)tr_vector_add(&out, 1) = '"';
            for (; *at; at++) {
                *(char *)tr_vector_add(&out, 1) = *at;
                if (*at == '"')
                    *(char *)tr_vector_add(&out, 1) = '"';
            }
            *(char *)tr_vector_add(&out, 1) = '"';
            if (j + 1 == row_of(csv, i)->count)
                *(char *)tr_vector_add(&out, 1) = '\n';
        }
    text = apr_pstrmemdup(pool, out.count ? out.bytes : "", out.count);
    apr_pool_destroy(scratch);
    return text;
}

static void check_again(const tr_csv *csv, char separator, apr_pool_t *pool)
{
    tr_csv again;
    tr_source source = { .name = "again" };
    apr_pool_t *inner;

    apr_pool_create(&inner, pool);
    source.text = quoted(csv, separator, inner);
    source.length = strlen(source.text);
    MUST(tr_csv_read(&again, &source, separator, tr_diags_make(inner), inner));
    MUST(again.rows.count == csv->rows.count && again.fields.count == csv->fields.count);
    for (apr_size_t i = 0; i < csv->fields.count; i++)
        MUST(strcmp(((const tr_csv_field *)csv->fields.bytes)[i].text,
                    ((const tr_csv_field *)again.fields.bytes)[i].text) == 0);
    apr_pool_destroy(inner);
}

static void check(const char *bytes, size_t length, const char *encoding,
                  char separator, apr_pool_t *pool)
{
    tr_source source = { .name = "fuzz" };
    tr_diags *diags = tr_diags_make(pool);
    tr_csv *csv = apr_pcalloc(pool, sizeof *csv);
    int cut, good;

    if (!tr_decode(&source, bytes, length, encoding, diags, pool)) {
        MUST(diags->errors);
        return;
    }
    MUST(strlen(source.text) == source.length);
    MUST(tr_utf8_span(source.text, source.length, &cut) == source.length);
    good = tr_csv_read(csv, &source, separator, diags, pool);
    MUST(good == !diags->errors);
    check_rows(csv, &source);
    tr_source_line(&source, 3, pool);
    if (good)
        check_again(csv, separator, pool);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const encodings[] = { NULL, "utf-8", "utf-16", "utf-16le", "utf-16be",
                                             "windows-1252", "iso-8859-1", "macintosh" };
    static const char separators[] = ",;|\t";
    static int started;
    apr_pool_t *pool;

    if (size < 1)
        return 0;
    if (!started++)
        apr_initialize();
    apr_pool_create(&pool, NULL);
    check((const char *)data + 1, size - 1, encodings[data[0] & 7], separators[data[0] >> 3 & 3], pool);
    apr_pool_destroy(pool);
    return 0;
}
