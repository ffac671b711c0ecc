/* SPDX-License-Identifier: Apache-2.0 */
/*
 * writer.h - the one process that reads a record's files and publishes them.
 *
 *     directory ──list──> signatures ──changed and settled──> tr_file (kept)
 *        ──all usable──> the good set ──tr_build──> generation ──> segment
 *
 * A writer belongs to one process and one thread of it.  What it remembers
 * between rounds (files read, signatures) is its own and may be lost with the
 * process: the next writer reads everything once more, finds the digest of
 * what is being served and publishes only what differs.
 */
#ifndef TR_HTTPD_WRITER_H
#define TR_HTTPD_WRITER_H

#include "httpd/runtime.h"

typedef struct tr_writer tr_writer;

/* A writer for a served record; memory from pool, which must outlive it. */
tr_writer *tr_writer_make(tr_runtime *runtime, tr_served *served, apr_pool_t *pool);

/* One round: look, read what changed, publish what differs. Never fails; says what it finds in the log. */
void tr_writer_round(tr_writer *writer);

/* Frees the files it keeps. */
void tr_writer_close(tr_writer *writer);

#endif
