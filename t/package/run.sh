#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# t/package/run.sh: build the Debian packages out of what `make dist` makes, twice,
# in two places and surroundings; make a clean Debian at the same time; then let
# t/package/*.t judge.  `make check-package` calls this and sets the TR_ variables.
# Everything lies in package/ of the build tree; the clean Debian stays there, as
# root.tar, for the next time.  KEEP=1 leaves the rest, too.
set -eu
results=$TR_RESULTS/package
work=$TR_BUILDDIR/package
mkdir -p "$TR_RESULTS" "$work"
rm -f "$results"

not_run() {
    echo "check-package: $1: not run"
    echo "skip $1" > "$results"
    exit 0
}
for program in dpkg-buildpackage dh lintian; do
    command -v "$program" > /dev/null || not_run "there is no $program"
done

# called by the trap
# shellcheck disable=SC2317
cleanup() {
    [ -n "${KEEP:-}" ] || rm -rf --one-file-system "$work/one" "$work/another-place" "$work/root" "$work/tmp"
}
trap cleanup EXIT
trap 'exit 1' HUP INT TERM
rm -rf --one-file-system "$work/one" "$work/another-place" "$work/root" "$work/tmp"
mkdir -p "$work/one" "$work/another-place/further-down" "$work/tmp"

# --- a clean Debian -----------------------------------------------------------
# From the mirrors this machine itself uses, with what its apt is told about them.
mirrors() { # mirrors [APT_OPTION...]
    # apt's own names, not the shell's
    # shellcheck disable=SC2016
    apt-get "$@" indextargets --format '$(CREATED_BY) $(REPO_URI) $(RELEASE) $(COMPONENT)' |
        awk -v codename="$codename" '$1 == "Packages" && $4 == "main" &&
            $3 ~ "^" codename "(-updates|-security|/updates)?$" { print "deb", $2, $3, $4 }'
}

# clean_debian: makes root.tar; otherwise says why not
clean_debian() {
    [ "$(id -u)" = 0 ] || { echo "not root, who alone may change the root directory"; return 1; }
    command -v mmdebstrap > /dev/null || { echo "there is no mmdebstrap"; return 1; }
    chroot / true 2> /dev/null || { echo "the root directory may not be changed here"; return 1; }
    codename=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
    mirrors > "$work/tmp/sources"
    if [ ! -s "$work/tmp/sources" ]; then
        # without lists apt does not tell
        mkdir -p "$work/tmp/lists/partial"
        apt-get -q -o "Dir::State::lists=$work/tmp/lists" update > "$work/root.log" 2>&1 || true
        mirrors -o "Dir::State::lists=$work/tmp/lists" > "$work/tmp/sources"
    fi
    [ -s "$work/tmp/sources" ] || { echo "apt knows no mirror of Debian $codename"; return 1; }
    apt-config dump Acquire | grep -E '^Acquire::((https?|ftp)::|Check-)' > "$work/tmp/apt.conf" || true
    stamp=$(cat "$work/tmp/sources" "$work/tmp/apt.conf" "$0" | sha256sum)
    [ ! -s "$work/root.tar" ] || [ "$(cat "$work/root.stamp" 2> /dev/null)" != "$stamp" ] || return 0
    rm -f "$work/root.tar" "$work/root.stamp"
    # a mirror that is too slow is one that is not there
    TMPDIR=$work/tmp timeout "${MIRROR_SECONDS:-900}" mmdebstrap --mode=root --variant=minbase --include=apache2 \
        --aptopt="$work/tmp/apt.conf" "$codename" "$work/tmp/root.tar" - \
        < "$work/tmp/sources" > "$work/root.log" 2>&1 || {
        [ $? != 124 ] || echo "E: not done in ${MIRROR_SECONDS:-900} s" >> "$work/root.log"
        echo "mmdebstrap made no clean root: $(grep '^E:' "$work/root.log" | tail -1)"
        return 1
    }
    mv "$work/tmp/root.tar" "$work/root.tar"
    echo "$stamp" > "$work/root.stamp"
}
clean_debian > "$work/root.reason" &
bootstrapped=$!

# --- the packages --------------------------------------------------------------
# What make and the user told this process is no business of the package.
clean_env() { env -i PATH="$PATH" HOME="$work/tmp" LC_ALL=C.UTF-8 "$@"; }

# build LOG DIRECTORY OPTIONS [VARIABLE=...] COMMAND...: the packages, out of the release
build() {
    log=$1
    options=$3
    cd "$2"
    shift 3
    tar -xf "$work/tmp/release.tar.xz"
    cd "mod_transparency-$version"
    clean_env DEB_BUILD_OPTIONS="nocheck parallel=$TR_JOBS $options" "$@" > "$log" 2>&1
}

version=$("$TR_BUILDDIR/mod_transparency/transparencyctl" --version | sed -n '1s/.* //p')
if ! "$TR_MAKE" -C "$TR_BUILDDIR" --no-print-directory dist > "$work/dist.log" 2>&1; then
    tail -20 "$work/dist.log" >&2
    echo "failed 1" > "$results"
    wait "$bootstrapped" || true
    exit 1
fi
mv "$TR_BUILDDIR/mod_transparency-$version.tar.xz" "$work/tmp/release.tar.xz"
# Debian's flags take the paths away that ours take away: one of the two is
# built without Debian's.
echo "== building twice"
(build "$work/another.log" "$work/another-place/further-down" reproducible=-fixfilepath \
    TZ=Pacific/Auckland LC_ALL=C USER=somebody dpkg-buildpackage -b -us -uc) &
another=$!
rc=0
(build "$work/one.log" "$work/one" "" dpkg-buildpackage -us -uc) || rc=1
wait "$another" || rc=1
rootless=0
wait "$bootstrapped" || rootless=1
if [ "$rc" != 0 ]; then
    for log in "$work/one.log" "$work/another.log"; do tail -n 30 "$log"; done >&2
    echo "failed 1" > "$results"
    exit 1
fi
[ "$rootless" = 1 ] || : > "$work/root.reason"

# --- the tests -----------------------------------------------------------------
TR_PART=package
TR_PACKAGE=$work
TR_VERSION=$version
TMPDIR=$work/tmp
export TR_PART TR_PACKAGE TR_VERSION TMPDIR
cd "$TR_SRCDIR"
prove --timer --harness TransparencyHarness t/package/*.t || rc=1
[ -f "$results" ] || { echo "failed 1" > "$results"; rc=1; }
exit "$rc"
