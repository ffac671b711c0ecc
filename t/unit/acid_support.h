/* SPDX-License-Identifier: Apache-2.0 */
/*
 * acid_support.h - the acid tests run through the whole library:
 *
 *     t/fixtures/records/NAME ──read, build──> generation ──URL──> CSV | JSON | HTML
 *
 * A sheet is a CSV read back by a strict parser of its own (RFC 4180); at()
 * looks up one field of the one row that is described.
 */
#ifndef TR_ACID_SUPPORT_H
#define TR_ACID_SUPPORT_H

#include <apr_general.h>
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#include "record/read.h"
#include "render/render.h"
#include "store/build.h"
#include "tap.h"

enum { RECORD_FILES = 40, SHEET_COLUMNS = 64, SHEET_ROWS = 2000 };

#define NOW_2030 INT64_C(1893456000)

static apr_pool_t *test_pool;

__attribute__((unused))
static void start_tests(void)
{
    apr_initialize();
    atexit(apr_terminate);      /* gives everything back, so that what is left over is a leak */
    apr_pool_create(&test_pool, NULL);
}

static void bail_out(const char *why)
{
    printf("Bail out! %s\n", why);
    exit(1);
}

__attribute__((unused))
static int64_t instant(const char *date)
{
    int32_t day = 0;

    if (!tr_date_parse(date, strlen(date), &day))
        bail_out(date);
    return (int64_t)day * 86400;
}

/* ---- Records ---- */

typedef struct acid {
    tr_gen gen;
    tr_file *files[RECORD_FILES];
    int count;
    tr_diags *diags;
    int64_t minimum_cell;       /* of the next acid_build */
} acid;

static void acid_build(acid *out, int64_t now)
{
    tr_build_options options = { .now = now, .served_until = INT64_MIN,
                                 .minimum_cell = out->minimum_cell, .limits = TR_LIMITS_DEFAULT };
    void *blob;
    apr_size_t size;
    apr_status_t status = tr_build(&blob, &size, out->files, out->count, &options, out->diags,
                                   test_pool);

    if (status == APR_SUCCESS && tr_gen_open(&out->gen, blob, size) == APR_SUCCESS
        && !out->gen.head->incomplete && !tr_gen_verify(&out->gen))
        return;
    for (int i = 0; i < out->count; i++)
        for (tr_diag *diag = out->files[i]->diags->first; diag; diag = diag->next)
            printf("# %s\n", tr_diag_line(diag, test_pool));
    for (tr_diag *diag = out->diags->first; diag; diag = diag->next)
        printf("# %s\n", tr_diag_line(diag, test_pool));
    memset(&out->gen, 0, sizeof out->gen);
}

/* The record t/fixtures/records/NAME as of `now`; 0 (and a failed test) when it is not accepted whole. */
__attribute__((unused))
static int acid_read(acid *out, const char *name, int64_t now)
{
    static const tr_limits limits = TR_LIMITS_DEFAULT;
    const char *source = getenv("srcdir") ? getenv("srcdir")
                       : getenv("TR_SRCDIR") ? apr_pstrcat(test_pool, getenv("TR_SRCDIR"), "/t/unit", NULL)
                                             : "t/unit";
    const char *directory = apr_pstrcat(test_pool, source, "/../fixtures/records/", name, NULL);
    tr_listing_entry *entries;
    int others, number = atoi(name + 5);

    memset(out, 0, sizeof *out);
    out->diags = tr_diags_make(test_pool);
    if (tr_list(&entries, &out->count, &others, directory, out->diags, test_pool) != APR_SUCCESS
        || out->count == 0 || out->count > RECORD_FILES)
        bail_out(directory);
    for (int i = 0; i < out->count; i++)
        if (tr_read_file(&out->files[i], directory, &entries[i], NULL, 0, &limits, NULL, NULL,
                         out->diags, test_pool) != APR_SUCCESS)
            bail_out(entries[i].name);
    acid_build(out, now);
    return ok(out->gen.head != NULL, "acid %d: the record is accepted", number);
}

/* A record of one file from memory. */
__attribute__((unused))
static int acid_text(acid *out, const char *text)
{
    static const tr_limits limits = TR_LIMITS_DEFAULT;
    tr_reader *reader = tr_reader_make("a.xml", &limits, test_pool);

    memset(out, 0, sizeof *out);
    out->diags = tr_diags_make(test_pool);
    tr_reader_feed(reader, text, strlen(text));
    out->files[out->count++] = tr_reader_end(reader);
    acid_build(out, NOW_2030);
    return out->gen.head != NULL;
}

static const char *diags_said(const tr_diags *diags, const char *code)
{
    for (const tr_diag *diag = diags->first; diag; diag = diag->next)
        if (strcmp(diag->code, code) == 0)
            return tr_diag_line(diag, test_pool);
    return NULL;
}

/* The first diagnostic with this code, as a line; NULL: none. */
__attribute__((unused))
static const char *said(const acid *record, const char *code)
{
    const char *line = diags_said(record->diags, code);

    for (int i = 0; !line && i < record->count; i++)
        line = diags_said(record->files[i]->diags, code);
    return line;
}

/* ---- Representations ---- */

static void load_english(tr_render *render)
{
    const tr_builtin_catalog *english = &tr_builtin_catalogs[0];
    const char *error;
    tr_locale *locale;
    tr_catalog *catalog;

    if (tr_locale_create(&locale, english->tag, test_pool, &error)
        || tr_catalog_load(&catalog, english->xml, strlen(english->xml), english->tag, test_pool,
                           &error))
        bail_out(error);
    render->lang = english->tag;
    render->locale = locale;
    render->catalog = catalog;
    render->shell = tr_shell_parse(tr_builtin_shell, strlen(tr_builtin_shell), &error, test_pool);
}

/* What is served for "/requests.csv?by=country"; the status in *status, 200 when all is well. */
static const char *fetch(const tr_gen *gen, const char *url, int *status)
{
    static const char *const languages[] = { "en", NULL };
    tr_site site = { languages, "en", (1u << TR_FORMAT_COUNT) - 1, 0 };
    char *path = apr_pstrdup(test_pool, url), *args = strchr(path, '?');
    tr_target target;
    tr_problem problem;
    tr_render render = { .gen = gen, .site = &site, .target = &target,
                         .stylesheet = "transparency.css", .pool = test_pool };
    tr_out out;
    apr_size_t length;

    if (args)
        *args++ = '\0';
    *status = tr_resolve(&target, &problem, gen, &site, path, args, test_pool);
    tr_out_memory(&out, 1 << 26, test_pool);
    if (*status) {
        render.target = &problem.target;
        render.format = TR_FORMAT_JSON;
        tr_render_problem(&render, &problem, &out);
    }
    else {
        *status = 200;
        render.format = target.fixed ? target.format : TR_FORMAT_HTML;
        load_english(&render);
        tr_render_target(&render, &out);
    }
    tr_out_end(&out);
    return tr_out_body(&out, &length) ? apr_pstrmemdup(test_pool, tr_out_body(&out, &length), length)
                                      : "";
}

__attribute__((unused))
static const char *page(const tr_gen *gen, const char *url)
{
    int status;
    const char *body = fetch(gen, url, &status);

    if (status != 200)
        printf("# %s: %d %s\n", url, status, body);
    return status == 200 ? body : "";
}

/* The line of a JSON answer that holds `key` (one row a line); "" when there is none. */
__attribute__((unused))
static const char *line_with(const char *body, const char *key)
{
    const char *found = strstr(body, key), *from = found;

    if (!found)
        return "";
    while (from > body && from[-1] != '\n')
        from--;
    return apr_pstrmemdup(test_pool, from, strcspn(from, "\n"));
}

__attribute__((unused))
static int has(const char *text, const char *part)
{
    if (strstr(text, part))
        return 1;
    printf("# not there: %s\n", part);
    return 0;
}

/* ---- CSV, read back ---- */

typedef struct sheet {
    int columns, rows;          /* rows without the header */
    const char *header[SHEET_COLUMNS];
    const char *(*cell)[SHEET_COLUMNS];
    const char *fault;          /* why it is no CSV, or NULL */
} sheet;

/* One field; *end is what follows it: ',' or CR LF. */
static const char *read_field(const char **at, const char **fault)
{
    const char *from = *at;
    char *text, *to;

    if (*from != '"') {
        size_t length = strcspn(from, ",\r\n\"");
        if (from[length] == '"')
            *fault = "a quotation mark in a field without quotes";
        *at = from + length;
        return apr_pstrmemdup(test_pool, from, length);
    }
    text = to = apr_palloc(test_pool, strlen(from) + 1);
    for (from++; *from && (*from != '"' || from[1] == '"'); from++) {
        from += *from == '"';
        *to++ = *from;
    }
    *to = '\0';
    if (*from != '"')
        *fault = "an open quotation";
    *at = from + (*from == '"');
    return text;
}

static int read_record(const char **at, const char **fields, const char **fault)
{
    int count = 0;

    for (;;) {
        if (count == SHEET_COLUMNS)
            bail_out("too many columns");
        fields[count++] = read_field(at, fault);
        if (*fault)
            return count;
        if (**at != ',')
            break;
        (*at)++;
    }
    if ((*at)[0] != '\r' || (*at)[1] != '\n')
        *fault = "a line that does not end with CR LF";
    else
        *at += 2;
    return count;
}

static sheet parse_sheet(const char *text)
{
    sheet out = { 0 };

    out.cell = apr_palloc(test_pool, sizeof *out.cell * SHEET_ROWS);
    out.columns = read_record(&text, out.header, &out.fault);
    while (!out.fault && *text) {
        if (out.rows == SHEET_ROWS)
            bail_out("too many rows");
        if (read_record(&text, out.cell[out.rows], &out.fault) != out.columns && !out.fault)
            out.fault = "a line with another number of fields";
        out.rows += !out.fault;
    }
    if (out.fault)
        printf("# CSV: %s in row %d\n", out.fault, out.rows + 1);
    return out;
}

__attribute__((unused))
static sheet csv(const tr_gen *gen, const char *url)
{
    return parse_sheet(page(gen, url));
}

static int column_of(const sheet *table, const char *name, size_t length)
{
    for (int i = 0; i < table->columns; i++)
        if (strlen(table->header[i]) == length && !memcmp(table->header[i], name, length))
            return i;
    printf("# no column %.*s\n", (int)length, name);
    return -1;
}

static int row_is(const sheet *table, int row, const char *where)
{
    for (const char *word = where; *word; word += strspn(word, " ")) {
        size_t length = strcspn(word, " "), name = strcspn(word, "=");
        int column = column_of(table, word, name);
        const char *value = word + name + 1;
        if (column < 0 || strlen(table->cell[row][column]) != length - name - 1
            || memcmp(table->cell[row][column], value, length - name - 1))
            return 0;
        word += length;
    }
    return 1;
}

/* How many rows are as described: "country=AR unit=accounts"; "country=" is an empty field. */
__attribute__((unused))
static int rows_where(const sheet *table, const char *where)
{
    int count = 0;

    for (int i = 0; i < table->rows; i++)
        count += row_is(table, i, where);
    return count;
}

/* One field of the one row described; NULL when there are none or several. */
__attribute__((unused))
static const char *at(const sheet *table, const char *where, const char *name)
{
    int column = column_of(table, name, strlen(name)), found = -1;

    for (int i = 0; i < table->rows; i++)
        if (row_is(table, i, where)) {
            if (found >= 0) {
                printf("# several rows: %s\n", where);
                return NULL;
            }
            found = i;
        }
    if (found < 0)
        printf("# no row: %s\n", where);
    return found < 0 || column < 0 ? NULL : table->cell[found][column];
}

/* Several fields of that row, "value|min|max|status", with the same between them. */
__attribute__((unused))
static const char *fields(const sheet *table, const char *where, const char *names)
{
    const char *all = NULL;
    char *state, *copy = apr_pstrdup(test_pool, names);

    for (char *name = apr_strtok(copy, "|", &state); name; name = apr_strtok(NULL, "|", &state)) {
        const char *value = at(table, where, name);
        if (!value)
            return NULL;
        all = all ? apr_pstrcat(test_pool, all, "|", value, NULL) : value;
    }
    return all;
}

#define VALUE "value|min|max|status"

#endif
