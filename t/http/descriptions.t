#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# Descriptions for machines are found from what they describe, and fit it: columns
# and types of CSV, members of JSON, addresses and fields of OpenAPI, digests.
use strict;
use warnings FATAL => 'all';
use lib 't/lib';
use Digest::SHA qw(sha256_hex);
use JSON::PP qw(decode_json);
use Test::More;
use TransparencyTest;
use TransparencyContract;

served();

sub links {
    my ($r, $rel) = @_;
    my $link = header($r, 'Link') // '';
    return $link =~ /<([^>]*)>; rel="\Q$rel\E"(?:; type="([^"]*)")?/g;
}
sub described {
    my ($uri, $rel) = @_;
    my ($target) = links(served($uri), $rel);
    return $target && resolved($uri, $target);
}
sub document { return decode_json(served(shift)->{body}) }

# --- from a CSV to its metadata and back ----------------------------------------
for my $path ('requests', 'index', 'countries', 'countries/gb', 'law', 'corrections',
              'requests?by=country', 'countries/gb?unit=requests&by=period') {
    my $uri = "$mount/" . ($path =~ s/(?=\?|$)/.csv/r);
    my $csv = served($uri);
    my ($target, $type) = links($csv, 'describedby');
    is $type, 'application/csvm+json', "$uri names its metadata" or next;
    my $metadata = served(resolved($uri, $target));
    is header($metadata, 'Content-Type'), 'application/csvm+json', '... which is of this type';
    is join(' ', links($metadata, 'describes')), ($uri =~ m{([^/]+)$})[0] . ' text/csv', '... and names the CSV';
    my $m = decode_json($metadata->{body});
    is resolved($uri, $m->{url}), $uri, '... also inside, with its query';
    my ($head, @lines) = split /\r\n/, $csv->{body};
    is join(',', map { $_->{name} } @{ $m->{tableSchema}{columns} }), $head, '... and its columns';
    cmp_ok $m->{'schema:numberOfItems'}, '<=', scalar @lines, '... and how many rows';
    none_wrong([ wrong_fields($m, $csv->{body}) ], '... which are what it says');
}

# Fields that are not of their datatype; a strict reader of our own CSV.
sub wrong_fields {
    my ($m, $body) = @_;
    my @columns = @{ $m->{tableSchema}{columns} };
    my (%seen, @wrong);
    my @rows = rows($body);
    shift @rows;
    push @wrong, scalar(@rows) . ' rows' if @rows != $m->{'schema:numberOfItems'};
    for my $row (@rows) {
        for my $i (0 .. $#columns) {
            my ($c, $value) = ($columns[$i], $row->[$i]);
            push @wrong, "$c->{name} has no value" if $c->{required} && $value eq '';
            next if $value eq '';
            push @wrong, grep { !fits($c->{datatype}, $_) } $c->{separator} ? split(/\Q$c->{separator}\E/, $value) : $value;
        }
    }
    if (my $key = $m->{tableSchema}{primaryKey}) {
        my ($at) = grep { $columns[$_]{name} eq $key } 0 .. $#columns;
        push @wrong, map { "$_->[$at] twice" } grep { $seen{ $_->[$at] }++ } @rows;
    }
    return @wrong;
}
sub fits {
    my ($type, $value) = @_;
    my %pattern = (date => qr/^\d{4}-\d\d-\d\d$/, integer => qr/^-?\d+$/, decimal => qr/^-?\d+(?:\.\d+)?$/,
                   dateTimeStamp => qr/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/, string => qr/./s);
    my $base = $pattern{ $type->{base} } or return 0;
    return 0 if $value !~ $base || (defined $type->{minimum} && $value < $type->{minimum});
    return !$type->{format} || $value =~ /$type->{format}/;
}
sub rows {
    my $body = shift;
    my @rows = [];
    while ($body =~ /\G(?:"((?:[^"]|"")*)"|([^",\r]*))(,|\r\n)/gc) {
        push @{ $rows[-1] }, defined $1 ? $1 =~ s/""/"/gr : $2;
        push @rows, [] if $3 ne ',' && pos $body < length $body;
    }
    return @rows;
}

# --- from a JSON to its schema ---------------------------------------------------
for my $path ('requests', 'countries/gb', 'statements', 'corrections', 'requests?by=period') {
    my $uri = "$mount/" . ($path =~ s/(?=\?|$)/.json/r);
    my ($target, $type) = links(served($uri), 'describedby');
    is $type, 'application/schema+json', "$uri names its schema" or next;
    my $schema = document(resolved($uri, $target));
    my $answer = document($uri);
    my $row = $schema->{'$defs'}{row};
    is_deeply $schema->{properties}{meta}{properties}{columns}{const}, $answer->{meta}{columns}, '... with its columns';
    is_deeply [ sort keys %{ $row->{properties} } ], [ sort keys %{ $answer->{rows}[0] } ], '... which rows have';
    my @wrong;
    for my $r (@{ $answer->{rows} }) {
        for my $name (keys %$r) {
            my $s = $row->{properties}{$name};
            next unless $s->{enum};
            my $value = $r->{$name};
            push @wrong, "$name: " . ($value // 'null')
                unless grep { defined $value ? defined && $_ eq $value : !defined } @{ $s->{enum} };
        }
    }
    none_wrong(\@wrong, '... and closed lists are closed');
    my $links = $answer->{meta}{links};
    none_wrong([ grep { get(resolved($uri, $_))->{status} != 200 } values %$links ], '... links lead somewhere');
    is $links->{schema}, $target, '... one of them to the schema';
    none_wrong([ grep { m{^/|://} } values %$links ], '... and are relative');
}

# --- the negotiated address describes what it answers --------------------------------
is described("$mount/requests", 'describedby'), undef, 'a page has no description of its columns';
{
    my $r = get("$mount/requests", headers => [Accept => 'text/csv']);
    is join(' ', links($r, 'describedby')), 'requests.csv-metadata.json application/csvm+json',
        '... the CSV at the same address has';
}

# --- the same for ever -----------------------------------------------------------------
{
    my ($prefix) = document("$mount/requests.json")->{meta}{edition} =~ tr/-:TZ//dr;
    for my $file ('requests.json', 'requests.csv-metadata.json', 'countries/gb.schema.json?by=period') {
        is get("$mount/version/$prefix/$file")->{body}, get("$mount/$file")->{body}, "$file: the version has the same bytes";
    }
}

# --- OpenAPI -----------------------------------------------------------------------------
{
    my $r = served("$mount/openapi.json");
    like header($r, 'Content-Type'), qr{^application/vnd\.oai\.openapi\+json}, 'OpenAPI has its type';
    my $api = decode_json($r->{body});
    is resolved("$mount/openapi.json", $api->{servers}[0]{url} . '/x'), "$mount/x", 'the server is where the document is';
    my %value = (country => 'gb', period => '2012', service => 'skype', publisher => 'microsoft',
                 report => 'microsoft-lerr-2012', language => 'fr', version => '20140307000000');
    my (@missing, %documented);
    for my $path (sort keys %{ $api->{paths} }) {
        next if $path =~ /version|timemap/ && $path !~ /requests|index|countries/;      # of these, three stand for all
        my $uri = $mount . ($path =~ s/\{(\w+)\}/$value{$1}/gr);
        my $answer = request(HEAD => $uri);
        push @missing, "$path: $answer->{status}" unless $api->{paths}{$path}{get}{responses}{ $answer->{status} }
            && ($answer->{status} =~ /^(?:200|302)$/ || $path =~ m{^/(?:sitemap|api-catalog|catalog)});   # these need the name of the server
        $documented{$_} //= "$path: $_" for undocumented($api, $path, $answer);
    }
    none_wrong(\@missing, 'every address it lists is there');
    none_wrong([ sort values %documented ], 'and every field of an answer is described');
}

# Fields of the answer of its own that the description lacks.
sub undocumented {
    my ($api, $path, $answer) = @_;
    my ($name) = ($api->{paths}{$path}{get}{responses}{200}{'$ref'} // return) =~ m{([^/]+)$};
    my %known = map { lc $_ => 1 } keys %{ $api->{components}{responses}{$name}{headers} },
        qw(Date Server Connection Content-Type Content-Length X-Added X-Content-Type-Options Referrer-Policy
           Content-Security-Policy Cross-Origin-Resource-Policy Access-Control-Allow-Origin Access-Control-Expose-Headers);
    return grep { !$known{ lc $_ } } map { $_->[0] } @{ $answer->{headers} };
}

# --- Data Package -------------------------------------------------------------------------
for my $file (@{ document("$mount/datapackage.json")->{resources} }) {
    my $body = served("$mount/$file->{path}")->{body};
    is $file->{hash}, 'sha256:' . sha256_hex($body), "$file->{path}: its digest";
    is $file->{bytes}, length $body, '... and length';
}

# --- where descriptions are not ---------------------------------------------------------
is get("$mount/schema.csv")->{status}, 404, 'a description has no other form';
is get("$mount/requests.schema.json?countri=GB")->{status}, 400, 'nor is it of a question that is none';
is get("$mount/openapi.json?country=GB")->{status}, 400, 'and one of everything takes no question';
is get('/.well-known/csvm')->{body}, "{+url}-metadata.json\n", 'rules for a site, by Alias';
like get('/html-only/requests')->{body}, qr/<html/, 'a record as pages only';
is get("/html-only/$_")->{status}, 404, "... has no $_"
    for qw(requests.csv-metadata.json requests.schema.json schema.json datapackage.json);
is get('/html-only/openapi.json')->{status}, 200, '... but its addresses are described';

done_testing;
