/* SPDX-License-Identifier: Apache-2.0 */
/*
 * progress.h - a bar on standard error while something takes long.
 *
 *     exporting  [###########.........]  1234 of 2345
 *
 * Only on a terminal that can overwrite its line, only when it does take long,
 * and nothing is left of it at the end.
 */
#ifndef TR_CTL_PROGRESS_H
#define TR_CTL_PROGRESS_H

#include <apr_time.h>
#include <stdint.h>
#include <stdio.h>

typedef struct tr_progress {
    FILE *stream;               /* NULL: nothing is ever shown */
    apr_time_t next;            /* not before */
    int shown;
} tr_progress;

/* quiet: nothing is to be shown, whatever the terminal. */
void tr_progress_begin(tr_progress *progress, int quiet);

/* So far `done` of `total` things are done; `progress` may be NULL. */
void tr_progress_at(tr_progress *progress, const char *what, uint64_t done, uint64_t total);

/* Takes the bar away, also before something else is written. */
void tr_progress_end(tr_progress *progress);

#endif
