/* SPDX-License-Identifier: Apache-2.0 */
/* What a request asks for: media type, language, coding. */

#include "http/accept.h"
#include "http/field.h"

#include <stdlib.h>

#include "tap.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* The server's order: HTML is the default. */
enum { HTML, CSV, JSON, MARKDOWN, NONE = -1 };
static const char *const types[] = {
    "text/html; charset=utf-8",
    "text/csv; charset=utf-8; header=present",
    "application/json",
    "text/markdown; charset=utf-8",
};

struct type_case {
    const char *accept;
    int expected;
    int q;
};

static const struct type_case type_cases[] = {
    /* nothing said */
    { NULL, HTML, 1000 },
    { "", HTML, 1000 },
    { " , ,, ", HTML, 1000 },
    /* one type, names in any case, white space, empty members */
    { "text/csv", CSV, 1000 },
    { "TEXT/CSV", CSV, 1000 },
    { "application/json", JSON, 1000 },
    { ", ,text/csv", CSV, 1000 },
    { "\ttext/csv\t;\tq=0.5\t,\timage/png", CSV, 500 },
    { "text/csv;", CSV, 1000 },
    { "text/csv;;q=0.5;", CSV, 500 },
    { "image/png, text/csv", CSV, 1000 },
    /* weights */
    { "text/html;q=0.5, text/csv;q=0.6", CSV, 600 },
    { "text/html;q=0.5, text/csv;Q=0.6", CSV, 600 },
    { "text/html;q=0.999, text/csv;q=1.000", CSV, 1000 },
    { "text/html;q=0., text/csv;q=0.001", CSV, 1 },
    { "text/csv;q=1.", CSV, 1000 },
    { "text/csv;q=.2, text/html;q=.1", CSV, 200 },
    { "text/csv;q=0", NONE, 0 },
    { "text/csv;q=0.000", NONE, 0 },
    /* the most specific range weighs */
    { "text/*;q=0.3, text/csv;q=0.7, */*;q=0.5", CSV, 700 },
    { "text/*;q=0.3, */*;q=0.5", JSON, 500 },
    { "*/*, text/html;q=0, text/csv;q=0", JSON, 1000 },
    { "text/*, text/html;q=0", CSV, 1000 },
    { "text/csv;q=0.2, text/csv;header=present;q=0.9, text/html;q=0.5",
      CSV, 900 },
    { "text/csv;header=present;q=0.1, text/csv;q=0.9, text/html;q=0.5",
      HTML, 500 },
    { "text/csv;header=present;q=0.3, "
      "text/csv;charset=utf-8;header=present;q=0.8, text/html;q=0.5",
      CSV, 800 },
    { "text/csv;q=0.2, text/csv;q=0.4, text/html;q=0.3", CSV, 400 },
    /* a parameter named q is the weight wherever it stands */
    { "text/csv;q=0;header=present, text/html;q=0.1", HTML, 100 },
    { "text/csv;q=0;header=present", NONE, 0 },
    { "text/csv;q=0.5;header=present;charset=utf-8", CSV, 500 },
    /* parameters we have and do not have */
    { "text/csv;header=present", CSV, 1000 },
    { "text/csv;header=\"present\"", CSV, 1000 },
    { "text/csv;header=\"pre\\sent\"", CSV, 1000 },
    { "text/csv;HEADER=Present", CSV, 1000 },
    { "text/csv;header=absent", NONE, 0 },
    { "text/csv;header=absent, text/html;q=0.1", HTML, 100 },
    { "text/csv;header=presen", NONE, 0 },
    { "text/csv;header=presently", NONE, 0 },
    { "application/json;charset=utf-8", JSON, 1000 },
    { "application/json;charset=\"UTF-8\"", JSON, 1000 },
    { "application/json;charset=utf-16", NONE, 0 },
    { "text/html;charset=iso-8859-1", NONE, 0 },
    { "text/html;level=1", NONE, 0 },
    { "text/html;level=1, */*;q=0.3", HTML, 300 },
    { "application/json;profile=\"a, b;q=0\", text/csv;q=0.4", CSV, 400 },
    { "application/json;profile=\"a\\\", b\", text/csv;q=0.4", CSV, 400 },
    /* a malformed range is ignored and not the request */
    { "text/csv;q=1.5", HTML, 1000 },
    { "text/csv;q=1.5, text/markdown;q=0.1", MARKDOWN, 100 },
    { "text/csv;q=1.001, text/markdown;q=0.1", MARKDOWN, 100 },
    { "text/csv;q=abc, text/markdown;q=0.1", MARKDOWN, 100 },
    { "text/csv;q=0.0001, text/markdown;q=0.1", MARKDOWN, 100 },
    { "text/csv;q=-1, text/markdown;q=0.1", MARKDOWN, 100 },
    { "text/csv;q=, text/markdown;q=0.1", MARKDOWN, 100 },
    { "text/csv;q, text/markdown;q=0.1", MARKDOWN, 100 },
    { "text/csv;q=\"1\", text/markdown;q=0.1", MARKDOWN, 100 },
    { "text/csv;q=., text/markdown;q=0.1", MARKDOWN, 100 },
    { "text/csv;q=0.5;q=0.6, text/markdown;q=0.1", MARKDOWN, 100 },
    { "text/csv;q=0,5, text/markdown;q=0.1", MARKDOWN, 100 },
    { "text/csv;header=, text/markdown;q=0.1", MARKDOWN, 100 },
    { "text/csv;header=\"present, text/markdown;q=0.1", HTML, 1000 },
    { "text/csv;header=\"present\"x, text/markdown;q=0.1", MARKDOWN, 100 },
    { "text/csv;header=present x, text/markdown;q=0.1", MARKDOWN, 100 },
    { "text/csv;header =present, text/markdown;q=0.1", MARKDOWN, 100 },
    { "text/csv;header=\"present\\\", text/markdown;q=0.1", HTML, 1000 },
    { "text/csv q=0.5, text/markdown;q=0.1", MARKDOWN, 100 },
    { "text, text/markdown;q=0.1", MARKDOWN, 100 },
    { "*/html, text/markdown;q=0.1", MARKDOWN, 100 },
    { "text/, /html, text/markdown;q=0.1", MARKDOWN, 100 },
    { "text/html/x, text/markdown;q=0.1", MARKDOWN, 100 },
    { "te xt/html, text/markdown;q=0.1", MARKDOWN, 100 },
    { "\xff\xfe, ;;;, q=1, \"", HTML, 1000 },
    /* not acceptable */
    { "image/png", NONE, 0 },
    { "*/*;q=0", NONE, 0 },
    { "text/*;q=0, application/*;q=0, */*", NONE, 0 },
    { "application/*;q=0, image/png", NONE, 0 },
    /* equal weights: specific first, then as written, then our order */
    { "application/json, text/plain, */*", JSON, 1000 },
    { "*/*, application/json", JSON, 1000 },
    { "text/markdown, text/html, */*", MARKDOWN, 1000 },
    { "text/csv, text/html", CSV, 1000 },
    { "text/*", HTML, 1000 },
    { "*/*", HTML, 1000 },
    /* what programs send */
    { "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,"
      "image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7",
      HTML, 1000 },                                            /* Chrome */
    { "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
      HTML, 1000 },                            /* Firefox, Tor, Safari */
    { "text/html,application/xhtml+xml,application/signed-exchange;v=b3,"
      "application/xml;q=0.9,*/*;q=0.8", HTML, 1000 },         /* Googlebot */
    { "image/gif, image/jpeg, image/pjpeg, application/x-ms-application, */*",
      HTML, 1000 },                                            /* old IE */
    { "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2",
      HTML, 1000 },                                            /* Java */
    { "image/gif, *; q=.2", HTML, 200 },
    { "application/json, text/javascript, */*; q=0.01", JSON, 1000 },
    { "text/csv, */*;q=0.1", CSV, 1000 },
};

static void test_types(void)
{
    for (size_t i = 0; i < COUNT(type_cases); i++) {
        const struct type_case *c = &type_cases[i];
        char name[400];
        int q = -7;
        snprintf(name, sizeof name, "Accept: %s", c->accept ? c->accept : "-");
        is_int(tr_accept_type(c->accept, types, COUNT(types), &q), c->expected,
               name);
        is_int(q, c->q, "  its weight");
    }
    static const char *const odd[] = { "text", "" };
    is_int(tr_accept_type("text/*, */*;q=0.5", odd, 2, NULL), 0,
           "an offer that is no media type");
    is_int(tr_accept_type("image/png", types, 0, NULL), NONE, "no offers");
    is_int(tr_accept_type(NULL, types, 0, NULL), NONE, "no offers, no field");
}

/* The weights of table 5, one offer at a time. */
static void test_specificity(void)
{
    static const struct { const char *offer; int q; } rows[] = {
        { "text/plain;format=flowed", 1000 }, { "text/plain", 700 },
        { "text/html", 300 }, { "image/jpeg", 500 },
        { "text/plain;format=fixed", 400 }, { "text/html;level=3", 300 },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        int q = -7;
        tr_accept_type("text/*;q=0.3, text/plain;q=0.7, "
                       "text/plain;format=flowed, text/plain;format=fixed;q=0.4,"
                       " */*;q=0.5", &rows[i].offer, 1, &q);
        is_int(q, rows[i].q, rows[i].offer);
    }
}

static char *repeat(const char *text, size_t times, const char *end)
{
    size_t length = strlen(text);
    char *all = malloc(length * times + strlen(end) + 1);
    for (size_t i = 0; i < times; i++)
        memcpy(all + i * length, text, length);
    strcpy(all + length * times, end);
    return all;
}

static void test_limits(void)
{
    char *many = repeat("image/png,", TR_ACCEPT_MAX - 1, "text/csv");
    is_int(tr_accept_type(many, types, COUNT(types), NULL), CSV, "64 ranges");
    free(many);
    many = repeat("image/png,", TR_ACCEPT_MAX, "text/csv");
    is_int(tr_accept_type(many, types, COUNT(types), NULL), HTML,
           "65 ranges are no preference");
    free(many);
    many = repeat(",", 100000, "text/csv");
    is_int(tr_accept_type(many, types, COUNT(types), NULL), CSV,
           "100,000 empty members");
    free(many);
    many = repeat(";a=b", 100000, "");
    is_int(tr_accept_type(many, types, COUNT(types), NULL), HTML,
           "100,000 parameters of nothing");
    free(many);
}

static const char *const european[] = {
    "en", "uk", "fr", "es", "de", "pt", "ru", "ar", "fa", "tr", "zh-Hans"
};
static const char *const scripts[] = {
    "en", "zh-Hant", "zh-Hans", "pt-PT", "sr-Latn-RS", "de-CH", "de"
};
static const char *const chinese[] = { "en", "zh", "zh-TW" };

struct language_case {
    const char *field;
    const char *const *offers;
    size_t count;
    const char *expected;
};

#define EUROPEAN european, COUNT(european)
#define SCRIPTS scripts, COUNT(scripts)
#define CHINESE chinese, COUNT(chinese)

static const struct language_case language_cases[] = {
    { NULL, EUROPEAN, "en" },
    { "", EUROPEAN, "en" },
    { "tlh", EUROPEAN, "en" },
    { "fr", EUROPEAN, "fr" },
    { "FR", EUROPEAN, "fr" },
    { "fr-FR", EUROPEAN, "fr" },
    { "ar-EG", EUROPEAN, "ar" },
    { "ar-EG,en;q=0.8", EUROPEAN, "ar" },
    { "en;q=0.8, ar-EG", EUROPEAN, "ar" },
    { "de-Latn-CH-1996-x-mine", EUROPEAN, "de" },
    { "de-x-mine", EUROPEAN, "de" },
    { "tlh, uk;q=0.2", EUROPEAN, "uk" },
    { "tlh, uk;q=0.2, ru;q=0.3", EUROPEAN, "ru" },
    { "uk, ru", EUROPEAN, "uk" },
    { "ru, uk", EUROPEAN, "ru" },
    { "fa;q=0.5, tr;q=0.5", EUROPEAN, "fa" },
    { "engl", EUROPEAN, "en" },
    { "e", EUROPEAN, "en" },
    /* filtering, and Chinese */
    { "zh", EUROPEAN, "zh-Hans" },
    { "zh-CN", EUROPEAN, "zh-Hans" },
    { "zh-SG", EUROPEAN, "zh-Hans" },
    { "zh-cn,zh;q=0.9,en;q=0.8", EUROPEAN, "zh-Hans" },
    { "zh-TW, fr;q=0.1", EUROPEAN, "fr" },
    { "zh-TW", EUROPEAN, "zh-Hans" },
    { "zh-TW,zh;q=0.9,en;q=0.8", EUROPEAN, "zh-Hans" },
    { "zh", SCRIPTS, "zh-Hant" },
    { "zh-TW", SCRIPTS, "zh-Hant" },
    { "zh-HK", SCRIPTS, "zh-Hant" },
    { "zh-MO", SCRIPTS, "zh-Hant" },
    { "zh-CN", SCRIPTS, "zh-Hans" },
    { "zh-MY", SCRIPTS, "zh-Hans" },
    { "zh-Hant-HK", SCRIPTS, "zh-Hant" },
    { "zh-Hans-HK", SCRIPTS, "zh-Hans" },
    { "zh-TW", CHINESE, "zh-TW" },
    { "zh-Hant", CHINESE, "zh-TW" },
    { "zh-HK", CHINESE, "zh" },
    { "zh-Hant-HK", CHINESE, "zh" },
    { "zh-CN", CHINESE, "zh" },
    { "zh-CNX", CHINESE, "zh" },
    { "sr", SCRIPTS, "sr-Latn-RS" },
    { "sr-Latn", SCRIPTS, "sr-Latn-RS" },
    { "sr-Lat", SCRIPTS, "sr-Latn-RS" },
    { "pt", SCRIPTS, "pt-PT" },
    { "pt-BR", SCRIPTS, "pt-PT" },
    { "pt-BR, de;q=0.1", SCRIPTS, "de" },
    { "de-CH", SCRIPTS, "de-CH" },
    { "de-AT", SCRIPTS, "de" },
    { "de", SCRIPTS, "de" },
    /* the wildcard */
    { "*", EUROPEAN, "en" },
    { "*, fr", EUROPEAN, "fr" },
    { "tlh, *;q=0.5", EUROPEAN, "en" },
    { "fr;q=0.3, *;q=0.5", EUROPEAN, "en" },
    { "en;q=0.3, *;q=0.5", EUROPEAN, "uk" },
    { "en-GB;q=0.3, *;q=0.5", EUROPEAN, "uk" },
    { "ar-EG, *;q=0", EUROPEAN, "ar" },
    { "*;q=0", EUROPEAN, "en" },
    /* exclusion */
    { "en;q=0", EUROPEAN, "uk" },
    { "en;q=0, *", EUROPEAN, "uk" },
    { "en;q=0, uk;q=0", EUROPEAN, "fr" },
    { "zh, zh-Hant;q=0", SCRIPTS, "zh-Hans" },
    { "zh;q=0, zh-Hans;q=0.1", SCRIPTS, "zh-Hans" },
    { "de-CH, de;q=0", SCRIPTS, "de-CH" },
    { "de-AT, de;q=0", SCRIPTS, "en" },
    { "fr;q=0, fr", EUROPEAN, "fr" },
    { "fr, fr;q=0", EUROPEAN, "fr" },
    { "en;q=0,uk;q=0,fr;q=0,es;q=0,de;q=0,pt;q=0,ru;q=0,ar;q=0,fa;q=0,tr;q=0,"
      "zh;q=0", EUROPEAN, "en" },
    /* malformed ranges are ignored */
    { "fr;q=2, de;q=0.1", EUROPEAN, "de" },
    { "fr_FR, de;q=0.1", EUROPEAN, "de" },
    { "fr-, de;q=0.1", EUROPEAN, "de" },
    { "-fr, de;q=0.1", EUROPEAN, "de" },
    { "1fr, de;q=0.1", EUROPEAN, "de" },
    { "*-CH, de;q=0.1", EUROPEAN, "de" },
    { "fr-abcdefghi, de;q=0.1", EUROPEAN, "de" },
    { "fr;level=1, de;q=0.1", EUROPEAN, "de" },
    { "fr fr, de;q=0.1", EUROPEAN, "de" },
    { "fr-a-aaaaaaaa-bbbbbbbb-cccccccc-dddddddd-eeeeeeee-ffffffff-gggggggg,"
      "de;q=0.1", EUROPEAN, "de" },
    /* the longest range that has room for its script, and one too long */
    { "zh-cn-aaaaaaaa-bbbbbbbb-cccccccc-dddddddd-eeeeeeee-fffffff", SCRIPTS,
      "zh-Hans" },
    { "zh-cn-aaaaaaaa-bbbbbbbb-cccccccc-dddddddd-eeeeeeee-ffffffff", SCRIPTS,
      "zh-Hant" },
    { "zh-tw-aaaaaaaa-bbbbbbbb-cccccccc-dddddddd-eeeeeeee-ffff", SCRIPTS,
      "zh-Hant" },
};

static void test_languages(void)
{
    for (size_t i = 0; i < COUNT(language_cases); i++) {
        const struct language_case *c = &language_cases[i];
        char name[300];
        snprintf(name, sizeof name, "Accept-Language: %s",
                 c->field ? c->field : "-");
        is_str(c->offers[tr_accept_language(c->field, c->offers, c->count, 0)],
               c->expected, name);
    }
    is_int((long long)tr_accept_language("tlh", EUROPEAN, 4), 4,
           "another default");
    is_int((long long)tr_accept_language("*", EUROPEAN, 4), 4,
           "another default by *");
    is_int((long long)tr_accept_language("zh", SCRIPTS, 2), 2,
           "the default is preferred among equals");
    char *many = repeat("tlh,", TR_ACCEPT_MAX - 1, "de");
    is_int((long long)tr_accept_language(many, EUROPEAN, 0), 4, "64 ranges");
    free(many);
    many = repeat("tlh,", TR_ACCEPT_MAX, "de");
    is_int((long long)tr_accept_language(many, EUROPEAN, 0), 0, "65 ranges");
    free(many);
}

enum { BR = TR_CODING_BR, GZIP = TR_CODING_GZIP, IDENT = TR_CODING_IDENTITY };
enum { I = TR_CODING_BIT(IDENT), G = I | TR_CODING_BIT(GZIP),
       B = G | TR_CODING_BIT(BR), ONLY_G = TR_CODING_BIT(GZIP) };

struct encoding_case {
    const char *field;
    unsigned available;
    int expected;
};

static const struct encoding_case encoding_cases[] = {
    { NULL, B, IDENT },
    { NULL, ONLY_G, GZIP },
    { NULL, 0, NONE },
    { "", B, IDENT },
    { "", ONLY_G, NONE },
    { " ", B, IDENT },
    { "gzip", B, GZIP },
    { "GZIP", B, GZIP },
    { "gzip", I, IDENT },
    { "gzip", ONLY_G, GZIP },
    { "x-gzip", B, GZIP },
    { "br", B, BR },
    { "br", G, IDENT },
    { "br", ONLY_G, NONE },
    { "gzip, deflate, br", B, BR },
    { "gzip, deflate, br, zstd", B, BR },
    { "gzip, deflate, br", G, GZIP },
    { "deflate, gzip", B, GZIP },
    { "deflate", B, IDENT },
    { "compress, gzip", B, GZIP },
    { "compress;q=0.5, gzip;q=1.0", B, GZIP },
    { "gzip;q=1.0, identity; q=0.5, *;q=0", B, GZIP },
    { "gzip;q=0.5, identity;q=1", B, IDENT },
    { "gzip;q=0.5, identity;q=0.5", B, GZIP },
    { "gzip;q=0.5", B, GZIP },
    { "gzip;q=0.001", B, GZIP },
    { "gzip;q=0.5, br;q=0.6", B, BR },
    { "gzip;q=0.6, br;q=0.5", B, GZIP },
    { "gzip;q=0, x-gzip;q=0.5", B, GZIP },
    { "identity", B, IDENT },
    { "identity;q=0", B, NONE },
    { "identity;q=0", I, NONE },
    { "identity;q=0, gzip", B, GZIP },
    { "identity;q=0, gzip", I, NONE },
    { "gzip;q=0", B, IDENT },
    { "gzip;q=0, br;q=0", B, IDENT },
    { "*", B, BR },
    { "*", G, GZIP },
    { "*", I, IDENT },
    { "*;q=0", B, NONE },
    { "*;q=0, identity", B, IDENT },
    { "*;q=0, identity;q=0.1", B, IDENT },
    { "*;q=0, gzip", B, GZIP },
    { "*;q=0, gzip", I, NONE },
    { "*, br;q=0", B, GZIP },
    { "*;q=0.3, gzip;q=0.1", B, BR },
    { "*;q=0.3, gzip;q=0.5", B, GZIP },
    { "*;q=0.3, br;q=0, gzip;q=0", B, IDENT },
    { "gzip;q=2, br;q=0.1", B, BR },
    { "gzip;q=abc", B, IDENT },
    { "identity;q=-1", B, IDENT },
    { "gzip;level=9", B, IDENT },
    { "\"gzip, br\"", B, IDENT },
    { ", ,gzip,,", B, GZIP },
};

static void test_encodings(void)
{
    for (size_t i = 0; i < COUNT(encoding_cases); i++) {
        const struct encoding_case *c = &encoding_cases[i];
        char name[200];
        snprintf(name, sizeof name, "Accept-Encoding: %s of %x",
                 c->field ? c->field : "-", c->available);
        is_int(tr_accept_encoding(c->field, c->available), c->expected, name);
    }
    is_str(tr_coding_name(TR_CODING_BR), "br", "name of br");
    is_str(tr_coding_name(TR_CODING_GZIP), "gzip", "name of gzip");
    is_str(tr_coding_name(TR_CODING_IDENTITY), NULL, "identity is not sent");
}

static void test_tokens(void)
{
    static const char all[] = "!#$%&'*+-.^_`|~0123456789"
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    int wrong = 0;
    for (int c = 0; c < 256; c++)
        wrong += tr_is_tchar((char)c)
            != (c != 0 && strchr(all, (char)c) != NULL);
    is_int(wrong, 0, "what a token is made of");
}

/* Every weight there is, and nothing else. */
static void test_weights(void)
{
    int wrong = 0;
    for (int q = 0; q <= 1000; q++) {
        char text[16];
        int length = snprintf(text, sizeof text, "%d.%03d", q / 1000, q % 1000);
        wrong += tr_qvalue((tr_span){ text, (size_t)length }) != q;
    }
    is_int(wrong, 0, "all 1001 weights");
    static const char *const bad[] = {
        "", ".", "2", "01", "00.5", "0,5", "1.1", "1.01", "1.0000", "0.0000",
        ".0000", "0x1", "1e0", " 1", "1 ", "+1", "-0", "0.-1", "0.5.5", "a"
    };
    for (size_t i = 0; i < COUNT(bad); i++)
        ok(tr_qvalue((tr_span){ bad[i], strlen(bad[i]) }) == -1,
           "'%s' is no weight", bad[i]);
}

int main(void)
{
    test_tokens();
    test_weights();
    test_types();
    test_specificity();
    test_limits();
    test_languages();
    test_encodings();
    return tap_done();
}
