/* SPDX-License-Identifier: Apache-2.0 */
/* Joins the files of a record into one generation; the steps are in build_private.h. */
#include "store/build.h"

#include <stdarg.h>
#include <string.h>

#include "store/build_private.h"

void tr_build_refuse(builder *b, build_file *file, int line, int column,
                     const char *code, const char *format, ...)
{
    va_list args;
    const char *text;

    va_start(args, format);
    text = apr_pvsprintf(b->pool, format, args);
    va_end(args);
    tr_diags_add(b->diags, TR_DIAG_ERROR, file->file->name, line, column, code, "%s", text);
    file->refused = 1;
    b->refusals++;
}

/* ---- One attempt ---- */

void tr_build_init(builder *b)
{
    tr_build_rows_init(&b->strings, 1, b->pool);
    tr_build_rows_init(&b->nodes, sizeof(tr_gen_node), b->pool);
    tr_build_rows_init(&b->attrs, sizeof(tr_gen_attr), b->pool);
    tr_build_rows_init(&b->gen_versions, sizeof(tr_gen_version), b->pool);
    tr_build_rows_init(&b->tables, sizeof(tr_gen_table), b->pool);
    tr_build_rows_init(&b->cells, sizeof(build_cell), b->pool);
    tr_build_rows_init(&b->blocks, sizeof(tr_gen_block), b->pool);
    tr_build_rows_init(&b->contexts, sizeof(tr_gen_context), b->pool);
    tr_build_rows_init(&b->ranges, sizeof(tr_gen_range), b->pool);
    tr_build_rows_init(&b->annots, sizeof(tr_gen_annot), b->pool);
    tr_build_rows_init(&b->problems, sizeof(tr_gen_problem), b->pool);
    b->string_offsets = apr_hash_make(b->pool);
    b->printed_offsets = apr_hash_make(b->pool);
    b->context_index = apr_hash_make(b->pool);
    b->range_index = apr_hash_make(b->pool);
    b->annot_index = apr_hash_make(b->pool);
}

/* Steps in order; each leaves at once when the one before found an error. */
static void (*const steps[])(builder *b) = {
    tr_build_editions, tr_build_codes, tr_build_refs, tr_build_parents,
    tr_build_code_order, tr_build_policies, tr_build_nodes, tr_build_cells, tr_build_hide,
    tr_build_blocks
};

static void attempt(builder *b)
{
    tr_build_init(b);
    b->warnings = tr_diags_make(b->pool);
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        steps[i](b);
        if (b->refusals || b->failed)
            return;
    }
}

/* ---- The whole ---- */

static apr_status_t finish(builder *b, tr_file *const *files, int file_count,
                           void **out, apr_size_t *size, apr_pool_t *pool)
{
    int64_t next, embargo = tr_build_next(files, file_count, b->options->now);
    tr_gen_head *head;
    apr_status_t status;

    tr_build_problems(b);
    head = tr_build_blob(b, pool);
    if (!head)
        return APR_EINVAL;
    tr_build_due(head, &next, &head->passed);
    head->valid_until = embargo < next ? embargo : next;
    if (tr_build_digest(head, b->pool) != 0)
        return APR_EGENERAL;
    status = tr_totals_fill(head, b->pool);
    if (status != APR_SUCCESS)
        return status;
    *out = head;
    *size = head->size;
    return APR_SUCCESS;
}

static int has_usable(const builder *b)
{
    for (int i = 0; i < b->file_count; i++)
        if (!b->files[i].refused && b->files[i].file->entities)
            return 1;
    return 0;
}

/* Files refused by former attempts stay so. */
static void keep_refused(builder *b, apr_hash_t *refused)
{
    for (int i = 0; i < b->file_count; i++) {
        const void *key = &b->files[i].file;
        if (apr_hash_get(refused, key, sizeof(tr_file *)))
            b->files[i].refused = 1;
    }
}

static void remember_refused(const builder *b, apr_hash_t *refused, apr_pool_t *pool)
{
    for (int i = 0; i < b->file_count; i++)
        if (b->files[i].refused)
            apr_hash_set(refused, apr_pmemdup(pool, &b->files[i].file, sizeof(tr_file *)),
                         sizeof(tr_file *), "");
}

apr_status_t tr_build(void **out, apr_size_t *size,
                      tr_file *const *files, int file_count,
                      const tr_build_options *options, tr_diags *diags,
                      apr_pool_t *pool)
{
    tr_diag *before = diags->last;
    apr_status_t status = APR_EAGAIN;
    apr_pool_t *scratch;
    apr_hash_t *refused;

    *out = NULL;
    *size = 0;
    apr_pool_create(&scratch, pool);
    refused = apr_hash_make(scratch);
    while (status == APR_EAGAIN) {
        builder b = { .options = options, .diags = diags, .own_before = before };
        apr_pool_create(&b.pool, scratch);
        tr_build_select(&b, files, file_count);
        keep_refused(&b, refused);
        if (!has_usable(&b))
            status = APR_EINVAL;
        else
            attempt(&b);
        if (b.failed)
            status = APR_EINVAL;
        else if (b.refusals)
            remember_refused(&b, refused, scratch);
        else if (status == APR_EAGAIN)
            status = finish(&b, files, file_count, out, size, pool);
        apr_pool_destroy(b.pool);
    }
    apr_pool_destroy(scratch);
    return status;
}
