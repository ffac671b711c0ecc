/* SPDX-License-Identifier: Apache-2.0 */
/* What <requests> says about its figures; see figures.h. */
#include <apr_strings.h>
#include <string.h>

#include "record/figures.h"
#include "record/rules.h"

/* A checked attribute of a narrative element, or NULL. */
static const char *attr(const tr_element *element, const char *name)
{
    int index = tr_attr_find(element->def, name, strlen(name));
    return index < 0 ? NULL : element->attrs[index];
}

static uint32_t attr_word(tr_figures *figures, const tr_element *element,
                          const char *name)
{
    const char *value = attr(element, name);
    return value ? tr_words_add(&figures->words, value, strlen(value)) : 0;
}

static tr_relation relation_of(const char *word)
{
    if (!word)
        return TR_REL_UNSTATED;
    return strcmp(word, "partition") == 0 ? TR_REL_PARTITION
         : strcmp(word, "overlapping") == 0 ? TR_REL_OVERLAPPING : TR_REL_PARTIAL;
}

/* partition="data basis": each dimension is said to relate in one way only. */
static void set_relations(tr_table *table, const tr_element *root,
                          const char *name, const tr_spot *spot)
{
    const char *list = attr(root, name);
    size_t size;

    for (; list && *list; list += size + (list[size] == ' ')) {
        size = strcspn(list, " ");
        int dim = tr_dim_find(list, size);
        if (dim < 0)
            continue;
        if (table->relation[dim] != TR_REL_UNSTATED)
            tr_error(spot, "two-relations", "%s of <requests> names %s, which "
                     "another attribute names too; its codes relate in one way",
                     name, tr_dims[dim].code);
        table->relation[dim] = relation_of(name);
    }
}

static uint32_t marks_of(const char *list)
{
    uint32_t found = 0;
    size_t size;

    for (; list && *list; list += size + (list[size] == ' ')) {
        size = strcspn(list, " ");
        for (int bit = 0; bit < TR_MARK_COUNT; bit++)
            if (strlen(tr_mark_codes[bit]) == size
                && memcmp(tr_mark_codes[bit], list, size) == 0)
                found |= UINT32_C(1) << bit;
    }
    return found;
}

static tr_table *make_table(tr_figures *figures, const tr_element *root,
                            const tr_spot *spot)
{
    tr_table *table = apr_pcalloc(figures->file->pool, sizeof *table);
    const char *period = attr(root, "period"), *absent = attr(root, "absent");

    figures->has_period = period
        && tr_period_parse(period, strlen(period), &table->period, NULL);
    table->service = attr(root, "service");
    table->publisher = attr(root, "publisher");
    if (!table->publisher)
        table->publisher = figures->file->publisher;
    table->report = attr(root, "report");
    table->absent_none = absent && strcmp(absent, "none") == 0;
    table->outcomes = relation_of(attr(root, "outcomes"));
    table->distinct = attr(root, "distinct");
    table->sum = attr(root, "sum");
    set_relations(table, root, "partition", spot);
    set_relations(table, root, "overlapping", spot);
    set_relations(table, root, "partial", spot);
    return table;
}

static void set_defaults(tr_figures *figures, const tr_element *root)
{
    tr_defaults *defaults = &figures->of_table;
    const char *rounding = attr(root, "rounding"), *status = attr(root, "status");
    tr_rounding found = TR_ROUNDING_UNKNOWN;

    memset(defaults, 0, sizeof *defaults);
    for (int dim = TR_DIM_CELL_FIRST; dim < TR_DIM_COUNT; dim++)
        defaults->code[dim - TR_DIM_CELL_FIRST]
            = attr_word(figures, root, tr_dims[dim].code);
    defaults->notes = attr_word(figures, root, "note");
    defaults->source = attr_word(figures, root, "source");
    defaults->flags = marks_of(attr(root, "flags"));
    if (status && strcmp(status, "provisional") == 0)
        defaults->flags |= TR_MARK_PROVISIONAL;
    if (rounding)
        tr_rounding_find(rounding, strlen(rounding), &found);
    defaults->rounding = (uint8_t)found;
    defaults->period = figures->table->period;
}

void tr_figures_begin(tr_figures *figures, tr_entity *entity, const tr_spot *spot)
{
    figures->cells.count = 0;
    figures->table = make_table(figures, entity->root, spot);
    entity->table = figures->table;
    set_defaults(figures, entity->root);
}

void tr_figures_end(tr_figures *figures, tr_entity *entity, const tr_spot *spot)
{
    tr_rules_table(figures, spot);
    entity->cell_count = (uint32_t)figures->cells.count;
    entity->cells = tr_cells_take(&figures->cells);
    figures->table = NULL;
}
