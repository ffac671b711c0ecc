/* SPDX-License-Identifier: Apache-2.0 */
/*
 * command.h - what the commands of transparencyctl share.
 *
 * The tool links the same library as the module, so a record that passes here
 * is a record the server takes, and a page shown here is the page it serves.
 */
#ifndef TR_CTL_COMMAND_H
#define TR_CTL_COMMAND_H

#include <stdio.h>

#include "ctl/progress.h"
#include "record/record.h"
#include "render/look.h"
#include "store/generation.h"

/* Exit codes, documented in --help and docs/transparencyctl.1. */
enum { TR_EXIT_OK = 0, TR_EXIT_FAULTS = 1, TR_EXIT_USAGE = 2, TR_EXIT_SYSTEM = 3 };

/* A record directory, read as the writer of the server reads it. */
typedef struct tr_loaded {
    apr_pool_t *pool;
    const char *directory;
    tr_file **files;
    int file_count;
    tr_diags *diags;            /* of the record as a whole */
    tr_limits limits;
    void *blob;                 /* the generation, or NULL: nothing can be served */
    apr_size_t size;
    tr_gen gen;
} tr_loaded;

/*
 * Reads and builds, with the limits and the minimum cell of `settings`; `progress` may be NULL.
 * APR_SUCCESS also when there are faults; otherwise the directory could not be read.
 */
apr_status_t tr_load(tr_loaded *out, const char *directory, const tr_settings *settings,
                     tr_progress *progress, apr_pool_t *pool);

/* The same where `served` was served before: what has an earlier date than that must say why. NULL: nothing was. */
apr_status_t tr_load_after(tr_loaded *out, const char *directory, const tr_settings *settings,
                           const tr_gen *served, tr_progress *progress, apr_pool_t *pool);

/* tr_load of something that can be served; else says that it cannot be. An exit code. */
int tr_load_served(tr_loaded *out, const char *directory, const tr_settings *settings,
                   tr_progress *progress, apr_pool_t *pool);

/* The generation of what was published by `until` (seconds), made of the same files. APR_EINVAL: nothing was. */
apr_status_t tr_load_until(tr_gen *out, const tr_loaded *record, int64_t until, apr_pool_t *pool);

/* The body of a resource, ended by a NUL byte, and its length; NULL: it has no answer. */
const char *tr_show_body(const tr_look *look, const tr_gen *gen, const char *url, apr_size_t *length,
                         apr_pool_t *pool);

/* The rows of a resource; NULL with *fault, a sentence: it has no answer. */
struct tr_facts *tr_show_facts(const tr_look *look, const tr_gen *gen, const char *url,
                               const char **fault, apr_pool_t *pool);

/* One line of a summary: a name, and a number, a text or a digest. */
void tr_print_number(const char *name, uint64_t number);
void tr_print_text(const char *name, const char *text);
void tr_print_digest(const char *name, const unsigned char digest[32]);

/* Prints a line, which it changes, with a caret below its column (0: none). */
void tr_print_line(FILE *stream, char *line, int column);

/* Whether colours help there: a terminal, and nobody asked for none (https://no-color.org). */
int tr_coloured(FILE *stream);

/* The commands, see options.c: the arguments after the name; an exit code. */
int tr_command_check(int argc, const char *const argv[], apr_pool_t *pool);
int tr_command_show(int argc, const char *const argv[], apr_pool_t *pool);
int tr_command_diff(int argc, const char *const argv[], apr_pool_t *pool);
int tr_command_stats(int argc, const char *const argv[], apr_pool_t *pool);
int tr_command_export(int argc, const char *const argv[], apr_pool_t *pool);
int tr_command_new(int argc, const char *const argv[], apr_pool_t *pool);
int tr_command_import(int argc, const char *const argv[], apr_pool_t *pool);

#endif
