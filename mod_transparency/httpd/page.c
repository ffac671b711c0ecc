/* SPDX-License-Identifier: Apache-2.0 */
/*
 * page.c - the body of an answer: kept in the segment, or computed.
 *
 * Canonical resources are a finite set; each variant of them is rendered by
 * whoever needs it first and kept beside its generation.  Answers to free-form
 * queries are computed each time: small ones in memory, large ones while they
 * are sent.  So there is no cache for a stranger to fill.
 */
#include "httpd/exchange.h"

#include <apr_strings.h>
#include <openssl/evp.h>

#include "http/digest.h"
#include "httpd/say.h"
#include "httpd/scratch.h"
#include "render/coding.h"

enum {
    SMALL_ANSWER = 1 << 20,     /* bytes; larger ones are streamed */
    SENT_FROM_WORK = 48 * 1024, /* bytes; see stays_in_work */
    HASHED_AT_ONCE = 64 * 1024
};

const char *tr_stem(const tr_target *target)
{
    return target->path[0] ? target->path : "index";
}

static void render_variant(tr_render *render, const tr_face *face,
                           const tr_gen *gen, const tr_target *target,
                           tr_format format, size_t language, apr_pool_t *pool)
{
    tr_look_render(render, &face->look, gen, target, format, language, pool);
    render->mount = face->mount;
}

void tr_exchange_render(const tr_exchange *exchange, tr_render *render,
                        apr_pool_t *pool)
{
    render_variant(render, exchange->face, &exchange->gen, &exchange->target,
                   exchange->format, exchange->language, pool);
}

/* ---- Keys ---- */

/* What a page is, in words: path, format, language where it matters, coding. */
static const char *make_selector(const tr_face *face, const char *path,
                                 int is_asset, tr_format format,
                                 size_t language, enum tr_coding coding,
                                 apr_pool_t *pool)
{
    const char *name = tr_coding_name(coding);
    if (is_asset)
        return apr_pstrcat(pool, path, " ", name ? name : "identity", NULL);
    return apr_pstrcat(pool, path, " ", tr_formats[format].extension, " ",
                       tr_formats[format].localised
                       ? face->look.site.languages[language] : "-", " ",
                       name ? name : "identity", NULL);
}

/* FNV-1a; of a page that is kept, the selector kept with it makes sure. */
static uint64_t hash_selector(const char *selector)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (const unsigned char *c = (const unsigned char *)selector; *c; c++)
        hash = (hash ^ *c) * UINT64_C(0x100000001b3);
    return hash;
}

/*
 * Every part of a key must differ between pages: the index takes a few bits of
 * it as tag.  For one selector, other fingerprints give other keys, and for one
 * fingerprint other hashes do: each step can be undone.
 */
static void make_key(unsigned char key[TR_KEY_SIZE], const tr_face *face,
                     const char *selector)
{
    uint64_t parts[TR_KEY_SIZE / sizeof(uint64_t)];
    uint64_t hash = hash_selector(selector);

    memcpy(parts, face->look.fingerprint, sizeof parts);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        uint64_t mixed = (parts[i] ^ hash) * UINT64_C(0x9e3779b97f4a7c15);
        mixed ^= mixed >> 32;
        parts[i] = mixed * UINT64_C(0xd6e8feb86659fd93);
    }
    memcpy(key, parts, sizeof parts);
}

/* ---- Heads ---- */

/* The newest edition shown: never in the future, the same on every server. */
static int64_t last_modified(const tr_gen *gen)
{
    const int64_t *instants = TR_GEN_ROWS(gen, int64_t, instants);
    return gen->head->instants.count ? instants[gen->edition] : 0;
}

/* Of a body with the SHA-256 `digest`. */
static tr_page_head *make_head(const tr_face *face, const tr_gen *gen,
                               const unsigned char digest[32], uint64_t length,
                               const tr_page_texts *texts, apr_pool_t *pool)
{
    tr_page_head *head = tr_page_head_make(texts, last_modified(gen), pool);
    EVP_MD_CTX *hash = EVP_MD_CTX_new();
    unsigned char tag[32];

    EVP_DigestInit_ex(hash, EVP_sha256(), NULL);
    EVP_DigestUpdate(hash, face->look.fingerprint, sizeof face->look.fingerprint);
    EVP_DigestUpdate(hash, texts->selector, strlen(texts->selector) + 1);
    EVP_DigestUpdate(hash, digest, 32);
    EVP_DigestFinal_ex(hash, tag, NULL);
    EVP_MD_CTX_free(hash);
    tr_page_head_etag(head, tag);
    apr_cpystrn(head->digest, tr_digest_field(pool, digest, NULL),
                sizeof head->digest);
    apr_snprintf(head->length, sizeof head->length, "%" APR_UINT64_T_FMT, length);
    return head;
}

/* What Link says of the versions of the target at an address of this form. */
static const char *history(const tr_render *render, tr_form form, apr_pool_t *pool)
{
    tr_target target = *render->target;

    target.fixed = form != TR_FORM_NEGOTIATED;
    target.format = render->format;
    target.lang = form == TR_FORM_LANGUAGE ? render->lang : NULL;
    if (target.lang && !tr_formats[render->format].localised)
        return NULL;
    return tr_memento_links(&target, pool);
}

/* Of what may be kept for several addresses, and of what is made for one. */
static void set_texts(tr_page_texts *texts, const tr_face *face,
                      const tr_render *render, apr_pool_t *pool)
{
    const tr_target *target = render->target;

    texts->filename = tr_render_filename(render, pool);
    texts->link = tr_headers_link_common(face, render->gen, target,
                                         render->format, pool);
    if (target->access == TR_ACCESS_ORIGINAL && tr_target_kept(target))
        for (int i = 0; i < TR_FORM_COUNT; i++)
            texts->history[i] = history(render, (tr_form)i, pool);
    else
        texts->link = tr_headers_join(texts->link, tr_memento_links(target, pool),
                                      pool);
}

/* ---- Making ---- */

typedef struct made {
    const tr_page_head *head;
    const char *body;
    apr_size_t length;
} made;

static apr_status_t make_page(made *out, const tr_face *face, const tr_gen *gen,
                              const tr_target *target, int is_asset,
                              tr_format format, size_t language,
                              enum tr_coding coding, const char *selector,
                              apr_size_t limit, apr_pool_t *pool)
{
    tr_page_texts texts = { .selector = selector };
    unsigned char digest[32];
    apr_status_t status;

    if (is_asset) {
        out->body = face->look.assets[is_asset - 1].bytes;
        out->length = face->look.assets[is_asset - 1].length;
    }
    else {
        tr_render render;
        tr_out body;
        render_variant(&render, face, gen, target, format, language, pool);
        tr_out_memory(&body, limit, pool);
        tr_render_target(&render, &body);
        if ((status = tr_out_end(&body)) != APR_SUCCESS)
            return status;
        out->body = tr_out_body(&body, &out->length);
        set_texts(&texts, face, &render, pool);
    }
    status = tr_encode(&out->body, &out->length, coding, TR_EFFORT_ONCE,
                       out->body, out->length, pool);
    if (status != APR_SUCCESS)
        return status;
    EVP_Digest(out->body, out->length, digest, NULL, face->sha256, NULL);
    out->head = make_head(face, gen, digest, out->length, &texts, pool);
    return APR_SUCCESS;
}

static void use_made(tr_exchange *exchange, const made *page)
{
    exchange->head = page->head;
    exchange->body = page->body;
    exchange->length = page->length;
}

static int find_page(tr_exchange *exchange, const unsigned char *key,
                     const char *selector)
{
    const tr_page_head *head;
    tr_page_t page;

    if (!tr_page_find(&exchange->pin, key, &page))
        return 0;
    head = (const tr_page_head *)page.meta;
    if (strcmp(tr_page_head_text(head, head->selector), selector))
        return 0;               /* two selectors with one hash */
    exchange->head = head;
    exchange->body = (const char *)page.body;
    exchange->length = page.body_size;
    exchange->offset = page.body_offset;
    return 1;
}

/*
 * How much of a body is gathered in memory: of what can be kept up to half of
 * a buffer, of what cannot only as much as of any computed answer, because a
 * hundred readers of a large page must not each hold a copy of it.
 */
static apr_size_t largest_made(const tr_exchange *exchange, int ours)
{
    apr_size_t half = (apr_size_t)(exchange->face->served->segment.buffer_size
                                   / 2);
    return ours || half < SMALL_ANSWER ? half : SMALL_ANSWER;
}

/* What is made of all data is made by one request; the others come back for it. */
static int being_made(request_rec *r)
{
    apr_table_setn(r->err_headers_out, "Retry-After", "10");
    tr_error_explain(r, "being-made", "This is made once of all data, and is "
                     "just being made for another reader; try again in a moment.");
    return HTTP_SERVICE_UNAVAILABLE;
}

static int is_costly(const tr_exchange *exchange)
{
    return !exchange->is_asset
           && tr_resource_is_costly(exchange->target.resource);
}

/* Where a body is too large to be kept, APR_ENOSPC; *claim may be left to us. */
static int get_kept(tr_exchange *exchange, tr_claim_t *claim)
{
    request_rec *r = exchange->r;
    const char *selector = make_selector(exchange->face, exchange->target.path,
                                         exchange->is_asset, exchange->format,
                                         exchange->language, exchange->coding,
                                         r->pool);
    unsigned char key[TR_KEY_SIZE];
    tr_claim_result_t claimed;
    tr_target original = exchange->target;
    tr_page_t kept;
    made page;
    int ours;
    apr_status_t status;

    make_key(key, exchange->face, selector);
    if (find_page(exchange, key, selector)) {
        exchange->cache = TR_CACHE_HIT;
        return OK;
    }
    claimed = tr_page_claim(&exchange->pin, key, claim);
    ours = claimed == TR_CLAIM_OURS;
    if (!ours && claimed != TR_CLAIM_FULL && is_costly(exchange))
        return find_page(exchange, key, selector) ? OK : being_made(r);
    original.access = TR_ACCESS_ORIGINAL;       /* whoever asks first, it is kept for all */
    original.prefix = "";
    status = make_page(&page, exchange->face, &exchange->gen,
                       &original, exchange->is_asset, exchange->format,
                       exchange->language, exchange->coding, selector,
                       largest_made(exchange, ours), r->pool);
    if (status == APR_ENOSPC)
        return APR_ENOSPC;      /* a claim stays: nobody else need find out that it is too large */
    if (status != APR_SUCCESS) {
        if (ours)
            tr_page_abandon(claim);
        tr_say_unmade(r, status, selector);
        return HTTP_INTERNAL_SERVER_ERROR;
    }
    use_made(exchange, &page);
    exchange->cache = TR_CACHE_MISS;
    if (ours && tr_page_fill(claim, page.head, page.head->size, page.body,
                             page.length, &kept) == APR_SUCCESS)
        exchange->cache = TR_CACHE_STORED;
    return OK;
}

/* ---- Computed answers ---- */

/*
 * The tag of an answer that is not kept, known before a byte of it is.  The two
 * SHA-256 together say what all answers are made from; what was asked is mixed
 * in, so that the answers at one address have different tags, too.
 */
static void computed_etag(const tr_exchange *exchange, tr_page_head *head)
{
    const tr_face *face = exchange->face;
    const char *coding = tr_coding_name(exchange->coding);
    uint64_t asked = hash_selector(apr_pstrcat(
        exchange->r->pool, exchange->target.path, "?",
        exchange->target.query_string, " ",
        tr_formats[exchange->format].extension, " ",
        tr_formats[exchange->format].localised
        ? face->look.site.languages[exchange->language] : "", " ",
        coding ? coding : "", NULL));
    unsigned char tag[32];

    for (unsigned i = 0; i < sizeof tag; i++)
        tag[i] = exchange->gen.head->digest[i] ^ face->look.fingerprint[i];
    for (unsigned i = 0; i < sizeof asked; i++)
        tag[i] ^= (unsigned char)(asked >> 8 * i);
    tr_page_head_etag(head, tag);
}

/* With its texts, which an answer without a body does not need. */
static tr_page_head *computed_head(const tr_exchange *exchange, int bodiless)
{
    apr_pool_t *pool = exchange->r->pool;
    tr_page_texts texts = { .selector = NULL };
    tr_page_head *head;
    tr_render render;

    if (!bodiless) {
        tr_exchange_render(exchange, &render, pool);
        set_texts(&texts, exchange->face, &render, pool);
    }
    head = tr_page_head_make(&texts, exchange->head->last_modified_seconds, pool);
    memcpy(head->etag, exchange->head->etag, sizeof head->etag);
    return head;
}

/* Brotli is for what is made once. */
static void limit_coding(tr_exchange *exchange)
{
    const char *accept = apr_table_get(exchange->r->headers_in,
                                       "Accept-Encoding");
    unsigned gzip = TR_CODING_BIT(TR_CODING_GZIP);
    unsigned identity = TR_CODING_BIT(TR_CODING_IDENTITY);
    int coding = tr_accept_encoding(accept, gzip | identity);
    exchange->coding = coding < 0 ? TR_CODING_IDENTITY : (enum tr_coding)coding;
}

/*
 * Whether a body is sent out of the working memory it was made in.  Above the
 * core's FlushMaxThreshold a worker waits for its reader, and much more memory
 * than the body takes would wait with it.
 */
static int stays_in_work(const tr_exchange *exchange)
{
    return !exchange->streamed && exchange->coding == TR_CODING_IDENTITY
           && exchange->length <= SENT_FROM_WORK;
}

/* A body that is gathered in working memory; coded, copied or left there. */
static int use_small(tr_exchange *exchange, tr_page_head *head, const tr_out *out)
{
    request_rec *r = exchange->r;
    apr_size_t length;
    const char *body = tr_out_body(out, &length);

    if (tr_encode(&body, &length, exchange->coding, TR_EFFORT_EACH, body,
                  length, r->pool) != APR_SUCCESS)
        return HTTP_INTERNAL_SERVER_ERROR;
    exchange->length = length;
    exchange->body = exchange->coding != TR_CODING_IDENTITY || stays_in_work(exchange)
                     ? body : apr_pmemdup(r->pool, body, length);
    if (tr_exchange_wants(exchange, "Want-Repr-Digest")) {
        unsigned char digest[32];
        EVP_Digest(body, length, digest, NULL, EVP_sha256(), NULL);
        apr_cpystrn(head->digest, tr_digest_field(r->pool, digest, NULL),
                    sizeof head->digest);
    }
    return OK;
}

/* A large one: it is counted now and formatted again while it is sent. */
static int use_streamed(tr_exchange *exchange, tr_page_head *head,
                        const tr_render *render)
{
    tr_out out;

    exchange->coding = TR_CODING_IDENTITY;
    exchange->streamed = 1;
    computed_etag(exchange, head);
    tr_out_counting(&out, exchange->r->pool);
    tr_render_target(render, &out);
    if (tr_out_end(&out) != APR_SUCCESS)
        return HTTP_INTERNAL_SERVER_ERROR;
    exchange->length = out.total;
    return OK;
}

/*
 * Whether the conditions of the request say that no body is needed: the tag is
 * known before the answer.  A failed precondition is sure only without a
 * coding, since a large answer is sent without one and has another tag.
 */
static int needs_no_body(const tr_exchange *exchange)
{
    bool use_range;
    enum tr_verdict verdict = tr_exchange_check(exchange, &use_range);

    return verdict == TR_NOT_MODIFIED
           || (verdict == TR_PRECONDITION_FAILED
               && exchange->coding == TR_CODING_IDENTITY);
}

static int get_computed(tr_exchange *exchange)
{
    request_rec *r = exchange->r;
    tr_page_head *head = apr_pcalloc(r->pool, sizeof *head);    /* all that conditions need */
    apr_pool_t *pool;
    tr_render render;
    tr_out out;
    int result, bodiless, from_totals = 0;

    limit_coding(exchange);
    exchange->cache = TR_CACHE_COMPUTED;
    exchange->head = head;
    computed_etag(exchange, head);
    head->last_modified_seconds = last_modified(&exchange->gen);
    bodiless = needs_no_body(exchange);
    exchange->head = head = computed_head(exchange, bodiless);
    if (bodiless)
        return OK;
    pool = tr_scratch_take(tr_runtime_of(r->server)->scratch, r->pool);
    tr_exchange_render(exchange, &render, pool);
    render.from_totals = &from_totals;
    tr_out_memory(&out, SMALL_ANSWER, pool);
    tr_render_target(&render, &out);
    result = tr_out_end(&out) == APR_SUCCESS
             ? use_small(exchange, head, &out)
             : use_streamed(exchange, head, &render);
    if (result == OK && stays_in_work(exchange))
        exchange->work = pool;
    else
        tr_scratch_give(tr_runtime_of(r->server)->scratch, pool, r->pool);
    if (from_totals)
        exchange->cache = TR_CACHE_AGGREGATE;
    apr_snprintf(head->length, sizeof head->length, "%" APR_UINT64_T_FMT,
                 exchange->length);
    return result;
}

void tr_page_done(tr_exchange *exchange)
{
    request_rec *r = exchange->r;

    if (!exchange->work)
        return;
    tr_scratch_give(tr_runtime_of(r->server)->scratch, exchange->work, r->pool);
    exchange->work = NULL;
    exchange->body = NULL;
}

/* ---- Versions ---- */

static apr_status_t hash_chunk(tr_out *out, void *hash)
{
    EVP_DigestUpdate(hash, out->buffer, out->used);
    return APR_SUCCESS;
}

/* The same as that of a kept page: equal bytes have equal tags, now and later. */
static const char *version_selector(const tr_exchange *exchange)
{
    const tr_target *target = &exchange->target;
    const char *path = target->original ? target->original : target->path;

    if (target->query_string[0])
        path = apr_pstrcat(exchange->r->pool, path, "?", target->query_string,
                           NULL);
    return make_selector(exchange->face, path, 0, exchange->format,
                         exchange->language, exchange->coding,
                         exchange->r->pool);
}

/* A large one: it is hashed now and formatted again while it is sent. */
static int get_large_version(tr_exchange *exchange)
{
    apr_pool_t *pool = exchange->r->pool;
    EVP_MD_CTX *hash = EVP_MD_CTX_new();
    tr_page_texts texts = { .selector = NULL };
    unsigned char digest[32];
    tr_render render;
    tr_out out;

    exchange->coding = TR_CODING_IDENTITY;
    exchange->streamed = 1;
    EVP_DigestInit_ex(hash, exchange->face->sha256, NULL);
    tr_exchange_render(exchange, &render, pool);
    tr_out_chunks(&out, HASHED_AT_ONCE, hash_chunk, hash, pool);
    tr_render_target(&render, &out);
    tr_out_end(&out);
    EVP_DigestFinal_ex(hash, digest, NULL);
    EVP_MD_CTX_free(hash);
    exchange->length = out.total;
    set_texts(&texts, exchange->face, &render, pool);
    texts.selector = version_selector(exchange);
    exchange->head = make_head(exchange->face, &exchange->gen, digest, out.total,
                               &texts, pool);
    return out.status == APR_SUCCESS ? OK : HTTP_INTERNAL_SERVER_ERROR;
}

/*
 * A version and a list of versions are made anew each time, for there may be any
 * number of them; their tag and digest are those of their bytes, since these
 * stay as they are when the record goes on.
 */
static int get_version(tr_exchange *exchange)
{
    made page;
    apr_status_t status;

    limit_coding(exchange);
    exchange->cache = TR_CACHE_COMPUTED;
    status = make_page(&page, exchange->face, &exchange->gen, &exchange->target,
                       0, exchange->format, exchange->language, exchange->coding,
                       version_selector(exchange), SMALL_ANSWER,
                       exchange->r->pool);
    if (status == APR_ENOSPC)
        return get_large_version(exchange);
    if (status != APR_SUCCESS)
        return HTTP_INTERNAL_SERVER_ERROR;
    use_made(exchange, &page);
    return OK;
}

/* The data of the newest version are, byte for byte, those of the record as it is, until a date passes. */
static int is_as_now(const tr_exchange *exchange)
{
    return exchange->target.access == TR_ACCESS_ORIGINAL
           || (exchange->target.access == TR_ACCESS_VERSION
               && !exchange->gen.past
               && !tr_formats[exchange->format].localised);
}

/* What is costly keeps its claim while it is computed, and no longer: others wait for it. */
int tr_page_get(tr_exchange *exchange)
{
    tr_claim_t claim = { .entry = NULL };
    int result;

    if (exchange->is_asset
        || (is_as_now(exchange) && tr_target_kept(&exchange->target))) {
        result = get_kept(exchange, &claim);
        if (result != APR_ENOSPC)
            return result;      /* else: too large to be kept */
    }
    result = exchange->target.access == TR_ACCESS_ORIGINAL
             ? get_computed(exchange) : get_version(exchange);
    if (is_costly(exchange))
        tr_page_abandon(&claim);
    return result;
}

apr_status_t tr_page_prerender(const tr_face *face, const tr_pin_t *pin,
                               const tr_target *target, tr_format format,
                               size_t language, enum tr_coding coding,
                               apr_pool_t *pool)
{
    const char *selector = make_selector(face, target->path, 0, format,
                                         language, coding, pool);
    unsigned char key[TR_KEY_SIZE];
    tr_claim_t claim;
    tr_gen gen;
    made page;
    apr_status_t status = tr_gen_open(&gen, pin->data, pin->data_size);

    if (status != APR_SUCCESS)
        return status;
    make_key(key, face, selector);
    if (tr_page_claim(pin, key, &claim) != TR_CLAIM_OURS)
        return APR_EBUSY;
    status = make_page(&page, face, &gen, target, 0, format, language, coding,
                       selector, (apr_size_t)(pin->segment->buffer_size / 4),
                       pool);
    if (status != APR_SUCCESS) {
        tr_page_abandon(&claim);
        return status;
    }
    return tr_page_fill(&claim, page.head, page.head->size, page.body,
                        page.length, NULL);
}
