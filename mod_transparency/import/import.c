/* SPDX-License-Identifier: Apache-2.0 */
/* Importing files; see import.h. */
#include "import/import.h"

#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#include "record/instant.h"
#include "record/read.h"

/* One file on its way. */
typedef struct work {
    const tr_import_input *input;
    tr_import_output *output;
    const tr_map_file *file;
    tr_capture *captures;
    const char *published, *encoding;
    int64_t instant;
    tr_csv csv;
    int *index;                 /* field of a column, by its number */
    int fields;                 /* of the header */
    tr_made_file made;
} work;

typedef struct importing {
    const tr_map *map;
    const tr_known *known;      /* or NULL */
    const tr_limits *limits;
    tr_diags *diags;
    apr_pool_t *pool;
} importing;

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static int tell(const importing *in, const work *w, const char *code, const char *text)
{
    tr_diags_add(in->diags, TR_DIAG_ERROR, w->input->path, 0, 0, code, "%s", text);
    return 0;
}

/* --- which part of the map, and when it was published ------------------------------------ */

static int find_file(const importing *in, work *w)
{
    const char *name = base_name(w->input->path);

    for (w->file = in->map->files; w->file; w->file = w->file->next)
        for (int i = 0; i < w->file->names.count; i++)
            if (tr_pattern_match(w->file->names.items[i], name, &w->captures, in->pool))
                return 1;
    return tell(in, w, "no-such-file", apr_psprintf(in->pool, "no <file> of %s has a name "
                "that fits", in->map->name));
}

static int find_edition(const importing *in, work *w)
{
    const tr_edition *edition = w->file->editions;
    const char *wrong;
    tr_capture *unused;

    while (edition && !tr_pattern_match(edition->name, base_name(w->input->path), &unused,
                                        in->pool))
        edition = edition->next;
    w->published = w->input->published ? w->input->published
                   : edition ? edition->published : NULL;
    w->encoding = w->input->encoding ? w->input->encoding
                  : edition && edition->encoding ? edition->encoding : w->file->encoding;
    if (!w->published)
        return tell(in, w, "no-published", "nobody says when it is published: put "
                    "--published 2013-03-21 before the file, or <edition name=\"...\" "
                    "published=\"2013-03-21\"/> into the map");
    wrong = tr_edition_parse(w->published, strlen(w->published), &w->instant);
    return wrong ? tell(in, w, "bad-instant", wrong) : 1;
}

static const char *output_name(const char *path, apr_pool_t *pool)
{
    const char *name = base_name(path), *dot = strrchr(name, '.');
    apr_size_t length = dot && dot > name ? (apr_size_t)(dot - name) : strlen(name);

    return apr_pstrcat(pool, apr_pstrmemdup(pool, name, length), ".xml", NULL);
}

static int prepare(const importing *in, work *w)
{
    w->output->source.name = w->output->from = w->input->path;
    w->output->name = output_name(w->input->path, in->pool);
    if (!find_file(in, w) || !find_edition(in, w))
        return 0;
    w->output->published = w->published;
    return 1;
}

/* --- the header -------------------------------------------------------------------------- */

static const char *header_text(const tr_csv_field *field, apr_pool_t *pool)
{
    char *text = apr_pstrdup(pool, field->text + strspn(field->text, " \t"));
    apr_size_t length = strlen(text);

    while (length > 0 && strchr(" \t", text[length - 1]))
        length--;
    text[length] = '\0';
    return text;
}

static const tr_column *column_of(const tr_map_file *file, const char *header)
{
    for (const tr_column *column = file->columns; column; column = column->next)
        if (tr_texts_has(&column->headers, header))
            return column;
    return NULL;
}

static void unknown_header(const importing *in, const work *w,
                           const tr_csv_field *field, const char *header)
{
    const char *names[TR_CSV_FIELDS_MAX];
    size_t count = 0;

    for (const tr_column *c = w->file->columns; c && count < TR_CSV_FIELDS_MAX; c = c->next)
        names[count++] = c->name;
    tr_diags_add(in->diags, TR_DIAG_ERROR, w->input->path, field->line, field->column,
                 "unknown-column", "the map has no column \"%.80s\"; add <column "
                 "name=\"%.80s\" .../>, or is=\"unused\" because=\"...\"", header, header);
    tr_diags_suggest(in->diags, tr_nearest(header, names, count));
}

static int check_missing(const importing *in, const work *w, const tr_csv_row *row)
{
    int good = 1;

    for (const tr_column *column = w->file->columns; column; column = column->next)
        if (w->index[column->number] < 0 && !column->optional) {
            tr_diags_add(in->diags, TR_DIAG_ERROR, w->input->path, row->line, 1,
                         "no-such-column", "there is no column \"%s\"; if files may lack it, "
                         "say optional=\"yes\"", column->name);
            good = 0;
        }
    return good;
}

/* Sets w->index from the row that names the columns. */
static int read_header(const importing *in, work *w, const tr_csv_row *row)
{
    const tr_csv_field *fields = tr_csv_fields(&w->csv, row);
    int columns = 0, good = 1;

    for (const tr_column *column = w->file->columns; column; column = column->next)
        columns++;
    w->index = apr_palloc(in->pool, sizeof *w->index * (apr_size_t)(columns + 1));
    for (int i = 0; i < columns; i++)
        w->index[i] = -1;
    w->fields = row->count;
    for (int i = 0; i < row->count; i++) {
        const char *header = header_text(&fields[i], in->pool);
        const tr_column *column = column_of(w->file, header);
        if (!column)
            unknown_header(in, w, &fields[i], header);
        else if (w->index[column->number] >= 0)
            tr_diags_add(in->diags, TR_DIAG_ERROR, w->input->path, fields[i].line,
                         fields[i].column, "twice", "a second column \"%s\"", header);
        else {
            w->index[column->number] = i;
            continue;
        }
        good = 0;
    }
    return check_missing(in, w, row) && good;
}

/* --- rows ---------------------------------------------------------------------------------- */

static int is_empty(const tr_csv_field *fields, int count)
{
    for (int i = 0; i < count; i++)
        if (fields[i].text[strspn(fields[i].text, " \t")])
            return 0;
    return 1;
}

static int check_width(const importing *in, const work *w, const tr_csv_row *row)
{
    if (row->count == w->fields)
        return 1;
    tr_diags_add(in->diags, TR_DIAG_ERROR, w->input->path, row->line, 1, "ragged-row",
                 "%d fields under a header of %d", row->count, w->fields);
    return 0;
}

static int read_row(const importing *in, work *w, tr_view *view)
{
    if (is_empty(view->fields, view->row->count)) {
        tr_diags_add(in->diags, TR_DIAG_NOTICE, w->input->path, view->row->line, 1,
                     "empty-row", "an empty row is passed over");
        return 1;
    }
    if (!check_width(in, w, view->row))
        return 0;
    w->output->rows++;
    return tr_make_row(&w->made, view);
}

/* Columns that templates do not mention can be wrong too. */
static int check_unmentioned(const tr_view *view)
{
    tr_said said;

    for (const tr_column *column = view->file->columns; column; column = column->next)
        if ((column->kind == TR_IS_EMPTY || column->kind == TR_IS_WORD)
            && !tr_say_cell(&said, view, column))
            return 0;
    return 1;
}

static int read_rows(const importing *in, work *w)
{
    apr_size_t first = (apr_size_t)w->file->header_row - 1;
    tr_view view = { .map = in->map, .file = w->file, .source = &w->output->source,
                     .captures = w->captures, .diags = in->diags };
    int good = 1;

    if (first >= w->csv.rows.count)
        return tell(in, w, "no-header", "there is no row that names the columns");
    if (!read_header(in, w, tr_csv_row_at(&w->csv, first)))
        return 0;
    view.index = w->index;
    apr_pool_create(&view.pool, in->pool);
    for (apr_size_t i = first + 1; i < w->csv.rows.count; i++) {
        view.row = tr_csv_row_at(&w->csv, i);
        view.fields = tr_csv_fields(&w->csv, view.row);
        view.has_period = 0;
        good &= read_row(in, w, &view) && check_unmentioned(&view);
        apr_pool_clear(view.pool);
    }
    apr_pool_destroy(view.pool);
    return good;
}

static int read_file(const importing *in, work *w)
{
    if (!tr_decode(&w->output->source, w->input->bytes, w->input->length, w->encoding,
                   in->diags, in->pool))
        return 0;
    if (!tr_csv_read(&w->csv, &w->output->source, w->file->separator, in->diags, in->pool))
        return 0;
    tr_made_init(&w->made, in->pool);
    tr_make_entities(&w->made, in->map, in->pool);
    return read_rows(in, w);
}

/* --- writing, and what the record's own reader says ---------------------------------------- */

static int source_line(const tr_written *written, int line)
{
    return line > 0 && line <= written->line_count ? written->lines[line - 1] : 0;
}

/* "... in line 8" of the XML, which nobody has seen: as line of the source. */
static const char *translate(const importing *in, const tr_written *written,
                             const char *text)
{
    const char *at = strstr(text, " in line ");
    int line = at ? source_line(written, atoi(at + 9)) : 0;

    return line ? apr_psprintf(in->pool, "%.*s in line %d", (int)(at - text), text, line)
                : text;
}

/* A diagnostic about the XML is told about the row that the line came from. */
static void pass_on(const importing *in, const work *w, const tr_diag *diag)
{
    const tr_written *written = &w->output->written;
    int line = source_line(written, diag->line);

    if (diag->severity == TR_DIAG_NOTICE)
        w->output->notices++;
    else if (line)
        tr_diags_add(in->diags, diag->severity, w->input->path, line, 1, diag->code, "%s",
                     translate(in, written, diag->text));
    else
        tr_diags_add(in->diags, diag->severity, w->output->name, diag->line, diag->column,
                     diag->code, "%s", diag->text);
    if (diag->severity != TR_DIAG_NOTICE)
        tr_diags_suggest(in->diags, diag->nearest);
}

static tr_file *read_written(const importing *in, const work *w)
{
    tr_reader *reader = tr_reader_make(w->output->name, in->limits, in->pool);

    tr_reader_feed(reader, w->output->written.text, w->output->written.length);
    return tr_reader_end(reader);
}

static int check_written(const importing *in, work *w)
{
    tr_file *file = read_written(in, w);
    int usable, told = in->diags->errors + in->diags->warnings;

    for (const tr_diag *diag = file->diags->first; diag; diag = diag->next)
        pass_on(in, w, diag);
    told = in->diags->errors + in->diags->warnings - told;
    in->diags->suppressed += file->diags->errors + file->diags->warnings - told;
    w->output->cells = file->cell_count;
    usable = file->usable;
    tr_file_destroy(file);
    return usable;
}

/* Marks what other files of the directory say already as told. 1 when there was any. */
static int leave_known(const importing *in, work *w)
{
    tr_file *file = read_written(in, w);
    int any = 0;

    for (const tr_entity *entity = file->entities; entity; entity = entity->next) {
        const char *key = apr_pstrcat(in->pool, tr_elements[entity->kind].name, " ",
                                      entity->id, NULL);
        tr_made *made = apr_hash_get(w->made.by_key, key, APR_HASH_KEY_STRING);
        if (made && made->line == 0 && !made->told
            && tr_known_says(in->known, entity, w->output->name, w->instant))
            any = made->told = 1;
    }
    tr_file_destroy(file);
    return any;
}

static int is_nothing_new(const tr_made_file *made)
{
    for (const tr_made *one = made->first; one; one = one->next)
        if (!one->told)
            return 0;
    return 1;
}

static void write_text(const importing *in, work *w)
{
    char *comment = apr_psprintf(in->pool, "Made by transparencyctl import from %s with the "
                                 "map %s.", base_name(w->input->path),
                                 base_name(in->map->name));

    for (char *dash = strstr(comment, "--"); dash; dash = strstr(dash, "--"))
        dash[1] = '_';
    tr_write_file(&w->output->written, &w->made, in->map, w->published, comment,
                  w->file->correction, in->pool);
}

static int write_one(const importing *in, work *w, apr_hash_t *said)
{
    const tr_made *differs = tr_editions_compare(&w->made, said);

    if (differs && !w->file->correction) {
        tr_diags_add(in->diags, TR_DIAG_ERROR, w->input->path, differs->line, 1,
                     "no-correction", "%s differs from what an earlier file says; say why in "
                     "the map, inside <file>: <correction reason=\"other\">...</correction>",
                     differs->key);
        return 0;
    }
    if (is_nothing_new(&w->made))
        return 1;
    write_text(in, w);
    if (in->known && leave_known(in, w)) {
        if (is_nothing_new(&w->made)) {
            w->output->written.text = NULL;
            return 1;
        }
        write_text(in, w);
    }
    return check_written(in, w);
}

static int by_instant(const void *x, const void *y)
{
    const work *a = x, *b = y;

    if (a->instant != b->instant)
        return a->instant < b->instant ? -1 : 1;
    return a->input < b->input ? -1 : 1;
}

static int check_names(const importing *in, const work *all, int count)
{
    int good = 1;

    for (int i = 0; i < count; i++)
        for (int j = 0; j < i; j++)
            if (strcmp(all[i].output->name, all[j].output->name) == 0)
                good = tell(in, &all[i], "same-name", apr_psprintf(in->pool,
                            "would be written to the same file as %s", all[j].input->path));
    return good;
}

static apr_hash_t *own_names(const work *all, int count, apr_pool_t *pool)
{
    apr_hash_t *names = apr_hash_make(pool);

    for (int i = 0; i < count; i++)
        apr_hash_set(names, all[i].output->name, APR_HASH_KEY_STRING, "");
    return names;
}

int tr_import(tr_import_output **out, const tr_map *map, const tr_import_input *inputs,
              int count, tr_known *known, const tr_limits *limits, tr_diags *diags,
              tr_import_watch watch, void *baton, apr_pool_t *pool)
{
    importing in = { map, known, limits, diags, pool };
    work *all = apr_pcalloc(pool, sizeof *all * (apr_size_t)(count + 1));
    apr_hash_t *said = apr_hash_make(pool);
    int good = 1;

    *out = apr_pcalloc(pool, sizeof **out * (apr_size_t)(count + 1));
    for (int i = 0; i < count; i++) {
        all[i].input = &inputs[i];
        all[i].output = &(*out)[i];
        if (watch)
            watch(baton, i, 2 * count);
        good &= prepare(&in, &all[i]) && read_file(&in, &all[i]);
    }
    if (!check_names(&in, all, count) || !good)
        return 0;
    if (known)
        known->own = own_names(all, count, pool);
    qsort(all, (size_t)count, sizeof *all, by_instant);
    for (int i = 0; i < count; i++) {
        if (watch)
            watch(baton, count + i, 2 * count);
        good &= write_one(&in, &all[i], said);
    }
    return good;
}
