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
 *
 * Countries are crossed with demands or with kinds of data, halves of a year or
 * services that are part of a larger one.  A second edition publishes others of
 * the cells: of the same counts, so that both editions are one system, or of
 * some that were corrected, when each is one of its own.
 */
#include "generation_support.h"

enum {
    COUNTRIES = 3, KINDS = 2, PARTS = 2, OUTCOMES = 2, EDITIONS = 2,
    ATOMS = COUNTRIES * KINDS * PARTS * OUTCOMES,
    SAID_MAX = 600, LIMIT = 10, TABLES = 240
};

static const char *const country_codes[] = { "FR", "GB", "US" };
static const char *const measure_codes[] = { "disclosed", "rejected" };

/* What the kinds of requests are, and the parts that have a table each. */
typedef struct axis { tr_dim dim; const char *attribute, *codes[2]; } axis;
static const axis kind_axes[] = {
    { TR_DIM_DEMAND, "demand", { "civil", "emergency" } },
    { TR_DIM_DATA, "data", { "content", "non-content" } },
};
static const axis part_axes[] = {
    { TR_DIM_PERIOD, "period", { "2012-H1", "2012-H2" } },
    { TR_DIM_SERVICE, "service", { "mail", "talk" } },
};

/* A region: the index of each code, -1 for all. */
typedef struct region { int country, kind, part, outcome; } region;

typedef struct said {
    region about;
    int64_t min, max;
    int edition;                        /* -1: of all of them */
} said;

typedef struct system {
    const axis *kinds, *parts;
    int editions, corrected;
    int64_t truth[EDITIONS][ATOMS];
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
    int outcome = atom % OUTCOMES, part = atom / OUTCOMES % PARTS;
    int kind = atom / (OUTCOMES * PARTS) % KINDS, country = atom / (OUTCOMES * PARTS * KINDS);

    return (r->country < 0 || r->country == country) && (r->kind < 0 || r->kind == kind)
        && (r->part < 0 || r->part == part) && (r->outcome < 0 || r->outcome == outcome);
}

static int64_t truth_of(const counted *c, int edition, const region *r)
{
    int64_t sum = 0;

    for (int a = 0; a < ATOMS; a++)
        sum += covers(r, a) ? c->truth[edition][a] : 0;
    return sum;
}

/* Whether something was said of the counts of this edition. */
static int is_about(const counted *c, const said *s, int edition)
{
    return !c->corrected || s->edition < 0 || s->edition == edition;
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
static double slack(const counted *c, int edition, const region *r, int sign, double enough)
{
    int lines = 0;

    for (int i = 0; i < c->count; i++) {
        double truth = (double)truth_of(c, edition, &c->said[i].about);
        if (!is_about(c, &c->said[i], edition))
            continue;
        if (c->said[i].max != TR_UNBOUNDED)
            add_line(&lines, &c->said[i].about, 1, (double)c->said[i].max - truth);
        add_line(&lines, &c->said[i].about, -1, truth - (double)c->said[i].min);
    }
    for (int a = 0; a < ATOMS; a++, lines++) {
        memset(tableau[lines], 0, sizeof tableau[lines]);
        tableau[lines][a] = -1;
        tableau[lines][ATOMS + a] = 1;
        tableau[lines][COLUMNS] = (double)c->truth[edition][a];
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

static const char *make_cell(record *r, const counted *c, int edition, const region *about)
{
    const char *of = about->kind < 0 ? ""
        : apr_psprintf(r->pool, " %s=\"%s\"", c->kinds->attribute, c->kinds->codes[about->kind]);
    const char *open = about->country < 0 ? apr_psprintf(r->pool, "<total%s>", of)
        : apr_psprintf(r->pool, "<from country=\"%s\"%s>", country_codes[about->country], of);

    return apr_psprintf(r->pool, "%s<%s requests=\"%" APR_INT64_T_FMT "\"/></%s>\n", open,
                        about->outcome < 0 ? "received" : measure_codes[about->outcome],
                        truth_of(c, edition, about), about->country < 0 ? "total" : "from");
}

static const char *make_table(record *r, const counted *c, int edition, int part, uint32_t percent)
{
    const char *cells = "", *code = part < 0 ? NULL : c->parts->codes[part];
    int by_service = c->parts->dim == TR_DIM_SERVICE;

    for (region at = { -1, -1, part, -1 }; at.country < COUNTRIES; at.country++)
        for (at.kind = -1; at.kind < KINDS; at.kind++)
            for (at.outcome = -1; at.outcome < OUTCOMES; at.outcome++)
                if (dice(100) < percent)
                    cells = apr_pstrcat(r->pool, cells, make_cell(r, c, edition, &at), NULL);
    return apr_psprintf(r->pool, "<requests id=\"t%d\" service=\"%s\" period=\"%s\" "
                        "absent=\"not-reported\" outcomes=\"partition\">\n%s%s</requests>\n", part + 1,
                        by_service && code ? code : "all", !by_service && code ? code : "2012",
                        edition ? "<correction reason=\"error\">Corrected.</correction>" : "", cells);
}

static void make_edition(record *r, counted *c, int edition, uint32_t percent)
{
    const char *body = edition ? "" : "<publisher id=\"p\" name=\"P\"/><service id=\"all\" name=\"All\"/>\n"
        "<service id=\"mail\" name=\"M\" part-of=\"all\"/><service id=\"talk\" name=\"T\" part-of=\"all\"/>\n";

    for (int part = -1; part < PARTS; part++)
        body = apr_pstrcat(r->pool, body, make_table(r, c, edition, part, percent), NULL);
    add_file(r, edition ? "b.xml" : "a.xml",
             apr_psprintf(r->pool, "published=\"2013-0%d-01\" publisher=\"p\"", edition + 1), body);
}

static int64_t some_count(void)
{
    return dice(3) == 0 ? 0 : dice(2) ? dice(8) : 10 + dice(90);
}

static void make_record(record *r, counted *c, int number)
{
    uint32_t percent = 20 + dice(81);

    memset(c, 0, sizeof *c);
    c->kinds = &kind_axes[number % 2];
    c->parts = &part_axes[number / 2 % 2];
    c->editions = number % 3 ? EDITIONS : 1;
    c->corrected = number % 3 == 2;
    for (int a = 0; a < ATOMS; a++) {
        c->truth[0][a] = some_count();
        c->truth[1][a] = c->corrected && dice(5) == 0 ? some_count() : c->truth[0][a];
    }
    for (int edition = 0; edition < c->editions; edition++)
        make_edition(r, c, edition, percent);
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

static void say(const record *r, counted *c, int edition, const uint16_t *code, const tr_value *value)
{
    said *s = &c->said[c->count];

    if (!tr_status_has_number(value->status))
        return;
    if (++c->count > SAID_MAX)
        abort();
    s->about.country = index_of(r, TR_DIM_COUNTRY, code[TR_DIM_COUNTRY], country_codes, COUNTRIES);
    s->about.kind = index_of(r, c->kinds->dim, code[c->kinds->dim], c->kinds->codes, KINDS);
    s->about.part = index_of(r, c->parts->dim, code[c->parts->dim], c->parts->codes, PARTS);
    s->about.outcome = index_of(r, TR_DIM_MEASURE, code[TR_DIM_MEASURE], measure_codes, OUTCOMES);
    s->min = value->min;
    s->max = value->max;
    s->edition = edition;
}

/* A figure that stands in both editions is said of both only where it shows one number: of a
 * hidden one nobody says that it was not corrected. */
static int edition_of(const counted *c, const tr_gen_cell *cell)
{
    int first = tr_gen_valid(&(tr_gen){ .edition = 0 }, cell->since, cell->until);
    int last = tr_gen_valid(&(tr_gen){ .edition = 1 }, cell->since, cell->until);

    return c->editions == 1 || (first && last) ? -1 : first ? 0 : 1;
}

static void say_cells(const record *r, counted *c)
{
    const tr_gen_block *blocks = TR_GEN_ROWS(&r->gen, tr_gen_block, blocks);

    for (uint32_t b = 0; b < r->gen.head->blocks.count; b++)
        for (uint32_t row = blocks[b].first; row < blocks[b].first + blocks[b].count; row++) {
            tr_gen_cell cell;
            tr_gen_cell_get(&r->gen, b, row, &cell);
            say(r, c, edition_of(c, &cell), cell.code, &cell.value);
        }
}

static void say_groups_of(const record *r, counted *c, int edition)
{
    tr_gen gen = tr_gen_at(&r->gen, (uint16_t)edition);
    uint32_t count = gen.head->blocks.count;
    uint32_t *blocks = apr_palloc(r->pool, sizeof *blocks * (count + 1));

    for (uint32_t i = 0; i < count; i++)
        blocks[i] = i;
    for (int by = 0; by < 4; by++) {
        tr_rollup_request request = { .blocks = blocks, .block_count = count };
        tr_rollup answer;
        request.by[TR_DIM_PERIOD] = request.by[TR_DIM_SERVICE] = 1;
        request.axis[TR_DIM_COUNTRY - TR_DIM_CELL_FIRST].grouped = by & 1;
        request.axis[c->kinds->dim - TR_DIM_CELL_FIRST].grouped = by >> 1 & 1;
        if (tr_rollup_make(&answer, &gen, &request, r->pool) != APR_SUCCESS)
            continue;
        for (uint32_t i = 0; i < answer.count; i++)
            say(r, c, edition, answer.rows[i].code, &answer.rows[i].value);
    }
}

/* ---- The test ---- */

typedef struct tally { int wrong, found_out, hidden, exact, bounded, gone; } tally;

/* Whether a figure is hidden of which all that was said of an edition says more than that. */
static int is_found_out(const counted *c, int edition, const region *about)
{
    int64_t truth = truth_of(c, edition, about);
    double more = (double)(LIMIT - 1 - truth), less = (double)(truth - 1);

    return slack(c, edition, about, 1, more) < more - 1e-6
        || slack(c, edition, about, -1, less) < less - 1e-6;
}

static void show_region(const counted *c, const char *what, const region *about)
{
    printf("# %s country %d, %s %d, %s %d, outcome %d", what, about->country, c->kinds->attribute,
           about->kind, c->parts->attribute, about->part, about->outcome);
}

/* The few of what was said that give a figure away. */
static void explain(const counted *c, int edition, const region *about)
{
    static counted few;

    show_region(c, "found out:", about);
    printf(" = %d, by\n", (int)truth_of(c, edition, about));
    few = *c;
    for (int i = few.count - 1; i >= 0; i--) {
        said dropped = few.said[i];
        few.said[i] = few.said[--few.count];
        if (is_found_out(&few, edition, about))
            continue;
        few.said[few.count++] = few.said[i];
        few.said[i] = dropped;
    }
    for (int i = 0; i < few.count; i++) {
        show_region(&few, "   ", &few.said[i].about);
        printf(", edition %d: %d..%d\n", few.said[i].edition, (int)few.said[i].min,
               few.said[i].max == TR_UNBOUNDED ? -1 : (int)few.said[i].max);
    }
}

static void judge(const counted *c, int cells, int edition, tally *t)
{
    for (int i = 0; i < c->count; i++) {
        const said *s = &c->said[i];
        int64_t truth = truth_of(c, edition, &s->about);
        if (!is_about(c, s, edition))
            continue;
        t->wrong += truth < s->min || truth > s->max;
        if (i >= cells)
            continue;
        t->exact += truth >= LIMIT && s->min == s->max;
        t->bounded += truth >= LIMIT && s->min < s->max && s->max != TR_UNBOUNDED;
    }
    for (int i = 0; i < cells && !t->wrong; i++) {
        const said *s = &c->said[i];
        int64_t truth = truth_of(c, edition, &s->about);
        if (!is_about(c, s, edition) || truth == 0 || truth >= LIMIT)
            continue;
        t->hidden++;
        t->gone += s->edition == 0 && c->editions > 1;
        if (is_found_out(c, edition, &s->about) && t->found_out++ < 5)
            explain(c, edition, &s->about);
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
        make_record(&r, &c, i);
        if (!ok(r.status == APR_SUCCESS, "record %d is built", i)) {
            show_diags(&r);
            continue;
        }
        say_cells(&r, &c);
        cells = c.count;
        for (int edition = 0; edition < c.editions; edition++)
            say_groups_of(&r, &c, edition);
        for (int edition = 0; edition <= c.corrected; edition++)
            judge(&c, cells, edition, &t);
        ok(t.wrong + t.found_out == before,
           "record %d (by %s and %s%s): what is said is true, and no hidden figure is found out", i,
           c.kinds->attribute, c.parts->attribute, c.corrected ? ", corrected"
               : c.editions > 1 ? ", two editions" : "");
        apr_pool_destroy(r.pool);
    }
    printf("# %d hidden, %d of them later withdrawn, %d exact, %d within bounds\n", t.hidden, t.gone,
           t.exact, t.bounded);
    ok(t.hidden > 100 && t.gone > 100 && t.exact > 100 && t.bounded > 100,
       "there was something to find out");
    return end_tests();
}
