/* SPDX-License-Identifier: Apache-2.0 */
/*
 * generation.h - the layout of one generation: a whole record, every edition
 * published so far, as one immutable block of memory without pointers.
 *
 *   ┌──────────┬─────────┬───────────────┬──────────────────┬────────────────┐
 *   │ head     │ strings │ dictionaries  │ narrative        │ figures        │
 *   │ sections │ (UTF-8, │ codes[dim]    │ entities         │ blocks         │
 *   │ instant  │  NUL-   │ periods       │ versions         │ columns        │
 *   │ digest   │  ended) │ instants      │ nodes, attrs     │ contexts       │
 *   │          │         │ files         │                  │ ranges, annots │
 *   │          │         │ problems      │                  │ totals         │
 *   └──────────┴─────────┴───────────────┴──────────────────┴────────────────┘
 *
 * Offsets (tr_off) count bytes from the head; 0 is "none" and, for strings,
 * "not given".  Every section is an array of fixed-size rows.
 *
 * Codes.  codes[dim] is sorted in preorder of the dimension's tree, siblings
 * by code (periods by start, then longest first); ordinal 0 is the whole
 * dimension ("all", the code is "").  A node's subtree is therefore the run
 * [ordinal, ordinal + size), and "is it below?" is one comparison.  Built-in
 * terms are all there; countries and periods only as far as figures name them
 * (with the country of a subdivision).  What a <code> says of parents and
 * relations is taken from its newest edition.
 *
 * Editions.  instants is the sorted list of publication instants so far; an
 * edition is an ordinal in it.  A row with `since` and `until` is part of the
 * record as of edition e when since <= e < until (TR_FOREVER: still current).
 * An unchanged row is stored once, however many editions contain it.
 *
 * Figures.  A block is a run of cells with the same table, service, period,
 * measure and unit; its cells are sorted by the codes of the cell dimensions
 * in the order of tr_dim (whole before parts), then counts before the percentage
 * made of them, then by `since`.  Blocks are sorted by
 * (publisher, report, table, service, period, measure, unit).
 * A cell is 23 to 27 bytes in parallel columns:
 *
 *   value  u64   status reported or zero-implied: the number; otherwise index
 *                into ranges, 0: nothing to add to the status
 *   country, demand, data  ordinals: u8 where the dimension has at most
 *                256 of them, the whole included, else u16
 *   context      index into contexts, the dimensions that rarely differ: u8 or
 *                u16 likewise
 *   annot  u32   index into annots, 0: nothing to add
 *   since, until u16
 *   status u8    tr_status; flags u8: TR_MARK_*; kind u8: tr_cell_kind
 *
 * Written by store/build.c only; read by everybody; never changed.
 */
#ifndef TR_STORE_GENERATION_H
#define TR_STORE_GENERATION_H

#include <apr_pools.h>
#include <stdint.h>

#include "model/figure.h"
#include "model/period.h"
#include "model/terms.h"
#include "model/value.h"

#define TR_GEN_MAGIC "trgen01"
#define TR_GEN_LAYOUT 4u
#define TR_FOREVER UINT16_MAX

typedef uint32_t tr_off;

typedef struct tr_section { uint32_t off, count; } tr_section;

/* One code of a dimension. */
typedef struct tr_gen_code {
    tr_off code;            /* as in data: upper-case country, id, word */
    uint16_t parent;        /* ordinal; 0 for top codes */
    uint16_t size;          /* nodes in the subtree, itself included */
    uint8_t relation;       /* tr_relation of its children to it */
    uint8_t additivity;     /* units: tr_additivity */
    uint16_t extension;     /* 1: added by the record with <code> */
    uint16_t since;         /* edition in which it is first there */
    uint16_t by_text;       /* store/code_index.h */
    uint32_t entity;        /* entity that defines or describes it, +1; 0: none */
    uint16_t country, pad;  /* dimension country only: tr_country_index, +1; 0: not in that table */
    tr_period period;       /* dimension period only */
} tr_gen_code;

typedef struct tr_gen_file {
    tr_off name;
    uint8_t digest[32];
    int64_t published;
    uint8_t usable, pad[7];
} tr_gen_file;

/* A diagnostic worth showing: only of files that were left out, and warnings. */
typedef struct tr_gen_problem {
    tr_off file, code, text;
    int32_t line, column;
    uint8_t severity, pad[3];
} tr_gen_problem;

/* Entities are sorted by (kind, id): binary search. */
typedef struct tr_gen_entity {
    tr_off id;
    uint16_t kind;          /* index into tr_elements */
    uint16_t version_count;
    uint32_t first_version; /* into versions, oldest first */
} tr_gen_entity;

typedef struct tr_gen_version {
    uint32_t root;          /* node; for a withdrawal the <withdrawn> element */
    uint32_t correction;    /* node + 1 of its <correction>; 0: none */
    uint16_t since, until;  /* edition ordinals */
    uint8_t withdrawn;
    uint8_t backdated;      /* came with backdated= */
    uint16_t file;          /* into files */
    tr_off backdated_reason;
    uint32_t table;         /* <requests>: into tables + 1; 0 otherwise */
    int32_t line;
    uint8_t differs;        /* 1: something the version before said is different or gone:
                               a correction is due. A withdrawal always differs */
    uint8_t pad;
    uint16_t publisher;     /* ordinal: as it says itself, else its file or its service; 0: nobody is named */
} tr_gen_version;

/* What one version of a <requests> says about its figures. */
typedef struct tr_gen_table {
    uint16_t service, publisher, report, period;    /* ordinals */
    uint8_t absent_none, outcomes, pad[2];
    uint8_t relation[TR_DIM_COUNT];     /* tr_relation of the codes used to the whole: as the table
                                           declares, else the dimension's own */
    uint8_t pad2[3];
} tr_gen_table;

typedef struct tr_gen_node {
    uint16_t element;       /* index into tr_elements */
    uint16_t attr_count;
    uint32_t first_attr;    /* into attrs */
    uint32_t parent;        /* node + 1, 0 for a root */
    uint32_t child, next;   /* node + 1, 0: none */
    tr_off text;
    tr_off lang;
    int32_t line;
} tr_gen_node;

typedef struct tr_gen_attr {
    uint32_t attr;          /* index into the element's attrs */
    tr_off value;           /* canonical: periods and instants normalised */
} tr_gen_attr;

/* A run of cells alike in everything but the cell dimensions. */
typedef struct tr_gen_block {
    uint16_t publisher, service, report, table, period, measure, unit;
    uint16_t varies;        /* bit d: cell dimension TR_DIM_CELL_FIRST+d is said by some cell */
    uint32_t first, count;
    uint32_t entity;        /* of the table */
    uint8_t flat;           /* 1: all current, every cell says exactly the dimensions in `varies`, and of
                               the codes that the table uses with this service and period none is
                               below another */
    uint8_t exact;          /* 1: every cell is an exact number (status reported) without a mark that
                               sums carry along (TR_FLAG_* of values) */
    uint8_t additivity;     /* tr_additivity of the unit in this table (as its newest edition says)
                               over the cell dimensions and periods */
    uint8_t silent;         /* 1: of some country that the table lists it has no figure; or the table has
                               one for all the countries that it does not list */
    uint32_t first_total, total_count;  /* into totals */
} tr_gen_block;

static inline int tr_gen_same_table(const tr_gen_block *a, const tr_gen_block *b)
{
    return a->publisher == b->publisher && a->report == b->report && a->table == b->table;
}

/* Also of one service and period: blocks that differ in measure and unit only. */
static inline int tr_gen_same_run(const tr_gen_block *a, const tr_gen_block *b)
{
    return tr_gen_same_table(a, b) && a->service == b->service && a->period == b->period;
}

/* The cell dimensions that have no column of their own. */
typedef struct tr_gen_context {
    uint16_t via, channel, authority, requester, identifier, basis, notice, pad;
} tr_gen_context;

/*
 * A value that is not one exact number, equal ones stored once; row 0 is not used.
 * A percentage of zero is not-applicable and keeps its range for `percent`; a
 * percentage of something unknown is 0..TR_UNBOUNDED.
 */
typedef struct tr_gen_range {
    int64_t min, max;       /* bounds, percentages resolved where it could be done */
    int64_t stated;         /* centre of an approximate figure */
    uint32_t percent;       /* in 1/10000 %, of percentage figures */
    uint16_t percent_of;    /* ordinal of measure */
    uint8_t decimals;       /* digits after the point as printed */
    uint8_t rounding;       /* tr_rounding */
} tr_gen_range;

/* What else a cell says, equal ones stored once (`line`: of the first); row 0 is empty. */
typedef struct tr_gen_annot {
    tr_off printed, country_printed, reason, source, notes;
    int32_t line;
} tr_gen_annot;

/*
 * The precomputed sum of a node of a block as of the newest edition: of the
 * whole (dim 0xff, first), and of every code that a cell says or that lies
 * above one, of every cell dimension in `varies`; sorted by (dim, code).
 */
typedef struct tr_gen_total {
    int64_t min, max;
    uint32_t cells, missing;
    uint16_t code;
    uint8_t dim;            /* tr_dim, or 0xff: the whole block */
    uint8_t status;         /* tr_status of the sum; refused with `reason` */
    uint8_t flags;          /* of tr_value */
    uint8_t reason;         /* tr_refusal */
    uint8_t limits;         /* TR_LIMIT_*: why "at least" although no cell is missing */
    uint8_t pad;
} tr_gen_total;

typedef struct tr_gen_head {
    char magic[8];
    uint32_t layout, size;      /* size: bytes of the whole generation */
    int64_t instant;            /* what time the writer took it to be, seconds */
    int64_t minimum_cell;       /* what it was built with; 0: none */
    int64_t passed;             /* the last date by `instant` that changed what it says; INT64_MIN: none */
    int64_t valid_until;        /* next instant at which it would differ; INT64_MAX: never */
    uint8_t digest[32];         /* SHA-256 of what is published, the problems shown and the dates passed by
                                   `instant`: the same on every server that holds the same files. Names and
                                   lines of files count only where a problem names them, `instant` never */
    uint32_t incomplete;        /* files left out because of errors */
    uint32_t string_bytes;
    tr_section strings;         /* count = bytes */
    tr_section codes[TR_DIM_COUNT];
    tr_section instants;        /* int64_t */
    tr_section files, problems;
    tr_section entities, versions, tables, nodes, attrs;
    tr_section blocks;
    tr_section value;           /* uint64_t */
    tr_section country, demand, data, context;  /* tr_gen_column */
    tr_section annot;           /* uint32_t */
    tr_section since, until;    /* uint16_t */
    tr_section status, flags, kind;             /* uint8_t */
    tr_section contexts, ranges, annots, totals;
} tr_gen_head;

/* ---- Reading ---- */

/* A generation seen as of one edition; small, passed by pointer, owns nothing. */
typedef struct tr_gen {
    const tr_gen_head *head;
    uint16_t edition;           /* ordinal; the newest unless asked otherwise */
    uint8_t current;            /* edition is the newest of this generation */
    uint8_t past;               /* a generation that tr_gen_as_of made */
} tr_gen;

/* The view of the newest edition of the generation at `base`, or APR_EINVAL when magic, layout or sizes are wrong. Takes constant time. */
apr_status_t tr_gen_open(tr_gen *out, const void *base, apr_size_t size);

/* The view of its newest edition of a generation that tr_gen_open has found good. */
static inline tr_gen tr_gen_newest(const void *base)
{
    const tr_gen_head *head = (const tr_gen_head *)base;
    tr_gen newest = { .head = head, .edition = (uint16_t)(head->instants.count - 1), .current = 1 };
    return newest;
}

/* Checks every reference of every row. NULL, or what is wrong in a few words (static text). Takes time in proportion to the size. */
const char *tr_gen_verify(const tr_gen *gen);

/* The latest edition published by `instant` (seconds), or -1: before the first. */
int tr_gen_edition_at(const tr_gen *gen, int64_t instant);

/* Whether the record as of `instant` is `gen` itself, so that nothing need be made. */
int tr_gen_is_as_of(const tr_gen *gen, int64_t instant);

/*
 * The record as of `instant`: the generation that the latest edition published
 * by then was, at its own instant.  Whatever was or will be published later, it
 * says the same, to the byte and to the digest.  It is made in memory from `pool`
 * in time and memory in proportion to the size of `gen`, and has no totals; only
 * the newest edition is `gen` itself, as long as no date has passed since.
 * APR_NOTFOUND before the first edition; APR_EGENERAL when libcrypto fails.
 */
apr_status_t tr_gen_as_of(tr_gen *out, const tr_gen *gen, int64_t instant, apr_pool_t *pool);

/*
 * The rows of `gen` as of an edition (an ordinal), at no cost: for versions of
 * entities, and for which codes there are (tr_gen_code_find, tr_gen_code_exists).
 * Trees, orders, sums and what is due are those of the newest: nothing may be
 * rendered from it.
 */
static inline tr_gen tr_gen_at(const tr_gen *gen, uint16_t edition)
{
    tr_gen at = { .head = gen->head, .edition = edition };
    return at;
}

/* Row arrays. */
#define TR_GEN_ROWS(gen, type, section) \
    ((const type *)((const char *)(gen)->head + (gen)->head->section.off))

static inline const char *tr_gen_string(const tr_gen *gen, tr_off off)
{
    return off ? (const char *)gen->head + off : "";
}

static inline const tr_gen_code *tr_gen_codes(const tr_gen *gen, tr_dim dim)
{
    return (const tr_gen_code *)((const char *)gen->head
                                 + gen->head->codes[dim].off);
}

/* A column of ordinals. */
typedef struct tr_gen_column {
    const void *rows;           /* NULL: the dimension is in the contexts */
    int wide;                   /* 1: uint16_t, else uint8_t */
} tr_gen_column;

/* Whether a column needs two bytes a row when it names `count` things. */
static inline int tr_gen_is_wide(uint32_t count)
{
    return count > UINT8_MAX + 1u;
}

static inline tr_gen_column tr_gen_column_at(const tr_gen *gen, const tr_section *section,
                                             uint32_t count)
{
    return (tr_gen_column){ (const char *)gen->head + section->off, tr_gen_is_wide(count) };
}

/* The column of a cell dimension. */
static inline tr_gen_column tr_gen_column_of(const tr_gen *gen, int dim)
{
    const tr_gen_head *head = gen->head;

    switch (dim) {
    case TR_DIM_COUNTRY: return tr_gen_column_at(gen, &head->country, head->codes[dim].count);
    case TR_DIM_DEMAND:  return tr_gen_column_at(gen, &head->demand, head->codes[dim].count);
    case TR_DIM_DATA:    return tr_gen_column_at(gen, &head->data, head->codes[dim].count);
    default:             return (tr_gen_column){ NULL, 0 };
    }
}

static inline tr_gen_column tr_gen_context_column(const tr_gen *gen)
{
    return tr_gen_column_at(gen, &gen->head->context, gen->head->contexts.count);
}

static inline uint16_t tr_gen_ordinal(tr_gen_column column, uint32_t row)
{
    return column.wide ? ((const uint16_t *)column.rows)[row]
                       : ((const uint8_t *)column.rows)[row];
}

/* The same column from `row` on. */
static inline tr_gen_column tr_gen_column_from(tr_gen_column column, uint32_t row)
{
    column.rows = (const char *)column.rows + ((size_t)row << column.wide);
    return column;
}

static inline int tr_gen_valid(const tr_gen *gen, uint16_t since, uint16_t until)
{
    return since <= gen->edition && gen->edition < until;
}

/* What a block says of one of the dimensions before TR_DIM_CELL_FIRST. */
static inline uint16_t tr_gen_block_code(const tr_gen_block *block, int dim)
{
    switch (dim) {
    case TR_DIM_PUBLISHER:  return block->publisher;
    case TR_DIM_SERVICE:    return block->service;
    case TR_DIM_REPORT:     return block->report;
    case TR_DIM_TABLE:      return block->table;
    case TR_DIM_PERIOD:     return block->period;
    case TR_DIM_MEASURE:    return block->measure;
    default:                return block->unit;
    }
}

/* What a context says of one of the cell dimensions without a column of their own; 0 for the others. */
static inline uint16_t tr_gen_context_code(const tr_gen_context *context, int dim)
{
    switch (dim) {
    case TR_DIM_VIA:        return context->via;
    case TR_DIM_CHANNEL:    return context->channel;
    case TR_DIM_AUTHORITY:  return context->authority;
    case TR_DIM_REQUESTER:  return context->requester;
    case TR_DIM_IDENTIFIER: return context->identifier;
    case TR_DIM_BASIS:      return context->basis;
    case TR_DIM_NOTICE:     return context->notice;
    default:                return 0;
    }
}

/* Text of a code: "" for ordinal 0. */
static inline const char *tr_gen_code_text(const tr_gen *gen, tr_dim dim, uint16_t ordinal)
{
    return ordinal < gen->head->codes[dim].count
        ? tr_gen_string(gen, tr_gen_codes(gen, dim)[ordinal].code) : "";
}

static inline int tr_gen_code_exists(const tr_gen *gen, const tr_gen_code *code)
{
    return code->since <= gen->edition;
}

/* Ordinal of a code that the view's edition has, or -1. Never matches "". */
int tr_gen_code_find(const tr_gen *gen, tr_dim dim, const char *code, size_t length);

/* The entity of that kind and id, or NULL; whether or not it is valid in this edition. */
const tr_gen_entity *tr_gen_entity_find(const tr_gen *gen, int kind, const char *id, size_t length);

/* The version of an entity as of the view's edition, or NULL (not yet published). May be a withdrawal. */
const tr_gen_version *tr_gen_version_of(const tr_gen *gen, const tr_gen_entity *entity);

/* First entity of a kind and their number: entities[first .. first + count). */
uint32_t tr_gen_kind(const tr_gen *gen, int kind, uint32_t *count);
/* How many entities of a kind there are, of all editions; by the name of its element. */
uint32_t tr_gen_kind_count(const tr_gen *gen, const char *kind);

/* Attribute of a node by index in its element's table, or NULL when not given. */
const char *tr_gen_attr_at(const tr_gen *gen, uint32_t node, int attr);

/* Attribute by name, or NULL. */
const char *tr_gen_attr_named(const tr_gen *gen, uint32_t node, const char *name);

/* The child element `name` of a node whose language fits `lang` best: that language, else the authoritative (first). NULL: none. */
const tr_gen_node *tr_gen_child(const tr_gen *gen, uint32_t node, const char *name, const char *lang);

/* One cell with every dimension spelled out. */
typedef struct tr_gen_cell {
    uint32_t row;               /* index into the columns */
    uint32_t block;
    uint16_t code[TR_DIM_COUNT];
    tr_value value;             /* bounds and status */
    const tr_gen_range *range;  /* NULL for an exact number, or a missing one without a percentage */
    const tr_gen_annot *annot;  /* NULL: nothing to add */
    uint16_t since, until;
    uint8_t flags, kind;
} tr_gen_cell;

void tr_gen_cell_get(const tr_gen *gen, uint32_t block, uint32_t row, tr_gen_cell *out);

/* The value of a row alone. */
tr_value tr_gen_value(const tr_gen *gen, uint32_t row);

/* Whether a figure was published as a percentage.  It may stand beside the count it was made of. */
int tr_gen_is_percentage(const tr_gen *gen, uint32_t row);

/*
 * The stable id of a cell, made of what it says:
 *   TABLE.PERIOD.COUNTRY.MEASURE.UNIT[.DIM:CODE]...[.percentage]
 * lower case, "all" for an unsaid country, other dimensions only when said, service only when
 * it differs from the table's; "percentage" where the figure was published as one.  Safe in a
 * URL fragment and an HTML id; no two figures of an edition have the same.
 */
const char *tr_gen_cell_id(const tr_gen *gen, const tr_gen_cell *cell, apr_pool_t *pool);

#endif
