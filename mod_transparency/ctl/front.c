/* SPDX-License-Identifier: Apache-2.0 */
#include "ctl/front.h"

#include <apr_cstr.h>
#include <apr_file_io.h>
#include <apr_lib.h>
#include <apr_strings.h>
#include <stdio.h>
#include <string.h>

#include "ctl/command.h"

enum { LINE_MAX_BYTES = 8192, WORDS_MAX = 256 };

/* ---- A file of directives ---- */

typedef struct conf_file {
    const char *path;
    int line;                   /* of the directive being read */
    apr_file_t *file;
    tr_settings *settings;
    apr_pool_t *pool;
} conf_file;

static int complain(const conf_file *conf, const char *fault)
{
    fprintf(stderr, "%s:%d: error: %s\n", conf->path, conf->line, fault);
    return TR_EXIT_USAGE;
}

/* Relative ones begin where the file is: there is no server whose root they could mean. */
static const char *from_file(void *data, const char *path, apr_pool_t *pool)
{
    const conf_file *conf = data;
    const char *slash = strrchr(conf->path, '/');
    char *merged, *full;

    if (apr_filepath_merge(&merged, slash ? apr_pstrmemdup(pool, conf->path, (apr_size_t)(slash - conf->path) + 1)
                                          : NULL, path, 0, pool) != APR_SUCCESS
        || apr_filepath_merge(&full, NULL, merged, 0, pool) != APR_SUCCESS)
        return NULL;
    return full;
}

/* Takes the next word, quoted or not, from *at; NULL at the end. *open: a quote that nothing ends. */
static char *next_word(char **at, int *open)
{
    char *from = *at, *to, *word, quote;

    while (apr_isspace(*from))
        from++;
    if (!*from)
        return NULL;
    quote = *from == '"' || *from == '\'' ? *from++ : '\0';
    for (word = to = from; *from && (quote ? *from != quote : !apr_isspace(*from)); from++) {
        if (*from == '\\' && (from[1] == '\\' || (quote && from[1] == quote)))
            from++;
        *to++ = *from;
    }
    *open = quote && !*from;
    *at = *from ? from + 1 : from;
    *to = '\0';
    return word;
}

/* Why a line that is none of our directives is not one. */
static const char *unknown(const conf_file *conf, const char *name)
{
    const char *others = "here stand only directives of the module that are values, such as "
                         "TransparencyTitle";

    if (*name == '<')
        return apr_pstrcat(conf->pool, "sections are not read: ", others, NULL);
    if (!apr_cstr_casecmp(name, "TransparencyRecord") || !apr_cstr_casecmp(name, "SetHandler"))
        return apr_pstrcat(conf->pool, name, " belongs into the <Location> of the server: ",
                           others, NULL);
    return apr_pstrcat(conf->pool, "there is no directive ", name, ": ", others, NULL);
}

/* What a server would refuse or put something else in place of; NULL: nothing. */
static const char *word_fault(const char *word)
{
    const char *variable = strstr(word, "${");

    if (!*word)
        return "an argument is empty";
    return variable && strchr(variable, '}')
           ? "what a ${variable} stands for is known to the server alone: write that" : NULL;
}

/* The words of a line behind its first one. NULL, or why it cannot be taken. */
static const char *read_words(tr_setting_given *given, char *words[], char *line)
{
    const char *fault = NULL;
    int open = 0;

    while (!fault && given->count < WORDS_MAX
           && (words[given->count] = next_word(&line, &open)))
        fault = open ? "a quotation mark is missing" : word_fault(words[given->count++]);
    return fault;
}

static int take_directive(conf_file *conf, char *line)
{
    char *words[WORDS_MAX + 1];
    tr_setting_given given = { 0, words, from_file, conf };
    int open = 0, which;
    char *name = next_word(&line, &open);
    const char *fault;

    if (!name || *name == '#')
        return TR_EXIT_OK;
    which = tr_setting_find(name);
    if (which < 0)
        return complain(conf, unknown(conf, name));
    fault = read_words(&given, words, line);
    if (fault)
        return complain(conf, fault);
    if (!tr_setting_defs[which].many && given.count != 1)
        return complain(conf, apr_pstrcat(conf->pool, tr_setting_defs[which].name,
                                          " takes one argument: ",
                                          tr_setting_defs[which].help, NULL));
    fault = tr_setting_set(conf->settings, (tr_setting)which, &given, conf->pool);
    return fault ? complain(conf, fault) : TR_EXIT_OK;
}

/* Adds the next line to the text of length *used. 1; 0 at the end of the file; -1 when it is too long. */
static int add_line(conf_file *conf, char *text, size_t *used)
{
    if (apr_file_gets(text + *used, (int)(LINE_MAX_BYTES - *used), conf->file) != APR_SUCCESS)
        return 0;
    conf->line++;
    *used += strlen(text + *used);
    if (*used && text[*used - 1] != '\n' && apr_file_eof(conf->file) != APR_EOF)
        return -1;
    while (*used && (text[*used - 1] == '\n' || text[*used - 1] == '\r'))
        text[--*used] = '\0';
    return 1;
}

/* A line goes on behind a backslash at its end. */
static int read_lines(conf_file *conf)
{
    char text[LINE_MAX_BYTES];
    size_t used = 0;
    int more, failed = TR_EXIT_OK;

    while ((more = add_line(conf, text, &used)) > 0 && !failed) {
        if (used && text[used - 1] == '\\') {
            text[--used] = '\0';
            continue;
        }
        failed = take_directive(conf, text);
        used = 0;
    }
    if (more < 0)
        return complain(conf, "the line is too long");
    return failed || !used ? failed : take_directive(conf, text);
}

static int read_conf(tr_settings *settings, const char *path, apr_pool_t *pool)
{
    conf_file conf = { path, 0, NULL, settings, pool };
    const char *fault;
    char why[120];
    int failed;
    apr_status_t status = apr_file_open(&conf.file, path, APR_FOPEN_READ | APR_FOPEN_BUFFERED,
                                        0, pool);

    if (status != APR_SUCCESS) {
        fprintf(stderr, "transparencyctl: %s: %s\n", path,
                apr_strerror(status, why, sizeof why));
        return TR_EXIT_SYSTEM;
    }
    failed = read_lines(&conf);
    apr_file_close(conf.file);
    fault = failed ? NULL : tr_settings_fault(settings, pool);
    return fault ? complain(&conf, fault) : failed;
}

int tr_front_settings(tr_settings *out, const char *conf, const char *minimum_cell,
                      apr_pool_t *pool)
{
    char *const words[] = { (char *)minimum_cell, NULL };
    const tr_setting_given given = { 1, words, NULL, NULL };
    const char *fault = NULL;
    int failed;

    tr_settings_init(out);
    failed = conf ? read_conf(out, conf, pool) : TR_EXIT_OK;
    if (!failed && minimum_cell)
        fault = tr_setting_set(out, TR_SETTING_minimum_cell, &given, pool);
    if (fault)
        fprintf(stderr, "transparencyctl: --minimum-cell: %s\n", fault);
    return fault ? TR_EXIT_USAGE : failed;
}

/* ---- The look ---- */

static void tell_theme(void *failed, const char *path, apr_status_t status)
{
    char why[120];

    fprintf(stderr, "transparencyctl: %s cannot be used (a regular file of at most 1 MiB "
            "is wanted): %s\n", path, apr_strerror(status, why, sizeof why));
    *(int *)failed = TR_EXIT_SYSTEM;
}

static void tell_look(void *failed, tr_look_fault fault, const char *text)
{
    static const char *const what[] = {
        [TR_LOOK_SPEECH] = "the language", [TR_LOOK_LANGUAGE] = "TransparencyLanguages",
        [TR_LOOK_SHELL] = "TransparencyShell", [TR_LOOK_LOGO] = "TransparencyLogo",
        [TR_LOOK_STRINGS] = "TransparencyStrings"
    };

    fprintf(stderr, "transparencyctl: %s %s\n", what[fault], text);
    *(int *)failed = TR_EXIT_USAGE;
}

int tr_front_load(tr_front *out, const char *conf, const char *minimum_cell, apr_pool_t *pool)
{
    int failed;

    memset(out, 0, sizeof *out);
    failed = tr_front_settings(&out->settings, conf, minimum_cell, pool);
    if (failed)
        return failed;
    tr_themes_read(&out->themes, &out->settings, tell_theme, &failed, pool);
    tr_speeches_load(&out->speeches, tell_look, &failed, pool);
    if (out->speeches.count)
        tr_look_make(&out->look, &out->settings, &out->speeches, &out->themes, tell_look,
                     &failed, pool);
    return failed;
}

int tr_front_open(tr_front *out, tr_loaded *record, const char *directory, const char *conf,
                  const char *minimum_cell, tr_progress *progress, apr_pool_t *pool)
{
    int failed = tr_front_load(out, conf, minimum_cell, pool);

    return failed ? failed : tr_load_served(record, directory, &out->settings, progress, pool);
}
