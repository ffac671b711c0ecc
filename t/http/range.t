#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# Parts of a body (RFC 9110 section 14): right to the byte, of the coded body,
# 416 with the length, and a broken-off download that goes on.
use strict;
use warnings FATAL => 'all';
use lib 't/lib';
use Digest::SHA qw(sha256_hex);
use Test::More;
use TransparencyTest;
use TransparencyContract;

my $path = "$mount/requests.csv";
my $whole = served($path);
my $body = $whole->{body};
my $length = length $body;
my $etag = header($whole, 'ETag');
cmp_ok $length, '>', 2000, 'the body is long enough for this';
is header($whole, 'Accept-Ranges'), 'bytes', 'ranges are offered';

sub ranged {
    my ($range, @more) = @_;
    return get($path, headers => [Range => $range, @more]);
}

# --- one range ---------------------------------------------------------------
for (['the beginning', 'bytes=0-99', 0, 99], ['a middle', 'bytes=100-299', 100, 299],
     ['to the end', 'bytes=1000-', 1000, $length - 1], ['the last', 'bytes=-7', $length - 7, $length - 1],
     ['one byte', 'bytes=5-5', 5, 5], ['beyond the end', 'bytes=10-999999999', 10, $length - 1],
     ['more than all', 'bytes=-999999999', 0, $length - 1], ['all', 'bytes=0-', 0, $length - 1],
     ['upper case', 'BYTES=0-9', 0, 9]) {
    my ($what, $range, $from, $to) = @$_;
    my $r = ranged($range);
    is $r->{status}, 206, "$what is a part";
    is header($r, 'Content-Range'), "bytes $from-$to/$length", '... says which';
    ok $r->{body} eq substr($body, $from, $to - $from + 1) && $r->{complete}, '... and is it';
    is header($r, 'Content-Type'), $type_of{csv}, '... plainly';
    is header($r, 'ETag'), $etag, '... with the tag of the whole';
    is header($r, 'Repr-Digest'), repr_digest($body), '... and its digest';
}

# --- several -----------------------------------------------------------------
{
    my $r = ranged('bytes=0-9, 500-599,-10');
    is $r->{status}, 206, 'three ranges';
    my ($boundary) = (header($r, 'Content-Type') // '') =~ m{^multipart/byteranges; boundary=(\S+)$};
    ok $boundary, 'are multipart';
    is header($r, 'Content-Range'), undef, 'with no Content-Range on top';
    ok $r->{complete}, 'whole';
    my @parts = split /\r\n--\Q$boundary\E(?:--)?\r\n/, $r->{body};
    is shift @parts, '', 'nothing before the first part';
    my @got = map { my ($head, $bytes) = split /\r\n\r\n/, $_, 2; { head => $head, bytes => $bytes } } @parts;
    my @want = ([0, 9], [500, 599], [$length - 10, $length - 1]);
    is scalar @got, 3, 'three parts';
    for my $i (0 .. $#want) {
        my ($from, $to) = @{ $want[$i] };
        is $got[$i]{bytes}, substr($body, $from, $to - $from + 1), "part $i has the right bytes";
        like $got[$i]{head}, qr{^Content-Range: bytes $from-$to/$length\r?$}m, '... says which';
        like $got[$i]{head}, qr{^Content-Type: \Q$type_of{csv}\E\r?$}m, '... and its type';
    }
}
{
    my $r = ranged('bytes=0-9,10-19');
    is $r->{status}, 206, 'two that touch';
    is header($r, 'Content-Range'), "bytes 0-19/$length", 'are one';
    is $r->{body}, substr($body, 0, 20), 'with the right bytes';
    $r = ranged('bytes=' . join ',', map { $_ * 100 . '-' . ($_ * 100) } 0 .. 40);
    is $r->{status}, 200, 'very many tiny ranges get the whole';
    ok $r->{body} eq $body, '... once';
    $r = ranged('bytes=' . join ',', ('0-') x 200);
    ok length($r->{body}) <= $length, '200 times everything is not more than everything';
}

# --- none --------------------------------------------------------------------
{
    my $r = ranged("bytes=$length-");
    is $r->{status}, 416, 'a range behind the end';
    is header($r, 'Content-Range'), "bytes */$length", '... is told the length';
    is problem_of($r)->{status}, 416, '... in a problem document';
    is ranged('bytes=-0')->{status}, 416, 'the last 0 bytes do not exist';
}
for (['an unknown unit', 'lines=1-2'], ['backwards', 'bytes=9-0'], ['nonsense', 'bytes=a-b'],
     ['nothing', 'bytes='], ['no sign', 'bytes 0-9'], ['too large a number', 'bytes=99999999999999999999999-']) {
    my ($what, $range) = @$_;
    my $r = ranged($range);
    ok $r->{status} == 200 && $r->{body} eq $body || $what =~ /large/ && $r->{status} == 416, "$what is ignored"
        or diag "status $r->{status}, " . length($r->{body}) . ' bytes';
}

# --- If-Range ----------------------------------------------------------------
for (['the same tag', $etag, 206], ['another tag', '"x"', 200], ['a weak tag', "W/$etag", 200],
     ['an old date', 'Mon, 01 Jan 1990 00:00:00 GMT', 200]) {
    my ($what, $value, $want) = @$_;
    is ranged('bytes=0-9', 'If-Range' => $value)->{status}, $want, "If-Range, $what";
}
is get($path, headers => ['If-Range' => '"x"'])->{status}, 200, 'If-Range without Range is nothing';
is request(HEAD => $path, headers => [Range => 'bytes=0-9'])->{status}, 200, 'HEAD has no ranges';

# --- of the coded body -------------------------------------------------------
for my $coding (qw(gzip br)) {
    my @asked = ('Accept-Encoding' => $coding);
    my $coded = get($path, headers => \@asked);
    my $size = length $coded->{body};
    my $r = ranged('bytes=10-', @asked);
    is header($r, 'Content-Encoding'), $coding, "$coding: a part of the coded body";
    is header($r, 'Content-Range'), "bytes 10-${\($size - 1)}/$size", '... counted in it';
    ok $r->{body} eq substr($coded->{body}, 10), '... right to the byte';
    is header($r, 'ETag'), header($coded, 'ETag'), '... with its tag';
}

# --- going on ----------------------------------------------------------------
{
    my $file = Apache::Test::vars()->{t_logs} . "/resume.$$";
    write_file($file, substr($body, 0, 1234));
    curl('-C', '-', '-o', $file, base_url() . $path);
    is sha256_hex(read_file($file)), sha256_hex($body), 'curl goes on with a broken-off download';
    unlink $file;
}

done_testing;
