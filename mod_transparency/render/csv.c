/* SPDX-License-Identifier: Apache-2.0 */
/* csv.c - RFC 4180: CRLF at every end, the last included; see data.h. */
#include "render/data.h"

static void write_header(const tr_facts *facts, tr_out *out)
{
    for (int i = 0; i < facts->column_count; i++) {
        if (i)
            tr_out_bytes(out, ",", 1);
        tr_out_text(out, facts->column[i].name);
    }
    tr_out_bytes(out, "\r\n", 2);
}

apr_status_t tr_render_csv(const tr_render *render, tr_out *out)
{
    tr_facts *facts = tr_facts_open(render);
    tr_field fields[TR_FACT_COLUMNS_MAX];
    int spreadsheet = render->target->query.spreadsheet;

    if (spreadsheet)
        tr_out_bytes(out, "\xef\xbb\xbf", 3);
    write_header(facts, out);
    while (out->status == APR_SUCCESS && tr_facts_next(facts, fields)) {
        for (int i = 0; i < facts->column_count; i++) {
            if (i)
                tr_out_bytes(out, ",", 1);
            if (fields[i].kind == TR_FIELD_NUMBER)
                tr_out_int(out, fields[i].number);
            else if (fields[i].kind == TR_FIELD_TEXT)
                tr_out_csv(out, fields[i].text, spreadsheet);
        }
        tr_out_bytes(out, "\r\n", 2);
    }
    return out->status;
}
