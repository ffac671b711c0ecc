#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# A cold start with a broken file: the good files are served, and every page
# and every meta says that the record is incomplete; mended, it says so no more.
use strict;
use warnings FATAL => 'all';
use lib 't/lib';
use Test::More;
use TransparencyTest;
use TransparencyContract;
use TransparencyRecords;
use TransparencyServer;

my $server = TransparencyServer->new(name => 'cold', conf => <<'CONF');
<Location "/transparency">
    SetHandler transparency
    TransparencyRecord "@dir@/record"
    TransparencyCheckInterval 200ms
</Location>
<Location "/refusing">
    SetHandler transparency
    TransparencyRecord "@dir@/record"
    TransparencyOnError refuse
    TransparencyCheckInterval 200ms
</Location>
<Location "/earlier">
    SetHandler transparency
    TransparencyRecord "@dir@/earlier"
</Location>
<Location "/hopeless">
    SetHandler transparency
    TransparencyRecord "@dir@/hopeless"
</Location>
CONF
my $dir = $server->write_record('record',
    'a.xml' => small_record(figures => { GB => 12 }),
    'b.xml' => figures_file(id => 'mail-2013', period => '2013', published => '2014-03-21', figures => { US => '12 or so' }));
$server->write_record('hopeless', 'a.xml' => '<broken');
my $earlier = $server->write_record('earlier', 'a.xml' => small_record(figures => { GB => 12 }),
    'b.xml' => figures_file(id => 'mail-2011', period => '2011', published => '2012-03-21', figures => { US => '12 or so' }));
age("$earlier/a.xml", "$earlier/b.xml");
age("$dir/a.xml", "$dir/b.xml", $server->record_dir('hopeless') . '/a.xml');
$server->start(path => "$mount/");

my $csv = $server->get("$mount/requests.csv");
like $csv->{body}, qr/,GB,.*,12,/, 'the good file is served';
unlike $csv->{body}, qr/,US,/, '... without a figure of the broken one';
for my $path ('requests.csv', 'requests.ndjson', 'countries/gb.csv', 'index.html', 'requests.csv?country=GB') {
    is header($server->get("$mount/$path"), 'Transparency-Incomplete'), 1, "$path: a header says how many files lack";
}
like header($server->get("$mount/version/20130321000000/requests.csv"), 'Cache-Control'), qr/immutable/,
    'a version of before the broken file stays as it is';
{
    my $r = $server->served('/earlier/version/20130321000000/requests.csv');
    unlike header($r, 'Cache-Control'), qr/immutable/,
        'a version that will say more once an earlier file is mended is not called immutable';
    is header($r, 'Transparency-Incomplete'), 1, '... and says that it is not the whole';
}
for my $path ('/', '/requests', '/countries/gb', '/law', '/about') {
    my $json = json_of($server->get("$mount$path", headers => [Accept => 'application/json']));
    my $complete = $json->{meta}{complete};
    ok exists($json->{meta}{complete}) && !$complete, "$path: meta says that it is incomplete"
        or diag(explain($json->{meta}));
    like(JSON::PP->new->canonical->encode($json->{meta}), qr/b\.xml/, '... and which file lacks');
    for my $format (qw(html md)) {
        my $r = $server->get("$mount" . ($path eq '/' ? '/index' : $path) . ".$format");
        like $r->{body}, qr/incomplete/i, "$path: $format says it";
    }
}
like $server->log, qr{record/b\.xml:4:\d+: error}, 'the log says where';
like $server->log, qr/INCOMPLETE/, '... and what follows';
is $server->status->{Transparency0FilesLeftOut}, 1, '... and the status page how many';
is $server->get('/refusing/')->{status}, 503, 'with TransparencyOnError refuse nothing is served';
is $server->get('/hopeless/')->{status}, 503, 'nor is there anything where no file is good';

write_file("$dir/b.xml", figures_file(id => 'mail-2013', period => '2013', published => '2014-03-21', figures => { US => 34 }));
wait_for(sub { $server->get("$mount/requests.csv")->{body} =~ /,US,/ }, 10, 'the mended file');
my $json = json_of($server->get("$mount/requests.json"));
ok $json->{meta}{complete}, 'mended, it is complete';
is header($server->get("$mount/requests.csv"), 'Transparency-Incomplete'), undef, '... and no header says otherwise';
like header($server->get("$mount/version/20130321000000/requests.csv"), 'Cache-Control'), qr/immutable/,
    '... and the version stays as it is';
unlike $server->get("$mount/index.html")->{body}, qr/incomplete/i, '... and no page says otherwise';
is $server->served('/refusing/')->{status}, 200, '... and what refused serves';
$server->stop;

done_testing;
