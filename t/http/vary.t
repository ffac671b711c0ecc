#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# Vary is the same on every answer of a URI, whatever its status: a cache that
# keeps one without it would hand it to the wrong reader (RFC 9110 12.5.5).
use strict;
use warnings FATAL => 'all';
use lib 't/lib';
use Test::More;
use TransparencyTest;
use TransparencyContract;

my $etag = header(served("$mount/requests.csv"), 'ETag');

my @asked = (
    [], [Accept => 'text/csv'], [Accept => 'application/json'], [Accept => 'image/png'],
    [Accept => '*/*;q=0'], ['Accept-Language' => 'ar'], ['Accept-Language' => '*;q=0'],
    ['Accept-Encoding' => 'gzip'], ['Accept-Encoding' => 'br'],
    ['Accept-Encoding' => 'identity;q=0, zstd'], ['If-None-Match' => '*'],
    ['If-None-Match' => '*', 'Accept-Encoding' => 'gzip'],
    ['If-Match' => '"other"'], ['If-Unmodified-Since' => 'Mon, 01 Jan 1990 00:00:00 GMT'],
    [Range => 'bytes=0-3'], [Range => 'bytes=999999999-'], [Origin => 'https://example.org'],
    ['User-Agent' => 'x'],
);
my %wanted = (
    negotiated => 'Accept, Accept-Language, Accept-Encoding',
    fixed => 'Accept-Encoding',
);
my @uris = map { ["$mount$_", 'negotiated'] }
    ('/', '/requests', '/countries/gb', '/requests?country=GB', '/requests?nothing=1', '/nothing',
     '/countries/zz', '/Requests');
push @uris, map { ["$mount$_", 'fixed'] }
    ('/index.html', '/requests.csv', '/requests.fr.html', '/requests.json?country=GB',
     '/requests.csv?nothing=1', '/countries/zz.json', '/requests.CSV');

my %statuses;
for (@uris) {
    my ($uri, $tier) = @$_;
    my %vary;
    for my $headers (@asked) {
        for my $method (qw(GET HEAD POST)) {
            my $r = request($method => $uri, headers => $headers, $method eq 'POST' ? (body => '') : ());
            $statuses{ $r->{status} }++;
            $vary{"$method @$headers ($r->{status})"} = header($r, 'Vary');
        }
    }
    all_equal(\%vary, "$uri varies in one way only");
    my ($any) = values %vary;
    (my $fields = $any // "") =~ s{,\s*}{, }g;      # httpd writes it without spaces
    is $fields, $wanted{$tier}, "... as a $tier URI";
}
is_deeply [ sort keys %statuses ], [qw(200 206 301 304 400 404 405 406 412 416)],
    'all of these statuses occurred';

done_testing;
