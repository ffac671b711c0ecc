/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check.c - says what is wrong with a record: one line a fault, in the form
 * compilers use, with the line of the file and a caret under the place.
 */
#include "ctl/command.h"

#include <apr_strings.h>
#include <stdio.h>
#include <string.h>

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

static void print_diags(const tr_diags *diags, const char *directory,
                        apr_pool_t *pool)
{
    for (const tr_diag *diag = diags->first; diag; diag = diag->next) {
        printf("%s\n", tr_diag_line(diag, pool));
        print_source(directory, diag, pool);
    }
    if (diags->suppressed)
        printf("... and %d more like these\n", diags->suppressed);
}

static void print_summary(const tr_loaded *record, int errors, int warnings)
{
    const tr_gen_head *head = record->blob ? record->gen.head : NULL;

    printf("%s: %d files, %u figures, %u editions: %d errors, %d warnings\n",
           record->directory, record->file_count,
           head ? head->value.count : 0, head ? head->instants.count : 0,
           errors, warnings);
}

int tr_command_check(int argc, const char *const argv[], apr_pool_t *pool)
{
    tr_loaded record;
    int strict = 0, at = 0, errors, warnings;
    apr_status_t status;
    char reason[256];

    if (argc && !strcmp(argv[0], "--strict")) {
        strict = 1;
        at = 1;
    }
    if (argc != at + 1)
        return TR_EXIT_USAGE;
    status = tr_load(&record, argv[at], pool);
    if (status != APR_SUCCESS) {
        fprintf(stderr, "transparencyctl: %s: %s\n", argv[at],
                apr_strerror(status, reason, sizeof reason));
        return TR_EXIT_SYSTEM;
    }
    errors = record.diags->errors;
    warnings = record.diags->warnings;
    for (int i = 0; i < record.file_count; i++) {
        print_diags(record.files[i]->diags, record.directory, pool);
        errors += record.files[i]->diags->errors;
        warnings += record.files[i]->diags->warnings;
    }
    print_diags(record.diags, record.directory, pool);
    print_summary(&record, errors, warnings);
    return errors || !record.blob || record.gen.head->incomplete
           || (strict && warnings) ? TR_EXIT_FAULTS : TR_EXIT_OK;
}
