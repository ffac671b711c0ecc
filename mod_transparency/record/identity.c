/* SPDX-License-Identifier: Apache-2.0 */
/* A hash index of figures; see identity.h. */
#include "record/identity.h"

#include <string.h>

#include "record/words.h"

_Static_assert(sizeof(tr_identity) == 4 * TR_ID_PARTS, "no gaps: it is compared as bytes");

void tr_cell_identify(const void *row, tr_identity *out)
{
    const tr_cell *cell = row;

    memcpy(out->part, cell->code, sizeof cell->code);
    out->part[TR_ID_SERVICE] = cell->service;
    out->part[TR_ID_START] = (uint32_t)cell->period.start_day;
    out->part[TR_ID_END] = (uint32_t)cell->period.end_day;
    out->part[TR_ID_MEASURE] = cell->measure;
    out->part[TR_ID_UNIT] = cell->unit;
    out->part[TR_ID_PERCENT] = cell->figure.kind == TR_FIGURE_PERCENT;
}

void tr_index_init(tr_index *index, apr_pool_t *pool)
{
    memset(index, 0, sizeof *index);
    tr_vector_init(&index->slots, sizeof(tr_index_slot), pool);
    tr_hash_seed(index->seed);
}

static void set_slots(tr_index *index, uint32_t count)
{
    index->slots.count = 0;
    memset(tr_vector_add(&index->slots, count), 0,
           count * sizeof(tr_index_slot));
    index->mask = count - 1;
}

void tr_index_reset(tr_index *index, size_t width, uint32_t count,
                    void (*identify)(const void *row, tr_identity *out))
{
    uint32_t slots = 16;

    while (slots / 2 < count && slots < UINT32_C(1) << 31)
        slots *= 2;
    index->width = width;
    index->identify = identify;
    index->count = 0;
    set_slots(index, slots);
}

/* The slot that holds the identity, or the free one where it belongs. */
static tr_index_slot *locate(const tr_index *index, const tr_identity *wanted,
                             uint32_t hash)
{
    tr_index_slot *slots = index->slots.bytes;

    for (uint32_t at = hash & index->mask;; at = (at + 1) & index->mask) {
        tr_identity held;
        if (!slots[at].row)
            return &slots[at];
        if (slots[at].hash != hash)
            continue;
        index->identify(index->rows + (slots[at].row - 1) * index->width, &held);
        if (memcmp(&held, wanted, sizeof held) == 0)
            return &slots[at];
    }
}

static uint32_t hash_of(const tr_index *index, const tr_identity *identity)
{
    return (uint32_t)tr_hash(index->seed, identity, sizeof *identity);
}

static void grow(tr_index *index)
{
    tr_identity identity;
    tr_vector old = index->slots;
    uint32_t old_count = index->mask + 1;

    /* rows are numbered 0, 1 ... without gaps only for those that were new,
     * so the old slots tell which they are */
    index->slots.bytes = NULL;
    index->slots.count = index->slots.capacity = 0;
    set_slots(index, 2 * old_count);
    for (uint32_t i = 0; i < old_count; i++) {
        const tr_index_slot *slot = (const tr_index_slot *)old.bytes + i;
        if (!slot->row)
            continue;
        index->identify(index->rows + (slot->row - 1) * index->width, &identity);
        *locate(index, &identity, slot->hash) = *slot;
    }
    tr_vector_free(&old);
}

uint32_t tr_index_add(tr_index *index, const void *rows,
                      const tr_identity *identity, uint32_t row)
{
    uint32_t hash = hash_of(index, identity);
    tr_index_slot *slot;

    index->rows = rows;
    if (index->count > index->mask / 2)
        grow(index);
    slot = locate(index, identity, hash);
    if (slot->row)
        return slot->row - 1;
    *slot = (tr_index_slot){ hash, row + 1 };
    index->count++;
    return TR_NO_ROW;
}

uint32_t tr_index_find(const tr_index *index, const tr_identity *identity)
{
    const tr_index_slot *slot = locate(index, identity, hash_of(index, identity));
    return slot->row - 1;       /* a free slot gives TR_NO_ROW */
}
