/* SPDX-License-Identifier: Apache-2.0 */
/* What the figures of one table say together. */
#include <apr_general.h>
#include <apr_strings.h>

#include "record/read.h"
#include "tap.h"

static apr_pool_t *pool;

static tr_file *read_table(const char *attributes, const char *rows)
{
    static const tr_limits limits = TR_LIMITS_DEFAULT;
    const char *xml = apr_pstrcat(pool,
        "<transparency xmlns=\"urn:transparency-report:1\" published=\"2013-03-21\" "
        "xml:lang=\"en\"><requests id=\"t\" period=\"2012\" absent=\"none\" ",
        attributes, ">\n", rows, "</requests></transparency>", NULL);
    tr_reader *reader = tr_reader_make("a.xml", &limits, pool);

    tr_reader_feed(reader, xml, strlen(xml));
    return tr_reader_end(reader);
}

/* All diagnostics, one a line; `expected` says also whether it is usable. */
static tr_file *says(const char *attributes, const char *rows,
                     const char *expected, const char *name)
{
    tr_file *file = read_table(attributes, rows);
    const char *all = "";

    for (const tr_diag *diag = file->diags->first; diag; diag = diag->next)
        all = apr_pstrcat(pool, all, *all ? "\n" : "", tr_diag_line(diag, pool), NULL);
    is_str(all, expected, name);
    ok(file->usable == (strstr(expected, ": error:") == NULL),
       "%s: usable only without an error", name);
    return file;
}

#define GB(measures) "<from country=\"GB\">" measures "</from>\n"
#define PART "outcomes=\"partition\""

static void duplicates(void)
{
    says("", GB("<received requests=\"1\" accounts=\"2\"/>")
         GB("\n<received requests=\"1\"/>"),
         "a.xml:4:1: error: received requests of GB in 2012 were already stated in "
         "line 2 [duplicate-figure]", "one figure twice");
    says("", GB("<received demand=\"nsl\" requests=\"1\"/>")
         "<from country=\"GB\" demand=\"nsl\"><received requests=\"1\"/></from>",
         "a.xml:3:33: error: received requests of GB, demand nsl in 2012 were already "
         "stated in line 2 [duplicate-figure]", "said in two ways");
    says("", GB("<received period=\"2012-H1\" requests=\"1\"/><received requests=\"1\"/>"
                "<received service=\"s\" requests=\"1\"/><received via=\"US\" requests=\"1\"/>"
                "<figure measure=\"received\" unit=\"letters\" value=\"1\"/>"
                "<received basis=\"other\" requests=\"1\"/>")
         "<total><received requests=\"9..99\"/></total><from country=\"US\">"
         "<received requests=\"8\"/></from>", "", "different figures");
    says("", "<total><received requests=\"1\"/><received requests=\"not-reported\"/></total>",
         "a.xml:2:32: error: received requests of the total in 2012 were already stated "
         "in line 2 [duplicate-figure]", "a total twice");
    says("service=\"s\"", GB("<received requests=\"1\"/><received service=\"s\" requests=\"2\"/>"),
         "a.xml:2:44: error: received requests of GB in 2012 were already stated in "
         "line 2 [duplicate-figure]", "the table's service, spelled out");
}

/* Thousands of figures: the index must find the one that is there twice. */
static void many(void)
{
    const char *rows = "";
    tr_file *file;

    for (int i = 0; i < 3000; i += 50) {
        const char *part = "";
        for (int j = 0; j < 50; j++)
            part = apr_psprintf(pool, "%s<received basis=\"b%d\" requests=\"1\"/>", part, i + j);
        rows = apr_pstrcat(pool, rows, part, NULL);
    }
    rows = apr_pstrcat(pool, "<from country=\"GB\">", rows,
                       "\n<received basis=\"b1234\" requests=\"1\"/></from>", NULL);
    file = says("", rows, "a.xml:3:1: error: received requests of GB, basis b1234 in 2012 "
                "were already stated in line 2 [duplicate-figure]", "one among 3001");
    is_int((long long)file->cell_count, 3001, "all were read");
}

static void outcomes(void)
{
    says(PART, GB("<received requests=\"10\"/><disclosed requests=\"6\"/><no-data requests=\"4\"/>"),
         "", "they add up");
    says(PART, GB("<received requests=\"10\"/><disclosed requests=\"6\"/><no-data requests=\"3\"/>"),
         "a.xml:2:20: error: requests of GB: the outcomes (disclosed, no-data) add up to 9, but "
         "10 were received; state what is missing, such as pending, or declare "
         "outcomes=\"overlapping\" or \"partial\" [outcomes-differ]", "they do not");
    says(PART, GB("<received requests=\"7014\"/><disclosed requests=\"7000\"/>"
                  "<no-data requests=\"13\"/><pending requests=\"1\"/>"),
         "", "a pending request is counted");
    says(PART, GB("<received requests=\"10\"/><disclosed requests=\"8\"/><no-data requests=\"3\"/>"),
         "a.xml:2:20: error: requests of GB: the outcomes (disclosed, no-data) add up to 11, but "
         "10 were received; state what is missing, such as pending, or declare "
         "outcomes=\"overlapping\" or \"partial\" [outcomes-differ]", "more than there were");
    says("outcomes=\"overlapping\"", GB("<received requests=\"4\"/><disclosed requests=\"4\"/>"
                                        "<challenged requests=\"2\"/>"), "", "overlapping never");
    says("", GB("<received requests=\"183\"/><disclosed requests=\"269\"/><rejected requests=\"3\"/>"),
         "", "undeclared never");
    says(PART, GB("<received requests=\"8..499\"/><disclosed requests=\"0..249\"/>"
                  "<rejected requests=\"250..499\"/>"), "", "intervals that can");
    says(PART, GB("<received requests=\"8..499\"/><disclosed requests=\"250..499\"/>"
                  "<rejected requests=\"250..499\"/>"),
         "a.xml:2:20: error: requests of GB: the outcomes (disclosed, rejected) add up to "
         "500..998, but 8..499 were received; state what is missing, such as pending, or declare "
         "outcomes=\"overlapping\" or \"partial\" [outcomes-differ]", "intervals that cannot");
    says(PART, GB("<received requests=\"10\"/><disclosed requests=\"1\"/>"
                  "<no-data requests=\"not-reported\"/>"), "", "a missing outcome may be anything");
    says(PART, GB("<received requests=\"10\"/><disclosed requests=\"11\"/>"
                  "<no-data requests=\"not-reported\"/>"),
         "a.xml:2:20: error: requests of GB: the outcomes (disclosed, no-data) add up to at "
         "least 11, but 10 were received; state what is missing, such as pending, or declare "
         "outcomes=\"overlapping\" or \"partial\" [outcomes-differ]", "but not less than nothing");
    says(PART, GB("<received requests=\"10\"/><disclosed requests=\"4\"/>"), "",
         "one outcome alone is not all of them");
    says(PART, GB("<received requests=\"10\"/><disclosed requests=\"4\"/><no-data requests=\"6\"/>")
         "<from country=\"US\"><received requests=\"10\"/><disclosed requests=\"4\"/></from>", "",
         "an outcome that only another country has");
    says(PART, GB("<received requests=\"10\"/><disclosed requests=\"4\"/><no-data requests=\"5\"/>")
         "<from country=\"US\"><received requests=\"10\"/><disclosed requests=\"4\"/>"
         "<no-data requests=\"5\"/><pending requests=\"1\"/></from>",
         "a.xml:2:20: error: requests of GB: the outcomes (disclosed, no-data) add up to 9, but "
         "10 were received; state what is missing, such as pending, or declare "
         "outcomes=\"overlapping\" or \"partial\" [outcomes-differ]",
         "pending that only another country has");
    says(PART, GB("<received requests=\"10\" accounts=\"20\"/><disclosed accounts=\"9\"/>"
                  "<no-data requests=\"4\"/>"), "", "units are not mixed");
    says(PART, GB("<received requests=\"10\"/><disclosed requests=\"60%\"/><no-data requests=\"3..5\"/>"),
         "", "a percentage that fits");
    says(PART, GB("<received requests=\"100\"/><disclosed requests=\"60%\"/><no-data requests=\"3..5\"/>"),
         "a.xml:2:20: error: requests of GB: the outcomes (disclosed, no-data) add up to 62..66"
         ", but 100 were received; state what is missing, such as pending, or declare "
         "outcomes=\"overlapping\" or \"partial\" [outcomes-differ]", "one that does not") ;
    says(PART " partition=\"basis\"",
         GB("<received requests=\"10\"/><disclosed requests=\"4\"/>"
            "<rejected basis=\"overbroad\" requests=\"2\"/><rejected basis=\"expired\" requests=\"4\"/>"),
         "", "parts of an outcome add up");
    says(PART " partition=\"basis\"",
         GB("<received requests=\"10\"/><disclosed requests=\"4\"/>"
            "<rejected basis=\"overbroad\" requests=\"2\"/><rejected basis=\"expired\" requests=\"3\"/>"),
         "a.xml:2:20: error: requests of GB: the outcomes (disclosed, rejected) add up to 9, but "
         "10 were received; state what is missing, such as pending, or declare "
         "outcomes=\"overlapping\" or \"partial\" [outcomes-differ]", "or they do not");
    says(PART, GB("<received requests=\"10\"/><disclosed requests=\"4\"/>"
                  "<rejected basis=\"overbroad\" requests=\"2\"/>"
                  "<rejected basis=\"expired\" requests=\"3\"/>"), "",
         "parts that nobody declared to be all");
    says(PART " partition=\"data\"",
         GB("<received requests=\"10\"/><no-data requests=\"4\"/>"
            "<disclosed data=\"non-content\" requests=\"5\"/><disclosed data=\"subscriber\" requests=\"5\"/>"),
         "", "a code below another is not added to it");
    says(PART, GB("<received requests=\"10\"/><disclosed requests=\"4\"/><no-data requests=\"3\"/>"
                  "<figure measure=\"narrowed\" unit=\"requests\" value=\"3\"/>"), "",
         "a measure of the record's own may be an outcome");
    says(PART, GB("<received requests=\"10\"/><disclosed period=\"2012-H2\" requests=\"4\"/>"
                  "<no-data requests=\"3\"/>"), "", "periods are not mixed");
}

/* More sums of parts than the index of them begins with. */
static void many_parts(void)
{
    const char *rows = "";
    static const char *const countries[] = {
        "AT", "BE", "BG", "CH", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GR", "HR",
        "HU", "IE", "IT", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI",
        "SK", "UA" };

    for (int i = 0; i < 30; i++)
        rows = apr_psprintf(pool, "%s<from country=\"%s\"><received requests=\"10\"/>"
            "<disclosed requests=\"4\"/><rejected basis=\"overbroad\" requests=\"2\"/>"
            "<rejected basis=\"expired\" requests=\"%d\"/></from>\n", rows, countries[i],
            i == 28 ? 5 : 4);
    says(PART " partition=\"basis\"", rows,
         "a.xml:30:20: error: requests of SK: the outcomes (disclosed, rejected) add up to 11, "
         "but 10 were received; state what is missing, such as pending, or declare "
         "outcomes=\"overlapping\" or \"partial\" [outcomes-differ]", "one of thirty");
}

static void people(void)
{
    tr_file *file = says("", GB("<received requests=\"344\" accounts=\"343\"/>"),
        "a.xml:2:20: notice: received of GB: fewer accounts (343) than requests (344); marked as "
        "unusual [fewer-than-requests]", "Hong Kong");
    is_int(file->entities->cells[0].flags, 0, "the requests are usual");
    is_int(file->entities->cells[1].flags, TR_MARK_UNUSUAL, "the accounts are marked");
    says("", GB("<received requests=\"39863\" users=\"39657\"/>"),
         "a.xml:2:20: notice: received of GB: fewer users (39657) than requests (39863); marked "
         "as unusual [fewer-than-requests]", "Telegram");
    says("", GB("<received requests=\"344\" accounts=\"344\"/>"), "", "as many are usual");
    says("", GB("<received requests=\"0..499\" accounts=\"0..499\"/>"), "", "only what is certain");
    says("", GB("<received requests=\"344\" accounts=\"not-reported\"/>"), "", "nothing is not fewer");
    says("", GB("<received requests=\"344\" hours=\"3\"/>"), "", "hours are no people");
}

static void totals(void)
{
    static const char US[] = "<from country=\"US\"><received requests=\"5\" accounts=\"7\"/></from>";
    const char *base = GB("<received requests=\"10\" accounts=\"20\"/>");
    const char *rows = apr_pstrcat(pool, base, US, NULL);

    says("", apr_pstrcat(pool, "<total><received requests=\"15\" accounts=\"26\"/></total>", rows, NULL),
         "", "equal; distinct things may be fewer");
    says("", apr_pstrcat(pool, "<total><received requests=\"16\"/></total>", rows, NULL),
         "a.xml:2:8: notice: received requests of the total: stated as 16, the countries add up "
         "to 15; both are shown [total-differs]", "more than the sum");
    says("", apr_pstrcat(pool, "<total><received requests=\"14\"/></total>", rows, NULL),
         "a.xml:2:8: notice: received requests of the total: stated as 14, the countries add up "
         "to 15; both are shown [total-differs]", "less than the sum");
    says("", apr_pstrcat(pool, "<total><received requests=\"10..20\"/></total>", rows, NULL),
         "", "a band around it");
    says("sum=\"accounts\"", apr_pstrcat(pool, "<total><received accounts=\"26\"/></total>", rows, NULL),
         "a.xml:2:8: notice: received accounts of the total: stated as 26, the countries add up "
         "to 27; both are shown [total-differs]", "accounts declared to add up");
    says("distinct=\"requests\"", apr_pstrcat(pool, "<total><received requests=\"14\"/></total>", rows, NULL),
         "", "requests declared distinct");
    says("", apr_pstrcat(pool, "<total demand=\"nsl\"><received requests=\"99\"/></total>", rows, NULL),
         "", "a total of something else");
    says("", apr_pstrcat(pool, "<total><received requests=\"16\"/></total>", rows,
                         "<from country=\"FR\"><received requests=\"not-reported\"/></from>", NULL),
         "", "a country without a number may be the rest");
    says("", apr_pstrcat(pool, "<total><received requests=\"16\"/></total>", rows,
                         "<from country=\"US-CA\"><received requests=\"3\"/></from>", NULL),
         "", "parts of countries leave it open");
    says("overlapping=\"country\"", apr_pstrcat(pool, "<total><received requests=\"14\"/></total>", rows, NULL),
         "", "countries declared to overlap");
    says("", apr_pstrcat(pool, "<total><received requests=\"1\"/></total>", NULL), "",
         "a total without countries");
    /* what is not listed is not reported: the total may be more, not less */
    tr_file *file = read_table("", "");
    ok(file->usable, "a table without figures");
    static const tr_limits limits = TR_LIMITS_DEFAULT;
    static const char *const expected[] = { "14", "16" };
    for (int i = 0; i < 2; i++) {
        const char *xml = apr_pstrcat(pool, "<transparency xmlns=\"urn:transparency-report:1\" "
            "published=\"2013-03-21\" xml:lang=\"en\"><requests id=\"t\" period=\"2012\" "
            "absent=\"not-reported\"><total><received requests=\"", expected[i], "\"/></total>",
            rows, "</requests></transparency>", NULL);
        tr_reader *reader = tr_reader_make("a.xml", &limits, pool);
        tr_reader_feed(reader, xml, strlen(xml));
        file = tr_reader_end(reader);
        is_int(file->diags->notices, 1 - i, i ? "more than the listed is possible"
                                              : "less is not");
    }
}

static void percentages(void)
{
    tr_file *file = says("",
        GB("<received requests=\"10117\"/><disclosed requests=\"8682\"/><disclosed requests=\"89%\"/>"),
        "a.xml:2:76: warning: disclosed requests of GB: published as 89%, but 8682 of 10117 is "
        "85.8% [percentage-differs]", "Meta, United Kingdom, 2021 H2");
    is_int(file->entities->cells[2].flags, TR_MARK_DERIVED, "a percentage beside its count is derived");
    says("", GB("<received requests=\"10117\"/><disclosed requests=\"8682\"/><disclosed requests=\"86%\"/>"),
         "", "within rounding");
    says("rounding=\"down\"",
         GB("<received requests=\"10117\"/><disclosed requests=\"8682\"/><disclosed requests=\"86%\"/>"),
         "a.xml:2:76: warning: disclosed requests of GB: published as 86%, but 8682 of 10117 is "
         "85.8% [percentage-differs]", "not when it was rounded down");
    says("", GB("<received requests=\"11000..12000\"/><disclosed requests=\"79%\"/>"), "", "of a band");
    says("", GB("<received requests=\"0\"/><disclosed requests=\"0%\"/>"),
         "a.xml:2:44: warning: 0% of 0: there is no such share; write not-applicable, and "
         "printed=\"0%\" for what was published [percentage-of-nothing]", "0% of nothing");
    says("", GB("<received requests=\"0\"/><disclosed requests=\"0\"/><disclosed requests=\"0%\"/>"),
         "a.xml:2:69: warning: 0% of 0: there is no such share; leave it out, as the count itself "
         "is stated [percentage-of-nothing]", "0% of nothing beside the count");
    says("", GB("<received requests=\"0\"/><disclosed requests=\"88%\"/>"),
         "a.xml:2:44: error: 88% of 0: there is no such share; write not-applicable, and "
         "printed=\"88%\" for what was published [percentage-of-nothing]", "88% of nothing");
    says("", GB("<received requests=\"3\"/><disclosed requests=\"50%\"/>"),
         "a.xml:2:44: warning: no count out of 3 is 50%, however it was rounded "
         "[percentage-impossible]", "half of three");
    file = says("", GB("<received requests=\"3\"/><disclosed requests=\"50%\" flags=\"unusual\"/>"),
                "a.xml:2:44: notice: no count out of 3 is 50%, however it was rounded "
                "[percentage-impossible]", "half of three, marked as unusual");
    is_int(file->diags->warnings, 0, "what is marked is no warning");
    file = says("", GB("<received requests=\"10\"/><disclosed requests=\"10\"/><disclosed requests=\"50%\" flags=\"unusual\"/>"),
                "a.xml:2:71: notice: disclosed requests of GB: published as 50%, but 10 of 10 is 100.0% "
                "[percentage-differs]", "half of all, marked as unusual");
    is_int(file->diags->warnings, 0, "nor is this");
    says("", GB("<received requests=\"withheld-policy\"/><disclosed requests=\"50%\"/>"), "",
         "of what is withheld");
    says("", GB("<disclosed requests=\"50%\"/>"), "", "of what is not there");
    says("", GB("<received requests=\"100\"/><preserved requests=\"10\"/><extended requests=\"5\"/>"
                "<extended of=\"preserved\" requests=\"50%\"/><disclosed data=\"content\" requests=\"5%\"/>"
                "<disclosed data=\"content\" requests=\"9\"/>"),
         "a.xml:2:137: warning: disclosed requests of GB, data content: published as 5%, but 9 of "
         "100 is 9.0% [percentage-differs]", "of another measure, and of the whole");
    says("", GB("<received requests=\"100\"/><disclosed requests=\"5%\"/><disclosed requests=\"6%\"/>"),
         "a.xml:2:72: error: disclosed requests of GB in 2012 were already stated in line 2 "
         "[duplicate-figure]", "two percentages");
}

static void periods(void)
{
    tr_file *file = says("", GB("<received requests=\"1268\"/><guidance period=\"2012-H2\" times=\"40\"/>"),
                         "", "a measure of half the year");
    is_int(file->entities->cells[0].flags, 0, "the year is whole");
    is_int(file->entities->cells[1].flags, TR_MARK_SUB_PERIOD, "the half is marked");
    says("", GB("<received period=\"2011-07-01--2012-06-30\" requests=\"1\"/>"),
         "a.xml:2:20: error: period 2011-07-01--2012-06-30 of <received> does not lie within the "
         "table's period 2012 [period-outside]", "outside the table");
    file = says("", GB("<received period=\"2012-01-01/2012-12-31\" requests=\"1\"/>"), "",
                "the same in other words");
    is_int(file->entities->cells[0].flags, 0, "is not less");
}

static void reasons(void)
{
    says("", GB("<received requests=\"12\" reason=\"usc-1874\"/>"),
         "a.xml:2:20: warning: reason of <received> says why there is no exact number, but there "
         "is one [reason-of-number]", "a reason for nothing");
    says("", GB("<received requests=\"8..499\" reason=\"usc-1874\"/>"), "", "a reason for a band");
}

int main(void)
{
    apr_initialize();
    apr_pool_create(&pool, NULL);
    duplicates();
    many();
    outcomes();
    many_parts();
    people();
    totals();
    percentages();
    periods();
    reasons();
    apr_pool_destroy(pool);
    apr_terminate();
    return tap_done();
}
