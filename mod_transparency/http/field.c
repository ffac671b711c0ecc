/* SPDX-License-Identifier: Apache-2.0 */
/* field.c - see field.h */

#include "http/field.h"

#include <stdint.h>
#include <string.h>

static bool is_ows(char c)
{
    return c == ' ' || c == '\t';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

/* One bit for each ASCII character that a token may hold: digits, letters and
 * !#$%&'*+-.^_`|~ (section 5.6.2).  A table, since this is asked several
 * hundred times for each request. */
static const uint32_t tchars[8] = { 0, 0x03ff6cfa, 0xc7fffffe, 0x57ffffff };

bool tr_is_tchar(char c)
{
    unsigned byte = (unsigned char)c;
    return (tchars[byte / 32] >> (byte % 32) & 1) != 0;
}

bool tr_span_is_token(tr_span span)
{
    for (size_t i = 0; i < span.length; i++)
        if (!tr_is_tchar(span.at[i]))
            return false;
    return span.length > 0;
}

bool tr_span_same(tr_span a, tr_span b)
{
    if (a.length != b.length)
        return false;
    for (size_t i = 0; i < a.length; i++)
        if (lower(a.at[i]) != lower(b.at[i]))
            return false;
    return true;
}

/* The length of the quoted string that begins at text[0], quotes included; 0
 * if it is never closed. */
static size_t quoted_length(const char *text, size_t length)
{
    size_t i = 1;
    while (i < length && text[i] != '"')
        i += text[i] == '\\' ? 2 : 1;
    return i < length ? i + 1 : 0;
}

static tr_span trim(tr_span span)
{
    while (span.length > 0 && is_ows(span.at[0])) {
        span.at++;
        span.length--;
    }
    while (span.length > 0 && is_ows(span.at[span.length - 1]))
        span.length--;
    return span;
}

/* How far it is to the first comma outside quoted strings, or to the end. */
static size_t member_length(const char *text)
{
    bool quoted = false;
    size_t i = 0;
    for (; text[i] != '\0' && (quoted || text[i] != ','); i++) {
        if (text[i] == '"')
            quoted = !quoted;
        else if (quoted && text[i] == '\\' && text[i + 1] != '\0')
            i++;
    }
    return i;
}

bool tr_list_next(const char **cursor, tr_span *member)
{
    while (**cursor != '\0') {
        size_t length = member_length(*cursor);
        *member = trim((tr_span){ *cursor, length });
        *cursor += length;
        if (**cursor == ',')
            ++*cursor;
        if (member->length > 0)
            return true;
    }
    return false;
}

static void skip(tr_span *span, size_t length)
{
    span->at += length;
    span->length -= length;
}

static void skip_ows(tr_span *span)
{
    while (span->length > 0 && is_ows(span->at[0]))
        skip(span, 1);
}

/* Take the tokens' characters at the front; there may be none. */
static tr_span take_token(tr_span *rest)
{
    tr_span token = { rest->at, 0 };
    while (token.length < rest->length && tr_is_tchar(rest->at[token.length]))
        token.length++;
    skip(rest, token.length);
    return token;
}

/* Take a token or a quoted string; empty if there is none, or an open one. */
static tr_span take_value(tr_span *rest)
{
    if (rest->length == 0 || rest->at[0] != '"')
        return take_token(rest);
    tr_span value = { rest->at, quoted_length(rest->at, rest->length) };
    skip(rest, value.length);
    return value;
}

enum tr_param tr_param_next(tr_span *rest, tr_span *name, tr_span *value)
{
    for (;;) {
        skip_ows(rest);
        if (rest->length == 0)
            return TR_PARAM_END;
        if (rest->at[0] != ';')
            return TR_PARAM_BAD;
        skip(rest, 1);
        skip_ows(rest);
        if (rest->length > 0 && rest->at[0] != ';')
            break;
    }
    *name = take_token(rest);
    if (name->length == 0 || rest->length == 0 || rest->at[0] != '=')
        return TR_PARAM_BAD;
    skip(rest, 1);
    *value = take_value(rest);
    return value->length > 0 ? TR_PARAM_OK : TR_PARAM_BAD;
}

/* Take the next character that a parameter value stands for; -1 at its end. */
static int value_char(tr_span *value, bool quoted)
{
    if (quoted && value->length > 1 && value->at[0] == '\\')
        skip(value, 1);
    if (value->length == 0)
        return -1;
    int c = (unsigned char)lower(value->at[0]);
    skip(value, 1);
    return c;
}

/* Take the quotes off; tells whether there were any. */
static bool unquote(tr_span *value)
{
    if (value->length < 2 || value->at[0] != '"')
        return false;
    *value = (tr_span){ value->at + 1, value->length - 2 };
    return true;
}

bool tr_param_value_same(tr_span a, tr_span b)
{
    bool a_quoted = unquote(&a), b_quoted = unquote(&b);
    int c;
    do {
        c = value_char(&a, a_quoted);
        if (c != value_char(&b, b_quoted))
            return false;
    } while (c != -1);
    return true;
}

int tr_qvalue(tr_span text)
{
    int whole = 0, thousandths = 0, worth = 100;
    size_t i = 0;
    if (i < text.length && (text.at[i] == '0' || text.at[i] == '1'))
        whole = text.at[i++] - '0';
    else if (text.length < 2 || text.at[0] != '.')
        return -1;
    if (i < text.length && text.at[i++] != '.')
        return -1;
    for (; i < text.length; i++) {
        if (!is_digit(text.at[i]) || worth == 0)
            return -1;
        thousandths += (text.at[i] - '0') * worth;
        worth /= 10;
    }
    if (whole == 1)
        return thousandths == 0 ? TR_Q_MAX : -1;
    return thousandths;
}

tr_span tr_before_params(tr_span member, tr_span *rest)
{
    const char *semicolon = memchr(member.at, ';', member.length);
    size_t length = semicolon != NULL ? (size_t)(semicolon - member.at)
                                      : member.length;
    *rest = (tr_span){ member.at + length, member.length - length };
    return trim((tr_span){ member.at, length });
}

bool tr_weighted_token(tr_span member, tr_span *token, int *q)
{
    tr_span rest, name, value;
    bool weighed = false;
    enum tr_param got;
    *token = tr_before_params(member, &rest);
    *q = TR_Q_MAX;
    while ((got = tr_param_next(&rest, &name, &value)) == TR_PARAM_OK) {
        if (!tr_span_is(name, "q") || weighed)
            return false;
        *q = tr_qvalue(value);
        weighed = true;
        if (*q < 0)
            return false;
    }
    return got == TR_PARAM_END && tr_span_is_token(*token);
}
