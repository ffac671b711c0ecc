/* SPDX-License-Identifier: Apache-2.0 */
/* digest.c - see digest.h */

#include "http/digest.h"

#include <apr_encode.h>
#include <apr_strings.h>
#include <stdbool.h>
#include <string.h>

/* One member of a Dictionary; weight is -1 unless it is an Integer 0..10. */
struct member {
    const char *key;
    size_t key_length;
    int weight;
};

static const char *encode(apr_pool_t *pool, const unsigned char *bytes,
                          apr_ssize_t size)
{
    return apr_pencode_base64_binary(pool, bytes, size, APR_ENCODE_NONE, NULL);
}

const char *tr_digest_field(apr_pool_t *pool, const unsigned char *sha256,
                            const unsigned char *sha512)
{
    if (sha256 == NULL && sha512 == NULL)
        return NULL;
    return apr_pstrcat(pool,
        sha256 != NULL ? "sha-256=:" : "",
        sha256 != NULL ? encode(pool, sha256, TR_SHA256_SIZE) : "",
        sha256 != NULL && sha512 != NULL ? ":, " : "",
        sha512 != NULL ? "sha-512=:" : "",
        sha512 != NULL ? encode(pool, sha512, TR_SHA512_SIZE) : "",
        ":", NULL);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_small(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_letter(char c)
{
    return is_small(c) || (c >= 'A' && c <= 'Z');
}

/* RFC 9651 section 4.2.3.3. */
static bool read_key(const char **at, size_t *length)
{
    const char *start = *at;
    if (!is_small(**at) && **at != '*')
        return false;
    while (is_small(**at) || is_digit(**at)
           || (**at != '\0' && strchr("_-.*", **at) != NULL))
        ++*at;
    *length = (size_t)(*at - start);
    return true;
}

/* Section 4.2.4: up to 15 digits, or up to 12 and 1 to 3 decimals.  *weight is
 * set for an Integer 0..10 only. */
static bool read_number(const char **at, int *weight)
{
    bool minus = **at == '-';
    *at += minus;
    size_t digits = strspn(*at, "0123456789");
    if (digits == 0 || digits > 15)
        return false;
    const char *end = *at + digits;
    if (*end == '.') {
        size_t decimals = strspn(end + 1, "0123456789");
        *at = end + 1 + decimals;
        return digits <= 12 && decimals >= 1 && decimals <= 3;
    }
    int number = 0;
    for (; *at < end; ++*at)
        number = number > 10 ? number : number * 10 + (**at - '0');
    if (number <= 10 && !(minus && number != 0))
        *weight = number;
    return true;
}

/* Section 4.2.5. */
static bool read_string(const char **at)
{
    for (++*at; **at != '"'; ++*at) {
        if (**at == '\\') {
            ++*at;
            if (**at != '"' && **at != '\\')
                return false;
        } else if (**at < 0x20 || **at > 0x7e) {
            return false;
        }
    }
    ++*at;
    return true;
}

/* Section 4.2.7: base64 between colons. */
static bool read_bytes(const char **at)
{
    for (++*at; **at != ':'; ++*at)
        if (!is_letter(**at) && !is_digit(**at)
            && (**at == '\0' || strchr("+/=", **at) == NULL))
            return false;
    ++*at;
    return true;
}

/* Section 4.2.6. */
static bool read_token(const char **at)
{
    if (!is_letter(**at) && **at != '*')
        return false;
    while (is_letter(**at) || is_digit(**at)
           || (**at != '\0' && strchr("!#$%&'*+-.^_`|~:/", **at) != NULL))
        ++*at;
    return true;
}

/* A bare item (section 4.2.3.1).  Dates and display strings are newer than
 * these fields and never appear in them; they count as malformed, and so do
 * inner lists. */
static bool read_item(const char **at, int *weight)
{
    if (is_digit(**at) || **at == '-')
        return read_number(at, weight);
    if (**at == '"')
        return read_string(at);
    if (**at == ':')
        return read_bytes(at);
    if (**at == '?') {
        ++*at;
        return (**at == '0' || **at == '1') && ++*at;
    }
    return read_token(at);
}

/* ";key=item" as often as there are; they mean nothing here. */
static bool skip_parameters(const char **at)
{
    size_t length;
    int ignored;
    while (**at == ';') {
        ++*at;
        *at += strspn(*at, " ");
        if (!read_key(at, &length))
            return false;
        if (**at == '=') {
            ++*at;
            if (!read_item(at, &ignored))
                return false;
        }
    }
    return true;
}

static bool read_member(const char **at, struct member *member)
{
    member->key = *at;
    member->weight = -1;
    if (!read_key(at, &member->key_length))
        return false;
    if (**at == '=') {
        ++*at;
        if (!read_item(at, &member->weight))
            return false;
    }
    return skip_parameters(at);
}

static bool is_key(const struct member *member, const char *name)
{
    return member->key_length == strlen(name)
        && memcmp(member->key, name, member->key_length) == 0;
}

/* Read a Dictionary (section 4.2.2); of a key written twice the last counts. */
static bool read_dictionary(const char *at, int *sha256, int *sha512)
{
    struct member member;
    at += strspn(at, " ");
    while (*at != '\0') {
        if (!read_member(&at, &member))
            return false;
        if (is_key(&member, "sha-256"))
            *sha256 = member.weight;
        if (is_key(&member, "sha-512"))
            *sha512 = member.weight;
        at += strspn(at, " \t");
        if (*at == '\0')
            return true;
        if (*at++ != ',')
            return false;
        at += strspn(at, " \t");
        if (*at == '\0')
            return false;
    }
    return true;
}

enum tr_want tr_want_digest(const char *value, int have_sha512)
{
    int sha256 = -1, sha512 = -1;
    if (value == NULL || value[strspn(value, " ")] == '\0'
        || !read_dictionary(value, &sha256, &sha512))
        return TR_WANT_UNSAID;
    if (have_sha512 && sha512 > 0 && sha512 > sha256)
        return TR_WANT_SHA512;
    return sha256 > 0 ? TR_WANT_SHA256 : TR_WANT_NONE;
}
