/* SPDX-License-Identifier: Apache-2.0 */
/*
 * locale_date.c - days, instants and periods.
 *
 * ICU's date formatters may not be shared between threads and take 20 µs to
 * copy, and its interval formatter trusts patterns that are wrong in some
 * languages (Persian: "January to January 2012" for any two months).  So each
 * is asked only while the locale is made: for every month a sample is
 * formatted, its numbers are replaced by slots, and the resulting template is
 * tried against ICU on other days.  Templates of one kind must all differ;
 * where those for two months of a year do not, month names are joined.
 */
#include <string.h>

#include <apr_strings.h>
#include <unicode/ucal.h>
#include <unicode/udat.h>
#include <unicode/udateintervalformat.h>
#include <unicode/udatpg.h>

#include "intl/locale_private.h"

#define MILLISECONDS_A_DAY 86400000.0

typedef struct {
    int year, month, day; /* month 0 to 11 */
    int hour, minute;
} moment;

/* Numbers that cannot be taken for one another nor for a month. */
static const moment sample = {3456, 0, 27, 19, 58};

/* ------------------------------------------------------------- time ---- */

/* Days since 1970-01-01 of a proleptic Gregorian date. */
static apr_int64_t day_number(int year, int month, int day)
{
    apr_int64_t y = month < 2 ? year - 1 : year;
    apr_int64_t era = (y >= 0 ? y : y - 399) / 400, of_era = y - era * 400;
    apr_int64_t of_year = (153 * ((month + 10) % 12) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year
           - 719468;
}

/* 0 if the day is not in the years 1 to 9999. */
static int date_of(apr_int64_t number, moment *out)
{
    apr_time_exp_t parts;
    memset(out, 0, sizeof *out);
    if (number < day_number(1, 0, 1) || number > day_number(9999, 11, 31)
        || apr_time_exp_gmt(&parts, apr_time_from_sec(number * 86400))
               != APR_SUCCESS)
        return 0;
    out->year = parts.tm_year + 1900;
    out->month = parts.tm_mon;
    out->day = parts.tm_mday;
    return 1;
}

static UDate icu_date(const moment *m)
{
    return (double)day_number(m->year, m->month, m->day) * MILLISECONDS_A_DAY
           + (m->hour * 60 + m->minute) * 60000.0;
}

/* -------------------------------------------------------- templates ---- */

static char *put_number(const tr_numbers *numbers, char *to, int value,
                        int width)
{
    char plain[16];
    int i, length = apr_snprintf(plain, sizeof plain, "%0*d", width, value);
    for (i = 0; i < length; i++) {
        const char *digit = numbers->digits[plain[i] - '0'];
        apr_size_t bytes = strlen(digit);
        memcpy(to, digit, bytes);
        to += bytes;
    }
    return to;
}

static char *put_slot(const tr_numbers *numbers, char *to, char slot,
                      const moment *m)
{
    switch (slot) {
    case TR_SLOT_YEAR:   return put_number(numbers, to, m->year, 1);
    case TR_SLOT_DAY:    return put_number(numbers, to, m->day, 1);
    case TR_SLOT_DAY2:   return put_number(numbers, to, m->day, 2);
    case TR_SLOT_HOUR:   return put_number(numbers, to, m->hour, 1);
    case TR_SLOT_HOUR2:  return put_number(numbers, to, m->hour, 2);
    case TR_SLOT_MINUTE: return put_number(numbers, to, m->minute, 2);
    default:             *to = slot; return to + 1;
    }
}

static const char *render(const tr_numbers *numbers, const char *template,
                          const moment *m, apr_pool_t *pool)
{
    /* a slot becomes at most five digits of at most eight bytes */
    char *text = apr_palloc(pool, 40 * strlen(template) + 1), *to = text;
    for (; *template; template++)
        to = put_slot(numbers, to, *template, m);
    *to = '\0';
    return text;
}

/* Puts the slot where the number stands, which must be once; else NULL. */
static const char *carve(const tr_numbers *numbers, const char *text,
                         int value, char slot, apr_pool_t *pool)
{
    char number[64], *end = put_number(numbers, number, value, 1);
    const char *at;
    *end = '\0';
    at = text ? strstr(text, number) : NULL;
    if (!at || strstr(at + 1, number))
        return NULL;
    return apr_psprintf(pool, "%.*s%c%s", (int)(at - text), text, slot,
                        at + strlen(number));
}

static int has_control(const char *text)
{
    for (; *text; text++) {
        if ((unsigned char)*text < TR_SLOT_END)
            return 1;
    }
    return 0;
}

static const char *icu_text(UDateFormat *format, const moment *m,
                            UErrorCode *status, apr_pool_t *pool)
{
    UChar wide[256];
    int32_t length = udat_format(format, icu_date(m), wide, 256, NULL, status);
    return tr_utf8(wide, length, status, pool);
}

/* Indexes of tr_dates.between. */
enum { DAYS, MONTHS, YEARS };

/* What a kind of text shows besides the year and the month. */
enum { SHOWS_DAY = 1, SHOWS_TIME = 2 };

/* The template with these slots, if it gives what ICU gives on other days. */
static const char *try_template(const tr_locale *locale, UDateFormat *format,
                                int month, int shows, int padded,
                                UErrorCode *status, apr_pool_t *pool)
{
    static const moment others[] = {{2012, 0, 5, 7, 3}, {1999, 0, 28, 23, 59},
                                    {2000, 0, 1, 0, 0}, {1970, 0, 10, 10, 10}};
    const tr_numbers *numbers = &locale->numbers;
    moment m = sample;
    const char *text;
    apr_size_t i;
    m.month = month;
    text = icu_text(format, &m, status, pool);
    if (U_FAILURE(*status) || has_control(text))
        return NULL;
    text = carve(numbers, text, m.year, TR_SLOT_YEAR, pool);
    if (shows & SHOWS_DAY)
        text = carve(numbers, text, m.day,
                     padded & 1 ? TR_SLOT_DAY2 : TR_SLOT_DAY, pool);
    if (shows & SHOWS_TIME) {
        text = carve(numbers, text, m.hour,
                     padded & 2 ? TR_SLOT_HOUR2 : TR_SLOT_HOUR, pool);
        text = carve(numbers, text, m.minute, TR_SLOT_MINUTE, pool);
    }
    for (i = 0; text && i < sizeof others / sizeof *others; i++) {
        const char *icu;
        m = others[i];
        m.month = month;
        icu = icu_text(format, &m, status, pool);
        if (U_FAILURE(*status)
            || strcmp(icu, render(numbers, text, &m, pool)) != 0)
            return NULL;
    }
    return text;
}

static const char *make_template(const tr_locale *locale, UDateFormat *format,
                                 int month, int shows, UErrorCode *status,
                                 apr_pool_t *pool)
{
    const char *found = NULL;
    int padded;
    for (padded = 0; padded < 4 && !found && U_SUCCESS(*status); padded++)
        found = try_template(locale, format, month, shows, padded, status,
                             pool);
    if (!found && U_SUCCESS(*status))
        *status = U_UNSUPPORTED_ERROR;
    return found;
}

/* -------------------------------------------------- asking ICU once ---- */

/* A Gregorian formatter in UTC, also before 1582, for a CLDR skeleton. */
static UDateFormat *open_format(const tr_locale *locale, const UChar *skeleton,
                                UErrorCode *status)
{
    UChar pattern[128];
    UDateTimePatternGenerator *generator = udatpg_open(locale->id, status);
    UDateFormat *format;
    int32_t length = udatpg_getBestPattern(generator, skeleton, -1, pattern,
                                           128, status);
    udatpg_close(generator);
    format = udat_open(UDAT_PATTERN, UDAT_PATTERN, locale->id, u"UTC", -1,
                       pattern, length, status);
    return U_SUCCESS(*status) ? format : NULL;
}

static int all_differ(const char *const *texts, int count)
{
    int i, j;
    for (i = 0; i < count; i++) {
        for (j = i + 1; j < count; j++) {
            if (!texts[i] || !texts[j] || strcmp(texts[i], texts[j]) == 0)
                return 0;
        }
    }
    return 1;
}

/* One template for every `step`-th month. */
static void fill(const tr_locale *locale, const UChar *skeleton, int shows,
                 int step, const char **out, UErrorCode *status,
                 apr_pool_t *pool)
{
    UDateFormat *format = open_format(locale, skeleton, status);
    int i;
    for (i = 0; i * step < 12 && U_SUCCESS(*status); i++)
        out[i] = make_template(locale, format, i * step, shows, status, pool);
    if (U_SUCCESS(*status) && !all_differ(out, 12 / step))
        *status = U_UNSUPPORTED_ERROR;
    if (format)
        udat_close(format);
}

static int pair_index(int first, int last)
{
    return first * (23 - first) / 2 + last - first - 1;
}

static const char *icu_span(const UDateIntervalFormat *format,
                            const moment *from, const moment *to,
                            UErrorCode *status, apr_pool_t *pool)
{
    UChar wide[256];
    int32_t length = udtitvfmt_format(format, icu_date(from), icu_date(to),
                                      wide, 256, NULL, status);
    return tr_utf8(wide, length, status, pool);
}

/* NULL if ICU's text for two months has no year or another shape in 2012. */
static const char *pair_template(const tr_locale *locale,
                                 const UDateIntervalFormat *format, int first,
                                 int last, UErrorCode *status,
                                 apr_pool_t *pool)
{
    moment from = {3456, first, 1, 0, 0}, to = {3456, last, 28, 0, 0};
    const char *text = icu_span(format, &from, &to, status, pool);
    if (U_FAILURE(*status) || has_control(text))
        return NULL;
    text = carve(&locale->numbers, text, 3456, TR_SLOT_YEAR, pool);
    if (!text)
        return NULL;
    from.year = to.year = 2012;
    return strcmp(icu_span(format, &from, &to, status, pool),
                  render(&locale->numbers, text, &from, pool)) == 0 ? text
                                                                    : NULL;
}

static void fill_pairs(tr_locale *locale, UErrorCode *status,
                       apr_pool_t *pool)
{
    UDateIntervalFormat *format =
        udtitvfmt_open(locale->id, u"yMMMM", -1, u"UTC", -1, status);
    const char **pairs = locale->dates.months;
    int first, last;
    for (first = 0; first < 12; first++) {
        for (last = first + 1; last < 12 && U_SUCCESS(*status); last++)
            pairs[pair_index(first, last)] =
                pair_template(locale, format, first, last, status, pool);
    }
    if (!all_differ(pairs, TR_MONTH_PAIRS))
        memset(pairs, 0, sizeof locale->dates.months);
    udtitvfmt_close(format);
}

/* What stands between the two in ICU's text, if it begins and ends so. */
static const char *between(const char *text, const char *from, const char *to,
                           apr_pool_t *pool)
{
    apr_size_t all = text ? strlen(text) : 0, head = strlen(from);
    apr_size_t tail = strlen(to);
    if (all <= head + tail || strncmp(text, from, head) != 0
        || strcmp(text + all - tail, to) != 0)
        return NULL;
    return apr_pstrmemdup(pool, text + head, all - head - tail);
}

/* " – " or " تا ", from ICU's text for a span over two years. */
static const char *read_between(const tr_locale *locale, const UChar *skeleton,
                                const char *from_template,
                                const char *to_template, UErrorCode *status,
                                apr_pool_t *pool)
{
    static const moment from = {3456, 4, 7, 0, 0}, to = {5678, 9, 28, 0, 0};
    UDateIntervalFormat *format =
        udtitvfmt_open(locale->id, skeleton, -1, u"UTC", -1, status);
    const char *text = U_SUCCESS(*status)
                           ? icu_span(format, &from, &to, status, pool) : NULL;
    udtitvfmt_close(format);
    return between(text, render(&locale->numbers, from_template, &from, pool),
                   render(&locale->numbers, to_template, &to, pool), pool);
}

/* A dash without spaces is for single words only. */
static const char *spaced(const char *text)
{
    return strcmp(text, "-") == 0 || strcmp(text, "\xE2\x80\x93") == 0
               ? " \xE2\x80\x93 " : text;
}

static void fill_between(tr_locale *locale, UErrorCode *status,
                         apr_pool_t *pool)
{
    static const char bare_year[] = {TR_SLOT_YEAR, '\0'};
    tr_dates *dates = &locale->dates;
    const char *const *days = dates->date[TR_DATE_MEDIUM];
    const char **found = dates->between;
    /* Chinese: 2012–2014年, one word for both years */
    found[YEARS] = read_between(locale, u"y", bare_year, dates->year, status,
                                pool);
    found[DAYS] = read_between(locale, u"yMMMd", days[4], days[9], status,
                               pool);
    found[MONTHS] = read_between(locale, u"yMMMM", dates->month[4],
                                 dates->month[9], status, pool);
    if (!found[YEARS])
        found[YEARS] = " \xE2\x80\x93 ";
    if (!found[DAYS])
        found[DAYS] = spaced(found[YEARS]);
    if (!found[MONTHS])
        found[MONTHS] = spaced(found[YEARS]);
}

void tr_dates_fill(tr_locale *locale, UErrorCode *status, apr_pool_t *pool)
{
    tr_dates *dates = &locale->dates;
    fill(locale, u"yMMMd", SHOWS_DAY, 1, dates->date[TR_DATE_MEDIUM], status,
         pool);
    fill(locale, u"yMMMMd", SHOWS_DAY, 1, dates->date[TR_DATE_LONG], status,
         pool);
    fill(locale, u"yMMMdHmz", SHOWS_DAY | SHOWS_TIME, 1, dates->instant,
         status, pool);
    fill(locale, u"yMMMM", 0, 1, dates->month, status, pool);
    fill(locale, u"yQQQQ", 0, 3, dates->quarter, status, pool);
    fill(locale, u"y", 0, 12, &dates->year, status, pool);
    if (U_FAILURE(*status))
        return;
    fill_pairs(locale, status, pool);
    fill_between(locale, status, pool);
}

/* ----------------------------------------------------------- public ---- */

static const char *iso_day(apr_int64_t day, apr_pool_t *pool)
{
    moment m;
    if (!date_of(day, &m))
        return apr_psprintf(pool, "1970-01-01%+" APR_INT64_T_FMT "d", day);
    return apr_psprintf(pool, "%04d-%02d-%02d", m.year, m.month + 1, m.day);
}

const char *tr_locale_date(const tr_locale *locale, apr_int64_t day,
                           tr_date_style style, apr_pool_t *pool)
{
    moment m;
    if (!date_of(day, &m))
        return iso_day(day, pool);
    return render(&locale->numbers,
                  locale->dates.date[style == TR_DATE_LONG][m.month], &m,
                  pool);
}

const char *tr_locale_instant(const tr_locale *locale, apr_time_t instant,
                              apr_pool_t *pool)
{
    apr_int64_t seconds = apr_time_sec(instant), day;
    moment m;
    if (instant < 0 && apr_time_usec(instant) != 0)
        seconds--; /* apr_time_sec() rounds towards zero */
    day = seconds / 86400 - (seconds % 86400 < 0);
    if (!date_of(day, &m))
        return iso_day(day, pool);
    seconds -= day * 86400;
    m.hour = (int)(seconds / 3600);
    m.minute = (int)(seconds / 60 % 60);
    return render(&locale->numbers, locale->dates.instant[m.month], &m, pool);
}

/* Two templates with a dash or a word between. */
static const char *join(const tr_locale *locale, int unit,
                        const char *from_template, const moment *from,
                        const char *to_template, const moment *to,
                        apr_pool_t *pool)
{
    return apr_pstrcat(pool, render(&locale->numbers, from_template, from, pool),
                       locale->dates.between[unit],
                       render(&locale->numbers, to_template, to, pool), NULL);
}

/* The months from one to another, both whole. */
static const char *months(const tr_locale *locale, const moment *from,
                          const moment *to, apr_pool_t *pool)
{
    const tr_dates *dates = &locale->dates;
    const tr_numbers *numbers = &locale->numbers;
    int whole_years = from->month == 0 && to->month == 11;
    int same_year = from->year == to->year, span = to->month - from->month;
    const char *pair;
    if (same_year && whole_years)
        return render(numbers, dates->year, from, pool);
    if (whole_years)
        return join(locale, YEARS, dates->year, from, dates->year, to, pool);
    if (same_year && span == 0)
        return render(numbers, dates->month[from->month], from, pool);
    if (same_year && span == 2 && from->month % 3 == 0)
        return render(numbers, dates->quarter[from->month / 3], from, pool);
    pair = same_year ? dates->months[pair_index(from->month, to->month)]
                     : NULL;
    if (pair)
        return render(numbers, pair, from, pool);
    return join(locale, MONTHS, dates->month[from->month], from,
                dates->month[to->month], to, pool);
}

const char *tr_locale_period(const tr_locale *locale, apr_int64_t first_day,
                             apr_int64_t last_day, apr_pool_t *pool)
{
    moment from, to, after;
    if (!date_of(first_day, &from) || !date_of(last_day, &to)
        || last_day < first_day)
        return apr_pstrcat(pool, iso_day(first_day, pool), " \xE2\x80\x93 ",
                           iso_day(last_day, pool), NULL);
    if (first_day == last_day)
        return tr_locale_date(locale, first_day, TR_DATE_MEDIUM, pool);
    if (!date_of(last_day + 1, &after)) /* 9999-12-31 */
        after.day = 1;
    if (from.day == 1 && after.day == 1)
        return months(locale, &from, &to, pool);
    return join(locale, DAYS, locale->dates.date[TR_DATE_MEDIUM][from.month],
                &from, locale->dates.date[TR_DATE_MEDIUM][to.month], &to,
                pool);
}
