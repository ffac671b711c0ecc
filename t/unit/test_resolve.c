/* SPDX-License-Identifier: Apache-2.0 */
/* Paths and query strings: what is answered, what is redirected, what is refused and how kindly. */
#include "query_support.h"

#include "query/problem.h"
#include "query/query_parse.h"

static const char *const languages[] = { "en", "ar", "zh-Hans", NULL };
static const tr_site site = { languages, "en", (1u << TR_FORMAT_COUNT) - 1, 0 };
static tr_gen gen;
static tr_target target;
static tr_problem problem;

static const char record[] =
    "<publisher id=\"acme\"><name>Acme</name></publisher>"
    "<service id=\"mail\" publisher=\"acme\"><name>Mail</name></service>"
    "<requests id=\"mail-2012\" publisher=\"acme\" service=\"mail\" period=\"2012\" absent=\"none\">"
    "<from country=\"GB\"><received requests=\"12\"/><received demand=\"subpoena\" requests=\"3\"/></from>"
    "<from country=\"US\"><received requests=\"8..499\"/></from></requests>"
    "<requests id=\"mail-2013-h1\" publisher=\"acme\" service=\"mail\" period=\"2013-H1\" absent=\"none\">"
    "<from country=\"x-un\"><received accounts=\"1\" requests=\"1\"/></from></requests>";

static int resolve(const char *path, const char *args)
{
    return tr_resolve(&target, &problem, &gen, &site, path, args, test_pool);
}

/* ---- Paths ---- */

static void fixed_and_negotiated(void)
{
    is_int(resolve("/", NULL), 0, "the overview");
    ok(target.resource == TR_RES_OVERVIEW && !target.fixed, "  negotiated");
    is_int(resolve("/index.csv", NULL), 0, "its fixed name");
    ok(target.resource == TR_RES_OVERVIEW && target.fixed
       && target.format == TR_FORMAT_CSV, "  as CSV");
    is_int(resolve("/index.ar.html", NULL), 0, "with a language");
    is_str(target.lang, "ar", "  Arabic");
    is_int(resolve("/requests.md", NULL), 0, "Markdown");
    ok(target.format == TR_FORMAT_MARKDOWN, "  by its extension");
    is_int(resolve("/countries/gb", NULL), 0, "a country");
    is_str(target.item, "gb", "  in lower case");
    is_str(tr_gen_code_text(&gen, TR_DIM_COUNTRY, target.item_code), "GB", "  in data in upper case");
    is_int(resolve("/countries/x-un.json", NULL), 0, "a jurisdiction of ours");
    is_int(resolve("/periods/2013-H1.zh-Hans.html", NULL), 0, "a period");
    is_str(target.path, "periods/2013-H1", "  its path without format");
    is_int(resolve("/services/mail", NULL), 0, "a service");
    is_int(resolve("/publishers/acme", NULL), 0, "a publisher");
    is_int(resolve("/reports/mail-2012", NULL), 0, "a report");
}

static void respelt(void)
{
    static const struct { const char *path, *args, *location; } cases[] = {
        { "", NULL, "" },
        { "/Requests", NULL, "requests" },
        { "/requests/", NULL, "requests" },
        { "/requests.CSV", NULL, "requests.csv" },
        { "/countries/GB", NULL, "countries/gb" },
        { "/countries/GB.csv", NULL, "countries/gb.csv" },
        { "/periods/2013-S1", NULL, "periods/2013-H1" },
        { "/periods/2013-h1.json", NULL, "periods/2013-H1.json" },
        { "/periods/2012-01-01--2012-12-31", NULL, "periods/2012" },
        { "/services/Mail", NULL, "services/mail" },
        { "/index.AR.html", NULL, "index.ar.html" },
        { "/Index.csv", NULL, "index.csv" },
        { "/requests.ar.csv", NULL, "requests.csv" },
        { "/Requests", "country=us,gb", "requests?country=GB,US" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        is_int(resolve(cases[i].path, cases[i].args), 301, cases[i].path);
        is_str(problem.location, cases[i].location, "  its canonical form");
    }
}

static void not_found(void)
{
    static const char *const paths[] = {
        "/nothing", "/requests/gb", "/countries/gb/x", "/countries/fr", "/countries/uk",
        "/periods/2011", "/services/none", "/.csv", "/index", "/requests.tlh.html",
        "/requests.pdf", "//", "/../etc/passwd", "/requests\n", "/countries/g%62", "/index.html/x"
    };
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++)
        is_int(resolve(paths[i], NULL), 404, paths[i]);
    resolve("/request", NULL);
    is_str(problem.nearest, "requests", "a slip is guessed");
    resolve("/countries/fr.csv", NULL);
    ok(problem.target.fixed && problem.target.format == TR_FORMAT_CSV, "the format asked for is known");
    ok(strstr(problem.detail, "not mean zero") != NULL, "a country without figures is not said to be zero");
}

/* ---- Queries ---- */

static void canonical(void)
{
    static const struct { const char *args, *canonical; } cases[] = {
        { NULL, "" },
        { "", "" },
        { "&&", "" },
        { "country=", "" },
        { "country=gb", "country=GB" },
        { "country=US,GB", "country=GB,US" },
        { "country=US&country=GB", "country=GB,US" },
        { "country=GB,GB", "country=GB" },
        { "country=X-UN", "country=x-un" },
        { "country=%47B", "country=GB" },
        { "by=period,country", "by=period,country" },
        { "page=1", "" },
        { "page=2", "page=2" },
        { "page=0002", "page=2" },
        { "sort=-requests&by=country&service=mail", "service=mail&by=country&sort=-requests" },
        { "period=2013-S1", "period=2013-H1" },
        { "period=2012..2013", "period=2012..2013" },
        { "period=2013..2013", "period=2013..2013" },
        { "period=2012,2013-H1", "period=2012,2013-H1" },
        { "demand=subpoena;country=GB", "country=GB&demand=subpoena" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *name = cases[i].args ? cases[i].args : "(none)";
        is_int(resolve("/requests", cases[i].args), 0, name);
        is_str(target.query_string, cases[i].canonical, "  canonical");
        is_int(resolve("/requests", apr_pstrdup(test_pool, target.query_string)), 0, "  which is understood");
        is_str(target.query_string, cases[i].canonical, "  as itself");
    }
}

static void ranges_of_periods(void)
{
    resolve("/requests", "period=2012..2013");
    is_int(target.query.filter[TR_DIM_PERIOD].count, 2, "a range holds what lies wholly inside");
    resolve("/requests", "period=2013..2013");
    is_int(target.query.filter[TR_DIM_PERIOD].count, 1, "a year holds its half");
    is_int(resolve("/requests", "period=2012-H2..2013"), 0, "a range that cuts a year");
    is_int(target.query.filter[TR_DIM_PERIOD].count, 1, "  leaves it out");
    is_int(resolve("/requests", "period=2013..2012"), 400, "backwards");
    is_str(problem.code, "bad-range", "  is said");
    is_int(resolve("/requests", "period=1999..2001"), 400, "a range without figures");
}

static void refused(void)
{
    static const struct { const char *path, *args, *code, *parameter; } cases[] = {
        { "/requests", "foo=1", "unknown-parameter", "foo" },
        { "/requests", "country=UK", "unknown-value", "country" },
        { "/requests", "country=GB,ZZ", "unknown-value", "country" },
        { "/requests", "demand=subpena", "unknown-value", "demand" },
        { "/requests", "by=colour", "unknown-value", "by" },
        { "/requests", "by=country,country", "given-twice", "by" },
        { "/requests", "sort=size", "unknown-value", "sort" },
        { "/requests", "sort=requests&sort=accounts", "given-twice", "sort" },
        { "/requests", "page=0", "bad-number", "page" },
        { "/requests", "page=x", "bad-number", "page" },
        { "/requests", "page=99999999999999999999", "bad-number", "page" },
        { "/requests", "for=spreadsheet", "not-here", "for" },
        { "/requests.csv", "for=print", "unknown-value", "for" },
        { "/requests", "country=%zz", "bad-encoding", NULL },
        { "/requests", "country=%c0%af", "bad-encoding", NULL },
        { "/requests", "country=%00", "bad-encoding", NULL },
        { "/requests", "country=G%0d%0aB", "bad-encoding", NULL },
        { "/countries/gb", "country=US", "fixed-by-path", "country" },
        { "/law", "country=GB", "unknown-parameter", "country" },
        { "/", "page=2", "unknown-parameter", "page" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        is_int(resolve(cases[i].path, cases[i].args), 400, cases[i].args);
        is_str(problem.code, cases[i].code, "  why");
        is_str(problem.parameter, cases[i].parameter, "  where");
    }
}

static void kind_refusals(void)
{
    resolve("/requests", "demand=subpena&country=GB");
    is_str(problem.nearest, "subpoena", "what was probably meant");
    ok(problem.allowed && problem.allowed->nelts > 3, "what would be allowed");
    is_int(problem.target.query.filter[TR_DIM_COUNTRY].count, 1, "the rest of the form stays filled");
    resolve("/requests", "country=UK");
    ok(strstr(problem.detail, "GB") != NULL, "UK is told to be GB");
    is_str(problem.nearest, "GB", "  and not the nearest two letters");
    is_int(resolve("/requests.csv", "for=spreadsheet"), 0, "the spreadsheet form of the CSV");
    ok(target.query.spreadsheet, "  is known");
}

static void many_parameters(void)
{
    const char *args = "";
    for (int i = 0; i < 200; i++)
        args = apr_pstrcat(test_pool, args, "country=GB&", NULL);
    is_int(resolve("/requests", args), 400, "too many parameters are refused");
    args = "GB";
    for (int i = 0; i < 100; i++)
        args = apr_pstrcat(test_pool, args, ",GB", NULL);
    is_int(resolve("/requests", apr_pstrcat(test_pool, "country=", args, NULL)), 400,
           "and too many values");
}

/* ---- Links ---- */

static void changed_queries(void)
{
    int us = tr_gen_code_find(&gen, TR_DIM_COUNTRY, "US", 2);
    int unit = tr_gen_code_find(&gen, TR_DIM_UNIT, "requests", 8);

    resolve("/requests", "country=GB&page=3&by=country");
    is_str(tr_query_string(&gen, tr_query_with_filter(&target.query, TR_DIM_COUNTRY, us, test_pool), test_pool),
           "country=US&by=country", "another country begins at the first page");
    is_str(tr_query_string(&gen, tr_query_with_filter(&target.query, TR_DIM_COUNTRY, -1, test_pool), test_pool),
           "by=country", "a filter taken away");
    is_str(tr_query_string(&gen, tr_query_with_sort(&target.query, unit, 1, test_pool), test_pool),
           "country=GB&by=country&sort=-requests", "sorted");
    is_str(tr_query_string(&gen, tr_query_with_page(&target.query, 4, test_pool), test_pool),
           "country=GB&by=country&page=4", "the next page");
    resolve("/countries/gb", "demand=subpoena");
    is_str(target.query_string, "demand=subpoena", "what the path says is not in the query");
}

static int visited, visited_gb;

static void visit(void *baton, tr_resource resource, const char *path)
{
    int status = tr_resolve(&target, &problem, &gen, &site,
                            apr_pstrcat(test_pool, "/", path, NULL), NULL, test_pool);
    (void)baton;
    (void)resource;
    visited++;
    visited_gb += !strcmp(path, "countries/gb");
    if (status || strcmp(target.path, path) || !tr_target_kept(&target))
        ok(0, "/%s is canonical and kept (%d)", path, status);
}

static void every_resource(void)
{
    tr_each_resource(&gen, visit, NULL, test_pool);
    ok(visited > TR_RES_COUNT, "every resource resolves to itself (%d)", visited);
    is_int(visited_gb, 1, "items are among them, once");
    resolve("/requests", "country=GB");
    ok(!tr_target_kept(&target), "an answer to a question is not kept");
}

/* ---- What is gone ---- */

static tr_gen gone_record(void)
{
    tr_file *files[3] = {
        file_text("a.xml", "2013-03-21", "<publisher id=\"acme\"/><service id=\"mail\"/>"
                  "<service id=\"chat\"/><report id=\"one\" period=\"2012\"/>"
                  "<report id=\"two\" period=\"2012\"/><report id=\"three\" period=\"2012\"/>"),
        file_text("b.xml", "2013-06-01T09:30:00Z",
                  "<withdrawn kind=\"report\" id=\"one\" reason=\"A draft.\"/>"),
        file_text("c.xml", "2014-03-01", "<withdrawn kind=\"report\" id=\"two\" reason=\"Names.\" "
                  "order=\"Order 3 O 14/14\" blocked-by=\"https://example.org/legal\"/>"
                  "<withdrawn kind=\"report\" id=\"three\" reason=\"Names.\" order=\"Order 4\"/>"
                  "<withdrawn kind=\"service\" id=\"chat\" xml:lang=\"de\" reason=\"Nie.\"/>")
    };
    return build_files(files, 3);
}

static void gone(void)
{
    tr_gen before = gen, then;

    gen = gone_record();
    is_int(resolve("/reports/one", NULL), 410, "what was withdrawn is gone");
    is_str(problem.code, "withdrawn", "  as a stable word");
    is_str(problem.withdrawal->reason, "A draft.", "  with the reason");
    is_str(problem.withdrawal->lang, "en", "  in its language");
    is_int(problem.withdrawal->since, 1370079000, "  and since when");
    is_str(problem.withdrawal->last, "version/20130321000000/reports/one", "  and where it was last");
    ok(!problem.withdrawal->order, "  by nobody's order");
    is_int(resolve("/reports/one.csv", NULL), 410, "as CSV");
    is_str(problem.withdrawal->last, "version/20130321000000/reports/one.csv", "  it was last as CSV");
    is_int(resolve("/reports/one.ar.html", NULL), 410, "in Arabic");
    is_str(problem.withdrawal->last, "version/20130321000000/reports/one.ar.html",
           "  it was last in Arabic");
    is_int(resolve("/services/chat", NULL), 410, "a service");
    is_str(problem.withdrawal->lang, "de", "  the reason has a language of its own");
    is_str(problem.withdrawal->last, "version/20130601093000/services/chat",
           "  the last edition with it is the one before, whatever that changed");

    is_int(resolve("/reports/two", NULL), 451, "what an order withholds");
    is_str(problem.code, "withheld-by-order", "  as a stable word");
    is_str(problem.withdrawal->order, "Order 3 O 14/14", "  which order");
    is_str(problem.withdrawal->blocked_by, "https://example.org/legal", "  and who carries it out");
    ok(!problem.withdrawal->last, "  and it leads nowhere else");
    is_int(resolve("/reports/three", NULL), 451, "an order without an address");
    ok(problem.withdrawal->order && !problem.withdrawal->blocked_by, "  is one");

    then = gen;
    tr_gen_as_of(&gen, &then, 1363824000, test_pool);
    is_int(resolve("/reports/one", NULL), 0, "as of the first edition all was there");
    is_int(resolve("/reports/two", NULL), 0, "  all of it");
    gen = before;
}

/* ---- Kinds of problems ---- */

static void kinds(void)
{
    for (size_t i = 0; i < tr_problem_count; i++) {
        const tr_problem_def *def = &tr_problems[i];
        if (!ok(tr_problem_find(def->code) == def && def->status >= 300 && def->status < 600,
                "%s is found by its code, and is an error or a redirection", def->code))
            break;
    }
    ok(!tr_problem_find("nonsense") && !tr_problem_find(NULL), "no other is");
    is_str(tr_problem_of_status(403)->code, "forbidden", "what a status alone means");
    ok(!tr_problem_of_status(400) && !tr_problem_of_status(404), "where it says enough");
}

int main(void)
{
    start_tests();
    gen = record_text(record);
    fixed_and_negotiated();
    respelt();
    not_found();
    canonical();
    ranges_of_periods();
    refused();
    kind_refusals();
    many_parameters();
    changed_queries();
    every_resource();
    gone();
    kinds();
    return tap_done();
}
