#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# An error is kind and safe: it has an error's status, comes as HTML or as a
# problem document (RFC 9457), names what is allowed, and repeats nothing that
# could run.
use strict;
use warnings FATAL => 'all';
use lib 't/lib';
use Test::More;
use TransparencyTest;
use TransparencyContract;

served();

# --- what is wrong and what would be right -----------------------------------
# [query, status, code, parameter, an allowed value]
for (['nothing=1', 400, 'unknown-parameter', 'nothing', 'country'],
     ['contry=GB', 400, 'unknown-parameter', 'contry', 'country'],
     ['country=QQ', 404, undef, 'country', 'GB'],
     ['service=skipe', 404, undef, 'service', 'skype'],
     ['measure=recieved', 404, undef, 'measure', 'received'],
     ['by=colour', 404, undef, 'by', 'country'],
     ['sort=beauty', 404, undef, 'sort', undef],
     ['page=0', 400, undef, 'page', undef],
     ['page=x', 400, undef, 'page', undef],
     ['period=2012..2010', 400, undef, 'period', undef],
     ['page=1&page=2', 400, 'given-twice', 'page', undef],
     ['country=%ff', 400, undef, undef, undef],
     ['country=%zz', 400, undef, undef, undef]) {
    my ($query, $status, $code, $parameter, $allowed) = @$_;
    my $r = get("$mount/requests.json?$query");
    ok $r->{status} == $status || $r->{status} == 400 || $r->{status} == 404, "$query: an error"
        or diag "it is $r->{status}";
    my $problem = eval { problem_of($r) };
    ok $problem, '... as a problem document' or diag $@;
    ok length($problem->{title} // ''), '... with a title';
    ok length($problem->{detail} // ''), '... saying what is wrong';
    is $problem->{code}, $code, '... in a stable word' if $code;
    is $problem->{parameter}, $parameter, '... where' if $parameter;
    ok scalar(grep { $_ eq $allowed } @{ $problem->{allowed_values} || [] }), '... and what is allowed' if $allowed;
}
is problem_of(get("$mount/requests.json?contry=GB"))->{nearest}, 'country', 'a typing error is recognised';
is problem_of(get("$mount/requests.json?service=skipe"))->{nearest}, 'skype', '... in a value too';

# --- in which form -----------------------------------------------------------
for (['/requests?nothing=1', [Accept => 'text/html'], 'text/html; charset=utf-8'],
     ['/requests?nothing=1', [Accept => 'application/json'], 'application/problem+json'],
     ['/requests?nothing=1', [Accept => 'text/csv'], 'application/problem+json'],
     ['/requests?nothing=1', [Accept => 'application/problem+json'], 'application/problem+json'],
     ['/requests?nothing=1', [], 'text/html; charset=utf-8'],
     ['/requests.html?nothing=1', [Accept => 'application/json'], 'text/html; charset=utf-8'],
     ['/requests.csv?nothing=1', [Accept => 'text/html'], 'application/problem+json'],
     ['/nothing', [Accept => 'application/json'], 'application/problem+json'],
     ['/countries/qq', [Accept => 'text/html,*/*;q=0.8'], 'text/html; charset=utf-8']) {
    my ($path, $headers, $type) = @$_;
    my $r = get("$mount$path", headers => $headers);
    is header($r, 'Content-Type'), $type, "$path for @$headers";
    ok $r->{complete} && length $r->{body}, '... whole';
}

# --- never a page of httpd's own ---------------------------------------------
for my $path (qw(/nothing /requests?nothing=1 /countries/qq)) {
    unlike get("$mount$path")->{body}, qr{<address>Apache|was not found on this server}, "$path: our own page";
}

# --- languages of errors -----------------------------------------------------
is header(get("$mount/nothing", headers => [Accept => 'text/html', 'Accept-Language' => 'fr']), 'Content-Language'),
    'fr', 'an error page is in the reader\'s language';

# --- nothing that was sent comes back to run ---------------------------------
{
    my @wrong;
    my @sent = ('"><script>alert(1)</script>', "'onmouseover='x", '</title><b>', '&lt;x', '{{7*7}}',
                '<!--', ']]>', "\x{7f}", 'javascript:alert(1)');
    for my $text (@sent) {
        (my $coded = $text) =~ s/([^A-Za-z0-9])/sprintf '%%%02X', ord $1/ge;
        for my $uri ("$mount/$coded", "$mount/countries/$coded", "$mount/requests?country=$coded",
                     "$mount/requests?$coded=1", "$mount/requests?by=$coded", "$mount/requests?sort=$coded",
                     "$mount/requests.html?period=$coded") {
            for my $accept ('text/html', 'application/json') {
                my $r = get($uri, headers => [Accept => $accept]);
                push @wrong, "$uri: $r->{status}" if $r->{status} < 400 || $r->{status} >= 500;
                my $type = header($r, 'Content-Type') // '';
                push @wrong, "$uri: $text came back in $type"
                    if $type =~ /html/ && $text =~ /[<>"']/ && index($r->{body}, $text) >= 0;
                push @wrong, "$uri: $type is no JSON"
                    if $type =~ /json/ && !eval { json_of($r); 1 };
            }
        }
    }
    none_wrong(\@wrong, 'markup is escaped in every error');
}
{
    my @wrong;
    for my $uri ("$mount/%0d%0aSet-Cookie:%20a=b", "$mount/requests?country=%0d%0aX-Injected:1",
                 "$mount/REQUESTS?country=GB%0d%0aX-Injected:1") {
        my $r = get($uri);
        push @wrong, "$uri: a header came in" if defined header($r, 'X-Injected') || defined header($r, 'Set-Cookie');
        push @wrong, "$uri: $r->{status}" if $r->{status} >= 500;
    }
    none_wrong(\@wrong, 'line ends never become headers');
}

# --- the form stays filled ---------------------------------------------------
{
    my $r = get("$mount/requests.html?country=GB&service=nobody");
    is $r->{status} >= 400, 1, 'one filter is wrong, one is right';
    SKIP: {
        skip 'the error page has no form', 2 unless $r->{body} =~ /<form\b/;
        like $r->{body}, qr/<(?:option|input)[^>]*value="GB"[^>]*\s(?:selected|checked)\b|value="GB"/,
            'the right one is still chosen';
        like $r->{body}, qr/<label|<fieldset/, 'in a form with labels';
    }
}

# --- too much ----------------------------------------------------------------
{
    my @wrong;
    for my $uri ("$mount/" . 'a' x 4000, "$mount/requests?country=" . 'A' x 4000,
                 "$mount/requests?" . join('&', map { "a$_=1" } 1 .. 500),
                 "$mount/requests?country=" . join(',', ('GB') x 1000)) {
        my $r = get($uri);
        push @wrong, substr($uri, 0, 40) . ": $r->{status}" if $r->{status} >= 500 || $r->{status} == 200 && $uri =~ /=a|a=/;
    }
    my $accept = join ', ', map { "a/$_" } 1 .. 900;
    my $r = get("$mount/requests", headers => [Accept => $accept]);
    push @wrong, "900 types: $r->{status}" if $r->{status} !~ /^(?:200|406)$/;
    none_wrong(\@wrong, 'nothing is too long for a plain refusal');
}

done_testing;
