/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check.c - says what is wrong with a record: one line a fault, in the form
 * compilers use, with the line of the file and a caret under the place.
 */
#include <apr_file_info.h>
#include <apr_strings.h>
#include <stdio.h>
#include <string.h>

#include "ctl/against.h"
#include "ctl/check.h"
#include "ctl/front.h"
#include "ctl/options.h"

enum { LINE_MAX_BYTES = 4096 };

/* Prints the line of a fault with a caret below its column; nothing when it cannot, or when lines are too long to be sure which. */
static void print_source(const char *directory, const tr_diag *diag,
                         apr_pool_t *pool)
{
    const char *path = apr_pstrcat(pool, directory, "/", diag->file, NULL);
    char line[LINE_MAX_BYTES];
    FILE *file;
    int found = 0;

    if (!diag->line || !diag->file || !(file = fopen(path, "r")))
        return;
    for (int i = 0; i < diag->line; i++) {
        found = fgets(line, sizeof line, file) != NULL;
        if (!found || strlen(line) == sizeof line - 1)
            break;
    }
    fclose(file);
    if (!found || strlen(line) == sizeof line - 1)
        return;
    line[strcspn(line, "\r\n")] = '\0';
    tr_print_line(stdout, line, diag->column);
}

/* The word that says how bad it is stands out, on a terminal. */
static void print_message(const tr_diag *diag, apr_pool_t *pool)
{
    static const char *const words[] = { ": notice: ", ": warning: ", ": error: " };
    static const char *const colours[] = { "36", "35", "31" };
    const char *line = tr_diag_line(diag, pool);
    const char *word = words[diag->severity], *at = strstr(line, word);

    if (!at || !tr_coloured(stdout)) {
        printf("%s\n", line);
        return;
    }
    printf("%.*s: \033[1;%sm%.*s\033[0m%s\n", (int)(at - line), line,
           colours[diag->severity], (int)strlen(word) - 3, word + 2,
           at + strlen(word) - 1);
}

static void print_diags(const tr_diags *diags, const char *directory,
                        apr_pool_t *pool)
{
    for (const tr_diag *diag = diags->first; diag; diag = diag->next) {
        print_message(diag, pool);
        print_source(directory, diag, pool);
    }
    if (diags->suppressed)
        printf("... and %d more like these\n", diags->suppressed);
}

static void print_summary(const tr_checked *checked)
{
    const tr_loaded *record = &checked->record;
    const tr_gen_head *head = record->blob ? record->gen.head : NULL;

    uint32_t hidden = 0;

    for (uint32_t i = 0; head && i < head->value.count; i++)
        hidden += TR_GEN_ROWS(&record->gen, uint8_t, status)[i] == TR_STATUS_SUPPRESSED;
    if (hidden)
        printf("%s: %u figures are hidden\n", record->directory, hidden);
    printf("%s: %d files, %u figures, %u editions: %d errors, %d warnings\n",
           record->directory, record->file_count,
           head ? head->value.count : 0, head ? head->instants.count : 0,
           checked->errors, checked->warnings);
}

static int print_lines(const tr_checked *checked, apr_pool_t *pool)
{
    for (int i = 0; i < checked->list_count; i++)
        print_diags(checked->lists[i], checked->record.directory, pool);
    print_summary(checked);
    return fflush(stdout) ? TR_EXIT_SYSTEM : TR_EXIT_OK;
}

/* ---- Reading and judging ---- */

enum { OPTION_STRICT, OPTION_JSON, OPTION_AGAINST, OPTION_MINIMUM_CELL, OPTION_CONF };    /* as in options.c */

static int cannot_read(const char *directory, apr_status_t status)
{
    char reason[256];

    fprintf(stderr, "transparencyctl: %s: %s\n", directory,
            apr_strerror(status, reason, sizeof reason));
    return TR_EXIT_SYSTEM;
}

/* What was published before; a record that was not served was not published. */
static int load_old(tr_loaded *old, const char *directory, const tr_settings *settings,
                    tr_progress *progress, apr_pool_t *pool)
{
    apr_status_t status = tr_load(old, directory, settings, progress, pool);

    if (status != APR_SUCCESS)
        return cannot_read(directory, status);
    if (old->blob && old->gen.head->incomplete)
        fprintf(stderr, "transparencyctl: %u files in %s have faults: what is "
                "in them was not published and is not compared\n",
                old->gen.head->incomplete, directory);
    if (old->blob)
        return TR_EXIT_OK;
    fprintf(stderr, "transparencyctl: nothing could be served from %s: there "
            "is nothing to compare with\n", directory);
    return TR_EXIT_SYSTEM;
}

static void collect(tr_checked *checked, tr_diags *changed, apr_pool_t *pool)
{
    const tr_loaded *record = &checked->record;

    checked->lists = apr_palloc(pool, sizeof *checked->lists
                                      * (size_t)(record->file_count + 2));
    for (int i = 0; i < record->file_count; i++)
        checked->lists[checked->list_count++] = record->files[i]->diags;
    checked->lists[checked->list_count++] = record->diags;
    checked->lists[checked->list_count++] = changed;
    for (int i = 0; i < checked->list_count; i++) {
        checked->errors += checked->lists[i]->errors;
        checked->warnings += checked->lists[i]->warnings;
    }
}

static int is_directory(const char *path, apr_pool_t *pool)
{
    apr_finfo_t info;

    return apr_stat(&info, path, APR_FINFO_TYPE, pool) == APR_SUCCESS
           && info.filetype == APR_DIR;
}

/* "-", or a file: a manifest; anything else a directory. */
static int load_manifest(const tr_manifest **out, const char *path, apr_pool_t *pool)
{
    apr_finfo_t info;
    const char *fault;

    *out = NULL;
    if (strcmp(path, "-") && (is_directory(path, pool)
                              || apr_stat(&info, path, APR_FINFO_TYPE, pool) != APR_SUCCESS))
        return TR_EXIT_OK;
    *out = tr_manifest_read(path, &fault, pool);
    if (*out)
        return TR_EXIT_OK;
    fprintf(stderr, "transparencyctl: %s is no manifest of a record: %s\n", path, fault);
    return TR_EXIT_SYSTEM;
}

static void compare_manifest(tr_diags *changed, const tr_manifest *manifest,
                             const tr_loaded *record, const tr_look *look, apr_pool_t *pool)
{
    const char *document = NULL;
    apr_size_t length;
    tr_gen gen;

    if (tr_load_until(&gen, record, tr_manifest_instant(manifest), pool) == APR_SUCCESS)
        document = tr_show_body(look, &gen, "/manifest.json", &length, pool);
    tr_against_manifest(changed, manifest, document, pool);
}

static int check(tr_checked *checked, const tr_arguments *given, apr_pool_t *pool)
{
    const char *directory = given->operands[0], *against = given->value[OPTION_AGAINST];
    tr_diags *changed = tr_diags_make(pool);
    const tr_manifest *manifest = NULL;
    tr_loaded old = { .blob = NULL };
    tr_front front;
    tr_progress progress;
    apr_status_t status;
    int failed = tr_front_load(&front, given->value[OPTION_CONF],
                               given->value[OPTION_MINIMUM_CELL], pool);

    if (failed)
        return failed;
    tr_progress_begin(&progress, given->value[OPTION_JSON] != NULL);
    if (against && load_manifest(&manifest, against, pool) != TR_EXIT_OK)
        return TR_EXIT_SYSTEM;
    if (against && !manifest && load_old(&old, against, &front.settings, &progress, pool) != TR_EXIT_OK)
        return TR_EXIT_SYSTEM;
    status = tr_load_after(&checked->record, directory, &front.settings,
                           old.blob ? &old.gen : NULL, &progress, pool);
    if (status != APR_SUCCESS)
        return cannot_read(directory, status);
    if (manifest)
        compare_manifest(changed, manifest, &checked->record, &front.look, pool);
    else if (against)
        tr_against(changed, &old, &checked->record, pool);
    collect(checked, changed, pool);
    checked->fine = !checked->errors && checked->record.blob
                    && !checked->record.gen.head->incomplete
                    && !(given->value[OPTION_STRICT] && checked->warnings);
    return TR_EXIT_OK;
}

int tr_command_check(int argc, const char *const argv[], apr_pool_t *pool)
{
    tr_checked checked = { .fine = 0 };
    tr_arguments given;
    int failed;

    if (!tr_arguments_read(&given, tr_command_find("check"), argc, argv, pool))
        return TR_EXIT_USAGE;
    failed = check(&checked, &given, pool);
    if (!failed)
        failed = given.value[OPTION_JSON] ? tr_checked_json(&checked, pool)
                                          : print_lines(&checked, pool);
    return failed ? failed : checked.fine ? TR_EXIT_OK : TR_EXIT_FAULTS;
}
