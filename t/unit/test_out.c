/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where every representation is written to: counted, gathered and streamed are
 * the same bytes, a failure is found at the end, and escaping in each syntax.
 */
#include "render_support.h"

#include "render/data.h"
#include "render/facts.h"

static char streamed[1 << 20];
static size_t streamed_length;
static int flushes, fail_at;

static apr_status_t take(tr_out *out, void *baton)
{
    (void)baton;
    if (++flushes == fail_at)
        return APR_EGENERAL;
    memcpy(streamed + streamed_length, out->buffer, out->used);
    streamed_length += out->used;
    return APR_SUCCESS;
}

static void write_things(tr_out *out)
{
    tr_out_text(out, "abc");
    for (int i = 0; i < 100; i++)
        tr_out_int(out, i * 7919);
    tr_out_bytes(out, "\0x", 2);
    tr_out_format(out, "%s-%d", "y", 5);
}

static void three_kinds(void)
{
    tr_out memory, counting, chunks;
    apr_size_t length;
    const char *body;

    tr_out_memory(&memory, 1 << 20, test_pool);
    write_things(&memory);
    is_int(tr_out_end(&memory), APR_SUCCESS, "gathered");
    body = tr_out_body(&memory, &length);
    tr_out_counting(&counting, test_pool);
    write_things(&counting);
    tr_out_end(&counting);
    is_int((long long)counting.total, (long long)length, "counted the same");
    for (apr_size_t size = 1; size <= 64; size += 7) {
        streamed_length = 0;
        tr_out_chunks(&chunks, size, take, NULL, test_pool);
        write_things(&chunks);
        is_int(tr_out_end(&chunks), APR_SUCCESS, "streamed");
        ok(streamed_length == length && !memcmp(streamed, body, length),
           "the same bytes in chunks of %d", (int)size);
    }
}

static void failures(void)
{
    tr_out out;

    flushes = 0;
    fail_at = 3;
    streamed_length = 0;
    tr_out_chunks(&out, 8, take, NULL, test_pool);
    write_things(&out);
    is_int(tr_out_end(&out), APR_EGENERAL, "a failed flush is found at the end");
    is_int(flushes, 3, "and nothing is flushed after it");
    fail_at = 0;
    tr_out_memory(&out, 100, test_pool);
    for (int i = 0; i < 50; i++)
        tr_out_text(&out, "0123456789");
    is_int(tr_out_end(&out), APR_ENOSPC, "more than the limit is refused");
    tr_out_memory(&out, 100, test_pool);
    for (int i = 0; i < 10; i++)
        tr_out_text(&out, "0123456789");
    is_int(tr_out_end(&out), APR_SUCCESS, "exactly the limit is not");
    tr_out_memory(&out, 1 << 20, test_pool);
    tr_out_format(&out, "%2000d", 1);
    ok(tr_out_end(&out) != APR_SUCCESS, "a format too long is an error, not cut");
}

typedef void (*escape_fn)(tr_out *out, const char *text);

static const char *escaped(escape_fn escape, const char *text)
{
    tr_out out;
    apr_size_t length;
    const char *body;

    tr_out_memory(&out, 1 << 16, test_pool);
    escape(&out, text);
    tr_out_end(&out);
    body = tr_out_body(&out, &length);
    return apr_pstrmemdup(test_pool, body, length);
}

static void csv_plain(tr_out *out, const char *text)
{
    tr_out_csv(out, text, 0);
}

static void csv_sheet(tr_out *out, const char *text)
{
    tr_out_csv(out, text, 1);
}

static void integer_text(tr_out *out, const char *text)
{
    tr_out_int(out, strtoll(text, NULL, 10));
}

static void syntaxes(void)
{
    static const char *const same[] = { "0", "-1", "9223372036854775807",
                                        "-9223372036854775808" };

    is_str(escaped(tr_out_html, "a<b>&\"'é"), "a&lt;b&gt;&amp;&quot;&#39;é",
           "HTML");
    is_str(escaped(tr_out_json, "a\"\\\n\t\x01</script>&"),
           "\"a\\\"\\\\\\n\\t\\u0001\\u003c/script\\u003e\\u0026\"", "JSON");
    is_str(escaped(tr_out_json, "\xe2\x80\xa8\xe2\x80\xa9\xe2\x80\xaa"),
           "\"\\u2028\\u2029\xe2\x80\xaa\"", "JSON: line separators only");
    is_str(escaped(csv_plain, "plain"), "plain", "CSV");
    is_str(escaped(csv_plain, "a,\"b\""), "\"a,\"\"b\"\"\"", "CSV: quoted");
    is_str(escaped(csv_plain, "a\nb"), "\"a\nb\"", "CSV: a line end");
    is_str(escaped(csv_plain, " a"), "\" a\"", "CSV: a blank at the edge");
    is_str(escaped(csv_plain, "=1+1"), "=1+1", "CSV: faithful by default");
    is_str(escaped(csv_sheet, "=1+1"), "'=1+1", "CSV: no formula");
    is_str(escaped(csv_sheet, "-5"), "-5", "CSV: a number stays one");
    is_str(escaped(csv_sheet, "@a,b"), "\"'@a,b\"", "CSV: both");
    is_str(escaped(tr_out_markdown, "a|b*<c>"), "a\\|b\\*&lt;c&gt;", "Markdown");
    is_str(escaped(tr_out_url, "a b/ü?&"), "a%20b%2F%C3%BC%3F%26", "URL");
    for (unsigned i = 0; i < 4; i++)
        is_str(escaped(integer_text, same[i]), same[i], "an integer");
}

static int is_eight_digits(uint32_t number)
{
    uint64_t digits = tr_out_eight_digits(number);

    for (int i = 7; i >= 0; i--, number /= 10)
        if ((digits >> 8 * i & 0xff) != number % 10)
            return 0;
    return 1;
}

static void eight_digits(void)
{
    int wrong = 0;

    for (uint32_t i = 0; i < 10000; i++)
        wrong += !is_eight_digits(i) + !is_eight_digits(i * 10000) + !is_eight_digits(i * 10001);
    is_int(wrong, 0, "eight digits at once");
}

/* A page in chunks of a few bytes is the page in memory. */
static void pages(void)
{
    tr_file *file = text_file("a.xml", "2013-03-21",
                              "<publisher id=\"p\" name=\"P\"/>");
    tr_gen gen = build_record(&file, 1, INT64_C(1420070400));
    tr_target target;
    tr_problem problem;
    tr_render render;
    tr_out memory, counting;

    tr_resolve(&target, &problem, &gen, &test_site, "/", NULL, test_pool);
    render = make_render(&gen, &target, "en");
    tr_out_memory(&memory, BODY_MAX, test_pool);
    is_int(tr_render_target(&render, &memory), APR_SUCCESS, "a page");
    tr_out_counting(&counting, test_pool);
    tr_render_target(&render, &counting);
    is_int((long long)counting.total, (long long)memory.total,
           "is as long when it is only counted");
}

/* ---- CSV ---- */

/* As anybody would write it: field by field. */
static void write_slowly(const tr_render *render, tr_out *out)
{
    tr_facts *facts = tr_facts_open(render);
    int spreadsheet = render->target->query.spreadsheet;
    const tr_field *row;

    tr_out_text(out, spreadsheet ? "\xef\xbb\xbf" : "");
    for (int i = 0; i < facts->column_count; i++) {
        tr_out_text(out, i ? "," : "");
        tr_out_text(out, facts->column[i].name);
    }
    tr_out_text(out, "\r\n");
    while ((row = tr_facts_next(facts))) {
        for (int i = 0; i < facts->column_count; i++) {
            tr_out_text(out, i ? "," : "");
            if (row[i].kind == TR_FIELD_NUMBER)
                tr_out_int(out, row[i].number);
            else if (row[i].kind != TR_FIELD_NONE)
                tr_out_csv(out, row[i].text, spreadsheet);
        }
        tr_out_text(out, "\r\n");
    }
}

static int is_streamed_alike(const tr_render *render, apr_size_t size, const tr_out *wanted)
{
    apr_size_t length;
    const char *body = tr_out_body(wanted, &length);
    tr_out chunks;

    streamed_length = 0;
    tr_out_chunks(&chunks, size, take, NULL, test_pool);
    tr_render_csv(render, &chunks);
    return tr_out_end(&chunks) == APR_SUCCESS && chunks.total == length
           && streamed_length == length && !memcmp(streamed, body, length);
}

/* Lines of 4 to 2,000 bytes, whatever room the buffer has for them. */
static void csv_of(const tr_gen *gen, const char *path, const char *args)
{
    static const apr_size_t sizes[] = { 1, 49, 500, 2399, 2400, 2401, 2500, 3500, 8192, 65536 };
    tr_target target;
    tr_problem problem;
    tr_render render;
    tr_out slow, counting;
    int wrong = 0;

    is_int(tr_resolve(&target, &problem, gen, &test_site, path, args, test_pool), 0,
           path);
    render = make_render(gen, &target, "en");
    tr_out_memory(&slow, sizeof streamed, test_pool);
    write_slowly(&render, &slow);
    for (unsigned i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        wrong += !is_streamed_alike(&render, sizes[i], &slow);
    is_int(wrong, 0, args ? args : "without a query");
    tr_out_counting(&counting, test_pool);
    tr_render_csv(&render, &counting);
    is_int((long long)counting.total, (long long)slow.total, "counted the same");
    ok(slow.total > 300, "and there are rows: %d bytes", (int)slow.total);
}

static int is_field_alike(const tr_field *a, const tr_field *b)
{
    if (tr_field_is_text(a) && tr_field_is_text(b))
        return !strcmp(a->text, b->text);
    return a->kind == b->kind && (tr_field_is_text(a) || a->number == b->number);
}

/* What is the same in every row is filled with the first one: each row as the first and in its turn. */
static void rows_of(const tr_gen *gen, const char *path, const char *args)
{
    tr_target target;
    tr_problem problem;
    tr_render render;
    tr_facts *facts;
    const tr_field *row;
    int wrong = 0;
    uint64_t count = 0;

    is_int(tr_resolve(&target, &problem, gen, &test_site, path, args, test_pool), 0, path);
    render = make_render(gen, &target, "en");
    for (facts = tr_facts_open(&render); (row = tr_facts_next(facts)); count++) {
        tr_facts *one = tr_facts_open(&render);
        const tr_field *alone;
        one->seek(one, count);
        alone = tr_facts_next(one);
        for (int i = 0; i < facts->column_count; i++)
            wrong += !is_field_alike(&row[i], &alone[i]);
    }
    is_int(wrong, 0, args);
    is_int((long long)count, (long long)facts->count, "and these are all rows");
}

#define LONG "0123456789012345678901234567890123456789"

static void csv(void)
{
    tr_gen example = directory_record("htdocs/example", INT64_C(1420070400));
    static const char *const questions[] = { NULL, "by=country", "by=period&measure=received",
                                             "for=spreadsheet", "by=demand&for=spreadsheet" };
    static const char *const sums[] = { "by=country", "by=period", "by=publisher,measure",
                                        "by=demand&measure=received", "by=service",
                                        "by=country,period&unit=requests" };
    tr_file *file = text_file("a.xml", "2013-03-21",
        "<code id=\"x-" LONG "\" dimension=\"demand\" name=\"A\" kind=\"compulsory\"/>"
        "<code id=\"x-odd\" dimension=\"country\" name=\" A, &quot;B&quot;\"/>"
        "<code id=\"x-long\" dimension=\"country\" name=\"" LONG "\"/>"
        "<publisher id=\"p\" name=\"P\"/><requests id=\"t\" period=\"2012\" publisher=\"p\" "
        "absent=\"none\">"
        "<from country=\"x-odd\"><received demand=\"x-" LONG "\" requests=\"12345678\"/></from>"
        "<from country=\"x-long\"><received requests=\"8..499\"/></from>"
        "<from country=\"TZ\"><received requests=\"99999999\"/></from>"
        "<from country=\"GS\"><received requests=\"100000000\"/></from>"
        "<from country=\"TR\"><received requests=\"0\"/></from></requests>");
    tr_gen odd = build_record(&file, 1, INT64_C(1420070400));

    for (unsigned i = 0; i < sizeof questions / sizeof questions[0]; i++)
        csv_of(&example, "/requests.csv", questions[i]);
    csv_of(&example, "/statements.csv", NULL);
    csv_of(&example, "/countries.csv", NULL);
    for (unsigned i = 0; i < sizeof sums / sizeof sums[0]; i++)
        rows_of(&example, "/requests.csv", sums[i]);
    csv_of(&odd, "/requests.csv", NULL);
    csv_of(&odd, "/requests.csv", "by=country");
    csv_of(&odd, "/requests.csv", "by=country,demand&for=spreadsheet");
}

int main(void)
{
    apr_initialize();
    apr_pool_create(&test_pool, NULL);
    three_kinds();
    failures();
    syntaxes();
    eight_digits();
    pages();
    csv();
    apr_pool_destroy(test_pool);
    apr_terminate();
    return tap_done();
}
