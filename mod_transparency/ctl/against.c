/* SPDX-License-Identifier: Apache-2.0 */
/* Two records, edition by edition; see against.h. */
#include "ctl/against.h"

#include <apr_hash.h>
#include <apr_strings.h>
#include <string.h>

#include "record/instant.h"

/* "requests/skype-2012@1363824000": by what an edition is known. */
static const char *key_of(const tr_entity *entity, apr_pool_t *pool)
{
    return apr_psprintf(pool, "%s/%s@%" APR_INT64_T_FMT, tr_elements[entity->kind].name,
                        entity->id, (apr_int64_t)entity->file->published);
}

/* A file with faults was not read to its end: what is missing in it is not known to be gone. */
static apr_hash_t *editions_of(const tr_loaded *record, apr_hash_t *faulty, apr_pool_t *pool)
{
    apr_hash_t *editions = apr_hash_make(pool);

    for (int i = 0; i < record->file_count; i++) {
        const tr_file *file = record->files[i];
        if (!file->usable)
            apr_hash_set(faulty, file->name, APR_HASH_KEY_STRING, file);
        for (tr_entity *e = file->usable ? file->entities : NULL; e; e = e->next)
            apr_hash_set(editions, key_of(e, pool), APR_HASH_KEY_STRING, e);
    }
    return editions;
}

/* What was refused, or is to be published later, may be changed. */
static int was_published(const tr_gen *gen, const tr_entity *entity)
{
    const int64_t *instants = TR_GEN_ROWS(gen, int64_t, instants);
    const tr_gen_version *versions = TR_GEN_ROWS(gen, tr_gen_version, versions);
    const tr_gen_entity *known = tr_gen_entity_find(gen, entity->kind, entity->id,
                                                    strlen(entity->id));

    for (uint16_t i = 0; known && i < known->version_count; i++)
        if (instants[versions[known->first_version + i].since]
            == entity->file->published)
            return 1;
    return 0;
}

static void say_gone(tr_diags *diags, const tr_entity *old)
{
    char instant[TR_INSTANT_TEXT];

    tr_diags_add(diags, TR_DIAG_ERROR, old->file->name, 0, 0, "published-gone",
                 "%s \"%s\", published %s, is gone; it was in line %d. What was "
                 "published is taken back by a later <withdrawn>",
                 tr_elements[old->kind].name, old->id,
                 tr_edition_format(old->file->published, instant), old->line);
}

static void compare_file(tr_diags *diags, const tr_loaded *old, const tr_file *file,
                         apr_hash_t *editions, apr_hash_t *faulty, apr_pool_t *pool)
{
    for (const tr_entity *e = file->entities; e; e = e->next) {
        const tr_entity *now;
        if (!was_published(&old->gen, e))
            continue;
        now = apr_hash_get(editions, key_of(e, pool), APR_HASH_KEY_STRING);
        if (now && memcmp(now->file->digest, file->digest, sizeof file->digest))
            tr_against_edition(diags, e, now, pool);
        else if (!now && !apr_hash_get(faulty, file->name, APR_HASH_KEY_STRING))
            say_gone(diags, e);
    }
}

void tr_against(tr_diags *diags, const tr_loaded *old, const tr_loaded *now, apr_pool_t *pool)
{
    apr_hash_t *faulty = apr_hash_make(pool);
    apr_hash_t *editions = editions_of(now, faulty, pool);

    for (int i = 0; old->blob && i < old->file_count; i++)
        if (old->files[i]->usable)
            compare_file(diags, old, old->files[i], editions, faulty, pool);
}
