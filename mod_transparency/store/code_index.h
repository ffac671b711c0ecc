/* SPDX-License-Identifier: Apache-2.0 */
/*
 * code_index.h - finds a code of a dimension by its text.
 *
 *   codes[dim], in the order of the tree:  0 ""   1 EU   2 DE   3 FR   4 AL
 *   .by_text, in the order of the texts:     0      4      2      1      3
 *
 * codes[i].by_text is the ordinal of the i-th code by the bytes of its text; the
 * whole, which has none, comes first.  Read by binary search.
 */
#ifndef TR_STORE_CODE_INDEX_H
#define TR_STORE_CODE_INDEX_H

#include "store/generation.h"

/* Fills in .by_text of all codes of a dimension of a generation in the making, whose strings are there. */
void tr_code_index_fill(tr_gen_head *head, tr_dim dim, apr_pool_t *pool);

/* Ordinal of the code with these `length` bytes as text, of whatever edition; 0: there is none. */
uint16_t tr_code_index_find(const tr_gen *gen, tr_dim dim, const char *code, size_t length);

/* Whether the ordinals are in range and the texts in strict order. */
int tr_code_index_ok(const tr_gen *gen, tr_dim dim);

#endif
