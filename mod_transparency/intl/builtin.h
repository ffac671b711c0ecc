/* SPDX-License-Identifier: Apache-2.0 */
/* builtin.h - the message catalogs that are part of the library (htdocs/lang). */
#ifndef TR_INTL_BUILTIN_H
#define TR_INTL_BUILTIN_H

typedef struct tr_builtin_catalog {
    const char *tag;        /* BCP 47, exact spelling */
    const char *xml;
} tr_builtin_catalog;

/* English first, the others by tag; ended by a NULL tag. */
extern const tr_builtin_catalog tr_builtin_catalogs[];

#endif
