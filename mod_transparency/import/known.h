/* SPDX-License-Identifier: Apache-2.0 */
/*
 * known.h - what the directory already says that an import writes to.
 *
 * Publishers, services and codes of a map would be published again by every
 * import, and twice at one instant by two of them.  So what another file says
 * in the same words by then is left out, unless the file that is being made was
 * written with it before: importing again gives the same bytes.
 */
#ifndef TR_IMPORT_KNOWN_H
#define TR_IMPORT_KNOWN_H

#include <apr_hash.h>

#include "record/record.h"

typedef struct tr_known {
    tr_file **files;            /* of the directory, those that could be read */
    int count;
    apr_hash_t *own;            /* names of the files that this import makes */
} tr_known;

/*
 * Whether the entity need not be written into the file `name`: another file,
 * published at `instant` or before, says the same.
 */
int tr_known_says(const tr_known *known, const tr_entity *entity, const char *name,
                  int64_t instant);

#endif
