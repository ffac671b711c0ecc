/* SPDX-License-Identifier: Apache-2.0 */
/* The list of diagnostics; see diagnostic.h. */
#include "record/diagnostic.h"

#include <apr_strings.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "record/characters.h"

enum { TEXT_MAX = 600 };

tr_diags *tr_diags_make(apr_pool_t *pool)
{
    tr_diags *diags = apr_pcalloc(pool, sizeof *diags);
    diags->pool = pool;
    return diags;
}

static void count(tr_diags *diags, tr_severity severity)
{
    switch (severity) {
    case TR_DIAG_ERROR:   diags->errors++;   break;
    case TR_DIAG_WARNING: diags->warnings++; break;
    case TR_DIAG_NOTICE:  diags->notices++;  break;
    }
}

static int is_of(const tr_diag *diag, const char *file)
{
    return diag->file == file || strcmp(diag->file, file) == 0;
}

/* Entries of one file nearly always come in a row: count anew when it changes. */
static int held_of(tr_diags *diags, const char *file)
{
    if (diags->last && is_of(diags->last, file))
        return diags->held;
    diags->held = 0;
    for (const tr_diag *diag = diags->first; diag; diag = diag->next)
        diags->held += is_of(diag, file);
    return diags->held;
}

static void unlink_after(tr_diags *diags, tr_diag *before, tr_diag *entry)
{
    if (before)
        before->next = entry->next;
    else
        diags->first = entry->next;
    if (diags->last == entry)
        diags->last = before;
}

/* Makes room for an error by dropping what matters less; 0 if there is none. */
static int make_room(tr_diags *diags, const char *file, tr_severity severity)
{
    tr_diag *victim = NULL, *victim_before = NULL, *before = NULL;

    for (tr_diag *diag = diags->first; diag; before = diag, diag = diag->next)
        if (is_of(diag, file) && diag->severity < severity
            && (!victim || diag->severity <= victim->severity)) {
            victim = diag;
            victim_before = before;
        }
    if (!victim)
        return 0;
    unlink_after(diags, victim_before, victim);
    return 1;
}

static void append(tr_diags *diags, tr_diag *entry)
{
    if (diags->last)
        diags->last->next = entry;
    else
        diags->first = entry;
    diags->last = entry;
}

void tr_diags_add(tr_diags *diags, tr_severity severity, const char *file,
                  int line, int column, const char *code,
                  const char *format, ...)
{
    char text[TEXT_MAX];
    va_list args;
    int held = held_of(diags, file);

    count(diags, severity);
    diags->suggestible = 0;
    if (held >= TR_DIAG_MAX) {
        diags->suppressed++;
        if (!make_room(diags, file, severity))
            return;
        held--;
    }
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);

    tr_diag *entry = apr_pcalloc(diags->pool, sizeof *entry);
    entry->severity = severity;
    entry->file = apr_pstrdup(diags->pool, file);
    entry->line = line;
    entry->column = column;
    entry->code = code;
    entry->text = tr_text_printable(text, diags->pool);
    append(diags, entry);
    diags->held = held + 1;
    diags->suggestible = 1;
}

void tr_diags_suggest(tr_diags *diags, const char *nearest)
{
    if (nearest && *nearest && diags->suggestible)
        diags->last->nearest = apr_pstrdup(diags->pool, nearest);
}

const char *tr_diag_line(const tr_diag *diag, apr_pool_t *pool)
{
    static const char *const words[] = { "notice", "warning", "error" };
    const char *file = tr_text_printable(diag->file, pool);
    const char *where = diag->line > 0
        ? apr_psprintf(pool, "%s:%d:%d", file, diag->line, diag->column)
        : file;
    const char *meant = diag->nearest
        ? apr_psprintf(pool, " (did you mean \"%s\"?)", diag->nearest) : "";

    return apr_psprintf(pool, "%s: %s: %s%s [%s]", where,
                        words[diag->severity], diag->text, meant, diag->code);
}
