/* SPDX-License-Identifier: Apache-2.0 */
/*
 * status.c - what /server-status says of each record: what is served since
 * when, whether it is complete, and how the shared memory is used.
 */
#include "httpd/status.h"

#include <httpd.h>

#include <apr_optional_hooks.h>
#include <http_config.h>
#include <http_protocol.h>
#include <mod_status.h>

#include "httpd/observe.h"
#include "http/httpdate.h"

static void print_short(request_rec *r, int number,
                        const tr_observed *observed)
{
    ap_rprintf(r, "Transparency%dRecord: %s\n", number, observed->name);
    for (int i = 0; i < TR_FACT_COUNT; i++) {
        const char *value = tr_fact_text(observed, (tr_fact)i, r->pool);
        if (value)
            ap_rprintf(r, "Transparency%d%s: %s\n", number,
                       tr_facts[i].status, value);
    }
}

/* For people: dates as dates. */
static const char *shown(const tr_observed *observed, tr_fact fact,
                         apr_pool_t *pool)
{
    int64_t value = observed->fact[fact];
    char *date = apr_palloc(pool, TR_INSTANT_SIZE);

    if (tr_facts[fact].kind != TR_FACT_TIME || value == TR_FACT_UNKNOWN
        || value == TR_FACT_NEVER)
        return tr_fact_text(observed, fact, pool);
    tr_instant_format(date, apr_time_from_sec(value));
    return date;
}

static void print_html(request_rec *r, const tr_observed *observed)
{
    ap_rprintf(r, "<h3>%s</h3>\n<p>%s%s</p>\n<table>\n",
               ap_escape_html(r->pool, observed->name),
               ap_escape_html(r->pool, observed->served->directory),
               observed->fact[TR_FACT_INCOMPLETE] > 0
               ? "; <strong>incomplete: files with errors are left out</strong>"
               : "");
    for (int i = 0; i < TR_FACT_COUNT; i++) {
        const char *value = shown(observed, (tr_fact)i, r->pool);
        if (value)
            ap_rprintf(r, "<tr><th scope=\"row\">%s</th><td>%s</td></tr>\n",
                       ap_escape_html(r->pool, tr_facts[i].help), value);
    }
    ap_rputs("</table>\n", r);
}

static int show_status(request_rec *r, int flags)
{
    int count;
    const tr_observed *observed = tr_observe(NULL, &count, r->pool);

    if (!count)
        return OK;
    if (!(flags & AP_STATUS_SHORT))
        ap_rputs("<hr>\n<h2>Transparency records</h2>\n", r);
    for (int i = 0; i < count; i++) {
        if (flags & AP_STATUS_SHORT)
            print_short(r, i, &observed[i]);
        else
            print_html(r, &observed[i]);
    }
    return OK;
}

static int pre_config(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp)
{
    (void)pconf;
    (void)plog;
    (void)ptemp;
    APR_OPTIONAL_HOOK(ap, status_hook, show_status, NULL, NULL, APR_HOOK_MIDDLE);
    return OK;
}

void tr_status_register_hooks(apr_pool_t *pool)
{
    (void)pool;
    ap_hook_pre_config(pre_config, NULL, NULL, APR_HOOK_MIDDLE);
}
