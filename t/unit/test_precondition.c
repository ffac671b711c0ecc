/* SPDX-License-Identifier: Apache-2.0 */
/* Conditional requests. */

#include "http/precondition.h"

#include "tap.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

#define BEFORE "Thu, 21 Mar 2013 09:59:59 GMT"
#define EXACT "Thu, 21 Mar 2013 10:00:00 GMT"
#define EXACT_850 "Thursday, 21-Mar-13 10:00:00 GMT"
#define EXACT_ASC "Thu Mar 21 10:00:00 2013"
#define AFTER "Thu, 21 Mar 2013 10:00:01 GMT"
#define MODIFIED apr_time_from_sec(1363860000)
#define NOW apr_time_from_sec(1795435200)

enum { OK = TR_PROCEED, KNOWN = TR_NOT_MODIFIED,
       FAILED = TR_PRECONDITION_FAILED };

/* The answer we would give: "v1", of 10:00:00 and half a second. */
static struct tr_precondition ours(void)
{
    return (struct tr_precondition){
        .method = TR_METHOD_GET, .etag = "\"v1\"",
        .last_modified = MODIFIED + 500000, .now = NOW
    };
}

static void check(const struct tr_precondition *request, int verdict,
                  bool use_range, const char *name)
{
    bool range = !use_range;
    is_int(tr_precondition_check(request, &range), verdict, name);
    is_int(range, use_range, "  its use of Range");
}

struct list_case {
    const char *value;
    bool weak;               /* matches "v1" by weak comparison */
    bool strong;
};

static const struct list_case lists[] = {
    { "\"v1\"", true, true },
    { "W/\"v1\"", true, false },
    { "\"v0\"", false, false },
    { "*", true, true },
    { " * ", true, true },
    { "\"v0\", \"v1\"", true, true },
    { "\"v0\",\"v1\",\"v2\"", true, true },
    { "\"v0\"\t,\t\"v1\"\t", true, true },
    { ", ,\"v1\",", true, true },
    { "\"v0\", W/\"v1\"", true, false },
    { "W/\"v1\", \"v1\"", true, true },
    { "\"a,b\", \"v1\"", true, true },
    { "\"a, \\\", \"v1\"", true, true },
    { "\"\", \"v1\"", true, true },
    { "\"a,\"v1\",b\"", false, false },
    { "\",\"v1\",\"", false, false },
    { "*, \"v0\"", false, false },
    { "*, \"v1\"", true, true },
    { "\"*\"", false, false },
    { "**", false, false },
    { "", false, false },
    { ",", false, false },
    { "v1", false, false },
    { "\"v1", false, false },
    { "v1\"", false, false },
    { "'v1'", false, false },
    { "\"V1\"", false, false },
    { "\"v1 \"", false, false },
    { "\"v11\"", false, false },
    { "\"v\"", false, false },
    { "w/\"v1\"", false, false },
    { "W\"v1\"", false, false },
    { "W/ \"v1\"", false, false },
    { "W/W/\"v1\"", false, false },
    { "\"v1\"x", false, false },
    { "x\"v1\"", false, false },
    { "\"v0\" \"v1\"", false, false },
    { "\"v1-gzip\"", false, false },
};

static void test_lists(void)
{
    for (size_t i = 0; i < COUNT(lists); i++) {
        struct tr_precondition request = ours();
        char name[80];
        request.if_none_match = lists[i].value;
        snprintf(name, sizeof name, "If-None-Match: %s", lists[i].value);
        check(&request, lists[i].weak ? KNOWN : OK, false, name);
        request = ours();
        request.if_match = lists[i].value;
        snprintf(name, sizeof name, "If-Match: %s", lists[i].value);
        check(&request, lists[i].strong ? OK : FAILED, false, name);
    }
}

/* What only the quotes of our own tag decide. */
static void test_own_tag(void)
{
    struct tr_precondition request = ours();
    request.etag = "\"a,b\"";
    request.if_none_match = "\"x\", W/\"a,b\"";
    check(&request, KNOWN, false, "a comma in our tag");
    request.if_none_match = "\"a\", \"b\"";
    check(&request, OK, false, "its halves are not it");
    request.etag = NULL;
    check(&request, OK, false, "no tag of ours, If-None-Match");
    request.if_none_match = "*";
    check(&request, KNOWN, false, "no tag of ours, If-None-Match: *");
    request = ours();
    request.etag = NULL;
    request.if_match = "\"v1\"";
    check(&request, FAILED, false, "no tag of ours, If-Match");
    request = ours();
    request.etag = "W/\"v1\"";
    request.if_match = "\"v1\"";
    check(&request, FAILED, false, "a weak tag of ours is no strong match");
}

struct date_case {
    const char *value;
    int since;               /* verdict of If-Modified-Since */
    int unmodified;          /* of If-Unmodified-Since */
    bool range;              /* If-Range holds */
};

static const struct date_case dates[] = {
    { BEFORE, OK, FAILED, false },
    { EXACT, KNOWN, OK, true },
    { EXACT_850, KNOWN, OK, true },
    { EXACT_ASC, KNOWN, OK, true },
    { AFTER, KNOWN, OK, false },
    { "Tue, 01 Jan 2999 00:00:00 GMT", KNOWN, OK, false },
    { "", OK, OK, false },
    { "0", OK, OK, false },
    { "yesterday", OK, OK, false },
    { "2013-03-21T10:00:00Z", OK, OK, false },
    { EXACT ", " EXACT, OK, OK, false },
    { "Thu, 21 Mar 2013 10:00:00 CET", OK, OK, false },
};

static void test_dates(void)
{
    for (size_t i = 0; i < COUNT(dates); i++) {
        struct tr_precondition request = ours();
        char name[100];
        request.if_modified_since = dates[i].value;
        snprintf(name, sizeof name, "If-Modified-Since: %s", dates[i].value);
        check(&request, dates[i].since, false, name);
        request.method = TR_METHOD_HEAD;
        check(&request, dates[i].since, false, "  for HEAD");
        request.method = TR_METHOD_OTHER;
        check(&request, OK, false, "  not for other methods");
        request = ours();
        request.if_unmodified_since = dates[i].value;
        snprintf(name, sizeof name, "If-Unmodified-Since: %s", dates[i].value);
        check(&request, dates[i].unmodified, false, name);
        request = ours();
        request.range = "bytes=0-9";
        request.if_range = dates[i].value;
        snprintf(name, sizeof name, "If-Range: %s", dates[i].value);
        check(&request, OK, dates[i].range, name);
    }
    struct tr_precondition request = ours();
    request.last_modified = 0;
    request.if_modified_since = AFTER;
    check(&request, OK, false, "no date of ours, If-Modified-Since");
    request.if_unmodified_since = BEFORE;
    check(&request, OK, false, "no date of ours, If-Unmodified-Since");
    request = ours();
    request.range = "bytes=0-9";
    request.if_range = EXACT;
    request.date_is_weak = true;
    check(&request, OK, false, "a weak date cannot vouch for a part");
}

static void test_if_range(void)
{
    static const struct { const char *value; bool holds; } tags[] = {
        { "\"v1\"", true }, { "W/\"v1\"", false }, { "\"v0\"", false },
        { "v1", false }, { "*", false }, { "\"v1\", \"v1\"", false },
        { "\"v1\" ", true }, { "\"v1\"x", false }, { "\"v1", false },
    };
    for (size_t i = 0; i < COUNT(tags); i++) {
        struct tr_precondition request = ours();
        char name[60];
        request.range = "bytes=0-9";
        request.if_range = tags[i].value;
        snprintf(name, sizeof name, "If-Range: %s", tags[i].value);
        check(&request, OK, tags[i].holds, name);
        request.range = NULL;
        check(&request, OK, false, "  without Range");
    }
    struct tr_precondition request = ours();
    request.range = "bytes=0-9";
    check(&request, OK, true, "Range alone");
    request.method = TR_METHOD_HEAD;
    check(&request, OK, false, "no Range for HEAD");
    request.method = TR_METHOD_OTHER;
    check(&request, OK, false, "no Range for other methods");
    request = ours();
    request.range = "bytes=0-9";
    request.if_range = "\"v1\"";
    request.etag = "W/\"v1\"";
    check(&request, OK, false, "our weak tag cannot vouch for a part");
    request.etag = NULL;
    check(&request, OK, false, "no tag of ours cannot either");
}

/* Each of the five conditions absent, true or false, for each method. */
static const char *const names[5] = { "IM", "IUS", "INM", "IMS", "IR" };
static const char *const when_true[5] = {
    "\"v1\"", EXACT, "\"v0\"", BEFORE, "\"v1\""
};
static const char *const when_false[5] = {
    "\"v0\"", BEFORE, "\"v1\"", AFTER, "\"v0\""
};

enum { ABSENT, TRUE_, FALSE_ };

/* Section 13.2.2, step by step as it is written there. */
static int expected(const int *is, enum tr_method method, bool *range)
{
    bool reads = method != TR_METHOD_OTHER;
    *range = false;
    if (is[0] == FALSE_)
        return FAILED;
    if (is[0] == ABSENT && is[1] == FALSE_)
        return FAILED;
    if (is[2] == FALSE_)
        return reads ? KNOWN : FAILED;
    if (is[2] == ABSENT && reads && is[3] == FALSE_)
        return KNOWN;
    *range = method == TR_METHOD_GET && is[4] != FALSE_;
    return OK;
}

static const char *value_of(int condition, int state)
{
    return state == ABSENT ? NULL
        : state == TRUE_ ? when_true[condition] : when_false[condition];
}

static void test_product(void)
{
    for (int n = 0; n < 3 * 243; n++) {
        struct tr_precondition request = ours();
        int is[5], rest = n / 3;
        char name[80] = "";
        bool range;
        for (int i = 0; i < 5; i++, rest /= 3) {
            is[i] = rest % 3;
            if (is[i] != ABSENT)
                snprintf(name + strlen(name), sizeof name - strlen(name),
                         "%s %s, ", names[i], is[i] == TRUE_ ? "true" : "false");
        }
        request.method = (enum tr_method)(n % 3);
        request.if_match = value_of(0, is[0]);
        request.if_unmodified_since = value_of(1, is[1]);
        request.if_none_match = value_of(2, is[2]);
        request.if_modified_since = value_of(3, is[3]);
        request.if_range = value_of(4, is[4]);
        request.range = "bytes=0-9";
        snprintf(name + strlen(name), sizeof name - strlen(name), "%s",
                 request.method == TR_METHOD_GET ? "GET"
                 : request.method == TR_METHOD_HEAD ? "HEAD" : "other");
        int verdict = expected(is, request.method, &range);
        check(&request, verdict, range, name);
    }
}

static void test_status(void)
{
    static const int statuses[] = { 301, 302, 400, 404, 405, 406, 416, 451,
                                    500, 503 };
    for (size_t i = 0; i < COUNT(statuses); i++) {
        struct tr_precondition request = ours();
        char name[40];
        request.plain_status = statuses[i];
        request.if_match = "\"v0\"";
        request.range = "bytes=0-9";
        snprintf(name, sizeof name, "%d stays what it is", statuses[i]);
        check(&request, OK, false, name);
        request.if_match = NULL;
        request.if_none_match = "*";
        check(&request, OK, false, name);
    }
    struct tr_precondition request = ours();
    request.plain_status = 204;
    request.if_none_match = "*";
    check(&request, KNOWN, false, "conditions apply to each success");
    request.if_none_match = NULL;
    request.range = "bytes=0-9";
    check(&request, OK, false, "Range applies to 200 only");
    request.plain_status = 200;
    check(&request, OK, true, "Range applies to 200");
}

int main(void)
{
    test_lists();
    test_own_tag();
    test_dates();
    test_if_range();
    test_product();
    test_status();
    return tap_done();
}
