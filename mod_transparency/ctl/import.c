/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import.c - transparencyctl import: reads the map and the files, has them
 * imported, says what is wrong, writes the files of the record.
 */
#include "import/import.h"

#include <apr_file_io.h>
#include <apr_strings.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "ctl/command.h"
#include "ctl/replace.h"
#include "record/instant.h"
#include "record/read.h"

enum { FILE_BYTES_MAX = 64 << 20 };

typedef struct importer {
    const char *map_path, *directory;
    int replace;
    apr_array_header_t *inputs;         /* tr_import_input */
    tr_map *map;
    tr_import_output *outputs;
    tr_diags *diags;
    apr_pool_t *pool;
} importer;

/*
 * A map that comes along is named by a word, "apple".  What holds a dot or a slash
 * is a file: neither is ever taken for the other.
 */
static const char *map_file(const char *name, apr_pool_t *pool)
{
    return strpbrk(name, "./")
        ? name : apr_pstrcat(pool, TR_DATADIR "/conf/maps/", name, ".xml", NULL);
}

/* --- the command line --------------------------------------------------------------------- */

static int complain(const char *text, const char *about)
{
    fprintf(stderr, "transparencyctl: import: %s%s\n", text, about);
    return 0;
}

/* The options that hold for the files after them. */
typedef struct standing {
    const char *published, *encoding;
} standing;

static int take_option(importer *in, standing *now, const char *name, const char *value)
{
    int64_t instant;
    const char *wrong;

    if (!value)
        return complain("an argument is missing after ", name);
    if (strcmp(name, "--map") == 0)
        in->map_path = map_file(value, in->pool);
    else if (strcmp(name, "-o") == 0)
        in->directory = value;
    else if (strcmp(name, "--published") == 0) {
        if ((wrong = tr_edition_parse(value, strlen(value), &instant)))
            return complain("--published: ", wrong);
        now->published = value;
    }
    else if (strcmp(name, "--encoding") == 0) {
        if (!tr_encoding_known(value))
            return complain("--encoding: utf-8 utf-16 utf-16le utf-16be windows-1252 "
                            "iso-8859-1 macintosh, not ", value);
        now->encoding = value;
    }
    else
        return complain("unknown option ", name);
    return 1;
}

static void take_file(importer *in, const standing *now, const char *path)
{
    tr_import_input *input = apr_array_push(in->inputs);

    *input = (tr_import_input){ .path = path, .published = now->published,
                                .encoding = now->encoding };
}

static int take_arguments(importer *in, int argc, const char *const argv[])
{
    standing now = { NULL, NULL };

    for (int i = 0; i < argc; i++) {
        if (strcmp(argv[i], "--replace") == 0)
            in->replace = 1;
        else if (argv[i][0] != '-')
            take_file(in, &now, argv[i]);
        else if (!take_option(in, &now, argv[i], i + 1 < argc ? argv[i + 1] : NULL))
            return 0;
        else
            i++;
    }
    return in->map_path && in->inputs->nelts > 0;
}

/* --- reading -------------------------------------------------------------------------------- */

/* The bytes of a file; NULL after saying why not. */
static const char *slurp(const char *path, apr_size_t *length, apr_pool_t *pool)
{
    apr_status_t status;
    apr_finfo_t info;
    apr_file_t *file;
    char *bytes = NULL, reason[256];

    status = apr_file_open(&file, path, APR_FOPEN_READ | APR_FOPEN_BINARY, 0, pool);
    if (status == APR_SUCCESS) {
        status = apr_file_info_get(&info, APR_FINFO_SIZE | APR_FINFO_TYPE, file);
        if (status == APR_SUCCESS && (info.filetype != APR_REG || info.size > FILE_BYTES_MAX))
            status = APR_EINVAL;
        if (status == APR_SUCCESS) {
            bytes = apr_palloc(pool, (apr_size_t)info.size + 1);
            status = info.size ? apr_file_read_full(file, bytes, (apr_size_t)info.size, length)
                               : APR_SUCCESS;
            if (!info.size)
                *length = 0;
        }
        apr_file_close(file);
    }
    if (status != APR_SUCCESS) {
        fprintf(stderr, "transparencyctl: %s: %s\n", path,
                apr_strerror(status, reason, sizeof reason));
        return NULL;
    }
    return bytes;
}

static const char *beside(const char *path, const char *name, apr_pool_t *pool)
{
    const char *slash = strrchr(path, '/');

    return slash && *name != '/'
        ? apr_pstrcat(pool, apr_pstrmemdup(pool, path, (apr_size_t)(slash - path + 1)), name,
                      NULL) : name;
}

/* TR_EXIT_OK when the map is good. */
static int read_map(importer *in)
{
    apr_size_t length;
    const char *bytes = slurp(in->map_path, &length, in->pool), *path;

    if (!bytes)
        return TR_EXIT_SYSTEM;
    in->map = tr_map_read(in->map_path, bytes, length, in->diags, in->pool);
    if (!in->map)
        return TR_EXIT_FAULTS;
    if (!in->map->aliases_from)
        return TR_EXIT_OK;
    path = beside(in->map_path, in->map->aliases_from, in->pool);
    bytes = slurp(path, &length, in->pool);
    if (!bytes)
        return TR_EXIT_SYSTEM;
    return tr_map_add_aliases(in->map, path, bytes, length, in->diags, in->pool)
        ? TR_EXIT_OK : TR_EXIT_FAULTS;
}

/* What cannot be read or is faulty does not matter here; `check` tells of it. */
static void read_known(const importer *in, tr_known *known)
{
    const tr_limits limits = TR_LIMITS_DEFAULT;
    tr_diags *unheard = tr_diags_make(in->pool);
    tr_listing_entry *listing;
    int count = 0, others;

    *known = (tr_known){ NULL, 0, NULL };
    if (tr_list(&listing, &count, &others, in->directory, unheard, in->pool))
        return;
    known->files = apr_palloc(in->pool, sizeof *known->files * ((apr_size_t)count + 1));
    for (int i = 0; i < count; i++)
        if (tr_read_file(&known->files[known->count], in->directory, &listing[i], NULL, 0,
                         &limits, NULL, NULL, unheard, in->pool) == APR_SUCCESS)
            known->count++;
}

static int read_inputs(importer *in)
{
    tr_import_input *inputs = (tr_import_input *)in->inputs->elts;

    for (int i = 0; i < in->inputs->nelts; i++) {
        inputs[i].bytes = slurp(inputs[i].path, &inputs[i].length, in->pool);
        if (!inputs[i].bytes)
            return TR_EXIT_SYSTEM;
    }
    return TR_EXIT_OK;
}

/* --- what is wrong ------------------------------------------------------------------------------ */

static const char *line_of(const importer *in, const tr_diag *diag)
{
    for (int i = 0; in->outputs && i < in->inputs->nelts; i++)
        if (in->outputs[i].source.text && diag->file
            && strcmp(in->outputs[i].source.name, diag->file) == 0)
            return tr_source_line(&in->outputs[i].source, diag->line, in->pool);
    return NULL;
}

static void print_diags(const importer *in)
{
    for (const tr_diag *diag = in->diags->first; diag; diag = diag->next) {
        const char *line = diag->line > 0 ? line_of(in, diag) : NULL;
        printf("%s\n", tr_diag_line(diag, in->pool));
        if (line)
            tr_print_line(stdout, apr_pstrdup(in->pool, line), diag->column);
    }
    if (in->diags->suppressed)
        printf("... and %d more like these\n", in->diags->suppressed);
}

/* --- writing ------------------------------------------------------------------------------------- */

static int refuse_changed(const tr_new_file *files, int count)
{
    int refused = 0;

    for (int i = 0; i < count; i++)
        if (files[i].exists == 2) {
            printf("%s: error: is there already and holds something else; what is published "
                   "is not changed, a new edition is a new file (--replace overwrites it) "
                   "[exists]\n", files[i].path);
            refused = 1;
        }
    return refused;
}

static void print_written(const importer *in, const tr_new_file *files)
{
    for (int i = 0, at = 0; i < in->inputs->nelts; i++) {
        const tr_import_output *output = &in->outputs[i];
        if (!output->written.text) {
            printf("%s: says nothing that earlier files do not say: nothing is written\n",
                   output->from);
            continue;
        }
        printf("%s: %s, %" APR_UINT64_T_FMT " rows, %" APR_UINT64_T_FMT " figures, published "
               "%s%s\n", files[at].path, output->from, (apr_uint64_t)output->rows,
               (apr_uint64_t)output->cells, output->published,
               files[at].exists == 1 ? ", as it was" : "");
        at++;
    }
    if (in->diags->warnings)
        printf("%d warnings\n", in->diags->warnings);
}

static int write_outputs(const importer *in)
{
    tr_new_file *files = apr_pcalloc(in->pool, sizeof *files
                                     * (apr_size_t)(in->inputs->nelts + 1));
    const char *failed = "";
    int count = 0, error;

    for (int i = 0; i < in->inputs->nelts; i++)
        if (in->outputs[i].written.text)
            files[count++] = (tr_new_file){
                .path = apr_pstrcat(in->pool, in->directory, "/", in->outputs[i].name, NULL),
                .text = in->outputs[i].written.text,
                .length = in->outputs[i].written.length };
    error = tr_compare_files(files, count, &failed, in->pool);
    if (!error && !in->replace && refuse_changed(files, count))
        return TR_EXIT_FAULTS;
    if (!error)
        error = tr_write_files(files, count, &failed, in->pool);
    if (error) {
        fprintf(stderr, "transparencyctl: %s: %s\n", failed, strerror(error));
        return TR_EXIT_SYSTEM;
    }
    print_written(in, files);
    return TR_EXIT_OK;
}

static void show_progress(void *progress, int done, int total)
{
    tr_progress_at(progress, "importing", (uint64_t)done, (uint64_t)total);
}

static int import(importer *in)
{
    const tr_limits limits = TR_LIMITS_DEFAULT;
    int code = read_map(in), good;
    tr_known known;
    tr_progress progress;

    tr_progress_begin(&progress, 0);
    if (code == TR_EXIT_OK)
        code = read_inputs(in);
    if (code == TR_EXIT_OK) {
        read_known(in, &known);
        good = tr_import(&in->outputs, in->map, (const tr_import_input *)in->inputs->elts,
                         in->inputs->nelts, &known, &limits, in->diags, show_progress, &progress,
                         in->pool);
        tr_progress_end(&progress);
        code = good ? TR_EXIT_OK : TR_EXIT_FAULTS;
    }
    print_diags(in);
    if (code == TR_EXIT_FAULTS)
        printf("%d errors, %d warnings: nothing is written\n", in->diags->errors,
               in->diags->warnings);
    return code == TR_EXIT_OK ? write_outputs(in) : code;
}

int tr_command_import(int argc, const char *const argv[], apr_pool_t *pool)
{
    importer in = { .directory = ".", .pool = pool, .diags = tr_diags_make(pool),
                    .inputs = apr_array_make(pool, 16, sizeof(tr_import_input)) };

    return take_arguments(&in, argc, argv) ? import(&in) : TR_EXIT_USAGE;
}
