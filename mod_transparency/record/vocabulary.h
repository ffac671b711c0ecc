/* SPDX-License-Identifier: Apache-2.0 */
/*
 * vocabulary.h - every element and attribute of the XML vocabulary.
 *
 * The reader accepts what this table allows and nothing else; the renderers
 * walk it to show an entity they know nothing about; the schema and
 * docs/vocabulary.md are tested against it.
 *
 *     element ──< attribute (name, type, argument, required)
 *        └──< names of the elements allowed inside
 *
 * Three things are deliberately not in the table but in model/terms: the codes
 * of dimensions, the units (attributes of the elements of measures) and the
 * measures (elements inside <from> and <total>).
 */
#ifndef TR_RECORD_VOCABULARY_H
#define TR_RECORD_VOCABULARY_H

#include <stddef.h>

#define TR_NAMESPACE "urn:transparency-report:1"

typedef enum tr_attr_type {
    TR_ATTR_ID,         /* an id of ours */
    TR_ATTR_TEXT,       /* free text, shown as it is */
    TR_ATTR_WORD,       /* one of the words of `argument`, separated by '|' */
    TR_ATTR_WORDS,      /* several of them, separated by spaces */
    TR_ATTR_REF,        /* id of an entity of the kind named by `argument` */
    TR_ATTR_REFS,       /* several of them */
    TR_ATTR_CODE,       /* code of the dimension named by `argument` */
    TR_ATTR_CODES,      /* several of them */
    TR_ATTR_DATE,       /* yyyy-mm-dd */
    TR_ATTR_PARTIAL,    /* yyyy, yyyy-mm or yyyy-mm-dd: as far as it is known */
    TR_ATTR_INSTANT,    /* date (00:00:00Z) or RFC 3339 instant */
    TR_ATTR_PERIOD,     /* period, see model/period.h */
    TR_ATTR_DURATION,   /* ISO 8601 duration */
    TR_ATTR_URL,        /* absolute http, https or mailto URL, or a urn */
    TR_ATTR_LANG,       /* BCP 47 language tag */
    TR_ATTR_FIGURE      /* figure, see model/figure.h */
} tr_attr_type;

typedef struct tr_attr_def {
    const char *name;
    tr_attr_type type;
    const char *argument;
    int required;
} tr_attr_def;

enum {
    TR_EL_ENTITY   = 1 << 0,    /* child of <transparency>, has an id, a kind */
    TR_EL_LABEL    = 1 << 1,    /* holds one line of text, repeated by xml:lang */
    TR_EL_TEXT     = 1 << 2,    /* holds running text with the safe inline markup */
    TR_EL_ROW      = 1 << 3,    /* a row of its own in tabular formats */
    TR_EL_FIGURES  = 1 << 4,    /* <from>, <total>: becomes cells, not nodes */
    TR_EL_CONTROL  = 1 << 5     /* <withdrawn>, <code>: instructs, is not shown */
};

typedef struct tr_element_def {
    const char *name;
    unsigned flags;
    const char *children;       /* names separated by spaces, or "" */
    const tr_attr_def *attrs;   /* ended by a NULL name */
    const char *resource;       /* entities: the path that shows them, e.g. "law" */
} tr_element_def;

/* Index 0 is <transparency> itself; kinds of entities are indexes into this. */
extern const tr_element_def tr_elements[];
extern const size_t tr_element_count;

/* The inline markup allowed in running text, NULL-terminated. */
extern const char *const tr_inline_elements[];

/* Index of the element `name` (`length` bytes), or -1. */
int tr_element_find(const char *name, size_t length);

/* Index of attribute `name` (`length` bytes) of an element, or -1. */
int tr_attr_find(const tr_element_def *element, const char *name,
                 size_t length);

/* Whether the element named `child` may stand inside `parent`. */
int tr_element_allows(const tr_element_def *parent, const char *child);

#endif
