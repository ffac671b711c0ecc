/* SPDX-License-Identifier: Apache-2.0 */
/* The files of a record's directory; see read.h. */
#include <apr_strings.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "record/characters.h"
#include "record/file.h"
#include "record/vector.h"

enum { DIRECTORY_DEPTH = 32 };

typedef struct listing {
    tr_vector entries;          /* tr_listing_entry */
    int others;
    tr_diags *diags;
    apr_pool_t *pool;
} listing;

static void cannot(listing *list, const char *name, const char *what, int error)
{
    char reason[128];

    apr_strerror(APR_FROM_OS_ERROR(error), reason, sizeof reason);
    tr_diags_add(list->diags, TR_DIAG_ERROR, name, 0, 0, "unreadable",
                 "cannot be %s: %s", what, reason);
}

static int is_xml(const char *name)
{
    size_t length = strlen(name);
    return length > 4 && strcmp(name + length - 4, ".xml") == 0;
}

static int is_valid_name(const char *name)
{
    size_t length = strlen(name);
    return tr_text_refused(name, length) == 0 && strpbrk(name, "\t\n\r") == NULL;
}

static void passed_over(listing *list, const char *name, const char *why)
{
    tr_diags_add(list->diags, TR_DIAG_WARNING, name, 0, 0, "not-a-file",
                 "%s; it is not read", why);
}

static void list_file(listing *list, const char *name, const struct stat *status)
{
    if (!is_xml(name)) {
        list->others += S_ISREG(status->st_mode) && strcmp(name, "SHA256SUMS") != 0;
        return;
    }
    if (S_ISLNK(status->st_mode))
        passed_over(list, name, "is a symbolic link");
    else if (!S_ISREG(status->st_mode))
        passed_over(list, name, "is not a regular file");
    else if (!is_valid_name(name))
        passed_over(list, name, "has a name that is not plain UTF-8");
    else
        *(tr_listing_entry *)tr_vector_add(&list->entries, 1) = (tr_listing_entry){
            apr_pstrdup(list->pool, name), tr_signature_of(status) };
}

static void list_directory(listing *list, int descriptor, const char *path, int depth);

static void list_below(listing *list, int parent, const char *name,
                       const char *path, int depth)
{
    int descriptor;

    if (depth == DIRECTORY_DEPTH) {
        tr_diags_add(list->diags, TR_DIAG_ERROR, path, 0, 0, "too-deep",
                     "directories are nested more than %d deep", DIRECTORY_DEPTH);
        return;
    }
    descriptor = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (descriptor >= 0)
        list_directory(list, descriptor, path, depth + 1);
    else if (errno != ENOENT)
        cannot(list, path, "opened", errno);
}

static void list_name(listing *list, int parent, const char *name,
                      const char *path, int depth)
{
    const char *whole = *path ? apr_pstrcat(list->pool, path, "/", name, NULL) : name;
    struct stat status;

    if (fstatat(parent, name, &status, AT_SYMLINK_NOFOLLOW) != 0) {
        if (errno != ENOENT)    /* gone between two calls: that is no fault */
            cannot(list, whole, "examined", errno);
    }
    else if (S_ISDIR(status.st_mode))
        list_below(list, parent, name, whole, depth);
    else
        list_file(list, whole, &status);
}

/* Closes the descriptor. */
static void list_directory(listing *list, int descriptor, const char *path, int depth)
{
    DIR *directory = fdopendir(descriptor);
    const struct dirent *entry;

    if (!directory) {
        cannot(list, path, "opened", errno);
        close(descriptor);
        return;
    }
    while (errno = 0, (entry = readdir(directory)) != NULL)
        if (entry->d_name[0] != '.')
            list_name(list, dirfd(directory), entry->d_name, path, depth);
    if (errno)
        cannot(list, *path ? path : ".", "listed", errno);
    closedir(directory);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const tr_listing_entry *)a)->name,
                  ((const tr_listing_entry *)b)->name);
}

apr_status_t tr_list(tr_listing_entry **out, int *count, int *others,
                     const char *directory, tr_diags *diags, apr_pool_t *pool)
{
    listing list = { .diags = diags, .pool = pool };
    int descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    apr_pool_t *scratch;

    *out = NULL;
    *count = *others = 0;
    if (descriptor < 0) {
        int error = errno;
        cannot(&list, directory, "opened", error);
        return APR_FROM_OS_ERROR(error);
    }
    apr_pool_create(&scratch, pool);
    tr_vector_init(&list.entries, sizeof(tr_listing_entry), scratch);
    list_directory(&list, descriptor, "", 1);
    if (list.entries.count)
        qsort(list.entries.bytes, list.entries.count, sizeof(tr_listing_entry), by_name);
    *count = (int)list.entries.count;
    *others = list.others;
    *out = tr_vector_take(&list.entries, pool);
    apr_pool_destroy(scratch);
    return APR_SUCCESS;
}
