/* SPDX-License-Identifier: Apache-2.0 */
/* Joining files: codes, references, errors, and that the result depends on nothing else. */
#include "generation_support.h"

#define P "<publisher id=\"acme\" name=\"Acme\"/>"
#define TABLE "<requests id=\"t\" period=\"2012\" publisher=\"acme\" absent=\"none\">" \
    "<from country=\"GB\"><received requests=\"3\" accounts=\"8..499\"/></from></requests>"

static void whole(record *r)
{
    one_file(r, P TABLE);
    is_int(r->status, APR_SUCCESS, "a small record is built");
    is_int(r->gen.head->blocks.count, 2, "two units are two blocks");
    is_int(r->gen.head->value.count, 2, "two cells");
    is_int(r->gen.head->instants.count, 1, "one edition");
    is_int(r->gen.head->valid_until == INT64_MAX, 1, "nothing is due");
    is_int(r->gen.head->incomplete, 0, "nothing is left out");
}

static void cells(const record *r)
{
    tr_gen_cell cell;

    tr_gen_cell_get(&r->gen, 0, 0, &cell);
    is_str(value_text(&cell.value), "band 8..499", "a band is a band");
    ok(cell.range != NULL, "with its range");
    is_str(tr_gen_cell_id(&r->gen, &cell, test_pool), "t.2012.gb.received.accounts",
           "its id says what it says");
    tr_gen_cell_get(&r->gen, 1, 1, &cell);
    is_str(value_text(&cell.value), "3", "a number is a number");
    ok(cell.range == NULL && cell.annot == NULL, "with nothing else");
    is_int(cell.code[TR_DIM_PUBLISHER], tr_gen_code_find(&r->gen, TR_DIM_PUBLISHER, "acme", 4),
           "its publisher");
}

static void expect_error(const char *body, const char *code, const char *nearest, const char *what)
{
    record r;
    const tr_diag *diag;

    record_init(&r);
    add_file(&r, "good.xml", "published=\"2013-01-01\"", "<note id=\"n\"><text><p>x</p></text></note>");
    add_file(&r, "bad.xml", "published=\"2013-03-21\"", body);
    build(&r);
    diag = find_diag(&r, code);
    ok(diag != NULL, "%s: %s", what, code);
    if (!diag)
        show_diags(&r);
    if (nearest)
        is_str(diag ? diag->nearest : NULL, nearest, "what was meant");
    is_int(r.status, APR_SUCCESS, "the good file is served");
    is_int(r.status ? 0 : r.gen.head->incomplete, 1, "and the record says that it is incomplete");
    is_int(r.status ? 1 : r.gen.head->value.count, 0, "nothing of the bad file is there");
    ok(r.status == APR_SUCCESS && r.gen.head->problems.count >= 1, "the problem is kept");
}

static void errors(void)
{
    expect_error(P "<requests id=\"t\" period=\"2012\" publisher=\"acme\" absent=\"none\">"
                 "<from country=\"GB\"><received demand=\"subpena\" requests=\"3\"/></from></requests>",
                 "unknown-code", "subpoena", "a misspelt demand");
    expect_error(P "<requests id=\"t\" period=\"2012\" publisher=\"acmee\" absent=\"none\">"
                 "<from country=\"GB\"><received requests=\"3\"/></from></requests>",
                 "unknown-reference", "acme", "a misspelt publisher");
    expect_error(P "<requests id=\"t\" period=\"2012\" publisher=\"acme\" absent=\"none\" note=\"m\">"
                 "<from country=\"GB\"><received requests=\"3\"/></from></requests>",
                 "unknown-reference", NULL, "a note that is not there");
    expect_error("<code id=\"a\" dimension=\"demand\" parent=\"b\"/>"
                 "<code id=\"b\" dimension=\"demand\" parent=\"a\"/>",
                 "code-circle", NULL, "codes that are part of themselves");
    expect_error("<code id=\"a\" dimension=\"demand\" parent=\"nls\"/>", "unknown-code", "nsl",
                 "a parent that is not there");
    expect_error("<code id=\"nsl\" dimension=\"demand\" parent=\"fisa\"/>", "built-in-code", NULL,
                 "a built-in code moved elsewhere");
    expect_error("<withdrawn kind=\"requests\" id=\"t\" reason=\"x\"/>", "unknown-reference", NULL,
                 "a withdrawal of nothing");
}

/* A file that depends on one that is left out is left out too. */
static void chain(void)
{
    record r;

    record_init(&r);
    add_file(&r, "a.xml", "published=\"2013-01-01\"", P "<service id=\"s\" part-of=\"nowhere\"/>");
    add_file(&r, "b.xml", "published=\"2013-01-01\"",
             "<requests id=\"t\" period=\"2012\" service=\"s\" absent=\"none\"><from country=\"GB\">"
             "<received requests=\"3\"/></from></requests>");
    add_file(&r, "c.xml", "published=\"2013-01-01\"", "<note id=\"n\"><text><p>x</p></text></note>");
    is_int(build(&r), APR_SUCCESS, "what does not depend on the bad file is served");
    is_int(r.gen.head->incomplete, 2, "two files are left out");
    is_int(r.gen.head->entities.count, 1, "one entity remains");
    is_int(count_diags(&r, "unknown-reference"), 2, "each error is said once");
}

static void nothing(void)
{
    record r;

    record_init(&r);
    is_int(build(&r), APR_EINVAL, "no file, no generation");
    ok(r.blob == NULL, "and nothing is handed out");
}

static void too_many(void)
{
    record r;
    tr_build_options options = { NOW_2030, INT64_MIN, NULL, 0, { 1 << 20, 3, 16 } };

    record_init(&r);
    add_file(&r, "a.xml", "published=\"2012-01-01\"", P TABLE);
    add_file(&r, "b.xml", "published=\"2013-01-01\"",
             "<requests id=\"u\" period=\"2012\" absent=\"none\"><from country=\"GB\">"
             "<received requests=\"3\"/><rejected requests=\"1\"/></from></requests>");
    is_int(tr_build(&r.blob, &r.size, r.files, r.count, &options, r.diags, r.pool), APR_SUCCESS,
           "more figures than allowed");
    is_int(count_diags(&r, "too-many-cells"), 1, "leave out the file that brings too many");
    tr_gen_open(&r.gen, r.blob, r.size);
    is_int(r.gen.head->value.count, 2, "those before it are served");
}

/* ---- The same from the same ---- */

static void fill(record *r, int order)
{
    static const char *const attrs[] = { "published=\"2012-01-01\"", "published=\"2013-01-01\"",
                                         "published=\"2013-01-01\"" };
    static const char *const bodies[] = {
        P TABLE "<service id=\"skype\" name=\"S\"/>",
        "<requests id=\"u\" period=\"2012-H1\" service=\"skype\" absent=\"not-reported\">"
        "<from country=\"FR\"><received demand=\"nsl\" requests=\"1..499\" note=\"n\"/>"
        "<disclosed requests=\"40%\"/></from></requests>",
        "<note id=\"n\" xml:lang=\"en\"><text><p>lifted</p></text></note>",
    };

    record_init(r);
    for (int i = 0; i < 3; i++) {
        int at = (i + order) % 3;
        add_file(r, apr_psprintf(r->pool, "%c.xml", 'a' + at), attrs[at], bodies[at]);
    }
    build(r);
}

/* What lies between the members of a row is nothing, and not what was in memory before. */
static int gaps_are_empty(const tr_gen *gen)
{
    static const char nothing[sizeof(tr_period)];
    const size_t members = offsetof(tr_period, granularity) + 1;

    for (int dim = 0; dim < TR_DIM_COUNT; dim++)
        for (uint32_t i = 0; i < gen->head->codes[dim].count; i++) {
            const char *period = (const char *)&tr_gen_codes(gen, (tr_dim)dim)[i].period;
            if (memcmp(period + members, nothing, sizeof(tr_period) - members) != 0)
                return 0;
        }
    return 1;
}

static void same_bytes(void)
{
    record one, other, later;

    fill(&one, 0);
    for (int order = 1; order < 3; order++) {
        fill(&other, order);
        ok(one.size == other.size && memcmp(one.blob, other.blob, one.size) == 0,
           "the order of the files does not matter (%d)", order);
    }
    ok(gaps_are_empty(&one.gen), "nor does what was in memory before");
    fill(&later, 0);
    later.now += 86400;
    build(&later);
    ok(memcmp(one.gen.head->digest, later.gen.head->digest, 32) == 0,
       "nor does the time, where nothing fell due");
    add_file(&later, "d.xml", "published=\"2014-01-01\"", "<note id=\"m\"><text><p>y</p></text></note>");
    build(&later);
    ok(memcmp(one.gen.head->digest, later.gen.head->digest, 32) != 0,
       "another note is another digest");
}

static void digest_of_content(void)
{
    record one, other;

    one_file(&one, P TABLE);
    one_file(&other, P "\n\n<!-- nothing -->\n" TABLE);
    ok(memcmp(one.gen.head->digest, other.gen.head->digest, 32) == 0,
       "blanks and comments do not change the digest");
    one_file(&other, P "<requests id=\"t\" period=\"2012\" publisher=\"acme\" absent=\"none\">"
             "<from country=\"GB\"><received requests=\"4\" accounts=\"8..499\"/></from></requests>");
    ok(memcmp(one.gen.head->digest, other.gen.head->digest, 32) != 0, "another number does");
}

/* ---- Percentages ---- */

static const char *disclosed(const char *received, const char *share)
{
    record r;

    one_file(&r, apr_pstrcat(test_pool, P "<requests id=\"t\" period=\"2012\" publisher=\"acme\" "
                             "absent=\"none\" rounding=\"half\"><from country=\"GB\">", received,
                             "<disclosed requests=\"", share, "\"/></from></requests>", NULL));
    return r.status == APR_SUCCESS ? answer(&r.gen, "measure=disclosed country=GB") : "not built";
}

static void percentages(void)
{
    is_str(disclosed("<received requests=\"41000\"/>", "88%"), "percentage 35875..36285",
           "88 % of 41,000");
    is_str(disclosed("", "88%"), "percentage 0..", "88 % of nobody knows what has no bounds");
    is_str(disclosed("<received requests=\"0\"/>", "0%"), "not-applicable", "0 % of 0 is no figure");
    is_str(disclosed("<received requests=\"not-reported\"/>", "88%"), "percentage 0..",
           "88 % of what is not reported");
}

/* ---- A percentage beside the count it was made of ---- */

#define PAIR(count, percentage) "<requests id=\"t\" period=\"2012\" publisher=\"acme\" absent=\"none\">" \
    "<from country=\"GB\"><received requests=\"100\"/><disclosed requests=\"" count "\"/>" \
    "<disclosed requests=\"" percentage "\" rounding=\"half\"/></from>" \
    "<from country=\"US\"><received requests=\"10\"/><disclosed requests=\"4\"/></from></requests>"

static int has_id(const tr_gen *gen, const char *wanted)
{
    int found = 0;

    for (uint32_t b = 0; b < gen->head->blocks.count; b++) {
        const tr_gen_block *block = TR_GEN_ROWS(gen, tr_gen_block, blocks) + b;
        for (uint32_t row = block->first; row < block->first + block->count; row++) {
            tr_gen_cell cell;
            tr_gen_cell_get(gen, b, row, &cell);
            found += tr_gen_valid(gen, cell.since, cell.until)
                && strcmp(tr_gen_cell_id(gen, &cell, test_pool), wanted) == 0;
        }
    }
    return found;
}

static void pairs(void)
{
    record r;
    tr_gen before;
    tr_changes changes;

    record_init(&r);
    add_file(&r, "a.xml", "published=\"2013-01-01\"", P PAIR("88", "88%"));
    add_file(&r, "b.xml", "published=\"2014-01-01\"", PAIR("88", "89%"));
    if (build(&r) != APR_SUCCESS)
        show_diags(&r);
    is_int(r.status, APR_SUCCESS, "a percentage may stand beside its count");
    if (r.status != APR_SUCCESS)
        return;
    is_int(has_id(&r.gen, "t.2012.gb.disclosed.requests"), 1, "the count has its id");
    is_int(has_id(&r.gen, "t.2012.gb.disclosed.requests.percentage"), 1, "and the percentage its own");
    is_str(answer(&r.gen, "measure=disclosed"), "92", "only the count is added");
    is_str(answer(&r.gen, "measure=disclosed by=country"), "GB: 88; US: 4", "and is the figure of its country");
    tr_gen_as_of(&before, &r.gen, INT64_C(1370000000), test_pool);
    is_str(answer(&before, "measure=disclosed"), "92", "also in the edition before");
    is_int(tr_changes_of_edition(&changes, &r.gen, 1, test_pool), APR_SUCCESS, "the percentage changes");
    is_int(changes.cell_count, 1, "and nothing else");
    ok(changes.cell_count && changes.cells[0].change == TR_CHANGED_VALUE, "as a value");
}

/* Only a percentage, then the count beside it: nothing is taken back. */
static void count_added(void)
{
    record r;
    tr_changes changes;

    record_init(&r);
    add_file(&r, "a.xml", "published=\"2013-01-01\"", P
             "<requests id=\"t\" period=\"2012\" publisher=\"acme\" absent=\"none\"><from country=\"GB\">"
             "<received requests=\"100\"/><disclosed requests=\"88%\"/></from></requests>");
    add_file(&r, "b.xml", "published=\"2014-01-01\"",
             "<requests id=\"t\" period=\"2012\" publisher=\"acme\" absent=\"none\"><from country=\"GB\">"
             "<received requests=\"100\"/><disclosed requests=\"88\"/><disclosed requests=\"88%\"/></from></requests>");
    build(&r);
    is_int(r.status, APR_SUCCESS, "a count is added to a percentage");
    if (r.status != APR_SUCCESS)
        return;
    tr_changes_of_edition(&changes, &r.gen, 1, test_pool);
    ok(changes.cell_count == 2 && changes.cells[0].change == TR_CHANGED_ADDED
       && changes.cells[1].change == TR_CHANGED_DETAIL, "the count is new, the percentage is now marked");
    is_str(answer(&r.gen, "measure=disclosed"), "88", "the count is the answer");
}

int main(void)
{
    record r;

    start_tests();
    whole(&r);
    cells(&r);
    errors();
    chain();
    nothing();
    too_many();
    same_bytes();
    digest_of_content();
    percentages();
    pairs();
    count_added();
    return end_tests();
}
