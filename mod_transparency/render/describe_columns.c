/* SPDX-License-Identifier: Apache-2.0 */
/* describe_columns.c - what a column may hold, from the tables that decide it; see describe.h. */
#include "render/describe.h"

#include <apr_strings.h>
#include <string.h>

#include "query/change_rows.h"
#include "record/vocabulary.h"
#include "store/refusal.h"

#define ID_PATTERN       "[a-z0-9]+(-[a-z0-9]+)*"
#define COUNTRY_PATTERN  "[A-Z]{2}(-[A-Z0-9]{1,3})?|x(-[a-z0-9]+)+"
#define DATE_PATTERN     "[0-9]{4}-[0-9]{2}-[0-9]{2}"
#define PERIOD_PATTERN   "[0-9]{4}(-(H[12]|Q[1-4]|[0-9]{2}))?|" DATE_PATTERN "--" DATE_PATTERN
#define LANGUAGE_PATTERN "[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*"

/* ---- Words ---- */

static apr_array_header_t *words_of(const char *const *words, size_t count,
                                    apr_pool_t *pool)
{
    apr_array_header_t *list = apr_array_make(pool, (int)count + 1, sizeof(const char *));

    for (size_t i = 0; i < count; i++)
        APR_ARRAY_PUSH(list, const char *) = words[i];
    return list;
}

/* Codes known by their number. */
static apr_array_header_t *numbered(const char *(*code)(unsigned), unsigned first,
                                    unsigned count, apr_pool_t *pool)
{
    apr_array_header_t *list = apr_array_make(pool, (int)count, sizeof(const char *));

    for (unsigned i = first; i < count; i++)
        APR_ARRAY_PUSH(list, const char *) = code(i);
    return list;
}

static apr_array_header_t *entity_kinds(const char *resource, apr_pool_t *pool)
{
    apr_array_header_t *list = apr_array_make(pool, 16, sizeof(const char *));

    for (size_t i = 1; i < tr_element_count; i++)
        if ((tr_elements[i].flags & TR_EL_ENTITY)
            && (!resource || (tr_elements[i].resource
                              && !strcmp(tr_elements[i].resource, resource))))
            APR_ARRAY_PUSH(list, const char *) = tr_elements[i].name;
    return list;
}

apr_array_header_t *tr_dim_words(const tr_gen *gen, tr_dim dim, apr_pool_t *pool)
{
    apr_array_header_t *list = apr_array_make(pool, 32, sizeof(const char *));
    uint32_t count = gen->head->codes[dim].count;

    for (size_t i = 0; i < tr_term_count; i++)
        if (tr_terms[i].dim == dim)
            APR_ARRAY_PUSH(list, const char *) = tr_terms[i].code;
    if (!list->nelts)
        return NULL;
    for (uint32_t i = 1; i < count; i++) {
        const char *code = tr_gen_code_text(gen, dim, (uint16_t)i);
        if (!tr_term_find(dim, code, strlen(code)))
            APR_ARRAY_PUSH(list, const char *) = code;
    }
    return list;
}

apr_array_header_t *tr_column_words(const tr_gen *gen, const tr_column_def *column,
                                    const char *resource, apr_pool_t *pool)
{
    if (column->of < TR_DIM_COUNT)
        return tr_dim_words(gen, (tr_dim)column->of, pool);
    switch (column->of) {
    case TR_OF_CELL_KIND:
        return words_of(tr_row_kind_codes, TR_ROW_COMPUTED, pool);
    case TR_OF_GROUP_KIND:
        return words_of(tr_row_kind_codes, TR_ROW_KIND_COUNT, pool);
    case TR_OF_STATUS:
        return numbered(tr_status_code, TR_STATUS_UNSET + 1, TR_STATUS_COUNT, pool);
    case TR_OF_MARK:
        return words_of(tr_mark_codes, TR_MARK_COUNT, pool);
    case TR_OF_ROUNDING:
        return numbered(tr_rounding_code, 0, TR_ROUNDING_COUNT, pool);
    case TR_OF_GRANULARITY:
        return numbered(tr_granularity_code, 0, TR_GRANULARITY_COUNT, pool);
    case TR_OF_LIMIT:
        return numbered(tr_limit_code, 0, TR_LIMIT_COUNT, pool);
    case TR_OF_SHARE_BASE:
        return words_of(tr_share_base_codes, TR_SHARE_BASE_COUNT, pool);
    case TR_OF_CHANGE:
        return words_of(tr_change_words, TR_CHANGE_WORD_COUNT, pool);
    case TR_OF_ENTITY_KIND:
        return entity_kinds(resource, pool);
    case TR_OF_CORRECTED_KIND:
        return entity_kinds(NULL, pool);
    default:
        return NULL;
    }
}

/* ---- Patterns ---- */

const char *tr_dim_pattern(tr_dim dim)
{
    if (dim == TR_DIM_COUNTRY || dim == TR_DIM_VIA)
        return COUNTRY_PATTERN;
    return dim == TR_DIM_PERIOD ? PERIOD_PATTERN : ID_PATTERN;
}

/* Codes are letters, digits and dashes: nothing of them means anything else. */
static const char *one_of(const apr_array_header_t *words, apr_pool_t *pool)
{
    return apr_array_pstrcat(pool, words, '|');
}

/* The status:number of figures that are missing. */
static const char *missing_pattern(const tr_gen *gen, apr_pool_t *pool)
{
    const tr_column_def status = { "status", TR_COL_WORD, TR_OF_STATUS, 0 };

    return apr_pstrcat(pool, "(", one_of(tr_column_words(gen, &status, NULL, pool),
                                         pool), "):[0-9]+", NULL);
}

const char *tr_column_pattern(const tr_gen *gen, const tr_column_def *column,
                              const char *resource, apr_pool_t *pool)
{
    const apr_array_header_t *words = tr_column_words(gen, column, resource, pool);

    if (words)
        return one_of(words, pool);
    if (column->of < TR_DIM_COUNT)
        return tr_dim_pattern((tr_dim)column->of);
    switch (column->of) {
    case TR_OF_MISSING:  return missing_pattern(gen, pool);
    case TR_OF_ID:       return ID_PATTERN;
    case TR_OF_LANGUAGE: return LANGUAGE_PATTERN;
    default:             return NULL;
    }
}

/* ---- Titles ---- */

/* What changed stands twice: before and now. */
static const char *changed_title(const tr_catalog *catalog, const char *name,
                                 apr_pool_t *pool)
{
    const char *key = !strncmp(name, "old_", 4) ? "change.old" : "change.new";

    return apr_pstrcat(pool, tr_catalog_text(catalog, key), ": ",
                       tr_catalog_text(catalog, apr_pstrcat(pool, "column.",
                                                            name + 4, NULL)),
                       NULL);
}

const char *tr_column_title(const tr_catalog *catalog, const char *kind,
                            const tr_column_def *column, apr_pool_t *pool)
{
    const char *name = column->name;
    const char *own = apr_pstrcat(pool, "column.", kind, ".", name, NULL);

    if (tr_catalog_has(tr_catalog_english(), own))
        return tr_catalog_text(catalog, own);
    if (!strncmp(name, "old_", 4) || !strncmp(name, "new_", 4))
        return changed_title(catalog, name, pool);
    return tr_catalog_text(catalog, apr_pstrcat(pool,
                           tr_dim_find(name, strlen(name)) < 0 ? "column."
                           : "dimension.", name, NULL));
}

/* ---- Addresses ---- */

const char *tr_relative_form(const tr_target *target, tr_format format,
                             apr_pool_t *pool)
{
    const char *path = target->path[0] ? target->path : "index";
    const char *slash = strrchr(path, '/');
    const char *query = tr_query_of_form(target, format, pool);

    return apr_pstrcat(pool, slash ? slash + 1 : path, ".",
                       tr_formats[format].extension, *query ? "?" : "", query,
                       NULL);
}

const char *tr_edition_text(const tr_gen *gen, apr_pool_t *pool)
{
    return gen->head->instants.count
           ? tr_fact_instant(TR_GEN_ROWS(gen, int64_t, instants)[gen->edition], pool)
           : NULL;
}
