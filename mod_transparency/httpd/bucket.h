/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bucket.h - bytes in a pinned generation as a bucket.
 *
 *     bucket ──> shared reference ──> pin ──> segment
 *
 * The reference is counted over copies, splits and setasides; the last one to
 * go gives the pin back.  So a body may outlive handler, request and write
 * completion, and its memory is not recycled before the last byte is sent.
 */
#ifndef TR_HTTPD_BUCKET_H
#define TR_HTTPD_BUCKET_H

#include <apr_buckets.h>

#include "store/pin.h"

/* A bucket over `length` bytes at `bytes` inside the pinned generation. Takes the pin over. */
apr_bucket *tr_bucket_pinned(const char *bytes, apr_size_t length,
                             tr_pin_t pin, apr_bucket_alloc_t *list);

#endif
