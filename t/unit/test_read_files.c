/* SPDX-License-Identifier: Apache-2.0 */
/* Listing a directory, reading its files while they change, SHA256SUMS. */
#include <apr_file_io.h>
#include <apr_general.h>
#include <apr_strings.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "record/read.h"
#include "tap.h"

#define RECORD "<transparency xmlns=\"urn:transparency-report:1\" published=\"2013-03-21\"/>\n"

static apr_pool_t *pool;
static const char *directory;
static const tr_limits defaults = TR_LIMITS_DEFAULT;

static const char *path_of(const char *name)
{
    return apr_pstrcat(pool, directory, "/", name, NULL);
}

static void put_bytes(const char *name, const char *bytes, size_t length)
{
    int descriptor = open(path_of(name), O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (descriptor < 0 || write(descriptor, bytes, length) != (ssize_t)length)
        abort();
    close(descriptor);
}

static void put(const char *name, const char *text)
{
    put_bytes(name, text, strlen(text));
}

static void make_directory(void)
{
    const char *temporary;

    if (apr_temp_dir_get(&temporary, pool) != APR_SUCCESS)
        abort();
    directory = mkdtemp(apr_pstrcat(pool, temporary, "/transparency-test.XXXXXX", NULL));
    if (!directory)
        abort();
}

static tr_listing_entry entry_of(const char *name)
{
    struct stat status;
    tr_listing_entry entry = { name, { 0 } };

    if (stat(path_of(name), &status) == 0)
        entry.signature = (tr_signature){
            (uint64_t)status.st_dev, (uint64_t)status.st_ino, (uint64_t)status.st_size,
            (int64_t)status.st_mtim.tv_sec * 1000000000 + status.st_mtim.tv_nsec,
            (int64_t)status.st_ctim.tv_sec * 1000000000 + status.st_ctim.tv_nsec };
    return entry;
}

static const char *told(const tr_diags *diags)
{
    const char *all = "";
    for (const tr_diag *diag = diags->first; diag; diag = diag->next)
        all = apr_pstrcat(pool, all, *all ? "\n" : "", tr_diag_line(diag, pool), NULL);
    return all;
}

/* --- listing --------------------------------------------------------------------- */

static void listing(void)
{
    tr_diags *diags = tr_diags_make(pool);
    tr_listing_entry *entries;
    int count, others;

    put("b.xml", RECORD);
    put("a.xml", RECORD);
    put("README", "x");
    put("c.XML", "x");
    put(".hidden.xml", RECORD);
    mkdir(path_of("2013"), 0755);
    put("2013/z.xml", RECORD);
    put("2013/notes.txt", "x");
    mkdir(path_of(".git"), 0755);
    put(".git/d.xml", RECORD);
    is_int(tr_list(&entries, &count, &others, directory, diags, pool), APR_SUCCESS, "listing");
    if (is_int(count, 3, "three files")) {
        is_str(entries[0].name, "2013/z.xml", "below, by its path");
        is_str(entries[1].name, "a.xml", "in the order of names");
        is_str(entries[2].name, "b.xml", "to the last");
        tr_listing_entry real = entry_of("a.xml");
        ok(memcmp(&real.signature, &entries[1].signature, sizeof real.signature) == 0,
           "with its signature");
    }
    is_int(others, 3, "other files are counted");
    is_str(told(diags), "", "nothing to tell");
}

static void odd_files(void)
{
    tr_diags *diags = tr_diags_make(pool);
    tr_listing_entry *entries;
    int count, others;

    if (mkfifo(path_of("fifo.xml"), 0644) != 0 || symlink("a.xml", path_of("link.xml")) != 0
        || symlink("2013", path_of("2012")) != 0 || symlink(".", path_of("loop")) != 0)
        abort();
    mkdir(path_of("directory.xml"), 0755);
    put("bad\x1bname.xml", RECORD);
    tr_list(&entries, &count, &others, directory, diags, pool);
    is_int(count, 3, "nothing but regular files with plain names");
    is_int(diags->warnings, 3, "what looks like a file of the record is warned of");
    ok(strstr(told(diags), "fifo.xml: warning: is not a regular file; it is not read") != NULL,
       "a FIFO");
    ok(strstr(told(diags), "link.xml: warning: is a symbolic link; it is not read") != NULL,
       "a symbolic link");
    ok(strstr(told(diags), "bad?name.xml: warning: has a name") != NULL,
       "a name with an escape character");
    diags = tr_diags_make(pool);
    is_int(tr_list(&entries, &count, &others, path_of("nowhere"), diags, pool), ENOENT,
           "no such directory");
    is_int(diags->errors, 1, "  and that is told");
    unlink(path_of("bad\x1bname.xml"));
}

/* --- reading ----------------------------------------------------------------------- */

typedef struct meddler {
    int calls, at;
    const char *name, *text;
    int in_place;
} meddler;

/* Writes to the file between two chunks, as an editor would. */
static void meddle(void *baton)
{
    meddler *m = baton;
    if (++m->calls != m->at)
        return;
    if (m->in_place) {
        int descriptor = open(path_of(m->name), O_WRONLY);
        if (descriptor < 0 || pwrite(descriptor, m->text, strlen(m->text), 10) < 0)
            abort();
        close(descriptor);
    }
    else
        put(m->name, m->text);
}

static apr_status_t read_one(const char *name, const unsigned char *wanted, int careful,
                             meddler *m, tr_file **file, tr_diags *diags)
{
    tr_listing_entry entry = entry_of(name);
    return tr_read_file(file, directory, &entry, wanted, careful, &defaults,
                        m ? meddle : NULL, m, diags, pool);
}

static void reading(void)
{
    tr_diags *diags = tr_diags_make(pool);
    tr_file *file;
    static const unsigned char digest[] = { 0xb0 };

    is_int(read_one("2013/z.xml", NULL, 1, NULL, &file, diags), APR_SUCCESS, "a file below");
    if (file) {
        ok(file->usable, "is usable");
        is_str(file->name, "2013/z.xml", "has its path as its name");
        is_int((long long)file->size, (long long)strlen(RECORD), "has its size");
        tr_file_destroy(file);
    }
    put("empty-digest.xml", "");
    is_int(read_one("empty-digest.xml", NULL, 0, NULL, &file, diags), APR_SUCCESS,
           "an empty file was read");
    if (file) {
        ok(!file->usable, "but is no record");
        /* SHA-256 of nothing begins e3b0c442, FIPS 180-4 */
        ok(file->digest[0] == 0xe3 && file->digest[1] == digest[0] && file->digest[2] == 0xc4,
           "and has the digest of nothing");
        tr_file_destroy(file);
    }
    put("broken.xml", "<transparency");
    is_int(read_one("broken.xml", NULL, 1, NULL, &file, diags), APR_SUCCESS, "a broken file was read");
    ok(file && !file->usable && file->diags->errors == 1, "and says what is wrong");
    tr_file_destroy(file);
    is_str(told(diags), "", "nothing of this is a matter of the directory");
}

static void unreadable(void)
{
    tr_diags *diags = tr_diags_make(pool);
    tr_listing_entry gone = entry_of("a.xml");
    tr_file *file;

    is_int(read_one("fifo.xml", NULL, 1, NULL, &file, diags), APR_EINVAL,
           "a FIFO is refused at once");
    is_int(read_one("directory.xml", NULL, 1, NULL, &file, diags), APR_EINVAL, "so is a directory");
    is_int(read_one("link.xml", NULL, 1, NULL, &file, diags), ELOOP, "and a symbolic link");
    is_int(read_one("2012/z.xml", NULL, 1, NULL, &file, diags), ENOTDIR,
           "and a path through one");
    gone.name = "gone.xml";
    is_int(tr_read_file(&file, directory, &gone, NULL, 1, &defaults, NULL, NULL, diags, pool),
           ENOENT, "and a file that is gone");
    ok(!file, "there is no file then");
    is_int(diags->errors, 5, "each is told");
}

static void changing(void)
{
    tr_diags *diags = tr_diags_make(pool);
    char *long_text = apr_palloc(pool, 300001);
    tr_file *file;
    size_t head = strlen(RECORD);
    meddler m = { 0, 2, "change.xml", "  ", 1 };

    memcpy(long_text, RECORD, head);
    memset(long_text + head, ' ', 300000 - head);
    put_bytes("change.xml", long_text, 300000);
    is_int(read_one("change.xml", NULL, 1, &(meddler){ 0 }, &file, diags), APR_SUCCESS,
           "a file of several chunks");
    ok(file && file->usable, "is usable");
    tr_file_destroy(file);
    is_int(read_one("change.xml", NULL, 1, &m, &file, diags), APR_EAGAIN,
           "written to in place during the first reading");
    put_bytes("change.xml", long_text, 300000);
    m = (meddler){ 0, 8, "change.xml", "  ", 1 };
    is_int(read_one("change.xml", NULL, 1, &m, &file, diags), APR_EAGAIN, "or the second");
    put_bytes("change.xml", long_text, 300000);
    m = (meddler){ 0, 2, "change.xml", "short", 0 };
    is_int(read_one("change.xml", NULL, 0, &m, &file, diags), APR_EAGAIN, "cut short");
    ok(!file, "there is no file then");
    ok(m.calls >= 2, "the pace was asked for between chunks");
    put("change.xml", RECORD);
    tr_listing_entry old = entry_of("change.xml");
    old.signature.mtime_ns--;
    is_int(tr_read_file(&file, directory, &old, NULL, 0, &defaults, NULL, NULL, diags, pool),
           APR_EAGAIN, "changed since it was listed");
    is_str(told(diags), "", "that is no error");
}

static void too_large(void)
{
    tr_limits small = TR_LIMITS_DEFAULT;
    tr_diags *diags = tr_diags_make(pool);
    tr_listing_entry entry;
    tr_file *file;
    char *text = apr_palloc(pool, 400000);

    memset(text, ' ', 400000);
    memcpy(text, RECORD, strlen(RECORD));
    put_bytes("large.xml", text, 400000);
    entry = entry_of("large.xml");
    small.file_size = 100000;
    is_int(tr_read_file(&file, directory, &entry, NULL, 1, &small, NULL, NULL, diags, pool),
           APR_SUCCESS, "too large a file is told of like any other fault");
    ok(file && !file->usable && strcmp(file->diags->first->code, "file-too-large") == 0,
       "by its own diagnostic");
    tr_file_destroy(file);
}

/* --- SHA256SUMS ------------------------------------------------------------------------ */

static void sums(void)
{
    tr_diags *diags = tr_diags_make(pool);
    tr_sums *all;
    tr_file *file;
    int present;
    const char *command;

    is_int(tr_sums_load(&all, &present, directory, diags, pool), APR_SUCCESS, "no SHA256SUMS");
    ok(!present && !all, "is not there");
    put("sp ace\\.xml", RECORD);
    command = apr_psprintf(pool, "cd '%s' && sha256sum a.xml *ace*.xml 2013/*.xml ./b.xml > SHA256SUMS "
                           "&& printf '\\r\\n' >> SHA256SUMS", directory);
    if (system(command) != 0)
        ok(0, "sha256sum");
    is_int(tr_sums_load(&all, &present, directory, diags, pool), APR_SUCCESS, "made by sha256sum");
    is_int(present, 1, "is there");
    is_str(told(diags), "", "and is as it should be");
    ok(tr_sums_find(all, "a.xml") != NULL, "a name");
    ok(tr_sums_find(all, "b.xml") != NULL, "a name with ./");
    ok(tr_sums_find(all, "sp ace\\.xml") != NULL, "an escaped name");
    ok(tr_sums_find(all, "2013/z.xml") != NULL, "a name below");
    ok(tr_sums_find(all, "z.xml") == NULL, "a name that is not there");
    is_int(read_one("a.xml", tr_sums_find(all, "a.xml"), 0, NULL, &file, diags), APR_SUCCESS,
           "a file that fits");
    tr_file_destroy(file);
    put("a.xml", RECORD "<!-- -->");
    is_int(read_one("a.xml", tr_sums_find(all, "a.xml"), 0, NULL, &file, diags), APR_EAGAIN,
           "one that does not");
    ok(!file, "is not read");
    is_int(diags->warnings, 1, "and is warned of");
    put("a.xml", "<trans");
    is_int(read_one("a.xml", tr_sums_find(all, "a.xml"), 0, NULL, &file, diags), APR_EAGAIN,
           "one half-written is not reported as broken");
}

static void bad_sums(void)
{
    tr_diags *diags = tr_diags_make(pool);
    static const char zeros[] = "0000000000000000000000000000000000000000000000000000000000000000";
    static const char ones[] = "1111111111111111111111111111111111111111111111111111111111111111";
    tr_sums *all;
    int present;

    put("SHA256SUMS", apr_pstrcat(pool, ones, "  a.xml\nnonsense\n", ones, " a.xml\n",
                                  ones + 1, "  b.xml\n", "\\", ones, "  b\\x.xml\n",
                                  zeros, " *a.xml\n", ones, " *c.xml", NULL));
    is_int(tr_sums_load(&all, &present, directory, diags, pool), APR_SUCCESS, "read all the same");
    is_int(diags->errors, 5, "four lines that are none, one that contradicts another");
    const unsigned char *digest = tr_sums_find(all, "a.xml");
    ok(digest && digest[0] == 0, "of two digests none is right");
    ok(tr_sums_find(all, "c.xml") && tr_sums_find(all, "c.xml")[31] == 0x11,
       "a last line without its end");
    put_bytes("SHA256SUMS", "a\0b", 3);
    is_int(tr_sums_load(&all, &present, directory, diags, pool), EINVAL, "a NUL byte");
    unlink(path_of("SHA256SUMS"));
    mkdir(path_of("SHA256SUMS"), 0755);
    ok(tr_sums_load(&all, &present, directory, diags, pool) != APR_SUCCESS && present && !all,
       "a directory of that name is no manifest, and not none either");
}

/* --- the records that come with the tests -------------------------------------------------- */

static void fixture(const char *records, const tr_listing_entry *entry, tr_diags *diags)
{
    int broken = strncmp(entry->name, "broken/", 7) == 0;
    tr_file *file = NULL;
    apr_status_t result = tr_read_file(&file, records, entry, NULL, 1, &defaults,
                                       NULL, NULL, diags, pool);

    ok(result == APR_SUCCESS && file && file->usable == !broken, "%s is %s", entry->name,
       broken ? "refused" : "accepted");
    if (file && file->diags->first && file->usable == broken)
        printf("# %s\n", tr_diag_line(file->diags->first, pool));
    if (broken && file)
        ok(file->diags->first && (file->diags->first->line > 0 || file->size == 0),
           "  and the line is named");
    tr_file_destroy(file);
}

static void fixtures(void)
{
    const char *source = getenv("TR_SRCDIR");
    const char *records = apr_pstrcat(pool, source ? source : ".", "/t/fixtures/records", NULL);
    tr_diags *diags = tr_diags_make(pool);
    tr_listing_entry *entries;
    int count, others;

    is_int(tr_list(&entries, &count, &others, records, diags, pool), APR_SUCCESS,
           "the records of the tests");
    ok(count > 0, "are there");
    for (int i = 0; i < count; i++)
        fixture(records, &entries[i], diags);
}

int main(void)
{
    apr_initialize();
    apr_pool_create(&pool, NULL);
    make_directory();
    listing();
    odd_files();
    reading();
    unreadable();
    changing();
    too_large();
    sums();
    bad_sums();
    fixtures();
    if (system(apr_psprintf(pool, "rm -rf '%s'", directory)) != 0)
        ok(0, "the scratch directory was removed");
    apr_pool_destroy(pool);
    apr_terminate();
    return tap_done();
}
