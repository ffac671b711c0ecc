/* SPDX-License-Identifier: Apache-2.0 */
/* Opening and reading a generation; damage is noticed. */
#include "generation_support.h"

static const char record_text[] =
    "<publisher id=\"acme\" name=\"Acme\"/>"
    "<service id=\"mail\" name=\"Mail\"/><service id=\"skype\" name=\"Skype\" part-of=\"mail\"/>"
    "<note id=\"n\"><text xml:lang=\"en\"><p>one</p></text><text xml:lang=\"de\"><p>eins</p></text>"
    "<text xml:lang=\"zh-Hans\"><p>yi</p></text></note>"
    "<requests id=\"t\" period=\"2012\" publisher=\"acme\" service=\"mail\" absent=\"none\">"
    "<from country=\"GB\"><received requests=\"1268\" demand=\"nsl\" note=\"n\"/>"
    "<received requests=\"3\" service=\"skype\"/>"
    "<guidance period=\"2012-H2\" times=\"40\"/></from>"
    "<from country=\"US-CA\"><received requests=\"2\"/></from></requests>";

static void codes(const tr_gen *gen)
{
    const tr_gen_code *demands = tr_gen_codes(gen, TR_DIM_DEMAND);
    int nsl = tr_gen_code_find(gen, TR_DIM_DEMAND, "nsl", 3);
    int above = tr_gen_code_find(gen, TR_DIM_DEMAND, "national-security", 17);
    int us = tr_gen_code_find(gen, TR_DIM_COUNTRY, "US", 2);
    int year = tr_gen_code_find(gen, TR_DIM_PERIOD, "2012", 4);
    int half = tr_gen_code_find(gen, TR_DIM_PERIOD, "2012-H2", 7);

    ok(nsl > above && nsl < above + demands[above].size, "a child lies in its parent's run");
    is_int(demands[nsl].parent, above, "and names it");
    is_int(demands[0].size, gen->head->codes[TR_DIM_DEMAND].count, "the whole holds all");
    is_int(tr_gen_code_find(gen, TR_DIM_DEMAND, "", 0), -1, "the whole has no code");
    is_int(tr_gen_code_find(gen, TR_DIM_DEMAND, "nslx", 4), -1, "no such code");
    is_int(tr_gen_code_find(gen, TR_DIM_DEMAND, "nsl", 2), -1, "nor one that begins alike");
    is_int(tr_gen_code_find(gen, TR_DIM_DEMAND, "~", 1), -1, "nor one behind all others");
    is_int(tr_gen_code_find(gen, TR_DIM_DEMAND, "!", 1), -1, "nor one before them");
    is_int(tr_gen_codes(gen, TR_DIM_COUNTRY)[us].size, 2, "a country is there for its part");
    is_int(tr_gen_code_find(gen, TR_DIM_COUNTRY, "FR", 2), -1, "unused countries are not");
    is_int(tr_gen_codes(gen, TR_DIM_PERIOD)[half].parent, year, "a half lies in its year");
    for (int dim = 0; dim < TR_DIM_COUNT; dim++)
        for (uint32_t i = 1; i < gen->head->codes[dim].count; i++) {
            const char *text = tr_gen_code_text(gen, (tr_dim)dim, (uint16_t)i);
            if (tr_gen_code_find(gen, (tr_dim)dim, text, strlen(text)) != (int)i)
                ok(0, "%s %s is found", tr_dims[dim].code, text);
        }
}

static const char *text_of(const tr_gen *gen, uint32_t root, const char *lang)
{
    const tr_gen_node *node = tr_gen_child(gen, root, "text", lang);
    return node ? tr_gen_string(gen, node->text) : NULL;
}

static void narrative(const tr_gen *gen)
{
    int kind = tr_element_find("note", 4);
    const tr_gen_entity *note = tr_gen_entity_find(gen, kind, "n", 1);
    const tr_gen_version *version = note ? tr_gen_version_of(gen, note) : NULL;
    uint32_t count, first = tr_gen_kind(gen, tr_element_find("service", 7), &count);

    is_int(count, 2, "two services");
    is_str(tr_gen_string(gen, TR_GEN_ROWS(gen, tr_gen_entity, entities)[first].id), "mail",
           "sorted by id");
    ok(version != NULL, "the note has an edition");
    if (!version)
        return;
    is_str(tr_gen_attr_named(gen, version->root, "id"), "n", "an attribute by name");
    ok(tr_gen_attr_named(gen, version->root, "mark") == NULL, "one that is not given");
    is_str(text_of(gen, version->root, "de"), "<p>eins</p>", "text in a language");
    is_str(text_of(gen, version->root, "de-AT"), "<p>eins</p>", "in a variant of it");
    is_str(text_of(gen, version->root, "zh-Hans-CN"), "<p>yi</p>", "in a script");
    is_str(text_of(gen, version->root, "fr"), "<p>one</p>", "the first one when none fits");
    ok(tr_gen_child(gen, version->root, "title", "en") == NULL, "no such child");
    ok(tr_gen_entity_find(gen, kind, "nn", 2) == NULL, "no such entity");
}

static int has_id(const tr_gen *gen, const char *wanted)
{
    for (uint32_t b = 0; b < gen->head->blocks.count; b++) {
        const tr_gen_block *block = TR_GEN_ROWS(gen, tr_gen_block, blocks) + b;
        for (uint32_t i = 0; i < block->count; i++) {
            tr_gen_cell cell;
            tr_gen_cell_get(gen, b, block->first + i, &cell);
            if (strcmp(tr_gen_cell_id(gen, &cell, test_pool), wanted) == 0)
                return 1;
        }
    }
    return 0;
}

static void ids(const tr_gen *gen)
{
    ok(has_id(gen, "t.2012.gb.received.requests.demand:nsl"), "a dimension that is said");
    ok(has_id(gen, "t.2012.gb.received.requests.service:skype"), "a service of its own");
    ok(has_id(gen, "t.2012-h2.gb.guidance.times"), "a period of its own");
    ok(has_id(gen, "t.2012.us-ca.received.requests"), "a part of a country");
}

/* Any damage of the head is noticed at once, or by verifying, or is harmless. */
static void damage(const record *r)
{
    unsigned char *copy = apr_palloc(r->pool, r->size + 8);
    int opened = 0, refused = 0;
    tr_gen gen;

    memcpy(copy, r->blob, r->size);
    for (size_t at = 0; at < sizeof(tr_gen_head); at++)
        for (int bit = 0; bit < 8; bit += 3) {
            copy[at] = (unsigned char)(copy[at] ^ 1u << bit);
            if (tr_gen_open(&gen, copy, r->size) == APR_SUCCESS)
                opened += tr_gen_verify(&gen) == NULL;
            else
                refused++;
            copy[at] = ((unsigned char *)r->blob)[at];
        }
    ok(refused > 300, "damaged heads are refused (%d refused, %d look right)", refused, opened);
    for (size_t size = 0; size < r->size; size += 37)
        if (tr_gen_open(&gen, copy, size) == APR_SUCCESS)
            ok(0, "%zu of %zu bytes are opened", size, (size_t)r->size);
    is_int(tr_gen_open(&gen, copy, r->size), APR_SUCCESS, "undamaged it is opened");
    is_int(tr_gen_open(&gen, copy + 1, r->size - 1), APR_EINVAL, "not from an odd place");
    is_int(tr_gen_open(&gen, NULL, 0), APR_EINVAL, "nor from nowhere");
    ((tr_gen_block *)(void *)(copy + gen.head->blocks.off))->unit = 9999;
    tr_gen_open(&gen, copy, r->size);
    is_str(tr_gen_verify(&gen), "a block", "a wrong reference is found by verifying");
    ((tr_gen_code *)(void *)(copy + gen.head->codes[TR_DIM_COUNTRY].off))[1].by_text = 2;
    is_str(tr_gen_verify(&gen), "the order of the codes", "... and codes that are not in order");
}

int main(void)
{
    record r;

    start_tests();
    one_file(&r, record_text);
    is_int(r.status, APR_SUCCESS, "the record is built");
    codes(&r.gen);
    narrative(&r.gen);
    ids(&r.gen);
    damage(&r);
    return end_tests();
}
