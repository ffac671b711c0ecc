/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Acid test 22: the CSV holds every figure without loss.  The CSV is written
 * as a record again, from its columns alone; that record must have the same
 * cells, and serve the same CSV byte for byte.
 */
#include "acid_support.h"

/* What a list of figures does not say: who, which services, what the table as a whole declares. */
typedef struct frame {
    const char *preamble, *table;
} frame;

static const frame everything = {
    "<publisher id=\"example\" name=\"Example\"/><service id=\"mail\" name=\"Example Mail\"/>"
    "<service id=\"chat\" name=\"Chat\"/>"
    "<code dimension=\"measure\" id=\"own-measure\" name=\"A measure of our own\"/>"
    "<code dimension=\"unit\" id=\"own-unit\" name=\"A unit of our own\" adds=\"distinct\"/>",
    "id=\"everything\" service=\"mail\" period=\"2013\" absent=\"not-reported\""
};

/* ---- XML from one line of CSV ---- */

static const char *escaped(const char *text)
{
    const char *out = "";

    for (; *text; text++) {
        const char *piece = *text == '&' ? "&amp;" : *text == '<' ? "&lt;" : *text == '"' ? "&quot;"
                            : apr_pstrmemdup(test_pool, text, 1);
        out = apr_pstrcat(test_pool, out, piece, NULL);
    }
    return out;
}

static const char *cell(const sheet *table, int row, const char *name)
{
    int column = column_of(table, name, strlen(name));

    return column < 0 ? "" : table->cell[row][column];
}

/* ` name="value"` of a column; nothing when it is empty. */
static const char *attr(const sheet *table, int row, const char *column, const char *name)
{
    const char *value = cell(table, row, column);

    return *value ? apr_pstrcat(test_pool, " ", name, "=\"", escaped(value), "\"", NULL) : "";
}

static const char *interval_text(const char *min, const char *max)
{
    return strcmp(min, max) == 0 ? min : apr_pstrcat(test_pool, min, "..", max, NULL);
}

/* The figure as an author writes it. */
static const char *figure_text(const sheet *table, int row)
{
    const char *status = cell(table, row, "status"), *stated = cell(table, row, "stated");
    const char *min = cell(table, row, "min"), *max = cell(table, row, "max");
    apr_int64_t high = apr_atoi64(max);

    if (*cell(table, row, "percent"))
        return apr_pstrcat(test_pool, cell(table, row, "percent"), "%", NULL);
    if (*stated && !*max)
        return apr_pstrcat(test_pool, "~", stated, NULL);
    if (*stated)
        return apr_psprintf(test_pool, "%s±%" APR_INT64_T_FMT, stated, high - apr_atoi64(stated));
    if (strcmp(status, "below") == 0)
        return apr_psprintf(test_pool, "<%" APR_INT64_T_FMT, high + 1);
    if (*cell(table, row, "value") && strcmp(status, "zero-implied"))
        return cell(table, row, "value");
    return *min && strcmp(status, "zero-implied") ? interval_text(min, max) : status;
}

static const char *row_markup(const sheet *table, int row)
{
    static const char *const same[] = { "via", "channel", "authority", "requester", "demand",
        "identifier", "data", "basis", "notice", "period", "flags", "source" };
    static const char *const figure[] = { "measure", "unit", "reason", "rounding" };
    int total = strcmp(cell(table, row, "kind"), "stated-total") == 0;
    const char *out = total ? "<total" : "<from";

    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++)
        out = apr_pstrcat(test_pool, out, attr(table, row, same[i], same[i]), NULL);
    if (strcmp(cell(table, row, "service"), "mail"))
        out = apr_pstrcat(test_pool, out, attr(table, row, "service", "service"), NULL);
    out = apr_pstrcat(test_pool, out, attr(table, row, "country", "country"),
                      attr(table, row, "country_published", "country-printed"),
                      attr(table, row, "note_ids", "note"), "><figure value=\"",
                      escaped(figure_text(table, row)), "\"",
                      attr(table, row, "text_published", "printed"),
                      attr(table, row, "percent_of", "of"), NULL);
    for (size_t i = 0; i < sizeof figure / sizeof figure[0]; i++)
        out = apr_pstrcat(test_pool, out, attr(table, row, figure[i], figure[i]), NULL);
    if (strcmp(cell(table, row, "status"), "estimated") == 0)
        out = apr_pstrcat(test_pool, out, " estimated=\"yes\"", NULL);
    return apr_pstrcat(test_pool, out, "/>", total ? "</total>\n" : "</from>\n", NULL);
}

/* Notes: one id alone tells its text; of several, the last one's is what is left. */
static const char *notes_markup(const sheet *table)
{
    const char *out = "", *known[2][20];
    int count = 0;

    for (int words = 1; words < 4; words++)
        for (int row = 0; row < table->rows; row++) {
            const char *ids = cell(table, row, "note_ids"), *text = cell(table, row, "note");
            int spaces = 0, old = 0;
            for (const char *at_id = ids; *at_id; at_id++)
                spaces += *at_id == ' ';
            if (!*ids || spaces + 1 != words || count == 20)
                continue;
            for (; strchr(ids, ' '); ids = strchr(ids, ' ') + 1)
                for (int i = 0; i < count; i++)
                    if (!strncmp(ids, known[0][i], strcspn(ids, " ")))
                        text += strlen(known[1][i]) + 1;
            for (int i = 0; i < count; i++)
                old |= !strcmp(known[0][i], ids);
            if (old)
                continue;
            known[0][count] = ids;
            known[1][count++] = text;
            out = apr_pstrcat(test_pool, out, "<note id=\"", ids, "\"><text>", escaped(text),
                              "</text></note>\n", NULL);
        }
    return out;
}

static const char *record_markup(const sheet *table, const frame *around)
{
    const char *rows = "";

    for (int row = 0; row < table->rows; row++)
        rows = apr_pstrcat(test_pool, rows, row_markup(table, row), NULL);
    return apr_pstrcat(test_pool, "<transparency xmlns=\"urn:transparency-report:1\" xml:lang=\"en\" "
                       "publisher=\"example\" published=\"", cell(table, 0, "edition"), "\">",
                       around->preamble, "<requests ", around->table, ">\n", rows,
                       notes_markup(table), "</requests></transparency>\n", NULL);
}

/* ---- Cells of the model as text ---- */

static const char *codes_text(const tr_gen *gen, const tr_gen_cell *of)
{
    const char *out = "";

    for (int dim = 0; dim < TR_DIM_COUNT; dim++)
        out = apr_pstrcat(test_pool, out, " ",
                          tr_gen_code_text(gen, (tr_dim)dim, of->code[dim]), NULL);
    return out;
}

static const char *annot_text(const tr_gen *gen, const tr_gen_annot *annot)
{
    if (!annot)
        return "";
    return apr_pstrcat(test_pool, " printed ", tr_gen_string(gen, annot->printed), " country ",
                       tr_gen_string(gen, annot->country_printed), " reason ",
                       tr_gen_string(gen, annot->reason), " source ",
                       tr_gen_string(gen, annot->source), " notes ",
                       tr_gen_string(gen, annot->notes), NULL);
}

static const char *range_text(const tr_gen *gen, const tr_gen_range *range)
{
    if (!range)
        return "";
    return apr_psprintf(test_pool, " [%" APR_INT64_T_FMT " %" APR_INT64_T_FMT " ~%" APR_INT64_T_FMT
                        " %u.%d of %s %s]", range->min, range->max, range->stated, range->percent,
                        range->decimals, tr_gen_code_text(gen, TR_DIM_MEASURE, range->percent_of),
                        tr_rounding_code(range->rounding));
}

static const char *cell_text(const tr_gen *gen, const tr_gen_cell *of)
{
    return apr_psprintf(test_pool, "%s:%s = %s %" APR_INT64_T_FMT "..%" APR_INT64_T_FMT
                        " flags %d %d kind %d%s%s", tr_gen_cell_id(gen, of, test_pool),
                        codes_text(gen, of), tr_status_code(of->value.status), of->value.min,
                        of->value.max, of->value.flags, of->flags, of->kind,
                        range_text(gen, of->range), annot_text(gen, of->annot));
}

static void compare_cells(const tr_gen *one, const tr_gen *two)
{
    tr_query *query = apr_pcalloc(test_pool, sizeof *query);
    tr_cells *left = tr_cells_open(one, query, test_pool);
    tr_cells *right = tr_cells_open(two, query, test_pool);
    tr_gen_cell a, b;

    is_int((long long)tr_cells_count(right), (long long)tr_cells_count(left),
           "acid 22: as many cells");
    while (tr_cells_next(left, &a)) {
        int more = tr_cells_next(right, &b);
        is_str(more ? cell_text(two, &b) : "no cell", cell_text(one, &a),
               apr_pstrcat(test_pool, "acid 22: ", tr_gen_cell_id(one, &a, test_pool), NULL));
    }
}

static void round_trip(const acid *original, const frame *around, const char *what)
{
    const char *text = page(&original->gen, "/requests.csv"), *markup;
    sheet table = parse_sheet(text);
    acid again;

    ok(!table.fault && table.rows > 3, "acid 22: %s: the CSV is read", what);
    markup = record_markup(&table, around);
    if (!ok(acid_text(&again, markup), "acid 22: %s: it is a record again", what)) {
        printf("# %s\n", markup);
        return;
    }
    compare_cells(&original->gen, &again.gen);
    is_str(page(&again.gen, "/requests.csv"), text, "acid 22: the CSV is the same, byte for byte");
}

/* ---- Records ---- */

/* What the fixture has not: several ways at once. */
static const char harder[] =
    "<from country=\"AT\"><received requests=\"~35800000\" printed=\"some 35.8 million\"/>"
    "<disclosed requests=\"100±200\" printed=\"about 100\" estimated=\"yes\"/></from>\n"
    "<from country=\"BE\"><received requests=\"8..499\" estimated=\"yes\"/></from>\n"
    "<from country=\"BG\"><received requests=\"&lt;2\" printed=\"&lt; 2, &quot;few&quot;\"/></from>\n"
    "<from country=\"CH\"><received requests=\"0\"/><disclosed requests=\"0%\"/></from>\n"
    "<from country=\"CZ\"><received requests=\"withheld-law\"/><disclosed requests=\"12.3456%\"/></from>\n"
    "<from country=\"DE\"><disclosed requests=\"50.00%\" rounding=\"up\"/></from>\n"
    "<from country=\"DK\" note=\"a b c\"><received requests=\"1\"/></from>\n"
    "<from country=\"EE\" note=\"a\"><received requests=\"999999999999999999\"/></from>\n"
    "<from country=\"ES\" note=\"a b\"><received requests=\"1\" printed=\"=1+1\" source=\", \"/></from>\n"
    "<from country=\"FI\"><received period=\"2013-03-05--2013-09-09\" requests=\"1000..2000\"/></from>\n"
    "<from country=\"FR\"><received requests=\"merged\" reason=\"a, &quot;b&quot;\" "
    "flags=\"break includes-other\"/></from>\n"
    "<note id=\"a\"><text>One, \"two\"</text></note><note id=\"b\"><text>=three</text></note>"
    "<note id=\"c\"><text>four &amp; &lt;five&gt;</text></note>";

static void harder_record(void)
{
    acid r;
    const char *text = apr_pstrcat(test_pool, "<transparency xmlns=\"urn:transparency-report:1\" "
        "xml:lang=\"en\" publisher=\"example\" published=\"2014-01-01T12:34:56Z\">",
        everything.preamble, "<requests ", everything.table, ">", harder,
        "</requests></transparency>", NULL);

    if (!ok(acid_text(&r, text), "acid 22: the harder record is accepted"))
        return;
    round_trip(&r, &everything, "harder");
    ok(has(line_with(page(&r.gen, "/requests"), ".at.disclosed."), "about 100 (0–300)"),
       "acid 22: a rounded estimate has its number and its bounds in HTML too");
}

static void fixture(void)
{
    acid r;

    if (acid_read(&r, "acid-22-round-trip", NOW_2030))
        round_trip(&r, &everything, "fixture");
}

/* The parser must see what is wrong, or it proves nothing. */
static void parser(void)
{
    static const char *const wrong[] = { "a,b\r\n1\r\n", "a\r\n\"1\r\n", "a\r\n1\n", "a\r\n1",
                                         "a\r\n1\"2\r\n", "a\r\n\"1\"2\r\n" };
    sheet right = parse_sheet("a,b\r\n\"1,\"\"2\r\n\",\r\n");

    ok(!right.fault && right.rows == 1 && !strcmp(right.cell[0][0], "1,\"2\r\n")
       && !*right.cell[0][1], "acid 22: quotes, commas and line ends are read back");
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        ok(parse_sheet(wrong[i]).fault != NULL, "acid 22: what is no CSV is refused (%d)", (int)i);
}

int main(void)
{
    start_tests();
    parser();
    fixture();
    harder_record();
    return tap_done();
}
