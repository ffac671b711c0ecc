/* SPDX-License-Identifier: Apache-2.0 */
#include "httpd/past.h"

#include <apr_thread_mutex.h>
#include <string.h>

enum {
    KEPT = 4,
    KEPT_BYTES = 32 << 20,      /* of one; larger ones go with their last reader */
    ALONE_BYTES = 1 << 20,      /* the same where each process has one reader, and so there are many */
    QUICK_CELLS = 50000,        /* fewer are made in some milliseconds and are small: never refused */
    MADE_AT_ONCE = 2
};

typedef struct past {
    tr_gen gen;
    apr_pool_t *pool;           /* NULL: the place is free */
    unsigned char digest[32];   /* of the generation it was made of */
    int64_t minimum_cell;       /* and what that hides */
    unsigned users;
    uint64_t used;              /* when, by the table's own count */
} past;

struct tr_pasts {
    apr_thread_mutex_t *mutex;
    uint64_t clock;
    int making;
    apr_size_t kept_bytes;
    past kept[KEPT];
};

/* One use of a past by a request. */
typedef struct use {
    tr_pasts *pasts;
    past *kept;                 /* NULL: `pool` is the request's alone */
    apr_pool_t *pool;
} use;

tr_pasts *tr_pasts_make(int threads, apr_pool_t *pool)
{
    tr_pasts *pasts = apr_pcalloc(pool, sizeof *pasts);

    pasts->kept_bytes = threads > 1 ? KEPT_BYTES : ALONE_BYTES;
    if (apr_thread_mutex_create(&pasts->mutex, APR_THREAD_MUTEX_DEFAULT, pool)
        != APR_SUCCESS)
        return NULL;
    return pasts;
}

static apr_status_t end_use(void *data)
{
    use *ended = data;
    past *kept = ended->kept;
    apr_pool_t *gone = ended->pool;

    if (kept) {
        apr_thread_mutex_lock(ended->pasts->mutex);
        gone = NULL;
        if (!--kept->users && kept->gen.head->size > ended->pasts->kept_bytes) {
            gone = kept->pool;
            kept->pool = NULL;
        }
        apr_thread_mutex_unlock(ended->pasts->mutex);
    }
    if (gone)
        apr_pool_destroy(gone);
    return APR_SUCCESS;
}

static void begin_use(tr_pasts *pasts, past *kept, apr_pool_t *own,
                      apr_pool_t *pool)
{
    use *begun = apr_palloc(pool, sizeof *begun);

    *begun = (use){ pasts, kept, own };
    apr_pool_cleanup_register(pool, begun, end_use, apr_pool_cleanup_null);
}

static past *find(tr_pasts *pasts, const tr_gen *gen, int edition)
{
    for (int i = 0; i < KEPT; i++) {
        past *p = &pasts->kept[i];
        if (p->pool && p->gen.edition == edition
            && p->minimum_cell == gen->head->minimum_cell
            && !memcmp(p->digest, gen->head->digest, sizeof p->digest))
            return p;
    }
    return NULL;
}

/* A free place, else that of the one nobody has used for longest; NULL: all are in use. */
static past *place(tr_pasts *pasts)
{
    past *found = NULL;

    for (int i = 0; i < KEPT; i++) {
        past *p = &pasts->kept[i];
        if (!p->pool)
            return p;
        if (!p->users && (!found || p->used < found->used))
            found = p;
    }
    return found;
}

/* Keeps what was made, where there is room. Gives back the memory of the one that had to go. */
static apr_pool_t *keep(tr_pasts *pasts, past **kept, const tr_gen *made,
                        const tr_gen *of, apr_pool_t *own)
{
    past *p = place(pasts);
    apr_pool_t *gone = p ? p->pool : NULL;

    *kept = p;
    if (!p)
        return NULL;
    *p = (past){ .gen = *made, .pool = own, .users = 1, .used = ++pasts->clock,
                 .minimum_cell = of->head->minimum_cell };
    memcpy(p->digest, of->head->digest, sizeof p->digest);
    return gone;
}

static int places(const tr_pasts *pasts)
{
    int count = 0;

    for (int i = 0; i < KEPT; i++)
        count += !pasts->kept[i].pool || !pasts->kept[i].users;
    return count;
}

/*
 * Counts one who makes a past, or refuses when there are too many, or when each
 * place is in use: readers may be slow, and each past takes much memory.
 */
static int may_make(tr_pasts *pasts, const tr_gen *gen)
{
    if (gen->head->value.count > QUICK_CELLS
        && (pasts->making >= MADE_AT_ONCE || pasts->making >= places(pasts)))
        return 0;
    pasts->making++;
    return 1;
}

static apr_status_t make(tr_pasts *pasts, tr_gen *out, const tr_gen *gen,
                         int64_t instant, apr_pool_t *pool)
{
    apr_pool_t *own, *gone = NULL;
    past *kept = NULL;
    apr_status_t status;

    status = apr_pool_create_unmanaged_ex(&own, apr_pool_abort_get(pool), NULL);
    if (status == APR_SUCCESS)
        status = tr_gen_as_of(out, gen, instant, own);
    apr_thread_mutex_lock(pasts->mutex);
    pasts->making--;
    if (status == APR_SUCCESS)
        gone = keep(pasts, &kept, out, gen, own);
    apr_thread_mutex_unlock(pasts->mutex);
    if (gone)
        apr_pool_destroy(gone);
    if (own && status != APR_SUCCESS)
        apr_pool_destroy(own);
    else if (own)
        begin_use(pasts, kept, own, pool);
    return status;
}

apr_status_t tr_past_get(void *data, tr_gen *out, const tr_gen *gen,
                         int64_t instant, apr_pool_t *pool)
{
    tr_pasts *pasts = data;
    int edition = tr_gen_edition_at(gen, instant), may = 0;
    past *kept;

    if (edition < 0)
        return APR_NOTFOUND;
    if (tr_gen_is_as_of(gen, instant))
        return tr_gen_as_of(out, gen, instant, pool);
    apr_thread_mutex_lock(pasts->mutex);
    kept = find(pasts, gen, edition);
    if (kept) {
        kept->users++;
        kept->used = ++pasts->clock;
        *out = kept->gen;
    }
    else
        may = may_make(pasts, gen);
    apr_thread_mutex_unlock(pasts->mutex);
    if (kept) {
        begin_use(pasts, kept, NULL, pool);
        return APR_SUCCESS;
    }
    return may ? make(pasts, out, gen, instant, pool) : APR_EBUSY;
}
