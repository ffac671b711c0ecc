/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Feeds any bytes to the parser of figures and checks what must always hold:
 * what is accepted is a valid value and prints back byte for byte; what is
 * refused touches nothing, says why, and suggests only what is itself a
 * figure.  The same bytes go to periods, ranges, dates and durations, whose
 * canonical text must parse to itself.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/figure.h"
#include "model/period.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MUST(condition)                                                       \
    do {                                                                      \
        if (!(condition)) {                                                   \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);   \
            abort();                                                          \
        }                                                                     \
    } while (0)

static void check_figure(const char *text, size_t size)
{
    tr_figure figure, again;
    tr_figure_error error;
    char printed[TR_FIGURE_TEXT];

    memset(&figure, 0x55, sizeof(figure));
    again = figure;
    memset(&error, 0x55, sizeof(error));
    if (tr_figure_parse(text, size, &figure, &error)) {
        MUST(tr_value_is_valid(&figure.value));
        tr_figure_print(&figure, printed);
        MUST(strlen(printed) == size && memcmp(printed, text, size) == 0);
        return;
    }
    MUST(memcmp(&figure, &again, sizeof(figure)) == 0);
    MUST(error.fault > TR_FIGURE_OK && error.fault < TR_FIGURE_FAULT_COUNT);
    MUST(error.at <= size);
    MUST(memchr(error.message, '\0', sizeof(error.message))
         && error.message[0]);
    MUST(memchr(error.meant, '\0', sizeof(error.meant)));
    MUST(!error.meant[0] || tr_figure_parse(error.meant, strlen(error.meant),
                                            &figure, NULL));
}

static void check_period(const char *text, size_t size)
{
    tr_period period, again;
    tr_period_error error;
    char id[TR_PERIOD_TEXT];

    if (tr_period_parse(text, size, &period, &error)) {
        tr_period_format(&period, id);
        MUST(tr_period_parse(id, strlen(id), &again, NULL));
        MUST(tr_period_equal(&period, &again)
             && period.granularity == again.granularity);
    }
    else {
        MUST(error.at <= size);
        MUST(!error.meant[0] || tr_period_parse(error.meant,
                                                strlen(error.meant), &again,
                                                NULL));
    }
}

static void check_range(const char *text, size_t size)
{
    tr_period_range range, again;
    tr_period_error error;
    char id[TR_PERIOD_RANGE_TEXT];

    if (tr_period_parse_range(text, size, &range, &error)) {
        tr_period_format_range(&range, id);
        MUST(tr_period_parse_range(id, strlen(id), &again, NULL));
        MUST(tr_period_equal(&range.first, &again.first)
             && tr_period_equal(&range.last, &again.last));
    }
    else {
        MUST(error.at <= size);
        MUST(!error.meant[0] || tr_period_parse_range(error.meant,
                                                      strlen(error.meant),
                                                      &again, NULL));
    }
}

static void check_time(const char *text, size_t size)
{
    tr_duration duration, again;
    int32_t day;
    char buf[TR_DURATION_TEXT];

    if (tr_date_parse(text, size, &day))
        MUST(memcmp(tr_date_format(day, buf), text, 10) == 0);
    if (tr_duration_parse(text, size, &duration) == NULL) {
        tr_duration_format(&duration, buf);
        MUST(tr_duration_parse(buf, strlen(buf), &again) == NULL);
        MUST(memcmp(&duration, &again, sizeof(again)) == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* Exactly as long as the input, so that reading beyond it is seen. */
    char *text = malloc(size ? size : 1);

    if (text == NULL)
        return 0;
    memcpy(text, data, size);
    check_figure(text, size);
    check_period(text, size);
    check_range(text, size);
    check_time(text, size);
    free(text);
    return 0;
}
