/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tally.c - counting answers; see tally.h.
 *
 * The counters of a segment from TR_COUNT_ANSWERS on:
 *
 *     format 0 [cache 0 .. cache n] format 1 [ ... ] ... | status 0 .. status m
 *
 * Each request adds one to one of the first part and to one of the second.
 */
#include "httpd/tally.h"

#include <apr_strings.h>
#include <http_protocol.h>

#include "httpd/exchange.h"
#include "httpd/metrics.h"
#include "render/out.h"
#include "store/process.h"

/* ---- What is told apart ---- */

static const char *const caches[] = { "hit", "miss", "aggregate", "computed", "none" };
enum { CACHE_NONE = 4, CACHES = sizeof caches / sizeof *caches };

static const int statuses[] = {
    200, 204, 206, 301, 302, 304, 400, 401, 403, 404, 405, 406, 408, 410, 412,
    413, 414, 416, 451, 500, 501, 503
};
enum { STATUSES = sizeof statuses / sizeof *statuses };     /* and one more for all others */

enum {
    FORMAT_ASSET = TR_FORMAT_COUNT,
    FORMAT_NONE,
    FORMATS,
    FIRST_STATUS = FORMATS * CACHES
};
_Static_assert(FIRST_STATUS + STATUSES + 1 <= TR_ANSWER_KINDS, "room for every kind of answer");

static int cache_of(const tr_exchange *exchange)
{
    if (!exchange || !exchange->head || exchange->problem.status)
        return CACHE_NONE;
    switch (exchange->cache) {
    case TR_CACHE_HIT: return 0;
    case TR_CACHE_AGGREGATE: return 2;
    case TR_CACHE_COMPUTED: return 3;
    default: return 1;
    }
}

static int format_of(const tr_exchange *exchange)
{
    if (!exchange || (!exchange->head && !exchange->problem.status))
        return FORMAT_NONE;
    return exchange->is_asset ? FORMAT_ASSET : (int)exchange->format;
}

/* What the fixed address ends in: formats that share it are one. */
static const char *format_name(int format)
{
    return format == FORMAT_ASSET ? "asset" : format == FORMAT_NONE ? "none"
         : tr_formats[format].extension;
}

static int status_of(int code)
{
    int i = 0;
    while (i < STATUSES && statuses[i] != code)
        i++;
    return i;
}

/* ---- Each request ---- */

static void count(const tr_served *served, int kind)
{
    tr_segment_count(&served->segment, TR_COUNT_ANSWERS + (tr_counter_t)kind, 1);
}

static const char *decimal(uint64_t number, apr_pool_t *pool)
{
    char *end = (char *)apr_palloc(pool, TR_OUT_DIGITS + 1) + TR_OUT_DIGITS;

    *end = '\0';
    return tr_out_digits(end, (int64_t)number);
}

static void note(request_rec *r, const tr_exchange *exchange)
{
    const char *coding = tr_coding_name(exchange->coding);
    int format = format_of(exchange);

    apr_table_setn(r->notes, "transparency-format", format_name(format));
    apr_table_setn(r->notes, "transparency-cache", caches[cache_of(exchange)]);
    apr_table_setn(r->notes, "transparency-generation",
                   decimal(exchange->generation, r->pool));
    if (coding && exchange->head)
        apr_table_setn(r->notes, "transparency-coding", coding);
    if (format < TR_FORMAT_COUNT && tr_formats[format].localised)
        apr_table_setn(r->notes, "transparency-language",
                       exchange->face->look.site.languages[exchange->language]);
}

/* When all is sent and before it is logged; also for what httpd refused before it came to our handler. */
static int tally(request_rec *r)
{
    const tr_conf *conf = ap_get_module_config(r->per_dir_config,
                                               &transparency_module);
    const tr_exchange *exchange;
    const tr_face *face;

    if (!ap_get_module_config(r->request_config, &transparency_module)
        || tr_is_metrics(conf))
        return DECLINED;
    exchange = tr_exchange_of(r);
    face = exchange ? exchange->face
                    : tr_face_of(tr_runtime_of(r->server), conf, r->server);
    if (!face || !face->served || !face->served->segment.base)
        return DECLINED;
    count(face->served, format_of(exchange) * CACHES + cache_of(exchange));
    count(face->served, FIRST_STATUS + status_of(r->status));
    if (exchange)
        note(r, exchange);
    return DECLINED;
}

/* ---- Reading ---- */

static uint64_t counted(const tr_served *served, int kind)
{
    return tr_segment_counter(&served->segment, TR_COUNT_ANSWERS + (tr_counter_t)kind);
}

/* Over all formats of one name, when `format` is the first of them. */
static uint64_t requests(const tr_served *served, int format, int cache)
{
    uint64_t sum = counted(served, format * CACHES + cache);

    for (int i = 0; i < TR_FORMAT_COUNT && format < TR_FORMAT_COUNT; i++) {
        if (i == format || strcmp(format_name(i), format_name(format)))
            continue;
        if (i < format)
            return 0;
        sum += counted(served, i * CACHES + cache);
    }
    return sum;
}

void tr_tally_requests(const tr_served *served, tr_tally_visit visit,
                       void *baton, apr_pool_t *pool)
{
    for (int format = 0; format < FORMATS; format++)
        for (int cache = 0; cache < CACHES; cache++) {
            uint64_t value = requests(served, format, cache);
            if (value)
                visit(baton, apr_psprintf(pool, "format=\"%s\",cache=\"%s\"",
                                          format_name(format), caches[cache]),
                      value);
        }
}

void tr_tally_statuses(const tr_served *served, tr_tally_visit visit,
                       void *baton, apr_pool_t *pool)
{
    for (int i = 0; i <= STATUSES; i++) {
        uint64_t value = counted(served, FIRST_STATUS + i);
        const char *code = i == STATUSES ? "other"
                         : apr_psprintf(pool, "%d", statuses[i]);
        if (value)
            visit(baton, apr_psprintf(pool, "code=\"%s\"", code), value);
    }
}

void tr_tally_register_hooks(apr_pool_t *pool)
{
    (void)pool;
    /* before mod_log_config's, which writes the notes */
    ap_hook_log_transaction(tally, NULL, NULL, APR_HOOK_REALLY_FIRST);
}
