/* SPDX-License-Identifier: Apache-2.0 */
/* The query string: decoding, checking, kind refusals; see query_parse.h. */
#include "query/query_parse.h"

#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <unicode/ustring.h>

#include "http/httpdate.h"
#include "intl/countries.h"
#include "model/date.h"
#include "query/problem.h"

const tr_query_special_def tr_query_specials[TR_QUERY_SPECIAL_COUNT] = {
#define X(name, scopes) { #name, scopes },
    TR_QUERY_SPECIALS(X)
#undef X
};

unsigned tr_query_dims(tr_query_scope scope)
{
    return scope == TR_SCOPE_FULL ? (1u << TR_DIM_COUNT) - 1
           : scope == TR_SCOPE_CHANGES ? TR_CHANGE_DIMS : 0;
}

static const char bad_instant[] = "An instant is written 2013-03-21, "
    "2013-03-21T12:00:00Z or 20130321120000.";

tr_query_scope tr_query_scope_of(tr_resource resource, int is_item)
{
    if (resource == TR_RES_REQUESTS || is_item)
        return TR_SCOPE_FULL;
    if (resource == TR_RES_CORRECTIONS)
        return TR_SCOPE_CHANGES;
    if (resource == TR_RES_FEED || resource == TR_RES_SITEMAP)
        return TR_SCOPE_PAGE;
    if (resource == TR_RES_OVERVIEW)
        return TR_SCOPE_FOR;
    return tr_resource_is_record(resource) ? TR_SCOPE_PAGE : TR_SCOPE_NONE;
}

typedef struct parse {
    tr_target *target;
    tr_problem *problem;
    const tr_gen *gen;
    tr_query_scope scope;
    apr_pool_t *pool;
    unsigned seen;              /* bit per tr_dim: the parameter was given */
    unsigned seen_other;        /* bit per special parameter */
} parse;

static int refuse(parse *state, const char *code, const char *detail,
                  const char *parameter, const char *value)
{
    return tr_problem_set(state->problem, 400, code, detail, parameter, value);
}

/* ---- Decoding ---- */

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static int is_utf8(const char *text, int32_t length)
{
    UErrorCode status = U_ZERO_ERROR;
    int32_t units;

    u_strFromUTF8(NULL, 0, &units, text, length, &status);
    return status == U_BUFFER_OVERFLOW_ERROR || U_SUCCESS(status);
}

const char *tr_query_decode(const char *bytes, size_t length, apr_pool_t *pool)
{
    char *text = apr_palloc(pool, length + 1), *to = text;
    unsigned char all = 0;      /* the bits of all bytes: ASCII is UTF-8 */

    for (size_t i = 0; i < length; i++) {
        char c = bytes[i];
        if (c == '%') {
            int high = length - i > 2 ? hex_digit(bytes[i + 1]) : -1;
            int low = high >= 0 ? hex_digit(bytes[i + 2]) : -1;
            if (low < 0)
                return NULL;
            c = (char)(high << 4 | low);
            i += 2;
        }
        else if (c == '+')
            c = ' ';
        if ((unsigned char)c < 0x20 || c == 0x7f)
            return NULL;
        all |= (unsigned char)c;
        *to++ = c;
    }
    *to = '\0';
    return all < 0x80 || is_utf8(text, (int32_t)(to - text)) ? text : NULL;
}

int tr_query_instant(const char *text, int64_t *seconds, apr_pool_t *pool)
{
    char *spelling = apr_pstrdup(pool, text), *blank = strchr(spelling, ' ');
    apr_time_t instant;
    int32_t day;

    if (tr_date_parse(text, strlen(text), &day)) {
        *seconds = (int64_t)day * 86400;
        return 1;
    }
    if (blank)
        *blank = '+';           /* of an offset: a query string means a blank by it */
    if (!tr_stamp_parse(spelling, &instant)
        && !tr_instant_parse(spelling, &instant))
        return 0;
    *seconds = apr_time_sec(instant);
    return 1;
}

/* ---- Filters ---- */

static int compare_ordinals(const void *a, const void *b)
{
    return (int)*(const uint16_t *)a - (int)*(const uint16_t *)b;
}

void tr_filter_set(tr_filter *filter, uint16_t *ordinals, uint16_t count)
{
    uint16_t kept = 0;

    qsort(ordinals, count, sizeof *ordinals, compare_ordinals);
    for (uint16_t i = 0; i < count; i++)
        if (!kept || ordinals[kept - 1] != ordinals[i])
            ordinals[kept++] = ordinals[i];
    filter->codes = ordinals;
    filter->count = kept;
}

char *tr_query_case(const char *text, int upper, apr_pool_t *pool)
{
    char *copy = apr_pstrdup(pool, text);
    for (char *c = copy; *c; c++) {
        if (upper && *c >= 'a' && *c <= 'z')
            *c = (char)(*c - 'a' + 'A');
        else if (!upper && *c >= 'A' && *c <= 'Z')
            *c = (char)(*c - 'A' + 'a');
    }
    return copy;
}

/* Codes of countries are upper case, those of our own (x-un) and all others lower. */
static const char *country_case(const char *text, apr_pool_t *pool)
{
    return tr_query_case(text, strncasecmp(text, "x-", 2) != 0, pool);
}

int tr_query_code(const tr_gen *gen, tr_dim dim, const char *value,
                  apr_pool_t *pool)
{
    const char *spelling = value;

    if (dim == TR_DIM_PERIOD) {
        tr_period period;
        tr_period_error error;
        if (!tr_period_parse(value, strlen(value), &period, &error)
            && (!error.meant[0] || !tr_period_parse(error.meant,
                                                    strlen(error.meant),
                                                    &period, &error)))
            return -1;
        spelling = tr_period_format(&period, apr_palloc(pool, TR_PERIOD_TEXT));
    }
    else if (dim == TR_DIM_COUNTRY || dim == TR_DIM_VIA)
        spelling = country_case(value, pool);
    else
        spelling = tr_query_case(value, 0, pool);
    return tr_gen_code_find(gen, dim, spelling, strlen(spelling));
}

/* What is wrong with a country: "UK" names GB; edit distance would name DK. */
static const char *country_fault(const char *value, apr_pool_t *pool)
{
    const char *error = NULL;
    const char *code = country_case(value, pool);

    if (tr_country_check(code, strlen(code), &error, pool) == TR_COUNTRY_INVALID
        && error)
        return error;
    return "This record has no figures for this jurisdiction. That it is "
           "absent does not mean zero.";
}

/* The code that country_fault proposes, or that the name is of, if the record has it. */
static const char *country_meant(const parse *state, tr_dim dim,
                                 const char *value)
{
    const char *meant = tr_country_meant(country_case(value, state->pool),
                                         state->pool);

    return meant && tr_gen_code_find(state->gen, dim, meant, strlen(meant)) > 0
           ? meant : NULL;
}

static int unknown_value(parse *state, tr_dim dim, const char *value)
{
    const char *detail = "This value does not occur in the record.";

    if (dim == TR_DIM_COUNTRY || dim == TR_DIM_VIA)
        detail = country_fault(value, state->pool);
    if (dim == TR_DIM_PERIOD)
        detail = "There are no figures for this period; periods are written "
                 "2012, 2012-H1, 2012-Q3, 2012-07, or as a range 2012..2014.";
    refuse(state, "unknown-value", detail, tr_dims[dim].code, value);
    tr_problem_allow_codes(state->problem, state->gen, dim, state->pool);
    if (dim == TR_DIM_COUNTRY || dim == TR_DIM_VIA)
        state->problem->nearest = country_meant(state, dim, value);
    return 400;
}

/* period=A..B: the periods lying wholly inside. */
static int parse_period_range(parse *state, const char *value)
{
    const tr_gen_code *codes = tr_gen_codes(state->gen, TR_DIM_PERIOD);
    uint32_t total = state->gen->head->codes[TR_DIM_PERIOD].count;
    uint16_t *inside = apr_palloc(state->pool, (total + 1) * sizeof *inside);
    uint16_t count = 0;
    tr_period_range range;
    tr_period_error error;

    if (!tr_period_parse_range(value, strlen(value), &range, &error))
        return refuse(state, "bad-range", apr_pstrcat(state->pool,
                      tr_period_fault_text(error.fault), ". A range of periods "
                      "is written 2012..2014 or 2012-H1..2013-H2, the earlier "
                      "first.", NULL), "period", value);
    for (uint32_t i = 1; i < total; i++)
        if (tr_gen_code_exists(state->gen, &codes[i])
            && tr_period_in_range(&codes[i].period, &range))
            inside[count++] = (uint16_t)i;
    if (!count) {
        refuse(state, "unknown-value", "No period of this record lies wholly "
               "inside this range.", "period", value);
        tr_problem_allow_codes(state->problem, state->gen, TR_DIM_PERIOD,
                               state->pool);
        return 400;
    }
    tr_filter_set(&state->target->query.filter[TR_DIM_PERIOD], inside, count);
    /* always with its dots: "2013" alone would ask for the year itself */
    state->target->query.period_text = apr_pstrcat(
        state->pool,
        tr_period_format(&range.first, apr_palloc(state->pool, TR_PERIOD_TEXT)),
        "..",
        tr_period_format(&range.last, apr_palloc(state->pool, TR_PERIOD_TEXT)),
        NULL);
    return 0;
}

static const char *period_list_text(const tr_gen *gen, const tr_filter *filter,
                                    apr_pool_t *pool)
{
    const char *text = "";
    for (uint16_t i = 0; i < filter->count; i++)
        text = apr_pstrcat(pool, text, i ? "," : "",
                           tr_gen_code_text(gen, TR_DIM_PERIOD,
                                            filter->codes[i]), NULL);
    return text;
}

static int parse_filter(parse *state, tr_dim dim, const char *value)
{
    tr_filter *filter = &state->target->query.filter[dim];
    uint16_t *ordinals = apr_palloc(state->pool, TR_QUERY_VALUES_MAX * sizeof *ordinals);
    uint16_t count = 0;
    char *rest = apr_pstrdup(state->pool, value), *word, *save;

    if (state->target->query.by_path & 1u << dim)
        return refuse(state, "fixed-by-path", "The path already says this; "
                      "use /requests to ask about several.",
                      tr_dims[dim].code, value);
    if (dim == TR_DIM_PERIOD && strstr(value, "..") && !strchr(value, ','))
        return state->seen & 1u << dim
               ? refuse(state, "given-twice", "A range of periods stands "
                        "alone.", "period", value)
               : parse_period_range(state, value);
    if (dim == TR_DIM_PERIOD && state->target->query.period_text
        && (strstr(state->target->query.period_text, "..")
            || filter->count > TR_QUERY_VALUES_MAX))
        return refuse(state, "given-twice", "A range of periods stands alone.",
                      "period", value);
    for (uint16_t i = 0; i < filter->count; i++)
        ordinals[count++] = filter->codes[i];
    for (word = apr_strtok(rest, ",", &save); word;
         word = apr_strtok(NULL, ",", &save)) {
        int ordinal = tr_query_code(state->gen, dim, word, state->pool);
        if (ordinal <= 0)
            return unknown_value(state, dim, word);
        if (count == TR_QUERY_VALUES_MAX)
            return refuse(state, "too-many-values", "At most 64 values can be "
                          "asked for at once; leave the filter away for all.",
                          tr_dims[dim].code, NULL);
        ordinals[count++] = (uint16_t)ordinal;
    }
    tr_filter_set(filter, ordinals, count);
    if (dim == TR_DIM_PERIOD && filter->count)
        state->target->query.period_text
            = period_list_text(state->gen, filter, state->pool);
    return 0;
}

/* ---- by, sort, page, for ---- */

static int parse_by(parse *state, const char *value)
{
    tr_query *query = &state->target->query;
    char *rest = apr_pstrdup(state->pool, value), *word, *save;

    for (word = apr_strtok(rest, ",", &save); word;
         word = apr_strtok(NULL, ",", &save)) {
        int dim = tr_dim_find(word, strlen(word));
        if (dim < 0 || !tr_dims[dim].groupable) {
            const char *names[TR_DIM_COUNT];
            for (int i = 0; i < TR_DIM_COUNT; i++)
                names[i] = tr_dims[i].code;
            refuse(state, "unknown-value", "This cannot be grouped by.", "by",
                   word);
            tr_problem_allow(state->problem, names, TR_DIM_COUNT, state->pool);
            return 400;
        }
        for (int i = 0; i < query->by_count; i++)
            if ((int)query->by[i] == dim)
                return refuse(state, "given-twice", "A dimension is grouped "
                              "by once.", "by", word);
        if (query->by_count == TR_BY_MAX)
            return refuse(state, "too-many-values", "At most six dimensions "
                          "can be grouped by.", "by", value);
        query->by[query->by_count++] = (tr_dim)dim;
    }
    return 0;
}

static int parse_sort(parse *state, const char *value)
{
    tr_query *query = &state->target->query;
    const char *unit = value + (*value == '-');
    int ordinal = tr_query_code(state->gen, TR_DIM_UNIT, unit, state->pool);

    if (ordinal <= 0) {
        refuse(state, "unknown-value", "Sorted is by a unit: sort=requests, "
               "or sort=-requests for the largest first.", "sort", unit);
        tr_problem_allow_codes(state->problem, state->gen, TR_DIM_UNIT,
                               state->pool);
        return 400;
    }
    query->sort = 1;
    query->sort_unit = (uint16_t)ordinal;
    query->sort_descending = *value == '-';
    return 0;
}

static int parse_page(parse *state, const char *value)
{
    uint32_t page = 0;

    for (const char *c = value; *c; c++) {
        if (*c < '0' || *c > '9' || page > TR_QUERY_PAGE_MAX / 10)
            return refuse(state, "bad-number", "A page is a number from 1.",
                          "page", value);
        page = page * 10 + (uint32_t)(*c - '0');
    }
    if (!page)
        return refuse(state, "bad-number", "A page is a number from 1.",
                      "page", value);
    state->target->query.page = page;
    return 0;
}

static int parse_for(parse *state, const char *value)
{
    static const char *const allowed[] = { TR_FOR_SPREADSHEET, TR_FOR_EMBED };

    if (!strcmp(value, TR_FOR_EMBED)) {
        if (!state->target->fixed || state->target->format != TR_FORMAT_HTML)
            return refuse(state, "not-here", "for=embed is a form of the HTML: "
                          "ask for the .html.", "for", value);
        state->target->query.embed = 1;
        return 0;
    }
    if (strcmp(value, TR_FOR_SPREADSHEET)) {
        refuse(state, "unknown-value", "Only for=spreadsheet and for=embed are "
               "known.", "for", value);
        tr_problem_allow(state->problem, allowed, 2, state->pool);
        return 400;
    }
    if (!state->target->fixed
        || (state->target->format != TR_FORMAT_CSV
            && tr_formats[state->target->format].describes != TR_FORMAT_CSV))
        return refuse(state, "not-here", "for=spreadsheet is a form of the "
                      "CSV: ask for the .csv.", "for", value);
    state->target->query.spreadsheet = 1;
    return 0;
}

/* ---- since, from, to ---- */

static int parse_since(parse *state, const char *value)
{
    if (!tr_query_instant(value, &state->target->query.since, state->pool))
        return refuse(state, "bad-instant", bad_instant, "since", value);
    state->target->query.has_since = 1;
    return 0;
}

/* The edition that was current at an instant, as its ordinal + 1. */
static int parse_edition(parse *state, const char *name, const char *value,
                         uint32_t *edition)
{
    const int64_t *instants = TR_GEN_ROWS(state->gen, int64_t, instants);
    uint32_t count = state->gen->head->instants.count
                     ? state->gen->edition + 1u : 0;
    int64_t instant;

    if (!tr_query_instant(value, &instant, state->pool))
        return refuse(state, "bad-instant", bad_instant, name, value);
    while (count && instants[count - 1] > instant)
        count--;
    if (!count) {
        refuse(state, "unknown-value", "Nothing was published by then.", name,
               value);
        tr_problem_allow_editions(state->problem, state->gen, state->pool);
        return 400;
    }
    *edition = count;
    return 0;
}

static int parse_from(parse *state, const char *value)
{
    return parse_edition(state, "from", value, &state->target->query.from);
}

static int parse_to(parse *state, const char *value)
{
    return parse_edition(state, "to", value, &state->target->query.to);
}

/* What since, from and to say together. */
static int check_editions(parse *state)
{
    const tr_query *query = &state->target->query;

    if (query->has_since && (query->from || query->to))
        return refuse(state, "not-together", "since asks for changes one by "
                      "one, from and to for the difference between two "
                      "editions: ask for one of them.", "since", NULL);
    if (query->to && !query->from)
        return refuse(state, "missing-parameter", "With to stands from: the "
                      "edition to compare with.", "from", NULL);
    if (query->to && query->from >= query->to)
        return refuse(state, "bad-range", query->from == query->to
                      ? "from and to name the same edition: nothing was "
                        "published between them."
                      : "from names a later edition than to.", "from", NULL);
    return 0;
}

/* ---- Parameters ---- */

static int (*const parse_specials[TR_QUERY_SPECIAL_COUNT])(parse *state,
                                                           const char *value) = {
#define X(name, scopes) parse_##name,
    TR_QUERY_SPECIALS(X)
#undef X
};

static int takes_special(const parse *state, int special)
{
    return (tr_query_specials[special].scopes & 1u << state->scope) != 0;
}

static int takes_dimension(const parse *state, int dim)
{
    return (tr_query_dims(state->scope) & 1u << dim) != 0;
}

static int unknown_parameter(parse *state, const char *name, const char *value)
{
    const char *names[TR_DIM_COUNT + TR_QUERY_SPECIAL_COUNT];
    size_t count = 0;

    for (int i = 0; i < TR_DIM_COUNT; i++)
        if (takes_dimension(state, i))
            names[count++] = tr_dims[i].code;
    for (int i = 0; i < TR_QUERY_SPECIAL_COUNT; i++)
        if (takes_special(state, i))
            names[count++] = tr_query_specials[i].name;
    refuse(state, "unknown-parameter", count
           ? "This parameter is not known here."
           : "This resource takes no parameters.", name, name);
    tr_problem_allow(state->problem, names, count, state->pool);
    state->problem->value = NULL;
    state->problem->given = value;
    return 400;
}

static int parse_special(parse *state, int special, const char *value)
{
    if (state->seen_other & 1u << special)
        return refuse(state, "given-twice", "This parameter is given twice.",
                      tr_query_specials[special].name, value);
    state->seen_other |= 1u << special;
    return parse_specials[special](state, value);
}

static int parse_parameter(parse *state, const char *name, const char *value)
{
    int dim = tr_dim_find(name, strlen(name));

    if (dim >= 0 && takes_dimension(state, dim)) {
        int status;
        if (!*value)
            return 0;
        status = parse_filter(state, (tr_dim)dim, value);
        state->seen |= 1u << dim;
        return status;
    }
    for (int i = 0; i < TR_QUERY_SPECIAL_COUNT; i++)
        if (!strcmp(name, tr_query_specials[i].name) && takes_special(state, i))
            return *value ? parse_special(state, i, value) : 0;
    return unknown_parameter(state, name, value);
}

static int parse_pair(parse *state, const char *pair, size_t length)
{
    const char *equals = memchr(pair, '=', length);
    size_t name_length = equals ? (size_t)(equals - pair) : length;
    const char *name = tr_query_decode(pair, name_length, state->pool);
    const char *value = equals ? tr_query_decode(equals + 1,
                                                 length - name_length - 1,
                                                 state->pool) : "";
    if (!name || !value)
        return refuse(state, "bad-encoding", "The query string is not "
                      "percent-encoded UTF-8 text.", NULL, NULL);
    return parse_parameter(state, name, value);
}

int tr_query_parse(tr_target *target, tr_problem *problem, const tr_gen *gen,
                   tr_query_scope scope, const char *args, apr_pool_t *pool)
{
    parse state = { target, problem, gen, scope, pool, 0, 0 };
    int first = 0, count = 0;

    while (args && *args) {
        size_t length = strcspn(args, "&;");
        int status = length ? parse_pair(&state, args, length) : 0;
        if (++count > TR_QUERY_PARAMETERS_MAX)
            status = refuse(&state, "too-many-parameters", "There are too "
                            "many parameters.", NULL, NULL);
        if (status && !first) {
            first = status;     /* the rest is still read: the form stays filled */
            state.problem = apr_pmemdup(pool, problem, sizeof *problem);
        }
        args += length + (args[length] != '\0');
        if (count > TR_QUERY_PARAMETERS_MAX)
            break;
    }
    return first ? first : check_editions(&state);
}
