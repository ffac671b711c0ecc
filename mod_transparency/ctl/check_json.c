/* SPDX-License-Identifier: Apache-2.0 */
/* What "transparencyctl check" found, for programs. */
#include "ctl/check.h"

#include <stdio.h>

#include "render/json_writer.h"

enum { CHUNK = 64 * 1024 };

static apr_status_t print_chunk(tr_out *out, void *stream)
{
    return fwrite(out->buffer, 1, out->used, stream) == out->used
           ? APR_SUCCESS : APR_EGENERAL;
}

static void put_diag(tr_json *json, const tr_diag *diag)
{
    static const char *const words[] = { "notice", "warning", "error" };

    tr_json_object_flat(json, NULL);
    tr_json_text(json, "file", diag->file);
    if (diag->line > 0) {
        tr_json_int(json, "line", diag->line);
        tr_json_int(json, "column", diag->column);
    }
    tr_json_text(json, "severity", words[diag->severity]);
    tr_json_text(json, "code", diag->code);
    tr_json_text(json, "text", diag->text);
    tr_json_text_if(json, "nearest", diag->nearest);
    tr_json_end(json);
}

int tr_checked_json(const tr_checked *checked, apr_pool_t *pool)
{
    const tr_loaded *record = &checked->record;
    const tr_gen_head *head = record->blob ? record->gen.head : NULL;
    int unlisted = 0;
    tr_json json;
    tr_out out;

    tr_out_chunks(&out, CHUNK, print_chunk, stdout, pool);
    tr_json_start(&json, &out);
    tr_json_object(&json, NULL);
    tr_json_text(&json, "directory", record->directory);
    tr_json_bool(&json, "fine", checked->fine);
    tr_json_int(&json, "files", record->file_count);
    tr_json_int(&json, "figures", head ? head->value.count : 0);
    tr_json_int(&json, "editions", head ? head->instants.count : 0);
    tr_json_int(&json, "errors", checked->errors);
    tr_json_int(&json, "warnings", checked->warnings);
    tr_json_array(&json, "faults");
    for (int i = 0; i < checked->list_count; i++) {
        unlisted += checked->lists[i]->suppressed;
        for (const tr_diag *diag = checked->lists[i]->first; diag; diag = diag->next)
            put_diag(&json, diag);
    }
    tr_json_end(&json);
    tr_json_int(&json, "unlisted", unlisted);
    tr_json_end_to(&json, 0);
    return tr_out_end(&out) == APR_SUCCESS && !fflush(stdout) ? TR_EXIT_OK
                                                              : TR_EXIT_SYSTEM;
}
