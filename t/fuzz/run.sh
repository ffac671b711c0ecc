#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# t/fuzz/run.sh: build every t/fuzz/fuzz_*.c with clang's libFuzzer over the
# library and run each for FUZZ_SECONDS on a copy of t/fuzz/corpus/NAME/.
# NAME.dict beside the corpus is used as dictionary.  `make check-fuzz` calls it.
# A finding stays in the build tree, in fuzz/findings/NAME/, and fails the run.
set -eu
seconds=${FUZZ_SECONDS:-30}
mkdir -p "$TR_RESULTS"
result=$TR_RESULTS/fuzz
flags="-g -O1 -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined"

not_run() {
    echo "check-fuzz: $1: not run"
    echo "skip $1" > "$result"
    exit 0
}
set -- "$TR_SRCDIR"/t/fuzz/fuzz_*.c
[ -e "$1" ] || not_run "there are no fuzzers"
command -v clang > /dev/null || not_run "clang is not installed"
echo 'int LLVMFuzzerTestOneInput(const unsigned char *d, unsigned long n); int LLVMFuzzerTestOneInput(const unsigned char *d, unsigned long n) { return d && n ? 0 : 0; }' |
    clang -fsanitize=fuzzer,address -x c - -o /dev/null 2> /dev/null ||
    not_run "clang has no libFuzzer (libclang-rt-dev)"

# a tree of its own, made by clang
tree=$TR_BUILDDIR/fuzz
mkdir -p "$tree"
cd "$tree"
[ -f config.status ] || "$TR_SRCDIR/configure" --quiet --disable-werror \
    --with-apxs="$TR_APXS" CC=clang CFLAGS="$flags -fsanitize=fuzzer-no-link"
{ make --no-print-directory -C mod_transparency source_text.h &&
    make --no-print-directory -j"${TR_JOBS:-1}" -C mod_transparency libtransparency.la; } > build.log 2>&1 || {
    tail -40 build.log >&2
    echo "failed 1" > "$result"
    exit 1
}
cflags=$(sed -n 's/^TR_CFLAGS = //p' mod_transparency/Makefile)

passed=0 failed=0
for source do
    name=$(basename "$source" .c)
    name=${name#fuzz_}
    # word splitting of the flags is meant
    # shellcheck disable=SC2086
    if ! clang -std=gnu11 $flags -fsanitize=fuzzer -I"$TR_SRCDIR/mod_transparency" \
            -Imod_transparency $cflags -c -o "fuzz_$name.o" "$source" ||
            ! ./libtool --silent --tag=CC --mode=link clang $flags -fsanitize=fuzzer \
                -o "fuzz_$name" "fuzz_$name.o" mod_transparency/libtransparency.la; then
        echo "not ok - fuzz_$name does not build"
        failed=$((failed + 1))
        continue
    fi
    scratch=$(mktemp -d "${TMPDIR:-/tmp}/mod_transparency-fuzz.XXXXXX")
    mkdir -p "findings/$name" "$scratch/corpus"
    [ ! -d "$TR_SRCDIR/t/fuzz/corpus/$name" ] ||
        cp -R "$TR_SRCDIR/t/fuzz/corpus/$name/." "$scratch/corpus/"
    dict=
    [ ! -f "$TR_SRCDIR/t/fuzz/corpus/$name.dict" ] || dict="-dict=$TR_SRCDIR/t/fuzz/corpus/$name.dict"
    rc=0
    # shellcheck disable=SC2086
    UBSAN_OPTIONS=print_stacktrace=1 TR_SRCDIR=$TR_SRCDIR "./fuzz_$name" \
        -max_total_time="$seconds" -timeout=60 -rss_limit_mb=2048 -print_final_stats=1 \
        -artifact_prefix="findings/$name/" $dict "$scratch/corpus" \
        > "fuzz_$name.log" 2>&1 || rc=$?
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "fuzz_$name.log")
    rm -rf "$scratch"
    if [ "$rc" = 0 ] && [ "${runs:-0}" -gt 0 ]; then
        echo "ok - fuzz_$name: $runs executions in $seconds s"
        passed=$((passed + 1))
    else
        tail -60 "fuzz_$name.log" >&2
        echo "not ok - fuzz_$name: exit status $rc after ${runs:-no} executions; see $tree/findings/$name/"
        failed=$((failed + 1))
    fi
done
printf 'passed %d\nfailed %d\n' "$passed" "$failed" > "$result"
[ "$failed" = 0 ]
