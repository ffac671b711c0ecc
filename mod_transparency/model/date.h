/* SPDX-License-Identifier: Apache-2.0 */
/*
 * date.h - calendar days as days since 1970-01-01, 1900 to 2199.
 *
 * The Gregorian calendar, written yyyy-mm-dd (ISO 8601-1, RFC 3339 full-date).
 */
#ifndef TR_MODEL_DATE_H
#define TR_MODEL_DATE_H

#include <stddef.h>
#include <stdint.h>

#define TR_YEAR_MIN 1900
#define TR_YEAR_MAX 2199
#define TR_DATE_TEXT 11         /* "2012-07-01" and NUL */

/* Days since 1970-01-01 of a date; no checks are made, see tr_date_exists. */
int32_t tr_date_make(int year, int month, int day);

/* Splits a day number; any of the pointers may be NULL. */
void tr_date_split(int32_t date, int *year, int *month, int *day);

/* True if the day is in the calendar and within the years we know. */
int tr_date_exists(int year, int month, int day);

/* Days of a month, 28 to 31; 0 if there is no such month. */
int tr_date_month_length(int year, int month);

/* True if date lies in the years we know. */
int tr_date_in_range(int32_t date);

/* Parses exactly "yyyy-mm-dd", length bytes.  Returns 1 and sets *date, or 0
 * and leaves it alone. */
int tr_date_parse(const char *text, size_t length, int32_t *date);

/* Writes "yyyy-mm-dd" and NUL into buf[TR_DATE_TEXT]; returns buf.  A date
 * outside the years we know gives "". */
char *tr_date_format(int32_t date, char *buf);

#endif
