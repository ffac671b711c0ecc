#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# Modules and limits of others around a record: headers, expiry, rewriting,
# filters, limits on requests, a firewall.  What comes through is right in every
# form, and what they refuse is refused.
use strict;
use warnings FATAL => 'all';
use lib 't/lib';
use Digest::SHA qw(sha256_base64);
use IO::Socket::INET ();
use Test::More;
use TransparencyTest;
use TransparencyContract;
use TransparencyRecords;
use TransparencyServer;

my ($modules) = read_file(Apache::Test::vars()->{t_conf} . '/modules.conf') =~ m{^LoadModule mpm_\w+ (.*)/mod_mpm}m;
my $firewall = -e "$modules/mod_security2.so" && Apache::Test::have_module('unique_id');
my ($limited, $hurried) = map { TransparencyServer::free_port() } 1, 2;
my %mount = (
    headers => <<'CONF',
Header always set X-Always "yes"
Header set Referrer-Policy "origin"
Header append Vary "X-Ours"
Header set Cache-Control "public, max-age=7"
Header edit Content-Type "^text/csv.*$" "text/csv"
CONF
    expires => "ExpiresActive On\nExpiresDefault \"access plus 1 hour\"\n",
    filtered => "SetOutputFilter DEFLATE;BROTLI_COMPRESS;SUBSTITUTE\nSubstitute \"s/no such words/nothing/n\"\nSubstituteMaxLineLength 64m\n",
    included => "SetOutputFilter INCLUDES\nOptions +Includes\n",
    slowly => "SetOutputFilter RATE_LIMIT\nSetEnv rate-limit 40000\n",
    $firewall ? (firewall => <<'CONF') : (),
SecRuleEngine On
SecRequestBodyAccess On
SecResponseBodyAccess On
SecResponseBodyMimeType text/html text/csv application/json
SecResponseBodyLimit 100000
SecResponseBodyLimitAction ProcessPartial
SecRule ARGS:country "@streq zz" "id:1,phase:2,deny,status:403"
SecRule RESPONSE_BODY "@contains withheld by the firewall" "id:2,phase:4,deny,status:403"
CONF
);
my $server = TransparencyServer->new(name => 'neighbours', conf => join('',
    $firewall ? "LoadModule security2_module $modules/mod_security2.so\nSecDataDir \"\@dir\@\"\nSecAuditEngine Off\n" : '',
    map({ "<Location \"/$_\">\n    SetHandler transparency\n    TransparencyRecord \"\@dir\@/record\"\n$mount{$_}</Location>\n" } sort keys %mount),
    <<"CONF"));
<Location "/plain">
    SetHandler transparency
    TransparencyRecord "\@dir\@/record"
</Location>
RewriteEngine On
RewriteRule "^/figures\$" "/plain/requests.csv" [PT]
RewriteRule "^/plain/(note\.txt)\$" "/\$1" [PT]
RewriteRule "^/of/([a-z]+)\$" "/plain/requests.csv?country=\$1" [PT]
RewriteRule "^/moved(/.*)?\$" "/plain\$1" [R=301,L]
<Directory "\@dir\@/htdocs">
    Options +Includes
    <Files "*.shtml">
        ForceType text/html
        SetOutputFilter INCLUDES
    </Files>
</Directory>
ErrorDocument 404 /plain/about.html
<Location "/shut">
    Require all denied
    ErrorDocument 403 /plain/nothing
</Location>
SetEnvIf Request_URI "^/plain" seen_by_setenvif=1
Header set X-Seen "%{seen_by_setenvif}e" env=seen_by_setenvif
# where no other test is hurried, which a busy machine might delay
<IfModule mod_reqtimeout.c>
    Listen 127.0.0.1:$hurried
    <VirtualHost 127.0.0.1:$hurried>
        ServerName 127.0.0.1:$hurried
        RequestReadTimeout header=2-3,MinRate=500 body=2
    </VirtualHost>
</IfModule>
Listen 127.0.0.1:$limited
<VirtualHost 127.0.0.1:$limited>
    ServerName 127.0.0.1:$limited
    LimitRequestLine 200
    LimitRequestFields 10
    LimitRequestFieldSize 300
</VirtualHost>
CONF
my $dir = $server->write_record('record', 'a.xml' => large_record(2500));
age("$dir/a.xml");
my $include = sub { join '', map { qq{[<!--#include virtual="/plain/$_" -->]} } @_ };
my %htdocs = (
    'note.txt' => 'a note',
    'page.shtml' => $include->(qw(countries/gb.json requests.csv requests.csv?by=country)),
    'faulty.shtml' => $include->(qw(nothing countries/GB timegate/requests)),
);
write_file("$server->{dir}/htdocs/$_", $htdocs{$_}) for keys %htdocs;
$server->start(path => '/plain/requests.csv');

# --- every form of an answer is right ------------------------------------------------
sub faults_of {
    my $at = shift;
    my @faults;
    for my $path (qw(requests.csv requests.json countries/gb.json index.html requests.json?country=GB requests.csv?by=country)) {
        my $plain = $server->get("/plain/$path");
        my $whole = $server->get("$at/$path");
        my $fault = sub { push @faults, "$at/$path: $_[0]" };
        $fault->("status $whole->{status}") and next if $whole->{status} != 200;
        $fault->('is not whole') unless $whole->{complete};
        $fault->('has another body') if $path !~ /html/ && $path !~ /^index/ && $whole->{body} ne $plain->{body};
        my ($digest) = (header($whole, 'Repr-Digest') // '') =~ /^sha-256=:([^=:]+)/;
        $fault->('has a digest of something else') if defined $digest && $digest ne sha256_base64($whole->{body});
        my $etag = header($whole, 'ETag');
        $fault->('has no strong tag') and next unless ($etag // '') =~ /^"/;
        my $same = $server->get("$at/$path", headers => ['If-None-Match' => $etag]);
        $fault->("status $same->{status} for its own tag") if $same->{status} != 304 || length $same->{body};
        for my $coding (qw(gzip br)) {
            my $r = $server->get("$at/$path", headers => ['Accept-Encoding' => $coding]);
            $fault->("cannot be decoded from $coding") if (eval { decoded($r) } // '') ne $whole->{body};
            my $r304 = $server->get("$at/$path", headers => ['Accept-Encoding' => $coding, 'If-None-Match' => header($r, 'ETag') // 'none']);
            $fault->("status $r304->{status} for its own tag, $coding") if $r304->{status} != 304;
        }
        my $head = $server->request(HEAD => "$at/$path");
        $fault->("HEAD has another tag") if (header($head, 'ETag') // '') ne $etag;
        next if (header($whole, 'Accept-Ranges') // '') ne 'bytes';
        my $part = $server->get("$at/$path", headers => [Range => 'bytes=5-300']);
        $fault->("status $part->{status} for a range") if $part->{status} != 206 || $part->{body} ne substr $whole->{body}, 5, 296;
    }
    my $none = $server->get("$at/nothing", headers => [Accept => 'application/json']);
    push @faults, "$at: a problem is $none->{status}" if $none->{status} != 404 || header($none, 'Content-Type') !~ /problem\+json/;
    return \@faults;
}
for my $name ('plain', grep { !/^(?:slowly|included)$/ } sort keys %mount) {
    my $faults = faults_of("/$name");
    none_wrong($faults, "$name: every form of an answer is right");
}
is $server->get('/slowly/countries/gb.json')->{body}, $server->get('/plain/countries/gb.json')->{body}, 'sent slowly it is the same';
my $included = $server->get('/included/requests.csv');
is $included->{body}, $server->get('/plain/requests.csv')->{body}, 'mod_include finds nothing to include';
is header($included, 'ETag'), undef, '... and takes the tag away, since it might have';

# --- mod_headers, mod_expires ------------------------------------------------------------
my $r = $server->get('/headers/requests.csv');
is header($r, 'Cache-Control'), 'public, max-age=7', 'Header set wins';
is header($r, 'Referrer-Policy'), 'origin', '... for every header';
is header($r, 'Content-Type'), 'text/csv', 'Header edit';
like header($r, 'Vary'), qr/Accept-Encoding.*X-Ours/, 'Header append';
is header($server->get('/headers/requests.csv', headers => ['If-None-Match' => header($r, 'ETag')]), 'X-Always'), 'yes', 'on a 304 too';
is header($server->get('/headers/nothing'), 'X-Always'), 'yes', 'on an error too';
my $e = $server->get('/expires/requests.csv');
ok defined header($e, 'Expires'), 'mod_expires adds its header';
like header($e, 'Cache-Control'), qr/^public, max-age=300/, '... behind ours, which counts first';

# --- mod_rewrite, mod_setenvif -------------------------------------------------------------
my $figures = $server->get('/figures');
is $figures->{body}, $server->get('/plain/requests.csv')->{body}, 'a rule leads to a resource by another address';
is header($figures, 'Content-Type'), 'text/csv; charset=utf-8; header=present', '... with its type';
is $server->get('/of/gb')->{body}, $server->get('/plain/requests.csv?country=gb')->{body}, '... and to a question'
    or diag $server->get('/of/gb')->{raw};
is header($server->get('/moved/requests'), 'Location') =~ s{^http://[^/]+}{}r, '/plain/requests', 'a redirection away from an old address';
is header($server->get('/plain/requests.csv'), 'X-Seen'), '1', 'variables by address';

is $server->get('/plain/note.txt')->{body}, 'a note', 'a rule leads out of the record to a file';

# --- mod_include: answers as parts of a page -------------------------------------------------
my $part = $server->get('/plain/countries/gb.json')->{body};
my $many = $server->get('/plain/requests.csv')->{body};
my $sums = $server->get('/plain/requests.csv?by=country')->{body};
ok $server->get('/page.shtml')->{body} eq "[$part][$many][$sums]", 'a page includes answers: kept, long and computed';
for my $headers ([Range => 'bytes=0-9'], ['If-None-Match' => '*'], ['If-Match' => '"x"'], ['If-Modified-Since' => 'Fri, 31 Dec 2100 00:00:00 GMT'], ['Accept-Encoding' => 'gzip, br']) {
    my $page = $server->get('/page.shtml', headers => $headers);
    ok $page->{body} eq "[$part][$many][$sums]", "... whole and plain, whatever $headers->[0] says of the page";
    is $page->{status}, 200, '... which is there';
}
like $server->get('/faulty.shtml')->{body}, qr/\A(?:\[\[an error occurred[^\]]*\]\]){3}\z/, 'what is no answer is not included: 404, 301, the 302 of a TimeGate';

# --- ErrorDocument: a page of the record for errors of the site ---------------------------------
for my $headers ([], [Range => 'bytes=0-9'], ['If-None-Match' => '*'], ['If-Match' => '"x"']) {
    my $error = $server->get('/nowhere', headers => $headers);
    is $error->{status}, 404, 'the page of an error has its status' . (@$headers ? ", with $headers->[0]" : '');
    ok $error->{body} eq $server->get('/plain/about.html')->{body}, '... and is whole';
    is header($error, 'Cache-Control'), 'no-store', '... and not to be kept';
    is join(', ', grep { defined header($error, $_) } qw(ETag Last-Modified Content-Location Link Accept-Ranges)), '',
        '... and says nothing that is not true of the address asked for';
}
is $server->get('/shut/x')->{status}, 403, 'where there is no such page, the error stays what it is';

# --- limits on requests ----------------------------------------------------------------------
my $at = sub { my ($path, @headers) = @_; TransparencyTest::get($path, port => $limited, headers => \@headers) };
is $at->('/plain/requests.csv')->{status}, 200, 'within the limits';
is $at->('/plain/requests.csv?' . 'x' x 300)->{status}, 414, 'LimitRequestLine';
is $at->('/plain/requests.csv', map { ("X-$_" => 1) } 1 .. 12)->{status}, 400, 'LimitRequestFields';
is $at->('/plain/requests.csv', Accept => 'text/csv, ' x 60)->{status}, 400, 'LimitRequestFieldSize';
is $at->('/plain/requests.csv')->{status}, 200, '... and afterwards';
SKIP: {
    skip 'mod_reqtimeout is not loaded', 2 unless Apache::Test::have_module('reqtimeout');
    my $socket = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $hurried) or die $!;
    syswrite $socket, "GET /plain/requests.csv HTTP/1.1\r\nHost: x\r\n";
    my $answer = '';
    eval { local $SIG{ALRM} = sub { die "too long\n" }; alarm $TransparencyTest::patience; 1 while sysread $socket, $answer, 4096, length $answer; alarm 0; 1 }
        or $answer = $@;
    like $answer, qr{\A(?:HTTP/1\.1 408 |\z)}, 'RequestReadTimeout ends a request that does not come';
    my ($reader, $began);
    do {        # not if this process itself came too late
        $began = time;
        $reader = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $hurried) or die $!;
        syswrite $reader, "GET /plain/requests.csv HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    } while time - $began >= 1;
    sleep 4;
    my $got = '';
    1 while sysread $reader, $got, 65536, length $got;
    ok parse_response($got, 'GET')->{complete}, '... and leaves alone who reads slowly';
}

# --- mod_security2 ------------------------------------------------------------------------------
SKIP: {
    skip 'no mod_security2 here: a record behind it', 2 unless $firewall;
    is $server->get('/firewall/requests.csv?country=zz')->{status}, 403, 'a rule of the firewall refuses';
    is header($server->get('/firewall/requests.csv?country=zz', headers => [Accept => 'application/json']), 'Content-Type'),
        'application/problem+json', '... with a problem document';
}
$server->stop;
done_testing;
