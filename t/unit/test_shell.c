/* SPDX-License-Identifier: Apache-2.0 */
/* The shell an administrator may replace: slots, and what is told when one is missing. */
#include "render_support.h"

#define ALL "<!--slot:html--><!--slot:head--><!--slot:notice-->" \
            "<!--slot:main--><!--slot:footer-->"

static const tr_shell *parse(const char *html, const char **error)
{
    return tr_shell_parse(html, strlen(html), error, test_pool);
}

static void refused(const char *html, const char *words)
{
    const char *error = NULL;
    const tr_shell *shell = parse(html, &error);

    if (!ok(!shell && error && strstr(error, words), "refused: %s", words))
        printf("# %s\n", error ? error : "(accepted)");
}

static void refusals(void)
{
    refused("", "<!--slot:html--> is missing");
    refused("<!--slot:html--><!--slot:head--><!--slot:main-->"
            "<!--slot:footer-->", "<!--slot:notice--> is missing");
    refused("<!--slot:html--><!--slot:head--><!--slot:notice-->"
            "<!--slot:footer-->", "<!--slot:main--> is missing");
    refused(ALL "\n\n<!--slot:main-->", "line 3: the slot \"main\" is there twice");
    refused("\n<!--slot:mian-->" ALL, "line 2: there is no slot \"mian\"");
    refused(ALL "<!--slot:nav", "line 1: there is no slot");
    {
        const char *error = NULL;
        ok(!tr_shell_parse("a\n\0" ALL, sizeof "a\n\0" ALL - 1, &error, test_pool)
           && error && strstr(error, "line 2: there is a NUL"),
           "refused: a NUL byte");
    }
}

static const char *with_shell(const char *html, const tr_gen *gen)
{
    tr_target target;
    tr_problem problem;
    tr_render render;
    tr_out out;
    apr_size_t length;
    const char *error, *body;

    tr_resolve(&target, &problem, gen, &test_site, "/law", NULL, test_pool);
    render = make_render(gen, &target, "en");
    render.shell = parse(html, &error);
    if (!render.shell)
        return "";
    tr_out_memory(&out, BODY_MAX, test_pool);
    tr_render_target(&render, &out);
    if (tr_out_end(&out))
        return "";
    body = tr_out_body(&out, &length);
    return apr_pstrmemdup(test_pool, body, length);
}

static void own_shell(const tr_gen *gen)
{
    const char *html = with_shell("<!-- mine -->A" ALL "B", gen);

    ok(!strncmp(html, "<!-- mine -->A<html lang=\"en\" dir=\"ltr\">", 40),
       "text stays, a slot is filled");
    ok(html[strlen(html) - 1] == 'B', "... to the end");
    ok(strstr(html, "<main id=\"main\">") != NULL, "the content is there");
    ok(!strstr(html, "<nav class=\"main\""), "a slot left out is left out");
    ok(!strstr(html, "slot:"), "no slot is left over");
}

static void shipped(const tr_gen *gen)
{
    const char *error, *html = with_shell(tr_builtin_shell, gen);

    ok(parse(tr_builtin_shell, &error) != NULL, "the shipped shell is right");
    ok(!strncmp(html, "<!DOCTYPE html>\n", 16), "a page begins with its type");
    ok(strstr(html, "<nav class=\"main\"") && strstr(html, "class=\"skip\""),
       "every slot is used");
    ok(strlen(tr_builtin_css) > 1000 && strstr(tr_builtin_css, ".w-50"),
       "the stylesheet is part of the library");
}

int main(void)
{
    tr_file *file;
    tr_gen gen;

    apr_initialize();
    apr_pool_create(&test_pool, NULL);
    file = text_file("a.xml", "2013-03-21", "<publisher id=\"p\" name=\"P\"/>");
    gen = build_record(&file, 1, INT64_C(1420070400));
    refusals();
    own_shell(&gen);
    shipped(&gen);
    apr_pool_destroy(test_pool);
    apr_terminate();
    return tap_done();
}
