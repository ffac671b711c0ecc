/* SPDX-License-Identifier: Apache-2.0 */
/* Feeding a reader, and ending it; see read.h and reader.h. */
#include "record/reader.h"

#include <apr_allocator.h>
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#include "record/characters.h"

static void bytes_refused(tr_reader *reader, const char *bytes)
{
    tr_lines_find(&reader->lines, reader->lines.noted, &reader->spot.line,
                  &reader->spot.column);
    if (*bytes == '\0')
        tr_error(&reader->spot, "not-utf8", "a NUL byte; only UTF-8 is read");
    else
        tr_error(&reader->spot, "not-utf8", "the byte 0x%02x is not UTF-8; save "
                 "the file as UTF-8", (unsigned)(unsigned char)*bytes);
    tr_reader_stop(reader);
}

/* Compressed, UTF-16 and other files are named as what they are. */
static void look_at_start(tr_reader *reader, const char *bytes, size_t length)
{
    static const char mark[] = "\xef\xbb\xbf";
    const char *found = NULL;

    reader->started = 1;
    reader->spot.line = reader->spot.column = 1;
    if (length >= 2 && memcmp(bytes, "\x1f\x8b", 2) == 0)
        found = "compressed with gzip; unpack it";
    else if (length >= 2 && (memcmp(bytes, "\xff\xfe", 2) == 0
                             || memcmp(bytes, "\xfe\xff", 2) == 0
                             || bytes[0] == '\0' || bytes[1] == '\0'))
        found = "UTF-16 or UTF-32; save it as UTF-8";
    else if (length >= 3 && memcmp(bytes, mark, 3) == 0 ? bytes[3] != '<'
                                                       : bytes[0] != '<')
        found = "not XML: it does not begin with \"<\"";
    if (!found)
        return;
    tr_error(&reader->spot, "not-xml", "the file is %s", found);
    tr_reader_stop(reader);
}

static void parse(tr_reader *reader, size_t length)
{
    tr_lines_note(&reader->lines, reader->block, length);
    if (xmlParseChunk(reader->xml, reader->block, (int)length, 0) != 0
        && !reader->stopped) {
        tr_reader_spot_here(reader);
        tr_error(&reader->spot, "not-xml", "not well-formed XML");
        tr_reader_stop(reader);
    }
}

/* Parses the block but for a character that is cut off at its end. */
static void flush(tr_reader *reader, int last)
{
    size_t length = reader->held, good;
    int cut;

    if (!reader->started)
        look_at_start(reader, reader->block, length);
    if (reader->stopped || length == 0)
        return;
    good = tr_utf8_span(reader->block, length, &cut);
    if (good < length && (!cut || last)) {
        tr_lines_note(&reader->lines, reader->block, good);
        bytes_refused(reader, reader->block + good);
        return;
    }
    parse(reader, good);
    reader->held = length - good;
    memmove(reader->block, reader->block + good, reader->held);
}

int tr_reader_feed(tr_reader *reader, const char *bytes, apr_size_t length)
{
    while (length > 0 && !reader->stopped) {
        size_t room = sizeof reader->block - reader->held;
        size_t part = length < room ? length : room;

        if (part > reader->limits.file_size - reader->file->size) {
            tr_error(&reader->spot, "file-too-large", "the file is larger than %"
                     APR_UINT64_T_FMT " bytes; TransparencyMaxFileSize is the limit",
                     (apr_uint64_t)reader->limits.file_size);
            tr_reader_stop(reader);
            break;
        }
        memcpy(reader->block + reader->held, bytes, part);
        reader->held += part;
        reader->file->size += part;
        bytes += part;
        length -= part;
        if (reader->held == sizeof reader->block)
            flush(reader, 0);
    }
    return reader->stopped ? -1 : 0;
}

/* --- beginning and end ------------------------------------------------------------------------ */

/* A pool whose memory goes back to the system when it is destroyed. */
static apr_pool_t *make_pool(apr_pool_t *parent)
{
    apr_allocator_t *allocator;
    apr_pool_t *pool;
    apr_abortfunc_t give_up = apr_pool_abort_get(parent);

    if (apr_allocator_create(&allocator) != APR_SUCCESS
        || apr_pool_create_ex(&pool, parent, NULL, allocator) != APR_SUCCESS) {
        if (give_up)
            give_up(APR_ENOMEM);
        abort();
    }
    apr_allocator_owner_set(allocator, pool);
    return pool;
}

static tr_file *make_file(const char *name, apr_pool_t *parent)
{
    apr_pool_t *pool = make_pool(parent);
    tr_file *file = apr_pcalloc(pool, sizeof *file);

    file->pool = pool;
    file->name = apr_pstrdup(pool, name);
    file->diags = tr_diags_make(pool);
    file->lang = "und";
    return file;
}

tr_reader *tr_reader_make(const char *name, const tr_limits *limits,
                          apr_pool_t *parent)
{
    apr_pool_t *scratch = make_pool(parent);
    tr_reader *reader = apr_pcalloc(scratch, sizeof *reader);
    tr_file *file = make_file(name, parent);

    reader->file = file;
    reader->scratch = scratch;
    reader->limits = *limits;
    reader->spot = (tr_spot){ file->diags, file->name, "", 0, 0 };
    reader->stack = apr_palloc(scratch, (size_t)(limits->depth > 0 ? limits->depth : 1)
                                        * sizeof *reader->stack);
    tr_lines_init(&reader->lines, scratch);
    tr_text_init(&reader->text, scratch);
    tr_figures_init(&reader->figures, file, limits->cells, &reader->names, scratch);
    tr_narrative_init(reader);
    tr_reader_make_parser(reader);
    return reader;
}

/* The strict checks of the end: nothing may be taken for whole that is not. */
static void finish(tr_reader *reader)
{
    const tr_file *file = reader->file;
    int result;

    reader->spot.element = "";
    if (file->size == 0 && !reader->stopped) {
        reader->spot.line = reader->spot.column = 0;
        tr_error(&reader->spot, "empty-file", "the file is empty");
        reader->stopped = 1;
        return;
    }
    flush(reader, 1);
    if (reader->stopped)
        return;
    result = xmlParseChunk(reader->xml, NULL, 0, 1);
    if (reader->stopped)
        return;
    if (result != 0 || !reader->xml->wellFormed || !reader->xml->nsWellFormed
        || !reader->root_ended) {
        tr_reader_spot_here(reader);
        tr_error(&reader->spot, "not-xml", "the file ends too early");
        reader->stopped = 1;
    }
}

tr_file *tr_reader_end(tr_reader *reader)
{
    tr_file *file = reader->file;

    finish(reader);
    file->words = tr_words_array(&reader->figures.words, file->pool);
    file->word_count = (uint32_t)reader->figures.words.list.count;
    file->usable = !reader->stopped && file->diags->errors == 0;
    apr_pool_destroy(reader->scratch);
    return file;
}

void tr_file_destroy(tr_file *file)
{
    if (file)
        apr_pool_destroy(file->pool);
}
