/* SPDX-License-Identifier: Apache-2.0 */
/*
 * When the system has no memory, or the segment holds nonsense: an error each
 * time, the last good generation goes on, and nothing stays taken.
 *
 * fallocate, madvise and memfd_create are ours here and fail on demand.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include "store_support.h"
#include "tap.h"

#define WORDS 64u

static int failing_fallocate;       /* the errno to fail with, or 0 */
static int failing_madvise;
static int failing_memfd;
static int madvise_calls;

int fallocate(int fd, int mode, off_t offset, off_t length)
{
    if (failing_fallocate) {
        errno = failing_fallocate;
        return -1;
    }
    return (int)syscall(SYS_fallocate, fd, mode, offset, length);
}

int madvise(void *start, size_t length, int advice)
{
    madvise_calls++;
    if (failing_madvise) {
        errno = failing_madvise;
        return -1;
    }
    return (int)syscall(SYS_madvise, start, length, advice);
}

int memfd_create(const char *name, unsigned int flags)
{
    if (failing_memfd) {
        errno = failing_memfd;
        return -1;
    }
    return (int)syscall(SYS_memfd_create, name, flags);
}

static void make(tr_segment_t *segment)
{
    uint64_t size = tr_segment_size_for(WORDS * 8, 16, 8192, 8);

    if (tr_segment_create(segment, size, 8, test_key) != APR_SUCCESS) {
        ok(0, "segment made");
        exit(1);
    }
    tr_segment_join(segment);
}

static void test_create(void)
{
    uint64_t size = tr_segment_size_for(WORDS * 8, 16, 8192, 8);
    tr_segment_t segment;
    struct rlimit limit, lower;

    failing_fallocate = ENOSPC;
    is_int(tr_segment_create(&segment, size, 8, test_key), APR_ENOMEM,
           "no memory for the header: no segment");
    is_int(segment.fd, -1, "and no descriptor left");
    failing_fallocate = 0;

    failing_memfd = ENOSYS;
    make(&segment);
    failing_memfd = 0;
    is_int(segment.fd, -1, "without memfd");
    is_int(tr_segment_body_fd(&segment), -1, "there is no descriptor to send");
    for (int i = 0; i < 6; i++)
        publish_pattern(&segment, WORDS, 16);
    is_int((long long)tr_segment_generation(&segment), 6, "all else works");
    ok(current_is_whole(&segment), "rightly");
    tr_segment_destroy(&segment);

    getrlimit(RLIMIT_FSIZE, &limit);
    lower = (struct rlimit){ .rlim_cur = size / 2, .rlim_max = limit.rlim_max };
    setrlimit(RLIMIT_FSIZE, &lower);
    make(&segment);
    is_int(segment.fd, -1, "nor where files may not be as long");
    publish_pattern(&segment, WORDS, 16);
    ok(current_is_whole(&segment), "which is no reason to end");
    tr_segment_destroy(&segment);
    setrlimit(RLIMIT_FSIZE, &limit);

    madvise_calls = 0;
    failing_madvise = EINVAL;
    make(&segment);
    is_int(tr_segment_body_fd(&segment), -1,
           "without MADV_REMOVE nothing is sent by descriptor");
    for (int i = 0; i < 6; i++)
        publish_pattern(&segment, WORDS, 16);
    failing_madvise = 0;
    is_int((long long)tr_segment_generation(&segment), 6, "all else works");
    is_int(madvise_calls, 1, "and it was asked once");
    tr_segment_destroy(&segment);
}

static void test_publish(void)
{
    tr_segment_t segment;
    tr_write_t write;

    make(&segment);
    for (int i = 0; i < 4; i++)
        publish_pattern(&segment, WORDS, 16);
    failing_fallocate = ENOSPC;
    is_int(publish_pattern(&segment, WORDS, 16), APR_ENOMEM,
           "no memory for the data");
    failing_fallocate = 0;
    is_int(tr_write_begin(&segment, &write), APR_SUCCESS, "the right is free");
    failing_fallocate = ENOMEM;
    is_int(tr_write_layout(&write, WORDS * 8, 16), APR_ENOMEM,
           "no memory for the index");
    failing_fallocate = 0;
    tr_write_abandon(&write);
    publish_pattern(&segment, WORDS, 16);
    failing_madvise = EIO;
    is_int(tr_write_begin(&segment, &write), EIO, "a buffer stays full");
    is_int(tr_segment_trim(&segment), EIO, "trimming says so too");
    failing_madvise = 0;
    ok(current_is_whole(&segment), "the last generation is served");
    is_int(publish_pattern(&segment, WORDS, 16), APR_SUCCESS, "and the next");
    is_str(tr_segment_validate(&segment), NULL, "valid");
    tr_segment_destroy(&segment);
}

static void test_page(void)
{
    unsigned char key[TR_KEY_SIZE];
    tr_segment_t segment;
    tr_claim_t claim;
    tr_page_t page;
    tr_pin_t pin;

    make(&segment);
    publish_pattern(&segment, WORDS, 16);
    tr_pin_acquire(&segment, &pin);
    make_key(key, 1);
    tr_page_claim(&pin, key, &claim);
    failing_fallocate = ENOSPC;
    is_int(tr_page_fill(&claim, "m", 1, "body", 4, &page), APR_ENOMEM,
           "no memory for a page");
    failing_fallocate = 0;
    is_int(tr_page_find(&pin, key, &page), 0, "it is not there");
    is_int(tr_page_claim(&pin, key, &claim), TR_CLAIM_OURS,
           "and can be tried again");
    is_int(tr_page_take(&claim, 1, 4), APR_SUCCESS, "with success");

    /* somebody took this process for dead */
    atomic_store(&claim.entry->state, claim.state ^ 2);
    is_int(tr_page_ready(&claim, &page), APR_EGENERAL,
           "a claim taken away does not become a page");
    is_int(tr_page_find(&pin, key, &page), 0, "it is not there");
    tr_pin_release(&pin);
    tr_segment_destroy(&segment);
}

/* a stray or hostile write must not lead anybody out of the buffer */
static void test_damage(void)
{
    unsigned char key[TR_KEY_SIZE];
    tr_segment_t segment;
    tr_claim_t claim;
    tr_page_t page;
    tr_pin_t pin;
    tr_entry_t *entry;
    uint64_t offset, current;

    make(&segment);
    publish_pattern(&segment, WORDS, 16);
    tr_pin_acquire(&segment, &pin);
    make_key(key, 1);
    tr_page_claim(&pin, key, &claim);
    entry = claim.entry;
    tr_page_fill(&claim, "m", 1, "body", 4, &page);
    offset = entry->offset;
    entry->offset = segment.buffer_size;
    is_int(tr_page_find(&pin, key, &page), 0, "a page beyond its buffer");
    ok(page.body == NULL, "gives no pointer");
    is_str(tr_segment_validate(&segment), "a ready page is not found by its "
           "key", "and is noticed");
    entry->offset = offset;
    entry->body_size = UINT64_MAX - 8;
    is_int(tr_page_find(&pin, key, &page), 0, "a size that would wrap");
    entry->body_size = 4;
    entry->meta_size = UINT64_MAX - 3;
    is_int(tr_page_find(&pin, key, &page), 0, "another one");
    entry->meta_size = 1;
    is_int(tr_page_find(&pin, key, &page), 1, "repaired");
    tr_pin_release(&pin);

    current = atomic_load(&tr_header(&segment)->current);
    atomic_store(&tr_header(&segment)->current, current | 0xf0);
    is_int(tr_pin_acquire(&segment, &pin), APR_EGENERAL, "no such buffer");
    atomic_store(&tr_header(&segment)->current, current + 256);
    is_int(tr_pin_acquire(&segment, &pin), APR_EGENERAL,
           "not that generation");
    tr_pin_release(&pin);
    atomic_store(&tr_header(&segment)->current, current);
    tr_head(&segment, current & 0xff)->data_size = UINT64_MAX;
    is_int(tr_pin_acquire(&segment, &pin), APR_EGENERAL, "data too large");
    is_int((long long)tr_segment_pins(&segment, current & 0xff), 0,
           "no pin is left by any of it");
    is_int((long long)tr_segment_counter(&segment, TR_COUNT_FAULTS), 7,
           "and each was counted");
    tr_segment_destroy(&segment);
}

int main(void)
{
    test_create();
    test_publish();
    test_page();
    test_damage();
    return tap_done();
}
