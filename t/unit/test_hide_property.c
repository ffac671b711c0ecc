/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Hidden figures cannot be found out.  Random tables, of which random cells and
 * totals are published, are served with a minimum cell size; all that is then
 * said (every figure, and every sum by every grouping) is taken as one system of
 * inequalities over what was counted:
 *
 *     counts x >= 0,   min <= sum of those of a region <= max
 *
 * It must hold for the true counts (nothing is wrong), and for every hidden
 * figure it must allow all of 1 .. N-1: the largest and the smallest value are
 * found by the simplex method, which starts from the true counts.
 */
#include "generation_support.h"

enum {
    COUNTRIES = 3, DEMANDS = 2, HALVES = 2, OUTCOMES = 2,
    ATOMS = COUNTRIES * DEMANDS * HALVES * OUTCOMES,
    SAID_MAX = 600, LIMIT = 10, TABLES = 60
};

static const char *const country_codes[] = { "FR", "GB", "US" };
static const char *const demand_codes[] = { "civil", "emergency" };
static const char *const half_codes[] = { "2012-H1", "2012-H2" };
static const char *const measure_codes[] = { "disclosed", "rejected" };

/* A region: the index of each code, -1 for all. */
typedef struct region { int country, demand, half, outcome; } region;

typedef struct said {
    region about;
    int64_t min, max;
} said;

typedef struct system {
    int64_t truth[ATOMS];
    said said[SAID_MAX];
    int count;
} counted;

static uint32_t seed;

static uint32_t dice(uint32_t sides)
{
    seed = seed * 1664525u + 1013904223u;
    return (uint32_t)(((uint64_t)seed * sides) >> 32);
}

static int covers(const region *r, int atom)
{
    int outcome = atom % OUTCOMES, half = atom / OUTCOMES % HALVES;
    int demand = atom / (OUTCOMES * HALVES) % DEMANDS, country = atom / (OUTCOMES * HALVES * DEMANDS);

    return (r->country < 0 || r->country == country) && (r->demand < 0 || r->demand == demand)
        && (r->half < 0 || r->half == half) && (r->outcome < 0 || r->outcome == outcome);
}

static int64_t truth_of(const counted *c, const region *r)
{
    int64_t sum = 0;

    for (int a = 0; a < ATOMS; a++)
        sum += covers(r, a) ? c->truth[a] : 0;
    return sum;
}

/* ---- The simplex method ---- */

enum { COLUMNS = 2 * ATOMS, LINES = 2 * SAID_MAX + ATOMS };
static double tableau[LINES + 1][COLUMNS + 1];

static void pivot(int lines, int line, int column)
{
    double by = tableau[line][column];

    for (int j = 0; j <= COLUMNS; j++)
        tableau[line][j] /= by;
    tableau[line][column] = 1 / by;
    for (int i = 0; i <= lines; i++) {
        double factor = tableau[i][column];
        if (i == line || factor == 0)
            continue;
        for (int j = 0; j <= COLUMNS; j++)
            tableau[i][j] -= factor * tableau[line][j];
        tableau[i][column] = -factor * tableau[line][column];
    }
}

static void add_line(int *lines, const region *r, int sign, double most)
{
    double *line = tableau[(*lines)++];

    for (int a = 0; a < ATOMS; a++) {
        line[a] = covers(r, a) ? sign : 0;
        line[ATOMS + a] = -line[a];
    }
    line[COLUMNS] = most;
}

/* How much more (sign 1) or less (-1) than the truth a region may be; `enough` ends the search. */
static double slack(const counted *c, const region *r, int sign, double enough)
{
    int lines = 0;

    for (int i = 0; i < c->count; i++) {
        double truth = (double)truth_of(c, &c->said[i].about);
        if (c->said[i].max != TR_UNBOUNDED)
            add_line(&lines, &c->said[i].about, 1, (double)c->said[i].max - truth);
        add_line(&lines, &c->said[i].about, -1, truth - (double)c->said[i].min);
    }
    for (int a = 0; a < ATOMS; a++, lines++) {
        memset(tableau[lines], 0, sizeof tableau[lines]);
        tableau[lines][a] = -1;
        tableau[lines][ATOMS + a] = 1;
        tableau[lines][COLUMNS] = (double)c->truth[a];
    }
    add_line(&lines, r, -sign, 0);
    lines--;
    for (int step = 0; step < 2000; step++) {
        int column = 0, line = -1;
        while (column < COLUMNS && tableau[lines][column] > -1e-9)
            column++;                   /* the first, so that it ends (Bland) */
        if (column == COLUMNS || tableau[lines][COLUMNS] >= enough - 1e-6)
            break;
        for (int i = 0; i < lines; i++)
            if (tableau[i][column] > 1e-9
                && (line < 0 || tableau[i][COLUMNS] / tableau[i][column]
                    < tableau[line][COLUMNS] / tableau[line][column] - 1e-12))
                line = i;
        if (line < 0)
            return enough;              /* without bounds */
        pivot(lines, line, column);
    }
    return tableau[lines][COLUMNS];
}

/* ---- Records ---- */

static const char *make_cell(record *r, const counted *c, int country, int demand, int half,
                             int outcome)
{
    region about = { country, demand, half, outcome };
    const char *of = demand < 0 ? "" : apr_psprintf(r->pool, " demand=\"%s\"", demand_codes[demand]);
    const char *open = country < 0 ? apr_psprintf(r->pool, "<total%s>", of)
        : apr_psprintf(r->pool, "<from country=\"%s\"%s>", country_codes[country], of);

    return apr_psprintf(r->pool, "%s<%s requests=\"%" APR_INT64_T_FMT "\"/></%s>\n", open,
                        outcome < 0 ? "received" : measure_codes[outcome], truth_of(c, &about),
                        country < 0 ? "total" : "from");
}

static const char *make_table(record *r, const counted *c, int half, uint32_t percent)
{
    const char *cells = "";

    for (int country = -1; country < COUNTRIES; country++)
        for (int demand = -1; demand < DEMANDS; demand++)
            for (int outcome = -1; outcome < OUTCOMES; outcome++)
                if (dice(100) < percent)
                    cells = apr_pstrcat(r->pool, cells,
                                        make_cell(r, c, country, demand, half, outcome), NULL);
    return apr_psprintf(r->pool, "<requests id=\"t%d\" service=\"s\" period=\"%s\" "
                        "absent=\"not-reported\" outcomes=\"partition\">\n%s</requests>\n", half + 1,
                        half < 0 ? "2012" : half_codes[half], cells);
}

static void make_record(record *r, counted *c)
{
    const char *body = "<publisher id=\"p\" name=\"P\"/><service id=\"s\" name=\"S\"/>\n";
    uint32_t percent = 20 + dice(81);

    memset(c, 0, sizeof *c);
    for (int a = 0; a < ATOMS; a++)
        c->truth[a] = dice(3) == 0 ? 0 : dice(2) ? dice(8) : 10 + dice(90);
    for (int half = -1; half < HALVES; half++)
        body = apr_pstrcat(r->pool, body, make_table(r, c, half, percent), NULL);
    add_file(r, "a.xml", "published=\"2013-01-01\" publisher=\"p\"", body);
    r->minimum_cell = LIMIT;
    build(r);
}

/* ---- What is said ---- */

static int index_of(const record *r, tr_dim dim, uint16_t ordinal, const char *const *codes, int count)
{
    const char *text = tr_gen_code_text(&r->gen, dim, ordinal);

    for (int i = 0; i < count; i++)
        if (!strcmp(codes[i], text))
            return i;
    return -1;
}

static void say(const record *r, counted *c, const uint16_t *code, const tr_value *value)
{
    said *s = &c->said[c->count];

    if (!tr_status_has_number(value->status))
        return;
    c->count++;
    s->about.country = index_of(r, TR_DIM_COUNTRY, code[TR_DIM_COUNTRY], country_codes, COUNTRIES);
    s->about.demand = index_of(r, TR_DIM_DEMAND, code[TR_DIM_DEMAND], demand_codes, DEMANDS);
    s->about.half = index_of(r, TR_DIM_PERIOD, code[TR_DIM_PERIOD], half_codes, HALVES);
    s->about.outcome = index_of(r, TR_DIM_MEASURE, code[TR_DIM_MEASURE], measure_codes, OUTCOMES);
    s->min = value->min;
    s->max = value->max;
}

static void say_cells(const record *r, counted *c)
{
    const tr_gen_block *blocks = TR_GEN_ROWS(&r->gen, tr_gen_block, blocks);

    for (uint32_t b = 0; b < r->gen.head->blocks.count; b++)
        for (uint32_t row = blocks[b].first; row < blocks[b].first + blocks[b].count; row++) {
            tr_gen_cell cell;
            tr_gen_cell_get(&r->gen, b, row, &cell);
            say(r, c, cell.code, &cell.value);
        }
}

static void say_groups(const record *r, counted *c)
{
    uint32_t count = r->gen.head->blocks.count;
    uint32_t *blocks = apr_palloc(r->pool, sizeof *blocks * (count + 1));

    for (uint32_t i = 0; i < count; i++)
        blocks[i] = i;
    for (int by = 0; by < 4; by++) {
        tr_rollup_request request = { .blocks = blocks, .block_count = count };
        tr_rollup answer;
        request.by[TR_DIM_PERIOD] = 1;
        request.axis[TR_DIM_COUNTRY - TR_DIM_CELL_FIRST].grouped = by & 1;
        request.axis[TR_DIM_DEMAND - TR_DIM_CELL_FIRST].grouped = by >> 1 & 1;
        if (tr_rollup_make(&answer, &r->gen, &request, r->pool) != APR_SUCCESS)
            continue;
        for (uint32_t i = 0; i < answer.count; i++)
            say(r, c, answer.rows[i].code, &answer.rows[i].value);
    }
}

/* ---- The test ---- */

typedef struct tally { int wrong, found_out, hidden, exact, bounded; } tally;

static void judge(const counted *c, int cells, tally *t)
{
    for (int i = 0; i < c->count; i++) {
        int64_t truth = truth_of(c, &c->said[i].about);
        t->wrong += truth < c->said[i].min || truth > c->said[i].max;
        if (i >= cells)
            continue;
        t->exact += truth >= LIMIT && c->said[i].min == c->said[i].max;
        t->bounded += truth >= LIMIT && c->said[i].min < c->said[i].max && c->said[i].max != TR_UNBOUNDED;
    }
    for (int i = 0; i < cells && !t->wrong; i++) {
        const region *r = &c->said[i].about;
        int64_t truth = truth_of(c, r);
        if (truth == 0 || truth >= LIMIT)
            continue;
        t->hidden++;
        if (slack(c, r, 1, (double)(LIMIT - 1 - truth)) < (double)(LIMIT - 1 - truth) - 1e-6
            || slack(c, r, -1, (double)(truth - 1)) < (double)(truth - 1) - 1e-6) {
            printf("# found out: country %d demand %d half %d outcome %d = %d\n", r->country,
                   r->demand, r->half, r->outcome, (int)truth);
            t->found_out++;
        }
    }
}

int main(void)
{
    static counted c;
    tally t = { 0 };

    start_tests();
    for (int i = 0; i < TABLES; i++) {
        record r;
        int cells, before = t.wrong + t.found_out;
        seed = (uint32_t)i * 7919u + 1;
        record_init(&r);
        make_record(&r, &c);
        if (!ok(r.status == APR_SUCCESS, "record %d is built", i))
            continue;
        say_cells(&r, &c);
        cells = c.count;
        say_groups(&r, &c);
        judge(&c, cells, &t);
        ok(t.wrong + t.found_out == before,
           "record %d: what is said is true, and no hidden figure is found out", i);
        apr_pool_destroy(r.pool);
    }
    printf("# %d hidden, %d exact, %d within bounds\n", t.hidden, t.exact, t.bounded);
    ok(t.hidden > 100 && t.exact > 100 && t.bounded > 100, "there was something to find out");
    return end_tests();
}
