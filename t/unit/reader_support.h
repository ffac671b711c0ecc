/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reader_support.h - what the tests of the reader share: a text is read as if it
 * were a file, and what the first diagnostic says is compared.
 */
#ifndef TR_READER_SUPPORT_H
#define TR_READER_SUPPORT_H

#include <apr_general.h>
#include <apr_strings.h>
#include <stdlib.h>

#include "record/read.h"
#include "tap.h"

#define HEAD "<transparency xmlns=\"urn:transparency-report:1\" " \
             "published=\"2013-03-21\" xml:lang=\"en\">"
#define TAIL "</transparency>"
#define TABLE HEAD "<requests id=\"t\" period=\"2012\" absent=\"none\">"
#define END "</requests>" TAIL

static apr_pool_t *pool;
static const tr_limits defaults = TR_LIMITS_DEFAULT;

__attribute__((unused))
static tr_file *read_limited(const char *xml, size_t length, size_t portion,
                             const tr_limits *limits)
{
    tr_reader *reader = tr_reader_make("a.xml", limits, pool);

    for (size_t at = 0; at < length; at += portion)
        if (tr_reader_feed(reader, xml + at,
                           length - at < portion ? length - at : portion) != 0)
            break;
    return tr_reader_end(reader);
}

__attribute__((unused))
static tr_file *read_text(const char *xml)
{
    return read_limited(xml, strlen(xml), SIZE_MAX, &defaults);
}

__attribute__((unused))
static const char *first_line(const tr_file *file)
{
    return file->diags->first ? tr_diag_line(file->diags->first, pool) : "";
}

/* The first diagnostic, whole; the file must not be usable. */
__attribute__((unused))
static void refused(const char *xml, const char *expected, const char *name)
{
    tr_file *file = read_text(xml);

    ok(!file->usable, "%s: refused", name);
    is_str(first_line(file), expected, name);
    tr_file_destroy(file);
}

/* The first diagnostic's code, place and suggestion. */
__attribute__((unused))
static void refused_as(const char *xml, const char *code, int line, int column,
                       const char *nearest)
{
    tr_file *file = read_text(xml);
    const tr_diag *diag = file->diags->first;

    if (ok(!file->usable && diag && strcmp(diag->code, code) == 0, "%s", code)) {
        is_int(diag->line, line, "  its line");
        is_int(diag->column, column, "  its column");
        is_str(diag->nearest, nearest, "  what was probably meant");
    }
    else
        printf("# %s\n# %s\n", xml, first_line(file));
    tr_file_destroy(file);
}

/* What the first diagnostic says at its end, the code left out. */
__attribute__((unused))
static void advised(const char *xml, const char *advice)
{
    tr_file *file = read_text(xml);
    const char *found = strstr(first_line(file), "; ");

    ok(found && strncmp(found + 2, advice, strlen(advice)) == 0, "advice: %s", advice);
    tr_file_destroy(file);
}

__attribute__((unused))
static void accepted(const char *xml, const char *name)
{
    tr_file *file = read_text(xml);

    ok(file->usable, "%s", name);
    if (!file->usable)
        printf("# %s\n", first_line(file));
    tr_file_destroy(file);
}

__attribute__((unused))
static const char *wrapped(const char *inside)
{
    return apr_pstrcat(pool, HEAD, inside, TAIL, NULL);
}

__attribute__((unused))
static const char *in_table(const char *inside)
{
    return apr_pstrcat(pool, TABLE, inside, END, NULL);
}

/* An attribute of an entity: its canonical value, or NULL when it is refused. */
__attribute__((unused))
static const char *value_of(const char *element, const char *attribute,
                            const char *written)
{
    tr_file *file = read_text(wrapped(apr_pstrcat(pool, "<", element, " ", attribute,
                                                  "=\"", written, "\"/>", NULL)));
    const char *value = NULL;
    const tr_element_def *def = file->entities ? file->entities->root->def : NULL;

    if (file->usable)
        value = file->entities->root->attrs[
            tr_attr_find(def, attribute, strlen(attribute))];
    return value;
}

#endif
