#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# Scripts of other sites may read the data: every answer of it, also errors,
# with the headers that matter, never with credentials; and only where
# TransparencyCORS is not off.
use strict;
use warnings FATAL => 'all';
use lib 't/lib';
use Test::More;
use TransparencyTest;
use TransparencyContract;

served();
served('/shared-off/requests.csv');
my @exposed = ('ETag', 'Link', 'Content-Location', 'Repr-Digest', 'Content-Digest', 'Memento-Datetime',
               'Content-Disposition', 'Accept-Ranges', 'Content-Range', 'Retry-After', 'Cache-Status');
my @allowed = ('If-None-Match', 'If-Modified-Since', 'Range', 'Accept-Datetime', 'Want-Repr-Digest',
               'Want-Content-Digest');
my @json = (Accept => 'application/json');

# status, method, path, headers
my @asked = (
    [200, GET => '/requests.csv'], [200, GET => '/requests', @json], [200, HEAD => '/requests.csv'],
    [200, GET => '/requests.csv?country=GB'], [206, GET => '/requests.csv', Range => 'bytes=0-9'],
    [206, GET => '/requests.csv', Range => 'bytes=0-9,20-29'],
    [301, GET => '/Requests.csv'], [304, GET => '/requests.csv', 'If-None-Match' => '*'],
    [304, GET => '/requests.csv?country=GB', 'If-Modified-Since' => 'Fri, 31 Dec 2100 00:00:00 GMT'],
    [400, GET => '/requests.csv?nothing=1'], [400, GET => '/requests?nothing=1', @json],
    [404, GET => '/nothing', @json], [404, GET => '/nothing'], [404, GET => '/countries/qq.csv'],
    [405, POST => '/requests.csv'], [405, DELETE => '/requests', @json],
    [406, GET => '/requests', Accept => 'image/png'],
    [412, GET => '/requests.csv', 'If-Match' => '"x"'], [416, GET => '/requests.csv', Range => 'bytes=999999999-'],
    [501, FROBNICATE => '/requests.csv'],
);

sub ask {
    my ($at, $method, $path, @headers) = @_;
    return request($method => "$at$path", headers => [Origin => 'https://example.org', @headers],
                   $method =~ /^(?:GET|HEAD)$/ ? () : (body => ''));
}

for (@asked) {
    my ($status, @request) = @$_;
    my $name = join ' ', $status, @request;
    my $r = ask($mount, @request);
    # a date in If-Modified-Since is weak: 200 is right as well
    is $r->{status}, $status, $name or next unless $status == 304 && $r->{status} == 200;
    is header($r, 'Access-Control-Allow-Origin'), '*', '... may be read';
    is_deeply [ grep { (header($r, 'Access-Control-Expose-Headers') // '') !~ /(?:^|, )\Q$_\E(?:,|$)/ } @exposed ], [],
        '... with its headers';
    is header($r, 'Access-Control-Allow-Credentials'), undef, '... without credentials';
    unlike header($r, 'Vary') // '', qr/Origin/i, '... and it is the same for every origin';
    my $off = ask('/shared-off', @request);
    is $off->{status}, $r->{status}, '... switched off: the same answer';
    is_deeply [ grep { /^Access-Control-/i } map { $_->[0] } @{ $off->{headers} } ], [], '... and no word of it';
}
{
    my $r = get("$mount/requests.csv");
    my %with = map { lc $_->[0] => $_->[1] } @{ get("$mount/requests.csv", headers => [Origin => 'null'])->{headers} };
    my %without = map { lc $_->[0] => $_->[1] } @{ $r->{headers} };
    delete @{$_}{qw(date)} for \%with, \%without;
    is_deeply \%with, \%without, 'who asks makes no difference';
}

# --- pages are no data -------------------------------------------------------
for my $path ('/', '/requests.html') {
    my $r = ask($mount, GET => $path, Accept => 'text/html');
    is header($r, 'Access-Control-Allow-Origin'), undef, "$path: a page is not read by scripts of others";
}

# --- preflight ---------------------------------------------------------------
for my $path ('/requests.csv', '/requests', '/nothing.json') {
    my $r = ask($mount, OPTIONS => $path, 'Access-Control-Request-Method' => 'GET',
                'Access-Control-Request-Headers' => 'if-none-match,range,want-content-digest');
    is $r->{status}, 204, "$path: a preflight is answered";
    is header($r, 'Access-Control-Allow-Origin'), '*', '... for everybody';
    is header($r, 'Access-Control-Allow-Methods'), 'GET, HEAD, OPTIONS', '... with the methods';
    is_deeply [ grep { (header($r, 'Access-Control-Allow-Headers') // '') !~ /(?:^|, )\Q$_\E(?:,|$)/ } @allowed ], [],
        '... with the headers';
    like header($r, 'Access-Control-Max-Age') // '', qr/^[1-9]\d*$/, '... for a while';
    is header($r, 'Allow'), 'GET, HEAD, OPTIONS', '... and Allow is what it always is';
    my $plain = request(OPTIONS => "$mount$path");
    is $plain->{status}, 204, '... a plain OPTIONS';
    is header($plain, 'Allow'), 'GET, HEAD, OPTIONS', '... has Allow';
    is_deeply [ grep { /^Access-Control-(?:Allow-(?:Methods|Headers)|Max-Age)$/i } map { $_->[0] } @{ $plain->{headers} } ],
        [], '... and nothing of a preflight';
    is header($plain, 'Cache-Control'), 'no-store', '... and is not kept';
    my $off = ask('/shared-off', OPTIONS => $path, 'Access-Control-Request-Method' => 'GET');
    is $off->{status}, 204, '... switched off, a preflight is an OPTIONS like any other';
    is_deeply [ grep { /^Access-Control-/i } map { $_->[0] } @{ $off->{headers} } ], [], '... that allows nothing';
}

done_testing;
