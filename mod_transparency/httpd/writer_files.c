/* SPDX-License-Identifier: Apache-2.0 */
/*
 * writer_files.c - the first half of a round: what is in the directory, and
 * what of it must be read; see writer.h.
 *
 * States of a file between rounds:
 *
 *     new or changed ──signature stable for the settle time──> read
 *        read ──usable──> candidate      read ──faulty──> candidate unusable
 *
 * What cannot be read, or has not the digest that SHA256SUMS names, is a faulty
 * file too: a record never shrinks because of a missing permission.
 */
#include "httpd/writer_private.h"

#include <apr_strings.h>
#include <http_log.h>

#include "httpd/log.h"
#include "store/process.h"

APLOG_USE_MODULE(transparency);

static const apr_interval_time_t settle_time = APR_USEC_PER_SEC;
static const apr_interval_time_t patience = 30 * APR_USEC_PER_SEC;
static const apr_interval_time_t retry_time = 30 * APR_USEC_PER_SEC;    /* no signature tells that a reading would now succeed */
static const apr_interval_time_t pace_pause = 250;      /* after each 64 KiB read: keeps p99 of requests low */

static int same_signature(const tr_signature *a, const tr_signature *b)
{
    return a->device == b->device && a->inode == b->inode && a->size == b->size
           && a->mtime_ns == b->mtime_ns && a->ctime_ns == b->ctime_ns;
}

void tr_writer_drop(const tr_writer *writer, tr_file *file)
{
    if (file && !tr_writer_needs(writer, file))
        tr_file_destroy(file);
}

/* ---- Saying what is wrong ---- */

static int log_level(tr_severity severity)
{
    return severity == TR_DIAG_ERROR ? APLOG_ERR
         : severity == TR_DIAG_WARNING ? APLOG_WARNING : APLOG_INFO;
}

static void log_diag(const tr_writer *writer, const tr_diag *diag,
                     apr_pool_t *pool)
{
    ap_log_error(APLOG_MARK, log_level(diag->severity), 0,
                 writer->served->server, TR_LOGNO(0021) "%s/%s",
                 writer->served->directory, tr_diag_line(diag, pool));
}

uint64_t tr_writer_hash(uint64_t seed, const void *bytes, apr_size_t size)
{
    const unsigned char *byte = bytes;
    uint64_t hash = UINT64_C(0xcbf29ce484222325) ^ seed;

    for (apr_size_t i = 0; i < size; i++)
        hash = (hash ^ byte[i]) * UINT64_C(0x100000001b3);
    return hash;
}

uint64_t tr_writer_hash_entry(const tr_watched *entry)
{
    const tr_signature *read = &entry->read;
    const int64_t facts[] = { (int64_t)read->inode, (int64_t)read->size,
                              (int64_t)read->mtime_ns, (int64_t)read->ctime_ns };

    return tr_writer_hash(tr_writer_hash(0, facts, sizeof facts), entry->name,
                          strlen(entry->name));
}

int tr_writer_faulty(const tr_writer *writer, apr_pool_t *pool)
{
    apr_hash_index_t *index = apr_hash_first(pool, writer->files);
    int count = 0;

    for (; index; index = apr_hash_next(index)) {
        const tr_watched *entry = apr_hash_this_val(index);
        count += entry->file && !entry->file->usable;
    }
    return count;
}

static int is_told(const tr_writer *writer, uint64_t state, const char *text)
{
    uint64_t start = (uint64_t)writer->served->started ^ state;

    return state && !tr_segment_tell(&writer->served->segment,
                                     tr_writer_hash(start, text, strlen(text)));
}

void tr_writer_log(const tr_writer *writer, const tr_diags *diags,
                   uint64_t state, apr_pool_t *pool)
{
    for (const tr_diag *diag = diags->first; diag; diag = diag->next)
        if (!is_told(writer, state, tr_diag_line(diag, pool)))
            log_diag(writer, diag, pool);
    if (diags->suppressed && !is_told(writer, state, "suppressed"))
        ap_log_error(APLOG_MARK, diags->errors || diags->warnings ? APLOG_WARNING : APLOG_INFO,
                     0, writer->served->server,
                     TR_LOGNO(0022) "%s: %d more like these; mend the first "
                     "and look again", writer->served->directory,
                     diags->suppressed);
}

/* ---- Looking ---- */

static tr_watched *watch_entry(tr_writer *writer, const char *name)
{
    tr_watched *entry = apr_hash_get(writer->files, name, APR_HASH_KEY_STRING);
    if (!entry) {
        entry = apr_pcalloc(writer->pool, sizeof *entry);
        entry->name = apr_pstrdup(writer->pool, name);
        apr_hash_set(writer->files, entry->name, APR_HASH_KEY_STRING, entry);
    }
    return entry;
}

/* A file that is put back as it was is not a late publication. */
static void remember_gone(tr_writer *writer, const tr_file *file)
{
    if (file->size && tr_writer_needs(writer, file))
        apr_hash_set(writer->gone, apr_pmemdup(writer->pool, file->digest,
                                               sizeof file->digest),
                     sizeof file->digest, "");
}

/* Many are deleted, or replaced without a rename, one by one: what is between is not published. */
static int is_gone(tr_watched *entry, apr_time_t now)
{
    if (!entry->missing || entry->missing > now)
        entry->missing = now;
    return !entry->file || now - entry->missing >= settle_time;
}

/* 0: something may only be on its way. */
static int forget_unlisted(tr_writer *writer, apr_pool_t *pool)
{
    apr_hash_index_t *index = apr_hash_first(pool, writer->files);
    apr_time_t now = apr_time_now();
    int whole = 1;

    for (; index; index = apr_hash_next(index)) {
        tr_watched *entry = apr_hash_this_val(index);
        if (entry->listed) {
            entry->missing = 0;
            continue;
        }
        if (!is_gone(entry, now)) {
            whole = 0;
            continue;
        }
        if (entry->file && entry->file->size)
            ap_log_error(APLOG_MARK, APLOG_WARNING, 0, writer->served->server,
                         TR_LOGNO(0023) "%s/%s is gone, and with it the "
                         "editions it published; put it back if that was not "
                         "intended", writer->served->directory, entry->name);
        if (entry->file) {
            remember_gone(writer, entry->file);
            tr_writer_drop(writer, entry->file);
            writer->changed = 1;
        }
        apr_hash_set(writer->files, entry->name, APR_HASH_KEY_STRING, NULL);
    }
    return whole;
}

/* What the listing could not show: told once, and a fault while it lasts. */
static void note_listing(tr_writer *writer, const tr_diags *diags,
                         apr_pool_t *pool)
{
    for (const tr_diag *diag = diags->first; diag; diag = diag->next) {
        tr_watched *entry = watch_entry(writer, apr_pstrcat(pool, diag->code, " ",
                                                         diag->file, NULL));
        entry->listed = 1;
        if (entry->seen)
            continue;
        entry->seen = apr_time_now();
        log_diag(writer, diag, pool);
        if (diag->severity == TR_DIAG_ERROR) {
            entry->file = tr_file_stand_in(diag->file, diags, writer->pool);
            writer->changed = 1;
        }
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
    note_listing(writer, diags, pool);
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
static int is_settled(const tr_watched *entry, apr_time_t now)
{
    apr_time_t written = entry->signature.mtime_ns / 1000;
    apr_time_t changed = entry->signature.ctime_ns / 1000;
    apr_time_t last = written > changed ? written : changed;

    if (now - entry->seen >= settle_time)
        return 1;
    return last <= now && now - last >= 2 * settle_time;
}

/* One file that never rests keeps all others waiting, since they may belong together: that is said. */
static void tell_of_waiting(const tr_writer *writer, tr_watched *entry,
                            apr_time_t now)
{
    if (!entry->waiting || entry->waiting > now)
        entry->waiting = now;
    if (entry->told || now - entry->waiting < patience)
        return;
    entry->told = 1;
    ap_log_error(APLOG_MARK, APLOG_WARNING, 0, writer->served->server,
                 TR_LOGNO(0033) "%s/%s changes all the time: nothing new of "
                 "this record is published until it rests for a second",
                 writer->served->directory, entry->name);
}

/* Whether a file could not be read for the same reason as before. */
static int same_fault(const tr_file *before, const tr_diags *diags)
{
    const tr_diag *old = before && !before->size ? before->diags->first : NULL;

    return old && diags->first && !strcmp(old->code, diags->first->code)
           && !strcmp(old->text, diags->first->text);
}

static const unsigned char no_sums[32] = { 0 }, not_named[32] = { 1 };

/* 1: read; 0: not now. */
static int read_one(tr_writer *writer, tr_watched *entry,
                    const tr_listing_entry *listed,
                    const unsigned char *wanted, apr_pool_t *pool)
{
    int named = memcmp(wanted, no_sums, 32) != 0;
    tr_diags *diags = tr_diags_make(pool);
    tr_file *file = NULL;
    apr_time_t now = apr_time_now();
    int careful = now - entry->signature.mtime_ns / 1000
                  < 60 * APR_USEC_PER_SEC;

    if (!memcmp(wanted, not_named, 32))
        tr_diags_add(diags, TR_DIAG_WARNING, entry->name, 0, 0, "not-in-sums",
                     "is not named in SHA256SUMS; it is not read until it is");
    else if (tr_read_file(&file, writer->served->directory, listed,
                          named ? wanted : NULL, careful,
                          &writer->served->limits, pace, NULL, diags,
                          writer->pool) == APR_EAGAIN && !diags->first)
        return 0;               /* being written */
    entry->read = listed->signature;
    memcpy(entry->wanted, wanted, sizeof entry->wanted);
    entry->waiting = entry->told = 0;
    entry->retry = diags->errors && !file ? now + retry_time : 0;
    if (!file && same_fault(entry->file, diags))
        return 1;
    tr_writer_drop(writer, entry->file);
    entry->file = file ? file : tr_file_stand_in(entry->name, diags,
                                                 writer->pool);
    entry->file->returned = apr_hash_get(writer->gone, entry->file->digest,
                                         sizeof entry->file->digest) != NULL;
    writer->changed = 1;
    tr_writer_log(writer, entry->file->diags, tr_writer_hash_entry(entry), pool);
    return 1;
}

/* 0: there is a SHA256SUMS that cannot be read now. */
static int load_sums(tr_writer *writer, tr_sums **sums, int *present,
                     apr_pool_t *pool)
{
    tr_diags *diags = tr_diags_make(pool);

    tr_sums_load(sums, present, writer->served->directory, diags, pool);
    if (diags->errors != writer->sums_faults)
        tr_writer_log(writer, diags, 0, pool);
    writer->sums_faults = diags->errors;
    return !*present || *sums;
}

static void note_listed(tr_watched *entry, const tr_listing_entry *listed,
                        apr_time_t now)
{
    entry->listed = 1;
    if (!entry->seen || entry->seen > now       /* the clock was set back */
        || !same_signature(&entry->signature, &listed->signature)) {
        entry->signature = listed->signature;
        entry->seen = now;
    }
}

/* Reads what changed. 1: everything is as the directory is now; 0: something is still being written. */
static int read_changed(tr_writer *writer, const tr_listing_entry *listing,
                        int count, apr_pool_t *pool)
{
    apr_time_t now = apr_time_now();
    tr_sums *sums = NULL;
    int present = 0, whole = load_sums(writer, &sums, &present, pool);

    for (int i = 0; i < count; i++) {
        tr_watched *entry = watch_entry(writer, listing[i].name);
        const unsigned char *wanted = sums ? tr_sums_find(sums, entry->name)
                                           : NULL;
        note_listed(entry, &listing[i], now);
        if (present && !sums)
            continue;
        wanted = wanted ? wanted : present ? not_named : no_sums;
        if (entry->file && !memcmp(entry->wanted, wanted, 32)
            && same_signature(&entry->read, &listing[i].signature)
            && (!entry->retry || now < entry->retry))
            continue;
        if (!is_settled(entry, now)
            || !read_one(writer, entry, &listing[i], wanted, pool)) {
            tell_of_waiting(writer, entry, now);
            whole = 0;
        }
    }
    return whole;
}

int tr_writer_look(tr_writer *writer, apr_pool_t *pool)
{
    tr_listing_entry *listing;
    apr_hash_index_t *index;
    int count, whole;

    for (index = apr_hash_first(pool, writer->files); index;
         index = apr_hash_next(index))
        ((tr_watched *)apr_hash_this_val(index))->listed = 0;
    if (look(writer, &listing, &count, pool) != APR_SUCCESS)
        return 1;
    whole = read_changed(writer, listing, count, pool);
    return forget_unlisted(writer, pool) && whole;
}
