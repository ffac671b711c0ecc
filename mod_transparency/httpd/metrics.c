/* SPDX-License-Identifier: Apache-2.0 */
/*
 * metrics.c - counters and gauges of the records in Prometheus' text format,
 * version 0.0.4.
 *
 * All samples of a metric follow its HELP and TYPE, one for each record.  A
 * record is named by its title or the last part of its directory.
 */
#include "httpd/metrics.h"

#include <apr_strings.h>
#include <http_protocol.h>

#include "httpd/observe.h"
#include "httpd/tally.h"
#include "version.h"

#define PREFIX "transparency_"

int tr_is_metrics(const tr_conf *conf)
{
    return conf && conf->handler
           && !ap_cstr_casecmp(conf->handler, "transparency-metrics");
}

/* As the format wants it inside of quotation marks. */
static const char *escape_label(const char *text, apr_pool_t *pool)
{
    char *escaped = apr_palloc(pool, 2 * strlen(text) + 1), *to = escaped;

    for (; *text; text++) {
        if (*text == '\\' || *text == '"' || *text == '\n')
            *to++ = '\\';
        *to++ = *text == '\n' ? 'n' : *text;
    }
    *to = '\0';
    return escaped;
}

static void begin_metric(request_rec *r, const char *name, const char *type,
                         const char *help)
{
    ap_rvputs(r, "# HELP " PREFIX, name, " ", help, "\n# TYPE " PREFIX, name,
              " ", type, "\n", NULL);
}

static void print_fact(request_rec *r, tr_fact fact,
                       const tr_observed *observed, int count)
{
    const tr_fact_def *def = &tr_facts[fact];

    begin_metric(r, def->metric, def->kind == TR_FACT_COUNTER ? "counter" : "gauge",
                 def->help);
    for (int i = 0; i < count; i++) {
        const char *value = tr_fact_text(&observed[i], fact, r->pool);
        if (value)
            ap_rvputs(r, PREFIX, def->metric, "{record=\"", observed[i].name,
                      "\"} ", value, "\n", NULL);
    }
}

/* ---- The answers ---- */

typedef struct sample {
    request_rec *r;
    const char *metric, *record;
} sample;

static void print_sample(void *baton, const char *labels, uint64_t value)
{
    const sample *of = baton;

    ap_rprintf(of->r, PREFIX "%s{record=\"%s\",%s} %" APR_UINT64_T_FMT "\n",
               of->metric, of->record, labels, (apr_uint64_t)value);
}

static void print_tally(request_rec *r, const tr_observed *observed, int count)
{
    sample of = { .r = r, .metric = "requests_total" };

    begin_metric(r, of.metric, "counter", "Requests answered, by format and "
                 "by where the answer came from.");
    for (int i = 0; i < count; i++) {
        of.record = observed[i].name;
        if (observed[i].served->segment.base)
            tr_tally_requests(observed[i].served, print_sample, &of, r->pool);
    }
    of.metric = "responses_total";
    begin_metric(r, of.metric, "counter", "The same requests, by status code.");
    for (int i = 0; i < count; i++) {
        of.record = observed[i].name;
        if (observed[i].served->segment.base)
            tr_tally_statuses(observed[i].served, print_sample, &of, r->pool);
    }
}

/* ---- The handler ---- */

/* Only where a <Location> of the configuration says so: a .htaccess must not show what its neighbours have. */
static int is_asked(request_rec *r)
{
    return r->handler && !strcmp(r->handler, "transparency-metrics")
           && ap_get_module_config(r->request_config, &transparency_module)
           && tr_is_metrics(ap_get_module_config(r->per_dir_config,
                                                 &transparency_module));
}

static int show_metrics(request_rec *r)
{
    tr_observed *observed;
    int count, result;

    if (!is_asked(r))
        return DECLINED;
    r->allowed |= AP_METHOD_BIT << M_GET;
    if ((result = ap_discard_request_body(r)) != OK)
        return result;
    if (r->method_number != M_GET)
        return HTTP_METHOD_NOT_ALLOWED;
    ap_set_content_type(r, "text/plain; version=0.0.4; charset=utf-8");
    apr_table_setn(r->headers_out, "Cache-Control", "no-store");
    apr_table_setn(r->headers_out, "X-Content-Type-Options", "nosniff");
    observed = tr_observe(r->server, &count, r->pool);
    for (int i = 0; i < count; i++)
        observed[i].name = escape_label(observed[i].name, r->pool);
    begin_metric(r, "build_info", "gauge", "Always 1; the label is the version of mod_transparency.");
    ap_rputs(PREFIX "build_info{version=\"" TR_VERSION "\"} 1\n", r);
    for (int i = 0; i < TR_FACT_COUNT; i++)
        print_fact(r, (tr_fact)i, observed, count);
    print_tally(r, observed, count);
    return OK;
}

void tr_metrics_register_hooks(apr_pool_t *pool)
{
    (void)pool;
    ap_hook_handler(show_metrics, NULL, NULL, APR_HOOK_MIDDLE);
}
