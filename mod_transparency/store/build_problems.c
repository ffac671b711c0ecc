/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is wrong with the record and worth showing: the errors of files that
 * were left out, and the warnings of all.
 */
#include <stdlib.h>
#include <string.h>

#include "store/build_private.h"

static void warn_no_reason(builder *b)
{
    for (uint32_t i = 0; i < b->version_count; i++) {
        const build_version *version = &b->versions[i];
        if (!version->differs || version->entity->withdrawn || version->entity->correction)
            continue;
        tr_diags_add(b->warnings, TR_DIAG_WARNING, version->file->file->name,
                     version->entity->line, version->entity->column, "no-reason-given",
                     "%s \"%s\" differs from what was published before and has no "
                     "<correction>: it is shown as changed without a reason",
                     tr_elements[version->entity->kind].name, version->entity->id);
    }
}

static void pass_on(builder *b)
{
    for (const tr_diag *diag = b->warnings->first; diag; diag = diag->next)
        tr_diags_add(b->diags, diag->severity, diag->file, diag->line, diag->column,
                     diag->code, "%s", diag->text);
}

static int compare_problems(const void *x, const void *y)
{
    const tr_diag *a = *(tr_diag *const *)x, *b = *(tr_diag *const *)y;
    int order = strcmp(a->file ? a->file : "", b->file ? b->file : "");

    if (order)
        return order;
    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    if (a->column != b->column)
        return a->column < b->column ? -1 : 1;
    order = strcmp(a->code, b->code);
    return order ? order : strcmp(a->text, b->text);
}

static void collect(apr_array_header_t *list, const tr_diag *first)
{
    for (const tr_diag *diag = first; diag; diag = diag->next)
        if (diag->severity != TR_DIAG_NOTICE)
            APR_ARRAY_PUSH(list, const tr_diag *) = diag;
}

static void collect_files(builder *b, apr_array_header_t *list)
{
    for (int i = 0; i < b->unusable_count; i++)
        if (b->unusable[i]->diags)
            collect(list, b->unusable[i]->diags->first);
    for (int i = 0; i < b->file_count; i++)
        if (b->files[i].file->diags)
            collect(list, b->files[i].file->diags->first);
}

/* A message may quote a figure. The log of the server has it whole. */
static const char *shown_text(builder *b, const tr_diag *diag)
{
    const char *text = diag->nearest
        ? apr_psprintf(b->pool, "%s (did you mean \"%s\"?)", diag->text, diag->nearest)
        : diag->text;

    return b->policies && text[strcspn(text, "0123456789")]
        ? "the message is not shown, because small figures are hidden; it is in the error log"
        : text;
}

static void add_problem(builder *b, const tr_diag *diag)
{
    tr_off file = tr_build_string(b, diag->file);
    tr_off code = tr_build_string(b, diag->code);
    tr_off text = tr_build_string(b, shown_text(b, diag));
    tr_gen_problem *problem = tr_build_rows_add(&b->problems, 1);

    problem->file = file;
    problem->code = code;
    problem->text = text;
    problem->line = diag->line;
    problem->column = diag->column;
    problem->severity = (uint8_t)diag->severity;
}

void tr_build_problems(builder *b)
{
    apr_array_header_t *list = apr_array_make(b->pool, 16, sizeof(const tr_diag *));

    warn_no_reason(b);
    pass_on(b);
    collect_files(b, list);
    collect(list, b->own_before ? b->own_before->next : b->diags->first);
    qsort(list->elts, (size_t)list->nelts, sizeof(const tr_diag *), compare_problems);
    for (int i = 0; i < list->nelts; i++)
        add_problem(b, APR_ARRAY_IDX(list, i, const tr_diag *));
}
