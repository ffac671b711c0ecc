/* SPDX-License-Identifier: Apache-2.0 */
/* What the record covers, what it lacks, how it counts, and what the words mean. */
#include "render/html.h"

#include <stdlib.h>

#include "intl/text.h"
#include "query/problem.h"
#include "record/diagnostic.h"

/* ---- What was left out because of errors ---- */

static void put_problem(tr_html *h, const tr_gen_problem *problem)
{
    tr_html_raw(h, "<li lang=\"en\"><code>");
    tr_html_put(h, tr_gen_string(h->gen, problem->file));
    if (problem->line > 0)
        tr_html_raw(h, apr_psprintf(h->pool, ":%d:%d", (int)problem->line,
                                    (int)problem->column));
    tr_html_raw(h, "</code> ");
    tr_html_put(h, tr_gen_string(h->gen, problem->text));
    tr_html_raw(h, "</li>\n");
}

void tr_html_incomplete(tr_html *h)
{
    const tr_gen_head *head = h->gen->head;
    const tr_gen_problem *problems = TR_GEN_ROWS(h->gen, tr_gen_problem,
                                                 problems);
    int listed = 0;

    if (!head->incomplete)
        return;
    tr_html_raw(h, "<aside class=\"incomplete\"");
    tr_html_attr(h, "aria-label", tr_catalog_text(h->render->catalog,
                                                  "notice.incomplete"));
    tr_html_raw(h, "><p><strong>");
    tr_html_say(h, "notice.incomplete");
    tr_html_raw(h, "</strong> ");
    tr_html_put(h, tr_text_count(h->render->catalog, h->render->locale,
                                 "notice.files", head->incomplete, h->pool));
    tr_html_raw(h, "</p>\n");
    for (uint32_t i = 0; i < head->problems.count; i++) {
        if (problems[i].severity != TR_DIAG_ERROR)  /* left nothing out */
            continue;
        tr_html_raw(h, listed++ ? "" : "<ul>\n");
        put_problem(h, &problems[i]);
    }
    tr_html_raw(h, listed ? "</ul></aside>\n" : "</aside>\n");
}

/* ---- Coverage ---- */

typedef struct coverage {
    uint16_t service, period;
    uint64_t cells, missing;
} coverage;

static int compare(const void *a, const void *b)
{
    const coverage *left = a, *right = b;

    if (left->service != right->service)
        return left->service < right->service ? -1 : 1;
    return (int)left->period - (int)right->period;
}

static void count_rows(const tr_html *h, const tr_gen_block *block,
                       coverage *into)
{
    const uint16_t *since = TR_GEN_ROWS(h->gen, uint16_t, since);
    const uint16_t *until = TR_GEN_ROWS(h->gen, uint16_t, until);
    const uint8_t *status = TR_GEN_ROWS(h->gen, uint8_t, status);

    for (uint32_t row = block->first; row < block->first + block->count; row++)
        if (tr_gen_valid(h->gen, since[row], until[row])) {
            into->cells++;
            into->missing += !tr_status_has_number(status[row]);
        }
}

/* Figures of each service and period. */
static coverage *cover(const tr_html *h, uint32_t *count)
{
    const tr_gen_block *blocks = TR_GEN_ROWS(h->gen, tr_gen_block, blocks);
    uint32_t total = h->gen->head->blocks.count, kept = 0;
    coverage *rows = apr_pcalloc(h->pool, (total + 1) * sizeof *rows);

    for (uint32_t i = 0; i < total; i++) {
        rows[i].service = blocks[i].service;
        rows[i].period = blocks[i].period;
        count_rows(h, &blocks[i], &rows[i]);
    }
    qsort(rows, total, sizeof *rows, compare);
    for (uint32_t i = 0; i < total; i++) {
        if (!rows[i].cells)
            continue;
        if (kept && !compare(&rows[kept - 1], &rows[i])) {
            rows[kept - 1].cells += rows[i].cells;
            rows[kept - 1].missing += rows[i].missing;
        }
        else
            rows[kept++] = rows[i];
    }
    *count = kept;
    return rows;
}

static void put_coverage_row(tr_html *h, const coverage *row)
{
    tr_html_raw(h, "<tr><th scope=\"row\">");
    tr_html_code(h, TR_DIM_SERVICE, row->service);
    tr_html_raw(h, "</th><td>");
    tr_html_code(h, TR_DIM_PERIOD, row->period);
    tr_html_raw(h, "</td><td class=\"n\">");
    tr_html_put(h, tr_html_number(h, (int64_t)row->cells));
    tr_html_raw(h, "</td><td class=\"n\">");
    tr_html_put(h, tr_html_number(h, (int64_t)row->missing));
    tr_html_raw(h, "</td></tr>\n");
}

static void put_coverage(tr_html *h)
{
    static const char *const heads[] = { "dimension.service",
        "dimension.period", "column.cells", "page.without-number" };
    uint32_t count;
    const coverage *rows = cover(h, &count);

    if (!count)
        return;
    tr_html_raw(h, "<section><h2 id=\"coverage\">");
    tr_html_say(h, "about.coverage");
    tr_html_raw(h, "</h2>\n");
    tr_html_coverage(h);
    tr_html_table_begin(h, tr_html_pattern(h, "about.coverage-caption"));
    tr_html_raw(h, "<thead><tr>");
    for (int i = 0; i < 4; i++) {
        tr_html_raw(h, i < 2 ? "<th scope=\"col\">"
                             : "<th scope=\"col\" class=\"n\">");
        tr_html_say(h, heads[i]);
        tr_html_raw(h, "</th>");
    }
    tr_html_raw(h, "</tr></thead>\n<tbody>\n");
    for (uint32_t i = 0; i < count; i++)
        put_coverage_row(h, &rows[i]);
    tr_html_raw(h, "</tbody>");
    tr_html_table_end(h);
    tr_html_raw(h, "</section>\n");
}

/* ---- Editions ---- */

static void put_editions(tr_html *h)
{
    const int64_t *instants = TR_GEN_ROWS(h->gen, int64_t, instants);

    tr_html_raw(h, "<section><h2 id=\"editions\">");
    tr_html_say(h, "about.editions");
    tr_html_raw(h, "</h2>\n<ol>\n");
    for (int i = 0; i <= h->gen->edition; i++) {
        tr_html_raw(h, "<li>");
        tr_html_raw(h, tr_html_instant(h, instants[i]));
        tr_html_raw(h, "</li>\n");
    }
    tr_html_raw(h, "</ol></section>\n");
}

static void put_warnings(tr_html *h)
{
    const tr_gen_problem *problems = TR_GEN_ROWS(h->gen, tr_gen_problem,
                                                 problems);
    int listed = 0;

    for (uint32_t i = 0; i < h->gen->head->problems.count; i++) {
        if (problems[i].severity == TR_DIAG_ERROR)
            continue;
        if (!listed++) {
            tr_html_raw(h, "<section><h2 id=\"warnings\">");
            tr_html_say(h, "about.warnings");
            tr_html_raw(h, "</h2>\n<ul>\n");
        }
        put_problem(h, &problems[i]);
    }
    if (listed)
        tr_html_raw(h, "</ul></section>\n");
}

/* ---- Help for errors: what the type of a problem document leads to ---- */

static void put_problem_codes(tr_html *h)
{
    tr_html_raw(h, "<section><h2 id=\"problems\">");
    tr_html_say(h, "about.problems");
    tr_html_raw(h, "</h2>\n<p>");
    tr_html_say(h, "about.problems-note");
    tr_html_raw(h, "</p>\n<dl class=\"facts\">\n");
    for (size_t i = 0; i < tr_problem_count; i++) {
        const tr_problem_def *def = &tr_problems[i];
        if (!def->title)
            continue;
        tr_html_raw(h, apr_psprintf(h->pool, "<div id=\"problem-%s\"><dt>"
                                    "<code>%d %s</code></dt><dd>", def->code,
                                    def->status, def->code));
        tr_html_say(h, apr_pstrcat(h->pool, "problem.", def->code, NULL));
        tr_html_raw(h, "</dd></div>\n");
    }
    tr_html_raw(h, "</dl></section>\n");
}

/* The key, which the entities end with, is of all statuses here. */
static void ask_for_statuses(tr_html *h)
{
    for (unsigned i = 0; i < TR_STATUS_COUNT; i++)
        if (i != TR_STATUS_UNSET)
            h->statuses |= 1u << i;
}

void tr_html_about(tr_html *h)
{
    put_coverage(h);
    put_editions(h);
    put_warnings(h);
    ask_for_statuses(h);
    tr_html_narrative(h);
    put_problem_codes(h);
}
