/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The segment in quiet: creation, adoption, processes, pins, the right to
 * write, pressure, clearing up after the dead.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "segment_support.h"

#define PUBLISHED_BY_ONE 1000

static void test_create(void)
{
    tr_segment_t segment;
    uint64_t least = tr_segment_size_for(1, 0, 0, 16);

    is_int(tr_segment_create(&segment, least - 1, 16, test_key), APR_ENOSPC,
           "one byte too small is refused");
    is_int(tr_segment_create(&segment, least, TR_SLOTS_MAX + 1, test_key),
           APR_EINVAL, "too many slots are refused");
    is_int((long long)tr_segment_size_for(UINT64_MAX - 5, 1, 1, 0), 0,
           "an impossible size is 0, not a wrapped number");
    is_int((long long)tr_segment_size_for(1, UINT64_MAX, 1, 0), 0,
           "so is an impossible index");
    ok(tr_segment_create(&segment, UINT64_C(1) << 61, 16, test_key)
       != APR_SUCCESS && segment.fd == -1 && segment.base == NULL,
       "what no machine has is an error");
    is_int(tr_segment_create(&segment, least, 16, test_key), APR_SUCCESS,
           "the least size is enough");
    ok(segment.fd >= 0, "there is a descriptor");
    ok((fcntl(segment.fd, F_GETFD) & FD_CLOEXEC) != 0,
       "which programs started from here do not inherit");
    ok(ftruncate(segment.fd, 4096) != 0 && ftruncate(segment.fd, 1 << 30) != 0,
       "nobody can shrink or grow it");
    ok(memcmp(tr_segment_key(&segment), test_key, TR_KEY_SIZE) == 0,
       "the key is kept");
    is_str(tr_segment_validate(&segment), NULL, "an empty segment is valid");
    is_int((long long)tr_segment_generation(&segment), 0, "no generation yet");
    tr_segment_destroy(&segment);
}

static void test_adopt(void)
{
    unsigned char other[TR_KEY_SIZE] = "another key";
    tr_segment_t segment, again;

    make(&segment, 8);
    publish_pattern(&segment, WORDS, 8);
    is_int(tr_segment_adopt(&again, segment.fd, segment.base, segment.size,
                            other), APR_EMISMATCH, "another key: not adopted");
    is_int(tr_segment_adopt(&again, segment.fd, segment.base,
                            segment.size - TR_GRAIN, test_key), APR_EMISMATCH,
           "another size: not adopted");
    tr_header(&segment)->layout++;
    is_int(tr_segment_adopt(&again, segment.fd, segment.base, segment.size,
                            test_key), APR_EMISMATCH,
           "another layout version: not adopted");
    tr_header(&segment)->layout--;
    is_int(tr_segment_adopt(&again, segment.fd, segment.base, segment.size,
                            test_key), APR_SUCCESS, "the same key: adopted");
    is_str(tr_segment_validate(&again), NULL, "and valid");
    ok(current_is_whole(&again), "with its generation");
    tr_segment_destroy(&segment);
}

static void test_pin(void)
{
    tr_segment_t segment;
    tr_pin_t pin, second;
    uint32_t buffer;

    make(&segment, 8);
    is_int(tr_segment_join(&segment), APR_SUCCESS, "joined");
    is_int(tr_segment_join(&segment), APR_SUCCESS, "joining twice is harmless");
    is_int(atomic_load(&tr_header(&segment)->slots_used), 1,
           "and takes one slot");
    is_int(tr_pin_acquire(&segment, &pin), APR_NOTFOUND, "nothing to pin yet");
    is_int(publish_pattern(&segment, WORDS, 8), APR_SUCCESS, "published");
    is_int(tr_pin_acquire(&segment, &pin), APR_SUCCESS, "pinned");
    is_int((long long)pin.generation, 1, "the first generation");
    is_int((long long)pin.data_size, WORDS * 8, "with its size");
    buffer = pin.buffer;
    is_int(tr_pin_again(&pin, &second), APR_SUCCESS, "pinned again");
    is_int((long long)tr_segment_pins(&segment, buffer), 2, "two pins");
    tr_pin_release(&pin);
    tr_pin_release(&pin);
    is_int((long long)tr_segment_pins(&segment, buffer), 1,
           "released twice by the same value, given back once");
    for (int i = 0; i < 12; i++)
        publish_pattern(&segment, WORDS, 8);
    is_int((long long)tr_segment_generation(&segment), 13,
           "twelve publications beside a pinned generation");
    is_int((long long)wrong_words(second.data, WORDS, 1), 0,
           "which has not changed");
    pin = second;
    tr_pin_release(&second);
    is_int((long long)tr_segment_counter(&segment, TR_COUNT_FAULTS), 0,
           "no faults so far");
    tr_pin_release(&pin);
    is_int((long long)tr_segment_counter(&segment, TR_COUNT_FAULTS), 1,
           "a pin released through two copies is noticed");
    is_int((long long)tr_segment_pins(&segment, buffer), 0,
           "and does not wrap the counter");
    tr_segment_destroy(&segment);
}

static void test_write_limits(void)
{
    tr_segment_t segment;
    tr_write_t write, other;
    uint64_t room;

    make(&segment, 8);
    room = tr_segment_capacity(&segment);
    is_int(tr_write_begin(&segment, &write), APR_SUCCESS, "the right is taken");
    is_int(tr_write_begin(&segment, &other), APR_EBUSY, "by one only");
    is_int(tr_write_publish(&write), APR_EINVAL,
           "what was not laid out is not published");
    is_int((long long)tr_segment_generation(&segment), 0, "nothing happened");
    is_int(tr_write_begin(&segment, &write), APR_SUCCESS, "the right is free");
    is_int((long long)write.capacity, (long long)room, "capacity as told");
    is_int(tr_write_reserve(&write, room + 1), APR_ENOSPC, "a byte too many");
    is_int(tr_write_layout(&write, room + 1, 0), APR_ENOSPC, "here too");
    is_int(tr_write_layout(&write, room - 64, 2), APR_ENOSPC,
           "data with an index that does not fit");
    is_int(tr_write_layout(&write, room, 0), APR_SUCCESS, "data that just fit");
    is_int(tr_write_layout(&write, room, 0), APR_EINVAL, "laid out once only");
    tr_write_abandon(&write);
    tr_write_abandon(&write);
    is_int((long long)tr_segment_generation(&segment), 0,
           "an abandoned generation is none");
    is_int(tr_write_begin(&segment, &write), APR_SUCCESS, "begun");
    tr_write_layout(&write, 8, 0);
    atomic_fetch_add(&tr_header(&segment)->writer, UINT64_C(1) << 32);
    is_int(tr_write_publish(&write), APR_EAGAIN,
           "who lost the right does not publish");
    is_int((long long)tr_segment_generation(&segment), 0, "nothing happened");
    is_int((long long)tr_segment_counter(&segment, TR_COUNT_OVERTAKEN), 1,
           "and it is counted");
    tr_segment_destroy(&segment);
}

/* readers that never let go; zero-copy until told otherwise */
static void test_pressure(void)
{
    tr_segment_t segment;
    tr_pin_t held[64];
    int count = 0, copies = 0, failed = 0;

    make(&segment, 8);
    tr_segment_join(&segment);
    is_int(tr_segment_pressed(&segment), 0, "no pressure before the first");
    for (int round = 0; round < 30; round++) {
        tr_pin_t pin;
        failed += publish_pattern(&segment, WORDS, 0) != APR_SUCCESS;
        tr_pin_acquire(&segment, &pin);
        if (tr_segment_pressed(&segment)) {
            copies++;
            tr_pin_release(&pin);
        }
        else {
            held[count++] = pin;
        }
    }
    is_int(failed, 0, "slow readers never stop publication");
    is_int(count, 2, "they hold two generations");
    is_int(copies, 28, "and copy from then on");
    for (int i = 0; i < count; i++) {
        is_int((long long)wrong_words(held[i].data, WORDS, held[i].generation),
               0, "a held generation is whole");
        tr_pin_release(&held[i]);
    }
    is_int(tr_segment_pressed(&segment), 0, "pressure goes with the pins");

    /* readers that do not even ask */
    for (count = 0; count < 4; count++) {
        publish_pattern(&segment, WORDS, 0);
        tr_pin_acquire(&segment, &held[count]);
    }
    is_int(publish_pattern(&segment, WORDS, 0), APR_EAGAIN,
           "all buffers pinned: the round is skipped");
    is_int((long long)tr_segment_counter(&segment, TR_COUNT_SKIPPED), 1,
           "and counted");
    tr_pin_release(&held[0]);
    is_int(publish_pattern(&segment, WORDS, 0), APR_SUCCESS,
           "the next one finds the right free and a buffer");
    tr_segment_destroy(&segment);
}

static void die_holding(tr_segment_t *segment, void *data)
{
    tr_pin_t pin;
    tr_write_t write;

    tr_segment_join(segment);
    for (int i = 0; i < 3; i++)
        tr_pin_acquire(segment, &pin);
    if (data)
        tr_write_begin(segment, &write);
    tr_segment_count(segment, TR_COUNT_PAGE_HITS, 7);
    kill(getpid(), SIGKILL);
}

static void count_and_tell(tr_segment_t *segment, void *data)
{
    (void)data;
    tr_segment_join(segment);
    tr_segment_count(segment, TR_COUNT_ANSWERS + TR_ANSWER_KINDS - 1, 3);
    tr_segment_set_gauge(segment, TR_GAUGE_FAULTY, 5);
    _exit(tr_segment_tell(segment, 41) ? 10 : 20);
}

/* Counters, gauges and what is told belong to all processes and outlive each. */
static void test_counting(void)
{
    const tr_counter_t last = TR_COUNT_ANSWERS + TR_ANSWER_KINDS - 1;
    tr_segment_t segment;
    int status = 0, told = 0;

    make(&segment, 40);
    tr_segment_join(&segment);
    for (int i = 0; i < 36; i++) {      /* more than there are stripes */
        pid_t pid = spawn(count_and_tell, &segment, NULL);
        waitpid(pid, &status, 0);
        told += WEXITSTATUS(status) == 10;
        if (i % 2)
            tr_segment_reap(&segment, (uint32_t)pid);
        if (tr_segment_counter(&segment, last) != 3u * (unsigned)(i + 1))
            break;
    }
    tr_segment_count(&segment, last, 1);
    is_int((long long)tr_segment_counter(&segment, last), 36 * 3 + 1,
           "36 processes counted, living and gone");
    is_int((long long)tr_segment_counter(&segment, TR_COUNT_PAGE_HITS), 0,
           "and nothing else was");
    is_int((long long)tr_segment_gauge(&segment, TR_GAUGE_FAULTY), 5,
           "a gauge is what was set last");
    is_int(told, 1, "one message is told by one process");
    ok(!tr_segment_tell(&segment, 41), "and by nobody after it");
    ok(tr_segment_tell(&segment, 43), "another one is");
    told = 0;
    for (uint64_t i = 0; i < 10000; i++)
        told += tr_segment_tell(&segment, (i + 1) * UINT64_C(0x9e3779b97f4a7c15));
    is_int(told, 10000, "where many are told none is swallowed");
    is_str(tr_segment_validate(&segment), NULL, "valid");
    tr_segment_destroy(&segment);
}

static void test_reap(void)
{
    tr_segment_t segment;
    tr_write_t write;
    uint32_t buffer;
    pid_t pid;

    make(&segment, 8);
    publish_pattern(&segment, WORDS, 8);
    buffer = (uint32_t)(atomic_load(&tr_header(&segment)->current) & 0xff);
    pid = spawn(die_holding, &segment, &segment);
    tr_segment_sweep(&segment);
    waitpid(pid, NULL, 0);
    is_int((long long)tr_segment_pins(&segment, buffer), 3,
           "a dead child's pins stay");
    is_int(tr_write_begin(&segment, &write), APR_EBUSY, "so does its right");
    tr_segment_reap(&segment, (uint32_t)pid);
    tr_segment_reap(&segment, (uint32_t)pid);
    is_int((long long)tr_segment_pins(&segment, buffer), 0,
           "until the parent clears them");
    is_int((long long)tr_segment_counter(&segment, TR_COUNT_REAPED_PINS), 3,
           "three pins");
    is_int((long long)tr_segment_counter(&segment, TR_COUNT_PAGE_HITS), 7,
           "what the child counted is not lost");
    is_int(publish_pattern(&segment, WORDS, 8), APR_SUCCESS,
           "a successor publishes");
    is_int((long long)tr_segment_generation(&segment), 2, "the second");

    pid = spawn(die_holding, &segment, &segment);
    waitpid(pid, NULL, 0);
    tr_segment_sweep(&segment);
    is_int((long long)tr_segment_counter(&segment, TR_COUNT_REAPED_WRITER), 2,
           "a death nobody reported is found by the sweep");
    is_int(publish_pattern(&segment, WORDS, 8), APR_SUCCESS, "published");
    is_str(tr_segment_validate(&segment), NULL, "valid");
    tr_segment_destroy(&segment);
}

/* a pid that lives on in another process, and a reaper that died */
static void test_recycled_pid(void)
{
    tr_segment_t segment;
    tr_slot_t *slot;
    pid_t pid;

    make(&segment, 8);
    tr_segment_join(&segment);
    publish_pattern(&segment, WORDS, 0);
    slot = &tr_header(&segment)->slots[1];
    atomic_store(&tr_header(&segment)->slots_used, 2);
    atomic_store(&slot->owner, UINT64_C(99) << 32 | (uint32_t)getppid());
    atomic_store(&slot->birth, tr_process_birth((uint32_t)getppid()) + 1);
    atomic_store(&slot->pins[2], 5);
    ok(tr_process_birth((uint32_t)getpid()) > 0, "a birth is known");
    tr_segment_sweep(&segment);
    is_int((long long)tr_segment_pins(&segment, 2), 0,
           "the pins of a pid's earlier bearer are cleared");
    is_int((long long)atomic_load(&slot->owner), 0, "its slot is free");

    atomic_store(&slot->owner, UINT64_C(100) << 32 | (uint32_t)getppid());
    atomic_store(&slot->birth, tr_process_birth((uint32_t)getppid()));
    atomic_store(&slot->pins[2], 5);
    tr_segment_sweep(&segment);
    is_int((long long)tr_segment_pins(&segment, 2), 5,
           "those of a living process are not");

    pid = fork();
    if (pid == 0)
        _exit(0);
    waitpid(pid, NULL, 0);
    atomic_store(&slot->birth, 1);
    atomic_store(&slot->reaper, (uint64_t)pid);
    tr_segment_sweep(&segment);
    is_int((long long)tr_segment_pins(&segment, 2), 0,
           "a reaper that died is succeeded");
    atomic_store(&slot->owner, UINT64_C(101) << 32 | (uint32_t)getppid());
    atomic_store(&slot->birth, 1);
    atomic_store(&slot->pins[2], 5);
    atomic_store(&slot->reaper, (uint64_t)getppid());
    tr_segment_sweep(&segment);
    is_int((long long)tr_segment_pins(&segment, 2), 5,
           "one that lives is not disturbed");
    tr_segment_destroy(&segment);
}

static void guest(tr_segment_t *segment, void *data)
{
    tr_pin_t pin, more[TR_GUESTS];
    tr_write_t write;
    unsigned char key[TR_KEY_SIZE];
    tr_claim_t claim;
    int bad = 0;

    make_key(key, 1);
    bad |= tr_segment_join(segment) != APR_EAGAIN;
    bad |= tr_pin_acquire(segment, &pin) != APR_SUCCESS;
    bad |= !tr_pin_must_copy(&pin);
    bad |= wrong_words(pin.data, WORDS, pin.generation) != 0;
    bad |= (tr_segment_pins(segment, pin.buffer) != 1) << 1;
    for (uint32_t i = 1; i < TR_GUESTS; i++)
        bad |= tr_pin_again(&pin, &more[i]) != APR_SUCCESS;
    bad |= (tr_pin_again(&pin, &more[0]) != APR_EAGAIN) << 2;
    for (uint32_t i = 1; i < TR_GUESTS; i++)
        tr_pin_release(&more[i]);
    bad |= (tr_page_claim(&pin, key, &claim) != TR_CLAIM_FULL) << 3;
    bad |= (tr_write_begin(segment, &write) != APR_EAGAIN) << 4;
    if (data)
        kill(getpid(), SIGKILL);
    tr_pin_release(&pin);
    _exit(bad);
}

static void wait_for_end(tr_segment_t *segment, void *data)
{
    char byte;
    int *ends = data;

    tr_segment_join(segment);
    close(ends[1]);
    if (read(ends[0], &byte, 1) < 0)
        _exit(1);
}

static void test_guests(void)
{
    tr_segment_t segment;
    uint64_t buffer;
    int status = 0, ends[2];
    pid_t pid, sitter;

    make(&segment, 1);
    publish_pattern(&segment, WORDS, 8);
    buffer = atomic_load(&tr_header(&segment)->current) & 0xff;
    pid = spawn(guest, &segment, NULL);
    waitpid(pid, &status, 0);
    is_int(status, 0, "a process without a slot reads as a guest");
    pid = spawn(guest, &segment, &segment);
    waitpid(pid, &status, 0);
    is_int((long long)tr_segment_pins(&segment, (uint32_t)buffer), 1,
           "a guest died");
    tr_segment_sweep(&segment);
    is_int((long long)tr_segment_pins(&segment, (uint32_t)buffer), 0,
           "its pin is swept");
    tr_segment_destroy(&segment);

    make(&segment, 2);
    if (pipe(ends) != 0)
        exit(1);
    sitter = spawn(wait_for_end, &segment, ends);
    for (int i = 0; i < 5; i++) {
        pid = spawn(die_holding, &segment, NULL);
        waitpid(pid, NULL, 0);
        tr_segment_reap(&segment, (uint32_t)pid);
    }
    is_int((long long)tr_segment_counter(&segment, TR_COUNT_REAPED), 5,
           "slots of the dead are used again");
    close(ends[1]);
    waitpid(sitter, NULL, 0);
    tr_segment_destroy(&segment);
}

static void *pin_in_thread(void *data)
{
    tr_segment_t *segment = data;
    intptr_t wrong = 0;

    wrong += tr_segment_join(segment) != APR_SUCCESS;
    for (int i = 0; i < 3000; i++) {
        tr_pin_t pin, more;
        if (tr_pin_acquire(segment, &pin) != APR_SUCCESS) {
            wrong++;
            continue;
        }
        wrong += tr_pin_again(&pin, &more) != APR_SUCCESS;
        tr_pin_release(&pin);
        wrong += wrong_words(more.data, 16, more.generation) != 0;
        tr_segment_pressed(segment);
        tr_pin_release(&more);
    }
    return (void *)wrong;
}

/*
 * A round is skipped while the other thread has the right to write or readers
 * hold every buffer: how often that happens is the scheduler's affair.
 */
static void *publish_in_thread(void *data)
{
    for (int done = 0; done < PUBLISHED_BY_ONE; ) {
        if (publish_pattern(data, 16, 8) == APR_SUCCESS)
            done++;
        else
            sched_yield();
    }
    return NULL;
}

typedef struct start_line {
    tr_segment_t *segment;
    pthread_barrier_t barrier;
} start_line_t;

static void *join_in_thread(void *data)
{
    start_line_t *line = data;

    pthread_barrier_wait(&line->barrier);
    tr_segment_join(line->segment);
    return NULL;
}

/* several threads ask for the process's slot at the same moment */
static void test_join_race(void)
{
    uint64_t owners = 0, rounds = 400;

    for (uint64_t round = 0; round < rounds; round++) {
        pthread_t threads[4];
        start_line_t line;
        tr_segment_t segment;

        make(&segment, 8);
        line.segment = &segment;
        pthread_barrier_init(&line.barrier, NULL, 4);
        for (int i = 0; i < 4; i++)
            pthread_create(&threads[i], NULL, join_in_thread, &line);
        for (int i = 0; i < 4; i++)
            pthread_join(threads[i], NULL);
        for (uint32_t i = 0; i < segment.slot_count; i++)
            owners += atomic_load(&tr_header(&segment)->slots[i].owner) != 0;
        pthread_barrier_destroy(&line.barrier);
        tr_segment_destroy(&segment);
    }
    is_int((long long)owners, (long long)rounds,
           "however many threads join, one slot is taken");
}

static void test_threads(void)
{
    pthread_t readers[4], writers[2];
    tr_segment_t segment;
    intptr_t wrong = 0;
    void *result;

    make(&segment, 8);
    publish_pattern(&segment, 16, 8);
    atomic_store(&segment.joined, 0);   /* let the threads race for it */
    atomic_store(&tr_header(&segment)->slots[0].owner, 0);
    for (int i = 0; i < 4; i++)
        pthread_create(&readers[i], NULL, pin_in_thread, &segment);
    for (int i = 0; i < 2; i++)
        pthread_create(&writers[i], NULL, publish_in_thread, &segment);
    for (int i = 0; i < 4; i++) {
        pthread_join(readers[i], &result);
        wrong += (intptr_t)result;
    }
    for (int i = 0; i < 2; i++)
        pthread_join(writers[i], NULL);
    is_int(wrong, 0, "12,000 reads by four threads, none torn");
    is_int((long long)tr_segment_generation(&segment),
           2 * PUBLISHED_BY_ONE + 1,
           "beside 2,000 publications, each of which counted");
    for (uint32_t b = 0; b < TR_BUFFERS; b++)
        is_int((long long)tr_segment_pins(&segment, b), 0, "no pin is left");
    wrong = 0;
    for (uint32_t i = 0; i < segment.slot_count; i++)
        wrong += atomic_load(&tr_header(&segment)->slots[i].owner) != 0;
    is_int(wrong, 1, "one process, one slot");
    is_str(tr_segment_validate(&segment), NULL, "valid");
    tr_segment_destroy(&segment);
}

/* validate() must be able to say no */
static void test_validate(void)
{
    tr_segment_t segment;
    tr_header_t *header;
    uint64_t current;

    make(&segment, 8);
    publish_pattern(&segment, WORDS, 8);
    header = tr_header(&segment);
    current = atomic_load(&header->current);
    is_str(tr_segment_validate(&segment), NULL, "valid");
    atomic_store(&header->current, 1 << 8 | 7);
    is_str(tr_segment_validate(&segment), "current names no buffer",
           "a buffer that does not exist");
    atomic_store(&header->current, current + 256);
    is_str(tr_segment_validate(&segment), "the current generation is damaged",
           "a generation that is not in its buffer");
    atomic_store(&header->current, current);
    atomic_store(&header->slots[3].pins[0], 1);
    is_str(tr_segment_validate(&segment), "a slot without owner holds pins",
           "pins of nobody");
    atomic_store(&header->slots[3].pins[0], 0);
    atomic_store(&tr_head(&segment, (uint32_t)current & 0xff)->cursor, 8);
    is_str(tr_segment_validate(&segment),
           "the region's cursor is outside the region", "a wild cursor");
    tr_segment_destroy(&segment);
}

int main(void)
{
    test_create();
    test_adopt();
    test_pin();
    test_write_limits();
    test_pressure();
    test_reap();
    test_counting();
    test_recycled_pid();
    test_guests();
    test_join_race();
    test_threads();
    test_validate();
    return tap_done();
}
