/* SPDX-License-Identifier: Apache-2.0 */
/*
 * writer.c - rounds of reading and publishing; see writer.h.
 *
 * A candidate set with a faulty file is not published over anything good: the
 * last good set goes on being served (and is rebuilt when an embargo ends).
 * Only at a cold start are the good files of a faulty set served, and the
 * record says that it is incomplete.
 */
#include "httpd/writer_private.h"

#include <apr_strings.h>
#include <http_log.h>

#include "httpd/log.h"
#include "httpd/prerender.h"
#include "store/build.h"
#include "store/process.h"
#include "store/publish.h"
#include "store/reap.h"

APLOG_USE_MODULE(transparency);

static const apr_interval_time_t again_time = 5 * APR_USEC_PER_SEC;

tr_writer *tr_writer_make(tr_runtime *runtime, tr_served *served,
                          apr_pool_t *pool)
{
    tr_writer *writer = apr_pcalloc(pool, sizeof *writer);

    writer->runtime = runtime;
    writer->served = served;
    writer->pool = pool;
    writer->files = apr_hash_make(pool);
    writer->gone = apr_hash_make(pool);
    writer->valid_until = INT64_MAX;
    writer->wake = INT64_MAX;
    return writer;
}

int tr_writer_needs(const tr_writer *writer, const tr_file *file)
{
    for (int i = 0; i < writer->good_count; i++)
        if (writer->good[i] == file)
            return 1;
    return 0;
}

void tr_writer_close(tr_writer *writer)
{
    apr_hash_index_t *index = apr_hash_first(writer->pool, writer->files);

    for (; index; index = apr_hash_next(index)) {
        tr_watched *entry = apr_hash_this_val(index);
        tr_writer_drop(writer, entry->file);
    }
    for (int i = 0; i < writer->good_count; i++)
        tr_file_destroy(writer->good[i]);
    writer->good_count = 0;
    if (writer->good_pool)
        apr_pool_destroy(writer->good_pool);
    writer->good_pool = NULL;
}

/* ---- Building ---- */

typedef struct candidates {
    tr_file **set;
    int count, faulty;
    uint64_t state;             /* a hash of the files as they are */
} candidates;

static void gather_candidates(candidates *out, const tr_writer *writer,
                              apr_pool_t *pool)
{
    apr_hash_index_t *index = apr_hash_first(pool, writer->files);

    *out = (candidates){ .set = apr_palloc(pool, sizeof *out->set
                                           * (apr_hash_count(writer->files) + 1)),
                         .state = 1 };
    for (; index; index = apr_hash_next(index)) {
        const tr_watched *entry = apr_hash_this_val(index);
        if (!entry->file)
            continue;
        out->set[out->count++] = entry->file;
        out->faulty += !entry->file->usable;
        out->state += tr_writer_hash_entry(entry);      /* whatever their order */
    }
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
        tr_watched *entry = apr_hash_get(writer->files, old[i]->name,
                                      APR_HASH_KEY_STRING);
        if (!tr_writer_needs(writer, old[i]) && (!entry || entry->file != old[i]))
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
    tr_pin_t pin;               /* held for the round; empty when nothing is served */
    tr_gen gen;
    int any;
    int complete;
} serving;

/* What the segment serves now, whoever published it. */
static void look_at_served(const tr_writer *writer, serving *now)
{
    memset(now, 0, sizeof *now);
    if (tr_pin_acquire(&writer->served->segment, &now->pin) != APR_SUCCESS)
        return;
    if (tr_gen_open(&now->gen, now->pin.data, now->pin.data_size)
        != APR_SUCCESS)
        return;
    now->any = 1;
    now->complete = now->gen.head->incomplete == 0;
}

/* Whether a generation says what is being served, now and next. */
static int is_served(const serving *now, const tr_gen *gen)
{
    return now->any
           && !memcmp(now->gen.head->digest, gen->head->digest, 32)
           && now->gen.head->valid_until == gen->head->valid_until;
}

static int same_editions(const tr_gen *a, const tr_gen *b)
{
    uint32_t count = a->head->instants.count;
    return count == b->head->instants.count
           && !memcmp(TR_GEN_ROWS(a, int64_t, instants),
                      TR_GEN_ROWS(b, int64_t, instants),
                      count * sizeof(int64_t));
}

/*
 * Other content under the same editions: somebody rewrote a file instead of
 * adding one.  It is served, since it may mend a slip of a minute ago, but
 * readers are not told what changed, and that must not pass in silence.
 */
static void tell_of_rewriting(const tr_writer *writer, const serving *now,
                              const tr_gen *gen)
{
    if (!now->any || !now->complete || gen->head->incomplete
        || !same_editions(&now->gen, gen)
        || !memcmp(now->gen.head->digest, gen->head->digest, 32)
        || gen->head->instant >= now->gen.head->valid_until)
        return;                 /* the last: a date has passed, nobody wrote anything */
    ap_log_error(APLOG_MARK, APLOG_WARNING, 0, writer->served->server,
                 TR_LOGNO(0034) "%s: what was published has been rewritten "
                 "without a new edition; readers are not told what changed. "
                 "To correct something published, add a file with a new "
                 "published= and a <correction>", writer->served->directory);
}

/* Whether this is the first word about the record since the server started, whichever process says it. */
static int is_first_word(const tr_writer *writer)
{
    static const char what[] = "served";
    return tr_segment_tell(&writer->served->segment, tr_writer_hash(
        (uint64_t)writer->served->started, what, sizeof what));
}

static void log_published(const tr_writer *writer, const tr_gen *gen,
                          const char *verb, int first, apr_size_t size)
{
    ap_log_error(APLOG_MARK, first ? APLOG_NOTICE : APLOG_INFO, 0,
                 writer->served->server, TR_LOGNO(0026) "%s: %s %u files, "
                 "%u reports, %u tables, %u figures, %u editions, %"
                 APR_SIZE_T_FMT " bytes%s", writer->served->directory, verb,
                 gen->head->files.count, tr_gen_kind_count(gen, "report"),
                 tr_gen_kind_count(gen, "requests"), gen->head->value.count,
                 gen->head->instants.count, size,
                 gen->head->incomplete ? "; INCOMPLETE: files with "
                 "errors are left out" : "");
}

enum { INDEX_ENTRY = 64 };      /* bytes of shared memory for each page that can be kept */

/* At most half of what the data leaves: a small segment keeps fewer pages, but it serves. */
static uint32_t slots_that_fit(const tr_write_t *write, apr_size_t size,
                               uint32_t wanted)
{
    uint64_t room = (write->capacity - size) / 4 / INDEX_ENTRY;

    while (wanted > room)
        wanted /= 2;            /* rounded up to a power of two later */
    return wanted;
}

/*
 * Copies a finished generation into the segment and makes it current, unless
 * it is not what was served at the round's beginning any more: another writer
 * may have read the files later than this one.
 */
static apr_status_t publish(tr_writer *writer, const serving *now,
                            const void *blob, apr_size_t size,
                            apr_pool_t *pool)
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
    status = write.started >> 8 == now->pin.generation
             ? tr_write_reserve(&write, size) : APR_EAGAIN;
    if (status == APR_SUCCESS) {
        memcpy(write.data, blob, size);
        slots = tr_prerender_slots(writer->runtime, writer->served, &gen, pool);
        status = tr_write_layout(&write, size,
                                 slots_that_fit(&write, size, slots));
    }
    if (status != APR_SUCCESS) {
        tr_write_abandon(&write);
        return status;
    }
    view = tr_write_view(&write);
    tr_prerender(writer->runtime, writer->served, &view, pool);
    writer->generation = write.generation;
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

typedef enum outcome {
    SERVED,                     /* it is being served now */
    SETTLED,                    /* it will not be, whatever is tried: only a change of the files helps */
    AGAIN                       /* not now */
} outcome;

/* A buffer or memory may be free later; a segment that is too small stays so. */
static outcome publish_outcome(tr_writer *writer, const serving *now,
                               const void *blob, apr_size_t size,
                               apr_pool_t *pool)
{
    apr_status_t status = publish(writer, now, blob, size, pool);

    if (status != APR_SUCCESS && status != writer->failing)
        log_unpublished(writer, status, size);
    writer->failing = status;
    if (status == APR_ENOSPC)
        tr_segment_count(&writer->served->segment, TR_COUNT_REFUSED, 1);
    return status == APR_SUCCESS ? SERVED
         : status == APR_ENOSPC ? SETTLED : AGAIN;
}

static void note_published(const tr_writer *writer, apr_time_t began)
{
    const tr_segment_t *segment = &writer->served->segment;
    apr_time_t now = apr_time_now();

    tr_segment_set_gauge(segment, TR_GAUGE_PUBLISHED, (uint64_t)apr_time_sec(now));
    tr_segment_set_gauge(segment, TR_GAUGE_BUILD_TIME,
                         now > began ? (uint64_t)(now - began) : 0);
}

/* Builds a set and publishes it if it differs. */
static outcome build_and_publish(tr_writer *writer, tr_file *const *set,
                                 int count, uint64_t state, const serving *now,
                                 apr_pool_t *pool)
{
    apr_time_t began = apr_time_now();
    tr_diags *diags = tr_diags_make(pool);
    int64_t clock = apr_time_sec(apr_time_now());
    int64_t newest = now->any ? newest_instant(&now->gen) : INT64_MIN;
    tr_build_options options = {
        .now = clock > newest ? clock : newest,     /* a clock set back hides nothing again */
        .served_until = newest,
        .served = now->complete ? &now->gen : NULL, /* what was left out for its faults is not late when mended */
        .minimum_cell = writer->served->minimum_cell,
        .limits = writer->served->limits
    };
    void *blob = NULL;
    apr_size_t size = 0;
    outcome result = SERVED;
    tr_gen gen;
    apr_status_t status = tr_build(&blob, &size, set, count, &options, diags,
                                   pool);

    tr_writer_log(writer, diags, state, pool);
    if (status != APR_SUCCESS || tr_gen_open(&gen, blob, size) != APR_SUCCESS) {
        ap_log_error(APLOG_MARK, APLOG_ERR, status, writer->served->server,
                     TR_LOGNO(0029) "%s: nothing can be served from it",
                     writer->served->directory);
        tr_segment_count(&writer->served->segment, TR_COUNT_REFUSED, 1);
        writer->wake = tr_build_next(set, count, options.now);
        return SETTLED;
    }
    if (gen.head->incomplete
        && ((now->any && now->complete)     /* the last good generation stays */
            || writer->served->on_error == TR_ON_ERROR_REFUSE)) {
        tr_segment_count(&writer->served->segment, TR_COUNT_REFUSED, 1);
        return SETTLED;
    }
    if (is_served(now, &gen)) {
        writer->generation = now->pin.generation;
        if (is_first_word(writer))
            log_published(writer, &gen, "still serves", 1, size);
    }
    else {
        result = publish_outcome(writer, now, blob, size, pool);
        if (result == SERVED) {
            note_published(writer, began);
            log_published(writer, &gen, "published", is_first_word(writer) || !now->any, size);
            tell_of_rewriting(writer, now, &gen);
        }
    }
    if (result == SERVED)
        writer->valid_until = gen.head->valid_until;
    return result;
}

/*
 * When to try again what could not be published, because another process was
 * writing, or memory or a buffer was missing: however long the interval, for it
 * may be due.
 */
static apr_time_t next_try(const tr_writer *writer)
{
    apr_interval_time_t interval = writer->served->check_interval;

    return apr_time_now() + (interval < again_time ? interval : again_time);
}

static void build_candidates(tr_writer *writer, const serving *now,
                             apr_pool_t *pool)
{
    candidates found;

    gather_candidates(&found, writer, pool);
    if (!found.count || (found.faulty && now->any && now->complete)) {
        writer->changed = 0;    /* said in the log; what is served stays */
        if (found.count)
            tr_segment_count(&writer->served->segment, TR_COUNT_REFUSED, 1);
        return;
    }
    switch (build_and_publish(writer, found.set, found.count, found.state, now,
                              pool)) {
    case SERVED:
        remember_good(writer, found.set, found.count);
        writer->changed = 0;
        break;
    case SETTLED:
        writer->changed = 0;
        break;
    case AGAIN:
        writer->due = next_try(writer);
        break;
    }
}

/* An embargo, a canary or another date is due: the same files make another generation. */
static void build_due(tr_writer *writer, const serving *now, apr_pool_t *pool)
{
    uint64_t due = (uint64_t)writer->valid_until;

    switch (build_and_publish(writer, writer->good, writer->good_count, due,
                              now, pool)) {
    case SERVED:
        break;
    case SETTLED:
        writer->valid_until = INT64_MAX;
        break;
    case AGAIN:
        writer->retry = next_try(writer);
        break;
    }
}

/* ---- The round ---- */

/*
 * The writer of another server generation published: what it read may be older
 * than what we read, so ours is compared with it once more.
 */
static void notice_others(tr_writer *writer, const serving *now)
{
    if (!now->any || !writer->generation
        || now->pin.generation == writer->generation)
        return;
    writer->generation = now->pin.generation;
    writer->changed = 1;
}

/* A clock that was set back must not make a pause of an hour. */
static void follow_clock(tr_writer *writer, apr_time_t now)
{
    apr_time_t latest = now + writer->served->check_interval;

    if (writer->due > latest)
        writer->due = now;
    if (writer->retry > latest)
        writer->retry = now;
}

/* That the directory could be looked at, and how many of its files are no good. */
static void note_looked(const tr_writer *writer, apr_pool_t *pool)
{
    const tr_segment_t *segment = &writer->served->segment;

    if (writer->listing == APR_SUCCESS)
        tr_segment_set_gauge(segment, TR_GAUGE_LOOKED,
                             (uint64_t)apr_time_sec(apr_time_now()));
    tr_segment_set_gauge(segment, TR_GAUGE_FAULTY,
                         (uint64_t)tr_writer_faulty(writer, pool));
}

static void round_in(tr_writer *writer, apr_pool_t *pool)
{
    apr_time_t now = apr_time_now();
    serving served;

    look_at_served(writer, &served);
    notice_others(writer, &served);
    follow_clock(writer, now);
    if (apr_time_sec(now) >= writer->wake) {    /* what was all under embargo */
        writer->wake = INT64_MAX;
        writer->changed = 1;
        writer->due = now;
    }
    if (now >= writer->due) {
        writer->due = now + writer->served->check_interval;
        int whole = tr_writer_look(writer, pool);
        note_looked(writer, pool);
        if (!whole)
            writer->due = now;          /* look again at the next tick */
        else if (writer->changed)
            build_candidates(writer, &served, pool);
    }
    if (writer->good_count && apr_time_sec(now) >= writer->valid_until
        && now >= writer->retry)
        build_due(writer, &served, pool);
    tr_pin_release(&served.pin);
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
