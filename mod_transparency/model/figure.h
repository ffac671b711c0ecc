/* SPDX-License-Identifier: Apache-2.0 */
/*
 * figure.h - the grammar of a figure, as written in a record.
 *
 *   figure  = number                  1268            exactly
 *           | number ".." number      8..499          inclusive band
 *           | "<" number              <10             0 to 9
 *           | number "±" number       35800000±50000  approximate, with bounds
 *           | "~" number              ~35800000       approximate, no bounds
 *           | percent "%"             88%  88.5%      of what was received
 *           | word                    not-reported    no number, and why
 *   number  = "0" | [1-9][0-9]{0,17}
 *   percent = ( "0" | [1-9][0-9]{0,2} ) [ "." [0-9]{1,4} ], at most 100
 *   word    = a status an author may write (status.h)
 *
 * One value has one spelling: what is printed is what was parsed.  There are
 * no separators, signs, exponents, blanks or digits of other scripts; an
 * error says what was meant.
 *
 *   tr_figure
 *   +-------+------+--------+--------+---------+----------+
 *   | value | kind | stated | margin | percent | decimals |
 *   +-------+------+--------+--------+---------+----------+
 *   value is what arithmetic may use; the rest is what was written.
 */
#ifndef TR_MODEL_FIGURE_H
#define TR_MODEL_FIGURE_H

#include <stddef.h>

#include "model/value.h"

#define TR_FIGURE_NUMBER_MAX INT64_C(999999999999999999)    /* 18 digits */
#define TR_FIGURE_TEXT 48               /* the longest figure and NUL */

typedef enum tr_figure_kind {
    TR_FIGURE_NONE,         /* not a figure: zeroed memory */
    TR_FIGURE_NUMBER,
    TR_FIGURE_BAND,
    TR_FIGURE_BELOW,
    TR_FIGURE_MARGIN,       /* N±M; min stops at 0 */
    TR_FIGURE_ABOUT,        /* ~N; value is 0..TR_UNBOUNDED, so that a sum over
                               it is "at least", and N is in stated */
    TR_FIGURE_PERCENT,      /* value is 0..TR_UNBOUNDED until tr_percent_of */
    TR_FIGURE_WORD
} tr_figure_kind;

typedef struct tr_figure {
    tr_value value;
    int64_t stated;         /* number, N of N±M and ~N, limit of <N; else 0 */
    int64_t margin;         /* M of N±M; else 0 */
    int32_t percent;        /* 1/10000 percent: 88.5% is 885000 */
    uint8_t decimals;       /* printed decimals of the percentage */
    uint8_t kind;           /* tr_figure_kind */
} tr_figure;

typedef enum tr_figure_fault {
    TR_FIGURE_OK,
    TR_FIGURE_EMPTY,
    TR_FIGURE_SPACE,        /* blanks before, after or inside */
    TR_FIGURE_SEPARATOR,    /* 1,234  1.234  1'234 */
    TR_FIGURE_EXPONENT,     /* 1e3 */
    TR_FIGURE_DECIMAL,      /* 12.5 */
    TR_FIGURE_SIGN,         /* +5, -5 */
    TR_FIGURE_LEADING_ZERO, /* 007 */
    TR_FIGURE_SCRIPT,       /* digits that are not 0-9 */
    TR_FIGURE_TOO_LARGE,    /* more than 18 digits */
    TR_FIGURE_BACKWARDS,    /* 500..8 */
    TR_FIGURE_ONE_NUMBER,   /* 5..5, 5±0, <1: write the number */
    TR_FIGURE_DASH,         /* 8-499, 8...499 */
    TR_FIGURE_OPEN,         /* >5, 5+, 5..: no upper bound */
    TR_FIGURE_LIMIT,        /* <=9, ..9, <0 */
    TR_FIGURE_PLUS_MINUS,   /* 5+/-2 */
    TR_FIGURE_PERCENT_RANGE,/* above 100% */
    TR_FIGURE_PERCENT_FORM, /* 88,5%, 88.%, 88.12345%, 8%..9% */
    TR_FIGURE_COMPUTED,     /* a status word only the server may use */
    TR_FIGURE_NOT_A_WORD,   /* "reported": write the figure itself */
    TR_FIGURE_NO_REASON,    /* -, n/a, null: say why there is no number */
    TR_FIGURE_WORD_SPELLING,/* Not reported */
    TR_FIGURE_WORD_UNKNOWN, /* not-reportd */
    TR_FIGURE_UNKNOWN,      /* anything else */
    TR_FIGURE_FAULT_COUNT
} tr_figure_fault;

typedef struct tr_figure_error {
    tr_figure_fault fault;
    size_t at;                      /* byte offset of the fault */
    char meant[TR_FIGURE_TEXT];     /* the right spelling where there can be
                                       only one meaning; else "" */
    char message[192];              /* one sentence, English; nothing of the
                                       input is repeated but what is meant */
} tr_figure_error;

/* Parses length bytes (UTF-8, need not end in NUL).  Returns 1 and fills *out,
 * or 0 and fills *error (which may be NULL), leaving *out alone. */
int tr_figure_parse(const char *text, size_t length, tr_figure *out,
                    tr_figure_error *error);

/* Writes the canonical text and NUL into buf[TR_FIGURE_TEXT]; returns buf, ""
 * for what is not a figure. */
char *tr_figure_print(const tr_figure *figure, char *buf);

/* Marks a figure as the publisher's estimate: the bounds stay, the status
 * becomes "estimated".  No effect on words. */
void tr_figure_set_estimated(tr_figure *figure);

/* Turns a percentage into counts of the whole (see tr_percent_of); other
 * figures are left alone and give TR_PERCENT_OK. */
tr_percent_result tr_figure_resolve(tr_figure *figure, const tr_value *whole,
                                    tr_rounding rounding);

/* The short code of a fault, e.g. "separator", for tests and diagnostics. */
const char *tr_figure_fault_code(unsigned fault);

#endif
