#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# Every resource has one fixed URI for each format and language; another
# spelling of it is redirected to it, anything else does not exist.
use strict;
use warnings FATAL => 'all';
use lib 't/lib';
use Test::More;
use TransparencyTest;
use TransparencyContract;

served();

sub stem { my $path = shift; return $path eq "$mount/" ? "$mount/index" : $path }

{
    my (@wrong, @negotiated_anyway);
    for my $resource (@negotiated) {
        for my $format (sort keys %type_of) {
            my $uri = stem($resource) . ".$format";
            my $r = get($uri);
            push @wrong, "$uri: $r->{status} " . (header($r, 'Content-Type') // 'no type')
                unless $r->{status} == 200 && type_is($r) eq $format && $r->{complete}
                    && (length $r->{body} || $format eq 'ndjson');     # no rows, no lines
            my $other = get($uri, headers => [Accept => 'image/png', 'Accept-Language' => 'fr']);
            push @negotiated_anyway, $uri
                if $other->{status} != 200 || $other->{body} ne $r->{body};
        }
    }
    none_wrong(\@wrong, 'NAME.FORMAT of every resource has that type');
    none_wrong(\@negotiated_anyway, 'and is not negotiated');
}

for my $format (@localised) {
    my (@wrong, %body);
    for my $language (@languages) {
        my $r = get("$mount/requests.$language.$format");
        push @wrong, "$language: $r->{status}, " . (header($r, 'Content-Language') // 'none')
            unless $r->{status} == 200 && (header($r, 'Content-Language') // '') eq $language;
        push @{ $body{ $r->{body} } }, $language;
    }
    none_wrong(\@wrong, "requests.LANGUAGE.$format says that it is in that language");
    none_wrong([ map { "the same in @$_" } grep { @$_ > 1 } values %body ], "and no two $format have the same words");
}
is get("$mount/requests.html")->{body}, get("$mount/requests.en.html")->{body},
    'NAME.html is the default language';
is get("$mount/index.ar.html")->{status}, 200, 'the overview is index';

# --- other spellings ---------------------------------------------------------
my %moved = (
    '' => '/',
    '/Requests' => '/requests',
    '/requests/' => '/requests',
    '/requests.CSV' => '/requests.csv',
    '/REQUESTS.csv' => '/requests.csv',
    '/requests.AR.html' => '/requests.ar.html',
    '/requests.zh-hans.html' => '/requests.zh-Hans.html',
    '/requests.fr.csv' => '/requests.csv',
    '/Index.csv' => '/index.csv',
    '/countries/' => '/countries',
    '/countries/GB' => '/countries/gb',
    '/countries/GB.json' => '/countries/gb.json',
    '/periods/2012-h1' => undef,
    '/services/Skype' => '/services/skype',
    '/periods/2013-h1' => '/periods/2013-H1',
    '/requests/?country=GB' => '/requests?country=GB',
);
delete $moved{'/periods/2012-h1'};
for my $from (sort keys %moved) {
    my $r = get("$mount$from");
    my $to = header($r, 'Location') // '';
    $to =~ s{^https?://[^/]+}{};
    is "$r->{status} $to", "301 $mount$moved{$from}", "$from is moved to $moved{$from}";
    is get($to)->{status}, 200, '... which is there' if $to;
}

# --- what does not exist -----------------------------------------------------
for my $path (qw(/nothing /requests.xlsx /requests.xx.html /requests.html.csv /countries/zz
                 /requests/gb /countries/gb/x /.csv /requests. /requests.csv/ /index
                 /requests.csv.gz /assets/ /assets/none.css /..%2f /services/nobody
                 /requests%00 /requests%0d%0aX:1 /%c0%af)) {
    my $r = get("$mount$path");
    ok $r->{status} == 404 || ($path =~ /%00|%2f/ && $r->{status} =~ /^40[04]$/),
        "$path does not exist" or diag "it is $r->{status}";
}

done_testing;
