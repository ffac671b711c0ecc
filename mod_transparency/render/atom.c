/* SPDX-License-Identifier: Apache-2.0 */
/*
 * atom.c - a feed as Atom (RFC 4287), its archive by RFC 5005.
 *
 * Nothing in a full page of the archive depends on what was published after
 * it: names are those of its own editions, its neighbours are known.  Links
 * are absolute where the canonical address is known, else relative.
 */
#include "render/feed.h"

#include "query/memento.h"
#include "render/facts.h"
#include "render/html.h"
#include "render/licences.h"

enum { CELLS_MAX = 20, CONTENT_MAX = 1 << 26 };

typedef struct atom {
    const tr_render *render;
    const tr_feed *feed;
    tr_html words;              /* for names and texts; its `out` is the content being made */
    tr_gen then;                /* as of the edition being written about */
    const char *up;             /* what an address of the record begins with: absolute or "" or "../" */
    const char *name;           /* last segment of the feed's path, with the language */
    tr_out *out;
    apr_pool_t *pool;
} atom;

/* ---- Syntax ---- */

static void put_element(atom *a, const char *name, const char *text)
{
    tr_out_format(a->out, "<%s>", name);
    tr_out_html(a->out, text);
    tr_out_format(a->out, "</%s>\n", name);
}

static void put_link(atom *a, const char *relation, const char *type,
                     const char *href)
{
    tr_out_format(a->out, "<link rel=\"%s\"", relation);
    if (type) {
        tr_out_format(a->out, " type=\"%s\" hreflang=\"", type);
        tr_out_html(a->out, a->render->lang);
        tr_out_char(a->out, '"');
    }
    tr_out_text(a->out, " href=\"");
    tr_out_html(a->out, href);
    tr_out_text(a->out, "\"/>\n");
}

static const char *instant_text(const atom *a, uint16_t edition)
{
    return tr_fact_instant(TR_GEN_ROWS(a->render->gen, int64_t, instants)
                           [edition], a->pool);
}

static void put_author(atom *a, tr_label name)
{
    tr_out_text(a->out, "<author><name>");
    tr_out_html(a->out, name.text);
    tr_out_text(a->out, "</name></author>\n");
}

/* ---- The feed ---- */

static const char *address(const atom *a, uint32_t page)
{
    const char *path = a->render->target->path, *slash = strrchr(path, '/');
    const char *stem = !a->render->canonical_base ? ""
                       : apr_pstrcat(a->pool, a->up, slash
                                     ? apr_pstrmemdup(a->pool, path, (apr_size_t)(slash + 1 - path))
                                     : "", NULL);
    return apr_pstrcat(a->pool, stem, a->name, ".atom", page > 1
                       ? apr_psprintf(a->pool, "?page=%u", page) : "", NULL);
}

static void put_self(atom *a)
{
    const tr_feed *feed = a->feed;
    const char *type = "application/atom+xml";
    const char *path = a->render->target->item ? a->render->target->path : "";

    put_link(a, "self", type, address(a, feed->page));
    put_link(a, "alternate", "text/html", tr_html_href(&a->words, path, "", ""));
    if (feed->page > 1)
        put_link(a, "current", type, address(a, 1));
    if (feed->page > 2 && feed->last_full)
        put_link(a, "prev-archive", type,
                 address(a, feed->page - 1 < feed->last_full ? feed->page - 1
                                                             : feed->last_full));
    else if (feed->page == 1 && feed->last_full)
        put_link(a, "prev-archive", type, address(a, feed->last_full));
    if (feed->page > 1 && feed->page <= feed->last_full)
        put_link(a, "next-archive", type, address(a, feed->page + 1));
}

static void put_history(atom *a)
{
    if (a->feed->page == 1 && a->feed->complete)
        tr_out_text(a->out, "<fh:complete/>\n");
    else if (a->feed->page > 1 && a->feed->page <= a->feed->last_full)
        tr_out_text(a->out, "<fh:archive/>\n");
}

static tr_label feed_name(const atom *a)
{
    const tr_target *target = a->render->target;
    tr_label site = tr_html_site_title(&a->words);

    if (target->item)
        site.text = apr_pstrcat(a->pool, tr_html_code_label(&a->words,
            (tr_dim)tr_resources[target->resource].dim,
            target->item_code).text, " – ", site.text, NULL);
    return site;
}

/* The publisher where there is one only, else the record's name. */
static tr_label feed_author(const atom *a)
{
    if (a->render->gen->head->codes[TR_DIM_PUBLISHER].count == 2)
        return tr_html_code_label(&a->words, TR_DIM_PUBLISHER, 1);
    return tr_html_site_title(&a->words);
}

static void put_head(atom *a)
{
    const apr_array_header_t *licences = tr_licences_stated(&a->then, a->pool);

    tr_out_text(a->out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                "<feed xmlns=\"http://www.w3.org/2005/Atom\" xmlns:fh="
                "\"http://purl.org/syndication/history/1.0\" xml:lang=\"");
    tr_out_html(a->out, a->render->lang);
    tr_out_text(a->out, "\">\n");
    put_element(a, "id", tr_feed_id(a->render, a->pool));
    put_element(a, "title", tr_catalog_fill(a->pool,
        tr_catalog_text(a->render->catalog, "feed.title"), "title",
        feed_name(a).text, NULL));
    put_element(a, "updated", instant_text(a, a->feed->edition));
    put_author(a, feed_author(a));
    put_self(a);
    for (int i = 0; i < licences->nelts; i++)
        put_link(a, "license", NULL, APR_ARRAY_IDX(licences, i, const char *));
    put_history(a);
}

/* ---- An entry ---- */

/* Seen as of an edition, with links to its own version. */
static void go_to(atom *a, uint16_t edition)
{
    const tr_gen *gen = a->render->gen;

    a->then = *gen;
    a->then.edition = edition;
    a->then.current = gen->current && edition == gen->edition;
    a->words.gen = &a->then;
    a->words.up = apr_pstrcat(a->pool, a->up, tr_version_prefix(
        TR_GEN_ROWS(gen, int64_t, instants)[edition], a->pool), NULL);
}

static const tr_gen_version *version_row(const atom *a, uint32_t index)
{
    return TR_GEN_ROWS(a->render->gen, tr_gen_version, versions) + index;
}

/* "Law: CALEA"; what is withdrawn keeps its name. */
static const char *entry_name(const atom *a, const tr_change *change,
                              const tr_gen_entity *entity)
{
    uint32_t version = change->kind == TR_CHANGE_WITHDRAWN
                       && change->old_version != UINT32_MAX
                       ? change->old_version : change->new_version;

    return apr_pstrcat(a->pool, tr_html_word(&a->words, "entity",
                       tr_elements[entity->kind].name).text, ": ",
                       tr_html_node_label(&a->words,
                                          version_row(a, version)->root).text,
                       NULL);
}

static void put_side(atom *a, uint32_t block, uint32_t row)
{
    tr_gen_cell cell;

    if (row == TR_NO_ROW) {
        tr_html_say(&a->words, "change.absent");
        return;
    }
    tr_gen_cell_get(a->words.gen, block, row, &cell);
    tr_html_cell_number(&a->words, &cell);
}

static void put_cell(atom *a, const tr_change_cell *changed)
{
    tr_gen_cell cell;

    tr_gen_cell_get(a->words.gen, changed->block, changed->new_row != TR_NO_ROW
                    ? changed->new_row : changed->old_row, &cell);
    tr_html_raw(&a->words, "<li>");
    tr_html_cell_where(&a->words, &cell);
    tr_html_raw(&a->words, ": <del>");
    put_side(a, changed->block, changed->old_row);
    tr_html_raw(&a->words, "</del> → <ins>");
    put_side(a, changed->block, changed->new_row);
    tr_html_raw(&a->words, "</ins></li>\n");
}

static void put_cells(atom *a, const tr_feed_entry *entry, const char *more)
{
    uint32_t shown = entry->cell_count < CELLS_MAX ? entry->cell_count
                                                   : CELLS_MAX;
    if (!shown)
        return;
    tr_html_raw(&a->words, "<ul>\n");
    for (uint32_t i = 0; i < shown; i++)
        put_cell(a, entry->cells[i]);
    tr_html_raw(&a->words, "</ul>\n");
    if (shown == entry->cell_count)
        return;
    tr_html_raw(&a->words, "<p><a");
    tr_html_attr(&a->words, "href", more);
    tr_html_raw(&a->words, ">");
    tr_html_say_count(&a->words, "feed.more", entry->cell_count - shown);
    tr_html_raw(&a->words, "</a></p>\n");
}

static void put_content(atom *a, const tr_feed_entry *entry, const char *more)
{
    tr_out content;
    apr_size_t length;
    const char *body;

    tr_out_memory(&content, CONTENT_MAX, a->pool);
    a->words.out = &content;
    tr_html_raw(&a->words, "<div");
    tr_html_attr(&a->words, "dir", tr_locale_direction(a->render->locale));
    tr_html_raw(&a->words, "><p>");
    tr_html_put(&a->words, tr_html_message(&a->words, "change",
                tr_html_change_word(entry->change), ""));
    tr_html_raw(&a->words, "</p>\n");
    tr_html_change_reason(&a->words, entry->change);
    put_cells(a, entry, more);
    tr_html_raw(&a->words, "</div>");
    tr_out_char(&content, '\0');
    if (tr_out_end(&content) != APR_SUCCESS) {
        a->out->status = content.status;
        return;
    }
    body = tr_out_body(&content, &length);
    tr_out_text(a->out, "<content type=\"html\">");
    tr_out_html(a->out, body);
    tr_out_text(a->out, "</content>\n");
}

static void put_categories(atom *a, const char *kind, const char *word)
{
    tr_out_format(a->out, "<category scheme=\"" TR_NAMESPACE ":kind\" "
                  "term=\"%s\"/>\n<category scheme=\"" TR_NAMESPACE ":change\" "
                  "term=\"%s\"/>\n", kind, word);
}

static void put_entry(atom *a, const tr_feed_entry *entry)
{
    const tr_change *change = entry->change;
    const tr_gen_entity *entity = TR_GEN_ROWS(a->render->gen, tr_gen_entity,
                                              entities) + change->entity;
    const char *word = tr_html_change_word(change);
    const char *instant = instant_text(a, change->edition), *href, *more;

    go_to(a, change->edition);
    more = tr_html_href(&a->words, "corrections", "",
                        tr_html_change_fragment(&a->words, change));
    href = change->kind == TR_CHANGE_WITHDRAWN ? NULL
           : tr_html_entity_href(&a->words, entity->kind,
                                 tr_gen_string(&a->then, entity->id));
    tr_out_text(a->out, "<entry>\n");
    put_element(a, "id", tr_feed_entry_id(a->render, entry, a->pool));
    put_element(a, "title", tr_catalog_fill(a->pool, tr_html_message(
        &a->words, "feed", word, ""), "name", entry_name(a, change, entity),
        NULL));
    put_element(a, "published", instant);
    put_element(a, "updated", instant);
    if (entry->publisher)
        put_author(a, tr_html_code_label(&a->words, TR_DIM_PUBLISHER,
                                         entry->publisher));
    put_categories(a, tr_elements[entity->kind].name, word);
    put_link(a, "alternate", "text/html", href ? href : more);
    if (href && change->kind != TR_CHANGE_FIRST)
        put_link(a, "related", "text/html", more);
    put_content(a, entry, more);
    tr_out_text(a->out, "</entry>\n");
}

/* ---- ---- */

static void start(atom *a, const tr_render *render, const tr_feed *feed,
                  tr_out *out)
{
    const char *path = render->target->path, *slash = strrchr(path, '/');
    int other = strcmp(render->lang, render->site->default_language) != 0;

    a->render = render;
    a->feed = feed;
    a->out = out;
    a->pool = render->pool;
    a->up = render->canonical_base
            ? apr_pstrcat(a->pool, render->canonical_base, "/", NULL)
            : tr_path_up(path, a->pool);
    a->name = apr_pstrcat(a->pool, slash ? slash + 1 : path, other ? "." : "",
                          other ? render->lang : "", NULL);
    a->words = (tr_html){
        .render = render, .gen = render->gen, .out = out, .pool = a->pool,
        .query = &render->target->query, .up = a->up, .root = a->up,
        .name = a->name,
        .suffix = other ? apr_pstrcat(a->pool, ".", render->lang, ".html", NULL)
                        : ""
    };
    go_to(a, feed->edition);
    a->words.up = a->up;
}

apr_status_t tr_render_atom(const tr_render *render, tr_out *out)
{
    tr_feed feed;
    atom a;
    apr_status_t status = tr_feed_open(&feed, render);

    if (status != APR_SUCCESS)
        return out->status = status;
    start(&a, render, &feed, out);
    put_head(&a);
    for (uint32_t i = 0; i < feed.count && out->status == APR_SUCCESS; i++)
        put_entry(&a, feed.entries[i]);
    tr_out_text(out, "</feed>\n");
    return out->status;
}
