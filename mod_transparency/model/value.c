/* SPDX-License-Identifier: Apache-2.0 */
#include "model/value.h"

#include <string.h>

/* Products of a count and a share, or of two counts, need more than 64 bits. */
__extension__ typedef __int128 wide;

/* --- making values ------------------------------------------------------ */

static tr_value make(int64_t min, int64_t max, tr_status status)
{
    tr_value value = { min, max, (uint8_t)status, 0 };
    return value;
}

static tr_value unset(void)
{
    return make(0, TR_UNBOUNDED, TR_STATUS_UNSET);
}

tr_value tr_value_interval(int64_t min, int64_t max, tr_status status)
{
    tr_value value = make(min, max, status);
    return tr_status_has_number(status) && tr_value_is_valid(&value)
        ? value : unset();
}

tr_value tr_value_exact(int64_t n)
{
    return n >= 0 && n <= TR_NUMBER_MAX ? make(n, n, TR_STATUS_REPORTED) : unset();
}

tr_value tr_value_missing(tr_status status)
{
    return (unsigned)status < TR_STATUS_COUNT && !tr_status_has_number(status)
        ? make(0, TR_UNBOUNDED, status) : unset();
}

/* --- looking at values -------------------------------------------------- */

int tr_value_is_valid(const tr_value *value)
{
    if (value->status == TR_STATUS_UNSET || value->status >= TR_STATUS_COUNT)
        return 0;
    if (!tr_status_has_number(value->status))
        return value->min == 0 && value->max == TR_UNBOUNDED;
    if (value->min < 0 || value->min > TR_NUMBER_MAX
        || value->max < value->min)
        return 0;
    if (value->status == TR_STATUS_ZERO_IMPLIED)
        return value->max == 0;
    return value->status != TR_STATUS_REPORTED || value->min == value->max;
}

int tr_value_is_bounded(const tr_value *value)
{
    return tr_status_has_number(value->status)
        && (value->min > 0 || value->max < TR_UNBOUNDED);
}

int tr_value_equal(const tr_value *a, const tr_value *b)
{
    return a->min == b->min && a->max == b->max && a->status == b->status
        && ((a->flags ^ b->flags) & ~TR_FLAGS_OF_COPIES) == 0;
}

int tr_value_compare(const tr_value *a, const tr_value *b, int descending)
{
    int a_counts = tr_value_is_bounded(a);
    int b_counts = tr_value_is_bounded(b);
    int order;

    if (!a_counts || !b_counts)
        return b_counts - a_counts;
    order = (a->max > b->max) - (a->max < b->max);
    if (order == 0)
        order = (a->min > b->min) - (a->min < b->min);
    return descending ? -order : order;
}

static int is_estimate(const tr_value *value)
{
    return value->status == TR_STATUS_ESTIMATED
        || (value->flags & TR_FLAG_ESTIMATED);
}

tr_order tr_value_order(const tr_value *a, const tr_value *b)
{
    if (!tr_value_is_bounded(a) || !tr_value_is_bounded(b)
        || is_estimate(a) || is_estimate(b))
        return TR_ORDER_UNCERTAIN;
    if (a->max < b->min)
        return TR_ORDER_LESS;
    if (a->min > b->max)
        return TR_ORDER_GREATER;
    if (a->min == a->max && b->min == b->max)
        return TR_ORDER_EQUAL;
    return TR_ORDER_UNCERTAIN;
}

int tr_value_difference(const tr_value *from, const tr_value *to,
                        tr_difference *out)
{
    out->min = TR_UNBOUNDED_BELOW;
    out->max = TR_UNBOUNDED;
    out->flags = (uint8_t)((from->flags | to->flags) & ~TR_FLAGS_OF_COPIES);
    if (is_estimate(from) || is_estimate(to))
        out->flags |= TR_FLAG_ESTIMATED;
    if (!tr_value_is_bounded(from) || !tr_value_is_bounded(to))
        return 0;
    if (from->max != TR_UNBOUNDED)
        out->min = to->min - from->max;
    if (to->max != TR_UNBOUNDED)
        out->max = to->max - from->min;
    return 1;
}

/* --- sums --------------------------------------------------------------- */

void tr_sum_init(tr_sum *sum, tr_sum_mode mode)
{
    memset(sum, 0, sizeof(*sum));
    sum->mode = (uint8_t)mode;
}

/* Bounds stop at TR_NUMBER_MAX instead of wrapping, so that an overflowed sum
 * is the same whatever the order of its cells. */
static void add_number(tr_sum *sum, int64_t *to, int64_t n)
{
    if (n > TR_NUMBER_MAX - *to) {
        *to = TR_NUMBER_MAX;
        sum->overflow = 1;
    }
    else
        *to += n;
}

static void add_count(tr_sum *sum, uint32_t *to, uint32_t n)
{
    if (__builtin_add_overflow(*to, n, to)) {
        *to = UINT32_MAX;
        sum->overflow = 1;
    }
}

static void add_min(tr_sum *sum, int64_t min)
{
    if (sum->mode == TR_SUM_COUNTS)
        add_number(sum, &sum->min, min);
    else if (min > sum->min)
        sum->min = min;
}

static void add_interval(tr_sum *sum, const tr_value *value)
{
    add_count(sum, &sum->numbers, 1);
    add_min(sum, value->min);
    if (value->max == TR_UNBOUNDED) {
        add_count(sum, &sum->unbounded, 1);
        add_count(sum, &sum->boundless, !tr_value_is_bounded(value));
    }
    else
        add_number(sum, &sum->max, value->max);
    add_count(sum, &sum->positive, value->max > 0);
    add_count(sum, &sum->bands, value->min != value->max);
    add_count(sum, &sum->estimated, is_estimate(value) ? 1 : 0);
    add_count(sum, &sum->approximate,
              value->status == TR_STATUS_APPROXIMATE);
    add_count(sum, &sum->percentages, value->status == TR_STATUS_PERCENTAGE);
    if (is_estimate(value))
        sum->flags |= TR_FLAG_ESTIMATED;
}

static void add_by_meaning(tr_sum *sum, const tr_value *value)
{
    switch (tr_status_describe(value->status)->additive) {
    case TR_ADDS_ZERO:
        add_count(sum, &sum->zero_implied, 1);
        add_interval(sum, value);
        return;
    case TR_ADDS_NUMBER:
        add_interval(sum, value);
        return;
    case TR_ADDS_NEUTRAL:
        add_count(sum, &sum->neutral, 1);
        return;
    case TR_ADDS_IF_INSIDE:
        if (value->flags & TR_FLAG_MERGED_INSIDE) {
            add_count(sum, &sum->neutral, 1);
            add_count(sum, &sum->merged, 1);
            return;
        }
        break;
    case TR_ADDS_MISSING:
        break;
    }
    add_count(sum, &sum->missing[value->status], 1);
}

/* One number that was counted, nothing to be said of it: what most cells are. */
static int is_plain(const tr_value *value)
{
    return value->status == TR_STATUS_REPORTED && value->flags == 0
        && value->min == value->max && value->min >= 0 && value->min <= TR_NUMBER_MAX;
}

void tr_sum_add(tr_sum *sum, const tr_value *value)
{
    add_count(sum, &sum->cells, 1);
    if (is_plain(value)) {
        add_count(sum, &sum->numbers, 1);
        add_min(sum, value->min);
        add_number(sum, &sum->max, value->max);
        add_count(sum, &sum->positive, value->max > 0);
        return;
    }
    if (!tr_value_is_valid(value)) {
        sum->invalid = 1;
        return;
    }
    sum->flags |= (uint8_t)(value->flags & ~TR_FLAG_MERGED_INSIDE);
    add_count(sum, &sum->restated, (value->flags & TR_FLAG_RESTATED) != 0);
    add_by_meaning(sum, value);
}

static void merge_counts(tr_sum *sum, const tr_sum *other)
{
    add_count(sum, &sum->cells, other->cells);
    add_count(sum, &sum->numbers, other->numbers);
    add_count(sum, &sum->neutral, other->neutral);
    add_count(sum, &sum->merged, other->merged);
    add_count(sum, &sum->unbounded, other->unbounded);
    add_count(sum, &sum->boundless, other->boundless);
    add_count(sum, &sum->positive, other->positive);
    add_count(sum, &sum->bands, other->bands);
    add_count(sum, &sum->estimated, other->estimated);
    add_count(sum, &sum->approximate, other->approximate);
    add_count(sum, &sum->percentages, other->percentages);
    add_count(sum, &sum->zero_implied, other->zero_implied);
    add_count(sum, &sum->restated, other->restated);
    for (unsigned i = 0; i < TR_STATUS_COUNT; i++)
        add_count(sum, &sum->missing[i], other->missing[i]);
}

void tr_sum_merge(tr_sum *sum, const tr_sum *other)
{
    /* A sum may be merged with itself. */
    const tr_sum copy = *other;

    add_min(sum, copy.min);
    add_number(sum, &sum->max, copy.max);
    merge_counts(sum, &copy);
    sum->flags |= copy.flags;
    sum->overflow |= copy.overflow;
    sum->invalid |= copy.invalid | (sum->mode != copy.mode);
}

uint32_t tr_sum_missing(const tr_sum *sum)
{
    static const uint32_t none[TR_STATUS_COUNT];
    uint64_t count = 0;

    /* Mostly nothing is missing, which memcmp() finds out many at a time. */
    if (memcmp(sum->missing, none, sizeof none) == 0)
        return 0;
    for (unsigned i = 0; i < TR_STATUS_COUNT; i++)
        count += sum->missing[i];
    return count < UINT32_MAX ? (uint32_t)count : UINT32_MAX;
}

/* Without a number: the one status that tells the whole story, if any. */
static tr_status only_reason(const tr_sum *sum)
{
    uint32_t missing = tr_sum_missing(sum);

    if (missing == 0) {
        if (sum->merged == 0)
            return TR_STATUS_NOT_APPLICABLE;
        return sum->merged == sum->neutral ? TR_STATUS_MERGED
                                           : TR_STATUS_UNSET;
    }
    for (unsigned i = 0; i < TR_STATUS_COUNT; i++)
        if (sum->missing[i] == missing)
            return (tr_status)i;
    return TR_STATUS_UNSET;
}

tr_sum_refusal tr_sum_why_refused(const tr_sum *sum)
{
    if (sum->invalid)
        return TR_SUM_INVALID;
    if (sum->overflow)
        return TR_SUM_OVERFLOW;
    if (sum->cells == 0)
        return TR_SUM_EMPTY;
    if (sum->numbers == 0)
        return only_reason(sum) == TR_STATUS_UNSET ? TR_SUM_ONLY_MISSING
                                                   : TR_SUM_OK;
    return sum->numbers == sum->boundless ? TR_SUM_NO_BOUNDS : TR_SUM_OK;
}

static tr_status status_of_numbers(const tr_sum *sum)
{
    if (sum->unbounded || tr_sum_missing(sum))
        return TR_STATUS_AT_LEAST;
    if (sum->estimated)
        return TR_STATUS_ESTIMATED;
    if (sum->min != sum->max)
        return TR_STATUS_BAND;
    return sum->zero_implied == sum->numbers ? TR_STATUS_ZERO_IMPLIED
                                             : TR_STATUS_REPORTED;
}

/* The same thing may have been counted in two cells. */
static int may_overlap(const tr_sum *sum)
{
    return sum->mode == TR_SUM_DISTINCT && sum->positive > 0
        && (uint64_t)sum->positive + tr_sum_missing(sum) > 1;
}

tr_value tr_sum_value(const tr_sum *sum)
{
    tr_value value;

    if (tr_sum_why_refused(sum) != TR_SUM_OK)
        value = tr_value_missing(TR_STATUS_REFUSED);
    else if (sum->numbers == 0)
        value = tr_value_missing(only_reason(sum));
    else {
        tr_status status = status_of_numbers(sum);
        value = make(sum->min, status == TR_STATUS_AT_LEAST ? TR_UNBOUNDED
                                                            : sum->max, status);
        if (may_overlap(sum))
            value.flags = TR_FLAG_MAY_OVERLAP;
    }
    value.flags |= (uint8_t)(sum->flags & ~TR_FLAGS_OF_COPIES);
    return value;
}

const char *tr_sum_refusal_code(unsigned refusal)
{
    static const char *const codes[] = {
        [TR_SUM_OK] = "", [TR_SUM_EMPTY] = "nothing-to-add",
        [TR_SUM_OVERFLOW] = "overflow", [TR_SUM_INVALID] = "invalid",
        [TR_SUM_ONLY_MISSING] = "no-number", [TR_SUM_NO_BOUNDS] = "no-bounds"
    };
    return refusal < sizeof(codes) / sizeof(*codes) ? codes[refusal]
                                                    : "invalid";
}

/* --- rates -------------------------------------------------------------- */

static int has_withheld(const tr_sum *sum)
{
    return sum->missing[TR_STATUS_WITHHELD_LAW]
        || sum->missing[TR_STATUS_WITHHELD_POLICY]
        || sum->missing[TR_STATUS_WITHHELD_ORDER]
        || sum->missing[TR_STATUS_EMBARGOED];
}

static int is_not_applicable(const tr_sum *sum)
{
    return sum->numbers == 0 && sum->neutral > 0 && sum->merged == 0
        && tr_sum_missing(sum) == 0;
}

/* Complete, and with an upper bound: fit to be divided by or subtracted. */
static int is_whole(const tr_sum *sum)
{
    return sum->numbers > 0 && tr_sum_missing(sum) == 0
        && sum->unbounded == 0;
}

static tr_rate_refusal denominator_fault(const tr_sum *received)
{
    if (has_withheld(received))
        return TR_RATE_DENOMINATOR_WITHHELD;
    if (is_not_applicable(received))
        return TR_RATE_DENOMINATOR_NOT_APPLICABLE;
    if (tr_sum_missing(received) || received->numbers == 0)
        return TR_RATE_DENOMINATOR_MISSING;
    if (received->unbounded)
        return TR_RATE_DENOMINATOR_UNBOUNDED;
    return received->max == 0 ? TR_RATE_DENOMINATOR_ZERO : TR_RATE_OK;
}

static tr_rate_refusal rate_fault(const tr_sum *complied,
                                  const tr_sum *received,
                                  const tr_sum *pending)
{
    tr_rate_refusal fault;

    if (complied->invalid || received->invalid || (pending && pending->invalid))
        return TR_RATE_INVALID;
    if (complied->overflow || received->overflow
        || (pending && pending->overflow))
        return TR_RATE_OVERFLOW;
    fault = denominator_fault(received);
    if (fault != TR_RATE_OK)
        return fault;
    if (is_not_applicable(complied))
        return TR_RATE_NUMERATOR_NOT_APPLICABLE;
    return complied->numbers == complied->boundless
        ? TR_RATE_NUMERATOR_MISSING : TR_RATE_OK;
}

/* Outwards to 1/10000 percent, so that the bounds still hold. */
static int64_t share_down(int64_t over, int64_t under)
{
    return (int64_t)((wide)over * TR_SHARE_ONE / under);
}

static int64_t share_up(int64_t over, int64_t under)
{
    return (int64_t)(((wide)over * TR_SHARE_ONE + under - 1) / under);
}

/* Fills the bounds of complied over low..high. */
static void divide(tr_rate *rate, const tr_sum *complied, int64_t low,
                   int64_t high)
{
    int open = complied->unbounded || tr_sum_missing(complied);

    if (high <= 0 || complied->min > high) {
        rate->refusal = high == 0 && complied->min == 0
            ? TR_RATE_DENOMINATOR_ZERO : TR_RATE_UNITS_DIFFER;
        return;
    }
    rate->min_over = complied->min;
    rate->min_under = high;
    rate->capped = open || complied->max > low;
    if (!open && complied->max == 0) {      /* 0 of however many */
        rate->max_over = 0;
        rate->max_under = high;
        rate->capped = 0;
    }
    else {
        rate->max_over = rate->capped ? 1 : complied->max;
        rate->max_under = rate->capped ? 1 : low;
    }
    rate->min = share_down(rate->min_over, rate->min_under);
    rate->max = share_up(rate->max_over, rate->max_under);
}

tr_rate tr_rate_of(const tr_sum *complied, const tr_sum *received,
                   const tr_sum *pending)
{
    tr_rate rate;
    int64_t low = received->min, high = received->max;

    memset(&rate, 0, sizeof(rate));
    rate.refusal = (uint8_t)rate_fault(complied, received, pending);
    if (rate.refusal != TR_RATE_OK)
        return rate;
    rate.flags = (uint8_t)((complied->flags | received->flags) & ~TR_FLAGS_OF_COPIES);
    if (pending && is_whole(pending)) {
        rate.denominator = TR_RATE_OF_DECIDED;
        rate.flags |= (uint8_t)(pending->flags & ~TR_FLAGS_OF_COPIES);
        low = pending->max < low ? low - pending->max : 0;
        high -= pending->min;
    }
    divide(&rate, complied, low, high);
    if (rate.refusal != TR_RATE_OK)
        rate.flags = rate.denominator = 0;
    return rate;
}

const char *tr_rate_refusal_code(unsigned refusal)
{
    static const char *const codes[TR_RATE_REFUSAL_COUNT] = {
        [TR_RATE_OK] = "",
        [TR_RATE_NUMERATOR_MISSING] = "numerator-missing",
        [TR_RATE_NUMERATOR_NOT_APPLICABLE] = "numerator-not-applicable",
        [TR_RATE_DENOMINATOR_MISSING] = "denominator-missing",
        [TR_RATE_DENOMINATOR_WITHHELD] = "denominator-withheld",
        [TR_RATE_DENOMINATOR_NOT_APPLICABLE] = "denominator-not-applicable",
        [TR_RATE_DENOMINATOR_UNBOUNDED] = "denominator-unbounded",
        [TR_RATE_DENOMINATOR_ZERO] = "denominator-zero",
        [TR_RATE_UNITS_DIFFER] = "counts-differ-in-unit",
        [TR_RATE_OVERFLOW] = "overflow",
        [TR_RATE_INVALID] = "invalid"
    };
    return refusal < TR_RATE_REFUSAL_COUNT ? codes[refusal] : "invalid";
}

/* --- percentages -------------------------------------------------------- */

static const char *const rounding_codes[TR_ROUNDING_COUNT] = {
    [TR_ROUNDING_UNKNOWN] = "unknown", [TR_ROUNDING_HALF] = "half",
    [TR_ROUNDING_DOWN] = "down", [TR_ROUNDING_UP] = "up"
};

const char *tr_rounding_code(unsigned rounding)
{
    return rounding_codes[rounding < TR_ROUNDING_COUNT ? rounding
                                                       : TR_ROUNDING_UNKNOWN];
}

int tr_rounding_find(const char *code, size_t length, tr_rounding *out)
{
    for (unsigned i = 0; i < TR_ROUNDING_COUNT; i++)
        if (strlen(rounding_codes[i]) == length
            && memcmp(rounding_codes[i], code, length) == 0) {
            *out = (tr_rounding)i;
            return 1;
        }
    return 0;
}

/* One printed unit in 1/10000 percent; 0 if share was not printed so. */
static int64_t printed_unit(int64_t share, unsigned decimals)
{
    int64_t unit = TR_SHARE_ONE / 100;

    if (decimals > 4 || share < 0 || share > TR_SHARE_ONE)
        return 0;
    while (decimals-- > 0)
        unit /= 10;
    return share % unit == 0 ? unit : 0;
}

/* Both in half units of a share, so that p - 1/2 is a whole number. */
static int64_t least_count(int64_t share, int64_t unit, tr_rounding rounding,
                           int64_t whole)
{
    const wide one = 2 * (wide)TR_SHARE_ONE;
    const int64_t below[] = { 2 * unit, unit, 0, 2 * unit };
    wide edge = ((wide)2 * share - below[rounding]) * whole;

    if (edge < 0 || whole == 0)
        return 0;
    return (int64_t)(rounding == TR_ROUNDING_UP ? edge / one + 1
                                                : (edge + one - 1) / one);
}

static int64_t greatest_count(int64_t share, int64_t unit, tr_rounding rounding,
                              int64_t whole)
{
    const wide one = 2 * (wide)TR_SHARE_ONE;
    const int64_t above[] = { 2 * unit, unit, 2 * unit, 0 };
    wide edge = ((wide)2 * share + above[rounding]) * whole;
    wide count = rounding == TR_ROUNDING_DOWN ? (edge + one - 1) / one - 1
                                              : edge / one;

    return (int64_t)(count < whole ? count : whole);
}

tr_percent_result tr_percent_of(int64_t share, unsigned decimals,
                                tr_rounding rounding, const tr_value *whole,
                                tr_value *out)
{
    int64_t unit = printed_unit(share, decimals);

    *out = unset();
    if (unit == 0 || (unsigned)rounding >= TR_ROUNDING_COUNT
        || !tr_value_is_valid(whole))
        return TR_PERCENT_INVALID;
    *out = make(0, TR_UNBOUNDED, TR_STATUS_PERCENTAGE);
    out->flags = is_estimate(whole) ? TR_FLAG_ESTIMATED : 0;
    if (!tr_value_is_bounded(whole))
        return TR_PERCENT_OF_UNKNOWN;
    if (whole->max == 0) {
        *out = tr_value_missing(TR_STATUS_NOT_APPLICABLE);
        return TR_PERCENT_OF_NOTHING;
    }
    int64_t min = least_count(share, unit, rounding, whole->min);
    int64_t max = TR_UNBOUNDED;
    if (whole->max != TR_UNBOUNDED)
        max = greatest_count(share, unit, rounding, whole->max);
    if (min > max)
        return TR_PERCENT_IMPOSSIBLE;
    out->min = min;
    out->max = max;
    return TR_PERCENT_OK;
}
