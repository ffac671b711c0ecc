/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reap.c - clearing slots, guest pins and the writer word (store/layout.h).
 *
 *   slot   owner = (t, pid)  reaper = 0
 *            --CAS reaper 0 -> me-->      nobody else clears it
 *            owner still (t, pid)?        else leave it: it was not the one
 *            claims, pins
 *            owner = 0, reaper = 0        free
 *
 * A reaper that dies half-way leaves its pid in `reaper`; the next one takes
 * over, and each step may be done twice.
 */
#include "store/reap.h"

#include <unistd.h>

#include "store/layout.h"
#include "store/pages.h"
#include "store/pin.h"
#include "store/process.h"

/* claims in older generations go with them: nobody waits for a claim */
static void free_claims(const tr_segment_t *segment, uint32_t ticket)
{
    tr_pin_t pin;
    uint32_t freed;

    if (tr_pin_acquire(segment, &pin) != APR_SUCCESS)
        return;
    freed = tr_pages_reap(&pin, ticket);
    tr_pin_release(&pin);
    tr_segment_count(segment, TR_COUNT_REAPED_CLAIMS, freed);
}

static void empty_slot(const tr_segment_t *segment, tr_slot_t *slot)
{
    uint64_t pins = 0;

    for (uint32_t i = 0; i < TR_BUFFERS; i++)
        pins += atomic_exchange(&slot->pins[i], 0);
    atomic_store(&slot->birth, 0);
    tr_segment_count(segment, TR_COUNT_REAPED_PINS, pins);
    tr_segment_count(segment, TR_COUNT_REAPED, 1);
}

static void reap_slot(const tr_segment_t *segment, tr_slot_t *slot,
                      uint64_t owner)
{
    uint64_t reaper = atomic_load(&slot->reaper);

    if (reaper != 0 && !tr_process_gone((uint32_t)reaper, 0))
        return;
    if (!atomic_compare_exchange_strong(&slot->reaper, &reaper,
                                        (uint64_t)getpid()))
        return;
    if (atomic_load(&slot->owner) == owner) {
        free_claims(segment, (uint32_t)(owner >> 32));
        empty_slot(segment, slot);
        atomic_store(&slot->owner, 0);
    }
    atomic_store(&slot->reaper, 0);
}

static void reap_writer(const tr_segment_t *segment, uint64_t word)
{
    if (atomic_compare_exchange_strong(&tr_header(segment)->writer, &word,
                                       word & ~(uint64_t)UINT32_MAX))
        tr_segment_count(segment, TR_COUNT_REAPED_WRITER, 1);
}

static void reap_guest(const tr_segment_t *segment, uint32_t number,
                       uint64_t word)
{
    if (atomic_compare_exchange_strong(&tr_header(segment)->guests[number],
                                       &word, 0))
        tr_segment_count(segment, TR_COUNT_REAPED_PINS, 1);
}

static uint32_t slots_in_use(const tr_segment_t *segment)
{
    uint32_t used = atomic_load(&tr_header(segment)->slots_used);

    return used < segment->slot_count ? used : segment->slot_count;
}

void tr_segment_reap(const tr_segment_t *segment, uint32_t pid)
{
    tr_header_t *header = tr_header(segment);
    uint64_t word = atomic_load(&header->writer);

    if (pid == 0)
        return;
    if ((uint32_t)word == pid)
        reap_writer(segment, word);
    for (uint32_t i = 0; i < TR_GUESTS; i++) {
        word = atomic_load(&header->guests[i]);
        if (word >> 32 == pid)
            reap_guest(segment, i, word);
    }
    for (uint32_t i = 0; i < slots_in_use(segment); i++) {
        word = atomic_load(&header->slots[i].owner);
        if ((uint32_t)word == pid)
            reap_slot(segment, &header->slots[i], word);
    }
}

static int has_slot(const tr_segment_t *segment, uint32_t pid)
{
    for (uint32_t i = 0; i < slots_in_use(segment); i++)
        if ((uint32_t)atomic_load(&tr_header(segment)->slots[i].owner) == pid)
            return 1;
    return 0;
}

void tr_segment_sweep(const tr_segment_t *segment)
{
    tr_header_t *header = tr_header(segment);
    uint64_t writer = atomic_load(&header->writer);

    for (uint32_t i = 0; i < slots_in_use(segment); i++) {
        tr_slot_t *slot = &header->slots[i];
        uint64_t owner = atomic_load(&slot->owner);
        if (owner != 0 && tr_process_gone((uint32_t)owner,
                                          atomic_load(&slot->birth)))
            reap_slot(segment, slot, owner);
    }
    for (uint32_t i = 0; i < TR_GUESTS; i++) {
        uint64_t guest = atomic_load(&header->guests[i]);
        if (guest != 0 && tr_process_gone((uint32_t)(guest >> 32), 0))
            reap_guest(segment, i, guest);
    }
    /* writers have slots, so one without is gone, whoever has its pid now */
    if ((uint32_t)writer != 0 && !has_slot(segment, (uint32_t)writer))
        reap_writer(segment, writer);
}
