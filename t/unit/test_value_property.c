/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Laws that must hold whatever the cells are, checked against a slow reference
 * that is written differently: it does not calculate with bounds at all, but
 * picks actual counts within each cell and counts with those.
 */
#include "tap.h"

#include <stdlib.h>

#include "model/value.h"

/* Numbers that look random and are the same every time (xorshift64). */
static uint64_t state = UINT64_C(0x2545F4914F6CDD1D);

static uint64_t next(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

static int64_t below(int64_t limit)
{
    return (int64_t)(next() % (uint64_t)limit);
}

static tr_value random_value(int with_missing)
{
    static const tr_status missing[] = {
        TR_STATUS_NOT_REPORTED, TR_STATUS_WITHHELD_LAW, TR_STATUS_UNKNOWN,
        TR_STATUS_NOT_APPLICABLE, TR_STATUS_MERGED, TR_STATUS_REFUSED
    };
    int64_t min = below(50);
    tr_value value;

    switch (below(with_missing ? 10 : 6)) {
    case 0: case 1:
        value = tr_value_exact(min);
        break;
    case 2:
        value = tr_value_interval(min, min + 1 + below(50), TR_STATUS_BAND);
        break;
    case 3:
        value = tr_value_interval(0, below(10), TR_STATUS_BELOW);
        break;
    case 4:
        value = tr_value_interval(0, 0, TR_STATUS_ZERO_IMPLIED);
        break;
    case 5:
        value = tr_value_interval(min, min + below(9), TR_STATUS_APPROXIMATE);
        break;
    case 6:
        value = tr_value_interval(min, TR_UNBOUNDED, TR_STATUS_AT_LEAST);
        break;
    default:
        value = tr_value_missing(missing[below(6)]);
    }
    value.flags = (uint8_t)(next() & TR_FLAG_RESTATED);
    if (value.status == TR_STATUS_MERGED && (next() & 1))
        value.flags |= TR_FLAG_MERGED_INSIDE;
    return value;
}

/* A count that the cell may stand for. */
static int64_t a_member(const tr_value *value)
{
    int64_t span = value->max == TR_UNBOUNDED ? 1000 : value->max - value->min;

    if (value->status == TR_STATUS_NOT_APPLICABLE
        || (value->flags & TR_FLAG_MERGED_INSIDE))
        return 0;
    switch (below(4)) {
    case 0:
        return value->min;
    case 1:
        return value->min + span;
    default:
        return value->min + below(span + 1);
    }
}

static int contains(const tr_value *value, int64_t n)
{
    return n >= value->min && n <= value->max;
}

#define CELLS 8

static int random_cells(tr_value *cells, int with_missing)
{
    int n = 1 + (int)below(CELLS);
    for (int i = 0; i < n; i++)
        cells[i] = random_value(with_missing);
    return n;
}

static tr_sum sum_of(const tr_value *cells, int from, int to, tr_sum_mode mode)
{
    tr_sum sum;
    tr_sum_init(&sum, mode);
    for (int i = from; i < to; i++)
        tr_sum_add(&sum, &cells[i]);
    return sum;
}

static void sums_contain_their_members(void)
{
    int outside = 0, loose = 0;

    for (int round = 0; round < 20000; round++) {
        tr_value cells[CELLS], value;
        int n = random_cells(cells, 1);
        int64_t least = 0, greatest = 0, bounded = 1;
        tr_sum sum = sum_of(cells, 0, n, TR_SUM_COUNTS);
        value = tr_sum_value(&sum);
        for (int pick = 0; pick < 20; pick++) {
            int64_t total = 0;
            for (int i = 0; i < n; i++)
                total += a_member(&cells[i]);
            outside += !contains(&value, total);
        }
        for (int i = 0; i < n; i++) {
            if (cells[i].status == TR_STATUS_NOT_APPLICABLE
                || (cells[i].flags & TR_FLAG_MERGED_INSIDE))
                continue;
            least += cells[i].min;
            bounded &= cells[i].max != TR_UNBOUNDED;
            greatest += bounded ? cells[i].max : 0;
        }
        if (sum.numbers && tr_sum_why_refused(&sum) == TR_SUM_OK)
            loose += value.min != least
                || value.max != (bounded ? greatest : TR_UNBOUNDED);
    }
    is_int(outside, 0, "no sum of members is outside the sum of cells");
    is_int(loose, 0, "and both bounds are reached");
}

/* Things with identities: each cell holds some of 30 things, a bit each. */
static void distinct_sums_contain_unions(void)
{
    int outside = 0;

    for (int round = 0; round < 20000; round++) {
        uint32_t all = 0;
        tr_sum sum;
        tr_value value;
        int n = 1 + (int)below(4);
        tr_sum_init(&sum, TR_SUM_DISTINCT);
        for (int i = 0; i < n; i++) {
            uint32_t things = (uint32_t)(next() & next()) & 0x3FFFFFFF;
            int64_t count = __builtin_popcount(things);
            tr_value cell = next() & 1 ? tr_value_exact(count)
                : tr_value_interval(count > 3 ? count - 3 : 0,
                                    count + below(4), TR_STATUS_BAND);
            all |= things;
            tr_sum_add(&sum, &cell);
        }
        value = tr_sum_value(&sum);
        outside += !contains(&value, __builtin_popcount(all));
        if (n > 1 && value.min != value.max)
            outside += !(value.flags & TR_FLAG_MAY_OVERLAP);
    }
    is_int(outside, 0, "distinct sums contain the size of every union");
}

static int same(const tr_sum *a, const tr_sum *b)
{
    return memcmp(a, b, sizeof(*a)) == 0;
}

static void shuffle(tr_value *cells, int n)
{
    for (int i = n - 1; i > 0; i--) {
        int j = (int)below(i + 1);
        tr_value swap = cells[i];
        cells[i] = cells[j];
        cells[j] = swap;
    }
}

static void order_and_grouping_do_not_matter(void)
{
    int by_order = 0, by_parts = 0, by_grouping = 0;

    for (int round = 0; round < 20000; round++) {
        tr_value cells[CELLS];
        tr_sum_mode mode = next() & 1 ? TR_SUM_COUNTS : TR_SUM_DISTINCT;
        int n = random_cells(cells, 1);
        int i = (int)below(n + 1), j = i + (int)below(n - i + 1);
        if (below(4) == 0)
            cells[0] = tr_value_exact(TR_NUMBER_MAX - below(20));
        tr_sum whole = sum_of(cells, 0, n, mode), again;
        tr_sum a = sum_of(cells, 0, i, mode), b = sum_of(cells, i, j, mode);
        tr_sum c = sum_of(cells, j, n, mode), ab = a, bc = b;
        tr_sum_merge(&ab, &b);
        tr_sum_merge(&ab, &c);
        by_parts += !same(&ab, &whole);
        tr_sum_merge(&bc, &c);
        tr_sum_merge(&bc, &a);
        by_grouping += !same(&bc, &whole);
        shuffle(cells, n);
        again = sum_of(cells, 0, n, mode);
        by_order += !same(&again, &whole);
    }
    is_int(by_order, 0, "the order of cells does not matter");
    is_int(by_parts, 0, "parts merged are the whole");
    is_int(by_grouping, 0, "in any grouping");
}

/* 1 if n/d is within the rate's printed bounds and its exact ones. */
static int rate_contains(const tr_rate *rate, int64_t n, int64_t d)
{
    return n * TR_SHARE_ONE >= rate->min * d && n * TR_SHARE_ONE <= rate->max * d
        && n * rate->min_under >= rate->min_over * d
        && n * rate->max_under <= rate->max_over * d;
}

static void rates_contain_every_true_rate(void)
{
    int outside = 0, wrongly_refused = 0, given = 0, refused = 0;

    for (int round = 0; round < 40000; round++) {
        tr_value c = random_value(0), r = random_value(0), p = random_value(0);
        tr_sum complied = sum_of(&c, 0, 1, TR_SUM_COUNTS);
        tr_sum received = sum_of(&r, 0, 1, TR_SUM_COUNTS);
        tr_sum pending = sum_of(&p, 0, 1, TR_SUM_COUNTS);
        int decided = (int)(next() & 1);
        tr_rate rate = tr_rate_of(&complied, &received,
                                  decided ? &pending : NULL);
        given += rate.refusal == TR_RATE_OK;
        refused += rate.refusal != TR_RATE_OK;
        for (int pick = 0; pick < 20; pick++) {
            int64_t n = a_member(&c), d = a_member(&r);
            if (decided)
                d -= a_member(&p);
            if (d <= 0 || n > d)
                continue;       /* no rate, or not of one unit */
            if (rate.refusal == TR_RATE_OK)
                outside += !rate_contains(&rate, n, d);
            else
                wrongly_refused++;
        }
    }
    is_int(outside, 0, "every true rate is within the bounds");
    is_int(wrongly_refused, 0, "and only what has none is refused");
    ok(given > 5000 && refused > 1000, "%d rates given, %d refused", given,
       refused);
}

/* Prints k/n as a publisher would, by remainders and not by bounds. */
static int64_t printed(int64_t k, int64_t n, int64_t unit, tr_rounding how,
                       int halves_up)
{
    int64_t parts = TR_SHARE_ONE / unit;
    int64_t whole = k * parts / n, rest = k * parts % n;

    if (how == TR_ROUNDING_UP)
        whole += rest > 0;
    else if (how == TR_ROUNDING_HALF)
        whole += 2 * rest > n || (2 * rest == n && halves_up);
    return whole * unit;
}

static int has(tr_rounding how, int64_t share, unsigned decimals, int64_t n,
               int64_t k)
{
    tr_value whole = tr_value_exact(n), got;
    return tr_percent_of(share, decimals, how, &whole, &got) == TR_PERCENT_OK
        && contains(&got, k);
}

static void percentages_contain_every_count(unsigned decimals, int64_t most)
{
    static const tr_rounding ways[] = { TR_ROUNDING_HALF, TR_ROUNDING_DOWN,
                                        TR_ROUNDING_UP };
    int64_t unit = decimals == 0 ? 10000 : decimals == 1 ? 1000 : 100;

    for (int way = 0; way < 3; way++) {
        int lost = 0, lost_unknown = 0;
        for (int64_t n = 1; n <= most; n++)
            for (int64_t k = 0; k <= n; k++)
                for (int up = 0; up <= 1; up++) {
                    int64_t p = printed(k, n, unit, ways[way], up);
                    lost += !has(ways[way], p, decimals, n, k);
                    lost_unknown += !has(TR_ROUNDING_UNKNOWN, p, decimals,
                                         n, k);
                }
        is_int(lost, 0, tr_rounding_code(ways[way]));
        is_int(lost_unknown, 0, "unknown holds it too");
    }
}

/* The bounds themselves are counts that print so, and impossible is so. */
static void percentages_are_tight(void)
{
    static const tr_rounding ways[] = { TR_ROUNDING_HALF, TR_ROUNDING_DOWN,
                                        TR_ROUNDING_UP };
    int loose = 0, wrong = 0;

    for (int way = 0; way < 3; way++)
        for (int64_t n = 1; n <= 150; n++)
            for (int64_t p = 0; p <= TR_SHARE_ONE; p += 10000) {
                tr_value whole = tr_value_exact(n), got;
                int64_t least = -1, greatest = -1;
                for (int64_t k = 0; k <= n; k++)
                    if (printed(k, n, 10000, ways[way], 0) == p
                        || printed(k, n, 10000, ways[way], 1) == p) {
                        least = least < 0 ? k : least;
                        greatest = k;
                    }
                if (tr_percent_of(p, 0, ways[way], &whole, &got)
                    != TR_PERCENT_OK)
                    wrong += least >= 0;
                else
                    loose += got.min != least || got.max != greatest;
            }
    is_int(loose, 0, "no percentage bound is wider than need be");
    is_int(wrong, 0, "none is called impossible that is not");
}

static void percentages_of_bands(void)
{
    int lost = 0;

    for (int64_t low = 0; low <= 40; low++)
        for (int64_t high = low + 1; high <= 60; high++) {
            tr_value whole = tr_value_interval(low, high, TR_STATUS_BAND);
            for (int64_t n = low ? low : 1; n <= high; n++) {
                int64_t k = below(n + 1);
                tr_rounding how = (tr_rounding)(1 + below(3));
                tr_value got;
                int64_t p = printed(k, n, 10000, how, (int)(next() & 1));
                lost += tr_percent_of(p, 0, how, &whole, &got)
                    != TR_PERCENT_OK || !contains(&got, k);
            }
        }
    is_int(lost, 0, "a percentage of a band contains every count of it");
}

static int by_wish(const void *a, const void *b)
{
    return tr_value_compare(a, b, 0);
}

static void comparison_is_an_order(void)
{
    int wrong = 0, order_wrong = 0;

    for (int round = 0; round < 20000; round++) {
        tr_value v[3];
        int ab, bc, ac;
        for (int i = 0; i < 3; i++)
            v[i] = random_value(1);
        wrong += tr_value_compare(&v[0], &v[1], 0)
            != -tr_value_compare(&v[1], &v[0], 0);
        qsort(v, 3, sizeof(*v), by_wish);
        ab = tr_value_compare(&v[0], &v[1], 0);
        bc = tr_value_compare(&v[1], &v[2], 0);
        ac = tr_value_compare(&v[0], &v[2], 0);
        wrong += ab > 0 || bc > 0 || ac > 0 || (ac == 0 && (ab || bc));
        if (tr_value_order(&v[0], &v[1]) == TR_ORDER_LESS)
            order_wrong += a_member(&v[0]) >= a_member(&v[1]);
        if (tr_value_order(&v[0], &v[1]) == TR_ORDER_GREATER)
            order_wrong += a_member(&v[0]) <= a_member(&v[1]);
    }
    is_int(wrong, 0, "sorting is antisymmetric and transitive");
    is_int(order_wrong, 0, "what is certain holds for all members");
}

static void differences_contain_all(void)
{
    int outside = 0;

    for (int round = 0; round < 20000; round++) {
        tr_value a = random_value(1), b = random_value(1);
        tr_difference d;
        tr_value_difference(&a, &b, &d);
        int64_t n = a_member(&b) - a_member(&a);
        outside += n < d.min || n > d.max;
    }
    is_int(outside, 0, "differences contain those of all members");
}

int main(void)
{
    sums_contain_their_members();
    distinct_sums_contain_unions();
    order_and_grouping_do_not_matter();
    rates_contain_every_true_rate();
    percentages_contain_every_count(0, 500);
    percentages_contain_every_count(1, 120);
    percentages_contain_every_count(2, 60);
    percentages_are_tight();
    percentages_of_bands();
    comparison_is_an_order();
    differences_contain_all();
    return tap_done();
}
