/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What it means that a block has no figure for a code, where the table says
 * absent="none": that is said of codes the table does not list.
 *
 *     GB received 100 disclosed 88       disclosed, GB and US: at least 88, for the
 *     US received 50                     table lists US and is silent about this
 *
 *     GB received 7 in H2 only           the year: at least 50, GB's first half is not known
 *     US received 50
 *
 *     US received 50                     US-CA: some of 50, nobody knows how many
 *     x-rest received 7                  FR: perhaps some of 7; where US-CA is listed and
 *                                        US is not, this may be so of the rest of US
 *
 * Only countries are listed so: of demands, data and the rest none is where no
 * figure is, as long as none is above.
 */
#include <string.h>

#include "intl/countries.h"
#include "store/rollup_private.h"

/* By a figure of the code (as tr_roll_mark_said marks it), of one below it, of one above it. */
enum { SAID = 1, BELOW = 2, ABOVE = 4 };

static const int countries = TR_DIM_COUNTRY - TR_DIM_CELL_FIRST;

/* Codes are in preorder: a parent comes before what is below it. */
static void mark_around(const tr_gen_code *codes, uint32_t count, uint16_t *said)
{
    said[0] = 0;
    for (uint32_t c = count; c-- > 1;)
        if (said[c] & (SAID | BELOW))
            said[codes[c].parent] |= BELOW;
    for (uint32_t c = 1; c < count; c++)
        if (said[codes[c].parent] & (SAID | ABOVE) && codes[c].parent)
            said[c] |= ABOVE;
}

static const uint16_t *said_by(roll_work *work, roll_said *of, uint32_t first, uint32_t end, int dim)
{
    const tr_gen *gen = work->gen;
    uint32_t count = gen->head->codes[TR_DIM_CELL_FIRST + dim].count;

    if (of->first != first || of->end != end)
        of->known = 0;
    of->first = first;
    of->end = end;
    if (of->known & (1u << dim))
        return of->codes[dim];
    if (!of->codes[dim])
        of->codes[dim] = apr_palloc(work->pool, count * sizeof *of->codes[dim]);
    memset(of->codes[dim], 0, count * sizeof *of->codes[dim]);
    for (uint32_t i = first; i < end; i++)
        tr_roll_mark_said(gen, TR_GEN_ROWS(gen, tr_gen_block, blocks) + i, dim, of->codes[dim]);
    mark_around(tr_gen_codes(gen, (tr_dim)(TR_DIM_CELL_FIRST + dim)), count, of->codes[dim]);
    of->known |= 1u << dim;
    return of->codes[dim];
}

static const uint16_t *said_by_block(roll_work *work, uint32_t block, int dim)
{
    return said_by(work, &work->of_block, block, block + 1, dim);
}

/* What the table says in any measure and unit, also of other services and periods. */
static const uint16_t *said_by_table(roll_work *work, uint32_t block)
{
    uint32_t first, end;

    tr_roll_blocks_of_table(work->gen, block, &first, &end);
    return said_by(work, &work->of_table, first, end, countries);
}

static int may_be_silent(const roll_work *work, uint32_t block)
{
    return !work->gen->current || TR_GEN_ROWS(work->gen, tr_gen_block, blocks)[block].silent;
}

int tr_roll_is_silent(roll_work *work, uint32_t block, int dim, uint16_t code)
{
    const uint16_t *table;
    int rest, here = said_by_block(work, block, dim)[code];

    if (here & (SAID | ABOVE))
        return !(here & SAID);
    if (dim != countries || !may_be_silent(work, block))
        return 0;
    table = said_by_table(work, block);
    rest = tr_gen_code_find(work->gen, TR_DIM_COUNTRY, TR_COUNTRY_REST_CODE,
                            strlen(TR_COUNTRY_REST_CODE));
    return (here ? table[code] & SAID : table[code]) || (rest > 0 && table[rest] & SAID);
}

int tr_roll_lacks_countries(roll_work *work, uint32_t block)
{
    uint32_t count = work->gen->head->codes[TR_DIM_COUNTRY].count;
    const uint16_t *here, *table;

    if (!may_be_silent(work, block))
        return 0;
    here = said_by_block(work, block, countries);
    table = said_by_table(work, block);
    for (uint32_t c = 1; c < count; c++)
        if (table[c] & SAID && !(here[c] & (SAID | ABOVE)))
            return 1;
    return 0;
}

int tr_roll_asks_silent(roll_work *work, uint32_t block, const uint16_t *key)
{
    const tr_axis *axis = &work->axis[countries];

    if (axis->grouped && key[countries])
        return tr_roll_is_silent(work, block, countries, key[countries]);
    if (axis->grouped || !axis->count)
        return tr_roll_lacks_countries(work, block);
    for (uint16_t i = 0; i < axis->count; i++)
        if (tr_roll_is_silent(work, block, countries, axis->codes[i]))
            return 1;
    return 0;
}
