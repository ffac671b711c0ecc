/* SPDX-License-Identifier: Apache-2.0 */
/*
 * catalog_private.h - what a tr_catalog is made of; for intl/catalog*.c only.
 *
 *   tr_catalog → messages sorted by key → text by plural category
 *
 * A message without plural texts has only the one for "other".
 */
#ifndef TR_INTL_CATALOG_PRIVATE_H
#define TR_INTL_CATALOG_PRIVATE_H

#include "intl/catalog.h"

typedef struct {
    const char *key;
    const char *text[TR_PLURAL_COUNT];
} tr_message;

struct tr_catalog {
    const char *language;
    apr_size_t count;
    const tr_message *messages;
};

/* catalog_en.c, generated */
extern const tr_catalog tr_catalog_built_in;

/* The message of the catalog itself, or NULL. */
const tr_message *tr_catalog_find(const tr_catalog *catalog, const char *key);

/*
 * Finds the next {name} at or after text.  Gives 1 and where the name is and
 * its length, 0 if there is none, -1 if a brace is not part of a place.
 */
int tr_catalog_next_place(const char *text, const char **name,
                          apr_size_t *length);

#endif
