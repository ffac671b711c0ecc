/* SPDX-License-Identifier: Apache-2.0 */
/* transparencyctl - checks a record, shows what a server would serve, imports published tables. */
#include "ctl/command.h"

#include <apr_general.h>
#include <libxml/parser.h>
#include <stdio.h>
#include <string.h>

#include "ctl/options.h"
#include "render/manifest.h"
#include "version.h"

static int print_version(void)
{
    printf("transparencyctl %s\nsource %s\n", TR_VERSION, tr_source_id);
    return TR_EXIT_OK;
}

/* "--help" before "--" asks for nothing else. */
static int asks_for_help(int argc, const char *const argv[])
{
    for (int i = 0; i < argc && strcmp(argv[i], "--"); i++)
        if (!strcmp(argv[i], "--help"))
            return 1;
    return 0;
}

static int run(int argc, const char *const argv[], apr_pool_t *pool)
{
    const tr_command *command = argc > 1 ? tr_command_find(argv[1]) : NULL;

    if (command && asks_for_help(argc - 2, argv + 2)) {
        tr_help_command(stdout, command);
        return TR_EXIT_OK;
    }
    if (command && argc == 2) {
        tr_help_command(stderr, command);
        return TR_EXIT_USAGE;
    }
    if (command)
        return command->run(argc - 2, argv + 2, pool);
    if (argc > 1 && !strcmp(argv[1], "--version"))
        return print_version();
    if (argc > 1 && !strcmp(argv[1], "--help")) {
        tr_help(stdout);
        return TR_EXIT_OK;
    }
    if (argc > 1)
        fprintf(stderr, "transparencyctl: there is no command %s\n", argv[1]);
    tr_help(stderr);
    return TR_EXIT_USAGE;
}

int main(int argc, const char *const argv[])
{
    apr_pool_t *pool;
    int status;

    if (apr_app_initialize(&argc, &argv, NULL) != APR_SUCCESS)
        return TR_EXIT_SYSTEM;
    xmlInitParser();
    apr_pool_create(&pool, NULL);
    status = run(argc, argv, pool);
    if (fflush(stdout) && status == TR_EXIT_OK)
        status = TR_EXIT_SYSTEM;        /* a full disk is no success */
    apr_pool_destroy(pool);
    apr_terminate();
    return status;
}
