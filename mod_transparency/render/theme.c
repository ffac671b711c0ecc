/* SPDX-License-Identifier: Apache-2.0 */
#include "render/theme.h"

#include <apr_file_io.h>
#include <apr_strings.h>
#include <string.h>

enum { THEME_MAX_BYTES = 1 << 20 };

static apr_status_t read_theme(tr_theme *theme, apr_pool_t *pool)
{
    apr_file_t *file;
    apr_finfo_t info;
    char *bytes;
    apr_status_t status = apr_stat(&info, theme->path, APR_FINFO_NORM, pool);

    if (status != APR_SUCCESS)
        return status;
    if (info.filetype != APR_REG || info.size > THEME_MAX_BYTES)
        return APR_EINVAL;      /* a FIFO would hang the start */
    status = apr_file_open(&file, theme->path, APR_FOPEN_READ, 0, pool);
    if (status != APR_SUCCESS)
        return status;
    bytes = apr_palloc(pool, (apr_size_t)info.size + 1);
    status = apr_file_read_full(file, bytes, (apr_size_t)info.size,
                                &theme->length);
    apr_file_close(file);
    if (status == APR_SUCCESS) {
        bytes[theme->length] = '\0';
        theme->bytes = bytes;
    }
    return status;
}

static void add_theme(tr_themes *themes, const char *path, tr_theme_tell tell,
                      void *baton, apr_pool_t *pool)
{
    tr_theme *all = themes->theme;
    apr_status_t status;

    if (!path || tr_theme_find(themes, path))
        return;
    themes->theme = apr_pcalloc(pool, sizeof *all * ((size_t)themes->count + 1));
    if (all)
        memcpy(themes->theme, all, sizeof *all * (size_t)themes->count);
    all = &themes->theme[themes->count++];
    all->path = path;
    status = read_theme(all, pool);
    if (status != APR_SUCCESS)
        tell(baton, path, status);
}

void tr_themes_read(tr_themes *themes, const tr_settings *settings, tr_theme_tell tell,
                    void *baton, apr_pool_t *pool)
{
    add_theme(themes, settings->shell, tell, baton, pool);
    add_theme(themes, settings->stylesheet, tell, baton, pool);
    add_theme(themes, settings->logo, tell, baton, pool);
    for (int i = 0; settings->strings && settings->strings[i]; i++)
        add_theme(themes, settings->strings[i], tell, baton, pool);
}

const tr_theme *tr_theme_find(const tr_themes *themes, const char *path)
{
    for (int i = 0; path && i < themes->count; i++)
        if (!strcmp(themes->theme[i].path, path))
            return &themes->theme[i];
    return NULL;
}
