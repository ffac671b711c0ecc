/* SPDX-License-Identifier: Apache-2.0 */
/* Editions: as of, withdrawal, corrections due, backdating, embargo. */
#include "generation_support.h"

#define P "<publisher id=\"acme\" name=\"Acme\"/>"

static const char *table(const char *gb, const char *extra)
{
    return apr_pstrcat(test_pool, "<requests id=\"t\" period=\"2012\" absent=\"none\">"
                       "<from country=\"GB\"><received requests=\"", gb, "\"/></from>"
                       "<from country=\"US\"><received requests=\"7\"/></from>", extra,
                       "</requests>", NULL);
}

#define CORRECTION "<correction reason=\"error\"><p>typing error</p></correction>"

static int64_t instant(const char *date)
{
    int32_t day = 0;
    tr_date_parse(date, 10, &day);
    return (int64_t)day * 86400;
}

static const char *as_of(const record *r, const char *date, const char *asked_for)
{
    tr_gen then;

    if (tr_gen_as_of(&then, &r->gen, instant(date), test_pool) != APR_SUCCESS)
        return "nothing";
    return answer(&then, asked_for);
}

static void history(void)
{
    record r;

    record_init(&r);
    add_file(&r, "b.xml", "published=\"2013-06-01\"", table("5", CORRECTION));
    add_file(&r, "a.xml", "published=\"2013-01-01\"", table("3", ""));
    add_file(&r, "c.xml", "published=\"2013-09-01\"",
             "<withdrawn kind=\"requests\" id=\"t\" reason=\"wrong\"/>");
    add_file(&r, "d.xml", "published=\"2014-01-01\"", table("5", ""));
    is_int(build(&r), APR_SUCCESS, "four editions are built");
    is_str(as_of(&r, "2012-12-31", "country=GB"), "nothing", "nothing before the first");
    is_str(as_of(&r, "2013-01-01", "country=GB"), "3", "at the first instant");
    is_str(as_of(&r, "2013-05-31", "country=GB"), "3", "until the second");
    is_str(as_of(&r, "2013-06-01", "measure=received"), "12", "corrected");
    is_str(as_of(&r, "2013-10-01", "measure=received"), "", "withdrawn");
    is_str(answer(&r.gen, "measure=received"), "12", "published again");
    is_int(find_diag(&r, "no-reason-given") != NULL, 0, "every change has its reason");
    is_int(r.gen.head->value.count, 5, "what did not change is stored once while it lasts");
}

static void corrections(void)
{
    record r;
    const tr_gen_version *versions;

    record_init(&r);
    add_file(&r, "a.xml", "published=\"2013-01-01\"", table("3", ""));
    add_file(&r, "b.xml", "published=\"2013-06-01\"", table("5", ""));
    is_int(build(&r), APR_SUCCESS, "a change without a reason is served");
    is_int(count_diags(&r, "no-reason-given"), 1, "with a warning");
    versions = TR_GEN_ROWS(&r.gen, tr_gen_version, versions);
    is_int(versions[1].differs, 1, "the edition differs");
    is_int(r.gen.head->incomplete, 0, "nothing is left out");
    record_init(&r);
    add_file(&r, "a.xml", "published=\"2013-01-01\"", table("3", ""));
    add_file(&r, "b.xml", "published=\"2013-06-01\"", table("3", "<title>Requests</title>"));
    build(&r);
    is_int(count_diags(&r, "no-reason-given"), 0, "adding a title takes nothing back");
    is_int(r.gen.head->value.count, 2, "both editions share their cells");
    record_init(&r);
    add_file(&r, "a.xml", "published=\"2013-01-01\"", table("3", "<title>Requests</title>"));
    add_file(&r, "b.xml", "published=\"2013-06-01\"", table("3", "<title>Demands</title>"));
    build(&r);
    is_int(count_diags(&r, "no-reason-given"), 1, "another title does");
    record_init(&r);
    add_file(&r, "a.xml", "published=\"2013-01-01\"", table("3", ""));
    add_file(&r, "b.xml", "published=\"2013-06-01\"",
             table("3", "<from country=\"FR\"><received requests=\"1\"/></from>"));
    build(&r);
    is_int(count_diags(&r, "no-reason-given"), 1, "a row where unlisted ones were zero does");
}

static void twins(void)
{
    record r;
    const tr_diag *diag;

    record_init(&r);
    add_file(&r, "a.xml", "published=\"2013-01-01\"", table("3", ""));
    add_file(&r, "b.xml", "published=\"2013-06-01\"", table("4", CORRECTION));
    add_file(&r, "c.xml", "published=\"2013-06-01\"", table("5", CORRECTION));
    is_int(build(&r), APR_SUCCESS, "the older state stays");
    is_str(answer(&r.gen, "country=GB"), "3", "neither edition is taken");
    is_int(count_diags(&r, "same-instant"), 2, "both files are told");
    diag = find_diag(&r, "same-instant");
    ok(diag && strcmp(diag->file, "b.xml") == 0 && strstr(diag->text, "c.xml"), "by name");
}

static void backdating(void)
{
    record r, first;

    record_init(&first);
    add_file(&first, "a.xml", "published=\"2013-06-01\"", table("3", ""));
    build(&first);
    record_init(&r);
    add_file(&r, "a.xml", "published=\"2013-06-01\"", table("3", ""));
    add_file(&r, "b.xml", "published=\"2013-01-01\"", P);
    r.served = &first.gen;
    r.served_until = instant("2013-06-01");
    is_int(build(&r), APR_SUCCESS, "what was served before is served");
    is_int(count_diags(&r, "backdated"), 1, "a file from the past needs a reason");
    is_int(r.gen.head->instants.count, 1, "and is left out");
    record_init(&r);
    add_file(&r, "a.xml", "published=\"2013-06-01\"", table("3", ""));
    add_file(&r, "b.xml", "published=\"2013-01-01\" backdated=\"found in a drawer\"", P);
    r.served = &first.gen;
    r.served_until = instant("2013-06-01");
    is_int(build(&r), APR_SUCCESS, "with a reason");
    is_int(r.gen.head->instants.count, 2, "it is taken");
    is_str(tr_gen_string(&r.gen, TR_GEN_ROWS(&r.gen, tr_gen_version, versions)[0].backdated_reason),
           "found in a drawer", "and the reason is kept");
    record_init(&r);
    add_file(&r, "a.xml", "published=\"2013-06-01\"", table("3", ""));
    add_file(&r, "b.xml", "published=\"2013-01-01\"", P)->returned = 1;
    r.served = &first.gen;
    r.served_until = instant("2013-06-01");
    is_int(build(&r), APR_SUCCESS, "what was served, taken away and put back");
    is_int(count_diags(&r, "backdated"), 0, "needs no reason");
    is_int(r.gen.head->instants.count, 2, "and is taken");
}

/* ---- Embargo ---- */

static int holds(const record *r, const char *word)
{
    return memmem(r->blob, r->size, word, strlen(word)) != NULL;
}

static void embargo(void)
{
    record before, with, after;
    const char *secret =
        "<requests id=\"secret-table\" period=\"2017-H2\" absent=\"none\"><from country=\"AQ\">"
        "<received demand=\"secret-demand\" requests=\"424242\"/></from></requests>"
        "<code id=\"secret-demand\" dimension=\"demand\" name=\"Secret\"/>";

    record_init(&before);
    before.now = instant("2014-01-01");
    add_file(&before, "a.xml", "published=\"2013-06-01\"", table("3", ""));
    build(&before);
    record_init(&with);
    with.now = instant("2014-01-01");
    add_file(&with, "a.xml", "published=\"2013-06-01\"", table("3", ""));
    add_file(&with, "secret-file.xml", "published=\"2015-01-01\"", secret);
    with.files[with.count++] = read_text(&with, "secret-broken.xml",
        "<transparency xmlns=\"urn:transparency-report:1\" xml:lang=\"en\" published=\"2016-01-01\">"
        "<nonsense/></transparency>");
    build(&with);
    ok(!holds(&with, "secret") && !holds(&with, "AQ"), "no word of what is embargoed is there");
    ok(memcmp(before.gen.head->digest, with.gen.head->digest, 32) == 0, "nor in the digest");
    is_int((long long)with.gen.head->valid_until, instant("2015-01-01"),
           "the generation ends when the embargo does");
    is_int(with.gen.head->incomplete, 0, "a broken file from the future is not counted");
    ok(with.diags->first == NULL, "nothing is said");
    is_int(tr_build_next(with.files, with.count, with.now), instant("2015-01-01"),
           "the next instant is known without building");
    after = with;
    after.now = instant("2015-01-01");
    build(&after);
    is_str(answer(&after.gen, "demand=secret-demand country=AQ"), "424242",
           "at its instant it is there");
    is_int((long long)after.gen.head->valid_until, instant("2016-01-01"), "until the next");
}

static void due(void)
{
    record r, later;
    const char *canary = "<canary id=\"c\" asserted=\"2013-01-01\" until=\"2013-12-31\">"
        "<text><p>none</p></text></canary>";

    record_init(&r);
    r.now = instant("2013-06-01");
    add_file(&r, "a.xml", "published=\"2013-01-01\"", canary);
    build(&r);
    is_int((long long)r.gen.head->valid_until, instant("2014-01-01"),
           "a canary lapses after its last day");
    later = r;
    later.now = instant("2014-01-01");
    build(&later);
    ok(later.gen.head->valid_until == INT64_MAX, "then nothing is due");
    ok(memcmp(later.gen.head->digest, r.gen.head->digest, 32) != 0,
       "a lapsed canary is other content");
}

int main(void)
{
    start_tests();
    history();
    corrections();
    twins();
    backdating();
    embargo();
    due();
    return end_tests();
}
