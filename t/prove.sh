#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# t/prove.sh unit|lint|tools|data: run one kind of TAP programs that need no server.
# `make check` calls it and sets TR_SRCDIR, TR_BUILDDIR and the other variables.
set -eu
kind=$1
cd "$TR_SRCDIR"
part=$kind
[ -z "$TR_LIBASAN" ] || part=$kind-sanitizers

case $kind in
unit)
    set -- "$TR_BUILDDIR"/t/unit/test_*[!.]?
    # objects and dependency files lie beside the programs
    for f do
        shift
        case $f in *.c | *.o | *.d | *.h) ;; *) [ ! -x "$f" ] || set -- "$@" "$f" ;; esac
    done
    ;;
lint)
    set -- t/lint/*.t
    ;;
tools)
    # every other test that does not ask for Apache::Test's server
    # shellcheck disable=SC2046
    set -- $(find t -name '*.t' ! -path 't/lint/*' ! -path 't/data/*' ! -path 't/package/*' \
        -exec grep -LE 'Apache::Test|TransparencyTest' {} + | sort)
    PATH=$TR_BUILDDIR/mod_transparency:$PATH
    TR_CTL=$TR_BUILDDIR/mod_transparency/transparencyctl
    TRANSPARENCYCTL=$TR_CTL
    export PATH TR_CTL TRANSPARENCYCTL
    ;;
data)
    if [ ! -d ../shared/data ]; then
        echo "check-shared-data: ../shared/data does not exist: not run"
        mkdir -p "$TR_RESULTS"
        echo "skip ../shared/data does not exist" > "$TR_RESULTS/data"
        exit 0
    fi
    echo "check-shared-data: ../shared/data exists"
    TR_SHARED_DATA=$(cd ../shared/data && pwd)
    export TR_SHARED_DATA
    set -- t/data/*.t
    ;;
*)
    echo "t/prove.sh: unknown kind $kind" >&2
    exit 2
    ;;
esac

if [ ! -e "${1:-}" ]; then
    echo "check-$kind: there are no such tests" >&2
    mkdir -p "$TR_RESULTS"
    echo "skip there are no such tests" > "$TR_RESULTS/$part"
    case $kind in data | tools) exit 0 ;; *) exit 1 ;; esac
fi

TR_PART=$part
TMPDIR=$(mktemp -d "${TMPDIR:-/tmp}/mod_transparency-$kind.XXXXXX")
export TR_PART TMPDIR
trap 'rm -rf "$TMPDIR"' EXIT
if [ -z "$TR_LIBASAN" ]; then
    export MALLOC_PERTURB_=65 MALLOC_CHECK_=3
else
    export ASAN_OPTIONS="detect_leaks=1:detect_stack_use_after_return=1:strict_string_checks=1"
    export UBSAN_OPTIONS=print_stacktrace=1
fi
prove --harness TransparencyHarness --exec '' "$@"
