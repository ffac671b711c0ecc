/* SPDX-License-Identifier: Apache-2.0 */
/*
 * catalog.h - the messages of one language.
 *
 * A catalog is an XML file:
 *
 *   <catalog xmlns="urn:transparency-report:lang:1" xml:lang="en">
 *     <message id="requests.title">Requests</message>
 *     <message id="rows.count">
 *       <plural category="one">{count} row</plural>
 *       <plural category="other">{count} rows</plural>
 *     </message>
 *   </catalog>
 *
 * Text is plain (no markup); white space is collapsed; {name} is the place of
 * a value.  Braces have no other use.  The English catalog is part of the
 * library (catalog_en.c, generated from htdocs/lang/en.xml by catalog_en.pl).
 *
 * Families of keys (a test compares them with the tables of the code):
 *
 *   DIMENSION.CODE        a term, "measure.received", "country.x-un"
 *   dimension.DIMENSION   the dimension itself, also as a column head
 *   column.NAME           any other column of the tabular formats
 *   status.CODE, status.CODE.explain, mark.CODE, kind.CODE
 *   refusal.CODE, limit.CODE, rate.CODE     why not added, only at least, no rate
 *   resource.PATH         titles; "resource.overview" for the mount itself
 *   nav. filter. sort. value. text. NOUN.count   the words of the pages
 *
 * A catalog does not change once loaded and may be read by any thread.
 */
#ifndef TR_INTL_CATALOG_H
#define TR_INTL_CATALOG_H

#include <apr_pools.h>

#include "intl/locale.h"

typedef struct tr_catalog tr_catalog;

#define TR_CATALOG_NAMESPACE "urn:transparency-report:lang:1"

/** A file larger than this, or with more messages, is refused. */
#define TR_CATALOG_MAX_BYTES 1048576
#define TR_CATALOG_MAX_MESSAGES 4096
/** Longest id and longest text, in bytes. */
#define TR_CATALOG_MAX_ID 96
#define TR_CATALOG_MAX_TEXT 4096

/**
 * Reads a catalog from memory.  UTF-8 only; a DOCTYPE, unknown elements or
 * attributes, a message given twice, and a message whose places differ from
 * those of the English one (a figure would vanish) are errors.  The plural
 * texts other than "other" may leave places out ("one row").
 * @param out   the catalog, in the pool; it keeps no pointer into bytes
 * @param bytes the whole file, length bytes
 * @param file  its name for messages
 * @param error on failure "file:line:column: sentence", from the pool
 * @return APR_SUCCESS, APR_EINVAL for a faulty file, APR_ENOMEM
 */
apr_status_t tr_catalog_load(tr_catalog **out, const char *bytes,
                             apr_size_t length, const char *file,
                             apr_pool_t *pool, const char **error);

/**
 * A catalog with the messages of `over` in place of those of `base`.
 * @param base whose messages stay where `over` has none
 * @param over any part of the messages; both must live as long as the result
 * @param unknown set to a key of `over` that no page uses, and NULL returned; else NULL
 */
const tr_catalog *tr_catalog_replace(const tr_catalog *base,
                                     const tr_catalog *over, apr_pool_t *pool,
                                     const char **unknown);

/** The English catalog that is part of the library. */
const tr_catalog *tr_catalog_english(void);

/** The language tag of the catalog. */
const char *tr_catalog_language(const tr_catalog *catalog);

/**
 * The text of a message (of a plural message the one for "other").
 * @param catalog NULL means English
 * @param key     e.g. "requests.title"
 * @return never NULL: the catalog's text, else the English one, else key
 */
const char *tr_catalog_text(const tr_catalog *catalog, const char *key);

/** The text for a plural category; falls back to "other", then as above. */
const char *tr_catalog_plural(const tr_catalog *catalog, const char *key,
                              tr_plural category);

/** 1 if the catalog itself has the message (no fallback). */
int tr_catalog_has(const tr_catalog *catalog, const char *key);

/** The catalog's own text of exactly this category, or NULL (no fallback). */
const char *tr_catalog_variant(const tr_catalog *catalog, const char *key,
                               tr_plural category);

/** The number of messages, and the key of each, in strcmp() order. */
apr_size_t tr_catalog_count(const tr_catalog *catalog);
const char *tr_catalog_key(const tr_catalog *catalog, apr_size_t index);

/**
 * Fills the places of a text.
 * @param pattern a text with {name} places
 * @param ...     pairs (const char *name, const char *value), then NULL
 * @return text in the pool; a place without a value stays as it is written.
 *         Values are inserted verbatim and their braces are not looked at; to
 *         insert markup, escape the pattern first (escaping leaves braces
 *         alone), then fill it with markup.
 */
const char *tr_catalog_fill(apr_pool_t *pool, const char *pattern, ...)
    __attribute__((sentinel));

#endif
