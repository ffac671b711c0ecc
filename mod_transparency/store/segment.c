/* SPDX-License-Identifier: Apache-2.0 */
/*
 * segment.c - making, adopting and unmapping the segment (store/layout.h).
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "store/segment.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/layout.h"

static uint64_t header_size(uint32_t slots)
{
    return tr_align(sizeof(tr_header_t) + (uint64_t)slots * sizeof(tr_slot_t),
                    TR_GRAIN);
}

uint64_t tr_segment_size_for(uint64_t data_size, uint64_t page_slots,
                             uint64_t page_bytes, uint32_t slots)
{
    uint64_t limit = UINT64_C(1) << 60;
    uint64_t rounded = page_slots ? 1 : 0;
    uint64_t buffer;

    if (data_size > limit || page_slots > UINT32_MAX || page_bytes > limit)
        return 0;
    while (rounded < page_slots)
        rounded *= 2;
    buffer = sizeof(tr_head_t) + tr_align(data_size, TR_LINE)
             + rounded * sizeof(tr_entry_t) + tr_align(page_bytes, TR_LINE);
    if (buffer > limit)
        return 0;
    return header_size(slots ? slots : TR_SLOTS_DEFAULT)
           + TR_BUFFERS * tr_align(buffer, TR_GRAIN);
}

/* A file longer than RLIMIT_FSIZE (ulimit -f), which this is to the kernel, would end the process by a signal. */
static int may_be_file(uint64_t size)
{
    struct rlimit limit;

    return getrlimit(RLIMIT_FSIZE, &limit) != 0
           || limit.rlim_cur == RLIM_INFINITY || size <= limit.rlim_cur;
}

static int sealed_memfd(uint64_t size)
{
#ifdef MFD_ALLOW_SEALING
    int fd = may_be_file(size)
             ? memfd_create("transparency", MFD_CLOEXEC | MFD_ALLOW_SEALING) : -1;
    if (fd < 0)
        return -1;
    if (ftruncate(fd, (off_t)size) != 0) {
        close(fd);
        return -1;
    }
    /* a kernel without seals still gives a usable segment */
    (void)fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL);
    return fd;
#else
    return -1;
#endif
}

static apr_status_t map_memory(tr_segment_t *segment)
{
    void *base = MAP_FAILED;

    segment->fd = sealed_memfd(segment->size);
    if (segment->fd >= 0)
        base = mmap(NULL, segment->size, PROT_READ | PROT_WRITE,
                    MAP_SHARED | MAP_NORESERVE, segment->fd, 0);
    if (base == MAP_FAILED) {
        if (segment->fd >= 0)
            close(segment->fd);
        segment->fd = -1;
        base = mmap(NULL, segment->size, PROT_READ | PROT_WRITE,
                    MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    }
    if (base == MAP_FAILED)
        return APR_FROM_OS_ERROR(errno);
    segment->base = base;
    return APR_SUCCESS;
}

static int can_punch(const tr_segment_t *segment)
{
#ifdef MADV_REMOVE
    return madvise(segment->base + segment->header_size, TR_GRAIN,
                   MADV_REMOVE) == 0;
#else
    return 0;
#endif
}

apr_status_t tr_segment_create(tr_segment_t *segment, uint64_t size,
                               uint32_t slots, const unsigned char *key)
{
    tr_header_t *header;
    apr_status_t rv;

    memset(segment, 0, sizeof(*segment));
    segment->fd = -1;
    segment->body_fd = -1;
    segment->slot_count = slots ? slots : TR_SLOTS_DEFAULT;
    if (segment->slot_count > TR_SLOTS_MAX || size > UINT64_C(1) << 62
        || sysconf(_SC_PAGESIZE) > (long)TR_GRAIN)
        return APR_EINVAL;
    if (size < tr_segment_size_for(1, 0, 0, segment->slot_count))
        return APR_ENOSPC;

    segment->header_size = header_size(segment->slot_count);
    segment->buffer_size = (size - segment->header_size) / TR_BUFFERS
                           / TR_GRAIN * TR_GRAIN;
    segment->size = segment->header_size + TR_BUFFERS * segment->buffer_size;
    rv = map_memory(segment);
    if (rv == APR_SUCCESS) {
        rv = tr_segment_reserve(segment, 0, segment->header_size);
        if (rv != APR_SUCCESS)
            tr_segment_destroy(segment);
    }
    if (rv != APR_SUCCESS)
        return rv;

    header = tr_header(segment);
    header->magic = TR_MAGIC;
    header->layout = TR_LAYOUT_VERSION;
    header->slot_count = segment->slot_count;
    header->size = segment->size;
    header->header_size = segment->header_size;
    header->buffer_size = segment->buffer_size;
    header->punches = can_punch(segment) ? 1 : 0;
    memcpy(header->key, key, TR_KEY_SIZE);
    return APR_SUCCESS;
}

static int is_ours(const tr_header_t *header, uint64_t size)
{
    uint32_t slots;

    if (size < sizeof(tr_header_t) || header->magic != TR_MAGIC
        || header->layout != TR_LAYOUT_VERSION || header->size != size)
        return 0;
    slots = header->slot_count;
    return slots > 0 && slots <= TR_SLOTS_MAX
           && header->header_size == header_size(slots)
           && header->header_size < size
           && header->buffer_size == (size - header->header_size) / TR_BUFFERS
           && header->buffer_size >= TR_GRAIN
           && header->buffer_size % TR_GRAIN == 0;
}

apr_status_t tr_segment_adopt(tr_segment_t *segment, int fd, void *base,
                              uint64_t size, const unsigned char *key)
{
    const tr_header_t *header = base;

    memset(segment, 0, sizeof(*segment));
    segment->fd = -1;
    segment->body_fd = -1;
    if (base == NULL || !is_ours(header, size)
        || memcmp(header->key, key, TR_KEY_SIZE) != 0)
        return APR_EMISMATCH;
    segment->base = base;
    segment->size = size;
    segment->slot_count = header->slot_count;
    segment->header_size = header_size(segment->slot_count);
    segment->buffer_size = (size - segment->header_size) / TR_BUFFERS;
    segment->fd = fd;
    return APR_SUCCESS;
}

void tr_segment_destroy(tr_segment_t *segment)
{
    int body_fd = atomic_exchange(&segment->body_fd, -1);

    if (body_fd >= 0)
        close(body_fd);
    if (segment->fd >= 0)
        close(segment->fd);
    if (segment->base)
        munmap(segment->base, segment->size);
    memset(segment, 0, sizeof(*segment));
    segment->fd = -1;
    segment->body_fd = -1;
}

const unsigned char *tr_segment_key(const tr_segment_t *segment)
{
    return tr_header(segment)->key;
}

uint64_t tr_segment_capacity(const tr_segment_t *segment)
{
    return segment->buffer_size - sizeof(tr_head_t);
}

uint64_t tr_segment_generation(const tr_segment_t *segment)
{
    return atomic_load(&tr_header(segment)->current) >> 8;
}

apr_status_t tr_segment_reserve(const tr_segment_t *segment, uint64_t offset,
                                uint64_t length)
{
    int rc;

    if (offset > segment->size || length > segment->size - offset)
        return APR_EINVAL;
    if (segment->fd < 0 || length == 0)
        return APR_SUCCESS;
    do {
        rc = fallocate(segment->fd, 0, (off_t)offset, (off_t)length);
    } while (rc != 0 && errno == EINTR);
    if (rc == 0 || errno == EOPNOTSUPP || errno == ENOSYS)
        return APR_SUCCESS;
    /* APR_ENOSPC is kept for what a larger segment would cure */
    return errno == ENOSPC ? APR_ENOMEM : APR_FROM_OS_ERROR(errno);
}

uint64_t tr_segment_resident(const tr_segment_t *segment)
{
    enum { BLOCK = 512 };       /* of st_blocks, whatever st_blksize says */
    struct stat info;

    if (segment->fd < 0 || fstat(segment->fd, &info) != 0)
        return 0;
    return (uint64_t)info.st_blocks * BLOCK;
}
