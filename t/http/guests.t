#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# Whoever shares the server with a record notices nothing: the same
# configuration with and without the module gives the same answers.
use strict;
use warnings FATAL => 'all';
use lib 't/lib';
use Test::More;
use TransparencyTest;
use TransparencyContract;
use TransparencyRecords;
use TransparencyServer;

my $common = <<'CONF';
AddType text/html .html
AddType text/plain .txt
AddLanguage fr .fr
AddLanguage en .en
AddEncoding x-gzip .gz
Alias "/files" "@dir@/files"
RedirectMatch 302 "^/old/(.*)$" "/files/$1"
<Directory "@dir@/htdocs">
    DirectoryIndex index.html
    Options +Indexes +MultiViews
    AllowOverride All
</Directory>
<Directory "@dir@/files">
    Options +Indexes
    Require all granted
</Directory>
<Location "/closed">
    Require all denied
</Location>
<Location "/handled">
    SetHandler server-info
    Require all denied
</Location>
RewriteEngine on
RewriteRule "^/rewritten/(.*)$" "/files/$1" [PT]
RewriteRule "^/transparency/by-rule$" "/files/one.txt" [R=302,L]
Redirect 302 "/transparency/by-alias" "/files/one.txt"
<IfModule mod_deflate.c>
    AddOutputFilterByType DEFLATE text/html text/plain
</IfModule>
CONF

sub server {
    my ($module, $port) = @_;
    my $server = TransparencyServer->new(name => $module ? 'with' : 'without', module => $module, conf => $common
        . ($module ? <<'CONF' : ''));
<Location "/transparency">
    SetHandler transparency
    TransparencyRecord "@dir@/record"
</Location>
CONF
    my $dir = $server->{dir};
    my %files = (
        'htdocs/index.html' => '<p>home</p>' x 100, 'htdocs/page.html.en' => 'english', 'htdocs/page.html.fr' => 'français',
        'htdocs/sub/.htaccess' => "Header set X-Sub yes\n", 'htdocs/sub/a.txt' => 'a' x 5000,
        'files/one.txt' => 'one', 'files/two.txt.gz' => 'not really gzip', 'files/requests.csv' => 'a,b',
        'htdocs/transparencyx/index.html' => 'a name that begins alike',
    );
    $server->write_record('.', %files);
    if ($module) {
        $server->write_record('record', 'a.xml' => small_record());
        age("$dir/record/a.xml");
    }
    # tags and dates of files come from these
    utime 1_000_000_000, 1_000_000_000, map { "$dir/$_" } sort keys %files;
    return $server->start;
}
my $with = server(1);
my $without = server(0);
$with->served('/transparency/');

my @wrong;
my $tried = 0;
for my $path (qw(/ /index.html /page /page.html /page.html.fr /sub /sub/ /sub/a.txt /files /files/ /files/one.txt
                 /files/two.txt.gz /files/requests.csv /old/one.txt /rewritten/one.txt /closed/x /handled
                 /nothing /nothing.csv /requests.csv /transparencyx/ /transparencyx /transparenc
                 /files/../index.html /%2e%2e/etc/passwd /assets/x.css)) {
    for my $headers ([], ['Accept-Encoding' => 'gzip'], ['Accept-Language' => 'fr'], [Range => 'bytes=0-1'],
                     ['If-None-Match' => '*'], ['If-Modified-Since' => 'Mon, 01 Jan 2024 00:00:00 GMT']) {
        for my $method (qw(GET HEAD POST OPTIONS)) {
            my ($a, $b) = map { comparable($_->request($method => $path, headers => $headers,
                $method eq 'POST' ? (body => 'x') : ()), $_) } $with, $without;
            $tried++;
            push @wrong, "$method $path @$headers:\n    with: " . substr($a, 0, 300) . "\n    without: " . substr($b, 0, 300)
                if $a ne $b;
        }
    }
}
none_wrong(\@wrong, "$tried requests to others are answered as without the module");

# inode and port differ between the two; nothing else may
sub comparable {
    my ($r, $server) = @_;
    my $head = join "\n", map { "$_->[0]: $_->[1]" } grep { $_->[0] !~ /^(?:Date|ETag)$/ } @{ $r->{headers} };
    $head =~ s/^(Allow): (.*)/"$1: " . join ',', sort split m{,}, $2/me;     # a hash's order
    my $text = "$r->{status}\n$head\n\n$r->{body}";
    $text =~ s/\b$server->{port}\b/PORT/g;
    $text =~ s/\Q$server->{dir}\E/DIR/g;
    $text =~ s/boundary=\S+|^--[0-9a-f]+/BOUNDARY/mg;
    return $text;
}
# what the administrator redirects below the mount, to https for instance, is redirected
for my $path (qw(/transparency/by-rule /transparency/by-alias)) {
    my $r = $with->request(GET => $path);
    is $r->{status}, 302, "$path is redirected before the record sees it";
}
is $with->request(GET => '/transparency/requests.csv')->{status}, 200, 'and nothing else is';
$with->stop;
$without->stop;

done_testing;
