/* SPDX-License-Identifier: Apache-2.0 */
/*
 * field.h - the grammar that HTTP field values share (RFC 9110 section 5.6):
 * comma lists, tokens, quoted strings, parameters and weights.
 *
 * Everything works on spans of the caller's string; nothing is copied,
 * allocated or changed, and every function is linear in what it reads.
 */
#ifndef TR_HTTP_FIELD_H
#define TR_HTTP_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* A weight is kept in thousandths, 0..1000, so that no floating point and no
 * locale takes part. */
#define TR_Q_MAX 1000

/* Some characters of a field value; not terminated. */
typedef struct tr_span {
    const char *at;
    size_t length;
} tr_span;

enum tr_param {
    TR_PARAM_BAD = -1,   /* what follows is no parameter */
    TR_PARAM_END = 0,    /* nothing is left */
    TR_PARAM_OK = 1
};

/* Is c one of the characters a token is made of (section 5.6.2)? */
bool tr_is_tchar(char c);

/* Is the span a token: not empty, and of tchar only? */
bool tr_span_is_token(tr_span span);

/* Are two spans the same but for the case of ASCII letters? */
bool tr_span_same(tr_span a, tr_span b);

/* The same for a literal, whose length the compiler knows. */
static inline bool tr_span_is(tr_span span, const char *text)
{
    size_t length = strlen(text);
    return span.length == length
        && tr_span_same(span, (tr_span){ text, length });
}

/* Take the next member of a comma list (section 5.6.1).  *cursor points into
 * a terminated string and is moved on.  Empty members are passed over, white
 * space around the member is not part of it, commas inside quoted strings do
 * not separate.  False at the end of the list. */
bool tr_list_next(const char **cursor, tr_span *member);

/* Take one "; name=value" from the front of *rest (section 5.6.6).  Empty
 * parameters are passed over.  The value keeps its quotes.  After
 * TR_PARAM_BAD, *rest is of no more use. */
enum tr_param tr_param_next(tr_span *rest, tr_span *name, tr_span *value);

/* Do two parameter values mean the same, quoted or not, in any case? */
bool tr_param_value_same(tr_span a, tr_span b);

/* Read a weight (section 12.4.2): "0" to "1", at most three decimals, and the
 * form without a leading zero that old Java clients send (".2").
 * Gives thousandths, or -1 when it is anything else. */
int tr_qvalue(tr_span text);

/* Read "token" or "token;q=weight", as Accept-Language and Accept-Encoding
 * have it.  False when the member is malformed. */
bool tr_weighted_token(tr_span member, tr_span *token, int *q);

/* Split the span at its first ';': gives what is before it less white space at
 * its end, and leaves in *rest the ';' and what follows. */
tr_span tr_before_params(tr_span member, tr_span *rest);

#endif
