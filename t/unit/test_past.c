/* SPDX-License-Identifier: Apache-2.0 */
/* Earlier editions kept for several requests: shared, given back, and of a large record never more than a few at once. */
#include "query_support.h"

#include "httpd/past.c"

enum { TABLES = 2100, EDITIONS = 8 };

static const char *const countries[] = {
    "GB", "US", "DE", "FR", "IT", "ES", "PT", "PL", "NL", "BE", "AT", "CH",
    "SE", "NO", "DK", "FI", "IE", "GR", "CZ", "HU", "RO", "BG", "UA", "TR"
};

static const char *large_text(void)
{
    apr_array_header_t *parts = apr_array_make(test_pool, TABLES, sizeof(char *));

    APR_ARRAY_PUSH(parts, const char *) = "<publisher id=\"acme\"/><service id=\"mail\" publisher=\"acme\"/>";
    for (int i = 0; i < TABLES; i++) {
        APR_ARRAY_PUSH(parts, const char *) = apr_psprintf(test_pool, "<requests id=\"t-%d\" publisher=\"acme\""
            " service=\"mail\" period=\"2009\" absent=\"none\">", i);
        for (size_t c = 0; c < sizeof countries / sizeof countries[0]; c++)
            APR_ARRAY_PUSH(parts, const char *) = apr_psprintf(test_pool, "<from country=\"%s\"><received"
                " requests=\"%d\"/></from>", countries[c], i + 1);
        APR_ARRAY_PUSH(parts, const char *) = "</requests>";
    }
    return apr_array_pstrcat(test_pool, parts, '\n');
}

static tr_gen record_of(const char *first)
{
    tr_file *files[EDITIONS];

    for (int i = 0; i < EDITIONS; i++)
        files[i] = file_text(apr_psprintf(test_pool, "%d.xml", i), apr_psprintf(test_pool, "2013-01-%02d", i + 1),
                             i ? apr_psprintf(test_pool, "<service id=\"more-%d\" publisher=\"acme\"/>", i) : first);
    return build_files(files, EDITIONS);
}

static apr_status_t get(tr_pasts *pasts, const tr_gen *gen, int edition, tr_gen *out, apr_pool_t **reader)
{
    apr_pool_create(reader, test_pool);
    return tr_past_get(pasts, out, gen, TR_GEN_ROWS(gen, int64_t, instants)[edition], *reader);
}

/* A process that ends gives everything back; here a leak must be one. */
static void end(tr_pasts *pasts)
{
    for (int i = 0; i < KEPT; i++)
        if (pasts->kept[i].pool)
            apr_pool_destroy(pasts->kept[i].pool);
}

static void of_large(void)
{
    tr_gen gen = record_of(large_text()), then, again;
    tr_pasts *pasts = tr_pasts_make(25, test_pool);
    apr_pool_t *reader[KEPT], *other;

    ok(gen.head->value.count > QUICK_CELLS, "a large record: %lu figures", (unsigned long)gen.head->value.count);
    for (int i = 0; i < KEPT; i++)
        ok(get(pasts, &gen, i, &then, &reader[i]) == APR_SUCCESS && then.edition == i, "edition %d is read slowly", i);
    ok(get(pasts, &gen, KEPT, &then, &other) == APR_EBUSY, "one more edition is not made meanwhile");
    apr_pool_destroy(other);
    ok(get(pasts, &gen, EDITIONS - 1, &then, &other) == APR_SUCCESS && !then.past, "the newest need not be made");
    apr_pool_destroy(other);
    ok(get(pasts, &gen, 1, &then, &other) == APR_SUCCESS && then.edition == 1, "who reads the same one shares it");
    apr_pool_destroy(reader[1]);
    ok(get(pasts, &gen, KEPT, &again, &reader[1]) == APR_EBUSY, "which stays as long as one of them reads");
    is_int(then.head->instants.count, 2, "  and is whole");
    apr_pool_destroy(other);
    apr_pool_destroy(reader[1]);
    ok(get(pasts, &gen, KEPT, &then, &other) == APR_SUCCESS && then.edition == KEPT, "then there is room");
    apr_pool_destroy(other);
    is_int(pasts->making, 0, "nobody is counted as making one");
    apr_pool_destroy(reader[0]);
    apr_pool_destroy(reader[2]);
    apr_pool_destroy(reader[3]);
    end(pasts);
}

static void of_small(void)
{
    tr_gen gen = record_of("<publisher id=\"acme\"/>"), then;
    tr_pasts *pasts = tr_pasts_make(25, test_pool);
    apr_pool_t *reader[EDITIONS];
    int made = 0;

    for (int i = 0; i + 1 < EDITIONS; i++)
        made += get(pasts, &gen, i, &then, &reader[i]) == APR_SUCCESS && then.edition == i;
    is_int(made, EDITIONS - 1, "of a small record every edition is made at once");
    for (int i = 0; i + 1 < EDITIONS; i++)
        apr_pool_destroy(reader[i]);
    end(pasts);
}

static int kept_by(tr_pasts *pasts)
{
    int count = 0;

    for (int i = 0; i < KEPT; i++)
        count += pasts->kept[i].pool != NULL;
    return count;
}

/* What a hundred processes keep adds up. */
static void of_one_reader(void)
{
    tr_gen gen = record_of(large_text()), then;
    tr_pasts *many = tr_pasts_make(25, test_pool), *one = tr_pasts_make(1, test_pool);
    apr_pool_t *reader;

    ok(get(one, &gen, 0, &then, &reader) == APR_SUCCESS && then.head->size > ALONE_BYTES, "where there is one reader");
    is_int(kept_by(one), 1, "  it has its edition");
    apr_pool_destroy(reader);
    is_int(kept_by(one), 0, "  which goes with it");
    get(many, &gen, 0, &then, &reader);
    apr_pool_destroy(reader);
    is_int(kept_by(many), 1, "for many readers it stays");
    end(many);
    end(one);
}

int main(void)
{
    start_tests();
    of_large();
    of_small();
    of_one_reader();
    return tap_done();
}
