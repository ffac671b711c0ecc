/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Totals and roll-ups of random tables against a slow reference that follows
 * the rules of design 3 word by word, on sets of cells.
 */
#include "generation_support.h"

enum { DIMS = 3, CODES = 5, CELLS = 14, TABLES = 40, RECORDS = 100 };

static const tr_dim dims[DIMS] = { TR_DIM_COUNTRY, TR_DIM_DEMAND, TR_DIM_DATA };
static const char *const names[DIMS][CODES] = {
    { "", "GB", "US", "US-CA", NULL },
    { "", "legal-process", "subpoena", "search-warrant", "emergency" },
    { "", "content", "non-content", NULL, NULL },
};
static const int parents[DIMS][CODES] = { { -1, 0, 0, 2, -1 }, { -1, 0, 1, 1, 0 }, { -1, 0, 0, -1, -1 } };
static const char *const relations[] = { NULL, "partition", "overlapping", "partial" };
static const char *const measures[] = { "received", "rejected" };

/* children that the built-in terms give legal-process */
enum { LEGAL_CHILDREN = 6 };

static uint64_t random_state = 20130124;

static unsigned pick(unsigned below)
{
    random_state = random_state * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return (unsigned)(random_state >> 33) % below;
}

/* ---- A random table ---- */

typedef struct cell {
    int code[DIMS], measure;
    int64_t min, max;           /* of numbers */
    tr_status status;
} cell;

typedef struct table {
    cell cells[CELLS];
    int count, absent_none, distinct;
    int relation[DIMS];
    int legal;                  /* relation of the children of legal-process, of the record */
    int wanted[DIMS];           /* the node that is asked for */
} table;

static const tr_status statuses[] = {
    TR_STATUS_REPORTED, TR_STATUS_REPORTED, TR_STATUS_REPORTED, TR_STATUS_REPORTED,
    TR_STATUS_BAND, TR_STATUS_BAND, TR_STATUS_NOT_REPORTED, TR_STATUS_WITHHELD_LAW,
    TR_STATUS_ZERO_IMPLIED, TR_STATUS_NOT_APPLICABLE,
};

static int is_new(const table *t, const cell *c)
{
    for (int i = 0; i < t->count; i++)
        if (t->cells[i].measure == c->measure
            && memcmp(t->cells[i].code, c->code, sizeof c->code) == 0)
            return 0;
    return 1;
}

static void random_cell(table *t)
{
    cell c;

    memset(&c, 0, sizeof c);
    c.code[0] = pick(4) ? (int)pick(4) : 0;
    c.code[1] = pick(2) ? (int)pick(5) : 0;
    c.code[2] = pick(3) ? 0 : (int)pick(3);
    c.measure = pick(4) == 0;
    c.status = statuses[pick(sizeof statuses / sizeof statuses[0])];
    if (c.status == TR_STATUS_REPORTED)
        c.min = c.max = pick(20);
    if (c.status == TR_STATUS_BAND) {
        c.min = pick(10);
        c.max = c.min + 1 + pick(10);
    }
    if (is_new(t, &c))
        t->cells[t->count++] = c;
}

static void random_table(table *t, int legal)
{
    int wanted = 1 + (int)pick(CELLS);

    memset(t, 0, sizeof *t);
    t->absent_none = (int)pick(2);
    t->distinct = pick(3) == 0;
    t->legal = legal;
    for (int d = 0; d < DIMS; d++)
        t->relation[d] = pick(2) ? 1 : (int)pick(4);
    for (int i = 0; i < wanted; i++)
        random_cell(t);
}

/* ---- The reference ---- */

typedef struct result {
    int64_t min, max;
    int cells, numbers, counted, missing[TR_STATUS_COUNT], all_missing;
    unsigned refusal, limits;
} result;

static int below(int d, int code, int top)
{
    for (; code >= 0; code = parents[d][code])
        if (code == top)
            return 1;
    return 0;
}

static void add_result(const table *t, result *into, const result *from)
{
    into->min = t->distinct ? (from->min > into->min ? from->min : into->min)
                            : into->min + from->min;
    into->max += from->max;
    into->cells += from->cells;
    into->numbers += from->numbers;
    into->counted += from->counted;
    into->all_missing += from->all_missing;
    for (int i = 0; i < TR_STATUS_COUNT; i++)
        into->missing[i] += from->missing[i];
    into->limits |= from->limits;
    if (!into->refusal)
        into->refusal = from->refusal;
}

static result one_cell(const cell *c)
{
    result r;

    memset(&r, 0, sizeof r);
    r.cells = 1;
    if (tr_status_has_number(c->status)) {
        r.numbers = 1;
        r.counted = c->status != TR_STATUS_ZERO_IMPLIED;
        r.min = c->min;
        r.max = c->max;
    }
    else if (c->status != TR_STATUS_NOT_APPLICABLE)
        r.all_missing = r.missing[c->status] = 1;
    return r;
}

/* Codes that the table uses and that lie below no other used one. */
static int is_top(const table *t, int d, int code)
{
    int used = 0;

    for (int i = 0; i < t->count; i++) {
        int own = t->cells[i].code[d];
        used |= own == code;
        if (own && own != code && below(d, code, own))
            return 0;
    }
    return code && used;
}

static result node(const table *t, unsigned set, int d, int code);

static int effective(const table *t, int d)
{
    return t->relation[d] == 0 && d == 0 ? 1 : t->relation[d];
}

/* Whether the table lists a country of which it says nothing in this measure. */
static int lacks_country(const table *t, int measure)
{
    for (int i = 0; i < t->count; i++) {
        int listed = t->cells[i].code[0], said = !listed;
        for (int j = 0; j < t->count; j++) {
            int other = t->cells[j].code[0];
            if (t->cells[j].measure == measure && other)
                said |= below(0, listed, other);
        }
        if (!said)
            return 1;
    }
    return 0;
}

static int measure_of(const table *t, unsigned set)
{
    int i = 0;

    while (!(set & 1u << i))
        i++;
    return t->cells[i].measure;
}

static result parts(const table *t, unsigned set, int d, int code)
{
    int relation = code == 0 ? effective(t, d) : d == 1 && code == 1 ? t->legal : 0;
    int by_use = code == 0 && relation != 0, found = 0, expected = 0;
    result sum;

    memset(&sum, 0, sizeof sum);
    for (int part = 1; part < CODES; part++) {
        unsigned inside = 0;
        if (!names[d][part] || (by_use ? !is_top(t, d, part) : parents[d][part] != code))
            continue;
        expected++;
        for (int i = 0; i < t->count; i++)
            if (set & 1u << i && below(d, t->cells[i].code[d], part))
                inside |= 1u << i;
        if (inside) {
            result r = node(t, inside, d, part);
            add_result(t, &sum, &r);
            found++;
        }
    }
    if (d == 1 && code == 1)
        expected = LEGAL_CHILDREN;
    if (relation == 1 && !t->absent_none && d == 0 && code == 0)
        sum.limits |= TR_LIMIT_ABSENT;
    else if (relation == 1 && !t->absent_none && found < expected)
        sum.limits |= TR_LIMIT_PART_MISSING;
    if (relation == 1 && t->absent_none && d == 0 && code == 0
        && lacks_country(t, measure_of(t, set)))
        sum.limits |= TR_LIMIT_PART_MISSING;
    if (relation == 3)
        sum.limits |= TR_LIMIT_PARTIAL;
    if ((relation == 0 || relation == 2) && found == 1)
        sum.limits |= TR_LIMIT_ONE_PART;
    if ((relation == 0 || relation == 2) && found > 1 && !sum.refusal)
        sum.refusal = relation == 2 ? TR_REFUSED_OVERLAPPING : TR_REFUSED_UNSTATED;
    return sum;
}

static result dimension(const table *t, unsigned set, int d)
{
    if (d == DIMS)
        for (int i = 0; i < t->count; i++)
            if (set & 1u << i)
                return one_cell(&t->cells[i]);
    return node(t, set, d, t->wanted[d]);
}

static int comparable(const cell *a, const cell *b, int from)
{
    for (int d = from; d < DIMS; d++)
        if (!below(d, a->code[d], b->code[d]) && !below(d, b->code[d], a->code[d]))
            return 0;
    return 1;
}

static int holds_nothing(const cell *c)
{
    return c->status == TR_STATUS_NOT_APPLICABLE || (tr_status_has_number(c->status) && c->max == 0);
}

/* Whether some of the rest says something of codes that none of a node's own cells say. */
static int says_more(const table *t, unsigned own, unsigned rest, int d)
{
    for (int i = 0; i < t->count; i++) {
        int shared = 0;
        for (int j = 0; j < t->count; j++)
            shared |= (int)(own >> j & 1) && comparable(&t->cells[i], &t->cells[j], d + 1);
        if (rest & 1u << i && !shared && !holds_nothing(&t->cells[i]))
            return 1;
    }
    return 0;
}

static result node(const table *t, unsigned set, int d, int code)
{
    unsigned own = 0, rest = 0;
    result stated, made;

    for (int i = 0; i < t->count; i++)
        if (set & 1u << i) {
            if (t->cells[i].code[d] == code)
                own |= 1u << i;
            else
                rest |= 1u << i;
        }
    if (!own)
        return parts(t, rest, d, code);
    stated = dimension(t, own, d + 1);
    if (!stated.refusal && !stated.limits && says_more(t, own, rest, d)) {
        made = parts(t, rest, d, code);
        if (!made.refusal && made.min > stated.min)
            stated = made;
        stated.limits |= TR_LIMIT_PART_MISSING;
        return stated;
    }
    if (!rest || (!stated.refusal && !stated.limits))
        return stated;
    made = parts(t, rest, d, code);
    if (!made.refusal && (!made.limits || stated.refusal))
        return made;
    return stated;
}

/* Whether `c`, which lies above the code, is divided there, or holds nothing. */
static int is_divided(const table *t, const cell *c, int d, int code)
{
    if (holds_nothing(c))
        return 1;
    for (int i = 0; i < t->count; i++) {
        const cell *other = &t->cells[i];
        int divides = t->absent_none && below(0, other->code[0], c->code[0]);
        if (other->measure == c->measure && comparable(c, other, 0) && other->code[d] != c->code[d]
            && below(d, other->code[d], divides ? c->code[d] : code))
            return 1;
    }
    return 0;
}

static int leaves_open(const table *t, int measure, int d, int code)
{
    for (int i = 0; i < t->count; i++) {
        const cell *c = &t->cells[i];
        if (c->measure == measure && c->code[d] != code && below(d, code, c->code[d])
            && !is_divided(t, c, d, code))
            return 1;
    }
    return 0;
}

/* The value of one code of one dimension, all others whole; d < 0: all whole. */
static result filtered(table *t, int measure, int d, int code)
{
    unsigned set = 0;
    result r;

    for (int i = 0; i < t->count; i++)
        if (t->cells[i].measure == measure && (d < 0 || below(d, t->cells[i].code[d], code)))
            set |= 1u << i;
    memset(t->wanted, 0, sizeof t->wanted);
    if (d >= 0)
        t->wanted[d] = code;
    r = dimension(t, set, 0);
    if (d >= 0 && leaves_open(t, measure, d, code))
        r.limits |= TR_LIMIT_PART_MISSING;
    return r;
}

static tr_value conclude(const result *r, unsigned *refusal)
{
    *refusal = r->refusal;
    if (!*refusal && r->numbers == 0) {
        if (r->all_missing == 0)
            return tr_value_missing(TR_STATUS_NOT_APPLICABLE);
        for (int i = 0; i < TR_STATUS_COUNT; i++)
            if (r->missing[i] == r->all_missing)
                return tr_value_missing((tr_status)i);
        *refusal = TR_REFUSED_ONLY_MISSING;
    }
    if (*refusal)
        return tr_value_missing(TR_STATUS_REFUSED);
    if ((r->all_missing || r->limits) && r->min == 0) {
        *refusal = TR_REFUSED_NO_BOUNDS;
        return tr_value_missing(TR_STATUS_REFUSED);
    }
    if (r->all_missing || r->limits)
        return tr_value_interval(r->min, TR_UNBOUNDED, TR_STATUS_AT_LEAST);
    if (r->min != r->max)
        return tr_value_interval(r->min, r->max, TR_STATUS_BAND);
    return r->counted ? tr_value_exact(r->min)
                      : tr_value_interval(0, 0, TR_STATUS_ZERO_IMPLIED);
}

/* ---- The record ---- */

static const char *cell_text(const table *t, const cell *c)
{
    const char *figure = c->status == TR_STATUS_REPORTED
        ? apr_psprintf(test_pool, "%d", (int)c->min)
        : c->status == TR_STATUS_BAND
            ? apr_psprintf(test_pool, "%d..%d", (int)c->min, (int)c->max)
            : tr_status_code(c->status);
    const char *row = c->code[0]
        ? apr_psprintf(test_pool, "<from country=\"%s\">", names[0][c->code[0]]) : "<total>";
    const char *text = apr_psprintf(test_pool, "%s<figure measure=\"%s\" unit=\"%s\" value=\"%s\"",
                                    row, measures[c->measure],
                                    t->distinct ? "accounts" : "requests", figure);

    for (int d = 1; d < DIMS; d++)
        if (c->code[d])
            text = apr_psprintf(test_pool, "%s %s=\"%s\"", text, tr_dims[dims[d]].code,
                                names[d][c->code[d]]);
    return apr_pstrcat(test_pool, text, "/>", c->code[0] ? "</from>" : "</total>", NULL);
}

static const char *table_text(const table *t, int number)
{
    const char *text = apr_psprintf(test_pool,
        "<requests id=\"t-%d\" period=\"2012\" absent=\"%s\"", number,
        t->absent_none ? "none" : "not-reported");

    for (int relation = 1; relation < 4; relation++) {
        const char *list = "";
        for (int d = 0; d < DIMS; d++)
            if (t->relation[d] == relation)
                list = apr_pstrcat(test_pool, list, *list ? " " : "", tr_dims[dims[d]].code, NULL);
        if (*list)
            text = apr_pstrcat(test_pool, text, " ", relations[relation], "=\"", list, "\"", NULL);
    }
    text = apr_pstrcat(test_pool, text, ">", NULL);
    for (int i = 0; i < t->count; i++)
        text = apr_pstrcat(test_pool, text, cell_text(t, &t->cells[i]), NULL);
    return apr_pstrcat(test_pool, text, "</requests>\n", NULL);
}

/* ---- Comparing ---- */

static int compared, wrong;

static void compare_total(const table *t, const char *text, const tr_gen_total *total,
                          const result *expected)
{
    unsigned refusal;
    tr_value value = conclude(expected, &refusal);

    compared++;
    if (total->status == value.status && total->reason == refusal
        && (refusal || (total->min == value.min && total->max == value.max))
        && total->cells == (uint32_t)expected->cells
        && total->limits == expected->limits)
        return;
    if (wrong++ < 5)
        printf("# dim %d code %d of %s\n#      got %s %ld..%ld %s limits %u cells %u\n"
               "# expected %s %ld..%ld %s limits %u cells %d\n", total->dim, total->code, text,
               tr_status_code(total->status), (long)total->min, (long)total->max,
               tr_refusal_code(total->reason), total->limits, total->cells,
               tr_status_code(value.status), (long)value.min, (long)value.max,
               tr_refusal_code(refusal), expected->limits, expected->cells);
}

static int own_code(const tr_gen *gen, int d, uint16_t ordinal)
{
    for (int code = 0; code < CODES; code++)
        if (names[d][code] && strcmp(names[d][code], tr_gen_code_text(gen, dims[d], ordinal)) == 0)
            return code;
    return -1;
}

static void check_block(const tr_gen *gen, table *t, const char *text, uint32_t number)
{
    const tr_gen_block *block = TR_GEN_ROWS(gen, tr_gen_block, blocks) + number;
    const tr_gen_total *totals = TR_GEN_ROWS(gen, tr_gen_total, totals) + block->first_total;
    int measure = strcmp(tr_gen_code_text(gen, TR_DIM_MEASURE, block->measure), "received") != 0;

    for (uint32_t i = 0; i < block->total_count; i++) {
        int d = -1, code = 0;
        result expected;
        for (int k = 0; k < DIMS; k++)
            if (totals[i].dim == dims[k]) {
                d = k;
                code = own_code(gen, k, totals[i].code);
            }
        expected = filtered(t, measure, d, code);
        compare_total(t, text, &totals[i], &expected);
        if (d >= 0 && tr_total_find(gen, number, totals[i].dim, totals[i].code) != &totals[i])
            wrong++;
    }
}

static int run_record(int legal)
{
    static table tables[TABLES];
    const char *texts[TABLES], *body = legal
        ? apr_psprintf(test_pool, "<code id=\"legal-process\" dimension=\"demand\" children=\"%s\"/>",
                       relations[legal]) : "";
    record r;
    int seen = 0;

    for (int i = 0; i < TABLES; i++) {
        random_table(&tables[i], legal);
        texts[i] = table_text(&tables[i], i);
        body = apr_pstrcat(test_pool, body, texts[i], NULL);
    }
    one_file(&r, body);
    if (r.status != APR_SUCCESS)
        return 0;
    for (uint32_t i = 0; i < r.gen.head->blocks.count; i++) {
        const tr_gen_block *block = TR_GEN_ROWS(&r.gen, tr_gen_block, blocks) + i;
        int number = atoi(tr_gen_code_text(&r.gen, TR_DIM_TABLE, block->table) + 2);
        check_block(&r.gen, &tables[number], texts[number], i);
        seen++;
    }
    apr_pool_destroy(r.pool);
    return seen;
}

int main(void)
{
    int blocks = 0;

    start_tests();
    for (int i = 0; i < RECORDS; i++) {
        apr_pool_t *pool;
        apr_pool_t *whole = test_pool;
        apr_pool_create(&pool, whole);
        test_pool = pool;
        blocks += run_record(i % 4);
        test_pool = whole;
        apr_pool_destroy(pool);
    }
    printf("# %d blocks of %d tables, %d totals compared\n", blocks, RECORDS * TABLES, compared);
    ok(blocks >= RECORDS * TABLES, "every random table was read and built");
    ok(compared > 5 * blocks, "there was much to compare");
    is_int(wrong, 0, "totals are what the reference makes of the cells");
    return end_tests();
}
