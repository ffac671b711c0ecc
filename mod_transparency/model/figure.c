/* SPDX-License-Identifier: Apache-2.0 */
#include "model/figure.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "model/figure_fault.h"

#define NUMBER_DIGITS    18
#define PERCENT_DECIMALS 4
#define PLUS_MINUS       "\xC2\xB1"     /* U+00B1 in UTF-8 */

typedef struct cursor {
    const char *text;
    size_t length, at;
    tr_figure_fault fault;
} cursor;

static int fail(cursor *c, tr_figure_fault fault, size_t at)
{
    c->fault = fault;
    c->at = at;
    return 0;
}

static int is_digit_at(const cursor *c, size_t at)
{
    return at < c->length && c->text[at] >= '0' && c->text[at] <= '9';
}

static int at_end(const cursor *c)
{
    return c->at == c->length;
}

/* Steps over a literal if it is next. */
static int take(cursor *c, const char *literal)
{
    size_t n = strlen(literal);

    if (c->length - c->at < n || memcmp(c->text + c->at, literal, n) != 0)
        return 0;
    c->at += n;
    return 1;
}

static int read_number(cursor *c, int64_t *n)
{
    size_t start = c->at;

    *n = 0;
    if (!is_digit_at(c, start))
        return fail(c, TR_FIGURE_UNKNOWN, start);
    if (c->text[start] == '0' && is_digit_at(c, start + 1))
        return fail(c, TR_FIGURE_LEADING_ZERO, start);
    for (; is_digit_at(c, c->at); c->at++) {
        if (c->at - start == NUMBER_DIGITS)
            return fail(c, TR_FIGURE_TOO_LARGE, c->at);
        *n = *n * 10 + (c->text[c->at] - '0');
    }
    return 1;
}

/* The last number of a figure: nothing may follow it. */
static int read_last_number(cursor *c, int64_t *n)
{
    return read_number(c, n)
        && (at_end(c) || fail(c, TR_FIGURE_UNKNOWN, c->at));
}

static int read_below(cursor *c, tr_figure *figure)
{
    if (!read_last_number(c, &figure->stated))
        return 0;
    if (figure->stated < 2)
        return fail(c, figure->stated == 1 ? TR_FIGURE_ONE_NUMBER
                                           : TR_FIGURE_LIMIT, 0);
    figure->kind = TR_FIGURE_BELOW;
    figure->value = tr_value_interval(0, figure->stated - 1, TR_STATUS_BELOW);
    return 1;
}

static int read_about(cursor *c, tr_figure *figure)
{
    if (!read_last_number(c, &figure->stated))
        return 0;
    figure->kind = TR_FIGURE_ABOUT;
    figure->value = tr_value_interval(0, TR_UNBOUNDED, TR_STATUS_APPROXIMATE);
    return 1;
}

static int read_band(cursor *c, tr_figure *figure, int64_t min)
{
    size_t second = c->at;
    int64_t max;

    if (!read_last_number(c, &max))
        return 0;
    if (max <= min)
        return fail(c, max < min ? TR_FIGURE_BACKWARDS : TR_FIGURE_ONE_NUMBER,
                    second);
    figure->kind = TR_FIGURE_BAND;
    figure->value = tr_value_interval(min, max, TR_STATUS_BAND);
    return 1;
}

static int read_margin(cursor *c, tr_figure *figure, int64_t stated)
{
    size_t second = c->at;
    int64_t margin;

    if (!read_last_number(c, &margin))
        return 0;
    if (margin == 0)
        return fail(c, TR_FIGURE_ONE_NUMBER, second);
    figure->kind = TR_FIGURE_MARGIN;
    figure->stated = stated;
    figure->margin = margin;
    /* A count is never below 0, whatever the margin. */
    figure->value = tr_value_interval(stated > margin ? stated - margin : 0,
                                      stated + margin, TR_STATUS_APPROXIMATE);
    return 1;
}

static int read_decimals(cursor *c, int64_t *share, unsigned *decimals)
{
    int64_t unit = TR_SHARE_ONE / 100;

    *decimals = 0;
    for (; is_digit_at(c, c->at); c->at++) {
        if (*decimals == PERCENT_DECIMALS)
            return fail(c, TR_FIGURE_PERCENT_FORM, c->at);
        unit /= 10;
        *share += (c->text[c->at] - '0') * unit;
        ++*decimals;
    }
    return *decimals > 0 || fail(c, TR_FIGURE_PERCENT_FORM, c->at);
}

/* After the whole percents: decimals if there are any, and the sign. */
static int read_percent(cursor *c, tr_figure *figure, int64_t whole)
{
    unsigned decimals = 0;
    int64_t share;

    if (whole > 100)
        return fail(c, TR_FIGURE_PERCENT_RANGE, 0);
    share = whole * (TR_SHARE_ONE / 100);
    if (take(c, ".") && !read_decimals(c, &share, &decimals))
        return 0;
    if (!take(c, "%") || !at_end(c))
        return fail(c, TR_FIGURE_UNKNOWN, c->at);
    if (share > TR_SHARE_ONE)
        return fail(c, TR_FIGURE_PERCENT_RANGE, 0);
    figure->kind = TR_FIGURE_PERCENT;
    figure->percent = (int32_t)share;
    figure->decimals = (uint8_t)decimals;
    figure->value = tr_value_interval(0, TR_UNBOUNDED, TR_STATUS_PERCENTAGE);
    return 1;
}

/* 12.5 is no percentage but for its sign. */
static int is_percentage(const cursor *c)
{
    return c->text[c->length - 1] == '%';
}

static int read_from_number(cursor *c, tr_figure *figure)
{
    int64_t n;

    if (!read_number(c, &n))
        return 0;
    if (at_end(c)) {
        figure->kind = TR_FIGURE_NUMBER;
        figure->stated = n;
        figure->value = tr_value_exact(n);
        return 1;
    }
    if (is_percentage(c) && (c->text[c->at] == '%' || c->text[c->at] == '.')
        && !(c->length - c->at > 1 && c->text[c->at + 1] == '.'))
        return read_percent(c, figure, n);
    if (take(c, ".."))
        return read_band(c, figure, n);
    if (take(c, PLUS_MINUS))
        return read_margin(c, figure, n);
    return fail(c, TR_FIGURE_UNKNOWN, c->at);
}

static int read_word(cursor *c, tr_figure *figure)
{
    tr_status status = tr_status_find(c->text, c->length);

    if (status == TR_STATUS_UNSET || !tr_status_is_word(status))
        return fail(c, TR_FIGURE_UNKNOWN, 0);
    figure->kind = TR_FIGURE_WORD;
    figure->value = tr_status_has_number(status)
        ? tr_value_interval(0, 0, status) : tr_value_missing(status);
    return 1;
}

static int read_figure(cursor *c, tr_figure *figure)
{
    if (c->length == 0)
        return fail(c, TR_FIGURE_EMPTY, 0);
    if (is_digit_at(c, 0))
        return read_from_number(c, figure);
    if (take(c, "<"))
        return read_below(c, figure);
    if (take(c, "~"))
        return read_about(c, figure);
    return read_word(c, figure);
}

int tr_figure_parse(const char *text, size_t length, tr_figure *out,
                    tr_figure_error *error)
{
    cursor c = { text, length, 0, TR_FIGURE_OK };
    tr_figure figure;

    memset(&figure, 0, sizeof(figure));
    if (read_figure(&c, &figure)) {
        *out = figure;
        return 1;
    }
    if (error) {
        memset(error, 0, sizeof(*error));
        error->fault = c.fault;
        error->at = c.at;
        tr_figure_explain(text, length, error);
    }
    return 0;
}

/* --- writing ------------------------------------------------------------ */

/* All four decimals, and then as many taken off as were not printed. */
static void print_percent(const tr_figure *figure, char *buf)
{
    const int unit = (int)(TR_SHARE_ONE / 100);
    int cut = PERCENT_DECIMALS - figure->decimals;
    int n = snprintf(buf, TR_FIGURE_TEXT, "%d.%04d", figure->percent / unit,
                     figure->percent % unit);

    if (cut > 0)
        n -= cut < PERCENT_DECIMALS ? cut : PERCENT_DECIMALS + 1;
    buf[n] = '%';
    buf[n + 1] = '\0';
}

char *tr_figure_print(const tr_figure *figure, char *buf)
{
    buf[0] = '\0';
    switch ((tr_figure_kind)figure->kind) {
    case TR_FIGURE_NUMBER:
        snprintf(buf, TR_FIGURE_TEXT, "%" PRId64, figure->stated);
        break;
    case TR_FIGURE_BAND:
        snprintf(buf, TR_FIGURE_TEXT, "%" PRId64 "..%" PRId64,
                 figure->value.min, figure->value.max);
        break;
    case TR_FIGURE_BELOW:
        snprintf(buf, TR_FIGURE_TEXT, "<%" PRId64, figure->stated);
        break;
    case TR_FIGURE_MARGIN:
        snprintf(buf, TR_FIGURE_TEXT, "%" PRId64 PLUS_MINUS "%" PRId64,
                 figure->stated, figure->margin);
        break;
    case TR_FIGURE_ABOUT:
        snprintf(buf, TR_FIGURE_TEXT, "~%" PRId64, figure->stated);
        break;
    case TR_FIGURE_PERCENT:
        print_percent(figure, buf);
        break;
    case TR_FIGURE_WORD:
        snprintf(buf, TR_FIGURE_TEXT, "%s",
                 tr_status_code(figure->value.status));
        break;
    case TR_FIGURE_NONE:
        break;
    }
    return buf;
}

/* --- what the record says about a figure elsewhere ---------------------- */

void tr_figure_set_estimated(tr_figure *figure)
{
    if (figure->kind == TR_FIGURE_NONE || figure->kind == TR_FIGURE_WORD)
        return;
    figure->value.status = TR_STATUS_ESTIMATED;
    figure->value.flags |= TR_FLAG_ESTIMATED;
}

tr_percent_result tr_figure_resolve(tr_figure *figure, const tr_value *whole,
                                    tr_rounding rounding)
{
    tr_percent_result result;
    tr_value counts;
    uint8_t flags = figure->value.flags;

    if (figure->kind != TR_FIGURE_PERCENT)
        return TR_PERCENT_OK;
    result = tr_percent_of(figure->percent, figure->decimals, rounding, whole,
                           &counts);
    if (result == TR_PERCENT_INVALID)
        return result;
    if (flags & TR_FLAG_ESTIMATED && tr_status_has_number(counts.status))
        counts.status = TR_STATUS_ESTIMATED;
    figure->value = counts;
    figure->value.flags |= flags;
    return result;
}
