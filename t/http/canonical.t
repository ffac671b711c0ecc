#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# Absolute links come from TransparencyCanonicalURL alone, never from what a
# client says its host is; every question has one canonical address.
use strict;
use warnings FATAL => 'all';
use lib 't/lib';
use Test::More;
use TransparencyTest;
use TransparencyContract;

served();
served('/canonical/');

sub canonical_of {
    my $link = header(shift, 'Link') // '';
    return $link =~ /<([^>]*)>[^,]*rel="?canonical/ ? $1 : undef;
}

for (['/', '/'], ['/index.html', '/'], ['/requests', '/requests'], ['/requests.csv', '/requests'],
     ['/countries/gb.ar.html', '/countries/gb'],
     ['/requests.csv?measure=received&country=GB', '/requests?measure=received&country=GB'],
     ['/requests.csv?country=US,GB', '/requests?country=GB,US']) {
    my ($path, $want) = @$_;
    is canonical_of(get("/canonical$path")), "https://example.org/record$want", "$path is canonically $want";
}
{
    my %by;
    $by{ canonical_of(get("/canonical/requests.csv?$_")) // 'none' }++
        for 'country=GB&measure=received', 'measure=received&country=GB', 'measure=received&country=gb';
    is keys %by, 1, 'one question has one canonical address';
}
is canonical_of(get("$mount/requests")), undef, 'without the directive there is none';

# --- Host never reaches a byte -----------------------------------------------
for my $where ($mount, '/canonical') {
    for my $path ('/', '/requests.csv', '/requests', '/nothing', '/requests?nothing=1') {
        my $usual = get("$where$path");
        my $odd = get("$where$path", headers => [Host => 'evil.example', 'X-Forwarded-Host' => 'evil2.example',
            'X-Forwarded-Proto' => 'gopher', Forwarded => 'host=evil3.example']);
        is $odd->{body}, $usual->{body}, "$where$path: another Host, the same bytes";
        is header($odd, 'ETag'), header($usual, 'ETag'), '... and tag';
        unlike $odd->{raw}, qr/evil\d?\.example/, '... and it is nowhere repeated';
    }
}
for my $path ("$mount/Requests", $mount) {
    my $r = get($path, headers => [Host => 'evil.example']);
    unlike header($r, 'Location') // '', qr/evil/, "$path: a redirect does not repeat it either";
    unlike $r->{body}, qr/evil/, '... nor its body';
}

# --- links in pages are relative ---------------------------------------------
for my $path ('/index.html', '/requests.html', '/countries/gb.html') {
    my $body = get("$mount$path")->{body};
    my @absolute = grep { m{^(?:https?:)?//127\.0\.0\.1|^/} } $body =~ /\b(?:href|action|src)="([^"]*)"/g;
    none_wrong(\@absolute, "$path: links to ourselves are relative");
}

done_testing;
