/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pages.c - the page index and region of a generation (store/layout.h).
 *
 *   index    open addressing, tr_entry_t [power of two], linear probing from
 *            the tag, at most PROBES steps
 *   region   grows only:  meta | pad to 8 | body | pad to 64 | meta | ...
 *
 *   entry    EMPTY --claim--> CLAIMED(ticket) --ready--> READY
 *                                |      ^
 *                 abandon, reap  v      |  claim of the same tag
 *                               FREED(tag)
 *
 * The tag, 30 bits of the key, is in the state word, because the key itself
 * can be read only when READY says that it is complete.  A place keeps its tag
 * for ever and the probing sequence depends on the tag alone, so nothing ever
 * gets between a key and its place and two claimants of one key always meet.
 * Two keys with one tag (1 in 2^30) at worst are not kept at the same time.
 */
#include "store/pages.h"

#include <string.h>

#include "store/layout.h"
#include "store/process.h"

enum { EMPTY, CLAIMED, READY, FREED, KINDS };

#define PROBES 64u

/* index and region of a generation, compared with the buffer's bounds */
typedef struct place {
    tr_head_t *head;
    tr_entry_t *entries;
    uint64_t mask;                  /* entries - 1 */
    uint64_t region_offset;
    uint64_t region_end;
} place_t;

static int open_place(const tr_pin_t *pin, place_t *place)
{
    uint64_t limit = pin->segment->buffer_size;
    tr_head_t *head = tr_head(pin->segment, pin->buffer);
    uint64_t slots = head->index_slots;
    uint64_t index = head->index_offset;

    place->head = head;
    place->region_offset = head->region_offset;
    place->region_end = head->region_end;
    if (slots == 0)
        return 0;
    if (slots > limit / sizeof(tr_entry_t) || (slots & (slots - 1)) != 0
        || index > limit || index % TR_LINE != 0
        || slots * sizeof(tr_entry_t) > limit - index
        || place->region_end > limit
        || place->region_offset > place->region_end
        || place->region_offset % TR_LINE != 0) {
        tr_segment_count(pin->segment, TR_COUNT_FAULTS, 1);
        return 0;
    }
    place->entries = (tr_entry_t *)(void *)((unsigned char *)head + index);
    place->mask = slots - 1;
    return 1;
}

static uint32_t tag_of(const unsigned char *key)
{
    uint32_t word;

    memcpy(&word, key, sizeof(word));
    return word >> 2;
}

static uint64_t state_of(uint32_t ticket, uint32_t tag, uint32_t kind)
{
    return (uint64_t)ticket << 32 | (uint64_t)tag << 2 | kind;
}

static uint32_t kind_in(uint64_t state)
{
    return state & 3;
}

static uint32_t tag_in(uint64_t state)
{
    return (uint32_t)state >> 2;
}

static uint64_t steps(const place_t *place)
{
    return place->mask + 1 < PROBES ? place->mask + 1 : PROBES;
}

/* body's place behind the meta part; both below the buffer's size */
static uint64_t body_place(uint64_t offset, uint64_t meta_size)
{
    return offset + tr_align(meta_size, 8);
}

static int describe(const tr_pin_t *pin, const place_t *place,
                    const tr_entry_t *entry, tr_page_t *page)
{
    uint64_t offset = entry->offset;
    uint64_t room = place->region_end;
    uint64_t body;

    if (offset < place->region_offset || offset > room
        || entry->meta_size > room - offset)
        return 0;
    body = body_place(offset, entry->meta_size);
    if (body > room || entry->body_size > room - body)
        return 0;
    page->meta = (unsigned char *)place->head + offset;
    page->meta_size = entry->meta_size;
    page->body = (unsigned char *)place->head + body;
    page->body_size = entry->body_size;
    page->body_offset = tr_buffer_offset(pin->segment, pin->buffer) + body;
    return 1;
}

static tr_entry_t *find(const place_t *place, const unsigned char *key)
{
    uint32_t tag = tag_of(key);

    for (uint64_t i = 0; i < steps(place); i++) {
        tr_entry_t *entry = &place->entries[(tag + i) & place->mask];
        uint64_t state = atomic_load_explicit(&entry->state,
                                              memory_order_acquire);
        if (kind_in(state) == EMPTY)
            return NULL;
        if (kind_in(state) == READY && tag_in(state) == tag
            && memcmp(entry->key, key, TR_KEY_SIZE) == 0)
            return entry;
    }
    return NULL;
}

int tr_page_find(const tr_pin_t *pin, const unsigned char *key,
                 tr_page_t *page)
{
    place_t place;
    const tr_entry_t *entry = open_place(pin, &place) ? find(&place, key)
                                                      : NULL;

    memset(page, 0, sizeof(*page));
    if (entry && !describe(pin, &place, entry, page)) {
        tr_segment_count(pin->segment, TR_COUNT_FAULTS, 1);
        entry = NULL;
    }
    tr_segment_count(pin->segment,
                     entry ? TR_COUNT_PAGE_HITS : TR_COUNT_PAGE_MISSES, 1);
    return entry != NULL;
}

/* what `entry` means for a claimant of `key`; KINDS: look at the next one */
static uint32_t judge(const tr_entry_t *entry, uint64_t state,
                      const unsigned char *key)
{
    if (kind_in(state) == EMPTY)
        return EMPTY;
    if (tag_in(state) != tag_of(key))
        return KINDS;
    if (kind_in(state) == READY && memcmp(entry->key, key, TR_KEY_SIZE) != 0)
        return KINDS;
    return kind_in(state);
}

static tr_claim_result_t claim_entry(const place_t *place, tr_claim_t *claim)
{
    uint32_t tag = tag_in(claim->state);
    uint64_t i = 0;

    while (i < steps(place)) {
        tr_entry_t *entry = &place->entries[(tag + i) & place->mask];
        uint64_t state = atomic_load_explicit(&entry->state,
                                              memory_order_acquire);
        switch (judge(entry, state, claim->key)) {
        case READY:
            return TR_CLAIM_READY;
        case CLAIMED:
            return TR_CLAIM_BUSY;
        case KINDS:
            i++;
            break;
        default:            /* EMPTY or FREED: ours, or look at it again */
            if (atomic_compare_exchange_strong(&entry->state, &state,
                                               claim->state)) {
                claim->entry = entry;
                return TR_CLAIM_OURS;
            }
        }
    }
    return TR_CLAIM_FULL;
}

tr_claim_result_t tr_page_claim(const tr_pin_t *pin, const unsigned char *key,
                                tr_claim_t *claim)
{
    const tr_slot_t *slot = tr_own_slot(pin->segment);
    tr_claim_result_t result = TR_CLAIM_FULL;
    uint32_t ticket;
    place_t place;

    memset(claim, 0, sizeof(*claim));
    if (slot && open_place(pin, &place)) {
        ticket = (uint32_t)(atomic_load(&slot->owner) >> 32);
        claim->pin = *pin;
        claim->state = state_of(ticket, tag_of(key), CLAIMED);
        memcpy(claim->key, key, TR_KEY_SIZE);
        result = claim_entry(&place, claim);
    }
    if (result == TR_CLAIM_FULL)
        tr_segment_count(pin->segment, TR_COUNT_PAGES_NOT_KEPT, 1);
    return result;
}

/* from CLAIMED by us to another kind; false if somebody freed it */
static int end_claim(tr_claim_t *claim, uint32_t kind)
{
    uint64_t expected = claim->state;
    tr_entry_t *entry = claim->entry;

    claim->entry = NULL;
    return atomic_compare_exchange_strong(
        &entry->state, &expected, state_of(0, tag_in(claim->state), kind));
}

void tr_page_abandon(tr_claim_t *claim)
{
    if (claim->entry)
        end_claim(claim, FREED);
}

/* room for `size` bytes in the region: its offset, or 0 */
static uint64_t take_room(const place_t *place, uint64_t size)
{
    _Atomic uint64_t *cursor = &place->head->cursor;
    uint64_t offset = atomic_load(cursor);

    do {
        if (offset < place->region_offset || offset > place->region_end
            || size > place->region_end - offset)
            return 0;
    } while (!atomic_compare_exchange_weak(cursor, &offset, offset + size));
    return offset;
}

static apr_status_t provide(tr_claim_t *claim, const place_t *place)
{
    const tr_segment_t *segment = claim->pin.segment;
    uint64_t limit = segment->buffer_size;
    uint64_t body = body_place(0, claim->meta_size);
    uint64_t size = tr_align(body + claim->body_size, TR_LINE);

    /* an empty page still gets a place of its own: sizes are never 0 here */
    claim->offset = take_room(place, size ? size : TR_LINE);
    if (claim->offset == 0 || claim->offset > limit)
        return APR_ENOSPC;
    claim->meta = (unsigned char *)place->head + claim->offset;
    claim->body = claim->meta + body;
    return tr_segment_reserve(segment,
                              tr_buffer_offset(segment, claim->pin.buffer)
                              + claim->offset, size);
}

apr_status_t tr_page_take(tr_claim_t *claim, uint64_t meta_size,
                          uint64_t body_size)
{
    apr_status_t rv = APR_ENOSPC;
    uint64_t limit;
    place_t place;

    if (claim->entry == NULL || claim->meta)
        return APR_EINVAL;
    limit = claim->pin.segment->buffer_size;
    claim->meta_size = meta_size;
    claim->body_size = body_size;
    if (meta_size <= limit && body_size <= limit
        && open_place(&claim->pin, &place))
        rv = provide(claim, &place);
    if (rv != APR_SUCCESS) {
        tr_page_abandon(claim);
        tr_segment_count(claim->pin.segment, TR_COUNT_PAGES_NOT_KEPT, 1);
    }
    return rv;
}

apr_status_t tr_page_ready(tr_claim_t *claim, tr_page_t *page)
{
    tr_entry_t *entry = claim->entry;
    place_t place;

    if (entry == NULL || claim->meta == NULL
        || !open_place(&claim->pin, &place))
        return APR_EINVAL;
    memcpy(entry->key, claim->key, TR_KEY_SIZE);
    entry->offset = claim->offset;
    entry->meta_size = claim->meta_size;
    entry->body_size = claim->body_size;
    if (!end_claim(claim, READY)) {
        tr_segment_count(claim->pin.segment, TR_COUNT_FAULTS, 1);
        return APR_EGENERAL;
    }
    tr_segment_count(claim->pin.segment, TR_COUNT_PAGES_KEPT, 1);
    if (page && !describe(&claim->pin, &place, entry, page))
        return APR_EGENERAL;
    return APR_SUCCESS;
}

apr_status_t tr_page_fill(tr_claim_t *claim,
                          const void *meta, uint64_t meta_size,
                          const void *body, uint64_t body_size,
                          tr_page_t *page)
{
    apr_status_t rv = tr_page_take(claim, meta_size, body_size);

    if (rv != APR_SUCCESS)
        return rv;
    if (meta_size)
        memcpy(claim->meta, meta, meta_size);
    if (body_size)
        memcpy(claim->body, body, body_size);
    return tr_page_ready(claim, page);
}

uint32_t tr_pages_reap(const tr_pin_t *pin, uint32_t ticket)
{
    uint32_t freed = 0;
    place_t place;

    if (!open_place(pin, &place))
        return 0;
    for (uint64_t i = 0; i <= place.mask; i++) {
        _Atomic uint64_t *word = &place.entries[i].state;
        uint64_t state = atomic_load_explicit(word, memory_order_relaxed);
        if (kind_in(state) == CLAIMED && state >> 32 == ticket)
            freed += (uint32_t)atomic_compare_exchange_strong(
                word, &state, state_of(0, tag_in(state), FREED));
    }
    return freed;
}

void tr_pages_usage(const tr_pin_t *pin, uint64_t *taken, uint64_t *total)
{
    place_t place;

    *taken = *total = 0;
    if (open_place(pin, &place)) {
        *total = place.region_end - place.region_offset;
        *taken = atomic_load(&place.head->cursor) - place.region_offset;
    }
}
