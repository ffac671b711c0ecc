/* SPDX-License-Identifier: Apache-2.0 */
/*
 * segment.h - the anonymous shared memory of one record directory.
 *
 * Made once by the parent before it forks; children inherit mapping and
 * descriptor.  It has no name anywhere, so nothing can be left behind or
 * collide.  On Linux it is a memfd, which gives both a mapping and something
 * sendfile() can read; elsewhere an anonymous shared mapping.
 *
 * Who does what:
 *   parent        tr_segment_create or tr_segment_adopt; tr_segment_reap
 *                 (store/reap.h) when a child dies
 *   each child    tr_segment_join (store/process.h) once before anything else
 *   readers       store/pin.h, then store/pages.h
 *   the writer    store/publish.h
 */
#ifndef TR_STORE_SEGMENT_H
#define TR_STORE_SEGMENT_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include <apr_errno.h>

#define TR_BUFFERS       4u
#define TR_KEY_SIZE      32u        /* bytes: a SHA-256 */
#define TR_SLOTS_DEFAULT 1024u      /* processes */
#define TR_SLOTS_MAX     65536u

/*
 * A process's handle.  It holds no pool memory and no function pointer; what
 * must survive the handle is fd, base and size (see tr_segment_adopt).
 * Treat the members as read-only.
 */
typedef struct tr_segment {
    unsigned char *base;            /* start of the mapping */
    uint64_t size;                  /* bytes mapped */
    uint64_t header_size;           /* bytes before the first buffer */
    uint64_t buffer_size;           /* bytes of each buffer */
    uint32_t slot_count;            /* processes that can have a slot */
    int fd;                         /* the memfd, or -1 */
    _Atomic int body_fd;            /* see tr_segment_body_fd */
    _Atomic uint64_t joined;        /* pid << 32 | slot number + 1 */
} tr_segment_t;

#define TR_ANSWER_KINDS  160u       /* see TR_COUNT_ANSWERS */

/* What is counted. */
typedef enum tr_counter {
    TR_COUNT_PUBLISHED,             /* generations made current */
    TR_COUNT_SKIPPED,               /* rounds without a free buffer */
    TR_COUNT_OVERTAKEN,             /* publications that lost their right */
    TR_COUNT_REAPED,                /* dead processes cleared away */
    TR_COUNT_REAPED_PINS,           /* pins they held */
    TR_COUNT_REAPED_CLAIMS,         /* page claims they held */
    TR_COUNT_REAPED_WRITER,         /* rights to write they held */
    TR_COUNT_PIN_RETRIES,           /* pins taken again after a publication */
    TR_COUNT_GUEST_PINS,            /* pins of processes without a slot */
    TR_COUNT_PAGE_HITS,
    TR_COUNT_PAGE_MISSES,
    TR_COUNT_PAGES_KEPT,            /* pages made ready */
    TR_COUNT_PAGES_NOT_KEPT,        /* no room in index, region or memory */
    TR_COUNT_FAULTS,                /* broken invariants met; must stay 0 */
    TR_COUNT_REFUSED,               /* sets of files that were not published for their errors */
    TR_COUNT_ANSWERS,               /* the first of TR_ANSWER_KINDS, whose meaning is the caller's */
    TR_COUNT_END = TR_COUNT_ANSWERS + TR_ANSWER_KINDS
} tr_counter_t;

/* What the writer found last; 0: nothing yet. */
typedef enum tr_gauge {
    TR_GAUGE_LOOKED,                /* when it looked at the directory, seconds since 1970 */
    TR_GAUGE_PUBLISHED,             /* when it published, seconds since 1970 */
    TR_GAUGE_BUILD_TIME,            /* what that took, from the files in memory to the publication, microseconds */
    TR_GAUGE_FAULTY,                /* files that cannot be used */
    TR_GAUGE_END
} tr_gauge_t;

/*
 * Bytes a segment needs for generations of `data_size` bytes each, with
 * `page_slots` index entries, `page_bytes` bytes of pages and `slots`
 * processes (0: TR_SLOTS_DEFAULT).  0 if that overflows 63 bits.
 */
uint64_t tr_segment_size_for(uint64_t data_size, uint64_t page_slots,
                             uint64_t page_bytes, uint32_t slots);

/*
 * Makes a segment of `size` bytes (rounded down to whole buffers) and fills
 * *segment.  Memory is used only where something is written.  `slots` is the
 * number of processes that can pin at the same time (0: TR_SLOTS_DEFAULT; take
 * twice the server's process limit, since two server generations overlap).
 * `key` (TR_KEY_SIZE bytes) is stored.  The size is sealed where the system
 * can do that.
 *
 * APR_ENOSPC: `size` is below tr_segment_size_for(1, 0, 0, slots).
 * APR_EINVAL: too many slots.  Otherwise the system's error.
 */
apr_status_t tr_segment_create(tr_segment_t *segment, uint64_t size,
                               uint32_t slots, const unsigned char *key);

/*
 * Fills *segment from what an earlier handle held: its fd (or -1), base and
 * size, e.g. kept over a restart that unloaded the code.  The mapping must
 * still exist.  APR_EMISMATCH: another key, layout version or size, or not a
 * segment: the caller then makes a new one, and may unmap and close the old:
 * processes that use it keep theirs, and clear up after their dead by
 * tr_segment_sweep.
 */
apr_status_t tr_segment_adopt(tr_segment_t *segment, int fd, void *base,
                              uint64_t size, const unsigned char *key);

/* Unmaps and closes; other processes keep theirs. */
void tr_segment_destroy(tr_segment_t *segment);

/* The TR_KEY_SIZE bytes given at creation; they live as long as the mapping. */
const unsigned char *tr_segment_key(const tr_segment_t *segment);

/* The largest data, in bytes, a generation without pages can have. */
uint64_t tr_segment_capacity(const tr_segment_t *segment);

/* Number of the current generation, 0 before the first; for status only. */
uint64_t tr_segment_generation(const tr_segment_t *segment);

/* Bytes of memory that stand behind the segment now, of all processes together; 0: the system does not tell. */
uint64_t tr_segment_resident(const tr_segment_t *segment);

/*
 * Makes sure that memory stands behind `length` bytes at `offset` of the
 * segment, so that a shortage is APR_ENOMEM here and not SIGBUS at the first
 * write.  APR_SUCCESS where the system cannot tell.  (The limit of a memory
 * cgroup is another matter: there the kernel may kill instead.)
 */
apr_status_t tr_segment_reserve(const tr_segment_t *segment, uint64_t offset,
                                uint64_t length);

#endif
