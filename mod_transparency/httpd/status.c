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

#include "http/httpdate.h"
#include "httpd/runtime.h"
#include "store/generation.h"
#include "store/pages.h"
#include "store/process.h"

static const struct {
    const char *name, *label;
    tr_counter_t counter;
} shown[] = {
    { "Published", "generations published", TR_COUNT_PUBLISHED },
    { "PageHits", "answers from kept pages", TR_COUNT_PAGE_HITS },
    { "PageMisses", "pages not found", TR_COUNT_PAGE_MISSES },
    { "PagesKept", "pages kept", TR_COUNT_PAGES_KEPT },
    { "PagesNotKept", "pages without room", TR_COUNT_PAGES_NOT_KEPT },
    { "Reaped", "dead processes cleared away", TR_COUNT_REAPED },
    { "ReapedPins", "pins they held", TR_COUNT_REAPED_PINS },
    { "Skipped", "rounds without a free buffer", TR_COUNT_SKIPPED },
    { "Faults", "broken invariants", TR_COUNT_FAULTS },
};

enum { SHOWN = sizeof shown / sizeof shown[0] };

typedef struct facts {
    uint64_t generation, page_bytes, page_room;
    uint32_t files, left_out, figures;
    char newest[TR_INSTANT_SIZE];
} facts;

static void read_facts(facts *out, const tr_served *served)
{
    tr_pin_t pin;
    tr_gen gen;

    memset(out, 0, sizeof *out);
    if (!served->segment.base
        || tr_pin_acquire(&served->segment, &pin) != APR_SUCCESS)
        return;
    out->generation = pin.generation;
    tr_pages_usage(&pin, &out->page_bytes, &out->page_room);
    if (tr_gen_open(&gen, pin.data, pin.data_size) == APR_SUCCESS) {
        const int64_t *instants = TR_GEN_ROWS(&gen, int64_t, instants);
        out->files = gen.head->files.count;
        out->left_out = gen.head->incomplete;
        out->figures = gen.head->value.count;
        if (gen.head->instants.count)
            tr_instant_format(out->newest, apr_time_from_sec(
                                  instants[gen.head->instants.count - 1]));
    }
    tr_pin_release(&pin);
}

static void print_short(request_rec *r, int number, const tr_served *served,
                        const facts *now)
{
    ap_rprintf(r, "Transparency%dGeneration: %" APR_UINT64_T_FMT "\n"
               "Transparency%dFigures: %u\nTransparency%dFilesLeftOut: %u\n"
               "Transparency%dPageBytes: %" APR_UINT64_T_FMT "\n",
               number, now->generation, number, now->figures, number,
               now->left_out, number, now->page_bytes);
    for (int i = 0; i < SHOWN; i++)
        ap_rprintf(r, "Transparency%d%s: %" APR_UINT64_T_FMT "\n", number,
                   shown[i].name,
                   (apr_uint64_t)tr_segment_counter(&served->segment,
                                                    shown[i].counter));
}

static void print_html(request_rec *r, const tr_served *served,
                       const facts *now)
{
    ap_rprintf(r, "<h3>%s</h3>\n<dl><dt>Generation %" APR_UINT64_T_FMT
               ": %u figures in %u files, newest edition %s%s; %"
               APR_UINT64_T_FMT " of %" APR_UINT64_T_FMT
               " bytes of pages used</dt>\n",
               ap_escape_html(r->pool, served->directory), now->generation,
               now->figures, now->files, now->newest,
               now->left_out ? "; <strong>incomplete: files with errors are "
               "left out</strong>" : "", now->page_bytes, now->page_room);
    for (int i = 0; i < SHOWN; i++)
        ap_rprintf(r, "<dt>%s: %" APR_UINT64_T_FMT "</dt>\n", shown[i].label,
                   (apr_uint64_t)tr_segment_counter(&served->segment,
                                                    shown[i].counter));
    ap_rputs("</dl>\n", r);
}

static int show_status(request_rec *r, int flags)
{
    const tr_runtime *runtime = tr_runtime_of(r->server);

    if (!runtime || !runtime->served_count)
        return OK;
    if (!(flags & AP_STATUS_SHORT))
        ap_rputs("<hr>\n<h2>Transparency records</h2>\n", r);
    for (int i = 0; i < runtime->served_count; i++) {
        facts now;
        if (!runtime->served[i]->segment.base)
            continue;
        read_facts(&now, runtime->served[i]);
        if (flags & AP_STATUS_SHORT)
            print_short(r, i, runtime->served[i], &now);
        else
            print_html(r, runtime->served[i], &now);
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
