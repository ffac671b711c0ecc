#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# Readers that read slowly, or not at all, stop nobody: not the publication of
# new versions, not other readers, not even when they hold every version.
use strict;
use warnings FATAL => 'all';
use lib 't/lib';
use Digest::SHA qw(sha256_hex);
use IO::Select ();
use IO::Socket::INET ();
use Test::More;
use Time::HiRes qw(sleep time);
use TransparencyTest;
use TransparencyContract;
use TransparencyRecords;
use TransparencyServer;

my $server = TransparencyServer->new(name => 'slow', children => 64, conf => <<'CONF');
<Location "/transparency">
    SetHandler transparency
    TransparencyRecord "@dir@/record"
    TransparencyCheckInterval 200ms
</Location>
Timeout 900
CONF
my $cells = 30000;
my $dir = $server->write_record('record', 'a.xml' => large_record($cells));
age("$dir/a.xml");
my $csv = "$mount/requests.csv";
$server->start(path => "$mount/");
$server->served($csv, 60);

# Asks and does not read.
sub stalled {
    my ($path, @headers) = @_;
    my $socket = IO::Socket::INET->new(Proto => 'tcp') or die "socket: $!";
    setsockopt $socket, Socket::SOL_SOCKET(), Socket::SO_RCVBUF(), pack 'i', 4096;
    connect $socket, Socket::pack_sockaddr_in($server->{port}, Socket::inet_aton('127.0.0.1')) or die "connect: $!";
    syswrite $socket, join "\r\n", "GET $path HTTP/1.1", 'Host: x', 'Connection: close', @headers, '', '';
    return $socket;
}
sub read_all {
    my $socket = shift;
    my $got = '';
    while (sysread $socket, $got, 1 << 16, length $got) { }
    return parse_response($got, 'GET');
}

# kept pages, answers made for one, and coded ones: each takes another way out
for my $kind (['a kept page', $csv], ['an answer made for one', "$mount/requests.csv?measure=received"],
              ['a coded page', $csv, 'Accept-Encoding: gzip'], ['a page in memory', "$mount/requests.json", 'Range: bytes=0-2000000']) {
    my ($what, $path, @headers) = @$kind;
    my (@held, @wrong);
    for my $version (1 .. 5) {
        my $before = $server->get("$mount/index.json");
        my @mine = map { stalled($path, @headers) } 1 .. 3;
        wait_for(sub { IO::Select->new($_)->can_read(0) }, undef, 'the answer to begin') for @mine;
        my $etag = header($before, 'ETag');
        write_file("$dir/a.xml", large_record($cells, seed => time * 1000 % 99991));
        my $seen = eval { wait_for(sub { header($server->get("$mount/index.json"), 'ETag') ne $etag }, undef, 'the new version'); 1 };
        push @wrong, "version $version is not published" unless $seen;
        push @held, @mine;
        last unless $seen;
    }
    none_wrong(\@wrong, "$what, 3 readers that hold each of 5 versions: publishing goes on");
    my @slow;
    for (1 .. 30) {
        # who waited for them would wait for ever
        my $r = eval { $server->get("$mount/index.html") };
        push @slow, $r ? $r->{status} : $@ unless $r && $r->{status} == 200;
    }
    none_wrong(\@slow, '... other readers wait for nobody');
    # every one of them gets the version that was current when it asked, whole
    my @broken;
    for my $i (0 .. $#held) {
        my $r = eval { read_all($held[$i]) };
        push @broken, "reader $i: " . ($r ? "$r->{status}, " . length($r->{body}) . ' bytes' : $@)
            unless $r && $r->{complete} && ($r->{status} =~ /^20[06]$/
                # a long answer that is not kept is not begun while older versions are held
                || $what ne 'a kept page' && $r->{status} == 503 && header($r, 'Retry-After')
                    && problem_of($r)->{code} eq 'readers-slow');
        my $text = $r ? decoded($r) : '';
        push @broken, "reader $i: not what it was told" if $r && defined header($r, 'Repr-Digest') && $r->{status} == 200
            && header($r, 'Repr-Digest') ne repr_digest($r->{body});
        push @broken, "reader $i: the last line is torn" if $r && $r->{status} == 200 && $path =~ /csv/ && length $text && $text !~ /\r\n\z/;
    }
    none_wrong(\@broken, '... and when they read at last, it is all there: ' . @held . ' bodies');
}
is $server->status->{Transparency0Faults}, 0, 'no invariant was broken';
$server->stop;

done_testing;
