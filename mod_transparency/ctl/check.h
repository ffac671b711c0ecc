/* SPDX-License-Identifier: Apache-2.0 */
/* check.h - what "transparencyctl check" found, before it is printed. */
#ifndef TR_CTL_CHECK_H
#define TR_CTL_CHECK_H

#include "ctl/command.h"

typedef struct tr_checked {
    tr_loaded record;
    const tr_diags **lists;     /* of each file, of the record, of the comparison with another */
    int list_count;
    int errors, warnings;
    int fine;                   /* as asked: with --strict, no warnings either */
} tr_checked;

/* Prints it as one JSON document to standard output; check_json.c. An exit code. */
int tr_checked_json(const tr_checked *checked, apr_pool_t *pool);

#endif
