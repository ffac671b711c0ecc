/* SPDX-License-Identifier: Apache-2.0 */
/*
 * refusal.h - why figures were not added, and why a sum is only "at least".
 *
 * One table each: the stable code of CSV and JSON and the English sentence.
 */
#ifndef TR_STORE_REFUSAL_H
#define TR_STORE_REFUSAL_H

/* X(NAME, code, sentence); stored in generations: new ones go to the end. */
#define TR_REFUSALS(X)                                                         \
    X(NONE, "", "")                                                            \
    X(NO_CELLS, "no-cells", "there are no figures here")                       \
    X(OVERLAPPING, "overlapping",                                              \
      "the parts overlap: one request may be counted in several of them")      \
    X(UNSTATED, "unstated",                                                    \
      "the record does not say whether the parts overlap")                     \
    X(UNIT_NOT_ADDITIVE, "unit-not-additive",                                  \
      "figures of this unit cannot be added")                                  \
    X(OVERFLOW, "overflow", "the sum is too large to be held exactly")         \
    X(ONLY_MISSING, "only-missing",                                            \
      "no figure here has a number, for several reasons")                      \
    X(NO_BOUNDS, "no-bounds",                                                  \
      "what is known sets no bounds: there may be none, or any number")                         \
    X(TABLES_OVERLAP, "tables-overlap",                                        \
      "two tables may count the same requests")                                \
    X(SERIES_BREAK, "series-break",                                            \
      "a break in the series lies between two tables")                         \
    X(MIXED_DEFINITION, "mixed-definition",                                    \
      "two tables count by different definitions")                             \
    X(INVALID, "invalid", "a figure is not valid")

typedef enum tr_refusal {
#define X(name, code, sentence) TR_REFUSED_##name,
    TR_REFUSALS(X)
#undef X
    TR_REFUSAL_COUNT
} tr_refusal;

/* "overlapping"; "" for TR_REFUSED_NONE and for numbers that are no refusal. */
const char *tr_refusal_code(unsigned refusal);

/* The English sentence without a full stop; "" likewise. */
const char *tr_refusal_sentence(unsigned refusal);

/*
 * X(NAME, code, sentence): why a sum without a missing cell is "at least", or
 * has no bounds at all (TR_REFUSED_NO_BOUNDS).
 * Bits of tr_rolled.limits.
 */
#define TR_LIMITS(X)                                                           \
    X(ABSENT, "absent",                                                        \
      "nothing is reported about countries that are not listed")               \
    X(PARTIAL, "partial", "the parts are not the whole")                       \
    X(ONE_PART, "one-part",                                                    \
      "one part is given and the record does not say that it is the whole")    \
    X(PART_MISSING, "part-missing",                                            \
      "a part of the whole is not given, or not broken down in this way")      \
    X(PERIOD_GAP, "period-gap", "a part of the time is not covered")

typedef enum tr_limit_bit {
#define X(name, code, sentence) TR_LIMIT_BIT_##name,
    TR_LIMITS(X)
#undef X
    TR_LIMIT_COUNT
} tr_limit_bit;

enum {
#define X(name, code, sentence) TR_LIMIT_##name = 1 << TR_LIMIT_BIT_##name,
    TR_LIMITS(X)
#undef X
    TR_LIMIT_NONE = 0
};

/* Code and sentence of one bit, by its number (TR_LIMIT_BIT_*); "" if there is none. */
const char *tr_limit_code(unsigned bit);
const char *tr_limit_sentence(unsigned bit);

#endif
