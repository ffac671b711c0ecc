#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# Caches shared by many readers, also such as ignore Vary, hand nobody what is
# another's: fixed addresses are right for every client, negotiated ones are not
# kept, nor is what somebody logged in for, and errors not for long.
use strict;
use warnings FATAL => 'all';
use lib 't/lib';
use Digest::SHA qw(sha256_hex);
use MIME::Base64 ();
use Test::More;
use TransparencyNginx;
use TransparencyTest;
use TransparencyContract;
use TransparencyRecords;
use TransparencyServer;

served();
served('/shared-on/');
my $version = "$mount/version/20130321000000";

# --- who reads ---------------------------------------------------------------
my @readers;
for my $accept (undef, 'text/html', 'application/json', 'text/csv', 'text/markdown;q=0.9, */*;q=0.1', 'image/png') {
    for my $language (undef, 'ar', 'fr-CA, en;q=0.5', 'tlh') {
        for my $coding (undef, 'gzip', 'br', 'gzip;q=0.5, br', 'identity') {
            push @readers, [ $accept ? (Accept => $accept) : (), $language ? ('Accept-Language' => $language) : (),
                             $coding ? ('Accept-Encoding' => $coding) : () ];
        }
    }
}
# every reader comes before and after others
srand 4711;
@readers = sort { $a->[0] <=> $b->[0] } map { [ rand, $_ ] } @readers;
@readers = map { $_->[1] } @readers[0 .. 29];

my @fixed = ((map { "$mount/$_" } qw(requests.csv requests.json requests.ndjson requests.html requests.ar.html
    requests.fr.md index.html index.csv countries/gb.json feed.atom schema.json)),
    "$mount/requests.csv?country=GB", "$mount/requests.html?by=country",
    "$version/requests.csv", "$version/countries/gb.ar.html", "$version/requests.json?country=GB");
my @negotiated_here = ("$mount/", "$mount/requests", "$mount/requests?country=GB", "$version/requests", "$version/countries/gb");
my @wrongly = ("$mount/nothing", "$mount/nothing.csv", "$mount/requests.csv?nothing=1", "$mount/requests?nothing=1",
    "$mount/countries/zz.json", "$mount/Requests", "$mount/version/2013/requests.csv");

# What a reader must find the same whoever stands between: the coding may differ.
sub seen {
    my $r = shift;
    my $head = join "\n", map { "$_: " . (header($r, $_) // '') } 'Content-Type', 'Content-Language', 'Content-Location',
        'Location', 'Last-Modified', 'Content-Disposition', 'Memento-Datetime';
    return "$r->{status}\n$head\n\n" . ($r->{complete} ? plain_body($r) : 'INCOMPLETE');
}

# Each body is decoded once.
my %plain_body;
sub plain_body {
    my $r = shift;
    my $coding = header($r, 'Content-Encoding') // '';
    return $plain_body{"$coding " . sha256_hex($r->{body})} //= eval { decoded($r) } // "NOT $coding";
}

# What reaches a reader through `ask` must be what he would have got without it.
sub wrong_for {
    my ($ask, @paths) = @_;
    my (@wrong, %direct);
    for my $reader (@readers) {
        for my $path (@paths) {
            my $r = $ask->($path, headers => $reader);
            my $want = $direct{"$path @$reader"} //= get($path, headers => $reader);
            push @wrong, "$path for @$reader:\n    " . substr(seen($r), 0, 200) . "\n    instead of\n    " . substr(seen($want), 0, 200)
                if seen($r) ne seen($want);
            my $coding = header($r, 'Content-Encoding');
            my %may = @$reader;
            push @wrong, "$path for @$reader: $coding" if $coding && ($may{'Accept-Encoding'} // '') !~ /\b$coding\b/;
        }
    }
    return \@wrong;
}
# in front of two servers a digest is the only proof
sub wrong_digests {
    my ($ask, @paths) = @_;
    my @wrong;
    for my $path (@paths) {
        my $r = $ask->($path);
        my $said = header($r, 'Repr-Digest') // next;
        push @wrong, "$path: $said" if $said ne repr_digest($r->{body});
    }
    return \@wrong;
}

# --- freshness of what is not 200 --------------------------------------------
{
    my @wrong;
    for my $path (@wrongly, "$mount/timegate/requests.csv") {
        my $r = get($path);
        my $said = header($r, 'Cache-Control') // 'nothing';
        push @wrong, "$path ($r->{status}): $said"
            unless $said eq 'no-store' || $said =~ /^private, max-age=(\d+)$/ && $1 <= 300;
    }
    none_wrong(\@wrong, 'errors are for nobody else, and not for long');
}

# --- who had to log in -------------------------------------------------------
my @password = (Authorization => 'Basic ' . MIME::Base64::encode_base64('reader:please', ''));
for my $path (qw(requests.md requests index.ar.html requests.md?country=GB Requests.md version/20130321000000/requests.json
                 version/20130321000000/requests.md timegate/requests.ndjson)) {
    my $r = get("/members/$path", headers => \@password);
    like header($r, 'Cache-Control') // '', qr/^private, max-age=/, "/members/$path is for who logged in ($r->{status})";
    my $free = header(get("$mount/$path", headers => \@password), 'Cache-Control');
    is $free, header(get("$mount/$path"), 'Cache-Control'), '... a password that nobody wanted changes nothing';
}
sub leaks_of {
    my $ask = shift;
    my @wrong;
    for my $path ('/members/requests.md', '/members/version/20130321000000/index.csv', '/members/index.html') {
        my $r = $ask->($path, headers => \@password) for 1 .. 2;
        my $other = $ask->($path);
        push @wrong, "$path: $other->{status}" if $other->{status} != 401;
    }
    return \@wrong;
}

# --- httpd's own caches, which obey Vary -------------------------------------
# mod_cache_socache is left alone when an entry is stale: it then gives empty
# bodies, those of files as well.
for my $to (qw(cache disk_cache)) {
    my $ask = sub { my ($path, @more) = @_; return get($path, @more, to => $to) };
    none_wrong(wrong_for($ask, @fixed), "mod_cache, $to: fixed addresses are right for every reader");
    none_wrong(wrong_for($ask, @negotiated_here, @wrongly), '... and so are negotiated ones, and errors');
    none_wrong(wrong_for($ask, '/shared-on/requests', '/shared-on/countries/gb', '/shared-on/requests.csv'),
               '... also those that may be kept') if $to eq 'disk_cache';
    my $did = sub { my $r = $ask->(@_); return (split / /, header($r, 'X-Cache') // 'nothing')[0] };
    none_wrong([ grep { $did->($_) ne 'HIT' } @fixed ], '... fixed addresses were kept') if $to eq 'disk_cache';
    none_wrong([ grep { $did->($_) eq 'HIT' } @negotiated_here, @wrongly, "$mount/timegate/requests.csv" ],
               '... negotiated addresses and errors were not');
    none_wrong(wrong_digests($ask, @fixed), '... and have the digest of their bytes');
    none_wrong(leaks_of($ask), '... what somebody logged in for is nobody else\'s');
}
none_wrong(wrong_for(sub { my ($path, @more) = @_; return get($path, @more, to => 'proxy') }, @fixed, @negotiated_here),
           'a plain proxy changes nothing');

# --- what is kept and has become old -----------------------------------------
# mod_cache asks with a condition then, on behalf of readers who gave none.
{
    my $server = TransparencyServer->new(name => 'stale', conf => <<'CONF');
<Location "/transparency">
    SetHandler transparency
    TransparencyRecord "@dir@/record"
    TransparencySharedCache on
    TransparencyMaxAge 1
</Location>
CacheRoot "@dir@"
CacheEnable disk "/"
CacheDetailHeader on
CONF
    my $dir = $server->write_record('record', 'a.xml' => small_record());
    age("$dir/a.xml");
    $server->start(path => "$mount/requests.csv");
    my (%first, %did, @wrong);
    for my $round (0 .. 3) {
        for my $path (map { "$mount/$_" } qw(requests.csv requests index.html requests.json?country=GB)) {
            for my $coding (qw(identity gzip br)) {
                my $r = $server->get($path, headers => ['Accept-Encoding' => $coding]);
                $did{$1}++ if (header($r, 'X-Cache-Detail') // '') =~ /"([^"]*)"/;
                my $want = $first{"$path $coding"} //= $r;
                push @wrong, "round $round, $path in $coding: $r->{status}, " . length($r->{body}) . ' bytes'
                    if $r->{status} != 200 || $r->{body} ne $want->{body} || !length $r->{body};
                # who has it already may be told so
                my $again = $server->get($path, headers => ['Accept-Encoding' => $coding, 'If-None-Match' => header($r, 'ETag') // '"x"']);
                push @wrong, "round $round, $path in $coding: $again->{status}, " . length($again->{body}) . ' bytes, for its tag'
                    unless $again->{status} == 304 || $again->{status} == 200 && $again->{body} eq $want->{body};
            }
        }
        sleep 2;
    }
    none_wrong(\@wrong, 'an old entry is renewed, and its readers get whole answers');
    ok scalar(grep { /revalidated|refresh/ } keys %did), '... which did happen' or diag explain \%did;
    $server->stop;
}

# --- nginx -------------------------------------------------------------------
SKIP: {
    skip 'no nginx here', 1 unless TransparencyNginx::program();
    my $nginx = TransparencyNginx->new(origin => port(), http => <<'CONF', fronts => {
    map $http_accept_encoding $coding {
        default "";
        "~\bbr\b(?!;q=0)" br;
        "~\bgzip\b(?!;q=0)" gzip;
    }
CONF
        # as CDNs do: Vary is for others, the coding is part of the key
        keyed => 'proxy_ignore_headers Vary; proxy_set_header Accept-Encoding $coding; proxy_cache_key $request_uri*$coding;',
        # asks for nothing coded
        plain => 'proxy_ignore_headers Vary; proxy_set_header Accept-Encoding "";',
        # ... and codes itself, which makes our tags weak
        recoding => 'proxy_ignore_headers Vary; proxy_set_header Accept-Encoding "";'
            . ' gzip on; gzip_proxied any; gzip_min_length 1; gzip_types *;',
        obedient => '',
    });
    $nginx->start;
    for my $front (qw(keyed plain recoding obedient)) {
        my $ask = sub { my ($path, @more) = @_; return $nginx->get($front, $path, @more) };
        none_wrong(wrong_for($ask, @fixed), "nginx, $front: fixed addresses are right for every reader");
        none_wrong(wrong_for($ask, @negotiated_here, @wrongly), '... and so are negotiated ones, and errors');
        my %stored = map { s/\*.*//r => 1 } $nginx->stored($front);
        is_deeply [ sort keys %stored ], [ sort @fixed ], '... of which exactly the fixed ones are kept';
        none_wrong([ grep { header($ask->($_), 'X-Front') ne 'HIT' } @fixed ], '... and come from there');
        none_wrong(wrong_digests($ask, @fixed), '... with the digest of their bytes') unless $front eq 'recoding';
        none_wrong(leaks_of($ask), '... what somebody logged in for is nobody else\'s');
    }
    $nginx->stop;
}

done_testing;
