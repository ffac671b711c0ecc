#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# What was published stays, byte for byte: the SHA-256 of the data of every
# version of some records stands in frozen.sha256.  A change of the program that
# changes one breaks a promise (docs/http.md, Stability) and needs another major
# version of the data format; a new edition only adds lines.  TR_FREEZE=1 writes
# the file anew.  TRANSPARENCYCTL names the binary that renders.
use strict;
use warnings FATAL => 'all';
use Cwd qw(getcwd);
use Digest::SHA qw(sha256_hex);
use JSON::PP qw(decode_json);
use Test::More;

chdir($ENV{TR_SRCDIR} // getcwd()) or die $!;
my $ctl = $ENV{TRANSPARENCYCTL} or plan skip_all => 'TRANSPARENCYCTL names no binary';
my $list = 't/formats/frozen.sha256';
my @records = ('htdocs/example', map { "t/fixtures/records/$_" }
    qw(editions withdrawn observatory distinct-accounts acid-05-percentage-of-band series-break stated-total-differs));
my @queries = map { "requests.$_" } 'csv?by=country', 'csv?by=period,measure&sort=-requests', 'json?by=country,period';

# shown($dir, @paths): path => [status, body]
sub shown {
    my ($dir, @paths) = @_;
    # one path alone would be written without its length
    open my $pipe, '-|', $ctl, 'show', $dir, @paths, @paths == 1 ? @paths : () or die "$ctl: $!";
    binmode $pipe;
    my %shown;
    while (defined(my $line = <$pipe>)) {
        my ($length, $status, $path) = $line =~ /^(\d+) (\d+) (\S+)$/ or die "not expected: $line";
        read($pipe, my $body, $length + 1) == $length + 1 or die "$path is cut off";
        chop $body;
        $shown{$path} = [ $status, $body ];
    }
    close $pipe;
    return \%shown;
}

my %frozen;
for my $dir (@records) {
    my $map = shown($dir, '/timemap/json/requests.csv')->{'/timemap/json/requests.csv'};
    my @versions = map { m{(version/\d+/)} } map { $_->{uri} } @{ decode_json($map->[1])->{mementos}{list} };
    ok scalar @versions, "$dir has versions";
    for my $version (@versions) {
        my @stems = qw(index requests countries periods services publishers reports inventory exposure partners
                       law statements questions canaries corrections definitions about);
        my @paths = map { "/$version$_" } @queries, map { my $stem = $_; map { "$stem.$_" } qw(csv json ndjson) } @stems;
        my $shown = shown($dir, @paths);
        is_deeply [ grep { ($shown->{$_}[0] // 0) != 200 } @paths ], [], "$dir, $version: all can be had";
        $frozen{"$dir $_"} = sha256_hex($shown->{$_}[1]) for @paths;
    }
}
if ($ENV{TR_FREEZE}) {
    open my $out, '>', $list or die "$list: $!";
    print {$out} "$frozen{$_}  $_\n" for sort keys %frozen;
    close $out or die "$list: $!";
}
open my $in, '<', $list or die "$list: $!";
my %promised = map { /^(\w{64})  (.+)$/ ? ($2 => $1) : die "$list: $_" } <$in>;
close $in;
cmp_ok scalar keys %promised, '>', 500, scalar(keys %promised) . ' answers are promised';
is_deeply [ grep { ($frozen{$_} // '') ne $promised{$_} } sort keys %promised ], [], 'and every one has the bytes it had';
is_deeply [ grep { !$promised{$_} } sort keys %frozen ], [], 'none is without a promise';
done_testing;
