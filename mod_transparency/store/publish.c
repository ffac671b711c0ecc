/* SPDX-License-Identifier: Apache-2.0 */
/*
 * publish.c - the writer's side (current, writer, dirty in store/layout.h).
 *
 *   writer word   epoch<<32 | 0 --begin--> epoch+1<<32 | pid
 *                 --publish, abandon, or the reaper of a dead pid--> pid = 0
 *
 * Retired memory is punched out, never overwritten: a page that sendfile()
 * has queued on a socket belongs to the queue after that and keeps its bytes
 * until they are sent, whatever the next generation puts in its place.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "store/publish.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "store/layout.h"
#include "store/process.h"

/* only a process with a slot: a word whose pid has none is known to be stale */
static apr_status_t take_right(tr_segment_t *segment, uint64_t *right)
{
    tr_header_t *header = tr_header(segment);
    apr_status_t rv = tr_segment_join(segment);
    uint64_t word = atomic_load(&header->writer);
    uint64_t epoch = (word >> 32) + 1;

    if (rv != APR_SUCCESS)
        return rv;
    if ((uint32_t)word != 0)
        return APR_EBUSY;
    *right = epoch << 32 | (uint32_t)getpid();
    return atomic_compare_exchange_strong(&header->writer, &word, *right)
               ? APR_SUCCESS : APR_EBUSY;
}

static void give_right_back(tr_segment_t *segment, uint64_t right)
{
    uint64_t nobody = right & ~(uint64_t)UINT32_MAX;

    atomic_compare_exchange_strong(&tr_header(segment)->writer, &right,
                                   nobody);
}

static int is_free(const tr_segment_t *segment, uint64_t current,
                   uint32_t buffer)
{
    return (current == 0 || buffer != (current & 0xff))
           && tr_segment_pins(segment, buffer) == 0;
}

/* needs the right to write; the buffer is free */
static apr_status_t empty_buffer(const tr_segment_t *segment, uint32_t buffer)
{
    tr_header_t *header = tr_header(segment);
    unsigned char *start = segment->base + tr_buffer_offset(segment, buffer);

    if ((atomic_load(&header->dirty) & 1u << buffer) == 0)
        return APR_SUCCESS;
#ifdef MADV_REMOVE
    if (header->punches) {
        if (madvise(start, segment->buffer_size, MADV_REMOVE) != 0)
            return APR_FROM_OS_ERROR(errno);
        atomic_fetch_and(&header->dirty, ~(1u << buffer));
        return APR_SUCCESS;
    }
#endif
    memset(start, 0, segment->buffer_size);
    atomic_fetch_and(&header->dirty, ~(1u << buffer));
    return APR_SUCCESS;
}

static apr_status_t pick_buffer(tr_write_t *write)
{
    uint32_t last = (uint32_t)(write->started & 0xff);

    for (uint32_t i = 1; i <= TR_BUFFERS; i++) {
        write->buffer = (last + i) % TR_BUFFERS;
        if (is_free(write->segment, write->started, write->buffer))
            return empty_buffer(write->segment, write->buffer);
    }
    tr_segment_count(write->segment, TR_COUNT_SKIPPED, 1);
    return APR_EAGAIN;
}

apr_status_t tr_write_begin(tr_segment_t *segment, tr_write_t *write)
{
    tr_header_t *header = tr_header(segment);
    apr_status_t rv;

    memset(write, 0, sizeof(*write));
    rv = take_right(segment, &write->right);
    if (rv != APR_SUCCESS)
        return rv;
    write->segment = segment;
    write->started = atomic_load(&header->current);
    write->generation = (write->started >> 8) + 1;
    rv = pick_buffer(write);
    if (rv != APR_SUCCESS) {
        tr_write_abandon(write);
        return rv;
    }
    atomic_fetch_or(&header->dirty, 1u << write->buffer);
    write->data = (unsigned char *)(tr_head(segment, write->buffer) + 1);
    write->capacity = tr_segment_capacity(segment);
    return APR_SUCCESS;
}

apr_status_t tr_write_reserve(tr_write_t *write, uint64_t data_size)
{
    if (data_size > write->capacity)
        return APR_ENOSPC;
    return tr_segment_reserve(write->segment,
                              tr_buffer_offset(write->segment, write->buffer),
                              sizeof(tr_head_t) + data_size);
}

apr_status_t tr_write_layout(tr_write_t *write, uint64_t data_size,
                             uint32_t page_slots)
{
    tr_head_t *head = tr_head(write->segment, write->buffer);
    uint64_t slots = page_slots ? 1 : 0;
    uint64_t index, region;
    apr_status_t rv;

    if (write->laid_out || page_slots > 1u << 24)
        return APR_EINVAL;
    if (data_size > write->capacity)
        return APR_ENOSPC;
    while (slots < page_slots)
        slots *= 2;
    index = sizeof(tr_head_t) + tr_align(data_size, TR_LINE);
    region = index + slots * sizeof(tr_entry_t);
    if (region > write->segment->buffer_size)
        return APR_ENOSPC;
    rv = tr_segment_reserve(write->segment,
                            tr_buffer_offset(write->segment, write->buffer),
                            region);
    if (rv != APR_SUCCESS)
        return rv;

    /* data that was first written longer than it turned out to be */
    memset((unsigned char *)head + index, 0, region - index);
    head->generation = write->generation;
    head->data_size = data_size;
    head->index_offset = index;
    head->index_slots = slots;
    head->region_offset = region;
    head->region_end = slots ? write->segment->buffer_size : region;
    atomic_store(&head->cursor, region);
    write->laid_out = 1;
    return APR_SUCCESS;
}

tr_pin_t tr_write_view(const tr_write_t *write)
{
    tr_pin_t view;

    memset(&view, 0, sizeof(view));
    view.segment = write->segment;
    view.data = write->data;
    view.data_size = tr_head(write->segment, write->buffer)->data_size;
    view.generation = write->generation;
    view.buffer = write->buffer;
    return view;
}

apr_status_t tr_write_publish(tr_write_t *write)
{
    tr_header_t *header = tr_header(write->segment);
    uint64_t expected = write->started;
    uint64_t next = write->generation << 8 | write->buffer;
    apr_status_t rv = APR_EINVAL;

    if (write->laid_out) {
        rv = APR_EAGAIN;
        if (atomic_load(&header->writer) == write->right
            && atomic_compare_exchange_strong(&header->current, &expected,
                                              next))
            rv = APR_SUCCESS;
        tr_segment_count(write->segment,
                         rv == APR_SUCCESS ? TR_COUNT_PUBLISHED
                                           : TR_COUNT_OVERTAKEN, 1);
    }
    tr_write_abandon(write);
    return rv;
}

void tr_write_abandon(tr_write_t *write)
{
    if (write->segment)
        give_right_back(write->segment, write->right);
    memset(write, 0, sizeof(*write));
}

apr_status_t tr_segment_trim(tr_segment_t *segment)
{
    tr_header_t *header = tr_header(segment);
    uint64_t current = atomic_load(&header->current);
    uint32_t mine = current ? 1u << (current & 0x1f) : 0;
    uint64_t right;
    apr_status_t rv;

    if (!header->punches || (atomic_load(&header->dirty) & ~mine) == 0)
        return APR_SUCCESS;
    rv = take_right(segment, &right);
    if (rv != APR_SUCCESS)
        return rv;
    current = atomic_load(&header->current);
    for (uint32_t i = 0; i < TR_BUFFERS && rv == APR_SUCCESS; i++)
        if (is_free(segment, current, i))
            rv = empty_buffer(segment, i);
    give_right_back(segment, right);
    return rv;
}
