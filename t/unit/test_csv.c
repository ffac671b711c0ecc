/* SPDX-License-Identifier: Apache-2.0 */
/* Encodings and comma-separated values. */
#include "import/csv.h"

#include <apr_general.h>
#include <apr_strings.h>

#include "tap.h"

static const char *first(const tr_diags *diags, apr_pool_t *pool)
{
    return diags->first ? tr_diag_line(diags->first, pool) : "";
}

/* All fields as "a|b/c": rows by "/", fields by "|". */
static const char *flat(const tr_csv *csv, apr_pool_t *pool)
{
    const char *out = "";

    for (apr_size_t i = 0; i < csv->rows.count; i++) {
        const tr_csv_row *row = tr_csv_row_at(csv, i);
        for (int j = 0; j < row->count; j++)
            out = apr_pstrcat(pool, out, j ? "|" : i ? "/" : "",
                              tr_csv_fields(csv, row)[j].text, NULL);
    }
    return out;
}

static const char *parse(const char *text, char separator, tr_diags *diags,
                         tr_csv *csv, apr_pool_t *pool)
{
    tr_source source = { "f.csv", text, strlen(text) };

    tr_csv_read(csv, &source, separator, diags, pool);
    return flat(csv, pool);
}

static void is_csv(const char *text, const char *expected, const char *name,
                   apr_pool_t *pool)
{
    tr_csv *csv = apr_pcalloc(pool, sizeof *csv);
    tr_diags *diags = tr_diags_make(pool);

    is_str(parse(text, ',', diags, csv, pool), expected, name);
    is_int(diags->errors, 0, "without a fault");
}

static void is_wrong(const char *text, const char *expected, apr_pool_t *pool)
{
    tr_csv *csv = apr_pcalloc(pool, sizeof *csv);
    tr_diags *diags = tr_diags_make(pool);

    parse(text, ',', diags, csv, pool);
    ok(strncmp(first(diags, pool), expected, strlen(expected)) == 0, "%s", expected);
    if (tap_failures)
        printf("# %s\n", first(diags, pool));
}

static void test_csv(apr_pool_t *pool)
{
    tr_csv *csv = apr_pcalloc(pool, sizeof *csv);
    tr_diags *diags = tr_diags_make(pool);

    is_csv("a,b\nc,d\n", "a|b/c|d", "LF", pool);
    is_csv("a,b\r\nc,d\r\n", "a|b/c|d", "CR LF", pool);
    is_csv("a,b\rc,d\r", "a|b/c|d", "CR", pool);
    is_csv("a,b\nc,d", "a|b/c|d", "no line end at the end", pool);
    is_csv("a,b\n\n\r\nc,d\n", "a|b/c|d", "lines without anything", pool);
    is_csv("a,,\n,,b\n", "a||/||b", "empty fields", pool);
    is_csv("\"a,b\",\"c\"\"d\"\n", "a,b|c\"d", "quotes", pool);
    is_csv("\"a\nb\",c\nd,e\n", "a\nb|c/d|e", "a line end inside quotes", pool);
    is_csv("\"\",\"\"\"\"\n", "|\"", "quoted nothing, and a quoted quote", pool);
    is_csv(" a , b\n", " a | b", "blanks are kept", pool);
    is_csv("", "", "nothing", pool);
    is_csv("a\n", "a", "one field", pool);
    is_str(parse("a;b,c\n", ';', diags, csv, pool), "a|b,c", "another separator");
    is_wrong("a\n\"b", "f.csv:2:1: error: this quotation mark", pool);
    is_wrong("a,b\"c\n", "f.csv:1:4: error: a quotation mark inside", pool);
    is_wrong("a,\"b\"c\n", "f.csv:1:6: error: after the closing", pool);
    is_wrong("\"a\nb\"c\n", "f.csv:2:3: error: after the closing", pool);
}

static void test_places(apr_pool_t *pool)
{
    tr_csv *csv = apr_pcalloc(pool, sizeof *csv);
    tr_diags *diags = tr_diags_make(pool);
    const tr_csv_field *fields;
    tr_source source = { "f.csv", "a\r\nb\rc\n", 7 };

    parse("a,\"b\nc\",d\r\ne,f\n", ',', diags, csv, pool);
    fields = tr_csv_fields(csv, tr_csv_row_at(csv, 0));
    is_int(fields[1].line, 1, "a field of two lines begins in the first");
    is_int(fields[1].column, 3, "at its quotation mark");
    is_int(fields[2].line, 2, "the next one is in the second");
    is_int(fields[2].column, 4, "behind it");
    fields = tr_csv_fields(csv, tr_csv_row_at(csv, 1));
    is_int(fields[1].line, 3, "then the third line");
    is_int(fields[1].column, 3, "columns begin anew");
    is_str(tr_source_line(&source, 1, pool), "a", "the first line");
    is_str(tr_source_line(&source, 2, pool), "b", "the second line");
    is_str(tr_source_line(&source, 3, pool), "c", "the third line");
    is_str(tr_source_line(&source, 5, pool), NULL, "no fifth line");
}

static void is_text(const char *bytes, apr_size_t length, const char *encoding,
                    const char *expected, const char *name, apr_pool_t *pool)
{
    tr_source source = { .name = "f.csv" };
    tr_diags *diags = tr_diags_make(pool);

    tr_decode(&source, bytes, length, encoding, diags, pool);
    is_str(diags->first ? tr_diag_line(diags->first, pool) : source.text, expected, name);
}

static void test_encodings(apr_pool_t *pool)
{
    is_text("a\xc3\xbc", 3, NULL, "a\xc3\xbc", "UTF-8", pool);
    is_text("\xef\xbb\xbf" "a", 4, NULL, "a", "a byte-order mark is no text", pool);
    is_text("\xff\xfe" "a\0\xfc\0", 6, NULL, "a\xc3\xbc", "UTF-16, little end first", pool);
    is_text("\xfe\xff\0a\0\xfc", 6, NULL, "a\xc3\xbc", "UTF-16, big end first", pool);
    is_text("\xff\xfe" "a\0", 4, "utf-16", "a", "UTF-16, declared", pool);
    is_text("a\0", 2, "utf-16le", "a", "UTF-16LE, declared", pool);
    is_text("\x80\xfc", 2, "windows-1252", "\xe2\x82\xac\xc3\xbc", "windows-1252", pool);
    is_text("\x9f", 1, "macintosh", "\xc3\xbc", "macintosh", pool);
    is_text("", 0, "windows-1252", "", "nothing", pool);
    is_text("a\n\xfc" "b", 4, NULL, "f.csv:2:1: error: byte 0xfc is not UTF-8 here; if the "
            "file is in another encoding, say so: --encoding windows-1252 [not-in-encoding]",
            "what is not UTF-8", pool);
    is_text("a\0b", 3, NULL, "f.csv:1:2: error: byte 0x00 is not UTF-8 here; if the "
            "file is in another encoding, say so: --encoding windows-1252 [not-in-encoding]",
            "NUL is no text", pool);
    is_text("a", 1, "utf-16", "f.csv: error: has no byte-order mark; say utf-16le or "
            "utf-16be [no-byte-order]", "no mark", pool);
    ok(tr_encoding_known("windows-1252"), "an encoding that is known");
    ok(!tr_encoding_known("latin-1"), "one that is not");
}

static void test_mangled(void)
{
    ok(tr_looks_mangled("C\xc3\x83\xc2\xb4te"), "UTF-8 taken for windows-1252");
    ok(tr_looks_mangled("C\xc3\x8c\xc2\xab" "te d\xe2\x80\xb0\xc3\x9b\xc2\xaaIvoire"), "broken twice");
    ok(tr_looks_mangled("d\xc3\xa2\xe2\x82\xac\xe2\x84\xa2Ivoire"), "an apostrophe of three");
    ok(tr_looks_mangled("a\xef\xbf\xbd" "b"), "the character for what was lost");
    ok(!tr_looks_mangled("C\xc3\xb4te d\xe2\x80\x99Ivoire"), "C\xc3\xb4te d\xe2\x80\x99Ivoire");
    ok(!tr_looks_mangled("T\xc3\xbcrkiye, Cura\xc3\xa7" "ao, \xc3\x85land"), "other names");
    ok(!tr_looks_mangled("\xd0\xa3\xd0\xba\xd1\x80\xd0\xb0\xd1\x97\xd0\xbd\xd0\xb0"), "another script");
    ok(!tr_looks_mangled(""), "nothing");
}

int main(void)
{
    apr_pool_t *pool;

    apr_initialize();
    apr_pool_create(&pool, NULL);
    test_csv(pool);
    test_places(pool);
    test_encodings(pool);
    test_mangled();
    apr_pool_destroy(pool);
    apr_terminate();
    return tap_done();
}
