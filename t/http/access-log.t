#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# What access logs can say of an answer: the notes of docs/operations.md, with
# the LogFormat that stands there.
use strict;
use warnings FATAL => 'all';
use lib 't/lib';
use Test::More;
use TransparencyDocs;
use TransparencyTest;
use TransparencyContract;
use TransparencyRecords;
use TransparencyServer;

my $top = $ENV{TR_SRCDIR} // '.';
my ($doc) = grep { -r } 'docs/operations.md', "$top/docs/operations.md" or plan skip_all => 'docs/operations.md cannot be read here';
my ($shown) = grep { /transparency-format/ } fenced(slurp_utf8($doc), 'apache');
ok $shown, 'docs/operations.md shows a LogFormat' or BAIL_OUT('no LogFormat');
my $log = $shown =~ s{"[^"\n]*transparency\.log"}{"\@dir\@/records.log"}r;
isnt $log, $shown, 'the log of the example lies elsewhere here';

my $server = TransparencyServer->new(name => 'log', conf => <<"CONF");
<Location "/transparency">
    SetHandler transparency
    TransparencyRecord "\@dir\@/record"
</Location>
<Location "/transparency/closed">
    Require all denied
</Location>
$log
LogFormat "all=%{transparency-format}n" everything
CustomLog "\@dir\@/every.log" everything
CONF
my $dir = $server->write_record('record', 'a.xml' => small_record());
age("$dir/a.xml");
$server->write_record('htdocs', 'x.txt' => 'not ours');
$server->start(path => "$mount/requests.csv");

my ($file, $every) = map { "$server->{dir}/$_.log" } qw(records every);
sub lines { return -e $_[0] ? split /\n/, read_file($_[0]) : () }

# what is logged of one request
sub logged {
    my ($path, @headers) = @_;
    my $before = () = lines($file);
    $server->get($path, headers => \@headers);
    wait_for(sub { lines($file) > $before }, 20, "$path in the log");
    my @now = lines($file);
    return $now[-1];
}
my @cases = (
    [ "$mount/requests.csv", [], 'csv - - hit', 200 ],
    [ "$mount/requests.csv", ['Accept-Encoding' => 'gzip'], 'csv - gzip (?:hit|miss)', 200 ],
    [ "$mount/requests.csv", ['If-None-Match' => '*'], 'csv - - hit', 304 ],
    [ "$mount/requests.ar.html", [], 'html ar - miss', 200 ],
    [ "$mount/requests.ar.html", [], 'html ar - hit', 200 ],
    [ "$mount/requests", ['Accept-Language' => 'uk', Accept => 'text/html'], 'html uk - miss', 200 ],
    [ "$mount/requests.json?country=GB", [], 'json - - computed', 200 ],
    [ "$mount/requests.csv?by=country", [], 'csv - - (?:aggregate|computed)', 200 ],
    [ "$mount/nothing", [Accept => 'text/html'], 'html en - none', 404 ],
    [ "$mount/schema.json", [], 'json - - miss', 200 ],
);
for (@cases) {
    my ($path, $headers, $pattern, $status) = @$_;
    like logged($path, @$headers), qr/^$status \d+ $pattern 1$/, "$path @$headers";
}
my ($asset) = $server->get("$mount/index.html")->{body} =~ m{href="(assets/[^"]+\.css)"};
like logged("$mount/$asset"), qr/^200 \d+ asset - - miss 1$/, 'a stylesheet';

# the number of the state of the record
write_file("$dir/b.xml", figures_file(id => 'mail-2013', period => '2013', published => '2014-03-21', figures => { US => 34 }));
wait_for(sub { $server->get("$mount/requests.csv")->{body} =~ /,US,/ }, 20, 'a publication');
like logged("$mount/requests.csv"), qr/ 2$/, 'the next state of the record has the next number';

# others are not in it
my $mine = () = lines($file);
my $all = () = lines($every);
$server->get($_) for '/x.txt', '/nothing', '/server-status?auto';
wait_for(sub { lines($every) >= $all + 3 }, 20, 'the log of everything');
is scalar(() = lines($file)), $mine, 'requests to others are not in the log of the record';
is scalar(grep { $_ eq 'all=-' } (lines($every))[$all .. $all + 2]), 3, '... and have no such notes';
is scalar(grep { /127\.0\.0\.1|GET|country|Mozilla/ } lines($file)), 0, 'the format of the documentation keeps nothing about readers';
$server->stop;
done_testing;
