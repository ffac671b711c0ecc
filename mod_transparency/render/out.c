/* SPDX-License-Identifier: Apache-2.0 */
/* Where every representation is written to; see out.h. */
#include "render/out.h"

#include <apr_strings.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { MEMORY_START = 16 * 1024, COUNTING_SIZE = 16 * 1024, FORMAT_MAX = 1024 };

/* ---- The three kinds ---- */

static void out_init(tr_out *out, apr_size_t size, tr_flush_fn flush,
                     void *baton, apr_pool_t *pool)
{
    memset(out, 0, sizeof *out);
    out->buffer = apr_palloc(pool, size);
    out->size = size;
    out->flush = flush;
    out->baton = baton;
}

static apr_status_t flush_counting(tr_out *out, void *baton)
{
    (void)out;
    (void)baton;
    return APR_SUCCESS;
}

void tr_out_counting(tr_out *out, apr_pool_t *pool)
{
    out_init(out, COUNTING_SIZE, flush_counting, NULL, pool);
}

typedef struct memory_baton {
    apr_pool_t *pool;
    apr_size_t limit;
} memory_baton;

/* A full buffer is doubled instead of emptied. */
static apr_status_t flush_memory(tr_out *out, void *baton)
{
    const memory_baton *memory = baton;
    apr_size_t size = out->size * 2;
    char *buffer;

    if (out->used >= memory->limit)
        return APR_ENOSPC;
    if (size > memory->limit)
        size = memory->limit;
    buffer = apr_palloc(memory->pool, size);
    memcpy(buffer, out->buffer, out->used);
    out->buffer = buffer;
    out->size = size;
    return APR_SUCCESS;
}

void tr_out_memory(tr_out *out, apr_size_t limit, apr_pool_t *pool)
{
    memory_baton *memory = apr_palloc(pool, sizeof *memory);

    memory->pool = pool;
    memory->limit = limit;
    out_init(out, limit < MEMORY_START ? limit : MEMORY_START, flush_memory,
             memory, pool);
}

const char *tr_out_body(const tr_out *out, apr_size_t *length)
{
    *length = out->used;
    return out->buffer;
}

void tr_out_chunks(tr_out *out, apr_size_t size, tr_flush_fn flush,
                   void *baton, apr_pool_t *pool)
{
    out_init(out, size, flush, baton, pool);
}

void tr_out_fail(tr_out *out, apr_status_t status)
{
    out->status = status;
    out->size = out->used;
}

/* Empties or enlarges a full buffer. */
static int make_room(tr_out *out)
{
    apr_status_t status = out->status;

    if (status == APR_SUCCESS)
        status = out->flush(out, out->baton);
    if (out->flush != flush_memory)
        out->used = 0;
    if (status != APR_SUCCESS)
        tr_out_fail(out, status);
    return status == APR_SUCCESS;
}

apr_status_t tr_out_end(tr_out *out)
{
    if (out->flush != flush_memory && out->used)
        make_room(out);
    return out->status;
}

/* ---- Writing ---- */

void tr_out_beyond(tr_out *out, const char *bytes, apr_size_t length)
{
    if (out->status != APR_SUCCESS)
        return;
    out->total += length;
    while (length > out->size - out->used) {
        apr_size_t part = out->size - out->used;
        memcpy(out->buffer + out->used, bytes, part);
        out->used += part;
        bytes += part;
        length -= part;
        if (!make_room(out))
            return;
    }
    memcpy(out->buffer + out->used, bytes, length);
    out->used += length;
}

char *tr_out_digits(char *end, int64_t number)
{
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;

    do {
        *--end = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest);
    if (number < 0)
        *--end = '-';
    return end;
}

void tr_out_int(tr_out *out, int64_t number)
{
    char digits[TR_OUT_DIGITS], *end = digits + sizeof digits;
    const char *from = tr_out_digits(end, number);

    tr_out_bytes(out, from, (apr_size_t)(end - from));
}

void tr_out_format(tr_out *out, const char *format, ...)
{
    char text[FORMAT_MAX];
    va_list arguments;
    int length;

    va_start(arguments, format);
    length = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (length < 0 || length >= FORMAT_MAX) {
        tr_out_fail(out, APR_ENOSPC);          /* never a truncated text */
        return;
    }
    tr_out_bytes(out, text, (apr_size_t)length);
}

/* ---- Escaping ---- */

/* Copies runs of harmless bytes at once; `special` gives the replacement of a byte, or NULL. */
static void out_escaped(tr_out *out, const char *text,
                        const char *(*special)(unsigned char byte))
{
    const char *run = text;

    for (; *text; text++) {
        const char *replacement = special((unsigned char)*text);
        if (!replacement)
            continue;
        tr_out_bytes(out, run, (apr_size_t)(text - run));
        tr_out_text(out, replacement);
        run = text + 1;
    }
    tr_out_bytes(out, run, (apr_size_t)(text - run));
}

static const char *special_html(unsigned char byte)
{
    switch (byte) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    default: return NULL;
    }
}

void tr_out_html(tr_out *out, const char *text)
{
    out_escaped(out, text, special_html);
}

/* Of one character at `text`: its JSON escape in `buffer`, and how many bytes it replaces; 0: none. */
static int json_escape(const char *text, char buffer[8])
{
    unsigned char byte = (unsigned char)*text;

    if (byte == '"' || byte == '\\') {
        buffer[0] = '\\';
        buffer[1] = (char)byte;
        buffer[2] = '\0';
        return 1;
    }
    if (byte < 0x20 || byte == '<' || byte == '>' || byte == '&'
        || byte == 0x7f) {
        snprintf(buffer, 8, byte == '\n' ? "\\n" : byte == '\t' ? "\\t"
                 : "\\u%04x", byte);
        return 1;
    }
    if (byte == 0xe2 && !memcmp(text, "\xe2\x80", 2)
        && ((unsigned char)text[2] & 0xfe) == 0xa8) {
        snprintf(buffer, 8, "\\u%04x", 0x2028 + (text[2] & 1));
        return 3;
    }
    return 0;
}

void tr_out_json(tr_out *out, const char *text)
{
    const char *run = text;
    char escape[8];

    tr_out_bytes(out, "\"", 1);
    while (*text) {
        int replaced = json_escape(text, escape);
        if (!replaced) {
            text++;
            continue;
        }
        tr_out_bytes(out, run, (apr_size_t)(text - run));
        tr_out_text(out, escape);
        text += replaced;
        run = text;
    }
    tr_out_bytes(out, run, (apr_size_t)(text - run));
    tr_out_bytes(out, "\"", 1);
}

static int is_number(const char *text)
{
    size_t digits;

    if (*text == '-' || *text == '+')
        text++;
    digits = strspn(text, "0123456789");
    text += digits;
    if (*text == '.')
        text += 1 + strspn(text + 1, "0123456789");
    return digits && !*text;
}

/* What a spreadsheet would take for a formula, also in full width (OWASP). */
static int looks_like_formula(const char *text)
{
    static const char *const wide[] = {
        "\xef\xbc\x9d", "\xef\xbc\x8b", "\xef\xbc\x8d", "\xef\xbc\xa0"
    };
    if (*text && strchr("=+-@\t\r\n", *text))
        return !is_number(text);
    for (int i = 0; i < 4; i++)
        if (!strncmp(text, wide[i], 3))
            return 1;
    return 0;
}

const char tr_out_csv_stops[256] = {
    ['\0'] = 1, [','] = 1, ['"'] = 1, ['\r'] = 1, ['\n'] = 1
};

static apr_ssize_t length_of_plain(const char *text)
{
    const char *end = text;

    while (!tr_out_csv_stops[(unsigned char)*end])
        end++;
    if (*end || *text == ' ' || (end > text && end[-1] == ' '))
        return -1;
    return end - text;
}

static void out_quoted(tr_out *out, const char *text, int guard)
{
    const char *quote;

    tr_out_char(out, '"');
    if (guard)
        tr_out_char(out, '\'');
    while ((quote = strchr(text, '"'))) {
        tr_out_bytes(out, text, (apr_size_t)(quote + 1 - text));
        tr_out_char(out, '"');
        text = quote + 1;
    }
    tr_out_text(out, text);
    tr_out_char(out, '"');
}

void tr_out_csv(tr_out *out, const char *text, int spreadsheet)
{
    int guard = spreadsheet && looks_like_formula(text);
    apr_ssize_t length = length_of_plain(text);

    if (length < 0) {
        out_quoted(out, text, guard);
        return;
    }
    if (guard)
        tr_out_char(out, '\'');
    tr_out_bytes(out, text, (apr_size_t)length);
}

static const char *special_markdown(unsigned char byte)
{
    static const char escapes[][3] = {
        "\\\\", "\\`", "\\*", "\\_", "\\[", "\\]", "\\|", "\\#", "\\~", "\\!"
    };
    switch (byte) {
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '&': return "&amp;";
    case '\n': case '\r': return " ";
    default: break;
    }
    for (unsigned i = 0; i < sizeof escapes / sizeof escapes[0]; i++)
        if ((unsigned char)escapes[i][1] == byte)
            return escapes[i];
    return NULL;
}

void tr_out_markdown(tr_out *out, const char *text)
{
    out_escaped(out, text, special_markdown);
}

static int is_unreserved(unsigned char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z')
           || (byte >= '0' && byte <= '9') || (byte && strchr("-._~", byte));
}

void tr_out_url(tr_out *out, const char *text)
{
    static const char hex[] = "0123456789ABCDEF";

    for (; *text; text++) {
        unsigned char byte = (unsigned char)*text;
        char escape[3] = { '%', hex[byte >> 4], hex[byte & 15] };
        if (is_unreserved(byte))
            tr_out_bytes(out, text, 1);
        else
            tr_out_bytes(out, escape, 3);
    }
}
