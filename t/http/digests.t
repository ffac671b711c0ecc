#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# Digest fields (RFC 9530): Repr-Digest of the whole coded body, Content-Digest
# of the bytes of this very answer where Want-Content-Digest asks for it.
use strict;
use warnings FATAL => 'all';
use lib 't/lib';
use Test::More;
use TransparencyTest;
use TransparencyContract;

my $kept = "$mount/requests.csv";
my $computed = "$mount/requests.csv?country=GB";
served($kept);
my @want = ('Want-Content-Digest' => 'sha-256=1');

# --- whole bodies ------------------------------------------------------------
for my $uri ($kept, $computed, "$mount/", "$mount/index.ar.html", "$mount/requests.json?by=country") {
    for my $coding (qw(identity gzip br)) {
        my @asked = ('Accept-Encoding' => $coding);
        my $plain = get($uri, headers => \@asked);
        is header($plain, 'Content-Digest'), undef, "$uri, $coding: nobody asked";
        my $r = get($uri, headers => [@asked, @want]);
        is header($r, 'Content-Digest'), repr_digest($r->{body}), '... then it is that of the body';
        is $r->{body}, $plain->{body}, '... which is the same';
        is header($r, 'ETag'), header($plain, 'ETag'), '... with the same tag';
        my $both = get($uri, headers => [@asked, @want, 'Want-Repr-Digest' => 'sha-256=1']);
        is header($both, 'Repr-Digest'), header($both, 'Content-Digest'), '... of a whole answer the two are one';
        my $head = request(HEAD => $uri, headers => [@asked, @want]);
        is header($head, 'Content-Digest'), header($r, 'Content-Digest'), '... HEAD tells it too';
    }
}

# --- parts -------------------------------------------------------------------
{
    my $whole = get($kept);
    for my $range ('bytes=0-0', 'bytes=100-1999', 'bytes=-1', 'bytes=0-99,1000-1099', 'bytes=0-9,500-509,-10') {
        my $r = get($kept, headers => [@want, Range => $range]);
        is $r->{status}, 206, "$range is a part";
        is header($r, 'Content-Digest'), repr_digest($r->{body}), '... Content-Digest is that of the bytes sent';
        is header($r, 'Repr-Digest'), repr_digest($whole->{body}), '... Repr-Digest that of the whole';
        is header(get($kept, headers => [Range => $range]), 'Content-Digest'), undef, '... on request only';
    }
    my $gzip = get($kept, headers => ['Accept-Encoding' => 'gzip']);
    my $part = get($kept, headers => ['Accept-Encoding' => 'gzip', Range => 'bytes=10-59', @want]);
    is header($part, 'Content-Digest'), repr_digest(substr $gzip->{body}, 10, 50), 'a part of the coded bytes';
    my $computed_part = get($computed, headers => [Range => 'bytes=5-94', @want]);
    is $computed_part->{status}, 206, 'a part of a computed answer';
    is header($computed_part, 'Content-Digest'), repr_digest($computed_part->{body}), '... has its own, too';
    is header(get($kept, headers => ['If-None-Match' => '*', @want]), 'Content-Digest'), undef,
        '304 has no content';
}

# --- what may be asked -------------------------------------------------------
for (['sha-256=10', 1], ['sha-256=1, sha-512=3', 1], ['unixsum=9, sha-256=1', 1], ['sha-256;q=1', 0], ['sha-256', 0],
     ['sha-256=0', 0], ['sha-512=5', 0], ['unixsum=3', 0], ['sha-256=11', 0], ['sha-256=-1', 0], ['sha-256=1.5', 0],
     ['SHA-256=1', 0], ['sha-256="1"', 0], [',,', 0], ['sha-256=1,', 0], ["\x{ff}", 0], ['', 0]) {
    my ($value, $gets) = @$_;
    for my $name (qw(Content Repr)) {
        my $r = get($computed, headers => ["Want-$name-Digest" => $value]);
        is $r->{status}, 200, "Want-$name-Digest: $value is answered";
        is header($r, "$name-Digest"), $gets ? repr_digest($r->{body}) : undef,
            $gets ? '... with a digest' : '... without a digest';
    }
}
{
    my $r = get($computed, headers => ['Want-Content-Digest' => 'unixsum=3', 'Want-Content-Digest' => 'sha-256=2']);
    is header($r, 'Content-Digest'), repr_digest($r->{body}), 'two lines are one list';
}

done_testing;
