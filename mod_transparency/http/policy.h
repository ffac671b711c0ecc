/* SPDX-License-Identifier: Apache-2.0 */
/* policy.h - header fields that are the same for all answers of a kind, from a server or a mirror. */
#ifndef TR_HTTP_POLICY_H
#define TR_HTTP_POLICY_H

typedef struct tr_policy_field {
    const char *name, *value;       /* name NULL ends a list */
} tr_policy_field;

/* Of every answer. */
extern const tr_policy_field tr_policy_always[];

/* Of data that scripts of other sites may read (https://fetch.spec.whatwg.org). */
extern const tr_policy_field tr_policy_cors[];

/* Content-Security-Policy of pages, of pages to be shown in frames, and of everything else. */
extern const char tr_policy_page[], tr_policy_embed[], tr_policy_data[];

/* Cross-Origin-Resource-Policy of what belongs to pages, and of data. */
extern const char tr_policy_same_origin[], tr_policy_cross_origin[];

/* Cache-Control of what never changes. */
extern const char tr_policy_immutable[];

#endif
