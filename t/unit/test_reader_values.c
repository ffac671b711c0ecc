/* SPDX-License-Identifier: Apache-2.0 */
/* What the reader takes as a value, a text or a figure, and what it refuses. */
#include "record/attribute.h"
#include "record/instant.h"
#include "record/text.h"
#include "record/url.h"
#include "reader_support.h"

/* --- values ---------------------------------------------------------------------- */

static void value_is(const char *element, const char *attribute,
                     const char *written, const char *expected)
{
    const char *got = value_of(element, attribute, written);
    ok(got && expected ? strcmp(got, expected) == 0 : got == expected,
       "%s=\"%s\" is %s", attribute, written, expected ? expected : "refused");
    if (got && (!expected || strcmp(got, expected) != 0))
        printf("#  got: %s\n", got);
}

static void values(void)
{
    static const char law[] = "law country=\"GB\" citation=\"c\"";
    static const char lawid[] = "law id=\"a\" country=\"GB\" citation=\"c\"";
    static const char doc[] = "document id=\"a\"";
    char *longest = apr_pcalloc(pool, 66);

    memset(longest, 'a', 64);
    value_is(law, "id", longest, longest);
    longest[64] = 'a';
    value_is(law, "id", longest, NULL);
    value_is(law, "id", "a-1", "a-1");
    value_is(law, "id", "A", NULL);
    value_is(law, "id", "a--b", NULL);
    value_is(law, "id", "-a", NULL);
    value_is(law, "id", "a-", NULL);
    value_is(law, "id", "a.b", NULL);
    value_is(law, "id", "", NULL);
    value_is(law, "id", "а", NULL);        /* Cyrillic */
    value_is(lawid, "kind", "secrecy   other", "secrecy other");
    value_is(lawid, "kind", "secrecy secrecy", NULL);
    value_is(lawid, "kind", " ", NULL);
    value_is(lawid, "from", "2012", "2012");
    value_is(lawid, "from", "2012-02", "2012-02");
    value_is(lawid, "from", "2012-02-29", "2012-02-29");
    value_is(lawid, "from", "2013-02-29", NULL);
    value_is(lawid, "from", "2013-13", NULL);
    value_is(lawid, "from", "13", NULL);
    value_is(lawid, "authoritative", "zh-hANS-cn", "zh-Hans-CN");
    value_is(lawid, "authoritative", "english language", NULL);
    value_is(doc, "retrieved", "2012-02-30", NULL);
    value_is(doc, "url", "HTTPS://example.org/?a=1&amp;b=2", "https://example.org/?a=1&b=2");
    value_is(doc, "url", "https://uk.wikipedia.org/wiki/Закон",
             "https://uk.wikipedia.org/wiki/%D0%97%D0%B0%D0%BA%D0%BE%D0%BD");
    value_is(doc, "url", "https://[2001:db8::1]:8443/a#b", "https://[2001:db8::1]:8443/a#b");
    value_is(doc, "url", "mailto:law@example.org", "mailto:law@example.org");
    value_is(doc, "url", "urn:isbn:0451450523", "urn:isbn:0451450523");
    value_is(doc, "url", "javascript:alert(1)", NULL);
    value_is(doc, "url", " https://example.org/", NULL);
    value_is(doc, "url", "java&#10;script:alert(1)", NULL);
    value_is(doc, "url", "data:text/html,x", NULL);
    value_is(doc, "url", "//example.org/", NULL);
    value_is(doc, "url", "/a", NULL);
    value_is(doc, "url", "https:example.org", NULL);
    value_is(doc, "url", "https:///a", NULL);
    value_is(doc, "url", "https://user@example.org/", NULL);
    value_is(doc, "url", "https://example.org/a b", NULL);
    value_is(doc, "url", "https://example.org\\@evil.org/", NULL);
    value_is(doc, "url", "https://example.org/%zz", NULL);
    value_is(doc, "url", "https://example.org/a\\b", NULL);
    value_is(doc, "url", "https://example.org/&lt;b>", NULL);
    value_is(doc, "url", "https://example.org/&quot;", NULL);
    value_is(doc, "url", "https://закон.ua/", NULL);
    value_is(doc, "url", "https://example.org:99x/", NULL);
    value_is(doc, "url", "mailto:nobody", NULL);
    value_is(doc, "url", "urn:x", NULL);
    value_is(doc, "by", "a &amp; b &#38;#38; &lt;c>", "a & b &#38; <c>");
    value_is(doc, "by", "a&#x202e;b", NULL);
    value_is(doc, "by", "a&#x85;b", NULL);
    value_is(doc, "by", "a&#xfdd0;b", NULL);
    value_is(doc, "by", "a&#x1fffe;b", NULL);
    value_is(doc, "by", "a&#x200f;b", "a\xe2\x80\x8f" "b");
    value_is("report id=\"a\"", "period", "2012-01-01/2012-12-31", "2012");
    value_is("report id=\"a\"", "period", "2012-12-31--2012-01-01", NULL);
    value_is("band id=\"a\"", "width", "1,000", NULL);
    value_is("band id=\"a\"", "width", "500", "500");
    value_is("translation id=\"a\" language=\"uk\" kind=\"law\" of=\"b\" state=\"complete\"",
             "edition", "2013-03-21T01:30:00+02:00", "2013-03-20T23:30:00Z");
    value_is("service id=\"a\"", "law", "LU", "LU");
    value_is("service id=\"a\"", "law", "lu", NULL);
    value_is("service id=\"a\"", "law", "US-CA", "US-CA");
    value_is("service id=\"a\"", "law", "x-my-place", "x-my-place");
    value_is("service id=\"a\"", "law", "x-all", NULL);
    value_is("service id=\"a\"", "law", "UK", NULL);
    value_is("service id=\"a\"", "law", "ZZ", NULL);
    value_is("canary id=\"a\" asserted=\"2013-01-01\"", "until", "2014-01-01", "2014-01-01");
    value_is("challenge id=\"a\" country=\"US\"", "demand", "nsl my-own", "nsl my-own");
}

static void messages(void)
{
    refused_as(HEAD "<law id=\"My Law\" country=\"GB\" citation=\"c\"/>" TAIL, "bad-id",
               1, 86, "my-law");
    refused_as(HEAD "<law id=\"a\" country=\"EL\" citation=\"c\"/>" TAIL, "bad-country",
               1, 86, "GR");
    refused_as(HEAD "<challenge id=\"a\" country=\"US\" outcome=\"narowed\"/>" TAIL,
               "unknown-word", 1, 86, "narrowed");
    refused(HEAD "<document id=\"a\" url=\"javascript:alert(1)\"/>" TAIL, "a.xml:1:86: error: "
            "url=\"javascript:alert(1)\" of <document> is not accepted: only absolute http, "
            "https, mailto and urn addresses are allowed [bad-url]", "javascript:");
    refused(HEAD "<document id=\"a\" by=\"a&#x202e;b\"/>" TAIL, "a.xml:1:86: error: by of "
            "<document> holds the character U+202E, which is not allowed in text "
            "[forbidden-character]", "a bidi override");
    refused_as(HEAD "<report id=\"a\" period=\"2012-h1\"/>" TAIL, "bad-period", 1, 86, "2012-H1");
    refused_as(HEAD "<document id=\"a\" retrieved=\"21.03.2013\"/>" TAIL, "bad-date", 1, 86, NULL);
    refused_as(HEAD "<document id=\"a\" language=\"English (UK)\"/>" TAIL, "bad-language",
               1, 86, NULL);
    refused_as(HEAD "<inventory id=\"a\"><retention max=\"30 days\"/></inventory>" TAIL,
               "bad-duration", 1, 104, NULL);
}

static void instants(void)
{
    int64_t seconds = -1;
    char buf[TR_INSTANT_TEXT];

    ok(!tr_edition_parse("2013-03-21T09:00:00-05:30", 25, &seconds), "an offset");
    is_str(tr_edition_format(seconds, buf), "2013-03-21T14:30:00Z", "  as UTC");
    is_str(tr_edition_format(-1, buf), "1969-12-31T23:59:59Z", "before 1970");
    static const char *const wrong[] = {
        "2013-03-21T09:00:00", "2013-03-21T24:00:00Z", "2013-03-21T09:00:60Z",
        "2013-03-21T09:00:00.5Z", "2013-03-21 09:00:00Z", "2013-03-21T09:00Z",
        "2013-02-30", "2013-03-21T09:00:00+1:00", "1900-01-01T00:00:00+01:00", ""
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        seconds = -7;
        ok(tr_edition_parse(wrong[i], strlen(wrong[i]), &seconds) && seconds == -7,
           "\"%s\" is no instant", wrong[i]);
    }
}

/* --- text --------------------------------------------------------------------------- */

static void text_is(const char *written, const char *expected)
{
    tr_file *file = read_text(wrapped(apr_pstrcat(pool, "<note id=\"a\"><text>", written,
                                                  "</text></note>", NULL)));
    is_str(file->usable ? file->entities->root->children->text : first_line(file),
           expected, written);
    tr_file_destroy(file);
}

static void texts(void)
{
    text_is(" a\n  b ", "a b");
    text_is("<p> a </p> <p>b</p>", "<p>a</p><p>b</p>");
    text_is("a <em> b </em> c", "a <em>b</em> c");
    text_is("a<em>b</em>c", "a<em>b</em>c");
    text_is("a &lt;script> \"q\" &amp;amp; ]]&gt;", "a &lt;script&gt; \"q\" &amp;amp; ]]&gt;");
    text_is("<![CDATA[<b> & x]]>", "&lt;b&gt; &amp; x");
    text_is("<a href=\"https://e.org/?a&amp;b='\">x</a>",
            "<a href=\"https://e.org/?a&amp;b='\">x</a>");
    text_is("<a href=\"https://e.org/?a&amp;b\" xml:lang=\"UK\">x</a>",
            "<a lang=\"uk\" href=\"https://e.org/?a&amp;b\">x</a>");
    text_is("<abbr title=\"a &quot;b&quot; &lt;\">x</abbr>",
            "<abbr title=\"a &quot;b&quot; &lt;\">x</abbr>");
    text_is("<ul> <li>a</li> <li><p>b</p></li></ul>", "<ul><li>a</li><li><p>b</p></li></ul>");
    text_is("<dl><dt>a</dt><dd>b</dd></dl>", "<dl><dt>a</dt><dd>b</dd></dl>");
    text_is("<time datetime=\"2013-03-21\">then</time>",
            "<time datetime=\"2013-03-21\">then</time>");
    text_is("a&#xa0;b", "a\xc2\xa0" "b");
    text_is("a<!-- c -->b<?pi?>c", "abc");
    refused_as(HEAD "<note id=\"a\"><text><b>x</b></text></note>" TAIL, "unknown-element",
               1, 105, NULL);
    static const struct { const char *inside, *code; } wrong[] = {
        { "<p><p>a</p></p>", "misplaced-element" },
        { "<em><ul><li>a</li></ul></em>", "misplaced-element" },
        { "<li>a</li>", "misplaced-element" },
        { "<ul><em>a</em></ul>", "misplaced-element" },
        { "<ul>a</ul>", "unexpected-text" },
        { "<dl><li>a</li></dl>", "misplaced-element" },
        { "<a href=\"https://e.org/\"><em><a href=\"https://e.org/\">x</a></em></a>",
          "misplaced-element" },
        { "<a>x</a>", "missing-attribute" },
        { "<a href=\"javascript:x\">x</a>", "bad-url" },
        { "<a href=\"https://e.org/\" onclick=\"x\">x</a>", "unknown-attribute" },
        { "<p style=\"x\">a</p>", "unknown-attribute" },
        { "<script>x</script>", "unknown-element" },
        { "<x:p xmlns:x=\"http://www.w3.org/1999/xhtml\">x</x:p>", "foreign-element" },
        { "a\xe2\x80\xae" "b", "forbidden-character" },
        { "a\xe2\x81\xa6" "b", "forbidden-character" },
        { "a\x7f" "b", "forbidden-character" },
        { "a\xc2\x9b" "b", "forbidden-character" },
        { "a\xef\xb7\x90" "b", "forbidden-character" },
        { "a\x01" "b", "not-xml" },
        { "&#1;", "not-xml" },
        { "&nbsp;", "not-xml" },
        { "", "empty-text" },
        { "<p> </p>", "empty-text" },
        { "<em><em><em><em><em><em><em><em><em><em><em><em>a</em></em></em></em></em>"
          "</em></em></em></em></em></em></em>", "" },
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        tr_file *file = read_text(wrapped(apr_pstrcat(
            pool, "<note id=\"a\"><text>", wrong[i].inside, "</text></note>", NULL)));
        is_str(file->diags->first ? file->diags->first->code : "", wrong[i].code,
               wrong[i].inside);
        tr_file_destroy(file);
    }
    for (const char *const *name = tr_inline_elements; *name; name++)
        ok(tr_text_knows(*name), "<%s> of the vocabulary is markup we can rebuild", *name);
}

/* --- figures ------------------------------------------------------------------------- */

static void figures_refused(void)
{
    static const struct { const char *inside, *code, *nearest; } wrong[] = {
        { "<from><received requests=\"1\"/></from>", "missing-attribute", NULL },
        { "<from country=\"UK\"/>", "bad-country", "GB" },
        { "<from country=\"x-all\"/>", "country-all", NULL },
        { "<total country=\"GB\"/>", "misplaced-attribute", NULL },
        { "<from country=\"GB\" demnd=\"nsl\"/>", "unknown-attribute", "demand" },
        { "<from country=\"GB\" requests=\"1\"/>", "unknown-attribute", NULL },
        { "<from country=\"GB\"><received/></from>", "no-figure", NULL },
        { "<from country=\"GB\"><received request=\"1\"/></from>", "unknown-attribute", "requests" },
        { "<from country=\"GB\"><recieved requests=\"1\"/></from>", "unknown-element", "received" },
        { "<from country=\"GB\"><received requests=\"1,234\"/></from>", "bad-figure", "1234" },
        { "<from country=\"GB\"><received requests=\"1e3\"/></from>", "bad-figure", NULL },
        { "<from country=\"GB\"><received requests=\"\"/></from>", "bad-figure", NULL },
        { "<from country=\"GB\"><received requests=\"\xd9\xa1\"/></from>", "bad-figure", NULL },
        { "<from country=\"GB\"><received requests=\"18446744073709551616\"/></from>", "bad-figure", NULL },
        { "<from country=\"GB\"><received requests=\"1\">12</received></from>", "unexpected-text", NULL },
        { "<from country=\"GB\">12</from>", "unexpected-text", NULL },
        { "<from country=\"GB\"><received requests=\"1\"><p/></received></from>", "misplaced-element", NULL },
        { "<from country=\"GB\"><received country=\"GB\" requests=\"1\"/></from>", "misplaced-attribute", NULL },
        { "<from country=\"GB\"><received requests=\"1\" printed=\"1\" accounts=\"1\"/></from>", "printed-of-many", NULL },
        { "<from country=\"GB\"><received requests=\"1\" of=\"received\"/></from>", "of-without-percentage", NULL },
        { "<from country=\"GB\"><received requests=\"1\" flags=\"derivd\"/></from>", "unknown-word", "derived" },
        { "<from country=\"GB\"><received requests=\"1\" rounding=\"even\"/></from>", "unknown-word", NULL },
        { "<from country=\"GB\"><received requests=\"1\" estimated=\"maybe\"/></from>", "unknown-word", NULL },
        { "<from country=\"GB\"><received requests=\"1\" period=\"2013\"/></from>", "period-outside", NULL },
        { "<from country=\"GB\" period=\"2011-H2\"/>", "period-outside", NULL },
        { "<from country=\"GB\"><received requests=\"1\" note=\"A\"/></from>", "bad-id", "a" },
        { "<from country=\"GB\"><received requests=\"1\" demand=\"N S L\"/></from>", "bad-id", "n-s-l" },
        { "<from country=\"GB\"><received requests=\"1\" xml:lang=\"en\"/></from>", "foreign-attribute", NULL },
        { "<from country=\"GB\"><figure measure=\"a\" value=\"1\"/></from>", "missing-attribute", NULL },
        { "<from country=\"GB\"><figure measure=\"a\" unit=\"b\" value=\"x\"/></from>", "bad-figure", NULL },
        { "<from country=\"GB\"><figure measure=\"a\" unit=\"b\" value=\"1\" requests=\"1\"/></from>", "unknown-attribute", NULL },
        { "<from country=\"GB\"><received requests=\"1\" reason=\"&#x2067;\"/></from>", "forbidden-character", NULL },
        { "<received requests=\"1\"/>", "unknown-element", NULL },
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        tr_file *file = read_text(in_table(wrong[i].inside));
        const tr_diag *diag = file->diags->first;
        ok(!file->usable && diag && strcmp(diag->code, wrong[i].code) == 0
           && (!wrong[i].nearest || (diag->nearest && strcmp(diag->nearest, wrong[i].nearest) == 0)),
           "%s: %s", wrong[i].code, wrong[i].inside);
        if (diag)
            printf("# %s\n", tr_diag_line(diag, pool));
        tr_file_destroy(file);
    }
    refused(in_table("<from country=\"GB\"><received requests=\"1,234\"/></from>"),
            "a.xml:1:150: error: requests=\"1,234\" of <received>: a number is written "
            "without separators: write 1234 (did you mean \"1234\"?) [bad-figure]",
            "a separator");
    refused_as(HEAD "<requests id=\"t\" period=\"2012\" absent=\"none\" partition=\"data\" "
               "partial=\"basis data\"/>" TAIL, "two-relations", 1, 86, NULL);
}

static void figures_accepted(void)
{
    tr_file *file = read_text(HEAD "<requests id=\"t\" service=\"s\" period=\"2012\" absent=\"none\" "
        "status=\"provisional\" rounding=\"down\" distinct=\"requests\" partition=\"data basis\" overlapping=\"demand\" note=\"n\">"
        "<total><received requests=\"9..12\"/></total>"
        "<from country=\"x-un\" service=\"s\" period=\"2012-H2\" flags=\"break\">"
        "<figure measure=\"mine\" unit=\"sheets\" value=\"35±5\" estimated=\"yes\" printed=\"ca. 35\" reason=\"why\" service=\"q\"/>"
        "<disclosed requests=\"88%\" of=\"mine\" rounding=\"half\"/></from>" END);
    const tr_entity *table = file->entities;
    const tr_cell *cell;

    ok(file->usable, "a table with everything");
    if (!file->usable) {
        printf("# %s\n", first_line(file));
        return;
    }
    is_int(table->cells[0].kind, TR_CELL_STATED_TOTAL, "<total> states a total");
    is_int(table->cells[0].code[0], 0, "  of no country");
    is_int(table->cells[0].flags, TR_MARK_PROVISIONAL, "a provisional table marks its cells");
    is_int(table->cells[0].figure.value.flags, TR_FLAG_PROVISIONAL, "  and its values");
    is_int(table->cells[0].rounding, TR_ROUNDING_DOWN, "rounding of the table");
    is_str(file->words[table->cells[0].notes], "n", "note of the table");
    cell = &table->cells[1];
    is_str(file->words[cell->measure], "mine", "a measure of the record's own");
    is_str(file->words[cell->unit], "sheets", "  and a unit");
    is_int(cell->figure.value.status, TR_STATUS_ESTIMATED, "estimated");
    is_int(cell->figure.value.min, 30, "  bounds stay");
    is_int(cell->flags, TR_MARK_BREAK | TR_MARK_SUB_PERIOD, "flags: innermost wins; sub-period");
    is_str(file->words[cell->printed], "ca. 35", "as printed");
    is_str(file->words[cell->reason], "why", "reason");
    is_str(file->words[cell->service], "q", "another service");
    is_int(table->cells[2].service, 0, "the table's own service, spelled out, is the table's");
    is_str(file->words[table->cells[2].percent_of], "mine", "what a percentage is of");
    is_int(table->cells[2].rounding, TR_ROUNDING_HALF, "rounding of a figure");
    is_int(table->table->relation[TR_DIM_DATA], TR_REL_PARTITION, "partition");
    is_int(table->table->relation[TR_DIM_DEMAND], TR_REL_OVERLAPPING, "overlapping");
    is_int(table->table->relation[TR_DIM_NOTICE], TR_REL_UNSTATED, "unstated");
    is_str(table->table->distinct, "requests", "distinct");
    is_int(table->table->absent_none, 1, "absent=none");
    tr_file_destroy(file);
}

/* Every attribute of <from>, <total>, <figure> that the vocabulary lists is read. */

int main(void)
{
    apr_initialize();
    apr_pool_create(&pool, NULL);
    values();
    messages();
    instants();
    texts();
    figures_refused();
    figures_accepted();
    apr_pool_destroy(pool);
    apr_terminate();
    return tap_done();
}
