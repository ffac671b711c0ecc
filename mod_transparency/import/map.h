/* SPDX-License-Identifier: Apache-2.0 */
/*
 * map.h - what a map says about published files; docs/importing.md is its manual.
 *
 *   tr_map ──< tr_map_file   files of one shape, found by their name
 *      │           ├──< tr_column   a column and how to read its cells
 *      │           │        └──< tr_rule   <cell>: what a certain text means
 *      │           ├──< tr_edition  what holds for one file only
 *      │           └──  table       the template, a tree of the map
 *      ├──< tr_alias   names of countries as this publisher writes them
 *      └──  entities   copied into the record as they are
 *
 * Strings live in the map's pool.  A map is only read once it is made.
 */
#ifndef TR_IMPORT_MAP_H
#define TR_IMPORT_MAP_H

#include "import/tree.h"
#include "model/period.h"

#define TR_MAP_SPACE "urn:transparency-report:map:1"

/* How the cells of a column are read: the values of <column is="...">. */
#define TR_COLUMN_KINDS(X)                                                     \
    X(FIGURE, "figure")             /* 1268, and bands when declared */        \
    X(PERCENT, "percent")           /* 88 or 88% */                            \
    X(COUNTRY, "country")           /* a name, or a code */                    \
    X(DATE, "date")                                                            \
    X(PERIOD, "period")             /* 2012 H1, 2012-07 ... */                 \
    X(MONTH_END, "end-of-month")    /* last day of the period */               \
    X(QUARTER_END, "end-of-quarter")                                           \
    X(HALF_END, "end-of-half-year")                                            \
    X(YEAR_END, "end-of-year")                                                 \
    X(WORD, "word")                 /* only what its cells list */             \
    X(TEXT, "text")                                                            \
    X(UNUSED, "unused")             /* not taken over; because says why */     \
    X(EMPTY, "empty")               /* must be empty in every row */

typedef enum tr_column_kind {
#define X(name, code) TR_IS_##name,
    TR_COLUMN_KINDS(X)
#undef X
    TR_COLUMN_KIND_COUNT
} tr_column_kind;

/* Words in means= and blank= that are no values. */
#define TR_MEANS_OMIT  "omit"       /* the attribute is left out */
#define TR_MEANS_TOTAL "total"      /* country: the row is a stated total */

/* Texts separated by " | ". */
typedef struct tr_texts {
    const char **items;
    int count;
} tr_texts;

/* <cell is= means= where= has= in= note= flags=> */
typedef struct tr_rule {
    struct tr_rule *next;
    const tr_texts *is;          /* NULL: any text */
    const char *means;          /* NULL: what the column's kind makes of it */
    const char *where;          /* another column ... */
    tr_texts has;                /* ... that holds one of these */
    int ranged;                 /* `in` is set */
    tr_period_range in;
    const char *note, *flags;   /* added to the figure */
} tr_rule;

/* <mark text= note=>: a mark of a footnote glued to the end of a cell. */
typedef struct tr_mark {
    struct tr_mark *next;
    const char *text, *note;
} tr_mark;

typedef struct tr_column {
    struct tr_column *next;
    const char *name;           /* in templates; the first of its headers */
    tr_texts headers;            /* as it is called in the files */
    tr_column_kind kind;
    int optional;               /* a file may lack it */
    const char *blank;          /* what an empty cell means; NULL: it is an error */
    tr_texts dates;              /* allowed ways of writing a date */
    const char *thousands;      /* separator inside numbers, or NULL */
    const char *band;           /* between the ends of a band, or NULL */
    const char *of;             /* percent: the column it is a share of */
    const char *code;           /* country: the column with its code */
    int decimals;               /* percent: digits that are kept; -1: as printed */
    int below;                  /* <10 may occur */
    tr_rule *rules;             /* in the order of the map */
    tr_mark *marks;
    int number;                 /* 0, 1 ... in the order of the map */
    int line, column;
} tr_column;

/* <edition name= published= encoding=> */
typedef struct tr_edition {
    struct tr_edition *next;
    const char *name;           /* of a file, may hold * */
    const char *published, *encoding;
    int line, column;
} tr_edition;

typedef struct tr_map_file {
    struct tr_map_file *next;
    tr_texts names;              /* patterns: * any text, {word} a piece with a name */
    const char *encoding;       /* NULL: UTF-8 */
    char separator;
    int header_row;             /* 1: the first */
    tr_column *columns;
    tr_edition *editions;
    const tr_node *table;       /* <table>: its children are templates */
    const tr_node *correction;  /* <correction>, or NULL */
    int line, column;
} tr_map_file;

typedef struct tr_alias {
    struct tr_alias *next;
    const char *name, *country;
} tr_alias;

typedef struct tr_map {
    const char *name;           /* of the file, for messages */
    const char *publisher;      /* of the record's files, or NULL */
    const char *language;
    const tr_node *entities;    /* <entities>, or NULL */
    const char *aliases_from;   /* another file with aliases, or NULL */
    tr_alias *aliases;
    tr_map_file *files;
} tr_map;

/*
 * Makes a map of the bytes of a file; NULL when something is wrong with it,
 * all of which was then told.
 */
tr_map *tr_map_read(const char *name, const char *bytes, apr_size_t length,
                    tr_diags *diags, apr_pool_t *pool);

/* Adds the aliases of a file whose root is <aliases>. Returns 0 after telling what is wrong. */
int tr_map_add_aliases(tr_map *map, const char *name, const char *bytes,
                       apr_size_t length, tr_diags *diags, apr_pool_t *pool);

/* The column called `name` in templates, or NULL. */
const tr_column *tr_map_column(const tr_map_file *file, const char *name);

/* "is" of a column. */
const char *tr_column_kind_code(tr_column_kind kind);

/* --- map_pattern.c ------------------------------------------------------------- */

/* A piece of a file's name that the pattern gives a name. */
typedef struct tr_capture {
    struct tr_capture *next;
    const char *name, *text;
} tr_capture;

/*
 * Whether a file's name (without directories) matches a pattern; fills
 * *captures.  {word} stands for letters and digits, * for anything.
 */
int tr_pattern_match(const char *pattern, const char *name,
                     tr_capture **captures, apr_pool_t *pool);

/* What is wrong with a pattern, or NULL. */
const char *tr_pattern_fault(const char *pattern);

/* Whether a pattern has a piece of that name. */
int tr_pattern_names(const char *pattern, const char *word);

/* --- map_column.c, for map_read.c ---------------------------------------------- */

/* What reading a map shares. */
typedef struct tr_map_reading {
    tr_map *map;
    tr_diags *diags;
    apr_pool_t *pool;
    int wrong;
} tr_map_reading;

__attribute__((format(printf, 4, 5)))
void tr_map_wrong(tr_map_reading *reading, const tr_node *at, const char *code,
                  const char *format, ...);

/* Tells of attributes of `node` that are not among `allowed` ("a b c"). */
void tr_map_allow(tr_map_reading *reading, const tr_node *node, const char *allowed);

/* The value of an attribute that must be there; "" after telling. */
const char *tr_map_need(tr_map_reading *reading, const tr_node *node, const char *name);

/* Splits at " | ". */
tr_texts tr_texts_split(const char *text, apr_pool_t *pool);

/* Whether `text` is one of the list. */
int tr_texts_has(const tr_texts *list, const char *text);

/* <column>; never NULL. */
tr_column *tr_map_read_column(tr_map_reading *reading, const tr_node *node);

/* --- map_check.c ------------------------------------------------------------------ */

/* Tells of columns and placeholders that do not fit together. */
void tr_map_check_file(tr_map_reading *reading, const tr_map_file *file);

#endif
