#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# What every answer says about itself: safety of the page, who may read the
# data from elsewhere, how long it may be kept, and whether our own cache
# had it.
use strict;
use warnings FATAL => 'all';
use lib 't/lib';
use Test::More;
use TransparencyTest;
use TransparencyContract;

served();

my %asked = (
    '200' => ['/requests.csv'], '206' => ['/requests.csv', Range => 'bytes=0-3'],
    '301' => ['/Requests'], '304' => ['/requests.csv', 'If-None-Match' => '*'],
    '400' => ['/requests?nothing=1'], '404' => ['/nothing'],
    '406' => ['/requests', Accept => 'image/png'], '412' => ['/requests.csv', 'If-Match' => '"x"'],
    '416' => ['/requests.csv', Range => 'bytes=999999999-'],
);
sub answer {
    my ($what, @more) = @_;
    my ($path, @headers) = @{ $asked{$what} };
    return get("$mount$path", headers => [@headers, @more]);
}

# --- pages -------------------------------------------------------------------
for my $uri ("$mount/index.html", "$mount/requests") {
    my $r = get($uri, headers => [Accept => 'text/html']);
    is header($r, 'Content-Security-Policy'),
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        "$uri: the policy of a page";
    is header($r, 'X-Content-Type-Options'), 'nosniff', '... is what its type says';
    is header($r, 'Referrer-Policy'), 'no-referrer', '... tells nobody';
    is header($r, 'Cross-Origin-Resource-Policy'), 'same-origin', '... is no part of other sites';
    is header($r, 'Access-Control-Allow-Origin'), undef, '... nor read by their scripts';
    unlike $r->{body}, qr/<script(?![^>]*application\/ld\+json)|\son\w+=|javascript:/i, '... and has no script';
    unlike $r->{body}, qr/<[^>]+\sstyle=/i, '... and no inline style';
}

# --- data and errors ---------------------------------------------------------
for my $status (sort keys %asked) {
    my $r = answer($status);
    is $r->{status}, $status, "an answer of status $status";
    next if $status == 304;         # httpd keeps these fields from a 304; caches keep them from the 200
    is header($r, 'X-Content-Type-Options'), 'nosniff', '... is what its type says';
    like header($r, 'Content-Security-Policy') // '', qr/default-src 'none'/, '... runs nothing';
    is header($r, 'Referrer-Policy'), 'no-referrer', '... tells nobody';
    next if (header($r, 'Content-Type') // '') =~ m{^text/html};
    is header($r, 'Access-Control-Allow-Origin'), '*', '... may be read by any script';
    like header($r, 'Access-Control-Expose-Headers') // '', qr/ETag.*Link.*Content-Location.*Repr-Digest.*Content-Range/,
        '... with its headers';
}
for my $status (sort keys %asked) {
    my $r = answer($status, Accept => 'application/json');
    is header($r, 'Access-Control-Allow-Credentials'), undef, "$status: never with credentials";
}
is header(get('/shared-off/requests.csv'), 'Access-Control-Allow-Origin'), undef, 'TransparencyCORS off';

# --- freshness ---------------------------------------------------------------
my $fixed = 'public, max-age=300, stale-while-revalidate=300, stale-if-error=86400';
my %fresh = (
    "$mount/requests.csv" => $fixed, "$mount/index.html" => $fixed,
    "$mount/requests.csv?country=GB" => $fixed,
    "$mount/requests" => 'private, max-age=300', "$mount/" => 'private, max-age=300',
    '/shared-on/requests' => 'public, max-age=7, stale-while-revalidate=7, stale-if-error=86400',
    '/shared-on/requests.csv' => 'public, max-age=7, stale-while-revalidate=7, stale-if-error=86400',
    '/shared-off/requests' => 'no-store', '/shared-off/requests.csv' => $fixed,
);
for my $uri (sort keys %fresh) {
    is header(served($uri), 'Cache-Control'), $fresh{$uri}, "$uri: freshness";
}
for my $status (sort keys %asked) {
    like header(answer($status), 'Cache-Control') // '(none)', qr/max-age=\d+|no-store/,
        "$status: explicit freshness";
}
like header(request(POST => "$mount/requests.csv", body => ''), 'Cache-Control') // '(none)',
    qr/max-age=\d+|no-store/, '405: explicit freshness';
for my $status (qw(400 404 406)) {
    my ($age) = (header(answer($status), 'Cache-Control') // '') =~ /max-age=(\d+)/;
    cmp_ok $age // 0, '<=', 60, "$status is not kept for long";
}

# --- our own cache -----------------------------------------------------------
{
    my $uri = "$mount/countries/us.tr.md";
    my @asked = (headers => ['Accept-Encoding' => 'br']);
    like header(get($uri, @asked), 'Cache-Status') // '', qr/^mod_transparency; fwd=uri-miss; stored$/,
        'a page nobody had asked for is made and kept';
    is header(get($uri, @asked), 'Cache-Status'), 'mod_transparency; hit', '... then it is there';
    is header(get($uri), 'Cache-Status'), 'mod_transparency; fwd=uri-miss; stored',
        '... but not yet in another coding';
    is header(get("$mount/index.html"), 'Cache-Status'), 'mod_transparency; hit',
        'the overview is made before it is published';
    my $query = "$mount/requests.csv?country=US";
    get($query) for 1 .. 2;
    unlike header(get($query), 'Cache-Status') // '', qr/hit|stored/, 'what a visitor filtered for is never kept';
    is header(get($query), 'Cache-Status'), 'mod_transparency; fwd=uri-miss', '... it is made each time';
    my $sums = 'table=skype-2013-h1&measure=disclosed&by=data';
    for my $ending (qw(csv json ndjson md html)) {
        is header(get("$mount/requests.$ending?$sums"), 'Cache-Status'),
            'mod_transparency; fwd=uri-miss; detail=aggregate', "... or, as $ending, of sums that are there";
    }
    is header(get("$mount/requests.csv?table=microsoft-2012&by=country,data"), 'Cache-Status'),
        'mod_transparency; fwd=uri-miss', '... which not every question can be';
    # RFC 9211: a List of Items, of which our member has Token, Boolean and Integer parameters
    my @wrong = grep { $_ !~ /\A[a-z_]+(?:; (?:hit|stored|fwd=[a-z-]+|detail=[a-z]+|ttl=-?\d+))*\z/ }
        map { header(get("$mount/$_"), 'Cache-Status') // '(none)' }
        '', 'requests', 'requests.csv', 'requests.csv?country=GB', "requests.json?$sums", 'countries/gb.uk.html';
    none_wrong(\@wrong, 'Cache-Status is a structured field');
}

# --- digests, names, links ---------------------------------------------------
for my $uri (map { "$mount$_" } '/requests.csv', '/requests', '/index.ar.html') {
    my $r = get($uri);
    is header($r, 'Repr-Digest'), repr_digest($r->{body}), "$uri: Repr-Digest is the body's";
}
{
    my $query = "$mount/requests.csv?country=US";
    is header(get($query), 'Repr-Digest'), undef, 'an answer made for one has none';
    my $r = get($query, headers => ['Want-Repr-Digest' => 'sha-512=0, sha-256=10']);
    is header($r, 'Repr-Digest'), repr_digest($r->{body}), '... unless it is asked for';
    for my $odd ('nonsense', 'sha-256=x', 'sha-256=11', ';;;', 'unixsum=3') {
        is get($query, headers => ['Want-Repr-Digest' => $odd])->{status}, 200, "... and $odd does no harm";
    }
}
like header(get("$mount/requests.csv"), 'Content-Disposition') // 'inline',
    qr/^inline(?:; filename="[a-z0-9.-]+\.csv")?$/i, 'a file name of plain letters';
for (['/requests.csv', 'microsoft-requests.csv'], ['/requests.csv?country=GB', 'microsoft-requests-GB.csv'],
     ['/countries/gb.json?by=period', 'microsoft-countries-gb-by-period.json'],
     ['/requests.ndjson?country=GB,US&period=2012', 'microsoft-requests-2012-GB-etc.ndjson'],
     ['/index.csv', 'microsoft-overview.csv'], ['/requests?country=GB', undef], ['/requests.html', undef]) {
    my ($path, $name) = @$_;
    is header(get("$mount$path"), 'Content-Disposition'), defined $name ? qq{inline; filename="$name"} : undef,
        "$path: a name that says what is in the file";
}
for (['/requests.csv?table=microsoft-2012', 1], ['/requests.csv', 0], ['/countries/gb.csv', 0], ['/law.json', 0],
     ['/requests.html?table=microsoft-2012', 1], ['/requests.csv?table=skype-2012', 0]) {
    my ($path, $has) = @$_;
    my $link = header(get("$mount$path"), 'Link') // '';
    is $link =~ m{<(https://creativecommons[^>]*)>; rel="license"} ? 1 : 0, $has,
        "$path: " . ($has ? 'under one licence' : 'not all under one licence');
}
{
    my $link = header(get("$mount/requests"), 'Link') // '';
    cmp_ok length $link, '<', 8000, 'the Link header stays small';
    my @targets = $link =~ /<([^>]*)>/g;
    my @wrong = grep { !/^\w+:/ && get(resolved("$mount/requests", $_))->{status} >= 400 } @targets;
    none_wrong(\@wrong, 'and what it names is there');
    ok @targets >= 5, '... with at least the five formats';
}

# --- the stylesheet ----------------------------------------------------------
{
    like header(get("$mount/requests.html?by=country&for=embed"), 'Content-Security-Policy'), qr/; frame-ancestors \*\z/,
        'a page for a frame may be framed';
    like header(get("$mount/requests.html?by=nothing&for=embed"), 'Content-Security-Policy'), qr/frame-ancestors 'none'/,
        '... an error may not';
    my ($css) = get("$mount/index.html")->{body} =~ m{<link[^>]+href="([^"]*assets/[^"]+\.css)"};
    SKIP: {
        skip 'the page names no stylesheet', 6 unless $css;
        like $css, qr/\.[0-9a-f]{8,}\.css$/, 'its name changes with its bytes';
        my $r = get(resolved("$mount/index.html", $css));
        is $r->{status}, 200, 'it is there';
        is header($r, 'Content-Type'), 'text/css; charset=utf-8', '... as CSS';
        like header($r, 'Cache-Control'), qr/\bimmutable\b/, '... for ever';
        is header($r, 'X-Content-Type-Options'), 'nosniff', '... and nothing else';
        my $gzip = get(resolved("$mount/index.html", $css), headers => ['Accept-Encoding' => 'gzip']);
        is decoded($gzip), $r->{body}, '... also in gzip';
    }
}

# --- the administrator's Header directives still work ------------------------
is header(get("$mount/requests.csv"), 'X-Added'), 'by mod_headers', 'Header set adds to our answers';

done_testing;
