#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# HTTP/1.0, HTTP/1.1, HTTP/2 without and with TLS give the same bytes and the
# same headers, for whole bodies, parts, conditions and errors.
use strict;
use warnings FATAL => 'all';
use lib 't/lib';
use Test::More;
use TransparencyTest;
use TransparencyContract;

served();
my @asked = (
    [GET => '/'], [GET => '/requests.csv'], [GET => '/requests', Accept => 'application/json'],
    [GET => '/requests.csv', 'Accept-Encoding' => 'gzip'], [GET => '/index.ar.html', 'Accept-Encoding' => 'br'],
    [GET => '/requests.csv?country=GB'], [GET => '/requests.csv', Range => 'bytes=100-199'],
    [GET => '/requests.csv', Range => 'bytes=0-9,100-109'], [GET => '/requests.csv', Range => 'bytes=99999999-'],
    [GET => '/requests.csv', 'If-None-Match' => '*'], [GET => '/requests.csv', 'If-Match' => '"x"'],
    [GET => '/nothing', Accept => 'application/json'], [GET => '/Requests'],
    [GET => '/requests', Accept => 'image/png'], [HEAD => '/requests.csv'], [POST => '/requests.csv'],
);
# resources x formats, conditions, ranges, errors, versions, what leads to them
my $version = '/version/20130321000000';
for my $stem (qw(/index /requests /countries/gb /corrections), "$version/requests", "$version/countries/gb") {
    push @asked, map { [GET => "$stem.$_"] } qw(csv json ndjson html fr.md);
    push @asked, [GET => "$stem.json", 'If-None-Match' => '*', 'Accept-Encoding' => 'gzip'],
        [GET => "$stem.csv", 'If-Modified-Since' => 'Fri, 31 Dec 2100 00:00:00 GMT'],
        [GET => "$stem.csv", Range => 'bytes=-7', 'If-Range' => '"x"'], [GET => "$stem.csv", Range => 'bytes=-7'],
        [GET => "$stem.html", Range => 'bytes=5-', 'Accept-Encoding' => 'br', 'Want-Content-Digest' => 'sha-256=1'];
}
my @at = ('Accept-Datetime', 'Mon, 01 Apr 2013 00:00:00 GMT');
push @asked, [GET => '/timegate/requests', @at], [GET => '/timegate/countries/gb.csv', @at], [HEAD => '/timegate/', @at],
    [GET => '/timegate/requests', 'Accept-Datetime' => 'yesterday'], [GET => '/timemap/link/requests.csv'],
    [GET => '/timemap/json/requests.csv'], [GET => '/version/20130501120000/requests.csv'], [GET => '/version/1/requests.csv'],
    [GET => '/requests.json?by=country', 'Want-Repr-Digest' => 'sha-256=1'], [GET => '/requests.json?nothing=1'],
    [GET => '/countries/zz.csv'], [OPTIONS => '/requests'], [GET => '/feed.atom'], [GET => '/schema.json'];
my @names = ('Content-Type', 'Content-Encoding', 'Content-Language', 'Content-Location', 'Content-Range',
             'ETag', 'Last-Modified', 'Vary', 'Cache-Control', 'Repr-Digest', 'Link', 'Allow',
             'Content-Length', 'Content-Security-Policy', 'X-Content-Type-Options', 'Location',
             'Memento-Datetime', 'Content-Digest', 'Content-Disposition', 'Accept-Ranges');

my %ways = (
    'HTTP/1.1 over TLS' => sub { my ($m, $p, @h) = @_; request($m => $p, headers => \@h, to => 'tls') },
    'HTTP/1.1 where HTTP/2 could be' => sub { my ($m, $p, @h) = @_; request($m => $p, headers => \@h, to => 'h2') },
    'HTTP/1.0' => \&http10,
    'HTTP/1.1 on a kept connection' => \&kept,
);
$ways{'HTTP/2'} = sub { my ($m, $p, @h) = @_; h2($m => $p, headers => \@h) } if have_h2('h2');
$ways{'HTTP/2 over TLS'} = sub { my ($m, $p, @h) = @_; h2($m => $p, headers => \@h, to => 'tls') }
    if have_h2('tls');

sub fields { my $out = ''; while (my ($name, $value) = splice @_, 0, 2) { $out .= "$name: $value\r\n" } return $out }

sub http10 {
    my ($method, $path, @headers) = @_;
    my $length = $method eq 'POST' ? "Content-Length: 0\r\n" : '';
    return parse_response(raw("$method $path HTTP/1.0\r\n$length" . fields(@headers) . "\r\n"), $method);
}

# The second answer of a connection.
sub kept {
    my ($method, $path, @headers) = @_;
    my $length = $method eq 'POST' ? "Content-Length: 0\r\n" : '';
    my $answer = raw("HEAD $mount/index.html HTTP/1.1\r\nHost: x\r\n\r\n"
        . "$method $path HTTP/1.1\r\nHost: x\r\nConnection: close\r\n$length" . fields(@headers) . "\r\n");
    my (undef, $second) = split /\r\n\r\n/, $answer, 2;
    return parse_response($second, $method);
}

for my $way (sort keys %ways) {
    my @wrong;
    for (@asked) {
        my ($method, $path, @headers) = @$_;
        my $plain = request($method => "$mount$path", headers => \@headers, $method eq 'POST' ? (body => '') : ());
        my $r = $ways{$way}->($method, "$mount$path", @headers);
        my $at = "$method $path @headers";
        push @wrong, "$at: $r->{status}, not $plain->{status}" if $r->{status} != $plain->{status};
        push @wrong, "$at: other bytes" if $r->{body} ne $plain->{body};
        for my $name (@names) {
            my ($a, $b) = map { my $v = header($_, $name) // '(none)'; $v =~ s/,\s*/, /g; $v } $plain, $r;
            push @wrong, "$at: $name is $b, not $a" if $a ne $b;
        }
    }
    none_wrong(\@wrong, "$way: the same answers");
}

# many at once on one connection
SKIP: {
    skip 'no h2load here', 2 unless have_h2('h2') && grep { -x "$_/h2load" } split /:/, $ENV{PATH};
    my $one = length get("$mount/requests.csv", headers => ['Accept-Encoding' => 'identity'])->{body};
    my $said = `h2load -n 60 -c 2 -m 20 @{[ base_url('h2') ]}$mount/requests.csv 2>&1`;
    like $said, qr/\b60 succeeded, 0 failed, 0 errored/, '60 streams, 20 at a time';
    my ($data) = $said =~ /\((\d+)\) data/;
    is $data, 60 * $one, '... all of them whole';
}
done_testing;
