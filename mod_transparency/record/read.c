/* SPDX-License-Identifier: Apache-2.0 */
/* Reading one file of a record; see read.h. */
#include "record/read.h"

#include <apr_strings.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "record/file.h"

typedef struct job {
    const char *directory;
    const tr_listing_entry *entry;
    uint64_t size_limit;
    tr_pace_fn pace;
    void *baton;
    tr_diags *diags;
    int descriptor;
    char *buffer;               /* TR_READ_CHUNK bytes */
} job;

static apr_status_t failed(const job *work, int error, const char *what)
{
    char reason[128];

    apr_strerror(APR_FROM_OS_ERROR(error), reason, sizeof reason);
    tr_diags_add(work->diags, TR_DIAG_ERROR, work->entry->name, 0, 0,
                 "unreadable", "cannot be %s: %s", what, reason);
    return APR_FROM_OS_ERROR(error);
}

/* Whether the descriptor is still what was listed. */
static apr_status_t check_signature(const job *work)
{
    struct stat status;
    tr_signature now;

    if (fstat(work->descriptor, &status) != 0)
        return failed(work, errno, "examined");
    if (!S_ISREG(status.st_mode)) {
        tr_diags_add(work->diags, TR_DIAG_ERROR, work->entry->name, 0, 0,
                     "not-a-file", "is not a regular file and is not read");
        return APR_EINVAL;
    }
    now = tr_signature_of(&status);
    return tr_signature_equal(&now, &work->entry->signature) ? APR_SUCCESS
                                                             : APR_EAGAIN;
}

/*
 * Reads the whole file once, into the digest and, when there is one, the
 * reader. A reader that stopped is not fed further, but the digest must be of
 * all bytes, because a file half-written is to be tried again, not reported.
 */
static apr_status_t read_once(const job *work, tr_reader *reader,
                              unsigned char digest[32], uint64_t *size)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    apr_status_t result = APR_SUCCESS;
    int more = 1;

    *size = 0;
    if (!context || EVP_DigestInit_ex(context, EVP_sha256(), NULL) != 1)
        result = APR_EGENERAL;
    while (result == APR_SUCCESS && more) {
        ssize_t got = tr_read_full(work->descriptor, work->buffer, TR_READ_CHUNK);
        if (got < 0)
            result = failed(work, errno, "read");
        else if (EVP_DigestUpdate(context, work->buffer, (size_t)got) != 1)
            result = APR_EGENERAL;
        else {
            if (reader)
                tr_reader_feed(reader, work->buffer, (apr_size_t)got);
            *size += (uint64_t)got;
            more = got == TR_READ_CHUNK && *size <= work->size_limit;
            if (work->pace)
                work->pace(work->baton);
        }
    }
    if (result == APR_SUCCESS && EVP_DigestFinal_ex(context, digest, NULL) != 1)
        result = APR_EGENERAL;
    EVP_MD_CTX_free(context);
    return result;
}

static apr_status_t check_wanted(const job *work, const unsigned char *wanted,
                                 const unsigned char *digest)
{
    char is[65], should[65];

    if (!wanted || memcmp(wanted, digest, 32) == 0)
        return APR_SUCCESS;
    tr_digest_hex(digest, is);
    tr_digest_hex(wanted, should);
    tr_diags_add(work->diags, TR_DIAG_WARNING, work->entry->name, 0, 0,
                 "sums-differ", "does not have the SHA-256 that SHA256SUMS names "
                 "(%.12s..., expected %.12s...); it is not read until it does",
                 is, should);
    return APR_EAGAIN;
}

/* Both readings, and all that must be the same before and after them. */
static apr_status_t read_checked(const job *work, tr_reader *reader, int careful,
                                 const unsigned char *wanted,
                                 unsigned char digest[32], uint64_t *size)
{
    unsigned char first[32];
    apr_status_t result = check_signature(work);

    if (result == APR_SUCCESS && careful) {
        result = read_once(work, NULL, first, size);
        if (result == APR_SUCCESS && lseek(work->descriptor, 0, SEEK_SET) != 0)
            result = failed(work, errno, "read again");
    }
    if (result == APR_SUCCESS)
        result = read_once(work, reader, digest, size);
    if (result == APR_SUCCESS && careful && memcmp(first, digest, 32) != 0)
        result = APR_EAGAIN;
    if (result == APR_SUCCESS)
        result = check_signature(work);
    if (result == APR_SUCCESS && *size <= work->size_limit
        && *size != work->entry->signature.size)
        result = APR_EAGAIN;
    if (result == APR_SUCCESS && *size <= work->size_limit)
        result = check_wanted(work, wanted, digest);
    return result;
}

apr_status_t tr_read_file(tr_file **out, const char *directory,
                          const tr_listing_entry *entry,
                          const unsigned char *wanted, int careful,
                          const tr_limits *limits, tr_pace_fn pace, void *baton,
                          tr_diags *diags, apr_pool_t *parent)
{
    job work = { directory, entry, limits->file_size, pace, baton, diags, -1, NULL };
    unsigned char digest[32];
    uint64_t size = 0;
    apr_status_t result;
    apr_pool_t *scratch;
    tr_reader *reader;
    tr_file *file;

    *out = NULL;
    work.descriptor = tr_open_below(directory, entry->name, 0);
    if (work.descriptor < 0)
        return failed(&work, errno, "opened");
    apr_pool_create(&scratch, parent);
    work.buffer = apr_palloc(scratch, TR_READ_CHUNK);
    reader = tr_reader_make(entry->name, limits, parent);
    result = read_checked(&work, reader, careful, wanted, digest, &size);
    close(work.descriptor);
    apr_pool_destroy(scratch);
    file = tr_reader_end(reader);
    if (result != APR_SUCCESS) {
        tr_file_destroy(file);
        return result;
    }
    file->size = size;
    memcpy(file->digest, digest, sizeof digest);
    *out = file;
    return APR_SUCCESS;
}

tr_file *tr_file_stand_in(const char *name, const tr_diags *why,
                          apr_pool_t *parent)
{
    apr_pool_t *pool;
    tr_file *file;

    apr_pool_create(&pool, parent);
    file = apr_pcalloc(pool, sizeof *file);
    file->pool = pool;
    file->name = apr_pstrdup(pool, name);
    file->lang = "";
    file->words = apr_pcalloc(pool, sizeof *file->words);
    file->words[0] = "";
    file->word_count = 1;
    file->diags = tr_diags_make(pool);
    for (const tr_diag *diag = why->first; diag; diag = diag->next)
        if (!strcmp(diag->file, name))
            tr_diags_add(file->diags, diag->severity, file->name, diag->line,
                         diag->column, diag->code, "%s", diag->text);
    return file;
}
