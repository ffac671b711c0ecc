#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# A scraper over time: three editions, one of them under embargo and one a
# correction, are published while it polls with its tags.  Afterwards every
# state it saw is found again, byte for byte, by TimeMap, TimeGate and digest,
# and what was corrected is told cell by cell.
use strict;
use warnings FATAL => 'all';
use lib 't/lib';
use Digest::SHA qw(sha256_base64);
use JSON::PP qw(decode_json);
use POSIX qw(ceil strftime);
use Test::More;
use Time::HiRes qw(sleep time);
use TransparencyTest;
use TransparencyContract;
use TransparencyRecords;
use TransparencyServer;

my $server = TransparencyServer->new(name => 'history', conf => <<'CONF');
<Location "/transparency">
    SetHandler transparency
    TransparencyRecord "@dir@/record"
    TransparencyCheckInterval 1s
</Location>
CONF
my $dir = $server->write_record('record', 'a.xml' => small_record(figures => { GB => 12, US => 30 }));
age("$dir/a.xml");
# a start must be over some time before the embargo ends: how long one takes is found out
my $embargo;
for my $try (1 .. 5) {
    my $began = time;
    $server->start(path => "$mount/");
    last if $embargo && time < $embargo - 10;
    $server->stop;
    $embargo = ceil(time + 5 * (time - $began)) + 15;
    write_file("$dir/b.xml", figures_file(id => 'mail-2013', period => '2013', published => instant($embargo), figures => { FR => 7 }));
    age("$dir/b.xml");
}

# --- polling -------------------------------------------------------------------
my %watched = map { $_ => { bytes => 0, whole => 0, polls => 0, states => [] } }
    qw(requests.csv requests.json corrections.csv feed.atom);
my $failed = 0;

sub poll {
    my ($path) = @_;
    my $w = $watched{$path};
    my $last = $w->{states}[-1];
    my $before = time;
    my $r = $server->get("$mount/$path", headers => [ $last ? ('If-None-Match' => $last->{tag}) : () ]);
    $w->{polls}++;
    $w->{bytes} += length $r->{raw};
    $last->{until} = $before if $last && $r->{status} == 304;
    if ($r->{status} == 200) {
        push @{ $w->{states} }, { tag => header($r, 'ETag'), body => $r->{body}, digest => header($r, 'Repr-Digest'),
                                  from => time, until => $before };
    }
    elsif ($r->{status} != 304) { $failed++ }
    $w->{whole} += length($w->{states}[-1]{body}) + 500;
    return;
}
sub poll_until {
    my $seen = shift;
    my $deadline = time + 2 * $TransparencyTest::patience;
    while (time < $deadline) {
        poll($_) for sort keys %watched;
        return 1 if $seen->();
        sleep 0.3;
    }
    return 0;
}
sub states { return scalar @{ $watched{'requests.csv'}{states} } }

ok poll_until(sub { time > $embargo - 2 }), 'before the embargo ends';
for my $path (sort keys %watched) {
    is scalar(grep { $_->{from} < $embargo } @{ $watched{$path}{states} }), 1, "... $path has one state";
    unlike $watched{$path}{states}[0]{body}, qr/mail-2013/, '... which does not tell of another';
}
ok poll_until(sub { states() == 2 }), 'then there is a second one';
poll($_) for sort keys %watched;
sleep 2.1;                      # the next edition has a second of its own
my $corrected = int(time);
write_file("$dir/c.xml", figures_file(id => 'mail-2012', period => '2012', published => instant($corrected),
    figures => { GB => 13, US => 30 }, correction => 'One request was counted for the year before.'));
age("$dir/c.xml");
ok poll_until(sub { states() == 3 }), 'and a third one';
poll($_) for sort keys %watched;
is $failed, 0, 'no poll failed';

# --- every state is found again --------------------------------------------------
sub stamp { return strftime('%Y%m%d%H%M%S', gmtime shift) }

my @editions = map { $_->{uri} } @{ decode_json($server->get("$mount/timemap/json/requests.csv")->{body})->{mementos}{list} };
is_deeply [ map { m{version/(\d+)/} } @editions ], [ '20130321000000', stamp($embargo), stamp($corrected) ],
    'the TimeMap has three editions, with their instants';
for my $path (qw(requests.csv requests.json)) {
    my @states = @{ $watched{$path}{states} };
    is scalar @states, 3, "$path: three states were seen";
    for my $i (0 .. 2) {
        my ($stamp) = $editions[$i] =~ m{version/(\d+)/};
        my $r = $server->get("$mount/version/$stamp/$path");
        is $r->{body}, $states[$i]{body}, "... version $stamp is what was served then";
        is header($r, 'Repr-Digest'), $states[$i]{digest}, '... by its digest too';
    }
}
{
    my @wrong;
    my $tried = 0;
    my @states = @{ $watched{'requests.csv'}{states} };
    my @ends = ($embargo, $corrected, 9e9);     # a file may arrive after its instant
    for my $state (@states) {
        my $end = shift @ends;
        for my $moment (grep { $_ < $end } ceil($state->{from}) .. int $state->{until}) {
            my $gate = $server->get("$mount/timegate/requests.csv", headers =>
                [ 'Accept-Datetime' => strftime('%a, %d %b %Y %H:%M:%S GMT', gmtime $moment) ]);
            my $r = $server->get(header($gate, 'Location'));
            $tried++;
            push @wrong, instant($moment) if $r->{body} ne $state->{body};
        }
    }
    cmp_ok $tried, '>', 5, "$tried moments were asked for";
    none_wrong(\@wrong, 'the TimeGate leads to what was served at each');
}

# --- what changed is told --------------------------------------------------------
{
    my ($now) = $watched{'corrections.csv'}{states}[-1];
    my ($head, @rows) = map { [ split /,/ ] } split /\r\n/, $now->{body};
    my %at = map { $head->[$_] => $_ } 0 .. $#$head;
    my @cells = map { my $row = $_; join ' ', map { $row->[ $at{$_} ] } qw(cell old_value new_value) } grep { $_->[ $at{change} ] eq 'value' } @rows;
    is_deeply \@cells, [ 'mail-2012.2012.gb.received.requests 12 13' ], 'the correction names the one cell, old and new';
    # the second state and the corrections give the third
    my %third = cells($watched{'requests.csv'}{states}[1]{body});
    for my $row (@rows) {
        $third{ $row->[ $at{cell} ] } = $row->[ $at{new_value} ] if $row->[ $at{change} ] eq 'value';
    }
    is_deeply \%third, { cells($watched{'requests.csv'}{states}[2]{body}) }, 'applied to the state before, it gives the state after';
}
sub cells {
    my ($head, @rows) = map { [ split /,/ ] } split /\r\n/, shift;
    my %at = map { $head->[$_] => $_ } 0 .. $#$head;
    return map { $_->[0] => $_->[ $at{value} ] } @rows;
}
{
    my @feeds = map { $_->{body} } @{ $watched{'feed.atom'}{states} };
    my @entries = map { [ /<entry>.*?<\/entry>/gs ] } @feeds;
    is scalar @feeds, 3, 'the feed changed with each edition, and only then';
    cmp_ok scalar @{ $entries[$_] }, '>', scalar @{ $entries[ $_ - 1 ] }, '... and grew' for 1, 2;
    my @wrong;
    for my $i (1, 2) {
        my %later = map { my ($id) = /<id>([^<]+)/; $id => $_ } @{ $entries[$i] };
        for my $entry (@{ $entries[ $i - 1 ] }) {
            my ($id) = $entry =~ /<id>([^<]+)/;
            push @wrong, "$id is gone" unless $later{$id};
            push @wrong, "$id was changed" if $later{$id} && $later{$id} ne $entry;
        }
    }
    none_wrong(\@wrong, '... what it said once it says for ever');
    like $feeds[2], qr/\b12\b.*\b13\b/s, '... the correction with the old and the new figure';
    my ($updated) = $feeds[2] =~ /<updated>([^<]+)/;
    is $updated, instant($corrected), '... updated at the instant of the correction';
}

# --- what it cost ------------------------------------------------------------------
{
    my ($bytes, $whole, $polls) = (0, 0, 0);
    for my $w (values %watched) { $bytes += $w->{bytes}; $whole += $w->{whole}; $polls += $w->{polls} }
    diag "$polls polls: $bytes bytes with tags, about $whole without";
    cmp_ok $bytes, '<', $whole, 'polling with tags costs less';
}
$server->stop;
done_testing;
