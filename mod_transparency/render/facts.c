/* SPDX-License-Identifier: Apache-2.0 */
/* Which rows a resource has, and how their values are written; see facts.h. */
#include "render/facts.h"

#include <apr_strings.h>
#include <string.h>

#include "http/httpdate.h"
#include "model/date.h"

const char *const tr_fact_kinds[TR_FACT_KIND_COUNT] = {
#define X(name, code) code,
    TR_FACT_KINDS(X)
#undef X
};

/* ---- Values ---- */

const char *tr_fact_instant(int64_t seconds, apr_pool_t *pool)
{
    char *text = apr_palloc(pool, TR_INSTANT_SIZE);
    tr_instant_format(text, apr_time_from_sec(seconds));
    return text;
}

const char *tr_fact_day(int32_t day, apr_pool_t *pool)
{
    char *text = apr_palloc(pool, TR_DATE_TEXT);
    tr_date_format(day, text);
    return text;
}

const char *tr_fact_percent(int64_t percent, int decimals, apr_pool_t *pool)
{
    static const int scale[] = { 10000, 1000, 100, 10, 1 };
    int64_t whole = percent / 10000, rest = percent % 10000;

    if (decimals <= 0)
        return apr_psprintf(pool, "%" APR_INT64_T_FMT, whole);
    if (decimals > 4)
        decimals = 4;
    return apr_psprintf(pool, "%" APR_INT64_T_FMT ".%0*d", whole, decimals,
                        (int)(rest / scale[decimals]));
}

/* A code the record added itself is named by its <code>. */
static const char *own_name(const tr_gen *gen, const tr_gen_code *code)
{
    const tr_gen_entity *entity;
    const tr_gen_version *version;
    const tr_gen_node *name;
    const char *attribute;

    if (!code->entity)
        return NULL;
    entity = TR_GEN_ROWS(gen, tr_gen_entity, entities) + code->entity - 1;
    version = tr_gen_version_of(gen, entity);
    if (!version)
        return NULL;
    name = tr_gen_child(gen, version->root, "name", "en");
    if (name)
        return tr_gen_string(gen, name->text);
    attribute = tr_gen_attr_named(gen, version->root, "name");
    return attribute;
}

tr_field tr_fact_country(const tr_gen *gen, uint16_t ordinal, int32_t day)
{
    const tr_gen_code *code = &tr_gen_codes(gen, TR_DIM_COUNTRY)[ordinal];

    if (!ordinal)
        return tr_field_none();
    return code->country ? tr_field_name(tr_country_name_at(code->country - 1, day))
                         : tr_field_text(own_name(gen, code));
}

static char *copy_entity(char *to, const char **from)
{
    static const struct { const char *name; char byte; } known[] = {
        { "&amp;", '&' }, { "&lt;", '<' }, { "&gt;", '>' },
        { "&quot;", '"' }, { "&#39;", '\'' }, { "&apos;", '\'' }
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        size_t length = strlen(known[i].name);
        if (!strncmp(*from, known[i].name, length)) {
            *to++ = known[i].byte;
            *from += length;
            return to;
        }
    }
    *to++ = *(*from)++;
    return to;
}

/* Between blocks of text stands a blank, so that words do not run together. */
static int ends_block(const char *tag)
{
    static const char *const blocks[] = {
        "</p>", "</li>", "</dt>", "</dd>", "</blockquote>", "</ul>", "</ol>",
        "</dl>", NULL
    };
    for (int i = 0; blocks[i]; i++)
        if (!strncmp(tag, blocks[i], strlen(blocks[i])))
            return 1;
    return 0;
}

const char *tr_fact_plain(const char *markup, apr_pool_t *pool)
{
    char *text = apr_palloc(pool, strlen(markup) + 1), *to = text;

    while (*markup) {
        if (*markup == '<') {
            const char *end = strchr(markup, '>');
            if (ends_block(markup) && to > text && to[-1] != ' ')
                *to++ = ' ';
            markup = end ? end + 1 : markup + strlen(markup);
        }
        else if (*markup == '&')
            to = copy_entity(to, &markup);
        else
            *to++ = *markup++;
    }
    while (to > text && to[-1] == ' ')
        to--;
    *to = '\0';
    return text;
}

/* ---- Which rows ---- */

static int is_index(const tr_target *target)
{
    return tr_resources[target->resource].items && !target->item;
}

const tr_query *tr_facts_query(const tr_render *render)
{
    const tr_target *target = render->target;
    tr_query *query;

    if (target->resource != TR_RES_OVERVIEW && !is_index(target))
        return &target->query;
    query = apr_pmemdup(render->pool, &target->query, sizeof *query);
    if (is_index(target)) {
        query->by[0] = (tr_dim)tr_resources[target->resource].dim;
        query->by_count = 1;
    }
    else {
        query->by[0] = TR_DIM_PUBLISHER;
        query->by[1] = TR_DIM_SERVICE;
        query->by[2] = TR_DIM_PERIOD;
        query->by_count = 3;
    }
    return query;
}

unsigned tr_facts_kinds(tr_resource resource, int is_item)
{
    if (resource == TR_RES_CORRECTIONS)
        return 1u << TR_FACT_CHANGES;
    if (resource == TR_RES_REQUESTS || is_item)
        return 1u << TR_FACT_CELLS | 1u << TR_FACT_GROUPS;
    return resource == TR_RES_OVERVIEW || tr_resources[resource].items
           ? 1u << TR_FACT_GROUPS : 1u << TR_FACT_PROPERTIES;
}

tr_facts *tr_facts_open(const tr_render *render)
{
    tr_facts *facts = apr_pcalloc(render->pool, sizeof *facts);
    const tr_target *target = render->target;
    const tr_query *query = tr_facts_query(render);
    unsigned kinds = tr_facts_kinds(target->resource, target->item != NULL);

    apr_pool_create(&facts->row_pool, render->pool);
    if (kinds & 1u << TR_FACT_CHANGES)
        tr_facts_changes(facts, render);
    else if (query->by_count)
        tr_facts_groups(facts, render, query);
    else if (kinds & 1u << TR_FACT_CELLS)
        tr_facts_cells(facts, render);
    else
        tr_facts_entities(facts, render);
    return facts;
}

void tr_facts_clear(tr_facts *facts)
{
    apr_pool_clear(facts->row_pool);
    facts->rows_in_pool = 1;
}

const char *tr_facts_key(const tr_facts *facts)
{
    return facts->kind == tr_fact_kinds[TR_FACT_CELLS] ? tr_cell_columns[TR_COLUMN_ID].name
                                         : NULL;
}
