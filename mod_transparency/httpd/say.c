/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/say.h"

#include <apr_strings.h>

#include "httpd/log.h"

APLOG_USE_MODULE(transparency);

static const apr_interval_time_t silence = 60 * APR_USEC_PER_SEC;

const char *tr_say(tr_runtime *runtime, tr_said what, apr_pool_t *pool)
{
    apr_time_t now = apr_time_now(), last = atomic_load(&runtime->said[what]);
    unsigned missed;

    /* a clock that was set back must not make anybody silent for long */
    if ((last && now >= last && now - last < silence)
        || !atomic_compare_exchange_strong(&runtime->said[what], &last, now)) {
        atomic_fetch_add(&runtime->unsaid[what], 1);
        return NULL;
    }
    missed = atomic_exchange(&runtime->unsaid[what], 0);
    return missed ? apr_psprintf(pool, " (%u more like this since the last "
                                 "that was logged)", missed) : "";
}

void tr_say_unmade(request_rec *r, apr_status_t status, const char *page)
{
    const char *more = tr_say(tr_runtime_of(r->server), TR_SAID_UNMADE, r->pool);

    if (more)
        ap_log_rerror(APLOG_MARK, APLOG_ERR, status, r, TR_LOGNO(0014)
                      "%s could not be made%s", page, more);
}
