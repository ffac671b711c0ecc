/* SPDX-License-Identifier: Apache-2.0 */
/* What helps to read a page: why there is no number, what could be asked next, how to cite it. */
#include "html_support.h"

static const int64_t now = INT64_C(1420070400);     /* 2015-01-01 */

static tr_gen one_file(const char *body)
{
    tr_file *file = text_file("a.xml", "2013-03-21", body);

    return build_record(&file, 1, now);
}

/* The part of a page from the row of a figure to its end. */
static const char *row_of(const char *html, const char *id)
{
    const char *at = strstr(html, apr_pstrcat(test_pool, "<tr id=\"", id, "\"",
                                              NULL));

    return at ? apr_pstrmemdup(test_pool, at, (apr_size_t)(
                strstr(at, "</tr>") - at)) : "";
}

/* ---- Why there is no number ---- */

static const char reasons[] =
    "<publisher id=\"p\" name=\"P\"/><service id=\"s\" name=\"S\" publisher=\"p\"/>"
    "<law id=\"gag\" name=\"The gag act\" country=\"US\" citation=\"18 U.S.C. 2709\"/>"
    "<law id=\"freedom\" name=\"The freedom act\" country=\"US\" citation=\"50 U.S.C. 1874\"/>"
    "<policy id=\"privacy\" version=\"1\" from=\"2012\"><title>Privacy of the few</title></policy>"
    "<code id=\"secret-letter\" dimension=\"demand\" parent=\"nsl\" name=\"Letter\" law=\"gag\"/>"
    "<band id=\"b500\" width=\"500\" law=\"freedom\"/>"
    "<rule id=\"few\" kind=\"small-count\" scope=\"cell\"><title>Few are hidden</title></rule>"
    "<requests id=\"t\" service=\"s\" publisher=\"p\" period=\"2012\""
    " absent=\"not-reported\" rules=\"few\"><title>T</title>"
    "<from country=\"GB\"><figure measure=\"received\" unit=\"requests\""
    " value=\"withheld-law\" reason=\"gag\"/></from>"
    "<from country=\"FR\"><figure measure=\"received\" unit=\"requests\""
    " value=\"withheld-policy\" reason=\"privacy\"/></from>"
    "<from country=\"DE\"><figure measure=\"received\" unit=\"requests\""
    " value=\"elsewhere\" reason=\"In the report of the &lt;court&gt;.\"/></from>"
    "<from country=\"ES\"><received requests=\"not-collected\"/></from>"
    "<from country=\"IT\"><received requests=\"withheld-law\"/></from>"
    "<from country=\"US\" demand=\"secret-letter\"><received requests=\"withheld-order\"/></from>"
    "<from country=\"PL\"><received requests=\"&lt;10\"/></from>"
    "<from country=\"PT\"><received requests=\"not-applicable\"/></from>"
    "<from country=\"SE\"><figure measure=\"received\" unit=\"requests\""
    " value=\"500\" estimated=\"yes\"/></from>"
    "</requests>"
    "<requests id=\"u\" service=\"s\" publisher=\"p\" period=\"2013\""
    " absent=\"not-reported\" bands=\"b500\"><title>U</title>"
    "<from country=\"US\"><received requests=\"8..499\"/></from></requests>";

static void why(void)
{
    tr_gen gen = one_file(reasons);
    const char *html = page(&gen, "/requests", "en", NULL);
    const char *row = row_of(html, "t.2012.gb.received.requests");

    is_int(check(html, NULL) == NULL, 1, "well-formed");
    ok(in_order(row, "<a class=\"x\" href=\"#status-withheld-law\">Withheld by law</a>",
                "[c-law]"), "the status in words, explained where it leads to");
    ok(in_order(row, "<small><bdi>Law</bdi>: <a href=\"law#law-gag\"><bdi>The gag act",
                "(<bdi>18 U.S.C. 2709</bdi>)"), "a law by its id is named, linked and cited");
    ok(strstr(html, "<div id=\"status-withheld-law\"><dt><span class=\"s\">Withheld by law"
              "</span> <span class=\"b\">[c-law]") != NULL, "the key explains the status");
    ok(strstr(row_of(html, "t.2012.fr.received.requests"),
              "<bdi>Policy</bdi>: <a href=\"law#policy-privacy\">") != NULL, "a policy by its id");
    ok(strstr(row_of(html, "t.2012.de.received.requests"),
              "Reason: <bdi>In the report of the &lt;court&gt;.</bdi>") != NULL,
       "a reason in words stays as it is");
    ok(strstr(row_of(html, "t.2012.es.received.requests"), "No reason is given.") != NULL,
       "that nobody says why is said");
    ok(strstr(row_of(html, "t.2012.it.received.requests"), "The law is not named.") != NULL,
       "... and that no law is named");
    ok(strstr(row_of(html, "t.2012.us.received.requests.demand:secret-letter"),
              "href=\"law#law-gag\"") != NULL, "the law of a kind of demand");
    ok(strstr(row_of(html, "t.2012.pl.received.requests"), "href=\"about#rule-few\"") != NULL,
       "the rule by which small figures are hidden");
    ok(!strstr(row_of(html, "t.2012.pt.received.requests"), "No reason"),
       "what cannot be needs no reason");
    ok(in_order(row_of(html, "t.2012.se.received.requests"), "500 <span class=\"b\">[e]",
                "<small><a class=\"x\" href=\"#status-estimated\">Estimated</a>"),
       "a code beside a number is never alone");
    ok(strstr(row_of(html, "u.2013.us.received.requests"), "href=\"law#law-freedom\"") != NULL,
       "the law that allows only bands");
    ok(strstr(page(&gen, "/requests", "ar", NULL), "لم يُذكر اسم القانون") != NULL,
       "in the language of the page");
}

int main(void)
{
    apr_initialize();
    apr_pool_create(&test_pool, NULL);
    why();
    apr_pool_destroy(test_pool);
    apr_terminate();
    return tap_done();
}
