#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# t/oracle/run.sh oracle|browser [NAME...]: other people's readers, validators and
# browsers judge what a private server sends.  `make check-oracles` and `make
# check-browser` call this and set the TR_ variables; NAMEs pick files of
# t/SUITE/tests, without their ending.  The npm packages of both go into the build directory and stay
# there.  KEEP=1 leaves the scratch directory in place; TR_SEED=N makes other
# random requests.
set -eu
suite=$1
shift
part=$suite
[ "$suite" != oracle ] || part=oracles
npm=$TR_BUILDDIR/npm
tests=$npm/$suite/$suite
results=$TR_RESULTS/$part
mkdir -p "$TR_RESULTS" "$npm/$suite"
rm -f "$results"

not_run() {
    echo "check-$part: $1: not run"
    echo "skip $1" > "$results"
    exit 0
}
broken() {
    echo "check-$part: $1" >&2
    printf 'failed 1\nfail %s: %s\n' "$part" "$1" > "$results"
    exit 1
}

# --- the tools ----------------------------------------------------------------
command -v node > /dev/null || not_run "there is no node"
node -e 'process.exit(process.versions.node.split(".")[0] >= 18 ? 0 : 1)' ||
    not_run "node $(node --version) is older than 18"
command -v npm > /dev/null || not_run "there is no npm"
rm -rf "$npm/${suite:?}"
mkdir -p "$npm/$suite"
cp -R "$TR_SRCDIR/t/oracle" "$TR_SRCDIR/t/browser" "$npm/$suite/"
chmod -R u+w "$npm/$suite"
# the other suite may be about to install the same
installed() {
    cd "$npm"
    cp "$tests/../oracle/package.json" "$tests/../oracle/package-lock.json" .
    stamp=$(cat package-lock.json | cksum; node --version)
    [ "$(cat node_modules/.installed 2> /dev/null || true)" != "$stamp" ] || return 0
    npm ci --fetch-retries=5 --ignore-scripts --no-audit --no-fund || return 1
    echo "$stamp" > node_modules/.installed
}
(flock 9; installed) 9> "$npm/.lock" ||
    broken "npm could not install the packages of t/oracle/package-lock.json"
cd "$tests"

# --- the server ---------------------------------------------------------------
moddir=$("$TR_APXS" -q LIBEXECDIR)
for m in http2 ssl; do
    [ -e "$moddir/mod_$m.so" ] || not_run "this httpd has no mod_$m"
done
scratch=$(mktemp -d "${TMPDIR:-/tmp}/mod_transparency-$suite.XXXXXX")
server=
# stop: the server by its pid, gracefully; gives whether it had to be killed
stop() {
    [ -n "$server" ] || return 0
    kill -WINCH "$server" 2> /dev/null || true
    for _ in $(seq 120); do
        [ "$(cut -d ' ' -f 3 "/proc/$server/stat" 2> /dev/null || echo Z)" != Z ] || break
        sleep 0.5
    done
    kill -TERM "$server" 2> /dev/null || true
    wait "$server" || true
    server=
}
# called by the trap
# shellcheck disable=SC2317
cleanup() {
    stop
    if [ -n "${KEEP:-}" ]; then echo "kept: $scratch"; else rm -rf "$scratch"; fi
}
trap cleanup EXIT
trap 'exit 1' HUP INT TERM

mkdir -p "$scratch/server/www" "$scratch/server/records" "$scratch/home" "$scratch/results"
home=$scratch/server
cp "$TR_BUILDDIR/mod_transparency/.libs/mod_transparency.so" "$home/"
cp -R "$TR_SRCDIR/htdocs" "$TR_SRCDIR/conf" "$home/"
cp -R "$TR_SRCDIR/htdocs/example" "$home/records/transparency"
for d in "$TR_SRCDIR"/t/fixtures/records/*/; do
    name=$(basename "$d")
    case $name in broken*) continue ;; esac
    cp -R "$d" "$home/records/$name"
done
node lib/record.mjs "$home/records"
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 \
    -addext subjectAltName=IP:127.0.0.1 -addext basicConstraints=critical,CA:FALSE \
    -keyout "$home/tls.key" -out "$home/tls.crt" 2> /dev/null
as=
if [ "$(id -u)" = 0 ]; then
    as="setpriv --reuid=$TR_TEST_USER --regid=$(id -g "$TR_TEST_USER") --clear-groups --"
    chown -R "$TR_TEST_USER" "$home"
    chmod 711 "$scratch"
fi
chmod -R u+rwX,go+rX "$home"

load() { [ ! -e "$moddir/mod_$1.so" ] || echo "LoadModule $1_module $moddir/mod_$1.so"; }
configure() { # configure PORT TLS_PORT
    for m in mpm_event unixd watchdog authn_core authz_core authz_host mime headers \
             log_config socache_shmcb ssl http2; do
        load "$m"
    done
    echo "LoadModule transparency_module $home/mod_transparency.so"
    sed "s|@dir@|$home|g; s|@port@|$1|g; s|@tls_port@|$2|g" "$tests/../oracle/httpd.conf.in"
    for d in "$home"/records/*; do
        name=$(basename "$d")
        printf '<Location "/%s">\n    SetHandler transparency\n    TransparencyRecord "%s"\n' "$name" "$d"
        # one is told its address: catalogues, sitemap and absolute links are of it
        [ "$name" != transparency ] ||
            printf '    TransparencyCanonicalURL http://127.0.0.1:%s/transparency\n' "$1"
        echo '</Location>'
    done
}
# another program may take a free port first: then others are tried
for _ in 1 2 3 4 5; do
    ports=$(node ../oracle/lib/ports.mjs 2)
    # word splitting is meant
    # shellcheck disable=SC2086
    configure $ports > "$home/httpd.conf"
    # shellcheck disable=SC2086
    $as env MALLOC_PERTURB_=65 MALLOC_CHECK_=3 "$TR_HTTPD" -f "$home/httpd.conf" -D FOREGROUND > "$scratch/said" 2>&1 &
    server=$!
    TR_ORACLE_URL=http://127.0.0.1:${ports% *}
    TR_ORACLE_TLS_URL=https://127.0.0.1:${ports#* }
    if node ../oracle/lib/wait.mjs "$server" "$TR_ORACLE_URL/transparency/"; then break; fi
    stop
done
# the others are read after it
all=$(for d in "$home"/records/*; do echo "$TR_ORACLE_URL/$(basename "$d")/"; done)
# shellcheck disable=SC2086
[ -z "$server" ] || node ../oracle/lib/wait.mjs "$server" $all || stop
[ -n "$server" ] || { cat "$scratch/said" "$home/error_log" >&2 || true; broken "the server did not start"; }

# --- the tests ----------------------------------------------------------------
if [ -f mounts ]; then
    cp mounts "$scratch/mounts"
else
    for d in "$home"/records/*; do echo "/$(basename "$d")"; done > "$scratch/mounts"
fi
TR_ORACLE_MOUNTS=$scratch/mounts
TR_ORACLE_CRAWL=$scratch/crawl.json
TR_ORACLE_CERTIFICATE=$home/tls.crt
TR_PART=$part
TR_RESULTS=$scratch/results
HOME=$scratch/home
TMPDIR=$scratch/home
export TR_ORACLE_URL TR_ORACLE_TLS_URL TR_ORACLE_MOUNTS TR_ORACLE_CRAWL TR_ORACLE_CERTIFICATE \
    TR_PART TR_RESULTS HOME TMPDIR
[ $# -gt 0 ] || set -- $(cd tests && ls -- *.mjs)
for name do
    shift
    set -- "$@" "tests/${name%.mjs}.mjs"
done
judged() { prove --timer -j "$TR_JOBS" --harness TransparencyHarness --exec node "$@"; }
. "$TR_SRCDIR/t/lib/again"
rc=0
echo "== crawling"
if node ../oracle/lib/crawl.mjs; then
    judged "$@" || rc=$?
    if [ "$rc" != 0 ] && [ -f "$scratch/results/$part" ] && again "$scratch/results/$part" judged; then rc=0; fi
fi
stop

# --- what no test sees ----------------------------------------------------------
crashes=0
if shows_crash "$home/error_log"; then
    echo "check-$part: the error log shows a crash" >&2
    crashes=1
fi
[ -f "$scratch/results/$part" ] || broken "the tests did not come to their end"
cp "$scratch/results/$part" "$results"
if [ "$crashes" = 1 ]; then
    printf 'failed 1\nfail %s: the error log shows a crash\n' "$part" >> "$results"
    rc=1
fi
[ "$rc" = 0 ] || tail -20 "$home/error_log" >&2
exit "$rc"
