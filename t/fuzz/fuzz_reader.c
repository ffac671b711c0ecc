/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fuzzing the reader: any bytes, fed in portions that the first byte decides.
 *
 * What must hold whatever the bytes are: a usable file has no error, and every
 * cell of it is valid and refers to words that are there; the same bytes in
 * one portion give the same file.
 */
#include <apr_general.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "record/read.h"

#define must(condition)                                                     \
    do {                                                                    \
        if (!(condition)) {                                                 \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
            abort();                                                        \
        }                                                                   \
    } while (0)

static const tr_limits limits = { 1 << 20, 2000, 16 };

static tr_file *feed(const char *bytes, size_t length, unsigned seed,
                     apr_pool_t *pool)
{
    tr_reader *reader = tr_reader_make("fuzz.xml", &limits, pool);

    for (size_t at = 0; at < length;) {
        size_t part = length - at;
        if (seed) {
            seed = seed * 1103515245 + 12345;
            size_t wish = 1 + (seed >> 16) % (seed & 4096 ? 20000 : 7);
            part = wish < part ? wish : part;
        }
        if (tr_reader_feed(reader, bytes + at, part) != 0)
            break;
        at += part;
    }
    return tr_reader_end(reader);
}

static void check_cells(const tr_file *file, const tr_entity *entity)
{
    must(entity->cell_count == 0 || entity->table);
    for (uint32_t i = 0; i < entity->cell_count; i++) {
        const tr_cell *cell = &entity->cells[i];
        must(tr_value_is_valid(&cell->figure.value));
        must(cell->figure.kind != TR_FIGURE_NONE);
        must(cell->measure && cell->measure < file->word_count);
        must(cell->unit && cell->unit < file->word_count);
        for (int dim = 0; dim < TR_DIM_CELL_COUNT; dim++)
            must(cell->code[dim] < file->word_count);
        must(cell->service < file->word_count && cell->notes < file->word_count
             && cell->source < file->word_count && cell->reason < file->word_count
             && cell->printed < file->word_count
             && cell->percent_of < file->word_count
             && cell->country_printed < file->word_count);
        must((cell->kind == TR_CELL_STATED_TOTAL) == (cell->code[0] == 0));
        must(tr_period_inside(&cell->period, &entity->table->period));
        must(cell->rounding < TR_ROUNDING_COUNT);
    }
}

static void check_element(const tr_element *element)
{
    must(element->lang && *element->lang);
    must(!(element->def->flags & (TR_EL_LABEL | TR_EL_TEXT)) || element->text);
    for (int i = 0; element->def->attrs[i].name; i++)
        must(!element->def->attrs[i].required || element->attrs[i]);
    for (const tr_element *child = element->children; child; child = child->next) {
        must(child->parent == element);
        check_element(child);
    }
}

static void check_file(const tr_file *file)
{
    must(file->usable == (file->diags->errors == 0));
    if (!file->usable)
        return;
    for (const tr_entity *entity = file->entities; entity; entity = entity->next) {
        must(entity->id && entity->kind > 0);
        check_element(entity->root);
        check_cells(file, entity);
    }
}

static void same_diags(const tr_file *a, const tr_file *b, apr_pool_t *pool)
{
    const tr_diag *left = a->diags->first, *right = b->diags->first;

    for (; left && right; left = left->next, right = right->next)
        must(strcmp(tr_diag_line(left, pool), tr_diag_line(right, pool)) == 0);
    must(!left && !right);
}

static void same_files(const tr_file *a, const tr_file *b, apr_pool_t *pool)
{
    const tr_entity *left = a->entities, *right = b->entities;

    must(a->usable == b->usable && a->cell_count == b->cell_count
         && a->word_count == b->word_count && a->published == b->published);
    same_diags(a, b, pool);
    for (; left && right; left = left->next, right = right->next) {
        must(left->kind == right->kind && left->line == right->line
             && left->cell_count == right->cell_count);
        for (uint32_t i = 0; i < left->cell_count; i++)
            must(left->cells[i].line == right->cells[i].line
                 && left->cells[i].column == right->cells[i].column
                 && memcmp(left->cells[i].code, right->cells[i].code,
                           sizeof left->cells[i].code) == 0
                 && tr_value_equal(&left->cells[i].figure.value,
                                   &right->cells[i].figure.value));
    }
    must(!left && !right);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static int started;
    apr_pool_t *pool;

    if (size < 1)
        return 0;
    if (!started++)
        apr_initialize();
    apr_pool_create(&pool, NULL);
    /* the first byte seeds the portions, unless the file begins with it */
    unsigned seed = data[0] == '<' ? 0x5eed : data[0] + 1u;
    const char *bytes = (const char *)data + (data[0] != '<');
    size_t length = size - (data[0] != '<');
    tr_file *parts = feed(bytes, length, seed, pool);
    tr_file *whole = feed(bytes, length, 0, pool);
    check_file(parts);
    same_files(parts, whole, pool);
    apr_pool_destroy(pool);
    return 0;
}
