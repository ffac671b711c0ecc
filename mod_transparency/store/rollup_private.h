/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rollup_private.h - between the parts of the roll-up.
 *
 *   rollup.c        buckets of blocks, rows of answers
 *   rollup_tables.c which blocks of a bucket may be added
 *   rollup_block.c  one block: groups, trees, parts      gives contributions
 *   rollup_part.c   the value of a node while it is made
 *   rollup_tops.c   the parts of a whole that a table uses
 *   rollup_fast.c   one flat and exact block by scan     gives contributions
 *   rollup_open.c   figures that are not divided as asked
 *   rollup_silent.c codes that a block has no figure for
 */
#ifndef TR_STORE_ROLLUP_PRIVATE_H
#define TR_STORE_ROLLUP_PRIVATE_H

#include <apr_hash.h>
#include <apr_strings.h>

#include "store/build_sort.h"
#include "store/rollup.h"

#define ROLL_NO_ROW UINT32_MAX

/* The value of a node, not yet rounded off to a tr_value. */
typedef struct roll_part {
    tr_sum sum;
    uint8_t refusal, limits, has_computed;
    uint32_t row;               /* of the one cell that is the whole value */
    tr_value computed;
} roll_part;

/* What one block says about one key. */
typedef struct roll_contribution {
    uint16_t code[TR_DIM_CELL_COUNT];   /* grouped dimensions; else 0 */
    uint32_t block;
    uint32_t place;             /* of the block in its bucket */
    roll_part part;
} roll_contribution;

/* A growing list of contributions. */
typedef struct roll_list {
    roll_contribution *items;
    uint32_t count, room;
    apr_pool_t *pool;
} roll_list;

/* The largest codes that a table uses with one service and period, by dimension. */
typedef struct roll_tops {
    uint32_t first, end;        /* blocks they were found in */
    uint16_t *top[TR_DIM_CELL_COUNT];   /* code -> the largest used code above or at it; 0: none */
    uint32_t count[TR_DIM_CELL_COUNT];
} roll_tops;

/* What some blocks say of the codes of a dimension, see rollup_silent.c. */
typedef struct roll_said {
    uint32_t first, end;        /* the blocks */
    uint32_t known;             /* bit d: of dimension d it is known */
    uint16_t *codes[TR_DIM_CELL_COUNT];
} roll_said;

typedef struct roll_open roll_open;     /* of one block, see rollup_open.c */

typedef struct roll_work {
    const tr_gen *gen;
    const tr_axis *axis;        /* by cell dimension */
    apr_pool_t *pool;           /* of the request */
    roll_tops tops;             /* of the table looked at last */
    roll_said of_block, of_table;       /* of those looked at last */
    apr_hash_t *open;           /* block -> roll_open; NULL: none yet */
    uint32_t fast_blocks;
} roll_work;

/* Codes are in preorder, each followed by all that is below it. */
static inline int roll_is_at_or_below(const tr_gen_code *codes, uint16_t code, uint16_t top)
{
    return code >= top && code < (uint32_t)top + codes[top].size;
}

/* Whether a cell is there in the view's edition. */
static inline int roll_is_current(const tr_gen *gen, uint32_t row)
{
    return tr_gen_valid(gen, TR_GEN_ROWS(gen, uint16_t, since)[row],
                        TR_GEN_ROWS(gen, uint16_t, until)[row]);
}

/* The table of a block as of the view's edition, or NULL: not there. */
const tr_gen_table *tr_roll_table(const tr_gen *gen, const tr_gen_block *block);

/* The code of a row of a cell dimension, whose column was looked up once for many rows. */
static inline uint16_t roll_code_in(const tr_gen *gen, tr_gen_column column, int dim, uint32_t row)
{
    if (column.rows)
        return tr_gen_ordinal(column, row);
    return tr_gen_context_code(TR_GEN_ROWS(gen, tr_gen_context, contexts)
                               + tr_gen_ordinal(tr_gen_context_column(gen), row),
                               dim + TR_DIM_CELL_FIRST);
}

/* The code of a cell of one cell dimension (0 is the first of them). */
uint16_t tr_roll_code_at(const tr_gen *gen, int dim, uint32_t row);

/* Sets 1 for each code of a cell dimension that a block has a figure of. */
void tr_roll_mark_said(const tr_gen *gen, const tr_gen_block *block, int dim, uint16_t *said);

/* Finds work->tops of the table of a block for one cell dimension, unless that was done. */
void tr_roll_need_tops(roll_work *work, uint32_t block, int dim);

/* The blocks of the same table, service and period: from *first to before *end. */
void tr_roll_run(const tr_gen *gen, uint32_t block, uint32_t *first, uint32_t *end);
/* The blocks of the same table. */
void tr_roll_blocks_of_table(const tr_gen *gen, uint32_t block, uint32_t *first, uint32_t *end);

void tr_roll_part_init(roll_part *part, unsigned additivity);
void tr_roll_part_merge(roll_part *into, const roll_part *from);
/* The refusal of a part, that of its sum included. */
unsigned tr_roll_part_refusal(const roll_part *part);
tr_value tr_roll_part_value(const roll_part *part);

roll_contribution *tr_roll_list_add(roll_list *list);

/* Adds the contributions of one block, by key. `scratch` is cleared by the caller. */
void tr_roll_block(roll_work *work, uint32_t block, roll_list *list, apr_pool_t *scratch);

/*
 * Scanning: sums of flat and exact blocks, kept densely by the codes of the
 * grouped columns.
 */
typedef struct roll_sum {
    int64_t sum, max;
    uint32_t cells, positive;
    uint32_t nodes, last_node;      /* how many of the bucket's places gave something; the last of them, + 1 */
    uint8_t limits;
    uint32_t row;                   /* of the first cell; ROLL_NO_ROW when parts were added */
    uint32_t block;                 /* the first one */
} roll_sum;

typedef struct roll_dense {
    roll_sum *sums;
    uint64_t *used;                 /* bit i of them: sums[i] holds something, else it is not even cleared */
    uint32_t count;                 /* 0: the grouped codes are too many to be kept densely */
    uint32_t stride[TR_DIM_CELL_COUNT];
    int keys;                   /* how many dimensions have a stride, and which */
    uint8_t key[TR_DIM_CELL_COUNT];
} roll_dense;

/* Room for all keys of the request, to be cleared before use; count 0 when scanning is no use. */
void tr_roll_dense_make(roll_dense *dense, const roll_work *work, apr_pool_t *pool);
void tr_roll_dense_clear(roll_dense *dense);
/* Words of ->used. */
static inline uint32_t roll_dense_words(const roll_dense *dense)
{
    return (dense->count + 63) / 64;
}
/* The first sum at or behind `index` that holds something; dense->count: there is none. */
static inline uint32_t roll_dense_next(const roll_dense *dense, uint32_t index)
{
    uint32_t words = roll_dense_words(dense), word = index / 64;
    uint64_t bits = index < dense->count ? dense->used[word] & UINT64_MAX << index % 64 : 0;

    while (!bits)
        if (++word < words)
            bits = dense->used[word];
        else
            return dense->count;
    return word * 64 + (uint32_t)__builtin_ctzll(bits);
}
/* The codes of the key with number `index`; those of other dimensions are left as they are. */
static inline void roll_dense_codes(const roll_dense *dense, uint32_t index, uint16_t *code)
{
    int last = dense->keys - 1;

    for (int i = 0; i < last; i++) {
        uint32_t stride = dense->stride[dense->key[i]];
        code[dense->key[i]] = (uint16_t)(index / stride);
        index %= stride;
    }
    if (last >= 0)
        code[dense->key[last]] = (uint16_t)index;      /* its stride is 1 */
}

/* Whether a block can be scanned for this request. */
int tr_roll_can_scan(const roll_work *work, uint32_t block);
/* Adds a block that can be. `node`: see roll_sum. 0: the sum is too large, nothing may be used. */
int tr_roll_scan(const roll_work *work, uint32_t block, uint32_t node, roll_dense *dense, apr_pool_t *scratch);
/* The part a sum stands for, of one block. */
void tr_roll_sum_part(const roll_sum *sum, unsigned additivity, roll_part *part);

/* A block in its bucket. */
typedef struct roll_place {
    uint32_t block;
    const tr_gen_block *row;
    const tr_gen_table *table;
    tr_period period;
    uint32_t node;
    uint8_t demanding;          /* some table of its node does not say that unlisted codes are zero */
    uint16_t *demands;          /* codes its cells say, by rollup_tables.c; NULL: not looked at */
    uint32_t demand_count;
    const char *definitions;    /* of its table, "" for none */
    uint32_t holder_end;        /* the first place behind that has another publisher or service */
    uint32_t holders;           /* equal: they may have had to do with the same things */
} roll_place;

typedef struct roll_bucket {
    roll_place *places;
    uint32_t count, nodes;
    uint32_t demanding;         /* nodes whose unlisted codes are not zero */
    uint8_t uneven;             /* nodes may divide their figures differently: see tr_roll_uneven */
    uint8_t silent;             /* some block may be silent about countries: see tr_gen_block */
    uint8_t gap, suspicious;    /* suspicious: some two of the places may not be added */
} roll_bucket;

typedef struct roll_break {
    tr_period period;
    uint32_t node;
} roll_break;

/* One request being answered. */
typedef struct rolling {
    roll_work work;
    const tr_gen *gen;
    const tr_rollup_request *request;
    apr_pool_t *pool, *scratch;
    tr_rollup *out;
    uint32_t room;
    int full;
    roll_dense dense;
    uint8_t *demand_filter;     /* by code, or NULL */
    roll_break *breaks;
    uint32_t break_count;
} rolling;

/* ---- rollup_open.c ---- */

/*
 * Whether some figure of a block may hold something of the key (codes of the
 * grouped cell dimensions) without being among the cells that answer for it, so
 * that these are not all there is.
 */
int tr_roll_leaves_open(roll_work *work, uint32_t block, const uint16_t *key);
/* The same of what is set beside the row that answers for the key: the sum of its parts. */
int tr_roll_parts_leave_open(roll_work *work, uint32_t block, const uint16_t *key, uint32_t row);
/* Cheap and never too optimistic: whether a node without an answer may still leave something open. */
int tr_roll_uneven(const rolling *r, const roll_bucket *b);

/* ---- rollup_silent.c: of tables with absent="none" ---- */

/* Whether it is not known that a code of which a block has no figure stands for nothing. */
int tr_roll_is_silent(roll_work *work, uint32_t block, int dim, uint16_t code);
/* Whether the table lists countries of which the block has no figure. */
int tr_roll_lacks_countries(roll_work *work, uint32_t block);
/* Whether it is silent about a country that the key has or that is filtered by; or, where neither is, about any. */
int tr_roll_asks_silent(roll_work *work, uint32_t block, const uint16_t *key);

/* ---- rollup_tables.c ---- */

/* Looks up the breaks of series and the demands asked for. */
void tr_roll_tables_prepare(rolling *r);
/* Why two places may not be added: a tr_refusal. */
unsigned tr_roll_why_not(rolling *r, roll_place *a, roll_place *b);
/* Cheap and never too optimistic: whether any two places may have to be refused. */
int tr_roll_suspicious(rolling *r, roll_bucket *b);
/* Whether the periods of some service do not follow one another, or do not cover the span. */
int tr_roll_gap(const rolling *r, const roll_bucket *b);
/* Numbers the `holders` of the places: of one publisher and service, and of those that overlap. */
void tr_roll_number_holders(const rolling *r, roll_bucket *b);
/* Equal publisher and service. */
int tr_roll_same_holder(const roll_place *a, const roll_place *b);

#endif
