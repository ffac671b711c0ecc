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
     ['/countries/qq', [Accept => 'text/html,*/*;q=0.8'], 'text/html; charset=utf-8'],
     ['/countries/%20gb.json', [Accept => '*/*'], 'application/problem+json'],
     ["/" . 'a' x 600 . '.csv', [], 'application/problem+json'],
     ['/version/1999/requests.json', [Accept => '*/*'], 'application/problem+json']) {
    my ($path, $headers, $type) = @$_;
    my $r = get("$mount$path", headers => $headers);
    is header($r, 'Content-Type'), $type, "$path for @$headers";
    ok $r->{complete} && length $r->{body}, '... whole';
}

# --- each status in each form, fresh for a known time, varying as the address does ----
# [status, code, method, path, headers of the request]
for (['400', 'unknown-parameter', GET => '/requests?nothing=1'], ['404', 'no-such-resource', GET => '/nothing'],
     ['404', 'no-such-item', GET => '/countries/qq'], ['404', 'no-such-version', GET => '/version/2013/requests'],
     ['400', 'bad-datetime', GET => '/timegate/requests', 'Accept-Datetime' => 'yesterday'],
     ['405', 'method-not-allowed', POST => '/requests'], ['405', 'method-not-allowed', PROPFIND => '/countries/gb'],
     ['406', 'no-acceptable-coding', GET => '/requests', 'Accept-Encoding' => 'identity;q=0, x;q=1'],
     ['412', 'precondition-failed', GET => '/requests', 'If-Match' => '"x"'],
     ['416', 'range-not-satisfiable', GET => '/requests', Range => 'bytes=999999999-'],
     ['501', 'unknown-method', FROBNICATE => '/requests']) {
    my ($status, $code, $method, $path, @headers) = @$_;
    my %vary;
    for my $accept ('application/json', 'text/csv', 'text/html') {
        my $r = request($method => "$mount$path", headers => [Accept => $accept, @headers],
                        $method eq 'GET' ? () : (body => ''));
        my $is_page = $accept eq 'text/html';
        is $r->{status}, $status, "$method $path @headers, $accept: $status";
        is header($r, 'Content-Type'), $is_page ? $type_of{html} : 'application/problem+json', '... as asked for';
        like header($r, 'Cache-Control') // '', qr/\A(?:private, max-age=60|no-store)\z/, '... with explicit freshness';
        is header($r, 'ETag'), undef, '... without a tag of something else';
        is header($r, 'Content-Length'), length $r->{body}, '... whole';
        $vary{ header($r, 'Vary') // '(none)' }++;
        next if $is_page;
        my $problem = problem_of($r);
        is $problem->{code}, $code, '... in a stable word';
        is_deeply [ grep { length() < 3 } keys %$problem ], [], '... and members of at least three letters';
    }
    is_deeply [ map { tr/ //dr } sort keys %vary ], [ 'Accept,' . ($path =~ /timegate/ ? 'Accept-Datetime,' : '')
        . 'Accept-Language,Accept-Encoding' ], '... varying as the address always does';
}
{
    my $r = get("$mount/requests", headers => [Accept => 'image/png']);
    is problem_of($r)->{code}, 'not-acceptable', 'nothing acceptable';
    is header($r, 'Vary') =~ tr/ //dr, 'Accept,Accept-Language,Accept-Encoding', '... varies, too';
    like header($r, 'Link'), qr/rel="alternate"; type="text\/csv/, '... and lists what there is';
}

# --- a type leads to help (RFC 9457 section 3.1.1) ----------------------------
{
    my (@wrong, %seen);
    my $help = get("$mount/about.html")->{body};
    my $arabic = get("$mount/about.ar.html")->{body};
    for my $path ('requests.json?nothing=1', 'requests.json?country=QQ', 'requests.json?period=2013..2012',
                  'requests.json?page=x', 'requests.json?country=%ff', 'requests.json?page=1&page=2',
                  'requests.json?by=' . join(',', qw(country period service publisher unit measure data)),
                  'requests.json?' . join('&', map { "a$_=" } 1 .. 70), 'countries/gb.json?country=FR',
                  'requests.json?for=spreadsheet', 'nothing.json', 'countries/qq.json', 'version/1/requests.json') {
        my $problem = problem_of(get("$mount/$path"));
        my $code = $problem->{code};
        $seen{$code}++;
        push @wrong, "$path: type " . ($problem->{type} // '(none)')
            if ($problem->{type} // '') ne "$mount/about#problem-$code";
        push @wrong, "$path: title $problem->{title}" if $problem->{title} =~ /^(?:Bad Request|Not Found)$/;
        push @wrong, "$code has no help" if $help !~ /id="problem-\Q$code\E"/;
        push @wrong, "$code has no help in Arabic" if $arabic !~ /id="problem-\Q$code\E"/;
    }
    none_wrong(\@wrong, 'types of ' . keys(%seen) . ' kinds lead to help');
    cmp_ok scalar keys %seen, '>=', 12, '... which are nearly all';
    is problem_of(request(POST => "$mount/requests.json", body => ''))->{type}, undef,
        'where the status says it all, there is no type';
}

# --- what httpd answers itself ------------------------------------------------
for (['/denied/requests.csv', 403, 'forbidden'], ['/denied/requests', 403, 'forbidden', Accept => 'application/json'],
     ['/members/requests.ndjson', 401, 'unauthorized'], ['/members/requests.json', 403, 'forbidden'],
     ['/denied/timegate/requests', 403, 'forbidden', Accept => 'application/json']) {
    my ($path, $status, $code, @headers) = @$_;
    for my $method (qw(GET HEAD)) {
        my $r = request($method => $path, headers => \@headers);
        is $r->{status}, $status, "$method $path: $status";
        is header($r, 'Content-Type'), 'application/problem+json', '... is no page for programs';
        is header($r, 'Cache-Control'), 'no-store', '... and not to be kept';
        is header($r, 'Access-Control-Allow-Origin'), '*', '... and scripts may know';
        like header($r, 'Vary') // '', qr/Accept/, '... and says what it depends on';
        ok defined header($r, 'WWW-Authenticate'), '... and how to be let in' if $status == 401;
        next if $method eq 'HEAD';
        is problem_of($r)->{code}, $code, '... in a stable word';
        ok $r->{complete} && $r->{body} !~ /</, '... with nothing of the page it replaces';
    }
}
{
    my $r = get('/denied/requests', headers => [Accept => 'text/html']);
    like header($r, 'Content-Type'), qr{^text/html}, 'browsers get the page of httpd';
    is get('/own-error/requests.csv')->{body}, 'The administrator says no.', 'an ErrorDocument goes before ours';
    is header(get('/denied-quietly/requests.csv'), 'Access-Control-Allow-Origin'), undef, 'TransparencyCORS off holds here, too';
    $r = request(GET => '/transparency-limited/requests.json', body => 'x' x 200);
    is $r->{status}, 413, 'a request that is too large';
    is problem_of($r)->{code}, 'content-too-large', '... is told so';
    for my $path ('/never/requests.json', '/never/') {
        $r = get($path, headers => [Accept => 'application/json']);
        is $r->{status}, 503, "$path: nothing there yet";
        is problem_of($r)->{code}, 'starting', '... in a stable word';
        is problem_of($r)->{type}, '/never/about#problem-starting', '... with help';
        is header($r, 'Retry-After'), 2, '... and when to come again';
        is header($r, 'Cache-Control'), 'no-store', '... and is not kept';
        is header($r, 'Access-Control-Allow-Origin'), '*', '... and scripts may know';
        like header($r, 'Access-Control-Expose-Headers'), qr/Retry-After/, '... when';
    }
    is get('/nothing-of-ours', headers => [Accept => 'application/json'])->{body} =~ /problem|"status"/ ? 1 : 0, 0,
        'what lies elsewhere is not touched';
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
