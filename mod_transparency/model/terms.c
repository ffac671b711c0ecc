/* SPDX-License-Identifier: Apache-2.0 */
/* The one table of terms; see terms.h. */
#include "model/terms.h"

#include <string.h>

const tr_column_def tr_cell_columns[TR_COLUMN_COUNT] = {
#define X(name, code, type, of, always) { code, type, of, always },
    TR_CELL_COLUMNS(X)
#undef X
};

const tr_column_def tr_group_columns[TR_GROUP_COLUMN_COUNT] = {
#define X(name, code, type, of, always) { code, type, of, always },
    TR_GROUP_COLUMNS(X)
#undef X
};

const tr_column_def tr_change_columns[TR_CHANGE_COLUMN_COUNT] = {
#define X(name, code, type, of, always) { code, type, of, always },
    TR_CHANGE_COLUMNS(X)
#undef X
};

const tr_column_def tr_key_columns[TR_KEY_COLUMN_COUNT] = {
#define X(name, code, type, of, always) { code, type, of, always },
    TR_KEY_COLUMNS(X)
#undef X
};

const char *const tr_row_kind_codes[TR_ROW_KIND_COUNT] = {
#define X(name, code) code,
    TR_ROW_KINDS(X)
#undef X
};

const char *const tr_mark_codes[TR_MARK_COUNT] = {
#define X(name, code) code,
    TR_CELL_MARKS(X)
#undef X
};

/*
 * Countries partition the world (each demand has one origin, or a code that
 * says it has none); a table's `absent` says what unlisted ones mean.  For the
 * other breakdowns nothing is assumed: the table declares it, or sums over
 * them are refused.
 */
const tr_dim_def tr_dims[TR_DIM_COUNT] = {
    [TR_DIM_PUBLISHER]  = { "publisher", 0, 1, 1, TR_REL_PARTITION },
    [TR_DIM_SERVICE]    = { "service", 0, 1, 1, TR_REL_PARTIAL },
    [TR_DIM_REPORT]     = { "report", 0, 1, 1, TR_REL_UNSTATED },
    [TR_DIM_TABLE]      = { "table", 0, 1, 1, TR_REL_UNSTATED },
    [TR_DIM_PERIOD]     = { "period", 0, 0, 1, TR_REL_PARTITION },
    [TR_DIM_MEASURE]    = { "measure", 1, 0, 1, TR_REL_UNSTATED },
    [TR_DIM_UNIT]       = { "unit", 1, 0, 1, TR_REL_UNSTATED },
    [TR_DIM_COUNTRY]    = { "country", 1, 0, 1, TR_REL_PARTITION },
    [TR_DIM_VIA]        = { "via", 1, 0, 1, TR_REL_UNSTATED },
    [TR_DIM_CHANNEL]    = { "channel", 1, 0, 1, TR_REL_UNSTATED },
    [TR_DIM_AUTHORITY]  = { "authority", 1, 0, 1, TR_REL_UNSTATED },
    [TR_DIM_REQUESTER]  = { "requester", 1, 0, 1, TR_REL_UNSTATED },
    [TR_DIM_DEMAND]     = { "demand", 1, 0, 1, TR_REL_UNSTATED },
    [TR_DIM_IDENTIFIER] = { "identifier", 1, 0, 1, TR_REL_UNSTATED },
    [TR_DIM_DATA]       = { "data", 1, 0, 1, TR_REL_UNSTATED },
    [TR_DIM_BASIS]      = { "basis", 1, 0, 1, TR_REL_UNSTATED },
    [TR_DIM_NOTICE]     = { "notice", 1, 0, 1, TR_REL_UNSTATED },
};

#define TOP(dim, code)          { TR_DIM_##dim, code, NULL, TR_REL_UNSTATED, TR_ADD_SUM }
#define SUB(dim, code, parent)  { TR_DIM_##dim, code, parent, TR_REL_UNSTATED, TR_ADD_SUM }
#define UNIT(code, add)         { TR_DIM_UNIT, code, NULL, TR_REL_UNSTATED, TR_ADD_##add }

const tr_term tr_terms[] = {
    TOP(MEASURE, "received"),
    SUB(MEASURE, "disclosed", "received"),
    SUB(MEASURE, "partial", "received"),
    SUB(MEASURE, "no-data", "received"),
    SUB(MEASURE, "rejected", "received"),
    SUB(MEASURE, "challenged", "received"),
    SUB(MEASURE, "withdrawn", "received"),
    SUB(MEASURE, "redirected", "received"),
    SUB(MEASURE, "referred", "received"),
    SUB(MEASURE, "unanswered", "received"),
    SUB(MEASURE, "pending", "received"),
    TOP(MEASURE, "guidance"),
    TOP(MEASURE, "preserved"),
    TOP(MEASURE, "extended"),
    TOP(MEASURE, "notified"),
    TOP(MEASURE, "restricted"),
    TOP(MEASURE, "deleted"),
    TOP(MEASURE, "removed"),
    TOP(MEASURE, "appealed"),
    TOP(MEASURE, "reinstated"),
    TOP(MEASURE, "disrupted"),

    UNIT("requests", SUM),
    UNIT("orders", SUM),
    UNIT("letters", SUM),
    UNIT("times", SUM),
    UNIT("items", SUM),
    UNIT("accounts", DISTINCT),
    UNIT("users", DISTINCT),
    UNIT("customers", DISTINCT),
    UNIT("devices", DISTINCT),
    UNIT("identifiers", DISTINCT),
    UNIT("selectors", DISTINCT),
    UNIT("tokens", DISTINCT),
    UNIT("apps", DISTINCT),
    UNIT("urls", DISTINCT),
    UNIT("hours", NONE),

    TOP(CHANNEL, "direct"),
    TOP(CHANNEL, "mlat"),
    TOP(CHANNEL, "letters-rogatory"),
    TOP(CHANNEL, "cloud-act"),
    TOP(CHANNEL, "subsidiary"),
    TOP(CHANNEL, "redirected"),
    TOP(CHANNEL, "interpol"),

    TOP(AUTHORITY, "police"),
    TOP(AUTHORITY, "prosecutor"),
    TOP(AUTHORITY, "judiciary"),
    TOP(AUTHORITY, "executive"),
    TOP(AUTHORITY, "intelligence"),
    TOP(AUTHORITY, "regulator"),
    TOP(AUTHORITY, "data-protection"),
    TOP(AUTHORITY, "consumer"),
    TOP(AUTHORITY, "military"),
    TOP(AUTHORITY, "private-party"),
    TOP(AUTHORITY, "other"),

    TOP(REQUESTER, "government"),
    TOP(REQUESTER, "intergovernmental"),
    TOP(REQUESTER, "private"),
    TOP(REQUESTER, "other"),

    TOP(DEMAND, "legal-process"),
    SUB(DEMAND, "criminal", "legal-process"),
    SUB(DEMAND, "subpoena", "legal-process"),
    SUB(DEMAND, "search-warrant", "legal-process"),
    SUB(DEMAND, "court-order", "legal-process"),
    SUB(DEMAND, "order-2703d", "court-order"),
    SUB(DEMAND, "pen-register", "court-order"),
    SUB(DEMAND, "wiretap", "court-order"),
    SUB(DEMAND, "police-request", "legal-process"),
    SUB(DEMAND, "other-legal", "legal-process"),
    TOP(DEMAND, "civil"),
    TOP(DEMAND, "emergency"),
    TOP(DEMAND, "preservation"),
    TOP(DEMAND, "diplomatic"),
    TOP(DEMAND, "informal"),
    TOP(DEMAND, "national-security"),
    SUB(DEMAND, "nsl", "national-security"),
    SUB(DEMAND, "fisa", "national-security"),
    SUB(DEMAND, "fisa-content", "fisa"),
    SUB(DEMAND, "fisa-non-content", "fisa"),
    TOP(DEMAND, "restriction"),
    TOP(DEMAND, "removal"),
    TOP(DEMAND, "dsa-article-10"),

    TOP(IDENTIFIER, "account"),
    TOP(IDENTIFIER, "device"),
    TOP(IDENTIFIER, "financial"),
    TOP(IDENTIFIER, "push-token"),
    TOP(IDENTIFIER, "ip-address"),
    TOP(IDENTIFIER, "phone-number"),
    TOP(IDENTIFIER, "email-address"),
    TOP(IDENTIFIER, "content-provider"),

    TOP(DATA, "content"),
    TOP(DATA, "non-content"),
    SUB(DATA, "subscriber", "non-content"),
    SUB(DATA, "traffic", "non-content"),
    SUB(DATA, "location", "non-content"),
    SUB(DATA, "billing", "non-content"),

    TOP(BASIS, "invalid-form"),
    TOP(BASIS, "wrong-process"),
    TOP(BASIS, "no-jurisdiction"),
    TOP(BASIS, "overbroad"),
    TOP(BASIS, "insufficient-specificity"),
    TOP(BASIS, "no-legal-basis"),
    TOP(BASIS, "conflict-of-law"),
    TOP(BASIS, "human-rights"),
    TOP(BASIS, "data-not-held"),
    TOP(BASIS, "wrong-company"),
    TOP(BASIS, "expired"),
    TOP(BASIS, "not-authenticated"),
    TOP(BASIS, "political"),
    TOP(BASIS, "other"),

    TOP(NOTICE, "before"),
    TOP(NOTICE, "after"),
    TOP(NOTICE, "delayed"),
    TOP(NOTICE, "none"),
    SUB(NOTICE, "sealed", "none"),
    SUB(NOTICE, "exigent", "none"),
    SUB(NOTICE, "policy", "none"),
};

const size_t tr_term_count = sizeof tr_terms / sizeof tr_terms[0];

int tr_dim_find(const char *code, size_t length)
{
    for (int dim = 0; dim < TR_DIM_COUNT; dim++)
        if (tr_is_word(tr_dims[dim].code, code, length))
            return dim;
    return -1;
}

const tr_term *tr_term_find(tr_dim dim, const char *code, size_t length)
{
    for (size_t i = 0; i < tr_term_count; i++)
        if (tr_terms[i].dim == dim && tr_is_word(tr_terms[i].code, code, length))
            return &tr_terms[i];
    return NULL;
}

enum { NEAREST_MAX = 64 };

/* Levenshtein's distance, two rows at a time. */
static size_t edit_distance(const char *a, const char *b)
{
    size_t columns = strlen(b), row[NEAREST_MAX + 1];
    for (size_t j = 0; j <= columns; j++)
        row[j] = j;
    for (size_t i = 1; a[i - 1]; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= columns; j++) {
            size_t above = row[j];
            size_t best = diagonal + (a[i - 1] != b[j - 1]);
            if (above + 1 < best)
                best = above + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            row[j] = best;
            diagonal = above;
        }
    }
    return row[columns];
}

const char *tr_nearest(const char *word, const char *const *words,
                       size_t count)
{
    size_t length = strlen(word);
    const char *best = NULL;
    size_t best_distance = length / 3 + 2;      /* further is no typing error */

    if (length > NEAREST_MAX)
        return NULL;
    for (size_t i = 0; i < count; i++) {
        if (strlen(words[i]) > NEAREST_MAX)
            continue;
        size_t distance = edit_distance(word, words[i]);
        if (distance < best_distance) {
            best_distance = distance;
            best = words[i];
        }
    }
    return best;
}
