#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# The record as it was, by RFC 7089: TimeGate, TimeMap and versions, for every
# format; a version says the same for ever, and the same as what was served then.
use strict;
use warnings FATAL => 'all';
use lib 't/lib';
use Digest::SHA qw(sha256_base64);
use JSON::PP qw(decode_json);
use POSIX ();
use Test::More;
use TransparencyTest;
use TransparencyContract;

my @stamps = qw(20130124000000 20130321000000 20130927000000 20131127000000 20140306000000 20140307000000);
my ($first, $newest) = @stamps[0, -1];
my $second = $stamps[1];
my $when = 'Thu, 21 Mar 2013 00:00:00 GMT';
my $up_to_root = "$mount/";

sub relations {
    my ($response) = @_;
    my %found;
    my $link = join ', ', headers_named($response, 'Link');
    while ($link =~ /<([^>]*)>\s*;\s*rel="([^"]*)"((?:\s*;\s*[a-z]+="[^"]*")*)/g) {
        my ($target, $rel, $rest) = ($1, $2, $3);
        push @{ $found{$_} }, [ $target, $rest ] for split / /, $rel;
    }
    return \%found;
}

# --- originals lead to their history -----------------------------------------
for my $path ('requests', 'requests.csv', 'requests.ar.html', 'countries/gb', 'countries/gb.json?by=period', '', 'index.json') {
    my $r = served("$mount/$path");
    my $up = $path =~ m{^countries/} ? '../' : '';
    my $link = relations($r);
    is $link->{timegate}[0][0], "${up}timegate/$path", "$path has a TimeGate";
    is $link->{timemap}[0][0], "${up}timemap/link/$path", '  and a TimeMap';
    is header($r, 'Memento-Datetime'), undef, '  and is no memento';
    unlike header($r, 'Vary'), qr/Datetime/i, '  nor does it vary by date';
}

# --- the TimeGate ------------------------------------------------------------
for my $path ('requests', 'requests.csv', 'countries/gb', '') {
    my @cases = (
        [ undef, $newest ], [ $when, $second ], [ 'Thu, 21 Mar 2013 00:00:01 GMT', $second ],
        [ 'Wed, 20 Mar 2013 23:59:59 GMT', undef ], [ 'Sat, 01 Jan 2000 00:00:00 GMT', undef ],
        [ 'Fri, 01 Jan 2100 00:00:00 GMT', $newest ],
    );
    for my $case (@cases) {
        my ($date, $stamp) = @$case;
        my $r = get("$mount/timegate/$path", headers => [ defined $date ? ('Accept-Datetime' => $date) : () ]);
        my $name = "timegate/$path at " . ($date // 'no time');
        is $r->{status}, 302, $name;
        my $list = relations($r);
        my $to = $stamp // ($list->{first}[0][0] =~ m{version/(\d+)/})[0];
        is header($r, 'Location'), "$mount/version/$to/$path", '  leads to the version';
        is header($r, 'Memento-Datetime'), undef, '  and is none itself';
        like header($r, 'Vary'), qr/\baccept-datetime\b/i, '  varies by date';
        ok $list->{original} && $list->{timemap} && $list->{first} && $list->{last}, '  knows its neighbours';
    }
}
for my $bad ('yesterday', '2013-03-21', '20130321000000', 'Thursday, 21-Mar-13 00:00:00 GMT', 'Thu Mar 21 00:00:00 2013') {
    my $r = get("$mount/timegate/requests", headers => [ 'Accept-Datetime' => $bad, Accept => 'application/json' ]);
    is $r->{status}, 400, "Accept-Datetime: $bad is refused";
    is decode_json($r->{body})->{code}, 'bad-datetime', '  with its reason';
}
is request(HEAD => "$mount/timegate/requests")->{status}, 302, 'HEAD is answered as GET';
is get("$mount/timegate/nothing")->{status}, 404, 'what never was has no TimeGate';

# --- versions ----------------------------------------------------------------
{
    my @wrong;
    my $count = 0;
    for my $stamp (@stamps) {
        for my $path (qw(requests.csv requests.json requests.ndjson requests.html requests.md requests index.csv statements.json
                         corrections.csv requests.csv?by=country)) {
            my $at = "version/$stamp/$path";
            my $r = served("$mount/$at");
            my $frozen = $path =~ /\.(csv|json|ndjson)(\?|$)/ ? 1 : 0;
            my $date = header($r, 'Memento-Datetime') // '';
            my $digest = header($r, 'Repr-Digest') // '';
            my $link = relations($r);
            push @wrong, "$at: $date is not its date" if stamp_of($date) ne $stamp;
            push @wrong, "$at: wrong digest" if $digest ne 'sha-256=:' . padded(sha256_base64($r->{body})) . ':';
            push @wrong, "$at: cached as " . header($r, 'Cache-Control')
                if $frozen != (header($r, 'Cache-Control') =~ /immutable/ ? 1 : 0);
            push @wrong, "$at: no way to the original" if ($link->{original}[0][0] // '') ne "../../$path";
            push @wrong, "$at: no TimeGate" if ($link->{timegate}[0][0] // '') ne "../../timegate/$path";
            my $again = get("$mount/$at", headers => [ 'If-None-Match' => header($r, 'ETag') ]);
            push @wrong, "$at: $again->{status} for its own tag" if $again->{status} != 304;
            my $head = request(HEAD => "$mount/$at");
            push @wrong, "$at: HEAD is other" if header($head, 'ETag') ne header($r, 'ETag')
                || (header($head, 'Memento-Datetime') // '') ne $date || (header($head, 'Content-Length') // 0) != length $r->{body};
            my $part = get("$mount/$at", headers => [ Range => 'bytes=5-9' ]);
            push @wrong, "$at: no range" if $r->{body} ne '' && ($part->{status} != 206 || $part->{body} ne substr($r->{body}, 5, 5));
            $count++;
        }
    }
    none_wrong(\@wrong, "$count versions");
}
for my $path (qw(requests.csv requests.json requests.ndjson index.csv corrections.json statements.csv countries/gb.csv),
              'requests.csv?by=country', 'requests.json?country=GB&by=period') {
    my ($now, $then) = map { served("$mount/$_$path") } '', "version/$newest/";
    is $then->{body}, $now->{body}, "$path: the newest version is, byte for byte, what is served now";
    is header($then, 'ETag'), header($now, 'ETag'), '  under the same tag' if $path !~ /\?/;
}
{
    my $r = served("$mount/version/$second/requests", headers => [ Accept => 'text/csv', 'Accept-Language' => 'ar' ]);
    like header($r, 'Content-Type'), qr{^text/csv}, 'a version is negotiated';
    is header($r, 'Content-Location'), 'requests.csv', '  and says what it is';
    like header($r, 'Cache-Control'), qr/private/, '  and kept from shared caches, as every negotiated address';
    my $page = served("$mount/version/$second/countries/gb.ar.html");
    like $page->{body}, qr{href="\.\./\.\./\.\./assets/}, 'a page of a version has the style sheet of the record';
    like $page->{body}, qr{href="\.\./\.\./\.\./countries/gb\.ar\.html"}, '  and leads to the record as it is now';
    like $page->{body}, qr{href="\.\./requests\.ar\.html"}, '  and otherwise stays in the version';
    my $coded = served("$mount/version/$second/requests.csv", headers => [ 'Accept-Encoding' => 'gzip' ]);
    unlike header($coded, 'Cache-Control'), qr/immutable/, 'a coded form may change with the compressor';
    my $named = served("$mount/version/$second/requests.csv");
    like header($named, 'Content-Disposition'), qr/"$second-/, 'a file is named by its version';
}

# --- many readers of many versions -------------------------------------------
{
    my %body = map { $_ => served("$mount/version/$_/requests.json")->{body} } @stamps;
    my @children;
    for my $reader (1 .. 6) {
        my $pid = fork // die "fork: $!";
        if (!$pid) {
            my $wrong = 0;
            for my $turn (1 .. 40) {
                my $stamp = $stamps[ ($reader * 7 + $turn * 5) % @stamps ];
                $wrong++ if get("$mount/version/$stamp/requests.json")->{body} ne $body{$stamp};
            }
            POSIX::_exit($wrong ? 1 : 0);
        }
        push @children, $pid;
    }
    my $wrong = 0;
    for (@children) { waitpid $_, 0; $wrong++ if $? }
    is $wrong, 0, 'six readers at once get of more versions than are kept what they asked for';
}

# --- other instants, other things -------------------------------------------
is header(get("$mount/version/20130401123456/requests.csv?by=country"), 'Location'),
    "$mount/version/$second/requests.csv?by=country", 'another instant leads to the publication before it';
is get("$mount/version/20000101000000/requests")->{status}, 404, 'before the first there is none';
is get("$mount/version/$second/timemap/requests")->{status}, 404, 'a version has no history of its own';
for my $path ('version', 'version/', 'version/1', "version/$second/nothing", "version/$second/%2e%2e/x") {
    is get("$mount/$path")->{status}, 404, "$path is nothing";
}

# --- the TimeMap -------------------------------------------------------------
for my $path ('requests.csv', 'countries/gb', '') {
    my $map = served("$mount/timemap/link/$path");
    is header($map, 'Content-Type'), 'application/link-format', "timemap/link/$path";
    my $up = $path =~ m{/} ? '../../../' : '../../';
    my @mementos = $map->{body} =~ m{<([^>]+)>; rel="(?:first )?(?:last )?memento"; datetime="([^"]+)"}g;
    my @wrong;
    while (my ($uri, $date) = splice @mementos, 0, 2) {
        my ($below) = $uri =~ m{^\Q$up\E(version/\d+/.*)} or do { push @wrong, $uri; next };
        my $r = get("$mount/$below");
        push @wrong, "$uri: $r->{status}" if $r->{status} != 200;
        push @wrong, "$uri: other date" if (header($r, 'Memento-Datetime') // '') ne $date;
    }
    none_wrong(\@wrong, '  lists versions that are there');
    my $json = decode_json(served("$mount/timemap/json/$path")->{body});
    is scalar(@{ $json->{mementos}{list} }), () = $map->{body} =~ /memento"/g, '  as many as in JSON';
    is header(served("$mount/timemap/$path"), 'Content-Type'), 'application/link-format', '  links unless asked otherwise';
    is header(served("$mount/timemap/$path", headers => [ Accept => 'application/json' ]), 'Content-Type'), 'application/json', '  or JSON';
}
is get("$mount/timemap/requests", headers => [ Accept => 'text/csv' ])->{status}, 406, 'a TimeMap is no CSV';

done_testing;

sub padded { my $text = shift; $text .= '=' while length($text) % 4; return $text }

sub stamp_of {
    my ($date) = @_;
    my %month = do { my $n = 0; map { $_ => ++$n } qw(Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec) };
    return '' unless $date =~ /^\w+, (\d\d) (\w+) (\d{4}) (\d\d):(\d\d):(\d\d) GMT$/;
    return sprintf '%04d%02d%02d%02d%02d%02d', $3, $month{$2}, $1, $4, $5, $6;
}
