/* SPDX-License-Identifier: Apache-2.0 */
/* new.c - a record to begin with: files that are right as they are, and say what to fill in. */
#include <apr_file_io.h>
#include <apr_strings.h>
#include <apr_time.h>
#include <stdio.h>
#include <string.h>

#include "ctl/command.h"
#include "ctl/options.h"
#include "ctl/replace.h"
#include "ctl/skeleton.h"

enum { FILES_MAX = 16 };
static const char mark[] = "FILL IN: ";

static const char *value_of(const char *name, apr_pool_t *pool)
{
    apr_time_exp_t now;

    apr_time_exp_gmt(&now, apr_time_now());
    if (!strncmp(name, "@YEAR@", 6))
        return apr_psprintf(pool, "%d", now.tm_year + 1899);
    if (!strncmp(name, "@NEXT@", 6))
        return apr_psprintf(pool, "%d", now.tm_year + 1901);
    if (!strncmp(name, "@TODAY@", 7))
        return apr_psprintf(pool, "%04d-%02d-%02d", now.tm_year + 1900, now.tm_mon + 1,
                            now.tm_mday);
    return NULL;
}

static const char *filled(const char *text, apr_pool_t *pool)
{
    const char *out = "", *at;

    for (at = strchr(text, '@'); at; at = strchr(at, '@')) {
        const char *value = value_of(at, pool);

        if (!value) {
            at++;
            continue;
        }
        out = apr_pstrcat(pool, out, apr_pstrmemdup(pool, text, (apr_size_t)(at - text)), value,
                          NULL);
        text = at = strchr(at + 1, '@') + 1;
    }
    return apr_pstrcat(pool, out, text, NULL);
}

/* Whether there is nothing in the directory; it is made if need be. -1 after saying why it cannot be had. */
static int is_empty(const char *directory, apr_pool_t *pool)
{
    apr_dir_t *dir;
    apr_finfo_t info;
    char why[120];
    int found = 0;
    apr_status_t status = apr_dir_make(directory, APR_FPROT_OS_DEFAULT, pool);

    if (status == APR_SUCCESS || APR_STATUS_IS_EEXIST(status))
        status = apr_dir_open(&dir, directory, pool);
    if (status != APR_SUCCESS) {
        fprintf(stderr, "transparencyctl: %s: %s\n", directory,
                apr_strerror(status, why, sizeof why));
        return -1;
    }
    while (!found && apr_dir_read(&info, APR_FINFO_NAME, dir) == APR_SUCCESS)
        found = strcmp(info.name, ".") && strcmp(info.name, "..");
    apr_dir_close(dir);
    return !found;
}

/* To the end of the line, or of the comment or element it is in. */
static size_t length_of(const char *text)
{
    size_t length = 0;

    while (text[length] && text[length] != '\n' && strncmp(text + length, "</", 2)
           && strncmp(text + length, " -->", 4))
        length++;
    return length;
}

/* In the form compilers use, so that editors lead there. */
static void print_marks(const tr_new_file *file)
{
    int line = 1;

    for (const char *at = file->text; *at; at++) {
        if (!strncmp(at, mark, sizeof mark - 1)) {
            const char *rest = at + sizeof mark - 1;
            printf("%s:%d: fill in: %.*s\n", file->path, line, (int)length_of(rest), rest);
        }
        line += *at == '\n';
    }
}

int tr_command_new(int argc, const char *const argv[], apr_pool_t *pool)
{
    tr_new_file files[FILES_MAX] = { { .path = NULL } };
    const char *directory, *failed = "";
    tr_arguments given;
    int count = 0, empty, error;

    if (!tr_arguments_read(&given, tr_command_find("new"), argc, argv, pool))
        return TR_EXIT_USAGE;
    directory = given.operands[0];
    empty = is_empty(directory, pool);
    if (empty <= 0) {
        if (!empty)
            fprintf(stderr, "transparencyctl: %s is not empty: nothing is written\n", directory);
        return TR_EXIT_SYSTEM;
    }
    for (const tr_skeleton_file *f = tr_skeleton; f->name; f++, count++) {
        files[count].path = apr_pstrcat(pool, directory, "/", f->name, NULL);
        files[count].text = filled(f->text, pool);
        files[count].length = strlen(files[count].text);
    }
    error = tr_write_files(files, count, &failed, pool);
    if (error) {
        fprintf(stderr, "transparencyctl: %s: %s\n", failed, strerror(error));
        return TR_EXIT_SYSTEM;
    }
    for (int i = 0; i < count; i++)
        print_marks(&files[i]);
    return TR_EXIT_OK;
}
