/* SPDX-License-Identifier: Apache-2.0 */
/* Why a sum is "at least", or has no number at all, is told in every format and on every page. */
#include "acid_support.h"

#define RECORD(absent, cells) "<transparency xmlns=\"urn:transparency-report:1\" xml:lang=\"en\" " \
    "published=\"2013-03-21\"><publisher id=\"acme\" name=\"Acme\"/><service id=\"mail\" name=\"Mail\"/>" \
    "<requests id=\"t\" period=\"2012\" publisher=\"acme\" service=\"mail\" absent=\"" absent "\" " \
    "partition=\"demand\">" cells "</requests></transparency>"
#define LETTERS "<from country=\"US\"><received demand=\"nsl\" requests=\"0..999\"/></from>"
#define VALUE "value|min|max|status"

static void band(void)
{
    acid r;
    sheet groups;
    const char *refused, *overview, *listed;

    acid_text(&r, RECORD("not-reported", LETTERS));
    groups = csv(&r.gen, "/requests.csv?by=country");
    is_str(fields(&groups, "country=US", VALUE "|limits"), "|0|999|band|", "a band of the one country there is");
    groups = csv(&r.gen, "/requests.csv?by=service,period");
    is_str(fields(&groups, "service=mail", VALUE "|limits"), "|||refused|absent",
           "of all countries there is no number, and the limit says why");
    refused = at(&groups, "service=mail", "refused");
    ok(refused && strncmp(refused, "no-bounds: ", 11) == 0, "so does the refusal");
    ok(has(page(&r.gen, "/requests.json?by=service,period"), "\"value\":null,\"min\":null,\"max\":null,\"status\":\"refused\"")
       && has(page(&r.gen, "/requests.json?by=service,period"), "\"limits\":\"absent\""), "the same in JSON");
    ok(has(page(&r.gen, "/requests.md?by=service,period"), "no-bounds: "), "and in Markdown");
    listed = page(&r.gen, "/requests?by=service,period");
    overview = page(&r.gen, "/");
    ok(has(listed, "sets no bounds") && has(listed, "Nothing is reported about countries"), "and in HTML");
    ok(has(overview, "sets no bounds") && has(overview, "Nothing is reported about countries"),
       "and on the overview");
    ok(!strstr(overview, "t least 0") && !strstr(listed, "t least 0"), "nowhere is it at least 0");
}

static void merged(void)
{
    acid r;
    sheet groups;
    const char *overview, *listed;

    acid_text(&r, RECORD("none", "<from country=\"GB\"><received requests=\"merged\"/></from>"
                         "<from country=\"US\"><received requests=\"8\"/></from>"));
    groups = csv(&r.gen, "/requests.csv?by=service,period");
    is_str(fields(&groups, "service=mail", VALUE "|missing_by_status"), "|8||at-least|merged:1",
           "a sum with a merged figure is at least, and says so");
    listed = page(&r.gen, "/requests?by=service,period");
    overview = page(&r.gen, "/");
    ok(has(listed, "Included elsewhere: 1"), "also in HTML");
    ok(has(overview, "Included elsewhere: 1"), "also on the overview");
}

int main(void)
{
    start_tests();
    band();
    merged();
    return tap_done();
}
