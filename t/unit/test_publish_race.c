/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The pin protocol among processes that die: readers kill themselves while
 * they hold pins, the writer is killed at random points, the parent clears up
 * after them, and every read is compared word by word with what its generation
 * must contain.
 *
 * Three ways to pin run side by side in separate rounds: the library's; a copy
 * with a pause where it hurts; and the same copy without the re-check, which
 * must be caught reading torn data, or the test would prove nothing.
 *
 * TR_RACE_SECONDS is the least length of the first round (default 3); a round
 * goes on until enough was read and killed.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <sched.h>
#include <sys/mman.h>

#include "store_support.h"
#include "tap.h"

#define WORDS   256u
#define READERS 4
#define GIVEN_UP 1800.0     /* seconds */

typedef apr_status_t (*pin_way_t)(const tr_segment_t *, tr_pin_t *);

/* shared by all processes of a round */
typedef struct results {
    _Atomic uint64_t reads;
    _Atomic uint64_t torn;
    _Atomic uint64_t backwards;     /* generations that went back in time */
    _Atomic uint64_t refused;
    _Atomic int stop;
    pin_way_t pin_way;
    uint64_t mortality;             /* one death in that many reads */
} results_t;

/* pins, with a pause between looking and pinning; NULL: try again */
static tr_slot_t *paused_pin(const tr_segment_t *segment, int recheck,
                             tr_pin_t *pin)
{
    tr_header_t *header = tr_header(segment);
    tr_slot_t *slot = tr_own_slot(segment);
    uint64_t current = atomic_load(&header->current);
    uint32_t buffer = (uint32_t)current & 0xff;

    sched_yield();
    atomic_fetch_add(&slot->pins[buffer], 1);
    sched_yield();
    if (recheck && atomic_load(&header->current) != current) {
        atomic_fetch_sub(&slot->pins[buffer], 1);
        return NULL;
    }
    pin->segment = segment;
    pin->data = (const unsigned char *)(tr_head(segment, buffer) + 1);
    pin->data_size = WORDS * 8;
    pin->generation = current >> 8;
    pin->buffer = buffer;
    pin->kind = 1;
    return slot;
}

static apr_status_t pin_with_pause(const tr_segment_t *segment, tr_pin_t *pin)
{
    while (!paused_pin(segment, 1, pin))
        ;
    return APR_SUCCESS;
}

static apr_status_t pin_without_recheck(const tr_segment_t *segment,
                                        tr_pin_t *pin)
{
    paused_pin(segment, 0, pin);
    return APR_SUCCESS;
}

static void read_for_ever(tr_segment_t *segment, void *data)
{
    results_t *results = data;
    uint64_t random = mix((uint64_t)getpid() * 7919);
    uint64_t last = 0;
    tr_pin_t pin;

    if (tr_segment_join(segment) != APR_SUCCESS)
        _exit(3);
    for (uint64_t round = 0; ; round++) {
        random = mix(random + round);
        if (results->pin_way(segment, &pin) != APR_SUCCESS) {
            atomic_fetch_add(&results->refused, 1);
            continue;
        }
        if (wrong_words(pin.data, WORDS, pin.generation) != 0)
            atomic_fetch_add(&results->torn, 1);
        if (pin.generation < last)
            atomic_fetch_add(&results->backwards, 1);
        last = pin.generation;
        atomic_fetch_add_explicit(&results->reads, 1, memory_order_relaxed);
        if (random % results->mortality == 0)
            kill(getpid(), SIGKILL);
        tr_pin_release(&pin);
        if (atomic_load_explicit(&results->stop, memory_order_relaxed))
            _exit(0);
    }
}

static void publish_for_ever(tr_segment_t *segment, void *data)
{
    const results_t *results = data;

    while (!atomic_load(&results->stop))
        publish_pattern(segment, WORDS, 8);
}

/* starts processes, waits for their ends, clears up, starts new ones */
typedef struct round {
    tr_segment_t segment;
    results_t *results;
    pid_t readers[READERS];
    pid_t writer;
    uint64_t reader_deaths;
    uint64_t writer_deaths;
    uint64_t random;
} round_t;

static void start_round(round_t *round, pin_way_t way, uint64_t mortality)
{
    memset(round, 0, sizeof(*round));
    if (tr_segment_create(&round->segment,
                          tr_segment_size_for(WORDS * 8, 8, 0, 64), 64,
                          test_key) != APR_SUCCESS
        || publish_pattern(&round->segment, WORDS, 8) != APR_SUCCESS)
        exit(1);
    round->results = mmap(NULL, sizeof(results_t), PROT_READ | PROT_WRITE,
                          MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (round->results == MAP_FAILED)
        exit(1);
    round->results->pin_way = way;
    round->results->mortality = mortality;
    for (int i = 0; i < READERS; i++)
        round->readers[i] = spawn(read_for_ever, &round->segment,
                                  round->results);
    round->writer = spawn(publish_for_ever, &round->segment, round->results);
}

static void bury(round_t *round, pid_t pid, int status)
{
    tr_segment_reap(&round->segment, (uint32_t)pid);
    if (!WIFSIGNALED(status) || atomic_load(&round->results->stop))
        return;
    if (pid == round->writer) {
        round->writer_deaths++;
        round->writer = spawn(publish_for_ever, &round->segment,
                              round->results);
        return;
    }
    for (int i = 0; i < READERS; i++) {
        if (round->readers[i] != pid)
            continue;
        round->reader_deaths++;
        round->readers[i] = spawn(read_for_ever, &round->segment,
                                  round->results);
    }
}

/* long enough, and enough of what the round is there to see, however long a
 * slow machine takes: only one that hangs is given up */
static int is_over(const round_t *round, double elapsed, double length,
                   uint64_t reads)
{
    return elapsed > GIVEN_UP
           || (elapsed > length && round->writer_deaths > 50
               && round->reader_deaths > 5
               && (round->results->pin_way != pin_without_recheck
                   || atomic_load(&round->results->torn) > 0)
               && atomic_load(&round->results->reads) >= reads);
}

static void play(round_t *round, pin_way_t way, double length, uint64_t reads,
                 uint64_t mortality)
{
    double start = seconds();
    int status;
    pid_t pid;

    start_round(round, way, mortality);
    while ((pid = waitpid(-1, &status, WNOHANG)) >= 0) {
        if (pid > 0) {
            bury(round, pid, status);
            continue;
        }
        round->random = mix(round->random + 1);
        usleep((useconds_t)(200 + round->random % 3000));
        if (is_over(round, seconds() - start, length, reads))
            atomic_store(&round->results->stop, 1);
        else
            kill(round->writer, SIGKILL);
    }
    printf("# %llu reads, %llu publications, %llu readers and %llu writers "
           "killed, %llu torn\n",
           (unsigned long long)atomic_load(&round->results->reads),
           (unsigned long long)tr_segment_counter(&round->segment,
                                                  TR_COUNT_PUBLISHED),
           (unsigned long long)round->reader_deaths,
           (unsigned long long)round->writer_deaths,
           (unsigned long long)atomic_load(&round->results->torn));
}

static void finish(round_t *round)
{
    tr_segment_destroy(&round->segment);
    munmap(round->results, sizeof(results_t));
}

static void check_no_tear(round_t *round)
{
    const results_t *results = round->results;
    uint64_t pins = 0;

    is_int((long long)atomic_load(&results->torn), 0, "no read was torn");
    is_int((long long)atomic_load(&results->backwards), 0,
           "no reader went back in time");
    is_int((long long)atomic_load(&results->refused), 0, "none was refused");
    ok(round->reader_deaths > 5, "readers died holding pins");
    ok(round->writer_deaths > 50, "writers died anywhere");
    for (uint32_t b = 0; b < TR_BUFFERS; b++)
        pins += tr_segment_pins(&round->segment, b);
    is_int((long long)pins, 0, "no pin is left");
    is_int((long long)tr_segment_counter(&round->segment, TR_COUNT_FAULTS), 0,
           "no fault was met");
    is_int((long long)tr_segment_counter(&round->segment,
                                         TR_COUNT_OVERTAKEN), 0,
           "no two writers met");
    is_str(tr_segment_validate(&round->segment), NULL, "the segment is valid");
    ok(current_is_whole(&round->segment), "its generation is whole");
    is_int(publish_pattern(&round->segment, WORDS, 8), APR_SUCCESS,
           "and publication goes on");
}

int main(void)
{
    const char *length = getenv("TR_RACE_SECONDS");
    round_t round;

    play(&round, tr_pin_acquire, length ? atof(length) : 3.0, 1000000,
         7800);
    ok(atomic_load(&round.results->reads) >= 1000000,
       "a million reads or more");
    check_no_tear(&round);
    finish(&round);

    /* each pause is a turn of whatever else runs on this machine */
    play(&round, pin_with_pause, 1.0, 2000, 78);
    check_no_tear(&round);
    finish(&round);

    play(&round, pin_without_recheck, 1.0, 2000, 78);
    ok(atomic_load(&round.results->torn) > 0,
       "without the re-check reads are torn: the test can see it");
    finish(&round);
    return tap_done();
}
