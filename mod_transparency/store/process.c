/* SPDX-License-Identifier: Apache-2.0 */
/*
 * process.c - process slots (tr_slot_t in store/layout.h).
 *
 *   owner   0 --join, one CAS--> ticket << 32 | pid --store/reap.c--> 0
 *
 * The ticket is never used twice, so a slot that was freed and claimed again
 * by a process with a recycled pid is not mistaken for the old one.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "store/process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/layout.h"

uint64_t tr_process_birth(uint32_t pid)
{
    char text[1024];
    char path[40];
    const char *field;
    ssize_t got;
    int fd;

    snprintf(path, sizeof(path), "/proc/%lu/stat", (unsigned long)pid);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return 0;
    got = read(fd, text, sizeof(text) - 1);
    close(fd);
    if (got <= 0)
        return 0;
    text[got] = '\0';
    /* the second field, the name, may hold spaces and parentheses */
    field = strrchr(text, ')');
    for (int number = 2; field && number < 22; number++)
        field = strchr(field + 1, ' ');
    return field ? strtoull(field + 1, NULL, 10) : 0;
}

int tr_process_gone(uint32_t pid, uint64_t birth)
{
    uint64_t now;

    if (pid == 0 || pid > INT32_MAX)
        return 1;
    if (kill((pid_t)pid, 0) != 0)
        return errno == ESRCH;
    now = birth ? tr_process_birth(pid) : 0;
    return now != 0 && now != birth;
}

/* scans stop at slots_used, so it has to grow before a slot can hold pins */
static void cover_slot(tr_header_t *header, uint32_t count)
{
    uint32_t used = atomic_load(&header->slots_used);

    while (used < count
           && !atomic_compare_exchange_weak(&header->slots_used, &used, count))
        ;
}

static uint32_t new_ticket(tr_header_t *header)
{
    uint32_t ticket;

    do {
        ticket = atomic_fetch_add(&header->next_ticket, 1) + 1;
    } while (ticket == 0);
    return ticket;
}

/* number of the claimed slot + 1, or 0 */
static uint32_t claim_slot(const tr_segment_t *segment, uint32_t pid)
{
    tr_header_t *header = tr_header(segment);
    uint64_t owner = (uint64_t)new_ticket(header) << 32 | pid;

    for (uint32_t i = 0; i < segment->slot_count; i++) {
        uint64_t none = 0;
        if (atomic_load(&header->slots[i].owner) != 0)
            continue;
        cover_slot(header, i + 1);
        if (!atomic_compare_exchange_strong(&header->slots[i].owner, &none,
                                            owner))
            continue;
        atomic_store(&header->slots[i].birth, tr_process_birth(pid));
        return i + 1;
    }
    return 0;
}

static void open_body_fd(tr_segment_t *segment)
{
    char path[40];
    int fd = -1;
    int old;

    /* a buffer that is overwritten in place, not replaced, could still lie in
     * a socket's queue: no sendfile from such a segment */
    if (segment->fd >= 0 && tr_header(segment)->punches) {
        snprintf(path, sizeof(path), "/proc/self/fd/%d", segment->fd);
        fd = open(path, O_RDONLY | O_CLOEXEC);
    }
    old = atomic_exchange(&segment->body_fd, fd);
    if (old >= 0)
        close(old);
}

apr_status_t tr_segment_join(tr_segment_t *segment)
{
    uint32_t pid = (uint32_t)getpid();
    uint64_t joined = atomic_load(&segment->joined);
    uint32_t number;

    if (joined >> 32 == pid)
        return APR_SUCCESS;
    number = claim_slot(segment, pid);
    if (number == 0) {
        /* what a fork inherited is not ours to use */
        atomic_compare_exchange_strong(&segment->joined, &joined, 0);
        return APR_EAGAIN;
    }
    if (atomic_compare_exchange_strong(&segment->joined, &joined,
                                       (uint64_t)pid << 32 | number))
        open_body_fd(segment);
    else
        /* another thread was faster; nobody has seen this slot yet */
        atomic_store(&tr_header(segment)->slots[number - 1].owner, 0);
    return APR_SUCCESS;
}

int tr_segment_body_fd(const tr_segment_t *segment)
{
    return atomic_load_explicit(&segment->body_fd, memory_order_acquire);
}

/* Processes without a slot share the first stripe with others. */
static tr_stripe_t *own_stripe(const tr_segment_t *segment)
{
    uint32_t number = (uint32_t)atomic_load_explicit(&segment->joined,
                                                     memory_order_acquire);
    return &tr_header(segment)->stripes[number % TR_STRIPES];
}

void tr_segment_count(const tr_segment_t *segment, tr_counter_t counter,
                      uint64_t amount)
{
    atomic_fetch_add_explicit(&own_stripe(segment)->counters[counter], amount,
                              memory_order_relaxed);
}

uint64_t tr_segment_counter(const tr_segment_t *segment, tr_counter_t counter)
{
    tr_header_t *header = tr_header(segment);
    uint64_t sum = 0;

    for (uint32_t i = 0; i < TR_STRIPES; i++)
        sum += atomic_load(&header->stripes[i].counters[counter]);
    return sum;
}

void tr_segment_set_gauge(const tr_segment_t *segment, tr_gauge_t gauge,
                          uint64_t value)
{
    atomic_store(&tr_header(segment)->gauges[gauge], value);
}

uint64_t tr_segment_gauge(const tr_segment_t *segment, tr_gauge_t gauge)
{
    return atomic_load(&tr_header(segment)->gauges[gauge]);
}

int tr_segment_tell(const tr_segment_t *segment, uint64_t message)
{
    enum { NEAR = 8 };
    _Atomic uint64_t *told = tr_header(segment)->told;

    message |= 1;                       /* 0 is a free place */
    for (uint32_t i = 0; i < NEAR; i++) {
        uint64_t there = 0;
        uint64_t place = (message / 2 + i) % TR_TOLD;
        if (atomic_compare_exchange_strong(&told[place], &there, message))
            return 1;
        if (there == message)
            return 0;
    }
    atomic_store(&told[message / 2 % TR_TOLD], message);
    return 1;
}
