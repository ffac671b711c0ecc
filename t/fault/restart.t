#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# A graceful restart loses nothing: no request fails, a large body in flight
# comes whole, warm pages are warm afterwards, and a build that a restart cuts
# off, or two writers that overlap, never publish a mixture.
use strict;
use warnings FATAL => 'all';
use lib 't/lib';
use Digest::SHA qw(sha256_hex);
use IO::Socket::INET ();
use Test::More;
use Time::HiRes qw(sleep time);
use TransparencyLoad;
use TransparencyTest;
use TransparencyContract;
use TransparencyRecords;
use TransparencyServer;

my $server = TransparencyServer->new(name => 'restart', children => 40, conf => <<'CONF');
TransparencyCheckInterval 200ms
TransparencyMaxAge 300
<Location "/transparency">
    SetHandler transparency
    TransparencyRecord "@dir@/record"
</Location>
<Location "/large">
    SetHandler transparency
    TransparencyRecord "@dir@/large"
</Location>
CONF
my $cells = long_run(40000);
my $dir = $server->write_record('record', 'a.xml' => small_record(figures => { GB => 12, US => 34 }));
my $large = $server->write_record('large', 'a.xml' => large_record($cells));
age("$dir/a.xml", "$large/a.xml");
$server->start(path => "$mount/requests.csv");
$server->served('/large/requests.csv', 60);

# --- warm pages --------------------------------------------------------------
{
    my @paths = map { "$mount/$_" } qw(countries/us.fr.html requests.md index.ar.html);
    $server->get($_, headers => ['Accept-Encoding' => 'br']) for @paths;
    $server->graceful;
    my @cold = grep { header($server->get($_, headers => ['Accept-Encoding' => 'br']), 'Cache-Status') ne 'mod_transparency; hit' } @paths;
    none_wrong(\@cold, 'pages that were warm are warm after a graceful restart');
    my $published = $server->status->{Transparency0Published};
    sleep 2;
    is $server->status->{Transparency0Published}, $published, 'and the unchanged record is not published again';
}

# --- under load --------------------------------------------------------------
sub slowly {
    my ($path, $seconds) = @_;
    my $socket = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $server->{port}, Timeout => 10) or die "connect: $!";
    setsockopt $socket, Socket::SOL_SOCKET(), Socket::SO_RCVBUF(), pack 'i', 65536;
    print {$socket} "GET $path HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    return { socket => $socket, got => '', end => time + $seconds };
}
sub drain {
    my $it = shift;
    my $size = 1 << 16;
    while (sysread $it->{socket}, $it->{got}, $size, length $it->{got}) {
        sleep 0.01 if time < $it->{end} && length($it->{got}) % 8 == 0;
    }
    return parse_response($it->{got}, 'GET');
}
{
    my $want = sha256_hex($server->get('/large/requests.csv')->{body});
    my %body = map { ($_ => sha256_hex($server->get("$mount/$_")->{body})) } qw(index.html requests.csv requests.json);
    my @paths = sort keys %body;
    my $load = TransparencyLoad->new(clients => 4, ask => sub {
        my $path = $paths[int rand @paths];
        my $r = $server->get("$mount/$path");
        return "$path: $r->{status}" if $r->{status} != 200;
        return "$path: cut off" unless $r->{complete};
        return sha256_hex($r->{body}) eq $body{$path} ? undef : "$path: other bytes";
    });
    my @wrong;
    for my $round (1 .. long_run(5)) {
        my $flight = slowly('/large/requests.csv', 2);
        sysread $flight->{socket}, $flight->{got}, 5000;
        $server->graceful;
        my $r = drain($flight);
        push @wrong, "round $round: $r->{status}, " . length($r->{body}) . ' bytes'
            unless $r->{status} == 200 && $r->{complete} && sha256_hex($r->{body}) eq $want;
    }
    wait_for(sub { $load->asked > 50 }, undef, 'some requests');
    my ($asked, @failed) = $load->finish;
    none_wrong(\@wrong, 'a large body in flight over each graceful restart is whole');
    none_wrong(\@failed, "$asked requests during the restarts: none failed");
    cmp_ok $asked, '>', 50, '... and there were some';
}

# --- restarts in the middle of a build ---------------------------------------
{
    my $file = "$large/a.xml";
    my @versions = map { large_record($cells, seed => $_) } 1, 2;
    my (%of, %whole);                       # digest and bytes of a version, as a quiet server serves it
    my (@wrong, %seen);
    my $stable = sub {
        my $version = shift;
        my $last = '';
        return wait_for(sub {
            my $r = eval { $server->get('/large/requests.csv') };
            my $digest = $r && $r->{status} == 200 && $r->{complete} ? sha256_hex($r->{body}) : '';
            my $same = $digest ne '' && $digest eq $last && !grep({ $_ ne $version && ($of{$_} // '') eq $digest } keys %of);
            $last = $digest;
            $whole{$version} = $r->{body} if $same;
            sleep 0.4;
            return $same ? $digest : undef;
        }, 60, "version $version");
    };
    $of{old} = $stable->('old');
    for my $version (0, 1) {
        write_file($file, $versions[$version]);
        $of{$version} = $stable->($version);
    }
    is keys %{ { reverse %of } }, 3, 'three versions of a large record have three bodies';
    for my $round (1 .. long_run(20)) {
        write_file($file, $versions[$round % 2]) if $round % 2 == 0 || $round == 1;
        kill USR1 => $server->{started};
        for (1 .. 3) {
            my $r = eval { $server->get('/large/requests.csv') };
            if (!$r || $r->{status} != 200) { push @wrong, "round $round: " . ($r ? $r->{status} : $@); next }
            my ($version) = grep { substr($whole{$_}, 0, length $r->{body}) eq $r->{body} } sort keys %whole;
            $seen{ $version // 'mixture' }++;
            push @wrong, "round $round: bytes of no version" unless defined $version;
            # The event MPM closes connections it is still writing to when a second
            # graceful restart comes, for files with EnableSendfile on just as well.
            push @wrong, "round $round: cut off" unless $r->{complete} || mpm() eq 'event';
        }
        sleep 0.15;
    }
    none_wrong(\@wrong, 'restarts while the record is read: never a mixture of versions');
    write_file($file, $versions[0]);
    is $stable->(0), $of{0}, 'and in the end the newest';
    my $faults = $server->status;
    is_deeply [ map { $faults->{"Transparency${_}Faults"} } 0, 1 ], [0, 0], 'no invariant was broken';
}

# --- no growth ---------------------------------------------------------------
{
    my $fds = sub { scalar(() = glob "/proc/$server->{started}/fd/*") };
    $server->graceful;
    my $before = $fds->();
    $server->graceful for 1 .. long_run(6);
    # one may be open for a moment
    ok eval { wait_for(sub { $fds->() <= $before }, undef, 'so few descriptors'); 1 }, 'restarts leave no descriptor behind'
        or diag $fds->() . ", not $before";
    is_deeply [$server->shared_names], [], 'nor anything in /dev/shm';
}
$server->stop;

# --- many records, all of them anew ------------------------------------------
{
    my $records = 130;
    my $conf = sub {
        my $cells = shift;
        return join '', map { <<"CONF" } 1 .. $records;
<Location "/r$_">
    SetHandler transparency
    TransparencyRecord "\@dir\@/record"
    TransparencyCacheSize 4M
    TransparencyMaxCells @{[ $cells + $_ ]}
</Location>
CONF
    };
    my $many = TransparencyServer->new(name => 'many', children => 4, conf => $conf->(1000));
    my $record = $many->write_record('record', 'a.xml' => small_record(figures => { GB => 12 }));
    age("$record/a.xml");
    $many->start(path => "/r$records/requests.csv");
    $many->write_conf($conf->(2000));
    $many->graceful;
    unlike $many->log, qr/TR0006/, 'more than half of what one server may have is replaced at once';
    is eval { $many->served("/r$records/requests.csv")->{status} }, 200, '... and the last of it served';
    $many->stop;
}

done_testing;
