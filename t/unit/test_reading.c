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
    ok(in_order(row, " <small><bdi>Law</bdi>: <a href=\"law#law-gag\"><bdi>The gag act",
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

/* ---- What could be asked next ---- */

/* The number beside the facet link to `href`; -1: there is none. */
static long facet(const char *html, const char *href)
{
    const char *at = strstr(html, apr_pstrcat(test_pool, "<li><a rel=\"nofollow\" href=\"",
                                              href, "\"", NULL));
    at = at ? strstr(at, "</a> (") : NULL;
    return at ? atol(at + 6) : -1;
}

/* "1,277" of "Rows 1–200 of 1,277". */
static const char *rows_of(const tr_gen *gen, const char *url)
{
    const char *html = page(gen, url, "en", NULL), *at = strstr(html, "<p>Rows ");

    at = at ? strstr(at, " of ") : NULL;
    return at ? apr_pstrmemdup(test_pool, at + 4, strcspn(at + 4, "<")) : "";
}

/* Every facet of a page says as many figures as its page has. */
static void facets_are_true(const tr_gen *gen, const char *url)
{
    const char *at = page(gen, url, "en", NULL);
    int seen = 0, wrong_ones = 0;

    while ((at = strstr(at, "<li><a rel=\"nofollow\" href=\"")) && seen < 40) {
        const char *href = at + 28, *count = strstr(at, "</a>");
        const char *link = apr_pstrmemdup(test_pool, href, strcspn(href, "\""));
        if (!strncmp(count, "</a> (", 6)) {
            seen++;
            while (strstr(link, "&amp;"))
                link = apr_pstrcat(test_pool, apr_pstrmemdup(test_pool, link,
                       (apr_size_t)(strstr(link, "&amp;") - link)), "&",
                       strstr(link, "&amp;") + 5, NULL);
            wrong_ones += strcmp(rows_of(gen, apr_pstrcat(test_pool, "/", link, NULL)),
                                 apr_pstrmemdup(test_pool, count + 6,
                                                strcspn(count + 6, ")"))) != 0;
        }
        at = href;
    }
    ok(seen > 10, "%s: %d facets", url, seen);
    is_int(wrong_ones, 0, "... each leaves as many figures as it says");
}

static void facets(const tr_gen *gen)
{
    const char *html = page(gen, "/requests?service=skype&sort=-requests", "en", NULL);

    ok(facet(html, "requests?service=skype&amp;country=GB&amp;sort=-requests") > 0,
       "a facet keeps the question and the order");
    ok(strstr(html, "aria-current=\"true\"><bdi>Skype</bdi></a> (") != NULL,
       "what is chosen is marked");
    ok(strstr(html, "aria-sort=\"descending\"") != NULL, "a sorted column says so");
    ok(strstr(html, "<li>and 26 more values in the form above</li>") != NULL, "what is left out is counted");
    facets_are_true(gen, "/requests?measure=received");
    facets_are_true(gen, "/requests?period=2012&unit=requests");
    ok(!strstr(page(gen, "/countries/gb", "en", NULL), "class=\"facets\""),
       "pages of one thing have only the form");
}

static const char *problem_page(const tr_gen *gen, const char *query)
{
    int status;
    const char *html = page(gen, apr_pstrcat(test_pool, "/requests?", query, NULL),
                            "en", &status);

    is_int(status, 400, query);
    is_int(check(html, NULL) == NULL, 1, "... well-formed");
    return html;
}

static void what_was_meant(const tr_gen *gen)
{
    ok(strstr(problem_page(gen, "service=skyp&period=2012"),
              "Probably meant: <code>skype</code> <a href=\"requests?service=skype&amp;period=2012\">")
       != NULL, "the nearest value is a link that keeps the question");
    ok(strstr(problem_page(gen, "country=UK"), "Probably meant: <code>GB</code> "
              "<a href=\"requests?country=GB\">") != NULL, "UK means GB");
    ok(strstr(problem_page(gen, "country=Germany"), "Probably meant: <code>DE</code> "
              "<a href=\"requests?country=DE\">") != NULL, "a name means its country");
    ok(!strstr(problem_page(gen, "country=AQ"), "Probably meant"), "what is not there is not meant");
    ok(strstr(problem_page(gen, "countri=GB&period=2012"), "Probably meant: <code>country</code> "
              "<a href=\"requests?period=2012&amp;country=GB\">") != NULL,
       "a parameter spelt wrongly leads to the right one");
    ok(strstr(problem_page(gen, "sort=-oranges"), "<a href=\"requests?sort=requests\">") != NULL,
       "orders that there are");
    ok(strstr(problem_page(gen, "by=county"), "Probably meant: <code>country</code> "
              "<a href=\"requests?by=country\">") != NULL, "what can be grouped by");
}

/* ---- Claims and what contradicts them ---- */

static const char *article(const char *html, const char *id)
{
    const char *at = strstr(html, apr_pstrcat(test_pool, "<article class=\"entity claim\" id=\"",
                                              id, "\"", NULL));

    return at ? apr_pstrmemdup(test_pool, at, (apr_size_t)(
                strstr(at, "</article>") - at)) : "";
}

static void statements(const tr_gen *gen)
{
    const char *html = page(gen, "/statements", "en", NULL);
    const char *cannot = article(html, "statement-no-interception-2008");
    const char *chats = article(html, "statement-chats-of-2007");

    ok(in_order(html, "id=\"statement-tom-filter-2006\"", "id=\"statement-breaching-trust\"")
       && in_order(html, "id=\"statement-breaching-trust\"", "id=\"statement-chats-of-2007\""),
       "claims in order of time");
    ok(in_order(cannot, "<p class=\"when\"><time datetime=\"2008-06\">June 2008</time>",
                "<p class=\"who\"><bdi>Jennifer Caukin</bdi>, <bdi>director of"),
       "when, and who in which role");
    ok(in_order(cannot, "because of its peer-to-peer architecture", "Quotation of the CNET article")
       && in_order(cannot, "Quotation of the CNET article", "<div class=\"against\">"),
       "what was said and its source come before what contradicts it");
    ok(in_order(cannot, "Contradicted by</bdi>: <a href=\"statements#statement-declines-2012\">",
                "Asked repeatedly") && in_order(cannot, "Asked repeatedly",
                "<footer><bdi>Chaim Haas</bdi>"), "... in whose words, and when");
    ok(strstr(cannot, "in 2012 it did not say so.") != NULL, "... with the record's own comment");
    is_int(count_of(cannot, "declines-2012"), 1, "the same contradiction is shown once");
    ok(!strstr(chats, "class=\"against\""),
       "what is evidence against a thing is not contradicted by itself");
    ok(strstr(article(html, "statement-gillett-2012"), "<ul class=\"relations\">") != NULL,
       "other relations are a list");
    ok(!strstr(html, ">Until<"), "a relation leads to a statement, not until a date");
}

static const char disputed[] =
    "<publisher id=\"p\" name=\"P\"/><service id=\"s\" name=\"S\" publisher=\"p\"/>"
    "<statement id=\"short\" date=\"2012\"><title>Kept for a month</title>"
    "<text>We keep it for a month.</text><about inventory=\"chats\"/></statement>"
    "<inventory id=\"chats\" services=\"s\"><name>Chats</name>"
    "<retention max=\"P30D\" after=\"last-use\"><evidence kind=\"contradicts\" date=\"2014-05\">"
    "A court saw five years.</evidence><evidence kind=\"supports\">An audit.</evidence></retention>"
    "<retention min=\"P1Y\"/><retention min=\"P60D\" max=\"P60D\"/></inventory>"
    "<inventory id=\"names\" services=\"s\"><name>Names</name></inventory>";

static void retention(void)
{
    tr_gen gen = one_file(disputed);
    const char *html = page(&gen, "/inventory", "en", NULL);
    const char *claim = page(&gen, "/statements", "en", NULL);
    const char *table = apr_pstrmemdup(test_pool, html, (apr_size_t)(
                        strstr(html, "</table>") - html));

    is_int(check(html, NULL) == NULL && check(claim, NULL) == NULL, 1, "well-formed");
    ok(in_order(table, "At most</bdi>: <time datetime=\"P30D\">30 days</time><span class=\"bar\"",
                "<i class=\"r w-8\"></i>"), "at most so long: in words, and hatched to there");
    ok(in_order(table, "At least</bdi>: <time datetime=\"P1Y\">1 year</time>",
                "<i class=\"k w-94\"></i><i class=\"o w-6\"></i>"), "at least so long: the end is open");
    ok(in_order(table, "<br><bdi>At most</bdi>: <time datetime=\"P60D\">", "<i class=\"k w-16\">"),
       "exactly so long is solid, to the same scale");
    ok(in_order(table, ">Chats<", "A court saw five years.")
       && strstr(table, "<time datetime=\"2014-05\">May 2014</time>") != NULL,
       "the evidence that contradicts stands beside it");
    ok(!strstr(table, "An audit."), "... other evidence does not");
    ok(in_order(table, ">Names<", "No duration is stated") && strstr(table, "class=\"bar none\""),
       "what is not said is said, and an empty frame");
    is_int(count_of(table, "None in this record"), 3, "no evidence is said");
    ok(in_order(claim, "We keep it for a month.", "Evidence: <a href=\"inventory#inventory-chats\">")
       && in_order(claim, "Evidence: <a", "A court saw five years."),
       "evidence on what a statement is about contradicts it");
    ok(strstr(claim, "<p class=\"who\"><bdi>Unknown</bdi></p>") != NULL, "nobody is said to speak");
}

/* ---- What is covered ---- */

static const char gaps[] =
    "<publisher id=\"p\" name=\"P\"/><service id=\"s\" name=\"S\" publisher=\"p\"/>"
    "<requests id=\"a\" service=\"s\" publisher=\"p\" period=\"2012\" absent=\"not-reported\"><title>A</title>"
    "<total><received requests=\"9\"/></total>"
    "<from country=\"GB\"><received requests=\"5\"/><disclosed requests=\"not-reported\"/></from>"
    "<from country=\"FR\"><received requests=\"4\"/></from></requests>"
    "<requests id=\"b\" service=\"s\" publisher=\"p\" period=\"2013\" absent=\"not-reported\"><title>B</title>"
    "<from country=\"GB\"><received requests=\"0\"/></from>"
    "<from country=\"DE\"><received requests=\"not-collected\"/></from>"
    "<from country=\"FR\"><received requests=\"1..9\"/></from></requests>";

static void coverage(void)
{
    tr_gen gen = one_file(gaps);
    const char *html = page(&gen, "/about", "en", NULL);

    is_int(check(html, NULL) == NULL, 1, "well-formed");
    ok(in_order(html, ">2012</bdi></a></th><td class=\"n\">2</td>",
                ">●</span> filled <small>3 figures</small></td>"), "countries named, and what is filled");
    ok(in_order(html, ">2012<", ">○</span> no number: 1 listed without one</td>"),
       "what is listed without a number");
    ok(in_order(html, ">2013</bdi></a></th><td class=\"n\">3</td>",
                ">◐</span> partly: 1 of 3 missing</td>"), "what is partly filled; zero is a number");
    ok(in_order(html, ">◐</span> partly: 1 of 3 missing</td>", ">–</span> empty</td>"),
       "what is empty");
    is_int(count_of(html, "class=\"mark\" aria-hidden=\"true\""), 4, "marks are beside words");
}

/* ---- What the words mean ---- */

static const char words[] =
    "<publisher id=\"p\" name=\"P\"/><service id=\"s\" name=\"S\" publisher=\"p\"/>"
    "<definition id=\"what-we-call-received\" name=\"Received\" dimension=\"measure\" code=\"received\">"
    "<text>Stamped.</text></definition>"
    "<code id=\"shelved\" dimension=\"measure\" parent=\"received\" name=\"Shelved\"><text>Put aside.</text></code>"
    "<requests id=\"a\" service=\"s\" publisher=\"p\" period=\"2012\" absent=\"none\"><title>A</title>"
    "<from country=\"GB\"><received requests=\"5\"/><rejected requests=\"1\"/>"
    "<figure measure=\"shelved\" unit=\"requests\" value=\"2\"/></from></requests>";

static void definitions(void)
{
    tr_gen gen = one_file(words);
    const char *html = page(&gen, "/countries/gb", "en", NULL);
    const char *meant = page(&gen, "/definitions", "en", NULL);

    is_int(check(html, NULL) == NULL && check(meant, NULL) == NULL, 1, "well-formed");
    ok(in_order(html, "<th scope=\"col\" class=\"n\"><a class=\"x\" href=\"../definitions#"
                "definition-what-we-call-received\"><bdi>Received</bdi></a>", "</thead>"),
       "the head of a column leads to the record's definition");
    ok(strstr(html, "<a class=\"x\" href=\"../definitions#code-shelved\"><bdi>Shelved") != NULL,
       "... a code of the record to where it stands");
    ok(strstr(html, "<a class=\"x\" href=\"../definitions#measure-rejected\"><bdi>Rejected") != NULL,
       "... any other to our words");
    ok(strstr(html, "<a class=\"x\" href=\"../definitions#share\">Share</a>") != NULL, "so does the share");
    ok(strstr(meant, "id=\"definition-what-we-call-received\"") && strstr(meant, "id=\"code-shelved\"")
       && strstr(meant, "id=\"share\""), "all of them are there");
    ok(strstr(meant, "<div id=\"measure-rejected\"><dt><bdi>Rejected</bdi></dt><dd>The publisher refused.")
       != NULL, "... in words");
    is_int(count_of(meant, "<div id=\"measure-"), 21, "... every outcome that there can be");
    ok(!strstr(meant, "id=\"measure-shelved\""), "... but those of the record, which it explains itself");
    ok(strstr(page(&gen, "/countries/gb", "fr", NULL), "href=\"../definitions.fr.html#measure-rejected\"")
       != NULL, "in the language of the page");
}

/* ---- Texts in another language than the page ---- */

static const char tongues[] =
    "<publisher id=\"p\" name=\"P\"/>"
    "<policy id=\"x\" version=\"1\" from=\"2012\"><title>T</title>"
    "<text xml:lang=\"fa\">Skype: این متن</text></policy>"
    "<policy id=\"y\" version=\"1\" from=\"2012\"><title>U</title>"
    "<text>Only English.</text><text xml:lang=\"de\">Auf Deutsch.</text></policy>"
    "<document id=\"d\" language=\"tr\"><title>D</title></document>"
    "<methodology id=\"m\"><title>M</title>"
    "<clause id=\"c\" kind=\"counting\"><text>All.</text></clause></methodology>";

static void languages(void)
{
    tr_gen gen = one_file(tongues);
    const char *english = page(&gen, "/law", "en", NULL);
    const char *german = page(&gen, "/law", "de", NULL);
    const char *arabic = page(&gen, "/law", "ar", NULL);

    ok(in_order(english, "<p lang=\"fa\" dir=\"rtl\">Skype: ", "<small class=\"lang\">Only available in فارسی</small>"),
       "a foreign text has its language and direction, whatever it begins with, and says so");
    ok(strstr(german, "<p dir=\"ltr\">Auf Deutsch.</p>\n") != NULL, "a text in the language of the page says nothing");
    ok(in_order(arabic, "<p lang=\"en\" dir=\"ltr\">Only English.", "<small class=\"lang\">متاح فقط بهذه اللغة: English"),
       "where there is none, the authoritative one");
    ok(!strstr(arabic, "Auf Deutsch."), "... and no other");
    ok(strstr(page(&gen, "/about", "en", NULL), "<dd><bdi lang=\"tr\">Türkçe</bdi></dd>") != NULL,
       "the language of a document has its name");
    ok(strstr(page(&gen, "/about", "ar", NULL), "<dd><bdi>العدّ</bdi></dd>") != NULL,
       "words of the vocabulary are those of the page's language");
}

/* ---- How to quote a page ---- */

/* The digest that the page gives, and where the file is; NULL: none. */
static const char *quoted(const char *html, const char **href)
{
    const char *at = strstr(html, "as CSV (SHA-256)</dt><dd><a href=\"");
    const char *hex = at ? strstr(at, "class=\"digest\">") : NULL;

    if (!hex || hex > strstr(at, "</dd>"))
        return NULL;
    at = strstr(at, "href=\"") + 6;
    *href = apr_pstrmemdup(test_pool, at, strcspn(at, "\""));
    return apr_pstrmemdup(test_pool, hex + 15, 64);
}

/* A table of `periods` months with 60 countries each. */
static tr_gen long_record(int periods)
{
    apr_size_t size = (apr_size_t)periods * 60 * 80 + 4096;
    char *text = apr_palloc(test_pool, size), *at = text;

    at += apr_snprintf(at, 400, "<publisher id=\"p\" name=\"P\"/>"
                       "<service id=\"s\" name=\"S\" publisher=\"p\"/>");
    for (int i = 0; i < periods; i++) {
        at += apr_snprintf(at, 400, "<requests id=\"t%d\" service=\"s\" publisher=\"p\" "
                           "period=\"%d-%02d\" absent=\"none\"><title>T</title>", i,
                           2000 + i / 12, i % 12 + 1);
        for (int c = 0; c < 60; c++)
            at += apr_snprintf(at, 200, "<from country=\"US-%c%d\"><received requests=\"1\"/></from>",
                               'A' + c % 20, c / 20);
        at += apr_snprintf(at, 40, "</requests>");
    }
    return one_file(text);
}

static void cite(const tr_gen *gen)
{
    tr_gen large = long_record(84);
    const char *html = page(gen, "/requests?country=GB&page=2", "en", NULL);
    const char *href = "", *hex = quoted(html, &href);

    ok(hex && strlen(hex) == 64, "a digest of the data");
    is_str(href, "version/20140307000000/requests.csv?country=GB", "... of this version, whole");
    ok(in_order(html, "<span class=\"citation\"><bdi>Microsoft</bdi>: “<bdi>Requests for user data</bdi>”. "
                "Version published on <time datetime=\"2014-03-07\">March 7, 2014</time>. <code dir=\"ltr\">",
                "version/20140307000000/requests?country=GB"), "a sentence to copy");
    is_str(quoted(page(gen, "/requests?country=GB", "ar", NULL), &href) ? "" : "none", "none",
           "in words of the language");
    ok(strstr(page(gen, "/requests?country=GB", "ar", NULL), hex) != NULL, "... with the same digest");
    ok(strcmp(hex, quoted(page(gen, "/requests?country=US", "en", NULL), &href)) != 0,
       "another question has another");
    ok(strstr(page(&large, "/services/s", "en", NULL), "Too long to be computed here: "
              "<a href=\"../manifest.json\">List of all files with their digests</a>") != NULL,
       "a long table leads to the list of digests");
    ok(quoted(page(&large, "/periods/2000-01", "en", NULL), &href) != NULL, "... a short one of it has its own");
    ok(!strstr(page(&large, "/requests?unit=requests", "en", NULL), "manifest.json"),
       "a long answer to a question is in no list");
}

int main(void)
{
    tr_gen example;

    apr_initialize();
    apr_pool_create(&test_pool, NULL);
    example = directory_record("htdocs/example", now);
    why();
    facets(&example);
    what_was_meant(&example);
    statements(&example);
    retention();
    coverage();
    definitions();
    languages();
    cite(&example);
    apr_pool_destroy(test_pool);
    apr_terminate();
    return tap_done();
}
