/* SPDX-License-Identifier: Apache-2.0 */
/* Collecting what observe.h lists. */
#include "httpd/observe.h"

#include <apr_strings.h>
#include <http_main.h>
#include <string.h>

#include "record/vocabulary.h"
#include "store/generation.h"
#include "store/pages.h"
#include "store/process.h"

const tr_fact_def tr_facts[TR_FACT_COUNT] = {
#define X(id, status, metric, kind, help) { status, metric, help, TR_FACT_##kind },
    TR_FACTS(X)
#undef X
};

/* ---- One record ---- */

static void read_generation(int64_t *fact, const tr_gen *gen)
{
    const int64_t *instants = TR_GEN_ROWS(gen, int64_t, instants);

    fact[TR_FACT_FILES] = gen->head->files.count;
    fact[TR_FACT_REPORTS] = tr_gen_kind_count(gen, "report");
    fact[TR_FACT_TABLES] = tr_gen_kind_count(gen, "requests");
    fact[TR_FACT_FIGURES] = gen->head->value.count;
    fact[TR_FACT_EDITIONS] = gen->head->instants.count;
    fact[TR_FACT_LEFT_OUT] = gen->head->incomplete;
    fact[TR_FACT_INCOMPLETE] = gen->head->incomplete != 0;
    fact[TR_FACT_VALID_UNTIL] = gen->head->valid_until;
    if (gen->head->instants.count)
        fact[TR_FACT_NEWEST] = instants[gen->head->instants.count - 1];
}

static void read_pinned(int64_t *fact, const tr_pin_t *pin)
{
    uint64_t taken, total;
    tr_gen gen;

    fact[TR_FACT_GENERATION] = (int64_t)pin->generation;
    fact[TR_FACT_DATA] = (int64_t)pin->data_size;
    tr_pages_usage(pin, &taken, &total);
    fact[TR_FACT_PAGE_BYTES] = (int64_t)taken;
    fact[TR_FACT_PAGE_ROOM] = (int64_t)total;
    if (tr_gen_open(&gen, pin->data, pin->data_size) == APR_SUCCESS)
        read_generation(fact, &gen);
}

static void read_counters(int64_t *fact, const tr_segment_t *segment)
{
    static const struct { tr_fact fact; tr_counter_t counter; } counted[] = {
        { TR_FACT_PUBLISHED, TR_COUNT_PUBLISHED },
        { TR_FACT_REFUSED, TR_COUNT_REFUSED },
        { TR_FACT_SKIPPED, TR_COUNT_SKIPPED },
        { TR_FACT_PAGES_KEPT, TR_COUNT_PAGES_KEPT },
        { TR_FACT_PAGES_NOT_KEPT, TR_COUNT_PAGES_NOT_KEPT },
        { TR_FACT_PAGE_HITS, TR_COUNT_PAGE_HITS },
        { TR_FACT_PAGE_MISSES, TR_COUNT_PAGE_MISSES },
        { TR_FACT_REAPED, TR_COUNT_REAPED },
        { TR_FACT_REAPED_PINS, TR_COUNT_REAPED_PINS },
        { TR_FACT_FAULTS, TR_COUNT_FAULTS },
    };
    for (size_t i = 0; i < sizeof counted / sizeof *counted; i++)
        fact[counted[i].fact] = (int64_t)tr_segment_counter(segment,
                                                            counted[i].counter);
}

static int64_t gauge_time(const tr_segment_t *segment, tr_gauge_t gauge)
{
    uint64_t seconds = tr_segment_gauge(segment, gauge);
    return seconds ? (int64_t)seconds : TR_FACT_UNKNOWN;
}

static void read_record(tr_observed *observed)
{
    const tr_segment_t *segment = &observed->served->segment;
    int64_t *fact = observed->fact;
    tr_pin_t pin;

    fact[TR_FACT_NEWEST] = fact[TR_FACT_VALID_UNTIL] = TR_FACT_UNKNOWN;
    fact[TR_FACT_CHANGED] = fact[TR_FACT_LOOKED] = TR_FACT_UNKNOWN;
    if (!segment->base)
        return;
    if (tr_pin_acquire(segment, &pin) == APR_SUCCESS) {
        read_pinned(fact, &pin);
        tr_pin_release(&pin);
    }
    read_counters(fact, segment);
    fact[TR_FACT_CHANGED] = gauge_time(segment, TR_GAUGE_PUBLISHED);
    fact[TR_FACT_LOOKED] = gauge_time(segment, TR_GAUGE_LOOKED);
    fact[TR_FACT_BUILD_TIME] = (int64_t)tr_segment_gauge(segment, TR_GAUGE_BUILD_TIME);
    fact[TR_FACT_FAULTY] = (int64_t)tr_segment_gauge(segment, TR_GAUGE_FAULTY);
    fact[TR_FACT_MEMORY_LIMIT] = (int64_t)segment->size;
    fact[TR_FACT_MEMORY_USED] = (int64_t)tr_segment_resident(segment);
    fact[TR_FACT_ROOM] = (int64_t)segment->buffer_size;
}

/* ---- Which ones ---- */

typedef struct search {
    server_rec *only;               /* NULL: all servers */
    const tr_runtime *runtime;
    tr_observed *found;
    int count;
    apr_pool_t *pool;
} search;

/* Never more of a path than its last part. */
static const char *name_of(const tr_served *served, const tr_conf *conf,
                           apr_pool_t *pool)
{
    const char *end = served->directory + strlen(served->directory), *start;

    if (conf->set.title && conf->set.title[0])
        return conf->set.title;
    while (end > served->directory && end[-1] == '/')
        end--;
    for (start = end; start > served->directory && start[-1] != '/'; start--)
        ;
    return start < end ? apr_pstrmemdup(pool, start, (size_t)(end - start)) : "record";
}

static int name_taken(const search *seek, const char *name)
{
    for (int i = 0; i < seek->count; i++)
        if (!strcmp(seek->found[i].name, name))
            return 1;
    return 0;
}

static void find_record(void *baton, server_rec *server, const tr_conf *conf)
{
    search *seek = baton;
    const tr_served *served = tr_served_of(seek->runtime, conf);
    const char *name, *unique;

    if ((seek->only && seek->only != server) || !served)
        return;
    for (int i = 0; i < seek->count; i++)
        if (seek->found[i].served == served)
            return;
    unique = name = name_of(served, conf, seek->pool);
    for (int number = 2; name_taken(seek, unique); number++)
        unique = apr_psprintf(seek->pool, "%s (%d)", name, number);
    seek->found[seek->count].served = served;
    seek->found[seek->count++].name = unique;
}

tr_observed *tr_observe(server_rec *server, int *count, apr_pool_t *pool)
{
    search seek = { .only = server, .runtime = tr_runtime_of(ap_server_conf),
                    .pool = pool };

    *count = 0;
    if (!seek.runtime || !seek.runtime->served_count)
        return NULL;
    seek.found = apr_pcalloc(pool, sizeof *seek.found
                                   * (size_t)seek.runtime->served_count);
    tr_mounts_each(ap_server_conf, pool, find_record, &seek);
    if (!seek.count) {
        seek.only = NULL;
        tr_mounts_each(ap_server_conf, pool, find_record, &seek);
    }
    for (int i = 0; i < seek.count; i++)
        read_record(&seek.found[i]);
    *count = seek.count;
    return seek.found;
}

const char *tr_fact_text(const tr_observed *observed, tr_fact fact,
                         apr_pool_t *pool)
{
    int64_t value = observed->fact[fact];

    if (value == TR_FACT_UNKNOWN)
        return NULL;
    if (value == TR_FACT_NEVER)
        return "+Inf";
    if (tr_facts[fact].kind == TR_FACT_MICROSECONDS)
        return apr_psprintf(pool, "%" APR_INT64_T_FMT ".%06d", value / 1000000,
                            (int)(value % 1000000));
    return apr_psprintf(pool, "%" APR_INT64_T_FMT, value);
}
