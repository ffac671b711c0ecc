/* SPDX-License-Identifier: Apache-2.0 */
/* From elements to cells; see figures.h. */
#include "record/figures.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>

#include "record/rules.h"

enum { AMOUNTS_MAX = 32 };

/* What one measure element says of its own. */
typedef struct measure_attrs {
    tr_defaults base;
    uint32_t measure;
    uint32_t printed, reason, of;
    int estimated;
    int amounts;
    int wrong;              /* something was told: no cells are made */
    struct { uint32_t unit; tr_figure figure; } amount[AMOUNTS_MAX];
} measure_attrs;

void tr_figures_init(tr_figures *figures, tr_file *file, uint64_t cell_limit,
                     tr_names *names, apr_pool_t *scratch)
{
    memset(figures, 0, sizeof *figures);
    figures->file = file;
    figures->cell_limit = cell_limit;
    figures->names = names;
    figures->scratch = scratch;
    tr_words_init(&figures->words, file->pool, scratch);
    tr_cells_init(&figures->cells, file->pool);
    tr_index_init(&figures->index, scratch);
}

/* --- words, each checked once ---------------------------------------------- */

static int is_right(tr_figures *figures, uint32_t check, const char *name,
                    const char *value, size_t length, const tr_spot *spot)
{
    switch (check) {
    case TR_WORD_CODE:
        return tr_check_id(name, value, length, spot);
    case TR_WORD_COUNTRY:
        return tr_check_country(name, value, length, spot, figures->file->pool);
    default:
        return 0;
    }
}

/* Lists and free text are made canonical before they become words. */
static uint32_t canonical_word(tr_figures *figures, uint32_t check,
                               const char *name, const char *value,
                               size_t length, const tr_spot *spot)
{
    apr_pool_t *pool;
    const char *text;
    uint32_t word = 0;

    apr_pool_create(&pool, figures->scratch);
    text = check == TR_WORD_IDS
        ? tr_check_ids(name, value, length, spot, pool)
        : tr_check_text(name, value, length, spot, pool);
    if (text)
        word = tr_words_add(&figures->words, text, strlen(text));
    apr_pool_destroy(pool);
    return word;
}

/* Whether the text is a word that was checked so, in which case it is not checked again. */
static int is_known(const tr_figures *figures, uint32_t word, uint32_t check,
                    const char *value, size_t length)
{
    const tr_word *known = tr_words_at(&figures->words, word);

    return known->known & check && known->length == length
        && memcmp(known->text, value, length) == 0;
}

static uint32_t unknown_word(tr_figures *figures, uint32_t check,
                             const char *name, const char *value, size_t length,
                             const tr_spot *spot)
{
    uint32_t word;

    if (check == TR_WORD_CODE || check == TR_WORD_COUNTRY)
        word = is_right(figures, check, name, value, length, spot)
            ? tr_words_add(&figures->words, value, length) : 0;
    else
        word = canonical_word(figures, check, name, value, length, spot);
    /* only what is its own canonical form may be found without checking */
    if (word && tr_words_at(&figures->words, word)->length == length
        && memcmp(tr_words_text(&figures->words, word), value, length) == 0)
        tr_words_at(&figures->words, word)->known |= check;
    return word;
}

/* The same few words come again and again: they are found without their hash. */
static uint32_t checked_word(tr_figures *figures, uint32_t check,
                             const char *name, const char *value, size_t length,
                             const tr_spot *spot)
{
    uint32_t none = 0, word;
    uint32_t *recent = length
        ? &figures->recent[(length * 8 + (unsigned char)value[0]) % TR_RECENT] : &none;

    if (is_known(figures, *recent, check, value, length))
        return *recent;
    word = tr_words_find(&figures->words, value, length);
    if (!is_known(figures, word, check, value, length))
        word = unknown_word(figures, check, name, value, length, spot);
    return *recent = word;
}

/* --- attributes ---------------------------------------------------------------- */

static const char *copy_word(char *out, const char *word, size_t length)
{
    memcpy(out, word, length);
    out[length] = '\0';
    return out;
}

static uint32_t marks(const char *value, size_t length, const tr_spot *spot)
{
    uint32_t found = 0;
    size_t at = 0, size;
    char excerpt[80];

    for (; at < length; at += size) {
        int bit = 0;
        size = 1;
        if (apr_isspace(value[at]))
            continue;
        while (at + size < length && !apr_isspace(value[at + size]))
            size++;
        while (bit < TR_MARK_COUNT
               && (strlen(tr_mark_codes[bit]) != size
                   || memcmp(tr_mark_codes[bit], value + at, size) != 0))
            bit++;
        if (bit < TR_MARK_COUNT)
            found |= UINT32_C(1) << bit;
        else {
            char word[TR_ID_MAX + 1];
            tr_error(spot, "unknown-word", "flags=\"%s\" of <%s> is no flag of "
                     "a figure", tr_excerpt(value + at, size, excerpt), spot->element);
            if (size <= TR_ID_MAX)
                tr_diags_suggest(spot->diags, tr_nearest(
                    copy_word(word, value + at, size), tr_mark_codes, TR_MARK_COUNT));
        }
    }
    return found;
}

static uint8_t rounding_of(const char *value, size_t length, const tr_spot *spot)
{
    static const tr_attr_def def = { "rounding", TR_ATTR_WORD,
                                     "half|down|up|unknown", 0 };
    tr_rounding rounding = TR_ROUNDING_UNKNOWN;

    if (!tr_rounding_find(value, length, &rounding))
        tr_attr_check(&def, value, length, spot, spot->diags->pool);
    return (uint8_t)rounding;
}

static void set_period(tr_figures *figures, tr_defaults *into,
                       const char *value, size_t length, const tr_spot *spot)
{
    char own[TR_PERIOD_TEXT], table[TR_PERIOD_TEXT];

    if (!tr_check_period("period", value, length, &into->period, spot)
        || !figures->has_period)
        return;
    if (!tr_period_inside(&into->period, &figures->table->period))
        tr_error(spot, "period-outside", "period %s of <%s> does not lie within "
                 "the table's period %s",
                 tr_period_format(&into->period, own), spot->element,
                 tr_period_format(&figures->table->period, table));
}

/* The service, 0 when it is the table's own. */
static uint32_t service_of(tr_figures *figures, const char *value, size_t length,
                           const tr_spot *spot)
{
    uint32_t word = checked_word(figures, TR_WORD_CODE, "service", value, length, spot);
    const char *own = figures->table->service;

    return own && strcmp(tr_words_text(&figures->words, word), own) == 0 ? 0 : word;
}

/* What every element of figures may say. */
static void set_inherited(tr_figures *figures, tr_defaults *into,
                          const tr_name *name, const tr_sax_attr *attr,
                          const tr_spot *spot)
{
    const char *value = attr->value;
    size_t length = (size_t)(attr->end - attr->value);

    switch (name->role) {
    case TR_ROLE_DIM: {
        int dim = name->argument + TR_DIM_CELL_FIRST;
        int country = dim == TR_DIM_COUNTRY || dim == TR_DIM_VIA;
        into->code[name->argument] = checked_word(
            figures, country ? TR_WORD_COUNTRY : TR_WORD_CODE, name->name, value,
            length, spot);
        break;
    }
    case TR_ROLE_SERVICE:
        into->service = service_of(figures, value, length, spot);
        break;
    case TR_ROLE_PERIOD:
        set_period(figures, into, value, length, spot);
        break;
    case TR_ROLE_NOTE:
        into->notes = checked_word(figures, TR_WORD_IDS, "note", value, length, spot);
        break;
    case TR_ROLE_SOURCE:
        into->source = checked_word(figures, TR_WORD_TEXT, "source", value, length, spot);
        break;
    case TR_ROLE_FLAGS:
        into->flags = marks(value, length, spot);
        break;
    case TR_ROLE_ROUNDING:
        into->rounding = rounding_of(value, length, spot);
        break;
    case TR_ROLE_COUNTRY_PRINTED:
        into->country_printed = checked_word(figures, TR_WORD_TEXT, "country-printed",
                                             value, length, spot);
        break;
    default:
        break;
    }
}

static void unknown_attribute(const tr_sax_attr *attr, unsigned on,
                              const tr_name *name, const tr_spot *spot)
{
    apr_pool_t *pool;

    if (attr->prefix)
        tr_error(spot, "foreign-attribute", "<%s> has the attribute %s:%s of "
                 "another namespace", spot->element, attr->prefix, attr->name);
    else if (name->role == TR_ROLE_DIM && strcmp(name->name, "country") == 0)
        tr_error(spot, "misplaced-attribute", "<%s> has no attribute country; "
                 "it stands on <from>%s", spot->element, on & TR_ON_TOTAL
                 ? ", and <total> is of all countries" : "");
    else {
        tr_error(spot, "unknown-attribute", "<%s> has no attribute %s",
                 spot->element, attr->name);
        if (!spot->diags->suggestible)
            return;
        apr_pool_create(&pool, spot->diags->pool);
        tr_suggest_word(spot, tr_names_of(on, pool), '|', attr->name,
                        strlen(attr->name));
        apr_pool_destroy(pool);
    }
}

/* The name when the element may have the attribute, else NULL (told). */
static tr_name *attribute_name(tr_figures *figures, const tr_sax_attr *attr,
                               unsigned on, const tr_spot *spot)
{
    tr_name *name = tr_names_get(figures->names, attr->name);

    if (!attr->prefix && name->on & on)
        return name;
    unknown_attribute(attr, on, name, spot);
    return NULL;
}

/* --- rows --------------------------------------------------------------------- */

void tr_figures_row(tr_figures *figures, int total, const tr_sax_attr *attrs,
                    int count, const tr_spot *spot)
{
    unsigned on = total ? TR_ON_TOTAL : TR_ON_FROM;
    int country = 0, errors = spot->diags->errors;

    figures->of_row = figures->of_table;
    figures->row_kind = total ? TR_CELL_STATED_TOTAL : TR_CELL_PUBLISHED;
    for (int i = 0; i < count; i++) {
        tr_name *name = attribute_name(figures, &attrs[i], on, spot);
        if (!name)
            continue;
        country |= name->role == TR_ROLE_DIM && name->argument == 0;
        set_inherited(figures, &figures->of_row, name, &attrs[i], spot);
    }
    if (!total && !country)
        tr_error(spot, "missing-attribute", "<from> needs the attribute country; "
                 "figures of all countries together stand in <total>");
    figures->of_row.wrong = spot->diags->errors != errors;
}

/* --- cells --------------------------------------------------------------------- */

static void add_amount(measure_attrs *out, uint32_t unit, const char *name,
                       const char *value, size_t length, const tr_spot *spot)
{
    if (out->amounts == AMOUNTS_MAX) {
        tr_error(spot, "too-many-units", "<%s> has more than %d units",
                 spot->element, AMOUNTS_MAX);
        return;
    }
    if (tr_check_figure(name, value, length, &out->amount[out->amounts].figure, spot))
        out->amount[out->amounts++].unit = unit;
}

static int is_estimated(const char *value, size_t length, const tr_spot *spot)
{
    static const tr_attr_def def = { "estimated", TR_ATTR_WORD, "yes|no", 0 };

    if (length == 3 && memcmp(value, "yes", 3) == 0)
        return 1;
    tr_attr_check(&def, value, length, spot, spot->diags->pool);
    return 0;
}

static void set_own(tr_figures *figures, measure_attrs *out, tr_name *name,
                    const tr_sax_attr *attr, const tr_spot *spot)
{
    const char *value = attr->value;
    size_t length = (size_t)(attr->end - attr->value);

    switch (name->role) {
    case TR_ROLE_AMOUNT:
        add_amount(out, tr_name_word(name, &figures->words), name->name, value,
                   length, spot);
        break;
    case TR_ROLE_PRINTED:
        out->printed = checked_word(figures, TR_WORD_TEXT, "printed", value, length, spot);
        break;
    case TR_ROLE_REASON:
        out->reason = checked_word(figures, TR_WORD_TEXT, "reason", value, length, spot);
        break;
    case TR_ROLE_OF:
        out->of = checked_word(figures, TR_WORD_CODE, "of", value, length, spot);
        break;
    case TR_ROLE_ESTIMATED:
        out->estimated = is_estimated(value, length, spot);
        break;
    default:
        set_inherited(figures, &out->base, name, attr, spot);
    }
}

/* <figure measure= unit= value=>: all three are needed before it is a figure. */
static void set_figure(tr_figures *figures, measure_attrs *out,
                       const tr_sax_attr *attrs, int count, const tr_spot *spot)
{
    const tr_sax_attr *value = NULL;
    uint32_t unit = 0;
    int measure_given = 0, unit_given = 0;

    for (int i = 0; i < count; i++) {
        size_t length = (size_t)(attrs[i].end - attrs[i].value);
        if (attrs[i].prefix)
            continue;
        switch (tr_names_get(figures->names, attrs[i].name)->role) {
        case TR_ROLE_MEASURE:
            measure_given = 1;
            out->measure = checked_word(figures, TR_WORD_CODE, "measure",
                                        attrs[i].value, length, spot);
            break;
        case TR_ROLE_UNIT:
            unit_given = 1;
            unit = checked_word(figures, TR_WORD_CODE, "unit", attrs[i].value,
                                length, spot);
            break;
        case TR_ROLE_VALUE:
            value = &attrs[i];
            break;
        }
    }
    if (!measure_given || !unit_given || !value) {
        tr_error(spot, "missing-attribute", "<figure> needs the attribute %s",
                 !measure_given ? "measure" : !unit_given ? "unit" : "value");
        out->wrong = 1;
    }
    else
        add_amount(out, unit, "value", value->value,
                   (size_t)(value->end - value->value), spot);
}

/* What no single attribute can say. */
static void check_together(measure_attrs *attrs, const tr_spot *spot)
{
    int percentages = 0, exact = 0;

    for (int i = 0; i < attrs->amounts; i++) {
        percentages += attrs->amount[i].figure.kind == TR_FIGURE_PERCENT;
        exact += attrs->amount[i].figure.kind == TR_FIGURE_NUMBER;
    }
    if (attrs->amounts == 0 && !attrs->wrong)
        tr_error(spot, "no-figure", "<%s> says no figure; write a unit such as "
                 "requests=\"12\", or a word that says why there is none, such "
                 "as requests=\"not-reported\"", spot->element);
    if (attrs->printed && attrs->amounts > 1)
        tr_error(spot, "printed-of-many", "printed of <%s> belongs to one "
                 "figure, but it states %d; use an element for each",
                 spot->element, attrs->amounts);
    if (attrs->of && attrs->amounts > 0 && percentages == 0)
        tr_error(spot, "of-without-percentage", "of=\"...\" of <%s> says what a "
                 "percentage refers to, but no figure here is one", spot->element);
    if (attrs->reason && attrs->amounts > 0 && exact == attrs->amounts)
        tr_warning(spot, "reason-of-number", "reason of <%s> says why there is "
                   "no exact number, but there is one", spot->element);
}

/* Marks of a cell that arithmetic must know of. */
static uint8_t value_flags(uint32_t flags)
{
    return (uint8_t)((flags & TR_MARK_PROVISIONAL ? TR_FLAG_PROVISIONAL : 0)
                     | (flags & TR_MARK_RESTATED ? TR_FLAG_RESTATED : 0)
                     | (flags & TR_MARK_BREAK ? TR_FLAG_BREAK : 0)
                     | (flags & TR_MARK_INCLUDES_OTHER ? TR_FLAG_INCLUDES : 0));
}

static void fill_cell(tr_figures *figures, tr_cell *cell,
                      const measure_attrs *attrs, int amount, const tr_spot *spot)
{
    const tr_defaults *base = &attrs->base;

    memcpy(cell->code, base->code, sizeof cell->code);
    cell->figure = attrs->amount[amount].figure;
    cell->service = base->service;
    cell->measure = attrs->measure;
    cell->unit = attrs->amount[amount].unit;
    cell->reason = attrs->reason;
    cell->notes = base->notes;
    cell->source = base->source;
    cell->printed = attrs->printed;
    cell->country_printed = base->country_printed;
    cell->percent_of = cell->figure.kind == TR_FIGURE_PERCENT ? attrs->of : 0;
    cell->flags = base->flags;
    cell->period = base->period;
    cell->kind = figures->row_kind;
    cell->rounding = base->rounding;
    cell->line = spot->line;
    cell->column = spot->column;
    if (!tr_period_equal(&base->period, &figures->table->period))
        cell->flags |= TR_MARK_SUB_PERIOD;
    cell->figure.value.flags |= value_flags(cell->flags);
    if (attrs->estimated)
        tr_figure_set_estimated(&cell->figure);
}

static int add_cells(tr_figures *figures, const measure_attrs *attrs,
                     const tr_spot *spot)
{
    int count = attrs->amounts;
    tr_cell *cells;

    if (figures->file->cell_count + (uint64_t)count > figures->cell_limit) {
        tr_error(spot, "too-many-figures", "more than %" APR_UINT64_T_FMT
                 " figures; TransparencyMaxCells is the limit",
                 (apr_uint64_t)figures->cell_limit);
        return -1;
    }
    cells = tr_cells_add(&figures->cells, (size_t)count);
    for (int i = 0; i < count; i++)
        fill_cell(figures, &cells[i], attrs, i, spot);
    figures->file->cell_count += (uint64_t)count;
    return 0;
}

int tr_figures_cells(tr_figures *figures, tr_name *measure,
                     const tr_sax_attr *attrs, int count, const tr_spot *spot)
{
    measure_attrs own;
    unsigned on = measure ? TR_ON_MEASURE : TR_ON_FIGURE;
    int errors = spot->diags->errors;

    own.base = figures->of_row;
    own.measure = measure ? tr_name_word(measure, &figures->words) : 0;
    own.printed = own.reason = own.of = 0;
    own.estimated = own.amounts = own.wrong = 0;
    for (int i = 0; i < count; i++) {
        tr_name *name = attribute_name(figures, &attrs[i], on, spot);
        if (name)
            set_own(figures, &own, name, &attrs[i], spot);
    }
    own.wrong = spot->diags->errors != errors;
    if (!measure)
        set_figure(figures, &own, attrs, count, spot);
    check_together(&own, spot);
    /* figures of a file with an error serve nothing, but more errors */
    if (own.base.wrong || spot->diags->errors != errors)
        return 0;
    return add_cells(figures, &own, spot);
}
