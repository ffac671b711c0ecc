/* SPDX-License-Identifier: Apache-2.0 */
/* Grouped answers: keys, kinds, shares, order, and totals against cells. */
#include "query_support.h"

#include "query/groups_private.h"

#define P "<publisher id=\"acme\" name=\"Acme\"/><service id=\"mail\" name=\"Mail\"/>" \
    "<service id=\"chat\" name=\"Chat\"/>"
#define T(id, attrs, cells) \
    "<requests id=\"" id "\" publisher=\"acme\" " attrs ">" cells "</requests>"

static void check(const tr_gen *gen, const char *question, const char *expected)
{
    is_str(groups_text(gen, question), expected, question);
}

static void check_text(const char *body, const char *question, const char *expected)
{
    tr_gen gen = record_text(body);
    check(&gen, question, expected);
}

/* ---- Keys ---- */

static void keys(void)
{
    tr_gen gen = record_text(P
        T("a", "period=\"2012\" service=\"mail\" absent=\"none\" partition=\"demand\"",
          "<from country=\"US\"><received demand=\"nsl\" requests=\"4\"/><received demand=\"civil\" requests=\"3\"/></from>"
          "<from country=\"GB\"><received demand=\"civil\" requests=\"2\"/></from>")
        T("b", "period=\"2012\" service=\"chat\" absent=\"none\" partition=\"demand\"",
          "<from country=\"US\"><received demand=\"nsl\" requests=\"40\"/><received demand=\"civil\" requests=\"30\"/></from>"));

    check(&gen, "by=country,service",
          "GB mail received year requests 2 computed\n"
          "US chat received year requests 70 computed\n"
          "US mail received year requests 7 computed\n");
    check(&gen, "by=service,country",
          "chat US received year requests 70 computed\n"
          "mail GB received year requests 2 computed\n"
          "mail US received year requests 7 computed\n");
    check(&gen, "by=demand,service",
          "civil chat received year requests 30 computed\n"
          "civil mail received year requests 5 computed\n"
          "nsl chat received year requests 40 computed\n"
          "nsl mail received year requests 4 computed\n");
    check(&gen, "by=period period=2012", "2012 received requests 79 computed\n");
    check(&gen, "by=service period=2012 demand=civil",
          "chat received requests 30 computed\n"
          "mail received requests 5 computed\n");
    check(&gen, "by=country demand=legal-process", "");
    check(&gen, "by=country,demand country=US service=mail",
          "US civil received year requests 3 published\n"
          "US nsl received year requests 4 published\n");
    check(&gen, "by=table measure=received",
          "a year requests 9 computed\n"
          "b year requests 70 computed\n");
}

static void key_list(void)
{
    tr_gen gen = record_directory("t/fixtures/records/acid-09-pending");
    const tr_groups *all = tr_group_answer(&gen, ask(&gen, "by=country"), test_pool);
    const tr_groups *one = tr_group_answer(&gen, ask(&gen, "by=country measure=rejected"), test_pool);
    const tr_groups *tree = tr_group_answer(&gen, ask(&gen, "by=country measure=received"), test_pool);
    const tr_groups *asked = tr_group_answer(&gen, ask(&gen, "by=measure,country"), test_pool);

    ok(all->key_count == 2 && all->key[1] == TR_DIM_MEASURE, "the measure is always a key");
    ok(one->key_count == 1 && one->count == 1, "... but when there is one only");
    ok(tree->key_count == 1 && tree->count == 2, "received is what was received, not its outcomes");
    ok(asked->key_count == 2 && asked->key[0] == TR_DIM_MEASURE, "asked for, it is one key, where it was asked for");
    is_int(tr_group_answer(&gen, ask(&gen, "by=period"), test_pool)->by_granularity, 0,
           "periods as a key are not apart by granularity");
    is_int(tr_group_answer(&gen, ask(&gen, "by=country period=2013-H1"), test_pool)->by_granularity, 0,
           "nor is a single period");
    is_int(all->by_granularity, 1, "all periods together are");
}

static void granularity(void)
{
    tr_gen gen = record_text(P
        T("y", "period=\"2012\" service=\"mail\" absent=\"none\"", "<from country=\"GB\"><received requests=\"31\"/></from>")
        T("h1", "period=\"2012-H1\" service=\"mail\" absent=\"none\"", "<from country=\"GB\"><received requests=\"10\"/></from>")
        T("h2", "period=\"2012-H2\" service=\"mail\" absent=\"none\"", "<from country=\"GB\"><received requests=\"20\"/></from>")
        T("z", "period=\"2013-H1\" service=\"mail\" absent=\"none\"", "<from country=\"GB\"><received requests=\"5\"/></from>"));

    check(&gen, "by=country",
          "GB received year requests 31 published\n"
          "GB received half requests 35 computed\n");
    check(&gen, "by=country period=2012",
          "GB received year requests 31 published\n"
          "GB received half requests 30 computed\n");
    check(&gen, "by=country period=2012..2013",
          "GB received year requests at-least 31 computed\n"
          "GB received half requests at-least 35 computed\n");
    check(&gen, "by=country period=2013-H1", "GB received requests 5 published\n");
    check(&gen, "by=country period=2012-H1,2013-H1", "GB received half requests at-least 15 computed\n");
}

static void stated(void)
{
    tr_gen gen = record_directory("t/fixtures/records/stated-total-differs");

    check(&gen, "by=period", "2012 received requests 20/19 stated\n");
    check(&gen, "by=country",
          "all received year requests 20 stated\n"
          "DE received year requests 7 published\n"
          "GB received year requests 12 published\n");
}

/* ---- Shares ---- */

#define US(cells) "<from country=\"US\">" cells "</from>"

static void shares(void)
{
    check_text(P T("a", "period=\"2012\" service=\"mail\" absent=\"none\"",
                   US("<received requests=\"200\"/><disclosed requests=\"150\"/>")),
               "by=country measure=disclosed", "US year requests 150 published 750000..750000/received\n");
    check_text(P T("a", "period=\"2012\" service=\"mail\" absent=\"none\"",
                   US("<received requests=\"200\"/><disclosed requests=\"150\"/><pending requests=\"50\"/>")),
               "by=country measure=disclosed",
               "US year requests 150 published 1000000..1000000/received-less-pending\n");
    check_text(P T("a", "period=\"2012\" service=\"mail\" absent=\"none\"",
                   US("<received requests=\"200\"/><disclosed requests=\"150\"/><pending requests=\"not-reported\"/>")),
               "by=country measure=disclosed", "US year requests 150 published 750000..750000/received\n");
    check_text(P T("a", "period=\"2012\" service=\"mail\" absent=\"none\"",
                   US("<received requests=\"100..199\"/><rejected requests=\"50\"/>")),
               "by=country measure=rejected", "US year requests 50 published 251256..500000/received\n");
    check_text(P T("a", "period=\"2012\" service=\"mail\" absent=\"none\"",
                   US("<received requests=\"0\"/><rejected requests=\"0\"/>")),
               "by=country measure=rejected", "US year requests 0 published share!denominator-zero\n");
    check_text(P T("a", "period=\"2012\" service=\"mail\" absent=\"none\"", US("<rejected requests=\"5\"/>")),
               "by=country", "US rejected year requests 5 published share!denominator-missing\n");
    check_text(P T("a", "period=\"2012\" service=\"mail\" absent=\"none\"",
                   US("<received requests=\"183\"/><disclosed accounts=\"269\"/>")),
               "by=country measure=disclosed",
               "US year accounts 269 published share!counts-differ-in-unit\n");
    check_text(P T("a", "period=\"2012\" service=\"mail\" absent=\"none\"",
                   US("<received requests=\"9\"/><guidance requests=\"3\"/>")),
               "by=country measure=guidance", "US year requests 3 published\n");
}

/* What is not applicable to some figures is no share of them: 80 of 100 were disclosed, not of 400. */
static void shares_not_applicable(void)
{
    const char *nothing = US("<received demand=\"subpoena\" requests=\"100\"/>"
                             "<disclosed demand=\"subpoena\" requests=\"80\"/>"
                             "<received demand=\"preservation\" requests=\"300\"/>"
                             "<disclosed demand=\"preservation\" requests=\"not-applicable\"/>");
    const char *percent = US("<received demand=\"subpoena\" requests=\"100\"/>"
                             "<disclosed demand=\"subpoena\" requests=\"80\"/>"
                             "<received demand=\"preservation\" requests=\"0\"/>"
                             "<disclosed demand=\"preservation\" requests=\"0%\"/>");
    const char *table = P "<requests id=\"a\" publisher=\"acme\" period=\"2012\" "
        "service=\"mail\" absent=\"none\" partition=\"demand\">";

    check_text(apr_pstrcat(test_pool, table, nothing, "</requests>", NULL),
               "by=period measure=disclosed",
               "2012 requests 80 computed share!coverage-differs\n");
    check_text(apr_pstrcat(test_pool, table, nothing, "</requests>", NULL),
               "by=demand measure=disclosed",
               "subpoena year requests 80 computed 800000..800000/received\n"
               "preservation year requests not-applicable computed share!numerator-not-applicable\n");
    check_text(apr_pstrcat(test_pool, table, percent, "</requests>", NULL),
               "by=period measure=disclosed", "2012 requests 80 computed 800000..800000/received\n");
    check_text(apr_pstrcat(test_pool, table,
                           US("<received demand=\"subpoena\" requests=\"100\"/>"
                              "<disclosed demand=\"subpoena\" requests=\"80\"/>"
                              "<received demand=\"preservation\" requests=\"0\"/>"
                              "<disclosed demand=\"preservation\" requests=\"not-applicable\"/>"),
                           "</requests>", NULL),
               "by=period measure=disclosed", "2012 requests 80 computed 800000..800000/received\n");
}

static void shares_of_parts(void)
{
    tr_gen gen = record_text(P
        T("a", "period=\"2012\" service=\"mail\" absent=\"none\" partition=\"data basis\"",
          US("<received requests=\"100\"/><disclosed data=\"content\" requests=\"10\"/>"
             "<disclosed data=\"non-content\" requests=\"50\"/>"
             "<rejected basis=\"overbroad\" requests=\"30\"/><rejected basis=\"expired\" requests=\"10\"/>"))
        T("b", "period=\"2012\" service=\"chat\" absent=\"none\"",
          US("<received data=\"content\" requests=\"40\"/><disclosed data=\"content\" requests=\"10\"/>")));

    check(&gen, "by=basis service=mail measure=rejected",
          "expired year requests 10 computed 100000..100000/received\n"
          "overbroad year requests 30 computed 300000..300000/received\n");
    check(&gen, "by=country basis=overbroad service=mail",
          "US rejected year requests 30 published 300000..300000/received\n");
    check(&gen, "by=service data=content measure=disclosed",
          "chat year requests 10 computed 250000..250000/received\n"
          "mail year requests 10 computed 100000..100000/received\n");
}

/* What was disclosed in one half-year is no share of what was received in two. */
static void coverage(void)
{
    tr_gen gen = record_text(P
        T("a", "period=\"2012-H1\" service=\"mail\" absent=\"none\"",
          US("<received requests=\"10\"/><disclosed requests=\"6\"/>"))
        T("b", "period=\"2012-H2\" service=\"mail\" absent=\"none\"", US("<received requests=\"20\"/>"))
        T("c", "period=\"2012-H1\" service=\"chat\" absent=\"none\"",
          US("<received requests=\"10\"/><disclosed requests=\"1\"/>"))
        T("d", "period=\"2012-H2\" service=\"chat\" absent=\"none\"",
          US("<received requests=\"20\"/><disclosed requests=\"2\"/>")));

    check(&gen, "by=country measure=disclosed service=mail",
          "US half requests 6 published share!coverage-differs\n");
    check(&gen, "by=country measure=disclosed service=chat",
          "US half requests 3 computed 100000..100000/received\n");
    check(&gen, "by=period measure=disclosed service=mail",
          "2012-H1 requests 6 computed 600000..600000/received\n");
    check(&gen, "by=country measure=disclosed",
          "US half requests 9 computed share!coverage-differs\n");
    check(&gen, "by=service measure=disclosed period=2012-H1..2013",
          "chat half requests at-least 3 computed 100000..100000/received\n"
          "mail half requests at-least 6 computed share!coverage-differs\n");
}

static void scopes(void)
{
    check_text(P
        T("a", "period=\"2012-H1\" service=\"mail\" absent=\"none\"", US("<disclosed requests=\"6\"/>"))
        T("b", "period=\"2012-H2\" service=\"mail\" absent=\"none\"", US("<received requests=\"20\"/>")),
        "by=country measure=disclosed", "US half requests 6 published share!coverage-differs\n");
    check_text(P T("a", "period=\"2012\" service=\"mail\" absent=\"not-reported\"",
                   US("<received requests=\"20\"/><disclosed requests=\"6\"/>")),
        "by=period measure=disclosed",
        "2012 requests at-least 6 computed share!denominator-unbounded\n");
}

/* What is not divided as asked makes a share open above, and is nothing to divide by. */
static void shares_of_undivided(void)
{
    tr_gen gen = record_text(P
        T("a", "period=\"2012-H1\" service=\"mail\" absent=\"none\" partition=\"demand data\"",
          US("<received demand=\"civil\" requests=\"10\"/><disclosed demand=\"civil\" data=\"content\" requests=\"6\"/>"))
        T("b", "period=\"2012-H2\" service=\"mail\" absent=\"none\" partition=\"demand data\"",
          US("<received requests=\"20\"/><disclosed requests=\"9\"/>")));

    check(&gen, "by=country data=content measure=disclosed",
          "US half requests at-least 6 computed 200000..1000000/received\n");
    check(&gen, "by=country demand=civil measure=disclosed",
          "US half requests at-least 6 computed share!denominator-unbounded\n");
    check(&gen, "by=period demand=civil measure=disclosed",
          "2012-H1 requests 6 computed 600000..600000/received\n");
}

/* A code below another one that is asked for is counted once. */
static void nested_filters(void)
{
    tr_gen gen = record_text(P T("a", "period=\"2012\" service=\"mail\" absent=\"none\"",
        US("<received requests=\"20\"/>")
        "<from country=\"US-CA\"><received requests=\"6\"/></from>"
        "<from country=\"GB\"><received requests=\"1\"/></from>"));

    check(&gen, "by=service country=US,US-CA", "mail received year requests 20 published\n");
    check(&gen, "by=service country=GB,US,US-CA", "mail received year requests 21 computed\n");
    check(&gen, "by=country country=US,US-CA",
          "US received year requests 20 published\n"
          "US-CA received year requests 6 published\n");
}

static void refusals(void)
{
    tr_gen gen = record_directory("t/fixtures/records/acid-08-overlap");
    const tr_groups *groups = tr_group_answer(&gen, ask(&gen, "by=country measure=no-data"), test_pool);

    is_int((long long)groups->count, 1, "a refused group is a row");
    is_str(groups->rows[0].refused,
           "tables-overlap: two tables may count the same requests (combined, skype)",
           "the reason names both tables");
    is_int(groups->rows[0].value.status, TR_STATUS_REFUSED, "there is no value");
    is_str(groups->rows[0].share_refused, "numerator-missing", "and no share");
    is_int((long long)groups->rows[0].cells, 2, "but the cells that were found");
}

static void missing(void)
{
    tr_gen gen = record_text(P T("a", "period=\"2012\" service=\"mail\" absent=\"none\"",
        "<from country=\"GB\"><received requests=\"not-reported\"/></from>"
        "<from country=\"DE\"><received requests=\"withheld-law\"/></from>"
        "<from country=\"FR\"><received requests=\"withheld-law\"/></from>"
        "<from country=\"US\"><received requests=\"8..499\"/></from>"));
    const tr_groups *groups = tr_group_answer(&gen, ask(&gen, "by=period"), test_pool);

    check(&gen, "by=period", "2012 received requests at-least 8 computed\n");
    is_int(groups->rows[0].missing[TR_STATUS_WITHHELD_LAW], 2, "missing by status");
    is_int(groups->rows[0].missing[TR_STATUS_NOT_REPORTED], 1, "... and the other status");
    is_int((long long)groups->rows[0].cells, 4, "of as many cells");
    is_int(groups->rows[0].limits, 0, "at least because of cells only");
    /* Two figures that may not be added are no missing figure. */
    gen = record_text(P T("t", "period=\"2012\" absent=\"none\"", "<from country=\"US\">"
                          "<received requester=\"government\" requests=\"5\"/>"
                          "<received requester=\"private\" requests=\"2\"/></from>"));
    groups = tr_group_answer(&gen, ask(&gen, "by=country"), test_pool);
    is_int(groups->rows[0].missing != NULL, 0, "none is missing where a sum is refused");
}

/* ---- Order ---- */

static void sorting(void)
{
    tr_gen gen = record_text(P T("a", "period=\"2012\" service=\"mail\" absent=\"none\"",
        "<from country=\"GB\"><received requests=\"not-reported\" accounts=\"1\"/></from>"
        "<from country=\"DE\"><received requests=\"7\"/></from>"
        "<from country=\"FR\"><received requests=\"3..9\"/></from>"
        "<from country=\"NL\"><received requests=\"7\"/></from>"
        "<from country=\"US\"><received requests=\"900\"/></from>"));

    check(&gen, "by=country sort=-requests",
          "US received year requests 900 published\n"
          "FR received year requests band 3..9 published\n"
          "DE received year requests 7 published\n"
          "NL received year requests 7 published\n"
          "GB received year requests not-reported published\n"
          "GB received year accounts 1 published\n");
    check(&gen, "by=country sort=requests",
          "DE received year requests 7 published\n"
          "NL received year requests 7 published\n"
          "FR received year requests band 3..9 published\n"
          "US received year requests 900 published\n"
          "GB received year requests not-reported published\n"
          "GB received year accounts 1 published\n");
}

/* Without sorting: by the ordinals of the keys, and as many rows as sorted. */
static void ordered(const tr_gen *gen, const char *question)
{
    const tr_groups *groups = tr_group_answer(gen, ask(gen, question), test_pool);
    const tr_groups *sorted = tr_group_answer(
        gen, ask(gen, apr_pstrcat(test_pool, question, " sort=-requests", NULL)), test_pool);
    int wrong = 0;

    for (uint64_t i = 1; i < groups->count; i++) {
        const tr_group *a = &groups->rows[i - 1], *b = &groups->rows[i];
        int order = 0;
        for (int k = 0; k < groups->key_count && !order; k++)
            order = a->code[groups->key[k]] - b->code[groups->key[k]];
        if (!order)
            order = a->code[TR_DIM_UNIT] - b->code[TR_DIM_UNIT];
        if (!order)
            order = a->granularity - b->granularity;
        wrong += order >= 0;
    }
    ok(groups->count > 20 && wrong == 0, "%lu groups are in order: %s",
       (unsigned long)groups->count, question);
    is_int((long long)sorted->count, (long long)groups->count, "... and sorting loses none");
}

/* ---- Totals ---- */

static int same_row(const tr_rolled *a, const tr_rolled *b)
{
    return memcmp(a->code, b->code, sizeof a->code) == 0 && a->granularity == b->granularity
        && a->kind == b->kind && a->refusal == b->refusal && a->limits == b->limits
        && tr_value_equal(&a->value, &b->value) && a->cells == b->cells
        && (!b->detail || tr_sum_missing(b->detail) == 0) && a->has_computed == b->has_computed;
}

/* 1: answered from the totals, and like the cells. */
static int compare_totals(const tr_gen *gen, const char *question, int *wrong)
{
    tr_group_work work = { .gen = gen, .query = ask(gen, question), .pool = test_pool };
    uint32_t count;
    const uint32_t *blocks = tr_group_blocks(&work, 0, &count);
    tr_rollup totals, cells;
    int bad = 0;

    tr_group_request(&work, &work.request, blocks, count, 0);
    if (!tr_group_totals(&totals, gen, &work.request, test_pool))
        return 0;
    tr_rollup_make(&cells, gen, &work.request, test_pool);
    bad = totals.count != cells.count;
    for (uint32_t i = 0; i < totals.count && !bad; i++)
        bad = !same_row(&totals.rows[i], &cells.rows[i]);
    if (bad)
        printf("# totals differ: %s\n", question);
    *wrong += bad;
    return 1;
}

static int has_countries(const tr_gen *gen)
{
    return tr_gen_code_find(gen, TR_DIM_COUNTRY, "US", 2) > 0
        && tr_gen_code_find(gen, TR_DIM_COUNTRY, "GB", 2) > 0
        && tr_gen_code_find(gen, TR_DIM_COUNTRY, "DE", 2) > 0;
}

static void totals_agree(const tr_gen *gen, const char *name, int least)
{
    static const char *const block_keys[] = {
        "table,period,service,measure", "period,service", "service", "table", "period", "report,period"
    };
    static const char *const cell_parts[] = {
        "", ",country", ",demand", ",data", ",basis", ",country country=GB", ",country country=US,DE",
        " country=GB", " country=US", " data=content", " demand=legal-process", " measure=received"
    };
    int used = 0, wrong = 0;

    for (size_t i = 0; i < sizeof block_keys / sizeof *block_keys; i++)
        for (size_t j = 0; j < sizeof cell_parts / sizeof *cell_parts; j++)
            if (has_countries(gen) || !strstr(cell_parts[j], "country="))
                used += compare_totals(gen, apr_pstrcat(test_pool, "by=", block_keys[i],
                                                        cell_parts[j], NULL), &wrong);
    ok(used >= least, "%s: %d questions are answered from totals", name, used);
    is_int(wrong, 0, "... as they are from cells");
}

static tr_gen flat_record(void)
{
    const char *body = P "<code id=\"legal-process\" dimension=\"demand\" children=\"partial\"/>";

    for (int year = 2010; year < 2014; year++) {
        const char *cells = "";
        for (int i = 0; i < 12; i++) {
            static const char *const countries[] = { "DE", "FR", "GB", "US" };
            static const char *const demands[] = { "subpoena", "search-warrant", "civil" };
            cells = apr_psprintf(test_pool, "%s<from country=\"%s\" demand=\"%s\">"
                                 "<received requests=\"%d\" accounts=\"%d\"/>"
                                 "<disclosed requests=\"%d\"/></from>", cells, countries[i / 3],
                                 demands[i % 3], 100 + i * year % 97, 200 + i * year % 89, i);
        }
        body = apr_psprintf(test_pool, "%s<requests id=\"t-%d\" publisher=\"acme\" service=\"%s\" "
                            "period=\"%d\" absent=\"%s\" partition=\"demand\">%s</requests>", body, year,
                            year % 2 ? "mail" : "chat", year, year < 2012 ? "none" : "not-reported",
                            cells);
    }
    return record_text(body);
}

/* Parts of a country beside the country: no total of such a block says what its cells do. */
static tr_gen nested_record(void)
{
    static const char *const countries[] = { "DE", "GB", "US", "US-CA" };
    const char *cells = "";

    for (int i = 0; i < 8; i++)
        cells = apr_psprintf(test_pool, "%s<from country=\"%s\" demand=\"%s\">"
                             "<received requests=\"%d\"/></from>", cells, countries[i / 2],
                             i % 2 ? "nsl" : "civil", 100 - i);
    return record_text(apr_pstrcat(test_pool, P, "<requests id=\"t\" publisher=\"acme\" "
                                   "service=\"mail\" period=\"2012\" absent=\"none\" "
                                   "partition=\"demand\">", cells, "</requests>", NULL));
}

static void totals(void)
{
    static const char *const records[] = {
        "htdocs/example", "t/fixtures/records/halves", "t/fixtures/records/distinct-accounts",
        "t/fixtures/records/stated-total-differs", "t/fixtures/records/editions"
    };
    tr_gen nested, gen = flat_record();

    totals_agree(&gen, "a flat record", 20);
    nested = nested_record();
    totals_agree(&nested, "a record with parts of countries", 0);
    is_int(tr_group_answer(&gen, ask(&gen, "by=period,country"), test_pool)->from_totals, 1,
           "countries by period come from the totals");
    is_int(tr_group_answer(&gen, ask(&gen, "by=country"), test_pool)->from_totals, 0,
           "tables are added by the roll-up");
    is_int(tr_group_answer(&gen, ask(&gen, "by=period,country,demand"), test_pool)->from_totals, 0,
           "so are answers about two dimensions of cells");
    for (size_t i = 0; i < sizeof records / sizeof *records; i++) {
        gen = record_directory(records[i]);
        totals_agree(&gen, records[i], 0);
    }
}

/* ---- Columns of one byte and of two ---- */

/* `count` parts of the US, demands and authorities; number i of each is said by the same cell, of i + 1. */
static tr_gen record_of_codes(int count)
{
    char *text = apr_palloc(test_pool, (apr_size_t)count * 400 + 1000), *to = text;

    to += sprintf(to, "%s", P);
    for (int i = 0; i < count; i++)
        to += sprintf(to, "<code dimension=\"demand\" id=\"d-%d\" name=\"D\"/>"
                      "<code dimension=\"authority\" id=\"a-%d\" name=\"A\"/>", i, i);
    to += sprintf(to, "<requests id=\"t\" publisher=\"acme\" service=\"mail\" period=\"2012\" "
                  "absent=\"none\" partition=\"country demand authority\">");
    for (int i = 0; i < count; i++)
        to += sprintf(to, "<from country=\"US-%d\" authority=\"a-%d\"><received demand=\"d-%d\" "
                      "requests=\"%d\"/></from>", 100 + i, i, i, i + 1);
    sprintf(to, "</requests>");
    return record_text(text);
}

static void one_cell_each(int count)
{
    tr_gen gen = record_of_codes(count);
    int right = 0;

    for (int i = 0; i < count; i++) {
        const char *one = apr_psprintf(test_pool, "US-%d received year requests %d ", 100 + i, i + 1);
        const char *sum = apr_pstrcat(test_pool, one, "computed\n", NULL);
        const char *cell = apr_psprintf(test_pool, " %d\n", i + 1);
        const char *cells = cells_from(&gen, apr_psprintf(test_pool, "country=US-%d", 100 + i), 0);
        right += strcmp(groups_text(&gen, apr_psprintf(test_pool, "by=country demand=d-%d", i)), sum) == 0
            && strcmp(groups_text(&gen, apr_psprintf(test_pool, "by=country demand=d-%d authority=a-%d",
                                                     i, i)),
                      apr_pstrcat(test_pool, one, "published\n", NULL)) == 0
            && strlen(cells) > strlen(cell)
            && strcmp(cells + strlen(cells) - strlen(cell), cell) == 0
            && strchr(cells, '\n') == cells + strlen(cells) - 1;
    }
    is_int(right, count, "each of many codes finds its cell");
    is_int(gen.head->codes[TR_DIM_COUNTRY].count, count + 2, "... the whole and the US among them");
    is_int(tr_gen_column_of(&gen, TR_DIM_COUNTRY).wide, count + 2 > 256, "... in columns as wide as need be");
    is_int(tr_gen_context_column(&gen).wide, count > 256, "... those of contexts too");
    ok(!tr_gen_verify(&gen), "... and all of them are in order");
}

static void widths(void)
{
    one_cell_each(100);
    one_cell_each(254);     /* the last number that one byte is enough for */
    one_cell_each(255);
    one_cell_each(300);
}

int main(void)
{
    tr_gen example;

    start_tests();
    keys();
    key_list();
    granularity();
    stated();
    shares();
    shares_not_applicable();
    shares_of_parts();
    coverage();
    scopes();
    shares_of_undivided();
    nested_filters();
    refusals();
    missing();
    sorting();
    example = record_directory("htdocs/example");
    ordered(&example, "by=country,period,service,data");
    ordered(&example, "by=service,period,measure");
    ordered(&example, "by=measure,country");
    totals();
    widths();
    return tap_done();
}
