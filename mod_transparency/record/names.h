/* SPDX-License-Identifier: Apache-2.0 */
/*
 * names.h - what the names of elements and attributes mean, found quickly.
 *
 *   slot[address of the name] = { name, element, measure, role ... }
 *
 * The parser gives one name always at one address for as long as it lives, so
 * after the first look-up in the tables a name is found by its address.  Only
 * names that mean something are kept; there are fewer of them than slots.
 */
#ifndef TR_RECORD_NAMES_H
#define TR_RECORD_NAMES_H

#include <stdint.h>

#include <string.h>

#include "record/words.h"

/* What an attribute of figures says. */
typedef enum tr_role {
    TR_ROLE_NONE,
    TR_ROLE_DIM,            /* argument: dim - TR_DIM_CELL_FIRST */
    TR_ROLE_AMOUNT,         /* the name is a unit, the value a figure */
    TR_ROLE_SERVICE,
    TR_ROLE_PERIOD,
    TR_ROLE_NOTE,
    TR_ROLE_SOURCE,
    TR_ROLE_FLAGS,
    TR_ROLE_ROUNDING,
    TR_ROLE_COUNTRY_PRINTED,
    TR_ROLE_PRINTED,
    TR_ROLE_REASON,
    TR_ROLE_OF,
    TR_ROLE_ESTIMATED,
    TR_ROLE_MEASURE,
    TR_ROLE_UNIT,
    TR_ROLE_VALUE
} tr_role;

/* Elements of figures that may have an attribute. */
enum {
    TR_ON_FROM    = 1 << 0,
    TR_ON_TOTAL   = 1 << 1,
    TR_ON_MEASURE = 1 << 2,
    TR_ON_FIGURE  = 1 << 3
};

typedef struct tr_name {
    const char *name;
    int16_t element;        /* index into tr_elements, or -1 */
    uint8_t measure;        /* it is a built-in measure */
    uint8_t role;           /* tr_role */
    uint8_t argument;
    uint8_t on;             /* TR_ON_* */
    uint32_t word;          /* of the file's words; 0: not asked for yet */
} tr_name;

enum { TR_NAME_SLOTS = 1024 };

typedef struct tr_names {
    tr_name slots[TR_NAME_SLOTS];
    uint32_t count;
    tr_name other;          /* the last one that means nothing */
} tr_names;

/* What `name` means. The answer lasts until the next call. */
tr_name *tr_names_get(tr_names *names, const char *name);

/* The word for a name. */
static inline uint32_t tr_name_word(tr_name *name, tr_words *words)
{
    if (!name->word)
        name->word = tr_words_add(words, name->name, strlen(name->name));
    return name->word;
}

/* All attributes of an element of figures (one TR_ON_*), separated by '|'. */
const char *tr_names_of(unsigned on, apr_pool_t *pool);

#endif
