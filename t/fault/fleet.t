#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# The fleets of conf/fleet on loopback: two nodes give the same bytes and tags
# for every fixed address; one is killed under load and no request fails; new
# data arrive on them one second apart and nobody sees a mixture in a version.
use strict;
use warnings FATAL => 'all';
use lib 't/lib';
use Digest::SHA qw(sha256_hex);
use Test::More;
use Time::HiRes qw(sleep time);
use TransparencyContract;
use TransparencyFleet;
use TransparencyLoad;
use TransparencyRecords;
use TransparencyServer;
use TransparencyTest;

my $fleet = TransparencyFleet->new;
my ($one, $two) = @{ $fleet->{nodes} };
my %first = (GB => 12, US => 30, UA => '4..9', FR => 'not-reported');
$fleet->write_record($_, 'a.xml' => small_record(figures => \%first)) for $one, $two;
$fleet->start_nodes;

# --- the nodes agree -------------------------------------------------------------
my $manifest = json_of($one->get("$mount/manifest.json"));
my @paths = map { $_->{path} } @{ $manifest->{resources} };
push @paths, map { my $stem = $_; map { "$stem.$_" } qw(html ar.html uk.md html?for=embed) }
    map { /^(.*)\.csv$/ ? $1 : () } @paths;
push @paths, 'manifest.json', 'schema.json', 'openapi.json', 'datapackage.json', 'feed.atom', 'requests.csv?country=GB',
    'requests.json?by=country', 'version/20130321000000/requests.csv', 'version/20130321000000/index.html';
@paths = grep { !/\.html\?for=embed$/ || /^requests/ } @paths;
my @differing;
my $compared = 0;
for my $path (@paths) {
    for my $coding ('identity', 'gzip', 'br') {
        next if $coding ne 'identity' && $compared % 5;
        my @r = map { $_->get("$mount/$path", headers => ['Accept-Encoding' => $coding]) } $one, $two;
        my @seen = map { join ' ', $_->{status}, header($_, 'ETag') // '-', header($_, 'Repr-Digest') // '-', sha256_hex($_->{body}) } @r;
        push @differing, "$path $coding: $seen[0] | $seen[1]" if $seen[0] ne $seen[1] || $r[0]{status} != 200;
    }
    $compared++;
}
none_wrong(\@differing, "$compared fixed addresses: the nodes give the same bytes, tags and digests");
cmp_ok $compared, '>', 100, '... which are many';

for my $kind (qw(balancer varnish)) {
    SKIP: {
        my $reason = $fleet->lacks($kind);
        skip $reason, 1 if $reason;
        subtest $kind => sub { behind($kind) };
    }
}
$_->stop(killed => 1) for @{ $fleet->{nodes} };
done_testing;

sub behind {
    my $kind = shift;
    my $front = $fleet->start_front($kind);
    my $get = sub { my ($path, @headers) = @_; return TransparencyFleet::get($front, "$mount/$path", @headers) };
    wait_for(sub { $get->('requests.csv')->{status} == 200 }, 20, 'the front');

    # --- what comes through is what the nodes give -----------------------------------
    my @wrong;
    for my $path (@paths[0 .. 40], 'requests.csv?country=GB', 'version/20130321000000/requests.csv') {
        for my $headers ([], ['Accept-Encoding' => 'gzip'], ['Accept-Encoding' => 'br'], []) {
            my ($direct, $r) = ($one->get("$mount/$path", headers => $headers), $get->($path, @$headers));
            push @wrong, "$path @$headers: $r->{status} " . (header($r, 'ETag') // '-') . ' instead of ' . header($direct, 'ETag')
                if $r->{status} != 200 || $r->{body} ne $direct->{body} || (header($r, 'ETag') // '') ne header($direct, 'ETag');
            my $again = $get->($path, @$headers, 'If-None-Match' => header($direct, 'ETag'));
            push @wrong, "$path @$headers: $again->{status} instead of 304" if $again->{status} != 304;
        }
    }
    none_wrong(\@wrong, 'readers get the bytes and tags of the nodes, and 304 for them');
    my $served = sub { my $n = shift; eval { $n->status->{Transparency0PageHits} + $n->status->{Transparency0PageMisses} } // 0 };
    # mod_cache says so; Varnish names the request that brought what it has kept
    my @kept = grep { (header($_, 'X-Cache') // '') =~ /^HIT/ || (header($_, 'X-Varnish') // '') =~ / / } map { $get->('requests.json') } 1 .. 20;
    cmp_ok scalar @kept, '>', 15, 'a fixed address is kept by the front';
    my %node;
    for my $node ($one, $two) {
        my $was = $served->($node);
        $get->("index?$kind", Accept => 'text/html') for 1 .. 1;
        $get->('', Accept => 'text/html', 'Accept-Language' => 'fr') for 1 .. 10;
        $node{ $node->{port} } = $served->($node) - $was;
    }
    is scalar(grep { $_ > 0 } values %node), 2, 'both nodes answer';

    # --- a node that dies of each request --------------------------------------------
    my ($port, $pid) = TransparencyFleet::dying_node();
    my $half = $fleet->start_front($kind, $port, $two->{port});
    my @answers = map { TransparencyFleet::get($half, "$mount/$_")->{status} }
        map { ($_, $_) } '', 'requests.json?country=GB', 'requests.ndjson', 'requests?country=GB&by=period', 'index.ar.html', 'countries/gb.csv';
    is_deeply [ grep { $_ != 200 } @answers ], [], 'where one node dies of every request, the other one answers all of them';
    kill KILL => $pid;
    waitpid $pid, 0;
    $fleet->stop_front($half);

    # --- a node dies under load ----------------------------------------------------------
    my $ask = sub {
        my @kinds = ('requests.csv', 'requests.json?country=GB', 'requests.csv?sort=-requests', '', 'index.ar.html',
                     'requests.json?measure=received', 'version/20130321000000/requests.json');
        my $path = $kinds[rand @kinds];
        my $r = eval { $get->($path, $path eq '' ? (Accept => 'text/html') : ()) };
        return "$path: " . ($@ || 'no answer') if !$r;
        return "$path: status $r->{status}" if $r->{status} != 200;
        return "$path: not whole" if !$r->{complete};
        return;
    };
    for my $how ('killed', 'stopped gracefully') {
        my $load = TransparencyLoad->new(clients => 4, ask => $ask);
        my $asked_more = sub { my $from = $load->asked; wait_for(sub { $load->asked >= $from + 8 }, undef, 'some requests'); sleep 1 };
        $asked_more->();
        if ($how eq 'killed') { $two->sigkill }
        else { kill WINCH => $two->{started}; wait_for(sub { !TransparencyServer::running($two->{started}) }, 30, 'its end'); delete $two->{started} }
        $asked_more->() for 1, 2;
        my $took = $fleet->restart($two);
        $asked_more->();
        my ($asked, @failed) = $load->finish;
        # who comes to a node that begins waits for it two seconds; the balancer
        # asks no other node then
        @failed = grep { !/: status 503$/ } @failed if $took >= 2 && $kind eq 'balancer';
        none_wrong(\@failed, "a node is $how, and comes back: none of $asked requests failed");
    }

    # --- new data, one second apart ---------------------------------------------------------
    my $year = $kind eq 'balancer' ? 2014 : 2015;
    my @stamps = ('20130321000000', "${year}0321000000");
    my @files = qw(requests.csv requests.json countries/gb.csv index.json);
    my $watch = TransparencyLoad->new(clients => 3, ask => sub {
        my $path = "version/$stamps[rand @stamps]/" . $files[rand @files];
        my $r = $get->($path);
        # what is not there yet leads to the edition before it
        return if $r->{status} == 302 && header($r, 'Location') =~ m{/version/(?!$stamps[1])\d+/};
        return "$path: $r->{status}" if $r->{status} != 200 && $r->{status} != 404;
        return $r->{status} == 200 && "SEEN $path " . sha256_hex($r->{body}) . ' ' . header($r, 'ETag');
    }, keep => 100_000);
    my $current = TransparencyLoad->new(clients => 1, ask => sub {
        my $r = $get->('requests.csv');
        return $r->{status} == 200 && "SEEN requests.csv " . sha256_hex($r->{body}) . ' ' . header($r, 'ETag');
    }, keep => 100_000);
    for my $node ($one, $two) {
        $fleet->write_record($node, "$year.xml" => figures_file(id => "mail-$year", period => $year,
            published => "$year-03-21", figures => { GB => $year, US => 1 }));
        sleep 1;
    }
    for my $node ($one, $two) {
        wait_for(sub { $node->get("$mount/version/$stamps[1]/index.json")->{status} == 200 }, 30, 'the new edition');
    }
    # each address once more, so that none of them is left to chance
    my %digests;
    for my $path (map { my $stamp = $_; map { "version/$stamp/$_" } @files } @stamps) {
        my $r;
        wait_for(sub { $r = $get->($path); $r->{status} == 200 }, 90, "$path in front");
        $digests{$path}{ sha256_hex($r->{body}) . ' ' . header($r, 'ETag') }++;
    }
    my @others;
    my $answers = 0;
    for my $load ($watch, $current) {
        my ($asked, @said) = $load->finish;
        for (@said) {
            if (/^SEEN (\S+) (.*)$/) { $digests{$1}{$2}++; $answers++ }
            else { push @others, $_ }
        }
    }
    none_wrong(\@others, 'while data arrive nothing fails');
    my @mixed = grep { m{^version/} && keys %{ $digests{$_} } != 1 } sort keys %digests;
    none_wrong(\@mixed, "$answers answers: every address of a version has one body and one tag");
    is scalar(grep { m{^version/} } keys %digests), 8, '... of both versions';
    my %right = map { my $r = $_->get("$mount/requests.csv"); ("@{[ sha256_hex($r->{body}) ]} " . header($r, 'ETag') => 1) } $one, $two;
    is scalar keys %right, 1, 'in the end the nodes agree';
    cmp_ok scalar keys %{ $digests{'requests.csv'} }, '<=', 2, 'what changes with the data is old or new, never something between';
    my @later = map { my $path = $_; map { my $node = $_; my $r = $node->get("$mount/$path");
        $digests{$path}{ sha256_hex($r->{body}) . ' ' . header($r, 'ETag') } ? () : "$path on $node->{port}" } $one, $two }
        grep { m{^version/} } sort keys %digests;
    none_wrong(\@later, 'and versions stay what they were');
    $fleet->stop_front($front);
    return;
}
