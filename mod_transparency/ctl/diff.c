/* SPDX-License-Identifier: Apache-2.0 */
/*
 * diff.c - what changed between two editions of a record: the rows of
 * /corrections?from=A&to=B, as lines for people.
 */
#include <apr_strings.h>
#include <stdio.h>
#include <string.h>

#include "ctl/command.h"
#include "ctl/front.h"
#include "ctl/options.h"
#include "render/facts.h"

enum { OPTION_ENTITY, OPTION_CONF, OPTION_MINIMUM_CELL };         /* as in options.c */

/* The text of a column of the row read last; "" for nothing. */
static const char *column(const tr_facts *facts, const char *name, apr_pool_t *pool)
{
    for (int i = 0; i < facts->column_count; i++)
        if (!strcmp(facts->column[i].name, name))
            return tr_field_is_text(&facts->fields[i]) ? facts->fields[i].text
                   : facts->fields[i].kind == TR_FIELD_NUMBER
                     ? apr_psprintf(pool, "%" APR_INT64_T_FMT, facts->fields[i].number)
                     : "";
    return "";
}

/* One side of a figure: the number, its bounds, or why there is none. */
static const char *figure(const tr_facts *facts, const char *side, apr_pool_t *pool)
{
    const char *value = column(facts, apr_pstrcat(pool, side, "_value", NULL), pool);
    const char *min = column(facts, apr_pstrcat(pool, side, "_min", NULL), pool);
    const char *max = column(facts, apr_pstrcat(pool, side, "_max", NULL), pool);
    const char *status = column(facts, apr_pstrcat(pool, side, "_status", NULL), pool);

    if (*value)
        return strcmp(status, "reported") ? apr_pstrcat(pool, value, " (", status, ")", NULL)
                                          : value;
    if (*min)
        return apr_pstrcat(pool, min, "..", max, " (", status, ")", NULL);
    return *status ? status : "nothing";
}

static const char *text_of(const tr_facts *facts, const char *side, apr_pool_t *pool)
{
    const char *text = column(facts, apr_pstrcat(pool, side, "_text", NULL), pool);

    return *text ? apr_pstrcat(pool, "\"", text, "\"", NULL) : "nothing";
}

/* No line of a record writes to the terminal as it likes. */
static void print_tame(const char *line)
{
    for (; *line; line++)
        putchar((unsigned char)*line < 0x20 || *line == 0x7f ? ' ' : *line);
    putchar('\n');
}

static void print_row(const tr_facts *facts, apr_pool_t *pool)
{
    const char *cell = column(facts, "cell", pool), *language = column(facts, "language", pool);
    const char *property = column(facts, "property", pool);
    const char *line = apr_pstrcat(pool, column(facts, "kind", pool), "/",
                                   column(facts, "entity", pool), ": ",
                                   column(facts, "change", pool), NULL);

    if (*cell)
        line = apr_pstrcat(pool, line, " ", cell, ": ", figure(facts, "old", pool), " -> ",
                           figure(facts, "new", pool), NULL);
    else if (*property)
        line = apr_pstrcat(pool, line, " ", property, *language ? " in " : "", language, ": ",
                           text_of(facts, "old", pool), " -> ", text_of(facts, "new", pool),
                           NULL);
    print_tame(line);
}

/* "table", or "requests/table". */
static int is_meant(const tr_facts *facts, const char *wanted, apr_pool_t *pool)
{
    const char *id = column(facts, "entity", pool);

    return !wanted || !strcmp(id, wanted)
           || !strcmp(apr_pstrcat(pool, column(facts, "kind", pool), "/", id, NULL), wanted);
}

static int print_rows(tr_facts *facts, const char *wanted, apr_pool_t *pool)
{
    apr_pool_t *row;

    apr_pool_create(&row, pool);
    while (tr_facts_next(facts)) {
        if (is_meant(facts, wanted, row))
            print_row(facts, row);
        apr_pool_clear(row);
    }
    return fflush(stdout) ? TR_EXIT_SYSTEM : TR_EXIT_OK;
}

/* A value of a query: nothing in it can begin another parameter. */
static const char *escaped(const char *text, apr_pool_t *pool)
{
    const char *out = "";

    for (; *text; text++)
        out = apr_psprintf(pool, "%s%%%02X", out, (unsigned char)*text);
    return out;
}

/* Without A the edition before the newest; without B the newest. NULL: there is only one. */
static const char *url_of(const tr_gen *gen, const tr_arguments *given, apr_pool_t *pool)
{
    const int64_t *instants = TR_GEN_ROWS(gen, int64_t, instants);
    const char *from, *to;

    if (given->operand_count < 2 && gen->edition == 0)
        return NULL;
    from = given->operand_count > 1 ? given->operands[1]
           : tr_fact_instant(instants[gen->edition - 1], pool);
    to = given->operand_count > 2 ? given->operands[2]
         : tr_fact_instant(instants[gen->edition], pool);
    return apr_pstrcat(pool, "/corrections.csv?from=", escaped(from, pool), "&to=",
                       escaped(to, pool), NULL);
}

int tr_command_diff(int argc, const char *const argv[], apr_pool_t *pool)
{
    tr_arguments given;
    tr_loaded record;
    tr_front front;
    const char *url, *fault;
    tr_facts *facts;
    int failed;

    if (!tr_arguments_read(&given, tr_command_find("diff"), argc, argv, pool))
        return TR_EXIT_USAGE;
    failed = tr_front_open(&front, &record, given.operands[0], given.value[OPTION_CONF],
                           given.value[OPTION_MINIMUM_CELL], NULL, pool);
    if (failed)
        return failed;
    url = url_of(&record.gen, &given, pool);
    if (!url) {
        fprintf(stderr, "transparencyctl: %s has one edition only\n", given.operands[0]);
        return TR_EXIT_OK;
    }
    facts = tr_show_facts(&front.look, &record.gen, url, &fault, pool);
    if (facts)
        return print_rows(facts, given.value[OPTION_ENTITY], pool);
    fprintf(stderr, "transparencyctl: diff: %s\n", fault);
    return TR_EXIT_USAGE;
}
