/* SPDX-License-Identifier: Apache-2.0 */
/* Message catalogs: the strict reader, fall-back, and the shipped catalogs. */
#include <stdlib.h>

#include <apr_file_io.h>
#include <apr_general.h>
#include <apr_strings.h>

#include "intl/builtin.h"
#include "intl/catalog.h"
#include "intl/text.h"
#include "model/status.h"
#include "model/terms.h"
#include "model/value.h"
#include "store/refusal.h"
#include "tap.h"

static apr_pool_t *pool;

/* ----------------------------------------------------------- reader ---- */

#define HEAD "<catalog xmlns=\"urn:transparency-report:lang:1\" " \
             "xml:lang=\"x\">"

static const char *load_error(const char *xml, apr_size_t length)
{
    tr_catalog *catalog;
    const char *error = NULL;
    apr_status_t rv = tr_catalog_load(&catalog, xml, length, "f.xml", pool,
                                      &error);
    return rv == APR_SUCCESS ? NULL : error;
}

static void is_refused(const char *xml, const char *position,
                       const char *words)
{
    const char *error = load_error(xml, strlen(xml));
    if (!ok(error && strncmp(error, position, strlen(position)) == 0
                && strstr(error, words), "refused at %s: %s", position, words))
        printf("# %s\n", error ? error : "(accepted)");
}

static tr_catalog *load(const char *xml)
{
    tr_catalog *catalog;
    const char *error = NULL;
    tr_catalog_load(&catalog, xml, strlen(xml), "f.xml", pool, &error);
    if (!ok(catalog != NULL, "a catalog is accepted"))
        printf("# %s\n", error);
    return catalog;
}

static void refusals(void)
{
    is_refused("", "f.xml:", "");
    is_refused("<a/>", "f.xml:1:", "element 'a'");
    is_refused("<catalog/>", "f.xml:1:", "namespace ''");
    is_refused("<catalog xmlns='urn:transparency-report:lang:1'/>",
               "f.xml:1:", "xml:lang' is missing");
    is_refused("<!DOCTYPE catalog>\n" HEAD "</catalog>", "f.xml:1:",
               "DOCTYPE");
    is_refused("<?xml version='1.0' encoding='ISO-8859-1'?>" HEAD
               "</catalog>", "f.xml:1:", "UTF-8");
    is_refused(HEAD "\n\n<message id='a'>\xFF</message></catalog>", "f.xml:3:",
               "not UTF-8");
    is_refused(HEAD "<message>a</message></catalog>", "f.xml:1:",
               "'id' is missing");
    is_refused(HEAD "<message id='A b'>a</message></catalog>", "f.xml:1:",
               "no id");
    is_refused(HEAD "<message id='a' x='1'>a</message></catalog>", "f.xml:1:",
               "unknown attribute 'x'");
    is_refused(HEAD "<message id='a'>a</message>\n<message id='a'>b</message>"
               "</catalog>", "f.xml:2:", "given twice");
    is_refused(HEAD "<message id='a'> \n</message></catalog>", "f.xml:2:",
               "empty");
    is_refused(HEAD "<message id='a'>a<b/></message></catalog>", "f.xml:1:",
               "element 'b'");
    is_refused(HEAD "stray</catalog>", "f.xml:1:", "only allowed in");
    is_refused(HEAD "<message id='a'>t<plural category='other'>b</plural>"
               "</message></catalog>", "f.xml:1:", "not both");
    is_refused(HEAD "<message id='a'><plural category='other'>b</plural>t"
               "</message></catalog>", "f.xml:1:", "only allowed in");
    is_refused(HEAD "<message id='a'><plural category='one'>b</plural>"
               "</message></catalog>", "f.xml:1:", "'other'");
    is_refused(HEAD "<message id='a'><plural category='some'>b</plural>"
               "</message></catalog>", "f.xml:1:", "category 'some'");
    is_refused(HEAD "<message id='a'><plural category='one'>b</plural>"
               "<plural category='one'>b</plural></message></catalog>",
               "f.xml:1:", "given twice");
    is_refused(HEAD "<message id='a'>{</message></catalog>", "f.xml:1:",
               "brace");
    is_refused(HEAD "<message id='a'>a } b</message></catalog>", "f.xml:1:",
               "brace");
    is_refused(HEAD "<message id='a'>{}</message></catalog>", "f.xml:1:",
               "brace");
    is_refused(HEAD "<message id='a'>{A}</message></catalog>", "f.xml:1:",
               "brace");
    is_refused(HEAD "<message id='a'>&b;</message></catalog>", "f.xml:1:", "");
    is_refused(HEAD "<message id='a'>a</message>", "f.xml:1:", "");
    is_refused(HEAD "</catalog><x/>", "f.xml:1:", "");
    is_refused(HEAD "<message id='rows.range'>{first}-{last}</message>"
               "</catalog>", "f.xml:1:", "lacks {total}");
    is_refused(HEAD "<message id='nav.next'>{page}</message></catalog>",
               "f.xml:1:", "has {page}");
}

static void limits(void)
{
    apr_size_t size = TR_CATALOG_MAX_BYTES + 1;
    char *big = apr_palloc(pool, size), *text;
    const char *error;
    memset(big, ' ', size);
    error = load_error(big, size);
    ok(error && strstr(error, "larger than"), "a file too large is refused");
    text = apr_palloc(pool, TR_CATALOG_MAX_TEXT + 1);
    memset(text, 'a', TR_CATALOG_MAX_TEXT);
    text[TR_CATALOG_MAX_TEXT] = '\0';
    is_refused(apr_pstrcat(pool, HEAD "<message id='a'>", text,
                           "</message></catalog>", NULL), "f.xml:1:",
               "too long");
    is_refused(apr_psprintf(pool, HEAD "<message id='%.97s'>a</message>"
                            "</catalog>", text), "f.xml:1:", "no id");
    error = load_error("<a>\0</a>", 8);
    ok(error != NULL, "a NUL byte is refused");
}

static void reading(void)
{
    tr_catalog *c = load(
        "<?xml version='1.0' encoding='utf-8'?>\n<!-- c -->" HEAD
        "<message id='b'>\n  one\t\n two &amp; <![CDATA[<3>]]>  </message>"
        "<!-- c --><message id='a'><plural category='one'>row</plural> "
        "<plural category='other'>{count} rows</plural></message></catalog>");
    if (!c)
        return;
    is_str(tr_catalog_language(c), "x", "language");
    is_int((long long)tr_catalog_count(c), 2, "two messages");
    is_str(tr_catalog_key(c, 0), "a", "in order of their keys");
    is_str(tr_catalog_text(c, "b"), "one two & <3>",
           "white space is collapsed, entities are resolved");
    is_str(tr_catalog_plural(c, "a", TR_PLURAL_ONE), "row", "one");
    is_str(tr_catalog_plural(c, "a", TR_PLURAL_FEW), "{count} rows",
           "a category that is not given is 'other'");
    is_str(tr_catalog_text(c, "nav.next"), "Next page",
           "a message that is not there is English");
    is_str(tr_catalog_text(c, "no.such"), "no.such",
           "and one that English has not is its key");
    is_str(tr_catalog_text(NULL, "nav.next"), "Next page",
           "no catalog is English");
    ok(!tr_catalog_has(c, "nav.next"), "has() does not fall back");
}

static void filling(void)
{
    is_str(tr_catalog_fill(pool, "{a} of {b}, {a}", "a", "1", "b", "2", NULL),
           "1 of 2, 1", "each place is filled");
    is_str(tr_catalog_fill(pool, "{a}{c}", "a", "{b}", "b", "2", NULL),
           "{b}{c}", "values are not looked at, unknown places stay");
    is_str(tr_catalog_fill(pool, "", "a", "1", NULL), "", "nothing to fill");
    is_str(tr_catalog_fill(pool, "a { b", "a", "1", NULL), "a { b",
           "a stray brace stays");
}

/* ---------------------------------------------- the shipped catalogs ---- */

static const char *const languages[] = {"en", "uk", "fr", "es", "de", "pt",
    "ru", "ar", "fa", "tr", "zh-Hans"};

#define LANGUAGES (sizeof languages / sizeof *languages)

/* The folder of the catalogs, wherever the test is run from. */
static const char *folder(void)
{
    const char *const roots[] = {
        getenv("top_srcdir"), getenv("srcdir"),
        apr_pstrcat(pool, __FILE__, "/../../..", NULL), ".", "..", "../..",
        apr_pstrcat(pool, getenv("srcdir") ? getenv("srcdir") : ".", "/../..",
                    NULL)};
    apr_size_t i;
    for (i = 0; i < sizeof roots / sizeof *roots; i++) {
        apr_finfo_t info;
        const char *path;
        if (!roots[i])
            continue;
        path = apr_pstrcat(pool, roots[i], "/htdocs/lang", NULL);
        if (apr_stat(&info, apr_pstrcat(pool, path, "/en.xml", NULL),
                     APR_FINFO_SIZE, pool) == APR_SUCCESS)
            return path;
    }
    return NULL;
}

/* The whole file, NUL-terminated; NULL if it cannot be read. */
static char *content(const char *file, apr_size_t *size)
{
    apr_file_t *handle;
    apr_finfo_t info;
    char *bytes;
    if (apr_file_open(&handle, file, APR_READ, 0, pool) != APR_SUCCESS
        || apr_file_info_get(&info, APR_FINFO_SIZE, handle) != APR_SUCCESS)
        return NULL;
    *size = (apr_size_t)info.size;
    bytes = apr_pcalloc(pool, *size + 1);
    return apr_file_read_full(handle, bytes, *size, size) == APR_SUCCESS
               ? bytes : NULL;
}

static const char *built_in_xml(const char *language)
{
    const tr_builtin_catalog *row = tr_builtin_catalogs;
    while (row->tag && strcmp(row->tag, language) != 0)
        row++;
    return row->xml ? row->xml : "";
}

static const tr_catalog *shipped(const char *path, const char *language)
{
    const char *file = apr_pstrcat(pool, path, "/", language, ".xml", NULL);
    const char *error = "cannot be read";
    tr_catalog *catalog = NULL;
    apr_size_t size;
    char *bytes = content(file, &size);
    if (bytes)
        tr_catalog_load(&catalog, bytes, size, language, pool, &error);
    if (!ok(catalog != NULL, "%s: the shipped catalog is read", language)) {
        printf("# %s\n", error);
        return NULL;
    }
    is_str(tr_catalog_language(catalog), language, "its language");
    ok(strcmp(bytes, built_in_xml(language)) == 0,
       "%s: builtin.c is what builtin.pl makes of it: run it", language);
    return catalog;
}

/* Every text the built-in and the file have in common, and nothing else. */
static void built_in_is_the_file(const tr_catalog *file)
{
    const tr_catalog *built = tr_catalog_english();
    apr_size_t i;
    int same = tr_catalog_count(file) == tr_catalog_count(built), category;
    for (i = 0; same && i < tr_catalog_count(file); i++) {
        const char *key = tr_catalog_key(file, i);
        same = strcmp(key, tr_catalog_key(built, i)) == 0;
        for (category = 0; same && category < TR_PLURAL_COUNT; category++) {
            const char *a = tr_catalog_variant(file, key, (tr_plural)category);
            const char *b = tr_catalog_variant(built, key,
                                               (tr_plural)category);
            same = a && b ? strcmp(a, b) == 0 : a == b;
        }
        if (!same)
            printf("# differs: %s\n", key);
    }
    ok(same, "catalog_en.c is what catalog_en.pl makes of en.xml: run it");
}

static void is_complete(const tr_catalog *catalog, const char *language)
{
    const tr_catalog *english = tr_catalog_english();
    int missing = 0, strange = 0;
    apr_size_t i;
    for (i = 0; i < tr_catalog_count(english); i++) {
        if (!tr_catalog_has(catalog, tr_catalog_key(english, i))) {
            printf("# %s lacks %s\n", language, tr_catalog_key(english, i));
            missing++;
        }
    }
    for (i = 0; i < tr_catalog_count(catalog); i++) {
        if (!tr_catalog_has(english, tr_catalog_key(catalog, i))) {
            printf("# only in %s: %s\n", language, tr_catalog_key(catalog, i));
            strange++;
        }
    }
    ok(missing == 0, "%s: no message is missing", language);
    ok(strange == 0, "%s: no message that English has not", language);
}

/* A message with plurals has each category of the language, and no other. */
static void has_its_plurals(const tr_catalog *catalog, const char *language)
{
    const tr_catalog *english = tr_catalog_english();
    const char *error;
    tr_locale *locale;
    int wrong = 0, category;
    apr_size_t i;
    if (tr_locale_create(&locale, language, pool, &error) != APR_SUCCESS) {
        ok(0, "%s", error);
        return;
    }
    for (i = 0; i < tr_catalog_count(catalog); i++) {
        const char *key = tr_catalog_key(catalog, i);
        if (!tr_catalog_variant(english, key, TR_PLURAL_ONE))
            continue;
        for (category = 0; category < TR_PLURAL_COUNT; category++) {
            int due = (tr_locale_plurals(locale) >> category) & 1;
            if (due != (tr_catalog_variant(catalog, key, (tr_plural)category)
                        != NULL)) {
                printf("# %s: %s, %s\n", language, key,
                       tr_plural_name((tr_plural)category));
                wrong++;
            }
        }
    }
    ok(wrong == 0, "%s: each plural the language has, and no other", language);
}

static void shipped_catalogs(void)
{
    const char *path = folder();
    apr_size_t i;
    if (!ok(path != NULL, "the folder of the catalogs is found"))
        return;
    is_str(tr_builtin_catalogs[0].tag, "en", "English is built in first");
    ok(tr_builtin_catalogs[LANGUAGES].tag == NULL, "no language but these");
    for (i = 0; i < LANGUAGES; i++) {
        const tr_catalog *catalog = shipped(path, languages[i]);
        if (!catalog)
            continue;
        if (i == 0)
            built_in_is_the_file(catalog);
        is_complete(catalog, languages[i]);
        has_its_plurals(catalog, languages[i]);
    }
}

/* ------------------------------------------- agreement with the model ---- */

static int lacking;

static void need(const char *prefix, const char *code, const char *suffix)
{
    const char *key = apr_pstrcat(pool, prefix, ".", code, suffix, NULL);
    if (*code && !tr_catalog_has(tr_catalog_english(), key)) {
        printf("# no message %s\n", key);
        lacking++;
    }
}

static void all_terms_have_words(void)
{
    static const char *const refusals_of_sums[] = {
#define X(name, code, sentence) code,
        TR_REFUSALS(X)
#undef X
    };
    static const char *const limits_of_sums[] = {
#define X(name, code, sentence) code,
        TR_LIMITS(X)
#undef X
    };
    apr_size_t i;
    for (i = 0; i < TR_STATUS_COUNT; i++) {
        need("status", tr_status_code((unsigned)i), "");
        need("status", tr_status_code((unsigned)i), ".explain");
    }
    for (i = 0; i < tr_term_count; i++)
        need(tr_dims[tr_terms[i].dim].code, tr_terms[i].code, "");
    for (i = 0; i < TR_DIM_COUNT; i++)
        need("dimension", tr_dims[i].code, "");
    for (i = 0; i < TR_COLUMN_COUNT; i++) {
        const char *name = tr_cell_columns[i].name;
        need(tr_dim_find(name, strlen(name)) < 0 ? "column" : "dimension",
             name, "");
    }
    for (i = 0; i < TR_GROUP_COLUMN_COUNT; i++) {
        const char *name = tr_group_columns[i].name;
        need(tr_dim_find(name, strlen(name)) < 0 ? "column" : "dimension",
             name, "");
    }
    for (i = 0; i < TR_MARK_COUNT; i++)
        need("mark", tr_mark_codes[i], "");
    for (i = 0; i < TR_RATE_REFUSAL_COUNT; i++)
        need("rate", tr_rate_refusal_code((unsigned)i), "");
    for (i = 0; i < sizeof refusals_of_sums / sizeof *refusals_of_sums; i++)
        need("refusal", refusals_of_sums[i], "");
    for (i = 0; i < sizeof limits_of_sums / sizeof *limits_of_sums; i++)
        need("limit", limits_of_sums[i], "");
    is_int(lacking, 0, "every term, status, column and refusal has a message");
}

static void phrases(void)
{
    const tr_catalog *en = tr_catalog_english();
    const char *error;
    tr_locale *locale;
    if (tr_locale_create(&locale, "en", pool, &error) != APR_SUCCESS) {
        ok(0, "%s", error);
        return;
    }
    is_str(tr_text_count(en, locale, "rows.count", 1, pool), "1 row",
           "one row");
    is_str(tr_text_count(en, locale, "rows.count", 104233, pool),
           "104,233 rows", "many rows");
    is_str(tr_text_at_least(en, locale, 1508, pool), "at least 1,508",
           "at least");
    is_str(tr_text_country(en, locale, "UA", pool), "Ukraine", "a country");
    is_str(tr_text_country(en, locale, "US-CA", pool), "United States (US-CA)",
           "a part of a country");
    is_str(tr_text_country(en, locale, "x-un", pool), "United Nations",
           "acid 15: a requester that is no country has a name");
    is_str(tr_text_country(en, locale, "x-none", pool), "No jurisdiction",
           "acid 15: and so has none");
    is_str(tr_text_country(en, locale, "x-galactic", pool), "x-galactic",
           "a code of the record's own is shown as it is");
}

int main(void)
{
    apr_initialize();
    apr_pool_create(&pool, NULL);
    refusals();
    limits();
    reading();
    filling();
    shipped_catalogs();
    all_terms_have_words();
    phrases();
    apr_pool_destroy(pool);
    apr_terminate();
    return tap_done();
}
