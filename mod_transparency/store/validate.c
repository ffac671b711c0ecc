/* SPDX-License-Identifier: Apache-2.0 */
/*
 * validate.c - the invariants of store/layout.h, written down once as code.
 */
#include "store/validate.h"

#include <string.h>

#include "store/layout.h"
#include "store/pages.h"
#include "store/pin.h"

static const char *check_header(const tr_segment_t *segment)
{
    const tr_header_t *header = tr_header(segment);
    uint64_t current = atomic_load(&header->current);

    if (header->magic != TR_MAGIC || header->layout != TR_LAYOUT_VERSION)
        return "not a segment of this layout";
    if (header->size != segment->size
        || header->header_size != segment->header_size
        || header->buffer_size != segment->buffer_size
        || header->slot_count != segment->slot_count)
        return "sizes differ from the handle's";
    if (segment->header_size + TR_BUFFERS * segment->buffer_size
        != segment->size)
        return "buffers do not fill the segment";
    if (current != 0 && ((current & 0xff) >= TR_BUFFERS || current >> 8 == 0))
        return "current names no buffer";
    if (atomic_load(&header->slots_used) > segment->slot_count)
        return "more slots in use than there are";
    return NULL;
}

static const char *check_slots(const tr_segment_t *segment)
{
    const tr_header_t *header = tr_header(segment);
    uint32_t used = atomic_load(&header->slots_used);

    for (uint32_t i = 0; i < segment->slot_count; i++) {
        const tr_slot_t *slot = &header->slots[i];
        uint64_t owner = atomic_load(&slot->owner);
        if (owner != 0 && i >= used)
            return "a slot beyond those in use has an owner";
        for (uint32_t b = 0; b < TR_BUFFERS && owner == 0; b++)
            if (atomic_load(&slot->pins[b]) != 0)
                return "a slot without owner holds pins";
    }
    for (uint32_t i = 0; i < TR_GUESTS; i++)
        if ((uint32_t)atomic_load(&header->guests[i]) > TR_BUFFERS)
            return "a guest pins no buffer";
    return NULL;
}

static const char *check_entries(const tr_segment_t *segment,
                                 const tr_pin_t *pin, uint64_t cursor)
{
    tr_head_t *head = tr_head(segment, pin->buffer);
    const unsigned char *base = (const unsigned char *)head;
    const tr_entry_t *entries = (const tr_entry_t *)(const void *)
                                (base + head->index_offset);
    tr_page_t page;

    for (uint64_t i = 0; i < head->index_slots; i++) {
        if ((atomic_load(&entries[i].state) & 3) != 2)
            continue;
        if (!tr_page_find(pin, entries[i].key, &page))
            return "a ready page is not found by its key";
        if (page.body + page.body_size > base + cursor)
            return "a page lies beyond the region's cursor";
    }
    return NULL;
}

static const char *check_generation(const tr_segment_t *segment,
                                    const tr_pin_t *pin)
{
    tr_head_t *head = tr_head(segment, pin->buffer);
    uint64_t cursor = atomic_load(&head->cursor);
    uint64_t index_size = head->index_slots * sizeof(tr_entry_t);

    if (head->index_offset < sizeof(*head) + head->data_size
        || head->region_offset != head->index_offset + index_size
        || head->region_end > segment->buffer_size)
        return "data, index and region overlap";
    if (cursor < head->region_offset || cursor > head->region_end
        || cursor % TR_LINE != 0)
        return "the region's cursor is outside the region";
    return check_entries(segment, pin, cursor);
}

const char *tr_segment_validate(const tr_segment_t *segment)
{
    const char *wrong = check_header(segment);
    apr_status_t rv;
    tr_pin_t pin;

    if (!wrong)
        wrong = check_slots(segment);
    if (wrong)
        return wrong;
    rv = tr_pin_acquire(segment, &pin);
    if (rv != APR_SUCCESS)
        return rv == APR_NOTFOUND ? NULL : "the current generation is damaged";
    wrong = check_generation(segment, &pin);
    tr_pin_release(&pin);
    return wrong;
}
