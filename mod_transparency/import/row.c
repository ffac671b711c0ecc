/* SPDX-License-Identifier: Apache-2.0 */
/* What the map makes of a cell; see row.h. */
#include "import/row.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "model/status.h"
#include "model/terms.h"
#include "record/attribute.h"
#include "record/characters.h"

enum { MESSAGE_MAX = 600, WORDS_MAX = 256 };

/* Several templates may ask for one cell; it is told of once. */
static int is_told(const tr_diags *diags, const char *file, int line, int column,
                   const char *code)
{
    for (const tr_diag *diag = diags->first; diag; diag = diag->next)
        if (diag->line == line && diag->column == column && strcmp(diag->code, code) == 0
            && strcmp(diag->file, file) == 0)
            return 1;
    return 0;
}

int tr_view_wrong(const tr_view *view, const tr_csv_field *field, const char *code,
                  const char *format, ...)
{
    char text[MESSAGE_MAX];
    int line = field ? field->line : view->row->line, column = field ? field->column : 1;
    va_list args;

    if (is_told(view->diags, view->source->name, line, column, code))
        return 0;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    tr_diags_add(view->diags, TR_DIAG_ERROR, view->source->name, line, column, code, "%s",
                 text);
    return 0;
}

const tr_csv_field *tr_view_field(const tr_view *view, const tr_column *column)
{
    int index = view->index[column->number];
    return index < 0 || index >= view->row->count ? NULL : &view->fields[index];
}

static int is_space(const char *at, int *length)
{
    *length = strncmp(at, "\xc2\xa0", 2) == 0 ? 2 : 1;
    return *length == 2 || *at == ' ' || *at == '\t';
}

static const char *trim(const char *text, apr_pool_t *pool)
{
    apr_size_t end;
    int length;

    while (*text && is_space(text, &length))
        text += length;
    end = strlen(text);
    for (;;) {
        if (end > 0 && (text[end - 1] == ' ' || text[end - 1] == '\t'))
            end--;
        else if (end > 1 && strncmp(text + end - 2, "\xc2\xa0", 2) == 0)
            end -= 2;
        else
            return text[end] ? apr_pstrmemdup(pool, text, end) : text;
    }
}

const char *tr_view_raw(const tr_view *view, const tr_column *column)
{
    const tr_csv_field *field = tr_view_field(view, column);
    return field ? trim(field->text, view->pool) : "";
}

int tr_view_holds(const tr_view *view, const char *column, const tr_texts *texts)
{
    const tr_column *other = tr_map_column(view->file, column);
    return other && tr_texts_has(texts, tr_view_raw(view, other));
}

/* --- <mark> and <cell> ------------------------------------------------------------ */

static const char *join(const char *a, const char *b, apr_pool_t *pool)
{
    return !a ? b : !b ? a : apr_pstrcat(pool, a, " ", b, NULL);
}

/* The text without the marks of footnotes at its end. */
static const char *strip_marks(tr_said *out, const tr_view *view,
                               const tr_column *column, const char *text)
{
    const tr_mark *mark = column->marks;

    while (mark) {
        apr_size_t length = strlen(text), own = strlen(mark->text);
        if (length > own && strcmp(text + length - own, mark->text) == 0) {
            text = trim(apr_pstrmemdup(view->pool, text, length - own), view->pool);
            out->notes = join(mark->note, out->notes, view->pool);
            mark = column->marks;
        }
        else
            mark = mark->next;
    }
    return text;
}

static int rule_holds(const tr_view *view, const tr_rule *rule, const char *text)
{
    return (!rule->is || tr_texts_has(rule->is, text))
        && (!rule->where || tr_view_holds(view, rule->where, &rule->has))
        && (!rule->ranged || (view->has_period
                              && tr_period_in_range(&view->period, &rule->in)));
}

/* What the cells of the map say about the text: NULL when they leave it as it is. */
static const char *by_rules(tr_said *out, const tr_view *view,
                            const tr_column *column, const char *text)
{
    const char *means = NULL;

    for (const tr_rule *rule = column->rules; rule; rule = rule->next) {
        if (!rule_holds(view, rule, text))
            continue;
        if (!means)
            means = rule->means;
        out->notes = join(out->notes, rule->note, view->pool);
        out->flags = join(out->flags, rule->flags, view->pool);
    }
    return means ? means : *text ? NULL : column->blank;
}

/* --- a cell -------------------------------------------------------------------------- */

static int is_number_kind(const tr_column *column)
{
    return column->kind == TR_IS_FIGURE || column->kind == TR_IS_PERCENT;
}

static void take_meaning(tr_said *out, const tr_column *column, const char *means,
                         const char *text)
{
    if (strcmp(means, TR_MEANS_OMIT) == 0)
        return;
    if (column->kind == TR_IS_COUNTRY && strcmp(means, TR_MEANS_TOTAL) == 0) {
        out->is_total = 1;
        return;
    }
    out->text = means;
    out->is_word = is_number_kind(column) && apr_isalpha(*means);
    if ((is_number_kind(column) || column->kind == TR_IS_COUNTRY) && *text
        && strcmp(text, means) != 0)
        out->printed = text;
}

static int unknown_word(const tr_view *view, const tr_column *column,
                        const tr_csv_field *field, const char *text)
{
    const char *words[WORDS_MAX];
    char excerpt[80];
    size_t count = 0;

    for (const tr_rule *rule = column->rules; rule; rule = rule->next)
        for (int i = 0; rule->is && i < rule->is->count && count < WORDS_MAX; i++)
            words[count++] = rule->is->items[i];
    tr_view_wrong(view, field, "unknown-word", "\"%s\" is not among the words of column "
                  "\"%s\"; say in the map what it means: <cell is=\"%s\" means=\"...\"/>",
                  tr_excerpt(text, strlen(text), excerpt), column->name, excerpt);
    tr_diags_suggest(view->diags, tr_nearest(text, words, count));
    return 0;
}

static int is_blank_refused(const tr_view *view, const tr_column *column,
                            const tr_csv_field *field)
{
    return tr_view_wrong(view, field, "empty-cell", "the cell of column \"%s\" is empty; "
                         "say in the map what that means: blank=\"not-reported\", "
                         "blank=\"not-applicable\" ... (never 0)", column->name);
}

static int by_kind(tr_said *out, const tr_view *view, const tr_column *column,
                   const tr_csv_field *field, const char *text)
{
    switch (column->kind) {
    case TR_IS_FIGURE:
        return tr_say_figure(out, view, column, field, text);
    case TR_IS_PERCENT:
        return tr_say_percent(out, view, column, field, text);
    case TR_IS_COUNTRY:
        return tr_say_country(out, view, column, field, text);
    case TR_IS_WORD:
        return unknown_word(view, column, field, text);
    case TR_IS_TEXT:
    case TR_IS_UNUSED:
        out->text = text;
        return 1;
    case TR_IS_EMPTY:
        return tr_view_wrong(view, field, "not-empty", "column \"%s\" holds \"%.40s\", but "
                             "the map says that it is empty", column->name, text);
    default:
        return tr_say_when(out, view, column, field, text);
    }
}

/* Text that may not stand in a record, or was spoilt before it was published. */
static int check_characters(const tr_view *view, const tr_column *column,
                            const tr_csv_field *field, const char *text, int known)
{
    uint32_t refused = tr_text_refused(text, strlen(text));
    char excerpt[80];

    if (refused)
        return tr_view_wrong(view, field, "bad-character", "the character U+%04X in column "
                             "\"%s\" may not stand in a record", refused, column->name);
    if (!known && tr_looks_mangled(text)
        && !is_told(view->diags, view->source->name, field->line, field->column,
                    "mangled-text"))
        tr_diags_add(view->diags, TR_DIAG_WARNING, view->source->name, field->line,
                     field->column, "mangled-text", "\"%s\" looks as if it had been decoded "
                     "wrongly; nothing was mended: if it was published so, say <cell "
                     "is=\"%s\" .../> in the map, otherwise declare the encoding",
                     tr_excerpt(text, strlen(text), excerpt), excerpt);
    return 1;
}

int tr_say_cell(tr_said *out, const tr_view *view, const tr_column *column)
{
    const tr_csv_field *field = tr_view_field(view, column);
    const char *raw, *text, *means;

    *out = (tr_said){ .is_share = column->kind == TR_IS_PERCENT };
    if (!field)
        return 1;
    raw = trim(field->text, view->pool);
    text = strip_marks(out, view, column, raw);
    means = by_rules(out, view, column, text);
    if (!check_characters(view, column, field, raw, means != NULL))
        return 0;
    if (means)
        take_meaning(out, column, means, raw);
    else if (!*text)
        return column->kind == TR_IS_EMPTY || column->kind == TR_IS_TEXT
            || column->kind == TR_IS_UNUSED || is_blank_refused(view, column, field);
    else if (!by_kind(out, view, column, field, text))
        return 0;
    if (text != raw && !out->printed)
        out->printed = raw;
    return 1;
}

/* --- a text with {columns} -------------------------------------------------------------- */

/* Small letters and digits; everything else becomes one hyphen. */
static const char *slug(const char *text, apr_pool_t *pool)
{
    char *out = apr_palloc(pool, strlen(text) + 1), *to = out;

    for (; *text; text++) {
        if (apr_isalnum(*text))
            *to++ = (char)apr_tolower(*text);
        else if (to > out && to[-1] != '-')
            *to++ = '-';
    }
    while (to > out && to[-1] == '-')
        to--;
    *to = '\0';
    return out;
}

static int say_named(tr_said *out, const tr_view *view, const char *name)
{
    const tr_column *column = tr_map_column(view->file, name);

    *out = (tr_said){ NULL };
    if (column)
        return tr_say_cell(out, view, column);
    if (strcmp(name, "line") == 0)
        out->text = apr_itoa(view->pool, view->row->line);
    else if (strcmp(name, "file") == 0)
        out->text = view->source->name;
    for (const tr_capture *c = view->captures; c && !out->text; c = c->next)
        if (strcmp(c->name, name) == 0)
            out->text = c->text;
    return 1;
}

/* Adds what a part says; 1 while there is a text to go on with. */
static int add_part(tr_said *out, const tr_said *part, int as_id, int alone,
                    apr_pool_t *pool)
{
    out->notes = join(out->notes, part->notes, pool);
    out->flags = join(out->flags, part->flags, pool);
    out->is_total |= part->is_total;
    out->is_share |= part->is_share;
    if (alone)
        out->printed = part->printed;
    if (!part->text || part->is_word) {
        out->text = part->text;
        out->is_word = part->is_word;
        return 0;
    }
    out->text = apr_pstrcat(pool, out->text, as_id ? slug(part->text, pool) : part->text,
                            NULL);
    return 1;
}

int tr_say_text(tr_said *out, const tr_view *view, const char *text, int as_id)
{
    const char *open = strchr(text, '{'), *close;

    *out = (tr_said){ .text = open ? apr_pstrmemdup(view->pool, text,
                                                    (apr_size_t)(open - text)) : text };
    while (open) {
        int alone = open == text;
        tr_said part;

        close = strchr(open, '}');
        alone = alone && !close[1];
        if (!say_named(&part, view, apr_pstrmemdup(view->pool, open + 1,
                                                   (apr_size_t)(close - open - 1))))
            return 0;
        if (!add_part(out, &part, as_id, alone, view->pool))
            return 1;
        open = strchr(close + 1, '{');
        out->text = apr_pstrcat(view->pool, out->text,
                                open ? apr_pstrmemdup(view->pool, close + 1,
                                                      (apr_size_t)(open - close - 1))
                                     : close + 1, NULL);
    }
    return 1;
}
