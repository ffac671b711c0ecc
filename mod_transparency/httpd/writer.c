/* SPDX-License-Identifier: Apache-2.0 */
/*
 * writer.c - rounds of reading and publishing; see writer.h.
 *
 * States of a file between rounds:
 *
 *     new or changed ──signature stable for the settle time──> read
 *        read ──usable──> candidate      read ──faulty──> candidate unusable
 *
 * A candidate set with a faulty file is not published over anything good: the
 * last good set goes on being served (and is rebuilt when an embargo ends).
 * Only at a cold start are the good files of a faulty set served, and the
 * record says that it is incomplete.
 */
#include "httpd/writer.h"

#include <apr_hash.h>
#include <apr_strings.h>
#include <http_log.h>

#include "httpd/log.h"
#include "httpd/prerender.h"
#include "record/read.h"
#include "store/build.h"
#include "store/publish.h"
#include "store/reap.h"

APLOG_USE_MODULE(transparency);

static const apr_interval_time_t settle_time = APR_USEC_PER_SEC;
static const apr_interval_time_t pace_pause = 250;      /* after each 64 KiB read: keeps p99 of requests low */

typedef struct watched {
    const char *name;
    tr_signature signature;     /* of the file as last listed */
    apr_time_t seen;            /* when the signature was first seen */
    tr_signature read;          /* of the file as last read */
    tr_file *file;              /* as last read, usable or not; NULL: never */
    int listed;                 /* in the current round */
} watched;

struct tr_writer {
    tr_runtime *runtime;
    tr_served *served;
    apr_pool_t *pool;
    apr_hash_t *files;          /* name -> watched */
    apr_pool_t *good_pool;      /* of the array below */
    tr_file **good;             /* the last set that was published whole */
    int good_count;
    int complete;               /* what is being served has no file left out */
    apr_time_t due;             /* of the next look at the directory */
    int64_t valid_until;        /* of the generation being served, seconds */
    unsigned char digest[32];   /* of its content */
    int published;              /* by this writer, or found equal */
    int changed;                /* something to build */
    int others;                 /* files that are not XML, last time */
    int empty;                  /* there was no XML file last time */
    apr_status_t listing;       /* the last listing's status: logged when it changes */
};

static int same_signature(const tr_signature *a, const tr_signature *b)
{
    return a->device == b->device && a->inode == b->inode && a->size == b->size
           && a->mtime_ns == b->mtime_ns && a->ctime_ns == b->ctime_ns;
}

tr_writer *tr_writer_make(tr_runtime *runtime, tr_served *served,
                          apr_pool_t *pool)
{
    tr_writer *writer = apr_pcalloc(pool, sizeof *writer);

    writer->runtime = runtime;
    writer->served = served;
    writer->pool = pool;
    writer->files = apr_hash_make(pool);
    writer->valid_until = INT64_MAX;
    return writer;
}

static int in_good_set(const tr_writer *writer, const tr_file *file)
{
    for (int i = 0; i < writer->good_count; i++)
        if (writer->good[i] == file)
            return 1;
    return 0;
}

/* Gives a file back unless the good set still needs it. */
static void drop_file(const tr_writer *writer, tr_file *file)
{
    if (file && !in_good_set(writer, file))
        tr_file_destroy(file);
}

void tr_writer_close(tr_writer *writer)
{
    apr_hash_index_t *index = apr_hash_first(writer->pool, writer->files);

    for (; index; index = apr_hash_next(index)) {
        watched *entry = apr_hash_this_val(index);
        drop_file(writer, entry->file);
    }
    for (int i = 0; i < writer->good_count; i++)
        tr_file_destroy(writer->good[i]);
    writer->good_count = 0;
    if (writer->good_pool)
        apr_pool_destroy(writer->good_pool);
    writer->good_pool = NULL;
}

/* ---- Saying what is wrong ---- */

static int log_level(tr_severity severity)
{
    return severity == TR_DIAG_ERROR ? APLOG_ERR
         : severity == TR_DIAG_WARNING ? APLOG_WARNING : APLOG_INFO;
}

static void log_diags(const tr_writer *writer, const tr_diags *diags,
                      apr_pool_t *pool)
{
    for (const tr_diag *diag = diags->first; diag; diag = diag->next)
        ap_log_error(APLOG_MARK, log_level(diag->severity), 0,
                     writer->served->server, TR_LOGNO(0021) "%s/%s",
                     writer->served->directory, tr_diag_line(diag, pool));
    if (diags->suppressed)
        ap_log_error(APLOG_MARK, APLOG_WARNING, 0, writer->served->server,
                     TR_LOGNO(0022) "%s: %d more like these; mend the first "
                     "and look again", writer->served->directory,
                     diags->suppressed);
}

/* ---- Looking ---- */

static watched *watch_entry(tr_writer *writer, const char *name)
{
    watched *entry = apr_hash_get(writer->files, name, APR_HASH_KEY_STRING);
    if (!entry) {
        entry = apr_pcalloc(writer->pool, sizeof *entry);
        entry->name = apr_pstrdup(writer->pool, name);
        apr_hash_set(writer->files, entry->name, APR_HASH_KEY_STRING, entry);
    }
    return entry;
}

static void forget_unlisted(tr_writer *writer, apr_pool_t *pool)
{
    apr_hash_index_t *index = apr_hash_first(pool, writer->files);

    for (; index; index = apr_hash_next(index)) {
        watched *entry = apr_hash_this_val(index);
        if (entry->listed)
            continue;
        if (entry->file) {
            ap_log_error(APLOG_MARK, APLOG_WARNING, 0, writer->served->server,
                         TR_LOGNO(0023) "%s/%s is gone, and with it the "
                         "editions it published; put it back if that was not "
                         "intended", writer->served->directory, entry->name);
            drop_file(writer, entry->file);
            writer->changed = 1;
        }
        apr_hash_set(writer->files, entry->name, APR_HASH_KEY_STRING, NULL);
    }
}

static apr_status_t look(tr_writer *writer, tr_listing_entry **listing,
                         int *count, apr_pool_t *pool)
{
    tr_diags *diags = tr_diags_make(pool);
    int others = 0;
    apr_status_t status = tr_list(listing, count, &others,
                                  writer->served->directory, diags, pool);

    if (status != APR_SUCCESS) {
        if (status != writer->listing)
            ap_log_error(APLOG_MARK, APLOG_ERR, status, writer->served->server,
                         TR_LOGNO(0024) "%s cannot be read: what was published "
                         "before goes on being served",
                         writer->served->directory);
        writer->listing = status;
        return status;
    }
    writer->listing = APR_SUCCESS;
    if (others != writer->others && others)
        ap_log_error(APLOG_MARK, APLOG_INFO, 0, writer->served->server,
                     TR_LOGNO(0025) "%s: %d files that do not end in .xml are "
                     "not part of the record", writer->served->directory,
                     others);
    writer->others = others;
    if (!*count && !writer->empty)
        ap_log_error(APLOG_MARK, APLOG_NOTICE, 0, writer->served->server,
                     TR_LOGNO(0031) "%s: there is no file that ends in .xml: "
                     "nothing to publish", writer->served->directory);
    writer->empty = !*count;
    return APR_SUCCESS;
}

/* ---- Reading ---- */

static void pace(void *baton)
{
    (void)baton;
    apr_sleep(pace_pause);
}

/* Stable for the settle time, or older than it when first seen. */
static int is_settled(const watched *entry, apr_time_t now)
{
    apr_time_t written = entry->signature.mtime_ns / 1000;
    apr_time_t changed = entry->signature.ctime_ns / 1000;
    apr_time_t last = written > changed ? written : changed;

    if (now - entry->seen >= settle_time)
        return 1;
    return last <= now && now - last >= 2 * settle_time;
}

/* 1: read; 0: not now. */
static int read_one(tr_writer *writer, watched *entry,
                    const tr_listing_entry *listed, const tr_sums *sums,
                    apr_pool_t *pool)
{
    const unsigned char *wanted = sums ? tr_sums_find(sums, entry->name) : NULL;
    tr_diags *diags = tr_diags_make(pool);
    tr_file *file = NULL;
    int careful = apr_time_now() - entry->signature.mtime_ns / 1000
                  < 60 * APR_USEC_PER_SEC;
    apr_status_t status;

    status = tr_read_file(&file, writer->served->directory, listed, wanted,
                          careful, &writer->served->limits, pace, NULL, diags,
                          writer->pool);
    if (status == APR_EAGAIN)
        return 0;
    entry->read = listed->signature;
    drop_file(writer, entry->file);
    entry->file = file;
    writer->changed = 1;
    log_diags(writer, diags, pool);
    if (file)
        log_diags(writer, file->diags, pool);
    return 1;
}

/* Reads what changed. 1: everything is as the directory is now; 0: something is still being written. */
static int read_changed(tr_writer *writer, const tr_listing_entry *listing,
                        int count, apr_pool_t *pool)
{
    apr_time_t now = apr_time_now();
    tr_diags *diags = tr_diags_make(pool);
    tr_sums *sums = NULL;
    int present = 0, whole = 1;

    tr_sums_load(&sums, &present, writer->served->directory, diags, pool);
    log_diags(writer, diags, pool);
    for (int i = 0; i < count; i++) {
        watched *entry = watch_entry(writer, listing[i].name);
        entry->listed = 1;
        if (!entry->seen || !same_signature(&entry->signature,
                                            &listing[i].signature)) {
            entry->signature = listing[i].signature;
            entry->seen = now;
        }
        if (entry->file && same_signature(&entry->read, &listing[i].signature))
            continue;
        if (!is_settled(entry, now)
            || !read_one(writer, entry, &listing[i], present ? sums : NULL, pool))
            whole = 0;
    }
    return whole;
}

/* ---- Building ---- */

static tr_file **candidate_set(tr_writer *writer, int *count, int *faulty,
                               apr_pool_t *pool)
{
    tr_file **set = apr_palloc(pool, sizeof *set
                               * (apr_hash_count(writer->files) + 1));
    apr_hash_index_t *index = apr_hash_first(pool, writer->files);

    *count = *faulty = 0;
    for (; index; index = apr_hash_next(index)) {
        watched *entry = apr_hash_this_val(index);
        if (!entry->file)
            continue;
        set[(*count)++] = entry->file;
        *faulty += !entry->file->usable;
    }
    return set;
}

static void remember_good(tr_writer *writer, tr_file *const *set, int count)
{
    tr_file **old = writer->good;
    int old_count = writer->good_count;
    apr_pool_t *old_pool = writer->good_pool;

    apr_pool_create(&writer->good_pool, writer->pool);
    writer->good = apr_pmemdup(writer->good_pool, set,
                               sizeof *set * (size_t)count);
    writer->good_count = count;
    for (int i = 0; i < old_count; i++) {
        watched *entry = apr_hash_get(writer->files, old[i]->name,
                                      APR_HASH_KEY_STRING);
        if (!in_good_set(writer, old[i]) && (!entry || entry->file != old[i]))
            tr_file_destroy(old[i]);
    }
    if (old_pool)
        apr_pool_destroy(old_pool);
}

static int64_t newest_instant(const tr_gen *gen)
{
    const int64_t *instants = TR_GEN_ROWS(gen, int64_t, instants);
    return gen->head->instants.count
           ? instants[gen->head->instants.count - 1] : INT64_MIN;
}

typedef struct serving {
    int any;
    int complete;
    int64_t newest, valid_until;
    unsigned char digest[32];
} serving;

/* What the segment serves now, whoever published it. */
static void look_at_served(const tr_writer *writer, serving *now)
{
    tr_pin_t pin;
    tr_gen gen;

    memset(now, 0, sizeof *now);
    now->newest = INT64_MIN;
    if (tr_pin_acquire(&writer->served->segment, &pin) != APR_SUCCESS)
        return;
    if (tr_gen_open(&gen, pin.data, pin.data_size) == APR_SUCCESS) {
        now->any = 1;
        now->complete = gen.head->incomplete == 0;
        now->newest = newest_instant(&gen);
        now->valid_until = gen.head->valid_until;
        memcpy(now->digest, gen.head->digest, sizeof now->digest);
    }
    tr_pin_release(&pin);
}

static void log_published(const tr_writer *writer, const tr_gen *gen,
                          int first, apr_size_t size)
{
    uint32_t reports = 0;
    tr_gen_kind(gen, tr_element_find("requests", 8), &reports);
    ap_log_error(APLOG_MARK, first ? APLOG_NOTICE : APLOG_INFO, 0,
                 writer->served->server, TR_LOGNO(0026) "%s: published %u "
                 "files, %u tables, %u figures, %u editions, %" APR_SIZE_T_FMT
                 " bytes%s", writer->served->directory, gen->head->files.count,
                 reports, gen->head->value.count, gen->head->instants.count,
                 size, gen->head->incomplete ? "; INCOMPLETE: files with "
                 "errors are left out" : "");
}

/* Copies a finished generation into the segment and makes it current. */
static apr_status_t publish(tr_writer *writer, const void *blob,
                            apr_size_t size, apr_pool_t *pool)
{
    tr_write_t write;
    tr_pin_t view;
    uint32_t slots;
    tr_gen gen;
    apr_status_t status = tr_gen_open(&gen, blob, size);

    if (status == APR_SUCCESS)
        status = tr_write_begin(&writer->served->segment, &write);
    if (status != APR_SUCCESS)
        return status;
    status = tr_write_reserve(&write, size);
    if (status == APR_SUCCESS) {
        memcpy(write.data, blob, size);
        slots = tr_prerender_slots(writer->runtime, writer->served, &gen, pool);
        status = tr_write_layout(&write, size, slots);
    }
    if (status != APR_SUCCESS) {
        tr_write_abandon(&write);
        return status;
    }
    view = tr_write_view(&write);
    tr_prerender(writer->runtime, writer->served, &view, pool);
    return tr_write_publish(&write);
}

static void log_unpublished(const tr_writer *writer, apr_status_t status,
                            apr_size_t size)
{
    if (status == APR_EAGAIN || status == APR_EBUSY) {
        ap_log_error(APLOG_MARK, APLOG_DEBUG, status, writer->served->server,
                     TR_LOGNO(0027) "%s: not published in this round",
                     writer->served->directory);
        return;
    }
    if (status != APR_ENOSPC) {
        ap_log_error(APLOG_MARK, APLOG_ERR, status, writer->served->server,
                     TR_LOGNO(0030) "%s: the shared memory could not be "
                     "written; what was published before goes on being served",
                     writer->served->directory);
        return;
    }
    ap_log_error(APLOG_MARK, APLOG_ERR, status, writer->served->server,
                 TR_LOGNO(0028) "%s: the record needs %" APR_UINT64_T_FMT
                 " bytes and does not fit: set TransparencyCacheSize to at "
                 "least that", writer->served->directory,
                 (apr_uint64_t)tr_segment_size_for(
                     size, 4096, size, writer->served->segment.slot_count));
}

/* Builds a set and publishes it if it differs. 1: it is being served now. */
static int build_and_publish(tr_writer *writer, tr_file *const *set, int count,
                             const serving *now, apr_pool_t *pool)
{
    tr_diags *diags = tr_diags_make(pool);
    tr_build_options options = {
        .now = apr_time_sec(apr_time_now()),
        .served_until = now->newest,
        .limits = writer->served->limits
    };
    void *blob = NULL;
    apr_size_t size = 0;
    tr_gen gen;
    apr_status_t status = tr_build(&blob, &size, set, count, &options, diags,
                                   pool);

    log_diags(writer, diags, pool);
    if (status != APR_SUCCESS || tr_gen_open(&gen, blob, size) != APR_SUCCESS) {
        ap_log_error(APLOG_MARK, APLOG_ERR, status, writer->served->server,
                     TR_LOGNO(0029) "%s: nothing can be served from it",
                     writer->served->directory);
        return 0;
    }
    if (gen.head->incomplete && now->any && now->complete)
        return 0;               /* the last good generation stays */
    if (gen.head->incomplete && writer->served->on_error == TR_ON_ERROR_REFUSE)
        return 0;
    writer->valid_until = gen.head->valid_until;
    writer->complete = gen.head->incomplete == 0;
    if (now->any && !memcmp(now->digest, gen.head->digest, 32)
        && now->valid_until == gen.head->valid_until)
        return 1;
    status = publish(writer, blob, size, pool);
    if (status != APR_SUCCESS) {
        log_unpublished(writer, status, size);
        return 0;
    }
    log_published(writer, &gen, !now->any, size);
    return 1;
}

static void build_candidates(tr_writer *writer, const serving *now,
                             apr_pool_t *pool)
{
    int count, faulty;
    tr_file **set = candidate_set(writer, &count, &faulty, pool);

    if (!count || (faulty && now->any && now->complete)) {
        writer->changed = 0;    /* said in the log; what is served stays */
        return;
    }
    if (build_and_publish(writer, set, count, now, pool)) {
        remember_good(writer, set, count);
        writer->changed = 0;
        writer->published = 1;
    }
}

/* ---- The round ---- */

static void round_in(tr_writer *writer, apr_pool_t *pool)
{
    apr_time_t now = apr_time_now();
    tr_listing_entry *listing;
    apr_hash_index_t *index;
    serving served;
    int count, whole;

    look_at_served(writer, &served);
    if (now >= writer->due) {
        writer->due = now + writer->served->check_interval;
        for (index = apr_hash_first(pool, writer->files); index;
             index = apr_hash_next(index))
            ((watched *)apr_hash_this_val(index))->listed = 0;
        if (look(writer, &listing, &count, pool) == APR_SUCCESS) {
            whole = read_changed(writer, listing, count, pool);
            forget_unlisted(writer, pool);
            if (!whole)
                writer->due = now;      /* look again at the next tick */
            if (whole && writer->changed)
                build_candidates(writer, &served, pool);
        }
    }
    if (writer->good_count && apr_time_sec(now) >= writer->valid_until)
        build_and_publish(writer, writer->good, writer->good_count, &served,
                          pool);
}

void tr_writer_round(tr_writer *writer)
{
    apr_pool_t *pool;

    tr_segment_sweep(&writer->served->segment);
    tr_segment_trim(&writer->served->segment);
    if (apr_pool_create_unmanaged_ex(&pool, NULL, NULL) != APR_SUCCESS)
        return;
    round_in(writer, pool);
    apr_pool_destroy(pool);
}
