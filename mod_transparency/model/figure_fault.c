/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A second reader of figures, which understands what people write by habit:
 * separators, blanks, dashes, exponents, signs, digits of other scripts.  It
 * notes the first thing that is not in the grammar and writes the figure down
 * in the right spelling as it goes.  What it wrote counts only if the strict
 * parser accepts it, so a guess can never become a value by itself.
 */
#include "model/figure_fault.h"

#include <stdio.h>
#include <string.h>

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "model/terms.h"

#define LOOSE_MAX     64        /* characters; longer input is not explained */
#define ALIEN         '\1'      /* a character that no figure is made of */
#define PLUS_MINUS    '\2'
#define ELLIPSIS      '\3'
#define AT_MOST       '\4'
#define AT_LEAST      '\5'

typedef struct loose {
    struct {
        char c;                 /* the character, its habit made ASCII */
        unsigned char foreign;  /* it was a digit of another script */
        size_t at;              /* its byte */
    } s[LOOSE_MAX + 1];
    int n, i;
    tr_figure_error *error;
    int doubtful;               /* more than one meaning */
    char out[2 * LOOSE_MAX];
    size_t used;
} loose;

/* --- characters --------------------------------------------------------- */

static char ascii_habit(UChar32 c)
{
    switch (c) {
    case 0x2010: case 0x2011: case 0x2012: case 0x2013: case 0x2014:
    case 0x2015: case 0x2212:
        return '-';
    case 0x2026:
        return ELLIPSIS;
    case 0x00B1:
        return PLUS_MINUS;
    case 0x2264:
        return AT_MOST;
    case 0x2265:
        return AT_LEAST;
    case 0x2019: case 0x066C: case 0xFF0C: case 0x060C:
        return ',';
    case 0x066B: case 0xFF0E:
        return '.';
    case 0x066A: case 0xFF05:
        return '%';
    case 0x2248: case 0x223C: case 0xFF5E:
        return '~';
    default:
        return u_isUWhiteSpace(c) ? ' ' : ALIEN;
    }
}

/* Fills l->s; returns 0 if the text is too long or not UTF-8. */
static int load(loose *l, const char *text, size_t length)
{
    int32_t i = 0;

    if (length > 4 * LOOSE_MAX)
        return 0;
    while (i < (int32_t)length) {
        size_t at = (size_t)i;
        UChar32 c;
        int32_t digit;
        U8_NEXT((const uint8_t *)text, i, (int32_t)length, c);
        if (c <= 0 || l->n == LOOSE_MAX)
            return 0;
        digit = u_charDigitValue(c);
        l->s[l->n].at = at;
        l->s[l->n].foreign = c >= 0x80 && digit >= 0;
        l->s[l->n++].c = digit >= 0 ? (char)('0' + digit)
            : c >= 0x80 ? ascii_habit(c)
            : c == '\t' || c == '\n' || c == '\r' ? ' ' : (char)c;
    }
    l->s[l->n].at = length;
    return 1;
}

static char peek(const loose *l, int ahead)
{
    return l->i + ahead < l->n ? l->s[l->i + ahead].c : '\0';
}

static int is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The first thing found is the one the author is told of. */
static void note(loose *l, tr_figure_fault fault)
{
    if (l->error->fault == TR_FIGURE_UNKNOWN) {
        l->error->fault = fault;
        l->error->at = l->s[l->i].at;
    }
}

static void put(loose *l, const char *text)
{
    size_t n = strlen(text);

    if (l->used + n < sizeof(l->out)) {
        memcpy(l->out + l->used, text, n + 1);
        l->used += n;
    }
    else
        l->doubtful = 1;
}

static void put_digit(loose *l)
{
    const char digit[] = { peek(l, 0), '\0' };

    if (l->s[l->i].foreign)
        note(l, TR_FIGURE_SCRIPT);
    put(l, digit);
    l->i++;
}

static void skip_blanks(loose *l)
{
    while (peek(l, 0) == ' ') {
        note(l, TR_FIGURE_SPACE);
        l->i++;
    }
}

/* --- numbers ------------------------------------------------------------ */

static int count_digits(const loose *l, int from)
{
    int n = 0;
    while (is_digit(peek(l, from + n)))
        n++;
    return n;
}

/* What comes after the digits from here on, blanks apart, is a percent sign. */
static int percent_follows(const loose *l, int from)
{
    int i = from + count_digits(l, from);
    while (peek(l, i) == ' ')
        i++;
    return peek(l, i) == '%';
}

static int at_separator(const loose *l, int group)
{
    char c = peek(l, 0);

    return group <= 3 && c != '\0' && strchr(",.'_ ", c)
        && count_digits(l, 1) == 3
        && !((c == '.' || c == ',') && percent_follows(l, 1));
}

static void read_fraction(loose *l)
{
    char c = peek(l, 0);

    if ((c != '.' && c != ',') || !is_digit(peek(l, 1)))
        return;
    if (percent_follows(l, 1)) {
        if (c == ',')
            note(l, TR_FIGURE_PERCENT_FORM);
    }
    else {
        note(l, peek(l, 1 + count_digits(l, 1)) == 'e' ? TR_FIGURE_EXPONENT
                                                       : TR_FIGURE_DECIMAL);
        l->doubtful = 1;
    }
    put(l, ".");
    l->i++;
    while (is_digit(peek(l, 0)))
        put_digit(l);
}

static void read_exponent(loose *l)
{
    int sign = peek(l, 1) == '+';
    int digits, zeros = 0;

    if ((peek(l, 0) != 'e' && peek(l, 0) != 'E'))
        return;
    digits = count_digits(l, 1 + sign);
    if (digits == 0)
        return;
    note(l, TR_FIGURE_EXPONENT);
    l->i += 1 + sign;
    for (; digits > 0; digits--, l->i++)
        zeros = zeros < 100 ? zeros * 10 + (peek(l, 0) - '0') : zeros;
    if (zeros > 17)
        l->doubtful = 1;
    else
        while (zeros-- > 0)
            put(l, "0");
}

static int read_number(loose *l)
{
    int group;

    if (!is_digit(peek(l, 0)))
        return 0;
    while (peek(l, 0) == '0' && is_digit(peek(l, 1))) {
        note(l, l->s[l->i].foreign ? TR_FIGURE_SCRIPT : TR_FIGURE_LEADING_ZERO);
        l->i++;
    }
    group = count_digits(l, 0);
    while (is_digit(peek(l, 0)))
        put_digit(l);
    while (at_separator(l, group)) {
        note(l, TR_FIGURE_SEPARATOR);
        l->i++;
        while (is_digit(peek(l, 0)))
            put_digit(l);
    }
    read_fraction(l);
    read_exponent(l);
    return 1;
}

/* --- what stands before, between and after ------------------------------ */

static void open_ended(loose *l)
{
    note(l, TR_FIGURE_OPEN);
    l->doubtful = 1;
}

/* At most N is 0..N, however it is written. */
static void at_most(loose *l, int characters)
{
    note(l, TR_FIGURE_LIMIT);
    put(l, "0..");
    l->i += characters;
}

static void read_prefix(loose *l)
{
    char c = peek(l, 0), next = peek(l, 1);

    if (c == AT_MOST || (c == '<' && next == '='))
        at_most(l, c == '<' ? 2 : 1);
    else if (c == '.' && next == '.')
        at_most(l, 2);
    else if (c == '<' || c == '~') {
        if (l->s[l->i + 1].at - l->s[l->i].at > 1)
            note(l, TR_FIGURE_SCRIPT);
        put(l, c == '<' ? "<" : "~");
        l->i++;
    }
    else if (c == AT_LEAST || c == '>') {
        open_ended(l);
        l->i += next == '=' ? 2 : 1;
    }
    else if (c == '+' || c == '-') {
        note(l, TR_FIGURE_SIGN);
        l->doubtful |= c == '-';
        l->i++;
    }
    skip_blanks(l);
}

static int length_of_dash(const loose *l)
{
    int n = 0;

    if (peek(l, 0) == '-' || peek(l, 0) == ELLIPSIS)
        return 1;
    while (peek(l, n) == '.')
        n++;
    return n >= 2 ? n : 0;
}

static int length_of_plus_minus(const loose *l)
{
    if (peek(l, 0) == PLUS_MINUS)
        return 1;
    if (peek(l, 0) != '+')
        return 0;
    return peek(l, 1) == '-' ? 2
        : peek(l, 1) == '/' && peek(l, 2) == '-' ? 3 : 0;
}

/* Steps over what stands between two numbers; returns 0 if nothing does. */
static int read_between(loose *l)
{
    int dash = length_of_dash(l), plus_minus = length_of_plus_minus(l);

    if (dash) {
        if (dash != 2)
            note(l, TR_FIGURE_DASH);
        put(l, "..");
        l->i += dash;
    }
    else if (plus_minus) {
        if (plus_minus != 1)
            note(l, TR_FIGURE_PLUS_MINUS);
        put(l, "\xC2\xB1");
        l->i += plus_minus;
    }
    return dash || plus_minus;
}

static void read_suffix(loose *l)
{
    skip_blanks(l);
    if (peek(l, 0) == '%') {
        if (l->s[l->i + 1].at - l->s[l->i].at > 1)
            note(l, TR_FIGURE_SCRIPT);
        put(l, "%");
        l->i++;
    }
    else if (peek(l, 0) == '+' && l->i + 1 == l->n) {
        open_ended(l);
        l->i++;
    }
    skip_blanks(l);
}

/* Reads all; returns 0 if it could not make anything of it. */
static int read_loosely(loose *l)
{
    skip_blanks(l);
    read_prefix(l);
    if (!read_number(l))
        return 0;
    read_suffix(l);
    if (l->i < l->n && strchr(l->out, '%'))
        note(l, TR_FIGURE_PERCENT_FORM);
    if (read_between(l)) {
        if (l->i == l->n) {
            open_ended(l);
            return 1;
        }
        skip_blanks(l);
        if (!read_number(l))
            return 0;
        if (peek(l, 0) == '%')
            note(l, TR_FIGURE_PERCENT_FORM);
        read_suffix(l);
    }
    return l->i == l->n;
}

/* --- words -------------------------------------------------------------- */

/* Lower case, and hyphens for blanks and underscores. */
static void as_code(const char *text, size_t length, char *code)
{
    for (size_t i = 0; i < length; i++) {
        char c = text[i];
        code[i] = c == ' ' || c == '_' ? '-'
            : c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c;
    }
    code[length] = '\0';
}

static int is_no_reason(const char *code)
{
    static const char *const empty[] = {
        "-", "--", "---", "*", "?", ".", "..", "...", "n/a", "na", "n.a.",
        "nan", "null", "nil", "none", "empty", "missing", "\xE2\x80\x93",
        "\xE2\x80\x94", "\xE2\x80\xA6"
    };
    for (size_t i = 0; i < sizeof(empty) / sizeof(*empty); i++)
        if (strcmp(code, empty[i]) == 0)
            return 1;
    return 0;
}

/* A word that is none, but near enough to one. */
static int explain_misspelt(const char *code, tr_figure_error *error)
{
    const char *words[TR_STATUS_COUNT], *nearest;
    size_t count = 0;

    for (unsigned status = 0; status < TR_STATUS_COUNT; status++)
        if (tr_status_is_word(status))
            words[count++] = tr_status_code(status);
    nearest = tr_nearest(code, words, count);
    if (!nearest)
        return 0;
    error->fault = TR_FIGURE_WORD_UNKNOWN;
    error->at = 0;
    snprintf(error->meant, sizeof error->meant, "%s", nearest);
    return 1;
}

/* Returns 1 if the text is a word we can say something about. */
static int explain_word(const char *text, size_t length,
                        tr_figure_error *error)
{
    char code[32];
    tr_status status;

    while (length > 0 && text[length - 1] == ' ')
        length--;
    while (length > 0 && *text == ' ')
        text++, length--;
    if (length >= sizeof(code))
        return 0;
    as_code(text, length, code);
    status = tr_status_find(code, length);
    if (length == 0)
        error->fault = TR_FIGURE_EMPTY;
    else if (is_no_reason(code))
        error->fault = TR_FIGURE_NO_REASON;
    else if (status == TR_STATUS_UNSET)
        return explain_misspelt(code, error);
    else if (tr_status_is_word(status)) {
        error->fault = TR_FIGURE_WORD_SPELLING;
        memcpy(error->meant, code, length + 1);
    }
    else
        error->fault = tr_status_describe(status)->use == TR_USE_COMPUTED
            ? TR_FIGURE_COMPUTED : TR_FIGURE_NOT_A_WORD;
    error->at = 0;
    return 1;
}

/* --- the answer --------------------------------------------------------- */

static const struct {
    const char *code, *text;
} faults[TR_FIGURE_FAULT_COUNT] = {
    [TR_FIGURE_OK] = { "", "" },
    [TR_FIGURE_EMPTY] = { "empty", "a figure is missing; if there is no "
        "number, say why, as in not-reported" },
    [TR_FIGURE_SPACE] = { "space", "a figure has no blanks" },
    [TR_FIGURE_SEPARATOR] = { "separator",
        "a number is written without separators" },
    [TR_FIGURE_EXPONENT] = { "exponent",
        "a number is written in full, without an exponent" },
    [TR_FIGURE_DECIMAL] = { "decimal",
        "a count has no decimals; only a percentage may have them" },
    [TR_FIGURE_SIGN] = { "sign", "a count has no sign and is never negative" },
    [TR_FIGURE_LEADING_ZERO] = { "leading-zero",
        "a number does not begin with 0" },
    [TR_FIGURE_SCRIPT] = { "script",
        "figures are written with the digits 0 to 9 and ASCII signs" },
    [TR_FIGURE_TOO_LARGE] = { "too-large",
        "a number has at most 18 digits" },
    [TR_FIGURE_BACKWARDS] = { "backwards",
        "a band goes from the smaller number to the larger" },
    [TR_FIGURE_ONE_NUMBER] = { "one-number",
        "this leaves only one possible number" },
    [TR_FIGURE_DASH] = { "dash", "a band is written with two dots" },
    [TR_FIGURE_OPEN] = { "open", "a figure has an upper bound; write a band, "
        "as in 5..99, or say why there is no number" },
    [TR_FIGURE_LIMIT] = { "limit", "a small count is written as <10, meaning "
        "0 to 9, or as a band" },
    [TR_FIGURE_PLUS_MINUS] = { "plus-minus",
        "a margin is written with the sign \xC2\xB1 (U+00B1)" },
    [TR_FIGURE_PERCENT_RANGE] = { "percent-range",
        "a share of what was received is at most 100%" },
    [TR_FIGURE_PERCENT_FORM] = { "percent-form", "a percentage is one number "
        "with at most four decimals after a point, as in 88.5%" },
    [TR_FIGURE_COMPUTED] = { "computed",
        "this word is the result of a computation and cannot be written" },
    [TR_FIGURE_NOT_A_WORD] = { "not-a-word",
        "this status follows from the figure; write the figure itself" },
    [TR_FIGURE_NO_REASON] = { "no-reason", "say why there is no number: "
        "not-reported, not-collected, not-applicable, withheld-law, unknown" },
    [TR_FIGURE_WORD_SPELLING] = { "word-spelling",
        "status words are in lower case with hyphens" },
    [TR_FIGURE_WORD_UNKNOWN] = { "word-unknown",
        "there is no such word for a missing figure" },
    [TR_FIGURE_UNKNOWN] = { "unknown", "not a figure; write a number as 1268, "
        "a band as 8..499, or why there is none, as not-reported" }
};

const char *tr_figure_fault_code(unsigned fault)
{
    return faults[fault < TR_FIGURE_FAULT_COUNT ? fault
                                                : TR_FIGURE_UNKNOWN].code;
}

/* The strict parser has the last word on what was meant. */
static void keep_meaning(tr_figure_error *error, const char *text,
                         size_t length)
{
    tr_figure figure;

    if (tr_figure_parse(text, length, &figure, NULL))
        tr_figure_print(&figure, error->meant);
}

static void explain_backwards(const char *text, size_t length,
                              tr_figure_error *error)
{
    char swapped[TR_FIGURE_TEXT];
    size_t first = error->at - 2;
    int n = snprintf(swapped, sizeof(swapped), "%.*s..%.*s",
                     (int)(length - error->at), text + error->at,
                     (int)first, text);

    keep_meaning(error, swapped, (size_t)n);
}

/* 5..5 and 5±0 are the number they begin with, <1 is 0. */
static void explain_one_number(const char *text, tr_figure_error *error)
{
    size_t n = 0;

    /* The place of the fault is behind the first number and its sign. */
    while (n < error->at && is_digit(text[n]))
        n++;
    if (error->at == 0)
        keep_meaning(error, "0", 1);
    else
        keep_meaning(error, text, n);
}

static void explain_loosely(const char *text, size_t length,
                            tr_figure_error *error)
{
    loose l;

    memset(&l, 0, sizeof(l));
    l.error = error;
    if (load(&l, text, length) && read_loosely(&l)) {
        if (!l.doubtful)
            keep_meaning(error, l.out, l.used);
    }
    else if (error->fault != TR_FIGURE_SCRIPT
             && error->fault != TR_FIGURE_SIGN)
        error->fault = TR_FIGURE_UNKNOWN;
}

void tr_figure_explain(const char *text, size_t length,
                       tr_figure_error *error)
{
    size_t at = error->at;

    if (error->fault == TR_FIGURE_BACKWARDS)
        explain_backwards(text, length, error);
    else if (error->fault == TR_FIGURE_ONE_NUMBER)
        explain_one_number(text, error);
    else if (error->fault == TR_FIGURE_LEADING_ZERO) {
        error->fault = TR_FIGURE_UNKNOWN;
        explain_loosely(text, length, error);
    }
    else if (error->fault == TR_FIGURE_UNKNOWN
             && !explain_word(text, length, error))
        explain_loosely(text, length, error);
    if (error->fault == TR_FIGURE_UNKNOWN)
        error->at = at;
    snprintf(error->message, sizeof(error->message), "%s%s%s",
             faults[error->fault].text, error->meant[0] ? ": write " : "",
             error->meant);
}
