/* SPDX-License-Identifier: Apache-2.0 */
/* Two editions of one entity, published at the same instant; see against.h. */
#include "ctl/against.h"

#include <apr_hash.h>
#include <apr_strings.h>
#include <string.h>

#include "record/instant.h"

typedef struct comparison {
    tr_diags *diags;
    const tr_entity *old, *now;
    const char *what;           /* "requests "x", published 2013-03-21T00:00:00Z" */
    apr_pool_t *pool;
} comparison;

static int same_text(const char *a, const char *b)
{
    return a == b || (a && b && !strcmp(a, b));
}

static const char *quoted(const char *text, apr_pool_t *pool)
{
    enum { SHOWN = 60 };
    size_t length = text ? strlen(text) : 0, end = SHOWN;

    if (!text)
        return "nothing";
    if (length <= SHOWN)
        return apr_pstrcat(pool, "\"", text, "\"", NULL);
    while (end && ((unsigned char)text[end] & 0xc0) == 0x80)
        end--;
    return apr_pstrcat(pool, "\"", apr_pstrndup(pool, text, end), "...\"", NULL);
}

static void say(const comparison *c, int line, int column, const char *where,
                const char *old, const char *now)
{
    tr_diags_add(c->diags, TR_DIAG_ERROR, c->now->file->name, line, column,
                 "published-changed", "%s: %s was %s and is %s. What was published "
                 "is corrected by a later edition with a <correction>",
                 c->what, where, old, now);
}

/* ---- Elements ---- */

static void compare_attributes(const comparison *c, const tr_element *old, const tr_element *now)
{
    for (int i = 0; old->attrs && now->attrs && old->def->attrs[i].name; i++)
        if (!same_text(old->attrs[i], now->attrs[i]))
            say(c, now->line, now->column,
                apr_psprintf(c->pool, "%s= of <%s>", old->def->attrs[i].name, old->def->name),
                quoted(old->attrs[i], c->pool), quoted(now->attrs[i], c->pool));
}

static const char *named(const tr_element *element, apr_pool_t *pool)
{
    return element ? apr_psprintf(pool, "<%s>", element->def->name) : "nothing";
}

static void compare_own(const comparison *c, const tr_element *old, const tr_element *now)
{
    const char *where = named(old, c->pool);

    compare_attributes(c, old, now);
    if (!same_text(old->text, now->text))
        say(c, now->line, now->column, where, quoted(old->text, c->pool),
            quoted(now->text, c->pool));
    if (!same_text(old->lang, now->lang))
        say(c, now->line, now->column,
            apr_pstrcat(c->pool, "the language of ", where, NULL),
            quoted(old->lang, c->pool), quoted(now->lang, c->pool));
}

/* One after the other; behind an element that is not there in the other, places no longer match. */
static void compare_elements(const comparison *c, const tr_element *old, const tr_element *now)
{
    const tr_element *a = old->children, *b = now->children;

    compare_own(c, old, now);
    for (; a && b && a->def == b->def; a = a->next, b = b->next)
        compare_elements(c, a, b);
    if (a || b)
        say(c, b ? b->line : now->line, b ? b->column : now->column,
            apr_psprintf(c->pool, "what stands in <%s>", old->def->name),
            named(a, c->pool), named(b, c->pool));
}

/* ---- Figures ---- */

static const char *word(const tr_entity *entity, uint32_t number)
{
    return number < entity->file->word_count ? entity->file->words[number] : "";
}

/* What a figure is about: "received requests, country=GB, period=2012". A percentage may stand beside its count. */
static const char *about(const tr_entity *entity, const tr_cell *cell, apr_pool_t *pool)
{
    char period[TR_PERIOD_TEXT];
    const char *text = apr_pstrcat(pool, word(entity, cell->measure), " ",
                                   word(entity, cell->unit), NULL);

    for (int i = 0; i < TR_DIM_CELL_COUNT; i++)
        if (cell->code[i])
            text = apr_pstrcat(pool, text, ", ", tr_dims[TR_DIM_CELL_FIRST + i].code, "=",
                               word(entity, cell->code[i]), NULL);
    if (cell->service)
        text = apr_pstrcat(pool, text, ", service=", word(entity, cell->service), NULL);
    tr_period_format(&cell->period, period);
    return apr_pstrcat(pool, text, ", period=", period,
                       cell->figure.kind == TR_FIGURE_PERCENT ? ", percentage" : "",
                       cell->kind == TR_CELL_STATED_TOTAL ? ", total" : "", NULL);
}

static void compare_detail(const comparison *c, const tr_cell *old, const tr_cell *now,
                           const char *where, const char *name, uint32_t a, uint32_t b)
{
    if (strcmp(word(c->old, a), word(c->now, b)))
        say(c, now->line, now->column, apr_pstrcat(c->pool, name, "= of ", where, NULL),
            quoted(word(c->old, a), c->pool), quoted(word(c->now, b), c->pool));
}

static void compare_cells(const comparison *c, const tr_cell *old, const tr_cell *now,
                          const char *where)
{
    char a[TR_FIGURE_TEXT], b[TR_FIGURE_TEXT];

    tr_figure_print(&old->figure, a);
    tr_figure_print(&now->figure, b);
    if (strcmp(a, b))
        say(c, now->line, now->column, where, a, b);
    if (old->flags != now->flags || old->rounding != now->rounding)
        say(c, now->line, now->column, where, "marked or rounded differently", "not any more");
    compare_detail(c, old, now, where, "reason", old->reason, now->reason);
    compare_detail(c, old, now, where, "note", old->notes, now->notes);
    compare_detail(c, old, now, where, "source", old->source, now->source);
    compare_detail(c, old, now, where, "printed", old->printed, now->printed);
    compare_detail(c, old, now, where, "country-printed", old->country_printed,
                   now->country_printed);
    compare_detail(c, old, now, where, "of", old->percent_of, now->percent_of);
}

static apr_hash_t *index_cells(const tr_entity *entity, apr_pool_t *pool)
{
    apr_hash_t *cells = apr_hash_make(pool);

    for (uint32_t i = 0; i < entity->cell_count; i++)
        apr_hash_set(cells, about(entity, &entity->cells[i], pool), APR_HASH_KEY_STRING,
                     &entity->cells[i]);
    return cells;
}

static void compare_figures(const comparison *c)
{
    apr_hash_t *new_cells = index_cells(c->now, c->pool);
    char text[TR_FIGURE_TEXT];

    for (uint32_t i = 0; i < c->old->cell_count; i++) {
        const tr_cell *old = &c->old->cells[i];
        const char *where = about(c->old, old, c->pool);
        const tr_cell *now = apr_hash_get(new_cells, where, APR_HASH_KEY_STRING);
        if (now)
            compare_cells(c, old, now, where);
        else
            say(c, c->now->line, c->now->column, where,
                tr_figure_print(&old->figure, text), "gone");
        apr_hash_set(new_cells, where, APR_HASH_KEY_STRING, NULL);
    }
    for (uint32_t i = 0; i < c->now->cell_count; i++) {
        const tr_cell *now = &c->now->cells[i];
        const char *where = about(c->now, now, c->pool);
        if (apr_hash_get(new_cells, where, APR_HASH_KEY_STRING))
            say(c, now->line, now->column, where, "not there",
                tr_figure_print(&now->figure, text));
    }
}

/* ---- Both ---- */

/* What a table takes from its file, or says of all its figures. */
static void compare_table(const comparison *c, const tr_entity *old, const tr_entity *now)
{
    if (!same_text(old->file->publisher, now->file->publisher))
        say(c, now->line, now->column, "the publisher its file names",
            quoted(old->file->publisher, c->pool), quoted(now->file->publisher, c->pool));
    if (old->withdrawn != now->withdrawn)
        say(c, now->line, now->column, "it", old->withdrawn ? "withdrawn" : "there",
            now->withdrawn ? "withdrawn" : "there");
}

void tr_against_edition(tr_diags *diags, const tr_entity *old, const tr_entity *now,
                        apr_pool_t *pool)
{
    char instant[TR_INSTANT_TEXT];
    comparison c = { diags, old, now, NULL, NULL };

    apr_pool_create(&c.pool, pool);
    c.what = apr_psprintf(c.pool, "%s \"%s\", published %s", tr_elements[old->kind].name,
                          old->id, tr_edition_format(old->file->published, instant));
    compare_table(&c, old, now);
    if (old->root && now->root && old->root->def == now->root->def)
        compare_elements(&c, old->root, now->root);
    compare_figures(&c);
    apr_pool_destroy(c.pool);
}
