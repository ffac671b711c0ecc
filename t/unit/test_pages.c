/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pages: found, claimed, kept, refused when there is no room; and many
 * processes that make the same pages while some die half-way.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <pthread.h>
#include <sys/mman.h>

#include "store_support.h"
#include "tap.h"

#define WORDS 100u

typedef struct fixture {
    tr_segment_t segment;
    tr_pin_t pin;
} fixture_t;

static void start(fixture_t *f, uint32_t page_slots, uint64_t page_bytes)
{
    uint64_t size = tr_segment_size_for(WORDS * 8, page_slots, page_bytes, 64);

    if (tr_segment_create(&f->segment, size, 64, test_key) != APR_SUCCESS
        || tr_segment_join(&f->segment) != APR_SUCCESS
        || publish_pattern(&f->segment, WORDS, page_slots) != APR_SUCCESS
        || tr_pin_acquire(&f->segment, &f->pin) != APR_SUCCESS) {
        ok(0, "segment made");
        exit(1);
    }
}

static void stop(fixture_t *f)
{
    tr_pin_release(&f->pin);
    tr_segment_destroy(&f->segment);
}

/* page `number`: 1 + number % 7 words of meta, 1 + number % 500 of body */
static uint64_t meta_words(uint64_t number)
{
    return 1 + number % 7;
}

static uint64_t body_words(uint64_t number)
{
    return 1 + number % 500;
}

static apr_status_t fill(tr_claim_t *claim, uint64_t number)
{
    unsigned char meta[7 * 8], body[500 * 8];

    write_pattern(meta, meta_words(number), number + 5000);
    write_pattern(body, body_words(number), number);
    return tr_page_fill(claim, meta, meta_words(number) * 8, body,
                        body_words(number) * 8, NULL);
}

static apr_status_t keep(const tr_pin_t *pin, uint64_t number)
{
    unsigned char key[TR_KEY_SIZE];
    tr_claim_t claim;

    make_key(key, number);
    if (tr_page_claim(pin, key, &claim) != TR_CLAIM_OURS)
        return APR_EBUSY;
    return fill(&claim, number);
}

/* 1 right, 0 not there, -1 wrong */
static int look(const tr_pin_t *pin, uint64_t number)
{
    unsigned char key[TR_KEY_SIZE];
    tr_page_t page;

    make_key(key, number);
    if (!tr_page_find(pin, key, &page))
        return 0;
    if (page.meta_size != meta_words(number) * 8
        || page.body_size != body_words(number) * 8
        || wrong_words(page.meta, meta_words(number), number + 5000) != 0
        || wrong_words(page.body, body_words(number), number) != 0)
        return -1;
    return 1;
}

static void test_life(void)
{
    unsigned char key[TR_KEY_SIZE], got[16];
    tr_claim_t claim, second;
    tr_page_t page;
    fixture_t f;

    start(&f, 16, 1 << 20);
    make_key(key, 1);
    is_int(tr_page_find(&f.pin, key, &page), 0, "nothing there");
    is_int(tr_page_claim(&f.pin, key, &claim), TR_CLAIM_OURS, "claimed");
    is_int(tr_page_claim(&f.pin, key, &second), TR_CLAIM_BUSY, "by one only");
    is_int(tr_page_find(&f.pin, key, &page), 0, "a claim is not a page");
    is_int(tr_page_ready(&claim, &page), APR_EINVAL, "nor without contents");
    is_int(tr_page_fill(&claim, "head", 4, "0123456789", 10, &page),
           APR_SUCCESS, "filled");
    ok(page.meta_size == 4 && memcmp(page.meta, "head", 4) == 0, "meta");
    ok(page.body_size == 10 && memcmp(page.body, "0123456789", 10) == 0,
       "body");
    ok(((uintptr_t)page.meta & 63) == 0 && ((uintptr_t)page.body & 7) == 0,
       "aligned");
    is_int(pread(tr_segment_body_fd(&f.segment), got, 10,
                 (off_t)page.body_offset), 10, "read through the descriptor");
    ok(memcmp(got, "0123456789", 10) == 0, "the same body");
    is_int(tr_page_claim(&f.pin, key, &second), TR_CLAIM_READY,
           "a ready page is not claimed again");
    is_int(tr_page_find(&f.pin, key, &page), 1, "found");
    is_int(tr_page_fill(&claim, "", 0, "", 0, NULL), APR_EINVAL,
           "a claim is used once");
    tr_page_abandon(&claim);
    is_int(tr_page_find(&f.pin, key, &page), 1, "still found");

    make_key(key, 2);
    is_int(tr_page_claim(&f.pin, key, &claim), TR_CLAIM_OURS, "another");
    tr_page_abandon(&claim);
    is_int(tr_page_claim(&f.pin, key, &claim), TR_CLAIM_OURS,
           "given up and claimed again");
    is_int(tr_page_fill(&claim, "", 0, "", 0, &page), APR_SUCCESS, "empty");
    is_int(tr_page_find(&f.pin, key, &page), 1, "an empty page is a page");
    is_int((long long)(page.meta_size + page.body_size), 0, "of no bytes");
    is_str(tr_segment_validate(&f.segment), NULL, "valid");

    publish_pattern(&f.segment, WORDS, 16);
    is_int(tr_page_find(&f.pin, key, &page), 1, "the pinned generation has it");
    tr_pin_release(&f.pin);
    tr_pin_acquire(&f.segment, &f.pin);
    is_int(tr_page_find(&f.pin, key, &page), 0, "the next one begins empty");
    stop(&f);
}

/* other tags that begin to probe at the same place */
static void test_neighbours(const tr_pin_t *pin)
{
    unsigned char a[TR_KEY_SIZE], b[TR_KEY_SIZE];
    tr_claim_t first, second;
    tr_page_t page;

    make_key(a, 2);
    memcpy(b, a, sizeof(b));
    b[3] ^= 1;
    is_int(tr_page_claim(pin, a, &first), TR_CLAIM_OURS, "one claimed");
    is_int(tr_page_claim(pin, b, &second), TR_CLAIM_OURS,
           "its neighbour does not wait for it");
    is_int(tr_page_fill(&second, "", 0, "b", 1, NULL), APR_SUCCESS, "filled");
    tr_page_abandon(&first);
    ok(tr_page_find(pin, b, &page) && page.body[0] == 'b',
       "found behind a place that was given up");
    is_int(tr_page_claim(pin, b, &second), TR_CLAIM_READY,
           "and not made twice because of it");
    is_int(tr_page_claim(pin, a, &first), TR_CLAIM_OURS, "the one again");
    is_int(tr_page_fill(&first, "", 0, "a", 1, NULL), APR_SUCCESS, "filled");
    ok(tr_page_find(pin, a, &page) && page.body[0] == 'a', "found");
    ok(tr_page_find(pin, b, &page) && page.body[0] == 'b', "both");
}

/* equal tags (first 30 bits), other keys; and a full index */
static void test_index(void)
{
    unsigned char a[TR_KEY_SIZE], b[TR_KEY_SIZE];
    uint64_t kept = 0, found = 0;
    tr_claim_t claim;
    tr_page_t page;
    fixture_t f;

    start(&f, 16, 1 << 20);
    make_key(a, 1);
    memcpy(b, a, sizeof(b));
    b[31] ^= 1;
    tr_page_claim(&f.pin, a, &claim);
    tr_page_fill(&claim, "", 0, "a", 1, NULL);
    is_int(tr_page_find(&f.pin, b, &page), 0, "the whole key counts");
    is_int(tr_page_claim(&f.pin, b, &claim), TR_CLAIM_OURS, "claimed beside");
    tr_page_fill(&claim, "", 0, "b", 1, NULL);
    ok(tr_page_find(&f.pin, a, &page) && page.body[0] == 'a', "the one");
    ok(tr_page_find(&f.pin, b, &page) && page.body[0] == 'b', "the other");
    test_neighbours(&f.pin);
    for (uint64_t i = 100; i < 130; i++)
        kept += keep(&f.pin, i) == APR_SUCCESS;
    for (uint64_t i = 100; i < 130; i++)
        found += look(&f.pin, i) == 1;
    is_int((long long)kept, 12, "sixteen places, four taken");
    is_int((long long)found, 12, "what was kept is found");
    is_int((long long)tr_segment_counter(&f.segment, TR_COUNT_PAGES_NOT_KEPT),
           18, "what was not is counted");
    stop(&f);

    start(&f, 0, 0);
    is_int(tr_page_claim(&f.pin, a, &claim), TR_CLAIM_FULL, "no index");
    is_int(tr_page_find(&f.pin, a, &page), 0, "no page");
    stop(&f);

    start(&f, 4096, 4096 * 2200);
    kept = found = 0;
    for (uint64_t i = 0; i < 3000; i++)
        kept += keep(&f.pin, i) == APR_SUCCESS;
    for (uint64_t i = 0; i < 3000; i++)
        found += look(&f.pin, i) == 1;
    is_int((long long)kept, 3000, "an index three quarters full keeps all");
    is_int((long long)found, 3000, "and finds all");
    is_str(tr_segment_validate(&f.segment), NULL, "valid");
    stop(&f);
}

static void test_region(void)
{
    unsigned char key[TR_KEY_SIZE];
    static unsigned char body[60000];
    uint64_t taken, total;
    tr_claim_t claim;
    fixture_t f;

    start(&f, 16, 1000);
    tr_pages_usage(&f.pin, &taken, &total);
    is_int((long long)taken, 0, "nothing taken");
    make_key(key, 1);
    tr_page_claim(&f.pin, key, &claim);
    is_int(tr_page_take(&claim, UINT64_MAX, UINT64_MAX), APR_ENOSPC,
           "an absurd size is refused");
    tr_page_claim(&f.pin, key, &claim);
    is_int(tr_page_take(&claim, 0, total + 1), APR_ENOSPC, "a byte too many");
    is_int(tr_page_claim(&f.pin, key, &claim), TR_CLAIM_OURS,
           "the claim was given back");
    is_int(tr_page_take(&claim, 8, total - 8), APR_SUCCESS, "what just fits");
    memset(claim.meta, 1, 8);
    memset(claim.body, 2, total - 8);
    is_int(tr_page_take(&claim, 0, 1), APR_EINVAL, "room is taken once");
    is_int(tr_page_ready(&claim, NULL), APR_SUCCESS, "ready");
    tr_pages_usage(&f.pin, &taken, &total);
    is_int((long long)taken, (long long)total, "all taken");
    make_key(key, 2);
    tr_page_claim(&f.pin, key, &claim);
    is_int(tr_page_fill(&claim, "", 0, body, 1, NULL), APR_ENOSPC,
           "a full region keeps no more");
    is_int(wrong_words(f.pin.data, WORDS, f.pin.generation) == 0, 1,
           "the data beside it is untouched");
    is_str(tr_segment_validate(&f.segment), NULL, "valid");
    stop(&f);
}

static void test_writer_adds(void)
{
    tr_write_t write;
    tr_pin_t view;
    fixture_t f;

    start(&f, 64, 1 << 20);
    is_int(tr_write_begin(&f.segment, &write), APR_SUCCESS, "begun");
    write_pattern(write.data, WORDS, write.generation);
    tr_write_layout(&write, WORDS * 8, 64);
    view = tr_write_view(&write);
    is_int(keep(&view, 7), APR_SUCCESS, "the writer keeps a page");
    is_int(look(&view, 7), 1, "and sees it");
    is_int(look(&f.pin, 7), 0, "nobody else does");
    tr_pin_release(&view);
    is_int(tr_write_publish(&write), APR_SUCCESS, "until it publishes");
    tr_pin_release(&f.pin);
    tr_pin_acquire(&f.segment, &f.pin);
    is_int(look(&f.pin, 7), 1, "the page is there from the start");
    stop(&f);
}

/* a hostile child wrote nonsense where the parent will look */
static void test_hostile_head(void)
{
    fixture_t f;
    tr_head_t *head;
    uint64_t slots, index;

    start(&f, 64, 1 << 16);
    keep(&f.pin, 1);
    head = tr_head(&f.segment, f.pin.buffer);
    slots = head->index_slots;
    index = head->index_offset;
    head->index_slots = UINT64_C(1) << 40;
    is_int((long long)tr_pages_reap(&f.pin, 1), 0, "an index too large");
    head->index_slots = 63;
    is_int(look(&f.pin, 1), 0, "one that is no power of two");
    head->index_slots = slots;
    head->index_offset = UINT64_MAX - 63;
    is_int((long long)tr_pages_reap(&f.pin, 1), 0, "an index outside");
    head->index_offset = index;
    is_int(look(&f.pin, 1), 1, "and all is well again");
    is_int((long long)tr_segment_counter(&f.segment, TR_COUNT_FAULTS), 3,
           "three faults counted");
    stop(&f);
}

#define KEYS  600u
#define MAKERS 6
#define GIVEN_UP 1800.0     /* seconds; then it hangs */

typedef struct race {
    _Atomic uint64_t wrong;
    _Atomic uint64_t looked;
    _Atomic uint64_t made;
} race_t;

static void maybe_die(uint64_t random)
{
    if (random % 400 == 0)
        kill(getpid(), SIGKILL);
}

/* claims, dies now and then at each stage, and fills in two steps */
static void make_page(const tr_pin_t *pin, race_t *race, uint64_t number,
                      uint64_t random)
{
    unsigned char key[TR_KEY_SIZE];
    tr_claim_t claim;

    make_key(key, number);
    if (tr_page_claim(pin, key, &claim) != TR_CLAIM_OURS)
        return;
    maybe_die(random);
    if (random % 50 == 7) {
        tr_page_abandon(&claim);
        return;
    }
    if (tr_page_take(&claim, meta_words(number) * 8, body_words(number) * 8)
        != APR_SUCCESS)
        return;
    write_pattern(claim.meta, meta_words(number), number + 5000);
    maybe_die(mix(random));
    write_pattern(claim.body, body_words(number), number);
    if (tr_page_ready(&claim, NULL) == APR_SUCCESS)
        atomic_fetch_add(&race->made, 1);
}

static void make_pages(tr_segment_t *segment, void *data)
{
    race_t *race = data;
    uint64_t random = mix((uint64_t)getpid());
    double begun = seconds();
    tr_pin_t pin;

    tr_segment_join(segment);
    for (uint64_t done = 0; done < KEYS; ) {
        done = 0;
        if (seconds() - begun > GIVEN_UP
            || tr_pin_acquire(segment, &pin) != APR_SUCCESS)
            _exit(1);
        for (uint64_t i = 0; i < KEYS; i++) {
            uint64_t number = (i + random) % KEYS;
            int found = look(&pin, number);
            atomic_fetch_add(&race->looked, 1);
            atomic_fetch_add(&race->wrong, found < 0);
            done += found == 1;
            if (found == 0)
                make_page(&pin, race, number, random = mix(random + i));
        }
        tr_pin_release(&pin);
    }
}

/* one generation, made complete by processes of which some die */
static uint64_t race_once(fixture_t *f, race_t *race)
{
    pid_t pid;
    int status;
    uint64_t deaths = 0;

    for (int i = 0; i < MAKERS; i++)
        spawn(make_pages, &f->segment, race);
    while ((pid = waitpid(-1, &status, 0)) > 0) {
        tr_segment_reap(&f->segment, (uint32_t)pid);
        if (WIFSIGNALED(status)) {
            deaths++;
            spawn(make_pages, &f->segment, race);
        }
    }
    return deaths;
}

static void test_race(void)
{
    race_t *race = mmap(NULL, sizeof(*race), PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    uint64_t deaths = 0, wrong = 0, missing = 0, rounds = 40, reaped, kept;
    fixture_t f;

    if (race == MAP_FAILED)
        exit(1);
    start(&f, 2 * KEYS, KEYS * 4096);
    for (uint64_t i = 0; i < rounds; i++) {
        deaths += race_once(&f, race);
        tr_pin_release(&f.pin);
        tr_pin_acquire(&f.segment, &f.pin);
        for (uint64_t k = 0; k < KEYS; k++) {
            wrong += look(&f.pin, k) < 0;
            missing += look(&f.pin, k) == 0;
        }
        if (missing || tr_segment_validate(&f.segment))
            break;
        tr_pin_release(&f.pin);
        publish_pattern(&f.segment, WORDS, 2 * KEYS);
        tr_pin_acquire(&f.segment, &f.pin);
    }
    reaped = tr_segment_counter(&f.segment, TR_COUNT_REAPED_CLAIMS);
    kept = tr_segment_counter(&f.segment, TR_COUNT_PAGES_KEPT);
    printf("# %llu lookups, %llu deaths, %llu claims freed\n",
           (unsigned long long)atomic_load(&race->looked),
           (unsigned long long)deaths, (unsigned long long)reaped);
    is_str(tr_segment_validate(&f.segment), NULL, "valid");
    ok(deaths > 20 && reaped > 20, "makers died holding claims");
    is_int((long long)atomic_load(&race->wrong), 0, "no wrong page was read");
    is_int((long long)wrong, 0, "nor is one there");
    is_int((long long)missing, 0, "every page was made in the end");
    is_int((long long)atomic_load(&race->made), (long long)(KEYS * rounds),
           "each exactly once");
    is_int((long long)kept, (long long)(KEYS * rounds), "as the counter says");
    is_int((long long)tr_segment_counter(&f.segment, TR_COUNT_FAULTS), 0,
           "no fault was met");
    munmap(race, sizeof(*race));
    stop(&f);
}

static void *pages_in_thread(void *data)
{
    fixture_t *f = data;
    intptr_t wrong = 0;

    for (uint64_t i = 0; i < 300; i++) {
        keep(&f->pin, i);
        wrong += look(&f->pin, i) < 0;
    }
    return (void *)wrong;
}

static void test_threads(void)
{
    pthread_t threads[4];
    intptr_t wrong = 0;
    uint64_t found = 0;
    void *result;
    fixture_t f;

    start(&f, 1024, 1 << 20);
    for (int i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, pages_in_thread, &f);
    for (int i = 0; i < 4; i++) {
        pthread_join(threads[i], &result);
        wrong += (intptr_t)result;
    }
    for (uint64_t i = 0; i < 300; i++)
        found += look(&f.pin, i) == 1;
    is_int(wrong, 0, "four threads make the same pages, none wrong");
    is_int((long long)found, 300, "all there");
    is_int((long long)tr_segment_counter(&f.segment, TR_COUNT_PAGES_KEPT), 300,
           "each once");
    stop(&f);
}

static void report_cost(void)
{
    static unsigned char keys[1000][TR_KEY_SIZE];
    const int rounds = 200;
    uint64_t hits = 0;
    double start_time, pin_time, all_time;
    tr_page_t page;
    tr_pin_t pin;
    fixture_t f;

    start(&f, 2048, 1 << 21);
    for (uint64_t i = 0; i < 1000; i++) {
        make_key(keys[i], i);
        keep(&f.pin, i);
    }
    start_time = seconds();
    for (int i = 0; i < rounds * 1000; i++) {
        tr_pin_acquire(&f.segment, &pin);
        tr_pin_release(&pin);
    }
    pin_time = seconds() - start_time;
    start_time = seconds();
    for (int r = 0; r < rounds; r++)
        for (int i = 0; i < 1000; i++) {
            tr_pin_acquire(&f.segment, &pin);
            hits += (uint64_t)tr_page_find(&pin, keys[i], &page);
            hits -= (uint64_t)tr_segment_pressed(&f.segment);
            tr_pin_release(&pin);
        }
    all_time = seconds() - start_time;
    printf("# pin and release %.0f ns; pin, find among 1000, pressed, "
           "release %.0f ns\n", pin_time * 1e6 / rounds,
           all_time * 1e6 / rounds);
    is_int((long long)hits, rounds * 1000, "every lookup is a hit");
    stop(&f);
}

int main(void)
{
    test_life();
    test_index();
    test_region();
    test_writer_adds();
    test_hostile_head();
    test_race();
    test_threads();
    report_cost();
    return tap_done();
}
