/* SPDX-License-Identifier: Apache-2.0 */
/*
 * HTML pages: nesting, ids, links, no empty cell, escaping, the words beside
 * what has no number.  Every page of the example is read by a strict reader of
 * tags.
 */
#include "html_support.h"

#include "render/html.h"

static const int64_t now = INT64_C(1420070400);     /* 2015-01-01 */

/* ---- Every page of the example ---- */

typedef struct walk {
    const tr_gen *gen;
    const char *lang;
    int pages, bad, cells;
} walk;

static void visit(void *baton, tr_resource resource, const char *path)
{
    walk *w = baton;
    const char *url = apr_pstrcat(test_pool, "/", path, NULL);
    const char *html = page(w->gen, url, w->lang, NULL);
    const char *fault = check(html, &w->cells);

    (void)resource;
    w->pages++;
    if (fault) {
        w->bad++;
        printf("# %s %s: %s\n", w->lang, url, fault);
    }
}

static void all_pages(const tr_gen *gen, const char *lang)
{
    walk w = { .gen = gen, .lang = lang };

    tr_each_resource(gen, visit, &w, test_pool);
    ok(w.pages > 60 && w.cells > 3000, "%s: %d pages, %d cells and links",
       lang, w.pages, w.cells);
    is_int(w.bad, 0, "... all well-formed and complete");
}

static void some_queries(const tr_gen *gen)
{
    static const char *const urls[] = {
        "/requests?by=country", "/requests?by=country,period&sort=-requests",
        "/requests?page=3", "/requests?sort=accounts", "/requests?page=99999",
        "/requests?by=service,period&measure=received",
        "/requests?country=GB,US&period=2012..2013",
        "/countries/gb?by=measure", "/countries?page=7",
        "/requests?country=XX", "/requests?nonsense=1", "/nothing",
        "/countries/zz", "/a/b/c", "/requests?sort=-oranges&country=GB"
    };
    for (unsigned i = 0; i < sizeof urls / sizeof urls[0]; i++) {
        const char *fault = check(page(gen, urls[i], "en", NULL), NULL);
        if (!ok(!fault, "well-formed: %s", urls[i]))
            printf("# %s\n", fault);
    }
}

/* No message key may show because a word is missing from the catalog. */
static void no_bare_keys(const tr_gen *gen)
{
    static const char *const urls[] = { "/", "/requests", "/countries",
        "/countries/gb", "/statements", "/corrections", "/about",
        "/requests?by=country", "/inventory", "/partners" };
    static const char *const families[] = { ">page.", ">overview.", ">change.",
        ">menu.", ">filter.", ">footer.", ">value.", ">about.", ">resource.",
        ">share.", ">rate.", ">kind.", ">status.", ">dimension." };

    for (unsigned i = 0; i < sizeof urls / sizeof urls[0]; i++) {
        const char *html = page(gen, urls[i], "en", NULL);
        int found = 0;
        for (unsigned f = 0; f < sizeof families / sizeof families[0]; f++)
            found += count_of(html, families[f]);
        is_int(found, 0, apr_pstrcat(test_pool, "words, not keys: ", urls[i],
                                     NULL));
    }
}

static void links(const tr_gen *gen)
{
    const char *deep = page(gen, "/countries/gb", "en", NULL);
    const char *persian = page(gen, "/countries/gb", "fa", NULL);
    const char *filtered = page(gen, "/requests?country=GB&page=1", "en", NULL);

    ok(strstr(deep, "href=\"../requests\"") != NULL, "one level up");
    ok(strstr(deep, "href=\"../assets/s.css\"") != NULL, "... the stylesheet");
    ok(strstr(deep, "href=\"gb.uk.html\"") != NULL, "the page in Ukrainian");
    ok(strstr(deep, "href=\"gb.csv\"") != NULL, "the page as CSV");
    ok(strstr(persian, "href=\"../requests.fa.html\"") != NULL,
       "a page in another language than the default keeps it");
    ok(strstr(persian, "dir=\"rtl\"") != NULL, "... from right to left");
    ok(strstr(filtered, "href=\"requests.de.html?country=GB\"") != NULL,
       "a language link keeps the question");
    ok(strstr(page(gen, "/countries/zz", "en", NULL),
              "href=\"../countries/gb\"") != NULL,
       "an error page knows how deep it lies");
}

static void problems(const tr_gen *gen)
{
    int status;
    const char *html = page(gen, "/requests?country=XX&period=2012", "en",
                            &status);

    is_int(status, 400, "an unknown country");
    ok(strstr(html, "period=2012&amp;country=") != NULL
       || strstr(html, "country=GB") != NULL, "allowed values are links");
    ok(strstr(html, "value=\"2012\" selected") != NULL,
       "the form keeps what was right");
    html = page(gen, "/requests?country=%3Cscript%3Ealert(1)%3C/script%3E",
                "en", NULL);
    ok(!strstr(html, "<script"), "what was asked for is escaped");
    ok(strstr(html, "&lt;script&gt;") != NULL, "... and shown");
}

/* ---- Values ---- */

static const char values[] =
    "<publisher id=\"p\" name=\"A &lt;script&gt; &amp; &quot;B&quot;\"/>"
    "<service id=\"s\" name=\"S\" publisher=\"p\"/>"
    "<requests id=\"t\" service=\"s\" publisher=\"p\" period=\"2012\""
    " absent=\"not-reported\"><title>T</title>"
    "<note id=\"n1\"><text>Only a note.</text></note>"
    "<from country=\"GB\"><received requests=\"8..499\" accounts=\"not-reported\"/></from>"
    "<from country=\"UA\"><received requests=\"withheld-law\" accounts=\"0\"/></from>"
    "<from country=\"FR\"><received requests=\"&lt;10\" note=\"n1\"/></from>"
    "<from country=\"DE\"><received requests=\"41000\"/>"
    "<disclosed requests=\"88%\"/></from>"
    "<from country=\"ES\"><received requests=\"~35800000\" accounts=\"35800000±50000\"/></from>"
    "</requests>";

static void figures(void)
{
    tr_file *file = text_file("a.xml", "2013-03-21", values);
    tr_gen gen = build_record(&file, 1, now);
    const char *html = page(&gen, "/requests", "en", NULL);
    const char *sums = page(&gen, "/requests?by=period", "en", NULL);

    ok(strstr(html, ">8–499<") != NULL, "a band with both its bounds");
    ok(strstr(html, "Not reported</span> <span class=\"b\">[x]") != NULL,
       "what is not reported says so, with its code");
    ok(strstr(html, "Withheld by law</span> <span class=\"b\">[c-law]") != NULL,
       "so does what is withheld");
    ok(strstr(html, ">0<") != NULL, "a true zero is 0");
    ok(strstr(html, "fewer than 10 <span class=\"b\">[low]") != NULL,
       "a small count");
    ok(strstr(html, "88%") != NULL && strstr(html, "35,670–36,490") != NULL,
       "a percentage as printed and its bounds");
    ok(strstr(html, "about 35,800,000") != NULL, "an approximation");
    ok(strstr(html, "(35,750,000–35,850,000)") != NULL, "... and its bounds");
    ok(strstr(html, "Only a note.") != NULL, "the note stands below");
    ok(strstr(html, "id=\"t.2012.gb.received.requests\"") != NULL,
       "a row can be cited");
    ok(strstr(sums, "at least 41,008 <span class=\"b\">[min]") != NULL,
       "a sum with something missing is \"at least\"");
    ok(!strstr(html, "<script"), "names are escaped");
    is_int(check(html, NULL) == NULL, 1, "well-formed");
    is_str(page(&gen, "/requests", "en", NULL), html, "the same bytes again");
}

static void incomplete(void)
{
    tr_file *files[2];
    tr_gen gen;
    const char *html;

    files[0] = text_file("good.xml", "2013-03-21", values);
    files[1] = text_file("bad.xml", "2013-03-22", "<nonsense/>");
    gen = build_record(files, 2, now);
    is_int(gen.head->incomplete, 1, "one file was left out");
    html = page(&gen, "/law", "en", NULL);
    ok(strstr(html, "class=\"incomplete\"") != NULL
       && strstr(html, "bad.xml") != NULL, "every page names it");
    ok(!strstr(html, "All files of the record"), "and does not claim to be whole");
    gen = build_record(files, 1, now);
    ok(!strstr(page(&gen, "/law", "en", NULL), "class=\"incomplete\""),
       "a whole record says nothing of the kind");
}

/* ---- Drawings ---- */

static const char half_years[] =
    "<publisher id=\"p\" name=\"P\"/><service id=\"s\" name=\"S\" publisher=\"p\"/>"
    "<requests id=\"a\" service=\"s\" publisher=\"p\" period=\"2012-H1\" absent=\"none\">"
    "<from country=\"GB\"><received requests=\"100\"/><disclosed requests=\"60..80\"/>"
    "<rejected requests=\"7\"/></from></requests>"
    "<requests id=\"b\" service=\"s\" publisher=\"p\" period=\"2012-H2\" absent=\"not-reported\">"
    "<from country=\"GB\"><received requests=\"50\"/></from></requests>"
    "<requests id=\"c\" service=\"s\" publisher=\"p\" period=\"2013-H1\" absent=\"none\">"
    "<from country=\"GB\"><received requests=\"not-reported\"/></from></requests>"
    "<requests id=\"d\" service=\"s\" publisher=\"p\" period=\"2013-H2\" absent=\"none\">"
    "<from country=\"GB\"><received requests=\"25\"/><rejected requests=\"5\"/>"
    "<disclosed requests=\"10..15\"/></from></requests>";

static const char a_break[] =
    "<break id=\"k\" services=\"s\" period=\"2012-H2\" kind=\"definition\""
    " measures=\"received\"><text>Counted otherwise.</text></break>";

static void drawings(void)
{
    tr_file *file = text_file("a.xml", "2014-01-01", half_years);
    tr_gen gen = build_record(&file, 1, now);
    const char *html = page(&gen, "/", "en", NULL);

    ok(strstr(html, "<strong>25</strong> requests for user data were received.")
       != NULL, "the newest period in a sentence");
    ok(strstr(html, "disclosed in <strong>40% – 60%</strong>") != NULL,
       "... the share disclosed as a range");
    ok(strstr(html, "Rejected: <strong>5</strong>.") != NULL,
       "... what was rejected");
    ok(in_order(html, "class=\"trend\"", "<i class=\"k w-100\"></i></span>100<"),
       "an exact figure is a solid column to its scale");
    ok(in_order(html, "<i class=\"k w-50\"></i><i class=\"o w-6\"></i></span>at "
                "least 50", "bar col none\" aria-hidden=\"true\"></span><span"),
       "\"at least\" has an open end; what is not reported is an empty frame");
    ok(in_order(html, "class=\"bars\"", "10–15"
                "<span class=\"bar\" aria-hidden=\"true\"><i class=\"k w-40\"></i>"
                "<i class=\"r w-20\"></i>"), "a band from its lowest to its highest");
    ok(!strstr(html, "col gap"), "no break is seen where there is none");
    is_int(check(html, NULL) == NULL, 1, "well-formed");
    file = text_file("a.xml", "2014-01-01", apr_pstrcat(test_pool, half_years,
                                                        a_break, NULL));
    gen = build_record(&file, 1, now);
    html = page(&gen, "/", "en", NULL);
    is_int(count_of(html, "col gap"), 1, "a break in the series is a gap");
    ok(in_order(html, "col gap", "<small>Break in the series"), "... and says so");
}

static void pages_of_items(const tr_gen *gen)
{
    const char *world = page(gen, "/countries", "en", NULL);
    const char *item = page(gen, "/countries/gb", "en", NULL);
    const char *beside = page(gen, "/requests?country=GB,US&by=country,period,"
                              "service", "en", NULL);

    ok(strstr(world, "<li class=\"c-12 r-3\"><a href=\"countries/gb\"><i class=\"w-")
       != NULL, "a country is a tile in its place");
    ok(strstr(world, "<span class=\"hide\"><bdi>United Kingdom</bdi>: 4,213</span>")
       != NULL, "... and says its name and figure");
    ok(strstr(world, "<i class=\"w-100\"></i><span aria-hidden=\"true\">US<")
       != NULL, "the largest is full");
    ok(in_order(item, "<strong>4,213</strong> requests for user data",
                "class=\"trend\"") && in_order(item, "class=\"trend\"",
                "<h2>Summary"), "an item begins with a sentence and its trend");
    ok(in_order(item, "<form class=\"compare\"", "name=\"country\" value=\"GB\""),
       "... and can be compared");
    ok(!strstr(page(gen, "/countries/gb?service=skype", "en", NULL),
               "class=\"lead\""), "a part of an item is figures only");
    ok(in_order(beside, "<table class=\"compare\">", "United Kingdom</bdi></a></th>"
                "<th scope=\"col\" class=\"n\"><a href=\"countries/us\"><bdi>United States</bdi></a></th></tr>"),
       "two countries stand side by side");
    ok(!strstr(page(gen, "/requests?country=GB&by=country", "en", NULL),
               "class=\"compare\""), "one is not compared");
}

static void embedded(const tr_gen *gen)
{
    int status;
    const char *html = page(gen, "/requests.en.html?country=GB,US&by=country&for=embed",
                            "en", &status);

    is_int(status, 0, "a page for a frame");
    is_int(check(html, NULL) == NULL, 1, "... well-formed");
    ok(!strstr(html, "<nav class=\"main") && !strstr(html, "<form"),
       "... without navigation and form");
    ok(strstr(html, "<base target=\"_top\">") != NULL, "links open outside the frame");
    ok(!strstr(html, "for=embed"), "... and lead to whole pages");
    ok(in_order(html, "<footer><p>From: <a href=\"requests?country=GB%2CUS&amp;by=country\"",
                "edition of <time")
       || in_order(html, "<footer><p>From: <a href=\"requests?country=GB,US&amp;by=country\"",
                   "edition of <time"), "it says where it is from");
    ok(strstr(page(gen, "/countries/gb", "en", NULL),
              "href=\"gb.en.html?for=embed\"") != NULL, "pages link to it");
    page(gen, "/requests?for=embed", "en", &status);
    is_int(status, 400, "it is a form of the HTML only");
    html = page(gen, "/index.en.html?for=embed", "en", &status);
    is_int(status, 0, "the overview, too");
    is_int(check(html, NULL) == NULL, 1, "... well-formed");
    ok(in_order(html, "class=\"trend\"", "<footer><p>From: <a href=\"./\">")
       && !strstr(html, "href=\"#"), "... its links lead out of the frame, or there are none");
    ok(strstr(page(gen, "/", "en", NULL), "href=\"index.en.html?for=embed\"") != NULL,
       "... and it says so");
}

static void navigation(const tr_gen *gen)
{
    const char *html = page(gen, "/law", "en", NULL);

    ok(in_order(html, "<ul class=\"demands\">", "<ul class=\"claims\">")
       && in_order(html, "<ul class=\"claims\">", "<ul class=\"indexes\">"),
       "demands first, then claims, then indexes");
    for (int i = 0; i < TR_RES_COUNT; i++)
        if (tr_resource_is_record((tr_resource)i) && *tr_resources[i].path)
            ok(strstr(html, apr_pstrcat(test_pool, "<li><a href=\"",
                                        tr_resources[i].path, "\"", NULL)) != NULL,
               "the navigation has %s", tr_resources[i].path);
    is_int(count_of(html, "aria-current=\"page\""), 1, "one of them is here");
}

static const char dates[] =
    "<publisher id=\"p\" name=\"P\" next-due=\"2014-06-30\"/>"
    "<canary id=\"c\" publisher=\"p\" asserted=\"2014-01-01\""
    " until=\"2014-12-31\"><title>No secret order</title></canary>";

static void due(void)
{
    tr_file *file = text_file("a.xml", "2014-01-01", dates);
    tr_gen gen = build_record(&file, 1, INT64_C(1420070399));
    const char *html = page(&gen, "/", "en", NULL);
    static const char digest[] = "canaries.csv\"><code class=\"digest\">";

    ok(strstr(html, "Overdue since ") != NULL, "a report that is overdue");
    ok(strstr(html, "asserted until ") != NULL,
       "a canary holds through its last day");
    gen = build_record(&file, 1, INT64_C(1420070400));
    ok(strstr(page(&gen, "/", "en", NULL), "lapsed: ") != NULL,
       "... and has lapsed a second later");
    ok(!strstr(page(&gen, "/canaries", "en", NULL), digest),
       "... which its version does not say: there is no digest of it");
    gen = build_record(&file, 1, INT64_C(1388534400));
    ok(strstr(page(&gen, "/canaries", "en", NULL), digest) != NULL,
       "... as there is until a date has passed");
}

static void corrections(const tr_gen *gen)
{
    const char *html = page(gen, "/corrections", "en", NULL);

    ok(strstr(html, "The row of Korea stood under North Korea") != NULL,
       "why something changed");
    ok(strstr(html, "North Korea is copied") != NULL
       || strstr(html, "and this edition copied that") != NULL,
       "the old figure has the note of its own edition");
    ok(strstr(html, "Microsoft printed “Korea”") != NULL,
       "and the new one its own");
}

static void relations(const tr_gen *gen)
{
    const char *html = page(gen, "/statements", "en", NULL);

    ok(strstr(html, ">Contradicts<") != NULL
       && strstr(html, ">Contradicted by<") != NULL,
       "a contradiction is shown from both sides");
}

/* ---- Words of the vocabulary ---- */

/* No page shows these by their name: they hold the record, become cells of tables, or take an entity away. */
static int is_never_named(const tr_element_def *element)
{
    static const char *const names[] = { "transparency", "withdrawn" };

    for (unsigned i = 0; i < sizeof names / sizeof names[0]; i++)
        if (!strcmp(element->name, names[i]))
            return 1;
    return (element->flags & TR_EL_FIGURES) != 0;
}

/* Whether the word is shown in the language of the page; what stands in for it is marked with its own. */
static int lacks(const tr_html *h, const char *family, const char *word)
{
    int missing = tr_html_word(h, family, word).lang != NULL;

    if (missing)
        printf("# %s: no message for %s.%s\n", h->render->lang, family, word);
    return missing;
}

static int attribute_lacks(const tr_html *h, const tr_attr_def *attr)
{
    int missing = lacks(h, "attr", attr->name);
    char *word, *save, *rest;

    if (attr->type != TR_ATTR_WORD && attr->type != TR_ATTR_WORDS)
        return missing;
    rest = apr_pstrdup(test_pool, attr->argument);
    for (word = apr_strtok(rest, "|", &save); word; word = apr_strtok(NULL, "|", &save))
        missing += lacks(h, attr->name, word);
    return missing;
}

/* Every name and word of the vocabulary that a page can show is one of the page's language; English comes first,
 * and what stands in for a message would not be seen there. */
static void vocabulary(const tr_gen *gen)
{
    for (int l = 1; tr_builtin_catalogs[l].tag; l++) {
        tr_render render = make_render(gen, NULL, tr_builtin_catalogs[l].tag);
        const tr_html h = { .gen = gen, .render = &render, .pool = test_pool };
        int missing = 0;
        for (size_t i = 0; i < tr_element_count; i++) {
            if (is_never_named(&tr_elements[i]))
                continue;
            missing += lacks(&h, "element", tr_elements[i].name);
            for (const tr_attr_def *attr = tr_elements[i].attrs; attr->name; attr++)
                missing += attribute_lacks(&h, attr);
        }
        is_int(missing, 0, apr_pstrcat(test_pool, render.lang, ": every word of the vocabulary has a message", NULL));
    }
}

/* One word may mean two things: each attribute can have a message of its own. */
static void homonyms(void)
{
    static const char words[] =
        "<authority id=\"a\" country=\"US\" name=\"Court of Ohio\" level=\"state\"/>"
        "<exposure id=\"e\" who=\"state\" where=\"supernode\"><title>E</title></exposure>";
    tr_file *file = text_file("a.xml", "2013-03-21", words);
    tr_gen gen = build_record(&file, 1, now);

    ok(strstr(page(&gen, "/definitions", "de", NULL), ">Bundesstaat<") != NULL, "a state of a federation");
    ok(strstr(page(&gen, "/exposure", "de", NULL), ">Der Staat<") != NULL, "... is not the state");
}

int main(void)
{
    tr_gen gen;

    apr_initialize();
    apr_pool_create(&test_pool, NULL);
    gen = directory_record("htdocs/example", now);
    all_pages(&gen, "en");
    all_pages(&gen, "ar");
    some_queries(&gen);
    no_bare_keys(&gen);
    links(&gen);
    problems(&gen);
    figures();
    drawings();
    navigation(&gen);
    pages_of_items(&gen);
    embedded(&gen);
    incomplete();
    due();
    corrections(&gen);
    relations(&gen);
    vocabulary(&gen);
    homonyms();
    apr_pool_destroy(test_pool);
    apr_terminate();
    return tap_done();
}
