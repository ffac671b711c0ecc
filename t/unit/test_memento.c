/* SPDX-License-Identifier: Apache-2.0 */
/* The record as it was: which versions there are, how they are named, what leads to them. */
#include "query_support.h"

#include <unistd.h>

#include "query/memento.h"

static const char *const languages[] = { "en", "ar", NULL };
static tr_site site;
static tr_gen gen, view;
static tr_target target;
static tr_problem problem;

static int route(const char *path, const char *args)
{
    return tr_route(&target, &problem, &view, &gen, NULL, &site, path, args, test_pool);
}

/* Three editions: one country, then two, then a table is withdrawn. */
static tr_gen three_editions(void)
{
    tr_file *files[3] = {
        file_text("a.xml", "2013-03-21T10:00:00Z",
            "<publisher id=\"acme\"/><service id=\"mail\" publisher=\"acme\"/>"
            "<requests id=\"mail-2012\" publisher=\"acme\" service=\"mail\" period=\"2012\" absent=\"none\">"
            "<from country=\"GB\"><received requests=\"12\"/></from></requests>"),
        file_text("b.xml", "2013-09-01T00:00:01Z",
            "<requests id=\"mail-2013\" publisher=\"acme\" service=\"mail\" period=\"2013-H1\" absent=\"none\">"
            "<from country=\"US\"><received requests=\"7\"/></from></requests>"),
        file_text("c.xml", "2014-01-01",
            "<withdrawn kind=\"requests\" id=\"mail-2013\" reason=\"counted twice\"/>")
    };
    return build_files(files, 3);
}

/* ---- Versions ---- */

static void named_by_instant(void)
{
    is_int(route("/version/20130321100000/requests.csv", "by=country"), 0, "a version of a resource");
    ok(target.access == TR_ACCESS_VERSION && target.fixed && target.format == TR_FORMAT_CSV, "  in its format");
    ok(view.edition == 0 && view.past, "  as of the edition");
    is_str(target.prefix, "version/20130321100000/", "  its tree");
    is_str(tr_target_uri(&target, test_pool), "requests.csv?by=country", "  its address in the tree");
    is_int(route("/version/20140101000000/", NULL), 0, "the overview of the newest version");
    ok(view.edition == 2 && view.current && !view.past, "  is the newest");
    is_int(route("/requests.csv", NULL), 0, "an original");
    ok(target.access == TR_ACCESS_ORIGINAL && view.current, "  is of the newest edition");
    is_str(target.prefix, "", "  and in no tree");
}

static void other_instants(void)
{
    static const struct { const char *path, *location; } cases[] = {
        { "/version/20130321100001/requests.csv", "version/20130321100000/requests.csv" },
        { "/version/20130901000000/requests", "version/20130321100000/requests" },
        { "/version/20130901000002/countries/us", "version/20130901000001/countries/us" },
        { "/version/20991231235959/", "version/20140101000000/" },
        { "/version/20130401000000/Requests.CSV", "version/20130321100000/requests.csv" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ok(route(cases[i].path, NULL) == 302, "%s: the publication before", cases[i].path);
        is_str(problem.location, cases[i].location, "  is where it is");
    }
    is_int(route("/version/20130401000000/requests", "unit=requests&country=gb"), 302, "a query goes along");
    is_str(problem.location, "version/20130321100000/requests?unit=requests&country=GB", "  in its canonical form");
    is_int(route("/version/20130321100000/Requests/", NULL), 301, "another spelling");
    is_str(problem.location, "version/20130321100000/requests", "  stays in the version");
    is_int(route("/version/20130321100000", NULL), 301, "a version without its slash");
    is_str(problem.location, "version/20130321100000/", "  gets it");
}

static void no_version(void)
{
    static const char *const paths[] = {
        "/version", "/version/", "/version/x/requests", "/version/2013/requests", "/version/20130229000000/",
        "/version/201303211000000/", "/version/20130321095959/requests", "/version/-0130321100000/"
    };
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        ok(route(paths[i], NULL) == 404, "%s is none", paths[i]);
        is_str(problem.code, "no-such-version", "  and says so");
        is_int(problem.allowed->nelts, 3, "  and names those there are");
    }
    is_int(route("/version/20130321100000/nothing", NULL), 404, "what is nowhere is not in a version");
    is_int(route("/version/20130321100000/requests", "country=QQ"), 400, "what is wrong is wrong there too");
    is_int(route("/versions/20130321100000/", NULL), 404, "only the exact word");
}

/* ---- TimeGate and TimeMap ---- */

static const char *memento(int i)
{
    return i < target.mementos->nelts
           ? APR_ARRAY_IDX(target.mementos, i, tr_memento).uri : "(none)";
}

static void lists(void)
{
    is_int(route("/timemap/requests.csv", NULL), 0, "the versions of the figures");
    ok(target.access == TR_ACCESS_TIMEMAP && !target.fixed, "  its own format is open");
    is_str(target.original, "requests.csv", "  of this");
    is_int(target.mementos->nelts, 3, "  are all");
    is_str(memento(0), "version/20130321100000/requests.csv", "  the oldest first");
    is_str(memento(2), "version/20140101000000/requests.csv", "  the newest last");
    is_int(route("/timemap/json/countries/gb.csv", "by=period"), 0, "in JSON");
    ok(target.fixed && target.format == TR_FORMAT_JSON, "  is fixed");
    is_str(memento(0), "version/20130321100000/countries/gb.csv?by=period", "  the query goes along");
    is_int(route("/timemap/link/", NULL), 0, "of the overview, as links");
    ok(target.fixed && target.format == TR_FORMAT_LINKS, "  is fixed");
    is_int(route("/timemap/Requests", NULL), 301, "another spelling");
    is_str(problem.location, "timemap/requests", "  stays");
    is_int(route("/timemap/nothing", NULL), 404, "nothing has no versions");
    is_int(route("/timegate/requests", "nothing=1"), 400, "nor has a question that is none");
}

static void gone_now(void)
{
    is_int(route("/reports/mail-2013", NULL), 410, "a withdrawn report is gone");
    is_int(route("/timemap/reports/mail-2013", NULL), 0, "its versions are not");
    is_int(target.mementos->nelts, 1, "  there is the one in which it was there");
    is_str(memento(0), "version/20130901000001/reports/mail-2013", "  namely");
    is_int(route("/version/20130901000001/reports/mail-2013", NULL), 0, "  and it can be had");
    is_int(route("/version/20140101000000/reports/mail-2013", NULL), 410, "afterwards it is gone in versions too");
}

static void moments(void)
{
    static const struct { const char *when; int64_t instant; int index; } cases[] = {
        { "before the first", 0, 0 }, { "at the first", 1363860000, 0 },
        { "a second before the second", 1377993600, 0 }, { "at the second", 1377993601, 1 },
        { "at the last", 1388534400, 2 }, { "now", INT64_MAX, 2 }
    };
    route("/timegate/requests", NULL);
    is_int((int)target.access, TR_ACCESS_TIMEGATE, "a TimeGate");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        ok(tr_memento_at(target.mementos, cases[i].instant)
           == (const tr_memento *)target.mementos->elts + cases[i].index, "%s", cases[i].when);
}

/* ---- Many versions ---- */

enum { MANY = 400, LITTLE = 512 * 1024 };

static tr_gen many_editions(void)
{
    tr_file *files[MANY];

    for (int i = 0; i < MANY; i++)
        files[i] = file_text(apr_psprintf(test_pool, "%d.xml", i),
            apr_psprintf(test_pool, "20%02d-%02d-%02d", 10 + i / 336, 1 + i / 28 % 12, 1 + i % 28),
            apr_psprintf(test_pool, "%s<requests id=\"mail-%d\" publisher=\"acme\" service=\"mail\" period=\"2009\""
                         " absent=\"none\"><from country=\"GB\"><received requests=\"12\"/></from></requests>",
                         i ? "" : "<publisher id=\"acme\"/><service id=\"mail\" publisher=\"acme\"/>", i));
    return build_files(files, MANY);
}

/* Of this process, as the system sees it; 0 where it does not say. */
static size_t bytes_mapped(void)
{
    unsigned long pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");

    if (file && fscanf(file, "%lu", &pages) != 1)
        pages = 0;
    if (file)
        fclose(file);
    return pages * (size_t)sysconf(_SC_PAGESIZE);
}

/* Bytes of memory that the answer took, and found versions. */
static size_t bytes_of(const tr_gen *many, const char *args, int *status, int *found)
{
    size_t before = bytes_mapped(), after;
    apr_allocator_t *allocator;
    apr_pool_t *pool;

    apr_allocator_create(&allocator);
    apr_pool_create_unmanaged_ex(&pool, NULL, allocator);
    *status = tr_route(&target, &problem, &view, many, NULL, &site, "/timemap/requests", args, pool);
    *found = *status ? 0 : target.mementos->nelts;
    after = bytes_mapped();
    apr_pool_destroy(pool);
    apr_allocator_destroy(allocator);
    return after - before;
}

static void of_many(void)
{
    tr_gen many = many_editions();
    char *args = apr_pstrdup(test_pool, "table=mail-0");
    int status, found;
    size_t bytes;

    for (int i = 1; i < 40; i++)
        args = apr_psprintf(test_pool, "%s,mail-%d", args, i);
    bytes = bytes_of(&many, args, &status, &found);
    is_int(status, 0, "a question that could be asked since the 40th edition");
    is_int(found, MANY - 39, "  has a version since");
    ok(bytes < LITTLE, "  and what it takes does not add up: %lu bytes", (unsigned long)bytes);
    bytes = bytes_of(&many, "table=x&report=x", &status, &found);
    is_int(status, 400, "a question that can never be asked");
    ok(bytes < LITTLE, "  is refused once: %lu bytes", (unsigned long)bytes);
}

int main(void)
{
    start_tests();
    site = (tr_site){ languages, "en", tr_formats_with_descriptions(TR_RECORD_FORMATS), 0 };
    gen = three_editions();
    named_by_instant();
    other_instants();
    no_version();
    lists();
    gone_now();
    moments();
    of_many();
    return tap_done();
}
