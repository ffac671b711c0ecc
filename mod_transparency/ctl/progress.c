/* SPDX-License-Identifier: Apache-2.0 */
#include "ctl/progress.h"

#include <inttypes.h>
#include <string.h>

#include "ctl/command.h"

enum { BAR_WIDTH = 20, FIRST_MSEC = 300, EACH_MSEC = 100 };

void tr_progress_begin(tr_progress *progress, int quiet)
{
    progress->stream = !quiet && tr_coloured(stderr) ? stderr : NULL;
    progress->next = apr_time_now() + apr_time_from_msec(FIRST_MSEC);
    progress->shown = 0;
}

void tr_progress_at(tr_progress *progress, const char *what, uint64_t done, uint64_t total)
{
    static const char full[] = "####################", empty[] = "....................";
    apr_time_t now;
    int part;

    if (!progress || !progress->stream || !total || (now = apr_time_now()) < progress->next)
        return;
    progress->next = now + apr_time_from_msec(EACH_MSEC);
    progress->shown = 1;
    part = (int)(done >= total ? BAR_WIDTH : done * BAR_WIDTH / total);
    fprintf(progress->stream, "\r\033[K%s [%.*s%.*s] %" PRIu64 " of %" PRIu64, what, part,
            full, BAR_WIDTH - part, empty, done, total);
    fflush(progress->stream);
}

void tr_progress_end(tr_progress *progress)
{
    if (!progress || !progress->shown)
        return;
    fputs("\r\033[K", progress->stream);
    fflush(progress->stream);
    progress->shown = 0;
}
