/* SPDX-License-Identifier: Apache-2.0 */
/* Which cells are summed, and what is refused. */
#include "generation_support.h"

#define P "<publisher id=\"acme\" name=\"Acme\"/>"
#define T(attrs, cells) "<requests id=\"t\" period=\"2012\" publisher=\"acme\" " attrs ">" cells "</requests>"

static void check(const char *body, const char *question, const char *expected)
{
    record r;

    one_file(&r, body);
    is_str(r.status == APR_SUCCESS ? answer(&r.gen, question) : "not built", expected, question);
}

#define COUNTRIES "<from country=\"GB\"><received requests=\"3\"/></from>" \
                  "<from country=\"US\"><received requests=\"4\"/></from>"

static void countries(void)
{
    check(P T("absent=\"none\"", COUNTRIES), "measure=received", "7");
    check(P T("absent=\"not-reported\"", COUNTRIES), "measure=received", "at-least 7+absent");
    check(P T("absent=\"none\"", COUNTRIES), "by=country", "GB: 3; US: 4");
    check(P T("absent=\"none\"", COUNTRIES), "country=GB", "3");
    check(P T("absent=\"not-reported\"", COUNTRIES), "country=GB,US", "7");
    check(P T("absent=\"none\"", COUNTRIES "<from country=\"US-CA\"><received requests=\"2\"/></from>"),
          "measure=received", "7");
    check(P T("absent=\"none\"", COUNTRIES "<total><received requests=\"7\"/></total>"),
          "measure=received", "7");
    check(P T("absent=\"none\"", COUNTRIES "<total><received requests=\"9\"/></total>"),
          "measure=received", "9/7");
    check(P T("absent=\"none\"", COUNTRIES "<total><received requests=\"not-reported\"/></total>"),
          "measure=received", "not-reported/7");
    check(P T("absent=\"none\"", "<from country=\"GB\"><received requests=\"8..499\"/></from>"
              "<from country=\"US\"><received requests=\"not-reported\"/></from>"),
          "measure=received", "at-least 8");
}

#define YEAR_AND_HALF "<from country=\"US\"><received requests=\"5\"/></from>" \
                      "<from country=\"GB\"><received period=\"2012-H2\" requests=\"2\"/></from>"

/* A country is listed when the table says anything of it, also of another time or service. */
static void listed_elsewhere(void)
{
    check(P T("absent=\"none\"", YEAR_AND_HALF), "by=period",
          "2012: at-least 5+part-missing; 2012-H2: at-least 2+part-missing");
    check(P T("absent=\"none\"", YEAR_AND_HALF), "by=country by=period", "2012,US: 5; 2012-H2,GB: 2");
    check(P T("absent=\"none\"", YEAR_AND_HALF), "by=period country=GB,US",
          "2012: at-least 5+part-missing; 2012-H2: at-least 2+part-missing");
    check(P T("absent=\"none\"", YEAR_AND_HALF), "by=period country=US", "2012: 5");
    check(P "<service id=\"a\" name=\"A\"/><service id=\"b\" name=\"B\"/>"
          T("absent=\"none\"", "<from country=\"US\"><received service=\"a\" requests=\"5\"/></from>"
            "<from country=\"GB\"><received service=\"b\" requests=\"2\"/></from>"),
          "by=service", "a: at-least 5+part-missing; b: at-least 2+part-missing");
    check(P T("absent=\"none\"", "<from country=\"US\"><received requests=\"20\" period=\"2012-H2\"/></from>"
              "<from country=\"US-CA\"><received requests=\"7\"/></from>"), "by=period period=2012",
          "2012: at-least 7+part-missing");
}

#define FR_PARTS "<from country=\"FR\"><received demand=\"civil\" requests=\"0\"/></from>"
#define US_WHOLE "<from country=\"US\"><received requests=\"5\"/></from>"

/* That some parts are 0 does not say so of the whole, nor do parts that are divided otherwise make it. */
static void parts_of_nothing(void)
{
    check(P T("absent=\"none\"", US_WHOLE FR_PARTS), "by=demand",
          "at-least 5+part-missing; civil: refused no-bounds");
    check(P T("absent=\"not-reported\"", US_WHOLE FR_PARTS), "by=demand country=US,FR",
          "at-least 5+part-missing; civil: refused no-bounds");
    check(P T("absent=\"none\" partition=\"demand\"", US_WHOLE FR_PARTS), "by=demand",
          "5; civil: refused no-bounds");
    check(P T("absent=\"none\"", "<from country=\"US\"><received demand=\"civil\" requests=\"5\"/></from>"
              "<from country=\"FR\"><received requests=\"0\"/></from>"
              "<total><received requests=\"7\"/></total>"), "by=demand", "7; civil: 5");
}

#define DIVIDED(code, number) "<received demand=\"" code "\" requests=\"" number "\"/>"

/* What a total does not give is not zero where a country gives it; nor does it divide what countries do not. */
static void totals_in_part(void)
{
    check(P T("absent=\"none\" partition=\"demand\"", "<total>" DIVIDED("emergency", "0") "</total>"
              "<from country=\"GB\">" DIVIDED("civil", "5") "</from>"), "measure=received",
          "at-least 5+part-missing");
    check(P T("absent=\"none\" partial=\"demand\"", "<total>" DIVIDED("emergency", "7") "</total>"
              "<from country=\"GB\">" DIVIDED("civil", "5") "</from>"),
          "measure=received demand=civil,emergency", "at-least 7+part-missing");
    check(P T("absent=\"none\" partition=\"demand\"", "<total>" DIVIDED("emergency", "7") "</total>"
              "<from country=\"GB\">" DIVIDED("civil", "0") DIVIDED("emergency", "7") "</from>"),
          "measure=received", "7");
    check(P T("absent=\"none\"", US_WHOLE "<from country=\"GB\">" DIVIDED("civil", "3") "</from>"
              "<total>" DIVIDED("emergency", "2") "</total>"), "measure=received demand=civil",
          "at-least 3+part-missing");
    check(P T("absent=\"none\"", US_WHOLE "<from country=\"GB\">" DIVIDED("emergency", "3") "</from>"
              "<total>" DIVIDED("civil", "2") "</total>"), "by=demand",
          "at-least 5+part-missing; civil: 2; emergency: at-least 3+part-missing");
    check(P T("absent=\"none\"", US_WHOLE "<from country=\"GB\">" DIVIDED("civil", "3") "</from>"
              "<total>" DIVIDED("civil", "4") "</total>"), "measure=received demand=civil", "4");
}

#define DEMANDS "<from country=\"GB\"><received demand=\"emergency\" requests=\"3\"/>" \
                "<received demand=\"civil\" requests=\"4\"/></from>"

static void relations(void)
{
    check(P T("absent=\"none\"", DEMANDS), "measure=received", "refused unstated");
    check(P T("absent=\"none\" partition=\"demand\"", DEMANDS), "measure=received", "7");
    check(P T("absent=\"none\" overlapping=\"demand\"", DEMANDS), "measure=received",
          "refused overlapping");
    check(P T("absent=\"none\" partial=\"demand\"", DEMANDS), "measure=received",
          "at-least 7+partial");
    check(P T("absent=\"none\"", "<from country=\"GB\"><received demand=\"nsl\" requests=\"3\"/></from>"),
          "measure=received", "at-least 3+one-part");
    check(P T("absent=\"none\"", DEMANDS), "by=demand", "civil: 4; emergency: 3");
    check(P T("absent=\"none\"", DEMANDS), "demand=civil", "4");
    check(P T("absent=\"none\"", DEMANDS), "demand=civil,emergency", "refused unstated");
    check(P T("absent=\"none\" partition=\"demand\"", DEMANDS), "demand=civil,emergency", "7");
    check(P T("absent=\"not-reported\" partition=\"demand\"",
              DEMANDS "<from country=\"US\"><received demand=\"civil\" requests=\"5\"/></from>"),
          "by=country", "GB: 7; US: at-least 5+part-missing");
    check(P T("absent=\"none\"", "<from country=\"GB\"><received demand=\"subpoena\" requests=\"3\"/>"
              "<received demand=\"legal-process\" requests=\"9\"/></from>"),
          "demand=legal-process", "9");
    check(P T("absent=\"none\"", "<from country=\"GB\"><received demand=\"subpoena\" requests=\"3\"/>"
              "<received demand=\"search-warrant\" requests=\"9\"/></from>"),
          "demand=legal-process", "refused unstated");
    check(P "<code id=\"fisa\" dimension=\"demand\" children=\"partition\"/>"
          T("absent=\"none\"", "<from country=\"GB\"><received demand=\"fisa-content\" requests=\"3\"/>"
            "<received demand=\"fisa-non-content\" requests=\"9\"/></from>"),
          "demand=fisa", "12");
    check(P "<code id=\"fisa\" dimension=\"demand\" children=\"partition\"/>"
          T("absent=\"not-reported\"", "<from country=\"GB\"><received demand=\"fisa-content\" requests=\"3\"/></from>"),
          "demand=fisa country=GB", "at-least 3+part-missing");
}

static void units(void)
{
    check(P T("absent=\"none\"", "<from country=\"GB\"><received accounts=\"3\"/></from>"
              "<from country=\"US\"><received accounts=\"4\"/></from>"),
          "measure=received", "band 4..7");
    check(P T("absent=\"none\" sum=\"accounts\"", "<from country=\"GB\"><received accounts=\"3\"/></from>"
              "<from country=\"US\"><received accounts=\"4\"/></from>"),
          "measure=received", "7");
    check(P T("absent=\"none\" distinct=\"requests\"", COUNTRIES), "measure=received", "band 4..7");
    check(P T("absent=\"none\"", "<from country=\"GB\"><disrupted hours=\"3\"/></from>"
              "<from country=\"US\"><disrupted hours=\"4\"/></from>"),
          "measure=disrupted", "refused unit-not-additive");
    check(P T("absent=\"none\"", "<from country=\"GB\"><received requests=\"900000000000000000\"/></from>"
              "<from country=\"US\"><received requests=\"900000000000000000\"/></from>"),
          "measure=received", "1800000000000000000");
}

static void overflow(void)
{
    static const char *const codes[] = { "GB", "US", "FR", "DE", "NL", "PL", "PT", "ES", "IT",
                                         "AT", "BE", "CZ" };
    const char *cells = "";

    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
        cells = apr_pstrcat(test_pool, cells, "<from country=\"", codes[i],
                            "\"><received requests=\"999999999999999999\"/></from>", NULL);
    check(apr_pstrcat(test_pool, P "<requests id=\"t\" period=\"2012\" absent=\"none\">", cells,
                      "</requests>", NULL), "measure=received", "refused overflow");
}

#define TABLE(id, attrs, number) "<requests id=\"" id "\" publisher=\"acme\" absent=\"none\" " attrs \
    "><from country=\"GB\"><received requests=\"" number "\"/></from></requests>"
#define SERVICES P "<service id=\"skype\" name=\"Skype\" part-of=\"all-of-it\"/>" \
    "<service id=\"all-of-it\" name=\"All\"/><service id=\"mail\" name=\"Mail\"/>"

static void tables(void)
{
    check(SERVICES TABLE("a", "period=\"2012\" service=\"skype\"", "3")
          TABLE("b", "period=\"2012\" service=\"mail\"", "4"), "measure=received", "7");
    check(SERVICES TABLE("a", "period=\"2012\" service=\"skype\"", "3")
          TABLE("b", "period=\"2012\" service=\"all-of-it\"", "4"), "measure=received",
          "refused tables-overlap");
    check(SERVICES TABLE("a", "period=\"2012\" service=\"skype\"", "3")
          TABLE("b", "period=\"2012\"", "4"), "measure=received", "refused tables-overlap");
    check(SERVICES TABLE("a", "period=\"2012\" service=\"skype\"", "3")
          TABLE("b", "period=\"2012\"", "4"), "by=table", "a: 3; b: 4");
    check(P TABLE("a", "period=\"2012\" demand=\"nsl\"", "3")
          TABLE("b", "period=\"2012\" demand=\"civil\"", "4"), "measure=received",
          "at-least 7+one-part");
    check(P TABLE("a", "period=\"2012-H1\"", "3") TABLE("b", "period=\"2012-H2\"", "4"),
          "measure=received span=2012", "7");
    check(P TABLE("a", "period=\"2012-H1\"", "3") TABLE("b", "period=\"2013-H1\"", "4"),
          "measure=received", "at-least 7+period-gap");
    check(P TABLE("a", "period=\"2012-H1\"", "3"), "measure=received span=2012",
          "at-least 3+period-gap");
    check(P TABLE("a", "period=\"2012-H1\"", "3") TABLE("b", "period=\"2012\"", "9"),
          "measure=received", "9; 3");
    check(P TABLE("a", "period=\"2012\"", "3") TABLE("b", "period=\"2012\"", "9"),
          "measure=received", "refused tables-overlap");
    check(P "<break id=\"b1\" period=\"2012-H2\" kind=\"unit\"/>"
          TABLE("a", "period=\"2012-H1\"", "3") TABLE("b", "period=\"2012-H2\"", "4"),
          "measure=received", "refused series-break");
    check(P "<break id=\"b1\" period=\"2012-H2\" kind=\"unit\" measures=\"disclosed\"/>"
          TABLE("a", "period=\"2012-H1\"", "3") TABLE("b", "period=\"2012-H2\"", "4"),
          "measure=received", "7");
    check(SERVICES "<break id=\"b1\" period=\"2012-H2\" kind=\"unit\" services=\"skype\"/>"
          TABLE("a", "period=\"2012-H1\" service=\"all-of-it\"", "3")
          TABLE("b", "period=\"2012-H2\" service=\"all-of-it\"", "4"), "measure=received",
          "refused series-break");
    check(SERVICES "<break id=\"b1\" period=\"2012-H2\" kind=\"unit\" services=\"skype\"/>"
          TABLE("a", "period=\"2012-H1\" service=\"mail\"", "3")
          TABLE("b", "period=\"2012-H2\" service=\"mail\"", "4"), "measure=received", "7");
    check(P "<definition id=\"d\" name=\"D\"/>" TABLE("a", "period=\"2012-H1\" definitions=\"d\"", "3")
          TABLE("b", "period=\"2012-H2\"", "4"), "measure=received", "refused mixed-definition");
}

#define YEAR(id, year, cells) "<requests id=\"" id "\" publisher=\"acme\" period=\"" year "\" " \
    "absent=\"none\">" cells "</requests>"
#define FROM(country, figures) "<from country=\"" country "\">" figures "</from>"
#define RECEIVED(number) "<received requests=\"" number "\"/>"
#define DISCLOSED(number) "<disclosed requests=\"" number "\"/>"

/* absent="none" is said of countries that the table does not list. */
static void silence(void)
{
    const char *two = P YEAR("t", "2012", FROM("GB", RECEIVED("100") DISCLOSED("88"))
                             FROM("US", RECEIVED("50")));
    const char *before = YEAR("u", "2011", FROM("FR", RECEIVED("1") DISCLOSED("1"))
                              FROM("US-CA", RECEIVED("2")));

    check(two, "measure=disclosed", "at-least 88+part-missing");
    check(two, "measure=disclosed country=GB,US", "at-least 88+part-missing");
    check(two, "measure=disclosed by=country", "GB: 88");
    check(two, "measure=received", "150");
    check(apr_pstrcat(test_pool, two, before, NULL),
          "measure=disclosed country=FR,GB by=period", "2011: 1; 2012: 88");
    check(apr_pstrcat(test_pool, two, before, NULL),
          "measure=received country=GB,US-CA by=period", "2011: 2; 2012: at-least 100+part-missing");
    check(SERVICES "<requests id=\"x\" publisher=\"acme\" period=\"2012\" service=\"mail\" absent=\"none\">"
          FROM("US", RECEIVED("46")) "</requests><requests id=\"y\" publisher=\"acme\" period=\"2012\" "
          "service=\"skype\" absent=\"none\">" FROM("FR", RECEIVED("9")) "</requests>"
          YEAR("u", "2011", FROM("US-CA", RECEIVED("2"))), "measure=received country=FR,US-CA by=period",
          "2011: 2; 2012: at-least 9+part-missing");
    check(P T("absent=\"none\"", FROM("GB", RECEIVED("5"))
              FROM("US", "<received accounts=\"7\"/>")), "measure=received unit=requests",
          "at-least 5+part-missing");
    check(P T("absent=\"none\"", FROM("US", RECEIVED("50") DISCLOSED("40"))
              FROM("US-CA", RECEIVED("9"))), "measure=disclosed", "40");
    check(P T("absent=\"none\"", FROM("US", RECEIVED("50"))
              FROM("US-CA", RECEIVED("9") DISCLOSED("9"))), "measure=disclosed", "at-least 9+one-part+part-missing");
}

/* What one year says is not known of another where that is silent. */
static void silence_over_time(void)
{
    const char *rest = P YEAR("a", "2012", FROM("US", RECEIVED("1")) FROM("x-rest", RECEIVED("9")))
                       YEAR("b", "2013", FROM("GB", RECEIVED("4")));

    check(rest, "measure=received country=GB", "at-least 4+part-missing");
    check(rest, "by=country", "GB: at-least 4+part-missing; US: 1; x-rest: 9");
    check(rest, "measure=received", "14");
    check(P YEAR("a", "2012", FROM("US", RECEIVED("1") DISCLOSED("1")) FROM("GB", RECEIVED("2")))
          YEAR("b", "2013", FROM("GB", RECEIVED("4") DISCLOSED("3"))), "measure=disclosed by=country",
          "GB: at-least 3+part-missing; US: 1");
}

/* Parts that overlap are not added, whether one table says them or two. */
static void sharing(void)
{
    const char *siblings = "<service id=\"all\" name=\"All\" children=\"overlapping\"/>"
        "<service id=\"a\" name=\"A\" part-of=\"all\"/><service id=\"b\" name=\"B\" part-of=\"all\"/>";

    check(apr_pstrcat(test_pool, P, siblings, TABLE("x", "period=\"2012\" service=\"a\"", "3")
                      TABLE("y", "period=\"2012\" service=\"b\"", "3"), NULL), "measure=received",
          "refused tables-overlap");
    check(apr_pstrcat(test_pool, P, siblings, TABLE("x", "period=\"2012-H1\" service=\"a\"", "3")
                      TABLE("y", "period=\"2012-H2\" service=\"b\"", "3"), NULL),
          "measure=received", "6");
}

static void sharing_demands(void)
{
    const char *demands = "<code id=\"x-all\" dimension=\"demand\" name=\"All\" kind=\"compulsory\" "
        "children=\"overlapping\"/><code id=\"x-a\" dimension=\"demand\" parent=\"x-all\" name=\"A\" "
        "kind=\"compulsory\"/><code id=\"x-b\" dimension=\"demand\" parent=\"x-all\" name=\"B\" "
        "kind=\"compulsory\"/>";

    check(apr_pstrcat(test_pool, P, demands, TABLE("a", "period=\"2012\" demand=\"x-a\"", "10")
                      TABLE("b", "period=\"2012\" demand=\"x-b\"", "4"), NULL),
          "measure=received", "refused tables-overlap");
}

#define ACCOUNTS(id, attrs, number) "<requests id=\"" id "\" publisher=\"acme\" absent=\"none\" " attrs \
    "><from country=\"GB\"><received accounts=\"" number "\"/></from></requests>"

/* The same account may be in each of them. */
static void distinct_over_services(void)
{
    check(SERVICES ACCOUNTS("a", "period=\"2012-H1\" service=\"skype\"", "10")
          ACCOUNTS("b", "period=\"2012-H2\" service=\"all-of-it\"", "30"), "measure=received",
          "band 30..40");
    check(SERVICES ACCOUNTS("a", "period=\"2012-H1\" service=\"skype\"", "10")
          ACCOUNTS("b", "period=\"2012-H1\" service=\"mail\"", "30"), "measure=received", "40");
    check(SERVICES ACCOUNTS("a", "period=\"2012-H1\" service=\"skype\"", "10")
          ACCOUNTS("c", "period=\"2012-H2\" service=\"mail\"", "5")
          ACCOUNTS("b", "period=\"2012-H2\" service=\"all-of-it\"", "30"), "measure=received",
          "band 35..45");
}

static void missing_rows(void)
{
    record r;
    tr_rollup rolled;

    one_file(&r, P "<requests id=\"a\" publisher=\"acme\" period=\"2012-H1\" absent=\"not-reported\">"
             COUNTRIES "</requests><requests id=\"b\" publisher=\"acme\" period=\"2012-H2\" "
             "absent=\"not-reported\"><from country=\"GB\"><received requests=\"5\"/></from></requests>");
    is_str(answer(&r.gen, "by=country"), "GB: 8; US: at-least 4+part-missing",
           "a country that one half does not list is known in part");
    is_str(answer(&r.gen, "country=US"), "at-least 4+part-missing", "also when asked for alone");
    rolled = ask(&r.gen, "by=country by=period");
    is_int(rolled.count, 3, "three published cells");
    is_int(rolled.rows[0].kind, TR_ROLLED_PUBLISHED, "a single cell is as published");
    ok(rolled.rows[0].row != UINT32_MAX, "and its row is named");
    rolled = ask(&r.gen, "by=country");
    is_int(rolled.rows[0].kind, TR_ROLLED_COMPUTED, "a sum is computed");
    is_int(rolled.rows[0].blocks, 2, "of two blocks");
}

/* ---- What is not divided as asked ---- */

#define H1(attrs, cells) "<requests id=\"a\" publisher=\"acme\" period=\"2012-H1\" " attrs ">" cells "</requests>"
#define H2(attrs, cells) "<requests id=\"b\" publisher=\"acme\" period=\"2012-H2\" " attrs ">" cells "</requests>"
#define GB(cells) "<from country=\"GB\">" cells "</from>"
#define US(cells) "<from country=\"US\">" cells "</from>"
#define NONE "absent=\"none\" partition=\"demand data basis\""
#define CIVIL(n) "<received demand=\"civil\" requests=\"" n "\"/>"
#define NSL(n) "<received demand=\"nsl\" requests=\"" n "\"/>"
#define ALL(n) "<received requests=\"" n "\"/>"

/* A half-year that does not divide by demand does not say that there was none. */
static void undivided_tables(void)
{
    const char *silent = P H1(NONE, GB(CIVIL("3"))) H2(NONE, GB(ALL("50")));

    check(silent, "demand=civil", "at-least 3+part-missing");
    check(silent, "demand=civil by=country", "GB: at-least 3+part-missing");
    check(silent, "demand=civil by=period", "2012-H1: 3");
    check(silent, "by=demand", "at-least 50+part-missing; civil: at-least 3+part-missing");
    check(silent, "measure=received", "53");
    check(P H1(NONE, GB(CIVIL("3"))) H2(NONE, GB(NSL("50"))), "demand=civil", "3");
    check(P H1(NONE, GB(CIVIL("3"))) H2(NONE, GB(ALL("0"))), "demand=civil", "3");
    check(P H1(NONE, GB(CIVIL("3"))) H2(NONE, GB(ALL("not-applicable"))), "demand=civil", "3");
    check(P H1(NONE, GB(CIVIL("3"))) H2(NONE, GB(ALL("not-reported"))), "demand=civil",
          "at-least 3+part-missing");
    check(P H1(NONE, GB(CIVIL("3"))) H2(NONE, GB(ALL("50") CIVIL("4"))), "demand=civil", "7");
    check(P H1(NONE, GB(CIVIL("3"))) H2(NONE, US(ALL("50")) GB(NSL("4"))), "demand=civil by=country",
          "GB: 3");
    check(P H1(NONE, GB("<received demand=\"subpoena\" requests=\"3\"/>"))
          H2(NONE, GB("<received demand=\"legal-process\" requests=\"50\"/>")), "demand=subpoena",
          "at-least 3+part-missing");
    check(P H1(NONE, GB(ALL("3"))) H2(NONE, GB(ALL("4")) US(ALL("5"))), "by=country", "GB: 7; US: 5");
    check(P H1(NONE, GB(ALL("3"))) H2(NONE, "<total>" ALL("50") "</total>"), "country=GB",
          "at-least 3+part-missing");
}

static void other_dimensions(void)
{
    check(P H1(NONE, GB("<disclosed data=\"content\" requests=\"3\"/>"))
          H2(NONE, GB("<disclosed requests=\"50\"/>")), "data=content", "at-least 3+part-missing");
    check(P H1(NONE, GB("<rejected basis=\"overbroad\" requests=\"3\"/>"))
          H2(NONE, GB("<rejected requests=\"50\"/>")), "by=basis",
          "at-least 50+part-missing; overbroad: at-least 3+part-missing");
    check(P H1(NONE, "<from country=\"GB\" via=\"US\">" ALL("3") "</from>") H2(NONE, GB(ALL("50"))),
          "via=US", "at-least 3+part-missing");
    check(P H1(NONE, "<from country=\"GB\" requester=\"private\">" ALL("3") "</from>")
          H2(NONE, GB(ALL("50"))), "requester=private country=GB", "at-least 3+part-missing");
    check(P H1(NONE, GB("<received demand=\"civil\" accounts=\"3\"/>"))
          H2(NONE, GB("<received accounts=\"50\"/>")), "demand=civil", "at-least 3+part-missing");
    check(P H1(NONE, GB("<received demand=\"civil\" data=\"content\" requests=\"3\"/>"))
          H2(NONE, GB(CIVIL("50"))), "demand=civil data=content", "at-least 3+part-missing");
}

/* The same inside one table. */
static void undivided_cells(void)
{
    check(P H1(NONE, GB(CIVIL("3")) US(ALL("50"))), "demand=civil", "at-least 3+part-missing");
    check(P H1(NONE, GB(CIVIL("3")) US(ALL("50"))), "demand=civil by=country", "GB: 3");
    check(P H1(NONE, GB(CIVIL("3")) US(ALL("50"))), "by=demand",
          "at-least 50+part-missing; civil: at-least 3+part-missing");
    check(P H1(NONE, GB(CIVIL("3") ALL("9")) US(ALL("50") NSL("50"))), "by=demand",
          "59; civil: 3; nsl: 50");
    check(P H1(NONE, GB(CIVIL("3")) US(ALL("50")) "<total>" CIVIL("3") "</total>"), "demand=civil", "3");
    check(P H1(NONE, GB(CIVIL("3")) "<total>" NSL("5") "</total>"), "by=country",
          "at-least 5+part-missing; GB: at-least 3+part-missing");
    check(P H1(NONE, GB(CIVIL("3")) "<total>" ALL("3") "</total>"), "by=country", "3; GB: 3");
    check(P H1("absent=\"not-reported\" partition=\"demand\"", GB(CIVIL("3")) US(ALL("50") NSL("50"))),
          "demand=civil country=GB,US", "at-least 3+part-missing");
}

/* ---- "At least 0" says nothing ---- */

#define BAND "<received demand=\"nsl\" requests=\"0..999\"/>"

static void no_bounds(void)
{
    const char *letters = P T("absent=\"not-reported\"", US(BAND));

    check(letters, "by=country", "US: refused no-bounds");     /* of all demands nsl is one */
    check(letters, "by=country demand=nsl", "US: band 0..999");
    check(letters, "country=US demand=nsl", "band 0..999");
    check(letters, "demand=nsl", "refused no-bounds");
    check(P T("absent=\"not-reported\" demand=\"nsl\" partition=\"demand\"",
              US("<received requests=\"0..999\"/>")), "by=country", "US: band 0..999");
    check(P T("absent=\"not-reported\"", US("<received requests=\"0..999\"/>")), "measure=received",
          "refused no-bounds");
    check(P T("absent=\"not-reported\"", US("<received requests=\"250..499\"/>")), "measure=received",
          "at-least 250+absent");
    check(P T("absent=\"none\"", GB(ALL("not-reported")) US(ALL("0..999"))), "measure=received",
          "refused no-bounds");
    check(P T("absent=\"none\"", GB(ALL("not-reported")) US(ALL("0..999")) "<from country=\"FR\">"
              ALL("5") "</from>"), "measure=received", "at-least 5");
}

static void no_bounds_reasons(void)
{
    record r;
    tr_rollup rolled;

    one_file(&r, P T("absent=\"not-reported\"", US("<received requests=\"0..999\"/>")));
    rolled = ask(&r.gen, "measure=received");
    is_int(rolled.rows[0].value.status, TR_STATUS_REFUSED, "there is no number");
    is_int(rolled.rows[0].limits, TR_LIMIT_ABSENT, "the limit is kept as the reason");
    is_int(tr_rolled_sum(&rolled.rows[0]).bands, 1, "and so is what was found");
    one_file(&r, P T("absent=\"none\"", GB(ALL("merged")) US(ALL("8"))));
    rolled = ask(&r.gen, "measure=received");
    is_str(rolled_text(&rolled.rows[0]), "at-least 8", "a merged figure is missing");
    is_int(tr_rolled_sum(&rolled.rows[0]).missing[TR_STATUS_MERGED], 1, "and counted as merged");
}

/* ---- Scanning gives what walking gives ---- */

static uint64_t random_state = 7;

static unsigned pick(unsigned below)
{
    random_state = random_state * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return (unsigned)(random_state >> 33) % below;
}

/* One table in five does not divide by demand, one more only by what lies above nsl. */
static const char *random_rows(void)
{
    static const char *const countries[] = { "DE", "FR", "GB", "US" };
    static const char *const demands[] = { "demand=\"civil\"", "demand=\"emergency\"",
                                           "demand=\"nsl\"", "", "demand=\"national-security\"" };
    const char *rows = "";
    unsigned kind = pick(10);
    size_t first = kind < 2 ? 3 : kind == 2 ? 4 : 0, end = kind < 2 ? 4 : kind == 2 ? 5 : 3;

    for (size_t c = 0; c < 4; c++)
        for (size_t d = first; d < end; d++)
            if (pick(5))
                rows = apr_psprintf(test_pool, "%s<from country=\"%s\"><received %s "
                                    "data=\"%s\" %s=\"%u\"/></from>", rows, countries[c], demands[d],
                                    pick(2) ? "content" : "non-content",
                                    pick(4) ? "requests" : "accounts", pick(9));
    return rows;
}

static const char *random_record(void)
{
    static const char *const publishers[] = { "acme", "other" };
    static const char *const words[] = { "partition", "partial" };
    const char *body = P "<publisher id=\"other\" name=\"Other\"/>"
        "<service id=\"mail\" name=\"Mail\"/><service id=\"chat\" name=\"Chat\"/>";
    int breaks = (int)pick(3) == 0;

    for (int t = 0; t < 8; t++)
        body = apr_psprintf(test_pool, "%s<requests id=\"t%d\" period=\"201%d-H%d\" publisher=\"%s\" "
                            "service=\"%s\" absent=\"%s\" %s=\"demand data\">%s</requests>", body, t,
                            t / 4 + (int)pick(2), 1 + t % 2, publishers[pick(2)],
                            t & 2 ? "mail" : "chat", pick(3) ? "none" : "not-reported",
                            words[pick(4) == 0], random_rows());
    if (breaks)
        body = apr_pstrcat(test_pool, body, "<break id=\"b\" period=\"2011\" kind=\"unit\"/>", NULL);
    return body;
}

static const char *const questions[] = {
    "measure=received", "by=country", "by=demand", "by=country by=period", "demand=nsl by=country",
    "demand=civil,nsl by=country", "data=content country=GB", "by=service by=data", "by=table",
    "country=DE,US", "by=publisher demand=nsl data=content", "by=country by=demand by=data",
};

static int same_row(const tr_rolled *a, const tr_rolled *b)
{
    tr_sum one = tr_rolled_sum(a), other = tr_rolled_sum(b);

    return memcmp(a->code, b->code, sizeof a->code) == 0 && a->granularity == b->granularity
        && a->kind == b->kind && a->refusal == b->refusal && a->limits == b->limits
        && tr_value_equal(&a->value, &b->value) && a->row == b->row && a->block == b->block
        && a->blocks == b->blocks && memcmp(&one, &other, sizeof one) == 0;
}

/* A view that is not said to be current is never scanned. */
static void scanning(void)
{
    int scanned = 0, rows = 0, wrong = 0;

    for (int i = 0; i < 150; i++) {
        record r;
        tr_gen slow;
        one_file(&r, random_record());
        if (r.status != APR_SUCCESS)
            continue;
        slow = r.gen;
        slow.current = 0;
        for (size_t q = 0; q < sizeof questions / sizeof questions[0]; q++) {
            tr_rollup a, b;
            if (tr_gen_code_find(&r.gen, TR_DIM_COUNTRY, "GB", 2) < 0
                || tr_gen_code_find(&r.gen, TR_DIM_COUNTRY, "DE", 2) < 0
                || tr_gen_code_find(&r.gen, TR_DIM_COUNTRY, "US", 2) < 0)
                continue;
            a = ask(&r.gen, questions[q]);
            b = ask(&slow, questions[q]);
            scanned += (int)a.fast_blocks;
            wrong += a.count != b.count || b.fast_blocks != 0;
            for (uint32_t n = 0; n < a.count && n < b.count; n++, rows++)
                if (!same_row(&a.rows[n], &b.rows[n]) && wrong++ < 5)
                    printf("# %s: %s instead of %s\n", questions[q], rolled_text(&a.rows[n]),
                           rolled_text(&b.rows[n]));
        }
        apr_pool_destroy(r.pool);
    }
    ok(scanned > 1000 && rows > 1000, "%d blocks were scanned, %d rows compared", scanned, rows);
    is_int(wrong, 0, "scanning gives what walking gives");
}

int main(void)
{
    start_tests();
    countries();
    listed_elsewhere();
    parts_of_nothing();
    totals_in_part();
    relations();
    units();
    overflow();
    tables();
    silence();
    silence_over_time();
    sharing();
    sharing_demands();
    distinct_over_services();
    missing_rows();
    undivided_tables();
    other_dimensions();
    undivided_cells();
    no_bounds();
    no_bounds_reasons();
    scanning();
    return end_tests();
}
