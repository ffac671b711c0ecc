#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# What a page says of itself to be quoted is true: the address of its version
# shows the same, and the digest is that of the version's CSV, as the server
# says it, too.
use strict;
use warnings FATAL => 'all';
use lib 't/lib';
use Digest::SHA qw(sha256_hex);
use MIME::Base64 qw(decode_base64);
use Test::More;
use TransparencyTest;
use TransparencyContract;

my $digest = qr{<dd><a href="([^"]*\.csv[^"]*)"><code class="digest">([0-9a-f]{64})</code></a></dd>};
my $version = qr{<dd><a href="([^"]*)"><code dir="ltr">[^<]*</code></a></dd>};

# below(PATH, HREF): the path below the mount that a relative address means at PATH
sub below {
    my ($path, $href) = @_;
    (my $folder = $path =~ s/\?.*//r) =~ s{[^/]*\z}{};
    my $whole = $folder . $href =~ s/&amp;/&/gr;
    1 while $whole =~ s{(^|/)(?!\.\./)[^/]+/\.\./}{$1};
    return $whole;
}

for my $path ('/', '/requests', '/countries/gb', '/statements', '/corrections', '/countries',
              '/requests?country=GB&sort=-requests&page=1', '/requests?by=country,period',
              '/version/20130321000000/requests', '/version/20130927000000/countries/gb',
              '/requests.ar.html?service=skype', '/about.fr.html') {
    my $page = get("$mount$path", headers => [ Accept => 'text/html' ]);
    my ($href, $hex) = $page->{body} =~ $digest;
    ok $hex, "$path: a digest" or next;
    my $csv = get($mount . below($path, $href), headers => [ 'Want-Repr-Digest' => 'sha-256=1' ]);
    is $csv->{status}, 200, "... of $href";
    is sha256_hex($csv->{body}), $hex, '... which is that of its bytes';
    my ($said) = (header($csv, 'Repr-Digest') // '') =~ /sha-256=:([^:]*):/;
    is unpack('H*', decode_base64($said // '')), $hex, '... and what the server says of it';
    my ($uri) = $page->{body} =~ $version;
    is get($mount . below($path, $uri), headers => [ Accept => 'text/html' ])->{status}, 200,
        '... and the version is there';
}

done_testing;
