/* SPDX-License-Identifier: Apache-2.0 */
/* Jurisdictions: the closed list, names by date, look-up by any name. */
#include <apr_general.h>
#include <apr_strings.h>

#include "intl/countries.h"
#include "intl/countries_data.h"
#include "tap.h"

static apr_pool_t *pool;

/* Days since 1970-01-01 of a Gregorian date, after Howard Hinnant. */
static apr_int64_t day(int y, int m, int d)
{
    apr_int64_t year = m <= 2 ? y - 1 : y, era = year / 400;
    apr_int64_t yoe = year - era * 400;
    apr_int64_t doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

static void is_lookup(const char *name, const char *code)
{
    is_str(tr_country_lookup(name, strlen(name)), code,
           apr_psprintf(pool, "'%s' is %s", name, code ? code : "not found"));
}

static const char *error_of(const char *code)
{
    const char *error = NULL;
    tr_country_kind kind = tr_country_check(code, strlen(code), &error, pool);
    return kind == TR_COUNTRY_INVALID ? error : NULL;
}

static void is_refused(const char *code, const char *naming)
{
    const char *error = error_of(code);
    if (!ok(error && strstr(error, naming), "'%s' is refused naming %s", code,
            naming))
        printf("# %s\n", error ? error : "(accepted)");
}

static void is_kind(const char *code, tr_country_kind kind)
{
    is_int(tr_country_kind_of(code), kind,
           apr_psprintf(pool, "kind of '%s'", code));
}

static void kinds(void)
{
    is_kind("UA", TR_COUNTRY_COUNTRY);
    is_kind("NA", TR_COUNTRY_COUNTRY);
    is_kind("XK", TR_COUNTRY_COUNTRY);
    is_kind("US-CA", TR_COUNTRY_SUBNATIONAL);
    is_kind("GB-ENG", TR_COUNTRY_SUBNATIONAL);
    is_kind("FR-2A", TR_COUNTRY_SUBNATIONAL);
    is_kind("AT-9", TR_COUNTRY_SUBNATIONAL);
    is_kind("x-un", TR_COUNTRY_INTERGOVERNMENTAL);
    is_kind("x-interpol", TR_COUNTRY_INTERGOVERNMENTAL);
    is_kind("x-europol", TR_COUNTRY_INTERGOVERNMENTAL);
    is_kind("x-eu", TR_COUNTRY_INTERGOVERNMENTAL);
    is_kind("x-unknown", TR_COUNTRY_UNKNOWN);
    is_kind("x-none", TR_COUNTRY_NONE);
    is_kind("x-rest", TR_COUNTRY_REST);
    is_kind("x-all", TR_COUNTRY_ALL);
    is_int(tr_country_check("UAH", 2, NULL, NULL), TR_COUNTRY_COUNTRY,
           "only the given length is read");
    is_int(tr_country_check("U\0", 2, NULL, NULL), TR_COUNTRY_INVALID,
           "a NUL inside is no part of a code");
}

static void refusals(void)
{
    static const char *const bad[] = {"", "u", "U", "USA1", "US-", "US-ABCD",
        "US-ca", "ZZ-A", "x-", "x-foo", "x-un-1", "xx-A", "US_CA", "U\xC3\x84"};
    apr_size_t i;
    is_refused("UK", "'GB'");
    is_refused("EL", "'GR'");
    is_refused("UK-ENG", "'GB-ENG'");
    is_refused("el", "'GR'");
    is_refused("ua", "'UA'");
    is_refused("us-ca", "'US-CA'");
    is_refused("X-UN", "'x-un'");
    is_refused("UKR", "'UA'");
    is_refused("Ukraine", "'UA'");
    is_refused("KO", "KR for South Korea");
    is_refused("AU-TOOLONG", "ISO 3166-2");
    is_refused("EU", "'x-eu'");
    is_refused("x-interpool", "'x-interpol'");
    is_refused("rest", "'x-rest'");
    is_refused("RQ", "ISO 3166-1 (two capital letters)");
    is_refused("QB", "'BQ'");
    is_refused("AN", "CW");
    is_refused("", "empty");
    for (i = 0; i < sizeof bad / sizeof *bad; i++)
        ok(error_of(bad[i]) != NULL, "'%s' is refused with a reason", bad[i]);
}

/* What countries.h says of the names; who writes them down counts on it. */
static int is_plain(const tr_country_text *name)
{
    const char *text = name->text;
    apr_size_t length = strlen(text);

    return length == name->length && length < TR_COUNTRY_NAME_ROOM
           && length > 0 && text[0] != ' ' && text[length - 1] != ' '
           && !strchr("=+-@'", text[0]) && strncmp(text, "\xef\xbc", 2) != 0
           && !strpbrk(text, ",\"\r\n\t");
}

static int is_former(const char *code)
{
    for (int i = 0; i < tr_country_former_count; i++)
        if (strcmp(tr_country_formers[i].code, code) == 0)
            return 1;
    return 0;
}

static void tables(void)
{
    int i, sorted = 1, named = 1, kinds_agree = 1, plain = 1, marked = 1;
    for (i = 0; i < tr_country_count(); i++) {
        const char *code = tr_country_code(i);
        const char *name = tr_country_rows[i].name.text;
        const char *found = tr_country_lookup(name, strlen(name));
        sorted &= i == 0 || strcmp(tr_country_code(i - 1), code) < 0;
        named &= found && strcmp(found, code) == 0;
        kinds_agree &= (code[0] == 'x')
                       == (tr_country_kind_of(code) != TR_COUNTRY_COUNTRY);
        plain &= is_plain(&tr_country_rows[i].name);
        marked &= tr_country_rows[i].renamed == is_former(code);
    }
    is_int(tr_country_count(), 249 + 1 + 8, "ISO 3166-1, XK and eight others");
    ok(sorted, "codes are in order");
    ok(named, "each name finds its code");
    ok(kinds_agree, "only x- codes are no countries");
    ok(marked, "those with former names are marked, and no others");
    ok(tr_country_code(-1) == NULL, "no code before the first");
    ok(tr_country_code(tr_country_count()) == NULL, "no code after the last");
    for (sorted = 1, named = 1, i = 0; i < tr_country_alias_count; i++) {
        const tr_country_alias *a = &tr_country_aliases[i];
        const char *found = tr_country_lookup(a->folded, strlen(a->folded));
        sorted &= i == 0 || strcmp(a[-1].folded, a->folded) < 0;
        named &= found && strcmp(found, a->code) == 0
                 && tr_country_index(a->code) >= 0;
    }
    ok(sorted, "aliases are in order, none twice");
    ok(named, "each alias is folded and finds a code of the list");
    for (named = 1, i = 0; i < tr_country_former_count; i++) {
        const tr_country_former *f = &tr_country_formers[i];
        const char *name = f->name.text;
        const char *found = tr_country_lookup(name, strlen(name));
        named &= found && strcmp(found, f->code) == 0;
        named &= strcmp(tr_country_name(f->code, f->until - 1), name) == 0;
        named &= strcmp(tr_country_name(f->code, f->until), name) != 0;
        plain &= is_plain(&f->name);
    }
    ok(plain, "names can be copied as they are, in full room");
    ok(named, "each former name ends on its day and still finds its code");
    for (named = 1, i = 0; i < tr_country_misuse_count; i++) {
        const tr_country_misuse *m = &tr_country_misuses[i];
        named &= tr_country_index(m->code) < 0
                 && (m->instead ? tr_country_index(m->instead) >= 0
                                : m->hint != NULL);
    }
    ok(named, "each misused code is no code and has an answer");
}

static void names_by_date(void)
{
    is_str(tr_country_name("MK", day(2019, 2, 11)), "Macedonia (FYROM)",
           "MK on 2019-02-11");
    is_str(tr_country_name("MK", day(2019, 2, 12)), "North Macedonia",
           "MK on 2019-02-12");
    is_str(tr_country_name("TR", day(2022, 6, 1)), "Turkey",
           "TR on 2022-06-01");
    is_str(tr_country_name("TR", day(2022, 6, 2)), "T\xC3\xBCrkiye",
           "TR on 2022-06-02");
    is_str(tr_country_name("CZ", day(2016, 7, 4)), "Czech Republic",
           "CZ on 2016-07-04");
    is_str(tr_country_name("CZ", day(2016, 7, 5)), "Czechia",
           "CZ on 2016-07-05");
    is_str(tr_country_name("SZ", day(2018, 4, 18)), "Swaziland",
           "SZ on 2018-04-18");
    is_str(tr_country_name("SZ", day(2018, 4, 19)), "Eswatini",
           "SZ on 2018-04-19");
    is_str(tr_country_name("CV", day(2013, 10, 23)), "Cape Verde",
           "CV on 2013-10-23");
    is_str(tr_country_name("CV", day(2013, 10, 24)), "Cabo Verde",
           "CV on 2013-10-24");
    is_str(tr_country_name("TL", day(2002, 5, 19)), "East Timor",
           "TL on 2002-05-19");
    is_str(tr_country_name("TL", day(2002, 5, 20)), "Timor-Leste",
           "TL on 2002-05-20");
    is_str(tr_country_name("CZ", day(2015, 12, 31)), "Czech Republic",
           "CZ in 2015");
    is_str(tr_country_name("CZ", day(2016, 12, 31)), "Czechia", "CZ in 2016");
    is_str(tr_country_name("SZ", day(2017, 12, 31)), "Swaziland",
           "SZ in 2017");
    is_str(tr_country_name("SZ", day(2018, 6, 30)), "Eswatini",
           "SZ in 2018 H1");
    is_str(tr_country_name("CV", day(2013, 6, 30)), "Cape Verde",
           "CV in 2013 H1");
    is_str(tr_country_name("CV", day(2013, 12, 31)), "Cabo Verde",
           "CV in 2013 H2");
    is_str(tr_country_name("KR", 0), "South Korea", "KR");
    is_str(tr_country_name("KP", 0), "North Korea", "KP");
    is_str(tr_country_name("TW", 0), "Taiwan", "TW");
    is_str(tr_country_name("HK", 0), "Hong Kong", "HK");
    is_str(tr_country_name("RU", 0), "Russia", "RU");
    is_str(tr_country_name("x-un", 0), "United Nations", "x-un");
    ok(tr_country_name("US-CA", 0) == NULL, "no name for a subdivision");
    ok(tr_country_name("UK", 0) == NULL, "no name for a wrong code");
}

static void acid_tests(void)
{
    static const char *const south[] = {"Korea", "Korea Republic Of",
        "South Korea", "Korea, Republic of", "Republic of Korea", " korea "};
    apr_size_t i;
    for (i = 0; i < sizeof south / sizeof *south; i++)
        is_str(tr_country_lookup(south[i], strlen(south[i])), "KR",
               apr_psprintf(pool, "acid 13: '%s' is KR, never KP", south[i]));
    is_str(tr_country_lookup("North Korea", 11), "KP",
           "acid 13: only the North is KP");
    is_str(tr_country_lookup("Taiwan Province Of China", 24), "TW",
           "acid 13: 'Taiwan Province Of China' is TW");
    is_str(tr_country_lookup("Taiwan", 6), "TW", "acid 13: 'Taiwan' is TW");
    is_str(tr_country_lookup("China", 5), "CN", "acid 13: 'China' is CN");
    is_str(tr_country_name("TR", day(2021, 12, 31)), "Turkey",
           "acid 14: Turkey in 2021");
    is_str(tr_country_name("TR", day(2022, 12, 31)), "T\xC3\xBCrkiye",
           "acid 14: T\xC3\xBCrkiye in 2022");
    is_str(tr_country_lookup("Turkey", 6), "TR",
           "acid 14: the old name finds it");
    is_str(tr_country_lookup("T\xC3\xBCrkiye", 8), "TR",
           "acid 14: the new name finds it");
    is_str(tr_country_lookup("Tu\xCC\x88rkiye", 9), "TR",
           "acid 14: also when the accent is a mark of its own");
    is_str(tr_country_lookup("United Nations", 14), "x-un",
           "acid 15: United Nations");
    is_str(tr_country_lookup("INTERPOL", 8), "x-interpol",
           "acid 15: INTERPOL");
    is_str(tr_country_lookup("EUROPOL", 7), "x-europol", "acid 15: EUROPOL");
    is_str(tr_country_lookup("Unknown", 7), "x-unknown", "acid 15: Unknown");
    is_str(tr_country_lookup("N/A", 3), "x-none", "acid 15: N/A");
    ok(!tr_country_on_map("x-un") && !tr_country_on_map("x-interpol")
           && !tr_country_on_map("x-unknown") && !tr_country_on_map("x-none"),
       "acid 15: none of them is on the map");
    ok(tr_country_on_map("NA") && tr_country_on_map("US-CA"),
       "acid 15: Namibia (NA) is, and so is California");
}

static void lookups(void)
{
    is_lookup("Viet Nam", "VN");
    is_lookup("Russian Federation", "RU");
    is_lookup("Macau", "MO");
    is_lookup("Macedonia (FYROM)", "MK");
    is_lookup("Czech Republic", "CZ");
    is_lookup("C\xC3\xB4te d\xE2\x80\x99Ivoire", "CI");
    is_lookup("Cote d'Ivoire", "CI");
    is_lookup("IVORY COAST", "CI");
    is_lookup("Trinidad & Tobago", "TT");
    is_lookup("Trinidad and Tobago", "TT");
    is_lookup("The Bahamas", "BS");
    is_lookup("St. Lucia", "LC");
    is_lookup("U.S. Virgin Islands", "VI");
    is_lookup("Falkland Islands (Islas Malvinas)", "FK");
    is_lookup("Congo, The Democratic Republic of the", "CD");
    is_lookup("Curacao", "CW");
    is_lookup("Kosovo", "XK");
    is_lookup("Venezuala", NULL);
    is_lookup("Virgin Islands", NULL);
    is_lookup("Netherlands Antilles", NULL);
    is_lookup("", NULL);
    is_lookup("the", NULL);
    is_lookup(" - ", NULL);
    is_lookup("\xFF\xFE", NULL);
    is_lookup("\xD0\x9A\xD0\xBE\xD1\x80\xD0\xB5\xD1\x8F", NULL);
    is_lookup(apr_pstrcat(pool, "Ukraine", apr_psprintf(pool, "%0300d", 0),
                          NULL), NULL);
    is_str(tr_country_lookup("Ukraine, 2012", 7), "UA",
           "only the given length is read");
}

int main(void)
{
    apr_initialize();
    apr_pool_create(&pool, NULL);
    kinds();
    refusals();
    tables();
    names_by_date();
    acid_tests();
    lookups();
    apr_pool_destroy(pool);
    apr_terminate();
    return tap_done();
}
