/* SPDX-License-Identifier: Apache-2.0 */
/* precondition.c - see precondition.h */

#include "http/precondition.h"

#include "http/field.h"
#include "http/httpdate.h"

#include <string.h>

/* An entity tag: opaque is what stands in quotes, quotes included. */
struct tag {
    tr_span opaque;
    bool weak;
};

/* A backslash does not escape in an entity tag (section 8.8.3), so these lists
 * are not read by tr_list_next(). */
static bool read_tag(const char **cursor, struct tag *tag)
{
    const char *at = *cursor, *end;
    tag->weak = at[0] == 'W' && at[1] == '/';
    if (tag->weak)
        at += 2;
    if (*at != '"' || (end = strchr(at + 1, '"')) == NULL)
        return false;
    tag->opaque = (tr_span){ at, (size_t)(end + 1 - at) };
    *cursor = end + 1;
    return true;
}

static const char *skip_ows(const char *at)
{
    return at + strspn(at, " \t");
}

static bool same_tag(const struct tag *a, const struct tag *b, bool strong)
{
    return a->opaque.length == b->opaque.length
        && memcmp(a->opaque.at, b->opaque.at, a->opaque.length) == 0
        && !(strong && (a->weak || b->weak));
}

static bool is_star(const char *list)
{
    list = skip_ows(list);
    return *list == '*' && *skip_ows(list + 1) == '\0';
}

/* Is our tag in the list? */
static bool list_has(const char *list, const char *etag, bool strong)
{
    struct tag ours, theirs;
    if (etag == NULL || !read_tag(&etag, &ours))
        return false;
    for (;;) {
        list += strspn(list, " \t,");
        if (*list == '\0')
            return false;
        bool is_tag = read_tag(&list, &theirs);
        list = skip_ows(list);
        bool ends = *list == ',' || *list == '\0';
        if (is_tag && ends && same_tag(&theirs, &ours, strong))
            return true;
        list += strcspn(list, ",");
    }
}

static bool listed(const char *list, const char *etag, bool strong)
{
    return is_star(list) || list_has(list, etag, strong);
}

/* Read a date for comparison with last_modified; false if one is missing. */
static bool comparable(const struct tr_precondition *request,
                       const char *date, apr_time_t *then, apr_time_t *ours)
{
    if (date == NULL || request->last_modified == 0
        || !tr_httpdate_parse(date, request->now, then))
        return false;
    *then = apr_time_sec(*then);
    *ours = apr_time_sec(request->last_modified);
    return true;
}

/* Section 13.1.5: a strong tag, or exactly our date. */
static bool if_range_holds(const struct tr_precondition *request)
{
    const char *value = request->if_range;
    struct tag theirs, ours;
    const char *etag = request->etag;
    apr_time_t then, modified;
    if (read_tag(&value, &theirs))
        return *skip_ows(value) == '\0' && etag != NULL
            && read_tag(&etag, &ours) && same_tag(&theirs, &ours, true);
    return !request->date_is_weak
        && comparable(request, value, &then, &modified) && then == modified;
}

/* Steps 1 and 2 of section 13.2.2: is the client wrong about our state? */
static bool has_failed(const struct tr_precondition *request)
{
    apr_time_t then, ours;
    if (request->if_match != NULL)
        return !listed(request->if_match, request->etag, true);
    return comparable(request, request->if_unmodified_since, &then, &ours)
        && ours > then;
}

/* Steps 3 and 4: does the client have what we would send? */
static bool is_known(const struct tr_precondition *request)
{
    apr_time_t then, ours;
    if (request->if_none_match != NULL)
        return listed(request->if_none_match, request->etag, false);
    return request->method != TR_METHOD_OTHER
        && comparable(request, request->if_modified_since, &then, &ours)
        && ours <= then;
}

enum tr_verdict tr_precondition_check(const struct tr_precondition *request,
                                      bool *use_range)
{
    int status = request->plain_status != 0 ? request->plain_status : 200;
    *use_range = false;
    /* Section 13.2.1: an answer that is no success stays what it is. */
    if ((status < 200 || status > 299) && status != 412)
        return TR_PROCEED;
    if (has_failed(request))
        return TR_PRECONDITION_FAILED;
    if (is_known(request))
        return request->method == TR_METHOD_OTHER ? TR_PRECONDITION_FAILED
                                                  : TR_NOT_MODIFIED;
    *use_range = status == 200 && request->method == TR_METHOD_GET
        && request->range != NULL
        && (request->if_range == NULL || if_range_holds(request));
    return TR_PROCEED;
}
