/* SPDX-License-Identifier: Apache-2.0 */
/*
 * language.c - the language a request asks for; see accept.h.
 *
 * Ranges and offers are compared in one normal form: lower case, and a Chinese
 * region written with its script.  The field becomes
 *
 *     ranges[]   in the order of the field          "zh-hant-tw" 1000
 *     order[]    indexes of it, the one to try first in front
 */

#include "http/accept.h"
#include "http/field.h"

#include <stdbool.h>
#include <string.h>

enum { TAG_SIZE = 64 };     /* RFC 5646 4.4.1 expects 35 at most */

struct range {
    char tag[TAG_SIZE];
    size_t length;
    int q;
    bool any;               /* "*" */
};

struct ranges {
    struct range range[TR_ACCEPT_MAX];
    size_t order[TR_ACCEPT_MAX];
    size_t count;
};

struct offers {
    const char *const *tag;
    size_t count;
    size_t fallback;
};

static const size_t NOT_FOUND = (size_t)-1;

/* The script in which Chinese is written in a region. */
static const struct {
    char region[3];
    char script[5];
} chinese[] = {
    { "cn", "hans" }, { "my", "hans" }, { "sg", "hans" },
    { "hk", "hant" }, { "mo", "hant" }, { "tw", "hant" },
};

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

/* Subtags of one to eight letters or digits; the first of letters only. */
static bool is_tag(tr_span text)
{
    size_t run = 0;
    bool first = true;
    for (size_t i = 0; i < text.length; i++) {
        char c = lower(text.at[i]);
        bool letter = c >= 'a' && c <= 'z';
        if (c == '-' && run > 0) {
            run = 0;
            first = false;
        } else if (!(letter || (!first && c >= '0' && c <= '9'))
                   || ++run > 8) {
            return false;
        }
    }
    return run > 0;
}

/* "zh-tw..." becomes "zh-hant-tw...". */
static void add_script(char *tag, size_t *length)
{
    if (*length < 5 || memcmp(tag, "zh-", 3) != 0
        || (tag[5] != '\0' && tag[5] != '-') || *length + 6 > TAG_SIZE)
        return;
    for (size_t i = 0; i < sizeof chinese / sizeof chinese[0]; i++) {
        if (memcmp(tag + 3, chinese[i].region, 2) != 0)
            continue;
        memmove(tag + 8, tag + 3, *length - 3 + 1);
        memcpy(tag + 3, chinese[i].script, 4);
        tag[7] = '-';
        *length += 5;
        return;
    }
}

/* The normal form; false when the text is no language tag. */
static bool normalise(tr_span text, char tag[TAG_SIZE], size_t *length)
{
    if (text.length >= TAG_SIZE || !is_tag(text))
        return false;
    for (size_t i = 0; i < text.length; i++)
        tag[i] = lower(text.at[i]);
    tag[text.length] = '\0';
    *length = text.length;
    add_script(tag, length);
    return true;
}

/* Heavier first; "*" after all others of its weight; else as in the field. */
static bool goes_before(const struct range *a, const struct range *b)
{
    return a->q != b->q ? a->q > b->q : !a->any && b->any;
}

static void insert(struct ranges *all)
{
    size_t at = all->count;
    while (at > 0 && goes_before(&all->range[all->count],
                                 &all->range[all->order[at - 1]])) {
        all->order[at] = all->order[at - 1];
        at--;
    }
    all->order[at] = all->count++;
}

static void read_ranges(const char *value, struct ranges *all)
{
    tr_span member, token;
    all->count = 0;
    while (all->count < TR_ACCEPT_MAX && tr_list_next(&value, &member)) {
        struct range *range = &all->range[all->count];
        if (!tr_weighted_token(member, &token, &range->q))
            continue;
        range->any = tr_span_is(token, "*");
        range->length = 0;
        if (range->any || normalise(token, range->tag, &range->length))
            insert(all);
    }
}

/* Is the first tag the second one, or a longer form of it? */
static bool begins_with(const char *tag, size_t length, const char *prefix,
                        size_t prefix_length)
{
    return length >= prefix_length
        && memcmp(tag, prefix, prefix_length) == 0
        && (length == prefix_length || tag[prefix_length] == '-');
}

/* The length of the tag without its last subtag; 0 at the end.  (RFC 4647
 * section 3.4 passes over "de-x", which no offer can be.) */
static size_t shorten(const char *tag, size_t length)
{
    while (length > 0 && tag[--length] != '-')
        ;
    return length;
}

/* Does the longest range that the offer begins with say q=0? */
static bool excluded(const struct ranges *all, const char *tag, size_t length)
{
    size_t longest = 0;
    int q = TR_Q_MAX;
    for (size_t i = 0; i < all->count; i++) {
        const struct range *range = &all->range[i];
        if (range->any || range->length < longest
            || !begins_with(tag, length, range->tag, range->length))
            continue;
        if (range->length > longest || range->q > q)
            q = range->q;
        longest = range->length;
    }
    return q == 0;
}

/* Does some range speak of the offer, by lookup or by filtering? */
static bool named(const struct ranges *all, const char *tag, size_t length)
{
    for (size_t i = 0; i < all->count; i++) {
        const struct range *range = &all->range[i];
        if (!range->any
            && (begins_with(tag, length, range->tag, range->length)
                || begins_with(range->tag, range->length, tag, length)))
            return true;
    }
    return false;
}

enum match { EXACT, LONGER, UNNAMED };

/* Does offer i match the tag in this way, and is it not excluded? */
static bool matches(const struct ranges *all, const struct offers *offers,
                    size_t i, enum match how, const char *tag, size_t length)
{
    char offer[TAG_SIZE];
    size_t offer_length;
    tr_span text = { offers->tag[i], strlen(offers->tag[i]) };
    if (how != UNNAMED && (text.length == 0 || lower(text.at[0]) != tag[0]))
        return false;
    if (!normalise(text, offer, &offer_length))
        return false;
    if (how == UNNAMED)
        return !named(all, offer, offer_length);
    if (how == EXACT && offer_length != length)
        return false;
    return begins_with(offer, offer_length, tag, length)
        && !excluded(all, offer, offer_length);
}

/* The default offer if it matches, or else the first that does. */
static size_t find(const struct ranges *all, const struct offers *offers,
                   enum match how, const char *tag, size_t length)
{
    if (matches(all, offers, offers->fallback, how, tag, length))
        return offers->fallback;
    for (size_t i = 0; i < offers->count; i++)
        if (matches(all, offers, i, how, tag, length))
            return i;
    return NOT_FOUND;
}

static size_t find_range(const struct ranges *all, const struct offers *offers,
                         const struct range *range)
{
    if (range->any)
        return find(all, offers, UNNAMED, NULL, 0);
    size_t length = range->length;
    size_t found = find(all, offers, EXACT, range->tag, length);
    if (found == NOT_FOUND)
        found = find(all, offers, LONGER, range->tag, length);
    while (found == NOT_FOUND
           && (length = shorten(range->tag, length)) > 0)
        found = find(all, offers, EXACT, range->tag, length);
    return found;
}

/* An offer in the primary language of the range. */
static size_t find_relative(const struct ranges *all,
                            const struct offers *offers,
                            const struct range *range)
{
    const char *dash = memchr(range->tag, '-', range->length);
    if (range->any || dash == NULL)
        return NOT_FOUND;
    return find(all, offers, LONGER, range->tag, (size_t)(dash - range->tag));
}

/* The default, or the first offer that is not excluded if the default is. */
static size_t fall_back(const struct ranges *all, const struct offers *offers)
{
    for (size_t n = 0; n <= offers->count; n++) {
        char tag[TAG_SIZE];
        size_t length, i = n == 0 ? offers->fallback : n - 1;
        tr_span text = { offers->tag[i], strlen(offers->tag[i]) };
        if (normalise(text, tag, &length) && !excluded(all, tag, length))
            return i;
    }
    return offers->fallback;
}

size_t tr_accept_language(const char *accept_language,
                          const char *const *offers, size_t count,
                          size_t fallback)
{
    struct ranges all;
    struct offers offered = { offers, count, fallback };
    size_t found = NOT_FOUND;
    if (accept_language == NULL || count == 0 || fallback >= count)
        return fallback;
    read_ranges(accept_language, &all);
    for (size_t i = 0; found == NOT_FOUND && i < all.count; i++)
        if (all.range[all.order[i]].q > 0)
            found = find_range(&all, &offered, &all.range[all.order[i]]);
    for (size_t i = 0; found == NOT_FOUND && i < all.count; i++)
        if (all.range[all.order[i]].q > 0)
            found = find_relative(&all, &offered, &all.range[all.order[i]]);
    return found != NOT_FOUND ? found : fall_back(&all, &offered);
}
