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

static bool is_alnum(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z');
}

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')
        || (c >= 'A' && c <= 'F');
}

/* May text[0] stand as it is in a URI reference (RFC 3986 section 2)? */
static bool is_uri_char(const char *text)
{
    if (text[0] == '%')
        return is_hex(text[1]) && is_hex(text[2]);
    return is_alnum(text[0])
        || strchr("-._~:/?#[]@!$&'()*+,;=", text[0]) != NULL;
}

/* May c stand unencoded in an extended value (RFC 8187 section 3.2.1)? */
static bool is_attr_char(char c)
{
    return is_alnum(c) || strchr("!#$&+-.^_`|~", c) != NULL;
}

static bool is_control(char c)
{
    return (c >= 0 && c < ' ') || c == 0x7f;
}

static bool is_ascii(const char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text > 0x7f)
            return false;
    return true;
}

static void put_quoted(struct out *out, const char *value)
{
    put_char(out, '"');
    while (*value != '\0') {
        size_t plain = strcspn(value, "\"\\");
        put_bytes(out, value, plain);
        value += plain;
        if (*value == '\0')
            break;
        put_char(out, '\\');
        put_char(out, *value++);
    }
    put_char(out, '"');
}

static void put_extended(struct out *out, const char *value)
{
    put_text(out, "UTF-8''");
    for (; *value != '\0'; value++) {
        if (is_attr_char(*value))
            put_char(out, *value);
        else
            put_percent(out, *value);
    }
}

static void put_attribute(struct out *out, const char *name, const char *value)
{
    if (!tr_span_is_token((tr_span){ name, strlen(name) }))
        out->good = false;
    for (const char *c = value; *c != '\0'; c++)
        if (is_control(*c))
            out->good = false;
    put_text(out, "; ");
    put_text(out, name);
    if (is_ascii(value)) {
        put_char(out, '=');
        put_quoted(out, value);
    } else {
        out->good = out->good && strcmp(name, "title") == 0;
        put_text(out, "*=");
        put_extended(out, value);
    }
}

static void put_target(struct out *out, const char *target)
{
    put_char(out, '<');
    for (; *target != '\0'; target++) {
        if (is_uri_char(target))
            put_char(out, *target);
        else
            put_percent(out, *target);
    }
    put_char(out, '>');
}

tr_links *tr_links_make(apr_pool_t *pool)
{
    tr_links *links = apr_palloc(pool, sizeof *links);
    links->length = 0;
    links->text[0] = '\0';
    return links;
}

bool tr_link_add(tr_links *links, const char *target, const char *rel,
                 const struct tr_link_attribute *attributes)
{
    struct out out = { links->text, links->length, true };
    if (out.length > 0)
        put_text(&out, ", ");
    put_target(&out, target);
    put_attribute(&out, "rel", rel);
    for (; attributes != NULL && attributes->name != NULL; attributes++)
        if (attributes->value != NULL)
            put_attribute(&out, attributes->name, attributes->value);
    if (out.good)
        links->length = out.length;
    links->text[links->length] = '\0';
    return out.good;
}

const char *tr_links_value(const tr_links *links)
{
    return links->length > 0 ? links->text : NULL;
}
