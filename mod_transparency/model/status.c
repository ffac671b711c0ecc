/* SPDX-License-Identifier: Apache-2.0 */
#include "model/status.h"

#include <string.h>

#define HAS_NUMBER(additive) \
    ((additive) == TR_ADDS_NUMBER || (additive) == TR_ADDS_ZERO)

const tr_status_info tr_status_table[TR_STATUS_COUNT] = {
#define X(name, code, additive, use, bracket)                                 \
    { code, TR_ADDS_##additive, TR_USE_##use, bracket,                        \
      HAS_NUMBER(TR_ADDS_##additive) },
    TR_STATUS_LIST(X)
#undef X
};

const char *tr_status_code(unsigned status)
{
    return tr_status_describe(status)->code;
}

tr_status tr_status_find(const char *code, size_t length)
{
    for (unsigned i = TR_STATUS_UNSET + 1; i < TR_STATUS_COUNT; i++)
        if (strlen(tr_status_table[i].code) == length
            && memcmp(tr_status_table[i].code, code, length) == 0)
            return (tr_status)i;
    return TR_STATUS_UNSET;
}

int tr_status_has_number(unsigned status)
{
    return tr_status_describe(status)->has_number;
}

int tr_status_is_word(unsigned status)
{
    return tr_status_describe(status)->use == TR_USE_WORD;
}
