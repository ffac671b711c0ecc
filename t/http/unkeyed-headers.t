#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# What a client says beyond what is negotiated reaches no answer: whole answers
# are compared, every header and byte but the Date.  Otherwise a cache that does
# not know of the header would hand the answer of one reader to all.
use strict;
use warnings FATAL => 'all';
use lib 't/lib';
use Test::More;
use TransparencyTest;
use TransparencyContract;

served();
served('/canonical/');
served('/withheld/');

my @said = (
    # who the client thinks he talks to
    'X-Forwarded-Host' => 'evil.example', 'X-Forwarded-Proto' => 'gopher', 'X-Forwarded-For' => '192.0.2.1',
    'X-Forwarded-Prefix' => '/evil', 'X-Forwarded-Port' => '1', 'X-Forwarded-Server' => 'evil.example',
    'X-Forwarded-Scheme' => 'https', 'X-Forwarded-SSL' => 'on', Forwarded => 'for=192.0.2.1;host=evil.example;proto=https',
    'X-Original-URL' => '/evil', 'X-Rewrite-URL' => '/evil', 'X-Original-Host' => 'evil.example', 'X-Host' => 'evil.example',
    'X-HTTP-Host-Override' => 'evil.example', 'X-Url-Scheme' => 'https', 'Front-End-Https' => 'on', Via => '1.1 evil.example',
    'X-Real-IP' => '192.0.2.1', 'True-Client-IP' => '192.0.2.1', 'CDN-Loop' => 'evil', 'Max-Forwards' => '0',
    Host => 'evil.example', Host => 'evil.example:8080', Host => 'EVIL', Host => '[::1]',
    # what he would rather have done
    'X-HTTP-Method-Override' => 'DELETE', 'X-HTTP-Method' => 'PUT', 'X-Method-Override' => 'POST', Prefer => 'return=minimal',
    'Content-Type' => 'application/json', 'X-Requested-With' => 'XMLHttpRequest', TE => 'gzip, trailers',
    'Accept-Charset' => 'iso-8859-1', 'Accept-Charset' => '*;q=0', 'Accept-Features' => '*', Negotiate => 'trans',
    'Cache-Control' => 'no-cache, no-store', Pragma => 'no-cache', 'Upgrade-Insecure-Requests' => '1',
    'Want-Digest' => 'sha-256', 'Accept-CH' => 'DPR', 'If-Range' => '"x"',
    # who he is
    Cookie => 'lang=ar; id=4711', 'User-Agent' => 'Mozilla/4.0 (compatible; MSIE 6.0)', 'User-Agent' => 'Googlebot/2.1',
    'User-Agent' => 'curl/7.88.1', Origin => 'https://evil.example', Origin => 'null', Referer => 'https://evil.example/?q=secret',
    'Save-Data' => 'on', DNT => '1', 'Sec-GPC' => '1', From => 'a@example.org', 'Sec-Fetch-Mode' => 'cors',
    'Sec-Fetch-Site' => 'cross-site', 'Sec-CH-UA-Mobile' => '?1', 'Sec-CH-Prefers-Color-Scheme' => 'dark', DPR => '3', Width => '320',
    Authorization => 'Basic cmVhZGVyOnBsZWFzZQ==', Authorization => 'Bearer x', 'Proxy-Authorization' => 'Basic eDp5',
    'X-Api-Key' => 'x', 'Access-Control-Request-Method' => 'GET', 'X-Nobody-Knows' => "evil.example",
);
my $dated = 'Accept-Datetime';

my $version = "$mount/version/20130321000000";
my @asked = (
    # kept pages, answers made for one
    [GET => "$mount/"], [GET => "$mount/requests"], [GET => "$mount/requests.csv"], [GET => "$mount/index.ar.html"],
    [GET => "$mount/requests.csv?country=GB"], [GET => "$mount/requests?by=country"], [GET => "$mount/feed.atom"],
    [GET => "$mount/openapi.json"], [HEAD => "$mount/requests.json"], [GET => '/canonical/'], [GET => '/canonical/sitemap.xml'],
    # versions, and what leads to them
    [GET => "$version/requests.csv"], [GET => "$version/requests"], [GET => "$version/requests.json?country=GB"],
    [GET => "$mount/timegate/requests"], [GET => "$mount/timegate/requests.csv"], [GET => "$mount/timemap/link/requests.csv"],
    [GET => "$mount/version/20130501120000/requests.csv"], [GET => '/canonical/timemap/json/requests.csv'],
    # redirects and errors
    [GET => $mount], [GET => "$mount/Requests"], [GET => "$mount/requests.CSV?country=gb"], [GET => "$mount/nothing"],
    [GET => "$mount/nothing.json"], [GET => "$mount/requests?nothing=1"], [GET => "$mount/requests.json?nothing=1"],
    [GET => "$mount/countries/zz"], [POST => "$mount/requests.csv"], [OPTIONS => "$mount/nothing"],
    [GET => '/withheld/reports/draft-2012'], [GET => '/withheld/reports/report-2012.json'], [GET => "$mount/sitemap.xml"],
    [GET => '/denied/requests.csv'],
);

sub ask {
    my ($method, $path, @headers) = @_;
    my $r = request($method => $path, headers => [Accept => 'text/html', @headers], $method eq 'POST' ? (body => '') : ());
    (my $raw = $r->{raw}) =~ s/^Date: [^\r]*\r\n//m;
    return $raw;
}

# what keeps pages has them all, now
ask(@$_) for @asked;
my %usual = map { ("@$_" => ask(@$_)) } @asked;
my @wrong = map { "@$_: not the same twice" } grep { $usual{"@$_"} ne ask(@$_) } @asked;
none_wrong(\@wrong, 'the same request has the same answer');

my %about;
my $tried = 0;
for (my @rest = (@said, $dated => 'Thu, 21 Mar 2013 00:00:00 GMT', $dated => 'yesterday'); @rest; ) {
    my ($name, $value) = splice @rest, 0, 2;
    for my $request (@asked) {
        next if $name eq $dated && $request->[1] =~ /timegate/;     # there it is what is negotiated
        next if $name eq 'Access-Control-Request-Method' && $request->[0] eq 'OPTIONS';
        $tried++;
        my $raw = ask(@$request, $name => $value);
        push @{ $about{$name} }, "@$request, $name: $value:\n    " . difference($raw, $usual{"@$request"})
            if $raw ne $usual{"@$request"};
        push @{ $about{$name} }, "@$request repeats it" if $raw =~ /evil/i;
    }
}
none_wrong($about{$_} // [], "$_ changes nothing") for do { my %seen; grep { !$seen{$_}++ } map { $said[2 * $_] } 0 .. $#said / 2 };
none_wrong($about{$dated} // [], "$dated changes nothing but at a TimeGate");
cmp_ok $tried, '>', 1000, "$tried answers compared";
isnt ask(GET => "$mount/timegate/requests", $dated => 'Thu, 21 Mar 2013 00:00:00 GMT'), $usual{"GET $mount/timegate/requests"},
    'what is negotiated does make a difference';

# the host in the address itself
{
    my @different;
    for my $path (map { $_->[1] } grep { $_->[0] eq 'GET' } @asked) {
        my $raw = raw("GET http://evil.example$path HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\nAccept: text/html\r\n\r\n");
        $raw =~ s/^Date: [^\r]*\r\n//m;
        push @different, "$path: " . difference($raw, $usual{"GET $path"}) if $raw ne $usual{"GET $path"};
    }
    none_wrong(\@different, 'nor does a host in the address');
}

sub difference {
    my ($got, $want) = map { [ split /\r?\n/ ] } @_;
    for my $i (0 .. $#$want) {
        my ($g, $w) = map { substr $_->[$i] // '(nothing)', 0, 160 } $got, $want;
        return "$g\n    instead of\n    $w" if $g ne $w;
    }
    return 'more';
}

done_testing;
