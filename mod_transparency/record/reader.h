/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reader.h - the inside of a tr_reader, shared by the files that make it.
 *
 *   bytes --> block (16 KiB) --> UTF-8 check --> libxml2 --> xml.c
 *                                                             |
 *             narrative.c  <-- elements, text  ---------------+
 *             figures.c    <-- inside <requests>  ------------+
 *
 * Bytes reach the parser in blocks of one size, whatever the portions in which
 * they came, so that a tr_file is a function of the bytes alone.
 */
#ifndef TR_RECORD_READER_H
#define TR_RECORD_READER_H

#include <libxml/parser.h>

#include "record/figures.h"
#include "record/lines.h"
#include "record/names.h"
#include "record/read.h"
#include "record/text.h"

enum { TR_BLOCK = 16384 };

/* What an open element is to the reader. */
typedef enum tr_frame_kind {
    TR_FRAME_NODE,          /* narrative: elements inside, no text */
    TR_FRAME_LABEL,
    TR_FRAME_TEXT,
    TR_FRAME_INLINE,        /* markup inside a text */
    TR_FRAME_TABLE,         /* <requests>: narrative and rows of figures */
    TR_FRAME_ROW,           /* <from>, <total> */
    TR_FRAME_CELL,          /* a measure: empty */
    TR_FRAME_SKIP           /* something wrong: all of it is passed over */
} tr_frame_kind;

typedef struct tr_frame {
    tr_frame_kind kind;
    int told;               /* text where none belongs was told of */
    tr_element *element;    /* narrative: this one; else the nearest around it */
    const char *name;       /* valid until the element ends */
} tr_frame;

struct tr_reader {
    tr_file *file;
    apr_pool_t *scratch;    /* holds the reader itself */
    tr_limits limits;
    xmlParserCtxt *xml;
    tr_spot spot;           /* of the event at hand */
    tr_lines lines;
    char block[TR_BLOCK];
    size_t held;            /* bytes in block */
    int started;            /* the first block was looked at */
    int stopped;            /* reading further is pointless */
    int root_ended;
    int language_told;
    tr_frame *stack;        /* limits.depth of them */
    int depth;
    uint64_t elements;
    const char *ours;       /* address at which libxml2 keeps our namespace */
    signed char *allowed;   /* [parent * count + child]: 1, -1; 0: not yet asked */
    int *attr_count;        /* of each element */
    int requests;           /* index of <requests> */
    tr_words seen;          /* what may be said once, see narrative.c */
    tr_vector seen_lines;   /* int, for each of these words */
    uint32_t entities;
    tr_names names;
    tr_text text;
    tr_figures figures;
    tr_entity *entity;      /* being read */
};

/* Stops the parser for good; the reason was told. */
void tr_reader_stop(tr_reader *reader);

/* --- xml.c -------------------------------------------------------------------- */

/* The parser, with its callbacks; its memory is freed with reader->scratch. */
void tr_reader_make_parser(tr_reader *reader);

/* Sets reader->spot to where the parser stands. */
void tr_reader_spot_here(tr_reader *reader);

/* --- narrative.c ------------------------------------------------------------ */

void tr_narrative_init(tr_reader *reader);

/* The start of <transparency>. */
void tr_narrative_root(tr_reader *reader, const char *name,
                       const tr_sax_attr *attrs, int count);

/* The start of an element of ours below a narrative one; fills the frame. */
void tr_narrative_start(tr_reader *reader, tr_frame *parent, tr_frame *frame,
                        tr_name *name, const tr_sax_attr *attrs, int count);

/* The end of a narrative element. */
void tr_narrative_end(tr_reader *reader, tr_frame *frame);

#endif
