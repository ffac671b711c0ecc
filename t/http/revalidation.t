#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# Conditional requests as RFC 9110 section 13 has them, where httpd's own
# evaluation differs: every combination of the five fields, true, false and
# absent, for GET and HEAD.
use strict;
use warnings FATAL => 'all';
use lib 't/lib';
use Test::More;
use TransparencyTest;
use TransparencyContract;

my $path = "$mount/requests.csv";
my $whole = served($path);
my $etag = header($whole, 'ETag');
my $modified = header($whole, 'Last-Modified');
my $old = 'Mon, 01 Jan 1990 00:00:00 GMT';

sub status_of {
    my ($headers, %opt) = @_;
    return request($opt{method} // 'GET', $opt{path} // $path, headers => $headers)->{status};
}

# --- the product -------------------------------------------------------------
{
    my %field = (
        'If-Match' => { yes => $etag, no => '"other"' },
        'If-Unmodified-Since' => { yes => $modified, no => $old },
        'If-None-Match' => { yes => '"other"', no => $etag },      # yes: goes on
        'If-Modified-Since' => { yes => $old, no => $modified },
        'If-Range' => { yes => $etag, no => '"other"' },
    );
    my @names = ('If-Match', 'If-Unmodified-Since', 'If-None-Match', 'If-Modified-Since', 'If-Range');
    my @wrong;
    my $tried = 0;
    for my $number (0 .. 3 ** @names * 2 - 1) {
        my $rest = $number;
        my %is;
        for my $name (@names) { $is{$name} = (undef, 'yes', 'no')[$rest % 3]; $rest = int($rest / 3) }
        my $method = $rest ? 'HEAD' : 'GET';
        my @headers = map { $is{$_} ? ($_ => $field{$_}{ $is{$_} }) : () } @names;
        push @headers, Range => 'bytes=0-3';
        my $want = expected($method, \%is);
        my $got = request($method => $path, headers => \@headers)->{status};
        $tried++;
        push @wrong, "$method @headers: $got, not $want" if $got != $want;
    }
    none_wrong(\@wrong, "$tried combinations of conditions");
}

# RFC 9110 13.2.2, written down again.
sub expected {
    my ($method, $is) = @_;
    return 412 if ($is->{'If-Match'} // '') eq 'no';
    return 412 if !$is->{'If-Match'} && ($is->{'If-Unmodified-Since'} // '') eq 'no';
    return 304 if ($is->{'If-None-Match'} // '') eq 'no';
    return 304 if !$is->{'If-None-Match'} && ($is->{'If-Modified-Since'} // '') eq 'no';
    return 200 if $method eq 'HEAD' || ($is->{'If-Range'} // '') eq 'no';
    return 206;
}

# --- If-None-Match -----------------------------------------------------------
for (["our tag", $etag, 304], ['a weakened tag', "W/$etag", 304], ['any', '*', 304],
     ['a list', qq{"a", $etag}, 304], ['a list without spaces', qq{"a",W/$etag,"b"}, 304],
     ['a comma inside a tag', qq{"a,b", $etag}, 304], ['empty members', qq{, ,$etag,}, 304],
     ['another', '"x"', 200], ['our tag inside another', qq{"a$etag"}, 200],
     ['without quotes', substr($etag, 1, -1), 200], ['any in a list', '"x", *', 200],
     ['the tag of the gzip coding', header(get($path, headers => ['Accept-Encoding' => 'gzip']), 'ETag'), 200],
     ['nothing', '', 200]) {
    my ($what, $value, $want) = @$_;
    is status_of(['If-None-Match' => $value]), $want, "If-None-Match, $what";
}
is status_of(['If-None-Match' => '"a"', 'If-None-Match' => $etag]), 304, 'If-None-Match in two fields';
for my $coding (qw(identity gzip br)) {
    my @asked = ('Accept-Encoding' => $coding);
    my $tag = header(get($path, headers => \@asked), 'ETag');
    my $r = get($path, headers => [@asked, 'If-None-Match' => $tag]);
    is $r->{status}, 304, "304 in the coding $coding";
    is header($r, 'ETag'), $tag, '... with its tag';
}

# --- If-Match ----------------------------------------------------------------
for (['our tag', $etag, 200], ['any', '*', 200], ['a list', qq{"a", $etag}, 200],
     ['another', '"x"', 412], ['a weak tag', "W/$etag", 412]) {
    my ($what, $value, $want) = @$_;
    is status_of(['If-Match' => $value]), $want, "If-Match, $what";
}

# --- dates -------------------------------------------------------------------
{
    require HTTP::Date;
    my $then = HTTP::Date::str2time($modified);
    my @t = gmtime $then;
    my @day = qw(Sunday Monday Tuesday Wednesday Thursday Friday Saturday);
    my @month = qw(Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec);
    my $rfc850 = sprintf '%s, %02d-%s-%02d %02d:%02d:%02d GMT', $day[ $t[6] ], $t[3], $month[ $t[4] ],
        $t[5] % 100, @t[2, 1, 0];
    my $asctime = sprintf '%s %s %2d %02d:%02d:%02d %d', substr($day[ $t[6] ], 0, 3), $month[ $t[4] ],
        $t[3], @t[2, 1, 0], 1900 + $t[5];
    is status_of(['If-Modified-Since' => $modified]), 304, 'the date as we wrote it';
    is status_of(['If-Modified-Since' => $rfc850]), 304, "RFC 850: $rfc850";
    is status_of(['If-Modified-Since' => $asctime]), 304, "asctime: $asctime";
    is status_of(['If-Modified-Since' => HTTP::Date::time2str($then - 1)]), 200, 'a second too early';
    is status_of(['If-Modified-Since' => 'yesterday']), 200, 'no date at all';
    is status_of(['If-Unmodified-Since' => 'yesterday']), 200, 'no date to be unmodified since';
    is status_of(['If-Modified-Since' => $old, 'If-None-Match' => $etag]), 304,
        'a matching tag wins over an older date';
}

# --- answers that have no condition ------------------------------------------
is status_of(['If-Match' => '"x"'], path => "$mount/nothing"), 404, '404 stays 404';
is status_of(['If-None-Match' => '*', Accept => 'image/png'], path => "$mount/requests"), 406, '406 stays 406';
is status_of(['If-None-Match' => '*'], path => "$mount/Requests"), 301, '301 stays 301';

# --- what a 304 carries ------------------------------------------------------
for my $uri ("$mount/requests", $path, "$mount/requests.csv?country=GB") {
    my $full = get($uri);
    my $r = get($uri, headers => ['If-None-Match' => header($full, 'ETag')]);
    is $r->{status}, 304, "$uri: not modified";
    is $r->{body}, '', '... without a body';
    is header($r, $_), header($full, $_), "... with $_ as the 200 has it"
        for qw(ETag Vary Cache-Control Content-Location Last-Modified Access-Control-Allow-Origin);
    is header($r, $_), undef, "... without $_, which caches keep"
        for qw(Link Repr-Digest Content-Disposition Content-Language);
    is header($r, 'Content-Type'), undef, '... and without a type';
    is header($r, 'Content-Length'), undef, '... or a length';
    ok defined header($r, 'Date'), '... but a Date';
}
{
    my $r = request(HEAD => $path, headers => ['If-Match' => '"x"']);
    is $r->{status}, 412, 'HEAD gets 412 too';
    is $r->{body}, '', '... without a body';
}

done_testing;
