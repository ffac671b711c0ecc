/* SPDX-License-Identifier: Apache-2.0 */
/* Acid tests 1 to 12 of transparency data, from the files of a record to what is served. */
#include "acid_support.h"

#include "intl/countries.h"

static void acid_1(void)
{
    acid r;
    sheet cells, groups;
    const char *json, *row;

    if (!acid_read(&r, "acid-01-not-reported", NOW_2030))
        return;
    cells = csv(&r.gen, "/requests.csv");
    is_str(fields(&cells, "measure=received unit=accounts", VALUE), "|||not-reported",
           "acid 1: CSV has no number for blank accounts, and says why");
    is_str(fields(&cells, "measure=disclosed", VALUE), "|||not-reported",
           "acid 1: nor for a blank percentage");
    is_str(fields(&cells, "measure=received unit=requests", VALUE), "98|98|98|reported",
           "acid 1: what was published is there");
    json = page(&r.gen, "/requests.json");
    row = line_with(json, "ar.received.accounts\"");
    ok(has(row, "\"value\":null,\"min\":null,\"max\":null")
       && has(row, "\"status\":\"not-reported\""), "acid 1: JSON has null and the reason");
    groups = csv(&r.gen, "/requests.csv?by=country");
    is_str(fields(&groups, "unit=accounts", VALUE "|missing_by_status"),
           "|||not-reported|not-reported:1", "acid 1: a sum over it is no number either");
    ok(rows_where(&cells, "value=0") + rows_where(&cells, "min=0") + rows_where(&groups, "value=0")
       + rows_where(&groups, "min=0") == 0, "acid 1: never 0");
    row = line_with(page(&r.gen, "/requests"), "id=\"google-2009-h2.2009-h2.ar.received.accounts\"");
    ok(has(row, "Not reported") && has(row, "[x]") && !strstr(row, ">0<"),
       "acid 1: HTML says it in words");
}

static void acid_2(void)
{
    acid r;
    sheet groups;

    if (!acid_read(&r, "acid-02-not-applicable", NOW_2030))
        return;
    groups = csv(&r.gen, "/requests.csv?by=country,demand");
    is_str(fields(&groups, "country=AU measure=disclosed", VALUE "|share_min|share_max|refused"),
           "|||not-applicable|||share: numerator-not-applicable",
           "acid 2: no rate, because what was asked for has no outcome");
    groups = csv(&r.gen, "/requests.csv?by=demand");
    is_str(fields(&groups, "measure=received unit=requests", VALUE "|missing_by_status"),
           "104|104|104|reported|", "acid 2: sums stay complete");
    is_str(fields(&groups, "measure=disclosed", VALUE "|missing_by_status|refused"),
           "|||not-applicable||share: numerator-not-applicable",
           "acid 2: nothing is missing where nothing applies");
    ok(has(line_with(page(&r.gen, "/requests.json?by=demand"), "\"disclosed\""),
           "\"share_min\":null,\"share_max\":null"), "acid 2: nor in JSON");
}

static void acid_3(void)
{
    acid r;
    sheet groups;

    if (!acid_read(&r, "acid-03-bands", NOW_2030))
        return;
    groups = csv(&r.gen, "/requests.csv?by=demand");
    is_str(fields(&groups, "unit=letters", VALUE), "|508|1498|band",
           "acid 3: 8..499 and 500..999 are 508..1498");
    is_str(fields(&groups, "unit=accounts", VALUE), "|1500|3998|band",
           "acid 3: accounts may be the same in both half-years");
    ok(has(line_with(page(&r.gen, "/requests.json?by=demand"), "\"letters\""),
           "\"value\":null,\"min\":508,\"max\":1498,\"status\":\"band\""), "acid 3: the same in JSON");
    ok(has(page(&r.gen, "/requests?by=demand"), "508–1,498"), "acid 3: and in HTML");
    ok(!strstr(page(&r.gen, "/requests.json?by=demand"), "1003")
       && !strstr(page(&r.gen, "/requests?by=demand"), "1,003"), "acid 3: no midpoint anywhere");
}

static void acid_4(void)
{
    acid r;
    sheet groups;
    const char *refused;

    if (!acid_read(&r, "acid-04-series-break", NOW_2030))
        return;
    groups = csv(&r.gen, "/requests.csv?by=country");
    is_str(fields(&groups, "unit=requests", VALUE), "|||refused",
           "acid 4: nothing is added across a break");
    refused = at(&groups, "unit=requests", "refused");
    ok(refused && !strncmp(refused, "series-break: ", 14) && has(refused, "apple-2017-h2")
       && has(refused, "apple-2018-h1"), "acid 4: because of the break between two named tables");
    ok(has(line_with(page(&r.gen, "/requests.json?by=country"), "\"unit\":\"requests\""), "series-break: "),
       "acid 4: JSON says so too");
    groups = csv(&r.gen, "/requests.csv?by=period,demand");
    is_str(fields(&groups, "period=2017-H2 unit=requests", "demand|" VALUE),
           "national-security||16005|16249|band", "acid 4: one side by itself");
    is_str(fields(&groups, "period=2018-H1 demand=nsl unit=requests", VALUE), "|3|499|band",
           "acid 4: the other by itself");
    groups = csv(&r.gen, "/about.csv");
    ok(rows_where(&groups, "id=national-security-2018 property=period value=2018-H1") == 1,
       "acid 4: the break is told");
}

static void acid_5(void)
{
    acid r;
    sheet cells, groups;

    if (!acid_read(&r, "acid-05-percentage-of-band", NOW_2030))
        return;
    cells = csv(&r.gen, "/requests.csv");
    is_str(fields(&cells, "measure=disclosed", VALUE "|percent|percent_of|rounding"),
           "|8635|9540|percentage|79|received|half", "acid 5: 79 % of 11,000..12,000 are 8,635..9,540");
    is_str(at(&cells, "measure=received unit=requests", "text_published"), "11,000 - 12,000",
           "acid 5: the text as published is kept");
    groups = csv(&r.gen, "/requests.csv?by=country");
    is_str(fields(&groups, "measure=disclosed", "value|min|max"), "|8635|9540",
           "acid 5: also as a sum");
    ok(has(line_with(page(&r.gen, "/requests"), "us.disclosed.requests.percentage\""), "8,635–9,540"),
       "acid 5: also in HTML");
}

static void acid_6(void)
{
    acid r;
    sheet groups;
    int before = 0, after = 0;

    if (!acid_read(&r, "acid-06-absence-changes", NOW_2030))
        return;
    groups = csv(&r.gen, "/requests.csv?by=period,country&unit=requests");
    for (int i = 0; i < groups.rows; i++) {
        int sent = atoi(groups.cell[i][column_of(&groups, "min", 3)]) > 0;
        before += sent && row_is(&groups, i, "period=2018-H2");
        after += sent && row_is(&groups, i, "period=2019-H1");
    }
    is_int(rows_where(&groups, "period=2018-H2") * 10 + rows_where(&groups, "period=2019-H1"), 24,
           "acid 6: twice as many rows");
    is_int(before * 10 + after, 21, "acid 6: of countries that sent requests there are fewer");
    is_str(fields(&groups, "period=2019-H1 country=AW", VALUE), "0|0|0|reported",
           "acid 6: an explicit zero is a reported one");
    groups = csv(&r.gen, "/requests.csv?by=country&unit=requests");
    ok(!strncmp(at(&groups, "country=AD", "refused"), "series-break: ", 14),
       "acid 6: no growth is computed over the change of coverage");
    ok(has(page(&r.gen, "/about.csv"), "the number of rows does not"),
       "acid 6: what changed is told");
}

static void acid_7(void)
{
    acid r;
    sheet cells, groups;
    int accepted = acid_read(&r, "acid-07-wrong-percentage", NOW_2030);
    const char *warning = said(&r, "percentage-differs");

    ok(warning && has(warning, "warning") && has(warning, "89%") && has(warning, "85.8%")
       && has(warning, "8682 of 10117"), "acid 7: a warning names 89 %% and 85.8 %%");
    if (!accepted)
        return;
    cells = csv(&r.gen, "/requests.csv?measure=disclosed");
    ok(rows_where(&cells, "value=8682 status=reported") == 1, "acid 7: the count is there");
    ok(rows_where(&cells, "percent=89") == 1, "acid 7: and so is what the publisher made of it");
    groups = csv(&r.gen, "/requests.csv?by=country&measure=disclosed");
    is_str(fields(&groups, "country=GB", VALUE "|share_min|share_max"),
           "8682|8682|8682|reported|85.8159|85.8160", "acid 7: only the count is reckoned with");
}

static void acid_8(void)
{
    acid r;
    sheet groups;

    if (!acid_read(&r, "acid-08-overlap", NOW_2030))
        return;
    groups = csv(&r.gen, "/requests.csv?by=country");
    is_str(fields(&groups, "measure=received unit=requests", VALUE "|refused"),
           "|||refused|tables-overlap: two tables may count the same requests (combined, skype)",
           "acid 8: refuses to add, and names both tables");
    is_int(rows_where(&groups, "status=refused"), groups.rows, "acid 8: for every measure");
    is_int(rows_where(&groups, "min=5163"), 0, "acid 8: 4,404 + 759 is nowhere");
    ok(has(line_with(page(&r.gen, "/requests.json?by=country"), "\"received\""),
           "(combined, skype)"), "acid 8: JSON names both");
    groups = csv(&r.gen, "/requests.csv?by=service,country");
    is_str(fields(&groups, "service=skype measure=received unit=requests", VALUE),
           "759|759|759|reported", "acid 8: Skype by itself is there");
    groups = csv(&r.gen, "/services.csv");
    ok(groups.rows > 0, "acid 8: services are listed");
    ok(has(page(&r.gen, "/services/skype"), "services/microsoft")
       || has(page(&r.gen, "/services/skype"), "href=\"microsoft"),
       "acid 8: Skype is shown as a part of Microsoft");
}

static void acid_9(void)
{
    acid r;
    sheet cells, groups;

    if (!acid_read(&r, "acid-09-pending", NOW_2030))
        return;
    ok(!said(&r, "outcomes-differ"), "acid 9: 7,013 outcomes of 7,014 are no error");
    cells = csv(&r.gen, "/requests.csv");
    is_str(fields(&cells, "measure=pending", VALUE "|flags"), "1|1|1|reported|derived",
           "acid 9: the one that is missing is pending, and marked as derived");
    groups = csv(&r.gen, "/requests.csv?by=country");
    is_str(fields(&groups, "measure=no-data", VALUE "|share_of"),
           "1107|1107|1107|reported|received-less-pending", "acid 9: rates are of what was decided");
}

static void acid_10(void)
{
    acid r;
    sheet cells, groups;

    if (!acid_read(&r, "acid-10-overlapping-outcomes", NOW_2030))
        return;
    ok(!said(&r, "outcomes-differ"), "acid 10: six outcomes of four requests are accepted");
    cells = csv(&r.gen, "/requests.csv?unit=requests");
    is_str(fields(&cells, "measure=challenged", VALUE), "4|4|4|reported", "acid 10: challenged");
    is_str(fields(&cells, "measure=disclosed data=non-content", VALUE), "2|2|2|reported",
           "acid 10: disclosed");
    groups = csv(&r.gen, "/requests.csv?by=country");
    is_str(fields(&groups, "measure=disclosed", VALUE "|share_max"), "|||refused|",
           "acid 10: what may overlap is not added");
}

static void acid_11(void)
{
    acid r;
    sheet cells;

    if (!acid_read(&r, "acid-11-fewer-accounts", NOW_2030))
        return;
    cells = csv(&r.gen, "/requests.csv");
    is_str(fields(&cells, "unit=requests", "value|flags"), "344|", "acid 11: 344 requests");
    is_str(fields(&cells, "unit=accounts", "value|flags"), "343|unusual",
           "acid 11: 343 accounts are accepted and marked as unusual");
    ok(said(&r, "fewer-than-requests") && has(said(&r, "fewer-than-requests"), "notice"),
       "acid 11: and told to the publisher");
}

static void acid_12(void)
{
    acid r;
    sheet cells, groups;

    if (!acid_read(&r, "acid-12-sub-period", NOW_2030))
        return;
    cells = csv(&r.gen, "/requests.csv");
    is_str(fields(&cells, "measure=guidance", "value|period|period_start|period_end|flags"),
           "40|2012-H2|2012-07-01|2012-12-31|sub-period", "acid 12: guidance has its own period");
    is_str(fields(&cells, "measure=received unit=requests", "value|period|flags"), "1268|2012|",
           "acid 12: requests have the year");
    groups = csv(&r.gen, "/requests.csv?by=country");
    is_str(fields(&groups, "measure=guidance", "granularity|value|share_min|share_max"), "half|40||",
           "acid 12: no ratio is made of the two");
    is_str(fields(&groups, "measure=received unit=requests", "granularity|value"), "year|1268",
           "acid 12: nor are they added");
    ok(has(line_with(page(&r.gen, "/requests"), "gb.guidance.times\""), "December 2012"), "acid 12: HTML names the half-year");
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
    acid_7();
    acid_8();
    acid_9();
    acid_10();
    acid_11();
    acid_12();
    return tap_done();
}
