/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which jurisdictions a name that is not known might have meant: those whose
 * names differ from it in the fewest letters, or hold it as a word.
 */
#include <apr_lib.h>
#include <string.h>

#include "intl/countries_data.h"

enum { NAME_MAX_LETTERS = 64, WORD_DISTANCE = 2 };

/* Letters and digits in lower case with single blanks; what is not ASCII is left out. */
static void simplify(const char *name, char *out)
{
    size_t used = 0;
    int gap = 0;

    for (; *name && used < NAME_MAX_LETTERS - 2; name++) {
        if (!apr_isalnum(*name)) {
            gap = (unsigned char)*name < 0x80;
            continue;
        }
        if (gap && used > 0)
            out[used++] = ' ';
        gap = 0;
        out[used++] = (char)apr_tolower(*name);
    }
    out[used] = '\0';
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Letters to change, add or drop (Levenshtein). */
static size_t distance(const char *a, const char *b)
{
    size_t row[NAME_MAX_LETTERS + 1], length = strlen(b);

    if (length > NAME_MAX_LETTERS)
        return length;
    for (size_t j = 0; j <= length; j++)
        row[j] = j;
    for (size_t i = 0; a[i]; i++) {
        size_t corner = row[0];
        row[0] = i + 1;
        for (size_t j = 0; j < length; j++) {
            size_t above = row[j + 1];
            row[j + 1] = least(corner + (a[i] != b[j]), 1 + least(above, row[j]));
            corner = above;
        }
    }
    return row[length];
}

static int holds_word(const char *text, const char *word)
{
    size_t length = strlen(word);
    const char *at = text;

    while (length > 3 && (at = strstr(at, word))) {
        if ((at == text || at[-1] == ' ') && (at[length] == ' ' || !at[length]))
            return 1;
        at++;
    }
    return 0;
}

/* Puts a code among the best, each once; scores ascend. */
static int insert(const char **codes, size_t *scores, int count, int max,
                  const char *code, size_t score)
{
    int place = count;

    for (int i = 0; i < count; i++)
        if (strcmp(codes[i], code) == 0) {
            if (scores[i] <= score)
                return count;
            memmove(codes + i, codes + i + 1, (size_t)(count - i - 1) * sizeof *codes);
            memmove(scores + i, scores + i + 1, (size_t)(count - i - 1) * sizeof *scores);
            place = --count;
            break;
        }
    while (place > 0 && scores[place - 1] > score)
        place--;
    if (place == max)
        return count;
    if (count == max)
        count--;
    memmove(codes + place + 1, codes + place, (size_t)(count - place) * sizeof *codes);
    memmove(scores + place + 1, scores + place, (size_t)(count - place) * sizeof *scores);
    codes[place] = code;
    scores[place] = score;
    return count + 1;
}

int tr_country_nearest(const char *name, const char **codes, int max)
{
    size_t scores[TR_COUNTRY_NEAREST_MAX], length;
    char wanted[NAME_MAX_LETTERS];
    int count = 0;

    simplify(name, wanted);
    length = strlen(wanted);
    if (max > TR_COUNTRY_NEAREST_MAX)
        max = TR_COUNTRY_NEAREST_MAX;
    for (int i = 0; length > 1 && i < tr_country_alias_count; i++) {
        const tr_country_alias *alias = &tr_country_aliases[i];
        size_t score = distance(wanted, alias->folded);
        if (holds_word(alias->folded, wanted) || holds_word(wanted, alias->folded))
            score = least(score, WORD_DISTANCE);
        if (score <= length / 3 + 1)
            count = insert(codes, scores, count, max, alias->code, score);
    }
    return count;
}
