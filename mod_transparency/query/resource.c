/* SPDX-License-Identifier: Apache-2.0 */
/* The tables of resources and formats; see resource.h. */
#include "query/resource.h"

const tr_resource_def tr_resources[TR_RES_COUNT] = {
#define X(name, path, items, dim, kind) { path, items, dim, kind },
    TR_RESOURCES(X)
#undef X
};

/* In the server's order of preference; types are what Content-Type says. */
const tr_format_def tr_formats[TR_FORMAT_COUNT] = {
    [TR_FORMAT_HTML] = { "html", "text/html; charset=utf-8", "text/html", 1, 1 },
    [TR_FORMAT_JSON] = { "json", "application/json", "application/json", 0, 1 },
    [TR_FORMAT_CSV] = { "csv", "text/csv; charset=utf-8; header=present",
                        "text/csv;header=present", 0, 1 },
    [TR_FORMAT_MARKDOWN] = { "md", "text/markdown; charset=utf-8",
                             "text/markdown", 1, 1 },
    [TR_FORMAT_NDJSON] = { "ndjson", "application/x-ndjson",
                           "application/x-ndjson", 0, 1 },
};
