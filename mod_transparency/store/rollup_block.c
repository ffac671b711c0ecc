/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The values of one block: its cells are sorted by the grouped dimensions, then
 * by those rolled up, and every group is walked as the tree that this makes.
 *
 *   key     grouped codes | rolled-up codes      (only dimensions that vary)
 *   level                   0 .. levels-1        one for each rolled-up dimension
 */
#include <string.h>

#include "store/rollup_private.h"

typedef struct level {
    int dim;                    /* by cell dimension */
    tr_gen_column column;       /* its codes by row */
    int shift;
    int in_low;                 /* the bits are all in the lower half of the key */
    uint32_t mask;
    const tr_axis *axis;
    uint8_t relation;           /* of the codes used to the whole */
} level;

typedef struct walk {
    roll_work *work;
    const tr_gen *gen;
    const tr_gen_block *block;
    uint32_t block_number;
    const tr_gen_table *table;
    level groups[TR_DIM_CELL_COUNT], levels[TR_DIM_CELL_COUNT];
    int group_count, level_count;
    int below_groups;           /* bits of all levels together */
    tr_build_key *keys;
    size_t count;
} walk;

/* ---- Tables and what they use ---- */

/* Nothing but the parts' own gaps keeps it from being the whole. */
static int is_complete(const roll_part *part)
{
    return !part->refusal && !part->limits;
}

const tr_gen_table *tr_roll_table(const tr_gen *gen, const tr_gen_block *block)
{
    const tr_gen_entity *entity = TR_GEN_ROWS(gen, tr_gen_entity, entities) + block->entity;
    const tr_gen_version *version = tr_gen_version_of(gen, entity);

    if (!version || !version->table)
        return NULL;
    return TR_GEN_ROWS(gen, tr_gen_table, tables) + version->table - 1;
}

uint16_t tr_roll_code_at(const tr_gen *gen, int dim, uint32_t row)
{
    return roll_code_in(gen, tr_gen_column_of(gen, dim + TR_DIM_CELL_FIRST), dim, row);
}

/* ---- Selecting and sorting ---- */

/* Whether a code is one of those asked for, or below one of them. */
static int passes(const walk *w, const level *at, uint16_t code)
{
    const tr_gen_code *codes = tr_gen_codes(w->gen, (tr_dim)(TR_DIM_CELL_FIRST + at->dim));

    if (at->axis->count == 0)
        return 1;
    for (uint16_t i = 0; i < at->axis->count; i++)
        if (roll_is_at_or_below(codes, code, at->axis->codes[i]))
            return 1;
    return 0;
}

static int bits_for(uint32_t count)
{
    int bits = 0;

    while (bits < 32 && (UINT64_C(1) << bits) < count)
        bits++;
    return bits;
}

static int place_level(walk *w, level *at, int dim, int shift)
{
    int bits = bits_for(w->gen->head->codes[TR_DIM_CELL_FIRST + dim].count);

    at->dim = dim;
    at->column = tr_gen_column_of(w->gen, TR_DIM_CELL_FIRST + dim);
    at->shift = shift;
    at->in_low = shift + bits <= 64;
    at->mask = (UINT32_C(1) << bits) - 1;
    at->axis = &w->work->axis[dim];
    at->relation = w->table->relation[TR_DIM_CELL_FIRST + dim];
    return shift + bits;
}

/* Lowest bits first: the last of the rolled-up dimensions. */
static void plan(walk *w)
{
    int shift = 0, groups = 0, levels = 0, dims[2][TR_DIM_CELL_COUNT];

    for (int dim = 0; dim < TR_DIM_CELL_COUNT; dim++)
        if (w->block->varies & (1u << dim)) {
            if (w->work->axis[dim].grouped)
                dims[0][groups++] = dim;
            else
                dims[1][levels++] = dim;
        }
    w->group_count = groups;
    w->level_count = levels;
    for (int i = levels - 1; i >= 0; i--)
        shift = place_level(w, &w->levels[i], dims[1][i], shift);
    w->below_groups = shift;
    for (int i = groups - 1; i >= 0; i--)
        shift = place_level(w, &w->groups[i], dims[0][i], shift);
}

static unsigned __int128 whole_key(const tr_build_key *key)
{
    return (unsigned __int128)key->hi << 64 | key->lo;
}

static inline uint16_t key_code(const tr_build_key *key, const level *at)
{
    uint64_t bits = at->in_low ? key->lo >> at->shift : (uint64_t)(whole_key(key) >> at->shift);

    return (uint16_t)((uint32_t)bits & at->mask);
}

static inline void add_code(tr_build_key *key, const level *at, uint16_t code)
{
    unsigned __int128 high;

    if (at->in_low) {
        key->lo |= (uint64_t)code << at->shift;
        return;
    }
    high = (unsigned __int128)code << at->shift;
    key->hi |= (uint64_t)(high >> 64);
    key->lo |= (uint64_t)high;
}

/* Adds what a row says of some dimensions to its key; 0 when it is not asked for. */
static int add_codes(const walk *w, const level *levels, int count, uint32_t row,
                     tr_build_key *key)
{
    for (int i = 0; i < count; i++) {
        uint16_t code = roll_code_in(w->gen, levels[i].column, levels[i].dim, row);
        if (!passes(w, &levels[i], code))
            return 0;
        add_code(key, &levels[i], code);
    }
    return 1;
}

/* The key of a row, or 0 when it is no part of the answer. */
static int make_key(const walk *w, uint32_t row, tr_build_key *key)
{
    *key = (tr_build_key){ .row = row };
    return roll_is_current(w->gen, row) && add_codes(w, w->levels, w->level_count, row, key)
        && add_codes(w, w->groups, w->group_count, row, key);
}

/* A filter on a dimension that no cell says leaves nothing. */
static int filters_can_match(const walk *w)
{
    for (int dim = 0; dim < TR_DIM_CELL_COUNT; dim++)
        if (w->work->axis[dim].count && !(w->block->varies & (1u << dim)))
            return 0;
    return 1;
}

static void select_cells(walk *w, apr_pool_t *scratch)
{
    if (!filters_can_match(w))
        return;
    w->keys = apr_palloc(scratch, sizeof *w->keys * (w->block->count + 1));
    for (uint32_t i = 0; i < w->block->count; i++)
        w->count += (size_t)make_key(w, w->block->first + i, &w->keys[w->count]);
    tr_build_sort(w->keys, w->count, scratch);
}

/* ---- Walking ---- */

static void node_value(walk *w, size_t low, size_t high, int depth, uint16_t node, int want,
                       roll_part *out);

/* Of a count and the percentage made of it, only the count is added. */
static void leave_percentage(const walk *w, size_t *low, size_t *high)
{
    int first, last;

    if (*high - *low != 2)
        return;
    first = tr_gen_is_percentage(w->gen, w->keys[*low].row);
    last = tr_gen_is_percentage(w->gen, w->keys[*high - 1].row);
    if (first > last)
        ++*low;
    else if (last > first)
        --*high;
}

/* Of the dimensions that also divide what an outcome is a part of. */
static int is_same_case(const walk *w, uint32_t one, uint32_t other)
{
    static const tr_dim not_these[] = { TR_DIM_DATA, TR_DIM_BASIS, TR_DIM_NOTICE };

    for (int dim = 0; dim < TR_DIM_CELL_COUNT; dim++) {
        int skip = 0;
        for (size_t i = 0; i < sizeof not_these / sizeof not_these[0]; i++)
            skip |= TR_DIM_CELL_FIRST + dim == (int)not_these[i];
        if (!skip && tr_roll_code_at(w->gen, dim, one) != tr_roll_code_at(w->gen, dim, other))
            return 0;
    }
    return 1;
}

/* Whether a block says of the row's case that there was none. */
static int says_none(const walk *w, const tr_gen_block *block, uint32_t row)
{
    for (uint32_t i = block->first; i < block->first + block->count; i++)
        if (roll_is_current(w->gen, i) && is_same_case(w, i, row)) {
            tr_value value = tr_gen_value(w->gen, i);
            return tr_status_has_number(value.status) && value.max == 0;
        }
    return 0;
}

/* Nothing is left out where nothing was received. */
static int is_of_nothing(const walk *w, uint32_t row)
{
    const tr_gen_block *blocks = TR_GEN_ROWS(w->gen, tr_gen_block, blocks);
    uint16_t whole = tr_gen_codes(w->gen, TR_DIM_MEASURE)[w->block->measure].parent;
    uint32_t first, end;

    tr_roll_run(w->gen, w->block_number, &first, &end);
    for (uint32_t i = first; i < end; i++)
        if (blocks[i].measure == whole && blocks[i].unit == w->block->unit
            && says_none(w, &blocks[i], row))
            return 1;
    return 0;
}

static tr_value value_of(const walk *w, uint32_t row)
{
    tr_value value = tr_gen_value(w->gen, row);

    if (value.status == TR_STATUS_NOT_APPLICABLE && !tr_gen_is_percentage(w->gen, row)
        && !is_of_nothing(w, row))
        value.flags |= TR_FLAG_LEFT_OUT;
    return value;
}

static void leaf_value(walk *w, size_t low, size_t high, roll_part *out)
{
    leave_percentage(w, &low, &high);
    tr_roll_part_init(out, w->block->additivity);
    for (size_t i = low; i < high; i++) {
        tr_value value = value_of(w, w->keys[i].row);
        tr_sum_add(&out->sum, &value);
    }
    if (high - low == 1)
        out->row = w->keys[low].row;
    else
        out->refusal = TR_REFUSED_INVALID;      /* two cells that say the same cannot be */
}

/* First key at or after `low` whose code is at least `code`; mostly it is near. */
static size_t seek(const walk *w, size_t low, size_t high, int depth, uint32_t code)
{
    const level *at = &w->levels[depth];
    size_t step = 1;

    for (; low + step <= high && key_code(&w->keys[low + step - 1], at) < code; step *= 2)
        low += step;
    if (low + step <= high)
        high = low + step - 1;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (key_code(&w->keys[middle], at) < code)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static const tr_gen_code *level_codes(const walk *w, int depth)
{
    return tr_gen_codes(w->gen, (tr_dim)(TR_DIM_CELL_FIRST + w->levels[depth].dim));
}

/* The part of `node` that a code below it belongs to. */
static uint16_t part_of(walk *w, int depth, uint16_t node, uint16_t code)
{
    const tr_gen_code *codes = level_codes(w, depth);
    int dim = w->levels[depth].dim;
    uint16_t child = (uint16_t)(node + 1);

    if (node == 0 && w->levels[depth].relation != TR_REL_UNSTATED) {
        tr_roll_need_tops(w->work, w->block_number, dim);
        return w->work->tops.top[dim][code];
    }
    while (!roll_is_at_or_below(codes, code, child))
        child = (uint16_t)(child + codes[child].size);
    return child;
}

static uint32_t parts_expected(walk *w, int depth, uint16_t node)
{
    const tr_gen_code *codes = level_codes(w, depth);
    uint32_t count = 0;

    if (node == 0 && w->levels[depth].relation != TR_REL_UNSTATED) {
        tr_roll_need_tops(w->work, w->block_number, w->levels[depth].dim);
        return w->work->tops.count[w->levels[depth].dim];
    }
    for (uint32_t child = node + 1u; child < (uint32_t)node + codes[node].size;
         child += codes[child].size)
        count++;
    return count;
}

/* What the relation of the parts to their whole makes of their sum. */
static void judge(walk *w, int depth, uint16_t node, uint32_t parts, unsigned relation,
                  roll_part *out)
{
    int countries = node == 0 && w->levels[depth].dim == TR_DIM_COUNTRY - TR_DIM_CELL_FIRST;
    unsigned refusal = TR_REFUSED_NONE;

    if (relation == TR_REL_PARTITION) {
        if (countries && !w->table->absent_none)
            out->limits |= TR_LIMIT_ABSENT;
        else if (countries ? tr_roll_lacks_countries(w->work, w->block_number)
                 : !w->table->absent_none && parts < parts_expected(w, depth, node))
            out->limits |= TR_LIMIT_PART_MISSING;
    }
    else if (relation == TR_REL_PARTIAL)
        out->limits |= TR_LIMIT_PARTIAL;
    else if (parts > 1)
        refusal = relation == TR_REL_OVERLAPPING ? TR_REFUSED_OVERLAPPING : TR_REFUSED_UNSTATED;
    else
        out->limits |= TR_LIMIT_ONE_PART;
    if (!refusal && parts > 1 && w->block->additivity == TR_ADD_NONE)
        refusal = TR_REFUSED_UNIT_NOT_ADDITIVE;
    if (refusal && !out->refusal)
        out->refusal = (uint8_t)refusal;
}

static void add_parts(walk *w, size_t low, size_t high, int depth, uint16_t node,
                      roll_part *out);

/* The node that the value of a level is; several that are asked for by name are none. */
static uint16_t top_of(const level *at)
{
    return at->axis->count ? at->axis->codes[0] : 0;
}

/*
 * Adds the value of a node.  To merge a sum is to add what went into it, so
 * that nothing is made first of what is only cells or only parts.
 */
static void add_node(walk *w, size_t low, size_t high, int depth, uint16_t node, roll_part *out)
{
    int last = depth + 1 == w->level_count;
    roll_part value;
    size_t middle;

    if (last && high - low == 1 && key_code(&w->keys[low], &w->levels[depth]) == node) {
        tr_value cell = value_of(w, w->keys[low].row);
        tr_sum_add(&out->sum, &cell);
        return;
    }
    middle = seek(w, low, high, depth, (uint32_t)node + 1);
    if (middle == low)
        add_parts(w, low, high, depth, node, out);
    else if (middle == high && !last && w->levels[depth + 1].axis->count <= 1)
        add_node(w, low, high, depth + 1, top_of(&w->levels[depth + 1]), out);
    else {
        node_value(w, low, high, depth, node, 0, &value);
        tr_roll_part_merge(out, &value);
    }
}

static void add_parts(walk *w, size_t low, size_t high, int depth, uint16_t node,
                      roll_part *out)
{
    const tr_gen_code *codes = level_codes(w, depth);
    unsigned relation = node ? codes[node].relation : w->levels[depth].relation;
    uint32_t parts = 0;

    while (low < high) {
        uint16_t part = part_of(w, depth, node, key_code(&w->keys[low], &w->levels[depth]));
        size_t end = seek(w, low, high, depth, (uint32_t)part + codes[part].size);
        add_node(w, low, end, depth, part, out);
        parts++;
        low = end;
    }
    judge(w, depth, node, parts, relation, out);
}

static void parts_value(walk *w, size_t low, size_t high, int depth, uint16_t node,
                        roll_part *out)
{
    tr_roll_part_init(out, w->block->additivity);
    add_parts(w, low, high, depth, node, out);
}

/* Codes asked for by name are the whole of what was asked for. */
static void named_value(walk *w, size_t low, size_t high, int depth, roll_part *out)
{
    const tr_axis *axis = w->levels[depth].axis;
    const tr_gen_code *codes = level_codes(w, depth);
    uint16_t above = codes[axis->codes[0]].parent;
    uint32_t parts = 0, asked = 0, end = 0;
    unsigned relation;
    int silent = 0;

    tr_roll_part_init(out, w->block->additivity);
    for (uint16_t i = 0; i < axis->count; i++) {
        uint16_t code = axis->codes[i];
        size_t from = seek(w, low, high, depth, code);
        size_t to = seek(w, from, high, depth, (uint32_t)code + codes[code].size);
        if (code < end)
            continue;                   /* below the one before */
        end = (uint32_t)code + codes[code].size;
        above = codes[code].parent == above ? above : 0;
        asked++;
        if (from == to) {
            silent |= tr_roll_is_silent(w->work, w->block_number, w->levels[depth].dim, code);
            continue;
        }
        add_node(w, from, to, depth, code, out);
        parts++;
    }
    relation = above ? codes[above].relation : w->levels[depth].relation;
    if (parts < asked && (!w->table->absent_none || silent))
        out->limits |= TR_LIMIT_PART_MISSING;
    if (parts > 1 && relation != TR_REL_PARTITION && relation != TR_REL_PARTIAL && !out->refusal)
        out->refusal = relation == TR_REL_OVERLAPPING ? TR_REFUSED_OVERLAPPING
                                                      : TR_REFUSED_UNSTATED;
    else if (parts > 1 && w->block->additivity == TR_ADD_NONE && !out->refusal)
        out->refusal = TR_REFUSED_UNIT_NOT_ADDITIVE;
}

static void level_value(walk *w, size_t low, size_t high, int depth, int want, roll_part *out)
{
    const tr_axis *axis;

    if (depth == w->level_count) {
        leaf_value(w, low, high, out);
        return;
    }
    axis = w->levels[depth].axis;
    if (axis->count > 1)
        named_value(w, low, high, depth, out);
    else
        node_value(w, low, high, depth, top_of(&w->levels[depth]), want, out);
}

/* Sets the sum of the parts beside what is stated, unless they agree. */
static void compare(roll_part *own, const roll_part *parts)
{
    tr_value stated, computed;

    if (tr_roll_part_refusal(parts) || tr_roll_part_refusal(own))
        return;
    stated = tr_roll_part_value(own);
    computed = tr_roll_part_value(parts);
    if (!tr_value_is_bounded(&computed)
        || (tr_status_has_number(stated.status) && computed.min <= stated.min
            && stated.max <= computed.max))
        return;
    own->has_computed = 1;
    own->computed = computed;
}

/* Whether what one cell says may also be in what another one says, in the levels from `depth` on. */
static int may_share(const walk *w, const tr_build_key *one, const tr_build_key *other, int depth)
{
    for (; depth < w->level_count; depth++) {
        const tr_gen_code *codes = level_codes(w, depth);
        uint16_t a = key_code(one, &w->levels[depth]), b = key_code(other, &w->levels[depth]);
        if (!roll_is_at_or_below(codes, a, b) && !roll_is_at_or_below(codes, b, a))
            return 0;
    }
    return 1;
}

/* Codes that a whole does not give are not zero where a part of it gives them. */
static int parts_say_more(const walk *w, size_t low, size_t middle, size_t high, int depth)
{
    for (size_t i = middle; i < high; i++) {
        tr_value value = tr_gen_value(w->gen, w->keys[i].row);
        size_t own = low;
        while (own < middle && !may_share(w, &w->keys[i], &w->keys[own], depth + 1))
            own++;
        if (own == middle && value.max != 0 && value.status != TR_STATUS_NOT_APPLICABLE)
            return 1;
    }
    return 0;
}

static void node_value(walk *w, size_t low, size_t high, int depth, uint16_t node, int want,
                       roll_part *out)
{
    size_t middle = seek(w, low, high, depth, (uint32_t)node + 1);
    roll_part parts;

    if (middle == low) {
        parts_value(w, low, high, depth, node, out);
        return;
    }
    level_value(w, low, middle, depth + 1, want, out);
    if (is_complete(out) && out->row == ROLL_NO_ROW && parts_say_more(w, low, middle, high, depth)) {
        parts_value(w, middle, high, depth, node, &parts);
        if (!parts.refusal && parts.sum.min > out->sum.min)
            *out = parts;
        out->limits |= TR_LIMIT_PART_MISSING;
        return;
    }
    if (middle == high || (is_complete(out) && !want))
        return;
    parts_value(w, middle, high, depth, node, &parts);
    if (is_complete(out))
        compare(out, &parts);
    else if (is_complete(&parts) || (out->refusal && !parts.refusal))
        *out = parts;
}

/* ---- The block ---- */

static void add_group(walk *w, size_t low, size_t high, roll_list *list)
{
    roll_contribution *item = tr_roll_list_add(list);

    memset(item->code, 0, sizeof item->code);
    for (int i = 0; i < w->group_count; i++)
        item->code[w->groups[i].dim] = key_code(&w->keys[low], &w->groups[i]);
    item->block = w->block_number;
    level_value(w, low, high, 0, 1, &item->part);
    /* The cells of a flat block are all divided alike. */
    if (!(w->block->flat && w->gen->current)
        && tr_roll_leaves_open(w->work, w->block_number, item->code))
        item->part.limits |= TR_LIMIT_PART_MISSING;
    if (item->part.has_computed
        && tr_roll_parts_leave_open(w->work, w->block_number, item->code, item->part.row))
        item->part.has_computed = 0;
}

void tr_roll_block(roll_work *work, uint32_t block, roll_list *list, apr_pool_t *scratch)
{
    walk w;

    memset(&w, 0, sizeof w);
    w.work = work;
    w.gen = work->gen;
    w.block = TR_GEN_ROWS(work->gen, tr_gen_block, blocks) + block;
    w.block_number = block;
    w.table = tr_roll_table(work->gen, w.block);
    if (!w.table)
        return;
    plan(&w);
    select_cells(&w, scratch);
    for (size_t low = 0, high; low < w.count; low = high) {
        unsigned __int128 group = whole_key(&w.keys[low]) >> w.below_groups;
        for (high = low + 1; high < w.count
             && whole_key(&w.keys[high]) >> w.below_groups == group; high++)
            ;
        add_group(&w, low, high, list);
    }
}
