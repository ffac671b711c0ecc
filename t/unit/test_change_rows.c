/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The rows of corrections: exactly those that are due, in every edition, since
 * an instant, between two editions, and of what they concern.  From A to B and
 * from B to C make A to C.
 */
#include <apr_hash.h>

#include "generation_support.h"

#include "query/change_rows.h"

#define TABLE(id, cells) "<requests id=\"" id "\" service=\"mail\" report=\"annual\" period=\"2012\" " \
    "absent=\"not-reported\">" cells "</requests>"
#define ROW(country, number) "<from country=\"" country "\"><received requests=\"" number "\"/></from>"
#define CLAIM(words, more) "<statement id=\"s\" publisher=\"acme\" date=\"2008\" by=\"Acme\">" \
    "<text>" words "</text>" more "<about service=\"mail\"/><about service=\"chat\"/></statement>"

static const char *const languages[] = { "en", NULL };
static const tr_site site = { .languages = languages, .default_language = "en",
                              .formats = (1u << TR_FORMAT_COUNT) - 1 };

static const tr_change_rows *rows_of(const record *r, const char *args)
{
    tr_target *target = apr_palloc(test_pool, sizeof *target);
    tr_problem problem;
    int status = tr_resolve(target, &problem, &r->gen, &site, "/corrections.csv", args, test_pool);

    if (status)
        printf("# %s: %d %s\n", args, status, problem.code);
    return status ? NULL : tr_change_answer(&r->gen, &target->query, test_pool);
}

/* ---- Rows as text ---- */

static const char *number(const record *r, const tr_change_cell *cell, uint32_t row)
{
    tr_gen_cell got;

    if (row == TR_NO_ROW)
        return "-";
    tr_gen_cell_get(&r->gen, cell->block, row, &got);
    return value_text(&got.value);
}

static const char *cell_id(const record *r, const tr_change_cell *cell)
{
    tr_gen_cell got;

    tr_gen_cell_get(&r->gen, cell->block, cell->new_row != TR_NO_ROW ? cell->new_row : cell->old_row,
                    &got);
    return tr_gen_cell_id(&r->gen, &got, test_pool);
}

static const char *words(const record *r, tr_off off)
{
    return off ? tr_gen_string(&r->gen, off) : "-";
}

/* What a row is about, the same whatever editions are compared. */
static const char *row_key(const record *r, const tr_change_row *row)
{
    const tr_gen_entity *entity = TR_GEN_ROWS(&r->gen, tr_gen_entity, entities)
                                  + row->change->entity;

    if (row->cell)
        return cell_id(r, row->cell);
    return apr_psprintf(test_pool, "%s %s%s%s%s", tr_elements[entity->kind].name,
                        tr_gen_string(&r->gen, entity->id), row->text ? "/" : "",
                        row->text ? row->text->path : "",
                        row->text ? apr_pstrcat(test_pool, *row->text->path ? "/" : "",
                                                row->text->name, NULL) : "");
}

static const char *old_of(const record *r, const tr_change_row *row)
{
    return row->cell ? number(r, row->cell, row->cell->old_row)
        : row->text ? words(r, row->text->old_text) : "";
}

static const char *new_of(const record *r, const tr_change_row *row)
{
    return row->cell ? number(r, row->cell, row->cell->new_row)
        : row->text ? words(r, row->text->new_text) : "";
}

static const char *row_text(const record *r, const tr_change_row *row)
{
    const tr_gen_version *version = TR_GEN_ROWS(&r->gen, tr_gen_version, versions) + row->version;
    int given = version->correction || version->withdrawn;

    return apr_psprintf(test_pool, "%d %s %s %s>%s%s%s", row->edition, tr_change_word(row),
                        row_key(r, row), old_of(r, row), new_of(r, row),
                        given ? " reason" : row->reason_due ? " NO REASON" : "",
                        version->backdated ? " backdated" : "");
}

static const char *rows_text(const record *r, const char *args)
{
    const tr_change_rows *answer = rows_of(r, args);
    const char *text = "";

    if (!answer)
        return "refused";
    for (uint32_t i = 0; i < answer->count; i++)
        text = apr_pstrcat(test_pool, text, i ? "\n" : "", row_text(r, &answer->rows[i]), NULL);
    return text;
}

static int build_whole(record *r)
{
    apr_status_t status = build(r);

    if (status == APR_SUCCESS && !r->gen.head->incomplete)
        return 1;
    show_diags(r);
    return 0;
}

static void rows_are(const record *r, const char *args, const char *wanted, const char *name)
{
    is_str(rows_text(r, args), wanted, apr_pstrcat(test_pool, args, ": ", name, NULL));
}

/* ---- A record of several editions ---- */

static void five_editions(record *r)
{
    record_init(r);
    add_file(r, "0.xml", "published=\"2013-01-01\" publisher=\"acme\"",
             "<publisher id=\"acme\" name=\"Acme\"/><service id=\"mail\" name=\"Mail\"/>"
             "<service id=\"chat\" name=\"Chat\"/>"
             "<report id=\"annual\" publisher=\"acme\" period=\"2012\"><title>Annual</title></report>"
             TABLE("t", ROW("GB", "3") ROW("US", "7"))
             CLAIM("We cannot listen.", "<text xml:lang=\"fr\">Impossible.</text>"));
    add_file(r, "1.xml", "published=\"2013-02-01\" publisher=\"acme\"",
             TABLE("t", ROW("GB", "4") ROW("US", "7") "<correction reason=\"error\">Typing error.</correction>")
             "<law id=\"l\" country=\"GB\" citation=\"c\" name=\"Law\"/>");
    add_file(r, "2.xml", "published=\"2013-03-01\" publisher=\"acme\"",
             CLAIM("We do not listen.", "<text xml:lang=\"fr\">Impossible.</text>"));
    add_file(r, "3.xml", "published=\"2013-04-01\" publisher=\"acme\"",
             "<withdrawn kind=\"requests\" id=\"t\" reason=\"wrong\"/>");
    add_file(r, "4.xml", "published=\"2013-05-01\" publisher=\"acme\"",
             TABLE("t", ROW("FR", "1") ROW("GB", "4")));
    ok(build_whole(r), "five editions");
}

static void whole_history(const record *r)
{
    rows_are(r, "",
             "4 restored requests t >\n"
             "4 added t.2012.fr.received.requests ->1\n"
             "4 added t.2012.gb.received.requests ->4\n"
             "3 withdrawn requests t > reason\n"
             "3 removed t.2012.gb.received.requests 4>- reason\n"
             "3 removed t.2012.us.received.requests 7>- reason\n"
             "2 text statement s/text.1/text We cannot listen.>We do not listen. NO REASON\n"
             "1 value t.2012.gb.received.requests 3>4 reason", "every correction, newest first");
}

static void since(const record *r)
{
    const char *newest = "4 restored requests t >\n"
        "4 added t.2012.fr.received.requests ->1\n4 added t.2012.gb.received.requests ->4";

    rows_are(r, "since=2013-05-01", newest, "the instant itself is meant");
    rows_are(r, "since=2013-04-30T23:59:60Z", newest, "a leap second is the second after it");
    rows_are(r, "since=2013-05-01T00:00:01Z", "", "a second later there is nothing");
    rows_are(r, "since=20130401000001", newest, "after an edition it is not meant");
    rows_are(r, "since=2013-05-01T02:00:00%2B02:00", newest, "an offset");
    rows_are(r, "since=2013-05-01T02:00:00+02:00", newest, "whose sign the query means as a blank");
    is_str(rows_text(r, "since=1970-01-01"), rows_text(r, ""), "since long ago is everything");
}

static void between(const record *r)
{
    rows_are(r, "from=2013-01-01&to=2013-02-01",
             "1 value t.2012.gb.received.requests 3>4 reason\n1 first law l >", "with what is new");
    rows_are(r, "from=2013-01-15&to=2013-02-15",
             "1 value t.2012.gb.received.requests 3>4 reason\n1 first law l >",
             "the editions that were current at these instants");
    rows_are(r, "from=2013-01-01",
             "4 added t.2012.fr.received.requests ->1\n"
             "4 value t.2012.gb.received.requests 3>4 NO REASON\n"
             "3 removed t.2012.us.received.requests 7>- reason\n"
             "1 first law l >\n"
             "2 text statement s/text.1/text We cannot listen.>We do not listen. NO REASON",
             "to the newest, each with the step that made it");
    rows_are(r, "from=2013-02-01&to=2013-04-01",
             "3 withdrawn requests t > reason\n"
             "3 removed t.2012.gb.received.requests 4>- reason\n"
             "3 removed t.2012.us.received.requests 7>- reason\n"
             "2 text statement s/text.1/text We cannot listen.>We do not listen. NO REASON", "a withdrawal");
    rows_are(r, "from=2013-05-01", "", "nothing is newer than the newest, which is no error");
}

static void concerning(const record *r)
{
    rows_are(r, "country=US", "3 removed t.2012.us.received.requests 7>- reason", "a country");
    rows_are(r, "country=FR,US&since=2013-04-15", "4 added t.2012.fr.received.requests ->1",
             "countries since an instant");
    rows_are(r, "service=chat",
             "2 text statement s/text.1/text We cannot listen.>We do not listen. NO REASON",
             "one of the services an entity names");
    rows_are(r, "report=annual&since=2013-02-01&period=2012&country=GB&from=",
             "4 added t.2012.gb.received.requests ->4\n"
             "3 removed t.2012.gb.received.requests 4>- reason\n"
             "1 value t.2012.gb.received.requests 3>4 reason", "a report, a period and a country");
    rows_are(r, "publisher=acme&from=2013-02-01&to=2013-03-01",
             "2 text statement s/text.1/text We cannot listen.>We do not listen. NO REASON",
             "a publisher between two editions");
}

static void paths(const record *r)
{
    const tr_change_rows *all = rows_of(r, "");
    const tr_change_row *last = &all->rows[all->count - 1], *first = &all->rows[0];

    is_str(tr_change_old_path(&r->gen, all, last, test_pool), "version/20130101000000/reports/annual",
           "the page as of the edition before");
    is_str(tr_change_new_path(&r->gen, all, last, test_pool), "version/20130201000000/reports/annual",
           "and as of the edition of the change");
    ok(!tr_change_old_path(&r->gen, all, first, test_pool), "what had been withdrawn was on no page");
    is_str(tr_change_new_path(&r->gen, all, first, test_pool), "version/20130501000000/reports/annual",
           "and is on one again");
    is_str(tr_change_old_path(&r->gen, all, &all->rows[6], test_pool), "version/20130201000000/statements",
           "a statement is on the page of statements");
    is_int(tr_change_code(last, TR_DIM_COUNTRY),
           tr_gen_code_find(&r->gen, TR_DIM_COUNTRY, "GB", 2), "a figure has a country");
}

/* ---- What the query says ---- */

static void canonical(const record *r, const char *args, const char *wanted)
{
    tr_target target;
    tr_problem problem;

    is_int(tr_resolve(&target, &problem, &r->gen, &site, "/corrections", args, test_pool), 0,
           apr_pstrcat(test_pool, args, " is a question", NULL));
    is_str(target.query_string, wanted, "  and its canonical form");
}

static void refused(const record *r, const char *args, const char *code, const char *parameter)
{
    tr_target target;
    tr_problem problem;

    is_int(tr_resolve(&target, &problem, &r->gen, &site, "/corrections", args, test_pool), 400,
           apr_pstrcat(test_pool, args, " is refused", NULL));
    is_str(problem.code, code, apr_pstrcat(test_pool, "  as ", code, NULL));
    is_str(problem.parameter, parameter, apr_pstrcat(test_pool, "  because of ", parameter, NULL));
}

static void questions(const record *r)
{
    canonical(r, "to=2013-02-10&from=2013-01-31T23:59:59Z", "from=20130101000000&to=20130201000000");
    canonical(r, "since=20130201000000&country=us&page=1", "country=US&since=2013-02-01T00:00:00Z");
    canonical(r, "from=20990101000000", "from=20130501000000");
    canonical(r, "from=&to=&since=", "");
    refused(r, "from=2013-02-01&to=2013-01-01", "bad-range", "from");
    refused(r, "from=2013-02-01&to=2013-02-02", "bad-range", "from");
    refused(r, "to=2013-02-01", "missing-parameter", "from");
    refused(r, "since=2013-01-01&from=2013-01-01", "not-together", "since");
    refused(r, "from=2012-12-31", "unknown-value", "from");
    refused(r, "since=yesterday", "bad-instant", "since");
    refused(r, "since=2013-02-30", "bad-instant", "since");
    refused(r, "to=1", "bad-instant", "to");
    refused(r, "since=2013-01-01&since=2013-01-01", "given-twice", "since");
    refused(r, "measure=received", "unknown-parameter", "measure");
    refused(r, "by=country", "unknown-parameter", "by");
    refused(r, "country=UK", "unknown-value", "country");
}

/* ---- What is dated earlier than it came ---- */

static void backdated(void)
{
    record r;

    record_init(&r);
    add_file(&r, "0.xml", "published=\"2013-01-01\" publisher=\"acme\"",
             "<publisher id=\"acme\" name=\"Acme\"/><service id=\"mail\" name=\"Mail\"/>"
             "<report id=\"annual\" publisher=\"acme\" period=\"2012\"><title>Annual</title></report>"
             TABLE("t", ROW("GB", "3")));
    add_file(&r, "1.xml", "published=\"2013-02-01\" publisher=\"acme\" backdated=\"found in a drawer\"",
             TABLE("u", ROW("GB", "5")) TABLE("t", ROW("GB", "3") ROW("US", "9")));
    add_file(&r, "2.xml", "published=\"2013-03-01\" publisher=\"acme\"",
             "<service id=\"chat\" name=\"Chat\"/>");
    ok(build_whole(&r), "a file dated earlier than it came");
    rows_are(&r, "since=2013-03-01",
             "1 added t.2012.us.received.requests ->9 backdated\n"
             "1 first requests u > backdated", "is there whatever since says");
    rows_are(&r, "", rows_text(&r, "since=2013-03-01"), "and in the whole list");
}

/* ---- Texts ---- */

static void texts(void)
{
    record r;

    record_init(&r);
    add_file(&r, "0.xml", "published=\"2013-01-01\"",
             "<definition id=\"d\" name=\"A\"><text>one</text><source>S1</source><source>S2</source>"
             "</definition><definition id=\"e\" name=\"E\"/>");
    add_file(&r, "1.xml", "published=\"2013-02-01\"",
             "<definition id=\"d\" name=\"B\"><text xml:lang=\"de\">eins</text><text>two</text>"
             "<source>S0</source><source>S1</source></definition><definition id=\"e\" name=\"E\">"
             "<text>more</text></definition>");
    ok(build_whole(&r), "words that change");
    rows_are(&r, "",
             "1 text definition d/name A>B NO REASON\n"
             "1 text definition d/text.1/text ->eins NO REASON\n"
             "1 text definition d/text.2/text one>two NO REASON\n"
             "1 text definition d/source.1/text S2>S0 NO REASON",
             "languages and equal children belong together; adding alone is no correction");
    rows_are(&r, "from=2013-01-01",
             "1 text definition d/name A>B NO REASON\n"
             "1 text definition d/text.1/text ->eins\n"
             "1 text definition d/text.2/text one>two NO REASON\n"
             "1 text definition d/source.1/text S2>S0 NO REASON\n"
             "1 text definition e/text.1/text ->more", "but a difference");
}

/* ---- From A to B and from B to C make A to C ---- */

static uint64_t seed = 20130124;

static int chance(int sides)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (int)((seed >> 33) % (uint64_t)sides);
}

static const char *random_table(int id)
{
    static const char *const countries[] = { "DE", "FR", "GB", "US", NULL };
    static const char *const numbers[] = { "0", "1", "8..499", "&lt;10", "not-reported", "7" };
    const char *text = apr_psprintf(test_pool, "<requests id=\"t%d\" period=\"2012\" "
                                    "absent=\"not-reported\">", id);
    int rows = 0;

    for (int i = 0; countries[i]; i++)
        if (chance(4) || (!countries[i + 1] && !rows)) {
            text = apr_pstrcat(test_pool, text, "<from country=\"", countries[i],
                               "\"><received requests=\"", numbers[chance(6)], "\"/></from>", NULL);
            rows++;
        }
    return apr_pstrcat(test_pool, text, "</requests>", NULL);
}

static const char *random_edition(int number, int withdrawn[2])
{
    const char *text = apr_psprintf(test_pool, "<definition id=\"d\" name=\"N%d\"%s/>", chance(3),
                                    chance(2) ? " standard=\"x\"" : "");

    for (int id = 0; id < 2; id++) {
        if (number && !withdrawn[id] && !chance(4)) {
            text = apr_psprintf(test_pool, "%s<withdrawn kind=\"requests\" id=\"t%d\" reason=\"r\"/>",
                                text, id);
            withdrawn[id] = 1;
        }
        else if (!number || chance(3)) {
            text = apr_pstrcat(test_pool, text, random_table(id), NULL);
            withdrawn[id] = 0;
        }
    }
    return text;
}

/* key -> { before, after } of figures and texts. */
static apr_hash_t *net(const record *r, int from, int to)
{
    const tr_change_rows *answer = rows_of(r, apr_psprintf(test_pool, "from=2013-01-%02d&to=2013-01-%02d",
                                                       from + 1, to + 1));
    apr_hash_t *map = apr_hash_make(test_pool);

    for (uint32_t i = 0; answer && i < answer->count; i++) {
        const tr_change_row *row = &answer->rows[i];
        const char **pair;
        if (!row->cell && !row->text)
            continue;
        pair = apr_palloc(test_pool, 2 * sizeof *pair);
        pair[0] = old_of(r, row);
        pair[1] = new_of(r, row);
        apr_hash_set(map, row_key(r, row), APR_HASH_KEY_STRING, pair);
    }
    return map;
}

static apr_hash_t *composed(apr_hash_t *first, apr_hash_t *second)
{
    apr_hash_t *all = apr_hash_overlay(test_pool, second, first);

    for (apr_hash_index_t *i = apr_hash_first(test_pool, first); i; i = apr_hash_next(i)) {
        const void *key;
        void *value;
        const char **before, **after, **both;
        apr_hash_this(i, &key, NULL, &value);
        before = value;
        after = apr_hash_get(second, key, APR_HASH_KEY_STRING);
        if (!after)
            continue;
        both = apr_palloc(test_pool, 2 * sizeof *both);
        both[0] = before[0];
        both[1] = after[1];
        apr_hash_set(all, key, APR_HASH_KEY_STRING, both);
    }
    return all;
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* What is the same before and after is left out: only a note or a mark differs. */
static const char *map_text(apr_hash_t *map)
{
    const char **lines = apr_palloc(test_pool, (apr_hash_count(map) + 1u) * sizeof *lines);
    const char *text = "";
    size_t count = 0;

    for (apr_hash_index_t *i = apr_hash_first(test_pool, map); i; i = apr_hash_next(i)) {
        const void *key;
        void *value;
        const char **pair;
        apr_hash_this(i, &key, NULL, &value);
        pair = value;
        if (strcmp(pair[0], pair[1]))
            lines[count++] = apr_pstrcat(test_pool, (const char *)key, " ", pair[0], ">", pair[1],
                                         "\n", NULL);
    }
    qsort(lines, count, sizeof *lines, compare_texts);
    for (size_t i = 0; i < count; i++)
        text = apr_pstrcat(test_pool, text, lines[i], NULL);
    return text;
}

enum { STEPS = 7 };

static int steps_compose(const record *r)
{
    int wrong = 0;

    for (int a = 0; a < STEPS; a++)
        for (int b = a + 1; b < STEPS; b++)
            for (int c = b + 1; c < STEPS; c++) {
                const char *one = map_text(net(r, a, c));
                const char *two = map_text(composed(net(r, a, b), net(r, b, c)));
                if (!strcmp(one, two))
                    continue;
                printf("# %d, %d, %d:\n# at once:\n# %s\n# in two steps:\n# %s\n", a, b, c, one, two);
                wrong++;
            }
    return !wrong;
}

static void composition(void)
{
    size_t seen = 0;
    int built = 0, holds = 0;

    for (int turn = 0; turn < 12; turn++) {
        int withdrawn[2] = { 0, 0 };
        record r;
        record_init(&r);
        for (int i = 0; i < STEPS; i++)
            add_file(&r, apr_psprintf(test_pool, "%d.xml", i),
                     apr_psprintf(test_pool, "published=\"2013-01-%02d\"", i + 1),
                     random_edition(i, withdrawn));
        built += build_whole(&r) && r.gen.head->instants.count == STEPS;
        holds += steps_compose(&r);
        seen += strlen(map_text(net(&r, 0, STEPS - 1)));
    }
    is_int(built, 12, "random records can be built");
    is_int(holds, 12, "from A to B and from B to C make A to C");
    ok(seen > 500, "and there was something to see");
}

int main(void)
{
    record r;

    start_tests();
    five_editions(&r);
    whole_history(&r);
    since(&r);
    between(&r);
    concerning(&r);
    paths(&r);
    questions(&r);
    backdated();
    texts();
    composition();
    return end_tests();
}
