/* SPDX-License-Identifier: Apache-2.0 */
/* The cells of a query: filters, order, seeking, editions; and facets. */
#include "query_support.h"

#define P "<publisher id=\"acme\" name=\"Acme\"/>"
#define T(id, period, cells) "<requests id=\"" id "\" period=\"" period "\" publisher=\"acme\" " \
    "absent=\"none\" partition=\"demand\">" cells "</requests>"

static const char *const small =
    P T("a", "2012-H1",
        "<from country=\"US\"><received requests=\"9\" accounts=\"12\"/></from>"
        "<from country=\"GB\"><received requests=\"8..499\"/><rejected basis=\"overbroad\" requests=\"2\"/></from>"
        "<from country=\"US-CA\"><received requests=\"not-reported\"/></from>")
    T("b", "2012-H2",
      "<from country=\"US\"><received demand=\"subpoena\" requests=\"5\"/>"
      "<received demand=\"emergency\" requests=\"0\"/></from>"
      "<from country=\"GB\"><received requests=\"9\"/></from>");

static void cells(const tr_gen *gen, const char *question, const char *expected)
{
    tr_cells *walk = tr_cells_open(gen, ask(gen, question), test_pool);
    uint64_t lines = 0;

    is_str(cells_from(gen, question, 0), expected, *question ? question : "everything");
    for (const char *c = expected; *c; c++)
        lines += *c == '\n';
    is_int((long long)tr_cells_count(walk), (long long)lines, "... and as many are counted");
}

static void filters(const tr_gen *gen)
{
    cells(gen, "",
          "a.2012-h1.us.received.accounts 12\n"
          "a.2012-h1.gb.received.requests band 8..499\n"
          "a.2012-h1.us.received.requests 9\n"
          "a.2012-h1.us-ca.received.requests not-reported\n"
          "a.2012-h1.gb.rejected.requests.basis:overbroad 2\n"
          "b.2012-h2.gb.received.requests 9\n"
          "b.2012-h2.us.received.requests.demand:emergency 0\n"
          "b.2012-h2.us.received.requests.demand:subpoena 5\n");
    cells(gen, "country=US-CA", "a.2012-h1.us-ca.received.requests not-reported\n");
    cells(gen, "country=US unit=requests",
          "a.2012-h1.us.received.requests 9\n"
          "a.2012-h1.us-ca.received.requests not-reported\n"
          "b.2012-h2.us.received.requests.demand:emergency 0\n"
          "b.2012-h2.us.received.requests.demand:subpoena 5\n");
    cells(gen, "country=GB,US-CA period=2012-H1",
          "a.2012-h1.gb.received.requests band 8..499\n"
          "a.2012-h1.us-ca.received.requests not-reported\n"
          "a.2012-h1.gb.rejected.requests.basis:overbroad 2\n");
    cells(gen, "demand=legal-process", "b.2012-h2.us.received.requests.demand:subpoena 5\n");
    cells(gen, "basis=overbroad", "a.2012-h1.gb.rejected.requests.basis:overbroad 2\n");
    cells(gen, "basis=overbroad country=US", "");
    cells(gen, "measure=received period=2012-H1 country=GB", "a.2012-h1.gb.received.requests band 8..499\n");
    cells(gen, "measure=rejected", "a.2012-h1.gb.rejected.requests.basis:overbroad 2\n");
    cells(gen, "period=2012-H2..2014 country=GB", "b.2012-h2.gb.received.requests 9\n");
    cells(gen, "period=2030..2031", "");
    cells(gen, "table=b demand=emergency", "b.2012-h2.us.received.requests.demand:emergency 0\n");
}

static void sorting(const tr_gen *gen)
{
    cells(gen, "sort=-requests",
          "a.2012-h1.gb.received.requests band 8..499\n"
          "a.2012-h1.us.received.requests 9\n"
          "b.2012-h2.gb.received.requests 9\n"
          "b.2012-h2.us.received.requests.demand:subpoena 5\n"
          "a.2012-h1.gb.rejected.requests.basis:overbroad 2\n"
          "b.2012-h2.us.received.requests.demand:emergency 0\n"
          "a.2012-h1.us-ca.received.requests not-reported\n"
          "a.2012-h1.us.received.accounts 12\n");
    cells(gen, "sort=requests",
          "b.2012-h2.us.received.requests.demand:emergency 0\n"
          "a.2012-h1.gb.rejected.requests.basis:overbroad 2\n"
          "b.2012-h2.us.received.requests.demand:subpoena 5\n"
          "a.2012-h1.us.received.requests 9\n"
          "b.2012-h2.gb.received.requests 9\n"
          "a.2012-h1.gb.received.requests band 8..499\n"
          "a.2012-h1.us-ca.received.requests not-reported\n"
          "a.2012-h1.us.received.accounts 12\n");
    cells(gen, "sort=-accounts country=GB",
          "a.2012-h1.gb.received.requests band 8..499\n"
          "a.2012-h1.gb.rejected.requests.basis:overbroad 2\n"
          "b.2012-h2.gb.received.requests 9\n");
}

static void bounds(void)
{
    tr_gen gen = record_text(P T("a", "2012-H1",
        "<from country=\"AT\"><received requests=\"5\"/></from>"
        "<from country=\"BE\"><received requests=\"3..5\"/></from>"
        "<from country=\"CH\"><received requests=\"~7\"/></from>"
        "<from country=\"DE\"><received requests=\"0..5\"/></from>"
        "<from country=\"FR\"><received requests=\"100000000000000000\"/></from>"));

    cells(&gen, "sort=requests",
          "a.2012-h1.de.received.requests band 0..5\n"
          "a.2012-h1.be.received.requests band 3..5\n"
          "a.2012-h1.at.received.requests 5\n"
          "a.2012-h1.fr.received.requests 100000000000000000\n"
          "a.2012-h1.ch.received.requests approximate 0\n");
    cells(&gen, "sort=-requests",
          "a.2012-h1.fr.received.requests 100000000000000000\n"
          "a.2012-h1.at.received.requests 5\n"
          "a.2012-h1.be.received.requests band 3..5\n"
          "a.2012-h1.de.received.requests band 0..5\n"
          "a.2012-h1.ch.received.requests approximate 0\n");
}

/* Every number of a cell, and one beyond, and then the cell after it. */
static void seek_everywhere(const tr_gen *gen, const char *question)
{
    tr_cells *walk = tr_cells_open(gen, ask(gen, question), test_pool);
    uint64_t count = tr_cells_count(walk);
    uint32_t *rows = apr_palloc(test_pool, (count + 2) * sizeof *rows);
    tr_gen_cell cell;
    int wrong = 0;

    for (uint64_t i = 0; i < count; i++)
        rows[i] = tr_cells_next(walk, &cell) ? cell.row : UINT32_MAX;
    rows[count] = rows[count + 1] = UINT32_MAX;
    for (uint64_t i = count + 1; i-- > 0;) {
        tr_cells_seek(walk, i);
        wrong += (tr_cells_next(walk, &cell) ? cell.row : UINT32_MAX) != rows[i];
        wrong += (tr_cells_next(walk, &cell) ? cell.row : UINT32_MAX) != rows[i + 1];
    }
    ok(wrong == 0, "seeking each of %lu cells: %s", (unsigned long)count, question);
}

static void seeking(const tr_gen *gen)
{
    static const char *const questions[] = {
        "", "country=GB", "sort=-requests", "basis=overbroad", "demand=nsl"
    };

    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++)
        seek_everywhere(gen, questions[i]);
}

static void seeking_back(const tr_gen *gen)
{
    tr_cells *walk = tr_cells_open(gen, ask(gen, ""), test_pool);
    tr_gen_cell cell;
    int count = 0;

    while (tr_cells_next(walk, &cell))
        count++;
    is_int(tr_cells_next(walk, &cell), 0, "the end stays the end");
    tr_cells_seek(walk, 1);
    ok(tr_cells_next(walk, &cell)
       && strcmp(tr_gen_cell_id(gen, &cell, test_pool), "a.2012-h1.gb.received.requests") == 0,
       "seeking back after the end");
    is_int(count, 8, "all were there");
}

/* A block longer than a chunk of rows, with many contexts. */
static tr_gen many_cells(int count)
{
    static const char *const countries[] = {
        "BE", "BR", "BZ", "DE", "DK", "FR", "GB", "GR", "IE", "IN", "IT", "JP", "KR", "MX", "NL"
    };
    char *body = apr_palloc(test_pool, (apr_size_t)count * 120 + 1000), *to = body;

    to += sprintf(to, P "<requests id=\"t\" period=\"2012\" publisher=\"acme\" absent=\"none\" "
                  "partition=\"demand\">");
    for (int i = 0; i < count; i++)
        to += sprintf(to, "<from country=\"%s\" authority=\"%s\" demand=\"%s\" via=\"%s\">"
                      "<received requests=\"%d\"/></from>",
                      countries[i % 15], i / 15 % 2 ? "police" : "judiciary",
                      i / 30 % 2 ? "nsl" : "civil", countries[i / 60 % 15],
                      (i * 7919) % 1000);
    sprintf(to, "</requests>");
    return record_text(body);
}

static void editions(void)
{
    tr_gen then, gen = record_directory("t/fixtures/records/acid-17-swapped-columns");

    is_int(tr_gen_as_of(&then, &gen, INT64_C(1675209600), test_pool), APR_SUCCESS, "there is an older edition");
    cells(&gen, "",
          "github-2022-h2.2022-h2.us.received.accounts.demand:national-security band 250..499\n"
          "github-2022-h2.2022-h2.us.received.letters.demand:national-security band 0..249\n");
    cells(&then, "",
          "github-2022-h2.2022-h2.us.received.accounts.demand:national-security band 0..249\n"
          "github-2022-h2.2022-h2.us.received.letters.demand:national-security band 250..499\n");
    cells(&then, "sort=letters country=US",
          "github-2022-h2.2022-h2.us.received.letters.demand:national-security band 250..499\n"
          "github-2022-h2.2022-h2.us.received.accounts.demand:national-security band 0..249\n");
    is_str(facet_text(&then, "", "unit"), "accounts:1 letters:1", "facets are of the edition too");
}

static void facets(const tr_gen *gen)
{
    is_str(facet_text(gen, "", "country"), "GB:3 US:5 US-CA:1", "countries, parts counted in");
    is_str(facet_text(gen, "country=GB", "country"), "GB:3 US:5 US-CA:1",
           "the filter of the same dimension does not count");
    is_str(facet_text(gen, "period=2012-H2", "country"), "GB:1 US:2", "other filters do");
    is_str(facet_text(gen, "country=US", "demand"), "emergency:1 legal-process:1 subpoena:1",
           "demands, parts counted in");
    is_str(facet_text(gen, "", "basis"), "overbroad:1", "dimensions without a column of their own");
    is_str(facet_text(gen, "", "period"), "2012-H1:5 2012-H2:3", "periods");
    is_str(facet_text(gen, "", "measure"), "received:7 rejected:1", "measures");
    is_str(facet_text(gen, "basis=overbroad", "measure"), "rejected:1",
           "measures under a filter of cells");
    is_str(facet_text(gen, "", "via"), "", "nothing to choose from");
    is_str(facet_text(gen, "period=2012..2013", "period"), "2012-H1:5 2012-H2:3",
           "a range of periods is a filter of periods");
}

/* Counts and facets of every code agree with a walk over every cell. */
static void agree(const tr_gen *gen, const char *name)
{
    int wrong = 0, asked = 0;

    for (int dim = 0; dim < TR_DIM_COUNT; dim++) {
        uint32_t count;
        const tr_facet_value *values =
            tr_facet(gen, ask(gen, ""), (tr_dim)dim, &count, test_pool);
        for (uint32_t i = 0; i < count; i++) {
            tr_query *query = ask(gen, "");
            tr_gen_cell cell;
            uint64_t walked = 0;
            tr_cells *walk;
            query->filter[dim] = (tr_filter){ 1, &values[i].code };
            walk = tr_cells_open(gen, query, test_pool);
            wrong += tr_cells_count(walk) != values[i].cells;
            while (tr_cells_next(walk, &cell))
                walked++;
            wrong += walked != values[i].cells;
            asked++;
        }
    }
    ok(asked > 5, "%s: %d values of dimensions", name, asked);
    is_int(wrong, 0, "... each with as many cells as are counted, and are walked");
}

/* By comparing each row with each filter, the slow and plain way. */
static void plainly(const tr_gen *gen, const char *question)
{
    const tr_query *query = ask(gen, question);
    tr_cells *all = tr_cells_open(gen, ask(gen, ""), test_pool);
    tr_cells *some = tr_cells_open(gen, query, test_pool);
    tr_gen_cell cell, other;
    int found = 0, wrong = 0;

    while (tr_cells_next(all, &cell)) {
        int wanted = 1;
        for (int dim = 0; dim < TR_DIM_COUNT; dim++) {
            int in = query->filter[dim].count == 0;
            for (uint16_t i = 0; i < query->filter[dim].count; i++) {
                uint16_t code = query->filter[dim].codes[i];
                int exactly = dim == TR_DIM_MEASURE || dim == TR_DIM_UNIT;
                in |= cell.code[dim] >= code
                    && cell.code[dim] < code + (exactly ? 1 : tr_gen_codes(gen, (tr_dim)dim)[code].size);
            }
            wanted &= in;
        }
        if (wanted)
            wrong += !tr_cells_next(some, &other) || other.row != cell.row;
        found += wanted;
    }
    wrong += tr_cells_next(some, &other);
    ok(found > 0 && wrong == 0, "%d cells of %s", found, question);
}

/* Sorted: every figure at or before the next one. */
static void sorted_rightly(const tr_gen *gen, const char *question, int descending)
{
    tr_cells *walk = tr_cells_open(gen, ask(gen, question), test_pool);
    tr_gen_cell cell, last;
    int wrong = 0, count = 0;

    while (tr_cells_next(walk, &cell)) {
        int order = count ? tr_value_compare(&last.value, &cell.value, descending) : -1;
        wrong += order > 0 || (order == 0 && last.row >= cell.row);
        last = cell;
        count++;
    }
    ok(count > 500 && wrong == 0, "%d cells are in order: %s", count, question);
}

int main(void)
{
    tr_gen gen, many, example;

    start_tests();
    gen = record_text(small);
    filters(&gen);
    sorting(&gen);
    bounds();
    seeking(&gen);
    seeking_back(&gen);
    editions();
    facets(&gen);
    agree(&gen, "a small record");
    example = record_directory("htdocs/example");
    agree(&example, "the example");
    plainly(&example, "country=US,GB,DE measure=received");
    plainly(&example, "period=2013-H1,2013-H2 data=content service=skype");
    plainly(&example, "country=GB,KR,TW data=non-content");
    sorted_rightly(&example, "sort=requests unit=requests", 0);
    sorted_rightly(&example, "sort=-requests unit=requests", 1);
    many = many_cells(900);
    agree(&many, "many contexts");
    plainly(&many, "authority=police via=BE,DE,GR");
    plainly(&many, "demand=nsl authority=judiciary");
    seeking(&many);
    return tap_done();
}
