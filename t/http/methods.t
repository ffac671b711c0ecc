#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# GET, HEAD and OPTIONS are answered, everything else is refused by name; a
# request body is read and thrown away.
use strict;
use warnings FATAL => 'all';
use lib 't/lib';
use Test::More;
use TransparencyTest;
use TransparencyContract;

served();

# --- HEAD is GET without a body ----------------------------------------------
{
    my @wrong;
    for my $uri (map({ "$mount$_" } '/', '/requests', '/requests.csv', '/requests.csv?country=GB', '/nothing',
                     '/Requests', '/requests?nothing=1', '/countries/gb.fr.html')) {
        for my $coding (qw(identity gzip br)) {
            my @asked = ('Accept-Encoding' => $coding);
            get($uri, headers => \@asked);           # so that both are hits of the page cache
            my $get = get($uri, headers => \@asked);
            my $head = request(HEAD => $uri, headers => \@asked);
            push @wrong, "$uri, $coding: a body of " . length $head->{body} if length $head->{body};
            push @wrong, "$uri, $coding: $head->{status}, GET gives $get->{status}"
                if $head->{status} != $get->{status};
            push @wrong, differences("$uri, $coding", $get, $head);
            push @wrong, "$uri, $coding: Content-Length is not the body's"
                if (header($head, 'Content-Length') // -1) != length $get->{body};
        }
    }
    none_wrong(\@wrong, "HEAD has the headers of GET and no body");
}

sub differences {
    my ($at, $a, $b) = @_;
    my %names = map { lc $_->[0] => 1 } @{ $a->{headers} }, @{ $b->{headers} };
    delete @names{qw(date)};
    return map { "$at: $_ is " . (header($b, $_) // 'absent') . ', in GET ' . (header($a, $_) // 'absent') }
        grep { (header($a, $_) // '') ne (header($b, $_) // '') } sort keys %names;
}

# --- OPTIONS -----------------------------------------------------------------
for my $uri ("$mount/", "$mount/requests.csv") {
    my $r = request(OPTIONS => $uri);
    like $r->{status}, qr/^20[04]$/, "OPTIONS $uri";
    is join(' ', sort split /,\s*/, header($r, 'Allow') // ''), 'GET HEAD OPTIONS', '... says what is allowed';
    is $r->{body}, '', '... and no more';
}
is request(OPTIONS => '*')->{status}, 200, 'OPTIONS * is httpd\'s own';
{
    my $r = request(OPTIONS => "$mount/requests.csv", headers => [
        Origin => 'https://example.org', 'Access-Control-Request-Method' => 'GET',
        'Access-Control-Request-Headers' => 'if-none-match']);
    is header($r, 'Access-Control-Allow-Origin'), '*', 'a preflight is answered';
    like header($r, 'Access-Control-Allow-Headers') // '', qr/If-None-Match/i, '... with the headers';
    like header($r, 'Access-Control-Allow-Methods') // '', qr/\bGET\b/, '... and the methods';
    is header($r, 'Access-Control-Allow-Credentials'), undef, '... but never credentials';
}

# --- the others --------------------------------------------------------------
for my $method (qw(POST PUT DELETE PATCH MKCOL PROPFIND LOCK)) {
    my $r = request($method => "$mount/requests.csv", body => 'x=1');
    is $r->{status}, 405, "$method is refused";
    is join(' ', sort split /,\s*/, header($r, 'Allow') // ''), 'GET HEAD OPTIONS', '... with Allow';
}
{
    my $r = request(POST => "$mount/nothing", body => 'x=1');
    is $r->{status}, 405, 'POST to what does not exist is refused too';
}
is request(FROBNICATE => "$mount/requests.csv")->{status}, 501, 'a method nobody knows';
is request(get => "$mount/requests.csv")->{status}, 501, 'methods have a case';
{
    my $r = request(TRACE => "$mount/requests.csv", headers => ['X-Secret' => 'hush']);
    is $r->{status}, 405, 'TRACE is refused';
    unlike $r->{body}, qr/hush/, '... and not echoed';
}

# --- request bodies ----------------------------------------------------------
{
    my $whole = get("$mount/requests.csv");
    my $r = request(GET => "$mount/requests.csv", body => 'x' x 10000);
    is $r->{body}, $whole->{body}, 'a body of a GET is ignored';
    my $answer = raw(
        "GET $mount/requests.csv HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello"
        . "GET $mount/requests.json HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    is scalar(() = $answer =~ m{^HTTP/1\.1 200}mg), 2, 'and is no part of the next request';
    $r = request(GET => "$mount/requests.csv", headers => [Expect => '100-continue'], body => 'hello');
    is $r->{status}, 200, '100-continue does no harm';
    $answer = raw("GET $mount/requests.csv HTTP/1.0\r\n\r\n");
    is parse_response($answer, 'GET')->{body}, $whole->{body}, 'HTTP/1.0 without Host';
    unlike $answer, qr/^Transfer-Encoding/mi, '... has a length and no chunks';
}

done_testing;
