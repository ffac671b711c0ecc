#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# Atom feeds: valid, polled for nothing, linked from pages, absolute only where
# the server is told its address.
use strict;
use warnings FATAL => 'all';
use lib 't/lib';
use Test::More;
use TransparencyTest;
use TransparencyContract;

served();
served('/canonical/');

sub attribute { my ($tag, $name) = @_; return $tag =~ /\b\Q$name\E="([^"]*)"/ ? $1 : undef }
sub links_of { my ($body, $rel) = @_; return map { attribute($_, 'href') } grep { (attribute($_, 'rel') // '') eq $rel } $body =~ /<link\b[^>]*>/g }

my $feed = get("$mount/feed.atom");
is $feed->{status}, 200, 'the feed';
is header($feed, 'Content-Type'), 'application/atom+xml; charset=utf-8', '... as Atom';
is header($feed, 'Content-Language'), 'en', '... in the default language';
is header($feed, 'Vary'), 'Accept-Encoding', '... which depends on nothing else';
like header($feed, 'Cache-Control'), qr/^public, max-age=300/, '... and may be kept by caches';
is header($feed, 'X-Content-Type-Options'), 'nosniff', '... never taken for something else';

# --- what RFC 4287 wants -----------------------------------------------------
my ($head, @entries) = split /<entry>/, $feed->{body};
for my $name (qw(id title updated author)) {
    my @found = $head =~ /<$name>/g;
    is scalar @found, 1, "one $name";
}
cmp_ok scalar @entries, '>', 30, scalar(@entries) . ' entries';
my %id;
my @wrong;
for my $entry (@entries) {
    my ($id) = $entry =~ m{<id>(.*?)</id>};
    push @wrong, "$id is there twice" if $id{$id}++;
    push @wrong, $id unless $id =~ /^urn:transparency-report:1:[a-z0-9-]+:[a-z]+:[a-z0-9-]+:\d{14}$/;
    push @wrong, "$id: no instant" unless $entry =~ m{<updated>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ</updated>};
    push @wrong, "$id: no title" unless $entry =~ m{<title>[^<]+</title>};
}
none_wrong(\@wrong, 'every entry has a permanent id, an instant and a title');
my ($correction) = grep { /term="replaced"/ } @entries;
like $correction, qr{&lt;del&gt;616&lt;/del&gt; → &lt;ins&gt;not there}, 'a correction names the old and the new figure';
unlike $feed->{body}, qr/127\.0\.0\.1|example\.org/, 'no host is named where none is configured';

SKIP: {
    my ($lint) = grep { -x } map { "$_/xmllint" } split /:/, $ENV{PATH};
    skip 'xmllint is not installed', 3 unless $lint;
    for my $path ('/feed.atom', '/countries/gb.fr.atom', '/feed.ar.atom') {
        open my $pipe, '|-', "$lint --noout - 2>/dev/null" or die "xmllint: $!";
        binmode $pipe;
        print {$pipe} get("$mount$path")->{body};
        ok close $pipe, "$path is well-formed";
    }
}

# --- polling -----------------------------------------------------------------
for my $path ('/feed.atom', '/feed.ar.atom', '/countries/kr.atom', '/publishers/microsoft.atom', '/feed.atom?page=2') {
    my $first = get("$mount$path", headers => ['Accept-Encoding' => 'gzip']);
    is $first->{status}, 200, "$path is there";
    my $again = get("$mount$path", headers => ['Accept-Encoding' => 'gzip', 'If-None-Match' => header($first, 'ETag')]);
    is $again->{status}, 304, '... and is not sent again';
    is $again->{body}, '', '... not a byte of it';
}
is get("$mount/feed.atom", headers => ['If-Modified-Since' => header($feed, 'Last-Modified')])->{status}, 304,
    'the date works too';
is get("$mount/feed.atom", headers => [Host => 'evil.example'])->{body}, $feed->{body}, 'another Host, the same bytes';

# --- where it is named -------------------------------------------------------
is get("$mount/feed", headers => ['Accept-Language' => 'uk'])->{status}, 200, 'without an ending';
is header(get("$mount/feed", headers => ['Accept-Language' => 'uk']), 'Content-Location'), 'feed.uk.atom',
    '... in the language asked for';
for (['/', 'feed.atom'], ['/corrections', 'feed.atom'], ['/countries/kr', 'kr.atom'], ['/publishers/microsoft', 'microsoft.atom']) {
    my ($path, $want) = @$_;
    my $page = get("$mount$path");
    like header($page, 'Link'), qr/<\Q$want\E>; rel="?alternate"?; type="?application\/atom\+xml/, "$path names its feed in Link";
    my @hrefs = map { attribute($_, 'href') } grep { (attribute($_, 'type') // '') eq 'application/atom+xml' } $page->{body} =~ /<link\b[^>]*>/g;
    ok scalar(grep { $_ eq $want } @hrefs), '... and in the page' or diag "@hrefs";
    for my $href (@hrefs) {
        my $from = "$mount$path";
        $from =~ s{[^/]*$}{$href};
        1 while $from =~ s{[^/]+/\.\./}{};
        is get($from)->{status}, 200, "... where $href is";
    }
}
unlike header(get("$mount/periods/2012"), 'Link'), qr/atom/, 'periods have none';
is get("$mount/periods/2012.atom")->{status}, 404, '... and say so';
is get("$mount/countries/gb.atom?demand=subpoena")->{status}, 400, 'a feed takes no filters';
is get("$mount/version/20130321000000/countries/gb.atom")->{status}, 404, 'a feed has no versions';

# --- links lead somewhere ----------------------------------------------------
{
    my %seen;
    my @dead;
    for my $href (links_of($feed->{body}, 'alternate'), links_of($feed->{body}, 'related')) {
        my $path = ($href =~ s/#.*//r) =~ s/&amp;/&/gr;
        next if $seen{$path}++;
        my $status = get($path eq './' ? "$mount/" : "$mount/$path")->{status};
        push @dead, "$path: $status" if $status != 200;
    }
    cmp_ok scalar keys %seen, '>', 10, scalar(keys %seen) . ' addresses are linked';
    none_wrong(\@dead, 'each is answered');
}

# --- where the address is known ----------------------------------------------
{
    my $absolute = get('/canonical/countries/kr.atom')->{body};
    is_deeply [ links_of($absolute, 'self') ], ['https://example.org/record/countries/kr.atom'], 'self is absolute';
    my @relative = grep { !m{^https://} } $absolute =~ /<link\b[^>]*href="([^"]*)"/g;
    none_wrong(\@relative, 'so is every link');
    my @ids = $absolute =~ m{<id>(.*?)</id>}g;
    my @same = get("$mount/countries/kr.atom")->{body} =~ m{<id>(.*?)</id>}g;
    is_deeply \@ids, \@same, 'ids are the same at every address';
}

done_testing;
