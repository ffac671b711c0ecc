#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# transparencyctl export: every fixed URI of a server is a file with its bytes, and
# httpd with the .htaccess that comes along serves them as the module does.
use strict;
use warnings FATAL => 'all';
use lib 't/lib';
use Digest::SHA qw(sha256_hex);
use File::Find ();
use JSON::PP ();
use Test::More;
use TransparencyTest;
use TransparencyContract;
use TransparencyRecords;
use TransparencyServer;

my $top = Apache::Test::vars()->{serverroot} . '/..';
my $theme = "$top/htdocs/theme-example";
my $server = TransparencyServer->new(name => 'export', conf => <<"CONF");
<Location "/live">
    SetHandler transparency
    TransparencyRecord "\@dir\@/record"
    Include "\@dir\@/look.conf"
</Location>
Alias "/mirror" "\@dir\@/mirror"
<Directory "\@dir\@/mirror">
    Options SymLinksIfOwnerMatch
    AllowOverride FileInfo Indexes
    Require all granted
</Directory>
Alias "/included" "\@dir\@/included"
<Directory "\@dir\@/included">
    Options FollowSymLinks
    AllowOverride None
    Require all granted
    Include "\@dir\@/included/.htaccess*"
</Directory>
CONF
my $dir = $server->{dir};
my $record = $server->write_record('record',
    'a.xml' => small_record(figures => { GB => 12, US => 3, AR => 70 }, extra => '<service id="openapi" name="Open"/>'),
    'b.xml' => figures_file(published => '2014-03-21', id => 'mail-2013', period => '2013', figures => { GB => 40, US => 50 }));
age("$record/a.xml", "$record/b.xml");
write_file("$dir/look.conf", <<"CONF");
# what a server and its mirror share
TransparencyTitle     "The \\"example\\" record"
TransparencyLanguages en \\
                      ar
TransparencyStylesheet $theme/theme.css
TransparencyShell     "$theme/shell.html"
TransparencyStrings   $theme/strings.en.xml
TransparencyLogo      '$top/htdocs/icon.png'
TransparencyCanonicalURL https://example.org/record/
TransparencyMinimumCell 10
TransparencyMaxAge    7min
TransparencyCacheSize 200M
CONF

# --- making it ---------------------------------------------------------------------
my ($said, $status) = ctl('export', $record, "$dir/mirror", '--conf', "$dir/look.conf", '--precompress');
is $status, 0, 'a mirror is made' or diag $said;
my %is = $said =~ /^(\w+) +(\S+)$/mg;
($said, $status) = ctl('export', $record, "$dir/included", "--conf=$dir/look.conf", '--versions');
is $status, 0, 'one with versions, and without what is compressed' or diag $said;
$server->start(path => '/live/');

sub files_of {
    my $root = shift;
    my @all;
    File::Find::find({ no_chdir => 1, wanted => sub { push @all, substr $_, 1 + length $root if -f } }, $root);
    return sort @all;
}
my @files = grep { !/^\./ } files_of("$dir/mirror");
my @plain = grep { !/^\./ } files_of("$dir/included");
# httpd's tag of a file changed within the last second is weak
age((map { "$dir/mirror/$_" } @files), map { "$dir/included/$_" } @plain);
is scalar(@files), $is{files} - 1, 'the files are counted: ' . @files . ', and one .htaccess';
is $is{written}, $is{files}, 'all were written';

# --- the same bytes --------------------------------------------------------------------
my ($compared, %coded, %wrong) = (0);
for my $at ((map { "mirror/$_" } @files), map { "included/$_" } @plain) {
    my ($root, $file) = split m{/}, $at, 2;
    my ($plain, $coding) = $file =~ /^(.*?)(?:\.(gz|br))?$/;
    my $accept = !$coding ? 'identity' : $coding eq 'gz' ? 'gzip' : 'br';
    my ($live, $there) = map { $server->get("/$_/$plain", headers => ['Accept-Encoding' => $accept]) } 'live', $root;
    my $bytes = read_file("$dir/$at");
    push @{ $wrong{bytes} }, "$at: $live->{status}" if $live->{status} != 200 || sha256_hex($live->{body}) ne sha256_hex($bytes);
    push @{ $wrong{served} }, "$at: $there->{status}" if $there->{status} != 200 || $there->{body} ne $bytes;
    for my $name ('Content-Type', 'Content-Language', 'Content-Encoding', 'Vary', 'Content-Security-Policy',
                  'X-Content-Type-Options', 'Referrer-Policy', 'Cross-Origin-Resource-Policy',
                  'Access-Control-Allow-Origin', 'Access-Control-Expose-Headers', 'Cache-Control') {
        # a server says for ever of what of a version is; a mirror asks for less
        next if $name eq 'Cache-Control' && $plain =~ m{^version/};
        # a service has this name, too: the type that is right for both
        next if $name eq 'Content-Type' && $plain eq 'openapi.json' && header($there, $name) eq 'application/json';
        my ($one, $other) = map { header($_, $name) // '-' } $live, $there;
        push @{ $wrong{headers} }, "$at: $name $other, not $one" if $one ne $other;
    }
    push @{ $wrong{etag} }, $at if (header($there, 'ETag') // '') !~ /^"/;
    $coded{ $coding // 'identity' }++;
    $compared++;
}
none_wrong($wrong{bytes} // [], "$compared files are what the server sends for their addresses");
none_wrong($wrong{served} // [], 'httpd serves these bytes');
none_wrong($wrong{headers} // [], 'under the same headers');
none_wrong($wrong{etag} // [], 'each with a strong tag');
cmp_ok $coded{$_} // 0, '>', 150, "$coded{$_} of them: $_" for qw(identity gz br);

# --- none is missing ---------------------------------------------------------------------
my $manifest = JSON::PP::decode_json($server->get('/live/manifest.json')->{body});
my %there = map { $_ => 1 } @files;
none_wrong([ grep { !$there{$_} } map { $_->{path} } @{ $manifest->{resources} } ], 'all files of the manifest');
my @pages = $server->get('/live/sitemap.xml')->{body} =~ m{<loc>https://example\.org/record/([^<]*)</loc>}g;
cmp_ok scalar @pages, '>', 20, scalar(@pages) . ' pages of the sitemap';
none_wrong([ grep { !$there{ ($_ eq '' ? 'index' : $_) . (/\.\w+$/ ? '' : '.html') } } @pages ], 'are all there');
none_wrong([ grep { !$there{$_} } qw(schema.json openapi.json datapackage.json catalog.jsonld sitemap.xml
    api-catalog.json feed.atom feed.ar.atom countries/gb.atom requests.csv-metadata.json requests.schema.json
    index.ar.html index.html manifest.json) ], 'and what describes them');
none_wrong([ map { my $page = $server->get("/mirror/$_.html")->{body};
    map { "$_ of the page" } grep { !$there{$_} } $page =~ m{"(assets/[^"]+)"}g } qw(index requests) ],
    'with what pages are made of');
is $manifest->{render}, $is{render}, 'the fingerprint is that of the server';
is $manifest->{generation}, $is{generation}, 'and so is the generation';
my @stamps = sort keys %{ { map { m{^version/(\d+)/} ? ($1 => 1) : () } @plain } };
is scalar @stamps, 2, 'versions: ' . join ' ', @stamps;
ok !(grep { m{^version/} } @files) && !(grep { /\.(?:gz|br)$/ } @plain), 'only where they are asked for';
isnt index($server->get('/mirror/requests.csv')->{body}, ',suppressed,'), -1, 'what a minimum cell hides is hidden';

# --- what httpd makes of it ------------------------------------------------------------------
sub answer {
    my ($path, @headers) = @_;
    my $r = $server->get($path, headers => \@headers);
    return join ' ', $r->{status}, map { header($r, $_) // '-' } qw(Content-Type Content-Language);
}
for my $at ('/mirror', '/included') {
    is answer("$at/requests.csv?country=GB"), '404 text/html; charset=iso-8859-1 -', "$at: a question is not answered with the whole";
    like $server->get("$at/requests.csv?country=GB")->{body}, qr{mirror.*https://example\.org/record only}, '... and why is said';
    is answer("$at$_->[0]", @{ $_->[1] }), "200 $_->[2]", "$at$_->[0] (@{ $_->[1] })" for
        ['/', [], 'text/html; charset=utf-8 en'],
        ['/', ['Accept-Language' => 'ar-EG, en'], 'text/html; charset=utf-8 ar'],
        ['/countries', [], 'text/html; charset=utf-8 en'],
        ['/countries/gb', ['Accept-Language' => 'fr, ar'], 'text/html; charset=utf-8 en'],
        ['/requests', ['Accept' => 'text/csv'], 'text/csv; charset=utf-8; header=present -'],
        ['/requests', ['Accept' => 'application/json, */*'], 'application/json -'],
        ['/schema', [], 'application/schema+json -'],
        ['/countries/ar.html', [], 'text/html; charset=utf-8 en'],
        ['/services/openapi.json', [], 'application/json -'],
        ['/countries/ar.ar.md', [], 'text/markdown; charset=utf-8 ar'];
    is header($server->get("$at/countries"), 'Vary'), 'Accept-Encoding,Accept,Accept-Language', "$at: an open address varies";
    is header($server->get("$at/countries"), 'Cache-Control'), 'private, max-age=420', '... and is not for shared caches';
    is((split / /, answer("$at$_"))[0], 404, "$at$_ is not there") for
        qw(/.transparency-export /.htaccess /requests.csv.gz /nothing /assets /assets/ /countries/zz /timemap/requests);
}
is answer('/included/version/20130321000000/'), '200 text/html; charset=utf-8 en', 'the overview of a version';
for (['br;q=0, gzip', 'gzip'], ['br;q=0.0', '-'], ['gzip;q=0.5', 'gzip'], ['identity', '-'], ['gzip, deflate, br', 'br'],
     ['xbr', '-'], ['GZIP', 'gzip'], ['', '-']) {
    my $r = $server->get('/mirror/requests.csv', headers => ['Accept-Encoding' => $_->[0]]);
    is header($r, 'Content-Encoding') // '-', $_->[1], "Accept-Encoding: $_->[0]";
}
my $tag = header($server->get('/mirror/requests.csv'), 'ETag');
is $server->get('/mirror/requests.csv', headers => ['If-None-Match' => $tag])->{status}, 304, 'nothing is sent twice';

$server->stop;
done_testing;
