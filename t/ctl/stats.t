#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# transparencyctl stats counts what is there.
use strict;
use warnings FATAL => 'all';
use Cwd qw(getcwd);
use File::Spec ();
use JSON::PP qw(decode_json);
use Test::More;
use lib File::Spec->catdir($ENV{TR_SRCDIR} // getcwd(), 't', 'lib');
use TransparencyImport;

chdir($ENV{TR_SRCDIR} // getcwd()) or die $!;
my $dir = 'htdocs/example';
my ($status, $said) = run_ctl('stats', $dir);
is $status, 0, 'the example';
my %is = map { split ' ', $_, 2 } split /\n/, $said;
my @files = glob "$dir/*.xml";
my ($bytes, %published, %ids) = (0);
for (@files) {
    my $xml = slurp_bytes($_);
    $bytes += length $xml;
    $published{$1}++ if $xml =~ /published="([^"]+)"/;
    $ids{$1}{$2}++ while $xml =~ /^\s*<(publisher|service|report|requests) [^>]*?\bid="([^"]+)"/mg;
}
my $manifest = decode_json(show($dir, '/manifest.json'));
my @days = sort keys %published;
is $is{files}, scalar @files, 'files';
is $is{bytes_of_files}, $bytes, 'their bytes';
is $is{editions}, scalar @days, 'editions';
is $is{first_edition}, "$days[0]T00:00:00Z", 'the first';
is $is{newest_edition}, "$days[-1]T00:00:00Z", 'the newest';
is $is{$_ eq 'requests' ? 'tables' : "${_}s"}, scalar keys %{ $ids{$_} }, "entities: $_" for sort keys %ids;
is $is{figures}, scalar @{ rows_of($dir, '/requests.csv') }, 'figures';
cmp_ok $is{figures_ever}, '>', $is{figures}, 'those of earlier editions too';
is $is{$_}, $manifest->{$_}, "$_ as in the manifest" for qw(generation source);
cmp_ok $is{memory_bytes}, '>', 8 * $is{figures_ever}, 'memory';
like $is{milliseconds}, qr/^\d+$/, 'time';

my $broken = scratch_dir();
write_bytes("$broken/good.xml", qq{<transparency xmlns="urn:transparency-report:1" xml:lang="en" published="2013-03-21">\n<definition id="x"><text>X.</text></definition>\n</transparency>\n});
write_bytes("$broken/bad.xml", '<transparency');
($status, $said) = run_ctl('stats', $broken);
is $status, 1, 'a file left out: exit status 1';
like $said, qr/^files_left_out +1$/m, '... and counted';
is((run_ctl('stats', scratch_dir()))[0], 3, 'nothing there: exit status 3');
done_testing;
