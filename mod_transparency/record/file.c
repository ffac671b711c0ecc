/* SPDX-License-Identifier: Apache-2.0 */
/* Opening and reading files; see file.h. */
#include "record/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

int tr_open_below(const char *directory, const char *path, int flags)
{
    int at = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC), next;
    char name[NAME_MAX + 1];

    while (at >= 0) {
        size_t length = strcspn(path, "/");
        int last = !path[length];
        if (length == 0 || length > NAME_MAX) {
            close(at);
            errno = length ? ENAMETOOLONG : ENOENT;
            return -1;
        }
        memcpy(name, path, length);
        name[length] = '\0';
        next = openat(at, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
                                | (last ? flags : O_DIRECTORY));
        int error = errno;
        close(at);
        errno = error;
        if (last)
            return next;
        at = next;
        path += length + 1;
    }
    return -1;
}

static int64_t nanoseconds(const struct timespec *time)
{
    return (int64_t)time->tv_sec * 1000000000 + time->tv_nsec;
}

tr_signature tr_signature_of(const struct stat *status)
{
    return (tr_signature){
        .device = (uint64_t)status->st_dev, .inode = (uint64_t)status->st_ino,
        .size = (uint64_t)status->st_size,
        .mtime_ns = nanoseconds(&status->st_mtim),
        .ctime_ns = nanoseconds(&status->st_ctim) };
}

int tr_signature_equal(const tr_signature *a, const tr_signature *b)
{
    return a->device == b->device && a->inode == b->inode && a->size == b->size
        && a->mtime_ns == b->mtime_ns && a->ctime_ns == b->ctime_ns;
}

ssize_t tr_read_full(int descriptor, char *buffer, size_t size)
{
    size_t done = 0;

    while (done < size) {
        ssize_t got = read(descriptor, buffer + done, size - done);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        done += (size_t)got;
    }
    return (ssize_t)done;
}

void tr_digest_hex(const unsigned char digest[32], char hex[65])
{
    static const char digits[] = "0123456789abcdef";

    for (int i = 0; i < 32; i++) {
        hex[2 * i] = digits[digest[i] >> 4];
        hex[2 * i + 1] = digits[digest[i] & 15];
    }
    hex[64] = '\0';
}
