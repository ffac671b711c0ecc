/* SPDX-License-Identifier: Apache-2.0 */
#include "ctl/mirror.h"

#include <apr_strings.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ctl/replace.h"

enum { PATH_MAX_BYTES = 1024, LIST_MAX_BYTES = 1 << 30 };

static const char temporary[] = TR_MIRROR_LIST ".new";

static int fail(const tr_mirror *mirror, const char *path, const char *why)
{
    fprintf(stderr, "transparencyctl: export: %s/%s: %s\n", mirror->path, path, why);
    return 0;
}

/* ---- Paths ---- */

/* Relative, without "." and "..", of characters that our names have. */
static int is_safe(const char *path)
{
    if (!*path || strlen(path) > PATH_MAX_BYTES)
        return 0;
    for (const char *part = path; ; part++) {
        size_t length = strcspn(part, "/");
        if (!length || (part[0] == '.' && (length == 1 || (length == 2 && part[1] == '.'))))
            return 0;
        for (size_t i = 0; i < length; i++)
            if ((unsigned char)part[i] <= ' ' || (unsigned char)part[i] >= 0x7f)
                return 0;
        part += length;
        if (!*part)
            return 1;
    }
}

static const char *base_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

/* The directory of a file, never by way of a link; made if `make`. -1 with errno. */
static int open_parent(const tr_mirror *mirror, const char *path, int make)
{
    int at = dup(mirror->root), error = 0;
    const char *slash;

    for (; at >= 0 && (slash = strchr(path, '/')); path = slash + 1) {
        char name[PATH_MAX_BYTES + 1];
        int next;

        snprintf(name, sizeof name, "%.*s", (int)(slash - path), path);
        if (make && mkdirat(at, name, 0777) && errno != EEXIST)
            error = errno;
        next = error ? -1 : openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        error = next < 0 && !error ? errno : error;
        close(at);
        at = next;
    }
    if (at < 0 && error)
        errno = error;
    return at;
}

/* ---- Writing ---- */

/* Gives the bytes the name `name` in `directory`. 0, or -1 with errno. */
static int write_file(const tr_mirror *mirror, int directory, const char *name,
                      const char *bytes, apr_size_t length)
{
    int descriptor, failed, error;

    if (unlinkat(mirror->root, temporary, 0) && errno != ENOENT)
        return -1;
    descriptor = openat(mirror->root, temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor < 0)
        return -1;
    failed = tr_write_all(descriptor, bytes, length);
    error = errno;
    if (close(descriptor) && !failed) {
        failed = -1;
        error = errno;
    }
    if (!failed && renameat(mirror->root, temporary, directory, name)) {
        failed = -1;
        error = errno;
    }
    if (failed)
        unlinkat(mirror->root, temporary, 0);
    errno = error;
    return failed;
}

/* What stands there: 0 nothing, 1 a file with these bytes, 2 something else. */
static int what_is_there(int directory, const char *name, const char *bytes, apr_size_t length)
{
    struct stat info;
    int descriptor, same;

    if (fstatat(directory, name, &info, AT_SYMLINK_NOFOLLOW))
        return errno == ENOENT ? 0 : 2;
    if (!S_ISREG(info.st_mode) || (apr_size_t)info.st_size != length)
        return 2;
    descriptor = openat(directory, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (descriptor < 0)
        return 2;
    same = tr_has_bytes(descriptor, bytes, length) > 0;
    close(descriptor);
    return same ? 1 : 2;
}

static int put_in(tr_mirror *mirror, int directory, const char *path, const char *bytes,
                  apr_size_t length)
{
    const char *name = base_of(path);
    int there = what_is_there(directory, name, bytes, length);

    mirror->bytes += length;
    if (there == 1) {
        mirror->unchanged++;
        return 1;
    }
    if (write_file(mirror, directory, name, bytes, length))
        return fail(mirror, path, strerror(errno));
    mirror->written++;
    return 1;
}

int tr_mirror_put(tr_mirror *mirror, const char *path, const char *bytes, apr_size_t length)
{
    int directory, done;

    if (!is_safe(path) || !apr_hash_get(mirror->planned, path, APR_HASH_KEY_STRING))
        return fail(mirror, path, "was not planned");
    directory = open_parent(mirror, path, 1);
    if (directory < 0)
        return fail(mirror, path, strerror(errno));
    done = put_in(mirror, directory, path, bytes, length);
    close(directory);
    return done;
}

/* ---- The list ---- */

static int is_empty(const tr_mirror *mirror)
{
    int copy = openat(mirror->root, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), found = 0;
    DIR *stream = copy < 0 ? NULL : fdopendir(copy);
    const struct dirent *entry;

    if (!stream)
        return 0;
    while ((entry = readdir(stream)))
        found += strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..");
    closedir(stream);
    return !found;
}

/* The whole list, ended by a NUL byte; NULL with errno. */
static char *read_list(const tr_mirror *mirror)
{
    int descriptor = openat(mirror->root, TR_MIRROR_LIST,
                            O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    struct stat info;
    char *text = NULL;
    ssize_t got, used = 0;

    if (descriptor < 0)
        return NULL;
    if (!fstat(descriptor, &info) && S_ISREG(info.st_mode) && info.st_size < LIST_MAX_BYTES) {
        text = apr_palloc(mirror->pool, (apr_size_t)info.st_size + 1);
        while (used < info.st_size
               && (got = read(descriptor, text + used, (size_t)(info.st_size - used))) > 0)
            used += got;
        text[used] = '\0';
    }
    close(descriptor);
    errno = EINVAL;
    return text;
}

/* A list that we did not write names nothing that may be removed. */
static int load_list(tr_mirror *mirror)
{
    char *text = read_list(mirror), *line, *rest;

    if (!text)
        return errno != ENOENT ? fail(mirror, TR_MIRROR_LIST, strerror(errno))
               : is_empty(mirror)
               || fail(mirror, "", "the directory is not empty, and is no export: nothing is "
                       "written to it");
    line = apr_strtok(text, "\n", &rest);
    if (!line || strcmp(line, TR_MIRROR_MARK))
        return fail(mirror, TR_MIRROR_LIST, "is not as an export writes it");
    while ((line = apr_strtok(NULL, "\n", &rest))) {
        if (!is_safe(line))
            return fail(mirror, TR_MIRROR_LIST, "is not as an export writes it");
        apr_hash_set(mirror->before, line, APR_HASH_KEY_STRING, line);
    }
    return 1;
}

static void add_line(apr_array_header_t *parts, const char *path)
{
    APR_ARRAY_PUSH(parts, const char *) = path;
    APR_ARRAY_PUSH(parts, const char *) = "\n";
}

/* Writes the list: what is planned, and, where `all`, what was there. */
static int save_list(tr_mirror *mirror, int all)
{
    apr_array_header_t *parts = apr_array_make(mirror->pool, 64, sizeof(const char *));
    const char *text;

    add_line(parts, TR_MIRROR_MARK);
    for (int i = 0; i < mirror->order->nelts; i++)
        add_line(parts, APR_ARRAY_IDX(mirror->order, i, const char *));
    for (apr_hash_index_t *i = apr_hash_first(mirror->pool, mirror->before); all && i;
         i = apr_hash_next(i)) {
        const char *path = apr_hash_this_key(i);
        if (!apr_hash_get(mirror->planned, path, APR_HASH_KEY_STRING))
            add_line(parts, path);
    }
    text = apr_array_pstrcat(mirror->pool, parts, '\0');
    return !write_file(mirror, mirror->root, TR_MIRROR_LIST, text, strlen(text))
           || fail(mirror, TR_MIRROR_LIST, strerror(errno));
}

/* ---- From beginning to end ---- */

int tr_mirror_open(tr_mirror *out, const char *path, apr_pool_t *pool)
{
    memset(out, 0, sizeof *out);
    out->path = path;
    out->pool = pool;
    out->before = apr_hash_make(pool);
    out->planned = apr_hash_make(pool);
    out->order = apr_array_make(pool, 256, sizeof(const char *));
    if (mkdir(path, 0777) && errno != EEXIST)
        out->root = -1;
    else
        out->root = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (out->root < 0)
        return fail(out, "", strerror(errno));
    if (flock(out->root, LOCK_EX | LOCK_NB))
        return fail(out, "", errno == EWOULDBLOCK ? "another export is writing to it"
                                                  : strerror(errno));
    return load_list(out);
}

void tr_mirror_plan(tr_mirror *mirror, const char *path)
{
    if (apr_hash_get(mirror->planned, path, APR_HASH_KEY_STRING))
        return;
    path = apr_pstrdup(mirror->pool, path);
    apr_hash_set(mirror->planned, path, APR_HASH_KEY_STRING, path);
    APR_ARRAY_PUSH(mirror->order, const char *) = path;
}

/* Whether nothing stands at the place of a new file: what an export did not write is left alone. */
static int is_free(const tr_mirror *mirror, const char *path)
{
    struct stat info;
    int directory, taken;

    if (apr_hash_get(mirror->before, path, APR_HASH_KEY_STRING))
        return 1;
    directory = open_parent(mirror, path, 0);
    if (directory < 0)
        return errno == ENOENT || fail(mirror, path, strerror(errno));
    taken = !fstatat(directory, base_of(path), &info, AT_SYMLINK_NOFOLLOW);
    close(directory);
    return !taken || fail(mirror, path, "something is there that no export has written");
}

int tr_mirror_begin(tr_mirror *mirror)
{
    for (int i = 0; i < mirror->order->nelts; i++)
        if (!is_free(mirror, APR_ARRAY_IDX(mirror->order, i, const char *)))
            return 0;
    return save_list(mirror, 1);
}

/* Removes directories that nothing is left in, from the innermost. */
static void remove_parents(const tr_mirror *mirror, const char *path)
{
    char *name = apr_pstrdup(mirror->pool, path), *slash;

    while ((slash = strrchr(name, '/'))) {
        int directory;

        *slash = '\0';
        directory = open_parent(mirror, name, 0);
        if (directory < 0 || unlinkat(directory, base_of(name), AT_REMOVEDIR)) {
            if (directory >= 0)
                close(directory);
            return;
        }
        close(directory);
    }
}

static int remove_file(tr_mirror *mirror, const char *path)
{
    int directory = open_parent(mirror, path, 0), failed;
    struct stat info;

    if (directory < 0)          /* no such directory: it is gone already */
        return errno == ENOENT || errno == ENOTDIR || errno == ELOOP
               || fail(mirror, path, strerror(errno));
    if (fstatat(directory, base_of(path), &info, AT_SYMLINK_NOFOLLOW)
        || !S_ISREG(info.st_mode)) {
        close(directory);
        return 1;
    }
    failed = unlinkat(directory, base_of(path), 0) ? errno : 0;
    close(directory);
    if (failed)
        return fail(mirror, path, strerror(failed));
    mirror->removed++;
    remove_parents(mirror, path);
    return 1;
}

int tr_mirror_end(tr_mirror *mirror)
{
    for (apr_hash_index_t *i = apr_hash_first(mirror->pool, mirror->before); i;
         i = apr_hash_next(i)) {
        const char *path = apr_hash_this_key(i);
        if (!apr_hash_get(mirror->planned, path, APR_HASH_KEY_STRING)
            && !remove_file(mirror, path))
            return 0;
    }
    if (syncfs(mirror->root))
        return fail(mirror, "", strerror(errno));
    return save_list(mirror, 0);
}

void tr_mirror_close(tr_mirror *mirror)
{
    if (mirror->root >= 0)
        close(mirror->root);
}
