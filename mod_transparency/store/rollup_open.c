/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a block leaves open about a key: figures that are not divided as asked.
 *
 *   asked   demand=civil          GB civil 3   is an answer
 *   block   GB civil 3, US 50     US 50        may hold some, nobody knows how many
 *
 * A cell bears on a key when it is comparable with it: equal, above or below in
 * every dimension that is grouped or filtered.  One that is above in some of
 * them is divided by cells below it there; where unlisted codes are zero any
 * of them will do but that of a total over it, otherwise it has to be one of the
 * key's own.  One that is only below has to be part of a cell of the key.
 */
#include <string.h>

#include "store/rollup_private.h"

enum { APART, INSIDE, ABOVE, BELOW };
typedef enum settler { BY_OWN, BY_DIVIDING } settler;

/* A cell that may be above some key. */
typedef struct coarse_cell {
    uint32_t row;
    uint16_t mask;              /* dimensions in which it was last looked for what divides it; 0: never */
    uint8_t divided;            /* by any cell, whatever the key */
} coarse_cell;

struct roll_open {
    coarse_cell *coarse;
    uint32_t count;
};

typedef struct asking {
    const roll_work *work;
    const tr_gen *gen;
    const tr_gen_block *block;
    uint32_t block_number;
    const uint16_t *key;
    const tr_gen_table *table;
    uint32_t passed_over;       /* a row that settles nothing, or ROLL_NO_ROW */
    int asked_count, said_count;
    uint8_t asked[TR_DIM_CELL_COUNT];   /* dimensions grouped or filtered */
    uint8_t said[TR_DIM_CELL_COUNT];    /* dimensions that some cell of the block says */
    const tr_gen_code *codes[TR_DIM_CELL_COUNT];
} asking;

/* ---- Codes ---- */

static const tr_gen_code *codes_of(const asking *a, int dim)
{
    return a->codes[dim];
}

static void get_codes(const asking *a, uint32_t row, uint16_t *code)
{
    memset(code, 0, sizeof *code * TR_DIM_CELL_COUNT);
    for (int i = 0; i < a->said_count; i++)
        code[a->said[i]] = tr_roll_code_at(a->gen, a->said[i], row);
}

/* Where a code lies seen from the codes filtered by. */
static int place_in_filter(const tr_axis *axis, const tr_gen_code *codes, uint16_t code)
{
    int place = APART;

    for (uint16_t i = 0; i < axis->count; i++) {
        if (roll_is_at_or_below(codes, code, axis->codes[i]))
            return INSIDE;
        if (roll_is_at_or_below(codes, axis->codes[i], code))
            place = ABOVE;
    }
    return place;
}

static int place_at_key(const tr_gen_code *codes, uint16_t code, uint16_t key)
{
    if (code == key)
        return INSIDE;
    if (roll_is_at_or_below(codes, key, code))
        return ABOVE;
    return roll_is_at_or_below(codes, code, key) ? BELOW : APART;
}

/* Where a cell lies seen from the key: INSIDE is one of its own; ABOVE: `mask` tells in what. */
static int place_of(const asking *a, const uint16_t *code, uint16_t *mask)
{
    int below = 0;

    *mask = 0;
    for (int i = 0; i < a->asked_count; i++) {
        int dim = a->asked[i];
        const tr_axis *axis = &a->work->axis[dim];
        int filter = axis->count ? place_in_filter(axis, codes_of(a, dim), code[dim]) : INSIDE;
        int group = axis->grouped ? place_at_key(codes_of(a, dim), code[dim], a->key[dim]) : INSIDE;
        if (filter == APART || group == APART)
            return APART;
        if (filter == ABOVE || group == ABOVE)
            *mask = (uint16_t)(*mask | 1u << dim);
        below |= group == BELOW;
    }
    return *mask ? ABOVE : below ? BELOW : INSIDE;
}

static int are_comparable(const asking *a, const uint16_t *one, const uint16_t *other)
{
    for (int i = 0; i < a->said_count; i++) {
        int dim = a->said[i];
        const tr_gen_code *codes = codes_of(a, dim);
        if (one[dim] != other[dim] && !roll_is_at_or_below(codes, one[dim], other[dim])
            && !roll_is_at_or_below(codes, other[dim], one[dim]))
            return 0;
    }
    return 1;
}

/* ---- Cells ---- */

static int holds_nothing(const asking *a, uint32_t row)
{
    tr_gen_cell cell;

    tr_gen_cell_get(a->gen, a->block_number, row, &cell);
    return cell.value.max == 0 || cell.value.status == TR_STATUS_NOT_APPLICABLE;
}

/* Whether all between a code and one above it is divided into parts that are the whole. */
static int is_whole_of_parts(const asking *a, int dim, uint16_t code, uint16_t above)
{
    const tr_gen_code *codes = codes_of(a, dim);

    while (code != above) {
        code = codes[code].parent;
        if ((code ? codes[code].relation : a->table->relation[TR_DIM_CELL_FIRST + dim])
            != TR_REL_PARTITION)
            return 0;
    }
    return 1;
}

/* That a part is 0 says so of the whole only if the other parts are given or none. */
static int makes_whole_nothing(const asking *a, const uint16_t *code)
{
    if (!a->table->absent_none)
        return 0;
    for (int i = 0; i < a->asked_count; i++) {
        int dim = a->asked[i];
        if (a->work->axis[dim].grouped && !is_whole_of_parts(a, dim, code[dim], a->key[dim]))
            return 0;
    }
    return 1;
}

static int is_own(const asking *a, const uint16_t *code)
{
    uint16_t mask;
    return place_of(a, code, &mask) == INSIDE;
}

/* How a total is divided says nothing of how each of its countries is. */
static int is_of_country(const asking *a, const uint16_t *one, const uint16_t *other)
{
    const int dim = TR_DIM_COUNTRY - TR_DIM_CELL_FIRST;
    return roll_is_at_or_below(codes_of(a, dim), one[dim], other[dim]);
}

/* Whether `row` settles what the cell with these codes holds of the key, being the key's or dividing the cell. */
static int settles(const asking *a, uint32_t row, const uint16_t *code, uint16_t mask, settler by)
{
    uint16_t other[TR_DIM_CELL_COUNT];

    if (row == a->passed_over || !roll_is_current(a->gen, row))
        return 0;
    get_codes(a, row, other);
    for (int dim = 0; mask >> dim; dim++)
        if (mask & (1u << dim) && (other[dim] == code[dim]
                                   || !roll_is_at_or_below(codes_of(a, dim), other[dim], code[dim])))
            return 0;
    return are_comparable(a, code, other)
        && (by == BY_DIVIDING ? is_of_country(a, other, code) : is_own(a, other));
}

/* A total of everything stands first; else rows of one country stand together, the whole before its parts. */
static int is_settled(const asking *a, uint32_t row, const uint16_t *code, uint16_t mask, settler by)
{
    tr_gen_column countries = tr_gen_column_of(a->gen, TR_DIM_COUNTRY);
    uint16_t country = tr_gen_ordinal(countries, row);
    uint32_t first = a->block->first, end = first + a->block->count;

    if (row != first && settles(a, first, code, mask, by))
        return 1;
    for (uint32_t i = row + 1; i < end && tr_gen_ordinal(countries, i) == country; i++)
        if (settles(a, i, code, mask, by))
            return 1;
    for (uint32_t i = row; i-- > first && tr_gen_ordinal(countries, i) == country;)
        if (settles(a, i, code, mask, by))
            return 1;
    for (uint32_t i = first; i < end; i++)
        if (tr_gen_ordinal(countries, i) != country && settles(a, i, code, mask, by))
            return 1;
    return 0;
}

static int leaves_open(const asking *a, coarse_cell *cell)
{
    uint16_t code[TR_DIM_CELL_COUNT], mask;
    int place;

    get_codes(a, cell->row, code);
    place = place_of(a, code, &mask);
    if (place == APART || place == INSIDE)
        return 0;
    if (place == BELOW)
        return !is_settled(a, cell->row, code, mask, BY_OWN)
            && !(holds_nothing(a, cell->row) && makes_whole_nothing(a, code));
    if (!a->table->absent_none)
        return !is_settled(a, cell->row, code, mask, BY_OWN) && !holds_nothing(a, cell->row);
    if (cell->mask != mask) {
        cell->mask = mask;
        cell->divided = (uint8_t)(is_settled(a, cell->row, code, mask, BY_DIVIDING)
                                  || holds_nothing(a, cell->row));
    }
    return !cell->divided && !is_settled(a, cell->row, code, mask, BY_OWN);
}

/* ---- Which cells to look at ---- */

static int may_be_above(const asking *a, uint32_t row)
{
    uint16_t code[TR_DIM_CELL_COUNT];

    get_codes(a, row, code);
    for (int i = 0; i < a->asked_count; i++) {
        int dim = a->asked[i];
        const tr_axis *axis = &a->work->axis[dim];
        const tr_gen_code *codes = codes_of(a, dim);
        if (axis->count && place_in_filter(axis, codes, code[dim]) == ABOVE)
            return 1;
        if (axis->grouped && (!code[dim] || codes[code[dim]].size > 1))
            return 1;
    }
    return 0;
}

static roll_open *find_coarse(const asking *a, apr_pool_t *pool)
{
    roll_open *open = apr_pcalloc(pool, sizeof *open);
    uint32_t first = a->block->first, end = first + a->block->count;

    for (uint32_t row = first; row < end; row++)
        open->count += roll_is_current(a->gen, row) && may_be_above(a, row);
    open->coarse = apr_pcalloc(pool, sizeof *open->coarse * (open->count + 1u));
    open->count = 0;
    for (uint32_t row = first; row < end; row++)
        if (roll_is_current(a->gen, row) && may_be_above(a, row))
            open->coarse[open->count++].row = row;
    return open;
}

static roll_open *coarse_cells(roll_work *work, const asking *a)
{
    roll_open *open;

    if (!work->open)
        work->open = apr_hash_make(work->pool);
    open = apr_hash_get(work->open, &a->block, sizeof a->block);
    if (!open) {
        open = find_coarse(a, work->pool);
        apr_hash_set(work->open, apr_pmemdup(work->pool, &a->block, sizeof a->block),
                     sizeof a->block, open);
    }
    return open;
}

/* Only such a key has cells below it. */
static int has_codes_below(const asking *a)
{
    for (int dim = 0; dim < TR_DIM_CELL_COUNT; dim++)
        if (a->work->axis[dim].grouped && a->block->varies & (1u << dim)
            && (!a->key[dim] || codes_of(a, dim)[a->key[dim]].size > 1))
            return 1;
    return 0;
}

/* The first row at or after which countries are at least `code`: rows are sorted by country first. */
static uint32_t row_of_country(const asking *a, uint32_t code)
{
    tr_gen_column country = tr_gen_column_of(a->gen, TR_DIM_COUNTRY);
    uint32_t low = a->block->first, high = low + a->block->count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (tr_gen_ordinal(country, middle) < code)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static uint32_t coarse_at(const roll_open *open, uint32_t row)
{
    uint32_t low = 0, high = open->count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (open->coarse[middle].row < row)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* `open`: only its cells need be looked at; NULL: all of them. */
static int countries_leave_open(const asking *a, roll_open *open, uint32_t first, uint32_t end)
{
    uint32_t row = row_of_country(a, first), last = row_of_country(a, end);

    if (open) {
        for (uint32_t i = coarse_at(open, row); i < open->count && open->coarse[i].row < last; i++)
            if (leaves_open(a, &open->coarse[i]))
                return 1;
        return 0;
    }
    for (; row < last; row++) {
        coarse_cell cell = { .row = row };
        if (roll_is_current(a->gen, row) && leaves_open(a, &cell))
            return 1;
    }
    return 0;
}

/* Where countries are grouped, only the key's, those below it and those above it matter. */
static int any_leaves_open(const asking *a, roll_open *open)
{
    const int dim = TR_DIM_COUNTRY - TR_DIM_CELL_FIRST;
    const tr_gen_code *codes = codes_of(a, dim);
    uint16_t code = a->key[dim];

    if (!a->work->axis[dim].grouped)
        return countries_leave_open(a, open, 0, UINT32_MAX);
    if (countries_leave_open(a, open, code, (uint32_t)code + codes[code].size))
        return 1;
    while (code) {
        code = codes[code].parent;
        if (countries_leave_open(a, open, code, code + 1u))
            return 1;
    }
    return 0;
}

static void plan(asking *a)
{
    for (uint8_t dim = 0; dim < TR_DIM_CELL_COUNT; dim++) {
        a->codes[dim] = tr_gen_codes(a->gen, (tr_dim)(TR_DIM_CELL_FIRST + dim));
        if (a->work->axis[dim].grouped || a->work->axis[dim].count)
            a->asked[a->asked_count++] = dim;
        if (a->block->varies & (1u << dim))
            a->said[a->said_count++] = dim;
    }
}

static int starts_asking(asking *a)
{
    a->block = TR_GEN_ROWS(a->gen, tr_gen_block, blocks) + a->block_number;
    plan(a);
    a->table = a->asked_count ? tr_roll_table(a->gen, a->block) : NULL;
    return a->table != NULL;
}

int tr_roll_leaves_open(roll_work *work, uint32_t block, const uint16_t *key)
{
    asking a = { .work = work, .gen = work->gen, .block_number = block, .key = key,
                 .passed_over = ROLL_NO_ROW };

    return starts_asking(&a)
        && any_leaves_open(&a, has_codes_below(&a) ? NULL : coarse_cells(work, &a));
}

int tr_roll_parts_leave_open(roll_work *work, uint32_t block, const uint16_t *key, uint32_t row)
{
    asking a = { .work = work, .gen = work->gen, .block_number = block, .key = key,
                 .passed_over = row };

    return starts_asking(&a) && any_leaves_open(&a, NULL);
}

/* ---- Whether blocks divide differently ---- */

static int has_nested_codes(const tr_gen_code *codes, uint32_t count)
{
    for (uint32_t c = 1; c < count; c++)
        if (codes[c].size > 1)
            return 1;
    return 0;
}

/* First total of the dimension: totals are sorted by dimension and code. */
static uint32_t first_of_dim(const tr_gen_total *totals, uint32_t count, int dim)
{
    uint32_t low = 1, high = count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (totals[middle].dim < dim)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Marks the codes that the cells of a flat block say: those with no total below them. */
static void mark_said(const tr_gen *gen, const tr_gen_block *block, int dim, uint8_t *said)
{
    const tr_gen_code *codes = tr_gen_codes(gen, (tr_dim)dim);
    const tr_gen_total *totals = TR_GEN_ROWS(gen, tr_gen_total, totals) + block->first_total;
    uint32_t count = block->total_count;

    for (uint32_t i = first_of_dim(totals, count, dim); i < count && totals[i].dim == dim; i++)
        if (i + 1 == count || totals[i + 1].dim != dim
            || totals[i + 1].code >= totals[i].code + codes[totals[i].code].size)
            said[totals[i].code] = 1;
}

static int is_nested(const tr_gen_code *codes, uint32_t count, const uint8_t *said)
{
    for (uint32_t c = 1, end = 0; c < count; c++) {
        if (!said[c])
            continue;
        if (c < end)
            return 1;
        end = c + codes[c].size;
    }
    return 0;
}

static int nests_over_places(const rolling *r, const roll_bucket *b, int dim)
{
    const tr_gen_code *codes = tr_gen_codes(r->gen, (tr_dim)dim);
    const tr_axis *axis = &r->request->axis[dim - TR_DIM_CELL_FIRST];
    uint32_t count = r->gen->head->codes[dim].count;
    uint8_t *said;

    if (!has_nested_codes(codes, count))
        return 0;
    said = apr_pcalloc(r->scratch, count);
    for (uint32_t i = 0; i < b->count; i++)
        mark_said(r->gen, b->places[i].row, dim, said);
    for (uint16_t i = 0; axis->count > 1 && i < axis->count; i++)
        said[axis->codes[i]] = 1;       /* one that nobody says may lie below one that is said */
    return is_nested(codes, count, said);
}

int tr_roll_uneven(const rolling *r, const roll_bucket *b)
{
    unsigned asked = 0;

    for (int dim = 0; dim < TR_DIM_CELL_COUNT; dim++)
        if (r->request->axis[dim].grouped || r->request->axis[dim].count)
            asked |= 1u << dim;
    if (!asked || b->nodes < 2)
        return 0;
    for (uint32_t i = 0; i < b->count; i++) {
        const tr_gen_block *block = b->places[i].row;
        if (!r->gen->current || !block->flat || !block->total_count
            || (block->varies ^ b->places[0].row->varies) & asked)
            return 1;
    }
    for (int dim = 0; dim < TR_DIM_CELL_COUNT; dim++)
        if (asked & (1u << dim) && nests_over_places(r, b, TR_DIM_CELL_FIRST + dim))
            return 1;
    return 0;
}
