/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dump_vocabulary - prints the tables of the vocabulary, one fact a line, tabs
 * between the fields, for tests that compare them with schema and manual:
 *
 *   element NAME FLAGS RESOURCE CHILDREN
 *   attr ELEMENT NAME TYPE REQUIRED ARGUMENT
 *   inline NAME  ·  dim CODE OPEN  ·  term DIM CODE PARENT  ·  mark CODE  ·  word CODE
 */
#include <stdio.h>

#include "model/status.h"
#include "model/terms.h"
#include "record/vocabulary.h"

static const char *const types[] = {
    "id", "text", "word", "words", "ref", "refs", "code", "codes", "date",
    "partial", "instant", "period", "duration", "url", "lang", "figure"
};

static void dump_element(const tr_element_def *element)
{
    printf("element\t%s\t%u\t%s\t%s\n", element->name, element->flags,
           element->resource ? element->resource : "", element->children);
    for (const tr_attr_def *attr = element->attrs; attr->name; attr++)
        printf("attr\t%s\t%s\t%s\t%d\t%s\n", element->name, attr->name,
               types[attr->type], attr->required,
               attr->argument ? attr->argument : "");
}

int main(void)
{
    for (size_t i = 0; i < tr_element_count; i++)
        dump_element(&tr_elements[i]);
    for (const char *const *name = tr_inline_elements; *name; name++)
        printf("inline\t%s\n", *name);
    for (int dim = 0; dim < TR_DIM_COUNT; dim++)
        printf("dim\t%s\t%d\n", tr_dims[dim].code, tr_dims[dim].open);
    for (size_t i = 0; i < tr_term_count; i++)
        printf("term\t%s\t%s\t%s\n", tr_dims[tr_terms[i].dim].code,
               tr_terms[i].code,
               tr_terms[i].parent ? tr_terms[i].parent : "");
    for (int mark = 0; mark < TR_MARK_COUNT; mark++)
        printf("mark\t%s\n", tr_mark_codes[mark]);
    for (unsigned status = 0; status < TR_STATUS_COUNT; status++)
        if (tr_status_is_word(status))
            printf("word\t%s\n", tr_status_code(status));
    return 0;
}
