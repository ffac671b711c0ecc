/* SPDX-License-Identifier: Apache-2.0 */
/*
 * precondition.h - conditional requests (RFC 9110 section 13).
 */
#ifndef TR_HTTP_PRECONDITION_H
#define TR_HTTP_PRECONDITION_H

#include <apr_time.h>
#include <stdbool.h>

enum tr_method {
    TR_METHOD_GET,
    TR_METHOD_HEAD,
    TR_METHOD_OTHER
};

/* What is known of a request and of what would answer it.  A field that was
 * not sent is NULL; repeated ones are joined with ", ". */
struct tr_precondition {
    enum tr_method method;
    const char *if_match;
    const char *if_none_match;
    const char *if_modified_since;
    const char *if_unmodified_since;
    const char *if_range;
    const char *range;

    int plain_status;          /* the answer's status without conditions; 0 is
                                * read as 200 */
    const char *etag;          /* of the chosen representation, with its quotes;
                                * NULL if it has none */
    apr_time_t last_modified;  /* 0 if unknown; counted in whole seconds */
    bool date_is_weak;         /* the bytes may have changed twice within that
                                * second, so it cannot vouch for a part */
    apr_time_t now;            /* for dates with two-digit years */
};

enum tr_verdict {
    TR_PROCEED,
    TR_NOT_MODIFIED,           /* 304 */
    TR_PRECONDITION_FAILED     /* 412 */
};

/* Evaluate the conditions in the order of section 13.2.2.  *use_range tells
 * whether Range is to be applied: only for GET, when the answer is 200 and
 * If-Range, if sent, holds.  A date that is no HTTP-date is ignored; a tag that
 * is no entity tag matches nothing. */
enum tr_verdict tr_precondition_check(const struct tr_precondition *request,
                                      bool *use_range);

#endif
