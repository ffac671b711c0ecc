/* SPDX-License-Identifier: Apache-2.0 */
/* Licences: all that the record states, and the one of an answer. */
#include "render/licences.h"
#include "render_support.h"

#define A "https://example.org/licence-a"
#define B "https://example.org/licence-b"

static tr_gen record_of(const char *body)
{
    const char *all = apr_pstrcat(test_pool,
        "<publisher id=\"p\" name=\"P\"/><service id=\"mail\" name=\"Mail\"/>"
        "<service id=\"chat\" name=\"Chat\"/>", body, NULL);
    tr_file *file = text_file("a.xml", "2013-03-21", all);
    return build_record(&file, 1, INT64_C(1893456000));
}

static const char *table(const char *id, const char *attrs, const char *country)
{
    return apr_pstrcat(test_pool, "<requests id=\"", id, "\" publisher=\"p\" "
                       "absent=\"none\" ", attrs, "><from country=\"", country,
                       "\"><received requests=\"7\"/></from></requests>", NULL);
}

static const char *licence_at(const tr_gen *gen, const char *path, const char *query)
{
    tr_target target;
    tr_problem problem;
    int status = tr_resolve(&target, &problem, gen, &test_site, path, query, test_pool);
    const char *url = status ? "(no target)"
                             : tr_licence_of_target(gen, &target, test_pool);
    return url ? url : "none";
}

static const char *all_of(const tr_gen *gen)
{
    const apr_array_header_t *urls = tr_licences_stated(gen, test_pool);
    return apr_array_pstrcat(test_pool, urls, ' ');
}

static void one_licence(void)
{
    tr_gen gen = record_of(apr_pstrcat(test_pool,
        "<report id=\"r\" publisher=\"p\" period=\"2012\" licence=\"" A "\"/>",
        table("one", "service=\"mail\" period=\"2012\" report=\"r\"", "GB"),
        table("two", "service=\"chat\" period=\"2012\" licence=\"" A "\"", "FR"), NULL));

    is_str(all_of(&gen), A, "one licence, stated twice");
    is_str(licence_at(&gen, "/requests", NULL), A, "... is that of all figures");
    is_str(licence_at(&gen, "/", NULL), A, "... of the overview");
    is_str(licence_at(&gen, "/reports/r", NULL), A, "... of the report");
    is_str(licence_at(&gen, "/countries", NULL), A, "... of an index");
    is_str(licence_at(&gen, "/law", NULL), "none", "... but not of what is no figure");
}

static void two_licences(void)
{
    tr_gen gen = record_of(apr_pstrcat(test_pool,
        table("one", "service=\"mail\" period=\"2012\" licence=\"" A "\"", "GB"),
        table("two", "service=\"chat\" period=\"2012\" licence=\"" B "\"", "FR"), NULL));

    is_str(all_of(&gen), A " " B, "two licences");
    is_str(licence_at(&gen, "/requests", NULL), "none", "... and all figures have no one licence");
    is_str(licence_at(&gen, "/requests", "service=mail"), A, "... those of one service have");
    is_str(licence_at(&gen, "/services/chat", NULL), B, "... and of the other");
    is_str(licence_at(&gen, "/countries/gb", NULL), A, "... a country is in one table only");
}

static void a_table_without(void)
{
    tr_gen gen = record_of(apr_pstrcat(test_pool,
        table("one", "service=\"mail\" period=\"2012\" licence=\"" A "\"", "GB"),
        table("two", "service=\"chat\" period=\"2012\"", "FR"), NULL));

    is_str(all_of(&gen), A, "a licence, and a table without one");
    is_str(licence_at(&gen, "/requests", NULL), "none", "... is not claimed for that table");
    is_str(licence_at(&gen, "/requests", "country=FR"), "none", "... nor for it alone");
    is_str(licence_at(&gen, "/requests", "country=GB"), A, "... but for the other");
    is_str(licence_at(&gen, "/requests", "country=GB&service=chat"), "none",
           "... and not for an empty answer");
}

int main(void)
{
    apr_initialize();
    apr_pool_create(&test_pool, NULL);
    one_licence();
    two_licences();
    a_table_without();
    apr_pool_destroy(test_pool);
    apr_terminate();
    return tap_done();
}
