/* SPDX-License-Identifier: Apache-2.0 */
/* From bytes to UTF-8, by ICU; see encoding.h. */
#include "import/encoding.h"

#include <apr_strings.h>
#include <string.h>
#include <unicode/ucnv.h>
#include <unicode/ustring.h>

#include "record/characters.h"

/* what may be declared, and what ICU calls it */
static const struct {
    const char *name, *icu;
} encodings[] = {
    { "utf-8", "UTF-8" },
    { "utf-16", NULL },
    { "utf-16le", "UTF-16LE" },
    { "utf-16be", "UTF-16BE" },
    { "windows-1252", "windows-1252" },
    { "iso-8859-1", "ISO-8859-1" },
    { "macintosh", "macintosh" },
};

enum { ENCODINGS = sizeof encodings / sizeof encodings[0] };

int tr_encoding_known(const char *name)
{
    for (int i = 0; i < ENCODINGS; i++)
        if (strcmp(encodings[i].name, name) == 0)
            return 1;
    return 0;
}

static const char *icu_name(const char *name)
{
    for (int i = 0; i < ENCODINGS; i++)
        if (strcmp(encodings[i].name, name) == 0)
            return encodings[i].icu;
    return NULL;
}

/* --- places ------------------------------------------------------------------ */

void tr_source_place(const char *text, apr_size_t offset, int *line, int *column)
{
    apr_size_t start = 0;

    *line = 1;
    for (apr_size_t i = 0; i < offset; i++)
        if (text[i] == '\n' || (text[i] == '\r' && text[i + 1] != '\n')) {
            (*line)++;
            start = i + 1;
        }
    *column = (int)(offset - start) + 1;
}

const char *tr_source_line(const tr_source *source, int line, apr_pool_t *pool)
{
    const char *at = source->text, *end = at + source->length;

    for (; line > 1 && at < end; line--) {
        at += strcspn(at, "\r\n");
        if (*at == '\r' && at[1] == '\n')
            at++;
        if (at < end)
            at++;
    }
    return line == 1 && at <= end
        ? apr_pstrmemdup(pool, at, strcspn(at, "\r\n")) : NULL;
}

/* --- decoding ---------------------------------------------------------------- */

static void tell_byte(const tr_source *out, const char *decoded, apr_size_t good,
                      unsigned char byte, const char *encoding, tr_diags *diags)
{
    int line, column;

    tr_source_place(decoded, good, &line, &column);
    tr_diags_add(diags, TR_DIAG_ERROR, out->name, line, column, "not-in-encoding",
                 "byte 0x%02x is not %s here; if the file is in another encoding, "
                 "say so: --encoding windows-1252", byte, encoding);
}

static int take_utf8(tr_source *out, const char *bytes, apr_size_t length,
                     tr_diags *diags, apr_pool_t *pool)
{
    int cut;
    apr_size_t good;

    if (length >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) {
        bytes += 3;
        length -= 3;
    }
    good = tr_utf8_span(bytes, length, &cut);
    out->text = apr_pstrmemdup(pool, bytes, good);
    out->length = good;
    if (good == length)
        return 1;
    tell_byte(out, out->text, good, (unsigned char)bytes[good], "UTF-8", diags);
    return 0;
}

/* Text of UTF-16 units, as far as it is valid, into out; 0 when ICU cannot. */
static int take_units(tr_source *out, const UChar *units, int32_t count,
                      apr_pool_t *pool)
{
    UErrorCode status = U_ZERO_ERROR;
    int32_t size = 0;
    char *text;

    u_strToUTF8(NULL, 0, &size, units, count, &status);
    if (status != U_BUFFER_OVERFLOW_ERROR && U_FAILURE(status))
        return 0;
    status = U_ZERO_ERROR;
    text = apr_palloc(pool, (apr_size_t)size + 1);
    u_strToUTF8(text, size + 1, NULL, units, count, &status);
    out->text = text;
    out->length = (apr_size_t)size;
    return U_SUCCESS(status) && memchr(text, 0, (apr_size_t)size) == NULL;
}

static int take_by_icu(tr_source *out, const char *bytes, apr_size_t length,
                       const char *encoding, tr_diags *diags, apr_pool_t *pool)
{
    UErrorCode status = U_ZERO_ERROR;
    UConverter *converter = ucnv_open(encoding, &status);
    UChar *units = apr_palloc(pool, (length + 1) * sizeof *units), *to = units;
    const char *from = bytes;
    int good;

    if (U_FAILURE(status)) {
        tr_diags_add(diags, TR_DIAG_ERROR, out->name, 0, 0, "not-in-encoding",
                     "ICU here does not know %s", encoding);
        return 0;
    }
    ucnv_setToUCallBack(converter, UCNV_TO_U_CALLBACK_STOP, NULL, NULL, NULL, &status);
    ucnv_toUnicode(converter, &to, units + length + 1, &from, bytes + length, NULL,
                   1, &status);
    good = U_SUCCESS(status);
    ucnv_close(converter);
    if (to > units && units[0] == 0xfeff)
        units++;
    if (!take_units(out, units, (int32_t)(to - units), pool)) {
        tr_diags_add(diags, TR_DIAG_ERROR, out->name, 0, 0, "not-in-encoding",
                     "holds what is no text of %s", encoding);
        return 0;
    }
    if (!good)
        tell_byte(out, out->text, out->length,
                  from > bytes ? (unsigned char)from[-1] : 0, encoding, diags);
    return good;
}

/* What the byte-order mark says, or NULL. */
static const char *by_mark(const char *bytes, apr_size_t length)
{
    if (length >= 2 && memcmp(bytes, "\xff\xfe", 2) == 0)
        return "UTF-16LE";
    if (length >= 2 && memcmp(bytes, "\xfe\xff", 2) == 0)
        return "UTF-16BE";
    return NULL;
}

int tr_decode(tr_source *out, const char *bytes, apr_size_t length,
              const char *encoding, tr_diags *diags, apr_pool_t *pool)
{
    const char *marked = by_mark(bytes, length);
    const char *icu = encoding ? icu_name(encoding) : "UTF-8";

    if (marked && (!icu || !encoding))
        icu = marked;
    if (!icu) {
        tr_diags_add(diags, TR_DIAG_ERROR, out->name, 0, 0, "no-byte-order",
                     "has no byte-order mark; say utf-16le or utf-16be");
        return 0;
    }
    return strcmp(icu, "UTF-8") == 0
        ? take_utf8(out, bytes, length, diags, pool)
        : take_by_icu(out, bytes, length, icu, diags, pool);
}

/* --- text that was decoded wrongly --------------------------------------------- */

/* The byte that stands for a character in windows-1252; -1: there is none. */
static int byte_of_1252(uint32_t character)
{
    static const uint16_t high[32] = {
        0x20ac, 0x81, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021, 0x2c6, 0x2030,
        0x160, 0x2039, 0x152, 0x8d, 0x17d, 0x8f, 0x90, 0x2018, 0x2019, 0x201c,
        0x201d, 0x2022, 0x2013, 0x2014, 0x2dc, 0x2122, 0x161, 0x203a, 0x153, 0x9d,
        0x17e, 0x178
    };

    if (character < 0x80 || (character >= 0xa0 && character <= 0xff))
        return (int)character;
    for (int i = 0; i < 32; i++)
        if (high[i] == character)
            return 0x80 + i;
    return -1;
}

int tr_looks_mangled(const char *text)
{
    apr_size_t left = strlen(text);
    int wanted = 0;             /* continuation bytes still to come */

    while (left > 0) {
        uint32_t character;
        int length = tr_utf8_decode(text, left, &character), byte;
        if (length <= 0 || character == 0xfffd)
            return 1;
        byte = byte_of_1252(character);
        if (wanted > 0 && byte >= 0x80 && byte <= 0xbf) {
            if (--wanted == 0)
                return 1;
        }
        else
            wanted = byte >= 0xc2 && byte <= 0xdf ? 1
                     : byte >= 0xe0 && byte <= 0xef ? 2
                     : byte >= 0xf0 && byte <= 0xf4 ? 3 : 0;
        text += length;
        left -= (apr_size_t)length;
    }
    return 0;
}
