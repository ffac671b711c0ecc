/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/bucket.h"

typedef struct pinned {
    apr_bucket_refcount refcount;   /* must be first */
    const char *bytes;
    tr_pin_t pin;
} pinned;

static apr_status_t pinned_read(apr_bucket *bucket, const char **bytes,
                                apr_size_t *length, apr_read_type_e block)
{
    const pinned *data = bucket->data;
    (void)block;
    *bytes = data->bytes + bucket->start;
    *length = bucket->length;
    return APR_SUCCESS;
}

static void pinned_destroy(void *data)
{
    pinned *reference = data;
    if (apr_bucket_shared_destroy(reference)) {
        tr_pin_release(&reference->pin);
        apr_bucket_free(reference);
    }
}

static const apr_bucket_type_t pinned_type = {
    "TRANSPARENCY", 5, APR_BUCKET_DATA,
    pinned_destroy,
    pinned_read,
    apr_bucket_setaside_noop,
    apr_bucket_shared_split,
    apr_bucket_shared_copy
};

apr_bucket *tr_bucket_pinned(const char *bytes, apr_size_t length,
                             tr_pin_t pin, apr_bucket_alloc_t *list)
{
    apr_bucket *bucket = apr_bucket_alloc(sizeof *bucket, list);
    pinned *reference = apr_bucket_alloc(sizeof *reference, list);

    APR_BUCKET_INIT(bucket);
    bucket->free = apr_bucket_free;
    bucket->list = list;
    reference->bytes = bytes;
    reference->pin = pin;
    bucket = apr_bucket_shared_make(bucket, reference, 0, length);
    bucket->type = &pinned_type;
    return bucket;
}
