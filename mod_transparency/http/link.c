/* SPDX-License-Identifier: Apache-2.0 */
/* link.c - see link.h */

#include "http/link.h"

#include "http/field.h"

#include <string.h>

/* length bytes of text and a terminator; room for the longest value. */
struct tr_links {
    size_t length;
    char text[TR_LINK_MAX + 1];
};

/* Where a link is being written; once it does not fit, nothing more is. */
struct out {
    char *text;
    size_t length;
    bool good;
};

static void put_char(struct out *out, char c)
{
    if (out->length < TR_LINK_MAX)
        out->text[out->length++] = c;
    else
        out->good = false;
}

static void put_bytes(struct out *out, const char *text, size_t length)
{
    if (length > TR_LINK_MAX - out->length) {
        out->good = false;
        return;
    }
    memcpy(out->text + out->length, text, length);
    out->length += length;
}

static void put_text(struct out *out, const char *text)
{
    put_bytes(out, text, strlen(text));
}

static void put_percent(struct out *out, char c)
{
    static const char hex[] = "0123456789ABCDEF";
    unsigned byte = (unsigned char)c;
    put_char(out, '%');
    put_char(out, hex[byte >> 4]);
    put_char(out, hex[byte & 15]);
}

/* What a byte may be part of without being encoded. */
enum {
    URI = 1,        /* a URI reference (RFC 3986 section 2) */
    ATTR = 2,       /* an extended value (RFC 8187 section 3.2.1) */
    PLAIN = 4,      /* a quoted string, as it is */
    ESCAPED = 8,    /* a quoted string, behind a backslash */
    ALNUM = URI | ATTR | PLAIN,
    BEYOND = 16     /* not ASCII */
};

static const unsigned char kinds[256] = {
    ['0' ... '9'] = ALNUM, ['a' ... 'z'] = ALNUM, ['A' ... 'Z'] = ALNUM,
    ['-'] = ALNUM, ['.'] = ALNUM, ['_'] = ALNUM, ['~'] = ALNUM,
    ['!'] = ALNUM, ['#'] = ALNUM, ['$'] = ALNUM, ['&'] = ALNUM, ['+'] = ALNUM,
    [':'] = URI | PLAIN, ['/'] = URI | PLAIN, ['?'] = URI | PLAIN, ['['] = URI | PLAIN,
    [']'] = URI | PLAIN, ['@'] = URI | PLAIN, ['\''] = URI | PLAIN, ['('] = URI | PLAIN,
    [')'] = URI | PLAIN, ['*'] = URI | PLAIN, [','] = URI | PLAIN, [';'] = URI | PLAIN,
    ['='] = URI | PLAIN,
    ['^'] = ATTR | PLAIN, ['`'] = ATTR | PLAIN, ['|'] = ATTR | PLAIN,
    [' '] = PLAIN, ['%'] = PLAIN, ['<'] = PLAIN, ['>'] = PLAIN, ['{'] = PLAIN, ['}'] = PLAIN,
    ['"'] = ESCAPED, ['\\'] = ESCAPED,
    [0x80 ... 0xff] = BEYOND
};

static unsigned kind(char c)
{
    return kinds[(unsigned char)c];
}

/* How many bytes from the start of `text` are of one of these kinds. */
static size_t run(const char *text, unsigned wanted)
{
    const char *end = text;
    while (kind(*end) & wanted)
        end++;
    return (size_t)(end - text);
}

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')
        || (c >= 'A' && c <= 'F');
}

/* What of a quoted string begins with what has to be escaped, or nothing. */
static void put_escaped(struct out *out, const char *value)
{
    while (*value != '\0') {
        size_t plain = run(value, PLAIN);
        put_bytes(out, value, plain);
        value += plain;
        if (kind(*value) != ESCAPED)
            break;
        put_char(out, '\\');
        put_char(out, *value++);
    }
}

static void put_extended(struct out *out, const char *value)
{
    put_text(out, "UTF-8''");
    while (*value != '\0') {
        size_t plain = run(value, ATTR);
        put_bytes(out, value, plain);
        value += plain;
        if (*value != '\0')
            put_percent(out, *value++);
    }
}

static void put_attribute(struct out *out, const char *name, const char *value)
{
    size_t length = strlen(name), plain = run(value, PLAIN);
    size_t ascii = plain + run(value + plain, PLAIN | ESCAPED);
    size_t good = ascii + run(value + ascii, PLAIN | ESCAPED | BEYOND);

    if (!tr_span_is_token((tr_span){ name, length }) || value[good] != '\0')
        out->good = false;      /* else a control character */
    put_bytes(out, "; ", 2);
    put_bytes(out, name, length);
    if (ascii == good) {
        put_bytes(out, "=\"", 2);
        put_bytes(out, value, plain);
        put_escaped(out, value + plain);
        put_char(out, '"');
    } else {
        out->good = out->good && strcmp(name, "title") == 0;
        put_text(out, "*=");
        put_extended(out, value);
    }
}

static void put_target(struct out *out, const char *target)
{
    put_char(out, '<');
    while (*target != '\0') {
        size_t plain = run(target, URI);
        put_bytes(out, target, plain);
        target += plain;
        if (*target == '%' && is_hex(target[1]) && is_hex(target[2]))
            put_char(out, *target++);
        else if (*target != '\0')
            put_percent(out, *target++);
    }
    put_char(out, '>');
}

static void put_own(struct out *out, const char *before, const char *value)
{
    put_text(out, before);
    put_text(out, value);
    put_char(out, '"');
}

tr_links *tr_links_make(apr_pool_t *pool)
{
    tr_links *links = apr_palloc(pool, sizeof *links);
    links->length = 0;
    links->text[0] = '\0';
    return links;
}

static struct out begin(tr_links *links)
{
    struct out out = { links->text, links->length, true };
    if (out.length > 0)
        put_bytes(&out, ", ", 2);
    return out;
}

static bool end(tr_links *links, const struct out *out)
{
    if (out->good)
        links->length = out->length;
    links->text[links->length] = '\0';
    return out->good;
}

bool tr_link_add(tr_links *links, const char *target, const char *rel,
                 const struct tr_link_attribute *attributes)
{
    struct out out = begin(links);
    put_target(&out, target);
    put_attribute(&out, "rel", rel);
    for (; attributes != NULL && attributes->name != NULL; attributes++)
        if (attributes->value != NULL)
            put_attribute(&out, attributes->name, attributes->value);
    return end(links, &out);
}

bool tr_link_add_own(tr_links *links, const char *const *target, const char *rel,
                     const char *type)
{
    struct out out = begin(links);
    put_char(&out, '<');
    for (; *target; target++)
        put_text(&out, *target);
    put_own(&out, ">; rel=\"", rel);
    if (type)
        put_own(&out, "; type=\"", type);
    return end(links, &out);
}

const char *tr_links_value(const tr_links *links)
{
    return links->length > 0 ? links->text : NULL;
}
