/* SPDX-License-Identifier: Apache-2.0 */
/* Values, sums, rates and percentages: what each must give, case by case. */
#include "tap.h"

#include "model/value.h"

static tr_value exact(int64_t n)
{
    return tr_value_exact(n);
}

static tr_value band(int64_t min, int64_t max)
{
    return tr_value_interval(min, max, TR_STATUS_BAND);
}

static tr_value none(tr_status status)
{
    return tr_value_missing(status);
}

static tr_value with(tr_value value, uint8_t flags)
{
    value.flags |= flags;
    return value;
}

static void is_value(tr_value got, int64_t min, int64_t max, tr_status status,
                     const char *name)
{
    if (!ok(got.min == min && got.max == max && got.status == status, "%s",
            name))
        printf("#      got: %lld..%lld %s\n# expected: %lld..%lld %s\n",
               (long long)got.min, (long long)got.max,
               tr_status_code(got.status), (long long)min, (long long)max,
               tr_status_code(status));
}

/* A sum of up to four values; a value of status "unset" ends the list. */
static tr_sum sum4(tr_sum_mode mode, tr_value a, tr_value b, tr_value c,
                   tr_value d)
{
    const tr_value *const all[] = { &a, &b, &c, &d };
    tr_sum sum;

    tr_sum_init(&sum, mode);
    for (int i = 0; i < 4 && all[i]->status != TR_STATUS_UNSET; i++)
        tr_sum_add(&sum, all[i]);
    return sum;
}

#define END      none(TR_STATUS_UNSET)
#define SUM1(a)       sum4(TR_SUM_COUNTS, a, END, END, END)
#define SUM2(a, b)    sum4(TR_SUM_COUNTS, a, b, END, END)
#define SUM3(a, b, c) sum4(TR_SUM_COUNTS, a, b, c, END)

static tr_value value_of(tr_sum sum)
{
    return tr_sum_value(&sum);
}

static void statuses(void)
{
    static const char *const words[] = {
        "zero-implied", "not-reported", "not-collected", "not-applicable",
        "withheld-law", "withheld-policy", "withheld-order", "elsewhere",
        "merged", "pending", "unknown"
    };
    int written = 0, round = 1;

    for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
        ok(tr_status_is_word(tr_status_find(words[i], strlen(words[i]))),
           "an author may write %s", words[i]);
    for (unsigned i = 0; i < TR_STATUS_COUNT; i++) {
        const char *code = tr_status_code(i);
        written += tr_status_is_word(i);
        if (i != TR_STATUS_UNSET)
            round &= tr_status_find(code, strlen(code)) == i;
    }
    is_int(written, sizeof(words) / sizeof(*words), "and no other word");
    ok(round, "each code finds its status");
    is_int(tr_status_find("unset", 5), TR_STATUS_UNSET, "unset has no code");
    is_int(tr_status_find("reporte", 7), TR_STATUS_UNSET, "a prefix is none");
    is_int(tr_status_find("", 0), TR_STATUS_UNSET, "nothing is none");
    is_str(tr_status_code(200), "unset", "a number beyond the table is unset");
}

static void making(void)
{
    tr_value zeroed;

    memset(&zeroed, 0, sizeof(zeroed));
    ok(!tr_value_is_valid(&zeroed), "zeroed memory is not a reported 0");
    is_value(exact(0), 0, 0, TR_STATUS_REPORTED, "an exact 0 is reported");
    is_int(exact(-1).status, TR_STATUS_UNSET, "no count is negative");
    is_int(exact(TR_UNBOUNDED).status, TR_STATUS_UNSET, "none is unbounded");
    is_value(exact(TR_NUMBER_MAX), TR_NUMBER_MAX, TR_NUMBER_MAX,
             TR_STATUS_REPORTED, "the largest count");
    is_int(band(5, 4).status, TR_STATUS_UNSET, "crossed bounds are refused");
    is_int(tr_value_interval(1, 2, TR_STATUS_REPORTED).status,
           TR_STATUS_UNSET, "two bounds are not one reported number");
    is_int(tr_value_interval(1, 1, TR_STATUS_ZERO_IMPLIED).status,
           TR_STATUS_UNSET, "an implied zero is 0");
    is_int(tr_value_interval(0, 0, TR_STATUS_UNKNOWN).status,
           TR_STATUS_UNSET, "unknown has no interval");
    is_int(none(TR_STATUS_REPORTED).status, TR_STATUS_UNSET,
           "reported cannot be missing");
    is_value(none(TR_STATUS_WITHHELD_LAW), 0, TR_UNBOUNDED,
             TR_STATUS_WITHHELD_LAW, "withheld is anything from 0");
}

static void sums(void)
{
    tr_sum sum;

    is_value(value_of(SUM2(exact(1268), exact(1154))), 2422, 2422,
             TR_STATUS_REPORTED, "exact and exact is exact");
    is_value(value_of(SUM2(band(8, 499), band(500, 999))), 508, 1498,
             TR_STATUS_BAND, "acid 3: two half-years of bands are 508..1498");
    is_value(value_of(SUM3(exact(5), none(TR_STATUS_NOT_REPORTED), exact(7))),
             12, TR_UNBOUNDED, TR_STATUS_AT_LEAST,
             "a missing cell makes it at least");
    is_value(value_of(SUM2(exact(5), none(TR_STATUS_NOT_APPLICABLE))), 5, 5,
             TR_STATUS_REPORTED, "not-applicable takes no part");
    is_value(value_of(SUM2(exact(5), none(TR_STATUS_MERGED))), 5,
             TR_UNBOUNDED, TR_STATUS_AT_LEAST, "merged elsewhere is missing");
    is_value(value_of(SUM2(exact(5), with(none(TR_STATUS_MERGED),
                                          TR_FLAG_MERGED_INSIDE))), 5, 5,
             TR_STATUS_REPORTED, "merged inside the same sum is neutral");
    is_value(value_of(SUM2(exact(5), tr_value_interval(0, 0,
                                                 TR_STATUS_ZERO_IMPLIED))),
             5, 5, TR_STATUS_REPORTED, "an implied zero adds 0");
    is_value(value_of(SUM1(tr_value_interval(0, 0, TR_STATUS_ZERO_IMPLIED))),
             0, 0, TR_STATUS_ZERO_IMPLIED, "only implied zeros stay implied");
    is_value(value_of(SUM2(exact(5), tr_value_interval(0, TR_UNBOUNDED,
                                                 TR_STATUS_APPROXIMATE))),
             5, TR_UNBOUNDED, TR_STATUS_AT_LEAST,
             "a bare approximation makes it at least");
    is_value(value_of(SUM2(exact(5), tr_value_interval(7, 7,
                                                 TR_STATUS_ESTIMATED))),
             12, 12, TR_STATUS_ESTIMATED, "an estimate keeps it an estimate");
    sum = SUM2(none(TR_STATUS_UNKNOWN),
               tr_value_interval(3, 9, TR_STATUS_ESTIMATED));
    ok(tr_sum_value(&sum).status == TR_STATUS_AT_LEAST
       && tr_sum_value(&sum).flags == TR_FLAG_ESTIMATED,
       "at least, of estimates, says both");
    sum = SUM2(with(exact(1), TR_FLAG_RESTATED), exact(2));
    ok(sum.restated == 1 && tr_sum_value(&sum).flags == TR_FLAG_RESTATED,
       "a restated cell is counted and flagged");
    is_value(value_of(SUM2(exact(0), none(TR_STATUS_PENDING))), 0,
             TR_UNBOUNDED, TR_STATUS_AT_LEAST, "a reported 0 bounds the sum");
}

static void sums_without_numbers(void)
{
    tr_sum sum = SUM1(END);

    is_int(tr_sum_value(&sum).status, TR_STATUS_REFUSED, "empty is not 0");
    is_int(tr_sum_why_refused(&sum), TR_SUM_EMPTY, "empty says so");
    is_value(value_of(SUM2(none(TR_STATUS_WITHHELD_LAW),
                           none(TR_STATUS_WITHHELD_LAW))), 0, TR_UNBOUNDED,
             TR_STATUS_WITHHELD_LAW, "all withheld is withheld");
    is_value(value_of(SUM2(none(TR_STATUS_NOT_REPORTED),
                           none(TR_STATUS_NOT_APPLICABLE))), 0, TR_UNBOUNDED,
             TR_STATUS_NOT_REPORTED, "the neutral one does not hide the reason");
    is_value(value_of(SUM1(none(TR_STATUS_NOT_APPLICABLE))), 0, TR_UNBOUNDED,
             TR_STATUS_NOT_APPLICABLE, "all not-applicable is not-applicable");
    is_value(value_of(SUM1(with(none(TR_STATUS_MERGED),
                                TR_FLAG_MERGED_INSIDE))), 0, TR_UNBOUNDED,
             TR_STATUS_MERGED, "all merged is merged");
    sum = SUM2(none(TR_STATUS_NOT_APPLICABLE),
               with(none(TR_STATUS_MERGED), TR_FLAG_MERGED_INSIDE));
    is_int(tr_sum_value(&sum).status, TR_STATUS_REFUSED,
           "merged and not-applicable is neither");
    sum = SUM2(none(TR_STATUS_NOT_REPORTED), none(TR_STATUS_UNKNOWN));
    is_int(tr_sum_value(&sum).status, TR_STATUS_REFUSED,
           "several reasons are never \"at least 0\"");
    is_int(tr_sum_why_refused(&sum), TR_SUM_ONLY_MISSING, "and it says why");
    is_int(tr_sum_missing(&sum), 2, "two are missing");
    sum = SUM1(tr_value_interval(0, TR_UNBOUNDED, TR_STATUS_PERCENTAGE));
    is_int(tr_sum_why_refused(&sum), TR_SUM_NO_BOUNDS,
           "a percentage of something unknown bounds nothing");
    tr_sum_init(&sum, TR_SUM_COUNTS);
    sum.min = 1;    /* what a stray write would leave */
    tr_value zeroed;
    memset(&zeroed, 0, sizeof(zeroed));
    tr_sum_add(&sum, &zeroed);
    is_int(tr_sum_why_refused(&sum), TR_SUM_INVALID,
           "zeroed memory makes a sum invalid");
}

static void overflow(void)
{
    tr_sum sum = SUM2(exact(TR_NUMBER_MAX), exact(0)), other;

    is_value(tr_sum_value(&sum), TR_NUMBER_MAX, TR_NUMBER_MAX,
             TR_STATUS_REPORTED, "the largest sum");
    sum = SUM2(exact(TR_NUMBER_MAX), exact(1));
    is_int(tr_sum_value(&sum).status, TR_STATUS_REFUSED, "one more is refused");
    is_int(tr_sum_why_refused(&sum), TR_SUM_OVERFLOW, "as an overflow");
    other = SUM2(exact(1), exact(TR_NUMBER_MAX));
    ok(memcmp(&sum, &other, sizeof(sum)) == 0, "in either order");
    sum = SUM2(band(0, TR_NUMBER_MAX), band(0, TR_NUMBER_MAX));
    is_int(tr_sum_why_refused(&sum), TR_SUM_OVERFLOW,
           "the upper bound alone overflows");
    sum = SUM1(exact(1));
    sum.cells = UINT32_MAX;
    other = SUM1(exact(2));
    tr_sum_merge(&sum, &other);
    is_int(tr_sum_why_refused(&sum), TR_SUM_OVERFLOW, "so does a counter");
}

static void distinct(void)
{
    tr_sum sum = sum4(TR_SUM_DISTINCT, exact(10), exact(7), band(2, 5), END);
    tr_sum counts = SUM1(exact(1));

    is_value(tr_sum_value(&sum), 10, 22, TR_STATUS_BAND,
             "distinct things: the greatest part to the sum");
    is_int(tr_sum_value(&sum).flags, TR_FLAG_MAY_OVERLAP, "which may overlap");
    sum = sum4(TR_SUM_DISTINCT, exact(10), exact(0), END, END);
    is_value(tr_sum_value(&sum), 10, 10, TR_STATUS_REPORTED,
             "beside nothing they are exact");
    is_int(tr_sum_value(&sum).flags, 0, "and cannot overlap");
    sum = sum4(TR_SUM_DISTINCT, exact(10), none(TR_STATUS_UNKNOWN), END, END);
    is_value(tr_sum_value(&sum), 10, TR_UNBOUNDED, TR_STATUS_AT_LEAST,
             "beside something unknown at least");
    is_int(tr_sum_value(&sum).flags, TR_FLAG_MAY_OVERLAP, "which may overlap");
    tr_sum_merge(&sum, &counts);
    is_int(tr_sum_why_refused(&sum), TR_SUM_INVALID, "modes are not mixed");
}

static void comparing(void)
{
    tr_value a = band(5, 10), b = exact(10), c = none(TR_STATUS_UNKNOWN);
    tr_value d = exact(11), e = tr_value_interval(3, TR_UNBOUNDED,
                                                  TR_STATUS_AT_LEAST);
    tr_difference difference;

    ok(tr_value_compare(&a, &b, 0) < 0, "same max: the smaller min first");
    ok(tr_value_compare(&a, &b, 1) > 0, "and last when descending");
    ok(tr_value_compare(&c, &b, 0) > 0 && tr_value_compare(&c, &b, 1) > 0,
       "missing comes last both ways");
    ok(tr_value_compare(&e, &d, 0) > 0, "unbounded is above all bounded");
    is_int(tr_value_compare(&c, &c, 1), 0, "missing ones are equal");
    is_int(tr_value_order(&a, &d), TR_ORDER_LESS, "5..10 is less than 11");
    is_int(tr_value_order(&a, &b), TR_ORDER_UNCERTAIN, "5..10 against 10");
    is_int(tr_value_order(&b, &b), TR_ORDER_EQUAL, "10 is 10");
    is_int(tr_value_order(&a, &a), TR_ORDER_UNCERTAIN,
           "two equal bands need not be equal numbers");
    is_int(tr_value_order(&d, &c), TR_ORDER_UNCERTAIN, "11 against unknown");
    is_int(tr_value_order(&e, &d), TR_ORDER_UNCERTAIN, "at least 3 against 11");
    ok(tr_value_equal(&a, &a) && !tr_value_equal(&a, &b), "equality");
    ok(tr_value_difference(&a, &d, &difference) && difference.min == 1
       && difference.max == 6, "from 5..10 to 11 is +1..+6");
    ok(tr_value_difference(&d, &a, &difference) && difference.min == -6
       && difference.max == -1, "and back");
    ok(tr_value_difference(&d, &e, &difference) && difference.min == -8
       && difference.max == TR_UNBOUNDED, "to at least 3 has no upper bound");
    ok(tr_value_difference(&e, &d, &difference) && difference.max == 8
       && difference.min == TR_UNBOUNDED_BELOW, "from it no lower bound");
    ok(!tr_value_difference(&a, &c, &difference)
       && difference.min == TR_UNBOUNDED_BELOW
       && difference.max == TR_UNBOUNDED, "to unknown is unknown");
}

static void is_rate(tr_sum complied, tr_sum received, int64_t min, int64_t max,
                    const char *name)
{
    tr_rate rate = tr_rate_of(&complied, &received, NULL);
    ok(rate.refusal == TR_RATE_OK, "%s: given", name);
    is_int(rate.min, min, name);
    is_int(rate.max, max, name);
}

static void is_refused(tr_sum complied, tr_sum received,
                       tr_rate_refusal refusal, const char *name)
{
    tr_rate rate = tr_rate_of(&complied, &received, NULL);
    if (!ok(rate.refusal == refusal && rate.min == 0 && rate.max == 0
            && rate.max_under == 0, "%s", name))
        printf("#      got: %s\n", tr_rate_refusal_code(rate.refusal));
}

static void rates(void)
{
    is_rate(SUM1(exact(8682)), SUM1(exact(10117)), 858159, 858160,
            "acid 7: 8,682 of 10,117 is 85.8 %");
    is_rate(SUM1(exact(1)), SUM1(exact(3)), 333333, 333334, "1 of 3");
    is_rate(SUM1(exact(0)), SUM1(band(0, 9)), 0, 0, "0 of any is 0");
    is_rate(SUM1(band(5, 10)), SUM1(band(10, 20)), 250000, 1000000,
            "5..10 of 10..20");
    is_rate(SUM1(band(5, 30)), SUM1(exact(20)), 250000, 1000000,
            "only the upper bound is capped");
    is_rate(SUM2(exact(5), none(TR_STATUS_UNKNOWN)), SUM1(exact(20)), 250000,
            1000000, "an incomplete numerator gives at least");
    is_refused(SUM1(exact(5)), SUM1(none(TR_STATUS_WITHHELD_POLICY)),
               TR_RATE_DENOMINATOR_WITHHELD, "acid 18: no rate of withheld");
    is_refused(SUM1(exact(5)), SUM2(exact(9), none(TR_STATUS_WITHHELD_ORDER)),
               TR_RATE_DENOMINATOR_WITHHELD, "nor of partly withheld");
    is_refused(SUM1(none(TR_STATUS_NOT_APPLICABLE)), SUM1(exact(9)),
               TR_RATE_NUMERATOR_NOT_APPLICABLE,
               "acid 2: no rate of preservation, not applicable");
    is_refused(SUM1(exact(269)), SUM1(exact(183)), TR_RATE_UNITS_DIFFER,
               "acid 20: 269 of 183 counts different things");
    is_refused(SUM1(exact(0)), SUM1(exact(0)), TR_RATE_DENOMINATOR_ZERO,
               "0 of 0");
    is_refused(SUM1(exact(1)), SUM1(END), TR_RATE_DENOMINATOR_MISSING,
               "of nothing");
    is_refused(SUM1(exact(1)), SUM1(none(TR_STATUS_NOT_APPLICABLE)),
               TR_RATE_DENOMINATOR_NOT_APPLICABLE, "of not applicable");
    is_refused(SUM1(exact(1)), SUM1(tr_value_interval(5, TR_UNBOUNDED,
                                                      TR_STATUS_AT_LEAST)),
               TR_RATE_DENOMINATOR_UNBOUNDED, "of at least 5");
    is_refused(SUM1(none(TR_STATUS_NOT_REPORTED)), SUM1(exact(9)),
               TR_RATE_NUMERATOR_MISSING, "not reported of 9");
    is_refused(SUM1(exact(1)), SUM2(exact(TR_NUMBER_MAX), exact(1)),
               TR_RATE_OVERFLOW, "of an overflow");
    is_rate(SUM1(exact(TR_NUMBER_MAX)), SUM1(exact(TR_NUMBER_MAX)), 1000000,
            1000000, "the largest of the largest is 100 %");
}

static void rates_of_decided(void)
{
    tr_sum complied = SUM1(exact(50)), received = SUM1(exact(101));
    tr_sum pending = SUM1(exact(1));
    tr_sum partly = SUM2(exact(1), none(TR_STATUS_UNKNOWN));
    tr_sum all = SUM1(exact(101)), more = SUM1(exact(102));
    tr_sum no = SUM1(exact(0));
    tr_rate rate = tr_rate_of(&complied, &received, &pending);

    ok(rate.min == 500000 && rate.max == 500000
       && rate.denominator == TR_RATE_OF_DECIDED, "50 of 101 less 1 is a half");
    ok(rate.min_over == 50 && rate.min_under == 100, "its exact ratio is kept");
    rate = tr_rate_of(&complied, &received, &partly);
    ok(rate.denominator == TR_RATE_OF_RECEIVED && rate.min_under == 101,
       "pending that is not wholly stated is not subtracted, and it says so");
    rate = tr_rate_of(&no, &received, &all);
    is_int(rate.refusal, TR_RATE_DENOMINATOR_ZERO, "all are pending");
    rate = tr_rate_of(&no, &received, &more);
    is_int(rate.refusal, TR_RATE_UNITS_DIFFER, "more pending than received");
    rate = tr_rate_of(&complied, &received, &all);
    is_int(rate.refusal, TR_RATE_UNITS_DIFFER, "more complied than decided");
}

static void is_share(int64_t percent, unsigned decimals, tr_rounding rounding,
                     tr_value whole, int64_t min, int64_t max, const char *name)
{
    tr_value got;
    int result = tr_percent_of(percent, decimals, rounding, &whole, &got);
    is_int(result, TR_PERCENT_OK, name);
    is_value(got, min, max, TR_STATUS_PERCENTAGE, name);
}

static void percentages(void)
{
    tr_value got, two = exact(2), zero = exact(0);
    tr_value gone = none(TR_STATUS_UNKNOWN);

    is_share(880000, 0, TR_ROUNDING_HALF, exact(41000), 35875, 36285,
             "88 % of 41,000");
    is_share(790000, 0, TR_ROUNDING_HALF, band(11000, 12000), 8635, 9540,
             "acid 5: 79 % of 11,000..12,000 is 8,635..9,540");
    is_share(790000, 0, TR_ROUNDING_UNKNOWN, band(11000, 12000), 8580, 9600,
             "79 % rounded somehow is one unit either way");
    is_share(790000, 2, TR_ROUNDING_HALF, exact(10000), 7900, 7900,
             "79.00 % of 10,000 is exact");
    is_share(1000000, 0, TR_ROUNDING_UNKNOWN, exact(50), 50, 50,
             "100 % of 50 is never above 50");
    is_share(0, 0, TR_ROUNDING_UNKNOWN, exact(1000), 0, 10, "0 % of 1,000");
    is_share(0, 0, TR_ROUNDING_UP, exact(1000), 0, 0, "0 % rounded up is none");
    is_share(10000, 0, TR_ROUNDING_UP, exact(1000), 1, 10, "1 % rounded up");
    is_share(1000000, 0, TR_ROUNDING_DOWN, exact(1000), 1000, 1000,
             "100 % rounded down is all");
    is_share(500000, 0, TR_ROUNDING_HALF, exact(TR_NUMBER_MAX),
             INT64_C(4565569158243114024), INT64_C(4657802878611661782),
             "50 % of the largest count");
    is_share(500000, 0, TR_ROUNDING_HALF,
             tr_value_interval(100, TR_UNBOUNDED, TR_STATUS_AT_LEAST), 50,
             TR_UNBOUNDED, "50 % of at least 100");
    is_int(tr_percent_of(330000, 0, TR_ROUNDING_HALF, &two, &got),
           TR_PERCENT_IMPOSSIBLE, "no count is 33 % of 2");
    is_value(got, 0, TR_UNBOUNDED, TR_STATUS_PERCENTAGE, "and bounds nothing");
    is_int(tr_percent_of(0, 0, TR_ROUNDING_HALF, &zero, &got),
           TR_PERCENT_OF_NOTHING, "0 % of 0");
    is_int(got.status, TR_STATUS_NOT_APPLICABLE, "is not applicable");
    is_int(tr_percent_of(0, 0, TR_ROUNDING_HALF, &gone, &got),
           TR_PERCENT_OF_UNKNOWN, "0 % of unknown");
    ok(!tr_value_is_bounded(&got), "is not 0");
    is_int(tr_percent_of(1000001, 4, TR_ROUNDING_HALF, &two, &got),
           TR_PERCENT_INVALID, "above 100 %");
    is_int(tr_percent_of(885000, 0, TR_ROUNDING_HALF, &two, &got),
           TR_PERCENT_INVALID, "88.5 % is not printed without decimals");
    is_int(got.status, TR_STATUS_UNSET, "gives no value");
}

static tr_value raw(int64_t min, int64_t max, unsigned status)
{
    tr_value value = { min, max, (uint8_t)status, 0 };
    return value;
}

static void is_not_valid(tr_value value, const char *name)
{
    ok(!tr_value_is_valid(&value), "not valid: %s", name);
}

static void validity(void)
{
    tr_value one = exact(1), estimate = with(exact(1), TR_FLAG_ESTIMATED);
    tr_value one_band = band(1, 1), two = band(1, 2), gone, zero;

    is_not_valid(raw(0, TR_UNBOUNDED, TR_STATUS_COUNT), "status out of table");
    is_not_valid(raw(1, TR_UNBOUNDED, TR_STATUS_UNKNOWN), "unknown from 1");
    is_not_valid(raw(0, 0, TR_STATUS_UNKNOWN), "unknown that is 0");
    is_not_valid(raw(-1, 5, TR_STATUS_BAND), "a negative bound");
    is_not_valid(raw(TR_UNBOUNDED, TR_UNBOUNDED, TR_STATUS_AT_LEAST),
                 "at least what no count can be");
    is_int(none(TR_STATUS_COUNT).status, TR_STATUS_UNSET, "no such status");
    zero = tr_value_interval(0, 0, TR_STATUS_ZERO_IMPLIED);
    gone = none(TR_STATUS_UNKNOWN);
    ok(tr_value_is_exact(&one) && tr_value_is_exact(&zero), "exact values");
    ok(!tr_value_is_exact(&estimate), "an estimate is not exact");
    ok(!tr_value_is_exact(&one_band) && !tr_value_is_exact(&two)
       && !tr_value_is_exact(&gone), "nor is a band, nor what is unknown");
    two = raw(1, 2, TR_STATUS_REPORTED);
    ok(!tr_value_is_exact(&two), "nor two bounds called reported");
    is_int(tr_value_order(&estimate, &zero), TR_ORDER_UNCERTAIN,
           "no order is certain with an estimate first");
    is_int(tr_value_order(&zero, &estimate), TR_ORDER_UNCERTAIN,
           "nor with an estimate second");
}

static void equality(void)
{
    const tr_value a = band(5, 10);
    const tr_value others[] = {
        band(4, 10), band(5, 11), raw(5, 10, TR_STATUS_BELOW),
        with(band(5, 10), TR_FLAG_RESTATED)
    };
    tr_value inside = with(band(5, 10), TR_FLAG_MERGED_INSIDE);

    for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
        ok(!tr_value_equal(&a, &others[i]), "not equal, %d", (int)i);
    ok(tr_value_equal(&a, &inside), "a caller's mark makes no difference");
}

static void flags(void)
{
    tr_value a = with(exact(1), TR_FLAG_RESTATED);
    tr_value b = tr_value_interval(2, 2, TR_STATUS_ESTIMATED);
    tr_difference difference;
    tr_sum sum = SUM2(a, b), other, none_received;
    tr_rate rate;

    tr_value_difference(&a, &b, &difference);
    is_int(difference.flags, TR_FLAG_RESTATED | TR_FLAG_ESTIMATED,
           "a difference keeps the flags of both");
    is_int(tr_sum_value(&sum).flags, TR_FLAG_RESTATED | TR_FLAG_ESTIMATED,
           "so does a sum");
    sum = SUM1(tr_value_interval(1, 3, TR_STATUS_APPROXIMATE));
    other = SUM1(tr_value_interval(1, 3, TR_STATUS_PERCENTAGE));
    ok(sum.approximate == 1 && sum.percentages == 0, "approximate is counted");
    ok(other.approximate == 0 && other.percentages == 1, "percentage too");
    sum.invalid = 1;
    tr_sum_merge(&sum, &other);
    is_int(tr_sum_why_refused(&sum), TR_SUM_INVALID, "invalid stays invalid");
    other = SUM1(exact(9));
    rate = tr_rate_of(&sum, &other, NULL);
    is_int(rate.refusal, TR_RATE_INVALID, "no rate of an invalid numerator");
    rate = tr_rate_of(&other, &sum, NULL);
    is_int(rate.refusal, TR_RATE_INVALID, "nor over an invalid denominator");
    rate = tr_rate_of(&other, &other, &sum);
    is_int(rate.refusal, TR_RATE_INVALID, "nor less invalid pending ones");
    sum = SUM1(a);
    none_received = SUM1(with(exact(0), TR_FLAG_PROVISIONAL));
    rate = tr_rate_of(&sum, &other, &none_received);
    is_int(rate.flags, TR_FLAG_RESTATED | TR_FLAG_PROVISIONAL,
           "a rate keeps the flags of all");
    rate = tr_rate_of(&other, &other, NULL);
    ok(rate.max == TR_SHARE_ONE && !rate.capped, "100 in 100 is not capped");
    none_received = SUM1(END);
    rate = tr_rate_of(&other, &other, &none_received);
    is_int(rate.denominator, TR_RATE_OF_RECEIVED,
           "an empty sum of pending ones is not stated");
}

static void codes(void)
{
    tr_rounding found;
    int all = 1;

    for (unsigned i = 0; i < TR_ROUNDING_COUNT; i++) {
        const char *code = tr_rounding_code(i);
        all &= tr_rounding_find(code, strlen(code), &found) && found == i;
    }
    ok(all, "each code of rounding finds its rounding");
    ok(!tr_rounding_find("hal", 3, &found) && !tr_rounding_find("dawn", 4,
       &found), "what is like one finds none");
    is_str(tr_rounding_code(TR_ROUNDING_COUNT), "unknown", "out of the table");
    is_str(tr_rate_refusal_code(TR_RATE_UNITS_DIFFER), "counts-differ-in-unit",
           "a refused rate has a code");
    is_str(tr_rate_refusal_code(TR_RATE_REFUSAL_COUNT), "invalid", "or none");
    is_str(tr_sum_refusal_code(TR_SUM_OVERFLOW), "overflow",
           "a refused sum has a code");
    is_str(tr_sum_refusal_code(TR_SUM_NO_BOUNDS + 1), "invalid", "or none");
}

static void impossible_arguments(void)
{
    tr_value got, ten = exact(10), zeroed = raw(0, 0, TR_STATUS_UNSET);

    is_share(123456, 4, TR_ROUNDING_HALF, exact(10000000), 1234555, 1234565,
             "four decimals");
    is_int(tr_percent_of(0, 5, TR_ROUNDING_HALF, &ten, &got),
           TR_PERCENT_INVALID, "five decimals");
    is_int(tr_percent_of(-10000, 0, TR_ROUNDING_HALF, &ten, &got),
           TR_PERCENT_INVALID, "a negative share");
    is_int(tr_percent_of(0, 0, TR_ROUNDING_COUNT, &ten, &got),
           TR_PERCENT_INVALID, "no such rounding");
    is_int(tr_percent_of(0, 0, TR_ROUNDING_HALF, &zeroed, &got),
           TR_PERCENT_INVALID, "zeroed memory as the whole");
}

static void acid_23(void)
{
    tr_sum sum = SUM3(tr_value_interval(0, 9, TR_STATUS_BELOW), exact(1),
                      none(TR_STATUS_UNKNOWN));

    is_value(tr_sum_value(&sum), 1, TR_UNBOUNDED, TR_STATUS_AT_LEAST,
             "acid 23: <10, 1* and - together are at least 1");
    is_int(sum.missing[TR_STATUS_UNKNOWN], 1, "acid 23: one is unknown");
}

int main(void)
{
    statuses();
    making();
    sums();
    sums_without_numbers();
    overflow();
    distinct();
    comparing();
    rates();
    rates_of_decided();
    percentages();
    validity();
    equality();
    flags();
    codes();
    impossible_arguments();
    acid_23();
    return tap_done();
}
