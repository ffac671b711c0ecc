/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_accept.c - every field value that a stranger can send us.
 *
 * The input is up to seven lines; each is given to every parser, and all of
 * them together are one conditional request.  Besides what the sanitizers
 * find, results must be within their range and keep these promises: no offer
 * weighs more than the one chosen; ranges lie inside the body and apart from
 * each other; an instant that was read is written and read again as the same;
 * no text ends a link early; other methods never get 304, errors no verdict.
 */

#include "http/accept.h"
#include "http/digest.h"
#include "http/field.h"
#include "http/httpdate.h"
#include "http/link.h"
#include "http/precondition.h"
#include "http/range.h"

#include <apr_general.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define MUST(condition) ((condition) ? (void)0 : broken(#condition, __LINE__))

enum { LINES = 7 };

static const char *const types[] = {
    "text/html; charset=utf-8", "text/csv; charset=utf-8; header=present",
    "application/json", "text/markdown"
};
static const char *const languages[] = {
    "en", "uk", "ar", "fa", "zh-Hans", "zh-Hant", "pt-PT", "de-CH"
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void broken(const char *condition, int line)
{
    fprintf(stderr, "fuzz_accept.c:%d: broken promise: %s\n", line, condition);
    abort();
}

static void try_type(const char *value)
{
    int q = -7, alone;
    int index = tr_accept_type(value, types, COUNT(types), &q);
    MUST(index >= -1 && index < (int)COUNT(types));
    MUST(index < 0 ? q == 0 : q > 0 && q <= TR_Q_MAX);
    /* the chosen one weighs the same alone, and none weighs more */
    for (int i = 0; i < (int)COUNT(types); i++) {
        int other = tr_accept_type(value, &types[i], 1, &alone);
        MUST(other == (alone > 0 ? 0 : -1));
        MUST(alone <= q && (i != index || alone == q));
    }
}

static void try_language(const char *value)
{
    for (size_t fallback = 0; fallback < COUNT(languages); fallback++)
        MUST(tr_accept_language(value, languages, COUNT(languages), fallback)
             < COUNT(languages));
}

static void try_encoding(const char *value)
{
    for (unsigned available = 0; available < 8; available++) {
        int coding = tr_accept_encoding(value, available);
        MUST(coding == -1
             || (coding >= 0 && coding < TR_CODING_COUNT
                 && (available & TR_CODING_BIT(coding)) != 0));
    }
}

static void check_ranges(const struct tr_ranges *ranges, uint64_t length)
{
    MUST(ranges->count >= 1 && ranges->count <= TR_RANGE_MAX);
    for (size_t i = 0; i < ranges->count; i++) {
        const struct tr_range *a = &ranges->range[i];
        MUST(a->first <= a->last && a->last < length);
        for (size_t j = 0; j < i; j++) {
            const struct tr_range *b = &ranges->range[j];
            MUST(a->last < b->first ? b->first - a->last > TR_RANGE_GAP
                                    : a->first > b->last
                                      && a->first - b->last > TR_RANGE_GAP);
        }
    }
}

static void try_range(const char *value)
{
    static const uint64_t lengths[] = { 0, 1, 100, 1000000, UINT64_MAX };
    for (size_t i = 0; i < COUNT(lengths); i++) {
        struct tr_ranges ranges;
        enum tr_range_kind kind = tr_range_parse(value, lengths[i], &ranges);
        MUST(kind == TR_RANGE_WHOLE || kind == TR_RANGE_PARTIAL
             || kind == TR_RANGE_UNSATISFIABLE);
        if (kind == TR_RANGE_PARTIAL)
            check_ranges(&ranges, lengths[i]);
    }
}

static void try_dates(const char *value)
{
    char text[TR_HTTPDATE_SIZE], instant[TR_INSTANT_SIZE], stamp[TR_STAMP_SIZE];
    apr_time_t now = apr_time_from_sec(1795435200), then, again;
    if (tr_httpdate_parse(value, now, &then))
        MUST(tr_httpdate_format(text, then) && strlen(text) == 29
             && tr_httpdate_parse_imf(text, &again) && again == then);
    if (tr_instant_parse(value, &then))
        MUST(tr_instant_format(instant, then) && strlen(instant) == 20
             && tr_instant_parse(instant, &again) && again == then);
    if (tr_stamp_parse(value, &then))
        MUST(tr_stamp_format(stamp, then) && strlen(stamp) == 14
             && tr_stamp_parse(stamp, &again) && again == then);
}

static void try_digest(const char *value)
{
    enum tr_want want = tr_want_digest(value, 1), poor;
    MUST(want == TR_WANT_UNSAID || want == TR_WANT_NONE
         || want == TR_WANT_SHA256 || want == TR_WANT_SHA512);
    poor = tr_want_digest(value, 0);
    MUST(poor != TR_WANT_SHA512);
    MUST((want == TR_WANT_UNSAID) == (poor == TR_WANT_UNSAID));
}

/* Nothing in a link may end it: outside quotes there is one '<', one '>' and
 * no comma beyond the target. */
static void try_link(apr_pool_t *pool, const char *value)
{
    const struct tr_link_attribute attributes[] = {
        { "title", value }, { NULL, NULL }
    };
    tr_links *links = tr_links_make(pool);
    bool added = tr_link_add(links, value, "alternate", attributes);
    const char *text = tr_links_value(links);
    MUST(added == (text != NULL));
    if (!added)
        return;
    MUST(strlen(text) <= TR_LINK_MAX && text[0] == '<');
    const char *end = strchr(text, '>');
    MUST(end != NULL && strpbrk(text + 1, "<\"\\ \r\n") > end);
    MUST(strpbrk(text, "\r\n") == NULL);
    tr_span member;
    MUST(tr_list_next(&end, &member) && !tr_list_next(&end, &member));
}

static void try_condition(char *const *line)
{
    for (int method = TR_METHOD_GET; method <= TR_METHOD_OTHER; method++) {
        struct tr_precondition request = {
            .method = (enum tr_method)method,
            .if_match = line[0], .if_none_match = line[1],
            .if_modified_since = line[2], .if_unmodified_since = line[3],
            .if_range = line[4], .range = line[5], .etag = line[6],
            .last_modified = apr_time_from_sec(1363860000),
            .now = apr_time_from_sec(1795435200)
        };
        bool range = false;
        enum tr_verdict verdict = tr_precondition_check(&request, &range);
        MUST(verdict != TR_NOT_MODIFIED || method != TR_METHOD_OTHER);
        MUST(!range || (verdict == TR_PROCEED && method == TR_METHOD_GET));
        request.etag = "\"v1\"";
        verdict = tr_precondition_check(&request, &range);
        MUST(verdict != TR_PRECONDITION_FAILED || line[0] != NULL
             || line[3] != NULL || method == TR_METHOD_OTHER);
        request.plain_status = 404;
        MUST(tr_precondition_check(&request, &range) == TR_PROCEED && !range);
    }
}

/* Exactly as large as its text, so that reading past it is found. */
static char *copy(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);
    if (text == NULL)
        abort();
    if (size > 0)
        memcpy(text, data, size);
    text[size] = '\0';
    return text;
}

static void try_line(apr_pool_t *pool, const char *value)
{
    try_type(value);
    try_language(value);
    try_encoding(value);
    try_range(value);
    try_dates(value);
    try_digest(value);
    try_link(pool, value);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static apr_pool_t *pool;
    char *line[LINES] = { NULL };
    if (pool == NULL) {
        apr_initialize();
        apr_pool_create(&pool, NULL);
    }
    for (int i = 0; i < LINES && size > 0; i++) {
        const uint8_t *end = memchr(data, '\n', size);
        size_t length = end != NULL ? (size_t)(end - data) : size;
        size_t step = end != NULL ? length + 1 : length;
        line[i] = copy(data, length);
        try_line(pool, line[i]);
        data += step;
        size -= step;
    }
    try_condition(line);
    for (int i = 0; i < LINES; i++)
        free(line[i]);
    apr_pool_clear(pool);
    return 0;
}
