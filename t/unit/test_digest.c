/* SPDX-License-Identifier: Apache-2.0 */
/* Digest fields. */

#include "http/digest.h"

#include <apr_general.h>

#include "tap.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* of the body {"hello": "world"} and a line feed, RFC 9530 appendix B.1 */
static const unsigned char sha256[TR_SHA256_SIZE] = {
    0x45, 0x8e, 0x9e, 0xeb, 0xfd, 0x6e, 0x32, 0x81, 0x37, 0x32, 0xa2, 0x80,
    0x36, 0x30, 0xa8, 0x85, 0x20, 0x99, 0xbe, 0x7c, 0x78, 0xe3, 0x2e, 0x9c,
    0xa9, 0x38, 0x11, 0x12, 0x85, 0xfa, 0xa8, 0x96
};

struct want_case {
    const char *value;
    int have_sha512;
    enum tr_want expected;
};

static const struct want_case wants[] = {
    { NULL, 1, TR_WANT_UNSAID },
    { "", 1, TR_WANT_UNSAID },
    { "  ", 1, TR_WANT_UNSAID },
    { "sha-256=1", 1, TR_WANT_SHA256 },
    { "sha-256=10", 0, TR_WANT_SHA256 },
    { "sha-512=3, sha-256=10, unixsum=0", 1, TR_WANT_SHA256 },
    { "sha-512=10, sha-256=3", 1, TR_WANT_SHA512 },
    { "sha-512=10, sha-256=3", 0, TR_WANT_SHA256 },
    { "sha-512=10", 0, TR_WANT_NONE },
    { "sha-512=10,sha-256=10", 1, TR_WANT_SHA256 },
    { "sha-512=5\t,\tsha-256=4", 1, TR_WANT_SHA512 },
    { " sha-512=5 ", 1, TR_WANT_SHA512 },
    { "sha-256=0", 1, TR_WANT_NONE },
    { "sha-256=0, sha-512=0", 1, TR_WANT_NONE },
    { "sha-256=-0", 1, TR_WANT_NONE },
    { "sha-256=0, sha-512=1", 1, TR_WANT_SHA512 },
    { "sha=10, md5=5, unixsum=1", 1, TR_WANT_NONE },
    { "sha-256-x=10", 1, TR_WANT_NONE },
    { "*a_b.c-1=3, sha-256=1", 1, TR_WANT_SHA256 },
    /* the last of two counts */
    { "sha-256=1, sha-256=0", 1, TR_WANT_NONE },
    { "sha-256=9, sha-512=5, sha-256=2", 1, TR_WANT_SHA512 },
    /* values that are no weight are passed over */
    { "sha-512=11, sha-256=1", 1, TR_WANT_SHA256 },
    { "sha-512=999999999999999, sha-256=1", 1, TR_WANT_SHA256 },
    { "sha-512=-1, sha-256=1", 1, TR_WANT_SHA256 },
    { "sha-512=9.5, sha-256=1", 1, TR_WANT_SHA256 },
    { "sha-512=\"1, 0\\\"\", sha-256=1", 1, TR_WANT_SHA256 },
    { "sha-512, sha-256=1", 1, TR_WANT_SHA256 },
    { "sha-512=?1, sha-256=1", 1, TR_WANT_SHA256 },
    { "sha-512=:YWJj:, sha-256=1", 1, TR_WANT_SHA256 },
    { "sha-512=high, sha-256=1", 1, TR_WANT_SHA256 },
    { "sha-512=9;a;b=2; c=\"x\", sha-256=1", 1, TR_WANT_SHA512 },
    /* what is no Dictionary is ignored whole */
    { "sha-256=1,", 1, TR_WANT_UNSAID },
    { ",sha-256=1", 1, TR_WANT_UNSAID },
    { "sha-256=1,,sha-512=2", 1, TR_WANT_UNSAID },
    { "sha-256=1 sha-512=2", 1, TR_WANT_UNSAID },
    { "SHA-256=1", 1, TR_WANT_UNSAID },
    { "sha-256=", 1, TR_WANT_UNSAID },
    { "sha-256 = 1", 1, TR_WANT_UNSAID },
    { "sha-256=1;", 1, TR_WANT_UNSAID },
    { "sha-256=1;q=", 1, TR_WANT_UNSAID },
    { "sha-256=1234567890123456", 1, TR_WANT_UNSAID },
    { "sha-256=1.", 1, TR_WANT_UNSAID },
    { "sha-256=1.2345", 1, TR_WANT_UNSAID },
    { "sha-256=-", 1, TR_WANT_UNSAID },
    { "sha-256=\"1", 1, TR_WANT_UNSAID },
    { "sha-256=\"\\1\"", 1, TR_WANT_UNSAID },
    { "sha-256=:1", 1, TR_WANT_UNSAID },
    { "sha-256=?2", 1, TR_WANT_UNSAID },
    { "sha-256=(1 2)", 1, TR_WANT_UNSAID },
    { "=1", 1, TR_WANT_UNSAID },
};

static void test_field(apr_pool_t *pool)
{
    unsigned char sha512[TR_SHA512_SIZE];
    for (unsigned i = 0; i < TR_SHA512_SIZE; i++)
        sha512[i] = (unsigned char)(255 - i);
    is_str(tr_digest_field(pool, sha256, NULL),
           "sha-256=:RY6e6/1uMoE3MqKANjCohSCZvnx44y6cqTgREoX6qJY=:",
           "sha-256");
    is_str(tr_digest_field(pool, NULL, sha512),
           "sha-512=://79/Pv6+fj39vX08/Lx8O/u7ezr6uno5+bl5OPi4eDf3t3c29rZ2NfW1"
           "dTT0tHQz87NzMvKycjHxsXEw8LBwA==:", "sha-512");
    const char *both = tr_digest_field(pool, sha256, sha512);
    ok(strncmp(both, "sha-256=:RY6e6/1uMoE3MqKANjCohSCZvnx44y6cqTgREoX6qJY=:, "
               "sha-512=://79", 69) == 0, "both in one field");
    ok(tr_digest_field(pool, NULL, NULL) == NULL, "no digest, no field");
}

int main(void)
{
    apr_pool_t *pool;
    apr_initialize();
    apr_pool_create(&pool, NULL);
    test_field(pool);
    for (size_t i = 0; i < COUNT(wants); i++) {
        char name[200];
        snprintf(name, sizeof name, "Want-Repr-Digest: %s",
                 wants[i].value ? wants[i].value : "-");
        is_int(tr_want_digest(wants[i].value, wants[i].have_sha512),
               wants[i].expected, name);
    }
    apr_terminate();
    return tap_done();
}
