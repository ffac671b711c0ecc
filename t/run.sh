#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# t/run.sh [t/TEST arguments...]: the Apache::Test suite on one MPM ($MPM).
# Apache::Test writes below t/ and refuses root, so it runs in a scratch copy as
# an ordinary user.  `make check-apache` calls this and sets the TR_ variables.
# KEEP=1 leaves the scratch copy in place and prints where it is.
set -eu
mpm=${MPM:-event}
part=apache-$mpm
[ -z "$TR_LIBASAN" ] || part=apache-$mpm-sanitizers
moddir=$("$TR_APXS" -q LIBEXECDIR)
scratch=$(mktemp -d "${TMPDIR:-/tmp}/mod_transparency-t.XXXXXX")
# called by the trap
# shellcheck disable=SC2317
cleanup() {
    if [ -n "${KEEP:-}" ]; then
        echo "kept: $scratch"
    else
        rm -rf "$scratch"
    fi
}
trap cleanup EXIT

mkdir -p "$TR_RESULTS"
rm -f "$TR_RESULTS/$part"
if [ ! -e "$moddir/mod_mpm_$mpm.so" ]; then
    echo "check-apache: this httpd has no loadable mpm_$mpm: not run"
    echo "skip this httpd has no loadable mpm_$mpm" > "$TR_RESULTS/$part"
    exit 0
fi

# --- the scratch copy -------------------------------------------------------
for d in t htdocs conf docs; do
    [ ! -d "$TR_SRCDIR/$d" ] || cp -R "$TR_SRCDIR/$d" "$scratch/"
done
cp "$TR_SRCDIR/README.md" "$scratch/"
chmod -R u+w "$scratch"
# parts that need no server have their own targets
rm -rf "$scratch/t/unit" "$scratch/t/lint" "$scratch/t/fuzz" "$scratch/t/data" "$scratch/t/bench"
find "$scratch/t" -name '*.t' -exec grep -LE 'Apache::Test|TransparencyTest' {} + |
    while read -r test; do rm -f "$test"; done
mkdir -p "$scratch/bin" "$scratch/modules" "$scratch/results" "$scratch/t/records"
cp "$TR_BUILDDIR/mod_transparency/.libs/mod_transparency.so" "$scratch/modules/"
ctl=$TR_BUILDDIR/mod_transparency/transparencyctl
[ ! -x "$TR_BUILDDIR/mod_transparency/.libs/transparencyctl" ] ||
    ctl=$TR_BUILDDIR/mod_transparency/.libs/transparencyctl
[ ! -x "$ctl" ] || cp "$ctl" "$scratch/bin/transparencyctl"
if ! find "$scratch/t" -name '*.t' | grep -q .; then
    echo "check-apache: there are no such tests" >&2
    printf 'failed 1\nfail %s: there are no such tests\n' "$part" > "$TR_RESULTS/$part"
    exit 1
fi
# a configuration may name record directories that tests fill later
sed -n 's/.*@ServerRoot@\/records\/\([a-z0-9-]*\).*/\1/p' "$TR_SRCDIR"/t/conf/*.in |
    while read -r name; do mkdir -p "$scratch/t/records/$name"; done

load() {
    [ ! -e "$moddir/mod_$1.so" ] || echo "LoadModule $1_module $moddir/mod_$1.so"
}
{
    load "mpm_$mpm"
    for m in unixd watchdog authn_core authn_file authz_core authz_host \
             authz_user auth_basic access_compat mime dir alias env setenvif headers \
             expires rewrite filter deflate brotli log_config logio status info \
             negotiation autoindex include substitute \
             socache_shmcb ssl slotmem_shm http2 cache cache_disk cache_socache \
             proxy proxy_http proxy_balancer lbmethod_byrequests reqtimeout \
             ratelimit unique_id; do
        load "$m"
    done
    echo "LoadModule transparency_module $scratch/modules/mod_transparency.so"
} > "$scratch/t/conf/modules.conf"
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 \
    -addext subjectAltName=IP:127.0.0.1 -addext basicConstraints=critical,CA:FALSE \
    -keyout "$scratch/t/conf/tls.key" -out "$scratch/t/conf/tls.crt" 2>/dev/null

# --- the run ----------------------------------------------------------------
as=
if [ "$(id -u)" = 0 ]; then
    chown -R "$TR_TEST_USER" "$scratch"
    chmod 755 "$scratch"
    as="setpriv --reuid=$TR_TEST_USER --regid=$(id -g "$TR_TEST_USER") --clear-groups --"
fi
cd "$scratch"
TR_PART=$part
TR_RESULTS_FINAL=$TR_RESULTS
TR_RESULTS=$scratch/results
TR_CTL=$scratch/bin/transparencyctl
HARNESS_SUBCLASS=TransparencyHarness
PERL5LIB=$scratch/t/lib
HOME=$scratch
TMPDIR=$scratch
# seconds until the server must answer
APACHE_TEST_STARTUP_TIMEOUT=180
export TR_PART TR_RESULTS TR_CTL HARNESS_SUBCLASS PERL5LIB HOME TMPDIR APACHE_TEST_STARTUP_TIMEOUT
# not below a sanitizer: it has an allocator of its own
if [ -z "$TR_LIBASAN" ]; then
    env="MALLOC_PERTURB_=65 MALLOC_CHECK_=3"
else
    env="ASAN_OPTIONS=detect_leaks=0:strict_string_checks=1:abort_on_error=1
        UBSAN_OPTIONS=print_stacktrace=1"
    # the sanitizer's library goes into httpd and our program, not into perl
    printf '#!/bin/sh\nLD_PRELOAD=%s exec %s "$@"\n' "$TR_LIBASAN" "$TR_HTTPD" > bin/httpd
    chmod 755 bin/httpd
    TR_HTTPD=$scratch/bin/httpd
fi

. "$TR_SRCDIR/t/lib/again"

# suite [FILE...]: these test files on a server made for them; what they counted
# lies in results/$part
suite() {
    # word splitting is meant
    # shellcheck disable=SC2086
    $as env $env "$TR_PERL" t/TEST -apxs "$TR_APXS" -httpd "$TR_HTTPD" \
        -httpd_conf "$scratch/t/conf/modules.conf" \
        -servername 127.0.0.1 -port "$("$TR_PERL" t/free-ports $$)" "$@"
}

crashed() {
    if [ -f t/logs/error_log ] && shows_crash t/logs/error_log; then
        echo "check-apache: the error log shows a crash" >&2
    elif find . -type f \( -name core -o -name 'core.[0-9]*' \) | grep . >&2; then
        echo "check-apache: there are core files" >&2
    else
        return 1
    fi
}

end_of_log() {
    echo "== the end of the error log" >&2
    tail -60 t/logs/error_log >&2 2>/dev/null || true
}

rc=0
echo "== Apache::Test, MPM $mpm${TR_LIBASAN:+, sanitizers}"
suite "$@" || rc=$?
if [ ! -f "results/$part" ]; then
    echo "check-apache: the suite did not come to its end" >&2
    printf 'failed 1\nfail %s: the suite did not come to its end\n' "$part" > "results/$part"
    rc=1
fi
crashes=0
! crashed || crashes=1
[ "$rc$crashes" = 00 ] || end_of_log
if [ "$crashes" = 0 ] && [ "$rc" != 0 ] && again "results/$part" suite; then
    rc=0
    ! crashed || crashes=1
fi
if [ "$crashes" = 1 ]; then
    printf 'failed 1\nfail %s: the error log shows a crash\n' "$part" >> "results/$part"
    rc=1
fi
cp "results/$part" "$TR_RESULTS_FINAL/$part"
exit "$rc"
