#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# Nobody learns who read what: no cookie, nothing remembered, no third party,
# nothing a visitor typed in our log lines.
use strict;
use warnings FATAL => 'all';
use lib 't/lib';
use Test::More;
use TransparencyTest;
use TransparencyContract;

served();
my $mark = log_mark();

my (@cookies, @hints, @others, @different);
for my $path (map({ ($_, $_ eq "$mount/" ? "${mount}/index.html" : "$_.html") } @negotiated),
              "$mount/requests.csv", "$mount/requests?country=GB", "$mount/nothing", "$mount/Requests",
              "$mount/requests?nothing=1") {
    my $r = get($path, headers => ['Accept-Language' => 'de']);
    my $known = get($path, headers => ['Accept-Language' => 'de', Cookie => 'lang=ar; id=4711', 'User-Agent' => 'Mozilla/5.0 (X11) Tor',
        Referer => 'https://search.example/?q=secret', DNT => 1, From => 'a@example.org',
        'X-Forwarded-For' => '192.0.2.1', 'Save-Data' => 'on']);
    push @cookies, $path if defined header($r, 'Set-Cookie') || defined header($known, 'Set-Cookie');
    push @hints, $path if grep { defined header($r, $_) } qw(Accept-CH Critical-CH Server-Timing Report-To NEL);
    push @different, $path if $r->{body} ne $known->{body} || (header($r, 'ETag') // '') ne (header($known, 'ETag') // '');
    next unless (header($r, 'Content-Type') // '') =~ /html/;
    my @loaded = $r->{body} =~ /<(?:script|img|iframe|embed|object|source|audio|video|input)\b[^>]*\b(?:src|data)="([^"]*)"/g;
    push @loaded, $r->{body} =~ /<link\b[^>]*\brel="(?:stylesheet|icon|preload|prefetch|dns-prefetch|preconnect)"[^>]*\bhref="([^"]*)"/g;
    push @others, map { "$path loads $_" } grep { m{^(?:\w+:)?//} } @loaded;
}
none_wrong(\@cookies, 'no cookie is ever set');
none_wrong(\@hints, 'no hint about the reader is asked for');
none_wrong(\@different, 'what tells readers apart changes no byte');
none_wrong(\@others, 'nothing is loaded from elsewhere');

get("$mount/requests?country=GB&nothing=sUpErSeCrEt");
get("$mount/sUpErSeCrEt");
get("$mount/requests.csv", headers => [Accept => 'sUpErSeCrEt/x', 'If-None-Match' => '"sUpErSeCrEt"']);
my @lines = grep { /sUpErSeCrEt/ } split /\n/, log_since($mark);
none_wrong(\@lines, 'nothing a visitor sent is in the error log');

done_testing;
