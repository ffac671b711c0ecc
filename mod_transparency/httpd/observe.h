/* SPDX-License-Identifier: Apache-2.0 */
/*
 * observe.h - what an administrator can see of a record: the facts behind
 * /server-status and the metrics.
 *
 * One list makes both.  No fact is about a reader: neither an address nor a
 * language nor what was asked for is among them.
 */
#ifndef TR_HTTPD_OBSERVE_H
#define TR_HTTPD_OBSERVE_H

#include "httpd/runtime.h"

/* How a fact is written; TIME: seconds since 1970, TR_FACT_NEVER and TR_FACT_UNKNOWN apart. */
typedef enum tr_fact_kind { TR_FACT_GAUGE, TR_FACT_TIME, TR_FACT_MICROSECONDS, TR_FACT_COUNTER } tr_fact_kind;

#define TR_FACT_NEVER   INT64_MAX
#define TR_FACT_UNKNOWN INT64_MIN

/* X(ID, "name in /server-status?auto", "name of the metric", kind, "what it is") */
#define TR_FACTS(X)                                                                                    \
    X(GENERATION, "Generation", "generation", GAUGE, "Number of the state of the record being served; 0 before the first.") \
    X(FILES, "Files", "files", GAUGE, "Files that the record being served was read from.")             \
    X(REPORTS, "Reports", "reports", GAUGE, "Reports in it.")                                          \
    X(TABLES, "Tables", "tables", GAUGE, "Tables of figures in it.")                                   \
    X(FIGURES, "Figures", "cells", GAUGE, "Figures in it, over all editions.")                         \
    X(EDITIONS, "Editions", "editions", GAUGE, "Instants at which something was published.")           \
    X(LEFT_OUT, "FilesLeftOut", "files_left_out", GAUGE, "Files left out of what is served because of errors in them.") \
    X(INCOMPLETE, "Incomplete", "incomplete", GAUGE, "1: pages say that the record is incomplete; 0: they do not.") \
    X(FAULTY, "FilesFaulty", "files_faulty", GAUGE, "Files that cannot be used as they are now; what was served before stays.") \
    X(NEWEST, "NewestEdition", "newest_edition_timestamp_seconds", TIME, "Instant of the newest edition being served.") \
    X(CHANGED, "Changed", "last_change_timestamp_seconds", TIME, "When what is served last changed.")  \
    X(LOOKED, "Looked", "last_look_timestamp_seconds", TIME, "When the directory was last looked at.") \
    X(VALID_UNTIL, "ValidUntil", "valid_until_timestamp_seconds", TIME, "When what is served will change by itself, because of a date in it; +Inf: never.") \
    X(BUILD_TIME, "BuildSeconds", "build_seconds", MICROSECONDS, "How long it took to make what is served from the files read.") \
    X(MEMORY_LIMIT, "MemoryLimitBytes", "memory_limit_bytes", GAUGE, "The most memory that the record may take: TransparencyCacheSize.") \
    X(MEMORY_USED, "MemoryBytes", "memory_bytes", GAUGE, "Memory that stands behind it now, of all processes together; 0: the system does not tell.") \
    X(ROOM, "RoomBytes", "room_bytes", GAUGE, "The most that one state of the record with its pages may take: a quarter of the limit.") \
    X(DATA, "DataBytes", "data_bytes", GAUGE, "What the data of the state being served take of it.")   \
    X(PAGE_BYTES, "PageBytes", "page_bytes", GAUGE, "What the pages kept take of the page region.")    \
    X(PAGE_ROOM, "PageRoomBytes", "page_room_bytes", GAUGE, "Size of the page region.")                \
    X(PUBLISHED, "Published", "publications_total", COUNTER, "States of the record published.")        \
    X(REFUSED, "Refused", "refusals_total", COUNTER, "Times that changed files were not published, for errors in them or for want of room.") \
    X(SKIPPED, "Skipped", "publications_delayed_total", COUNTER, "Rounds without a free buffer: slow readers hold older states.") \
    X(PAGES_KEPT, "PagesKept", "pages_kept_total", COUNTER, "Pages put into shared memory.")           \
    X(PAGES_NOT_KEPT, "PagesNotKept", "pages_not_kept_total", COUNTER, "Pages for which there was no room there.") \
    X(PAGE_HITS, "PageHits", "page_hits_total", COUNTER, "Pages found there.")                         \
    X(PAGE_MISSES, "PageMisses", "page_misses_total", COUNTER, "Pages not found there.")               \
    X(REAPED, "Reaped", "processes_reaped_total", COUNTER, "Processes cleared away when they had gone.") \
    X(REAPED_PINS, "ReapedPins", "pins_reaped_total", COUNTER, "Pins that they had left.")             \
    X(FAULTS, "Faults", "faults_total", COUNTER, "Broken invariants met; anything but 0 is a bug.")

typedef enum tr_fact {
#define X(id, status, metric, kind, help) TR_FACT_##id,
    TR_FACTS(X)
#undef X
    TR_FACT_COUNT
} tr_fact;

typedef struct tr_fact_def {
    const char *status, *metric, *help;
    tr_fact_kind kind;
} tr_fact_def;

extern const tr_fact_def tr_facts[TR_FACT_COUNT];

typedef struct tr_observed {
    const tr_served *served;
    const char *name;               /* title or last part of the directory; unique in its list */
    int64_t fact[TR_FACT_COUNT];
} tr_observed;

/*
 * The records that `server` shows, or, where it shows none or is NULL, those of
 * all servers, in the order of the configuration.  The array is of pool; *count gets its length.
 */
tr_observed *tr_observe(server_rec *server, int *count, apr_pool_t *pool);

/* A fact in digits: "12", "0.034512", "+Inf"; NULL where it is unknown. */
const char *tr_fact_text(const tr_observed *observed, tr_fact fact, apr_pool_t *pool);

#endif
