# SPDX-License-Identifier: Apache-2.0
# Sourced by what runs tests of servers.
#
# again RESULTS COMMAND...: real servers and real time, beside other tests on the
# same machine: what went wrong in a file or two is tried once more, alone.  COMMAND
# gets the files as arguments and counts into RESULTS once more.  When all of it is
# well then, it was unsteady: that is told, in the summary too, but fails nothing.
# Crashes and wrong bytes are never tried again.
again() {
    counted=$1
    shift
    ! grep -qiE '^fail .*(crash|bytes|mixture|invariant|digest|torn)' "$counted" || return 1
    files=$(sed -n 's/^fail \(t[^ :]*\.[a-z]*\): .*/\1/p' "$counted" | sort -u)
    [ -n "$files" ] && [ "$(echo "$files" | wc -l)" -le 2 ] || return 1
    # word splitting is meant
    # shellcheck disable=SC2086
    echo "== once more, alone:" $files
    mv "$counted" "$counted.first"
    # shellcheck disable=SC2086
    if "$@" $files; then
        awk '$1 == "passed" || $1 == "failed" { passed += $2; next }
            { sub(/^fail /, "unsteady "); more = more $0 "\n" }
            END { printf "passed %d\nfailed 0\n%s", passed, more }' "$counted.first" > "$counted"
        rm "$counted.first"
        return 0
    fi
    mv "$counted.first" "$counted"
    return 1
}
