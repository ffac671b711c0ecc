/* SPDX-License-Identifier: Apache-2.0 */
/*
 * httpdate.h - instants as text: HTTP dates (RFC 9110 section 5.6.7), RFC 3339,
 * and the 14 digits of a version's address.
 *
 * All are whole seconds of UTC in the years 1 to 9999; anything else is an
 * error.  Parsing is strict: no other spelling, no white space around it, the
 * day must exist and the weekday be that of the date.  A leap second (23:59:60
 * UTC) is taken for the second that follows it.
 */
#ifndef TR_HTTP_HTTPDATE_H
#define TR_HTTP_HTTPDATE_H

#include <apr_time.h>
#include <stdbool.h>

#define TR_HTTPDATE_SIZE 30   /* "Sun, 06 Nov 1994 08:49:37 GMT" */
#define TR_INSTANT_SIZE 21    /* "1994-11-06T08:49:37Z" */
#define TR_STAMP_SIZE 15      /* "19941106084937" */

/* Parse one of the three forms: IMF-fixdate, RFC 850, asctime.  `now` decides
 * the century of a two-digit year: never more than 50 years ahead. */
bool tr_httpdate_parse(const char *text, apr_time_t now, apr_time_t *instant);

/* Parse IMF-fixdate only, as Accept-Datetime wants it (RFC 7089). */
bool tr_httpdate_parse_imf(const char *text, apr_time_t *instant);

/* Parse "2013-03-21T10:00:00Z" or with an offset, "…+01:00"; small t and z are
 * accepted, fractions of a second are not. */
bool tr_instant_parse(const char *text, apr_time_t *instant);

/* Parse "20130321100000". */
bool tr_stamp_parse(const char *text, apr_time_t *instant);

/* Write an instant, rounded down to the second.  False, and an empty string,
 * when the year is not one of 1 to 9999. */
bool tr_httpdate_format(char buffer[TR_HTTPDATE_SIZE], apr_time_t instant);
bool tr_instant_format(char buffer[TR_INSTANT_SIZE], apr_time_t instant);
bool tr_stamp_format(char buffer[TR_STAMP_SIZE], apr_time_t instant);

#endif
