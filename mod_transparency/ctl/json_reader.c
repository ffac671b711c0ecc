/* SPDX-License-Identifier: Apache-2.0 */
/* See json_reader.h. */
#include "ctl/json_reader.h"

#include <string.h>

enum { DEPTH_MAX = 64 };

static int fail(tr_json_reader *reader, const char *text)
{
    if (!reader->fault)
        reader->fault = text;
    return 0;
}

static char next(tr_json_reader *reader)
{
    if (reader->fault)
        return '\0';
    reader->at += strspn(reader->at, " \t\r\n");
    return *reader->at;
}

static int take(tr_json_reader *reader, char wanted)
{
    if (next(reader) != wanted || !wanted)
        return 0;
    reader->at++;
    return 1;
}

int tr_json_enter(tr_json_reader *reader, char bracket)
{
    if (!take(reader, bracket))
        return fail(reader, bracket == '{' ? "an object was expected"
                                           : "an array was expected");
    reader->begun = 1;
    return 1;
}

/* Before the next of a container: 1, or 0 at its end. */
static int another(tr_json_reader *reader, char close)
{
    int begun = reader->begun;

    reader->begun = 0;
    if (reader->fault || take(reader, close))
        return 0;
    return begun || take(reader, ',') || fail(reader, "a comma is missing");
}

const char *tr_json_key(tr_json_reader *reader)
{
    const char *key = another(reader, '}') ? tr_json_string(reader) : NULL;

    if (key && !take(reader, ':'))
        fail(reader, "a colon is missing");
    return reader->fault ? NULL : key;
}

int tr_json_more(tr_json_reader *reader)
{
    return another(reader, ']');
}

static int from_hex(char digit)
{
    static const char digits[] = "0123456789abcdef0123456789ABCDEF";
    const char *found = digit ? strchr(digits, digit) : NULL;

    return found ? (int)((found - digits) % 16) : -1;
}

/* The character of the escape behind a backslash, or -1. */
static int escaped(tr_json_reader *reader)
{
    static const char names[] = "\"\\/bfnrt", means[] = "\"\\/\b\f\n\r\t";
    char name = *reader->at;
    const char *found = name ? strchr(names, name) : NULL;
    int value = 0;

    if (found) {
        reader->at++;
        return means[found - names];
    }
    if (name != 'u')
        return -1;
    reader->at++;
    for (int i = 0; i < 4; i++) {
        int digit = from_hex(*reader->at);
        if (digit < 0)
            return -1;
        value = value * 16 + digit;
        reader->at++;
    }
    return value > 0 && value < 0x80 ? value : -1;
}

/* Bytes until the end of a text, escapes as they stand. */
static size_t length_of(const char *text)
{
    size_t length = 0;

    while (text[length] && text[length] != '"')
        length += text[length] == '\\' && text[length + 1] ? 2 : 1;
    return length;
}

const char *tr_json_string(tr_json_reader *reader)
{
    char *text, *to;

    if (!take(reader, '"')) {
        fail(reader, "a text was expected");
        return NULL;
    }
    text = to = apr_palloc(reader->pool, length_of(reader->at) + 1);
    while (*reader->at && *reader->at != '"') {
        int byte = (unsigned char)*reader->at++;
        if (byte == '\\')
            byte = escaped(reader);
        if (byte < 0 || (byte < 0x20 && reader->at[-1] == byte)) {
            fail(reader, "a text has a character that does not belong there");
            return NULL;
        }
        *to++ = (char)byte;
    }
    *to = '\0';
    if (*reader->at++ == '"')
        return text;
    reader->at--;
    fail(reader, "a text has no end");
    return NULL;
}

static void skip(tr_json_reader *reader, int depth)
{
    char first = next(reader);
    size_t length = strspn(reader->at, "+-.0123456789aefilnrstuE");

    if (depth > DEPTH_MAX)
        fail(reader, "it is nested too deeply");
    else if (first == '"')
        tr_json_string(reader);
    else if (first == '{' && tr_json_enter(reader, '{'))
        while (tr_json_key(reader))
            skip(reader, depth + 1);
    else if (first == '[' && tr_json_enter(reader, '['))
        while (tr_json_more(reader))
            skip(reader, depth + 1);
    else if (length)
        reader->at += length;
    else
        fail(reader, "a value was expected");
}

void tr_json_skip(tr_json_reader *reader)
{
    skip(reader, 0);
}

void tr_json_finish(tr_json_reader *reader)
{
    if (next(reader))
        fail(reader, "something stands behind its end");
}
