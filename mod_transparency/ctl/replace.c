/* SPDX-License-Identifier: Apache-2.0 */
/* Writing files whole; see replace.h. */
#include "ctl/replace.h"

#include <apr_strings.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CHUNK = 64 << 10 };

/* --- what is there ------------------------------------------------------------------- */

int tr_has_bytes(int descriptor, const char *bytes, apr_size_t length)
{
    char chunk[CHUNK];
    apr_size_t at = 0;

    for (;;) {
        ssize_t got = read(descriptor, chunk, sizeof chunk);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -1;
        if (got == 0)
            return at == length;
        if ((apr_size_t)got > length - at || memcmp(chunk, bytes + at, (size_t)got) != 0)
            return 0;
        at += (apr_size_t)got;
    }
}

/* 1 the same bytes, 2 others; -1 with errno. */
static int compare(int descriptor, const tr_new_file *file)
{
    int same = tr_has_bytes(descriptor, file->text, file->length);

    return same ? same : 2;
}

int tr_compare_files(tr_new_file *files, int count, const char **failed, apr_pool_t *pool)
{
    for (int i = 0; i < count; i++) {
        int descriptor = open(files[i].path, O_RDONLY | O_CLOEXEC), error;
        if (descriptor < 0 && errno == ENOENT)
            continue;
        files[i].exists = descriptor < 0 ? -1 : compare(descriptor, &files[i]);
        error = errno;
        if (descriptor >= 0)
            close(descriptor);
        if (files[i].exists < 0) {
            *failed = files[i].path;
            return error;
        }
    }
    return 0;
}

/* --- writing --------------------------------------------------------------------------- */

int tr_write_all(int descriptor, const char *bytes, apr_size_t length)
{
    while (length > 0) {
        ssize_t put = write(descriptor, bytes, length);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return -1;
        bytes += put;
        length -= (apr_size_t)put;
    }
    return 0;
}

static const char *temporary_name(const char *path, apr_pool_t *pool)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;

    return apr_psprintf(pool, "%.*s.%s.%ld.new", (int)(name - path), path, name,
                        (long)getpid());
}

static int write_temporary(tr_new_file *file, apr_pool_t *pool)
{
    const char *name = temporary_name(file->path, pool);
    int descriptor = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644), failed;

    if (descriptor < 0)
        return -1;
    file->temporary = name;
    failed = tr_write_all(descriptor, file->text, file->length) || fsync(descriptor);
    return close(descriptor) || failed ? -1 : 0;
}

static void remove_temporaries(const tr_new_file *files, int count)
{
    for (int i = 0; i < count; i++)
        if (files[i].temporary)
            unlink(files[i].temporary);
}

int tr_write_files(tr_new_file *files, int count, const char **failed, apr_pool_t *pool)
{
    int error = 0;

    for (int i = 0; i < count && !error; i++)
        if (files[i].exists != 1 && write_temporary(&files[i], pool)) {
            error = errno;
            *failed = files[i].path;
        }
    for (int i = 0; i < count && !error; i++) {
        if (!files[i].temporary)
            continue;
        if (rename(files[i].temporary, files[i].path)) {
            error = errno;
            *failed = files[i].path;
        }
        else
            files[i].temporary = NULL;
    }
    remove_temporaries(files, count);
    return error;
}
