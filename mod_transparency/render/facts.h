/* SPDX-License-Identifier: Apache-2.0 */
/*
 * facts.h - the rows of a representation, before any syntax.
 *
 *     target ──> facts { columns, rows } ──> csv | json | ndjson | markdown
 *
 * Which rows a resource has is decided here once; the data formats only write
 * them down, so they cannot differ.  There are four kinds of rows:
 *
 *     cells      published figures         requests and items, without by=
 *     groups     sums over figures         with by=, overview and indexes
 *     entities   one property a row        inventory, law, statements ...
 *     changes    old and new               corrections
 */
#ifndef TR_RENDER_FACTS_H
#define TR_RENDER_FACTS_H

#include "intl/countries.h"
#include "render/render.h"

enum { TR_FACT_COLUMNS_MAX = 48 };

/* The kinds of rows. */
#define TR_FACT_KINDS(X)                                                     \
    X(CELLS, "cells")                                                        \
    X(GROUPS, "groups")                                                      \
    X(PROPERTIES, "properties")                                              \
    X(CHANGES, "changes")

typedef enum tr_fact_kind {
#define X(name, code) TR_FACT_##name,
    TR_FACT_KINDS(X)
#undef X
    TR_FACT_KIND_COUNT
} tr_fact_kind;

extern const char *const tr_fact_kinds[TR_FACT_KIND_COUNT];

/*
 * One value of a row: nothing, a number, a text that lives until the next row,
 * a code: a text that lives as long as the facts and of which no syntax
 * escapes anything, or a name of intl/countries.h.  Codes with one pointer are
 * one text.
 */
typedef struct tr_field {
    enum { TR_FIELD_NONE, TR_FIELD_NUMBER, TR_FIELD_TEXT, TR_FIELD_CODE, TR_FIELD_NAME } kind;
    uint32_t length;            /* of a name */
    union {
        int64_t number;         /* 0 of nothing */
        const char *text;       /* UTF-8 */
    };
} tr_field;

typedef struct tr_facts tr_facts;

struct tr_facts {
    const char *kind;           /* of tr_fact_kinds */
    int column_count;
    tr_column_def column[TR_FACT_COLUMNS_MAX];
    uint64_t constant;          /* bit c: column c is the same in every row; a format may make use of it */
    uint64_t count;             /* rows in all */
    tr_field fields[TR_FACT_COLUMNS_MAX];       /* of the row read last */
    int (*next)(tr_facts *facts, tr_field *fields);     /* fills `fields`, which it finds as it left them */
    void (*seek)(tr_facts *facts, uint64_t index);
    void *baton;
    apr_pool_t *row_pool;       /* what is in it lives until the next row */
    uint32_t rows_in_pool;
};

/* The kinds of rows, bit per tr_fact_kind, that a resource or an item of it can have: sums with by=. */
unsigned tr_facts_kinds(tr_resource resource, int is_item);

/* The facts of render->target. */
tr_facts *tr_facts_open(const tr_render *render);

enum { TR_FACT_ROWS_IN_POOL = 32 };     /* clearing costs as much as half a row */
void tr_facts_clear(tr_facts *facts);   /* what is in the pool of rows */

/* The column_count fields of the next row, all rows at one place: good until the one after it; NULL at the end. */
static inline const tr_field *tr_facts_next(tr_facts *facts)
{
    if (facts->rows_in_pool++ == TR_FACT_ROWS_IN_POOL)
        tr_facts_clear(facts);
    return facts->next(facts, facts->fields) ? facts->fields : NULL;
}

/* The query a resource is answered by: the target's own, or the grouping an index stands for. */
const tr_query *tr_facts_query(const tr_render *render);

/* The column by which every row is known, or NULL. */
const char *tr_facts_key(const tr_facts *facts);

/* Each kind of rows; for tr_facts_open. */
void tr_facts_cells(tr_facts *facts, const tr_render *render);
void tr_facts_groups(tr_facts *facts, const tr_render *render, const tr_query *query);
void tr_facts_entities(tr_facts *facts, const tr_render *render);
void tr_facts_changes(tr_facts *facts, const tr_render *render);

/* The columns of properties; those of the other kinds are in model/terms.h. */
extern const tr_column_def tr_property_columns[];
extern const int tr_property_column_count;

/* Values of fields. */
static inline tr_field tr_field_none(void)
{
    return (tr_field){ .kind = TR_FIELD_NONE, .number = 0 };
}

static inline tr_field tr_field_number(int64_t number)
{
    return (tr_field){ .kind = TR_FIELD_NUMBER, .number = number };
}

/* "" and NULL are no value. */
static inline tr_field tr_field_text(const char *text)
{
    return text && *text ? (tr_field){ .kind = TR_FIELD_TEXT, .text = text }
                         : tr_field_none();
}

/* A code of the generation or a word of ours: letters, digits, "-", ":" and "." only. */
static inline tr_field tr_field_code(const char *text)
{
    return text && *text ? (tr_field){ .kind = TR_FIELD_CODE, .text = text }
                         : tr_field_none();
}

static inline tr_field tr_field_name(const tr_country_text *name)
{
    return (tr_field){ .kind = TR_FIELD_NAME, .length = name->length, .text = name->text };
}

static inline int tr_field_is_text(const tr_field *field)
{
    return field->kind >= TR_FIELD_TEXT;
}

/* Fills four columns that stand together: value (only when exact), min, max (where bounded), status. */
static inline void tr_fact_value(tr_field fields[4], const tr_value *value)
{
    int exact = tr_value_is_exact(value);
    int bounded = exact || tr_value_is_bounded(value);

    fields[0] = exact ? tr_field_number(value->min) : tr_field_none();
    fields[1] = bounded ? tr_field_number(value->min) : tr_field_none();
    fields[2] = bounded && value->max != TR_UNBOUNDED ? tr_field_number(value->max)
                                                      : tr_field_none();
    fields[3] = tr_field_code(tr_status_describe(value->status)->code);
}

/* An instant or a day as RFC 3339 text. */
const char *tr_fact_instant(int64_t seconds, apr_pool_t *pool);
const char *tr_fact_day(int32_t day, apr_pool_t *pool);

/* A percentage of `decimals` digits after the point, from 1/10000 %: as printed, e.g. "79.00". */
const char *tr_fact_percent(int64_t percent, int decimals, apr_pool_t *pool);

/* The name of a jurisdiction in data, valid at `day`; a record's own code by its <code>. */
tr_field tr_fact_country(const tr_gen *gen, uint16_t ordinal, int32_t day);

/* Running text without its markup. */
const char *tr_fact_plain(const char *markup, apr_pool_t *pool);

#endif
