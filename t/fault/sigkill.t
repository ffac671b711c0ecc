#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# Killed without warning: a server starts again as if nothing had been, a killed
# child takes at most its own requests along, never a byte of another's, and
# what it held is given back.
use strict;
use warnings FATAL => 'all';
use lib 't/lib';
use Digest::SHA qw(sha256_hex);
use IO::Select ();
use IO::Socket::INET ();
use Test::More;
use Time::HiRes qw(sleep time);
use TransparencyLoad;
use TransparencyTest;
use TransparencyContract;
use TransparencyRecords;
use TransparencyServer;

my $server = TransparencyServer->new(name => 'sigkill', children => 24, conf => <<'CONF');
<Location "/transparency">
    SetHandler transparency
    TransparencyRecord "@dir@/record"
    TransparencyCheckInterval 200ms
</Location>
CONF
my $dir = $server->write_record('record', 'a.xml' => large_record(long_run(4000)));
age("$dir/a.xml");
my $csv = "$mount/requests.csv";
$server->start(path => $csv);
my $first = $server->get($csv);

# --- the whole server --------------------------------------------------------
for my $round (1 .. 2) {
    $server->sigkill;
    unlink "$server->{dir}/httpd.pid";
    $server->start(path => $csv);
    my $r = $server->get($csv);
    is $r->{body}, $first->{body}, "killed and started, round $round: the same bytes";
    is header($r, 'ETag'), header($first, 'ETag'), '... and tag';
}
is_deeply [$server->shared_names], [], 'nothing of it is in /dev/shm';

# --- children under load -----------------------------------------------------
my %right;
sub version { return large_record(long_run(4000), seed => shift) }
my @versions = map { version($_) } 11, 12;
$right{ sha256_hex($first->{body}) } = 1;
for my $xml (@versions) {
    write_file("$dir/a.xml", $xml);
    $right{ wait_for(sub { my $d = sha256_hex($server->get($csv)->{body}); $right{$d} ? undef : $d }, undef, 'a new version') } = 1;
}
is keys %right, 3, 'three versions';
{
    my $load = TransparencyLoad->new(clients => 4, ask => sub {
        my $r = eval { $server->get($csv, headers => ['Accept-Encoding' => (qw(identity gzip))[int rand 2]]) };
        return 'torn off' unless $r && $r->{complete};
        return "status $r->{status}" if $r->{status} != 200;
        return $right{ sha256_hex(decoded($r)) } ? undef : 'WRONG BYTES';
    });
    my $kills = 0;
    my $end = time + long_run(6);
    while (time < $end || $kills < 5) {
        # who is killed before it could answer anybody proves nothing
        my $before = $load->asked;
        wait_for(sub { $load->asked >= $before + 2 }, undef, 'two answers');
        sleep 0.3;
        my @children = $server->children or next;
        kill KILL => $children[int rand @children];
        $kills++;
        write_file("$dir/a.xml", $versions[$kills % 2]) if $kills % 5 == 0;
    }
    my ($asked, @failed) = $load->finish;
    my @bytes = grep { /WRONG/ } @failed;
    my @others = grep { !/torn off|WRONG/ } @failed;
    none_wrong(\@bytes, "$kills children killed, $asked requests: no wrong byte");
    none_wrong(\@others, '... and no error of ours');
    cmp_ok @failed, '<=', $kills * 8, '... at most their own requests are torn off';
    cmp_ok $asked, '>', $kills, '... and there were others';
    is $server->served($csv)->{status}, 200, 'afterwards all is well';
}

# --- what a killed child held ------------------------------------------------
{
    my $reaped = $server->status->{Transparency0Reaped};
    # a client that does not read holds a pin
    my @slow = map {
        my $socket = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $server->{port}) or die "connect: $!";
        setsockopt $socket, Socket::SOL_SOCKET(), Socket::SO_RCVBUF(), pack 'i', 4096;
        print {$socket} "GET $csv HTTP/1.1\r\nHost: x\r\n\r\n";
        $socket;
    } 1 .. 4;
    wait_for(sub { IO::Select->new($_)->can_read(0) }, undef, 'the answer to begin') for @slow;
    kill KILL => $server->children;
    # until new children are there, nobody answers
    my $now = wait_for(sub {
        my $now = eval { $server->status->{Transparency0Reaped} } // 0;
        return $now > $reaped ? $now : undef;
    }, 20, 'the parent to clear away');
    cmp_ok $now, '>', $reaped, 'the parent clears away what dead children held';
    close $_ for @slow;
    my @wrong;
    for my $i (1 .. 6) {
        my $before = header($server->served($csv), 'ETag');
        write_file("$dir/a.xml", version(100 + $i));
        eval { wait_for(sub { (eval { header($server->get($csv), 'ETag') } // $before) ne $before }, undef, 'publication'); 1 } or push @wrong, "round $i: $@";
    }
    none_wrong(\@wrong, '... so that publishing goes on, six times around all buffers');
    is $server->status->{Transparency0Faults}, 0, '... and no invariant was broken';
}
is_deeply [$server->shared_names], [], 'still nothing in /dev/shm';
$server->stop(killed => 1);

done_testing;
