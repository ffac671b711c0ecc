/* SPDX-License-Identifier: Apache-2.0 */
/* Acid tests 13 to 25 of transparency data (22: test_acid_22.c), from files to what is served. */
#include "acid_support.h"

#include "intl/countries.h"

static const char *looked_up(const char *name)
{
    return tr_country_lookup(name, strlen(name));
}

static void acid_13(void)
{
    acid r;
    sheet cells;

    if (!acid_read(&r, "acid-13-korea-taiwan", NOW_2030))
        return;
    cells = csv(&r.gen, "/requests.csv?unit=requests");
    is_int(rows_where(&cells, "country=KR"), 3, "acid 13: three names, one country: KR");
    is_int(rows_where(&cells, "country=TW"), 2, "acid 13: TW twice");
    is_int(cells.rows, 5, "acid 13: and nothing else, never KP");
    is_str(fields(&cells, "country=KR table=skype-2013-h1", "country_name|country_published"),
           "South Korea|Korea Republic Of", "acid 13: the label as published is kept");
    is_str(at(&cells, "country=KR table=combined-2013-h1", "country_published"), "Korea",
           "acid 13: each of them");
    is_str(at(&cells, "country=TW table=skype-2013-h1", "country_published"),
           "Taiwan Province Of China", "acid 13: of Taiwan too");
    is_str(looked_up("Korea Republic Of"), "KR", "acid 13: the name is found");
    is_str(looked_up("Taiwan Province Of China"), "TW", "acid 13: this one too");
}

static void acid_14(void)
{
    acid r;
    sheet cells, groups;

    if (!acid_read(&r, "acid-14-renamed-country", NOW_2030))
        return;
    cells = csv(&r.gen, "/countries/tr.csv?unit=requests");
    is_int(cells.rows, 2, "acid 14: one series");
    is_str(at(&cells, "period=2021-H2", "country_name"), "Turkey", "acid 14: Turkey in 2021");
    is_str(at(&cells, "period=2022-H2", "country_name"), "T\xc3\xbcrkiye",
           "acid 14: T\xc3\xbcrkiye in 2022");
    is_str(looked_up("Turkey"), "TR", "acid 14: the old name is found");
    is_str(looked_up("T\xc3\xbcrkiye"), "TR", "acid 14: the new one too");
    groups = csv(&r.gen, "/requests.csv?by=country&unit=requests");
    is_str(fields(&groups, "country=TR", "min|cells"), "37|2", "acid 14: and it adds up as one");
}

static void acid_15(void)
{
    static const char *const codes[] = { "x-un", "x-interpol", "x-unknown", "x-none" };
    acid r;
    sheet index, groups;

    if (!acid_read(&r, "acid-15-no-country", NOW_2030))
        return;
    index = csv(&r.gen, "/countries.csv");
    for (int i = 0; i < 4; i++)
        ok(rows_where(&index, apr_pstrcat(test_pool, "country=", codes[i], NULL)) == 1
           && !tr_country_on_map(codes[i]), "acid 15: %s is listed, and on no map", codes[i]);
    is_str(at(&index, "country=x-un", "country_name"), "United Nations", "acid 15: with its name");
    groups = csv(&r.gen, "/requests.csv?by=publisher");
    is_str(fields(&groups, "publisher=example", VALUE), "7|7|7|reported", "acid 15: they are 7");
}

static void acid_16(void)
{
    acid r;
    tr_gen before;
    sheet changes, groups, cells;
    const char *html;

    if (!acid_read(&r, "acid-16-reclassified", NOW_2030))
        return;
    changes = csv(&r.gen, "/corrections.csv");
    is_str(fields(&changes, "cell=google-2017-h2.2017-h2.ru.received.requests.demand:other-legal",
                  "edition|change|old_value|new_value|reason"),
           "2019-05-01T00:00:00Z|value|330|291|reclassification", "acid 16: 330 became 291");
    is_str(fields(&changes,
                  "cell=google-2017-h2.2017-h2.ru.received.requests.demand:local-subsidiary",
                  "change|old_value|old_status|new_value|reason"), "added|||40|reclassification",
           "acid 16: and a new class of 40");
    ok(has(at(&changes, "cell=google-2017-h2.2017-h2.ru.received.requests.demand:other-legal",
              "text"), "One request more is counted than before"), "acid 16: why is told");
    groups = csv(&r.gen, "/requests.csv?by=country&unit=requests");
    is_str(fields(&groups, "country=RU", VALUE), "331|331|331|reported", "acid 16: together 331");
    cells = csv(&r.gen, "/requests.csv?unit=requests");
    is_str(at(&cells, "demand=other-legal", "flags"), "restated", "acid 16: the figure is marked");
    html = page(&r.gen, "/corrections");
    ok(has(html, "330") && has(html, "291") && has(html, "40"), "acid 16: HTML shows old and new");
    tr_gen_as_of(&before, &r.gen, instant("2018-06-01"), test_pool);
    groups = csv(&before, "/requests.csv?by=country&unit=requests");
    is_str(fields(&groups, "country=RU", VALUE), "330|330|330|reported", "acid 16: before, 330");
    is_int(csv(&before, "/corrections.csv").rows, 0, "acid 16: and no correction yet");
}

static void acid_17(void)
{
    acid r;
    tr_gen then, never;
    sheet cells;

    if (!acid_read(&r, "acid-17-swapped-columns", NOW_2030))
        return;
    cells = csv(&r.gen, "/requests.csv");
    is_str(fields(&cells, "unit=letters", VALUE "|edition"),
           "|0|249|band|2023-02-15T00:00:00Z", "acid 17: letters as corrected");
    is_str(fields(&cells, "unit=accounts", VALUE), "|250|499|band", "acid 17: accounts as corrected");
    is_int(tr_gen_as_of(&then, &r.gen, instant("2023-02-15") - 1, test_pool), APR_SUCCESS,
           "acid 17: a second before there was another state");
    cells = csv(&then, "/requests.csv");
    is_str(fields(&cells, "unit=letters", VALUE "|edition"),
           "|250|499|band|2023-02-01T00:00:00Z", "acid 17: letters as published first");
    is_str(fields(&cells, "unit=accounts", VALUE), "|0|249|band", "acid 17: accounts likewise");
    is_int(tr_gen_as_of(&then, &r.gen, instant("2023-02-15"), test_pool), APR_SUCCESS, "acid 17: on the day");
    cells = csv(&then, "/requests.csv");
    is_str(fields(&cells, "unit=letters", VALUE), "|0|249|band", "acid 17: the correction holds");
    ok(tr_gen_as_of(&never, &r.gen, instant("2023-01-31"), test_pool) == APR_NOTFOUND,
       "acid 17: before the first there is none");
}

static void acid_18(void)
{
    acid r;
    sheet groups;

    if (!acid_read(&r, "acid-18-only-fulfilled", NOW_2030))
        return;
    groups = csv(&r.gen, "/requests.csv?by=country");
    is_str(fields(&groups, "country=DE measure=disclosed unit=requests",
                  "value|share_min|share_max|share_of|refused"),
           "120||||share: denominator-withheld", "acid 18: no rate, because received is withheld");
    is_str(fields(&groups, "country=DE measure=received", VALUE), "|||withheld-policy",
           "acid 18: which is said where it would stand");
    for (int i = 0; i < groups.rows; i++)
        ok(!*groups.cell[i][column_of(&groups, "share_max", 9)], "acid 18: row %d has no rate", i);
    ok(has(line_with(page(&r.gen, "/requests.json?by=country"), "\"value\":120"),
           "\"share_min\":null,\"share_max\":null,\"share_of\":null")
       && has(line_with(page(&r.gen, "/requests.json?by=country"), "\"value\":120"),
              "denominator-withheld"), "acid 18: JSON says why");
}

static void acid_19(void)
{
    acid r;
    sheet cells;

    if (!acid_read(&r, "acid-19-fewer-users", NOW_2030))
        return;
    cells = csv(&r.gen, "/requests.csv");
    is_str(fields(&cells, "unit=users", "value|flags"), "39657|unusual",
           "acid 19: fewer users than requests are accepted and marked");
    is_str(fields(&cells, "measure=disclosed unit=requests", "value|flags"), "39863|",
           "acid 19: the requests are there");
}

static void acid_20(void)
{
    acid r;
    sheet cells, groups;

    if (!acid_read(&r, "acid-20-two-units", NOW_2030))
        return;
    groups = csv(&r.gen, "/requests.csv?by=demand");
    is_str(fields(&groups, "measure=disclosed", "value|unit|share_min|share_max|refused"),
           "269|accounts|||share: counts-differ-in-unit", "acid 20: no rate above 100 %");
    is_str(fields(&groups, "measure=received", "value|unit"), "183|requests",
           "acid 20: what was received");
    cells = csv(&r.gen, "/requests.csv");
    is_str(fields(&cells, "measure=disclosed", "note_ids|note"),
           "units|Received are demands, disclosed are accounts.", "acid 20: the note on units");
    ok(has(page(&r.gen, "/requests"), "Received are demands, disclosed are accounts."),
       "acid 20: the note is in HTML too");
}

/*
 * The publisher applied the rule itself; what is tested is that its bands stay
 * bands everywhere and that the rule stands beside them.
 */
static void acid_21(void)
{
    static const char *const measures[] = { "received", "disclosed", "rejected" };
    acid r;
    sheet cells, groups, about;
    const char *html;

    if (!acid_read(&r, "acid-21-complementary", NOW_2030))
        return;
    cells = csv(&r.gen, "/requests.csv");
    groups = csv(&r.gen, "/requests.csv?by=country,demand");
    html = page(&r.gen, "/requests");
    for (int i = 0; i < 3; i++) {
        const char *where = apr_pstrcat(test_pool, "measure=", measures[i], NULL);
        is_str(fields(&cells, where, VALUE), "|0|100|band",
               "acid 21: bands that the publisher wrote are bands");
        is_str(fields(&groups, where, VALUE), "|0|100|band", "acid 21: and stay so in sums");
        ok(has(line_with(html, apr_pstrcat(test_pool, "ca.", measures[i], ".requests", NULL)),
               "0–100"), "acid 21: and in HTML");
        ok(has(line_with(page(&r.gen, "/requests.json"),
                         apr_pstrcat(test_pool, "ca.", measures[i], ".requests", NULL)),
               "\"value\":null,\"min\":0,\"max\":100"), "acid 21: and in JSON");
    }
    is_str(fields(&groups, "measure=disclosed", "share_min|share_max"), "0.0000|100.0000",
           "acid 21: no rate lets them be computed back");
    about = csv(&r.gen, "/about.csv");
    is_int(rows_where(&about, "id=canada-2015 property=limit value=100")
           + rows_where(&about, "id=canada-2015 property=kind value=complementary"), 2,
           "acid 21: the rule the publisher declares is told");
}

/* A page names the digest of its data, which may hold any two digits. */
static const char *without_digests(const char *text)
{
    char *out = apr_pstrdup(test_pool, text), *to = out;

    while (*text) {
        size_t run = strspn(text, "0123456789abcdef");
        if (run != 64)
            to = (char *)memmove(to, text, run) + run;
        text += run;
        if (*text)
            *to++ = *text++;
    }
    *to = '\0';
    return out;
}

/* The same rule, followed by the server. */
static void acid_21_hidden(void)
{
    static const char *const measures[] = { "received", "disclosed", "rejected" };
    static const char *const formats[] = { "csv", "json", "ndjson", "md", "html" };
    acid r;
    sheet cells;

    if (!acid_read(&r, "rule-21-complementary", NOW_2030))
        return;
    cells = csv(&r.gen, "/requests.csv");
    for (int i = 0; i < 3; i++)
        is_str(fields(&cells, apr_pstrcat(test_pool, "demand=emergency measure=", measures[i], NULL),
                      VALUE "|percent|text_published|reason"), "|0|100|suppressed|||rule canada-2015",
               "acid 21: all columns of the type are hidden");
    is_str(fields(&cells, "demand=civil measure=rejected", VALUE), "100|100|100|reported",
           "acid 21: another type is not");
    is_str(fields(&cells, "demand= country= measure=received", VALUE), "|500|600|suppressed",
           "acid 21: a stated total is a sum of what is shown");
    is_str(fields(&cells, "demand= country= measure=disclosed", VALUE), "|400|500|suppressed",
           "acid 21: of every measure");
    cells = csv(&r.gen, "/requests.csv?by=country");
    is_str(fields(&cells, "measure=disclosed country=CA", VALUE), "|400|500|band",
           "acid 21: and so is a computed one");
    for (int i = 0; i < 5; i++) {
        const char *all = apr_pstrcat(test_pool,
            page(&r.gen, apr_pstrcat(test_pool, "/requests.", formats[i], NULL)),
            page(&r.gen, apr_pstrcat(test_pool, "/requests.", formats[i], "?by=country", NULL)),
            page(&r.gen, apr_pstrcat(test_pool, "/requests.", formats[i], "?by=demand", NULL)),
            page(&r.gen, apr_pstrcat(test_pool, "/index.", formats[i], NULL)), NULL);
        ok(!has(without_digests(all), "97") && !has(all, "ninety-seven"), "acid 21: no %s gives it away", formats[i]);
        ok(has(all, i < 4 ? "suppressed" : "Small number, hidden"),
           "acid 21: %s says that it is hidden", formats[i]);
    }
}

static void acid_23(void)
{
    acid r;
    sheet cells, groups;

    if (!acid_read(&r, "acid-23-below-mark-dash", NOW_2030))
        return;
    cells = csv(&r.gen, "/requests.csv");
    is_str(fields(&cells, "country=AT", VALUE "|text_published"), "|0|9|below|<10",
           "acid 23: <10 is 0 to 9");
    is_str(fields(&cells, "country=BE", VALUE "|text_published|note_ids|note"),
           "1|1|1|reported|1*|star|Sent through another country.", "acid 23: 1* is 1 with a note");
    is_str(fields(&cells, "country=CH", VALUE "|text_published"), "|||unknown|-",
           "acid 23: a dash may be none or unreported: unknown");
    groups = csv(&r.gen, "/requests.csv?by=period");
    is_str(fields(&groups, "period=2016", VALUE "|missing_by_status"), "|1||at-least|unknown:1",
           "acid 23: together at least 1");
    ok(has(line_with(page(&r.gen, "/requests"), ".at.received"), "[low]")
       && has(line_with(page(&r.gen, "/requests"), ".ch.received"), "[u]"),
       "acid 23: HTML marks both");
}

static void acid_24(void)
{
    acid r;
    sheet inventory, statements;

    if (!acid_read(&r, "acid-24-contradiction", NOW_2030))
        return;
    inventory = csv(&r.gen, "/inventory.csv");
    is_str(at(&inventory, "id=chats path=retention.1 property=max", "value"), "P30D",
           "acid 24: thirty days, as stated");
    is_str(at(&inventory, "id=chats path=retention.1 property=state", "value"), "disputed",
           "acid 24: disputed");
    is_str(at(&inventory, "path=retention.1/evidence.1 property=statement", "value"), "chats-2007",
           "acid 24: by the chats of 2007");
    is_str(at(&inventory, "path=retention.1/evidence.1 property=kind", "value"), "contradicts",
           "acid 24: as a contradiction");
    statements = csv(&r.gen, "/statements.csv");
    is_str(at(&statements, "id=chats-2007 path=relation.1 property=to", "value"), "thirty-days",
           "acid 24: one statement contradicts the other");
    is_str(at(&statements, "id=thirty-days path=about.1 property=inventory", "value"), "chats",
           "acid 24: which is about the item");
    is_str(at(&statements, "id=thirty-days property=status", "value"), "contradicted",
           "acid 24: and is marked");
    ok(has(page(&r.gen, "/inventory"), "href=\"statements#statement-chats-2007\""),
       "acid 24: HTML links the item to the evidence");
    ok(has(page(&r.gen, "/statements"), "href=\"inventory#inventory-chats\"")
       && has(page(&r.gen, "/statements"), "#statement-thirty-days\""),
       "acid 24: and the evidence to the item and to the other statement");
}

static void acid_25(void)
{
    acid before, after;
    sheet then, now;

    if (!acid_read(&before, "acid-25-canary", instant("2014-07-15") + 86399)
        || !acid_read(&after, "acid-25-canary", instant("2014-07-16")))
        return;
    then = csv(&before.gen, "/canaries.csv");
    now = csv(&after.gen, "/canaries.csv");
    is_str(at(&then, "id=lapsed property=state", "value"), "valid",
           "acid 25: valid to the last second of its day");
    is_str(at(&now, "id=lapsed property=state", "value"), "lapsed",
           "acid 25: lapsed after it, from the same files");
    is_str(at(&now, "id=valid property=state", "value"), "valid", "acid 25: the other is not");
    is_int((long long)before.gen.head->valid_until, instant("2014-07-16"),
           "acid 25: the page is made anew by itself at that instant");
    ok(memcmp(before.gen.head->digest, after.gen.head->digest, 32) != 0,
       "acid 25: so it has another validator");
    ok(strcmp(line_with(page(&before.gen, "/canaries"), "class=\"state\""),
              line_with(page(&after.gen, "/canaries"), "class=\"state\"")) != 0,
       "acid 25: HTML says another thing");
    ok(has(page(&after.gen, "/canaries"), "apsed"), "acid 25: that it has lapsed");
}

int main(void)
{
    start_tests();
    acid_13();
    acid_14();
    acid_15();
    acid_16();
    acid_17();
    acid_18();
    acid_19();
    acid_20();
    acid_21();
    acid_21_hidden();
    acid_23();
    acid_24();
    acid_25();
    return tap_done();
}
