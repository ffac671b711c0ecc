/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pin.c - pins (slots[].pins and guests[] in store/layout.h).
 */
#include "store/pin.h"

#include <string.h>
#include <unistd.h>

#include "store/layout.h"
#include "store/process.h"

/* tr_pin_t.kind: KIND_GUEST + i stands for guests[i] */
enum { KIND_NONE, KIND_SLOT, KIND_GUEST };

static apr_status_t fill_pin(const tr_segment_t *segment, uint64_t current,
                             uint32_t kind, tr_pin_t *pin)
{
    uint32_t buffer = (uint32_t)(current & 0xff);
    const tr_head_t *head = tr_head(segment, buffer);

    pin->segment = segment;
    pin->data = (const unsigned char *)(head + 1);
    pin->data_size = head->data_size;
    pin->generation = current >> 8;
    pin->buffer = buffer;
    pin->kind = kind;
    if (head->generation == pin->generation
        && pin->data_size <= tr_segment_capacity(segment))
        return APR_SUCCESS;
    tr_pin_release(pin);
    tr_segment_count(segment, TR_COUNT_FAULTS, 1);
    return APR_EGENERAL;
}

/* a free place for a guest's pin, or TR_GUESTS */
static uint32_t take_guest(tr_header_t *header, uint32_t buffer)
{
    uint64_t mine = (uint64_t)getpid() << 32 | (buffer + 1);

    for (uint32_t i = 0; i < TR_GUESTS; i++) {
        uint64_t none = 0;
        if (atomic_load_explicit(&header->guests[i], memory_order_relaxed) == 0
            && atomic_compare_exchange_strong(&header->guests[i], &none, mine))
            return i;
    }
    return TR_GUESTS;
}

/* counts one pin on `buffer`; the kind, or KIND_NONE when there is no room */
static uint32_t raise_pin(const tr_segment_t *segment, uint32_t buffer)
{
    tr_slot_t *slot = tr_own_slot(segment);
    uint32_t guest;

    if (slot) {
        atomic_fetch_add_explicit(&slot->pins[buffer], 1,
                                  memory_order_seq_cst);
        return KIND_SLOT;
    }
    guest = take_guest(tr_header(segment), buffer);
    if (guest == TR_GUESTS)
        return KIND_NONE;
    tr_segment_count(segment, TR_COUNT_GUEST_PINS, 1);
    return KIND_GUEST + guest;
}

static void lower_pin(const tr_segment_t *segment, uint32_t buffer,
                      uint32_t kind)
{
    tr_header_t *header = tr_header(segment);
    tr_slot_t *slot = tr_own_slot(segment);
    uint32_t before;

    if (kind >= KIND_GUEST) {
        atomic_store_explicit(&header->guests[kind - KIND_GUEST], 0,
                              memory_order_release);
        return;
    }
    before = slot ? atomic_fetch_sub_explicit(&slot->pins[buffer], 1,
                                              memory_order_release) : 0;
    if (before == 0) {
        /* released twice or in the wrong process: a buffer must not look
         * free because of it */
        if (slot)
            atomic_fetch_add(&slot->pins[buffer], 1);
        tr_segment_count(segment, TR_COUNT_FAULTS, 1);
    }
}

apr_status_t tr_pin_acquire(const tr_segment_t *segment, tr_pin_t *pin)
{
    tr_header_t *header = tr_header(segment);

    memset(pin, 0, sizeof(*pin));
    for (;;) {
        uint64_t current = atomic_load_explicit(&header->current,
                                                memory_order_acquire);
        uint32_t buffer = (uint32_t)(current & 0xff);
        uint32_t kind;

        if (current == 0)
            return APR_NOTFOUND;
        if (buffer >= TR_BUFFERS) {
            tr_segment_count(segment, TR_COUNT_FAULTS, 1);
            return APR_EGENERAL;
        }
        kind = raise_pin(segment, buffer);
        if (kind == KIND_NONE)
            return APR_EAGAIN;
        if (atomic_load_explicit(&header->current, memory_order_seq_cst)
            == current)
            return fill_pin(segment, current, kind, pin);
        lower_pin(segment, buffer, kind);
        tr_segment_count(segment, TR_COUNT_PIN_RETRIES, 1);
    }
}

apr_status_t tr_pin_again(const tr_pin_t *pin, tr_pin_t *another)
{
    uint32_t kind = KIND_NONE;

    memset(another, 0, sizeof(*another));
    if (pin->kind != KIND_NONE) {
        kind = raise_pin(pin->segment, pin->buffer);
        if (kind == KIND_NONE)
            return APR_EAGAIN;
    }
    *another = *pin;
    another->kind = kind;
    return APR_SUCCESS;
}

void tr_pin_release(tr_pin_t *pin)
{
    if (pin->kind != KIND_NONE)
        lower_pin(pin->segment, pin->buffer, pin->kind);
    memset(pin, 0, sizeof(*pin));
}

int tr_pin_must_copy(const tr_pin_t *pin)
{
    return pin->kind >= KIND_GUEST;
}

uint64_t tr_segment_pins(const tr_segment_t *segment, uint32_t buffer)
{
    tr_header_t *header = tr_header(segment);
    uint32_t used = atomic_load(&header->slots_used);
    uint64_t sum = 0;

    for (uint32_t i = 0; i < used && i < segment->slot_count; i++)
        sum += atomic_load(&header->slots[i].pins[buffer]);
    for (uint32_t i = 0; i < TR_GUESTS; i++)
        sum += (uint32_t)atomic_load(&header->guests[i]) == buffer + 1;
    return sum;
}

/*
 * Between two publications pins on retired buffers only go, so "at least two
 * free" stays true until `current` changes and is kept beside the generation
 * it was found for; the other answer is looked up again each time.
 */
int tr_segment_pressed(const tr_segment_t *segment)
{
    tr_header_t *header = tr_header(segment);
    uint64_t current = atomic_load_explicit(&header->current,
                                            memory_order_acquire);
    uint64_t known = atomic_load_explicit(&header->pressure,
                                          memory_order_relaxed);
    uint32_t unused = 0;

    if (current == 0)
        return 0;
    if (known >> 8 == current >> 8 && (known & 0xff) >= 2)
        return 0;
    for (uint32_t buffer = 0; buffer < TR_BUFFERS; buffer++)
        if (buffer != (current & 0xff) && tr_segment_pins(segment, buffer) == 0)
            unused++;
    atomic_store_explicit(&header->pressure, (current >> 8) << 8 | unused,
                          memory_order_relaxed);
    return unused < 2;
}
