/* SPDX-License-Identifier: Apache-2.0 */
/*
 * segments.c - the parent's part: which records are served and where their
 * segments are, over reloads.
 */
#include "httpd/runtime.h"

#include <apr_strings.h>
#include <ap_mpm.h>
#include <http_core.h>
#include <openssl/evp.h>

#include "httpd/build_id.h"
#include "httpd/log.h"
#include "store/generation.h"

APLOG_USE_MODULE(transparency);

enum { RETAINED_MAX = 256 };

/* Plain numbers only: the code that knows their meaning is unloaded meanwhile. */
typedef struct retained_segment {
    void *base;
    uint64_t size;
    int fd;
    int used;                   /* by the configuration being started */
} retained_segment;

typedef struct retained {
    int count;
    retained_segment segment[RETAINED_MAX];
} retained;

static retained *retained_data(void)
{
    static const char key[] = "mod_transparency";
    retained *data = ap_retained_data_get(key);
    return data ? data : ap_retained_data_create(key, sizeof *data);
}

static void hash_number(EVP_MD_CTX *hash, uint64_t number)
{
    EVP_DigestUpdate(hash, &number, sizeof number);
}

/* Everything that changes the data: another key is another segment. */
static void segment_key(unsigned char key[TR_KEY_SIZE], const tr_runtime *runtime,
                        const tr_conf *conf)
{
    EVP_MD_CTX *hash = EVP_MD_CTX_new();
    const char *directory = conf->mount->directory;

    EVP_DigestInit_ex(hash, EVP_sha256(), NULL);
    EVP_DigestUpdate(hash, runtime->build, sizeof runtime->build);
    hash_number(hash, TR_GEN_LAYOUT);
    EVP_DigestUpdate(hash, directory, strlen(directory) + 1);
    hash_number(hash, (uint64_t)tr_settings_max_file_size(&conf->set));
    hash_number(hash, (uint64_t)tr_settings_max_cells(&conf->set));
    hash_number(hash, (uint64_t)tr_settings_max_depth(&conf->set));
    hash_number(hash, (uint64_t)tr_settings_minimum_cell(&conf->set));
    hash_number(hash, (uint64_t)tr_settings_cache_size(&conf->set));
    hash_number(hash, (uint64_t)tr_settings_on_error(&conf->set));
    EVP_DigestFinal_ex(hash, key, NULL);
    EVP_MD_CTX_free(hash);
}

static tr_served *served_find(const tr_runtime *runtime,
                              const unsigned char key[TR_KEY_SIZE])
{
    for (int i = 0; i < runtime->served_count; i++)
        if (!memcmp(runtime->served[i]->key, key, TR_KEY_SIZE))
            return runtime->served[i];
    return NULL;
}

/* Leaves ->base NULL where there is none with this key. */
static void adopt(tr_segment_t *segment, retained *kept,
                  const unsigned char key[TR_KEY_SIZE])
{
    for (int i = 0; i < kept->count; i++) {
        retained_segment *old = &kept->segment[i];
        if (!old->used && tr_segment_adopt(segment, old->fd, old->base,
                                           old->size, key) == APR_SUCCESS) {
            old->used = 1;
            return;
        }
    }
    segment->base = NULL;
}

/* Twice the process limit, since two server generations overlap. */
static uint32_t slots_wanted(void)
{
    int limit = 0;
    ap_mpm_query(AP_MPMQ_HARD_LIMIT_DAEMONS, &limit);
    return limit < 64 ? 128 : limit > 2048 ? 4096 : (uint32_t)limit * 2;
}

static apr_status_t create(tr_served *served, retained *kept)
{
    retained_segment *fresh;
    apr_status_t status;
    apr_int64_t size = tr_settings_cache_size(&served->conf->set);

    if (kept->count == RETAINED_MAX)
        return APR_ENOSPC;
    status = tr_segment_create(&served->segment, (uint64_t)size,
                               slots_wanted(), served->key);
    if (status != APR_SUCCESS)
        return status;
    fresh = &kept->segment[kept->count++];
    fresh->base = served->segment.base;
    fresh->size = served->segment.size;
    fresh->fd = served->segment.fd;
    fresh->used = 1;
    return APR_SUCCESS;
}

/* Old children keep their own mapping of what the parent lets go here. */
static void release_unused(retained *kept)
{
    int left = 0;
    for (int i = 0; i < kept->count; i++) {
        if (kept->segment[i].used)
            kept->segment[left++] = kept->segment[i];
        else {
            tr_segment_t old = { .base = kept->segment[i].base,
                                 .size = kept->segment[i].size,
                                 .fd = kept->segment[i].fd, .body_fd = -1 };
            tr_segment_destroy(&old);
        }
    }
    kept->count = left;
}

typedef struct start_baton {
    tr_runtime *runtime;
    retained *kept;
} start_baton;

static void start_served(void *data, server_rec *server, const tr_conf *conf)
{
    start_baton *baton = data;
    tr_runtime *runtime = baton->runtime;
    unsigned char key[TR_KEY_SIZE];
    tr_served *served;

    segment_key(key, runtime, conf);
    served = served_find(runtime, key);
    if (served) {
        if (tr_settings_check_interval(&conf->set) < served->check_interval)
            served->check_interval = tr_settings_check_interval(&conf->set);
        return;
    }
    served = apr_pcalloc(runtime->pool, sizeof *served);
    memcpy(served->key, key, sizeof key);
    served->directory = conf->mount->directory;
    served->limits.file_size = (uint64_t)tr_settings_max_file_size(&conf->set);
    served->limits.cells = (uint64_t)tr_settings_max_cells(&conf->set);
    served->limits.depth = (int)tr_settings_max_depth(&conf->set);
    served->minimum_cell = tr_settings_minimum_cell(&conf->set);
    served->check_interval = tr_settings_check_interval(&conf->set);
    served->on_error = tr_settings_on_error(&conf->set);
    served->conf = conf;
    served->server = server;
    served->started = apr_time_now();
    adopt(&served->segment, baton->kept, key);
    runtime->served = memcpy(apr_palloc(runtime->pool,
                                        sizeof(tr_served *)
                                        * ((size_t)runtime->served_count + 1)),
                             runtime->served,
                             sizeof(tr_served *) * (size_t)runtime->served_count);
    runtime->served[runtime->served_count++] = served;
}

static void create_missing(tr_served *served, retained *kept)
{
    apr_status_t status = served->segment.base ? APR_SUCCESS : create(served, kept);

    if (status == APR_SUCCESS)
        return;
    served->segment.base = NULL;
    ap_log_error(APLOG_MARK, APLOG_CRIT | APLOG_STARTUP, status, served->server,
                 TR_LOGNO(0006) "%s: no shared memory of "
                 "TransparencyCacheSize %" APR_INT64_T_FMT " bytes: "
                 "this record is answered with 503 until a restart "
                 "finds some", served->conf->mount->where,
                 tr_settings_cache_size(&served->conf->set));
}

/* What nobody needs any more makes room first: an upgrade needs all anew. */
void tr_segments_start(tr_runtime *runtime, server_rec *server)
{
    start_baton baton = { runtime, retained_data() };

    for (int i = 0; i < baton.kept->count; i++)
        baton.kept->segment[i].used = 0;
    runtime->served = apr_palloc(runtime->pool, sizeof(tr_served *));
    tr_mounts_each(server, runtime->pool, start_served, &baton);
    release_unused(baton.kept);
    for (int i = 0; i < runtime->served_count; i++)
        create_missing(runtime->served[i], baton.kept);
}

tr_served *tr_served_of(const tr_runtime *runtime, const tr_conf *conf)
{
    unsigned char key[TR_KEY_SIZE];
    segment_key(key, runtime, conf);
    return served_find(runtime, key);
}
