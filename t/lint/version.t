#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# The version is written in configure.ac; what tells its history agrees, and
# nothing else writes it down.  The packages that a build needs are one list for
# ./bootstrap and for Debian.
use strict;
use warnings FATAL => 'all';
use Test::More;
use TransparencyLint;

my ($version) = slurp('configure.ac') =~ /^AC_INIT\(\[mod_transparency\], \[([^]]+)\]/m;
ok $version, 'configure.ac has a version: ' . ($version // 'none') or BAIL_OUT('no version');
like slurp('NEWS'), qr/\Amod_transparency \Q$version\E\n/, 'NEWS begins with it';
like slurp('debian/changelog'), qr/\Amod-transparency \(\Q$version\E\) /, 'debian/changelog, too';
is slurp('debian/source/format'), "3.0 (native)\n", 'of a package without a revision of its own';

# figures of others look like it: lock files, data, the tests of readers
my @elsewhere = grep { m{^(?:mod_transparency/|conf/|htdocs/|docs/|debian/|README|bootstrap|m4/)} && $_ ne 'debian/changelog'
        && slurp($_) =~ /(?<![\d.])\Q$version\E(?![\d.])/ } project_files();
none \@elsewhere, 'nobody else writes it';

# --- who made it, what it needs --------------------------------------------------
my $control = slurp('debian/control');
my ($maintainer) = $control =~ /^Maintainer: (.+)$/m;
like slurp('debian/changelog'), qr/^ -- \Q$maintainer\E  /m, 'one maintainer in control and changelog';
like slurp('debian/copyright'), qr/\Q$maintainer\E/, 'and in copyright';

my ($needed) = slurp('bootstrap') =~ /^build_packages="([^"]+)"/m;
my %given = map { $_ => 1 } grep { /-dev$/ && !/^libc6-dev$/ } split ' ', $needed;
my ($depends) = $control =~ /^Build-Depends:(.*?)^\S/ms;
my %asked = map { $_ => 1 } grep { /-dev$/ } map { s/^\s+|[\s(:].*//gsr } split /,/, $depends;
same_names(\%asked, \%given, 'libraries to build with: bootstrap and debian/control agree');
done_testing;
