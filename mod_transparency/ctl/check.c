/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check.c - says what is wrong with a record: one line a fault, in the form
 * compilers use, with the line of the file and a caret under the place.
 */
#include "ctl/command.h"

#include <apr_strings.h>
#include <stdio.h>
#include <string.h>

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

static void print_summary(const tr_loaded *record, int errors, int warnings)
{
    const tr_gen_head *head = record->blob ? record->gen.head : NULL;

    printf("%s: %d files, %u figures, %u editions: %d errors, %d warnings\n",
           record->directory, record->file_count,
           head ? head->value.count : 0, head ? head->instants.count : 0,
           errors, warnings);
}

enum { OPTION_STRICT };         /* as in options.c */

int tr_command_check(int argc, const char *const argv[], apr_pool_t *pool)
{
    tr_loaded record;
    tr_arguments arguments;
    int strict, errors, warnings;
    apr_status_t status;
    char reason[256];

    if (!tr_arguments_read(&arguments, tr_command_find("check"), argc, argv, pool))
        return TR_EXIT_USAGE;
    strict = arguments.value[OPTION_STRICT] != NULL;
    status = tr_load(&record, arguments.operands[0], pool);
    if (status != APR_SUCCESS) {
        fprintf(stderr, "transparencyctl: %s: %s\n", arguments.operands[0],
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
