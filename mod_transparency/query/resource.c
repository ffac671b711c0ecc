/* SPDX-License-Identifier: Apache-2.0 */
/* The tables of resources and formats; see resource.h. */
#include "query/resource.h"

const tr_resource_def tr_resources[TR_RES_COUNT] = {
#define X(name, path, items, dim, kind, formats, item_formats) \
    { path, items, dim, kind, formats, item_formats },
    TR_RESOURCES(X)
#undef X
};

const tr_format_def tr_formats[TR_FORMAT_COUNT] = {
#define X(name, extension, type, accept, label, localised, describes) \
    { extension, type, accept, label, localised, TR_FORMAT_##describes },
    TR_FORMATS(X)
#undef X
};

unsigned tr_formats_with_descriptions(unsigned record)
{
    unsigned formats = record & TR_RECORD_FORMATS;

    for (int i = 0; i < TR_FORMAT_COUNT; i++) {
        tr_format described = tr_formats[i].describes;
        if (!(TR_RECORD_FORMATS & 1u << i)
            && (described == TR_FORMAT_NONE || record & 1u << described))
            formats |= 1u << i;
    }
    return formats;
}
