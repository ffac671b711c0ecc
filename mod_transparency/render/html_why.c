/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Why a figure has no number, or only bounds: the reason in words, and the law,
 * policy or rule it rests on as a link.
 *
 *     reason="calea"            the law of that id
 *     reason="Sealed."          these words
 *     no reason, a band         laws of the bands of its table, else of its kind of demand
 *     no reason, small figure   the rules of its table
 *     no reason, no number      laws, and that nobody gives a reason
 */
#include "render/html.h"

static const tr_gen_version *version_of(const tr_html *h, const char *kind,
                                        const char *id)
{
    const tr_gen_entity *entity = tr_gen_entity_find(
        h->gen, tr_element_find(kind, strlen(kind)), id, strlen(id));

    return entity ? tr_html_current(h, entity) : NULL;
}

/* "Law: CALEA (47 U.S.C. 1001)". Returns 0 when there is no such entity. */
static int put_authority(tr_html *h, const char *kind, const char *id)
{
    const tr_gen_version *version = version_of(h, kind, id);
    const char *citation;

    if (!version)
        return 0;
    tr_html_raw(h, " <small>");
    tr_html_label(h, tr_html_word(h, "attr", kind));
    tr_html_mark(h, "between.colon");
    tr_html_reference(h, kind, id);
    citation = tr_gen_attr_named(h->gen, version->root, "citation");
    if (citation) {
        tr_html_raw(h, " (<bdi>");
        tr_html_put(h, citation);
        tr_html_raw(h, "</bdi>)");
    }
    tr_html_raw(h, "</small>");
    return 1;
}

/* Each id of a list. Returns how many there were. */
static int put_authorities(tr_html *h, const char *kind, const char *ids)
{
    char *rest = apr_pstrdup(h->pool, ids ? ids : ""), *id, *save;
    int count = 0;

    for (id = apr_strtok(rest, " ", &save); id; id = apr_strtok(NULL, " ", &save))
        count += put_authority(h, kind, id);
    return count;
}

static void put_sentence(tr_html *h, const char *key)
{
    tr_html_raw(h, " <small>");
    tr_html_say(h, key);
    tr_html_raw(h, "</small>");
}

/* ---- The reason of the figure itself ---- */

static void put_reason(tr_html *h, const char *reason)
{
    if (put_authority(h, "law", reason) || put_authority(h, "policy", reason))
        return;
    tr_html_raw(h, " <small>");
    tr_html_say(h, "column.reason");
    tr_html_raw(h, ": <bdi>");
    tr_html_put(h, reason);
    tr_html_raw(h, "</bdi></small>");
}

/* ---- What the record says of its table and of its kind of demand ---- */

static const char *table_attr(const tr_html *h, const tr_gen_cell *cell,
                              const char *name)
{
    const tr_gen_block *block = TR_GEN_ROWS(h->gen, tr_gen_block, blocks)
                                + cell->block;
    const tr_gen_version *version = tr_gen_version_of(
        h->gen, TR_GEN_ROWS(h->gen, tr_gen_entity, entities) + block->entity);

    return version ? tr_gen_attr_named(h->gen, version->root, name) : NULL;
}

/* Laws of the bands that the table uses. */
static int put_band_laws(tr_html *h, const tr_gen_cell *cell)
{
    const char *bands = table_attr(h, cell, "bands");
    char *rest = apr_pstrdup(h->pool, bands ? bands : ""), *id, *save;
    int count = 0;

    for (id = apr_strtok(rest, " ", &save); id; id = apr_strtok(NULL, " ", &save)) {
        const tr_gen_version *band = version_of(h, "band", id);
        if (band)
            count += put_authorities(h, "law", tr_gen_attr_named(
                                     h->gen, band->root, "law"));
    }
    return count;
}

/* Laws of the kind of demand, or of one above it. */
static int put_demand_laws(tr_html *h, const tr_gen_cell *cell)
{
    const tr_gen_code *codes = tr_gen_codes(h->gen, TR_DIM_DEMAND);

    for (uint16_t code = cell->code[TR_DIM_DEMAND]; code; code = codes[code].parent) {
        const tr_gen_version *version = NULL;
        int count = 0;
        if (codes[code].entity)
            version = tr_html_current(h, TR_GEN_ROWS(h->gen, tr_gen_entity,
                                      entities) + codes[code].entity - 1);
        if (version)
            count = put_authorities(h, "law", tr_gen_attr_named(
                                    h->gen, version->root, "law"));
        if (count)
            return count;
    }
    return 0;
}

static int is_withheld(unsigned status)
{
    return status == TR_STATUS_WITHHELD_LAW || status == TR_STATUS_WITHHELD_ORDER;
}

static int is_small(unsigned status)
{
    return status == TR_STATUS_BELOW || status == TR_STATUS_SUPPRESSED
           || status == TR_STATUS_WITHHELD_POLICY;
}

/* Absent rows and what cannot be are explained by their status alone. */
static int wants_reason(unsigned status)
{
    return tr_status_is_word(status) && status != TR_STATUS_ZERO_IMPLIED
           && status != TR_STATUS_NOT_APPLICABLE;
}

void tr_html_why(tr_html *h, const tr_gen_cell *cell)
{
    unsigned status = cell->value.status;
    int given = 0;

    if (cell->annot && cell->annot->reason) {
        put_reason(h, tr_gen_string(h->gen, cell->annot->reason));
        return;
    }
    if (is_withheld(status) || status == TR_STATUS_BAND)
        given = put_band_laws(h, cell) || put_demand_laws(h, cell);
    else if (is_small(status))
        given = put_authorities(h, "rule", table_attr(h, cell, "rules"));
    if (!given && wants_reason(status))
        put_sentence(h, status == TR_STATUS_WITHHELD_LAW ? "why.no-law"
                                                         : "why.none");
}
