/* SPDX-License-Identifier: Apache-2.0 */
/* encoding.c - the content coding a request asks for; see accept.h. */

#include "http/accept.h"
#include "http/field.h"

#include <stdbool.h>

enum { UNNAMED = -1 };

/* The coding that a token names, or -1.  x-gzip is gzip (section 8.4.1.3). */
static int coding_of(tr_span token)
{
    if (tr_span_is(token, "br"))
        return TR_CODING_BR;
    if (tr_span_is(token, "gzip") || tr_span_is(token, "x-gzip"))
        return TR_CODING_GZIP;
    if (tr_span_is(token, "identity"))
        return TR_CODING_IDENTITY;
    return -1;
}

static void keep_heavier(int *weight, int q)
{
    if (q > *weight)
        *weight = q;
}

/* Fill weights[], one for each coding, from the field; "*" stands for those
 * that are not named. */
static void read_weights(const char *value, int *weights)
{
    int others = UNNAMED, q;
    tr_span member, token;
    for (int i = 0; i < TR_CODING_COUNT; i++)
        weights[i] = UNNAMED;
    for (int n = 0; n < TR_ACCEPT_MAX && tr_list_next(&value, &member); n++) {
        if (!tr_weighted_token(member, &token, &q))
            continue;
        int coding = coding_of(token);
        if (coding >= 0)
            keep_heavier(&weights[coding], q);
        else if (tr_span_is(token, "*"))
            keep_heavier(&others, q);
    }
    for (int i = 0; i < TR_CODING_COUNT; i++)
        if (weights[i] == UNNAMED)
            weights[i] = others;
}

static int heaviest(const int *weights, unsigned available)
{
    int best = -1;
    for (int i = 0; i < TR_CODING_COUNT; i++)
        if ((available & TR_CODING_BIT(i)) != 0 && weights[i] > 0
            && (best < 0 || weights[i] > weights[best]))
            best = i;
    return best;
}

int tr_accept_encoding(const char *accept_encoding, unsigned available)
{
    int weights[TR_CODING_COUNT];
    bool identity = (available & TR_CODING_BIT(TR_CODING_IDENTITY)) != 0;
    if (accept_encoding == NULL && identity)
        return TR_CODING_IDENTITY;
    read_weights(accept_encoding != NULL ? accept_encoding : "*", weights);
    int best = heaviest(weights, available);
    if (best < 0 && identity && weights[TR_CODING_IDENTITY] == UNNAMED)
        return TR_CODING_IDENTITY;
    return best;
}

const char *tr_coding_name(enum tr_coding coding)
{
    switch (coding) {
    case TR_CODING_BR:
        return "br";
    case TR_CODING_GZIP:
        return "gzip";
    case TR_CODING_IDENTITY:
    case TR_CODING_COUNT:
        break;
    }
    return NULL;
}
