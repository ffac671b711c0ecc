/* SPDX-License-Identifier: Apache-2.0 */
/*
 * locale_private.h - what a tr_locale is made of; for intl/locale*.c only.
 *
 *   tr_locale
 *     ├── numbers   digits, grouping, signs; ICU formatters for the rest
 *     ├── dates     templates for days, instants, months, quarters, years
 *     ├── ICU       list formatters, plural rules, collator
 *     └── regions   name of each country, by its index in countries.h
 *
 * All of it is written while the locale is made and only read afterwards.
 * The ICU objects kept are of the kinds that ICU lets threads share
 * (UNumberFormatter, UNumberRangeFormatter and const use of UListFormatter,
 * UPluralRules, UCollator); UDateFormat is not, and is not kept.
 */
#ifndef TR_INTL_LOCALE_PRIVATE_H
#define TR_INTL_LOCALE_PRIVATE_H

#include <unicode/ucol.h>
#include <unicode/ulistformatter.h>
#include <unicode/unumberformatter.h>
#include <unicode/unumberrangeformatter.h>
#include <unicode/upluralrules.h>

#include "intl/locale.h"

typedef struct {
    const char *digits[10];
    const char *group;
    const char *negative[2]; /* before and after the digits */
    const char *range;       /* between the two ends of an interval */
    int primary;             /* size of the last group, 0 for no grouping */
    int secondary;           /* size of the groups before it */
    int minimum;             /* digits that must precede the first separator */
    int by_icu;              /* the rules above do not give what ICU gives */
    UNumberFormatter *integer;
    UNumberFormatter *percent;
    UNumberRangeFormatter *integers;
    UNumberRangeFormatter *percents;
} tr_numbers;

/* Months of one year, first < last: 11 + 10 + ... + 1. */
#define TR_MONTH_PAIRS 66

/*
 * Texts with these bytes in the place of a number; any other byte stands for
 * itself.  CLDR text has no control characters (checked).
 */
enum {
    TR_SLOT_YEAR = 1,
    TR_SLOT_DAY,    /* 5 */
    TR_SLOT_DAY2,   /* 05 */
    TR_SLOT_HOUR,   /* 7 */
    TR_SLOT_HOUR2,  /* 07 */
    TR_SLOT_MINUTE, /* 03 */
    TR_SLOT_END
};

typedef struct {
    const char *date[2][12]; /* by tr_date_style and month */
    const char *instant[12];
    const char *month[12];
    const char *quarter[4];
    const char *year;
    const char *months[TR_MONTH_PAIRS]; /* all NULL: join month names */
    const char *between[3];             /* two days, months, years */
} tr_dates;

struct tr_locale {
    const char *tag;
    const char *id; /* ICU's, with the Gregorian calendar */
    const char *own_name;
    int rtl;
    unsigned plural_set;
    tr_numbers numbers;
    tr_dates dates;
    UListFormatter *lists[2];
    UPluralRules *plurals;
    UCollator *collator;
    const char **regions;
};

/* UTF-16 to UTF-8 in the pool; NULL if status is, or becomes, a failure. */
const char *tr_utf8(const UChar *text, int32_t length, UErrorCode *status,
                    apr_pool_t *pool);

/* UTF-8 to UTF-16 in the pool; broken sequences become U+FFFD. */
UChar *tr_utf16(const char *text, int32_t *length, UErrorCode *status,
                apr_pool_t *pool);

/* Fill and release the parts; both take a locale whose id is set. */
void tr_numbers_open(tr_locale *locale, UErrorCode *status, apr_pool_t *pool);
void tr_numbers_close(tr_numbers *numbers);
void tr_dates_fill(tr_locale *locale, UErrorCode *status, apr_pool_t *pool);

#endif
