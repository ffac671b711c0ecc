/* SPDX-License-Identifier: Apache-2.0 */
/* The value of a node while it is made: a sum, and why it may not be the whole. */
#include <string.h>

#include "store/rollup_private.h"

void tr_roll_part_init(roll_part *part, unsigned additivity)
{
    memset(part, 0, sizeof *part);
    part->row = ROLL_NO_ROW;
    tr_sum_init(&part->sum, additivity == TR_ADD_DISTINCT ? TR_SUM_DISTINCT : TR_SUM_COUNTS);
}

void tr_roll_part_merge(roll_part *into, const roll_part *from)
{
    tr_sum_merge(&into->sum, &from->sum);
    into->limits |= from->limits;
    if (!into->refusal)
        into->refusal = from->refusal;
    into->row = ROLL_NO_ROW;
    into->has_computed = 0;
}

/* "At least 0" is no number. */
static int says_nothing(const roll_part *part)
{
    const tr_sum *sum = &part->sum;
    return sum->min == 0 && sum->numbers
        && (part->limits || sum->unbounded || tr_sum_missing(sum));
}

unsigned tr_roll_part_refusal(const roll_part *part)
{
    static const uint8_t refusals[] = {
        [TR_SUM_OK] = TR_REFUSED_NONE, [TR_SUM_EMPTY] = TR_REFUSED_NO_CELLS,
        [TR_SUM_OVERFLOW] = TR_REFUSED_OVERFLOW, [TR_SUM_INVALID] = TR_REFUSED_INVALID,
        [TR_SUM_ONLY_MISSING] = TR_REFUSED_ONLY_MISSING,
        [TR_SUM_NO_BOUNDS] = TR_REFUSED_NO_BOUNDS,
    };
    unsigned refusal = part->refusal ? part->refusal : refusals[tr_sum_why_refused(&part->sum)];

    return !refusal && says_nothing(part) ? TR_REFUSED_NO_BOUNDS : refusal;
}

tr_value tr_roll_part_value(const roll_part *part)
{
    tr_value value;

    if (tr_roll_part_refusal(part)) {
        value = tr_value_missing(TR_STATUS_REFUSED);
        value.flags = (uint8_t)(part->sum.flags & ~TR_FLAGS_OF_COPIES);
        return value;
    }
    value = tr_sum_value(&part->sum);
    if (part->limits && tr_status_has_number(value.status)) {
        value.max = TR_UNBOUNDED;
        value.status = TR_STATUS_AT_LEAST;
    }
    return value;
}
