/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The segment's memory: how bodies are read from its file, what is given back
 * and when, and that what a socket still has to send stays as it was.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "segment_support.h"

static void read_body_fd(tr_segment_t *segment, void *data)
{
    unsigned char start[TR_KEY_SIZE];
    off_t at = (off_t)offsetof(tr_header_t, key);
    int fd, bad = 0;

    if (getuid() == 0 && setuid(65534) != 0)
        _exit(100);
    tr_segment_join(segment);
    fd = tr_segment_body_fd(segment);
    bad |= fd < 0 || fd == segment->fd;
    bad |= (lseek(segment->fd, 12345, SEEK_SET) != 12345) << 1;
    bad |= (lseek(fd, 0, SEEK_CUR) != 0) << 2;
    bad |= (pread(fd, start, sizeof(start), at) != (ssize_t)sizeof(start)) << 3;
    bad |= (memcmp(start, test_key, sizeof(start)) != 0) << 4;
    bad |= (write(fd, "x", 1) >= 0) << 5;
    _exit(bad);
}

static void test_body_fd(void)
{
    tr_segment_t segment;
    int status = 0;
    pid_t pid;

    make(&segment, 8);
    is_int(tr_segment_body_fd(&segment), -1, "no descriptor before joining");
    tr_segment_join(&segment);
    pid = spawn(read_body_fd, &segment, NULL);
    waitpid(pid, &status, 0);
    is_int(WEXITSTATUS(status), 0, "an unprivileged child has a read-only "
           "descriptor with an offset of its own");
    tr_segment_destroy(&segment);
}

/* bytes queued on a socket by sendfile() outlive their generation */
static void test_queued_bytes(void)
{
    static unsigned char got[WORDS * 8];
    struct sockaddr_in address = { .sin_family = AF_INET };
    socklen_t length = sizeof(address);
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    int out = socket(AF_INET, SOCK_STREAM, 0);
    size_t have = 0;
    tr_segment_t segment;
    tr_pin_t pin;
    off_t offset;
    int in;

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(listener, (struct sockaddr *)&address, length) != 0
        || listen(listener, 1) != 0
        || getsockname(listener, (struct sockaddr *)&address, &length) != 0
        || connect(out, (struct sockaddr *)&address, length) != 0) {
        ok(0, "a socket pair");
        return;
    }
    in = accept(listener, NULL, NULL);
    make(&segment, 8);
    tr_segment_join(&segment);
    publish_pattern(&segment, WORDS, 0);
    tr_pin_acquire(&segment, &pin);
    offset = (off_t)(pin.data - segment.base);
    is_int(sendfile(out, tr_segment_body_fd(&segment), &offset, WORDS * 8),
           WORDS * 8, "a body is queued");
    tr_pin_release(&pin);
    for (int i = 0; i < 8; i++)
        publish_pattern(&segment, WORDS, 0);
    while (have < sizeof(got)) {
        ssize_t n = read(in, got + have, sizeof(got) - have);
        if (n <= 0)
            break;
        have += (size_t)n;
    }
    is_int((long long)wrong_words(got, WORDS, 1), 0,
           "and arrives as it was, eight generations later");
    close(in);
    close(out);
    close(listener);
    tr_segment_destroy(&segment);
}

static long long kib_used(const tr_segment_t *segment)
{
    struct stat status;

    return fstat(segment->fd, &status) == 0 ? status.st_blocks / 2 : -1;
}

static void test_memory(void)
{
    uint64_t words = 1 << 17;           /* 1 MiB */
    tr_segment_t segment;
    tr_write_t write;
    long long one;

    tr_segment_create(&segment, UINT64_C(1) << 30, 8, test_key);
    ok(kib_used(&segment) < 200, "a fresh gigabyte costs next to nothing");
    publish_pattern(&segment, words, 8);
    one = kib_used(&segment);
    ok(one >= 1024 && one < 1400, "a generation costs its size (%lld KiB)",
       one);
    for (int i = 0; i < 3; i++)
        publish_pattern(&segment, words, 8);
    ok(kib_used(&segment) > 4000, "four of them four times that");
    is_int(tr_segment_trim(&segment), APR_SUCCESS, "trimmed");
    ok(kib_used(&segment) <= one + 64, "retired memory is given back");
    ok(current_is_whole(&segment), "the current generation is not");
    is_int((long long)tr_write_begin(&segment, &write), APR_SUCCESS, "begun");
    memset(write.data, 0xff, 1 << 20);
    tr_write_abandon(&write);
    is_int(tr_segment_trim(&segment), APR_SUCCESS, "trimmed");
    ok(kib_used(&segment) <= one + 64, "so is an abandoned generation's");
    tr_segment_destroy(&segment);
}

/* a system that cannot give memory back */
static void test_no_punching(void)
{
    tr_segment_t segment;
    int whole = 0;

    make(&segment, 8);
    tr_header(&segment)->punches = 0;
    tr_segment_join(&segment);
    is_int(tr_segment_body_fd(&segment), -1,
           "buffers written over in place are not for sendfile");
    for (int i = 0; i < 9; i++)
        whole += publish_pattern(&segment, WORDS - (uint64_t)i * 8, 8)
                     == APR_SUCCESS && current_is_whole(&segment);
    is_int(whole, 9, "everything else works");
    is_int(tr_segment_trim(&segment), APR_SUCCESS, "there is nothing to trim");
    is_str(tr_segment_validate(&segment), NULL, "valid");
    tr_segment_destroy(&segment);
}

int main(void)
{
    test_body_fd();
    test_queued_bytes();
    test_memory();
    test_no_punching();
    return tap_done();
}
