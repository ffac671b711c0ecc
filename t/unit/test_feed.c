/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Feeds: well-formed, permanent ids, instants that never move, an archive whose
 * full pages stay as they are, nothing that is embargoed.
 */
#include "render_support.h"

#include <libxml/parser.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>

#define NOW INT64_C(1893456000)
#define ROW(country, number) "<from country=\"" country "\"><received requests=\"" number "\"/></from>"
#define TABLE(cells) "<requests id=\"t\" period=\"2012\" absent=\"not-reported\">" cells "</requests>"

/* ---- Reading a feed ---- */

typedef struct feed {
    const char *text;
    xmlDocPtr doc;
    xmlXPathContextPtr paths;
} feed;

static apr_status_t close_feed(void *data)
{
    feed *f = data;

    xmlXPathFreeContext(f->paths);
    xmlFreeDoc(f->doc);
    return APR_SUCCESS;
}

static feed *read_feed(const tr_gen *gen, const char *url, const char *lang)
{
    feed *f = apr_pcalloc(test_pool, sizeof *f);

    f->text = page(gen, url, lang, NULL);
    f->doc = xmlReadMemory(f->text, (int)strlen(f->text), "feed", NULL,
                           XML_PARSE_NONET | XML_PARSE_NOERROR);
    if (!f->doc) {
        ok(0, "%s is well-formed", url);
        f->doc = xmlReadMemory("<x/>", 4, "x", NULL, 0);
    }
    f->paths = xmlXPathNewContext(f->doc);
    xmlXPathRegisterNs(f->paths, BAD_CAST "a", BAD_CAST "http://www.w3.org/2005/Atom");
    xmlXPathRegisterNs(f->paths, BAD_CAST "fh",
                       BAD_CAST "http://purl.org/syndication/history/1.0");
    apr_pool_cleanup_register(test_pool, f, close_feed, apr_pool_cleanup_null);
    return f;
}

static const char *string(const feed *f, const char *path)
{
    xmlXPathObjectPtr found = xmlXPathEvalExpression(
        BAD_CAST apr_pstrcat(test_pool, "string(", path, ")", NULL), f->paths);
    const char *text = apr_pstrdup(test_pool, (const char *)found->stringval);

    xmlXPathFreeObject(found);
    return text;
}

static int number(const feed *f, const char *path)
{
    return atoi(string(f, apr_pstrcat(test_pool, "count(", path, ")", NULL)));
}

static int entries(const feed *f)
{
    return number(f, "/a:feed/a:entry");
}

static const char *of_entry(const feed *f, int index, const char *rest)
{
    return string(f, apr_psprintf(test_pool, "/a:feed/a:entry[%d]/%s", index + 1, rest));
}

/* What RFC 4287 demands of every feed. */
static void check_valid(const feed *f, const char *name)
{
    int count = entries(f);

    ok(number(f, "/a:feed/a:id") == 1 && number(f, "/a:feed/a:title") == 1
       && number(f, "/a:feed/a:updated") == 1 && number(f, "/a:feed/a:author/a:name") == 1
       && number(f, "/a:feed/a:link[@rel='self']") == 1
       && *string(f, "/a:feed/@xml:lang"), "%s: what every feed has, once", name);
    ok(number(f, "/a:feed/a:entry[count(a:id)=1 and count(a:title)=1 and count(a:updated)=1"
              " and count(a:published)=1 and count(a:link[@rel='alternate'])=1"
              " and starts-with(a:id, 'urn:transparency-report:1:')"
              " and string-length(a:updated)=20 and string(a:title)]") == count,
       "%s: what every entry has (%d)", name, count);
    ok(number(f, "//a:entry[a:id = following-sibling::a:entry/a:id]") == 0,
       "%s: no id is there twice", name);
}

/* id → updated, in *known; says whether a known one differs. */
static int remember(apr_hash_t *known, const feed *f)
{
    int moved = 0;

    for (int i = 0; i < entries(f); i++) {
        const char *id = of_entry(f, i, "a:id"), *updated = of_entry(f, i, "a:updated");
        const char *before = apr_hash_get(known, id, APR_HASH_KEY_STRING);
        moved += before && strcmp(before, updated);
        apr_hash_set(known, id, APR_HASH_KEY_STRING, updated);
    }
    return moved;
}

/* ---- A record that grows ---- */

static tr_file *grown[5];

static void write_editions(void)
{
    grown[0] = text_file("a.xml", "2013-01-01", "<publisher id=\"acme\" name=\"A &lt;b> &amp; &quot;C&quot;\"/>"
        "<service id=\"mail\" name=\"Mail\" publisher=\"acme\"/>"
        "<requests id=\"t\" period=\"2012\" absent=\"not-reported\" publisher=\"acme\">"
        ROW("GB", "3") ROW("US", "7") "</requests>");
    grown[1] = text_file("b.xml", "2013-02-01T10:20:30Z",
        "<requests id=\"t\" period=\"2012\" absent=\"not-reported\" publisher=\"acme\">"
        ROW("GB", "4") ROW("US", "7")
        "<correction reason=\"error\"><p>typing &lt;error&gt;</p></correction></requests>");
    grown[2] = text_file("c.xml", "2013-03-01", "<law id=\"l\" country=\"FR\" citation=\"L\"/>");
    grown[3] = text_file("d.xml", "2013-04-01", "<withdrawn kind=\"requests\" id=\"t\" reason=\"all wrong\"/>");
    grown[4] = text_file("e.xml", "2013-05-01",
        "<requests id=\"t\" period=\"2012\" absent=\"not-reported\" publisher=\"acme\">"
        ROW("GB", "4") "</requests>");
}

static void growing(void)
{
    apr_hash_t *known = apr_hash_make(test_pool);
    const char *id = NULL, *updated = "";
    int moved = 0, shrunk = 0, back = 0;

    for (int count = 1; count <= 5; count++) {
        tr_gen gen = build_record(grown, count, NOW);
        feed *f = read_feed(&gen, "/feed.atom", "en");
        unsigned before = apr_hash_count(known);
        check_valid(f, apr_psprintf(test_pool, "%d editions", count));
        moved += remember(known, f);
        shrunk += (unsigned)entries(f) != apr_hash_count(known)
                  || apr_hash_count(known) <= before;
        if (id)
            is_str(string(f, "/a:feed/a:id"), id, "the feed keeps its id");
        id = string(f, "/a:feed/a:id");
        back += strcmp(string(f, "/a:feed/a:updated"), updated) <= 0;
        updated = string(f, "/a:feed/a:updated");
        is_int(number(f, "/a:feed/fh:complete"), 1, "short: it is all there");
    }
    is_int(moved, 0, "no entry's instant ever moves");
    is_int(shrunk, 0, "each edition adds entries and takes none away");
    is_int(back, 0, "the feed's instant only goes forward");
    is_str(id, "urn:transparency-report:1:acme:feed:20130101000000", "the feed's id");
    is_str(updated, "2013-05-01T00:00:00Z", "updated: the newest edition");
}

static void entry_of_a_correction(void)
{
    tr_gen gen = build_record(grown, 2, NOW);
    feed *f = read_feed(&gen, "/feed.atom", "en");

    is_str(of_entry(f, 0, "a:id"), "urn:transparency-report:1:acme:requests:t:20130201102030", "its id");
    is_str(of_entry(f, 0, "a:updated"), "2013-02-01T10:20:30Z", "its instant");
    is_str(of_entry(f, 0, "a:title"), "Changed: Requests: t", "its title");
    is_str(of_entry(f, 0, "a:category[contains(@scheme, ':change')]/@term"), "replaced", "what it is");
    ok(strstr(of_entry(f, 0, "a:content"), "<del>3</del> → <ins>4</ins>") != NULL, "old and new");
    ok(strstr(of_entry(f, 0, "a:content"), "typing &lt;error&gt;") != NULL, "why, as markup in text");
    ok(!strstr(of_entry(f, 0, "a:content"), "<del>7"), "nothing of what stayed");
    is_str(of_entry(f, 0, "a:link[@rel='alternate']/@href"), "version/20130201102030/requests?table=t",
           "where it is shown as it was");
    is_str(of_entry(f, 0, "a:author/a:name"), "A <b> & \"C\"", "whose it is, escaped once");
    is_str(string(f, "/a:feed/a:link[@rel='self']/@href"), "feed.atom", "relative without an address");
    gen = build_record(grown, 5, NOW);
    f = read_feed(&gen, "/feed.atom", "en");
    is_str(of_entry(f, 0, "a:category[contains(@scheme, ':change')]/@term"), "restored", "a restoration");
    is_str(of_entry(f, 1, "a:category[contains(@scheme, ':change')]/@term"), "withdrawn", "a withdrawal");
    ok(strstr(of_entry(f, 1, "a:content"), "all wrong") != NULL, "and its reason");
    f = read_feed(&gen, "/feed.ar.atom", "ar");
    check_valid(f, "in Arabic");
    is_str(string(f, "/a:feed/@xml:lang"), "ar", "its language");
    is_str(string(f, "/a:feed/a:link[@rel='self']/@href"), "feed.ar.atom", "its own address");
    is_str(of_entry(f, 0, "a:link[@rel='alternate']/@href"), "version/20130501000000/requests.ar.html?table=t",
           "links stay in the language");
}

static void parts(void)
{
    tr_gen gen = build_record(grown, 5, NOW);
    feed *f = read_feed(&gen, "/countries/us.atom", "en");

    check_valid(f, "one country");
    is_str(string(f, "/a:feed/a:id"), "urn:transparency-report:1:acme:feed:20130101000000:country:us", "its id");
    is_int(entries(f), 2, "published and withdrawn; a correction of other figures is none of its");
    is_str(of_entry(f, 0, "a:id"), "urn:transparency-report:1:acme:requests:t:20130401000000:country:us",
           "an entry of it is not that of the record");
    ok(!strstr(of_entry(f, 0, "a:content"), "United Kingdom"), "it names its own figures only");
    f = read_feed(&gen, "/countries/gb.atom", "en");
    is_int(entries(f), 4, "another country has its own");
    is_str(string(f, "/a:feed/a:link[@rel='alternate']/@href"), "../countries/gb", "its page");
    f = read_feed(&gen, "/publishers/acme.atom", "en");
    check_valid(f, "one publisher");
    is_int(entries(f), 6, "what it published; the law is of nobody");
}

static void clocks(void)
{
    tr_gen early = build_record(grown, 5, INT64_C(1363000000));     /* 11 March 2013 */
    tr_gen late = build_record(grown, 5, NOW), back = build_record(grown, 5, NOW - 5);
    const char *text = page(&early, "/feed.atom", "en", NULL);

    ok(!strstr(text, "2013-04-01") && !strstr(text, "all wrong"), "what is embargoed is in no feed");
    is_str(page(&back, "/feed.atom", "en", NULL), page(&late, "/feed.atom", "en", NULL),
           "another clock, the same feed");
}

/* ---- The archive ---- */

static tr_file *many(const char *name, const char *published, int from, int to, const char *attrs)
{
    const char *body = "";
    static const tr_limits limits = TR_LIMITS_DEFAULT;
    tr_reader *reader = tr_reader_make(name, &limits, test_pool);
    const char *text;

    for (int i = from; i < to; i++)
        body = apr_psprintf(test_pool, "%s<law id=\"l%03d\" country=\"FR\" citation=\"L\"/>", body, i);
    text = apr_pstrcat(test_pool, "<transparency xmlns=\"urn:transparency-report:1\" xml:lang=\"en\" "
                       "published=\"", published, "\" ", attrs, ">", body, "</transparency>", NULL);
    tr_reader_feed(reader, text, strlen(text));
    return tr_reader_end(reader);
}

static void archive(void)
{
    tr_file *files[3] = { many("a.xml", "2013-01-01", 0, 150, ""), many("b.xml", "2013-02-01", 150, 330, ""),
                          many("c.xml", "2013-01-15", 900, 901, "backdated=\"found later\"") };
    tr_gen small = build_record(files, 1, NOW), large = build_record(files, 2, NOW);
    tr_gen later = build_record(files, 3, NOW);
    const char *full = page(&small, "/feed.atom?page=2", "en", NULL);
    apr_hash_t *known = apr_hash_make(test_pool);
    feed *f = read_feed(&small, "/feed.atom", "en");

    check_valid(f, "150 entries");
    is_int(entries(f), 100, "the newest hundred");
    is_int(number(f, "/a:feed/fh:complete"), 0, "which are not all");
    is_str(string(f, "/a:feed/a:link[@rel='prev-archive']/@href"), "feed.atom?page=2", "the rest");
    f = read_feed(&small, "/feed.atom?page=2", "en");
    check_valid(f, "a page of the archive");
    is_int(entries(f), 100, "a full page");
    is_int(number(f, "/a:feed/fh:archive"), 1, "is an archive");
    is_str(string(f, "/a:feed/a:link[@rel='self']/@href"), "feed.atom?page=2", "its own address");
    is_str(string(f, "/a:feed/a:link[@rel='current']/@href"), "feed.atom", "the feed it belongs to");
    is_str(string(f, "/a:feed/a:link[@rel='next-archive']/@href"), "feed.atom?page=3", "what follows");
    is_int(number(f, "/a:feed/a:link[@rel='prev-archive']"), 0, "nothing goes before the first");
    f = read_feed(&small, "/feed.atom?page=3", "en");
    is_int(number(f, "/a:feed/fh:archive"), 0, "a page that is filling is none");

    is_str(page(&large, "/feed.atom?page=2", "en", NULL), full, "a full page stays as it is");
    is_str(page(&later, "/feed.atom?page=2", "en", NULL), full, "whatever is published with an older date");
    for (const char *url = "/feed.atom"; *url;) {
        const char *before;
        f = read_feed(&large, url, "en");
        ok(remember(known, f) == 0, "%s says the same of each entry", url);
        before = string(f, "/a:feed/a:link[@rel='prev-archive']/@href");
        url = *before ? apr_pstrcat(test_pool, "/", before, NULL) : "";
    }
    is_int((int)apr_hash_count(known), 330, "by the links back every entry is found");
    f = read_feed(&later, "/feed.atom", "en");
    is_int(entries(f), 101, "what is backdated stands in the feed itself");
    ok(strstr(f->text, "found later") == NULL || number(f, "//a:entry[contains(a:id, 'law:l900:')]") == 1,
       "though it is older than all others there");
    is_int(number(f, "//a:entry[contains(a:id, 'law:l900:')]"), 1, "once");
    f = read_feed(&large, "/feed.atom?page=99", "en");
    check_valid(f, "a page behind the last");
    is_int(entries(f), 0, "has no entries");
    is_int(number(f, "/a:feed/fh:archive"), 0, "and is no archive");
}

/* ---- Many figures ---- */

static void many_cells(void)
{
    static const char *const codes[] = { "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR",
                                         "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL" };
    const char *before = "", *after = "";
    tr_file *files[2];
    tr_gen gen;
    feed *f;

    for (int i = 0; i < 22; i++) {
        before = apr_pstrcat(test_pool, before, "<from country=\"", codes[i],
                             "\"><received requests=\"1\"/></from>", NULL);
        after = apr_pstrcat(test_pool, after, "<from country=\"", codes[i],
                            "\"><received requests=\"2\"/></from>", NULL);
    }
    files[0] = text_file("a.xml", "2013-01-01", apr_psprintf(test_pool,
        "<requests id=\"t\" period=\"2012\" absent=\"none\">%s</requests>", before));
    files[1] = text_file("b.xml", "2013-02-01", apr_psprintf(test_pool,
        "<requests id=\"t\" period=\"2012\" absent=\"none\">%s<correction reason=\"error\"><p>x</p></correction></requests>", after));
    gen = build_record(files, 2, NOW);
    f = read_feed(&gen, "/feed.atom", "en");
    is_int(count_of(of_entry(f, 0, "a:content"), "<li>"), 20, "twenty figures are named");
    ok(strstr(of_entry(f, 0, "a:content"), "and 2 more figures") != NULL, "the others are counted");
    ok(strstr(of_entry(f, 0, "a:content"), "href=\"version/20130201000000/corrections#") != NULL,
       "and linked");
    f = read_feed(&gen, "/countries/pl.atom", "en");
    is_int(count_of(of_entry(f, 0, "a:content"), "<li>"), 1, "a country always finds its own");
}

int main(void)
{
    int status;
    tr_gen gen;

    apr_initialize();
    apr_pool_create(&test_pool, NULL);
    write_editions();
    growing();
    entry_of_a_correction();
    parts();
    clocks();
    archive();
    many_cells();
    gen = build_record(grown, 5, NOW);
    page(&gen, "/countries/gb.atom?demand=subpoena", "en", &status);
    is_int(status, 400, "a feed takes no filters");
    page(&gen, "/periods/2012.atom", "en", &status);
    is_int(status, 404, "periods have no feed");
    page(&gen, "/feed.csv", "en", &status);
    is_int(status, 404, "a feed has no other form");
    apr_pool_destroy(test_pool);
    apr_terminate();
    return tap_done();
}
