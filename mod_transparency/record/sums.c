/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SHA256SUMS, as sha256sum writes it: 64 hexadecimal digits, a space, a space
 * or "*", the name; a line that begins with "\" has \\ and \n in its name.
 */
#include <apr_strings.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "record/file.h"
#include "record/vector.h"

#define SUMS_NAME "SHA256SUMS"
enum { SUMS_MAX = 16 << 20 };

typedef struct sum {
    const char *name;
    unsigned char digest[32];
    int line;
} sum;

struct tr_sums {
    sum *all;                   /* sorted by name */
    size_t count;
};

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static int read_digest(const char *text, unsigned char digest[32])
{
    for (int i = 0; i < 32; i++) {
        int high = hex_value(text[2 * i]);
        int low = high < 0 ? -1 : hex_value(text[2 * i + 1]);
        if (low < 0)
            return 0;
        digest[i] = (unsigned char)(high << 4 | low);
    }
    return 1;
}

/* Undoes the escapes of sha256sum in place; 0 for one it does not write. */
static int unescape(char *name)
{
    char *out = name;

    for (; *name; name++) {
        if (*name != '\\')
            *out++ = *name;
        else if (*++name == 'n')
            *out++ = '\n';
        else if (*name == 'r')
            *out++ = '\r';
        else if (*name == '\\')
            *out++ = '\\';
        else
            return 0;
    }
    *out = '\0';
    return 1;
}

static int read_line(char *line, sum *out)
{
    int escaped = *line == '\\';
    char *name;

    line += escaped;
    if (strlen(line) < 67 || !read_digest(line, out->digest) || line[64] != ' '
        || (line[65] != ' ' && line[65] != '*'))
        return 0;
    name = line + 66;
    if (escaped && !unescape(name))
        return 0;
    if (strncmp(name, "./", 2) == 0)
        name += 2;
    out->name = name;
    return *name != '\0';
}

static int by_name(const void *a, const void *b)
{
    const sum *left = a, *right = b;
    int order = strcmp(left->name, right->name);
    return order ? order : left->line - right->line;
}

/* Two different digests of one name are no digest. */
static void check_twice(tr_sums *sums, tr_diags *diags)
{
    size_t kept = 0;

    for (size_t i = 0; i < sums->count; i++) {
        if (kept && strcmp(sums->all[kept - 1].name, sums->all[i].name) == 0) {
            tr_diags_add(diags, TR_DIAG_ERROR, SUMS_NAME, sums->all[i].line, 1,
                         "bad-sums", "\"%s\" was already named in line %d",
                         sums->all[i].name, sums->all[kept - 1].line);
            if (memcmp(sums->all[kept - 1].digest, sums->all[i].digest, 32) != 0)
                memset(sums->all[kept - 1].digest, 0, 32);  /* fits no file */
            continue;
        }
        sums->all[kept++] = sums->all[i];
    }
    sums->count = kept;
}

static tr_sums *read_sums(char *text, tr_diags *diags, apr_pool_t *pool)
{
    tr_sums *sums = apr_pcalloc(pool, sizeof *sums);
    apr_pool_t *scratch;
    tr_vector lines;
    int number = 0;

    apr_pool_create(&scratch, pool);
    tr_vector_init(&lines, sizeof(sum), scratch);
    for (char *next; *text; text = next) {
        size_t length = strcspn(text, "\n");
        sum found = { .line = ++number };
        next = text + length + (text[length] == '\n');
        text[length] = '\0';
        if (length > 0 && text[length - 1] == '\r')
            text[--length] = '\0';
        if (length == 0)
            continue;
        if (read_line(text, &found))
            *(sum *)tr_vector_add(&lines, 1) = found;
        else
            tr_diags_add(diags, TR_DIAG_ERROR, SUMS_NAME, number, 1, "bad-sums",
                         "not a line of sha256sum: 64 hexadecimal digits, two "
                         "spaces and a name");
    }
    sums->count = lines.count;
    sums->all = tr_vector_take(&lines, pool);
    apr_pool_destroy(scratch);
    if (sums->count)
        qsort(sums->all, sums->count, sizeof(sum), by_name);
    check_twice(sums, diags);
    return sums;
}

static apr_status_t failed(tr_diags *diags, int error)
{
    char reason[128];

    apr_strerror(APR_FROM_OS_ERROR(error), reason, sizeof reason);
    tr_diags_add(diags, TR_DIAG_ERROR, SUMS_NAME, 0, 0, "unreadable",
                 "cannot be read: %s", reason);
    return APR_FROM_OS_ERROR(error);
}

static apr_status_t slurp(int descriptor, char **text, tr_diags *diags,
                          apr_pool_t *pool)
{
    struct stat status;
    ssize_t got;
    size_t size;

    if (fstat(descriptor, &status) != 0)
        return failed(diags, errno);
    if (!S_ISREG(status.st_mode) || status.st_size > SUMS_MAX)
        return failed(diags, S_ISREG(status.st_mode) ? EFBIG : EINVAL);
    size = (size_t)status.st_size;
    *text = apr_palloc(pool, size + 1);
    got = tr_read_full(descriptor, *text, size);
    if (got < 0)
        return failed(diags, errno);
    if ((size_t)got != size)
        return APR_EAGAIN;      /* being written */
    (*text)[size] = '\0';
    if (strlen(*text) != size)
        return failed(diags, EINVAL);
    return APR_SUCCESS;
}

apr_status_t tr_sums_load(tr_sums **out, int *present, const char *directory,
                          tr_diags *diags, apr_pool_t *pool)
{
    int descriptor = tr_open_below(directory, SUMS_NAME, 0);
    apr_status_t result;
    char *text = NULL;

    *out = NULL;
    *present = 0;
    if (descriptor < 0 && errno == ENOENT)
        return APR_SUCCESS;
    *present = 1;
    if (descriptor < 0)
        return failed(diags, errno);
    result = slurp(descriptor, &text, diags, pool);
    close(descriptor);
    if (result == APR_SUCCESS)
        *out = read_sums(text, diags, pool);
    return result;
}

const unsigned char *tr_sums_find(const tr_sums *sums, const char *name)
{
    size_t low = 0, high = sums ? sums->count : 0;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(sums->all[middle].name, name);
        if (order == 0)
            return sums->all[middle].digest;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}
