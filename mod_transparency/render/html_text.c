/* SPDX-License-Identifier: Apache-2.0 */
/* Words, names, dates and links of HTML pages; see html.h. */
#include "render/html.h"

#include <apr_escape.h>
#include <stdlib.h>
#include <strings.h>

#include <unicode/uloc.h>
#include <unicode/ustring.h>

#include "intl/text.h"
#include "model/date.h"

void tr_html_put(tr_html *h, const char *text)
{
    tr_out_html(h->out, text);
}

const char *tr_html_escape(const tr_html *h, const char *text)
{
    return apr_pescape_entity(h->pool, text, 0);
}

void tr_html_raw(tr_html *h, const char *markup)
{
    tr_out_text(h->out, markup);
}

void tr_html_attr(tr_html *h, const char *name, const char *value)
{
    tr_html_raw(h, " ");
    tr_html_raw(h, name);
    tr_html_raw(h, "=\"");
    tr_html_put(h, value);
    tr_html_raw(h, "\"");
}

/* ---- Messages ---- */

void tr_html_say(tr_html *h, const char *key)
{
    tr_html_put(h, tr_catalog_text(h->render->catalog, key));
}

void tr_html_fact(tr_html *h, const char *key, const char *markup)
{
    tr_html_raw(h, "<div><dt>");
    tr_html_say(h, key);
    tr_html_raw(h, "</dt><dd>");
    tr_html_raw(h, markup);
    tr_html_raw(h, "</dd></div>\n");
}

const char *tr_html_pattern(const tr_html *h, const char *key)
{
    return tr_html_escape(h, tr_catalog_text(h->render->catalog, key));
}

void tr_html_say_count(tr_html *h, const char *key, uint64_t count)
{
    tr_html_put(h, tr_text_count(h->render->catalog, h->render->locale, key,
                                 (apr_int64_t)count, h->pool));
}

const char *tr_html_message(const tr_html *h, const char *family,
                            const char *word, const char *suffix)
{
    return tr_catalog_text(h->render->catalog,
                           apr_pstrcat(h->pool, family, ".", word, suffix,
                                       NULL));
}

/* The message FAMILY.WORD, or NULL. */
static const char *word_text(const tr_html *h, const char *family,
                             const char *word)
{
    const char *key = apr_pstrcat(h->pool, family, ".", word, NULL);
    const char *text = tr_catalog_text(h->render->catalog, key);

    return text == key ? NULL : text;
}

tr_label tr_html_word(const tr_html *h, const char *family, const char *word)
{
    static const char *const shared[] = { "word", "dimension", "mark" };
    const char *text = word_text(h, family, word);
    char *plain;

    for (unsigned i = 0; !text && i < sizeof shared / sizeof shared[0]; i++)
        text = word_text(h, shared[i], word);
    if (text)
        return (tr_label){ text, NULL };
    plain = apr_pstrdup(h->pool, word);
    for (char *c = plain; *c; c++)
        if (*c == '-')
            *c = ' ';
    if (*plain >= 'a' && *plain <= 'z')
        *plain = (char)(*plain - 'a' + 'A');
    return (tr_label){ plain, tr_html_same_language(h->render->lang, "en")
                              ? NULL : "en" };
}

/* A Chinese mark has its blank within. */
const char *tr_html_mark_text(const tr_html *h, const char *key)
{
    const char *mark = tr_catalog_text(h->render->catalog, key);
    int wide = !strncmp(mark, "\xef\xbc", 2) || !strncmp(mark, "\xe3\x80", 2);

    return wide ? mark : apr_pstrcat(h->pool, mark, " ", NULL);
}

void tr_html_mark(tr_html *h, const char *key)
{
    tr_html_put(h, tr_html_mark_text(h, key));
}

const char *tr_html_number(const tr_html *h, int64_t number)
{
    return tr_locale_integer(h->render->locale, number, h->pool);
}

/* ---- Dates ---- */

static int digits(const char *text, int count)
{
    for (int i = 0; i < count; i++)
        if (text[i] < '0' || text[i] > '9')
            return 0;
    return 1;
}

/* The words for a date of four, seven or ten characters; NULL: it is none. */
static const char *date_words(const tr_html *h, const char *iso, size_t length)
{
    const tr_locale *locale = h->render->locale;
    int year, month;
    int32_t day;

    if (length == 10 && tr_date_parse(iso, 10, &day))
        return tr_locale_date(locale, day, TR_DATE_LONG, h->pool);
    if ((length != 4 && length != 7) || !digits(iso, 4))
        return NULL;
    year = atoi(iso);
    if (length == 4)
        return tr_date_exists(year, 1, 1)
               ? tr_locale_period(locale, tr_date_make(year, 1, 1),
                                  tr_date_make(year, 12, 31), h->pool) : NULL;
    if (iso[4] != '-' || !digits(iso + 5, 2))
        return NULL;
    month = atoi(iso + 5);
    if (!tr_date_exists(year, month, 1))
        return NULL;
    return tr_locale_period(locale, tr_date_make(year, month, 1),
                            tr_date_make(year, month,
                                         tr_date_month_length(year, month)),
                            h->pool);
}

const char *tr_html_date(const tr_html *h, const char *iso)
{
    size_t length = strlen(iso);
    const char *words;

    /* an instant at midnight is a day, any other is shown as it is written */
    if (length == 20 && !strcmp(iso + 10, "T00:00:00Z"))
        length = 10;
    words = date_words(h, iso, length);
    if (!words)
        return tr_html_escape(h, iso);
    return apr_pstrcat(h->pool, "<time datetime=\"",
                       tr_html_escape(h, apr_pstrmemdup(h->pool, iso, length)),
                       "\">", tr_html_escape(h, words), "</time>", NULL);
}

const char *tr_html_instant(const tr_html *h, int64_t seconds)
{
    int64_t day = seconds / 86400 - (seconds % 86400 < 0);
    int64_t rest = seconds - day * 86400;
    char iso[TR_DATE_TEXT];

    tr_date_format((int32_t)day, iso);
    if (rest == 0)
        return tr_html_date(h, iso);
    return apr_psprintf(h->pool,
                        "<time datetime=\"%sT%02d:%02d:%02dZ\">%s</time>", iso,
                        (int)(rest / 3600), (int)(rest / 60 % 60),
                        (int)(rest % 60),
                        tr_html_escape(h, tr_locale_instant(
                            h->render->locale, apr_time_from_sec(seconds),
                            h->pool)));
}

int tr_html_passed(const tr_html *h, const char *iso)
{
    int32_t day;

    return tr_date_parse(iso, strlen(iso), &day)
           && h->gen->head->instant >= ((int64_t)day + 1) * 86400;
}

/* ---- Names ---- */

int tr_html_same_language(const char *a, const char *b)
{
    size_t length = strcspn(a, "-");

    return strcspn(b, "-") == length && !strncasecmp(a, b, length);
}

const char *tr_html_direction(const char *lang)
{
    if (!*lang || tr_html_same_language(lang, "zxx")
        || tr_html_same_language(lang, "und"))
        return "auto";
    return uloc_isRightToLeft(lang) ? "rtl" : "ltr";
}

static tr_label foreign(const tr_html *h, const char *text, const char *lang)
{
    tr_label label = { text, NULL };

    if (*lang && strcasecmp(lang, h->render->lang))
        label.lang = lang;
    return label;
}

tr_label tr_html_node_label(const tr_html *h, uint32_t node)
{
    const tr_gen_node *child;
    const tr_gen_node *own = TR_GEN_ROWS(h->gen, tr_gen_node, nodes) + node;
    const char *text;

    child = tr_gen_child(h->gen, node, "title", h->render->lang);
    if (!child || !child->text)
        child = tr_gen_child(h->gen, node, "name", h->render->lang);
    if (child && child->text)
        return foreign(h, tr_gen_string(h->gen, child->text),
                       tr_gen_string(h->gen, child->lang));
    text = tr_gen_attr_named(h->gen, node, "name");
    if (text)
        return foreign(h, text, tr_gen_string(h->gen, own->lang));
    text = tr_gen_attr_named(h->gen, node, "id");
    return foreign(h, text ? text : tr_elements[own->element].name, "zxx");
}

tr_label tr_html_country_label(const tr_html *h, const char *code)
{
    return (tr_label){ tr_text_country(h->render->catalog, h->render->locale,
                                       code, h->pool), NULL };
}

const char *tr_html_language_name(const tr_html *h, const char *tag)
{
    static const char *const names[][2] = {
        { "ar", "العربية" }, { "de", "Deutsch" }, { "en", "English" },
        { "es", "Español" }, { "fa", "فارسی" }, { "fr", "Français" },
        { "pt", "Português" }, { "ru", "Русский" }, { "tr", "Türkçe" },
        { "uk", "Українська" }, { "zh-Hans", "简体中文" }
    };
    UErrorCode status = U_ZERO_ERROR;
    UChar wide[64];
    char text[256];

    for (unsigned i = 0; i < sizeof names / sizeof names[0]; i++)
        if (!strcasecmp(names[i][0], tag))
            return names[i][1];
    uloc_getDisplayName(tag, tag, wide, 64, &status);
    u_strToUTF8(text, sizeof text, NULL, wide, -1, &status);
    return U_SUCCESS(status) && *text ? apr_pstrdup(h->pool, text) : tag;
}

tr_label tr_html_period_label(const tr_html *h, const tr_period *period)
{
    return (tr_label){ tr_locale_period(h->render->locale, period->start_day,
                                        period->end_day, h->pool), NULL };
}

/* The name the record gives a code: of its entity, or of its <code>. */
static int entity_label(const tr_html *h, const tr_gen_code *code,
                        tr_label *label)
{
    const tr_gen_entity *entity;
    const tr_gen_version *version;

    if (!code->entity)
        return 0;
    entity = TR_GEN_ROWS(h->gen, tr_gen_entity, entities) + code->entity - 1;
    version = tr_gen_version_of(h->gen, entity);
    if (!version || version->withdrawn)
        return 0;
    *label = tr_html_node_label(h, version->root);
    return 1;
}

tr_label tr_html_code_label(const tr_html *h, tr_dim dim, uint16_t ordinal)
{
    const tr_gen_code *code = &tr_gen_codes(h->gen, dim)[ordinal];
    const char *text = tr_gen_code_text(h->gen, dim, ordinal), *key;
    tr_label label = { text, NULL };

    if (!ordinal || ordinal >= h->gen->head->codes[dim].count)
        label.text = tr_catalog_text(h->render->catalog, "filter.all");
    else if (dim == TR_DIM_PERIOD)
        label = tr_html_period_label(h, &code->period);
    else if ((dim == TR_DIM_COUNTRY || dim == TR_DIM_VIA) && !code->extension)
        label.text = tr_text_country(h->render->catalog, h->render->locale,
                                     text, h->pool);
    else if (!code->extension && !tr_dims[dim].entity) {
        key = apr_pstrcat(h->pool, tr_dims[dim].code, ".", text, NULL);
        label.text = tr_catalog_text(h->render->catalog, key);
        if (label.text == key && !entity_label(h, code, &label))
            label = foreign(h, text, "zxx");
    }
    else if (!entity_label(h, code, &label))
        label = foreign(h, text, "zxx");
    return label;
}

const char *tr_html_label_markup(const tr_html *h, tr_label label)
{
    const char *text = tr_html_escape(h, label.text);

    if (!label.lang)
        return apr_pstrcat(h->pool, "<bdi>", text, "</bdi>", NULL);
    return apr_pstrcat(h->pool, "<bdi lang=\"", tr_html_escape(h, label.lang),
                       "\">", text, "</bdi>", NULL);
}

void tr_html_label(tr_html *h, tr_label label)
{
    tr_html_raw(h, tr_html_label_markup(h, label));
}

/* ---- Links ---- */

const char *tr_html_href(const tr_html *h, const char *path, const char *query,
                         const char *fragment)
{
    const char *stem = *path ? path : *h->suffix ? "index" : "";
    const char *up = *h->up || *stem ? h->up : "./";

    return apr_pstrcat(h->pool, up, stem, *stem ? h->suffix : "",
                       *query ? "?" : "", query, *fragment ? "#" : "",
                       fragment, NULL);
}

void tr_html_link(tr_html *h, const char *href, tr_label label)
{
    tr_html_raw(h, "<a");
    tr_html_attr(h, "href", href);
    tr_html_raw(h, ">");
    tr_html_label(h, label);
    tr_html_raw(h, "</a>");
}

const char *tr_html_code_path(const tr_html *h, tr_dim dim, uint16_t ordinal)
{
    return tr_item_path(h->gen, dim, ordinal, h->pool);
}

const char *tr_html_code_markup(const tr_html *h, tr_dim dim, uint16_t ordinal)
{
    const char *label = tr_html_label_markup(h, tr_html_code_label(h, dim, ordinal));
    const char *path = tr_html_code_path(h, dim, ordinal);
    const char *meaning = path ? NULL : tr_html_meaning(h, dim, ordinal);

    if (!path && !meaning)
        return label;
    return apr_pstrcat(h->pool, meaning ? "<a class=\"x\" href=\"" : "<a href=\"",
                       tr_html_escape(h, meaning ? meaning
                                      : tr_html_href(h, path, "", "")), "\">",
                       label, "</a>", NULL);
}

void tr_html_code(tr_html *h, tr_dim dim, uint16_t ordinal)
{
    tr_html_raw(h, tr_html_code_markup(h, dim, ordinal));
}

const char *tr_html_self(const tr_html *h, const tr_query *query)
{
    const char *text = query ? tr_query_string(h->gen, query, h->pool) : "";

    return tr_html_href(h, h->render->target->path, text, "");
}

void tr_html_outward(tr_html *h, const char *url, const char *text,
                     const char *lang)
{
    tr_html_raw(h, "<a");
    tr_html_attr(h, "href", url);
    tr_html_raw(h, " rel=\"nofollow noopener noreferrer\"");
    if (lang && strcasecmp(lang, h->render->lang))
        tr_html_attr(h, "lang", lang);
    if (!strcmp(url, text))
        tr_html_attr(h, "dir", "ltr");
    else if (lang)              /* the line about it may run the other way */
        tr_html_attr(h, "dir", tr_html_direction(lang));
    tr_html_raw(h, ">");
    tr_html_put(h, text);
    tr_html_raw(h, "</a>");
}
