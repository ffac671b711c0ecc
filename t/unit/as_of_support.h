/* SPDX-License-Identifier: Apache-2.0 */
/*
 * as_of_support.h - records with many editions, read or made up, and the
 * generation that their first editions alone make.
 */
#ifndef TR_AS_OF_SUPPORT_H
#define TR_AS_OF_SUPPORT_H

#include "query/answer.h"
#include "query/query_parse.h"
#include "render/facts.h"
#include "render_support.h"

enum { RECORD_FILES = 60 };

#define YEAR_2100 INT64_C(4102444800)

typedef struct record {
    apr_pool_t *pool;
    tr_file *files[RECORD_FILES];
    int count;
    tr_gen gen;                 /* of all files */
} record;

/* The same edition twice: of the files published by then alone, and out of the whole. */
typedef struct both {
    const tr_gen *whole;
    tr_gen alone, then;
    int edition;
    int answers, found, differ;
    apr_pool_t *pool;
} both;

typedef struct tally {
    int editions, incomplete, answers, found, differ, digests, broken, flags, kept;
} tally;

/* ---- Chance, the same in every run ---- */

static uint64_t random_state;

static void seed(uint64_t number)
{
    random_state = number * UINT64_C(0x9e3779b97f4a7c15) + 1;
}

static uint32_t below(uint32_t limit)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (uint32_t)((random_state >> 11) % limit);
}

static int chance(uint32_t percent)
{
    return below(100) < percent;
}

#define PICK(list) ((list)[below((uint32_t)(sizeof(list) / sizeof((list)[0])))])

/* ---- Generations ---- */

/* Of the files published by `until`, at the instant `now`. */
static tr_gen generation_of(const record *r, int64_t until, int64_t now, apr_pool_t *pool)
{
    tr_build_options options = { .now = now, .served_until = INT64_MIN,
                                 .limits = TR_LIMITS_DEFAULT };
    tr_diags *diags = tr_diags_make(pool);
    tr_file *files[RECORD_FILES];
    int count = 0;
    void *blob;
    apr_size_t size;
    apr_status_t status;
    tr_gen gen;

    for (int i = 0; i < r->count; i++)
        if (r->files[i]->published <= until)
            files[count++] = r->files[i];
    status = tr_build(&blob, &size, files, count, &options, diags, pool);
    for (tr_diag *diag = getenv("TR_SHOW") ? diags->first : NULL; diag; diag = diag->next)
        printf("# %s\n", tr_diag_line(diag, pool));
    if (status || tr_gen_open(&gen, blob, size)) {
        printf("Bail out! the record cannot be built\n");
        exit(1);
    }
    return gen;
}

static void start_record(record *r)
{
    memset(r, 0, sizeof *r);
    apr_pool_create(&r->pool, test_pool);
}

static void finish_record(record *r)
{
    r->gen = generation_of(r, YEAR_2100, YEAR_2100, r->pool);
}

static void record_directory(record *r, const char *path)
{
    static const tr_limits limits = TR_LIMITS_DEFAULT;
    const char *source = getenv("srcdir") ? getenv("srcdir") : "t/unit";
    const char *directory;
    tr_diags *diags;
    tr_listing_entry *entries;
    int others;

    start_record(r);
    directory = apr_pstrcat(r->pool, source, "/../../", path, NULL);
    diags = tr_diags_make(r->pool);
    if (tr_list(&entries, &r->count, &others, directory, diags, r->pool)
        || !r->count || r->count > RECORD_FILES) {
        printf("Bail out! %s cannot be read\n", directory);
        exit(1);
    }
    for (int i = 0; i < r->count; i++)
        tr_read_file(&r->files[i], directory, &entries[i], NULL, 0, &limits, NULL, NULL, diags,
                     r->pool);
    finish_record(r);
}

/* ---- Answers ---- */

static const char *page_in(const tr_gen *gen, const char *url, const char *lang, int *status,
                           apr_pool_t *pool)
{
    char *path = apr_pstrdup(pool, url), *args = strchr(path, '?');
    tr_target *target = apr_pcalloc(pool, sizeof *target);
    tr_problem problem;
    tr_render render;
    tr_out out;
    apr_size_t length;
    const char *body;

    if (args)
        *args++ = '\0';
    *status = tr_resolve(target, &problem, gen, &test_site, path, args, pool);
    render = make_render(gen, target, lang);
    render.pool = pool;
    tr_out_memory(&out, BODY_MAX, pool);
    if (*status)
        tr_render_problem(&render, &problem, &out);
    else
        tr_render_target(&render, &out);
    if (tr_out_end(&out))
        return "";
    body = tr_out_body(&out, &length);
    return apr_pstrmemdup(pool, body, length);
}

static int compare_words(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The status of an address, its canonical form, and what is allowed where it is refused, in no order. */
static const char *name_of(const tr_gen *gen, const char *url, apr_pool_t *pool)
{
    char *path = apr_pstrdup(pool, url), *args = strchr(path, '?');
    tr_target target;
    tr_problem problem;
    const char *text;
    int status;

    if (args)
        *args++ = '\0';
    status = tr_resolve(&target, &problem, gen, &test_site, path, args, pool);
    text = apr_psprintf(pool, "%d %s?%s %s", status, target.path, target.query_string,
                        problem.location ? problem.location : "");
    if (status && problem.allowed)
        qsort(problem.allowed->elts, (size_t)problem.allowed->nelts, sizeof(const char *),
              compare_words);
    for (int i = 0; status && problem.allowed && i < problem.allowed->nelts; i++)
        text = apr_pstrcat(pool, text, " ", APR_ARRAY_IDX(problem.allowed, i, const char *), NULL);
    return text;
}

static const char *facet_of(const tr_gen *gen, tr_dim dim, apr_pool_t *pool)
{
    tr_query query;
    uint32_t count;
    const tr_facet_value *values;
    const char *text = "";

    memset(&query, 0, sizeof query);
    values = tr_facet(gen, &query, dim, &count, pool);
    for (uint32_t i = 0; i < count; i++)
        text = apr_psprintf(pool, "%s %s:%lu", text, tr_gen_code_text(gen, dim, values[i].code),
                            (unsigned long)values[i].cells);
    return text;
}

static const char *lower_case(const char *text, apr_pool_t *pool)
{
    return tr_query_case(text, 0, pool);
}

/* The first lines of two texts that differ. */
static void show_difference(const both *pair, const char *what, const char *expected,
                            const char *got)
{
    size_t at = 0, line;

    while (expected[at] && expected[at] == got[at])
        at++;
    for (line = at; line > 0 && expected[line - 1] != '\n' && at - line < 300;)
        line--;
    printf("# edition %d, %s differs:\n#   alone %.400s\n#   as of %.400s\n", pair->edition, what,
           apr_pstrmemdup(pair->pool, expected + line, strcspn(expected + line, "\n")),
           apr_pstrmemdup(pair->pool, got + line, strcspn(got + line, "\n")));
}

/* ---- Records made up ---- */

enum { SERVICES = 5, DEMANDS = 5, TABLES = 6, PUBLISHERS = 3, NOTES = 2, CANARIES = 2 };

static const char *const countries[] = { "GB", "US", "US-CA", "FR", "DE", "UA", "x-rest", "x-un" };
static const char *const relations[] = { "partition", "overlapping", "partial" };
static const char *const figures[] = {
    "0", "1", "3", "7", "12", "1..9", "100..499", "40±2", "~30", "not-reported", "not-applicable",
    "withheld-law", "pending", "zero-implied"
};

/* What has been published, so that a file mostly names what is there. */
typedef struct made {
    record *r;
    int edition;
    uint32_t services, demands, publishers, notes, canaries, tables, withdrawn, units, countries;
} made;

#define HAS(set, i) ((set) >> (i) & 1)

static const char *add(const made *m, const char *text, const char *more)
{
    return apr_pstrcat(m->r->pool, text, more, NULL);
}

/* A number of a set, or, rarely and never in the first file, one that is not there. */
static int may_err;

static int one_of(uint32_t set, int count)
{
    int i = (int)below((uint32_t)count);

    set &= (1u << count) - 1;
    if (!set || (may_err && below(40) == 0))
        return i;
    while (!HAS(set, i))
        i = (i + 1) % count;
    return i;
}

/* What a code is part of: mostly one of those before it, so that there are few circles. */
static int parent_of(uint32_t set, int id, int count)
{
    return id && set & ((1u << id) - 1) && !(may_err && chance(2)) ? one_of(set, id) : one_of(set, count);
}

static const char *correction(const made *m)
{
    return chance(80) ? apr_psprintf(m->r->pool, "<correction reason=\"error\">Edition %d says it "
                                     "anew.</correction>", m->edition) : "";
}

static const char *publisher(made *m)
{
    int id = (int)below(PUBLISHERS);
    const char *text = apr_psprintf(m->r->pool, "<publisher id=\"p%d\" name=\"Publisher %d, %d\"",
                                    id, id, m->edition);

    if (m->publishers & ((1u << id) - 1) && chance(40))
        text = add(m, text, apr_psprintf(m->r->pool, " parent=\"p%d\"",
                                         parent_of(m->publishers, id, PUBLISHERS)));
    if (chance(30))
        text = add(m, text, apr_psprintf(m->r->pool, " next-due=\"201%u-06-30\"", 3 + below(3)));
    text = add(m, add(m, add(m, text, ">"), HAS(m->publishers, id) ? correction(m) : ""),
               "</publisher>");
    m->publishers |= 1u << id;
    return text;
}

static const char *service(made *m)
{
    int id = (int)below(SERVICES);
    const char *text = apr_psprintf(m->r->pool, "<service id=\"s%d\" name=\"Service %d, %d\"", id,
                                    id, m->edition);

    if (m->publishers && chance(60))
        text = add(m, text, apr_psprintf(m->r->pool, " publisher=\"p%d\"",
                                         one_of(m->publishers, PUBLISHERS)));
    if (m->services & ((1u << id) - 1) && chance(60))
        text = add(m, text, apr_psprintf(m->r->pool, " part-of=\"s%d\"",
                                         parent_of(m->services, id, SERVICES)));
    if (chance(50))
        text = add(m, text, apr_psprintf(m->r->pool, " children=\"%s\"", PICK(relations)));
    text = add(m, add(m, add(m, text, ">"), HAS(m->services, id) ? correction(m) : ""),
               "</service>");
    m->services |= 1u << id;
    return text;
}

/* A demand that changes its place, or even its dimension. */
static const char *demand(made *m)
{
    static const char *const tops[] = { "civil", "emergency", "search-warrant" };
    int id = (int)below(DEMANDS);
    const char *text = apr_psprintf(m->r->pool, "<code id=\"d%d\" dimension=\"%s\" name=\"Demand "
                                    "%d, %d\"", id, may_err && chance(3) ? "identifier" : "demand", id,
                                    m->edition);

    if (m->demands & ((1u << id) - 1) && chance(60))
        text = add(m, text, apr_psprintf(m->r->pool, " parent=\"d%d\"",
                                         parent_of(m->demands, id, DEMANDS)));
    else if (chance(40))
        text = add(m, text, apr_psprintf(m->r->pool, " parent=\"%s\"", PICK(tops)));
    if (chance(50))
        text = add(m, text, apr_psprintf(m->r->pool, " children=\"%s\"", PICK(relations)));
    text = add(m, add(m, add(m, text, ">"), HAS(m->demands, id) ? correction(m) : ""), "</code>");
    m->demands |= 1u << id;
    return text;
}

/* A unit that adds up in another way, a country of the record's own. */
static const char *other_code(made *m)
{
    static const char *const ways[] = { "sum", "distinct", "none" };

    if (chance(50)) {
        m->units = 1;
        return apr_psprintf(m->r->pool, "<code id=\"letters\" dimension=\"unit\" name=\"Letters "
                            "%d\" adds=\"%s\"/>", m->edition, PICK(ways));
    }
    m->countries = 1;
    return apr_psprintf(m->r->pool, "<code id=\"x-moon\" dimension=\"country\" name=\"Moon %d\""
                        "%s/>", m->edition, chance(50) ? " parent=\"x-un\"" : "");
}

static const char *note(made *m)
{
    int id = (int)below(NOTES);

    m->notes |= 1u << id;
    return apr_psprintf(m->r->pool, "<note id=\"n%d\"><text><p>Note %d as of %d.</p></text></note>",
                        id, id, m->edition);
}

static const char *canary(made *m)
{
    int id = (int)below(CANARIES);

    m->canaries |= 1u << id;
    return apr_psprintf(m->r->pool, "<canary id=\"c%d\" asserted=\"2013-0%u-01\" "
                        "until=\"201%u-0%u-15\"><text><p>Nothing, says edition %d.</p></text>"
                        "%s</canary>", id, 1 + below(5), 3 + below(2), 1 + below(9), m->edition,
                        correction(m));
}

static const char *series_break(const made *m)
{
    return apr_psprintf(m->r->pool, "<break id=\"b%u\" period=\"2012-H2\" kind=\"definition\">"
                        "<text><p>Counted anew.</p></text></break>", below(2));
}

static const char *definition(const made *m)
{
    return apr_psprintf(m->r->pool, "<definition id=\"requests\" name=\"Requests\" "
                        "dimension=\"unit\" code=\"requests\"><text><p>Meaning %d.</p></text>"
                        "</definition>", m->edition);
}

/* ---- Tables ---- */

static const char *figure(const made *m, const char *measure, const char *unit, const char *extra)
{
    return apr_psprintf(m->r->pool, "<figure measure=\"%s\" unit=\"%s\" value=\"%s\"%s%s%s/>",
                        measure, unit, PICK(figures), extra, chance(10) ? " flags=\"provisional\"" : "",
                        m->notes && chance(10)
                            ? apr_psprintf(m->r->pool, " note=\"n%d\"", one_of(m->notes, NOTES)) : "");
}

static const char *row(const made *m, const char *country)
{
    int shares = chance(50);
    const char *text = country ? apr_psprintf(m->r->pool, "<from country=\"%s\">", country)
                               : "<total>";

    text = add(m, text, shares
               ? apr_psprintf(m->r->pool, "<figure measure=\"received\" unit=\"requests\" "
                              "value=\"%u\"/>", 20 + below(9))
               : figure(m, "received", "requests", ""));
    if (m->demands && chance(50))
        text = add(m, text, figure(m, "received", "requests", apr_psprintf(
            m->r->pool, " demand=\"d%d\"", one_of(m->demands, DEMANDS))));
    if (chance(30))
        text = add(m, text, figure(m, "received", "requests", " demand=\"civil\""));
    if (chance(40))
        text = add(m, text, figure(m, "received", "accounts", ""));
    if (m->units && chance(50))
        text = add(m, text, figure(m, "received", "letters", ""));
    if (shares)
        text = add(m, text, "<figure measure=\"disclosed\" unit=\"requests\" value=\"50%\"/>");
    if (chance(40))
        text = add(m, text, figure(m, "disclosed", "requests", " data=\"content\""));
    if (chance(30))
        text = add(m, text, figure(m, "rejected", "requests", " via=\"CH\" basis=\"overbroad\""));
    return add(m, text, country ? "</from>" : "</total>");
}

static const char *rows(const made *m)
{
    const char *text = chance(40) ? row(m, NULL) : "";

    for (size_t i = 0; i < sizeof countries / sizeof countries[0]; i++)
        if (below(30) < (uint32_t)(4 + m->edition))
            text = add(m, text, row(m, countries[i]));
    return m->countries && chance(50) ? add(m, text, row(m, "x-moon")) : text;
}

static const char *table(made *m)
{
    static const char *const periods[] = { "2011", "2012", "2012-H1", "2012-H2", "2012-Q3" };
    int id = (int)below(TABLES);
    const char *text = apr_psprintf(m->r->pool, "<requests id=\"t%d\" period=\"%s\" absent=\"%s\"",
                                    id, chance(90) ? periods[id % 5] : PICK(periods),
                                    chance(50) ? "none" : "not-reported");

    if (m->services && chance(70))
        text = add(m, text, apr_psprintf(m->r->pool, " service=\"s%d\"",
                                         one_of(m->services, SERVICES)));
    if (m->publishers && chance(30))
        text = add(m, text, apr_psprintf(m->r->pool, " publisher=\"p%d\"",
                                         one_of(m->publishers, PUBLISHERS)));
    if (chance(40))
        text = add(m, text, chance(50) ? " outcomes=\"overlapping\"" : " outcomes=\"partial\"");
    if (chance(40))
        text = add(m, text, apr_psprintf(m->r->pool, " %s=\"demand\"", PICK(relations)));
    if (chance(30))
        text = add(m, text, chance(50) ? " sum=\"accounts\"" : " distinct=\"requests\"");
    text = add(m, add(m, text, ">"), rows(m));
    text = add(m, text, HAS(m->tables, id) ? correction(m) : "");
    m->tables |= 1u << id;
    m->withdrawn &= ~(1u << id);
    return add(m, text, "</requests>");
}

static const char *withdrawal(made *m)
{
    int id = one_of(m->tables & ~m->withdrawn, TABLES);

    if (!HAS(m->tables & ~m->withdrawn, id))
        return "";
    m->withdrawn |= 1u << id;
    return apr_psprintf(m->r->pool, "<withdrawn kind=\"requests\" id=\"t%d\" reason=\"wrong\"/>",
                        id);
}

/* ---- Files ---- */

static const char *entity(made *m, uint32_t kind)
{
    switch (kind) {
    case 0: return publisher(m);
    case 1: return service(m);
    case 2: return demand(m);
    case 3: return other_code(m);
    case 4: return note(m);
    case 5: return canary(m);
    case 6: return series_break(m);
    case 7: return definition(m);
    case 8: return withdrawal(m);
    default: return table(m);
    }
}

/* Each entity once: the file says no more of one that it has said. */
static int is_new(const made *m, const char *body, const char *text)
{
    const char *id = strstr(text, "id=\"");
    const char *tag = apr_pstrmemdup(m->r->pool, text, id ? (size_t)(id - text) + 8 : 0);

    return id && !strstr(body, strncmp(text, "<withdrawn", 10) ? tag
                         : apr_pstrcat(m->r->pool, "<requests id=\"", id + 4, NULL))
        && !strstr(body, apr_pstrmemdup(m->r->pool, id, 8));
}

static void add_file(made *m, const char *day)
{
    static const tr_limits limits = TR_LIMITS_DEFAULT;
    const char *body = "";
    tr_reader *reader;

    for (uint32_t i = m->edition ? 2 + below(6) : 16; i > 0; i--) {
        made before = *m;
        const char *text = entity(m, !m->edition && i > 12 ? 16 - i : below(16));
        if (is_new(m, body, text))
            body = add(m, body, text);
        else
            *m = before;
    }
    body = apr_psprintf(m->r->pool, "<transparency xmlns=\"urn:transparency-report:1\" "
                        "xml:lang=\"en\" published=\"%s\"%s>%s</transparency>", day,
                        HAS(m->publishers, 0) && chance(50) ? " publisher=\"p0\"" : "", body);
    if (getenv("TR_SHOW"))
        printf("# %s\n", body);
    reader = tr_reader_make(apr_psprintf(m->r->pool, "f%d.xml", m->r->count), &limits, m->r->pool);
    tr_reader_feed(reader, body, strlen(body));
    m->r->files[m->r->count] = tr_reader_end(reader);
    for (tr_diag *diag = getenv("TR_SHOW") ? m->r->files[m->r->count]->diags->first : NULL; diag;
         diag = diag->next)
        printf("# %s\n", tr_diag_line(diag, m->r->pool));
    m->r->count++;
}

static void random_record(record *r)
{
    made m = { .r = r };
    int editions = 4 + (int)below(6);

    start_record(r);
    for (m.edition = 0; m.edition < editions; m.edition++) {
        may_err = m.edition > 0;
        add_file(&m, apr_psprintf(r->pool, "201%d-%02u-0%u", 3 + m.edition / 4,
                                  1 + 3 * ((unsigned)m.edition % 4), 1 + below(9)));
    }
    finish_record(r);
}

#endif
