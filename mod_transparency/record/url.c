/* SPDX-License-Identifier: Apache-2.0 */
/* The URLs that a record may point to; see url.h. */
#include "record/url.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>
#include <strings.h>

enum { URL_MAX = 2048 };

typedef struct scheme {
    const char *name;           /* with its colon */
    const char *(*check)(const char *rest);
} scheme;

static int is_hex(char c)
{
    return apr_isdigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static const char *check_port(const char *port, const char *end)
{
    if (end - port > 5)
        return "its port is not a number up to 65535";
    for (; port < end; port++)
        if (!apr_isdigit(*port))
            return "its port is not a number up to 65535";
    return NULL;
}

/* "//host[:port]" and whatever follows */
static const char *check_web(const char *rest)
{
    const char *host = rest + 2, *end, *colon;

    if (strncmp(rest, "//", 2) != 0)
        return "two slashes and a host must follow the scheme";
    end = host + strcspn(host, "/?#");
    if (memchr(host, '@', (size_t)(end - host)))
        return "it holds a user name before its host";
    for (const char *at = host; at < end; at++)
        if ((unsigned char)*at >= 0x80)
            return "its host is not ASCII; write the xn-- form";
    if (*host == '[') {
        const char *bracket = memchr(host, ']', (size_t)(end - host));
        if (!bracket || bracket == host + 1)
            return "its host is not complete";
        if (bracket[1] == ':')
            return check_port(bracket + 2, end);
        return bracket + 1 == end ? NULL : "its host is not complete";
    }
    colon = memchr(host, ':', (size_t)(end - host));
    if ((colon ? colon : end) == host || *host == '.')
        return "it has no host";
    return colon ? check_port(colon + 1, end) : NULL;
}

static const char *check_mail(const char *rest)
{
    size_t length = strcspn(rest, "?");
    const char *at = memchr(rest, '@', length);

    if (!at || at == rest || at + 1 == rest + length
        || memchr(at + 1, '@', (size_t)(rest + length - at - 1)))
        return "mailto: needs one address such as info@example.org";
    return NULL;
}

static const char *check_urn(const char *rest)
{
    size_t name = strcspn(rest, ":");

    for (size_t i = 0; i < name; i++)
        if (!apr_isalnum(rest[i]) && rest[i] != '-')
            name = 0;
    if (name < 2 || name > 32 || !rest[name] || !rest[name + 1])
        return "urn: needs a name space and a name, as in urn:isbn:0451450523";
    return NULL;
}

static const scheme schemes[] = {
    { "https:", check_web }, { "http:", check_web },
    { "mailto:", check_mail }, { "urn:", check_urn }
};

/* RFC 3986 allows these nowhere; a backslash is read as a slash by browsers. */
static const char *check_characters(const char *text)
{
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if (c <= ' ' || c == 0x7f)
            return "it holds a space or a control character; write %20 for a space";
        if (strchr("\"<>\\^`{|}", c))
            return "it holds one of \" < > \\ ^ ` { | }, which must be percent-encoded";
        if (c == '%' && !(is_hex(text[1]) && is_hex(text[2])))
            return "it holds a % that is not followed by two hexadecimal digits";
    }
    return NULL;
}

static const char *encode(const char *text, size_t scheme_length,
                          apr_pool_t *pool)
{
    static const char hex[] = "0123456789ABCDEF";
    char *out = apr_palloc(pool, 3 * strlen(text) + 1), *at = out;

    for (size_t i = 0; text[i]; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c >= 0x80) {
            *at++ = '%';
            *at++ = hex[c >> 4];
            *at++ = hex[c & 15];
        }
        else
            *at++ = i < scheme_length ? (char)apr_tolower(c) : (char)c;
    }
    *at = '\0';
    return out;
}

const char *tr_url_check(const char *text, size_t length, const char **fault,
                         apr_pool_t *pool)
{
    const char *url;

    *fault = NULL;
    if (length > URL_MAX)
        *fault = "it is longer than 2048 bytes";
    else if (memchr(text, '\0', length))
        *fault = "it holds a space or a control character; write %20 for a space";
    if (*fault)
        return NULL;
    url = apr_pstrmemdup(pool, text, length);
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
        size_t size = strlen(schemes[i].name);
        if (strncasecmp(url, schemes[i].name, size) != 0)
            continue;
        *fault = check_characters(url);
        if (!*fault)
            *fault = schemes[i].check(url + size);
        return *fault ? NULL : encode(url, size, pool);
    }
    *fault = "only absolute http, https, mailto and urn addresses are allowed";
    return NULL;
}
