#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# gzip and brotli are made by us, once: the same bytes when decoded, a tag of
# their own, the weights of Accept-Encoding obeyed (RFC 9110 12.5.3), and
# nobody codes a second time.
use strict;
use warnings FATAL => 'all';
use lib 't/lib';
use Test::More;
use TransparencyTest;
use TransparencyContract;

my $path = "$mount/requests.csv";
my $whole = served($path);

# --- the same bytes ----------------------------------------------------------
{
    my @wrong;
    for my $uri (map({ "$mount$_" } '/index.html', '/requests.csv', '/requests.json', '/requests.ar.html',
                     '/countries/gb.md', '/requests.csv?country=GB', '/requests.html?by=country')) {
        my $identity = get($uri);
        push @wrong, "$uri: coded without being asked" if defined header($identity, 'Content-Encoding');
        for my $coding (qw(gzip br)) {
            my $r = get($uri, headers => ['Accept-Encoding' => $coding]);
            my $used = header($r, 'Content-Encoding') // 'identity';
            push @wrong, "$uri: $used, not $coding" if $used ne $coding && !($uri =~ /[?]/ && $coding eq 'br');
            push @wrong, "$uri, $coding: other bytes" if decoded($r) ne $identity->{body};
            push @wrong, "$uri, $coding: the same tag"
                if $used ne 'identity' && header($r, 'ETag') eq header($identity, 'ETag');
            push @wrong, "$uri, $coding: no smaller"
                if $used ne 'identity' && length($r->{body}) >= length $identity->{body};
            push @wrong, "$uri, $coding: Repr-Digest of other bytes"
                if defined header($r, 'Repr-Digest') && header($r, 'Repr-Digest') ne repr_digest($r->{body});
            my $again = get($uri, headers => ['Accept-Encoding' => $coding]);
            push @wrong, "$uri, $coding: other bytes the second time" if $again->{body} ne $r->{body};
        }
    }
    none_wrong(\@wrong, 'decoded, gzip and brotli are the identity');
}

# --- which one ---------------------------------------------------------------
for ([undef, 'identity'], ['', 'identity'], ['gzip', 'gzip'], ['br', 'br'], ['x-gzip', 'gzip'],
     ['GZIP', 'gzip'], ['gzip, br', 'br'], ['gzip;q=1, br;q=0.5', 'gzip'], ['gzip;q=0.5, identity', 'identity'],
     ['gzip;q=0', 'identity'], ['*', 'br'], ['br;q=0, *', 'gzip'], ['identity', 'identity'],
     ['zstd', 'identity'], ['identity;q=0, gzip;q=0.1', 'gzip'], ['*;q=0, gzip;q=0.2', 'gzip'],
     ['gzip;q=nonsense', 'identity'], ['deflate, gzip;q=1.0, *;q=0.5', 'gzip'],
     ['identity;q=0, zstd', 406], ['*;q=0', 406], ['identity;q=0, gzip;q=0, br;q=0', 406]) {
    my ($field, $want) = @$_;
    my $r = get($path, headers => [defined $field ? ('Accept-Encoding' => $field) : ()]);
    my $got = $r->{status} == 200 ? header($r, 'Content-Encoding') // 'identity' : $r->{status};
    is $got, $want, 'Accept-Encoding: ' . ($field // '(none)');
}
{
    my $r = get($path, headers => ['Accept-Encoding' => 'identity;q=0, zstd']);
    is header($r, 'Content-Encoding'), undef, 'the refusal itself is readable';
    is problem_of($r)->{status}, 406, '... and a problem document';
}

# --- other filters step aside ------------------------------------------------
SKIP: {
    skip 'mod_deflate or mod_brotli is not there', 1
        unless Apache::Test::have_module('deflate') && Apache::Test::have_module('brotli');
    my @wrong;
    for my $where (qw(/deflated /brotlied /both)) {
        my $there = "$where/requests.csv";
        served($there);
        for my $coding ('identity', 'gzip', 'br', 'gzip, br', 'gzip;q=0.5, identity', 'deflate') {
            my @asked = ('Accept-Encoding' => $coding);
            my $plain = get($path, headers => \@asked);
            my $r = get($there, headers => \@asked);
            push @wrong, "$where, $coding: other bytes" if $r->{body} ne $plain->{body};
            for my $name (qw(ETag Content-Encoding Vary Content-Length)) {
                push @wrong, "$where, $coding: $name is " . (header($r, $name) // 'absent') . ', not '
                    . (header($plain, $name) // 'absent')
                    if (header($r, $name) // '') ne (header($plain, $name) // '');
            }
            my $again = get($there, headers => [@asked, 'If-None-Match' => header($r, 'ETag') // '""']);
            push @wrong, "$where, $coding: its own tag gives $again->{status}" if $again->{status} != 304;
            push @wrong, "$where, $coding: 304 varies otherwise"
                if (header($again, 'Vary') // '') ne (header($plain, 'Vary') // '');
        }
    }
    none_wrong(\@wrong, 'mod_deflate and mod_brotli change nothing');
}

done_testing;
