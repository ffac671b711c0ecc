#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# Small figures over HTTP: two Locations show one directory, one of them hides
# what is below a limit: in every format, sum, correction, feed and version.
use strict;
use warnings FATAL => 'all';
use lib 't/lib';
use Test::More;
use TransparencyTest;
use TransparencyRecords;
use TransparencyServer;

# Large numbers that nothing else on a page can be.
my @editions = (
    ['2013-03-21', 31337, 531337],      # published, a small figure, the total over it
    ['2013-04-21', 31399, 531399],
    ['2013-05-21', 231337, 731337],
);
my @secret = map { $_->[1], $_->[2] } @editions[0, 1];
my @open = (500000, 231337, 731337);

sub location {
    my ($path, $more) = @_;
    return qq{<Location "$path">\nSetHandler transparency\nTransparencyRecord "\@dir\@/record"\n$more</Location>\n};
}
my $server = TransparencyServer->new(name => 'minimum-cell',
    conf => location('/all', '') . location('/few', "TransparencyMinimumCell 100000\n")
        . location('/lower', "TransparencyMinimumCell 31338\n"));
my $dir = $server->record_dir('record');
for my $i (0 .. $#editions) {
    my ($published, $small, $total) = @{ $editions[$i] };
    my %opt = (published => $published, figures => { GB => $small, FR => 500000 }, $i ? (correction => 'Counted again.') : ());
    my $file = $i ? figures_file(%opt) : small_record(%opt);
    $file =~ s{ <from country="GB"><received requests="(\d+)"}{ <from country="GB"><received requests="$1" printed="$1 in all"};
    $file =~ s{( <from)}{ <total><received requests="$total"/></total>\n$1};
    write_file("$dir/$i.xml", $file);
}
age(glob "$dir/*.xml");
$server->start;
$server->served("/$_/requests.csv") for qw(all few lower);

# Digits of a number, however they are grouped.
sub holds { my ($body, $number) = @_; my $digits = join '(?:,|\xe2\x80\xaf|\xc2\xa0|\.)?', split //, $number; return $body =~ /(?<![0-9])$digits(?![0-9])/ }

my @paths = ('/', map({ ("/requests.$_", "/requests.$_?by=country", "/requests.$_?by=period", "/corrections.$_") } qw(csv json ndjson md html)),
    '/countries/gb.html', '/periods/2012.csv', '/reports/mail-2012.json', '/index.csv', '/feed.atom',
    map({ my $v = "/version/$_"; ("$v/requests.csv", "$v/requests.json", "$v/requests.html?by=country", "$v/index.csv", "$v/corrections.csv") }
        qw(20130321000000 20130421000000 20130521000000)),
    '/corrections.csv?from=2013-03-21&to=2013-04-21', '/corrections.csv?from=2013-03-21&to=2013-05-21');
my (%seen, @wrong);
for my $path (@paths) {
    my $all = $server->get("/all$path");
    my $few = $server->get("/few$path");
    push @wrong, "$path: $few->{status} beside $all->{status}" if $few->{status} != 200 || $all->{status} != 200;
    $seen{$_} += holds($all->{body}, $_) ? 1 : 0 for @secret;
    for my $number (@secret) { push @wrong, "$path: $number" if holds($few->{body}, $number) }
    push @wrong, "$path: one ETag for two answers" if $all->{body} ne $few->{body} && header($all, 'ETag') eq header($few, 'ETag');
}
is_deeply \@wrong, [], 'nothing tells a hidden figure or the total over it';
cmp_ok $seen{$_}, '>', 3, "$_ is told where nothing is hidden" for @secret;

my $csv = $server->get('/few/requests.csv')->{body};
ok holds($csv, $_), "$_ is shown when it is not small any more" for @open;
like $server->get('/few/version/20130321000000/requests.csv')->{body},
    qr/^mail-2012\.2012\.gb\.received\.requests,.*,,0,99999,,,,suppressed,TransparencyMinimumCell 100000,/m, 'an earlier version gives the bounds and the reason';
like $server->get('/few/version/20130321000000/requests.csv')->{body},
    qr/^mail-2012\.2012\.all\.received\.requests,.*,,500000,599999,,,,suppressed,/m, '... and those of the total';
my @rows = $server->get('/few/corrections.csv?from=2013-03-21&to=2013-04-21')->{body} =~ /,value,/g;
is scalar @rows, 0, 'a correction from one hidden figure to another names no figure';
@rows = $server->get('/all/corrections.csv?from=2013-03-21&to=2013-04-21')->{body} =~ /,value,/g;
is scalar @rows, 2, '... elsewhere it names two';
like $server->get('/few/requests.html?country=GB')->{body}, qr/231,337/, 'HTML shows what is not small';
like $server->get('/few/version/20130321000000/requests.html')->{body}, qr/Small number, hidden/, 'HTML says that a figure is hidden';

# Each limit has a segment of its own.
like $server->get('/lower/version/20130321000000/requests.csv')->{body}, qr/,0,31337,,,,suppressed,TransparencyMinimumCell 31338,/, 'another limit hides by itself';
like $server->get('/lower/version/20130421000000/requests.csv')->{body}, qr/,31399,31399,31399,/, '... and shows what is not below it';
$server->stop;

done_testing;
