/* SPDX-License-Identifier: Apache-2.0 */
/*
 * status.h - why a cell has no number, or how good its number is.
 *
 * One table (TR_STATUS_LIST) is the only list of statuses: the enum, the
 * codes of the grammar, of CSV and JSON, and the way each status takes part in
 * a sum are all made from it.  The order is stored in shared memory: a new
 * status goes to the end.
 */
#ifndef TR_MODEL_STATUS_H
#define TR_MODEL_STATUS_H

#include <stddef.h>

/* What a cell of this status does to a sum. */
typedef enum tr_additive {
    TR_ADDS_MISSING,    /* the sum becomes "at least" */
    TR_ADDS_NUMBER,     /* its min and max are added */
    TR_ADDS_ZERO,       /* adds exactly 0, and is counted as such */
    TR_ADDS_NEUTRAL,    /* takes no part; the sum stays complete */
    TR_ADDS_IF_INSIDE   /* neutral when the cell it was merged into is in the
                           same sum (TR_FLAG_MERGED_INSIDE), else missing */
} tr_additive;

/* Who may use the word. */
typedef enum tr_status_use {
    TR_USE_WORD,        /* an author writes the word in place of a figure */
    TR_USE_FIGURE,      /* follows from how the figure is written */
    TR_USE_COMPUTED     /* only ever the result of a computation */
} tr_status_use;

/*
 * X(NAME, code, additive, use, bracket)
 *
 * bracket is the short form in square brackets that stands in a table cell
 * instead of a number or after it; "" where the number needs no mark.
 * TR_STATUS_UNSET is 0, so that zeroed memory is never a reported 0.
 */
#define TR_STATUS_LIST(X)                                                     \
    X(UNSET,           "unset",           MISSING,   COMPUTED, "?")           \
    X(REPORTED,        "reported",        NUMBER,    FIGURE,   "")            \
    X(BAND,            "band",            NUMBER,    FIGURE,   "")            \
    X(BELOW,           "below",           NUMBER,    FIGURE,   "low")         \
    X(APPROXIMATE,     "approximate",     NUMBER,    FIGURE,   "approx")      \
    X(ESTIMATED,       "estimated",       NUMBER,    FIGURE,   "e")           \
    X(PERCENTAGE,      "percentage",      NUMBER,    FIGURE,   "share")       \
    X(ZERO_IMPLIED,    "zero-implied",    ZERO,      WORD,     "implied")     \
    X(NOT_REPORTED,    "not-reported",    MISSING,   WORD,     "x")           \
    X(NOT_COLLECTED,   "not-collected",   MISSING,   WORD,     "nc")          \
    X(NOT_APPLICABLE,  "not-applicable",  NEUTRAL,   WORD,     "z")           \
    X(WITHHELD_LAW,    "withheld-law",    MISSING,   WORD,     "c-law")       \
    X(WITHHELD_POLICY, "withheld-policy", MISSING,   WORD,     "c-policy")    \
    X(WITHHELD_ORDER,  "withheld-order",  MISSING,   WORD,     "c-order")     \
    X(EMBARGOED,       "embargoed",       MISSING,   COMPUTED, "c-date")      \
    X(ELSEWHERE,       "elsewhere",       MISSING,   WORD,     "elsewhere")   \
    X(MERGED,          "merged",          IF_INSIDE, WORD,     "merged")      \
    X(PENDING,         "pending",         MISSING,   WORD,     "pending")     \
    X(UNKNOWN,         "unknown",         MISSING,   WORD,     "u")           \
    X(AT_LEAST,        "at-least",        NUMBER,    COMPUTED, "min")         \
    X(REFUSED,         "refused",         MISSING,   COMPUTED, "refused")     \
    X(SUPPRESSED,      "suppressed",      NUMBER,    COMPUTED, "hidden")

typedef enum tr_status {
#define X(name, code, additive, use, bracket) TR_STATUS_##name,
    TR_STATUS_LIST(X)
#undef X
    TR_STATUS_COUNT
} tr_status;

typedef struct tr_status_info {
    const char *code;       /* frozen for ever: in CSV, JSON and the record */
    tr_additive additive;
    tr_status_use use;
    const char *bracket;    /* without the brackets */
    int has_number;         /* min and max say something */
} tr_status_info;

extern const tr_status_info tr_status_table[TR_STATUS_COUNT];

/* The row of the table for a status; for a number that is no status, the row
 * of TR_STATUS_UNSET.  Never NULL, static storage. */
static inline const tr_status_info *tr_status_describe(unsigned status)
{
    return &tr_status_table[status < TR_STATUS_COUNT ? status : TR_STATUS_UNSET];
}

/* The code of a status, e.g. "not-reported". */
const char *tr_status_code(unsigned status);

/* The status with this code (exact spelling, length bytes, need not end in
 * NUL), or TR_STATUS_UNSET if there is none. */
tr_status tr_status_find(const char *code, size_t length);

/* True if a cell of this status has a number (an interval). */
int tr_status_has_number(unsigned status);

/* True if an author may write the word in place of a figure. */
int tr_status_is_word(unsigned status);

#endif
