/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The digest of what a generation says: texts as texts, not as places.  What
 * rows share is numbered by its first use, so that an edition has one digest,
 * whatever was published after it.
 */
#include <openssl/evp.h>
#include <string.h>

#include "record/vocabulary.h"
#include "store/build_private.h"

typedef struct digest {
    EVP_MD_CTX *context;
    tr_gen gen;
    int failed;
    size_t used;
    unsigned char buffer[16384];
    apr_pool_t *pool;
} digest;

static void update(digest *d, const void *bytes, size_t length)
{
    if (length && EVP_DigestUpdate(d->context, bytes, length) != 1)
        d->failed = 1;
}

static void flush(digest *d)
{
    update(d, d->buffer, d->used);
    d->used = 0;
}

static void add(digest *d, const void *bytes, size_t length)
{
    if (length > sizeof d->buffer - d->used)
        flush(d);
    if (length > sizeof d->buffer) {
        update(d, bytes, length);
        return;
    }
    memcpy(d->buffer + d->used, bytes, length);
    d->used += length;
}

static void add_text(digest *d, const char *text)
{
    add(d, text, strlen(text) + 1);
}

static void add_string(digest *d, tr_off offset)
{
    add_text(d, tr_gen_string(&d->gen, offset));
}

static void add_number(digest *d, int64_t number)
{
    add(d, &number, sizeof number);
}

/* A whole section of numbers. */
static void add_section(digest *d, const tr_section *section, size_t size)
{
    add_number(d, section->count);
    add(d, (const char *)d->gen.head + section->off, section->count * size);
}

static void add_codes(digest *d, tr_dim dim)
{
    const tr_gen_code *codes = tr_gen_codes(&d->gen, dim);
    uint32_t count = d->gen.head->codes[dim].count;

    add_number(d, count);
    for (uint32_t i = 1; i < count; i++) {
        add_string(d, codes[i].code);
        add_number(d, codes[i].parent);
        add_number(d, codes[i].relation | codes[i].additivity << 8 | codes[i].extension << 16);
    }
}

static void add_node(digest *d, uint32_t index)
{
    const tr_gen_node *node = TR_GEN_ROWS(&d->gen, tr_gen_node, nodes) + index;
    const tr_gen_attr *attrs = TR_GEN_ROWS(&d->gen, tr_gen_attr, attrs) + node->first_attr;
    const tr_element_def *def = &tr_elements[node->element];

    add_text(d, def->name);
    add_string(d, node->lang);
    add_string(d, node->text);
    add_number(d, node->attr_count);
    for (uint16_t i = 0; i < node->attr_count; i++) {
        add_text(d, def->attrs[attrs[i].attr].name);
        add_string(d, attrs[i].value);
    }
    for (uint32_t child = node->child; child;
         child = TR_GEN_ROWS(&d->gen, tr_gen_node, nodes)[child - 1].next)
        add_node(d, child - 1);
    add_text(d, "");            /* where the children end */
}

static void add_version(digest *d, const tr_gen_version *version)
{
    add_number(d, version->since);
    add_number(d, version->until);
    add_number(d, version->withdrawn | version->backdated << 1 | version->differs << 2);
    add_string(d, version->backdated_reason);
    add_number(d, version->table);
    add_number(d, version->publisher);
    add_node(d, version->root);
}

static void add_narrative(digest *d)
{
    const tr_gen_entity *entities = TR_GEN_ROWS(&d->gen, tr_gen_entity, entities);
    const tr_gen_version *versions = TR_GEN_ROWS(&d->gen, tr_gen_version, versions);

    for (uint32_t i = 0; i < d->gen.head->entities.count; i++) {
        add_text(d, tr_elements[entities[i].kind].name);
        add_string(d, entities[i].id);
        add_number(d, entities[i].version_count);
        for (uint16_t v = 0; v < entities[i].version_count; v++)
            add_version(d, &versions[entities[i].first_version + v]);
    }
    add_section(d, &d->gen.head->tables, sizeof(tr_gen_table));
}

/* One number of a column, of which there are many. */
static inline void add_32(digest *d, uint32_t number)
{
    if (d->used > sizeof d->buffer - sizeof number)
        flush(d);
    memcpy(d->buffer + d->used, &number, sizeof number);
    d->used += sizeof number;
}

static inline void add_64(digest *d, uint64_t number)
{
    if (d->used > sizeof d->buffer - sizeof number)
        flush(d);
    memcpy(d->buffer + d->used, &number, sizeof number);
    d->used += sizeof number;
}

/* Rows of a section by the order of their first use. */
typedef struct numbering {
    uint32_t *number;           /* by row; 0: not used yet */
    uint32_t *used;             /* rows by number - 1 */
    uint32_t count;
} numbering;

static void start_numbering(digest *d, numbering *n, const tr_section *section)
{
    n->number = apr_pcalloc(d->pool, (section->count + 1u) * sizeof *n->number);
    n->used = apr_palloc(d->pool, (section->count + 1u) * sizeof *n->used);
    n->count = 0;
}

static inline uint32_t number_of(numbering *n, uint32_t row)
{
    if (!n->number[row]) {
        n->used[n->count++] = row;
        n->number[row] = n->count;
    }
    return n->number[row];
}

static void add_blocks(digest *d)
{
    const tr_gen_block *blocks = TR_GEN_ROWS(&d->gen, tr_gen_block, blocks);

    add_number(d, d->gen.head->blocks.count);
    for (uint32_t i = 0; i < d->gen.head->blocks.count; i++) {
        tr_gen_block block = blocks[i];
        block.first_total = block.total_count = 0;  /* follow from the rest */
        add(d, &block, sizeof block);
    }
}

static void add_values(digest *d)
{
    const uint64_t *value = TR_GEN_ROWS(&d->gen, uint64_t, value);
    const uint8_t *status = TR_GEN_ROWS(&d->gen, uint8_t, status);
    const tr_gen_range *ranges = TR_GEN_ROWS(&d->gen, tr_gen_range, ranges);
    numbering n;

    start_numbering(d, &n, &d->gen.head->ranges);
    for (uint32_t row = 0; row < d->gen.head->value.count; row++)
        if (status[row] == TR_STATUS_REPORTED || status[row] == TR_STATUS_ZERO_IMPLIED)
            add_64(d, value[row]);
        else
            add_64(d, value[row] ? number_of(&n, (uint32_t)value[row]) : 0);
    for (uint32_t i = 0; i < n.count; i++)
        add(d, &ranges[n.used[i]], sizeof *ranges);
}

static void add_contexts(digest *d)
{
    tr_gen_column context = tr_gen_context_column(&d->gen);
    const tr_gen_context *contexts = TR_GEN_ROWS(&d->gen, tr_gen_context, contexts);
    numbering n;

    start_numbering(d, &n, &d->gen.head->contexts);
    for (uint32_t row = 0; row < d->gen.head->context.count; row++)
        add_32(d, number_of(&n, tr_gen_ordinal(context, row)));
    for (uint32_t i = 0; i < n.count; i++)
        add(d, &contexts[n.used[i]], sizeof *contexts);
}

static void add_annots(digest *d)
{
    const uint32_t *annot = TR_GEN_ROWS(&d->gen, uint32_t, annot);
    const tr_gen_annot *annots = TR_GEN_ROWS(&d->gen, tr_gen_annot, annots);
    numbering n;

    start_numbering(d, &n, &d->gen.head->annots);
    for (uint32_t row = 0; row < d->gen.head->annot.count; row++)
        add_32(d, annot[row] ? number_of(&n, annot[row]) : 0);
    for (uint32_t i = 0; i < n.count; i++) {
        const tr_gen_annot *row = &annots[n.used[i]];
        add_string(d, row->printed);
        add_string(d, row->country_printed);
        add_string(d, row->reason);
        add_string(d, row->source);
        add_string(d, row->notes);
    }
}

/* See tr_gen_column. */
static void add_ordinals(digest *d, const tr_section *section, uint32_t count)
{
    add_section(d, section, tr_gen_is_wide(count) ? sizeof(uint16_t) : sizeof(uint8_t));
}

static void add_figures(digest *d)
{
    const tr_gen_head *head = d->gen.head;

    add_blocks(d);
    add_ordinals(d, &head->country, head->codes[TR_DIM_COUNTRY].count);
    add_ordinals(d, &head->demand, head->codes[TR_DIM_DEMAND].count);
    add_ordinals(d, &head->data, head->codes[TR_DIM_DATA].count);
    add_section(d, &head->since, sizeof(uint16_t));
    add_section(d, &head->until, sizeof(uint16_t));
    add_section(d, &head->status, sizeof(uint8_t));
    add_section(d, &head->flags, sizeof(uint8_t));
    add_section(d, &head->kind, sizeof(uint8_t));
    add_values(d);
    add_contexts(d);
    add_annots(d);
}

static void add_problems(digest *d)
{
    const tr_gen_problem *problems = TR_GEN_ROWS(&d->gen, tr_gen_problem, problems);

    add_number(d, d->gen.head->incomplete);
    for (uint32_t i = 0; i < d->gen.head->problems.count; i++) {
        add_string(d, problems[i].file);
        add_number(d, problems[i].line);
        add_number(d, problems[i].column);
        add_string(d, problems[i].code);
        add_string(d, problems[i].text);
    }
}

static void add_all(digest *d)
{
    add_text(d, TR_GEN_MAGIC);
    add_number(d, d->gen.head->minimum_cell);
    add_number(d, d->gen.head->passed);
    add_section(d, &d->gen.head->instants, sizeof(int64_t));
    for (int dim = 0; dim < TR_DIM_COUNT; dim++)
        add_codes(d, (tr_dim)dim);
    add_narrative(d);
    add_figures(d);
    add_problems(d);
    flush(d);
}

int tr_build_digest(tr_gen_head *head, apr_pool_t *pool)
{
    digest d = { .context = EVP_MD_CTX_new(), .gen = { .head = head }, .pool = pool };
    unsigned length = 0;

    if (!d.context || EVP_DigestInit_ex(d.context, EVP_sha256(), NULL) != 1)
        d.failed = 1;
    else
        add_all(&d);
    if (!d.failed && (EVP_DigestFinal_ex(d.context, head->digest, &length) != 1
                      || length != sizeof head->digest))
        d.failed = 1;
    EVP_MD_CTX_free(d.context);
    return d.failed ? -1 : 0;
}
