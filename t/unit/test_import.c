/* SPDX-License-Identifier: Apache-2.0 */
/* What a map makes of a cell, and of a file; names of files; nearest countries. */
#include "import/import.h"

#include <apr_general.h>
#include <apr_strings.h>

#include "intl/countries.h"

#include "tap.h"

static const char map_head[] =
    "<map xmlns='urn:transparency-report:map:1' publisher='p'>"
    "<entities><publisher id='p' name='P'/><service id='s' name='S'/></entities>"
    "<file name='t.csv'>";
static const char map_tail[] = "</file></map>";

/* A map with these columns, whose rows become <note id="n{line}"> with one text. */
static tr_map *make(const char *columns, const char *template, tr_diags *diags,
                    apr_pool_t *pool)
{
    const char *text = apr_pstrcat(pool, map_head, columns, "<table>", template, "</table>",
                                   map_tail, NULL);
    return tr_map_read("m.xml", text, strlen(text), diags, pool);
}

/* The XML that a file becomes, or what is wrong with it. */
static const char *import(const char *columns, const char *template, const char *csv,
                          apr_pool_t *pool)
{
    const tr_limits limits = TR_LIMITS_DEFAULT;
    tr_diags *diags = tr_diags_make(pool);
    tr_map *map = make(columns, template, diags, pool);
    tr_import_input input = { "t.csv", csv, strlen(csv), "2014-01-01", NULL };
    tr_import_output *out;

    if (!map || !tr_import(&out, map, &input, 1, NULL, &limits, diags, NULL, NULL, pool))
        return tr_diag_line(diags->first, pool);
    return out->written.text;
}

/* What the cell "X" of a row becomes in <received requests="{X}"/>. */
static const char *cell(const char *column, const char *text, apr_pool_t *pool)
{
    const char *columns = apr_psprintf(pool, "<column name='X' %s</column><column name='N' "
                                       "is='figure' optional='yes'/>", column);
    const char *xml = import(columns, "<requests id='r' service='s' period='2013-H1' "
                             "absent='none'><from country='DE'><received requests='{X}'/>"
                             "</from></requests>",
                             apr_psprintf(pool, "X,N\n\"%s\",0\n", text), pool);
    const char *at = strstr(xml, "<received "), *end;

    if (!at)
        return strstr(xml, "<from") || strstr(xml, "<requests") ? "(nothing)" : xml;
    at += strlen("<received ");
    end = strstr(at, "/>");
    return apr_pstrmemdup(pool, at, (apr_size_t)(end - at));
}

static void is_cell(const char *column, const char *text, const char *expected,
                    apr_pool_t *pool)
{
    is_str(cell(column, text, pool), expected,
           apr_psprintf(pool, "\"%s\" in a column %s", text, column));
}

static void starts(const char *got, const char *expected, const char *name)
{
    if (!ok(strncmp(got, expected, strlen(expected)) == 0, "%s", name))
        printf("#      got: %s\n# expected: %s\n", got, expected);
}

static void test_figures(apr_pool_t *pool)
{
    is_cell("is='figure'>", "12", "requests=\"12\"", pool);
    is_cell("is='figure'>", " 12 ", "requests=\"12\"", pool);
    is_cell("is='figure' thousands=','>", "1,234,567", "requests=\"1234567\" printed=\"1,234,567\"", pool);
    is_cell("is='figure' thousands='&#xa0;'>", "1\xc2\xa0" "234", "requests=\"1234\" printed=\"1\xc2\xa0" "234\"", pool);
    is_cell("is='figure' band=' - '>", "0 - 499", "requests=\"0..499\" printed=\"0 - 499\"", pool);
    is_cell("is='figure' band='-'>", "5-5", "requests=\"5\" printed=\"5-5\"", pool);
    is_cell("is='figure' thousands=',' band=' - '>", "1,251 - 1,499", "requests=\"1251..1499\" printed=\"1,251 - 1,499\"", pool);
    is_cell("is='figure' below='yes'>", "<10", "requests=\"&lt;10\"", pool);
    is_cell("is='figure' blank='not-reported'>", "", "requests=\"not-reported\"", pool);
    is_cell("is='figure' blank='omit'>", "", "(nothing)", pool);
    is_cell("is='figure'><cell is='-' means='not-collected'/>", "-", "requests=\"not-collected\" printed=\"-\"", pool);
    is_cell("is='figure'><cell is='0' in='2012..2013' means='unknown'/>", "0", "requests=\"unknown\" printed=\"0\"", pool);
    is_cell("is='figure'><cell is='0' in='2014' means='unknown'/>", "0", "requests=\"0\"", pool);
    is_cell("is='figure'><cell is='0' where='N' has='0' means='unknown'/>", "0", "requests=\"unknown\" printed=\"0\"", pool);
    is_cell("is='figure'><cell is='0' where='N' has='1' means='unknown'/>", "0", "requests=\"0\"", pool);
    is_cell("is='figure'><cell is='7' flags='unusual'/>", "7", "requests=\"7\" flags=\"unusual\"", pool);
    starts(cell("is='figure' thousands=','>", "1234,567", pool), "t.csv:2:1: error: \"1234,567\"", "separators in odd places");
    starts(cell("is='figure' thousands=','>", "1,23", pool), "t.csv:2:1: error: \"1,23\"", "groups that are none");
    starts(cell("is='figure' band='-'>", "9-5", pool), "t.csv:2:1: error: \"9-5\"", "a band upside down");
    starts(cell("is='figure'>", "-5", pool), "t.csv:2:1: error: \"-5\"", "a sign");
    starts(cell("is='figure'>", "1.5", pool), "t.csv:2:1: error: \"1.5\"", "a fraction");
    starts(cell("is='figure'>", "", pool), "t.csv:2:1: error: the cell of column \"X\" is empty", "an empty cell is never 0");
}

static void test_percentages(apr_pool_t *pool)
{
    is_cell("is='percent'>", "88%", "requests=\"88%\"", pool);
    is_cell("is='percent'>", "88", "requests=\"88%\"", pool);
    is_cell("is='percent'>", "88.50", "requests=\"88.50%\"", pool);
    is_cell("is='percent'>", "88 %", "requests=\"88%\" printed=\"88 %\"", pool);
    is_cell("is='percent' decimals='0'>", "83.00%", "requests=\"83%\" printed=\"83.00%\"", pool);
    is_cell("is='percent' decimals='1'>", "83.50%", "requests=\"83.5%\" printed=\"83.50%\"", pool);
    is_cell("is='percent' of='N'>", "0%", "requests=\"not-applicable\" printed=\"0%\"", pool);
    starts(cell("is='percent' decimals='0'>", "83.40%", pool), "t.csv:2:1: error: \"83.40%\"", "decimals that mean something");
    starts(cell("is='percent' of='N'>", "5%", pool), "t.csv:2:1: error: 5% of 0", "a share of nothing");
    starts(cell("is='percent'>", "8,5%", pool), "t.csv:2:1: error: \"8,5%\"", "a decimal comma");
}

/* The attribute that the template makes of X. */
static const char *attribute(const char *column, const char *text, apr_pool_t *pool)
{
    const char *columns = apr_psprintf(pool, "<column name='X' %s</column>", column);
    const char *xml = import(columns, "<note id='n' mark='{X}'><text>T</text></note>",
                             apr_psprintf(pool, "X\n\"%s\"\n", text), pool);
    const char *at = strstr(xml, "mark=\""), *end;

    if (!at)
        return xml;
    end = strchr(at + 6, '"');
    return apr_pstrmemdup(pool, at + 6, (apr_size_t)(end - at - 6));
}

static void test_when(apr_pool_t *pool)
{
    is_str(attribute("is='date'>", "2013-03-21", pool), "2013-03-21", "a day");
    is_str(attribute("is='date' dates='m/d/yy'>", "3/21/13", pool), "2013-03-21", "m/d/yy");
    is_str(attribute("is='date' dates='d.m.yyyy'>", "21.3.2013", pool), "2013-03-21", "d.m.yyyy");
    is_str(attribute("is='date' dates='m/d/yy | d/m/yy'>", "21/3/13", pool), "2013-03-21", "one of two ways");
    is_str(attribute("is='date' dates='m/d/yy | d/m/yy'>", "3/3/13", pool), "2013-03-03", "the same in both");
    is_str(attribute("is='end-of-half-year'>", "2009-12-31", pool), "2009-H2", "the end of a half-year");
    is_str(attribute("is='end-of-half-year' dates='m/d/yy | d/m/yy'>", "30/6/13", pool), "2013-H1", "in one of two ways");
    is_str(attribute("is='end-of-quarter'>", "2013-09-30", pool), "2013-Q3", "of a quarter");
    is_str(attribute("is='end-of-month'>", "2012-02-29", pool), "2012-02", "of a month");
    is_str(attribute("is='end-of-year'>", "2012-12-31", pool), "2012", "of a year");
    is_str(attribute("is='period'>", "2013 H1", pool), "2013-H1", "2013 H1");
    is_str(attribute("is='period'>", "H1 2013", pool), "2013-H1", "H1 2013");
    is_str(attribute("is='period'>", "2013_h1", pool), "2013-H1", "2013_h1");
    is_str(attribute("is='period'>", "2012-01-01/2012-12-31", pool), "2012", "two days");
    starts(attribute("is='end-of-half-year'>", "2009-11-30", pool), "t.csv:2:1: error: \"2009-11-30\"", "no end of a half-year");
    starts(attribute("is='end-of-year'>", "2009-06-30", pool), "t.csv:2:1: error: \"2009-06-30\"", "no end of a year");
    starts(attribute("is='date'>", "2013-02-29", pool), "t.csv:2:1: error: \"2013-02-29\"", "a day that does not exist");
    starts(attribute("is='date' dates='m/d/yy | d/m/yy'>", "3/4/13", pool), "t.csv:2:1: error: \"3/4/13\" in column \"X\" is one day as", "a day that is two");
    starts(attribute("is='period'>", "2013 H3", pool), "t.csv:2:1: error: \"2013 H3\"", "no such half");
}

static void test_countries(apr_pool_t *pool)
{
    const char *near[TR_COUNTRY_NEAREST_MAX];

    is_str(attribute("is='country'>", "Korea Republic Of", pool), "KR", "a former way of writing");
    is_str(attribute("is='country'>", "TR", pool), "TR", "a code");
    is_str(attribute("is='country'>", "T\xc3\xbcrkiye", pool), "TR", "a present name");
    starts(attribute("is='country'>", "Franse", pool), "t.csv:2:1: error: \"Franse\" in column \"X\" is no country that is known; nearest are FR (France)", "a name that is not known");
    is_int(tr_country_nearest("Untied Kingdom", near, 3) > 0, 1, "something is near");
    is_str(near[0], "GB", "Untied Kingdom");
    is_int(tr_country_nearest("Venezuala", near, 1), 1, "one is asked for");
    is_str(near[0], "VE", "Venezuala");
    is_int(tr_country_nearest("", near, 3), 0, "nothing is near nothing");
    is_int(tr_country_nearest("zzzzzzzzzzzzzz", near, 3), 0, "nothing is near this");
    is_int(tr_country_nearest("Republic of the united kingdom states of guinea islands and more and more and more", near, 8) <= 8, 1, "a long name");
}

static int fits(const char *pattern, const char *name, const char *word, const char *expected,
                apr_pool_t *pool)
{
    tr_capture *captures;
    int found = tr_pattern_match(pattern, name, &captures, pool);

    if (found && word) {
        while (captures && strcmp(captures->name, word) != 0)
            captures = captures->next;
        return captures && strcmp(captures->text, expected) == 0;
    }
    return found;
}

static void test_patterns(apr_pool_t *pool)
{
    ok(fits("a.csv", "a.csv", NULL, NULL, pool), "the name itself");
    ok(!fits("a.csv", "a.csvx", NULL, NULL, pool), "not more");
    ok(!fits("a.csv", "b.csv", NULL, NULL, pool), "not another");
    ok(fits("export-*.csv", "export-2014-05.csv", NULL, NULL, pool), "a star");
    ok(fits("*", "", NULL, NULL, pool), "a star is nothing, too");
    ok(fits("r-{year}_H{half}.csv", "r-2013_H2.csv", "half", "2", pool), "a word");
    ok(fits("r-{year}_H{half}.csv", "r-2013_H2.csv", "year", "2013", pool), "another word");
    ok(!fits("r-{year}.csv", "r-.csv", NULL, NULL, pool), "a word is something");
    ok(!fits("*a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", NULL, NULL, pool), "many stars");
    ok(tr_pattern_names("r-{year}_H{half}.csv", "half"), "it names a half");
    ok(!tr_pattern_names("r-{year}_H{half}.csv", "hal"), "and nothing else");
}

static void test_templates(apr_pool_t *pool)
{
    static const char columns[] = "<column name='A' is='text'/><column name='B' is='figure'/><column name='C' is='figure'/>";
    static const char bands[] = "<requests id='{A}' service='s' period='2013' absent='none'>"
        "<title>Of {A}: {line} in {file}</title><from country='DE'><received requests='{B}..{C}'/></from></requests>";
    const char *xml = import(columns, bands, "A,B,C\nMail & More!,1,9\n", pool);

    ok(strstr(xml, "<requests id=\"mail-more\"") != NULL, "an id is made of a text");
    ok(strstr(xml, "<title>Of Mail &amp; More!: 2 in t.csv</title>") != NULL, "a text with columns, line and file");
    ok(strstr(xml, "requests=\"1..9\"") != NULL, "two columns make a band");
    ok(strstr(import(columns, bands, "A,B,C\nx,5,5\n", pool), "requests=\"5\"") != NULL, "of equal ends a number");
    starts(import(columns, bands, "A,B,C\nx,5,4\n", pool), "t.csv:2:1: error: ", "the record's own reader refuses it, told at the row");
    starts(import(columns, bands, "A,B,C\n!,1,2\n", pool), "t.csv:2:1: error: nothing of this row can be made an id", "no id");
    starts(import(columns, "<requests id='r' service='s' period='{A}' absent='none'><from country='DE'><received requests='{B}'/></from></requests>", "A,B,C\n2013,1,2\n2014,1,2\n", pool),
           "t.csv:3:1: error: table r was begun by line 2", "one table of two periods");
    starts(import(columns, "<note id='{A}'><text>x</text></note>", "A,B,C\nn,1,2\nn,1,2\n", pool),
           "t.csv:3:1: error: a second <note> with the id n; line 2 was the first", "an entity twice");
}

int main(void)
{
    apr_pool_t *pool;

    apr_initialize();
    apr_pool_create(&pool, NULL);
    test_figures(pool);
    test_percentages(pool);
    test_when(pool);
    test_countries(pool);
    test_patterns(pool);
    test_templates(pool);
    apr_pool_destroy(pool);
    apr_terminate();
    return tap_done();
}
