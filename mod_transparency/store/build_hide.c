/* SPDX-License-Identifier: Apache-2.0 */
/* Which figures are hidden because they are small, or together with one that is; see build_hide.h. */
#include <string.h>

#include "store/build_hide.h"

/* ---- What is to be hidden ---- */

static const char *const scope_words[HIDE_SCOPE_COUNT] = {
    "cell", "row", "column", "demand", "table"
};

static void make_stricter(hide_policy *policy, const hide_policy *more)
{
    if (!policy->limit) {
        *policy = *more;
        return;
    }
    if (more->limit > policy->limit) {
        policy->limit = more->limit;
        policy->reason = more->reason;
    }
    policy->min = more->min < policy->min ? more->min : policy->min;
    policy->max = more->max > policy->max ? more->max : policy->max;
    policy->zero |= more->zero;
    policy->scopes |= more->scopes;
}

/* `publisher` 0: of everybody. */
static void add_policy(builder *b, uint16_t publisher, const hide_policy *more)
{
    uint32_t count = (uint32_t)b->dims[TR_DIM_PUBLISHER].codes->nelts + 1;

    if (!b->policies)
        b->policies = apr_pcalloc(b->pool, count * sizeof *b->policies);
    for (uint32_t i = 0; i < count; i++)
        if (!publisher || i == publisher)
            make_stricter(&b->policies[i], more);
}

static void add_directive(builder *b)
{
    int64_t limit = b->options->minimum_cell;
    hide_policy policy = { limit, 0, limit - 1, 0, 1u << HIDE_CELL, NULL };

    policy.reason = apr_psprintf(b->pool, "TransparencyMinimumCell %" APR_INT64_T_FMT, limit);
    if (limit > 1)
        add_policy(b, 0, &policy);
}

static void refuse_rule(builder *b, const build_version *version, const char *what)
{
    tr_build_refuse(b, version->file, version->entity->line, version->entity->column, "bad-rule",
                    "rule \"%s\": %s", version->entity->id, what);
}

/* A number above 1: nothing is below 1 but 0. */
static int read_limit(builder *b, const build_version *version, hide_policy *policy)
{
    const char *text = tr_build_attr(version, "limit");
    tr_figure figure;

    if (!text)
        return 0;
    if (!tr_figure_parse(text, strlen(text), &figure, NULL) || figure.kind != TR_FIGURE_NUMBER
        || figure.stated < 2 || figure.stated > INT32_MAX) {
        refuse_rule(b, version, "limit wants a number from 2 to 2147483647");
        return 0;
    }
    policy->limit = figure.stated;
    policy->max = figure.stated - 1;
    return 1;
}

/* The band has to hold every number that is hidden. */
static int read_shown(builder *b, const build_version *version, hide_policy *policy)
{
    const char *text = tr_build_attr(version, "shown");
    tr_figure figure;

    if (!text)
        return 1;
    if (!tr_figure_parse(text, strlen(text), &figure, NULL) || figure.kind != TR_FIGURE_BAND
        || figure.value.min > !policy->zero || figure.value.max < policy->limit - 1) {
        refuse_rule(b, version, policy->zero
                    ? "shown wants a band from 0 to at least limit less 1"
                    : "shown wants a band from 0 or 1 to at least limit less 1");
        return 0;
    }
    policy->min = figure.value.min;
    policy->max = figure.value.max;
    return 1;
}

/* Without a scope a rule is about each figure; a complementary one is about those of a type. */
static uint8_t read_scope(const build_version *version)
{
    const char *text = tr_build_attr(version, "scope"), *kind = tr_build_attr(version, "kind");

    for (int i = 0; text && i < HIDE_SCOPE_COUNT; i++)
        if (!strcmp(text, scope_words[i]))
            return (uint8_t)(1u << i);
    return (uint8_t)(1u << (!strcmp(kind, "complementary") ? HIDE_DEMAND : HIDE_CELL));
}

static void add_rule(builder *b, const build_entity *entity)
{
    const build_version *version = &b->versions[entity->first + entity->count - 1];
    const char *publisher, *zero;
    hide_policy policy = { 0 };

    if (version->entity->withdrawn || !strcmp(tr_build_attr(version, "kind"), "rounding"))
        return;
    zero = tr_build_attr(version, "zero");
    policy.zero = zero && !strcmp(zero, "hidden");
    if (!read_limit(b, version, &policy) || !read_shown(b, version, &policy))
        return;
    policy.scopes = read_scope(version);
    policy.reason = apr_pstrcat(b->pool, "rule ", entity->id, NULL);
    publisher = tr_build_attr(version, "publisher");
    if (!publisher)
        publisher = version->file->file->publisher;
    add_policy(b, tr_build_ordinal(b, TR_DIM_PUBLISHER, publisher), &policy);
}

void tr_build_policies(builder *b)
{
    int rules = tr_element_find("rule", 4);

    add_directive(b);
    for (uint32_t i = 0; i < b->entity_count; i++)
        if (b->entities[i].kind == rules)
            add_rule(b, &b->entities[i]);
}

/* ---- Rows ---- */

const tr_gen_block *tr_hide_block(const hiding *h, uint32_t row)
{
    return BUILD_ROW(&h->b->blocks, tr_gen_block, h->block[row]);
}

const tr_gen_range *tr_hide_range(const hiding *h, uint32_t row)
{
    const build_cell *cell = BUILD_ROW(&h->b->cells, build_cell, row);

    if (cell->status == TR_STATUS_REPORTED || cell->status == TR_STATUS_ZERO_IMPLIED || !cell->value)
        return NULL;
    return BUILD_ROW(&h->b->ranges, tr_gen_range, cell->value);
}

tr_value tr_hide_truth(const hiding *h, uint32_t row)
{
    const build_cell *cell = BUILD_ROW(&h->b->cells, build_cell, row);
    const tr_gen_range *range = tr_hide_range(h, row);

    if (!tr_status_has_number(cell->status))
        return tr_value_missing((tr_status)cell->status);
    return range ? tr_value_interval(range->min, range->max, (tr_status)cell->status)
                 : tr_value_exact((int64_t)cell->value);
}

int tr_hide_is_percentage(const hiding *h, uint32_t row)
{
    const tr_gen_range *range = tr_hide_range(h, row);
    return range && range->percent_of;
}

void tr_hide_region(const hiding *h, uint32_t row, hide_region *out)
{
    const tr_gen_block *block = tr_hide_block(h, row);
    const build_cell *cell = BUILD_ROW(&h->b->cells, build_cell, row);

    memset(out, 0, sizeof *out);
    out->publisher = block->publisher;
    out->unit = block->unit;
    out->measure = block->measure;
    out->service = block->service;
    out->period = block->period;
    for (int d = 0; d < TR_DIM_CELL_COUNT; d++)
        out->code[d] = tr_build_cell_code(h->b, cell, TR_DIM_CELL_FIRST + d);
}

/* ---- Small figures ---- */

static void hide(hiding *h, uint32_t row, int64_t min, int64_t max)
{
    h->state[row] = HIDE_SMALL;
    h->min[row] = min;
    h->max[row] = max;
    h->small[h->small_count++] = row;
}

/* An interval hides a small figure as well as the policy does when it is as wide. */
static void hide_if_small(hiding *h, uint32_t row, const hide_policy *policy)
{
    const tr_gen_range *range = tr_hide_range(h, row);
    tr_value value = tr_hide_truth(h, row);

    if (!tr_status_has_number(value.status) || value.min >= policy->limit)
        return;
    if (value.max == TR_UNBOUNDED) {
        if (range && range->stated && range->stated < policy->limit)
            hide(h, row, 0, TR_UNBOUNDED);
    }
    else if (value.max == 0) {
        if (policy->zero)
            hide(h, row, policy->min, policy->max);
    }
    else if (value.max - value.min < policy->max - policy->min)
        hide(h, row, value.min < policy->min ? value.min : policy->min,
             value.max > policy->max ? value.max : policy->max);
}

/* ---- What is hidden together ---- */

typedef struct together {
    uint32_t scope, entity;
    uint16_t service, period, measure, unit;
    uint16_t code[TR_DIM_CELL_COUNT];
} together;

static int is_of_row(int dim)
{
    return dim != TR_DIM_DATA && dim != TR_DIM_BASIS && dim != TR_DIM_NOTICE
        && dim != TR_DIM_IDENTIFIER;
}

static void make_together(const hiding *h, uint32_t row, int scope, together *out)
{
    const tr_gen_block *block = tr_hide_block(h, row);
    const build_cell *cell = BUILD_ROW(&h->b->cells, build_cell, row);

    memset(out, 0, sizeof *out);
    out->scope = (uint32_t)scope;
    out->entity = block->entity;
    if (scope == HIDE_TABLE)
        return;
    if (scope == HIDE_COLUMN) {
        out->measure = block->measure;
        out->unit = block->unit;
        return;
    }
    out->service = block->service;
    out->period = block->period;
    for (int d = 0; d < TR_DIM_CELL_COUNT; d++)
        if (scope == HIDE_DEMAND ? TR_DIM_CELL_FIRST + d == TR_DIM_DEMAND
                                 : is_of_row(TR_DIM_CELL_FIRST + d))
            out->code[d] = tr_build_cell_code(h->b, cell, TR_DIM_CELL_FIRST + d);
}

static void hide_with(hiding *h, uint32_t row, const hide_policy *policy)
{
    tr_value value = tr_hide_truth(h, row);

    if (!tr_status_has_number(value.status) || (value.max == 0 && !policy->zero))
        return;
    if (value.max <= policy->max)
        hide(h, row, policy->min, policy->max);
    else
        hide(h, row, 0, TR_UNBOUNDED);
}

static void hide_together(hiding *h)
{
    const hide_policy *policies = h->b->policies;
    apr_hash_t *found = apr_hash_make(h->pool);
    uint32_t count = h->small_count;
    together key;

    for (uint32_t i = 0; i < count; i++)
        for (int scope = HIDE_ROW; scope < HIDE_SCOPE_COUNT; scope++)
            if (policies[tr_hide_block(h, h->small[i])->publisher].scopes & 1u << scope) {
                make_together(h, h->small[i], scope, &key);
                apr_hash_set(found, apr_pmemdup(h->pool, &key, sizeof key), sizeof key, "");
            }
    for (uint32_t row = 0; apr_hash_count(found) && row < h->b->cells.count; row++)
        for (int scope = HIDE_ROW; scope < HIDE_SCOPE_COUNT && !h->state[row]; scope++) {
            const hide_policy *policy = &policies[tr_hide_block(h, row)->publisher];
            make_together(h, row, scope, &key);
            if (policy->scopes & 1u << scope && apr_hash_get(found, &key, sizeof key))
                hide_with(h, row, policy);
        }
}

/* ---- The step ---- */

static void find_small(hiding *h)
{
    builder *b = h->b;

    for (uint32_t i = 0; i < b->blocks.count; i++) {
        const tr_gen_block *block = BUILD_ROW(&b->blocks, tr_gen_block, i);
        const hide_policy *policy = &b->policies[block->publisher];
        for (uint32_t row = block->first; row < block->first + block->count; row++) {
            h->block[row] = i;
            if (policy->limit)
                hide_if_small(h, row, policy);
        }
    }
}

void tr_build_hide(builder *b)
{
    uint32_t rows = b->cells.count;
    hiding h = { .b = b };

    if (!b->policies)
        return;
    apr_pool_create(&h.pool, b->pool);
    h.block = apr_palloc(h.pool, (rows + 1u) * sizeof *h.block);
    h.state = apr_pcalloc(h.pool, rows + 1u);
    h.min = apr_palloc(h.pool, (rows + 1u) * sizeof *h.min);
    h.max = apr_palloc(h.pool, (rows + 1u) * sizeof *h.max);
    h.small = apr_palloc(h.pool, (rows + 1u) * sizeof *h.small);
    find_small(&h);
    hide_together(&h);
    if (h.small_count) {
        tr_hide_sums(&h);
        tr_hide_rows(&h);
    }
    apr_pool_destroy(h.pool);
}
