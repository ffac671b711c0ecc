/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Publications between any two instructions of a reader: a child pins, reads
 * and unpins for ever and is run one instruction at a time; at random places
 * the parent publishes several generations at once, enough to use every buffer
 * again.  What the reader holds must be whole all the time.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <sys/mman.h>
#include <sys/ptrace.h>

#include "store_support.h"
#include "tap.h"

#define WORDS 8u
#define STEPS 60000
#define READS 100

/* shared with the traced reader */
typedef struct tally {
    uint64_t reads;
    uint64_t torn;
    uint64_t refused;
} tally_t;

static void read_for_ever(tr_segment_t *segment, tally_t *tally)
{
    tr_pin_t pin, more;

    for (;;) {
        if (tr_pin_acquire(segment, &pin) != APR_SUCCESS) {
            tally->refused++;
            continue;
        }
        tally->torn += wrong_words(pin.data, WORDS, pin.generation) != 0;
        tr_pin_again(&pin, &more);
        tr_pin_release(&pin);
        tally->torn += wrong_words(more.data, WORDS, more.generation) != 0;
        tr_pin_release(&more);
        tally->reads++;
    }
}

static pid_t start_reader(tr_segment_t *segment, tally_t *tally)
{
    int status;
    pid_t pid;

    fflush(stdout);
    pid = fork();
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        tr_segment_join(segment);
        if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0)
            _exit(77);
        raise(SIGSTOP);
        read_for_ever(segment, tally);
    }
    waitpid(pid, &status, 0);
    return WIFSTOPPED(status) ? pid : 0;
}

int main(void)
{
    tally_t *tally = mmap(NULL, sizeof(*tally), PROT_READ | PROT_WRITE,
                          MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    uint64_t random = 1, published = 0, skipped = 0;
    tr_segment_t segment;
    int status = 0;
    pid_t pid;

    if (tally == MAP_FAILED
        || tr_segment_create(&segment, tr_segment_size_for(64, 0, 0, 4), 4,
                             test_key) != APR_SUCCESS
        || publish_pattern(&segment, WORDS, 0) != APR_SUCCESS)
        return 1;
    pid = start_reader(&segment, tally);
    if (pid == 0) {
        ok(1, "interleaving # SKIP processes cannot be traced here");
        return tap_done();
    }
    for (int step = 0; step < STEPS || tally->reads < READS; step++) {
        if (step > 100 * STEPS
            || ptrace(PTRACE_SINGLESTEP, pid, NULL, NULL) != 0
            || waitpid(pid, &status, 0) != pid || !WIFSTOPPED(status))
            break;
        random = mix(random + (uint64_t)step);
        for (int i = 0; random % 97 == 0 && i < 5; i++) {
            if (publish_pattern(&segment, WORDS, 0) == APR_SUCCESS)
                published++;
            else
                skipped++;
        }
    }
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    tr_segment_reap(&segment, (uint32_t)pid);
    printf("# %llu reads, %llu publications, %llu pins taken again\n",
           (unsigned long long)tally->reads, (unsigned long long)published,
           (unsigned long long)tr_segment_counter(&segment,
                                                  TR_COUNT_PIN_RETRIES));
    ok(tally->reads >= READS, "reads");
    is_int((long long)tally->torn, 0, "none torn");
    is_int((long long)tally->refused, 0, "none refused");
    is_int((long long)skipped, 0, "one reader never stops a publication");
    ok(tr_segment_counter(&segment, TR_COUNT_PIN_RETRIES) > 0,
       "publications fell between looking and pinning");
    is_int((long long)tr_segment_counter(&segment, TR_COUNT_FAULTS), 0,
           "no fault was met");
    tr_segment_destroy(&segment);
    return tap_done();
}
