/* SPDX-License-Identifier: Apache-2.0 */
/*
 * facts_groups.c - sums as rows: the columns of the group's keys, then those of
 * TR_GROUP_COLUMNS.  A key brings the columns it has in a list of cells: a
 * country its name, a period its first and last day.
 */
#include "render/facts.h"

#include <apr_strings.h>
#include <string.h>

typedef struct key_column {
    enum { KEY_CODE, KEY_COUNTRY_NAME, KEY_START, KEY_END, KEY_GRANULARITY } what;
    tr_dim dim;
} key_column;

typedef struct groups_baton {
    const tr_gen *gen;
    const tr_groups *groups;
    uint64_t at;
    int filled;                 /* the columns that are the same in every row */
    apr_pool_t *pool;           /* for them */
    int32_t newest_day;         /* the end of the newest period, 0 without one */
    int key_count;
    key_column key[TR_FACT_COLUMNS_MAX];
} groups_baton;

static void add_key(tr_facts *facts, groups_baton *baton, int what, tr_dim dim,
                    const tr_column_def *column)
{
    baton->key[baton->key_count].what = what;
    baton->key[baton->key_count++].dim = dim;
    facts->column[facts->column_count++] = *column;
}

static void add_code(tr_facts *facts, groups_baton *baton, tr_dim dim)
{
    const tr_column_def column = { tr_dims[dim].code, TR_COL_CODE, dim, 0 };
    add_key(facts, baton, KEY_CODE, dim, &column);
}

/* Measure and unit have columns of their own in every grouped answer. */
static void add_keys(tr_facts *facts, groups_baton *baton)
{
    const tr_groups *groups = baton->groups;

    for (int i = 0; i < groups->key_count; i++) {
        tr_dim dim = groups->key[i];
        if (dim == TR_DIM_MEASURE || dim == TR_DIM_UNIT)
            continue;
        add_code(facts, baton, dim);
        if (dim == TR_DIM_COUNTRY)
            add_key(facts, baton, KEY_COUNTRY_NAME, dim,
                    &tr_key_columns[TR_KEY_COUNTRY_NAME]);
        if (dim == TR_DIM_PERIOD) {
            add_key(facts, baton, KEY_START, dim,
                    &tr_key_columns[TR_KEY_PERIOD_START]);
            add_key(facts, baton, KEY_END, dim,
                    &tr_key_columns[TR_KEY_PERIOD_END]);
        }
    }
    if (groups->by_granularity)
        add_key(facts, baton, KEY_GRANULARITY, TR_DIM_PERIOD,
                &tr_key_columns[TR_KEY_GRANULARITY]);
}

static int32_t newest_day(const tr_gen *gen)
{
    const tr_gen_code *periods = tr_gen_codes(gen, TR_DIM_PERIOD);
    uint32_t count = gen->head->codes[TR_DIM_PERIOD].count;

    return count > 1 ? periods[count - 1].period.end_day : 0;
}

/* Names in data are those valid at the end of the period, or of the newest one. */
static int32_t name_day(const groups_baton *baton, const tr_group *group)
{
    uint16_t period = group->code[TR_DIM_PERIOD];

    return period ? tr_gen_codes(baton->gen, TR_DIM_PERIOD)[period].period.end_day
                  : baton->newest_day;
}

static tr_field key_field(groups_baton *baton, const key_column *key,
                          const tr_group *group, apr_pool_t *pool)
{
    const tr_gen *gen = baton->gen;
    uint16_t code = group->code[key->dim];
    const tr_gen_code *row = &tr_gen_codes(gen, key->dim)[code];

    switch (key->what) {
    case KEY_COUNTRY_NAME:
        return tr_field_text(tr_fact_country(gen, code, name_day(baton, group)));
    case KEY_START:
        return code ? tr_field_text(tr_fact_day(row->period.start_day, pool))
                    : tr_field_none();
    case KEY_END:
        return code ? tr_field_text(tr_fact_day(row->period.end_day, pool))
                    : tr_field_none();
    case KEY_GRANULARITY:
        return tr_field_code(tr_granularity_code(group->granularity));
    default:
        return tr_field_code(tr_gen_code_text(gen, key->dim, code));
    }
}

static const char *kind_word(const tr_group *group)
{
    switch (group->kind) {
    case TR_GROUP_PUBLISHED: return tr_row_kind_codes[TR_ROW_PUBLISHED];
    case TR_GROUP_STATED: return tr_row_kind_codes[TR_ROW_STATED];
    default: return tr_row_kind_codes[TR_ROW_COMPUTED];
    }
}

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

/* The sum of the parts, where it is not what is stated for the whole. */
static void fill_computed(tr_field *fields, const tr_group *group)
{
    const tr_value *value = &group->computed;
    int known = group->computed_differs && tr_value_is_bounded(value);

    fields[TR_GROUP_COMPUTED_MIN] = known ? tr_field_number(value->min)
                                          : tr_field_none();
    fields[TR_GROUP_COMPUTED_MAX] = known && value->max != TR_UNBOUNDED
        ? tr_field_number(value->max) : tr_field_none();
}

static void fill_share(tr_field *fields, const tr_group *group, apr_pool_t *pool)
{
    fields[TR_GROUP_SHARE_MIN] = fields[TR_GROUP_SHARE_MAX] =
        fields[TR_GROUP_SHARE_OF] = tr_field_none();
    if (!group->has_share)
        return;
    fields[TR_GROUP_SHARE_MIN] = tr_field_text(
        tr_fact_percent(group->share_min, 4, pool));
    fields[TR_GROUP_SHARE_MAX] = tr_field_text(
        tr_fact_percent(group->share_max, 4, pool));
    fields[TR_GROUP_SHARE_OF] = tr_field_code(group->share_of);
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

#define BIT(column) (UINT64_C(1) << TR_GROUP_##column)

static const uint64_t value_columns = BIT(VALUE) | BIT(MIN) | BIT(MAX) | BIT(STATUS);
static const uint64_t share_columns = BIT(SHARE_MIN) | BIT(SHARE_MAX) | BIT(SHARE_OF);
static const uint64_t computed_columns = BIT(COMPUTED_MIN) | BIT(COMPUTED_MAX);

/* Fills the columns whose bits are set. */
static void fill_group(const tr_gen *gen, const tr_group *group, uint64_t fill,
                       tr_field *fields, apr_pool_t *pool)
{
    if (fill & BIT(KIND))
        fields[TR_GROUP_KIND] = tr_field_code(kind_word(group));
    if (fill & BIT(MEASURE))
        fields[TR_GROUP_MEASURE] = tr_field_code(
            tr_gen_code_text(gen, TR_DIM_MEASURE, group->code[TR_DIM_MEASURE]));
    if (fill & BIT(UNIT))
        fields[TR_GROUP_UNIT] = tr_field_code(
            tr_gen_code_text(gen, TR_DIM_UNIT, group->code[TR_DIM_UNIT]));
    if (fill & value_columns)
        tr_fact_value(fields + TR_GROUP_VALUE, &group->value);
    if (fill & share_columns)
        fill_share(fields, group, pool);
    if (fill & BIT(CELLS))
        fields[TR_GROUP_CELLS] = tr_field_number((int64_t)group->cells);
    if (fill & BIT(MISSING_BY_STATUS))
        fields[TR_GROUP_MISSING_BY_STATUS] = tr_field_text(missing_words(group, pool));
    if (fill & BIT(REFUSED))
        fields[TR_GROUP_REFUSED] = tr_field_text(refusals(group, pool));
    if (fill & computed_columns)
        fill_computed(fields, group);
    if (fill & BIT(LIMITS))
        fields[TR_GROUP_LIMITS] = tr_field_text(limit_words(group, pool));
}

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
    if (a->has_share || b->has_share)
        bits |= share_columns;
    if (a->cells != b->cells)
        bits |= BIT(CELLS);
    if (a->missing || b->missing)
        bits |= BIT(MISSING_BY_STATUS);
    if (a->refused || b->refused || a->share_refused || b->share_refused)
        bits |= BIT(REFUSED);
    if (a->computed_differs || b->computed_differs)
        bits |= computed_columns;
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
        same_granularity &= rows[0].granularity == rows[i].granularity;
    }
    constant = ~differ & ((UINT64_C(1) << TR_GROUP_COLUMN_COUNT) - 1);
    constant <<= baton->key_count;
    for (int i = 0; i < baton->key_count; i++)
        if (baton->key[i].what == KEY_GRANULARITY && same_granularity)
            constant |= UINT64_C(1) << i;
    return constant;
}

/* An answer that is refused as a whole is one row that says so, never no row. */
static void fill_refusal(tr_field *fields, const char *refused)
{
    fields[TR_GROUP_KIND] = tr_field_code(
        tr_row_kind_codes[TR_ROW_COMPUTED]);
    fields[TR_GROUP_STATUS] = tr_field_text(
        tr_status_describe(TR_STATUS_REFUSED)->code);
    fields[TR_GROUP_REFUSED] = tr_field_text(refused);
}

static int next_group(tr_facts *facts, tr_field *fields)
{
    groups_baton *baton = facts->baton;
    uint64_t fill = baton->filled ? ~facts->constant : ~UINT64_C(0);
    apr_pool_t *pool = baton->filled ? facts->row_pool : baton->pool;
    const tr_group *group;

    if (baton->at >= facts->count)
        return 0;
    if (baton->groups->refused) {
        baton->at++;
        fill_refusal(fields + baton->key_count, baton->groups->refused);
        return 1;
    }
    group = &baton->groups->rows[baton->at++];
    for (int i = 0; i < baton->key_count; i++)
        if (fill >> i & 1)
            fields[i] = key_field(baton, &baton->key[i], group, pool);
    fill_group(baton->gen, group, fill >> baton->key_count,
               fields + baton->key_count, pool);
    baton->filled = 1;
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

    baton->gen = render->gen;
    baton->pool = render->pool;
    baton->newest_day = newest_day(render->gen);
    baton->groups = tr_group_answer(render->gen, query, render->pool);
    if (render->from_totals)
        *render->from_totals = baton->groups->from_totals;
    facts->kind = tr_fact_kinds[TR_FACT_GROUPS];
    add_keys(facts, baton);
    memcpy(facts->column + facts->column_count, tr_group_columns,
           sizeof tr_group_columns);
    facts->column_count += TR_GROUP_COLUMN_COUNT;
    facts->count = baton->groups->refused ? 1 : baton->groups->count;
    facts->constant = constant_columns(baton);
    facts->next = next_group;
    facts->seek = seek_group;
    facts->baton = baton;
}
