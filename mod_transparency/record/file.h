/* SPDX-License-Identifier: Apache-2.0 */
/*
 * file.h - opening and reading files that somebody may be changing.
 *
 * Never by mmap (a file cut short would be SIGBUS), never through a symbolic
 * link, never blocking on a FIFO or a device.
 */
#ifndef TR_RECORD_FILE_H
#define TR_RECORD_FILE_H

#include <openssl/evp.h>
#include <sys/stat.h>

#include "record/read.h"

enum { TR_READ_CHUNK = 64 << 10 };

/*
 * Opens `path` below `directory`, one component after the other so that none
 * of them is a symbolic link. Returns the descriptor, or -1 with errno.
 */
int tr_open_below(const char *directory, const char *path, int flags);

/* The signature of what stat told. */
tr_signature tr_signature_of(const struct stat *status);

int tr_signature_equal(const tr_signature *a, const tr_signature *b);

/* read(2) until the buffer is full or the file ends. -1 with errno. */
ssize_t tr_read_full(int descriptor, char *buffer, size_t size);

/* Writes 64 lower-case hexadecimal digits and NUL. */
void tr_digest_hex(const unsigned char digest[32], char hex[65]);

#endif
