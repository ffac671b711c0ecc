/* SPDX-License-Identifier: Apache-2.0 */
/*
 * value.h - values that cannot lie: interval arithmetic with statuses.
 *
 *   tr_value                  min .. max, both inclusive, why, and flags
 *   +--------+--------+--------+-------+
 *   | min    | max    | status | flags |   reported     1268 .. 1268
 *   | int64  | int64  | uint8  | uint8 |   band            8 .. 499
 *   +--------+--------+--------+-------+   at-least      508 .. TR_UNBOUNDED
 *                                          not-reported    0 .. TR_UNBOUNDED
 *
 * A value is a count, never negative, at most TR_NUMBER_MAX.  A status without
 * a number always carries 0 .. TR_UNBOUNDED, which is what is known of it.
 * A value made of zero bytes has the status "unset", never a reported 0.
 *
 * Sums are kept in an accumulator (tr_sum) that remembers what went into it;
 * adding is commutative and associative, so a total may be made of parts in
 * any order.  Nothing wraps: a sum above TR_NUMBER_MAX is refused.
 */
#ifndef TR_MODEL_VALUE_H
#define TR_MODEL_VALUE_H

#include <stdint.h>

#include "model/status.h"

#define TR_UNBOUNDED  INT64_MAX           /* as max: "at least min" */
#define TR_NUMBER_MAX (INT64_MAX - 1)     /* the largest count */

typedef struct tr_value {
    int64_t min, max;
    uint8_t status;                       /* tr_status */
    uint8_t flags;                        /* TR_FLAG_... */
} tr_value;

enum {
    TR_FLAG_PROVISIONAL   = 0x01,   /* the publisher says it may change */
    TR_FLAG_RESTATED      = 0x02,   /* differs from what was published first */
    TR_FLAG_BREAK         = 0x04,   /* not comparable with the period before */
    TR_FLAG_INCLUDES      = 0x08,   /* includes another cell of the record */
    TR_FLAG_ESTIMATED     = 0x10,   /* an estimate, or a sum that holds one */
    TR_FLAG_MAY_OVERLAP   = 0x20,   /* distinct things over parts */
    TR_FLAG_MERGED_INSIDE = 0x40,   /* of a "merged" cell: what it was merged
                                       into is part of this same sum.  Set on
                                       the caller's copy, never stored. */
    TR_FLAG_LEFT_OUT      = 0x80    /* of a "not-applicable" cell: what it would
                                       have been a share of may be there.  Set
                                       on the caller's copy; sums keep it,
                                       values do not. */
};

/* Those that no value of a record has. */
#define TR_FLAGS_OF_COPIES (TR_FLAG_MERGED_INSIDE | TR_FLAG_LEFT_OUT)

/* --- making values ------------------------------------------------------ */

/* Exactly n (status reported).  n < 0 or n > TR_NUMBER_MAX gives "unset". */
tr_value tr_value_exact(int64_t n);

/* min..max of a given status that has a number.  max may be TR_UNBOUNDED.
 * Bounds that are negative or crossed, or a status without a number, give
 * "unset". */
tr_value tr_value_interval(int64_t min, int64_t max, tr_status status);

/* No number, for the given reason; a status that has a number gives "unset". */
tr_value tr_value_missing(tr_status status);

/* --- looking at values -------------------------------------------------- */

/* True if the parts agree: known status, 0 <= min <= max, statuses without a
 * number carry 0..TR_UNBOUNDED, "reported" and "zero-implied" are one number. */
int tr_value_is_valid(const tr_value *value);

/* True if the bounds say anything at all: a number, and not 0..TR_UNBOUNDED
 * (a bare approximation, or a percentage of something unknown). */
int tr_value_is_bounded(const tr_value *value);

/* True if the number is known exactly and was counted: reported or
 * zero-implied.  Only then may it be shown without its status. */
static inline int tr_value_is_exact(const tr_value *value)
{
    return (value->status == TR_STATUS_REPORTED
            || value->status == TR_STATUS_ZERO_IMPLIED)
        && value->min == value->max
        && !(value->flags & TR_FLAG_ESTIMATED);
}

/* Same bounds, status and flags (TR_FLAG_MERGED_INSIDE apart). */
int tr_value_equal(const tr_value *a, const tr_value *b);

/* Sorting: by max, then min; values that bound nothing come last in either
 * direction and are equal to one another.  The result is <0, 0, >0 for a
 * before, beside, after b.  Descending swaps numbers only. */
int tr_value_compare(const tr_value *a, const tr_value *b, int descending);

/* What can be said for certain about two values. */
typedef enum tr_order {
    TR_ORDER_UNCERTAIN,     /* the intervals overlap, or a number is missing */
    TR_ORDER_LESS, TR_ORDER_EQUAL, TR_ORDER_GREATER
} tr_order;
tr_order tr_value_order(const tr_value *a, const tr_value *b);

/* to - from, which may be negative.  min is TR_UNBOUNDED_BELOW or max is
 * TR_UNBOUNDED where there is no such bound. */
#define TR_UNBOUNDED_BELOW INT64_MIN
typedef struct tr_difference {
    int64_t min, max;
    uint8_t flags;          /* TR_FLAG_..., of both sides */
} tr_difference;
/* Returns 1 and fills *out, or 0 (and an unbounded *out) when one of the two
 * bounds nothing. */
int tr_value_difference(const tr_value *from, const tr_value *to,
                        tr_difference *out);

/* --- sums --------------------------------------------------------------- */

typedef enum tr_sum_mode {
    TR_SUM_COUNTS,      /* things counted once each: sum of min .. sum of max */
    TR_SUM_DISTINCT     /* things that may be the same in several cells:
                           greatest min .. sum of max */
} tr_sum_mode;

typedef struct tr_sum {
    int64_t min, max;       /* of cells with a number; max of those bounded;
                               they stop at TR_NUMBER_MAX */
    uint32_t cells;         /* all that were added */
    uint32_t numbers;       /* of these with a number, zero_implied included */
    uint32_t neutral;       /* took no part, merged ones included */
    uint32_t merged;        /* took no part because the cell they were merged
                               into is in this sum */
    uint32_t unbounded;     /* numbers without an upper bound */
    uint32_t boundless;     /* of these, those that bound nothing at all */
    uint32_t positive;      /* numbers that may be above 0 */
    uint32_t bands;         /* numbers that are not one number */
    uint32_t estimated, approximate, percentages, zero_implied;
    uint32_t restated;      /* cells with TR_FLAG_RESTATED */
    uint32_t missing[TR_STATUS_COUNT];
    uint8_t mode;           /* tr_sum_mode */
    uint8_t flags;          /* TR_FLAG_... of all cells together */
    uint8_t overflow;       /* a bound or a counter was exceeded */
    uint8_t invalid;        /* a cell was not valid, or modes were mixed */
} tr_sum;

/* Why a sum has no value. */
typedef enum tr_sum_refusal {
    TR_SUM_OK,
    TR_SUM_EMPTY,           /* nothing was added; not the same as 0 */
    TR_SUM_OVERFLOW,        /* beyond 64 bits */
    TR_SUM_INVALID,         /* an invalid cell, or sums of different modes */
    TR_SUM_ONLY_MISSING,    /* no number in any cell, for several reasons */
    TR_SUM_NO_BOUNDS        /* numbers, but none that bounds anything */
} tr_sum_refusal;

/* Starts an empty sum. */
void tr_sum_init(tr_sum *sum, tr_sum_mode mode);

/* Adds one cell. */
void tr_sum_add(tr_sum *sum, const tr_value *value);

/* Adds all that went into another sum of the same mode.  Adding in parts and
 * merging gives the same as adding all, in any order and grouping. */
void tr_sum_merge(tr_sum *sum, const tr_sum *other);

/* How many cells were missing, of all statuses. */
uint32_t tr_sum_missing(const tr_sum *sum);

/* Why the sum has no value, or TR_SUM_OK (which includes sums whose value is
 * one status without a number). */
tr_sum_refusal tr_sum_why_refused(const tr_sum *sum);

/*
 * The value of a sum:
 *   reported      one number, from counted cells
 *   zero-implied  0, all of it implied
 *   band          two different bounds
 *   estimated     one number or two bounds, an estimate among the cells:
 *                 "reported" would claim that it was counted
 *   at-least      a cell is missing or has no upper bound
 *   a status without a number, when no cell has a number and all that are
 *                 missing are so for this one reason (or none is missing and
 *                 all are not-applicable, or all are merged)
 *   refused       otherwise; tr_sum_why_refused says why
 * Never 0 or "at least 0" when no cell bounds anything.  Flags of the cells
 * are kept; TR_FLAG_MAY_OVERLAP marks distinct things found in several cells.
 */
tr_value tr_sum_value(const tr_sum *sum);

/* --- rates -------------------------------------------------------------- */

#define TR_SHARE_ONE INT64_C(1000000)   /* 100 %: the unit is 1/10000 percent */

typedef enum tr_rate_refusal {
    TR_RATE_OK,
    TR_RATE_NUMERATOR_MISSING,          /* no number to divide */
    TR_RATE_NUMERATOR_NOT_APPLICABLE,
    TR_RATE_DENOMINATOR_MISSING,        /* a cell of it has no number */
    TR_RATE_DENOMINATOR_WITHHELD,       /* a cell of it is withheld */
    TR_RATE_DENOMINATOR_NOT_APPLICABLE,
    TR_RATE_DENOMINATOR_UNBOUNDED,      /* a cell of it has no upper bound */
    TR_RATE_DENOMINATOR_ZERO,
    TR_RATE_UNITS_DIFFER,               /* certainly above 100 %, so the two
                                           do not count the same things */
    TR_RATE_OVERFLOW,
    TR_RATE_INVALID,
    TR_RATE_REFUSAL_COUNT
} tr_rate_refusal;

typedef enum tr_rate_denominator {
    TR_RATE_OF_RECEIVED,        /* all received */
    TR_RATE_OF_DECIDED          /* received less pending */
} tr_rate_denominator;

typedef struct tr_rate {
    int64_t min, max;           /* 1/10000 percent, rounded outwards */
    int64_t min_over, min_under;    /* the exact lower bound is their ratio */
    int64_t max_over, max_under;    /* and the exact upper bound */
    uint8_t refusal;            /* tr_rate_refusal; all else is 0 if refused */
    uint8_t denominator;        /* tr_rate_denominator */
    uint8_t capped;             /* the upper bound was above 100 % */
    uint8_t flags;              /* TR_FLAG_... of all cells together */
} tr_rate;

/*
 * Bounds of complied / (received less pending), or over received when pending
 * is NULL or not wholly stated (a missing cell, no upper bound, no number);
 * .denominator names which.  Bounds contain every rate that the cells allow.
 * A numerator with missing cells gives "at least"; a denominator with missing
 * cells is refused, and so are one that is zero, and a rate that is above
 * 100 % for certain.  Where only the upper bound is above 100 %, it is capped.
 */
tr_rate tr_rate_of(const tr_sum *complied, const tr_sum *received,
                   const tr_sum *pending);

/* The code of a refusal for CSV and JSON, e.g. "denominator-withheld"; ""
 * for TR_RATE_OK. */
const char *tr_rate_refusal_code(unsigned refusal);

/* The code of a refused sum, e.g. "overflow"; "" for TR_SUM_OK. */
const char *tr_sum_refusal_code(unsigned refusal);

/* --- percentages -------------------------------------------------------- */

typedef enum tr_rounding {
    TR_ROUNDING_UNKNOWN,    /* plus or minus one printed unit */
    TR_ROUNDING_HALF,       /* to the nearest, halves either way */
    TR_ROUNDING_DOWN,
    TR_ROUNDING_UP,
    TR_ROUNDING_COUNT
} tr_rounding;

/* "unknown", "half", "down", "up". */
const char *tr_rounding_code(unsigned rounding);

/* Finds a rounding by its code; returns 1, or 0 if there is none. */
int tr_rounding_find(const char *code, size_t length, tr_rounding *out);

typedef enum tr_percent_result {
    TR_PERCENT_OK,
    TR_PERCENT_OF_NOTHING,      /* of exactly 0: not-applicable */
    TR_PERCENT_OF_UNKNOWN,      /* the whole has no number: 0..TR_UNBOUNDED */
    TR_PERCENT_IMPOSSIBLE,      /* no count of this whole gives the percentage:
                                   0..TR_UNBOUNDED, and to be told the author */
    TR_PERCENT_INVALID          /* arguments out of range: unset */
} tr_percent_result;

/*
 * The counts that a printed percentage stands for.
 * share     the percentage in 1/10000 percent, 0..TR_SHARE_ONE
 * decimals  0..4, the decimals it was printed with: 88% has 0, 79.00% has 2
 * whole     what it is a share of; may be an interval
 * out       receives a value of status percentage, within 0..whole
 * 88 % of 41,000 rounded to the nearest is 35,875..36,285.
 */
tr_percent_result tr_percent_of(int64_t share, unsigned decimals,
                                tr_rounding rounding, const tr_value *whole,
                                tr_value *out);

#endif
