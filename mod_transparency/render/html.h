/* SPDX-License-Identifier: Apache-2.0 */
/*
 * html.h - between the parts of the HTML representation; for render/html*.c.
 *
 *   html.c             the page around the content: shell, navigation, footer
 *   html_cite.c        how to quote it: addresses, a sentence, digests
 *   html_nav.c         links to other parts, forms and languages
 *   html_text.c        words, names of codes, dates, links
 *   html_value.c       one figure and why it is none
 *   html_why.c         the law, policy or reason behind that
 *   html_cells.c       the list of figures, by table
 *   html_groups.c      grouped answers
 *   html_pivot.c       summaries: one row a thing, one column a measure or period
 *   html_filter.c      the filter form
 *   html_facets.c      the same as links
 *   html_requests.c    requests and item pages
 *   html_index.c       indexes of countries, periods, services ...
 *   html_entity.c      any entity, by the table of the vocabulary
 *   html_narrative.c   inventory, law, statements ... : entities by kind
 *   html_definitions.c where a code is explained; our own words for tables
 *   html_statements.c  a claim with what contradicts it
 *   html_retention.c   how long data are kept, and the evidence against it
 *   html_overview.c    the state of affairs
 *   html_bars.c        figures drawn beside their text
 *   html_trend.c       what was received, period by period
 *   html_lead.c        the newest figures in a sentence and as bars
 *   html_tiles.c       the world as a grid of tiles
 *   html_compare.c     a few things side by side
 *   html_corrections.c what changed
 *   html_changes_form.c  which two editions to compare
 *   html_about.c       coverage, problems, key to the statuses
 *   html_coverage.c    period by outcome: filled, partly, empty
 *   html_problem.c     errors
 *
 * Whatever comes from outside is written by tr_html_put or as a value of
 * tr_html_attr; a `const char *` called markup is escaped already.
 */
#ifndef TR_RENDER_HTML_H
#define TR_RENDER_HTML_H

#include <apr_strings.h>
#include <string.h>

#include "record/vocabulary.h"
#include "render/render.h"

struct tr_change;              /* store/changes.h */

typedef struct tr_html {
    const tr_render *render;
    const tr_gen *gen;
    tr_out *out;
    apr_pool_t *pool;
    const char *up;             /* relative path to the overview, of the same version: "" or "../" */
    const char *root;           /* relative path to the mount; other than `up` on pages of a version */
    const char *suffix;         /* of links to pages: "" (negotiated) or ".fr.html" */
    const char *name;           /* last segment of the page's path, "index" for the overview */
    const tr_query *query;
    uint32_t statuses;          /* bit per tr_status shown on the page */
    int has_key;                /* the page ends with the key to them */
    int tables;                 /* numbers the captions */
    int pagers;                 /* of them the first is a landmark */
    apr_array_header_t *notes;  /* tr_html_note, in order of appearance */
    apr_array_header_t **relations;     /* of statements, by their place: what others say of them; NULL: not looked for yet */
} tr_html;

/* Text as a name of something; lang NULL: in the page's language. */
typedef struct tr_label {
    const char *text, *lang;
} tr_label;

/* ---- html.c ---- */

apr_status_t tr_html_page(const tr_render *render, tr_out *out);

/* The page of an error, html_problem.c writes its content. */
apr_status_t tr_html_error(const tr_render *render, const tr_problem *problem, tr_out *out);

tr_label tr_html_page_title(const tr_html *h, const tr_problem *problem);

/* The name of the record: as configured, else its publisher. */
tr_label tr_html_site_title(const tr_html *h);

/* ---- html_cite.c ---- */

void tr_html_cite(tr_html *h, const tr_problem *problem);

/* ---- html_nav.c ---- */

/* "requests.fr.html?country=GB": this page in another form, relative to it. */
const char *tr_html_variant(const tr_html *h, const char *lang, const char *extension, int with_page);
/* Whether the page has another form, and where. */
int tr_html_offers(const tr_html *h, int format);
const char *tr_html_format_href(const tr_html *h, int format);
void tr_html_tools(tr_html *h);
/* Links to the parts of the record. */
void tr_html_nav(tr_html *h, const tr_problem *problem);

/* ---- html_text.c ---- */

/* Escaped text. */
void tr_html_put(tr_html *h, const char *text);
const char *tr_html_escape(const tr_html *h, const char *text);

/* Markup as it is. */
void tr_html_raw(tr_html *h, const char *markup);

/* ` name="value"`, escaped. */
void tr_html_attr(tr_html *h, const char *name, const char *value);

/* A message of the catalog; tr_html_pattern is its escaped text, to be filled with markup. */
void tr_html_say(tr_html *h, const char *key);
/* A name and what it is, of a list of facts: markup beside a message. */
void tr_html_fact(tr_html *h, const char *key, const char *markup);
const char *tr_html_pattern(const tr_html *h, const char *key);
void tr_html_say_count(tr_html *h, const char *key, uint64_t count);
const char *tr_html_message(const tr_html *h, const char *family, const char *word, const char *suffix);

/* A word of the vocabulary: FAMILY.WORD of the catalog, else word.WORD, dimension.WORD or mark.WORD, else "Known since"
 * of "known-since", in English.  The family of a word that an attribute takes is the name of the attribute. */
tr_label tr_html_word(const tr_html *h, const char *family, const char *word);

const char *tr_html_number(const tr_html *h, int64_t number);
/* What stands between two things that are said one after the other, with its blank: `key` is "between.comma",
   "between.semicolon" or "between.colon". */
const char *tr_html_mark_text(const tr_html *h, const char *key);
void tr_html_mark(tr_html *h, const char *key);

/* A date as far as it is known (yyyy, yyyy-mm, yyyy-mm-dd) or an instant, as <time>. */
const char *tr_html_date(const tr_html *h, const char *iso);
const char *tr_html_instant(const tr_html *h, int64_t seconds);

/* Whether the day `iso` (yyyy-mm-dd) was over when the generation was made. */
int tr_html_passed(const tr_html *h, const char *iso);

/* Whether two language tags have the same primary language. */
int tr_html_same_language(const char *a, const char *b);

/* The direction that texts of a language are written in: "ltr", "rtl", or "auto" when it is not known. */
const char *tr_html_direction(const char *lang);

/* Names. */
tr_label tr_html_code_label(const tr_html *h, tr_dim dim, uint16_t ordinal);
tr_label tr_html_node_label(const tr_html *h, uint32_t node);
tr_label tr_html_period_label(const tr_html *h, const tr_period *period);
tr_label tr_html_country_label(const tr_html *h, const char *code);
/* A language in itself ("Deutsch"), or its tag. */
const char *tr_html_language_name(const tr_html *h, const char *tag);
const char *tr_html_label_markup(const tr_html *h, tr_label label);
void tr_html_label(tr_html *h, tr_label label);

/* Links: `path` below the mount ("" is the overview), query string and fragment or "". */
const char *tr_html_href(const tr_html *h, const char *path, const char *query, const char *fragment);
void tr_html_link(tr_html *h, const char *href, tr_label label);
/* A code with a link to its page where it has one, else to what it means. */
const char *tr_html_code_markup(const tr_html *h, tr_dim dim, uint16_t ordinal);
void tr_html_code(tr_html *h, tr_dim dim, uint16_t ordinal);
const char *tr_html_code_path(const tr_html *h, tr_dim dim, uint16_t ordinal);
/* Address of this page with another query. */
const char *tr_html_self(const tr_html *h, const tr_query *query);
/* A link out of the record. */
void tr_html_outward(tr_html *h, const char *url, const char *text, const char *lang);

/* ---- html_value.c ---- */

void tr_html_value(tr_html *h, const tr_value *value);
/* A cell with its percentage, marks, notes, source and text as printed. */
void tr_html_cell_value(tr_html *h, const tr_gen_cell *cell);
/* Of a cell without a number, or with bounds only: the reason in words, and the law, policy or rule as a link. */
void tr_html_why(tr_html *h, const tr_gen_cell *cell);
/* Within a sentence: the number or the status in words, without its code. */
void tr_html_plain_value(tr_html *h, const tr_value *value);
/* Its number only, or why there is none. */
void tr_html_cell_number(tr_html *h, const tr_gen_cell *cell);
/* Why groups were not added ("overlapping: ..."), in words. */
void tr_html_refusal(tr_html *h, const char *refused);
/* What of a group is not known: figures without a number by status, and why a sum is "at least" otherwise. */
void tr_html_reasons(tr_html *h, const tr_group *group);
/* The meaning of the statuses shown so far; what the notes of the cells say. Once at the end of a page. */
void tr_html_key(tr_html *h);
void tr_html_notes(tr_html *h);

/* ---- tables (html_pivot.c) ---- */

void tr_html_table_begin(tr_html *h, const char *caption_markup);
/* The same, of a class of its own: "trend", "bars". */
void tr_html_table_begin_as(tr_html *h, const char *class, const char *caption_markup);
void tr_html_table_end(tr_html *h);

typedef struct tr_pivot {
    const tr_groups *groups;
    int row_count, column_count;        /* number of dimensions in each */
    tr_dim row[4], column[4];
    uint32_t newest_columns;            /* 0: all; else at most so many, the newest */
    uint32_t newest_rows;               /* of each first row code; 0: all */
    uint32_t first_row, rows;           /* part to show; rows 0: all */
    int drawn;                          /* each figure has a bar, to one scale a measure and unit */
} tr_pivot;

/* Writes the table; nothing when there are no groups. Returns its number of rows in all. */
uint32_t tr_html_pivot(tr_html *h, const tr_pivot *pivot, const char *caption_markup);

/* ---- html_bars.c ---- */

/* Whether a figure has a length. */
int tr_html_is_drawn(const tr_value *value);
/* The figure against `top`, in an element of this class ("bar", "bar col"); an empty frame when it has no length. */
void tr_html_drawing(tr_html *h, const char *class, const tr_value *value, int64_t top);
/* The share of a group that has one: in words, and drawn. */
void tr_html_share(tr_html *h, const tr_group *group);
/* The larger of `top` and how far the figure reaches. */
int64_t tr_html_reach(const tr_value *value, int64_t top);

/* ---- html_trend.c ---- */

enum { TR_TREND_PERIODS = 12, TR_TREND_ROWS = 20 };

/* Tables of figures like `like`, which is one of them, by `dim` and period. Returns how many: none for one period. */
int tr_html_trend(tr_html *h, const tr_groups *groups, const tr_group *like, tr_dim dim, const char *caption_markup);
/* A group of what was received, in the first unit that there is; NULL: there is none. */
const tr_group *tr_html_received(const tr_html *h, const tr_groups *groups);
/* The largest of the newest period; publisher 0: of all. */
const tr_group *tr_html_newest(const tr_html *h, const tr_groups *groups, uint16_t publisher);

/* ---- html_lead.c ---- */

/* The figures beside `lead`, which is one of `groups`: a sentence; the outcomes as bars. */
void tr_html_lead(tr_html *h, const tr_groups *groups, const tr_group *lead);
void tr_html_outcomes(tr_html *h, const tr_groups *groups, const tr_group *lead);
/* Countries by what they asked for, largest first. */
const tr_group *tr_html_countries_of(const tr_html *h, const tr_group *lead, uint32_t *count);
void tr_html_top_countries(tr_html *h, const tr_group *lead);
/* "Skype · 2012", with links. */
void tr_html_whose(tr_html *h, const tr_group *lead);

/* ---- html_tiles.c ---- */

/* The countries of `lead` as tiles. */
void tr_html_tiles(tr_html *h, const tr_group *lead);

/* ---- html_compare.c ---- */

/* Columns side by side, when the query is filtered to a few codes of a dimension that it is grouped by. */
void tr_html_compared(tr_html *h, const tr_query *query, const tr_groups *groups);
/* With what the item of the page can be compared. */
void tr_html_compare_form(tr_html *h);

/* ---- html_cells.c, html_groups.c ---- */

void tr_html_cells(tr_html *h, const tr_query *query);
void tr_html_groups(tr_html *h, const tr_query *query);
void tr_html_pager(tr_html *h, const tr_query *query, uint64_t total);
/* "Sort" links of a column of figures, and its aria-sort. */
void tr_html_figure_head(tr_html *h, const tr_query *query);

/* ---- html_filter.c ---- */

/* Folded away unless it is `open` or something is filtered. */
void tr_html_filter(tr_html *h, const tr_query *query, int open);
/* Values of a dimension under the other filters. */
typedef struct tr_facet_set {
    const tr_facet_value *values;
    uint32_t count;
} tr_facet_set;
/* html_facets.c: links to them, with how many figures each leaves. */
void tr_html_facets(tr_html *h, const tr_query *query, const tr_facet_set sets[TR_DIM_COUNT]);
/* <select> with its label; its options; one option for several values, which keeps them. */
void tr_html_select_begin(tr_html *h, const char *name, const char *label);
void tr_html_select_end(tr_html *h);
void tr_html_option(tr_html *h, const char *value, const char *text, int selected);
/* The same with a text that may be in another language than the page. */
void tr_html_option_in(tr_html *h, const char *value, tr_label label, int selected);
void tr_html_option_several(tr_html *h, tr_dim dim, const tr_query *query);
/* Whether this target understands filters. */
int tr_html_has_filter(const tr_target *target);

/* ---- pages ---- */

void tr_html_overview(tr_html *h);
void tr_html_requests(tr_html *h);
void tr_html_item(tr_html *h);
void tr_html_index(tr_html *h);
void tr_html_narrative(tr_html *h);
void tr_html_corrections(tr_html *h);
/* How many corrections concern the item that the page shows, with a link; nothing when none do. */
void tr_html_corrections_here(tr_html *h);
/* What corrections can be asked for: two editions, what they concern. */
void tr_html_changes_form(tr_html *h, const tr_query *query);
void tr_html_about(tr_html *h);
void tr_html_problem(tr_html *h, const tr_problem *problem);

/* ---- html_coverage.c ---- */
void tr_html_coverage(tr_html *h);

/* What was left out of the record because of errors; nothing when it is complete. */
void tr_html_incomplete(tr_html *h);

/* ---- html_corrections.c ---- */

/* What a figure is about, in words. */
void tr_html_cell_where(tr_html *h, const tr_gen_cell *cell);
/* Why something is different, or that nobody says. */
void tr_html_change_reason(tr_html *h, const struct tr_change *change);
/* "first", "replaced" ...: the last part of the messages about it. */
const char *tr_html_change_word(const struct tr_change *change);
/* Where /corrections shows it. */
const char *tr_html_change_fragment(const tr_html *h, const struct tr_change *change);

/* ---- html_entity.c ---- */

/* Where an entity is shown, or NULL. */
const char *tr_html_entity_href(const tr_html *h, int kind, const char *id);

/* Whether an entity is part of the record as of the view's edition. */
const tr_gen_version *tr_html_current(const tr_html *h, const tr_gen_entity *entity);
/* The fragment of an entity: "law-calea". */
const char *tr_html_entity_fragment(const tr_html *h, int kind, const char *id);
/* Link to an entity by kind and id; plain text when it is not there. */
void tr_html_reference(tr_html *h, const char *kind, const char *id);
/* All of an entity but its name: attributes and children. */
void tr_html_entity_body(tr_html *h, uint32_t node);
/* Whole, as an article with a heading of `level`. */
void tr_html_entity(tr_html *h, const tr_gen_entity *entity, int level);

/* The parts of one name, below their heading. */
void tr_html_parts(tr_html *h, uint32_t node, const char *name);
/* Whether a node is such an element. */
int tr_html_is_element(const tr_html *h, uint32_t node, const char *name);
/* What an element may have by that name, and *value, which it has; NULL: it has none. */
const tr_attr_def *tr_html_find_attribute(const tr_html *h, uint32_t node, const char *name, const char **value);
/* A piece of evidence: its words, when, what it rests on. */
void tr_html_evidence(tr_html *h, uint32_t node);
/* Whether a node is evidence that contradicts. */
int tr_html_is_against(const tr_html *h, uint32_t node);

/* ---- html_definitions.c ---- */

/* Where a code of the tables is explained, or NULL. */
const char *tr_html_meaning(const tr_html *h, tr_dim dim, uint16_t ordinal);
/* "Share", with a link to what it means. */
void tr_html_share_head(tr_html *h);
/* Our own words for the heads of tables, below the record's definitions. */
void tr_html_glossary(tr_html *h);

/* ---- html_statements.c, html_retention.c ---- */

void tr_html_statement(tr_html *h, const tr_gen_entity *entity, int level);
void tr_html_retention(tr_html *h);

/* The value of an attribute as its type wants it; `lang` of a text. */
void tr_html_attribute(tr_html *h, const tr_attr_def *attr, const char *value, const char *lang);

/* One node's text in the language it has; notes when it is not the page's. */
void tr_html_node_text(tr_html *h, const tr_gen_node *node);

#endif
