#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# The packages are the same wherever they are built, lintian finds nothing, and
# what is in them is where Debian and the program look for it.
use strict;
use warnings FATAL => 'all';
use Digest::SHA ();
use File::Basename qw(basename);
use Test::More;

my $work = $ENV{TR_PACKAGE} or die 'TR_PACKAGE is not set';
my ($one, $another) = ("$work/one", "$work/another-place/further-down");
my $version = $ENV{TR_VERSION};

sub output {
    open my $out, '-|', @_ or die "$_[0]: $!";
    local $/;
    return scalar <$out> // '';
}

# --- reproducible -------------------------------------------------------------
my @debs = map { basename($_) } glob "$one/*.deb";
is_deeply [sort map { s/_.*//r } @debs],
    [qw(libapache2-mod-transparency libapache2-mod-transparency-dbgsym transparencyctl
        transparencyctl-dbgsym)], "packages: @debs";
my $module = 'usr/lib/apache2/modules/mod_transparency.so';
sub sum { return Digest::SHA->new(256)->addfile($_[0], 'b')->hexdigest }
for my $deb (@debs) {
    is sum("$another/$deb"), sum("$one/$deb"), "$deb: every byte the same, built in two places";
}
my %so;
for my $place ($one, $another) {
    my $tree = "$place/mod_transparency-$ENV{TR_VERSION}";
    my $file = "$tree/debian/libapache2-mod-transparency/$module";
    $so{$place} = sum($file);
    open my $in, '<:raw', $file or die "$file: $!";
    my $bytes = do { local $/; <$in> };
    is index($bytes, $work), -1, 'no path of the build in the module';
    # of the whole one, with what helps a debugger, too
    open $in, '<:raw', "$tree/debian/build/mod_transparency/.libs/mod_transparency.so" or die $!;
    $bytes = do { local $/; <$in> };
    cmp_ok length $bytes, '>', 2_000_000, 'before it was stripped there was more';
    is index($bytes, $work), -1, 'and in that no path either';
    like output('readelf', '-n', $file), qr/Build ID: [0-9a-f]{40}/, 'it has a build id';
}
is $so{$another}, $so{$one}, "the module is the same: SHA-256 $so{$one}";

# --- lintian ------------------------------------------------------------------
my ($changes) = glob "$one/*.changes";
my $tags = output('sh', '-c', 'exec lintian --no-cfg --fail-on error,warning "$1" 2>&1', 'sh', $changes);
is $? >> 8, 0, 'lintian is content with the source and the packages' or diag $tags;
unlike $tags, qr/^[EW]:/m, 'no error, no warning';
ok !glob("$one/mod_transparency-$ENV{TR_VERSION}/debian/*lintian-overrides"), 'nothing is overridden';

# --- what is in them ------------------------------------------------------------
sub names {
    my $deb = shift;
    return map { m{^(\S+) .*? \./(\S+?)/?(?: -> .*)?$} && $1 !~ /^d/ ? ($2 => $1) : () }
        split /\n/, output('dpkg-deb', '-c', "$one/$deb");
}
my ($mod) = grep { /^libapache2-mod-transparency_/ } @debs;
my ($ctl) = grep { /^transparencyctl_/ } @debs;
my %mod = names($mod);
my %ctl = names($ctl);
my $share = 'usr/share/mod_transparency';
my $doc = 'usr/share/doc/transparencyctl';
ok $mod{$_}, "$mod: $_"
    for $module, map { "etc/apache2/mods-available/transparency.$_" } qw(load conf);
is_deeply [grep { !m{^(?:etc/|usr/share/doc/)} } sort keys %mod], [$module], 'and nothing else';
like $ctl{$_} // 'missing', qr/^[-l]r/, "$ctl: $_"
    for 'usr/bin/transparencyctl', 'usr/share/man/man1/transparencyctl.1.gz',
        'usr/share/bash-completion/completions/transparencyctl',
        (map { "$share/conf/$_" } qw(transparency.rnc transparency.rng maps/map.rng maps/apple.xml)),
        (map { "$share/htdocs/$_" } qw(shell.html transparency.css icon.png lang/en.xml
            example/2013-03-21-report-2012.xml theme-example/theme.css)),
        (map { "$doc/$_" } qw(README.md docs/directives.md docs/vocabulary.md examples/hooks
            examples/fleet examples/record copyright));
chomp(my @tracked = -e '.git' ? qx(git -c safe.directory="\$(pwd)" ls-files htdocs conf docs)
    : map { m{^(?:htdocs|conf|docs)/} ? $_ : () } split /^/, output('cat', 'MANIFEST'));
cmp_ok scalar @tracked, '>', 40, scalar(@tracked) . ' files of the project are looked for';
my %elsewhere = map { $_ => 1 } qw(conf/transparency.conf conf/transparency.load.in
    conf/bash-completion/transparencyctl docs/transparencyctl.1);
my @lost = grep { !$elsewhere{$_} && !$ctl{"$share/$_"} && !$ctl{"$doc/$_"} } @tracked;
is "@lost", '', 'all of conf, htdocs and docs is in the package';
like $ctl{"$share/conf/hooks/$_"}, qr/^-rwxr-xr-x/, "hook $_ can be run" for qw(ci pre-commit);
is output('dpkg-deb', '-f', "$one/$_", 'Version'), "$version\n", "$_: version $version" for $mod, $ctl;
my $depends = output('dpkg-deb', '-f', "$one/$mod", 'Depends');
like $depends, qr/\bapache2-api-\d+\b/, 'the module needs the interface of this httpd';
like $depends, qr/\btransparencyctl \(= \Q$version\E\)/, 'and the program of the same version';
like output('dpkg-deb', '-f', "$one/$ctl", 'Depends'), qr/\blibicu/, 'the program needs its libraries';
unlike output('dpkg-deb', '-f', "$one/$ctl", 'Depends'), qr/apache2/, 'but no httpd';
is output('dpkg-deb', '-I', "$one/$mod", 'conffiles'),
    "/etc/apache2/mods-available/transparency.conf\n/etc/apache2/mods-available/transparency.load\n",
    'what lies in /etc is the configuration of the administrator';
done_testing;
