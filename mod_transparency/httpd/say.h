/* SPDX-License-Identifier: Apache-2.0 */
/*
 * say.h - messages that requests can cause: whoever repeats a request must not
 * fill the disk with the log.
 */
#ifndef TR_HTTPD_SAY_H
#define TR_HTTPD_SAY_H

#include "httpd/runtime.h"

/*
 * NULL when this message has been logged by this process in the last minute;
 * else what to put behind it: nothing, or how often it was not logged.
 */
const char *tr_say(tr_runtime *runtime, tr_said what, apr_pool_t *pool);

/* Says that a page, named by its selector, could not be made. */
void tr_say_unmade(request_rec *r, apr_status_t status, const char *page);

#endif
