/* SPDX-License-Identifier: Apache-2.0 */
/* No two figures of an edition have the same id: in the example and in every fixture. */
#include "generation_support.h"

#include <apr_file_info.h>
#include <apr_hash.h>

static const char *top_directory(void)
{
    const char *source = getenv("srcdir") ? getenv("srcdir")
                       : getenv("TR_SRCDIR") ? apr_pstrcat(test_pool, getenv("TR_SRCDIR"), "/t/unit", NULL)
                                             : "t/unit";
    return apr_pstrcat(test_pool, source, "/../..", NULL);
}

/* 1: built, perhaps without the files that have errors. */
static int read_record(record *r, const char *directory)
{
    static const tr_limits limits = TR_LIMITS_DEFAULT;
    tr_listing_entry *entries;
    int count, others;

    record_init(r);
    if (tr_list(&entries, &count, &others, directory, r->diags, r->pool) != APR_SUCCESS)
        return 0;
    for (int i = 0; i < count && r->count < RECORD_FILES; i++)
        if (tr_read_file(&r->files[r->count], directory, &entries[i], NULL, 0, &limits, NULL, NULL,
                         r->diags, r->pool) == APR_SUCCESS)
            r->count++;
    return build(r) == APR_SUCCESS;
}

/* How many figures of the edition have an id that another has too. */
static int repeated(const tr_gen *gen, apr_pool_t *pool, int *figures)
{
    apr_hash_t *seen = apr_hash_make(pool);
    int found = 0;

    for (uint32_t b = 0; b < gen->head->blocks.count; b++) {
        const tr_gen_block *block = TR_GEN_ROWS(gen, tr_gen_block, blocks) + b;
        for (uint32_t row = block->first; row < block->first + block->count; row++) {
            tr_gen_cell cell;
            const char *id;
            tr_gen_cell_get(gen, b, row, &cell);
            if (!tr_gen_valid(gen, cell.since, cell.until))
                continue;
            id = tr_gen_cell_id(gen, &cell, pool);
            if (apr_hash_get(seen, id, APR_HASH_KEY_STRING) && found++ < 5)
                printf("# twice: %s\n", id);
            apr_hash_set(seen, id, APR_HASH_KEY_STRING, "");
            ++*figures;
        }
    }
    return found;
}

static int check_record(const char *directory)
{
    record r;
    int found = 0, figures = 0;

    if (!read_record(&r, directory)) {
        apr_pool_destroy(r.pool);
        return 0;
    }
    for (uint32_t edition = 0; edition < r.gen.head->instants.count; edition++) {
        tr_gen then = { .head = r.gen.head, .edition = (uint16_t)edition };
        found += repeated(&then, r.pool, &figures);
    }
    is_int(found, 0, apr_psprintf(test_pool, "%d figures of %s", figures,
                                  strrchr(directory, '/') + 1));
    apr_pool_destroy(r.pool);
    return figures;
}

int main(void)
{
    const char *fixtures, *example;
    apr_dir_t *dir;
    apr_finfo_t entry;
    int records = 0, figures;

    start_tests();
    example = apr_pstrcat(test_pool, top_directory(), "/htdocs/example", NULL);
    fixtures = apr_pstrcat(test_pool, top_directory(), "/t/fixtures/records", NULL);
    figures = check_record(example);
    ok(figures > 100, "the example has figures");
    if (apr_dir_open(&dir, fixtures, test_pool) == APR_SUCCESS)
        while (apr_dir_read(&entry, APR_FINFO_NAME | APR_FINFO_TYPE, dir) == APR_SUCCESS)
            if (entry.filetype == APR_DIR && entry.name[0] != '.')
                records += check_record(apr_pstrcat(test_pool, fixtures, "/", entry.name, NULL)) > 0;
    ok(records >= 20, "so do %d fixtures", records);
    return end_tests();
}
