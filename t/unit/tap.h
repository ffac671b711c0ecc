/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tap.h - the Test Anything Protocol for our unit tests, in one header.
 *
 * A test program calls ok(), is_int() and is_str() as often as it likes and
 * ends with `return tap_done();`.  The plan is printed last, so a program that
 * dies half-way has no plan and fails; so does one that ran no test.
 */
#ifndef TR_TAP_H
#define TR_TAP_H

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static int tap_count;
static int tap_failures;

__attribute__((format(printf, 2, 3), unused))
static int ok(int passed, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    printf("%sok %d - ", passed ? "" : "not ", ++tap_count);
    vprintf(format, args);
    putchar('\n');
    va_end(args);
    if (!passed)
        tap_failures++;
    return passed;
}

__attribute__((unused))
static int is_int(long long got, long long expected, const char *name)
{
    int passed = ok(got == expected, "%s", name);
    if (!passed)
        printf("#      got: %lld\n# expected: %lld\n", got, expected);
    return passed;
}

__attribute__((unused))
static int is_str(const char *got, const char *expected, const char *name)
{
    int passed = ok(got && expected ? strcmp(got, expected) == 0
                                    : got == expected, "%s", name);
    if (!passed)
        printf("#      got: %s\n# expected: %s\n",
               got ? got : "(null)", expected ? expected : "(null)");
    return passed;
}

__attribute__((unused))
static int tap_done(void)
{
    printf("1..%d\n", tap_count);
    if (tap_failures)
        printf("# %d of %d failed\n", tap_failures, tap_count);
    return tap_count == 0 || tap_failures != 0;
}

#endif
