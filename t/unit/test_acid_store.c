/* SPDX-License-Identifier: Apache-2.0 */
/* The acid tests of transparency data, as far as generations and sums go. */
#include "generation_support.h"

static int64_t instant(const char *date)
{
    int32_t day = 0;
    tr_date_parse(date, 10, &day);
    return (int64_t)day * 86400;
}

static const char *ask_one(const char *body, const char *asked_for)
{
    record r;

    one_file(&r, body);
    return r.status == APR_SUCCESS ? answer(&r.gen, asked_for) : "not built";
}

#define TABLE(id, period, attrs, rows) \
    "<requests id=\"" id "\" period=\"" period "\" absent=\"none\" " attrs ">" rows "</requests>"
#define ROW(country, figures) "<from country=\"" country "\">" figures "</from>"

static void acid_1(void)
{
    const char *body = TABLE("t", "2009-H2", "", ROW("AR",
        "<received requests=\"98\" accounts=\"not-reported\"/><disclosed requests=\"not-reported\"/>"));

    is_str(ask_one(body, "measure=disclosed country=AR"), "not-reported",
           "acid 1: a blank percentage is not reported");
    is_str(ask_one(body, "unit=accounts by=country"), "AR: not-reported",
           "acid 1: blank accounts are never 0");
    is_str(ask_one(body, "unit=accounts"), "not-reported", "acid 1: nor is their sum");
}

static void acid_2(void)
{
    const char *body = TABLE("t", "2012", "demand=\"preservation\"", ROW("GB",
        "<received requests=\"5\"/><disclosed requests=\"not-applicable\"/>"));

    is_str(ask_one(body, "measure=disclosed demand=preservation"), "not-applicable",
           "acid 2: what cannot be is not applicable, and not missing");
}

static void acid_3(void)
{
    const char *body =
        TABLE("a", "2021-H2", "demand=\"nsl\"", ROW("US", "<received letters=\"8..499\"/>"))
        TABLE("b", "2022-H1", "demand=\"nsl\"", ROW("US", "<received letters=\"500..999\"/>"));

    is_str(ask_one(body, "demand=nsl"), "band 508..1498", "acid 3: two bands are 508 to 1498");
}

static void acid_4(void)
{
    const char *body =
        "<break id=\"classes\" period=\"2018-H1\" kind=\"split\" demands=\"national-security\"/>"
        TABLE("a", "2017-H2", "demand=\"national-security\"",
              ROW("US", "<received requests=\"13250..13499\"/>"))
        TABLE("b", "2018-H1", "demand=\"national-security\"",
              ROW("US", "<received requests=\"0..499\"/>"))
        TABLE("c", "2017-H2", "demand=\"emergency\"", ROW("US", "<received requests=\"1\"/>"))
        TABLE("d", "2018-H1", "demand=\"emergency\"", ROW("US", "<received requests=\"2\"/>"));

    is_str(ask_one(body, "demand=national-security"), "refused series-break",
           "acid 4: nothing is added over a break");
    is_str(ask_one(body, "demand=emergency"), "3", "acid 4: what it does not concern is");
    is_str(ask_one(body, "demand=national-security by=period"),
           "2017-H2: band 13250..13499; 2018-H1: band 0..499", "acid 4: each side by itself is there");
}

static void acid_5(void)
{
    const char *body = TABLE("t", "2013-H1", "rounding=\"half\"", ROW("US",
        "<received requests=\"11000..12000\"/><disclosed requests=\"79.00%\"/>"));
    const char *whole = TABLE("t", "2013-H1", "rounding=\"half\"", ROW("US",
        "<received requests=\"11000..12000\"/><disclosed requests=\"79%\"/>"));

    is_str(ask_one(whole, "measure=disclosed"), "band 8635..9540",
           "acid 5: 79 % of 11,000 to 12,000 is 8,635 to 9,540");
    is_str(ask_one(body, "measure=disclosed"), "band 8690..9480",
           "acid 5: printed with two decimals it is narrower");
}

static void acid_6(void)
{
    const char *body =
        "<requests id=\"a\" period=\"2018-H2\" absent=\"not-reported\">"
        ROW("GB", "<received requests=\"3\"/>") "</requests>"
        "<requests id=\"b\" period=\"2019-H1\" absent=\"none\">"
        ROW("GB", "<received requests=\"4\"/>") ROW("TV", "<received requests=\"0\"/>") "</requests>";

    is_str(ask_one(body, "by=period"), "2018-H2: at-least 3+absent; 2019-H1: 4",
           "acid 6: rows that are absent mean something else in each half");
    is_str(ask_one(body, "country=TV"), "refused no-bounds",
           "acid 6: a country that was not listed then is not zero");
}

static void acid_8(void)
{
    const char *body = "<service id=\"microsoft\" name=\"Microsoft\"/>"
        "<service id=\"skype\" name=\"Skype\" part-of=\"microsoft\"/>"
        TABLE("combined", "2013-H1", "service=\"microsoft\"", ROW("GB", "<received requests=\"9\"/>"))
        TABLE("skype", "2013-H1", "service=\"skype\"", ROW("GB", "<received requests=\"2\"/>"));
    record r;
    tr_rollup rolled;

    one_file(&r, body);
    is_str(answer(&r.gen, "measure=received"), "refused tables-overlap",
           "acid 8: what includes Skype and Skype are not added");
    rolled = ask(&r.gen, "measure=received");
    ok(rolled.count == 1 && rolled.rows[0].refused[0] != rolled.rows[0].refused[1]
       && rolled.rows[0].refused[1] != UINT32_MAX, "acid 8: the refusal names both tables");
    is_str(answer(&r.gen, "by=service"), "microsoft: 9; skype: 2", "acid 8: each by itself is there");
    ok(tr_gen_codes(&r.gen, TR_DIM_SERVICE)[2].parent == 1, "acid 8: Skype is a part");
}

static void acid_9_10_11(void)
{
    record r;

    one_file(&r, TABLE("t", "2013-H1", "outcomes=\"partition\"", ROW("US",
        "<received requests=\"7014\"/><disclosed data=\"content\" requests=\"749\"/>"
        "<disclosed data=\"non-content\" requests=\"4569\"/><no-data requests=\"1107\"/>"
        "<rejected requests=\"588\"/><pending requests=\"1\"/>")));
    is_int(r.status, APR_SUCCESS, "acid 9: one request pending is no error");
    one_file(&r, TABLE("t", "2013-H2", "outcomes=\"overlapping\"", ROW("BR",
        "<received requests=\"4\"/><challenged requests=\"4\"/>"
        "<disclosed data=\"non-content\" requests=\"2\"/>")));
    is_int(r.status, APR_SUCCESS, "acid 10: outcomes that overlap may exceed the requests");
    one_file(&r, TABLE("t", "2013-H2", "", ROW("HK", "<received requests=\"344\" accounts=\"343\"/>")));
    is_int(r.status, APR_SUCCESS, "acid 11: fewer accounts than requests is no error");
}

static void acid_12(void)
{
    const char *body = TABLE("t", "2012", "", ROW("GB",
        "<received requests=\"1268\"/><guidance period=\"2012-H2\" times=\"40\"/>"));

    is_str(ask_one(body, "by=period"), "2012: 1268; 2012-H2: 40",
           "acid 12: a figure of half a year stays one of half a year");
}

static void acid_16_17(void)
{
    record r;
    tr_gen then;
    tr_changes changes;

    record_init(&r);
    add_file(&r, "a.xml", "published=\"2018-01-01\"",
             TABLE("t", "2017-H2", "", ROW("RU", "<received demand=\"other-legal\" requests=\"330\"/>")));
    add_file(&r, "b.xml", "published=\"2019-01-01\"",
             "<code id=\"local-subsidiary\" dimension=\"demand\" parent=\"legal-process\" name=\"L\"/>"
             TABLE("t", "2017-H2", "partition=\"demand\"",
                   ROW("RU", "<received demand=\"other-legal\" requests=\"291\"/>"
                       "<received demand=\"local-subsidiary\" requests=\"40\"/>")
                   "<correction reason=\"reclassification\"><p>a class of its own</p></correction>"));
    build(&r);
    tr_changes_of_edition(&changes, &r.gen, 1, test_pool);
    is_int(changes.cell_count, 2, "acid 16: two figures changed");
    is_str(answer(&r.gen, "measure=received"), "331", "acid 16: the new total");
    tr_gen_as_of(&then, &r.gen, instant("2018-06-01"), test_pool);
    is_str(answer(&then, "demand=other-legal"), "330", "acid 17: the state of then");
    is_str(answer(&r.gen, "demand=other-legal"), "291", "acid 17: and that of now");
    is_int(find_diag(&r, "no-reason-given") != NULL, 0, "acid 16: the reason is given");
}

static void acid_18(void)
{
    const char *body = TABLE("t", "2024", "", ROW("IN",
        "<received requests=\"withheld-policy\"/><disclosed requests=\"14641\"/>"));

    is_str(ask_one(body, "by=country"), "IN: withheld-policy; IN: 14641",
           "acid 18: what is withheld is withheld, what is known is known");
}

static void acid_23(void)
{
    const char *body = TABLE("t", "2012-H1", "", ROW("GB", "<received requests=\"&lt;10\"/>")
        ROW("US", "<received requests=\"1\" note=\"star\"/>") ROW("FR", "<received requests=\"unknown\"/>"))
        "<note id=\"star\"><text><p>one account</p></text></note>";

    is_str(ask_one(body, "by=country"), "FR: unknown; GB: below 0..9; US: 1",
           "acid 23: below ten, one, and nobody knows");
    is_str(ask_one(body, "measure=received"), "at-least 1", "acid 23: together at least one");
}

static void acid_25(void)
{
    record r;

    record_init(&r);
    r.now = instant("2013-06-01");
    add_file(&r, "a.xml", "published=\"2013-01-01\"",
             "<canary id=\"c\" asserted=\"2013-01-01\" until=\"2013-06-30\"><text><p>x</p></text></canary>");
    build(&r);
    is_int((long long)r.gen.head->valid_until, instant("2013-07-01"),
           "acid 25: a canary lapses without any edit");
}

int main(void)
{
    start_tests();
    acid_1();
    acid_2();
    acid_3();
    acid_4();
    acid_5();
    acid_6();
    acid_8();
    acid_9_10_11();
    acid_12();
    acid_16_17();
    acid_18();
    acid_23();
    acid_25();
    return end_tests();
}
