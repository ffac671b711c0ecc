/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the record covers and what it lacks: one row a period, one column an
 * outcome, and how many countries are named.
 *
 *              Countries   Received               Rejected
 *     2012     49          ◐ partly: 7 of 24 …    – empty
 *     2013-H1  64          ● filled  387          ● filled  64
 *
 * The marks repeat what the words say; nothing is said by colour.
 */
#include "render/html.h"

typedef struct place {
    uint32_t cells, missing;
} place;

typedef struct coverage {
    uint16_t *periods, *measures;       /* that occur, in the order of their codes */
    uint32_t period_count, measure_count;
    place *places;                      /* period * codes of measures + measure */
    uint8_t *named;                     /* period * codes of countries + country */
    uint32_t measure_codes, country_codes;
} coverage;

static uint32_t codes_of(const tr_html *h, tr_dim dim)
{
    return h->gen->head->codes[dim].count;
}

/* ---- Counting ---- */

static void count_row(const tr_html *h, coverage *c, uint32_t block, uint32_t row)
{
    const uint8_t *status = TR_GEN_ROWS(h->gen, uint8_t, status);
    tr_gen_cell cell;
    place *at;

    tr_gen_cell_get(h->gen, block, row, &cell);
    at = &c->places[(size_t)cell.code[TR_DIM_PERIOD] * c->measure_codes
                    + cell.code[TR_DIM_MEASURE]];
    at->cells++;
    at->missing += !tr_status_has_number(status[row]);
    c->named[(size_t)cell.code[TR_DIM_PERIOD] * c->country_codes
             + cell.code[TR_DIM_COUNTRY]] = 1;
}

static void count_cells(const tr_html *h, coverage *c)
{
    const tr_gen_block *blocks = TR_GEN_ROWS(h->gen, tr_gen_block, blocks);
    const uint16_t *since = TR_GEN_ROWS(h->gen, uint16_t, since);
    const uint16_t *until = TR_GEN_ROWS(h->gen, uint16_t, until);

    for (uint32_t i = 0; i < h->gen->head->blocks.count; i++)
        for (uint32_t row = blocks[i].first;
             row < blocks[i].first + blocks[i].count; row++)
            if (tr_gen_valid(h->gen, since[row], until[row]))
                count_row(h, c, i, row);
}

static void find_used(const tr_html *h, coverage *c)
{
    uint32_t periods = codes_of(h, TR_DIM_PERIOD);
    uint8_t *used = apr_pcalloc(h->pool, c->measure_codes + 1);

    c->periods = apr_palloc(h->pool, (periods + 1) * sizeof *c->periods);
    c->measures = apr_palloc(h->pool, (c->measure_codes + 1) * sizeof *c->measures);
    for (uint32_t p = 0; p < periods; p++) {
        uint32_t before = c->period_count;
        for (uint32_t m = 0; m < c->measure_codes; m++) {
            if (!c->places[(size_t)p * c->measure_codes + m].cells)
                continue;
            used[m] = 1;
            if (c->period_count == before)
                c->periods[c->period_count++] = (uint16_t)p;
        }
    }
    for (uint32_t m = 0; m < c->measure_codes; m++)
        if (used[m])
            c->measures[c->measure_count++] = (uint16_t)m;
}

static uint32_t countries_named(const coverage *c, uint16_t period)
{
    uint32_t count = 0;

    for (uint32_t i = 1; i < c->country_codes; i++)     /* 0: the whole */
        count += c->named[(size_t)period * c->country_codes + i];
    return count;
}

/* ---- The table ---- */

/* What a place says: filled, partly, listed without a number, empty. */
static void put_place(tr_html *h, const place *at)
{
    const char *mark = !at->cells ? "–" : !at->missing ? "●"
                       : at->missing < at->cells ? "◐" : "○";
    const char *key = !at->cells ? "coverage.empty" : !at->missing ? "coverage.filled"
                      : at->missing < at->cells ? "coverage.partly"
                      : "coverage.without";

    tr_html_raw(h, "<td><span class=\"mark\" aria-hidden=\"true\">");
    tr_html_raw(h, mark);
    tr_html_raw(h, "</span> ");
    tr_html_put(h, tr_catalog_fill(h->pool, tr_catalog_text(h->render->catalog, key),
                "missing", tr_html_number(h, at->missing),
                "cells", tr_html_number(h, at->cells), NULL));
    if (at->cells && !at->missing) {
        tr_html_raw(h, " <small>");
        tr_html_say_count(h, "cells.count", at->cells);
        tr_html_raw(h, "</small>");
    }
    tr_html_raw(h, "</td>");
}

static void put_head(tr_html *h, const coverage *c)
{
    tr_html_raw(h, "<thead><tr><th scope=\"col\">");
    tr_html_say(h, "dimension.period");
    tr_html_raw(h, "</th><th scope=\"col\" class=\"n\">");
    tr_html_say(h, "coverage.countries");
    tr_html_raw(h, "</th>");
    for (uint32_t i = 0; i < c->measure_count; i++) {
        tr_html_raw(h, "<th scope=\"col\">");
        tr_html_code(h, TR_DIM_MEASURE, c->measures[i]);
        tr_html_raw(h, "</th>");
    }
    tr_html_raw(h, "</tr></thead>\n<tbody>\n");
}

static void put_row(tr_html *h, const coverage *c, uint16_t period)
{
    tr_html_raw(h, "<tr><th scope=\"row\">");
    tr_html_code(h, TR_DIM_PERIOD, period);
    tr_html_raw(h, "</th><td class=\"n\">");
    tr_html_put(h, tr_html_number(h, countries_named(c, period)));
    tr_html_raw(h, "</td>");
    for (uint32_t i = 0; i < c->measure_count; i++)
        put_place(h, &c->places[(size_t)period * c->measure_codes + c->measures[i]]);
    tr_html_raw(h, "</tr>\n");
}

void tr_html_coverage(tr_html *h)
{
    coverage c = { .measure_codes = codes_of(h, TR_DIM_MEASURE),
                   .country_codes = codes_of(h, TR_DIM_COUNTRY) };
    uint32_t periods = codes_of(h, TR_DIM_PERIOD);

    c.places = apr_pcalloc(h->pool, (size_t)(periods + 1)
                           * (c.measure_codes + 1) * sizeof *c.places);
    c.named = apr_pcalloc(h->pool, (size_t)(periods + 1) * (c.country_codes + 1));
    count_cells(h, &c);
    find_used(h, &c);
    if (!c.period_count)
        return;
    tr_html_raw(h, "<p class=\"explain\">");
    tr_html_say(h, "coverage.explain");
    tr_html_raw(h, "</p>\n");
    tr_html_table_begin_as(h, "coverage", tr_html_pattern(h, "coverage.matrix"));
    put_head(h, &c);
    for (uint32_t i = 0; i < c.period_count; i++)
        put_row(h, &c, c.periods[i]);
    tr_html_raw(h, "</tbody>");
    tr_html_table_end(h);
}
