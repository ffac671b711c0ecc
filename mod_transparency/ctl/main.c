/* SPDX-License-Identifier: Apache-2.0 */
/* transparencyctl - checks a record, shows what a server would serve, and imports published tables. */
#include "ctl/command.h"

#include <apr_general.h>
#include <libxml/parser.h>
#include <stdio.h>
#include <string.h>

#include "render/manifest.h"
#include "version.h"

static const char usage[] =
    "usage: transparencyctl COMMAND ...\n"
    "\n"
    "  check [--strict] DIR       reads the record in DIR as the server would and\n"
    "                             says what is wrong with it; --strict: warnings\n"
    "                             count as faults\n"
    "  show DIR PATH[?QUERY] ...  writes one resource to standard output, e.g.\n"
    "                             show /var/record '/requests.csv?country=GB';\n"
    "                             several: each after a line LENGTH STATUS PATH\n"
    "  import --map MAP [-o DIR] [--replace] [--published INSTANT] [--encoding NAME]\n"
    "         FILE.csv ...        makes files of a record, in DIR, of tables that\n"
    "                             somebody published; --published and --encoding hold\n"
    "                             for the files after them\n"
    "  --version, --help\n"
    "\n"
    "exit status: 0 fine, 1 faults found (or a PATH that is not answered),\n"
    "2 wrong use, 3 the directory could not be read\n";

static const struct {
    const char *name;
    int (*run)(int argc, const char *const argv[], apr_pool_t *pool);
} commands[] = {
    { "check", tr_command_check },
    { "show", tr_command_show },
    { "import", tr_command_import },
};

static int run(int argc, const char *const argv[], apr_pool_t *pool)
{
    if (argc > 1 && !strcmp(argv[1], "--help")) {
        fputs(usage, stdout);
        return TR_EXIT_OK;
    }
    if (argc > 1 && !strcmp(argv[1], "--version")) {
        printf("transparencyctl %s\nsource %s\n", TR_VERSION, tr_source_id);
        return TR_EXIT_OK;
    }
    for (size_t i = 0; argc > 1 && i < sizeof commands / sizeof commands[0]; i++)
        if (!strcmp(argv[1], commands[i].name))
            return commands[i].run(argc - 2, argv + 2, pool);
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
    if (status == TR_EXIT_USAGE)
        fputs(usage, stderr);
    apr_pool_destroy(pool);
    apr_terminate();
    return status;
}
