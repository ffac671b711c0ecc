/* SPDX-License-Identifier: Apache-2.0 */
/*
 * store_support.h - what the tests of store/ share: generations whose every
 * word tells which generation it belongs to, and child processes.
 */
#ifndef TR_STORE_SUPPORT_H
#define TR_STORE_SUPPORT_H

#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "store/layout.h"
#include "store/pages.h"
#include "store/pin.h"
#include "store/process.h"
#include "store/publish.h"
#include "store/reap.h"
#include "store/segment.h"
#include "store/validate.h"

static const unsigned char test_key[TR_KEY_SIZE] = "a record's key";

static inline uint64_t mix(uint64_t x)
{
    x ^= x >> 30;
    x *= UINT64_C(0xbf58476d1ce4e5b9);
    x ^= x >> 27;
    x *= UINT64_C(0x94d049bb133111eb);
    return x ^ x >> 31;
}

__attribute__((unused))
static void write_pattern(unsigned char *data, uint64_t words, uint64_t seed)
{
    for (uint64_t i = 0; i < words; i++) {
        uint64_t word = mix(seed * 1000003 + i);
        memcpy(data + i * 8, &word, 8);
    }
}

/* how many words are not those of `seed` */
__attribute__((unused))
static uint64_t wrong_words(const unsigned char *data, uint64_t words,
                            uint64_t seed)
{
    uint64_t wrong = 0;

    for (uint64_t i = 0; i < words; i++) {
        uint64_t word;
        memcpy(&word, data + i * 8, 8);
        wrong += word != mix(seed * 1000003 + i);
    }
    return wrong;
}

__attribute__((unused))
static apr_status_t publish_pattern(tr_segment_t *segment, uint64_t words,
                                    uint32_t page_slots)
{
    tr_write_t write;
    apr_status_t rv = tr_write_begin(segment, &write);

    if (rv == APR_SUCCESS) {
        rv = tr_write_reserve(&write, words * 8);
        if (rv == APR_SUCCESS) {
            write_pattern(write.data, words, write.generation);
            rv = tr_write_layout(&write, words * 8, page_slots);
        }
        if (rv == APR_SUCCESS)
            return tr_write_publish(&write);
        tr_write_abandon(&write);
    }
    return rv;
}

/* 1 if the current generation is there and whole */
__attribute__((unused))
static int current_is_whole(const tr_segment_t *segment)
{
    tr_pin_t pin;
    int whole;

    if (tr_pin_acquire(segment, &pin) != APR_SUCCESS)
        return 0;
    whole = wrong_words(pin.data, pin.data_size / 8, pin.generation) == 0;
    tr_pin_release(&pin);
    return whole;
}

__attribute__((unused))
static void make_key(unsigned char *key, uint64_t number)
{
    for (uint64_t i = 0; i < TR_KEY_SIZE / 8; i++) {
        uint64_t word = mix(number * 31 + i + 1);
        memcpy(key + i * 8, &word, 8);
    }
}

/* runs `body` in a child, which does not outlive the test; its pid */
__attribute__((unused))
static pid_t spawn(void (*body)(tr_segment_t *, void *), tr_segment_t *segment,
                   void *data)
{
    pid_t pid;

    fflush(stdout);
    pid = fork();
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        body(segment, data);
        _exit(0);
    }
    return pid;
}

__attribute__((unused))
static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

#endif
