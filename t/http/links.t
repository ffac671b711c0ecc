#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# Where an answer points to, there is something: every Link that is not of
# elsewhere, every member of meta.links, and Content-Location, which has the
# very same bytes - also of versions, questions and the forms for spreadsheets and frames.
use strict;
use warnings FATAL => 'all';
use lib 't/lib';
use JSON::PP qw(decode_json);
use Test::More;
use TransparencyTest;
use TransparencyContract;

my $base = 'https://example.org/record';    # of /canonical, which shows the same record
my $old = 'version/20130321000000';

# beside(PATH, HREF): the path below the mount that a relative address means at PATH
sub beside {
    my ($path, $href) = @_;
    return $1 if $href =~ m{^\Q$base\E/(.*)};
    (my $folder = $path =~ s/\?.*//r) =~ s{[^/]*\z}{};
    my $whole = $folder . $href;
    1 while $whole =~ s{(^|/)(?!\.\./)[^/]+/\.\./}{$1};
    return $whole;
}

sub leads { my $path = shift; return get("/canonical/$path")->{status} =~ /^(?:200|302)$/ }

my @paths = ('', 'index.csv', 'requests', 'requests.csv', 'requests.json?by=country',
    'requests.csv?country=GB&for=spreadsheet', 'requests.csv?for=spreadsheet',
    'requests.csv-metadata.json?country=GB&for=spreadsheet', 'requests.html?page=2',
    'requests.html?by=country&for=embed', 'index.html?for=embed',
    'countries/gb', 'countries/gb.json', 'countries/gb.json?by=measure', 'countries/gb.atom',
    'countries/gb.ar.atom', 'publishers/microsoft.atom', 'feed', 'feed.atom', 'corrections.csv?since=2014-03-07',
    'schema.json', 'openapi.json', 'datapackage.json', 'sitemap', 'api-catalog', 'law.schema.json',
    "$old/requests", "$old/", "$old/requests.csv", "$old/countries/gb.json?by=measure",
    "$old/corrections.json", "$old/requests.fa.html", "$old/law.csv-metadata.json");

for my $path (@paths) {
    my $r = get("/canonical/$path");
    is $r->{status}, 200, "/$path";
    my $link = join ', ', headers_named($r, 'Link');
    my @links = $link =~ /<([^>]*)>; rel="/g;
    cmp_ok scalar @links, '>', 0, '  has links';
    push @links, values %{ decode_json($r->{body})->{meta}{links} }
        if header($r, 'Content-Type') eq 'application/json';
    my @dead = grep { !leads(beside($path, $_)) }
               grep { !/^https:/ || /^\Q$base\E/ } @links;
    none_wrong(\@dead, '  which lead somewhere');
}

# --- Content-Location: another address of the same bytes -----------------------
for my $path ('', 'requests', 'countries/gb', 'corrections', 'requests?country=GB', 'feed',
              "$old/", "$old/requests", "$old/countries/gb", "$old/requests?by=country&period=2012") {
    my @wrong;
    for my $accept ('text/html', 'text/csv', 'application/json', 'text/markdown', 'application/atom+xml') {
        for my $language ('en', 'ar', 'zh-Hans') {
            my $r = get("/canonical/$path", headers => [ Accept => $accept, 'Accept-Language' => $language ]);
            next if $r->{status} == 406;
            my $fixed = get('/canonical/' . beside($path, header($r, 'Content-Location')));
            push @wrong, "$accept $language"
                if $r->{status} != 200 || $fixed->{body} ne $r->{body} || header($fixed, 'ETag') ne header($r, 'ETag');
        }
    }
    none_wrong(\@wrong, "/$path is the same at its fixed addresses");
}

# A page of a version leads to the same page as it is now, in the same language.
my ($now) = served("$mount/$old/countries/gb.ar.html?by=period")->{body}
            =~ m{<aside class="old".*?<a href="([^"]*)"};
is $now, '../../../countries/gb.ar.html?by=period', 'the record as it is now';

done_testing;
