/* SPDX-License-Identifier: Apache-2.0 */
/*
 * countries_data.h - the tables of countries_data.c and countries_aliases.c.
 * For countries.c and its test only.
 */
#ifndef TR_INTL_COUNTRIES_DATA_H
#define TR_INTL_COUNTRIES_DATA_H

#include "intl/countries.h"

typedef struct {
    const char *code;
    const char *alpha3; /* "" if there is none */
    tr_country_kind kind;
    int renamed; /* it has former names */
    tr_country_text name;
} tr_country_row;

typedef struct {
    char code[3];
    int until; /* the first day, since 1970-01-01, of the next name */
    tr_country_text name;
} tr_country_former;

typedef struct {
    const char *folded;
    const char *code;
} tr_country_alias;

typedef struct {
    const char *code;
    const char *instead; /* the code that was meant, or NULL: see hint */
    const char *hint;
} tr_country_misuse;

extern const tr_country_row tr_country_rows[];
extern const int tr_country_row_count;
extern const tr_country_former tr_country_formers[];
extern const int tr_country_former_count;
extern const tr_country_alias tr_country_aliases[];
extern const int tr_country_alias_count;
extern const tr_country_misuse tr_country_misuses[];
extern const int tr_country_misuse_count;

#endif
