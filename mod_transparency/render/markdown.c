/* SPDX-License-Identifier: Apache-2.0 */
/*
 * markdown.c - the same rows for people at terminals and for programs that
 * read prose: a heading, what is known about the table, a pipe table.
 *
 * The words around the table are in the language asked for; the table itself is
 * as in the data, so that it can be compared.  Columns that are empty in every
 * row of the page are left out.
 */
#include "intl/text.h"
#include "render/data.h"

#include <apr_strings.h>
#include <string.h>

enum { CELL_MAX = TR_PAGE_ROWS };

typedef struct page {
    int row_count;
    tr_field (*rows)[TR_FACT_COLUMNS_MAX];
    unsigned char used[TR_FACT_COLUMNS_MAX];
    uint64_t first;             /* 0-based index of the first row */
} page;

static tr_field keep_field(const tr_field *field, apr_pool_t *pool)
{
    tr_field kept = *field;
    if (kept.kind == TR_FIELD_TEXT)         /* the others live longer than a row */
        kept.text = apr_pstrdup(pool, kept.text);
    return kept;
}

static void read_page(page *out, tr_facts *facts, const tr_render *render)
{
    uint32_t number = render->target->query.page;
    const tr_field *fields;

    memset(out, 0, sizeof *out);
    out->rows = apr_palloc(render->pool, sizeof *out->rows * CELL_MAX);
    out->first = (uint64_t)(number ? number - 1 : 0) * TR_PAGE_ROWS;
    if (out->first > facts->count)
        out->first = facts->count;      /* a page behind the last one is empty */
    if (out->first)
        facts->seek(facts, out->first);
    while (out->row_count < CELL_MAX && (fields = tr_facts_next(facts))) {
        for (int i = 0; i < facts->column_count; i++) {
            out->rows[out->row_count][i] = keep_field(&fields[i], render->pool);
            out->used[i] |= fields[i].kind != TR_FIELD_NONE;
        }
        out->row_count++;
    }
}

static const char *text(const tr_render *render, const char *key)
{
    return tr_catalog_text(render->catalog, key);
}

static const char *number(const tr_render *render, uint64_t value)
{
    return tr_locale_integer(render->locale, (apr_int64_t)value, render->pool);
}

static void write_title(const tr_render *render, tr_out *out)
{
    const tr_target *target = render->target;
    const char *path = tr_resources[target->resource].path;

    tr_out_text(out, "# ");
    if (render->title) {
        tr_out_markdown(out, render->title);
        tr_out_text(out, ": ");
    }
    tr_out_markdown(out, text(render, apr_pstrcat(render->pool, "resource.",
                                                  *path ? path : "overview",
                                                  NULL)));
    if (target->item) {
        tr_out_text(out, ": ");
        tr_out_markdown(out, target->item);
    }
    tr_out_text(out, "\n\n");
}

/* What the table is of: the question, the edition, whether all files are in it. */
static void write_state(const tr_render *render, tr_out *out)
{
    const tr_gen *gen = render->gen;
    const int64_t *instants = TR_GEN_ROWS(gen, int64_t, instants);

    if (render->target->query_string[0]) {
        tr_out_text(out, "`");
        tr_out_text(out, render->target->query_string);
        tr_out_text(out, "`\n\n");
    }
    if (gen->head->instants.count) {
        tr_out_markdown(out, text(render, "column.edition"));
        tr_out_text(out, ": ");
        tr_out_text(out, tr_fact_instant(instants[gen->edition], render->pool));
        tr_out_text(out, "\n\n");
    }
    if (gen->head->incomplete) {
        tr_out_text(out, "**");
        tr_out_markdown(out, text(render, "notice.incomplete"));
        tr_out_text(out, "** ");
        tr_out_markdown(out, tr_text_count(render->catalog, render->locale,
                                           "notice.files",
                                           gen->head->incomplete,
                                           render->pool));
        tr_out_text(out, "\n\n");
    }
}

static void write_rows_of(const tr_render *render, const tr_facts *facts,
                          const page *rows, tr_out *out)
{
    const char *words;

    if (facts->count && !rows->row_count)
        words = tr_catalog_fill(render->pool, text(render, "rows.beyond"),
                                "total", number(render, facts->count), NULL);
    else if (facts->count > TR_PAGE_ROWS)
        words = tr_catalog_fill(render->pool, text(render, "rows.range"),
                                "first", number(render, rows->first + 1),
                                "last", number(render, rows->first
                                               + (uint64_t)rows->row_count),
                                "total", number(render, facts->count), NULL);
    else
        words = tr_text_count(render->catalog, render->locale, "rows.count",
                              (apr_int64_t)facts->count, render->pool);
    tr_out_markdown(out, words);
    tr_out_text(out, "\n\n");
}

static void write_header(const tr_facts *facts, const page *rows, tr_out *out)
{
    for (int i = 0; i < facts->column_count; i++)
        if (rows->used[i]) {
            tr_out_text(out, "| ");
            tr_out_markdown(out, facts->column[i].name);
            tr_out_text(out, " ");
        }
    tr_out_text(out, "|\n");
    for (int i = 0; i < facts->column_count; i++)
        if (rows->used[i])
            tr_out_text(out, facts->column[i].type == TR_COL_INTEGER
                             || facts->column[i].type == TR_COL_DECIMAL
                             ? "|---:" : "|---");
    tr_out_text(out, "|\n");
}

static void write_rows(const tr_facts *facts, const page *rows, tr_out *out)
{
    for (int row = 0; row < rows->row_count; row++) {
        for (int i = 0; i < facts->column_count; i++) {
            const tr_field *field = &rows->rows[row][i];
            if (!rows->used[i])
                continue;
            tr_out_text(out, "| ");
            if (field->kind == TR_FIELD_NUMBER)
                tr_out_int(out, field->number);
            else if (tr_field_is_text(field))
                tr_out_markdown(out, field->text);
            tr_out_text(out, " ");
        }
        tr_out_text(out, "|\n");
    }
}

apr_status_t tr_render_markdown(const tr_render *render, tr_out *out)
{
    tr_facts *facts = tr_facts_open(render);
    page rows;

    read_page(&rows, facts, render);
    write_title(render, out);
    write_state(render, out);
    write_rows_of(render, facts, &rows, out);
    if (rows.row_count) {
        write_header(facts, &rows, out);
        write_rows(facts, &rows, out);
    }
    return out->status;
}
