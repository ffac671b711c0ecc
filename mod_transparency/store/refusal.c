/* SPDX-License-Identifier: Apache-2.0 */
/* Codes and sentences of refusals; see refusal.h. */
#include "store/refusal.h"

struct wording {
    const char *code, *sentence;
};

static const struct wording refusals[TR_REFUSAL_COUNT] = {
#define X(name, code, sentence) { code, sentence },
    TR_REFUSALS(X)
#undef X
};

static const struct wording limits[TR_LIMIT_COUNT] = {
#define X(name, code, sentence) { code, sentence },
    TR_LIMITS(X)
#undef X
};

const char *tr_refusal_code(unsigned refusal)
{
    return refusal < TR_REFUSAL_COUNT ? refusals[refusal].code : "";
}

const char *tr_refusal_sentence(unsigned refusal)
{
    return refusal < TR_REFUSAL_COUNT ? refusals[refusal].sentence : "";
}

const char *tr_limit_code(unsigned bit)
{
    return bit < TR_LIMIT_COUNT ? limits[bit].code : "";
}

const char *tr_limit_sentence(unsigned bit)
{
    return bit < TR_LIMIT_COUNT ? limits[bit].sentence : "";
}
