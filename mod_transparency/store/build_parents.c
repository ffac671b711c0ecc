/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What codes are part of, edition by edition: a later file neither mends nor
 * breaks an earlier one.
 */
#include <string.h>

#include "store/build_private.h"

/* What a code is part of as of an edition. */
static const char *parent_then(const builder *b, tr_dim dim, const char *id, uint16_t edition)
{
    const build_code *code = tr_build_code_find(b, dim, id, strlen(id));
    const build_version *said;
    const char *parent;

    if (!code)
        return NULL;
    if (!code->entity || tr_term_find(dim, id, strlen(id)))
        return code->parent;
    said = tr_build_said(b, &b->entities[code->entity - 1], edition);
    return said && tr_build_coded(said, &parent) == (int)dim ? parent : NULL;
}

static int is_circle(const builder *b, tr_dim dim, const char *id, const char *parent,
                     uint16_t edition)
{
    int steps = b->dims[dim].codes->nelts;

    while (parent && steps-- > 0) {
        if (strcmp(parent, id) == 0)
            return 1;
        parent = parent_then(b, dim, parent, edition);
    }
    return 0;
}

static void check_parent(builder *b, tr_dim dim, const build_version *version, const char *parent)
{
    const tr_entity *entity = version->entity;
    const build_code *code = tr_build_code_find(b, dim, parent, strlen(parent));

    if (!code || code->since > version->since) {
        tr_build_refuse(b, version->file, entity->line, entity->column, "unknown-code",
                        "there is no %s \"%s\" for \"%s\" to be part of",
                        tr_dims[dim].code, parent, entity->id);
        tr_diags_suggest(b->diags, tr_build_code_nearest(b, dim, parent, version->since));
    }
    else if (is_circle(b, dim, entity->id, parent, version->since))
        tr_build_refuse(b, version->file, entity->line, entity->column, "code-circle",
                        "%s \"%s\" is part of itself", tr_dims[dim].code, entity->id);
}

void tr_build_parents(builder *b)
{
    for (uint32_t i = 0; i < b->version_count; i++) {
        const build_version *version = &b->versions[i];
        const char *parent;
        int dim;
        if (version->entity->withdrawn)
            continue;
        dim = tr_build_coded(version, &parent);
        if (dim >= 0 && parent && !tr_term_find((tr_dim)dim, version->entity->id,
                                                strlen(version->entity->id)))
            check_parent(b, (tr_dim)dim, version, parent);
    }
}
