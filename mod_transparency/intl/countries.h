/* SPDX-License-Identifier: Apache-2.0 */
/*
 * countries.h - the closed list of jurisdictions, and their English names.
 *
 * Codes: ISO 3166-1 alpha-2 in upper case and XK; ISO 3166-2 by syntax
 * (a known country, "-", one to three letters or digits); and x-un,
 * x-interpol, x-europol, x-eu, x-unknown, x-none, x-rest, x-all.
 *
 * English names have dates of validity, so that data say "Turkey" of 2021 and
 * "Türkiye" of 2022.  These names are ours and do not depend on ICU: CSV and
 * JSON stay the same bytes when ICU is upgraded.  All data are constant; every
 * function may be called from any thread.
 */
#ifndef TR_INTL_COUNTRIES_H
#define TR_INTL_COUNTRIES_H

#include <apr_pools.h>

typedef enum {
    TR_COUNTRY_INVALID,
    TR_COUNTRY_COUNTRY,           /**< a country or territory of ISO 3166-1, XK */
    TR_COUNTRY_SUBNATIONAL,       /**< ISO 3166-2 */
    TR_COUNTRY_INTERGOVERNMENTAL, /**< x-un x-interpol x-europol x-eu */
    TR_COUNTRY_UNKNOWN,           /**< x-unknown: who asked is not known */
    TR_COUNTRY_NONE,              /**< x-none: belongs to no jurisdiction */
    TR_COUNTRY_REST,              /**< x-rest: all that are not listed */
    TR_COUNTRY_ALL                /**< x-all: a total over jurisdictions */
} tr_country_kind;

/**
 * The kind of a code.
 * @param code  not necessarily NUL-terminated
 * @param error if not NULL and the code is invalid: a sentence saying what is
 *              wrong and which code was probably meant ("UK" names GB)
 * @param pool  for the sentence
 */
tr_country_kind tr_country_check(const char *code, apr_size_t length,
                                 const char **error, apr_pool_t *pool);

/**
 * The code that the sentence of tr_country_check() proposes instead of `code`.
 * @return constant or from pool; NULL where it proposes none
 */
const char *tr_country_meant(const char *code, apr_pool_t *pool);

/** The kind of a NUL-terminated code. */
tr_country_kind tr_country_kind_of(const char *code);

/** The code for all jurisdictions that a table does not list. */
#define TR_COUNTRY_REST_CODE "x-rest"

/** 1 if the jurisdiction has a place on a map: a country or a part of one. */
int tr_country_on_map(const char *code);

/**
 * The English name valid on a day.
 * @param code a valid code
 * @param day  days since 1970-01-01, usually the last day of a period
 * @return constant text; NULL for ISO 3166-2 and for unknown codes
 */
const char *tr_country_name(const char *code, apr_int64_t day);

/**
 * A name of the list.  It stands in so many bytes that a program can copy them
 * all at once and then go on behind `length`.  It is never empty, no blank is at
 * an end, and it has no comma, quote, control character or what begins a formula.
 */
enum { TR_COUNTRY_NAME_ROOM = 48 };

typedef struct {
    unsigned char length;
    char text[TR_COUNTRY_NAME_ROOM]; /**< UTF-8, NUL-terminated */
} tr_country_text;

/** The same by the number that tr_country_index() gave. */
const tr_country_text *tr_country_name_at(int index, apr_int64_t day);

/**
 * The jurisdiction of a name in English, present or former, or of a listed
 * alias ("Korea Republic Of").  Case, accents, punctuation and spaces do not
 * matter; nothing else is guessed: a misspelt name is not found.
 * @param name UTF-8, not necessarily NUL-terminated
 * @return constant code, or NULL
 */
const char *tr_country_lookup(const char *name, apr_size_t length);

enum { TR_COUNTRY_NEAREST_MAX = 8 };

/**
 * What a name that tr_country_lookup() does not find might have meant, for
 * messages only.
 * @param codes room for `max` (at most TR_COUNTRY_NEAREST_MAX) codes, filled
 *              with constant texts, the nearest first
 * @return how many; 0 when nothing is near
 */
int tr_country_nearest(const char *name, const char **codes, int max);

/** All codes but the subnational, in order: ISO codes, then x- codes. */
int tr_country_count(void);
const char *tr_country_code(int index);

/** The index of a code in that list, or -1. */
int tr_country_index(const char *code);

#endif
