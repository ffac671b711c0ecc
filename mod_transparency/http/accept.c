/* SPDX-License-Identifier: Apache-2.0 */
/*
 * accept.c - the media type a request asks for; see accept.h.
 *
 * One pass over the field fills an array of ranges on the stack; each offer is
 * then weighed against them:
 *
 *     text/csv;header=present;q=0.5
 *     type subtype  params          weight 500
 */

#include "http/accept.h"

#include "http/field.h"

#include <stdbool.h>
#include <string.h>

struct media {
    tr_span type;
    tr_span subtype;
    tr_span params;      /* from the first ';' on, q among them; empty if there
                          * is nothing but q */
    int q;
    int level;           /* 0: any type, 1: any subtype, 2: neither */
};

/* How well an offer is wanted; compared member by member. */
struct wish {
    int q;
    int specificity;     /* -1: no range matches */
    size_t position;     /* of the range in the field */
};

/* Split "type/subtype".  A bare "*", which old Java clients send, is taken for
 * any type. */
static bool split_type(tr_span name, struct media *media)
{
    const char *slash = memchr(name.at, '/', name.length);
    media->level = 0;
    if (tr_span_is(name, "*"))
        return true;
    if (slash == NULL)
        return false;
    size_t before = (size_t)(slash - name.at);
    media->type = (tr_span){ name.at, before };
    media->subtype = (tr_span){ slash + 1, name.length - before - 1 };
    bool any_type = tr_span_is(media->type, "*");
    bool any_subtype = tr_span_is(media->subtype, "*");
    media->level = any_type ? 0 : any_subtype ? 1 : 2;
    return tr_span_is_token(media->type) && tr_span_is_token(media->subtype)
        && (!any_type || any_subtype);
}

/* Any parameter named q is the weight, wherever it stands (section 12.5.1);
 * two of them say nothing. */
static bool read_media(tr_span member, struct media *media)
{
    tr_span rest, name, value;
    bool weighed = false, others = false;
    enum tr_param got;
    if (!split_type(tr_before_params(member, &media->params), media))
        return false;
    media->q = TR_Q_MAX;
    rest = media->params;
    while ((got = tr_param_next(&rest, &name, &value)) == TR_PARAM_OK) {
        if (!tr_span_is(name, "q")) {
            others = true;
            continue;
        }
        media->q = tr_qvalue(value);
        if (weighed || media->q < 0)
            return false;
        weighed = true;
    }
    if (!others)
        media->params.length = 0;
    return got == TR_PARAM_END;
}

/* The number of ranges; 0 stands for no preference. */
static size_t read_accept(const char *accept, struct media *ranges)
{
    size_t count = 0, members = 0;
    tr_span member;
    while (tr_list_next(&accept, &member)) {
        if (++members > TR_ACCEPT_MAX)
            return 0;
        if (read_media(member, &ranges[count]))
            count++;
    }
    return count;
}

/* Our own media types are well-formed and have no weight. */
static void read_offer(const char *text, struct media *offer)
{
    const char *slash = text + strcspn(text, "/");
    const char *subtype = slash + (*slash == '/');
    const char *end = subtype + strcspn(subtype, "; ");
    offer->type = (tr_span){ text, (size_t)(slash - text) };
    offer->subtype = (tr_span){ subtype, (size_t)(end - subtype) };
    offer->params = (tr_span){ end, strlen(end) };
}

static bool offer_has(const struct media *offer, tr_span name, tr_span value)
{
    tr_span rest = offer->params, has, is;
    while (tr_param_next(&rest, &has, &is) == TR_PARAM_OK)
        if (tr_span_same(name, has))
            return tr_param_value_same(value, is);
    return tr_span_is(name, "charset")
        && tr_param_value_same(value, (tr_span){ "utf-8", 5 });
}

/* How specifically the range speaks of the offer; -1 if it does not. */
static int specificity(const struct media *range, const struct media *offer)
{
    tr_span rest = range->params, name, value;
    int params = 0;
    if (range->level > 0 && !tr_span_same(range->type, offer->type))
        return -1;
    if (range->level > 1 && !tr_span_same(range->subtype, offer->subtype))
        return -1;
    while (tr_param_next(&rest, &name, &value) == TR_PARAM_OK) {
        if (tr_span_is(name, "q"))
            continue;
        if (!offer_has(offer, name, value))
            return -1;
        if (params < 999)
            params++;
    }
    return range->level * 1000 + params;
}

/* Of two equally specific ranges (the same one twice) the heavier counts. */
static struct wish weigh(const struct media *ranges, size_t count,
                         const struct media *offer)
{
    struct wish best = { 0, -1, 0 };
    for (size_t i = 0; i < count; i++) {
        int level = specificity(&ranges[i], offer);
        if (level > best.specificity
            || (level >= 0 && level == best.specificity
                && ranges[i].q > best.q))
            best = (struct wish){ ranges[i].q, level, i };
    }
    return best;
}

static bool stronger(const struct wish *a, const struct wish *b)
{
    if (a->q != b->q)
        return a->q > b->q;
    if (a->specificity != b->specificity)
        return a->specificity > b->specificity;
    return a->position < b->position;
}

int tr_accept_type(const char *accept, const char *const *offers, size_t count,
                   int *q)
{
    struct media ranges[TR_ACCEPT_MAX], offer;
    size_t known = accept != NULL ? read_accept(accept, ranges) : 0;
    struct wish best = { 0, -1, 0 };
    int chosen = -1;
    if (known == 0 && count > 0) {
        best.q = TR_Q_MAX;
        chosen = 0;
    }
    for (size_t i = 0; known > 0 && i < count; i++) {
        read_offer(offers[i], &offer);
        struct wish wish = weigh(ranges, known, &offer);
        if (wish.q > 0 && (chosen < 0 || stronger(&wish, &best))) {
            best = wish;
            chosen = (int)i;
        }
    }
    if (q != NULL)
        *q = best.q;
    return chosen;
}
