/* SPDX-License-Identifier: Apache-2.0 */
/* Small figures that are hidden: what is shown instead, of what else, in which edition; and that the rest is gone. */
#include "generation_support.h"

static record r;

static void start(int64_t minimum_cell)
{
    if (r.pool)
        apr_pool_destroy(r.pool);
    record_init(&r);
    r.minimum_cell = minimum_cell;
}

#define WHO "<publisher id=\"p\" name=\"P\"/><service id=\"all\" name=\"All\"/>" \
            "<service id=\"s\" name=\"S\" part-of=\"all\"/>"
#define TABLE "<requests id=\"t\" service=\"s\" period=\"2012\" absent=\"not-reported\">"
#define FROM(country, inner) "<from country=\"" country "\">" inner "</from>"
#define RECEIVED(n) "<received requests=\"" n "\"/>"

static void file(const char *name, const char *published, const char *body)
{
    add_file(&r, name, apr_psprintf(r.pool, "published=\"%s\" publisher=\"p\"", published), body);
}

static void one(int64_t minimum_cell, const char *body)
{
    start(minimum_cell);
    file("a.xml", "2013-01-01", apr_pstrcat(r.pool, WHO, body, NULL));
    if (build(&r) != APR_SUCCESS)
        show_diags(&r);
}

/* The figures that the id of a cell names, with ", " between them; of every edition, or of that `edition` only. */
static const char *figures_at(int edition, const char *id)
{
    const tr_gen_block *blocks;
    const char *text = NULL;

    if (r.status != APR_SUCCESS)
        return "not built";
    blocks = TR_GEN_ROWS(&r.gen, tr_gen_block, blocks);
    for (uint32_t b = 0; b < r.gen.head->blocks.count; b++)
        for (uint32_t row = blocks[b].first; row < blocks[b].first + blocks[b].count; row++) {
            tr_gen_cell cell;
            tr_gen_cell_get(&r.gen, b, row, &cell);
            if (strcmp(tr_gen_cell_id(&r.gen, &cell, r.pool), id)
                || (edition >= 0 && !tr_gen_valid(&(tr_gen){ .edition = (uint16_t)edition },
                                                  cell.since, cell.until)))
                continue;
            text = apr_pstrcat(r.pool, text ? text : "", text ? ", " : "",
                               value_text(&cell.value), NULL);
        }
    return text ? text : "none";
}

static void shown(const char *id, const char *expected, const char *name)
{
    is_str(figures_at(-1, id), expected, name);
}

static void test_limits(void)
{
    one(10, TABLE FROM("AT", RECEIVED("0")) FROM("BE", RECEIVED("1")) FROM("CH", RECEIVED("9"))
        FROM("DE", RECEIVED("10")) FROM("ES", RECEIVED("not-reported")) FROM("FR", RECEIVED("2..4"))
        FROM("GB", RECEIVED("8..12")) FROM("GR", RECEIVED("1..499")) FROM("IT", RECEIVED("~5"))
        FROM("LU", RECEIVED("5±2")) FROM("NL", RECEIVED("&lt;10")) FROM("PT", RECEIVED("zero-implied"))
        "</requests>");
    shown("t.2012.at.received.requests", "0", "0 stays");
    shown("t.2012.be.received.requests", "suppressed 0..9", "1 is hidden");
    shown("t.2012.ch.received.requests", "suppressed 0..9", "limit less 1 is hidden");
    shown("t.2012.de.received.requests", "10", "the limit is not");
    shown("t.2012.es.received.requests", "not-reported", "nor is what has no number");
    shown("t.2012.fr.received.requests", "suppressed 0..9", "a narrow band is hidden");
    shown("t.2012.gb.received.requests", "suppressed 0..12", "also one that reaches further");
    shown("t.2012.gr.received.requests", "band 1..499", "a wide one hides enough itself");
    shown("t.2012.it.received.requests", "suppressed 0..", "about 5 has no bounds");
    shown("t.2012.lu.received.requests", "suppressed 0..9", "nor is 5 more or less shown");
    shown("t.2012.nl.received.requests", "below 0..9", "what the publisher hid as well stays");
    shown("t.2012.pt.received.requests", "zero-implied 0..0", "as does an implied 0");
    one(0, TABLE FROM("BE", RECEIVED("1")) "</requests>");
    shown("t.2012.be.received.requests", "1", "without the directive nothing is hidden");
    one(1, TABLE FROM("BE", RECEIVED("1")) "</requests>");
    shown("t.2012.be.received.requests", "1", "nor below 1");
}

static void test_totals(void)
{
    one(10, TABLE FROM("GB", RECEIVED("3")) FROM("FR", RECEIVED("50")) FROM("DE", RECEIVED("50"))
        "<total>" RECEIVED("103") "</total></requests>"
        "<requests id=\"u\" service=\"all\" period=\"2012\" absent=\"not-reported\">"
        "<total>" RECEIVED("203") "</total></requests>"
        "<requests id=\"v\" service=\"s\" period=\"2011\" absent=\"not-reported\">"
        "<total>" RECEIVED("77") "</total></requests>");
    shown("t.2012.all.received.requests", "suppressed 100..109", "a stated total is a sum of what is shown");
    shown("u.2012.all.received.requests", "suppressed 200..209", "of another table and a larger service too");
    shown("t.2012.fr.received.requests", "50", "its other parts stay");
    shown("v.2011.all.received.requests", "77", "and so does what does not hold it");
    one(10, TABLE FROM("GB", RECEIVED("60") "<disclosed requests=\"50\"/><rejected requests=\"4\"/>"
                       "<no-data requests=\"6\"/>") "</requests>");
    shown("t.2012.gb.received.requests", "suppressed 50..68", "what was received is a total of outcomes");
    shown("t.2012.gb.disclosed.requests", "50", "outcomes are apart");
    one(10, TABLE FROM("GB", RECEIVED("3")) FROM("FR", RECEIVED("50"))
        "<total demand=\"civil\">" RECEIVED("20") "</total>"
        "<total demand=\"emergency\">" RECEIVED("33") "</total></requests>");
    shown("t.2012.all.received.requests.demand:civil", "suppressed 0..", "what may share something says nothing");
    shown("t.2012.fr.received.requests", "50", "other countries share nothing with it");
}

/* The parts of a year are hidden in it, and a year in its parts. */
static void test_periods(void)
{
    one(10, TABLE FROM("GB", RECEIVED("70")) "</requests>"
        "<requests id=\"h\" service=\"s\" period=\"2012-H1\" absent=\"not-reported\">"
        FROM("GB", RECEIVED("4")) "</requests>"
        "<requests id=\"i\" service=\"s\" period=\"2012-H2\" absent=\"not-reported\">"
        FROM("GB", RECEIVED("66")) "</requests>");
    shown("t.2012.gb.received.requests", "suppressed 66..75", "a year over a hidden half");
    shown("i.2012-h2.gb.received.requests", "66", "the other half");
}

static void test_percentages(void)
{
    one(10, TABLE FROM("GB", RECEIVED("4") "<disclosed requests=\"50%\"/>")
        FROM("FR", RECEIVED("100") "<disclosed requests=\"50%\"/>")
        FROM("US", RECEIVED("200") "<disclosed requests=\"2%\"/>") "</requests>");
    shown("t.2012.gb.disclosed.requests", "suppressed 0..9", "a share of a hidden figure is hidden");
    shown("t.2012.gb.disclosed.requests.percentage", "none", "and no percentage any more");
    shown("t.2012.us.disclosed.requests", "suppressed 0..9", "so is a share that is small itself");
    shown("t.2012.fr.disclosed.requests.percentage", "percentage 49..51", "others stay");
    one(10, TABLE FROM("GB", RECEIVED("3")) "<total>" RECEIVED("103")
        "<disclosed requests=\"50\"/><disclosed requests=\"48.54%\"/></total></requests>");
    shown("t.2012.all.disclosed.requests.percentage", "none", "a share would give its whole away");
}

/* ---- Editions ---- */

static int changes_between(uint16_t from, uint16_t to)
{
    tr_changes changes;

    tr_changes_between(&changes, &r.gen, from, to, r.pool);
    return (int)changes.cell_count;
}

#define GB_FR(gb, total, more) TABLE FROM("GB", RECEIVED(gb)) FROM("FR", RECEIVED("50")) \
    "<total>" RECEIVED(total) "</total>" more "</requests>"
#define WHY "<correction reason=\"error\">Corrected.</correction>"

static void test_editions(void)
{
    start(10);
    file("a.xml", "2013-01-01", WHO GB_FR("3", "53", ""));
    file("b.xml", "2013-02-01", GB_FR("4", "54", WHY));
    file("c.xml", "2013-03-01", GB_FR("14", "64", WHY));
    build(&r);
    shown("t.2012.gb.received.requests", "suppressed 0..9, 14", "a hidden figure that is corrected stays one row");
    shown("t.2012.all.received.requests", "suppressed 50..59, 64", "and so does its total");
    is_int(changes_between(0, 1), 0, "nothing is said to have changed");
    is_int(changes_between(1, 2), 2, "until it is shown");
    start(10);
    file("a.xml", "2013-01-01", WHO TABLE FROM("FR", RECEIVED("50")) "<total>" RECEIVED("53") "</total></requests>");
    file("b.xml", "2013-02-01", GB_FR("3", "53", ""));
    build(&r);
    is_str(figures_at(0, "t.2012.all.received.requests"), "suppressed 0..",
           "a total is hidden in the edition before its part came, too");
    shown("t.2012.gb.received.requests", "suppressed 0..9", "for the part would follow");
}

static void test_versions(void)
{
    tr_gen past;

    start(10);
    file("a.xml", "2013-01-01", WHO GB_FR("3", "53", ""));
    file("b.xml", "2013-02-01", GB_FR("14", "64", WHY));
    build(&r);
    if (!ok(tr_gen_as_of(&past, &r.gen, INT64_C(1357000000), r.pool) == APR_SUCCESS, "an earlier edition is made"))
        return;
    is_str(tr_gen_verify(&past), NULL, "it holds together");
    r.gen = past;
    shown("t.2012.gb.received.requests", "suppressed 0..9", "it hides the figure");
    shown("t.2012.all.received.requests", "suppressed 50..59", "and its total");
}

/* ---- What is left in memory ---- */

static int holds_bytes(const void *bytes, size_t length)
{
    const char *at = r.blob;

    for (size_t i = 0; i + length <= r.size; i++)
        if (!memcmp(at + i, bytes, length))
            return 1;
    return 0;
}

static void test_memory(void)
{
    const int64_t pair[] = { 6, 7 };
    const int64_t total = 7654321;

    for (int64_t limit = 0; limit <= 10; limit += 10) {
        one(limit, TABLE FROM("GB", "<received requests=\"6..7\" printed=\"six or seven\"/>")
            FROM("FR", "<received requests=\"7654315\"/>")
            "<total><received requests=\"7654321\" printed=\"7.6 millions\"/></total>"
            FROM("DE", "<received requests=\"99\" printed=\"ninety-nine\"/>") "</requests>");
        is_int(holds_bytes(pair, sizeof pair), !limit, "bounds of a hidden figure");
        is_int(holds_bytes(&total, sizeof total), !limit, "a total over it");
        is_int(holds_bytes("six or seven", 12), !limit, "how it was printed");
        is_int(holds_bytes("7.6 millions", 12), !limit, "how the total was printed");
        is_int(holds_bytes("ninety-nine", 11), 1, "how another was printed stays");
    }
}

static void test_problems(void)
{
    for (int64_t limit = 0; limit <= 10; limit += 10) {
        one(limit, TABLE FROM("GB", RECEIVED("9") "<disclosed requests=\"33%\"/><rejected requests=\"95%\"/>")
            FROM("FR", RECEIVED("7") "<disclosed requests=\"13%\"/>") "</requests>");
        is_int(holds_bytes("makes 13%", 9) || holds_bytes("of 7 ", 5) || holds_bytes("of 9 ", 5)
               || holds_bytes("13%", 3), !limit, "what a warning quotes");
    }
}

/* ---- Rules of the record ---- */

#define RULE(attrs) "<rule id=\"few\" kind=\"minimum-cell\" " attrs "/>"
#define ROWS TABLE FROM("GB", RECEIVED("3") "<disclosed requests=\"0\"/><rejected requests=\"40\"/>") \
    FROM("FR", RECEIVED("70") "<disclosed requests=\"6\"/>") "</requests>"

static const char *reason_of_first(void)
{
    uint32_t annot = TR_GEN_ROWS(&r.gen, uint32_t, annot)[0];
    return tr_gen_string(&r.gen, TR_GEN_ROWS(&r.gen, tr_gen_annot, annots)[annot].reason);
}

static void test_rules(void)
{
    one(0, RULE("limit=\"5\"") ROWS);
    shown("t.2012.gb.received.requests", "suppressed 0..4", "a rule of the record hides");
    shown("t.2012.fr.disclosed.requests", "6", "what is below its limit");
    one(10, RULE("limit=\"5\"") TABLE FROM("GB", RECEIVED("3")) "</requests>");
    shown("t.2012.gb.received.requests", "suppressed 0..9", "the directive is stricter");
    is_str(reason_of_first(), "TransparencyMinimumCell 10", "and named");
    one(4, RULE("limit=\"5\"") TABLE FROM("GB", RECEIVED("3")) "</requests>");
    shown("t.2012.gb.received.requests", "suppressed 0..4", "the rule is stricter");
    is_str(reason_of_first(), "rule few", "and named");
    one(0, RULE("limit=\"5\" shown=\"1..4\"") ROWS);
    shown("t.2012.gb.received.requests", "suppressed 1..4", "a rule may say at least 1");
    shown("t.2012.gb.disclosed.requests", "0", "0 is no small figure");
    one(0, RULE("limit=\"5\" zero=\"hidden\"") ROWS);
    shown("t.2012.gb.disclosed.requests", "suppressed 0..4", "unless a rule says so");
    one(0, RULE("limit=\"5\" scope=\"row\" zero=\"hidden\"") ROWS);
    shown("t.2012.gb.rejected.requests", "suppressed 0..", "what is hidden with a small figure but is not one has no bounds");
    shown("t.2012.fr.received.requests", "70", "another row");
    one(0, RULE("limit=\"5\" publisher=\"q\"") "<publisher id=\"q\" name=\"Q\"/>" ROWS);
    shown("t.2012.gb.received.requests", "3", "a rule is about one publisher");
    one(0, "<rule id=\"few\" kind=\"rounding\" limit=\"5\" base=\"5\"/>" ROWS);
    shown("t.2012.gb.received.requests", "3", "rounding is no hiding");
    start(0);
    file("a.xml", "2013-01-01", WHO ROWS);
    file("b.xml", "2013-02-01", RULE("limit=\"5..6\""));
    build(&r);
    ok(find_diag(&r, "bad-rule") != NULL, "a limit is one number");
    start(0);
    file("a.xml", "2013-01-01", WHO ROWS);
    file("b.xml", "2013-02-01", RULE("limit=\"5\" shown=\"2..4\""));
    build(&r);
    ok(find_diag(&r, "bad-rule") != NULL, "what is shown holds all that is hidden");
}

int main(void)
{
    start_tests();
    test_limits();
    test_totals();
    test_periods();
    test_percentages();
    test_editions();
    test_versions();
    test_memory();
    test_problems();
    test_rules();
    return end_tests();
}
