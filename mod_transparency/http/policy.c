/* SPDX-License-Identifier: Apache-2.0 */
#include "http/policy.h"

#include <stddef.h>

const tr_policy_field tr_policy_always[] = {
    { "X-Content-Type-Options", "nosniff" },
    { "Referrer-Policy", "no-referrer" },
    { NULL, NULL }
};

const tr_policy_field tr_policy_cors[] = {
    { "Access-Control-Allow-Origin", "*" },
    { "Access-Control-Expose-Headers",
      "ETag, Link, Content-Location, Repr-Digest, Content-Digest, "
      "Memento-Datetime, Content-Disposition, Accept-Ranges, "
      "Content-Range, Retry-After, Cache-Status, "
      "Transparency-Incomplete" },
    { NULL, NULL }
};

#define PAGE "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
const char tr_policy_page[] = PAGE "frame-ancestors 'none'";
const char tr_policy_embed[] = PAGE "frame-ancestors *";
const char tr_policy_data[] = "default-src 'none'; frame-ancestors 'none'";

const char tr_policy_same_origin[] = "same-origin";
const char tr_policy_cross_origin[] = "cross-origin";

const char tr_policy_immutable[] = "public, max-age=31536000, immutable";
