#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# What the log says is said once: what is served at a start, an error of a file
# for each change of the file whichever process finds it, and an error that
# requests cause at most once a minute and process.
use strict;
use warnings FATAL => 'all';
use lib 't/lib';
use Test::More;
use TransparencyTest;
use TransparencyContract;
use TransparencyRecords;
use TransparencyServer;

# a filter that gives up at the first long line, in the middle of the answer
my $server = TransparencyServer->new(name => 'quiet', conf => <<'CONF');
TransparencyCacheSize 64M
TransparencyCheckInterval 200ms
<Location "/transparency">
    SetHandler transparency
    TransparencyRecord "@dir@/record"
</Location>
<IfModule mod_substitute.c>
    <Location "/broken">
        SetHandler transparency
        TransparencyRecord "@dir@/record"
        SetOutputFilter SUBSTITUTE
        Substitute "s/country/Country/n"
        SubstituteMaxLineLength 100
    </Location>
</IfModule>
CONF
my $dir = $server->write_record('record', 'a.xml' => large_record(8000));
age("$dir/a.xml");
$server->start(path => "$mount/");

sub said { my $pattern = shift; return scalar(() = $server->log =~ /$pattern/g) }
sub rounds { my $from = wait_for(\&looked); wait_for(sub { looked() >= $from + 2 }, undef, 'some rounds'); return }
sub looked { return eval { $server->status->{Transparency0Looked} } // 0 }

# --- at the start ------------------------------------------------------------------
my $version = version();
is said(qr/:notice\].*TR0038: mod_transparency $version serves 1 records at [12] places/), 1, 'the version, once';
is said(qr{:notice\].*TR0026: .*/record: published 1 files, \d+ reports, \d+ tables, \d+ figures, 1 editions, \d+ bytes$}m), 1,
    'what is served, once';

sub version {
    my ($file) = grep { -r } map { "$_/configure.ac" } grep { defined } $ENV{TR_SRCDIR}, '.';
    my ($version) = $file ? read_file($file) =~ /^AC_INIT\(\[[^]]*\], ?\[([^]]+)\]/m : ();
    return defined $version ? qr/\Q$version\E/ : qr/[\d.]+/;
}

# --- a broken file, and processes that go ---------------------------------------------
write_file("$dir/b.xml", '<broken');
my $error = qr{\bb\.xml:\d+:\d+: error};
wait_for(sub { said($error) }, 20, 'the error');
my $once = said($error);
for (1 .. 3) {
    kill KILL => $server->children;
    $server->served("$mount/requests.csv");
    rounds();
}
is said($error), $once, 'three times another process read the broken file, and said nothing new';
is said(qr/TR0026/), 1, '... nor that it serves the same as before';

my $time = time - 100;
utime $time, $time, "$dir/b.xml" or die $!;
wait_for(sub { said($error) > $once }, 20, 'the error of the changed file');
rounds();
is said($error), 2 * $once, 'the file was touched: it is said again, once';
unlink "$dir/b.xml" or die $!;
wait_for(sub { ($server->status->{Transparency0FilesFaulty} // 1) == 0 }, 20, 'the file to be gone');

# --- what is allowed is no warning -------------------------------------------------------
my $odd = join '', map { qq{<from country="$_"><received requests="2" accounts="1"/></from>\n} }
    qw(AR AT AU BE BG BR CA CH CL CN CO CZ DE DK EE ES FI FR GB GR HR HU IE IL IN IT JP KR LT LU);
write_file("$dir/c.xml", TransparencyRecords::head() . qq{<publisher id="odd" name="Odd"/>\n<requests id="odd" publisher="odd" period="2012" absent="none">\n$odd</requests>\n</transparency>\n});
wait_for(sub { said(qr/TR0026/) >= 2 }, 20, 'thirty tables with fewer accounts than requests');
cmp_ok said(qr/:info\].*TR0021: .*c\.xml.* notice:/), '>', 5, 'notices are said for those who want them';
cmp_ok said(qr/:info\].*TR0022/), '>', 0, '... how many more, too';
is said(qr/:warn\].*TR0022/), 0, '... and to nobody else: what they are like is not said either';
unlink "$dir/c.xml" or die $!;
wait_for(sub { said(qr/TR0026/) >= 3 }, 20, 'the record without them');

# --- a reload --------------------------------------------------------------------------
$server->graceful;
wait_for(sub { said(qr/TR0026: .*still serves 1 files/) }, 20, 'the word after the reload');
rounds();
is said(qr/:notice\].*TR0026: .*still serves/), 1, 'a reload says once what is still served';
is said(qr/TR0038/), 2, '... and by which version';

# --- requests that fail -----------------------------------------------------------------
SKIP: {
    skip 'mod_substitute is not loaded', 3 unless Apache::Test::have_module('substitute');
    my $path = '/broken/requests.json?unit=requests';
    my $broken = 0;
    my $began = time;
    for (1 .. 60) {
        my $r = eval { $server->get($path) };
        $broken++ if !$r || !$r->{complete} || $r->{status} != 200;
    }
    is $broken, 60, 'every one of 60 answers breaks off, and can be seen to';
    my $count = said(qr/TR0016/);
    cmp_ok $count, '>', 0, 'it is said';
    # a slow machine may need more than the minute
    my $minutes = 1 + int((time - $began) / 60);
    cmp_ok $count, '<=', $minutes * $server->children, '... once a minute by each process';
}
$server->stop(killed => 1);
done_testing;
