/* SPDX-License-Identifier: Apache-2.0 */
/* JSON documents; see json_writer.h. */
#include "render/json_writer.h"

void tr_json_start(tr_json *json, tr_out *out)
{
    memset(json, 0, sizeof *json);
    json->out = out;
}

static void put_line(tr_json *json)
{
    tr_out_char(json->out, '\n');
    for (int i = 0; i < json->depth; i++)
        tr_out_char(json->out, ' ');
}

void tr_json_next(tr_json *json, const char *name)
{
    if (json->depth) {
        int i = json->depth - 1;
        if (json->level[i].filled)
            tr_out_char(json->out, ',');
        if (!json->level[i].flat)
            put_line(json);
        else if (json->level[i].filled)
            tr_out_char(json->out, ' ');
        json->level[i].filled = 1;
    }
    if (name) {
        tr_out_json(json->out, name);
        tr_out_bytes(json->out, ": ", 2);
    }
}

/* A document that is nested too deeply fails as a whole: it is never cut. */
static void open_level(tr_json *json, const char *name, char open, char close,
                       int flat)
{
    int inside = json->depth && json->level[json->depth - 1].flat;

    tr_json_next(json, name);
    tr_out_char(json->out, open);
    if (json->depth == TR_JSON_DEPTH) {
        tr_out_fail(json->out, APR_EGENERAL);
        return;
    }
    json->level[json->depth].close = close;
    json->level[json->depth].flat = (char)(flat || inside);
    json->level[json->depth++].filled = 0;
}

void tr_json_object(tr_json *json, const char *name)
{
    open_level(json, name, '{', '}', 0);
}

void tr_json_array(tr_json *json, const char *name)
{
    open_level(json, name, '[', ']', 0);
}

void tr_json_object_flat(tr_json *json, const char *name)
{
    open_level(json, name, '{', '}', 1);
}

void tr_json_array_flat(tr_json *json, const char *name)
{
    open_level(json, name, '[', ']', 1);
}

void tr_json_end(tr_json *json)
{
    int i = --json->depth;

    if (json->level[i].filled && !json->level[i].flat)
        put_line(json);
    tr_out_char(json->out, json->level[i].close);
    if (!json->depth)
        tr_out_char(json->out, '\n');
}

void tr_json_end_to(tr_json *json, int depth)
{
    while (json->depth > depth)
        tr_json_end(json);
}

void tr_json_text(tr_json *json, const char *name, const char *value)
{
    tr_json_next(json, name);
    if (value)
        tr_out_json(json->out, value);
    else
        tr_out_text(json->out, "null");
}

void tr_json_text_if(tr_json *json, const char *name, const char *value)
{
    if (value)
        tr_json_text(json, name, value);
}

void tr_json_int(tr_json *json, const char *name, int64_t value)
{
    tr_json_next(json, name);
    tr_out_int(json->out, value);
}

void tr_json_bool(tr_json *json, const char *name, int value)
{
    tr_json_next(json, name);
    tr_out_text(json->out, value ? "true" : "false");
}

void tr_json_texts(tr_json *json, const char *name, const char *const *values,
                   size_t count)
{
    tr_json_array_flat(json, name);
    for (size_t i = 0; i < count; i++)
        tr_json_text(json, NULL, values[i]);
    tr_json_end(json);
}

void tr_json_pair(tr_json *json, const char *name, const char *key,
                  const char *value)
{
    tr_json_object_flat(json, name);
    tr_json_text(json, key, value);
    tr_json_end(json);
}
