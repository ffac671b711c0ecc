/* SPDX-License-Identifier: Apache-2.0 */
/*
 * build_private.h - what the parts of the builder share.
 *
 *   files ─ select ─> versions by (kind, id, instant)   build_editions.c
 *         ─ codes ──> a tree for each dimension         build_codes.c
 *         ─ check ──> references and codes resolve      build_refs.c
 *         ─ nodes ──> narrative rows                    build_nodes.c
 *         ─ cells ──> sorted rows, shared by editions   build_cells.c, build_rows.c
 *         ─ hide ───> small figures as intervals        build_hide.c, build_hide_*.c
 *         ─ blob ───> one block of memory               build_blob.c
 *
 * A step that finds an error marks the file as refused; the attempt is then
 * given up and made again without that file, until one finds nothing.
 * Everything of an attempt lives in its pool.  as_of.c fills a builder with what
 * an earlier edition held and takes the later steps.
 */
#ifndef TR_STORE_BUILD_PRIVATE_H
#define TR_STORE_BUILD_PRIVATE_H

#include <apr_hash.h>
#include <apr_strings.h>
#include <apr_tables.h>

#include "record/record.h"
#include "store/build.h"

#define BUILD_NONE UINT32_MAX

/* A file that may take part. */
typedef struct build_file {
    const tr_file *file;
    int refused;
    uint16_t edition;
    uint16_t *map[TR_DIM_COUNT];    /* word -> ordinal, BUILD_UNMAPPED: not looked up yet */
    tr_off *strings;                /* word -> string, 0: not yet */
} build_file;

#define BUILD_UNMAPPED UINT16_MAX

typedef struct build_version {
    const tr_entity *entity;
    build_file *file;
    uint16_t since, until;
    uint8_t differs;
    uint32_t table;                 /* into tables + 1 */
} build_version;

typedef struct build_entity {
    int kind;
    const char *id;
    uint32_t first, count;          /* into versions */
} build_entity;

typedef struct build_code {
    const char *code, *parent;      /* parent NULL: top */
    uint8_t relation, additivity, extension;
    uint32_t entity;                /* into entities + 1 */
    tr_period period;
    uint16_t since;                 /* edition in which it is first there */
    uint32_t up, child, next;       /* links, index + 1 */
    uint16_t ordinal, size;
} build_code;

typedef struct build_dim {
    apr_hash_t *by_code;            /* code -> index + 1 as a pointer */
    apr_array_header_t *codes;      /* build_code */
    uint32_t *order;                /* ordinal - 1 -> index */
} build_dim;

/* A growing array of rows of one type, malloc'd below the pool's cleanup. */
typedef struct build_rows {
    char *rows;
    uint32_t count, room;
    size_t size;
} build_rows;

/* One row of the figures; order of the columns as in generation.h. */
typedef struct build_cell {
    uint64_t value;
    uint16_t country, demand, data, context;
    uint32_t annot;
    uint16_t since, until;
    uint8_t status, flags, kind;
    uint8_t restated;               /* 1: TR_MARK_RESTATED is ours, not the publisher's */
} build_cell;

typedef struct builder {
    const tr_build_options *options;
    tr_diags *diags;                /* of the caller; errors */
    const tr_diag *own_before;      /* the last one that was there before this build, or NULL */
    tr_diags *warnings;             /* of this attempt */
    apr_pool_t *pool;               /* of the attempt */
    build_file *files;              /* in the order of their instants */
    int file_count;
    const tr_file **unusable;       /* the reader found errors */
    int unusable_count;
    int refusals;                   /* of this attempt */
    int failed;                     /* no use in trying again */

    build_version *versions;
    build_entity *entities;
    uint32_t version_count, entity_count;
    int64_t *instants;
    uint32_t instant_count;

    build_dim dims[TR_DIM_COUNT];

    apr_hash_t *string_offsets;
    build_rows strings;             /* char */
    build_rows nodes, attrs, gen_versions, tables;

    build_rows cells;               /* build_cell */
    build_rows blocks;              /* tr_gen_block; first = into cells until written */
    build_rows contexts, ranges, annots;
    apr_hash_t *context_index, *range_index, *annot_index;
    struct hide_policy *policies;   /* by ordinal of publisher; NULL: nothing is hidden */
    apr_hash_t *printed_offsets;    /* texts of figures, apart from other strings while something is hidden */
    build_rows problems;
    uint32_t *block_order;          /* place -> index into blocks; empty ones are left out */
    uint32_t block_count, total_count;
} builder;

/* ---- build.c ---- */

/* Empty rows and indexes, in b->pool. */
void tr_build_init(builder *b);

/* An error of a file: it will be left out. */
__attribute__((format(printf, 6, 7)))
void tr_build_refuse(builder *b, build_file *file, int line, int column,
                     const char *code, const char *format, ...);

/* ---- build_rows.c ---- */

void tr_build_rows_init(build_rows *rows, size_t size, apr_pool_t *pool);
/* Makes room for `count` more rows at once. */
void tr_build_rows_reserve(build_rows *rows, size_t count);
/* `count` more rows, zeroed; the first of them. Aborts, as httpd's pools do, when there is no memory. */
void *tr_build_rows_add(build_rows *rows, uint32_t count);
#define BUILD_ROW(table, type, index) ((type *)(void *)(table)->rows + (index))

/* Offset of a string in the generation, interned; 0 for NULL and "". */
tr_off tr_build_string(builder *b, const char *text);
/* The same for a word of a file. */
tr_off tr_build_word(builder *b, build_file *file, uint32_t word);
/* The same for the text of a figure: while something is hidden it shares no place with other strings. */
tr_off tr_build_printed(builder *b, build_file *file, uint32_t word);
/* Index of an equal row, added if there is none. `key` bytes are compared. */
uint32_t tr_build_intern(builder *b, build_rows *rows, apr_hash_t *index, const void *row, size_t key);

/* ---- build_editions.c ---- */

void tr_build_select(builder *b, tr_file *const *files, int count);
void tr_build_editions(builder *b);
/* Index of an entity, or BUILD_NONE. */
uint32_t tr_build_entity_find(const builder *b, int kind, const char *id, size_t length);

/* ---- build_codes.c ---- */

void tr_build_codes(builder *b);            /* all but what only cells say */
void tr_build_code_order(builder *b);       /* links and ordinals, after all are known and checked */
build_code *tr_build_code_find(const builder *b, tr_dim dim, const char *code, size_t length);
/* A code, added if it is not there; it is there from edition `since` on at the latest. Moves those found before. */
build_code *tr_build_code_add(builder *b, tr_dim dim, const char *code, uint16_t since);
/* The same for a country, below the one it is a part of. */
void tr_build_code_country(builder *b, const char *code, uint16_t since);
/* The same for a period. */
void tr_build_code_period(builder *b, const tr_period *period, uint16_t since);
uint16_t tr_build_ordinal(const builder *b, tr_dim dim, const char *code);
/* Ordinal of a word of a file that is looked up for the first time; it must exist. */
uint16_t tr_build_map_new(builder *b, build_file *file, tr_dim dim, uint32_t word);
/* Ordinal of a word of a file; 0 for word 0. It must exist. */
static inline uint16_t tr_build_map(builder *b, build_file *file, tr_dim dim, uint32_t word)
{
    const uint16_t *map = file->map[dim];

    if (word == 0)
        return 0;
    return map && map[word] != BUILD_UNMAPPED ? map[word] : tr_build_map_new(b, file, dim, word);
}
/* The code of an edition that is nearest to a wrong one, or NULL. */
const char *tr_build_code_nearest(builder *b, tr_dim dim, const char *code, uint16_t edition);
/* The last version up to an edition that says something, or NULL: a withdrawal leaves a code there. */
const build_version *tr_build_said(const builder *b, const build_entity *entity, uint16_t edition);
/* An attribute of the root of a version by name, or NULL. */
const char *tr_build_attr(const build_version *version, const char *name);
/* The dimension of the code that a version defines and the parent it names (or NULL); -1: it defines none. */
int tr_build_coded(const build_version *version, const char **parent);

/* ---- build_parents.c ---- */

/* Whether what every edition says of parents holds in that edition: they are there, in no circle. */
void tr_build_parents(builder *b);

/* ---- build_refs.c ---- */

void tr_build_refs(builder *b);

/* ---- build_compare.c ---- */

/* 1 if something `before` says is different or missing in `now`, figures and corrections apart. */
int tr_build_narrative_differs(const tr_entity *before, const tr_entity *now);

/* ---- build_nodes.c ---- */

void tr_build_nodes(builder *b);

/* ---- build_cells.c ---- */

void tr_build_cells(builder *b);
/* How a unit adds up in a table: as the newest version of the table says, else as the unit does. */
uint8_t tr_build_additivity(const builder *b, const build_entity *table, uint16_t unit);

/* ---- build_blocks.c ---- */

/* Sorts the blocks, finds what varies, and counts the totals. */
void tr_build_blocks(builder *b);
/* What a row says of a cell dimension (a tr_dim). */
uint16_t tr_build_cell_code(const builder *b, const build_cell *row, int dim);

/* ---- build_hide.c ---- */

/* What is to be hidden: TransparencyMinimumCell and the rules of the record. */
void tr_build_policies(builder *b);
/* Hides it: nothing later in the build knows what the figures were. */
void tr_build_hide(builder *b);

/* ---- build_due.c ---- */

/* The next instant at which something of a generation changes, and the last one that has passed by its own instant. */
void tr_build_due(const tr_gen_head *head, int64_t *next, int64_t *passed);

/* ---- build_blob.c ---- */

tr_gen_head *tr_build_blob(builder *b, apr_pool_t *pool);

/* ---- build_digest.c ---- */

/* Sets the digest of a generation that is otherwise complete. 0, or -1 when libcrypto fails. */
int tr_build_digest(tr_gen_head *head, apr_pool_t *pool);

/* ---- build_problems.c ---- */

/* Warns of what is now certain, passes the warnings on and keeps what is to be shown. */
void tr_build_problems(builder *b);

/* ---- totals.c ---- */

/* Fills the totals of a generation that is otherwise complete. */
apr_status_t tr_totals_fill(tr_gen_head *head, apr_pool_t *pool);

#endif
