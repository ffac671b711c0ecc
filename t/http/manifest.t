#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# The manifest: every data file with its length and digest, as it is served; the
# same for the same files, kept, and polled for nothing.
use strict;
use warnings FATAL => 'all';
use lib 't/lib';
use Digest::SHA qw(sha256_hex);
use JSON::PP ();
use Test::More;
use TransparencyTest;
use TransparencyContract;

served();
my $r = get("$mount/manifest.json");
is $r->{status}, 200, 'the manifest';
is header($r, 'Content-Type'), 'application/json', '... is JSON';
my $manifest = JSON::PP::decode_json($r->{body});
ok $manifest->{complete}, 'the record is complete';
is $manifest->{edition}, '2014-03-07T00:00:00Z', 'its edition';
like $manifest->{$_}, qr/^[0-9a-f]{64}$/, "its $_" for qw(generation source);
like get("$mount/")->{body}, qr/\Q$manifest->{generation}\E/, 'the generation is the one that pages name';
my ($version) = ctl('--version');
like $version, qr/^source \Q$manifest->{source}\E$/m, 'transparencyctl is of the same source';

my @files = @{ $manifest->{resources} };
cmp_ok scalar @files, '>', 150, scalar(@files) . ' files';
my (%seen, @wrong);
for my $file (@files) {
    push @wrong, "$file->{path} is there twice" if $seen{ $file->{path} }++;
    my $body = get("$mount/$file->{path}")->{body};
    push @wrong, "$file->{path}: " . length($body) . " bytes, not $file->{bytes}" if length $body != $file->{bytes};
    push @wrong, "$file->{path}: another digest" if sha256_hex($body) ne $file->{sha256};
}
none_wrong(\@wrong, 'each is as it is served');
is_deeply [ grep { !$seen{$_} } qw(index.csv requests.csv requests.json requests.ndjson countries/gb.csv corrections.json) ], [],
    'none is missing';

my ($elsewhere) = ctl('show', Apache::Test::vars()->{t_conf} . '/../../htdocs/example', '/manifest.json');
is $elsewhere, $r->{body}, 'a program on other files of the same content makes the same manifest';
is header(get("$mount/manifest.json"), 'Cache-Status'), 'mod_transparency; hit', 'it is kept';
is get("$mount/manifest.json", headers => ['If-None-Match' => header($r, 'ETag')])->{status}, 304, 'and not sent again';
is header(get("$mount/manifest.json", headers => ['Accept-Encoding' => 'gzip, br']), 'Content-Encoding'), undef,
    'it is made once, not once a coding';
is get("$mount/manifest.json?country=GB")->{status}, 400, 'it takes no questions';
is get("$mount/version/20130321000000/manifest.json")->{status}, 404, 'and has no versions';

# One too large to be kept is made for who comes later, too.
my $reports = join '', map { qq(<requests id="@{[ 'r' x 50 ]}$_" service="mail" period="2012" absent="none">)
    . qq(<from country="GB"><received requests="$_"/></from></requests>\n) } 1 .. 1000;
write_record('crowded', 'a.xml' => qq(<transparency xmlns="urn:transparency-report:1" published="2013-03-21" publisher="acme">\n)
    . qq(<publisher id="acme"/><service id="mail" publisher="acme"/>\n$reports</transparency>\n));
wait_for(sub { get('/crowded/requests.csv')->{status} == 200 }, 60);
my @crowded = map { get('/crowded/manifest.json') } 1 .. 3;
is_deeply [ map { $_->{status} } @crowded ], [ 200, 200, 200 ], 'a manifest too large to be kept is there each time';
isnt header($crowded[$_], 'Cache-Status'), 'mod_transparency; hit', "... and is not kept ($_)" for 1, 2;
is $crowded[2]{body}, $crowded[0]{body}, '... and the same';
remove_record('crowded', 'a.xml');

done_testing;
