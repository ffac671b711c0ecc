/* SPDX-License-Identifier: Apache-2.0 */
/* What names mean; see names.h. */
#include <string.h>

#include "record/names.h"

#include <apr_strings.h>

#include "model/terms.h"
#include "record/vocabulary.h"

#define ROWS    (TR_ON_FROM | TR_ON_TOTAL)
#define CELLS   (TR_ON_MEASURE | TR_ON_FIGURE)

/* The attributes of figures that are neither dimensions nor units. */
static const struct { const char *name; uint8_t role, on; } roles[] = {
    { "service", TR_ROLE_SERVICE, ROWS | CELLS },
    { "period", TR_ROLE_PERIOD, ROWS | CELLS },
    { "note", TR_ROLE_NOTE, ROWS | CELLS },
    { "source", TR_ROLE_SOURCE, ROWS | CELLS },
    { "flags", TR_ROLE_FLAGS, ROWS | CELLS },
    { "rounding", TR_ROLE_ROUNDING, ROWS | CELLS },
    { "country-printed", TR_ROLE_COUNTRY_PRINTED, TR_ON_FROM },
    { "printed", TR_ROLE_PRINTED, CELLS },
    { "reason", TR_ROLE_REASON, CELLS },
    { "of", TR_ROLE_OF, CELLS },
    { "estimated", TR_ROLE_ESTIMATED, CELLS },
    { "measure", TR_ROLE_MEASURE, TR_ON_FIGURE },
    { "unit", TR_ROLE_UNIT, TR_ON_FIGURE },
    { "value", TR_ROLE_VALUE, TR_ON_FIGURE },
};
enum { ROLE_COUNT = sizeof roles / sizeof *roles };

static unsigned dimension_on(int dim)
{
    return dim == TR_DIM_COUNTRY ? TR_ON_FROM : ROWS | CELLS;
}

static void find_role(tr_name *out, size_t length)
{
    int dim = tr_dim_find(out->name, length);

    if (tr_term_find(TR_DIM_UNIT, out->name, length)) {
        out->role = TR_ROLE_AMOUNT;
        out->on = TR_ON_MEASURE;
    }
    if (dim >= TR_DIM_CELL_FIRST) {
        out->role = TR_ROLE_DIM;
        out->argument = (uint8_t)(dim - TR_DIM_CELL_FIRST);
        out->on = (uint8_t)dimension_on(dim);
    }
    for (int i = 0; i < ROLE_COUNT; i++)
        if (strcmp(roles[i].name, out->name) == 0) {
            out->role = roles[i].role;
            out->on = roles[i].on;
        }
}

static void look_up(tr_name *out, const char *name)
{
    size_t length = strlen(name);

    memset(out, 0, sizeof *out);
    out->name = name;
    out->element = (int16_t)tr_element_find(name, length);
    out->measure = tr_term_find(TR_DIM_MEASURE, name, length) != NULL;
    find_role(out, length);
}

tr_name *tr_names_get(tr_names *names, const char *name)
{
    uint32_t at = (uint32_t)((uint64_t)(uintptr_t)name
                             * UINT64_C(0x9e3779b97f4a7c15) >> 54);

    for (; names->slots[at].name; at = (at + 1) % TR_NAME_SLOTS)
        if (names->slots[at].name == name)
            return &names->slots[at];
    look_up(&names->other, name);
    if (names->other.element < 0 && !names->other.measure
        && names->other.role == TR_ROLE_NONE)
        return &names->other;
    if (names->count >= TR_NAME_SLOTS / 2)
        return &names->other;
    names->count++;
    names->slots[at] = names->other;
    return &names->slots[at];
}

const char *tr_names_of(unsigned on, apr_pool_t *pool)
{
    const char *list = "";

    for (int dim = TR_DIM_CELL_FIRST; dim < TR_DIM_COUNT; dim++)
        if (dimension_on(dim) & on)
            list = apr_pstrcat(pool, list, tr_dims[dim].code, "|", NULL);
    if (on & TR_ON_MEASURE)
        for (size_t i = 0; i < tr_term_count; i++)
            if (tr_terms[i].dim == TR_DIM_UNIT)
                list = apr_pstrcat(pool, list, tr_terms[i].code, "|", NULL);
    for (int i = 0; i < ROLE_COUNT; i++)
        if (roles[i].on & on)
            list = apr_pstrcat(pool, list, roles[i].name, "|", NULL);
    return list;
}
