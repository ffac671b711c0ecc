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
#define X(name, extension, type, accept, label, localised) \
    { extension, type, accept, label, localised },
    TR_FORMATS(X)
#undef X
};

unsigned tr_formats_with_descriptions(unsigned record)
{
    return record | ~TR_RECORD_FORMATS;
}
