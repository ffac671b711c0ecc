#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# What leads search engines, catalogues and programs to the record: sitemap and
# api-catalog, absolute or not at all.
use strict;
use warnings FATAL => 'all';
use lib 't/lib';
use JSON::PP ();
use Test::More;
use TransparencyTest;
use TransparencyContract;

served();
served('/canonical/');
my $base = 'https://example.org/record';

# --- without an address ------------------------------------------------------
for my $path ('/catalog.jsonld', '/sitemap.xml', '/api-catalog', '/sitemap', '/api-catalog.json') {
    my $r = get("$mount$path", headers => [Accept => 'application/json, */*;q=0.1']);
    is $r->{status}, 404, "$path is not there without TransparencyCanonicalURL";
    my $problem = eval { JSON::PP::decode_json($r->{body}) } // {};
    is $problem->{code}, 'no-canonical-url', '... and says why';
    like $problem->{detail} // '', qr/TransparencyCanonicalURL/, '... naming the directive';
}
{
    my @said = read_file(Apache::Test::vars()->{t_logs} . '/error_log') =~ /TR0035/g;
    cmp_ok scalar @said, '>=', 1, 'the log says so at the start';
}

# --- the sitemap -------------------------------------------------------------
my $map = get('/canonical/sitemap.xml');
is $map->{status}, 200, 'the sitemap';
is header($map, 'Content-Type'), 'application/xml', '... as XML';
my @urls = $map->{body} =~ m{<url>(.*?)</url>}gs;
cmp_ok scalar @urls, '>', 60, scalar(@urls) . ' pages';
cmp_ok scalar @urls, '<', 50000, '... not too many';
my (%seen, @wrong, %lastmod);
my $newest = '';
for my $url (@urls) {
    my ($loc) = $url =~ m{<loc>(.*?)</loc>};
    my ($changed) = $url =~ m{<lastmod>(.*?)</lastmod>};
    my @languages = $url =~ /hreflang="([^"]*)"/g;
    my @hrefs = $url =~ /href="([^"]*)"/g;
    $lastmod{ $loc =~ s/^\Q$base\E//r } = $changed;
    $newest = $changed if $changed gt $newest;
    push @wrong, "$loc is there twice" if $seen{$loc}++;
    push @wrong, "$loc is not absolute" unless $loc =~ m{^\Q$base\E/};
    push @wrong, "$loc has a query" if $loc =~ /\?/;
    push @wrong, "$loc: $changed" unless $changed =~ /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
    push @wrong, "$loc: @languages" unless "@languages" =~ /^en .*\bx-default$/ && @languages == 12;
    push @wrong, map { "$loc: $_" } grep { !m{^\Q$base\E/} } @hrefs;
}
none_wrong(\@wrong, 'each with its languages and its instant');
is $newest, '2014-03-07T00:00:00Z', 'none changed after the newest edition';
is $lastmod{'/'}, $newest, 'the overview changed with it';
is $lastmod{'/countries/kr'}, $newest, 'so did the country that was corrected';
is $lastmod{'/law'}, '2013-01-24T00:00:00Z', 'a page of which nothing changed has not';
my @dead;
for my $loc (sort keys %seen) {
    my $path = $loc =~ s/^\Q$base\E//r;
    my $r = request(HEAD => "/canonical$path");
    push @dead, "$path: $r->{status}" if $r->{status} != 200;
    push @dead, "$path is not canonical" unless (header($r, 'Link') // '') =~ /<\Q$loc\E>; rel="?canonical/;
}
none_wrong(\@dead, 'each is answered and canonical');
is get('/canonical/sitemap.xml', headers => ['If-None-Match' => header($map, 'ETag')])->{status}, 304, 'fetched again for nothing';

# --- robots ------------------------------------------------------------------
my $robots = qr/<meta name="robots" content="noindex, follow">/;
like get("$mount/requests?country=GB")->{body}, $robots, 'a filtered page is not for search engines';
like get("$mount/requests?page=2")->{body}, $robots, 'nor is the second part of a list';
unlike get("$mount$_")->{body}, $robots, "$_ is" for '/', '/requests', '/countries/gb', '/corrections';

# --- the dataset -------------------------------------------------------------
{
    my $r = get('/canonical/catalog.jsonld');
    is $r->{status}, 200, 'the dataset described';
    is header($r, 'Content-Type'), 'application/ld+json', '... as JSON-LD';
    my $graph = JSON::PP::decode_json($r->{body})->{'@graph'};
    my %by = map { $_->{'@id'} => $_ } @$graph;
    my $set = $by{"$base/"};
    my @lost = grep { !defined $set->{$_} } map { "schema:$_" } qw(name description creator license distribution temporalCoverage
        spatialCoverage variableMeasured isAccessibleForFree includedInDataCatalog dateModified);
    none_wrong(\@lost, 'it has what search engines ask for');
    cmp_ok length $set->{'schema:description'}, '>=', 50, 'its description is long enough';
    require HTTP::Date;
    is HTTP::Date::str2time($set->{'schema:dateModified'}), HTTP::Date::str2time(header($r, 'Last-Modified')), 'it changed when it says';
    is $set->{'schema:temporalCoverage'}, '2012-01-01/2013-12-31', 'the time it covers';
    my @versions = map { $_->{'@id'} } @{ $set->{'dcat:hasVersion'} };
    is scalar @versions, 6, 'each publication is a version';
    is $set->{'dcat:hasCurrentVersion'}{'@id'}, $versions[-1], 'the newest is the current one';
    for my $i (0 .. $#versions) {
        is $by{ $versions[$i] }{'dcat:previousVersion'}{'@id'}, $i ? $versions[$i - 1] : undef, "version $i follows the one before";
        is get('/canonical' . $versions[$i] =~ s/^\Q$base\E//r)->{status}, 200, '... and is there';
    }
    is_deeply [ map { ref $_ eq 'HASH' && $_->{'@id'} } map { $_->{'dcat:dataset'} // () } @$graph ], ["$base/"], 'the catalog names it';
    require Digest::SHA;
    for my $file (@{ $set->{'dcat:distribution'} }) {
        my $body = get('/canonical' . $file->{'dcat:downloadURL'}{'@id'} =~ s/^\Q$base\E//r)->{body};
        is length $body, $file->{'dcat:byteSize'}{'@value'}, "$file->{'dcat:mediaType'}{'@id'}: its length";
        is Digest::SHA::sha256_hex($body), $file->{'spdx:checksum'}{'spdx:checksumValue'}{'@value'}, '... and its digest';
    }
    is header(get('/canonical/catalog.jsonld'), 'Cache-Status'), 'mod_transparency; hit', 'it is kept';
    like header(get('/canonical/'), 'Link'), qr{catalog\.jsonld>; rel="?describedby}, 'the overview names it';
}

# --- the catalog of interfaces -----------------------------------------------
{
    my $r = get('/canonical/api-catalog');
    is $r->{status}, 200, 'the catalog of interfaces';
    is header($r, 'Content-Type'), 'application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"', '... as a linkset';
    my $set = JSON::PP::decode_json($r->{body})->{linkset};
    my ($api) = grep { $_->{anchor} eq "$base/" } @$set;
    is $api->{'service-desc'}[0]{href}, "$base/openapi.json", '... leads to the description of the interface';
    my @targets = map { my $context = $_; map { map { $_->{href} } @{ $context->{$_} } } grep { $_ ne "anchor" } keys %$context } @$set;
    my @lost = grep { my $path = s/^\Q$base\E//r; get("/canonical$path")->{status} != 200 } @targets;
    none_wrong(\@lost, 'each link of it is answered');
    my $head = request(HEAD => '/canonical/api-catalog');
    like header($head, 'Link'), qr{<\Q$base\E/api-catalog>; rel="?api-catalog}, 'HEAD names it';
    like header(get('/canonical/'), 'Link'), qr{rel="?api-catalog}, 'so does the overview';
    unlike header(get("$mount/"), 'Link') // '', qr/api-catalog/, '... where there is one';
    is header(get('/.well-known/api-catalog'), 'Location') =~ s{^https?://[^/]*}{}r, '/canonical/api-catalog', 'the documented line leads to it';
}

# --- in the page ---------------------------------------------------------------
{
    my $page = get('/canonical/index.html')->{body};
    my @blocks = $page =~ m{<script type="application/ld\+json">\n(.*?)</script>}gs;
    is scalar @blocks, 1, 'the overview has one block of data about the record';
    my $data = JSON::PP::decode_json($blocks[0]);
    is $data->{'@id'}, "$base/", '... of the record';
    cmp_ok length $data->{'schema:description'}, '>', 50, '... described';
    is $data->{'schema:dateModified'}, '2014-03-07T00:00:00Z', '... as of its newest edition';
    is_deeply [ map { $_->{'schema:contentUrl'} } @{ $data->{'schema:distribution'} } ],
        [ "$base/requests.csv", "$base/requests.json" ], '... and where its figures are';
    unlike $page =~ s{<script type="application/ld\+json">}{}r, qr/<script/, '... and no other script';
    unlike get("$mount/index.html")->{body}, qr/<script/, 'without an address there is none';
    unlike get('/canonical/requests.html')->{body}, qr/<script/, 'nor on other pages';
    unlike get('/canonical/version/20140307000000/index.html')->{body}, qr/<script/, 'nor in versions';
}

done_testing;
