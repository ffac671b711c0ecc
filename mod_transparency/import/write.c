/* SPDX-License-Identifier: Apache-2.0 */
/* Writing a file of the record, and where each of its lines came from. */
#include <apr_strings.h>
#include <string.h>

#include "import/made.h"
#include "record/vocabulary.h"

typedef struct writing {
    tr_vector text;             /* char */
    tr_vector lines;            /* int */
} writing;

static void put(writing *w, const char *text, int line)
{
    size_t length = strlen(text);

    memcpy(tr_vector_add(&w->text, length), text, length);
    for (const char *at = text; (at = strchr(at, '\n')); at++)
        *(int *)tr_vector_add(&w->lines, 1) = line;
}

static void put_made(writing *w, const tr_made *made, const tr_node *correction,
                     apr_pool_t *pool)
{
    const tr_made_row *rows = made->rows.bytes;
    int inside;

    if (made->line == 0) {
        put(w, made->intro, 0);
        return;
    }
    inside = *made->intro || made->rows.count || (made->correct && correction);
    put(w, apr_pstrcat(pool, "  <", made->kind, made->head, inside ? ">\n" : "/>\n", NULL),
        made->line);
    put(w, made->intro, made->line);
    for (size_t i = 0; i < made->rows.count; i++)
        put(w, rows[i].text, rows[i].line);
    if (made->correct && correction)
        put(w, tr_write_plain(correction, 2, pool), made->line);
    if (inside)
        put(w, apr_pstrcat(pool, "  </", made->kind, ">\n", NULL), made->line);
}

void tr_write_file(tr_written *out, const tr_made_file *made, const tr_map *map,
                   const char *published, const char *comment,
                   const tr_node *correction, apr_pool_t *pool)
{
    apr_pool_t *scratch;
    writing w;

    apr_pool_create(&scratch, pool);
    tr_vector_init(&w.text, 1, scratch);
    tr_vector_init(&w.lines, sizeof(int), scratch);
    put(&w, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", 0);
    put(&w, apr_pstrcat(pool, "<!-- ", comment, " -->\n", NULL), 0);
    put(&w, apr_pstrcat(pool, "<transparency xmlns=\"" TR_NAMESPACE "\"",
                        tr_xml_attr("published", published, pool),
                        map->publisher ? tr_xml_attr("publisher", map->publisher, pool) : "",
                        map->language ? tr_xml_attr("xml:lang", map->language, pool) : "",
                        ">\n", NULL), 0);
    for (const tr_made *one = made->first; one; one = one->next)
        if (!one->told)
            put_made(&w, one, correction, pool);
    put(&w, "</transparency>\n", 0);
    out->length = w.text.count;
    out->text = apr_pstrmemdup(pool, w.text.bytes, w.text.count);
    out->line_count = (int)w.lines.count;
    out->lines = apr_pmemdup(pool, w.lines.bytes, w.lines.count * sizeof(int));
    apr_pool_destroy(scratch);
}
