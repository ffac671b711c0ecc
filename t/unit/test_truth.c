/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Answers against the truth behind them.  A world is made first: how many
 * requests, and which accounts, in each smallest case.  Tables then tell parts
 * of it, exactly, as bands or not at all, and whatever is answered has to hold
 * what is true in the cases that the tables are about.
 *
 *     case    service (a, b, the rest of s) x period x country x demand x data
 *     code    the cases it stands for, a bit each, in one of the five
 */
#include "query_support.h"

enum { SERVICES = 3, PERIODS = 5, COUNTRIES = 5, DEMANDS = 5, DATA = 4, DIMS = 5,
       TABLES = 4, CELLS = 10, WORLDS = 4000, QUESTIONS = 12, ALL = 31 };

typedef struct code {
    const char *text;
    unsigned cases;
} code;

static const code services[] = { { "s", 7 }, { "a", 1 }, { "b", 2 }, { "a", 1 }, { "b", 2 } };
static const code periods[] = {
    { "2012", 7 }, { "2012-H1", 3 }, { "2012-Q1", 1 }, { "2012-Q2", 2 }, { "2012-H2", 4 },
    { "2013", 24 }, { "2013-H1", 8 }, { "2013-H2", 16 }
};
/* The fifth case of countries is all those that no table ever names. */
static const code countries[] = { { "", ALL }, { "GB", 1 }, { "US", 6 }, { "US-CA", 2 }, { "FR", 8 },
                                  { "x-rest", 0 } };
static const code demands[] = { { "", ALL }, { "legal-process", 7 }, { "subpoena", 1 },
                                { "search-warrant", 2 }, { "emergency", 8 } };
/* Both kinds may be given at once, or neither. */
static const code data[] = { { "", ALL }, { "content", 5 }, { "non-content", 6 } };
static const char *const relations[] = { NULL, "partition", "overlapping", "partial" };
static const char *const units[] = { "requests", "accounts" };

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static uint64_t random_state = 20130124;

static unsigned pick(unsigned below)
{
    random_state = random_state * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return (unsigned)(random_state >> 33) % below;
}

/* ---- The world ---- */

static int requests[SERVICES][PERIODS][COUNTRIES][DEMANDS][DATA];
static uint64_t accounts[SERVICES][PERIODS][COUNTRIES][DEMANDS][DATA];

/* Cases by service, period, country, demand and data. */
typedef struct box {
    unsigned in[DIMS];
} box;

static int holds(const box *b, int s, int p, int c, int d, int a)
{
    return b->in[0] >> s & b->in[1] >> p & b->in[2] >> c & b->in[3] >> d & b->in[4] >> a & 1;
}

#define EACH_CASE(s, p, c, d, a) \
    for (int s = 0; s < SERVICES; s++) \
        for (int p = 0; p < PERIODS; p++) \
            for (int c = 0; c < COUNTRIES; c++) \
                for (int d = 0; d < DEMANDS; d++) \
                    for (int a = 0; a < DATA; a++)

/* An account belongs to one service and may be asked for again and again. */
static void make_world(void)
{
    static const int often[] = { 0, 0, 0, 0, 0, 0, 1, 2, 5 };

    EACH_CASE(s, p, c, d, a) {
        requests[s][p][c][d][a] = often[pick(COUNT(often))];
        accounts[s][p][c][d][a] = 0;
        for (unsigned i = pick(7) / 5; i > 0; i--)
            accounts[s][p][c][d][a] |= UINT64_C(1) << (s * 20 + (int)pick(20));
    }
}

static void empty(const box *b)
{
    EACH_CASE(s, p, c, d, a)
        if (holds(b, s, p, c, d, a)) {
            requests[s][p][c][d][a] = 0;
            accounts[s][p][c][d][a] = 0;
        }
}

/* What is true in the cases that are in `asked` and in one of the boxes. */
static int64_t truth(const box *boxes, int count, const box *asked, int unit)
{
    int64_t sum = 0;
    uint64_t seen = 0;

    EACH_CASE(s, p, c, d, a) {
        int inside = 0;
        for (int i = 0; i < count; i++)
            inside |= holds(&boxes[i], s, p, c, d, a);
        if (!inside || !holds(asked, s, p, c, d, a))
            continue;
        sum += requests[s][p][c][d][a];
        seen |= accounts[s][p][c][d][a];
    }
    return unit ? __builtin_popcountll(seen) : sum;
}

/* ---- Tables ---- */

typedef struct cell {
    unsigned country, demand, data, unit;
} cell;

typedef struct table {
    const code *service, *period;
    const char *demands, *data; /* how they relate to the whole, or NULL */
    int absent_none;
    unsigned listed;            /* cases of the countries it names */
    cell cells[CELLS];
    int count;
} table;

static int has_cell(const table *t, const cell *wanted)
{
    for (int i = 0; i < t->count; i++)
        if (!memcmp(&t->cells[i], wanted, sizeof *wanted))
            return 1;
    return 0;
}

static void make_table(table *t)
{
    memset(t, 0, sizeof *t);
    t->service = &services[pick(COUNT(services))];
    t->period = &periods[pick(COUNT(periods))];
    t->absent_none = (int)pick(2);
    t->demands = t->absent_none ? NULL : relations[pick(COUNT(relations))];
    t->data = t->absent_none ? NULL : relations[pick(COUNT(relations))];
    for (unsigned i = 1 + pick(CELLS); i > 0; i--) {
        cell c = { pick(COUNT(countries)), t->absent_none || pick(2) ? 0 : pick(COUNT(demands)),
                   t->absent_none || pick(3) ? 0 : pick(COUNT(data)), pick(3) == 0 };
        if (has_cell(t, &c))
            continue;
        t->cells[t->count++] = c;
        t->listed |= c.country ? countries[c.country].cases : 0;
    }
    if (!t->listed)
        t->absent_none = 0;     /* there is nobody that is not listed */
}

static int lists_rest(const table *t)
{
    for (int i = 0; i < t->count; i++)
        if (!countries[t->cells[i].country].cases)
            return 1;
    return 0;
}

static box box_of(const table *t, unsigned country, unsigned demand, unsigned kind)
{
    return (box){ { t->service->cases, t->period->cases, country, demand, kind } };
}

/* Makes the world such that what a table says in general is true. */
static void make_true(const table *t)
{
    unsigned used = 0, kinds = 0;
    box none;

    for (int i = 0; i < t->count; i++) {
        used |= t->cells[i].demand ? demands[t->cells[i].demand].cases : 0;
        kinds |= t->cells[i].data ? data[t->cells[i].data].cases : 0;
    }
    none = box_of(t, ALL & ~t->listed, ALL, ALL);
    if (t->absent_none && !lists_rest(t))
        empty(&none);
    none = box_of(t, ALL, ALL & ~(used ? used : 15u), ALL);
    if (t->demands == relations[1])
        empty(&none);
    none = box_of(t, ALL, ALL, ALL & ~(kinds ? kinds & 3u : 3u));
    if (t->data == relations[1])
        empty(&none);
    none = box_of(t, ALL, ALL, 4);
    if (t->data == relations[3])
        empty(&none);
}

static const char *figure_text(int64_t n)
{
    static const char *const none[] = { "not-reported", "withheld-law", "unknown", "merged" };

    switch (pick(12)) {
    case 0: return apr_psprintf(test_pool, "%d..%d", n > 5 ? (int)n - 5 : 0, (int)n + 4);
    case 1: return apr_psprintf(test_pool, "&lt;%d", (int)n + 3);
    case 2: return n == 0 ? "zero-implied" : "not-reported";
    case 3: return none[pick(COUNT(none))];
    default: return apr_psprintf(test_pool, "%d", (int)n);
    }
}

static const char *cell_text(const table *t, const cell *c)
{
    unsigned cases = countries[c->country].cases;
    box b = box_of(t, cases ? cases : ALL & ~t->listed, demands[c->demand].cases,
                   data[c->data].cases);

    return apr_pstrcat(test_pool, "<received ", c->demand ? "demand=\"" : "",
                       demands[c->demand].text, c->demand ? "\" " : "", c->data ? "data=\"" : "",
                       data[c->data].text, c->data ? "\" " : "", units[c->unit], "=\"",
                       figure_text(truth(&b, 1, &b, (int)c->unit)), "\"/>", NULL);
}

static const char *country_text(const table *t, unsigned country)
{
    const char *text = "";

    for (int i = 0; i < t->count; i++)
        if (t->cells[i].country == country)
            text = apr_pstrcat(test_pool, text, cell_text(t, &t->cells[i]), NULL);
    if (!*text)
        return "";
    return country ? apr_pstrcat(test_pool, "<from country=\"", countries[country].text, "\">",
                                 text, "</from>", NULL)
                   : apr_pstrcat(test_pool, "<total>", text, "</total>", NULL);
}

/* One attribute names the dimensions that it is said of. */
static const char *relation_text(const table *t)
{
    const char *text = "";

    for (unsigned i = 1; i < COUNT(relations); i++) {
        int of_demands = t->demands == relations[i], of_data = t->data == relations[i];
        if (of_demands || of_data)
            text = apr_pstrcat(test_pool, text, " ", relations[i], "=\"", of_demands ? "demand" : "",
                               of_demands && of_data ? " " : "", of_data ? "data" : "", "\"", NULL);
    }
    return text;
}

static const char *table_text(const table *t, int number)
{
    const char *text = apr_psprintf(test_pool, "<requests id=\"t%d\" publisher=\"p\" service=\"%s\" "
                                    "period=\"%s\" absent=\"%s\"", number, t->service->text,
                                    t->period->text, t->absent_none ? "none" : "not-reported");
    text = apr_pstrcat(test_pool, text, relation_text(t), NULL);
    text = apr_pstrcat(test_pool, text, ">", NULL);
    for (unsigned c = 0; c < COUNT(countries); c++)
        text = apr_pstrcat(test_pool, text, country_text(t, c), NULL);
    return apr_pstrcat(test_pool, text, "</requests>", NULL);
}

static const char *record_of(const table *tables, int count)
{
    static const char *const children[] = { "", " children=\"partition\"", " children=\"overlapping\"",
                                            " children=\"partial\"" };
    unsigned relation = pick(COUNT(children));
    box rest = { { 4, ALL, ALL, ALL, ALL } };
    const char *text = apr_pstrcat(test_pool, "<publisher id=\"p\" name=\"P\"/><service id=\"s\" name=\"S\"",
                                   children[relation], "/><service id=\"a\" name=\"A\" part-of=\"s\"/>"
                                   "<service id=\"b\" name=\"B\" part-of=\"s\"/>", NULL);

    if (relation == 1)
        empty(&rest);
    for (int i = 0; i < count; i++)
        text = apr_pstrcat(test_pool, text, table_text(&tables[i], i), NULL);
    return text;
}

/* ---- Questions ---- */

typedef struct question {
    const char *text;
    box asked;                  /* the cases of its filters */
    int by[DIMS], filtered[DIMS];
} question;

static const tr_dim dims[DIMS] = { TR_DIM_SERVICE, TR_DIM_PERIOD, TR_DIM_COUNTRY, TR_DIM_DEMAND,
                                    TR_DIM_DATA };
static const code *const lists[DIMS] = { services, periods, countries, demands, data };
static const unsigned counts[DIMS] = { COUNT(services), COUNT(periods), COUNT(countries) - 1, COUNT(demands),
                                       COUNT(data) };

static int is_known(const tr_gen *gen, int d, const char *text)
{
    return *text && tr_gen_code_find(gen, dims[d], text, strlen(text)) >= 0;
}

/* One code or two that the record knows. */
static const char *filter_text(const tr_gen *gen, int d, unsigned *cases)
{
    const code *first = &lists[d][pick(counts[d])], *second = &lists[d][pick(counts[d])];

    *cases = 0;
    if (!is_known(gen, d, first->text))
        return NULL;
    *cases = first->cases;
    if (pick(2) || second->text == first->text || !is_known(gen, d, second->text))
        return first->text;
    *cases |= second->cases;
    return apr_pstrcat(test_pool, first->text, ",", second->text, NULL);
}

static question make_question(const tr_gen *gen)
{
    question q = { .asked = { { ALL, ALL, ALL, ALL, ALL } } };
    int first = (int)pick(DIMS);

    q.text = "";
    for (int d = 0; d < DIMS; d++)
        if ((q.by[d] = d == first || pick(3) == 0))
            q.text = apr_pstrcat(test_pool, q.text, *q.text ? "," : "by=", tr_dims[dims[d]].code, NULL);
    for (int d = 0; d < DIMS; d++) {
        unsigned cases;
        const char *filter = pick(3) ? NULL : filter_text(gen, d, &cases);
        if (!filter)
            continue;
        q.filtered[d] = 1;
        q.asked.in[d] = cases;
        q.text = apr_pstrcat(test_pool, q.text, " ", tr_dims[dims[d]].code, "=", filter, NULL);
    }
    return q;
}

static unsigned cases_of(int d, const char *text)
{
    for (unsigned i = 0; i < COUNT(periods) && i < counts[d]; i++)
        if (!strcmp(lists[d][i].text, text))
            return lists[d][i].cases;
    return 0;
}

static const char *key_text(const tr_gen *gen, const tr_group *group, int d)
{
    uint16_t ordinal = group->code[dims[d]];
    return ordinal ? tr_gen_code_text(gen, dims[d], ordinal) : "";
}

static int granularity_of(const code *period)
{
    tr_period made;

    tr_period_parse(period->text, strlen(period->text), &made, NULL);
    return made.granularity;
}

/* Whether a row is about a table. */
static int concerns(const tr_gen *gen, const question *q, const tr_groups *groups,
                    const tr_group *group, const table *t, int unit)
{
    int has_unit = 0;

    for (int i = 0; i < t->count; i++)
        has_unit |= (int)t->cells[i].unit == unit;
    if ((t->service->cases & ~q->asked.in[0]) || (t->period->cases & ~q->asked.in[1]))
        return 0;
    if (q->by[0] && strcmp(key_text(gen, group, 0), t->service->text))
        return 0;
    if (q->by[1] && strcmp(key_text(gen, group, 1), t->period->text))
        return 0;
    return has_unit && (!groups->by_granularity || group->granularity == granularity_of(t->period));
}

/* 1: the row may be false. */
static int is_false(const tr_gen *gen, const question *q, const tr_groups *groups,
                    const tr_group *group, const table *tables, int count)
{
    int unit = strcmp(tr_gen_code_text(gen, TR_DIM_UNIT, group->code[TR_DIM_UNIT]), "requests") != 0;
    box boxes[TABLES], asked = q->asked;
    int64_t true_value;
    int about = 0;

    if (!tr_value_is_bounded(&group->value))
        return 0;
    for (int d = 0; d < DIMS; d++)
        if (q->by[d] && group->code[dims[d]])
            asked.in[d] &= cases_of(d, key_text(gen, group, d));
    if (!strcmp(key_text(gen, group, 2), "x-rest"))
        return 0;               /* each table means others by it */
    for (int i = 0; i < count; i++)
        if (concerns(gen, q, groups, group, &tables[i], unit))
            boxes[about++] = box_of(&tables[i], ALL, ALL, ALL);
    true_value = truth(boxes, about, &asked, unit);
    if (group->value.min <= true_value && true_value <= group->value.max)
        return 0;
    printf("# %s: %s of %s %s: %" APR_INT64_T_FMT "..%" APR_INT64_T_FMT ", true is %" APR_INT64_T_FMT "\n",
           q->text, units[unit], key_text(gen, group, 0), key_text(gen, group, 2), group->value.min,
           group->value.max, true_value);
    return 1;
}

static int false_rows(const tr_gen *gen, const table *tables, int count, int *numbers)
{
    question q = make_question(gen);
    const tr_groups *groups = tr_group_answer(gen, ask(gen, q.text), test_pool);
    int wrong = 0;

    for (uint64_t i = 0; i < groups->count; i++) {
        *numbers += tr_value_is_bounded(&groups->rows[i].value);
        wrong += is_false(gen, &q, groups, &groups->rows[i], tables, count);
    }
    return wrong;
}

static int build(const char *text, tr_gen *gen)
{
    tr_build_options options = { .now = INT64_C(1893456000), .served_until = INT64_MIN,
                                 .limits = TR_LIMITS_DEFAULT };
    tr_file *file = file_text("a.xml", "2014-01-01", text);
    apr_size_t size;
    void *blob;

    return file->usable && !tr_build(&blob, &size, &file, 1, &options, tr_diags_make(test_pool), test_pool)
        && !tr_gen_open(gen, blob, size);
}

static int try_world(int *built, int *numbers)
{
    table tables[TABLES];
    int count = 1 + (int)pick(TABLES), wrong = 0;
    const char *text;
    tr_gen gen;

    make_world();
    for (int i = 0; i < count; i++)
        make_table(&tables[i]);
    for (int i = 0; i < count; i++)
        make_true(&tables[i]);
    text = record_of(tables, count);
    if (!build(text, &gen))
        return 0;
    ++*built;
    for (int i = 0; i < QUESTIONS; i++)
        wrong += false_rows(&gen, tables, count, numbers);
    if (wrong)
        printf("# %s\n", text);
    return wrong;
}

int main(void)
{
    int built = 0, numbers = 0, wrong = 0;

    start_tests();
    for (int i = 0; i < WORLDS; i++) {
        apr_pool_t *all = test_pool;
        apr_pool_create(&test_pool, all);
        wrong += try_world(&built, &numbers);
        apr_pool_destroy(test_pool);
        test_pool = all;
    }
    ok(built > WORLDS / 2, "%d records of %d could be read", built, WORLDS);
    ok(numbers > 50000, "%d numbers were answered", numbers);
    is_int(wrong, 0, "none of them is false");
    return tap_done();
}
