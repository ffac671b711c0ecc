/* SPDX-License-Identifier: Apache-2.0 */
/* What the reader accepts as a file, what it refuses, and what it says then. */
#include "record/characters.h"
#include "record/names.h"
#include "reader_support.h"

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
    vocabulary_agrees();
    limits();
    many_errors();
    diagnostics();
    characters();
    apr_pool_destroy(pool);
    apr_terminate();
    return tap_done();
}
