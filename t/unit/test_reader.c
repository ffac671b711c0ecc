/* SPDX-License-Identifier: Apache-2.0 */
/* What the reader accepts, what it refuses, and what it says then. */
#include <apr_general.h>
#include <apr_strings.h>
#include <stdlib.h>

#include "record/attribute.h"
#include "record/characters.h"
#include "record/instant.h"
#include "record/names.h"
#include "record/read.h"
#include "record/text.h"
#include "record/url.h"
#include "tap.h"

#define HEAD "<transparency xmlns=\"urn:transparency-report:1\" " \
             "published=\"2013-03-21\" xml:lang=\"en\">"
#define TAIL "</transparency>"
#define TABLE HEAD "<requests id=\"t\" period=\"2012\" absent=\"none\">"
#define END "</requests>" TAIL

static apr_pool_t *pool;
static const tr_limits defaults = TR_LIMITS_DEFAULT;

static tr_file *read_limited(const char *xml, size_t length, size_t portion,
                             const tr_limits *limits)
{
    tr_reader *reader = tr_reader_make("a.xml", limits, pool);

    for (size_t at = 0; at < length; at += portion)
        if (tr_reader_feed(reader, xml + at,
                           length - at < portion ? length - at : portion) != 0)
            break;
    return tr_reader_end(reader);
}

static tr_file *read_text(const char *xml)
{
    return read_limited(xml, strlen(xml), SIZE_MAX, &defaults);
}

static const char *first_line(const tr_file *file)
{
    return file->diags->first ? tr_diag_line(file->diags->first, pool) : "";
}

/* The first diagnostic, whole; the file must not be usable. */
static void refused(const char *xml, const char *expected, const char *name)
{
    tr_file *file = read_text(xml);

    ok(!file->usable, "%s: refused", name);
    is_str(first_line(file), expected, name);
    tr_file_destroy(file);
}

/* The first diagnostic's code, place and suggestion. */
static void refused_as(const char *xml, const char *code, int line, int column,
                       const char *nearest)
{
    tr_file *file = read_text(xml);
    const tr_diag *diag = file->diags->first;

    if (ok(!file->usable && diag && strcmp(diag->code, code) == 0, "%s", code)) {
        is_int(diag->line, line, "  its line");
        is_int(diag->column, column, "  its column");
        is_str(diag->nearest, nearest, "  what was probably meant");
    }
    else
        printf("# %s\n# %s\n", xml, first_line(file));
    tr_file_destroy(file);
}

/* What the first diagnostic says at its end, the code left out. */
static void advised(const char *xml, const char *advice)
{
    tr_file *file = read_text(xml);
    const char *found = strstr(first_line(file), "; ");

    ok(found && strncmp(found + 2, advice, strlen(advice)) == 0, "advice: %s", advice);
    tr_file_destroy(file);
}

static void accepted(const char *xml, const char *name)
{
    tr_file *file = read_text(xml);

    ok(file->usable, "%s", name);
    if (!file->usable)
        printf("# %s\n", first_line(file));
    tr_file_destroy(file);
}

static const char *wrapped(const char *inside)
{
    return apr_pstrcat(pool, HEAD, inside, TAIL, NULL);
}

static const char *in_table(const char *inside)
{
    return apr_pstrcat(pool, TABLE, inside, END, NULL);
}

/* An attribute of an entity: its canonical value, or NULL when it is refused. */
static const char *value_of(const char *element, const char *attribute,
                            const char *written)
{
    tr_file *file = read_text(wrapped(apr_pstrcat(pool, "<", element, " ", attribute,
                                                  "=\"", written, "\"/>", NULL)));
    const char *value = NULL;
    const tr_element_def *def = file->entities ? file->entities->root->def : NULL;

    if (file->usable)
        value = file->entities->root->attrs[
            tr_attr_find(def, attribute, strlen(attribute))];
    return value;
}

/* --- whole files -------------------------------------------------------------- */

static void small_record(void)
{
    tr_file *file = read_text(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<transparency xmlns=\"urn:transparency-report:1\" published=\"2013-03-21\"\n"
        "    publisher=\"microsoft\" xml:lang=\"en\">\n"
        "  <service id=\"skype\" name=\"Skype\" law=\"LU\"/>\n"
        "  <requests id=\"skype-2012\" service=\"skype\" period=\"2012-S1\""
        " absent=\"not-reported\" outcomes=\"partition\" demand=\"civil\">\n"
        "    <title>A  table\n of &lt;2012&gt;</title><title xml:lang=\"uk\">Т</title>\n"
        "    <from country=\"GB\" country-printed=\"U.K.\">\n"
        "      <received requests=\"1268\" accounts=\"2720\" note=\" b  a \"/>\n"
        "      <rejected demand=\"criminal\" requests=\"not-reported\"/>\n"
        "    </from>\n"
        "  </requests>\n"
        "  <withdrawn kind=\"law\" id=\"old\" reason=\"it was never one\"/>\n"
        "</transparency>\n");
    const tr_entity *table = file->entities ? file->entities->next : NULL;

    ok(file->usable, "a small record is usable");
    is_int(file->published, 1363824000, "published at 00:00:00Z of its day");
    is_str(file->publisher, "microsoft", "publisher of the file");
    is_int((long long)file->cell_count, 3, "three figures");
    if (!table)
        return;
    is_str(table->id, "skype-2012", "id of the table");
    is_int(table->line, 5, "line of the table");
    is_int(table->column, 3, "column of the table");
    is_str(table->table->publisher, "microsoft", "the table takes the file's publisher");
    is_str(table->root->attrs[1], "2012-H1", "a period is made canonical");
    is_str(table->root->children->text, "A table of <2012>", "a label is plain text, one line");
    is_str(table->root->children->next->lang, "uk", "language of its sibling");

    const tr_cell *cell = &table->cells[1];
    is_str(file->words[cell->unit], "accounts", "unit");
    is_str(file->words[cell->measure], "received", "measure");
    is_int(cell->figure.value.min, 2720, "figure");
    is_str(file->words[cell->code[0]], "GB", "country");
    is_str(file->words[cell->code[TR_DIM_DEMAND - TR_DIM_CELL_FIRST]], "civil",
           "dimension inherited from the table");
    is_str(file->words[cell->notes], "b a", "notes with single spaces");
    is_str(file->words[cell->country_printed], "U.K.", "country as printed");
    is_int(cell->line, 9, "line of a figure");
    is_int(cell->column, 7, "column of a figure");
    cell = &table->cells[2];
    is_str(file->words[cell->code[TR_DIM_DEMAND - TR_DIM_CELL_FIRST]], "criminal",
           "the innermost wins");
    is_int(cell->figure.value.status, TR_STATUS_NOT_REPORTED, "status word");
    is_int(cell->service, 0, "the table's service is 0");
    const tr_entity *gone = table->next;
    ok(gone && gone->withdrawn && strcmp(tr_elements[gone->kind].name, "law") == 0,
       "a withdrawal is of the kind that is withdrawn");
    tr_file_destroy(file);
}

static void same_in_any_portions(void)
{
    const char *xml = "<?xml version=\"1.0\"?>\r\n" TABLE "\r\n<title>Ünïcödé €𝄞 &amp; &#x20AC;</title>"
        "<from country=\"GB\"><received requests=\"12\" accounts=\"1,0\"/></from>\r\n"
        "<description><p>a</p> b</description><foo/>" END;
    size_t length = strlen(xml);
    tr_file *whole = read_limited(xml, length, SIZE_MAX, &defaults);

    for (size_t portion = 1; portion < 9; portion++) {
        tr_file *parts = read_limited(xml, length, portion, &defaults);
        const tr_diag *a = whole->diags->first, *b = parts->diags->first;
        int same = whole->cell_count == parts->cell_count;
        for (; a && b; a = a->next, b = b->next)
            same &= strcmp(tr_diag_line(a, pool), tr_diag_line(b, pool)) == 0;
        ok(same && !a && !b, "portions of %d bytes give the same", (int)portion);
        is_str(parts->entities->root->children->text, "Ünïcödé €𝄞 & €",
               "  and the same text");
        tr_file_destroy(parts);
    }
    is_int(whole->diags->errors, 2, "errors of the whole");
}

/* A text longer than a block, with a character across every border. */
static void long_file(void)
{
    size_t size = 3 * 16384;
    char *text = malloc(size + 1);
    tr_file *file;

    for (int shift = 0; shift < 4; shift++) {
        memset(text, 'a', size);
        for (size_t i = (size_t)shift; i + 4 <= size; i += 4)
            memcpy(text + i, "𝄞", 4);
        size -= 4 - (size_t)shift;      /* whole characters to the end */
        text[size] = '\0';
        const char *xml = wrapped(apr_pstrcat(pool, "<law id=\"a\" country=\"GB\" citation=\"b\">"
                                              "<description>", text, "</description></law>", NULL));
        file = read_text(xml);
        ok(file->usable && strcmp(file->entities->root->children->text, text) == 0,
           "characters across blocks, shifted by %d", shift);
        if (!file->usable)
            printf("# %s\n", first_line(file));
        tr_file_destroy(file);
        size = 3 * 16384;
    }
    free(text);
}

/* --- XML ------------------------------------------------------------------------ */

static void refused_xml(void)
{
    refused("", "a.xml: error: the file is empty [empty-file]", "nothing");
    refused("\x1f\x8b\x08", "a.xml:1:1: error: the file is compressed with gzip; "
            "unpack it [not-xml]", "gzip");
    refused("\xff\xfe<", "a.xml:1:1: error: the file is UTF-16 or UTF-32; save it "
            "as UTF-8 [not-xml]", "UTF-16");
    refused("period,country\n", "a.xml:1:1: error: the file is not XML: it does not "
            "begin with \"<\" [not-xml]", "CSV");
    refused(HEAD "\n\n<law\xff", "a.xml:3:5: error: the byte 0xff is not UTF-8; save "
            "the file as UTF-8 [not-utf8]", "a byte that is not UTF-8");
    refused(HEAD "\xc3", "a.xml:1:86: error: the byte 0xc3 is not UTF-8; save the file "
            "as UTF-8 [not-utf8]", "a character cut off by the end");
    refused("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>" HEAD TAIL,
            "a.xml:1:1: error: the file says that it is ISO-8859-1; only UTF-8 is "
            "read [not-utf8]", "another encoding");
    refused("<?xml version=\"1.0\" encoding=\"UTF-7\"?>" HEAD TAIL,
            "a.xml:1:1: error: the file says that it is UTF-7; only UTF-8 is read "
            "[not-utf8]", "UTF-7");
    refused_as("<!DOCTYPE transparency>" HEAD TAIL, "doctype", 1, 23, NULL);
    refused_as("<!DOCTYPE t [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>" HEAD "&a;" TAIL,
               "doctype", 1, 13, NULL);
    refused_as("<!DOCTYPE t SYSTEM \"http://example.org/\">" HEAD TAIL, "doctype", 1, 41, NULL);
    refused_as(HEAD "<law id=\"&a;\"/>" TAIL, "not-xml", 1, 98, NULL);
    refused_as(HEAD "<title>&nbsp;</title>" TAIL, "misplaced-element", 1, 86, NULL);
    refused_as(HEAD "<!-- ", "not-xml", 1, 91, NULL);
    refused(HEAD "<law id=\"a\" country=\"GB\" citation=\"c\">", "a.xml:1:124: error: the file "
            "ends too early: <law> is still open [not-xml]", "cut off between tags");
    refused_as(HEAD, "not-xml", 1, 86, NULL);
    refused_as(HEAD TAIL "<a/>", "not-xml", 1, 101, NULL);
    refused_as(HEAD "<law id=\"a\" id=\"b\"/>" TAIL, "not-xml", 1, 104, NULL);
    advised(HEAD "<law id=\"<10\"/>" TAIL, "write &lt; for <, as in requests=\"&lt;10\" [not-xml]");
    advised(HEAD "<law id=\"AT&T\"/>" TAIL, "write &amp; for & [not-xml]");
    advised(HEAD "<law id=\"A & B\"/>" TAIL, "write &amp; for & [not-xml]");
    advised(HEAD "<law id=a/>" TAIL, "values stand between straight quotation marks, as in id=\"mail\" [not-xml]");
    advised(HEAD "<law id=\xe2\x80\x9c" "a\xe2\x80\x9d/>" TAIL, "values stand between straight quotation marks");
    advised(HEAD "<law id=\"a\" country=\"GB\" citation=\"c\">" TAIL, "what begins with <...> ends with </...>, what is alone is written <.../> [not-xml]");
    accepted("<?xml version=\"1.0\" encoding=\"utf-8\"?><?xml-stylesheet href=\"a\"?>"
             "<!-- c -->" HEAD "<?php ?>" TAIL "<!-- \xe2\x80\xae -->",
             "processing instructions and comments are ignored");
    accepted("\xef\xbb\xbf" HEAD TAIL, "a byte order mark");
    accepted("<t:transparency xmlns:t=\"urn:transparency-report:1\" "
             "published=\"2013-03-21T09:00:00+01:00\"/>", "a prefix");
}

static void names(void)
{
    refused("<transparency published=\"2013-03-21\"/>", "a.xml:1:1: error: <transparency> "
            "is of no namespace; write <transparency "
            "xmlns=\"urn:transparency-report:1\"> [no-namespace]", "no namespace");
    refused("<report xmlns=\"urn:transparency-report:1\"/>", "a.xml:1:1: error: the "
            "outermost element is <report>, not <transparency> [not-a-record]", "another root");
    refused(HEAD "<x:law xmlns:x=\"urn:other\"/>" TAIL, "a.xml:1:86: error: <law> is of "
            "the namespace \"urn:other\"; only elements of \"urn:transparency-report:1\" "
            "are allowed [foreign-element]", "our name in another namespace");
    refused_as(HEAD "\n <lav id=\"a\"/>" TAIL, "unknown-element", 2, 2, "law");
    refused_as(HEAD "<title>x</title>" TAIL, "misplaced-element", 1, 86, NULL);
    refused(HEAD "<law id=\"a\" country=\"GB\" citation=\"c\"><name>n<em>e</em></name></law>" TAIL,
            "a.xml:1:131: error: <em> inside <name>, which is one line of plain text "
            "[misplaced-element]", "markup in a label");
    refused(HEAD "<law id=\"a\" country=\"GB\" citation=\"c\" jurisdiction=\"x\"/>" TAIL,
            "a.xml:1:86: error: <law> has no attribute jurisdiction [unknown-attribute]",
            "unknown attribute");
    refused_as(HEAD "<law id=\"a\" contry=\"GB\" country=\"GB\" citation=\"c\"/>" TAIL,
               "unknown-attribute", 1, 86, "country");
    refused(HEAD "<law id=\"a\" country=\"GB\"/>" TAIL, "a.xml:1:86: error: <law> needs "
            "the attribute citation [missing-attribute]", "missing attribute");
    refused(HEAD "<requests id=\"a\" period=\"2012\"/>" TAIL, "a.xml:1:86: error: <requests> "
            "needs the attribute absent: one of none|not-reported [missing-attribute]",
            "absent has no default");
    refused_as("<transparency xmlns=\"urn:transparency-report:1\"/>", "missing-attribute",
               1, 1, NULL);
    refused_as(HEAD "<law xml:id=\"a\" id=\"a\" country=\"GB\" citation=\"c\"/>" TAIL,
               "foreign-attribute", 1, 86, NULL);
    refused(HEAD "<law id=\"a\" country=\"GB\" citation=\"c\"/>\n<law id=\"a\" "
            "country=\"GB\" citation=\"c\"/>" TAIL, "a.xml:2:1: error: law \"a\" was already "
            "stated in line 1 [duplicate-id]", "an id twice");
    refused_as(HEAD "<law id=\"a\" country=\"GB\" citation=\"c\"/><withdrawn kind=\"law\" "
               "id=\"a\" reason=\"r\"/>" TAIL, "duplicate-id", 1, 125, NULL);
    refused_as(HEAD "<withdrawn kind=\"law\" id=\"a\" reason=\"r\" "
               "blocked-by=\"https://example.org/\"/>" TAIL, "blocked-without-order", 1, 86,
               NULL);
    accepted(HEAD "<withdrawn kind=\"law\" id=\"a\" reason=\"r\" order=\"o\"/>" TAIL,
             "an order, by whomever");
    accepted(HEAD "<withdrawn kind=\"law\" id=\"a\" reason=\"r\" order=\"o\" "
             "blocked-by=\"https://example.org/\"/>" TAIL, "an order, and who carries it out");
    accepted(HEAD "<code id=\"other\" dimension=\"basis\"/><code id=\"other\" "
             "dimension=\"authority\"/><band id=\"other\" width=\"500\"/>" TAIL,
             "one id in two dimensions and two kinds");
    refused_as(HEAD "<code id=\"a\" dimension=\"basis\"/><code id=\"a\" dimension=\"basis\"/>"
               TAIL, "duplicate-id", 1, 118, NULL);
    refused_as(HEAD "<law id=\"a\" country=\"GB\" citation=\"c\">text</law>" TAIL,
               "unexpected-text", 1, 124, NULL);
    refused_as(HEAD "<policy id=\"a\" version=\"1\" from=\"2012\"><title>a</title>"
               "<title>b</title></policy>" TAIL, "same-language", 1, 141, NULL);
    refused_as(HEAD "<policy id=\"a\" version=\"1\" from=\"2012\"><title> </title>"
               "</policy>" TAIL, "empty-text", 1, 125, NULL);
    refused_as(HEAD "<law id=\"a\" country=\"GB\" citation=\"c\"><correction reason=\"error\">"
               "a</correction><correction reason=\"error\">b</correction></law>" TAIL,
               "two-corrections", 1, 165, NULL);
}

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
static void vocabulary_agrees(void)
{
    static const char *const rows[] = { "from", "total", "figure" };
    static const unsigned on[] = { TR_ON_FROM, TR_ON_TOTAL, TR_ON_FIGURE };

    for (int i = 0; i < 3; i++) {
        const tr_element_def *def = &tr_elements[tr_element_find(rows[i], strlen(rows[i]))];
        const char *names = apr_pstrcat(pool, "|", tr_names_of(on[i], pool), NULL);
        int count = 0, ours = 0;
        for (const tr_attr_def *attr = def->attrs; attr->name; attr++, count++)
            ok(strstr(names, apr_pstrcat(pool, "|", attr->name, "|", NULL)) != NULL,
               "%s of <%s> is read", attr->name, rows[i]);
        for (const char *bar = names + 1; (bar = strchr(bar, '|')); bar++)
            ours++;
        is_int(ours, count, "  and no other");
    }
}

/* --- limits -------------------------------------------------------------------------------- */

static const char *limit_code(const char *xml, const tr_limits *limits)
{
    tr_file *file = read_limited(xml, strlen(xml), 1000, limits);
    const char *code = file->diags->first ? file->diags->first->code : "";
    ok(file->usable == (*code == '\0'), "usable only without an error");
    return code;
}

static char *repeated(const char *text, int count)
{
    size_t length = strlen(text);
    char *all = apr_palloc(pool, length * (size_t)count + 1), *at = all;
    for (int i = 0; i < count; i++, at += length)
        memcpy(at, text, length);
    *at = '\0';
    return all;
}

static void limits(void)
{
    tr_limits small = TR_LIMITS_DEFAULT;
    const char *four = in_table("<from country=\"GB\"><received requests=\"1\" accounts=\"2\"/>"
                                "<pending requests=\"1\"/><preserved times=\"3\"/></from>");
    small.cells = 4;
    is_str(limit_code(four, &small), "", "as many figures as are allowed");
    small.cells = 3;
    is_str(limit_code(four, &small), "too-many-figures", "one too many");
    small.cells = 4;
    small.depth = 4;
    is_str(limit_code(four, &small), "", "as deep as is allowed");
    small.depth = 3;
    is_str(limit_code(four, &small), "too-deep", "one too deep");
    small.depth = 16;
    small.file_size = strlen(four);
    is_str(limit_code(four, &small), "", "as large as is allowed");
    small.file_size--;
    is_str(limit_code(four, &small), "file-too-large", "a byte too large");

    const char *longest = apr_pstrcat(pool, HEAD "<document id=\"a\" by=\"",
                                      repeated("0123456789abcdef", 4096), "\"/>" TAIL, NULL);
    is_str(limit_code(longest, &defaults), "", "an attribute of 64 KiB");
    longest = apr_pstrcat(pool, HEAD "<document id=\"a\" by=\"x",
                          repeated("0123456789abcdef", 4096), "\"/>" TAIL, NULL);
    is_str(limit_code(longest, &defaults), "attribute-too-long", "a byte more");

    const char *many = HEAD "<law id=\"a\" country=\"GB\" citation=\"c\"";
    for (int i = 0; i < 61; i++)
        many = apr_psprintf(pool, "%s a%d=\"\"", many, i);
    is_str(limit_code(apr_pstrcat(pool, many, "/>" TAIL, NULL), &defaults),
           "unknown-attribute", "64 attributes are looked at");
    is_str(limit_code(apr_pstrcat(pool, many, " b=\"\"/>" TAIL, NULL), &defaults),
           "too-many-attributes", "65 are not");

    char *mebibyte = repeated("0123456789abcdef", 65536);
    is_str(limit_code(apr_pstrcat(pool, HEAD "<note id=\"a\"><text>", mebibyte,
                                  "</text></note>" TAIL, NULL), &defaults), "", "a text of 1 MiB");
    is_str(limit_code(apr_pstrcat(pool, HEAD "<note id=\"a\"><text>x", mebibyte,
                                  "</text></note>" TAIL, NULL), &defaults), "text-too-long",
           "a byte more");
}

static void many_errors(void)
{
    tr_file *file = read_text(apr_pstrcat(pool, HEAD, repeated("<foo/>\n", 90), TAIL, NULL));
    int shown = 0;

    for (const tr_diag *diag = file->diags->first; diag; diag = diag->next)
        shown++;
    is_int(shown, TR_DIAG_MAX, "at most so many diagnostics are kept");
    is_int(file->diags->errors, 90, "all errors are counted");
    is_int(file->diags->suppressed, 70, "and so are those not kept");
    tr_file_destroy(file);
    file = read_text(apr_pstrcat(pool, HEAD, repeated("<foo/>\n", 100000), TAIL, NULL));
    is_int(file->diags->errors, TR_ERRORS_MAX, "very many errors end the reading");
    ok(!file->usable, "and the file is not usable");
    tr_file_destroy(file);
}

static void diagnostics(void)
{
    tr_diags *diags = tr_diags_make(pool);
    const tr_diag *diag;

    for (int i = 0; i < 25; i++)
        tr_diags_add(diags, TR_DIAG_NOTICE, "a.xml", i + 1, 1, "n", "notice %d", i);
    is_int(diags->suppressed, 5, "notices beyond the limit are counted");
    tr_diags_add(diags, TR_DIAG_ERROR, "a.xml", 99, 1, "e", "bad \x1b[31m\n\xe2\x80\xae line");
    tr_diags_suggest(diags, "good");
    is_str(tr_diag_line(diags->last, pool),
           "a.xml:99:1: error: bad ?[31m?? line (did you mean \"good\"?) [e]",
           "an error still finds a place, and cannot forge a line");
    tr_diags_add(diags, TR_DIAG_NOTICE, "a.xml", 1, 1, "n", "again");
    tr_diags_suggest(diags, "nothing");
    is_str(diags->last->nearest, "good", "a suggestion for what was not kept is dropped");
    tr_diags_add(diags, TR_DIAG_WARNING, "b.xml", 0, 0, "w", "whole");
    is_str(tr_diag_line(diags->last, pool), "b.xml: warning: whole [w]", "another file has its own");
    int count = 0;
    for (diag = diags->first; diag; diag = diag->next)
        count++;
    is_int(count, 21, "twenty of one and one of the other");
}

static void characters(void)
{
    uint32_t c;
    int cut;

    is_int(tr_utf8_decode("\xf4\x8f\xbf\xbf", 4, &c), 4, "the last character");
    is_int(c, 0x10ffff, "  U+10FFFF");
    is_int(tr_utf8_decode("\xf4\x90\x80\x80", 4, &c), 0, "one beyond");
    is_int(tr_utf8_decode("\xed\xa0\x80", 3, &c), 0, "a surrogate");
    is_int(tr_utf8_decode("\xc0\xaf", 2, &c), 0, "overlong, two bytes");
    is_int(tr_utf8_decode("\xe0\x80\xaf", 3, &c), 0, "overlong, three bytes");
    is_int(tr_utf8_decode("\x80", 1, &c), 0, "a byte that continues nothing");
    is_int(tr_utf8_decode("\xe2\x82", 2, &c), -1, "cut off");
    for (size_t at = 0; at < 100; at++) {
        char text[101];
        memset(text, 'a', sizeof text);
        text[at] = (char)0xff;
        if ((tr_utf8_span(text, 100, &cut) != at) || cut)
            ok(0, "a wrong byte at %d", (int)at);
        text[at] = '\0';
        if (tr_utf8_span(text, 100, &cut) != at)
            ok(0, "a NUL at %d", (int)at);
    }
    is_int((long long)tr_utf8_span("aaaa\xe2\x82", 6, &cut), 4, "up to what is cut off");
    ok(cut, "  and told so");
}

int main(void)
{
    apr_initialize();
    apr_pool_create(&pool, NULL);
    small_record();
    same_in_any_portions();
    long_file();
    refused_xml();
    names();
    values();
    messages();
    instants();
    texts();
    figures_refused();
    figures_accepted();
    vocabulary_agrees();
    limits();
    many_errors();
    diagnostics();
    characters();
    apr_pool_destroy(pool);
    apr_terminate();
    return tap_done();
}
