/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Death at every single instruction: a child publishes, makes a page, or clears
 * up after another one, and is run one instruction at a time.  After each the
 * segment is copied, and on the copy the child counts as dead: clearing up
 * must leave a valid segment that serves a whole generation and can be
 * written to again.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <sys/mman.h>
#include <sys/ptrace.h>

#include "store_support.h"
#include "tap.h"

#define WORDS 16u
#define SLOTS 4u
#define PART  8192u                 /* nothing lies beyond in any buffer */
#define TICKET 77u

typedef struct scene {
    const char *name;
    void (*prepare)(tr_segment_t *);
    void (*act)(tr_segment_t *);
    const char *(*check)(tr_segment_t *copy, uint64_t *reached);
    uint64_t must_reach;            /* what `reached` is at the end */
} scene_t;

static pid_t dead_pid;

static int keep_page(const tr_pin_t *pin)
{
    unsigned char key[TR_KEY_SIZE], body[WORDS * 8];
    tr_claim_t claim;

    make_key(key, 1);
    write_pattern(body, WORDS, 1);
    return tr_page_claim(pin, key, &claim) == TR_CLAIM_OURS
           && tr_page_fill(&claim, "meta", 4, body, sizeof(body), NULL)
              == APR_SUCCESS;
}

/* 1 right, 0 not there, -1 wrong */
static int look_at_page(const tr_pin_t *pin)
{
    unsigned char key[TR_KEY_SIZE];
    tr_page_t page;

    make_key(key, 1);
    if (!tr_page_find(pin, key, &page))
        return 0;
    return page.meta_size == 4 && memcmp(page.meta, "meta", 4) == 0
           && page.body_size == WORDS * 8
           && wrong_words(page.body, WORDS, 1) == 0 ? 1 : -1;
}

static void publish(tr_segment_t *segment)
{
    publish_pattern(segment, WORDS, 16);
}

static void make_page(tr_segment_t *segment)
{
    tr_pin_t pin;

    tr_segment_join(segment);
    if (tr_pin_acquire(segment, &pin) == APR_SUCCESS) {
        keep_page(&pin);
        tr_pin_release(&pin);
    }
}

/* a process that died with all it can hold */
static void leave_dead(tr_segment_t *segment)
{
    tr_header_t *header = tr_header(segment);
    unsigned char key[TR_KEY_SIZE];
    tr_claim_t claim;
    tr_pin_t pin;

    atomic_store(&header->next_ticket, TICKET - 1);
    tr_segment_join(segment);
    make_key(key, 1);
    tr_pin_acquire(segment, &pin);
    tr_page_claim(&pin, key, &claim);
    tr_segment_count(segment, TR_COUNT_PUBLISHED, 1000);
    for (uint32_t i = 0; i < SLOTS; i++)
        if (atomic_load(&header->slots[i].owner) >> 32 == TICKET)
            atomic_store(&header->slots[i].owner,
                         (uint64_t)TICKET << 32 | (uint32_t)dead_pid);
    atomic_store(&header->writer, UINT64_C(9) << 32 | (uint32_t)dead_pid);
    atomic_store(&segment->joined, 0);
}

static void clear_up(tr_segment_t *segment)
{
    tr_segment_reap(segment, (uint32_t)dead_pid);
}

static const char *check_pins(const tr_segment_t *copy)
{
    const char *wrong = tr_segment_validate(copy);

    for (uint32_t b = 0; b < TR_BUFFERS && !wrong; b++)
        if (tr_segment_pins(copy, b) != 0)
            wrong = "a pin is left";
    if (!wrong && !current_is_whole(copy))
        wrong = "the current generation is torn";
    return wrong;
}

static const char *check_publish(tr_segment_t *copy, uint64_t *reached)
{
    uint64_t generation = tr_segment_generation(copy);
    const char *wrong = check_pins(copy);

    if (wrong)
        return wrong;
    if (generation < *reached || generation > 6)
        return "generations went back";
    *reached = generation;
    if (publish_pattern(copy, WORDS, 16) != APR_SUCCESS)
        return "no successor can publish";
    return check_pins(copy);
}

static const char *check_page(tr_segment_t *copy, uint64_t *reached)
{
    const char *wrong = check_pins(copy);
    tr_pin_t pin;
    int found;

    if (wrong || tr_segment_join(copy) != APR_SUCCESS
        || tr_pin_acquire(copy, &pin) != APR_SUCCESS)
        return wrong ? wrong : "no slot, or no pin";
    found = look_at_page(&pin);
    if (found < 0 || (uint64_t)found < *reached)
        wrong = "the page is wrong or went away";
    else if (found == 0 && (!keep_page(&pin) || look_at_page(&pin) != 1))
        wrong = "nobody else can make the page";
    *reached = found > 0;
    tr_pin_release(&pin);
    return wrong;
}

static const char *check_cleared(tr_segment_t *copy, uint64_t *reached)
{
    uint64_t done = tr_segment_counter(copy, TR_COUNT_REAPED);
    uint64_t nothing = 0;
    const char *wrong;

    for (uint32_t i = 0; i < SLOTS; i++) {
        tr_slot_t *slot = &tr_header(copy)->slots[i];
        if (atomic_load(&slot->reaper) != 0)
            atomic_store(&slot->reaper, (uint64_t)dead_pid);
    }
    *reached = done;
    tr_segment_sweep(copy);
    for (uint32_t i = 0; i < SLOTS; i++)
        if (atomic_load(&tr_header(copy)->slots[i].owner) >> 32 == TICKET)
            return "the dead still has its slot";
    if (tr_segment_counter(copy, TR_COUNT_PUBLISHED) > 1000 + 5)
        return "something was counted twice";
    wrong = check_page(copy, &nothing);
    if (!wrong && publish_pattern(copy, WORDS, 16) != APR_SUCCESS)
        wrong = "no successor can publish";
    return wrong;
}

static void copy_segment(unsigned char *to, const tr_segment_t *from)
{
    memcpy(to, from->base, offsetof(tr_header_t, slots)
                           + SLOTS * sizeof(tr_slot_t));
    for (uint32_t b = 0; b < TR_BUFFERS; b++)
        memcpy(to + tr_buffer_offset(from, b),
               from->base + tr_buffer_offset(from, b), PART);
}

static const char *check_copy(const scene_t *scene, unsigned char *memory,
                              const tr_segment_t *segment, pid_t pid,
                              uint64_t *reached)
{
    tr_segment_t copy;

    copy_segment(memory, segment);
    if (tr_segment_adopt(&copy, -1, memory, segment->size, test_key)
        != APR_SUCCESS)
        return "the copy is no segment";
    if (scene->act != clear_up)
        tr_segment_reap(&copy, (uint32_t)pid);
    else
        for (uint32_t i = 0; i < TR_GUESTS; i++)
            if (atomic_load(&tr_header(&copy)->guests[i]) >> 32
                == (uint32_t)pid)
                atomic_store(&tr_header(&copy)->guests[i], 0);
    return scene->check(&copy, reached);
}

static pid_t start_traced(const scene_t *scene, tr_segment_t *segment)
{
    pid_t pid;
    int status;

    fflush(stdout);
    pid = fork();
    if (pid == 0) {
        if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0)
            _exit(77);
        raise(SIGSTOP);
        scene->act(segment);
        _exit(0);
    }
    waitpid(pid, &status, 0);
    return WIFSTOPPED(status) ? pid : 0;
}

static void play(const scene_t *scene, tr_segment_t *segment,
                 unsigned char *memory)
{
    const char *wrong = NULL;
    uint64_t reached = 0, steps = 0;
    int status = 0;
    pid_t pid = start_traced(scene, segment);

    if (pid == 0) {
        ok(1, "%s # SKIP processes cannot be traced here", scene->name);
        return;
    }
    while (!wrong) {
        if (ptrace(PTRACE_SINGLESTEP, pid, NULL, NULL) != 0
            || waitpid(pid, &status, 0) != pid || !WIFSTOPPED(status))
            break;
        wrong = check_copy(scene, memory, segment, pid, &reached);
        steps++;
    }
    if (wrong) {
        kill(pid, SIGKILL);
        waitpid(pid, NULL, 0);
    }
    ok(!wrong, "%s: dead after each of %llu instructions", scene->name,
       (unsigned long long)steps);
    if (wrong)
        printf("# after %llu: %s\n", (unsigned long long)steps, wrong);
    ok(wrong || (WIFEXITED(status) && WEXITSTATUS(status) == 0
                 && steps > 100 && reached == scene->must_reach),
       "%s: it ran to its end", scene->name);
}

static void make_dead(void)
{
    dead_pid = fork();
    if (dead_pid == 0)
        _exit(0);
    waitpid(dead_pid, NULL, 0);
}

int main(void)
{
    static const scene_t scenes[] = {
        { "publishing", NULL, publish, check_publish, 6 },
        { "making a page", NULL, make_page, check_page, 1 },
        { "clearing up", leave_dead, clear_up, check_cleared, 2 },
    };
    uint64_t size = tr_segment_size_for(WORDS * 8, 16, 4096, SLOTS);

    make_dead();
    for (size_t i = 0; i < sizeof(scenes) / sizeof(scenes[0]); i++) {
        tr_segment_t segment;
        unsigned char *memory = mmap(NULL, size, PROT_READ | PROT_WRITE,
                                     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        if (memory == MAP_FAILED
            || tr_segment_create(&segment, size, SLOTS, test_key)
               != APR_SUCCESS)
            return 1;
        /* all four buffers used, so that one has to be emptied */
        for (int k = 0; k < 5; k++)
            publish_pattern(&segment, WORDS, 16);
        tr_segment_reap(&segment, (uint32_t)getpid());
        atomic_store(&segment.joined, 0);
        if (scenes[i].prepare)
            scenes[i].prepare(&segment);
        play(&scenes[i], &segment, memory);
        munmap(memory, size);
        tr_segment_destroy(&segment);
    }
    return tap_done();
}
