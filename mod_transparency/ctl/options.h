/* SPDX-License-Identifier: Apache-2.0 */
/*
 * options.h - the commands of transparencyctl and what each understands.
 *
 *     tr_command ──< tr_option (name, what stands after it, help)
 *
 * One table: --help prints it, the command line is read by it, and the manual
 * page and the completion are tested against it.
 */
#ifndef TR_CTL_OPTIONS_H
#define TR_CTL_OPTIONS_H

#include <apr_pools.h>
#include <stdio.h>

enum { TR_OPTIONS_MAX = 8 };

typedef struct tr_option {
    const char *name;           /* "--strict"; NULL ends the list */
    const char *value;          /* what stands after it, as in help: "OLD"; NULL: nothing */
    const char *help;           /* lines separated by '\n' */
} tr_option;

typedef struct tr_command {
    const char *name;           /* NULL ends the list */
    const char *operands;       /* as in help */
    int operands_min, operands_max;
    const char *summary;        /* one line */
    const char *help;           /* what else is to be known, or "" */
    tr_option options[TR_OPTIONS_MAX];
    int (*run)(int argc, const char *const argv[], apr_pool_t *pool);
} tr_command;

extern const tr_command tr_commands[];

/* The command called `name`, or NULL. */
const tr_command *tr_command_find(const char *name);

/* What a command line says. */
typedef struct tr_arguments {
    const char *value[TR_OPTIONS_MAX];  /* by index in tr_command.options; "" where none stands after it; NULL: not given */
    const char *const *operands;
    int operand_count;
} tr_arguments;

/*
 * Reads the arguments after the name of a command: options anywhere, as
 * "--name VALUE" or "--name=VALUE", until "--".  1; or 0 after saying on
 * standard error what is wrong.
 */
int tr_arguments_read(tr_arguments *out, const tr_command *command, int argc,
                      const char *const argv[], apr_pool_t *pool);

/* The help of all commands, and of one. */
void tr_help(FILE *stream);
void tr_help_command(FILE *stream, const tr_command *command);

#endif
