/* SPDX-License-Identifier: Apache-2.0 */
/*
 * facts_groups.c - sums as rows: the columns of the group's keys, then those of
 * TR_GROUP_COLUMNS.  A key brings the columns it has in a list of cells: a
 * country its name, a period its first and last day.
 */
#include "render/facts.h"

#include <apr_strings.h>
#include <string.h>

typedef struct step step;

/* Fills some columns of the row of a group. */
typedef void fill_fn(const step *s, const tr_group *group, apr_pool_t *pool);

/*
 * What is done for a row.  Once the first one is filled, the steps that would
 * make nothing else of the others are left out.
 */
struct step {
    fill_fn *fill;
    tr_field *field;            /* of a key its column, else the first behind the keys */
    const tr_gen *gen;
    tr_dim dim;                 /* of a key */
    const tr_gen_code *codes;   /* of it */
    int32_t newest_day;         /* the end of the newest period, 0 without one */
    uint64_t columns;           /* bit c: it fills the column c */
};

typedef struct groups_baton {
    const tr_groups *groups;
    uint64_t at;
    int key_count;              /* columns */
    int step_count;
    step step[TR_FACT_COLUMNS_MAX];
    apr_pool_t *pool;           /* for what is the same in every row */
} groups_baton;

/* ---- Keys ---- */

static void fill_code(const step *s, const tr_group *group, apr_pool_t *pool)
{
    (void)pool;
    *s->field = tr_field_code(tr_gen_string(s->gen, s->codes[group->code[s->dim]].code));
}

/* Names in data are those valid at the end of the period, or of the newest one. */
static void fill_country_name(const step *s, const tr_group *group, apr_pool_t *pool)
{
    uint16_t period = group->code[TR_DIM_PERIOD];
    int32_t day = period ? tr_gen_codes(s->gen, TR_DIM_PERIOD)[period].period.end_day
                         : s->newest_day;

    (void)pool;
    *s->field = tr_fact_country(s->gen, group->code[s->dim], day);
}

static tr_field day_field(const step *s, const tr_group *group, int is_end, apr_pool_t *pool)
{
    uint16_t code = group->code[s->dim];
    const tr_period *period = &s->codes[code].period;

    return code ? tr_field_text(tr_fact_day(is_end ? period->end_day : period->start_day, pool))
                : tr_field_none();
}

static void fill_start(const step *s, const tr_group *group, apr_pool_t *pool)
{
    *s->field = day_field(s, group, 0, pool);
}

static void fill_end(const step *s, const tr_group *group, apr_pool_t *pool)
{
    *s->field = day_field(s, group, 1, pool);
}

static void fill_granularity(const step *s, const tr_group *group, apr_pool_t *pool)
{
    (void)pool;
    *s->field = tr_field_code(tr_granularity_code(group->granularity));
}

static int32_t newest_day(const tr_gen *gen)
{
    const tr_gen_code *periods = tr_gen_codes(gen, TR_DIM_PERIOD);
    uint32_t count = gen->head->codes[TR_DIM_PERIOD].count;

    return count > 1 ? periods[count - 1].period.end_day : 0;
}

static void add_step(groups_baton *baton, const tr_gen *gen, fill_fn *fill, tr_dim dim,
                     tr_field *field, uint64_t columns)
{
    baton->step[baton->step_count++] = (step){
        .fill = fill, .field = field, .gen = gen, .dim = dim, .codes = tr_gen_codes(gen, dim),
        .newest_day = newest_day(gen), .columns = columns
    };
}

static void add_key(tr_facts *facts, const tr_gen *gen, fill_fn *fill, tr_dim dim,
                    const tr_column_def *column)
{
    int number = facts->column_count++;

    facts->column[number] = *column;
    add_step(facts->baton, gen, fill, dim, &facts->fields[number], UINT64_C(1) << number);
}

/* Measure and unit have columns of their own in every grouped answer. */
static void add_keys(tr_facts *facts, const tr_gen *gen, const tr_groups *groups)
{
    for (int i = 0; i < groups->key_count; i++) {
        tr_dim dim = groups->key[i];
        const tr_column_def column = { tr_dims[dim].code, TR_COL_CODE, dim, 0 };
        if (dim == TR_DIM_MEASURE || dim == TR_DIM_UNIT)
            continue;
        add_key(facts, gen, fill_code, dim, &column);
        if (dim == TR_DIM_COUNTRY)
            add_key(facts, gen, fill_country_name, dim, &tr_key_columns[TR_KEY_COUNTRY_NAME]);
        if (dim == TR_DIM_PERIOD) {
            add_key(facts, gen, fill_start, dim, &tr_key_columns[TR_KEY_PERIOD_START]);
            add_key(facts, gen, fill_end, dim, &tr_key_columns[TR_KEY_PERIOD_END]);
        }
    }
    if (groups->by_granularity)
        add_key(facts, gen, fill_granularity, TR_DIM_PERIOD,
                &tr_key_columns[TR_KEY_GRANULARITY]);
}

/* ---- Columns behind the keys ---- */

static const char *missing_words(const tr_group *group, apr_pool_t *pool)
{
    const char *text = NULL;

    for (int i = 0; group->missing && i < TR_STATUS_COUNT; i++)
        if (group->missing[i])
            text = apr_pstrcat(pool, text ? text : "", text ? " " : "",
                               tr_status_describe((unsigned)i)->code, ":",
                               apr_psprintf(pool, "%u", group->missing[i]),
                               NULL);
    return text;
}

static const char *limit_words(const tr_group *group, apr_pool_t *pool)
{
    const char *text = NULL;
    for (unsigned bit = 0; group->limits >> bit; bit++)
        if (group->limits & (1u << bit))
            text = apr_pstrcat(pool, text ? text : "", text ? " " : "",
                               tr_limit_code(bit), NULL);
    return text;
}

/* Every reason why something is not said, sums first. */
static const char *refusals(const tr_group *group, apr_pool_t *pool)
{
    const char *text = group->refused;
    if (group->share_refused)
        text = apr_pstrcat(pool, text ? text : "", text ? "; " : "", "share: ",
                           group->share_refused, NULL);
    return text;
}

static void fill_kind(const step *s, const tr_group *group, apr_pool_t *pool)
{
    static const tr_row_kind words[] = {
        [TR_GROUP_PUBLISHED] = TR_ROW_PUBLISHED, [TR_GROUP_STATED] = TR_ROW_STATED,
        [TR_GROUP_COMPUTED] = TR_ROW_COMPUTED
    };
    (void)pool;
    s->field[TR_GROUP_KIND] = tr_field_code(tr_row_kind_codes[words[group->kind]]);
}

static void fill_terms(const step *s, const tr_group *group, apr_pool_t *pool)
{
    (void)pool;
    s->field[TR_GROUP_MEASURE] = tr_field_code(
        tr_gen_code_text(s->gen, TR_DIM_MEASURE, group->code[TR_DIM_MEASURE]));
    s->field[TR_GROUP_UNIT] = tr_field_code(
        tr_gen_code_text(s->gen, TR_DIM_UNIT, group->code[TR_DIM_UNIT]));
}

static void fill_value(const step *s, const tr_group *group, apr_pool_t *pool)
{
    (void)pool;
    tr_fact_value(s->field + TR_GROUP_VALUE, &group->value);
}

static void fill_share(const step *s, const tr_group *group, apr_pool_t *pool)
{
    s->field[TR_GROUP_SHARE_MIN] = s->field[TR_GROUP_SHARE_MAX] =
        s->field[TR_GROUP_SHARE_OF] = tr_field_none();
    if (!group->has_share)
        return;
    s->field[TR_GROUP_SHARE_MIN] = tr_field_text(
        tr_fact_percent(group->share_min, 4, pool));
    s->field[TR_GROUP_SHARE_MAX] = tr_field_text(
        tr_fact_percent(group->share_max, 4, pool));
    s->field[TR_GROUP_SHARE_OF] = tr_field_code(group->share_of);
}

static void fill_cells(const step *s, const tr_group *group, apr_pool_t *pool)
{
    (void)pool;
    s->field[TR_GROUP_CELLS] = tr_field_number((int64_t)group->cells);
}

/* What is missing, refused or not known to be complete. */
static void fill_gaps(const step *s, const tr_group *group, apr_pool_t *pool)
{
    s->field[TR_GROUP_MISSING_BY_STATUS] = tr_field_text(missing_words(group, pool));
    s->field[TR_GROUP_REFUSED] = tr_field_text(refusals(group, pool));
    s->field[TR_GROUP_LIMITS] = tr_field_text(limit_words(group, pool));
}

/* The sum of the parts, where it is not what is stated for the whole. */
static void fill_computed(const step *s, const tr_group *group, apr_pool_t *pool)
{
    const tr_value *value = &group->computed;
    int known = group->computed_differs && tr_value_is_bounded(value);

    (void)pool;
    s->field[TR_GROUP_COMPUTED_MIN] = known ? tr_field_number(value->min)
                                          : tr_field_none();
    s->field[TR_GROUP_COMPUTED_MAX] = known && value->max != TR_UNBOUNDED
        ? tr_field_number(value->max) : tr_field_none();
}

#define BIT(column) (UINT64_C(1) << TR_GROUP_##column)

#define SHARE_COLUMNS (BIT(SHARE_MIN) | BIT(SHARE_MAX) | BIT(SHARE_OF))
#define COMPUTED_COLUMNS (BIT(COMPUTED_MIN) | BIT(COMPUTED_MAX))

static const struct { uint64_t columns; fill_fn *fill; } fillers[] = {
    { BIT(KIND), fill_kind },
    { BIT(MEASURE) | BIT(UNIT), fill_terms },
    { BIT(VALUE) | BIT(MIN) | BIT(MAX) | BIT(STATUS), fill_value },
    { SHARE_COLUMNS, fill_share },
    { BIT(CELLS), fill_cells },
    { BIT(MISSING_BY_STATUS) | BIT(REFUSED) | BIT(LIMITS), fill_gaps },
    { COMPUTED_COLUMNS, fill_computed }
};

static void add_group_columns(tr_facts *facts, const tr_gen *gen)
{
    groups_baton *baton = facts->baton;
    int first = baton->key_count = facts->column_count;

    memcpy(facts->column + first, tr_group_columns, sizeof tr_group_columns);
    facts->column_count += TR_GROUP_COLUMN_COUNT;
    for (size_t i = 0; i < sizeof fillers / sizeof *fillers; i++)
        add_step(baton, gen, fillers[i].fill, TR_DIM_MEASURE, &facts->fields[first],
                 fillers[i].columns << first);
}

/* ---- What varies ---- */

/* The columns of a group in which two rows may differ; at least those in which they do. */
static uint64_t differing(const tr_group *a, const tr_group *b)
{
    uint64_t bits = BIT(VALUE) | BIT(MIN) | BIT(MAX);

    if (a->kind != b->kind)
        bits |= BIT(KIND);
    if (a->code[TR_DIM_MEASURE] != b->code[TR_DIM_MEASURE])
        bits |= BIT(MEASURE);
    if (a->code[TR_DIM_UNIT] != b->code[TR_DIM_UNIT])
        bits |= BIT(UNIT);
    if (a->value.status != b->value.status)
        bits |= BIT(STATUS);
    if (a->cells != b->cells)
        bits |= BIT(CELLS);
    return bits;
}

/* Of those that are empty in plain answers. */
static uint64_t differing_more(const tr_group *a, const tr_group *b)
{
    uint64_t bits = 0;

    if (a->has_share || b->has_share)
        bits |= SHARE_COLUMNS;
    if (a->missing || b->missing)
        bits |= BIT(MISSING_BY_STATUS);
    if (a->refused || b->refused || a->share_refused || b->share_refused)
        bits |= BIT(REFUSED);
    if (a->computed_differs || b->computed_differs)
        bits |= COMPUTED_COLUMNS;
    if (a->limits != b->limits)
        bits |= BIT(LIMITS);
    return bits;
}

/* Most columns of most answers say the same all the way down. */
static uint64_t constant_columns(const groups_baton *baton)
{
    const tr_group *rows = baton->groups->rows;
    uint64_t count = baton->groups->count, differ = 0, constant;
    int same_granularity = 1;

    for (uint64_t i = 1; i < count; i++) {
        differ |= differing(&rows[0], &rows[i]);
        if (!baton->groups->plain)
            differ |= differing_more(&rows[0], &rows[i]);
        same_granularity &= rows[0].granularity == rows[i].granularity;
    }
    constant = ~differ & ((UINT64_C(1) << TR_GROUP_COLUMN_COUNT) - 1);
    constant <<= baton->key_count;
    for (int i = 0; i < baton->step_count; i++)
        if (baton->step[i].fill == fill_granularity && same_granularity)
            constant |= baton->step[i].columns;
    return constant;
}

/* ---- Rows ---- */

/* An answer that is refused as a whole is one row that says so, never no row. */
static int next_refusal(tr_facts *facts, tr_field *fields)
{
    groups_baton *baton = facts->baton;

    if (baton->at == facts->count)
        return 0;
    baton->at++;
    fields += baton->key_count;
    fields[TR_GROUP_KIND] = tr_field_code(
        tr_row_kind_codes[TR_ROW_COMPUTED]);
    fields[TR_GROUP_STATUS] = tr_field_text(
        tr_status_describe(TR_STATUS_REFUSED)->code);
    fields[TR_GROUP_REFUSED] = tr_field_text(baton->groups->refused);
    return 1;
}

static int fill_row(groups_baton *baton, uint64_t count, apr_pool_t *pool)
{
    const tr_group *group = &baton->groups->rows[baton->at];

    if (baton->at == count)
        return 0;
    for (const step *s = baton->step, *end = s + baton->step_count; s < end; s++)
        s->fill(s, group, pool);
    baton->at++;
    return 1;
}

static int next_group(tr_facts *facts, tr_field *fields)
{
    (void)fields;
    return fill_row(facts->baton, facts->count, facts->row_pool);
}

/* What the first row has found out once is in the fields already. */
static void drop_constant_steps(groups_baton *baton, uint64_t constant)
{
    int kept = 0;

    for (int i = 0; i < baton->step_count; i++)
        if (baton->step[i].columns & ~constant)
            baton->step[kept++] = baton->step[i];
    baton->step_count = kept;
}

static int first_group(tr_facts *facts, tr_field *fields)
{
    groups_baton *baton = facts->baton;

    (void)fields;
    if (!fill_row(baton, facts->count, baton->pool))
        return 0;
    drop_constant_steps(baton, facts->constant);
    facts->next = next_group;
    return 1;
}

static void seek_group(tr_facts *facts, uint64_t index)
{
    groups_baton *baton = facts->baton;
    baton->at = index < facts->count ? index : facts->count;
}

void tr_facts_groups(tr_facts *facts, const tr_render *render,
                     const tr_query *query)
{
    groups_baton *baton = apr_pcalloc(render->pool, sizeof *baton);

    baton->pool = render->pool;
    baton->groups = tr_group_answer(render->gen, query, render->pool);
    if (render->from_totals)
        *render->from_totals = baton->groups->from_totals;
    facts->kind = tr_fact_kinds[TR_FACT_GROUPS];
    facts->baton = baton;
    add_keys(facts, render->gen, baton->groups);
    add_group_columns(facts, render->gen);
    facts->count = baton->groups->refused ? 1 : baton->groups->count;
    facts->constant = constant_columns(baton);
    facts->next = baton->groups->refused ? next_refusal : first_group;
    facts->seek = seek_group;
}
