/* SPDX-License-Identifier: Apache-2.0 */
/* The Link field. */

#include "http/link.h"

#include <apr_general.h>

#include "tap.h"

typedef struct tr_link_attribute attribute;

static const char *one(apr_pool_t *pool, const char *target, const char *rel,
                       const attribute *attributes)
{
    tr_links *links = tr_links_make(pool);
    return tr_link_add(links, target, rel, attributes) ? tr_links_value(links)
                                                       : "refused";
}

static void test_writing(apr_pool_t *pool)
{
    static const attribute csv[] = {
        { "type", "text/csv; header=present" }, { "hreflang", NULL },
        { "title", "A \"quoted\" \\ title" }, { NULL, NULL }
    };
    static const attribute cyrillic[] = {
        { "hreflang", "uk" }, { "title", "Зв\xd1\x96т 100%" }, { NULL, NULL }
    };
    is_str(one(pool, "/requests.csv", "alternate", NULL),
           "</requests.csv>; rel=\"alternate\"", "target and relation");
    is_str(one(pool, "requests.csv", "alternate", csv),
           "<requests.csv>; rel=\"alternate\"; "
           "type=\"text/csv; header=present\"; "
           "title=\"A \\\"quoted\\\" \\\\ title\"", "attributes are quoted");
    is_str(one(pool, "/requests.uk.html", "alternate", cyrillic),
           "</requests.uk.html>; rel=\"alternate\"; hreflang=\"uk\"; "
           "title*=UTF-8''%D0%97%D0%B2%D1%96%D1%82%20100%25",
           "a title that is not ASCII");
    is_str(one(pool, "?by=country,period&sort=-requests#r5", "self", NULL),
           "<?by=country,period&sort=-requests#r5>; rel=\"self\"",
           "a query");
    is_str(one(pool, "/a b\"c>,<d\r\nSet-Cookie: x\x7f/\xc3\xa9/%41%4/%", "self",
               NULL),
           "</a%20b%22c%3E,%3Cd%0D%0ASet-Cookie:%20x%7F/%C3%A9/%41%254/%25>; "
           "rel=\"self\"", "nothing gets out of the target");
}

static void test_refusing(apr_pool_t *pool)
{
    static const attribute line[] = { { "title", "a\r\nb" }, { NULL, NULL } };
    static const attribute del[] = { { "title", "a\x7f" }, { NULL, NULL } };
    static const attribute name[] = { { "ti tle", "a" }, { NULL, NULL } };
    static const attribute empty[] = { { "", "a" }, { NULL, NULL } };
    static const attribute type[] = { { "type", "\xc3\xa9" }, { NULL, NULL } };
    is_str(one(pool, "/", "self", line), "refused", "a line break in a value");
    is_str(one(pool, "/", "self", del), "refused", "a control in a value");
    is_str(one(pool, "/", "self", name), "refused", "a name that is no token");
    is_str(one(pool, "/", "self", empty), "refused", "no name");
    is_str(one(pool, "/", "self", type), "refused", "a type beyond ASCII");
    is_str(one(pool, "/", "\xc3\xa9", NULL), "refused", "a relation beyond ASCII");
}

static void test_many(apr_pool_t *pool)
{
    tr_links *links = tr_links_make(pool);
    static const attribute bad[] = { { "title", "\n" }, { NULL, NULL } };
    ok(tr_links_value(links) == NULL, "no link, no value");
    ok(tr_link_add(links, "/a", "self", NULL), "first");
    ok(!tr_link_add(links, "/b", "next", bad), "a bad one");
    is_str(tr_links_value(links), "</a>; rel=\"self\"", "leaves no trace");
    ok(tr_link_add(links, "/c", "license", NULL), "second");
    is_str(tr_links_value(links),
           "</a>; rel=\"self\", </c>; rel=\"license\"", "joined");
    int added = 0;
    while (tr_link_add(links, "/0123456789", "item", NULL))
        added++;
    /* each is 2 + 13 + 12 bytes after the first 37 */
    is_int(added, (TR_LINK_MAX - 37) / 27, "as many as fit");
    is_int((long long)strlen(tr_links_value(links)), 37 + 27 * added,
           "the last one is whole");
}

static void test_own(apr_pool_t *pool)
{
    static const char *const target[] = { "../", "a.csv", "?by=country&page=2", NULL };
    tr_links *links = tr_links_make(pool);
    int added = 1;

    ok(tr_link_add_own(links, target, "alternate", "text/csv;header=present"), "in pieces");
    is_str(tr_links_value(links), "<../a.csv?by=country&page=2>; rel=\"alternate\"; "
           "type=\"text/csv;header=present\"", "joined as they are");
    ok(tr_link_add_own(links, target + 1, "timegate", NULL), "without a type");
    ok(tr_link_add(links, "/c", "license", NULL), "and one that is looked at");
    is_str(strchr(tr_links_value(links), ','), ", <a.csv?by=country&page=2>; rel=\"timegate\", "
           "</c>; rel=\"license\"", "one behind the other");
    links = tr_links_make(pool);
    while (tr_link_add_own(links, target + 2, "item", NULL))
        added++;
    is_int((long long)strlen(tr_links_value(links)), (added - 1) * 34 - 2,
           "of too many those that fit, the last one whole");
}

int main(void)
{
    apr_pool_t *pool;
    apr_initialize();
    apr_pool_create(&pool, NULL);
    test_writing(pool);
    test_refusing(pool);
    test_many(pool);
    test_own(pool);
    apr_terminate();
    return tap_done();
}
