/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An earlier edition says what it said: the record as of edition k is, byte for
 * byte, the record of the files published up to edition k, in every resource
 * and format, for every question, and in what it refuses.
 */
#include "as_of_support.h"

/* ---- Two generations that have to be one ---- */

static const char *const data_formats[] = { "csv", "json", "ndjson", "md" };

/* The body with its status; "%s" of `url` is the format. */
static const char *answer_of(const tr_gen *gen, const char *url, apr_pool_t *pool)
{
    int status = 0;
    const char *body = page_in(gen, url, "en", &status, pool);

    return apr_psprintf(pool, "%d %s", status, body);
}

/* Also of the rows of the whole at this edition: they are enough to know what there is. */
static void same_answer(both *pair, const char *url)
{
    tr_gen at = tr_gen_at(pair->whole, (uint16_t)pair->edition);
    apr_pool_t *pool;
    const char *expected, *got;

    apr_pool_create(&pool, test_pool);
    expected = answer_of(&pair->alone, url, pool);
    got = answer_of(&pair->then, url, pool);
    pair->answers++;
    pair->found += strncmp(expected, "0 ", 2) == 0;
    if (strcmp(expected, got) != 0 && pair->differ++ < 3)
        show_difference(pair, url, expected, got);
    expected = name_of(&pair->alone, url, pool);
    got = name_of(&at, url, pool);
    if (strcmp(expected, got) != 0 && pair->differ++ < 3)
        show_difference(pair, apr_pstrcat(pool, "the name of ", url, NULL), expected, got);
    apr_pool_destroy(pool);
}

static void compare_formats(both *pair, const char *path, const char *args)
{
    for (size_t i = 0; i < sizeof data_formats / sizeof data_formats[0]; i++)
        same_answer(pair, apr_pstrcat(pair->pool, "/", *path ? path : "index", ".",
                                      data_formats[i], *args ? "?" : "", args, NULL));
    same_answer(pair, apr_pstrcat(pair->pool, "/", path, *args ? "?" : "", args, NULL));
}

typedef struct listed {
    both *pair;
    const char *all;
} listed;

static void compare_resource(void *baton, tr_resource resource, const char *path)
{
    listed *list = baton;

    (void)resource;
    list->all = apr_pstrcat(list->pair->pool, list->all, path, "\n", NULL);
    compare_formats(list->pair, path, "");
}

static void list_resource(void *baton, tr_resource resource, const char *path)
{
    listed *list = baton;

    (void)resource;
    list->all = apr_pstrcat(list->pair->pool, list->all, path, "\n", NULL);
}

static void compare_resources(both *pair)
{
    listed alone = { pair, "" }, then = { pair, "" };

    tr_each_resource(&pair->alone, compare_resource, &alone, pair->pool);
    tr_each_resource(&pair->then, list_resource, &then, pair->pool);
    if (strcmp(alone.all, then.all) != 0 && pair->differ++ < 3)
        show_difference(pair, "resources", alone.all, then.all);
}

/* ---- Questions: of codes of the whole record, also of those that come later ---- */

static const char *random_code(both *pair, tr_dim dim)
{
    uint32_t count = pair->whole->head->codes[dim].count;

    if (chance(2) || count < 2)
        return "no-such-code";
    return tr_gen_code_text(pair->whole, dim, (uint16_t)(1 + below(count - 1)));
}

static const char *random_filter(both *pair)
{
    tr_dim dim = (tr_dim)below(TR_DIM_COUNT);
    const char *text = apr_pstrcat(pair->pool, tr_dims[dim].code, "=", random_code(pair, dim), NULL);

    if (dim == TR_DIM_PERIOD && chance(40))
        return "period=2011..2012";
    return chance(30) ? apr_pstrcat(pair->pool, text, ",", random_code(pair, dim), NULL) : text;
}

static const char *random_question(both *pair)
{
    const char *text = "";

    for (uint32_t i = below(3); i > 0; i--)
        text = apr_pstrcat(pair->pool, text, "&", random_filter(pair), NULL);
    if (chance(60)) {
        text = apr_pstrcat(pair->pool, text, "&by=", tr_dims[below(TR_DIM_COUNT)].code, NULL);
        for (uint32_t i = below(3); i > 0; i--)
            text = apr_pstrcat(pair->pool, text, ",", tr_dims[below(TR_DIM_COUNT)].code, NULL);
    }
    if (chance(30))
        text = apr_pstrcat(pair->pool, text, "&sort=", chance(50) ? "-" : "",
                           random_code(pair, TR_DIM_UNIT), NULL);
    return *text ? text + 1 : text;
}

static const char *random_instant(both *pair)
{
    const int64_t *instants = TR_GEN_ROWS(pair->whole, int64_t, instants);
    return tr_fact_instant(instants[below(pair->whole->head->instants.count)], pair->pool);
}

/* What changed: since when, between which editions, also later ones, and of what. */
static const char *random_comparison(both *pair)
{
    if (chance(30))
        return apr_pstrcat(pair->pool, "since=", random_instant(pair), NULL);
    if (chance(30))
        return random_filter(pair);
    return apr_pstrcat(pair->pool, "from=", random_instant(pair), "&to=", random_instant(pair),
                       NULL);
}

static void compare_questions(both *pair, int count)
{
    for (int i = 0; i < count; i++)
        compare_formats(pair, "requests", random_question(pair));
    for (int i = 0; i < count / 3; i++)
        compare_formats(pair, "corrections", random_comparison(pair));
}

/* Items of the whole record: those of later editions are unknown. */
static void compare_items(both *pair)
{
    for (int i = 1; i < TR_RES_COUNT; i++) {
        if (!tr_resources[i].items)
            continue;
        for (uint32_t c = 1; c < pair->whole->head->codes[tr_resources[i].dim].count; c++) {
            const char *code = tr_gen_code_text(pair->whole, (tr_dim)tr_resources[i].dim,
                                                (uint16_t)c);
            const char *path = apr_pstrcat(pair->pool, "/", tr_resources[i].path, "/",
                                           lower_case(code, pair->pool), NULL);
            same_answer(pair, path);
            same_answer(pair, apr_pstrcat(pair->pool, path, ".json", NULL));
        }
    }
}

static void compare_facets(both *pair)
{
    for (int dim = 0; dim < TR_DIM_COUNT; dim++) {
        const char *alone = facet_of(&pair->alone, (tr_dim)dim, pair->pool);
        const char *then = facet_of(&pair->then, (tr_dim)dim, pair->pool);
        if (strcmp(alone, then) != 0 && pair->differ++ < 3)
            show_difference(pair, tr_dims[dim].code, alone, then);
    }
}

/* ---- Every edition of a record ---- */

static void compare_edition(const record *r, int edition, int questions, tally *sum)
{
    both pair = { .whole = &r->gen, .edition = edition };
    int64_t instant = TR_GEN_ROWS(&r->gen, int64_t, instants)[edition];
    const char *wrong;

    apr_pool_create(&pair.pool, test_pool);
    pair.alone = generation_of(r, instant, instant, pair.pool);
    if (tr_gen_as_of(&pair.then, &r->gen, instant, pair.pool) != APR_SUCCESS) {
        printf("# no edition %d\n", edition);
        sum->differ++;
        return;
    }
    wrong = tr_gen_verify(&pair.then);
    if (wrong)
        printf("# edition %d: %s\n", edition, wrong);
    sum->broken += wrong != NULL;
    sum->digests += memcmp(pair.alone.head->digest, pair.then.head->digest, 32) != 0;
    sum->flags += pair.then.past != (pair.then.head != r->gen.head) || !pair.then.current
        || pair.then.edition != edition;
    sum->kept += !pair.then.past;
    pair.then.past = 0;                 /* only pages say it: all else has to be the same */
    compare_resources(&pair);
    compare_items(&pair);
    compare_facets(&pair);
    compare_questions(&pair, questions);
    sum->answers += pair.answers;
    sum->found += pair.found;
    sum->differ += pair.differ;
    sum->incomplete += pair.then.head->incomplete != 0;
    sum->editions++;
    apr_pool_destroy(pair.pool);
}

static void compare_record(const record *r, int questions, tally *sum)
{
    for (uint32_t k = 0; k < r->gen.head->instants.count; k++)
        compare_edition(r, (int)k, questions, sum);
}

static void report(const tally *sum, const char *name)
{
    printf("# %s: %d editions, %d answers (%d with status 200), %d of incomplete records, %d newest\n",
           name, sum->editions, sum->answers, sum->found, sum->incomplete, sum->kept);
    is_int(sum->differ, 0, apr_pstrcat(test_pool, name, ": every answer is the same", NULL));
    is_int(sum->digests, 0, apr_pstrcat(test_pool, name, ": so is the digest", NULL));
    is_int(sum->broken + sum->flags, 0, apr_pstrcat(test_pool, name, ": each is whole", NULL));
    ok(sum->found > sum->editions, apr_pstrcat(test_pool, name, ": something was asked", NULL));
}

static void records_of_files(void)
{
    static const char *const directories[] = {
        "htdocs/example", "t/fixtures/records/acid-16-reclassified",
        "t/fixtures/records/acid-17-swapped-columns", "t/fixtures/records/acid-25-canary",
        "t/fixtures/records/editions", "t/fixtures/records/withdrawn",
        "t/fixtures/records/observatory", "t/fixtures/records/backdated",
        "t/fixtures/records/languages"
    };

    for (size_t i = 0; i < sizeof directories / sizeof directories[0]; i++) {
        tally sum = { 0 };
        record r;
        seed(i + 1);
        record_directory(&r, directories[i]);
        compare_record(&r, 20, &sum);
        report(&sum, directories[i]);
        apr_pool_destroy(r.pool);
    }
}

static void random_records(void)
{
    tally sum = { 0 };
    int count = getenv("TR_RECORDS") ? atoi(getenv("TR_RECORDS")) : 12;
    int first = getenv("TR_SEED") ? atoi(getenv("TR_SEED")) : 1;

    for (int i = first; i < first + count; i++) {
        record r;
        int before = sum.differ + sum.digests;
        seed((uint64_t)i);
        random_record(&r);
        compare_record(&r, 12, &sum);
        if (sum.differ + sum.digests > before)
            printf("# ... of the record of seed %d\n", i);
        apr_pool_destroy(r.pool);
    }
    report(&sum, "random records");
    ok(sum.incomplete * 2 < sum.editions, "most of them complete");
}

int main(void)
{
    apr_initialize();
    apr_pool_create(&test_pool, NULL);
    records_of_files();
    random_records();
    apr_pool_destroy(test_pool);
    apr_terminate();
    return tap_done();
}
