/* SPDX-License-Identifier: Apache-2.0 */
/* Names of files: "report-{year}_H{half}.csv", "export-*.csv". */
#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>

#include "import/map.h"

/* Stars backtrack; few of them cost little. */
enum { STARS_MAX = 3, NAME_MAX_BYTES = 255 };

static int match(const char *pattern, const char *name, tr_capture **captures,
                 int stars, apr_pool_t *pool);

static int match_star(const char *pattern, const char *name, tr_capture **captures,
                      int stars, apr_pool_t *pool)
{
    if (stars == STARS_MAX)
        return 0;
    for (;; name++) {
        if (match(pattern + 1, name, captures, stars + 1, pool))
            return 1;
        if (!*name)
            return 0;
    }
}

/* {word} takes as many letters and digits as there are. */
static int match_word(const char *pattern, const char *name, tr_capture **captures,
                      int stars, apr_pool_t *pool)
{
    const char *close = strchr(pattern, '}');
    apr_size_t length = 0;
    tr_capture *capture;

    while (apr_isalnum(name[length]))
        length++;
    if (!close || length == 0 || !match(close + 1, name + length, captures, stars, pool))
        return 0;
    capture = apr_palloc(pool, sizeof *capture);
    capture->name = apr_pstrmemdup(pool, pattern + 1, (apr_size_t)(close - pattern - 1));
    capture->text = apr_pstrmemdup(pool, name, length);
    capture->next = *captures;
    *captures = capture;
    return 1;
}

static int match(const char *pattern, const char *name, tr_capture **captures,
                 int stars, apr_pool_t *pool)
{
    for (; *pattern; pattern++, name++) {
        if (*pattern == '*')
            return match_star(pattern, name, captures, stars, pool);
        if (*pattern == '{')
            return match_word(pattern, name, captures, stars, pool);
        if (*pattern != *name)
            return 0;
    }
    return !*name;
}

int tr_pattern_match(const char *pattern, const char *name,
                     tr_capture **captures, apr_pool_t *pool)
{
    *captures = NULL;
    return strlen(name) <= NAME_MAX_BYTES && strlen(pattern) <= NAME_MAX_BYTES
        && match(pattern, name, captures, 0, pool);
}

const char *tr_pattern_fault(const char *pattern)
{
    int stars = 0;

    if (strlen(pattern) > NAME_MAX_BYTES)
        return "is longer than 255 bytes";
    for (const char *at = pattern; *at; at++) {
        stars += *at == '*';
        if (*at == '{' && (!strchr(at, '}') || at[1] == '}'))
            return "has a { without a name and a } behind it";
        if (*at == '/')
            return "has a slash; names of files stand without their directory";
    }
    return stars > STARS_MAX ? "has more than three stars" : NULL;
}

int tr_pattern_names(const char *pattern, const char *word)
{
    apr_size_t length = strlen(word);
    const char *at = pattern;

    while ((at = strchr(at, '{'))) {
        at++;
        if (strncmp(at, word, length) == 0 && at[length] == '}')
            return 1;
    }
    return 0;
}
