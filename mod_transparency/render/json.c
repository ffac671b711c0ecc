/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json.c - an envelope with `meta` and `rows`, and the same rows line by line.
 *
 * Rows have exactly the CSV's columns, null where the CSV is empty.  Integers
 * beyond 2^53 are strings, since common readers would round them (RFC 8259).
 */
#include "render/data.h"

#include <string.h>

static const int64_t safe_integer = INT64_C(1) << 53;

static void write_field(tr_out *out, const tr_field *field)
{
    if (field->kind == TR_FIELD_NONE)
        tr_out_text(out, "null");
    else if (tr_field_is_text(field))
        tr_out_json(out, field->text);
    else if (field->number > safe_integer || field->number < -safe_integer) {
        tr_out_bytes(out, "\"", 1);
        tr_out_int(out, field->number);
        tr_out_bytes(out, "\"", 1);
    }
    else
        tr_out_int(out, field->number);
}

static void write_row(const tr_facts *facts, const tr_field *fields,
                      tr_out *out)
{
    tr_out_bytes(out, "{", 1);
    for (int i = 0; i < facts->column_count; i++) {
        if (i)
            tr_out_bytes(out, ",", 1);
        tr_out_json(out, facts->column[i].name);
        tr_out_bytes(out, ":", 1);
        write_field(out, &fields[i]);
    }
    tr_out_bytes(out, "}", 1);
}

static void write_member(tr_out *out, const char *name, const char *value)
{
    tr_out_bytes(out, ",\n  ", 4);
    tr_out_json(out, name);
    tr_out_bytes(out, ": ", 2);
    if (value)
        tr_out_json(out, value);
    else
        tr_out_text(out, "null");
}

/* Files left out and why: only of these, since other diagnostics are the publisher's affair. */
static void write_problems(const tr_gen *gen, tr_out *out)
{
    const tr_gen_problem *problems = TR_GEN_ROWS(gen, tr_gen_problem, problems);

    tr_out_text(out, ",\n  \"problems\": [");
    for (uint32_t i = 0; i < gen->head->problems.count; i++) {
        tr_out_text(out, i ? ",\n   " : "\n   ");
        tr_out_text(out, "{\"file\": ");
        tr_out_json(out, tr_gen_string(gen, problems[i].file));
        tr_out_text(out, ", \"line\": ");
        tr_out_int(out, problems[i].line);
        tr_out_text(out, ", \"code\": ");
        tr_out_json(out, tr_gen_string(gen, problems[i].code));
        tr_out_text(out, ", \"text\": ");
        tr_out_json(out, tr_gen_string(gen, problems[i].text));
        tr_out_bytes(out, "}", 1);
    }
    tr_out_bytes(out, "]", 1);
}

static void write_columns(const tr_facts *facts, tr_out *out)
{
    tr_out_text(out, ",\n  \"columns\": [");
    for (int i = 0; i < facts->column_count; i++) {
        if (i)
            tr_out_bytes(out, ", ", 2);
        tr_out_json(out, facts->column[i].name);
    }
    tr_out_bytes(out, "]", 1);
}

static void write_meta(const tr_render *render, const tr_facts *facts,
                       tr_out *out)
{
    const tr_gen *gen = render->gen;
    const tr_target *target = render->target;
    const int64_t *instants = TR_GEN_ROWS(gen, int64_t, instants);

    tr_out_text(out, "{\n \"meta\": {\n  \"format\": \"transparency-report-1\"");
    write_member(out, "resource", target->path[0] ? target->path : "index");
    write_member(out, "query", target->query_string[0] ? target->query_string
                                                       : NULL);
    write_member(out, "kind", facts->kind);
    write_member(out, "edition", gen->head->instants.count
                 ? tr_fact_instant(instants[gen->edition], render->pool) : NULL);
    tr_out_text(out, ",\n  \"complete\": ");
    tr_out_text(out, gen->head->incomplete ? "false" : "true");
    tr_out_text(out, ",\n  \"files_left_out\": ");
    tr_out_int(out, gen->head->incomplete);
    if (gen->head->incomplete)
        write_problems(gen, out);
    tr_out_text(out, ",\n  \"rows\": ");
    tr_out_int(out, (int64_t)facts->count);
    if (render->canonical_base)
        write_member(out, "url", render->canonical_base);
    write_columns(facts, out);
    tr_out_text(out, "\n },\n \"rows\": [");
}

apr_status_t tr_render_json(const tr_render *render, tr_out *out)
{
    tr_facts *facts = tr_facts_open(render);
    const tr_field *fields;
    int first = 1;

    write_meta(render, facts, out);
    while (out->status == APR_SUCCESS && (fields = tr_facts_next(facts))) {
        tr_out_text(out, first ? "\n  " : ",\n  ");
        first = 0;
        write_row(facts, fields, out);
    }
    tr_out_text(out, "\n ]\n}\n");
    return out->status;
}

apr_status_t tr_render_ndjson(const tr_render *render, tr_out *out)
{
    tr_facts *facts = tr_facts_open(render);
    const tr_field *fields;

    while (out->status == APR_SUCCESS && (fields = tr_facts_next(facts))) {
        write_row(facts, fields, out);
        tr_out_bytes(out, "\n", 1);
    }
    return out->status;
}
