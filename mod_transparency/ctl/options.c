/* SPDX-License-Identifier: Apache-2.0 */
/* The commands and their options; see options.h. */
#include "ctl/options.h"

#include <string.h>

#include "ctl/command.h"

const tr_command tr_commands[] = {
    { "new", "DIR", 1, 1, "begins a record",
      "Writes files of a first report to DIR, which must be empty or not there. They\n"
      "are a record as they stand; each line printed is a place to fill in.\n",
      { { NULL, NULL, NULL } },
      tr_command_new },
    { "check", "DIR", 1, 1, "says what is wrong with a record",
      "Reads the record in DIR as the server would. Each fault is one line in the\n"
      "form compilers use, with the line of the file and a mark under the place.\n",
      { { "--strict", NULL, "warnings count as faults" },
        { "--json", NULL, "one JSON document instead of lines" },
        { "--against", "OLD",
          "also compares with OLD, which is what was published: the directory of a\n"
          "record, or a server's manifest.json (-: standard input); what it says\n"
          "may not be gone or different under the same date" },
        { "--minimum-cell", "N", "hides figures below N, as TransparencyMinimumCell does" },
        { "--conf", "FILE", "directives of the server that change what is shown" } },
      tr_command_check },
    { "show", "DIR PATH[?QUERY] ...", 2, 1 << 20, "writes what a server would serve",
      "One resource is written to standard output, e.g.\n"
      "show /var/record '/requests.csv?country=GB'; several are written each after\n"
      "a line LENGTH STATUS PATH.\n",
      { { "--minimum-cell", "N", "hides figures below N, as TransparencyMinimumCell does" },
        { "--conf", "FILE", "directives of the server that change what is shown" } },
      tr_command_show },
    { "diff", "DIR [A [B]]", 1, 3, "says what changed between two editions",
      "One line for each figure and text that is not as it was, A and B being dates\n"
      "or instants of publication. Without B the newest edition is compared with A,\n"
      "without A with the one before it.\n",
      { { "--entity", "ID", "only of this one: its id, or kind/id" },
        { "--conf", "FILE", "directives of the server that change what is shown" },
        { "--minimum-cell", "N", "hides figures below N, as TransparencyMinimumCell does" } },
      tr_command_diff },
    { "stats", "DIR", 1, 1, "says how large a record is",
      "One line each: a name, and how many. Where generation and source are those\n"
      "of a server's manifest.json, that server holds the same record.\n",
      { { "--conf", "FILE", "directives of the server that change what is shown" } },
      tr_command_stats },
    { "export", "DIR OUT", 2, 2, "writes a mirror of a record made of files",
      "Every fixed URI of the record in DIR becomes a file in OUT, with the bytes a\n"
      "server sends, and an .htaccess with which httpd serves them. OUT must be empty\n"
      "or an earlier export: then only what differs is written, and what is gone is\n"
      "removed.\n",
      { { "--conf", "FILE", "directives of the server that change what is shown" },
        { "--precompress", NULL, "also writes each file in gzip and brotli (.gz, .br)" },
        { "--versions", NULL, "also writes every earlier edition (version/...)" } },
      tr_command_export },
    { "import", "--map MAP FILE.csv ...", 1, 1 << 20, "makes files of a record of published tables",
      "",
      { { "--map", "MAP",
          "what stands in which column: an XML file, or\n"
          "the name of a map that comes along" },
        { "-o", "DIR", "where the files of the record are written to" },
        { "--replace", NULL, "files that are there and differ are replaced" },
        { "--published", "INSTANT", "when the tables after it were published" },
        { "--encoding", "NAME", "the encoding of the tables after it" } },
      tr_command_import },
    { .name = NULL }
};

const tr_command *tr_command_find(const char *name)
{
    for (const tr_command *c = tr_commands; c->name; c++)
        if (!strcmp(c->name, name))
            return c;
    return NULL;
}

/* ---- Reading ---- */

static int complain(const tr_command *command, const char *text, const char *about)
{
    fprintf(stderr, "transparencyctl %s: %s%s\n"
            "transparencyctl %s --help says what there is\n",
            command->name, text, about, command->name);
    return 0;
}

/* The number of the option that `text` names, also as "--name=..."; -1: none. */
static int option_of(const tr_command *command, const char *text)
{
    size_t length = strcspn(text, "=");

    for (int i = 0; i < TR_OPTIONS_MAX && command->options[i].name; i++)
        if (strlen(command->options[i].name) == length
            && !memcmp(command->options[i].name, text, length))
            return i;
    return -1;
}

/* Takes the option at *at, and what stands after it. */
static int take_option(tr_arguments *out, const tr_command *command, int argc,
                       const char *const argv[], int *at)
{
    const char *text = argv[*at], *equals = strchr(text, '=');
    int number = option_of(command, text);

    if (number < 0)
        return complain(command, "there is no option ", text);
    if (out->value[number])
        return complain(command, "given twice: ", command->options[number].name);
    if (!command->options[number].value) {
        out->value[number] = "";
        return !equals || complain(command, "nothing can stand after ",
                                   command->options[number].name);
    }
    if (!equals && *at + 1 >= argc)
        return complain(command, "an argument is missing after ", text);
    out->value[number] = equals ? equals + 1 : argv[++*at];
    return 1;
}

int tr_arguments_read(tr_arguments *out, const tr_command *command, int argc,
                      const char *const argv[], apr_pool_t *pool)
{
    const char **operands = apr_palloc(pool, sizeof *operands * ((size_t)argc + 1));
    int literal = 0;

    memset(out, 0, sizeof *out);
    out->operands = operands;
    for (int i = 0; i < argc; i++) {
        if (!literal && !strcmp(argv[i], "--"))
            literal = 1;
        else if (literal || argv[i][0] != '-' || !argv[i][1])
            operands[out->operand_count++] = argv[i];
        else if (!take_option(out, command, argc, argv, &i))
            return 0;
    }
    operands[out->operand_count] = NULL;
    if (out->operand_count < command->operands_min)
        return complain(command, "an argument is missing: ", command->operands);
    if (out->operand_count > command->operands_max)
        return complain(command, "too many arguments; it takes ", command->operands);
    return 1;
}

/* ---- Help ---- */

/* Lines, each behind `indent` blanks. */
static void print_indented(FILE *stream, const char *text, int indent)
{
    while (*text) {
        int length = (int)strcspn(text, "\n");

        fprintf(stream, "%*s%.*s\n", indent, "", length, text);
        text += length + (text[length] == '\n');
    }
}

static const char exit_codes[] =
    "exit status: 0 fine, 1 faults found (or a PATH that is not answered),\n"
    "2 wrong use, 3 something could not be read or written\n";

void tr_help(FILE *stream)
{
    fputs("usage: transparencyctl COMMAND ...\n\n", stream);
    for (const tr_command *c = tr_commands; c->name; c++)
        fprintf(stream, "  %-8s %s\n", c->name, c->summary);
    fprintf(stream, "  --version\n  --help, also behind a COMMAND: all about it\n\n%s",
            exit_codes);
}

void tr_help_command(FILE *stream, const tr_command *command)
{
    fprintf(stream, "usage: transparencyctl %s%s %s\n\n%s %s.\n%s", command->name,
            command->options[0].name ? " [OPTION ...]" : "", command->operands,
            command->name, command->summary, command->help);
    if (command->options[0].name)
        fputs("\n", stream);
    for (int i = 0; i < TR_OPTIONS_MAX && command->options[i].name; i++) {
        const tr_option *option = &command->options[i];
        fprintf(stream, "  %s%s%s\n", option->name, option->value ? " " : "",
                option->value ? option->value : "");
        print_indented(stream, option->help, 8);
    }
    fprintf(stream, "\n%s", exit_codes);
}
